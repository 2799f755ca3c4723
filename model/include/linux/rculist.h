/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: list operations under RCU are the plain ones: one task runs at a time and a scheduling point
 * stands before each. */
#ifndef _LINUX_RCULIST_H
#define _LINUX_RCULIST_H

#include <linux/list.h>
#include <linux/rcupdate.h>

#define list_add_rcu(n, h)		list_add(n, h)
#define list_add_tail_rcu(n, h)		list_add_tail(n, h)
/* the entry keeps its next pointer, so that a reader that stands on it goes on */
static inline void list_del_rcu(struct list_head *entry)
{
	__list_del_entry(entry);
	entry->prev = LIST_POISON2;
}
#define list_replace_rcu(o, n)		list_replace(o, n)
#define list_for_each_entry_rcu(pos, head, member, ...) list_for_each_entry(pos, head, member)

#endif
