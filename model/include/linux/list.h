/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: doubly linked lists, word for word in meaning.
 * custom: a hlist_head holds where its first node is in the world's memory in
 * four bytes (granules of 8 bytes from model_cpu.base, so nodes must live there
 * or on a stack, within 16 GiB; heads may live anywhere), because a struct pid
 * has four of them. */
#ifndef _LINUX_LIST_H
#define _LINUX_LIST_H

#include <linux/sim.h>

#define LIST_HEAD_INIT(name)	{ &(name), &(name) }
#define LIST_HEAD(name)		struct list_head name = LIST_HEAD_INIT(name)
#define LIST_POISON1		((void *)0x100UL)
#define LIST_POISON2		((void *)0x122UL)

static inline void INIT_LIST_HEAD(struct list_head *list)
{
	list->next = list;
	list->prev = list;
}

static inline void __list_add(struct list_head *new, struct list_head *prev,
			      struct list_head *next)
{
	next->prev = new;
	new->next = next;
	new->prev = prev;
	prev->next = new;
}

static inline void list_add(struct list_head *new, struct list_head *head)
{
	__list_add(new, head, head->next);
}

static inline void list_add_tail(struct list_head *new, struct list_head *head)
{
	__list_add(new, head->prev, head);
}

static inline void __list_del_entry(struct list_head *entry)
{
	entry->next->prev = entry->prev;
	entry->prev->next = entry->next;
}

static inline void list_del(struct list_head *entry)
{
	__list_del_entry(entry);
	entry->next = LIST_POISON1;
	entry->prev = LIST_POISON2;
}

static inline void list_del_init(struct list_head *entry)
{
	__list_del_entry(entry);
	INIT_LIST_HEAD(entry);
}

static inline void list_replace(struct list_head *old, struct list_head *new)
{
	new->next = old->next;
	new->next->prev = new;
	new->prev = old->prev;
	new->prev->next = new;
}

static inline void list_replace_init(struct list_head *old, struct list_head *new)
{
	list_replace(old, new);
	INIT_LIST_HEAD(old);
}

static inline void list_move(struct list_head *list, struct list_head *head)
{
	__list_del_entry(list);
	list_add(list, head);
}

static inline void list_move_tail(struct list_head *list, struct list_head *head)
{
	__list_del_entry(list);
	list_add_tail(list, head);
}

static inline bool list_empty(const struct list_head *head)
{
	return head->next == head;
}

static inline bool list_is_last(const struct list_head *entry, const struct list_head *head)
{
	return entry->next == head;
}

static inline bool list_is_singular(const struct list_head *head)
{
	return !list_empty(head) && head->next == head->prev;
}

static inline void list_splice_init(struct list_head *list, struct list_head *head)
{
	if (list_empty(list))
		return;
	list->next->prev = head;
	list->prev->next = head->next;
	head->next->prev = list->prev;
	head->next = list->next;
	INIT_LIST_HEAD(list);
}

static inline void list_splice_tail_init(struct list_head *list, struct list_head *head)
{
	list_splice_init(list, head->prev);
}

#define list_entry(ptr, type, member)	container_of(ptr, type, member)
#define list_first_entry(ptr, type, member) list_entry((ptr)->next, type, member)
#define list_last_entry(ptr, type, member) list_entry((ptr)->prev, type, member)
#define list_next_entry(pos, member) \
	list_entry((pos)->member.next, __typeof__(*(pos)), member)
#define list_first_entry_or_null(ptr, type, member) \
	(list_empty(ptr) ? NULL : list_first_entry(ptr, type, member))
#define list_for_each(pos, head) \
	for (pos = (head)->next; pos != (head); pos = pos->next)
#define list_for_each_entry(pos, head, member)				\
	for (pos = list_first_entry(head, __typeof__(*pos), member);	\
	     &pos->member != (head); pos = list_next_entry(pos, member))
#define list_for_each_entry_safe(pos, n, head, member)			\
	for (pos = list_first_entry(head, __typeof__(*pos), member),	\
	     n = list_next_entry(pos, member);				\
	     &pos->member != (head); pos = n, n = list_next_entry(n, member))

/* hlist */

#define HLIST_HEAD_INIT		{ 0 }
#define HLIST_HEAD(name)	struct hlist_head name = HLIST_HEAD_INIT
#define INIT_HLIST_HEAD(h)	((h)->first = 0)
#define HLIST_GRANULE		8UL

