// SPDX-License-Identifier: GPL-2.0-only
/*
 * Signalling through a handle: what the designs have in common.
 */
#include <linux/pid_namespace.h>
#include <linux/pidfd.h>
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
