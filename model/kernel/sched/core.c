// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sleeping and waking; mirrors kernel/sched/core.c.
 *
 * There is no run queue here: which task runs is the host's decision. A task
 * that can't run is parked in host_ops.block() until somebody wakes it.
 */
#include <linux/kernel.h>
#include <linux/sched.h>

#include "../locking/held.h"

/* as __schedule() does it: a task with a signal that its sleep allows does not sleep */
static bool sleep_is_over(struct task_struct *me)
{
	if (me->__state == TASK_RUNNING)
		return true;
	if (!signal_pending_state(me->__state, me))
		return false;
	me->__state = TASK_RUNNING;
	return true;
}

/** schedule - sleep until the state is TASK_RUNNING again; mirrors kernel/sched/core.c:schedule */
void schedule(void)
{
	struct task_struct *me = current;

	might_sleep_at(SIM_HERE);
	while (!sleep_is_over(me))
		model_cpu.host->block(NULL, U64_MAX, SIM_HERE);
}

/**
 * schedule_timeout_ns - as schedule(), but for @ns of virtual time at most
 *
 * Stands for kernel/time/sleep_timeout.c:schedule_timeout, which counts in
 * jiffies. Returns what is left of it; ~0 stays ~0.
 */
long schedule_timeout_ns(u64 ns)
{
	struct task_struct *me = current;
	u64 now = ktime_get_ns();
	u64 deadline = ns > U64_MAX - now ? U64_MAX : now + ns;

	might_sleep_at(SIM_HERE);
	while (!sleep_is_over(me)) {
		if (deadline != U64_MAX && ktime_get_ns() >= deadline) {
			me->__state = TASK_RUNNING;
			break;
		}
		model_cpu.host->block(NULL, deadline, SIM_HERE);
	}
	if (deadline == U64_MAX)
		return LONG_MAX;
	now = ktime_get_ns();
	return now >= deadline ? 0 : (long)(deadline - now);
}

/*
 * mirrors kernel/sched/core.c:try_to_wake_up; 1 if @p slept in one of @state.
 * The scheduling point is in the callers that hold no wait queue's lock.
 */
int try_to_wake_up(struct task_struct *p, unsigned int state, int wake_flags)
{
	(void)wake_flags;
	if (!(p->__state & state))
		return 0;
	p->__state = TASK_RUNNING;
	if (p != current)
		model_cpu.host->wake(p);
	sim_event(HOST_EV_WAKE, p, NULL, NULL, 0, 0, NULL);
	return 1;
}

int wake_up_state(struct task_struct *p, unsigned int state)
{
	sim_point(HOST_OP_WAKE, &p->__state, SIM_HERE);
	return try_to_wake_up(p, state, 0);
}

int wake_up_process(struct task_struct *p)
{
	return wake_up_state(p, TASK_NORMAL);
}

/**
 * wake_up_new_task - a new task may run; mirrors kernel/sched/core.c:wake_up_new_task
 *
 * It is in user mode for the host already; if a signal came before this, that is work now. It
 * may also have begun a call, which waits for this (model.c:wait_for_birth).
 */
void wake_up_new_task(struct task_struct *p)
{
	p->__state = TASK_RUNNING;
	if (p->tif || p->frame)
		model_cpu.host->wake(p);
}

void __set_current_state_at(unsigned int state, const struct host_site *site)
{
	sim_point(HOST_OP_STORE, &current->__state, site);
	current->__state = state;
}
