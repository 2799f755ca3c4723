/* SPDX-License-Identifier: GPL-2.0-only */
/* stub: a mount leads to its super block and is never counted: those of the kernel itself stay. */
#ifndef _LINUX_MOUNT_H
#define _LINUX_MOUNT_H

#include <linux/fs.h>

struct vfsmount {
	struct super_block *mnt_sb;
	int mnt_flags;
};

static inline struct vfsmount *mntget(struct vfsmount *mnt)
{
	return mnt;
}

static inline void mntput(struct vfsmount *mnt)
{
}

struct vfsmount *kern_mount(struct file_system_type *type);	/* ERR_PTR(-ENOMEM) */

#endif
