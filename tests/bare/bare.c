// SPDX-License-Identifier: GPL-2.0-only
/* The model core alone, as every kernel that it knows: what the core's own tests boot. */
#include <linux/design.h>

static const char *const features[] = { NULL };
static const struct design_habit habits[] = { { NULL, NULL } };

DESIGN_EXPORT const struct design pid_design = {
	DESIGN_COMMON,
	.name = "bare",
	.origin = "no pidfd at all",
	.summary = "the model core alone",
	.releases = { LINUX(4, 20), LINUX(6, 18) },
	.features = features,
	.habits = habits,
};
