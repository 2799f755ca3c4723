// SPDX-License-Identifier: GPL-2.0-only
/* kernel/locking: who holds what, who waits, and every misuse. */
#include "fake_host.h"

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/slab.h>

static struct task_struct *alice, *bob;
static struct call_frame alice_frame, bob_frame;

static struct task_struct *new_task(unsigned int id, struct call_frame *frame)
{
	struct task_struct *t = kzalloc(sizeof(*t), GFP_KERNEL);

	memset(frame, 0, sizeof(*frame));
	t->lock_id = id;
	t->pid = (int)id + 10;
	t->frame = frame;
	return t;
}

static int setup(void **state)
{
	fake_host_start(4 << 20);
	alice = new_task(1, &alice_frame);
	bob = new_task(2, &bob_frame);
	current = alice;
	return 0;
}

/* run @what as @who */
#define AS(who, what) do {						\
	struct task_struct *__me = current;				\
	current = who;							\
	what;								\
	current = __me;							\
} while (0)

static spinlock_t spin;
static rwlock_t rw;
static struct mutex mutex;
static struct rw_semaphore sem;

static int lock_setup(void **state)
{
	spin_lock_init(&spin);
	rwlock_init(&rw);
	mutex_init(&mutex);
	init_rwsem(&sem);
	return setup(state);
}

/* ------------------------------------------------------------ spinlocks */

static void spin_held(void **state)
{
	spinlock_t other = { 0 };

	spin_lock(&spin);
	assert_true(spin_is_held(&spin));
	assert_int_equal(alice_frame.nr_held, 1);
	assert_int_equal(alice_frame.spin_depth, 1);
	assert_ptr_equal(alice_frame.held[0].lock, &spin);
	assert_string_equal(alice_frame.held[0].site->func, "spin_held");
	AS(bob, assert_false(spin_is_held(&spin)));
	AS(bob, assert_false(spin_trylock(&spin)));
	assert_true(spin_trylock(&other));
	assert_int_equal(alice_frame.nr_held, 2);
	spin_unlock(&spin);		/* not the youngest */
	assert_int_equal(alice_frame.nr_held, 1);
	assert_ptr_equal(alice_frame.held[0].lock, &other);
	spin_unlock(&other);
	assert_int_equal(alice_frame.nr_held, 0);
	assert_int_equal(alice_frame.spin_depth, 0);
	assert_int_equal(fake.lock_wakes, 0);
	assert_no_bug();
}

static void bob_unlocks_spin(const void *on, unsigned long long deadline)
{
	assert_ptr_equal(on, &spin);
	assert_int_equal(deadline, ~0ULL);
	if (fake.blocks == 1)
		return;			/* woken for nothing */
	AS(bob, spin_unlock(&spin));
	assert_int_equal(fake.lock_wakes, 1);
}

static void spin_contended(void **state)
{
	AS(bob, spin_lock(&spin));
	fake.on_block = bob_unlocks_spin;
	spin_lock(&spin);
	assert_int_equal(fake.blocks, 2);
	assert_true(spin_is_held(&spin));
	spin_unlock(&spin);
	/* perhaps there were more that waited */
	assert_int_equal(fake.lock_wakes, 2);
	spin_lock(&spin);
	spin_unlock(&spin);
	assert_int_equal(fake.lock_wakes, 2);
	assert_no_bug();
}

static void spin_misuse(void **state)
{
	spin_unlock(&spin);
	assert_bug(HOST_BUG_SAFETY, "free spinlock released by task 11");
	spin_lock(&spin);
	spin_lock(&spin);
	assert_bug(HOST_BUG_DEADLOCK, "spinlock taken again by task 11");
	AS(bob, spin_unlock(&spin));
	assert_bug(HOST_BUG_SAFETY, "spinlock of another task released by task 12");
	current = NULL;
	spin_lock(&spin);
	assert_bug(HOST_BUG_DEADLOCK, "a lock that is held is wanted");
	current = alice;
	spin_unlock(&spin);
	assert_int_equal(alice_frame.nr_held, 0);
	assert_no_bug();
}

