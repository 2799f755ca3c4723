// SPDX-License-Identifier: GPL-2.0-only
/*
 * Functions of the model with one error each, which --plant K switches on: what an oracle is
 * good for is what it finds. Linked into a second model's side only.
 */
#include <linux/pid_namespace.h>
#include <linux/sched.h>
#include <linux/slab.h>

extern int planted;

/* 1: once around, the search begins at 2 again */
int pidmap_alloc_cyclic(struct pidmap *map, void *ptr, int start, int end)
{
	int least = planted == 1 && start == RESERVED_PIDS ? 2 : start;
	int from = (int)map->next > least ? (int)map->next : least;
	int nr = pidmap_alloc(map, ptr, from, end);

	if (nr == -ENOSPC && from > least)
		nr = pidmap_alloc(map, ptr, least, end);
	if (nr >= 0)
		map->next = (unsigned int)nr + 1;
	return nr;
}

/* 2: the namespace of a struct pid that goes keeps its reference */
void put_pid(struct pid *pid)
{
	struct pid_namespace *ns;

	if (!pid || !refcount_dec_and_test(&pid->count))
		return;
	ns = pid->numbers[pid->level].ns;
	kmem_cache_free(ns->pid_cachep, pid);
	if (planted != 2)
		put_pid_ns(ns);
}

/* 3: the next one is looked for behind the number, not at it */
struct pid *find_ge_pid(int nr, struct pid_namespace *ns)
{
	if (planted == 3)
		nr++;
	return pidmap_get_next(&ns->map, &nr);
}

/* 4: a handle's look at a task takes no reference */
struct pid *get_task_pid(struct task_struct *task, enum pid_type type)
{
	struct pid *pid = type == PIDTYPE_PID ? task->thread_pid : task->signal->pids[type];

	return planted == 4 ? pid : get_pid(pid);
}

/* 5: a number is shown to a namespace of the same level, though it is another one */
pid_t pid_nr_ns(struct pid *pid, struct pid_namespace *ns)
{
	if (!pid || !ns || ns->level > pid->level)
		return 0;
	if (planted != 5 && pid->numbers[ns->level].ns != ns)
		return 0;
	return pid->numbers[ns->level].nr;
}
