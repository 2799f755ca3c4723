/* SPDX-License-Identifier: GPL-2.0-only */
/* custom: the doors from kernel code to the simulator: scheduling points, chance, faults, events.
 * No kernel header has this name. */
#ifndef _LINUX_SIM_H
#define _LINUX_SIM_H

#include <linux/types.h>
#include <linux/kconfig.h>
#include "../../model.h"

extern struct model_cpu model_cpu;

/* The place in the code where a primitive stands; #line is honoured. */
#define SIM_HERE ({							\
	static const struct host_site __site = {			\
		.file = __FILE__, .func = __func__, .line = __LINE__ };	\
	&__site; })

/* mm/slab.c: lets the host switch, then looks whether @obj lies in a freed object */
void sim_point_checked(enum host_op op, const void *obj, const struct host_site *site);
void sim_point_plain(enum host_op op, const void *obj, const struct host_site *site);

/**
 * sim_point - another task may run here
 *
 * Stands *before* each primitive acts; the primitive then acts at once.
 */
static __always_inline void sim_point(enum host_op op, const void *obj,
				      const struct host_site *site)
{
	if (unlikely(model_cpu.preempt))
		sim_point_checked(op, obj, site);
}

/**
 * sim_point_after - another task may run here, @obj having been let go
 *
 * Stands *behind* what releases a lock or ends a read section: so that others may run before
 * anything is used that was protected by it. @obj need not be there any more.
 */
static __always_inline void sim_point_after(enum host_op op, const void *obj,
					    const struct host_site *site)
{
	if (unlikely(model_cpu.preempt))
		sim_point_plain(op, obj, site);
}

static __always_inline void sim_event(enum host_event_kind kind, struct task_struct *task,
				      const void *obj, const char *cache, long a, long b,
				      const struct host_site *site)
{
	if (unlikely(model_cpu.trace & (1U << kind))) {
		struct host_event ev = { kind, task, obj, cache, a, b, site };

		model_cpu.host->event(&ev);
	}
}

/** sim_fail - whether this request must be refused (failure injection) */
static __always_inline bool sim_fail(enum host_fail what, const struct host_site *site)
{
	return unlikely(model_cpu.inject) && model_cpu.host->fail(what, site);
}

static inline unsigned int sim_choose(unsigned int n, enum host_why why,
				      const struct host_site *site)
{
	return n < 2 ? 0 : model_cpu.host->choose(n, why, site);
}

/*
 * Room for the text of a report, so that it need not be on the stack: that is small, and
 * faults are found at its deepest. The host has read it when sim_bug() returns.
 */
#define SIM_TEXT 192
extern char sim_text[SIM_TEXT];

static inline void sim_bug(enum host_bug kind, const struct host_site *site,
			   const void *obj, const char *text)
{
	model_cpu.host->bug(kind, site, obj, text);
}

/** kernel_release - whether this world is at least Linux @major.@minor */
#define kernel_release(major, minor) (model_cpu.release >= LINUX(major, minor))

#endif
