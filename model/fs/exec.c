// SPDX-License-Identifier: GPL-2.0-only
/*
 * execve. Mirrors fs/exec.c: a process stays who it is, and forgets all else. Programs are
 * files of the root file system that do nothing; what counts is their mode and their owner.
 */
#include <linux/file.h>
#include <linux/nsproxy.h>
#include <linux/pid_namespace.h>
#include <linux/pidfd.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/syscalls.h>
#include <linux/user_namespace.h>

#define MAX_ARG_STRLEN	131072L
#define MAX_ARG_STRINGS	0x7fffffff
/* The least room for all strings that anybody has, and the most: kernel's ARG_MAX, _STK_LIM. */
#define ARG_MAX		131072UL
#define ARG_LIMIT	(6UL << 20)

/* What is known of the program, and what the process will have when it runs. */
struct linux_binprm {
	struct mm_struct *mm;
	struct cred *cred;
	const char *filename;
	umode_t mode;
	kuid_t uid;
	kgid_t gid;
	bool secureexec;
	bool point_of_no_return;
	unsigned long args_left;	/* bytes of strings that still fit */
};

/* ------------------------------------------------------------ arguments */

/* Mirrors fs/exec.c:count: pointers before the NULL, or -EFAULT. */
static long count(const char __user *const __user *argv)
{
	const char __user *p;
	long n;

	if (!argv)
		return 0;
	for (n = 0; n < MAX_ARG_STRINGS; n++) {
		if (get_user(p, argv + n))
			return -EFAULT;
		if (!p)
			return n;
	}
	return -E2BIG;
}

/* Length of a string with its NUL; -EFAULT; -E2BIG. */
static long user_strlen(const char __user *s)
{
	char part[64];
	long len, got;

	for (len = 0; len < MAX_ARG_STRLEN; len += got) {
		got = strncpy_from_user(part, s + len, sizeof(part));
		if (got < 0)
			return got;
		if (got < (long)sizeof(part))
			return len + got + 1;
	}
	return -E2BIG;
}

/* Mirrors fs/exec.c:copy_strings, which copies what is only looked at here; last one first. */
static int check_strings(struct linux_binprm *bprm, const char __user *const __user *argv, long n)
{
	const char __user *p;
	long len;

	while (n-- > 0) {
		if (get_user(p, argv + n))
			return -EFAULT;
		len = user_strlen(p);
		if (len < 0)
			return len;
		if ((unsigned long)len > bprm->args_left)
			return -E2BIG;
		bprm->args_left -= len;
	}
	return 0;
}

/* Counts and strings of both vectors, in the kernel's order. */
static int check_args(struct linux_binprm *bprm, const char __user *const __user *argv,
		      const char __user *const __user *envp)
{
	unsigned long limit = min(ARG_LIMIT, rlimit(RLIMIT_STACK) / 4);
	unsigned long ptrs;
	long argc, envc;
	int err;

	argc = count(argv);
	if (argc < 0)
		return argc;
	envc = count(envp);
	if (envc < 0)
		return envc;
	/* Mirrors fs/exec.c:bprm_stack_limits: room for the pointers is set aside first. */
	limit = max(limit, ARG_MAX);
	ptrs = (unsigned long)(max(argc, 1L) + envc) * sizeof(void *);
	if (limit <= ptrs)
		return -E2BIG;
	bprm->args_left = limit - ptrs;
	err = check_strings(bprm, envp, envc);
	return err ? err : check_strings(bprm, argv, argc);
}

/* ------------------------------------------------------------ one thread is left */

/*
 * All other threads have exited but the leader, who is a zombie or about to be one: wait for
 * that. 0, or -EAGAIN if we are being killed. With 0, tasklist_lock is held for writing.
 */
static int wait_for_leader(struct task_struct *tsk, struct task_struct *leader)
{
	for (;;) {
		write_lock_irq(&tasklist_lock);
		/* Under the lock, so that exit_notify() can't miss whom to wake. */
		tsk->signal->notify_count = -1;
		if (likely(leader->exit_state))
			return 0;
		__set_current_state(TASK_KILLABLE);
		write_unlock_irq(&tasklist_lock);
		schedule();
		if (__fatal_signal_pending(tsk))
			return -EAGAIN;
	}
}

/*
 * @tsk takes the place of the dead @leader: its pid number, its place among its siblings.
 * Takes over tasklist_lock, held for writing, and drops it.
 */
