/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * custom: what several generations of handles have in common when they signal,
 * and when they tell of a death. In the kernel these are static functions, which
 * a patch brings with it.
 */
#ifndef _LINUX_PIDFD_H
#define _LINUX_PIDFD_H

#include <linux/pid.h>
#include <linux/poll.h>
#include <linux/signal.h>

/* true: @pid's own namespace, or one above it, is the caller's active one */
bool access_pidfd_pidns(struct pid *pid);

/*
 * What the receiver shall see. @info NULL: as kill(2), or as tkill(2) if @type is
 * PIDTYPE_PID. Else what the caller says: -EFAULT, -EINVAL (it is about another
 * signal), -EPERM (it pretends to be the kernel's, or tkill's, and is for somebody
 * else). As in the first kernels that had the call, SI_USER for somebody else is
 * replaced by the truth.
 */
int pidfd_kill_siginfo(kernel_siginfo_t *kinfo, int sig, const siginfo_t __user *info,
		       struct pid *pid, enum pid_type type);

/*
 * All of it: the namespace rule (-EINVAL), what the receiver shall see, and the signal to the
 * process (PIDTYPE_TGID) or the thread (PIDTYPE_PID) that @pid is for. Everything about the
 * caller's arguments comes before the process is looked for (-ESRCH).
 */
int pidfd_signal_pid(struct pid *pid, int sig, const siginfo_t __user *info, enum pid_type type);

/* @pid is a thread's that is not a leader; false: a process's, or nobody has it any more */
bool pidfd_is_thread(struct pid *pid);

/* readable once the process of @pid has died with all its threads, reaped or not */
__poll_t pidfd_poll_exit(struct file *file, struct pid *pid, struct poll_table_struct *pt);

/*
 * Sleeps until then. 0; -EAGAIN: @f_flags, those of the file, have O_NONBLOCK; -ERESTARTSYS.
 */
int pidfd_wait_exit(struct pid *pid, unsigned int f_flags);

/**
 * struct pidfd_exit - how a process ended, as siginfo of SIGCHLD says it
 * @code: CLD_EXITED, CLD_KILLED or CLD_DUMPED
 * @status: what it gave to exit(2), or the signal
 */
struct pidfd_exit {
	int code;
	int status;
};

/* @leader has exited, and all threads of its process; it can't be released (RCU, or held) */
void pidfd_exit_of(const struct task_struct *leader, struct pidfd_exit *how);

/* @tsk is about to leave its struct pid; no lock is held. Nothing, until a design defines it */
void pidfs_exit(struct task_struct *tsk);

/* custom: hooks that do nothing, until a design defines them */
struct cred;
/* @me has become another program; @secure: one with rights that its caller had not */
void handle_exec(struct task_struct *me, bool secure);
/* @me, which is current, is about to change from its credentials to @new */
void handle_creds(struct task_struct *me, const struct cred *new);

#endif
