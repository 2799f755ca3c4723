// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sending signals: queues, what is ignored, which thread takes a signal, what
 * is fatal at once. Who may send to whom stands in signal_kill.c, taking
 * signals in signal_deliver.c.
 *
 * Lock: sighand->siglock, for everything that is queued, for all threads of
 * the process.
 */
#include "signal.h"
#include <linux/slab.h>
#include <linux/user_namespace.h>

static struct kmem_cache *sigqueue_cachep;

/**
 * signal_boot - caches and the default actions of a world
 *
 * mirrors kernel/signal.c:signals_init(). 0 or -ENOMEM
 */
int signal_boot(void)
{
	sigqueue_cachep = KMEM_CACHE(sigqueue, SLAB_PANIC | SLAB_ACCOUNT);
	if (!sigqueue_cachep)
		return -ENOMEM;
	return sigaction_boot();
}

/*
 * mirrors kernel/signal.c:sig_get_ucounts(): the user of the *target* pays.
 * The first signal that is queued for a user holds a reference of its counts.
 */
static struct ucounts *sig_get_ucounts(struct task_struct *t, bool override_rlimit)
{
	struct ucounts *ucounts;
	long sigpending;

	rcu_read_lock();
	ucounts = task_ucounts(t);
	sigpending = inc_rlimit_get_ucounts(ucounts, UCOUNT_RLIMIT_SIGPENDING, override_rlimit);
	rcu_read_unlock();
	if (!sigpending)
		return NULL;
	if (likely(override_rlimit ||
		   (unsigned long)sigpending <= task_rlimit(t, RLIMIT_SIGPENDING)))
		return ucounts;
	dec_rlimit_put_ucounts(ucounts, UCOUNT_RLIMIT_SIGPENDING);
	return NULL;
}

/* mirrors kernel/signal.c:sigqueue_alloc(). NULL: over the limit, or no memory */
static struct sigqueue *sigqueue_alloc(struct task_struct *t, gfp_t gfp_flags,
				       bool override_rlimit)
{
	struct ucounts *ucounts = sig_get_ucounts(t, override_rlimit);
	struct sigqueue *q;

	if (!ucounts)
		return NULL;
	q = kmem_cache_alloc(sigqueue_cachep, gfp_flags);
	if (!q) {
		dec_rlimit_put_ucounts(ucounts, UCOUNT_RLIMIT_SIGPENDING);
		return NULL;
	}
	INIT_LIST_HEAD(&q->list);
	q->flags = 0;
	q->ucounts = ucounts;
	return q;
}

/* mirrors kernel/signal.c:__sigqueue_free() */
void __sigqueue_free(struct sigqueue *q)
{
	dec_rlimit_put_ucounts(q->ucounts, UCOUNT_RLIMIT_SIGPENDING);
	kmem_cache_free(sigqueue_cachep, q);
}

/**
 * flush_sigqueue - forget everything that a queue holds
 * @queue: of a task that can't get anything any more, or siglock held
 *
 * mirrors kernel/signal.c:flush_sigqueue()
 */
void flush_sigqueue(struct sigpending *queue)
{
	struct sigqueue *q;

	sigemptyset(&queue->signal);
	while (!list_empty(&queue->list)) {
		q = list_first_entry(&queue->list, struct sigqueue, list);
		list_del_init(&q->list);
		__sigqueue_free(q);
	}
}

/**
 * flush_sigqueue_mask - forget some signals that a queue holds
 * @mask:	these
 * @s:		the queue; siglock held
 *
 * mirrors kernel/signal.c:flush_sigqueue_mask()
 */
void flush_sigqueue_mask(sigset_t *mask, struct sigpending *s)
{
	struct sigqueue *q, *n;
	sigset_t hit;

	sigandsets(&hit, mask, &s->signal);
	if (sigisemptyset(&hit))
		return;
	sigandnsets(&s->signal, &s->signal, mask);
	list_for_each_entry_safe(q, n, &s->list, list) {
		if (sigismember(mask, q->info.si_signo)) {
			list_del_init(&q->list);
			__sigqueue_free(q);
		}
	}
}

/**
 * flush_signals - forget everything that is pending for a task, and for its process
 * @t: the task
 *
 * mirrors kernel/signal.c:flush_signals()
 */
