// SPDX-License-Identifier: GPL-2.0-only
/* Strategies alone: counters that are advanced in the order which a strategy wants. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "choice.h"

#define MAX 8

/** struct play - @left: steps left of each player; the order of the last game */
struct play {
	unsigned int players, left[MAX], steps;
	struct sim_takens list;
	char order[64];
	unsigned int len;
	int current;
	unsigned int preemptions;
};

static int alternatives(const struct play *p, int *who)
{
	int n = 0, i;

	if (p->current >= 0 && p->left[p->current])
		who[n++] = p->current;
	for (i = 0; i < (int)p->players; i++) {
		if (p->left[i] && i != p->current)
			who[n++] = i;
	}
	return n;
}

static void note(struct play *p, const struct sim_question *q, unsigned int taken)
{
	if (!taken)
		return;
	if (p->list.nr == p->list.room)
		assert_true(sim_takens_grow(&p->list));
	p->list.at[p->list.nr++] = (struct sim_taken){ (uint32_t)q->step, taken };
}

/* One game: everybody has @steps steps; whoever moves is asked for again. */
static void play(struct play *p, struct sim_strategy *strategy)
{
	uint64_t step = 0;
	unsigned int i, taken;
	int who[MAX], n, can_stay;

	for (i = 0; i < p->players; i++)
		p->left[i] = p->steps;
	p->len = p->list.nr = p->preemptions = 0;
	p->current = -1;
	strategy->ops->begin(strategy);
	while ((n = alternatives(p, who)) > 0) {
		can_stay = p->current >= 0 && p->left[p->current];
		step++;
		taken = 0;
		if (n > 1 && (!can_stay || step >= strategy->ask)) {
			struct sim_question q = {
				.step = step, .nr = (unsigned int)n, .why = HOST_WHY_SCHEDULE,
				.free = can_stay ? 1 : (unsigned int)n, .who = who,
				.preemptions = p->preemptions, .forced = !can_stay,
			};

			if (strategy->want_room)
				strategy->ops->grow(strategy);
			taken = strategy->ops->choose(strategy, &q);
			assert_true(taken < (unsigned int)n);
			note(p, &q, taken);
			p->preemptions += taken >= q.free;
		}
		p->current = who[taken];
		p->left[p->current]--;
		p->order[p->len++] = (char)('a' + p->current);
	}
	p->order[p->len] = '\0';
	strategy->steps = step;
}

static unsigned long count_all(unsigned int players, unsigned int steps, unsigned int bound)
{
	struct sim_strategy *dfs = sim_strategy_dfs(bound);
	struct play p = { .players = players, .steps = steps };
	unsigned long runs = 0;

	do {
		play(&p, dfs);
		assert_int_equal(p.len, players * steps);
		assert_true(bound == SIM_UNBOUNDED || p.preemptions <= bound);
		runs++;
	} while (sim_strategy_next(dfs));
	sim_strategy_free(dfs);
	sim_takens_free(&p.list);
	return runs;
}

static void test_multinomial(void **state)
{
	(void)state;
	assert_int_equal(count_all(1, 9, SIM_UNBOUNDED), 1);
	assert_int_equal(count_all(2, 1, SIM_UNBOUNDED), 2);
	assert_int_equal(count_all(2, 4, SIM_UNBOUNDED), 70);
	assert_int_equal(count_all(2, 7, SIM_UNBOUNDED), 3432);
	assert_int_equal(count_all(3, 4, SIM_UNBOUNDED), 34650);
	assert_int_equal(count_all(4, 2, SIM_UNBOUNDED), 2520);
}

static void test_bounded(void **state)
{
	(void)state;
	assert_int_equal(count_all(3, 4, 0), 6);
	assert_int_equal(count_all(2, 4, 1), 8);
	/* two preemptions: 2 + 6 + those with two, aabbbbaa and so on: 2 * (3 * 3) */
	assert_int_equal(count_all(2, 4, 2), 8 + 18);
	assert_int_equal(count_all(2, 4, 100), 70);
}

static void test_first(void **state)
{
	struct sim_strategy *first = sim_strategy_first();
	struct play p = { .players = 3, .steps = 2 };

	(void)state;
	play(&p, first);
	assert_string_equal(p.order, "aabbcc");
	assert_false(sim_strategy_next(first));
	assert_string_equal(sim_strategy_name(first), "first");
	sim_strategy_free(first);
	sim_takens_free(&p.list);
}

