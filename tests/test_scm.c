// SPDX-License-Identifier: GPL-2.0-only
/* Tests of messages: descriptors in flight, credentials, options. */
#include "files_world.h"

#define MAX_CONTROL 4096

/* A message in the memory of a task. */
struct message {
	struct msghdr hdr;
	struct iovec iov;
	char control[MAX_CONTROL];
	char bytes[64];
};

static struct message *message_of(struct sim_task *t, size_t bytes, size_t control)
{
	struct message *m = mem(t, sizeof(*m));

	m->iov.iov_base = m->bytes;
	m->iov.iov_len = bytes;
	m->hdr.msg_iov = &m->iov;
	m->hdr.msg_iovlen = 1;
	m->hdr.msg_control = control ? m->control : NULL;
	m->hdr.msg_controllen = control;
	return m;
}

/* A message with one control header. */
static struct message *with_control(struct sim_task *t, size_t bytes, int type, const void *data,
				    size_t n)
{
	struct message *m = message_of(t, bytes, CMSG_SPACE(n));
	struct cmsghdr *c = (struct cmsghdr *)m->control;

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = type;
	c->cmsg_len = CMSG_LEN(n);
	memcpy(CMSG_DATA(c), data, n);
	return m;
}

static long send_fds(struct sim_task *t, int sock, const int *fds, unsigned int nr)
{
	struct message *m = with_control(t, 1, SCM_RIGHTS, fds, nr * sizeof(*fds));

	return call(t, "sendmsg", sock, (long)m, 0);
}

static long send_fd(struct sim_task *t, int sock, int fd)
{
	return send_fds(t, sock, &fd, 1);
}

/* Receives; *@nr: how many descriptors came, the first of them in *@fd. */
static struct message *receive(struct sim_task *t, int sock, size_t control, int flags,
			       unsigned int *nr, int *fd)
{
	struct message *m = message_of(t, 10, control);
	struct cmsghdr *c = (struct cmsghdr *)m->control;
	long ret = call(t, "recvmsg", sock, (long)m, flags);

	assert_true(ret >= 0);
	*nr = 0;
	if (m->hdr.msg_controllen >= sizeof(*c) && c->cmsg_type == SCM_RIGHTS) {
		*nr = (unsigned int)((c->cmsg_len - CMSG_LEN(0)) / sizeof(int));
		memcpy(fd, CMSG_DATA(c), sizeof(*fd));
	}
	return m;
}

static const int types[] = { SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET };

/* Several buffers are one message. */
static void gather_and_scatter(void **state)
{
	struct sim_task *t = init_of(*state);
	struct pair s = socks_of(t, SOCK_DGRAM);
	struct message *m = message_of(t, 0, 0);
	struct iovec *iov = mem(t, 4 * sizeof(*iov));
	char *buf = mem(t, 32);

	memcpy(buf, "abcdef", 6);
	iov[0] = (struct iovec){ buf, 2 };
	iov[1] = (struct iovec){ NULL, 0 };
	iov[2] = (struct iovec){ buf + 2, 1 };
	iov[3] = (struct iovec){ buf + 4, 2 };
	m->hdr.msg_iov = iov;
	m->hdr.msg_iovlen = 4;
	EXPECT(t, 5, "sendmsg", s.fd[0], (long)m, 0);
	memset(buf, 0, 6);
	EXPECT(t, 5, "recvmsg", s.fd[1], (long)m, 0);
	assert_memory_equal(buf, "abc\0ef", 6);
	m->hdr.msg_iovlen = 1025;
	EXPECT(t, -EMSGSIZE, "sendmsg", s.fd[0], (long)m, 0);
	m->hdr.msg_iovlen = 4;
	iov[3].iov_len = (size_t)-1;
	EXPECT(t, -EINVAL, "sendmsg", s.fd[0], (long)m, 0);
	m->hdr.msg_iov = (void *)8;
	EXPECT(t, -EFAULT, "sendmsg", s.fd[0], (long)m, 0);
	m->hdr.msg_iovlen = 0;
	EXPECT(t, 0, "sendmsg", s.fd[0], (long)m, 0);
	EXPECT(t, 0, "recvmsg", s.fd[1], (long)m, 0);
	EXPECT(t, -EFAULT, "sendmsg", s.fd[0], 8, 0);
	EXPECT(t, -EFAULT, "recvmsg", s.fd[0], 8, 0);
}

