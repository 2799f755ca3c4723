// SPDX-License-Identifier: GPL-2.0-only
/*
 * A task comes to be. Mirrors kernel/fork.c; the system calls are in kernel/clone.c, and
 * so is what happens around a fork; the address space is in mm/mm.c.
 *
 * What the kernel copies and the model does not have (fs_struct, io contexts, seccomp,
 * cgroups, scheduler classes) is left out; the order of what can fail is the kernel's.
 */
#include <linux/file.h>
#include <linux/nsproxy.h>
#include <linux/pid_namespace.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/user_namespace.h>

DEFINE_RWLOCK(tasklist_lock);
int nr_threads;
/* Room for every pid number there can be. */
int max_threads = 2 * PID_MAX_LIMIT;
struct task_struct *init_task_ptr;
/* init's is 0; see struct task_struct */
static unsigned int last_lock_id;

static struct kmem_cache *task_struct_cachep;
static struct kmem_cache *signal_cachep;
static struct kmem_cache *sighand_cachep;
static unsigned int last_serial;

/* ------------------------------------------------------------ ends of things */

/** free_signal_struct - mirrors kernel/fork.c:free_signal_struct */
void free_signal_struct(struct signal_struct *sig)
{
	kmem_cache_free(signal_cachep, sig);
}

/** put_signal_struct - mirrors kernel/fork.c:put_signal_struct */
void put_signal_struct(struct signal_struct *sig)
{
	if (refcount_dec_and_test(&sig->sigcnt))
		free_signal_struct(sig);
}

/**
 * __cleanup_sighand - drop one user of a table of signal handlers
 *
 * Mirrors kernel/fork.c:__cleanup_sighand. Who looks at task_struct.sighand without
 * tasklist_lock may still lock it: the memory stays what it is until a grace period is over
 * (SLAB_TYPESAFE_BY_RCU).
 */
void __cleanup_sighand(struct sighand_struct *sighand)
{
	if (!refcount_dec_and_test(&sighand->count))
		return;
	put_sigaction_table(sighand->action);
	kmem_cache_free(sighand_cachep, sighand);
}

static void free_task(struct task_struct *tsk)
{
	kmem_cache_free(task_struct_cachep, tsk);
}

/** __put_task_struct_ref - mirrors put_task_struct() and kernel/fork.c:__put_task_struct */
void __put_task_struct_ref(struct task_struct *tsk, const struct host_site *site)
{
	if (!__refcount_sub_and_test(1, &tsk->usage, site))
		return;
	if (unlikely(!tsk->exit_state))
		sim_bug(HOST_BUG_SAFETY, site, tsk, "last reference to a task that is not dead");
	exit_creds(tsk);
	put_signal_struct(tsk->signal);
	model_cpu.host->task_gone(tsk);
	free_task(tsk);
}

static void delayed_put_task_struct(struct rcu_head *rhp)
{
	put_task_struct(container_of(rhp, struct task_struct, rcu));
}

/**
 * put_task_struct_rcu_user - the task is reaped, or will never run again
 *
 * Mirrors kernel/exit.c:put_task_struct_rcu_user: the second of the two lets the memory go,
 * after a grace period. In the kernel the scheduler is the other user; here it is the last
 * thing that do_exit() does.
 */
void put_task_struct_rcu_user(struct task_struct *task)
{
	if (refcount_dec_and_test(&task->rcu_users))
		call_rcu(&task->rcu, delayed_put_task_struct);
}

/* ------------------------------------------------------------ copies */

/*
 * Mirrors kernel/fork.c:dup_task_struct. The copy is in no list, holds no reference, and
 * nobody but its creator knows of it.
 */
static struct task_struct *dup_task_struct(struct task_struct *orig)
{
	struct task_struct *p = kmem_cache_alloc(task_struct_cachep, GFP_KERNEL);

