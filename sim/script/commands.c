// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls whose last argument is what the command before it says: as strace does, a row is found by
 * the word that stands there.
 */
#include "script/calls.h"

#include <string.h>

#define PAGE "docs/designs/process-api.md"
#define ARG(kind, layout) {						\
		{ "fd", SIM_P_INT, NULL, NULL, 0, 0, 0 },		\
		{ "cmd", SIM_P_INT, NULL, "PROC_", 0, 0, 0 },		\
		{ "arg", kind, layout, NULL, 0, 0, 1 },			\
		{ 0 } }

static const struct sim_command {
	const char *word;
	struct sim_call_desc desc;
} commands[] = {
	{ "PROC_CREATE", { "process_config", NULL, PAGE, SIM_CALL_CREATES,
		ARG(SIM_P_INT, NULL) } },
	{ "PROC_CREATE", { "ioctl", NULL, PAGE, SIM_CALL_CREATES, ARG(SIM_P_INT, NULL) } },
	{ "PROC_SET_SIGMASK", { "process_config", NULL, PAGE, 0,
		ARG(SIM_P_IN, &sim_layout_sigset) } },
	{ "PROC_SET_UIDMAP", { "process_config", NULL, PAGE, 0, ARG(SIM_P_STRING, NULL) } },
	{ "PROC_SET_GIDMAP", { "process_config", NULL, PAGE, 0, ARG(SIM_P_STRING, NULL) } },
	{ "PROC_WAIT", { "process_manage", NULL, PAGE, 0,
		ARG(SIM_P_INOUT, &sim_layout_process_wait) } },
	{ "PROC_SET_SIGMASK", { "ioctl", NULL, PAGE, 0, ARG(SIM_P_IN, &sim_layout_sigset) } },
	{ "PROC_SET_UIDMAP", { "ioctl", NULL, PAGE, 0, ARG(SIM_P_STRING, NULL) } },
	{ "PROC_SET_GIDMAP", { "ioctl", NULL, PAGE, 0, ARG(SIM_P_STRING, NULL) } },
	{ "PROC_INFO", { "ioctl", NULL, PAGE, 0, ARG(SIM_P_OUT, &sim_layout_process_info) } },
	{ "PROC_WAIT", { "ioctl", NULL, PAGE, 0,
		ARG(SIM_P_INOUT, &sim_layout_process_wait) } },
};

#define NR_COMMANDS (sizeof(commands) / sizeof(commands[0]))

const struct sim_call_desc *sim_command_at(unsigned int i, const char **word)
{
	if (i >= NR_COMMANDS)
		return NULL;
	*word = commands[i].word;
	return &commands[i].desc;
}

const struct sim_call_desc *sim_command_desc(const char *call, const char *word)
{
	for (unsigned int i = 0; i < NR_COMMANDS; i++) {
		if (!strcmp(commands[i].desc.name, call) && !strcmp(commands[i].word, word))
			return &commands[i].desc;
	}
	return NULL;
}
