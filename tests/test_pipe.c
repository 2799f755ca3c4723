// SPDX-License-Identifier: GPL-2.0-only
/* Tests of pipes and event counters: fs/pipe.c, fs/eventfd.c. */
#include "files_world.h"

#define BIG 70000

static struct sim_task *reader_of(struct sim_task *t, int fd)
{
	struct sim_task *kid = forked(t);

	BLOCKS(kid, "read", fd, (long)mem(kid, BIG), BIG);
	return kid;
}

/* ------------------------------------------------------------ pipes */

static void pipe_basics(void **state)
{
	struct sim_task *t = init_of(*state);
	struct pair p = pipe_of(t, O_NONBLOCK);
	char *c = mem(t, 8);
	int *n = room(t);

	assert_int_equal(p.fd[0], 3);
	assert_int_equal(p.fd[1], 4);
	EXPECT(t, O_NONBLOCK, "fcntl", 3, F_GETFL);
	EXPECT(t, O_NONBLOCK | O_WRONLY, "fcntl", 4, F_GETFL);
	EXPECT(t, -EAGAIN, "read", 3, (long)c, 1);
	EXPECT(t, -EBADF, "read", 4, (long)c, 1);
	EXPECT(t, -EBADF, "write", 3, (long)c, 1);
	EXPECT(t, 0, "read", 3, (long)c, 0);
	EXPECT(t, 0, "write", 4, (long)c, 0);
	EXPECT(t, 5, "write", 4, str(t, "hello"), 5);
	EXPECT(t, 0, "ioctl", 3, FIONREAD, (long)n);
	assert_int_equal(*n, 5);
	EXPECT(t, 2, "read", 3, (long)c, 2);
	EXPECT(t, 3, "read", 3, (long)c + 2, 6);
	assert_memory_equal(c, "hello", 5);
	EXPECT(t, -ENOTTY, "ioctl", 3, 0x1234, 0);
	EXPECT(t, -EINVAL, "pipe2", (long)n, O_APPEND);
	EXPECT(t, -EFAULT, "pipe2", 8, 0);
	EXPECT(t, -EFAULT, "write", 4, 8, 3);
	EXPECT(t, -EAGAIN, "read", 3, (long)c, 1);
	EXPECT(t, 3, "write", 4, (long)c, 3);
	EXPECT(t, -EFAULT, "read", 3, 8, 3);
	EXPECT(t, 3, "read", 3, (long)c, 3);		/* not lost */
	EXPECT(t, 0, "pipe", (long)n);
	EXPECT(t, 0, "fcntl", n[0], F_GETFL);
}

static void pipe_flags(void **state)
{
	struct sim_task *t = init_of(*state);
	struct pair p = pipe_of(t, O_CLOEXEC);

	EXPECT(t, FD_CLOEXEC, "fcntl", p.fd[0], F_GETFD);
	EXPECT(t, FD_CLOEXEC, "fcntl", p.fd[1], F_GETFD);
	EXPECT(t, 0, "fcntl", p.fd[0], F_GETFL);
	EXPECT(t, O_WRONLY, "fcntl", p.fd[1], F_GETFL);
}

/* 64 KiB; what is counted is pages, so there may be no room for one byte with 61,441 in it. */
static void pipe_is_full(void **state)
{
	struct sim_task *t = init_of(*state);
	struct pair p = pipe_of(t, O_NONBLOCK);
	long buf = (long)mem(t, BIG);
	int i;

	EXPECT(t, 65536, "write", p.fd[1], buf, BIG);
	EXPECT(t, -EAGAIN, "write", p.fd[1], buf, 1);
	EXPECT(t, 4095, "read", p.fd[0], buf, 4095);
	EXPECT(t, -EAGAIN, "write", p.fd[1], buf, 1);
	assert_int_equal(polled(t, p.fd[1], POLLOUT), 0);
	EXPECT(t, 1, "read", p.fd[0], buf, 1);
	assert_int_equal(polled(t, p.fd[1], POLLOUT), POLLOUT);
	EXPECT(t, 1, "write", p.fd[1], buf, 1);
	EXPECT(t, 61441, "read", p.fd[0], buf, BIG);
	/* the second piece does not fit behind the first, the third fits behind the second */
	for (i = 0; i < 15; i++)
		EXPECT(t, 3000, "write", p.fd[1], buf, 3000);
	EXPECT(t, 3000, "write", p.fd[1], buf, 3000);
	EXPECT(t, 1096, "write", p.fd[1], buf, 1096);
	EXPECT(t, -EAGAIN, "write", p.fd[1], buf, 1);
	EXPECT(t, 16 * 3000 + 1096, "read", p.fd[0], buf, BIG);
}

