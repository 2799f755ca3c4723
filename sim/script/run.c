// SPDX-License-Identifier: GPL-2.0-only
/*
 * One run of a bound scenario: a fresh world, and the steps in their order.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "script/names.h"
#include "script/run.h"
#include "script/script.h"

/* what the driver of a race needs to know of an actor */
struct driven {
	struct sim_run *run;
	unsigned int actor;
};

static const struct sim_step no_step;

/* ------------------------------------------------------------ faults of expectation */

static void fail_at(struct sim_run *run, unsigned int step, const char *what)
{
	if (!run->failed_step)
		run->failed_step = step + 1;
	run->stop = 1;
	sim_fail(run->sim, "%s", what);
}

static void fail_result(struct sim_run *run, unsigned int step, const struct sim_task *task,
			long ret, const unsigned char *image)
{
	struct sim_buf text = { 0 };

	sim_buf_puts(&text, "got ");
	sim_result_text(run, &run->prog->steps[step], task, ret, image, &text);
	fail_at(run, step, text.failed ? "out of memory" : text.s);
	sim_buf_free(&text);
}

/* verdicts since @from must be those that the step is marked with */
static void check_marks(struct sim_run *run, unsigned int step, unsigned int from)
{
	unsigned int marks = run->prog->steps[step].marks, seen = 0, nr = sim_nr_verdicts(run->sim);
	char text[96];

	for (unsigned int i = from; i < nr && i < SIM_MAX_VERDICTS; i++)
		seen |= 1U << sim_verdict(run->sim, i)->kind;
	if (seen & ~marks) {
		if (!run->failed_step)
			run->failed_step = step + 1;
		run->stop = 1;
		return;
	}
	if (nr > from)
		sim_forgive(run->sim, from);
	if (marks & ~seen) {
		for (int kind = 0; kind < HOST_BUG_NR; kind++) {
			if (!((marks & ~seen) >> kind & 1))
				continue;
			snprintf(text, sizeof(text), "the known fault !%s did not show",
				 sim_bug_name(kind));
			fail_at(run, step, text);
			return;
		}
	}
	if (sim_abandoned(run->sim))
		run->stop = 1;
}

/* ------------------------------------------------------------ making a call */

static long place_value(const struct sim_run *run, enum sim_place place, unsigned int actor,
			long value, const struct sim_task *viewer, const unsigned char *image)
{
	long nr;

	switch (place) {
	case SIM_AT_CONST:
		return value;
	case SIM_AT_IMAGE:
		return (long)(image + value);
	case SIM_AT_TEXT:
		return (long)strlen((const char *)image + value);
	default:
		sim_touch(run->sim, &run->actors[actor], 0);
		nr = run->actors[actor].task ? sim_seen_pid(run, run->actors[actor].task, viewer)
					      : -1;
		return place == SIM_AT_NEG_PID ? -nr : nr;
	}
}

static void complete_image(const struct sim_run *run, const struct sim_encoded *enc,
			   const struct sim_task *task, unsigned char *image)
{
	memcpy(image, enc->image, enc->image_len);
	for (unsigned int i = 0; i < enc->nr_relocs; i++) {
		const struct sim_reloc *r = &enc->relocs[i];
		long value;

		if (r->place == SIM_AT_TEXT) {
			sim_text_put(run, r->text, task, (char *)image + r->at);
			continue;
		}
		value = place_value(run, r->place, r->actor, r->value, task, image);
		memcpy(image + r->at, &value, r->size);
	}
}

void sim_call_image(const struct sim_run *run, const struct sim_encoded *enc,
		    const struct sim_task *task, unsigned char *image, long args[6])
{
	if (image && enc->image_len)
		complete_image(run, enc, task, image);
	for (unsigned int i = 0; i < 6; i++) {
		const struct sim_arg *a = &enc->args[i];

		args[i] = a->place == SIM_AT_CONST
				  ? a->value
				  : place_value(run, a->place, a->actor, a->value, task, image);
	}
}

/* arguments of a call of @actor; 0: no memory */
static int prepare(const struct sim_run *run, const struct sim_encoded *enc,
		   struct sim_actor *actor, long args[6])
{
	unsigned char *image = NULL;

	if (enc->image_len) {
		sim_scratch_reset(actor->task);
		image = sim_scratch(actor->task, enc->image_len);
		if (!image)
			return 0;
	}
	actor->image = image;
	sim_call_image(run, enc, actor->task, image, args);
	return 1;
}

