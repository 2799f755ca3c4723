// SPDX-License-Identifier: GPL-2.0-only
/*
 * Broken on purpose: signal 0 through a handle is waited for until it is another one.
 */
#include <linux/design.h>
#include <linux/fs.h>
#include <linux/proc_fs.h>
#include <linux/sched/signal.h>
#include <linux/syscalls.h>

static noinline void wrong_wait(int sig)
{
	while (!sig) barrier();		/* the fault; on one line, so that it has one place */
}

/* Others get their turn, and nothing is done. */
static noinline void wrong_wait_politely(int *sig)
{
	while (READ_ONCE(*sig) == 1) barrier();
}

SYSCALL_DEFINE2(wrong_signal, int, fd, int, sig)
{
	wrong_wait(sig);
	wrong_wait_politely(&sig);
	return 0;
}

static const char *const features[] = { "proc-handle", NULL };

static const struct design_habit habits[] = {
	{ "sim_open", "open(\"/proc/$1\", O_RDONLY|O_DIRECTORY|O_CLOEXEC)" },
	{ "sim_signal", "wrong_signal($1, $2)" },
	{ NULL, NULL }
};

DESIGN_EXPORT const struct design pid_design = {
	DESIGN_COMMON,
	.name = "wrong-loop",
	.origin = "broken on purpose",
	.summary = "a system call that does not end",
	.releases = { LINUX(5, 1), LINUX(5, 1) },
	.features = features,
	.habits = habits,
};
