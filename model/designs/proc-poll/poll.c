// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/<pid> directories that can be polled: an alternative that was named when the ioctl of November 2018
 * was discussed. Written from what the discussion says.
 *
 * A directory becomes readable when its process has died, for anybody who could open it. It is
 * waited for on struct pid, which the directory's inode pins.
 */
#include <linux/fs.h>
#include <linux/pid.h>
#include <linux/poll.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>

static __poll_t proc_tgid_poll(struct file *file, struct poll_table_struct *pt)
{
	struct pid *pid = proc_pid(file_inode(file));

	poll_wait(file, &pid->wait_pidfd, pt);
	/* true for a zombie whose threads are all gone, and for who has been reaped */
	return thread_group_exited(pid) ? EPOLLIN | EPOLLRDNORM : 0;
}

/* takes the place of the model's */
const struct file_operations proc_tgid_base_operations = {
	.read = generic_read_dir,
	.iterate_shared = proc_tgid_base_readdir,
	.llseek = generic_file_llseek,
	.poll = proc_tgid_poll,
};
