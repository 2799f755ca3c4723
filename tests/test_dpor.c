// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reduction is held against no reduction: on hundreds of little programs both reach the same final
 * states and the same verdicts; and where it is known how many executions there are to tell
 * apart, there are so many.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim.h"
#include "tiny.h"

#define MAX_TASKS 4
#define MAX_STEPS 12
#define MAX_STATES 4096

/** struct program - what each task runs, a TINY_END at the end; @nr of them */
struct program {
	unsigned int nr;
	struct tiny_step step[MAX_TASKS][MAX_STEPS + 1];
};

/** struct states - a set of final states, sorted; @runs: how many executions came to them */
struct states {
	uint64_t at[MAX_STATES];
	unsigned int nr;
	unsigned long runs, cut;
};

static struct sim_design *design;
static struct sim *sim;
static struct sim_strategy *kept;	/* not to be freed when it is done */
static char last_deadlock[256];

/* ------------------------------------------------------------ running */

struct actor {
	const struct tiny_step *step;
};

static int start(void *ctx, struct sim_task *task, struct sim_step *step)
{
	struct actor *actor = ctx;

	(void)task;
	step->call = sim_design_call(design, "run");
	step->args[0] = (long)actor->step;
	return 1;
}

static int done(void *ctx, struct sim_task *task)
{
	(void)ctx;
	(void)task;
	return 0;
}

static const struct sim_driver driver = { start, done };

static void add_state(struct states *set, uint64_t state)
{
	unsigned int low = 0, high = set->nr;

	while (low < high) {
		unsigned int mid = (low + high) / 2;

		if (set->at[mid] < state)
			low = mid + 1;
		else
			high = mid;
	}
	if (low < set->nr && set->at[low] == state)
		return;
	assert_true(set->nr < MAX_STATES);
	memmove(set->at + low + 1, set->at + low, (set->nr - low) * sizeof(state));
	set->at[low] = state;
	set->nr++;
}

/* The state, and what the judges said. */
static uint64_t final_state(void)
{
	uint64_t state = tiny_digest();
	const struct sim_verdict *v;
	unsigned int i;

	for (i = 0; (v = sim_verdict(sim, i)); i++)
		state = state * 31 + 1 + (unsigned int)v->kind;
	v = sim_verdict(sim, 0);
	if (v && v->kind == HOST_BUG_DEADLOCK)
		memcpy(last_deadlock, v->text, sizeof(last_deadlock));
	return state;
}

static void run_all(const struct program *p, struct sim_strategy *strategy, unsigned long most,
		    struct states *set)
{
	struct actor actors[MAX_TASKS];
	unsigned int i;

	memset(set, 0, sizeof(*set));
	do {
		sim_reset(sim);
		for (i = 0; i < p->nr; i++) {
			long nr = sim_call(sim_task_at(sim, 0), "fork");

			actors[i].step = p->step[i];
			sim_drive(sim_find(sim_task_at(sim, 0), (int)nr), &driver, &actors[i]);
		}
		sim_race(sim, strategy);
		if (sim_strategy_was_cut(strategy)) {
			set->cut++;
			continue;
		}
		set->runs++;
		add_state(set, final_state());
	} while (sim_strategy_next(strategy) && (!most || set->runs < most));
	if (sim_strategy_lost(strategy))
		fail_msg("%s", sim_strategy_lost(strategy));
	if (strategy != kept)
		sim_strategy_free(strategy);
}

/* ------------------------------------------------------------ textbook cases */

/* @text: an instruction a letter pair, as "A0" for TINY_ADD of word 0; tasks parted by '|' */
static void read_program(struct program *p, const char *text)
{
	static const char letters[] = ".rwALUXYSTtgpqvCDVcd";
	unsigned int n = 0;

	memset(p, 0, sizeof(*p));
	for (p->nr = 1; *text; ) {
		if (*text == '|') {
			p->nr++;
			n = 0;
			text++;
			continue;
		}
		p->step[p->nr - 1][n].op = (unsigned char)(strchr(letters, text[0]) - letters);
		p->step[p->nr - 1][n++].x = (unsigned char)(text[1] - '0');
		text += 2;
	}
}