void flush_signals(struct task_struct *t)
{
	spin_lock(&t->sighand->siglock);
	clear_tsk_thread_flag(t, TIF_SIGPENDING);
	flush_sigqueue(&t->pending);
	flush_sigqueue(&t->signal->shared_pending);
	spin_unlock(&t->sighand->siglock);
}

/* mirrors kernel/signal.c:sig_task_ignored() */
static bool sig_task_ignored(struct task_struct *t, int sig, bool force)
{
	__sighandler_t handler = sig_handler(t, sig);

	/* nothing kills or stops the first process of the machine */
	if (unlikely(is_global_init(t) && sig_kernel_only(sig)))
		return true;
	/* the init of a namespace: only what comes from an ancestor, and only these two */
	if (unlikely(t->signal->flags & SIGNAL_UNKILLABLE) && handler == SIG_DFL &&
	    !(force && sig_kernel_only(sig)))
		return true;
	if (unlikely((t->flags & PF_KTHREAD) && handler == SIG_DFL && !force))
		return true;
	return sig_handler_ignored(handler, sig);
}

/**
 * sig_ignored - whether a signal need not even be queued
 * @t:		to whom
 * @sig:	which
 * @force:	from the kernel or from an ancestor namespace
 *
 * mirrors kernel/signal.c:sig_ignored(). What is blocked is queued, as the
 * handler may change before it is unblocked; a tracer sees everything.
 */
bool sig_ignored(struct task_struct *t, int sig, bool force)
{
	if (sigismember(&t->blocked, sig) || sigismember(&t->real_blocked, sig))
		return false;
	if (t->ptrace && sig != SIGKILL)
		return false;
	return sig_task_ignored(t, sig, force);
}

/* SIGCONT: forget stop signals and the stop itself, wake who is stopped, note whom to tell */
static void prepare_continue(struct signal_struct *signal, struct task_struct *p)
{
	struct task_struct *t;
	unsigned int why = 0;
	sigset_t flush;

	siginitset(&flush, SIG_KERNEL_STOP_MASK);
	flush_sigqueue_mask(&flush, &signal->shared_pending);
	for_each_thread(p, t) {
		flush_sigqueue_mask(&flush, &t->pending);
		task_clear_jobctl_pending(t, JOBCTL_STOP_PENDING);
		if (likely(!(t->ptrace & PT_SEIZED))) {
			t->jobctl &= ~JOBCTL_STOPPED;
			wake_up_state(t, __TASK_STOPPED);
		} else {
			ptrace_trap_notify(t);
		}
	}
	/*
	 * The parent is told by the first thread that runs again, in
	 * get_signal(): that it went on, or, if the stop was not complete
	 * yet, that it stopped, as the process can't be seen to lose a stop.
	 */
	if (signal->flags & SIGNAL_STOP_STOPPED)
		why = SIGNAL_CLD_CONTINUED;
	else if (signal->group_stop_count)
		why = SIGNAL_CLD_STOPPED;
	if (why) {
		signal_set_stop_flags(signal, why | SIGNAL_STOP_CONTINUED);
		signal->group_stop_count = 0;
		signal->group_exit_code = 0;
	}
}

/*
 * What a stop signal or SIGCONT does by being sent, whether blocked, ignored
 * or not; then whether the signal goes into a queue.
 *
 * mirrors kernel/signal.c:prepare_signal(). siglock held. Differs: there is
 * no state of dumping core in which a second SIGKILL still counts.
 */
static bool prepare_signal(int sig, struct task_struct *p, bool force)
{
	struct signal_struct *signal = p->signal;
	struct task_struct *t;
	sigset_t flush;

	if (signal->flags & SIGNAL_GROUP_EXIT)
		return false;
	if (sig_kernel_stop(sig)) {
		siginitset(&flush, sigmask(SIGCONT));
		flush_sigqueue_mask(&flush, &signal->shared_pending);
		for_each_thread(p, t)
			flush_sigqueue_mask(&flush, &t->pending);
	} else if (sig == SIGCONT) {
		prepare_continue(signal, p);
	}
	return !sig_ignored(p, sig, force);
}

/*
 * mirrors kernel/signal.c:wants_signal(). Differs: on a real machine a thread
 * that has work pending still wants the signal while it is on a processor. Of
 * one that is not asleep nobody can know: that is a choice.
 */