/* on the caller's own stack, where nobody can be preempted */
static long reuse(const struct sim_run *run, const struct sim_actor *actor, int nr)
{
	const struct design *table = sim_design_table(run->prog->design);
	unsigned int preempt = table->cpu->preempt;
	long ret;

	table->cpu->preempt = 0;
	ret = table->ops->set_reuse(sim_task_model(actor->task), nr);
	table->cpu->preempt = preempt;
	return ret;
}

static long run_pseudo(struct sim_run *run, const struct sim_encoded *enc,
		       const struct sim_actor *actor)
{
	long value = place_value(run, enc->args[0].place, enc->args[0].actor, enc->args[0].value,
				 actor->task, NULL);

	switch (enc->pseudo) {
	case SIM_PSEUDO_REUSE:
		return reuse(run, actor, (int)value);
	case SIM_PSEUDO_SLEEP:
		sim_sleep(run->sim, (unsigned long long)value * 1000000ULL);
		return 0;
	default:
		sim_settle(run->sim);
		return 0;
	}
}

/* a new task: the actor that the line of its maker names */
static void on_task_new(void *ctx, struct sim_task *task, struct sim_task *parent);

static const struct sim_hooks hooks = { .task_new = on_task_new };

/* ------------------------------------------------------------ lines outside of races */

static int outcome_holds(const struct sim_run *run, const struct sim_pstep *step,
			 const struct sim_actor *actor, long ret)
{
	if (step->outcome == SIM_OUTCOME_NONE)
		return 1;
	if (step->outcome == SIM_OUTCOME_BLOCKS || ret == SIM_BLOCKED)
		return step->outcome == SIM_OUTCOME_BLOCKS && ret == SIM_BLOCKED;
	for (unsigned int i = 0; i < step->nr_alts; i++) {
		if (sim_alt_holds(run, step, &step->alts[i], actor->task, ret, actor->image))
			return 1;
	}
	return 0;
}

static long make_call(struct sim_run *run, const struct sim_pstep *step, struct sim_actor *actor)
{
	const struct sim_encoded *enc = &step->enc;
	long args[6];

	if (enc->pseudo)
		return run_pseudo(run, enc, actor);
	if (!enc->call)
		return -sim_errno_value("ENOSYS");
	if (!prepare(run, enc, actor, args))
		return -sim_errno_value("ENOMEM");
	if (step->outcome != SIM_OUTCOME_BLOCKS)
		return sim_call_at(actor->task, enc->call, args);
	sim_start(actor->task, enc->call, args);
	sim_settle(run->sim);
	return sim_ret(actor->task);
}

static int actor_ready(struct sim_run *run, unsigned int step, const struct sim_actor *actor,
		       int resume)
{
	char text[128];
	const char *name = run->prog->actors[run->prog->steps[step].actor];
	enum sim_where where;

	if (!actor->task) {
		snprintf(text, sizeof(text), "the actor %s was not created", name);
		fail_at(run, step, text);
		return 0;
	}
	where = sim_task_where(actor->task);
	if (resume || where == SIM_USER)
		return 1;
	snprintf(text, sizeof(text), "the actor %s %s", name,
		 where == SIM_DEAD ? "is dead" : "is still in its last call, or stopped");
	fail_at(run, step, text);
	return 0;
}

static void run_line(struct sim_run *run, unsigned int i, const struct sim_runner *how)
{
	const struct sim_pstep *step = &run->prog->steps[i];
	struct sim_actor *actor = &run->actors[step->actor];
	unsigned int from = sim_nr_verdicts(run->sim);
	int injecting = step->prop != SIM_PROP_NONE;
	long ret;

	if (!actor_ready(run, i, actor, step->kind == SIM_STEP_RESUME))
		return;
	actor->step = i + 1;
	if (injecting)
		sim_inject(run->sim, run->inject_step == i + 1 ? run->inject_nth :
			   step->prop == SIM_PROP_FAIL_NTH ? step->nth : 0);
	ret = step->kind == SIM_STEP_RESUME ? sim_finish(actor->task) : make_call(run, step, actor);
	if (injecting) {
		if (run->inject_step == i + 1)
			run->requests = sim_requests(run->sim);
		sim_inject(run->sim, 0);
	}
	actor->ret = ret;
	if (how->on_step)
		how->on_step(how->ctx, run, step, ret);
	check_marks(run, i, from);
	if (!run->stop && !outcome_holds(run, step, actor, ret))
		fail_result(run, i, actor->task, ret, actor->image);
	if (injecting && run->inject_step == i + 1 && run->inject_nth &&
	    run->requests >= run->inject_nth)
		run->stop = 1;	/* what was refused must leave no trace; the rest needs success */
}

