// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a siginfo holds, by signal number and si_code, and how it crosses to
 * user space. In the kernel all of this stands in kernel/signal.c.
 */
#include "signal.h"

struct si_layout {
	unsigned char limit;		/* the highest si_code of this signal's own */
	unsigned char layout;
};

/* The signals whose positive si_codes mean something of their own. */
static const struct si_layout own_codes[] = {
	[SIGILL] = { NSIGILL, SIL_FAULT },
	[SIGTRAP] = { NSIGTRAP, SIL_FAULT },
	[SIGBUS] = { NSIGBUS, SIL_FAULT },
	[SIGFPE] = { NSIGFPE, SIL_FAULT },
	[SIGSEGV] = { NSIGSEGV, SIL_FAULT },
	[SIGCHLD] = { NSIGCHLD, SIL_CHLD },
	[SIGPOLL] = { NSIGPOLL, SIL_POLL },
	[SIGSYS] = { NSIGSYS, SIL_SYS },
};

static const struct si_layout *own_layout(unsigned int sig)
{
	if (sig >= ARRAY_SIZE(own_codes) || !own_codes[sig].limit)
		return NULL;
	return &own_codes[sig];
}

/**
 * siginfo_layout - which fields of a siginfo are in use
 * @sig:	signal number
 * @si_code:	why it was sent
 *
 * mirrors kernel/signal.c:siginfo_layout(). Differs: the layouts of faults
 * (memory errors, bounds, protection keys) are one, as no task makes any.
 */
enum siginfo_layout siginfo_layout(unsigned int sig, int si_code)
{
	const struct si_layout *own = own_layout(sig);

	if (si_code > SI_USER && si_code < SI_KERNEL) {
		if (own && si_code <= own->limit)
			return own->layout;
		return si_code <= NSIGPOLL ? SIL_POLL : SIL_KILL;
	}
	if (si_code == SI_TIMER)
		return SIL_TIMER;
	if (si_code == SI_SIGIO)
		return SIL_POLL;
	return si_code < 0 ? SIL_RT : SIL_KILL;
}

/*
 * mirrors kernel/signal.c:known_siginfo_layout(). What is not known is handed
 * on with whatever user space put into it, so it must fit.
 */
static bool known_siginfo_layout(unsigned int sig, int si_code)
{
	const struct si_layout *own = own_layout(sig);

	if (si_code == SI_KERNEL)
		return true;
	if (si_code > SI_USER)
		return si_code <= (own ? own->limit : NSIGPOLL);
	return si_code >= SI_DETHREAD || si_code == SI_ASYNCNL;
}

/**
 * has_si_pid_and_uid - whether a siginfo names its sender
 * @info: not one of the special values
 *
 * mirrors kernel/signal.c:has_si_pid_and_uid()
 */
bool has_si_pid_and_uid(const struct kernel_siginfo *info)
{
	switch (siginfo_layout(info->si_signo, info->si_code)) {
	case SIL_KILL:
	case SIL_CHLD:
	case SIL_RT:
		return true;
	case SIL_TIMER:
	case SIL_POLL:
	case SIL_FAULT:
	case SIL_SYS:
		break;
	}
	return false;
}

/**
 * siginfo_shared_by_group - whether the members of a process group are sent one siginfo
 *
 * From 5.3 on, what a member in another namespace has to see instead of si_pid
 * and si_uid is written into the siginfo that all the members share. 6.1, 6.12
 * (both as their stable releases are) and 7.2 make a copy for each.
 */
bool siginfo_shared_by_group(void)
{
	if (!kernel_release(5, 3) || kernel_release(7, 2))
		return false;
	return model_cpu.release != LINUX(6, 1) && model_cpu.release != LINUX(6, 12);
}

/**
 * prepare_kill_siginfo - what kill(2) and its kind say of the sender
 * @sig:	signal number
 * @info:	filled in
 * @type:	PIDTYPE_PID: to one thread
 *
 * mirrors kernel/signal.c:prepare_kill_siginfo(). The numbers are those that
 * the sender itself sees; whoever sends them across namespaces puts them right.
 */
void prepare_kill_siginfo(int sig, struct kernel_siginfo *info, enum pid_type type)
{
	clear_siginfo(info);
	info->si_signo = sig;
	info->si_errno = 0;
	info->si_code = type == PIDTYPE_PID ? SI_TKILL : SI_USER;
	info->si_pid = task_tgid_vnr(current);
	info->si_uid = from_kuid_munged(current_user_ns(), current_uid());
}

/* mirrors kernel/signal.c:post_copy_siginfo_from_user(). 0, -EFAULT, -E2BIG */
static int post_copy_siginfo_from_user(kernel_siginfo_t *info, const siginfo_t __user *from)
{
	const char __user *tail = (const char __user *)from + sizeof(*info);
	int ret;

	if (likely(known_siginfo_layout(info->si_signo, info->si_code)))
		return 0;
	ret = check_zeroed_user(tail, SI_MAX_SIZE - sizeof(*info));
	if (ret < 0)
		return ret;
	return ret ? 0 : -E2BIG;
}

/**
 * __copy_siginfo_from_user - a siginfo for a signal that is already known
 * @signo:	what si_signo becomes, whatever user space wrote there
 * @to, @from:	where to, where from
 *
 * mirrors kernel/signal.c:__copy_siginfo_from_user(). 0, -EFAULT, -E2BIG
 */
int __copy_siginfo_from_user(int signo, kernel_siginfo_t *to, const siginfo_t __user *from)
{
	if (copy_from_user(to, from, sizeof(*to)))
		return -EFAULT;
	to->si_signo = signo;
	return post_copy_siginfo_from_user(to, from);
}

/**
 * copy_siginfo_from_user - a siginfo that user space wants to send
 * @to, @from: where to, where from
 *
 * mirrors kernel/signal.c:copy_siginfo_from_user(). 0, -EFAULT, -E2BIG if
 * bytes behind the part that the kernel keeps are set and the si_code is of
 * no layout that it knows.
 */
int copy_siginfo_from_user(kernel_siginfo_t *to, const siginfo_t __user *from)
{
	if (copy_from_user(to, from, sizeof(*to)))
		return -EFAULT;
	return post_copy_siginfo_from_user(to, from);
}

/**
 * copy_siginfo_to_user - a siginfo as user space sees it: 128 bytes
 * @to, @from: where to, where from
 *
 * mirrors kernel/signal.c:copy_siginfo_to_user(). 0, -EFAULT. Differs: the
 * kernel clears the tail in a second step; here it is one copy.
 */
int copy_siginfo_to_user(siginfo_t __user *to, const kernel_siginfo_t *from)
{
	siginfo_t info;

	memset(&info, 0, sizeof(info));
	memcpy(&info, from, sizeof(*from));
	return copy_to_user(to, &info, sizeof(info)) ? -EFAULT : 0;
}