/* ------------------------------------------------------------ descriptors in flight */

static void a_file_in_flight(void **state)
{
	struct sim *w = *state;
	struct sim_task *t = init_of(w), *kid;
	struct pair s, p;
	unsigned int i, nr;
	long files;
	int fd = -1;

	for (i = 0; i < 3; i++) {
		s = socks_of(t, types[i]);
		p = pipe_of(t, 0);
		files = sim_live(w, "file");
		kid = forked(t);
		EXPECT(kid, 0, "close", p.fd[1]);
		EXPECT(t, 2, "write", p.fd[1], str(t, "ab"), 2);
		assert_int_equal(send_fd(t, s.fd[0], p.fd[1]), 1);
		EXPECT(t, 0, "close", p.fd[1]);
		assert_int_equal(sim_live(w, "file"), files);	/* it is in the message */
		assert_int_equal(polled(t, p.fd[0], POLLIN), POLLIN);	/* no end yet */
		receive(kid, s.fd[1], 64, MSG_CMSG_CLOEXEC, &nr, &fd);
		assert_int_equal(nr, 1);
		assert_int_equal(fd, p.fd[1]);
		EXPECT(kid, FD_CLOEXEC, "fcntl", fd, F_GETFD);
		EXPECT(kid, 1, "write", fd, str(kid, "c"), 1);
		quit(kid, 0);
		assert_int_equal(polled(t, p.fd[0], POLLIN), POLLIN | POLLHUP);
		EXPECT(t, 0, "close_range", 3, ~0U, 0);
	}
}

/* A message that nobody takes lets go of its files when its socket is closed. */
static void never_received(void **state)
{
	struct sim *w = *state;
	struct sim_task *t = init_of(w);
	long files = sim_live(w, "file");
	struct pair s, p;
	unsigned int i;

	for (i = 0; i < 3; i++) {
		s = socks_of(t, types[i]);
		p = pipe_of(t, 0);
		assert_int_equal(send_fds(t, s.fd[0], p.fd, 2), 1);
		EXPECT(t, 0, "close", p.fd[0]);
		EXPECT(t, 0, "close", p.fd[1]);
		EXPECT(t, 0, "close", s.fd[0]);
		assert_int_equal(sim_live(w, "file"), files + 3);
		EXPECT(t, 0, "close", s.fd[1]);
		assert_int_equal(sim_live(w, "file"), files);
		/* read() takes the bytes, and drops the files */
		s = socks_of(t, types[i]);
		p = pipe_of(t, 0);
		assert_int_equal(send_fds(t, s.fd[0], p.fd, 2), 1);
		EXPECT(t, 0, "close", p.fd[0]);
		EXPECT(t, 1, "read", s.fd[1], (long)mem(t, 8), 8);
		assert_int_equal(sim_live(w, "file"), files + 3);
		EXPECT(t, 0, "close_range", 3, ~0U, 0);
	}
}

/* What there is no room for is dropped, and MSG_CTRUNC tells. */
static void room_for_some(void **state)
{
	struct sim_task *t = init_of(*state);
	struct pair s = socks_of(t, SOCK_STREAM);
	const struct {
		size_t control;
		unsigned int nr;
		size_t left;
	} want[] = {
		{ 64, 3, 32 }, { 28, 3, 28 }, { 24, 2, 24 }, { 21, 1, 21 }, { 16, 0, 0 },
		{ 8, 0, 0 }, { 0, 0, 0 },
	};
	int fds[3] = { 0, 1, 2 }, fd;
	struct message *m;
	unsigned int i, nr;

	for (i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		assert_int_equal(send_fds(t, s.fd[0], fds, 3), 1);
		m = receive(t, s.fd[1], want[i].control, 0, &nr, &fd);
		assert_int_equal(nr, want[i].nr);
		assert_int_equal(m->hdr.msg_flags, nr < 3 ? MSG_CTRUNC : 0);
		assert_int_equal(m->hdr.msg_controllen, want[i].left);
		EXPECT(t, 5 + (long)nr, "dup", 0);
		EXPECT(t, 0, "close_range", 5, ~0U, 0);
	}
}

