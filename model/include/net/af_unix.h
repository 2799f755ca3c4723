/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: unix sockets, as socketpair(2) makes them.
 * custom: struct socket, struct sock and struct unix_sock are one. */
#ifndef _NET_AF_UNIX_H
#define _NET_AF_UNIX_H

#include <linux/fs.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/refcount.h>
#include <linux/wait.h>
#include <net/scm.h>

#define RCV_SHUTDOWN	1
#define SEND_SHUTDOWN	2
#define SHUTDOWN_MASK	3

/* a message, or a piece of a stream, in the receiver's queue */
struct sk_buff {
	struct list_head list;
	struct unix_sock *sk;		/* the sender, whose memory it counts as; referenced */
	unsigned int len;
	unsigned int consumed;
	unsigned int truesize;
	char *data;
	struct scm_cookie scm;
};

/*
 * A socket. References: its file, its peer, each message that it has sent and that
 * nobody has received yet. @lock: all but what says otherwise; @iolock: one receiver at a time.
 */
struct unix_sock {
	refcount_t refcnt;
	spinlock_t lock;
	struct mutex iolock;
	wait_queue_head_t wait;
	int type;			/* SOCK_* */
	int err;			/* sk_err: told once */
	unsigned int shutdown;
	bool connected;			/* TCP_ESTABLISHED */
	bool dead;
	bool passcred;
	struct unix_sock *peer;
	struct list_head receive_queue;
	unsigned int wmem_alloc;
	unsigned int sndbuf;
	struct pid *peer_pid;		/* who made the pair, for SO_PEERCRED; set once */
	const struct cred *peer_cred;
	struct file *file;		/* NULL once it is closed */
	unsigned int inflight;		/* unix_gc_lock: references from messages */
	bool gc_candidate;		/* unix_gc_lock: only messages refer to it */
	unsigned int gc_refs;		/* unix_gc_lock: of these, from outside */
	struct list_head all;		/* unix_gc_lock: unix_sockets */
};

extern const struct file_operations socket_file_ops;

struct unix_sock *unix_get_socket(const struct file *file);	/* NULL: not one */
int unix_socketpair(int type, int protocol, struct unix_sock *pair[2]);
void unix_sock_put(struct unix_sock *u);
void unix_release(struct unix_sock *u);
int unix_shutdown(struct unix_sock *u, int how);
int unix_ioctl(struct unix_sock *u, unsigned int cmd, unsigned long arg);
void unix_show_fdinfo(struct seq_file *m, struct unix_sock *u);
__poll_t unix_poll(struct file *file, struct unix_sock *u, poll_table *wait);
ssize_t unix_sendmsg(struct unix_sock *u, struct msghdr *msg);
ssize_t unix_recvmsg(struct unix_sock *u, struct msghdr *msg, unsigned int flags);
int unix_boot(void);

/* net/core/sock.c */
bool unix_writable(const struct unix_sock *u);
int sock_error(struct unix_sock *u);
void sock_def_wakeup(struct unix_sock *u);
void sock_def_readable(struct unix_sock *u);
struct sk_buff *sock_alloc_send_skb(struct unix_sock *u, unsigned int len, bool noblock);
void skb_free(struct sk_buff *skb);
int skb_boot(void);

/* net/unix/garbage.c */
extern spinlock_t unix_gc_lock;
extern struct list_head unix_sockets;
int unix_attach_fds(struct scm_fp_list *fpl);
void unix_detach_fds(struct scm_fp_list *fpl);
void unix_gc(void);
void unix_gc_boot(void);

/* net/socket.c: options */
union sockopt_value {
	int val;
	struct ucred cred;
};
int sk_getsockopt(struct unix_sock *sock, int optname, union sockopt_value *v);
int sock_getsockopt(struct unix_sock *sock, int optname, char __user *optval,
		    int __user *optlen);

/* net/socket.c: bytes of a message; -EFAULT, and nothing copied that counts */
int copy_from_msg(void *to, struct msghdr *msg, size_t n);
int copy_to_msg(struct msghdr *msg, const void *from, size_t n);

#endif
