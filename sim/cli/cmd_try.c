// SPDX-License-Identifier: GPL-2.0-only
/* pidfdsim try: from a patch mail to what scenarios say of it, in one step. */
#include "cli.h"

#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "import/import.h"

#define MAX_ARGS 64

struct try_options {
	struct sim_import_options how;
	const char *runs;
	char kit[PATH_MAX], out[PATH_MAX];
};

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* what somebody who tries a patch must know: where it was damaged, what is missing */
static int build(const struct try_options *o, struct sim_import *imp)
{
	struct sim_error err = {0};
	struct sim_buf out = {0};

	if (sim_import_begin(imp, &o->how, &err) || sim_import_build(imp, &err))
		return cli_error(&err);
	sim_import_report(imp, &out);
	sim_buf_putc(&out, '\n');
	return cli_flush(&out, CLI_OK);
}

static int run_scenarios(const struct try_options *o, char **paths, int nr)
{
	char library[PATH_MAX + 64], scenarios[PATH_MAX];
	char *argv[MAX_ARGS + 8];
	int argc = 0;

	snprintf(library, sizeof(library), "%s/%s.so", o->how.out, o->how.name);
	argv[argc++] = (char *)"run";
	argv[argc++] = (char *)"--design";
	argv[argc++] = library;
	if (o->runs) {
		argv[argc++] = (char *)"--runs";
		argv[argc++] = (char *)o->runs;
	}
	for (int i = 0; i < nr; i++)
		argv[argc++] = paths[i];
	if (!nr) {
		if (!cli_find_file(scenarios, sizeof(scenarios), "scenarios",
				   "../share/pidfdsim/scenarios"))
			return cli_bad(&cli_cmd_try, "no scenarios are beside this program");
		argv[argc++] = scenarios;
	}
	argv[argc] = NULL;
	optind = 0;
	return cli_cmd_run.run(argc, argv);
}

static int go(struct try_options *o, char **paths, int nr)
{
	struct sim_import imp = {0};
	double from, run_ms;
	int code = build(o, &imp);

	from = now_ms();
	if (!code)
		code = run_scenarios(o, paths, nr);
	run_ms = now_ms() - from;
	/* times differ from run to run: they are no part of the result */
	if (code == CLI_OK || code == CLI_FAILED)
		fprintf(stderr,
			"read %.0f ms, compile %.0f ms, link %.0f ms, run %.0f ms: %.0f ms\n",
			imp.ms_read, imp.ms_compile, imp.ms_link, run_ms,
			imp.ms_read + imp.ms_compile + imp.ms_link + run_ms);
	sim_import_end(&imp);
	return code;
}

static int check(struct try_options *o, int nr)
{
	if (!nr)
		return cli_bad(&cli_cmd_try, "which mail?");
	if (nr > MAX_ARGS)
		return cli_bad(&cli_cmd_try, "more than %d scenarios: name their folder", MAX_ARGS);
	o->how.name = "try";
	o->how.kit = cli_kit(o->kit, sizeof(o->kit));
	if (!o->how.out && cli_imports_folder(o->out, sizeof(o->out)))
		o->how.out = o->out;
	if (!o->how.out)
		return cli_bad(&cli_cmd_try, "where to? --out DIR");
	o->how.cc = cli_compiler();
	return CLI_OK;
}

static int take_option(struct try_options *o, int c, char **argv)
{
	switch (c) {
	case 'b':
		o->how.base = optarg;
		return CLI_OK;
	case 's':
		o->how.series = (unsigned int)strtoul(optarg, NULL, 10);
		return o->how.series
			       ? CLI_OK
			       : cli_bad(&cli_cmd_try, "--series takes a number, not %s", optarg);
	case 'r':
		o->how.release = cli_release(optarg);
		return o->how.release
			       ? CLI_OK
			       : cli_bad(&cli_cmd_try, "%s is no release as linux-5.1 is", optarg);
	case 'n':
		o->runs = optarg;
		return CLI_OK;
	case 'o':
		o->how.out = optarg;
		return CLI_OK;
	case 'f':
		o->how.flags |= SIM_IMPORT_FAST;
		return CLI_OK;
	default:
		return cli_unknown_option(&cli_cmd_try, argv);
	}
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{"base", required_argument, NULL, 'b'},	   {"series", required_argument, NULL, 's'},
		{"release", required_argument, NULL, 'r'}, {"runs", required_argument, NULL, 'n'},
		{"out", required_argument, NULL, 'o'},	   {"fast", no_argument, NULL, 'f'},
		{"help", no_argument, NULL, 'h'},	   {0},
	};
	struct try_options o = {0};
	int c, code = CLI_OK;

	opterr = 0;
	while (!code && (c = getopt_long(argc, argv, "h", options, NULL)) >= 0) {
		if (c == 'h')
			return cli_help(&cli_cmd_try);
		code = take_option(&o, c, argv);
	}
	if (!code)
		code = check(&o, argc - optind);
	if (code)
		return code;
	o.how.mail = argv[optind];
	return go(&o, argv + optind + 1, argc - optind - 1);
}

const struct cli_command cli_cmd_try = {
	.name = "try",
	.usage = "try [OPTIONS] MAIL [SCENARIO...]",
	.summary = "import a patch mail, build it and run scenarios on it",
	.help = "Without a scenario: all that come with the program. The design is called `try`, "
		"and "
		"stays\n"
		"until the next one.\n"
		"\n"
		"      --base TREE          the tree that the mail is applied to\n"
		"      --series N           as of `import`\n"
		"      --release linux-X.Y  the kernel that the mail is for; else as its date "
		"says\n"
		"      --runs N             at most N runs of a race (20000)\n"
		"      --out DIR            where try.so and try.import/ are made\n"
		"      --fast               compile with tcc\n"
		"\n"
		"How long each step took is told on stderr. Exit status: as of `run`.\n",
	.run = run,
};
