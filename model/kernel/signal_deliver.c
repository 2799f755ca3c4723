// SPDX-License-Identifier: GPL-2.0-only
/*
 * Taking signals: masks, dequeueing, default actions, the return to user
 * mode. In the kernel: kernel/signal.c, and arch/x86/kernel/signal.c for what
 * happens to the call that was interrupted.
 */
#include "signal.h"
#include <linux/bitops.h>

/**
 * recalc_sigpending_tsk - mark a task that has something to look at
 * @t: the task; siglock held
 *
 * mirrors kernel/signal.c:recalc_sigpending_tsk(). false leaves the mark as it
 * was: only the task itself may take it away.
 */
bool recalc_sigpending_tsk(struct task_struct *t)
{
	if ((t->jobctl & JOBCTL_PENDING_MASK) ||
	    PENDING(&t->pending, &t->blocked) ||
	    PENDING(&t->signal->shared_pending, &t->blocked)) {
		set_tsk_thread_flag(t, TIF_SIGPENDING);
		return true;
	}
	return false;
}

/** recalc_sigpending - the same for `current`, both ways. mirrors kernel/signal.c */
void recalc_sigpending(void)
{
	if (!recalc_sigpending_tsk(current))
		clear_tsk_thread_flag(current, TIF_SIGPENDING);
}

/** recalc_sigpending_and_wake - after a tracer let go. mirrors kernel/signal.c of before 6.11 */
void recalc_sigpending_and_wake(struct task_struct *t)
{
	if (recalc_sigpending_tsk(t))
		signal_wake_up(t, false);
}

/** calculate_sigpending - a new task looks for the first time. mirrors kernel/signal.c */
void calculate_sigpending(void)
{
	spin_lock_irq(&current->sighand->siglock);
	set_tsk_thread_flag(current, TIF_SIGPENDING);
	recalc_sigpending();
	spin_unlock_irq(&current->sighand->siglock);
}

/*
 * Signals of the process that @tsk was woken for and will not take now: wake
 * other threads that can. mirrors kernel/signal.c:retarget_shared_pending();
 * siglock held
 */
void retarget_shared_pending(struct task_struct *tsk, const sigset_t *which)
{
	struct task_struct *t;
	sigset_t retarget;

	sigandsets(&retarget, &tsk->signal->shared_pending.signal, which);
	if (sigisemptyset(&retarget))
		return;
	for_other_threads(tsk, t) {
		if (t->flags & PF_EXITING)
			continue;
		if (!(retarget.sig[0] & ~t->blocked.sig[0]))
			continue;
		sigandsets(&retarget, &retarget, &t->blocked);
		if (!task_sigpending(t))
			signal_wake_up(t, false);
		if (sigisemptyset(&retarget))
			break;
	}
}

/* mirrors kernel/signal.c:__set_task_blocked(); @tsk is current, siglock held */
void __set_task_blocked(struct task_struct *tsk, const sigset_t *newset)
{
	sigset_t newblocked;

	if (task_sigpending(tsk) && !thread_group_empty(tsk)) {
		sigandnsets(&newblocked, newset, &tsk->blocked);
		retarget_shared_pending(tsk, &newblocked);
	}
	tsk->blocked = *newset;
	recalc_sigpending();
}

/** __set_current_blocked - a new mask, taken as it is. mirrors kernel/signal.c */
void __set_current_blocked(const sigset_t *newset)
{
	struct task_struct *tsk = current;

	/* nobody else writes it: no lock is needed to see that nothing changes */
	if (sigequalsets(&tsk->blocked, newset))
		return;
	spin_lock_irq(&tsk->sighand->siglock);
	__set_task_blocked(tsk, newset);
	spin_unlock_irq(&tsk->sighand->siglock);
}

/** set_current_blocked - a new mask; SIGKILL and SIGSTOP are taken out. mirrors kernel/signal.c */
void set_current_blocked(sigset_t *newset)
{
	sigdelsetmask(newset, SIG_KERNEL_ONLY_MASK);
	__set_current_blocked(newset);
}

