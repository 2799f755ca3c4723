// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is left of a search with reduction that is searched in parts: the states in which branches
 * are
 * still to be taken, how to get there, and which other branches there are taken care of.
 *
 * Of one state one branch at a time is given out: what it touches is known when it comes back, and
 * then the next one can leave out what would be the same.
 */
#include "part.h"

#include <stdlib.h>

#include "footprint.h"
#include "pack.h"

#define NOBODY (~0U)

/**
 * struct part_state
 * @parent: the state one step before, NOBODY: it is the first
 * @proc, @digits: that step
 * @known: procs whose branch is somebody's, or need not be; @todo: of those that are nobody's yet
 * @out: a branch of it is given out
 * @sleep: entries as in a part, @nr_sleep of them
 */
struct part_state {
	uint32_t parent, proc;
	uint32_t *digits, nr_digits;
	uint32_t known, todo;
	int out;
	struct sim_buf sleep;
	uint32_t nr_sleep;
};

/** struct part_rest - what is left of a step: its digits from @digits on */
struct part_rest {
	uint32_t state, proc;
	uint32_t *digits, nr_digits;
};

/** struct part_out - @whole: its step with all digits; @state NOBODY: the first part */
struct part_out {
	uint32_t state, proc;
	int whole;
};

struct sim_frontier {
	struct part_state *states;
	uint32_t nr_states, states_room;
	struct part_rest *rests;
	uint32_t nr_rests, rests_room;
	struct part_out *outs;
	uint32_t nr_outs, outs_room, nr_given;
	uint32_t *ready, nr_ready, ready_room;	/* states with todo, not out */
	uint64_t *heavy;
	uint32_t nr_heavy, heavy_room;
	int begun, again;
};

static int grow(void *list, uint32_t nr, uint32_t *room, size_t size)
{
	void **at = list;
	uint32_t more = *room ? *room * 2 : 64;
	void *p;

	if (nr < *room)
		return 1;
	p = realloc(*at, more * size);
	if (!p)
		return 0;
	*at = p;
	*room = more;
	return 1;
}

struct sim_frontier *sim_frontier_new(void)
{
	return calloc(1, sizeof(struct sim_frontier));
}

static void forget(struct sim_frontier *p)
{
	uint32_t i;

	for (i = 0; i < p->nr_states; i++) {
		free(p->states[i].digits);
		sim_buf_free(&p->states[i].sleep);
	}
	for (i = 0; i < p->nr_rests; i++)
		free(p->rests[i].digits);
	p->nr_states = p->nr_rests = p->nr_ready = 0;
	p->begun = 0;
}

void sim_frontier_free(struct sim_frontier *p)
{
	if (!p)
		return;
	forget(p);
	free(p->states);
	free(p->rests);
	free(p->outs);
	free(p->ready);
	free(p->heavy);
	free(p);
}

/* ------------------------------------------------------------ giving out */

static void pack_digits(const uint32_t *digits, uint32_t nr, struct sim_buf *out)
{
	uint32_t i;

	sim_pack(out, nr);
	for (i = 0; i < nr; i++)
		sim_pack(out, digits[i]);
}

static void pack_path(const struct sim_frontier *p, uint32_t state, struct sim_buf *out)
{
	const struct part_state *s = &p->states[state];

	if (s->parent == NOBODY)
		return;
	pack_path(p, s->parent, out);
	sim_pack(out, s->proc);
	sim_pack(out, p->states[s->parent].known);
	pack_digits(s->digits, s->nr_digits, out);
}

static uint32_t depth_of(const struct sim_frontier *p, uint32_t state)
{
	uint32_t n = 0;

	for (; p->states[state].parent != NOBODY; state = p->states[state].parent)
		n++;
	return n;
}

static void pack_heavy(const struct sim_frontier *p, struct sim_buf *out)
{
	uint32_t i;

	sim_pack(out, p->nr_heavy);
	for (i = 0; i < p->nr_heavy; i++)
		sim_pack(out, p->heavy[i]);
}

static void pack_part(const struct sim_frontier *p, uint32_t state, uint32_t proc,
		      const uint32_t *digits, uint32_t nr_digits, struct sim_buf *out)
{
	const struct part_state *s = &p->states[state];

	pack_heavy(p, out);
	sim_pack(out, depth_of(p, state) + 1);
	pack_path(p, state, out);
	sim_pack(out, proc);
	sim_pack(out, s->known);
	pack_digits(digits, nr_digits, out);
	sim_pack(out, s->nr_sleep);
	sim_buf_add(out, s->sleep.s ? s->sleep.s : "", s->sleep.len);
}

