/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: file systems that only the kernel mounts. */
#ifndef _LINUX_PSEUDO_FS_H
#define _LINUX_PSEUDO_FS_H

#include <linux/fs_context.h>

struct pseudo_fs_context {
	const struct super_operations *ops;
	const void *eops;
	const void *xattr;
	const struct dentry_operations *dops;
	unsigned long magic;
	unsigned int s_d_flags;
};

struct pseudo_fs_context *init_pseudo(struct fs_context *fc, unsigned long magic);

#endif
