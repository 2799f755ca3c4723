// SPDX-License-Identifier: GPL-2.0-only
/*
 * The switch itself, for x86-64 and aarch64; ucontext elsewhere (about 80 times
 * slower, and the only difference).
 *
 * The floating-point control words are not saved: kernel code does not change them.
 * The switch ends in an indirect jump, since the return predictor is always
 * wrong across stacks: 2 ns instead of 9. On x86-64 it is in fiber.h.
 */
#include "fiber.h"

#include <string.h>

#if SIM_ASAN
#include <pthread.h>
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

#if !SIM_FIBER_ASM
#include <stdlib.h>
#include <ucontext.h>
#endif

static void __attribute__((noreturn, used)) fiber_main(struct sim_fiber *fiber)
{
#if SIM_ASAN
	__sanitizer_finish_switch_fiber(NULL, NULL, NULL);
#endif
	fiber->entry(fiber);
	__builtin_trap();
}

#if SIM_FIBER_ASM && defined(__x86_64__)

/* The entry function is jumped to, as if it had been called by nobody. */
__asm__(".text\n"
	".p2align 4\n"
	".type sim_fiber_begin, @function\n"
	"sim_fiber_begin:\n"
	"	.cfi_startproc\n"
	"	.cfi_undefined rip\n"
	"	popq %rdi\n"
	"	popq %rax\n"
	"	xorl %ebp, %ebp\n"
	"	jmpq *%rax\n"
	"	.cfi_endproc\n"
	".size sim_fiber_begin, . - sim_fiber_begin\n");

void sim_fiber_begin(void) __attribute__((visibility("hidden")));

static void prepare(struct sim_fiber *fiber)
{
	uint64_t *sp = (uint64_t *)(void *)(fiber->stack + fiber->size);

	/* At the entry the stack is off by 8, as behind a call: the return address is 0. */
	*--sp = 0;
	*--sp = 0;
	*--sp = 0;
	*--sp = SIM_ASAN ? (uintptr_t)fiber_main : (uintptr_t)fiber->entry;
	*--sp = (uintptr_t)fiber;
	*--sp = (uintptr_t)sim_fiber_begin;
	fiber->sp = sp;
}

#elif SIM_FIBER_ASM

__asm__(".text\n"
	".p2align 4\n"
	".globl sim_fiber_swap\n"
	".hidden sim_fiber_swap\n"
	".type sim_fiber_swap, %function\n"
	"sim_fiber_swap:\n"
	"	.cfi_startproc\n"
	"	hint #34\n"			/* bti c */
	"	sub sp, sp, #176\n"
	"	stp x19, x20, [sp, #0]\n"
	"	stp x21, x22, [sp, #16]\n"
	"	stp x23, x24, [sp, #32]\n"
	"	stp x25, x26, [sp, #48]\n"
	"	stp x27, x28, [sp, #64]\n"
	"	stp x29, x30, [sp, #80]\n"
	"	stp d8, d9, [sp, #96]\n"
	"	stp d10, d11, [sp, #112]\n"
	"	stp d12, d13, [sp, #128]\n"
	"	stp d14, d15, [sp, #144]\n"
	"	mov x9, sp\n"
	"	str x9, [x0]\n"
	"	mov sp, x1\n"
	"	ldp x19, x20, [sp, #0]\n"
	"	ldp x21, x22, [sp, #16]\n"
	"	ldp x23, x24, [sp, #32]\n"
	"	ldp x25, x26, [sp, #48]\n"
	"	ldp x27, x28, [sp, #64]\n"
	"	ldp x29, x16, [sp, #80]\n"
	"	ldp d8, d9, [sp, #96]\n"
	"	ldp d10, d11, [sp, #112]\n"
	"	ldp d12, d13, [sp, #128]\n"
	"	ldp d14, d15, [sp, #144]\n"
	"	add sp, sp, #176\n"
	"	br x16\n"
	"	.cfi_endproc\n"
	".size sim_fiber_swap, . - sim_fiber_swap\n"
	"\n"
	".p2align 4\n"
	".type sim_fiber_begin, %function\n"
	"sim_fiber_begin:\n"
	"	.cfi_startproc\n"
	"	.cfi_undefined x30\n"
	"	hint #36\n"			/* bti j */
	"	mov x0, x19\n"
	"	bl fiber_main\n"
	"	brk #1\n"
	"	.cfi_endproc\n"
	".size sim_fiber_begin, . - sim_fiber_begin\n");

void sim_fiber_begin(void) __attribute__((visibility("hidden")));

static void prepare(struct sim_fiber *fiber)
{
	uint64_t *sp = (uint64_t *)(void *)(fiber->stack + fiber->size - 176);

	memset(sp, 0, 176);
	sp[0] = (uintptr_t)fiber;		/* x19 */
	sp[11] = (uintptr_t)sim_fiber_begin;	/* where swap goes on */
	fiber->sp = sp;
}

#else

static void begin(unsigned int high, unsigned int low)
{
	fiber_main((struct sim_fiber *)(((uintptr_t)high << 16 << 16) | low));
}

static void prepare(struct sim_fiber *fiber)
{
	size_t canary = SIM_CANARY_WORDS * sizeof(uint64_t);
	ucontext_t *context = fiber->context;
	uintptr_t self = (uintptr_t)fiber;

	getcontext(context);
	context->uc_stack.ss_sp = fiber->stack + canary;
	context->uc_stack.ss_size = fiber->size - canary;
	context->uc_link = NULL;
	makecontext(context, (void (*)(void))begin, 2, (unsigned int)(self >> 16 >> 16),
		    (unsigned int)self);
}

#endif

void sim_fiber_prepare(struct sim_fiber *fiber, void (*entry)(struct sim_fiber *), void *data)
{
#if SIM_ASAN
	/* A fiber that was abandoned has left its frames poisoned. */
	__asan_unpoison_memory_region(fiber->stack, fiber->size);
	fiber->fake = NULL;
#endif
	fiber->entry = entry;
	fiber->data = data;
	prepare(fiber);
}

#if SIM_ASAN
/* Of the stack that enters fibers only the thread itself knows the bounds. */
static void find_bounds(struct sim_fiber *fiber)
{
	pthread_attr_t attr;
	void *base;

	if (fiber->stack || pthread_getattr_np(pthread_self(), &attr))
		return;
	pthread_attr_getstack(&attr, &base, &fiber->size);
	pthread_attr_destroy(&attr);
	fiber->stack = base;
}
#endif

void sim_fiber_switch_slow(struct sim_fiber *from, struct sim_fiber *to, int last)
{
#if SIM_ASAN
	find_bounds(to);
	__sanitizer_start_switch_fiber(last ? NULL : &from->fake, to->stack, to->size);
#endif
	(void)last;
#if SIM_FIBER_ASM
	sim_fiber_swap(&from->sp, to->sp);
#else
	if (!from->context)
		from->context = calloc(1, sizeof(ucontext_t));
	if (from->context)
		swapcontext(from->context, to->context);
#endif
#if SIM_ASAN
	__sanitizer_finish_switch_fiber(from->fake, NULL, NULL);
#endif
}