	if (!p)
		return NULL;
	memcpy(p, orig, sizeof(*p));
	refcount_set(&p->usage, 1);
	refcount_set(&p->rcu_users, 2);
	p->__state = TASK_NEW;
	p->flags &= ~(PF_SUPERPRIV | PF_EXITING | PF_SIGNALED | PF_DUMPCORE | PF_KTHREAD);
	p->flags |= PF_FORKNOEXEC;
	p->tif = 0;
	p->rcu_read_lock_nesting = 0;
	p->frame = NULL;
	p->lock_id = ++last_lock_id;
	p->exit_state = 0;
	p->exit_code = 0;
	p->pdeath_signal = 0;
	p->thread_pid = NULL;
	INIT_LIST_HEAD(&p->children);
	INIT_LIST_HEAD(&p->sibling);
	INIT_LIST_HEAD(&p->tasks);
	INIT_LIST_HEAD(&p->thread_node);
	init_sigpending(&p->pending);
	p->restore_sigmask = false;
	p->did_exec = 0;
	p->last_siginfo = NULL;
	p->ptrace_message = 0;
	p->vfork_done = NULL;
	p->restart_block.fn = NULL;
	return p;
}

/* Mirrors kernel/fork.c:copy_files. */
static int copy_files(u64 clone_flags, struct task_struct *tsk)
{
	struct files_struct *oldf = current->files;
	int error = 0;

	if (!oldf)
		return 0;
	if (clone_flags & CLONE_FILES) {
		refcount_inc(&oldf->count);
		return 0;
	}
	tsk->files = dup_fd(oldf, UINT_MAX, &error);
	return tsk->files ? 0 : error;
}

/* A table of handlers that shares its actions with another one; siglock of @from held. */
static void share_actions(struct sighand_struct *to, const struct sighand_struct *from)
{
	to->action = from->action;
	refcount_inc(&container_of(from->action, struct sigaction_table, action[0])->count);
}

static struct sighand_struct *alloc_sighand(void)
{
	struct sighand_struct *sig = kmem_cache_alloc(sighand_cachep, GFP_KERNEL);

	if (!sig)
		return NULL;
	refcount_set(&sig->count, 1);
	spin_lock_init(&sig->siglock);
	init_waitqueue_head(&sig->signalfd_wqh);
	return sig;
}

/*
 * Mirrors kernel/fork.c:copy_sighand. The actions themselves are shared until one of the two
 * writes to them, see struct sigaction_table.
 */
static int copy_sighand(u64 clone_flags, struct task_struct *tsk)
{
	struct sighand_struct *sig;

	if (clone_flags & CLONE_SIGHAND) {
		refcount_inc(&current->sighand->count);
		return 0;
	}
	sig = alloc_sighand();
	if (!sig)
		return -ENOMEM;
	spin_lock_irq(&current->sighand->siglock);
	share_actions(sig, current->sighand);
	spin_unlock_irq(&current->sighand->siglock);
	tsk->sighand = sig;
	if (clone_flags & CLONE_CLEAR_SIGHAND)
		flush_signal_handlers(tsk, 0);
	return 0;
}

/* What a process starts with; its limits are the caller's, and lie at the end. */
static void init_signal_struct(struct signal_struct *sig)
{
	refcount_set(&sig->sigcnt, 1);
	sig->live.counter = 1;
	sig->nr_threads = 1;
	sig->quick_threads = 1;
	init_waitqueue_head(&sig->wait_chldexit);
	init_sigpending(&sig->shared_pending);
	sig->serial = ++last_serial;
}

