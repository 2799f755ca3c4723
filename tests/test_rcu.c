// SPDX-License-Identifier: GPL-2.0-only
/* kernel/rcu/tree.c: callbacks wait for exactly those readers that they must wait for. */
#include "fake_host.h"

#include <linux/kernel.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "../model/kernel/locking/held.h"

struct node {
	int id;
	struct rcu_head rcu;
};

static struct task_struct *alice, *bob;
static int ran[256];
static unsigned int nr_ran;
static struct node nodes[256];

static void callback(struct rcu_head *head)
{
	assert_null(current);
	assert_int_equal(model_cpu.preempt, 0);
	ran[nr_ran++] = container_of(head, struct node, rcu)->id;
}

static int setup(void **state)
{
	int i;

	fake.bugs = 0;
	fake.blocks = 0;
	fake.wakes = 0;
	alice = kzalloc(sizeof(*alice), GFP_KERNEL);
	bob = kzalloc(sizeof(*bob), GFP_KERNEL);
	alice->pid = 11;
	bob->pid = 12;
	bob->lock_id = 1;
	current = alice;
	nr_ran = 0;
	for (i = 0; i < 256; i++)
		nodes[i].id = i;
	return 0;
}

static int world(void **state)
{
	return fake_setup(state) || rcu_boot();
}

/* nothing is left over for the next test */
static int teardown(void **state)
{
	while (rcu_grace())
		;
	current = NULL;
	model_cpu.preempt = model_cpu.trace = model_cpu.inject = 0;
	return rcu_grace_pending();
}

static void queue(int i)
{
	call_rcu(&nodes[i].rcu, callback);
}

#define AS(who, what) do {						\
	struct task_struct *__me = current;				\
	current = who;							\
	what;								\
	current = __me;							\
} while (0)

/* a grace period is for one batch: how many there were */
static int all_batches(void)
{
	int n = 0;

	while (rcu_grace())
		n++;
	return n;
}

static void no_readers(void **state)
{
	assert_int_equal(rcu_grace_pending(), 0);
	assert_int_equal(rcu_grace(), 0);
	queue(1);
	queue(2);
	queue(3);
	assert_int_equal(nr_ran, 0);
	assert_int_equal(rcu_grace_pending(), 1);
	model_cpu.preempt = 1;
	assert_true(all_batches() > 0);
	assert_int_equal(model_cpu.preempt, 1);
	assert_ptr_equal(current, alice);
	assert_int_equal(nr_ran, 3);
	assert_int_equal(ran[0], 1);
	assert_int_equal(ran[2], 3);
	assert_int_equal(rcu_grace(), 0);
}

static void old_readers_only(void **state)
{
	rcu_read_lock();
	queue(1);
	assert_int_equal(rcu_grace_pending(), 0);
	/* who comes later holds up nobody that is there */
	AS(bob, rcu_read_lock());
	rcu_read_unlock();
	assert_int_equal(rcu_grace_pending(), 1);
	assert_int_equal(rcu_grace(), 1);
	assert_int_equal(nr_ran, 1);
	/* but holds up what is queued now */
	queue(2);
	assert_int_equal(rcu_grace(), 0);
	AS(bob, rcu_read_unlock());
	assert_int_equal(rcu_grace(), 1);
	assert_int_equal(nr_ran, 2);
}

static void batches(void **state)
{
	rcu_read_lock();
	queue(1);
	AS(bob, rcu_read_lock());
	queue(2);		/* bob may look at it: another batch */
	rcu_read_unlock();
	assert_int_equal(rcu_grace(), 1);
	assert_int_equal(nr_ran, 1);
	assert_int_equal(rcu_grace_pending(), 0);
	AS(bob, rcu_read_unlock());
	assert_int_equal(rcu_grace(), 1);
	assert_int_equal(nr_ran, 2);
	assert_int_equal(ran[1], 2);
}

