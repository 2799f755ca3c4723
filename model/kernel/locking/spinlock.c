// SPDX-License-Identifier: GPL-2.0-only
/*
 * Spinlocks; stands where kernel/locking/spinlock.c is in the kernel.
 *
 * Nobody spins here: who finds the lock taken is parked until it is released.
 * Which of several waiters comes next is the host's choice, as it is chance
 * for an unfair lock; the kernel's queued ones are fair.
 */
#include <linux/kernel.h>
#include <linux/spinlock.h>

#include "held.h"

/* everything but a free lock and nobody who looks */
static noinline void spin_lock_slow(spinlock_t *l, const struct host_site *site)
{
	u32 me = lock_me(), waiters = 0;

	sim_point(HOST_OP_LOCK, l, site);
	while (l->owner) {
		if (lock_is_poison(l, site))
			return;
		if ((l->owner & ~LOCK_WAITERS) == me) {
			lock_fault(HOST_BUG_DEADLOCK, l, site, "spinlock taken again");
			return;
		}
		if (!lock_wait(&l->owner, l, site))
			return;
		/* others may wait still: the bit makes the release look */
		waiters = LOCK_WAITERS;
	}
	l->owner = me | waiters;
	held_push(current, l, true, site);
}

void __spin_lock(spinlock_t *l, const struct host_site *site)
{
	struct task_struct *me = current;

	if (unlikely(model_cpu.preempt || l->owner || !me)) {
		spin_lock_slow(l, site);
		return;
	}
	l->owner = me->lock_id + 1;
	held_push(me, l, true, site);
}

bool __spin_trylock(spinlock_t *l, const struct host_site *site)
{
	sim_point(HOST_OP_TRY_LOCK, l, site);
	if (l->owner) {
		lock_is_poison(l, site);
		return false;
	}
	l->owner = lock_me();
	held_push(current, l, true, site);
	return true;
}

static noinline void spin_unlock_slow(spinlock_t *l, const struct host_site *site)
{
	u32 owner = l->owner;

	if ((owner & ~LOCK_WAITERS) != lock_me()) {
		if (!unlock_is_poison(l, site))
			lock_fault(HOST_BUG_SAFETY, l, site, owner ?
				   "spinlock of another task released" : "free spinlock released");
		return;
	}
	l->owner = 0;
	held_pop(current, l, true);
	if (owner & LOCK_WAITERS)
		model_cpu.host->wake_on(l);
	sim_point_after(HOST_OP_UNLOCK, l, site);
}

void __spin_unlock(spinlock_t *l, const struct host_site *site)
{
	struct task_struct *me = current;

	if (unlikely(model_cpu.preempt || !me || l->owner != me->lock_id + 1)) {
		spin_unlock_slow(l, site);
		return;
	}
	l->owner = 0;
	held_pop(me, l, true);
}

bool spin_is_held(const spinlock_t *l)
{
	return (l->owner & ~LOCK_WAITERS) == lock_me();
}