/* ------------------------------------------------------------ races */

static void start_driving(struct sim_run *run, unsigned int actor);

static void on_task_new(void *ctx, struct sim_task *task, struct sim_task *parent)
{
	struct sim_run *run = ctx;
	const struct sim_pstep *step = NULL;

	for (unsigned int i = 0; i < run->prog->nr_actors; i++) {
		if (run->actors[i].task == parent && run->actors[i].step)
			step = &run->prog->steps[run->actors[i].step - 1];
	}
	if (!step || !step->enc.creates)
		return;
	for (unsigned int i = 0; i < step->nr_alts; i++) {
		unsigned int named = step->alts[i].want.actor;

		if (!step->alts[i].creates)
			continue;
		run->actors[named].task = task;
		sim_touch(run->sim, &run->actors[named], 1);
		start_driving(run, named);
		return;
	}
	/* a call that blocks, as vfork: the line that ends it says who came to be */
	for (unsigned int i = (unsigned int)(step - run->prog->steps) + 1; i < run->prog->nr_steps;
	     i++) {
		const struct sim_pstep *later = &run->prog->steps[i];

		if (later->kind != SIM_STEP_RESUME || later->actor != step->actor)
			continue;
		if (later->nr_alts && later->alts[0].want.kind == SIM_WANT_PID)
			run->actors[later->alts[0].want.actor].task = task;
		return;
	}
}

static unsigned int actor_of(const struct sim_run *run, const struct sim_task *task)
{
	for (unsigned int i = 0; i < run->prog->nr_actors; i++) {
		if (run->actors[i].task == task)
			return i;
	}
	return SIM_NO_ACTOR;
}

static int drive_start(void *ctx, struct sim_task *task, struct sim_step *out)
{
	struct sim_run *run = ctx;
	struct sim_actor *actor = &run->actors[actor_of(run, task)];
	const struct sim_pstep *step;

	while (actor->next && !run->stop) {
		actor->step = actor->next;
		step = &run->prog->steps[actor->step - 1];
		actor->next = step->next_of;
		if (step->enc.call) {
			*out = no_step;
			out->call = step->enc.call;
			return prepare(run, &step->enc, actor, out->args);
		}
		actor->ret = step->enc.pseudo == SIM_PSEUDO_REUSE
				     ? run_pseudo(run, &step->enc, actor)
			     : step->enc.pseudo ? 0
						: -sim_errno_value("ENOSYS");
		actor->image = NULL;
		if (run->how->on_step)
			run->how->on_step(run->how->ctx, run, step, actor->ret);
		if (!outcome_holds(run, step, actor, actor->ret))
			fail_result(run, actor->step - 1, task, actor->ret, NULL);
	}
	return 0;
}

static int drive_done(void *ctx, struct sim_task *task)
{
	struct sim_run *run = ctx;
	struct sim_actor *actor = &run->actors[actor_of(run, task)];
	const struct sim_pstep *step = actor->step ? &run->prog->steps[actor->step - 1] : NULL;

	actor->ret = sim_ret(task);
	if (step && run->how->on_step &&
	    (sim_task_where(task) != SIM_DEAD || actor->ret == SIM_NO_RETURN))
		run->how->on_step(run->how->ctx, run, step, actor->ret);
	if (sim_task_where(task) == SIM_DEAD) {
		actor->next = 0;
		return 0;
	}
	if (step && !run->stop && !outcome_holds(run, step, actor, actor->ret))
		fail_result(run, actor->step - 1, task, actor->ret, actor->image);
	return actor->next != 0 && !run->stop;
}

static const struct sim_driver driver = { .start = drive_start, .done = drive_done };

static void start_driving(struct sim_run *run, unsigned int actor)
{
	if (run->actors[actor].next)
		sim_drive(run->actors[actor].task, &driver, run);
}

