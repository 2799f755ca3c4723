// SPDX-License-Identifier: GPL-2.0-only
/* Tests of poll(2) and ppoll(2): fs/select.c. */
#include "files_world.h"

#define MS 1000000ULL

static struct pollfd *fds_of(struct sim_task *t, unsigned int n, const struct pair *p, int events)
{
	struct pollfd *f = mem(t, n * sizeof(*f));
	unsigned int i;

	for (i = 0; i < n; i++) {
		f[i].fd = p[i].fd[0];
		f[i].events = (short)events;
		f[i].revents = -1;
	}
	return f;
}

static long ppoll_of(struct sim_task *t, struct pollfd *f, struct timespec *ts, uint64_t *mask)
{
	return call(t, "ppoll", (long)f, 1, (long)ts, (long)mask, 8);
}

static struct timespec *ms_of(struct sim_task *t, long ms)
{
	struct timespec *ts = mem(t, sizeof(*ts));

	ts->tv_sec = ms / 1000;
	ts->tv_nsec = ms % 1000 * 1000000;
	return ts;
}

/* ------------------------------------------------------------ one look */

static void what_is_ready(void **state)
{
	struct sim_task *t = init_of(*state);
	struct pair p = pipe_of(t, 0);
	long dir = call(t, "open", str(t, "/"), O_RDONLY);

	assert_int_equal(polled(t, p.fd[0], POLLIN), 0);
	assert_int_equal(polled(t, p.fd[1], POLLIN | POLLOUT), POLLOUT);
	assert_int_equal(polled(t, p.fd[1], 0), 0);
	EXPECT(t, 1, "write", p.fd[1], str(t, "x"), 1);
	assert_int_equal(polled(t, p.fd[0], POLLIN | POLLRDNORM | POLLPRI), POLLIN | POLLRDNORM);
	/* what can't be polled is always ready */
	assert_int_equal(polled(t, 0, POLLIN | POLLOUT | POLLPRI), POLLIN | POLLOUT);
	assert_int_equal(polled(t, (int)dir, POLLIN), POLLIN);
	assert_int_equal(polled(t, 99, POLLIN), POLLNVAL);
	assert_int_equal(polled(t, -1, POLLIN), 0);
	assert_int_equal(polled(t, -5, POLLIN), 0);
	/* HUP and ERR come unasked */
	EXPECT(t, 0, "close", p.fd[1]);
	assert_int_equal(polled(t, p.fd[0], 0), POLLHUP);
}

static void bad_arguments(void **state)
{
	struct sim_task *t = init_of(*state);
	struct timespec *ts = ms_of(t, 0);
	struct pollfd *f = mem(t, sizeof(*f));

	f->fd = -1;
	EXPECT(t, -EFAULT, "poll", 8, 1, 0);
	EXPECT(t, -EFAULT, "poll", 0, 1, 0);
	EXPECT(t, 0, "poll", 0, 0, 0);
	EXPECT(t, -EINVAL, "poll", (long)f, 1025, 0);
	EXPECT(t, -EINVAL, "poll", (long)f, 100000000, 0);
	EXPECT(t, -EFAULT, "ppoll", (long)f, 1, 8, 0, 8);
	EXPECT(t, -EINVAL, "ppoll", (long)f, 1, (long)ts, (long)mem(t, 8), 4);
	EXPECT(t, -EFAULT, "ppoll", (long)f, 1, (long)ts, 8, 8);
	EXPECT(t, 0, "ppoll", (long)f, 1, (long)ts, 0, 4);
	ts->tv_nsec = -1;
	EXPECT(t, -EINVAL, "ppoll", (long)f, 1, (long)ts, 0, 8);
	ts->tv_nsec = 1000000000;
	EXPECT(t, -EINVAL, "ppoll", (long)f, 1, (long)ts, 0, 8);
	ts->tv_nsec = 0;
	ts->tv_sec = -1;
	EXPECT(t, -EINVAL, "ppoll", (long)f, 1, (long)ts, 0, 8);
}

/* More files than have room on the stack, and more queues than fit into one page. */
static void many_files(void **state)
{
	struct sim_task *t = init_of(*state), *kid;
	struct pair p[20];
	struct pollfd *f;
	int i;

	for (i = 0; i < 20; i++)
		p[i] = pipe_of(t, 0);
	kid = forked(t);
	f = fds_of(kid, 20, p, POLLIN);
	EXPECT(kid, 0, "poll", (long)f, 20, 0);
	for (i = 0; i < 20; i++)
		assert_int_equal(f[i].revents, 0);
	BLOCKS(kid, "poll", (long)f, 20, -1);
	EXPECT(t, 1, "write", p[17].fd[1], str(t, "x"), 1);
	assert_int_equal(sim_finish(kid), 1);
	assert_int_equal(f[17].revents, POLLIN);
	assert_int_equal(f[16].revents, 0);
	/* whatever memory is refused, poll says so, and holds no file afterwards */
	EXPECT(t, 1, "read", p[17].fd[0], (long)mem(t, 1), 1);
	for (i = 1; i <= 4; i++) {
		sim_inject(*state, (unsigned int)i);
		EXPECT(kid, -ENOMEM, "poll", (long)f, 20, 100);
	}
	sim_inject(*state, 0);
}

