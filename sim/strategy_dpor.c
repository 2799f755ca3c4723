// SPDX-License-Identifier: GPL-2.0-only
/*
 * All schedules that matter: the tree of decisions with source sets and sleep sets. See dpor.h.
 */
#include "dpor.h"
#include "internal.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static struct sim_dpor *to_dpor(struct sim_strategy *strategy)
{
	return (struct sim_dpor *)strategy;
}

/* ------------------------------------------------------------ branches that are done */

static void free_asleep(struct sim_asleep *list)
{
	struct sim_asleep *next;

	for (; list; list = next) {
		next = list->next;
		free(list);
	}
}

/* The footprint of the node's step, in all its runs. */
static struct sim_asleep *make_asleep(struct sim_dpor *d, const struct sim_node *node)
{
	uint32_t nr = node->nr_marks, more = node->more ? node->more->nr : 0;
	struct sim_asleep *a = malloc(sizeof(*a) + (nr + more) * sizeof(a->marks[0]));

	if (!a) {
		d->lost = "out of memory";
		return NULL;
	}
	a->next = NULL;
	a->proc = node->proc;
	a->nr = nr + more;
	if (nr)
		memcpy(a->marks, d->prints.marks + node->marks, nr * sizeof(a->marks[0]));
	if (more)
		memcpy(a->marks + nr, node->more->marks, more * sizeof(a->marks[0]));
	return a;
}

static void pass_sleep(struct sim_dpor *d, struct sim_node *to, const struct sim_node *from,
		       struct sim_asleep *a)
{
	if (a->proc == from->proc || sim_prints_clash(&d->prints, a->marks, a->nr) ||
	    !sim_dpor_grow(d, &d->asleep, d->nr_asleep, &d->asleep_room, sizeof(*d->asleep)))
		return;
	d->asleep[d->nr_asleep++] = a;
	to->nr_asleep++;
	to->sleep |= 1U << a->proc;
}

/* Who slept before the step at hand, and does not clash with it, sleeps on. */
static void inherit_sleep(struct sim_dpor *d, struct sim_node *to, const struct sim_node *from)
{
	struct sim_asleep *a;
	uint32_t i;

	for (i = 0; i < from->nr_asleep; i++)
		pass_sleep(d, to, from, d->asleep[from->asleep + i]);
	for (a = from->gone; a; a = a->next)
		pass_sleep(d, to, from, a);
}

/* ------------------------------------------------------------ nodes */

static unsigned int proc_of(int who)
{
	return who == SIM_GRACE ? SIM_PROC_GRACE : (unsigned int)who + 1;
}

static void more_procs(struct sim_dpor *d, unsigned int procs)
{
	uint32_t i;

	for (i = 0; i < d->nr_nodes; i++)
		memset(d->nodes[i].clock.of + d->procs, 0,
		       (procs - d->procs) * sizeof(d->nodes[i].clock.of[0]));
	d->procs = procs;
}

static int read_menu(struct sim_dpor *d, const struct sim_question *q, struct sim_node *node)
{
	unsigned int i, proc;

	for (i = 0; i < q->nr; i++) {
		proc = proc_of(q->who[i]);
		if (proc >= SIM_MAX_PROCS) {
			d->lost = "there are too many tasks";
			return 0;
		}
		node->enabled |= 1U << proc;
		if (proc >= d->procs)
			more_procs(d, proc + 1);
		if (sim_step_stuck(d, proc))
			node->stuck |= 1U << proc;
	}
	return 1;
}

/* The first that may, by the order of the menu; the end of a grace period last. */
static int take_first(const struct sim_question *q, uint32_t may, uint32_t *proc)
{
	unsigned int i;

	for (i = 0; i < q->nr; i++) {
		*proc = proc_of(q->who[i]);
		if (*proc != SIM_PROC_GRACE && may >> *proc & 1)
			return 1;
	}
	*proc = SIM_PROC_GRACE;
	return (int)(may >> SIM_PROC_GRACE & 1);
}

