/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A story as rows: one for each thing that somebody did. Private to sim/report/.
 */
#ifndef SIM_REPORT_ROWS_H
#define SIM_REPORT_ROWS_H

#include "report/story.h"

/**
 * struct sim_row - what stands on a line of the lanes
 * @task: who; -1: nobody
 * @step: the line of the scenario, index + 1; 0: something that followed from it
 * @bad: it is, or trips, a fault
 * @from: first entry of the trace that belongs to it; it ends where the next row begins
 */
struct sim_row {
	int task;
	unsigned int step;
	int bad;
	unsigned int from;
	struct sim_buf text;
};

struct sim_rows {
	const struct sim_story *story;
	struct sim_row *at;
	unsigned int nr;
	int failed;
};

/** sim_rows_make - all rows of a story; to be freed with sim_rows_free() */
void sim_rows_make(struct sim_rows *rows, const struct sim_story *story);
void sim_rows_free(struct sim_rows *rows);

/** sim_rows_end - entry behind the last one that belongs to a row */
unsigned int sim_rows_end(const struct sim_rows *rows, unsigned int i);

#endif