/* Mirrors kernel/fork.c:copy_signal. */
static int copy_signal(u64 clone_flags, struct task_struct *tsk)
{
	struct signal_struct *sig;

	if (clone_flags & CLONE_THREAD)
		return 0;
	sig = kmem_cache_alloc(signal_cachep, GFP_KERNEL);
	if (!sig)
		return -ENOMEM;
	memset(sig, 0, offsetof(struct signal_struct, rlim));
	memcpy(sig->rlim, current->signal->rlim, sizeof(sig->rlim));
	init_rwsem(&sig->exec_update_lock);
	mutex_init(&sig->cred_guard_mutex);
	init_signal_struct(sig);
	/* list_add(thread_node, thread_head), both being alone */
	sig->thread_head = (struct list_head)LIST_HEAD_INIT(tsk->thread_node);
	tsk->thread_node = (struct list_head)LIST_HEAD_INIT(sig->thread_head);
	tsk->signal = sig;
	return 0;
}

/* Mirrors kernel/fork.c:copy_mm. */
static int copy_mm(u64 clone_flags, struct task_struct *tsk)
{
	struct mm_struct *oldmm = current->mm;

	if (!oldmm)
		return 0;
	if (clone_flags & CLONE_VM) {
		mmget(oldmm);
		return 0;
	}
	tsk->mm = dup_mm(oldmm);
	return tsk->mm ? 0 : -ENOMEM;
}

/* ------------------------------------------------------------ copy_process */

/* The rules among the flags, in the order of kernel/fork.c:copy_process: 0 or -EINVAL. */
static int check_clone_flags(u64 flags)
{
	if ((flags & (CLONE_NEWNS | CLONE_FS)) == (CLONE_NEWNS | CLONE_FS))
		return -EINVAL;
	if ((flags & (CLONE_NEWUSER | CLONE_FS)) == (CLONE_NEWUSER | CLONE_FS))
		return -EINVAL;
	if ((flags & CLONE_THREAD) && !(flags & CLONE_SIGHAND))
		return -EINVAL;
	if ((flags & CLONE_SIGHAND) && !(flags & CLONE_VM))
		return -EINVAL;
	/* Siblings of an init would be zombies that nobody in the namespace can reap. */
	if ((flags & CLONE_PARENT) && (current->signal->flags & SIGNAL_UNKILLABLE))
		return -EINVAL;
	/* All threads are in one pid namespace. */
	if ((flags & CLONE_THREAD) &&
	    ((flags & (CLONE_NEWUSER | CLONE_NEWPID)) ||
	     task_active_pid_ns(current) != current->nsproxy->pid_ns_for_children))
		return -EINVAL;
	return flags & CLONE_PIDFD ? PTR_ERR_OR_ZERO(clone_pidfd_check(flags)) : 0;
}

/*
 * From here on signals to several processes are noted for the child as well; those that are
 * there already must be taken before the fork, which is then done again.
 */
static int collect_signals(u64 clone_flags, struct multiprocess_signals *delayed)
{
	int pending;

	sigemptyset(&delayed->signal);
	INIT_HLIST_NODE(&delayed->node);
	spin_lock_irq(&current->sighand->siglock);
	if (!(clone_flags & CLONE_THREAD))
		hlist_add_head(&delayed->node, &current->signal->multiprocess);
	recalc_sigpending();
	pending = signal_pending(current);
	spin_unlock_irq(&current->sighand->siglock);
	return pending ? -ERESTARTNOINTR : 0;
}

/* Too many processes of this user; there are never too many of root's. */
static bool over_nproc(struct task_struct *p)
{
	if (likely(!is_rlimit_overlimit(task_ucounts(p), UCOUNT_RLIMIT_NPROC,
					rlimit(RLIMIT_NPROC))))
		return false;
	if (uid_eq(p->real_cred->uid, GLOBAL_ROOT_UID))
		return false;
	return !capable(CAP_SYS_RESOURCE) && !capable(CAP_SYS_ADMIN);
}

/* What @p got from copy_resources(), in reverse. */
static void drop_resources(struct task_struct *p, u64 clone_flags)
{
	exit_task_namespaces(p);
	if (p->mm)
		mmput(p->mm);
	if (!(clone_flags & CLONE_THREAD))
		free_signal_struct(p->signal);
	__cleanup_sighand(p->sighand);
	exit_files(p);
}

