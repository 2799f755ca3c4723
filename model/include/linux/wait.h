/* SPDX-License-Identifier: GPL-2.0-only */
/* custom: a wait queue is a ring of waiters whose head takes eight bytes, because
 * every struct pid has one. Same rules: exclusive waiters last, woken one at a time. */
#ifndef _LINUX_WAIT_H
#define _LINUX_WAIT_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <uapi/linux/wait.h>

struct task_struct;
struct wait_queue_entry;

typedef int (*wait_queue_func_t)(struct wait_queue_entry *e, unsigned int mode, int flags,
				 void *key);

#define WQ_FLAG_EXCLUSIVE	0x01

typedef struct wait_queue_entry {
	unsigned int flags;
	void *private;			/* the task */
	wait_queue_func_t func;
	struct wait_queue_entry *next, *prev;	/* ring; NULL: on no queue */
	struct wait_queue_head *head;	/* custom: which queue it is on */
} wait_queue_entry_t;

typedef struct wait_queue_head {
	spinlock_t lock;
	u32 first;			/* as hlist_head.first: entries must live in world memory */
} wait_queue_head_t;

#define init_waitqueue_head(q)	((q)->lock.owner = 0, (q)->first = 0)
#define __WAIT_QUEUE_HEAD_INITIALIZER(x) { { 0 }, 0 }
#define DECLARE_WAIT_QUEUE_HEAD(x) wait_queue_head_t x = { { 0 }, 0 }

int default_wake_function(wait_queue_entry_t *e, unsigned int mode, int flags, void *key);
int autoremove_wake_function(wait_queue_entry_t *e, unsigned int mode, int flags, void *key);

static inline void init_waitqueue_entry(wait_queue_entry_t *e, struct task_struct *p)
{
	e->flags = 0;
	e->private = p;
	e->func = default_wake_function;
	e->next = e->prev = NULL;
	e->head = NULL;
}

static inline void init_waitqueue_func_entry(wait_queue_entry_t *e, wait_queue_func_t func)
{
	e->flags = 0;
	e->private = NULL;
	e->func = func;
	e->next = e->prev = NULL;
	e->head = NULL;
}

#define DECLARE_WAITQUEUE(name, tsk) \
	wait_queue_entry_t name = { .private = tsk, .func = default_wake_function }
#define DEFINE_WAIT(name) \
	wait_queue_entry_t name = { .private = current, .func = autoremove_wake_function }

bool waitqueue_active(const wait_queue_head_t *q);
void __add_wait_queue(wait_queue_head_t *q, wait_queue_entry_t *e);	/* q->lock held */
void __add_wait_queue_exclusive(wait_queue_head_t *q, wait_queue_entry_t *e);
void __remove_wait_queue(wait_queue_head_t *q, wait_queue_entry_t *e);
void add_wait_queue(wait_queue_head_t *q, wait_queue_entry_t *e);
void add_wait_queue_exclusive(wait_queue_head_t *q, wait_queue_entry_t *e);
void remove_wait_queue(wait_queue_head_t *q, wait_queue_entry_t *e);
void __add_wait_queue_entry_tail(wait_queue_head_t *q, wait_queue_entry_t *e);
void prepare_to_wait(wait_queue_head_t *q, wait_queue_entry_t *e, int state);
void prepare_to_wait_exclusive(wait_queue_head_t *q, wait_queue_entry_t *e, int state);
void finish_wait(wait_queue_head_t *q, wait_queue_entry_t *e);
void ___wake_up(wait_queue_head_t *q, unsigned int mode, int nr, void *key,
		const struct host_site *site);
void __wake_up_locked_key(wait_queue_head_t *q, unsigned int mode, void *key);

#define __wake_up(q, mode, nr, key)	___wake_up(q, mode, nr, key, SIM_HERE)
#define wake_up(q)			___wake_up(q, TASK_NORMAL, 1, NULL, SIM_HERE)
#define wake_up_all(q)			___wake_up(q, TASK_NORMAL, 0, NULL, SIM_HERE)
#define wake_up_interruptible(q)	___wake_up(q, TASK_INTERRUPTIBLE, 1, NULL, SIM_HERE)
#define wake_up_interruptible_all(q)	___wake_up(q, TASK_INTERRUPTIBLE, 0, NULL, SIM_HERE)
#define wake_up_poll(q, m) \
	___wake_up(q, TASK_NORMAL, 1, poll_to_key(m), SIM_HERE)
#define wake_up_interruptible_poll(q, m) \
	___wake_up(q, TASK_INTERRUPTIBLE, 1, poll_to_key(m), SIM_HERE)
#define poll_to_key(m)			((void *)(unsigned long)(m))
#define key_to_poll(k)			((__poll_t)(unsigned long)(k))

#define ___wait_event(q, condition, state, cmd) ({			\
	long __ret = 0;							\
	DEFINE_WAIT(__wait);						\
	for (;;) {							\
		prepare_to_wait(&(q), &__wait, state);			\
		if (condition)						\
			break;						\
		if (signal_pending_state(state, current)) {		\
			__ret = -ERESTARTSYS;				\
			break;						\
		}							\
		cmd;							\
	}								\
	finish_wait(&(q), &__wait);					\
	__ret; })
#define wait_event(q, c) \
	((void)___wait_event(q, c, TASK_UNINTERRUPTIBLE, schedule()))
#define wait_event_interruptible(q, c)	((int)___wait_event(q, c, TASK_INTERRUPTIBLE, schedule()))
#define wait_event_killable(q, c)	((int)___wait_event(q, c, TASK_KILLABLE, schedule()))

#endif
