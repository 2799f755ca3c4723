/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory for many small objects that are freed at once.
 */
#ifndef SIM_POOL_H
#define SIM_POOL_H

#include <stddef.h>

struct sim_chunk;

/** struct sim_pool - such memory; all zeros is an empty one */
struct sim_pool {
	struct sim_chunk *chunks;
};

/**
 * sim_pool_alloc - zeroed memory that lives as long as the pool
 * @pool: the pool
 * @size: bytes
 *
 * Return: aligned for any object, or NULL if there is no memory.
 */
void *sim_pool_alloc(struct sim_pool *pool, size_t size);

/**
 * sim_pool_strndup - copy bytes into the pool, and terminate them
 * @pool: the pool
 * @s: may hold 0 bytes
 * @len: how many
 *
 * Return: the copy, or NULL if there is no memory.
 */
char *sim_pool_strndup(struct sim_pool *pool, const char *s, size_t len);

/**
 * sim_pool_free - free all of it; the pool is empty again and can be used
 * @pool: the pool
 */
void sim_pool_free(struct sim_pool *pool);

#endif /* SIM_POOL_H */
