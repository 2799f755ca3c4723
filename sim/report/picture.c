// SPDX-License-Identifier: GPL-2.0-only
/*
 * The picture that shows that a number and a process are two things: a ribbon for each pid
 * number on top, which says who owns it; a lane for each struct pid below, with its count;
 * then what each task does, in a column of its own; then the ledger.
 */
#include <stdio.h>
#include <string.h>

#include "report/rows.h"

#define LABEL	    13U
#define MAX_CELL    8U
#define MAX_TASKS   6U
#define MAX_NUMBERS 4U

struct picture {
	const struct sim_story *story;
	struct sim_rows rows;
	struct sim_canvas canvas;
	unsigned int upto, cell, line;
	long numbers[MAX_NUMBERS];
	unsigned int nr_numbers;
};

/* entries of the trace up to the end of the k-th line, from 1 */
static unsigned int end_of(const struct sim_story *story, unsigned int k)
{
	if (!k)
		return 0;
	return k < story->nr_moments ? story->moments[k - 1].to : story->end;
}

static const struct sim_object *pid_of(const struct sim_story *story, const struct sim_life *life)
{
	const struct sim_object *o = sim_object(story->sim, life->id);

	return strcmp(o->kind, "pid") ? NULL : o;
}

/* The colour of a life: the first owner of a number and the second must not look alike. */
static enum sim_ink ink_of(const struct sim_object *o)
{
	return o->life > 1 ? SIM_INK_SECOND : SIM_INK_FIRST;
}

/* the numbers that had more than one owner */
static void find_numbers(struct picture *p)
{
	for (unsigned int i = 0; i < p->story->nr_lives; i++) {
		const struct sim_life *life = &p->story->lives[i];
		const struct sim_object *o = pid_of(p->story, life);

		if (o && o->life == 2 && life->born < p->story->end && p->nr_numbers < MAX_NUMBERS)
			p->numbers[p->nr_numbers++] = o->nr;
	}
}

/* ------------------------------------------------------------ the ribbon */

/** struct stretch - part of a ribbon in which nothing changes */
struct stretch {
	const struct sim_life *owner;
	int zombie;
};

static struct stretch stretch_at(const struct picture *p, long nr, unsigned int k)
{
	unsigned int at = end_of(p->story, k);
	struct stretch s = { sim_story_owner(p->story, nr, at), 0 };

	if (s.owner && s.owner->task >= 0)
		s.zombie = sim_story_task_at(p->story, s.owner->task, at) == 2;
	return s;
}

static void put_stretch(struct picture *p, const struct stretch *s, unsigned int from,
			unsigned int to)
{
	const char *fill = !s->owner		? " "
			   : s->zombie		? (p->canvas.pen.utf8 ? "┄" : "~")
			   : p->canvas.pen.utf8 ? "━"
						: "=";
	unsigned int left = LABEL + from * p->cell, width = (to - from) * p->cell;
	enum sim_ink ink = s->owner ? ink_of(pid_of(p->story, s->owner)) : SIM_INK_DIM;
	char buf[32], text[48];
	unsigned int at;

	for (unsigned int i = 0; i < width; i++)
		sim_canvas_puts(&p->canvas, p->line, left + i, ink, fill);
	if (s->owner)
		sim_canvas_puts(&p->canvas, p->line, left, ink, p->canvas.pen.utf8 ? "┣" : "|");
	snprintf(text, sizeof(text), " %s ",
		 !s->owner   ? "free"
		 : s->zombie ? "zombie"
			     : sim_story_actor(p->story, s->owner->task, buf));
	at = (unsigned int)strlen(text);
	if (at + 1 <= width)
		sim_canvas_puts(&p->canvas, p->line, left + (width - at + 1) / 2, ink, text);
	else if (s->zombie && width > 2)
		sim_canvas_puts(&p->canvas, p->line, left + width / 2, ink, "z");
}

/* who is called by this number at a step: by kill(2) and its family */
static const char *called_by_number(const struct picture *p, unsigned int k, long nr)
{
	const struct sim_pstep *s = &p->story->prog->steps[p->story->moments[k - 1].step];
	const struct sim_task *task;

	if (!s->enc.call ||
	    (strcmp(s->enc.call->name, "kill") && strcmp(s->enc.call->name, "tkill") &&
	     strcmp(s->enc.call->name, "rt_sigqueueinfo")) ||
	    s->enc.args[0].place != SIM_AT_PID)
		return NULL;
	task = p->story->run->actors[s->enc.args[0].actor].task;
	return task && sim_pid(task, NULL) == nr ? s->enc.call->name : NULL;
}

