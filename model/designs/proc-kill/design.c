// SPDX-License-Identifier: GPL-2.0-only
#include <linux/design.h>

static const char *const features[] = {
	"kill-file",
	NULL
};

static const struct design_habit habits[] = {
	{ "sim_open", "open(\"/proc/$1/kill\", O_WRONLY|O_CLOEXEC)" },
	{ NULL, NULL }
};

DESIGN_EXPORT const struct design pid_design = {
	DESIGN_COMMON,
	.name = "proc-kill",
	.origin = "named in the discussion of November 2018: a file /proc/<pid>/kill to write to",
	.summary = "a signal number written to /proc/<pid>/kill; rights of who writes",
	.releases = { LINUX(4, 20), LINUX(4, 20) },
	.features = features,
	.habits = habits,
};
