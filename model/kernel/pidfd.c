// SPDX-License-Identifier: GPL-2.0-only
/*
 * Handles: what the designs have in common.
 */
#include <linux/fs.h>
#include <linux/pid_namespace.h>
#include <linux/pidfd.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>

/* Mirrors kernel/signal.c:access_pidfd_pidns. */
bool access_pidfd_pidns(struct pid *pid)
{
	struct pid_namespace *active = task_active_pid_ns(current), *ns;

	for (ns = ns_of_pid(pid); ns; ns = ns->parent) {
		if (ns == active)
			return true;
	}
	return false;
}

/* Mirrors the part of kernel/signal.c:pidfd_send_signal that deals with info, as of Linux 5.1. */
int pidfd_kill_siginfo(kernel_siginfo_t *kinfo, int sig, const siginfo_t __user *info,
		       struct pid *pid, enum pid_type type)
{
	int ret;

	if (!info) {
		prepare_kill_siginfo(sig, kinfo, type);
		return 0;
	}
	ret = copy_siginfo_from_user(kinfo, info);
	if (unlikely(ret))
		return ret;
	if (unlikely(kinfo->si_signo != sig))
		return -EINVAL;
	if (task_pid(current) == pid || (kinfo->si_code < 0 && kinfo->si_code != SI_TKILL))
		return 0;
	if (kinfo->si_code != SI_USER)
		return -EPERM;
	prepare_kill_siginfo(sig, kinfo, type);
	return 0;
}

int pidfd_signal_pid(struct pid *pid, int sig, const siginfo_t __user *info, enum pid_type type)
{
	kernel_siginfo_t kinfo;
	int ret;

	if (!access_pidfd_pidns(pid))
		return -EINVAL;
	ret = pidfd_kill_siginfo(&kinfo, sig, info, pid, type);
	return ret ? ret : kill_pid_info_type(sig, &kinfo, pid, type);
}

/*
 * A leader that is being reaped loses its link as a task first, then that as a process: under
 * tasklist_lock it has both, or none.
 */
bool pidfd_is_thread(struct pid *pid)
{
	bool thread;

	read_lock(&tasklist_lock);
	thread = pid_has_task(pid, PIDTYPE_PID) && !pid_has_task(pid, PIDTYPE_TGID);
	read_unlock(&tasklist_lock);
	return thread;
}

/* Mirrors fs/pidfs.c:pidfd_poll, as it was when it came (5.3): level-triggered, one event. */
__poll_t pidfd_poll_exit(struct file *file, struct pid *pid, struct poll_table_struct *pt)
{
	poll_wait(file, &pid->wait_pidfd, pt);
	/* true for a zombie whose threads are all gone, and for who has been reaped */
	return thread_group_exited(pid) ? EPOLLIN | EPOLLRDNORM : 0;
}

int pidfd_wait_exit(struct pid *pid, unsigned int f_flags)
{
	if (thread_group_exited(pid))
		return 0;
	if (f_flags & O_NONBLOCK)
		return -EAGAIN;
	/* exit_state is set before the wake-up of do_notify_pidfd(): none is lost */
	return wait_event_interruptible(pid->wait_pidfd, thread_group_exited(pid));
}

void pidfd_exit_of(const struct task_struct *leader, struct pidfd_exit *how)
{
	int code = leader->signal->flags & SIGNAL_GROUP_EXIT ? leader->signal->group_exit_code :
							       leader->exit_code;

	if (code & 0x7f) {
		how->code = code & 0x80 ? CLD_DUMPED : CLD_KILLED;
		how->status = code & 0x7f;
	} else {
		how->code = CLD_EXITED;
		how->status = code >> 8;
	}
}

void handle_exec(struct task_struct *me, bool secure)
{
}

void handle_creds(struct task_struct *me, const struct cred *new)
{
}