/* ------------------------------------------------------------ waiting */

static void woken_by_what_was_asked_for(void **state)
{
	struct sim_task *t = init_of(*state), *in, *hup;
	struct pair p = pipe_of(t, 0);
	struct pollfd *f, *g;

	in = forked(t);
	hup = forked(t);
	f = fds_of(in, 1, &p, POLLIN);
	g = fds_of(hup, 1, &p, 0);
	EXPECT(in, 0, "close", p.fd[1]);
	EXPECT(hup, 0, "close", p.fd[1]);
	BLOCKS(in, "poll", (long)f, 1, -1);
	BLOCKS(hup, "poll", (long)g, 1, -1);
	assert_int_equal(sim_state(in), MODEL_SLEEPING);
	EXPECT(t, 1, "write", p.fd[1], str(t, "x"), 1);
	assert_int_equal(sim_finish(in), 1);
	assert_int_equal(f->revents, POLLIN);
	assert_true(sim_finish(hup) == SIM_BLOCKED);
	EXPECT(t, 0, "close", p.fd[1]);
	assert_int_equal(sim_finish(hup), 1);
	assert_int_equal(g->revents, POLLHUP);
}

/* A poll counts as a user of the file until it is over. */
static void file_closed_meanwhile(void **state)
{
	struct sim *s = *state;
	struct sim_task *t = init_of(s), *thread = thread_of(t);
	struct pair p = pipe_of(t, 0);
	struct pollfd *f = fds_of(thread, 1, &p, POLLIN);
	long files = sim_live(s, "file");

	BLOCKS(thread, "poll", (long)f, 1, -1);
	EXPECT(t, 0, "close", p.fd[0]);
	assert_int_equal(sim_live(s, "file"), files);
	EXPECT(t, 1, "write", p.fd[1], str(t, "x"), 1);
	/* woken, it finds the number closed: that is an answer, too */
	assert_int_equal(sim_finish(thread), 1);
	assert_int_equal(f->revents, POLLNVAL);
	assert_int_equal(sim_live(s, "file"), files - 1);
}

static void time_goes_by(void **state)
{
	struct sim *s = *state;
	struct sim_task *t = init_of(s);
	struct pair p = pipe_of(t, 0);
	struct pollfd *f = fds_of(t, 1, &p, POLLIN);
	struct timespec *ts = ms_of(t, 1500);
	unsigned long long start = sim_now(s);

	EXPECT(t, 0, "poll", (long)f, 1, 20);
	assert_int_equal(sim_now(s) - start, 20 * MS);
	assert_int_equal(f->revents, 0);
	start = sim_now(s);
	EXPECT(t, 0, "poll", 0, 0, 5);
	assert_int_equal(sim_now(s) - start, 5 * MS);
	start = sim_now(s);
	assert_int_equal(ppoll_of(t, f, ts, NULL), 0);
	assert_int_equal(sim_now(s) - start, 1500 * MS);
	assert_int_equal(ts->tv_sec, 0);		/* nothing is left */
	assert_int_equal(ts->tv_nsec, 0);
}

/* ppoll() tells how much time was left. */
static void time_left(void **state)
{
	struct sim *s = *state;
	struct sim_task *t = init_of(s), *kid;
	struct pair p = pipe_of(t, 0);
	struct timespec *ts;
	struct pollfd *f;

	kid = forked(t);
	f = fds_of(kid, 1, &p, POLLIN);
	ts = ms_of(kid, 2500);
	BEGIN(kid, "ppoll", (long)f, 1, (long)ts, 0, 8);
	sim_sleep(s, 1000 * MS);
	EXPECT(t, 1, "write", p.fd[1], str(t, "x"), 1);
	assert_int_equal(sim_ret(kid), 1);
	assert_int_equal(ts->tv_sec, 1);
	assert_int_equal(ts->tv_nsec, 500000000);
}

/* ------------------------------------------------------------ signals */

static void interrupted(void **state)
{
	struct sim_task *t = init_of(*state), *kid;
	struct pair p = pipe_of(t, 0);
	struct pollfd *f;

	kid = forked(t);
	f = fds_of(kid, 1, &p, POLLIN);
	/* a handler interrupts it, SA_RESTART or not */
	action(kid, SIGUSR1, (void (*)(int))0x1000, SA_RESTART);
	BLOCKS(kid, "poll", (long)f, 1, -1);
	EXPECT(t, 0, "kill", sim_pid(kid, t), SIGUSR1);
	assert_int_equal(sim_finish(kid), -EINTR);
	/* without a handler it goes on, and to the same end */
	BLOCKS(kid, "poll", (long)f, 1, -1);
	EXPECT(t, 0, "kill", sim_pid(kid, t), SIGSTOP);
	assert_int_equal(sim_state(kid), MODEL_STOPPED);
	EXPECT(t, 0, "kill", sim_pid(kid, t), SIGCONT);
	assert_true(sim_finish(kid) == SIM_BLOCKED);
	EXPECT(t, 1, "write", p.fd[1], str(t, "x"), 1);
	assert_int_equal(sim_finish(kid), 1);
	assert_int_equal(f->revents, POLLIN);
}

