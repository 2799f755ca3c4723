// SPDX-License-Identifier: GPL-2.0-only
/*
 * pidfd_send_signal() as it was first merged, for Linux 5.1.
 *
 * The handle is an open /proc/<pid>. All that makes it one is the inode, which
 * holds the struct pid it was found as; the directory of a thread below task/
 * is a file like any other here. The whole call is there only with procfs.
 */
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/pid_namespace.h>
#include <linux/proc_fs.h>
#include <linux/sched/signal.h>
#include <linux/signal.h>
#include <linux/syscalls.h>

/* true: @pid's own namespace, or one above it, is the caller's active one */
static bool access_pidfd_pidns(struct pid *pid)
{
	struct pid_namespace *active = task_active_pid_ns(current), *ns;

	for (ns = ns_of_pid(pid); ns; ns = ns->parent)
		if (ns == active)
			return true;
	return false;
}

/* codes by which the receiver would take the signal for one of the kernel or of kill(), tkill() */
static bool is_spoof(const kernel_siginfo_t *kinfo)
{
	return kinfo->si_code >= 0 || kinfo->si_code == SI_TKILL;
}

/*
 * The siginfo of user space, checked against the signal and against whom it is
 * for. As merged, SI_USER for somebody else is turned into a true kill() record
 * (the final 5.1 refuses it; see the linux-5.1 design).
 */
static int take_siginfo(kernel_siginfo_t *kinfo, const siginfo_t __user *info, int sig,
			struct pid *pid)
{
	int ret = copy_siginfo_from_user(kinfo, info);

	if (unlikely(ret))
		return ret;
	if (unlikely(kinfo->si_signo != sig))
		return -EINVAL;
	if (task_pid(current) != pid && is_spoof(kinfo)) {
		if (kinfo->si_code != SI_USER)
			return -EPERM;
		prepare_kill_siginfo(sig, kinfo, PIDTYPE_TGID);
	}
	return 0;
}

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
	kernel_siginfo_t kinfo;
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
	ret = PTR_ERR(pid);
	if (IS_ERR(pid))
		goto out;
	ret = -EINVAL;
	if (!access_pidfd_pidns(pid))
		goto out;
	if (info) {
		ret = take_siginfo(&kinfo, info, sig, pid);
		if (ret)
			goto out;
	} else {
		prepare_kill_siginfo(sig, &kinfo, PIDTYPE_TGID);
	}
	ret = kill_pid_info(sig, &kinfo, pid);
out:
	fdput(f);
	return ret;
}
