// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/<pid>/fd and /proc/<pid>/fdinfo.
 */
#include <linux/file.h>
#include <linux/proc_fs.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include "internal.h"

static const struct inode_operations proc_fd_link_inode_operations;
static const struct file_operations proc_fdinfo_file_operations;

static const struct pid_entry fd_link_r =
	PROC_ENTRY(NULL, S_IFLNK | 0500, &proc_fd_link_inode_operations, &no_open_fops);
static const struct pid_entry fd_link_w =
	PROC_ENTRY(NULL, S_IFLNK | 0300, &proc_fd_link_inode_operations, &no_open_fops);
static const struct pid_entry fd_link_rw =
	PROC_ENTRY(NULL, S_IFLNK | 0700, &proc_fd_link_inode_operations, &no_open_fops);
static const struct pid_entry fd_link_path =
	PROC_ENTRY(NULL, S_IFLNK, &proc_fd_link_inode_operations, &no_open_fops);
static const struct pid_entry fdinfo_entry =
	PROC_REG(NULL, 0444, &proc_fdinfo_file_operations);

/* how the link looks tells how the descriptor was opened; fs/proc/fd.c:tid_fd_update_inode() */
static const struct pid_entry *fd_entry(const struct file *file)
{
	switch (file->f_mode & (FMODE_READ | FMODE_WRITE)) {
	case FMODE_READ:
		return &fd_link_r;
	case FMODE_WRITE:
		return &fd_link_w;
	case FMODE_READ | FMODE_WRITE:
		return &fd_link_rw;
	}
	return &fd_link_path;
}

/* the file that a link or a fdinfo text is about; NULL: no process, or not open there */
static struct file *get_named_file(struct inode *inode)
{
	struct task_struct *task = get_proc_task(inode);
	struct file *file;

	if (!task)
		return NULL;
	file = fget_task(task, inode->fd);
	put_task_struct(task);
	return file;
}

static bool proc_fd_access_allowed(struct inode *inode)
{
	struct task_struct *task = get_proc_task(inode);
	bool allowed = false;

	if (task) {
		allowed = ptrace_may_access(task, PTRACE_MODE_READ_FSCREDS);
		put_task_struct(task);
	}
	return allowed;
}

/* mirrors fs/proc/base.c:proc_pid_get_link(): -EACCES before -ENOENT */
static struct file *proc_fd_get_object(struct inode *inode)
{
	struct file *file;

	if (!proc_fd_access_allowed(inode))
		return ERR_PTR(-EACCES);
	file = get_named_file(inode);
	return file ? file : ERR_PTR(-ENOENT);
}

static int proc_fd_readlink(struct inode *inode, char *buf, size_t n)
{
	struct file *file = proc_fd_get_object(inode);
	int len;

	if (IS_ERR(file))
		return PTR_ERR(file);
	len = d_path(&file->f_path, buf, n);
	fput(file);
	return len;
}

static const struct inode_operations proc_fd_link_inode_operations = {
	.readlink = proc_fd_readlink,
	.get_object = proc_fd_get_object,
};

/* mirrors fs/proc/fd.c:proc_lookupfd_common(); @info: in fdinfo */
static struct inode *lookup_fd(struct inode *dir, const char *name, bool info)
{
	struct task_struct *task;
	struct inode *inode = NULL;
	struct file *file = NULL;
	int fd = name_to_int(name);

	if (name_is(name, ".."))
		return walk_get(proc_parent(dir));
	task = get_proc_task(dir);
	if (!task)
		return ERR_PTR(-ENOENT);
	if (fd != NOT_A_NUMBER)
		file = fget_task(task, fd);
	if (file) {
		inode = proc_pid_make_inode(dir, task, info ? &fdinfo_entry : fd_entry(file));
		fput(file);
	}
	put_task_struct(task);
	if (!inode)
		return ERR_PTR(-ENOENT);
	inode->fd = fd;
	return inode;
}

static struct inode *proc_lookupfd(struct inode *dir, const char *name)
{
	return lookup_fd(dir, name, false);
}

static struct inode *proc_lookupfdinfo(struct inode *dir, const char *name)
{
	return lookup_fd(dir, name, true);
}

