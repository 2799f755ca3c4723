// SPDX-License-Identifier: GPL-2.0-only
/*
 * What changes attributes of an open file, or asks its file system about itself: ftruncate, fchmod,
 * fstatfs. Mirrors fs/open.c, fs/attr.c and fs/statfs.c as far as files without a disk need it.
 */
#include <linux/cred.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/namei.h>
#include <linux/proc_fs.h>
#include <linux/sched.h>
#include <linux/syscalls.h>
#include <linux/uaccess.h>
#include <linux/user_namespace.h>

/* Mirrors fs/libfs.c:simple_setattr() and fs/proc/base.c:proc_setattr(); nothing has a size. */
static int default_setattr(struct inode *inode, const struct iattr *attr)
{
	if (!(attr->ia_valid & ATTR_MODE))
		return 0;
	if (inode->i_sb->s_magic == PROC_SUPER_MAGIC)
		return -EPERM;
	if (!uid_eq(current_fsuid(), inode->i_uid) && !capable(CAP_FOWNER))
		return -EPERM;
	inode->i_mode = (inode->i_mode & S_IFMT) | (attr->ia_mode & 07777);
	return 0;
}

/*
 * Mirrors fs/attr.c:notify_change(), behind mnt_want_write(): -EROFS, -EPERM (immutable), or what
 * the file system says.
 */
static int notify_change(struct dentry *dentry, struct iattr *attr)
{
	struct inode *inode = dentry->d_inode;

	if (sb_rdonly(inode->i_sb))
		return -EROFS;
	if ((attr->ia_valid & ATTR_MODE) && IS_IMMUTABLE(inode))
		return -EPERM;
	if (inode->i_op && inode->i_op->setattr)
		return inode->i_op->setattr(&nop_mnt_idmap, dentry, attr);
	return default_setattr(inode, attr);
}

/* Mirrors fs/open.c:do_sys_ftruncate. */
SYSCALL_DEFINE2(ftruncate, unsigned int, fd, long, length)
{
	struct iattr attr = { .ia_valid = ATTR_SIZE, .ia_size = length };
	struct fd f;
	int ret = -EINVAL;

	if (length < 0)
		return -EINVAL;
	f = fdget(fd);
	if (fd_empty(f))
		return -EBADF;
	if (S_ISREG(file_inode(fd_file(f))->i_mode) && (fd_file(f)->f_mode & FMODE_WRITE))
		ret = notify_change(fd_file(f)->f_path.dentry, &attr);
	fdput(f);
	return ret;
}

/* Mirrors fs/open.c:fchmod. */
SYSCALL_DEFINE2(fchmod, unsigned int, fd, umode_t, mode)
{
	struct iattr attr = { .ia_valid = ATTR_MODE, .ia_mode = mode };
	struct fd f = fdget(fd);
	int ret;

	if (fd_empty(f))
		return -EBADF;
	ret = notify_change(fd_file(f)->f_path.dentry, &attr);
	fdput(f);
	return ret;
}

/* Mirrors fs/statfs.c:fstatfs; what is about blocks and inodes stays 0. Works for O_PATH too. */
SYSCALL_DEFINE2(fstatfs, unsigned int, fd, struct statfs __user *, buf)
{
	struct kstatfs st = { 0 };
	struct fd f = fdget_raw(fd);
	struct statfs user = { 0 };
	struct dentry *dentry;
	int ret;

	if (fd_empty(f))
		return -EBADF;
	dentry = fd_file(f)->f_path.dentry;
	if (dentry->d_inode->i_sb->s_op && dentry->d_inode->i_sb->s_op->statfs)
		ret = dentry->d_inode->i_sb->s_op->statfs(dentry, &st);
	else
		ret = simple_statfs(dentry, &st);
	fdput(f);
	if (ret)
		return ret;
	user.f_type = st.f_type;
	user.f_bsize = st.f_bsize;
	user.f_namelen = st.f_namelen;
	return copy_to_user(buf, &user, sizeof(user)) ? -EFAULT : 0;
}
