// SPDX-License-Identifier: GPL-2.0-only
/* ioctl(2): what every file can, and the way to ->unlocked_ioctl. Mirrors fs/ioctl.c. */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/ioctl.h>
#include <linux/syscalls.h>

/* Mirrors fs/ioctl.c:vfs_ioctl. */
static long vfs_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	long error;

	if (!file->f_op->unlocked_ioctl)
		return -ENOTTY;
	error = file->f_op->unlocked_ioctl(file, cmd, arg);
	return error == -ENOIOCTLCMD ? -ENOTTY : error;
}

/* FIONBIO. Mirrors fs/ioctl.c:ioctl_fionbio. */
static int ioctl_fionbio(struct file *file, const int __user *argp)
{
	int on;

	if (get_user(on, argp))
		return -EFAULT;
	spin_lock(&file->f_lock);
	if (on)
		file->f_flags |= O_NONBLOCK;
	else
		file->f_flags &= ~(unsigned int)O_NONBLOCK;
	spin_unlock(&file->f_lock);
	return 0;
}

/* Mirrors fs/ioctl.c:do_vfs_ioctl: -ENOIOCTLCMD for what is the file's own. */
static int do_vfs_ioctl(struct file *file, unsigned int fd, unsigned int cmd, unsigned long arg)
{
	struct inode *inode = file_inode(file);

	switch (cmd) {
	case FIOCLEX:
		set_close_on_exec(fd, true);
		return 0;
	case FIONCLEX:
		set_close_on_exec(fd, false);
		return 0;
	case FIONBIO:
		return ioctl_fionbio(file, (const int __user *)arg);
	case FIONREAD:
		if (!S_ISREG(inode->i_mode))
			break;
		return put_user((int)(i_size_read(inode) - file->f_pos), (int __user *)arg);
	}
	return -ENOIOCTLCMD;
}

SYSCALL_DEFINE3(ioctl, unsigned int, fd, unsigned int, cmd, unsigned long, arg)
{
	struct fd f = fdget(fd);
	long error;

	if (fd_empty(f))
		return -EBADF;
	error = do_vfs_ioctl(fd_file(f), fd, cmd, arg);
	if (error == -ENOIOCTLCMD)
		error = vfs_ioctl(fd_file(f), cmd, arg);
	fdput(f);
	return error;
}
