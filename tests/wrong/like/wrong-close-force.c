// SPDX-License-Identifier: GPL-2.0-only
/*
 * Broken on purpose, after process-api: what handles send is sent by the kernel, which nobody asks
 * whether it may.
 */
#include <linux/pidfd.h>
#include <linux/sched/signal.h>

#include "like.h"

int pidfd_signal_pid(struct pid *pid, int sig, const siginfo_t __user *info, enum pid_type type)
{
	return kill_pid(pid, sig, 1);	/* the fault */
}

WRONG_DESIGN("wrong-close-force", "kills on the last close whoever the process has become",
	     .releases = { LINUX(4, 20), LINUX(4, 20) }, .constants = constants);
