// SPDX-License-Identifier: GPL-2.0-only
/* `run --on host`: scenarios with real processes on the kernel of this machine. */
#include "host.h"

#include <stdlib.h>
#include <string.h>

#include "report/ktap.h"

/** struct shown - the lines of a run, with -v */
struct shown {
	struct sim_buf *out;
	unsigned int nr;
};

/* `: call(args)`, without what is expected of it */
static void put_call(const struct sim_line *line, struct sim_buf *out)
{
	struct sim_line bare = { .actor.s = "", .call = line->call };

	sim_print_line(&bare, out);
}

static void show_step(void *ctx, const struct sim_run *run, const struct sim_pstep *step, long ret,
		      int good)
{
	const struct sim_actor *actor = &run->actors[step->actor];
	struct shown *s = ctx;

	(void)good;
	if (step->kind == SIM_STEP_COND)
		return;
	sim_buf_printf(s->out, "    %3u %s", ++s->nr, run->prog->actors[step->actor]);
	if (step->kind == SIM_STEP_RESUME) {
		sim_buf_puts(s->out, "  ...");
	} else {
		put_call(&step->item->line, s->out);
	}
	if (ret != SIM_NO_RETURN) {
		sim_buf_puts(s->out, ret == SIM_BLOCKED ? " " : " = ");
		sim_result_text(run, step, actor->task, ret, actor->image, s->out);
	}
	sim_buf_putc(s->out, '\n');
}

/* all runs that it needs, until one fails */
static int run_one(struct cli_suite *suite, unsigned int i, const struct cli_host_options *o,
		   struct sim_host_report *report, struct sim_buf *steps)
{
	unsigned long repeat = cli_host_repeat(suite->progs[i], o), n;
	struct shown shown = { .out = steps };
	struct sim_host_how how = { .on_step = o->verbose ? show_step : NULL, .ctx = &shown };
	struct sim_error err = { 0 };

	for (n = 1; n <= repeat; n++) {
		/* what is shown is the last run: the one that failed */
		free(steps->s);
		*steps = (struct sim_buf){ 0 };
		shown.nr = 0;
		how.seed = n;
		if (sim_host_run(suite->progs[i], &how, report, &err))
			return cli_error(&err);
		if (report->base.status != SIM_PASS)
			break;
	}
	report->base.runs = n < repeat ? n : repeat;
	return CLI_OK;
}

static void put_failure(const struct sim_report *r, struct sim_buf *out)
{
	if (r->status == SIM_FAIL)
		sim_buf_printf(out, "    line %u: %s\n    %s\n", r->line, r->text, r->why);
	if (r->status == SIM_FAIL && r->runs > 1)
		sim_buf_printf(out, "    in run %lu\n", r->runs);
}

static void put_plain(const char *path, const char *design, const struct sim_report *r,
		      const struct sim_buf *steps, struct sim_buf *out)
{
	static const char *const words[] = {
		[SIM_PASS] = "pass", [SIM_FAIL] = "FAIL", [SIM_SKIP] = "skip",
	};

	sim_buf_printf(out, "%s  %s  %s on the host", words[r->status], path, design);
	if (r->status == SIM_SKIP)
		sim_buf_printf(out, ": %s", r->why);
	else if (r->status == SIM_PASS && r->runs > 1)
		sim_buf_printf(out, "  %lu runs", r->runs);
	sim_buf_putc(out, '\n');
	if (steps->s)
		sim_buf_puts(out, steps->s);
	put_failure(r, out);
}

static void put_ktap(const char *path, const char *design, unsigned int nr,
		     const struct sim_report *r, const struct sim_buf *steps, struct sim_buf *out)
{
	static const enum sim_ktap_result results[] = {
		[SIM_PASS] = SIM_KTAP_OK, [SIM_FAIL] = SIM_KTAP_NOT_OK, [SIM_SKIP] = SIM_KTAP_SKIP,
	};
	struct sim_buf text = { 0 };

	if (steps->s)
		sim_ktap_diagnostic(out, 1, steps->s);
	put_failure(r, &text);
	if (text.s)
		sim_ktap_diagnostic(out, 1, text.s);
	out->failed |= text.failed;
	sim_buf_free(&text);
	sim_ktap_result(out, 1, results[r->status], nr, design, r->why);
	(void)path;
}

static int run_scenario(struct cli_suite *suite, unsigned int s, const struct cli_host_options *o,
			struct cli_host_tally *t)
{
	const char *path = suite->scenarios.at[s].path;
	unsigned int nr = suite->designs.nr, failed = t->failed, skipped = t->skipped;
	struct sim_buf out = { 0 };
	int code = CLI_OK;

	if (o->ktap)
		sim_ktap_begin(&out, 1, path, nr);
	for (unsigned int d = 0; d < nr && !code; d++) {
		const char *design = suite->designs.at[d].table->name;
		struct sim_host_report report = { 0 };
		struct sim_buf steps = { 0 };

		code = run_one(suite, s * nr + d, o, &report, &steps);
		if (!code) {
			cli_host_count(t, &report);
			if (o->ktap)
				put_ktap(path, design, d + 1, &report.base, &steps, &out);
			else
				put_plain(path, design, &report.base, &steps, &out);
		}
		sim_buf_free(&steps);
	}
	if (o->ktap)
		sim_ktap_result(&out, 0,
				t->failed > failed	     ? SIM_KTAP_NOT_OK
				: t->skipped - skipped == nr ? SIM_KTAP_SKIP
							     : SIM_KTAP_OK,
				s + 1, path, nr > 1 ? "on all designs" : "on the host");
	return cli_flush(&out, code);
}

static int run_all(struct cli_suite *suite, const struct cli_host_options *o)
{
	struct cli_host_tally *t = calloc(1, sizeof(*t));
	struct sim_buf out = { 0 };
	int code = t ? CLI_OK : CLI_INTERNAL;

	if (o->ktap)
		sim_ktap_begin(&out, 0, NULL, suite->scenarios.nr);
	code = cli_flush(&out, code);
	for (unsigned int s = 0; s < suite->scenarios.nr && !code; s++)
		code = run_scenario(suite, s, o, t);
	if (!code && !o->ktap) {
		sim_buf_printf(&out, "\n%u passed, %u failed, %u skipped on the host\n", t->passed,
			       t->failed, t->skipped);
		cli_host_summary(t, &out);
	}
	if (!code)
		code = t->failed ? CLI_FAILED : CLI_OK;
	free(t);
	return cli_flush(&out, code);
}

int cli_run_on_host(char **paths, int nr, const struct cli_host_options *o)
{
	struct cli_suite suite;
	int code = cli_host_suite(&suite, paths, nr, &o->designs);

	if (code)
		return code;
	code = run_all(&suite, o);
	cli_suite_close(&suite);
	return code;
}
