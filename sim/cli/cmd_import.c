// SPDX-License-Identifier: GPL-2.0-only
/* pidfdsim import: a kernel's own pidfd code as a design. */
#include "cli.h"

#include <ctype.h>
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "import/import.h"

struct import_options {
	struct sim_import_options how;
	struct cli_list picks;
	int list;
	char kit[PATH_MAX], out[PATH_MAX];
};

static int bad_name(const char *name)
{
	return cli_bad(&cli_cmd_import,
		       "%s is no name for a design: small letters, digits, dots and -, 40 at most",
		       name);
}

/* a file, and a word of the scenario language behind an @ */
static int is_name(const char *name)
{
	if (!islower((unsigned char)name[0]) || strlen(name) > 40)
		return 0;
	for (const char *p = name; *p; p++) {
		if (!islower((unsigned char)*p) && !isdigit((unsigned char)*p) && *p != '-' &&
		    *p != '.')
			return 0;
	}
	return strcmp(name, "skip") != 0;
}

static int import(struct import_options *o)
{
	struct sim_import imp;
	struct sim_error err = {0};
	struct sim_buf out = {0};
	int code = CLI_OK;

	if (sim_import_begin(&imp, &o->how, &err) || sim_import_build(&imp, &err))
		code = cli_error(&err);
	if (!code)
		sim_import_report(&imp, &out);
	if (!code)
		sim_buf_printf(&out, "\n%s/%s.so\n", o->how.out, o->how.name);
	sim_import_end(&imp);
	return cli_flush(&out, code);
}

static int check(struct import_options *o)
{
	if (!o->how.tree == !o->how.mail)
		return cli_bad(&cli_cmd_import, "what from? One of --tree and --mail");
	if (!o->how.name)
		return cli_bad(&cli_cmd_import, "under which name? --as NAME");
	if (!is_name(o->how.name))
		return bad_name(o->how.name);
	if (!cli_find_file(o->kit, sizeof(o->kit), "kit", "../lib/pidfdsim/kit"))
		o->kit[0] = '\0';
	o->how.kit = o->kit[0] ? o->kit : NULL;
	if (!o->how.out && cli_find_file(o->out, sizeof(o->out), "designs/..", ".")) {
		strncat(o->out, "/imports", sizeof(o->out) - strlen(o->out) - 1);
		o->how.out = o->out;
	}
	if (!o->how.out)
		return cli_bad(&cli_cmd_import, "where to? --out DIR");
	o->how.cc = getenv("CC");
	if (o->how.cc && !*o->how.cc)
		o->how.cc = NULL;
	o->how.picks = (const char *const *)o->picks.at;
	o->how.nr_picks = o->picks.nr;
	return CLI_OK;
}

static int take_option(struct import_options *o, int c, char **argv)
{
	switch (c) {
	case 't':
		o->how.tree = optarg;
		return CLI_OK;
	case 'a':
		o->how.name = optarg;
		return CLI_OK;
	case 'p':
		return cli_list_add(&o->picks, optarg) ? CLI_OK : CLI_INTERNAL;
	case 'o':
		o->how.out = optarg;
		return CLI_OK;
	case 'c':
		o->how.flags |= SIM_IMPORT_COV;
		return CLI_OK;
	case 'f':
		o->how.flags |= SIM_IMPORT_FAST;
		return CLI_OK;
	default:
		return cli_unknown_option(&cli_cmd_import, argv);
	}
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{"tree", required_argument, NULL, 't'}, {"as", required_argument, NULL, 'a'},
		{"pick", required_argument, NULL, 'p'}, {"out", required_argument, NULL, 'o'},
		{"cov", no_argument, NULL, 'c'},	{"fast", no_argument, NULL, 'f'},
		{"help", no_argument, NULL, 'h'},	{0},
	};
	struct import_options o = {0};
	int c, code = CLI_OK;

	opterr = 0;
	while (!code && (c = getopt_long(argc, argv, "h", options, NULL)) >= 0) {
		if (c == 'h') {
			free(o.picks.at);
			return cli_help(&cli_cmd_import);
		}
		code = take_option(&o, c, argv);
	}
	if (!code && optind < argc)
		code = cli_bad(&cli_cmd_import, "%s is too much: all is said by options",
			       argv[optind]);
	if (!code)
		code = check(&o);
	if (!code)
		code = import(&o);
	free(o.picks.at);
	return code;
}

const struct cli_command cli_cmd_import = {
	.name = "import",
	.usage = "import --tree TREE --as NAME [OPTIONS]",
	.summary = "make a design of a kernel's own pidfd code, unmodified",
	.help = "      --tree TREE        a kernel's source: a folder, or a tar archive of it\n"
		"      --as NAME          what the design is called\n"
		"      --pick FILE:NAME   take this instead of the pidfd logic; may be given "
		"several "
		"times;\n"
		"                         NAME may be *\n"
		"      --out DIR          where to; NAME.so and NAME.import/ are made in it\n"
		"      --cov              for gcov and lcov\n"
		"      --fast             compile with tcc\n"
		"\n"
		"exit status: 0 done, 2 wrong usage or input (then nothing was made), 3 internal "
		"error\n",
	.run = run,
};
