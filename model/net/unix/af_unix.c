// SPDX-License-Identifier: GPL-2.0-only
/*
 * Unix sockets in pairs. Mirrors net/unix/af_unix.c.
 *
 * Sockets have no names, and a pair is made connected.
 * Differs: one lock does for a socket's state and its queue.
 */
#include <linux/cred.h>
#include <linux/ioctl.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <net/af_unix.h>

#define SK_WMEM_DEFAULT	212992
#define UNIX_SKB_MAX	(16064UL + 32768)	/* bytes of a stream in one piece */

static struct kmem_cache *unix_sock_cachep;

static inline bool connection_based(const struct unix_sock *u)
{
	return u->type != SOCK_DGRAM;
}

void unix_sock_put(struct unix_sock *u)
{
	if (!refcount_dec_and_test(&u->refcnt))
		return;
	spin_lock(&unix_gc_lock);
	list_del(&u->all);
	spin_unlock(&unix_gc_lock);
	put_pid(u->peer_pid);
	put_cred(u->peer_cred);
	kmem_cache_free(unix_sock_cachep, u);
}

/* ------------------------------------------------------------ messages */

static inline unsigned int skb_left(const struct sk_buff *skb)
{
	return skb->len - skb->consumed;
}

static struct sk_buff *skb_first(struct unix_sock *u)
{
	return list_first_entry_or_null(&u->receive_queue, struct sk_buff, list);
}

/* Mirrors unix_scm_to_skb(): the message takes over what @scm holds. */
static int unix_scm_to_skb(struct scm_cookie *scm, struct sk_buff *skb, bool send_fds)
{
	int err;

	skb->scm.pid = get_pid(scm->pid);
	skb->scm.uid = scm->uid;
	skb->scm.gid = scm->gid;
	if (!send_fds || !scm->fp)
		return 0;
	err = unix_attach_fds(scm->fp);
	if (err)
		return err;
	skb->scm.fp = scm->fp;
	scm->fp = NULL;
	return 0;
}

/* Mirrors maybe_add_creds(): if either side has SO_PASSCRED. */
static void maybe_add_creds(struct sk_buff *skb, const struct unix_sock *u,
			    const struct unix_sock *other)
{
	if (skb->scm.pid || !(u->passcred || other->passcred))
		return;
	skb->scm.pid = get_pid(task_tgid(current));
	skb->scm.uid = current_uid();
	skb->scm.gid = current_gid();
}

/* ------------------------------------------------------------ send */

/* One piece of a stream. Return: its bytes; -EPIPE if the other end is gone; or -errno. */
static ssize_t unix_stream_send_skb(struct unix_sock *u, struct unix_sock *other,
				    struct msghdr *msg, struct scm_cookie *scm, bool send_fds)
{
	size_t size = min(msg->count, (size_t)(u->sndbuf >> 1) - 64);
	struct sk_buff *skb;
	int err;

	size = min(size, (size_t)(UNIX_SKB_MAX));
	skb = sock_alloc_send_skb(u, (unsigned int)size, msg->msg_flags & MSG_DONTWAIT);
	if (IS_ERR(skb))
		return PTR_ERR(skb);
	err = unix_scm_to_skb(scm, skb, send_fds);
	if (!err)
		err = copy_from_msg(skb->data, msg, size);
	if (err)
		goto out_free;
	spin_lock(&other->lock);
	if (other->dead || (other->shutdown & RCV_SHUTDOWN)) {
		spin_unlock(&other->lock);
		err = -EPIPE;
		goto out_free;
	}
	maybe_add_creds(skb, u, other);
	list_add_tail(&skb->list, &other->receive_queue);
	spin_unlock(&other->lock);
	sock_def_readable(other);
	return (ssize_t)size;
out_free:
	skb_free(skb);
	return err;
}

/*
 * Mirrors unix_stream_sendmsg(). Only who finds the stream closed gets SIGPIPE; an error that
 * the kernel finds while it looks for memory comes without.
 */
