// SPDX-License-Identifier: GPL-2.0-only
/*
 * Waiting for children: wait4 and waitid. In the kernel this is the second half of
 * kernel/exit.c. Times are virtual and nobody uses any: every rusage is zero.
 */
#include <linux/pid_namespace.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/syscalls.h>
#include <linux/user_namespace.h>

static const struct rusage no_rusage;

/* ------------------------------------------------------------ whom */

/* Mirrors kernel/exit.c:eligible_pid. */
static bool eligible_pid(struct wait_opts *wo, struct task_struct *p)
{
	if (wo->wo_type == PIDTYPE_MAX)
		return true;
	if (wo->wo_type == PIDTYPE_PID)
		return task_pid(p) == wo->wo_pid;
	return p->signal->pids[wo->wo_type] == wo->wo_pid;
}

/*
 * Mirrors kernel/exit.c:eligible_child. A "clone" child is one that tells its parent by
 * another signal than SIGCHLD, or a thread that is seen only because it is traced.
 */
static bool eligible_child(struct wait_opts *wo, bool ptrace, struct task_struct *p)
{
	if (!eligible_pid(wo, p))
		return false;
	if (ptrace || (wo->wo_flags & __WALL))
		return true;
	return (p->exit_signal != SIGCHLD) == !!(wo->wo_flags & __WCLONE);
}

/* ------------------------------------------------------------ what has happened */

static uid_t child_uid(struct task_struct *p)
{
	return from_kuid_munged(current_user_ns(), task_uid(p));
}

static int exit_status(struct task_struct *p)
{
	return p->signal->flags & SIGNAL_GROUP_EXIT ? p->signal->group_exit_code : p->exit_code;
}

static long report_zombie(struct wait_opts *wo, pid_t pid, uid_t uid, int status)
{
	struct waitid_info *infop = wo->wo_info;

	if (!infop)
		return pid;
	if ((status & 0x7f) == 0) {
		infop->cause = CLD_EXITED;
		infop->status = status >> 8;
	} else {
		infop->cause = status & 0x80 ? CLD_DUMPED : CLD_KILLED;
		infop->status = status & 0x7f;
	}
	infop->pid = pid;
	infop->uid = uid;
	return pid;
}

/*
 * The tracer has waited, and is not the parent: it lets go of @p, whose real parent hears of
 * the death only now. The new exit_state.
 */
static int hand_to_parent(struct task_struct *p)
{
	int state = EXIT_ZOMBIE;

	write_lock_irq(&tasklist_lock);
	/* The tracer may have died meanwhile. */
	ptrace_unlink(p);
	if (do_notify_parent(p, p->exit_signal))
		state = EXIT_DEAD;
	p->exit_state = state;
	write_unlock_irq(&tasklist_lock);
	return state;
}

/*
 * Mirrors kernel/exit.c:wait_task_zombie. tasklist_lock held for reading; if the result is
 * not 0 it has been dropped.
 */
static long wait_task_zombie(struct wait_opts *wo, struct task_struct *p)
{
	pid_t pid = task_pid_vnr(p);
	uid_t uid = child_uid(p);
	int state, status;

	if (!(wo->wo_flags & WEXITED))
		return 0;
	if (unlikely(wo->wo_flags & WNOWAIT)) {
		status = exit_status(p);
		read_unlock(&tasklist_lock);
		return report_zombie(wo, pid, uid, status);
	}
	state = ptrace_reparented(p) && thread_group_leader(p) ? EXIT_TRACE : EXIT_DEAD;
	/* Of several threads that wait, one gets it. */
	if (cmpxchg(&p->exit_state, EXIT_ZOMBIE, state) != EXIT_ZOMBIE)
		return 0;
	read_unlock(&tasklist_lock);
	status = exit_status(p);
	wo->wo_stat = status;
	if (unlikely(state == EXIT_TRACE))
		state = hand_to_parent(p);
	if (state == EXIT_DEAD)
		release_task(p);
	return report_zombie(wo, pid, uid, status);
}

/* Where the signal that @p is stopped by is told, NULL if it is not. For good: with siglock. */
static int *task_stopped_code(struct task_struct *p, bool ptrace)
{
	if (ptrace) {
		if (task_is_traced(p) && !(p->jobctl & JOBCTL_LISTENING))
			return &p->exit_code;
	} else if (p->signal->flags & SIGNAL_STOP_STOPPED) {
		return &p->signal->group_exit_code;
	}
	return NULL;
}

static long report(struct wait_opts *wo, pid_t pid, uid_t uid, int cause, int status)
{
	struct waitid_info *infop = wo->wo_info;

	if (!infop)
		return pid;
	infop->cause = cause;
	infop->status = status;
	infop->pid = pid;
	infop->uid = uid;
	return pid;
}

