/* SPDX-License-Identifier: GPL-2.0-only */
/* custom: as linux/spinlock.h, but the holder may sleep. */
#ifndef _LINUX_MUTEX_H
#define _LINUX_MUTEX_H

#include <linux/spinlock.h>

struct mutex {
	u32 owner;
};

#define DEFINE_MUTEX(x)		struct mutex x = { 0 }
#define mutex_init(m)		((m)->owner = 0)
void __mutex_lock(struct mutex *m, const struct host_site *site);
int __mutex_lock_killable(struct mutex *m, const struct host_site *site);
int __mutex_lock_interruptible(struct mutex *m, const struct host_site *site);
void __mutex_unlock(struct mutex *m, const struct host_site *site);
#define mutex_lock(m)			__mutex_lock(m, SIM_HERE)
#define mutex_lock_interruptible(m)	__mutex_lock_interruptible(m, SIM_HERE)
#define mutex_lock_killable(m)		__mutex_lock_killable(m, SIM_HERE)
#define mutex_unlock(m)			__mutex_unlock(m, SIM_HERE)

#endif
