/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: procfs: which process and which pid namespace an inode stands for. */
#ifndef _LINUX_PROC_FS_H
#define _LINUX_PROC_FS_H

#include <linux/fs.h>
#include <linux/pid.h>

#define PROC_SUPER_MAGIC 0x9fa0

struct pid_namespace;
struct seq_file;
struct task_struct;

/**
 * typedef proc_show_t - writes the text of a /proc/<pid> file
 * @task: held by the caller
 */
typedef int (*proc_show_t)(struct seq_file *m, struct pid_namespace *ns, struct pid *pid,
			   struct task_struct *task);

/**
 * struct pid_entry - a name in a directory of a process
 * @name: NULL: a number, made from the inode (a process, a thread, a descriptor)
 * @show: for what proc_single_fops opens
 * @from: release that brought it, 0: always there
 */
struct pid_entry {
	const char *name;
	umode_t mode;
	const struct inode_operations *iop;
	const struct file_operations *fop;
	proc_show_t show;
	unsigned int from;
};

extern const struct inode_operations proc_def_inode_operations;

#define PROC_ENTRY(n, m, i, f)	{ .name = n, .mode = m, .iop = i, .fop = f }
#define PROC_REG(n, m, f)	PROC_ENTRY(n, S_IFREG | (m), &proc_def_inode_operations, f)

/* custom: what a design adds to /proc/<pid>, with a nameless end; the model's own is empty */
extern const struct pid_entry proc_design_entries[];

extern const struct file_operations proc_tgid_base_operations;
extern const struct file_operations proc_tid_base_operations;

static inline struct pid *proc_pid(const struct inode *inode)
{
	return inode->pid;
}

static inline struct pid_namespace *proc_pid_ns(struct super_block *sb)
{
	return sb->s_fs_info;
}

struct pid *tgid_pidfd_to_pid(const struct file *file);
int proc_tgid_base_readdir(struct file *file, struct dir_context *ctx);
int proc_tid_base_readdir(struct file *file, struct dir_context *ctx);
struct task_struct *get_proc_task(const struct inode *inode);

/*
 * One procfs instance for each pid namespace that it was mounted for. It pins the namespace for as
 * long as it is mounted or one of its files is open. proc_get_sb() makes it, or counts one more
 * mount; proc_put_sb() takes one away.
 */
struct mnt_namespace;
struct super_block *proc_get_sb(struct pid_namespace *ns);
void proc_put_sb(struct super_block *sb);
struct inode *proc_root_inode(struct super_block *sb);	/* not referenced */
int proc_path(const struct inode *inode, char *buf, size_t n);
/* a mount namespace is copied (@old: NULL for the first one), or goes (kernel/nsproxy.c) */
void mnt_ns_copy_proc(struct mnt_namespace *new, const struct mnt_namespace *old);
void mnt_ns_drop_proc(struct mnt_namespace *ns);
bool proc_fs_enabled(void);	/* CONFIG_PROC_FS, as this world was booted */
int proc_boot(void);	/* mounts /proc of init_pid_ns in init_nsproxy.mnt_ns */

#endif
