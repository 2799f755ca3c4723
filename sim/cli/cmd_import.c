// SPDX-License-Identifier: GPL-2.0-only
/* pidfdsim import: a kernel's own pidfd code as a design. */
#include "cli.h"

#include <ctype.h>
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "import/import.h"
#include "import/mail.h"

struct import_options {
	struct sim_import_options how;
	struct cli_list picks;
	int list;
	char kit[PATH_MAX], out[PATH_MAX], name[48];
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
	if (!code) {
		sim_import_report(&imp, &out);
		sim_buf_printf(&out, "\n%s/%s.so\n", o->how.out, o->how.name);
	}
	sim_import_end(&imp);
	return cli_flush(&out, code);
}

static int list(const char *path)
{
	struct sim_error err = {0};
	struct sim_buf out = {0};
	struct sim_mail *mail;

	if (sim_mail_read(&mail, path, &err))
		return cli_error(&err);
	sim_mail_list(mail, &out);
	sim_mail_free(mail);
	return cli_flush(&out, CLI_OK);
}

/* "../seeds/003_84dd.txt" to "mail-003-84dd" */
static void name_of_mail(const char *path, char *name, size_t n)
{
	const char *base = strrchr(path, '/');
	size_t len, end;

	base = base ? base + 1 : path;
	end = strcspn(base, ".");
	len = (size_t)snprintf(name, n, "mail-%.*s", end > 32 ? 32 : (int)end, base);
	for (size_t i = 0; i < len && i < n - 1; i++) {
		if (isupper((unsigned char)name[i]))
			name[i] = (char)tolower((unsigned char)name[i]);
		else if (!islower((unsigned char)name[i]) && !isdigit((unsigned char)name[i]))
			name[i] = '-';
	}
}

static int check_mail(struct import_options *o)
{
	if (o->list)
		return o->how.mail ? CLI_OK
				   : cli_bad(&cli_cmd_import, "--list lists what is in --mail");
	if (o->how.mail && o->picks.nr)
		return cli_bad(&cli_cmd_import, "--pick goes with --tree");
	if (o->how.tree && (o->how.base || o->how.series || o->how.release))
		return cli_bad(&cli_cmd_import, "--base, --series and --release go with --mail");
	if (o->how.mail && !o->how.name) {
		name_of_mail(o->how.mail, o->name, sizeof(o->name));
		o->how.name = o->name;
	}
	return CLI_OK;
}

static int check(struct import_options *o)
{
	int code;

	if (!o->how.tree == !o->how.mail)
		return cli_bad(&cli_cmd_import, "what from? One of --tree and --mail");
	code = check_mail(o);
	if (code || o->list)
		return code;
	if (!o->how.name)
		return cli_bad(&cli_cmd_import, "under which name? --as NAME");
	if (!is_name(o->how.name))
		return bad_name(o->how.name);
	o->how.kit = cli_kit(o->kit, sizeof(o->kit));
	if (!o->how.out && cli_imports_folder(o->out, sizeof(o->out)))
		o->how.out = o->out;
	if (!o->how.out)
		return cli_bad(&cli_cmd_import, "where to? --out DIR");
	o->how.cc = cli_compiler();
	o->how.picks = (const char *const *)o->picks.at;
	o->how.nr_picks = o->picks.nr;
	return CLI_OK;
}

static int parse_series(const char *word, unsigned int *nr)
{
	char *end;
	unsigned long value = strtoul(word, &end, 10);

	*nr = (unsigned int)value;
	return isdigit((unsigned char)*word) && !*end && value && value < 10000
		       ? CLI_OK
		       : cli_bad(&cli_cmd_import,
				 "--series takes a number that --list shows, not %s", word);
}

static int take_option(struct import_options *o, int c, char **argv)
{
	switch (c) {
	case 't':
		o->how.tree = optarg;
		return CLI_OK;
	case 'm':
		o->how.mail = optarg;
		return CLI_OK;
	case 'b':
		o->how.base = optarg;
		return CLI_OK;
	case 's':
		return parse_series(optarg, &o->how.series);
	case 'l':
		o->list = 1;
		return CLI_OK;
	case 'r':
		o->how.release = cli_release(optarg);
		return o->how.release ? CLI_OK
				      : cli_bad(&cli_cmd_import, "%s is no release as linux-5.1 is",
						optarg);
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
	case 'd':
		o->how.flags |= SIM_IMPORT_DEEP;
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
		{"tree", required_argument, NULL, 't'},
		{"mail", required_argument, NULL, 'm'},
		{"base", required_argument, NULL, 'b'},
		{"series", required_argument, NULL, 's'},
		{"list", no_argument, NULL, 'l'},
		{"release", required_argument, NULL, 'r'},
		{"as", required_argument, NULL, 'a'},
		{"pick", required_argument, NULL, 'p'},
		{"out", required_argument, NULL, 'o'},
		{"cov", no_argument, NULL, 'c'},
		{"fast", no_argument, NULL, 'f'},
		{ "deep", no_argument, NULL, 'd' },
		{"help", no_argument, NULL, 'h'},
		{0},
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
		code = o.list ? list(o.how.mail) : import(&o);
	free(o.picks.at);
	return code;
}

const struct cli_command cli_cmd_import = {
	.name = "import",
	.usage = "import --tree TREE --as NAME [OPTIONS] | --mail MAIL [OPTIONS]",
	.summary = "make a design of a kernel's own pidfd code, unmodified",
	.help = "      --tree TREE        a kernel's source: a folder, or a tar archive of it\n"
		"      --mail MAIL        a patch mail, a thread, or an mbox\n"
		"      --base TREE        the tree that the mail is applied to\n"
		"      --list             only list the series that are in the mail\n"
		"      --series N         take this one; else the newest that is complete\n"
		"      --release linux-X.Y  the kernel that the mail is for; else as its date "
		"says\n"
		"      --as NAME          what the design is called\n"
		"      --pick FILE:NAME   take this of the tree instead of the pidfd logic; may "
		"be\n"
		"                         given several times; NAME may be *\n"
		"      --out DIR          where to; NAME.so and NAME.import/ are made in it\n"
		"      --cov              for gcov and lcov\n"
		"      --fast             compile with tcc\n"
		"      --deep             for `explore`: once more, with each load and store told\n"
		"\n"
		"CC in the environment names another compiler.\n"
		"\n"
		"exit status: 0 done, 2 wrong usage or input (then nothing was made), 3 internal "
		"error\n",
	.run = run,
};