static ssize_t unix_stream_sendmsg(struct unix_sock *u, struct msghdr *msg, struct scm_cookie *scm)
{
	struct unix_sock *other;
	bool fds_sent = false;
	ssize_t sent = 0, ret;

	if (msg->has_name)
		return u->peer ? -EISCONN : -EOPNOTSUPP;
	other = u->peer;
	if (!other)
		return -ENOTCONN;
	if (READ_ONCE(u->shutdown) & SEND_SHUTDOWN)
		goto pipe_err;
	while (msg->count) {
		ret = unix_stream_send_skb(u, other, msg, scm, !fds_sent);
		if (ret == -EPIPE && !(u->shutdown & SEND_SHUTDOWN))
			goto pipe_err;
		if (ret < 0)
			return sent ? sent : ret;
		fds_sent = true;
		sent += ret;
	}
	return sent;
pipe_err:
	if (!sent && !(msg->msg_flags & MSG_NOSIGNAL))
		send_sig(SIGPIPE, current, 0);
	return sent ? sent : -EPIPE;
}

/* Throws away what was not received. */
static void unix_purge(struct unix_sock *u)
{
	struct sk_buff *skb;

	for (;;) {
		spin_lock(&u->lock);
		skb = skb_first(u);
		if (skb)
			list_del(&skb->list);
		spin_unlock(&u->lock);
		if (!skb)
			break;
		skb_free(skb);
	}
}

/*
 * The other end of a datagram pair has gone. Mirrors that part of unix_dgram_sendmsg(), and
 * unix_dgram_disconnected(): who finds out by sending loses what he has not received yet.
 */
static int unix_dgram_disconnect(struct unix_sock *u, struct unix_sock *other)
{
	if (u->type == SOCK_SEQPACKET)
		return -EPIPE;
	spin_lock(&u->lock);
	if (u->peer != other) {
		spin_unlock(&u->lock);
		return -ENOTCONN;
	}
	u->peer = NULL;
	spin_unlock(&u->lock);
	unix_purge(u);
	unix_sock_put(other);
	return -ECONNREFUSED;
}

/* The peer with a reference, NULL if there is none. Mirrors unix_peer_get(). */
static struct unix_sock *unix_peer_get(struct unix_sock *u)
{
	struct unix_sock *peer;

	spin_lock(&u->lock);
	peer = u->peer;
	if (peer)
		refcount_inc(&peer->refcnt);
	spin_unlock(&u->lock);
	return peer;
}

/* The message goes to @other, or, with an error, stays the caller's. */
static int unix_dgram_queue(struct unix_sock *u, struct unix_sock *other, struct sk_buff *skb)
{
	spin_lock(&other->lock);
	if (other->dead) {
		spin_unlock(&other->lock);
		return unix_dgram_disconnect(u, other);
	}
	if (other->shutdown & RCV_SHUTDOWN) {
		spin_unlock(&other->lock);
		return -EPIPE;
	}
	maybe_add_creds(skb, u, other);
	list_add_tail(&skb->list, &other->receive_queue);
	spin_unlock(&other->lock);
	sock_def_readable(other);
	return 0;
}

/*
 * Mirrors unix_dgram_sendmsg(). Two sockets that are each other's peer have no limit on the
 * number of messages, but the sender's memory.
 */
static ssize_t unix_dgram_sendmsg(struct unix_sock *u, struct msghdr *msg, struct scm_cookie *scm)
{
	size_t len = msg->count;
	struct unix_sock *other;
	struct sk_buff *skb;
	int err;

	if (msg->has_name)
		return -ECONNREFUSED;	/* nobody has a name */
	/* before 6.14 this came first, since then it is found out with the message in hand */
	if (!kernel_release(6, 14) && !u->peer)
		return -ENOTCONN;
	if (len > u->sndbuf - 32)
		return -EMSGSIZE;
	skb = sock_alloc_send_skb(u, (unsigned int)len, msg->msg_flags & MSG_DONTWAIT);
	if (IS_ERR(skb))
		return PTR_ERR(skb);
	err = unix_scm_to_skb(scm, skb, true);
	if (!err)
		err = copy_from_msg(skb->data, msg, len);
	if (err)
		goto out_free;
	err = -ENOTCONN;
	other = unix_peer_get(u);
	if (!other)
		goto out_free;
	err = unix_dgram_queue(u, other, skb);
	unix_sock_put(other);
	if (!err)
		return (ssize_t)len;
out_free:
	skb_free(skb);
	return err;
}

