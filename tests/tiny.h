/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A kernel whose only system call runs a little program, one scheduling point an instruction: for
 * tests of the explorer. It says itself what its steps touch (DESIGN_DECLARED).
 */
#ifndef TESTS_TINY_H
#define TESTS_TINY_H

#include "sim.h"

#define TINY_WORDS 6

/** enum tiny_op - what an instruction does to word, lock, count or semaphore number x */
enum tiny_op {
	TINY_END,
	TINY_LOAD,		/* into the task's register, with all that was in it before */
	TINY_STORE,		/* what the register and the task are */
	TINY_ADD,		/* of ours, in a way that the order shows */
	TINY_LOCK,
	TINY_UNLOCK,
	TINY_WRITE_LOCK,
	TINY_WRITE_UNLOCK,
	TINY_READ_LOCK,
	TINY_READ_UNLOCK,
	TINY_TRY_LOCK,		/* and at once unlock, if it could be had */
	TINY_GET,		/* not from zero: then the register is told */
	TINY_PUT,
	TINY_RCU_LOCK,
	TINY_RCU_UNLOCK,
	TINY_CALL_RCU,		/* a grace period later, the word is overwritten */
	TINY_DOWN,		/* a semaphore; may sleep */
	TINY_UP,
	TINY_CHOOSE,
	TINY_LAZY_DOWN,		/* as TINY_DOWN, wrong: looks, and is preempted before it sleeps */
	TINY_OPS,
};

struct tiny_step {
	unsigned char op, x;
};

extern const struct design tiny_design;

/** tiny_digest - of words, registers, counts and who sleeps where */
uint64_t tiny_digest(void);

/** tiny_reg - of the task with that number */
uint64_t tiny_reg(int nr);

#endif
