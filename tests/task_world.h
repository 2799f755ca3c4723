/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the tests of tasks share: a world of the release that they want, calls by name, and at
 * the end of each test the standing judges, who must have nothing to say.
 */
#ifndef TASK_WORLD_H
#define TASK_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "sim.h"

#define THREAD_FLAGS (CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD)
#define KERNEL_SIGSET 8L

/* A world of the given release, 0: the design's own. */
struct sim *world_new(unsigned int release);
/* The end: everything dies; fails if a judge says something. */
void world_free(struct sim *s);

int setup_618(void **state);
int setup_51(void **state);
int teardown(void **state);

/* As sim_call(); a call that blocks or never returns says so by its result. */
#define call(task, ...) sim_call(task, __VA_ARGS__)

struct sim_task *init_of(struct sim *s);
/* A new child of @t; fails the test if there is none. */
struct sim_task *forked(struct sim_task *t);
struct sim_task *cloned(struct sim_task *t, unsigned long flags);
struct sim_task *thread_of(struct sim_task *t);
/* A string, an int, some longs in the memory of @t. */
long str(struct sim_task *t, const char *text);
int *room(struct sim_task *t);
/* clone3 with these fields; the result. */
long call_clone3(struct sim_task *t, uint64_t flags, uint64_t exit_signal);
/* exit_group(@code) */
void quit(struct sim_task *t, int code);
/* One thread's exit(@code). */
void quit_thread(struct sim_task *t, int code);
/* Set what @t does at @sig: SIG_IGN, SIG_DFL, or anything else as a handler. */
void action(struct sim_task *t, int sig, void (*handler)(int), unsigned long flags);
/* wait4(@pid, &status, @options): its result; *@status is filled in. */
long wait4_of(struct sim_task *t, long pid, int *status, long options);
/* waitid(@type, @id, &info, @options, NULL) */
long waitid_of(struct sim_task *t, int type, long id, siginfo_t *info, long options);
/* How many signals @sig @t has taken. */
unsigned int taken(const struct sim_task *t, int sig);

#endif
