// SPDX-License-Identifier: GPL-2.0-only
/* Races on the toy kernel: all schedules, each once; bounds, replay, deadlocks, detail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>

#include <cmocka.h>

#include "toy_world.h"

/* ------------------------------------------------------------ races */

/** struct script - the calls of one task: name and argument, a NULL name at the end */
struct script {
	const char *name;
	long arg;
	int may_sleep;
};

static int script_start(void *ctx, struct sim_task *task, struct sim_step *step)
{
	const struct script **next = ctx;

	(void)task;
	step->call = sim_design_call(design, (*next)->name);
	step->args[0] = (*next)->arg;
	step->may_sleep = (*next)->may_sleep;
	(*next)++;
	return 1;
}

static int script_done(void *ctx, struct sim_task *task)
{
	const struct script **next = ctx;

	return sim_task_where(task) != SIM_DEAD && (*next)->name;
}

static const struct sim_driver driver = { script_start, script_done };

/** struct race - up to four scripts, for the children 1, 2, ...; and what came out */
struct race {
	const struct script *scripts[5];
	const struct script *next[5];
	long (*judge)(struct sim *sim);
	unsigned int outcomes[8];
	int end;
};

static int race_body(void *ctx, struct sim *s, struct sim_strategy *strategy)
{
	struct race *race = ctx;
	struct sim_task *t;
	int i;

	for (i = 0; race->scripts[i]; i++) {
		race->next[i] = race->scripts[i];
		t = sim_find(init_of(s), (int)sim_call(init_of(s), "fork"));
		sim_drive(t, &driver, &race->next[i]);
	}
	sim_race(s, strategy);
	if (race->judge)
		race->outcomes[race->judge(s) & 7]++;
	if (race->end)
		sim_end(s);
	return 0;
}

static struct sim_summary explore(struct sim *s, struct race *race, struct sim_strategy *strategy,
				  unsigned long max_runs)
{
	struct sim_explore how = {
		.strategy = strategy, .body = race_body, .ctx = race, .max_runs = max_runs,
		.keep_going = 1,
	};
	struct sim_summary sum;

	memset(race->outcomes, 0, sizeof(race->outcomes));
	sim_explore(s, &how, &sum);
	sim_strategy_free(strategy);
	return sum;
}

static const struct script three_points[] = { { "step", 3, 0 }, { NULL, 0, 0 } };
static const struct script six_points[] = { { "step", 6, 0 }, { NULL, 0, 0 } };
static const struct script two_calls[] = { { "step", 1, 0 }, { "step", 1, 0 }, { NULL, 0, 0 } };

/* How many orders there are is known: n tasks of k steps have (nk)! / (k!)^n. */
static void test_exact_counts(void **state)
{
	struct sim *s = *state;
	struct race two = { .scripts = { three_points, three_points } };
	struct race long_two = { .scripts = { six_points, six_points } };
	struct race three = { .scripts = { three_points, three_points, three_points } };
	struct race calls = { .scripts = { two_calls, two_calls } };
	struct sim_summary sum;

	sum = explore(s, &two, sim_strategy_dfs(SIM_UNBOUNDED), 0);
	assert_int_equal(sum.runs, 70);
	assert_true(sum.exhausted);
	sum = explore(s, &long_two, sim_strategy_dfs(SIM_UNBOUNDED), 0);
	assert_int_equal(sum.runs, 3432);
	sum = explore(s, &three, sim_strategy_dfs(SIM_UNBOUNDED), 0);
	assert_int_equal(sum.runs, 34650);
	sum = explore(s, &calls, sim_strategy_dfs(SIM_UNBOUNDED), 0);
	assert_int_equal(sum.runs, 70);
	assert_int_equal(sum.failed, 0);
}

/* Without preemption only the order of the calls is left: 2 tasks of 2 calls are C(4,2). */
static void test_bound(void **state)
{
	struct sim *s = *state;
	struct race calls = { .scripts = { two_calls, two_calls } };
	struct race one = { .scripts = { three_points, three_points } };

	assert_int_equal(explore(s, &calls, sim_strategy_dfs(0), 0).runs, 6);
	assert_int_equal(explore(s, &one, sim_strategy_dfs(0), 0).runs, 2);
	/* each of 2 first tasks: nowhere, or at one of 3 points of whoever is first */
	assert_int_equal(explore(s, &one, sim_strategy_dfs(1), 0).runs, 8);
	assert_int_equal(explore(s, &one, sim_strategy_dfs(7), 0).runs, 70);
}

