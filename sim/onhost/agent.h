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
#define SLOT_CALLS  24
#define SLOT_IMAGE  (SLOT_SIZE - SLOT_STACK - 8192 - SLOT_SIGS * sizeof(struct sim_signal))
/* the word `handler` of a scenario */
#define SCRIPT_HANDLER 0x100000UL

/* what is no system call; as a number of one */
#define SLOT_NOTHING  (-1L)
/* write the text at args[0], of args[1] bytes, into the file args[2]: sim_reuse */
#define SLOT_WRITE    (-2L)

/**
 * struct slot_call - a call that the actor is to make
 * @spin: how long it idles before
 * @child: slot of a child that the call may make, or NULL
 */
struct slot_call {
	long nr, args[6], ret;
	struct slot *child;
	unsigned int spin;
};

/**
 * struct slot - one actor's
 * @go: set by the monitor when @calls are there; the actor waits on it
 * @gate: if not NULL, all actors of a race come together there before the first of their calls;
 *	  @gate_count: of init's slot, is what it points to
 * @nr, @at: how many calls; in which it is
 * @done: how many have ended
 * @ready: set by the actor when it waits for its first call; init: below 0 is an errno
 * @begun: it has been in its loop; a program that starts then was executed
 * @handler, @restorer: addresses that `handler` stands for, in the actor's program
 */
struct slot {
	int go, done, ready, begun;
	int *gate, gate_count;
	int nr, at;
	unsigned long handler, restorer;
	struct slot_call calls[SLOT_CALLS];
	unsigned int nr_sigs;
	struct sim_signal sigs[SLOT_SIGS];
	unsigned char image[SLOT_IMAGE] __attribute__((aligned(64)));
	unsigned char stack[SLOT_STACK] __attribute__((aligned(64)));
} __attribute__((aligned(1UL << 19)));

_Static_assert(sizeof(struct slot) == SLOT_SIZE, "an actor finds its slot by its stack pointer");

/* no instrumentation: other programs run this, and threads that libc does not know */
#define AGENT                                                                                  \
	__attribute__((no_sanitize("address", "undefined"), no_profile_instrument_function,     \
		       no_stack_protector, noinline))

/** sim_agent_enter - to the stack in the slot, and into the loop */
void sim_agent_enter(struct slot *slot) __attribute__((noreturn));
long sim_agent_raw(long nr, const long *a);

/**
 * sim_agent_init - in the first process of a new namespace; never returns
 * @no_fds: it has no descriptors
 *
 * Until it is ready it shares its descriptors with the monitor, and leaves that of the new /proc
 * in @slot->calls[0].ret.
 */
void sim_agent_init(struct slot *slot, int no_fds) __attribute__((noreturn));

/** sim_host_program - the program that actors execute; its bytes */
const unsigned char *sim_host_program(size_t *len);

#endif
