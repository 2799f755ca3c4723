// SPDX-License-Identifier: GPL-2.0-only
/*
 * The entries of a process' directory, and /proc/<pid>/task. The kernel has
 * this in fs/proc/base.c.
 */
#include <linux/pid_namespace.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include "internal.h"

static struct inode *proc_tid_base_lookup(struct inode *dir, const char *name);

static const struct pid_entry tid_base_stuff[] = {
	PROC_DIR("fd", 0500, &proc_fd_inode_operations, &proc_fd_operations),
	PROC_DIR("fdinfo", 0555, &proc_fdinfo_inode_operations, &proc_fdinfo_operations),
	PROC_DIR("ns", 0511, &proc_ns_dir_inode_operations, &proc_ns_dir_operations),
	PROC_ONE("status", 0444, proc_pid_status),
	PROC_REG("comm", 0644, &proc_pid_set_comm_operations),
	PROC_ONE("stat", 0444, proc_tid_stat),
	PROC_REG("children", 0444, &proc_tid_children_operations),
	PROC_LNK("cwd", &proc_cwd_inode_operations),
	PROC_LNK("root", &proc_cwd_inode_operations),
	PROC_LNK("exe", &proc_exe_inode_operations),
	PROC_REG("uid_map", 0644, &proc_uid_map_operations),
	PROC_REG("gid_map", 0644, &proc_gid_map_operations),
	PROC_REG("setgroups", 0644, &proc_setgroups_operations),
};

/**
 * proc_pident_lookup - a name in the directory of a process
 *
 * Mirrors fs/proc/base.c:proc_pident_lookup(). Return: the inode;
 * ERR_PTR(-ENOENT), also where the process is gone.
 */
struct inode *proc_pident_lookup(struct inode *dir, const char *name,
				 const struct pid_entry *ents, unsigned int n)
{
	struct task_struct *task = get_proc_task(dir);
	struct inode *inode = NULL;
	unsigned int i;

	if (name_is(name, "..")) {
		inode = walk_get(proc_parent(dir));
		n = 0;
	}
	for (i = 0; task && i < n; i++) {
		if (name_is(ents[i].name, name)) {
			inode = proc_pid_make_inode(dir, task, &ents[i]);
			break;
		}
	}
	if (task)
		put_task_struct(task);
	return inode ? inode : ERR_PTR(-ENOENT);
}

/* mirrors fs/proc/base.c:proc_pident_readdir(): -ENOENT where the process is gone */
int proc_pident_readdir(struct file *file, struct dir_context *ctx,
			const struct pid_entry *ents, unsigned int n)
{
	struct task_struct *task = get_proc_task(file_inode(file));
	unsigned int i;

	if (!task)
		return -ENOENT;
	put_task_struct(task);
	if (!dir_emit_dots(file, ctx))
		return 0;
	for (i = ctx->pos - 2; i < n; i++, ctx->pos++)
		if (!dir_emit(ctx, ents[i].name, strlen(ents[i].name), 1,
			      (ents[i].mode & S_IFMT) >> 12))
			break;
	return 0;
}

static struct inode *proc_tid_base_lookup(struct inode *dir, const char *name)
{
	return proc_pident_lookup(dir, name, tid_base_stuff, ARRAY_SIZE(tid_base_stuff));
}

int proc_tid_base_readdir(struct file *file, struct dir_context *ctx)
{
	return proc_pident_readdir(file, ctx, tid_base_stuff, ARRAY_SIZE(tid_base_stuff));
}

const struct file_operations proc_tid_base_operations = {
	.read = generic_read_dir,
	.iterate_shared = proc_tid_base_readdir,
	.llseek = generic_file_llseek,
};

/* no permission of its own: a name under a thread that is gone is ENOENT, not ESRCH */
const struct inode_operations proc_tid_base_inode_operations = {
	.lookup = proc_tid_base_lookup,
	.getattr = pid_getattr,
};

static const struct pid_entry tid_base_entry =
	PROC_DIR(NULL, 0555, &proc_tid_base_inode_operations, &proc_tid_base_operations);

/* the thread of @leader's group numbered @nr in @ns; with a reference, or NULL */
static struct task_struct *get_thread(struct task_struct *leader, int nr, struct pid_namespace *ns)
{
	struct task_struct *task;

	rcu_read_lock();
	task = find_task_by_pid_ns(nr, ns);
	if (task && same_thread_group(leader, task))
		get_task_struct(task);
	else
		task = NULL;
	rcu_read_unlock();
	return task;
}

/* mirrors fs/proc/base.c:proc_task_lookup() */
static struct inode *proc_task_lookup(struct inode *dir, const char *name)
{
	struct task_struct *leader, *task = NULL;
	struct inode *inode = NULL;
	int nr = name_to_int(name);

	if (name_is(name, ".."))
		return walk_get(proc_parent(dir));
	leader = get_proc_task(dir);
	if (!leader)
		return ERR_PTR(-ENOENT);
	if (nr != NOT_A_NUMBER)
		task = get_thread(leader, nr, proc_pid_ns(dir->i_sb));
	put_task_struct(leader);
	if (!task)
		return ERR_PTR(-ENOENT);
	inode = proc_pid_make_inode(dir, task, &tid_base_entry);
	put_task_struct(task);
	if (!inode)
		return ERR_PTR(-ENOENT);
	inode->i_flags |= S_IMMUTABLE;
	return inode;
}

/*
 * The @n-th thread of @task's group, in the order they were made; its number in
 * @ns, 0 if there are not so many. Mirrors fs/proc/base.c:first_tid().
 */
static int nth_tid(struct task_struct *task, unsigned int n, struct pid_namespace *ns)
{
	struct task_struct *t;
	int nr = 0;

	rcu_read_lock();
	if (pid_alive(task)) {
		for_each_thread(task, t) {
			if (n--)
				continue;
			nr = task_pid_nr_ns(t, ns);
			break;
		}
	}
	rcu_read_unlock();
	return nr;
}

/* mirrors fs/proc/base.c:proc_task_readdir() */
static int proc_task_readdir(struct file *file, struct dir_context *ctx)
{
	struct inode *inode = file_inode(file);
	struct pid_namespace *ns = proc_pid_ns(inode->i_sb);
	struct task_struct *task = get_proc_task(inode);
	char name[12];
	int nr, len;

	if (!task)
		return -ENOENT;
	if (dir_emit_dots(file, ctx)) {
		for (; (nr = nth_tid(task, ctx->pos - 2, ns)) != 0; ctx->pos++) {
			len = snprintf(name, sizeof(name), "%d", nr);
			if (!dir_emit(ctx, name, len, 1, DT_DIR))
				break;
		}
	}
	put_task_struct(task);
	return 0;
}

const struct inode_operations proc_task_inode_operations = {
	.lookup = proc_task_lookup,
	.permission = proc_pid_permission,
};

const struct file_operations proc_task_operations = {
	.read = generic_read_dir,
	.iterate_shared = proc_task_readdir,
	.llseek = generic_file_llseek,
};