/*
 * Mirrors kernel/exit.c:wait_task_stopped. Locks as for wait_task_zombie(). A stop is told
 * once, and what traces is told of stops whether it has asked or not.
 */
static long wait_task_stopped(struct wait_opts *wo, bool ptrace, struct task_struct *p)
{
	int exit_code = 0, *p_code;
	uid_t uid = 0;
	pid_t pid;

	if (!ptrace && !(wo->wo_flags & WUNTRACED))
		return 0;
	if (!task_stopped_code(p, ptrace))
		return 0;
	spin_lock_irq(&p->sighand->siglock);
	p_code = task_stopped_code(p, ptrace);
	if (p_code && *p_code) {
		exit_code = *p_code;
		if (!(wo->wo_flags & WNOWAIT))
			*p_code = 0;
		uid = child_uid(p);
	}
	spin_unlock_irq(&p->sighand->siglock);
	if (!exit_code)
		return 0;
	pid = task_pid_vnr(p);
	read_unlock(&tasklist_lock);
	if (!(wo->wo_flags & WNOWAIT))
		wo->wo_stat = exit_code << 8 | 0x7f;
	return report(wo, pid, uid, ptrace ? CLD_TRAPPED : CLD_STOPPED, exit_code);
}

/* Mirrors kernel/exit.c:wait_task_continued. Locks as for wait_task_zombie(). */
static long wait_task_continued(struct wait_opts *wo, struct task_struct *p)
{
	bool continued;
	pid_t pid;
	uid_t uid;

	if (!(wo->wo_flags & WCONTINUED) || !(p->signal->flags & SIGNAL_STOP_CONTINUED))
		return 0;
	spin_lock_irq(&p->sighand->siglock);
	continued = p->signal->flags & SIGNAL_STOP_CONTINUED;
	if (continued && !(wo->wo_flags & WNOWAIT))
		p->signal->flags &= ~SIGNAL_STOP_CONTINUED;
	uid = child_uid(p);
	spin_unlock_irq(&p->sighand->siglock);
	if (!continued)
		return 0;
	pid = task_pid_vnr(p);
	read_unlock(&tasklist_lock);
	wo->wo_stat = 0xffff;
	return report(wo, pid, uid, CLD_CONTINUED, SIGCONT);
}

/* ------------------------------------------------------------ the scan */

/*
 * Mirrors kernel/exit.c:wait_consider_task. tasklist_lock held for reading; if the result is
 * not 0 it has been dropped, and the search is over. wo->notask_error becomes 0 if there may
 * be something to wait for in @p later.
 */
static long wait_consider_task(struct wait_opts *wo, bool ptrace, struct task_struct *p)
{
	/* Read once: another thread may reap it while we look. */
	int exit_state = READ_ONCE(p->exit_state);
	long ret;

	if (unlikely(exit_state == EXIT_DEAD) || !eligible_child(wo, ptrace, p))
		return 0;
	if (unlikely(exit_state == EXIT_TRACE)) {
		/* The tracer is about to hand it to us, if we are its parent. */
		if (!ptrace)
			wo->notask_error = 0;
		return 0;
	}
	/* Traced by its own parent: one wait sees both, and no stop is told twice. */
	if (!ptrace && unlikely(p->ptrace) && !ptrace_reparented(p))
		ptrace = true;
	if (exit_state == EXIT_ZOMBIE) {
		/* A leader is not reaped before its threads, a tracee by its tracer first. */
		if (!delay_group_leader(p) && (ptrace || !p->ptrace))
			return wait_task_zombie(wo, p);
		/*
		 * What may still come is the end of the other threads, or of the tracing; who
		 * traces waits in vain for a stop of a dead leader.
		 */
		if (!ptrace || (wo->wo_flags & (WCONTINUED | WEXITED)))
			wo->notask_error = 0;
	} else {
		wo->notask_error = 0;
	}
	ret = wait_task_stopped(wo, ptrace, p);
	return ret ? ret : wait_task_continued(wo, p);
}

/* Mirrors kernel/exit.c:do_wait_thread: the children of one thread, oldest first. */
static long do_wait_thread(struct wait_opts *wo, struct task_struct *tsk)
{
	struct task_struct *p;
	long ret;

	list_for_each_entry(p, &tsk->children, sibling) {
		ret = wait_consider_task(wo, false, p);
		if (ret)
			return ret;
	}
	return 0;
}

/* Mirrors kernel/exit.c:ptrace_do_wait. */
static long ptrace_do_wait(struct wait_opts *wo, struct task_struct *tsk)
{
	struct task_struct *p;
	long ret;

	list_for_each_entry(p, &tsk->ptraced, ptrace_entry) {
		ret = wait_consider_task(wo, true, p);
		if (ret)
			return ret;
	}
	return 0;
}