static void replace_leader(struct task_struct *tsk, struct task_struct *leader)
{
	tsk->start_time = leader->start_time;
	BUG_ON(!same_thread_group(leader, tsk));
	exchange_tids(tsk, leader);
	transfer_pid(leader, tsk, PIDTYPE_TGID);
	transfer_pid(leader, tsk, PIDTYPE_PGID);
	transfer_pid(leader, tsk, PIDTYPE_SID);
	list_replace_rcu(&leader->tasks, &tsk->tasks);
	list_replace_init(&leader->sibling, &tsk->sibling);
	/* custom: the head of the list of processes is the first of them */
	if (init_task_ptr == leader)
		init_task_ptr = tsk;

	tsk->group_leader = tsk;
	leader->group_leader = tsk;
	tsk->exit_signal = SIGCHLD;
	leader->exit_signal = -1;
	BUG_ON(leader->exit_state != EXIT_ZOMBIE);
	leader->exit_state = EXIT_DEAD;
	sim_event(HOST_EV_SWAP_PID, tsk, leader, "task_struct", tsk->pid, leader->pid, SIM_HERE);
	/* A tracer that waits for the old leader would wait for ever. */
	if (unlikely(leader->ptrace))
		__wake_up_parent(leader, leader->parent);
	write_unlock_irq(&tasklist_lock);
	release_task(leader);
}

/*
 * Kills all other threads and waits until they are gone. 0: only @tsk is left, and perhaps the
 * leader; -EAGAIN: somebody else was first, or we are being killed.
 */
static int kill_other_threads(struct task_struct *tsk)
{
	struct sighand_struct *sighand = tsk->sighand;
	struct signal_struct *sig = tsk->signal;

	spin_lock_irq(&sighand->siglock);
	if ((sig->flags & SIGNAL_GROUP_EXIT) || sig->group_exec_task) {
		spin_unlock_irq(&sighand->siglock);
		return -EAGAIN;
	}
	sig->group_exec_task = tsk;
	sig->notify_count = zap_other_threads(tsk);
	/* The leader does not go before it is waited for. */
	if (!thread_group_leader(tsk))
		sig->notify_count--;
	while (sig->notify_count) {
		__set_current_state(TASK_KILLABLE);
		spin_unlock_irq(&sighand->siglock);
		schedule();
		if (__fatal_signal_pending(tsk))
			goto killed;
		spin_lock_irq(&sighand->siglock);
	}
	spin_unlock_irq(&sighand->siglock);
	if (thread_group_leader(tsk))
		goto alone;
	if (wait_for_leader(tsk, tsk->group_leader))
		goto killed;
	replace_leader(tsk, tsk->group_leader);
alone:
	sig->group_exec_task = NULL;
	sig->notify_count = 0;
	return 0;

killed:
	/* exit_notify() and __exit_signal() look at both. */
	read_lock(&tasklist_lock);
	sig->group_exec_task = NULL;
	sig->notify_count = 0;
	read_unlock(&tasklist_lock);
	return -EAGAIN;
}

/* Mirrors fs/exec.c:de_thread: afterwards @tsk is the only thread, and a leader. */
static int de_thread(struct task_struct *tsk)
{
	int err;

	if (!thread_group_empty(tsk)) {
		err = kill_other_threads(tsk);
		if (err)
			return err;
	}
	/* Whatever clone() said: who execs is an ordinary child. */
	tsk->exit_signal = SIGCHLD;
	BUG_ON(!thread_group_leader(tsk));
	return 0;
}

/* ------------------------------------------------------------ the new program */

/* Mirrors fs/exec.c:exec_mmap. On success exec_update_lock is held for writing. */
static int exec_mmap(struct linux_binprm *bprm)
{
	struct task_struct *tsk = current;
	struct mm_struct *old = tsk->mm;
	int err;

	mm_release(tsk);
	err = down_write_killable(&tsk->signal->exec_update_lock);
	if (err)
		return err;
	WRITE_ONCE(tsk->mm, bprm->mm);
	bprm->mm = NULL;
	if (old)
		mmput(old);
	return 0;
}

static void set_comm(struct task_struct *tsk, const char *filename)
{
	const char *p, *name = filename;

	for (p = filename; *p; p++) {
		if (*p == '/')
			name = p + 1;
	}
	strscpy(tsk->comm, name, sizeof(tsk->comm));
}

/* What can no longer be undone when it fails. Handlers and descriptors of one's own. */
static int unshare_all(struct task_struct *me)
{
	int err;

	err = de_thread(me);
	if (err)
		return err;
	return unshare_files();
}

/*
 * Mirrors fs/exec.c:begin_new_exec. From de_thread() on there is no way back: who fails there
 * dies. On success exec_update_lock is held, and cred_guard_mutex still.
 */
