// SPDX-License-Identifier: GPL-2.0-only
/*
 * The decisions of a token, "step:alternative,...": everything else is the default.
 * A token that does not fit takes the nearest alternative there is, and the run is what it is:
 * sim_token() then differs from what was asked for.
 */
#include "choice.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>

struct item {
	uint32_t step;
	uint32_t taken;
};

struct replay_strategy {
	struct sim_strategy base;
	unsigned int nr, pos;
	struct item at[];
};

static struct replay_strategy *to_replay(struct sim_strategy *strategy)
{
	return (struct replay_strategy *)strategy;
}

static void replay_begin(struct sim_strategy *strategy)
{
	struct replay_strategy *r = to_replay(strategy);

	r->pos = 0;
	strategy->ask = r->nr ? r->at[0].step : SIM_ASK_NEVER;
}

static unsigned int replay_choose(struct sim_strategy *strategy, const struct sim_question *q)
{
	struct replay_strategy *r = to_replay(strategy);
	unsigned int taken = 0;

	while (r->pos < r->nr && r->at[r->pos].step < q->step)
		r->pos++;
	if (r->pos < r->nr && r->at[r->pos].step == q->step)
		taken = r->at[r->pos++].taken;
	strategy->ask = r->pos < r->nr ? r->at[r->pos].step : SIM_ASK_NEVER;
	return taken < q->nr ? taken : q->nr - 1;
}

static int replay_next(struct sim_strategy *strategy)
{
	(void)strategy;
	return 0;
}

static void replay_free(struct sim_strategy *strategy)
{
	free(strategy);
}

static const struct sim_strategy_ops replay_ops = {
	.name = "replay",
	.begin = replay_begin,
	.choose = replay_choose,
	.next = replay_next,
	.free = replay_free,
};

static int number(const char **text, uint32_t *out)
{
	unsigned long value;
	char *end;

	if (**text < '0' || **text > '9')
		return 0;
	errno = 0;
	value = strtoul(*text, &end, 10);
	if (errno || value > UINT_MAX)
		return 0;
	*text = end;
	*out = (uint32_t)value;
	return 1;
}

static int parse(struct replay_strategy *r, const char *text)
{
	struct item item;

	while (*text) {
		if (r->nr && *text++ != ',')
			return 0;
		if (!number(&text, &item.step) || *text++ != ':' || !number(&text, &item.taken))
			return 0;
		if (!item.taken || (r->nr && item.step <= r->at[r->nr - 1].step))
			return 0;
		r->at[r->nr++] = item;
	}
	return 1;
}

struct sim_strategy *sim_strategy_replay(const char *token, struct sim_error *err)
{
	struct replay_strategy *r;
	unsigned int items = 1;
	const char *p;

	for (p = token; *p; p++)
		items += *p == ',';
	r = calloc(1, sizeof(*r) + items * sizeof(r->at[0]));
	if (!r) {
		sim_error_set(err, SIM_ENOMEM, "out of memory");
		return NULL;
	}
	r->base.ops = &replay_ops;
	if (!parse(r, token)) {
		free(r);
		sim_error_set(err, SIM_EINPUT, "\"%.64s\" is not a list of decisions", token);
		sim_error_accept(err, "step:alternative,... with ascending steps, as 12:1,40:2");
		return NULL;
	}
	return &r->base;
}
