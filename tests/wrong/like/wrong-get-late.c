// SPDX-License-Identifier: GPL-2.0-only
/*
 * Broken on purpose, after pidfd-open-v2: the struct pid that a number leads to is counted when
 * the read section that kept it is over.
 */
#include <linux/pid.h>
#include <linux/rcupdate.h>

#include "like.h"

struct pid *find_get_pid(int nr)
{
	struct pid *pid;

	rcu_read_lock();
	pid = find_vpid(nr);
	rcu_read_unlock();
	return get_pid(pid);	/* the fault */
}

WRONG_DESIGN("wrong-get-late", "counts a struct pid after it may have been freed",
	     .releases = { LINUX(5, 1), LINUX(5, 1) }, .constants = constants);
