// SPDX-License-Identifier: GPL-2.0-only
/* The list of decisions, and what is the same for all strategies. */
#include "choice.h"

#include <stdio.h>
#include <stdlib.h>

int sim_choices_grow(struct sim_choices *list)
{
	unsigned int room = list->room ? list->room * 2 : 256;
	struct sim_choice *at;

	at = realloc(list->at, room * sizeof(*at));
	if (!at)
		return 0;
	list->at = at;
	list->room = room;
	return 1;
}

void sim_choices_free(struct sim_choices *list)
{
	free(list->at);
	list->at = NULL;
	list->nr = list->room = 0;
}

int sim_takens_grow(struct sim_takens *list)
{
	unsigned int room = list->room ? list->room * 2 : 256;
	struct sim_taken *at;

	at = realloc(list->at, room * sizeof(*at));
	if (!at)
		return 0;
	list->at = at;
	list->room = room;
	return 1;
}

void sim_takens_free(struct sim_takens *list)
{
	free(list->at);
	list->at = NULL;
	list->nr = list->room = 0;
}

size_t sim_takens_token(const struct sim_takens *list, char *buf, size_t n)
{
	size_t len = 0;
	unsigned int i;
	int part;

	if (n)
		buf[0] = '\0';
	for (i = 0; i < list->nr; i++) {
		part = snprintf(len < n ? buf + len : NULL, len < n ? n - len : 0,
				"%s%u:%u", len ? "," : "", list->at[i].step, list->at[i].taken);
		len += (size_t)part;
	}
	return len;
}

void sim_strategy_free(struct sim_strategy *strategy)
{
	if (strategy)
		strategy->ops->free(strategy);
}

const char *sim_strategy_name(const struct sim_strategy *strategy)
{
	return strategy->ops->name;
}

int sim_strategy_next(struct sim_strategy *strategy)
{
	return strategy->ops->next(strategy);
}
