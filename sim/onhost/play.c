// SPDX-License-Identifier: GPL-2.0-only
/*
 * A bound scenario, step by step, on the host.
 */
#include "onhost/inside.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "buf.h"
#include "script/script.h"

#define TIMEOUT_MS 10000

struct play {
	struct host host;
	struct sim_run run;
	const struct sim_host_how *how;
	struct sim_host_report *out;
};

unsigned int sim_host_release(void)
{
	struct utsname u;
	unsigned int major, minor;

	if (uname(&u) || sscanf(u.release, "%u.%u", &major, &minor) != 2)
		return 0;
	return LINUX(major, minor);
}

/* ------------------------------------------------------------ failures */

static void fail_at(struct play *p, const struct sim_pstep *step, const char *what)
{
	struct sim_report *out = &p->out->base;
	struct sim_buf text = { 0 };

	p->run.stop |= !p->how->go_on;
	if (out->status == SIM_FAIL)
		return;
	out->status = SIM_FAIL;
	out->line = step->item->pos.line;
	snprintf(out->why, sizeof(out->why), "%s", what);
	if (step->item->kind == SIM_ITEM_LINE)
		sim_print_line(&step->item->line, &text);
	else if (step->expr)
		sim_print_expr(step->expr, &text);
	snprintf(out->text, sizeof(out->text), "%s", text.s && !text.failed ? text.s : "");
	sim_buf_free(&text);
}

static void fail_hard(struct play *p, const struct sim_pstep *step, const char *what)
{
	fail_at(p, step, what);
	p->run.stop = 1;
}

/* ------------------------------------------------------------ steps */

static int outcome_holds(struct play *p, const struct sim_pstep *step,
			 const struct sim_actor *actor, long ret)
{
	if (step->outcome == SIM_OUTCOME_NONE)
		return 1;
	if (step->outcome == SIM_OUTCOME_BLOCKS || ret == SIM_BLOCKED)
		return step->outcome == SIM_OUTCOME_BLOCKS && ret == SIM_BLOCKED;
	for (unsigned int i = 0; i < step->nr_alts; i++) {
		if (sim_alt_holds(&p->run, step, &step->alts[i], actor->task, ret, actor->image))
			return 1;
	}
	return 0;
}

static int is_ready(struct play *p, const struct sim_pstep *step, const struct sim_actor *actor)
{
	const struct host_task *t = (const struct host_task *)actor->task;
	const char *why = NULL;

	if (!t)
		why = "was not created";
	else if (!t->state || t->state == 'Z')
		why = "is dead";
	else if (step->kind != SIM_STEP_RESUME && (t->busy || t->state == 'T' || t->state == 't'))
		why = "is still in its last call, or stopped";
	if (step->kind == SIM_STEP_RESUME && t)
		why = NULL;
	if (why) {
		char text[128];

		snprintf(text, sizeof(text), "the actor %s %s", p->run.prog->actors[step->actor],
			 why);
		fail_hard(p, step, text);
	}
	return !why;
}

static void run_line(struct play *p, const struct sim_pstep *step)
{
	struct sim_actor *actor = &p->run.actors[step->actor];
	struct sim_buf text = { 0 };
	long ret;
	int good;

	if (!is_ready(p, step, actor))
		return;
	if (step->kind == SIM_STEP_RESUME)
		ret = sim_host_finish((struct host_task *)actor->task);
	else if (step->enc.pseudo)
		ret = sim_host_pseudo(&p->host, step);
	else if (!step->enc.call)
		ret = -ENOSYS;
	else
		ret = sim_host_line(&p->host, step);
	sim_host_settle(&p->host);
	actor->ret = ret;
	good = outcome_holds(p, step, actor, ret);
	if (p->how->on_step)
		p->how->on_step(p->how->ctx, &p->run, step, ret, good);
	p->out->refusals += step->prop == SIM_PROP_FAIL_EACH;
	if (sim_host_late(&p->host)) {
		fail_hard(p, step, "it took too long");
	} else if (!good) {
		sim_buf_puts(&text, "got ");
		sim_result_text(&p->run, step, actor->task, ret, actor->image, &text);
		fail_at(p, step, text.failed ? "out of memory" : text.s);
	}
	sim_buf_free(&text);
}

/* one line of a race, when it is over */
static void end_line(struct play *p, const struct sim_pstep *step, const struct host_line *line)
{
	struct sim_actor *actor = &p->run.actors[step->actor];
	struct sim_buf text = { 0 };
	int good;

	actor->image = line->image;
	if (line->ret == SIM_NO_CALL)
		return;
	actor->ret = sim_host_after(&p->host, step, line->nth, line->ret);
	good = line->ret == SIM_NO_RETURN || outcome_holds(p, step, actor, line->ret);
	if (p->how->on_step)
		p->how->on_step(p->how->ctx, &p->run, step, line->ret, good);
	if (good)
		return;
	sim_buf_puts(&text, "got ");
	sim_result_text(&p->run, step, actor->task, line->ret, actor->image, &text);
	fail_at(p, step, text.failed ? "out of memory" : text.s);
	sim_buf_free(&text);
}

