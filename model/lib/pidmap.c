// SPDX-License-Identifier: GPL-2.0-only
/*
 * Numbers to pointers: a radix tree with 64 slots a node.
 *
 * Stands where lib/idr.c is in the kernel. Each node has two bitmaps: which
 * slots are taken, and which can take no more numbers below them. The next
 * free number is then a count of trailing zeros at each level. A number can
 * be taken while its pointer is still NULL, as alloc_pid() wants it.
 *
 * The caller holds the lock (pidmap_lock); pidmap_find() and
 * pidmap_get_next() may also be called in an RCU read section.
 */
#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/pidmap.h>
#include <linux/slab.h>

#define MAP_SHIFT	6
#define MAP_SLOTS	(1U << MAP_SHIFT)
#define MAP_HEIGHT	6		/* enough for 32 bits */

struct pidmap_node {
	u64 used;			/* slots that hold a child, or a number */
	u64 full;			/* slots with no number free below; leaf: as used */
	void *slot[MAP_SLOTS];
};

static struct kmem_cache *pidmap_cachep;

int pidmap_boot(void)
{
	pidmap_cachep = KMEM_CACHE(pidmap_node, SLAB_PANIC);
	return pidmap_cachep ? 0 : -ENOMEM;
}

/* one more than the greatest number that the tree can hold now */
static inline unsigned long map_span(const struct pidmap *map)
{
	return 1UL << (map->height * MAP_SHIFT);
}

static inline unsigned int map_index(unsigned long nr, unsigned int level)
{
	return (nr >> (level * MAP_SHIFT)) & (MAP_SLOTS - 1);
}

/* the leaf that holds @nr, or NULL; levels count from the leaves, 0, upwards */
static inline struct pidmap_node *map_leaf(const struct pidmap *map, unsigned long nr)
{
	struct pidmap_node *node = map->root;
	unsigned int level = map->height;

	if (!node || nr >= map_span(map))
		return NULL;
	while (--level && node)
		node = node->slot[map_index(nr, level)];
	return node;
}

/* the first free number >= @nr; may lie beyond the tree */
static unsigned long map_next_free(const struct pidmap *map, unsigned long nr)
{
	while (map->root && nr < map_span(map)) {
		struct pidmap_node *node = map->root;
		unsigned int level = map->height;

		for (;;) {
			unsigned int i = map_index(nr, --level);
			u64 room = ~node->full & (~0ULL << i);
			unsigned int shift = level * MAP_SHIFT;

			if (!room) {
				/* go on behind this node */
				shift += MAP_SHIFT;
				nr = ((nr >> shift) + 1) << shift;
				break;
			}
			if (__ffs(room) != i)
				nr = (((nr >> shift) & ~(MAP_SLOTS - 1UL)) | __ffs(room)) << shift;
			if (!level || !(node->used & (1ULL << __ffs(room))))
				return nr;
			node = node->slot[__ffs(room)];
		}
	}
	return nr;
}

static struct pidmap_node *map_node(void)
{
	return kmem_cache_zalloc(pidmap_cachep, GFP_ATOMIC);
}

/* make the tree high enough for @nr */
static int map_grow(struct pidmap *map, unsigned long nr)
{
	if (!map->root) {
		map->root = map_node();
		if (!map->root)
			return -ENOMEM;
		for (map->height = 1; nr >= map_span(map); map->height++)
			;
	}
	while (nr >= map_span(map)) {
		struct pidmap_node *top = map_node();

		if (!top)
			return -ENOMEM;
		top->used = 1;
		top->full = map->root->full == ~0ULL;
		top->slot[0] = map->root;
		map->root = top;
		map->height++;
	}
	return 0;
}

/*
 * Take away what is empty on the way to @nr; @path[level] are its nodes, down
 * to @level.
 */
static void map_prune(struct pidmap *map, unsigned long nr, struct pidmap_node **path,
		      unsigned int level)
{
	for (; level < map->height && !path[level]->used; level++) {
		struct pidmap_node *up = level + 1 < map->height ? path[level + 1] : NULL;

		kmem_cache_free(pidmap_cachep, path[level]);
		if (up) {
			up->slot[map_index(nr, level + 1)] = NULL;
			up->used &= ~(1ULL << map_index(nr, level + 1));
		} else {
			map->root = NULL;
			map->height = 0;
			return;
		}
	}
}

