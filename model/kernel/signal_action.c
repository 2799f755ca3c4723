// SPDX-License-Identifier: GPL-2.0-only
/*
 * custom: tables of actions. In the kernel each sighand_struct holds 64
 * actions, and a fork copies them. Here processes share a table until one of
 * them writes to it. The counts are no scheduling points, and a table is
 * never refused to somebody who writes, as the kernel has neither.
 */
#include "signal.h"
#include <linux/slab.h>

static struct kmem_cache *sigaction_cachep;

/* All SIG_DFL; what every process starts with. Lives as long as the world. */
struct sigaction_table default_actions;

/** sigaction_boot - the cache of the tables. 0 or -ENOMEM */
int sigaction_boot(void)
{
	refcount_set(&default_actions.count, 1);
	sigaction_cachep = KMEM_CACHE(sigaction_table, SLAB_PANIC);
	return sigaction_cachep ? 0 : -ENOMEM;
}

static struct sigaction_table *table_of(struct k_sigaction *action)
{
	return container_of(action, struct sigaction_table, action[0]);
}

/**
 * get_sigaction_table - one more sighand_struct uses a table
 * @action: its first action, as sighand_struct.action says. Returns it.
 */
struct k_sigaction *get_sigaction_table(struct k_sigaction *action)
{
	table_of(action)->count.refs.counter++;
	return action;
}

/**
 * put_sigaction_table - a sighand_struct does not use a table any more
 * @action: its first action
 */
void put_sigaction_table(struct k_sigaction *action)
{
	struct sigaction_table *table = table_of(action);

	if (--table->count.refs.counter == 0)
		kmem_cache_free(sigaction_cachep, table);
}

/* A new table, uninitialised, with one user. The host is not asked whether to refuse. */
static struct sigaction_table *alloc_table(void)
{
	unsigned int inject = model_cpu.inject;
	struct sigaction_table *table;

	model_cpu.inject = 0;
	table = kmem_cache_alloc(sigaction_cachep, GFP_ATOMIC);
	model_cpu.inject = inject;
	if (table)
		refcount_set(&table->count, 1);
	return table;
}

/**
 * sighand_unshare_actions - have a table of one's own, before a write
 * @sighand: whose; siglock held
 *
 * 0, or -ENOMEM if the memory of the world is used up. Pointers into the old
 * table are no good afterwards.
 */
int sighand_unshare_actions(struct sighand_struct *sighand)
{
	struct sigaction_table *old = table_of(sighand->action), *new;

	if (old != &default_actions && old->count.refs.counter == 1)
		return 0;
	new = alloc_table();
	if (!new)
		return -ENOMEM;
	memcpy(new->action, old->action, sizeof(new->action));
	sighand->action = new->action;
	put_sigaction_table(old->action);
	return 0;
}

/**
 * flush_signal_handlers - back to the default actions
 * @t:			whose; nobody else uses its sighand_struct
 * @force_default:	also what is ignored
 *
 * mirrors kernel/signal.c:flush_signal_handlers(): exec, and
 * CLONE_CLEAR_SIGHAND. Differs: where nothing is ignored, it goes back to the
 * table that all share, and needs no memory.
 */
void flush_signal_handlers(struct task_struct *t, int force_default)
{
	struct sighand_struct *sighand = t->sighand;
	unsigned long ignored = 0;
	int i;

	if (sighand->action == default_actions.action)
		return;
	for (i = 0; i < _NSIG && !force_default; i++) {
		if (sighand->action[i].sa.sa_handler == SIG_IGN)
			ignored |= BIT(i);
	}
	if (ignored && sighand_unshare_actions(sighand))
		return;
	if (!ignored) {
		put_sigaction_table(sighand->action);
		sighand->action = get_sigaction_table(default_actions.action);
		return;
	}
	memset(sighand->action, 0, sizeof(default_actions.action));
	for (i = 0; i < _NSIG; i++) {
		if (ignored & BIT(i))
			sighand->action[i].sa.sa_handler = SIG_IGN;
	}
}
