// SPDX-License-Identifier: GPL-2.0-only
/*
 * What runs in the actors. No libc once the loop has begun: an actor may be a thread that libc
 * does not know, and its memory may be shared or copied at any moment.
 *
 * The channel must not be seen by a scenario: it has no descriptors, no signals and no
 * children, only shared memory and a futex.
 */
#include "onhost/agent.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <errno.h>

/* Actors end by a signal or by a bare exit, and never write what a coverage build counted. */
/* LCOV_EXCL_START */

#define AGENT __attribute__((no_sanitize("address", "undefined"), noinline))

static AGENT long raw(long nr, const long *a)
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

static AGENT void begin(struct slot *slot) __attribute__((noreturn));

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
	register void (*r14)(struct slot *) __asm__("r14") = begin;
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

static AGENT void begin(struct slot *slot)
{
	const long wait[6] = { (long)&slot->go, FUTEX_WAIT, 0, 0, 0, 0 };

	__atomic_store_n(&slot->ready, 1, __ATOMIC_SEQ_CST);
	for (;;) {
		while (!__atomic_load_n(&slot->go, __ATOMIC_SEQ_CST))
			raw(SYS_futex, wait);
		__atomic_store_n(&slot->go, 0, __ATOMIC_SEQ_CST);
		slot->ret = slot->child ? raw_clone(slot->nr, slot->args, slot->child)
					: raw(slot->nr, slot->args);
		__atomic_store_n(&slot->done, 1, __ATOMIC_SEQ_CST);
	}
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

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd >= 0) {
		(void)!write(fd, text, strlen(text));
		close(fd);
	}
}

static int dumps_go_to_cwd(void)
{
	int fd = open("/proc/sys/kernel/core_pattern", O_RDONLY | O_CLOEXEC);
	char first = '|';

	if (fd < 0 || read(fd, &first, 1) != 1)
		first = '|';
	close(fd);
	return first != '|' && first != '/';
}

static int set_up(int no_fds)
{
	struct rlimit core = { 0, 0 };
	const unsigned long none = 0;

	/* what kernel_sigaction has: 8 bytes each of handler, flags, restorer and mask */
	for (int sig = 1; sig <= 64; sig++)
		syscall(SYS_rt_sigaction, sig, (const unsigned long[4]){ 0 }, NULL, 8);
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, NULL, 8);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_NAME, "init");
	setsid();
	write_file("/proc/self/coredump_filter", "0");
	if (dumps_go_to_cwd())
		core.rlim_cur = core.rlim_max = RLIM_INFINITY;
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) ||
	    mount("none", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, NULL) || chdir("/tmp"))
		return -errno;
	setrlimit(RLIMIT_CORE, &core);
	if (syscall(SYS_close_range, 0U, ~0U, 0U))
		return -errno;
	for (int i = 0; i < 3 && !no_fds; i++)
		open("/dev/null", O_RDWR);
	return 0;
}

void sim_agent_init(struct slot *slot, int no_fds)
{
	const stack_t no_stack = { .ss_flags = SS_DISABLE };
	int bad;

	while (!__atomic_load_n(&slot->go, __ATOMIC_SEQ_CST))
		syscall(SYS_futex, &slot->go, FUTEX_WAIT, 0, NULL);
	sigaltstack(&no_stack, NULL);
	bad = set_up(no_fds);
	if (bad) {
		__atomic_store_n(&slot->ready, bad, __ATOMIC_SEQ_CST);
		_exit(1);
	}
	__atomic_store_n(&slot->go, 0, __ATOMIC_SEQ_CST);
	__asm__ volatile("mov %0, %%rsp\n\t"
			 "xor %%ebp, %%ebp\n\t"
			 "call *%2\n\t"
			 "hlt"
			 :
			 : "r"(slot->stack + SLOT_STACK), "D"(slot), "r"(begin)
			 : "memory");
	__builtin_unreachable();
}

/* LCOV_EXCL_STOP */

extern void sim_agent_return(void);

unsigned long sim_agent_handler(void)
{
	return (unsigned long)on_signal;
}

unsigned long sim_agent_restorer(void)
{
	return (unsigned long)sim_agent_return;
}
