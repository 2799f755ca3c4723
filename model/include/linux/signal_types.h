/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: queues of pending signals.
 * custom: the table of actions is shared until somebody writes to it, so that
 * a fork need not copy 64 of them. */
#ifndef _LINUX_SIGNAL_TYPES_H
#define _LINUX_SIGNAL_TYPES_H

#include <linux/list.h>
#include <uapi/linux/signal.h>

typedef struct kernel_siginfo {
	__SIGINFO;
} kernel_siginfo_t;

struct ucounts;

struct sigqueue {
	struct list_head list;
	int flags;
	kernel_siginfo_t info;
	struct ucounts *ucounts;
};

struct sigpending {
	struct list_head list;
	sigset_t signal;
};

struct k_sigaction {
	struct sigaction sa;
};

struct ksignal {
	struct k_sigaction ka;
	kernel_siginfo_t info;
	int sig;
};

#define SA_IMMUTABLE	0x00800000	/* as in the kernel: can't be changed any more */

#endif
