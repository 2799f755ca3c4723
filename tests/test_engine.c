// SPDX-License-Identifier: GPL-2.0-only
/* The engine on a toy kernel: calls, settling, faults, the end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>

#include <cmocka.h>

#include "toy_world.h"

/* ------------------------------------------------------------ calls */

static void test_call(void **state)
{
	struct sim *s = *state;
	struct sim_task *init = init_of(s);

	assert_int_equal(sim_nr_tasks(s), 1);
	assert_int_equal(sim_call(init, "nop", 5, 0, 0, 0, 0, 37), 42);
	assert_int_equal(sim_ret(init), 42);
	assert_int_equal(sim_calls(init), 1);
	assert_int_equal(sim_call(init, "nothing"), SIM_NO_CALL);
	assert_int_equal(sim_release(s), LINUX(2, 4));
	assert_int_equal(sim_pid(init, NULL), 1);
	assert_int_equal(sim_nr_verdicts(s), 0);
}

static void test_fork_exit_wait(void **state)
{
	struct sim *s = *state;
	struct sim_task *init = init_of(s), *p = fork_one(s);

	assert_int_equal(sim_task_index(p), 1);
	assert_ptr_equal(sim_task_parent(p), init);
	assert_int_equal(sim_pid(p, init), 2);
	assert_int_equal(sim_start(init, sim_design_call(design, "wait"), (long[6]){ 0 }),
			 SIM_BLOCKED);
	assert_int_equal(sim_task_where(init), SIM_ASLEEP);
	assert_int_equal(sim_finish(init), SIM_BLOCKED);
	assert_int_equal(sim_call(p, "exit"), SIM_NO_RETURN);
	assert_int_equal(sim_task_where(p), SIM_DEAD);
	assert_int_equal(sim_finish(init), 2);
	assert_int_equal(sim_call(init, "wait"), -ECHILD);
	assert_null(sim_task_model(p));
	assert_int_equal(sim_state(p), MODEL_DEAD);
	assert_int_equal(sim_pid(p, init), 2);
	assert_int_equal(sim_call(p, "nop"), SIM_NO_CALL);
}

static void test_virtual_time(void **state)
{
	struct sim *s = *state;
	struct sim_task *init = init_of(s), *p = fork_one(s);
	const struct model_syscall *call = sim_design_call(design, "sleep");

	assert_int_equal(sim_start(init, call, (long[6]){ 5000000 }), SIM_BLOCKED);
	assert_int_equal(sim_start(p, call, (long[6]){ 3000000 }), SIM_BLOCKED);
	sim_settle(s);
	assert_int_equal(sim_now(s), 0);
	sim_sleep(s, 1000000);
	assert_int_equal(sim_now(s), 1000000);
	assert_int_equal(sim_finish(p), 3000);
	assert_int_equal(sim_task_where(init), SIM_ASLEEP);
	assert_int_equal(sim_finish(init), 5000);
	assert_int_equal(sim_now(s), 5000000);
}

static void test_signals(void **state)
{
	struct sim *s = *state;
	struct sim_task *init = init_of(s), *p = fork_one(s);
	const struct sim_signal *sig;
	unsigned int nr;

	assert_int_equal(sim_call(init, "kill", 2, 10), 0);
	sig = sim_signals(p, &nr);
	assert_int_equal(nr, 1);
	assert_int_equal(sig[0].sig, 10);
	assert_int_equal(sig[0].info[0], 10);
	assert_int_equal(sim_task_where(p), SIM_USER);
	assert_int_equal(sim_start(p, sim_design_call(design, "sleep"), (long[6]){ -1 }),
			 SIM_BLOCKED);
	assert_int_equal(sim_call(init, "kill", 2, 12), 0);
	assert_int_equal(sim_ret(p), -EINTR);
	sim_signals(p, &nr);
	assert_int_equal(nr, 2);
	assert_int_equal(sim_call(init, "kill", 2, 9), 0);
	assert_int_equal(sim_task_where(p), SIM_DEAD);
	assert_int_equal(sim_call(init, "wait"), 2);
	sim_signals(init, &nr);
	assert_int_equal(nr, 0);
}

static void test_grace_periods_end(void **state)
{
	struct sim *s = *state;

	assert_int_equal(sim_call(init_of(s), "call_rcu"), 0);
	assert_int_equal(sim_call(init_of(s), "call_rcu"), 1);
	sim_start(init_of(s), sim_design_call(design, "call_rcu"), (long[6]){ 0 });
	sim_settle(s);
	assert_int_equal(sim_call(init_of(s), "call_rcu"), 3);
}

