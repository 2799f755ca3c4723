/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: files, inodes, dentries, as far as descriptors, /proc, pidfs and nsfs need them.
 * stub: there is no dentry cache: a dentry belongs to one open file or to a stash. */
#ifndef _LINUX_FS_H
#define _LINUX_FS_H

#include <linux/kernel.h>
#include <linux/fcntl.h>
#include <linux/list.h>
#include <linux/refcount.h>
#include <linux/spinlock.h>
#include <linux/stat.h>
#include <linux/uidgid.h>
#include <linux/wait.h>

struct file;
struct inode;
struct dentry;
struct poll_table_struct;
struct seq_file;
struct dir_context;
struct super_block;
struct pid;
struct pid_namespace;
struct vfsmount;
struct kstatfs;
struct mnt_idmap;
struct iattr;
struct fs_context;

struct path {
	struct vfsmount *mnt;
	struct dentry *dentry;
};

struct file_operations {
	loff_t (*llseek)(struct file *file, loff_t off, int whence);
	ssize_t (*read)(struct file *file, char __user *buf, size_t n, loff_t *pos);
	ssize_t (*write)(struct file *file, const char __user *buf, size_t n, loff_t *pos);
	int (*iterate_shared)(struct file *file, struct dir_context *ctx);
	__poll_t (*poll)(struct file *file, struct poll_table_struct *pt);
	long (*unlocked_ioctl)(struct file *file, unsigned int cmd, unsigned long arg);
	long (*compat_ioctl)(struct file *file, unsigned int cmd, unsigned long arg);
	int (*open)(struct inode *inode, struct file *file);
	int (*flush)(struct file *file, void *id);
	int (*release)(struct inode *inode, struct file *file);
	void (*show_fdinfo)(struct seq_file *m, struct file *file);
};

struct kstat {
	umode_t mode;
	u64 ino;
	kuid_t uid;
	kgid_t gid;
	loff_t size;
	unsigned int nlink;
	unsigned int blksize;
};

#define STATX_BASIC_STATS 0x7ffU

struct kstatfs {
	long f_type;
	long f_bsize;
	long f_namelen;
};

/* what is to be changed. stub: only what a file system without a disk could answer to */
struct iattr {
	unsigned int ia_valid;
	umode_t ia_mode;
	loff_t ia_size;
};
#define ATTR_MODE	0x1
#define ATTR_SIZE	0x8

struct inode_operations {
	/* an entry of a directory: a referenced inode, or ERR_PTR */
	struct inode *(*lookup)(struct inode *dir, const char *name);
	/* a symbolic link: the text, without NUL, or -errno */
	int (*readlink)(struct inode *inode, char *buf, size_t n);
	/* a link that is followed to an object, not by its text: a file that is open on it */
	struct file *(*get_object)(struct inode *inode);
	int (*permission)(struct inode *inode, int mask);
	/* fstat() asks, and what changes an attribute */
	int (*getattr)(struct mnt_idmap *idmap, const struct path *path, struct kstat *stat,
		       u32 request_mask, unsigned int query_flags);
	int (*setattr)(struct mnt_idmap *idmap, struct dentry *dentry, struct iattr *attr);
	ssize_t (*listxattr)(struct dentry *dentry, char *list, size_t size);
};

struct super_operations {
	void (*evict_inode)(struct inode *inode);
	int (*drop_inode)(struct inode *inode);	/* stub: none is ever kept */
	int (*statfs)(struct dentry *dentry, struct kstatfs *buf);
};

struct dentry_operations {
	void (*d_prune)(struct dentry *dentry);	/* the last reference is gone */
	char *(*d_dname)(struct dentry *dentry, char *buf, int len);
	int (*d_delete)(const struct dentry *dentry);	/* stub: none is ever kept */
};

struct file_system_type {
	const char *name;
	int (*init_fs_context)(struct fs_context *fc);
	void (*kill_sb)(struct super_block *sb);
};

