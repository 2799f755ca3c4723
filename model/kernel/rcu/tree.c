// SPDX-License-Identifier: GPL-2.0-only
/*
 * Read-copy-update; stands where kernel/rcu/tree.c is in the kernel.
 *
 * Readers are counted in two phases, as kernel/rcu/srcutree.c does it. A
 * batch of callbacks waits until nobody is left of the phase that was current
 * when the last of them was queued; new readers meanwhile count in the other
 * one. What is queued while a batch waits makes up the next batch. When a
 * batch may end is the world's doing, when it does end is the host's
 * (model_ops.grace).
 *
 * As in kernels since 4.20, whoever holds a spinlock holds up grace periods.
 * The model goes further: no batch ends while any spinlock is held, however
 * late it was taken. So callbacks, which nobody could wait in, find locks free.
 * And one batch ends at a time, so that it is known what that does when the batch begins.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "../locking/held.h"

#define RCU_CHUNK 15

struct rcu_callback {
	struct rcu_head *head;
	void (*func)(struct rcu_head *head);
};

/* a piece of the queue: the rcu_heads have no room for it */
struct rcu_chunk {
	struct rcu_chunk *next;
	unsigned int start, end;
	struct rcu_callback entry[RCU_CHUNK];
};

static struct kmem_cache *rcu_cachep;
static struct rcu_chunk *rcu_first, *rcu_last;
static unsigned long rcu_batch;		/* callbacks at the front whose grace period runs */
static unsigned long rcu_later;		/* those behind them */
static unsigned int rcu_phase;		/* that readers now count in, 0 or 1 */
static unsigned int rcu_readers[2];

/** rcu_boot - the cache of the queue's pieces; 0 or -ENOMEM */
int rcu_boot(void)
{
	rcu_cachep = KMEM_CACHE(rcu_chunk, SLAB_NO_BALANCE);
	return rcu_cachep ? 0 : -ENOMEM;
}

void __rcu_read_lock(const struct host_site *site)
{
	struct task_struct *me = current;

	if (unlikely(!me))
		return;
	if (me->rcu_read_lock_nesting++)
		return;
	sim_point(HOST_OP_RCU_LOCK, NULL, site);
	me->rcu_phase = (int)rcu_phase;
	rcu_readers[rcu_phase]++;
}

void __rcu_read_unlock(const struct host_site *site)
{
	struct task_struct *me = current;

	if (unlikely(!me))
		return;
	if (unlikely(me->rcu_read_lock_nesting <= 0)) {
		sim_bug(HOST_BUG_SAFETY, site, NULL, "rcu_read_unlock without rcu_read_lock");
		return;
	}
	if (me->rcu_read_lock_nesting > 1) {
		me->rcu_read_lock_nesting--;
		return;
	}
	me->rcu_read_lock_nesting = 0;
	rcu_readers[me->rcu_phase]--;
	sim_point_after(HOST_OP_RCU_UNLOCK, NULL, site);
}

bool rcu_read_lock_held(void)
{
	return !current || current->rcu_read_lock_nesting > 0;
}

/* what waits behind becomes the batch; readers that are there now must leave first */
static void rcu_start_batch(void)
{
	rcu_batch = rcu_later;
	rcu_later = 0;
	if (rcu_batch)
		rcu_phase ^= 1;
}

/* room for one more at the end of the queue */
static struct rcu_chunk *rcu_grow(const struct host_site *site)
{
	unsigned int inject = model_cpu.inject;
	struct rcu_chunk *c;

	model_cpu.inject = 0;		/* call_rcu() can't fail */
	c = __kmem_cache_alloc(rcu_cachep, GFP_ATOMIC, site);
	model_cpu.inject = inject;
	if (!c) {
		sim_bug(HOST_BUG_OOPS, site, NULL, "no memory left for call_rcu");
		return NULL;
	}
	c->next = NULL;
	c->start = c->end = 0;
	if (rcu_last)
		rcu_last->next = c;
	else
		rcu_first = c;
	rcu_last = c;
	return c;
}

void __call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head),
		const struct host_site *site)
{
	struct rcu_chunk *c;

	/* a rcu_head is empty and may end its object: the byte before it surely lies inside */
	sim_point(HOST_OP_RCU_CALL, (const char *)head - 1, site);
	c = rcu_last;
	if (!c || c->end == RCU_CHUNK)
		c = rcu_grow(site);
	if (unlikely(!c))
		return;
	c->entry[c->end].head = head;
	c->entry[c->end++].func = func;
	rcu_later++;
	if (!rcu_batch)
		rcu_start_batch();
}

/* callbacks wait, and nothing is left that they wait for */
int rcu_grace_pending(void)
{
	return rcu_batch && !rcu_readers[rcu_phase ^ 1] && !spin_locks_held;
}

static void rcu_run_one(void)
{
	struct rcu_chunk *c = rcu_first;
	struct rcu_callback cb = c->entry[c->start++];

	if (c->start == c->end) {
		c->start = c->end = 0;
		if (c != rcu_last) {
			rcu_first = c->next;
			kmem_cache_free(rcu_cachep, c);
		}
	}
	cb.func(cb.head);
}

/**
 * rcu_grace - end the grace period, if it may end: callbacks run, in the order of queueing
 *
 * They run as in the kernel's softirq: no task is current, nothing comes
 * between. Returns 1 if there was something to do.
 */
int rcu_grace(void)
{
	struct task_struct *task = current;
	unsigned int preempt = model_cpu.preempt;
	unsigned long n;

	if (!rcu_grace_pending())
		return 0;
	current = NULL;
	model_cpu.preempt = 0;
	/* callbacks that are queued meanwhile are for a later batch */
	for (n = rcu_batch; n--; )
		rcu_run_one();
	rcu_start_batch();
	model_cpu.preempt = preempt;
	current = task;
	return 1;
}

struct rcu_synchronize {
	struct rcu_head head;
	struct task_struct *task;
	bool done;
};

static void wakeme_after_rcu(struct rcu_head *head)
{
	struct rcu_synchronize *rs = container_of(head, struct rcu_synchronize, head);

	rs->done = true;
	wake_up_process(rs->task);
}

/** synchronize_rcu - sleep until a grace period that begins now has ended */
void __synchronize_rcu(const struct host_site *site)
{
	struct rcu_synchronize rs = { .task = current };

	if (!current)
		return;
	might_sleep_at(site);
	__call_rcu(&rs.head, wakeme_after_rcu, site);
	for (;;) {
		__set_current_state(TASK_UNINTERRUPTIBLE);
		if (rs.done)
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
}
