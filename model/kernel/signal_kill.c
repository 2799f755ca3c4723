// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who may signal whom, and whom kill(2) and its relatives mean: a task, a
 * process, a process group, everybody. In the kernel this stands in
 * kernel/signal.c.
 */
#include "signal.h"
#include <linux/judge.h>
#include <linux/pid_namespace.h>
#include <linux/user_namespace.h>

/* mirrors kernel/signal.c:si_fromuser() */
static bool si_fromuser(const struct kernel_siginfo *info)
{
	return info == SEND_SIG_NOINFO || (!is_si_special(info) && info->si_code <= 0);
}

/**
 * kill_ok_by_cred - whether the caller's credentials let it signal a task
 * @t: the task; its real and saved uid count, its effective one does not
 *
 * mirrors kernel/signal.c:kill_ok_by_cred()
 */
bool kill_ok_by_cred(struct task_struct *t)
{
	const struct cred *cred = current_cred();
	const struct cred *tcred = __task_cred(t);

	return uid_eq(cred->euid, tcred->suid) || uid_eq(cred->euid, tcred->uid) ||
	       uid_eq(cred->uid, tcred->suid) || uid_eq(cred->uid, tcred->uid) ||
	       ns_capable(tcred->user_ns, CAP_KILL);
}

/**
 * check_kill_permission - whether `current` may send a signal
 * @sig:	0 to only ask; not checked before
 * @info:	as it will be sent
 * @t:		to whom; RCU held
 *
 * mirrors kernel/signal.c:check_kill_permission(). 0, -EINVAL (no such
 * signal; first of all), -EPERM. Differs: no audit, no security module.
 */
int check_kill_permission(int sig, struct kernel_siginfo *info, struct task_struct *t)
{
	struct pid *sid;

	if (!valid_signal(sig))
		return -EINVAL;
	if (!si_fromuser(info))
		return 0;
	if (same_thread_group(current, t) || kill_ok_by_cred(t))
		return 0;
	if (sig == SIGCONT) {
		sid = task_session(t);
		/* without a session it is dying: let it be found to be so */
		if (!sid || sid == task_session(current))
			return 0;
	}
	return -EPERM;
}

/* the si_code that a receiver will see, for the trace */
static int told_si_code(const struct kernel_siginfo *info)
{
	if (info == SEND_SIG_NOINFO)
		return SI_USER;
	return info == SEND_SIG_PRIV ? SI_KERNEL : info->si_code;
}

/**
 * do_send_sig_info - send a signal, permission having been looked at
 * @sig:	signal number, not 0
 * @info:	siginfo as the sender sees it, or a special value
 * @p:		the thread, or any thread of the process
 * @type:	PIDTYPE_PID: to the thread; others: to the process
 *
 * mirrors kernel/signal.c:do_send_sig_info(). 0, -EAGAIN, -ESRCH if @p has
 * been reaped. Takes siglock. Differs: the judges have a look before.
 */
int do_send_sig_info(int sig, struct kernel_siginfo *info, struct task_struct *p,
		     enum pid_type type)
{
	unsigned long flags;
	int ret = -ESRCH;

	judge_signal(sig, info, p, type, SIM_HERE);
	if (lock_task_sighand(p, &flags)) {
		sim_event(HOST_EV_SIGNAL_SENT, p, NULL, NULL, sig, told_si_code(info), SIM_HERE);
		ret = send_signal_locked(sig, info, p, type);
		unlock_task_sighand(p, &flags);
	}
	return ret;
}

/**
 * group_send_sig_info - send a signal to a process, if that is allowed
 * @sig:	signal number; 0: only ask
 * @info:	siginfo as the sender sees it, or a special value
 * @p:		any thread of the process; it can't go away (RCU or tasklist_lock)
 * @type:	PIDTYPE_PID: to the thread @p after all
 *
 * mirrors kernel/signal.c:group_send_sig_info(). 0, -EINVAL, -EPERM, -EAGAIN, -ESRCH
 */
int group_send_sig_info(int sig, struct kernel_siginfo *info, struct task_struct *p,
			enum pid_type type)
{
	int ret;

	rcu_read_lock();
	ret = check_kill_permission(sig, info, p);
	rcu_read_unlock();
	if (ret)
		return ret;
	if (!sig) {
		judge_signal(sig, info, p, type, SIM_HERE);
		return 0;
	}
	return do_send_sig_info(sig, info, p, type);
}

/** send_sig_info - to one thread, without asking. mirrors kernel/signal.c:send_sig_info() */
int send_sig_info(int sig, struct kernel_siginfo *info, struct task_struct *p)
{
	if (!valid_signal(sig))
		return -EINVAL;
	return do_send_sig_info(sig, info, p, PIDTYPE_PID);
}

static struct kernel_siginfo *__si_special(int priv)
{
	return priv ? SEND_SIG_PRIV : SEND_SIG_NOINFO;
}

/**
 * send_sig - to one thread, from the kernel (@priv) or from `current`
 * @sig, @p, @priv: signal, thread, whether the kernel itself sends
 *
 * mirrors kernel/signal.c:send_sig()
 */
