/* SPDX-License-Identifier: GPL-2.0-only */
/* One world per test, and the calls about signals in the words of a test. */
#ifndef SIGNAL_WORLD_H
#define SIGNAL_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>

#include <cmocka.h>

#include "sim.h"

/* The kernel's numbers and layouts: libc's own have other types, and hide some. */
enum {
	K_HUP = 1, K_QUIT = 3, K_ABRT = 6, K_KILL = 9, K_USR1 = 10, K_SEGV = 11, K_USR2 = 12,
	K_TERM = 15, K_CHLD = 17, K_CONT = 18, K_STOP = 19, K_TSTP = 20, K_URG = 23, K_RT = 40,
};

#define K_BIT(sig)	(1UL << ((sig) - 1))
#define K_DFL		0L
#define K_IGN		1L
#define K_HANDLER	0x1000L

enum {
	K_BLOCK, K_UNBLOCK, K_SETMASK,
	K_SI_USER = 0, K_SI_QUEUE = -1, K_SI_TKILL = -6,
	K_RLIMIT_CORE = 4, K_RLIMIT_SIGPENDING = 11,
	K_WNOHANG = 1, K_WUNTRACED = 2, K_WEXITED = 4, K_WCONTINUED = 8,
	K_P_ALL = 0, K_P_PID = 1,
};

#define K_SA_NOCLDSTOP	1UL
#define K_SA_NOCLDWAIT	2UL
#define K_SA_RESTART	0x10000000UL
#define K_SA_NODEFER	0x40000000UL
#define K_SA_RESETHAND	0x80000000UL
#define K_CLONE_THREAD	0x00010900UL	/* with VM and SIGHAND */
#define K_CLONE_NEWPID	0x20000000UL

struct k_act {
	unsigned long handler, flags, restorer, mask;
};

struct k_info {
	int signo, err, code, pad;
	int pid;
	unsigned int uid;
	union {
		int status;
		long value;
	};
	char rest[128 - 32];
};

struct k_time {
	long sec, nsec;
};

/* cmocka fixtures: *state is a struct sim with the design "send-signal" booted as Linux 6.18 */
int world_open(void **state);
int world_open_design(void **state, const char *dir, const char *name);
int world_close(void **state);
int world_fresh(void **state);	/* before each test */
int world_boot(void **state, unsigned int release);	/* another release, for one test */
int world_end(void **state);	/* after each test: everything dies; no verdict may stand */

struct sim_task *world_init(void **state);
struct sim_task *w_fork(struct sim_task *t);
struct sim_task *w_clone(struct sim_task *t, unsigned long flags);
/* a child with all uids @uid */
struct sim_task *w_user(struct sim_task *t, unsigned int uid);

/* the calls: what they return is what the system call returns */
long w_kill(struct sim_task *t, struct sim_task *to, int sig);
long w_tkill(struct sim_task *t, struct sim_task *to, int sig);
long w_act(struct sim_task *t, int sig, long handler, unsigned long flags, unsigned long mask);
struct k_act w_get_act(struct sim_task *t, int sig);
long w_mask(struct sim_task *t, int how, unsigned long set);
unsigned long w_get_mask(struct sim_task *t);
unsigned long w_pending(struct sim_task *t);	/* rt_sigpending(2) */
long w_queue(struct sim_task *t, long pid, int sig, int code, int say_pid, long value);
long w_suspend(struct sim_task *t, unsigned long set);
long w_wait(struct sim_task *t, long set, struct k_info *info, const struct k_time *time);
long w_limit(struct sim_task *t, int what, unsigned long cur);
/* waitid(2) without sleeping: the siginfo */
struct k_info w_waitid(struct sim_task *t, struct sim_task *child, int options);
/* wait4(2): the status */
int w_reap(struct sim_task *t, struct sim_task *child);

/* the signals that @t took are the @n ones that follow, and are forgotten afterwards */
void assert_took_these(struct sim_task *t, int n, const int *sigs, const char *file, int line);
#define assert_took(t, ...) \
	assert_took_these(t, sizeof((int[]){ __VA_ARGS__ }) / sizeof(int), \
			  (int[]){ __VA_ARGS__ }, __FILE__, __LINE__)
#define assert_took_nothing(t) assert_took_these(t, 0, NULL, __FILE__, __LINE__)
/* siginfo of the last signal that @t took */
const struct k_info *last_info(struct sim_task *t);

#endif
