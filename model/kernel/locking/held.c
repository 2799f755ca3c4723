// SPDX-License-Identifier: GPL-2.0-only
/*
 * The locks that tasks hold, and the faults that locks can have.
 *
 * Stands where kernel/locking/lockdep.c is in the kernel, and knows much less:
 * who holds what now, not in which order locks were ever taken.
 */
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

#include "held.h"

unsigned int spin_locks_held;

static struct held_lock *held_find(const void *lock)
{
	struct call_frame *f = current ? current->frame : NULL;
	unsigned int i;

	if (!f)
		return NULL;
	for (i = f->nr_held; i--; )
		if (f->held[i].lock == lock)
			return &f->held[i];
	return NULL;
}

/* @lock is not the one taken last */
void held_remove(struct call_frame *f, const void *lock, bool spins)
{
	struct held_lock *h = held_find(lock);

	if (h) {
		for (; h + 1 < f->held + f->nr_held; h++)
			*h = h[1];
		f->nr_held--;
	} else if (f->nr_lost) {
		f->nr_lost--;
	} else {
		return;			/* taken before this call began */
	}
	f->spin_depth -= spins;
}

bool held_surely(const void *lock)
{
	return held_find(lock) != NULL;
}

bool held_maybe(const void *lock)
{
	struct call_frame *f = current ? current->frame : NULL;

	return !f || f->nr_lost || held_find(lock);
}

/* reports "WHAT by task N", with the object that the lock is in */
void lock_fault(enum host_bug kind, const void *lock, const struct host_site *site,
		const char *what)
{
	struct model_object o;
	bool inside = slab_object(lock, &o);

	scnprintf(sim_text, SIM_TEXT, "%s%s%s by task %d", what, inside ? " in " : "",
		  inside ? o.cache : "", current ? current->pid : 0);
	sim_bug(kind, site, lock, sim_text);
}

/* the lock lies in a freed object, which is reported if the scheduling point has not */
bool lock_is_poison(const void *lock, const struct host_site *site)
{
	if (!slab_is_freed(lock))
		return false;
	if (!model_cpu.preempt)
		slab_report_freed(lock, site);
	return true;
}

/* as lock_is_poison(), for a release: its scheduling point comes only afterwards */
bool unlock_is_poison(const void *lock, const struct host_site *site)
{
	if (!slab_is_freed(lock))
		return false;
	slab_report_freed(lock, site);
	return true;
}

/*
 * Wait until the lock @word may have changed. False: there is nobody who
 * could wait; that is reported.
 */
bool lock_wait(u32 *word, const void *lock, const struct host_site *site)
{
	if (!current) {
		lock_fault(HOST_BUG_DEADLOCK, lock, site, "a lock that is held is wanted");
		return false;
	}
	*word |= LOCK_WAITERS;
	model_cpu.host->block(lock, U64_MAX, site);
	return true;
}

/** lock_would_block - model_ops.would_block */
int lock_would_block(struct task_struct *task, enum host_op op, const void *obj)
{
	const u32 *word = obj;
	u32 owner;

	if (!obj || slab_is_freed(obj))
		return 0;
	owner = word[0] & ~LOCK_WAITERS;
	switch (op) {
	case HOST_OP_WRITE_LOCK:
		if (word[1])
			return 1;
		fallthrough;
	case HOST_OP_LOCK:
	case HOST_OP_READ_LOCK:
		/* a lock of its own is a fault, which is to be seen */
		return owner && owner != task->lock_id + 1;
	default:
		return 0;
	}
}

/** lock_held_at - model_ops.lock_held */
const struct host_site *lock_held_at(struct task_struct *task, const void *lock)
{
	const struct call_frame *f = task->frame;
	unsigned int i;

	for (i = 0; f && i < f->nr_held; i++)
		if (f->held[i].lock == lock)
			return f->held[i].site;
	return NULL;
}

/* The running task sleeps where it must not. See might_sleep_at(). */
void sleep_fault(const struct host_site *site)
{
	struct call_frame *f = current->frame;

	if (current->rcu_read_lock_nesting) {
		scnprintf(sim_text, SIM_TEXT, "task %d sleeps in an RCU read section",
			  current->pid);
		sim_bug(HOST_BUG_SAFETY, site, NULL, sim_text);
	} else if (f->nr_held) {
		/* a mutex may have been taken later, but the youngest is what to look at */
		const struct held_lock *h = &f->held[f->nr_held - 1];

		scnprintf(sim_text, SIM_TEXT, "task %d sleeps under a spinlock taken in %s",
			  current->pid, h->site->func);
		sim_bug(HOST_BUG_SAFETY, site, h->lock, sim_text);
	}
}