/* mirrors kernel/signal.c:next_signal(): faults first, then the lowest number. 0: nothing */
static int next_signal(struct sigpending *pending, const sigset_t *mask)
{
	unsigned long x = pending->signal.sig[0] & ~mask->sig[0];

	if (!x)
		return 0;
	if (x & SYNCHRONOUS_MASK)
		x &= SYNCHRONOUS_MASK;
	return (int)__ffs(x) + 1;
}

/* mirrors kernel/signal.c:collect_signal(): the oldest of this number, with what it says */
static void collect_signal(int sig, struct sigpending *list, kernel_siginfo_t *info)
{
	struct sigqueue *q, *first = NULL;

	list_for_each_entry(q, &list->list, list) {
		if (q->info.si_signo != sig)
			continue;
		if (first)
			goto still_pending;
		first = q;
	}
	sigdelset(&list->signal, sig);
	if (!first) {
		/* there was no room to queue it: the signal is all that is known */
		clear_siginfo(info);
		info->si_signo = sig;
		info->si_code = SI_USER;
		return;
	}
still_pending:
	list_del_init(&first->list);
	copy_siginfo(info, &first->info);
	__sigqueue_free(first);
}

static int __dequeue_signal(struct sigpending *pending, const sigset_t *mask,
			    kernel_siginfo_t *info)
{
	int sig = next_signal(pending, mask);

	if (sig)
		collect_signal(sig, pending, info);
	return sig;
}

/**
 * dequeue_signal - take a signal out of the queues of `current`
 * @mask:	what to leave there
 * @info:	filled in
 * @type:	PIDTYPE_PID: it was for the thread; PIDTYPE_TGID: for the process
 *
 * mirrors kernel/signal.c:dequeue_signal(); siglock held. The signal, or 0.
 */
int dequeue_signal(sigset_t *mask, kernel_siginfo_t *info, enum pid_type *type)
{
	struct task_struct *tsk = current;
	int signr;

	*type = PIDTYPE_PID;
	signr = __dequeue_signal(&tsk->pending, mask, info);
	if (!signr) {
		*type = PIDTYPE_TGID;
		signr = __dequeue_signal(&tsk->signal->shared_pending, mask, info);
	}
	recalc_sigpending();
	/* whether a SIGCONT comes before the stop is carried out, this bit will tell */
	if (signr && unlikely(sig_kernel_stop(signr)))
		tsk->jobctl |= JOBCTL_STOP_DEQUEUED;
	return signr;
}

/*
 * A fault that the kernel made for what the task just did, if one is pending.
 * mirrors kernel/signal.c:dequeue_synchronous_signal(); siglock held
 */
static int dequeue_synchronous_signal(kernel_siginfo_t *info)
{
	struct sigpending *pending = &current->pending;
	struct sigqueue *q, *other;

	if (likely(!(pending->signal.sig[0] & ~current->blocked.sig[0] & SYNCHRONOUS_MASK)))
		return 0;
	list_for_each_entry(q, &pending->list, list) {
		if (q->info.si_code > SI_USER &&
		    (sigmask(q->info.si_signo) & SYNCHRONOUS_MASK & ~current->blocked.sig[0]))
			goto found;
	}
	return 0;
found:
	list_for_each_entry(other, &pending->list, list) {
		if (other != q && other->info.si_signo == q->info.si_signo)
			goto still_pending;
	}
	sigdelset(&pending->signal, q->info.si_signo);
	recalc_sigpending();
still_pending:
	list_del_init(&q->list);
	copy_siginfo(info, &q->info);
	__sigqueue_free(q);
	return info->si_signo;
}

/**
 * signal_tell_taken - record that a task takes a signal
 * @t:		current; its leader, if it is the process that dies
 * @sig:	the signal
 * @info:	what it says; NULL: nothing is known
 * @handled:	a handler runs for it
 *
 * custom: the host keeps what it is told, in the form that a handler would see
 */
noinline void signal_tell_taken(struct task_struct *t, int sig, const kernel_siginfo_t *info,
				bool handled)
{
	siginfo_t seen;

	if (!model_cpu.trace)
		return;
	memset(&seen, 0, sizeof(seen));
	if (info)
		memcpy(&seen, info, sizeof(*info));
	seen.si_signo = sig;
	sim_event(HOST_EV_SIGNAL_TAKEN, t, &seen, NULL, sig, handled, SIM_HERE);
}

