// SPDX-License-Identifier: GPL-2.0-only
/*
 * pidfd_send_signal() on handles of pidfd_open() and on /proc/<pid>; with or without procfs.
 */
#include <linux/err.h>
#include <linux/file.h>
#include <linux/pidfd.h>
#include <linux/sched/signal.h>
#include <linux/syscalls.h>

#include "internal.h"
#include "pidfd.h"

/**
 * sys_pidfd_send_signal - signal the process or the thread that @pidfd is for
 * @pidfd: a handle
 * @sig: 0 only asks
 * @info: NULL: as kill(2), with PIDFD_SIGNAL_TID as tkill(2); else as rt_sigqueueinfo(2)
 * @flags: 0: the process, also where the handle is for a thread that is not its leader;
 *	PIDFD_SIGNAL_TID: that very thread
 *
 * Return: 0; -EINVAL (flags, namespace, signal), -EBADF, -EFAULT, -EPERM, -ESRCH.
 */
SYSCALL_DEFINE4(pidfd_send_signal, int, pidfd, int, sig, siginfo_t __user *, info,
		unsigned int, flags)
{
	enum pid_type type = flags & PIDFD_SIGNAL_TID ? PIDTYPE_PID : PIDTYPE_TGID;
	struct pid *pid;
	struct fd f;
	int ret;

	if (flags & ~PIDFD_SIGNAL_TID)
		return -EINVAL;
	f = fdget_raw(pidfd);
	if (fd_empty(f))
		return -EBADF;
	pid = pidfd_to_pid(fd_file(f));
	ret = IS_ERR(pid) ? PTR_ERR(pid) : pidfd_signal_pid(pid, sig, info, type);
	fdput(f);
	return ret;
}
