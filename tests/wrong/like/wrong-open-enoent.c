// SPDX-License-Identifier: GPL-2.0-only
/*
 * Broken on purpose, after pidfd-open-v2: it asks first whether there is a task at all, as Linux
 * does since 6.16, but without the lock that keeps the answers to two questions together.
 */
#include <linux/pid.h>
#include <linux/syscalls.h>

#include "internal.h"
#include "like.h"

static int why_not(struct pid *pid)
{
	if (!pid_has_task(pid, PIDTYPE_PID))
		return -ESRCH;
	return pid_has_task(pid, PIDTYPE_TGID) ? 0 : -ENOENT;	/* the fault */
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

WRONG_DESIGN("wrong-open-enoent", "asks twice what a process may lose in between",
	     .releases = { LINUX(5, 1), LINUX(5, 1) }, .constants = constants);
