/* SPDX-License-Identifier: GPL-2.0-only */
/* custom: counts that are watched: a rise from zero, a fall below zero and
 * saturation are reported with their place, and each change is an event. */
#ifndef _LINUX_REFCOUNT_H
#define _LINUX_REFCOUNT_H

#include <linux/atomic.h>

#define REFCOUNT_INIT(n)	{ .refs = ATOMIC_INIT(n) }
#define REFCOUNT_SATURATED	(-0x40000000)

/* @r must not be used at all, or not for @what; reports it, saturates @r */
void refcount_fault(refcount_t *r, const char *what, const struct host_site *site);

/* A count from which a reference can be taken; poison of a freed object is out of the range. */
static __always_inline bool refcount_sane(int n)
{
	return (unsigned int)n - 1 < 0x3fffffff;
}

static inline void refcount_set(refcount_t *r, int n)
{
	r->refs.counter = n;
}

static __quiet unsigned int __refcount_read(const refcount_t *r, const struct host_site *site)
{
	sim_point(HOST_OP_REF_READ, r, site);
	return (unsigned int)r->refs.counter;
}

static __quiet void __refcount_add(int i, refcount_t *r, const struct host_site *site)
{
	int old;

	sim_point(HOST_OP_REF_GET, r, site);
	old = r->refs.counter;
	if (unlikely(!refcount_sane(old))) {
		refcount_fault(r, old ? "get of a count below zero" : "get of a count of zero",
			       site);
		return;
	}
	r->refs.counter = old + i;
	sim_event(HOST_EV_REF, NULL, r, NULL, old, old + i, site);
}

static __quiet bool __refcount_inc_not_zero(refcount_t *r, const struct host_site *site)
{
	int old;

	sim_point(HOST_OP_REF_GET, r, site);
	old = r->refs.counter;
	if (!old)
		return false;
	if (unlikely(!refcount_sane(old))) {
		refcount_fault(r, "get of a count below zero", site);
		return true;
	}
	r->refs.counter = old + 1;
	sim_event(HOST_EV_REF, NULL, r, NULL, old, old + 1, site);
	return true;
}

static __quiet bool __refcount_sub_and_test(int i, refcount_t *r, const struct host_site *site)
{
	int old;

	sim_point(HOST_OP_REF_PUT, r, site);
	old = r->refs.counter;
	if (unlikely(old < i || !refcount_sane(old))) {
		refcount_fault(r, "put of a count of zero or less", site);
		return false;
	}
	r->refs.counter = old - i;
	sim_event(HOST_EV_REF, NULL, r, NULL, old, old - i, site);
	return old == i;
}

/* as refcount_dec(), but not from 1: then the caller takes a lock first */
static __quiet bool __refcount_dec_not_one(refcount_t *r, const struct host_site *site)
{
	int old;

	sim_point(HOST_OP_REF_PUT, r, site);
	old = r->refs.counter;
	if (old == 1)
		return false;
	if (unlikely(old < 1)) {
		refcount_fault(r, "put of a count of zero or less", site);
		return true;
	}
	r->refs.counter = old - 1;
	sim_event(HOST_EV_REF, NULL, r, NULL, old, old - 1, site);
	return true;
}

#define refcount_dec_not_one(r)		__refcount_dec_not_one(r, SIM_HERE)
#define refcount_read(r)		__refcount_read(r, SIM_HERE)
#define refcount_inc(r)			__refcount_add(1, r, SIM_HERE)
#define refcount_add(i, r)		__refcount_add(i, r, SIM_HERE)
#define refcount_inc_not_zero(r)	__refcount_inc_not_zero(r, SIM_HERE)
#define refcount_dec(r)			((void)__refcount_sub_and_test(1, r, SIM_HERE))
#define refcount_dec_and_test(r)	__refcount_sub_and_test(1, r, SIM_HERE)
#define refcount_sub_and_test(i, r)	__refcount_sub_and_test(i, r, SIM_HERE)

#endif
