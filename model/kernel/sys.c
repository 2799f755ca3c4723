// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who am I: pids, process groups and sessions. Mirrors kernel/sys.c; the
 * calls that change uids and gids are in sys_setid.c, prctl(2) is in prctl.c.
 */
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/sched.h>
#include <linux/syscalls.h>
#include <linux/user_namespace.h>

/** getpid(2): of the whole process, in the caller's own namespace */
SYSCALL_DEFINE0(getpid)
{
	return task_tgid_vnr(current);
}

/** gettid(2) */
SYSCALL_DEFINE0(gettid)
{
	return task_pid_vnr(current);
}

/** getppid(2): 0 if the parent is outside the caller's namespace */
SYSCALL_DEFINE0(getppid)
{
	return task_ppid_nr_ns(current, NULL);
}

SYSCALL_DEFINE0(getuid)
{
	return from_kuid_munged(current_user_ns(), current_uid());
}

SYSCALL_DEFINE0(geteuid)
{
	return from_kuid_munged(current_user_ns(), current_euid());
}

SYSCALL_DEFINE0(getgid)
{
	return from_kgid_munged(current_user_ns(), current_gid());
}

SYSCALL_DEFINE0(getegid)
{
	return from_kgid_munged(current_user_ns(), current_cred()->egid);
}

/*
 * Whose group setpgid() may set: the caller's own, or that of a child which
 * is in the caller's session and has not called execve(). tasklist_lock held.
 */
static int setpgid_allowed(struct task_struct *p, struct task_struct *group_leader)
{
	if (!p)
		return -ESRCH;
	if (!thread_group_leader(p))
		return -EINVAL;
	if (same_thread_group(p->real_parent, group_leader)) {
		if (task_session(p) != task_session(group_leader))
			return -EPERM;
		if (!(p->flags & PF_FORKNOEXEC))
			return -EACCES;
	} else if (p != group_leader) {
		return -ESRCH;
	}
	return p->signal->leader ? -EPERM : 0;
}

/**
 * setpgid(2) - mirrors kernel/sys.c:sys_setpgid, in its order
 *
 * A group other than @pid's own must exist, in the caller's session.
 */
SYSCALL_DEFINE2(setpgid, pid_t, pid, pid_t, pgid)
{
	struct task_struct *group_leader = current->group_leader, *p, *g;
	struct pid *pids[PIDTYPE_MAX] = { NULL };
	struct pid *pgrp;
	int err;

	if (!pid)
		pid = task_pid_vnr(group_leader);
	if (!pgid)
		pgid = pid;
	if (pgid < 0)
		return -EINVAL;
	rcu_read_lock();
	write_lock_irq(&tasklist_lock);
	p = find_task_by_vpid(pid);
	err = setpgid_allowed(p, group_leader);
	if (err)
		goto out;
	pgrp = task_pid(p);
	if (pgid != pid) {
		pgrp = find_vpid(pgid);
		g = pid_task(pgrp, PIDTYPE_PGID);
		err = -EPERM;
		if (!g || task_session(g) != task_session(group_leader))
			goto out;
	}
	if (task_pgrp(p) != pgrp)
		change_pid(pids, p, PIDTYPE_PGID, pgrp);
	err = 0;
out:
	write_unlock_irq(&tasklist_lock);
	rcu_read_unlock();
	free_pids(pids);
	return err;
}

/* The group or session of @pid, 0 for the caller's. Mirrors do_getpgid() and getsid(). */
static int do_getid(pid_t pid, enum pid_type type)
{
	struct task_struct *p = current;
	struct pid *id;
	int retval = -ESRCH;

	rcu_read_lock();
	if (pid)
		p = find_task_by_vpid(pid);
	if (p) {
		id = type == PIDTYPE_PGID ? task_pgrp(p) : task_session(p);
		if (id || !pid)
			retval = pid_vnr(id);
	}
	rcu_read_unlock();
	return retval;
}

/** getpgid(2): 0 for a group that the caller's namespace does not know; ESRCH */
SYSCALL_DEFINE1(getpgid, pid_t, pid)
{
	return do_getid(pid, PIDTYPE_PGID);
}

SYSCALL_DEFINE0(getpgrp)
{
	return do_getid(0, PIDTYPE_PGID);
}

/** getsid(2): as getpgid(2) */
SYSCALL_DEFINE1(getsid, pid_t, pid)
{
	return do_getid(pid, PIDTYPE_SID);
}

/* The caller's process leads a session and a group of its own. tasklist_lock held. */
static void set_special_pids(struct pid **pids, struct pid *pid)
{
	struct task_struct *curr = current->group_leader;

	if (task_session(curr) != pid)
		change_pid(pids, curr, PIDTYPE_SID, pid);
	if (task_pgrp(curr) != pid)
		change_pid(pids, curr, PIDTYPE_PGID, pid);
}

/**
 * setsid(2) - mirrors kernel/sys.c:ksys_setsid
 *
 * EPERM for a session leader, and as long as a group with the caller's number
 * has members, even if the caller is not one of them.
 */
SYSCALL_DEFINE0(setsid)
{
	struct task_struct *group_leader = current->group_leader;
	struct pid *sid = task_pid(group_leader);
	struct pid *pids[PIDTYPE_MAX] = { NULL };
	pid_t session = pid_vnr(sid);
	int err = -EPERM;

	write_lock_irq(&tasklist_lock);
	if (group_leader->signal->leader)
		goto out;
	if (pid_task(sid, PIDTYPE_PGID))
		goto out;
	group_leader->signal->leader = 1;
	set_special_pids(pids, sid);
	err = session;
out:
	write_unlock_irq(&tasklist_lock);
	free_pids(pids);
	return err;
}