static const kernel_siginfo_t *find_siginfo(const struct sigpending *pending, int sig)
{
	struct sigqueue *q;

	list_for_each_entry(q, &pending->list, list) {
		if (q->info.si_signo == sig)
			return &q->info;
	}
	return NULL;
}

/*
 * The process is dying, by a signal or not: the first thread that finds out
 * records the signal, once. custom; siglock held
 */
static void tell_death(struct signal_struct *signal)
{
	const kernel_siginfo_t *info;
	struct task_struct *t;
	int sig = signal->group_exit_code & 0x7f;

	if (signal->death_told || !(signal->flags & SIGNAL_GROUP_EXIT))
		return;
	signal->death_told = 1;
	if (!sig)
		return;
	info = find_siginfo(&signal->shared_pending, sig);
	__for_each_thread(signal, t) {
		if (info)
			break;
		info = find_siginfo(&t->pending, sig);
	}
	signal_tell_taken(current->group_leader, sig, info, false);
}

/*
 * mirrors fs/coredump.c as far as wait(2) sees it: all threads die, and the
 * status says so if a core was written. Differs: there is no file; what could
 * stand in the way of one (the limit, a process that is not dumpable) counts,
 * a directory that can't be written to does not. The exit code.
 */
static int dump_core(int signr)
{
	struct signal_struct *signal = current->signal;
	int code = signr;

	if (!current->mm || get_dumpable(current->mm) != SUID_DUMP_USER)
		return code;
	spin_lock_irq(&current->sighand->siglock);
	if (!(signal->flags & SIGNAL_GROUP_EXIT) && !signal->group_exec_task) {
		if (rlimit(RLIMIT_CORE) >= MIN_COREDUMP)
			code |= 0x80;
		signal->flags = SIGNAL_GROUP_EXIT;
		signal->group_exit_code = code;
		zap_other_threads(current);
	}
	spin_unlock_irq(&current->sighand->siglock);
	return code;
}

/* The process dies of @signr. Does not return. @info: NULL if it was told already */
static void __noreturn die_of_signal(int signr, const kernel_siginfo_t *info)
{
	int code = signr;

	current->flags |= PF_SIGNALED;
	if (info) {
		signal_tell_taken(current->group_leader, signr, info, false);
		current->signal->death_told = 1;
		if (sig_kernel_coredump(signr))
			code = dump_core(signr);
	}
	do_group_exit(code);
}

/* enum verdict - what get_signal() does next */
enum verdict {
	NEXT_SIGNAL,	/* look at the next one; siglock held */
	HANDLE,		/* a handler runs; siglock held */
	RELOCK,		/* siglock was dropped: look at everything again */
};

/* The default action. siglock held; does not return if it is death */
static enum verdict default_action(int signr, struct ksignal *ksig)
{
	struct sighand_struct *sighand = current->sighand;

	if (sig_kernel_ignore(signr))
		return NEXT_SIGNAL;
	/* what init can die of was either made for it or comes from an ancestor */
	if (unlikely(current->signal->flags & SIGNAL_UNKILLABLE) && !sig_kernel_only(signr))
		return NEXT_SIGNAL;
	if (sig_kernel_stop(signr)) {
		/*
		 * Whom nobody could continue is not stopped by the keyboard.
		 * To find out takes tasklist_lock; a SIGCONT that comes
		 * meanwhile takes JOBCTL_STOP_DEQUEUED away.
		 */
		if (signr != SIGSTOP) {
			spin_unlock_irq(&sighand->siglock);
			if (is_current_pgrp_orphaned())
				return RELOCK;
			spin_lock_irq(&sighand->siglock);
		}
		return do_signal_stop(signr, &ksig->info) ? RELOCK : NEXT_SIGNAL;
	}
	spin_unlock_irq(&sighand->siglock);
	die_of_signal(signr, &ksig->info);
}

/* What to do with the signal that was dequeued. siglock held */
static enum verdict judge_dequeued(int signr, struct ksignal *ksig)
{
	struct sighand_struct *sighand = current->sighand;
	struct k_sigaction *ka = &sighand->action[signr - 1];

