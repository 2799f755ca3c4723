// SPDX-License-Identifier: GPL-2.0-only
/*
 * Resource limits. Mirrors that part of kernel/sys.c. Of the limits NOFILE,
 * NPROC and SIGPENDING have an effect here.
 */
#include <linux/capability.h>
#include <linux/sched.h>
#include <linux/syscalls.h>
#include <linux/user_namespace.h>

/* fs.nr_open as it is by default */
#define NR_OPEN_MAX (1024 * 1024)

/*
 * Read the old and set the new limit of @tsk, which is counted. Mirrors
 * kernel/sys.c:do_prlimit, in its order.
 */
static int do_prlimit(struct task_struct *tsk, unsigned int resource,
		      const struct rlimit *new_rlim, struct rlimit *old_rlim)
{
	struct rlimit *rlim;
	int retval = 0;

	if (resource >= RLIM_NLIMITS)
		return -EINVAL;
	if (new_rlim) {
		if (new_rlim->rlim_cur > new_rlim->rlim_max)
			return -EINVAL;
		if (resource == RLIMIT_NOFILE && new_rlim->rlim_max > NR_OPEN_MAX)
			return -EPERM;
	}
	rlim = tsk->signal->rlim + resource;
	task_lock(tsk->group_leader);
	/* only the machine's administrator may raise a hard limit, not that of a user namespace */
	if (new_rlim && new_rlim->rlim_max > rlim->rlim_max && !capable(CAP_SYS_RESOURCE))
		retval = -EPERM;
	if (!retval) {
		if (old_rlim)
			*old_rlim = *rlim;
		if (new_rlim)
			*rlim = *new_rlim;
	}
	task_unlock(tsk->group_leader);
	return retval;
}

/* Mirrors kernel/sys.c:check_prlimit_permission. RCU held. */
static int check_prlimit_permission(struct task_struct *task)
{
	const struct cred *cred = current_cred(), *tcred;

	if (current == task)
		return 0;
	tcred = __task_cred(task);
	if (uid_eq(cred->uid, tcred->euid) && uid_eq(cred->uid, tcred->suid) &&
	    uid_eq(cred->uid, tcred->uid) && gid_eq(cred->gid, tcred->egid) &&
	    gid_eq(cred->gid, tcred->sgid) && gid_eq(cred->gid, tcred->gid))
		return 0;
	return ns_capable(tcred->user_ns, CAP_SYS_RESOURCE) ? 0 : -EPERM;
}

/** prlimit64(2): EFAULT, ESRCH, EPERM, then what do_prlimit() says */
SYSCALL_DEFINE4(prlimit64, pid_t, pid, unsigned int, resource,
		const struct rlimit64 __user *, new_rlim, struct rlimit64 __user *, old_rlim)
{
	struct rlimit old, new;
	struct rlimit64 buf;
	struct task_struct *tsk;
	bool foreign;
	int ret;

	if (new_rlim) {
		if (copy_from_user(&buf, new_rlim, sizeof(buf)))
			return -EFAULT;
		new.rlim_cur = buf.rlim_cur;
		new.rlim_max = buf.rlim_max;
	}
	rcu_read_lock();
	tsk = pid ? find_task_by_vpid(pid) : current;
	ret = tsk ? check_prlimit_permission(tsk) : -ESRCH;
	if (ret) {
		rcu_read_unlock();
		return ret;
	}
	get_task_struct(tsk);
	rcu_read_unlock();

	/* since 6.18 a process that is released in between is not changed any more */
	foreign = kernel_release(6, 18) && !same_thread_group(tsk, current);
	if (foreign) {
		read_lock(&tasklist_lock);
		if (!pid_alive(tsk))
			ret = -ESRCH;
	}
	if (!ret)
		ret = do_prlimit(tsk, resource, new_rlim ? &new : NULL, old_rlim ? &old : NULL);
	if (foreign)
		read_unlock(&tasklist_lock);
	if (!ret && old_rlim) {
		buf.rlim_cur = old.rlim_cur;
		buf.rlim_max = old.rlim_max;
		if (copy_to_user(old_rlim, &buf, sizeof(buf)))
			ret = -EFAULT;
	}
	put_task_struct(tsk);
	return ret;
}

/** getrlimit(2) */
SYSCALL_DEFINE2(getrlimit, unsigned int, resource, struct rlimit __user *, rlim)
{
	struct rlimit value;
	int ret = do_prlimit(current, resource, NULL, &value);

	if (!ret && copy_to_user(rlim, &value, sizeof(*rlim)))
		ret = -EFAULT;
	return ret;
}

/** setrlimit(2) */
SYSCALL_DEFINE2(setrlimit, unsigned int, resource, struct rlimit __user *, rlim)
{
	struct rlimit new;

	if (copy_from_user(&new, rlim, sizeof(*rlim)))
		return -EFAULT;
	return do_prlimit(current, resource, &new, NULL);
}
