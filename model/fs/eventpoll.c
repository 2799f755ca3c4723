// SPDX-License-Identifier: GPL-2.0-only
/*
 * epoll. Mirrors fs/eventpoll.c.
 *
 * Locks, outermost first: epnested_mutex (to nest instances without loops), ep->mtx (the items
 * of an instance; held while events are handed out), the lock of a watched wait queue, ep->lock
 * (the ready list, and who waits). file->f_lock protects a file's list of items.
 *
 * Differs: items are found by a small hash of the descriptor number, not by a tree that
 * is sorted by addresses; there is no limit on watches, on the number of paths to one
 * file, and no busy polling, and EPOLLWAKEUP means nothing.
 */
#include <linux/anon_inodes.h>
#include <linux/eventpoll.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/resource.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/syscalls.h>
#include "eventpoll.h"

static const struct file_operations eventpoll_fops;
static struct kmem_cache *eventpoll_cachep, *epi_cache, *pwq_cache;
static DEFINE_MUTEX(epnested_mutex);
static u64 loop_check_gen;
static struct eventpoll *inserting_into;

static __poll_t __ep_eventpoll_poll(struct file *file, poll_table *wait, int depth);

static inline bool is_file_epoll(const struct file *file)
{
	return file->f_op == &eventpoll_fops;
}

static inline bool ep_events_available(struct eventpoll *ep)
{
	sim_point(HOST_OP_LOAD, &ep->lock, SIM_HERE);
	return !list_empty(&ep->rdllist) || ep->ovflist != EP_UNACTIVE_PTR;
}

static struct epitem *ep_find(struct eventpoll *ep, struct file *file, int fd)
{
	struct epitem *epi;

	hlist_for_each_entry(epi, &ep->items[(unsigned int)fd % EP_BUCKETS], node)
		if (epi->fd == fd && epi->file == file)
			return epi;
	return NULL;
}

/* who polls the epoll descriptor itself */
static void ep_poll_safewake(struct eventpoll *ep)
{
	wake_up_poll(&ep->poll_wait, EPOLLIN);
}

/* ------------------------------------------------------------ events come in */

/* An exclusive watcher has been told if this is what it waits for. */
static int ep_exclusive_woken(const struct epitem *epi, __poll_t pollflags)
{
	switch (pollflags & EPOLLINOUT_BITS) {
	case EPOLLIN:
		return (epi->event.events & EPOLLIN) != 0;
	case EPOLLOUT:
		return (epi->event.events & EPOLLOUT) != 0;
	case 0:
		return 1;
	}
	return 0;
}

/*
 * A watched file's queue is woken; its lock is held. Mirrors fs/eventpoll.c:ep_poll_callback:
 * an event that names what happened (a key) counts only if that was asked for. Each event
 * makes the item ready once, however often it comes before it is fetched.
 */
static int ep_poll_callback(wait_queue_entry_t *wait, unsigned int mode, int sync, void *key)
{
	struct epitem *epi = container_of(wait, struct eppoll_entry, wait)->base;
	__poll_t pollflags = key_to_poll(key);
	struct eventpoll *ep = epi->ep;
	bool pwake = false;
	int ewake = 0;

	spin_lock(&ep->lock);
	/* a one-shot item that has had its event */
	if (!(epi->event.events & ~EP_PRIVATE_BITS))
		goto out;
	if (pollflags && !(pollflags & epi->event.events))
		goto out;
	if (ep->ovflist != EP_UNACTIVE_PTR) {
		if (epi->next == EP_UNACTIVE_PTR) {
			epi->next = ep->ovflist;
			ep->ovflist = epi;
		}
	} else if (!ep_is_linked(epi)) {
		list_add_tail(&epi->rdllink, &ep->rdllist);
	}
	if (waitqueue_active(&ep->wq)) {
		if (epi->event.events & EPOLLEXCLUSIVE)
			ewake = ep_exclusive_woken(epi, pollflags);
		wake_up(&ep->wq);
	}
	pwake = waitqueue_active(&ep->poll_wait);
out:
	spin_unlock(&ep->lock);
	if (pwake)
		ep_poll_safewake(ep);
	return (epi->event.events & EPOLLEXCLUSIVE) ? ewake : 1;
}

