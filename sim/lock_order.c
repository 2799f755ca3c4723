// SPDX-License-Identifier: GPL-2.0-only
/* Lock classes and the circles among them. Locks of one class are not told apart. */
#include "lock_order.h"

#include <stdio.h>
#include <string.h>

unsigned int sim_lock_class(struct sim_lock_order *o, const char *object, unsigned long at,
			    const struct host_site *site)
{
	unsigned int i;

	for (i = 0; i < o->nr; i++) {
		const struct sim_lock_class *c = &o->class[i];

		if (c->at == at && (object ? c->object && !strcmp(c->object, object) : !c->object))
			return i;
	}
	if (o->nr == SIM_MAX_LOCK_CLASSES)
		return SIM_MAX_LOCK_CLASSES;
	o->class[o->nr] = (struct sim_lock_class){ object, at, *site };
	return o->nr++;
}

static int put(char *text, size_t n, size_t at, const struct sim_lock_pair *pair)
{
	return at < n ? snprintf(text + at, n - at, "%sat %s:%u (%s) under the one of %s:%u (%s)",
				 at ? ", and " : "a lock is taken ", pair->inner.file,
				 pair->inner.line, pair->inner.func, pair->outer.file,
				 pair->outer.line, pair->outer.func)
		      : 0;
}

/* A way back from class @from to class @to; its pairs are written down on the way up. */
static int way(struct sim_lock_order *o, unsigned int from, unsigned int to, uint64_t *seen,
	       size_t *at)
{
	unsigned int i;

	*seen |= 1ULL << from;
	for (i = 0; i < o->nr; i++) {
		if (!(o->under[from] >> i & 1) || (i != to && *seen >> i & 1))
			continue;
		if (i == to || way(o, i, to, seen, at)) {
			*at += (size_t)put(o->text, sizeof(o->text), *at, &o->pair[from][i]);
			return 1;
		}
	}
	return 0;
}

static void add_pair(struct sim_lock_order *o, unsigned int inner, unsigned int outer,
		     const struct host_site *inner_site, const struct host_site *outer_site)
{
	uint64_t seen = 0;
	size_t at = 0;

	if (inner == outer || o->under[inner] >> outer & 1)
		return;
	o->under[inner] |= 1ULL << outer;
	o->pair[inner][outer] = (struct sim_lock_pair){ *outer_site, *inner_site };
	/* A circle: what is outside was taken inside, too. */
	if (o->text[0] || !way(o, outer, inner, &seen, &at))
		return;
	put(o->text, sizeof(o->text), at, &o->pair[inner][outer]);
}

void sim_lock_taken(struct sim_lock_order *o, struct sim_held *held, unsigned int class,
		    const void *lock, const struct host_site *site)
{
	unsigned int i;

	if (class == SIM_MAX_LOCK_CLASSES)
		return;
	for (i = 0; i < held->nr; i++)
		add_pair(o, class, held->at[i].class, site, held->at[i].site);
	if (held->nr == SIM_MAX_HELD)
		return;
	held->at[held->nr].lock = lock;
	held->at[held->nr].class = class;
	held->at[held->nr++].site = site;
}

void sim_lock_dropped(struct sim_held *held, const void *lock)
{
	unsigned int i;

	for (i = held->nr; i--; ) {
		if (held->at[i].lock != lock)
			continue;
		memmove(&held->at[i], &held->at[i + 1], (--held->nr - i) * sizeof(held->at[0]));
		return;
	}
}
