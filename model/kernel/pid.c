// SPDX-License-Identifier: GPL-2.0-only
/*
 * struct pid: making numbers, finding processes by them, giving them back.
 *
 * Mirrors kernel/pid.c without its pidfd part, which is a design's. Numbers
 * live in each namespace's map (lib/pidmap.c) under pidmap_lock; what is
 * attached to a struct pid is protected by tasklist_lock, and read under RCU.
 */
#include <linux/capability.h>
#include <linux/pid_namespace.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/user_namespace.h>

/* one level costs sixteen bytes: a million processes are a million of these */
BUILD_BUG_ON(offsetof(struct pid, numbers) + sizeof(struct upid) != 48);

spinlock_t pidmap_lock = __SPIN_LOCK_UNLOCKED(pidmap_lock);
int pid_max;
/* the last inode number that pidfs gave; pidmap_lock */
static unsigned int pidfs_ino;

/** pid_boot - the global limit; model.c calls it after pidmap_boot() */
int pid_boot(void)
{
	pid_max = kernel_release(6, 14) ? PID_MAX_LIMIT : PID_MAX_DEFAULT;
	/* 1 is the root's; before 6.14 a number was never one of the first pids' either */
	pidfs_ino = kernel_release(6, 14) ? 1 : RESERVED_PIDS;
	return 0;
}

static struct pid **task_pid_ptr(struct task_struct *task, enum pid_type type)
{
	return type == PIDTYPE_PID ? &task->thread_pid : &task->signal->pids[type];
}

/**
 * put_pid - drop a reference; the last one frees @pid and lets go of its namespace
 *
 * Mirrors kernel/pid.c:put_pid, which reads the namespace first; here the count
 * comes first, because that is where a freed @pid is noticed.
 */
void put_pid(struct pid *pid)
{
	struct pid_namespace *ns;

	if (!pid)
		return;
	if (refcount_dec_and_test(&pid->count)) {
		ns = pid->numbers[pid->level].ns;
		kmem_cache_free(ns->pid_cachep, pid);
		put_pid_ns(ns);
	}
}

static void delayed_put_pid(struct rcu_head *rhp)
{
	put_pid(container_of(rhp, struct pid, rcu));
}

/**
 * free_pid - give the numbers of @pid back, on all levels at once
 *
 * The reference that stood for them is dropped after a grace period.
 * Mirrors kernel/pid.c:free_pid. Before 6.15 callers hold tasklist_lock.
 * May run for a process whose fork failed, when nobody was attached yet.
 */
void free_pid(struct pid *pid)
{
	unsigned int i;

	spin_lock(&pidmap_lock);
	for (i = 0; i <= pid->level; i++) {
		struct upid *upid = pid->numbers + i;
		struct pid_namespace *ns = upid->ns;

		switch (--ns->pid_allocated) {
		case 2:
		case 1:
			/*
			 * Nobody but the reaper, one thread of it or two, may
			 * be left: it may wait for that in zap_pid_ns_processes().
			 */
			if (ns->child_reaper)
				wake_up_process(ns->child_reaper);
			break;
		case PIDNS_ADDING:
			/* the first process was not made after all */
			WARN_ON(ns->child_reaper);
			ns->pid_allocated = 0;
			break;
		}
		pidmap_remove(&ns->map, upid->nr);
	}
	sim_event(HOST_EV_PID_FREE, NULL, pid, "pid", pid->numbers[pid->level].nr, 0, SIM_HERE);
	spin_unlock(&pidmap_lock);
	call_rcu(&pid->rcu, delayed_put_pid);
}

/**
 * free_pids - free what detach_pid() and change_pid() left in @pids
 *
 * Mirrors kernel/pid.c:free_pids of 6.15 and later: tasklist_lock is not held,
 * so for a moment a number belongs to nobody and still can't be handed out.
 */
void free_pids(struct pid **pids)
{
	int tmp;

	for (tmp = PIDTYPE_MAX; --tmp >= 0; )
		if (pids[tmp])
			free_pid(pids[tmp]);
}

