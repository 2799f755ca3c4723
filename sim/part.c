// SPDX-License-Identifier: GPL-2.0-only
/*
 * One part of a search with reduction: read, searched, and what is left.
 *
 *	part	= heavy* step* branch-digits sleeping*
 *	left	= heavy* wish* node*
 *
 * Slots are numbered by who finds them first, so marks travel with their keys.
 */
#include "part.h"

#include <stdlib.h>
#include <string.h>

#include "dpor.h"
#include "pack.h"

/* ------------------------------------------------------------ footprints */

static void pack_marks(const struct sim_dpor *d, const struct sim_spot *marks, uint32_t nr,
		       struct sim_buf *out)
{
	uint32_t i;

	for (i = 0; i < nr; i++) {
		sim_pack(out, marks[i].slot < SIM_FIRST_SLOT ? marks[i].slot :
			 d->prints.slots[marks[i].slot].key);
		sim_pack(out, marks[i].how);
	}
}

/* The reserved slots have keys that nothing else has. */
static uint32_t slot_of(struct sim_dpor *d, uint64_t key)
{
	if (key < SIM_FIRST_SLOT)
		return (uint32_t)key;
	return (uint32_t)(sim_prints_slot(&d->prints, key) - d->prints.slots);
}

static struct sim_asleep *unpack_asleep(struct sim_dpor *d, struct sim_unpack *in)
{
	uint32_t proc = (uint32_t)sim_unpack(in), nr = sim_unpack_many(in, 16), i;
	struct sim_asleep *a = malloc(sizeof(*a) + nr * sizeof(a->marks[0]));

	if (!a || proc >= SIM_MAX_PROCS) {
		free(a);
		in->bad = 1;
		return NULL;
	}
	a->next = NULL;
	a->proc = proc;
	a->nr = nr;
	for (i = 0; i < nr; i++) {
		a->marks[i].slot = slot_of(d, sim_unpack(in));
		a->marks[i].how = (uint32_t)sim_unpack(in);
	}
	return a;
}

/* ------------------------------------------------------------ a part is given */

static void unpack_heavy(struct sim_dpor *d, struct sim_unpack *in)
{
	uint32_t nr = sim_unpack_many(in, 8);

	while (nr--)
		sim_prints_slot(&d->prints, sim_unpack(in))->heavy = 1;
}

static int unpack_steps(struct sim_dpor *d, struct sim_unpack *in)
{
	uint32_t nr = sim_unpack_many(in, 16), i, j;
	struct sim_given *g;

	d->given = calloc(nr + 1, sizeof(*d->given));
	if (!d->given)
		return 0;
	for (i = 0; i < nr && !in->bad; i++) {
		g = &d->given[d->nr_given++];
		g->proc = (uint32_t)sim_unpack(in);
		g->known = (uint32_t)sim_unpack(in);
		g->nr_digits = sim_unpack_many(in, 8);
		g->digits = calloc(g->nr_digits + 1, sizeof(*g->digits));
		if (!g->digits)
			return 0;
		for (j = 0; j < g->nr_digits; j++)
			g->digits[j] = (uint32_t)sim_unpack(in);
	}
	return !in->bad;
}

static int unpack_sleep(struct sim_dpor *d, struct sim_unpack *in)
{
	uint32_t nr = sim_unpack_many(in, 16);
	struct sim_asleep *a;

	while (nr--) {
		a = unpack_asleep(d, in);
		if (!a)
			return 0;
		a->next = d->given_sleep;
		d->given_sleep = a;
	}
	return 1;
}

struct sim_strategy *sim_strategy_part(const void *part, size_t n)
{
	struct sim_unpack in = sim_unpack_from(part, n);
	struct sim_strategy *strategy = sim_strategy_dpor();
	struct sim_dpor *d = (struct sim_dpor *)strategy;

	if (!d)
		return NULL;
	unpack_heavy(d, &in);
	if (!unpack_steps(d, &in) || !unpack_sleep(d, &in) || in.bad || in.at != in.end) {
		sim_strategy_free(strategy);
		return NULL;
	}
	return strategy;
}

int sim_part_again(const struct sim_strategy *strategy)
{
	return ((const struct sim_dpor *)strategy)->again;
}

