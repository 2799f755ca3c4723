// SPDX-License-Identifier: GPL-2.0-only
/*
 * Broken on purpose: pidfd_send_signal() takes the number out of the handle and
 * looks it up again, so that a recycled number leads to another process.
 */
#include <linux/design.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/proc_fs.h>
#include <linux/sched/signal.h>
#include <linux/syscalls.h>

static int send_to_number(struct pid *pid, int sig)
{
	kernel_siginfo_t info;

	prepare_kill_siginfo(sig, &info, PIDTYPE_TGID);
	return kill_proc_info(sig, &info, pid_vnr(pid));	/* the fault */
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
	ret = IS_ERR(pid) ? PTR_ERR(pid) : send_to_number(pid, sig);
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
	.name = "wrong-number",
	.origin = "broken on purpose, after send-signal",
	.summary = "looks the number up again instead of using the struct pid of the handle",
	.releases = { LINUX(5, 1), LINUX(5, 1) },
	.features = features,
	.habits = habits,
};
