/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A kernel of two hundred lines with the interface of a design, for tests of the
 * engine: every way in which model code may use or abuse its host is a system call of it.
 */
#ifndef TESTS_TOY_H
#define TESTS_TOY_H

#include "sim.h"

extern const struct design toy_design;

/** toy_calls - how many calls the toy counted in its image */
long toy_calls(void);

/** toy_order - the tasks in the order in which they passed the points of "step" */
const char *toy_order(void);

/** toy_first_line - the line that the function begins in */
int toy_first_line(void);

/** toy_memory_used - bytes of world memory in use */
unsigned long toy_memory_used(void);

#endif
