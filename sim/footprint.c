// SPDX-License-Identifier: GPL-2.0-only
/*
 * Slots, marks and who touched what. Touches of a slot are chained from the last one backwards,
 * so that going back to an earlier step is taking away the end of one list.
 */
#include "footprint.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_BITS 10

/* What each kind of touch clashes with. A lock that is given back clashes with attempts only. */
static unsigned int against(unsigned int how)
{
	unsigned int clash = 0;

	if (how & SIM_TOUCH_WRITE)
		clash |= SIM_TOUCH_DATA;
	if (how & SIM_TOUCH_READ)
		clash |= SIM_TOUCH_WRITE | SIM_TOUCH_COUNT;
	if (how & SIM_TOUCH_COUNT)
		clash |= SIM_TOUCH_WRITE | SIM_TOUCH_READ;
	if (how & SIM_TOUCH_LOCK)
		clash |= SIM_TOUCH_LOCK | SIM_TOUCH_READ_LOCK | SIM_TOUCH_TRY_LOCK;
	if (how & SIM_TOUCH_READ_LOCK)
		clash |= SIM_TOUCH_LOCK | SIM_TOUCH_TRY_LOCK;
	if (how & SIM_TOUCH_TRY_LOCK)
		clash |= ~(unsigned int)SIM_TOUCH_DATA;
	if (how & (SIM_TOUCH_UNLOCK | SIM_TOUCH_READ_UNLOCK))
		clash |= SIM_TOUCH_TRY_LOCK;
	return clash;
}

static int grow(void *list, uint32_t *room, size_t size, uint32_t first)
{
	void **at = list;
	uint32_t more = *room ? *room * 2 : first;
	void *p = more > *room ? realloc(*at, more * size) : NULL;

	if (!p)
		return 0;
	*at = p;
	*room = more;
	return 1;
}

/* ------------------------------------------------------------ slots */

static uint32_t table_at(const struct sim_prints *p, uint64_t key)
{
	uint64_t x = key * 0x9e3779b97f4a7c15ULL;

	return (uint32_t)((x ^ (x >> 29)) * 0xbf58476d1ce4e5b9ULL >> (64 - p->table_bits));
}

static int table_grow(struct sim_prints *p, uint32_t bits)
{
	uint32_t *old = p->table, i, at;

	p->table = calloc((size_t)1 << bits, sizeof(*p->table));
	if (!p->table) {
		p->table = old;
		return 0;
	}
	free(old);
	p->table_bits = bits;
	for (i = SIM_FIRST_SLOT; i < p->nr_slots; i++) {
		at = table_at(p, p->slots[i].key);
		while (p->table[at])
			at = (at + 1) & ((1U << bits) - 1);
		p->table[at] = i + 1;
	}
	return 1;
}

int sim_prints_init(struct sim_prints *p)
{
	memset(p, 0, sizeof(*p));
	if (!grow(&p->slots, &p->slots_room, sizeof(*p->slots), 1024) ||
	    !table_grow(p, FIRST_BITS)) {
		sim_prints_free(p);
		return 0;
	}
	memset(p->slots, 0, SIM_FIRST_SLOT * sizeof(*p->slots));
	p->nr_slots = SIM_FIRST_SLOT;
	return 1;
}

void sim_prints_free(struct sim_prints *p)
{
	free(p->slots);
	free(p->table);
	free(p->marks);
	free(p->past);
	memset(p, 0, sizeof(*p));
}

static struct sim_slot *new_slot(struct sim_prints *p, uint64_t key, uint32_t at)
{
	struct sim_slot *slot;

	if (p->nr_slots == p->slots_room &&
	    !grow(&p->slots, &p->slots_room, sizeof(*p->slots), 1024)) {
		p->failed = 1;
		return &p->slots[SIM_SLOT_RCU];
	}
	slot = &p->slots[p->nr_slots++];
	memset(slot, 0, sizeof(*slot));
	slot->key = key;
	p->table[at] = p->nr_slots;
	if (p->nr_slots > 1U << (p->table_bits - 1) && !table_grow(p, p->table_bits + 1))
		p->failed = 1;
	return slot;
}

struct sim_slot *sim_prints_slot(struct sim_prints *p, uint64_t key)
{
	uint32_t at = table_at(p, key), i;

	while ((i = p->table[at])) {
		if (p->slots[i - 1].key == key)
			return &p->slots[i - 1];
		at = (at + 1) & ((1U << p->table_bits) - 1);
	}
	return new_slot(p, key, at);
}

/* ------------------------------------------------------------ the step at hand */

void sim_prints_begin(struct sim_prints *p, uint32_t start)
{
	p->nr_marks = p->start = start;
	p->stamp++;
}

