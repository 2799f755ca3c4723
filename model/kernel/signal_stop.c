// SPDX-License-Identifier: GPL-2.0-only
/*
 * Stops of process groups and of traced tasks, and what parents are told of
 * them, and of deaths. In the kernel this stands in kernel/signal.c.
 *
 * Locks: task_struct.jobctl and what signal_struct says of stops under the
 * siglock of the process; whoever tells a parent holds tasklist_lock, so that
 * the parent stays the parent.
 */
#include "signal.h"
#include <linux/eventpoll.h>
#include <linux/pid_namespace.h>
#include <linux/ptrace.h>
#include <linux/user_namespace.h>

/**
 * task_set_jobctl_pending - order a stop or a trap
 * @task: for whom; siglock held
 * @mask: JOBCTL_*_PENDING bits, and for a stop the signal
 *
 * mirrors kernel/signal.c:task_set_jobctl_pending(). false: it is dying
 */
bool task_set_jobctl_pending(struct task_struct *task, unsigned long mask)
{
	BUG_ON(mask & ~(JOBCTL_PENDING_MASK | JOBCTL_STOP_CONSUME | JOBCTL_STOP_SIGMASK |
			JOBCTL_TRAPPING));
	BUG_ON((mask & JOBCTL_TRAPPING) && !(mask & JOBCTL_PENDING_MASK));

	if (unlikely(fatal_signal_pending(task) || (task->flags & PF_EXITING)))
		return false;
	if (mask & JOBCTL_STOP_SIGMASK)
		task->jobctl &= ~JOBCTL_STOP_SIGMASK;
	task->jobctl |= mask;
	return true;
}

/**
 * task_clear_jobctl_trapping - a tracer that waits for a task to come to a trap may go on
 * @task: siglock held
 *
 * mirrors kernel/signal.c:task_clear_jobctl_trapping(). Differs: all tracers
 * wait on one queue, as there are no queues for single bits.
 */
void task_clear_jobctl_trapping(struct task_struct *task)
{
	if (unlikely(task->jobctl & JOBCTL_TRAPPING)) {
		task->jobctl &= ~JOBCTL_TRAPPING;
		wake_up_all(&ptrace_trapping_wait);
	}
}

/**
 * task_clear_jobctl_pending - take an order back
 * @task: siglock held
 * @mask: JOBCTL_*_PENDING bits
 *
 * mirrors kernel/signal.c:task_clear_jobctl_pending()
 */
void task_clear_jobctl_pending(struct task_struct *task, unsigned long mask)
{
	BUG_ON(mask & ~JOBCTL_PENDING_MASK);

	if (mask & JOBCTL_STOP_PENDING)
		mask |= JOBCTL_STOP_CONSUME | JOBCTL_STOP_DEQUEUED;
	task->jobctl &= ~mask;
	if (!(task->jobctl & JOBCTL_PENDING_MASK))
		task_clear_jobctl_trapping(task);
}

/**
 * task_participate_group_stop - a task stops, or exits, while its process is being stopped
 * @task: siglock held
 *
 * mirrors kernel/signal.c:task_participate_group_stop(). true: it was the
 * last one; the parent is to be told.
 */
bool task_participate_group_stop(struct task_struct *task)
{
	struct signal_struct *sig = task->signal;
	bool consume = task->jobctl & JOBCTL_STOP_CONSUME;

	WARN_ON_ONCE(!(task->jobctl & JOBCTL_STOP_PENDING));
	task_clear_jobctl_pending(task, JOBCTL_STOP_PENDING);
	if (!consume)
		return false;
	if (!WARN_ON_ONCE(sig->group_stop_count == 0))
		sig->group_stop_count--;
	if (sig->group_stop_count || (sig->flags & SIGNAL_STOP_STOPPED))
		return false;
	signal_set_stop_flags(sig, SIGNAL_STOP_STOPPED);
	return true;
}

/**
 * task_join_group_stop - a thread that is being born stops with the others
 * @task: the new thread of `current`; siglock held
 *
 * mirrors kernel/signal.c:task_join_group_stop()
 */
void task_join_group_stop(struct task_struct *task)
{
	unsigned long mask = current->jobctl & JOBCTL_STOP_SIGMASK;
	struct signal_struct *sig = current->signal;

	if (sig->group_stop_count) {
		sig->group_stop_count++;
		mask |= JOBCTL_STOP_CONSUME;
	} else if (!(sig->flags & SIGNAL_STOP_STOPPED)) {
		return;
	}
	task_set_jobctl_pending(task, mask | JOBCTL_STOP_PENDING);
}

/**
 * ptrace_trap_notify - something of interest to the tracer of a seized task happened
 * @t: siglock held
 *
 * mirrors kernel/signal.c:ptrace_trap_notify()
 */