static void many_locks(void **state)
{
	spinlock_t locks[MAX_HELD_LOCKS + 3] = { { 0 } };
	int i;

	for (i = 0; i < MAX_HELD_LOCKS + 3; i++)
		spin_lock(&locks[i]);
	assert_int_equal(alice_frame.nr_held + alice_frame.nr_lost, MAX_HELD_LOCKS + 3);
	assert_int_equal(alice_frame.spin_depth, MAX_HELD_LOCKS + 3);
	for (i = 0; i < MAX_HELD_LOCKS + 3; i++)
		spin_unlock(&locks[i]);
	assert_int_equal(alice_frame.nr_held + alice_frame.nr_lost, 0);
	assert_int_equal(alice_frame.spin_depth, 0);
	/* taken before the call, released in it */
	alice->frame = NULL;
	spin_lock(&spin);
	alice->frame = &alice_frame;
	spin_unlock(&spin);
	assert_int_equal(alice_frame.nr_held, 0);
	assert_no_bug();
}

/* ------------------------------------------------------------ locks of freed objects */

struct holder {
	spinlock_t spin;
	rwlock_t rw;
	struct mutex mutex;
	struct rw_semaphore sem;
	u64 more[4];
};

static void freed_locks(void **state)
{
	struct kmem_cache *c = KMEM_CACHE(holder, 0);
	struct holder *h = kmem_cache_zalloc(c, GFP_KERNEL);
	unsigned int racing;

	kmem_cache_free(c, h);
	for (racing = 0; racing < 2; racing++) {
		model_cpu.preempt = racing;
#define DEAD(use) do {							\
	use;								\
	assert_int_equal(fake.bugs, 1);					\
	assert_bug(HOST_BUG_SAFETY, "use after free of holder");	\
} while (0)
		DEAD(spin_lock(&h->spin));
		DEAD(spin_trylock(&h->spin));
		DEAD(spin_unlock(&h->spin));
		DEAD(read_lock(&h->rw));
		DEAD(read_unlock(&h->rw));
		DEAD(write_lock(&h->rw));
		DEAD(write_unlock(&h->rw));
		DEAD(mutex_lock(&h->mutex));
		DEAD(mutex_unlock(&h->mutex));
		DEAD(down_read(&h->sem));
		DEAD(up_read(&h->sem));
		DEAD(down_write(&h->sem));
		DEAD(up_write(&h->sem));
	}
	slab_verify_freed(SIM_HERE);
	assert_no_bug();
	assert_int_equal(alice_frame.nr_held, 0);
}

/* ------------------------------------------------------------ reader-writer locks */

static void rw_held(void **state)
{
	read_lock(&rw);
	read_lock(&rw);
	AS(bob, read_lock(&rw));
	assert_false(write_is_held(&rw));
	assert_int_equal(alice_frame.spin_depth, 2);
	read_unlock(&rw);
	read_unlock(&rw);
	AS(bob, read_unlock(&rw));
	write_lock(&rw);
	assert_true(write_is_held(&rw));
	AS(bob, assert_false(write_is_held(&rw)));
	write_unlock(&rw);
	assert_int_equal(alice_frame.nr_held, 0);
	assert_int_equal(fake.lock_wakes, 0);
	assert_no_bug();
}

static void bob_leaves_rw(const void *on, unsigned long long deadline)
{
	assert_ptr_equal(on, &rw);
	if (write_is_held(&rw) || rw.readers)
		AS(bob, read_unlock(&rw));
	else
		AS(bob, write_unlock(&rw));
}

static void rw_contended(void **state)
{
	fake.on_block = bob_leaves_rw;
	AS(bob, read_lock(&rw));
	write_lock(&rw);
	assert_int_equal(fake.blocks, 1);
	assert_int_equal(fake.lock_wakes, 1);
	write_unlock(&rw);
	AS(bob, write_lock(&rw));
	read_lock(&rw);
	assert_int_equal(fake.blocks, 2);
	read_unlock(&rw);
	AS(bob, write_lock(&rw));
	write_lock(&rw);
	assert_int_equal(fake.blocks, 3);
	write_unlock(&rw);
	assert_int_equal(rw.readers | rw.writer, 0);
	assert_no_bug();
}

