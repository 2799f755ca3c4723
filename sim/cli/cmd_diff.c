// SPDX-License-Identifier: GPL-2.0-only
/* pidfdsim diff: on which scenarios two designs part, and one of them side by side. */
#include "cli.h"

#include <getopt.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#include "report/diff.h"

/* where they are if nobody says so: as the demo finds its own */
#define FOLDER "scenarios"

struct diff {
	struct cli_suite suite;
	struct sim_pen pen;
	size_t cut; /* of each path: what stands before "scenarios/" */
	unsigned int differ, failed, only[2], neither;
};

/* ------------------------------------------------------------ many scenarios */

static int run_side(struct diff *d, unsigned int row, unsigned int column, struct sim_side *side)
{
	const struct sim_prog *prog = cli_suite_prog(&d->suite, row, column);
	const struct sim_runner how = { .on_step = sim_side_step, .ctx = side };
	struct sim_error err = { 0 };

	if (!sim_side_init(side, prog)) {
		sim_error_set(&err, SIM_ENOMEM, "out of memory");
		return cli_error(&err);
	}
	if (sim_run_prog(d->suite.sim, prog, &how, &side->report, &err))
		return cli_error(&err);
	d->failed += side->report.status == SIM_FAIL;
	return CLI_OK;
}

static void compare(struct diff *d, unsigned int row, const struct sim_side *sides,
		    struct sim_buf *out)
{
	int a = sides[0].report.status != SIM_SKIP, b = sides[1].report.status != SIM_SKIP;

	if (a && b)
		d->differ += (unsigned int)sim_diff_line(&sides[0], &sides[1],
							 d->suite.scenarios.at[row].path + d->cut,
							 out);
	else if (a || b)
		d->only[b]++;
	else
		d->neither++;
}

static int list(struct diff *d)
{
	unsigned int nr = d->suite.scenarios.nr;
	const char *a = d->suite.designs.at[0].table->name, *b = d->suite.designs.at[1].table->name;
	struct sim_buf out = { 0 };
	int code = CLI_OK;

	for (unsigned int i = 0; i < nr && !code; i++) {
		struct sim_side sides[2] = { 0 };

		cli_progress("[%u/%u] %s", i + 1, nr, d->suite.scenarios.at[i].path);
		for (unsigned int k = 0; k < 2 && !code; k++)
			code = run_side(d, i, k, &sides[k]);
		if (!code)
			compare(d, i, sides, &out);
		sim_side_free(&sides[0]);
		sim_side_free(&sides[1]);
		cli_progress("%s", "");
		code = cli_flush(&out, code);
	}
	if (code)
		return code;
	sim_buf_printf(&out, "%s%u of %u scenario%s differ%s; %u run on %s only, %u on %s only, "
			     "%u on neither\n",
		       d->differ ? "\n" : "", d->differ, nr, nr == 1 ? "" : "s",
		       d->differ == 1 ? "s" : "", d->only[0], a, d->only[1], b, d->neither);
	return cli_flush(&out, d->failed ? CLI_FAILED : CLI_OK);
}

/* ------------------------------------------------------------ one scenario */

static int take(struct diff *d, unsigned int column, struct sim_column *to,
		struct sim_report *report)
{
	const struct sim_prog *prog = cli_suite_prog(&d->suite, 0, column);
	const struct sim_runner how = { 0 };
	struct sim_error err = { 0 };
	struct sim_story story;
	const char *token;

	if (sim_run_prog(d->suite.sim, prog, &how, report, &err))
		return cli_error(&err);
	if (report->status == SIM_SKIP)
		return CLI_OK;
	d->failed += report->status == SIM_FAIL;
	/* a run that is at fault by itself, or else the one in which nobody is preempted */
	token = report->status == SIM_FAIL && !report->whole && strcmp(report->token, "?") ?
			report->token : "";
	if (sim_story_new(&story, d->suite.sim, prog, token, report->inject_step,
			  report->inject_nth, &err))
		return cli_error(&err);
	sim_column_take(to, &story);
	sim_story_free(&story);
	return CLI_OK;
}