static void packets(void **state)
{
	struct sim_task *t = init_of(*state);
	struct pair p = pipe_of(t, O_DIRECT | O_NONBLOCK);
	long buf = (long)mem(t, BIG);

	EXPECT(t, O_DIRECT | O_NONBLOCK | O_WRONLY, "fcntl", p.fd[1], F_GETFL);
	EXPECT(t, 5, "write", p.fd[1], buf, 5);
	EXPECT(t, 6, "write", p.fd[1], buf, 6);
	EXPECT(t, 3, "read", p.fd[0], buf, 3);		/* the rest of it is gone */
	EXPECT(t, 6, "read", p.fd[0], buf, 60);
	EXPECT(t, 5000, "write", p.fd[1], buf, 5000);
	EXPECT(t, 4096, "read", p.fd[0], buf, 9000);
	EXPECT(t, 904, "read", p.fd[0], buf, 9000);
	EXPECT(t, -EAGAIN, "read", p.fd[0], buf, 9000);
}

static void end_of_a_pipe(void **state)
{
	struct sim_task *t = init_of(*state), *kid = forked(t);
	struct pair p = pipe_of(kid, 0);
	char *c = mem(kid, 8);

	EXPECT(kid, 3, "write", p.fd[1], (long)c, 3);
	EXPECT(kid, 0, "close", p.fd[1]);
	assert_int_equal(polled(kid, p.fd[0], POLLIN), POLLIN | POLLHUP);
	EXPECT(kid, 3, "read", p.fd[0], (long)c, 8);
	EXPECT(kid, 0, "read", p.fd[0], (long)c, 8);
	assert_int_equal(polled(kid, p.fd[0], POLLIN), POLLHUP);
	EXPECT(kid, 0, "close", p.fd[0]);

	action(kid, SIGPIPE, SIG_IGN, 0);
	p = pipe_of(kid, 0);
	EXPECT(kid, 0, "close", p.fd[0]);
	assert_int_equal(polled(kid, p.fd[1], POLLOUT), POLLOUT | POLLERR);
	EXPECT(kid, -EPIPE, "write", p.fd[1], (long)c, 3);
	EXPECT(kid, 0, "write", p.fd[1], (long)c, 0);
	action(kid, SIGPIPE, SIG_DFL, 0);
	assert_true(call(kid, "write", p.fd[1], (long)c, 3) == SIM_NO_RETURN);
	assert_int_equal(taken(kid, SIGPIPE), 1);
}

static void blocked_reader(void **state)
{
	struct sim_task *t = init_of(*state), *kid;
	struct pair p = pipe_of(t, 0);

	kid = reader_of(t, p.fd[0]);
	assert_int_equal(sim_state(kid), MODEL_SLEEPING);
	EXPECT(t, 2, "write", p.fd[1], str(t, "ab"), 2);
	assert_int_equal(sim_finish(kid), 2);
	kid = reader_of(t, p.fd[0]);
	EXPECT(kid, SIM_NO_CALL, "close", p.fd[1]);	/* it is inside a call */
	EXPECT(t, 0, "close", p.fd[1]);
	assert_true(sim_finish(kid) == SIM_BLOCKED);	/* the kids can write, too */
	EXPECT(t, 0, "kill", sim_pid(kid, t), SIGKILL);
	assert_int_equal(sim_state(kid), MODEL_ZOMBIE);
}

