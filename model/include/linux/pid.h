/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: struct pid, the kernel's identity of a process.
 * custom: 48 bytes at level 0 (see linux/list.h, linux/wait.h, linux/rcupdate.h). */
#ifndef _LINUX_PID_H
#define _LINUX_PID_H

#include <linux/rculist.h>
#include <linux/refcount.h>
#include <linux/wait.h>

enum pid_type {
	PIDTYPE_PID,
	PIDTYPE_TGID,
	PIDTYPE_PGID,
	PIDTYPE_SID,
	PIDTYPE_MAX,
};

#define RESERVED_PIDS		300
#define PID_MAX_DEFAULT		32768
#define PID_MAX_LIMIT		4194304
#define MAX_PID_NS_LEVEL	32

struct pid_namespace;
struct task_struct;

struct upid {
	int nr;
	struct pid_namespace *ns;
};

/*
 * The reference that alloc_pid() returns stands for the numbers being in the
 * tables; free_pid() drops it after a grace period. Tasks hold none of their own.
 * @tasks: protected by tasklist_lock for writing, by RCU for reading.
 */
struct pid {
	refcount_t count;
	unsigned int level : 8;		/* MAX_PID_NS_LEVEL */
	unsigned int ino : 24;		/* in pidfs; one more for each struct pid that is made */
	struct hlist_head tasks[PIDTYPE_MAX];
	wait_queue_head_t wait_pidfd;
	struct rcu_head rcu;
	struct stash stashed;		/* its dentry in pidfs */
	struct upid numbers[];
};

struct file;
struct pid *pidfd_pid(const struct file *file);	/* the design's; the model's own: -EBADF */
struct task_struct *pidfd_get_task(int pidfd, unsigned int *flags);	/* the same */
void put_pid(struct pid *pid);
struct task_struct *pid_task(struct pid *pid, enum pid_type type);
struct task_struct *get_pid_task(struct pid *pid, enum pid_type type);
struct pid *get_task_pid(struct task_struct *task, enum pid_type type);
void attach_pid(struct task_struct *task, enum pid_type type);
/*
 * As since 6.15: a struct pid whose last task leaves is put into @pids[@type], and the caller,
 * who holds tasklist_lock, hands @pids (zeroed before) to free_pids() when it has dropped that
 * lock. In a world before 6.15 its numbers are freed at once, and @pids stays empty.
 */
void detach_pid(struct pid **pids, struct task_struct *task, enum pid_type type);
void change_pid(struct pid **pids, struct task_struct *task, enum pid_type type, struct pid *pid);
void free_pids(struct pid **pids);
void exchange_tids(struct task_struct *left, struct task_struct *right);
void transfer_pid(struct task_struct *old, struct task_struct *new, enum pid_type type);
struct pid *find_pid_ns(int nr, struct pid_namespace *ns);
struct pid *find_vpid(int nr);
struct pid *find_get_pid(int nr);
struct pid *find_ge_pid(int nr, struct pid_namespace *ns);
struct pid *alloc_pid(struct pid_namespace *ns, pid_t *set_tid, size_t set_tid_size);
void free_pid(struct pid *pid);
void disable_pid_allocation(struct pid_namespace *ns);
pid_t pid_nr_ns(struct pid *pid, struct pid_namespace *ns);
pid_t pid_vnr(struct pid *pid);
pid_t __task_pid_nr_ns(struct task_struct *task, enum pid_type type, struct pid_namespace *ns);
pid_t task_ppid_nr_ns(struct task_struct *task, struct pid_namespace *ns);
struct pid_namespace *task_active_pid_ns(struct task_struct *tsk);
struct task_struct *find_task_by_pid_ns(pid_t nr, struct pid_namespace *ns);
struct task_struct *find_task_by_vpid(pid_t nr);
struct task_struct *find_get_task_by_vpid(pid_t nr);
int pid_boot(void);

#define get_pid(p) ({							\
	struct pid *__gp = (p);					\
	if (__gp)							\
		refcount_inc(&__gp->count);				\
	__gp; })

static inline bool pid_has_task(struct pid *pid, enum pid_type type)
{
	sim_point(HOST_OP_LOAD, &pid->tasks[type], SIM_HERE);
	return !hlist_empty(&pid->tasks[type]);
}

static inline struct pid_namespace *ns_of_pid(struct pid *pid)
{
	return pid ? pid->numbers[pid->level].ns : NULL;
}

static inline bool is_child_reaper(struct pid *pid)
{
	return pid->numbers[pid->level].nr == 1;
}

static inline pid_t pid_nr(struct pid *pid)
{
	return pid ? pid->numbers[0].nr : 0;
}

#define do_each_pid_task(pid, type, task)				\
	do {								\
		if ((pid) != NULL)					\
			hlist_for_each_entry_rcu((task), &(pid)->tasks[type], pid_links[type]) {
#define while_each_pid_task(pid, type, task)				\
				if (type == PIDTYPE_PID)		\
					break;				\
			}						\
	} while (0)

#endif
