// SPDX-License-Identifier: GPL-2.0-only
/* Tests of unix socket pairs: net/socket.c, net/core/sock.c, net/unix/af_unix.c. */
#include "files_world.h"

static const int types[] = { SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET };

/* ------------------------------------------------------------ pairs */

static void arguments_of_socketpair(void **state)
{
	struct sim_task *t = init_of(*state);
	long two = (long)room(t);
	struct pair s;

	EXPECT(t, -EINVAL, "socketpair", AF_UNIX, 77, 0, two);
	EXPECT(t, -EINVAL, "socketpair", AF_UNIX, SOCK_STREAM | 0x10000, 0, two);
	EXPECT(t, -EINVAL, "socketpair", AF_UNIX, 11, 0, two);
	EXPECT(t, -ESOCKTNOSUPPORT, "socketpair", AF_UNIX, SOCK_RDM, 0, two);
	EXPECT(t, -EPROTONOSUPPORT, "socketpair", AF_UNIX, SOCK_STREAM, 5, two);
	EXPECT(t, -EAFNOSUPPORT, "socketpair", 999, SOCK_STREAM, 0, two);
	EXPECT(t, -EAFNOSUPPORT, "socketpair", -1, SOCK_STREAM, 0, two);
	EXPECT(t, -EOPNOTSUPP, "socketpair", AF_INET, SOCK_STREAM, 0, two);
	EXPECT(t, -EFAULT, "socketpair", AF_UNIX, SOCK_STREAM, 0, 8);
	EXPECT(t, 0, "socketpair", AF_UNIX, SOCK_RAW, AF_UNIX, two);
	s = socks_of(t, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK);
	EXPECT(t, FD_CLOEXEC, "fcntl", s.fd[0], F_GETFD);
	EXPECT(t, FD_CLOEXEC, "fcntl", s.fd[1], F_GETFD);
	EXPECT(t, O_RDWR | O_NONBLOCK, "fcntl", s.fd[1], F_GETFL);
	EXPECT(t, -ESPIPE, "lseek", s.fd[0], 0, SEEK_SET);
	EXPECT(t, -ENOTTY, "ioctl", s.fd[0], 0x1234, 0);
	EXPECT(t, -ENOTSOCK, "shutdown", 0, SHUT_RD);
	EXPECT(t, -EBADF, "shutdown", 99, SHUT_RD);
	EXPECT(t, -EINVAL, "shutdown", s.fd[0], 3);
	EXPECT(t, -ENOTSOCK, "sendto", 0, two, 1, 0, 0, 0);
	EXPECT(t, -EBADF, "recvfrom", 99, two, 1, 0, 0, 0);
	EXPECT(t, -EOPNOTSUPP, "recvfrom", s.fd[0], two, 1, MSG_OOB, 0, 0);
}

static void bytes_and_messages(void **state)
{
	struct sim_task *t = init_of(*state);
	char *c = mem(t, 64);
	struct pair s;
	int *n = room(t);
	unsigned int i;

	for (i = 0; i < 3; i++) {
		bool stream = types[i] == SOCK_STREAM;

		s = socks_of(t, types[i] | SOCK_NONBLOCK);
		EXPECT(t, -EAGAIN, "read", s.fd[0], (long)c, 1);
		EXPECT(t, 0, "read", s.fd[0], (long)c, 0);
		EXPECT(t, 5, "write", s.fd[0], str(t, "hello"), 5);
		EXPECT(t, 6, "write", s.fd[0], str(t, " world"), 6);
		EXPECT(t, 0, "ioctl", s.fd[1], FIONREAD, (long)n);
		assert_int_equal(*n, types[i] == SOCK_DGRAM ? 5 : 11);
		EXPECT(t, 0, "ioctl", s.fd[0], TIOCOUTQ, (long)n);
		assert_int_equal(*n, 2 * 768);
		EXPECT(t, stream ? 11 : 5, "recvfrom", s.fd[1], (long)c, 64, MSG_PEEK, 0, 0);
		EXPECT(t, 3, "read", s.fd[1], (long)c, 3);
		EXPECT(t, stream ? 8 : 6, "read", s.fd[1], (long)c + 3, 61);
		assert_memory_equal(c, stream ? "hello world" : "hel world", stream ? 11 : 9);
		EXPECT(t, -EFAULT, "write", s.fd[0], 8, 5);
		EXPECT(t, 3, "write", s.fd[0], (long)c, 3);
		EXPECT(t, -EFAULT, "read", s.fd[1], 8, 3);
		/* a message that could not be told is gone, bytes of a stream are not */
		EXPECT(t, stream ? 3 : -EAGAIN, "read", s.fd[1], (long)c, 3);
		EXPECT(t, 7, "write", s.fd[1], (long)c, 7);
		EXPECT(t, stream ? 2 : 7, "recvfrom", s.fd[0], (long)c, 2, MSG_TRUNC, 0, 0);
		EXPECT(t, 0, "write", s.fd[0], (long)c, 0);
		EXPECT(t, stream ? -EAGAIN : 0, "read", s.fd[1], (long)c, 7);
	}
}

