// SPDX-License-Identifier: GPL-2.0-only
/*
 * The pool of stacks. Chunks of several stacks are mapped at once and never given
 * back before the pool is; a stack that comes back keeps its canary.
 */
#include "fiber.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#if SIM_ASAN
#include <sanitizer/asan_interface.h>
#endif
#if !SIM_FIBER_ASM
#include <ucontext.h>
#endif

#define PAGE 4096UL
#define CHUNK_BYTES (256UL << 10)
#define PAINT 0xa5

/** struct sim_fiber_chunk - a mapping; kept elsewhere, so that no overflow destroys it */
struct sim_fiber_chunk {
	struct sim_fiber_chunk *next;
	char *map;
	size_t size;
};

static size_t round_up(size_t n, size_t to)
{
	return (n + to - 1) / to * to;
}

void sim_fibers_init(struct sim_fibers *pool, size_t stack, int guard_pages)
{
	memset(pool, 0, sizeof(*pool));
	if (!stack)
		stack = SIM_STACK_DEFAULT;
	if (stack < SIM_STACK_MIN)
		stack = SIM_STACK_MIN;
	pool->stack_size = round_up(stack, 64);
	pool->guard_pages = guard_pages;
	if (guard_pages) {
		pool->stride = round_up(pool->stack_size, PAGE) + PAGE;
	} else {
		pool->stride = pool->stack_size;
		if (pool->stride % PAGE == 0)
			pool->stride += 64;
	}
}

void sim_fibers_fini(struct sim_fibers *pool)
{
	struct sim_fiber_chunk *chunk;

	while ((chunk = pool->chunks)) {
		pool->chunks = chunk->next;
#if SIM_ASAN
		__asan_unpoison_memory_region(chunk->map, chunk->size);
#endif
		munmap(chunk->map, chunk->size);
		free(chunk);
	}
	free(pool->main.context);
	pool->main.context = NULL;
	pool->free = NULL;
	pool->fresh = pool->fresh_end = NULL;
}

static int new_chunk(struct sim_fibers *pool)
{
	/* The lowest stack has room below it, so that its overflow hits nobody else. */
	size_t size = round_up(PAGE + pool->stride, PAGE);
	struct sim_fiber_chunk *chunk = malloc(sizeof(*chunk));
	void *map;

	if (!chunk)
		return 0;
	if (size < CHUNK_BYTES)
		size = CHUNK_BYTES;
	map = mmap(NULL, size, PROT_READ | PROT_WRITE,
		   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (map == MAP_FAILED) {
		free(chunk);
		return 0;
	}
	chunk->next = pool->chunks;
	chunk->map = map;
	chunk->size = size;
	pool->chunks = chunk;
	pool->fresh = (char *)map + PAGE;
	pool->fresh_end = (char *)map + size;
	return 1;
}

struct sim_fiber *sim_fiber_grow(struct sim_fibers *pool)
{
	struct sim_fiber *fiber;
	uint64_t *word;
	char *low, *top;
	int i;

	if ((size_t)(pool->fresh_end - pool->fresh) < pool->stride && !new_chunk(pool))
		return NULL;
	low = pool->fresh;
	pool->fresh += pool->stride;
	pool->made++;
	if (pool->guard_pages) {
		/* With too many mappings the stack goes without; the canary is still there. */
		(void)!mprotect(low, PAGE, PROT_NONE);
		low += PAGE;
		top = pool->fresh - (pool->made % 16) * 64;
		if (top - low < (ptrdiff_t)pool->stack_size)
			top = low + pool->stack_size;
	} else {
		top = low + pool->stack_size;
	}
	fiber = (struct sim_fiber *)(void *)(top - sizeof(*fiber));
	memset(fiber, 0, sizeof(*fiber));
	fiber->stack = low;
	fiber->size = (size_t)((char *)fiber - low) & ~15UL;
#if !SIM_FIBER_ASM
	fiber->size -= round_up(sizeof(ucontext_t), 16);
	fiber->context = low + fiber->size;
#endif
	word = (uint64_t *)(void *)low;
	for (i = 0; i < SIM_CANARY_WORDS; i++)
		word[i] = SIM_CANARY;
	return fiber;
}

void sim_fiber_paint(struct sim_fiber *fiber)
{
	size_t head = SIM_CANARY_WORDS * sizeof(uint64_t);

	memset(fiber->stack + head, PAINT, fiber->size - head);
}

size_t sim_fiber_depth(const struct sim_fiber *fiber)
{
	size_t at = SIM_CANARY_WORDS * sizeof(uint64_t);

	while (at < fiber->size && (unsigned char)fiber->stack[at] == PAINT)
		at++;
	return fiber->size - at;
}
