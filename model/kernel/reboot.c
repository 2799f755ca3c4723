// SPDX-License-Identifier: GPL-2.0-only
/*
 * reboot(2). Mirrors kernel/reboot.c; inside a pid namespace it ends that
 * namespace's init (kernel/pid_namespace.c), which is all that is modelled.
 */
#include <linux/capability.h>
#include <linux/pid_namespace.h>
#include <linux/sched.h>
#include <linux/syscalls.h>
#include <linux/user_namespace.h>
#include <uapi/linux/reboot.h>

static bool reboot_magic_valid(int magic1, int magic2)
{
	if (magic1 != (int)LINUX_REBOOT_MAGIC1)
		return false;
	switch (magic2) {
	case LINUX_REBOOT_MAGIC2:
	case LINUX_REBOOT_MAGIC2A:
	case LINUX_REBOOT_MAGIC2B:
	case LINUX_REBOOT_MAGIC2C:
		return true;
	}
	return false;
}

/**
 * reboot(2) - permission, magic numbers, then the namespace's init
 *
 * In the initial namespace, which stands for the machine, only Ctrl-Alt-Del can
 * be switched, which does nothing.
 */
SYSCALL_DEFINE4(reboot, int, magic1, int, magic2, unsigned int, cmd, void __user *, arg)
{
	struct pid_namespace *pid_ns = task_active_pid_ns(current);
	int ret;

	if (!ns_capable(pid_ns->user_ns, CAP_SYS_BOOT))
		return -EPERM;
	if (!reboot_magic_valid(magic1, magic2))
		return -EINVAL;
	ret = reboot_pid_ns(pid_ns, (int)cmd);
	if (ret)
		return ret;
	switch (cmd) {
	case LINUX_REBOOT_CMD_CAD_ON:
	case LINUX_REBOOT_CMD_CAD_OFF:
		return 0;
	case LINUX_REBOOT_CMD_RESTART:
	case LINUX_REBOOT_CMD_RESTART2:
	case LINUX_REBOOT_CMD_HALT:
	case LINUX_REBOOT_CMD_POWER_OFF:
		sim_bug(HOST_BUG_UNMODELLED, SIM_HERE, NULL, "reboot() of the whole world");
		return -EINVAL;
	}
	return -EINVAL;
}