/* Mirrors fs/eventpoll.c:ep_ptable_queue_proc: the item goes on a queue of its file. */
static void ep_ptable_queue_proc(struct file *file, wait_queue_head_t *whead, poll_table *pt)
{
	struct ep_pqueue *epq = container_of(pt, struct ep_pqueue, pt);
	struct epitem *epi = epq->epi;
	struct eppoll_entry *pwq;

	if (!epi)
		return;
	pwq = kmem_cache_alloc(pwq_cache, GFP_KERNEL);
	if (!pwq) {
		epq->epi = NULL;
		return;
	}
	init_waitqueue_func_entry(&pwq->wait, ep_poll_callback);
	pwq->whead = whead;
	pwq->base = epi;
	if (epi->event.events & EPOLLEXCLUSIVE)
		add_wait_queue_exclusive(whead, &pwq->wait);
	else
		add_wait_queue(whead, &pwq->wait);
	pwq->next = epi->pwqlist;
	epi->pwqlist = pwq;
}

/*
 * What is true of a watched file now. Mirrors fs/eventpoll.c:ep_item_poll. The kernel takes
 * a reference to the file for the time; a file whose last one is gone has no events,
 * and can't be freed before ep->mtx, which is held, is released: here that is enough.
 */
static __poll_t ep_item_poll(const struct epitem *epi, poll_table *pt, int depth)
{
	struct file *file = epi->file;
	__poll_t res;

	if (!refcount_read(&file->f_count))
		return 0;
	pt->_key = epi->event.events;
	if (is_file_epoll(file))
		res = __ep_eventpoll_poll(file, pt, depth);
	else
		res = vfs_poll(file, pt);
	return res & epi->event.events;
}

/* ------------------------------------------------------------ events go out */

/*
 * From here to ep_done_scan() what becomes ready goes to ovflist, so that @txlist can be
 * walked without ep->lock. ep->mtx is held.
 */
static void ep_start_scan(struct eventpoll *ep, struct list_head *txlist)
{
	spin_lock(&ep->lock);
	list_splice_init(&ep->rdllist, txlist);
	ep->ovflist = NULL;
	spin_unlock(&ep->lock);
}

static void ep_done_scan(struct eventpoll *ep, struct list_head *txlist)
{
	struct epitem *epi, *next;

	spin_lock(&ep->lock);
	for (next = ep->ovflist; (epi = next) != NULL; ) {
		next = epi->next;
		epi->next = EP_UNACTIVE_PTR;
		/* Youngest first, each to the front: so the oldest ends up there. */
		if (!ep_is_linked(epi))
			list_add(&epi->rdllink, &ep->rdllist);
	}
	ep->ovflist = EP_UNACTIVE_PTR;
	list_splice_init(txlist, &ep->rdllist);
	if (!list_empty(&ep->rdllist) && waitqueue_active(&ep->wq))
		wake_up(&ep->wq);
	spin_unlock(&ep->lock);
}

/*
 * Mirrors fs/eventpoll.c:ep_send_events. An item is asked again before its event is told; a
 * level-triggered one stays ready, behind the others, until there is nothing to tell.
 */
static int ep_send_events(struct eventpoll *ep, struct epoll_event __user *events, int maxevents)
{
	struct epitem *epi, *tmp;
	struct epoll_event event;
	poll_table pt = { NULL, 0 };
	LIST_HEAD(txlist);
	int res = 0;

	if (fatal_signal_pending(current))
		return -EINTR;
	mutex_lock(&ep->mtx);
	ep_start_scan(ep, &txlist);
	list_for_each_entry_safe(epi, tmp, &txlist, rdllink) {
		if (res >= maxevents)
			break;
		list_del_init(&epi->rdllink);
		event.events = ep_item_poll(epi, &pt, 1);
		if (!event.events)
			continue;
		event.data = epi->event.data;
		if (copy_to_user(events, &event, sizeof(event))) {
			list_add(&epi->rdllink, &txlist);
			if (!res)
				res = -EFAULT;
			break;
		}
		events++;
		res++;
		if (epi->event.events & EPOLLONESHOT)
			epi->event.events &= EP_PRIVATE_BITS;
		else if (!(epi->event.events & EPOLLET))
			list_add_tail(&epi->rdllink, &ep->rdllist);
	}
	ep_done_scan(ep, &txlist);
	mutex_unlock(&ep->mtx);
	return res;
}