/* Who came first is served first; what he leaves wakes the next. */
static void readers_take_turns(void **state)
{
	struct sim_task *t = init_of(*state), *a, *b, *c;
	struct pair p = pipe_of(t, 0);

	a = forked(t);
	BLOCKS(a, "read", p.fd[0], (long)mem(a, 4), 1);
	b = forked(t);
	BLOCKS(b, "read", p.fd[0], (long)mem(b, 4), 1);
	c = forked(t);
	BLOCKS(c, "read", p.fd[0], (long)mem(c, 4), 1);
	EXPECT(t, 1, "write", p.fd[1], str(t, "x"), 1);
	assert_int_equal(sim_finish(a), 1);
	assert_true(sim_finish(b) == SIM_BLOCKED);
	EXPECT(t, 2, "write", p.fd[1], str(t, "yz"), 2);
	assert_int_equal(sim_finish(b), 1);
	assert_int_equal(sim_finish(c), 1);
}

static void blocked_writer(void **state)
{
	struct sim_task *t = init_of(*state), *kid;
	struct pair p = pipe_of(t, 0);
	long buf = (long)mem(t, BIG);

	kid = forked(t);
	BLOCKS(kid, "write", p.fd[1], (long)mem(kid, BIG), BIG);
	EXPECT(t, 4095, "read", p.fd[0], buf, 4095);
	assert_true(sim_finish(kid) == SIM_BLOCKED);
	EXPECT(t, 4097, "read", p.fd[0], buf, 4097);
	assert_int_equal(sim_finish(kid), BIG);
	EXPECT(t, BIG - 8192, "read", p.fd[0], buf, BIG);
}

static void interrupted(void **state)
{
	struct sim_task *t = init_of(*state), *kid = forked(t);
	struct pair p = pipe_of(kid, 0);
	long buf = (long)mem(kid, BIG);

	action(kid, SIGUSR1, (void (*)(int))0x1000, 0);
	BLOCKS(kid, "read", p.fd[0], buf, 1);
	EXPECT(t, 0, "kill", sim_pid(kid, t), SIGUSR1);
	assert_int_equal(sim_finish(kid), -EINTR);
	/* a writer that has written something says so */
	BLOCKS(kid, "write", p.fd[1], buf, BIG);
	EXPECT(t, 0, "kill", sim_pid(kid, t), SIGUSR1);
	assert_int_equal(sim_finish(kid), 65536);
	BLOCKS(kid, "write", p.fd[1], buf, 1);
	EXPECT(t, 0, "kill", sim_pid(kid, t), SIGUSR1);
	assert_int_equal(sim_finish(kid), -EINTR);
	EXPECT(kid, 65536, "read", p.fd[0], buf, BIG);
	/* with SA_RESTART it goes on waiting */
	action(kid, SIGUSR1, (void (*)(int))0x1000, SA_RESTART);
	BLOCKS(kid, "read", p.fd[0], buf, 1);
	EXPECT(t, 0, "kill", sim_pid(kid, t), SIGUSR1);
	assert_true(sim_finish(kid) == SIM_BLOCKED);
	assert_int_equal(taken(kid, SIGUSR1), 4);
	EXPECT(t, 0, "kill", sim_pid(kid, t), SIGKILL);
}

/* The only reader goes while a writer waits for room: the writer gets SIGPIPE. */
static void reader_leaves_a_writer(void **state)
{
	struct sim_task *t = init_of(*state), *w, *r;
	struct pair p = pipe_of(t, 0);

	w = forked(t);
	r = forked(t);
	EXPECT(w, 0, "close", p.fd[0]);
	EXPECT(t, 0, "close", p.fd[0]);
	action(w, SIGPIPE, SIG_IGN, 0);
	BLOCKS(w, "write", p.fd[1], (long)mem(w, BIG), BIG);
	quit(r, 0);
	assert_int_equal(sim_finish(w), 65536);
	EXPECT(w, -EPIPE, "write", p.fd[1], (long)mem(w, 1), 1);
}

/* ------------------------------------------------------------ eventfd */

