/* SPDX-License-Identifier: GPL-2.0-only */
/* A world of the toy kernel for the tests of the engine: include it behind <cmocka.h>. */
#ifndef TESTS_TOY_WORLD_H
#define TESTS_TOY_WORLD_H

#include "sim.h"
#include "toy.h"

static struct sim_design *design;

/* booted; @options as of sim_new() */
static inline struct sim *toy_new(const struct sim_options *options)
{
	struct sim_error err;
	struct sim *sim = sim_new(options, &err);

	assert_non_null(sim);
	sim_use_design(sim, design);
	assert_int_equal(sim_boot(sim, NULL, &err), SIM_OK);
	return sim;
}

static inline int setup(void **state)
{
	*state = toy_new(NULL);
	return 0;
}

static inline int teardown(void **state)
{
	sim_free(*state);
	return 0;
}

static inline int open_design(void **state)
{
	(void)state;
	return sim_design_wrap(&design, &toy_design, NULL);
}

static inline int close_design(void **state)
{
	(void)state;
	sim_design_close(design);
	return 0;
}

static inline struct sim_task *init_of(struct sim *s)
{
	return sim_task_at(s, 0);
}

static inline struct sim_task *fork_one(struct sim *s)
{
	long nr = sim_call(init_of(s), "fork");

	assert_true(nr > 0);
	return sim_find(init_of(s), (int)nr);
}

#endif
