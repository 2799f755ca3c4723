/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * All the runs of a scenario with a race: by which strategy, and what they came to.
 */
#ifndef SIM_SCRIPT_SEARCH_H
#define SIM_SCRIPT_SEARCH_H

#include "script/run.h"

struct sim_found;
struct sim_buf;

/** enum sim_method - @SIM_SEARCH_DPOR wants a program of a design that says what steps touch */
enum sim_method {
	SIM_SEARCH_DPOR,
	SIM_SEARCH_DFS,
	SIM_SEARCH_PCT,
	SIM_SEARCH_RANDOM,
	SIM_SEARCH_REPLAY,
};

/**
 * struct sim_search - how to search
 * @bound: dfs: of preemptions
 * @depth: pct: ordering constraints (0: 3); random: mean distance of switches (0: 4)
 * @token: of replay
 * @max_runs: 0: as many as there are; pct and random never end by themselves
 * @keep_going: look for more than one failing run
 * @progress: called now and then; may be NULL
 */
struct sim_search {
	enum sim_method method;
	unsigned int bound, depth;
	uint64_t seed;
	const char *token;
	unsigned long max_runs;
	int keep_going;
	void (*progress)(void *ctx, const struct sim_found *found);
	void *ctx;
};

/** struct sim_failing - a run that failed: its decisions as a token, whole; what failed */
struct sim_failing {
	struct sim_failing *next;
	int kind;
	char *token;
	char why[256];
};

/**
 * struct sim_found - what a search came to
 * @report: as of sim_run_prog(), of the first run that failed, or of all
 * @runs: whole runs; @cut: runs that were ended since they are like others
 * @again: how often a search with reduction began all over
 * @nr_failed: runs that failed; @failing: the first @nr_noted of them, in the order in which they
 * were found
 * @exhausted: there are no others
 * @held: in how many runs each quantified condition held
 * @lost: why the search had to be given up, or NULL
 * @lock_order: locks that were taken in a circle, over all runs; "" if there are none
 */
struct sim_found {
	struct sim_report report;
	unsigned long runs, cut, again, nr_failed, nr_noted;
	struct sim_failing *failing, **last;
	int exhausted;
	unsigned long *held;
	const char *lost;
	char lock_order[512];
};

/**
 * sim_search_prog - run a scenario's race in as many ways as @how says
 * @out: to be given to sim_found_free()
 *
 * Return: as sim_run_prog(). Scenarios without a race are for sim_run_prog() only.
 */
enum sim_status sim_search_prog(struct sim *sim, const struct sim_prog *prog,
				const struct sim_search *how, struct sim_found *out,
				struct sim_error *err);
void sim_found_free(struct sim_found *found);

/** struct sim_shared - @workers: processes that share a search; 1: only the caller's */
struct sim_shared {
	unsigned int workers;
};

/**
 * sim_search_shared - as sim_search_prog(), by several processes; what is found is the same for any
 * number of them
 * @how: dpor, pct or random
 */
enum sim_status sim_search_shared(struct sim *sim, const struct sim_prog *prog,
				  const struct sim_search *how, const struct sim_shared *share,
				  struct sim_found *out, struct sim_error *err);

/* what is between scenario.c and search.c */
enum sim_status sim_search_run(struct sim_run *run, const struct sim_runner *runner,
			       const struct sim_search *how, struct sim_found *out,
			       struct sim_error *err);
/** sim_search_one - a run: 1: go on, 0: it failed and that is enough, -1: no memory */
int sim_search_one(struct sim_run *run, struct sim_strategy *strategy,
		   const struct sim_runner *runner, const struct sim_search *how,
		   struct sim_found *found);
/** sim_search_note - a failing run more; 0: no memory */
int sim_search_note(struct sim_found *found, int kind, const char *token, const char *why);
/** sim_search_again - forget all that was found */
void sim_search_again(const struct sim_run *run, struct sim_found *found);
/** sim_search_judge - what all runs together must hold to: sometimes, and their number */
void sim_search_judge(const struct sim_run *run, struct sim_found *out);
void sim_report_failure_of(const struct sim_run *run, struct sim_report *out);
void sim_put_cond(const struct sim_pstep *step, struct sim_buf *out);

#endif