static void nesting(void **state)
{
	assert_false(rcu_read_lock_held());
	rcu_read_lock();
	rcu_read_lock();
	assert_true(rcu_read_lock_held());
	queue(1);
	rcu_read_unlock();
	assert_int_equal(rcu_grace(), 0);
	rcu_read_unlock();
	assert_int_equal(rcu_grace(), 1);
	rcu_read_unlock();
	assert_bug(HOST_BUG_SAFETY, "rcu_read_unlock without rcu_read_lock");
	assert_int_equal(alice->rcu_read_lock_nesting, 0);
	current = NULL;
	rcu_read_lock();
	assert_true(rcu_read_lock_held());
	rcu_read_unlock();
	current = alice;
	assert_no_bug();
}

static void spinlocks_hold_up(void **state)
{
	spinlock_t lock = { 0 };

	spin_lock(&lock);
	queue(1);
	assert_int_equal(rcu_grace_pending(), 0);
	spin_unlock(&lock);
	assert_int_equal(rcu_grace_pending(), 1);
	assert_int_equal(spin_locks_held, 0);
}

static void many(void **state)
{
	unsigned int i;

	for (i = 0; i < 250; i++)
		queue((int)i);
	assert_true(all_batches() > 0);
	assert_int_equal(nr_ran, 250);
	for (i = 0; i < 250; i++)
		assert_int_equal(ran[i], i);
	nr_ran = 0;
	for (i = 0; i < 100; i++) {
		queue(1);
		queue(2);
		all_batches();
	}
	assert_int_equal(nr_ran, 200);
}

static void chain(struct rcu_head *head)
{
	callback(head);
	if (nr_ran < 5)
		call_rcu(head, chain);
}

static void callbacks_queue_more(void **state)
{
	call_rcu(&nodes[7].rcu, chain);
	queue(8);
	assert_true(all_batches() > 0);
	assert_int_equal(nr_ran, 5);
	assert_int_equal(ran[1], 8);
	assert_int_equal(ran[4], 7);
}

/* the queue takes memory even where requests are refused */
static void never_refused(void **state)
{
	unsigned int i;

	model_cpu.inject = 1;
	fake.refuse = 1;
	for (i = 0; i < 100; i++)
		queue((int)i);
	assert_int_equal(fake.requests, 0);
	all_batches();
	assert_int_equal(nr_ran, 100);
}

static void freed_head(void **state)
{
	struct node *n = kzalloc(sizeof(*n), GFP_KERNEL);

	model_cpu.preempt = 1;
	kfree(n);
	call_rcu(&n->rcu, callback);
	assert_bug(HOST_BUG_SAFETY, "use after free of kmalloc-16");
	model_cpu.preempt = 0;
}

static void grace_comes(const void *on, unsigned long long deadline)
{
	assert_null(on);
	assert_int_equal(alice->__state, TASK_UNINTERRUPTIBLE);
	if (fake.blocks == 1)
		return;		/* woken for nothing */
	AS(bob, rcu_read_unlock());
	assert_int_equal(rcu_grace(), 1);
	assert_int_equal(fake.wakes, 1);
}

static void synchronize(void **state)
{
	AS(bob, rcu_read_lock());
	fake.on_block = grace_comes;
	synchronize_rcu();
	assert_int_equal(fake.blocks, 2);
	assert_int_equal(alice->__state, TASK_RUNNING);
	assert_no_bug();
	rcu_read_lock();
	fake.on_block = NULL;
	AS(NULL, synchronize_rcu());
	rcu_read_unlock();
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	/* one world for all of them: the queue keeps memory of it */
	const struct CMUnitTest tests[] = {
		T(no_readers), T(old_readers_only), T(batches), T(nesting), T(spinlocks_hold_up),
		T(many), T(callbacks_queue_more), T(never_refused), T(freed_head), T(synchronize),
	};

	return cmocka_run_group_tests(tests, world, fake_teardown);
}