	if (ka->sa.sa_handler == SIG_IGN)
		return NEXT_SIGNAL;
	if (ka->sa.sa_handler == SIG_DFL)
		return default_action(signr, ksig);
	ksig->ka = *ka;
	if ((ka->sa.sa_flags & SA_RESETHAND) && !sighand_unshare_actions(sighand))
		sighand->action[signr - 1].sa.sa_handler = SIG_DFL;
	return HANDLE;
}

/*
 * Death, stops and traps that were ordered, before any signal is looked at.
 * siglock held; RELOCK: it is not any more.
 */
static enum verdict ordered_work(void)
{
	struct signal_struct *signal = current->signal;
	struct sighand_struct *sighand = current->sighand;

	if (signal_group_exit(signal)) {
		sigdelset(&current->pending.signal, SIGKILL);
		tell_death(signal);
		recalc_sigpending();
		spin_unlock_irq(&sighand->siglock);
		die_of_signal(SIGKILL, NULL);
	}
	if (unlikely(current->jobctl & JOBCTL_STOP_PENDING) && do_signal_stop(0, NULL))
		return RELOCK;
	if (unlikely(current->jobctl & JOBCTL_TRAP_MASK)) {
		do_jobctl_trap();
		spin_unlock_irq(&sighand->siglock);
		return RELOCK;
	}
	return NEXT_SIGNAL;
}

/* The next signal that is not a tracer's. 0: none. siglock held */
static int take_signal(struct ksignal *ksig)
{
	struct sighand_struct *sighand = current->sighand;
	enum pid_type type = PIDTYPE_PID;
	int signr;

	signr = dequeue_synchronous_signal(&ksig->info);
	if (!signr)
		signr = dequeue_signal(&current->blocked, &ksig->info, &type);
	if (signr && unlikely(current->ptrace) && signr != SIGKILL &&
	    !(sighand->action[signr - 1].sa.sa_flags & SA_IMMUTABLE)) {
		signr = ptrace_signal(signr, &ksig->info, type);
		return signr ? signr : -1;
	}
	return signr;
}

/**
 * get_signal - what `current` has to do about its signals
 * @ksig: the signal, its siginfo and its action, if there is a handler to run
 *
 * mirrors kernel/signal.c:get_signal(). true: a handler is to run. Stops
 * happen inside; death does not come back. Differs: no freezer, no user
 * workers, no dump of core with a state of its own.
 */
bool get_signal(struct ksignal *ksig)
{
	struct sighand_struct *sighand = current->sighand;
	enum verdict next;
	int signr, why;

relock:
	spin_lock_irq(&sighand->siglock);
	/* SIGCONT left word of what the parent is to hear; the first thread says it */
	if (unlikely(current->signal->flags & SIGNAL_CLD_MASK)) {
		why = current->signal->flags & SIGNAL_CLD_CONTINUED ? CLD_CONTINUED : CLD_STOPPED;
		current->signal->flags &= ~SIGNAL_CLD_MASK;
		spin_unlock_irq(&sighand->siglock);
		notify_stop_or_continue(why);
		goto relock;
	}
	for (;;) {
		if (ordered_work() == RELOCK)
			goto relock;
		signr = take_signal(ksig);
		if (!signr)
			break;
		next = signr < 0 ? NEXT_SIGNAL : judge_dequeued(signr, ksig);
		if (next == RELOCK)
			goto relock;
		if (next == HANDLE)
			break;
	}
	if (signr)
		signal_tell_taken(current, signr, &ksig->info, true);
	spin_unlock_irq(&sighand->siglock);
	ksig->sig = signr;
	return signr > 0;
}

/**
 * exit_signals - `current` begins to exit: no more signals of the process for it
 * @tsk: current
 *
 * mirrors kernel/signal.c:exit_signals(). What it was woken for is handed to
 * other threads; a stop under way no longer waits for it.
 */