static void no_free_number(void **state)
{
	struct sim_task *t = init_of(*state);
	struct pair s = socks_of(t, SOCK_STREAM);
	struct rlimit *r = mem(t, sizeof(*r));
	int fds[4] = { 0, 1, 2, 0 }, fd = -1;
	struct message *m;
	unsigned int nr;

	*r = (struct rlimit){ 7, 4096 };
	EXPECT(t, 0, "setrlimit", RLIMIT_NOFILE, (long)r);
	assert_int_equal(send_fds(t, s.fd[0], fds, 4), 1);
	m = receive(t, s.fd[1], 64, 0, &nr, &fd);
	assert_int_equal(nr, 2);
	assert_int_equal(fd, 5);
	assert_int_equal(m->hdr.msg_flags, MSG_CTRUNC);
	EXPECT(t, -EMFILE, "dup", 0);
}

static void bad_control(void **state)
{
	struct sim_task *t = init_of(*state);
	struct pair s = socks_of(t, SOCK_STREAM | SOCK_NONBLOCK);
	long files = sim_live(*state, "file");
	int fds[254] = { 0 };
	struct message *m;
	struct cmsghdr *c;

	assert_int_equal(send_fds(t, s.fd[0], fds, 253), 1);
	assert_int_equal(send_fds(t, s.fd[0], fds, 254), -EINVAL);
	fds[1] = -1;
	assert_int_equal(send_fds(t, s.fd[0], fds, 2), -EBADF);
	fds[1] = 99;
	assert_int_equal(send_fds(t, s.fd[0], fds, 2), -EBADF);
	m = with_control(t, 1, 77, fds, 4);
	EXPECT(t, -EINVAL, "sendmsg", s.fd[0], (long)m, 0);
	m = with_control(t, 1, SCM_RIGHTS, fds, 4);
	c = (struct cmsghdr *)m->control;
	c->cmsg_len = CMSG_LEN(4) + 9;
	EXPECT(t, -EINVAL, "sendmsg", s.fd[0], (long)m, 0);
	c->cmsg_len = CMSG_LEN(0) - 1;
	EXPECT(t, -EINVAL, "sendmsg", s.fd[0], (long)m, 0);
	c->cmsg_len = CMSG_LEN(4);
	c->cmsg_level = 77;				/* not for sockets: skipped */
	EXPECT(t, 1, "sendmsg", s.fd[0], (long)m, 0);
	m->hdr.msg_control = (void *)8;
	EXPECT(t, -EFAULT, "sendmsg", s.fd[0], (long)m, 0);
	m->hdr.msg_controllen = 1UL << 20;
	EXPECT(t, -ENOBUFS, "sendmsg", s.fd[0], (long)m, 0);
	assert_int_equal(sim_live(*state, "file"), files);
}

/* Descriptors come with the bytes that they were sent with, not with those behind. */
static void descriptors_divide_a_stream(void **state)
{
	struct sim_task *t = init_of(*state);
	struct pair s = socks_of(t, SOCK_STREAM | SOCK_NONBLOCK);
	int zero = 0, fd = -1;
	struct message *m;
	unsigned int nr;

	EXPECT(t, 3, "write", s.fd[0], str(t, "abc"), 3);
	assert_int_equal(send_fds(t, s.fd[0], &zero, 1), 1);
	EXPECT(t, 3, "write", s.fd[0], str(t, "def"), 3);
	receive(t, s.fd[1], 64, MSG_PEEK, &nr, &fd);
	assert_int_equal(nr, 1);
	EXPECT(t, 0, "close", fd);
	/* a peek looks for them beyond what it has room for, a receive does not */
	m = message_of(t, 2, 64);
	EXPECT(t, 2, "recvmsg", s.fd[1], (long)m, MSG_PEEK);
	assert_int_equal(m->hdr.msg_controllen, CMSG_SPACE(sizeof(int)));
	EXPECT(t, 0, "close", fd);
	m = message_of(t, 2, 64);
	EXPECT(t, 2, "recvmsg", s.fd[1], (long)m, 0);
	assert_int_equal(m->hdr.msg_controllen, 0);
	receive(t, s.fd[1], 64, 0, &nr, &fd);
	assert_int_equal(nr, 1);
	EXPECT(t, 3, "read", s.fd[1], (long)mem(t, 8), 8);
	EXPECT(t, -EAGAIN, "read", s.fd[1], (long)mem(t, 8), 8);
}

