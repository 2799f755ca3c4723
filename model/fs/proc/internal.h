/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: what the files of fs/proc share. */
#ifndef _PROC_INTERNAL_H
#define _PROC_INTERNAL_H

#include <linux/fs.h>
#include <linux/namei.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include <linux/seq_file.h>

#define PROC_DIR(n, m, i, f)	PROC_ENTRY(n, S_IFDIR | (m), i, f)
#define PROC_LNK(n, i)		PROC_ENTRY(n, S_IFLNK | S_IRWXUGO, i, &no_open_fops)
#define PROC_ONE(n, m, s) \
	{ .name = n, .mode = S_IFREG | (m), .iop = &proc_def_inode_operations,	\
	  .fop = &proc_single_fops, .show = s }

extern const struct file_operations proc_single_fops;

/* the directory that an inode is in; held by it */
static inline struct inode *proc_parent(const struct inode *inode)
{
	return inode->i_private;
}

static inline const struct pid_entry *proc_entry(const struct inode *inode)
{
	return inode->pde;
}

/* root.c */
struct inode *proc_new_inode(struct inode *dir, const struct pid_entry *e);
int name_to_int(const char *name);
#define NOT_A_NUMBER (-1)

/* base.c */
int pid_getattr(struct mnt_idmap *idmap, const struct path *path, struct kstat *stat,
		u32 request_mask, unsigned int query_flags);
struct inode *proc_pid_make_inode(struct inode *dir, struct task_struct *task,
				  const struct pid_entry *e);
struct inode *proc_pid_lookup(struct inode *dir, const char *name);
int proc_pid_readdir(struct file *file, struct dir_context *ctx, loff_t first);
int proc_pid_permission(struct inode *inode, int mask);
void task_dump_owner(struct task_struct *task, umode_t mode, kuid_t *uid, kgid_t *gid);

/* task.c */
extern const struct inode_operations proc_task_inode_operations;
extern const struct file_operations proc_task_operations;
extern const struct inode_operations proc_tid_base_inode_operations;
struct inode *proc_pident_lookup(struct inode *dir, const char *name,
				 const struct pid_entry *ents, unsigned int n);
int proc_pident_readdir(struct file *file, struct dir_context *ctx,
			const struct pid_entry *ents, unsigned int n);

/* array.c */
int proc_pid_status(struct seq_file *m, struct pid_namespace *ns, struct pid *pid,
		    struct task_struct *task);
int proc_tgid_stat(struct seq_file *m, struct pid_namespace *ns, struct pid *pid,
		   struct task_struct *task);
int proc_tid_stat(struct seq_file *m, struct pid_namespace *ns, struct pid *pid,
		  struct task_struct *task);
extern const struct file_operations proc_tid_children_operations;

/* misc.c: files of one process that are more than a text */
extern const struct file_operations proc_pid_set_comm_operations;
extern const struct file_operations proc_uid_map_operations;
extern const struct file_operations proc_gid_map_operations;
extern const struct file_operations proc_setgroups_operations;
extern const struct inode_operations proc_exe_inode_operations;
extern const struct inode_operations proc_cwd_inode_operations;

/* fd.c, namespaces.c, self.c, sysctl.c */
extern const struct inode_operations proc_fd_inode_operations;
extern const struct file_operations proc_fd_operations;
extern const struct inode_operations proc_fdinfo_inode_operations;
extern const struct file_operations proc_fdinfo_operations;
extern const struct inode_operations proc_ns_dir_inode_operations;
extern const struct file_operations proc_ns_dir_operations;
extern const struct inode_operations proc_ns_link_inode_operations;
extern const struct inode_operations proc_self_inode_operations;
extern const struct inode_operations proc_thread_self_inode_operations;
extern const struct pid_entry proc_sys_entry;

#endif
