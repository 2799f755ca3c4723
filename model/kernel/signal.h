/* SPDX-License-Identifier: GPL-2.0-only */
/* custom: what the files that kernel/signal.c is split into share; nobody else includes it. */
#ifndef _KERNEL_SIGNAL_H
#define _KERNEL_SIGNAL_H

#include <linux/sched.h>
#include <linux/uaccess.h>

/* as in the kernel, without POSIX timers: what a queue offers that @blocked does not hold back */
#define PENDING(p, b)	(((p)->signal.sig[0] & ~(b)->sig[0]) != 0)

#define task_sigpending(t)	signal_pending(t)

/* the least RLIMIT_CORE that gives a core: a page, as fs/binfmt_elf.c says */
#define MIN_COREDUMP	4096

static inline __sighandler_t sig_handler(struct task_struct *t, int sig)
{
	return t->sighand->action[sig - 1].sa.sa_handler;
}

static inline bool sig_handler_ignored(__sighandler_t handler, int sig)
{
	return handler == SIG_IGN || (handler == SIG_DFL && sig_kernel_ignore(sig));
}

/* kernel/siginfo.c */
bool has_si_pid_and_uid(const struct kernel_siginfo *info);
int __copy_siginfo_from_user(int signo, kernel_siginfo_t *to, const siginfo_t __user *from);
bool siginfo_shared_by_group(void);

/* kernel/signal.c */
void __sigqueue_free(struct sigqueue *q);

/* kernel/signal_deliver.c */
void retarget_shared_pending(struct task_struct *tsk, const sigset_t *which);
void __set_task_blocked(struct task_struct *tsk, const sigset_t *newset);
void signal_tell_taken(struct task_struct *t, int sig, const kernel_siginfo_t *info,
		       bool handled);

/* kernel/signal_stop.c; siglock held */
bool do_signal_stop(int signr, const kernel_siginfo_t *info);
void do_jobctl_trap(void);
int ptrace_signal(int signr, kernel_siginfo_t *info, enum pid_type type);
void notify_stop_or_continue(int why);

/* kernel/signal_action.c */
int sigaction_boot(void);

#endif
