// SPDX-License-Identifier: GPL-2.0-only
/* The root file system and procfs, held against what a real 6.18 answered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>

#include <cmocka.h>

#include "run_sim.h"
#include "sim.h"

#define DESIGN "designs/send-signal.so"

static struct sim *world;
static struct sim_design *design;

static int setup(void **state)
{
	(void)state;
	if (sim_design_open(&design, NULL, BUILD_DIR "/" DESIGN, NULL))
		return -1;
	world = sim_new(NULL, NULL);
	if (!world)
		return -1;
	sim_use_design(world, design);
	return sim_boot(world, NULL, NULL) ? -1 : 0;
}

static int teardown(void **state)
{
	(void)state;
	sim_free(world);
	sim_design_close(design);
	return 0;
}

/* nothing is left over, no judge has spoken */
static void end_well(void)
{
	sim_end(world);
	if (sim_nr_verdicts(world))
		fail_msg("%s", sim_explain(world));
}

static char *user_string(struct sim_task *task, const char *text)
{
	char *s = sim_scratch(task, strlen(text) + 1);

	assert_non_null(s);
	return strcpy(s, text);
}

static long open_as(struct sim_task *task, const char *path, int flags)
{
	return sim_call(task, "open", (long)user_string(task, path), flags);
}

static struct sim_task *fork_one(struct sim_task *parent)
{
	long nr = sim_call(parent, "fork");

	assert_true(nr > 0);
	return sim_find(parent, (int)nr);
}

/* names in the directory @fd, one space behind each, read @size bytes at a time */
static void list(struct sim_task *task, long fd, size_t size, char *out, size_t n)
{
	char *buf = sim_scratch(task, size);
	long got, at;

	*out = '\0';
	while ((got = sim_call(task, "getdents64", fd, (long)buf, size)) > 0) {
		for (at = 0; at < got; at += *(unsigned short *)(buf + at + 16)) {
			strncat(out, buf + at + 19, n - strlen(out) - 2);
			strcat(out, " ");
		}
	}
	assert_int_equal(got, 0);
}

static void test_listing(void **state)
{
	struct sim_task *init = sim_task_at(world, 0), *a = fork_one(init);
	char names[512], again[512];
	struct sim_how thread = { .flags = CLONE_THREAD | CLONE_SIGHAND | CLONE_VM };
	long fd, task_fd;

	(void)state;
	assert_non_null(sim_task(world, a, &thread));
	fork_one(init);
	fd = open_as(init, "/proc", O_RDONLY | O_DIRECTORY);
	assert_int_equal(fd, 3);
	list(init, fd, 4096, names, sizeof(names));
	/* the thread has number 3 and is not listed */
	assert_string_equal(names, ". .. sys self thread-self 1 2 4 ");
	assert_int_equal(sim_call(init, "lseek", fd, 0, 0), 0);
	list(init, fd, 32, again, sizeof(again));
	assert_string_equal(names, again);
	task_fd = open_as(init, "/proc/2/task", O_RDONLY);
	list(init, task_fd, 24, names, sizeof(names));
	assert_string_equal(names, ". .. 2 3 ");
	list(init, open_as(init, "/proc/3/task", O_RDONLY), 24, names, sizeof(names));
	assert_string_equal(names, ". .. 2 3 ");
	list(init, open_as(init, "/proc/2/fd", O_RDONLY), 64, names, sizeof(names));
	assert_string_equal(names, ". .. 0 1 2 ");
	list(init, open_as(init, "/", O_RDONLY), 32, names, sizeof(names));
	assert_string_equal(names, ". .. dev bin proc ");
	list(init, open_as(init, "/proc/self/ns", O_RDONLY), 64, names, sizeof(names));
	assert_non_null(strstr(names, " pid_for_children "));
	end_well();
}

static void read_all(struct sim_task *task, const char *path, char *out, size_t n)
{
	long fd = open_as(task, path, O_RDONLY), got, len = 0;
	char *buf = sim_scratch(task, 64);

	assert_true(fd >= 0);
	while ((got = sim_call(task, "read", fd, (long)buf, 37)) > 0) {
		assert_true((size_t)(len + got) < n);
		memcpy(out + len, buf, got);
		len += got;
	}
	assert_int_equal(got, 0);
	out[len] = '\0';
	assert_int_equal(sim_call(task, "close", fd), 0);
}

static void has_line(const char *text, const char *line)
{
	const char *at = strstr(text, line);

	if (!at || (at > text && at[-1] != '\n') || at[strlen(line)] != '\n')
		fail_msg("no line \"%s\" in\n%s", line, text);
}

