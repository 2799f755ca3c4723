// SPDX-License-Identifier: GPL-2.0-only
/*
 * Broken on purpose, after send-signal: a task that has no place any more, because another thread
 * has taken it by exec, passes for a process that is gone.
 */
#include <linux/pid.h>
#include <linux/rcupdate.h>
#include <linux/sched/signal.h>

#include "like.h"

int kill_pid_info_type(int sig, struct kernel_siginfo *info, struct pid *pid, enum pid_type type)
{
	struct task_struct *p;
	int error = -ESRCH;

	rcu_read_lock();
	p = pid_task(pid, PIDTYPE_PID);
	if (p)
		error = group_send_sig_info(sig, info, p, type);
	rcu_read_unlock();
	return error;		/* the fault: it does not look again */
}

WRONG_DESIGN("wrong-no-retry", "does not look again for a process whose leader has changed",
	     .releases = { LINUX(5, 1), LINUX(5, 1) });
