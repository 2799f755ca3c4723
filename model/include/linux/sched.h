/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: struct task_struct and struct signal_struct, as far as process identity needs them.
 * custom: tif, held and the rcu nesting are what the judges look at. */
#ifndef _LINUX_SCHED_H
#define _LINUX_SCHED_H

#include <linux/cred.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/mm_types.h>
#include <linux/mutex.h>
#include <linux/pid.h>
#include <linux/resource.h>
#include <linux/rwsem.h>
#include <linux/signal.h>
#include <linux/wait.h>
#include <uapi/linux/ptrace.h>
#include <uapi/linux/sched.h>

struct completion;
struct files_struct;
struct nsproxy;
struct kernel_clone_args;

#define TASK_RUNNING		0x00000000
#define TASK_INTERRUPTIBLE	0x00000001
#define TASK_UNINTERRUPTIBLE	0x00000002
#define __TASK_STOPPED		0x00000004
#define __TASK_TRACED		0x00000008
#define EXIT_DEAD		0x00000010
#define EXIT_ZOMBIE		0x00000020
#define EXIT_TRACE		(EXIT_ZOMBIE | EXIT_DEAD)
#define TASK_DEAD		0x00000080
#define TASK_WAKEKILL		0x00000100
#define TASK_NEW		0x00000800
#define TASK_KILLABLE		(TASK_WAKEKILL | TASK_UNINTERRUPTIBLE)
#define TASK_STOPPED		(TASK_WAKEKILL | __TASK_STOPPED)
#define TASK_TRACED		__TASK_TRACED
#define TASK_NORMAL		(TASK_INTERRUPTIBLE | TASK_UNINTERRUPTIBLE)

#define PF_EXITING		0x00000004
#define PF_FORKNOEXEC		0x00000040
#define PF_SUPERPRIV		0x00000100
#define PF_DUMPCORE		0x00000200
#define PF_SIGNALED		0x00000400
#define PF_NPROC_EXCEEDED	0x00001000 /* set*uid() was over RLIMIT_NPROC */
#define PF_KTHREAD		0x00200000

/* thread_info.flags: work before the return to user mode */
#define TIF_SIGPENDING		1
#define TIF_NOTIFY_SIGNAL	2

/* task_struct.jobctl */
#define JOBCTL_STOP_SIGMASK	0xffff
#define JOBCTL_STOP_DEQUEUED	BIT(16)
#define JOBCTL_STOP_PENDING	BIT(17)
#define JOBCTL_STOP_CONSUME	BIT(18)
#define JOBCTL_TRAP_STOP	BIT(19)
#define JOBCTL_TRAP_NOTIFY	BIT(20)
#define JOBCTL_TRAPPING		BIT(21)
#define JOBCTL_LISTENING	BIT(22)
#define JOBCTL_PTRACE_FROZEN	BIT(24)
#define JOBCTL_STOPPED		BIT(26)
#define JOBCTL_TRACED		BIT(27)
#define JOBCTL_TRAP_MASK	(JOBCTL_TRAP_STOP | JOBCTL_TRAP_NOTIFY)
#define JOBCTL_PENDING_MASK	(JOBCTL_STOP_PENDING | JOBCTL_TRAP_MASK)

/* signal_struct.flags */
#define SIGNAL_STOP_STOPPED	0x00000001
#define SIGNAL_STOP_CONTINUED	0x00000002
#define SIGNAL_GROUP_EXIT	0x00000004
#define SIGNAL_CLD_STOPPED	0x00000010
#define SIGNAL_CLD_CONTINUED	0x00000020
#define SIGNAL_CLD_MASK		(SIGNAL_CLD_STOPPED | SIGNAL_CLD_CONTINUED)
#define SIGNAL_STOP_MASK	(SIGNAL_CLD_MASK | SIGNAL_STOP_STOPPED | SIGNAL_STOP_CONTINUED)
#define SIGNAL_UNKILLABLE	0x00000040

