/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A sheet of character cells to draw on, which becomes text at the end.
 */
#ifndef SIM_REPORT_CANVAS_H
#define SIM_REPORT_CANVAS_H

#include "buf.h"

/** enum sim_ink - what a cell means; colour never is the only carrier of it */
enum sim_ink {
	SIM_INK_PLAIN,
	SIM_INK_DIM,
	SIM_INK_BOLD,
	SIM_INK_GOOD,
	SIM_INK_BAD,
	SIM_INK_WARN,
	SIM_INK_FIRST,	/* first life of a number */
	SIM_INK_SECOND, /* second life of it */
};

/**
 * struct sim_pen - what the terminal can do
 * @utf8: line drawing characters may be used
 * @colour: escape sequences may be used
 * @width: columns
 */
struct sim_pen {
	int utf8;
	int colour;
	unsigned int width;
};

struct sim_cell;

/** struct sim_canvas - the sheet; rows come into being as they are written to */
struct sim_canvas {
	struct sim_pen pen;
	struct sim_cell *cells;
	unsigned int rows, room;
	int failed;
};

void sim_canvas_init(struct sim_canvas *c, const struct sim_pen *pen);
void sim_canvas_free(struct sim_canvas *c);

/** sim_canvas_puts - UTF-8 text, cut at the right margin; returns the column behind it */
unsigned int sim_canvas_puts(struct sim_canvas *c, unsigned int row, unsigned int col,
			     enum sim_ink ink, const char *text);

/** sim_canvas_width - columns that a text takes */
unsigned int sim_canvas_width(const char *text);

/** sim_canvas_is_free - 1 if no text but lines of lifetime stand in these cells */
int sim_canvas_is_free(const struct sim_canvas *c, unsigned int row, unsigned int col,
		       unsigned int width);

/** sim_canvas_line - a mark that text may be written over: one glyph, @ascii instead of it */
void sim_canvas_line(struct sim_canvas *c, unsigned int row, unsigned int col, enum sim_ink ink,
		     const char *glyph, char ascii);

/** sim_canvas_flush - append all rows to a text, without blanks at their ends */
void sim_canvas_flush(const struct sim_canvas *c, struct sim_buf *out);

/** sim_ink_on, sim_ink_off - for text that needs no canvas; "" without colour */
const char *sim_ink_on(const struct sim_pen *pen, enum sim_ink ink);
const char *sim_ink_off(const struct sim_pen *pen);

#endif
