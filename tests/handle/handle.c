// SPDX-License-Identifier: GPL-2.0-only
/*
 * A design whose only handle is an open /proc/<pid>, taken by setns(): for what the model core
 * does with a handle there. No kernel ever did.
 */
#include <linux/design.h>
#include <linux/file.h>
#include <linux/nsproxy.h>
#include <linux/pid_namespace.h>
#include <linux/proc_fs.h>
#include <linux/syscalls.h>

static const char *const features[] = { NULL };
static const struct design_habit habits[] = { { NULL, NULL } };

struct pid *pidfd_pid(const struct file *file);
struct pid *pidfd_pid(const struct file *file)
{
	return tgid_pidfd_to_pid(file);
}

/* a descriptor of the pid namespace of @nr, as PIDFD_GET_PID_NAMESPACE gives one */
SYSCALL_DEFINE1(test_open_pidns, int, nr)
{
	struct task_struct *task = find_get_task_by_vpid(nr);
	struct ns_common *ns;

	if (!task)
		return -ESRCH;
	ns = pidns_get(task);
	put_task_struct(task);
	return ns ? open_namespace(ns) : -ESRCH;
}

DESIGN_EXPORT const struct design pid_design = {
	DESIGN_COMMON,
	.name = "handle",
	.origin = "none",
	.summary = "setns() takes an open /proc/<pid>",
	.releases = { LINUX(4, 20), LINUX(6, 18) },
	.features = features,
	.habits = habits,
};
