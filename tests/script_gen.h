/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Random scenarios for property tests: syntactically everything that the
 * language allows, without a meaning.
 */
#ifndef TESTS_SCRIPT_GEN_H
#define TESTS_SCRIPT_GEN_H

#include <stdint.h>

#include "script/ast.h"

/* A generator of numbers (splitmix64): same seed, same numbers. */
struct gen_rand {
	uint64_t state;
};

uint64_t gen_next(struct gen_rand *r);

/* A number below @n, which must not be 0. */
unsigned int gen_below(struct gen_rand *r, unsigned int n);

/* A random tree that the parser could have made; NULL without memory. */
struct sim_ast *gen_script(struct gen_rand *r);

#endif /* TESTS_SCRIPT_GEN_H */
