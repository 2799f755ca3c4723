// SPDX-License-Identifier: GPL-2.0-only
/*
 * Broken on purpose: pidfd_send_signal() looks for the task outside of RCU and
 * takes no reference, so that the task may be gone when the signal is sent.
 */
#include <linux/design.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/proc_fs.h>
#include <linux/sched/signal.h>
#include <linux/syscalls.h>

static int send_to_task(struct pid *pid, int sig)
{
	struct task_struct *task = pid_task(pid, PIDTYPE_TGID);	/* the fault */
	kernel_siginfo_t info;

	if (!task)
		return -ESRCH;
	prepare_kill_siginfo(sig, &info, PIDTYPE_TGID);
	return group_send_sig_info(sig, &info, task, PIDTYPE_TGID);
}

SYSCALL_DEFINE4(pidfd_send_signal, int, pidfd, int, sig, siginfo_t __user *, info,
		unsigned int, flags)
{
	struct pid *pid;
	struct fd f;
	int ret;

	if (flags || info)
		return -EINVAL;
	f = fdget_raw(pidfd);
	if (fd_empty(f))
		return -EBADF;
	pid = tgid_pidfd_to_pid(fd_file(f));
	ret = IS_ERR(pid) ? PTR_ERR(pid) : send_to_task(pid, sig);
	fdput(f);
	return ret;
}

static const char *const features[] = { "proc-handle", NULL };

static const struct design_habit habits[] = {
	{ "sim_open", "open(\"/proc/$1\", O_RDONLY|O_DIRECTORY|O_CLOEXEC)" },
	{ "sim_signal", "pidfd_send_signal($1, $2, NULL, 0)" },
	{ NULL, NULL }
};

DESIGN_EXPORT const struct design pid_design = {
	DESIGN_COMMON,
	.name = "wrong-unlocked",
	.origin = "broken on purpose, after send-signal",
	.summary = "looks for the task outside of RCU, and uses it afterwards",
	.releases = { LINUX(5, 1), LINUX(5, 1) },
	.features = features,
	.habits = habits,
};
