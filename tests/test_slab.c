// SPDX-License-Identifier: GPL-2.0-only
/* mm/slab.c, mm/usercopy.c, lib/refcount.c: every fault is seen, and named by its cache. */
#include "fake_host.h"

#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/refcount.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

struct thing {
	refcount_t count;
	u32 rest[11];			/* 48 bytes, as a struct pid */
};

static struct kmem_cache *things;

static int setup(void **state)
{
	fake_host_start(4 << 20);
	things = KMEM_CACHE(thing, 0);
	return 0;
}

static struct model_count count_of(const char *cache)
{
	struct model_count c[128], none = { 0 };
	unsigned int n = slab_counts(c, 128), i;

	for (i = 0; i < n; i++)
		if (!strcmp(c[i].cache, cache))
			return c[i];
	return none;
}

static void counts(void **state)
{
	struct thing *a = kmem_cache_zalloc(things, GFP_KERNEL), *b;
	struct model_object o;

	slab_boot_done();
	b = kmem_cache_alloc(things, GFP_KERNEL);
	assert_int_equal(count_of("thing").live, 2);
	assert_int_equal(count_of("thing").boot, 1);
	assert_int_equal(count_of("thing").size, 48);
	assert_int_equal(count_of("thing").judged, 1);
	assert_int_equal(kmem_cache_nr_allocated(things), 2);
	assert_false(slab_balanced());
	assert_true(slab_object(&b->rest[10], &o));
	assert_ptr_equal(o.start, b);
	assert_int_equal(o.size, 48);
	assert_int_equal(o.freed, 0);
	assert_string_equal(o.cache, "thing");
	kmem_cache_free(things, b);
	assert_true(slab_object(b, &o));
	assert_int_equal(o.freed, 1);
	assert_true(slab_is_freed(&b->rest[10]));
	assert_false(slab_is_freed(a));
	assert_false(slab_is_freed(&o));
	assert_false(slab_object(model_cpu.base, &o));
	assert_false(slab_object(model_cpu.base + slab_used(), &o));
	assert_int_equal(count_of("thing").live, 1);
	assert_true(slab_balanced());
	kmem_cache_free(things, a);
	assert_false(slab_balanced());
	kmem_cache_free(things, NULL);
	assert_no_bug();
}

static void contents(void **state)
{
	unsigned char *p = kmem_cache_alloc(things, GFP_KERNEL), *q;
	unsigned int i;

	for (i = 0; i < sizeof(struct thing); i++)
		assert_int_equal(p[i], SLAB_POISON_FREE);
	memset(p, 1, sizeof(struct thing));
	kmem_cache_free(things, p);
	for (i = 0; i < sizeof(struct thing) - 8; i++)
		assert_int_equal(p[i], SLAB_POISON_FREE);
	/* memory that comes again reads as if it were fresh */
	for (i = 0; (q = kmem_cache_alloc(things, GFP_KERNEL)) != p; i++) {
		assert_true(i < 1000);
		kmem_cache_free(things, q);
	}
	for (i = 0; i < sizeof(struct thing); i++)
		assert_int_equal(q[i], SLAB_POISON_FREE);
	kmem_cache_free(things, q);
	q = kmem_cache_zalloc(things, GFP_KERNEL);
	for (i = 0; i < sizeof(struct thing); i++)
		assert_int_equal(q[i], 0);
	assert_no_bug();
}

/* what is freed comes back only after many others */
static void quarantine(void **state)
{
	struct thing *first = kmem_cache_alloc(things, GFP_KERNEL), *t;
	unsigned int between = 0;

	kmem_cache_free(things, first);
	while ((t = kmem_cache_alloc(things, GFP_KERNEL)) != first) {
		kmem_cache_free(things, t);
		between++;
	}
	assert_int_equal(between, 64);
	/* ... and when there is no other memory left */
	kmem_cache_free(things, first);
	while (kmem_cache_alloc(things, GFP_KERNEL))
		between++;
	assert_true(between * 48 > model_cpu.size / 2);
	assert_int_equal(count_of("thing").live, between - 64);
	assert_null(kmalloc(64, GFP_KERNEL));
	assert_no_bug();
}

