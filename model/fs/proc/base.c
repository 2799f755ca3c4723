// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/<pid>: from a number to a directory that stays bound to the process it
 * was found as, whatever becomes of the number.
 */
#include <linux/cred.h>
#include <linux/pid_namespace.h>
#include <linux/proc_fs.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/user_namespace.h>
#include "internal.h"

static struct inode *proc_tgid_base_lookup(struct inode *dir, const char *name);
static const struct inode_operations proc_tgid_base_inode_operations;

const struct inode_operations proc_def_inode_operations = { };

/* the entry of the number itself; what to open is asked of the symbol, which a design may define */
static const struct pid_entry tgid_base_entry =
	PROC_DIR(NULL, 0555, &proc_tgid_base_inode_operations, &proc_tgid_base_operations);

static const struct pid_entry tgid_base_stuff[] = {
	PROC_DIR("task", 0555, &proc_task_inode_operations, &proc_task_operations),
	PROC_DIR("fd", 0500, &proc_fd_inode_operations, &proc_fd_operations),
	PROC_DIR("fdinfo", 0555, &proc_fdinfo_inode_operations, &proc_fdinfo_operations),
	PROC_DIR("ns", 0511, &proc_ns_dir_inode_operations, &proc_ns_dir_operations),
	PROC_ONE("status", 0444, proc_pid_status),
	PROC_REG("comm", 0644, &proc_pid_set_comm_operations),
	PROC_ONE("stat", 0444, proc_tgid_stat),
	PROC_LNK("cwd", &proc_cwd_inode_operations),
	PROC_LNK("root", &proc_cwd_inode_operations),
	PROC_LNK("exe", &proc_exe_inode_operations),
	PROC_REG("uid_map", 0644, &proc_uid_map_operations),
	PROC_REG("gid_map", 0644, &proc_gid_map_operations),
	PROC_REG("setgroups", 0644, &proc_setgroups_operations),
};

/**
 * get_proc_task - the task that @inode is bound to
 *
 * Return: with a reference; NULL once it has been reaped.
 */
struct task_struct *get_proc_task(const struct inode *inode)
{
	return get_pid_task(proc_pid(inode), PIDTYPE_PID);
}

/**
 * task_dump_owner - whose are the files of @task
 * @mode: the plain directories belong to the effective user whatever happens
 *
 * Mirrors fs/proc/base.c:task_dump_owner(): the rest belongs to the root of the
 * memory's user namespace if the task may not be looked into.
 */
void task_dump_owner(struct task_struct *task, umode_t mode, kuid_t *uid, kgid_t *gid)
{
	const struct cred *cred;
	struct mm_struct *mm;

	rcu_read_lock();
	cred = __task_cred(task);
	*uid = cred->euid;
	*gid = cred->egid;
	rcu_read_unlock();
	if (mode == (S_IFDIR | S_IRUGO | S_IXUGO))
		return;
	mm = task->mm;
	if (mm && get_dumpable(mm) == SUID_DUMP_USER)
		return;
	*uid = mm ? make_kuid(mm->user_ns, 0) : GLOBAL_ROOT_UID;
	*gid = mm ? make_kgid(mm->user_ns, 0) : GLOBAL_ROOT_GID;
	if (!uid_valid(*uid))
		*uid = GLOBAL_ROOT_UID;
	if (!gid_valid(*gid))
		*gid = GLOBAL_ROOT_GID;
}

/**
 * pid_getattr - whose /proc/<pid>, or task/<tid>, is now
 *
 * Mirrors fs/proc/base.c:pid_getattr() with hidepid=0: the task is asked at each stat(); once it
 * is gone all is root's.
 */
int pid_getattr(struct mnt_idmap *idmap, const struct path *path, struct kstat *stat,
		u32 request_mask, unsigned int query_flags)
{
	struct inode *inode = path->dentry->d_inode;
	struct task_struct *task;

	generic_fillattr(idmap, request_mask, inode, stat);
	stat->uid = GLOBAL_ROOT_UID;
	stat->gid = GLOBAL_ROOT_GID;
	rcu_read_lock();
	task = pid_task(inode->pid, PIDTYPE_PID);
	if (task)
		task_dump_owner(task, inode->i_mode, &stat->uid, &stat->gid);
	rcu_read_unlock();
	return 0;
}

/**
 * proc_pid_make_inode - an inode that stays bound to @task's struct pid
 *
 * Mirrors fs/proc/base.c:proc_pid_make_inode(). The reference to the pid goes
 * with the inode; the task is not held.
 *
 * Return: NULL if @task has been reaped meanwhile, or there is no memory (the
 * kernel too does not tell the two apart).
 */
struct inode *proc_pid_make_inode(struct inode *dir, struct task_struct *task,
				  const struct pid_entry *e)
{
	struct inode *inode = proc_new_inode(dir, e);

	if (!inode)
		return NULL;
	inode->pid = get_task_pid(task, PIDTYPE_PID);
	if (!inode->pid) {
		walk_put(inode);
		return NULL;
	}
	task_dump_owner(task, e->mode, &inode->i_uid, &inode->i_gid);
	return inode;
}

/**
 * proc_pid_lookup - /proc/<number>
 *
 * Mirrors fs/proc/base.c:proc_pid_lookup(). The number is one of the namespace
 * that procfs was mounted for, and may be that of a thread which does not
 * lead; such ones are not listed.
 *
 * Return: the inode; ERR_PTR(-ENOENT).
 */
struct inode *proc_pid_lookup(struct inode *dir, const char *name)
{
	int nr = name_to_int(name);
	struct task_struct *task;
	struct inode *inode;

