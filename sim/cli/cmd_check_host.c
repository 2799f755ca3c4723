// SPDX-License-Identifier: GPL-2.0-only
/* Scenarios on the kernel of this machine: `run --on host`, and `check-host`. */
#include "cli.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "onhost/onhost.h"

#define MAX_REASONS 32

/** struct said - what the model gave on each step; by index of the step */
struct said {
	const struct sim_prog *prog;
	char **texts;
	struct sim_buf *out;
	const char *path;
	unsigned int differences;
};

struct host_tally {
	unsigned int nr, passed, failed, skipped, passed_over, refusals, differences;
	char reasons[MAX_REASONS][160];
	unsigned int counts[MAX_REASONS];
	unsigned int nr_reasons;
};

static void count_skip(struct host_tally *t, const char *why)
{
	unsigned int i = 0;

	t->skipped++;
	while (i < t->nr_reasons && strcmp(t->reasons[i], why))
		i++;
	if (i == MAX_REASONS)
		return;
	if (i == t->nr_reasons)
		snprintf(t->reasons[t->nr_reasons++], sizeof(t->reasons[0]), "%.159s", why);
	t->counts[i]++;
}

/* ------------------------------------------------------------ binding */

/* as this machine's release, whatever release the design was made for */
static int rebind(struct cli_suite *suite)
{
	unsigned int nr = suite->designs.nr, nr_known = nr + suite->known.nr;
	const struct sim_design **all = calloc(nr_known + 1, sizeof(*all));
	struct sim_error err;
	int code = CLI_OK;

	if (!all)
		return CLI_INTERNAL;
	for (unsigned int i = 0; i < nr_known; i++)
		all[i] = i < nr ? suite->designs.at[i].design : suite->known.at[i - nr].design;
	for (unsigned int i = 0; i < suite->scenarios.nr * nr && !code; i++) {
		sim_prog_free(suite->progs[i]);
		if (sim_bind_among(&suite->progs[i], suite->scenarios.at[i / nr].ast, all[i % nr],
				   sim_host_release() | SIM_ON_HOST, all, nr_known, &err))
			code = cli_error(&err);
	}
	free(all);
	return code;
}

static int open_suite(struct cli_suite *suite, char **paths, int nr, const struct cli_list *designs)
{
	char word[] = "send-signal";
	char *words[] = { word };
	const struct cli_list usual = { words, 1 };
	int code = cli_suite_open(suite, paths, nr, designs->nr ? designs : &usual, 0);

	if (code)
		return code;
	code = rebind(suite);
	if (code)
		cli_suite_close(suite);
	return code;
}

/* ------------------------------------------------------------ run --on host */

static void put_result(const char *path, const char *design, const struct sim_host_report *r,
		       struct sim_buf *out)
{
	static const char *const words[] = {
		[SIM_PASS] = "pass", [SIM_FAIL] = "FAIL", [SIM_SKIP] = "skip",
	};

	sim_buf_printf(out, "%s  %s  %s on the host", words[r->base.status], path, design);
	if (r->base.status == SIM_SKIP)
		sim_buf_printf(out, ": %s", r->base.why);
	sim_buf_putc(out, '\n');
	if (r->base.status == SIM_FAIL)
		sim_buf_printf(out, "    line %u: %s\n    %s\n", r->base.line, r->base.text,
			       r->base.why);
}

static void put_summary(const struct host_tally *t, struct sim_buf *out)
{
	for (unsigned int i = 0; i < t->nr_reasons; i++)
		sim_buf_printf(out, "  skipped %4u: %s\n", t->counts[i], t->reasons[i]);
	if (t->passed_over)
		sim_buf_printf(out, "  %u condition%s that a host does not show passed over\n",
			       t->passed_over, t->passed_over == 1 ? "" : "s");
	if (t->refusals)
		sim_buf_printf(out, "  %u line%s with refusals made with none of them\n",
			       t->refusals, t->refusals == 1 ? "" : "s");
}

