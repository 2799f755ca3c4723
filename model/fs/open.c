// SPDX-License-Identifier: GPL-2.0-only
/*
 * open, openat, access. Closing is with the descriptors (fs/file.c).
 */
#include <linux/fs.h>
#include <linux/cred.h>
#include <linux/file.h>
#include <linux/judge.h>
#include <linux/magic.h>
#include <linux/namei.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/syscalls.h>

#define O_PATH_FLAGS (O_DIRECTORY | O_NOFOLLOW | O_PATH)
#define VALID_OPEN_FLAGS (O_ACCMODE | O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC | O_APPEND |	\
			  O_NONBLOCK | O_DSYNC | FASYNC | O_DIRECT | O_LARGEFILE |		\
			  O_DIRECTORY | O_NOFOLLOW | O_NOATIME | O_CLOEXEC | O_PATH)

/* @inode is /proc/<pid> or /proc/<pid>/task/<tid>: who holds it open has a handle */
static bool is_process_dir(const struct inode *inode)
{
	return inode->pid && (inode->i_fop == &proc_tgid_base_operations ||
			      inode->i_fop == &proc_tid_base_operations);
}

/* mirrors fs/open.c:do_dentry_open(); what fails to open is not released */
static int do_dentry_open(struct file *f)
{
	struct inode *inode = f->f_path.dentry->d_inode;
	int ret = 0;

	f->f_inode = inode;
	f->f_op = &empty_fops;
	if (f->f_flags & O_PATH) {
		f->f_mode = FMODE_PATH;
		return 0;
	}
	f->f_mode = (f->f_flags + 1) & O_ACCMODE;
	if (inode->i_fop->open) {
		f->f_op = inode->i_fop;
		ret = f->f_op->open(inode, f);
		if (ret) {
			f->f_op = &empty_fops;
			return ret;
		}
	}
	f->f_op = inode->i_fop;
	f->f_flags &= ~(O_CREAT | O_EXCL | O_NOCTTY | O_TRUNC);
	/* FMODE_CAN_ODIRECT, which only files on disks have */
	if ((f->f_flags & O_DIRECT) && (!S_ISREG(inode->i_mode) ||
					 inode->i_sb->s_magic == PROC_SUPER_MAGIC ||
					 inode->i_sb->s_magic == NSFS_MAGIC))
		return -EINVAL;
	if (is_process_dir(inode))
		judge_handle_opened(f, inode->pid);
	return 0;
}

/**
 * dentry_open - open what @path stands for
 * @path: takes a reference of its own
 * @flags: O_*
 *
 * Mirrors fs/open.c:dentry_open(). Return: the file; ERR_PTR.
 */
struct file *dentry_open(const struct path *path, int flags, const struct cred *cred)
{
	struct file *f;
	int ret;

	f = alloc_empty_file(flags, cred);
	if (IS_ERR(f))
		return f;
	refcount_inc(&path->dentry->d_count);
	f->f_path = *path;
	ret = do_dentry_open(f);
	if (!ret)
		return f;
	fput(f);
	return ERR_PTR(ret);
}

/**
 * build_open_flags - what of the flags means something
 *
 * Mirrors fs/open.c:build_open_flags() behind build_open_how(): open() ignores
 * bits that it does not know; O_PATH ignores all but three. O_CREAT of a
 * directory is refused since 6.4; before, it fails later and otherwise.
 *
 * Return: the flags for the file, -EINVAL.
 */
static int build_open_flags(int flags)
{
	flags &= VALID_OPEN_FLAGS & ~O_CLOEXEC;
	if (flags & O_PATH)
		return flags & O_PATH_FLAGS;
	if (kernel_release(6, 4) &&
	    (flags & (O_CREAT | O_DIRECTORY)) == (O_CREAT | O_DIRECTORY))
		return -EINVAL;
	return flags | O_LARGEFILE;
}

