/* SPDX-License-Identifier: GPL-2.0-only */
/* custom: the standing judges that only the model can be: they look at each signal that is
 * sent on a task's behalf, and report; they never change what happens. No kernel header. */
#ifndef _LINUX_JUDGE_H
#define _LINUX_JUDGE_H

#include <linux/sched.h>

/*
 * @sig is about to be queued to @t (thread, group: @type), or @sig is 0 and would be.
 * Called where a call of `current` signals somebody (do_send_sig_info), permission or not being
 * checked already. Reports authority and stability.
 */
void judge_signal(int sig, struct kernel_siginfo *info, struct task_struct *t,
		  enum pid_type type, const struct host_site *site);
/* `current` uses the handle @file (fdget); remembered until its call ends */
void judge_handle_used(struct file *file);
/* @file was opened on the process that @pid stands for */
void judge_handle_opened(struct file *file, struct pid *pid);
/* at return to user mode: locks held, RCU sections open */
void judge_return_to_user(void);

#endif
