/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: what all namespaces share. */
#ifndef _LINUX_NS_COMMON_H
#define _LINUX_NS_COMMON_H

#include <linux/refcount.h>

struct proc_ns_operations;

struct ns_common {
	const struct proc_ns_operations *ops;
	unsigned int inum;
	refcount_t count;
};

#endif
