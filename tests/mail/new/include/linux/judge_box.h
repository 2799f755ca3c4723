/* SPDX-License-Identifier: GPL-2.0-only */
/* A header that only the new tree has: a patch that makes it shows all of it. */
#ifndef _LINUX_JUDGE_BOX_H
#define _LINUX_JUDGE_BOX_H

#define JUDGE_BOX_MAX	16

#define judge_box_for_each(i, box)			\
	for ((i) = 0; (i) < (box)->nr; (i)++)		\
		if ((box)->slot[(i)].taken)

struct judge_box {
	unsigned int nr;
	struct {
		int taken;
		const char *name;
	} slot[JUDGE_BOX_MAX];
};

#endif /* _LINUX_JUDGE_BOX_H */
