// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/sys/kernel: the numbers that steer the recycling of process ids. Each
 * belongs to the pid namespace of who reads or writes it, not to that of procfs.
 */
#include <linux/pid_namespace.h>
#include <linux/poll.h>
#include <linux/sched.h>
#include <linux/uaccess.h>
#include <linux/user_namespace.h>
#include "internal.h"

static const struct inode_operations sysctl_dir_inode_operations;
static const struct inode_operations kernel_dir_inode_operations;
static const struct inode_operations sysctl_inode_operations;
static const struct inode_operations pid_max_inode_operations;
static const struct file_operations sysctl_dir_operations;
static const struct file_operations kernel_dir_operations;
static const struct file_operations pid_max_operations;
static const struct file_operations last_pid_operations;

const struct pid_entry proc_sys_entry =
	PROC_DIR("sys", 0555, &sysctl_dir_inode_operations, &sysctl_dir_operations);

static const struct pid_entry sys_entries[] = {
	PROC_DIR("kernel", 0555, &kernel_dir_inode_operations, &kernel_dir_operations),
};

static const struct pid_entry kernel_entries[] = {
	PROC_ENTRY("ns_last_pid", S_IFREG | 0666, &sysctl_inode_operations,
		   &last_pid_operations),
	PROC_ENTRY("pid_max", S_IFREG | 0644, &pid_max_inode_operations, &pid_max_operations),
};

static struct inode *lookup_in(struct inode *dir, const char *name,
			       const struct pid_entry *ents, unsigned int n)
{
	struct inode *inode;
	unsigned int i;

	if (name_is(name, ".."))
		return walk_get(proc_parent(dir));
	for (i = 0; i < n; i++) {
		if (!name_is(ents[i].name, name))
			continue;
		inode = proc_new_inode(dir, &ents[i]);
		return inode ? inode : ERR_PTR(-ENOMEM);
	}
	return ERR_PTR(-ENOENT);
}

static int readdir_in(struct file *file, struct dir_context *ctx,
		      const struct pid_entry *ents, unsigned int n)
{
	unsigned int i;

	if (!dir_emit_dots(file, ctx))
		return 0;
	for (i = ctx->pos - 2; i < n; i++, ctx->pos++)
		if (!dir_emit(ctx, ents[i].name, strlen(ents[i].name), 1,
			      (ents[i].mode & S_IFMT) >> 12))
			break;
	return 0;
}

static struct inode *sys_lookup(struct inode *dir, const char *name)
{
	return lookup_in(dir, name, sys_entries, ARRAY_SIZE(sys_entries));
}

static int sys_readdir(struct file *file, struct dir_context *ctx)
{
	return readdir_in(file, ctx, sys_entries, ARRAY_SIZE(sys_entries));
}

static struct inode *kernel_lookup(struct inode *dir, const char *name)
{
	return lookup_in(dir, name, kernel_entries, ARRAY_SIZE(kernel_entries));
}

static int kernel_readdir(struct file *file, struct dir_context *ctx)
{
	return readdir_in(file, ctx, kernel_entries, ARRAY_SIZE(kernel_entries));
}

/* mirrors fs/proc/proc_sysctl.c:test_perm(): whose file it is decides, no capability does */
static int test_perm(unsigned int mode, bool owner, int mask)
{
	if (owner)
		mode >>= 6;
	else if (gid_eq(current_cred()->egid, GLOBAL_ROOT_GID))
		mode >>= 3;
	return (unsigned int)mask & ~mode & (MAY_READ | MAY_WRITE | MAY_EXEC) ? -EACCES : 0;
}

static int sysctl_permission(struct inode *inode, int mask)
{
	return test_perm(inode->i_mode, uid_eq(current_euid(), GLOBAL_ROOT_UID), mask);
}

static int pid_max_permission(struct inode *inode, int mask)
{
	struct pid_namespace *ns = task_active_pid_ns(current);

	return test_perm(inode->i_mode, pid_ns_may_set_max(ns), mask);
}

static const struct inode_operations sysctl_dir_inode_operations = {
	.lookup = sys_lookup,
	.permission = sysctl_permission,
};

static const struct inode_operations kernel_dir_inode_operations = {
	.lookup = kernel_lookup,
	.permission = sysctl_permission,
};

static const struct inode_operations sysctl_inode_operations = {
	.permission = sysctl_permission,
};

