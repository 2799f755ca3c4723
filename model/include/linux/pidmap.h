/* SPDX-License-Identifier: GPL-2.0-only */
/* custom: the kernel has an idr here. A 64-ary radix tree of pointers with a bitmap of
 * used slots at each node: cyclic allocation is a count of trailing zeros.
 * The caller holds the lock. */
#ifndef _LINUX_PIDMAP_H
#define _LINUX_PIDMAP_H

#include <linux/types.h>

struct pidmap_node;

struct pidmap {
	struct pidmap_node *root;
	unsigned int height;
	unsigned int next;		/* where the next cyclic search starts */
};

/* all: -ENOMEM, -ENOSPC (no number in [start, end)) */
int pidmap_alloc(struct pidmap *map, void *ptr, int start, int end);
int pidmap_alloc_cyclic(struct pidmap *map, void *ptr, int start, int end);
void pidmap_replace(struct pidmap *map, void *ptr, int nr);
void *pidmap_find(struct pidmap *map, int nr);
void *pidmap_get_next(struct pidmap *map, int *nr);	/* first used number >= *nr */
void *pidmap_remove(struct pidmap *map, int nr);
void pidmap_shrink(struct pidmap *map);		/* no higher than its numbers need */
void pidmap_destroy(struct pidmap *map);
int pidmap_boot(void);

#endif
