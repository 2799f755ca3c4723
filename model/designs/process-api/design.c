// SPDX-License-Identifier: GPL-2.0-only
#include <linux/design.h>

#include "process.h"

static const char *const features[] = {
	"poll-handle",
	"kill-on-close",
	"process-api",
	NULL
};

static const struct design_habit habits[] = {
	{ "sim_open", "open(\"/proc/$1/handle\", O_CLOEXEC)" },
	{ "sim_signal", "process_manage($1, PROC_SIGNAL, $2)" },
	{ "sim_poll", "poll([{fd=$1, events=POLLIN}], 0)" },
	{ "sim_wait", "process_manage($1, PROC_WAIT, NULL)" },
	{ "sim_info", "process_info($1, PROC_INFO)" },
	{ NULL, NULL }
};

#define CONSTANT(name) { #name, name }

static const struct design_constant constants[] = {
	CONSTANT(PROC_SET_FLAG),
	CONSTANT(PROC_SET_SIGMASK),
	CONSTANT(PROC_SET_IGNORE),
	CONSTANT(PROC_SET_DEFAULT),
	CONSTANT(PROC_SET_UIDMAP),
	CONSTANT(PROC_SET_GIDMAP),
	CONSTANT(PROC_SET_CLOSE),
	CONSTANT(PROC_CREATE),
	CONSTANT(PROC_INFO),
	CONSTANT(PROC_SIGNAL),
	CONSTANT(PROC_WAIT),
	CONSTANT(PROC_STATE_RUNNING),
	CONSTANT(PROC_STATE_SLEEPING),
	CONSTANT(PROC_STATE_STOPPED),
	CONSTANT(PROC_STATE_TRACED),
	CONSTANT(PROC_STATE_ZOMBIE),
	CONSTANT(PROC_STATE_DEAD),
	{ NULL, 0 }
};

DESIGN_EXPORT const struct design pid_design = {
	DESIGN_COMMON,
	.name = "process-api",
	.origin = "mail, November 2018: process_open(), process_config(), _info(), _manage()",
	.summary = "a process configured through a descriptor before it lives; kill on last close",
	.releases = { LINUX(4, 20), LINUX(4, 20) },
	.features = features,
	.habits = habits,
	.constants = constants,
};
