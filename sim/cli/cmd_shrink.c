// SPDX-License-Identifier: GPL-2.0-only
/* pidfdsim shrink: a failing scenario, made as small as it can be while it fails so. */
#include "cli.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "script/schedule.h"
#include "script/shrink.h"

struct shrink_options {
	struct cli_list designs;
	const char *release_word, *token, *file;
	unsigned int release;
};

static void put_repeat(const struct shrink_options *o, const struct cli_suite *suite,
		       const struct sim_shrunk *shrunk, struct sim_buf *out)
{
	cli_put_command(out, o->file ? o->file : suite->scenarios.at[0].path,
			&suite->designs.at[0], o->release_word);
	if (shrunk->has_race)
		cli_put_schedule(out, shrunk->token);
	sim_buf_putc(out, '\n');
}

static int write_file(const char *path, const char *text)
{
	struct sim_error err;
	FILE *f = fopen(path, "w");
	int ok = f && fputs(text, f) >= 0;

	if (f)
		ok &= !fclose(f);
	if (ok)
		return CLI_OK;
	sim_error_set(&err, SIM_EIO, "can't be written");
	sim_error_at(&err, path, 0, 0, 0);
	return cli_error(&err);
}

static int put_shrunk(const struct shrink_options *o, const struct cli_suite *suite,
		      const struct sim_shrunk *shrunk)
{
	struct sim_buf out = { 0 };
	int code = CLI_OK;

	if (o->file)
		code = write_file(o->file, shrunk->text);
	else
		sim_buf_puts(&out, shrunk->text);
	sim_buf_printf(&out, "%s%u of %u lines are left; %s\n", o->file ? "" : "# ", shrunk->after,
		       shrunk->before, o->file ? "repeat" : "with this in a file instead:");
	sim_buf_puts(&out, o->file ? "  " : "# ");
	put_repeat(o, suite, shrunk, &out);
	return cli_flush(&out, code);
}

static int shrink(const struct shrink_options *o, struct cli_suite *suite)
{
	unsigned int nr = suite->known.nr;
	const struct sim_design **others = calloc(nr + 1, sizeof(*others));
	struct sim_shrunk shrunk = { 0 };
	struct sim_error err = { 0 };
	int code;
	const struct sim_shrink how = {
		.sim = suite->sim,
		.ast = suite->scenarios.at[0].ast,
		.design = suite->designs.at[0].design,
		.release = o->release,
		.others = others,
		.nr_others = nr + 1,
		.token = o->token,
	};

	if (!others)
		return CLI_INTERNAL;
	others[0] = suite->designs.at[0].design;
	for (unsigned int i = 0; i < nr; i++)
		others[i + 1] = suite->known.at[i].design;
	switch (sim_shrink(&how, &shrunk, &err)) {
	case SIM_OK:
		code = put_shrunk(o, suite, &shrunk);
		break;
	case SIM_EFAIL:
		code = cli_bad(&cli_cmd_shrink, "%s on %s: %s", suite->scenarios.at[0].path,
			       suite->designs.at[0].table->name, err.text);
		break;
	default:
		code = cli_error(&err);
	}
	sim_shrunk_free(&shrunk);
	free(others);
	return code;
}

static int open_and_shrink(const struct shrink_options *o, char **paths, int nr)
{
	struct cli_suite suite;
	struct sim_error err;
	int code = cli_suite_open(&suite, paths, nr, &o->designs, o->release);

	if (code)
		return code;
	if (suite.scenarios.nr != 1 || suite.designs.nr != 1)
		code = cli_bad(&cli_cmd_shrink, "one scenario file and one --design");
	else if (o->token && !cli_suite_prog(&suite, 0, 0)->has_race)
		code = cli_bad(&cli_cmd_shrink, "--schedule needs a scenario with a race");
	else if (o->token && sim_schedule_check(cli_suite_prog(&suite, 0, 0), o->token, &err))
		code = cli_error(&err);
	if (!code)
		code = shrink(o, &suite);
	cli_suite_close(&suite);
	return code;
}

static int take_option(struct shrink_options *o, int c, char **argv)
{
	switch (c) {
	case 'd':
		return cli_list_add(&o->designs, optarg) ? CLI_OK : CLI_INTERNAL;
	case 'r':
		o->release_word = optarg;
		o->release = cli_release(optarg);
		return o->release ? CLI_OK
				  : cli_bad(&cli_cmd_shrink, "%s is no release as linux-5.1 is",
					    optarg);
	case 's':
		o->token = strcmp(optarg, "default") ? optarg : "";
		return CLI_OK;
	case 'o':
		o->file = optarg;
		return CLI_OK;
	default:
		return cli_unknown_option(&cli_cmd_shrink, argv);
	}
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "design", required_argument, NULL, 'd' },
		{ "release", required_argument, NULL, 'r' },
		{ "schedule", required_argument, NULL, 's' },
		{ "output", required_argument, NULL, 'o' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	struct shrink_options o = { 0 };
	int c, code = CLI_OK;

	opterr = 0;
	while (!code && (c = getopt_long(argc, argv, "d:o:h", options, NULL)) >= 0) {
		if (c == 'h') {
			free(o.designs.at);
			return cli_help(&cli_cmd_shrink);
		}
		code = take_option(&o, c, argv);
	}
	if (!code && (argc - optind != 1 || o.designs.nr != 1))
		code = cli_bad(&cli_cmd_shrink, "one scenario file and one --design");
	if (!code)
		code = open_and_shrink(&o, argv + optind, 1);
	free(o.designs.at);
	return code;
}

const struct cli_command cli_cmd_shrink = {
	.name = "shrink",
	.usage = "shrink [OPTIONS] SCENARIO --design DESIGN",
	.summary = "a failing scenario, as small as it can be while it fails in the same way",
	.help = "Leaves out actors, statements, flags and numbers, as long as the same judge finds "
		"the\n"
		"fault in the same function; or, where an expectation fails, the same "
		"statement. What is\n"
		"left is printed in its canonical layout, with the shortest schedule that "
		"fails.\n"
		"\n"
		"  -d, --design NAME|PATH.so   the design\n"
		"      --release linux-X.Y     boot as this kernel release\n"
		"      --schedule TOKEN        the failure to be kept; else the first that is "
		"found\n"
		"  -o, --output FILE           write the scenario there\n"
		"\n"
		"exit status: 0 it was shrunk, 2 it does not fail, or wrong usage or input, 3 "
		"internal error\n",
	.run = run,
};
