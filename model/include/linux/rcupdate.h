/* SPDX-License-Identifier: GPL-2.0-only */
/* custom: a reader is counted in its task and in the world; a callback waits
 * until every reader that was there has left, and then until the simulator
 * lets the grace period end. The queue, not the rcu_head, remembers it. */
#ifndef _LINUX_RCUPDATE_H
#define _LINUX_RCUPDATE_H

#include <linux/cleanup.h>
#include <linux/sim.h>

void __rcu_read_lock(const struct host_site *site);
void __rcu_read_unlock(const struct host_site *site);
void __call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head),
		const struct host_site *site);
void __synchronize_rcu(const struct host_site *site);
bool rcu_read_lock_held(void);
int rcu_boot(void);
int rcu_grace_pending(void);	/* model_ops.grace_pending */
int rcu_grace(void);		/* model_ops.grace */

#define rcu_read_lock()			__rcu_read_lock(SIM_HERE)
#define rcu_read_unlock()		__rcu_read_unlock(SIM_HERE)
#define call_rcu(h, f)			__call_rcu(h, f, SIM_HERE)
#define synchronize_rcu()		__synchronize_rcu(SIM_HERE)
#define rcu_barrier()			synchronize_rcu()
#define kfree_rcu(p, field)		call_rcu(&(p)->field, kfree_rcu_##field)

/* Loads and stores through these are scheduling points. */
#define READ_ONCE(x)			({ sim_point(HOST_OP_LOAD, &(x), SIM_HERE); \
					   *(volatile __typeof__(x) *)&(x); })
#define WRITE_ONCE(x, v)		({ sim_point(HOST_OP_STORE, &(x), SIM_HERE); \
					   *(volatile __typeof__(x) *)&(x) = (v); })
#define smp_load_acquire(p)		READ_ONCE(*(p))
#define smp_store_release(p, v)		WRITE_ONCE(*(p), v)
#define smp_store_mb(x, v)		WRITE_ONCE(x, v)
#define smp_mb()			barrier()
#define smp_rmb()			barrier()
#define smp_wmb()			barrier()
#define smp_mb__after_spinlock()	barrier()
#define xchg(p, v)			({ sim_point(HOST_OP_RMW, (p), SIM_HERE); \
					   __typeof__(*(p)) __old = *(p); *(p) = (v); __old; })
#define cmpxchg(p, o, n)		({ sim_point(HOST_OP_RMW, (p), SIM_HERE); \
					   __typeof__(*(p)) __old = *(p);	\
					   if (__old == (o))			\
						   *(p) = (n);			\
					   __old; })
#define rcu_dereference(p)		READ_ONCE(p)
#define rcu_dereference_check(p, c)	READ_ONCE(p)
#define rcu_dereference_protected(p, c)	(p)
#define rcu_dereference_raw(p)		(p)
#define rcu_access_pointer(p)		(p)
#define rcu_assign_pointer(p, v)	WRITE_ONCE(p, v)
#define RCU_INIT_POINTER(p, v)		((p) = (v))

DEFINE_LOCK_GUARD_0(rcu, rcu_read_lock(), rcu_read_unlock())

#endif