static struct states found;

static unsigned long count(const char *text)
{
	struct program p;

	read_program(&p, text);
	run_all(&p, sim_strategy_dpor(), 0, &found);
	return found.runs;
}

static unsigned long count_all(const char *text)
{
	struct program p;

	read_program(&p, text);
	run_all(&p, sim_strategy_dfs(SIM_UNBOUNDED), 0, &found);
	return found.runs;
}

static void test_textbook(void **state)
{
	(void)state;
	/* independent: each on a word of its own; there is a step before the first point, too */
	assert_int_equal(count_all("A0A0A0|A1A1A1"), 70);
	assert_int_equal(count("A0A0A0|A1A1A1"), 1);
	assert_int_equal(count_all("A0A0A0A0A0A0|A1A1A1A1A1A1"), 3432);
	assert_int_equal(count("A0A0A0A0A0A0|A1A1A1A1A1A1"), 1);
	assert_int_equal(count_all("A0A0A0|A1A1A1|A2A2A2"), 34650);
	assert_int_equal(count("A0A0A0|A1A1A1|A2A2A2"), 1);
	/* n that write one word: n! */
	assert_int_equal(count("A0|A0"), 2);
	assert_int_equal(count("A0|A0|A0"), 6);
	assert_int_equal(count("A0|A0|A0|A0"), 24);
	/* each order of two twice two: 4 choose 2 */
	assert_int_equal(count("A0A0|A0A0"), 6);
	assert_int_equal(count("A0A0A0|A0A0A0"), 20);
	/* readers do not clash; one writer comes before, between or behind those of one task */
	assert_int_equal(count("r0r0|r0r0|r0"), 1);
	assert_int_equal(count("r0r0|w0"), 3);
	assert_int_equal(count("r0|r0|w0"), 4);
	/* two words, two orders each */
	assert_int_equal(count("A0A1|A0|A1"), 4);
}

static void test_locks(void **state)
{
	(void)state;
	/* critical sections come as a whole, whatever is in them */
	assert_int_equal(count("L0A1A1A1U0|L0A1A1A1U0"), 2);
	assert_int_equal(found.cut, 0);
	assert_int_equal(count("L0A1U0|L0A1U0|L0A1U0"), 6);
	assert_int_equal(count("L0A1U0L0A1U0|L0A1U0"), 3);
	/* different locks, different data */
	assert_int_equal(count("L0A1U0|L1A2U1"), 1);
	/* readers among themselves do not clash */
	assert_int_equal(count("S0r1T0|S0r1T0"), 1);
	assert_int_equal(count("S0r1T0|S0r1T0|X0A1Y0"), 4);
	/* the classical deadlock is one more outcome */
	assert_int_equal(count("L0L1U1U0|L1L0U0U1"), 3);
	assert_int_equal(found.nr, 2);
}

static const char *lock_order(const char *text)
{
	static char circle[512];
	struct sim_strategy *strategy = sim_strategy_dpor();
	struct program p;

	read_program(&p, text);
	kept = strategy;
	run_all(&p, strategy, 0, &found);
	kept = NULL;
	snprintf(circle, sizeof(circle), "%s",
		 sim_strategy_lock_order(strategy) ? sim_strategy_lock_order(strategy) : "");
	sim_strategy_free(strategy);
	return circle;
}

/* A circle in the order of locks is found although no run deadlocks. */
static void test_lock_order(void **state)
{
	(void)state;
	assert_string_equal(lock_order("L0L1U1U0|L0L1U1U0"), "");
	assert_string_equal(lock_order("L0U0L1U1|L1U1L0U0"), "");
	assert_string_equal(lock_order("L0t1U0|L1L0U0U1"), "");
	assert_non_null(strstr(lock_order("L0L1U1U0|L1L0U0U1"), "a lock is taken at tiny.c:"));
	assert_non_null(strstr(lock_order("L2L0L1U1U0U2|L2L1L0U0U1U2"), "under the one of"));
	assert_int_equal(found.nr, 1);
	/* three that are taken two by two */
	assert_non_null(strstr(lock_order("L0L1U1U0|L1L2U2U1|L2L0U0U2"), ", and at"));
}

