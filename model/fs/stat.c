// SPDX-License-Identifier: GPL-2.0-only
/*
 * stat and its kin: mode, owner and inode number; nothing here has a size or a
 * time.
 */
#include <linux/fs.h>
#include <linux/file.h>
#include <linux/namei.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/syscalls.h>
#include <linux/user_namespace.h>

/*
 * Mirrors fs/stat.c:vfs_getattr() and cp_new_stat(); st_dev tells the file systems apart by their
 * magic. @path: the dentry may be NULL where nobody has opened it: then the inode alone says all.
 */
static int cp_new_stat(const struct path *path, struct inode *inode, struct stat __user *ubuf)
{
	struct user_namespace *ns = current_user_ns();
	struct kstat stat;
	struct stat st;
	int ret = 0;

	generic_fillattr(&nop_mnt_idmap, STATX_BASIC_STATS, inode, &stat);
	if (path->dentry && inode->i_op && inode->i_op->getattr)
		ret = inode->i_op->getattr(&nop_mnt_idmap, path, &stat, STATX_BASIC_STATS, 0);
	if (ret)
		return ret;
	memset(&st, 0, sizeof(st));
	st.st_dev = inode->i_sb->s_magic & 0xffff;
	st.st_ino = stat.ino;
	st.st_mode = stat.mode;
	st.st_nlink = stat.nlink;
	st.st_size = stat.size;
	st.st_uid = from_kuid_munged(ns, stat.uid);
	st.st_gid = from_kgid_munged(ns, stat.gid);
	st.st_blksize = inode->i_sb->s_magic == PROC_SUPER_MAGIC ? 1024 : stat.blksize;
	return copy_to_user(ubuf, &st, sizeof(st)) ? -EFAULT : 0;
}

/* mirrors fs/stat.c:vfs_fstat(): works for O_PATH too, and for a process that is gone */
static long do_fstat(int fd, struct stat __user *ubuf)
{
	struct file *file = fget_raw(fd);
	long ret;

	if (!file)
		return -EBADF;
	ret = cp_new_stat(&file->f_path, file_inode(file), ubuf);
	fput(file);
	return ret;
}

static long do_stat(int dfd, const char *name, struct stat __user *ubuf, unsigned int lookup)
{
	struct nameidata nd;
	struct path path;
	long ret;

	ret = path_walk(&nd, dfd, name, lookup);
	if (ret)
		return ret;
	path = (struct path) { .dentry = nd.dentry };
	ret = cp_new_stat(&path, nd.inode, ubuf);
	path_walk_done(&nd);
	return ret;
}

SYSCALL_DEFINE4(newfstatat, int, dfd, const char __user *, filename,
		struct stat __user *, statbuf, int, flag)
{
	unsigned int lookup = flag & AT_SYMLINK_NOFOLLOW ? 0 : LOOKUP_FOLLOW;
	char *name;
	char first;
	long ret;

	if (flag & ~(AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH))
		return -EINVAL;
	if (flag & AT_EMPTY_PATH) {
		first = '\0';
		/* since 6.11 no path at all will do */
		if ((filename || !kernel_release(6, 11)) && get_user(first, filename))
			return -EFAULT;
		if (!first)
			return dfd == AT_FDCWD ? do_stat(dfd, ".", statbuf, 0) :
						 do_fstat(dfd, statbuf);
	}
	name = getname(filename);
	if (IS_ERR(name))
		return PTR_ERR(name);
	ret = do_stat(dfd, name, statbuf, lookup);
	kfree(name);
	return ret;
}

SYSCALL_DEFINE2(fstat, unsigned int, fd, struct stat __user *, statbuf)
{
	return do_fstat(fd, statbuf);
}

SYSCALL_DEFINE2(stat, const char __user *, filename, struct stat __user *, statbuf)
{
	return __do_sys_newfstatat(AT_FDCWD, filename, statbuf, 0);
}

SYSCALL_DEFINE2(lstat, const char __user *, filename, struct stat __user *, statbuf)
{
	return __do_sys_newfstatat(AT_FDCWD, filename, statbuf, AT_SYMLINK_NOFOLLOW);
}
