// SPDX-License-Identifier: GPL-2.0-only
/* What goes wrong in rare ways: boots that fail, ends that do not come, stacks without guard. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>

#include <cmocka.h>

#include "fiber.h"
#include "toy_world.h"

static long start(struct sim_task *t, const char *name, long a, long b)
{
	return sim_start(t, sim_design_call(design, name), (long[6]){ a, b });
}

static void test_boot_fails(void **state)
{
	const struct model_boot no_memory = { .no_procfs = 1 }, crash = { .no_fds = 1 };
	struct sim *s = sim_new(NULL, NULL);
	struct sim_error err;

	(void)state;
	sim_use_design(s, design);
	assert_int_equal(sim_boot(s, &no_memory, &err), SIM_EDESIGN);
	assert_non_null(strstr(err.text, "toy does not boot: 65536 KiB of memory are too few"));
	assert_int_equal(sim_boot(s, &crash, &err), SIM_EDESIGN);
	assert_non_null(strstr(err.text, "toy does not boot: no descriptors, no kernel"));
	sim_settle(s);
	sim_sleep(s, 1);
	sim_set_trace(s, 0);
	sim_inject(s, 1);
	assert_int_equal(sim_boot(s, NULL, &err), SIM_OK);
	sim_inject(s, 0);
	assert_int_equal(sim_call(init_of(s), "nop", 3), 3);
	assert_int_equal(sim_load_design(s, NULL, "nothing", &err), SIM_ENOENT);
	assert_int_equal(sim_call(init_of(s), "nop", 3), 3);
	sim_free(s);
}

/* Without guard pages it is the canary that tells, and no stack is trusted any more. */
static void test_overflow_by_canary(void **state)
{
	const struct sim_options options = { .flags = SIM_NO_GUARD_PAGES, .stack = 16384 };
	struct sim *s = toy_new(&options);
	int round, depth;

	(void)state;
	/* There frames have holes of their own, which the canary falls into. */
	if (SIM_ASAN) {
		sim_free(s);
		skip();
	}
	for (round = 0; round < 2; round++) {
		sim_call(init_of(s), "fork");
		assert_int_equal(start(sim_task_at(s, 1), "hang", 0, 0), SIM_BLOCKED);
		assert_int_equal(sim_call(init_of(s), "deep", 3), 4);
		sim_reset(s);
		/* deeper by one frame each time, so that it is just too deep in the end */
		for (depth = 1; depth < 100; depth++) {
			if (sim_call(init_of(s), "deep", depth) == SIM_NO_CALL)
				break;
		}
		assert_true(depth > 8 && depth < 40);
		assert_int_equal(sim_verdict(s, 0)->kind, HOST_BUG_OOPS);
		assert_string_equal(sim_verdict(s, 0)->text, "kernel stack overflow");
		sim_reset(s);
		assert_int_equal(sim_call(init_of(s), "nop", 3), 3);
	}
	sim_free(s);
}

static void test_never_settles(void **state)
{
	const struct sim_options options = { .max_steps = 1000 };
	struct sim *s = toy_new(&options);

	(void)state;
	sim_call(init_of(s), "fork");
	sim_call(init_of(s), "kill", 2, 42);
	assert_true(sim_abandoned(s));
	assert_int_equal(sim_verdict(s, 0)->kind, HOST_BUG_LOOP);
	assert_string_equal(sim_verdict(s, 0)->text, "does not settle");
	sim_free(s);
}

static void test_work_comes_first(void **state)
{
	struct sim *s = toy_new(NULL);
	struct sim_task *p, *q;
	unsigned int nr;

	(void)state;
	p = sim_task(s, init_of(s), NULL);
	q = sim_task(s, init_of(s), NULL);
	/* begun, not settled: what was sent is still to be taken */
	assert_int_equal(start(init_of(s), "kill", 2, 10), 0);
	assert_int_equal(start(init_of(s), "kill", 3, 9), 0);
	sim_signals(p, &nr);
	assert_int_equal(nr, 0);
	assert_int_equal(start(p, "nop", 4, 0), 4);
	sim_signals(p, &nr);
	assert_int_equal(nr, 1);
	assert_int_equal(start(q, "nop", 4, 0), SIM_NO_CALL);
	assert_int_equal(sim_task_where(q), SIM_DEAD);
	sim_free(s);
}

static void test_sleep_in_callback(void **state)
{
	struct sim *s = toy_new(NULL);

	(void)state;
	sim_call(init_of(s), "call_rcu", 1);
	assert_true(sim_abandoned(s));
	assert_int_equal(sim_verdict(s, 0)->kind, HOST_BUG_DEADLOCK);
	assert_string_equal(sim_verdict(s, 0)->text, "sleeps where nothing may sleep");
	assert_int_equal(sim_verdict(s, 0)->task, -1);
	sim_reset(s);
	assert_int_equal(sim_call(init_of(s), "nop", 3), 3);
	sim_free(s);
}

