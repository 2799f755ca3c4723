// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/<pid>/ns: a link for each namespace of the process.
 */
#include <linux/nsproxy.h>
#include <linux/proc_fs.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include "internal.h"

static const struct pid_entry ns_link = PROC_LNK(NULL, &proc_ns_link_inode_operations);

/*
 * The namespace that the link stands for, with a reference. The access check
 * comes first: -EACCES without a process or a right to look into it, -ENOENT
 * where a process that is dead has none of that kind any more.
 */
static struct ns_common *get_link_ns(struct inode *inode)
{
	const struct proc_ns_operations *ops = proc_ns_entries[inode->fd];
	struct task_struct *task = get_proc_task(inode);
	struct ns_common *ns = ERR_PTR(-EACCES);

	if (!task)
		return ns;
	if (ptrace_may_access(task, PTRACE_MODE_READ_FSCREDS)) {
		ns = ops->get(task);
		if (!ns)
			ns = ERR_PTR(-ENOENT);
	}
	put_task_struct(task);
	return ns;
}

/* mirrors fs/proc/namespaces.c:proc_ns_readlink() and fs/nsfs.c:ns_get_name() */
static int proc_ns_readlink(struct inode *inode, char *buf, size_t n)
{
	const struct proc_ns_operations *ops = proc_ns_entries[inode->fd];
	struct ns_common *ns = get_link_ns(inode);
	int len;

	if (IS_ERR(ns))
		return PTR_ERR(ns);
	len = snprintf(buf, n, "%s:[%u]", ops->real_ns_name ? ops->real_ns_name : ops->name,
		       ns->inum);
	ops->put(ns);
	return len;
}

/* mirrors fs/proc/namespaces.c:proc_ns_get_link() */
static struct file *proc_ns_get_object(struct inode *inode)
{
	struct ns_common *ns = get_link_ns(inode);

	return IS_ERR(ns) ? ERR_CAST(ns) : nsfs_open(ns, O_RDONLY);
}

const struct inode_operations proc_ns_link_inode_operations = {
	.readlink = proc_ns_readlink,
	.get_object = proc_ns_get_object,
};

/* mirrors fs/proc/namespaces.c:proc_ns_dir_lookup() */
static struct inode *proc_ns_dir_lookup(struct inode *dir, const char *name)
{
	struct task_struct *task;
	struct inode *inode = NULL;
	unsigned int i;

	if (name_is(name, ".."))
		return walk_get(proc_parent(dir));
	task = get_proc_task(dir);
	if (!task)
		return ERR_PTR(-ENOENT);
	for (i = 0; i < nr_proc_ns_entries; i++)
		if (name_is(proc_ns_entries[i]->name, name))
			break;
	if (i < nr_proc_ns_entries)
		inode = proc_pid_make_inode(dir, task, &ns_link);
	put_task_struct(task);
	if (!inode)
		return ERR_PTR(-ENOENT);
	inode->fd = i;
	return inode;
}

/* mirrors fs/proc/namespaces.c:proc_ns_dir_readdir() */
static int proc_ns_dir_readdir(struct file *file, struct dir_context *ctx)
{
	struct task_struct *task = get_proc_task(file_inode(file));
	const char *name;

	if (!task)
		return -ENOENT;
	put_task_struct(task);
	if (!dir_emit_dots(file, ctx))
		return 0;
	for (; ctx->pos - 2 < nr_proc_ns_entries; ctx->pos++) {
		name = proc_ns_entries[ctx->pos - 2]->name;
		if (!dir_emit(ctx, name, strlen(name), 1, DT_LNK))
			break;
	}
	return 0;
}

const struct inode_operations proc_ns_dir_inode_operations = {
	.lookup = proc_ns_dir_lookup,
};

const struct file_operations proc_ns_dir_operations = {
	.read = generic_read_dir,
	.iterate_shared = proc_ns_dir_readdir,
	.llseek = generic_file_llseek,
};