/* As many messages as the kernel takes, by the size of its buffers. */
static void how_much_fits(void **state)
{
	const struct {
		int type;
		long size, nr;
	} want[] = {
		{ SOCK_STREAM, 1, 278 }, { SOCK_DGRAM, 1, 278 }, { SOCK_SEQPACKET, 1, 278 },
		{ SOCK_STREAM, 5000, 34 }, { SOCK_DGRAM, 5000, 26 }, { SOCK_SEQPACKET, 5000, 26 },
	};
	struct sim_task *t = init_of(*state);
	long buf = (long)mem(t, 300000), nr;
	struct pair s;
	size_t i;

	for (i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		s = socks_of(t, want[i].type | SOCK_NONBLOCK);
		for (nr = 0; call(t, "write", s.fd[0], buf, want[i].size) == want[i].size; nr++)
			;
		assert_int_equal(nr, want[i].nr);
		EXPECT(t, -EAGAIN, "write", s.fd[0], buf, want[i].size);
		assert_int_equal(polled(t, s.fd[0], POLLOUT), 0);
		assert_int_equal(polled(t, s.fd[1], POLLOUT | POLLIN), POLLOUT | POLLIN);
		EXPECT(t, 0, "close", s.fd[0]);
		EXPECT(t, 0, "close", s.fd[1]);
	}
	s = socks_of(t, SOCK_DGRAM | SOCK_NONBLOCK);
	EXPECT(t, -EMSGSIZE, "write", s.fd[0], buf, 212992 - 31);
	EXPECT(t, 212992 - 32, "write", s.fd[0], buf, 212992 - 32);
}

/* ------------------------------------------------------------ the end of a connection */

static void peer_is_closed(void **state)
{
	struct sim_task *t = init_of(*state);
	char *c = mem(t, 8);
	struct pair s;
	unsigned int i;

	action(t, SIGPIPE, SIG_IGN, 0);
	for (i = 0; i < 3; i++) {
		bool dgram = types[i] == SOCK_DGRAM;

		s = socks_of(t, types[i] | SOCK_NONBLOCK);
		EXPECT(t, 1, "write", s.fd[0], (long)c, 1);
		EXPECT(t, 0, "close", s.fd[0]);
		assert_int_equal(polled(t, s.fd[1], POLLIN | POLLRDHUP | POLLOUT),
				 dgram ? POLLIN | POLLOUT : POLLIN | POLLRDHUP | POLLHUP | POLLOUT);
		EXPECT(t, 1, "read", s.fd[1], (long)c, 8);	/* what was sent arrives */
		EXPECT(t, dgram ? -EAGAIN : 0, "read", s.fd[1], (long)c, 8);
		EXPECT(t, dgram ? -ECONNREFUSED : -EPIPE, "write", s.fd[1], (long)c, 1);
		EXPECT(t, dgram ? -ENOTCONN : -EPIPE, "write", s.fd[1], (long)c, 1);
	}
}

/* The peer has gone without reading what was sent to it. */
static void unread_bytes(void **state)
{
	struct sim_task *t = init_of(*state);
	char *c = mem(t, 8);
	struct pair s;

	action(t, SIGPIPE, SIG_IGN, 0);
	s = socks_of(t, SOCK_STREAM | SOCK_NONBLOCK);
	EXPECT(t, 1, "write", s.fd[0], (long)c, 1);
	EXPECT(t, 0, "close", s.fd[1]);
	assert_int_equal(polled(t, s.fd[0], 0), POLLERR | POLLHUP);
	EXPECT(t, -EPIPE, "write", s.fd[0], (long)c, 1);
	EXPECT(t, -ECONNRESET, "read", s.fd[0], (long)c, 1);
	EXPECT(t, 0, "read", s.fd[0], (long)c, 1);

	s = socks_of(t, SOCK_SEQPACKET | SOCK_NONBLOCK);
	EXPECT(t, 1, "write", s.fd[0], (long)c, 1);
	EXPECT(t, 0, "close", s.fd[1]);
	EXPECT(t, -ECONNRESET, "write", s.fd[0], (long)c, 1);
	EXPECT(t, 0, "read", s.fd[0], (long)c, 1);
	EXPECT(t, -EPIPE, "write", s.fd[0], (long)c, 1);
}

