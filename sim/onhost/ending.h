/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the runs of a race came to: the results of all its lines, and what the conditions behind it
 * see. On the model and on a host alike, so that one can be held against the other.
 */
#ifndef SIM_ONHOST_ENDING_H
#define SIM_ONHOST_ENDING_H

#include <uthash.h>

#include "script/run.h"

/**
 * struct sim_ending - one way to end
 * @text: its fields, each with a newline; "?" where a host could not see it
 * @runs: that ended so
 */
struct sim_ending {
	char *text;
	unsigned long runs;
	UT_hash_handle hh;
};

/**
 * struct sim_endings - all that were seen
 * @now: fields of the run that is going on, by step; NULL: nothing came
 */
struct sim_endings {
	const struct sim_prog *prog;
	char **now;
	struct sim_ending *all;
	unsigned long runs;
	int failed;		/* there was no memory */
};

/** sim_endings_begin - 0 if there is no memory; to be ended with sim_endings_free() anyway */
int sim_endings_begin(struct sim_endings *o, const struct sim_prog *prog);
void sim_endings_free(struct sim_endings *o);

/** sim_endings_line - a line of the race has ended; other lines are none of its concern */
void sim_endings_line(struct sim_endings *o, const struct sim_run *run,
		       const struct sim_pstep *step, long ret);
/** sim_endings_cond - a condition is looked at; @seen: 0: a host can't see it now */
void sim_endings_cond(struct sim_endings *o, const struct sim_run *run,
		       const struct sim_pstep *step, int seen);
/** sim_endings_end - the run is over */
void sim_endings_end(struct sim_endings *o);

/** sim_endings_has - whether one of these is @outcome, as far as that was seen; or NULL */
const struct sim_ending *sim_endings_has(const struct sim_endings *o,
					   const struct sim_ending *outcome);

#endif
