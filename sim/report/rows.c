// SPDX-License-Identifier: GPL-2.0-only
/*
 * From the trace to rows. A call that nobody interrupted is one row; one that was, is its
 * beginning, what it did in between, and its end.
 */
#include "report/rows.h"

#include <stdlib.h>
#include <string.h>

#include "script/names.h"

/**
 * struct walk - where we are
 * @seen: by step: it has a row
 * @open: by task: index + 1 of the step whose call goes on
 * @row: by task: index + 1 of the row in which that began
 * @quiet: by task: the call is not interrupted
 * @asleep: by task: it can't go on; @slept: in this call, and has a row that says so
 */
struct walk {
	struct sim_rows *rows;
	const struct sim_story *story;
	unsigned char *seen;
	unsigned int *open, *row;
	unsigned char *quiet, *asleep, *slept;
	unsigned int nr_tasks;
	const struct host_site *last_point;
};

static struct sim_row *add_row(struct walk *w, int task, unsigned int step, unsigned int from)
{
	struct sim_rows *rows = w->rows;
	struct sim_row *more = realloc(rows->at, (rows->nr + 1) * sizeof(*more));

	if (!more) {
		rows->failed = 1;
		return NULL;
	}
	rows->at = more;
	more += rows->nr++;
	memset(more, 0, sizeof(*more));
	more->task = task;
	more->step = step;
	more->from = from;
	more->bad = step && w->story->run->failed_step == step;
	return more;
}

/* ------------------------------------------------------------ lines of the scenario */

static unsigned int actor_of(const struct sim_story *story, int task)
{
	for (unsigned int i = 0; i < story->prog->nr_actors; i++) {
		const struct sim_task *t = story->run->actors[i].task;

		if (t && (int)sim_task_index(t) == task)
			return i;
	}
	return SIM_NO_ACTOR;
}

/* the line that this call is; nr_steps: none */
static unsigned int step_of_call(const struct walk *w, const struct sim_trace_entry *e)
{
	const struct sim_prog *prog = w->story->prog;
	unsigned int actor = actor_of(w->story, e->task);
	unsigned int i;

	for (i = 0; i < prog->nr_steps; i++) {
		const struct sim_pstep *s = &prog->steps[i];

		if (!w->seen[i] && s->kind == SIM_STEP_LINE && s->actor == actor &&
		    s->enc.call == e->call)
			break;
	}
	return i;
}

static int task_of(const struct sim_story *story, unsigned int actor)
{
	const struct sim_task *t = story->run->actors[actor].task;

	return t ? (int)sim_task_index(t) : -1;
}

/* lines before @step that make no call of the kernel */
static void add_pseudo(struct walk *w, unsigned int step, unsigned int actor, unsigned int from)
{
	const struct sim_prog *prog = w->story->prog;

	for (unsigned int i = 0; i < step; i++) {
		const struct sim_pstep *s = &prog->steps[i];
		const struct sim_moment *m = sim_story_moment(w->story, i);
		struct sim_row *row;

		if (w->seen[i] || !s->enc.pseudo || !m || s->kind != SIM_STEP_LINE ||
		    (s->next_of && s->actor != actor))
			continue;
		w->seen[i] = 1;
		row = add_row(w, task_of(w->story, s->actor), i + 1, from);
		if (!row)
			return;
		sim_story_line(s, &row->text);
		if (m->ret)
			sim_buf_printf(&row->text, " = %s", m->result);
	}
}

/* ------------------------------------------------------------ calls */

/* Is this call carried through without anybody else getting a turn? */
static int is_quiet(const struct walk *w, unsigned int from, int task)
{
	struct sim_trace_entry e;

	for (unsigned int i = from; i < w->story->end && sim_trace_get(w->story->sim, i, &e); i++) {
		if (e.task != task)
			continue;
		if (e.kind == SIM_TRACE_SWITCH)
			return 0;
		if (e.kind == SIM_TRACE_RETURN)
			return 1;
	}
	return 1;
}