static char seen[4000][16];
static unsigned int nr_seen;

static long note_order(struct sim *s)
{
	unsigned int i;

	(void)s;
	for (i = 0; i < nr_seen; i++) {
		if (!strcmp(seen[i], toy_order()))
			return 1;
	}
	if (nr_seen < 4000)
		strncpy(seen[nr_seen++], toy_order(), sizeof(seen[0]) - 1);
	return 0;
}

static void test_each_order_once(void **state)
{
	struct race race = { .scripts = { three_points, three_points }, .judge = note_order };
	struct sim_summary sum;

	nr_seen = 0;
	sum = explore(*state, &race, sim_strategy_dfs(SIM_UNBOUNDED), 0);
	assert_int_equal(sum.runs, 70);
	assert_int_equal(nr_seen, 70);
	assert_int_equal(race.outcomes[1], 0);
	/* and random walks come by all of them, too */
	nr_seen = 0;
	explore(*state, &race, sim_strategy_random(1, 2), 20000);
	assert_int_equal(nr_seen, 70);
}

static const struct script add_one[] = { { "add", 1, 0 }, { NULL, 0, 0 } };

static long value(struct sim *s)
{
	return sim_call(init_of(s), "value");
}

static void test_lost_update(void **state)
{
	struct race race = { .scripts = { add_one, add_one }, .judge = value };
	struct sim_summary sum;

	sum = explore(*state, &race, sim_strategy_dfs(SIM_UNBOUNDED), 0);
	assert_int_equal(sum.runs, 6);
	assert_int_equal(race.outcomes[1], 4);
	assert_int_equal(race.outcomes[2], 2);
	explore(*state, &race, sim_strategy_first(), 0);
	assert_int_equal(race.outcomes[2], 1);
	explore(*state, &race, sim_strategy_random(7, 0), 1000);
	assert_true(race.outcomes[1] > 50 && race.outcomes[2] > 50);
	explore(*state, &race, sim_strategy_pct(7, 2), 1000);
	assert_true(race.outcomes[1] > 10 && race.outcomes[2] > 50);
	assert_int_equal(race.outcomes[0], 0);
}

static void check_replay(struct sim *s, struct race *race, const char *token, const char *order)
{
	struct sim_strategy *replay = sim_strategy_replay(token, NULL);
	char again[256];

	assert_non_null(replay);
	sim_reset(s);
	race_body(race, s, replay);
	assert_string_equal(toy_order(), order);
	sim_token(s, again, sizeof(again));
	assert_string_equal(again, token);
	sim_strategy_free(replay);
}

static void test_replay(void **state)
{
	struct sim *s = *state;
	struct race race = { .scripts = { three_points, two_calls, six_points } };
	struct sim_strategy *random = sim_strategy_random(3, 3);
	struct sim_strategy *pct = sim_strategy_pct(3, 4);
	char token[256], order[64];
	int i;

	for (i = 0; i < 200; i++) {
		sim_reset(s);
		race_body(&race, s, i % 2 ? random : pct);
		assert_true(sim_token(s, token, sizeof(token)) < sizeof(token));
		strcpy(order, toy_order());
		assert_int_equal(strlen(order), 4 + 4 + 7);
		check_replay(s, &race, token, order);
		/* in detail nothing comes out differently */
		sim_set_detail(s, 1);
		check_replay(s, &race, token, order);
		assert_true(sim_trace_count(s) > 20);
		sim_set_detail(s, 0);
		sim_strategy_next(i % 2 ? random : pct);
	}
	sim_strategy_free(random);
	sim_strategy_free(pct);
}

static void test_bad_tokens(void **state)
{
	static const char *const bad[] = {
		"x", "1", "1:", ":1", "1:1,", "1:1,1:2", "2:1,1:1", "1:0", "99999999999:1", "1:-1",
		" 1:1", "1:1 ",
	};
	struct sim_error err;
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_null(sim_strategy_replay(bad[i], &err));
		assert_int_equal(err.status, SIM_EINPUT);
	}
}

