// SPDX-License-Identifier: GPL-2.0-only
/* The strategy without any wish: always the default. */
#include "choice.h"

#include <stdlib.h>

static void first_begin(struct sim_strategy *strategy)
{
	strategy->ask = SIM_ASK_NEVER;
}

static unsigned int first_choose(struct sim_strategy *strategy, const struct sim_question *q)
{
	(void)strategy;
	(void)q;
	return 0;
}

static int first_next(struct sim_strategy *strategy)
{
	(void)strategy;
	return 0;
}

static void first_free(struct sim_strategy *strategy)
{
	free(strategy);
}

static const struct sim_strategy_ops first_ops = {
	.name = "first",
	.begin = first_begin,
	.choose = first_choose,
	.next = first_next,
	.free = first_free,
};

struct sim_strategy *sim_strategy_first(void)
{
	struct sim_strategy *strategy = calloc(1, sizeof(*strategy));

	if (strategy)
		strategy->ops = &first_ops;
	return strategy;
}
