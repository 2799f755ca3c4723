// SPDX-License-Identifier: GPL-2.0-only
/* pidfdsim emit-c: a scenario as a C program, for a bug report. */
#include "host.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "emit/emit.h"

static int write_out(const char *path, struct sim_buf *text)
{
	FILE *f;
	int bad;

	if (!path)
		return cli_flush(text, CLI_OK);
	f = fopen(path, "w");
	bad = !f || fwrite(text->s, 1, text->len, f) != text->len;
	bad |= f && fclose(f);
	sim_buf_free(text);
	return bad ? cli_bad(&cli_cmd_emit_c, "can't write %s", path) : CLI_OK;
}

static int emit(char *path, const struct cli_list *designs, const char *to)
{
	struct cli_suite suite;
	struct sim_buf out = { 0 };
	char why[256], made_by[512];
	int code = cli_host_suite(&suite, &path, 1, designs);

	if (code)
		return code;
	snprintf(made_by, sizeof(made_by), "pidfdsim emit-c %.400s", path);
	if (suite.scenarios.nr != 1 || suite.designs.nr != 1)
		code = cli_bad(&cli_cmd_emit_c, "one scenario and one design make one program");
	else if (!sim_emit_c(suite.progs[0], made_by, &out, why, sizeof(why)))
		code = cli_bad(&cli_cmd_emit_c, "%s can't be a program: %s", path, why);
	else
		code = out.failed ? CLI_INTERNAL : write_out(to, &out);
	if (code)
		sim_buf_free(&out);
	cli_suite_close(&suite);
	return code;
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "design", required_argument, NULL, 'd' },
		{ "output", required_argument, NULL, 'o' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	struct cli_list designs = { 0 };
	const char *to = NULL;
	int c, code = CLI_OK;

	opterr = 0;
	while (!code && (c = getopt_long(argc, argv, "d:o:h", options, NULL)) >= 0) {
		if (c == 'h') {
			free(designs.at);
			return cli_help(&cli_cmd_emit_c);
		}
		if (c == 'd')
			code = cli_list_add(&designs, optarg) ? CLI_OK : CLI_INTERNAL;
		else if (c == 'o')
			to = optarg;
		else
			code = cli_unknown_option(&cli_cmd_emit_c, argv);
	}
	if (!code && argc - optind != 1)
		code = cli_bad(&cli_cmd_emit_c, "which scenario? One file");
	if (!code)
		code = emit(argv[optind], &designs, to);
	free(designs.at);
	return code;
}

const struct cli_command cli_cmd_emit_c = {
	.name = "emit-c",
	.usage = "emit-c [OPTIONS] SCENARIO",
	.summary = "a scenario as a C program that plays it on a real kernel",
	.help = "The program needs nothing but libc: for a bug report, or for a machine without "
		"pidfdsim.\n"
		"It is for the release of this machine's kernel, and what the scenario expects "
		"there.\n"
		"Run as root it prints each line, what is expected and what came; its exit status "
		"is\n"
		"0 if all is as expected, 1 if not, 2 if the machine lets nobody make namespaces.\n"
		"\n"
		"  -d, --design NAME|PATH.so   the design whose habits the scenario uses "
		"(send-signal)\n"
		"  -o, --output FILE           write it there, not to stdout\n"
		"\n"
		"exit status: 0 it was written, 2 wrong usage or input, or the scenario can't be "
		"played\n"
		"by real processes (and why), 3 internal error\n",
	.run = run,
};
