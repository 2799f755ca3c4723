// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mutexes; stands where kernel/locking/mutex.c is in the kernel. Nobody spins, and none
 * is handed to the first waiter.
 */
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/sched.h>

#include "held.h"

static int mutex_lock_state(struct mutex *m, unsigned int state, const struct host_site *site)
{
	u32 me = lock_me();

	sim_point(state == TASK_UNINTERRUPTIBLE ? HOST_OP_LOCK : HOST_OP_TRY_LOCK, m, site);
	if (likely(current))
		might_sleep_at(site);
	while (unlikely(m->owner)) {
		if (lock_is_poison(m, site))
			return 0;
		if ((m->owner & ~LOCK_WAITERS) == lock_me()) {
			lock_fault(HOST_BUG_DEADLOCK, m, site, "mutex taken again");
			return 0;
		}
		if (current && signal_pending_state(state, current))
			return -EINTR;
		if (current)
			current->__state = state;
		if (!lock_wait(&m->owner, m, site))
			return 0;
		current->__state = TASK_RUNNING;
		/* others may wait still: the bit makes the release look */
		me = lock_me() | LOCK_WAITERS;
	}
	m->owner = me;
	held_push(current, m, false, site);
	return 0;
}

void __mutex_lock(struct mutex *m, const struct host_site *site)
{
	mutex_lock_state(m, TASK_UNINTERRUPTIBLE, site);
}

/* 0, or -EINTR on a fatal signal */
int __mutex_lock_killable(struct mutex *m, const struct host_site *site)
{
	return mutex_lock_state(m, TASK_KILLABLE, site);
}

/* 0, or -EINTR on any signal */
int __mutex_lock_interruptible(struct mutex *m, const struct host_site *site)
{
	return mutex_lock_state(m, TASK_INTERRUPTIBLE, site);
}

void __mutex_unlock(struct mutex *m, const struct host_site *site)
{
	u32 owner = m->owner;

	if (unlikely((owner & ~LOCK_WAITERS) != lock_me())) {
		if (!unlock_is_poison(m, site))
			lock_fault(HOST_BUG_SAFETY, m, site, owner ?
				   "mutex of another task released" : "free mutex released");
		return;
	}
	m->owner = 0;
	held_pop(current, m, false);
	if (unlikely(owner & LOCK_WAITERS))
		model_cpu.host->wake_on(m);
	sim_point_after(HOST_OP_UNLOCK, m, site);
}