static const struct inode_operations pid_max_inode_operations = {
	.permission = pid_max_permission,
};

static const struct file_operations sysctl_dir_operations = {
	.read = generic_read_dir,
	.iterate_shared = sys_readdir,
	.llseek = generic_file_llseek,
};

static const struct file_operations kernel_dir_operations = {
	.read = generic_read_dir,
	.iterate_shared = kernel_readdir,
	.llseek = generic_file_llseek,
};

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/**
 * parse_one - one number as kernel/sysctl.c:do_proc_dointvec() takes it
 * @text: NUL-terminated
 * @used: gets how many bytes count as written; what follows the number does not
 *
 * Decimal only. Return: 0 or -EINVAL.
 */
static int parse_one(const char *text, long *val, size_t *used)
{
	const char *s = text;
	bool negative;
	long n = 0;

	while (is_space(*s))
		s++;
	negative = *s == '-';
	s += negative;
	if (*s < '0' || *s > '9')
		return -EINVAL;
	for (; *s >= '0' && *s <= '9'; s++) {
		n = n * 10 + (*s - '0');
		if (n > INT_MAX)
			return -EINVAL;
	}
	if (*s && !is_space(*s))
		return -EINVAL;
	while (is_space(*s))
		s++;
	*val = negative ? -n : n;
	*used = s - text;
	return 0;
}

/* mirrors kernel/sysctl.c: all of the value by the first read, nothing by the next */
static ssize_t read_value(int value, char __user *buf, size_t n, loff_t *pos)
{
	char text[16];
	size_t len;

	if (*pos || !n)
		return 0;
	len = min_t(size_t, n, snprintf(text, sizeof(text), "%d\n", value));
	if (copy_to_user(buf, text, len))
		return -EFAULT;
	*pos += len;
	return len;
}

/* a write behind the start is taken and ignored: kernel.sysctl_writes_strict */
static ssize_t write_value(int (*set)(struct pid_namespace *ns, int value),
			   const char __user *buf, size_t n, loff_t *pos)
{
	char text[64];
	size_t used;
	long value;
	int ret;

	if (!n)
		return 0;
	if (n >= 4096)
		return -ENOMEM;
	if (copy_from_user(text, buf, min(n, sizeof(text) - 1)))
		return -EFAULT;
	text[min(n, sizeof(text) - 1)] = '\0';
	if (*pos) {
		*pos += n;
		return n;
	}
	ret = parse_one(text, &value, &used);
	if (!ret)
		ret = set(task_active_pid_ns(current), (int)value);
	if (ret)
		return ret;
	*pos += used;
	return used;
}

static ssize_t pid_max_read(struct file *file, char __user *buf, size_t n, loff_t *pos)
{
	return read_value(*pid_ns_max(task_active_pid_ns(current)), buf, n, pos);
}

/* mirrors fs/proc/proc_sysctl.c:proc_sys_call_handler(): the mode is asked for at each write */
static ssize_t pid_max_write(struct file *file, const char __user *buf, size_t n, loff_t *pos)
{
	if (pid_max_permission(file_inode(file), MAY_WRITE))
		return -EPERM;
	return write_value(pid_ns_set_max, buf, n, pos);
}

static ssize_t last_pid_read(struct file *file, char __user *buf, size_t n, loff_t *pos)
{
	return read_value(pid_ns_last_pid(task_active_pid_ns(current)), buf, n, pos);
}

/* mirrors kernel/pid_namespace.c:pid_ns_ctl_handler(): the right is asked for at each write */
static ssize_t last_pid_write(struct file *file, const char __user *buf, size_t n, loff_t *pos)
{
	if (!pid_ns_may_set_last_pid(task_active_pid_ns(current)))
		return -EPERM;
	return write_value(pid_ns_set_last_pid, buf, n, pos);
}

/* mirrors fs/proc/proc_sysctl.c:proc_sys_poll(): these tell nobody of a change */
static __poll_t sysctl_poll(struct file *file, struct poll_table_struct *pt)
{
	return DEFAULT_POLLMASK;
}

static const struct file_operations pid_max_operations = {
	.poll = sysctl_poll,
	.read = pid_max_read,
	.write = pid_max_write,
	.llseek = generic_file_llseek,
};

static const struct file_operations last_pid_operations = {
	.poll = sysctl_poll,
	.read = last_pid_read,
	.write = last_pid_write,
	.llseek = generic_file_llseek,
};