/* One number for level @i, @tid if it is not 0. The number or -errno. Takes pidmap_lock. */
static int alloc_pid_nr(struct pid_namespace *ns, int tid, int limit)
{
	int nr;

	spin_lock(&pidmap_lock);
	if (tid) {
		nr = pidmap_alloc(&ns->map, NULL, tid, tid + 1);
		if (nr == -ENOSPC)
			nr = -EEXIST;
	} else {
		/* once it has come around, low numbers are left to the system */
		int min = ns->map.next > RESERVED_PIDS ? RESERVED_PIDS : 1;

		nr = pidmap_alloc_cyclic(&ns->map, NULL, min, limit);
		if (nr == -ENOSPC)
			nr = -EAGAIN;
	}
	spin_unlock(&pidmap_lock);
	return nr;
}

/* May the caller ask for @tid in @ns? The order of the answers is the kernel's. */
static int check_set_tid(struct pid_namespace *ns, int tid, int limit)
{
	if (tid < 1 || tid >= limit)
		return -EINVAL;
	/* its first process must be its reaper */
	if (tid != 1 && !READ_ONCE(ns->child_reaper))
		return -EINVAL;
	if (!checkpoint_restore_ns_capable(ns->user_ns))
		return -EPERM;
	return 0;
}

/* Make the numbers of @pid findable, and give it one in pidfs, unless the init of @ns has died. */
static int publish_pid(struct pid *pid, struct pid_namespace *ns)
{
	struct upid *upid;

	spin_lock(&pidmap_lock);
	if (!(ns->pid_allocated & PIDNS_ADDING)) {
		spin_unlock(&pidmap_lock);
		return -ENOMEM;
	}
	pid->ino = ++pidfs_ino;
	for (upid = pid->numbers + ns->level; upid >= pid->numbers; --upid) {
		pidmap_replace(&upid->ns->map, pid, upid->nr);
		upid->ns->pid_allocated++;
	}
	sim_event(HOST_EV_PID_NEW, NULL, pid, "pid", pid->numbers[pid->level].nr, 0, SIM_HERE);
	spin_unlock(&pidmap_lock);
	return 0;
}

/* Levels @i..ns->level got numbers: give them back. The cursors stay where they are. */
static void unalloc_pid(struct pid *pid, struct pid_namespace *ns, int i)
{
	spin_lock(&pidmap_lock);
	for (; i <= (int)ns->level; i++)
		pidmap_remove(&pid->numbers[i].ns->map, pid->numbers[i].nr);
	/* but a namespace whose first process failed starts at 1 again */
	if (ns->pid_allocated == PIDNS_ADDING)
		ns->map.next = 0;
	spin_unlock(&pidmap_lock);
	kmem_cache_free(ns->pid_cachep, pid);
}

/**
 * alloc_pid - a new struct pid, with a number in @ns and in all namespaces above
 * @set_tid: numbers that are asked for, innermost first
 *
 * Mirrors kernel/pid.c:alloc_pid of 6.18: each level is checked, and then given
 * a number, before the next one is looked at. Returns the pid with one
 * reference, which free_pid() drops; -EINVAL, -EPERM, -EEXIST, -EAGAIN (all
 * numbers taken), -ENOMEM (no memory, or the init of @ns has died).
 */
struct pid *alloc_pid(struct pid_namespace *ns, pid_t *set_tid, size_t set_tid_size)
{
	struct pid_namespace *tmp = ns;
	enum pid_type type;
	struct pid *pid;
	int i, retval;

	if (set_tid_size > ns->level + 1)
		return ERR_PTR(-EINVAL);
	pid = kmem_cache_alloc(ns->pid_cachep, GFP_KERNEL);
	if (!pid)
		return ERR_PTR(-ENOMEM);
	pid->level = ns->level;

	for (i = ns->level; i >= 0; i--) {
		int limit = READ_ONCE(*pid_ns_max(tmp));
		int tid = 0;

		if (set_tid_size) {
			tid = set_tid[ns->level - i];
			retval = check_set_tid(tmp, tid, limit);
			if (retval)
				goto out_free;
			set_tid_size--;
		}
		retval = alloc_pid_nr(tmp, tid, limit);
		if (retval < 0)
			goto out_free;
		pid->numbers[i].nr = retval;
		pid->numbers[i].ns = tmp;
		tmp = tmp->parent;
	}

	get_pid_ns(ns);
	refcount_set(&pid->count, 1);
	for (type = 0; type < PIDTYPE_MAX; ++type)
		INIT_HLIST_HEAD(&pid->tasks[type]);
	init_waitqueue_head(&pid->wait_pidfd);
	retval = publish_pid(pid, ns);
	if (!retval)
		return pid;
	put_pid_ns(ns);
out_free:
	unalloc_pid(pid, ns, i + 1);
	return ERR_PTR(retval);
}

