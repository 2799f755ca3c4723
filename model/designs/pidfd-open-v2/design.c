// SPDX-License-Identifier: GPL-2.0-only
#include <linux/design.h>

#include "pidfd.h"

static const char *const features[] = {
	"proc-handle",
	"thread-handle",
	"get-procfd",
	NULL
};

static const struct design_habit habits[] = {
	{ "sim_open", "pidfd_open($1, 0)" },
	{ "sim_signal", "pidfd_send_signal($1, $2, NULL, 0)" },
	{ NULL, NULL }
};

static const struct design_constant constants[] = {
	{ "PIDFD_GET_PROCFD", PIDFD_GET_PROCFD },
	{ "PIDFD_SIGNAL_TID", PIDFD_SIGNAL_TID },
	{ NULL, 0 }
};

DESIGN_EXPORT const struct design pid_design = {
	DESIGN_COMMON,
	.name = "pidfd-open-v2",
	.origin = "mail, March 2019: [PATCH v2 0/5] pid: add pidfd_open()",
	.summary = "pidfd_open() for processes and threads, PIDFD_GET_PROCFD, PIDFD_SIGNAL_TID",
	.releases = { LINUX(5, 1), LINUX(5, 1) },
	.features = features,
	.habits = habits,
	.constants = constants,
};
