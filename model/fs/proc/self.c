// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/self and /proc/thread-self: links whose text depends on who reads them.
 */
#include <linux/pid_namespace.h>
#include <linux/sched.h>
#include "internal.h"

/* mirrors fs/proc/self.c:proc_self_get_link(): -ENOENT where procfs does not know the reader */
static int proc_self_readlink(struct inode *inode, char *buf, size_t n)
{
	pid_t tgid = task_tgid_nr_ns(current, proc_pid_ns(inode->i_sb));

	return tgid ? snprintf(buf, n, "%u", tgid) : -ENOENT;
}

/* mirrors fs/proc/thread_self.c:proc_thread_self_get_link() */
static int proc_thread_self_readlink(struct inode *inode, char *buf, size_t n)
{
	struct pid_namespace *ns = proc_pid_ns(inode->i_sb);
	pid_t tgid = task_tgid_nr_ns(current, ns);
	pid_t pid = task_pid_nr_ns(current, ns);

	return pid ? snprintf(buf, n, "%u/task/%u", tgid, pid) : -ENOENT;
}

const struct inode_operations proc_self_inode_operations = {
	.readlink = proc_self_readlink,
};

const struct inode_operations proc_thread_self_inode_operations = {
	.readlink = proc_thread_self_readlink,
};
