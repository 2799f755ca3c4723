// SPDX-License-Identifier: GPL-2.0-only
/*
 * Handlers that several file systems share.
 */
#include <linux/fs.h>

/* mirrors fs/libfs.c:generic_read_dir() */
ssize_t generic_read_dir(struct file *file, char __user *buf, size_t n, loff_t *pos)
{
	return -EISDIR;
}

/**
 * generic_file_llseek - move in a file that has no size
 *
 * Mirrors fs/read_write.c:generic_file_llseek(), the end of every file being 0.
 *
 * Return: the new position, -EINVAL.
 */
loff_t generic_file_llseek(struct file *file, loff_t off, int whence)
{
	if (whence == 1)
		off += file->f_pos;
	else if (whence != 0 && whence != 2)
		return -EINVAL;
	if (off < 0)
		return -EINVAL;
	file->f_pos = off;
	return off;
}

/* mirrors fs/read_write.c:noop_llseek(): succeeds, and moves nothing */
loff_t noop_llseek(struct file *file, loff_t off, int whence)
{
	return file->f_pos;
}