/* Init does not come back from its call: the end is made without it. */
static void test_init_hangs(void **state)
{
	struct sim *s = toy_new(NULL);
	int round;

	(void)state;
	for (round = 0; round < 3; round++) {
		sim_call(init_of(s), "fork");
		assert_int_equal(start(init_of(s), "hang", 0, 0), SIM_BLOCKED);
		sim_end(s);
		assert_int_equal(sim_nr_verdicts(s), 0);
		assert_int_equal(sim_live(s, "task"), 1);
		sim_reset(s);
	}
	sim_free(s);
}

static void test_end_does_not_come(void **state)
{
	struct sim *s = toy_new(NULL);

	(void)state;
	sim_call(init_of(s), "fork");
	assert_int_equal(start(sim_task_at(s, 1), "hang", 0, 0), SIM_BLOCKED);
	sim_end(s);
	assert_int_equal(sim_nr_verdicts(s), 1);
	assert_int_equal(sim_verdict(s, 0)->kind, HOST_BUG_DEADLOCK);
	assert_non_null(strstr(sim_verdict(s, 0)->text, "task 1 in hang sleeps at toy.c:"));
	sim_free(s);
}

static int forever_start(void *ctx, struct sim_task *task, struct sim_step *step)
{
	(void)task;
	step->call = sim_design_call(design, ctx);
	return 1;
}

static int forever_done(void *ctx, struct sim_task *task)
{
	(void)ctx;
	(void)task;
	return 1;
}

/* Calls without a scheduling point in them, and no end of them. */
static void test_endless_steps(void **state)
{
	static const struct sim_driver driver = { forever_start, forever_done };
	const struct sim_options options = { .max_steps = 500 };
	struct sim *s = toy_new(&options);
	char call[] = "nop";

	(void)state;
	sim_drive(init_of(s), &driver, call);
	sim_race(s, NULL);
	assert_true(sim_abandoned(s));
	assert_int_equal(sim_verdict(s, 0)->kind, HOST_BUG_LOOP);
	sim_free(s);
}

static int once_start(void *ctx, struct sim_task *task, struct sim_step *step)
{
	(void)task;
	step->call = ctx ? sim_design_call(design, "step") : NULL;
	step->args[0] = 2;
	return ctx != NULL;
}

static int once_done(void *ctx, struct sim_task *task)
{
	++*(unsigned int *)ctx;
	(void)task;
	return 0;
}

static const struct sim_driver once = { once_start, once_done };

/* More tasks than a word of the set has bits; some have no step after all, or no driver. */
static void race_of_many(struct sim *s, struct sim_strategy *strategy)
{
	unsigned int i, done = 0, steps;
	const struct sim_choice *choices;
	struct sim_task *t;

	sim_reset(s);
	for (i = 0; i < 200; i++) {
		t = sim_task(s, init_of(s), NULL);
		sim_drive(t, &once, i % 10 ? &done : NULL);
		if (i % 20 == 5)
			sim_drive(t, NULL, NULL);
	}
	sim_race(s, strategy);
	assert_int_equal(done, 200 - 20 - 10);
	assert_int_equal(sim_nr_verdicts(s), 0);
	assert_true(sim_steps(s) >= 170 * 2);
	choices = sim_choices(s, &steps);
	for (i = 1; i < steps; i++) {
		assert_true(choices[i].step > choices[i - 1].step);
		assert_true(choices[i].taken < choices[i].nr);
	}
	sim_end(s);
	assert_int_equal(sim_nr_verdicts(s), 0);
	sim_strategy_free(strategy);
}

static void test_many_in_race(void **state)
{
	struct sim *s = toy_new(NULL);

	(void)state;
	race_of_many(s, sim_strategy_first());
	assert_int_equal(sim_preemptions(s), 0);
	race_of_many(s, sim_strategy_random(1, 2));
	assert_true(sim_preemptions(s) > 20);
	race_of_many(s, sim_strategy_pct(1, 5));
	race_of_many(s, sim_strategy_dfs(1));
	sim_set_detail(s, 1);
	race_of_many(s, sim_strategy_pct(1, 5));
	sim_free(s);
}

static volatile sig_atomic_t got;

static void their_handler(int sig, siginfo_t *info, void *context)
{
	(void)info;
	(void)context;
	got = sig;
}

static void test_handler_with_info(void **state)
{
	struct sigaction action = { .sa_sigaction = their_handler, .sa_flags = SA_SIGINFO }, old;
	struct sim *s = toy_new(NULL);

	(void)state;
	sigaction(SIGILL, &action, &old);
	sim_guard_enter(s, NULL);
	raise(SIGILL);
	sim_guard_leave(s);
	assert_int_equal(got, SIGILL);
	sigaction(SIGILL, &old, NULL);
	sim_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_boot_fails),
		cmocka_unit_test(test_overflow_by_canary),
		cmocka_unit_test(test_never_settles),
		cmocka_unit_test(test_work_comes_first),
		cmocka_unit_test(test_sleep_in_callback),
		cmocka_unit_test(test_init_hangs),
		cmocka_unit_test(test_end_does_not_come),
		cmocka_unit_test(test_endless_steps),
		cmocka_unit_test(test_many_in_race),
		cmocka_unit_test(test_handler_with_info),
	};

	return cmocka_run_group_tests_name("faults", tests, open_design, close_design);
}
