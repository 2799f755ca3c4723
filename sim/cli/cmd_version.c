// SPDX-License-Identifier: GPL-2.0-only
#include "cli.h"

#include <getopt.h>

static int run(int argc, char **argv)
{
	static const struct option options[] = { { "help", no_argument, NULL, 'h' }, { 0 } };
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, "h", options, NULL)) >= 0) {
		if (c == 'h')
			return cli_help(&cli_cmd_version);
		return cli_unknown_option(&cli_cmd_version, argv);
	}
	if (optind < argc)
		return cli_bad(&cli_cmd_version, "takes no arguments");
	puts("pidfdsim " PIDFDSIM_VERSION);
	return fflush(stdout) ? CLI_INTERNAL : CLI_OK;
}

const struct cli_command cli_cmd_version = {
	.name = "version",
	.usage = "version",
	.summary = "print the version",
	.help = "",
	.run = run,
};