/** unix_sendmsg - sends a message; msg_flags are those of the call. Bytes or -errno */
ssize_t unix_sendmsg(struct unix_sock *u, struct msghdr *msg)
{
	struct scm_cookie scm;
	ssize_t ret;

	if (u->type == SOCK_SEQPACKET) {
		ret = sock_error(u);
		if (ret)
			return ret;
		if (!u->connected)
			return -ENOTCONN;
		msg->has_name = false;
	}
	ret = scm_send(msg, &scm);
	if (ret)
		return ret;
	if (msg->msg_flags & MSG_OOB)
		ret = -EOPNOTSUPP;
	else if (u->type == SOCK_STREAM)
		ret = unix_stream_sendmsg(u, msg, &scm);
	else
		ret = unix_dgram_sendmsg(u, msg, &scm);
	scm_destroy(&scm);
	return ret;
}

/* ------------------------------------------------------------ receive */

/* Mirrors unix_detach_fds() and unix_peek_fds(). */
static void unix_take_fds(struct scm_cookie *scm, struct sk_buff *skb, bool peek)
{
	if (peek) {
		scm->fp = scm_fp_dup(skb->scm.fp);
	} else {
		scm->fp = skb->scm.fp;
		skb->scm.fp = NULL;
		unix_detach_fds(scm->fp);
	}
}

static void unix_take_creds(struct scm_cookie *scm, const struct sk_buff *skb)
{
	scm->pid = get_pid(skb->scm.pid);
	scm->uid = skb->scm.uid;
	scm->gid = skb->scm.gid;
}

static bool unix_same_creds(const struct scm_cookie *scm, const struct sk_buff *skb)
{
	return scm->pid == skb->scm.pid && uid_eq(scm->uid, skb->scm.uid) &&
	       gid_eq(scm->gid, skb->scm.gid);
}

/* Until there is something to read, or never will be. Mirrors unix_stream_data_wait(). */
static void unix_stream_data_wait(struct unix_sock *u)
{
	DEFINE_WAIT(wait);

	spin_lock(&u->lock);
	for (;;) {
		prepare_to_wait(&u->wait, &wait, TASK_INTERRUPTIBLE);
		if (!list_empty(&u->receive_queue) || u->err || (u->shutdown & RCV_SHUTDOWN) ||
		    signal_pending(current))
			break;
		spin_unlock(&u->lock);
		schedule();
		spin_lock(&u->lock);
		if (u->dead)
			break;
	}
	finish_wait(&u->wait, &wait);
	spin_unlock(&u->lock);
}

/*
 * The first piece, iolock held (given up while it waits; NULL with an error: it is not held
 * any more). @copied: bytes that the caller has got: enough of them end it.
 */
static struct sk_buff *unix_stream_next(struct unix_sock *u, size_t copied, size_t target,
					bool noblock, int *err)
{
	struct sk_buff *skb;

	for (;;) {
		spin_lock(&u->lock);
		skb = skb_first(u);
		*err = 0;
		if (!skb && copied < target)
			*err = sock_error(u);
		if (skb || copied >= target || *err || (u->shutdown & RCV_SHUTDOWN)) {
			spin_unlock(&u->lock);
			break;
		}
		spin_unlock(&u->lock);
		*err = -EAGAIN;
		if (noblock)
			break;
		mutex_unlock(&u->iolock);
		unix_stream_data_wait(u);
		if (signal_pending(current)) {
			*err = -ERESTARTSYS;
			return NULL;
		}
		mutex_lock(&u->iolock);
	}
	if (!skb)
		mutex_unlock(&u->iolock);
	return skb;
}

/*
 * Bytes of one piece. Return: true if the next piece may follow. Descriptors belong to the
 * piece that they came with: nothing is read beyond it.
 */
static bool unix_stream_take(struct unix_sock *u, struct sk_buff *skb, struct scm_cookie *scm)
{
	bool fds = skb->scm.fp != NULL;

	if (fds)
		unix_take_fds(scm, skb, false);
	if (skb_left(skb))
		return false;
	spin_lock(&u->lock);
	list_del(&skb->list);
	spin_unlock(&u->lock);
	skb_free(skb);
	return !fds;
}

/* The same for MSG_PEEK: the piece behind @skb, NULL if there is none, or none that may follow. */
static struct sk_buff *unix_stream_peek_next(struct unix_sock *u, struct sk_buff *skb,
					     struct scm_cookie *scm)
{
	struct sk_buff *next = NULL;

	if (skb->scm.fp) {
		unix_take_fds(scm, skb, true);
		return NULL;
	}
	spin_lock(&u->lock);
	if (!list_is_last(&skb->list, &u->receive_queue))
		next = list_next_entry(skb, list);
	spin_unlock(&u->lock);
	return next;
}