/* Mirrors fs/eventpoll.c:__ep_eventpoll_poll: is there an item that has something to tell? */
static __poll_t __ep_eventpoll_poll(struct file *file, poll_table *wait, int depth)
{
	struct eventpoll *ep = file->private_data;
	struct epitem *epi, *tmp;
	poll_table pt = { NULL, 0 };
	LIST_HEAD(txlist);
	__poll_t res = 0;

	poll_wait(file, &ep->poll_wait, wait);
	mutex_lock(&ep->mtx);
	ep_start_scan(ep, &txlist);
	list_for_each_entry_safe(epi, tmp, &txlist, rdllink) {
		if (ep_item_poll(epi, &pt, depth + 1)) {
			res = EPOLLIN | EPOLLRDNORM;
			break;
		}
		list_del_init(&epi->rdllink);
	}
	ep_done_scan(ep, &txlist);
	mutex_unlock(&ep->mtx);
	return res;
}

static __poll_t ep_eventpoll_poll(struct file *file, poll_table *wait)
{
	return __ep_eventpoll_poll(file, wait, 0);
}

/* Off the queue in any case, so that the next event goes to the next who waits. */
static int ep_autoremove_wake_function(wait_queue_entry_t *e, unsigned int mode, int sync,
				       void *key)
{
	int ret = default_wake_function(e, mode, sync, key);

	__remove_wait_queue(e->head, e);
	return ret;
}

/*
 * One turn of waiting. Mirrors the inner part of fs/eventpoll.c:ep_poll. Who waits last is
 * woken first, and alone. Return: whether to look for events; @timed_out is set if time is up.
 */
static bool ep_wait(struct eventpoll *ep, u64 end, bool *timed_out)
{
	u64 now = ktime_get_ns();
	bool eavail;

	DEFINE_WAIT(wait);

	wait.func = ep_autoremove_wake_function;
	spin_lock(&ep->lock);
	__set_current_state(TASK_INTERRUPTIBLE);
	eavail = !list_empty(&ep->rdllist) || ep->ovflist != EP_UNACTIVE_PTR;
	if (!eavail) {
		wait.flags |= WQ_FLAG_EXCLUSIVE;
		__add_wait_queue(&ep->wq, &wait);
	}
	spin_unlock(&ep->lock);
	if (!eavail) {
		if (end == U64_MAX)
			schedule();
		else
			*timed_out = !schedule_timeout_ns(end > now ? end - now : 0);
	}
	__set_current_state(TASK_RUNNING);
	/* Who was woken looks, though somebody else may have been faster. */
	eavail = true;
	if (wait.head) {
		spin_lock(&ep->lock);
		if (*timed_out)
			eavail = !wait.head;
		__remove_wait_queue(&ep->wq, &wait);
		spin_unlock(&ep->lock);
	}
	return eavail;
}

/* @end: when to give up, 0: at once, ~0: never. Mirrors fs/eventpoll.c:ep_poll. */
static int ep_poll(struct eventpoll *ep, struct epoll_event __user *events, int maxevents, u64 end)
{
	bool timed_out = !end;
	bool eavail = ep_events_available(ep);
	int res;

	for (;;) {
		if (eavail) {
			res = ep_send_events(ep, events, maxevents);
			if (res)
				return res;
		}
		if (timed_out)
			return 0;
		if (signal_pending(current))
			return -EINTR;
		eavail = ep_wait(ep, end, &timed_out);
	}
}

/* ------------------------------------------------------------ items come and go */

