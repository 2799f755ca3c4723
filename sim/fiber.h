/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Stacks to run on. A fiber is a small pooled stack and a saved stack pointer; a
 * switch saves the callee-saved registers and nothing else.
 */
#ifndef SIM_FIBER_H
#define SIM_FIBER_H

#include <stddef.h>
#include <stdint.h>

#if defined(__SANITIZE_ADDRESS__)
#define SIM_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SIM_ASAN 1
#endif
#endif

#ifndef SIM_ASAN
#define SIM_ASAN 0
#endif

#define sim_likely(x) __builtin_expect(!!(x), 1)
#define sim_unlikely(x) __builtin_expect(!!(x), 0)

/**
 * SIM_STACK_DEFAULT - bytes of a stack that suffice for this kind of build
 *
 * The deepest call of the model takes less than 2 KiB when optimised. Stacks of 47 lines stand
 * packed without a common page offset, and a process with one stays within 4.5 KiB.
 */
#if SIM_ASAN || !defined(__OPTIMIZE__) || defined(SIM_BIG_STACKS) || defined(SIM_NO_ASM)
#define SIM_STACK_DEFAULT (64UL << 10)
#else
#define SIM_STACK_DEFAULT 3008UL
#endif
#define SIM_STACK_MIN 1024UL

#define SIM_CANARY 0x5ca1ab1e0ddba11ULL
#define SIM_CANARY_WORDS 4

/**
 * struct sim_fiber - one stack; the record stands at its upper end
 * @sp: stack pointer while it is switched out
 * @next: in the list of free ones
 * @data: the owner's
 * @entry: what it runs; must not return
 * @stack: lowest usable byte, where the canary is
 * @size: bytes from @stack to the record
 * @fake, @context: what sanitizers, or the portable fallback, keep here
 */
struct sim_fiber {
	void *sp;
	struct sim_fiber *next;
	void *data;
	void (*entry)(struct sim_fiber *self);
	char *stack;
	size_t size;
	void *fake;
	void *context;
};

struct sim_fiber_chunk;

/**
 * struct sim_fibers - a pool of stacks, and the context that enters them
 * @main: the stack of whoever calls sim_fiber_enter()
 * @free: list of stacks not in use
 * @stride: distance of two stacks, not a multiple of 4 KiB unless there are guard pages:
 *	stacks whose tops share their page offset evict one another from the cache
 * @made: how many there are
 */
struct sim_fibers {
	struct sim_fiber main;
	struct sim_fiber *free;
	size_t stack_size, stride;
	struct sim_fiber_chunk *chunks;
	char *fresh, *fresh_end;
	unsigned int made;
	int guard_pages;
};

/** sim_fibers_init - @stack: bytes, 0: the default; never fails, allocates nothing */
void sim_fibers_init(struct sim_fibers *pool, size_t stack, int guard_pages);
void sim_fibers_fini(struct sim_fibers *pool);

/** sim_fiber_grow - make more stacks; NULL if the host is out of memory */
struct sim_fiber *sim_fiber_grow(struct sim_fibers *pool);

/** sim_fiber_prepare - let the fiber begin with @entry when it is next switched to */
void sim_fiber_prepare(struct sim_fiber *fiber, void (*entry)(struct sim_fiber *), void *data);

/** sim_fiber_depth - bytes of stack used so far, if sim_fiber_paint() came before */
size_t sim_fiber_depth(const struct sim_fiber *fiber);
void sim_fiber_paint(struct sim_fiber *fiber);

/* SIM_NO_ASM: the portable way also where there is an own one, so that it can be tested */
#if defined(__x86_64__) && !defined(SIM_NO_ASM)
#define SIM_FIBER_ASM 1
/**
 * sim_fiber_swap - save this context at @save and go on at @to
 *
 * Inline, with the compiler saving just the registers that it uses, and without call and ret:
 * the return predictor counts those, and would be wrong at each return of whoever
 * switched. A context is a stack with the address to go on at its top; below it here
 * are rbp, which no compiler lets us clobber, and the red zone of the function that this
 * ends up in.
 */
static inline __attribute__((always_inline)) void sim_fiber_swap(void **save, void *to)
{
	__asm__ volatile("leaq -128(%%rsp), %%rsp\n\t"
			 "pushq %%rbp\n\t"
			 "leaq 1f(%%rip), %%rax\n\t"
			 "pushq %%rax\n\t"
			 "movq %%rsp, (%%rdi)\n\t"
			 "movq %%rsi, %%rsp\n\t"
			 "popq %%rcx\n\t"
			 "jmpq *%%rcx\n"
			 "1:\n\t"
			 "popq %%rbp\n\t"
			 "leaq 128(%%rsp), %%rsp"
			 : "+D" (save), "+S" (to)
			 :
			 : "rax", "rbx", "rcx", "rdx", "r8", "r9", "r10", "r11", "r12", "r13",
			   "r14", "r15", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6",
			   "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14",
			   "xmm15", "cc", "memory");
}
#elif defined(__aarch64__) && !defined(SIM_NO_ASM)
#define SIM_FIBER_ASM 1
/* Save this context at @save and go on at @to; in fiber_switch.c. */
void sim_fiber_swap(void **save, void *to) __attribute__((visibility("hidden")));
#else
#define SIM_FIBER_ASM 0
#endif

/** sim_fiber_switch_slow - sim_fiber_switch() where sanitizers or ucontext are involved */
void sim_fiber_switch_slow(struct sim_fiber *from, struct sim_fiber *to, int last);

/**
 * sim_fiber_switch - from the running stack to another one
 *
 * Returns when something switches back to @from.
 */
static inline __attribute__((always_inline)) void
sim_fiber_switch(struct sim_fiber *from, struct sim_fiber *to)
{
#if SIM_FIBER_ASM && !SIM_ASAN
	sim_fiber_swap(&from->sp, to->sp);
#else
	sim_fiber_switch_slow(from, to, 0);
#endif
}

/** sim_fiber_leave - switch for the last time: @from's stack will not be used again */
static inline __attribute__((always_inline, noreturn)) void
sim_fiber_leave(struct sim_fiber *from, struct sim_fiber *to)
{
#if SIM_FIBER_ASM && !SIM_ASAN
	sim_fiber_swap(&from->sp, to->sp);
#else
	sim_fiber_switch_slow(from, to, 1);
#endif
	__builtin_unreachable();
}

/** sim_fiber_get - a stack; NULL if the host is out of memory */
static inline struct sim_fiber *sim_fiber_get(struct sim_fibers *pool)
{
	struct sim_fiber *fiber = pool->free;

	if (sim_unlikely(!fiber))
		return sim_fiber_grow(pool);
	pool->free = fiber->next;
	return fiber;
}

static inline void sim_fiber_put(struct sim_fibers *pool, struct sim_fiber *fiber)
{
	fiber->next = pool->free;
	pool->free = fiber;
}

/** sim_fiber_intact - has it kept within its stack, as far as the canary can tell */
static inline int sim_fiber_intact(const struct sim_fiber *fiber)
{
	const uint64_t *word = (const uint64_t *)(const void *)fiber->stack;

	return ((word[0] ^ SIM_CANARY) | (word[1] ^ SIM_CANARY) |
		(word[2] ^ SIM_CANARY) | (word[3] ^ SIM_CANARY)) == 0;
}

#endif /* SIM_FIBER_H */