static void put_verdict(const struct diff *d, unsigned int column, const struct sim_report *report,
			struct sim_buf *out)
{
	static const char *const words[] = {
		[SIM_PASS] = "pass",
		[SIM_FAIL] = "FAIL",
		[SIM_SKIP] = "skip",
	};

	sim_buf_printf(out, "%s  %s%s%s\n", words[report->status],
		       d->suite.designs.at[column].table->name, report->why[0] ? "  " : "",
		       report->why);
}

static int beside(struct diff *d)
{
	struct sim_column columns[2] = { 0 };
	struct sim_report reports[2];
	struct sim_buf out = { 0 };
	int code = CLI_OK;

	for (unsigned int i = 0; i < 2 && !code; i++) {
		code = take(d, i, &columns[i], &reports[i]);
		if (!code)
			put_verdict(d, i, &reports[i], &out);
	}
	if (!code && columns[0].prog && columns[1].prog) {
		sim_buf_putc(&out, '\n');
		if (!sim_diff_columns(&columns[0], &columns[1], &d->pen, &out))
			sim_buf_printf(&out, "no difference in %u steps\n", columns[0].nr);
	}
	sim_column_free(&columns[0]);
	sim_column_free(&columns[1]);
	return cli_flush(&out, code ? code : d->failed ? CLI_FAILED : CLI_OK);
}

/* ------------------------------------------------------------ the command */

static int is_file(const char *path)
{
	struct stat st;

	return !stat(path, &st) && !S_ISDIR(st.st_mode);
}

static int find_folder(char path[PATH_MAX], struct diff *d)
{
	struct sim_error err;

	if (cli_find_file(path, PATH_MAX, FOLDER, "../share/pidfdsim/" FOLDER)) {
		d->cut = strlen(path) - strlen(FOLDER);
		return CLI_OK;
	}
	sim_error_set(&err, SIM_ENOENT,
		      "the scenarios are neither built nor installed with this program");
	sim_error_accept(&err, "pidfdsim diff A B FOLDER");
	return cli_error(&err);
}

static int diff(char **designs, char **paths, int nr)
{
	struct cli_list list_of_two = { designs, 2 };
	struct diff d = { .pen = cli_pen() };
	char folder[PATH_MAX], *found = folder;
	int one = nr == 1 && is_file(paths[0]), code = CLI_OK;

	if (!nr) {
		code = find_folder(folder, &d);
		paths = &found;
		nr = 1;
	}
	if (!code)
		code = cli_suite_open(&d.suite, paths, nr, &list_of_two, 0);
	if (code)
		return code;
	code = one ? beside(&d) : list(&d);
	cli_suite_close(&d.suite);
	return code;
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, "h", options, NULL)) >= 0) {
		if (c == 'h')
			return cli_help(&cli_cmd_diff);
		return cli_unknown_option(&cli_cmd_diff, argv);
	}
	if (argc - optind < 2)
		return cli_bad(&cli_cmd_diff, "which two designs? `pidfdsim designs` lists them");
	return diff(argv + optind, argv + optind + 2, argc - optind - 2);
}

const struct cli_command cli_cmd_diff = {
	.name = "diff",
	.usage = "diff DESIGN DESIGN [PATH...]",
	.summary = "where two designs part: a line for each scenario, or both runs of one",
	.help = "Runs the scenarios (files, or folders of them; without any, those that come with\n"
		"this program) on both designs, and prints each on which they differ: its line,\n"
		"and the answer of each design. What only one of them can run is counted.\n"
		"\n"
		"One scenario file is shown as two columns, around the first step that differs\n"
		"(*). Of a race that is the run in which nobody is preempted, or the one that\n"
		"fails.\n"
		"\n"
		"exit status: as of `run`; that designs differ is no failure\n",
	.run = run,
};
