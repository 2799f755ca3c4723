// SPDX-License-Identifier: GPL-2.0-only
/*
 * Broken on purpose, in every way that the judges of safety know: one call for each.
 */
#include <linux/design.h>
#include <linux/errno.h>
#include <linux/file.h>
#include <linux/mutex.h>
#include <linux/pid.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/syscalls.h>

static DEFINE_SPINLOCK(lock);
static DEFINE_SPINLOCK(other);
static DEFINE_RWLOCK(rw);
static DEFINE_MUTEX(mutex);
static DECLARE_RWSEM(sem);

static long sleep_a_bit(void)
{
	__set_current_state(TASK_UNINTERRUPTIBLE);
	schedule_timeout_ns(1000);
	return 0;
}

SYSCALL_DEFINE0(keep_spinlock)
{
	spin_lock(&lock);
	return 0;
}

SYSCALL_DEFINE0(keep_two)
{
	spin_lock(&lock);
	spin_lock(&other);
	spin_unlock(&lock);
	return 0;
}

SYSCALL_DEFINE0(keep_mutex)
{
	mutex_lock(&mutex);
	return 0;
}

/* dies with it, and never comes to the return */
SYSCALL_DEFINE0(keep_and_die)
{
	write_lock(&rw);
	send_sig(SIGKILL, current, 1);
	return 0;
}

SYSCALL_DEFINE0(keep_rcu)
{
	rcu_read_lock();
	return 0;
}

SYSCALL_DEFINE0(unlock_rcu)
{
	rcu_read_unlock();
	return 0;
}

SYSCALL_DEFINE0(sleep_locked)
{
	read_lock(&rw);
	sleep_a_bit();
	read_unlock(&rw);
	return 0;
}

SYSCALL_DEFINE0(sleep_rcu)
{
	rcu_read_lock();
	sleep_a_bit();
	rcu_read_unlock();
	return 0;
}

SYSCALL_DEFINE0(mutex_locked)
{
	spin_lock(&lock);
	mutex_lock(&mutex);
	mutex_unlock(&mutex);
	spin_unlock(&lock);
	return 0;
}

SYSCALL_DEFINE0(lock_twice)
{
	spin_lock(&lock);
	spin_lock(&lock);
	spin_unlock(&lock);
	return 0;
}

SYSCALL_DEFINE0(down_twice)
{
	down_write(&sem);
	down_read(&sem);
	up_write(&sem);
	return 0;
}

SYSCALL_DEFINE0(unlock_free)
{
	spin_unlock(&lock);
	return 0;
}

SYSCALL_DEFINE0(raw_error)
{
	return -ERESTARTSYS;
}

SYSCALL_DEFINE0(raw_ioctl_error)
{
	return -ENOIOCTLCMD;
}

SYSCALL_DEFINE0(half_asleep)
{
	set_current_state(TASK_INTERRUPTIBLE);
	return 0;
}

SYSCALL_DEFINE0(free_twice)
{
	void *p = kmalloc(32, GFP_KERNEL);

	kfree(p);
	kfree(p);
	return 0;
}

SYSCALL_DEFINE0(write_freed)
{
	char *p = kmalloc(32, GFP_KERNEL);

	kfree(p);
	p[3] = 0;
	return 0;
}

SYSCALL_DEFINE0(read_freed)
{
	int **p = kzalloc(32, GFP_KERNEL);

	kfree(p);
	return *p[0];
}

SYSCALL_DEFINE0(lose_memory)
{
	return kmalloc(32, GFP_KERNEL) ? 0 : -ENOMEM;
}

SYSCALL_DEFINE0(put_too_much)
{
	struct pid *pid = get_task_pid(current, PIDTYPE_PID);

	put_pid(pid);
	put_pid(pid);
	put_pid(pid);
	return 0;
}

SYSCALL_DEFINE0(bug)
{
	BUG();
	return 0;
}

SYSCALL_DEFINE0(warn)
{
	return WARN_ON(current) ? -EINVAL : 0;
}

static const char *const features[] = { NULL };
static const struct design_habit habits[] = { { NULL, NULL } };

DESIGN_EXPORT const struct design pid_design = {
	DESIGN_COMMON,
	.name = "wrong-manners",
	.origin = "broken on purpose",
	.summary = "a call for each fault that the judges of safety know",
	.releases = { LINUX(4, 20), LINUX(6, 18) },
	.features = features,
	.habits = habits,
};
