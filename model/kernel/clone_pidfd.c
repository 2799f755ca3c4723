// SPDX-License-Identifier: GPL-2.0-only
/*
 * CLONE_PIDFD: the few statements of kernel/fork.c that make a handle together with a child, each
 * a function here, so that a design can bring its own. Where the design is imported kernel code
 * they are the kernel's statements (model/import/copy_process.c).
 */
#include <linux/err.h>
#include <linux/file.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/uaccess.h>

/**
 * clone_pidfd_args - what kernel_clone() does not accept; @args->flags has CLONE_PIDFD
 *
 * The two results of clone(2) would be one.
 */
long clone_pidfd_args(const struct kernel_clone_args *args)
{
	return (args->flags & CLONE_PARENT_SETTID) && args->pidfd == args->parent_tid ? -EINVAL : 0;
}

/** clone_pidfd_check - flags that do not go with CLONE_PIDFD: ERR_PTR(-EINVAL), else NULL */
struct task_struct *clone_pidfd_check(u64 clone_flags)
{
	if (clone_flags & CLONE_DETACHED)
		return ERR_PTR(-EINVAL);
	if ((clone_flags & CLONE_THREAD) && !kernel_release(6, 9))
		return ERR_PTR(-EINVAL);
	return NULL;
}

/**
 * clone_pidfd_prepare - reserve the number, make the file, tell the caller
 * @fd, @file: out, together: what clone_pidfd_install() or clone_pidfd_undo() takes
 *
 * The file is installed only once the child is there. Return: 0, -EFAULT, or what
 * pidfd_prepare() says.
 */
int clone_pidfd_prepare(struct pid *pid, const struct kernel_clone_args *args, int *fd,
			struct file **file)
{
	/* PIDFD_THREAD is O_EXCL. */
	int ret = pidfd_prepare(pid, args->flags & CLONE_THREAD ? O_EXCL : 0, file);

	if (ret < 0)
		return ret;
	*fd = ret;
	ret = put_user(*fd, args->pidfd);
	if (ret) {
		clone_pidfd_undo(args->flags, *fd, *file);
		*file = NULL;
	}
	return ret;
}

/** clone_pidfd_install - there is a child */
void clone_pidfd_install(int fd, struct file *file)
{
	fd_install(fd, file);
}

/** clone_pidfd_undo - there will be no child */
void clone_pidfd_undo(u64 clone_flags, int fd, struct file *file)
{
	fput(file);
	put_unused_fd(fd);
}

/**
 * pidfd_prepare - a reserved descriptor and a file for a handle of @pid
 *
 * Mirrors kernel/fork.c:pidfd_prepare. A design that has CLONE_PIDFD brings its own; the
 * model's answer is that of a kernel that does not know the flag.
 */
int pidfd_prepare(struct pid *pid, unsigned int flags, struct file **ret)
{
	return -EINVAL;
}