/* The circle of who waits for whom is named. */
static void test_circle(void **state)
{
	struct program p;

	(void)state;
	read_program(&p, "L0L1U1U0|L1L0U0U1");
	run_all(&p, sim_strategy_dfs(SIM_UNBOUNDED), 0, &found);
	assert_int_equal(found.nr, 2);
	run_all(&p, sim_strategy_dpor(), 0, &found);
	assert_int_equal(found.nr, 2);
	assert_non_null(strstr(last_deadlock, "task 1 waits for task 2 waits for task 1: "));
	assert_non_null(strstr(last_deadlock, ", which task 2 holds since it took it at tiny.c:"));
}

/* Who is left asleep is told apart: did what it waits for come, or not. */
static void test_lost_wakeup(void **state)
{
	(void)state;
	count("D0|A0");
	assert_non_null(strstr(last_deadlock, "task 1 in run sleeps at tiny.c:"));
	/* without the loop: it looks, and sleeps then, whatever came between */
	count("d0|V0");
	assert_non_null(strstr(last_deadlock, "lost wake-up: task 1 in run slept at tiny.c:"));
}

/* Taking and giving back references commutes, except who gives back the last. */
static void test_counts(void **state)
{
	(void)state;
	assert_int_equal(count("g2|g2|g2"), 1);
	assert_int_equal(count("p0|p0"), 2);
	assert_int_equal(count("p2|p2"), 2);
}

static void test_choices(void **state)
{
	(void)state;
	assert_int_equal(count("c0c0|c0"), 8);
	assert_int_equal(found.nr, 8);
	assert_int_equal(count("c0A0|A0"), 4);
}

static void test_sleepers(void **state)
{
	(void)state;
	/* up, then down; or down has to wait */
	assert_int_equal(count("D0|V0"), 2);
	/* nobody wakes it */
	assert_int_equal(count("D0|A0"), 1);
	assert_int_equal(sim_verdict(sim, 0)->kind, HOST_BUG_DEADLOCK);
	/* one of two is left asleep */
	assert_true(count("D0|D0|V0") >= 2);
}

static void test_grace_periods(void **state)
{
	(void)state;
	/* nothing is touched that the callback touches: it comes at the end */
	assert_int_equal(count("C0A1A1|A2"), 1);
	/* before or behind the one that reads it, or the section that does */
	assert_int_equal(count("C0|r0"), 2);
	/* a reader that began after call_rcu() does not hold it up */
	count("C0|q0r0r0v0");
	assert_int_equal(found.nr, 3);
}

/* ------------------------------------------------------------ generated programs */

static uint64_t seed;

static unsigned int below(unsigned int n)
{
	seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned int)((seed >> 33) % n);
}

/* What is taken is given back, mostly. */
static void generate_task(struct tiny_step *s, unsigned int steps)
{
	static const unsigned char pairs[][2] = {
		{ TINY_LOCK, TINY_UNLOCK }, { TINY_WRITE_LOCK, TINY_WRITE_UNLOCK },
		{ TINY_READ_LOCK, TINY_READ_UNLOCK }, { TINY_RCU_LOCK, TINY_RCU_UNLOCK },
		{ TINY_GET, TINY_PUT }, { TINY_DOWN, TINY_UP },
	};
	static const unsigned char single[] = {
		TINY_LOAD, TINY_STORE, TINY_ADD, TINY_LOAD, TINY_STORE, TINY_CALL_RCU,
		TINY_CALL_RCU, TINY_PUT, TINY_GET, TINY_UP, TINY_TRY_LOCK, TINY_CHOOSE,
	};
	unsigned int n = 0, open = 0, pair = 0;
	unsigned char x = 0;

	while (n < steps) {
		if (!open && n + 3 <= steps && below(2)) {
			pair = below(sizeof(pairs) / sizeof(pairs[0]));
			x = (unsigned char)below(2);
			s[n++] = (struct tiny_step){ pairs[pair][0], x };
			open = 1 + below(2);
		} else if (open && (!--open || n + 1 == steps)) {
			s[n++] = (struct tiny_step){ pairs[pair][1], x };
			open = 0;
		} else {
			s[n++] = (struct tiny_step){ single[below(sizeof(single))],
						     (unsigned char)below(2) };
		}
	}
}

