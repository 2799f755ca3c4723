// SPDX-License-Identifier: GPL-2.0-only
/*
 * A task ends, and is taken out of the world. Mirrors kernel/exit.c; who waits for it is in
 * kernel/wait.c.
 */
#include <linux/file.h>
#include <linux/nsproxy.h>
#include <linux/pid_namespace.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/syscalls.h>

/* ------------------------------------------------------------ release */

/**
 * pidfs_exit - @tsk is about to be released, and its struct pid still knows it
 *
 * The place where kernels since 6.15 keep the exit status for handles. The model keeps
 * nothing; a design may.
 */
void pidfs_exit(struct task_struct *tsk);
void pidfs_exit(struct task_struct *tsk)
{
}

/* Mirrors kernel/exit.c:__unhash_process. tasklist_lock and siglock held. */
static void __unhash_process(struct pid **pids, struct task_struct *p, bool group_dead)
{
	nr_threads--;
	detach_pid(pids, p, PIDTYPE_PID);
	if (group_dead) {
		detach_pid(pids, p, PIDTYPE_TGID);
		detach_pid(pids, p, PIDTYPE_PGID);
		detach_pid(pids, p, PIDTYPE_SID);
		list_del_rcu(&p->tasks);
		list_del_init(&p->sibling);
	}
	list_del_rcu(&p->thread_node);
}

/*
 * Mirrors kernel/exit.c:__exit_signal; there are no timers, no terminal and no times to add
 * up. tasklist_lock held for writing.
 */
static void __exit_signal(struct pid **pids, struct task_struct *tsk)
{
	struct signal_struct *sig = tsk->signal;
	struct sighand_struct *sighand = tsk->sighand;
	bool group_dead = thread_group_leader(tsk);

	spin_lock(&sighand->siglock);
	if (!group_dead) {
		/* A thread that execs waits for all others to get here. */
		if (sig->notify_count > 0 && !--sig->notify_count)
			wake_up_process(sig->group_exec_task);
		if (tsk == sig->curr_target)
			sig->curr_target = next_thread(tsk);
	}
	sig->nr_threads--;
	__unhash_process(pids, tsk, group_dead);
	tsk->sighand = NULL;
	spin_unlock(&sighand->siglock);
	__cleanup_sighand(sighand);
}

/*
 * The last thread but the leader is gone, and the leader was dead before: its parent is told
 * now. True: the parent does not care, so the leader is to be released as well. tasklist_lock
 * held for writing.
 */
static bool zap_dead_leader(struct task_struct *leader)
{
	if (!thread_group_empty(leader) || leader->exit_state != EXIT_ZOMBIE)
		return false;
	if (kernel_release(6, 15) && (leader->signal->flags & SIGNAL_GROUP_EXIT))
		leader->exit_code = leader->signal->group_exit_code;
	if (!do_notify_parent(leader, leader->exit_signal))
		return false;
	leader->exit_state = EXIT_DEAD;
	return true;
}

/**
 * release_task - a dead task leaves the world: its number is free after this
 *
 * Mirrors kernel/exit.c:release_task. Caller: who has made @p EXIT_DEAD, and holds no lock.
 * Entries of /proc need no flush: the model caches none.
 */
void release_task(struct task_struct *p)
{
	struct pid *pids[PIDTYPE_MAX] = { NULL };
	struct task_struct *leader;
	bool zap_leader;

	for (;;) {
		rcu_read_lock();
		dec_rlimit_ucounts(task_ucounts(p), UCOUNT_RLIMIT_NPROC, 1);
		rcu_read_unlock();
		pidfs_exit(p);

		write_lock_irq(&tasklist_lock);
		ptrace_release_task(p);
		leader = p->group_leader;
		sim_event(HOST_EV_TASK_RELEASE, p, p, NULL, p->pid, 0, SIM_HERE);
		__exit_signal(pids, p);
		zap_leader = leader != p && zap_dead_leader(leader);
		write_unlock_irq(&tasklist_lock);

		free_pids(pids);
		/* Nobody can reach these queues any more. */
		flush_sigqueue(&p->pending);
		if (thread_group_leader(p))
			flush_sigqueue(&p->signal->shared_pending);
		put_task_struct_rcu_user(p);
		if (likely(!zap_leader))
			break;
		p = leader;
		memset(pids, 0, sizeof(pids));
	}
}