/*
 * Who shares one dentry for each object: path_from_stashed() takes over the caller's reference to
 * the object; init_inode() hands it to a new inode, put_data() drops it where there is one already.
 */
struct stashed_operations {
	struct dentry *(*stash_dentry)(struct stash *stashed, struct dentry *dentry);
	void (*put_data)(void *data);
	int (*init_inode)(struct inode *inode, void *data);
};

struct super_block {
	const struct super_operations *s_op;
	const char *s_name;		/* "proc", "pidfs" … */
	unsigned long s_magic;
	unsigned int s_iflags;
	const struct dentry_operations *s_d_op;
	void *s_fs_info;		/* procfs: its pid namespace */
	refcount_t s_active;
};

struct inode {
	umode_t i_mode;
	unsigned int i_flags;
	kuid_t i_uid;
	kgid_t i_gid;
	unsigned long i_ino;
	refcount_t i_count;
	struct super_block *i_sb;
	const struct inode_operations *i_op;
	const struct file_operations *i_fop;
	void *i_private;
	/* custom: the kernel's struct proc_inode, flattened: what /proc/<pid>... stays bound to */
	struct pid *pid;
	const void *pde;		/* entry of the table that it was made from */
	int fd;				/* /proc/<pid>/{fd,fdinfo}/<fd> */
};

struct dentry {
	struct inode *d_inode;
	refcount_t d_count;
	const struct dentry_operations *d_op;
	struct stash *d_fsdata;		/* where it is stashed */
	struct rcu_head d_rcu;		/* a stash is read under RCU */
	union {
		char d_name[28];	/* the last component, or "[pidfd]" and its kind */
		struct hlist_node d_stash;	/* d_fsdata: fs/libfs.c; its name is d_dname()'s */
	};
};

struct file {
	refcount_t f_count;
	unsigned int f_flags;
	fmode_t f_mode;
	unsigned int handle_target; /* custom: process serial it was opened on, for the judges; 0:
				       none */
	const struct file_operations *f_op;
	void *private_data;
	union {
		loff_t f_pos;
		struct file *f_next_put;	/* no reference is left; fs/file_table.c */
	};
	struct inode *f_inode;
	struct path f_path;
	const struct cred *f_cred;
	struct hlist_head f_ep;		/* epoll items that watch it */
	spinlock_t f_lock;
	struct fown_struct *f_owner;	/* F_SETOWN: NULL until first used */
};

/* whom F_SETOWN named; stub: nothing sends SIGIO */
struct fown_struct {
	struct pid *pid;
	int pid_type;			/* enum pid_type */
	int signum;
};

#define FMODE_READ	0x1
#define FMODE_WRITE	0x2
#define FMODE_PATH	0x4000
#define FMODE_WATCHED	0x1000000	/* custom: an epoll instance has watched it */
#define MAY_EXEC	1
#define MAY_WRITE	2
#define MAY_READ	4

#define MAY_APPEND	8
#define MAY_ACCESS	0x10
#define MAY_OPEN	0x20

/* super_block.s_iflags */
#define SB_I_NOEXEC	0x2
#define SB_I_NODEV	0x4

/* inode.i_flags */
#define S_IMMUTABLE	0x8
#define S_PRIVATE	0x200
#define S_ANON_INODE	0x80000
#define IS_IMMUTABLE(i)	(((i)->i_flags & S_IMMUTABLE) != 0)

#define file_inode(f)		((f)->f_inode)
#define d_inode(d)		((d)->d_inode)
#define d_is_dir(d)		S_ISDIR((d)->d_inode->i_mode)
#define i_size_read(i)		0

/* fs/file_table.c */
struct file *alloc_empty_file(int flags, const struct cred *cred);
struct file *get_file_at(struct file *f, const struct host_site *site);
void fput_at(struct file *f, const struct host_site *site);
#define get_file(f)	get_file_at(f, SIM_HERE)
#define fput(f)		fput_at(f, SIM_HERE)
bool fput_begin(void);
void fput_end(bool begun);
struct file *alloc_file_pseudo(struct inode *inode, const char *name, int flags,
			       const struct file_operations *fops);	/* consumes @inode */