static void double_free(void **state)
{
	struct thing *t = kmem_cache_zalloc(things, GFP_KERNEL);

	kmem_cache_free(things, t);
	kmem_cache_free(things, t);
	assert_bug(HOST_BUG_SAFETY, "double free of thing");
	assert_ptr_equal(fake.obj, t);
	kfree(t);
	assert_bug(HOST_BUG_SAFETY, "double free of thing");
	assert_int_equal(kmem_cache_nr_allocated(things), 0);
}

static void wrong_free(void **state)
{
	struct kmem_cache *others = kmem_cache_create("other", 48, 8, 0, NULL);
	struct thing *t = kmem_cache_zalloc(things, GFP_KERNEL);
	int local;

	kmem_cache_free(others, t);
	assert_bug(HOST_BUG_SAFETY, "free of thing into the cache of other");
	kmem_cache_free(things, &t->rest[3]);
	assert_bug(HOST_BUG_SAFETY, "free of an address inside thing");
	kfree(&local);
	assert_bug(HOST_BUG_SAFETY, "free of what is no object");
	kfree(model_cpu.base);
	assert_bug(HOST_BUG_SAFETY, "free of what is no object");
	assert_int_equal(kmem_cache_nr_allocated(things), 1);
	kfree(t);		/* an object of any cache */
	kfree(NULL);
	assert_int_equal(kmem_cache_nr_allocated(things), 0);
	assert_no_bug();
}

/* each byte of a freed object, written before it is handed out again */
static void late_write(void **state)
{
	unsigned int i, n;

	for (i = 0; i < sizeof(struct thing) - 8; i++) {
		char *t = kmem_cache_alloc(things, GFP_KERNEL);

		kmem_cache_free(things, t);
		t[i]++;
		slab_verify_freed(SIM_HERE);
		assert_bug(HOST_BUG_SAFETY, "write after free to thing");
		assert_ptr_equal(fake.obj, t);
		for (n = 0; n < 200 && !fake.bugs; n++)
			kmem_cache_free(things, kmem_cache_alloc(things, GFP_KERNEL));
		assert_bug(HOST_BUG_SAFETY, "write after free to thing");
		for (n = 0; n < 200; n++)
			kmem_cache_free(things, kmem_cache_alloc(things, GFP_KERNEL));
		slab_verify_freed(SIM_HERE);
		assert_no_bug();
	}
}

/* the last word, where the queue's link is */
static void late_write_link(void **state)
{
	u64 *a = kmem_cache_alloc(things, GFP_KERNEL), *b = kmem_cache_alloc(things, GFP_KERNEL);

	kmem_cache_free(things, a);
	kmem_cache_free(things, b);
	slab_verify_freed(SIM_HERE);
	assert_no_bug();
	a[5] = 0;
	slab_verify_freed(SIM_HERE);
	assert_bug(HOST_BUG_SAFETY, "write after free to thing");
	a[5] = 0x6b6b6b6b00000000UL | 0xffffff;
	slab_verify_freed(SIM_HERE);
	assert_bug(HOST_BUG_SAFETY, "write after free to thing");
	b[5] = 0x6b6b6b6b00000004UL;
	a[5] = 0x6b6b6b6b00000000UL | (unsigned long)((char *)b - model_cpu.base) / 16;
	slab_verify_freed(SIM_HERE);
	assert_bug(HOST_BUG_SAFETY, "write after free to thing");
}

static void sizes(void **state)
{
	static const size_t n[] = { 0, 1, 16, 17, 32, 33, 64, 65, 96, 97, 128, 129, 192, 193, 256,
				    257, 512, 513, 4096, 4097, 65536, 65537, 1 << 20 };
	struct model_object o;
	unsigned int i;
	char *p;

	for (i = 0; i < ARRAY_SIZE(n); i++) {
		p = kzalloc(n[i], GFP_KERNEL);
		assert_non_null(p);
		assert_true(slab_object(p + (n[i] ? n[i] - 1 : 0), &o));
		assert_ptr_equal(o.start, p);
		assert_true(o.size >= n[i] && o.size <= 2 * n[i] + 16);
		assert_int_equal((unsigned long)p % 16, 0);
		kfree(p);
		assert_true(slab_is_freed(p + n[i] / 2));
	}
	assert_null(kmalloc((8 << 20) + 1, GFP_KERNEL));
	assert_null(kmalloc(8 << 20, GFP_KERNEL));	/* more than there is */
	assert_int_equal(count_of("kmalloc-256").size, 256);
	assert_no_bug();
}