/* A datagram sender that finds the other end gone loses what it has not received yet. */
static void news_of_a_closed_peer(void **state)
{
	struct sim_task *t = init_of(*state);
	struct pair s = socks_of(t, SOCK_DGRAM | SOCK_NONBLOCK);
	char *c = mem(t, 8);

	EXPECT(t, 3, "write", s.fd[0], (long)c, 3);
	EXPECT(t, 4, "write", s.fd[0], (long)c, 4);
	EXPECT(t, 0, "close", s.fd[0]);
	EXPECT(t, 3, "read", s.fd[1], (long)c, 8);
	EXPECT(t, -ECONNREFUSED, "write", s.fd[1], (long)c, 1);
	EXPECT(t, -EAGAIN, "read", s.fd[1], (long)c, 8);
	/* neither connected nor allowed to send: which comes first has changed in 6.14 */
	action(t, SIGPIPE, SIG_IGN, 0);
	EXPECT(t, 0, "shutdown", s.fd[1], SHUT_WR);
	EXPECT(t, sim_release(*state) >= LINUX(6, 14) ? -EPIPE : -ENOTCONN, "write", s.fd[1],
	       (long)c, 1);
}

/* An empty message that nobody has read: an error for the sender until 6.15. */
static void unread_empty_message(void **state)
{
	struct sim_task *t = init_of(*state);
	struct pair s = socks_of(t, SOCK_SEQPACKET | SOCK_NONBLOCK);
	char *c = mem(t, 8);

	EXPECT(t, 0, "write", s.fd[0], (long)c, 0);
	EXPECT(t, 0, "close", s.fd[1]);
	EXPECT(t, sim_release(*state) >= LINUX(6, 16) ? 0 : -ECONNRESET, "read", s.fd[0], (long)c,
	       8);
	s = socks_of(t, SOCK_SEQPACKET | SOCK_NONBLOCK);
	EXPECT(t, 0, "write", s.fd[0], (long)c, 0);
	EXPECT(t, 1, "write", s.fd[0], (long)c, 1);
	EXPECT(t, 0, "close", s.fd[1]);
	EXPECT(t, -ECONNRESET, "read", s.fd[0], (long)c, 8);
}

static void signal_of_a_broken_stream(void **state)
{
	struct sim_task *t = init_of(*state), *kid = forked(t);
	struct pair s = socks_of(kid, SOCK_SEQPACKET);
	char *c = mem(kid, 8);

	EXPECT(kid, 0, "close", s.fd[1]);
	EXPECT(kid, -EPIPE, "write", s.fd[0], (long)c, 1);	/* only streams signal */
	s = socks_of(kid, SOCK_STREAM);
	EXPECT(kid, 0, "close", s.fd[1]);
	EXPECT(kid, -EPIPE, "sendto", s.fd[0], (long)c, 1, MSG_NOSIGNAL, 0, 0);
	assert_int_equal(taken(kid, SIGPIPE), 0);
	assert_true(call(kid, "write", s.fd[0], (long)c, 1) == SIM_NO_RETURN);
	assert_int_equal(taken(kid, SIGPIPE), 1);
}

static void shut_down(void **state)
{
	struct sim_task *t = init_of(*state);
	char *c = mem(t, 8);
	struct pair s;
	unsigned int i;

	action(t, SIGPIPE, SIG_IGN, 0);
	for (i = 0; i < 3; i++) {
		bool dgram = types[i] == SOCK_DGRAM;

		s = socks_of(t, types[i] | SOCK_NONBLOCK);
		EXPECT(t, 0, "shutdown", s.fd[0], SHUT_WR);
		EXPECT(t, -EPIPE, "write", s.fd[0], (long)c, 1);
		EXPECT(t, dgram ? -EAGAIN : 0, "read", s.fd[1], (long)c, 1);
		assert_int_equal(polled(t, s.fd[1], POLLIN | POLLRDHUP),
				 dgram ? 0 : POLLIN | POLLRDHUP);
		EXPECT(t, 3, "write", s.fd[1], (long)c, 3);	/* the other way is open */
		EXPECT(t, 3, "read", s.fd[0], (long)c, 3);
		EXPECT(t, 0, "shutdown", s.fd[0], SHUT_RD);
		assert_true(polled(t, s.fd[0], 0) & POLLHUP);
		EXPECT(t, -EPIPE, "write", s.fd[1], (long)c, 3);
	}
}

