// SPDX-License-Identifier: GPL-2.0-only
/*
 * All schedules, one after the other: an odometer over the list of decisions.
 *
 * Each run repeats the decisions of the one before up to the last one that still has
 * an alternative, takes that, and goes on with defaults. Decisions of the prefix that
 * are defaults are not even asked for again.
 */
#include "choice.h"

#include <stdlib.h>

/** struct digit - one decision that has alternatives */
struct digit {
	uint32_t step;
	uint32_t nr;
	uint32_t taken;
};

/**
 * struct dfs_strategy
 * @bound: of preemptions
 * @at: the decisions of the last run; the first @prefix of them are repeated
 * @pos: how far this run has come in the prefix
 */
struct dfs_strategy {
	struct sim_strategy base;
	unsigned int bound;
	struct digit *at;
	unsigned int nr, room, prefix, pos;
};

static struct dfs_strategy *to_dfs(struct sim_strategy *strategy)
{
	return (struct dfs_strategy *)strategy;
}

static void dfs_grow(struct sim_strategy *strategy)
{
	struct dfs_strategy *d = to_dfs(strategy);
	unsigned int room = d->room ? d->room * 2 : 1024;
	struct digit *at = realloc(d->at, room * sizeof(*at));

	if (!at)
		return;
	d->at = at;
	d->room = room;
	strategy->want_room = 0;
}

/* The next decision of the prefix that is no default must not be missed. */
static void ask_in_prefix(struct dfs_strategy *d, uint64_t step)
{
	unsigned int i;

	for (i = d->pos; i < d->prefix; i++) {
		if (d->at[i].taken) {
			d->base.ask = d->at[i].step;
			return;
		}
	}
	d->base.ask = step + 1;
}

static void dfs_begin(struct sim_strategy *strategy)
{
	struct dfs_strategy *d = to_dfs(strategy);

	d->nr = d->prefix;
	d->pos = 0;
	ask_in_prefix(d, 0);
}

static unsigned int dfs_choose(struct sim_strategy *strategy, const struct sim_question *q)
{
	struct dfs_strategy *d = to_dfs(strategy);
	unsigned int nr = q->nr, taken;

	if (d->pos < d->prefix) {
		while (d->pos < d->prefix && d->at[d->pos].step < q->step)
			d->pos++;
		taken = 0;
		if (d->pos < d->prefix && d->at[d->pos].step == q->step)
			taken = d->at[d->pos++].taken;
		ask_in_prefix(d, q->step);
		return taken;
	}
	d->base.ask = q->step + 1;
	if (q->preemptions >= d->bound)
		nr = q->free;
	if (nr < 2)
		return 0;
	/* Out of memory: this decision keeps its default. */
	if (d->nr == d->room)
		return 0;
	d->at[d->nr++] = (struct digit){ .step = (uint32_t)q->step, .nr = nr };
	strategy->want_room = d->nr == d->room;
	return 0;
}

static int dfs_next(struct sim_strategy *strategy)
{
	struct dfs_strategy *d = to_dfs(strategy);

	while (d->nr && d->at[d->nr - 1].taken + 1 == d->at[d->nr - 1].nr)
		d->nr--;
	d->prefix = d->nr;
	if (!d->nr)
		return 0;
	d->at[d->nr - 1].taken++;
	return 1;
}

static void dfs_free(struct sim_strategy *strategy)
{
	free(to_dfs(strategy)->at);
	free(strategy);
}

static const struct sim_strategy_ops dfs_ops = {
	.name = "dfs",
	.begin = dfs_begin,
	.choose = dfs_choose,
	.next = dfs_next,
	.free = dfs_free,
	.grow = dfs_grow,
};

struct sim_strategy *sim_strategy_dfs(unsigned int bound)
{
	struct dfs_strategy *d = calloc(1, sizeof(*d));

	if (!d)
		return NULL;
	d->base.ops = &dfs_ops;
	d->base.want_room = 1;
	d->bound = bound;
	return &d->base;
}
