// SPDX-License-Identifier: GPL-2.0-only
/*
 * A run in detail mode, and questions to its trace.
 */
#include "report/story.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script/names.h"
#include "script/schedule.h"
#include "script/script.h"

/* ------------------------------------------------------------ recording */

static void on_step(void *ctx, const struct sim_run *run, const struct sim_pstep *step, long ret)
{
	struct sim_story *story = ctx;
	const struct sim_actor *actor = &run->actors[step->actor];
	struct sim_buf text = { 0 };
	struct sim_moment *m;

	m = realloc(story->moments, (story->nr_moments + 1) * sizeof(*m));
	if (!m) {
		story->failed = 1;
		return;
	}
	story->moments = m;
	m += story->nr_moments++;
	sim_result_text(run, step, actor->task, ret, actor->image, &text);
	m->step = (unsigned int)(step - run->prog->steps);
	m->from = m == story->moments ? 0 : m[-1].to;
	m->to = sim_trace_count(run->sim);
	m->ret = ret;
	m->result = text.s;
	if (!text.s || text.failed)
		story->failed = 1;
}

/* ------------------------------------------------------------ lives of objects */

static struct sim_life *life_of(struct sim_story *story, unsigned int id)
{
	for (unsigned int i = story->nr_lives; i--;) {
		if (story->lives[i].id == id)
			return &story->lives[i];
	}
	return NULL;
}

static void add_life(struct sim_story *story, unsigned int id, unsigned int at)
{
	struct sim_life *more;

	if (!id || life_of(story, id))
		return;
	more = realloc(story->lives, (story->nr_lives + 1) * sizeof(*more));
	if (!more) {
		story->failed = 1;
		return;
	}
	story->lives = more;
	more[story->nr_lives++] = (struct sim_life){ id, at, ~0U, ~0U, -1 };
}

static int is_counted(const struct sim_story *story, unsigned int id)
{
	const struct sim_object *o = sim_object(story->sim, id);

	return o && (!strcmp(o->kind, "pid") || !strcmp(o->kind, "file"));
}

/* A struct pid gets its task when that is announced, in the same call of the same task. */
static void add_owner(struct sim_story *story, const struct sim_trace_entry *e)
{
	const struct sim_object *o;

	for (unsigned int i = story->nr_lives; i--;) {
		o = sim_object(story->sim, story->lives[i].id);
		if (strcmp(o->kind, "pid") || story->lives[i].task >= 0 || o->nr != e->a)
			continue;
		story->lives[i].task = e->target;
		return;
	}
}

static void note_life(struct sim_story *story, const struct sim_trace_entry *e, unsigned int i)
{
	struct sim_life *life = life_of(story, e->object);

	switch (e->code) {
	case HOST_EV_OBJECT_NEW:
	case HOST_EV_PID_NEW:
		if (is_counted(story, e->object))
			add_life(story, e->object, i);
		break;
	case HOST_EV_OBJECT_FREE:
		if (life)
			life->died = i;
		break;
	case HOST_EV_PID_FREE:
		if (life && life->freed_nr == ~0U)
			life->freed_nr = i;
		break;
	case HOST_EV_TASK_NEW:
		add_owner(story, e);
		break;
	default:
		break;
	}
}

static void find_lives(struct sim_story *story)
{
	struct sim_trace_entry e;

	story->events = calloc(sim_trace_count(story->sim) + 1, sizeof(*story->events));
	if (!story->events) {
		story->failed = 1;
		return;
	}
	for (unsigned int i = 0; sim_trace_get(story->sim, i, &e); i++) {
		if (e.kind != SIM_TRACE_EVENT || e.code == HOST_EV_WAKE)
			continue;
		story->events[story->nr_events++] = i;
		note_life(story, &e, i);
	}
	/* Init was there before anybody could be told of it. */
	for (unsigned int i = 0; i < story->nr_lives; i++) {
		const struct sim_object *o = sim_object(story->sim, story->lives[i].id);

		if (!strcmp(o->kind, "pid") && o->nr == 1 && o->life == 1)
			story->lives[i].task = 0;
	}
}

/* ------------------------------------------------------------ making and freeing */

enum sim_status sim_story_new(struct sim_story *story, struct sim *sim, const struct sim_prog *prog,
			      const char *token, unsigned int inject_step, unsigned int inject_nth,
			      struct sim_error *err)
{
	struct sim_runner how = { .on_step = on_step, .ctx = story };
	enum sim_status status;

