// SPDX-License-Identifier: GPL-2.0-only
#include <linux/design.h>

static const char *const features[] = {
	"proc-handle",
	"tid-unsupported",	/* task/<tid> directories give EOPNOTSUPP */
	NULL
};

static const struct design_habit habits[] = {
	{ "sim_open", "open(\"/proc/$1\", O_RDONLY|O_DIRECTORY|O_CLOEXEC)" },
	{ "sim_signal", "pidfd_send_signal($1, $2, NULL, 0)" },
	{ NULL, NULL }
};

DESIGN_EXPORT const struct design pid_design = {
	DESIGN_COMMON,
	.name = "send-signal-v5",
	.origin = "mail, 8 December 2018: [PATCH v5 1/1] signal: add pidfd_send_signal() syscall",
	.summary = "a system call signals an open /proc/<pid>; task/<tid> gives EOPNOTSUPP",
	.releases = { LINUX(4, 20), LINUX(4, 20) },
	.features = features,
	.habits = habits,
};
