// SPDX-License-Identifier: GPL-2.0-only
/* pidfdsim run: scenarios on designs, with what they came to. */
#include "host.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "report/ktap.h"
#include "report/story.h"
#include "script/schedule.h"

#define MAX_REASONS 64

struct run_options {
	struct cli_list designs;
	const char *release_word;
	unsigned int release;
	const char *token;
	unsigned long runs, repeat;
	int ktap, verbose, on_host;
};

/** struct reason - why something was skipped, and how often */
struct reason {
	char text[128];
	unsigned int nr;
};

struct tally {
	unsigned int passed, failed, skipped;
	struct reason reasons[MAX_REASONS];
	unsigned int nr_reasons;
};

struct job {
	const struct run_options *options;
	struct cli_suite suite;
	struct sim_pen pen;
	struct tally tally;
	unsigned int path_width, design_width;
};

/* ------------------------------------------------------------ one scenario on one design */

/** struct place - what a command is to repeat */
struct place {
	const struct job *job;
	unsigned int s, d;
};

static void put_command(void *ctx, const char *token, struct sim_buf *out)
{
	const struct place *place = ctx;
	const struct job *job = place->job;
	const struct cli_design *design = &job->suite.designs.at[place->d];

	cli_put_command(out, job->suite.scenarios.at[place->s].path, design,
			job->options->release_word);
	if (job->options->runs)
		sim_buf_printf(out, " --runs %lu", job->options->runs);
	if (token)
		cli_put_schedule(out, token);
}

static int put_failure(struct job *job, unsigned int s, unsigned int d,
		       const struct sim_report *report, struct sim_buf *out)
{
	struct place place = { job, s, d };
	const struct sim_teller teller = {
		.sim = job->suite.sim,
		.prog = cli_suite_prog(&job->suite, s, d),
		.pen = &job->pen,
		.as_it_is = job->options->token != NULL,
		.command = put_command,
		.ctx = &place,
	};
	struct sim_error err = { 0 };

	return sim_report_fault(&teller, report, NULL, out, &err) ? cli_error(&err) : CLI_OK;
}

static int put_steps(struct job *job, unsigned int s, unsigned int d, struct sim_buf *out)
{
	const struct sim_prog *prog = cli_suite_prog(&job->suite, s, d);
	const char *token = job->options->token;
	struct sim_story story;
	struct sim_error err;

	if (sim_story_new(&story, job->suite.sim, prog, token ? token : "", 0, 0, &err))
		return cli_error(&err);
	if (prog->has_race)
		sim_buf_printf(out, "    (schedule %s)\n", token && *token ? token : "default");
	sim_report_steps(&story, out);
	sim_story_free(&story);
	return CLI_OK;
}

static int run_one(struct job *job, unsigned int s, unsigned int d, struct sim_report *report)
{
	unsigned int beats = 0;
	struct sim_runner how = {
		.max_runs = job->options->runs,
		.token = job->options->token,
	};
	struct sim_error err = { 0 };

	cli_progress("[%u/%u] %s on %s", s * job->suite.designs.nr + d + 1,
		     job->suite.scenarios.nr * job->suite.designs.nr,
		     job->suite.scenarios.at[s].path, job->suite.designs.at[d].table->name);
	if (sim_design_record(job->suite.designs.at[d].design)) {
		how.on_step = cli_cell_step;
		how.ctx = &beats;
	}
	if (sim_run_prog(job->suite.sim, cli_suite_prog(&job->suite, s, d), &how, report, &err))
		return cli_error(&err);
	return CLI_OK;
}

static void count(struct tally *t, const struct sim_report *report)
{
	unsigned int i;

	t->passed += report->status == SIM_PASS;
	t->failed += report->status == SIM_FAIL;
	if (report->status != SIM_SKIP)
		return;
	t->skipped++;
	for (i = 0; i < t->nr_reasons && strcmp(t->reasons[i].text, report->why); i++)
		;
	if (i == MAX_REASONS)
		return;
	if (i == t->nr_reasons) {
		snprintf(t->reasons[i].text, sizeof(t->reasons[i].text), "%.127s", report->why);
		t->nr_reasons++;
	}
	t->reasons[i].nr++;
}

/* ------------------------------------------------------------ plain */

