// SPDX-License-Identifier: GPL-2.0-only
/*
 * Probabilistic concurrency testing (Burckhardt and others, ASPLOS 2010): each task
 * has a random priority, the one with the highest runs; at depth - 1 random steps
 * the one that runs falls below all others. A bug that needs @depth ordering
 * constraints is found with a probability of at least 1/(n k^(depth-1)).
 */
#include "choice.h"

#include <stdlib.h>
#include <string.h>

#define MAX_DEPTH 16
/* Length of a race that has not been seen yet. */
#define FIRST_GUESS 64

/**
 * struct pct_strategy
 * @state: of the generator
 * @salt: priorities of this run are a hash of this and the task
 * @depth: how many change points, plus one
 * @at: the change points, ascending; @next of them are used up
 * @fallen: who has fallen, in order: who fell last is lowest
 * @longest: of the runs so far
 */
struct pct_strategy {
	struct sim_strategy base;
	uint64_t state, salt;
	unsigned int depth, next;
	uint64_t at[MAX_DEPTH];
	int fallen[MAX_DEPTH];
	unsigned int nr_fallen;
	uint64_t longest;
};

static struct pct_strategy *to_pct(struct sim_strategy *strategy)
{
	return (struct pct_strategy *)strategy;
}

static void ask_at_change(struct pct_strategy *p)
{
	p->base.ask = p->next + 1 < p->depth ? p->at[p->next] : SIM_ASK_NEVER;
}

static void pct_begin(struct sim_strategy *strategy)
{
	struct pct_strategy *p = to_pct(strategy);
	uint32_t length = p->longest ? (uint32_t)p->longest : FIRST_GUESS;
	unsigned int i, j;

	p->salt = sim_random(&p->state);
	p->next = 0;
	p->nr_fallen = 0;
	for (i = 0; i + 1 < p->depth; i++) {
		uint64_t at = 1 + sim_below(&p->state, length);

		for (j = i; j && p->at[j - 1] > at; j--)
			p->at[j] = p->at[j - 1];
		p->at[j] = at;
	}
	ask_at_change(p);
}

/* Higher runs first; those that have fallen are below all others. */
static uint64_t priority(const struct pct_strategy *p, int who)
{
	unsigned int i;

	for (i = p->nr_fallen; i--; ) {
		if (p->fallen[i] == who)
			return p->nr_fallen - i;
	}
	return sim_mix(p->salt ^ (uint64_t)(int64_t)who) | (1ULL << 63);
}

static unsigned int highest(const struct pct_strategy *p, const struct sim_question *q)
{
	uint64_t best = 0, this;
	unsigned int i, taken = 0;

	for (i = 0; i < q->nr; i++) {
		this = priority(p, q->who[i]);
		if (this > best) {
			best = this;
			taken = i;
		}
	}
	return taken;
}

static unsigned int pct_choose(struct sim_strategy *strategy, const struct sim_question *q)
{
	struct pct_strategy *p = to_pct(strategy);

	if (q->why != HOST_WHY_SCHEDULE)
		return sim_below(&p->state, q->nr);
	while (p->next + 1 < p->depth && p->at[p->next] <= q->step) {
		p->fallen[p->nr_fallen++] = q->who[highest(p, q)];
		p->next++;
	}
	ask_at_change(p);
	return highest(p, q);
}

static int pct_next(struct sim_strategy *strategy)
{
	struct pct_strategy *p = to_pct(strategy);

	if (strategy->steps > p->longest)
		p->longest = strategy->steps;
	return 1;
}

static void pct_free(struct sim_strategy *strategy)
{
	free(strategy);
}

static const struct sim_strategy_ops pct_ops = {
	.name = "pct",
	.looks = 1,
	.begin = pct_begin,
	.choose = pct_choose,
	.next = pct_next,
	.free = pct_free,
};

struct sim_strategy *sim_strategy_pct(uint64_t seed, unsigned int depth)
{
	struct pct_strategy *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	p->base.ops = &pct_ops;
	p->state = sim_mix(seed);
	p->depth = depth ? depth : 3;
	if (p->depth > MAX_DEPTH)
		p->depth = MAX_DEPTH;
	return &p->base;
}
