// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the model offers its host: struct model_ops. Boot, one call of a task,
 * the end of a run, and what can be seen from outside without changing anything.
 *
 * In the kernel the first part is init/main.c and the entry code of the
 * architecture; the rest has no counterpart.
 */
#include <linux/design.h>
#include <linux/errno.h>
#include <linux/file.h>
#include <linux/judge.h>
#include <linux/kernel.h>
#include <linux/nsproxy.h>
#include <linux/pid_namespace.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/user_namespace.h>
#include <uapi/linux/wait.h>

struct model_cpu model_cpu;

/* whose call model_interrupt() ends; NULL: nobody's */
static struct task_struct *interrupted;

/* ------------------------------------------------------------ boot */

static struct task_struct *model_boot(const struct model_boot *how)
{
	model_cpu.release = how->release;
	current = NULL;
	if (slab_boot() || rcu_boot() || pidmap_boot() || pid_boot() || pidns_boot() ||
	    nsproxy_boot() || cred_boot() || signal_boot() ||
	    fs_boot(!how->no_procfs, !how->no_fds) || task_boot())
		return NULL;
	/* at the end of a run init has no descriptors */
	slab_boot_done();
	if (fs_open_std())
		return NULL;
	return init_task_ptr;
}

/* ------------------------------------------------------------ calls */

static inline void frame_enter(struct task_struct *me, struct call_frame *frame)
{
	frame->nr_held = 0;
	frame->nr_lost = 0;
	frame->spin_depth = 0;
	frame->handle_target = 0;
	frame->kernel_acts = 0;
	frame->cred_clock = cred_clock;
	me->frame = frame;
}

/*
 * Its creator has not let it go yet, and the host was faster: what ret_from_fork is to the
 * kernel. A vfork, for one, has yet to note whom its child has to tell.
 */
static noinline void wait_for_birth(struct task_struct *me)
{
	while (me->__state == TASK_NEW)
		model_cpu.host->block(NULL, U64_MAX, SIM_HERE);
}

/* The call came back with @ret because model_interrupt() wanted it. */
static noinline long end_interrupted(struct task_struct *me, long ret)
{
	interrupted = NULL;
	spin_lock_irq(&me->sighand->siglock);
	recalc_sigpending();
	spin_unlock_irq(&me->sighand->siglock);
	if (ret == -ERESTARTSYS || ret == -ERESTARTNOHAND || ret == -ERESTARTNOINTR ||
	    ret == -ERESTART_RESTARTBLOCK)
		ret = -EINTR;
	return ret;
}

/* Some numbers are for the kernel's own use; the real one does not notice. */
static noinline void leaked_error(long ret)
{
	scnprintf(sim_text, SIM_TEXT, "task %d returns to user mode with error %ld", current->pid,
		  -ret);
	sim_bug(HOST_BUG_WARN, SIM_HERE, current, sim_text);
}

static bool is_restart(long ret)
{
	return ret <= -ERESTARTSYS && ret >= -ERESTART_RESTARTBLOCK;
}

/*
 * mirrors arch/x86/entry/common.c:do_syscall_64 and the restart in
 * arch/x86/kernel/signal.c:arch_do_signal_or_restart. Differs: the kernel goes
 * to user mode and makes the call again from there; what could be seen of that
 * is a second call in a trace.
 */
static long model_syscall(const struct model_syscall *call, const long args[6])
{
	struct task_struct *me = current;
	struct call_frame frame;
	long ret;

	frame_enter(me, &frame);
	if (unlikely(me->__state == TASK_NEW))
		wait_for_birth(me);
	ret = call->fn(args);
	for (;;) {
		/* before the task may die of a signal: a lock that it kept would not be seen */
		judge_return_to_user();
		if (unlikely(interrupted == me))
			ret = end_interrupted(me, ret);
		if (unlikely(model_cpu.linger) && !me->restore_sigmask && !is_restart(ret))
			break;
		ret = exit_to_user_mode(ret);
		if (likely(!is_restart(ret)))
			break;
		if (ret == -ERESTART_RESTARTBLOCK) {
			ret = me->restart_block.fn(&me->restart_block);
		} else if (ret == -ERESTARTNOINTR) {
			ret = call->fn(args);
		} else {
			leaked_error(ret);
			break;
		}
	}
	me->frame = NULL;
	return ret;
}

