/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: what a file system says of a mount that is being made. */
#ifndef _LINUX_FS_CONTEXT_H
#define _LINUX_FS_CONTEXT_H

#include <linux/fs.h>

struct fs_context {
	struct file_system_type *fs_type;
	void *fs_private;
	void *s_fs_info;
	unsigned int s_iflags;
};

#endif