static const struct script use_lock[] = { { "lock", 0, 0 }, { NULL, 0, 0 } };
static const struct script keep_lock[] = { { "lock", 1, 0 }, { NULL, 0, 0 } };

static void test_locks(void **state)
{
	struct race race = { .scripts = { use_lock, use_lock, use_lock }, .end = 1 };
	struct sim_summary sum = explore(*state, &race, sim_strategy_dfs(SIM_UNBOUNDED), 0);

	assert_true(sum.exhausted);
	assert_true(sum.runs > 100);
	assert_int_equal(sum.failed, 0);
}

static void test_deadlock(void **state)
{
	struct race race = { .scripts = { keep_lock, use_lock } };
	struct sim_summary sum = explore(*state, &race, sim_strategy_dfs(SIM_UNBOUNDED), 0);

	assert_int_equal(sum.failed, sum.runs);
	assert_int_equal(sum.first.kind, HOST_BUG_SAFETY);
	assert_non_null(strstr(sum.first.text, "lock returns to user mode with 1 lock held"));
	explore(*state, &race, sim_strategy_first(), 0);
	assert_int_equal(sim_nr_verdicts(*state), 2);
	assert_int_equal(sim_verdict(*state, 1)->kind, HOST_BUG_DEADLOCK);
	assert_int_equal(sim_verdict(*state, 1)->task, 2);
	assert_non_null(strstr(sim_explain(*state),
			       "deadlock: task 2 in lock waits for a lock at toy.c:"));
}

static const struct script wait_signal[] = { { "sleep", -1, 0 }, { NULL, 0, 0 } };
static const struct script wait_gladly[] = { { "sleep", -1, 1 }, { NULL, 0, 0 } };
static const struct script wait_a_while[] = { { "sleep", 1000, 0 }, { NULL, 0, 0 } };
static const struct script send_signal[] = { { "kill", 2, 0 }, { NULL, 0, 0 } };

static void test_sleepers(void **state)
{
	struct race lost = { .scripts = { wait_signal } }, glad = { .scripts = { wait_gladly } };
	struct race timer = { .scripts = { wait_a_while, wait_a_while } };
	struct race wake = { .scripts = { wait_a_while, send_signal } };

	assert_int_equal(explore(*state, &lost, sim_strategy_first(), 0).failed, 1);
	assert_int_equal(explore(*state, &glad, sim_strategy_first(), 0).failed, 0);
	assert_int_equal(explore(*state, &timer, sim_strategy_dfs(2), 0).failed, 0);
	assert_int_equal(sim_now(*state), 1000);
	assert_int_equal(explore(*state, &wake, sim_strategy_dfs(2), 0).failed, 0);
}

static const struct script rcu[] = { { "call_rcu", 0, 0 }, { "call_rcu", 0, 0 }, { NULL, 0, 0 } };

static long last_grace(struct sim *s)
{
	return sim_ret(sim_task_at(s, 1));
}

/*
 * Whether a grace period ends is a choice of its own: between the calls it is free, within
 * the second one it is a preemption.
 */
static void test_grace_in_race(void **state)
{
	struct race race = { .scripts = { rcu }, .judge = last_grace };
	struct sim_summary sum = explore(*state, &race, sim_strategy_dfs(0), 0);

	assert_true(sum.exhausted);
	assert_int_equal(sum.runs, 2);
	assert_int_equal(race.outcomes[0], 1);
	assert_int_equal(race.outcomes[1], 1);
	sum = explore(*state, &race, sim_strategy_dfs(SIM_UNBOUNDED), 0);
	assert_true(race.outcomes[0] > 0);
	assert_true(race.outcomes[1] > 0);
	assert_true(race.outcomes[2] > 0);
	assert_int_equal(race.outcomes[0] + race.outcomes[1] + race.outcomes[2], sum.runs);
}

static const struct script choose3[] = { { "choose", 3, 0 }, { NULL, 0, 0 } };

