// SPDX-License-Identifier: GPL-2.0-only
/*
 * Broken on purpose, after proc-poll: first it looks whether the process has died, and then puts
 * itself where it is woken.
 */
#include <linux/fs.h>
#include <linux/pidfd.h>
#include <linux/poll.h>
#include <linux/sched.h>

#include "like.h"

__poll_t pidfd_poll_exit(struct file *file, struct pid *pid, struct poll_table_struct *pt)
{
	bool exited = thread_group_exited(pid);

	poll_wait(file, &pid->wait_pidfd, pt);	/* the fault */
	return exited ? EPOLLIN | EPOLLRDNORM : 0;
}

WRONG_DESIGN("wrong-poll-late", "looks for the death before it waits for it",
	     .releases = { LINUX(4, 20), LINUX(4, 20) });
