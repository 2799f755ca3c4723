// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files of namespaces: those in /proc/<pid>/ns when opened, and what the ioctls on
 * them give. Mirrors fs/nsfs.c. An inode here belongs to one file, not to the
 * namespace; its number is the namespace's all the same.
 */
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <linux/nsproxy.h>
#include <linux/pid_namespace.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/user_namespace.h>
#include <uapi/linux/nsfs.h>


static void nsfs_evict(struct inode *inode)
{
	struct ns_common *ns = inode->i_private;

	ns->ops->put(ns);
}

static const struct super_operations nsfs_ops = {
	.evict_inode = nsfs_evict,
};

static struct super_block nsfs_sb;

/** nsfs_boot - from nsproxy_boot() */
int nsfs_boot(void)
{
	nsfs_sb.s_op = &nsfs_ops;
	nsfs_sb.s_name = "nsfs";
	nsfs_sb.s_magic = NSFS_MAGIC;
	refcount_set(&nsfs_sb.s_active, 1);
	return 0;
}

/* A descriptor of a namespace that @get finds from @ns. Mirrors fs/nsfs.c:open_related_ns. */
static int open_related_ns(struct ns_common *ns, struct ns_common *(*get)(struct ns_common *ns))
{
	struct ns_common *relative;
	struct file *file;
	int fd;

	fd = get_unused_fd_flags(O_CLOEXEC);
	if (fd < 0)
		return fd;
	relative = get(ns);
	if (IS_ERR(relative)) {
		put_unused_fd(fd);
		return PTR_ERR(relative);
	}
	file = nsfs_open(relative, O_RDONLY);
	if (IS_ERR(file)) {
		put_unused_fd(fd);
		return PTR_ERR(file);
	}
	fd_install(fd, file);
	return fd;
}

static long ns_owner_uid(struct ns_common *ns, uid_t __user *argp)
{
	struct user_namespace *user_ns;

	if (ns->ops->type != CLONE_NEWUSER)
		return -EINVAL;
	user_ns = container_of(ns, struct user_namespace, ns);
	return put_user(from_kuid_munged(current_user_ns(), user_ns->owner), argp);
}

/* A number of one namespace as another has it, since 6.11; ESRCH: it has none there. */
static long ns_translate_pid(struct ns_common *ns, unsigned int cmd, pid_t nr)
{
	struct pid_namespace *pid_ns;
	struct task_struct *tsk;
	long ret = -ESRCH;

	if (ns->ops->type != CLONE_NEWPID)
		return -EINVAL;
	pid_ns = container_of(ns, struct pid_namespace, ns);
	rcu_read_lock();
	if (cmd == NS_GET_PID_IN_PIDNS || cmd == NS_GET_TGID_IN_PIDNS)
		tsk = find_task_by_vpid(nr);
	else
		tsk = find_task_by_pid_ns(nr, pid_ns);
	if (!tsk)
		goto out;
	switch (cmd) {
	case NS_GET_PID_FROM_PIDNS:
		ret = task_pid_vnr(tsk);
		break;
	case NS_GET_TGID_FROM_PIDNS:
		ret = task_tgid_vnr(tsk);
		break;
	case NS_GET_PID_IN_PIDNS:
		ret = task_pid_nr_ns(tsk, pid_ns);
		break;
	default:
		ret = task_tgid_nr_ns(tsk, pid_ns);
		break;
	}
	if (!ret)
		ret = -ESRCH;
out:
	rcu_read_unlock();
	return ret;
}

static long ns_ioctl(struct file *filp, unsigned int cmd, unsigned long arg)
{
	struct ns_common *ns = file_inode(filp)->i_private;

	switch (cmd) {
	case NS_GET_USERNS:
		return open_related_ns(ns, ns_get_owner);
	case NS_GET_PARENT:
		if (!ns->ops->get_parent)
			return -EINVAL;
		return open_related_ns(ns, ns->ops->get_parent);
	case NS_GET_NSTYPE:
		return ns->ops->type;
	case NS_GET_OWNER_UID:
		return ns_owner_uid(ns, (uid_t __user *)arg);
	case NS_GET_PID_FROM_PIDNS:
	case NS_GET_TGID_FROM_PIDNS:
	case NS_GET_PID_IN_PIDNS:
	case NS_GET_TGID_IN_PIDNS:
		if (kernel_release(6, 11))
			return ns_translate_pid(ns, cmd, (pid_t)arg);
		break;
	}
	return -ENOTTY;
}

static const struct file_operations ns_file_operations = {
	.unlocked_ioctl = ns_ioctl,
	.compat_ioctl = ns_ioctl,
};

/** nsfs_open - a file of @ns, whose reference it takes, also on error; -ENOMEM, -ENFILE */
struct file *nsfs_open(struct ns_common *ns, unsigned int f_flags)
{
	struct path path = { .mnt = NULL };
	struct inode *inode;
	struct file *file;
	char name[28];

	inode = new_inode(&nsfs_sb);
	if (!inode) {
		ns->ops->put(ns);
		return ERR_PTR(-ENOMEM);
	}
	inode->i_flags |= S_IMMUTABLE;
	inode->i_private = ns;
	inode->i_ino = ns->inum;
	inode->i_mode = S_IFREG | 0444;
	inode->i_fop = &ns_file_operations;
	snprintf(name, sizeof(name), "%s:[%u]", ns->ops->name, ns->inum);
	path.dentry = d_alloc_inode(inode, name);
	if (!path.dentry)
		return ERR_PTR(-ENOMEM);
	file = dentry_open(&path, (int)f_flags, current_cred());
	path_put(&path);
	return file;
}

/** open_namespace - a descriptor of @ns, whose reference it takes. Mirrors fs/nsfs.c */
int open_namespace(struct ns_common *ns)
{
	struct file *file;
	int fd;

	fd = get_unused_fd_flags(O_CLOEXEC);
	if (fd < 0) {
		ns->ops->put(ns);
		return fd;
	}
	file = nsfs_open(ns, O_RDONLY);
	if (IS_ERR(file)) {
		put_unused_fd(fd);
		return PTR_ERR(file);
	}
	fd_install(fd, file);
	return fd;
}

/** nsfs_file_ns - the namespace behind @file, as long as that is open; NULL: it is another file */
struct ns_common *nsfs_file_ns(const struct file *file)
{
	return file->f_op == &ns_file_operations ? file_inode(file)->i_private : NULL;
}
