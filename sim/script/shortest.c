// SPDX-License-Identifier: GPL-2.0-only
/*
 * The shortest schedule that fails as a given one does.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script/nearby.h"
#include "script/search.h"

/* ------------------------------------------------------------ trials */

enum sim_status sim_trial_begin(struct sim_trial *t, struct sim *sim, const struct sim_prog *prog,
				struct sim_error *err)
{
	enum sim_status status;

	memset(t, 0, sizeof(*t));
	sim_use_design(sim, prog->design);
	status = sim_boot(sim, &prog->boot, err);
	if (status)
		return status;
	t->run = sim_run_new(prog, sim);
	return t->run ? SIM_OK : sim_error_set(err, SIM_ENOMEM, "out of memory");
}

void sim_trial_end(struct sim_trial *t)
{
	if (!t->run)
		return;
	sim_set_hooks(t->run->sim, NULL, NULL);
	sim_run_free(t->run);
	t->run = NULL;
}

int sim_trial_run(struct sim_trial *t, struct sim_strategy *strategy)
{
	static const struct sim_runner quiet;

	sim_run_once(t->run, strategy, &quiet);
	t->runs++;
	/* What is set up before the race costs, too. */
	t->steps += sim_steps(t->run->sim) + 50;
	return t->run->failed_step || sim_nr_verdicts(t->run->sim);
}

int sim_trial_over(const struct sim_trial *t, unsigned long since)
{
	return t->runs - since >= SIM_NEARBY_RUNS || t->steps >= SIM_NEARBY_STEPS;
}

/* ------------------------------------------------------------ which is shorter */

/** struct length - of a schedule, the most important first */
struct length {
	unsigned int preemptions, switches;
	unsigned long steps;
};

/**
 * struct finder - the search for a shorter one
 * @kind, @line: how it is to fail
 * @best: the shortest so far; @token: of it
 */
struct finder {
	struct sim_trial trial;
	int kind;
	unsigned int line;
	struct length best;
	char *token;
	int failed;
};

static int is_shorter(const struct length *a, const struct length *b)
{
	if (a->preemptions != b->preemptions)
		return a->preemptions < b->preemptions;
	if (a->switches != b->switches)
		return a->switches < b->switches;
	return a->steps < b->steps;
}

static char *take_token(struct sim *sim, unsigned int *nr)
{
	size_t len = sim_token(sim, NULL, 0);
	char *token = malloc(len + 1);

	if (!token)
		return NULL;
	sim_token(sim, token, len + 1);
	*nr = len ? 1 : 0;
	for (const char *p = token; *p; p++)
		*nr += *p == ',';
	return token;
}

static int same_fault(const struct finder *f)
{
	struct sim_report report = { 0 };

	sim_report_failure_of(f->trial.run, &report);
	return report.verdict_kind == f->kind &&
	       (f->kind != SIM_BUG_EXPECT || report.line == f->line);
}

/* The run that was made fails: is it the shortest so far? */
static int consider(struct finder *f)
{
	struct sim *sim = f->trial.run->sim;
	struct length l = { sim_preemptions(sim), 0, sim_steps(sim) };
	char *token;

	if (f->token && (l.preemptions > f->best.preemptions || !same_fault(f)))
		return 0;
	token = take_token(sim, &l.switches);
	if (!token)
		f->failed = 1;
	if (!token || (f->token && !is_shorter(&l, &f->best))) {
		free(token);
		return 0;
	}
	free(f->token);
	f->token = token;
	f->best = l;
	return 1;
}

/* ------------------------------------------------------------ all with so many preemptions */

/* 1: all were run, 0: there are too many */
static int run_bound(struct finder *f, unsigned int bound)
{
	struct sim_strategy *strategy = sim_strategy_dfs(bound);
	unsigned long since = f->trial.runs;
	int all = 0;

	if (!strategy) {
		f->failed = 1;
		return 0;
	}
	do {
		if (sim_trial_over(&f->trial, since))
			break;
		if (sim_trial_run(&f->trial, strategy))
			consider(f);
		all = !sim_strategy_next(strategy);
	} while (!all);
	sim_strategy_free(strategy);
	return all;
}

