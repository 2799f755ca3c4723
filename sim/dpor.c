// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which steps happened before which, and which orders of two are worth another run.
 *
 * A race is two steps of different procs that clash with nothing between them that orders them. For
 * each, the tree gets a branch in which the later one comes first, unless it has one.
 *
 * Locks: who takes a lock clashes with who took it before, and comes after who gave it back. Only
 * the first of these is a race: what was done under the lock can't be overtaken.
 *
 * Grace periods: the end of one clashes with what its callbacks touch and with each call_rcu(). It
 * is chosen last, and moved to earlier places by races. Where it could not have been because of
 * an RCU read section or a held spinlock, it is also tried where it could have been last before
 * that, and the read section is tried after the call_rcu(): with that the begin of one clashes.
 */
#include "dpor.h"

#include <stdlib.h>
#include <string.h>

int sim_dpor_grow(struct sim_dpor *d, void *list, uint32_t nr, uint32_t *room, size_t size)
{
	void **at = list;
	uint32_t more = *room ? *room * 2 : 256;
	void *p;

	if (nr < *room)
		return 1;
	p = realloc(*at, more * size);
	if (!p) {
		d->lost = "out of memory";
		return 0;
	}
	*at = p;
	*room = more;
	return 1;
}

/* ------------------------------------------------------------ clocks */

static void clear(const struct sim_dpor *d, struct sim_clock *clock)
{
	unsigned int i;

	for (i = 0; i < d->procs; i++)
		clock->of[i] = 0;
}

static void join(const struct sim_dpor *d, struct sim_clock *clock, const struct sim_clock *other)
{
	unsigned int i;

	for (i = 0; i < d->procs; i++) {
		if (other->of[i] > clock->of[i])
			clock->of[i] = other->of[i];
	}
}

/* @step, + 1, and all that was before it */
static void join_step(const struct sim_dpor *d, struct sim_clock *clock, uint32_t step)
{
	const struct sim_node *node = &d->nodes[step - 1];

	join(d, clock, &node->clock);
	if (step > clock->of[node->proc])
		clock->of[node->proc] = step;
}

static int is_before(const struct sim_dpor *d, uint32_t step, const struct sim_clock *clock)
{
	return clock->of[d->nodes[step].proc] > step;
}

/* What was before the next step of @proc, whatever it touches. */
static void base_clock(const struct sim_dpor *d, unsigned int proc, uint32_t last,
		       struct sim_clock *clock)
{
	clear(d, clock);
	if (last)
		join_step(d, clock, last);
	if (proc == SIM_PROC_GRACE)
		return;
	if (d->enabler[proc] > last)
		join_step(d, clock, d->enabler[proc]);
	if (d->by_time >> proc & 1)
		join(d, clock, &d->passed);
}

/* ------------------------------------------------------------ races */

/*
 * Who could have been first of those that came from step @first on, and did not come because of
 * it: @proc, whose next step is @last, included.
 */
static uint32_t initials(const struct sim_dpor *d, uint32_t first, uint32_t last,
			 unsigned int proc, const struct sim_clock *clock)
{
	uint32_t begun[SIM_MAX_PROCS], seen = 0, found = 0, left, i;
	unsigned int p, s;

	for (i = first + 1; i <= last; i++) {
		const struct sim_clock *c = i < last ? &d->nodes[i].clock : clock;
		int is_first = 1;

		p = i < last ? d->nodes[i].proc : proc;
		if (seen >> p & 1 || (i < last && is_before(d, first, c)))
			continue;
		for (left = seen; left; left &= left - 1) {
			s = (unsigned int)__builtin_ctz(left);
			if (c->of[s] > begun[s])
				is_first = 0;
		}
		seen |= 1U << p;
		begun[p] = i;
		found |= (uint32_t)is_first << p;
	}
	return found & d->nodes[first].enabled & ~d->nodes[first].stuck;
}

/*
 * In the state before step @first one of @can is to be tried: @proc, say. Where that step is given
 * it is a wish; wishes that come from given steps alone were somebody else's.
 */
static void want(struct sim_dpor *d, uint32_t first, uint32_t last, uint32_t can, uint32_t proc)
{
	struct sim_node *node = &d->nodes[first];

	if (!can || can & (node->done | node->todo | node->sleep | 1U << node->proc))
		return;
	if (first < d->nr_given) {
		if (last + 1 < d->nr_given ||
		    !sim_dpor_grow(d, &d->wishes, d->nr_wishes, &d->wishes_room,
				   sizeof(*d->wishes)))
			return;
		d->wishes[d->nr_wishes++] = (struct sim_wish){ first, can, proc };
	}
	node->todo |= 1U << proc;
}

