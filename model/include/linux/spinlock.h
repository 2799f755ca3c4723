/* SPDX-License-Identifier: GPL-2.0-only */
/* custom: a lock knows its owner. Taking it is a scheduling point; who finds it
 * taken is parked until it is released. Recursion, release by another task
 * and sleeping while one is held are reported. */
#ifndef _LINUX_SPINLOCK_H
#define _LINUX_SPINLOCK_H

#include <linux/sim.h>

typedef struct spinlock {
	u32 owner;		/* lock_id of the task + 1; 0: free; top bit: somebody waits */
} spinlock_t;
typedef spinlock_t raw_spinlock_t;

typedef struct {
	u32 writer;		/* as spinlock_t.owner */
	u32 readers;
} rwlock_t;

#define __SPIN_LOCK_UNLOCKED(x)	{ 0 }
#define DEFINE_SPINLOCK(x)	spinlock_t x = { 0 }
#define DEFINE_RWLOCK(x)	rwlock_t x = { 0, 0 }
#define __RW_LOCK_UNLOCKED(x)	{ 0, 0 }
#define spin_lock_init(l)	((l)->owner = 0)
#define rwlock_init(l)		((l)->writer = (l)->readers = 0)

void __spin_lock(spinlock_t *l, const struct host_site *site);
bool __spin_trylock(spinlock_t *l, const struct host_site *site);
void __spin_unlock(spinlock_t *l, const struct host_site *site);
void __read_lock(rwlock_t *l, const struct host_site *site);
void __read_unlock(rwlock_t *l, const struct host_site *site);
void __write_lock(rwlock_t *l, const struct host_site *site);
void __write_unlock(rwlock_t *l, const struct host_site *site);
bool spin_is_held(const spinlock_t *l);		/* by the running task */
bool write_is_held(const rwlock_t *l);
const struct host_site *lock_held_at(struct task_struct *task, const void *lock);
int lock_would_block(struct task_struct *task, enum host_op op, const void *obj);

#define spin_lock(l)			__spin_lock(l, SIM_HERE)
#define spin_trylock(l)			__spin_trylock(l, SIM_HERE)
#define spin_unlock(l)			__spin_unlock(l, SIM_HERE)
#define spin_lock_irq(l)		spin_lock(l)
#define spin_unlock_irq(l)		spin_unlock(l)
#define spin_lock_nested(l, s)		spin_lock(l)
#define spin_lock_irqsave(l, f)		do { (f) = 0; spin_lock(l); } while (0)
#define spin_unlock_irqrestore(l, f)	do { (void)(f); spin_unlock(l); } while (0)
#define read_lock(l)			__read_lock(l, SIM_HERE)
#define read_unlock(l)			__read_unlock(l, SIM_HERE)
#define read_lock_irq(l)		read_lock(l)
#define read_unlock_irq(l)		read_unlock(l)
#define write_lock(l)			__write_lock(l, SIM_HERE)
#define write_unlock(l)			__write_unlock(l, SIM_HERE)
#define write_lock_irq(l)		write_lock(l)
#define write_unlock_irq(l)		write_unlock(l)
#define write_lock_irqsave(l, f)	do { (f) = 0; write_lock(l); } while (0)
#define write_unlock_irqrestore(l, f)	do { (void)(f); write_unlock(l); } while (0)

#define lockdep_assert_held(l)		do { } while (0)
#define assert_spin_locked(l)		BUG_ON(!spin_is_held(l))
#define local_irq_disable()		do { } while (0)
#define local_irq_enable()		do { } while (0)
#define preempt_disable()		do { } while (0)
#define preempt_enable()		do { } while (0)

#endif
