/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of the replay share. */
#ifndef SIM_STRACE_PLAY_H
#define SIM_STRACE_PLAY_H

#include "buf.h"
#include "script/run.h"
#include "strace/log.h"
#include "strace/replay.h"

#define ST_NONE (~0U)
#define ST_EPOLLS 4096

/**
 * struct st_line - a call in the model, as a line of the scenario language
 * @step: what was bound; @ret: the result, SIM_BLOCKED while it goes on
 * @written: it stands in the export, as one that blocks
 * @rec: its record; @as: that of the restart_syscall() which goes on with it
 * @late: its process was stopped before it returned
 * @again: it was interrupted in the log, and will be made again
 */
struct st_line {
	struct sim_ast *ast, *heap;
	struct sim_pstep step;
	unsigned int rec, as;
	long ret;
	int written, again, late;
};

/**
 * struct st_actor - a process or thread
 * @parent: index; @pid: in front of its lines, 0: not known yet
 * @line: the call that it is in, NULL: none
 * @later: the record of a call that is made when it ends in the log, + 1
 * @over: the record of a call that is passed over, + 1
 * @exiting: the record of its exit, or of the signal that kills it, + 1: it dies when the
 *	log says that it is gone
 * @taken: signals that the log has shown, of those that the model says it took
 * @shown: the last signal that the log has shown; @handler: signal whose handler runs;
 *	@inside: the mask of the handler is set in the model
 * @untold: it made calls that may signal, and that are not modelled
 */
struct st_actor {
	char name[16];
	unsigned int parent;
	int pid;
	struct st_line *line;
	unsigned int later, over, exiting;
	unsigned int taken;
	int handler, shown, inside, untold, gone;
};

/** struct st_number - a number that the log gives to an actor; @ns NULL: strace's namespace */
struct st_number {
	const void *ns;
	int nr;
	unsigned int actor;
};

/** struct st_fact - what was so before the log began: a line of a process that nobody made */
struct st_fact {
	int pid;
	char key[32];
	char *text;
	int of_init;
	int nr;		/* of the process that it makes, 0: none */
};

/** struct st_count - calls that were passed over */
struct st_count {
	const char *name;
	unsigned int nr;
};

struct st_play {
	struct st_log *log;
	struct sim *sim;
	struct sim_prog prog;
	struct sim_run run;
	struct st_actor *actors;
	unsigned int nr_actors, room_actors;
	struct st_number *numbers;
	unsigned int nr_numbers, room_numbers;
	struct st_fact *facts;
	unsigned int nr_facts;
	struct st_count *counts;
	unsigned int nr_counts;
	struct st_event *order;	/* room for two events a record */
	unsigned int nr_order;
	unsigned char *moved;		/* by record */
	unsigned int at;		/* index in order */
	unsigned int maker;		/* actor that makes a process, ST_NONE */
	int made_nr;			/* its number in the log */
	unsigned int made;		/* the actor that came of it */
	/* by descriptor: epolls that watch what is not there */
	unsigned char tainted[ST_EPOLLS];
	int again;
	int flushed;			/* somebody exited for the call that ends now */
	int eager;			/* for the export: everybody runs as far as he can */
	unsigned int tries, max_tries;	/* how often it was begun again */
	struct sim_buf export;
	unsigned int export_lines;
	struct st_report *out;
	struct sim_error err;
};

/* number.c */
const void *sim_st_space(const struct st_play *p, unsigned int actor);
unsigned int sim_st_actor(const struct st_play *p, unsigned int viewer, long nr);
int sim_st_name(struct st_play *p, unsigned int viewer, long nr, unsigned int actor);
unsigned int sim_st_by_pid(struct st_play *p, int pid);
unsigned int sim_st_new_actor(struct st_play *p, struct sim_task *task, unsigned int parent,
			      const char *name);
unsigned int sim_st_of_task(const struct st_play *p, const struct sim_task *task);