	memset(story, 0, sizeof(*story));
	story->prog = prog;
	story->sim = sim;
	sim_use_design(sim, prog->design);
	status = sim_boot(sim, &prog->boot, err);
	if (!status) {
		story->run = sim_run_new(prog, sim);
		if (!story->run)
			status = sim_error_set(err, SIM_ENOMEM, "out of memory");
	}
	if (!status)
		status = sim_schedule_token(&story->schedule, story->run, token, err);
	if (!status) {
		story->run->inject_step = inject_step;
		story->run->inject_nth = inject_nth;
		sim_set_detail(sim, 1);
		sim_run_once(story->run, story->schedule, &how);
		story->end = story->run->trace_end;
		find_lives(story);
		if (story->failed)
			status = sim_error_set(err, SIM_ENOMEM, "out of memory");
	}
	if (status)
		sim_story_free(story);
	return status;
}

void sim_story_free(struct sim_story *story)
{
	for (unsigned int i = 0; i < story->nr_moments; i++)
		free(story->moments[i].result);
	free(story->moments);
	free(story->lives);
	free(story->events);
	sim_strategy_free(story->schedule);
	sim_run_free(story->run);
	sim_set_hooks(story->sim, NULL, NULL);
	sim_set_detail(story->sim, 0);
	story->moments = NULL;
	story->lives = NULL;
	story->events = NULL;
	story->run = NULL;
	story->schedule = NULL;
	story->nr_moments = story->nr_lives = story->nr_events = 0;
}

/* ------------------------------------------------------------ questions */

const char *sim_story_actor(const struct sim_story *story, int task, char buf[32])
{
	if (task < 0)
		return "nobody";
	for (unsigned int i = 0; i < story->prog->nr_actors; i++) {
		const struct sim_task *t = story->run->actors[i].task;

		if (t && sim_task_index(t) == (unsigned int)task)
			return story->prog->actors[i];
	}
	snprintf(buf, 32, "task %d", task);
	return buf;
}