/* kill(n) goes to the ribbon, and falls through to whoever owns it */
static void put_arrows(struct picture *p, long nr)
{
	int any = 0;

	for (unsigned int k = 1; k <= p->upto; k++) {
		const char *name = called_by_number(p, k, nr);
		unsigned int col = LABEL + (k - 1) * p->cell;
		char text[32];

		if (!name)
			continue;
		snprintf(text, sizeof(text), "%.*s%s", (int)p->cell - 2, name,
			 p->canvas.pen.utf8 ? "▼" : "v");
		sim_canvas_puts(&p->canvas, p->line, col + 1, SIM_INK_BOLD, text);
		any = 1;
	}
	if (any)
		p->line++;
}

static void put_ribbon(struct picture *p, long nr)
{
	struct stretch now, next;
	unsigned int from = 0, first = 1;
	char label[32];

	snprintf(label, sizeof(label), " number %ld", nr);
	sim_canvas_puts(&p->canvas, p->line, 0, SIM_INK_BOLD, label);
	/* Before the first owner there is nothing to be told. */
	while (first <= p->upto && !stretch_at(p, nr, first).owner)
		first++;
	from = first;
	for (unsigned int k = first; k <= p->upto; k++) {
		now = stretch_at(p, nr, k);
		if (k < p->upto) {
			next = stretch_at(p, nr, k + 1);
			if (next.owner == now.owner && next.zombie == now.zombie)
				continue;
		}
		put_stretch(p, &now, from - 1, k);
		from = k + 1;
	}
	p->line++;
}

/* the count after the k-th step, and a line to the next one; or the end */
static void put_count(struct picture *p, const struct sim_life *life, unsigned int k,
		      enum sim_ink ink)
{
	unsigned int at = end_of(p->story, k), col = LABEL + (k - 1) * p->cell;
	char text[32];

	if (life->born >= at || life->died < end_of(p->story, k - 1))
		return;
	if (life->died < at) {
		sim_canvas_puts(&p->canvas, p->line, col, ink,
				p->canvas.pen.utf8 ? "✗ freed" : "x freed");
		return;
	}
	snprintf(text, sizeof(text), "%ld", sim_story_count(p->story, life->id, at));
	col = sim_canvas_puts(&p->canvas, p->line, col, ink, text);
	for (; col < LABEL + k * p->cell; col++)
		sim_canvas_line(&p->canvas, p->line, col, ink, "─", '-');
}

/* a lane for each struct pid that had the number */
static void put_lives(struct picture *p, long nr)
{
	for (unsigned int i = 0; i < p->story->nr_lives; i++) {
		const struct sim_life *life = &p->story->lives[i];
		const struct sim_object *o = pid_of(p->story, life);
		char text[80], name[64];

		if (!o || o->nr != nr || life->born >= end_of(p->story, p->upto))
			continue;
		sim_object_name(o, name, sizeof(name));
		snprintf(text, sizeof(text), "   %s", name);
		sim_canvas_puts(&p->canvas, p->line, 0, ink_of(o), text);
		for (unsigned int k = 1; k <= p->upto; k++)
			put_count(p, life, k, ink_of(o));
		p->line++;
	}
}

static void put_numbers(struct picture *p)
{
	sim_canvas_puts(&p->canvas, p->line, 0, SIM_INK_DIM, " step");
	for (unsigned int k = 1; k <= p->upto; k++) {
		char text[16];

		snprintf(text, sizeof(text), "%u", k);
		sim_canvas_puts(&p->canvas, p->line, LABEL + (k - 1) * p->cell, SIM_INK_DIM, text);
	}
	p->line++;
	for (unsigned int i = 0; i < p->nr_numbers; i++) {
		put_arrows(p, p->numbers[i]);
		put_ribbon(p, p->numbers[i]);
		put_lives(p, p->numbers[i]);
	}
	p->line++;
}

/* ------------------------------------------------------------ the tasks */

struct columns {
	struct picture *p;
	int tasks[MAX_TASKS];
	unsigned int nr, width;
	unsigned int line; /* number of the last line of the scenario */
};

/* every actor that was created, in the order of creation */
static void find_columns(struct columns *c)
{
	const struct sim_story *story = c->p->story;

	for (unsigned int i = 0; i < sim_nr_tasks(story->sim) && c->nr < MAX_TASKS; i++) {
		for (unsigned int j = 0; j < story->prog->nr_actors; j++) {
			const struct sim_task *t = story->run->actors[j].task;

			if (t && sim_task_index(t) == i)
				c->tasks[c->nr++] = (int)i;
		}
	}
	c->width = c->nr ? (c->p->canvas.pen.width - 6) / c->nr : 0;
}

