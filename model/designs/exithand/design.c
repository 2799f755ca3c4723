// SPDX-License-Identifier: GPL-2.0-only
#include <linux/design.h>

static const char *const features[] = {
	"exit-file",
	"poll-handle",
	NULL
};

static const struct design_habit habits[] = {
	{ "sim_open", "open(\"/proc/$1/exithand\", O_RDONLY|O_CLOEXEC)" },
	{ "sim_poll", "poll([{fd=$1, events=POLLIN}], 0)" },
	{ "sim_wait", "read($1, 1)" },
	{ NULL, NULL }
};

DESIGN_EXPORT const struct design pid_design = {
	DESIGN_COMMON,
	.name = "exithand",
	.origin = "named in the discussion of November 2018: the exithand patch",
	.summary = "a file /proc/<pid>/exithand whose readers sleep until the process has died",
	.releases = { LINUX(4, 20), LINUX(4, 20) },
	.features = features,
	.habits = habits,
};
