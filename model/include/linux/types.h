/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dup: the integer types and the list heads of kernel code.
 * custom: a hlist_head is four bytes, see linux/list.h; a rcu_head is empty, see
 * linux/rcupdate.h.
 */
#ifndef _LINUX_TYPES_H
#define _LINUX_TYPES_H

#include <linux/compiler.h>

typedef signed char s8;
typedef unsigned char u8;
typedef short s16;
typedef unsigned short u16;
typedef int s32;
typedef unsigned int u32;
typedef long long s64;
typedef unsigned long long u64;
typedef s8 __s8;
typedef u8 __u8;
typedef s16 __s16;
typedef u16 __u16;
typedef s32 __s32;
typedef u32 __u32;
typedef s64 __s64;
typedef u64 __u64;
typedef u8 uint8_t;
typedef u16 uint16_t;
typedef u32 uint32_t;
typedef u64 uint64_t;
typedef s32 int32_t;
typedef s64 int64_t;
typedef unsigned long uintptr_t;
typedef __SIZE_TYPE__ size_t;
typedef __SIZE_TYPE__ __kernel_size_t;
typedef long ssize_t;
typedef long long loff_t;
typedef _Bool bool;
typedef int pid_t;
typedef unsigned int uid_t;
typedef unsigned int gid_t;
typedef unsigned short umode_t;
typedef unsigned int dev_t;
typedef unsigned int gfp_t;
typedef unsigned int fmode_t;
typedef unsigned int __poll_t;
typedef long long ktime_t;
typedef long time64_t;
typedef u64 sector_t;

#define true	1
#define false	0
#define NULL	((void *)0)

typedef struct {
	int counter;
} atomic_t;

typedef struct {
	s64 counter;
} atomic64_t;

typedef struct refcount_struct {
	atomic_t refs;
} refcount_t;

struct list_head {
	struct list_head *next, *prev;
};

struct hlist_head {
	u32 first;		/* granule of the first node in world memory, 0: empty */
};

struct hlist_node {
	struct hlist_node *next;
	unsigned long pprev;	/* address of what points here; bit 0: it is a hlist_head */
};

struct rcu_head {
};
#define callback_head rcu_head

/*
 * custom: the place in an object where its one dentry is kept (a pointer in the kernel). It takes
 * no room: fs/libfs.c finds the dentry by the address of the place.
 */
struct stash {
};

#endif
