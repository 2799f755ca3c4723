// SPDX-License-Identifier: GPL-2.0-only
/*
 * Runs of imported designs. Their code is somebody's, and may destroy whatever memory it can
 * reach: so it runs in a child, which sends its report through a pipe.
 */
#include <string.h>

#include "cli.h"
#include "isolate.h"

typedef int cell_fn(void *ctx, struct sim_report *report, struct sim_buf *text);

struct cell {
	struct cli_suite *suite;
	cell_fn *fn;
	void *ctx;
};

/* Now and then is enough: a run takes microseconds. */
void cli_cell_step(void *ctx, const struct sim_run *run, const struct sim_pstep *step, long ret)
{
	unsigned int *beats = ctx;

	(void)run;
	(void)step;
	(void)ret;
	if (!(++*beats & 0xff))
		cli_alive(NULL);
}

/* what comes before the text */
struct answer {
	int code;
	struct sim_report report;
};

static void in_child(void *ctx, struct sim_buf *out)
{
	struct cell *cell = ctx;
	struct answer answer = {0};
	struct sim_buf text = {0};

	/* a child has no timers: the guard sets its own again */
	sim_guard_leave(cell->suite->sim);
	if (sim_guard_enter(cell->suite->sim, NULL))
		return;
	answer.code = cell->fn(cell->ctx, &answer.report, &text);
	sim_guard_leave(cell->suite->sim);
	sim_buf_add(out, (const char *)&answer, sizeof(answer));
	if (text.s)
		sim_buf_add(out, text.s, text.len);
	out->failed |= text.failed;
	sim_buf_free(&text);
}

/* Texts that are none would be read beyond their end. */
static int is_sane(const struct answer *answer)
{
	const struct sim_report *r = &answer->report;

	return answer->code >= CLI_OK && answer->code <= CLI_INTERNAL && r->status <= SIM_SKIP &&
	       memchr(r->why, 0, sizeof(r->why)) && memchr(r->text, 0, sizeof(r->text)) &&
	       memchr(r->token, 0, sizeof(r->token));
}

static int bad_end(struct sim_report *report, const char *ended)
{
	memset(report, 0, sizeof(*report));
	report->status = SIM_FAIL;
	report->verdict_kind = HOST_BUG_OOPS;
	/* "?": it can't be told step by step, that would end the same way */
	snprintf(report->token, sizeof(report->token), "?");
	snprintf(report->why, sizeof(report->why), "oops: the process that ran it is gone: %s",
		 ended[0] ? ended : "its report makes no sense");
	return CLI_OK;
}

int cli_cell(struct cli_suite *suite, unsigned int design, cell_fn *fn, void *ctx,
	     struct sim_report *report, struct sim_buf *text)
{
	struct cell cell = {suite, fn, ctx};
	struct sim_buf out = {0};
	struct answer answer;
	struct sim_error err;
	char ended[128];

	if (!sim_design_record(suite->designs.at[design].design))
		return fn(ctx, report, text);
	if (cli_isolate(NULL, in_child, &cell, &out, ended, sizeof(ended), &err)) {
		sim_buf_free(&out);
		return cli_error(&err);
	}
	if (!ended[0] && out.len >= sizeof(answer)) {
		memcpy(&answer, out.s, sizeof(answer));
		if (is_sane(&answer)) {
			*report = answer.report;
			sim_buf_add(text, out.s + sizeof(answer), out.len - sizeof(answer));
			sim_buf_free(&out);
			return answer.code;
		}
	}
	sim_buf_free(&out);
	return bad_end(report, ended);
}
