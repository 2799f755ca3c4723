// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sockets as files, and their calls. Mirrors net/socket.c; the only family is AF_UNIX, and
 * the only sockets those of socketpair(2).
 */
#include <linux/cred.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/ioctl.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/syscalls.h>
#include <linux/user_namespace.h>
#include <net/af_unix.h>

#define SOCKFS_MAGIC	0x534F434B
#define SOCK_TYPE_MASK	0xf
#define SOCK_MAX	11
#define NPROTO		46

static struct super_block sock_sb = { .s_name = "sockfs", .s_magic = SOCKFS_MAGIC };

/* ------------------------------------------------------------ bytes of a message */

/* The piece of user memory that comes next, at most @n bytes; they count as used. */
static size_t msg_advance(struct msghdr *msg, size_t n, char __user **p)
{
	struct iovec *iov = msg->iov;
	size_t chunk = min(n, iov->iov_len);

	*p = iov->iov_base;
	iov->iov_base = (char *)iov->iov_base + chunk;
	iov->iov_len -= chunk;
	msg->count -= chunk;
	/* also past a piece that never had any bytes */
	if (!iov->iov_len && msg->nr_iov > 1) {
		msg->iov++;
		msg->nr_iov--;
	}
	return chunk;
}

int copy_from_msg(void *to, struct msghdr *msg, size_t n)
{
	char __user *p;
	size_t chunk;

	for (; n; n -= chunk, to = (char *)to + chunk) {
		chunk = msg_advance(msg, n, &p);
		if (chunk && copy_from_user(to, p, chunk))
			return -EFAULT;
	}
	return 0;
}

int copy_to_msg(struct msghdr *msg, const void *from, size_t n)
{
	char __user *p;
	size_t chunk;

	for (; n; n -= chunk, from = (const char *)from + chunk) {
		chunk = msg_advance(msg, n, &p);
		if (chunk && copy_to_user(p, from, chunk))
			return -EFAULT;
	}
	return 0;
}

/* A message that is one buffer and nothing else. */
static void msg_single(struct msghdr *msg, void __user *buf, size_t len, unsigned int flags)
{
	msg->has_name = false;
	msg->one.iov_base = buf;
	msg->one.iov_len = len;
	msg->iov = &msg->one;
	msg->nr_iov = 1;
	msg->count = len;
	msg->msg_control = NULL;
	msg->msg_controllen = 0;
	msg->msg_flags = flags;
}

/*
 * Mirrors net/socket.c:copy_msghdr_from_user and lib/iov_iter.c:import_iovec. @iovp: to be freed
 * when the message is over. Return: 0, -EFAULT, -EMSGSIZE, -EINVAL, -ENOMEM.
 */
static int copy_msghdr_from_user(struct msghdr *msg, const struct user_msghdr *u,
				 unsigned int flags, struct iovec **iovp)
{
	struct iovec *iov = &msg->one;
	size_t i;

	*iovp = NULL;
	msg_single(msg, NULL, 0, flags);
	msg->has_name = u->msg_name && u->msg_namelen;
	msg->msg_control = u->msg_control;
	msg->msg_controllen = u->msg_controllen;
	if (u->msg_name && u->msg_namelen < 0)
		return -EINVAL;
	if (u->msg_iovlen > UIO_MAXIOV)
		return -EMSGSIZE;
	if (!u->msg_iovlen)
		return 0;
	if (u->msg_iovlen > 1) {
		iov = kmalloc_array(u->msg_iovlen, sizeof(*iov), GFP_KERNEL);
		if (!iov)
			return -ENOMEM;
		*iovp = iov;
	}
	msg->iov = iov;
	msg->nr_iov = (unsigned int)u->msg_iovlen;
	if (copy_from_user(iov, u->msg_iov, u->msg_iovlen * sizeof(*iov)))
		goto out_fault;
	for (i = 0; i < u->msg_iovlen; i++) {
		if ((ssize_t)iov[i].iov_len < 0) {
			kfree(*iovp);
			return -EINVAL;
		}
		msg->count += min(iov[i].iov_len, (size_t)INT_MAX - msg->count);
	}
	return 0;
out_fault:
	kfree(*iovp);
	return -EFAULT;
}

/* ------------------------------------------------------------ sockets as files */

static unsigned int sock_flags(const struct file *file, unsigned int flags)
{
	return file->f_flags & O_NONBLOCK ? flags | MSG_DONTWAIT : flags;
}