/* Mirrors kernel/exit.c:is_effectively_child. */
static bool is_effectively_child(struct wait_opts *wo, bool ptrace, struct task_struct *target)
{
	struct task_struct *parent = ptrace ? target->parent : target->real_parent;

	return current == parent ||
	       (!(wo->wo_flags & __WNOTHREAD) && same_thread_group(current, parent));
}

/* Mirrors kernel/exit.c:do_wait_pid: one process needs no search. */
static long do_wait_pid(struct wait_opts *wo)
{
	struct task_struct *target;
	long ret;

	target = pid_task(wo->wo_pid, PIDTYPE_TGID);
	if (target && is_effectively_child(wo, false, target)) {
		ret = wait_consider_task(wo, false, target);
		if (ret)
			return ret;
	}
	target = pid_task(wo->wo_pid, PIDTYPE_PID);
	if (target && target->ptrace && is_effectively_child(wo, true, target))
		return wait_consider_task(wo, true, target);
	return 0;
}

static long do_wait_threads(struct wait_opts *wo)
{
	struct task_struct *tsk = current;
	long ret;

	do {
		ret = do_wait_thread(wo, tsk);
		if (ret)
			return ret;
		ret = ptrace_do_wait(wo, tsk);
		if (ret)
			return ret;
		if (wo->wo_flags & __WNOTHREAD)
			break;
	} while_each_thread(current, tsk);
	return 0;
}

/* Mirrors kernel/exit.c:__do_wait: one look. -ERESTARTSYS: there is something to wait for. */
static long __do_wait(struct wait_opts *wo)
{
	long ret;

	wo->notask_error = -ECHILD;
	if (wo->wo_type < PIDTYPE_MAX &&
	    (!wo->wo_pid || !pid_has_task(wo->wo_pid, wo->wo_type)))
		goto notask;
	read_lock(&tasklist_lock);
	if (wo->wo_type == PIDTYPE_PID)
		ret = do_wait_pid(wo);
	else
		ret = do_wait_threads(wo);
	if (ret)
		return ret;
	read_unlock(&tasklist_lock);
notask:
	ret = wo->notask_error;
	if (!ret && !(wo->wo_flags & WNOHANG))
		return -ERESTARTSYS;
	return ret;
}

/* Mirrors kernel/exit.c:child_wait_callback: who waits for others is not woken for @key. */
static int child_wait_callback(wait_queue_entry_t *wait, unsigned int mode, int flags, void *key)
{
	struct wait_opts *wo = container_of(wait, struct wait_opts, child_wait);
	struct task_struct *p = key;

	if (!eligible_pid(wo, p))
		return 0;
	if ((wo->wo_flags & __WNOTHREAD) && wo->child_wait.private != p->parent)
		return 0;
	return default_wake_function(wait, mode, flags, key);
}

/** __wake_up_parent - @p has something to tell; mirrors the function of kernel/exit.c */
void __wake_up_parent(struct task_struct *p, struct task_struct *parent)
{
	__wake_up(&parent->signal->wait_chldexit, TASK_INTERRUPTIBLE, 1, p);
}

/**
 * do_wait - wait for what @wo says
 *
 * Mirrors kernel/exit.c:do_wait.
 *
 * Return: the number of the child, 0 (WNOHANG), -ECHILD, -ERESTARTSYS.
 */
long do_wait(struct wait_opts *wo)
{
	long ret;

	init_waitqueue_func_entry(&wo->child_wait, child_wait_callback);
	wo->child_wait.private = current;
	add_wait_queue(&current->signal->wait_chldexit, &wo->child_wait);
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		ret = __do_wait(wo);
		if (ret != -ERESTARTSYS || signal_pending(current))
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	remove_wait_queue(&current->signal->wait_chldexit, &wo->child_wait);
	return ret;
}

/* ------------------------------------------------------------ the calls */

/**
 * pidfd_get_pid - the struct pid behind a handle, with a reference
 * @flags: out: the file's flags
 *
 * Mirrors kernel/pid.c:pidfd_get_pid. A design that has waitid(P_PIDFD) brings its own; the
 * model's answer is that of a kernel that does not know P_PIDFD (before 5.4).
 */
struct pid *pidfd_get_pid(unsigned int fd, unsigned int *flags)
{
	return ERR_PTR(-EINVAL);
}

