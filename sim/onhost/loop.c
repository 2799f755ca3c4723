// SPDX-License-Identifier: GPL-2.0-only
/*
 * What runs in the actors: in pidfdsim's own image, and in the program that actors execute
 * (program/start.c). No libc: an actor may be a thread that libc does not know, and its memory may
 * be shared or copied at any moment.
 *
 * The channel must not be seen by a scenario: it has no descriptors, no signals and no
 * children, only shared memory and a futex.
 */
#include "onhost/agent.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdint.h>
#include <sys/syscall.h>

/* Actors end by a signal or by a bare exit, and never write what a coverage build counted. */
/* LCOV_EXCL_START */

AGENT long sim_agent_raw(long nr, const long *a)
{
	register long r10 __asm__("r10") = a[3];
	register long r8 __asm__("r8") = a[4];
	register long r9 __asm__("r9") = a[5];
	long ret;

	__asm__ volatile("syscall"
			 : "=a"(ret)
			 : "0"(nr), "D"(a[0]), "S"(a[1]), "d"(a[2]), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return ret;
}

static AGENT void loop(struct slot *slot) __attribute__((noreturn));

/*
 * A call that may make a child. The child leaves its parent's stack, which may be the same memory,
 * before it touches it.
 */
static AGENT long raw_clone(long nr, const long *a, struct slot *child)
{
	register long r10 __asm__("r10") = a[3];
	register long r8 __asm__("r8") = a[4];
	register struct slot *r12 __asm__("r12") = child;
	register unsigned char *r13 __asm__("r13") = child->stack + SLOT_STACK;
	register void (*r14)(struct slot *) __asm__("r14") = loop;
	long ret;

	__asm__ volatile("syscall\n\t"
			 "test %%rax, %%rax\n\t"
			 "jnz 1f\n\t"
			 "mov %%r13, %%rsp\n\t"
			 "xor %%ebp, %%ebp\n\t"
			 "mov %%r12, %%rdi\n\t"
			 "call *%%r14\n\t"
			 "hlt\n"
			 "1:"
			 : "=a"(ret)
			 : "0"(nr), "D"(a[0]), "S"(a[1]), "d"(a[2]), "r"(r10), "r"(r8), "r"(r12),
			   "r"(r13), "r"(r14)
			 : "rcx", "r11", "memory");
	return ret;
}

/* a signal that a handler of the script took */
static AGENT void on_signal(int sig, const siginfo_t *info, const void *context)
{
	struct slot *slot = (struct slot *)((uintptr_t)&sig & ~(SLOT_SIZE - 1));
	unsigned int n = slot->nr_sigs;

	(void)context;
	if (n == SLOT_SIGS)
		return;
	slot->sigs[n].sig = sig;
	for (unsigned int i = 0; i < sizeof(slot->sigs[n].info); i++)
		slot->sigs[n].info[i] = ((const volatile unsigned char *)info)[i];
	__atomic_store_n(&slot->nr_sigs, n + 1, __ATOMIC_SEQ_CST);
}

__asm__(".pushsection .text\n"
	".hidden sim_agent_return\n"
	".globl sim_agent_return\n"
	".type sim_agent_return, @function\n"
	"sim_agent_return:\n\t"
	"mov $15, %eax\n\t"
	"syscall\n"
	".size sim_agent_return, . - sim_agent_return\n"
	".popsection");

extern void sim_agent_return(void) __attribute__((visibility("hidden")));

/* the kernel looks at who writes ns_last_pid */
static AGENT long write_file(const long *a)
{
	const long open_args[6] = { AT_FDCWD, a[2], O_WRONLY, 0, 0, 0 };
	long fd = sim_agent_raw(SYS_openat, open_args), ret;
	const long write_args[6] = { fd, a[0], a[1], 0, 0, 0 };
	const long close_args[6] = { fd, 0, 0, 0, 0, 0 };

	if (fd < 0)
		return fd;
	ret = sim_agent_raw(SYS_write, write_args);
	sim_agent_raw(SYS_close, close_args);
	return ret < 0 ? ret : 0;
}

/* the last who comes opens it */
static AGENT void pass(int *gate)
{
	static const long none[6];

	__atomic_sub_fetch(gate, 1, __ATOMIC_SEQ_CST);
	for (unsigned int n = 1; __atomic_load_n(gate, __ATOMIC_SEQ_CST) > 0; n++) {
		if (n % 512)
			__builtin_ia32_pause();
		else
			sim_agent_raw(SYS_sched_yield, none);
	}
}

static AGENT void make(struct slot_call *c)
{
	for (volatile unsigned int n = c->spin; n; n--)
		;
	if (c->nr == SLOT_NOTHING)
		c->ret = 0;
	else if (c->nr == SLOT_WRITE)
		c->ret = write_file(c->args);
	else if (c->child)
		c->ret = raw_clone(c->nr, c->args, c->child);
	else
		c->ret = sim_agent_raw(c->nr, c->args);
}

static AGENT void end_call(struct slot *slot)
{
	const long tell[6] = { (long)&slot->done, FUTEX_WAKE, 1, 0, 0, 0 };

	slot->at++;
	__atomic_store_n(&slot->done, slot->at, __ATOMIC_SEQ_CST);
	sim_agent_raw(SYS_futex, tell);
}

static AGENT void batch(struct slot *slot)
{
	while (slot->at < slot->nr) {
		make(&slot->calls[slot->at]);
		end_call(slot);
	}
}

static AGENT void loop(struct slot *slot)
{
	const long wait[6] = { (long)&slot->go, FUTEX_WAIT, 0, 0, 0, 0 };

	slot->handler = (unsigned long)on_signal;
	slot->restorer = (unsigned long)sim_agent_return;
	if (slot->begun) {
		slot->calls[slot->at].ret = 0;	/* execve, in which the old program was */
		end_call(slot);
		batch(slot);
	}
	slot->begun = 1;
	__atomic_store_n(&slot->ready, 1, __ATOMIC_SEQ_CST);
	for (;;) {
		while (!__atomic_load_n(&slot->go, __ATOMIC_SEQ_CST))
			sim_agent_raw(SYS_futex, wait);
		__atomic_store_n(&slot->go, 0, __ATOMIC_SEQ_CST);
		if (slot->gate)
			pass(slot->gate);
		batch(slot);
	}
}

AGENT void sim_agent_enter(struct slot *slot)
{
	__asm__ volatile("mov %0, %%rsp\n\t"
			 "xor %%ebp, %%ebp\n\t"
			 "call *%2\n\t"
			 "hlt"
			 :
			 : "r"(slot->stack + SLOT_STACK), "D"(slot), "r"(loop)
			 : "memory");
	__builtin_unreachable();
}

/* LCOV_EXCL_STOP */
