// SPDX-License-Identifier: GPL-2.0-only
/* Questions to the model between calls, and what the calls' names and children are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>

#include <cmocka.h>

#include "toy_world.h"

static void test_answers(void **state)
{
	struct sim *s = *state;
	struct sim_task *init = sim_task(s, NULL, NULL), *p = sim_task(s, init, NULL);
	const struct model_count *counts;

	assert_ptr_equal(sim_task_at(s, 1), p);
	assert_ptr_equal(sim_task_sim(p), s);
	assert_ptr_equal(sim_design_used(s), design);
	assert_null(sim_task_at(s, 2));
	assert_null(sim_task_parent(init));
	assert_int_equal(sim_state(p), MODEL_RUNNING);
	assert_int_equal(sim_pending(p), 0);
	assert_int_equal(sim_refs_pid(p), 1);
	assert_int_equal(sim_count(s, "pid", p), 1);
	assert_int_equal(sim_count(s, "file", p), -1);
	assert_int_equal(sim_count(s, "task", NULL), 2);
	assert_int_equal(sim_pid_alive(p), 1);
	assert_int_equal(sim_refs_file(p, 3), 2);
	assert_int_equal(sim_refs_file(p, 4), -1);
	assert_int_equal(sim_counts(s, &counts), 3);
	assert_string_equal(counts[0].cache, "task");
	assert_int_equal(sim_identity(p)->tgid_nr, 2);
	assert_int_equal(sim_pid(init, p), 1);
	assert_null(sim_find(init, 99));
	assert_null(sim_task_of(s, NULL));
	sim_task_set_data(p, &counts);
	assert_ptr_equal(sim_task_data(p), &counts);
	assert_null(sim_task_data(init));
}

static void test_reuse(void **state)
{
	struct sim *s = *state;
	struct sim_task *init = sim_task_at(s, 0), *p = sim_task(s, init, NULL), *q;

	sim_call(p, "exit");
	assert_int_equal(sim_state(p), MODEL_ZOMBIE);
	sim_call(init, "wait");
	assert_int_equal(sim_reuse(init, 2), 0);
	q = sim_task(s, init, NULL);
	assert_int_equal(sim_pid(q, init), 2);
	assert_int_equal(sim_pid(p, init), 2);
	assert_ptr_not_equal(p, q);
	assert_ptr_equal(sim_find(init, 2), q);
	assert_int_equal(sim_state(p), MODEL_DEAD);
	assert_int_equal(sim_pending(p), 0);
	assert_int_equal(sim_refs_file(p, 3), -1);
	assert_int_equal(sim_reuse(p, 5), -1);
	assert_null(sim_find(p, 2));
}

static void test_children(void **state)
{
	const struct sim_how user = { .uid = 7 }, refused = { .uid = 13 };
	const struct sim_how vfork = { .flags = 0x4000 }, bad = { .flags = ~0UL };
	struct sim *s = *state;
	struct sim_task *init = sim_task_at(s, 0), *p;

	assert_non_null(sim_task(s, init, &user));
	assert_int_equal(sim_call(init, "value"), 7);
	assert_null(sim_task(s, init, &refused));
	assert_null(sim_task(s, init, &bad));
	assert_int_equal(sim_ret(init), -EINVAL);
	p = sim_task(s, init, &vfork);
	assert_non_null(p);
	assert_int_equal(sim_task_where(init), SIM_ASLEEP);
	assert_int_equal(sim_call(init, "nop"), SIM_NO_CALL);
	assert_int_equal(sim_ret(init), SIM_BLOCKED);
	sim_call(p, "exit");
	assert_int_equal(sim_ret(init), sim_pid(p, init));
}

static void test_crash_in_answer(void **state)
{
	struct sim *s = *state;

	assert_int_equal(sim_guard_enter(s, NULL), SIM_OK);
	assert_null(sim_find(sim_task_at(s, 0), 667));
	assert_true(sim_abandoned(s));
	assert_string_equal(sim_verdict(s, 0)->text, "null pointer dereference");
	assert_string_equal(sim_verdict(s, 0)->site.func, "toy_crash");
	sim_reset(s);
	assert_null(sim_find(sim_task_at(s, 0), 668));
	assert_false(sim_abandoned(s));
	sim_guard_leave(s);
}

static unsigned int events[HOST_EV_NR];

static void count_event(void *ctx, struct sim_task *task, const struct host_event *event)
{
	(void)task;
	assert_ptr_equal(ctx, events);
	events[event->kind]++;
}

static void test_events(void **state)
{
	static const struct sim_hooks hooks = { .event = count_event };
	struct sim *s = *state;
	struct sim_task *init = sim_task_at(s, 0), *p = sim_task(s, init, NULL);
	unsigned int nr;

	sim_set_hooks(s, &hooks, events);
	sim_call(init, "object", 2, 3, 1);
	assert_int_equal(events[HOST_EV_OBJECT_NEW], 1);
	assert_int_equal(events[HOST_EV_REF], 3);
	assert_int_equal(events[HOST_EV_OBJECT_FREE], 1);
	sim_set_hooks(s, NULL, NULL);
	sim_call(init, "object", 2, 3, 1);
	assert_int_equal(events[HOST_EV_REF], 3);
	sim_set_trace(s, 0);
	sim_call(init, "kill", 2, 10);
	sim_signals(p, &nr);
	assert_int_equal(nr, 0);
	sim_set_trace(s, 1);
	sim_call(init, "kill", 2, 10);
	sim_signals(p, &nr);
	assert_int_equal(nr, 1);
}

static void test_names(void **state)
{
	(void)state;
	assert_string_equal(sim_bug_name(HOST_BUG_OOPS), "oops");
	assert_string_equal(sim_bug_name(HOST_BUG_AUTHORITY), "authority");
	assert_string_equal(sim_bug_name(SIM_BUG_EXPECT), "expectation");
	assert_string_equal(sim_bug_name(-1), "?");
	assert_string_equal(sim_bug_name(99), "?");
}

/* An engine that was given no trace keeps none, not even in a fresh world. */
static void test_no_trace(void **state)
{
	struct sim *s = sim_new(&(struct sim_options){ .flags = SIM_NO_TRACE }, NULL);
	unsigned int nr;

	(void)state;
	sim_use_design(s, design);
	assert_int_equal(sim_boot(s, NULL, NULL), SIM_OK);
	sim_reset(s);
	sim_call(sim_task_at(s, 0), "kill", 1, 10);
	sim_signals(sim_task_at(s, 0), &nr);
	assert_int_equal(nr, 0);
	assert_string_equal(sim_explain(s), "");
	sim_free(s);
}

#define WITH_SIM(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_SIM(test_answers),
		WITH_SIM(test_reuse),
		WITH_SIM(test_children),
		WITH_SIM(test_crash_in_answer),
		WITH_SIM(test_events),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_no_trace),
	};

	return cmocka_run_group_tests_name("inspect", tests, open_design, close_design);
}
