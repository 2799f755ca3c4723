/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A failing scenario, made smaller as long as it fails in the same way.
 */
#ifndef SIM_SCRIPT_SHRINK_H
#define SIM_SCRIPT_SHRINK_H

#include "script/run.h"

struct sim_buf;

/**
 * struct sim_shrink - what is to be shrunk
 * @sim: a world to run it in
 * @ast: the scenario, bound to @design as @release (0: its default)
 * @others: designs whose words it may require, too; @nr_others of them
 * @token: a schedule that fails; NULL: one is looked for
 */
struct sim_shrink {
	struct sim *sim;
	const struct sim_ast *ast;
	const struct sim_design *design;
	unsigned int release;
	const struct sim_design *const *others;
	unsigned int nr_others;
	const char *token;
};

/**
 * struct sim_shrunk - what is left; to be freed with sim_shrunk_free()
 * @text: the scenario in its canonical layout
 * @token: the shortest schedule by which it fails, "" if that is the default
 * @has_race: whether there is a race left
 * @before, @after: lines of statements
 * @tried: scenarios that were run
 */
struct sim_shrunk {
	char *text;
	char *token;
	int has_race;
	unsigned int before, after, tried;
};

/**
 * sim_shrink - leave out actors, statements, flags and numbers, one after the other
 *
 * It fails in the same way if the same judge finds the fault in the same function; or, if it
 * is the scenario's own expectation that fails, if that is the same statement. At the end nothing
 * that can be left out alone is left. Comments go.
 *
 * Return: SIM_OK; SIM_EFAIL: it does not fail, or only all runs together do; SIM_EINPUT: the
 * schedule is none of it; SIM_ENOMEM.
 */
enum sim_status sim_shrink(const struct sim_shrink *how, struct sim_shrunk *out,
			   struct sim_error *err);
void sim_shrunk_free(struct sim_shrunk *shrunk);

#endif
