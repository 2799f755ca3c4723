// SPDX-License-Identifier: GPL-2.0-only
/* kernel/sched: sleeping, waking, and the order in which a wait queue is woken. */
#include "fake_host.h"

#include <linux/completion.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/slab.h>

static struct task_struct *alice, *bob;
static wait_queue_head_t *q;

static int setup(void **state)
{
	fake_host_start(4 << 20);
	alice = kzalloc(sizeof(*alice), GFP_KERNEL);
	bob = kzalloc(sizeof(*bob), GFP_KERNEL);
	bob->lock_id = 1;
	q = kzalloc(sizeof(*q), GFP_KERNEL);
	current = alice;
	return 0;
}

static wait_queue_entry_t *new_entry(wait_queue_func_t func, long id)
{
	wait_queue_entry_t *e = kzalloc(sizeof(*e), GFP_KERNEL);

	init_waitqueue_func_entry(e, func);
	e->private = (void *)id;
	return e;
}

static long called[16];
static unsigned int nr_called;
static int answer;
static void *last_key;

static int note(wait_queue_entry_t *e, unsigned int mode, int flags, void *key)
{
	called[nr_called++] = (long)e->private;
	last_key = key;
	return answer;
}

static int note_and_leave(wait_queue_entry_t *e, unsigned int mode, int flags, void *key)
{
	note(e, mode, flags, key);
	__remove_wait_queue(e->head, e);
	return 1;
}

/* what wake_up(@q, @nr) calls, as the digits of a number */
static long wake(int nr)
{
	long digits = 0;
	unsigned int i;

	nr_called = 0;
	___wake_up(q, TASK_NORMAL, nr, poll_to_key(7), SIM_HERE);
	for (i = 0; i < nr_called; i++)
		digits = digits * 10 + called[i];
	return digits;
}

static void order(void **state)
{
	wait_queue_entry_t *e[6];
	long i;

	for (i = 1; i <= 5; i++)
		e[i] = new_entry(note, i);
	assert_false(waitqueue_active(q));
	assert_int_equal(wake(1), 0);
	add_wait_queue(q, e[1]);
	add_wait_queue(q, e[2]);
	add_wait_queue_exclusive(q, e[3]);
	add_wait_queue_exclusive(q, e[4]);
	add_wait_queue(q, e[5]);
	assert_true(waitqueue_active(q));
	answer = 1;
	/* the youngest first; exclusive ones last, in their order, as many as asked for */
	assert_int_equal(wake(1), 5213);
	assert_int_equal((unsigned long)last_key, 7);
	assert_int_equal(wake(2), 52134);
	assert_int_equal(wake(0), 52134);
	answer = 0;		/* nobody was woken: go on */
	assert_int_equal(wake(1), 52134);
	answer = -1;		/* stop */
	assert_int_equal(wake(1), 5);
	answer = 1;
	remove_wait_queue(q, e[5]);
	assert_int_equal(wake(1), 213);
	remove_wait_queue(q, e[1]);
	remove_wait_queue(q, e[4]);
	remove_wait_queue(q, e[4]);
	assert_int_equal(wake(0), 23);
	remove_wait_queue(q, e[2]);
	remove_wait_queue(q, e[3]);
	assert_false(waitqueue_active(q));
	assert_int_equal(wake(0), 0);
	assert_no_bug();
}

static void leaving_while_woken(void **state)
{
	long i;

	answer = 1;
	for (i = 1; i <= 3; i++)
		add_wait_queue(q, new_entry(note_and_leave, i));
	add_wait_queue(q, new_entry(note, 4));
	add_wait_queue_exclusive(q, new_entry(note_and_leave, 5));
	add_wait_queue_exclusive(q, new_entry(note_and_leave, 6));
	assert_int_equal(wake(1), 43215);
	assert_int_equal(wake(1), 46);
	assert_int_equal(wake(1), 4);
	spin_lock(&q->lock);
	nr_called = 0;
	__wake_up_locked_key(q, TASK_NORMAL, NULL);
	assert_int_equal(nr_called, 1);
	spin_unlock(&q->lock);
}

static void wakes(void **state)
{
	model_cpu.trace = ~0U;
	bob->__state = TASK_INTERRUPTIBLE;
	assert_int_equal(wake_up_state(bob, TASK_UNINTERRUPTIBLE), 0);
	assert_int_equal(fake.wakes, 0);
	assert_int_equal(wake_up_process(bob), 1);
	assert_int_equal(bob->__state, TASK_RUNNING);
	assert_int_equal(fake.wakes, 1);
	assert_int_equal(fake.events[HOST_EV_WAKE], 1);
	assert_ptr_equal(fake.last[HOST_EV_WAKE].task, bob);
	assert_int_equal(wake_up_process(bob), 0);
	bob->__state = TASK_STOPPED;
	assert_int_equal(wake_up_process(bob), 0);
	assert_int_equal(wake_up_state(bob, TASK_WAKEKILL), 1);
	set_current_state(TASK_INTERRUPTIBLE);
	assert_int_equal(wake_up_process(alice), 1);	/* oneself: nothing for the host */
	assert_int_equal(fake.wakes, 2);
	bob->__state = TASK_NEW;
	wake_up_new_task(bob);
	assert_int_equal(bob->__state, TASK_RUNNING);
	assert_int_equal(fake.wakes, 2);
	bob->__state = TASK_NEW;
	set_tsk_thread_flag(bob, TIF_SIGPENDING);
	wake_up_new_task(bob);
	assert_int_equal(fake.wakes, 3);
}

