// SPDX-License-Identifier: GPL-2.0-only
/*
 * The nearest schedule that passes: the first steps of somebody's turn are moved before the last
 * steps of what came before it, as few of both as possible.
 */
#include <stdlib.h>
#include <string.h>

#include "script/nearby.h"

/* What makes more steps does not end: there is nothing near it. */
#define MOST_STEPS 5000U

/**
 * struct mover - what is moved
 * @turns: the failing run, @nr steps
 * @order: what is to be run
 */
struct mover {
	struct sim_trial trial;
	struct sim_turn *turns;
	unsigned int nr;
	struct sim_order order;
	struct sim_nearest *out;
	int failed;
};

/* The failing run, step by step. */
static enum sim_status record(struct mover *m, const char *token, struct sim_error *err)
{
	struct sim_strategy *strategy;
	const struct sim_turn *turns;
	const unsigned int *chosen;
	enum sim_status status = sim_schedule_token(&strategy, m->trial.run, token, err);

	if (status)
		return status;
	if (!sim_trial_run(&m->trial, strategy))
		status = sim_error_set(err, SIM_EFAIL, "the schedule does not fail");
	turns = sim_schedule_turns(strategy, &m->nr);
	chosen = sim_schedule_chosen(strategy, &m->order.nr_chosen);
	m->turns = calloc(m->nr + 1, sizeof(*m->turns));
	m->order.who = calloc(m->nr + 1, sizeof(*m->order.who));
	m->order.chosen = calloc(m->order.nr_chosen + 1, sizeof(*m->order.chosen));
	if (m->turns && m->order.who && m->order.chosen) {
		if (m->nr)
			memcpy(m->turns, turns, m->nr * sizeof(*turns));
		if (m->order.nr_chosen)
			memcpy(m->order.chosen, chosen, m->order.nr_chosen * sizeof(*chosen));
		m->order.nr = m->nr;
	} else if (!status) {
		status = sim_error_set(err, SIM_ENOMEM, "out of memory");
	}
	sim_strategy_free(strategy);
	return status;
}

/* @n steps from @from on are made before step @to, which came earlier */
static void put_order(struct mover *m, unsigned int to, unsigned int from, unsigned int n)
{
	int *who = m->order.who;
	unsigned int at = 0;

	for (unsigned int i = 0; i < to; i++)
		who[at++] = m->turns[i].task;
	for (unsigned int i = from; i < from + n; i++)
		who[at++] = m->turns[i].task;
	for (unsigned int i = to; i < m->nr; i++) {
		if (i < from || i >= from + n)
			who[at++] = m->turns[i].task;
	}
}

/* 1: in the run that was made, the event @b came before @a */
static int is_flipped(const struct sim_strategy *strategy, const struct sim_turn *a,
		      const struct sim_turn *b)
{
	unsigned int nr;
	const struct sim_turn *turns = sim_schedule_turns(strategy, &nr);

	for (unsigned int i = 0; i < nr; i++) {
		if (turns[i].task == a->task && turns[i].nth == a->nth)
			return 0;
		if (turns[i].task == b->task && turns[i].nth == b->nth)
			return 1;
	}
	return 0;
}

/* 1: enough: it passes, or there is no memory */
static int try_move(struct mover *m, unsigned int to, unsigned int from, unsigned int n)
{
	const struct sim_turn *a = &m->turns[to], *b = &m->turns[from + n - 1];
	struct sim_strategy *strategy;
	const char *text;

	put_order(m, to, from, n);
	strategy = sim_schedule_order(m->trial.run, &m->order);
	m->failed = !strategy;
	if (!strategy)
		return 1;
	if (!sim_trial_run(&m->trial, strategy) && is_flipped(strategy, a, b)) {
		text = sim_schedule_text(strategy);
		m->out->token = text ? strdup(text) : NULL;
		m->out->first = (struct sim_event){ a->task, a->nth };
		m->out->then = (struct sim_event){ b->task, b->nth };
		m->failed = !m->out->token;
	}
	sim_strategy_free(strategy);
	return m->failed || m->out->token;
}

/* How many steps the turn that begins at @from has; 0: none begins there. */
static unsigned int turn_at(const struct mover *m, unsigned int from)
{
	unsigned int n = 0;

	if (!from || m->turns[from].task == m->turns[from - 1].task)
		return 0;
	while (from + n < m->nr && m->turns[from + n].task == m->turns[from].task)
		n++;
	return n;
}

/* How far back its steps may go: not before an earlier one of the same task. */
static unsigned int room_before(const struct mover *m, unsigned int from)
{
	unsigned int n = 0;

	while (n < from && m->turns[from - n - 1].task != m->turns[from].task)
		n++;
	return n;
}

/* All moves that cost @cost: of so many steps, past so many, are that together. */
static int try_cost(struct mover *m, unsigned int cost)
{
	for (unsigned int from = m->nr; from-- > 1;) {
		unsigned int most = turn_at(m, from), room = most ? room_before(m, from) : 0;

		for (unsigned int n = 1; n <= most && n < cost; n++) {
			if (cost - n > room)
				continue;
			if (try_move(m, from - (cost - n), from, n))
				return 1;
			if (sim_trial_over(&m->trial, 0))
				return 1;
		}
	}
	return 0;
}

enum sim_status sim_nearest(struct sim *sim, const struct sim_prog *prog, const char *token,
			    struct sim_nearest *out, struct sim_error *err)
{
	struct mover m = { .out = out };
	enum sim_status status;

	memset(out, 0, sizeof(*out));
	status = sim_trial_begin(&m.trial, sim, prog, err);
	if (!status)
		status = record(&m, token, err);
	for (unsigned int cost = 2; !status && cost <= m.nr && m.nr <= MOST_STEPS; cost++) {
		if (try_cost(&m, cost))
			break;
	}
	if (!status && m.failed)
		status = sim_error_set(err, SIM_ENOMEM, "out of memory");
	out->runs = m.trial.runs;
	sim_trial_end(&m.trial);
	free(m.turns);
	free(m.order.who);
	free(m.order.chosen);
	return status;
}
