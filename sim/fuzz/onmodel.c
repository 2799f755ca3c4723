// SPDX-License-Identifier: GPL-2.0-only
/*
 * A program on a model, call by call.
 */
#include "fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

static int state_of(const struct fuzz_model *m, unsigned int actor)
{
	switch (sim_state(m->actors[actor].task)) {
	case MODEL_STOPPED:
		return 'T';
	case MODEL_TRACED:
		return 't';
	case MODEL_ZOMBIE:
		return 'Z';
	case MODEL_DEAD:
		return 'X';
	default:
		return m->busy[actor] ? 'B' : 'U';
	}
}

void fuzz_model_begin(struct fuzz_model *m, struct sim *sim, const struct fuzz_program *program,
		      struct fuzz_run *out, struct sim_strategy *order)
{
	memset(m, 0, sizeof(*m));
	fuzz_run_reset(out);
	m->sim = sim;
	m->program = program;
	m->out = out;
	m->order = order;
	m->run.prog = &program->prog;
	m->run.sim = sim;
	m->run.actors = m->actors;
	sim_reset(sim);
	m->actors[0].task = sim_task_at(sim, 0);
	m->state[0] = 'U';
	out->ids[0] = *sim_identity(m->actors[0].task);
}

int fuzz_model_ready(const struct fuzz_model *m, unsigned int actor)
{
	return m->actors[actor].task && m->state[actor] == 'U' &&
	       sim_task_where(m->actors[actor].task) == SIM_USER;
}

/* ------------------------------------------------------------ a call */

struct one_call {
	const struct model_syscall *call;
	long args[6];
	int made;
};

static int give(void *ctx, struct sim_task *task, struct sim_step *out)
{
	struct one_call *one = ctx;

	(void)task;
	if (one->made)
		return 0;
	one->made = 1;
	*out = (struct sim_step){ .call = one->call, .may_sleep = 1 };
	memcpy(out->args, one->args, sizeof(out->args));
	return 1;
}

static int given(void *ctx, struct sim_task *task)
{
	(void)ctx;
	(void)task;
	return 0;
}

static const struct sim_driver driver = { .start = give, .done = given };

static int make_call(struct fuzz_model *m, const struct fuzz_step *step)
{
	const struct sim_encoded *enc = &step->p.enc;
	struct sim_actor *actor = &m->actors[step->p.actor];
	struct one_call one = { .call = sim_design_call(sim_design_used(m->sim),
							 enc->call->name) };

	sim_scratch_reset(actor->task);
	actor->image = enc->image_len ? sim_scratch(actor->task, enc->image_len) : NULL;
	if (!one.call || (enc->image_len && !actor->image))
		return 0;
	sim_call_image(&m->run, enc, actor->task, actor->image, one.args);
	if (m->order) {
		sim_strategy_next(m->order);
		sim_drive(actor->task, &driver, &one);
		sim_race(m->sim, m->order);
	} else {
		sim_start(actor->task, one.call, one.args);
		sim_settle(m->sim);
	}
	return 1;
}

/* ------------------------------------------------------------ what came of it */

static struct fuzz_effect *add_effect(struct fuzz_model *m, struct fuzz_seen *seen)
{
	struct fuzz_effect *more = realloc(seen->effects, (seen->nr_effects + 1) * sizeof(*more));

	if (!more) {
		m->out->no_memory = 1;
		return NULL;
	}
	seen->effects = more;
	return &more[seen->nr_effects++];
}

static void put_ended(struct fuzz_model *m, unsigned int i, const struct fuzz_step *now,
		      struct fuzz_seen *seen)
{
	const struct fuzz_step *busy = m->busy[i];

	if (busy != now)
		sim_buf_printf(&seen->text, "%s: ... = ", fuzz_actor_name(i));
	fuzz_result(&m->run, &busy->p, m->actors[i].task, sim_ret(m->actors[i].task),
		    m->actors[i].image, &seen->text);
	sim_buf_putc(&seen->text, '\n');
	m->busy[i] = NULL;
}

static void put_signals(struct fuzz_model *m, unsigned int i, struct fuzz_seen *seen)
{
	unsigned int nr;
	const struct sim_signal *sigs = sim_signals(m->actors[i].task, &nr);

	for (; m->taken[i] < nr; m->taken[i]++) {
		if (!sigs[m->taken[i]].handled)
			continue;
		m->handled[i]++;
		fuzz_signal(i, &sigs[m->taken[i]], &seen->text);
	}
}

