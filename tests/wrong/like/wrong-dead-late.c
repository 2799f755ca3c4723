// SPDX-License-Identifier: GPL-2.0-only
/*
 * Broken on purpose, after proc-poll: that a process is dead is told by a callback, a grace period
 * after it has been taken apart. Its number is free before.
 */
#include <linux/pid.h>
#include <linux/pidfd.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/wait.h>

#include "like.h"

struct late_word {
	struct rcu_head rcu;
	struct pid *pid;
};

static void tell(struct rcu_head *head)
{
	struct late_word *word = container_of(head, struct late_word, rcu);

	word->pid->ino = 0;	/* nobody else needs it: there is no pidfs here */
	wake_up_all(&word->pid->wait_pidfd);
	put_pid(word->pid);
	kfree(word);
}

void pidfs_exit(struct task_struct *tsk);
void pidfs_exit(struct task_struct *tsk)
{
	struct late_word *word = kmalloc(sizeof(*word), GFP_KERNEL);

	if (!word || !thread_group_leader(tsk)) {
		kfree(word);
		return;
	}
	word->pid = get_pid(task_pid(tsk));
	call_rcu(&word->rcu, tell);	/* the fault */
}

bool thread_group_exited(struct pid *pid)
{
	sim_point(HOST_OP_LOAD, pid, SIM_HERE);
	return !pid->ino;
}

WRONG_DESIGN("wrong-dead-late", "says that a process is dead when its number is free already",
	     .releases = { LINUX(4, 20), LINUX(4, 20) });