/* mirrors fs/open.c:do_sys_openat2(): flags, then the name, then a number, then the walk */
static long do_sys_open(int dfd, const char __user *filename, int flags, umode_t mode)
{
	int file_flags = build_open_flags(flags), fd;
	struct file *f;
	char *name;

	if (file_flags < 0)
		return file_flags;
	name = getname(filename);
	if (IS_ERR(name))
		return PTR_ERR(name);
	fd = get_unused_fd_flags(flags & O_CLOEXEC);
	if (fd >= 0) {
		f = do_filp_open(dfd, name, file_flags, mode);
		if (IS_ERR(f)) {
			put_unused_fd(fd);
			fd = PTR_ERR(f);
		} else {
			fd_install(fd, f);
		}
	}
	kfree(name);
	return fd;
}

SYSCALL_DEFINE3(open, const char __user *, filename, int, flags, umode_t, mode)
{
	return do_sys_open(AT_FDCWD, filename, flags, mode);
}

SYSCALL_DEFINE4(openat, int, dfd, const char __user *, filename, int, flags, umode_t, mode)
{
	return do_sys_open(dfd, filename, flags, mode);
}

/*
 * What access() judges by: the real ids, and no capabilities but root's.
 * Mirrors fs/open.c:access_override_creds(). NULL: no memory.
 */
static struct cred *access_cred(void)
{
	struct cred *cred = prepare_creds();

	if (!cred)
		return NULL;
	cred->fsuid = cred->uid;
	cred->fsgid = cred->gid;
	if (uid_eq(cred->uid, make_kuid(cred->user_ns, 0)))
		cred->cap_effective = cred->cap_permitted;
	else
		cred->cap_effective = CAP_EMPTY_SET;
	return cred;
}

/* mirrors fs/exec.c:path_noexec(): nothing on these file systems is a program */
static bool is_noexec(const struct inode *inode)
{
	unsigned long magic = inode->i_sb->s_magic;

	return magic == PROC_SUPER_MAGIC || (magic == NSFS_MAGIC && kernel_release(6, 18));
}

static long walk_and_check(int dfd, const char *name, int mode, unsigned int lookup)
{
	struct nameidata nd;
	long ret;

	ret = path_walk(&nd, dfd, name, lookup);
	if (ret)
		return ret;
	if ((mode & MAY_EXEC) && S_ISREG(nd.inode->i_mode) && is_noexec(nd.inode))
		ret = -EACCES;
	else
		ret = inode_permission(nd.inode, mode | MAY_ACCESS);
	path_walk_done(&nd);
	return ret;
}

/* mirrors fs/open.c:do_faccessat() */
static long do_faccessat(int dfd, const char __user *filename, int mode, int flags)
{
	unsigned int lookup = flags & AT_SYMLINK_NOFOLLOW ? 0 : LOOKUP_FOLLOW;
	const struct cred *old = current->cred;
	struct cred *cred = NULL;
	char *name;
	long ret;

	if (mode & ~7 || flags & ~(AT_EACCESS | AT_SYMLINK_NOFOLLOW))
		return -EINVAL;
	if (!(flags & AT_EACCESS)) {
		cred = access_cred();
		if (!cred)
			return -ENOMEM;
		current->cred = cred;
	}
	name = getname(filename);
	ret = IS_ERR(name) ? PTR_ERR(name) : walk_and_check(dfd, name, mode, lookup);
	if (!IS_ERR(name))
		kfree(name);
	if (cred) {
		current->cred = old;
		abort_creds(cred);
	}
	return ret;
}

SYSCALL_DEFINE3(faccessat, int, dfd, const char __user *, filename, int, mode)
{
	return do_faccessat(dfd, filename, mode, 0);
}

SYSCALL_DEFINE4(faccessat2, int, dfd, const char __user *, filename, int, mode, int, flags)
{
	return do_faccessat(dfd, filename, mode, flags);
}

SYSCALL_DEFINE2(access, const char __user *, filename, int, mode)
{
	return do_faccessat(AT_FDCWD, filename, mode, 0);
}