/* what changed for an actor */
static void look_at(struct fuzz_model *m, unsigned int i, const struct fuzz_step *now,
		    struct fuzz_seen *seen)
{
	const struct sim_task *task = m->actors[i].task;
	struct fuzz_effect e = { .actor = i, .began = !m->state[i] };
	unsigned int before = m->handled[i];
	struct fuzz_effect *to;
	long ret;

	if (e.began) {
		m->out->ids[i] = *sim_identity(task);
		sim_buf_printf(&seen->text, "%s began\n", fuzz_actor_name(i));
	}
	if (m->busy[i]) {
		ret = sim_ret(task);
		if (ret != SIM_BLOCKED && ret != SIM_NO_RETURN) {
			e.ended = 1;
			if (m->busy[i] == now)
				m->busy[i] = NULL;
			else
				put_ended(m, i, now, seen);
		} else if (ret == SIM_NO_RETURN) {
			m->busy[i] = NULL;
		}
	}
	put_signals(m, i, seen);
	e.sigs = m->handled[i];
	e.state = state_of(m, i);
	if (e.state == m->state[i] && !e.began && !e.ended && before == e.sigs)
		return;
	if (e.state != m->state[i])
		fuzz_change(&e, &seen->text);
	m->state[i] = e.state;
	to = add_effect(m, seen);
	if (to)
		*to = e;
}

static void put_own(struct fuzz_model *m, const struct fuzz_step *step, struct fuzz_seen *seen)
{
	const struct sim_actor *actor = &m->actors[step->p.actor];

	fuzz_result(&m->run, &step->p, actor->task, sim_ret(actor->task), actor->image,
		    &seen->text);
	sim_buf_putc(&seen->text, '\n');
}

static int faulty(struct fuzz_model *m, struct sim_buf *text)
{
	if (!sim_nr_verdicts(m->sim) && !sim_abandoned(m->sim))
		return 0;
	if (sim_nr_verdicts(m->sim))
		sim_buf_printf(text, "%s: %s\n", sim_bug_name(sim_verdict(m->sim, 0)->kind),
			       sim_verdict(m->sim, 0)->text);
	return 1;
}

static int waits(const struct fuzz_step *busy)
{
	return busy && !strncmp(busy->p.enc.call->name, "wait", 4);
}

static int is_crowded(const struct fuzz_seen *seen, uint64_t waiters)
{
	unsigned int deaths = 0, woken = 0;

	for (unsigned int i = 0; i < seen->nr_effects; i++) {
		deaths += seen->effects[i].state == 'Z' || seen->effects[i].state == 'X';
		woken += waiters >> seen->effects[i].actor & 1;
	}
	return deaths > 1 && woken;
}

int fuzz_model_step(struct fuzz_model *m, const struct fuzz_step *step)
{
	struct fuzz_seen *seen = &m->out->seen[m->out->nr++];
	unsigned int before = sim_nr_tasks(m->sim);
	uint64_t waiters = 0;

	memset(seen, 0, sizeof(*seen));
	if (step->off || !fuzz_model_ready(m, step->p.actor))
		return 1;
	for (unsigned int i = 0; i < FUZZ_ACTORS; i++) {
		if (step->needs >> i & 1 && !m->actors[i].task)
			return 1;
	}
	for (unsigned int i = 0; i < FUZZ_ACTORS; i++)
		waiters |= (uint64_t)waits(m->busy[i]) << i;
	seen->played = 1;
	m->out->calls++;
	m->busy[step->p.actor] = step;
	if (!make_call(m, step)) {
		m->out->no_memory = 1;
		return 0;
	}
	if (step->child && sim_nr_tasks(m->sim) > before)
		m->actors[step->child].task = sim_task_at(m->sim, before);
	put_own(m, step, seen);
	for (unsigned int i = 0; i < FUZZ_ACTORS; i++) {
		if (m->actors[i].task && m->state[i] != 'X')
			look_at(m, i, step, seen);
	}
	seen->crowded = is_crowded(seen, waiters);
	return !faulty(m, &seen->text) && !seen->text.failed;
}

void fuzz_model_end(struct fuzz_model *m)
{
	if (sim_abandoned(m->sim) || sim_nr_verdicts(m->sim))
		return;
	sim_end(m->sim);
	faulty(m, &m->out->end);
}

void fuzz_on_model(struct sim *sim, const struct fuzz_program *program, struct fuzz_run *out,
		   struct sim_strategy *order)
{
	struct fuzz_model m;
	unsigned int i = 0;

	fuzz_model_begin(&m, sim, program, out, order);
	while (i < program->nr_steps && fuzz_model_step(&m, &program->steps[i]))
		i++;
	if (i == program->nr_steps)
		fuzz_model_end(&m);
}
