/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One run of a bound scenario, and all the runs that a scenario needs.
 */
#ifndef SIM_SCRIPT_RUN_H
#define SIM_SCRIPT_RUN_H

#include "script/prog.h"

/**
 * struct sim_actor - an actor of a run
 * @task: NULL until it is created
 * @image: where the user memory of its call is, for what comes back
 * @step: the line that it is in (races, blocked calls), 0: none; index + 1
 * @next: races: its next line, index + 1, 0: none
 */
struct sim_actor {
	struct sim_task *task;
	unsigned char *image;
	unsigned int step;
	unsigned int next;
	long ret;
};

/**
 * struct sim_eyes - how a run sees its tasks where they are not the engine's
 *
 * On the host a struct sim_task is what the host runner says; it is looked at only through these.
 */
struct sim_eyes {
	int (*pid)(const struct sim_task *task, const struct sim_task *viewer);
	unsigned int (*index)(const struct sim_task *task);
	const struct sim_signal *(*signals)(const struct sim_task *task, unsigned int *nr);
	unsigned long long (*pending)(const struct sim_task *task);
	int (*state)(const struct sim_task *task);
	int (*alive)(const struct sim_task *task);
};

/**
 * struct sim_run - a run
 * @inject_step, @inject_nth: (fail: each): refuse the @inject_nth request of that step
 * @requests: what the step asked for in all
 * @held: bit i: quantified condition i held in this run
 * @failed_step: index + 1 of the step that failed
 * @how: what sim_run_once() was asked for, while it runs
 * @trace_end: entries of the trace before everything was ended
 * @eyes: NULL: the tasks are @sim's
 */
struct sim_run {
	const struct sim_prog *prog;
	struct sim *sim;
	struct sim_actor *actors;
	unsigned int inject_step, inject_nth, requests;
	unsigned char *held;
	unsigned int failed_step;
	unsigned int current;		/* index of the step being run */
	int stop;			/* nothing more can be run */
	const struct sim_runner *how;
	unsigned int trace_end;
	const struct sim_eyes *eyes;
};

/** sim_seen_pid - sim_pid() of a task of the run */
static inline int sim_seen_pid(const struct sim_run *run, const struct sim_task *task,
			       const struct sim_task *viewer)
{
	return run->eyes ? run->eyes->pid(task, viewer) : sim_pid(task, viewer);
}

/**
 * sim_call_image - the user memory and the arguments of a call of @task
 * @image: where it is to be; enc->image_len bytes
 */
void sim_call_image(const struct sim_run *run, const struct sim_encoded *enc,
		    const struct sim_task *task, unsigned char *image, long args[6]);

enum sim_run_status {
	SIM_PASS,
	SIM_FAIL,
	SIM_SKIP,
};

/**
 * struct sim_outcome_report - what all runs of a scenario came to
 * @why: reason of a skip or failure, one line
 * @text: more: the line, what was expected, what came; "" if there is no more
 * @line: of the failing statement, 0: none
 * @runs: how many runs it took; @exhausted: all schedules within the bound were run
 * @token: the schedule that fails; "?" if it has too many decisions to be kept
 * @inject_step, @inject_nth: the refusal that fails (0: none)
 * @verdict_kind: enum host_bug, or SIM_BUG_EXPECT
 * @whole: it is all runs together that failed, none of them alone
 * @shortest: what is known of how short the schedule is, "" if nobody looked
 */
struct sim_report {
	enum sim_run_status status;
	char why[256];
	char text[2048];
	unsigned int line;
	unsigned long runs;
	int exhausted;
	char token[2048];
	unsigned int inject_step, inject_nth;
	int verdict_kind;
	int whole;
	char shortest[96];
};

/**
 * struct sim_runner - how a scenario is to be run
 * @max_runs: of a race; 0: 20,000
 * @token: run only this schedule; NULL: explore
 * @on_step: called after each line of each run, in races when its call has ended; may be NULL
 * @on_cond: called at each condition of each run; may be NULL
 * @on_run: called after each run of a race that did not fail; may be NULL
 * @random: not 0: after the bounded search was cut off, that many random schedules more
 */
struct sim_runner {
	unsigned long max_runs;
	const char *token;
	unsigned int inject_step, inject_nth;
	unsigned long random;
	void (*on_step)(void *ctx, const struct sim_run *run, const struct sim_pstep *step,
			long ret);
	void (*on_cond)(void *ctx, const struct sim_run *run, const struct sim_pstep *step);
	void (*on_run)(void *ctx);
	void *ctx;
};

/**
 * sim_run_prog - all the runs that a bound scenario needs
 * @sim: a world of the program's design; is booted as the scenario wants it
 *
 * Return: SIM_OK if it could be run, whatever came of it; SIM_EINPUT for a bad token.
 */
enum sim_status sim_run_prog(struct sim *sim, const struct sim_prog *prog,
			     const struct sim_runner *how, struct sim_report *out,
			     struct sim_error *err);

/** sim_run_once - one run: a fresh world, all steps; verdicts are in @run->sim */
struct sim_strategy;
void sim_run_once(struct sim_run *run, struct sim_strategy *strategy, const struct sim_runner *how);
struct sim_run *sim_run_new(const struct sim_prog *prog, struct sim *sim);
void sim_run_free(struct sim_run *run);

#endif
