// SPDX-License-Identifier: GPL-2.0-only
/*
 * Broken on purpose, after process-api: the last handle says so before it takes the context out of
 * the table, so that another can find it there in between.
 */
#include "internal.h"

void right_process_context_put(struct process_context *ctx);
#define process_context_put right_process_context_put
#include "context.c"
#undef process_context_put

#include "like.h"

void process_context_put(struct process_context *ctx)
{
	bool last = !--ctx->users;	/* the fault: contexts_lock is taken behind it */

	if (!last)
		return;
	spin_lock(&contexts_lock);
	if (ctx->pid)
		hlist_del_init(&ctx->node);
	spin_unlock(&contexts_lock);
	if (ctx->pid)
		last_close(ctx);
	kfree(ctx->uid_map);
	kfree(ctx->gid_map);
	kfree(ctx);
}

WRONG_DESIGN("wrong-stash-late", "leaves what is about to be freed where it can be found",
	     .releases = { LINUX(4, 20), LINUX(4, 20) }, .constants = constants);
