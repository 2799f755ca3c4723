/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: what statfs tells file systems apart by. */
#ifndef _LINUX_MAGIC_H
#define _LINUX_MAGIC_H

#define PID_FS_MAGIC		0x50494446
#define NSFS_MAGIC		0x6e736673

#endif
