/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Depth-first search with dynamic partial-order reduction, in four files:
 *
 *	footprint.c	what steps touch, and who touched it before
 *	step.c		from scheduling points and recorded accesses to footprints
 *	dpor.c		which steps happened before which, and which orders are worth another run
 *	strategy_dpor.c	the tree of decisions, and the strategy
 *
 * The search is the one with source sets and sleep sets of Abdulla, Aronis, Jonsson and Sagonas,
 * "Optimal dynamic partial order reduction" (POPL 2014), algorithm 1. A step is what a task does
 * from one scheduling point to the next. docs/exploring.md says what is special about locks and
 * grace periods.
 */
#ifndef SIM_DPOR_H
#define SIM_DPOR_H

#include "choice.h"
#include "footprint.h"
#include "lock_order.h"

/* Instead of a task index: the end of a grace period. Tasks are procs from 1 on. */
#define SIM_PROC_GRACE 0U

/** struct sim_clock - the last step of each proc that happened before, + 1 */
struct sim_clock {
	uint32_t of[SIM_MAX_PROCS];
};

/** struct sim_asleep - a branch that was searched: @proc goes on, with this footprint */
struct sim_asleep {
	struct sim_asleep *next;
	unsigned int proc;
	uint32_t nr;
	struct sim_spot marks[];
};

/**
 * struct sim_node - a state in which somebody has to be chosen, and the step that was
 * @enabled: procs that could go on; @stuck: of these, who would only wait for a lock
 * @done, @todo: procs whose branch was searched, or is to be
 * @sleep: procs whose branch is like one that was searched
 * @proc: who goes on; @marks: what the step touched
 * @asleep: the entries of @sleep, in sim_dpor.asleep; @gone: the branches of @done
 * @digits: other decisions within the step, in sim_dpor.digits
 * @more: marks of earlier runs through this branch, which had other digits
 */
struct sim_node {
	uint32_t enabled, stuck, done, todo, sleep;
	uint32_t proc;
	uint32_t marks, nr_marks;
	uint32_t asleep, nr_asleep;
	uint32_t digits, nr_digits;
	struct sim_asleep *gone;
	struct sim_asleep *more;
	struct sim_clock clock;
};

struct sim_digit {
	uint32_t nr, taken;
};

/**
 * struct sim_given - a step that a part of a search begins with, see part.h
 * @known: procs whose branches somebody else takes care of
 * @digits: the other decisions within it; of the last step: where to begin
 */
struct sim_given {
	uint32_t proc, known;
	uint32_t nr_digits, *digits;
};

/** struct sim_wish - in the state before given step @node, one of @can should come: @proc, say */
struct sim_wish {
	uint32_t node, can, proc;
};

/** struct sim_section - an RCU read section of a proc: from step to step, + 1; @end 0: open */
struct sim_section {
	uint32_t proc, start, end;
};

/** struct sim_doing - what the engine told of a proc: what it stands before */
struct sim_doing {
	enum host_op op;
	const void *obj;
	const struct host_site *site;
};

/**
 * struct sim_dpor
 * @procs: all that were chosen from so far are below
 * @nodes: the tree's branch at hand; the first @fresh are as in the last run
 * @nr: steps of this run so far, the one at hand included
 * @pos: digits of this run so far
 * @last: last step of each proc, + 1; @enabler: step that let it go on again, + 1
 * @seen: procs that could go on at the last decision
 * @passed: everything that was before virtual time passed; @by_time: procs that it woke
 * @nr_given: so many steps are given, and only what follows is searched; @given_sleep: what sleeps
 *	before the last of them; @wishes: what should come instead of given ones
 * @again: a count turned out to be heavy: all over again
 * @lost: why the search can't go on, or NULL
 */
struct sim_dpor {
	struct sim_strategy base;
	struct sim_prints prints;
	unsigned int procs;
	struct sim_node *nodes;
	uint32_t nr_nodes, nodes_room, fresh, nr;
	struct sim_asleep **asleep;
	uint32_t nr_asleep, asleep_room;
	struct sim_digit *digits;
	uint32_t nr_digits, digits_room, pos;
	uint32_t last[SIM_MAX_PROCS], enabler[SIM_MAX_PROCS];
	struct sim_doing doing[SIM_MAX_PROCS];
	struct sim_held held[SIM_MAX_PROCS];
	struct sim_lock_order order;
	struct sim_doing step;
	uint32_t seen, by_time;
	struct sim_clock passed;
	struct sim_section *sections;
	uint32_t nr_sections, sections_room;
	struct model_touch *touches;
	const char *stack, *stack_end;
	unsigned long memory;
	uint32_t run;
	struct sim_given *given;
	uint32_t nr_given;
	struct sim_asleep *given_sleep;
	struct sim_wish *wishes;
	uint32_t nr_wishes, wishes_room;
	int again;
	const char *lost;
	struct sim_dpor_stats stats;
};

/** sim_dpor_grow - room for one more; 0: no memory, @d is lost */
int sim_dpor_grow(struct sim_dpor *d, void *list, uint32_t nr, uint32_t *room, size_t size);

/* step.c */
/** sim_step_race - a race begins */
int sim_step_race(struct sim_dpor *d);
/** sim_step_begin - the step of the last node begins */
void sim_step_begin(struct sim_dpor *d);
/** sim_step_end - it has ended at @at (HOST_OP_NR: at none); @fresh: its footprint is wanted */
void sim_step_end(struct sim_dpor *d, const struct sim_doing *at, int fresh);
/** sim_step_race_end - no more touches are wanted */
void sim_step_race_end(struct sim_dpor *d);
/** sim_step_wanted - marks of a step that did not come, d->step */
void sim_step_wanted(struct sim_dpor *d);
/** sim_step_stuck - would @proc only wait for a lock that somebody else has */
int sim_step_stuck(const struct sim_dpor *d, unsigned int proc);

/* dpor.c */
/** sim_dpor_order - the footprint of the last step is known: what follows from it */
void sim_dpor_order(struct sim_dpor *d);
/** sim_dpor_pending - @proc waits for a lock at the end of the race */
void sim_dpor_pending(struct sim_dpor *d, unsigned int proc);

#endif
