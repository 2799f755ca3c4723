// SPDX-License-Identifier: GPL-2.0-only
/* Worlds: fresh ones, several of one design, what is too small, designs that are none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "toy_world.h"

static long call(struct sim *s, const char *name, long arg)
{
	return sim_call(sim_task_at(s, 0), name, arg);
}

static void dirty(struct sim *s)
{
	call(s, "add", 5);
	call(s, "fork", 0);
	call(s, "fork", 0);
	sim_call(sim_task_at(s, 1), "exit");
	call(s, "object", 0);
	sim_sleep(s, 500);
}

static void test_reset(void **state)
{
	struct sim *s = toy_new(NULL);
	unsigned long used = toy_memory_used(), i;
	int round;

	(void)state;
	for (round = 0; round < 5; round++) {
		assert_int_equal(call(s, "value", 0), 0);
		assert_int_equal(toy_calls(), 1);
		dirty(s);
		assert_int_equal(sim_nr_tasks(s), 3);
		assert_true(toy_memory_used() > used);
		sim_reset(s);
		assert_int_equal(toy_memory_used(), used);
		assert_int_equal(sim_nr_tasks(s), 1);
		assert_int_equal(sim_now(s), 0);
		assert_int_equal(sim_calls(sim_task_at(s, 0)), 0);
		for (i = 0; i < 4096; i++)
			assert_int_equal(toy_design.cpu->shadow[i], i < used / 16);
	}
	sim_free(s);
}

/* In the middle of calls: sleeping tasks and their stacks are gone as well. */
static void test_reset_with_sleepers(void **state)
{
	struct sim *s = toy_new(NULL);
	int round;

	(void)state;
	for (round = 0; round < 3; round++) {
		call(s, "fork", 0);
		assert_int_equal(sim_start(sim_task_at(s, 1), sim_design_call(design, "sleep"),
					   (long[6]){ 1000 }), SIM_BLOCKED);
		assert_int_equal(sim_start(sim_task_at(s, 0), sim_design_call(design, "wait"),
					   (long[6]){ 0 }), SIM_BLOCKED);
		sim_reset(s);
		sim_sleep(s, 5000);
		assert_int_equal(call(s, "nop", 1), 1);
	}
	sim_free(s);
}

static void test_two_worlds(void **state)
{
	struct sim *a = toy_new(NULL), *b = toy_new(NULL), *c;

	(void)state;
	call(a, "add", 1);
	call(b, "add", 10);
	call(a, "add", 1);
	call(b, "fork", 0);
	assert_int_equal(call(a, "value", 0), 2);
	assert_int_equal(call(b, "value", 0), 10);
	assert_int_equal(sim_live(a, "task"), 1);
	assert_int_equal(sim_live(b, "task"), 2);
	sim_reset(a);
	assert_int_equal(call(b, "value", 0), 10);
	assert_int_equal(call(a, "value", 0), 0);
	call(a, "add", 3);
	sim_free(b);
	assert_int_equal(call(a, "value", 0), 3);
	/* a newcomer boots from clean data, whatever world is loaded */
	c = toy_new(NULL);
	assert_int_equal(call(c, "value", 0), 0);
	sim_free(a);
	assert_int_equal(call(c, "value", 0), 0);
	sim_free(c);
	assert_null(toy_design.cpu->owner);
}

static void test_many_worlds(void **state)
{
	enum { NR = 40 };
	struct sim *s[NR];
	int i, round;

	(void)state;
	for (i = 0; i < NR; i++)
		s[i] = toy_new(NULL);
	for (round = 0; round < 3; round++) {
		for (i = 0; i < NR; i++)
			assert_int_equal(call(s[i], "add", i), i * (round + 1));
	}
	for (i = 0; i < NR; i++)
		sim_free(s[i]);
}