	if (nr == NOT_A_NUMBER)
		return ERR_PTR(-ENOENT);
	rcu_read_lock();
	task = find_task_by_pid_ns(nr, proc_pid_ns(dir->i_sb));
	if (task)
		get_task_struct(task);
	rcu_read_unlock();
	if (!task)
		return ERR_PTR(-ENOENT);
	inode = proc_pid_make_inode(dir, task, &tgid_base_entry);
	put_task_struct(task);
	if (!inode)
		return ERR_PTR(-ENOENT);
	inode->i_flags |= S_IMMUTABLE;
	return inode;
}

/*
 * The first process numbered @nr or above. Mirrors fs/proc/base.c:next_tgid().
 * Its number is put into @nr. RCU lock held.
 */
static struct task_struct *next_tgid(struct pid_namespace *ns, int *nr)
{
	struct task_struct *task;
	struct pid *pid;

	for (;; (*nr)++) {
		pid = find_ge_pid(*nr, ns);
		if (!pid)
			return NULL;
		*nr = pid_nr_ns(pid, ns);
		task = pid_task(pid, PIDTYPE_TGID);
		if (task)
			return task;
	}
}

/**
 * proc_pid_readdir - the processes in /proc, by number
 * @first: position that stands for number 0
 *
 * Mirrors fs/proc/base.c:proc_pid_readdir().
 */
int proc_pid_readdir(struct file *file, struct dir_context *ctx, loff_t first)
{
	struct pid_namespace *ns = proc_pid_ns(file_inode(file)->i_sb);
	struct task_struct *task;
	int nr = ctx->pos - first, len;
	char name[12];

	for (;; nr++) {
		rcu_read_lock();
		task = next_tgid(ns, &nr);
		rcu_read_unlock();
		if (!task)
			break;
		len = snprintf(name, sizeof(name), "%d", nr);
		ctx->pos = first + nr;
		if (!dir_emit(ctx, name, len, 1, DT_DIR))
			return 0;
	}
	ctx->pos = first + PID_MAX_LIMIT;
	return 0;
}

/**
 * proc_pid_permission - of /proc/<pid> and its task directory
 *
 * Mirrors fs/proc/base.c:proc_pid_permission() with hidepid=0. That it wants
 * the task is what makes a walk from a handle on a reaped process fail with
 * ESRCH rather than ENOENT.
 */
int proc_pid_permission(struct inode *inode, int mask)
{
	struct task_struct *task = get_proc_task(inode);

	if (!task)
		return -ESRCH;
	put_task_struct(task);
	return generic_permission(inode, mask);
}

static unsigned int nr_design_entries(void)
{
	unsigned int n = 0;

	while (proc_design_entries[n].name)
		n++;
	return n;
}

static struct inode *proc_tgid_base_lookup(struct inode *dir, const char *name)
{
	unsigned int n = nr_design_entries();
	struct inode *inode;

	inode = proc_pident_lookup(dir, name, tgid_base_stuff, ARRAY_SIZE(tgid_base_stuff));
	if (IS_ERR(inode) && n)
		inode = proc_pident_lookup(dir, name, proc_design_entries, n);
	return inode;
}

int proc_tgid_base_readdir(struct file *file, struct dir_context *ctx)
{
	unsigned int own = ARRAY_SIZE(tgid_base_stuff), more = nr_design_entries(), i;
	const struct pid_entry *e;
	int ret = proc_pident_readdir(file, ctx, tgid_base_stuff, own);

	if (ret || ctx->pos < own + 2)
		return ret;
	for (i = ctx->pos - 2 - own; i < more; i++, ctx->pos++) {
		e = &proc_design_entries[i];
		if (!dir_emit(ctx, e->name, strlen(e->name), 1, (e->mode & S_IFMT) >> 12))
			break;
	}
	return 0;
}

static const struct inode_operations proc_tgid_base_inode_operations = {
	.lookup = proc_tgid_base_lookup,
	.getattr = pid_getattr,
	.permission = proc_pid_permission,
};

/* not static, unlike the kernel's: designs and imported code replace it or compare with it */
const struct file_operations proc_tgid_base_operations = {
	.read = generic_read_dir,
	.iterate_shared = proc_tgid_base_readdir,
	.llseek = generic_file_llseek,
};

/**
 * tgid_pidfd_to_pid - the struct pid behind an open /proc/<pid>
 *
 * Mirrors fs/proc/base.c:tgid_pidfd_to_pid(). Return: not referenced, the file
 * holds it; ERR_PTR(-EBADF) for all other files, O_PATH ones among them.
 */
struct pid *tgid_pidfd_to_pid(const struct file *file)
{
	if (!d_is_dir(file->f_path.dentry) || file->f_op != &proc_tgid_base_operations)
		return ERR_PTR(-EBADF);
	return proc_pid(file_inode(file));
}

/* mirrors fs/proc/base.c:proc_single_show(): a process that is gone has no text */
static int proc_single_show(struct seq_file *m, void *v)
{
	struct inode *inode = m->private;
	struct task_struct *task = get_proc_task(inode);
	int ret;

	if (!task)
		return -ESRCH;
	ret = proc_entry(inode)->show(m, proc_pid_ns(inode->i_sb), proc_pid(inode), task);
	put_task_struct(task);
	return ret;
}

static int proc_single_open(struct inode *inode, struct file *file)
{
	return single_open(file, proc_single_show, inode);
}

const struct file_operations proc_single_fops = {
	.open = proc_single_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = single_release,
};
