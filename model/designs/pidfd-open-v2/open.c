// SPDX-License-Identifier: GPL-2.0-only
/*
 * pidfd_open() of March 2019.
 */
#include <linux/pid.h>
#include <linux/syscalls.h>

#include "internal.h"

/**
 * sys_pidfd_open - a handle on a process or a thread
 * @nr: its number in the caller's namespace
 * @flags: must be 0
 *
 * Return: a descriptor with FD_CLOEXEC; -EINVAL (flags; a number that can't be one), -ESRCH,
 * -EMFILE, -ENFILE, -ENOMEM.
 */
SYSCALL_DEFINE2(pidfd_open, pid_t, nr, unsigned int, flags)
{
	struct pid *pid;
	int fd;

	if (flags || nr <= 0)
		return -EINVAL;
	pid = find_get_pid(nr);
	if (!pid)
		return -ESRCH;
	/* a number may outlive its process as that of a group or a session */
	fd = pid_has_task(pid, PIDTYPE_PID) ? pidfd_create(pid) : -ESRCH;
	if (fd < 0)
		put_pid(pid);
	return fd;
}