static void test_too_small(void **state)
{
	const struct sim_options options = { .memory = 1000 };
	struct sim *s = sim_new(&options, NULL);
	struct sim_design *d;
	struct sim_error err;

	(void)state;
	/* what is asked for is rounded up, so this just suffices */
	sim_use_design(s, design);
	assert_int_equal(sim_boot(s, NULL, &err), SIM_OK);
	sim_free(s);
	s = sim_new(&(struct sim_options){ .memory = 1UL << 60 }, NULL);
	assert_int_equal(sim_design_wrap(&d, &toy_design, NULL), SIM_OK);
	sim_use_design(s, d);
	assert_int_equal(sim_boot(s, NULL, &err), SIM_ENOMEM);
	assert_int_equal(err.status, SIM_ENOMEM);
	sim_reset(s);
	sim_race(s, NULL);
	sim_end(s);
	sim_settle(s);
	sim_free(s);
	sim_design_close(d);
}

static void test_without_design(void **state)
{
	struct sim *s = sim_new(NULL, NULL);
	struct sim_error err;

	(void)state;
	assert_int_equal(sim_boot(s, NULL, &err), SIM_EINPUT);
	sim_reset(s);
	sim_settle(s);
	sim_end(s);
	assert_null(sim_task_at(s, 0));
	sim_free(s);
}

static void test_release(void **state)
{
	const struct model_boot how = { .release = LINUX(1, 7) };
	struct sim *s = sim_new(NULL, NULL);

	(void)state;
	sim_use_design(s, design);
	assert_int_equal(sim_boot(s, &how, NULL), SIM_OK);
	assert_int_equal(sim_release(s), LINUX(1, 7));
	assert_int_equal(toy_design.cpu->release, LINUX(1, 7));
	sim_reset(s);
	assert_int_equal(toy_design.cpu->release, LINUX(1, 7));
	sim_free(s);
}

/* ------------------------------------------------------------ designs that are none */

static void check_bad(const struct design *table, const char *what)
{
	struct sim_design *d;
	struct sim_error err;

	assert_int_equal(sim_design_wrap(&d, table, &err), SIM_EDESIGN);
	assert_null(d);
	assert_int_equal(err.status, SIM_EDESIGN);
	assert_non_null(strstr(err.text, what));
}

static void test_bad_tables(void **state)
{
	const struct model_syscall nameless = { .fn = toy_design.syscalls[0]->fn };
	const struct model_syscall *const bad_calls[] = { &nameless };
	struct model_ops no_halt = *toy_design.ops;
	struct design d = toy_design;

	(void)state;
	d.abi = 99;
	check_bad(&d, "built for interface 99");
	d = toy_design;
	d.name = "";
	check_bad(&d, "no name");
	d = toy_design;
	d.cpu = NULL;
	check_bad(&d, "no struct model_cpu");
	d = toy_design;
	d.releases.first = d.releases.last + 1;
	check_bad(&d, "releases is empty");
	d = toy_design;
	d.image_end = d.image - 1;
	check_bad(&d, "image has no sane bounds");
	d = toy_design;
	d.syscalls_end = d.syscalls + 100000;
	check_bad(&d, "system calls has no sane bounds");
	d = toy_design;
	d.syscalls = bad_calls;
	d.syscalls_end = bad_calls + 1;
	check_bad(&d, "without name or function");
	d = toy_design;
	no_halt.halt = NULL;
	d.ops = &no_halt;
	check_bad(&d, "operation is missing");
	d.ops = NULL;
	check_bad(&d, "no model operations");
}

static void check_no_library(const char *dirs, const char *name, enum sim_status status,
			     const char *what)
{
	struct sim_design *d;
	struct sim_error err;

	assert_int_equal(sim_design_open(&d, dirs, name, &err), status);
	assert_null(d);
	assert_int_equal(err.status, status);
	assert_non_null(strstr(err.text, what));
}

static void write_file(const char *path, const char *bytes, size_t n)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	fclose(f);
}

