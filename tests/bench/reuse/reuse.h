/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The pid-reuse race that explorers are compared by, as a kernel of its own behind struct
 * model_ops: reuse.pml is the same for Spin.
 */
#ifndef BENCH_REUSE_H
#define BENCH_REUSE_H

#include "sim.h"

#define REUSE_MAX_FORKERS 6
#define REUSE_MAX_FORKS 8

/**
 * struct reuse_race - one size of the race
 * @forkers: tasks that make children
 * @forks: how many each
 * @handle: the supervisor has a counted reference; else a number
 */
struct reuse_race {
	unsigned int forkers, forks;
	int handle;
};

/** reuse_design - the kernel; each world booted from now on is for this race */
const struct design *reuse_design(const struct reuse_race *race);

/** reuse_drive - every task of a fresh world gets its call */
void reuse_drive(struct sim *sim);

/** reuse_state - what is left of a run: states, table and counts, in @out of 64 bytes */
void reuse_state(unsigned char *out);

#endif
