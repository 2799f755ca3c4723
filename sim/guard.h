/* SPDX-License-Identifier: GPL-2.0-only */
/* Signals that a fault in model code raises, and copies that may fault. */
#ifndef SIM_GUARD_H
#define SIM_GUARD_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/time.h>

#define SIM_GUARD_SIGNALS 5
#define SIM_GUARD_CALLERS 32

/**
 * struct sim_guard - one scope of sim_guard_enter(), the innermost being in force
 * @below: the scope around it, of another sim
 * @depth: nesting within one sim
 * @old, @old_stack, @old_timer: what is given back
 * @seen, @quiet_ms: progress at the last tick of the timer, and for how long it is the same
 * @sig, @pc, @addr: the fault that is being handled; @sig 0: an endless loop
 * @callers: words on the stack that may be return addresses, innermost first
 */
struct sim_guard {
	struct sim_guard *below;
	unsigned int depth;
	struct sigaction old[SIM_GUARD_SIGNALS];
	stack_t old_stack;
	struct itimerval old_timer;
	char *stack;
	uint64_t seen;
	unsigned int quiet_ms, tick_ms, loop_ms;
	int sig;
	uintptr_t pc, addr;
	uintptr_t callers[SIM_GUARD_CALLERS];
	unsigned int nr_callers;
};

/**
 * sim_guard_copy - copy bytes; where an address is bad, stop
 *
 * Return: bytes not copied. Outside of a guard's scope a bad address is a crash.
 */
size_t sim_guard_copy(void *to, const void *from, size_t n)
	__attribute__((visibility("hidden")));

#endif /* SIM_GUARD_H */
