// SPDX-License-Identifier: GPL-2.0-only
/*
 * The name of an open file, as readlink of /proc/<pid>/fd/<n> prints it.
 */
#include <linux/fs.h>
#include <linux/namei.h>
#include <linux/nsproxy.h>
#include <linux/proc_fs.h>

/* -ENAMETOOLONG as the kernel says, where it did not fit */
static int checked_length(int len, size_t n)
{
	return len < 0 || (size_t)len < n ? len : -ENAMETOOLONG;
}

/**
 * d_path - the name of what @path leads to
 * @path: of an open file
 * @buf: gets the name and a NUL
 * @n: bytes of it
 *
 * Mirrors fs/d_path.c:d_path(). Names of files in the root file system and in
 * procfs are made from the inode, since dentries know no parent here. The rest
 * are objects without a place: "pipe:[ino]", "socket:[ino]", "pid:[number]" of
 * nsfs, "anon_inode:[eventfd]" for what bears such a name; a file system may also name
 * them itself (d_dname).
 *
 * Return: length without the NUL, -ENAMETOOLONG.
 */
int d_path(const struct path *path, char *buf, size_t n)
{
	const struct inode *inode = path->dentry->d_inode;
	const struct super_block *sb = inode->i_sb;
	const char *name = path->dentry->d_name;
	const struct dentry_operations *ops = path->dentry->d_op;
	const char *kind = sb->s_name;

	if (ops && ops->d_dname) {
		name = ops->d_dname(path->dentry, buf, n);
		if (IS_ERR(name))
			return PTR_ERR(name);
		memmove(buf, name, strlen(name) + 1);
		return strlen(buf);
	}
	if (!strcmp(kind, "rootfs"))
		return checked_length(rootfs_path(inode, buf, n), n);
	if (sb->s_magic == PROC_SUPER_MAGIC)
		return checked_length(proc_path(inode, buf, n), n);
	if (!strcmp(kind, "pipefs"))
		return checked_length(snprintf(buf, n, "pipe:[%lu]", inode->i_ino), n);
	if (!strcmp(kind, "sockfs"))
		return checked_length(snprintf(buf, n, "socket:[%lu]", inode->i_ino), n);
	if (!strcmp(kind, "nsfs"))
		return checked_length(snprintf(buf, n, "%s", name), n);
	return checked_length(snprintf(buf, n, "anon_inode:%s", name), n);
}