static void begin_call(struct walk *w, const struct sim_trace_entry *e, unsigned int at)
{
	const struct sim_prog *prog = w->story->prog;
	unsigned int step = step_of_call(w, e);
	struct sim_row *row;

	if (step == prog->nr_steps)
		return;
	add_pseudo(w, step, prog->steps[step].actor, at);
	w->seen[step] = 1;
	row = add_row(w, e->task, step + 1, at);
	if (!row)
		return;
	sim_story_line(&prog->steps[step], &row->text);
	w->open[e->task] = step + 1;
	w->row[e->task] = w->rows->nr;
	w->quiet[e->task] = (unsigned char)is_quiet(w, at + 1, e->task);
	w->asleep[e->task] = w->slept[e->task] = 0;
}

static void put_result(struct walk *w, const struct sim_trace_entry *e, unsigned int step,
		       struct sim_buf *out)
{
	const struct sim_prog *prog = w->story->prog;
	const struct sim_moment *m = sim_story_moment(w->story, step);
	const char *err = e->a < 0 ? sim_errno_name((int)-e->a) : NULL;

	/* It blocked, as it should: a later line says how that ended. */
	for (unsigned int i = step + 1; m && m->ret == SIM_BLOCKED && i < prog->nr_steps; i++) {
		if (prog->steps[i].kind != SIM_STEP_RESUME ||
		    prog->steps[i].actor != prog->steps[step].actor)
			continue;
		m = sim_story_moment(w->story, i);
		break;
	}
	if (m && m->ret == e->a)
		sim_buf_printf(out, " = %s", m->result);
	else if (err)
		sim_buf_printf(out, " = -1 %s", err);
	else
		sim_buf_printf(out, " = %ld", e->a);
}

static void end_call(struct walk *w, const struct sim_trace_entry *e, unsigned int at)
{
	unsigned int step = w->open[e->task];
	struct sim_row *row;

	if (!step)
		return;
	w->open[e->task] = 0;
	if (w->row[e->task] == w->rows->nr) {
		row = &w->rows->at[w->rows->nr - 1];
	} else {
		row = add_row(w, e->task, 0, at);
		if (!row)
			return;
		row->bad = w->story->run->failed_step == step;
		sim_buf_puts(&row->text, w->slept[e->task] ? "..." : "|");
	}
	put_result(w, e, step - 1, &row->text);
}

static void sleeps(struct walk *w, const struct sim_trace_entry *e, unsigned int at)
{
	const char *func = e->site ? e->site->func : "";
	struct sim_row *row;

	w->asleep[e->task] = 1;
	if (!w->open[e->task] || w->slept[e->task])
		return;
	/* To wait for a lock is not what the call is for. */
	if (!e->code) {
		w->slept[e->task] = 1;
		if (w->row[e->task] == w->rows->nr) {
			sim_buf_puts(&w->rows->at[w->rows->nr - 1].text, " ...");
			return;
		}
	}
	row = add_row(w, e->task, 0, at);
	if (row)
		sim_buf_printf(&row->text, "| %s in %s", e->code ? "waits for a lock" : "sleeps",
			       func);
}

/* ------------------------------------------------------------ what else happens */

static void preempted(struct walk *w, const struct sim_trace_entry *e, unsigned int at)
{
	struct sim_row *row;

	if (e->task < 0 || e->task == e->target || !w->open[e->task] || w->asleep[e->task])
		return;
	row = add_row(w, e->task, 0, at);
	if (row)
		sim_buf_printf(&row->text, "<== preempted%s%s", w->last_point ? " in " : "",
			       w->last_point ? w->last_point->func : "");
}

static int ends_itself(const struct walk *w, int task)
{
	const struct sim_pstep *s;

	if (!w->open[task])
		return 0;
	s = &w->story->prog->steps[w->open[task] - 1];
	return s->enc.call && !strncmp(s->enc.call->name, "exit", 4);
}

/* The row above says which signal it took: the death goes there. */
static int dies_of_it(struct walk *w, const struct sim_trace_entry *e)
{
	struct sim_row *row = w->rows->nr ? &w->rows->at[w->rows->nr - 1] : NULL;

	if (e->kind != SIM_TRACE_EVENT || e->code != HOST_EV_TASK_EXIT || !row ||
	    row->task != e->target || row->step || !row->text.s || !strstr(row->text.s, "takes "))
		return 0;
	sim_buf_puts(&row->text, ", dies");
	return 1;
}

