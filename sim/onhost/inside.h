/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of the host runner share. */
#ifndef SIM_ONHOST_INSIDE_H
#define SIM_ONHOST_INSIDE_H

#include <sys/types.h>

#include "onhost/agent.h"
#include "onhost/onhost.h"

#define HOST_DEPTH 33	/* pid namespaces in each other, and ours */
#define HOST_ARGV  128	/* bytes of the argv of a program */

/**
 * struct host_task - an actor; script/ has it as a struct sim_task, and looks at it through
 *		      struct sim_eyes only
 * @tid: in the namespace of the run; 0: it could not be found any more
 * @tgid: of its process
 * @numbers, @spaces: by depth: its number, and the inode of the pid namespace
 * @racing: lines that it has in a race
 * @busy: it is in a call; @vforks: which ends only when its child executes or dies
 * @state: as in /proc/TID/stat; 0: it is gone
 * @leaving: it is gone, but its death is not over
 * @blind: it took signals that left no trace
 * @fatal: signal that ended it
 */
struct host_task {
	struct slot *slot;
	struct host *host;
	unsigned int index;
	int tid, tgid;
	unsigned int depth;
	int numbers[HOST_DEPTH];
	ino_t spaces[HOST_DEPTH];
	int racing, busy, vforks, state, leaving, blind, fatal;
	struct sim_signal sigs[SLOT_SIGS + 1];
};

/**
 * struct host - a run
 * @space: all slots; @next_slot: the first that nobody has had
 * @init: first process, as this process sees it
 * @proc: the namespace's /proc
 * @shm: number of the memory at @space
 * @keeper: ends the run if this process dies, which it knows by @pipe
 * @died: somebody did, since all were at rest
 * @deadline: when the run has taken too long, in ms
 */
struct host {
	struct slot *space;
	unsigned int nr_slots, next_slot;
	struct host_task **tasks;	/* by actor */
	unsigned int nr_tasks;
	pid_t init, keeper;
	int proc, shm, pipe;
	long deadline;
	int no_fds, died;
	struct sim_run *run;
};

long sim_host_now(void);
void sim_host_nap(long us);

/* space.c: 0, or why not in @why */
int sim_host_open(struct host *h, unsigned int nr_slots, char *why, size_t n);
/** sim_host_close - 0; -ETIMEDOUT: the first process was killed, but does not leave */
int sim_host_close(struct host *h);

/* keeper.c: 0 or -errno */
int sim_host_keep(struct host *h);
void sim_host_let_go(struct host *h);

/* look.c */
int sim_host_look(struct host_task *t);
long sim_host_call_of(const struct host_task *t);
int sim_host_waits(const struct host *h, int tid, const struct slot *slot);
int sim_host_find(struct host_task *t, long hint);
extern const struct sim_eyes sim_host_eyes;

/* steer.c */
void sim_host_settle(struct host *h);
void sim_host_go(struct host_task *t, int nr_calls);
long sim_host_call(struct host_task *t, int may_block);
long sim_host_finish(struct host_task *t);
int sim_host_late(const struct host *h);

/* call.c */
struct host_task *sim_host_new_task(struct host *h, unsigned int actor, struct slot *slot,
				    long hint);
/**
 * sim_host_prepare - write a line into its actor's slot, as the call number @nth
 * @image: where its user memory begins, of the slot's; moved behind it
 */
void sim_host_prepare(struct host *h, const struct sim_pstep *step, int nth, unsigned int *image);
/** sim_host_after - what it gave; the child that it made becomes an actor */
long sim_host_after(struct host *h, const struct sim_pstep *step, int nth, long ret);
long sim_host_line(struct host *h, const struct sim_pstep *step);
long sim_host_pseudo(struct host *h, const struct sim_pstep *step);

/* race.c */
struct host_line {
	int nth;
	unsigned char *image;
	long ret;
};

/**
 * sim_host_race - all actors of a race at once
 * @seed: of the idle times
 * @lines: what each of its lines came to; SIM_NO_CALL: it was not reached
 */
void sim_host_race(struct host *h, const struct sim_pstep *race, unsigned long seed,
		   struct host_line *lines);

/* limits.c */
void sim_host_skips(const struct sim_prog *prog, struct sim_host_report *out);
int sim_host_hides(const struct sim_run *run, const struct sim_expr *e);

/* numbers.c: -1: not known */
long sim_host_number(const char *name);

#endif
