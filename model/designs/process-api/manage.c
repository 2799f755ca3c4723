// SPDX-License-Identifier: GPL-2.0-only
/*
 * PROC_SIGNAL and PROC_WAIT.
 */
#include <linux/pidfd.h>
#include <linux/sched/signal.h>
#include <linux/syscalls.h>
#include <linux/user_namespace.h>

#include "internal.h"

#define NSEC_PER_MSEC 1000000L

/**
 * process_send_signal - as kill(2) does, but to @pid itself
 *
 * Return: 0; -EINVAL: no signal, or the caller's pid namespace is not the process' nor above it;
 * -EPERM, -ESRCH.
 */
int process_send_signal(struct pid *pid, int sig)
{
	return pidfd_signal_pid(pid, sig, NULL, PIDTYPE_TGID);
}

/* 0: it has exited; else -ETIMEDOUT, -EINTR, -ERESTARTSYS. @timeout in ms, < 0: none */
static int wait_for_exit(struct process_context *ctx, s64 timeout)
{
	u64 now = ktime_get_ns(), end = U64_MAX;
	int ret = 0;

	DEFINE_WAIT(wait);

	if (timeout >= 0 && (u64)timeout < (U64_MAX - now) / NSEC_PER_MSEC)
		end = now + (u64)timeout * NSEC_PER_MSEC;
	for (;;) {
		prepare_to_wait(&ctx->wqh, &wait, TASK_INTERRUPTIBLE);
		if (process_exited(ctx))
			break;
		now = ktime_get_ns();
		if (end <= now)
			ret = -ETIMEDOUT;
		else if (signal_pending(current))
			ret = end == U64_MAX ? -ERESTARTSYS : -EINTR;
		if (ret)
			break;
		if (end == U64_MAX)
			schedule();
		else
			schedule_timeout_ns(end - now);
	}
	finish_wait(&ctx->wqh, &wait);
	return ret;
}

/*
 * Whose child it is reaps it, as waitid(2) would; whoever else waits, and who comes later, only
 * looks: do_wait() finds no child of theirs.
 */
static void reap(struct pid *pid)
{
	struct wait_opts wo = {
		.wo_type = PIDTYPE_PID,
		.wo_pid = pid,
		.wo_flags = WEXITED | WNOHANG | __WALL,
	};

	(void)do_wait(&wo);
}

static void tell_exit(struct process_context *ctx, struct pid *pid, kernel_siginfo_t *info)
{
	kuid_t uid;
	int code = process_exit_code(ctx, pid, &uid);

	clear_siginfo(info);
	info->si_signo = SIGCHLD;
	info->si_pid = pid_vnr(pid);
	info->si_uid = from_kuid_munged(current_user_ns(), uid);
	if (code & 0x7f) {
		info->si_code = code & 0x80 ? CLD_DUMPED : CLD_KILLED;
		info->si_status = code & 0x7f;
	} else {
		info->si_code = CLD_EXITED;
		info->si_status = code >> 8;
	}
}

static long process_wait(struct process_context *ctx, struct pid *pid,
			 struct process_wait __user *arg)
{
	kernel_siginfo_t info;
	s64 timeout = -1;
	int ret;

	if (arg && get_user(timeout, &arg->timeout))
		return -EFAULT;
	if (pid == task_tgid(current))
		return -EDEADLK;
	ret = wait_for_exit(ctx, timeout);
	if (ret)
		return ret;
	tell_exit(ctx, pid, &info);
	if (arg && copy_siginfo_to_user(&arg->info, &info))
		return -EFAULT;
	reap(pid);
	return 0;
}

/** process_do_manage - the commands of process_manage(2); -ENOTTY: another one */
long process_do_manage(struct process_context *ctx, unsigned int cmd, unsigned long arg)
{
	struct pid *pid = process_started(ctx);

	if (cmd != PROC_SIGNAL && cmd != PROC_WAIT)
		return -ENOTTY;
	if (!pid)
		return -ESRCH;
	if (cmd == PROC_WAIT)
		return process_wait(ctx, pid, (struct process_wait __user *)arg);
	return arg > _NSIG ? -EINVAL : process_send_signal(pid, (int)arg);
}