/* Before the last step that is given, those sleep that are given. */
static void give_sleep(struct sim_dpor *d, struct sim_node *node)
{
	struct sim_asleep *a;

	for (a = d->given_sleep; a; a = a->next) {
		if (!sim_dpor_grow(d, &d->asleep, d->nr_asleep, &d->asleep_room,
				   sizeof(*d->asleep)))
			return;
		d->asleep[d->nr_asleep++] = a;
		node->nr_asleep++;
		node->sleep |= 1U << a->proc;
	}
}

/* The next step of those that are given. */
static int give_step(struct sim_dpor *d, struct sim_node *node)
{
	const struct sim_given *given = &d->given[d->nr_nodes];

	node->proc = given->proc;
	node->done = given->known & ~(1U << given->proc);
	if (d->nr_nodes + 1 == d->nr_given)
		give_sleep(d, node);
	if (!(node->enabled >> given->proc & 1)) {
		d->lost = "a run was not repeated";
		return 0;
	}
	d->nr_nodes++;
	return 1;
}

/* A state that was not reached before; 0: nothing new can follow. */
static int new_node(struct sim_dpor *d, const struct sim_question *q)
{
	struct sim_node *node, *from;
	uint32_t may;

	if (!sim_dpor_grow(d, &d->nodes, d->nr_nodes, &d->nodes_room, sizeof(*d->nodes)))
		return 0;
	node = &d->nodes[d->nr_nodes];
	memset(node, 0, offsetof(struct sim_node, clock));
	from = d->nr ? node - 1 : NULL;
	node->marks = from ? from->marks + from->nr_marks : 0;
	node->asleep = d->nr_asleep;
	node->digits = d->nr_digits;
	if (!read_menu(d, q, node))
		return 0;
	if (from && d->nr_nodes >= d->nr_given)
		inherit_sleep(d, node, from);
	may = node->enabled & ~node->stuck;
	/* Nobody but who waits for locks: let them, and time may pass. */
	if (!may)
		node->stuck = 0;
	if (d->nr_nodes < d->nr_given)
		return give_step(d, node);
	may = may ? may & ~node->sleep : node->enabled;
	if (!take_first(q, may, &node->proc)) {
		d->base.cut = 1;
		return 0;
	}
	d->nr_nodes++;
	return 1;
}

/* Whoever can go on now and could not before, can thanks to the last step. */
static void note_enabled(struct sim_dpor *d, const struct sim_question *q)
{
	uint32_t now = 0;
	unsigned int i, proc;

	for (i = 0; i < q->nr; i++) {
		proc = proc_of(q->who[i]);
		if (proc >= SIM_MAX_PROCS)
			continue;
		now |= 1U << proc;
		if (!(d->seen >> proc & 1))
			d->enabler[proc] = d->nr;
	}
	d->seen = now;
}

static unsigned int alternative(struct sim_dpor *d, const struct sim_question *q, unsigned int proc)
{
	unsigned int i;

	for (i = 0; i < q->nr; i++) {
		if (proc_of(q->who[i]) == proc)
			return i;
	}
	d->lost = "a run was not repeated";
	return 0;
}

/* ------------------------------------------------------------ the steps of a run */

static void end_step(struct sim_dpor *d, const struct sim_doing *at)
{
	struct sim_node *node = &d->nodes[d->nr - 1];
	int fresh = d->nr > d->fresh;

	sim_step_end(d, at, fresh);
	if (fresh) {
		node->nr_marks = d->prints.nr_marks - node->marks;
		sim_dpor_order(d);
	}
	d->last[node->proc] = d->nr;
	d->by_time &= ~(1U << node->proc);
	if (d->prints.failed)
		d->lost = "out of memory";
}

static unsigned int schedule(struct sim_dpor *d, const struct sim_question *q)
{
	const struct sim_doing at = { q->op, q->obj, q->site };

	if (d->nr)
		end_step(d, &at);
	note_enabled(d, q);
	if (d->lost || (d->nr == d->nr_nodes && !new_node(d, q)))
		return 0;
	d->nr++;
	sim_step_begin(d);
	return alternative(d, q, d->nodes[d->nr - 1].proc);
}

