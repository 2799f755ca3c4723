// SPDX-License-Identifier: GPL-2.0-only
/*
 * All the runs that a bound scenario needs: one; or one for each refusal of (fail: each); or
 * one for each schedule of its race.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "script/names.h"
#include "script/run.h"
#include "script/script.h"

#define MAX_RUNS 20000UL
#define MAX_INJECT 10000U

/* what the quantified conditions came to over all runs */
struct tally {
	unsigned long *held;
	unsigned long runs;
};

static void copy_cut(char *to, size_t n, const char *from)
{
	snprintf(to, n, "%s", from);
}

/* the first verdict that is the caller's failure, else the first */
static const struct sim_verdict *main_verdict(const struct sim_run *run)
{
	const struct sim_verdict *first = sim_verdict(run->sim, 0);

	for (unsigned int i = 0; i < SIM_MAX_VERDICTS; i++) {
		const struct sim_verdict *v = sim_verdict(run->sim, i);

		if (v && v->kind != SIM_BUG_EXPECT)
			return v;
	}
	return first;
}

static void put_cond(const struct sim_pstep *step, struct sim_buf *out)
{
	static const char *const words[] = {
		[SIM_CHECK] = "check ", [SIM_ALWAYS] = "always ",
		[SIM_NEVER] = "never ", [SIM_SOMETIMES] = "sometimes ",
	};

	sim_buf_puts(out, words[step->cond]);
	sim_print_expr(step->expr, out);
}

static void report_place(const struct sim_run *run, struct sim_report *out)
{
	const struct sim_item *item;
	struct sim_buf text = { 0 };

	if (!run->failed_step)
		return;
	item = run->prog->steps[run->failed_step - 1].item;
	out->line = item->pos.line;
	if (item->kind == SIM_ITEM_LINE)
		sim_print_line(&item->line, &text);
	else if (item->kind == SIM_ITEM_COND)
		put_cond(&run->prog->steps[run->failed_step - 1], &text);
	else
		sim_buf_puts(&text, item->kind == SIM_ITEM_RACE ? "race" : "end");
	if (!text.failed)
		copy_cut(out->text, sizeof(out->text), text.s);
	sim_buf_free(&text);
}

static void report_failure(const struct sim_run *run, struct sim_report *out)
{
	const struct sim_verdict *v = main_verdict(run);

	out->status = SIM_FAIL;
	out->verdict_kind = v ? v->kind : SIM_BUG_EXPECT;
	if (v && v->kind != SIM_BUG_EXPECT && v->object[0])
		snprintf(out->why, sizeof(out->why), "%s: %.150s: %.60s", sim_bug_name(v->kind),
			 v->text, v->object);
	else if (v && v->kind != SIM_BUG_EXPECT)
		snprintf(out->why, sizeof(out->why), "%s: %.200s", sim_bug_name(v->kind), v->text);
	else
		copy_cut(out->why, sizeof(out->why), v ? v->text : "failed");
	report_place(run, out);
	if (sim_token(run->sim, out->token, sizeof(out->token)) >= sizeof(out->token))
		copy_cut(out->token, sizeof(out->token), "?");
	out->inject_step = run->inject_step;
	out->inject_nth = run->inject_nth;
}

static int failed(const struct sim_run *run)
{
	return run->failed_step || sim_nr_verdicts(run->sim);
}

/* ------------------------------------------------------------ (fail: each) */

/* every refusal of every line that wants it, each in a world of its own; 1: one failed */
static int run_refusals(struct sim_run *run, const struct sim_runner *how, struct sim_report *out)
{
	struct sim_runner quiet = *how;

	quiet.on_step = NULL;
	for (unsigned int i = 0; i < run->prog->nr_steps; i++) {
		if (run->prog->steps[i].prop != SIM_PROP_FAIL_EACH)
			continue;
		run->inject_step = i + 1;
		for (unsigned int nth = 1; nth < MAX_INJECT; nth++) {
			run->inject_nth = nth;
			sim_run_once(run, NULL, &quiet);
			out->runs++;
			if (failed(run)) {
				report_failure(run, out);
				return 1;
			}
			if (run->requests < nth)
				break;
		}
	}
	run->inject_step = run->inject_nth = 0;
	return 0;
}

/* ------------------------------------------------------------ races */

static void count_held(const struct sim_run *run, struct tally *tally)
{
	for (unsigned int i = 0; i < run->prog->nr_quantified; i++)
		tally->held[i] += run->held[i];
	tally->runs++;
}