/* Nobody may have more descriptors in flight than he may have open, but the privileged. */
static void too_many_in_flight(void **state)
{
	struct sim_task *t = init_of(*state), *kid = forked(t);
	struct rlimit *r = mem(kid, sizeof(*r));
	struct pair s = socks_of(kid, SOCK_DGRAM);
	int fds[10] = { 0 };

	*r = (struct rlimit){ 15, 15 };
	EXPECT(kid, 0, "setrlimit", RLIMIT_NOFILE, (long)r);
	EXPECT(kid, 0, "setresuid", 1000, 1000, 1000);
	assert_int_equal(send_fds(kid, s.fd[0], fds, 10), 1);
	assert_int_equal(send_fds(kid, s.fd[0], fds, 10), 1);	/* looked at before */
	assert_int_equal(send_fds(kid, s.fd[0], fds, 1), -ETOOMANYREFS);
	EXPECT(kid, 1, "read", s.fd[1], (long)mem(kid, 8), 8);
	assert_int_equal(send_fds(kid, s.fd[0], fds, 1), 1);
	EXPECT(kid, 0, "close_range", s.fd[0], s.fd[1], 0);
	s = socks_of(kid, SOCK_DGRAM);
	assert_int_equal(send_fds(kid, s.fd[0], fds, 10), 1);	/* all came back */
}

/*
 * Where several files go together, who watches sees in which order: a table that is closed lets
 * go of the last one first, a message of the first. @how: what closes them.
 */
static void expect_order(struct sim_task *t, void (*how)(struct sim_task *t, const int *fd),
			 const unsigned int order[3])
{
	struct epoll_event *ev = mem(t, 3 * sizeof(*ev));
	long ep = call(t, "epoll_create1", EPOLL_CLOEXEC);
	struct sim_task *kid;
	struct pair p;
	int fd[3];
	unsigned int i;

	for (i = 0; i < 3; i++) {
		p = pipe_of(t, O_CLOEXEC);
		ev->events = EPOLLIN | EPOLLET;
		ev->data.u32 = i;
		EXPECT(t, 0, "epoll_ctl", ep, EPOLL_CTL_ADD, p.fd[0], (long)ev);
		fd[i] = p.fd[1];
	}
	kid = forked(t);
	for (i = 0; i < 3; i++)
		EXPECT(t, 0, "close", fd[i]);
	how(kid, fd);
	EXPECT(t, 3, "epoll_wait", ep, (long)ev, 3, 0);
	for (i = 0; i < 3; i++)
		assert_int_equal(ev[i].data.u32, order[i]);
	EXPECT(t, 0, "close_range", 3, ~0U, 0);
}

static void go_by_exit(struct sim_task *t, const int *fd)
{
	quit(t, 0);
}

static void go_by_range(struct sim_task *t, const int *fd)
{
	EXPECT(t, 0, "close_range", 3, ~0U, 0);
}

static void go_by_exec(struct sim_task *t, const int *fd)
{
	EXPECT(t, 0, "execve", str(t, "/bin/true"), 0, 0);
}

static void go_by_message(struct sim_task *t, const int *fd)
{
	struct pair s = socks_of(t, SOCK_STREAM);
	int i;

	assert_int_equal(send_fds(t, s.fd[0], fd, 3), 1);
	for (i = 0; i < 3; i++)
		EXPECT(t, 0, "close", fd[i]);
	EXPECT(t, 1, "read", s.fd[1], (long)mem(t, 8), 8);
}

static void go_by_socket(struct sim_task *t, const int *fd)
{
	struct pair s = socks_of(t, SOCK_DGRAM);
	int i;

	assert_int_equal(send_fds(t, s.fd[0], fd, 3), 1);
	for (i = 0; i < 3; i++)
		EXPECT(t, 0, "close", fd[i]);
	EXPECT(t, 0, "close", s.fd[1]);
}

static void order_of_release(void **state)
{
	static const unsigned int last_first[] = { 2, 1, 0 }, first_first[] = { 0, 1, 2 };
	struct sim_task *t = init_of(*state);

	expect_order(t, go_by_exit, last_first);
	expect_order(t, go_by_range, last_first);
	expect_order(t, go_by_exec, last_first);
	expect_order(t, go_by_message, first_first);
	expect_order(t, go_by_socket, first_first);
}

/* ------------------------------------------------------------ sockets in flight */

