// SPDX-License-Identifier: GPL-2.0-only
/*
 * Broken on purpose, after pidfd-open-v2, as Linux was from 5.3 to 6.15: who has no process is a
 * thread, and refused as one. A process that is being reaped has none either.
 */
#include <linux/pid.h>
#include <linux/syscalls.h>

#include "internal.h"
#include "like.h"

static int why_not(struct pid *pid)
{
	return pid_has_task(pid, PIDTYPE_TGID) ? 0 : -EINVAL;	/* the fault */
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

WRONG_DESIGN("wrong-open-einval", "takes a process that is just being reaped for a thread",
	     .releases = { LINUX(5, 1), LINUX(5, 1) }, .constants = constants);
