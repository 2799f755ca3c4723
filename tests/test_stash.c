// SPDX-License-Identifier: GPL-2.0-only
/* Stashed dentries: one for each object, made once, gone with the last file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <errno.h>
#include <fcntl.h>

#include <cmocka.h>

#include "sim.h"

static struct sim *world;
static struct sim_design *design;

static int setup(void **state)
{
	(void)state;
	if (sim_design_open(&design, NULL, BUILD_DIR "/tests/designs/stash.so", NULL))
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

static void end_well(void)
{
	sim_end(world);
	if (sim_nr_verdicts(world))
		fail_msg("%s", sim_explain(world));
}

static unsigned long ino_of(struct sim_task *task, long fd)
{
	unsigned long *st = sim_scratch(task, 144);

	assert_int_equal(sim_call(task, "fstat", fd, (long)st), 0);
	return st[1];
}

static long named(struct sim_task *task, const char *name, const char *call, long arg)
{
	char *path = sim_scratch(task, 64);

	snprintf(path, 64, "%s", name);
	return sim_call(task, call, (long)path, arg, 64);
}

static void test_one_inode(void **state)
{
	struct sim_task *init = sim_task_at(world, 0);
	char *text = sim_scratch(init, 64);

	(void)state;
	assert_int_equal(sim_call(init, "stash_open"), 3);
	assert_int_equal(sim_call(init, "stash_open"), 4);
	assert_int_equal(ino_of(init, 3), 1);
	assert_int_equal(ino_of(init, 4), 1);
	assert_int_equal(sim_call(init, "stash_count"), 2);
	/* one more through its link: the same again */
	assert_int_equal(named(init, "/proc/self/fd/3", "open", O_RDWR), 5);
	assert_int_equal(ino_of(init, 5), 1);
	assert_int_equal(sim_call(init, "read", 5, (long)text, 1), 7);
	assert_int_equal(named(init, "/proc/self/fd/5", "readlink", (long)text), 18);
	assert_memory_equal(text, "anon_inode:[stash]", 18);
	for (int fd = 3; fd <= 5; fd++)
		assert_int_equal(sim_call(init, "close", fd), 0);
	assert_int_equal(sim_call(init, "stash_count"), 1);
	assert_int_equal(sim_call(init, "stash_open"), 3);
	assert_int_equal(ino_of(init, 3), 2);
	end_well();
}

static void test_refused(void **state)
{
	struct sim_task *init = sim_task_at(world, 0);
	unsigned int nth;
	long ret;

	(void)state;
	for (nth = 1;; nth++) {
		sim_inject(world, nth);
		ret = sim_call(init, "stash_open");
		sim_inject(world, 0);
		if (ret >= 0)
			break;
		assert_true(ret == -ENOMEM || ret == -EMFILE);
		assert_int_equal(sim_call(init, "stash_count"), 1);
	}
	assert_int_equal(ret, 3);
	assert_true(nth > 3);
	end_well();
}

/* ------------------------------------------------------------ two at once */

struct opener {
	int step;
	long fd;
};

static int begin(void *ctx, struct sim_task *task, struct sim_step *step)
{
	struct opener *o = ctx;

	(void)task;
	memset(step, 0, sizeof(*step));
	step->call = sim_design_call(design, o->step ? "close" : "stash_open");
	step->args[0] = o->fd;
	return 1;
}

static int done(void *ctx, struct sim_task *task)
{
	struct opener *o = ctx;

	if (!o->step)
		o->fd = sim_ret(task);
	return ++o->step < 2;
}

static const struct sim_driver driver = { begin, done };

static int body(void *ctx, struct sim *sim, struct sim_strategy *strategy)
{
	struct sim_task *init = sim_task_at(sim, 0), *task[2];
	struct opener open[2] = { { 0, -1 }, { 0, -1 } };
	int *shared = ctx;

	for (int i = 0; i < 2; i++) {
		task[i] = sim_task(sim, init, NULL);
		sim_drive(task[i], &driver, &open[i]);
	}
	sim_race(sim, strategy);
	for (int i = 0; i < 2; i++)
		if (open[i].step != 2 || sim_ret(task[i]))
			sim_fail(sim, "task %d: step %d, %ld", i, open[i].step, sim_ret(task[i]));
	if (sim_call(init, "stash_count") != 1)
		sim_fail(sim, "a reference is left");
	sim_call(init, "stash_open");
	*shared |= 1 << (ino_of(init, 3) == 2);	/* both had the first inode */
	sim_end(sim);
	return 0;
}

static void test_race(void **state)
{
	struct sim_strategy *dfs = sim_strategy_dfs(2);
	int shared = 0;
	struct sim_explore how = { .strategy = dfs, .body = body, .ctx = &shared };
	struct sim_summary sum;

	(void)state;
	sim_explore(world, &how, &sum);
	if (sum.failed)
		fail_msg("schedule %s: %s", sum.token, sum.first.text);
	assert_true(sum.exhausted);
	assert_true(sum.runs > 100);
	/* in some schedules both had one inode, in others each its own */
	assert_int_equal(shared, 3);
	sim_strategy_free(dfs);
}

#define in_world(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_world(test_one_inode),
		in_world(test_refused),
		in_world(test_race),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