static void run_race(struct play *p, const struct sim_pstep *race)
{
	struct host_line *lines = calloc(race->nr_race + 1, sizeof(*lines));

	if (!lines) {
		fail_hard(p, race, "out of memory");
		return;
	}
	for (unsigned int i = 1; i <= race->nr_race; i++) {
		if (!is_ready(p, &race[i], &p->run.actors[race[i].actor]))
			break;
	}
	if (!p->run.stop)
		sim_host_race(&p->host, race, p->how->seed, lines);
	if (sim_host_late(&p->host))
		fail_hard(p, race, "it took too long");
	/* in this order: a number that a later line's child has may be an earlier one's parent's */
	for (unsigned int i = 0; i < race->nr_race && !p->run.stop; i++)
		end_line(p, &race[1 + i], &lines[i]);
	sim_host_settle(&p->host);
	free(lines);
}

static void run_cond(struct play *p, const struct sim_pstep *step)
{
	struct sim_buf text = { 0 };
	int holds, good;

	if (sim_host_hides(&p->run, step->expr)) {
		p->out->passed_over++;
		if (p->how->on_hidden)
			p->how->on_hidden(p->how->ctx, &p->run, step);
		return;
	}
	holds = sim_cond_holds(&p->run, step->expr);
	good = step->cond == SIM_SOMETIMES || holds == (step->cond != SIM_NEVER);
	if (p->how->on_step)
		p->how->on_step(p->how->ctx, &p->run, step, holds, good);
	if (!good) {
		sim_cond_explain(&p->run, step->expr, &text);
		fail_at(p, step, text.s && text.len ? text.s : "does not hold");
	}
	sim_buf_free(&text);
}

static void play(struct play *p)
{
	const struct sim_prog *prog = p->run.prog;

	if (!sim_host_new_task(&p->host, 0, p->host.space, 1))
		p->run.stop = 1;
	for (unsigned int i = 0; i < prog->nr_steps && !p->run.stop; i++) {
		switch (prog->steps[i].kind) {
		case SIM_STEP_COND:
			run_cond(p, &prog->steps[i]);
			break;
		case SIM_STEP_RACE:
			run_race(p, &prog->steps[i]);
			i += prog->steps[i].nr_race;
			break;
		case SIM_STEP_END:
			break;
		default:
			run_line(p, &prog->steps[i]);
		}
	}
}

static void does_not_leave(struct sim_host_report *out)
{
	if (out->base.status == SIM_FAIL)
		return;
	out->base.status = SIM_FAIL;
	snprintf(out->base.why, sizeof(out->base.why),
		 "the first process was killed at the end, but does not leave");
}

enum sim_status sim_host_run(const struct sim_prog *prog, const struct sim_host_how *how,
			     struct sim_host_report *out, struct sim_error *err)
{
	struct play p = { .how = how, .out = out };
	unsigned int slots = 1;

	memset(out, 0, sizeof(*out));
	sim_host_skips(prog, out);
	if (out->base.status == SIM_SKIP)
		return SIM_OK;
	for (unsigned int i = 0; i < prog->nr_steps; i++)
		slots += prog->steps[i].enc.creates;
	p.run.prog = prog;
	p.run.eyes = &sim_host_eyes;
	p.run.actors = calloc(prog->nr_actors, sizeof(*p.run.actors));
	p.host.tasks = calloc(prog->nr_actors, sizeof(*p.host.tasks));
	p.host.nr_tasks = prog->nr_actors;
	p.host.run = &p.run;
	p.host.no_fds = prog->boot.no_fds;
	p.host.next_slot = 1;
	p.host.deadline = sim_host_now() + (how->timeout_ms ? how->timeout_ms : TIMEOUT_MS);
	if (p.run.actors && p.host.tasks) {
		if (sim_host_open(&p.host, slots, out->base.why, sizeof(out->base.why)))
			out->base.status = SIM_SKIP;
		else
			play(&p);
		if (sim_host_close(&p.host))
			does_not_leave(out);
		out->base.runs = 1;
	} else {
		sim_error_set(err, SIM_ENOMEM, "out of memory");
	}
	for (unsigned int i = 0; p.host.tasks && i < prog->nr_actors; i++)
		free(p.host.tasks[i]);
	free(p.host.tasks);
	free(p.run.actors);
	return p.run.prog && out->base.runs ? SIM_OK : SIM_ENOMEM;
}