static inline void INIT_HLIST_NODE(struct hlist_node *n)
{
	n->next = NULL;
	n->pprev = 0;
}

static inline bool hlist_unhashed(const struct hlist_node *n)
{
	return !n->pprev;
}

static inline bool hlist_empty(const struct hlist_head *h)
{
	return !h->first;
}

/* Where @p is, from the world's memory: a stack may lie below it, so this has a sign. */
static inline u32 hlist_granule(const void *p)
{
	return (u32)(((const char *)p - model_cpu.base) / (long)HLIST_GRANULE);
}

static inline void *hlist_granule_at(u32 granule)
{
	return model_cpu.base + (s32)granule * (long)HLIST_GRANULE;
}

static inline struct hlist_node *hlist_first(const struct hlist_head *h)
{
	return h->first ? (struct hlist_node *)hlist_granule_at(h->first) : NULL;
}
#define hlist_first_rcu(h) hlist_first(h)

static inline void hlist_set_first(struct hlist_head *h, struct hlist_node *n)
{
	h->first = n ? hlist_granule(n) : 0;
}

/* what points to a node (head or predecessor) shall point to @next */
static inline void __hlist_set(unsigned long pprev, struct hlist_node *next)
{
	if (pprev & 1)
		hlist_set_first((struct hlist_head *)(pprev & ~1UL), next);
	else
		*(struct hlist_node **)pprev = next;
}

static inline void hlist_add_head(struct hlist_node *n, struct hlist_head *h)
{
	n->next = hlist_first(h);
	if (n->next)
		n->next->pprev = (unsigned long)&n->next;
	hlist_set_first(h, n);
	n->pprev = (unsigned long)h | 1;
}

static inline void __hlist_del(struct hlist_node *n)
{
	__hlist_set(n->pprev, n->next);
	if (n->next)
		n->next->pprev = n->pprev;
}

static inline void hlist_del(struct hlist_node *n)
{
	__hlist_del(n);
	n->pprev = (unsigned long)LIST_POISON2;
}

static inline void hlist_del_init(struct hlist_node *n)
{
	if (!hlist_unhashed(n)) {
		__hlist_del(n);
		INIT_HLIST_NODE(n);
	}
}

static inline void hlist_replace(struct hlist_node *old, struct hlist_node *new)
{
	new->next = old->next;
	new->pprev = old->pprev;
	__hlist_set(new->pprev, new);
	if (new->next)
		new->next->pprev = (unsigned long)&new->next;
	old->pprev = (unsigned long)LIST_POISON2;
}

static inline void hlists_swap_heads(struct hlist_head *l, struct hlist_head *r)
{
	struct hlist_node *a = hlist_first(l), *b = hlist_first(r);

	hlist_set_first(l, b);
	hlist_set_first(r, a);
	if (b)
		b->pprev = (unsigned long)l | 1;
	if (a)
		a->pprev = (unsigned long)r | 1;
}

#define hlist_add_head_rcu(n, h)	hlist_add_head(n, h)
#define hlist_del_rcu(n)		hlist_del(n)
#define hlist_del_init_rcu(n)		hlist_del_init(n)
#define hlist_replace_rcu(o, n)		hlist_replace(o, n)
#define hlists_swap_heads_rcu(l, r)	hlists_swap_heads(l, r)
#define hlist_entry(ptr, type, member)	container_of(ptr, type, member)
#define hlist_entry_safe(ptr, type, member) \
	({ struct hlist_node *__n = (ptr); __n ? hlist_entry(__n, type, member) : NULL; })
#define hlist_for_each_entry(pos, head, member)				\
	for (pos = hlist_entry_safe(hlist_first(head), __typeof__(*(pos)), member); pos; \
	     pos = hlist_entry_safe((pos)->member.next, __typeof__(*(pos)), member))
#define hlist_for_each_entry_rcu(pos, head, member, ...) hlist_for_each_entry(pos, head, member)
#define hlist_for_each_entry_safe(pos, n, head, member)			\
	for (pos = hlist_entry_safe(hlist_first(head), __typeof__(*(pos)), member); \
	     pos && ({ n = (pos)->member.next; 1; });			\
	     pos = hlist_entry_safe(n, __typeof__(*(pos)), member))

#endif
