// SPDX-License-Identifier: GPL-2.0-only
/*
 * The schedules of a race, by any strategy; what failed, and what all of them came to together.
 */
#include "script/search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script/schedule.h"
#include "script/script.h"

#define PROGRESS_EVERY 1024UL
/* Failing runs that are kept; the others are counted only. */
#define MAX_FAILING 1000UL

/* ------------------------------------------------------------ what came of it */

static void free_failing(struct sim_found *found)
{
	struct sim_failing *f, *next;

	for (f = found->failing; f; f = next) {
		next = f->next;
		free(f->token);
		free(f);
	}
	found->failing = NULL;
	found->nr_noted = 0;
	found->last = NULL;
}

void sim_found_free(struct sim_found *found)
{
	free_failing(found);
	free(found->held);
	found->held = NULL;
}

static char *whole_token(const struct sim *sim)
{
	size_t len = sim_token(sim, NULL, 0);
	char *token = malloc(len + 1);

	if (token)
		sim_token(sim, token, len + 1);
	return token;
}

int sim_search_note(struct sim_found *found, int kind, const char *token, const char *why)
{
	struct sim_failing *f;

	if (found->nr_noted == MAX_FAILING)
		return 1;
	f = calloc(1, sizeof(*f));
	if (f)
		f->token = strdup(token);
	if (!f || !f->token) {
		free(f);
		return 0;
	}
	f->kind = kind;
	snprintf(f->why, sizeof(f->why), "%s", why);
	if (!found->last)
		found->last = &found->failing;
	*found->last = f;
	found->last = &f->next;
	found->nr_noted++;
	return 1;
}

static int note_failure(const struct sim_run *run, struct sim_found *found)
{
	struct sim_report one = { 0 };
	char *token;
	int ok;

	sim_report_failure_of(run, &one);
	if (!found->nr_failed++) {
		one.runs = found->report.runs;
		found->report = one;
	}
	token = whole_token(run->sim);
	ok = token && sim_search_note(found, one.verdict_kind, token, one.why);
	free(token);
	return ok;
}

static void count_held(const struct sim_run *run, struct sim_found *found)
{
	for (unsigned int i = 0; i < run->prog->nr_quantified; i++)
		found->held[i] += run->held[i];
}

/* A search with reduction found that it had taken too much for independent. */
void sim_search_again(const struct sim_run *run, struct sim_found *found)
{
	memset(found->held, 0, (run->prog->nr_quantified + 1) * sizeof(*found->held));
	free_failing(found);
	memset(&found->report, 0, sizeof(found->report));
	found->runs = found->cut = found->nr_failed = 0;
}

/* ------------------------------------------------------------ runs */

static struct sim_strategy *make_strategy(const struct sim_run *run, const struct sim_search *how,
					  struct sim_error *err)
{
	struct sim_strategy *strategy = NULL;

	switch (how->method) {
	case SIM_SEARCH_DPOR:
		strategy = sim_strategy_dpor();
		break;
	case SIM_SEARCH_DFS:
		strategy = sim_strategy_dfs(how->bound);
		break;
	case SIM_SEARCH_PCT:
		strategy = sim_strategy_pct(how->seed, how->depth);
		break;
	case SIM_SEARCH_RANDOM:
		strategy = sim_strategy_random(how->seed, how->depth);
		break;
	case SIM_SEARCH_REPLAY:
		sim_schedule_token(&strategy, run, how->token, err);
		return strategy;
	}
	if (!strategy)
		sim_error_set(err, SIM_ENOMEM, "out of memory");
	return strategy;
}

static int failed(const struct sim_run *run)
{
	return run->failed_step || sim_nr_verdicts(run->sim);
}

/* One run; 0: enough. */
int sim_search_one(struct sim_run *run, struct sim_strategy *strategy,
		   const struct sim_runner *runner, const struct sim_search *how,
		   struct sim_found *found)
{
	sim_run_once(run, strategy, runner);
	if (sim_strategy_was_cut(strategy)) {
		found->cut++;
		return 1;
	}
	found->runs++;
	if (!failed(run)) {
		count_held(run, found);
		if (runner->on_run)
			runner->on_run(runner->ctx);
		return 1;
	}
	if (!note_failure(run, found))
		return -1;
	return how->keep_going;
}

/* Until the strategy has no more, there were enough, or one failed; 0: out of memory. */
static int run_all(struct sim_run *run, struct sim_strategy *strategy,
		   const struct sim_runner *runner, const struct sim_search *how,
		   struct sim_found *found)
{
	unsigned long most = how->method == SIM_SEARCH_REPLAY ? 1 : how->max_runs;
	unsigned long n, again = 0;
	int more;