/* A socket in its own queue: nobody can ever receive it. */
static void socket_in_itself(void **state)
{
	struct sim *w = *state;
	struct sim_task *t = init_of(w);
	long files = sim_live(w, "file");
	struct pair s = socks_of(t, SOCK_STREAM);

	assert_int_equal(send_fd(t, s.fd[0], s.fd[1]), 1);	/* into the queue of [1] */
	EXPECT(t, 0, "close", s.fd[1]);
	assert_int_equal(sim_live(w, "file"), files + 2);
	EXPECT(t, 0, "close", s.fd[0]);
	assert_int_equal(sim_live(w, "file"), files);
	assert_int_equal(sim_live(w, "unix_sock"), 0);
}

/* Each of two is in the queue of the other: they go when the next socket is closed. */
static void sockets_in_each_other(void **state)
{
	struct sim *w = *state;
	struct sim_task *t = init_of(w);
	long files = sim_live(w, "file");
	struct pair s = socks_of(t, SOCK_DGRAM), other;

	assert_int_equal(send_fd(t, s.fd[0], s.fd[0]), 1);
	assert_int_equal(send_fd(t, s.fd[1], s.fd[1]), 1);
	EXPECT(t, 0, "close", s.fd[0]);
	EXPECT(t, 0, "close", s.fd[1]);
	assert_int_equal(sim_live(w, "file"), files + 2);
	other = socks_of(t, SOCK_DGRAM);
	EXPECT(t, 0, "close", other.fd[0]);
	EXPECT(t, 0, "close", other.fd[1]);
	assert_int_equal(sim_live(w, "file"), files);
	/* once more, and nobody else comes: the end of the run finds them (judge of balance) */
	s = socks_of(t, SOCK_DGRAM);
	assert_int_equal(send_fd(t, s.fd[0], s.fd[0]), 1);
	assert_int_equal(send_fd(t, s.fd[1], s.fd[1]), 1);
}

/* In a cycle, but somebody outside can still get at it: nothing is thrown away. */
static void cycle_with_a_way_in(void **state)
{
	struct sim *w = *state;
	struct sim_task *t = init_of(w);
	struct pair s = socks_of(t, SOCK_STREAM), q = socks_of(t, SOCK_STREAM), other;
	int fd = -1, again = -1;
	unsigned int nr;

	/* s[1] lies in its own queue, and in that of q[1] */
	assert_int_equal(send_fd(t, s.fd[0], s.fd[1]), 1);
	assert_int_equal(send_fd(t, q.fd[0], s.fd[1]), 1);
	EXPECT(t, 0, "close", s.fd[0]);
	EXPECT(t, 0, "close", s.fd[1]);
	other = socks_of(t, SOCK_STREAM);
	EXPECT(t, 0, "close", other.fd[0]);
	EXPECT(t, 0, "close", other.fd[1]);
	receive(t, q.fd[1], 64, 0, &nr, &fd);
	assert_int_equal(nr, 1);
	receive(t, fd, 64, 0, &nr, &again);		/* its message is still there */
	assert_int_equal(nr, 1);
}

/* A long chain of sockets, each in the queue of the next, goes in one close. */
static void chain_of_sockets(void **state)
{
	struct sim *w = *state;
	struct sim_task *t = init_of(w);
	long files = sim_live(w, "file");
	struct pair s = socks_of(t, SOCK_STREAM), next;
	int i;

	for (i = 0; i < 200; i++) {
		next = socks_of(t, SOCK_STREAM);
		assert_int_equal(send_fds(t, next.fd[0], s.fd, 2), 1);
		EXPECT(t, 0, "close", s.fd[0]);
		EXPECT(t, 0, "close", s.fd[1]);
		s = next;
	}
	EXPECT(t, 0, "close", s.fd[0]);
	assert_int_equal(sim_live(w, "file"), files + 2 * 200 + 1);
	EXPECT(t, 0, "close", s.fd[1]);
	assert_int_equal(sim_live(w, "file"), files);
}

/* ------------------------------------------------------------ who is it */