static void test_bad_files(void **state)
{
	char dir[] = "/tmp/pidfdsim-test-XXXXXX", path[128];

	(void)state;
	assert_non_null(mkdtemp(dir));
	check_no_library(dir, "nothing", SIM_ENOENT, "no design is called \"nothing\"");
	check_no_library(NULL, "nothing", SIM_ENOENT, "no design is called");
	check_no_library("::", "nothing", SIM_ENOENT, "no design is called");
	check_no_library(dir, "./nothing.so", SIM_ENOENT, "no such design library");
	check_no_library(NULL, dir, SIM_EDESIGN, "not a file");
	snprintf(path, sizeof(path), "%s/empty.so", dir);
	write_file(path, "", 0);
	check_no_library(NULL, path, SIM_EDESIGN, "not a shared library");
	check_no_library(dir, "empty", SIM_EDESIGN, "not a shared library");
	unlink(path);
	snprintf(path, sizeof(path), "%s/text.so", dir);
	write_file(path, "int main;\n", 10);
	check_no_library(NULL, path, SIM_EDESIGN, "not a shared library");
	write_file(path, "\177ELF and nothing else", 22);
	check_no_library(NULL, path, SIM_EDESIGN, "no design: ");
	unlink(path);
	snprintf(path, sizeof(path), "%s/fifo.so", dir);
	assert_int_equal(mkfifo(path, 0600), 0);
	check_no_library(NULL, path, SIM_EDESIGN, "not a file");
	unlink(path);
	rmdir(dir);
}

/* What is a library, but no design. */
static void test_other_library(void **state)
{
	Dl_info info;

	(void)state;
	assert_true(dladdr((const void *)(uintptr_t)_cmocka_run_group_tests, &info));
	check_no_library(NULL, info.dli_fname, SIM_EDESIGN, "it exports no pid_design");
}

#ifdef BUILD_DIR
/* The same library opened twice is loaded once, and its data is still each world's own. */
static void test_real_library(void **state)
{
	struct sim *a = sim_new(NULL, NULL), *b = sim_new(NULL, NULL);
	struct sim_error err;

	(void)state;
	assert_int_equal(sim_load_design(a, "/nowhere:" BUILD_DIR "/designs", "send-signal", &err),
			 SIM_OK);
	assert_int_equal(sim_load_design(b, NULL, BUILD_DIR "/designs/send-signal.so", &err),
			 SIM_OK);
	assert_string_equal(sim_design_table(sim_design_used(a))->name, "send-signal");
	assert_true(sim_design_has(sim_design_used(a), "pidfd_send_signal"));
	assert_int_equal(sim_call(sim_task_at(a, 0), "fork"), 2);
	assert_int_equal(sim_call(sim_task_at(b, 0), "fork"), 2);
	assert_int_equal(sim_call(sim_task_at(a, 0), "fork"), 3);
	assert_int_equal(sim_call(sim_task_at(a, 2), "getpid"), 3);
	assert_int_equal(sim_call(sim_task_at(b, 1), "getpid"), 2);
	sim_end(a);
	assert_int_equal(sim_nr_verdicts(a), 0);
	assert_int_equal(sim_call(sim_task_at(b, 1), "getppid"), 1);
	sim_free(a);
	assert_int_equal(sim_call(sim_task_at(b, 0), "fork"), 3);
	sim_end(b);
	assert_int_equal(sim_nr_verdicts(b), 0);
	sim_free(b);
}
#endif

static void test_design_words(void **state)
{
	(void)state;
	assert_ptr_equal(sim_design_table(design), &toy_design);
	assert_true(sim_design_has(design, "toy-feature"));
	assert_true(sim_design_has(design, "sim_open"));
	assert_true(sim_design_has(design, "fork"));
	assert_false(sim_design_has(design, "frok"));
	assert_string_equal(sim_design_habit(design, "sim_open"), "open($1)");
	assert_null(sim_design_habit(design, "sim_close"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reset),
		cmocka_unit_test(test_reset_with_sleepers),
		cmocka_unit_test(test_two_worlds),
		cmocka_unit_test(test_many_worlds),
		cmocka_unit_test(test_too_small),
		cmocka_unit_test(test_without_design),
		cmocka_unit_test(test_release),
		cmocka_unit_test(test_bad_tables),
		cmocka_unit_test(test_bad_files),
		cmocka_unit_test(test_other_library),
#ifdef BUILD_DIR
		cmocka_unit_test(test_real_library),
#endif
		cmocka_unit_test(test_design_words),
	};

	return cmocka_run_group_tests_name("world", tests, open_design, close_design);
}
