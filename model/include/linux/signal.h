/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: sets of signals and what each does by default. */
#ifndef _LINUX_SIGNAL_H
#define _LINUX_SIGNAL_H

#include <linux/signal_types.h>

enum siginfo_layout {
	SIL_KILL,
	SIL_TIMER,
	SIL_POLL,
	SIL_FAULT,
	SIL_CHLD,
	SIL_RT,
	SIL_SYS,
};
enum siginfo_layout siginfo_layout(unsigned int sig, int si_code);

#define sigmask(sig)		(1UL << ((sig) - 1))
#define siginmask(sig, mask)	((sig) > 0 && (sig) < SIGRTMIN && (sigmask(sig) & (mask)))
#define SIG_KERNEL_ONLY_MASK	(sigmask(SIGKILL) | sigmask(SIGSTOP))
#define SIG_KERNEL_STOP_MASK	(sigmask(SIGSTOP) | sigmask(SIGTSTP) | \
				 sigmask(SIGTTIN) | sigmask(SIGTTOU))
#define SIG_KERNEL_COREDUMP_MASK (sigmask(SIGQUIT) | sigmask(SIGILL) | sigmask(SIGTRAP) | \
				  sigmask(SIGABRT) | sigmask(SIGFPE) | sigmask(SIGSEGV) | \
				  sigmask(SIGBUS) | sigmask(SIGSYS) | sigmask(SIGXCPU) | \
				  sigmask(SIGXFSZ))
#define SIG_KERNEL_IGNORE_MASK	(sigmask(SIGCONT) | sigmask(SIGCHLD) | \
				 sigmask(SIGWINCH) | sigmask(SIGURG))
#define SYNCHRONOUS_MASK	(sigmask(SIGSEGV) | sigmask(SIGBUS) | sigmask(SIGILL) | \
				 sigmask(SIGTRAP) | sigmask(SIGFPE) | sigmask(SIGSYS))
#define sig_kernel_only(s)	siginmask(s, SIG_KERNEL_ONLY_MASK)
#define sig_kernel_stop(s)	siginmask(s, SIG_KERNEL_STOP_MASK)
#define sig_kernel_coredump(s)	siginmask(s, SIG_KERNEL_COREDUMP_MASK)
#define sig_kernel_ignore(s)	siginmask(s, SIG_KERNEL_IGNORE_MASK)
#define valid_signal(s)		((unsigned long)(s) <= _NSIG)

#define sigemptyset(s)		((s)->sig[0] = 0)
#define sigfillset(s)		((s)->sig[0] = ~0UL)
#define sigaddset(s, n)		((s)->sig[0] |= sigmask(n))
#define sigdelset(s, n)		((s)->sig[0] &= ~sigmask(n))
#define sigismember(s, n)	(((s)->sig[0] >> ((n) - 1) & 1) != 0)
#define sigisemptyset(s)	(!(s)->sig[0])
#define sigaddsetmask(s, m)	((s)->sig[0] |= (m))
#define sigdelsetmask(s, m)	((s)->sig[0] &= ~(m))
#define siginitset(s, m)	((s)->sig[0] = (m))
#define sigorsets(r, a, b)	((r)->sig[0] = (a)->sig[0] | (b)->sig[0])
#define sigandsets(r, a, b)	((r)->sig[0] = (a)->sig[0] & (b)->sig[0])
#define sigandnsets(r, a, b)	((r)->sig[0] = (a)->sig[0] & ~(b)->sig[0])
#define signotset(s)		((s)->sig[0] = ~(s)->sig[0])
#define sigequalsets(a, b)	((a)->sig[0] == (b)->sig[0])

static inline void init_sigpending(struct sigpending *p)
{
	sigemptyset(&p->signal);
	INIT_LIST_HEAD(&p->list);
}

static inline void clear_siginfo(kernel_siginfo_t *info)
{
	__builtin_memset(info, 0, sizeof(*info));
}

static inline void copy_siginfo(kernel_siginfo_t *to, const kernel_siginfo_t *from)
{
	*to = *from;
}

/*
 * Signals to several processes that come while a fork goes on: the child gets them too. On
 * signal_struct.multiprocess of the parent; siglock. __send_signal_locked() adds to it what it
 * sends by a type above PIDTYPE_TGID.
 */
struct multiprocess_signals {
	sigset_t signal;
	struct hlist_node node;
};

int copy_siginfo_from_user(kernel_siginfo_t *to, const siginfo_t __user *from);
/* stub: there are no 32-bit callers, see in_compat_syscall() */
#define copy_siginfo_from_user32(to, from) \
	copy_siginfo_from_user(to, (const siginfo_t __user *)(from))
int copy_siginfo_to_user(siginfo_t __user *to, const kernel_siginfo_t *from);

#endif
