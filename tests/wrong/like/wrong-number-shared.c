// SPDX-License-Identifier: GPL-2.0-only
/*
 * Broken on purpose, after send-signal: a number that is taken, but that nobody can find yet,
 * passes for a free one.
 */
#include <linux/errno.h>
#include <linux/pidmap.h>

#include "like.h"

int pidmap_alloc_cyclic(struct pidmap *map, void *ptr, int start, int end)
{
	int nr = max((int)map->next, start);

	while (pidmap_find(map, nr))	/* the fault */
		nr++;
	if (nr >= end)
		return -ENOSPC;
	(void)pidmap_alloc(map, ptr, nr, nr + 1);
	map->next = nr + 1;
	return nr;
}

WRONG_DESIGN("wrong-number-shared", "gives a number again before it can be found",
	     .releases = { LINUX(5, 1), LINUX(5, 1) });
