// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows as lanes: a column for each actor, one for what became of the objects.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/rows.h"
#include "script/schedule.h"

#define STEP_WIDTH    6U /* "   12  " */
#define OBJECTS_WIDTH 26U
#define MIN_WIDTH     12U
#define MAX_LANES     16U
#define MOST_ROWS     200U

struct lanes {
	const struct sim_rows *rows;
	const struct sim_marked *marked;
	unsigned int nr_marked;
	struct sim_canvas canvas;
	int tasks[MAX_LANES];
	unsigned int nr;
	unsigned int width;   /* of a lane */
	unsigned int objects; /* column where they begin */
	unsigned int line;    /* of the canvas: the next free one */
	unsigned int changes; /* next free line in the column of objects */
};

static unsigned int lane_of(struct lanes *l, int task)
{
	for (unsigned int i = 0; i < l->nr; i++) {
		if (l->tasks[i] == task)
			return i;
	}
	return l->nr;
}

/* the tasks that have rows, by index */
static void find_lanes(struct lanes *l)
{
	for (unsigned int i = 0; i < l->rows->nr; i++) {
		int task = l->rows->at[i].task;
		unsigned int at;

		if (lane_of(l, task) < l->nr)
			continue;
		if (l->nr == MAX_LANES)
			return;
		for (at = l->nr++; at && l->tasks[at - 1] > task; at--)
			l->tasks[at] = l->tasks[at - 1];
		l->tasks[at] = task;
	}
}

/* where to break a text that is too long: behind the last blank, if there is one */
static size_t break_at(const char *text, unsigned int room)
{
	size_t last = 0;

	for (size_t i = 0; text[i] && i < room; i++) {
		if (text[i] == ' ')
			last = i + 1;
	}
	return last > room / 3 ? last : room;
}

static void put_text(struct lanes *l, unsigned int col, enum sim_ink ink, const char *text)
{
	unsigned int room = l->objects - col - 2;
	unsigned int indent = 0;
	char piece[256];

	while (*text) {
		size_t len = strlen(text);

		if (len > room - indent)
			len = break_at(text, room - indent);
		snprintf(piece, sizeof(piece), "%.*s", (int)len, text);
		sim_canvas_puts(&l->canvas, l->line++, col + indent, ink, piece);
		text += len;
		indent = 4;
	}
}

static void put_change(void *ctx, const char *line)
{
	struct lanes *l = ctx;

	sim_canvas_puts(&l->canvas, l->changes++, l->objects, SIM_INK_DIM, line);
}

/* Who was interrupted, or begins, has a row of its own from there on. */
static unsigned int row_at(const struct sim_rows *rows, const struct sim_turn *turn)
{
	unsigned int at = 0, own = rows->nr, i;

	for (i = 0; i < rows->nr && rows->at[i].from <= turn->trace; i++) {
		at = i;
		if (rows->at[i].task == turn->task)
			own = i;
	}
	if (turn->kind == SIM_TURN_GRACE || (own == at && turn->kind != SIM_TURN_BEGIN))
		return at;
	while (i < rows->nr && rows->at[i].task != turn->task)
		i++;
	return i < rows->nr ? i : own;
}

/* the row in which a step of the race was made; nr: none */
static unsigned int row_of(const struct lanes *l, const struct sim_marked *marked)
{
	const struct sim_rows *rows = l->rows;
	const struct sim_turn *turns;
	unsigned int nr, at = 0;

	turns = sim_schedule_turns(rows->story->schedule, &nr);
	while (at < nr && (turns[at].task != marked->task || turns[at].nth != marked->nth))
		at++;
	if (at == nr)
		return rows->nr;
	return row_at(rows, &turns[at]);
}

static void put_marks(struct lanes *l, unsigned int i)
{
	char text[2] = "";

	for (unsigned int m = 0; m < l->nr_marked; m++) {
		if (row_of(l, &l->marked[m]) != i)
			continue;
		text[0] = text[0] ? '*' : l->marked[m].mark;
	}
	if (text[0])
		sim_canvas_puts(&l->canvas, l->line, 4, SIM_INK_WARN, text);
}

static void put_row(struct lanes *l, unsigned int i)
{
	const struct sim_row *row = &l->rows->at[i];
	unsigned int lane = lane_of(l, row->task), first = l->line;
	enum sim_ink ink = row->bad ? SIM_INK_BAD : SIM_INK_PLAIN;
	char number[16];

	if (lane == l->nr || row->text.failed || !row->text.s)
		return;
	snprintf(number, sizeof(number), "%4u", i + 1);
	sim_canvas_puts(&l->canvas, l->line, 0, SIM_INK_DIM, number);
	put_marks(l, i);
	put_text(l, STEP_WIDTH + lane * l->width, ink, row->text.s);
	l->changes = first;
	sim_story_changes(l->rows->story, row->from, sim_rows_end(l->rows, i), put_change, l);
	if (l->changes > l->line)
		l->line = l->changes;
}

static void put_heads(struct lanes *l)
{
	char buf[32];

	sim_canvas_puts(&l->canvas, 0, 0, SIM_INK_DIM, "step");
	for (unsigned int i = 0; i < l->nr; i++)
		sim_canvas_puts(&l->canvas, 0, STEP_WIDTH + i * l->width, SIM_INK_BOLD,
				sim_story_actor(l->rows->story, l->tasks[i], buf));
	sim_canvas_puts(&l->canvas, 0, l->objects, SIM_INK_DIM, "objects");
	l->line = 1;
}

/* A run that did not end has a million rows, and nobody reads the middle of them. */
static unsigned int leave_out(struct lanes *l)
{
	unsigned int to = l->rows->nr - MOST_ROWS / 2;
	char text[64];

	snprintf(text, sizeof(text), "... %u steps are left out ...", to - MOST_ROWS / 2);
	sim_canvas_puts(&l->canvas, l->line++, STEP_WIDTH, SIM_INK_DIM, text);
	return to;
}

void sim_report_lanes(const struct sim_story *story, const struct sim_pen *pen,
		      const struct sim_marked *marked, unsigned int nr, struct sim_buf *out)
{
	struct lanes l = { .marked = marked, .nr_marked = nr };
	struct sim_rows rows;

	sim_rows_make(&rows, story);
	l.rows = &rows;
	find_lanes(&l);
	if (l.nr) {
		sim_canvas_init(&l.canvas, pen);
		l.objects = pen->width - OBJECTS_WIDTH;
		l.width = (l.objects - STEP_WIDTH) / l.nr;
		if (l.width < MIN_WIDTH) {
			/* Too many for columns: the objects give way. */
			l.canvas.pen.width =
				STEP_WIDTH + l.nr * MIN_WIDTH + MIN_WIDTH * 2 + OBJECTS_WIDTH;
			l.objects = l.canvas.pen.width - OBJECTS_WIDTH;
			l.width = MIN_WIDTH;
		}
		put_heads(&l);
		for (unsigned int i = 0; i < rows.nr; i++) {
			if (rows.nr > MOST_ROWS && i == MOST_ROWS / 2)
				i = leave_out(&l);
			put_row(&l, i);
		}
		sim_canvas_flush(&l.canvas, out);
		sim_canvas_free(&l.canvas);
	}
	if (rows.failed)
		out->failed = true;
	sim_rows_free(&rows);
}
