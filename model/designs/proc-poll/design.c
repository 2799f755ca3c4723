// SPDX-License-Identifier: GPL-2.0-only
#include <linux/design.h>

static const char *const features[] = {
	"proc-handle",
	"poll-handle",
	NULL
};

static const struct design_habit habits[] = {
	{ "sim_open", "open(\"/proc/$1\", O_RDONLY|O_DIRECTORY|O_CLOEXEC)" },
	{ "sim_poll", "poll([{fd=$1, events=POLLIN}], 0)" },
	{ NULL, NULL }
};

DESIGN_EXPORT const struct design pid_design = {
	DESIGN_COMMON,
	.name = "proc-poll",
	.origin = "named in the discussion of November 2018: pollable /proc/<pid> directories",
	.summary = "an open /proc/<pid> is readable once the process has died; it can't signal",
	.releases = { LINUX(4, 20), LINUX(4, 20) },
	.features = features,
	.habits = habits,
};
