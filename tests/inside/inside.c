// SPDX-License-Identifier: GPL-2.0-only
/*
 * A design with one call, inside(what, a, b), that reaches those functions of the
 * kernel about signals which no system call of the model core uses.
 */
#include <linux/design.h>
#include <linux/pid.h>
#include <linux/syscalls.h>

enum { FORCE, FORCE_FATAL, FORCE_EXIT, FLUSH, KILL_PGRP, SEND_SIG, GROUP, LOOK, LOOK_WAKE, MASK };

/* to the task @nr, as a member of its process: siginfo of a timer */
static long send_to_group(int nr, int sig)
{
	struct kernel_siginfo info;
	struct task_struct *p;
	long ret = -ESRCH;

	clear_siginfo(&info);
	info.si_signo = sig;
	info.si_code = SI_TIMER;
	rcu_read_lock();
	p = find_task_by_vpid(nr);
	if (p)
		ret = group_send_sig_info(sig, &info, p, PIDTYPE_TGID);
	rcu_read_unlock();
	return ret;
}

static long inside_mask(int how, unsigned long set)
{
	sigset_t new = { { set } }, old;
	int ret = sigprocmask(how, &new, &old);

	return ret ? ret : (long)old.sig[0];
}

SYSCALL_DEFINE3(inside, int, what, long, a, long, b)
{
	struct task_struct *p;

	switch (what) {
	case FORCE:
		force_sig((int)a);
		return 0;
	case FORCE_FATAL:
		force_fatal_sig((int)a);
		return 0;
	case FORCE_EXIT:
		force_exit_sig((int)a);
		return 0;
	case FLUSH:
		flush_signals(current);
		return 0;
	case KILL_PGRP:
		return kill_pgrp(find_vpid((int)a), (int)b, 1);
	case SEND_SIG:
		p = find_task_by_vpid((int)a);
		return p ? send_sig((int)b, p, 0) : -ESRCH;
	case GROUP:
		return send_to_group((int)a, (int)b);
	case LOOK:
		calculate_sigpending();
		return signal_pending(current);
	case LOOK_WAKE:
		spin_lock(&current->sighand->siglock);
		recalc_sigpending_and_wake(current);
		spin_unlock(&current->sighand->siglock);
		return signal_pending(current);
	case MASK:
		return inside_mask((int)a, (unsigned long)b);
	}
	return -EINVAL;
}

static const char *const features[] = { NULL };
static const struct design_habit habits[] = { { NULL, NULL } };

DESIGN_EXPORT const struct design pid_design = {
	DESIGN_COMMON,
	.name = "inside",
	.origin = "tests",
	.summary = "calls what only the kernel itself calls",
	.releases = { LINUX(4, 20), LINUX(6, 18) },
	.features = features,
	.habits = habits,
};