/* task_struct.ptrace */
#define PT_PTRACED		0x00000001
#define PT_SEIZED		0x00010000
#define PT_OPT_FLAG_SHIFT	3
#define PT_EVENT_FLAG(event)	(1U << (PT_OPT_FLAG_SHIFT + (event)))
#define PT_TRACE_EXIT		PT_EVENT_FLAG(PTRACE_EVENT_EXIT)
#define PT_EXITKILL		(PTRACE_O_EXITKILL << PT_OPT_FLAG_SHIFT)

#define TASK_COMM_LEN		16

/*
 * custom: the actions are behind a pointer to a counted table, shared after fork until somebody
 * writes to it (sighand_unshare_actions()). `sighand->action[sig - 1]` reads as in the kernel.
 * @siglock protects this, signal_struct's queues and each thread's.
 */
struct sigaction_table {
	refcount_t count;
	struct k_sigaction action[_NSIG];
};

struct sighand_struct {
	spinlock_t siglock;
	refcount_t count;
	struct k_sigaction *action;
	wait_queue_head_t signalfd_wqh;
};

/* what the threads of a process share; siglock unless said otherwise */
struct signal_struct {
	refcount_t sigcnt;		/* who refers to this memory */
	atomic_t live;			/* threads that have not begun to exit */
	int nr_threads;
	int quick_threads;
	struct list_head thread_head;	/* task_struct.thread_node; tasklist_lock to change */
	wait_queue_head_t wait_chldexit;
	struct task_struct *curr_target;
	struct hlist_head multiprocess;	/* multiprocess_signals.node: forks under way */
	struct sigpending shared_pending;
	int group_exit_code;
	int notify_count;
	struct task_struct *group_exec_task;
	int group_stop_count;
	unsigned int flags;		/* SIGNAL_* */
	unsigned int is_child_subreaper : 1;
	unsigned int has_child_subreaper : 1;
	unsigned int autoreap : 1;
	unsigned int death_told : 1;	/* custom: SIGNAL_TAKEN said what kills this process */
	int leader;			/* of a session */
	struct pid *pids[PIDTYPE_MAX];	/* tasklist_lock; [PIDTYPE_PID] is not used */
	unsigned int serial;		/* custom: names this process for the judges; never 0 */
	struct rlimit rlim[RLIM_NLIMITS];
	struct rw_semaphore exec_update_lock;
	struct mutex cred_guard_mutex;
};

struct restart_block {
	long (*fn)(struct restart_block *block);
	unsigned long arg[4];
};

/* custom: a lock that a task holds, for the judges */
struct held_lock {
	const void *lock;
	const struct host_site *site;
};
#define MAX_HELD_LOCKS 12

/* custom: what a task has only while a call of it runs; lives on its stack */
struct call_frame {
	unsigned int nr_held;
	unsigned int nr_lost;		/* more that there was no room for */
	struct held_lock held[MAX_HELD_LOCKS];
	unsigned int spin_depth;	/* spinlocks and rwlocks among them */
	unsigned int preempt;		/* model_cpu.preempt, as it was before task_lock() */
	unsigned int cred_clock;	/* as it was when the call began */
	unsigned int kernel_acts;	/* a signal now is the kernel's doing, not the task's */
	unsigned int handle_target;	/* process that the handle it used was opened on, 0: none */
};

struct task_struct {
	unsigned int __state;
	unsigned int flags;		/* PF_*; written by the task itself */
	unsigned int tif;		/* BIT(TIF_*) */
	refcount_t usage;
	refcount_t rcu_users; /* 2: not reaped yet; may still run. Together one of usage */
	unsigned int ptrace;
	unsigned int lock_id;		/* custom: its name as the owner of a lock, by creation */
	int rcu_read_lock_nesting;
	struct rcu_head rcu;	/* not at the end: it is empty, and its address is looked at */
	int rcu_phase;			/* kernel/rcu/tree.c: which readers it is counted among */
	struct call_frame *frame;	/* NULL in user mode */

