/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: files that are on no file system. */
#ifndef _LINUX_ANON_INODES_H
#define _LINUX_ANON_INODES_H

#include <linux/fs.h>

/* the reference that @priv stands for stays the caller's if this fails */
struct file *anon_inode_getfile(const char *name, const struct file_operations *fops, void *priv,
				int flags);
int anon_inode_getfd(const char *name, const struct file_operations *fops, void *priv, int flags);

#endif
