// SPDX-License-Identifier: GPL-2.0-only
/* pidfdsim matrix: scenarios by designs, and where the designs differ. */
#include "cli.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "report/matrix.h"

struct matrix_options {
	struct cli_list designs;
	unsigned int release;
	int json;
};

/** struct place - what a cell is made of */
struct place {
	struct cli_suite *suite;
	const struct sim_prog *prog;
};

static int run_cell(void *ctx, struct sim_report *report, struct sim_buf *text)
{
	const struct place *place = ctx;
	unsigned int beats = 0;
	struct sim_runner how = { 0 };
	struct sim_error err = { 0 };

	(void)text;
	if (sim_design_record(place->prog->design)) {
		how.on_step = cli_cell_step;
		how.ctx = &beats;
	}
	return sim_run_prog(place->suite->sim, place->prog, &how, report, &err) ? cli_error(&err)
										: CLI_OK;
}

static int fill_cell(struct sim_mcell *cell, struct cli_suite *suite, unsigned int design)
{
	struct place place = { suite, cell->prog };
	struct sim_buf none = { 0 };
	int code = cli_cell(suite, design, run_cell, &place, &cell->report, &none);

	sim_buf_free(&none);
	return code;
}

static int fill(struct sim_matrix *m, struct cli_suite *suite)
{
	int code = CLI_OK;

	for (unsigned int i = 0; i < m->nr_rows; i++) {
		m->paths[i] = suite->scenarios.at[i].path;
		m->titles[i] = suite->scenarios.at[i].title;
		for (unsigned int j = 0; j < m->nr_columns && !code; j++) {
			struct sim_mcell *cell = &m->cells[(size_t)i * m->nr_columns + j];

			cli_progress("[%u/%u] %s", i + 1, m->nr_rows, m->paths[i]);
			cell->prog = cli_suite_prog(suite, i, j);
			code = fill_cell(cell, suite, j);
		}
	}
	cli_progress("%s", "");
	return code;
}

static int print(const struct sim_matrix *m, int json)
{
	struct sim_pen pen = cli_pen();
	struct sim_buf out = { 0 };
	int code = CLI_OK;

	for (unsigned int i = 0; i < m->nr_rows * m->nr_columns; i++) {
		if (m->cells[i].report.status == SIM_FAIL)
			code = CLI_FAILED;
	}
	if (json)
		sim_matrix_json(m, &out);
	else
		sim_matrix_plain(m, &pen, &out);
	return cli_flush(&out, code);
}

static int make(struct cli_suite *suite, int json)
{
	struct sim_matrix m = {
		.nr_rows = suite->scenarios.nr,
		.nr_columns = suite->designs.nr,
	};
	struct sim_error err;
	int code;

	m.paths = calloc(m.nr_rows, sizeof(*m.paths));
	m.titles = calloc(m.nr_rows, sizeof(*m.titles));
	m.designs = calloc(m.nr_columns, sizeof(*m.designs));
	m.cells = calloc((size_t)m.nr_rows * m.nr_columns, sizeof(*m.cells));
	if (m.paths && m.titles && m.designs && m.cells) {
		for (unsigned int i = 0; i < m.nr_columns; i++)
			m.designs[i] = suite->designs.at[i].table;
		code = fill(&m, suite);
		if (!code)
			code = print(&m, json);
	} else {
		sim_error_set(&err, SIM_ENOMEM, "out of memory");
		code = cli_error(&err);
	}
	free(m.paths);
	free(m.titles);
	free(m.designs);
	free(m.cells);
	return code;
}

static int take_option(struct matrix_options *o, int c, char **argv)
{
	switch (c) {
	case 'd':
		return cli_list_add(&o->designs, optarg) ? CLI_OK : CLI_INTERNAL;
	case 'r':
		o->release = cli_release(optarg);
		return o->release ? CLI_OK
				  : cli_bad(&cli_cmd_matrix, "%s is no release as linux-5.1 is",
					    optarg);
	case 'f':
		o->json = !strcmp(optarg, "json");
		return o->json || !strcmp(optarg, "plain")
			       ? CLI_OK
			       : cli_bad(&cli_cmd_matrix, "the formats are plain and json, not %s",
					 optarg);
	default:
		return cli_unknown_option(&cli_cmd_matrix, argv);
	}
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "design", required_argument, NULL, 'd' },
		{ "release", required_argument, NULL, 'r' },
		{ "format", required_argument, NULL, 'f' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	struct matrix_options o = { 0 };
	struct cli_suite suite;
	int c, code = CLI_OK;

	opterr = 0;
	while (!code && (c = getopt_long(argc, argv, "d:h", options, NULL)) >= 0) {
		if (c == 'h') {
			free(o.designs.at);
			return cli_help(&cli_cmd_matrix);
		}
		code = take_option(&o, c, argv);
	}
	if (!code && optind == argc)
		code = cli_bad(&cli_cmd_matrix, "which scenarios? A file, or a folder of them");
	if (!code)
		code = cli_suite_open(&suite, argv + optind, argc - optind, &o.designs, o.release);
	if (!code) {
		code = make(&suite, o.json);
		cli_suite_close(&suite);
	}
	free(o.designs.at);
	return code;
}

const struct cli_command cli_cmd_matrix = {
	.name = "matrix",
	.usage = "matrix [OPTIONS] PATH...",
	.summary = "a table of scenarios by designs, with what differs marked",
	.help = "  -d, --design NAME|PATH.so   only these designs; may be given several times\n"
		"      --release linux-X.Y     boot as this kernel release, where the design can "
		"be it\n"
		"      --format plain|json     how it is written\n"
		"\n"
		"exit status: as of `run`\n",
	.run = run,
};
