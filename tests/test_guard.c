// SPDX-License-Identifier: GPL-2.0-only
/* Crashes and endless loops of model code are verdicts, and the engine goes on. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <sys/mman.h>

#include <cmocka.h>

#include "toy_world.h"

static struct sim *toy_guarded(unsigned int flags)
{
	return toy_new(&(struct sim_options){ .flags = flags, .loop_ms = 100 });
}

static void check_crash(struct sim *s, long how, const char *text)
{
	const struct sim_verdict *v;

	sim_reset(s);
	assert_int_equal(sim_call(sim_task_at(s, 0), "crash", how), SIM_NO_CALL);
	assert_true(sim_abandoned(s));
	v = sim_verdict(s, 0);
	assert_non_null(v);
	assert_int_equal(v->kind, HOST_BUG_OOPS);
	assert_string_equal(v->text, text);
	assert_int_equal(v->task, 0);
	/* Built with -g, the program knows where it crashed. */
	assert_non_null(v->site.func);
	assert_string_equal(v->site.func, "toy_crash");
	assert_non_null(v->site.file);
	assert_non_null(strstr(v->site.file, "toy.c"));
	assert_true(v->site.line > 100 && v->site.line < 400);
}

static void test_crashes(void **state)
{
	struct sim *s = toy_guarded(0);
	int round;

	(void)state;
	assert_int_equal(sim_guard_enter(s, NULL), SIM_OK);
	for (round = 0; round < 20; round++) {
		check_crash(s, 0, "null pointer dereference");
#if defined(__x86_64__)
		check_crash(s, 1, "division by zero");
#endif
		check_crash(s, 3, "null pointer dereference");
		sim_reset(s);
		assert_int_equal(sim_call(sim_task_at(s, 0), "nop", 4), 4);
	}
	sim_guard_leave(s);
	sim_free(s);
}

static void test_endless_loop(void **state)
{
	struct sim *s = toy_guarded(0);
	int round;

	(void)state;
	sim_guard_enter(s, NULL);
	for (round = 0; round < 2; round++) {
		assert_int_equal(sim_call(sim_task_at(s, 0), "spin", 0), SIM_NO_CALL);
		assert_int_equal(sim_verdict(s, 0)->kind, HOST_BUG_LOOP);
		sim_reset(s);
		assert_int_equal(sim_call(sim_task_at(s, 0), "nop", 4), 4);
	}
	sim_guard_leave(s);
	sim_free(s);
}

static struct sim_task *spinner;

static int spin_start(void *ctx, struct sim_task *task, struct sim_step *step)
{
	(void)task;
	step->call = sim_design_call(design, "crash");
	step->args[0] = *(long *)ctx;
	return 1;
}

static int spin_done(void *ctx, struct sim_task *task)
{
	(void)ctx;
	spinner = task;
	return 0;
}

static void test_crash_in_race(void **state)
{
	static const struct sim_driver driver = { spin_start, spin_done };
	struct sim *s = toy_guarded(0);
	long how = 0;
	int round;

	(void)state;
	sim_guard_enter(s, NULL);
	for (round = 0; round < 3; round++) {
		sim_reset(s);
		sim_drive(sim_task_at(s, 0), &driver, &how);
		sim_race(s, NULL);
		assert_true(sim_abandoned(s));
		assert_int_equal(sim_nr_verdicts(s), 1);
	}
	assert_null(spinner);
	sim_guard_leave(s);
	sim_free(s);
}

static volatile sig_atomic_t theirs;

static void their_handler(int sig)
{
	theirs = sig;
}

/* The handlers of the program are given back, and get what is theirs. */
static void test_dispositions(void **state)
{
	struct sim *a = toy_guarded(0), *b = toy_guarded(0);
	struct sigaction action = { .sa_handler = their_handler }, old, now;

	(void)state;
	sigaction(SIGFPE, &action, &old);
	sim_guard_enter(a, NULL);
	sim_guard_enter(a, NULL);
	sim_guard_enter(b, NULL);
	raise(SIGFPE);
	assert_int_equal(theirs, SIGFPE);
	sim_guard_leave(b);
	sim_guard_leave(a);
	sim_guard_leave(a);
	sigaction(SIGFPE, &old, &now);
	assert_ptr_equal(now.sa_handler, their_handler);
	sim_free(a);
	sim_free(b);
}

/* Freed inside its scope: the scope ends with it. */
static void test_free_ends_scope(void **state)
{
	struct sim *s = toy_guarded(0);
	struct sigaction before, after;

	(void)state;
	sigaction(SIGSEGV, NULL, &before);
	sim_guard_enter(s, NULL);
	sim_guard_enter(s, NULL);
	sim_free(s);
	sigaction(SIGSEGV, NULL, &after);
	assert_ptr_equal(after.sa_sigaction, before.sa_sigaction);
}

static void test_user_memory(void **state)
{
	struct sim *s = toy_guarded(SIM_USER_MEMORY);
	struct sim_task *init = sim_task_at(s, 0);
	char *map = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	long value = 99;

	(void)state;
	assert_ptr_not_equal(map, MAP_FAILED);
	assert_int_equal(munmap(map + 4096, 4096), 0);
	sim_guard_enter(s, NULL);
	assert_int_equal(sim_call(init, "copy_in", (long)&value), 99);
	assert_int_equal(sim_call(init, "copy_in", 0), -EFAULT);
	assert_int_equal(sim_call(init, "copy_in", (long)(map + 4092)), -EFAULT);
	assert_int_equal(sim_call(init, "copy_out", (long)(map + 4090), 16), 10);
	assert_memory_equal(map + 4090, "012345", 6);
	assert_int_equal(sim_call(init, "copy_out", (long)map, 16), 0);
	/* the kernel's own memory is no user memory */
	assert_int_equal(sim_call(init, "copy_in", (long)toy_design.cpu->base), -EFAULT);
	assert_int_equal(sim_call(init, "copy_out", (long)toy_design.cpu->base - 4, 16) >= 12, 1);
	assert_int_equal(sim_nr_verdicts(s), 0);
	sim_guard_leave(s);
	munmap(map, 4096);
	sim_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_crashes),
		cmocka_unit_test(test_endless_loop),
		cmocka_unit_test(test_crash_in_race),
		cmocka_unit_test(test_dispositions),
		cmocka_unit_test(test_free_ends_scope),
		cmocka_unit_test(test_user_memory),
	};

	return cmocka_run_group_tests_name("guard", tests, open_design, close_design);
}