/* Whom waitid(@which, @upid) means: *@pid has a reference or is NULL. 0 or -errno. */
static int waitid_target(int which, pid_t upid, struct wait_opts *wo, unsigned int *f_flags)
{
	wo->wo_pid = NULL;
	switch (which) {
	case P_ALL:
		wo->wo_type = PIDTYPE_MAX;
		return 0;
	case P_PID:
		wo->wo_type = PIDTYPE_PID;
		if (upid <= 0)
			return -EINVAL;
		wo->wo_pid = find_get_pid(upid);
		return 0;
	case P_PGID:
		wo->wo_type = PIDTYPE_PGID;
		/* 0, the caller's own group, came with 5.4. */
		if (upid < 0 || (!upid && !kernel_release(5, 4)))
			return -EINVAL;
		wo->wo_pid = upid ? find_get_pid(upid) : get_task_pid(current, PIDTYPE_PGID);
		return 0;
	case P_PIDFD:
		wo->wo_type = PIDTYPE_PID;
		if (upid < 0)
			return -EINVAL;
		wo->wo_pid = pidfd_get_pid(upid, f_flags);
		return PTR_ERR_OR_ZERO(wo->wo_pid);
	default:
		return -EINVAL;
	}
}

/** kernel_waitid - mirrors kernel/exit.c:kernel_waitid and kernel_waitid_prepare */
long kernel_waitid(int which, pid_t upid, struct waitid_info *infop, int options,
		   struct rusage *ru)
{
	struct wait_opts wo;
	unsigned int f_flags = 0;
	long ret;

	if (options & ~(WNOHANG | WNOWAIT | WEXITED | WSTOPPED | WCONTINUED | __WNOTHREAD |
			__WCLONE | __WALL))
		return -EINVAL;
	if (!(options & (WEXITED | WSTOPPED | WCONTINUED)))
		return -EINVAL;
	ret = waitid_target(which, upid, &wo, &f_flags);
	if (ret)
		return ret;
	wo.wo_flags = options;
	wo.wo_info = infop;
	wo.wo_rusage = ru;
	if (f_flags & O_NONBLOCK)
		wo.wo_flags |= WNOHANG;
	ret = do_wait(&wo);
	if (!ret && !(options & WNOHANG) && (f_flags & O_NONBLOCK))
		ret = -EAGAIN;
	put_pid(wo.wo_pid);
	return ret;
}

/*
 * Mirrors kernel/exit.c:waitid. As in the kernel the six fields are written even if the call
 * fails, and after the child has been reaped; other bytes of the siginfo are left alone.
 */
SYSCALL_DEFINE5(waitid, int, which, pid_t, upid, struct siginfo __user *, infop,
		int, options, struct rusage __user *, ru)
{
	struct waitid_info info = { .status = 0 };
	long err = kernel_waitid(which, upid, &info, options, (struct rusage *)ru);
	struct { int signo, err, code; } head = { 0 };
	struct { int pid, uid, status; } tail;

	if (err > 0) {
		head.signo = SIGCHLD;
		err = 0;
		if (ru && copy_to_user(ru, &no_rusage, sizeof(no_rusage)))
			return -EFAULT;
	}
	if (!infop)
		return err;
	head.code = info.cause;
	tail.pid = info.pid;
	tail.uid = info.uid;
	tail.status = info.status;
	if (copy_to_user(infop, &head, sizeof(head)) ||
	    copy_to_user(&infop->si_pid, &tail, sizeof(tail)))
		return -EFAULT;
	return err;
}

/**
 * kernel_wait4 - mirrors kernel/exit.c:kernel_wait4
 * @stat_addr: user memory, or NULL
 */
long kernel_wait4(pid_t upid, int __user *stat_addr, int options, struct rusage *ru)
{
	struct wait_opts wo;
	long ret;

	if (options & ~(WNOHANG | WUNTRACED | WCONTINUED | __WNOTHREAD | __WCLONE | __WALL))
		return -EINVAL;
	/* -INT_MIN is no number. */
	if (upid == INT_MIN)
		return -ESRCH;
	wo.wo_pid = NULL;
	if (upid == -1) {
		wo.wo_type = PIDTYPE_MAX;
	} else if (upid < 0) {
		wo.wo_type = PIDTYPE_PGID;
		wo.wo_pid = find_get_pid(-upid);
	} else if (upid == 0) {
		wo.wo_type = PIDTYPE_PGID;
		wo.wo_pid = get_task_pid(current, PIDTYPE_PGID);
	} else {
		wo.wo_type = PIDTYPE_PID;
		wo.wo_pid = find_get_pid(upid);
	}
	wo.wo_flags = options | WEXITED;
	wo.wo_info = NULL;
	wo.wo_stat = 0;
	wo.wo_rusage = ru;
	ret = do_wait(&wo);
	put_pid(wo.wo_pid);
	if (ret > 0 && stat_addr && put_user(wo.wo_stat, stat_addr))
		ret = -EFAULT;
	return ret;
}

/* Mirrors kernel/exit.c:wait4. */
SYSCALL_DEFINE4(wait4, pid_t, upid, int __user *, stat_addr, int, options,
		struct rusage __user *, ru)
{
	long err = kernel_wait4(upid, stat_addr, options, (struct rusage *)ru);

	if (err > 0 && ru && copy_to_user(ru, &no_rusage, sizeof(no_rusage)))
		return -EFAULT;
	return err;
}
