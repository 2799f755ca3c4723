/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Scenarios by designs, as a table for people and as JSON.
 */
#ifndef SIM_REPORT_MATRIX_H
#define SIM_REPORT_MATRIX_H

#include "report/canvas.h"
#include "script/run.h"

/**
 * struct sim_mcell - what one scenario came to on one design
 * @prog: the bound scenario; lives as long as the matrix
 */
struct sim_mcell {
	const struct sim_prog *prog;
	struct sim_report report;
};

/**
 * struct sim_matrix - the whole table
 * @paths, @titles: of the rows
 * @designs: of the columns
 * @cells: row by row
 */
struct sim_matrix {
	const char **paths, **titles;
	const struct design **designs;
	unsigned int nr_rows, nr_columns;
	struct sim_mcell *cells;
};

/** sim_matrix_plain - a table, and below it the lines on which the designs differ */
void sim_matrix_plain(const struct sim_matrix *m, const struct sim_pen *pen, struct sim_buf *out);

/** sim_matrix_json - the same for programs */
void sim_matrix_json(const struct sim_matrix *m, struct sim_buf *out);

/** sim_matrix_differs - 1 if the designs that ran this row did not all do the same */
int sim_matrix_differs(const struct sim_matrix *m, unsigned int row);

/**
 * sim_cell_text - "ok", "skip", "FAIL :16", or how it differs from the rule: "0 !authority"
 *
 * Return: @buf.
 */
char *sim_cell_text(const struct sim_mcell *cell, char *buf, size_t n);

/**
 * sim_override_of - what the scenario says of a step for this design only
 */
const struct sim_override *sim_override_of(const struct sim_prog *prog,
					   const struct sim_item *item);

#endif