static bool wants_signal(int sig, struct task_struct *p)
{
	if (sigismember(&p->blocked, sig))
		return false;
	if (p->flags & PF_EXITING)
		return false;
	if (sig == SIGKILL)
		return true;
	if (task_is_stopped_or_traced(p))
		return false;
	if (!task_sigpending(p) || p == current)
		return true;
	if (!task_is_running(p) || thread_group_empty(p))
		return false;
	return sim_choose(2, HOST_WHY_THREAD, SIM_HERE) == 1;
}

/* mirrors kernel/signal.c:sig_fatal() */
static bool sig_fatal(struct task_struct *t, int sig)
{
	return !siginmask(sig, SIG_KERNEL_IGNORE_MASK | SIG_KERNEL_STOP_MASK) &&
	       sig_handler(t, sig) == SIG_DFL;
}

/* Every thread dies of @sig, and nothing can change that any more. siglock held */
static void begin_group_exit(struct signal_struct *signal, int sig)
{
	struct task_struct *t;

	signal->flags = SIGNAL_GROUP_EXIT;
	signal->group_exit_code = sig;
	signal->group_stop_count = 0;
	__for_each_thread(signal, t) {
		task_clear_jobctl_pending(t, JOBCTL_PENDING_MASK);
		sigaddset(&t->pending.signal, SIGKILL);
		signal_wake_up(t, true);
	}
}

/*
 * The thread that shall look at a signal to the process @p: @p itself if it
 * wants it, or else the next one that does, in turn. NULL: nobody now. Differs:
 * the turn begins when it is first needed, not with the fork.
 */
static struct task_struct *choose_thread(int sig, struct task_struct *p, enum pid_type type)
{
	struct signal_struct *signal = p->signal;
	struct task_struct *t;

	if (wants_signal(sig, p))
		return p;
	if (type == PIDTYPE_PID || thread_group_empty(p))
		return NULL;
	if (!signal->curr_target)
		signal->curr_target = p->group_leader;
	t = signal->curr_target;
	while (!wants_signal(sig, t)) {
		t = next_thread(t);
		if (t == signal->curr_target)
			return NULL;
	}
	signal->curr_target = t;
	return t;
}

/*
 * mirrors kernel/signal.c:complete_signal(): a queued signal is brought to a
 * thread's notice. What was queued for the init of a namespace because one
 * thread blocks it is not fatal: the thread that takes it drops it (seen on 6.18).
 */
static void complete_signal(int sig, struct task_struct *p, enum pid_type type)
{
	struct task_struct *t = choose_thread(sig, p, type);
	struct signal_struct *signal = p->signal;

	if (!t)
		return;
	if (sig_fatal(p, sig) && !(signal->flags & SIGNAL_GROUP_EXIT) &&
	    (sig == SIGKILL || !(signal->flags & SIGNAL_UNKILLABLE)) &&
	    !sigismember(&t->real_blocked, sig) && (sig == SIGKILL || !p->ptrace) &&
	    !sig_kernel_coredump(sig)) {
		begin_group_exit(signal, sig);
		return;
	}
	signal_wake_up(t, sig == SIGKILL);
}

/* Fill in what is queued for a sender's @info, which may be a special value. */
static void fill_siginfo(int sig, struct kernel_siginfo *to, struct kernel_siginfo *info,
			 struct task_struct *t)
{
	if (!is_si_special(info)) {
		copy_siginfo(to, info);
		return;
	}
	clear_siginfo(to);
	to->si_signo = sig;
	to->si_code = SI_KERNEL;
	if (info == SEND_SIG_NOINFO) {
		to->si_code = SI_USER;
		to->si_pid = task_tgid_nr_ns(current, task_active_pid_ns(t));
		to->si_uid = from_kuid_munged(task_cred_xxx(t, user_ns), current_uid());
	}
}

/*
 * mirrors the middle of kernel/signal.c:__send_signal_locked(). 0, also when
 * the signal goes without its siginfo; -EAGAIN if that would be a lie to a
 * sender who wanted to queue data.
 */
static int queue_siginfo(int sig, struct kernel_siginfo *info, struct task_struct *t,
			 struct sigpending *pending)
{
	bool override_rlimit = sig < SIGRTMIN && (is_si_special(info) || info->si_code >= 0);
	struct sigqueue *q = sigqueue_alloc(t, GFP_ATOMIC, override_rlimit);

