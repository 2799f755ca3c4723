/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Bound scenarios on the kernel of this machine: every actor is a real process or thread, in a
 * pid namespace that is made for the run and dies with it.
 */
#ifndef SIM_ONHOST_ONHOST_H
#define SIM_ONHOST_ONHOST_H

#include "script/run.h"

/**
 * struct sim_host_report - what came of it
 * @passed_over: conditions that cannot be seen from outside of the kernel
 * @refusals: lines with (fail: each), which were made with nothing refused only
 */
struct sim_host_report {
	struct sim_report base;
	unsigned int passed_over, refusals;
};

/**
 * struct sim_host_how - how it is to be run
 * @on_step: called after each line, and after each condition (with its truth as @ret)
 * @on_hidden: called at a condition that a host does not show; these may be NULL
 * @timeout_ms: how long it may take; 0: ten seconds
 * @seed: of a race: when its actors begin
 * @go_on: a line that gives something else is no reason to stop
 */
struct sim_host_how {
	void (*on_step)(void *ctx, const struct sim_run *run, const struct sim_pstep *step,
			long ret, int as_wanted);
	void (*on_hidden)(void *ctx, const struct sim_run *run,
			  const struct sim_pstep *step);
	void *ctx;
	long timeout_ms;
	unsigned long seed;
	int go_on;
};

/** sim_host_release - release of this machine's kernel: LINUX(6, 18); 0: not known */
unsigned int sim_host_release(void);

/** sim_host_limits - a skip with a reason in @out, if real processes can't play it at all */
void sim_host_limits(const struct sim_prog *prog, struct sim_host_report *out);
/** sim_host_never_shows - 1: a condition asks what only the kernel itself could say */
int sim_host_never_shows(const struct sim_expr *e);

/** sim_host_run - one run on the host; SIM_OK whatever came of it */
enum sim_status sim_host_run(const struct sim_prog *prog, const struct sim_host_how *how,
			     struct sim_host_report *out, struct sim_error *err);

#endif
