// SPDX-License-Identifier: GPL-2.0-only
/*
 * Address spaces without contents. What is left of one is who shares it, whether it may be
 * looked at, and the user namespace that it belongs to. The kernel has these functions in
 * kernel/fork.c.
 */
#include <linux/mm_types.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/user_namespace.h>

static struct kmem_cache *mm_cachep;

/**
 * mm_alloc - a new address space with one user
 *
 * Mirrors kernel/fork.c:mm_alloc and mm_init. It belongs to the caller's user namespace and
 * can't be dumped yet, as in the kernel: exec says so once it knows.
 *
 * Return: NULL if there is no memory.
 */
struct mm_struct *mm_alloc(void)
{
	struct mm_struct *mm = kmem_cache_alloc(mm_cachep, GFP_KERNEL);

	if (!mm)
		return NULL;
	refcount_set(&mm->mm_users, 1);
	mm->dumpable = SUID_DUMP_DISABLE;
	mm->user_ns = get_user_ns(current_user_ns());
	return mm;
}

/**
 * dup_mm - the copy of an address space that a fork makes
 *
 * Mirrors kernel/fork.c:dup_mm. Whether it may be dumped is inherited; that it belongs to
 * the user namespace of the *original* (not of the creds that a CLONE_NEWUSER has made) is
 * the kernel's rule too.
 */
struct mm_struct *dup_mm(struct mm_struct *oldmm)
{
	struct mm_struct *mm = kmem_cache_alloc(mm_cachep, GFP_KERNEL);

	if (!mm)
		return NULL;
	refcount_set(&mm->mm_users, 1);
	mm->dumpable = oldmm->dumpable;
	mm->user_ns = get_user_ns(oldmm->user_ns);
	return mm;
}

/** mmput - mirrors kernel/fork.c:mmput; there is no second count for lazy users */
void mmput(struct mm_struct *mm)
{
	if (!refcount_dec_and_test(&mm->mm_users))
		return;
	put_user_ns(mm->user_ns);
	kmem_cache_free(mm_cachep, mm);
}

/** mm_boot - 0, or -ENOMEM */
int mm_boot(void)
{
	mm_cachep = KMEM_CACHE(mm_struct, 0);
	return mm_cachep ? 0 : -ENOMEM;
}