static unsigned int constructed;

static void ctor(void *obj)
{
	memset(obj, 0, 24);
	constructed++;
}

static void typesafe(void **state)
{
	struct kmem_cache *c = kmem_cache_create("stable", 24, 8, SLAB_TYPESAFE_BY_RCU, ctor);
	u32 *p = kmem_cache_alloc(c, GFP_KERNEL), *q;

	assert_int_equal(constructed, 1);
	p[0] = 1;
	kmem_cache_free(c, p);
	assert_int_equal(p[0], 1);
	assert_int_equal(p[5], 0);
	assert_false(slab_is_freed(p));
	p[3] = 7;		/* a late reader's lock */
	while ((q = kmem_cache_alloc(c, GFP_KERNEL)) != p)
		kmem_cache_free(c, q);
	assert_int_equal(q[3], 7);
	kmem_cache_free(c, q);
	kmem_cache_free(c, q);
	assert_bug(HOST_BUG_SAFETY, "double free of stable");
}

static void caches(void **state)
{
	static char name[200][20];
	unsigned int i;

	assert_ptr_equal(KMEM_CACHE(thing, 0), things);
	for (i = 0; i < 200; i++) {
		scnprintf(name[i], sizeof(name[i]), "cache-%u", i);
		if (!kmem_cache_create(name[i], 8, 8, SLAB_NO_BALANCE, NULL))
			break;
	}
	assert_in_range(i, 80, 112);
	assert_int_equal(count_of("cache-7").judged, 0);
	model_cpu.size = 4096;
	assert_int_equal(slab_boot(), -ENOMEM);
	model_cpu.size = 4 << 20;
}

static void events_and_refusal(void **state)
{
	struct thing *t;

	model_cpu.trace = ~0U;
	t = kmem_cache_alloc(things, GFP_KERNEL);
	assert_int_equal(fake.events[HOST_EV_OBJECT_NEW], 1);
	assert_ptr_equal(fake.last[HOST_EV_OBJECT_NEW].obj, t);
	assert_string_equal(fake.last[HOST_EV_OBJECT_NEW].cache, "thing");
	assert_string_equal(fake.last[HOST_EV_OBJECT_NEW].site->func, "events_and_refusal");
	kmem_cache_free(things, t);
	assert_int_equal(fake.events[HOST_EV_OBJECT_FREE], 1);
	model_cpu.inject = 1;
	fake.refuse = 2;
	assert_non_null(kmem_cache_alloc(things, GFP_KERNEL));
	assert_null(kmalloc(10, GFP_KERNEL));
	assert_non_null(kmalloc(10, GFP_KERNEL));
	assert_int_equal(fake.requests, 3);
}

/* ------------------------------------------------------------ counts of references */

static void refcounts(void **state)
{
	struct thing *t = kmem_cache_zalloc(things, GFP_KERNEL);

	refcount_set(&t->count, 1);
	refcount_inc(&t->count);
	assert_true(refcount_inc_not_zero(&t->count));
	assert_int_equal(refcount_read(&t->count), 3);
	assert_false(refcount_sub_and_test(2, &t->count));
	assert_true(refcount_dec_and_test(&t->count));
	assert_false(refcount_inc_not_zero(&t->count));
	assert_no_bug();
	refcount_inc(&t->count);
	assert_bug(HOST_BUG_SAFETY, "get of a count of zero in thing");
	assert_int_equal(t->count.refs.counter, REFCOUNT_SATURATED);
	refcount_inc(&t->count);
	assert_bug(HOST_BUG_SAFETY, "get of a count below zero");
	assert_true(refcount_inc_not_zero(&t->count));
	assert_bug(HOST_BUG_SAFETY, "get of a count below zero");
	refcount_set(&t->count, 0);
	assert_false(refcount_dec_and_test(&t->count));
	assert_bug(HOST_BUG_SAFETY, "put of a count of zero or less in thing");
}

