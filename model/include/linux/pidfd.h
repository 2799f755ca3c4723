/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * custom: what several generations of handles have in common when they signal. In the kernel
 * these are static functions of kernel/signal.c, which a patch brings with it.
 */
#ifndef _LINUX_PIDFD_H
#define _LINUX_PIDFD_H

#include <linux/pid.h>
#include <linux/signal.h>

/* true: @pid's own namespace, or one above it, is the caller's active one */
bool access_pidfd_pidns(struct pid *pid);

/*
 * What the receiver shall see. @info NULL: as kill(2), or as tkill(2) if @type is PIDTYPE_PID. Else what
 * the caller says: -EFAULT, -EINVAL (it is about another signal), -EPERM (it pretends to
 * be the kernel's, or tkill's, and is for somebody else). As in the first kernels that had the
 * call, SI_USER for somebody else is replaced by the truth.
 */
int pidfd_kill_siginfo(kernel_siginfo_t *kinfo, int sig, const siginfo_t __user *info,
		       struct pid *pid, enum pid_type type);

#endif