static void rw_misuse(void **state)
{
	read_unlock(&rw);
	assert_bug(HOST_BUG_SAFETY, "not read-held by task 11");
	write_unlock(&rw);
	assert_bug(HOST_BUG_SAFETY, "not write-held by task 11");
	read_lock(&rw);
	AS(bob, read_unlock(&rw));
	assert_bug(HOST_BUG_SAFETY, "not read-held by task 12");
	write_lock(&rw);
	assert_bug(HOST_BUG_DEADLOCK, "for writing while held");
	read_unlock(&rw);
	write_lock(&rw);
	read_lock(&rw);
	assert_bug(HOST_BUG_DEADLOCK, "for reading while held for writing");
	write_lock(&rw);
	assert_bug(HOST_BUG_DEADLOCK, "for writing while held");
	AS(bob, write_unlock(&rw));
	assert_bug(HOST_BUG_SAFETY, "not write-held by task 12");
	write_unlock(&rw);
	assert_no_bug();
}

/* ------------------------------------------------------------ locks to sleep on */

static void kill_alice(void)
{
	sigaddset(&alice->pending.signal, SIGKILL);
	set_tsk_thread_flag(alice, TIF_SIGPENDING);
}

static void bob_leaves_mutex(const void *on, unsigned long long deadline)
{
	assert_ptr_equal(on, &mutex);
	assert_true(alice->__state & TASK_NORMAL);
	AS(bob, mutex_unlock(&mutex));
}

static void somebody_kills_alice(const void *on, unsigned long long deadline)
{
	kill_alice();
	assert_int_equal(wake_up_state(alice, TASK_WAKEKILL | TASK_INTERRUPTIBLE), 1);
}

static void signal_for_alice(const void *on, unsigned long long deadline)
{
	set_tsk_thread_flag(alice, TIF_SIGPENDING);
	if (!wake_up_state(alice, TASK_INTERRUPTIBLE))
		bob_leaves_mutex(on, deadline);
}

static void mutexes(void **state)
{
	mutex_lock(&mutex);
	assert_int_equal(alice_frame.nr_held, 1);
	assert_int_equal(alice_frame.spin_depth, 0);
	mutex_unlock(&mutex);
	assert_int_equal(mutex_lock_killable(&mutex), 0);
	mutex_unlock(&mutex);
	AS(bob, mutex_lock(&mutex));
	fake.on_block = bob_leaves_mutex;
	mutex_lock(&mutex);
	assert_int_equal(alice->__state, TASK_RUNNING);
	mutex_unlock(&mutex);
	AS(bob, mutex_lock(&mutex));
	fake.on_block = signal_for_alice;
	assert_int_equal(mutex_lock_killable(&mutex), 0);	/* no fatal one */
	mutex_unlock(&mutex);
	AS(bob, mutex_lock(&mutex));
	alice->tif = 0;
	assert_int_equal(mutex_lock_interruptible(&mutex), -EINTR);
	assert_int_equal(mutex_lock_interruptible(&mutex), -EINTR);	/* it is still there */
	alice->tif = 0;
	fake.on_block = somebody_kills_alice;
	assert_int_equal(mutex_lock_killable(&mutex), -EINTR);
	assert_int_equal(alice->__state, TASK_RUNNING);
	assert_int_equal(alice_frame.nr_held, 0);
	assert_no_bug();
}

