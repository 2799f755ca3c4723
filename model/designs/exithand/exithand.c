// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/<pid>/exithand: a file that tells of a death, as it is spoken of in the discussion of
 * November 2018 ("the ability to synchronously wait on a process's death"). Written from what
 * the discussion says.
 *
 * A read blocks until the process has died with all its threads, and then is at the end of the
 * file. It is waited for on struct pid, which the file's inode pins.
 */
#include <linux/fs.h>
#include <linux/pidfd.h>
#include <linux/proc_fs.h>

/* a thread's number finds a directory too; only processes die, for who is not their parent */
static int exithand_open(struct inode *inode, struct file *file)
{
	return pidfd_is_thread(proc_pid(inode)) ? -EINVAL : 0;
}

/* 0, whatever @n is; -EAGAIN, -EINTR */
static ssize_t exithand_read(struct file *file, char __user *buf, size_t n, loff_t *pos)
{
	return pidfd_wait_exit(proc_pid(file_inode(file)), file->f_flags);
}

static __poll_t exithand_poll(struct file *file, struct poll_table_struct *pt)
{
	return pidfd_poll_exit(file, proc_pid(file_inode(file)), pt);
}

static const struct file_operations exithand_fops = {
	.open = exithand_open,
	.read = exithand_read,
	.poll = exithand_poll,
	.llseek = noop_llseek,
};

/* replaces fs/proc/root.c:proc_design_entries */
const struct pid_entry proc_design_entries[] = {
	PROC_REG("exithand", 0444, &exithand_fops),
	{ .name = NULL }
};
