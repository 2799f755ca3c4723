/* SPDX-License-Identifier: GPL-2.0-only */
/* custom: each operation is a scheduling point, and then acts at once. */
#ifndef _LINUX_ATOMIC_H
#define _LINUX_ATOMIC_H

#include <linux/sim.h>

#define ATOMIC_INIT(i)	{ (i) }

static inline int __atomic_add(int i, atomic_t *v, const struct host_site *site)
{
	sim_point(HOST_OP_RMW, v, site);
	return v->counter += i;
}

static inline int __atomic_read(const atomic_t *v, const struct host_site *site)
{
	sim_point(HOST_OP_LOAD, v, site);
	return v->counter;
}

static inline void __atomic_set(atomic_t *v, int i, const struct host_site *site)
{
	sim_point(HOST_OP_STORE, v, site);
	v->counter = i;
}

static inline int __atomic_cmpxchg(atomic_t *v, int old, int new, const struct host_site *site)
{
	int was;

	sim_point(HOST_OP_RMW, v, site);
	was = v->counter;
	if (was == old)
		v->counter = new;
	return was;
}

#define atomic_read(v)			__atomic_read(v, SIM_HERE)
#define atomic_set(v, i)		__atomic_set(v, i, SIM_HERE)
#define atomic_add(i, v)		((void)__atomic_add(i, v, SIM_HERE))
#define atomic_sub(i, v)		((void)__atomic_add(-(i), v, SIM_HERE))
#define atomic_inc(v)			((void)__atomic_add(1, v, SIM_HERE))
#define atomic_dec(v)			((void)__atomic_add(-1, v, SIM_HERE))
#define atomic_inc_return(v)		__atomic_add(1, v, SIM_HERE)
#define atomic_dec_return(v)		__atomic_add(-1, v, SIM_HERE)
#define atomic_add_return(i, v)		__atomic_add(i, v, SIM_HERE)
#define atomic_dec_and_test(v)		(__atomic_add(-1, v, SIM_HERE) == 0)
#define atomic_cmpxchg(v, o, n)		__atomic_cmpxchg(v, o, n, SIM_HERE)

#endif