static void credentials(void **state)
{
	struct sim_task *t = init_of(*state), *kid;
	struct pair s = socks_of(t, SOCK_DGRAM | SOCK_NONBLOCK);
	struct ucred *c = mem(t, sizeof(*c)), got;
	struct message *m;
	int *v = room(t);

	kid = forked(t);
	v[0] = 1;
	EXPECT(t, 0, "setsockopt", s.fd[1], SOL_SOCKET, SO_PASSCRED, (long)v, 4);
	EXPECT(kid, 0, "setresuid", 5, 5, 5);
	EXPECT(kid, 1, "write", s.fd[0], str(kid, "x"), 1);
	m = message_of(t, 10, 64);
	EXPECT(t, 1, "recvmsg", s.fd[1], (long)m, 0);
	assert_int_equal(((struct cmsghdr *)m->control)->cmsg_type, SCM_CREDENTIALS);
	memcpy(&got, CMSG_DATA((struct cmsghdr *)m->control), sizeof(got));
	assert_int_equal(got.pid, sim_pid(kid, t));
	assert_int_equal(got.uid, 5);
	/* SO_PEERCRED: who made the pair */
	v[0] = 100;
	EXPECT(kid, 0, "getsockopt", s.fd[1], SOL_SOCKET, SO_PEERCRED, (long)mem(kid, 12),
	       (long)memcpy(room(kid), v, 4));
	EXPECT(t, 0, "getsockopt", s.fd[1], SOL_SOCKET, SO_PEERCRED, (long)c, (long)v);
	assert_int_equal(v[0], 12);
	assert_int_equal(c->pid, 1);
	assert_int_equal(c->uid, 0);
}

static long send_creds(struct sim_task *t, int sock, int pid, unsigned int uid, unsigned int gid)
{
	struct ucred c = { pid, uid, gid };

	return call(t, "sendmsg", sock, (long)with_control(t, 1, SCM_CREDENTIALS, &c, sizeof(c)),
		    0);
}

/* Nobody may say that he is somebody else, but the privileged. */
static void claimed_credentials(void **state)
{
	struct sim_task *t = init_of(*state), *kid;
	struct pair s = socks_of(t, SOCK_DGRAM);
	uint64_t half = 0;
	int nr;

	kid = forked(t);
	nr = sim_pid(kid, t);
	EXPECT(kid, 0, "setresuid", 5, 5, 5);
	assert_int_equal(send_creds(kid, s.fd[0], nr, 5, 0), 1);
	assert_int_equal(send_creds(kid, s.fd[0], nr, 0, 0), -EPERM);
	assert_int_equal(send_creds(kid, s.fd[0], nr, 5, 5), -EPERM);
	assert_int_equal(send_creds(kid, s.fd[0], 1, 5, 0), -EPERM);
	assert_int_equal(send_creds(t, s.fd[0], nr, 5, 5), 1);
	assert_int_equal(send_creds(t, s.fd[0], 1 << 30, 5, 5), -ESRCH);
	assert_int_equal(send_creds(t, s.fd[0], nr, (uid_t)-1, 5), -EINVAL);
	EXPECT(t, -EINVAL, "sendmsg", s.fd[0],
	       (long)with_control(t, 1, SCM_CREDENTIALS, &half, sizeof(half)), 0);
}

/* A message with credentials, and a pair, keep the struct pid of a process that is gone. */
static void credentials_keep_the_pid(void **state)
{
	struct sim_task *t = init_of(*state), *kid;
	struct pair s = socks_of(t, SOCK_DGRAM);
	struct message *m;
	struct ucred got;
	int *v = room(t), nr;

	*v = 1;
	EXPECT(t, 0, "setsockopt", s.fd[1], SOL_SOCKET, SO_PASSCRED, (long)v, 4);
	kid = forked(t);
	nr = sim_pid(kid, t);
	EXPECT(kid, 1, "write", s.fd[0], str(kid, "x"), 1);
	quit(kid, 0);
	EXPECT(t, nr, "wait4", nr, 0, 0, 0);
	assert_int_equal(sim_refs_pid(kid), 1);
	m = message_of(t, 10, 64);
	EXPECT(t, 1, "recvmsg", s.fd[1], (long)m, 0);
	memcpy(&got, CMSG_DATA((struct cmsghdr *)m->control), sizeof(got));
	assert_int_equal(got.pid, nr);
	assert_int_equal(sim_refs_pid(kid), 0);
	/* pid 0 and nobody: the sender was not asked at that time */
	*v = 0;
	EXPECT(t, 0, "setsockopt", s.fd[1], SOL_SOCKET, SO_PASSCRED, (long)v, 4);
	EXPECT(t, 1, "write", s.fd[0], str(t, "x"), 1);
	*v = 1;
	EXPECT(t, 0, "setsockopt", s.fd[1], SOL_SOCKET, SO_PASSCRED, (long)v, 4);
	m = message_of(t, 10, 64);
	EXPECT(t, 1, "recvmsg", s.fd[1], (long)m, 0);
	memcpy(&got, CMSG_DATA((struct cmsghdr *)m->control), sizeof(got));
	assert_int_equal(got.pid, 0);
	assert_int_equal(got.uid, 65534);
}

