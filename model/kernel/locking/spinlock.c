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

/* returns false if the lock can't ever be had; a fault was reported then */
static noinline bool spin_lock_slow(spinlock_t *l, u32 me, const struct host_site *site)
{
	while (l->owner) {
		if (lock_is_poison(l, site))
			return false;
		if ((l->owner & ~LOCK_WAITERS) == me) {
			lock_fault(HOST_BUG_DEADLOCK, l, site, "spinlock taken again");
			return false;
		}
		if (!lock_wait(&l->owner, l, site))
			return false;
	}
	return true;
}

void __spin_lock(spinlock_t *l, const struct host_site *site)
{
	u32 me = lock_me();

	sim_point(HOST_OP_LOCK, l, site);
	if (unlikely(l->owner)) {
		if (!spin_lock_slow(l, me, site))
			return;
		/* others may wait still: the bit makes the release look */
		me |= LOCK_WAITERS;
	}
	l->owner = me;
	held_push(l, true, site);
}

bool __spin_trylock(spinlock_t *l, const struct host_site *site)
{
	sim_point(HOST_OP_LOCK, l, site);
	if (l->owner) {
		lock_is_poison(l, site);
		return false;
	}
	l->owner = lock_me();
	held_push(l, true, site);
	return true;
}

static noinline void spin_unlock_slow(spinlock_t *l, u32 me, const struct host_site *site)
{
	if (lock_is_poison(l, site))
		return;
	if (l->owner != (me | LOCK_WAITERS)) {
		lock_fault(HOST_BUG_SAFETY, l, site, l->owner ?
			   "spinlock of another task released" : "free spinlock released");
		return;
	}
	l->owner = 0;
	held_pop(l, true);
	model_cpu.host->wake_on(l);
}

void __spin_unlock(spinlock_t *l, const struct host_site *site)
{
	u32 me = lock_me();

	sim_point(HOST_OP_UNLOCK, l, site);
	if (unlikely(l->owner != me)) {
		spin_unlock_slow(l, me, site);
		return;
	}
	l->owner = 0;
	held_pop(l, true);
}

bool spin_is_held(const spinlock_t *l)
{
	return (l->owner & ~LOCK_WAITERS) == lock_me();
}