void ptrace_trap_notify(struct task_struct *t)
{
	WARN_ON_ONCE(!(t->ptrace & PT_SEIZED));
	task_set_jobctl_pending(t, JOBCTL_TRAP_NOTIFY);
	ptrace_signal_wake_up(t, (t->jobctl & JOBCTL_LISTENING) != 0);
}

/**
 * do_notify_pidfd - wake who polls a handle of a task that died
 * @task: exit_state is set
 *
 * mirrors kernel/signal.c:do_notify_pidfd(); a design may have its own
 */
void do_notify_pidfd(struct task_struct *task)
{
	struct pid *pid = task_pid(task);

	WARN_ON_ONCE(task->exit_state == 0);
	if (kernel_release(6, 9))
		__wake_up(&pid->wait_pidfd, TASK_NORMAL, 0, poll_to_key(EPOLLIN | EPOLLRDNORM));
	else
		wake_up_all(&pid->wait_pidfd);
}

/* What SIGCHLD says of @tsk to @parent: numbers as the parent's namespaces see them. */
static void fill_chld_info(struct kernel_siginfo *info, int sig, struct task_struct *tsk,
			   struct task_struct *parent)
{
	clear_siginfo(info);
	info->si_signo = sig;
	rcu_read_lock();
	info->si_pid = task_pid_nr_ns(tsk, task_active_pid_ns(parent));
	info->si_uid = from_kuid_munged(task_cred_xxx(parent, user_ns), task_uid(tsk));
	rcu_read_unlock();
}

/* Whether the parent of @tsk does not want to reap it. @sig becomes 0 if not even a signal. */
static bool parent_autoreaps(struct task_struct *tsk, const struct sighand_struct *psig,
			     int *sig)
{
	const struct k_sigaction *ka = &psig->action[SIGCHLD - 1];
	bool autoreap = false;

	if (tsk->ptrace)
		return false;
	if (*sig == SIGCHLD && (ka->sa.sa_handler == SIG_IGN ||
				(ka->sa.sa_flags & SA_NOCLDWAIT))) {
		autoreap = true;
		if (ka->sa.sa_handler == SIG_IGN)
			*sig = 0;
	}
	if (tsk->signal->autoreap) {
		autoreap = true;
		*sig = 0;
	}
	return autoreap;
}

/**
 * do_notify_parent - tell the parent, or the tracer, of a death
 * @tsk: a leader whose threads are all gone, or a traced task; tasklist_lock held for writing
 * @sig: the signal to tell it by, or 0
 *
 * mirrors kernel/signal.c:do_notify_parent(). true: nobody will wait for it,
 * release it at once. A parent that has run another program since, or that
 * adopted it, is told by SIGCHLD.
 */
bool do_notify_parent(struct task_struct *tsk, int sig)
{
	struct task_struct *parent = tsk->parent;
	struct sighand_struct *psig = parent->sighand;
	struct kernel_siginfo info;
	bool autoreap;

	WARN_ON_ONCE(sig == -1);
	WARN_ON_ONCE(task_is_stopped_or_traced(tsk));
	WARN_ON_ONCE(!tsk->ptrace && (tsk->group_leader != tsk || !thread_group_empty(tsk)));

	if (thread_group_empty(tsk) || !kernel_release(6, 9))
		do_notify_pidfd(tsk);
	if (sig != SIGCHLD && tsk->parent_exec_id != READ_ONCE(parent->self_exec_id))
		sig = SIGCHLD;

	fill_chld_info(&info, sig, tsk, parent);
	info.si_status = tsk->exit_code & 0x7f;
	if (tsk->exit_code & 0x80) {
		info.si_code = CLD_DUMPED;
	} else if (tsk->exit_code & 0x7f) {
		info.si_code = CLD_KILLED;
	} else {
		info.si_code = CLD_EXITED;
		info.si_status = tsk->exit_code >> 8;
	}

	spin_lock(&psig->siglock);
	autoreap = parent_autoreaps(tsk, psig, &sig);
	/* nothing to translate: the siginfo is in the parent's terms already */
	if (valid_signal(sig) && sig)
		__send_signal_locked(sig, &info, parent, PIDTYPE_TGID, false);
	__wake_up_parent(tsk, parent);
	spin_unlock(&psig->siglock);
	return autoreap;
}

/**
 * do_notify_parent_cldstop - tell the parent, or the tracer, of a stop or its end
 * @tsk:		the task; tasklist_lock held
 * @for_ptracer:	its tracer is told, not the parent of its process
 * @why:		CLD_STOPPED, CLD_CONTINUED, CLD_TRAPPED
 *
 * mirrors kernel/signal.c:do_notify_parent_cldstop()
 */
