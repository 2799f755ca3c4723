// SPDX-License-Identifier: GPL-2.0-only
/*
 * The system calls that make a task, or make parts of one its own: fork, vfork, clone, clone3
 * and unshare, and what they do around copy_process(). All of it is in kernel/fork.c in the
 * kernel.
 */
#include <linux/completion.h>
#include <linux/file.h>
#include <linux/nsproxy.h>
#include <linux/pid_namespace.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/syscalls.h>
#include <linux/user_namespace.h>

/*
 * custom: stands for the task_lock() of the child around task_struct.vfork_done, which the
 * model has not: a parent that is killed takes its completion away, on whose stack it is.
 */
static DEFINE_SPINLOCK(vfork_lock);

/* ------------------------------------------------------------ vfork */

/** complete_vfork_done - mirrors kernel/fork.c:complete_vfork_done */
void complete_vfork_done(struct task_struct *tsk)
{
	struct completion *vfork;

	spin_lock(&vfork_lock);
	vfork = tsk->vfork_done;
	if (likely(vfork)) {
		tsk->vfork_done = NULL;
		complete(vfork);
	}
	spin_unlock(&vfork_lock);
}

/* Mirrors kernel/fork.c:wait_for_vfork_done: only a deadly signal gets the parent out of it. */
static int wait_for_vfork_done(struct task_struct *child, struct completion *vfork)
{
	int killed = wait_for_completion_killable(vfork);

	if (killed) {
		spin_lock(&vfork_lock);
		child->vfork_done = NULL;
		spin_unlock(&vfork_lock);
	}
	put_task_struct(child);
	return killed;
}

/**
 * mm_release - @tsk leaves its address space, by exit or by exec
 *
 * Mirrors kernel/fork.c:mm_release. There are no futexes: the store is all that remains of
 * CLONE_CHILD_CLEARTID, and as in the kernel nobody gets it who is alone in the memory.
 */
void mm_release(struct task_struct *tsk)
{
	static const int zero;

	if (tsk->clear_child_tid) {
		if (tsk->mm && refcount_read(&tsk->mm->mm_users) > 1)
			(void)!copy_to_user(tsk->clear_child_tid, &zero, sizeof(zero));
		tsk->clear_child_tid = NULL;
	}
	if (tsk->vfork_done)
		complete_vfork_done(tsk);
}

/* ------------------------------------------------------------ kernel_clone */

/* Which stop the tracer of current wants to see for this fork, if any. */
static int fork_trace_event(const struct kernel_clone_args *args)
{
	int trace = PTRACE_EVENT_FORK;

	if (likely(!current->ptrace) || (args->flags & CLONE_UNTRACED))
		return 0;
	if (args->flags & CLONE_VFORK)
		trace = PTRACE_EVENT_VFORK;
	else if (args->exit_signal != SIGCHLD)
		trace = PTRACE_EVENT_CLONE;
	return ptrace_event_enabled(current, trace) ? trace : 0;
}

/* Mirrors ptrace_event_pid(): the message is the number as the tracer sees it. */
static void ptrace_event_pid(int event, struct pid *pid)
{
	unsigned long message;

	if (likely(!ptrace_event_enabled(current, event)))
		return;
	rcu_read_lock();
	message = pid_nr_ns(pid, task_active_pid_ns(current->parent));
	rcu_read_unlock();
	ptrace_event(event, message);
}

/**
 * kernel_clone - fork(), vfork(), clone() and clone3() all end here
 *
 * Mirrors kernel/fork.c:kernel_clone. The child is in user mode as soon as it is there: what
 * the kernel does on its first way out (kernel/sched/core.c:schedule_tail) is done here, for
 * it. A child that does not share its memory keeps CLONE_CHILD_SETTID to itself.
 *
 * Return: the child's number as the caller sees it, or -errno.
 */
pid_t kernel_clone(struct kernel_clone_args *args)
{
	u64 clone_flags = args->flags;
	struct completion vfork;
	struct task_struct *p;
	struct pid *pid;
	pid_t nr, own_nr;

	if (unlikely(clone_flags & CLONE_PIDFD) && clone_pidfd_args(args))
		return -EINVAL;
	args->trace = fork_trace_event(args);
	p = copy_process(NULL, args);
	if (IS_ERR(p))
		return PTR_ERR(p);
	pid = get_task_pid(p, PIDTYPE_PID);
	nr = pid_vnr(pid);
	if (clone_flags & CLONE_PARENT_SETTID)
		(void)!put_user(nr, args->parent_tid);
	if ((clone_flags & CLONE_VM) && p->set_child_tid) {
		own_nr = pid_nr_ns(pid, ns_of_pid(pid));
		(void)!put_user(own_nr, p->set_child_tid);
	}
	if (clone_flags & CLONE_VFORK) {
		p->vfork_done = &vfork;
		init_completion(&vfork);
		get_task_struct(p);
	}
	wake_up_new_task(p);
	if (unlikely(args->trace))
		ptrace_event_pid(args->trace, pid);
	if ((clone_flags & CLONE_VFORK) && !wait_for_vfork_done(p, &vfork))
		ptrace_event_pid(PTRACE_EVENT_VFORK_DONE, pid);
	put_pid(pid);
	return nr;
}

