// SPDX-License-Identifier: GPL-2.0-only
/*
 * Races, on the host and on the model: what the one does in repeated runs must be among what the
 * other can do.
 */
#include "host.h"

#include <stdlib.h>
#include <string.h>

#include "onhost/ending.h"

/* of the second look, without a bound, when the first did not find what the host did */
#define MOST_RUNS   200000UL
#define RANDOM_RUNS 50000UL

/** struct sides - both sides of one scenario */
struct sides {
	struct sim_endings model, host;
	int exhausted;
	const char *path;
	unsigned int line;
	struct sim_buf *out;
	unsigned int *differences;
};

/* ------------------------------------------------------------ what is seen */

static void model_line(void *ctx, const struct sim_run *run, const struct sim_pstep *step,
		       long ret)
{
	sim_endings_line(ctx, run, step, ret);
}

static void model_cond(void *ctx, const struct sim_run *run, const struct sim_pstep *step)
{
	sim_endings_cond(ctx, run, step, 1);
}

static void model_end(void *ctx)
{
	sim_endings_end(ctx);
}

static void host_step(void *ctx, const struct sim_run *run, const struct sim_pstep *step, long ret,
		      int good)
{
	(void)good;
	if (step->kind == SIM_STEP_COND)
		sim_endings_cond(ctx, run, step, 1);
	else
		sim_endings_line(ctx, run, step, ret);
}

static void host_hidden(void *ctx, const struct sim_run *run, const struct sim_pstep *step)
{
	sim_endings_cond(ctx, run, step, 0);
}

/* ------------------------------------------------------------ runs */

/* all runs of the model; what fails there is a difference of its own */
static int run_model(struct cli_suite *suite, const struct sim_prog *prog, unsigned long most,
		     struct sides *s)
{
	const struct sim_runner how = {
		.max_runs = most, .random = most ? RANDOM_RUNS : 0, .ctx = &s->model,
		.on_step = model_line, .on_cond = model_cond, .on_run = model_end,
	};
	struct sim_report report;
	struct sim_error err = { 0 };

	if (sim_run_prog(suite->sim, prog, &how, &report, &err))
		return cli_error(&err);
	s->exhausted = report.exhausted && prog->bound == SIM_UNBOUNDED;
	if (report.status == SIM_FAIL) {
		++*s->differences;
		sim_buf_printf(s->out, "%s:%u: %s\n    model: %s\n", s->path, report.line,
			       report.text, report.why);
	}
	return s->model.failed ? CLI_INTERNAL : CLI_OK;
}

static int run_host(const struct sim_prog *prog, unsigned long repeat, struct sides *s,
		    struct sim_host_report *report)
{
	struct sim_host_how how = { .on_step = host_step, .on_hidden = host_hidden,
				    .ctx = &s->host, .go_on = 1 };
	struct sim_error err = { 0 };

	for (how.seed = 1; how.seed <= repeat; how.seed++) {
		if (sim_host_run(prog, &how, report, &err))
			return cli_error(&err);
		if (report->base.status == SIM_SKIP)
			return CLI_OK;
		sim_endings_end(&s->host);
	}
	report->base.runs = repeat;
	return s->host.failed ? CLI_INTERNAL : CLI_OK;
}

/* ------------------------------------------------------------ both */

static void put_ending(const struct sim_ending *e, struct sim_buf *out)
{
	for (const char *at = e->text; *at;) {
		size_t n = strcspn(at, "\n");

		sim_buf_add(out, at, n);
		at += n + (at[n] != '\0');
		if (*at)
			sim_buf_puts(out, ", ");
	}
	sim_buf_putc(out, '\n');
}

static int all_known(const struct sides *s)
{
	for (const struct sim_ending *e = s->host.all; e; e = e->hh.next) {
		if (!sim_endings_has(&s->model, e))
			return 0;
	}
	return 1;
}

static void put_foreign(const struct sides *s)
{
	for (const struct sim_ending *e = s->host.all; e; e = e->hh.next) {
		if (sim_endings_has(&s->model, e))
			continue;
		++*s->differences;
		sim_buf_printf(s->out, "%s:%u: race\n    model: none of %u outcomes of %lu runs%s\n"
			       "    host:  in %lu of %lu runs: ", s->path, s->line,
			       HASH_COUNT(s->model.all), s->model.runs,
			       s->exhausted ? "" : ", which are not all there are", e->runs,
			       s->host.runs);
		put_ending(e, s->out);
	}
}

static void put_table(const struct sides *s)
{
	sim_buf_printf(s->out, "%s:%u: race: %lu runs on the host, %lu on the model\n", s->path,
		       s->line, s->host.runs, s->model.runs);
	for (const struct sim_ending *e = s->model.all; e; e = e->hh.next) {
		unsigned long seen = 0;

		for (const struct sim_ending *h = s->host.all; h; h = h->hh.next)
			seen += sim_endings_has(&s->model, h) == e ? h->runs : 0;
		sim_buf_printf(s->out, "    %6lu on the host %8lu on the model: ", seen, e->runs);
		put_ending(e, s->out);
	}
}

static int compare(struct cli_suite *suite, struct sim_prog *prog, unsigned long repeat,
		   struct sides *s, struct sim_host_report *report)
{
	unsigned int bound = prog->bound;
	int code = run_host(prog, repeat, s, report);

	if (code || report->base.status == SIM_SKIP)
		return code;
	code = run_model(suite, prog, 0, s);
	if (!code && !all_known(s)) {
		prog->bound = SIM_UNBOUNDED;
		code = run_model(suite, prog, MOST_RUNS, s);
		prog->bound = bound;
	}
	return code;
}

int cli_host_race(struct cli_suite *suite, unsigned int i, const struct cli_host_options *o,
		  struct sim_host_report *report, unsigned int *differences, struct sim_buf *out)
{
	struct sim_prog *prog = suite->progs[i];
	struct sides s = {
		.path = suite->scenarios.at[i / suite->designs.nr].path,
		.out = out, .differences = differences,
	};
	int code = CLI_INTERNAL;

	for (unsigned int n = 0; n < prog->nr_steps; n++) {
		if (prog->steps[n].kind == SIM_STEP_RACE)
			s.line = prog->steps[n].item->pos.line;
	}
	if (sim_endings_begin(&s.model, prog) & sim_endings_begin(&s.host, prog))
		code = compare(suite, prog, cli_host_repeat(prog, o), &s, report);
	if (!code && report->base.status != SIM_SKIP) {
		put_foreign(&s);
		if (o->verbose)
			put_table(&s);
	}
	sim_endings_free(&s.model);
	sim_endings_free(&s.host);
	return code;
}