static void options(void **state)
{
	struct sim_task *t = init_of(*state);
	struct pair s = socks_of(t, SOCK_SEQPACKET);
	int *v = room(t), *len = room(t);
	const struct {
		int opt, value;
	} want[] = {
		{ SO_TYPE, SOCK_SEQPACKET }, { SO_DOMAIN, AF_UNIX }, { SO_PROTOCOL, 0 },
		{ SO_ERROR, 0 }, { SO_PASSCRED, 0 }, { SO_SNDBUF, 212992 },
	};
	size_t i;

	for (i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		*len = 4;
		EXPECT(t, 0, "getsockopt", s.fd[0], SOL_SOCKET, want[i].opt, (long)v, (long)len);
		assert_int_equal(*v, want[i].value);
	}
	*len = -1;
	EXPECT(t, -EINVAL, "getsockopt", s.fd[0], SOL_SOCKET, SO_TYPE, (long)v, (long)len);
	*len = 4;
	EXPECT(t, -ENOPROTOOPT, "getsockopt", s.fd[0], SOL_SOCKET, 9999, (long)v, (long)len);
	EXPECT(t, -EOPNOTSUPP, "getsockopt", s.fd[0], 77, SO_TYPE, (long)v, (long)len);
	EXPECT(t, -EFAULT, "getsockopt", s.fd[0], SOL_SOCKET, SO_TYPE, (long)v, 8);
	EXPECT(t, -EFAULT, "getsockopt", s.fd[0], SOL_SOCKET, SO_TYPE, 8, (long)len);
	EXPECT(t, -ENOTSOCK, "getsockopt", 0, SOL_SOCKET, SO_TYPE, (long)v, (long)len);
	EXPECT(t, -ENOTSOCK, "setsockopt", 0, SOL_SOCKET, SO_PASSCRED, (long)v, 4);
	EXPECT(t, -EINVAL, "setsockopt", s.fd[0], SOL_SOCKET, SO_PASSCRED, (long)v, 2);
	EXPECT(t, -ENOPROTOOPT, "setsockopt", s.fd[0], SOL_SOCKET, 9999, (long)v, 4);
	EXPECT(t, -EOPNOTSUPP, "setsockopt", s.fd[0], 77, SO_PASSCRED, (long)v, 4);
	EXPECT(t, -EFAULT, "setsockopt", s.fd[0], SOL_SOCKET, SO_PASSCRED, 8, 4);
}

/* ------------------------------------------------------------ races */

/* A file is received while its socket is closed, in every order: nothing is left. */
static void setup_flight_race(struct sim *w)
{
	struct sim_task *t = sim_task_at(w, 0), *thread = thread_of(t);
	struct pair s = socks_of(t, SOCK_STREAM | SOCK_NONBLOCK);

	assert_int_equal(send_fd(t, s.fd[0], s.fd[0]), 1);
	EXPECT(t, 0, "close", s.fd[0]);
	STEP(t, "recvmsg", s.fd[1], (long)message_of(t, 10, 64), 0);
	STEP(thread, "close", s.fd[1]);
}

static void check_flight_race(struct sim *w)
{
	struct sim_task *t = sim_task_at(w, 0);
	long ret = sim_ret(t);

	if (ret != 1 && ret != -EBADF)
		sim_fail(w, "recvmsg gave %ld", ret);
	if (sim_live(w, "unix_sock") != (ret == 1 ? 2 : 0) && sim_live(w, "unix_sock") != 1)
		sim_fail(w, "%ld sockets are left", sim_live(w, "unix_sock"));
}

static void receive_and_close(void **state)
{
	const struct race race = { 2, setup_flight_race, check_flight_race };

	explore(*state, &race);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup_618, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(gather_and_scatter), TEST(a_file_in_flight),
		TEST(never_received), TEST(room_for_some), TEST(no_free_number),
		TEST(bad_control), TEST(descriptors_divide_a_stream), TEST(too_many_in_flight),
		TEST(order_of_release),
		TEST(socket_in_itself), TEST(sockets_in_each_other), TEST(cycle_with_a_way_in),
		TEST(chain_of_sockets), TEST(credentials), TEST(claimed_credentials),
		TEST(credentials_keep_the_pid),
		TEST(options), TEST(receive_and_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
