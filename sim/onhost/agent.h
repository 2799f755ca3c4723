/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the monitor shares with the actors: one slot for each, in memory that all processes
 * of a run have at the same address. A slot is a power of two and lies on a multiple
 * of it, and each actor's stack is in its slot; so an actor, and a signal handler too, finds
 * its slot by its stack pointer, threads that share all memory included.
 */
#ifndef SIM_ONHOST_AGENT_H
#define SIM_ONHOST_AGENT_H

#include "sim.h"

#define SLOT_SIZE   (1UL << 19)
#define SLOT_STACK  (1UL << 17)
#define SLOT_SIGS   64
#define SLOT_IMAGE  (SLOT_SIZE - SLOT_STACK - 4096 - SLOT_SIGS * sizeof(struct sim_signal))
/* the word `handler` of a scenario */
#define SCRIPT_HANDLER 0x100000UL

/**
 * struct slot - one actor's
 * @go: set by the monitor when @nr and @args are there; the actor waits on it
 * @done: set by the actor when @ret is there
 * @ready: set by the actor when it waits for its first call; init: below 0 is an errno
 * @child: slot of a child that the call may make, or NULL
 */
struct slot {
	int go, done, ready;
	long nr, args[6], ret;
	struct slot *child;
	unsigned int nr_sigs;
	struct sim_signal sigs[SLOT_SIGS];
	unsigned char image[SLOT_IMAGE] __attribute__((aligned(64)));
	unsigned char stack[SLOT_STACK] __attribute__((aligned(64)));
} __attribute__((aligned(1UL << 19)));

_Static_assert(sizeof(struct slot) == SLOT_SIZE, "an actor finds its slot by its stack pointer");

/** sim_agent_init - in the first process of a new namespace; @no_fds: with no descriptors */
void sim_agent_init(struct slot *slot, int no_fds) __attribute__((noreturn));
/** sim_agent_handler, sim_agent_restorer - addresses that `handler` stands for */
unsigned long sim_agent_handler(void);
unsigned long sim_agent_restorer(void);

#endif