int send_sig(int sig, struct task_struct *p, int priv)
{
	return send_sig_info(sig, __si_special(priv), p);
}

/**
 * __kill_pgrp_info - to every process of a group
 * @sig, @info:	as for group_send_sig_info()
 * @pgrp:	the group, may be NULL; tasklist_lock held for reading
 *
 * mirrors kernel/signal.c:__kill_pgrp_info(). 0 if one could be sent to, or
 * else what the last one answered; -ESRCH if the group is empty. The member
 * that joined last comes first.
 */
int __kill_pgrp_info(int sig, struct kernel_siginfo *info, struct pid *pgrp)
{
	struct task_struct *p = NULL;
	int ret = -ESRCH;

	do_each_pid_task(pgrp, PIDTYPE_PGID, p) {
		int err = group_send_sig_info(sig, info, p, PIDTYPE_PGID);

		if (ret)
			ret = err;
	} while_each_pid_task(pgrp, PIDTYPE_PGID, p);
	return ret;
}

/** kill_pgrp_info - as __kill_pgrp_info(), takes tasklist_lock. mirrors kernel/signal.c */
int kill_pgrp_info(int sig, struct kernel_siginfo *info, struct pid *pgrp)
{
	int ret;

	read_lock(&tasklist_lock);
	ret = __kill_pgrp_info(sig, info, pgrp);
	read_unlock(&tasklist_lock);
	return ret;
}

/**
 * kill_pid_info_type - to the task, or to the process, that a struct pid stands for
 * @sig, @info:	as for group_send_sig_info()
 * @pid:	may be NULL
 * @type:	PIDTYPE_PID: to the thread; others: to its process
 *
 * mirrors kernel/signal.c:kill_pid_info_type(). -ESRCH if no task has this
 * pid. A task that lost it meanwhile by exec of another thread is not an
 * answer: the one that has it now is looked up.
 */
int kill_pid_info_type(int sig, struct kernel_siginfo *info, struct pid *pid,
		       enum pid_type type)
{
	struct task_struct *p;
	int error = -ESRCH;

	for (;;) {
		rcu_read_lock();
		p = pid_task(pid, PIDTYPE_PID);
		if (p)
			error = group_send_sig_info(sig, info, p, type);
		rcu_read_unlock();
		if (likely(!p || error != -ESRCH))
			return error;
	}
}

/** kill_pid_info - to the process of a struct pid. mirrors kernel/signal.c:kill_pid_info() */
int kill_pid_info(int sig, struct kernel_siginfo *info, struct pid *pid)
{
	return kill_pid_info_type(sig, info, pid, PIDTYPE_TGID);
}

/**
 * kill_proc_info - to the process of a number
 * @sig, @info:	as for group_send_sig_info()
 * @pid:	a number, of any thread, in the caller's namespace
 *
 * mirrors kernel/signal.c:kill_proc_info()
 */
int kill_proc_info(int sig, struct kernel_siginfo *info, pid_t pid)
{
	int error;

	rcu_read_lock();
	error = kill_pid_info(sig, info, find_vpid(pid));
	rcu_read_unlock();
	return error;
}

/* kill(-1): every process that the caller sees, but 1 and its own. tasklist_lock held */
static int kill_everybody(int sig, struct kernel_siginfo *info)
{
	struct task_struct *p;
	int retval = 0, count = 0, err;

	for_each_process(p) {
		if (task_pid_vnr(p) <= 1 || same_thread_group(p, current))
			continue;
		err = group_send_sig_info(sig, info, p, PIDTYPE_MAX);
		count++;
		/* to be refused by every single one is a success */
		if (err != -EPERM)
			retval = err;
	}
	return count ? retval : -ESRCH;
}

/**
 * kill_something_info - what the number of kill(2) means
 * @sig, @info:	as for group_send_sig_info()
 * @pid:	> 0 a process, 0 the caller's group, -1 everybody, < -1 a group
 *
 * mirrors kernel/signal.c:kill_something_info()
 */
int kill_something_info(int sig, struct kernel_siginfo *info, pid_t pid)
{
	int ret;

	if (pid > 0)
		return kill_proc_info(sig, info, pid);
	/* has no opposite */
	if (pid == INT_MIN)
		return -ESRCH;
	read_lock(&tasklist_lock);
	if (pid != -1)
		ret = __kill_pgrp_info(sig, info, pid ? find_vpid(-pid) : task_pgrp(current));
	else
		ret = kill_everybody(sig, info);
	read_unlock(&tasklist_lock);
	return ret;
}

/**
 * kill_pgrp - to a process group
 * @pid, @sig, @priv: group, signal, whether the kernel itself sends
 *
 * mirrors kernel/signal.c:kill_pgrp()
 */
int kill_pgrp(struct pid *pid, int sig, int priv)
{
	return kill_pgrp_info(sig, __si_special(priv), pid);
}

/**
 * kill_pid - to the process of a struct pid
 * @pid, @sig, @priv: process, signal, whether the kernel itself sends
 *
 * mirrors kernel/signal.c:kill_pid(). With @priv nobody is asked.
 */
int kill_pid(struct pid *pid, int sig, int priv)
{
	return kill_pid_info(sig, __si_special(priv), pid);
}
