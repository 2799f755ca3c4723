// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tracing, as far as it changes who sees a stop or a death: who traces whom, how it begins
 * and ends, what is done to a tracee that is stopped. Mirrors kernel/ptrace.c. The stop
 * itself is in kernel/signal_stop.c; memory, registers and system calls can't be looked at.
 */
#include <linux/nsproxy.h>
#include <linux/pid_namespace.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/syscalls.h>
#include <linux/user_namespace.h>

DECLARE_WAIT_QUEUE_HEAD(ptrace_trapping_wait);

/* ------------------------------------------------------------ may one */

/* Mirrors kernel/ptrace.c:ptrace_has_cap. */
static bool ptrace_has_cap(struct user_namespace *ns, unsigned int mode)
{
	if (mode & PTRACE_MODE_NOAUDIT)
		return ns_capable_noaudit(ns, CAP_SYS_PTRACE);
	return ns_capable(ns, CAP_SYS_PTRACE);
}

/* @task runs, and has always run, as the user that the caller is; RCU read lock held. */
static bool same_user(const struct cred *tcred, unsigned int mode)
{
	const struct cred *cred = current_cred();
	kuid_t uid = mode & PTRACE_MODE_FSCREDS ? cred->fsuid : cred->uid;
	kgid_t gid = mode & PTRACE_MODE_FSCREDS ? cred->fsgid : cred->gid;

	return uid_eq(uid, tcred->euid) && uid_eq(uid, tcred->suid) &&
	       uid_eq(uid, tcred->uid) && gid_eq(gid, tcred->egid) &&
	       gid_eq(gid, tcred->sgid) && gid_eq(gid, tcred->gid);
}

/*
 * Mirrors security/commoncap.c:cap_ptrace_access_check: what the caller may do must include
 * what @child may do, unless he has CAP_SYS_PTRACE there.
 */
static int cap_ptrace_access_check(struct task_struct *child, unsigned int mode)
{
	const struct cred *cred, *child_cred;
	kernel_cap_t caps;
	int ret = 0;

	rcu_read_lock();
	cred = current_cred();
	child_cred = __task_cred(child);
	caps = mode & PTRACE_MODE_FSCREDS ? cred->cap_effective : cred->cap_permitted;
	if (!(cred->user_ns == child_cred->user_ns &&
	      cap_issubset(child_cred->cap_permitted, caps)) &&
	    !ns_capable(child_cred->user_ns, CAP_SYS_PTRACE))
		ret = -EPERM;
	rcu_read_unlock();
	return ret;
}

/* Mirrors security/commoncap.c:cap_ptrace_traceme: the same, seen from the child. */
static int cap_ptrace_traceme(struct task_struct *parent)
{
	const struct cred *cred, *child_cred;
	int ret = 0;

	rcu_read_lock();
	cred = __task_cred(parent);
	child_cred = current_cred();
	if (!(cred->user_ns == child_cred->user_ns &&
	      cap_issubset(child_cred->cap_permitted, cred->cap_permitted)) &&
	    !has_ns_capability(parent, child_cred->user_ns, CAP_SYS_PTRACE))
		ret = -EPERM;
	rcu_read_unlock();
	return ret;
}

/*
 * What has had other rights than it has now may still hold what they gave it. Mirrors
 * kernel/ptrace.c:task_still_dumpable(), which 6.18.44 has; before, whoever had no memory
 * any more was not asked.
 */
static bool task_still_dumpable(const struct task_struct *task, unsigned int mode)
{
	struct mm_struct *mm = READ_ONCE(task->mm);

	if (mm)
		return get_dumpable(mm) == SUID_DUMP_USER || ptrace_has_cap(mm->user_ns, mode);
	return !kernel_release(6, 18) || task->user_dumpable ||
	       ptrace_has_cap(&init_user_ns, mode);
}

/* Mirrors kernel/ptrace.c:__ptrace_may_access: 0 or -EPERM. */
static int __ptrace_may_access(struct task_struct *task, unsigned int mode)
{
	const struct cred *tcred;
	bool ok;

	if (WARN_ON_ONCE(!(mode & PTRACE_MODE_FSCREDS) == !(mode & PTRACE_MODE_REALCREDS)))
		return -EPERM;
	/* A process may always look at itself. */
	if (same_thread_group(task, current))
		return 0;
	rcu_read_lock();
	tcred = __task_cred(task);
	ok = same_user(tcred, mode) || ptrace_has_cap(tcred->user_ns, mode);
	rcu_read_unlock();
	if (!ok)
		return -EPERM;
	if (!task_still_dumpable(task, mode))
		return -EPERM;
	return cap_ptrace_access_check(task, mode);
}

