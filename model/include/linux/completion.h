/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: wait for something to be done once. */
#ifndef _LINUX_COMPLETION_H
#define _LINUX_COMPLETION_H

#include <linux/wait.h>

struct completion {
	unsigned int done;
	wait_queue_head_t wait;
};
#define init_completion(c)	((c)->done = 0, init_waitqueue_head(&(c)->wait))
void complete(struct completion *c);
void complete_all(struct completion *c);
int wait_for_completion_killable(struct completion *c);

#endif