static int copy_resources(struct task_struct *p, u64 clone_flags)
{
	int err;

	err = copy_files(clone_flags, p);
	if (err)
		return err;
	err = copy_sighand(clone_flags, p);
	if (err)
		goto cleanup_files;
	err = copy_signal(clone_flags, p);
	if (err)
		goto cleanup_sighand;
	err = copy_mm(clone_flags, p);
	if (err)
		goto cleanup_signal;
	err = copy_namespaces(clone_flags, p);
	if (err)
		goto cleanup_mm;
	return 0;

cleanup_mm:
	if (p->mm)
		mmput(p->mm);
cleanup_signal:
	if (!(clone_flags & CLONE_THREAD))
		free_signal_struct(p->signal);
cleanup_sighand:
	__cleanup_sighand(p->sighand);
cleanup_files:
	exit_files(p);
	return err;
}

/* The child joins the processes. tasklist_lock, siglock of current held. */
static void publish_process(struct task_struct *p, struct pid *pid,
			    const struct multiprocess_signals *delayed)
{
	struct signal_struct *sig = p->signal, *psig = p->real_parent->signal;

	sig->pids[PIDTYPE_TGID] = pid;
	sig->pids[PIDTYPE_PGID] = task_pgrp(current);
	sig->pids[PIDTYPE_SID] = task_session(current);
	if (is_child_reaper(pid)) {
		ns_of_pid(pid)->child_reaper = p;
		sig->flags |= SIGNAL_UNKILLABLE;
	}
	sig->shared_pending.signal = delayed->signal;
	sig->has_child_subreaper = psig->has_child_subreaper || psig->is_child_subreaper;
	list_add_tail(&p->sibling, &p->real_parent->children);
	list_add_tail_rcu(&p->tasks, &init_task.tasks);
	attach_pid(p, PIDTYPE_TGID);
	attach_pid(p, PIDTYPE_PGID);
	attach_pid(p, PIDTYPE_SID);
}

/* The child joins the threads of current. Same locks. */
static void publish_thread(struct task_struct *p)
{
	struct signal_struct *sig = current->signal;

	sig->nr_threads++;
	sig->quick_threads++;
	atomic_inc(&sig->live);
	refcount_inc(&sig->sigcnt);
	task_join_group_stop(p);
	list_add_tail_rcu(&p->thread_node, &sig->thread_head);
}

static void set_parent(struct task_struct *p, const struct kernel_clone_args *args)
{
	if (args->flags & (CLONE_PARENT | CLONE_THREAD)) {
		p->real_parent = current->real_parent;
		p->parent_exec_id = current->parent_exec_id;
		if (args->flags & CLONE_THREAD)
			p->exit_signal = -1;
		else
			p->exit_signal = current->group_leader->exit_signal;
	} else {
		p->real_parent = current;
		p->parent_exec_id = current->self_exec_id;
		p->exit_signal = args->exit_signal;
	}
}

/*
 * The end of kernel/fork.c:copy_process: @p becomes visible, or -ENOMEM (the namespace's init
 * has died), -EINTR (current is being killed). Nothing can fail after that.
 */
static int publish_task(struct task_struct *p, struct pid *pid, struct kernel_clone_args *args,
			struct multiprocess_signals *delayed)
{
	int err = 0;

	write_lock_irq(&tasklist_lock);
	set_parent(p, args);
	spin_lock(&current->sighand->siglock);
	if (unlikely(!(ns_of_pid(pid)->pid_allocated & PIDNS_ADDING)))
		err = -ENOMEM;
	else if (fatal_signal_pending(current))
		err = -EINTR;
	if (unlikely(err))
		goto out_unlock;
	p->thread_pid = pid;
	ptrace_init_task(p, (args->flags & CLONE_PTRACE) || args->trace);
	if (thread_group_leader(p))
		publish_process(p, pid, delayed);
	else
		publish_thread(p);
	attach_pid(p, PIDTYPE_PID);
	nr_threads++;
	if (unlikely(delayed->signal.sig[0] || p->jobctl || p->ptrace))
		recalc_sigpending_tsk(p);
	model_cpu.host->task_new(p, current);
	sim_event(HOST_EV_TASK_NEW, p, p, NULL, p->pid, 0, SIM_HERE);
out_unlock:
	hlist_del_init(&delayed->node);
	spin_unlock(&current->sighand->siglock);
	write_unlock_irq(&tasklist_lock);
	return err;
}