/**
 * ptrace_may_access - whether the caller may look at @task (READ) or change it (ATTACH)
 * @mode: PTRACE_MODE_{READ,ATTACH}_{FS,REAL}CREDS
 *
 * Mirrors kernel/ptrace.c:ptrace_may_access.
 */
bool ptrace_may_access(struct task_struct *task, unsigned int mode)
{
	int err;

	task_lock(task);
	err = __ptrace_may_access(task, mode);
	task_unlock(task);
	return !err;
}

/* ------------------------------------------------------------ links */

/**
 * __ptrace_link - @new_parent traces @child from now on
 *
 * Mirrors kernel/ptrace.c:__ptrace_link. tasklist_lock held for writing.
 */
void __ptrace_link(struct task_struct *child, struct task_struct *new_parent,
		   const struct cred *ptracer_cred)
{
	BUG_ON(!list_empty(&child->ptrace_entry));
	list_add(&child->ptrace_entry, &new_parent->ptraced);
	child->parent = new_parent;
	child->ptracer_cred = get_cred(ptracer_cred);
}

/**
 * __ptrace_unlink - @child is traced no more
 *
 * Mirrors kernel/ptrace.c:__ptrace_unlink. A tracee that stands in a trap is let go, and falls
 * back into the stop of its process if there is one. tasklist_lock held for writing.
 */
void __ptrace_unlink(struct task_struct *child)
{
	const struct cred *old_cred;

	BUG_ON(!child->ptrace);
	child->parent = child->real_parent;
	list_del_init(&child->ptrace_entry);
	old_cred = child->ptracer_cred;
	child->ptracer_cred = NULL;
	put_cred(old_cred);

	spin_lock(&child->sighand->siglock);
	child->ptrace = 0;
	task_clear_jobctl_pending(child, JOBCTL_TRAP_MASK);
	task_clear_jobctl_trapping(child);
	if (!(child->flags & PF_EXITING) &&
	    ((child->signal->flags & SIGNAL_STOP_STOPPED) || child->signal->group_stop_count))
		child->jobctl |= JOBCTL_STOP_PENDING;
	if ((child->jobctl & JOBCTL_STOP_PENDING) || task_is_traced(child))
		ptrace_signal_wake_up(child, true);
	spin_unlock(&child->sighand->siglock);
}

/** ptrace_release_task - mirrors the function of linux/ptrace.h; tasklist_lock for writing */
void ptrace_release_task(struct task_struct *task)
{
	BUG_ON(!list_empty(&task->ptraced));
	ptrace_unlink(task);
	BUG_ON(!list_empty(&task->ptrace_entry));
}

/**
 * ptrace_init_task - tracing as a new task finds it
 * @ptrace: the tracer of current, if there is one, shall have it too
 *
 * Mirrors the function of linux/ptrace.h. tasklist_lock held for writing, siglock too.
 */
void ptrace_init_task(struct task_struct *child, bool ptrace)
{
	INIT_LIST_HEAD(&child->ptrace_entry);
	INIT_LIST_HEAD(&child->ptraced);
	child->jobctl = 0;
	child->ptrace = 0;
	child->parent = child->real_parent;
	child->ptracer_cred = NULL;
	if (likely(!ptrace || !current->ptrace))
		return;
	child->ptrace = current->ptrace;
	__ptrace_link(child, current->parent, current->ptracer_cred);
	if (child->ptrace & PT_SEIZED)
		task_set_jobctl_pending(child, JOBCTL_TRAP_STOP);
	else
		sigaddset(&child->pending.signal, SIGSTOP);
}

/* Mirrors kernel/ptrace.c:ignoring_children. siglock or tasklist_lock held. */
static bool ignoring_children(struct sighand_struct *sigh)
{
	bool ret;

	spin_lock(&sigh->siglock);
	ret = sigh->action[SIGCHLD - 1].sa.sa_handler == SIG_IGN ||
	      (sigh->action[SIGCHLD - 1].sa.sa_flags & SA_NOCLDWAIT);
	spin_unlock(&sigh->siglock);
	return ret;
}

/**
 * __ptrace_detach - @tracer lets go of @p
 *
 * Mirrors kernel/ptrace.c:__ptrace_detach. A zombie goes on to its real parent, or nowhere: a
 * thread, or the child of a parent that does not care. tasklist_lock held for writing.
 *
 * Return: true if the caller has to release_task() it.
 */