static void put_line(const struct job *job, unsigned int s, unsigned int d,
		     const struct sim_report *report, struct sim_buf *out)
{
	static const struct {
		const char *word;
		enum sim_ink ink;
	} words[] = {
		[SIM_PASS] = { "pass", SIM_INK_GOOD },
		[SIM_FAIL] = { "FAIL", SIM_INK_BAD },
		[SIM_SKIP] = { "skip", SIM_INK_DIM },
	};
	const char *design = job->suite.designs.at[d].table->name;
	char more[160] = "";

	if (report->status == SIM_SKIP)
		snprintf(more, sizeof(more), "%.127s", report->why);
	else if (report->status == SIM_FAIL)
		more[0] = '\0';
	else if (report->runs > 1 && report->exhausted)
		snprintf(more, sizeof(more), "%lu runs", report->runs);
	else if (report->runs > 1)
		snprintf(more, sizeof(more), "%lu runs, not all there are", report->runs);
	sim_buf_printf(out, "%s%s%s  %-*s  ", sim_ink_on(&job->pen, words[report->status].ink),
		       words[report->status].word, sim_ink_off(&job->pen), (int)job->path_width,
		       job->suite.scenarios.at[s].path);
	if (more[0])
		sim_buf_printf(out, "%-*s  %s\n", (int)job->design_width, design, more);
	else
		sim_buf_printf(out, "%s\n", design);
}

/** struct cell - one scenario on one design */
struct cell {
	struct job *job;
	unsigned int s, d;
};

static int run_cell(void *ctx, struct sim_report *report, struct sim_buf *text)
{
	struct cell *cell = ctx;
	int code = run_one(cell->job, cell->s, cell->d, report);

	if (!code && cell->job->options->verbose && report->status == SIM_PASS)
		code = put_steps(cell->job, cell->s, cell->d, text);
	if (!code && report->status == SIM_FAIL)
		code = put_failure(cell->job, cell->s, cell->d, report, text);
	return code;
}

/* run it, and tell of it in @text, which is empty before */
static int do_cell(struct job *job, unsigned int s, unsigned int d, struct sim_report *report,
		   struct sim_buf *text)
{
	struct cell cell = { job, s, d };
	int code = cli_cell(&job->suite, d, run_cell, &cell, report, text);

	if (!code && report->status == SIM_FAIL && !text->len)
		code = put_failure(job, s, d, report, text);
	if (!code)
		count(&job->tally, report);
	return code;
}

static int run_plain(struct job *job, unsigned int s)
{
	struct sim_buf out = { 0 };
	int code = CLI_OK;

	for (unsigned int d = 0; d < job->suite.designs.nr && !code; d++) {
		struct sim_report report;
		struct sim_buf text = { 0 };

		code = do_cell(job, s, d, &report, &text);
		if (!code) {
			put_line(job, s, d, &report, &out);
			if (text.s)
				sim_buf_add(&out, text.s, text.len);
			if (report.status == SIM_FAIL)
				sim_buf_putc(&out, '\n');
		}
		out.failed |= text.failed;
		sim_buf_free(&text);
		cli_progress("%s", "");
		code = cli_flush(&out, code);
	}
	return code;
}

static int by_count(const void *a, const void *b)
{
	const struct reason *x = a, *y = b;

	return x->nr != y->nr ? (x->nr < y->nr ? 1 : -1) : strcmp(x->text, y->text);
}

static void put_summary(struct job *job, struct sim_buf *out)
{
	struct tally *t = &job->tally;

	sim_buf_printf(out, "\n%u passed, %s%u failed%s, %u skipped: %u scenario%s, %u design%s\n",
		       t->passed, t->failed ? sim_ink_on(&job->pen, SIM_INK_BAD) : "", t->failed,
		       t->failed ? sim_ink_off(&job->pen) : "", t->skipped, job->suite.scenarios.nr,
		       job->suite.scenarios.nr == 1 ? "" : "s", job->suite.designs.nr,
		       job->suite.designs.nr == 1 ? "" : "s");
	qsort(t->reasons, t->nr_reasons, sizeof(t->reasons[0]), by_count);
	for (unsigned int i = 0; i < t->nr_reasons; i++)
		sim_buf_printf(out, "  skipped %4u: %s\n", t->reasons[i].nr, t->reasons[i].text);
}

/* ------------------------------------------------------------ KTAP */