/* What begins at @proc's step @last is to be tried before step @first; not with one of @but. */
static void reverse_but(struct sim_dpor *d, uint32_t first, uint32_t last, unsigned int proc,
			const struct sim_clock *clock, uint32_t but)
{
	uint32_t can = initials(d, first, last, proc, clock) & ~but;

	if (can)
		want(d, first, last, can, can >> proc & 1 ? proc : (uint32_t)__builtin_ctz(can));
}

static void reverse(struct sim_dpor *d, uint32_t first, uint32_t last, unsigned int proc,
		    const struct sim_clock *clock)
{
	reverse_but(d, first, last, proc, clock, 0);
}

/* The youngest of @met that is not before @clock already, + 1; 0: none. */
static uint32_t youngest(const struct sim_dpor *d, const uint32_t *met,
			 const struct sim_clock *clock)
{
	uint32_t step = 0;
	unsigned int p;

	for (p = 0; p < d->procs; p++) {
		if (met[p] > step && met[p] > clock->of[p])
			step = met[p];
	}
	return step;
}

/* The end of a grace period earlier; or a call_rcu() first, since it may be for that callback. */
static void reverse_grace(struct sim_dpor *d, uint32_t first, uint32_t last,
			  const struct sim_clock *clock)
{
	reverse(d, first, last, SIM_PROC_GRACE, clock);
	reverse_but(d, first, last, SIM_PROC_GRACE, clock, 1U << SIM_PROC_GRACE);
}

static void grace_race(struct sim_dpor *d, uint32_t first, uint32_t last,
		       const struct sim_clock *clock)
{
	const uint32_t grace = 1U << SIM_PROC_GRACE;
	uint32_t i;

	reverse_grace(d, first, last, clock);
	for (i = first + 1; i--; ) {
		if (d->nodes[i].enabled & grace) {
			want(d, i, last, grace, SIM_PROC_GRACE);
			break;
		}
	}
	for (i = 0; i < d->nr_sections; i++) {
		const struct sim_section *s = &d->sections[i];

		if (s->start <= first + 1 && (!s->end || s->end >= first + 1))
			reverse_grace(d, s->start - 1, last, clock);
	}
}

/* The races with data, youngest first, into @races; @clock then knows them all. */
static unsigned int data_races(const struct sim_dpor *d, struct sim_met *met,
			       const struct sim_clock *ends, struct sim_clock *clock,
			       uint32_t races[SIM_MAX_PROCS])
{
	unsigned int nr = 0;
	uint32_t step;

	while ((step = youngest(d, met->plain, clock))) {
		unsigned int proc = d->nodes[step - 1].proc;

		met->plain[proc] = 0;
		/* It was done under a lock that is taken now. */
		if (step <= ends->of[proc])
			continue;
		races[nr++] = step - 1;
		join_step(d, clock, step);
	}
	return nr;
}

/*
 * The races of a step that has met @met. @clock: what was before it anyhow; on return, also what
 * is before it because of @met.
 */
static void find_races(struct sim_dpor *d, uint32_t last, unsigned int proc,
		       struct sim_met *met, struct sim_clock *clock)
{
	struct sim_clock ends;
	uint32_t data[SIM_MAX_PROCS];
	unsigned int p, nr_data, nr_locks = 0, i;

	clear(d, &ends);
	for (p = 0; p < d->procs; p++) {
		if (met->ends[p])
			join_step(d, &ends, met->ends[p]);
	}
	nr_data = data_races(d, met, &ends, clock, data);
	for (i = 0; i < met->nr_locks; i++) {
		if (!is_before(d, met->locks[i] - 1, clock))
			met->locks[nr_locks++] = met->locks[i];
	}
	for (i = 0; i < nr_locks; i++)
		join_step(d, clock, met->locks[i]);
	join(d, clock, &ends);
	for (i = 0; i < nr_data; i++) {
		if (proc == SIM_PROC_GRACE)
			grace_race(d, data[i], last, clock);
		else
			reverse(d, data[i], last, proc, clock);
	}
	for (i = 0; i < nr_locks; i++)
		reverse(d, met->locks[i] - 1, last, proc, clock);
}

void sim_dpor_order(struct sim_dpor *d)
{
	uint32_t at = d->nr - 1;
	struct sim_node *node = &d->nodes[at];
	struct sim_met met;

	base_clock(d, node->proc, d->last[node->proc], &node->clock);
	sim_prints_meet(&d->prints, node->proc, d->procs, &met);
	find_races(d, at, node->proc, &met, &node->clock);
	sim_prints_note(&d->prints, node->proc, at);
}

void sim_dpor_pending(struct sim_dpor *d, unsigned int proc)
{
	struct sim_clock clock;
	struct sim_met met;

	base_clock(d, proc, d->last[proc], &clock);
	sim_prints_meet(&d->prints, proc, d->procs, &met);
	find_races(d, d->nr, proc, &met, &clock);
}