bool __ptrace_detach(struct task_struct *tracer, struct task_struct *p)
{
	bool dead;

	__ptrace_unlink(p);
	if (p->exit_state != EXIT_ZOMBIE)
		return false;
	dead = !thread_group_leader(p);
	if (!dead && thread_group_empty(p)) {
		if (!same_thread_group(p->real_parent, tracer)) {
			dead = do_notify_parent(p, p->exit_signal);
		} else if (ignoring_children(tracer->sighand)) {
			__wake_up_parent(p, tracer);
			dead = true;
		}
	}
	if (dead)
		p->exit_state = EXIT_DEAD;
	return dead;
}

/**
 * exit_ptrace - a tracer dies, and lets go of all
 * @dead: out: those that are to be released
 *
 * Mirrors kernel/ptrace.c:exit_ptrace. tasklist_lock held for writing.
 */
void exit_ptrace(struct task_struct *tracer, struct list_head *dead)
{
	struct task_struct *p, *n;

	list_for_each_entry_safe(p, n, &tracer->ptraced, ptrace_entry) {
		if (unlikely(p->ptrace & PT_EXITKILL))
			send_sig_info(SIGKILL, SEND_SIG_PRIV, p);
		if (__ptrace_detach(tracer, p))
			list_add(&p->ptrace_entry, dead);
	}
}

/** ptrace_event - a stop that the tracer has asked for; mirrors linux/ptrace.h:ptrace_event */
void ptrace_event(int event, unsigned long message)
{
	if (likely(!current->ptrace))
		return;
	if (ptrace_event_enabled(current, event))
		ptrace_notify(event << 8 | SIGTRAP, message);
	else if (event == PTRACE_EVENT_EXEC && !(current->ptrace & PT_SEIZED))
		send_sig(SIGTRAP, current, 0);
}

/* ------------------------------------------------------------ begin and end */

/* Mirrors kernel/ptrace.c:check_ptrace_options; what is to be suspended by it is never there. */
static int check_ptrace_options(unsigned long data)
{
	if (data & ~(unsigned long)PTRACE_O_MASK)
		return -EINVAL;
	if ((data & PTRACE_O_SUSPEND_SECCOMP) &&
	    (!capable(CAP_SYS_ADMIN) ||
	     (current->ptrace & (PTRACE_O_SUSPEND_SECCOMP << PT_OPT_FLAG_SHIFT))))
		return -EPERM;
	return 0;
}

/* Mirrors kernel/ptrace.c:ptrace_set_stopped. tasklist_lock held for writing. */
static void ptrace_set_stopped(struct task_struct *task, bool seize)
{
	spin_lock(&task->sighand->siglock);
	/* Who seizes does not stop. */
	if (!seize)
		send_signal_locked(SIGSTOP, SEND_SIG_PRIV, task, PIDTYPE_PID);
	/* Stopped already: it is to become a trap, and the caller waits until it is. */
	if (task_is_stopped(task) &&
	    task_set_jobctl_pending(task, JOBCTL_TRAP_STOP | JOBCTL_TRAPPING)) {
		task->jobctl &= ~JOBCTL_STOPPED;
		signal_wake_up_state(task, __TASK_STOPPED);
	}
	spin_unlock(&task->sighand->siglock);
}

/* The part of ptrace_attach() under the mutex that keeps exec away. @flags: PT_*. */
static int attach_locked(struct task_struct *task, unsigned int flags)
{
	int ret;

	ret = __ptrace_may_access(task, PTRACE_MODE_ATTACH_REALCREDS);
	if (ret)
		return ret;
	write_lock_irq(&tasklist_lock);
	ret = -EPERM;
	if (!task->exit_state && !task->ptrace) {
		task->ptrace = flags;
		__ptrace_link(task, current, current_cred());
		ptrace_set_stopped(task, flags & PT_SEIZED);
		ret = 0;
	}
	write_unlock_irq(&tasklist_lock);
	return ret;
}

/*
 * Mirrors kernel/ptrace.c:ptrace_attach: ATTACH and SEIZE. What is wrong with the options is
 * EIO here, and EINVAL in PTRACE_SETOPTIONS.
 */