static void test_scratch(void **state)
{
	struct sim *s = *state;
	struct sim_task *init = init_of(s), *p = fork_one(s), *q = fork_one(s);
	long *mine = sim_scratch(init, sizeof(long)), *his = sim_scratch(p, sizeof(long));
	char *big = sim_scratch(p, 100000);
	long outside = 5;

	*mine = 77;
	*his = 88;
	assert_int_equal(sim_call(init, "copy_in", (long)mine), 77);
	assert_int_equal(sim_call(p, "copy_in", (long)his), 88);
	/* the parent's memory is the child's too; not the other way round */
	assert_int_equal(sim_call(p, "copy_in", (long)mine), 77);
	assert_int_equal(sim_call(init, "copy_in", (long)his), -EFAULT);
	assert_int_equal(sim_call(q, "copy_in", (long)his), -EFAULT);
	assert_int_equal(sim_call(init, "copy_in", (long)&outside), -EFAULT);
	assert_int_equal(sim_call(init, "copy_in", 0), -EFAULT);
	assert_int_equal(sim_call(init, "copy_in", -8), -EFAULT);
	assert_int_equal(sim_call(p, "copy_out", (long)(big + 99998), 16), 14);
	assert_memory_equal(big + 99998, "01", 2);
	assert_null(sim_scratch(p, SIM_SCRATCH_MAX));
	sim_scratch_reset(p);
	assert_int_equal(sim_call(p, "copy_in", (long)his), -EFAULT);
	assert_non_null(sim_scratch(p, 100000));
}

static void test_injection(void **state)
{
	struct sim *s = *state;

	sim_inject(s, 2);
	assert_int_equal(sim_call(init_of(s), "fork"), 2);
	assert_int_equal(sim_call(init_of(s), "fork"), -ENOMEM);
	assert_int_equal(sim_call(init_of(s), "fork"), 3);
	assert_int_equal(sim_requests(s), 3);
	sim_inject(s, 0);
	assert_int_equal(sim_call(init_of(s), "fork"), 4);
	assert_int_equal(sim_requests(s), 1);
}

static void test_many_tasks(void **state)
{
	struct sim *s = *state;
	struct sim_task *t;
	int i, round;

	for (round = 0; round < 2; round++) {
		sim_reset(s);
		for (i = 2; i <= 500; i++) {
			t = fork_one(s);
			assert_int_equal(sim_pid(t, NULL), i);
			assert_int_equal(sim_task_index(t), i - 1);
			assert_ptr_equal(sim_task_of(s, sim_task_model(t)), t);
		}
		for (i = 2; i <= 500; i += 3)
			sim_call(sim_find(init_of(s), i), "exit");
		for (i = 2; i <= 500; i += 3)
			assert_true(sim_call(init_of(s), "wait") > 0);
		for (i = 3; i <= 500; i += 3)
			assert_int_equal(sim_pid(sim_find(init_of(s), i), NULL), i);
		sim_end(s);
		assert_int_equal(sim_nr_verdicts(s), 0);
	}
}

static void test_forget_dead(void **state)
{
	const struct sim_options options = { .flags = SIM_FORGET_DEAD };
	struct sim *s = toy_new(&options);
	int i;

	(void)state;
	for (i = 0; i < 2000; i++) {
		sim_call(fork_one(s), "exit");
		assert_true(sim_call(init_of(s), "wait") > 0);
	}
	assert_int_equal(sim_nr_tasks(s), 2);
	sim_free(s);
}

/* ------------------------------------------------------------ faults and the end */

static void test_bug_is_recorded(void **state)
{
	struct sim *s = *state;
	const struct sim_verdict *v;
	int i;

	assert_int_equal(sim_call(init_of(s), "bug", HOST_BUG_WARN), 7);
	v = sim_verdict(s, 0);
	assert_non_null(v);
	assert_int_equal(v->kind, HOST_BUG_WARN);
	assert_string_equal(v->text, "as asked");
	assert_string_equal(v->site.func, "toy_bug");
	assert_int_equal(v->task, 0);
	assert_int_equal(v->call, 1);
	for (i = 0; i < 20; i++)
		sim_call(init_of(s), "bug", HOST_BUG_SAFETY);
	assert_int_equal(sim_nr_verdicts(s), 21);
	assert_null(sim_verdict(s, SIM_MAX_VERDICTS));
	sim_forgive(s, 1);
	assert_int_equal(sim_nr_verdicts(s), 1);
	sim_fail(s, "wanted %d", 5);
	assert_non_null(strstr(sim_explain(s), "warning: as asked, task 0, at toy.c:"));
	assert_non_null(strstr(sim_explain(s), " (toy_bug)\nexpectation: wanted 5\n"));
	sim_reset(s);
	assert_int_equal(sim_nr_verdicts(s), 0);
}

static void test_oops_ends_the_run(void **state)
{
	struct sim *s = *state;
	struct sim_task *p = fork_one(s);

	assert_int_equal(sim_call(p, "bug", HOST_BUG_OOPS), SIM_NO_CALL);
	assert_true(sim_abandoned(s));
	assert_int_equal(sim_call(init_of(s), "nop"), SIM_NO_CALL);
	sim_settle(s);
	sim_end(s);
	assert_int_equal(sim_nr_verdicts(s), 1);
	sim_reset(s);
	assert_false(sim_abandoned(s));
	assert_int_equal(sim_call(init_of(s), "nop", 3), 3);
	/* in a question to the model, too */
	assert_null(sim_find(init_of(s), 666));
	assert_true(sim_abandoned(s));
	assert_int_equal(sim_verdict(s, 0)->kind, HOST_BUG_OOPS);
}