static int put_subtest(struct job *job, unsigned int s, unsigned int d, struct sim_buf *out,
		       struct sim_report *report)
{
	static const enum sim_ktap_result results[] = {
		[SIM_PASS] = SIM_KTAP_OK,
		[SIM_FAIL] = SIM_KTAP_NOT_OK,
		[SIM_SKIP] = SIM_KTAP_SKIP,
	};
	struct sim_buf text = { 0 };
	int code = do_cell(job, s, d, report, &text);

	if (text.s)
		sim_ktap_diagnostic(out, 1, text.s);
	out->failed |= text.failed;
	sim_buf_free(&text);
	sim_ktap_result(out, 1, results[report->status], d + 1,
			job->suite.designs.at[d].table->name, report->why);
	return code;
}

static int run_ktap(struct job *job, unsigned int s)
{
	const char *path = job->suite.scenarios.at[s].path;
	unsigned int nr = job->suite.designs.nr, failed = 0, skipped = 0;
	struct sim_buf out = { 0 };
	int code = CLI_OK;

	sim_ktap_begin(&out, 1, path, nr);
	for (unsigned int d = 0; d < nr && !code; d++) {
		struct sim_report report;

		code = put_subtest(job, s, d, &out, &report);
		failed += report.status == SIM_FAIL;
		skipped += report.status == SIM_SKIP;
	}
	sim_ktap_result(&out, 0,
			failed		? SIM_KTAP_NOT_OK
			: skipped == nr ? SIM_KTAP_SKIP
					: SIM_KTAP_OK,
			s + 1, path, skipped == nr ? "on all designs" : NULL);
	return cli_flush(&out, code);
}

/* ------------------------------------------------------------ the command */

static void find_widths(struct job *job)
{
	for (unsigned int i = 0; i < job->suite.scenarios.nr; i++) {
		unsigned int width = (unsigned int)strlen(job->suite.scenarios.at[i].path);

		if (width > job->path_width)
			job->path_width = width > 60 ? 60 : width;
	}
	for (unsigned int i = 0; i < job->suite.designs.nr; i++) {
		unsigned int width = (unsigned int)strlen(job->suite.designs.at[i].table->name);

		if (width > job->design_width)
			job->design_width = width;
	}
}

static int check_token(const struct job *job)
{
	struct sim_error err;

	if (!job->options->token)
		return CLI_OK;
	if (job->suite.scenarios.nr != 1 || job->suite.designs.nr != 1)
		return cli_bad(&cli_cmd_run, "--schedule needs one scenario file and one --design");
	if (!cli_suite_prog(&job->suite, 0, 0)->has_race)
		return cli_bad(&cli_cmd_run, "--schedule needs a scenario with a race");
	if (sim_schedule_check(cli_suite_prog(&job->suite, 0, 0), job->options->token, &err))
		return cli_error(&err);
	return CLI_OK;
}

static int run_all(struct job *job)
{
	struct sim_buf out = { 0 };
	int code = check_token(job);

	if (code)
		return code;
	find_widths(job);
	if (job->options->ktap)
		sim_ktap_begin(&out, 0, NULL, job->suite.scenarios.nr);
	code = cli_flush(&out, CLI_OK);
	for (unsigned int s = 0; s < job->suite.scenarios.nr && !code; s++)
		code = job->options->ktap ? run_ktap(job, s) : run_plain(job, s);
	if (code)
		return code;
	cli_progress("%s", "");
	if (!job->options->ktap)
		put_summary(job, &out);
	return cli_flush(&out, job->tally.failed ? CLI_FAILED : CLI_OK);
}

static int parse_runs(const char *word, unsigned long *runs)
{
	char *end;

	if (*word < '1' || *word > '9')
		return 0;
	*runs = strtoul(word, &end, 10);
	return !*end && *runs <= 1000000000UL;
}

