// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a sender may fill, and who is woken. Mirrors net/core/sock.c and the sizes of
 * net/core/skbuff.c: a message counts as the buffers that the kernel would allocate for it, so
 * a socket is full after as many messages as there.
 */
#include <linux/sched.h>
#include <linux/slab.h>
#include <net/af_unix.h>

#define PAGE_BYTES	4096U
#define SKB_HEAD	256U		/* what the kernel's sk_buff takes */
#define SKB_SHINFO	320U		/* behind the bytes of each buffer */
#define SKB_MAX_HEAD0	(PAGE_BYTES - SKB_SHINFO)
#define SKB_MAX_ALLOC	(4 * PAGE_BYTES - SKB_SHINFO)

static struct kmem_cache *skb_cachep;

/* Mirrors unix_writable(): three quarters must be free before anybody is told. */
bool unix_writable(const struct unix_sock *u)
{
	return (u->wmem_alloc << 2) <= u->sndbuf;
}

int sock_error(struct unix_sock *u)
{
	int err = u->err;

	u->err = 0;
	return -err;
}

/* everybody who waits for anything: the state is another one */
void sock_def_wakeup(struct unix_sock *u)
{
	wake_up_interruptible_all(&u->wait);
}

void sock_def_readable(struct unix_sock *u)
{
	wake_up_interruptible_poll(&u->wait, EPOLLIN | EPOLLPRI | EPOLLRDNORM | EPOLLRDBAND);
}

/* What the kernel's buffers for @len bytes, @paged of them in pages, would take. */
static unsigned int skb_truesize(unsigned int len, unsigned int paged)
{
	unsigned int head = ALIGN(len - min(len, paged), 64U) + SKB_SHINFO;
	unsigned int size = 512;

	while (size < head)
		size *= 2;
	return SKB_HEAD + size + paged;
}

/* bytes of @len that a stream's, or a datagram's, buffer has in pages */
static unsigned int skb_paged(const struct unix_sock *u, unsigned int len)
{
	unsigned int head = u->type == SOCK_STREAM ? SKB_MAX_HEAD0 : SKB_MAX_ALLOC;
	unsigned int paged = len > head ? ALIGN(len - head, PAGE_BYTES) : 0;

	return u->type == SOCK_STREAM ? min(paged, len) : paged;
}

/* Until somebody has taken a message of @u. Mirrors net/core/sock.c:sock_wait_for_wmem. */
static void sock_wait_for_wmem(struct unix_sock *u)
{
	DEFINE_WAIT(wait);

	for (;;) {
		if (signal_pending(current))
			break;
		prepare_to_wait(&u->wait, &wait, TASK_INTERRUPTIBLE);
		if (u->wmem_alloc < u->sndbuf || (u->shutdown & SEND_SHUTDOWN) || u->err)
			break;
		schedule();
	}
	finish_wait(&u->wait, &wait);
}

/*
 * Memory for a message of @u. Mirrors net/core/sock.c:sock_alloc_send_pskb. Return: it, or
 * ERR_PTR: an error that @u had, -EPIPE, -EAGAIN, -ERESTARTSYS, -ENOBUFS.
 */
struct sk_buff *sock_alloc_send_skb(struct unix_sock *u, unsigned int len, bool noblock)
{
	struct sk_buff *skb;
	int err;

	for (;;) {
		err = sock_error(u);
		if (err)
			return ERR_PTR(err);
		if (READ_ONCE(u->shutdown) & SEND_SHUTDOWN)
			return ERR_PTR(-EPIPE);
		if (u->wmem_alloc < u->sndbuf)
			break;
		if (noblock)
			return ERR_PTR(-EAGAIN);
		if (signal_pending(current))
			return ERR_PTR(-ERESTARTSYS);
		sock_wait_for_wmem(u);
	}
	skb = kmem_cache_zalloc(skb_cachep, GFP_KERNEL);
	if (!skb)
		return ERR_PTR(-ENOBUFS);
	skb->data = kmalloc(max(len, 1U), GFP_KERNEL);
	if (!skb->data) {
		kmem_cache_free(skb_cachep, skb);
		return ERR_PTR(-ENOBUFS);
	}
	INIT_LIST_HEAD(&skb->list);
	skb->len = len;
	skb->truesize = skb_truesize(len, skb_paged(u, len));
	refcount_inc(&u->refcnt);
	skb->sk = u;
	u->wmem_alloc += skb->truesize;
	return skb;
}

/**
 * skb_free - a message that is in no queue any more
 *
 * Its memory is the sender's again: who waits to send is told. Mirrors kfree_skb() with
 * unix_destruct_scm() and sock_wfree().
 */
void skb_free(struct sk_buff *skb)
{
	struct unix_sock *u = skb->sk;

	if (skb->scm.fp)
		unix_detach_fds(skb->scm.fp);
	scm_destroy(&skb->scm);
	sim_point(HOST_OP_RMW, &u->wmem_alloc, SIM_HERE);
	u->wmem_alloc -= skb->truesize;
	if (unix_writable(u))
		wake_up_interruptible_poll(&u->wait, EPOLLOUT | EPOLLWRNORM | EPOLLWRBAND);
	kfree(skb->data);
	kmem_cache_free(skb_cachep, skb);
	unix_sock_put(u);
}

/** skb_boot - the cache of messages; called once by unix_boot() */
int skb_boot(void)
{
	skb_cachep = KMEM_CACHE(sk_buff, SLAB_PANIC);
	return skb_cachep ? 0 : -ENOMEM;
}