static int give_out(struct sim_frontier *p, uint32_t state, uint32_t proc, int whole, uint32_t *id)
{
	if (!grow(&p->outs, p->nr_outs, &p->outs_room, sizeof(*p->outs)))
		return 0;
	*id = p->nr_outs++;
	p->outs[*id] = (struct part_out){ state, proc, whole };
	p->nr_given++;
	return 1;
}

static int next_rest(struct sim_frontier *p, uint32_t *id, struct sim_buf *out)
{
	struct part_rest *rest = &p->rests[p->nr_rests - 1];

	if (!give_out(p, rest->state, rest->proc, 0, id))
		return 0;
	pack_part(p, rest->state, rest->proc, rest->digits, rest->nr_digits, out);
	free(rest->digits);
	p->nr_rests--;
	return 1;
}

int sim_frontier_next(struct sim_frontier *p, uint32_t *id, struct sim_buf *out)
{
	struct part_state *s;
	uint32_t state, proc;

	if (!p->nr_given)
		p->nr_outs = 0;
	if (p->again)
		return 0;
	if (!p->begun) {
		p->begun = 1;
		pack_heavy(p, out);
		sim_pack(out, 0);
		sim_pack(out, 0);
		return give_out(p, NOBODY, 0, 0, id);
	}
	if (p->nr_rests)
		return next_rest(p, id, out);
	if (!p->nr_ready)
		return 0;
	state = p->ready[p->nr_ready - 1];
	s = &p->states[state];
	proc = (uint32_t)__builtin_ctz(s->todo);
	if (!give_out(p, state, proc, 1, id))
		return 0;
	p->nr_ready--;
	pack_part(p, state, proc, NULL, 0, out);
	s->todo &= ~(1U << proc);
	s->out = 1;
	return 1;
}

/* ------------------------------------------------------------ what comes back */

static int make_ready(struct sim_frontier *p, uint32_t state)
{
	if (!grow(&p->ready, p->nr_ready, &p->ready_room, sizeof(*p->ready)))
		return 0;
	p->ready[p->nr_ready++] = state;
	return 1;
}

static int read_heavy(struct sim_frontier *p, struct sim_unpack *in)
{
	uint32_t nr = sim_unpack_many(in, 8);

	p->again |= nr != 0;
	while (nr--) {
		if (!grow(&p->heavy, p->nr_heavy, &p->heavy_room, sizeof(*p->heavy)))
			return 0;
		p->heavy[p->nr_heavy++] = sim_unpack(in);
	}
	return 1;
}

/* @node: as counted from the first state on; @depth: that of @state */
static int read_wish(struct sim_frontier *p, uint32_t state, uint32_t depth, struct sim_unpack *in)
{
	uint32_t node = (uint32_t)sim_unpack(in), can = (uint32_t)sim_unpack(in);
	uint32_t proc = (uint32_t)sim_unpack(in);
	struct part_state *s;

	if (in->bad || node > depth || proc >= SIM_MAX_PROCS)
		return 0;
	for (; depth > node; depth--)
		state = p->states[state].parent;
	s = &p->states[state];
	if (can & s->known)
		return 1;
	s->known |= 1U << proc;
	s->todo |= 1U << proc;
	return s->out || s->todo & (s->todo - 1) ? 1 : make_ready(p, state);
}

static int read_wishes(struct sim_frontier *p, uint32_t state, struct sim_unpack *in)
{
	uint32_t nr = sim_unpack_many(in, 24), depth;

	if (nr && state == NOBODY)
		return 0;
	depth = nr ? depth_of(p, state) : 0;
	while (nr--) {
		if (!read_wish(p, state, depth, in))
			return 0;
	}
	return 1;
}

static uint32_t *read_digits(struct sim_unpack *in, uint32_t *nr)
{
	uint32_t *digits, i;

	*nr = sim_unpack_many(in, 8);
	digits = calloc(*nr + 1, sizeof(*digits));
	for (i = 0; digits && i < *nr; i++)
		digits[i] = (uint32_t)sim_unpack(in);
	return digits;
}