static int begin_new_exec(struct linux_binprm *bprm)
{
	struct task_struct *me = current;
	int err;

	err = cred_exec(bprm->cred, bprm->mode, bprm->uid, bprm->gid);
	if (err < 0)
		return err;
	bprm->secureexec = err;
	bprm->point_of_no_return = true;
	err = unshare_all(me);
	if (err)
		return err;
	err = exec_mmap(bprm);
	if (err)
		return err;
	err = unshare_sighand(me);
	if (err)
		goto out_unlock;
	me->flags &= ~PF_FORKNOEXEC;
	me->did_exec = 1;
	do_close_on_exec(me->files);

	if (bprm->secureexec)
		me->pdeath_signal = 0;
	/* As long as the old ids are the ones that count. */
	if (uid_eq(current_euid(), current_uid()) &&
	    gid_eq(current_cred()->egid, current_gid()))
		set_dumpable(me->mm, SUID_DUMP_USER);
	else
		set_dumpable(me->mm, SUID_DUMP_DISABLE);
	set_comm(me, bprm->filename);
	WRITE_ONCE(me->self_exec_id, me->self_exec_id + 1);
	flush_signal_handlers(me, 0);
	err = set_cred_ucounts(bprm->cred);
	if (err)
		goto out_unlock;
	commit_creds(bprm->cred);
	bprm->cred = NULL;
	handle_exec(me, bprm->secureexec);
	return 0;

out_unlock:
	up_write(&me->signal->exec_update_lock);
	return err;
}

/* Mirrors fs/exec.c:prepare_bprm_creds. On success cred_guard_mutex is held. */
static int prepare_bprm_creds(struct linux_binprm *bprm)
{
	if (mutex_lock_interruptible(&current->signal->cred_guard_mutex))
		return -ERESTARTNOINTR;
	bprm->cred = prepare_exec_creds();
	if (likely(bprm->cred))
		return 0;
	mutex_unlock(&current->signal->cred_guard_mutex);
	return -ENOMEM;
}

/* Mirrors exec_binprm(): the tracer is told the number that the thread had before. */
static int exec_binprm(struct linux_binprm *bprm)
{
	pid_t old_vpid = 0;
	int err;

	if (unlikely(current->ptrace)) {
		rcu_read_lock();
		old_vpid = task_pid_nr_ns(current, task_active_pid_ns(current->parent));
		rcu_read_unlock();
	}
	err = begin_new_exec(bprm);
	if (err)
		return err;
	/* kernel's setup_new_exec() */
	up_write(&current->signal->exec_update_lock);
	mutex_unlock(&current->signal->cred_guard_mutex);
	ptrace_event(PTRACE_EVENT_EXEC, old_vpid);
	return 0;
}

/* Mirrors fs/exec.c:bprm_execve and free_bprm. */
static int bprm_execve(struct linux_binprm *bprm)
{
	int err;

	err = prepare_bprm_creds(bprm);
	if (err)
		return err;
	err = exec_binprm(bprm);
	if (!err)
		return 0;
	/* Too late to go on as before. */
	if (bprm->point_of_no_return && !fatal_signal_pending(current))
		force_fatal_sig(SIGSEGV);
	mutex_unlock(&current->signal->cred_guard_mutex);
	return err;
}

/* The program is looked up before the arguments are looked at, since 6.8; before, after. */
static int do_execve(struct linux_binprm *bprm, const char __user *const __user *argv,
		     const char __user *const __user *envp)
{
	bool open_first = kernel_release(6, 8);
	int err = 0;

	if (open_first)
		err = kern_program(AT_FDCWD, bprm->filename, &bprm->mode, &bprm->uid, &bprm->gid);
	if (err)
		return err;
	bprm->mm = mm_alloc();
	if (!bprm->mm)
		return -ENOMEM;
	err = check_args(bprm, argv, envp);
	if (!err && !open_first)
		err = kern_program(AT_FDCWD, bprm->filename, &bprm->mode, &bprm->uid, &bprm->gid);
	if (!err)
		err = bprm_execve(bprm);
	if (bprm->cred)
		abort_creds(bprm->cred);
	if (bprm->mm)
		mmput(bprm->mm);
	return err;
}

/*
 * Mirrors fs/exec.c:execve and do_execveat_common. A process that went over RLIMIT_NPROC by
 * setuid() fails here, if it still is over it.
 */
SYSCALL_DEFINE3(execve, const char __user *, filename, const char __user *const __user *, argv,
		const char __user *const __user *, envp)
{
	struct linux_binprm bprm = { .mm = NULL };
	char *name = getname(filename);
	int err = -EAGAIN;

	if (IS_ERR(name))
		return PTR_ERR(name);
	if ((current->flags & PF_NPROC_EXCEEDED) &&
	    is_rlimit_overlimit(task_ucounts(current), UCOUNT_RLIMIT_NPROC,
				rlimit(RLIMIT_NPROC)))
		goto out;
	current->flags &= ~PF_NPROC_EXCEEDED;
	bprm.filename = name;
	err = do_execve(&bprm, argv, envp);
out:
	kfree(name);
	return err;
}
