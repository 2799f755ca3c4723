/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A schedule of a scenario's race: as text that names places in the script, and as the steps
 * that were made.
 *
 *	K.kill.14:P	before the 14th scheduling point of K's kill, P goes on
 *	K.kill/2.stop:P	where K's second kill stopped (it sleeps, or let a grace period end)
 *	K.kill.end3:P	when K's kill has ended, at the third decision since it began
 *	K.kill.choice:1	the first decision in K's kill that is not about who goes on
 *	start:P		at the beginning
 *
 * A task that no line names is its number, and so is a call that no line makes `-`. Behind the
 * colon, `-` is the end of a grace period. What is not named is the default.
 */
#ifndef SIM_SCRIPT_SCHEDULE_H
#define SIM_SCRIPT_SCHEDULE_H

#include "choice.h"
#include "script/run.h"

struct sim_buf;

/** enum sim_turn_kind - how a step began: at a point, with a call, after a sleep, with signals */
enum sim_turn_kind {
	SIM_TURN_POINT,
	SIM_TURN_BEGIN,
	SIM_TURN_RESUME,
	SIM_TURN_WORK,
	SIM_TURN_GRACE,
};

/**
 * struct sim_turn - a step of the race that was made
 * @task: index, SIM_GRACE
 * @nth: how many this task had made before
 * @op, @obj, @site: of SIM_TURN_POINT: what it stood before
 * @object: for sim_object(), in detail mode only
 * @step: of the program, index + 1; 0: none
 * @trace: entries of the trace before it
 */
struct sim_turn {
	int task;
	unsigned int nth;
	enum sim_turn_kind kind;
	enum host_op op;
	const void *obj;
	const struct host_site *site;
	unsigned int object;
	unsigned int step;
	unsigned int trace;
};

/**
 * struct sim_order - who is to make the steps, one after the other
 * @who: indices of tasks, SIM_GRACE; one that can't move just then is put off
 * @chosen: the decisions that are not about that
 */
struct sim_order {
	int *who;
	unsigned int nr;
	unsigned int *chosen;
	unsigned int nr_chosen;
};

/**
 * sim_schedule_token - a strategy that does what a token says
 * @run: whose race it is to decide
 * @token: of sim_schedule_text(), or of sim_token(); "": always the default
 *
 * Return: SIM_EINPUT if it is no token, or names what the scenario does not have.
 */
enum sim_status sim_schedule_token(struct sim_strategy **out, const struct sim_run *run,
				   const char *token, struct sim_error *err);

/** sim_schedule_check - whether it is one, for that scenario; nothing is run */
enum sim_status sim_schedule_check(const struct sim_prog *prog, const char *token,
				   struct sim_error *err);

/** sim_schedule_order - one that lets them make steps in that order; NULL: no memory */
struct sim_strategy *sim_schedule_order(const struct sim_run *run, const struct sim_order *order);

/** sim_schedule_misfit - after a run: SIM_OK if it came to all that the token says */
enum sim_status sim_schedule_misfit(const struct sim_strategy *strategy, struct sim_error *err);

/** sim_schedule_nr, sim_schedule_drop - switches of the token; play without one (~0: with all) */
unsigned int sim_schedule_nr(const struct sim_strategy *strategy);
void sim_schedule_drop(struct sim_strategy *strategy, unsigned int i);

/** sim_schedule_text - the last run as a token; "" if all was the default, NULL: no memory */
const char *sim_schedule_text(const struct sim_strategy *strategy);

/** sim_schedule_turns - the steps of the last run; NULL with @nr 0 if there was no race */
const struct sim_turn *sim_schedule_turns(const struct sim_strategy *strategy, unsigned int *nr);

/** sim_schedule_chosen - the decisions of the last run that were not about who goes on */
const unsigned int *sim_schedule_chosen(const struct sim_strategy *strategy, unsigned int *nr);

/* between schedule.c and token.c */

/** enum sim_spot_kind - where somebody decides: before a point, or see above */
enum sim_spot_kind {
	SIM_SPOT_POINT,
	SIM_SPOT_STOP,
	SIM_SPOT_END,
	SIM_SPOT_CHOICE,
	SIM_SPOT_START,
	SIM_SPOT_NR
};

/**
 * struct sim_spot - a decision of a race
 * @actor: of the program; SIM_NO_ACTOR: @task, that no line names
 * @call: the @nth (from 1) that the actor makes in the race; NULL: none
 * @nr: from 1, since the call began
 */
struct sim_spot {
	unsigned int actor;
	int task;
	const char *call;
	unsigned int nth;
	enum sim_spot_kind kind;
	unsigned int nr;
};

/**
 * struct sim_switch - a decision that is not the default
 * @to: actor; SIM_NO_ACTOR: @value, a task or SIM_GRACE; of SIM_SPOT_CHOICE: the alternative
 * @text, @len: as it was written
 */
struct sim_switch {
	struct sim_spot spot;
	unsigned int to;
	int value;
	const char *text;
	int len;
	int met;	/* 1: the run came there, 2: and it could be done */
	int unknown;	/* the scenario has no such actor or call */
};

/** sim_switches_parse - the named form; @out has room for as many as there are commas, and one */
enum sim_status sim_switches_parse(const struct sim_prog *prog, const char *token,
				   struct sim_switch *out, unsigned int *nr, struct sim_error *err);
void sim_switch_put(const struct sim_prog *prog, const struct sim_switch *s, struct sim_buf *out);
/** sim_spot_call - name and number of the call that step @step (index + 1) makes in the race */
void sim_spot_call(const struct sim_prog *prog, unsigned int step, struct sim_spot *spot);
/** sim_switch_misfit - the error for a switch that a run did not come to */
enum sim_status sim_switch_misfit(const struct sim_prog *prog, const struct sim_switch *s,
				  unsigned int number, struct sim_error *err);

#endif
