/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The memory of a world: one region from jemalloc, at an address that does not change
 * as long as the world lives, and not touched before the model does.
 */
#ifndef SIM_ARENA_H
#define SIM_ARENA_H

#include <stddef.h>

/** SIM_SHADOW_GRAIN - bytes of memory for each byte of shadow */
#define SIM_SHADOW_GRAIN 16

/**
 * struct sim_arena
 * @base, @size: the memory
 * @shadow: a byte for each SIM_SHADOW_GRAIN bytes of it, zero at first
 */
struct sim_arena {
	char *base;
	size_t size;
	unsigned char *shadow;
};

/** sim_arena_get - 0: the host is out of memory; @size is rounded up to 64 KiB */
int sim_arena_get(struct sim_arena *arena, size_t size);
/** sim_arena_put - give it back to jemalloc, which keeps it for the next world */
void sim_arena_put(struct sim_arena *arena);

#endif /* SIM_ARENA_H */
