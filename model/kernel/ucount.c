// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is counted for a uid in a user namespace: its tasks and its queued
 * signals. Each count also counts for who owns that user namespace, and so on
 * upwards.
 *
 * Mirrors kernel/ucount.c. A list stands for the hash table: worlds have few
 * users. How many namespaces somebody may make is not limited here.
 */
#include <linux/cred.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/user_namespace.h>

static struct kmem_cache *ucounts_cachep;
static DEFINE_SPINLOCK(ucounts_lock);
static LIST_HEAD(ucounts_list);		/* ucounts_lock */

/** ucounts_boot - from cred_boot() */
int ucounts_boot(void)
{
	ucounts_cachep = KMEM_CACHE(ucounts, SLAB_PANIC);
	INIT_LIST_HEAD(&ucounts_list);
	return ucounts_cachep ? 0 : -ENOMEM;
}

/* ucounts_lock held */
static struct ucounts *find_ucounts(struct user_namespace *ns, kuid_t uid)
{
	struct ucounts *u;

	list_for_each_entry(u, &ucounts_list, node) {
		if (u->ns == ns && uid_eq(u->uid, uid)) {
			refcount_inc(&u->count);
			return u;
		}
	}
	return NULL;
}

/** alloc_ucounts - a counted reference to the counts of @uid in @ns; NULL: no memory */
struct ucounts *alloc_ucounts(struct user_namespace *ns, kuid_t uid)
{
	struct ucounts *u, *new;

	spin_lock_irq(&ucounts_lock);
	u = find_ucounts(ns, uid);
	spin_unlock_irq(&ucounts_lock);
	if (u)
		return u;

	new = kmem_cache_zalloc(ucounts_cachep, GFP_KERNEL);
	if (!new)
		return NULL;
	refcount_set(&new->count, 1);
	new->ns = ns;
	new->uid = uid;

	spin_lock_irq(&ucounts_lock);
	u = find_ucounts(ns, uid);
	if (!u) {
		list_add_tail(&new->node, &ucounts_list);
		get_user_ns(ns);
	}
	spin_unlock_irq(&ucounts_lock);
	if (!u)
		return new;
	kmem_cache_free(ucounts_cachep, new);
	return u;
}

struct ucounts *get_ucounts(struct ucounts *u)
{
	refcount_inc(&u->count);
	return u;
}

/** put_ucounts - the last reference takes @u out of the list, under its lock */
void put_ucounts(struct ucounts *u)
{
	bool last;

	if (refcount_dec_not_one(&u->count))
		return;
	spin_lock_irq(&ucounts_lock);
	last = refcount_dec_and_test(&u->count);
	if (last)
		list_del(&u->node);
	spin_unlock_irq(&ucounts_lock);
	if (last) {
		put_user_ns(u->ns);
		kmem_cache_free(ucounts_cachep, u);
	}
}

/**
 * inc_rlimit_ucounts - @v more of @type for @u and for who is above
 *
 * Mirrors kernel/ucount.c:inc_rlimit_ucounts. Returns the new count, or
 * LONG_MAX if that is over the limit of a user namespace; it counts anyway.
 */
long inc_rlimit_ucounts(struct ucounts *u, enum rlimit_type type, long v)
{
	struct ucounts *iter;
	long max = LONG_MAX, ret = 0;

	for (iter = u; iter; iter = iter->ns->ucounts) {
		long new = iter->rlimit[type] += (int)v;

		if (new < 0 || new > max)
			ret = LONG_MAX;
		else if (iter == u)
			ret = new;
		max = iter->ns->rlimit_max[type];
	}
	return ret;
}

/** dec_rlimit_ucounts - the opposite; whether @u's own count is zero now */
bool dec_rlimit_ucounts(struct ucounts *u, enum rlimit_type type, long v)
{
	struct ucounts *iter;
	long new = -1;

	for (iter = u; iter; iter = iter->ns->ucounts) {
		int dec = iter->rlimit[type] -= (int)v;

		WARN_ON_ONCE(dec < 0);
		if (iter == u)
			new = dec;
	}
	return new == 0;
}

/* Undo one of each from @u up to, not including, @last. */
static void do_dec_rlimit_put_ucounts(struct ucounts *u, struct ucounts *last,
				      enum rlimit_type type)
{
	struct ucounts *iter, *next;

	for (iter = u; iter != last; iter = next) {
		bool zero = --iter->rlimit[type] == 0;

		WARN_ON_ONCE(iter->rlimit[type] < 0);
		next = iter->ns->ucounts;
		if (zero)
			put_ucounts(iter);
	}
}

void dec_rlimit_put_ucounts(struct ucounts *u, enum rlimit_type type)
{
	do_dec_rlimit_put_ucounts(u, NULL, type);
}

/**
 * inc_rlimit_get_ucounts - one more, and a reference with the first
 *
 * Mirrors kernel/ucount.c:inc_rlimit_get_ucounts. 0: over the limit of a user
 * namespace, and nothing was counted. @override_rlimit: those do not matter.
 */
long inc_rlimit_get_ucounts(struct ucounts *u, enum rlimit_type type, bool override_rlimit)
{
	struct ucounts *iter;
	long max = LONG_MAX, ret = 0;

	for (iter = u; iter; iter = iter->ns->ucounts) {
		long new = ++iter->rlimit[type];

		if (new < 0 || new > max) {
			iter->rlimit[type]--;
			do_dec_rlimit_put_ucounts(u, iter, type);
			return 0;
		}
		if (iter == u)
			ret = new;
		if (!override_rlimit)
			max = iter->ns->rlimit_max[type];
		if (new == 1)
			get_ucounts(iter);
	}
	return ret;
}

/** is_rlimit_overlimit - whether @u has more than @limit, or somebody above more than may be */
bool is_rlimit_overlimit(struct ucounts *u, enum rlimit_type type, unsigned long limit)
{
	long max = limit > LONG_MAX ? LONG_MAX : (long)limit;
	struct ucounts *iter;

	for (iter = u; iter; iter = iter->ns->ucounts) {
		long val = iter->rlimit[type];

		if (val < 0 || val > max)
			return true;
		max = iter->ns->rlimit_max[type];
	}
	return false;
}