/* The same seed, the same games; another seed, others. */
static void test_seeds(void **state)
{
	struct sim_strategy *a = sim_strategy_random(5, 0), *b = sim_strategy_random(5, 0);
	struct sim_strategy *c = sim_strategy_random(6, 0);
	struct play p = { .players = 3, .steps = 8 };
	unsigned int i, same = 0;
	char order[64];

	(void)state;
	for (i = 0; i < 100; i++) {
		play(&p, a);
		strcpy(order, p.order);
		play(&p, b);
		assert_string_equal(p.order, order);
		play(&p, c);
		same += !strcmp(p.order, order);
		assert_true(sim_strategy_next(a) && sim_strategy_next(b) && sim_strategy_next(c));
	}
	assert_true(same < 50);
	sim_strategy_free(a);
	sim_strategy_free(b);
	sim_strategy_free(c);
	sim_takens_free(&p.list);
}

static void test_mean_distance(void **state)
{
	struct sim_strategy *random = sim_strategy_random(1, 5);
	struct play p = { .players = 2, .steps = 30 };
	unsigned long steps = 0, switches = 0;
	unsigned int i, j;

	(void)state;
	for (i = 0; i < 5000; i++) {
		play(&p, random);
		steps += p.len;
		for (j = 1; j < p.len; j++)
			switches += p.order[j] != p.order[j - 1];
	}
	/* About one in five; games have ends, where one player is alone. */
	assert_true(switches * 4 < steps);
	assert_true(switches * 8 > steps);
	sim_strategy_free(random);
	sim_takens_free(&p.list);
}

static void test_pct_depth(void **state)
{
	struct sim_strategy *pct = sim_strategy_pct(1, 3);
	struct play p = { .players = 3, .steps = 10 };
	unsigned int i, most = 0;

	(void)state;
	for (i = 0; i < 500; i++) {
		play(&p, pct);
		/* depth 3 is two change points, so at most two preemptions */
		assert_true(p.preemptions <= 2);
		if (p.preemptions > most)
			most = p.preemptions;
		sim_strategy_next(pct);
	}
	assert_int_equal(most, 2);
	sim_strategy_free(pct);
	sim_takens_free(&p.list);
}

static void test_token_repeats(void **state)
{
	struct sim_strategy *random = sim_strategy_random(9, 2), *replay;
	struct play p = { .players = 4, .steps = 6 };
	char token[512], order[64];
	unsigned int i;

	(void)state;
	for (i = 0; i < 200; i++) {
		play(&p, random);
		strcpy(order, p.order);
		assert_true(sim_takens_token(&p.list, token, sizeof(token)) < sizeof(token));
		replay = sim_strategy_replay(token, NULL);
		assert_non_null(replay);
		play(&p, replay);
		assert_string_equal(p.order, order);
		assert_false(sim_strategy_next(replay));
		sim_strategy_free(replay);
	}
	sim_strategy_free(random);
	sim_takens_free(&p.list);
}

static void test_token_is_cut(void **state)
{
	struct play p = { .players = 2, .steps = 6 };
	struct sim_strategy *random = sim_strategy_random(1, 1);
	char all[512], cut[8], none[1];
	size_t len;

	(void)state;
	play(&p, random);
	len = sim_takens_token(&p.list, all, sizeof(all));
	assert_int_equal(strlen(all), len);
	assert_true(len > 8);
	assert_int_equal(sim_takens_token(&p.list, cut, sizeof(cut)), len);
	assert_memory_equal(cut, all, 7);
	assert_int_equal(cut[7], 0);
	assert_int_equal(sim_takens_token(&p.list, none, 0), len);
	sim_strategy_free(random);
	sim_takens_free(&p.list);
}

/* A token of another run: what does not exist is cut down, and nothing breaks. */
static void test_token_that_does_not_fit(void **state)
{
	struct sim_strategy *replay = sim_strategy_replay("1:70,3:99,900:1", NULL);
	struct play p = { .players = 2, .steps = 2 };

	(void)state;
	assert_non_null(replay);
	play(&p, replay);
	assert_int_equal(p.len, 4);
	assert_string_equal(p.order, "bbaa");
	sim_strategy_free(replay);
	sim_takens_free(&p.list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_multinomial),
		cmocka_unit_test(test_bounded),
		cmocka_unit_test(test_first),
		cmocka_unit_test(test_seeds),
		cmocka_unit_test(test_mean_distance),
		cmocka_unit_test(test_pct_depth),
		cmocka_unit_test(test_token_repeats),
		cmocka_unit_test(test_token_is_cut),
		cmocka_unit_test(test_token_that_does_not_fit),
	};

	return cmocka_run_group_tests_name("choice", tests, NULL, NULL);
}
