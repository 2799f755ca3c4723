// SPDX-License-Identifier: GPL-2.0-only
/*
 * Not broken: pidfd-open-v2 with the questions of wrong-open-enoent under the lock that Linux
 * takes since 6.16. Who reaps a leader wakes who waits on its struct pid, under this lock, after
 * the first link is gone and before the second one goes.
 */
#include <linux/pid.h>
#include <linux/spinlock.h>
#include <linux/syscalls.h>

#include "internal.h"
#include "like.h"

static int why_not(struct pid *pid)
{
	int ret = -ESRCH;

	spin_lock_irq(&pid->wait_pidfd.lock);
	if (pid_has_task(pid, PIDTYPE_PID))
		ret = pid_has_task(pid, PIDTYPE_TGID) ? 0 : -ENOENT;
	spin_unlock_irq(&pid->wait_pidfd.lock);
	return ret;
}

SYSCALL_DEFINE2(pidfd_open, pid_t, nr, unsigned int, flags)
{
	struct pid *pid = find_get_pid(nr);
	int fd = pid ? why_not(pid) : -ESRCH;

	if (!fd)
		fd = pidfd_create(pid);
	if (fd < 0)
		put_pid(pid);
	return fd;
}

WRONG_DESIGN("right-open-locked", "asks both questions while nobody can be reaped",
	     .releases = { LINUX(6, 16), LINUX(6, 18) }, .constants = constants);
