// SPDX-License-Identifier: GPL-2.0-only
/*
 * pidfd_send_signal() as it was first merged, for Linux 5.1.
 *
 * The handle is an open /proc/<pid>. All that makes it one is the inode, which
 * holds the struct pid it was found as; the directory of a thread below task/
 * is a file like any other here. The whole call is there only with procfs.
 *
 * As merged, a siginfo of SI_USER for somebody else is turned into a true kill() record
 * (pidfd_kill_siginfo()); the final 5.1 refuses it.
 */
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/pidfd.h>
#include <linux/proc_fs.h>
#include <linux/sched/signal.h>
#include <linux/syscalls.h>

/**
 * sys_pidfd_send_signal - signal the process that @pidfd was opened on
 * @pidfd: an open /proc/<pid>, not an O_PATH one
 * @sig: signal; 0 tells only whether it could be sent
 * @info: NULL: as kill(2); else as rt_sigqueueinfo(2)
 * @flags: 0; reserved for threads and groups
 *
 * Return: 0, also for a zombie; -EINVAL (flags; target outside of the caller's
 * namespace; signal), -EBADF, -EFAULT, -EPERM, -ESRCH (reaped); -ENOSYS with
 * CONFIG_PROC_FS=n.
 */
SYSCALL_DEFINE4(pidfd_send_signal, int, pidfd, int, sig, siginfo_t __user *, info,
		unsigned int, flags)
{
	struct pid *pid;
	struct fd f;
	int ret;

	if (!proc_fs_enabled())
		return -ENOSYS;
	if (flags)
		return -EINVAL;
	f = fdget_raw(pidfd);
	if (fd_empty(f))
		return -EBADF;
	pid = tgid_pidfd_to_pid(fd_file(f));
	ret = IS_ERR(pid) ? PTR_ERR(pid) : pidfd_signal_pid(pid, sig, info, PIDTYPE_TGID);
	fdput(f);
	return ret;
}