/* mirrors fs/proc/fd.c:proc_readfd_common() */
static int readfd(struct file *dir, struct dir_context *ctx, unsigned int type)
{
	struct task_struct *task = get_proc_task(file_inode(dir));
	struct file *file;
	unsigned int fd;
	char name[12];
	int len;

	if (!task)
		return -ENOENT;
	if (dir_emit_dots(dir, ctx)) {
		for (fd = ctx->pos - 2;; fd++) {
			file = fget_task_next(task, &fd);
			ctx->pos = (loff_t)fd + 2;
			if (!file)
				break;
			fput(file);
			len = snprintf(name, sizeof(name), "%u", fd);
			if (!dir_emit(ctx, name, len, 1, type))
				break;
		}
	}
	put_task_struct(task);
	return 0;
}

static int proc_readfd(struct file *file, struct dir_context *ctx)
{
	return readfd(file, ctx, DT_LNK);
}

static int proc_readfdinfo(struct file *file, struct dir_context *ctx)
{
	return readfd(file, ctx, DT_REG);
}

/* mirrors fs/proc/fd.c:proc_fd_permission(): a process may always see its own */
static int proc_fd_permission(struct inode *inode, int mask)
{
	struct task_struct *task;
	int ret = generic_permission(inode, mask);

	if (!ret)
		return 0;
	rcu_read_lock();
	task = pid_task(proc_pid(inode), PIDTYPE_PID);
	if (task && same_thread_group(task, current))
		ret = 0;
	rcu_read_unlock();
	return ret;
}

/* mirrors fs/proc/fd.c:proc_fdinfo_permission(): whoever may look into it, may read */
static int proc_fdinfo_permission(struct inode *inode, int mask)
{
	struct task_struct *task = get_proc_task(inode);
	bool allowed;

	if (!task)
		return -ESRCH;
	allowed = ptrace_may_access(task, PTRACE_MODE_READ_FSCREDS);
	put_task_struct(task);
	return allowed ? generic_permission(inode, mask) : -EACCES;
}

/*
 * mirrors fs/proc/fd.c:proc_fd_getattr(): since 6.2 the size of the directory is how many
 * descriptors there are, so that a process that is gone shows
 */
static int proc_fd_getattr(struct mnt_idmap *idmap, const struct path *path, struct kstat *stat,
			   u32 request_mask, unsigned int query_flags)
{
	struct inode *inode = path->dentry->d_inode;
	struct task_struct *task;
	struct file *file;
	unsigned int fd;

	generic_fillattr(idmap, request_mask, inode, stat);
	if (!kernel_release(6, 2))
		return 0;
	task = get_proc_task(inode);
	if (!task)
		return -ENOENT;
	for (fd = 0; (file = fget_task_next(task, &fd)); fd++) {
		fput(file);
		stat->size++;
	}
	put_task_struct(task);
	return 0;
}

const struct inode_operations proc_fd_inode_operations = {
	.lookup = proc_lookupfd,
	.getattr = proc_fd_getattr,
	.permission = proc_fd_permission,
};

const struct file_operations proc_fd_operations = {
	.read = generic_read_dir,
	.iterate_shared = proc_readfd,
	.llseek = generic_file_llseek,
};

const struct inode_operations proc_fdinfo_inode_operations = {
	.lookup = proc_lookupfdinfo,
	.permission = proc_fdinfo_permission,
};

const struct file_operations proc_fdinfo_operations = {
	.read = generic_read_dir,
	.iterate_shared = proc_readfdinfo,
	.llseek = generic_file_llseek,
};

/*
 * Mirrors fs/proc/fd.c:seq_show(). mnt_id is a constant: there are no mounts to
 * be told apart. What kind of file it is may add lines.
 */
static int proc_fdinfo_show(struct seq_file *m, void *v)
{
	struct inode *inode = m->private;
	struct task_struct *task = get_proc_task(inode);
	unsigned int flags;
	struct file *file;

	if (!task)
		return -ENOENT;
	file = fget_task(task, inode->fd);
	if (!file) {
		put_task_struct(task);
		return -ENOENT;
	}
	flags = file->f_flags & ~O_CLOEXEC;
	if (task->files && get_close_on_exec(task->files, inode->fd))
		flags |= O_CLOEXEC;
	put_task_struct(task);
	seq_printf(m, "pos:\t%lli\nflags:\t0%o\nmnt_id:\t%i\n", file->f_pos, flags, 1);
	if (kernel_release(5, 14))
		seq_printf(m, "ino:\t%lu\n", file_inode(file)->i_ino);
	if (file->f_op->show_fdinfo)
		file->f_op->show_fdinfo(m, file);
	fput(file);
	return 0;
}

static int proc_fdinfo_open(struct inode *inode, struct file *file)
{
	return single_open(file, proc_fdinfo_show, inode);
}

static const struct file_operations proc_fdinfo_file_operations = {
	.open = proc_fdinfo_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = single_release,
};