static uint32_t given_digit(const struct sim_dpor *d, uint32_t nr)
{
	const struct sim_given *given = &d->given[d->nr - 1];
	uint32_t nth = d->nodes[d->nr - 1].nr_digits;

	if (d->nr > d->nr_given || nth >= given->nr_digits || given->digits[nth] >= nr)
		return 0;
	return given->digits[nth];
}

/* A decision within a step: all alternatives are run, one after the other. */
static unsigned int decide(struct sim_dpor *d, const struct sim_question *q)
{
	if (d->pos == d->nr_digits) {
		if (!d->nr || !sim_dpor_grow(d, &d->digits, d->nr_digits, &d->digits_room,
					     sizeof(*d->digits)))
			return 0;
		d->digits[d->nr_digits++] = (struct sim_digit){ q->nr, given_digit(d, q->nr) };
		d->nodes[d->nr - 1].nr_digits++;
	}
	return d->digits[d->pos++].taken;
}

static unsigned int dpor_choose(struct sim_strategy *strategy, const struct sim_question *q)
{
	struct sim_dpor *d = to_dpor(strategy);

	strategy->ask = 0;
	if (d->lost || strategy->cut)
		return 0;
	return q->why == HOST_WHY_SCHEDULE ? schedule(d, q) : decide(d, q);
}

static void dpor_begin(struct sim_strategy *strategy)
{
	struct sim_dpor *d = to_dpor(strategy);
	unsigned int i;

	strategy->ask = 0;
	d->nr = d->pos = 0;
	d->seen = d->by_time = 0;
	d->nr_sections = 0;
	memset(d->last, 0, sizeof(d->last));
	memset(d->enabler, 0, sizeof(d->enabler));
	memset(d->held, 0, sizeof(d->held));
	memset(&d->passed, 0, sizeof(d->passed));
	for (i = 0; i < SIM_MAX_PROCS; i++)
		d->doing[i].op = HOST_OP_NR;
	if (!strategy->sim->world.design->footprints)
		d->lost = "nothing is known of what the steps of this design touch";
	else if (!sim_step_race(d))
		d->lost = "out of memory";
}

static void dpor_time(struct sim_strategy *strategy)
{
	struct sim_dpor *d = to_dpor(strategy);
	unsigned int i;

	for (i = 0; i < SIM_MAX_PROCS; i++)
		d->passed.of[i] = d->last[i];
	if (d->nr)
		d->passed.of[d->nodes[d->nr - 1].proc] = d->nr;
	d->by_time = ~0U;
}

/* Who is left waiting for a lock would have liked to come first. */
static void end_waiters(struct sim_dpor *d)
{
	const struct sim *sim = d->base.sim;
	unsigned int i;

	for (i = 0; i < sim->tasks.nr && i + 1 < SIM_MAX_PROCS; i++) {
		const struct sim_task *t = sim_task_nth(sim, i);

		if (t->where != SIM_ASLEEP || !t->on || d->doing[i + 1].op == HOST_OP_NR)
			continue;
		sim_prints_begin(&d->prints, d->prints.nr_marks);
		d->step = d->doing[i + 1];
		sim_step_wanted(d);
		sim_dpor_pending(d, i + 1);
	}
}

static void dpor_end(struct sim_strategy *strategy)
{
	static const struct sim_doing nothing = { HOST_OP_NR, NULL, NULL };
	struct sim_dpor *d = to_dpor(strategy);

	/* A run that is cut ends before its next step begins. */
	if (d->nr && !d->lost && !strategy->cut) {
		end_step(d, &nothing);
		end_waiters(d);
	}
	sim_step_race_end(d);
	if (strategy->cut)
		d->stats.cut++;
	else
		d->stats.runs++;
}

/* ------------------------------------------------------------ the next run */

/* Its last decision that has an alternative left takes it; 0: there is none. */
static int next_digit(struct sim_dpor *d, struct sim_node *node)
{
	struct sim_asleep *more;

	while (node->nr_digits) {
		struct sim_digit *digit = &d->digits[node->digits + node->nr_digits - 1];

		if (digit->taken + 1 < digit->nr) {
			digit->taken++;
			more = make_asleep(d, node);
			free(node->more);
			node->more = more;
			return 1;
		}
		node->nr_digits--;
	}
	return 0;
}