static void ep_unregister_pollwait(struct epitem *epi)
{
	struct eppoll_entry *pwq;

	while ((pwq = epi->pwqlist) != NULL) {
		epi->pwqlist = pwq->next;
		remove_wait_queue(pwq->whead, &pwq->wait);
		kmem_cache_free(pwq_cache, pwq);
	}
}

/*
 * Mirrors fs/eventpoll.c:__ep_remove; ep->mtx is held. Between "the file goes" and
 * "the instance goes" whoever is first has marked the item, and takes it away (@force).
 */
static bool __ep_remove(struct eventpoll *ep, struct epitem *epi, bool force)
{
	struct file *file = epi->file;

	ep_unregister_pollwait(epi);
	spin_lock(&file->f_lock);
	if (epi->dying && !force) {
		spin_unlock(&file->f_lock);
		return false;
	}
	hlist_del(&epi->fllink);
	spin_unlock(&file->f_lock);
	hlist_del(&epi->node);
	spin_lock(&ep->lock);
	if (ep_is_linked(epi))
		list_del_init(&epi->rdllink);
	spin_unlock(&ep->lock);
	kmem_cache_free(epi_cache, epi);
	return true;
}

static void ep_put(struct eventpoll *ep)
{
	if (refcount_dec_and_test(&ep->refcount))
		kmem_cache_free(eventpoll_cachep, ep);
}

/* For those who hold a reference to @ep anyway; ep->mtx is held. */
static void ep_remove_safe(struct eventpoll *ep, struct epitem *epi)
{
	if (__ep_remove(ep, epi, false))
		WARN_ON(refcount_dec_and_test(&ep->refcount));
}

/** eventpoll_release_file - @file goes, and with it what watches it; mirrors fs/eventpoll.c */
void eventpoll_release_file(struct file *file)
{
	struct eventpoll *ep;
	struct epitem *epi;

	for (;;) {
		spin_lock(&file->f_lock);
		epi = hlist_entry_safe(hlist_first(&file->f_ep), struct epitem, fllink);
		if (!epi)
			break;
		epi->dying = true;
		ep = epi->ep;
		spin_unlock(&file->f_lock);
		mutex_lock(&ep->mtx);
		__ep_remove(ep, epi, true);
		mutex_unlock(&ep->mtx);
		ep_put(ep);
	}
	spin_unlock(&file->f_lock);
}

/* Mirrors fs/eventpoll.c:ep_clear_and_put. */
static int ep_eventpoll_release(struct inode *inode, struct file *file)
{
	struct eventpoll *ep = file->private_data;
	struct epitem *epi;
	struct hlist_node *n;
	unsigned int i;

	if (waitqueue_active(&ep->poll_wait))
		ep_poll_safewake(ep);
	mutex_lock(&ep->mtx);
	for (i = 0; i < EP_BUCKETS; i++)
		hlist_for_each_entry(epi, &ep->items[i], node)
			ep_unregister_pollwait(epi);
	for (i = 0; i < EP_BUCKETS; i++)
		hlist_for_each_entry_safe(epi, n, &ep->items[i], node)
			ep_remove_safe(ep, epi);
	mutex_unlock(&ep->mtx);
	ep_put(ep);
	return 0;
}

/* The item is ready: on the list, and everybody told. */
static void ep_make_ready(struct eventpoll *ep, struct epitem *epi)
{
	bool pwake = false;

	spin_lock(&ep->lock);
	if (!ep_is_linked(epi)) {
		list_add_tail(&epi->rdllink, &ep->rdllist);
		if (waitqueue_active(&ep->wq))
			wake_up(&ep->wq);
		pwake = waitqueue_active(&ep->poll_wait);
	}
	spin_unlock(&ep->lock);
	if (pwake)
		ep_poll_safewake(ep);
}