static void test_stack_overflow(void **state)
{
	const struct sim_options options = { .stack = 8192 };
	struct sim *s = toy_new(&options);
	struct sim_error err;

	(void)state;
	assert_int_equal(sim_guard_enter(s, &err), SIM_OK);
	assert_int_equal(sim_call(init_of(s), "deep", 0), 1);
	assert_int_equal(sim_call(init_of(s), "deep", 18), SIM_NO_CALL);
	assert_int_equal(sim_verdict(s, 0)->kind, HOST_BUG_OOPS);
	assert_string_equal(sim_verdict(s, 0)->text, "kernel stack overflow");
	sim_reset(s);
	assert_int_equal(sim_call(init_of(s), "nop", 3), 3);
	sim_guard_leave(s);
	sim_free(s);
}

static void test_balance(void **state)
{
	struct sim *s = *state;

	sim_call(init_of(s), "object", 2, 0, 0);
	sim_end(s);
	assert_int_equal(sim_nr_verdicts(s), 1);
	assert_int_equal(sim_verdict(s, 0)->kind, HOST_BUG_BALANCE);
	assert_string_equal(sim_verdict(s, 0)->text, "1 thing left over");
}

static void test_balance_in_detail(void **state)
{
	struct sim *s = *state;
	const struct sim_object *o;
	char name[64];

	sim_set_detail(s, 1);
	sim_reset(s);
	sim_call(init_of(s), "object", 2, 0, 1);
	sim_call(init_of(s), "object", 2, 10, 0);
	sim_end(s);
	assert_int_equal(sim_nr_verdicts(s), 1);
	assert_string_equal(sim_verdict(s, 0)->object, "thing 2#2");
	assert_non_null(strstr(sim_verdict(s, 0)->text,
			       "1 thing (number 2, life 2), taken in toy_object toy.c:"));
	assert_int_equal(sim_nr_objects(s), 2);
	o = sim_object(s, 1);
	assert_false(o->alive);
	assert_string_equal(sim_object_name(o, name, sizeof(name)), "thing 2#1");
	o = sim_object(s, 2);
	assert_int_equal(o->count, 11);
	assert_int_equal(o->nr_refs, SIM_HOLDERS);
	assert_int_equal(o->refs[0].from, 3);
	assert_non_null(strstr(sim_explain(s), "10 -> 11 in toy_object"));
}

static void test_end_kills_all(void **state)
{
	struct sim *s = *state;
	struct sim_task *p = fork_one(s), *q = fork_one(s);

	assert_int_equal(sim_start(p, sim_design_call(design, "sleep"), (long[6]){ -1 }),
			 SIM_BLOCKED);
	assert_int_equal(sim_start(init_of(s), sim_design_call(design, "sleep"), (long[6]){ -1 }),
			 SIM_BLOCKED);
	sim_end(s);
	assert_int_equal(sim_nr_verdicts(s), 0);
	assert_int_equal(sim_task_where(p), SIM_DEAD);
	assert_int_equal(sim_task_where(q), SIM_DEAD);
	assert_int_equal(sim_live(s, "task"), 1);
	assert_int_equal(sim_live(s, "no such"), -1);
}

static void test_trace(void **state)
{
	struct sim *s = *state;
	struct sim_trace_entry e;
	unsigned int i, kinds[16] = { 0 };

	assert_int_equal(sim_trace_count(s), 0);
	sim_set_detail(s, 1);
	sim_reset(s);
	sim_call(fork_one(s), "nop", 11, 0, 0, 0, 0, 22);
	for (i = 0; sim_trace_get(s, i, &e); i++) {
		kinds[e.kind]++;
		if (e.kind == SIM_TRACE_CALL && e.task == 1) {
			assert_string_equal(e.call->name, "nop");
			assert_int_equal(e.args[5], 22);
		}
		if (e.kind == SIM_TRACE_RETURN && e.task == 1)
			assert_int_equal(e.a, 33);
	}
	assert_int_equal(kinds[SIM_TRACE_CALL], 2);
	assert_int_equal(kinds[SIM_TRACE_RETURN], 2);
}

#define WITH_SIM(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_SIM(test_call),
		WITH_SIM(test_fork_exit_wait),
		WITH_SIM(test_virtual_time),
		WITH_SIM(test_signals),
		WITH_SIM(test_grace_periods_end),
		WITH_SIM(test_scratch),
		WITH_SIM(test_injection),
		WITH_SIM(test_many_tasks),
		cmocka_unit_test(test_forget_dead),
		WITH_SIM(test_bug_is_recorded),
		WITH_SIM(test_oops_ends_the_run),
		cmocka_unit_test(test_stack_overflow),
		WITH_SIM(test_balance),
		WITH_SIM(test_balance_in_detail),
		WITH_SIM(test_end_kills_all),
		WITH_SIM(test_trace),
	};

	return cmocka_run_group_tests_name("engine", tests, open_design, close_design);
}
