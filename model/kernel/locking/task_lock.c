// SPDX-License-Identifier: GPL-2.0-only
/*
 * task_lock(), as imported code sees it (linux/import.h). It stands for task_struct.alloc_lock.
 */
#include <linux/import.h>

#include "held.h"

/**
 * __task_lock - what @p leaves at its exit (files, nsproxy, mm) can be looked at and counted
 *
 * The model's own code takes no such lock where it changes these, but does it in one step. So
 * here nobody else runs until __task_unlock(): no scheduling point in between is one. Does not
 * nest, as in the kernel; nothing may sleep.
 */
void __task_lock(struct task_struct *p, const struct host_site *site)
{
	sim_point(HOST_OP_LOCK, &p->nsproxy, site);
	held_push(current, &p->nsproxy, true, site);
	current->frame->preempt = model_cpu.preempt;
	model_cpu.preempt = 0;
}

/** __task_unlock - the others may run again */
void __task_unlock(struct task_struct *p, const struct host_site *site)
{
	model_cpu.preempt = current->frame->preempt;
	held_pop(current, &p->nsproxy, true);
	sim_point_after(HOST_OP_UNLOCK, &p->nsproxy, site);
}