	int exit_state;			/* tasklist_lock */
	int exit_code;
	int exit_signal;		/* -1: a thread that is not the leader */
	int pdeath_signal;
	unsigned long jobctl;		/* siglock */
	pid_t pid;			/* numbers in the initial namespace */
	pid_t tgid;

	struct task_struct *real_parent;	/* these: tasklist_lock */
	struct task_struct *parent;		/* who gets SIGCHLD and wait */
	struct list_head children;
	struct list_head sibling;
	struct task_struct *group_leader;
	struct list_head ptraced;
	struct list_head ptrace_entry;
	struct list_head tasks;		/* init_task.tasks: all leaders, in order of creation */
	struct list_head thread_node;	/* signal->thread_head */

	struct pid *thread_pid;
	struct hlist_node pid_links[PIDTYPE_MAX];

	const struct cred *real_cred;
	const struct cred *cred;
	const struct cred *ptracer_cred;
	struct nsproxy *nsproxy;
	struct files_struct *files;
	struct file *delayed_fput;	/* custom: see fs/file_table.c; NULL: none */
	struct mm_struct *mm;
	struct signal_struct *signal;
	struct sighand_struct *sighand;
	struct sigpending pending;
	sigset_t blocked;
	sigset_t real_blocked;
	sigset_t saved_sigmask;
	bool restore_sigmask;
	unsigned int no_new_privs : 1;
	unsigned int did_exec : 1;
	unsigned int user_dumpable : 1;	/* once it has no memory any more: it was SUID_DUMP_USER */
	kernel_siginfo_t *last_siginfo;
	unsigned long ptrace_message;
	u32 self_exec_id;
	u32 parent_exec_id;
	u64 start_time;			/* virtual ns since boot */
	struct completion *vfork_done;
	int __user *set_child_tid;
	int __user *clear_child_tid;
	struct restart_block restart_block;
	char comm[TASK_COMM_LEN];
};

extern struct task_struct *init_task_ptr;	/* pid 1 of the world, made at boot */
extern rwlock_t tasklist_lock;
extern int nr_threads;			/* tasklist_lock */
extern int max_threads;

#define current			(model_cpu.task)
#define init_task		(*init_task_ptr)

static inline struct pid *task_pid(struct task_struct *task)
{
	return task->thread_pid;
}

static inline struct pid *task_tgid(struct task_struct *task)
{
	return task->signal->pids[PIDTYPE_TGID];
}

static inline struct pid *task_pgrp(struct task_struct *task)
{
	return task->signal->pids[PIDTYPE_PGID];
}

static inline struct pid *task_session(struct task_struct *task)
{
	return task->signal->pids[PIDTYPE_SID];
}

static inline bool pid_alive(const struct task_struct *p)
{
	return p->thread_pid != NULL;
}

static inline bool thread_group_leader(struct task_struct *p)
{
	return p->exit_signal >= 0;
}

static inline bool has_group_leader_pid(struct task_struct *p)
{
	return task_pid(p) == task_tgid(p);
}

static inline bool same_thread_group(struct task_struct *a, struct task_struct *b)
{
	return a->signal == b->signal;
}

static inline bool thread_group_empty(struct task_struct *p)
{
	return thread_group_leader(p) && list_is_last(&p->thread_node, &p->signal->thread_head);
}

static inline bool delay_group_leader(struct task_struct *p)
{
	return thread_group_leader(p) && !thread_group_empty(p);
}

static inline bool is_global_init(struct task_struct *p)
{
	return p->tgid == 1;
}

#define task_pid_nr(t)		((t)->pid)
#define task_tgid_nr(t)		((t)->tgid)
#define task_pid_nr_ns(t, ns)	__task_pid_nr_ns(t, PIDTYPE_PID, ns)
#define task_pid_vnr(t)		__task_pid_nr_ns(t, PIDTYPE_PID, NULL)
#define task_tgid_nr_ns(t, ns)	__task_pid_nr_ns(t, PIDTYPE_TGID, ns)
#define task_tgid_vnr(t)	__task_pid_nr_ns(t, PIDTYPE_TGID, NULL)
#define task_pgrp_nr_ns(t, ns)	__task_pid_nr_ns(t, PIDTYPE_PGID, ns)
#define task_pgrp_vnr(t)	__task_pid_nr_ns(t, PIDTYPE_PGID, NULL)
#define task_session_nr_ns(t, ns) __task_pid_nr_ns(t, PIDTYPE_SID, ns)
#define task_session_vnr(t)	__task_pid_nr_ns(t, PIDTYPE_SID, NULL)