/** disable_pid_allocation - no more processes in @ns. Mirrors the function of that name */
void disable_pid_allocation(struct pid_namespace *ns)
{
	spin_lock_irq(&pidmap_lock);
	ns->pid_allocated &= ~PIDNS_ADDING;
	spin_unlock_irq(&pidmap_lock);
}

/* Mirrors kernel/pid.c:find_pid_ns. RCU or tasklist_lock keeps the result from going away. */
struct pid *find_pid_ns(int nr, struct pid_namespace *ns)
{
	return pidmap_find(&ns->map, nr);
}

struct pid *find_vpid(int nr)
{
	return find_pid_ns(nr, task_active_pid_ns(current));
}

/**
 * attach_pid - @task is now one of its own pid's tasks of @type
 *
 * Mirrors kernel/pid.c:attach_pid. tasklist_lock held for writing.
 */
void attach_pid(struct task_struct *task, enum pid_type type)
{
	struct pid *pid = *task_pid_ptr(task, type);

	sim_point(HOST_OP_STORE, &pid->tasks[type], SIM_HERE);
	hlist_add_head_rcu(&task->pid_links[type], &pid->tasks[type]);
}

/* Mirrors kernel/pid.c:__change_pid; see linux/pid.h for @pids. */
static void __change_pid(struct pid **pids, struct task_struct *task, enum pid_type type,
			 struct pid *new)
{
	struct pid **pid_ptr = task_pid_ptr(task, type);
	struct pid *pid = *pid_ptr;
	int tmp;

	sim_point(HOST_OP_STORE, &pid->tasks[type], SIM_HERE);
	hlist_del_rcu(&task->pid_links[type]);
	*pid_ptr = new;

	/* since 6.9 who polls a thread is told that it is gone */
	if (type == PIDTYPE_PID && kernel_release(6, 9)) {
		WARN_ON_ONCE(pid_has_task(pid, PIDTYPE_PID));
		wake_up_all(&pid->wait_pidfd);
	}

	for (tmp = PIDTYPE_MAX; --tmp >= 0; )
		if (pid_has_task(pid, tmp))
			return;
	if (!kernel_release(6, 15)) {
		free_pid(pid);
		return;
	}
	WARN_ON(pids[type]);
	pids[type] = pid;
}

/** detach_pid - @task leaves its pid of @type. tasklist_lock held for writing */
void detach_pid(struct pid **pids, struct task_struct *task, enum pid_type type)
{
	__change_pid(pids, task, type, NULL);
}

/** change_pid - @task moves to @pid: setpgid(), setsid(). tasklist_lock held for writing */
void change_pid(struct pid **pids, struct task_struct *task, enum pid_type type, struct pid *pid)
{
	__change_pid(pids, task, type, pid);
	attach_pid(task, type);
}

/**
 * exchange_tids - two threads swap their struct pids: exec by one that is not the leader
 *
 * Mirrors kernel/pid.c:exchange_tids. tasklist_lock held for writing.
 */
void exchange_tids(struct task_struct *left, struct task_struct *right)
{
	struct pid *pid1 = left->thread_pid;
	struct pid *pid2 = right->thread_pid;

	sim_point(HOST_OP_STORE, &pid1->tasks[PIDTYPE_PID], SIM_HERE);
	sim_point(HOST_OP_STORE, &pid2->tasks[PIDTYPE_PID], SIM_HERE);
	hlists_swap_heads_rcu(&pid1->tasks[PIDTYPE_PID], &pid2->tasks[PIDTYPE_PID]);
	rcu_assign_pointer(left->thread_pid, pid2);
	rcu_assign_pointer(right->thread_pid, pid1);
	WRITE_ONCE(left->pid, pid_nr(pid2));
	WRITE_ONCE(right->pid, pid_nr(pid1));
}

/** transfer_pid - @new takes @old's place in the list of @type. tasklist_lock as above */
void transfer_pid(struct task_struct *old, struct task_struct *new, enum pid_type type)
{
	WARN_ON_ONCE(type == PIDTYPE_PID);
	sim_point(HOST_OP_STORE, &(*task_pid_ptr(new, type))->tasks[type], SIM_HERE);
	hlist_replace_rcu(&old->pid_links[type], &new->pid_links[type]);
}