/*
 * Mirrors unix_stream_read_generic(). Pieces of different writers are not read as one where
 * somebody asks who wrote.
 */
static ssize_t unix_stream_recvmsg(struct unix_sock *u, struct msghdr *msg, unsigned int flags,
				   struct scm_cookie *scm)
{
	size_t size = msg->count, copied = 0, chunk;
	size_t target = flags & MSG_WAITALL ? size : min(size, (size_t)1);
	bool check_creds = false, peek = flags & MSG_PEEK, more;
	struct sk_buff *skb = NULL;
	int err = 0;

	if (!u->connected)
		return -EINVAL;
	mutex_lock(&u->iolock);
	do {
		if (!skb)
			skb = unix_stream_next(u, copied, max(target, (size_t)1),
					       flags & MSG_DONTWAIT, &err);
		if (!skb)
			return copied ? (ssize_t)copied : err;
		if (check_creds && !unix_same_creds(scm, skb))
			break;
		if (u->passcred && !check_creds) {
			unix_take_creds(scm, skb);
			check_creds = true;
		}
		chunk = min((size_t)skb_left(skb), size - copied);
		err = copy_to_msg(msg, skb->data + skb->consumed, chunk);
		if (err)
			break;
		copied += chunk;
		if (peek) {
			skb = unix_stream_peek_next(u, skb, scm);
			more = skb != NULL;
		} else {
			skb->consumed += (unsigned int)chunk;
			more = unix_stream_take(u, skb, scm);
			skb = NULL;
		}
		/* the kernel peeks on for descriptors, though there is no room for bytes */
	} while (more && (peek || copied < size));
	mutex_unlock(&u->iolock);
	return copied ? (ssize_t)copied : err;
}

/* Mirrors net/core/datagram.c:receiver_wake_function: room to send is no news for a reader. */
static int receiver_wake_function(wait_queue_entry_t *wait, unsigned int mode, int sync, void *key)
{
	if (key && !(key_to_poll(key) & (EPOLLIN | EPOLLERR)))
		return 0;
	return autoremove_wake_function(wait, mode, sync, key);
}

/*
 * Mirrors net/core/datagram.c:__skb_wait_for_more_packets. Return: 0 to look again; 1 with
 * @err set: there will be nothing.
 */
static int skb_wait_for_more(struct unix_sock *u, int *err)
{
	DEFINE_WAIT(wait);
	int ret = 1;

	wait.func = receiver_wake_function;
	prepare_to_wait_exclusive(&u->wait, &wait, TASK_INTERRUPTIBLE);
	*err = sock_error(u);
	if (*err)
		goto out;
	ret = 0;
	if (!list_empty(&u->receive_queue))
		goto out;
	ret = 1;
	if (u->shutdown & RCV_SHUTDOWN)
		goto out;
	*err = -ENOTCONN;
	if (connection_based(u) && !u->connected)
		goto out;
	*err = -ERESTARTSYS;
	if (signal_pending(current))
		goto out;
	ret = 0;
	schedule();
out:
	finish_wait(&u->wait, &wait);
	return ret;
}

/*
 * The first message, off the queue unless it is only looked at; iolock is held if there is
 * one. Mirrors the first half of __unix_dgram_recvmsg().
 */
static struct sk_buff *unix_dgram_next(struct unix_sock *u, unsigned int flags, int *err)
{
	struct sk_buff *skb;

	for (;;) {
		mutex_lock(&u->iolock);
		spin_lock(&u->lock);
		*err = sock_error(u);
		skb = *err ? NULL : skb_first(u);
		if (skb && !(flags & MSG_PEEK))
			list_del_init(&skb->list);
		spin_unlock(&u->lock);
		if (skb)
			return skb;
		mutex_unlock(&u->iolock);
		if (*err)
			return NULL;
		if (flags & MSG_DONTWAIT) {
			*err = -EAGAIN;
			return NULL;
		}
		if (skb_wait_for_more(u, err))
			return NULL;
	}
}

static ssize_t unix_dgram_recvmsg(struct unix_sock *u, struct msghdr *msg, unsigned int flags,
				  struct scm_cookie *scm)
{
	struct sk_buff *skb;
	size_t size;
	ssize_t ret;
	int err;

