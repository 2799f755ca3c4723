// SPDX-License-Identifier: GPL-2.0-only
/*
 * Broken on purpose: the open file keeps the struct pid without a reference of
 * its own, and drops one when it is closed: it was the inode's.
 */
#include <linux/design.h>
#include <linux/fs.h>
#include <linux/ioctl.h>
#include <linux/proc_fs.h>
#include <linux/sched/signal.h>

#define PROC_FD_SIGNAL _IOW('p', 1, __s32)

static int wrong_open(struct inode *dir, struct file *handle)
{
	handle->private_data = proc_pid(dir);	/* the fault */
	return 0;
}

static int wrong_release(struct inode *dir, struct file *handle)
{
	put_pid(handle->private_data);
	return 0;
}

static long wrong_ioctl(struct file *handle, unsigned int cmd, unsigned long arg)
{
	if (cmd != PROC_FD_SIGNAL)
		return -EINVAL;
	return kill_pid(handle->private_data, (int)arg, 1);
}

const struct file_operations proc_tgid_base_operations = {
	.open = wrong_open,
	.read = generic_read_dir,
	.iterate_shared = proc_tgid_base_readdir,
	.llseek = generic_file_llseek,
	.release = wrong_release,
	.unlocked_ioctl = wrong_ioctl,
};

static const char *const features[] = { "proc-handle", "ioctl-signal", NULL };

static const struct design_habit habits[] = {
	{ "sim_open", "open(\"/proc/$1\", O_RDONLY|O_DIRECTORY|O_CLOEXEC)" },
	{ "sim_signal", "ioctl($1, PROC_FD_SIGNAL, $2)" },
	{ NULL, NULL }
};

DESIGN_EXPORT const struct design pid_design = {
	DESIGN_COMMON,
	.name = "wrong-no-get",
	.origin = "broken on purpose, after procfd-ioctl",
	.summary = "keeps the struct pid of an open handle without taking a reference",
	.releases = { LINUX(4, 20), LINUX(4, 20) },
	.features = features,
	.habits = habits,
};
