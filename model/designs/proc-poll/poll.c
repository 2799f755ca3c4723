// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/<pid> directories that can be polled: an alternative that was named when
 * the ioctl of November 2018 was discussed. Written from what the discussion says.
 *
 * A directory becomes readable when its process has died, for anybody who could
 * open it. It is waited for on struct pid, which the directory's inode pins.
 */
#include <linux/fs.h>
#include <linux/pidfd.h>
#include <linux/proc_fs.h>

static __poll_t proc_tgid_poll(struct file *file, struct poll_table_struct *pt)
{
	return pidfd_poll_exit(file, proc_pid(file_inode(file)), pt);
}

/* takes the place of the model's */
const struct file_operations proc_tgid_base_operations = {
	.read = generic_read_dir,
	.iterate_shared = proc_tgid_base_readdir,
	.llseek = generic_file_llseek,
	.poll = proc_tgid_poll,
};
