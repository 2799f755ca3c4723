// SPDX-License-Identifier: GPL-2.0-only
/*
 * Spinlocks for readers and writers; in the kernel: kernel/locking/qrwlock.c.
 *
 * Differs: waiting writers don't hold up new readers, so a task may read-lock
 * twice, as only interrupts may in the kernel.
 */
#include <linux/kernel.h>
#include <linux/spinlock.h>

#include "held.h"

static inline u32 writer_of(const rwlock_t *l)
{
	return l->writer & ~LOCK_WAITERS;
}

static noinline void read_lock_slow(rwlock_t *l, const struct host_site *site)
{
	sim_point(HOST_OP_READ_LOCK, l, site);
	while (writer_of(l)) {
		if (lock_is_poison(l, site))
			return;
		if (writer_of(l) == lock_me()) {
			lock_fault(HOST_BUG_DEADLOCK, l, site,
				   "rwlock taken for reading while held for writing");
			return;
		}
		if (!lock_wait(&l->writer, l, site))
			return;
	}
	l->readers++;
	held_push(current, l, true, site);
}

void __read_lock(rwlock_t *l, const struct host_site *site)
{
	if (unlikely(model_cpu.preempt || l->writer)) {
		read_lock_slow(l, site);
		return;
	}
	l->readers++;
	held_push(current, l, true, site);
}

/* the lock is free for somebody else */
static inline void rwlock_wake(rwlock_t *l)
{
	if (unlikely(l->writer & LOCK_WAITERS)) {
		l->writer = 0;
		model_cpu.host->wake_on(l);
	}
}

void __read_unlock(rwlock_t *l, const struct host_site *site)
{
	if (unlikely(!l->readers || l->readers == LOCK_POISON || !held_maybe(l))) {
		if (unlock_is_poison(l, site))
			return;
		lock_fault(HOST_BUG_SAFETY, l, site, "rwlock released that is not read-held");
		return;
	}
	held_pop(current, l, true);
	if (!--l->readers)
		rwlock_wake(l);
	sim_point_after(HOST_OP_READ_UNLOCK, l, site);
}

static noinline void write_lock_slow(rwlock_t *l, const struct host_site *site)
{
	u32 me = lock_me();

	sim_point(HOST_OP_WRITE_LOCK, l, site);
	while (writer_of(l) || l->readers) {
		if (lock_is_poison(l, site))
			return;
		if (writer_of(l) == me || (!writer_of(l) && held_surely(l))) {
			lock_fault(HOST_BUG_DEADLOCK, l, site,
				   "rwlock taken for writing while held");
			return;
		}
		if (!lock_wait(&l->writer, l, site))
			return;
	}
	l->writer = me | (l->writer & LOCK_WAITERS);
	held_push(current, l, true, site);
}

void __write_lock(rwlock_t *l, const struct host_site *site)
{
	struct task_struct *me = current;

	if (unlikely(model_cpu.preempt || l->writer || l->readers || !me)) {
		write_lock_slow(l, site);
		return;
	}
	l->writer = me->lock_id + 1;
	held_push(me, l, true, site);
}

static noinline void write_unlock_slow(rwlock_t *l, const struct host_site *site)
{
	if (unlikely(writer_of(l) != lock_me())) {
		if (!unlock_is_poison(l, site))
			lock_fault(HOST_BUG_SAFETY, l, site,
				   "rwlock released that is not write-held");
		return;
	}
	held_pop(current, l, true);
	l->writer &= LOCK_WAITERS;
	rwlock_wake(l);
	sim_point_after(HOST_OP_UNLOCK, l, site);
}

void __write_unlock(rwlock_t *l, const struct host_site *site)
{
	struct task_struct *me = current;

	if (unlikely(model_cpu.preempt || !me || l->writer != me->lock_id + 1)) {
		write_unlock_slow(l, site);
		return;
	}
	l->writer = 0;
	held_pop(me, l, true);
}

bool write_is_held(const rwlock_t *l)
{
	return writer_of(l) == lock_me();
}
