// SPDX-License-Identifier: GPL-2.0-only
/*
 * Process descriptors: process_open(), /proc/<pid>/handle, poll, and the calls that
 * take one.
 */
#include <linux/anon_inodes.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/judge.h>
#include <linux/pidfd.h>
#include <linux/poll.h>
#include <linux/proc_fs.h>
#include <linux/slab.h>
#include <linux/syscalls.h>

#include "internal.h"

static int process_release(struct inode *inode, struct file *file)
{
	process_context_put(file->private_data);
	return 0;
}

/* level-triggered: writable once started, readable once exited, hung up once reaped */
static __poll_t process_poll(struct file *file, poll_table *wait)
{
	struct process_context *ctx = file->private_data;
	__poll_t events;

	poll_wait(file, &ctx->wqh, wait);
	if (!process_started(ctx))
		return 0;
	events = EPOLLOUT | EPOLLWRNORM;
	if (process_exited(ctx))
		events |= EPOLLIN | EPOLLRDNORM;
	if (READ_ONCE(ctx->reaped))
		events |= EPOLLHUP;
	return events;
}

static long process_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	long ret = process_do_config(file, cmd, arg);

	if (ret == -ENOTTY)
		ret = process_do_info(file->private_data, cmd,
				      (struct process_info __user *)arg);
	if (ret == -ENOTTY)
		ret = process_do_manage(file->private_data, cmd, arg);
	return ret;
}

/* /proc/<pid>/handle */
static int process_handle_open(struct inode *inode, struct file *file)
{
	struct pid *pid = proc_pid(inode);
	struct process_context *ctx;

	/* a thread's number finds a directory too; a handle is of a process */
	if (pidfd_is_thread(pid))
		return -EINVAL;
	ctx = process_context_get(pid);
	if (IS_ERR(ctx))
		return PTR_ERR(ctx);
	file->private_data = ctx;
	judge_handle_opened(file, pid);
	return 0;
}

const struct file_operations process_fops = {
	.open = process_handle_open,
	.release = process_release,
	.poll = process_poll,
	.unlocked_ioctl = process_ioctl,
	.llseek = noop_llseek,
};

/* replaces fs/proc/root.c:proc_design_entries */
const struct pid_entry proc_design_entries[] = {
	PROC_REG("handle", 0444, &process_fops),
	{ .name = NULL }
};

/**
 * sys_process_open - a context for a process that is yet to be made
 * @flags: must be 0
 *
 * Return: a descriptor with FD_CLOEXEC; -EINVAL, -EMFILE, -ENFILE, -ENOMEM.
 */
SYSCALL_DEFINE1(process_open, unsigned int, flags)
{
	struct process_context *ctx;
	int fd;

	if (flags)
		return -EINVAL;
	ctx = process_context_new();
	if (!ctx)
		return -ENOMEM;
	fd = anon_inode_getfd("[process]", &process_fops, ctx, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		process_context_put(ctx);
	return fd;
}

/* fdget() for process descriptors; -EBADF: another kind of file */
static int process_fdget(int fd, struct fd *f)
{
	*f = fdget(fd);
	if (fd_empty(*f))
		return -EBADF;
	if (fd_file(*f)->f_op == &process_fops)
		return 0;
	fdput(*f);
	return -EBADF;
}

/* a command that is none of this call's is a wrong argument, not a wrong device */
static long process_result(struct fd f, long ret)
{
	fdput(f);
	return ret == -ENOTTY ? -EINVAL : ret;
}

/**
 * sys_process_config - say what a process shall be like, and make it
 *
 * Return: 0; PROC_CREATE: the number of the new process; -EBADF, -EBUSY: it is made already, or
 * being made; -EINVAL, -EFAULT, -ENOMEM; PROC_CREATE: what fork(2) gives.
 */
SYSCALL_DEFINE3(process_config, int, fd, unsigned int, cmd, unsigned long, arg)
{
	struct fd f;
	long ret = process_fdget(fd, &f);

	return ret ? ret : process_result(f, process_do_config(fd_file(f), cmd, arg));
}

/**
 * sys_process_info - see struct process_info
 *
 * Return: 0, -EBADF, -EINVAL, -EFAULT; -ESRCH: not started.
 */
SYSCALL_DEFINE3(process_info, int, fd, unsigned int, cmd, struct process_info __user *, to)
{
	struct fd f;
	long ret = process_fdget(fd, &f);

	return ret ? ret : process_result(f, process_do_info(fd_file(f)->private_data, cmd, to));
}

/**
 * sys_process_manage - signal a process, or wait for its end
 *
 * Return: 0, -EBADF, -EINVAL, -EFAULT; -ESRCH: not started, PROC_SIGNAL: gone; -EPERM;
 * -ETIMEDOUT, -EINTR, -EDEADLK: the caller waits for itself.
 */
SYSCALL_DEFINE3(process_manage, int, fd, unsigned int, cmd, unsigned long, arg)
{
	struct fd f;
	long ret = process_fdget(fd, &f);

	return ret ? ret :
		     process_result(f, process_do_manage(fd_file(f)->private_data, cmd, arg));
}