static void test_status(void **state)
{
	struct sim_task *init = sim_task_at(world, 0), *a = fork_one(init), *b = fork_one(a);
	char text[2048];

	(void)state;
	assert_int_equal(sim_call(b, "setuid", 1000), 0);
	assert_int_equal(sim_call(b, "setpgid", 0, 0), 0);
	read_all(init, "/proc/3/status", text, sizeof(text));
	has_line(text, "State:\tR (running)");
	has_line(text, "Tgid:\t3");
	has_line(text, "PPid:\t2");
	has_line(text, "Uid:\t1000\t1000\t1000\t1000");
	has_line(text, "NSpgid:\t3");
	has_line(text, "CapEff:\t0000000000000000");
	has_line(text, "Threads:\t1");
	assert_int_equal(sim_call(init, "kill", 3, 19), 0);
	read_all(init, "/proc/3/status", text, sizeof(text));
	has_line(text, "State:\tT (stopped)");
	assert_int_equal(sim_call(init, "kill", 3, 9), 0);
	read_all(init, "/proc/3/status", text, sizeof(text));
	has_line(text, "State:\tZ (zombie)");
	has_line(text, "FDSize:\t0");
	read_all(init, "/proc/2/task/2/children", text, sizeof(text));
	assert_string_equal(text, "3 ");
	end_well();
}

/* field @n of stat, from 1, as proc(5) numbers them */
static long stat_field(const char *text, int n)
{
	for (; n > 1; n--) {
		text = strchr(text, ' ');
		assert_non_null(text);
		text++;
	}
	return strtol(text, NULL, 10);
}

static void test_stat(void **state)
{
	struct sim_task *init = sim_task_at(world, 0), *a = fork_one(init);
	char text[1024];
	int spaces = 0;

	(void)state;
	sim_sleep(world, 2500000000ULL);
	fork_one(a);
	read_all(init, "/proc/3/stat", text, sizeof(text));
	assert_memory_equal(text, "3 (init) R 2 ", 13);
	for (const char *s = text; *s; s++)
		spaces += *s == ' ';
	assert_int_equal(spaces, 51);
	assert_int_equal(stat_field(text, 22), 250);	/* starttime, in ticks of 10 ms */
	assert_int_equal(stat_field(text, 38), 17);	/* exit_signal */
	end_well();
}

static void test_uid_map(void **state)
{
	struct sim_task *init = sim_task_at(world, 0), *a = fork_one(init);
	char text[256];
	long fd;

	(void)state;
	read_all(init, "/proc/self/uid_map", text, sizeof(text));
	assert_string_equal(text, "         0          0 4294967295\n");
	assert_int_equal(sim_call(a, "unshare", CLONE_NEWUSER), 0);
	read_all(init, "/proc/2/uid_map", text, sizeof(text));
	assert_string_equal(text, "");
	fd = open_as(init, "/proc/2/uid_map", O_RDWR);
	assert_int_equal(sim_call(init, "write", fd, (long)user_string(init, "5 1000 1"), 8), 8);
	assert_int_equal(sim_call(init, "write", fd, (long)user_string(init, "6 1000 1"), 8),
			 -EINVAL);
	assert_int_equal(sim_call(init, "close", fd), 0);
	read_all(init, "/proc/2/uid_map", text, sizeof(text));
	assert_string_equal(text, "         5       1000          1\n");
	end_well();
}

static void test_long_paths(void **state)
{
	struct sim_task *init = sim_task_at(world, 0);
	char *path = sim_scratch(init, 8192);

	(void)state;
	memset(path, '/', 4095);
	assert_int_equal(sim_call(init, "open", (long)path, O_RDONLY), 3);
	path[4095] = '/';
	assert_int_equal(sim_call(init, "open", (long)path, O_RDONLY), -ENAMETOOLONG);
	memset(path, 0, 8192);
	memset(path + 1, 'a', 300);
	path[0] = '/';
	assert_int_equal(sim_call(init, "open", (long)path, O_RDONLY), -ENAMETOOLONG);
	path[256] = '\0';
	assert_int_equal(sim_call(init, "open", (long)path, O_RDONLY), -ENOENT);
	memset(path, 'a', 300);
	memcpy(path, "/proc/", 6);
	assert_int_equal(sim_call(init, "open", (long)path, O_RDONLY), -ENOENT);
	end_well();
}

static void test_paths(void **state)
{
	(void)state;
	run_sim_passes(DESIGN, "proc/paths.sim", 0);
	run_sim_passes(DESIGN, "proc/links.sim", 0);
	run_sim_passes(DESIGN, "proc/more.sim", 0);
}

static void test_reaped(void **state)
{
	(void)state;
	run_sim_passes(DESIGN, "proc/reaped.sim", 0);
}

static void test_namespaces(void **state)
{
	(void)state;
	run_sim_passes(DESIGN, "proc/namespaces.sim", 0);
}

static void test_race(void **state)
{
	(void)state;
	run_sim_passes(DESIGN, "proc/race.sim", 0);
	run_sim_passes(DESIGN, "proc/race_reuse.sim", 0);
}

static void test_refused(void **state)
{
	(void)state;
	run_sim_passes(DESIGN, "proc/refused.sim", 0);
}

#define in_world(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_world(test_listing),
		in_world(test_status),
		in_world(test_stat),
		in_world(test_uid_map),
		in_world(test_long_paths),
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_reaped),
		cmocka_unit_test(test_namespaces),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_race),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