	if (u->type == SOCK_SEQPACKET && !u->connected)
		return -ENOTCONN;
	skb = unix_dgram_next(u, flags, &err);
	if (!skb) {
		/* the end of a connection is an empty message, also for who does not wait */
		if (u->type == SOCK_SEQPACKET && err == -EAGAIN && (u->shutdown & RCV_SHUTDOWN))
			err = 0;
		return err;
	}
	size = min(msg->count, (size_t)skb->len);
	if (size < skb->len)
		msg->msg_flags |= MSG_TRUNC;
	ret = copy_to_msg(msg, skb->data, size);
	if (!ret) {
		unix_take_creds(scm, skb);
		if (skb->scm.fp)
			unix_take_fds(scm, skb, flags & MSG_PEEK);
		ret = (ssize_t)(flags & MSG_TRUNC ? skb->len : size);
	}
	if (!(flags & MSG_PEEK))
		skb_free(skb);
	mutex_unlock(&u->iolock);
	return ret;
}

/** unix_recvmsg - takes a message; msg_flags gets what it was like. Bytes or -errno */
ssize_t unix_recvmsg(struct unix_sock *u, struct msghdr *msg, unsigned int flags)
{
	struct scm_cookie scm = { NULL, NULL, INVALID_UID, INVALID_GID };
	ssize_t ret;

	if (flags & MSG_OOB)
		return -EOPNOTSUPP;
	if (u->type == SOCK_STREAM)
		ret = unix_stream_recvmsg(u, msg, flags, &scm);
	else
		ret = unix_dgram_recvmsg(u, msg, flags, &scm);
	if (ret < 0)
		scm_destroy(&scm);
	else
		scm_recv(msg, &scm, u->passcred);
	return ret;
}

/* ------------------------------------------------------------ the rest of a socket */

/** unix_poll - mirrors unix_poll() and unix_dgram_poll() */
__poll_t unix_poll(struct file *file, struct unix_sock *u, poll_table *wait)
{
	__poll_t mask = 0;
	unsigned int shutdown;

	poll_wait(file, &u->wait, wait);
	shutdown = READ_ONCE(u->shutdown);
	if (u->err)
		mask |= EPOLLERR;
	if (shutdown == SHUTDOWN_MASK)
		mask |= EPOLLHUP;
	if (shutdown & RCV_SHUTDOWN)
		mask |= EPOLLRDHUP | EPOLLIN | EPOLLRDNORM;
	if (!list_empty(&u->receive_queue))
		mask |= EPOLLIN | EPOLLRDNORM;
	if (connection_based(u) && !u->connected)
		mask |= EPOLLHUP;
	if (unix_writable(u))
		mask |= EPOLLOUT | EPOLLWRNORM | EPOLLWRBAND;
	return mask;
}

/** unix_shutdown - mirrors unix_shutdown(): what one end won't send, the other can't receive */
int unix_shutdown(struct unix_sock *u, int how)
{
	unsigned int mode, peer_mode;
	struct unix_sock *other;

	if (how < SHUT_RD || how > SHUT_RDWR)
		return -EINVAL;
	mode = (unsigned int)how + 1;
	spin_lock(&u->lock);
	u->shutdown |= mode;
	spin_unlock(&u->lock);
	other = unix_peer_get(u);
	sock_def_wakeup(u);
	if (!other)
		return 0;
	if (connection_based(u)) {
		peer_mode = (mode & RCV_SHUTDOWN ? SEND_SHUTDOWN : 0) |
			    (mode & SEND_SHUTDOWN ? RCV_SHUTDOWN : 0);
		spin_lock(&other->lock);
		other->shutdown |= peer_mode;
		spin_unlock(&other->lock);
		sock_def_wakeup(other);
	}
	unix_sock_put(other);
	return 0;
}

/** unix_ioctl - FIONREAD, SIOCOUTQ; mirrors unix_ioctl() */
int unix_ioctl(struct unix_sock *u, unsigned int cmd, unsigned long arg)
{
	struct sk_buff *skb;
	unsigned int n = 0;

	switch (cmd) {
	case SIOCOUTQ:
		n = u->wmem_alloc;
		break;
	case FIONREAD:
		spin_lock(&u->lock);
		list_for_each_entry(skb, &u->receive_queue, list) {
			n += skb_left(skb);
			if (u->type == SOCK_DGRAM)
				break;	/* the next message only */
		}
		spin_unlock(&u->lock);
		break;
	default:
		return -ENOTTY;
	}
	return put_user((int)n, (int __user *)arg);
}

