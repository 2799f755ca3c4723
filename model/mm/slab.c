// SPDX-License-Identifier: GPL-2.0-only
/*
 * The memory of a world: typed caches on one bump allocator.
 *
 * Stands where mm/slub.c is in the kernel and shares only its interface. An
 * object is carved from the region once and belongs to its cache for good;
 * what is freed is poisoned and waits at the end of the cache's queue, and is
 * handed out again only when enough others wait behind it. So a stale pointer
 * keeps pointing at poison of the right type for as long as possible.
 *
 * The shadow has one byte for each granule of 16 bytes: at the start of an
 * object which cache it is of and whether it is freed, behind it how many
 * granules back to look. Any address resolves to its object that way.
 *
 * Nothing here sleeps or is a scheduling point, so there is no lock. Memory
 * that was not zeroed reads as poison, fresh or not: a run can't depend on
 * what an earlier run left behind.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#define GRANULE		16UL
#define SLAB_FIRST	4		/* granule 0 must stay free: 0 means "none" */
#define SLAB_CACHES	112
#define SHADOW_BACK	31		/* greatest distance that one byte tells */
#define SHADOW_START	32		/* smallest byte at the start of an object */

/* Freed objects that wait before one is reused; at most that many bytes. */
#define QUARANTINE_MAX	64
#define QUARANTINE_BYTES 16384
/* How much of an object is poisoned; the rest of larger ones is left alone. */
#define POISON_MAX	4096
#define POISON_WORD	0x6b6b6b6b6b6b6b6bUL
#define LINK_TAG	0x6b6b6b6bUL	/* upper half of the link of a freed object */

/* Small, because all of them are copied for each fresh world. */
struct kmem_cache {
	const char *name;
	void (*ctor)(void *obj);
	u32 object_size;		/* as asked for */
	u32 size;			/* bytes that it takes, whole granules */
	u32 head, tail;			/* granules of the oldest and youngest freed object */
	u32 nr_free;
	u32 live, boot;
	u16 poisoned;			/* bytes of a freed object that hold poison; 0: TYPESAFE */
	u8 quarantine : 7;
	u8 judged : 1;
	u8 shadow;			/* at the start of a live object; freed: one more */
};

static struct kmem_cache caches[SLAB_CACHES];
static unsigned int nr_caches;
static u32 slab_next = SLAB_FIRST;	/* first granule that was never used */
static u32 slab_limit;

#define KMALLOC_CLASSES(X) \
	X(16) X(32) X(64) X(96) X(128) X(192) X(256) X(512) X(1024) X(2048) X(4096) X(8192) \
	X(16384) X(32768) X(65536) X(131072) X(262144) X(524288) X(1048576) X(2097152) \
	X(4194304) X(8388608)
#define KMALLOC_CLASS(n) { n, "kmalloc-" #n },
static const struct {
	unsigned int size;
	const char *name;
} kmalloc_classes[] = { KMALLOC_CLASSES(KMALLOC_CLASS) };

static inline void *granule_ptr(u32 g)
{
	return model_cpu.base + g * GRANULE;
}

static inline u32 granule_of(const void *p)
{
	return (u32)((unsigned long)((const char *)p - model_cpu.base) / GRANULE);
}

static inline struct kmem_cache *shadow_cache(unsigned char s)
{
	return &caches[(s - SHADOW_START) / 2];
}

/* the object that @addr lies in: its first granule, 0 if there is none */
static __always_inline u32 slab_resolve(const void *addr)
{
	unsigned long g = ((unsigned long)addr - (unsigned long)model_cpu.base) / GRANULE;
	unsigned char s;

	if (g >= slab_next || g < SLAB_FIRST)
		return 0;
	while ((s = model_cpu.shadow[g]) < SHADOW_START)
		g -= s;
	return (u32)g;
}

/* a freed object's link is in its last word, where it costs no poison that matters */
static inline u64 *slab_link(const struct kmem_cache *c, void *obj)
{
	return (u64 *)((char *)obj + c->size) - 1;
}

char sim_text[SIM_TEXT];

static __cold noinline void slab_fault(const struct kmem_cache *c, const struct host_site *site,
				       const void *obj, const char *what)
{
	scnprintf(sim_text, SIM_TEXT, "%s %s", what, c->name);
	sim_bug(HOST_BUG_SAFETY, site, obj, sim_text);
}