/* who lives, as lines that text may cross */
static void put_lifelines(struct columns *c, unsigned int line, unsigned int at)
{
	for (unsigned int i = 0; i < c->nr; i++) {
		int state = sim_story_task_at(c->p->story, c->tasks[i], at);

		if (state)
			sim_canvas_line(&c->p->canvas, line, 6 + i * c->width, SIM_INK_DIM,
					state == 2 ? "z" : "│", state == 2 ? 'z' : '|');
	}
}

static const char *comment_of(const struct sim_row *row, const struct sim_story *story)
{
	const char *comment = row->step ? story->prog->steps[row->step - 1].item->comment : NULL;

	return comment ? comment + strspn(comment, " \t") : NULL;
}

/* What came back through pointers is left out where there is no room for it. */
static void put_call(struct columns *c, const struct sim_row *row, unsigned int col)
{
	struct picture *p = c->p;
	const char *brace = strstr(row->text.s, " {");
	const char *equals = strstr(row->text.s, " = ");
	size_t len = strlen(row->text.s);
	char text[256];

	if (brace && equals && brace > equals && col + len > p->canvas.pen.width)
		len = (size_t)(brace - row->text.s);
	snprintf(text, sizeof(text), "%.*s", (int)len, row->text.s);
	sim_canvas_puts(&p->canvas, p->line, col,
			row->bad || !row->step ? SIM_INK_BAD : SIM_INK_PLAIN, text);
}

static void put_task_row(struct columns *c, unsigned int i)
{
	struct picture *p = c->p;
	const struct sim_row *row = &p->rows.at[i];
	unsigned int lane = 0, end = sim_rows_end(&p->rows, i);
	const char *comment = comment_of(row, p->story);
	char text[16];

	while (lane < c->nr && c->tasks[lane] != row->task)
		lane++;
	if (lane == c->nr || !row->text.s)
		return;
	if (row->step) {
		snprintf(text, sizeof(text), "%4u", ++c->line);
		sim_canvas_puts(&p->canvas, p->line, 0, SIM_INK_DIM, text);
	}
	put_call(c, row, 6 + lane * c->width);
	put_lifelines(c, p->line, end);
	p->line++;
	if (!comment)
		return;
	sim_canvas_puts(&p->canvas, p->line, 8 + lane * c->width, SIM_INK_DIM, comment);
	put_lifelines(c, p->line, end);
	p->line++;
}

static void put_tasks(struct picture *p)
{
	struct columns c = { .p = p };
	unsigned int end = end_of(p->story, p->upto);
	char buf[32];

	find_columns(&c);
	sim_canvas_puts(&p->canvas, p->line, 0, SIM_INK_DIM, " step");
	for (unsigned int i = 0; i < c.nr; i++)
		sim_canvas_puts(&p->canvas, p->line, 6 + i * c.width, SIM_INK_BOLD,
				sim_story_actor(p->story, c.tasks[i], buf));
	p->line++;
	for (unsigned int i = 0; i < p->rows.nr; i++) {
		const struct sim_row *row = &p->rows.at[i];

		if (row->step ? c.line < p->upto : row->from < end)
			put_task_row(&c, i);
	}
}

/* ------------------------------------------------------------ all of it */

void sim_report_picture(const struct sim_story *story, const struct sim_pen *pen, unsigned int upto,
			struct sim_buf *out)
{
	struct picture p = { .story = story, .upto = upto };
	unsigned int nr = story->nr_moments ? story->nr_moments : 1;

	if (p.upto > story->nr_moments)
		p.upto = story->nr_moments;
	sim_canvas_init(&p.canvas, pen);
	p.cell = (pen->width - LABEL) / nr;
	if (p.cell > MAX_CELL)
		p.cell = MAX_CELL;
	sim_rows_make(&p.rows, story);
	find_numbers(&p);
	if (p.nr_numbers && p.cell)
		put_numbers(&p);
	put_tasks(&p);
	sim_canvas_flush(&p.canvas, out);
	out->failed |= p.rows.failed;
	sim_canvas_free(&p.canvas);
	sim_rows_free(&p.rows);
	sim_buf_putc(out, '\n');
	sim_report_ledger(story, pen, end_of(story, p.upto), out);
}