/* What cpu->task has to do where it is, in user mode. */
static void model_user_work(void)
{
	struct task_struct *me = current;
	struct call_frame frame;

	frame_enter(me, &frame);
	if (unlikely(me->__state == TASK_NEW))
		wait_for_birth(me);
	exit_to_user_mode(0);
	judge_return_to_user();
	me->frame = NULL;
}

static int model_has_user_work(struct task_struct *task)
{
	return task->tif && task->__state == TASK_RUNNING && !task->exit_state;
}

/* ------------------------------------------------------------ the end of a run */

/* Rounds without any task gone before the end is given up: what stays is a fault. */
#define HALT_PATIENCE 8

/* init takes no more signals and is neither stopped nor traced */
static void halt_calm(struct task_struct *me)
{
	spin_lock_irq(&me->sighand->siglock);
	me->__state = TASK_RUNNING;
	me->jobctl = 0;
	me->signal->group_stop_count = 0;
	me->signal->flags &= ~(SIGNAL_STOP_STOPPED | SIGNAL_STOP_CONTINUED | SIGNAL_CLD_MASK);
	flush_sigqueue(&me->pending);
	flush_sigqueue(&me->signal->shared_pending);
	sigfillset(&me->blocked);
	me->tif = 0;
	spin_unlock_irq(&me->sighand->siglock);
	interrupted = NULL;
}

/* as fs/exec.c:de_thread does it: the other threads of init must die, init must not */
static void halt_threads(struct task_struct *me)
{
	spin_lock_irq(&me->sighand->siglock);
	me->signal->group_exec_task = me;
	me->signal->notify_count = zap_other_threads(me);
	spin_unlock_irq(&me->sighand->siglock);
}

/*
 * Whom init traces it lets go: a tracee may stop once more when it is killed. @others: all let
 * go of all; two that trace each other may wait for one another in such a stop.
 */
static void halt_untrace(struct task_struct *me, bool others)
{
	struct task_struct *p, *n;
	LIST_HEAD(dead);

	write_lock_irq(&tasklist_lock);
	for_each_thread(me, p)
		exit_ptrace(p, &dead);
	if (others) {
		for_each_process_thread(p, n)
			exit_ptrace(n, &dead);
	}
	write_unlock_irq(&tasklist_lock);
	list_for_each_entry_safe(p, n, &dead, ptrace_entry) {
		list_del_init(&p->ptrace_entry);
		release_task(p);
	}
}

/* SIGKILL from the kernel for everybody else, in whatever namespace */
static void halt_kill(struct task_struct *me)
{
	struct task_struct *p;

	read_lock(&tasklist_lock);
	for_each_process(p)
		if (!same_thread_group(p, me))
			do_send_sig_info(SIGKILL, SEND_SIG_PRIV, p, PIDTYPE_TGID);
	read_unlock(&tasklist_lock);
}

/*
 * A call in which @task sleeps ends as if a signal had come that has a
 * handler. No task is current. From a sleep that signals do not end (vfork, a
 * tracer's stop) it comes back when those die for whom it waits.
 */
static void model_interrupt(struct task_struct *task)
{
	struct task_struct *me = current;
	struct call_frame *frame = task->frame;

	interrupted = task;
	set_tsk_thread_flag(task, TIF_SIGPENDING);
	if (wake_up_state(task, TASK_INTERRUPTIBLE))
		return;
	current = task;
	task->frame = NULL;		/* it is not the task's doing */
	halt_kill(task);
	task->frame = frame;
	current = me;
}

static void halt_reap(void)
{
	for (;;) {
		struct wait_opts wo = {
			.wo_type = PIDTYPE_MAX,
			.wo_flags = WEXITED | WNOHANG | (int)__WALL,
		};

		if (do_wait(&wo) <= 0)
			break;
	}
}

