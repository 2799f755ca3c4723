/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files that examine a program share. */
#ifndef SIM_FUZZ_WORK_H
#define SIM_FUZZ_WORK_H

#include "fuzz/fuzz.h"

/** struct fuzz_work - a program under examination */
struct fuzz_work {
	const struct fuzz_lab *lab;
	struct fuzz_program *program;
	struct fuzz_run *model, *other;
	struct sim_error *err;
	unsigned int tries;	/* that are left for shrinking */
	char why[256];
	int no_host;
};

/** fuzz_compare - run both; where the two differ: a step, nr_steps: the end, -1: nowhere */
int fuzz_compare(struct fuzz_work *w, int careful);
/** fuzz_kind - "waitid: result": what differs there, in short */
void fuzz_kind(const struct fuzz_work *w, int at, char *out, size_t n);
/** fuzz_still - is there a difference of that kind, which hangs on no order? @at: where */
int fuzz_still(struct fuzz_work *w, const char *kind, int *at);
/** fuzz_shrink - leave out and simplify what can be; shrink.c. Returns where they differ then */
int fuzz_shrink(struct fuzz_work *w, const char *kind, int at);

#endif
