// SPDX-License-Identifier: GPL-2.0-only
/* A set of small integers: a bit for each, and a bit for each word that has any. */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

int sim_set_reserve(struct sim_set *set, unsigned int nr)
{
	unsigned int words = (nr + 63) / 64, room, old = set->nr_words;
	uint64_t *p;

	if (words <= old)
		return 1;
	for (room = old ? old : 4; room < words; )
		room *= 2;
	p = realloc(set->words, room * sizeof(*p));
	if (!p)
		return 0;
	memset(p + old, 0, (room - old) * sizeof(*p));
	set->words = p;
	p = realloc(set->summary, (room + 63) / 64 * sizeof(*p));
	if (!p)
		return 0;
	if (!old)
		p[0] = 0;
	memset(p + (old + 63) / 64, 0, ((room + 63) / 64 - (old + 63) / 64) * sizeof(*p));
	set->summary = p;
	set->nr_words = room;
	return 1;
}

void sim_set_clear(struct sim_set *set)
{
	int i;

	while (set->count && (i = sim_set_first(set)) >= 0) {
		set->count -= (unsigned int)__builtin_popcountll(set->words[i >> 6]);
		set->words[i >> 6] = 0;
		set->summary[i >> 12] &= ~(1ULL << ((i >> 6) & 63));
	}
}

int sim_set_first(const struct sim_set *set)
{
	unsigned int i, word, nr = (set->nr_words + 63) / 64;

	if (!set->count)
		return -1;
	for (i = 0; i < nr; i++) {
		if (!set->summary[i])
			continue;
		word = i * 64 + (unsigned int)__builtin_ctzll(set->summary[i]);
		return (int)(word * 64 + (unsigned int)__builtin_ctzll(set->words[word]));
	}
	return -1;
}