/* The child's number, its handle, and its entry into the world. */
static int copy_identity(struct task_struct *p, struct pid *pid, struct kernel_clone_args *args,
			 struct multiprocess_signals *delayed)
{
	struct file *pidfile = NULL;
	bool own_pid = !pid;
	int err = 0, pidfd = -1;

	if (own_pid) {
		pid = alloc_pid(p->nsproxy->pid_ns_for_children, args->set_tid,
				args->set_tid_size);
		if (IS_ERR(pid))
			return PTR_ERR(pid);
	}
	if (unlikely(args->flags & CLONE_PIDFD)) {
		err = clone_pidfd_prepare(pid, args, &pidfd, &pidfile);
		if (err)
			goto bad_pidfd;
	}
	p->pid = pid_nr(pid);
	if (args->flags & CLONE_THREAD) {
		p->group_leader = current->group_leader;
		p->tgid = current->tgid;
	} else {
		p->group_leader = p;
		p->tgid = p->pid;
	}
	p->start_time = ktime_get_ns();
	if (unlikely(args->setup))
		err = args->setup(p, pid, args->setup_data);
	if (likely(!err))
		err = publish_task(p, pid, args, delayed);
	if (err)
		goto bad_publish;
	if (unlikely(pidfile))
		clone_pidfd_install(pidfd, pidfile);
	return 0;

bad_publish:
	if (unlikely(pidfile))
		clone_pidfd_undo(args->flags, pidfd, pidfile);
bad_pidfd:
	if (own_pid)
		free_pid(pid);
	return err;
}

/**
 * copy_process - make a new task, which does not run yet
 * @pid: NULL: the next number of the namespace for children
 * @args: as kernel_clone() takes them
 *
 * Mirrors kernel/fork.c:copy_process. The differences: see the head of this file; @args->trace
 * is a parameter of its own there.
 *
 * Return: the task, or ERR_PTR.
 */
struct task_struct *copy_process(struct pid *pid, struct kernel_clone_args *args)
{
	u64 clone_flags = args->flags;
	struct multiprocess_signals delayed;
	struct task_struct *p;
	int err;

	err = check_clone_flags(clone_flags);
	if (err)
		return ERR_PTR(err);
	err = collect_signals(clone_flags, &delayed);
	if (err)
		goto fork_out;
	err = -ENOMEM;
	p = dup_task_struct(current);
	if (!p)
		goto fork_out;
	p->set_child_tid = clone_flags & CLONE_CHILD_SETTID ? args->child_tid : NULL;
	p->clear_child_tid = clone_flags & CLONE_CHILD_CLEARTID ? args->child_tid : NULL;
	err = copy_creds(p, clone_flags);
	if (err < 0)
		goto bad_fork_free;
	err = -EAGAIN;
	if (over_nproc(p))
		goto bad_fork_cleanup_count;
	current->flags &= ~PF_NPROC_EXCEEDED;
	if (nr_threads >= max_threads)
		goto bad_fork_cleanup_count;
	err = copy_resources(p, clone_flags);
	if (err)
		goto bad_fork_cleanup_count;
	err = copy_identity(p, pid, args, &delayed);
	if (err)
		goto bad_fork_cleanup_resources;
	return p;

bad_fork_cleanup_resources:
	drop_resources(p, clone_flags);
bad_fork_cleanup_count:
	dec_rlimit_ucounts(task_ucounts(p), UCOUNT_RLIMIT_NPROC, 1);
	exit_creds(p);
bad_fork_free:
	free_task(p);
fork_out:
	if (!hlist_unhashed(&delayed.node)) {
		spin_lock_irq(&current->sighand->siglock);
		hlist_del_init(&delayed.node);
		spin_unlock_irq(&current->sighand->siglock);
	}
	return ERR_PTR(err);
}