/* ------------------------------------------------------------ waiting */

static void blocked_receivers(void **state)
{
	struct sim_task *t = init_of(*state), *a, *b;
	struct pair s;
	unsigned int i;

	for (i = 0; i < 3; i++) {
		s = socks_of(t, types[i]);
		a = forked(t);
		b = forked(t);
		BLOCKS(a, "read", s.fd[1], (long)mem(a, 8), 8);
		EXPECT(t, 2, "write", s.fd[0], str(t, "ab"), 2);
		assert_int_equal(sim_finish(a), 2);
		/* the end comes to who waits; datagrams have none */
		BLOCKS(b, "recvfrom", s.fd[1], (long)mem(b, 8), 8, MSG_WAITALL, 0, 0);
		EXPECT(t, 1, "write", s.fd[0], str(t, "c"), 1);
		if (types[i] == SOCK_STREAM)
			assert_true(sim_finish(b) == SIM_BLOCKED);
		EXPECT(t, 0, "shutdown", s.fd[0], SHUT_WR);
		assert_int_equal(sim_finish(b), 1);
		EXPECT(t, 0, "close_range", 3, ~0U, 0);
		quit(a, 0);
		quit(b, 0);
	}
}

static void blocked_sender(void **state)
{
	struct sim_task *t = init_of(*state), *kid;
	long buf = (long)mem(t, 300000);
	struct pair s = socks_of(t, SOCK_STREAM);

	kid = forked(t);
	BLOCKS(kid, "write", s.fd[0], (long)mem(kid, 300000), 300000);
	while (sim_ret(kid) == SIM_BLOCKED)
		assert_true(call(t, "read", s.fd[1], buf, 100000) > 0);
	assert_int_equal(sim_ret(kid), 300000);
	/* a signal ends a send that has sent something, with what it has sent */
	action(kid, SIGUSR1, (void (*)(int))0x1000, 0);
	EXPECT(t, 0, "close_range", 3, ~0U, 0);
	s = socks_of(kid, SOCK_DGRAM);
	while (call(kid, "sendto", s.fd[0], (long)mem(kid, 1), 1, MSG_DONTWAIT, 0, 0) == 1)
		;
	BLOCKS(kid, "write", s.fd[0], (long)mem(kid, 1), 1);
	EXPECT(t, 0, "kill", sim_pid(kid, t), SIGUSR1);
	assert_int_equal(sim_finish(kid), -EINTR);
}

static void interrupted_receiver(void **state)
{
	struct sim_task *t = init_of(*state), *kid = forked(t);
	struct pair s;
	unsigned int i;

	action(kid, SIGUSR1, (void (*)(int))0x1000, 0);
	for (i = 0; i < 3; i++) {
		s = socks_of(kid, types[i]);
		BLOCKS(kid, "read", s.fd[0], (long)mem(kid, 8), 8);
		EXPECT(t, 0, "kill", sim_pid(kid, t), SIGUSR1);
		assert_int_equal(sim_finish(kid), -EINTR);
	}
}

/* ------------------------------------------------------------ races */

/* Who waits for a message hears of the end, whenever it comes. */
static void setup_end_race(struct sim *w)
{
	struct sim_task *t = sim_task_at(w, 0), *kid;
	struct pair s = socks_of(t, SOCK_SEQPACKET);

	kid = forked(t);
	EXPECT(kid, 0, "close", s.fd[0]);
	STEP(kid, "read", s.fd[1], (long)mem(kid, 8), 8);
	STEP(t, "close", s.fd[0]);
}

static void check_end_race(struct sim *w)
{
	if (sim_ret(sim_task_at(w, 1)) != 0)
		sim_fail(w, "read gave %ld", sim_ret(sim_task_at(w, 1)));
}

static void read_and_end(void **state)
{
	const struct race race = { 2, setup_end_race, check_end_race };

	explore(*state, &race);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup_618, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(arguments_of_socketpair), TEST(bytes_and_messages),
		TEST(how_much_fits), TEST(peer_is_closed), TEST(unread_bytes),
		TEST(news_of_a_closed_peer), TEST(unread_empty_message),
		cmocka_unit_test_setup_teardown(news_of_a_closed_peer, setup_51, teardown),
		cmocka_unit_test_setup_teardown(unread_empty_message, setup_51, teardown),
		TEST(signal_of_a_broken_stream), TEST(shut_down), TEST(blocked_receivers),
		TEST(blocked_sender), TEST(interrupted_receiver), TEST(read_and_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
