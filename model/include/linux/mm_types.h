/* SPDX-License-Identifier: GPL-2.0-only */
/* stub: an address space has no contents; it is shared or not, dumpable or not, and belongs to a
 * user namespace. */
#ifndef _LINUX_MM_TYPES_H
#define _LINUX_MM_TYPES_H

#include <linux/refcount.h>

struct user_namespace;
struct mm_struct {
	refcount_t mm_users;
	int dumpable;			/* SUID_DUMP_* */
	struct user_namespace *user_ns;
};
#define SUID_DUMP_DISABLE	0
#define SUID_DUMP_USER		1
#define SUID_DUMP_ROOT		2
struct mm_struct *mm_alloc(void);
struct mm_struct *dup_mm(struct mm_struct *oldmm);
int mm_boot(void);
void mmput(struct mm_struct *mm);
#define mmget(mm)		refcount_inc(&(mm)->mm_users)
#define get_dumpable(mm)	((mm)->dumpable)
#define set_dumpable(mm, v)	((mm)->dumpable = (v))

#endif