	for (n = 0; !most || n < most; n++) {
		if (n && !sim_strategy_next(strategy)) {
			found->exhausted = !sim_strategy_lost(strategy);
			return 1;
		}
		if (sim_strategy_stats(strategy)->again > again) {
			again = sim_strategy_stats(strategy)->again;
			sim_search_again(run, found);
		}
		more = sim_search_one(run, strategy, runner, how, found);
		if (more <= 0)
			return more == 0;
		if (how->progress && !(n % PROGRESS_EVERY))
			how->progress(how->ctx, found);
	}
	found->exhausted = !sim_strategy_next(strategy) && !sim_strategy_lost(strategy);
	return 1;
}

enum sim_status sim_search_run(struct sim_run *run, const struct sim_runner *runner,
			       const struct sim_search *how, struct sim_found *out,
			       struct sim_error *err)
{
	struct sim_strategy *strategy = make_strategy(run, how, err);
	enum sim_status status = SIM_OK;
	int ok;

	if (!strategy)
		return err->status;
	if (!out->held)
		out->held = calloc(run->prog->nr_quantified + 1, sizeof(*out->held));
	ok = out->held && run_all(run, strategy, runner, how, out);
	out->lost = sim_strategy_lost(strategy);
	if (sim_strategy_lock_order(strategy))
		snprintf(out->lock_order, sizeof(out->lock_order), "%s",
			 sim_strategy_lock_order(strategy));
	out->report.runs = out->runs;
	out->report.exhausted = out->exhausted;
	if (ok && how->method == SIM_SEARCH_REPLAY)
		status = sim_schedule_misfit(strategy, err);
	sim_strategy_free(strategy);
	return ok ? status : sim_error_set(err, SIM_ENOMEM, "out of memory");
}

/* ------------------------------------------------------------ what all together must hold to */

static void fail_whole(const struct sim_pstep *step, struct sim_report *out)
{
	out->status = SIM_FAIL;
	out->verdict_kind = SIM_BUG_EXPECT;
	out->whole = 1;
	out->line = step->item->pos.line;
}

/* a `sometimes` that no run reached */
static void judge_sometimes(const struct sim_run *run, const struct sim_found *found,
			    struct sim_report *out)
{
	struct sim_buf text = { 0 };

	for (unsigned int i = 0; i < run->prog->nr_steps; i++) {
		const struct sim_pstep *s = &run->prog->steps[i];

		if (s->kind != SIM_STEP_COND || s->cond != SIM_SOMETIMES ||
		    found->held[s->quantified])
			continue;
		fail_whole(s, out);
		snprintf(out->why, sizeof(out->why), "no run of %lu reached this%s", found->runs,
			 found->exhausted ? "" : " (not all schedules were run)");
		sim_put_cond(s, &text);
		if (!text.failed)
			snprintf(out->text, sizeof(out->text), "%s", text.s);
		sim_buf_free(&text);
		return;
	}
}

static void judge_count(const struct sim_run *run, struct sim_report *out)
{
	for (unsigned int i = 0; i < run->prog->nr_steps; i++) {
		const struct sim_pstep *s = &run->prog->steps[i];

		if (s->kind != SIM_STEP_RACE || !s->race_count || s->race_count == out->runs)
			continue;
		fail_whole(s, out);
		snprintf(out->why, sizeof(out->why), "%lu schedules, not %llu", out->runs,
			 (unsigned long long)s->race_count);
	}
}

void sim_search_judge(const struct sim_run *run, struct sim_found *out)
{
	if (out->nr_failed || out->lost)
		return;
	out->report.exhausted = out->exhausted;
	if (out->lock_order[0]) {
		out->report.status = SIM_FAIL;
		out->report.verdict_kind = HOST_BUG_DEADLOCK;
		out->report.whole = 1;
		snprintf(out->report.why, sizeof(out->report.why), "lock order: %.220s",
			 out->lock_order);
		snprintf(out->report.text, sizeof(out->report.text), "%s", out->lock_order);
		return;
	}
	judge_sometimes(run, out, &out->report);
	if (out->report.status == SIM_PASS && !out->cut)
		judge_count(run, &out->report);
}

enum sim_status sim_search_prog(struct sim *sim, const struct sim_prog *prog,
				const struct sim_search *how, struct sim_found *out,
				struct sim_error *err)
{
	static const struct sim_runner runner;
	struct sim_run *run;
	enum sim_status status;

	memset(out, 0, sizeof(*out));
	sim_use_design(sim, prog->design);
	status = sim_boot(sim, &prog->boot, err);
	if (status)
		return status;
	run = sim_run_new(prog, sim);
	if (!run)
		return sim_error_set(err, SIM_ENOMEM, "out of memory");
	status = sim_search_run(run, &runner, how, out, err);
	if (!status && how->method != SIM_SEARCH_REPLAY)
		sim_search_judge(run, out);
	sim_set_hooks(sim, NULL, NULL);
	sim_run_free(run);
	return status;
}