	if (q) {
		list_add_tail(&q->list, &pending->list);
		fill_siginfo(sig, &q->info, info, t);
		return 0;
	}
	if (!is_si_special(info) && sig >= SIGRTMIN && info->si_code != SI_USER)
		return -EAGAIN;
	return 0;
}

/* Children that are being forked get what is sent to several processes at once. */
static void tell_multiprocess(int sig, struct signal_struct *signal)
{
	struct multiprocess_signals *delayed;

	hlist_for_each_entry(delayed, &signal->multiprocess, node) {
		if (sig == SIGCONT)
			sigdelsetmask(&delayed->signal, SIG_KERNEL_STOP_MASK);
		else if (sig_kernel_stop(sig))
			sigdelset(&delayed->signal, SIGCONT);
		sigaddset(&delayed->signal, sig);
	}
}

/**
 * __send_signal_locked - put a signal into a queue
 * @sig:	signal number, valid and not 0
 * @info:	siginfo as the target shall see it, or a special value
 * @t:		the thread, or any thread of the process; its siglock is held
 * @type:	PIDTYPE_PID: to the thread; others: to the process
 * @force:	from the kernel or from an ancestor namespace
 *
 * mirrors kernel/signal.c:__send_signal_locked(). 0, also when the signal is
 * dropped because it is ignored or pending already; -EAGAIN.
 */
int __send_signal_locked(int sig, struct kernel_siginfo *info, struct task_struct *t,
			 enum pid_type type, bool force)
{
	struct sigpending *pending;
	int ret;

	if (!prepare_signal(sig, t, force))
		return 0;
	pending = type != PIDTYPE_PID ? &t->signal->shared_pending : &t->pending;
	/* the first 31 do not count how often they come */
	if (sig < SIGRTMIN && sigismember(&pending->signal, sig))
		return 0;
	/* SIGKILL kills without having to be remembered */
	if (sig != SIGKILL && !(t->flags & PF_KTHREAD)) {
		ret = queue_siginfo(sig, info, t, pending);
		if (ret)
			return ret;
	}
	if (unlikely(t->sighand->signalfd_wqh.first))
		wake_up(&t->sighand->signalfd_wqh);
	sigaddset(&pending->signal, sig);
	if (type > PIDTYPE_TGID)
		tell_multiprocess(sig, t->signal);
	complete_signal(sig, t, type);
	return 0;
}

/*
 * Whether the caller has a number in the namespace of @t. If it has none, it
 * sits above (or beside, by setns): then the target's init is not protected.
 * Does the same as asking task_pid_nr_ns(current, …), in fewer steps.
 */
static bool sender_is_visible(struct task_struct *t)
{
	struct pid_namespace *ns = ns_of_pid(task_pid(t));
	struct pid *pid = task_pid(current);

	return likely(ns == ns_of_pid(pid)) || pid_nr_ns(pid, ns) != 0;
}

/**
 * send_signal_locked - a signal of a task to another, across namespaces
 * @sig:	signal number, valid and not 0
 * @info:	siginfo as the sender sees it, or a special value
 * @t:		the thread, or any thread of the process; its siglock is held
 * @type:	PIDTYPE_PID: to the thread; others: to the process
 *
 * mirrors kernel/signal.c:send_signal_locked(). 0 or -EAGAIN. The siginfo is
 * put right in place, for whoever gets it next as well, in the releases that
 * do so: see siginfo_shared_by_group().
 */
int send_signal_locked(int sig, struct kernel_siginfo *info, struct task_struct *t,
		       enum pid_type type)
{
	bool visible = sender_is_visible(t), same_user;
	struct kernel_siginfo own;

	if (info == SEND_SIG_NOINFO)
		return __send_signal_locked(sig, info, t, type, !visible);
	if (info == SEND_SIG_PRIV)
		return __send_signal_locked(sig, info, t, type, true);
	if (!has_si_pid_and_uid(info))
		return __send_signal_locked(sig, info, t, type, false);

	same_user = current_user_ns() == task_cred_xxx(t, user_ns);
	if (unlikely((!visible || !same_user) && !siginfo_shared_by_group())) {
		copy_siginfo(&own, info);
		info = &own;
	}
	if (!same_user)
		info->si_uid = from_kuid_munged(task_cred_xxx(t, user_ns),
						make_kuid(current_user_ns(), info->si_uid));
	if (!visible)
		info->si_pid = 0;
	return __send_signal_locked(sig, info, t, type,
				    !visible || info->si_code == SI_KERNEL);
}

