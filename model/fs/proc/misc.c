// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files of one process that can be written, and its links. The kernel has them
 * in fs/proc/base.c.
 */
#include <linux/cred.h>
#include <linux/namei.h>
#include <linux/proc_fs.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/user_namespace.h>
#include "internal.h"

static int comm_show(struct seq_file *m, void *v)
{
	struct task_struct *p = get_proc_task(m->private);

	if (!p)
		return -ESRCH;
	seq_printf(m, "%s\n", p->comm);
	put_task_struct(p);
	return 0;
}

static int comm_open(struct inode *inode, struct file *file)
{
	return single_open(file, comm_show, inode);
}

/* mirrors fs/proc/base.c:comm_write(): threads of one process may name each other */
static ssize_t comm_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	struct task_struct *p;
	char name[TASK_COMM_LEN] = "";
	ssize_t ret = count;

	if (copy_from_user(name, buf, min_t(size_t, count, sizeof(name) - 1)))
		return -EFAULT;
	p = get_proc_task(file_inode(file));
	if (!p)
		return -ESRCH;
	if (same_thread_group(current, p))
		strscpy(p->comm, name, sizeof(p->comm));
	else
		ret = -EINVAL;
	put_task_struct(p);
	return ret;
}

const struct file_operations proc_pid_set_comm_operations = {
	.open = comm_open,
	.read = seq_read,
	.write = comm_write,
	.llseek = seq_lseek,
	.release = single_release,
};

/*
 * The user namespace of the process, for as long as the file is open: what is read or written
 * later does not ask for the process again. NULL: reaped.
 */
static struct user_namespace *get_inode_userns(struct inode *inode)
{
	struct task_struct *task = get_proc_task(inode);
	struct user_namespace *ns = NULL;

	if (task) {
		rcu_read_lock();
		ns = get_user_ns(task_cred_xxx(task, user_ns));
		rcu_read_unlock();
		put_task_struct(task);
	}
	return ns;
}

static int userns_open(struct file *file, struct user_namespace *ns,
		       int (*show)(struct seq_file *m, void *v), int none)
{
	int ret;

	if (!ns)
		return none;
	ret = single_open(file, show, ns);
	if (ret)
		put_user_ns(ns);
	return ret;
}

static int userns_release(struct inode *inode, struct file *file)
{
	struct seq_file *m = file->private_data;

	put_user_ns(m->private);
	return single_release(inode, file);
}

/* mirrors kernel/user_namespace.c:uid_m_show(): as the reader's namespace sees it */
static int show_map(struct seq_file *m, const struct uid_gid_map *map, bool gid)
{
	struct user_namespace *ns = m->private, *lower = m->file->f_cred->user_ns;
	unsigned int i;
	u32 first;

	if (lower == ns && lower->parent)
		lower = lower->parent;
	for (i = 0; i < map->nr_extents; i++) {
		const struct uid_gid_extent *e = &map->extent[i];

		first = gid ? from_kgid(lower, KGIDT_INIT(e->lower_first)) :
			      from_kuid(lower, KUIDT_INIT(e->lower_first));
		seq_printf(m, "%10u %10u %10u\n", e->first, first, e->count);
	}
	return 0;
}

static int uid_map_show(struct seq_file *m, void *v)
{
	return show_map(m, &((struct user_namespace *)m->private)->uid_map, false);
}

static int gid_map_show(struct seq_file *m, void *v)
{
	return show_map(m, &((struct user_namespace *)m->private)->gid_map, true);
}

static int uid_map_open(struct inode *inode, struct file *file)
{
	return userns_open(file, get_inode_userns(inode), uid_map_show, -EINVAL);
}

static int gid_map_open(struct inode *inode, struct file *file)
{
	return userns_open(file, get_inode_userns(inode), gid_map_show, -EINVAL);
}

/* the text of a write, NUL-terminated; to be freed. ERR_PTR. */
static char *text_of_write(const char __user *buf, size_t count)
{
	char *text = kmalloc(count + 1, GFP_KERNEL);

	if (!text)
		return ERR_PTR(-ENOMEM);
	if (copy_from_user(text, buf, count)) {
		kfree(text);
		return ERR_PTR(-EFAULT);
	}
	text[count] = '\0';
	return text;
}

