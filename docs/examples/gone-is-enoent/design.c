// SPDX-License-Identifier: GPL-2.0-only
/*
 * The example of docs/writing-a-design.md: pidfd_send_signal() on an open /proc/<pid>, which says ENOENT
 * instead of ESRCH when the process is gone.
 */
#include <linux/design.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/pidfd.h>
#include <linux/proc_fs.h>
#include <linux/sched/signal.h>
#include <linux/syscalls.h>

SYSCALL_DEFINE4(pidfd_send_signal, int, pidfd, int, sig, siginfo_t __user *, info,
		unsigned int, flags)
{
	struct pid *pid;
	struct fd f;
	int ret;

	if (flags)
		return -EINVAL;
	f = fdget_raw(pidfd);
	if (fd_empty(f))
		return -EBADF;
	pid = tgid_pidfd_to_pid(fd_file(f));
	ret = IS_ERR(pid) ? PTR_ERR(pid) : pidfd_signal_pid(pid, sig, info, PIDTYPE_TGID);
	if (ret == -ESRCH)
		ret = -ENOENT;
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
	.name = "gone-is-enoent",
	.origin = "docs/writing-a-design.md",
	.summary = "a handle of a reaped process gives ENOENT",
	.releases = { LINUX(5, 1), LINUX(5, 1) },
	.features = features,
	.habits = habits,
};
