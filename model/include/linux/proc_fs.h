/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: procfs: which process and which pid namespace an inode stands for. */
#ifndef _LINUX_PROC_FS_H
#define _LINUX_PROC_FS_H

#include <linux/fs.h>
#include <linux/pid.h>

#define PROC_SUPER_MAGIC 0x9fa0

struct pid_namespace;

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
/* one procfs instance for each pid namespace, made when first asked for; NULL: CONFIG_PROC_FS=n */
struct super_block *proc_instance(struct pid_namespace *ns);
void proc_instance_gone(struct pid_namespace *ns);
int proc_boot(void);

#endif
