// SPDX-License-Identifier: GPL-2.0-only
/* pidfdsim designs: which there are, and what they are. */
#include "cli.h"

#include <getopt.h>
#include <string.h>

static void put_words(struct sim_buf *out, const char *head, const char *const *words)
{
	const char *comma = "";

	if (!words || !*words)
		return;
	sim_buf_printf(out, "  %-9s ", head);
	for (; *words; words++) {
		sim_buf_printf(out, "%s%s", comma, *words);
		comma = ", ";
	}
	sim_buf_putc(out, '\n');
}

/* A later definition of a call replaces an earlier one. */
static unsigned int nr_calls(const struct cli_design *d)
{
	unsigned int nr = 0;

	for (const struct model_syscall *const *p = d->table->syscalls; p < d->table->syscalls_end;
	     p++)
		nr += sim_design_call(d->design, (*p)->name) == *p;
	return nr;
}

static void put_design(const struct cli_design *d, const struct sim_pen *pen, struct sim_buf *out)
{
	const struct design *t = d->table;

	sim_buf_printf(out, "%s%s%s  Linux %u.%u", sim_ink_on(pen, SIM_INK_BOLD), t->name,
		       sim_ink_off(pen), t->releases.first >> 8, t->releases.first & 0xff);
	if (t->releases.last != t->releases.first)
		sim_buf_printf(out, " to %u.%u", t->releases.last >> 8, t->releases.last & 0xff);
	sim_buf_putc(out, '\n');
	if (t->summary)
		sim_buf_printf(out, "  %s\n", t->summary);
	if (t->origin)
		sim_buf_printf(out, "  origin    %s\n", t->origin);
	put_words(out, "features", t->features);
	for (const struct design_habit *h = t->habits; h && h->name; h++)
		sim_buf_printf(out, "  %-9s %s is %s\n", h == t->habits ? "habits" : "", h->name,
			       h->text);
	sim_buf_printf(out, "  calls     %u\n", nr_calls(d));
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "dir", required_argument, NULL, 'd' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	struct sim_pen pen = cli_pen();
	struct sim_buf out = { 0 };
	const char *dir = NULL;
	struct cli_designs d;
	int c, code;

	opterr = 0;
	while ((c = getopt_long(argc, argv, "h", options, NULL)) >= 0) {
		if (c == 'h')
			return cli_help(&cli_cmd_designs);
		if (c != 'd')
			return cli_unknown_option(&cli_cmd_designs, argv);
		dir = optarg;
	}
	/* What is given is a design to look at, by name or by path. */
	code = cli_load_designs(&d, argv + optind, (unsigned int)(argc - optind), dir);
	for (unsigned int i = 0; i < d.nr && !code; i++) {
		if (i)
			sim_buf_putc(&out, '\n');
		put_design(&d.at[i], &pen, &out);
	}
	cli_free_designs(&d);
	return cli_flush(&out, code);
}

const struct cli_command cli_cmd_designs = {
	.name = "designs",
	.usage = "designs [--dir FOLDER] [NAME|PATH.so]...",
	.summary = "the designs there are: releases, origin, features, habits",
	.help = "      --dir FOLDER  look there, not beside this program\n",
	.run = run,
};
