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

/* mirrors fs/stat.c:cp_new_stat(); st_dev tells the file systems apart by their magic */
static int cp_new_stat(const struct inode *inode, struct stat __user *ubuf)
{
	struct user_namespace *ns = current_user_ns();
	struct stat st;

	memset(&st, 0, sizeof(st));
	st.st_dev = inode->i_sb->s_magic & 0xffff;
	st.st_ino = inode->i_ino;
	st.st_mode = inode->i_mode;
	st.st_nlink = S_ISDIR(inode->i_mode) ? 2 : 1;
	st.st_uid = from_kuid_munged(ns, inode->i_uid);
	st.st_gid = from_kgid_munged(ns, inode->i_gid);
	st.st_blksize = inode->i_sb->s_magic == PROC_SUPER_MAGIC ? 1024 : 4096;
	return copy_to_user(ubuf, &st, sizeof(st)) ? -EFAULT : 0;
}

/* mirrors fs/stat.c:vfs_fstat(): works for O_PATH too, and for a process that is gone */
static long do_fstat(int fd, struct stat __user *ubuf)
{
	struct file *file = fget_raw(fd);
	long ret;

	if (!file)
		return -EBADF;
	ret = cp_new_stat(file_inode(file), ubuf);
	fput(file);
	return ret;
}

static long do_stat(int dfd, const char *name, struct stat __user *ubuf, unsigned int lookup)
{
	struct nameidata nd;
	long ret;

	ret = path_walk(&nd, dfd, name, lookup);
	if (ret)
		return ret;
	ret = cp_new_stat(nd.inode, ubuf);
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