static int run_one(struct cli_suite *suite, unsigned int i, struct host_tally *t)
{
	const struct sim_host_how how = { 0 };
	struct sim_host_report report;
	struct sim_buf out = { 0 };
	struct sim_error err = { 0 };

	if (sim_host_run(suite->progs[i], &how, &report, &err))
		return cli_error(&err);
	t->nr++;
	t->passed += report.base.status == SIM_PASS;
	t->failed += report.base.status == SIM_FAIL;
	t->passed_over += report.passed_over;
	t->refusals += report.refusals;
	if (report.base.status == SIM_SKIP)
		count_skip(t, report.base.why);
	put_result(suite->scenarios.at[i / suite->designs.nr].path,
		   suite->designs.at[i % suite->designs.nr].table->name, &report, &out);
	return cli_flush(&out, CLI_OK);
}

int cli_run_on_host(char **paths, int nr, const struct cli_list *designs)
{
	struct host_tally *t = calloc(1, sizeof(*t));
	struct cli_suite suite;
	struct sim_buf out = { 0 };
	int code = t ? open_suite(&suite, paths, nr, designs) : CLI_INTERNAL;

	if (code) {
		free(t);
		return code;
	}
	for (unsigned int i = 0; i < suite.scenarios.nr * suite.designs.nr && !code; i++)
		code = run_one(&suite, i, t);
	sim_buf_printf(&out, "\n%u passed, %u failed, %u skipped on the host\n", t->passed,
		       t->failed, t->skipped);
	put_summary(t, &out);
	if (!code)
		code = t->failed ? CLI_FAILED : CLI_OK;
	cli_suite_close(&suite);
	free(t);
	return cli_flush(&out, code);
}

/* ------------------------------------------------------------ check-host */

static char *text_of(const struct sim_run *run, const struct sim_pstep *step, long ret)
{
	const struct sim_actor *actor = &run->actors[step->actor];
	struct sim_buf text = { 0 };

	sim_result_text(run, step, actor->task, ret, actor->image, &text);
	return text.s;
}

static void model_step(void *ctx, const struct sim_run *run, const struct sim_pstep *step,
		       long ret)
{
	struct said *said = ctx;
	char **at = &said->texts[step - said->prog->steps];

	if (step->kind == SIM_STEP_COND)
		return;
	free(*at);
	*at = text_of(run, step, ret);
}

/* what the scenario itself leaves open is no difference */
static int leaves_open(const struct sim_pstep *step)
{
	return step->nr_alts > 1 ||
	       (step->nr_alts == 1 && !step->alts[0].err &&
		step->alts[0].want.kind == SIM_WANT_ANY);
}

static void host_step(void *ctx, const struct sim_run *run, const struct sim_pstep *step, long ret,
		      int good)
{
	struct said *said = ctx;
	const char *model = said->texts[step - said->prog->steps];
	struct sim_buf what = { 0 };
	char *host = NULL;

	if (step->kind == SIM_STEP_COND) {
		if (good)
			return;
		sim_cond_explain(run, step->expr, &what);
		host = what.s;
		model = "it holds";
		what = (struct sim_buf){ 0 };
		sim_print_expr(step->expr, &what);
	} else {
		host = text_of(run, step, ret);
		if (host && model && (!strcmp(host, model) || (good && leaves_open(step)))) {
			free(host);
			return;
		}
		sim_print_line(&step->item->line, &what);
	}
	said->differences++;
	sim_buf_printf(said->out, "%s:%u: %s\n    model: %s\n    host:  %s\n", said->path,
		       step->item->pos.line, what.s ? what.s : "",
		       model ? model : "never came here", host ? host : "");
	sim_buf_free(&what);
	free(host);
}

