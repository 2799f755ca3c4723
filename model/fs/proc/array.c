// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/<pid>/status, stat and children: a process as text. Lines about what is
 * not modelled (memory, CPUs, seccomp) are left out of status and are zero in stat.
 */
#include <linux/cred.h>
#include <linux/file.h>
#include <linux/pid_namespace.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/user_namespace.h>
#include "internal.h"

#define NSEC_PER_TICK 10000000ULL	/* USER_HZ is 100 */

/* mirrors fs/proc/array.c:get_task_state() and __task_state_index() */
static const char *get_task_state(const struct task_struct *tsk)
{
	if (tsk->exit_state & EXIT_DEAD)
		return "X (dead)";
	if (tsk->exit_state & EXIT_ZOMBIE)
		return "Z (zombie)";
	if (tsk->jobctl & JOBCTL_TRACED)
		return "t (tracing stop)";
	if (tsk->jobctl & JOBCTL_STOPPED)
		return "T (stopped)";
	if (tsk->__state & TASK_INTERRUPTIBLE)
		return "S (sleeping)";
	if (tsk->__state & TASK_UNINTERRUPTIBLE)
		return "D (disk sleep)";
	return "R (running)";
}

static void ns_numbers(struct seq_file *m, const char *name, struct task_struct *p,
		       enum pid_type type, struct pid_namespace *ns, struct pid *pid)
{
	unsigned int level;

	seq_puts(m, name);
	for (level = ns->level; level <= pid->level; level++)
		seq_put_decimal_ull(m, "\t", __task_pid_nr_ns(p, type, pid->numbers[level].ns));
	seq_putc(m, '\n');
}

static void ids(struct seq_file *m, const struct cred *cred)
{
	struct user_namespace *ns = m->file->f_cred->user_ns;

	seq_printf(m, "Uid:\t%u\t%u\t%u\t%u\n", from_kuid_munged(ns, cred->uid),
		   from_kuid_munged(ns, cred->euid), from_kuid_munged(ns, cred->suid),
		   from_kuid_munged(ns, cred->fsuid));
	seq_printf(m, "Gid:\t%u\t%u\t%u\t%u\n", from_kgid_munged(ns, cred->gid),
		   from_kgid_munged(ns, cred->egid), from_kgid_munged(ns, cred->sgid),
		   from_kgid_munged(ns, cred->fsgid));
}

/* mirrors fs/proc/array.c:task_state() */
static void task_state(struct seq_file *m, struct pid_namespace *ns, struct pid *pid,
		       struct task_struct *p)
{
	unsigned int max_fds = 0;
	struct files_struct *files;
	pid_t ppid, tracer, tgid;

	rcu_read_lock();
	ppid = task_ppid_nr_ns(p, ns);
	tracer = p->ptrace ? task_pid_nr_ns(p->parent, ns) : 0;
	tgid = task_tgid_nr_ns(p, ns);
	files = p->files;
	if (files)
		max_fds = max(files->max_fds, 64U);
	rcu_read_unlock();
	seq_printf(m, "State:\t%s\nTgid:\t%d\nNgid:\t0\n", get_task_state(p), tgid);
	seq_printf(m, "Pid:\t%d\nPPid:\t%d\nTracerPid:\t%d\n", pid_nr_ns(pid, ns), ppid, tracer);
	ids(m, __task_cred(p));
	seq_printf(m, "FDSize:\t%u\nGroups:\t \n", max_fds);
	ns_numbers(m, "NStgid:", p, PIDTYPE_TGID, ns, pid);
	ns_numbers(m, "NSpid:", p, PIDTYPE_PID, ns, pid);
	ns_numbers(m, "NSpgid:", p, PIDTYPE_PGID, ns, pid);
	ns_numbers(m, "NSsid:", p, PIDTYPE_SID, ns, pid);
	if (kernel_release(6, 8))
		seq_printf(m, "Kthread:\t%c\n", p->flags & PF_KTHREAD ? '1' : '0');
}

struct sig_sets {
	sigset_t pending, shared, blocked, ignored, caught;
	int threads, queued;
	unsigned long limit;
};

/* mirrors fs/proc/array.c:collect_sigign_sigcatch() */
static void collect_actions(struct task_struct *p, struct sig_sets *s)
{
	const struct k_sigaction *k = p->sighand->action;
	int sig;

	for (sig = 1; sig <= _NSIG; sig++, k++) {
		if (k->sa.sa_handler == SIG_IGN)
			sigaddset(&s->ignored, sig);
		else if (k->sa.sa_handler != SIG_DFL)
			sigaddset(&s->caught, sig);
	}
}