/* mirrors net/socket.c:sock_read_iter: to read nothing is no message */
static ssize_t sock_read(struct file *file, char __user *buf, size_t n, loff_t *pos)
{
	struct msghdr msg;

	if (!n)
		return 0;
	msg_single(&msg, buf, n, 0);
	return unix_recvmsg(file->private_data, &msg, sock_flags(file, 0));
}

static ssize_t sock_write(struct file *file, const char __user *buf, size_t n, loff_t *pos)
{
	struct msghdr msg;

	msg_single(&msg, (char __user *)buf, n, sock_flags(file, 0));
	return unix_sendmsg(file->private_data, &msg);
}

static __poll_t sock_poll(struct file *file, poll_table *wait)
{
	return unix_poll(file, file->private_data, wait);
}

static long sock_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	return unix_ioctl(file->private_data, cmd, arg);
}

static void sock_show_fdinfo(struct seq_file *m, struct file *file)
{
	unix_show_fdinfo(m, file->private_data);
}

static int sock_close(struct inode *inode, struct file *file)
{
	unix_release(file->private_data);
	return 0;
}

const struct file_operations socket_file_ops = {
	.read = sock_read,
	.write = sock_write,
	.poll = sock_poll,
	.unlocked_ioctl = sock_ioctl,
	.release = sock_close,
	.show_fdinfo = sock_show_fdinfo,
};

/* The file of a socket, which takes over its reference, also on failure. */
static struct file *sock_alloc_file(struct unix_sock *u, int flags)
{
	struct inode *inode = new_inode(&sock_sb);
	struct file *file = ERR_PTR(-ENFILE);

	if (!inode)
		goto out;
	inode->i_mode = S_IFSOCK | S_IRWXUGO;
	inode->i_uid = current_fsuid();
	inode->i_gid = current_cred()->fsgid;
	file = alloc_file_pseudo(inode, "", O_RDWR | (flags & O_NONBLOCK), &socket_file_ops);
	if (IS_ERR(file))
		goto out;
	file->private_data = u;
	u->file = file;
	return file;
out:
	unix_release(u);
	return file;
}

/* ------------------------------------------------------------ socketpair */

/* Mirrors net/socket.c:__sock_create, as far as it refuses. */
static int sock_check_family(int family, int type)
{
	if (family < 0 || family >= NPROTO)
		return -EAFNOSUPPORT;
	if (type < 0 || type >= SOCK_MAX)
		return -EINVAL;
	/* These exist, but not in pairs; no other family is configured. */
	if (family == AF_INET || family == AF_INET6)
		return -EOPNOTSUPP;
	return family == AF_UNIX ? 0 : -EAFNOSUPPORT;
}

/* Both files of a pair. */
static int socketpair_files(int family, int type, int protocol, int flags, struct file *files[2])
{
	struct unix_sock *pair[2];
	int err;

	err = sock_check_family(family, type);
	if (err)
		return err;
	err = unix_socketpair(type, protocol, pair);
	if (err)
		return err;
	files[0] = sock_alloc_file(pair[0], flags);
	if (IS_ERR(files[0])) {
		unix_release(pair[1]);
		return (int)PTR_ERR(files[0]);
	}
	files[1] = sock_alloc_file(pair[1], flags);
	if (IS_ERR(files[1])) {
		fput(files[0]);
		return (int)PTR_ERR(files[1]);
	}
	return 0;
}

/* Mirrors net/socket.c:__sys_socketpair: numbers first, so that no failure undoes a pair. */
SYSCALL_DEFINE4(socketpair, int, family, int, type, int, protocol, int __user *, usockvec)
{
	int flags = type & ~SOCK_TYPE_MASK;
	struct file *files[2] = { NULL, NULL };
	int fd[2], err;

	if (flags & ~(SOCK_CLOEXEC | SOCK_NONBLOCK))
		return -EINVAL;
	type &= SOCK_TYPE_MASK;
	err = fd[0] = get_unused_fd_flags((unsigned int)flags);
	if (err < 0)
		return err;
	err = fd[1] = get_unused_fd_flags((unsigned int)flags);
	if (err < 0)
		goto out_fd;
	err = -EFAULT;
	if (put_user(fd[0], &usockvec[0]) || put_user(fd[1], &usockvec[1]))
		goto out_fds;
	err = socketpair_files(family, type, protocol, flags, files);
	if (err)
		goto out_fds;
	fd_install((unsigned int)fd[0], files[0]);
	fd_install((unsigned int)fd[1], files[1]);
	return 0;
out_fds:
	put_unused_fd((unsigned int)fd[1]);
out_fd:
	put_unused_fd((unsigned int)fd[0]);
	return err;
}

