// SPDX-License-Identifier: GPL-2.0-only
#include <linux/design.h>

#include "clonefd.h"

static const char *const features[] = {
	"clone-fd",
	NULL
};

static const struct design_habit habits[] = {
	{ "sim_poll", "poll([{fd=$1, events=POLLIN}], 0)" },
	{ "sim_wait", "read($1, 8)" },
	{ NULL, NULL }
};

static const struct design_constant constants[] = {
	{ "CLONE_FD", CLONE_FD },
	{ NULL, 0 }
};

DESIGN_EXPORT const struct design pid_design = {
	DESIGN_COMMON,
	.name = "clonefd",
	.origin = "recalled in the discussion of November 2018: descriptors of clone, 2015",
	.summary = "clone returns a descriptor that tells how the child ended; it can't signal",
	.releases = { LINUX(4, 20), LINUX(4, 20) },
	.features = features,
	.habits = habits,
	.constants = constants,
};
