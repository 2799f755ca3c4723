// SPDX-License-Identifier: GPL-2.0-only
/*
 * The system calls about signals: kill and its relatives, masks, actions,
 * waiting for a signal. In the kernel this stands in kernel/signal.c.
 */
#include <linux/syscalls.h>
#include "signal.h"

/* kill(2): mirrors kernel/signal.c */
SYSCALL_DEFINE2(kill, pid_t, pid, int, sig)
{
	struct kernel_siginfo info;

	prepare_kill_siginfo(sig, &info, PIDTYPE_TGID);
	return kill_something_info(sig, &info, pid);
}

/*
 * To one thread. mirrors kernel/signal.c:do_send_specific(). @tgid <= 0: of
 * whatever process. A thread that is gone by the time the signal is queued
 * counts as having got it.
 */
static int do_send_specific(pid_t tgid, pid_t pid, int sig, struct kernel_siginfo *info)
{
	struct task_struct *p;
	int error = -ESRCH;

	rcu_read_lock();
	p = find_task_by_vpid(pid);
	if (p && (tgid <= 0 || task_tgid_vnr(p) == tgid)) {
		error = check_kill_permission(sig, info, p);
		if (!error && sig) {
			error = do_send_sig_info(sig, info, p, PIDTYPE_PID);
			if (unlikely(error == -ESRCH))
				error = 0;
		}
	}
	rcu_read_unlock();
	return error;
}

/* mirrors kernel/signal.c:do_tkill() */
static int do_tkill(pid_t tgid, pid_t pid, int sig)
{
	struct kernel_siginfo info;

	prepare_kill_siginfo(sig, &info, PIDTYPE_PID);
	return do_send_specific(tgid, pid, sig, &info);
}

/* tgkill(2): mirrors kernel/signal.c */
SYSCALL_DEFINE3(tgkill, pid_t, tgid, pid_t, pid, int, sig)
{
	if (pid <= 0 || tgid <= 0)
		return -EINVAL;
	return do_tkill(tgid, pid, sig);
}

/* tkill(2): mirrors kernel/signal.c */
SYSCALL_DEFINE2(tkill, pid_t, pid, int, sig)
{
	if (pid <= 0)
		return -EINVAL;
	return do_tkill(0, pid, sig);
}

/* Who is not oneself must not be told that the kernel, or kill(2), sends. */
static bool is_spoofed(const struct kernel_siginfo *info, pid_t pid)
{
	return (info->si_code >= 0 || info->si_code == SI_TKILL) && task_pid_vnr(current) != pid;
}

/* rt_sigqueueinfo(2): mirrors kernel/signal.c, with do_rt_sigqueueinfo() */
SYSCALL_DEFINE3(rt_sigqueueinfo, pid_t, pid, int, sig, siginfo_t __user *, uinfo)
{
	kernel_siginfo_t info;
	int ret = __copy_siginfo_from_user(sig, &info, uinfo);

	if (unlikely(ret))
		return ret;
	if (is_spoofed(&info, pid))
		return -EPERM;
	return kill_proc_info(sig, &info, pid);
}

/* rt_tgsigqueueinfo(2): mirrors kernel/signal.c, with do_rt_tgsigqueueinfo() */
SYSCALL_DEFINE4(rt_tgsigqueueinfo, pid_t, tgid, pid_t, pid, int, sig, siginfo_t __user *, uinfo)
{
	kernel_siginfo_t info;
	int ret = __copy_siginfo_from_user(sig, &info, uinfo);

	if (unlikely(ret))
		return ret;
	if (pid <= 0 || tgid <= 0)
		return -EINVAL;
	if (is_spoofed(&info, pid))
		return -EPERM;
	return do_send_specific(tgid, pid, sig, &info);
}

/**
 * sigprocmask - change the mask of `current`
 * @how:	SIG_BLOCK, SIG_UNBLOCK, SIG_SETMASK
 * @set:	what; taken as it is
 * @oldset:	the mask before, or NULL
 *
 * mirrors kernel/signal.c:sigprocmask(). 0 or -EINVAL
 */
int sigprocmask(int how, sigset_t *set, sigset_t *oldset)
{
	sigset_t newset;

	if (oldset)
		*oldset = current->blocked;
	switch (how) {
	case SIG_BLOCK:
		sigorsets(&newset, &current->blocked, set);
		break;
	case SIG_UNBLOCK:
		sigandnsets(&newset, &current->blocked, set);
		break;
	case SIG_SETMASK:
		newset = *set;
		break;
	default:
		return -EINVAL;
	}
	__set_current_blocked(&newset);
	return 0;
}

/**
 * set_user_sigmask - the mask of a call that brings its own, as ppoll(2)
 * @umask:	the mask, or NULL: no change
 * @sigsetsize:	8
 *
 * mirrors kernel/signal.c:set_user_sigmask(). 0, -EINVAL, -EFAULT. The call
 * ends with restore_saved_sigmask_unless().
 */
