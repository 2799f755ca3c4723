/* SPDX-License-Identifier: GPL-2.0-only */
/* The insides of epoll: fs/eventpoll.c and nobody else. */
#ifndef _FS_EVENTPOLL_H
#define _FS_EVENTPOLL_H

#include <linux/eventpoll.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/refcount.h>
#include <linux/wait.h>

#define EP_BUCKETS		16
#define EP_MAX_NESTS		4
#define EP_MAX_EVENTS		((int)(INT_MAX / sizeof(struct epoll_event)))
#define EP_UNACTIVE_PTR		((struct epitem *)-1L)
#define EPOLLINOUT_BITS		(EPOLLIN | EPOLLOUT)
#define EPOLLEXCLUSIVE_OK_BITS	(EPOLLINOUT_BITS | EPOLLERR | EPOLLHUP | EPOLLWAKEUP | \
				 EPOLLET | EPOLLEXCLUSIVE)
/* what says how to watch, not what for */
#define EP_PRIVATE_BITS		(EPOLLWAKEUP | EPOLLONESHOT | EPOLLET | EPOLLEXCLUSIVE)

/* an item's place on one wait queue of its file */
struct eppoll_entry {
	struct eppoll_entry *next;
	struct epitem *base;
	wait_queue_entry_t wait;
	wait_queue_head_t *whead;
};

/* one watched descriptor */
struct epitem {
	struct hlist_node node;		/* eventpoll.items */
	struct list_head rdllink;	/* eventpoll.rdllist, or what is handed out */
	struct epitem *next;		/* eventpoll.ovflist */
	struct file *file;		/* not counted: it takes its items along when it goes */
	int fd;
	bool dying;			/* the file takes it along; file->f_lock */
	struct eppoll_entry *pwqlist;
	struct eventpoll *ep;
	struct hlist_node fllink;	/* file.f_ep */
	struct epoll_event event;
};

/*
 * @refcount: the file, and each item. @ovflist: EP_UNACTIVE_PTR, but while events are handed
 * out: what has become ready meanwhile, youngest first.
 */
struct eventpoll {
	struct mutex mtx;
	spinlock_t lock;
	wait_queue_head_t wq;
	wait_queue_head_t poll_wait;
	struct list_head rdllist;
	struct epitem *ovflist;
	struct file *file;
	refcount_t refcount;
	u64 gen;			/* the loop check that has been here; epnested_mutex */
	int loop_check_depth;
	struct hlist_head items[EP_BUCKETS];
};

struct ep_pqueue {
	poll_table pt;
	struct epitem *epi;		/* NULL: no memory for an entry */
};

static inline bool ep_is_linked(const struct epitem *epi)
{
	return !list_empty(&epi->rdllink);
}

#endif