/* what init holds goes back to what it was at boot */
static void halt_reset(struct task_struct *me)
{
	me->signal->group_exec_task = NULL;
	me->signal->notify_count = 0;
	files_reset(me->files);
	flush_sigqueue(&me->pending);
	flush_sigqueue(&me->signal->shared_pending);
	me->tif = 0;
	if (me->sighand->action != default_actions.action) {
		put_sigaction_table(me->sighand->action);
		me->sighand->action = get_sigaction_table(default_actions.action);
	}
	if (me->mm->user_ns != &init_user_ns) {
		put_user_ns(me->mm->user_ns);
		me->mm->user_ns = get_user_ns(&init_user_ns);
	}
	if (me->nsproxy != &init_nsproxy) {
		get_nsproxy(&init_nsproxy);
		switch_task_namespaces(me, &init_nsproxy);
	}
	if (me->cred != init_cred) {
		get_cred(init_cred);
		commit_creds(init_cred);
	}
	pidmap_shrink(&init_pid_ns.map);
}

/**
 * model_halt - everybody but init dies and is reaped; init gives up what it has
 *
 * Ends even if some task can't be killed, because a design left it asleep for
 * good. Waiting is a sleep of one nanosecond: virtual time passes only when
 * all others have come as far as they can.
 */
static void model_halt(void)
{
	struct task_struct *me = current;
	unsigned int patience = HALT_PATIENCE;
	int before;

	me->frame = NULL;
	halt_calm(me);
	halt_untrace(me, false);
	halt_reap();
	while (nr_threads > 1 && patience--) {
		before = nr_threads;
		if (!list_is_singular(&me->signal->thread_head))
			halt_threads(me);
		if (patience < HALT_PATIENCE - 1)
			halt_untrace(me, true);
		halt_kill(me);
		__set_current_state(TASK_UNINTERRUPTIBLE);
		schedule_timeout_ns(1);
		halt_reap();
		if (nr_threads < before)
			patience = HALT_PATIENCE;
	}
	halt_reset(me);
	while (rcu_grace())
		;
	pidmap_shrink(&init_pid_ns.map);
	slab_verify_freed(SIM_HERE);
}

/* ------------------------------------------------------------ looking in from outside */

static enum model_state model_state(struct task_struct *task)
{
	if (task->exit_state & EXIT_DEAD)
		return MODEL_DEAD;
	if (task->exit_state & EXIT_ZOMBIE)
		return MODEL_ZOMBIE;
	if (task_is_traced(task))
		return MODEL_TRACED;
	if (task_is_stopped(task))
		return MODEL_STOPPED;
	return task->__state & TASK_NORMAL ? MODEL_SLEEPING : MODEL_RUNNING;
}

static void model_identity(struct task_struct *task, struct model_pid *id)
{
	const struct pid *pid = task->thread_pid, *tgid;
	unsigned int i;

	id->pid = pid;
	id->process = task->signal ? task->signal->serial : 0;
	id->tgid_nr = 0;
	id->level = 0;
	id->nr[0] = 0;
	id->ns[0] = NULL;
	/* a broken design may have freed it under the task: the judges say so elsewhere */
	if (!pid || slab_is_freed(pid))
		return;
	id->level = pid->level;
	for (i = 0; i <= pid->level; i++) {
		id->nr[i] = pid->numbers[i].nr;
		id->ns[i] = pid->numbers[i].ns;
	}
	tgid = task->signal ? task->signal->pids[PIDTYPE_TGID] : NULL;
	if (tgid && !slab_is_freed(tgid) && tgid->level == pid->level)
		id->tgid_nr = tgid->numbers[tgid->level].nr;
}

static int model_seen_pid(struct task_struct *task, struct task_struct *viewer)
{
	const struct pid *pid = task->thread_pid, *eye = viewer->thread_pid;

	/* as above */
	if (!pid || !eye || slab_is_freed(pid) || slab_is_freed(eye) || pid->level < eye->level ||
	    pid->numbers[eye->level].ns != eye->numbers[eye->level].ns)
		return 0;
	return pid->numbers[eye->level].nr;
}