static void restarted_to_the_same_end(void **state)
{
	struct sim *s = *state;
	struct sim_task *t = init_of(s), *kid = forked(t);
	unsigned long long start = sim_now(s);

	BEGIN(kid, "poll", 0, 0, 100);
	sim_sleep(s, 40 * MS);
	EXPECT(t, 0, "kill", sim_pid(kid, t), SIGSTOP);
	EXPECT(t, 0, "kill", sim_pid(kid, t), SIGCONT);
	assert_int_equal(sim_finish(kid), 0);
	assert_int_equal(sim_now(s) - start, 100 * MS);
	/* stopped beyond the end, it is over when it is continued */
	BEGIN(kid, "poll", 0, 0, 100);
	EXPECT(t, 0, "kill", sim_pid(kid, t), SIGSTOP);
	sim_sleep(s, 500 * MS);
	EXPECT(t, 0, "kill", sim_pid(kid, t), SIGCONT);
	assert_int_equal(sim_ret(kid), 0);
	assert_int_equal(sim_now(s) - start, 600 * MS);
}

/* The mask of a ppoll() is there while it waits, and gone when it returns. */
static void mask_for_the_time(void **state)
{
	struct sim_task *t = init_of(*state), *kid;
	struct pair p = pipe_of(t, 0);
	uint64_t *mask, *old;
	struct pollfd *f;

	kid = forked(t);
	f = fds_of(kid, 1, &p, POLLIN);
	mask = mem(kid, 8);
	old = mem(kid, 8);
	action(kid, SIGUSR1, (void (*)(int))0x1000, 0);
	action(kid, SIGUSR2, (void (*)(int))0x1000, 0);
	*mask = 1UL << (SIGUSR1 - 1);
	EXPECT(kid, 0, "rt_sigprocmask", SIG_BLOCK, (long)mask, 0, 8);
	*mask = 1UL << (SIGUSR2 - 1);
	assert_true(ppoll_of(kid, f, NULL, mask) == SIM_BLOCKED);
	EXPECT(t, 0, "kill", sim_pid(kid, t), SIGUSR2);
	assert_true(sim_finish(kid) == SIM_BLOCKED);
	EXPECT(t, 0, "kill", sim_pid(kid, t), SIGUSR1);
	assert_int_equal(sim_finish(kid), -EINTR);
	assert_int_equal(taken(kid, SIGUSR1), 1);
	assert_int_equal(taken(kid, SIGUSR2), 1);	/* once the old mask was back */
	EXPECT(kid, 0, "rt_sigprocmask", SIG_BLOCK, 0, (long)old, 8);
	assert_true(*old == 1UL << (SIGUSR1 - 1));
	/* the same when nothing interrupts it */
	EXPECT(t, 1, "write", p.fd[1], str(t, "x"), 1);
	assert_int_equal(ppoll_of(kid, f, NULL, mask), 1);
	EXPECT(kid, 0, "rt_sigprocmask", SIG_BLOCK, 0, (long)old, 8);
	assert_true(*old == 1UL << (SIGUSR1 - 1));
}

/* ------------------------------------------------------------ races */

/* Whenever the byte comes, the poll that looks for it ends. */
static void setup_poll_race(struct sim *s)
{
	struct sim_task *t = sim_task_at(s, 0), *kid;
	struct pair p[2] = { pipe_of(t, 0), pipe_of(t, 0) };

	kid = forked(t);
	STEP(kid, "poll", (long)fds_of(kid, 2, p, POLLIN), 2, -1);
	STEP(t, "write", p[0].fd[1], str(t, "x"), 1);
	STEP(t, "write", p[1].fd[1], str(t, "x"), 1);
}

static void check_poll_race(struct sim *s)
{
	long ret = sim_ret(sim_task_at(s, 1));

	if (ret != 1 && ret != 2)
		sim_fail(s, "poll gave %ld", ret);
}

static void poll_and_write(void **state)
{
	const struct race race = { 2, setup_poll_race, check_poll_race };

	explore(*state, &race);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup_618, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_ready), TEST(bad_arguments), TEST(many_files),
		TEST(woken_by_what_was_asked_for), TEST(file_closed_meanwhile),
		TEST(time_goes_by), TEST(time_left), TEST(interrupted),
		TEST(restarted_to_the_same_end), TEST(mask_for_the_time), TEST(poll_and_write),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