/* a `sometimes` that no run reached */
static void judge_sometimes(const struct sim_run *run, const struct tally *tally,
			    struct sim_report *out)
{
	struct sim_buf text = { 0 };

	for (unsigned int i = 0; i < run->prog->nr_steps; i++) {
		const struct sim_pstep *s = &run->prog->steps[i];

		if (s->kind != SIM_STEP_COND || s->cond != SIM_SOMETIMES ||
		    tally->held[s->quantified])
			continue;
		out->status = SIM_FAIL;
		out->verdict_kind = SIM_BUG_EXPECT;
		out->whole = 1;
		out->line = s->item->pos.line;
		snprintf(out->why, sizeof(out->why), "no run of %lu reached this%s", tally->runs,
			 out->exhausted ? "" : " (not all schedules were run)");
		put_cond(s, &text);
		if (!text.failed)
			copy_cut(out->text, sizeof(out->text), text.s);
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
		out->status = SIM_FAIL;
		out->verdict_kind = SIM_BUG_EXPECT;
		out->whole = 1;
		out->line = s->item->pos.line;
		snprintf(out->why, sizeof(out->why), "%lu schedules, not %llu", out->runs,
			 (unsigned long long)s->race_count);
	}
}

/* run until the strategy has no more, or @most runs; 1: one failed */
static int run_schedules(struct sim_run *run, struct sim_strategy *strategy, unsigned long most,
			 const struct sim_runner *how, struct tally *tally, struct sim_report *out)
{
	for (unsigned long n = 0; n < most; n++) {
		if (n && !sim_strategy_next(strategy)) {
			out->exhausted = 1;
			return 0;
		}
		sim_run_once(run, strategy, how);
		out->runs++;
		if (failed(run)) {
			report_failure(run, out);
			return 1;
		}
		count_held(run, tally);
		if (how->on_run)
			how->on_run(how->ctx);
	}
	out->exhausted = !sim_strategy_next(strategy);
	return 0;
}

static enum sim_status run_race_scenario(struct sim_run *run, const struct sim_runner *how,
					 struct sim_report *out, struct sim_error *err)
{
	unsigned long most = how->max_runs ? how->max_runs : MAX_RUNS;
	struct tally tally = { calloc(run->prog->nr_quantified + 1, sizeof(unsigned long)), 0 };
	struct sim_strategy *strategy;
	int bad;

	strategy = how->token ? sim_strategy_replay(how->token, err) :
				sim_strategy_dfs(run->prog->bound);
	if (!strategy || !tally.held) {
		sim_strategy_free(strategy);
		free(tally.held);
		return err && err->status ? err->status
					  : sim_error_set(err, SIM_ENOMEM, "out of memory");
	}
	bad = run_schedules(run, strategy, how->token ? 1 : most, how, &tally, out);
	sim_strategy_free(strategy);
	if (!bad && !out->exhausted && !how->token) {
		/* too many to run all: look further afield, where bugs are likeliest */
		strategy = sim_strategy_pct(1, 3);
		if (strategy)
			bad = run_schedules(run, strategy, how->random ? how->random : most / 4,
					    how, &tally, out);
		sim_strategy_free(strategy);
		out->exhausted = 0;
	}
	if (!bad && !how->token) {
		judge_sometimes(run, &tally, out);
		if (out->status == SIM_PASS)
			judge_count(run, out);
	}
	free(tally.held);
	return SIM_OK;
}

/* ------------------------------------------------------------ all */

enum sim_status sim_run_prog(struct sim *sim, const struct sim_prog *prog,
			     const struct sim_runner *how, struct sim_report *out,
			     struct sim_error *err)
{
	struct sim_run *run;
	enum sim_status status;

	memset(out, 0, sizeof(*out));
	if (prog->skip[0]) {
		out->status = SIM_SKIP;
		copy_cut(out->why, sizeof(out->why), prog->skip);
		return SIM_OK;
	}
	sim_use_design(sim, prog->design);
	status = sim_boot(sim, &prog->boot, err);
	if (status)
		return status;
	run = sim_run_new(prog, sim);
	if (!run)
		return sim_error_set(err, SIM_ENOMEM, "out of memory");
	run->inject_step = how->inject_step;
	run->inject_nth = how->inject_nth;
	if (prog->has_race) {
		status = run_race_scenario(run, how, out, err);
	} else if (how->inject_step || !run_refusals(run, how, out)) {
		sim_run_once(run, NULL, how);
		out->runs++;
		out->exhausted = 1;
		if (failed(run))
			report_failure(run, out);
	}
	sim_set_hooks(sim, NULL, NULL);
	sim_run_free(run);
	return status;
}
