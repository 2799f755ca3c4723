/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is near a schedule that fails: a shorter one that fails as well, and one that passes.
 * Deterministic: the same schedule gives the same answers.
 */
#ifndef SIM_SCRIPT_NEARBY_H
#define SIM_SCRIPT_NEARBY_H

#include "script/run.h"
#include "script/schedule.h"

/**
 * struct sim_shortest - the shortest schedule that was found
 * @token: as sim_schedule_text() has it
 * @preemptions: of it; @switches: decisions that are not the default
 * @proved: none with fewer preemptions fails in this way: all of them were run
 * @report: what fails in it
 */
struct sim_shortest {
	char *token;
	unsigned int preemptions, switches;
	int proved;
	unsigned long runs;
	struct sim_report report;
};

/**
 * sim_shortest - fewest preemptions, then fewest switches, then fewest steps
 * @token: a schedule that fails
 * @out: to be freed with free(@out->token)
 *
 * All schedules with no preemption are run, then all with one, and so on, as far as that can be
 * done with SIM_NEARBY_RUNS for each; beyond that, switches are left out of @token as long as
 * it still fails. To fail means by the same judge; if that is the scenario's own word, at the
 * same line.
 *
 * Return: SIM_OK, SIM_EFAIL if @token does not fail, SIM_EINPUT, SIM_ENOMEM.
 */
enum sim_status sim_shortest(struct sim *sim, const struct sim_prog *prog, const char *token,
			     struct sim_shortest *out, struct sim_error *err);

#define SIM_NEARBY_RUNS 20000UL
/* Steps of all runs together: so that what does not end is not run too often. */
#define SIM_NEARBY_STEPS 8000000UL

/** struct sim_event - a step by its task and number: see struct sim_turn */
struct sim_event {
	int task;
	unsigned int nth;
};

/**
 * struct sim_nearest - the schedule next to one that fails which passes
 * @token: NULL: none was found
 * @first, @then: in the failing one in this order, in the passing one the other way round
 */
struct sim_nearest {
	char *token;
	struct sim_event first, then;
	unsigned long runs;
};

/**
 * sim_nearest - move as few steps as possible past as few others as possible, until it passes
 * @token: a schedule that fails
 * @out: to be freed with free(@out->token)
 *
 * The last step that had to be moved, and the first that it had to pass, are the two whose order
 * decides: with either of them left as it was, it still fails.
 *
 * Return: as sim_shortest().
 */
enum sim_status sim_nearest(struct sim *sim, const struct sim_prog *prog, const char *token,
			    struct sim_nearest *out, struct sim_error *err);

/* between shortest.c and nearest.c */

/** struct sim_trial - a scenario that is run again and again; @how_failed: by which judge, where */
struct sim_trial {
	struct sim_run *run;
	unsigned long runs, steps;
};

enum sim_status sim_trial_begin(struct sim_trial *t, struct sim *sim, const struct sim_prog *prog,
				struct sim_error *err);
void sim_trial_end(struct sim_trial *t);
/** sim_trial_run - one run; 1: it failed */
int sim_trial_run(struct sim_trial *t, struct sim_strategy *strategy);
/** sim_trial_over - 1: that is enough of them */
int sim_trial_over(const struct sim_trial *t, unsigned long since);

#endif