/* marks of lines in a race: any of them may show in any run, no other fault may */
static void check_race_marks(struct sim_run *run, unsigned int race, unsigned int from)
{
	unsigned int allowed = 0;

	for (unsigned int i = 0; i < run->prog->steps[race].nr_race; i++)
		allowed |= run->prog->steps[race + 1 + i].marks;
	for (unsigned int i = from; i < sim_nr_verdicts(run->sim) && i < SIM_MAX_VERDICTS; i++) {
		if (sim_verdict(run->sim, i)->kind == SIM_BUG_EXPECT ||
		    !(allowed >> sim_verdict(run->sim, i)->kind & 1)) {
			if (!run->failed_step)
				run->failed_step = race + 1;
			run->stop = 1;
			return;
		}
	}
	if (sim_nr_verdicts(run->sim) > from)
		sim_forgive(run->sim, from);
	if (sim_abandoned(run->sim))
		run->stop = 1;
}

static void run_race(struct sim_run *run, unsigned int race, struct sim_strategy *strategy)
{
	const struct sim_pstep *steps = run->prog->steps;
	unsigned int from = sim_nr_verdicts(run->sim);

	for (unsigned int i = 0; i < run->prog->nr_actors; i++)
		run->actors[i].next = 0;
	for (unsigned int i = race + steps[race].nr_race; i > race; i--)
		run->actors[steps[i].actor].next = i + 1;
	for (unsigned int i = 0; i < run->prog->nr_actors; i++) {
		run->actors[i].step = 0;
		if (run->actors[i].task)
			start_driving(run, i);
	}
	sim_race(run->sim, strategy);
	check_race_marks(run, race, from);
}

/* ------------------------------------------------------------ a run */

static void run_cond(struct sim_run *run, unsigned int i)
{
	const struct sim_pstep *step = &run->prog->steps[i];
	int holds = sim_cond_holds(run, step->expr);
	struct sim_buf text = { 0 };

	if (run->how->on_cond)
		run->how->on_cond(run->how->ctx, run, step);
	if (step->cond != SIM_CHECK)
		run->held[step->quantified] = (unsigned char)holds;
	if (step->cond == SIM_SOMETIMES || holds == (step->cond != SIM_NEVER))
		return;
	sim_cond_explain(run, step->expr, &text);
	fail_at(run, i, text.s && text.len ? text.s : "does not hold");
	sim_buf_free(&text);
}

static void run_end(struct sim_run *run, unsigned int step)
{
	unsigned int from = sim_nr_verdicts(run->sim);

	sim_end(run->sim);
	if (step) {
		check_marks(run, step - 1, from);
	} else if (sim_nr_verdicts(run->sim) > from) {
		run->stop = 1;
	}
}

static void begin(struct sim_run *run)
{
	memset(run->actors, 0, run->prog->nr_actors * sizeof(*run->actors));
	if (run->prog->nr_quantified)
		memset(run->held, 0, run->prog->nr_quantified);
	run->failed_step = 0;
	run->requests = 0;
	run->stop = 0;
	sim_reset(run->sim);
	sim_set_hooks(run->sim, &hooks, run);
	run->actors[0].task = sim_task_at(run->sim, 0);
}

void sim_run_once(struct sim_run *run, struct sim_strategy *strategy, const struct sim_runner *how)
{
	const struct sim_prog *prog = run->prog;
	unsigned int end = 0;

	run->how = how;
	begin(run);
	for (unsigned int i = 0; i < prog->nr_steps && !run->stop; i++) {
		const struct sim_pstep *step = &prog->steps[i];

		run->current = i;
		switch (step->kind) {
		case SIM_STEP_COND:
			run_cond(run, i);
			break;
		case SIM_STEP_RACE:
			run_race(run, i, strategy);
			i += step->nr_race;
			break;
		case SIM_STEP_END:
			end = i + 1;
			break;
		default:
			run_line(run, i, how);
		}
	}
	for (unsigned int i = run->current; !end && i < prog->nr_steps; i++)
		end = prog->steps[i].kind == SIM_STEP_END ? i + 1 : 0;
	run->trace_end = sim_trace_count(run->sim);
	if (!sim_abandoned(run->sim) && !run->failed_step)
		run_end(run, end);
}

struct sim_run *sim_run_new(const struct sim_prog *prog, struct sim *sim)
{
	struct sim_run *run = calloc(1, sizeof(*run));

	if (!run)
		return NULL;
	run->prog = prog;
	run->sim = sim;
	run->actors = calloc(prog->nr_actors, sizeof(*run->actors));
	run->held = calloc(prog->nr_quantified + 1, 1);
	if (!run->actors || !run->held) {
		sim_run_free(run);
		return NULL;
	}
	return run;
}

void sim_run_free(struct sim_run *run)
{
	if (!run)
		return;
	free(run->actors);
	free(run->held);
	free(run);
}