static void mutex_misuse(void **state)
{
	mutex_unlock(&mutex);
	assert_bug(HOST_BUG_SAFETY, "free mutex released");
	mutex_lock(&mutex);
	mutex_lock(&mutex);
	assert_bug(HOST_BUG_DEADLOCK, "mutex taken again");
	AS(bob, mutex_unlock(&mutex));
	assert_bug(HOST_BUG_SAFETY, "mutex of another task released by task 12");
	mutex_unlock(&mutex);
	spin_lock(&spin);
	mutex_lock(&mutex);
	assert_bug(HOST_BUG_SAFETY, "task 11 sleeps under a spinlock taken in mutex_misuse");
	assert_ptr_equal(fake.obj, &spin);
	down_read(&sem);
	assert_bug(HOST_BUG_SAFETY, "sleeps under a spinlock");
	up_read(&sem);
	mutex_unlock(&mutex);
	spin_unlock(&spin);
	rcu_read_lock();
	down_write(&sem);
	assert_bug(HOST_BUG_SAFETY, "task 11 sleeps in an RCU read section");
	up_write(&sem);
	rcu_read_unlock();
	assert_no_bug();
}

static void bob_leaves_sem(const void *on, unsigned long long deadline)
{
	assert_ptr_equal(on, &sem);
	if (sem.readers)
		AS(bob, up_read(&sem));
	else
		AS(bob, up_write(&sem));
}

static void rwsems(void **state)
{
	down_read(&sem);
	AS(bob, down_read(&sem));
	up_read(&sem);
	fake.on_block = bob_leaves_sem;
	down_write(&sem);
	assert_int_equal(fake.blocks, 1);
	up_write(&sem);
	AS(bob, down_write(&sem));
	assert_int_equal(down_read_killable(&sem), 0);
	assert_int_equal(fake.blocks, 2);
	up_read(&sem);
	AS(bob, down_write(&sem));
	fake.on_block = somebody_kills_alice;
	assert_int_equal(down_read_killable(&sem), -EINTR);
	alice->tif = 0;
	sigemptyset(&alice->pending.signal);
	assert_int_equal(down_write_killable(&sem), -EINTR);
	assert_int_equal(alice_frame.nr_held, 0);
	set_tsk_thread_flag(alice, TIF_SIGPENDING);
	assert_int_equal(down_read_interruptible(&sem), -EINTR);
	AS(bob, up_write(&sem));
	assert_int_equal(down_read_interruptible(&sem), 0);
	up_read(&sem);
	assert_int_equal(sem.readers, 0);
	assert_no_bug();
}

static void rwsem_misuse(void **state)
{
	up_read(&sem);
	assert_bug(HOST_BUG_SAFETY, "rwsem released that is not read-held");
	up_write(&sem);
	assert_bug(HOST_BUG_SAFETY, "rwsem released that is not write-held");
	down_write(&sem);
	down_read(&sem);
	assert_bug(HOST_BUG_DEADLOCK, "rwsem taken again");
	up_write(&sem);
	down_read(&sem);
	down_write(&sem);
	assert_bug(HOST_BUG_DEADLOCK, "rwsem taken again");
	up_read(&sem);
	assert_no_bug();
}

/* a lock has its point before it acts, a release behind that */
static u32 owner_at_point;
static enum host_op op_at_point;

static void look_at_spin(enum host_op op, const void *obj)
{
	owner_at_point = spin.owner;
	op_at_point = op;
	assert_ptr_equal(obj, &spin);
}

static void points(void **state)
{
	model_cpu.preempt = 1;
	fake.on_point = look_at_spin;
	spin_lock(&spin);
	assert_int_equal(owner_at_point, 0);
	assert_int_equal(op_at_point, HOST_OP_LOCK);
	spin_unlock(&spin);
	assert_int_equal(owner_at_point, 0);	/* released already: others may take it */
	assert_int_equal(op_at_point, HOST_OP_UNLOCK);
	assert_int_equal(fake.points, 2);
}

#define T(f) cmocka_unit_test_setup_teardown(f, lock_setup, fake_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(spin_held), T(spin_contended), T(spin_misuse), T(many_locks), T(freed_locks),
		T(rw_held), T(rw_contended), T(rw_misuse), T(mutexes), T(mutex_misuse), T(rwsems),
		T(rwsem_misuse), T(points),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