/* take @nr in its leaf; if that is full then, those above must learn it */
static inline void leaf_set(struct pidmap_node *leaf, unsigned long nr, void *ptr)
{
	leaf->slot[map_index(nr, 0)] = ptr;
	leaf->used |= 1ULL << map_index(nr, 0);
	leaf->full = leaf->used;
}

static int map_insert(struct pidmap *map, unsigned long nr, void *ptr)
{
	struct pidmap_node *path[MAP_HEIGHT], *node = map_leaf(map, nr);
	unsigned int level;

	if (likely(node) && likely(~(node->used | 1ULL << map_index(nr, 0)))) {
		leaf_set(node, nr, ptr);
		return 0;
	}
	if (map_grow(map, nr))
		return -ENOMEM;
	node = map->root;
	for (level = map->height - 1; ; level--) {
		unsigned int i = map_index(nr, level);

		path[level] = node;
		if (!level)
			break;
		if (!(node->used & (1ULL << i))) {
			struct pidmap_node *child = map_node();

			if (!child) {
				map_prune(map, nr, path, level);
				return -ENOMEM;
			}
			node->slot[i] = child;
			node->used |= 1ULL << i;
		}
		node = node->slot[i];
	}
	leaf_set(node, nr, ptr);
	while (path[level]->full == ~0ULL && ++level < map->height)
		path[level]->full |= 1ULL << map_index(nr, level);
	return 0;
}

/**
 * pidmap_alloc - the first free number in [start, end) is @ptr's
 *
 * As idr_alloc() with both ends positive: the number, -ENOMEM, or -ENOSPC.
 */
int pidmap_alloc(struct pidmap *map, void *ptr, int start, int end)
{
	unsigned long nr;
	int err;

	if (start < 0 || end <= start)
		return -ENOSPC;
	nr = map_next_free(map, (unsigned long)start);
	if (nr >= (unsigned long)end)
		return -ENOSPC;
	err = map_insert(map, nr, ptr);
	return err ? err : (int)nr;
}

/**
 * pidmap_alloc_cyclic - the first free number from map->next on, else from @start
 *
 * As idr_alloc_cyclic(); the cursor moves only if there was a number.
 */
int pidmap_alloc_cyclic(struct pidmap *map, void *ptr, int start, int end)
{
	int from = (int)map->next < start ? start : (int)map->next;
	int nr = pidmap_alloc(map, ptr, from, end);

	if (nr == -ENOSPC && from > start)
		nr = pidmap_alloc(map, ptr, start, end);
	if (nr >= 0)
		map->next = (unsigned int)nr + 1;
	return nr;
}

/* what a step on the slot of @nr touches, for the explorer */
static inline const void *map_footprint(const struct pidmap *map, unsigned long nr)
{
	struct pidmap_node *leaf = map_leaf(map, nr);

	return leaf ? (const void *)&leaf->slot[map_index(nr, 0)] : (const void *)map;
}

/** pidmap_replace - @nr, which is taken, now stands for @ptr */
void pidmap_replace(struct pidmap *map, void *ptr, int nr)
{
	struct pidmap_node *leaf;

	if (unlikely(model_cpu.preempt))
		sim_point(HOST_OP_STORE, map_footprint(map, (unsigned long)nr), SIM_HERE);
	leaf = map_leaf(map, (unsigned long)nr);
	if (WARN_ON(!leaf || !(leaf->used & (1ULL << map_index(nr, 0)))))
		return;
	leaf->slot[map_index(nr, 0)] = ptr;
}

/** pidmap_find - what @nr stands for; NULL if it is free or only reserved */
void *pidmap_find(struct pidmap *map, int nr)
{
	struct pidmap_node *leaf;

	if (nr < 0)
		return NULL;
	if (unlikely(model_cpu.preempt))
		sim_point(HOST_OP_LOAD, map_footprint(map, (unsigned long)nr), SIM_HERE);
	leaf = map_leaf(map, (unsigned long)nr);
	return leaf ? leaf->slot[map_index(nr, 0)] : NULL;
}