int set_user_sigmask(const sigset_t __user *umask, size_t sigsetsize)
{
	sigset_t kmask;

	if (!umask)
		return 0;
	if (sigsetsize != sizeof(sigset_t))
		return -EINVAL;
	if (copy_from_user(&kmask, umask, sizeof(sigset_t)))
		return -EFAULT;
	current->restore_sigmask = true;
	current->saved_sigmask = current->blocked;
	set_current_blocked(&kmask);
	return 0;
}

/* rt_sigprocmask(2): mirrors kernel/signal.c */
SYSCALL_DEFINE4(rt_sigprocmask, int, how, sigset_t __user *, nset, sigset_t __user *, oset,
		size_t, sigsetsize)
{
	sigset_t old_set = current->blocked, new_set;
	int error;

	if (sigsetsize != sizeof(sigset_t))
		return -EINVAL;
	if (nset) {
		if (copy_from_user(&new_set, nset, sizeof(sigset_t)))
			return -EFAULT;
		sigdelsetmask(&new_set, SIG_KERNEL_ONLY_MASK);
		error = sigprocmask(how, &new_set, NULL);
		if (error)
			return error;
	}
	if (oset && copy_to_user(oset, &old_set, sizeof(sigset_t)))
		return -EFAULT;
	return 0;
}

/* rt_sigpending(2): mirrors kernel/signal.c, with do_sigpending() */
SYSCALL_DEFINE2(rt_sigpending, sigset_t __user *, uset, size_t, sigsetsize)
{
	sigset_t set;

	/* a shorter set is filled as far as it goes */
	if (sigsetsize > sizeof(set))
		return -EINVAL;
	spin_lock_irq(&current->sighand->siglock);
	sigorsets(&set, &current->pending.signal, &current->signal->shared_pending.signal);
	spin_unlock_irq(&current->sighand->siglock);
	sigandsets(&set, &current->blocked, &set);
	return copy_to_user(uset, &set, sigsetsize) ? -EFAULT : 0;
}

/* The flags that user space may set; others read back as 0, to be found out. */
#define UAPI_SA_FLAGS	(SA_NOCLDSTOP | SA_NOCLDWAIT | SA_SIGINFO | SA_ONSTACK | SA_RESTART | \
			 SA_NODEFER | SA_RESETHAND | SA_EXPOSE_TAGBITS | SA_RESTORER)

/* What is pending of a signal that is ignored from now on is forgotten. siglock held */
static void forget_ignored(struct task_struct *p, int sig)
{
	struct task_struct *t;
	sigset_t mask;

	siginitset(&mask, sigmask(sig));
	flush_sigqueue_mask(&mask, &p->signal->shared_pending);
	for_each_thread(p, t)
		flush_sigqueue_mask(&mask, &t->pending);
}

/*
 * mirrors kernel/signal.c:do_sigaction(). 0, -EINVAL. Differs: the first
 * write of a process needs a table of its own, so that memory can be short.
 */
static int do_sigaction(int sig, struct k_sigaction *act, struct k_sigaction *oact)
{
	struct sighand_struct *sighand = current->sighand;
	unsigned long known = kernel_release(5, 11) ? UAPI_SA_FLAGS : ~0UL;
	struct k_sigaction *k;
	int ret = 0;

	if (!valid_signal(sig) || sig < 1 || (act && sig_kernel_only(sig)))
		return -EINVAL;

	spin_lock_irq(&sighand->siglock);
	k = &sighand->action[sig - 1];
	if (k->sa.sa_flags & SA_IMMUTABLE) {
		ret = -EINVAL;
		goto out;
	}
	if (oact) {
		*oact = *k;
		oact->sa.sa_flags &= known;
	}
	if (act) {
		act->sa.sa_flags &= known;
		sigdelsetmask(&act->sa.sa_mask, SIG_KERNEL_ONLY_MASK);
		ret = sighand_unshare_actions(sighand);
		if (ret)
			goto out;
		sighand->action[sig - 1] = *act;
		if (sig_handler_ignored(act->sa.sa_handler, sig))
			forget_ignored(current, sig);
	}
out:
	spin_unlock_irq(&sighand->siglock);
	return ret;
}

/* rt_sigaction(2): mirrors kernel/signal.c */
SYSCALL_DEFINE4(rt_sigaction, int, sig, const struct sigaction __user *, act,
		struct sigaction __user *, oact, size_t, sigsetsize)
{
	struct k_sigaction new_sa, old_sa;
	int ret;

	if (sigsetsize != sizeof(sigset_t))
		return -EINVAL;
	if (act && copy_from_user(&new_sa.sa, act, sizeof(new_sa.sa)))
		return -EFAULT;
	ret = do_sigaction(sig, act ? &new_sa : NULL, oact ? &old_sa : NULL);
	if (ret)
		return ret;
	if (oact && copy_to_user(oact, &old_sa.sa, sizeof(old_sa.sa)))
		return -EFAULT;
	return 0;
}