int filp_close(struct file *file, void *id);	/* one descriptor of @file is gone */
void file_f_owner_release(struct file *file);	/* fs/fcntl.c */

/* fs/inode.c */
struct inode *new_inode(struct super_block *sb);	/* i_count 1; NULL: no memory */
struct inode *igrab(struct inode *inode);
void iput(struct inode *inode);
struct dentry *d_alloc_inode(struct inode *inode, const char *name);	/* consumes @inode */
void dput(struct dentry *d);
void path_put(const struct path *path);
int generic_permission(struct inode *inode, int mask);
int inode_permission(struct inode *inode, int mask);
extern const struct file_operations no_open_fops;	/* new_inode(): open gives ENXIO */
extern const struct file_operations empty_fops;
struct file *dentry_open(const struct path *path, int flags, const struct cred *cred);

/* fs/libfs.c */
int path_from_stashed(struct stash *stashed, struct vfsmount *mnt, void *data, struct path *path);
void stashed_dentry_prune(struct dentry *dentry);
char *dynamic_dname(char *buf, int len, const char *fmt, ...) __printf(3, 4);
int generic_delete_inode(struct inode *inode);
#define inode_just_drop generic_delete_inode
int always_delete_dentry(const struct dentry *dentry);
int simple_statfs(struct dentry *dentry, struct kstatfs *buf);
void kill_anon_super(struct super_block *sb);
void generic_fillattr(struct mnt_idmap *idmap, u32 request_mask, struct inode *inode,
		      struct kstat *stat);
extern struct mnt_idmap nop_mnt_idmap;
#define clear_inode(inode)	do { } while (0)
#define compat_ptr_ioctl	NULL	/* without CONFIG_COMPAT */
loff_t generic_file_llseek(struct file *file, loff_t off, int whence);
ssize_t generic_read_dir(struct file *file, char __user *buf, size_t n, loff_t *pos);
loff_t noop_llseek(struct file *file, loff_t off, int whence);
int fs_boot(bool procfs, bool fds);	/* rootfs, /dev/null, procfs; before there is a task */
/* fs/rootfs.c: the end of booting: 0, 1 and 2 of `current` on /dev/null, if fs_boot(, true) */
int fs_open_std(void);

/* fs/readdir.c */
struct dir_context {
	bool (*actor)(struct dir_context *ctx, const char *name, int len, loff_t off, u64 ino,
		      unsigned int type);
	loff_t pos;
};
#define DT_CHR	2
#define DT_DIR	4
#define DT_REG	8
#define DT_LNK	10
static inline bool dir_emit(struct dir_context *ctx, const char *name, int len, u64 ino,
			    unsigned int type)
{
	return ctx->actor(ctx, name, len, ctx->pos, ino, type);
}
bool dir_emit_dots(struct file *file, struct dir_context *ctx);

/* fs/namei.c: a path as user space gives it. Flags: O_NOFOLLOW, O_DIRECTORY */
struct file *do_filp_open(int dfd, const char *path, int flags, umode_t mode);
struct file *file_open_root(const struct path *root, const char *filename, int flags,
			    umode_t mode);
int do_readlink(int dfd, const char *path, char *buf, size_t n);
/* fs/exec.c wants the program: mode, owner. -ENOENT, -EACCES */
int kern_program(int dfd, const char *path, umode_t *mode, kuid_t *uid, kgid_t *gid);
/* fs/d_path.c: what readlink of /proc/<pid>/fd/<n> says; length without NUL, -ENAMETOOLONG */
int d_path(const struct path *path, char *buf, size_t n);
/* fs/namei.c: a path of user space: kfree() it. ERR_PTR: -ENOENT if empty, -EFAULT … */
char *getname(const char __user *filename);
char *getname_flags(const char __user *filename, bool empty_ok);

#endif
