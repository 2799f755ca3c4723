/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Random programs, run in lock step on the model and on another kernel: the one of the machine,
 * or another design. A program is a function of the seed, of its number, and of the model;
 * what the other kernel answers has no say in what is tried.
 *
 *	limits.c	what is left out, and why: the one table
 *	gen.c, args.c	a call that might be interesting now
 *	program.c	text to a call that can be made; the list of calls
 *	onmodel.c	a program on a model: what is seen after each call
 *	onhost.c	the same on the kernel of the machine
 *	find.c		one program: make, compare, shrink
 *	report.c	a difference as a scenario
 *	pool.c		many programs, by several processes
 *	state.c		what is known so far, to go on later
 */
#ifndef SIM_FUZZ_FUZZ_H
#define SIM_FUZZ_FUZZ_H

#include <signal.h>
#include <stdint.h>

#include "buf.h"
#include "script/run.h"

#define FUZZ_ACTORS 40
#define FUZZ_STEPS  320

/* ------------------------------------------------------------ limits.c */

/** enum fuzz_limit_kind - what an entry of the table keeps out */
enum fuzz_limit_kind {
	FUZZ_NO_CALL,	/* the call @what is not made */
	FUZZ_NO_WORD,	/* the constant @what is not used */
	FUZZ_NO_FIELD,	/* the field @what of an answer is not compared */
	FUZZ_NO_STATE,	/* what is not brought about, or not compared, in words */
};

struct fuzz_limit {
	enum fuzz_limit_kind kind;
	const char *what;
	const char *why;
};

/** fuzz_limit_at - the table, by index; NULL at the end */
const struct fuzz_limit *fuzz_limit_at(unsigned int i);
/** fuzz_limit - why something is left out; NULL: it is not */
const char *fuzz_limit(enum fuzz_limit_kind kind, const char *what);

/** fuzz_strip - take "name=value" of what is not compared out of a text, from @from on */
void fuzz_strip(struct sim_buf *text, size_t from);

/* ------------------------------------------------------------ program.c */

/**
 * struct fuzz_step - a call of a program
 * @text: as it is written
 * @p: the same, ready to be made; p.actor makes it
 * @child: actor that it would create
 * @needs: actors that it speaks of, a bit each
 * @off: left out
 */
struct fuzz_step {
	char *text;
	struct sim_pstep p;
	unsigned int child;
	uint64_t needs;
	int off;
};

/** struct fuzz_program - a list of calls */
struct fuzz_program {
	struct sim_prog prog;
	struct sim_ast **lines;
	struct fuzz_step *steps;
	unsigned int nr_steps, nr_actors;
};

/** fuzz_program_new - an empty program for a design; NULL: no memory */
struct fuzz_program *fuzz_program_new(const struct sim_design *design);
void fuzz_program_free(struct fuzz_program *program);
/** fuzz_actor_name - "init", "P1" ... */
const char *fuzz_actor_name(unsigned int actor);
/**
 * fuzz_program_add - one more call
 * @text: "kill(P1, SIGTERM)"
 *
 * Return: the step, or NULL with @err (the text is wrong, there is no memory, it is full)
 */
struct fuzz_step *fuzz_program_add(struct fuzz_program *program, unsigned int actor,
				   const char *text, struct sim_error *err);

/* ------------------------------------------------------------ what is seen */

/**
 * struct fuzz_effect - what changed for an actor
 * @began: it has come to be
 * @ended: a call of it ended
 * @sigs: how many signals its handlers took in all
 * @state: 'U' in user mode, 'B' asleep in a call, 'T', 't', 'Z', 'X' (gone)
 */
struct fuzz_effect {
	unsigned int actor;
	int began, ended;
	unsigned int sigs;
	int state;
};

/**
 * struct fuzz_seen - what is seen after a step
 * @played: it was made at all: its actor was there and free to
 * @text: a line with the result, then a line for each thing that changed, by actor
 * @crowded: several died, and somebody who waited for a child was woken: whom the last look of
 *	     wait4() finds, hangs on how far the deaths are then
 * @effects: the model's only: what the other kernel is waited for
 */
struct fuzz_seen {
	int played, crowded;
	struct sim_buf text;
	struct fuzz_effect *effects;
	unsigned int nr_effects;
};

/** struct fuzz_run - all of a run; @seen by step */
struct fuzz_run {
	struct fuzz_seen seen[FUZZ_STEPS];
	unsigned int nr;	/* steps that were gone through */
	unsigned int calls;	/* of them, those that were made */
	struct model_pid ids[FUZZ_ACTORS];
	struct sim_buf end;	/* what was wrong at the end */
	int no_memory;
	int stuck;		/* its first process was killed at the end, but does not leave */
};

void fuzz_run_reset(struct fuzz_run *run);

/** fuzz_result - a result and what came back, without what is not compared */
void fuzz_result(const struct sim_run *run, const struct sim_pstep *step,
		 const struct sim_task *task, long ret, const unsigned char *image,
		 struct sim_buf *out);
/** fuzz_signal - a line: an actor took a signal */
void fuzz_signal(unsigned int actor, const struct sim_signal *sig, struct sim_buf *out);
/** fuzz_change - a line: what an effect says of a state */
void fuzz_change(const struct fuzz_effect *e, struct sim_buf *out);

/* ------------------------------------------------------------ onmodel.c */

/** struct fuzz_model - a program on its way through a model */
struct fuzz_model {
	struct sim *sim;
	const struct fuzz_program *program;
	struct fuzz_run *out;
	struct sim_run run;
	struct sim_actor actors[FUZZ_ACTORS];
	const struct fuzz_step *busy[FUZZ_ACTORS];
	unsigned int taken[FUZZ_ACTORS], handled[FUZZ_ACTORS];
	int state[FUZZ_ACTORS];
	struct sim_strategy *order;
};

