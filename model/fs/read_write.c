// SPDX-License-Identifier: GPL-2.0-only
/*
 * read(2), write(2), lseek(2). Mirrors fs/read_write.c. Differs: threads that share a
 * file do not queue up for its position (f_pos_lock).
 */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/sched.h>
#include <linux/syscalls.h>

#define MAX_RW_COUNT	((size_t)INT_MAX & ~4095UL)

#define SEEK_MAX	4	/* SEEK_HOLE */

/* Mirrors fs/read_write.c:vfs_read. A file that can't be read at all is no bad descriptor. */
static ssize_t vfs_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	if (!(file->f_mode & FMODE_READ))
		return -EBADF;
	if (!file->f_op->read)
		return -EINVAL;
	return file->f_op->read(file, buf, min(count, MAX_RW_COUNT), pos);
}

/* Mirrors fs/read_write.c:vfs_write. */
static ssize_t vfs_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	if (!(file->f_mode & FMODE_WRITE))
		return -EBADF;
	if (!file->f_op->write)
		return -EINVAL;
	return file->f_op->write(file, buf, min(count, MAX_RW_COUNT), pos);
}

SYSCALL_DEFINE3(read, unsigned int, fd, char __user *, buf, size_t, count)
{
	struct fd f = fdget(fd);
	ssize_t ret;
	loff_t pos;

	if (fd_empty(f))
		return -EBADF;
	pos = fd_file(f)->f_pos;
	ret = vfs_read(fd_file(f), buf, count, &pos);
	if (ret >= 0)
		fd_file(f)->f_pos = pos;
	fdput(f);
	return ret;
}

SYSCALL_DEFINE3(write, unsigned int, fd, const char __user *, buf, size_t, count)
{
	struct fd f = fdget(fd);
	ssize_t ret;
	loff_t pos;

	if (fd_empty(f))
		return -EBADF;
	pos = fd_file(f)->f_pos;
	ret = vfs_write(fd_file(f), buf, count, &pos);
	if (ret >= 0)
		fd_file(f)->f_pos = pos;
	fdput(f);
	return ret;
}

/* A file without ->llseek is a stream. Mirrors fs/read_write.c:ksys_lseek. */
SYSCALL_DEFINE3(lseek, unsigned int, fd, loff_t, offset, unsigned int, whence)
{
	struct fd f = fdget(fd);
	loff_t ret = -EINVAL;

	if (fd_empty(f))
		return -EBADF;
	if (whence <= SEEK_MAX)
		ret = fd_file(f)->f_op->llseek ?
		      fd_file(f)->f_op->llseek(fd_file(f), offset, (int)whence) : -ESPIPE;
	fdput(f);
	return ret;
}
