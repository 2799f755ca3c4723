// SPDX-License-Identifier: GPL-2.0-only
/*
 * Broken on purpose, after process-api: PROC_INFO lets go of tasklist_lock between how the process
 * is and how it ended.
 */
#include "internal.h"

static bool exited_later(struct process_context *ctx);
#define process_exited(ctx) exited_later(ctx)
#include "info.c"
#undef process_exited

#include "like.h"

static bool exited_later(struct process_context *ctx)
{
	bool exited;

	read_unlock(&tasklist_lock);	/* the fault */
	exited = process_exited(ctx);
	read_lock(&tasklist_lock);
	return exited;
}

WRONG_DESIGN("wrong-info-mix", "describes a process at two moments at once",
	     .releases = { LINUX(4, 20), LINUX(4, 20) }, .constants = constants);