void do_notify_parent_cldstop(struct task_struct *tsk, bool for_ptracer, int why)
{
	struct sighand_struct *sighand;
	struct kernel_siginfo info;
	struct task_struct *parent;
	const struct k_sigaction *ka;

	if (for_ptracer) {
		parent = tsk->parent;
	} else {
		tsk = tsk->group_leader;
		parent = tsk->real_parent;
	}
	fill_chld_info(&info, SIGCHLD, tsk, parent);
	info.si_code = why;
	if (why == CLD_CONTINUED)
		info.si_status = SIGCONT;
	else if (why == CLD_STOPPED)
		info.si_status = tsk->signal->group_exit_code & 0x7f;
	else
		info.si_status = tsk->exit_code & 0x7f;

	sighand = parent->sighand;
	spin_lock(&sighand->siglock);
	ka = &sighand->action[SIGCHLD - 1];
	if (ka->sa.sa_handler != SIG_IGN && !(ka->sa.sa_flags & SA_NOCLDSTOP))
		send_signal_locked(SIGCHLD, &info, parent, PIDTYPE_TGID);
	/* also without a signal: it may be waiting */
	__wake_up_parent(tsk, parent);
	spin_unlock(&sighand->siglock);
}

/* The part of get_signal() that passes on what SIGCONT left. No lock held. */
void notify_stop_or_continue(int why)
{
	read_lock(&tasklist_lock);
	do_notify_parent_cldstop(current, false, why);
	if (ptrace_reparented(current->group_leader))
		do_notify_parent_cldstop(current->group_leader, true, why);
	read_unlock(&tasklist_lock);
}

/* Order all threads of the process to stop. siglock held; false: it must not stop now */
static bool begin_group_stop(int signr)
{
	unsigned long gstop = JOBCTL_STOP_PENDING | JOBCTL_STOP_CONSUME;
	struct signal_struct *sig = current->signal;
	struct task_struct *t;

	/* SIGCONT came since, or a death */
	if (!(current->jobctl & JOBCTL_STOP_DEQUEUED) || signal_group_exit(sig))
		return false;
	/* a second stop, on top of one that a tracer interrupted, is not a new one */
	if (!(sig->flags & SIGNAL_STOP_STOPPED))
		sig->group_exit_code = signr;
	sig->group_stop_count = 0;
	if (task_set_jobctl_pending(current, signr | gstop))
		sig->group_stop_count++;
	for_other_threads(current, t) {
		if (task_is_stopped(t) || !task_set_jobctl_pending(t, signr | gstop))
			continue;
		sig->group_stop_count++;
		if (likely(!(t->ptrace & PT_SEIZED)))
			signal_wake_up(t, false);
		else
			ptrace_trap_notify(t);
	}
	return true;
}

/**
 * do_signal_stop - stop with the whole process
 * @signr:	the signal; 0: another thread began it
 * @info:	what the signal says; for the trace
 *
 * mirrors kernel/signal.c:do_signal_stop(). Called with siglock; true: it has
 * been dropped, and the task was stopped and goes on; false: still held.
 */
bool do_signal_stop(int signr, const kernel_siginfo_t *info)
{
	struct sighand_struct *sighand = current->sighand;
	bool last;

	if (!(current->jobctl & JOBCTL_STOP_PENDING)) {
		if (!begin_group_stop(signr))
			return false;
		signal_tell_taken(current, signr, info, false);
	}
	if (unlikely(current->ptrace)) {
		/* it stops in a trap, which the caller finds ordered */
		task_set_jobctl_pending(current, JOBCTL_TRAP_STOP);
		return false;
	}
	last = task_participate_group_stop(current);
	current->jobctl |= JOBCTL_STOPPED;
	__set_current_state(TASK_STOPPED);
	spin_unlock_irq(&sighand->siglock);
	if (last) {
		read_lock(&tasklist_lock);
		do_notify_parent_cldstop(current, false, CLD_STOPPED);
		read_unlock(&tasklist_lock);
	}
	schedule();
	return true;
}

/**
 * ptrace_stop - stop for the tracer
 * @exit_code:	what the tracer's wait shows
 * @why:	CLD_TRAPPED, CLD_STOPPED
 * @message:	for PTRACE_GETEVENTMSG
 * @info:	for PTRACE_GETSIGINFO, or NULL
 *
 * mirrors kernel/signal.c:ptrace_stop(). siglock held, dropped while it is
 * stopped, and held again. The signal that the tracer gave instead; @exit_code
 * if there was no stop, because nobody traces it any more or it has to die.
 */
