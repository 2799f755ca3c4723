/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A world of the bare model, and the calls about pids, namespaces and
 * credentials in the words of a test. Calls return what the kernel does: a
 * result, or a negative errno.
 */
#ifndef IDS_WORLD_H
#define IDS_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>

#include <cmocka.h>

#include "sim.h"

/* The kernel's numbers; libc's own hide behind feature macros. */
#define K_NEWTIME	0x00000080L
#define K_VM		0x00000100L
#define K_FILES		0x00000400L
#define K_SIGHAND	0x00000800L
#define K_THREAD	0x00010000L
#define K_NEWNS		0x00020000L
#define K_SYSVSEM	0x00040000L
#define K_NEWCGROUP	0x02000000L
#define K_NEWUTS	0x04000000L
#define K_NEWIPC	0x08000000L
#define K_NEWUSER	0x10000000L
#define K_NEWPID	0x20000000L
#define K_NEWNET	0x40000000L

enum {
	K_HUP = 1, K_INT = 2, K_KILL = 9, K_USR1 = 10, K_TERM = 15, K_CHLD = 17,
	K_WNOHANG = 1,
	K_CAP_KILL = 5, K_CAP_SETGID = 6, K_CAP_SETUID = 7, K_CAP_SETPCAP = 8,
	K_CAP_SYS_ADMIN = 21,
	K_RLIMIT_NPROC = 6, K_RLIMIT_NOFILE = 7,
	K_O_RDONLY = 0, K_O_WRONLY = 1,
};

struct ids {
	struct sim *sim;
	struct sim_task *init;
};

/* setup and teardown of a test: a world of 6.18. The teardown judges balance and safety */
int ids_setup(void **state);
int ids_setup_handle(void **state);	/* setns() takes an open /proc/<pid> */
int ids_teardown(void **state);
/* start again as another release */
void ids_boot(struct ids *w, unsigned int release);
/* what a run's end says; "" if nothing is wrong */
const char *ids_end(struct ids *w);

/* a new task, as its parent makes it; fails the test if there is none */
struct sim_task *ids_fork(struct sim_task *parent);
struct sim_task *ids_clone(struct sim_task *parent, unsigned long flags);
struct sim_task *ids_thread(struct sim_task *of);
/* the result of clone3() with these numbers, innermost first */
long ids_clone3(struct sim_task *t, unsigned long flags, const int *set_tid, unsigned int n);
/* it exits, and its parent waits for it: the wait status */
int ids_reap(struct sim_task *parent, struct sim_task *child, int code);
/* wait4(pid, &status, options) */
long ids_wait(struct sim_task *t, int pid, int *status, int options);

/* a string, and other bytes, in the memory of @t */
long ids_str(struct sim_task *t, const char *text);
long ids_mem(struct sim_task *t, const void *bytes, size_t n);
/* write() to, read() of a file as a whole: -errno of open or write, or bytes; @buf gets a NUL */
long ids_write(struct sim_task *t, const char *path, const char *text);
long ids_read(struct sim_task *t, const char *path, char *buf, size_t n);
/* a number that stands in a file, e.g. ns_last_pid */
long ids_number(struct sim_task *t, const char *path);
/* a descriptor of /proc/<pid>/ns/<name>, or of its whole path */
long ids_ns_fd(struct sim_task *t, int pid, const char *name);
/* the text of that link; -errno */
long ids_ns_link(struct sim_task *t, int pid, const char *name, char *buf, size_t n);

/*
 * One actor of a race: its calls in order, and what each gave. In between, init's part of a
 * run: ids_explore() calls @setup in a fresh world, races the lanes that it fills in, calls
 * @check, and ends the run.
 */
#define IDS_STEPS 4
struct ids_lane {
	struct sim_task *task;
	unsigned int nr, at;
	struct sim_step step[IDS_STEPS];
	long ret[IDS_STEPS];
};

struct ids_race {
	unsigned int release;
	unsigned int bound;		/* preemptions */
	unsigned int nr_lanes;
	struct ids_lane lane[4];
	void (*setup)(struct ids_race *race, struct sim *sim);
	void (*check)(struct ids_race *race, struct sim *sim);
	unsigned int seen[8];		/* @check counts what it likes */
};

/* @task makes this call as well; with (long) arguments */
#define ids_step(race, i, task, name, ...) \
	ids_add_step(race, i, task, name, (const long[6]){ __VA_ARGS__ })
void ids_add_step(struct ids_race *race, unsigned int i, struct sim_task *task, const char *name,
		  const long args[6]);
/* all schedules; no run may fail. Returns how many there were */
unsigned long ids_explore(struct ids *w, struct ids_race *race);

#define PID_MAX "/proc/sys/kernel/pid_max"
#define LAST_PID "/proc/sys/kernel/ns_last_pid"

#endif