/* ------------------------------------------------------------ fork, vfork, clone */

/* Mirrors kernel/fork.c:fork. */
SYSCALL_DEFINE0(fork)
{
	struct kernel_clone_args args = { .exit_signal = SIGCHLD };

	return kernel_clone(&args);
}

/* Mirrors kernel/fork.c:vfork. */
SYSCALL_DEFINE0(vfork)
{
	struct kernel_clone_args args = {
		.flags = CLONE_VFORK | CLONE_VM,
		.exit_signal = SIGCHLD,
	};

	return kernel_clone(&args);
}

/* custom: whether clone() knows CLONE_PIDFD; a design that had it earlier has its own */
bool clone_has_pidfd(void)
{
	return kernel_release(5, 2);
}

/*
 * Mirrors kernel/fork.c:clone, with the order of arguments of x86-64. The signal is not
 * looked at: a child with signal 100 just never tells anybody. Bits that a release does not
 * know mean nothing, CLONE_PIDFD before 5.2 among them. The new stack and the thread area are
 * taken and not used: a task of the model has no registers.
 */
SYSCALL_DEFINE5(clone, unsigned long, clone_flags, unsigned long, newsp,
		int __user *, parent_tidptr, int __user *, child_tidptr, unsigned long, tls)
{
	u32 flags = (u32)clone_flags;
	struct kernel_clone_args args = {
		.flags = flags & ~CSIGNAL,
		.pidfd = parent_tidptr,
		.child_tid = child_tidptr,
		.parent_tid = parent_tidptr,
		.exit_signal = flags & CSIGNAL,
		.stack = newsp,
		.tls = tls,
	};

	if (!clone_has_pidfd())
		args.flags &= ~(u64)CLONE_PIDFD;
	return kernel_clone(&args);
}

/* ------------------------------------------------------------ clone3 */

/* The flags of clone3; CSIGNAL's bits are not among them, but for CLONE_NEWTIME. */
#define CLONE3_FLAGS ((u64)((u32)~CSIGNAL & ~CLONE_DETACHED) | CLONE_NEWTIME | \
		      CLONE_CLEAR_SIGHAND | CLONE_INTO_CGROUP)

/*
 * Mirrors kernel/fork.c:copy_clone_args_from_user: what can be wrong with the structure
 * itself. @kargs->set_tid points to room for MAX_PID_NS_LEVEL numbers.
 */
static noinline int copy_clone_args_from_user(struct kernel_clone_args *kargs,
					      struct clone_args __user *uargs, size_t usize)
{
	pid_t *set_tid = kargs->set_tid;
	struct clone_args args;
	int err;

	if (usize > 4096)
		return -E2BIG;
	if (usize < CLONE_ARGS_SIZE_VER0)
		return -EINVAL;
	err = copy_struct_from_user(&args, sizeof(args), uargs, usize);
	if (err)
		return err;
	if (args.set_tid_size > MAX_PID_NS_LEVEL)
		return -EINVAL;
	if (!args.set_tid != !args.set_tid_size)
		return -EINVAL;
	if (args.exit_signal & ~(u64)CSIGNAL || !valid_signal(args.exit_signal))
		return -EINVAL;
	if ((args.flags & CLONE_INTO_CGROUP) &&
	    (args.cgroup > INT_MAX || usize < CLONE_ARGS_SIZE_VER2))
		return -EINVAL;
	*kargs = (struct kernel_clone_args) {
		.flags = args.flags,
		.pidfd = u64_to_user_ptr(args.pidfd),
		.child_tid = u64_to_user_ptr(args.child_tid),
		.parent_tid = u64_to_user_ptr(args.parent_tid),
		.exit_signal = args.exit_signal,
		.stack = args.stack,
		.stack_size = args.stack_size,
		.tls = args.tls,
		.set_tid_size = args.set_tid_size,
		.cgroup = args.cgroup,
	};
	if (args.set_tid &&
	    copy_from_user(set_tid, u64_to_user_ptr(args.set_tid),
			   args.set_tid_size * sizeof(*set_tid)))
		return -EFAULT;
	kargs->set_tid = set_tid;
	return 0;
}

/* Mirrors kernel/fork.c:clone3_args_valid and clone3_stack_valid. */
static bool clone3_args_valid(const struct kernel_clone_args *kargs)
{
	u64 flags = kargs->flags;

	if (flags & ~CLONE3_FLAGS)
		return false;
	if ((flags & (CLONE_SIGHAND | CLONE_CLEAR_SIGHAND)) ==
	    (CLONE_SIGHAND | CLONE_CLEAR_SIGHAND))
		return false;
	if ((flags & (CLONE_THREAD | CLONE_PARENT)) && kargs->exit_signal)
		return false;
	return !kargs->stack == !kargs->stack_size;
}

