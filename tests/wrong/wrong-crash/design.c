// SPDX-License-Identifier: GPL-2.0-only
/*
 * Broken on purpose: the file of a handle is used before it is looked at.
 */
#include <linux/design.h>
#include <linux/fs.h>
#include <linux/proc_fs.h>
#include <linux/sched/signal.h>
#include <linux/syscalls.h>

static struct file *nowhere;

static noinline long wrong_use(struct file *handle)
{
	return READ_ONCE(handle->f_flags);	/* the fault */
}

SYSCALL_DEFINE2(wrong_signal, int, fd, int, sig)
{
	return wrong_use(READ_ONCE(nowhere));
}

static const char *const features[] = { "proc-handle", NULL };

static const struct design_habit habits[] = {
	{ "sim_open", "open(\"/proc/$1\", O_RDONLY|O_DIRECTORY|O_CLOEXEC)" },
	{ "sim_signal", "wrong_signal($1, $2)" },
	{ NULL, NULL }
};

DESIGN_EXPORT const struct design pid_design = {
	DESIGN_COMMON,
	.name = "wrong-crash",
	.origin = "broken on purpose",
	.summary = "follows a null pointer",
	.releases = { LINUX(5, 1), LINUX(5, 1) },
	.features = features,
	.habits = habits,
};