/* mirrors fs/proc/array.c:task_sig(). A task that was reaped has no table: all is empty. */
static void task_sig(struct seq_file *m, struct task_struct *p)
{
	struct sig_sets s = { };

	/* lock_task_sighand(): release_task() takes the table away under tasklist_lock */
	read_lock(&tasklist_lock);
	if (p->sighand) {
		spin_lock_irq(&p->sighand->siglock);
		s.pending = p->pending.signal;
		s.shared = p->signal->shared_pending.signal;
		s.blocked = p->blocked;
		collect_actions(p, &s);
		s.threads = p->signal->nr_threads;
		s.queued = task_ucounts(p)->sigpending;
		s.limit = task_rlimit(p, RLIMIT_SIGPENDING);
		spin_unlock_irq(&p->sighand->siglock);
	}
	read_unlock(&tasklist_lock);
	seq_printf(m, "Threads:\t%d\nSigQ:\t%d/%lu\n", s.threads, s.queued, s.limit);
	seq_printf(m, "SigPnd:\t%016lx\nShdPnd:\t%016lx\nSigBlk:\t%016lx\n", s.pending.sig[0],
		   s.shared.sig[0], s.blocked.sig[0]);
	seq_printf(m, "SigIgn:\t%016lx\nSigCgt:\t%016lx\n", s.ignored.sig[0], s.caught.sig[0]);
}

/* mirrors fs/proc/array.c:task_cap() and the first line of task_seccomp(); no ambient set */
static void task_cap(struct seq_file *m, struct task_struct *p)
{
	const struct cred *cred = __task_cred(p);

	seq_printf(m, "CapInh:\t%016llx\nCapPrm:\t%016llx\nCapEff:\t%016llx\n",
		   cred->cap_inheritable.val, cred->cap_permitted.val, cred->cap_effective.val);
	seq_printf(m, "CapBnd:\t%016llx\nCapAmb:\t%016llx\nNoNewPrivs:\t%d\n",
		   cred->cap_bset.val, 0ULL, p->no_new_privs);
}

/* mirrors fs/proc/array.c:proc_pid_status() */
int proc_pid_status(struct seq_file *m, struct pid_namespace *ns, struct pid *pid,
		    struct task_struct *task)
{
	seq_printf(m, "Name:\t%s\n", task->comm);
	task_state(m, ns, pid, task);
	task_sig(m, task);
	task_cap(m, task);
	return 0;
}

/* mirrors fs/proc/array.c:do_task_stat(): 52 fields, zero where nothing is modelled */
static int do_task_stat(struct seq_file *m, struct pid_namespace *ns, struct pid *pid,
			struct task_struct *task)
{
	bool permitted = ptrace_may_access(task, PTRACE_MODE_READ_FSCREDS | PTRACE_MODE_NOAUDIT);
	pid_t ppid, pgid = -1, sid = -1;
	int threads = 0, exit_code, i;

	rcu_read_lock();
	ppid = task_ppid_nr_ns(task, ns);
	if (task->sighand) {
		pgid = task_pgrp_nr_ns(task, ns);
		sid = task_session_nr_ns(task, ns);
		threads = task->signal->nr_threads;
	} else {
		ppid = 0;
	}
	exit_code = task->exit_code;
	rcu_read_unlock();
	seq_printf(m, "%d (%s) %c", pid_nr_ns(pid, ns), task->comm, *get_task_state(task));
	seq_printf(m, " %d %d %d 0 -1 %u", ppid, pgid, sid, task->flags);
	for (i = 10; i <= 17; i++)
		seq_puts(m, " 0");
	seq_printf(m, " 20 0 %d 0 %llu", threads,
		   (unsigned long long)(task->start_time / NSEC_PER_TICK));
	for (i = 23; i <= 37; i++)
		seq_puts(m, " 0");
	seq_printf(m, " %d", task->exit_signal);
	for (i = 39; i <= 51; i++)
		seq_puts(m, " 0");
	seq_printf(m, " %d\n", permitted ? exit_code : 0);
	return 0;
}

int proc_tid_stat(struct seq_file *m, struct pid_namespace *ns, struct pid *pid,
		  struct task_struct *task)
{
	return do_task_stat(m, ns, pid, task);
}

int proc_tgid_stat(struct seq_file *m, struct pid_namespace *ns, struct pid *pid,
		   struct task_struct *task)
{
	return do_task_stat(m, ns, pid, task);
}

/* mirrors fs/proc/array.c:children_seq_show(): nothing, and no error, once the parent is gone */
static int children_show(struct seq_file *m, void *v)
{
	struct inode *inode = m->private;
	struct task_struct *parent = get_proc_task(inode), *child;

	if (!parent)
		return 0;
	read_lock(&tasklist_lock);
	list_for_each_entry(child, &parent->children, sibling)
		seq_printf(m, "%d ", pid_nr_ns(task_pid(child), proc_pid_ns(inode->i_sb)));
	read_unlock(&tasklist_lock);
	put_task_struct(parent);
	return 0;
}

static int children_open(struct inode *inode, struct file *file)
{
	return single_open(file, children_show, inode);
}

const struct file_operations proc_tid_children_operations = {
	.open = children_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = single_release,
};