/* how many events there are before entry @at */
static unsigned int events_before(const struct sim_story *story, unsigned int at)
{
	unsigned int low = 0, high = story->nr_events;

	while (low < high) {
		unsigned int mid = (low + high) / 2;

		if (story->events[mid] < at)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

long sim_story_count(const struct sim_story *story, unsigned int id, unsigned int at)
{
	struct sim_trace_entry e;

	/* Counts that begin at 1 change for the first time when they are 2. */
	for (unsigned int i = events_before(story, at); i--; ) {
		sim_trace_get(story->sim, story->events[i], &e);
		if (e.object != id)
			continue;
		if (e.code == HOST_EV_REF)
			return e.b;
		if (e.code == HOST_EV_OBJECT_FREE)
			return 0;
		if (e.code == HOST_EV_OBJECT_NEW)
			return 1;
	}
	return -1;
}

int sim_story_task_at(const struct sim_story *story, int task, unsigned int at)
{
	struct sim_trace_entry e;

	for (unsigned int i = events_before(story, at); i--; ) {
		sim_trace_get(story->sim, story->events[i], &e);
		if (e.target != task)
			continue;
		if (e.code == HOST_EV_TASK_NEW)
			return 1;
		if (e.code == HOST_EV_TASK_EXIT)
			return 2;
		if (e.code == HOST_EV_TASK_RELEASE)
			return 0;
	}
	return task == 0;
}

const struct sim_life *sim_story_owner(const struct sim_story *story, long nr, unsigned int at)
{
	for (unsigned int i = story->nr_lives; i--;) {
		const struct sim_life *life = &story->lives[i];
		const struct sim_object *o = sim_object(story->sim, life->id);

		if (!strcmp(o->kind, "pid") && o->nr == nr && life->born < at &&
		    life->freed_nr >= at)
			return life;
	}
	return NULL;
}

void sim_story_line(const struct sim_pstep *step, struct sim_buf *out)
{
	const struct sim_line *line = &step->item->line;
	const struct sim_value *v;

	if (line->resume) {
		sim_buf_puts(out, "...");
		return;
	}
	sim_buf_printf(out, "%s(", line->call.name.s);
	for (v = line->call.args; v; v = v->next) {
		sim_print_value(v, out);
		if (v->next)
			sim_buf_puts(out, ", ");
	}
	sim_buf_putc(out, ')');
}

const struct sim_moment *sim_story_moment(const struct sim_story *story, unsigned int step)
{
	for (unsigned int i = 0; i < story->nr_moments; i++) {
		if (story->moments[i].step == step)
			return &story->moments[i];
	}
	return NULL;
}

int sim_story_is_boots(const struct sim_story *story, const struct sim_life *life)
{
	const struct sim_object *o = sim_object(story->sim, life->id);

	return o->birth_task < 0 && strcmp(o->kind, "pid");
}

/* ------------------------------------------------------------ changes and notes */

static void change_of(const struct sim_story *story, const struct sim_life *life, unsigned int from,
		      unsigned int to, void (*each)(void *ctx, const char *line), void *ctx)
{
	long before = sim_story_count(story, life->id, from);
	long after = sim_story_count(story, life->id, to);
	int born = life->born >= from && life->born < to;
	int died = life->died >= from && life->died < to;
	char name[64], line[128];

	if (born && died)
		return;
	sim_object_name(sim_object(story->sim, life->id), name, sizeof(name));
	if (born)
		snprintf(line, sizeof(line), "%s  new, %ld", name, after);
	else if (died)
		snprintf(line, sizeof(line), "%s  %ld -> 0, freed", name, before);
	else if (before != after)
		snprintf(line, sizeof(line), "%s  %ld -> %ld", name, before, after);
	else
		return;
	each(ctx, line);
}

void sim_story_changes(const struct sim_story *story, unsigned int from, unsigned int to,
		       void (*each)(void *ctx, const char *line), void *ctx)
{
	for (unsigned int i = 0; i < story->nr_lives; i++) {
		const struct sim_life *life = &story->lives[i];

		if (life->born < to && life->died >= from && !sim_story_is_boots(story, life))
			change_of(story, life, from, to, each, ctx);
	}
}

static void signal_note(const struct sim_story *story, const struct sim_trace_entry *e, char *buf,
			size_t n)
{
	const char *name = sim_signal_name((int)e->a);
	char who[32];

	if (e->code == HOST_EV_SIGNAL_TAKEN)
		snprintf(buf, n, "takes %s", name ? name : "a signal");
	else if (e->a)
		snprintf(buf, n, "%s sent to %s", name ? name : "a signal",
			 sim_story_actor(story, e->target, who));
}

static void event_note(const struct sim_story *story, const struct sim_trace_entry *e, char *buf,
		       size_t n)
{
	const struct sim_object *o = sim_object(story->sim, e->object);
	char name[64], who[32];

	switch (e->code) {
	case HOST_EV_SIGNAL_SENT:
	case HOST_EV_SIGNAL_TAKEN:
		signal_note(story, e, buf, n);
		break;
	case HOST_EV_TASK_EXIT:
		snprintf(buf, n, "dies");
		break;
	case HOST_EV_TASK_RELEASE:
		snprintf(buf, n, "%s is reaped", sim_story_actor(story, e->target, who));
		break;
	case HOST_EV_PID_FREE:
		snprintf(buf, n, "number %ld is free again", e->a);
		break;
	case HOST_EV_PID_NEW:
		if (o)
			snprintf(buf, n, "number %ld goes to %s", e->a,
				 sim_object_name(o, name, sizeof(name)));
		break;
	default:
		break;
	}
}

void sim_story_note(const struct sim_story *story, const struct sim_trace_entry *e, char *buf,
		    size_t n)
{
	const struct sim_verdict *v;

	buf[0] = '\0';
	switch (e->kind) {
	case SIM_TRACE_EVENT:
		event_note(story, e, buf, n);
		break;
	case SIM_TRACE_SLEEP:
		snprintf(buf, n, "sleeps%s%s", e->site ? " in " : "", e->site ? e->site->func : "");
		break;
	case SIM_TRACE_GRACE:
		snprintf(buf, n, "(a grace period ends)");
		break;
	case SIM_TRACE_BUG:
		v = sim_verdict(story->sim, (unsigned int)e->a);
		snprintf(buf, n, "!%s", sim_bug_name(v ? v->kind : (int)e->code));
		break;
	default:
		break;
	}
}
