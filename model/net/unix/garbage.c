// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sockets in flight. Mirrors net/unix/garbage.c.
 *
 * A socket that was sent through a socket may be in a queue that only it leads to: then no
 * descriptor reaches either any more, yet each has a reference. So, when a socket
 * is released while others are in flight, those that only messages refer to are looked at:
 * what can't be reached from outside of them is garbage, and its messages are thrown away.
 *
 * Differs: this is the kernel's way until 6.9, at once and not in a worker; since 6.10 it
 * sorts the sockets into strongly connected groups, to the same end.
 */
#include <linux/cred.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <net/af_unix.h>

spinlock_t unix_gc_lock;
struct list_head unix_sockets;		/* unix_gc_lock */
static unsigned int unix_tot_inflight;	/* sockets in messages; unix_gc_lock */
static bool unix_gc_running;

/** unix_get_socket - the socket behind @file, NULL if it is something else */
struct unix_sock *unix_get_socket(const struct file *file)
{
	return file->f_op == &socket_file_ops ? file->private_data : NULL;
}

/*
 * Counts the files of a message that is to be queued. Mirrors
 * net/core/scm.c:unix_attach_fds. Return: -ETOOMANYREFS if the sender has too many in flight.
 */
int unix_attach_fds(struct scm_fp_list *fpl)
{
	struct ucounts *user = current_cred()->ucounts;
	struct unix_sock *u;
	unsigned int i;

	if (user->unix_inflight > rlimit(RLIMIT_NOFILE) && !capable(CAP_SYS_RESOURCE) &&
	    !capable(CAP_SYS_ADMIN))
		return -ETOOMANYREFS;
	spin_lock(&unix_gc_lock);
	for (i = 0; i < fpl->count; i++) {
		u = unix_get_socket(fpl->fp[i]);
		if (u) {
			u->inflight++;
			unix_tot_inflight++;
		}
	}
	user->unix_inflight += fpl->count;
	spin_unlock(&unix_gc_lock);
	fpl->user = get_ucounts(user);
	return 0;
}

/* The message left its queue. */
void unix_detach_fds(struct scm_fp_list *fpl)
{
	struct unix_sock *u;
	unsigned int i;

	if (!fpl->user)
		return;
	spin_lock(&unix_gc_lock);
	for (i = 0; i < fpl->count; i++) {
		u = unix_get_socket(fpl->fp[i]);
		if (u) {
			u->inflight--;
			unix_tot_inflight--;
		}
	}
	fpl->user->unix_inflight -= fpl->count;
	spin_unlock(&unix_gc_lock);
	put_ucounts(fpl->user);
	fpl->user = NULL;
}

/* Calls @func for each candidate that lies in the queue of @u. */
static void scan_children(struct unix_sock *u, void (*func)(struct unix_sock *child))
{
	struct scm_fp_list *fpl;
	struct unix_sock *child;
	struct sk_buff *skb;
	unsigned int i;

	spin_lock(&u->lock);
	list_for_each_entry(skb, &u->receive_queue, list) {
		fpl = skb->scm.fp;
		for (i = 0; fpl && i < fpl->count; i++) {
			child = unix_get_socket(fpl->fp[i]);
			if (child && child->gc_candidate)
				func(child);
		}
	}
	spin_unlock(&u->lock);
}

static void gc_dec(struct unix_sock *child)
{
	child->gc_refs--;
}

static bool gc_news;

/* It is no garbage; what is in its queue will be looked at (gc_refs). */
static void gc_reach(struct unix_sock *child)
{
	child->gc_candidate = false;
	child->gc_refs = 1;
	gc_news = true;
}

/*
 * Only messages refer to a candidate. If all of those lie in queues of other candidates, and
 * no queue of anything else leads there, it is garbage. Nobody can take a message from a
 * candidate's queue meanwhile: he would need a reference to it. What is being received from
 * elsewhere counts as a reference that was not found.
 */
static void gc_find(void)
{
	struct unix_sock *u;

	list_for_each_entry(u, &unix_sockets, all) {
		/* one step: the file may go at the next scheduling point */
		u->gc_candidate = u->file && u->inflight &&
				  u->file->f_count.refs.counter == (int)u->inflight;
		u->gc_refs = u->gc_candidate ? u->inflight : 0;
	}
	list_for_each_entry(u, &unix_sockets, all)
		if (u->gc_candidate)
			scan_children(u, gc_dec);
	do {
		gc_news = false;
		list_for_each_entry(u, &unix_sockets, all) {
			if (u->gc_candidate && u->gc_refs)
				gc_reach(u);
			if (!u->gc_candidate && u->gc_refs) {
				u->gc_refs = 0;
				scan_children(u, gc_reach);
			}
		}
	} while (gc_news);
}

/* The messages with files in the queues of garbage. */
static void gc_collect(struct list_head *hitlist)
{
	struct sk_buff *skb, *next;
	struct unix_sock *u;

	list_for_each_entry(u, &unix_sockets, all) {
		if (!u->gc_candidate)
			continue;
		spin_lock(&u->lock);
		list_for_each_entry_safe(skb, next, &u->receive_queue, list)
			if (skb->scm.fp)
				list_move_tail(&skb->list, hitlist);
		spin_unlock(&u->lock);
	}
}

/** unix_gc - let go of sockets that only messages in them refer to */
void unix_gc(void)
{
	struct sk_buff *skb, *next;
	LIST_HEAD(hitlist);

	/* What it releases are sockets, too: no need to begin again in the middle. */
	if (!unix_tot_inflight || unix_gc_running)
		return;
	unix_gc_running = true;
	spin_lock(&unix_gc_lock);
	gc_find();
	gc_collect(&hitlist);
	spin_unlock(&unix_gc_lock);
	list_for_each_entry_safe(skb, next, &hitlist, list)
		skb_free(skb);
	unix_gc_running = false;
}

/** unix_gc_boot - no sockets yet */
void unix_gc_boot(void)
{
	spin_lock_init(&unix_gc_lock);
	INIT_LIST_HEAD(&unix_sockets);
}