/* 1: it is proved that none with fewer preemptions fails */
static int by_bounds(struct finder *f)
{
	for (unsigned int bound = 0; bound < f->best.preemptions; bound++) {
		if (!run_bound(f, bound))
			return 0;
	}
	/* None with fewer: of those with as many, perhaps one that is shorter otherwise. */
	run_bound(f, f->best.preemptions);
	return 1;
}

/* ------------------------------------------------------------ leaving out */

/* leave out one switch after the other, as long as that makes it shorter */
static void leave_out(struct finder *f, struct sim_strategy **strategy)
{
	unsigned long since = f->trial.runs;
	unsigned int i = sim_schedule_nr(*strategy);

	while (i-- && !sim_trial_over(&f->trial, since)) {
		struct sim_strategy *next;

		sim_schedule_drop(*strategy, i);
		if (!sim_trial_run(&f->trial, *strategy) || !consider(f))
			continue;
		if (!sim_schedule_text(*strategy) ||
		    sim_schedule_token(&next, f->trial.run, sim_schedule_text(*strategy), NULL)) {
			f->failed = 1;
			return;
		}
		sim_strategy_free(*strategy);
		*strategy = next;
		i = sim_schedule_nr(next);
	}
	sim_schedule_drop(*strategy, ~0U);
}

/* the best so far as a schedule by names, and run; NULL: no memory */
static struct sim_strategy *named(struct finder *f)
{
	struct sim_strategy *raw, *strategy = NULL;
	const char *text;

	if (sim_schedule_token(&raw, f->trial.run, f->token, NULL))
		return NULL;
	sim_trial_run(&f->trial, raw);
	text = sim_schedule_text(raw);
	if (text && !sim_schedule_token(&strategy, f->trial.run, text, NULL))
		sim_trial_run(&f->trial, strategy);
	sim_strategy_free(raw);
	return strategy;
}

static int finish(struct finder *f, struct sim_strategy *strategy, struct sim_shortest *out)
{
	const char *text;

	sim_trial_run(&f->trial, strategy);
	sim_report_failure_of(f->trial.run, &out->report);
	text = sim_schedule_text(strategy);
	out->token = text ? strdup(text) : NULL;
	out->preemptions = f->best.preemptions;
	out->switches = f->best.switches;
	out->runs = f->trial.runs;
	if (!out->token)
		return 0;
	snprintf(out->report.token, sizeof(out->report.token), "%s",
		 strlen(text) < sizeof(out->report.token) ? text : "?");
	return 1;
}

static enum sim_status find(struct finder *f, const char *token, struct sim_shortest *out,
			    struct sim_error *err)
{
	struct sim_strategy *strategy;
	struct sim_report report = { 0 };
	enum sim_status status = sim_schedule_token(&strategy, f->trial.run, token, err);
	int fails;

	if (status)
		return status;
	fails = sim_trial_run(&f->trial, strategy);
	sim_strategy_free(strategy);
	if (!fails)
		return sim_error_set(err, SIM_EFAIL, "the schedule does not fail");
	sim_report_failure_of(f->trial.run, &report);
	f->kind = report.verdict_kind;
	f->line = report.line;
	consider(f);
	if (!f->failed)
		out->proved = by_bounds(f);
	strategy = f->failed ? NULL : named(f);
	if (strategy && !out->proved)
		leave_out(f, &strategy);
	fails = strategy && !f->failed && finish(f, strategy, out);
	sim_strategy_free(strategy);
	return fails ? SIM_OK : sim_error_set(err, SIM_ENOMEM, "out of memory");
}

enum sim_status sim_shortest(struct sim *sim, const struct sim_prog *prog, const char *token,
			     struct sim_shortest *out, struct sim_error *err)
{
	struct finder f = { 0 };
	enum sim_status status;

	memset(out, 0, sizeof(*out));
	status = sim_trial_begin(&f.trial, sim, prog, err);
	if (!status)
		status = find(&f, token, out, err);
	sim_trial_end(&f.trial);
	free(f.token);
	return status;
}
