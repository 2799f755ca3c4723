// SPDX-License-Identifier: GPL-2.0-only
/*
 * Broken on purpose: getpgid() takes a zombie for nobody. Who looks for differences must
 * find this one.
 */
#include <linux/design.h>
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/syscalls.h>

SYSCALL_DEFINE1(getpgid, pid_t, pid)
{
	struct task_struct *p = current;
	int ret = -ESRCH;

	rcu_read_lock();
	if (pid)
		p = find_task_by_vpid(pid);
	if (p && !p->exit_state)	/* the fault */
		ret = pid_vnr(task_pgrp(p));
	rcu_read_unlock();
	return ret;
}

static const char *const features[] = { NULL };

static const struct design_habit habits[] = { { NULL, NULL } };

DESIGN_EXPORT const struct design pid_design = {
	DESIGN_COMMON,
	.name = "wrong-zombie",
	.origin = "broken on purpose",
	.summary = "getpgid() takes a zombie for nobody",
	.releases = { LINUX(4, 20), LINUX(6, 18) },
	.features = features,
	.habits = habits,
};