/** unix_show_fdinfo - how many descriptors wait to be received; in fdinfo since 5.6 */
void unix_show_fdinfo(struct seq_file *m, struct unix_sock *u)
{
	struct sk_buff *skb;
	unsigned int nr = 0;

	spin_lock(&u->lock);
	list_for_each_entry(skb, &u->receive_queue, list)
		nr += skb->scm.fp ? skb->scm.fp->count : 0;
	spin_unlock(&u->lock);
	if (kernel_release(5, 6))
		seq_printf(m, "scm_fds: %u\n", nr);
}

/* The other end learns that this one is gone. */
static void unix_release_peer(struct unix_sock *other, bool unread)
{
	if (connection_based(other)) {
		spin_lock(&other->lock);
		other->shutdown = SHUTDOWN_MASK;
		if (unread)
			other->err = ECONNRESET;
		spin_unlock(&other->lock);
		sock_def_wakeup(other);
	}
	unix_sock_put(other);
}

/*
 * Is there something that the other end sent in vain? Since 6.16 an empty message in front does
 * not count (there it may be the trace of an urgent byte).
 */
static bool unix_unread(struct unix_sock *u)
{
	struct sk_buff *skb = skb_first(u);

	if (skb && !skb_left(skb) && kernel_release(6, 16))
		return !list_is_last(&skb->list, &u->receive_queue);
	return skb != NULL;
}

/** unix_release - the file of a socket is gone; mirrors unix_release_sock() */
void unix_release(struct unix_sock *u)
{
	struct unix_sock *other;
	bool unread;

	spin_lock(&u->lock);
	u->dead = true;
	u->file = NULL;
	u->shutdown = SHUTDOWN_MASK;
	u->connected = false;
	other = u->peer;
	u->peer = NULL;
	unread = unix_unread(u);
	spin_unlock(&u->lock);
	if (other)
		unix_release_peer(other, unread);
	/* No message comes any more: who sends looks at dead under the lock. */
	unix_purge(u);
	unix_sock_put(u);
	unix_gc();
}

/* ------------------------------------------------------------ making a pair */

static struct unix_sock *unix_create1(int type)
{
	struct unix_sock *u = kmem_cache_zalloc(unix_sock_cachep, GFP_KERNEL);

	if (!u)
		return NULL;
	refcount_set(&u->refcnt, 1);
	spin_lock_init(&u->lock);
	mutex_init(&u->iolock);
	init_waitqueue_head(&u->wait);
	INIT_LIST_HEAD(&u->receive_queue);
	u->type = type;
	u->sndbuf = SK_WMEM_DEFAULT;
	u->peer_pid = get_pid(task_tgid(current));
	u->peer_cred = get_cred(current_cred());
	spin_lock(&unix_gc_lock);
	list_add_tail(&u->all, &unix_sockets);
	spin_unlock(&unix_gc_lock);
	return u;
}

/**
 * unix_socketpair - two sockets, each other's peer; each has one reference for its file
 *
 * Mirrors unix_create() and unix_socketpair(). Return: 0, -EPROTONOSUPPORT,
 * -ESOCKTNOSUPPORT, -ENOMEM.
 */
int unix_socketpair(int type, int protocol, struct unix_sock *pair[2])
{
	int i;

	if (protocol && protocol != AF_UNIX)
		return -EPROTONOSUPPORT;
	if (type == SOCK_RAW)
		type = SOCK_DGRAM;
	if (type != SOCK_STREAM && type != SOCK_DGRAM && type != SOCK_SEQPACKET)
		return -ESOCKTNOSUPPORT;
	pair[0] = unix_create1(type);
	if (!pair[0])
		return -ENOMEM;
	pair[1] = unix_create1(type);
	if (!pair[1]) {
		unix_sock_put(pair[0]);
		return -ENOMEM;
	}
	for (i = 0; i < 2; i++) {
		refcount_inc(&pair[i]->refcnt);
		pair[!i]->peer = pair[i];
		pair[i]->connected = true;
	}
	return 0;
}

/** unix_boot - the caches of sockets and messages; called once by sock_boot() */
int unix_boot(void)
{
	unix_gc_boot();
	unix_sock_cachep = KMEM_CACHE(unix_sock, SLAB_PANIC);
	return unix_sock_cachep ? skb_boot() : -ENOMEM;
}
