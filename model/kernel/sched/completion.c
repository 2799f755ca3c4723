// SPDX-License-Identifier: GPL-2.0-only
/* Waiting for something to be done; mirrors kernel/sched/completion.c. */
#include <linux/completion.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/sched.h>

#define COMPLETED_FOR_ALL U32_MAX

/** complete - let one waiter go, now or when it comes */
void complete(struct completion *c)
{
	spin_lock(&c->wait.lock);
	if (c->done != COMPLETED_FOR_ALL)
		c->done++;
	__wake_up_locked_key(&c->wait, TASK_NORMAL, NULL);
	spin_unlock(&c->wait.lock);
}

/** complete_all - let every waiter go, for good */
void complete_all(struct completion *c)
{
	c->done = COMPLETED_FOR_ALL;
	___wake_up(&c->wait, TASK_NORMAL, 0, NULL, SIM_HERE);
}

/**
 * wait_for_completion_killable - mirrors kernel/sched/completion.c; 0, or
 * -ERESTARTSYS on a fatal signal
 */
int wait_for_completion_killable(struct completion *c)
{
	DEFINE_WAIT(wait);
	int ret = 0;

	spin_lock(&c->wait.lock);
	while (!c->done) {
		if (signal_pending_state(TASK_KILLABLE, current)) {
			ret = -ERESTARTSYS;
			break;
		}
		if (!wait.head)
			__add_wait_queue_exclusive(&c->wait, &wait);
		__set_current_state(TASK_KILLABLE);
		spin_unlock(&c->wait.lock);
		schedule();
		spin_lock(&c->wait.lock);
	}
	__set_current_state(TASK_RUNNING);
	__remove_wait_queue(&c->wait, &wait);
	if (!ret && c->done != COMPLETED_FOR_ALL)
		c->done--;
	spin_unlock(&c->wait.lock);
	return ret;
}