/* ------------------------------------------------------------ orphaned process groups */

/*
 * Mirrors kernel/exit.c:will_become_orphaned_pgrp: nobody in the group (but @ignored_task)
 * has a parent in another group of the same session. The kernel passes over children of the
 * global init; the first task of a world stands for the init of a fresh pid namespace, which
 * is not that one. tasklist_lock held.
 */
static bool will_become_orphaned_pgrp(struct pid *pgrp, struct task_struct *ignored_task)
{
	struct task_struct *p;

	do_each_pid_task(pgrp, PIDTYPE_PGID, p) {
		if (p == ignored_task || (p->exit_state && thread_group_empty(p)))
			continue;
		if (task_pgrp(p->real_parent) != pgrp &&
		    task_session(p->real_parent) == task_session(p))
			return false;
	} while_each_pid_task(pgrp, PIDTYPE_PGID, p);
	return true;
}

/** is_current_pgrp_orphaned - mirrors the function of kernel/exit.c; takes tasklist_lock */
bool is_current_pgrp_orphaned(void)
{
	bool orphaned;

	read_lock(&tasklist_lock);
	orphaned = will_become_orphaned_pgrp(task_pgrp(current), NULL);
	read_unlock(&tasklist_lock);
	return orphaned;
}

static bool has_stopped_jobs(struct pid *pgrp)
{
	struct task_struct *p;

	do_each_pid_task(pgrp, PIDTYPE_PGID, p) {
		if (p->signal->flags & SIGNAL_STOP_STOPPED)
			return true;
	} while_each_pid_task(pgrp, PIDTYPE_PGID, p);
	return false;
}

/*
 * Mirrors kernel/exit.c:kill_orphaned_pgrp: stopped jobs that nobody could continue any more
 * are hung up. @parent: NULL if @tsk itself goes, else its parent that does. tasklist_lock
 * held for writing.
 */
static void kill_orphaned_pgrp(struct task_struct *tsk, struct task_struct *parent)
{
	struct pid *pgrp = task_pgrp(tsk);
	struct task_struct *ignored_task = tsk;

	if (!parent)
		parent = tsk->real_parent;
	else
		ignored_task = NULL;
	if (task_pgrp(parent) == pgrp || task_session(parent) != task_session(tsk))
		return;
	if (!will_become_orphaned_pgrp(pgrp, ignored_task) || !has_stopped_jobs(pgrp))
		return;
	__kill_pgrp_info(SIGHUP, SEND_SIG_PRIV, pgrp);
	__kill_pgrp_info(SIGCONT, SEND_SIG_PRIV, pgrp);
}

/* ------------------------------------------------------------ new parents */

static struct task_struct *find_alive_thread(struct task_struct *p)
{
	struct task_struct *t;

	for_each_thread(p, t) {
		if (!(t->flags & PF_EXITING))
			return t;
	}
	return NULL;
}

static void release_dead(struct list_head *dead)
{
	struct task_struct *p, *n;

	list_for_each_entry_safe(p, n, dead, ptrace_entry) {
		list_del_init(&p->ptrace_entry);
		release_task(p);
	}
}

/*
 * Mirrors kernel/exit.c:find_child_reaper: whoever adopts in the namespace of @father. If that
 * is @father, and none of its threads is left, the namespace dies here and now.
 * tasklist_lock held for writing; dropped meanwhile.
 */
static struct task_struct *find_child_reaper(struct task_struct *father, struct list_head *dead)
{
	struct pid_namespace *pid_ns = task_active_pid_ns(father);
	struct task_struct *reaper = pid_ns->child_reaper;

	if (likely(reaper != father))
		return reaper;
	reaper = find_alive_thread(father);
	if (reaper) {
		pid_ns->child_reaper = reaper;
		return reaper;
	}
	write_unlock_irq(&tasklist_lock);
	release_dead(dead);
	zap_pid_ns_processes(pid_ns);
	write_lock_irq(&tasklist_lock);
	return father;
}

/*
 * Mirrors kernel/exit.c:find_new_reaper: another thread of @father, else the nearest ancestor
 * that has declared itself a subreaper and is of the same pid namespace (told by the depth,
 * because @father may have been injected by setns), else @child_reaper.
 */