#define for_each_process(p)	list_for_each_entry(p, &init_task.tasks, tasks)
#define __for_each_thread(s, t)	list_for_each_entry_rcu(t, &(s)->thread_head, thread_node)
#define for_each_thread(p, t)	__for_each_thread((p)->signal, t)
/* as in the kernel, `break` leaves the inner loop only */
#define for_each_process_thread(p, t) for_each_process(p) for_each_thread(p, t)
#define while_each_thread(g, t)	while ((t = next_thread(t)) != g)
static inline struct task_struct *next_thread(const struct task_struct *p)
{
	struct list_head *n = p->thread_node.next;

	if (n == &p->signal->thread_head)
		n = n->next;
	return list_entry(n, struct task_struct, thread_node);
}

#define set_tsk_thread_flag(t, f)	((t)->tif |= BIT(f))
#define clear_tsk_thread_flag(t, f)	((t)->tif &= ~BIT(f))
#define test_tsk_thread_flag(t, f)	(((t)->tif & BIT(f)) != 0)
#define signal_pending(t)		(((t)->tif & BIT(TIF_SIGPENDING)) != 0)

static inline bool __fatal_signal_pending(struct task_struct *p)
{
	return sigismember(&p->pending.signal, SIGKILL);
}

static inline bool fatal_signal_pending(struct task_struct *p)
{
	return signal_pending(p) && __fatal_signal_pending(p);
}

static inline bool signal_pending_state(unsigned int state, struct task_struct *p)
{
	if (!(state & (TASK_INTERRUPTIBLE | TASK_WAKEKILL)))
		return false;
	if (!signal_pending(p))
		return false;
	return (state & TASK_INTERRUPTIBLE) || __fatal_signal_pending(p);
}

#define get_task_struct(t)	({ refcount_inc(&(t)->usage); (t); })
#define put_task_struct(t)	__put_task_struct_ref(t, SIM_HERE)
void __put_task_struct_ref(struct task_struct *t, const struct host_site *site);
void put_task_struct_rcu_user(struct task_struct *t);

/* kernel/sched/core.c */
void schedule(void);
long schedule_timeout_ns(u64 ns);	/* ns left; 0: all of it went by. ~0ULL: for ever */
int try_to_wake_up(struct task_struct *p, unsigned int state, int wake_flags);
int wake_up_process(struct task_struct *p);
int wake_up_state(struct task_struct *p, unsigned int state);
void wake_up_new_task(struct task_struct *p);
#define __set_current_state(s)	(current->__state = (s))
#define set_current_state(s)	__set_current_state_at(s, SIM_HERE)
void __set_current_state_at(unsigned int state, const struct host_site *site);
#define task_is_running(t)	((t)->__state == TASK_RUNNING)
#define task_is_traced(t)	(((t)->jobctl & JOBCTL_TRACED) != 0)
#define task_is_stopped(t)	(((t)->jobctl & JOBCTL_STOPPED) != 0)
#define task_is_stopped_or_traced(t) (((t)->jobctl & (JOBCTL_STOPPED | JOBCTL_TRACED)) != 0)
#define task_lock(t)		do { } while (0)
#define task_unlock(t)		do { } while (0)
#define ktime_get_ns()		(model_cpu.host->now())

#define rlimit(n)		(current->signal->rlim[n].rlim_cur)
#define task_rlimit(t, n)	((t)->signal->rlim[n].rlim_cur)

#include <linux/sched/signal.h>
#include <linux/sched/task.h>

#endif