static void eventfd_basics(void **state)
{
	struct sim_task *t = init_of(*state);
	char *c = mem(t, 16);
	uint64_t n;
	long fd;

	EXPECT(t, -EINVAL, "eventfd2", 0, 8);
	EXPECT(t, 3, "eventfd", 7);
	EXPECT(t, 8, "read", 3, (long)c, 16);
	assert_int_equal(*c, 7);
	fd = call(t, "eventfd2", 0, EFD_NONBLOCK | EFD_CLOEXEC);
	EXPECT(t, FD_CLOEXEC, "fcntl", fd, F_GETFD);
	EXPECT(t, O_RDWR | O_NONBLOCK, "fcntl", fd, F_GETFL);
	EXPECT(t, -EAGAIN, "read", fd, (long)c, 8);
	EXPECT(t, -EINVAL, "read", fd, (long)c, 7);
	EXPECT(t, -EINVAL, "write", fd, (long)c, 7);
	EXPECT(t, -EINVAL, "write", fd, (long)c, 16);
	EXPECT(t, -EFAULT, "write", fd, 8, 8);
	assert_int_equal(eventfd_add(t, (int)fd, UINT64_MAX), -EINVAL);
	assert_int_equal(eventfd_add(t, (int)fd, UINT64_MAX - 1), 8);
	assert_int_equal(polled(t, (int)fd, POLLIN | POLLOUT), POLLIN);
	assert_int_equal(eventfd_add(t, (int)fd, 1), -EAGAIN);
	assert_int_equal(eventfd_add(t, (int)fd, 0), 8);
	assert_int_equal(eventfd_take(t, (int)fd, &n), 8);
	assert_true(n == UINT64_MAX - 1);
	assert_int_equal(polled(t, (int)fd, POLLIN | POLLOUT), POLLOUT);
	assert_int_equal(eventfd_add(t, (int)fd, 5), 8);
	EXPECT(t, -EFAULT, "read", fd, 8, 8);
	EXPECT(t, -EAGAIN, "read", fd, (long)c, 8);	/* lost */
}

static void eventfd_semaphore(void **state)
{
	struct sim_task *t = init_of(*state);
	long fd = call(t, "eventfd2", 3, EFD_SEMAPHORE | EFD_NONBLOCK);
	uint64_t n;
	int i;

	for (i = 0; i < 3; i++) {
		assert_int_equal(eventfd_take(t, (int)fd, &n), 8);
		assert_true(n == 1);
	}
	assert_int_equal(eventfd_take(t, (int)fd, &n), -EAGAIN);
}

/* The one who has waited longest gets the first of a semaphore. */
static void eventfd_waiters(void **state)
{
	struct sim_task *t = init_of(*state), *a, *b;
	int fd = (int)call(t, "eventfd2", 0, EFD_SEMAPHORE);

	a = forked(t);
	b = forked(t);
	BLOCKS(a, "read", fd, (long)mem(a, 8), 8);
	BLOCKS(b, "read", fd, (long)mem(b, 8), 8);
	assert_int_equal(eventfd_add(t, fd, 1), 8);
	assert_int_equal(sim_finish(a), 8);
	assert_true(sim_finish(b) == SIM_BLOCKED);
}

static void eventfd_writer_waits(void **state)
{
	struct sim_task *t = init_of(*state), *w;
	int fd = (int)call(t, "eventfd2", 0, 0);
	uint64_t n;

	assert_int_equal(eventfd_add(t, fd, UINT64_MAX - 2), 8);
	w = forked(t);
	assert_int_equal(eventfd_add(w, fd, 1), 8);
	assert_true(eventfd_add(w, fd, 5) == SIM_BLOCKED);
	assert_int_equal(eventfd_take(t, fd, &n), 8);
	assert_int_equal(sim_finish(w), 8);
	assert_int_equal(eventfd_take(t, fd, &n), 8);
	assert_true(n == 5);
}

static void eventfd_interrupted(void **state)
{
	struct sim_task *t = init_of(*state), *kid = forked(t);
	int fd = (int)call(kid, "eventfd2", 0, 0);

	action(kid, SIGUSR1, (void (*)(int))0x1000, 0);
	BLOCKS(kid, "read", fd, (long)mem(kid, 8), 8);
	EXPECT(t, 0, "kill", sim_pid(kid, t), SIGUSR1);
	assert_int_equal(sim_finish(kid), -EINTR);
}