/**
 * unshare_sighand - the process gets handlers of its own
 *
 * Mirrors fs/exec.c:unshare_sighand: only a clone(CLONE_SIGHAND) without CLONE_THREAD can
 * still share them when exec comes here. -ENOMEM, and nothing else.
 */
int unshare_sighand(struct task_struct *me)
{
	struct sighand_struct *old = me->sighand, *new;

	if (refcount_read(&old->count) == 1)
		return 0;
	new = alloc_sighand();
	if (!new)
		return -ENOMEM;
	write_lock_irq(&tasklist_lock);
	spin_lock(&old->siglock);
	share_actions(new, old);
	rcu_assign_pointer(me->sighand, new);
	spin_unlock(&old->siglock);
	write_unlock_irq(&tasklist_lock);
	__cleanup_sighand(old);
	return 0;
}

/* ------------------------------------------------------------ boot */

/* The limits of a first process, as INIT_RLIMITS and fork_init() make them. */
static void init_rlimits(struct rlimit *rlim)
{
	unsigned int i;

	for (i = 0; i < RLIM_NLIMITS; i++)
		rlim[i] = (struct rlimit) { RLIM_INFINITY, RLIM_INFINITY };
	rlim[RLIMIT_STACK].rlim_cur = 8 << 20;
	rlim[RLIMIT_CORE].rlim_cur = 0;
	rlim[RLIMIT_NOFILE] = (struct rlimit) { 1024, 4096 };
	rlim[RLIMIT_MEMLOCK] = (struct rlimit) { 8 << 20, 8 << 20 };
	rlim[RLIMIT_MSGQUEUE] = (struct rlimit) { 819200, 819200 };
	rlim[RLIMIT_NICE] = rlim[RLIMIT_RTPRIO] = (struct rlimit) { 0, 0 };
	rlim[RLIMIT_NPROC].rlim_cur = rlim[RLIMIT_NPROC].rlim_max = max_threads / 2;
	rlim[RLIMIT_SIGPENDING] = rlim[RLIMIT_NPROC];
}

/*
 * The parent of the first task, number 0 in its namespace and never there: init/init_task.c
 * in the kernel. It is in no list, and whoever asks for its group or session finds another
 * than anybody's.
 */
static struct pid swapper_pid = {
	.count = REFCOUNT_INIT(1),
	.numbers = { { .nr = 0, .ns = &init_pid_ns } },
};
static struct sighand_struct swapper_sighand = { .count = REFCOUNT_INIT(1) };
static struct signal_struct swapper_signal = {
	.sigcnt = REFCOUNT_INIT(1),
	.pids = { NULL, &swapper_pid, &swapper_pid, &swapper_pid },
};
static struct task_struct swapper = {
	.usage = REFCOUNT_INIT(1),
	.flags = PF_KTHREAD,
	.thread_pid = &swapper_pid,
	.signal = &swapper_signal,
	.sighand = &swapper_sighand,
	.nsproxy = &init_nsproxy,
	.comm = "swapper/0",
};

static void init_swapper(void)
{
	struct task_struct *p = &swapper;

	INIT_LIST_HEAD(&p->children);
	INIT_LIST_HEAD(&p->sibling);
	INIT_LIST_HEAD(&p->ptraced);
	INIT_LIST_HEAD(&p->ptrace_entry);
	INIT_LIST_HEAD(&p->tasks);
	init_sigpending(&p->pending);
	init_sigpending(&swapper_signal.shared_pending);
	INIT_LIST_HEAD(&swapper_signal.thread_head);
	list_add_tail(&p->thread_node, &swapper_signal.thread_head);
	p->parent = p->real_parent = p->group_leader = p;
	p->real_cred = p->cred = init_cred;
	swapper_sighand.action = default_actions.action;
}