static int ptrace_attach(struct task_struct *task, long request, unsigned long addr,
			 unsigned long options)
{
	unsigned int flags = PT_PTRACED;
	int ret;

	if (request == PTRACE_SEIZE) {
		if (addr || (options & ~(unsigned long)PTRACE_O_MASK))
			return -EIO;
		ret = check_ptrace_options(options);
		if (ret)
			return ret;
		flags |= PT_SEIZED | options << PT_OPT_FLAG_SHIFT;
	}
	if ((task->flags & PF_KTHREAD) || same_thread_group(task, current))
		return -EPERM;
	if (mutex_lock_interruptible(&task->signal->cred_guard_mutex))
		return -ERESTARTNOINTR;
	ret = attach_locked(task, flags);
	mutex_unlock(&task->signal->cred_guard_mutex);
	if (!ret)
		(void)wait_event_killable(ptrace_trapping_wait,
					  !(task->jobctl & JOBCTL_TRAPPING));
	return ret;
}

/* Mirrors kernel/ptrace.c:ptrace_traceme: the parent shall trace the caller. */
static int ptrace_traceme(void)
{
	int ret = -EPERM;

	write_lock_irq(&tasklist_lock);
	if (!current->ptrace) {
		ret = cap_ptrace_traceme(current->parent);
		/* A parent on its way out would let go of us at once: as if it had. */
		if (!ret && !(current->real_parent->flags & PF_EXITING)) {
			current->ptrace = PT_PTRACED;
			__ptrace_link(current, current->real_parent, current_cred());
		}
	}
	write_unlock_irq(&tasklist_lock);
	return ret;
}

/* Mirrors kernel/ptrace.c:ptrace_detach. The tracee is frozen in its trap. */
static int ptrace_detach(struct task_struct *child, unsigned int data)
{
	if (!valid_signal(data))
		return -EIO;
	write_lock_irq(&tasklist_lock);
	WARN_ON(!child->ptrace || child->exit_state);
	child->exit_code = data;
	__ptrace_detach(current, child);
	write_unlock_irq(&tasklist_lock);
	return 0;
}

/* ------------------------------------------------------------ requests to a tracee */

/* Mirrors kernel/ptrace.c:ptrace_freeze_traced: not even SIGKILL gets it out of its trap. */
static bool ptrace_freeze_traced(struct task_struct *task)
{
	bool ret = false;

	if (task->jobctl & JOBCTL_LISTENING)
		return false;
	spin_lock_irq(&task->sighand->siglock);
	if (task_is_traced(task) && !__fatal_signal_pending(task)) {
		task->jobctl |= JOBCTL_PTRACE_FROZEN;
		ret = true;
	}
	spin_unlock_irq(&task->sighand->siglock);
	return ret;
}

/* Mirrors kernel/ptrace.c:ptrace_unfreeze_traced; a SIGKILL that came meanwhile acts now. */
static void ptrace_unfreeze_traced(struct task_struct *task)
{
	unsigned long flags = 0;

	if (!lock_task_sighand(task, &flags))
		return;
	task->jobctl &= ~JOBCTL_PTRACE_FROZEN;
	if (__fatal_signal_pending(task)) {
		task->jobctl &= ~JOBCTL_TRACED;
		wake_up_state(task, __TASK_TRACED);
	}
	unlock_task_sighand(task, &flags);
}

/*
 * Mirrors kernel/ptrace.c:ptrace_check_attach: @child is the caller's own tracee, and in a
 * trap unless @ignore_state. 0 or -ESRCH.
 */
static int ptrace_check_attach(struct task_struct *child, bool ignore_state)
{
	int ret = -ESRCH;

	read_lock(&tasklist_lock);
	if (child->ptrace && child->parent == current &&
	    (ignore_state || ptrace_freeze_traced(child)))
		ret = 0;
	read_unlock(&tasklist_lock);
	return ret;
}

/* Mirrors kernel/ptrace.c:ptrace_resume, for PTRACE_CONT. */
static int ptrace_resume(struct task_struct *child, unsigned long data)
{
	if (!valid_signal(data))
		return -EIO;
	spin_lock_irq(&child->sighand->siglock);
	child->exit_code = data;
	child->jobctl &= ~JOBCTL_TRACED;
	wake_up_state(child, __TASK_TRACED);
	spin_unlock_irq(&child->sighand->siglock);
	return 0;
}

/* Mirrors kernel/ptrace.c:ptrace_setoptions. */
static int ptrace_setoptions(struct task_struct *child, unsigned long data)
{
	int ret = check_ptrace_options(data);

	if (ret)
		return ret;
	child->ptrace &= ~(PTRACE_O_MASK << PT_OPT_FLAG_SHIFT);
	child->ptrace |= data << PT_OPT_FLAG_SHIFT;
	return 0;
}