/**
 * pid_task - the task of @type that was attached last, or NULL
 *
 * Mirrors kernel/pid.c:pid_task. RCU or tasklist_lock held.
 */
struct task_struct *pid_task(struct pid *pid, enum pid_type type)
{
	if (!pid)
		return NULL;
	sim_point(HOST_OP_LOAD, &pid->tasks[type], SIM_HERE);
	return hlist_entry_safe(hlist_first_rcu(&pid->tasks[type]), struct task_struct,
				pid_links[type]);
}

struct task_struct *find_task_by_pid_ns(pid_t nr, struct pid_namespace *ns)
{
	return pid_task(find_pid_ns(nr, ns), PIDTYPE_PID);
}

struct task_struct *find_task_by_vpid(pid_t nr)
{
	return find_task_by_pid_ns(nr, task_active_pid_ns(current));
}

/** find_get_task_by_vpid - a counted task, or NULL */
struct task_struct *find_get_task_by_vpid(pid_t nr)
{
	struct task_struct *task;

	rcu_read_lock();
	task = find_task_by_vpid(nr);
	if (task)
		get_task_struct(task);
	rcu_read_unlock();
	return task;
}

/** get_task_pid - a counted struct pid, or NULL when @task was released */
struct pid *get_task_pid(struct task_struct *task, enum pid_type type)
{
	struct pid *pid;

	rcu_read_lock();
	pid = get_pid(rcu_dereference(*task_pid_ptr(task, type)));
	rcu_read_unlock();
	return pid;
}

/** get_pid_task - a counted task, or NULL */
struct task_struct *get_pid_task(struct pid *pid, enum pid_type type)
{
	struct task_struct *result;

	rcu_read_lock();
	result = pid_task(pid, type);
	if (result)
		get_task_struct(result);
	rcu_read_unlock();
	return result;
}

/** find_get_pid - a counted struct pid by its number in the caller's namespace, or NULL */
struct pid *find_get_pid(int nr)
{
	struct pid *pid;

	rcu_read_lock();
	pid = get_pid(find_vpid(nr));
	rcu_read_unlock();
	return pid;
}

/** pid_nr_ns - @pid's number as @ns sees it; 0: it does not */
pid_t pid_nr_ns(struct pid *pid, struct pid_namespace *ns)
{
	struct upid *upid;

	if (!pid || !ns || ns->level > pid->level)
		return 0;
	upid = &pid->numbers[ns->level];
	return upid->ns == ns ? upid->nr : 0;
}

pid_t pid_vnr(struct pid *pid)
{
	return pid_nr_ns(pid, task_active_pid_ns(current));
}

/**
 * __task_pid_nr_ns - a number of @task as @ns, or the caller if that is NULL, sees it
 *
 * Mirrors kernel/pid.c:__task_pid_nr_ns. 0 also for a task that was released.
 */
pid_t __task_pid_nr_ns(struct task_struct *task, enum pid_type type, struct pid_namespace *ns)
{
	pid_t nr = 0;

	rcu_read_lock();
	if (!ns)
		ns = task_active_pid_ns(current);
	if (ns)
		nr = pid_nr_ns(rcu_dereference(*task_pid_ptr(task, type)), ns);
	rcu_read_unlock();
	return nr;
}

/**
 * task_ppid_nr_ns - the number of @task's parent as @ns sees it
 *
 * 0 if it is outside, and for a task that was released. custom: the first task
 * is its own parent; it stands for the init of a namespace, whose is outside.
 */
pid_t task_ppid_nr_ns(struct task_struct *task, struct pid_namespace *ns)
{
	struct task_struct *parent;
	pid_t nr = 0;

	rcu_read_lock();
	parent = rcu_dereference(task->real_parent);
	if (pid_alive(task) && !same_thread_group(parent, task))
		nr = task_tgid_nr_ns(parent, ns);
	rcu_read_unlock();
	return nr;
}

/** task_active_pid_ns - where @tsk has its own number; NULL once it was released */
struct pid_namespace *task_active_pid_ns(struct task_struct *tsk)
{
	return ns_of_pid(task_pid(tsk));
}

/** find_ge_pid - the used number that is @nr or the next above; for readers of /proc */
struct pid *find_ge_pid(int nr, struct pid_namespace *ns)
{
	return pidmap_get_next(&ns->map, &nr);
}