/* Mirrors fs/eventpoll.c:ep_insert; ep->mtx is held. */
static int ep_insert(struct eventpoll *ep, const struct epoll_event *event, struct file *tfile,
		     int fd)
{
	struct eventpoll *tep = is_file_epoll(tfile) ? tfile->private_data : NULL;
	struct ep_pqueue epq;
	struct epitem *epi;
	__poll_t revents;

	epi = kmem_cache_zalloc(epi_cache, GFP_KERNEL);
	if (!epi)
		return -ENOMEM;
	INIT_LIST_HEAD(&epi->rdllink);
	epi->ep = ep;
	epi->file = tfile;
	epi->fd = fd;
	epi->event = *event;
	epi->next = EP_UNACTIVE_PTR;
	if (tep)
		mutex_lock(&tep->mtx);
	spin_lock(&tfile->f_lock);
	hlist_add_head(&epi->fllink, &tfile->f_ep);
	tfile->f_mode |= FMODE_WATCHED;
	spin_unlock(&tfile->f_lock);
	hlist_add_head(&epi->node, &ep->items[(unsigned int)fd % EP_BUCKETS]);
	if (tep)
		mutex_unlock(&tep->mtx);
	refcount_inc(&ep->refcount);

	/* From here on events come: what is true now must not be missed either. */
	epq.epi = epi;
	epq.pt._qproc = ep_ptable_queue_proc;
	revents = ep_item_poll(epi, &epq.pt, 1);
	if (!epq.epi) {
		ep_remove_safe(ep, epi);
		return -ENOMEM;
	}
	if (revents)
		ep_make_ready(ep, epi);
	return 0;
}

/* Mirrors fs/eventpoll.c:ep_modify; ep->mtx is held. Arms a one-shot item again. */
static int ep_modify(struct eventpoll *ep, struct epitem *epi, const struct epoll_event *event)
{
	poll_table pt = { NULL, 0 };

	WRITE_ONCE(epi->event.events, event->events);
	epi->event.data = event->data;
	if (ep_item_poll(epi, &pt, 1))
		ep_make_ready(ep, epi);
	return 0;
}

/* ------------------------------------------------------------ instances that watch instances */

/*
 * How deep instances lie below @ep; more than EP_MAX_NESTS if inserting_into is one of them.
 * Mirrors fs/eventpoll.c:ep_loop_check_proc.
 */
static int ep_loop_check_proc(struct eventpoll *ep, int depth)
{
	struct eventpoll *below;
	struct epitem *epi;
	unsigned int i;
	int result = 0;

	if (ep->gen == loop_check_gen)
		return ep->loop_check_depth;
	mutex_lock(&ep->mtx);
	ep->gen = loop_check_gen;
	for (i = 0; i < EP_BUCKETS && result <= EP_MAX_NESTS; i++) {
		hlist_for_each_entry(epi, &ep->items[i], node) {
			if (!is_file_epoll(epi->file))
				continue;
			below = epi->file->private_data;
			if (below == inserting_into || depth > EP_MAX_NESTS)
				result = EP_MAX_NESTS + 1;
			else
				result = max(result, ep_loop_check_proc(below, depth + 1) + 1);
			if (result > EP_MAX_NESTS)
				break;
		}
	}
	ep->loop_check_depth = result;
	mutex_unlock(&ep->mtx);
	return result;
}

/* How deep instances lie above @ep. Mirrors fs/eventpoll.c:ep_get_upwards_depth_proc. */
static int ep_get_upwards_depth_proc(struct eventpoll *ep)
{
	struct epitem *epi;
	int result = 0;

	if (ep->gen == loop_check_gen)
		return ep->loop_check_depth;
	hlist_for_each_entry(epi, &ep->file->f_ep, fllink)
		result = max(result, ep_get_upwards_depth_proc(epi->ep) + 1);
	ep->gen = loop_check_gen;
	ep->loop_check_depth = result;
	return result;
}

/* May @ep watch @to? epnested_mutex is held. Mirrors fs/eventpoll.c:ep_loop_check. */
static int ep_loop_check(struct eventpoll *ep, struct eventpoll *to)
{
	int depth;

	inserting_into = ep;
	depth = ep_loop_check_proc(to, 0);
	if (depth > EP_MAX_NESTS)
		return -ELOOP;
	return depth + 1 + ep_get_upwards_depth_proc(ep) > EP_MAX_NESTS ? -ELOOP : 0;
}

/* ------------------------------------------------------------ the calls */