/* Is the freed object @obj as it was left? @next: the one that was freed after it. */
static inline bool slab_intact(const struct kmem_cache *c, void *obj, u32 *next)
{
	const u64 *p = obj;
	u64 link = *slab_link(c, obj);

	*next = (u32)link;
	if (unlikely(link >> 32 != LINK_TAG || *next >= slab_next))
		return false;
	/* each byte equals the one eight further on, and the first eight are right */
	return !c->poisoned ||
	       (*p == POISON_WORD && !memcmp(p, p + 1, c->poisoned - sizeof(*p)));
}

static __cold noinline void slab_written(struct kmem_cache *c, void *obj,
					 const struct host_site *site)
{
	slab_fault(c, site, obj, "write after free to");
	/* the links can't be trusted any more: forget all that is freed */
	c->head = c->tail = c->nr_free = 0;
}

/* the object of @c that was freed first; there is one */
static __always_inline void *slab_reuse(struct kmem_cache *c, const struct host_site *site)
{
	void *obj = granule_ptr(c->head);
	u32 next;

	c->nr_free--;
	if (unlikely(!slab_intact(c, obj, &next) || !next != !c->nr_free)) {
		slab_written(c, obj, site);
	} else {
		c->head = next;
		if (unlikely(!next))
			c->tail = 0;
	}
	*slab_link(c, obj) = POISON_WORD;
	return obj;
}

/* how far back the start is, for eight granules in one store */
static const u64 shadow_ramp[] = {
	0x0706050403020100, 0x0f0e0d0c0b0a0908, 0x1716151413121110, 0x1f1e1d1c1b1a1918,
};

/* an object out of memory that was never used, filled with @fill; NULL: the world is full */
static void *slab_carve(struct kmem_cache *c, int fill)
{
	u32 n = c->size / GRANULE, i;
	unsigned char *s = model_cpu.shadow + slab_next;
	void *obj = granule_ptr(slab_next);

	if (unlikely(n > slab_limit - slab_next))
		return NULL;
	/* a few too many: what comes behind is written later */
	for (i = 0; i < n && i <= SHADOW_BACK; i += 8)
		__builtin_memcpy(s + i, &shadow_ramp[i / 8], 8);
	if (unlikely(i < n))
		memset(s + i, SHADOW_BACK, n - i);
	slab_next += n;
	memset(obj, fill, c->size);
	if (unlikely(c->ctor))
		c->ctor(obj);
	return obj;
}

void *__kmem_cache_alloc(struct kmem_cache *c, gfp_t flags, const struct host_site *site)
{
	void *obj;

	if (sim_fail(HOST_FAIL_ALLOC, site))
		return NULL;
	if (c->nr_free <= c->quarantine) {
		obj = slab_carve(c, flags & __GFP_ZERO ? 0 : SLAB_POISON_FREE);
		if (likely(obj))
			goto out;
		if (!c->nr_free)
			return NULL;
	}
	obj = slab_reuse(c, site);
	if (flags & __GFP_ZERO)
		memset(obj, 0, c->object_size);
out:
	model_cpu.shadow[granule_of(obj)] = c->shadow;
	c->live++;
	sim_event(HOST_EV_OBJECT_NEW, NULL, obj, c->name, 0, c->object_size, site);
	return obj;
}

static __always_inline void slab_free(struct kmem_cache *c, void *obj, const struct host_site *site)
{
	u32 g = granule_of(obj);

	sim_event(HOST_EV_OBJECT_FREE, NULL, obj, c->name, 0, c->object_size, site);
	memset(obj, SLAB_POISON_FREE, c->poisoned);
	*slab_link(c, obj) = LINK_TAG << 32;
	model_cpu.shadow[g] = c->shadow + 1;
	if (likely(c->tail))
		*slab_link(c, granule_ptr(c->tail)) = LINK_TAG << 32 | g;
	else
		c->head = g;
	c->tail = g;
	c->nr_free++;
	c->live--;
}

/* the cache that the live object @obj is of; NULL: it is not, and that was reported */
static struct kmem_cache *slab_owner(const void *obj, const struct host_site *site)
{
	u32 g = slab_resolve(obj);
	unsigned char s;

	if (unlikely(!g)) {
		sim_bug(HOST_BUG_SAFETY, site, obj, "free of what is no object");
		return NULL;
	}
	s = model_cpu.shadow[g];
	if (unlikely(granule_ptr(g) != obj)) {
		slab_fault(shadow_cache(s), site, obj, "free of an address inside");
		return NULL;
	}
	if (unlikely(s & 1)) {
		slab_fault(shadow_cache(s), site, obj, "double free of");
		return NULL;
	}
	return shadow_cache(s);
}

