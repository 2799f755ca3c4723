// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/<pid>/kill: an alternative that was discussed before the ioctl of November 2018 ("a
 * new file in /proc"). Written from what the discussion says.
 *
 * The number of a signal, written as text, goes to the process that the file was opened on.
 * Its inode pins struct pid. Rights are those of who writes, at the time of the write.
 */
#include <linux/fs.h>
#include <linux/judge.h>
#include <linux/pidfd.h>
#include <linux/proc_fs.h>
#include <linux/sched/signal.h>
#include <linux/uaccess.h>

/* "-2147483648\n" and its end */
#define TEXT_MAX 13

static int kill_open(struct inode *inode, struct file *file)
{
	judge_handle_opened(file, proc_pid(inode));
	return 0;
}

/* one write is one signal; @pos means nothing */
static ssize_t kill_write(struct file *file, const char __user *buf, size_t n, loff_t *pos)
{
	struct pid *pid = proc_pid(file_inode(file));
	char text[TEXT_MAX];
	int sig, ret;

	if (!n || n >= sizeof(text))
		return -EINVAL;
	if (copy_from_user(text, buf, n))
		return -EFAULT;
	text[n] = '\0';
	/* a number and at most one newline; no text within the text */
	if (strlen(text) != n || kstrtoint(text, 10, &sig))
		return -EINVAL;
	ret = pidfd_signal_pid(pid, sig, NULL, PIDTYPE_TGID);
	return ret ? ret : (ssize_t)n;
}

static const struct file_operations kill_fops = {
	.open = kill_open,
	.write = kill_write,
	.llseek = noop_llseek,
};

/* replaces fs/proc/root.c:proc_design_entries; whoever may not signal is told when he does */
const struct pid_entry proc_design_entries[] = {
	PROC_REG("kill", 0222, &kill_fops),
	{ .name = NULL }
};
