// SPDX-License-Identifier: GPL-2.0-only
/*
 * process_mrelease(2), the way by which whoever has killed a process gets its memory before the
 * process has come to its end. There is no memory to give back here: what is left is whom it
 * takes, and what it answers. Mirrors mm/oom_kill.c.
 */
#include <linux/err.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/syscalls.h>

/*
 * Mirrors kernel/pid.c:pidfd_get_task. A design that has handles for such calls brings its own;
 * for the model no descriptor is one.
 */
struct task_struct *pidfd_get_task(int pidfd, unsigned int *flags)
{
	return ERR_PTR(-EBADF);
}

/* Mirrors mm/oom_kill.c:__task_will_free_mem. */
static bool is_dying(struct task_struct *p)
{
	return (p->signal->flags & SIGNAL_GROUP_EXIT) ||
	       (thread_group_empty(p) && (p->flags & PF_EXITING));
}

/* The address space of the process of @p: of any thread that has not left it yet. RCU. */
static struct mm_struct *process_mm(struct task_struct *p)
{
	struct task_struct *t;

	for_each_thread(p, t) {
		if (t->mm)
			return t->mm;
	}
	return NULL;
}

/* Mirrors mm/oom_kill.c:task_will_free_mem: all that share the memory must be dying. RCU. */
static bool will_free(struct task_struct *task, const struct mm_struct *mm)
{
	struct task_struct *p;

	if (!is_dying(task))
		return false;
	for_each_process(p) {
		if (process_mm(p) == mm && !is_dying(p))
			return false;
	}
	return true;
}

/* Mirrors mm/oom_kill.c:process_mrelease, since 5.15. */
SYSCALL_DEFINE2(process_mrelease, int, pidfd, unsigned int, flags)
{
	struct task_struct *task;
	struct mm_struct *mm;
	unsigned int f_flags;
	long ret;

	if (!kernel_release(5, 15))
		return -ENOSYS;
	if (flags)
		return -EINVAL;
	task = pidfd_get_task(pidfd, &f_flags);
	if (IS_ERR(task))
		return PTR_ERR(task);
	rcu_read_lock();
	mm = process_mm(task);
	if (!mm)
		ret = -ESRCH;
	else
		ret = will_free(task, mm) ? 0 : -EINVAL;
	rcu_read_unlock();
	put_task_struct(task);
	return ret;
}
