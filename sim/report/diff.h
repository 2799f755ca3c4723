/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Two designs on the same scenario: on which line they part, and both runs side by side.
 */
#ifndef SIM_REPORT_DIFF_H
#define SIM_REPORT_DIFF_H

#include "report/story.h"

/**
 * struct sim_side - what one design made of a scenario
 * @rets: by step of @prog: what it came to in the last run; @seen: that there is one
 */
struct sim_side {
	const struct sim_prog *prog;
	struct sim_report report;
	long *rets;
	unsigned char *seen;
};

/** sim_side_init - 0 if there is no memory; sim_side_free() in any case */
int sim_side_init(struct sim_side *side, const struct sim_prog *prog);
void sim_side_free(struct sim_side *side);

/** sim_side_step - for struct sim_runner.on_step, with the side as ctx */
void sim_side_step(void *ctx, const struct sim_run *run, const struct sim_pstep *step, long ret);

/**
 * sim_diff_line - "PATH:12  X: call(args)  a: -1 EPERM  b: 0 !authority", where they differ first
 *
 * Both sides have run it, of the same tree. Return: 0 if they do not differ; nothing is appended.
 */
int sim_diff_line(const struct sim_side *a, const struct sim_side *b, const char *path,
		  struct sim_buf *out);

struct sim_column_row;

/** struct sim_column - a story as it is set beside another one */
struct sim_column {
	const struct sim_prog *prog;
	struct sim_column_row *rows;
	unsigned int nr;
	int failed; /* no memory */
};

/** sim_column_take - all rows of a story, which may be freed then */
void sim_column_take(struct sim_column *c, const struct sim_story *story);
void sim_column_free(struct sim_column *c);

/**
 * sim_diff_columns - two columns around the first difference, which is marked
 *
 * Return: 0 if there is none.
 */
int sim_diff_columns(const struct sim_column *a, const struct sim_column *b,
		     const struct sim_pen *pen, struct sim_buf *out);

#endif