/* The entry, as it stands in @in, is appended to @sleep. */
static void copy_asleep(struct sim_unpack *in, struct sim_buf *sleep)
{
	uint32_t nr;

	sim_pack(sleep, sim_unpack(in));
	nr = sim_unpack_many(in, 16);
	sim_pack(sleep, nr);
	sim_buf_add(sleep, (const char *)in->at, 16UL * nr);
	in->at += 16UL * nr;
}

/* What the step from @state by @proc touches: others need not do it first. */
static void read_footprint(struct sim_frontier *p, uint32_t state, uint32_t proc, int use,
			   struct sim_unpack *in)
{
	struct part_state *s = &p->states[state];
	uint32_t nr;

	if (!sim_unpack(in))
		return;
	nr = sim_unpack_many(in, 16);
	if (use) {
		sim_pack(&s->sleep, proc);
		sim_pack(&s->sleep, nr);
		sim_buf_add(&s->sleep, (const char *)in->at, 16UL * nr);
		s->nr_sleep++;
	}
	in->at += 16UL * nr;
}

static int read_rest(struct sim_frontier *p, uint32_t state, uint32_t proc, struct sim_unpack *in)
{
	struct part_rest rest = { .state = state, .proc = proc };

	if (!sim_unpack(in))
		return 1;
	rest.digits = read_digits(in, &rest.nr_digits);
	if (!rest.digits || !grow(&p->rests, p->nr_rests, &p->rests_room, sizeof(*p->rests))) {
		free(rest.digits);
		return 0;
	}
	p->rests[p->nr_rests++] = rest;
	return 1;
}

static uint32_t new_state(struct sim_frontier *p, uint32_t parent, uint32_t proc, uint32_t *digits,
			  uint32_t nr_digits)
{
	if (!grow(&p->states, p->nr_states, &p->states_room, sizeof(*p->states))) {
		free(digits);
		return NOBODY;
	}
	p->states[p->nr_states] = (struct part_state){
		.parent = parent, .proc = proc, .digits = digits, .nr_digits = nr_digits,
	};
	return p->nr_states++;
}

/**
 * struct part_step - a step of the branch that was being searched
 * @digits: the caller's
 */
struct part_step {
	uint32_t proc, *digits, nr_digits;
};

/* A state of that branch, @state, and the step from there. */
static int read_node(struct sim_frontier *p, uint32_t state, const struct part_out *out, int first,
		     struct part_step *step, struct sim_unpack *in)
{
	struct part_state *s = &p->states[state];
	uint32_t known, todo, nr;

	step->proc = (uint32_t)sim_unpack(in);
	known = (uint32_t)sim_unpack(in);
	todo = (uint32_t)sim_unpack(in);
	nr = sim_unpack_many(in, 16);
	if (first) {
		struct sim_buf none = { 0 };

		while (nr--)
			copy_asleep(in, &none);
		sim_buf_free(&none);
	} else {
		s->known = known | todo;
		s->todo = todo;
		s->nr_sleep = nr;
		while (nr--)
			copy_asleep(in, &s->sleep);
	}
	step->digits = read_digits(in, &step->nr_digits);
	if (!step->digits || step->proc >= SIM_MAX_PROCS)
		return 0;
	if (!read_rest(p, state, step->proc, in))
		return 0;
	s = &p->states[state];
	read_footprint(p, state, step->proc, !first || out->whole, in);
	return in->bad || (!first && s->todo && !make_ready(p, state)) ? 0 : 1;
}

static int read_nodes(struct sim_frontier *p, const struct part_out *out, struct sim_unpack *in)
{
	uint32_t nr = sim_unpack_many(in, 40), state = out->state;
	struct part_step step = { 0 };
	uint32_t i;

	for (i = 0; i < nr; i++) {
		int first = !i && out->state != NOBODY;

		if (!first)
			state = new_state(p, state, step.proc, step.digits, step.nr_digits);
		else
			free(step.digits);
		step.digits = NULL;
		if (state == NOBODY || !read_node(p, state, out, first, &step, in))
			break;
	}
	free(step.digits);
	return i == nr && !in->bad && in->at == in->end;
}

static int read_left(struct sim_frontier *p, const struct part_out *out, struct sim_unpack *in)
{
	struct part_state *s;

	if (!read_heavy(p, in))
		return 0;
	if (p->again)
		return 1;
	if (!read_wishes(p, out->state, in) || !read_nodes(p, out, in))
		return 0;
	if (out->state == NOBODY || !out->whole)
		return 1;
	s = &p->states[out->state];
	s->out = 0;
	return s->todo ? make_ready(p, out->state) : 1;
}