static int take_option(struct run_options *o, int c, char **argv)
{
	switch (c) {
	case 'd':
		return cli_list_add(&o->designs, optarg) ? CLI_OK : CLI_INTERNAL;
	case 'r':
		o->release_word = optarg;
		o->release = cli_release(optarg);
		return o->release
			       ? CLI_OK
			       : cli_bad(&cli_cmd_run, "%s is no release as linux-5.1 is", optarg);
	case 'f':
		o->ktap = !strcmp(optarg, "ktap");
		return o->ktap || !strcmp(optarg, "plain")
			       ? CLI_OK
			       : cli_bad(&cli_cmd_run, "the formats are plain and ktap, not %s",
					 optarg);
	case 's':
		o->token = strcmp(optarg, "default") ? optarg : "";
		return CLI_OK;
	case 'n':
		return parse_runs(optarg, &o->runs)
			       ? CLI_OK
			       : cli_bad(&cli_cmd_run,
					 "--runs takes a number from 1 to 1000000000, not %s",
					 optarg);
	case 'o':
		o->on_host = !strcmp(optarg, "host");
		return o->on_host || !strcmp(optarg, "model")
			       ? CLI_OK
			       : cli_bad(&cli_cmd_run, "scenarios run on model or host, not %s",
					 optarg);
	case 'N':
		o->repeat = cli_host_number(optarg);
		return o->repeat ? CLI_OK
				 : cli_bad(&cli_cmd_run,
					   "--repeat takes a number from 1 to 1000000, "
					   "not %s", optarg);
	case 'v':
		o->verbose = 1;
		return CLI_OK;
	default:
		return cli_unknown_option(&cli_cmd_run, argv);
	}
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "design", required_argument, NULL, 'd' },
		{ "release", required_argument, NULL, 'r' },
		{ "format", required_argument, NULL, 'f' },
		{ "schedule", required_argument, NULL, 's' },
		{ "runs", required_argument, NULL, 'n' },
		{ "on", required_argument, NULL, 'o' },
		{ "repeat", required_argument, NULL, 'N' },
		{ "verbose", no_argument, NULL, 'v' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	struct run_options o = { 0 };
	struct job job = { .options = &o };
	int c, code = CLI_OK;

	opterr = 0;
	while (!code && (c = getopt_long(argc, argv, "d:vh", options, NULL)) >= 0) {
		if (c == 'h') {
			free(o.designs.at);
			return cli_help(&cli_cmd_run);
		}
		code = take_option(&o, c, argv);
	}
	if (!code && optind == argc)
		code = cli_bad(&cli_cmd_run, "which scenarios? A file, or a folder of them");
	if (!code && o.on_host && (o.release || o.token || o.runs))
		code = cli_bad(&cli_cmd_run,
			       "--release, --schedule and --runs are not for the host");
	if (!code && !o.on_host && o.repeat)
		code = cli_bad(&cli_cmd_run, "--repeat is for --on host");
	if (!code && o.on_host) {
		const struct cli_host_options host = {
			.designs = o.designs, .repeat = o.repeat, .ktap = o.ktap,
			.verbose = o.verbose,
		};

		code = cli_run_on_host(argv + optind, argc - optind, &host);
		free(o.designs.at);
		return code;
	}
	if (!code)
		code = cli_suite_open(&job.suite, argv + optind, argc - optind, &o.designs,
				      o.release);
	if (!code) {
		job.pen = cli_pen();
		code = run_all(&job);
		cli_suite_close(&job.suite);
	}
	free(o.designs.at);
	return code;
}

const struct cli_command cli_cmd_run = {
	.name = "run",
	.usage = "run [OPTIONS] PATH...",
	.summary = "run scenarios: files, or folders of them",
	.help = "Each scenario runs on each design, in a world of its own. What a design lacks is "
		"skipped\n"
		"and counted. A failure is shown with its line, what was expected and what came, "
		"what\n"
		"the judges found, the schedule in one column for each actor, and how to repeat "
		"it.\n"
		"\n"
		"  -d, --design NAME|PATH.so   only on this design; may be given several times\n"
		"      --release linux-X.Y     boot as this kernel release, where the design can "
		"be it\n"
		"      --format plain|ktap     how results are written\n"
		"      --schedule TOKEN        repeat one schedule of a race; `default`: no "
		"preemption\n"
		"      --on host               with real processes, on the kernel of this machine\n"
		"      --repeat N              on the host: each scenario N times (once; with a "
		"race 20)\n"
		"      --runs N                at most N runs of a race (20000)\n"
		"  -v, --verbose               show every step, and what it did to struct pids and "
		"files\n"
		"\n"
		"exit status: 0 all passed or skipped, 1 something failed, 2 wrong usage or input "
		"(then\n"
		"nothing was run), 3 internal error\n",
	.run = run,
};