static void refcounts_of_the_dead(void **state)
{
	struct thing *t = kmem_cache_zalloc(things, GFP_KERNEL);

	kmem_cache_free(things, t);
	refcount_inc(&t->count);
	assert_bug(HOST_BUG_SAFETY, "use after free of thing");
	assert_false(refcount_dec_and_test(&t->count));
	assert_bug(HOST_BUG_SAFETY, "use after free of thing");
	refcount_inc_not_zero(&t->count);
	assert_bug(HOST_BUG_SAFETY, "use after free of thing");
	slab_verify_freed(SIM_HERE);
	assert_no_bug();
	/* in a race every point looks: one report, from there */
	model_cpu.preempt = 1;
	refcount_inc(&t->count);
	assert_int_equal(fake_bugs(), 1);
	refcount_read(&t->count);
	assert_int_equal(fake_bugs(), 1);
	assert_int_equal(fake.points, 2);
}

/* ------------------------------------------------------------ user memory */

static void strings_from_user(void **state)
{
	char user[300], buf[300];
	const char *end = user + sizeof(user);

	fake.user = user;
	fake.user_size = sizeof(user);
	memset(user, 'a', sizeof(user));
	user[5] = user[199] = user[299] = '\0';
	assert_int_equal(strncpy_from_user(buf, user, 300), 5);
	assert_string_equal(buf, "aaaaa");
	assert_int_equal(strncpy_from_user(buf, user + 6, 300), 193);
	assert_int_equal(strncpy_from_user(buf, user + 6, 100), 100);
	assert_int_equal(strncpy_from_user(buf, user, 5), 5);
	assert_int_equal(strncpy_from_user(buf, user, 6), 5);
	assert_int_equal(strncpy_from_user(buf, user, 0), 0);
	/* the string ends with the mapping, or does not */
	assert_int_equal(strncpy_from_user(buf, end - 10, 300), 9);
	user[299] = 'a';
	assert_int_equal(strncpy_from_user(buf, end - 10, 300), -EFAULT);
	assert_int_equal(strncpy_from_user(buf, end - 10, 10), 10);
	assert_int_equal(strncpy_from_user(buf, (char *)8, 300), -EFAULT);
}

static void structures_from_user(void **state)
{
	unsigned char user[300], buf[100];
	char *p;

	fake.user = (char *)user;
	fake.user_size = sizeof(user);
	memset(user, 0, sizeof(user));
	memset(user, 1, 80);
	memset(buf, 7, sizeof(buf));
	assert_int_equal(copy_struct_from_user(buf, 80, user, 80), 0);
	assert_memory_equal(buf, user, 80);
	assert_int_equal(buf[80], 7);
	assert_int_equal(copy_struct_from_user(buf, 100, user, 60), 0);
	assert_int_equal(buf[59], 1);
	assert_int_equal(buf[60] | buf[80] | buf[99], 0);
	assert_int_equal(copy_struct_from_user(buf, 80, user, 300), 0);
	user[299] = 1;
	assert_int_equal(copy_struct_from_user(buf, 80, user, 300), -E2BIG);
	assert_int_equal(copy_struct_from_user(buf, 80, user, 299), 0);
	assert_int_equal(copy_struct_from_user(buf, 80, user, 301), -E2BIG);
	user[299] = 0;
	assert_int_equal(copy_struct_from_user(buf, 80, user, 301), -EFAULT);
	assert_int_equal(copy_struct_from_user(buf, 80, (void *)8, 80), -EFAULT);
	assert_int_equal(check_zeroed_user(user + 80, 220), 1);
	assert_int_equal(check_zeroed_user(user + 79, 220), 0);
	p = kmemdup_user(user, 90);
	assert_memory_equal(p, user, 90);
	kfree(p);
	assert_int_equal(PTR_ERR(kmemdup_user((void *)8, 90)), -EFAULT);
	model_cpu.inject = 1;
	fake.refuse = 1;
	assert_int_equal(PTR_ERR(kmemdup_user(user, 90)), -ENOMEM);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, fake_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(counts), T(contents), T(quarantine), T(double_free), T(wrong_free), T(late_write),
		T(late_write_link), T(sizes), T(typesafe), T(caches), T(events_and_refusal),
		T(refcounts), T(refcounts_of_the_dead), T(strings_from_user),
		T(structures_from_user),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
