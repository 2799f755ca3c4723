/* SPDX-License-Identifier: GPL-2.0-only */
/* custom: the memory of a world. Each cache counts its objects, poisons what is
 * freed and keeps it in quarantine before it hands it out again; what a cache
 * hands out is zeroed only if asked for. */
#ifndef _LINUX_SLAB_H
#define _LINUX_SLAB_H

#include <linux/sim.h>
#include <linux/gfp.h>

#define SLAB_HWCACHE_ALIGN	0x1
#define SLAB_PANIC		0x2
#define SLAB_ACCOUNT		0x4
#define SLAB_TYPESAFE_BY_RCU	0x8
#define SLAB_NO_BALANCE		0x10	/* custom: not judged at the end of a run */
#define SLAB_POISON_FREE	0x6b	/* the byte that freed objects are filled with */

struct kmem_cache;

struct kmem_cache *kmem_cache_create(const char *name, unsigned int size, unsigned int align,
				     unsigned int flags, void (*ctor)(void *));
#define KMEM_CACHE(s, flags) \
	kmem_cache_create(#s, sizeof(struct s), __alignof__(struct s), flags, NULL)

void *__kmem_cache_alloc(struct kmem_cache *c, gfp_t flags, const struct host_site *site);
void __kmem_cache_free(struct kmem_cache *c, void *obj, const struct host_site *site);
void *__kmalloc(size_t size, gfp_t flags, const struct host_site *site);
void __kfree(const void *obj, const struct host_site *site);

#define kmem_cache_alloc(c, f)		__kmem_cache_alloc(c, f, SIM_HERE)
#define kmem_cache_zalloc(c, f)		__kmem_cache_alloc(c, (f) | __GFP_ZERO, SIM_HERE)
#define kmem_cache_free(c, o)		__kmem_cache_free(c, o, SIM_HERE)
#define kmalloc(n, f)			__kmalloc(n, f, SIM_HERE)
#define kzalloc(n, f)			__kmalloc(n, (f) | __GFP_ZERO, SIM_HERE)
#define kcalloc(n, s, f)		__kmalloc((size_t)(n) * (s), (f) | __GFP_ZERO, SIM_HERE)
#define kmalloc_array(n, s, f)		__kmalloc((size_t)(n) * (s), f, SIM_HERE)
#define kfree(o)			__kfree(o, SIM_HERE)

unsigned long kmem_cache_nr_allocated(const struct kmem_cache *c);
void *kmemdup_user(const void __user *from, size_t n);

/* for model.c: start with an empty arena; counts; what an address is */
int slab_boot(void);
void slab_boot_done(void);
int slab_balanced(void);
unsigned int slab_counts(struct model_count *out, unsigned int n);
int slab_object(const void *addr, struct model_object *out);
unsigned long slab_used(void);
/* whether @addr lies in an object that has been freed */
bool slab_is_freed(const void *addr);
void slab_report_freed(const void *addr, const struct host_site *site);
/* faults for writes into what is freed now; for the end of a run */
void slab_verify_freed(const struct host_site *site);

#endif