/* a live object of @c, from its start */
static inline bool slab_is_object(const struct kmem_cache *c, const void *obj)
{
	unsigned long at = (unsigned long)obj - (unsigned long)model_cpu.base;

	return at < slab_next * GRANULE && !(at % GRANULE) &&
	       model_cpu.shadow[at / GRANULE] == c->shadow;
}

/* not a live object of @c: what then? */
static __cold noinline void slab_bad_free(struct kmem_cache *c, void *obj,
					  const struct host_site *site)
{
	struct kmem_cache *owner = slab_owner(obj, site);

	if (!owner)
		return;
	scnprintf(sim_text, SIM_TEXT, "free of %s into the cache of %s", owner->name, c->name);
	sim_bug(HOST_BUG_SAFETY, site, obj, sim_text);
}

void __kmem_cache_free(struct kmem_cache *c, void *obj, const struct host_site *site)
{
	if (likely(slab_is_object(c, obj)))
		slab_free(c, obj, site);
	else if (obj)
		slab_bad_free(c, obj, site);
}

/* the classes are the first of the caches */
static struct kmem_cache *kmalloc_cache(size_t size)
{
	static const unsigned char small[] = { 0, 1, 2, 2, 3, 3, 4, 4, 5, 5, 5, 5 };

	if (size <= 192)
		return &caches[size ? small[(size - 1) / 16] : 0];
	if (unlikely(size > kmalloc_classes[ARRAY_SIZE(kmalloc_classes) - 1].size))
		return NULL;
	/* 193..256 is entry 6, and each doubling one more */
	return &caches[62 - __builtin_clzl(size - 1)];
}

void *__kmalloc(size_t size, gfp_t flags, const struct host_site *site)
{
	struct kmem_cache *c = kmalloc_cache(size);

	return c ? __kmem_cache_alloc(c, flags, site) : NULL;
}

/* as in the kernel, an object of any cache may come here */
void __kfree(const void *obj, const struct host_site *site)
{
	struct kmem_cache *c;

	if (!obj)
		return;
	c = slab_owner(obj, site);
	if (likely(c))
		slab_free(c, (void *)obj, site);
}

unsigned long kmem_cache_nr_allocated(const struct kmem_cache *c)
{
	return c->live;
}

/**
 * kmem_cache_create - a cache for objects of one kind
 * @name: a literal: it is kept, not copied
 *
 * Differs from mm/slab_common.c: alignment is always 16; a cache of the same
 * name and size is the same cache. With SLAB_TYPESAFE_BY_RCU freed objects
 * keep their contents and @ctor runs once for each, as in the kernel; without
 * it @ctor must not be given.
 */
struct kmem_cache *kmem_cache_create(const char *name, unsigned int size, unsigned int align,
				     unsigned int flags, void (*ctor)(void *))
{
	struct kmem_cache *c;

	BUG_ON(align > GRANULE || (ctor && !(flags & SLAB_TYPESAFE_BY_RCU)));
	for (c = caches; c < caches + nr_caches; c++)
		if (c->object_size == size && !strcmp(c->name, name))
			return c;
	if (nr_caches == SLAB_CACHES)
		return NULL;
	*c = (struct kmem_cache) { .name = name, .ctor = ctor, .object_size = size };
	/* the link must not lie in what a late reader may still look at */
	if (flags & SLAB_TYPESAFE_BY_RCU)
		size += sizeof(u64);
	c->size = ALIGN(max(size, 1U), (unsigned int)GRANULE);
	if (!(flags & SLAB_TYPESAFE_BY_RCU))
		c->poisoned = (u16)(min(c->size, (u32)POISON_MAX) - sizeof(u64));
	c->quarantine = (u8)min(QUARANTINE_BYTES / c->size, (u32)QUARANTINE_MAX);
	c->judged = !(flags & SLAB_NO_BALANCE);
	c->shadow = (u8)(SHADOW_START + 2 * nr_caches++);
	return c;
}

/** slab_boot - start with an empty region; -ENOMEM if it is far too small */
int slab_boot(void)
{
	unsigned int i;

	if (model_cpu.size < 65536 || model_cpu.size / GRANULE > U32_MAX)
		return -ENOMEM;
	nr_caches = 0;
	model_cpu.shadow[0] = 0;
	slab_next = SLAB_FIRST;
	slab_limit = (u32)(model_cpu.size / GRANULE) - 8;	/* see slab_carve() */
	for (i = 0; i < ARRAY_SIZE(kmalloc_classes); i++)
		kmem_cache_create(kmalloc_classes[i].name, kmalloc_classes[i].size, 8, 0, NULL);
	return 0;
}

