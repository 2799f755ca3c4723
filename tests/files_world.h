/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the tests of descriptors share: calls with their expected results, and small races.
 * The expectations are what Linux 6.18 answers to the same calls.
 */
#ifndef FILES_WORLD_H
#define FILES_WORLD_H

#include "task_world.h"

#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>

/* One call, one result: a value, or -errno. */
#define EXPECT(t, want, name, ...) \
	expect_at(t, want, name, (const long[6]){ __VA_ARGS__ }, #__VA_ARGS__, __FILE__, __LINE__)
void expect_at(struct sim_task *t, long want, const char *name, const long args[6],
	       const char *text, const char *file, int line);

/* A call that must sleep. */
#define BLOCKS(t, name, ...) EXPECT(t, SIM_BLOCKED, name, __VA_ARGS__)

/* A call that sleeps until a time: begun, and time stands still. */
#define BEGIN(t, name, ...) begin(t, name, (const long[6]){ __VA_ARGS__ })
void begin(struct sim_task *t, const char *name, const long args[6]);

/* @n bytes in the memory of @t */
void *mem(struct sim_task *t, size_t n);

/* pipe2(), socketpair(): both numbers */
struct pair {
	int fd[2];
};
struct pair pipe_of(struct sim_task *t, int flags);
struct pair socks_of(struct sim_task *t, int type);

/* poll() of one descriptor without waiting: its revents */
int polled(struct sim_task *t, int fd, int events);
/* write, or read, of an eventfd: bytes or -errno */
long eventfd_add(struct sim_task *t, int fd, uint64_t n);
long eventfd_take(struct sim_task *t, int fd, uint64_t *n);

/*
 * All schedules of a race with at most @bound preemptions, from a fresh world each: @setup
 * makes tasks and gives them calls with step(); @check looks at what came out. Fails on the
 * first verdict. Return: number of schedules.
 */
struct race {
	unsigned int bound;
	void (*setup)(struct sim *s);
	void (*check)(struct sim *s);
};
unsigned long explore(struct sim *s, const struct race *race);
void step(struct sim_task *t, const char *name, const long args[6]);
#define STEP(t, name, ...) step(t, name, (const long[6]){ __VA_ARGS__ })

#endif