static void note(struct walk *w, const struct sim_trace_entry *e, unsigned int at)
{
	int event = e->kind == SIM_TRACE_EVENT, task = e->task;
	struct sim_row *row;
	char text[160];

	if (e->kind == SIM_TRACE_BUG && e->code == SIM_BUG_EXPECT)
		return;
	if (event && (e->code == HOST_EV_SIGNAL_TAKEN || e->code == HOST_EV_TASK_EXIT)) {
		task = e->target;
		if (task < 0 || (e->code == HOST_EV_TASK_EXIT && ends_itself(w, task)))
			return;
	} else if (e->kind != SIM_TRACE_BUG && (task < 0 || w->quiet[task] || !w->open[task])) {
		return;
	}
	sim_story_note(w->story, e, text, sizeof(text));
	if (!text[0] || dies_of_it(w, e))
		return;
	row = add_row(w, task, 0, at);
	if (!row)
		return;
	sim_buf_printf(&row->text, "%s%s", task >= 0 && w->open[task] ? "| " : "", text);
	row->bad |= e->kind == SIM_TRACE_BUG;
}

static void entry(struct walk *w, const struct sim_trace_entry *e, unsigned int at)
{
	/* A task that came to be after all rooms were counted can't have lines. */
	if (e->task >= (int)w->nr_tasks || e->target >= (int)w->nr_tasks)
		return;
	if (e->task >= 0 && e->kind != SIM_TRACE_SLEEP && e->kind != SIM_TRACE_SWITCH)
		w->asleep[e->task] = 0;
	switch (e->kind) {
	case SIM_TRACE_CALL:
		begin_call(w, e, at);
		break;
	case SIM_TRACE_RETURN:
		if (e->task >= 0)
			end_call(w, e, at);
		break;
	case SIM_TRACE_POINT:
		w->last_point = e->site;
		break;
	case SIM_TRACE_SLEEP:
		if (e->task >= 0)
			sleeps(w, e, at);
		break;
	case SIM_TRACE_SWITCH:
		preempted(w, e, at);
		break;
	default:
		note(w, e, at);
	}
}

static int walk_init(struct walk *w, struct sim_rows *rows, const struct sim_story *story)
{
	unsigned int nr = sim_nr_tasks(story->sim) + 1;

	memset(w, 0, sizeof(*w));
	w->rows = rows;
	w->story = story;
	w->nr_tasks = nr;
	w->seen = calloc(story->prog->nr_steps + 1, 1);
	w->open = calloc(nr, sizeof(*w->open));
	w->row = calloc(nr, sizeof(*w->row));
	w->quiet = calloc(nr, 1);
	w->asleep = calloc(nr, 1);
	w->slept = calloc(nr, 1);
	return w->seen && w->open && w->row && w->quiet && w->asleep && w->slept;
}

void sim_rows_make(struct sim_rows *rows, const struct sim_story *story)
{
	struct sim_trace_entry e;
	struct walk w;

	memset(rows, 0, sizeof(*rows));
	rows->story = story;
	if (walk_init(&w, rows, story)) {
		for (unsigned int i = 0; i < story->end && sim_trace_get(story->sim, i, &e); i++)
			entry(&w, &e, i);
		add_pseudo(&w, story->prog->nr_steps, SIM_NO_ACTOR, story->end);
	} else {
		rows->failed = 1;
	}
	free(w.seen);
	free(w.open);
	free(w.row);
	free(w.quiet);
	free(w.asleep);
	free(w.slept);
}

void sim_rows_free(struct sim_rows *rows)
{
	for (unsigned int i = 0; i < rows->nr; i++)
		sim_buf_free(&rows->at[i].text);
	free(rows->at);
	rows->at = NULL;
	rows->nr = 0;
}

unsigned int sim_rows_end(const struct sim_rows *rows, unsigned int i)
{
	return i + 1 < rows->nr ? rows->at[i + 1].from : rows->story->end;
}