/**
 * fuzz_model_begin - a fresh world
 * @order: NULL: one after the other; else who goes on when, after each call
 */
void fuzz_model_begin(struct fuzz_model *m, struct sim *sim, const struct fuzz_program *program,
		      struct fuzz_run *out, struct sim_strategy *order);
/** fuzz_model_ready - the actor can make a call */
int fuzz_model_ready(const struct fuzz_model *m, unsigned int actor);
/** fuzz_model_step - the next step; 0: the run is over, a fault ended it */
int fuzz_model_step(struct fuzz_model *m, const struct fuzz_step *step);
/** fuzz_model_end - judge what is left */
void fuzz_model_end(struct fuzz_model *m);
/** fuzz_on_model - all of it */
void fuzz_on_model(struct sim *sim, const struct fuzz_program *program, struct fuzz_run *out,
		   struct sim_strategy *order);

/* ------------------------------------------------------------ onhost.c */

/**
 * fuzz_on_host - the same on the kernel of the machine
 * @model: what a model saw: whom to wait for after each call, and who has which number
 * @careful: look at everybody after each call
 * @why: why there is no host
 *
 * Ends behind the first step that gives something else than the model.
 *
 * Return: 0, or -1 with @why.
 */
int fuzz_on_host(const struct fuzz_program *program, const struct fuzz_run *model,
		 struct fuzz_run *out, int careful, char *why, size_t n);

/* ------------------------------------------------------------ gen.c */

/** fuzz_generate - fill an empty program with random calls, as they run on the model */
/* the first steps of each program, which make the two alike: they are not left out */
#define FUZZ_PRELUDE 4

int fuzz_generate(struct fuzz_program *program, struct fuzz_model *m, uint64_t *random,
		  struct sim_error *err);

#define FUZZ_CALLS 160

/**
 * struct fuzz_chances - how likely each call of the table is
 * @of: by index; [0] of the first process, [1] of the others
 * @all: their sums
 */
struct fuzz_chances {
	unsigned int of[2][FUZZ_CALLS], all[2];
};

/** fuzz_chances - what can be called at all; args.c */
void fuzz_chances(struct fuzz_chances *chances, const struct sim_design *design);
/** fuzz_call - a random call of an actor, as text; args.c */
void fuzz_call(const struct fuzz_model *m, const struct fuzz_chances *chances, unsigned int actor,
	       uint64_t *random, struct sim_buf *out);

/* ------------------------------------------------------------ find.c */

/**
 * struct fuzz_lab - where programs are tried
 * @sim: with the design, booted as the release that is compared
 * @other: a second model to compare with; NULL: the kernel of the machine
 * @leave: ends a process that tried programs, in whatever way its program ends: exit()
 */
struct fuzz_lab {
	struct sim *sim, *other;
	const struct sim_design *design;
	uint64_t seed;
	void (*leave)(int status);
};

/**
 * struct fuzz_finding - what came of a program
 * @calls: compared
 * @reordered: calls left out, whose outcome hangs on who is first
 * @kind: what differs, in short: findings of one kind have one cause, mostly. NULL: nothing
 * @script: the difference as a scenario; NULL with a @kind: it did not come again
 */
struct fuzz_finding {
	unsigned int calls, reordered;
	char *script, *kind;
};

/** fuzz_find - try program @number; SIM_OK, SIM_EIO (no host: @err says why) or SIM_ENOMEM */
enum sim_status fuzz_find(const struct fuzz_lab *lab, uint64_t number, struct fuzz_finding *out,
			  struct sim_error *err);

/** fuzz_take_fn - takes what came of a program; 0: no more */
typedef int fuzz_take_fn(void *ctx, uint64_t number, const struct fuzz_finding *finding);

/**
 * fuzz_pool - try programs from @first on, by @jobs processes, until @each has enough, or
 * @stop is set
 *
 * pool.c. Return: as fuzz_find()
 */
enum sim_status fuzz_pool(const struct fuzz_lab *lab, uint64_t first, unsigned int jobs,
			  const volatile sig_atomic_t *stop, fuzz_take_fn *each, void *ctx,
			  struct sim_error *err);

/* ------------------------------------------------------------ state.c */

/** struct fuzz_found - a finding that is kept; @script: NULL: it did not come again */
struct fuzz_found {
	uint64_t number;
	char *kind, *script;
};

/**
 * struct fuzz_state - a run so far
 * @programs: that many have been tried, from number 0 on
 */
struct fuzz_state {
	uint64_t seed;
	char design[64], against[64];
	unsigned int release;
	uint64_t programs, calls, reordered;
	struct fuzz_found *found;
	unsigned int nr_found;
};

/** fuzz_state_add - keep a finding; 0: no memory */
int fuzz_state_add(struct fuzz_state *s, uint64_t number, const char *kind, const char *script);
void fuzz_state_free(struct fuzz_state *s);
/**
 * fuzz_state_load - go on from a file, if there is one
 * @state: says which run it is
 *
 * Return: SIM_OK, SIM_EINPUT (no such file, of another run), SIM_EIO
 */
enum sim_status fuzz_state_load(struct fuzz_state *state, const char *path, struct sim_error *err);
enum sim_status fuzz_state_save(const struct fuzz_state *s, const char *path,
				struct sim_error *err);

/* ------------------------------------------------------------ report.c */

/** fuzz_report - the scenario; @at: the step that differs */
char *fuzz_report(const struct fuzz_lab *lab, const struct fuzz_program *program,
		  const struct fuzz_run *model, const struct fuzz_run *other, unsigned int at,
		  uint64_t number);

#endif
