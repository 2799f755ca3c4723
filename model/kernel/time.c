// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sleeping for a time and giving way; mirrors kernel/time/hrtimer.c and
 * kernel/time/posix-timers.c. Time is virtual.
 */
#include <linux/errno.h>
#include <linux/resource.h>
#include <linux/sched.h>
#include <linux/syscalls.h>

#define NSEC_PER_SEC		1000000000UL
#define KTIME_SEC_MAX		9223372036L
#define TIMER_ABSTIME		1
#define CLOCK_REALTIME		0
#define CLOCK_MONOTONIC		1
#define CLOCK_MONOTONIC_RAW	4
#define CLOCK_MONOTONIC_COARSE	6
#define CLOCK_BOOTTIME		7
#define CLOCK_TAI		11

static bool timespec64_valid(const struct timespec *ts)
{
	return ts->tv_sec >= 0 && (unsigned long)ts->tv_nsec < NSEC_PER_SEC;
}

static u64 timespec64_to_ktime(const struct timespec *ts)
{
	if (ts->tv_sec >= KTIME_SEC_MAX)
		return LONG_MAX;
	return (u64)ts->tv_sec * NSEC_PER_SEC + (u64)ts->tv_nsec;
}

/* Sleep until @expires: 0, or 1 if a signal came before. Mirrors do_nanosleep(). */
static int do_nanosleep(u64 expires)
{
	u64 now;

	set_current_state(TASK_INTERRUPTIBLE);
	now = ktime_get_ns();
	if (now < expires)
		schedule_timeout_ns(expires - now);
	__set_current_state(TASK_RUNNING);
	return ktime_get_ns() < expires;
}

/* what is left goes to user space, if it wants to know */
static long nanosleep_interrupted(u64 expires, struct timespec __user *rmtp)
{
	struct timespec rem;
	u64 now = ktime_get_ns();

	if (!rmtp)
		return -ERESTART_RESTARTBLOCK;
	if (now >= expires)
		return 0;
	rem.tv_sec = (long)((expires - now) / NSEC_PER_SEC);
	rem.tv_nsec = (long)((expires - now) % NSEC_PER_SEC);
	return copy_to_user(rmtp, &rem, sizeof(rem)) ? -EFAULT : -ERESTART_RESTARTBLOCK;
}

/* mirrors kernel/time/hrtimer.c:hrtimer_nanosleep_restart */
static long hrtimer_nanosleep_restart(struct restart_block *restart)
{
	if (!do_nanosleep(restart->arg[0]))
		return 0;
	return nanosleep_interrupted(restart->arg[0], (struct timespec *)restart->arg[1]);
}

/* mirrors kernel/time/hrtimer.c:hrtimer_nanosleep */
static long hrtimer_nanosleep(u64 expires, bool absolute, struct timespec __user *rmtp)
{
	struct restart_block *restart = &current->restart_block;

	if (!do_nanosleep(expires))
		return 0;
	/* an absolute sleep is simply made again */
	if (absolute)
		return -ERESTARTNOHAND;
	restart->fn = hrtimer_nanosleep_restart;
	restart->arg[0] = expires;
	restart->arg[1] = (unsigned long)rmtp;
	return nanosleep_interrupted(expires, rmtp);
}

static u64 expires_in(u64 ns)
{
	u64 now = ktime_get_ns();

	return ns > LONG_MAX - now ? LONG_MAX : now + ns;
}

SYSCALL_DEFINE2(nanosleep, struct timespec __user *, rqtp, struct timespec __user *, rmtp)
{
	struct timespec ts;

	if (copy_from_user(&ts, rqtp, sizeof(ts)))
		return -EFAULT;
	if (!timespec64_valid(&ts))
		return -EINVAL;
	return hrtimer_nanosleep(expires_in(timespec64_to_ktime(&ts)), false, rmtp);
}

/* All clocks tell the same virtual time; those of CPU time are not modelled. */
SYSCALL_DEFINE4(clock_nanosleep, int, which_clock, int, flags,
		const struct timespec __user *, rqtp, struct timespec __user *, rmtp)
{
	bool absolute = (flags & TIMER_ABSTIME) != 0;
	struct timespec ts;
	u64 ns;

	switch (which_clock) {
	case CLOCK_REALTIME:
	case CLOCK_MONOTONIC:
	case CLOCK_BOOTTIME:
	case CLOCK_TAI:
		break;
	default:
		return which_clock >= CLOCK_MONOTONIC_RAW && which_clock <= CLOCK_MONOTONIC_COARSE ?
		       -EOPNOTSUPP : -EINVAL;
	}
	if (copy_from_user(&ts, rqtp, sizeof(ts)))
		return -EFAULT;
	if (!timespec64_valid(&ts))
		return -EINVAL;
	ns = timespec64_to_ktime(&ts);
	return hrtimer_nanosleep(absolute ? ns : expires_in(ns), absolute, absolute ? NULL : rmtp);
}

/* mirrors kernel/sched/syscalls.c:sched_yield: any other task may run at the points of the call */
SYSCALL_DEFINE0(sched_yield)
{
	return 0;
}