/*
 * Mirrors kernel/fork.c:clone3. There are no cgroups: CLONE_INTO_CGROUP finds no directory
 * behind its descriptor. The call is there in worlds of every release.
 */
SYSCALL_DEFINE2(clone3, struct clone_args __user *, uargs, size_t, size)
{
	pid_t set_tid[MAX_PID_NS_LEVEL];
	struct kernel_clone_args kargs;
	int err;

	kargs.set_tid = set_tid;
	err = copy_clone_args_from_user(&kargs, uargs, size);
	if (err)
		return err;
	if (!clone3_args_valid(&kargs))
		return -EINVAL;
	if (kargs.flags & CLONE_INTO_CGROUP)
		return -EBADF;
	return kernel_clone(&kargs);
}

/* ------------------------------------------------------------ unshare */

/** unshare_fd - mirrors kernel/fork.c:unshare_fd: a copy if the table is shared, else NULL */
int unshare_fd(unsigned long unshare_flags, struct files_struct **new_fdp)
{
	struct files_struct *fd = current->files;
	int error = 0;

	*new_fdp = NULL;
	if (!(unshare_flags & CLONE_FILES) || !fd || refcount_read(&fd->count) == 1)
		return 0;
	*new_fdp = dup_fd(fd, UINT_MAX, &error);
	return *new_fdp ? 0 : error;
}

/** unshare_files - mirrors kernel/fork.c:unshare_files: what exec wants of it */
int unshare_files(void)
{
	struct files_struct *copy, *old = current->files;
	int error = unshare_fd(CLONE_FILES, &copy);

	if (error || !copy)
		return error;
	current->files = copy;
	put_files_struct(old);
	return 0;
}

#define UNSHARE_FLAGS (CLONE_THREAD | CLONE_FS | CLONE_NEWNS | CLONE_SIGHAND | CLONE_VM | \
		       CLONE_FILES | CLONE_SYSVSEM | CLONE_NEWUTS | CLONE_NEWIPC | \
		       CLONE_NEWNET | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWCGROUP | \
		       CLONE_NEWTIME)

/* Mirrors kernel/fork.c:check_unshare_flags: 0 or -EINVAL. */
static int check_unshare_flags(unsigned long flags)
{
	if (flags & ~(unsigned long)UNSHARE_FLAGS)
		return -EINVAL;
	if ((flags & CLONE_NEWTIME) && !kernel_release(5, 6))
		return -EINVAL;
	/* Handlers, memory and the process itself can't be unshared, only be alone already. */
	if ((flags & (CLONE_THREAD | CLONE_SIGHAND | CLONE_VM)) && !thread_group_empty(current))
		return -EINVAL;
	if ((flags & (CLONE_SIGHAND | CLONE_VM)) && refcount_read(&current->sighand->count) > 1)
		return -EINVAL;
	if ((flags & CLONE_VM) && !current_is_single_threaded())
		return -EINVAL;
	return 0;
}

/* What one flag brings with it. */
static unsigned long implied_flags(unsigned long flags)
{
	if (flags & CLONE_NEWUSER)
		flags |= CLONE_THREAD | CLONE_FS;
	if (flags & CLONE_VM)
		flags |= CLONE_SIGHAND;
	if (flags & CLONE_SIGHAND)
		flags |= CLONE_THREAD;
	if (flags & CLONE_NEWNS)
		flags |= CLONE_FS;
	return flags;
}

/* Mirrors kernel/fork.c:ksys_unshare; there is no fs_struct and no semaphore undo list. */
SYSCALL_DEFINE1(unshare, unsigned long, unshare_flags)
{
	struct files_struct *fd, *new_fd = NULL;
	struct nsproxy *new_nsproxy = NULL;
	struct cred *new_cred = NULL;
	int err;

	unshare_flags = implied_flags(unshare_flags);
	err = check_unshare_flags(unshare_flags);
	if (err)
		return err;
	err = unshare_fd(unshare_flags, &new_fd);
	if (err)
		return err;
	err = unshare_userns(unshare_flags, &new_cred);
	if (err)
		goto out_fd;
	err = unshare_nsproxy_namespaces(unshare_flags, &new_nsproxy, new_cred);
	if (err)
		goto out_cred;
	if (new_cred) {
		err = set_cred_ucounts(new_cred);
		if (err)
			goto out_cred;
	}
	if (new_nsproxy) {
		switch_task_namespaces(current, new_nsproxy);
		new_nsproxy = NULL;
	}
	if (new_fd) {
		fd = current->files;
		current->files = new_fd;
		new_fd = fd;
	}
	if (new_cred) {
		commit_creds(new_cred);
		new_cred = NULL;
	}
out_cred:
	if (new_nsproxy)
		put_nsproxy(new_nsproxy);
	if (new_cred)
		put_cred(new_cred);
out_fd:
	if (new_fd)
		put_files_struct(new_fd);
	return err;
}