/* ------------------------------------------------------------ messages */

/* A socket for the time of a call: NULL with @err -EBADF or -ENOTSOCK; to be given to fdput() */
static struct unix_sock *sockfd_lookup(struct fd f, int *err)
{
	struct unix_sock *u;

	*err = -EBADF;
	if (fd_empty(f))
		return NULL;
	u = unix_get_socket(fd_file(f));
	*err = u ? 0 : -ENOTSOCK;
	return u;
}

SYSCALL_DEFINE3(sendmsg, int, fd, struct user_msghdr __user *, umsg, unsigned int, flags)
{
	struct fd f = fdget((unsigned int)fd);
	struct user_msghdr u;
	struct unix_sock *sock;
	struct iovec *iov;
	struct msghdr msg;
	ssize_t ret;
	int err;

	ret = -EINVAL;
	if (flags & MSG_CMSG_COMPAT)
		goto out;
	sock = sockfd_lookup(f, &err);
	ret = err;
	if (!sock)
		goto out;
	ret = -EFAULT;
	if (copy_from_user(&u, umsg, sizeof(u)))
		goto out;
	ret = copy_msghdr_from_user(&msg, &u, sock_flags(fd_file(f), flags), &iov);
	if (ret)
		goto out;
	ret = unix_sendmsg(sock, &msg);
	kfree(iov);
out:
	fdput(f);
	return ret;
}

/* What a receiver is told besides the bytes. Mirrors the end of net/socket.c:____sys_recvmsg. */
static int recvmsg_finish(struct user_msghdr __user *umsg, const struct user_msghdr *u,
			  const struct msghdr *msg)
{
	/* Nobody has a name. */
	if (u->msg_name && put_user(0, &umsg->msg_namelen))
		return -EFAULT;
	if (put_user(msg->msg_flags, &umsg->msg_flags) ||
	    put_user(u->msg_controllen - msg->msg_controllen, &umsg->msg_controllen))
		return -EFAULT;
	return 0;
}

SYSCALL_DEFINE3(recvmsg, int, fd, struct user_msghdr __user *, umsg, unsigned int, flags)
{
	struct fd f = fdget((unsigned int)fd);
	struct user_msghdr u;
	struct unix_sock *sock;
	struct iovec *iov;
	struct msghdr msg;
	ssize_t ret;
	int err;

	ret = -EINVAL;
	if (flags & MSG_CMSG_COMPAT)
		goto out;
	sock = sockfd_lookup(f, &err);
	ret = err;
	if (!sock)
		goto out;
	ret = -EFAULT;
	if (copy_from_user(&u, umsg, sizeof(u)))
		goto out;
	ret = copy_msghdr_from_user(&msg, &u, flags & MSG_CMSG_CLOEXEC, &iov);
	if (ret)
		goto out;
	ret = unix_recvmsg(sock, &msg, sock_flags(fd_file(f), flags));
	kfree(iov);
	if (ret >= 0) {
		err = recvmsg_finish(umsg, &u, &msg);
		if (err)
			ret = err;
	}
out:
	fdput(f);
	return ret;
}

SYSCALL_DEFINE6(sendto, int, fd, void __user *, buf, size_t, len, unsigned int, flags,
		void __user *, addr, int, addr_len)
{
	struct fd f = fdget((unsigned int)fd);
	struct unix_sock *sock;
	struct msghdr msg;
	ssize_t ret;
	int err;

	sock = sockfd_lookup(f, &err);
	ret = err;
	if (sock) {
		msg_single(&msg, buf, min(len, (size_t)INT_MAX), sock_flags(fd_file(f), flags));
		msg.has_name = addr && addr_len;
		ret = unix_sendmsg(sock, &msg);
	}
	fdput(f);
	return ret;
}

