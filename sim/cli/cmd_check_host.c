// SPDX-License-Identifier: GPL-2.0-only
/* `check-host`: the model and the kernel of this machine, line by line. */
#include "host.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"

/** struct said - what the model gave on each step; by index of the step */
struct said {
	const struct sim_prog *prog;
	char **texts;
	struct sim_buf *out;
	const char *path;
	unsigned int differences;
};

static char *text_of(const struct sim_run *run, const struct sim_pstep *step, long ret)
{
	const struct sim_actor *actor = &run->actors[step->actor];
	struct sim_buf text = { 0 };

	sim_result_text(run, step, actor->task, ret, actor->image, &text);
	fuzz_strip(&text, 0);
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

static int check_lines(struct cli_suite *suite, unsigned int i, struct sim_host_report *report,
		       unsigned int *differences, struct sim_buf *out)
{
	const struct sim_prog *prog = suite->progs[i];
	struct said said = {
		.prog = prog, .out = out,
		.path = suite->scenarios.at[i / suite->designs.nr].path,
		.texts = calloc(prog->nr_steps + 1, sizeof(char *)),
	};
	const struct sim_runner model = { .on_step = model_step, .ctx = &said };
	const struct sim_host_how how = { .on_step = host_step, .ctx = &said, .go_on = 1 };
	struct sim_error err = { 0 };
	int code = said.texts ? CLI_OK : CLI_INTERNAL;

	if (!code && sim_run_prog(suite->sim, prog, &model, &report->base, &err))
		code = cli_error(&err);
	if (!code && sim_host_run(prog, &how, report, &err))
		code = cli_error(&err);
	if (!code && report->base.status == SIM_FAIL && !said.differences) {
		said.differences++;
		sim_buf_printf(out, "%s:%u: %s\n    host:  %s\n", said.path, report->base.line,
			       report->base.text, report->base.why);
	}
	*differences += said.differences;
	for (unsigned int n = 0; said.texts && n < prog->nr_steps; n++)
		free(said.texts[n]);
	free(said.texts);
	return code;
}

static int check_one(struct cli_suite *suite, unsigned int i, const struct cli_host_options *o,
		     struct cli_host_tally *t)
{
	unsigned long repeat = cli_host_repeat(suite->progs[i], o);
	struct sim_host_report report = { 0 };
	struct sim_buf out = { 0 };
	int code = CLI_OK;

	cli_progress("%s", suite->scenarios.at[i / suite->designs.nr].path);
	if (suite->progs[i]->has_race) {
		code = cli_host_race(suite, i, o, &report, &t->differences, &out);
	} else {
		for (unsigned long n = 0; n < repeat && !code; n++)
			code = check_lines(suite, i, &report, &t->differences, &out);
	}
	if (!code)
		cli_host_count(t, &report);
	cli_progress("%s", "");
	return cli_flush(&out, code);
}

static int check_all(char **paths, int nr, const struct cli_host_options *o)
{
	struct cli_host_tally *t = calloc(1, sizeof(*t));
	struct cli_suite suite;
	struct sim_buf out = { 0 };
	int code = t ? cli_host_suite(&suite, paths, nr, &o->designs) : CLI_INTERNAL;

	if (code) {
		free(t);
		return code;
	}
	for (unsigned int i = 0; i < suite.scenarios.nr * suite.designs.nr && !code; i++)
		code = check_one(&suite, i, o, t);
	sim_buf_printf(&out, "%u scenario%s compared with the host, %u difference%s, %u skipped\n",
		       t->nr - t->skipped, t->nr - t->skipped == 1 ? "" : "s", t->differences,
		       t->differences == 1 ? "" : "s", t->skipped);
	cli_host_summary(t, &out);
	if (!code)
		code = t->differences ? CLI_FAILED : CLI_OK;
	cli_suite_close(&suite);
	free(t);
	return cli_flush(&out, code);
}

static int take_option(struct cli_host_options *o, int c, char **argv)
{
	switch (c) {
	case 'd':
		return cli_list_add(&o->designs, optarg) ? CLI_OK : CLI_INTERNAL;
	case 'n':
		o->repeat = cli_host_number(optarg);
		return o->repeat ? CLI_OK
				 : cli_bad(&cli_cmd_check_host,
					   "--repeat takes a number from 1 to 1000000, not %s",
					   optarg);
	case 'v':
		o->verbose = 1;
		return CLI_OK;
	default:
		return cli_unknown_option(&cli_cmd_check_host, argv);
	}
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "design", required_argument, NULL, 'd' },
		{ "repeat", required_argument, NULL, 'n' },
		{ "verbose", no_argument, NULL, 'v' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	struct cli_host_options o = { 0 };
	int c, code = CLI_OK;

	opterr = 0;
	while (!code && (c = getopt_long(argc, argv, "d:vh", options, NULL)) >= 0) {
		if (c == 'h') {
			free(o.designs.at);
			return cli_help(&cli_cmd_check_host);
		}
		code = take_option(&o, c, argv);
	}
	if (!code && optind == argc)
		code = cli_bad(&cli_cmd_check_host,
			       "which scenarios? A file, or a folder of them");
	if (!code)
		code = check_all(argv + optind, argc - optind, &o);
	free(o.designs.at);
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
		"What a race does on the host in repeated runs, all actors at once, must be among "
		"all that\n"
		"it does on the model.\n"
		"\n"
		"  -d, --design NAME|PATH.so   the design that the host is compared with "
		"(send-signal)\n"
		"      --repeat N              each scenario N times (once; with a race 20 times)\n"
		"  -v, --verbose               show how often a race came to what, on host and "
		"model\n"
		"\n"
		"exit status: 0 no difference, 1 a difference, 2 wrong usage or input, 3 internal "
		"error\n",
	.run = run,
};