/* Mirrors kernel/ptrace.c:ptrace_getsiginfo. */
static int ptrace_getsiginfo(struct task_struct *child, siginfo_t __user *to)
{
	kernel_siginfo_t info;
	unsigned long flags = 0;
	int ret = -EINVAL;

	if (!lock_task_sighand(child, &flags))
		return -ESRCH;
	if (child->last_siginfo) {
		copy_siginfo(&info, child->last_siginfo);
		ret = 0;
	}
	unlock_task_sighand(child, &flags);
	return ret ? ret : copy_siginfo_to_user(to, &info);
}

/* PTRACE_INTERRUPT: a trap, now or right after the one it stands in. */
static int ptrace_interrupt(struct task_struct *child)
{
	unsigned long flags = 0;

	if (!(child->ptrace & PT_SEIZED) || !lock_task_sighand(child, &flags))
		return -EIO;
	if (task_set_jobctl_pending(child, JOBCTL_TRAP_STOP))
		ptrace_signal_wake_up(child, child->jobctl & JOBCTL_LISTENING);
	unlock_task_sighand(child, &flags);
	return 0;
}

/* PTRACE_LISTEN: stay stopped, but let the next event be seen. */
static int ptrace_listen(struct task_struct *child)
{
	unsigned long flags = 0;
	kernel_siginfo_t *si;
	int ret = -EIO;

	if (!(child->ptrace & PT_SEIZED) || !lock_task_sighand(child, &flags))
		return -EIO;
	si = child->last_siginfo;
	if (si && si->si_code >> 8 == PTRACE_EVENT_STOP) {
		child->jobctl |= JOBCTL_LISTENING;
		if (child->jobctl & JOBCTL_TRAP_NOTIFY)
			ptrace_signal_wake_up(child, true);
		ret = 0;
	}
	unlock_task_sighand(child, &flags);
	return ret;
}

/* Mirrors kernel/ptrace.c:ptrace_request. What can't be looked at here ends the run. */
static int ptrace_request(struct task_struct *child, long request, unsigned long data)
{
	switch (request) {
	case PTRACE_SETOPTIONS:
		return ptrace_setoptions(child, data);
	case PTRACE_GETEVENTMSG:
		return put_user(child->ptrace_message, (unsigned long *)data);
	case PTRACE_GETSIGINFO:
		return ptrace_getsiginfo(child, (siginfo_t *)data);
	case PTRACE_INTERRUPT:
		return ptrace_interrupt(child);
	case PTRACE_LISTEN:
		return ptrace_listen(child);
	case PTRACE_DETACH:
		return ptrace_detach(child, data);
	case PTRACE_CONT:
		return ptrace_resume(child, data);
	case PTRACE_KILL:
		/* who traces may, whoever he is by now: not a matter of the rule of kill(2) */
		current->frame->kernel_acts = 1;
		send_sig_info(SIGKILL, SEND_SIG_NOINFO, child);
		current->frame->kernel_acts = 0;
		return 0;
	default:
		return -EIO;
	}
}

/* What a real kernel knows and the model does not: peek, poke, registers, steps, calls. */
static bool ptrace_unmodelled(long request)
{
	return (request >= 1 && request <= 6) || request == 9 ||
	       (request >= 12 && request <= 15) || (request >= 18 && request <= 35) ||
	       request == 0x4203 || request == 0x4204 || request == 0x4205 ||
	       (request >= 0x4209 && request <= 0x4212);
}

/* Mirrors kernel/ptrace.c:ptrace. */
SYSCALL_DEFINE4(ptrace, long, request, long, pid, unsigned long, addr, unsigned long, data)
{
	struct task_struct *child;
	long ret;

	if (request == PTRACE_TRACEME)
		return ptrace_traceme();
	child = find_get_task_by_vpid(pid);
	if (!child)
		return -ESRCH;
	if (request == PTRACE_ATTACH || request == PTRACE_SEIZE) {
		ret = ptrace_attach(child, request, addr, data);
		goto out_put;
	}
	ret = ptrace_check_attach(child, request == PTRACE_KILL || request == PTRACE_INTERRUPT);
	if (ret < 0)
		goto out_put;
	if (ptrace_unmodelled(request))
		sim_bug(HOST_BUG_UNMODELLED, SIM_HERE, NULL, "this request of ptrace()");
	ret = ptrace_request(child, request, data);
	if (ret || request != PTRACE_DETACH)
		ptrace_unfreeze_traced(child);
out_put:
	put_task_struct(child);
	return ret;
}
