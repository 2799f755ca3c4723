/* SPDX-License-Identifier: GPL-2.0-only */
/* custom: as linux/spinlock.h, but holders may sleep. */
#ifndef _LINUX_RWSEM_H
#define _LINUX_RWSEM_H

#include <linux/spinlock.h>

struct rw_semaphore {
	u32 writer;
	u32 readers;
};

#define init_rwsem(s)		((s)->writer = (s)->readers = 0)
#define DECLARE_RWSEM(x)	struct rw_semaphore x = { 0, 0 }
void __down_read(struct rw_semaphore *s, const struct host_site *site);
int __down_read_killable(struct rw_semaphore *s, const struct host_site *site);
int __down_read_interruptible(struct rw_semaphore *s, const struct host_site *site);
void __up_read(struct rw_semaphore *s, const struct host_site *site);
void __down_write(struct rw_semaphore *s, const struct host_site *site);
int __down_write_killable(struct rw_semaphore *s, const struct host_site *site);
void __up_write(struct rw_semaphore *s, const struct host_site *site);
#define down_read(s)		__down_read(s, SIM_HERE)
#define down_read_killable(s)	__down_read_killable(s, SIM_HERE)
#define down_read_interruptible(s) __down_read_interruptible(s, SIM_HERE)
#define up_read(s)		__up_read(s, SIM_HERE)
#define down_write(s)		__down_write(s, SIM_HERE)
#define down_write_killable(s)	__down_write_killable(s, SIM_HERE)
#define up_write(s)		__up_write(s, SIM_HERE)

#endif
