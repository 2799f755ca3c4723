// SPDX-License-Identifier: GPL-2.0-only
/*
 * Broken on purpose, after send-signal: a pid namespace whose init dies goes on giving numbers.
 */
#include <linux/pid_namespace.h>

#include "like.h"

void disable_pid_allocation(struct pid_namespace *ns)
{
	/* the fault: nothing is done */
}

WRONG_DESIGN("wrong-namespace-open", "lets processes be made in a namespace that is dead",
	     .releases = { LINUX(5, 1), LINUX(5, 1) });