static struct task_struct *find_new_reaper(struct task_struct *father,
					   struct task_struct *child_reaper)
{
	struct task_struct *thread, *reaper;
	unsigned int ns_level;

	thread = find_alive_thread(father);
	if (thread)
		return thread;
	if (!father->signal->has_child_subreaper)
		return child_reaper;
	ns_level = task_pid(father)->level;
	for (reaper = father->real_parent; task_pid(reaper)->level == ns_level;
	     reaper = reaper->real_parent) {
		if (reaper == &init_task)
			break;
		if (!reaper->signal->is_child_subreaper)
			continue;
		thread = find_alive_thread(reaper);
		if (thread)
			return thread;
	}
	return child_reaper;
}

/* Mirrors kernel/exit.c:reparent_leader: a process got a parent in another process. */
static void reparent_leader(struct task_struct *father, struct task_struct *p,
			    struct list_head *dead)
{
	if (unlikely(p->exit_state == EXIT_DEAD))
		return;
	/* Nobody may send init what he likes. */
	p->exit_signal = SIGCHLD;
	if (!p->ptrace && p->exit_state == EXIT_ZOMBIE && thread_group_empty(p) &&
	    do_notify_parent(p, p->exit_signal)) {
		p->exit_state = EXIT_DEAD;
		list_add(&p->ptrace_entry, dead);
	}
	kill_orphaned_pgrp(p, father);
}

/*
 * Mirrors kernel/exit.c:forget_original_parent: children and tracees of @father are somebody
 * else's from now on. @dead: those that nobody waits for. tasklist_lock held for writing.
 */
static void forget_original_parent(struct task_struct *father, struct list_head *dead)
{
	struct task_struct *p, *t, *reaper;

	if (unlikely(!list_empty(&father->ptraced)))
		exit_ptrace(father, dead);
	reaper = find_child_reaper(father, dead);
	if (list_empty(&father->children))
		return;
	reaper = find_new_reaper(father, reaper);
	list_for_each_entry(p, &father->children, sibling) {
		for_each_thread(p, t) {
			rcu_assign_pointer(t->real_parent, reaper);
			BUG_ON((!t->ptrace) != (t->parent == father));
			if (likely(!t->ptrace))
				t->parent = t->real_parent;
			if (t->pdeath_signal)
				group_send_sig_info(t->pdeath_signal, SEND_SIG_NOINFO, t,
						    PIDTYPE_TGID);
		}
		/* Another thread of the same process is the same parent to all. */
		if (!same_thread_group(reaper, father))
			reparent_leader(father, p, dead);
	}
	list_splice_tail_init(&father->children, &reaper->children);
}

/* ------------------------------------------------------------ exit */

/*
 * Whether @tsk, which has just become a zombie, is nobody's to wait for. A thread that is not
 * the leader tells nobody but its handles, which there are since 6.9. tasklist_lock held.
 */
static bool notify_of_death(struct task_struct *tsk)
{
	int sig;

	if (unlikely(tsk->ptrace)) {
		sig = thread_group_leader(tsk) && thread_group_empty(tsk) &&
		      !ptrace_reparented(tsk) ? tsk->exit_signal : SIGCHLD;
		return do_notify_parent(tsk, sig);
	}
	if (thread_group_leader(tsk))
		return thread_group_empty(tsk) && do_notify_parent(tsk, tsk->exit_signal);
	if (kernel_release(6, 9))
		do_notify_pidfd(tsk);
	return true;
}

/* Mirrors kernel/exit.c:exit_notify. */
static void exit_notify(struct task_struct *tsk, bool group_dead)
{
	LIST_HEAD(dead);

	write_lock_irq(&tasklist_lock);
	forget_original_parent(tsk, &dead);
	if (group_dead)
		kill_orphaned_pgrp(tsk->group_leader, NULL);
	tsk->exit_state = EXIT_ZOMBIE;
	if (notify_of_death(tsk)) {
		tsk->exit_state = EXIT_DEAD;
		list_add(&tsk->ptrace_entry, &dead);
	}
	/* A thread that execs waits for the leader to be a zombie. */
	if (unlikely(tsk->signal->notify_count < 0))
		wake_up_process(tsk->signal->group_exec_task);
	write_unlock_irq(&tasklist_lock);
	release_dead(&dead);
}

/*
 * Signals that were sent to this thread alone are gone before it is a zombie: so 6.18 has it, by
 * what its /proc shows. Until when they waited for release_task() is not known.
 */
