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
#include "script/schedule.h"
#include "script/script.h"
#include "script/search.h"

#define MAX_RUNS 20000UL
#define MAX_INJECT 10000U

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

void sim_put_cond(const struct sim_pstep *step, struct sim_buf *out)
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
		sim_put_cond(&run->prog->steps[run->failed_step - 1], &text);
	else
		sim_buf_puts(&text, item->kind == SIM_ITEM_RACE ? "race" : "end");
	if (!text.failed)
		copy_cut(out->text, sizeof(out->text), text.s);
	sim_buf_free(&text);
}

void sim_report_failure_of(const struct sim_run *run, struct sim_report *out)
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
				sim_report_failure_of(run, out);
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

/* The schedule that fails, by names of the scenario; what is too long stays as it is. */
static void name_token(struct sim_run *run, struct sim_report *out)
{
	static const struct sim_runner quiet;
	struct sim_strategy *strategy;
	const char *text;

	if (out->status != SIM_FAIL || out->whole || !strcmp(out->token, "?") ||
	    sim_schedule_token(&strategy, run, out->token, NULL))
		return;
	sim_run_once(run, strategy, &quiet);
	text = sim_schedule_text(strategy);
	if (text && strlen(text) < sizeof(out->token))
		copy_cut(out->token, sizeof(out->token), text);
	sim_strategy_free(strategy);
}

/* All that the bound allows; if too many, a look further afield, where bugs are likeliest. */
static enum sim_status run_race_scenario(struct sim_run *run, const struct sim_runner *how,
					 struct sim_report *out, struct sim_error *err)
{
	struct sim_search search = {
		.method = how->token ? SIM_SEARCH_REPLAY : SIM_SEARCH_DFS,
		.bound = run->prog->bound,
		.token = how->token,
		.max_runs = how->max_runs ? how->max_runs : MAX_RUNS,
	};
	struct sim_found found = { 0 };
	enum sim_status status = sim_search_run(run, how, &search, &found, err);

	if (!status && !found.nr_failed && !found.exhausted && !how->token) {
		search.method = SIM_SEARCH_PCT;
		search.seed = 1;
		search.max_runs = how->random ? how->random : search.max_runs / 4;
		status = sim_search_run(run, how, &search, &found, err);
		found.exhausted = 0;
	}
	if (!status && !how->token)
		sim_search_judge(run, &found);
	*out = found.report;
	sim_found_free(&found);
	if (!status)
		name_token(run, out);
	return status;
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
			sim_report_failure_of(run, out);
	}
	sim_set_hooks(sim, NULL, NULL);
	sim_run_free(run);
	return status;
}