/* ------------------------------------------------------------ and what it leaves */

static int has_more_digits(const struct sim_dpor *d, const struct sim_node *node)
{
	uint32_t i;

	for (i = 0; i < node->nr_digits; i++) {
		const struct sim_digit *digit = &d->digits[node->digits + i];

		if (digit->taken + 1 < digit->nr)
			return 1;
	}
	return 0;
}

/* The digits of the node's step; those to go on with, if @next. */
static void pack_digits(const struct sim_dpor *d, const struct sim_node *node, int next,
			struct sim_buf *out)
{
	uint32_t nr = node->nr_digits, i;
	const struct sim_digit *digits = d->digits + node->digits;

	while (next && nr && digits[nr - 1].taken + 1 >= digits[nr - 1].nr)
		nr--;
	sim_pack(out, nr);
	for (i = 0; i < nr; i++)
		sim_pack(out, digits[i].taken + (next && i == nr - 1));
}

static void pack_asleep(const struct sim_dpor *d, const struct sim_asleep *a, struct sim_buf *out)
{
	sim_pack(out, a->proc);
	sim_pack(out, a->nr);
	pack_marks(d, a->marks, a->nr, out);
}

static uint32_t count_gone(const struct sim_node *node)
{
	const struct sim_asleep *a;
	uint32_t nr = 0;

	for (a = node->gone; a; a = a->next)
		nr++;
	return nr;
}

/* What the step of the node touches in all its runs; nothing is known before it was run in all. */
static void pack_footprint(const struct sim_dpor *d, const struct sim_node *node,
			   struct sim_buf *out)
{
	int known = !has_more_digits(d, node) && !d->lost;
	uint32_t more = node->more ? node->more->nr : 0;

	sim_pack(out, (uint64_t)known);
	if (!known)
		return;
	sim_pack(out, node->nr_marks + more);
	pack_marks(d, d->prints.marks + node->marks, node->nr_marks, out);
	if (more)
		pack_marks(d, node->more->marks, more, out);
}

/* @given: it is the branch of the part, and its other branches are for others */
static void pack_node(const struct sim_dpor *d, const struct sim_node *node, int given,
		      struct sim_buf *out)
{
	const struct sim_asleep *a;
	uint32_t i;

	sim_pack(out, node->proc);
	sim_pack(out, node->done | node->sleep | 1U << node->proc);
	sim_pack(out, given ? 0 : node->todo & ~(node->done | node->sleep | 1U << node->proc));
	sim_pack(out, node->nr_asleep + count_gone(node));
	for (i = 0; i < node->nr_asleep; i++)
		pack_asleep(d, d->asleep[node->asleep + i], out);
	for (a = node->gone; a; a = a->next)
		pack_asleep(d, a, out);
	pack_digits(d, node, 0, out);
	sim_pack(out, (uint64_t)has_more_digits(d, node));
	if (has_more_digits(d, node))
		pack_digits(d, node, 1, out);
	pack_footprint(d, node, out);
}

static void pack_heavy(const struct sim_dpor *d, struct sim_buf *out)
{
	uint32_t nr = 0, i;

	for (i = SIM_FIRST_SLOT; i < d->prints.nr_slots; i++)
		nr += d->prints.slots[i].found_heavy;
	sim_pack(out, nr);
	for (i = SIM_FIRST_SLOT; i < d->prints.nr_slots; i++) {
		if (d->prints.slots[i].found_heavy)
			sim_pack(out, d->prints.slots[i].key);
	}
}

void sim_part_left(const struct sim_strategy *strategy, struct sim_buf *out)
{
	const struct sim_dpor *d = (const struct sim_dpor *)strategy;
	uint32_t from = d->nr_given ? d->nr_given - 1 : 0, i;

	pack_heavy(d, out);
	sim_pack(out, d->nr_wishes);
	for (i = 0; i < d->nr_wishes; i++) {
		sim_pack(out, d->wishes[i].node);
		sim_pack(out, d->wishes[i].can);
		sim_pack(out, d->wishes[i].proc);
	}
	sim_pack(out, d->nr_nodes > from ? d->nr_nodes - from : 0);
	for (i = from; i < d->nr_nodes; i++)
		pack_node(d, &d->nodes[i], i < d->nr_given, out);
}