static unsigned long long model_pending(struct task_struct *task)
{
	unsigned long set = task->pending.signal.sig[0];

	if (task->signal)
		set |= task->signal->shared_pending.signal.sig[0];
	return set;
}

static int model_set_reuse(struct task_struct *caller, int nr)
{
	struct pid_namespace *ns = task_active_pid_ns(caller);

	if (!ns || nr < 1 || nr >= *pid_ns_max(ns))
		return -EINVAL;
	if (pidmap_find(&ns->map, nr))
		return -EEXIST;
	return pid_ns_set_last_pid(ns, nr - 1);
}

/* @pid, if it still is a struct pid */
static const struct pid *live_pid(const void *pid)
{
	struct model_object o;

	return slab_object(pid, &o) && !o.freed && o.start == pid ? pid : NULL;
}

static long model_refs_pid(const void *pid)
{
	const struct pid *p = live_pid(pid);

	return p ? p->count.refs.counter : -1;
}

static int model_pid_has_task(const void *pid)
{
	const struct pid *p = live_pid(pid);

	return p && !hlist_empty(&p->tasks[PIDTYPE_PID]);
}

static struct file *file_of(struct task_struct *task, int fd)
{
	const struct files_struct *files = task->files;

	return files && fd >= 0 && (unsigned int)fd < files->max_fds ? files->fd[fd] : NULL;
}

static long model_refs_file(struct task_struct *task, int fd)
{
	const struct file *file = file_of(task, fd);

	return file ? file->f_count.refs.counter : -1;
}

static unsigned int model_handle_target(struct task_struct *task, int fd)
{
	const struct file *file = file_of(task, fd);

	return file ? file->handle_target : 0;
}

static int model_set_handle_target(struct task_struct *task, int fd, unsigned int process)
{
	struct file *file = file_of(task, fd);

	if (!file)
		return -EBADF;
	file->handle_target = process;
	return 0;
}

static struct task_struct *model_find_task(struct task_struct *viewer, int nr)
{
	struct pid_namespace *ns = task_active_pid_ns(viewer);
	const struct pid *pid = ns ? pidmap_find(&ns->map, nr) : NULL;
	struct hlist_node *first = pid ? hlist_first(&pid->tasks[PIDTYPE_PID]) : NULL;

	return hlist_entry_safe(first, struct task_struct, pid_links[PIDTYPE_PID]);
}

static unsigned int model_locks_held(struct task_struct *task)
{
	return task->frame ? task->frame->nr_held + task->frame->nr_lost : 0;
}

/* numbers are limited to pid_max, which a release before 6.14 has for all namespaces at once */
static long model_fill_pids(long n)
{
	long made;

	*pid_ns_max(&init_pid_ns) = PID_MAX_LIMIT;
	for (made = 0; made < n; made++) {
		if (IS_ERR(alloc_pid(&init_pid_ns, NULL, 0)))
			break;
	}
	return made;
}

/* Every sleep of the kernel has to bear being woken for no reason. */
static void model_nudge(struct task_struct *task)
{
	try_to_wake_up(task, TASK_NORMAL, 0);
}

const struct model_ops model_ops = {
	.boot = model_boot,
	.syscall = model_syscall,
	.user_work = model_user_work,
	.has_user_work = model_has_user_work,
	.grace = rcu_grace,
	.grace_pending = rcu_grace_pending,
	.halt = model_halt,
	.state = model_state,
	.identity = model_identity,
	.seen_pid = model_seen_pid,
	.pending = model_pending,
	.set_reuse = model_set_reuse,
	.refs_pid = model_refs_pid,
	.refs_file = model_refs_file,
	.pid_has_task = model_pid_has_task,
	.handle_target = model_handle_target,
	.set_handle_target = model_set_handle_target,
	.find_task = model_find_task,
	.counts = slab_counts,
	.object = slab_object,
	.locks_held = model_locks_held,
	.memory_used = slab_used,
	.fill_pids = model_fill_pids,
	.interrupt = model_interrupt,
	.balanced = slab_balanced,
	.would_block = lock_would_block,
	.lock_held = lock_held_at,
	.nudge = model_nudge,
};