SYSCALL_DEFINE1(epoll_create1, int, flags)
{
	struct eventpoll *ep;
	struct file *file;
	int fd;

	if (flags & ~EPOLL_CLOEXEC)
		return -EINVAL;
	ep = kmem_cache_zalloc(eventpoll_cachep, GFP_KERNEL);
	if (!ep)
		return -ENOMEM;
	mutex_init(&ep->mtx);
	spin_lock_init(&ep->lock);
	init_waitqueue_head(&ep->wq);
	init_waitqueue_head(&ep->poll_wait);
	INIT_LIST_HEAD(&ep->rdllist);
	ep->ovflist = EP_UNACTIVE_PTR;
	refcount_set(&ep->refcount, 1);
	fd = get_unused_fd_flags((unsigned int)flags);
	if (fd < 0)
		goto out_free;
	file = anon_inode_getfile("[eventpoll]", &eventpoll_fops, ep, O_RDWR);
	if (IS_ERR(file)) {
		put_unused_fd((unsigned int)fd);
		fd = (int)PTR_ERR(file);
		goto out_free;
	}
	ep->file = file;
	fd_install((unsigned int)fd, file);
	return fd;
out_free:
	kmem_cache_free(eventpoll_cachep, ep);
	return fd;
}

static int ep_ctl_locked(struct eventpoll *ep, int op, struct file *tfile, int fd,
			 struct epoll_event *epds)
{
	struct epitem *epi = ep_find(ep, tfile, fd);

	epds->events |= EPOLLERR | EPOLLHUP;
	switch (op) {
	case EPOLL_CTL_ADD:
		return epi ? -EEXIST : ep_insert(ep, epds, tfile, fd);
	case EPOLL_CTL_DEL:
		if (!epi)
			return -ENOENT;
		ep_remove_safe(ep, epi);
		return 0;
	case EPOLL_CTL_MOD:
		if (!epi)
			return -ENOENT;
		return epi->event.events & EPOLLEXCLUSIVE ? -EINVAL : ep_modify(ep, epi, epds);
	}
	return -EINVAL;
}

/* The checks of fs/eventpoll.c:do_epoll_ctl, in its order; both files are there. */
static int ep_ctl_check(struct file *file, struct file *tfile, int op,
			const struct epoll_event *epds)
{
	if (!tfile->f_op->poll)
		return -EPERM;
	if (file == tfile || !is_file_epoll(file))
		return -EINVAL;
	if (op == EPOLL_CTL_DEL || !(epds->events & EPOLLEXCLUSIVE))
		return 0;
	if (op == EPOLL_CTL_MOD)
		return -EINVAL;
	if (op == EPOLL_CTL_ADD &&
	    (is_file_epoll(tfile) || (epds->events & ~EPOLLEXCLUSIVE_OK_BITS)))
		return -EINVAL;
	return 0;
}

/*
 * Mirrors fs/eventpoll.c:do_epoll_ctl. An instance that is, or will be, part of a nest is
 * looked at under epnested_mutex, so that two calls can't close a loop together.
 */
static int do_epoll_ctl(struct file *file, int op, struct file *tfile, int fd,
			struct epoll_event *epds)
{
	struct eventpoll *ep = file->private_data;
	bool nested = false;
	int error;

	mutex_lock(&ep->mtx);
	if (op == EPOLL_CTL_ADD && (!hlist_empty(&file->f_ep) || ep->gen == loop_check_gen ||
				    is_file_epoll(tfile))) {
		mutex_unlock(&ep->mtx);
		mutex_lock(&epnested_mutex);
		nested = true;
		loop_check_gen++;
		error = is_file_epoll(tfile) ? ep_loop_check(ep, tfile->private_data) : 0;
		if (error)
			goto out;
		mutex_lock(&ep->mtx);
	}
	error = ep_ctl_locked(ep, op, tfile, fd, epds);
	mutex_unlock(&ep->mtx);
out:
	if (nested) {
		loop_check_gen++;
		mutex_unlock(&epnested_mutex);
	}
	return error;
}