/* Another branch of the node; 0: all that matter have been searched. */
static int next_branch(struct sim_dpor *d, struct sim_node *node)
{
	struct sim_asleep *a = make_asleep(d, node);
	uint32_t todo;

	if (!a)
		return 0;
	free(node->more);
	node->more = NULL;
	a->next = node->gone;
	node->gone = a;
	node->done |= 1U << node->proc;
	todo = node->todo & ~(node->done | node->sleep);
	if (!todo)
		return 0;
	node->proc = (uint32_t)__builtin_ctz(todo);
	return 1;
}

static void forget(struct sim_dpor *d)
{
	while (d->nr_nodes) {
		struct sim_node *node = &d->nodes[--d->nr_nodes];

		free_asleep(node->gone);
		free(node->more);
	}
	d->nr_asleep = d->nr_digits = 0;
	d->fresh = 0;
	sim_prints_cut(&d->prints, 0);
}

static int dpor_next(struct sim_strategy *strategy)
{
	struct sim_dpor *d = to_dpor(strategy);
	struct sim_node *node;

	if (d->lost)
		return 0;
	if (d->again) {
		d->again = 0;
		d->stats.runs = d->stats.cut = 0;
		d->stats.again++;
		forget(d);
		return 1;
	}
	while (d->nr_nodes) {
		node = &d->nodes[d->nr_nodes - 1];
		if (d->nr_nodes < d->nr_given)
			return 0;
		if (next_digit(d, node) ||
		    (!d->lost && d->nr_nodes > d->nr_given && next_branch(d, node))) {
			d->fresh = d->nr_nodes - 1;
			d->nr_asleep = node->asleep + node->nr_asleep;
			d->nr_digits = node->digits + node->nr_digits;
			sim_prints_cut(&d->prints, d->fresh);
			return 1;
		}
		/* it stays, for what it touches */
		if (d->nr_nodes == d->nr_given)
			return 0;
		free_asleep(node->gone);
		free(node->more);
		d->nr_nodes--;
	}
	return 0;
}

static void dpor_free(struct sim_strategy *strategy)
{
	struct sim_dpor *d = to_dpor(strategy);

	forget(d);
	while (d->nr_given)
		free(d->given[--d->nr_given].digits);
	free(d->given);
	free(d->wishes);
	free_asleep(d->given_sleep);
	sim_prints_free(&d->prints);
	free(d->nodes);
	free(d->asleep);
	free(d->digits);
	free(d->sections);
	free(d->touches);
	free(d);
}

static const struct sim_strategy_ops dpor_ops = {
	.name = "dpor",
	.looks = 1,
	.watches = 1,
	.begin = dpor_begin,
	.choose = dpor_choose,
	.next = dpor_next,
	.free = dpor_free,
	.time_passed = dpor_time,
	.end = dpor_end,
};

struct sim_strategy *sim_strategy_dpor(void)
{
	struct sim_dpor *d = calloc(1, sizeof(*d));

	if (!d)
		return NULL;
	d->base.ops = &dpor_ops;
	if (!sim_prints_init(&d->prints)) {
		free(d);
		return NULL;
	}
	return &d->base;
}

const struct sim_dpor_stats *sim_strategy_stats(const struct sim_strategy *strategy)
{
	static const struct sim_dpor_stats none;

	if (strategy->ops != &dpor_ops)
		return &none;
	return &((const struct sim_dpor *)strategy)->stats;
}

const char *sim_strategy_lost(const struct sim_strategy *strategy)
{
	return strategy->ops == &dpor_ops ? ((const struct sim_dpor *)strategy)->lost : NULL;
}

const char *sim_strategy_lock_order(const struct sim_strategy *strategy)
{
	const struct sim_dpor *d = (const struct sim_dpor *)strategy;

	return strategy->ops == &dpor_ops && d->order.text[0] ? d->order.text : NULL;
}

int sim_strategy_was_cut(const struct sim_strategy *strategy)
{
	return strategy->cut;
}