void exit_signals(struct task_struct *tsk)
{
	int group_stop = 0;
	sigset_t unblocked;

	if (thread_group_empty(tsk) || (tsk->signal->flags & SIGNAL_GROUP_EXIT)) {
		tsk->flags |= PF_EXITING;
		return;
	}
	spin_lock_irq(&tsk->sighand->siglock);
	tsk->flags |= PF_EXITING;
	if (task_sigpending(tsk)) {
		unblocked = tsk->blocked;
		signotset(&unblocked);
		retarget_shared_pending(tsk, &unblocked);
		if (unlikely(tsk->jobctl & JOBCTL_STOP_PENDING) &&
		    task_participate_group_stop(tsk))
			group_stop = CLD_STOPPED;
	}
	spin_unlock_irq(&tsk->sighand->siglock);
	if (unlikely(group_stop)) {
		read_lock(&tasklist_lock);
		do_notify_parent_cldstop(tsk, false, group_stop);
		read_unlock(&tasklist_lock);
	}
}

/* How many handlers may stand on the stack of a task before each is run to its end at once */
#define HANDLERS_NESTED	8

/* handlers that have been entered and not left: the mask that each goes back to */
struct handlers {
	unsigned int depth;
	sigset_t mask[HANDLERS_NESTED];
};

/*
 * mirrors arch/x86/kernel/signal.c:handle_signal() and kernel/signal.c:
 * signal_delivered(). Differs: a handler makes no calls, so all that is seen
 * of it is that it was entered (get_signal() said so), and the mask.
 */
static void enter_handler(const struct ksignal *ksig, struct handlers *h)
{
	struct task_struct *tsk = current;
	sigset_t mask, old = tsk->restore_sigmask ? tsk->saved_sigmask : tsk->blocked;

	if (h->depth == HANDLERS_NESTED) {
		restore_saved_sigmask();
		return;
	}
	h->mask[h->depth++] = old;
	tsk->restore_sigmask = false;
	sigorsets(&mask, &tsk->blocked, &ksig->ka.sa.sa_mask);
	if (!(ksig->ka.sa.sa_flags & SA_NODEFER))
		sigaddset(&mask, ksig->sig);
	set_current_blocked(&mask);
}

/* The call ended with @ret, and a handler ran: does it start again? */
static long after_handler(long ret, unsigned long sa_flags)
{
	switch (ret) {
	case -ERESTARTSYS:
		return sa_flags & SA_RESTART ? -ERESTARTNOINTR : -EINTR;
	case -ERESTARTNOHAND:
	case -ERESTART_RESTARTBLOCK:
		return -EINTR;
	}
	return ret;
}

/* The call ended with @ret, and no handler ran. */
static long after_no_handler(long ret)
{
	return ret == -ERESTARTSYS || ret == -ERESTARTNOHAND ? -ERESTARTNOINTR : ret;
}

/*
 * mirrors kernel/entry/common.c:exit_to_user_mode_loop() and arch/x86/kernel/
 * signal.c:arch_do_signal_or_restart(). All handlers that can be entered are,
 * the later ones on top; then they return, newest first, each giving back the
 * mask, which may let more signals in.
 */
static noinline long do_user_work(long ret)
{
	struct handlers h = { .depth = 0 };
	struct ksignal ksig;
	bool decided = false;

	for (;;) {
		while (signal_pending(current)) {
			if (get_signal(&ksig)) {
				if (!decided)
					ret = after_handler(ret, ksig.ka.sa.sa_flags);
				enter_handler(&ksig, &h);
			} else {
				if (!decided)
					ret = after_no_handler(ret);
				restore_saved_sigmask();
			}
			decided = true;
		}
		if (!h.depth)
			return ret;
		/* sigreturn(2): the mask as before, and no sleep for restart_syscall() to resume */
		current->restart_block.fn = NULL;
		set_current_blocked(&h.mask[--h.depth]);
	}
}

/**
 * exit_to_user_mode - the end of every call, and all of user_work
 * @ret: what the call gave
 *
 * What user space sees, or an order to the caller: -ERESTARTNOINTR, make the
 * same call again; -ERESTART_RESTARTBLOCK, call current->restart_block.fn.
 * Does not return if the task dies here.
 */
long exit_to_user_mode(long ret)
{
	if (likely(!current->tif))
		return ret;
	clear_tsk_thread_flag(current, TIF_NOTIFY_SIGNAL);
	return do_user_work(ret);
}