int ptrace_stop(int exit_code, int why, unsigned long message, kernel_siginfo_t *info)
{
	struct task_struct *tsk = current;
	bool gstop_done = false;

	if (!tsk->ptrace || __fatal_signal_pending(tsk))
		return exit_code;
	__set_current_state(TASK_TRACED);
	tsk->jobctl |= JOBCTL_TRACED;
	tsk->ptrace_message = message;
	tsk->last_siginfo = info;
	tsk->exit_code = exit_code;

	if (why == CLD_STOPPED && (tsk->jobctl & JOBCTL_STOP_PENDING))
		gstop_done = task_participate_group_stop(tsk);
	task_clear_jobctl_pending(tsk, JOBCTL_TRAP_STOP);
	if (info && info->si_code >> 8 == PTRACE_EVENT_STOP)
		task_clear_jobctl_pending(tsk, JOBCTL_TRAP_NOTIFY);
	task_clear_jobctl_trapping(tsk);
	spin_unlock_irq(&tsk->sighand->siglock);

	read_lock(&tasklist_lock);
	/* the tracer hears of the trap; the parent of the process of a stop that is complete */
	if (tsk->ptrace)
		do_notify_parent_cldstop(tsk, true, why);
	if (gstop_done && (!tsk->ptrace || ptrace_reparented(tsk)))
		do_notify_parent_cldstop(tsk, false, why);
	read_unlock(&tasklist_lock);
	schedule();

	spin_lock_irq(&tsk->sighand->siglock);
	exit_code = tsk->exit_code;
	tsk->last_siginfo = NULL;
	tsk->ptrace_message = 0;
	tsk->exit_code = 0;
	tsk->jobctl &= ~(JOBCTL_LISTENING | JOBCTL_PTRACE_FROZEN);
	/* the tracer may have changed what is pending or blocked */
	recalc_sigpending_tsk(tsk);
	return exit_code;
}

/* mirrors kernel/signal.c:ptrace_do_notify(); siglock held */
static int ptrace_do_notify(int signr, int exit_code, int why, unsigned long message)
{
	kernel_siginfo_t info;

	clear_siginfo(&info);
	info.si_signo = signr;
	info.si_code = exit_code;
	info.si_pid = task_pid_vnr(current);
	info.si_uid = from_kuid_munged(current_user_ns(), current_uid());
	return ptrace_stop(exit_code, why, message, &info);
}

/**
 * ptrace_notify - stop for the tracer at an event
 * @exit_code:	SIGTRAP, and the event in the second byte
 * @message:	for PTRACE_GETEVENTMSG
 *
 * mirrors kernel/signal.c:ptrace_notify(). No lock held.
 */
void ptrace_notify(int exit_code, unsigned long message)
{
	BUG_ON((exit_code & (0x7f | ~0xffff)) != SIGTRAP);
	spin_lock_irq(&current->sighand->siglock);
	ptrace_do_notify(SIGTRAP, exit_code, CLD_TRAPPED, message);
	spin_unlock_irq(&current->sighand->siglock);
}

/**
 * do_jobctl_trap - a trap that was ordered: a group stop under a tracer, or PTRACE_INTERRUPT
 *
 * mirrors kernel/signal.c:do_jobctl_trap(); siglock held
 */
void do_jobctl_trap(void)
{
	struct signal_struct *signal = current->signal;
	int signr = current->jobctl & JOBCTL_STOP_SIGMASK;

	if (current->ptrace & PT_SEIZED) {
		if (!signal->group_stop_count && !(signal->flags & SIGNAL_STOP_STOPPED))
			signr = SIGTRAP;
		WARN_ON_ONCE(!signr);
		ptrace_do_notify(signr, signr | (PTRACE_EVENT_STOP << 8), CLD_STOPPED, 0);
	} else {
		WARN_ON_ONCE(!signr);
		ptrace_stop(signr, CLD_STOPPED, 0, NULL);
	}
}

/**
 * ptrace_signal - the tracer sees a signal first
 * @signr:	the signal
 * @info:	what it says; changed if the tracer gives another
 * @type:	which queue it came from
 *
 * mirrors kernel/signal.c:ptrace_signal(); siglock held. What to go on with, or 0.
 */
int ptrace_signal(int signr, kernel_siginfo_t *info, enum pid_type type)
{
	/* the tracer may let a stop signal through: do_signal_stop() wants to see this */
	current->jobctl |= JOBCTL_STOP_DEQUEUED;
	signr = ptrace_stop(signr, CLD_TRAPPED, 0, info);
	if (signr == 0)
		return 0;
	if (signr != info->si_signo) {
		clear_siginfo(info);
		info->si_signo = signr;
		info->si_code = SI_USER;
		rcu_read_lock();
		info->si_pid = task_pid_vnr(current->parent);
		info->si_uid = from_kuid_munged(current_user_ns(), task_uid(current->parent));
		rcu_read_unlock();
	}
	/* a signal that is blocked by now waits again */
	if (sigismember(&current->blocked, signr) || fatal_signal_pending(current)) {
		send_signal_locked(signr, info, current, type);
		signr = 0;
	}
	return signr;
}
