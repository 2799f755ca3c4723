// SPDX-License-Identifier: GPL-2.0-only
/*
 * pidfdsim: the table of commands.
 */
#include <locale.h>
#include <string.h>

#include "cli.h"

static const struct cli_command *const commands[] = {
	&cli_cmd_demo, &cli_cmd_run, &cli_cmd_explore, &cli_cmd_shrink, &cli_cmd_matrix,
	&cli_cmd_diff, &cli_cmd_check_host, &cli_cmd_replay_strace, &cli_cmd_emit_c,
	&cli_cmd_fuzz, &cli_cmd_list, &cli_cmd_designs, &cli_cmd_new, &cli_cmd_import,
	&cli_cmd_try, &cli_cmd_fmt, &cli_cmd_version,
};

#define NR_COMMANDS (sizeof(commands) / sizeof(commands[0]))

static const struct cli_command *find(const char *name)
{
	for (size_t i = 0; i < NR_COMMANDS; i++) {
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	}
	return NULL;
}

static void short_help(FILE *to)
{
	fputs("usage: pidfdsim COMMAND [ARGUMENTS]\n\n"
	      "A userspace laboratory for process handles.\n\n",
	      to);
	for (size_t i = 0; i < NR_COMMANDS; i++)
		fprintf(to, "  %-13s  %s\n", commands[i]->name, commands[i]->summary);
	fputs("  help           what a command does and takes: `pidfdsim help run`\n\n"
	      "exit status: 0 all passed, 1 something failed, 2 wrong usage or input, 3 internal "
	      "error\n",
	      to);
}

static int unknown(const char *name)
{
	fprintf(stderr, "pidfdsim: unknown command %s\n`pidfdsim help` lists the commands\n", name);
	return CLI_BAD;
}

static int help(int argc, char **argv)
{
	const struct cli_command *command;

	if (argc < 2 || !strcmp(argv[1], "help") || !strcmp(argv[1], "--help")) {
		short_help(stdout);
		return fflush(stdout) ? CLI_INTERNAL : CLI_OK;
	}
	command = find(argv[1]);
	return command ? cli_help(command) : unknown(argv[1]);
}

int main(int argc, char **argv)
{
	const struct cli_command *command;

	/* Only what the terminal can show depends on the locale, nothing else. */
	setlocale(LC_CTYPE, "");
	if (argc < 2) {
		short_help(stderr);
		return CLI_BAD;
	}
	if (!strcmp(argv[1], "help") || !strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))
		return help(argc - 1, argv + 1);
	if (!strcmp(argv[1], "--version"))
		argv[1] = (char *)"version";
	command = find(argv[1]);
	return command ? command->run(argc - 1, argv + 1) : unknown(argv[1]);
}