static void generate(struct program *p)
{
	static const unsigned char lengths[][MAX_TASKS] = {
		{ 3, 3 }, { 4, 4 }, { 5, 4 }, { 6, 3 }, { 2, 2, 1 }, { 3, 1, 1 }, { 2, 2, 2 },
		{ 3, 2, 1 }, { 1, 1, 1, 1 },
	};
	const unsigned char *length = lengths[below(sizeof(lengths) / sizeof(lengths[0]))];

	memset(p, 0, sizeof(*p));
	for (p->nr = 0; p->nr < MAX_TASKS && length[p->nr]; p->nr++)
		generate_task(p->step[p->nr], length[p->nr]);
}

static unsigned int first_seed, last_seed = 600;

static void print_program(const struct program *p)
{
	static const char letters[] = ".rwALUXYSTtgpqvCDVcd";
	const struct tiny_step *s;

	for (unsigned int i = 0; i < p->nr; i++) {
		for (s = p->step[i]; s->op; s++)
			print_message("%c%u", letters[s->op], s->x);
		print_message(i + 1 < p->nr ? "|" : "\n");
	}
}

static void test_generated(void **state)
{
	static struct states all, some;
	unsigned long runs = 0, whole = 0;
	struct program p;
	unsigned int i, wrong = 0;

	(void)state;
	for (i = first_seed; i < last_seed; i++) {
		seed = i;
		below(2);
		generate(&p);
		run_all(&p, sim_strategy_dpor(), 0, &some);
		run_all(&p, sim_strategy_dfs(SIM_UNBOUNDED), 0, &all);
		runs += some.runs;
		whole += all.runs;
		if (all.nr == some.nr && !memcmp(all.at, some.at, all.nr * sizeof(all.at[0])) &&
		    some.runs <= all.runs)
			continue;
		wrong++;
		print_message("%u: %u states of %lu runs, with reduction %u of %lu: ", i, all.nr,
			      all.runs, some.nr, some.runs);
		print_program(&p);
	}
	print_message("%lu executions, with reduction %lu\n", whole, runs);
	assert_int_equal(wrong, 0);
	assert_true(runs * 20 < whole);
}

/* ------------------------------------------------------------ all */

static int open_tiny(void **state)
{
	struct sim_error err;

	(void)state;
	if (sim_design_wrap(&design, &tiny_design, &err))
		return 1;
	sim = sim_new(NULL, &err);
	if (!sim)
		return 1;
	sim_use_design(sim, design);
	return sim_boot(sim, NULL, &err);
}

static int close_tiny(void **state)
{
	(void)state;
	sim_free(sim);
	sim_design_close(design);
	return 0;
}

/* With a program as argument: how many there are of it. (With two numbers: other seeds.) */
static int run_one(const char *text)
{
	open_tiny(NULL);
	print_message("%lu executions", count_all(text));
	print_message(", %u states", found.nr);
	print_message("; with reduction %lu", count(text));
	print_message(" and %lu cut, %u states\n", found.cut, found.nr);
	return close_tiny(NULL);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_textbook),
		cmocka_unit_test(test_locks),
		cmocka_unit_test(test_lock_order),
		cmocka_unit_test(test_circle),
		cmocka_unit_test(test_lost_wakeup),
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_choices),
		cmocka_unit_test(test_sleepers),
		cmocka_unit_test(test_grace_periods),
		cmocka_unit_test(test_generated),
	};

	if (argc == 2)
		return run_one(argv[1]);
	if (argc == 3) {
		first_seed = (unsigned int)atoi(argv[1]);
		last_seed = (unsigned int)atoi(argv[2]);
	}
	return cmocka_run_group_tests_name("dpor", tests, open_tiny, close_tiny);
}