/* mirrors kernel/signal.c:force_sig_info_to_task()'s argument */
enum sig_handler_force {
	HANDLER_CURRENT,	/* if there is a handler and it can run, let it */
	HANDLER_SIG_DFL,	/* no handler */
	HANDLER_EXIT,		/* die, and nobody can catch it any more */
};

/*
 * mirrors kernel/signal.c:force_sig_info_to_task() for `current`. Differs: if
 * there is no memory for a table of actions of its own, it dies of SIGKILL.
 */
static void force_sig_info(int sig, enum sig_handler_force how)
{
	struct task_struct *t = current;
	struct k_sigaction *action;
	struct kernel_siginfo info;
	bool blocked, ignored;

	clear_siginfo(&info);
	info.si_signo = sig;
	info.si_code = SI_KERNEL;

	spin_lock(&t->sighand->siglock);
	action = &t->sighand->action[sig - 1];
	ignored = action->sa.sa_handler == SIG_IGN;
	blocked = sigismember(&t->blocked, sig);
	if (blocked || ignored || how != HANDLER_CURRENT) {
		if (sighand_unshare_actions(t->sighand))
			sig = SIGKILL;
		action = &t->sighand->action[sig - 1];
		if (sig != SIGKILL)
			action->sa.sa_handler = SIG_DFL;
		if (how == HANDLER_EXIT && sig != SIGKILL)
			action->sa.sa_flags |= SA_IMMUTABLE;
		if (blocked)
			sigdelset(&t->blocked, sig);
	}
	if (action->sa.sa_handler == SIG_DFL && (!t->ptrace || how == HANDLER_EXIT))
		t->signal->flags &= ~SIGNAL_UNKILLABLE;
	send_signal_locked(sig, &info, t, PIDTYPE_PID);
	/* it may have been pending, and blocked, before */
	if (!task_sigpending(t))
		signal_wake_up(t, false);
	spin_unlock(&t->sighand->siglock);
}

/**
 * force_sig - a signal to `current` that it can't block or ignore
 * @sig: signal number
 *
 * mirrors kernel/signal.c:force_sig()
 */
void force_sig(int sig)
{
	force_sig_info(sig, HANDLER_CURRENT);
}

/** force_fatal_sig - as force_sig(), without its handler. mirrors kernel/signal.c */
void force_fatal_sig(int sig)
{
	force_sig_info(sig, HANDLER_SIG_DFL);
}

/** force_exit_sig - as force_fatal_sig(), and no tracer can stop it. mirrors kernel/signal.c */
void force_exit_sig(int sig)
{
	force_sig_info(sig, HANDLER_EXIT);
}

/**
 * signal_wake_up_state - a task has got a signal to look at
 * @t:		the task; siglock held
 * @state:	states of sleep that it is woken from, beside TASK_INTERRUPTIBLE
 *
 * mirrors kernel/signal.c:signal_wake_up_state(). A task that is in user mode
 * is kicked: the host lets it do its work.
 */
void signal_wake_up_state(struct task_struct *t, unsigned int state)
{
	set_tsk_thread_flag(t, TIF_SIGPENDING);
	if (!wake_up_state(t, state | TASK_INTERRUPTIBLE) && t != current && task_is_running(t))
		model_cpu.host->wake(t);
}

/**
 * zap_other_threads - the other threads of a process shall die
 * @p: the thread that stays; siglock held
 *
 * mirrors kernel/signal.c:zap_other_threads(). How many there are. What @p itself was to do
 * for a stop is void as well: kernels before mid-2026 forget that, and warn when a thread
 * that was being stopped execs.
 */
int zap_other_threads(struct task_struct *p)
{
	struct task_struct *t;
	int count = 0;

	p->signal->group_stop_count = 0;
	task_clear_jobctl_pending(p, JOBCTL_PENDING_MASK);
	for_other_threads(p, t) {
		task_clear_jobctl_pending(t, JOBCTL_PENDING_MASK);
		count++;
		if (t->exit_state)
			continue;
		sigaddset(&t->pending.signal, SIGKILL);
		signal_wake_up(t, true);
	}
	return count;
}