/** pidmap_get_next - the entry with the smallest number >= *@nr, which is set to it */
void *pidmap_get_next(struct pidmap *map, int *nr)
{
	unsigned long n = *nr < 0 ? 0 : (unsigned long)*nr;

	while (map->root && n < map_span(map)) {
		struct pidmap_node *node = map->root;
		unsigned int level = map->height;

		for (;;) {
			unsigned int i = map_index(n, --level);
			u64 here = node->used & (~0ULL << i);
			unsigned int shift = level * MAP_SHIFT;

			if (!here) {
				shift += MAP_SHIFT;
				n = ((n >> shift) + 1) << shift;
				break;
			}
			if (__ffs(here) != i)
				n = (((n >> shift) & ~(MAP_SLOTS - 1UL)) | __ffs(here)) << shift;
			node = node->slot[__ffs(here)];
			if (level)
				continue;
			if (node) {
				*nr = (int)n;
				return node;
			}
			n++;		/* reserved only */
			break;
		}
	}
	return NULL;
}

/* @nr goes, and with it its leaf, or the leaf is no longer full */
static noinline void map_remove_slow(struct pidmap *map, unsigned long nr)
{
	struct pidmap_node *path[MAP_HEIGHT], *node = map->root;
	unsigned int level = map->height;

	for (;;) {
		path[--level] = node;
		if (!level)
			break;
		node = node->slot[map_index(nr, level)];
	}
	node->used &= ~(1ULL << map_index(nr, 0));
	for (; level < map->height; level++) {
		u64 was = path[level]->full;

		path[level]->full &= ~(1ULL << map_index(nr, level));
		if (was != ~0ULL)
			break;		/* nothing above knew it as full */
	}
	map_prune(map, nr, path, 0);
}

/** pidmap_remove - @nr is free again; returns what it stood for */
void *pidmap_remove(struct pidmap *map, int nr)
{
	u64 bit = 1ULL << map_index((unsigned long)nr, 0);
	struct pidmap_node *leaf;
	bool wanted;
	void *ptr;

	if (unlikely(model_cpu.preempt))
		sim_point(HOST_OP_STORE, map_footprint(map, (unsigned long)nr), SIM_HERE);
	leaf = nr < 0 ? NULL : map_leaf(map, (unsigned long)nr);
	if (!leaf || !(leaf->used & bit))
		return NULL;
	ptr = leaf->slot[map_index((unsigned long)nr, 0)];
	leaf->slot[map_index((unsigned long)nr, 0)] = NULL;
	/* an empty leaf stays if the next number is to come from it */
	wanted = map->next / MAP_SLOTS == (unsigned int)nr / MAP_SLOTS;
	if (unlikely(leaf->used == ~0ULL || (leaf->used == bit && !wanted))) {
		map_remove_slow(map, (unsigned long)nr);
	} else {
		leaf->used &= ~bit;
		leaf->full = leaf->used;
	}
	return ptr;
}

/* free what is empty below @node; true: so is @node */
static bool map_sweep(struct pidmap_node *node, unsigned int level)
{
	u64 used = node->used;

	for (; level && used; used &= used - 1) {
		unsigned int i = __ffs(used);

		if (!map_sweep(node->slot[i], level - 1))
			continue;
		kmem_cache_free(pidmap_cachep, node->slot[i]);
		node->slot[i] = NULL;
		node->used &= ~(1ULL << i);
	}
	return !node->used;
}

/**
 * pidmap_shrink - a tree that is larger than its numbers need gets smaller
 *
 * For the end of a run. Not when a number goes: the next one would make it large again.
 */
void pidmap_shrink(struct pidmap *map)
{
	if (!map->root)
		return;
	if (map_sweep(map->root, map->height - 1)) {
		pidmap_destroy(map);
		return;
	}
	while (map->height > 1 && map->root->used == 1) {
		struct pidmap_node *top = map->root;

		map->root = top->slot[0];
		map->height--;
		kmem_cache_free(pidmap_cachep, top);
	}
}

static void map_destroy(struct pidmap_node *node, unsigned int level)
{
	u64 used = node->used;

	for (; level && used; used &= used - 1)
		map_destroy(node->slot[__ffs(used)], level - 1);
	kmem_cache_free(pidmap_cachep, node);
}

/** pidmap_destroy - forget all numbers */
void pidmap_destroy(struct pidmap *map)
{
	if (map->root)
		map_destroy(map->root, map->height - 1);
	map->root = NULL;
	map->height = 0;
}
