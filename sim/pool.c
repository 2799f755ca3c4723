// SPDX-License-Identifier: GPL-2.0-only
#include "pool.h"

#include <stdlib.h>
#include <string.h>

#define CHUNK_SIZE 16384U

struct sim_chunk {
	struct sim_chunk *next;
	size_t used, size;
	max_align_t data[];
};

void *sim_pool_alloc(struct sim_pool *pool, size_t size)
{
	struct sim_chunk *chunk = pool->chunks;
	size_t align = _Alignof(max_align_t), room;
	void *mem;

	size = (size + align - 1) / align * align;
	if (!chunk || chunk->size - chunk->used < size) {
		room = size > CHUNK_SIZE ? size : CHUNK_SIZE;
		chunk = calloc(1, sizeof(*chunk) + room);
		if (!chunk)
			return NULL;
		chunk->size = room;
		chunk->next = pool->chunks;
		pool->chunks = chunk;
	}
	mem = (char *)chunk->data + chunk->used;
	chunk->used += size;
	return mem;
}

char *sim_pool_strndup(struct sim_pool *pool, const char *s, size_t len)
{
	char *copy = sim_pool_alloc(pool, len + 1);

	if (copy && len)
		memcpy(copy, s, len);
	return copy;
}

void sim_pool_free(struct sim_pool *pool)
{
	struct sim_chunk *chunk, *next;

	for (chunk = pool->chunks; chunk; chunk = next) {
		next = chunk->next;
		free(chunk);
	}
	pool->chunks = NULL;
}
