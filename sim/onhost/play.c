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
#define SA_RESTORER_BIT 0x04000000UL
#define SA_SIGINFO_BIT	4UL

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

/* ------------------------------------------------------------ calls */

static struct host_task *new_task(struct play *p, unsigned int actor, struct slot *slot, long hint)
{
	struct host_task *t = calloc(1, sizeof(*t));

	if (!t)
		return NULL;
	t->slot = slot;
	t->host = &p->host;
	t->index = (unsigned int)(slot - p->host.space);
	sim_host_find(t, hint);
	p->host.tasks[actor] = t;
	p->run.actors[actor].task = (struct sim_task *)t;
	return t;
}

/*
 * The word `handler` is a real handler. It blocks everything while it runs, so that signals are
 * recorded in the order in which they are taken, not in that of frames that were put on frames.
 */
static void put_handler(unsigned char *act)
{
	unsigned long word[4];

	memcpy(word, act, sizeof(word));
	if (word[0] != SCRIPT_HANDLER)
		return;
	word[0] = sim_agent_handler();
	word[1] |= SA_SIGINFO_BIT | SA_RESTORER_BIT;
	word[2] = sim_agent_restorer();
	word[3] = ~0UL;
	memcpy(act, word, sizeof(word));
}

static void take_handler(unsigned char *act)
{
	unsigned long word[4];

	memcpy(word, act, sizeof(word));
	if (word[0] != sim_agent_handler())
		return;
	word[0] = SCRIPT_HANDLER;
	word[1] &= ~(SA_SIGINFO_BIT | SA_RESTORER_BIT);
	word[2] = word[3] = 0;
	memcpy(act, word, sizeof(word));
}

static int in_image(const struct slot *slot, long at)
{
	return at >= (long)slot->image && at < (long)(slot->image + SLOT_IMAGE);
}

static void new_child(struct play *p, const struct sim_pstep *step,
		      const struct host_task *maker, struct slot *slot, long ret)
{
	const struct sim_pstep *s = step;

	for (unsigned int i = 0; i < s->nr_alts; i++) {
		if (s->alts[i].creates) {
			new_task(p, s->alts[i].want.actor, slot, maker->depth == 1 ? ret : 0);
			return;
		}
	}
}

static long make_call(struct play *p, const struct sim_pstep *step, struct sim_actor *actor)
{
	struct host_task *t = (struct host_task *)actor->task;
	struct slot *slot = t->slot, *child = NULL;
	const char *name = step->enc.call->name;
	int is_action = !strcmp(name, "rt_sigaction");
	long ret;

	sim_call_image(&p->run, &step->enc, actor->task, slot->image, slot->args);
	actor->image = slot->image;
	if (is_action && in_image(slot, slot->args[1]))
		put_handler(slot->image + (slot->args[1] - (long)slot->image));
	if (step->enc.creates)
		child = &p->host.space[p->host.next_slot++];
	slot->child = child;
	ret = sim_host_call(t, sim_host_number(name), step->outcome == SIM_OUTCOME_BLOCKS);
	if (is_action && !ret && in_image(slot, slot->args[2]))
		take_handler(slot->image + (slot->args[2] - (long)slot->image));
	if (child && ret > 0)
		new_child(p, step, t, child, ret);
	return ret;
}

/* three calls of the actor itself: the kernel looks at who writes */
static long reuse(struct play *p, const struct sim_pstep *step, const struct sim_actor *actor)
{
	struct host_task *t = (struct host_task *)actor->task;
	static const char path[] = "/proc/sys/kernel/ns_last_pid";
	struct slot *slot = t->slot;
	long args[6], fd, ret;

	/* who reaped itself is gone a little before its number is free */
	sim_host_nap(20000);
	sim_call_image(&p->run, &step->enc, actor->task, slot->image, args);
	slot->child = NULL;
	memcpy(slot->image, path, sizeof(path));
	memcpy(slot->args, (const long[6]){ -100, (long)slot->image, 1 }, sizeof(slot->args));
	fd = sim_host_call(t, SYS_openat, 0);
	if (fd < 0)
		return fd;
	slot->args[0] = fd;
	slot->args[2] = snprintf((char *)slot->image, 24, "%ld", args[0] - 1);
	ret = sim_host_call(t, SYS_write, 0);
	sim_host_call(t, SYS_close, 0);
	return ret < 0 ? ret : 0;
}

static long run_pseudo(struct play *p, const struct sim_pstep *step, struct sim_actor *actor)
{
	actor->image = NULL;
	if (step->enc.pseudo == SIM_PSEUDO_REUSE)
		return reuse(p, step, actor);
	if (step->enc.pseudo == SIM_PSEUDO_SLEEP)
		sim_host_nap(step->enc.args[0].value * 1000L + 1000L);
	return 0;
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
		ret = run_pseudo(p, step, actor);
	else if (!step->enc.call)
		ret = -ENOSYS;
	else
		ret = make_call(p, step, actor);
	sim_host_settle(&p->host);
	actor->ret = ret;
	good = outcome_holds(p, step, actor, ret);
	if (p->how->on_step)
		p->how->on_step(p->how->ctx, &p->run, step, ret, good);
	if (sim_host_late(&p->host)) {
		fail_hard(p, step, "it took too long");
	} else if (!good) {
		sim_buf_puts(&text, "got ");
		sim_result_text(&p->run, step, actor->task, ret, actor->image, &text);
		fail_at(p, step, text.failed ? "out of memory" : text.s);
	}
	sim_buf_free(&text);
}

static void run_cond(struct play *p, const struct sim_pstep *step)
{
	struct sim_buf text = { 0 };
	int good;

	if (sim_host_hides(&p->run, step->expr)) {
		p->out->passed_over++;
		return;
	}
	good = sim_cond_holds(&p->run, step->expr);
	if (p->how->on_step)
		p->how->on_step(p->how->ctx, &p->run, step, good, good);
	if (!good) {
		sim_cond_explain(&p->run, step->expr, &text);
		fail_at(p, step, text.s && text.len ? text.s : "does not hold");
	}
	sim_buf_free(&text);
}

static void play(struct play *p)
{
	const struct sim_prog *prog = p->run.prog;

	if (!new_task(p, 0, p->host.space, 1))
		p->run.stop = 1;
	for (unsigned int i = 0; i < prog->nr_steps && !p->run.stop; i++) {
		if (prog->steps[i].kind == SIM_STEP_COND)
			run_cond(p, &prog->steps[i]);
		else if (prog->steps[i].kind != SIM_STEP_END)
			run_line(p, &prog->steps[i]);
	}
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
	p.host.no_fds = prog->boot.no_fds;
	p.host.next_slot = 1;
	p.host.deadline = sim_host_now() + TIMEOUT_MS;
	if (p.run.actors && p.host.tasks) {
		if (sim_host_open(&p.host, slots, out->base.why, sizeof(out->base.why)))
			out->base.status = SIM_SKIP;
		else
			play(&p);
		sim_host_close(&p.host);
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