SYSCALL_DEFINE4(epoll_ctl, int, epfd, int, op, int, fd, struct epoll_event __user *, event)
{
	struct epoll_event epds = { 0, 0 };
	struct fd f, tf;
	int error = -EBADF;

	if (op != EPOLL_CTL_DEL && copy_from_user(&epds, event, sizeof(epds)))
		return -EFAULT;
	f = fdget((unsigned int)epfd);
	if (fd_empty(f))
		return -EBADF;
	tf = fdget((unsigned int)fd);
	if (!fd_empty(tf)) {
		error = ep_ctl_check(fd_file(f), fd_file(tf), op, &epds);
		if (!error)
			error = do_epoll_ctl(fd_file(f), op, fd_file(tf), fd, &epds);
		fdput(tf);
	}
	fdput(f);
	return error;
}

/* Mirrors fs/eventpoll.c:{do_epoll_wait,ep_check_params}. */
static int do_epoll_wait(int epfd, struct epoll_event __user *events, int maxevents, u64 end)
{
	struct fd f = fdget((unsigned int)epfd);
	int error = -EINVAL;

	if (fd_empty(f))
		return -EBADF;
	if (maxevents > 0 && maxevents <= EP_MAX_EVENTS && is_file_epoll(fd_file(f)))
		error = ep_poll(fd_file(f)->private_data, events, maxevents, end);
	fdput(f);
	return error;
}

static u64 ep_end(int timeout)
{
	if (timeout <= 0)
		return timeout ? U64_MAX : 0;
	return ktime_get_ns() + (u64)timeout * 1000000;
}

SYSCALL_DEFINE4(epoll_wait, int, epfd, struct epoll_event __user *, events, int, maxevents,
		int, timeout)
{
	return do_epoll_wait(epfd, events, maxevents, ep_end(timeout));
}

SYSCALL_DEFINE6(epoll_pwait, int, epfd, struct epoll_event __user *, events, int, maxevents,
		int, timeout, const sigset_t __user *, sigmask, size_t, sigsetsize)
{
	int error = set_user_sigmask(sigmask, sigsetsize);

	if (error)
		return error;
	error = do_epoll_wait(epfd, events, maxevents, ep_end(timeout));
	restore_saved_sigmask_unless(error == -EINTR);
	return error;
}

SYSCALL_DEFINE1(epoll_create, int, size)
{
	return size <= 0 ? -EINVAL : __do_sys_epoll_create1(0);
}

/* ------------------------------------------------------------ fdinfo, boot */

static void ep_show_fdinfo(struct seq_file *m, struct file *file)
{
	struct eventpoll *ep = file->private_data;
	struct epitem *epi;
	unsigned int i;

	mutex_lock(&ep->mtx);
	for (i = 0; i < EP_BUCKETS; i++)
		hlist_for_each_entry(epi, &ep->items[i], node)
			seq_printf(m, "tfd: %8d events: %8x data: %16llx "
				   " pos:%lli ino:%lx sdev:0\n",
				   epi->fd, epi->event.events, (u64)epi->event.data,
				   epi->file->f_pos, file_inode(epi->file)->i_ino);
	mutex_unlock(&ep->mtx);
}

/* stub: busy polling came with 6.9; since then what is not one of its commands is invalid */
static long ep_eventpoll_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	return kernel_release(6, 9) ? -EINVAL : -ENOIOCTLCMD;
}

static const struct file_operations eventpoll_fops = {
	.llseek = noop_llseek,
	.unlocked_ioctl = ep_eventpoll_ioctl,
	.poll = ep_eventpoll_poll,
	.release = ep_eventpoll_release,
	.show_fdinfo = ep_show_fdinfo,
};

/** eventpoll_boot - the caches of instances and items; called once by files_boot() */
int eventpoll_boot(void)
{
	eventpoll_cachep = KMEM_CACHE(eventpoll, SLAB_PANIC);
	epi_cache = KMEM_CACHE(epitem, SLAB_PANIC);
	pwq_cache = KMEM_CACHE(eppoll_entry, SLAB_PANIC);
	return eventpoll_cachep && epi_cache && pwq_cache ? 0 : -ENOMEM;
}
