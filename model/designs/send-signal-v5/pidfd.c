// SPDX-License-Identifier: GPL-2.0-only
/*
 * pidfd_send_signal() as in the fifth version of its patch, December 2018.
 *
 * The handle is any open /proc/<pid>; nothing is added to the file, since the
 * procfs inode pins the struct pid already. A thread's directory below task/ is
 * told apart, so that a program can find out whether threads can be signalled.
 */
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/pidfd.h>
#include <linux/proc_fs.h>
#include <linux/sched/signal.h>
#include <linux/syscalls.h>

/*
 * The struct pid behind an open /proc/<pid>/task/<tid>, borrowed from the file;
 * ERR_PTR(-EBADF) for any other file. An O_PATH file has no operations, so it
 * is one of the others, here and for the process directories.
 */
static struct pid *tid_pidfd_to_pid(const struct file *file)
{
	if (file->f_op == &proc_tid_base_operations && d_is_dir(file->f_path.dentry))
		return proc_pid(file_inode(file));
	return ERR_PTR(-EBADF);
}

/* Everything about the handle and the information comes before the process is looked for. */
static int send_to_file(const struct file *file, int sig, const siginfo_t __user *info)
{
	struct pid *pid;

	if (!IS_ERR(tid_pidfd_to_pid(file)))
		return -EOPNOTSUPP;
	pid = tgid_pidfd_to_pid(file);
	if (IS_ERR(pid))
		return PTR_ERR(pid);
	return pidfd_signal_pid(pid, sig, info, PIDTYPE_TGID);
}

/**
 * sys_pidfd_send_signal - signal the process that @pidfd was opened on
 * @pidfd: an open /proc/<pid>
 * @sig: 0 only asks
 * @info: NULL: as kill() does; else as rt_sigqueueinfo() does
 * @flags: must be 0
 *
 * Return: 0; -EINVAL, -EBADF, -EOPNOTSUPP (a thread's directory), -EFAULT,
 * -EPERM, -ESRCH (reaped).
 */
SYSCALL_DEFINE4(pidfd_send_signal, int, pidfd, int, sig, siginfo_t __user *, info,
		unsigned int, flags)
{
	struct fd f;
	int ret;

	if (flags)
		return -EINVAL;
	f = fdget_raw(pidfd);
	if (fd_empty(f))
		return -EBADF;
	ret = send_to_file(fd_file(f), sig, info);
	fdput(f);
	return ret;
}