/** slab_boot_done - what lives now does not count at the end of a run */
void slab_boot_done(void)
{
	struct kmem_cache *c;

	for (c = caches; c < caches + nr_caches; c++)
		c->boot = c->live;
}

/** slab_balanced - every cache that is judged has as many objects as at boot */
int slab_balanced(void)
{
	const struct kmem_cache *c;

	for (c = caches; c < caches + nr_caches; c++)
		if (c->live != c->boot && c->judged)
			return 0;
	return 1;
}

/** slab_counts - fills up to @n entries; returns how many caches there are */
unsigned int slab_counts(struct model_count *out, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < nr_caches && i < n; i++) {
		const struct kmem_cache *c = &caches[i];

		out[i].cache = c->name;
		out[i].live = c->live;
		out[i].boot = c->boot;
		out[i].size = c->object_size;
		out[i].judged = c->judged;
	}
	return nr_caches;
}

/** slab_object - what @addr is; 0 if it lies in no object */
int slab_object(const void *addr, struct model_object *out)
{
	u32 g = slab_resolve(addr);
	struct kmem_cache *c;

	if (!g)
		return 0;
	c = shadow_cache(model_cpu.shadow[g]);
	out->cache = c->name;
	out->start = granule_ptr(g);
	out->size = c->object_size;
	out->freed = model_cpu.shadow[g] & 1;
	return 1;
}

/** slab_used - bytes from model_cpu.base that hold anything */
unsigned long slab_used(void)
{
	return slab_next * GRANULE;
}

static __cold noinline bool is_poisoned(unsigned char s)
{
	return shadow_cache(s)->poisoned != 0;
}

/* as slab_resolve(), but of the byte found there: this stands in every scheduling point */
static __always_inline bool is_freed(const void *addr)
{
	unsigned long g = ((unsigned long)addr - (unsigned long)model_cpu.base) / GRANULE;
	const unsigned char *shadow;
	unsigned char s;

	if (g - SLAB_FIRST >= (unsigned long)slab_next - SLAB_FIRST)
		return false;
	shadow = model_cpu.shadow + g;
	while (unlikely((s = *shadow) < SHADOW_START))
		shadow -= s;
	return unlikely(s & 1) && is_poisoned(s);
}

/** slab_is_freed - whether @addr lies in a freed object; not for TYPESAFE_BY_RCU ones */
bool slab_is_freed(const void *addr)
{
	return is_freed(addr);
}

/**
 * slab_verify_freed - look for writes into anything that is freed now
 *
 * For the end of a run, when most freed objects never left the queue.
 */
void slab_verify_freed(const struct host_site *site)
{
	struct kmem_cache *c;
	u32 g, n, next;

	for (c = caches; c < caches + nr_caches; c++) {
		if (likely(!c->nr_free))
			continue;
		for (g = c->head, n = c->nr_free; n--; g = next) {
			if (likely(slab_intact(c, granule_ptr(g), &next) && !next == !n))
				continue;
			slab_fault(c, site, granule_ptr(g), "write after free to");
			break;
		}
	}
}

/* the host wants to know of this point; out of line, so that the others need no stack frame */
static noinline void slab_point_asked(enum host_op op, const void *obj,
				      const struct host_site *site)
{
	model_cpu.host->point(op, obj, site);
	if (unlikely(is_freed(obj)))
		slab_report_freed(obj, site);
}

/**
 * sim_point_checked - the slow side of sim_point()
 *
 * The check comes after the others ran: what counts is whether the object is
 * there when the primitive acts.
 */
void sim_point_checked(enum host_op op, const void *obj, const struct host_site *site)
{
	model_cpu.site = site;
	if (unlikely(++model_cpu.step >= model_cpu.look_at))
		slab_point_asked(op, obj, site);
	else if (unlikely(is_freed(obj)))
		slab_report_freed(obj, site);
}

/** sim_point_plain - the slow side of sim_point_after() */
void sim_point_plain(enum host_op op, const void *obj, const struct host_site *site)
{
	model_cpu.site = site;
	if (unlikely(++model_cpu.step >= model_cpu.look_at))
		model_cpu.host->point(op, obj, site);
}

/** slab_report_freed - @addr, in a freed object, is used at @site */
void slab_report_freed(const void *addr, const struct host_site *site)
{
	slab_fault(shadow_cache(model_cpu.shadow[slab_resolve(addr)]), site, addr,
		   "use after free of");
}
