// SPDX-License-Identifier: GPL-2.0-only
#include <linux/design.h>

#include "procfd.h"

static const char *const features[] = {
	"proc-handle",
	"ioctl-signal",
	NULL
};

static const struct design_habit habits[] = {
	{ "sim_open", "open(\"/proc/$1\", O_RDONLY|O_DIRECTORY|O_CLOEXEC)" },
	{ "sim_signal", "ioctl($1, PROC_FD_SIGNAL, $2)" },
	{ NULL, NULL }
};

static const struct design_constant constants[] = {
	{ "PROC_FD_SIGNAL", PROC_FD_SIGNAL },
	{ NULL, 0 }
};

DESIGN_EXPORT const struct design pid_design = {
	DESIGN_COMMON,
	.name = "procfd-ioctl",
	.origin = "mail, November 2018: /proc/<pid> as a handle on struct pid, PROC_FD_SIGNAL",
	.summary = "open(\"/proc/<pid>\") is a handle; an ioctl sends signals, unchecked",
	.releases = { LINUX(4, 20), LINUX(4, 20) },
	.features = features,
	.habits = habits,
	.constants = constants,
};