int sim_frontier_done(struct sim_frontier *p, uint32_t id, const void *left, size_t n)
{
	struct sim_unpack in = sim_unpack_from(left, n);

	if (id >= p->nr_outs)
		return -1;
	p->nr_given--;
	if (!read_left(p, &p->outs[id], &in))
		return -1;
	if (!p->again)
		return 1;
	if (!p->nr_given) {
		forget(p);
		p->again = 0;
	}
	return 0;
}

unsigned long sim_frontier_count(const struct sim_frontier *p)
{
	return p->nr_ready + p->nr_rests;
}

/* ------------------------------------------------------------ a file of it */

static void save_state(const struct part_state *s, struct sim_buf *out)
{
	sim_pack(out, s->parent);
	sim_pack(out, s->proc);
	pack_digits(s->digits, s->nr_digits, out);
	sim_pack(out, s->known);
	sim_pack(out, s->todo);
	sim_pack(out, s->nr_sleep);
	sim_buf_add(out, s->sleep.s ? s->sleep.s : "", s->sleep.len);
}

void sim_frontier_save(const struct sim_frontier *p, struct sim_buf *out)
{
	uint32_t i;

	pack_heavy(p, out);
	sim_pack(out, (uint64_t)p->begun);
	sim_pack(out, p->nr_states);
	for (i = 0; i < p->nr_states; i++)
		save_state(&p->states[i], out);
	sim_pack(out, p->nr_rests);
	for (i = 0; i < p->nr_rests; i++) {
		sim_pack(out, p->rests[i].state);
		sim_pack(out, p->rests[i].proc);
		pack_digits(p->rests[i].digits, p->rests[i].nr_digits, out);
	}
	sim_pack(out, p->nr_ready);
	for (i = 0; i < p->nr_ready; i++)
		sim_pack(out, p->ready[i]);
}

static int load_state(struct sim_frontier *p, struct sim_unpack *in)
{
	uint32_t parent = (uint32_t)sim_unpack(in), proc = (uint32_t)sim_unpack(in), nr, i;
	uint32_t nr_digits, *digits = read_digits(in, &nr_digits);
	struct part_state *s;

	if (!digits || in->bad || proc >= SIM_MAX_PROCS ||
	    (parent != NOBODY && parent >= p->nr_states)) {
		free(digits);
		return 0;
	}
	i = new_state(p, parent, proc, digits, nr_digits);
	if (i == NOBODY)
		return 0;
	s = &p->states[i];
	s->known = (uint32_t)sim_unpack(in);
	s->todo = (uint32_t)sim_unpack(in);
	s->nr_sleep = nr = sim_unpack_many(in, 16);
	while (nr--)
		copy_asleep(in, &s->sleep);
	return !in->bad;
}

static int load_rest(struct sim_frontier *p, struct sim_unpack *in)
{
	uint32_t state = (uint32_t)sim_unpack(in), proc = (uint32_t)sim_unpack(in);
	struct part_rest rest = { .state = state, .proc = proc };

	rest.digits = read_digits(in, &rest.nr_digits);
	if (!rest.digits || state >= p->nr_states ||
	    !grow(&p->rests, p->nr_rests, &p->rests_room, sizeof(*p->rests))) {
		free(rest.digits);
		return 0;
	}
	p->rests[p->nr_rests++] = rest;
	return 1;
}

static int load_all(struct sim_frontier *p, struct sim_unpack *in)
{
	uint32_t nr, state;

	if (!read_heavy(p, in))
		return 0;
	p->again = 0;
	p->begun = sim_unpack(in) != 0;
	for (nr = sim_unpack_many(in, 48); nr; nr--) {
		if (!load_state(p, in))
			return 0;
	}
	for (nr = sim_unpack_many(in, 24); nr; nr--) {
		if (!load_rest(p, in))
			return 0;
	}
	for (nr = sim_unpack_many(in, 8); nr; nr--) {
		state = (uint32_t)sim_unpack(in);
		if (state >= p->nr_states || !p->states[state].todo || !make_ready(p, state))
			return 0;
	}
	return !in->bad && in->at == in->end;
}

struct sim_frontier *sim_frontier_load(const void *bytes, size_t n)
{
	struct sim_unpack in = sim_unpack_from(bytes, n);
	struct sim_frontier *p = sim_frontier_new();

	if (p && !load_all(p, &in)) {
		sim_frontier_free(p);
		return NULL;
	}
	return p;
}