/* mirrors kernel/user_namespace.c:map_write(): one write, from the start, less than a page */
static ssize_t map_file_write(struct file *file, const char __user *buf, size_t count,
			      loff_t *pos, bool gid)
{
	struct seq_file *m = file->private_data;
	struct user_namespace *ns = m->private;
	char *text;
	int ret;

	/* proc_uid_map_write() asks first who may at all */
	if (!ns->parent || (file->f_cred->user_ns != ns && file->f_cred->user_ns != ns->parent))
		return -EPERM;
	if (*pos || count >= 4096)
		return -EINVAL;
	text = text_of_write(buf, count);
	if (IS_ERR(text))
		return PTR_ERR(text);
	ret = userns_write_map(ns, gid ? &ns->gid_map : &ns->uid_map,
			       gid ? CAP_SETGID : CAP_SETUID, text, file->f_cred);
	kfree(text);
	if (ret)
		return ret;
	*pos = count;
	return count;
}

static ssize_t uid_map_write(struct file *file, const char __user *buf, size_t n, loff_t *pos)
{
	return map_file_write(file, buf, n, pos, false);
}

static ssize_t gid_map_write(struct file *file, const char __user *buf, size_t n, loff_t *pos)
{
	return map_file_write(file, buf, n, pos, true);
}

const struct file_operations proc_uid_map_operations = {
	.open = uid_map_open,
	.read = seq_read,
	.write = uid_map_write,
	.llseek = seq_lseek,
	.release = userns_release,
};

const struct file_operations proc_gid_map_operations = {
	.open = gid_map_open,
	.read = seq_read,
	.write = gid_map_write,
	.llseek = seq_lseek,
	.release = userns_release,
};

static int setgroups_show(struct seq_file *m, void *v)
{
	struct user_namespace *ns = m->private;

	seq_puts(m, READ_ONCE(ns->setgroups_allowed) ? "allow\n" : "deny\n");
	return 0;
}

/* mirrors fs/proc/base.c:proc_setgroups_open(): the right to write is asked for here */
static int setgroups_open(struct inode *inode, struct file *file)
{
	struct user_namespace *ns = get_inode_userns(inode);

	if (ns && (file->f_mode & FMODE_WRITE) && !ns_capable(ns, CAP_SYS_ADMIN)) {
		put_user_ns(ns);
		return -EACCES;
	}
	return userns_open(file, ns, setgroups_show, -ESRCH);
}

/* mirrors kernel/user_namespace.c:proc_setgroups_write() */
static ssize_t setgroups_write(struct file *file, const char __user *buf, size_t count,
			       loff_t *pos)
{
	struct seq_file *m = file->private_data;
	char *text;
	int ret;

	if (*pos || count >= 8)
		return -EINVAL;
	text = text_of_write(buf, count);
	if (IS_ERR(text))
		return PTR_ERR(text);
	ret = userns_write_setgroups(m->private, text);
	kfree(text);
	if (ret)
		return ret;
	*pos = count;
	return count;
}

const struct file_operations proc_setgroups_operations = {
	.open = setgroups_open,
	.read = seq_read,
	.write = setgroups_write,
	.llseek = seq_lseek,
	.release = userns_release,
};

/* mirrors fs/proc/base.c:proc_pid_get_link(), the check that stands before each link */
static int may_follow(struct inode *inode, struct task_struct **task)
{
	*task = get_proc_task(inode);
	if (!*task)
		return -EACCES;
	if (ptrace_may_access(*task, PTRACE_MODE_READ_FSCREDS))
		return 0;
	put_task_struct(*task);
	return -EACCES;
}

/* stub: the program is /bin/<comm>, as exec names the task; nothing once the memory is gone */
static int exe_readlink(struct inode *inode, char *buf, size_t n)
{
	struct task_struct *task;
	int ret = may_follow(inode, &task);

	if (ret)
		return ret;
	ret = -ENOENT;
	if (task->mm)
		ret = snprintf(buf, n, "/bin/%s",
			       rootfs_has_program(task->comm) ? task->comm : "sim");
	put_task_struct(task);
	return ret;
}

const struct inode_operations proc_exe_inode_operations = {
	.readlink = exe_readlink,
};

/* stub: all tasks stand in the root directory, until they exit */
static int cwd_readlink(struct inode *inode, char *buf, size_t n)
{
	struct task_struct *task;
	int ret = may_follow(inode, &task);

	if (ret)
		return ret;
	ret = task->exit_state ? -ENOENT : snprintf(buf, n, "/");
	put_task_struct(task);
	return ret;
}

const struct inode_operations proc_cwd_inode_operations = {
	.readlink = cwd_readlink,
};
