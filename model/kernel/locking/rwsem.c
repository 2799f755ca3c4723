// SPDX-License-Identifier: GPL-2.0-only
/*
 * Semaphores for readers and writers; stands where kernel/locking/rwsem.c is in the kernel.
 *
 * Differs: waiting writers don't hold up new readers.
 */
#include <linux/kernel.h>
#include <linux/rwsem.h>
#include <linux/sched.h>

#include "held.h"

static inline u32 writer_of(const struct rw_semaphore *s)
{
	return s->writer & ~LOCK_WAITERS;
}

/* one round of waiting in @state: 0 to look again, -EINTR, 1 if it is hopeless (reported) */
static int rwsem_wait(struct rw_semaphore *s, unsigned int state, const struct host_site *site)
{
	if (lock_is_poison(s, site))
		return 1;
	if (writer_of(s) == lock_me() || (!writer_of(s) && held_surely(s))) {
		lock_fault(HOST_BUG_DEADLOCK, s, site, "rwsem taken again");
		return 1;
	}
	if (current && signal_pending_state(state, current))
		return -EINTR;
	if (current)
		current->__state = state;
	if (!lock_wait(&s->writer, s, site))
		return 1;
	current->__state = TASK_RUNNING;
	return 0;
}

static int down_read_state(struct rw_semaphore *s, unsigned int state,
			   const struct host_site *site)
{
	int ret;

	sim_point(state == TASK_UNINTERRUPTIBLE ? HOST_OP_READ_LOCK : HOST_OP_TRY_LOCK, s, site);
	if (likely(current))
		might_sleep_at(site);
	while (unlikely(writer_of(s))) {
		ret = rwsem_wait(s, state, site);
		if (ret)
			return ret < 0 ? ret : 0;
	}
	s->readers++;
	held_push(current, s, false, site);
	return 0;
}

static int down_write_state(struct rw_semaphore *s, unsigned int state,
			    const struct host_site *site)
{
	int ret;

	sim_point(state == TASK_UNINTERRUPTIBLE ? HOST_OP_WRITE_LOCK : HOST_OP_TRY_LOCK, s, site);
	if (likely(current))
		might_sleep_at(site);
	while (unlikely(writer_of(s) || s->readers)) {
		ret = rwsem_wait(s, state, site);
		if (ret)
			return ret < 0 ? ret : 0;
	}
	s->writer = lock_me() | (s->writer & LOCK_WAITERS);
	held_push(current, s, false, site);
	return 0;
}

static inline void rwsem_wake(struct rw_semaphore *s)
{
	if (unlikely(s->writer & LOCK_WAITERS)) {
		s->writer = 0;
		model_cpu.host->wake_on(s);
	}
}

void __down_read(struct rw_semaphore *s, const struct host_site *site)
{
	down_read_state(s, TASK_UNINTERRUPTIBLE, site);
}

/* 0, or -EINTR on a fatal signal */
int __down_read_killable(struct rw_semaphore *s, const struct host_site *site)
{
	return down_read_state(s, TASK_KILLABLE, site);
}

/* 0, or -EINTR on any signal */
int __down_read_interruptible(struct rw_semaphore *s, const struct host_site *site)
{
	return down_read_state(s, TASK_INTERRUPTIBLE, site);
}

void __up_read(struct rw_semaphore *s, const struct host_site *site)
{
	if (unlikely(!s->readers || s->readers == LOCK_POISON || !held_maybe(s))) {
		if (unlock_is_poison(s, site))
			return;
		lock_fault(HOST_BUG_SAFETY, s, site, "rwsem released that is not read-held");
		return;
	}
	held_pop(current, s, false);
	if (!--s->readers)
		rwsem_wake(s);
	sim_point_after(HOST_OP_READ_UNLOCK, s, site);
}

void __down_write(struct rw_semaphore *s, const struct host_site *site)
{
	down_write_state(s, TASK_UNINTERRUPTIBLE, site);
}

/* 0, or -EINTR on a fatal signal */
int __down_write_killable(struct rw_semaphore *s, const struct host_site *site)
{
	return down_write_state(s, TASK_KILLABLE, site);
}

void __up_write(struct rw_semaphore *s, const struct host_site *site)
{
	if (unlikely(writer_of(s) != lock_me())) {
		if (!unlock_is_poison(s, site))
			lock_fault(HOST_BUG_SAFETY, s, site,
				   "rwsem released that is not write-held");
		return;
	}
	held_pop(current, s, false);
	s->writer &= LOCK_WAITERS;
	rwsem_wake(s);
	sim_point_after(HOST_OP_UNLOCK, s, site);
}
