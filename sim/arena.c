// SPDX-License-Identifier: GPL-2.0-only
/*
 * One region for each world from jemalloc. Single objects do not come from it: that
 * would be seven times slower than the model's own slab caches inside the region.
 * Under AddressSanitizer, which has its own malloc, the region is mapped directly.
 */
#include "arena.h"
#include "fiber.h"

#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#if !SIM_ASAN && !defined(SIM_NO_JEMALLOC)
#include <jemalloc/jemalloc.h>
#define USE_JEMALLOC 1
#else
#define USE_JEMALLOC 0
#endif

#define ARENA_ALIGN (64UL << 10)

static void *region_get(size_t size)
{
	void *p;

#if USE_JEMALLOC
	/* Fresh address space is known to be zero, and is not touched for that. */
	p = mallocx(size, MALLOCX_ALIGN(ARENA_ALIGN) | MALLOCX_TCACHE_NONE | MALLOCX_ZERO);
	if (!p)
		return NULL;
#else
	p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (p == MAP_FAILED)
		return NULL;
#endif
	/* A huge page would be cleared at the first touch of a world of a few KiB. */
	if (size <= (256UL << 20))
		madvise(p, size, MADV_NOHUGEPAGE);
	return p;
}

static void region_put(void *p, size_t size)
{
	if (!p)
		return;
#if USE_JEMALLOC
	/* Dirty pages go back at once: the next user wants zeroes. */
	madvise(p, size, MADV_DONTNEED);
	sdallocx(p, size, MALLOCX_ALIGN(ARENA_ALIGN) | MALLOCX_TCACHE_NONE);
#else
	munmap(p, size);
#endif
}

int sim_arena_get(struct sim_arena *arena, size_t size)
{
	if (size > SIZE_MAX / 4)
		return 0;
	size = (size + ARENA_ALIGN - 1) & ~(ARENA_ALIGN - 1);
	arena->size = size;
	arena->base = region_get(size);
	arena->shadow = region_get(size / SIM_SHADOW_GRAIN);
	if (arena->base && arena->shadow)
		return 1;
	sim_arena_put(arena);
	return 0;
}

void sim_arena_put(struct sim_arena *arena)
{
	region_put(arena->base, arena->size);
	region_put(arena->shadow, arena->size / SIM_SHADOW_GRAIN);
	memset(arena, 0, sizeof(*arena));
}
