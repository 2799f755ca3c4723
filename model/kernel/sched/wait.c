// SPDX-License-Identifier: GPL-2.0-only
/*
 * Wait queues; mirrors kernel/sched/wait.c.
 *
 * Differs: the entries form a ring of their own, and the head holds where the
 * first is, so that a head takes eight bytes (see linux/wait.h).
 */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/wait.h>

/* what a head in a freed object holds; its lock has reported that */
#define WQ_POISON	0x6b6b6b6bU

static inline wait_queue_entry_t *wq_first(const wait_queue_head_t *q)
{
	if (unlikely(q->first == WQ_POISON))
		return NULL;
	return q->first ? (wait_queue_entry_t *)hlist_granule_at(q->first) : NULL;
}

static inline u32 wq_granule(const wait_queue_entry_t *e)
{
	return hlist_granule(e);
}

/* somebody is on @q; the caller knows why that can be asked without the lock */
bool waitqueue_active(const wait_queue_head_t *q)
{
	sim_point(HOST_OP_LOAD, q, SIM_HERE);
	return q->first != 0;
}

/* @e goes before the first, and becomes it if @front */
static void wq_insert(wait_queue_head_t *q, wait_queue_entry_t *e, bool front)
{
	wait_queue_entry_t *first = wq_first(q);

	if (!first) {
		e->next = e->prev = e;
		front = true;
	} else {
		e->next = first;
		e->prev = first->prev;
		e->prev->next = e;
		first->prev = e;
	}
	if (front)
		q->first = wq_granule(e);
	e->head = q;
}

/* mirrors include/linux/wait.h:__add_wait_queue: the youngest is woken first */
void __add_wait_queue(wait_queue_head_t *q, wait_queue_entry_t *e)
{
	wq_insert(q, e, true);
}

/* mirrors __add_wait_queue_entry_tail_exclusive */
void __add_wait_queue_exclusive(wait_queue_head_t *q, wait_queue_entry_t *e)
{
	e->flags |= WQ_FLAG_EXCLUSIVE;
	wq_insert(q, e, false);
}

/* the youngest is woken last */
void __add_wait_queue_entry_tail(wait_queue_head_t *q, wait_queue_entry_t *e)
{
	wq_insert(q, e, false);
}

void __remove_wait_queue(wait_queue_head_t *q, wait_queue_entry_t *e)
{
	if (!e->head)
		return;
	if (e->next == e) {
		q->first = 0;
	} else {
		e->prev->next = e->next;
		e->next->prev = e->prev;
		if (wq_first(q) == e)
			q->first = wq_granule(e->next);
	}
	e->next = e->prev = NULL;
	e->head = NULL;
}

void add_wait_queue(wait_queue_head_t *q, wait_queue_entry_t *e)
{
	spin_lock(&q->lock);
	e->flags &= ~WQ_FLAG_EXCLUSIVE;
	__add_wait_queue(q, e);
	spin_unlock(&q->lock);
}

void add_wait_queue_exclusive(wait_queue_head_t *q, wait_queue_entry_t *e)
{
	spin_lock(&q->lock);
	__add_wait_queue_exclusive(q, e);
	spin_unlock(&q->lock);
}

void remove_wait_queue(wait_queue_head_t *q, wait_queue_entry_t *e)
{
	spin_lock(&q->lock);
	__remove_wait_queue(q, e);
	spin_unlock(&q->lock);
}

/* mirrors kernel/sched/wait.c:prepare_to_wait: on the queue first, then the state */
void prepare_to_wait(wait_queue_head_t *q, wait_queue_entry_t *e, int state)
{
	e->flags &= ~WQ_FLAG_EXCLUSIVE;
	spin_lock(&q->lock);
	if (!e->head)
		__add_wait_queue(q, e);
	set_current_state((unsigned int)state);
	spin_unlock(&q->lock);
}

/* mirrors kernel/sched/wait.c:prepare_to_wait_exclusive */
void prepare_to_wait_exclusive(wait_queue_head_t *q, wait_queue_entry_t *e, int state)
{
	spin_lock(&q->lock);
	if (!e->head)
		__add_wait_queue_exclusive(q, e);
	set_current_state((unsigned int)state);
	spin_unlock(&q->lock);
}

/* mirrors kernel/sched/wait.c:finish_wait; who was woken is off the queue already */
void finish_wait(wait_queue_head_t *q, wait_queue_entry_t *e)
{
	__set_current_state(TASK_RUNNING);
	if (!e->head)
		return;
	spin_lock(&q->lock);
	__remove_wait_queue(q, e);
	spin_unlock(&q->lock);
}

int default_wake_function(wait_queue_entry_t *e, unsigned int mode, int flags, void *key)
{
	(void)key;
	return try_to_wake_up(e->private, mode, flags);
}

int autoremove_wake_function(wait_queue_entry_t *e, unsigned int mode, int flags, void *key)
{
	int ret = default_wake_function(e, mode, flags, key);

	if (ret)
		__remove_wait_queue(e->head, e);
	return ret;
}

/* mirrors kernel/sched/wait.c:__wake_up_common; q->lock held; @nr: exclusive ones, 0: all */
static void wake_up_common(wait_queue_head_t *q, unsigned int mode, int nr, void *key)
{
	wait_queue_entry_t *e = wq_first(q), *next, *last;

	if (!e)
		return;
	for (last = e->prev; ; e = next) {
		unsigned int flags = e->flags;
		bool end = e == last;
		int ret;

		next = e->next;
		ret = e->func(e, mode, 0, key);
		if (ret < 0 || end)
			break;
		if (ret && (flags & WQ_FLAG_EXCLUSIVE) && !--nr)
			break;
	}
}

/** ___wake_up - wake who waits on @q in one of the states of @mode; see the wake_up macros */
void ___wake_up(wait_queue_head_t *q, unsigned int mode, int nr, void *key,
		const struct host_site *site)
{
	__spin_lock(&q->lock, site);
	wake_up_common(q, mode, nr, key);
	__spin_unlock(&q->lock, site);
}

/* as wake_up_poll(), with q->lock held */
void __wake_up_locked_key(wait_queue_head_t *q, unsigned int mode, void *key)
{
	wake_up_common(q, mode, 1, key);
}
