// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files that are on no file system. Mirrors fs/anon_inodes.c: all of them share
 * one inode, and each has a dentry of its own that gives it its name.
 */
#include <linux/anon_inodes.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/fs.h>

#define ANON_INODE_FS_MAGIC 0x09041934

static struct super_block anon_inode_sb = {
	.s_name = "anon_inode",
	.s_magic = ANON_INODE_FS_MAGIC,
};
static struct inode *anon_inode_inode;

/**
 * anon_inode_getfile - a file that only lives in descriptors
 * @name: "[eventfd]" and the like; readlink shows "anon_inode:[eventfd]"
 * @fops: its operations
 * @priv: its private_data; what it refers to stays the caller's if this fails
 * @flags: only O_ACCMODE and O_NONBLOCK count
 *
 * Mirrors fs/anon_inodes.c:anon_inode_getfile. Return: the file, -ENFILE or -ENOMEM.
 */
struct file *anon_inode_getfile(const char *name, const struct file_operations *fops, void *priv,
				int flags)
{
	struct file *file;

	file = alloc_file_pseudo(igrab(anon_inode_inode), name, flags & (O_ACCMODE | O_NONBLOCK),
				 fops);
	if (!IS_ERR(file))
		file->private_data = priv;
	return file;
}

/**
 * anon_inode_getfd - the same, and a descriptor for it
 * @flags: O_CLOEXEC counts as well
 *
 * Mirrors fs/anon_inodes.c:anon_inode_getfd. Return: the descriptor or -errno.
 */
int anon_inode_getfd(const char *name, const struct file_operations *fops, void *priv, int flags)
{
	struct file *file;
	int fd;

	fd = get_unused_fd_flags((unsigned int)flags);
	if (fd < 0)
		return fd;
	file = anon_inode_getfile(name, fops, priv, flags);
	if (IS_ERR(file)) {
		put_unused_fd((unsigned int)fd);
		return (int)PTR_ERR(file);
	}
	fd_install((unsigned int)fd, file);
	return fd;
}

/** anon_inode_boot - the inode that they share; mirrors fs/anon_inodes.c:anon_inode_init */
int anon_inode_boot(void)
{
	anon_inode_inode = new_inode(&anon_inode_sb);
	if (!anon_inode_inode)
		return -ENOMEM;
	/* No file type, as in the kernel; for the owner alone. */
	anon_inode_inode->i_mode = 0600;
	return 0;
}
