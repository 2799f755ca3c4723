// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random walks: after a random number of scheduling points somebody else goes on,
 * everybody with the same probability. Where the running task can't go on, each
 * alternative has the same probability.
 */
#include "choice.h"

#include <stdlib.h>

/**
 * struct random_strategy - @state: of the generator
 * @at: step of the next switch
 * @mean: mean distance of switches
 */
struct random_strategy {
	struct sim_strategy base;
	uint64_t state;
	uint64_t at;
	uint32_t mean;
};

static struct random_strategy *to_random(struct sim_strategy *strategy)
{
	return (struct random_strategy *)strategy;
}

/*
 * -ln(u) for a uniform u, times 2^16, to about 6 %: the leading zeros are the integer part
 * of -log2(u), and what follows the leading one is nearly the fraction. In integers, so
 * that every machine draws the same.
 */
static uint64_t exponential(struct random_strategy *r)
{
	uint64_t u = sim_random(&r->state) | 1;
	unsigned int zeros = (unsigned int)__builtin_clzll(u);
	uint64_t fraction = ((u << zeros) << 1) >> 48;

	return ((((uint64_t)zeros + 1) << 16) - fraction) * 45426 >> 16;
}

/* Any distance must be possible, or some schedules would never come. */
static void draw(struct random_strategy *r, uint64_t step)
{
	r->at = step + 1 + (exponential(r) * (r->mean - 1) >> 16);
	r->base.ask = r->at;
}

static void random_begin(struct sim_strategy *strategy)
{
	draw(to_random(strategy), 0);
}

static unsigned int random_choose(struct sim_strategy *strategy, const struct sim_question *q)
{
	struct random_strategy *r = to_random(strategy);

	if (q->why != HOST_WHY_SCHEDULE || q->forced)
		return sim_below(&r->state, q->nr);
	if (q->step < r->at)
		return 0;
	draw(r, q->step);
	return 1 + sim_below(&r->state, q->nr - 1);
}

static int random_next(struct sim_strategy *strategy)
{
	(void)strategy;
	return 1;
}

static void random_free(struct sim_strategy *strategy)
{
	free(strategy);
}

static const struct sim_strategy_ops random_ops = {
	.name = "random",
	.begin = random_begin,
	.choose = random_choose,
	.next = random_next,
	.free = random_free,
};

struct sim_strategy *sim_strategy_random(uint64_t seed, unsigned int mean)
{
	struct random_strategy *r = calloc(1, sizeof(*r));

	if (!r)
		return NULL;
	r->base.ops = &random_ops;
	r->state = sim_mix(seed);
	r->mean = mean ? mean : 4;
	return &r->base;
}