static int check_one(struct cli_suite *suite, unsigned int i, struct host_tally *t)
{
	const struct sim_prog *prog = suite->progs[i];
	struct sim_buf out = { 0 };
	struct said said = {
		.prog = prog, .out = &out,
		.path = suite->scenarios.at[i / suite->designs.nr].path,
		.texts = calloc(prog->nr_steps + 1, sizeof(char *)),
	};
	const struct sim_runner model = { .on_step = model_step, .ctx = &said };
	const struct sim_host_how how = { .on_step = host_step, .ctx = &said, .go_on = 1 };
	struct sim_host_report report;
	struct sim_error err = { 0 };
	int code = said.texts ? CLI_OK : CLI_INTERNAL;

	if (!code && !prog->has_race && sim_run_prog(suite->sim, prog, &model, &report.base, &err))
		code = cli_error(&err);
	if (!code && sim_host_run(prog, &how, &report, &err))
		code = cli_error(&err);
	if (!code) {
		t->nr++;
		t->passed_over += report.passed_over;
		t->refusals += report.refusals;
		t->differences += said.differences;
		if (report.base.status == SIM_SKIP)
			count_skip(t, report.base.why);
		else if (report.base.status == SIM_FAIL && !said.differences) {
			t->differences++;
			sim_buf_printf(&out, "%s:%u: %s\n    host:  %s\n", said.path,
				       report.base.line, report.base.text, report.base.why);
		}
	}
	for (unsigned int n = 0; said.texts && n < prog->nr_steps; n++)
		free(said.texts[n]);
	free(said.texts);
	return cli_flush(&out, code);
}

static int check_all(char **paths, int nr, const struct cli_list *designs)
{
	struct host_tally *t = calloc(1, sizeof(*t));
	struct cli_suite suite;
	struct sim_buf out = { 0 };
	int code = t ? open_suite(&suite, paths, nr, designs) : CLI_INTERNAL;

	if (code) {
		free(t);
		return code;
	}
	for (unsigned int i = 0; i < suite.scenarios.nr * suite.designs.nr && !code; i++)
		code = check_one(&suite, i, t);
	sim_buf_printf(&out, "%u scenario%s compared with the host, %u difference%s, %u skipped\n",
		       t->nr - t->skipped, t->nr - t->skipped == 1 ? "" : "s", t->differences,
		       t->differences == 1 ? "" : "s", t->skipped);
	put_summary(t, &out);
	if (!code)
		code = t->differences ? CLI_FAILED : CLI_OK;
	cli_suite_close(&suite);
	free(t);
	return cli_flush(&out, code);
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "design", required_argument, NULL, 'd' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	struct cli_list designs = { 0 };
	int c, code = CLI_OK;

	opterr = 0;
	while (!code && (c = getopt_long(argc, argv, "d:h", options, NULL)) >= 0) {
		if (c == 'h') {
			free(designs.at);
			return cli_help(&cli_cmd_check_host);
		}
		if (c == 'd')
			code = cli_list_add(&designs, optarg) ? CLI_OK : CLI_INTERNAL;
		else
			code = cli_unknown_option(&cli_cmd_check_host, argv);
	}
	if (!code && optind == argc)
		code = cli_bad(&cli_cmd_check_host,
			       "which scenarios? A file, or a folder of them");
	if (!code)
		code = check_all(argv + optind, argc - optind, &designs);
	free(designs.at);
	return code;
}

const struct cli_command cli_cmd_check_host = {
	.name = "check-host",
	.usage = "check-host [OPTIONS] PATH...",
	.summary = "compare the model with the kernel of this machine",
	.help = "Each scenario is run on the model and, with real processes in a pid namespace of "
		"their own,\n"
		"on the kernel of this machine. What they answer differently is printed, line by "
		"line.\n"
		"\n"
		"  -d, --design NAME|PATH.so   the design that the host is compared with "
		"(send-signal)\n"
		"\n"
		"exit status: 0 no difference, 1 a difference, 2 wrong usage or input, 3 internal "
		"error\n",
	.run = run,
};
