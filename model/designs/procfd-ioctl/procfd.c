// SPDX-License-Identifier: GPL-2.0-only
/*
 * Signals by ioctl on an open /proc/<pid>, as proposed in November 2018.
 *
 * The open file keeps the struct pid in its private data, with a reference of
 * its own besides the one of the procfs inode. The signal goes out in the
 * kernel's name: nobody is asked whether the caller may send it, and the caller
 * does not show in it. That is the proposal's fault and stays in here.
 */
#include <linux/fs.h>
#include <linux/pid.h>
#include <linux/proc_fs.h>
#include <linux/sched/signal.h>

#include "procfd.h"

static int procfd_open(struct inode *dir, struct file *handle)
{
	/* get_pid() takes NULL too: LCOV_EXCL_BR_START */
	handle->private_data = get_pid(proc_pid(dir));
	/* LCOV_EXCL_BR_STOP */
	return 0;
}

static int procfd_release(struct inode *dir, struct file *handle)
{
	put_pid(handle->private_data);
	return 0;
}

/*
 * Who holds the handle may signal: 0 for a zombie too and for signal 0, -ESRCH
 * once the process has been reaped, -EINVAL for a signal that there is not
 * (looked at after the process) and for every other command.
 */
static long procfd_ioctl(struct file *handle, unsigned int cmd, unsigned long arg)
{
	if (cmd != PROC_FD_SIGNAL)
		return -EINVAL;
	return kill_pid(handle->private_data, (int)arg, 1);
}

/* takes the place of the model's; task/<tid> directories keep what they have, without an ioctl */
const struct file_operations proc_tgid_base_operations = {
	.open = procfd_open,
	.read = generic_read_dir,
	.iterate_shared = proc_tgid_base_readdir,
	.llseek = generic_file_llseek,
	.release = procfd_release,
	.unlocked_ioctl = procfd_ioctl,
};
