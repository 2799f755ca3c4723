/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A part of a search with reduction: what follows one branch of the tree, so that it can be
 * searched
 * by itself, in another process or on another machine.
 *
 * A part is bytes. It says how to get to its branch, and which other branches there need not be
 * looked at. A part is searched for so many runs; what is left is parts again. What a part says
 * depends
 * on nothing but the part, so neither does what all of them come to together: who searches them,
 * and
 * how many at once, makes no difference.
 *
 *	part.c		one part: given to a strategy, and what it leaves
 *	frontier.c		all of them: the tree that is left
 */
#ifndef SIM_PART_H
#define SIM_PART_H

#include "buf.h"
#include "sim.h"

/** sim_strategy_part - as sim_strategy_dpor(), of a part only; NULL: no memory, or no part */
struct sim_strategy *sim_strategy_part(const void *part, size_t n);

/** sim_part_again - 1: no use to go on, sim_frontier_done() will say that all begins again */
int sim_part_again(const struct sim_strategy *strategy);

/** sim_part_left - what is left of the part of @strategy, for sim_frontier_done() */
void sim_part_left(const struct sim_strategy *strategy, struct sim_buf *out);

struct sim_frontier;

/** sim_frontier_new - the whole of a search; NULL: no memory */
struct sim_frontier *sim_frontier_new(void);
void sim_frontier_free(struct sim_frontier *frontier);

/**
 * sim_frontier_next - a part that can be searched while those are that were given out and are not
 * done
 *
 * Return: 1, the part is behind what @out had; 0: there is none at the moment.
 */
int sim_frontier_next(struct sim_frontier *frontier, uint32_t *id, struct sim_buf *out);

/**
 * sim_frontier_done - a part has been searched for a while, and this is left
 *
 * Return: 1; 0: all that was searched so far is to be forgotten, the search begins again (no part
 * may
 * be given out then); -1: no memory, or these bytes are nothing that a part leaves.
 */
int sim_frontier_done(struct sim_frontier *frontier, uint32_t id, const void *left, size_t n);

/** sim_frontier_count - how many there are to be given out */
unsigned long sim_frontier_count(const struct sim_frontier *frontier);

/** sim_frontier_save, sim_frontier_load - while no part is given out; NULL: that was not saved */
void sim_frontier_save(const struct sim_frontier *frontier, struct sim_buf *out);
struct sim_frontier *sim_frontier_load(const void *bytes, size_t n);

#endif
