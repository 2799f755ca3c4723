// SPDX-License-Identifier: GPL-2.0-only
/*
 * The copy that may fault. The guard's handler moves the program counter from the
 * faulting instruction to sim_guard_copy_done, where the count says how much is left:
 * what the kernel does with its exception table.
 */
#include "guard.h"

#if defined(__x86_64__)

__asm__(".text\n"
	".p2align 4\n"
	".globl sim_guard_copy\n"
	".hidden sim_guard_copy\n"
	".globl sim_guard_copy_insn\n"
	".hidden sim_guard_copy_insn\n"
	".globl sim_guard_copy_done\n"
	".hidden sim_guard_copy_done\n"
	".type sim_guard_copy, @function\n"
	"sim_guard_copy:\n"
	"	.cfi_startproc\n"
	"	endbr64\n"
	"	movq %rdx, %rcx\n"
	"sim_guard_copy_insn:\n"
	"	rep movsb\n"
	"sim_guard_copy_done:\n"
	"	movq %rcx, %rax\n"
	"	ret\n"
	"	.cfi_endproc\n"
	".size sim_guard_copy, . - sim_guard_copy\n");

#elif defined(__aarch64__)

__asm__(".text\n"
	".p2align 4\n"
	".globl sim_guard_copy\n"
	".hidden sim_guard_copy\n"
	".globl sim_guard_copy_insn\n"
	".hidden sim_guard_copy_insn\n"
	".globl sim_guard_copy_done\n"
	".hidden sim_guard_copy_done\n"
	".type sim_guard_copy, %function\n"
	"sim_guard_copy:\n"
	"	.cfi_startproc\n"
	"	hint #34\n"			/* bti c */
	"	cbz x2, sim_guard_copy_done\n"
	"sim_guard_copy_insn:\n"
	"	ldrb w3, [x1], #1\n"
	"	strb w3, [x0], #1\n"
	"	subs x2, x2, #1\n"
	"	b.ne sim_guard_copy_insn\n"
	"sim_guard_copy_done:\n"
	"	mov x0, x2\n"
	"	ret\n"
	"	.cfi_endproc\n"
	".size sim_guard_copy, . - sim_guard_copy\n");

#else

#include <sys/uio.h>
#include <unistd.h>

/* The kernel does the copying, and stops at the bad page. */
size_t sim_guard_copy(void *to, const void *from, size_t n)
{
	struct iovec local = { .iov_base = to, .iov_len = n };
	struct iovec remote = { .iov_base = (void *)(uintptr_t)from, .iov_len = n };
	ssize_t got = process_vm_readv(getpid(), &local, 1, &remote, 1, 0);

	return got < 0 ? n : n - (size_t)got;
}

#endif