/* ------------------------------------------------------------ memory, races */

/* Whatever is refused while a pipe is made, nothing is left of it (the judge of balance looks). */
static void pipe_without_memory(void **state)
{
	struct sim *s = *state;
	struct sim_task *t = init_of(s);
	long two = (long)room(t), ret;
	unsigned int nth;

	for (nth = 1; ; nth++) {
		sim_inject(s, nth);
		ret = call(t, "pipe2", two, 0);
		if (sim_requests(s) < nth)
			break;
		assert_true(ret == -ENFILE || ret == -ENOMEM || ret == -EMFILE);
	}
	assert_int_equal(ret, 0);
	assert_true(nth > 6);
	sim_inject(s, 1);
	EXPECT(t, -ENOMEM, "write", 4, two, 1);
	sim_inject(s, 0);
}

/* No order of two readers and two writers loses a byte or a wake-up. */
static void setup_pipe_race(struct sim *s)
{
	struct sim_task *t = sim_task_at(s, 0), *k[3];
	struct pair p = pipe_of(t, 0);
	int i;

	for (i = 0; i < 3; i++)
		k[i] = forked(t);
	STEP(k[0], "read", p.fd[0], (long)mem(k[0], 1), 1);
	STEP(k[1], "read", p.fd[0], (long)mem(k[1], 1), 1);
	STEP(k[2], "write", p.fd[1], (long)mem(k[2], 2), 2);
}

static void check_pipe_race(struct sim *s)
{
	if (sim_ret(sim_task_at(s, 1)) != 1 || sim_ret(sim_task_at(s, 2)) != 1 ||
	    sim_ret(sim_task_at(s, 3)) != 2)
		sim_fail(s, "a byte is lost");
}

static void readers_and_a_writer(void **state)
{
	const struct race race = { 1, setup_pipe_race, check_pipe_race };

	explore(*state, &race);
}

/* A reader that waits is told that the last writer has gone, whenever that is. */
static void setup_eof_race(struct sim *s)
{
	struct sim_task *t = sim_task_at(s, 0), *kid;
	struct pair p = pipe_of(t, 0);

	kid = forked(t);
	EXPECT(kid, 0, "close", p.fd[1]);
	STEP(kid, "read", p.fd[0], (long)mem(kid, 1), 1);
	STEP(t, "close", p.fd[1]);
}

static void check_eof_race(struct sim *s)
{
	if (sim_ret(sim_task_at(s, 1)) != 0)
		sim_fail(s, "read gave %ld", sim_ret(sim_task_at(s, 1)));
}

static void reader_and_the_end(void **state)
{
	const struct race race = { 3, setup_eof_race, check_eof_race };

	explore(*state, &race);
}

static void setup_eventfd_race(struct sim *s)
{
	struct sim_task *t = sim_task_at(s, 0), *a, *b;
	int fd = (int)call(t, "eventfd2", 0, EFD_SEMAPHORE);
	uint64_t *two = mem(t, 8);

	a = forked(t);
	b = forked(t);
	*two = 2;
	STEP(a, "read", fd, (long)mem(a, 8), 8);
	STEP(b, "read", fd, (long)mem(b, 8), 8);
	STEP(t, "write", fd, (long)two, 8);
}

static void eventfd_race(void **state)
{
	const struct race race = { 1, setup_eventfd_race, NULL };

	explore(*state, &race);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup_618, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(pipe_basics), TEST(pipe_flags), TEST(pipe_is_full), TEST(packets),
		TEST(end_of_a_pipe), TEST(blocked_reader), TEST(readers_take_turns),
		TEST(blocked_writer), TEST(interrupted), TEST(reader_leaves_a_writer),
		TEST(eventfd_basics), TEST(eventfd_semaphore), TEST(eventfd_waiters),
		TEST(eventfd_writer_waits), TEST(eventfd_interrupted),
		TEST(pipe_without_memory), TEST(readers_and_a_writer), TEST(reader_and_the_end),
		TEST(eventfd_race),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