static int init_task_resources(struct task_struct *p)
{
	p->signal = kmem_cache_zalloc(signal_cachep, GFP_KERNEL);
	p->sighand = alloc_sighand();
	if (!p->signal || !p->sighand)
		return -ENOMEM;
	init_signal_struct(p->signal);
	INIT_LIST_HEAD(&p->signal->thread_head);
	list_add_tail(&p->thread_node, &p->signal->thread_head);
	p->signal->flags = SIGNAL_UNKILLABLE;
	p->signal->leader = 1;
	init_rlimits(p->signal->rlim);
	p->sighand->action = default_actions.action;
	refcount_inc(&default_actions.count);
	p->cred = p->real_cred = init_cred;
	refcount_add(2, &init_cred->usage);
	inc_rlimit_ucounts(init_cred->ucounts, UCOUNT_RLIMIT_NPROC, 1);
	p->nsproxy = &init_nsproxy;
	refcount_inc(&init_nsproxy.count);
	p->mm = mm_alloc();
	p->files = files_boot();
	if (!p->mm || !p->files)
		return -ENOMEM;
	p->mm->dumpable = SUID_DUMP_USER;
	return 0;
}

static int init_task_pid(struct task_struct *p)
{
	struct pid *pid = alloc_pid(&init_pid_ns, NULL, 0);
	enum pid_type type;

	if (IS_ERR(pid))
		return PTR_ERR(pid);
	p->thread_pid = pid;
	p->pid = p->tgid = pid_nr(pid);
	for (type = PIDTYPE_TGID; type < PIDTYPE_MAX; type++)
		p->signal->pids[type] = pid;
	for (type = PIDTYPE_PID; type < PIDTYPE_MAX; type++)
		attach_pid(p, type);
	init_pid_ns.child_reaper = p;
	nr_threads = 1;
	return 0;
}

static int task_caches(void)
{
	task_struct_cachep = KMEM_CACHE(task_struct, 0);
	signal_cachep = KMEM_CACHE(signal_struct, 0);
	sighand_cachep = KMEM_CACHE(sighand_struct, SLAB_TYPESAFE_BY_RCU);
	return task_struct_cachep && signal_cachep && sighand_cachep ? mm_boot() : -ENOMEM;
}

/**
 * task_boot - make the first task: pid 1, leader of its session
 *
 * custom: it is the head of the list of processes itself; in the kernel that is its parent,
 * which is in no other list either. Needs everything else to be there.
 *
 * Return: 0 or -ENOMEM.
 */
int task_boot(void)
{
	struct task_struct *p;
	int err = task_caches();

	if (err)
		return err;
	p = kmem_cache_zalloc(task_struct_cachep, GFP_KERNEL);
	if (!p)
		return -ENOMEM;
	init_task_ptr = model_cpu.task = p;
	refcount_set(&p->usage, 1);
	refcount_set(&p->rcu_users, 2);
	init_swapper();
	p->group_leader = p;
	p->parent = p->real_parent = &swapper;
	p->exit_signal = SIGCHLD;
	INIT_LIST_HEAD(&p->children);
	INIT_LIST_HEAD(&p->sibling);
	INIT_LIST_HEAD(&p->ptraced);
	INIT_LIST_HEAD(&p->ptrace_entry);
	INIT_LIST_HEAD(&p->tasks);
	INIT_LIST_HEAD(&p->thread_node);
	init_sigpending(&p->pending);
	list_add_tail(&p->sibling, &swapper.children);
	strscpy(p->comm, "init", sizeof(p->comm));
	p->cred = init_cred;	/* what follows asks who is current */
	err = init_task_resources(p);
	return err ? err : init_task_pid(p);
}
