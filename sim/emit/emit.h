/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A bound scenario as a C program that plays it on a real kernel: libc and system calls, nothing of
 * this project. What it does is what sim/onhost does.
 */
#ifndef SIM_EMIT_EMIT_H
#define SIM_EMIT_EMIT_H

#include "buf.h"
#include "script/run.h"

/**
 * sim_emit_c - write the program
 * @made_by: for the comment on top
 * @why: set if the scenario can't be emitted; then nothing is written
 *
 * Return: 1, or 0 with @why; a lack of memory shows in @out->failed.
 */
int sim_emit_c(const struct sim_prog *prog, const char *made_by, struct sim_buf *out, char *why,
	       size_t n);

/* ------------------------------------------------------------ inside */

/** struct sim_emit - what the files share; @words: constants that libc may lack */
struct sim_emit {
	const struct sim_prog *prog;
	struct sim_buf *out, words;
};

/* call.c: the function that makes a call; @at: where its user memory is */
void sim_emit_call(struct sim_emit *e, unsigned int step, unsigned int at);
/* want.c: whether what came is as expected, as an expression of `ret` */
void sim_emit_want(struct sim_emit *e, const struct sim_pstep *step, unsigned int at);
/* cond.c: a condition as an expression */
void sim_emit_cond(struct sim_emit *e, const struct sim_expr *expr);
/* whether it can't be seen now, as an expression */
void sim_emit_hidden(struct sim_emit *e, const struct sim_expr *expr);
/* a string of C, quoted */
void sim_emit_string(struct sim_buf *out, const char *bytes, size_t len);
/* a number: a constant by its name, if libc or a line of ours has it */
void sim_emit_number(struct sim_emit *e, const struct sim_value *v, long value);

#endif