/* mirrors kernel/signal.c:sigsuspend() */
static int do_sigsuspend(sigset_t *set)
{
	current->saved_sigmask = current->blocked;
	set_current_blocked(set);
	while (!signal_pending(current)) {
		__set_current_state(TASK_INTERRUPTIBLE);
		schedule();
	}
	current->restore_sigmask = true;
	return -ERESTARTNOHAND;
}

/* rt_sigsuspend(2): mirrors kernel/signal.c */
SYSCALL_DEFINE2(rt_sigsuspend, sigset_t __user *, unewset, size_t, sigsetsize)
{
	sigset_t newset;

	if (sigsetsize != sizeof(sigset_t))
		return -EINVAL;
	if (copy_from_user(&newset, unewset, sizeof(newset)))
		return -EFAULT;
	return do_sigsuspend(&newset);
}

/* pause(2): mirrors kernel/signal.c */
SYSCALL_DEFINE0(pause)
{
	while (!signal_pending(current)) {
		__set_current_state(TASK_INTERRUPTIBLE);
		schedule();
	}
	return -ERESTARTNOHAND;
}

#define NSEC_PER_SEC	1000000000L
#define KTIME_SEC_MAX	9223372036L

/*
 * Sleep until one of the signals outside @mask comes, though it is blocked,
 * for @timeout ns (~0: for ever). siglock held. The signal or 0; *@left: 0 if
 * the time is over.
 */
static int wait_for_signal(sigset_t *mask, kernel_siginfo_t *info, u64 timeout, long *left)
{
	struct task_struct *tsk = current;
	enum pid_type type;

	/* senders look at both sets: real_blocked keeps the signal from being fatal or dropped */
	tsk->real_blocked = tsk->blocked;
	sigandsets(&tsk->blocked, &tsk->blocked, mask);
	recalc_sigpending();
	spin_unlock_irq(&tsk->sighand->siglock);

	__set_current_state(TASK_INTERRUPTIBLE);
	*left = schedule_timeout_ns(timeout);

	spin_lock_irq(&tsk->sighand->siglock);
	__set_task_blocked(tsk, &tsk->real_blocked);
	sigemptyset(&tsk->real_blocked);
	return dequeue_signal(mask, info, &type);
}

/*
 * mirrors kernel/signal.c:do_sigtimedwait(). The signal, -EAGAIN when the
 * time is over, -EINTR for another signal, -EINVAL for a time that is none.
 */
static int do_sigtimedwait(const sigset_t *which, kernel_siginfo_t *info,
			   const struct timespec *ts)
{
	sigset_t mask = *which;
	u64 timeout = ~0ULL;
	enum pid_type type;
	long left = 0;
	int sig;

	if (ts) {
		if (ts->tv_sec < 0 || (unsigned long)ts->tv_nsec >= NSEC_PER_SEC)
			return -EINVAL;
		if (ts->tv_sec < KTIME_SEC_MAX)
			timeout = (u64)ts->tv_sec * NSEC_PER_SEC + ts->tv_nsec;
	}
	sigdelsetmask(&mask, SIG_KERNEL_ONLY_MASK);
	signotset(&mask);

	spin_lock_irq(&current->sighand->siglock);
	sig = dequeue_signal(&mask, info, &type);
	if (!sig && timeout)
		sig = wait_for_signal(&mask, info, timeout, &left);
	spin_unlock_irq(&current->sighand->siglock);
	if (sig)
		return sig;
	return left ? -EINTR : -EAGAIN;
}

/* rt_sigtimedwait(2): mirrors kernel/signal.c */
SYSCALL_DEFINE4(rt_sigtimedwait, const sigset_t __user *, uthese, siginfo_t __user *, uinfo,
		const struct timespec __user *, uts, size_t, sigsetsize)
{
	kernel_siginfo_t info;
	struct timespec ts;
	sigset_t these;
	int ret;

	if (sigsetsize != sizeof(sigset_t))
		return -EINVAL;
	if (copy_from_user(&these, uthese, sizeof(these)))
		return -EFAULT;
	if (uts && copy_from_user(&ts, uts, sizeof(ts)))
		return -EFAULT;
	ret = do_sigtimedwait(&these, &info, uts ? &ts : NULL);
	if (ret > 0 && uinfo && copy_siginfo_to_user(uinfo, &info))
		ret = -EFAULT;
	return ret;
}

/* restart_syscall(2): mirrors kernel/signal.c; the model's loop calls the block itself */
SYSCALL_DEFINE0(restart_syscall)
{
	struct restart_block *restart = &current->restart_block;

	return restart->fn ? restart->fn(restart) : -EINTR;
}