/* text.c: 0: it can't be said in the scenario language */
int sim_st_call_text(struct st_play *p, unsigned int actor, const struct st_rec *rec,
		     const struct sim_field *args, struct sim_buf *out);
void sim_st_action(const struct sim_value *v, struct sim_buf *out);
void sim_st_struct(struct st_play *p, unsigned int actor, const struct sim_layout *layout,
		   const struct sim_value *v, struct sim_buf *out);
void sim_st_set(const struct sim_value *v, struct sim_buf *out);
/* outcome.c */
int sim_st_outcome_text(struct st_play *p, unsigned int actor, const struct st_rec *rec,
			const struct sim_field *args, struct sim_buf *out);
int sim_st_gives_pid(const char *call);
const struct sim_value *sim_st_arg(const struct sim_field *args, unsigned int n);

/* make.c */
struct st_line *sim_st_bind(struct st_play *p, unsigned int actor, const char *call);
void sim_st_line_free(struct st_line *line);
void sim_st_start(struct st_play *p, unsigned int actor, struct st_line *line);
void sim_st_let(struct st_play *p, unsigned int actor, int signals);
long sim_st_finish(struct st_play *p, unsigned int actor);
long sim_st_ask(struct st_play *p, struct sim_task *task, const char *name, const long args[6]);
int sim_st_holds(struct st_play *p, unsigned int actor, struct st_line *line, const char *outcome);
void sim_st_write(struct st_play *p, unsigned int actor, struct st_line *line,
		  const char *outcome, const char *comment);
long sim_st_do(struct st_play *p, unsigned int actor, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
const char *sim_st_link(struct st_play *p, unsigned int actor, long fd, char *buf, size_t n);
unsigned long sim_st_status(struct st_play *p, unsigned int actor, const char *key);
void sim_st_interrupt(struct st_play *p, unsigned int actor);

/* call.c */
void sim_st_event(struct st_play *p, unsigned int actor, const struct st_event *event);
const struct st_rec *sim_st_next(const struct st_play *p, const struct st_rec *rec);
int sim_st_flush_exit(struct st_play *p);
void sim_st_exit(struct st_play *p, unsigned int actor);
void sim_st_differ(struct st_play *p, const struct st_rec *rec, const char *model,
		   const char *log);

/* pass.c */
int sim_st_is_modelled(struct st_play *p, unsigned int actor, const struct st_rec *rec,
		       const struct sim_field *args);
int sim_st_is_opaque(struct st_play *p, unsigned int actor, const struct sim_value *fd);
int sim_st_gives_fd(const char *name);
void sim_st_pass(struct st_play *p, const char *name);
void sim_st_stand_in(struct st_play *p, unsigned int actor, const struct st_rec *rec,
		     const struct sim_field *args);

/* ready.c */
int sim_st_ready_alike(struct st_play *p, unsigned int actor, const struct st_rec *rec,
		       const struct sim_field *args, const struct st_line *line, int some);

/* signal.c */
void sim_st_signal(struct st_play *p, unsigned int actor, const struct st_rec *rec);
void sim_st_enter_handler(struct st_play *p, unsigned int actor);
void sim_st_sigreturn(struct st_play *p, unsigned int actor, const struct sim_field *args);
void sim_st_killed(struct st_play *p, unsigned int actor, const struct st_rec *rec);
void sim_st_stopped(struct st_play *p, unsigned int actor, const struct st_rec *rec);

/* learn.c: 1: the replay begins again with what was learnt */
int sim_st_learn(struct st_play *p, unsigned int actor, const struct st_rec *rec,
		 const struct sim_field *args, long ret);
int sim_st_learn_child(struct st_play *p, unsigned int actor, long nr);
int sim_st_earlier(struct st_play *p, unsigned int actor, unsigned int rec);
void sim_st_apply(struct st_play *p, unsigned int actor);
int sim_st_fact(struct st_play *p, int pid, int of_init, int nr, const char *key,
		const char *text);
unsigned int sim_st_root(const struct st_play *p, unsigned int actor);

#endif