static void wake_alice(const void *on, unsigned long long deadline)
{
	assert_null(on);
	if (fake.blocks > 1)
		wake_up_process(alice);
}

static void signal_alice(const void *on, unsigned long long deadline)
{
	set_tsk_thread_flag(alice, TIF_SIGPENDING);
}

static void time_passes(const void *on, unsigned long long deadline)
{
	assert_true(deadline != ~0ULL);
	fake.now += 40;
}

static void sleeping(void **state)
{
	fake.on_block = wake_alice;
	schedule();			/* running: no sleep */
	assert_int_equal(fake.blocks, 0);
	set_current_state(TASK_UNINTERRUPTIBLE);
	schedule();			/* woken for nothing once */
	assert_int_equal(fake.blocks, 2);
	assert_int_equal(alice->__state, TASK_RUNNING);
	fake.on_block = signal_alice;
	set_current_state(TASK_INTERRUPTIBLE);
	schedule();
	assert_int_equal(fake.blocks, 3);
	set_current_state(TASK_INTERRUPTIBLE);
	schedule();			/* the signal is there: no sleep */
	assert_int_equal(fake.blocks, 3);
	assert_int_equal(alice->__state, TASK_RUNNING);
	fake.on_block = wake_alice;
	set_current_state(TASK_KILLABLE);
	schedule();			/* but it is not fatal */
	assert_int_equal(fake.blocks, 4);
	sigaddset(&alice->pending.signal, SIGKILL);
	set_current_state(TASK_KILLABLE);
	schedule();
	assert_int_equal(fake.blocks, 4);
	assert_no_bug();
}

static void sleeping_for_a_time(void **state)
{
	fake.on_block = time_passes;
	set_current_state(TASK_INTERRUPTIBLE);
	assert_int_equal(schedule_timeout_ns(100), 0);
	assert_int_equal(fake.blocks, 3);
	assert_int_equal(alice->__state, TASK_RUNNING);
	set_current_state(TASK_INTERRUPTIBLE);
	assert_int_equal(schedule_timeout_ns(0), 0);
	assert_int_equal(fake.blocks, 3);
	fake.on_block = wake_alice;
	set_current_state(TASK_INTERRUPTIBLE);
	assert_int_equal(schedule_timeout_ns(100), 100);
	set_current_state(TASK_INTERRUPTIBLE);
	assert_int_equal(schedule_timeout_ns(~0ULL), LONG_MAX);
	fake.on_block = NULL;
	assert_int_equal(schedule_timeout_ns(7), 7);	/* running */
}

static int ready;

static void bob_makes_ready(const void *on, unsigned long long deadline)
{
	current = bob;
	wake_up_interruptible(q);
	assert_int_equal(alice->__state, TASK_RUNNING);
	ready = fake.blocks == 2;
	current = alice;
}

static void events(void **state)
{
	ready = 1;
	assert_int_equal(wait_event_interruptible(*q, ready), 0);
	assert_int_equal(fake.blocks, 0);
	ready = 0;
	fake.on_block = bob_makes_ready;
	assert_int_equal(wait_event_interruptible(*q, ready), 0);
	assert_int_equal(fake.blocks, 2);
	assert_int_equal(q->first, 0);
	ready = 0;
	set_tsk_thread_flag(alice, TIF_SIGPENDING);
	assert_int_equal(wait_event_interruptible(*q, ready), -ERESTARTSYS);
	assert_int_equal(q->first, 0);
	assert_int_equal(alice->__state, TASK_RUNNING);
	assert_no_bug();
}

static struct completion *done;

static void bob_completes(const void *on, unsigned long long deadline)
{
	current = bob;
	complete(done);
	current = alice;
}

static void kill_alice(const void *on, unsigned long long deadline)
{
	sigaddset(&alice->pending.signal, SIGKILL);
	set_tsk_thread_flag(alice, TIF_SIGPENDING);
}

static void completions(void **state)
{
	done = kzalloc(sizeof(*done), GFP_KERNEL);
	init_completion(done);
	complete(done);
	complete(done);
	assert_int_equal(wait_for_completion_killable(done), 0);
	assert_int_equal(wait_for_completion_killable(done), 0);
	assert_int_equal(fake.blocks, 0);
	fake.on_block = bob_completes;
	assert_int_equal(wait_for_completion_killable(done), 0);
	assert_int_equal(fake.blocks, 1);
	fake.on_block = kill_alice;
	assert_int_equal(wait_for_completion_killable(done), -ERESTARTSYS);
	assert_int_equal(fake.blocks, 2);
	assert_int_equal(done->wait.first, 0);
	complete_all(done);
	complete(done);
	assert_int_equal(wait_for_completion_killable(done), 0);
	assert_int_equal(wait_for_completion_killable(done), 0);
	assert_int_equal(alice->__state, TASK_RUNNING);
	assert_no_bug();
}

/* the queue is gone while somebody is on it */
static void freed_queue(void **state)
{
	kfree(q);
	wake_up_all(q);
	assert_bug(HOST_BUG_SAFETY, "use after free of kmalloc-16");
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, fake_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(order), T(leaving_while_woken), T(wakes), T(sleeping), T(sleeping_for_a_time),
		T(events), T(completions), T(freed_queue),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