void sim_prints_add(struct sim_prints *p, uint32_t i, unsigned int how)
{
	struct sim_slot *slot = &p->slots[i];

	if (slot->stamp == p->stamp) {
		slot->how |= (uint8_t)how;
		p->marks[slot->mark].how |= how;
		return;
	}
	if (p->nr_marks == p->marks_room &&
	    !grow(&p->marks, &p->marks_room, sizeof(*p->marks), 1024)) {
		p->failed = 1;
		return;
	}
	slot->stamp = p->stamp;
	slot->how = (uint8_t)how;
	slot->mark = p->nr_marks;
	p->marks[p->nr_marks++] = (struct sim_spot){ i, how };
}

int sim_prints_clash(const struct sim_prints *p, const struct sim_spot *marks, uint32_t nr)
{
	uint32_t i;

	for (i = 0; i < nr; i++) {
		const struct sim_slot *slot = &p->slots[marks[i].slot];

		if (slot->stamp == p->stamp && slot->how & against(marks[i].how))
			return 1;
	}
	return 0;
}

/* ------------------------------------------------------------ the past */

static void meet(uint32_t *last, const struct sim_past *past)
{
	if (past->step + 1 > last[past->proc])
		last[past->proc] = past->step + 1;
}

/* What was before the last write was before all that came since. */
static void meet_data(const struct sim_prints *p, const struct sim_slot *slot, unsigned int how,
		      unsigned int proc, struct sim_met *met)
{
	int reads = how == SIM_TOUCH_READ;
	unsigned int clash = against(how) & SIM_TOUCH_DATA;
	uint32_t i;

	for (i = reads ? slot->writes : slot->head; i; ) {
		const struct sim_past *past = &p->past[i - 1];

		if (past->how & clash && past->proc != proc)
			meet(met->plain, past);
		if (past->how & SIM_TOUCH_WRITE)
			break;
		i = reads ? past->prev_write : past->prev;
	}
}

static void meet_lock(const struct sim_prints *p, const struct sim_slot *slot, unsigned int how,
		      unsigned int proc, struct sim_met *met)
{
	unsigned int takes = how & (SIM_TOUCH_LOCK | SIM_TOUCH_READ_LOCK), ends = 0;
	unsigned int clash = against(how);
	uint32_t i;

	if (how & SIM_TOUCH_LOCK)
		ends = SIM_TOUCH_UNLOCK | SIM_TOUCH_READ_UNLOCK;
	else if (how & SIM_TOUCH_READ_LOCK)
		ends = SIM_TOUCH_UNLOCK;
	for (i = slot->head; i; i = p->past[i - 1].prev) {
		const struct sim_past *past = &p->past[i - 1];

		if (past->proc != proc && past->how & ends)
			meet(met->ends, past);
		if (past->proc != proc && past->how & clash) {
			if (!takes)
				meet(met->plain, past);
			else if (met->nr_locks < SIM_MAX_LOCKS)
				met->locks[met->nr_locks++] = past->step + 1;
		}
		if (past->how & SIM_TOUCH_LOCK)
			break;
	}
}

void sim_prints_meet(const struct sim_prints *p, unsigned int proc, unsigned int procs,
		     struct sim_met *met)
{
	uint32_t i;

	for (i = 0; i < procs; i++)
		met->plain[i] = met->ends[i] = 0;
	met->nr_locks = 0;
	for (i = p->start; i < p->nr_marks; i++) {
		const struct sim_slot *slot = &p->slots[p->marks[i].slot];
		unsigned int data = slot->how & SIM_TOUCH_DATA;

		if (data)
			meet_data(p, slot, data, proc, met);
		if (slot->how & ~(unsigned int)SIM_TOUCH_DATA)
			meet_lock(p, slot, slot->how & ~(unsigned int)SIM_TOUCH_DATA, proc, met);
	}
}

void sim_prints_note(struct sim_prints *p, unsigned int proc, uint32_t step)
{
	uint32_t i;

	for (i = p->start; i < p->nr_marks; i++) {
		uint32_t at = p->marks[i].slot;
		struct sim_slot *slot = &p->slots[at];

		if (at < SIM_FIRST_SLOT)
			continue;
		if (p->nr_past == p->past_room &&
		    !grow(&p->past, &p->past_room, sizeof(*p->past), 4096)) {
			p->failed = 1;
			return;
		}
		p->past[p->nr_past++] = (struct sim_past){
			.slot = at, .step = step, .prev = slot->head,
			.prev_write = slot->writes, .proc = (uint8_t)proc, .how = slot->how,
		};
		slot->head = p->nr_past;
		if (slot->how != SIM_TOUCH_READ)
			slot->writes = p->nr_past;
	}
}

void sim_prints_cut(struct sim_prints *p, uint32_t step)
{
	while (p->nr_past && p->past[p->nr_past - 1].step >= step) {
		const struct sim_past *past = &p->past[--p->nr_past];

		p->slots[past->slot].head = past->prev;
		p->slots[past->slot].writes = past->prev_write;
	}
}