SYSCALL_DEFINE6(recvfrom, int, fd, void __user *, buf, size_t, len, unsigned int, flags,
		void __user *, addr, int __user *, addr_len)
{
	struct fd f = fdget((unsigned int)fd);
	struct unix_sock *sock;
	struct msghdr msg;
	ssize_t ret;
	int err;

	sock = sockfd_lookup(f, &err);
	ret = err;
	if (sock) {
		msg_single(&msg, buf, min(len, (size_t)INT_MAX), 0);
		ret = unix_recvmsg(sock, &msg, sock_flags(fd_file(f), flags));
		if (ret >= 0 && addr && put_user(0, addr_len))
			ret = -EFAULT;
	}
	fdput(f);
	return ret;
}

SYSCALL_DEFINE2(shutdown, int, fd, int, how)
{
	struct fd f = fdget((unsigned int)fd);
	struct unix_sock *sock;
	int err;

	sock = sockfd_lookup(f, &err);
	if (sock)
		err = unix_shutdown(sock, how);
	fdput(f);
	return err;
}

/* ------------------------------------------------------------ options */

/* Mirrors the SO_PEERCRED of net/core/sock.c:sk_getsockopt. */
static int sock_getpeercred(const struct unix_sock *sock, struct ucred *cred)
{
	struct user_namespace *ns = current_user_ns();

	cred->pid = (u32)pid_vnr(sock->peer_pid);
	cred->uid = from_kuid_munged(ns, sock->peer_cred->euid);
	cred->gid = from_kgid_munged(ns, sock->peer_cred->egid);
	return sizeof(*cred);
}

/**
 * sk_getsockopt - the value of an option of SOL_SOCKET
 *
 * Mirrors net/core/sock.c:sk_getsockopt. Return: bytes of @v, or -ENOPROTOOPT.
 */
int sk_getsockopt(struct unix_sock *sock, int optname, union sockopt_value *v)
{
	switch (optname) {
	case SO_PEERCRED:
		return sock_getpeercred(sock, &v->cred);
	case SO_TYPE:
		v->val = sock->type;
		break;
	case SO_DOMAIN:
		v->val = AF_UNIX;
		break;
	case SO_PROTOCOL:
		v->val = 0;
		break;
	case SO_ERROR:
		v->val = -sock_error(sock);
		break;
	case SO_PASSCRED:
		v->val = sock->passcred;
		break;
	case SO_SNDBUF:
	case SO_RCVBUF:
		v->val = (int)sock->sndbuf;
		break;
	default:
		return -ENOPROTOOPT;
	}
	return sizeof(v->val);
}

/**
 * sock_getsockopt - the option, told to user space
 *
 * A design that has more options replaces this, and asks sk_getsockopt() for the others.
 */
int sock_getsockopt(struct unix_sock *sock, int optname, char __user *optval, int __user *optlen)
{
	union sockopt_value v;
	int len, size;

	if (get_user(len, optlen))
		return -EFAULT;
	if (len < 0)
		return -EINVAL;
	size = sk_getsockopt(sock, optname, &v);
	if (size < 0)
		return size;
	len = min(len, size);
	if (copy_to_user(optval, &v, (size_t)len))
		return -EFAULT;
	return put_user(len, optlen);
}

SYSCALL_DEFINE5(getsockopt, int, fd, int, level, int, optname, char __user *, optval,
		int __user *, optlen)
{
	struct fd f = fdget((unsigned int)fd);
	struct unix_sock *sock;
	int err;

	sock = sockfd_lookup(f, &err);
	if (sock)
		err = level == SOL_SOCKET ? sock_getsockopt(sock, optname, optval, optlen) :
		      -EOPNOTSUPP;
	fdput(f);
	return err;
}

/* SO_PASSCRED is the only option that can be set. */
SYSCALL_DEFINE5(setsockopt, int, fd, int, level, int, optname, char __user *, optval,
		int, optlen)
{
	struct fd f = fdget((unsigned int)fd);
	struct unix_sock *sock;
	int err, val;

	sock = sockfd_lookup(f, &err);
	if (!sock)
		goto out;
	err = -EOPNOTSUPP;
	if (level != SOL_SOCKET)
		goto out;
	err = -EINVAL;
	if (optlen < (int)sizeof(int))
		goto out;
	err = -EFAULT;
	if (get_user(val, (int __user *)optval))
		goto out;
	err = -ENOPROTOOPT;
	if (optname != SO_PASSCRED)
		goto out;
	WRITE_ONCE(sock->passcred, val != 0);
	err = 0;
out:
	fdput(f);
	return err;
}

/** sock_boot - called once by files_boot() */
int sock_boot(void)
{
	return unix_boot();
}