static void test_other_choices(void **state)
{
	struct race race = { .scripts = { choose3 }, .judge = last_grace };
	struct sim_summary sum = explore(*state, &race, sim_strategy_dfs(0), 0);

	assert_int_equal(sum.runs, 3);
	assert_int_equal(race.outcomes[0], 1);
	assert_int_equal(race.outcomes[1], 1);
	assert_int_equal(race.outcomes[2], 1);
	/* outside of races there is nothing to choose */
	sim_reset(*state);
	assert_int_equal(sim_call(init_of(*state), "choose", 3), 0);
}

static const struct script killed[] = { { "nop", 0, 0 }, { "nop", 0, 0 }, { NULL, 0, 0 } };

static int killer_start(void *ctx, struct sim_task *task, struct sim_step *step)
{
	(void)ctx;
	(void)task;
	step->call = sim_design_call(design, "kill");
	step->args[0] = 2;
	step->args[1] = 9;
	return 1;
}

static int killer_done(void *ctx, struct sim_task *task)
{
	(void)ctx;
	(void)task;
	return 0;
}

static void test_death_drops_steps(void **state)
{
	static const struct sim_driver killing = { killer_start, killer_done };
	struct sim *s = *state;
	struct sim_strategy *dfs = sim_strategy_dfs(SIM_UNBOUNDED);
	const struct script *next;
	unsigned int calls[3] = { 0 };
	struct sim_task *p, *k;

	do {
		sim_reset(s);
		p = fork_one(s);
		k = fork_one(s);
		next = killed;
		sim_drive(p, &driver, &next);
		sim_drive(k, &killing, NULL);
		sim_race(s, dfs);
		assert_int_equal(sim_task_where(p), SIM_DEAD);
		assert_int_equal(sim_nr_verdicts(s), 0);
		calls[sim_calls(p)]++;
		sim_end(s);
		assert_int_equal(sim_nr_verdicts(s), 0);
	} while (sim_strategy_next(dfs));
	assert_true(calls[0] && calls[1] && calls[2]);
	sim_strategy_free(dfs);
}

struct bound_actor {
	const struct script *next;
	struct sim_task *child;
};

static void bind_child(void *ctx, struct sim_task *task, struct sim_task *parent)
{
	struct bound_actor *actor = ctx;

	assert_non_null(parent);
	actor->child = task;
	actor->next = three_points;
	sim_drive(task, &driver, &actor->next);
}

static const struct script fork_script[] = { { "fork", 0, 0 }, { NULL, 0, 0 } };

static void test_child_in_race(void **state)
{
	static const struct sim_hooks hooks = { .task_new = bind_child };
	struct sim *s = *state;
	struct bound_actor actor = { 0 };
	const struct script *next = fork_script;

	sim_set_hooks(s, &hooks, &actor);
	sim_drive(init_of(s), &driver, &next);
	sim_race(s, NULL);
	assert_non_null(actor.child);
	assert_string_equal(toy_order(), "bbbb");
	assert_int_equal(sim_calls(actor.child), 1);
}

static void test_endless_race(void **state)
{
	static const struct script spin[] = { { "spin", 1, 0 }, { NULL, 0, 0 } };
	const struct sim_options options = { .max_steps = 5000 };
	struct sim *s = toy_new(&options);
	struct race race = { .scripts = { spin, three_points } };
	struct sim_summary sum;

	(void)state;
	sum = explore(s, &race, sim_strategy_random(1, 0), 3);
	assert_int_equal(sum.failed, 3);
	assert_int_equal(sum.first.kind, HOST_BUG_LOOP);
	assert_int_equal(sum.first.step, 5000);
	sim_free(s);
}

#define WITH_SIM(test) cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_SIM(test_exact_counts),
		WITH_SIM(test_bound),
		WITH_SIM(test_each_order_once),
		WITH_SIM(test_lost_update),
		WITH_SIM(test_replay),
		WITH_SIM(test_bad_tokens),
		WITH_SIM(test_locks),
		WITH_SIM(test_deadlock),
		WITH_SIM(test_sleepers),
		WITH_SIM(test_grace_in_race),
		WITH_SIM(test_other_choices),
		WITH_SIM(test_death_drops_steps),
		WITH_SIM(test_child_in_race),
		cmocka_unit_test(test_endless_race),
	};

	return cmocka_run_group_tests_name("race", tests, open_design, close_design);
}