static void forget_own_signals(struct task_struct *tsk)
{
	if (!kernel_release(6, 18))
		return;
	spin_lock_irq(&tsk->sighand->siglock);
	flush_sigqueue(&tsk->pending);
	spin_unlock_irq(&tsk->sighand->siglock);
}

/* Mirrors kernel/exit.c:exit_mm. */
static void exit_mm(void)
{
	struct mm_struct *mm = current->mm;

	mm_release(current);
	if (!mm)
		return;
	current->user_dumpable = get_dumpable(mm) == SUID_DUMP_USER;
	current->mm = NULL;
	mmput(mm);
}

/*
 * Mirrors kernel/exit.c:synchronize_group_exit: the last thread to leave says what its process
 * exited with, if nobody has. Since 6.0; before, that was the leader's own code.
 */
static void synchronize_group_exit(struct task_struct *tsk, long code)
{
	struct signal_struct *signal = tsk->signal;

	spin_lock_irq(&tsk->sighand->siglock);
	signal->quick_threads--;
	if (kernel_release(6, 0) && !signal->quick_threads &&
	    !(signal->flags & SIGNAL_GROUP_EXIT)) {
		signal->flags = SIGNAL_GROUP_EXIT;
		signal->group_exit_code = code;
		signal->group_stop_count = 0;
	}
	spin_unlock_irq(&tsk->sighand->siglock);
}

/**
 * do_exit - the end of a task
 * @code: as wait reports it
 *
 * Mirrors kernel/exit.c:do_exit. On the way out of the scheduler the kernel drops the dead
 * task's last reference to itself; here that is done just before the host is told.
 */
void __noreturn do_exit(long code)
{
	struct task_struct *tsk = current;
	bool group_dead;

	synchronize_group_exit(tsk, code);
	ptrace_event(PTRACE_EVENT_EXIT, code);
	exit_signals(tsk);
	forget_own_signals(tsk);
	group_dead = atomic_dec_and_test(&tsk->signal->live);
	if (group_dead && unlikely(is_global_init(tsk)))
		sim_bug(HOST_BUG_OOPS, SIM_HERE, tsk, "init exited");
	tsk->exit_code = code;
	sim_event(HOST_EV_TASK_EXIT, tsk, tsk, NULL, code, group_dead, SIM_HERE);

	exit_mm();
	exit_files(tsk);
	exit_task_namespaces(tsk);
	exit_notify(tsk, group_dead);

	tsk->__state = TASK_DEAD;
	put_task_struct_rcu_user(tsk);
	model_cpu.host->task_dead();
}

/**
 * do_group_exit - take the whole process down
 *
 * Mirrors kernel/exit.c:do_group_exit. Who comes second dies with the code of the first; who
 * is killed by another thread's exec dies with 0.
 */
void __noreturn do_group_exit(int exit_code)
{
	struct sighand_struct *sighand = current->sighand;
	struct signal_struct *sig = current->signal;

	spin_lock_irq(&sighand->siglock);
	if (sig->flags & SIGNAL_GROUP_EXIT) {
		exit_code = sig->group_exit_code;
	} else if (sig->group_exec_task) {
		exit_code = 0;
	} else {
		sig->group_exit_code = exit_code;
		sig->flags = SIGNAL_GROUP_EXIT;
		zap_other_threads(current);
	}
	spin_unlock_irq(&sighand->siglock);
	do_exit(exit_code);
}

SYSCALL_DEFINE1(exit, int, error_code)
{
	do_exit((error_code & 0xff) << 8);
}

SYSCALL_DEFINE1(exit_group, int, error_code)
{
	do_group_exit((error_code & 0xff) << 8);
}

/**
 * thread_group_exited - whether the process whose leader @pid is of is dead
 *
 * Mirrors kernel/exit.c:thread_group_exited (5.3 to 6.8; later kernels ask pid_task() and
 * delay_group_leader() themselves): no task, or a dead one with no threads left.
 */
bool thread_group_exited(struct pid *pid)
{
	struct task_struct *task;
	bool exited;

	rcu_read_lock();
	task = pid_task(pid, PIDTYPE_PID);
	exited = !task || (READ_ONCE(task->exit_state) && thread_group_empty(task));
	rcu_read_unlock();
	return exited;
}
