/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Worker processes: each takes pieces of work that are bytes, and answers with bytes.
 */
#ifndef SIM_SCRIPT_CREW_H
#define SIM_SCRIPT_CREW_H

#include "buf.h"
#include "error.h"

struct sim_crew;

/** sim_work_fn - does one piece; in the worker's process, which is a copy of the caller's */
typedef void (*sim_work_fn)(void *ctx, const void *in, size_t n, struct sim_buf *out);

/**
 * sim_crew_new - @workers processes; with 1 the work is done by the caller
 * @begin: called in each new process before its first work; may be NULL
 *
 * Return: NULL with @err filled in if there can be no such processes.
 */
struct sim_crew *sim_crew_new(unsigned int workers, void (*begin)(void *ctx), sim_work_fn work,
			      void *ctx, struct sim_error *err);
void sim_crew_free(struct sim_crew *crew);

/**
 * sim_crew_do - all of @in[0..nr), answers into @out[0..nr), which are empty
 *
 * Return: 1; 0 with @err filled in: a worker has died.
 */
int sim_crew_do(struct sim_crew *crew, const struct sim_buf *in, struct sim_buf *out,
		unsigned int nr, struct sim_error *err);

#endif
