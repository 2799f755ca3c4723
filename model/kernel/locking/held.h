/* SPDX-License-Identifier: GPL-2.0-only */
/* custom: what the files of kernel/locking share. Locks that the running task holds are
 * noted in its call frame, if it has one (not while a world boots, not in callbacks of a
 * grace period). */
#ifndef _KERNEL_LOCKING_HELD_H
#define _KERNEL_LOCKING_HELD_H

#include <linux/sched.h>

/* a lock word: host id of the owner + 1, and this bit if somebody waits for it */
#define LOCK_WAITERS	0x80000000U
/* the owner where there is no task: boot code, callbacks of a grace period */
#define LOCK_NOBODY	0x7fffffffU
/* what a lock word in a freed object reads as */
#define LOCK_POISON	0x6b6b6b6bU

static inline u32 lock_me(void)
{
	return likely(current) ? current->lock_id + 1 : LOCK_NOBODY;
}

/* spinlocks and rwlocks held in the whole world: a grace period does not end meanwhile */
extern unsigned int spin_locks_held;

/* @me took @lock (@me may be NULL) */
static inline void held_push(struct task_struct *me, const void *lock, bool spins,
			     const struct host_site *site)
{
	struct call_frame *f;

	spin_locks_held += spins;
	if (unlikely(!me) || !(f = me->frame))
		return;
	if (likely(f->nr_held < MAX_HELD_LOCKS)) {
		f->held[f->nr_held].lock = lock;
		f->held[f->nr_held++].site = site;
	} else {
		f->nr_lost++;
	}
	f->spin_depth += spins;
}

void held_remove(struct call_frame *f, const void *lock, bool spins);

static inline void held_pop(struct task_struct *me, const void *lock, bool spins)
{
	struct call_frame *f;

	spin_locks_held -= spins;
	if (unlikely(!me) || !(f = me->frame))
		return;
	if (likely(f->nr_held && f->held[f->nr_held - 1].lock == lock)) {
		f->nr_held--;
		f->spin_depth -= spins;
		return;
	}
	held_remove(f, lock, spins);
}

/* the running task holds @lock; true also if that is not known */
bool held_maybe(const void *lock);
/* ... and false if that is not known */
bool held_surely(const void *lock);
void lock_fault(enum host_bug kind, const void *lock, const struct host_site *site,
		const char *what);
bool lock_is_poison(const void *lock, const struct host_site *site);
bool unlock_is_poison(const void *lock, const struct host_site *site);
void sleep_fault(const struct host_site *site);
bool lock_wait(u32 *word, const void *lock, const struct host_site *site);

/* the running task is about to sleep: report if it must not */
static inline void might_sleep_at(const struct host_site *site)
{
	const struct task_struct *me = current;

	if (unlikely(me->rcu_read_lock_nesting || (me->frame && me->frame->spin_depth)))
		sleep_fault(site);
}

#endif
