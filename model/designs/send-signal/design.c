// SPDX-License-Identifier: GPL-2.0-only
#include <linux/design.h>

static const char *const features[] = {
	"proc-handle",
	NULL
};

static const struct design_habit habits[] = {
	{ "sim_open", "open(\"/proc/$1\", O_RDONLY|O_DIRECTORY|O_CLOEXEC)" },
	{ "sim_signal", "pidfd_send_signal($1, $2, NULL, 0)" },
	{ NULL, NULL }
};

DESIGN_EXPORT const struct design pid_design = {
	DESIGN_COMMON,
	.name = "send-signal",
	.origin = "commit \"signal: add pidfd_send_signal() syscall\", merged for Linux 5.1",
	.summary = "pidfd_send_signal(), number 424, on an open /proc/<pid>",
	.releases = { LINUX(5, 1), LINUX(5, 1) },
	.features = features,
	.habits = habits,
};
