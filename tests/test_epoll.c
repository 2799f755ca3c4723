// SPDX-License-Identifier: GPL-2.0-only
/* Tests of epoll: fs/eventpoll.c. */
#include "files_world.h"

#define MAX 8

/* What an epoll_wait() that does not wait brought: how many, and of each event and data. */
struct got {
	long nr;
	struct epoll_event ev[MAX];
};

static struct got wait_on(struct sim_task *t, int ep, int max)
{
	struct epoll_event *ev = mem(t, sizeof(*ev) * MAX);
	struct got g = { .nr = call(t, "epoll_wait", ep, (long)ev, max, 0) };

	memcpy(g.ev, ev, sizeof(g.ev));
	return g;
}

/* One event with this data, or none (@events 0). */
static void expect_one(struct sim_task *t, int ep, unsigned int events, uint64_t data)
{
	struct got g = wait_on(t, ep, MAX);

	assert_int_equal(g.nr, events ? 1 : 0);
	if (events) {
		assert_int_equal(g.ev[0].events, events);
		assert_int_equal(g.ev[0].data.u64, data);
	}
}

static long ctl(struct sim_task *t, int ep, int op, int fd, unsigned int events, uint64_t data)
{
	struct epoll_event *ev = mem(t, sizeof(*ev));

	ev->events = events;
	ev->data.u64 = data;
	return call(t, "epoll_ctl", ep, op, fd, (long)ev);
}

#define ADD(t, ep, fd, events, data) \
	assert_int_equal(ctl(t, ep, EPOLL_CTL_ADD, fd, events, data), 0)
#define MOD(t, ep, fd, events, data) \
	assert_int_equal(ctl(t, ep, EPOLL_CTL_MOD, fd, events, data), 0)
#define DEL(t, ep, fd) EXPECT(t, 0, "epoll_ctl", ep, EPOLL_CTL_DEL, fd, 0)

static int epoll_of(struct sim_task *t)
{
	return (int)call(t, "epoll_create1", 0);
}

static int eventfd_of(struct sim_task *t, unsigned int n)
{
	return (int)call(t, "eventfd2", n, EFD_NONBLOCK);
}

/* ------------------------------------------------------------ errors */

static void errors_of_ctl(void **state)
{
	struct sim_task *t = init_of(*state);
	int ep = epoll_of(t), fd = eventfd_of(t, 0), other = epoll_of(t);
	int dir = (int)call(t, "open", str(t, "/"), O_RDONLY);
	int path = (int)call(t, "open", str(t, "/"), O_PATH);

	EXPECT(t, -EINVAL, "epoll_create1", 1);
	EXPECT(t, -EINVAL, "epoll_create", 0);
	assert_int_equal(ctl(t, ep, EPOLL_CTL_ADD, ep, EPOLLIN, 0), -EINVAL);
	assert_int_equal(ctl(t, ep, 77, -1, EPOLLIN, 0), -EBADF);
	EXPECT(t, -EFAULT, "epoll_ctl", ep, 77, -1, 0);
	assert_int_equal(ctl(t, ep, 77, fd, EPOLLIN, 0), -EINVAL);
	assert_int_equal(ctl(t, 99, EPOLL_CTL_ADD, fd, EPOLLIN, 0), -EBADF);
	EXPECT(t, -ENOENT, "epoll_ctl", ep, EPOLL_CTL_DEL, fd, 0);
	assert_int_equal(ctl(t, ep, EPOLL_CTL_MOD, fd, EPOLLIN, 0), -ENOENT);
	ADD(t, ep, fd, EPOLLIN, 0);
	assert_int_equal(ctl(t, ep, EPOLL_CTL_ADD, fd, EPOLLIN, 0), -EEXIST);
	/* what can't be polled comes before what is no epoll */
	assert_int_equal(ctl(t, ep, EPOLL_CTL_ADD, dir, EPOLLIN, 0), -EPERM);
	assert_int_equal(ctl(t, ep, EPOLL_CTL_ADD, 0, EPOLLIN, 0), -EPERM);
	assert_int_equal(ctl(t, dir, EPOLL_CTL_ADD, dir, EPOLLIN, 0), -EPERM);
	assert_int_equal(ctl(t, dir, EPOLL_CTL_ADD, ep, EPOLLIN, 0), -EINVAL);
	assert_int_equal(ctl(t, ep, EPOLL_CTL_ADD, path, EPOLLIN, 0), -EBADF);
	/* exclusive: only some bits, only when added, not for instances */
	DEL(t, ep, fd);
	assert_int_equal(ctl(t, ep, EPOLL_CTL_ADD, fd, EPOLLEXCLUSIVE | EPOLLONESHOT, 0), -EINVAL);
	assert_int_equal(ctl(t, ep, EPOLL_CTL_ADD, fd, EPOLLEXCLUSIVE | EPOLLRDHUP, 0), -EINVAL);
	assert_int_equal(ctl(t, ep, EPOLL_CTL_ADD, other, EPOLLEXCLUSIVE | EPOLLIN, 0), -EINVAL);
	ADD(t, ep, fd, EPOLLEXCLUSIVE | EPOLLIN | EPOLLET, 0);
	assert_int_equal(ctl(t, ep, EPOLL_CTL_MOD, fd, EPOLLIN, 0), -EINVAL);
	assert_int_equal(ctl(t, ep, EPOLL_CTL_MOD, fd, EPOLLIN | EPOLLEXCLUSIVE, 0), -EINVAL);
}

static void errors_of_wait(void **state)
{
	struct sim_task *t = init_of(*state);
	int ep = epoll_of(t), fd = eventfd_of(t, 1);
	long ev = (long)mem(t, sizeof(struct epoll_event) * MAX);

	EXPECT(t, -EBADF, "epoll_wait", -1, ev, 0, 0);
	EXPECT(t, -EINVAL, "epoll_wait", ep, ev, 0, 0);
	EXPECT(t, -EINVAL, "epoll_wait", ep, ev, -1, 0);
	EXPECT(t, -EINVAL, "epoll_wait", ep, ev, 0x7fffffff / 12 + 1, 0);
	EXPECT(t, -EINVAL, "epoll_wait", fd, ev, 1, 0);
	EXPECT(t, 0, "epoll_wait", ep, 8, 1, 0);	/* nothing to tell: not looked at */
	ADD(t, ep, fd, EPOLLIN, 5);
	EXPECT(t, -EFAULT, "epoll_wait", ep, 8, 1, 0);
	expect_one(t, ep, EPOLLIN, 5);			/* it was not lost */
	EXPECT(t, -EFAULT, "epoll_pwait", ep, ev, 1, 0, 8, 8);
	EXPECT(t, -EINVAL, "epoll_pwait", ep, ev, 1, 0, ev, 77);
	EXPECT(t, 1, "epoll_pwait", ep, ev, 1, 0, 0, 77);
	EXPECT(t, -EINVAL, "ioctl", ep, 0x1234, 0);
	EXPECT(t, O_RDWR, "fcntl", ep, F_GETFL);
	EXPECT(t, fd + 1, "epoll_create1", O_CLOEXEC);
	EXPECT(t, FD_CLOEXEC, "fcntl", fd + 1, F_GETFD);
	EXPECT(t, fd + 2, "epoll_create", 1);
}

static void no_commands_before_6_9(void **state)
{
	struct sim_task *t = init_of(*state);

	EXPECT(t, -ENOTTY, "ioctl", epoll_of(t), 0x1234, 0);
}

/* ------------------------------------------------------------ level, edge, once */

static void level(void **state)
{
	struct sim_task *t = init_of(*state);
	int ep = epoll_of(t), fd = eventfd_of(t, 0);
	uint64_t n;

	ADD(t, ep, fd, EPOLLIN, 7);
	expect_one(t, ep, 0, 0);
	eventfd_add(t, fd, 1);
	expect_one(t, ep, EPOLLIN, 7);
	expect_one(t, ep, EPOLLIN, 7);
	eventfd_take(t, fd, &n);
	expect_one(t, ep, 0, 0);
	MOD(t, ep, fd, EPOLLIN | EPOLLOUT, 8);
	expect_one(t, ep, EPOLLOUT, 8);
	DEL(t, ep, fd);
	expect_one(t, ep, 0, 0);
}

/* Each event is told once, however long it stays true; two before a look are one. */
static void edge(void **state)
{
	struct sim_task *t = init_of(*state);
	int ep = epoll_of(t), fd = eventfd_of(t, 1);

	ADD(t, ep, fd, EPOLLIN | EPOLLET, 8);
	expect_one(t, ep, EPOLLIN, 8);			/* true when it was added */
	expect_one(t, ep, 0, 0);
	eventfd_add(t, fd, 1);
	expect_one(t, ep, EPOLLIN, 8);
	expect_one(t, ep, 0, 0);
	eventfd_add(t, fd, 1);
	eventfd_add(t, fd, 1);
	expect_one(t, ep, EPOLLIN, 8);
	expect_one(t, ep, 0, 0);
	MOD(t, ep, fd, EPOLLIN | EPOLLET, 9);		/* looks again */
	expect_one(t, ep, EPOLLIN, 9);
	expect_one(t, ep, 0, 0);
}

static void once(void **state)
{
	struct sim_task *t = init_of(*state);
	int ep = epoll_of(t), fd = eventfd_of(t, 1);

	ADD(t, ep, fd, EPOLLIN | EPOLLONESHOT, 10);
	expect_one(t, ep, EPOLLIN, 10);
	eventfd_add(t, fd, 1);
	expect_one(t, ep, 0, 0);
	MOD(t, ep, fd, EPOLLIN | EPOLLONESHOT, 11);
	expect_one(t, ep, EPOLLIN, 11);
	expect_one(t, ep, 0, 0);
}

/* An edge-triggered watcher of a pipe hears of each write, and of the end. */
static void edges_of_a_pipe(void **state)
{
	struct sim_task *t = init_of(*state);
	struct pair p = pipe_of(t, O_NONBLOCK);
	long buf = (long)mem(t, 70000);
	int ep = epoll_of(t);

	ADD(t, ep, p.fd[0], EPOLLIN | EPOLLET, 30);
	expect_one(t, ep, 0, 0);
	EXPECT(t, 1, "write", p.fd[1], buf, 1);
	expect_one(t, ep, EPOLLIN, 30);
	EXPECT(t, 1, "write", p.fd[1], buf, 1);
	expect_one(t, ep, EPOLLIN, 30);
	EXPECT(t, 1, "read", p.fd[0], buf, 1);
	expect_one(t, ep, 0, 0);
	EXPECT(t, 0, "close", p.fd[1]);
	expect_one(t, ep, EPOLLIN | EPOLLHUP, 30);
	expect_one(t, ep, 0, 0);

	p = pipe_of(t, O_NONBLOCK);
	ADD(t, ep, p.fd[1], EPOLLOUT | EPOLLET, 31);
	expect_one(t, ep, EPOLLOUT, 31);
	EXPECT(t, 65536, "write", p.fd[1], buf, 70000);
	expect_one(t, ep, 0, 0);
	EXPECT(t, 100, "read", p.fd[0], buf, 100);
	expect_one(t, ep, 0, 0);			/* no page is free yet */
	EXPECT(t, 4096, "read", p.fd[0], buf, 4096);
	expect_one(t, ep, EPOLLOUT, 31);
	EXPECT(t, 0, "close", p.fd[0]);
	expect_one(t, ep, EPOLLOUT | EPOLLERR, 31);
}

/* More is ready than is asked for: everybody gets his turn. */
static void in_turn(void **state)
{
	struct sim_task *t = init_of(*state);
	int ep = epoll_of(t), fd[5], i;
	const uint64_t order[] = { 0, 1, 2, 3, 4, 0, 1, 2 };
	struct got g;

	for (i = 0; i < 5; i++) {
		fd[i] = eventfd_of(t, 1);
		ADD(t, ep, fd[i], EPOLLIN, (uint64_t)i);
	}
	for (i = 0; i < 8; i += 2) {
		g = wait_on(t, ep, 2);
		assert_int_equal(g.nr, 2);
		assert_int_equal(g.ev[0].data.u64, order[i]);
		assert_int_equal(g.ev[1].data.u64, order[i + 1]);
	}
	EXPECT(t, 0, "close", fd[2]);
	g = wait_on(t, ep, MAX);
	assert_int_equal(g.nr, 4);
	assert_int_equal(g.ev[0].data.u64, 3);
}

/* ------------------------------------------------------------ closing */

/* A descriptor is watched as long as its file is open, under whatever number. */
static void file_outlives_its_number(void **state)
{
	struct sim_task *t = init_of(*state);
	int ep = epoll_of(t), fd = eventfd_of(t, 1), copy = (int)call(t, "dup", fd);

	ADD(t, ep, fd, EPOLLIN, 20);
	EXPECT(t, 0, "close", fd);
	expect_one(t, ep, EPOLLIN, 20);
	EXPECT(t, -EBADF, "epoll_ctl", ep, EPOLL_CTL_DEL, fd, 0);
	ADD(t, ep, copy, EPOLLIN, 21);			/* another number: another item */
	assert_int_equal(wait_on(t, ep, MAX).nr, 2);
	EXPECT(t, fd, "eventfd2", 0, 0);		/* the old number, another file */
	EXPECT(t, -ENOENT, "epoll_ctl", ep, EPOLL_CTL_DEL, fd, 0);
	EXPECT(t, 0, "close", copy);
	expect_one(t, ep, 0, 0);
	assert_int_equal(sim_live(*state, "epitem"), 0);
}

static void instance_is_closed(void **state)
{
	struct sim *s = *state;
	struct sim_task *t = init_of(s);
	int ep = epoll_of(t), fd = eventfd_of(t, 1);

	ADD(t, ep, fd, EPOLLIN, 1);
	assert_int_equal(sim_live(s, "epitem"), 1);
	assert_int_equal(sim_live(s, "eppoll_entry"), 1);
	EXPECT(t, 0, "close", ep);
	assert_int_equal(sim_live(s, "epitem"), 0);
	assert_int_equal(sim_live(s, "eppoll_entry"), 0);
	assert_int_equal(sim_live(s, "eventpoll"), 0);
	assert_int_equal(eventfd_add(t, fd, 1), 8);
}

static void without_memory(void **state)
{
	struct sim *s = *state;
	struct sim_task *t = init_of(s);
	int ep = epoll_of(t), fd = eventfd_of(t, 1);

	sim_inject(s, 1);
	assert_int_equal(ctl(t, ep, EPOLL_CTL_ADD, fd, EPOLLIN, 1), -ENOMEM);
	sim_inject(s, 2);
	assert_int_equal(ctl(t, ep, EPOLL_CTL_ADD, fd, EPOLLIN, 1), -ENOMEM);
	assert_int_equal(sim_live(s, "epitem"), 0);
	sim_inject(s, 3);
	ADD(t, ep, fd, EPOLLIN, 1);
	sim_inject(s, 1);
	EXPECT(t, -ENOMEM, "epoll_create1", 0);
	sim_inject(s, 0);
}

/* ------------------------------------------------------------ nests */

static void instance_watches_instance(void **state)
{
	struct sim_task *t = init_of(*state);
	int top = epoll_of(t), low = epoll_of(t), fd = eventfd_of(t, 0);
	uint64_t n;

	ADD(t, top, low, EPOLLIN, 1);
	assert_int_equal(ctl(t, low, EPOLL_CTL_ADD, top, EPOLLIN, 1), -ELOOP);
	ADD(t, low, fd, EPOLLIN, 2);
	expect_one(t, top, 0, 0);
	eventfd_add(t, fd, 1);
	expect_one(t, top, EPOLLIN, 1);
	expect_one(t, top, EPOLLIN, 1);
	expect_one(t, low, EPOLLIN, 2);
	assert_int_equal(polled(t, top, POLLIN | POLLRDNORM | POLLOUT), POLLIN | POLLRDNORM);
	eventfd_take(t, fd, &n);
	assert_int_equal(polled(t, top, POLLIN), 0);
	expect_one(t, top, 0, 0);
	MOD(t, top, low, EPOLLIN | EPOLLET, 5);
	eventfd_add(t, fd, 1);
	expect_one(t, top, EPOLLIN, 5);
	expect_one(t, top, 0, 0);
	eventfd_add(t, fd, 1);
	expect_one(t, top, EPOLLIN, 5);
	EXPECT(t, 0, "close", low);
	expect_one(t, top, 0, 0);
}

/* Five instances on top of each other at most, wherever the new link is. */
static void depth_of_a_nest(void **state)
{
	struct sim_task *t = init_of(*state);
	int ep[9], i;

	for (i = 0; i < 9; i++)
		ep[i] = epoll_of(t);
	for (i = 0; i < 8; i++)
		assert_int_equal(ctl(t, ep[i + 1], EPOLL_CTL_ADD, ep[i], EPOLLIN, 1),
				 i < 4 ? 0 : i == 4 ? -ELOOP : 0);
	EXPECT(t, 0, "close_range", 3, ~0U, 0);
	for (i = 0; i < 9; i++)
		ep[i] = epoll_of(t);
	for (i = 0; i < 4; i++)
		ADD(t, ep[i], ep[i + 1], EPOLLIN, 1);
	assert_int_equal(ctl(t, ep[4], EPOLL_CTL_ADD, ep[5], EPOLLIN, 1), -ELOOP);
	assert_int_equal(ctl(t, ep[5], EPOLL_CTL_ADD, ep[0], EPOLLIN, 1), -ELOOP);
	assert_int_equal(ctl(t, ep[3], EPOLL_CTL_ADD, ep[0], EPOLLIN, 1), -ELOOP);
	assert_int_equal(ctl(t, ep[3], EPOLL_CTL_ADD, ep[2], EPOLLIN, 1), -ELOOP);
	/* two links to one instance are no loop */
	ADD(t, ep[0], ep[2], EPOLLIN, 1);
}

/* ------------------------------------------------------------ waiting */

static struct sim_task *waiter_of(struct sim_task *t, int ep)
{
	struct sim_task *kid = forked(t);

	BLOCKS(kid, "epoll_wait", ep, (long)mem(kid, sizeof(struct epoll_event)), 1, -1);
	return kid;
}

/* One event wakes one waiter, the youngest; if it was not fetched to the end, the next too. */
static void who_is_woken(void **state)
{
	struct sim_task *t = init_of(*state), *a, *b;
	int ep = epoll_of(t), fd = eventfd_of(t, 0), two = eventfd_of(t, 0);

	ADD(t, ep, fd, EPOLLIN | EPOLLET, 1);
	ADD(t, ep, two, EPOLLIN | EPOLLET, 2);
	a = waiter_of(t, ep);
	b = waiter_of(t, ep);
	eventfd_add(t, fd, 1);
	assert_true(sim_finish(a) == SIM_BLOCKED);
	assert_int_equal(sim_finish(b), 1);
	eventfd_add(t, two, 1);
	assert_int_equal(sim_finish(a), 1);
	/* level: there is enough for all */
	a = waiter_of(t, ep);
	b = waiter_of(t, ep);
	MOD(t, ep, fd, EPOLLIN, 1);
	assert_int_equal(sim_finish(a), 1);
	assert_int_equal(sim_finish(b), 1);
}

static void exclusive_watchers(void **state)
{
	struct sim_task *t = init_of(*state), *a, *b, *c;
	int ep[3], fd = eventfd_of(t, 0), i;

	for (i = 0; i < 3; i++)
		ep[i] = epoll_of(t);
	ADD(t, ep[0], fd, EPOLLIN | EPOLLEXCLUSIVE, 1);
	ADD(t, ep[1], fd, EPOLLIN | EPOLLEXCLUSIVE, 2);
	ADD(t, ep[2], fd, EPOLLIN, 3);
	a = waiter_of(t, ep[0]);
	b = waiter_of(t, ep[1]);
	c = waiter_of(t, ep[2]);
	eventfd_add(t, fd, 1);
	assert_int_equal(sim_finish(a), 1);		/* one of the exclusive ones */
	assert_true(sim_finish(b) == SIM_BLOCKED);
	assert_int_equal(sim_finish(c), 1);		/* and all others */
}

static void time_and_signals(void **state)
{
	struct sim *s = *state;
	struct sim_task *t = init_of(s), *kid = forked(t);
	unsigned long long start = sim_now(s);
	int ep = epoll_of(kid);
	long ev = (long)mem(kid, sizeof(struct epoll_event));
	uint64_t *mask = mem(kid, 8);

	EXPECT(kid, 0, "epoll_wait", ep, ev, 1, 30);
	assert_int_equal(sim_now(s) - start, 30000000);
	action(kid, SIGUSR1, (void (*)(int))0x1000, SA_RESTART);
	BLOCKS(kid, "epoll_wait", ep, ev, 1, -1);
	EXPECT(t, 0, "kill", sim_pid(kid, t), SIGUSR1);
	assert_int_equal(sim_finish(kid), -EINTR);	/* SA_RESTART or not */
	*mask = 1UL << (SIGUSR1 - 1);
	BLOCKS(kid, "epoll_pwait", ep, ev, 1, -1, (long)mask, 8);
	EXPECT(t, 0, "kill", sim_pid(kid, t), SIGUSR1);
	assert_true(sim_finish(kid) == SIM_BLOCKED);
	EXPECT(t, 0, "kill", sim_pid(kid, t), SIGKILL);
	assert_int_equal(sim_state(kid), MODEL_ZOMBIE);
}

/* ------------------------------------------------------------ races */

/* Whatever comes while events are handed out is told then or the next time. */
static void setup_wait_race(struct sim *s)
{
	struct sim_task *t = sim_task_at(s, 0), *kid;
	int ep = epoll_of(t), fd = eventfd_of(t, 0);
	uint64_t *one = mem(t, 8);
	long ev;

	ADD(t, ep, fd, EPOLLIN | EPOLLET, 1);
	kid = forked(t);
	ev = (long)mem(kid, sizeof(struct epoll_event));
	*one = 1;
	STEP(kid, "epoll_wait", ep, ev, 1, -1);
	STEP(t, "write", fd, (long)one, 8);
}

static void check_wait_race(struct sim *s)
{
	if (sim_ret(sim_task_at(s, 1)) != 1)
		sim_fail(s, "epoll_wait gave %ld", sim_ret(sim_task_at(s, 1)));
}

static void wait_and_event(void **state)
{
	const struct race race = { 2, setup_wait_race, check_wait_race };

	explore(*state, &race);
}

/*
 * What becomes ready while events are handed out is kept aside, and is there at the next look:
 * the second descriptor is told once, by one of the two looks.
 */
static void setup_handing_out(struct sim *s)
{
	struct sim_task *t = sim_task_at(s, 0), *kid;
	int ep = epoll_of(t), a = eventfd_of(t, 1), b = eventfd_of(t, 0);
	struct epoll_event *ev;
	uint64_t *one = mem(t, 8);

	ADD(t, ep, a, EPOLLIN | EPOLLET, 1);
	ADD(t, ep, b, EPOLLIN | EPOLLET, 2);
	kid = forked(t);
	ev = mem(kid, sizeof(*ev) * MAX);
	*one = 1;
	STEP(kid, "epoll_wait", ep, (long)ev, MAX, 0);
	STEP(t, "write", b, (long)one, 8);
}

static unsigned int told_then, told_later;

static void check_handing_out(struct sim *s)
{
	struct sim_task *kid = sim_task_at(s, 1);
	long first = sim_ret(kid), second = wait_on(kid, 3, MAX).nr;

	told_then += first == 2;
	told_later += second == 1;
	if (first + second != 2 || first < 1)
		sim_fail(s, "epoll_wait gave %ld, then %ld", first, second);
}

static void event_while_handing_out(void **state)
{
	const struct race race = { 2, setup_handing_out, check_handing_out };

	told_then = told_later = 0;
	explore(*state, &race);
	assert_true(told_then && told_later);
}

/* The watched file and the instance are closed at once. */
static void setup_close_race(struct sim *s)
{
	struct sim_task *t = sim_task_at(s, 0), *thread = thread_of(t);
	int ep = epoll_of(t), fd = eventfd_of(t, 1);

	ADD(t, ep, fd, EPOLLIN, 1);
	STEP(t, "close", ep);
	STEP(thread, "close", fd);
}

static void check_close_race(struct sim *s)
{
	if (sim_live(s, "epitem") || sim_live(s, "eventpoll") || sim_live(s, "eppoll_entry"))
		sim_fail(s, "something of the instance is left");
}

static void both_are_closed(void **state)
{
	const struct race race = { 2, setup_close_race, check_close_race };

	explore(*state, &race);
}

/* The watched file is closed while its event is fetched. */
static void setup_fetch_race(struct sim *s)
{
	struct sim_task *t = sim_task_at(s, 0), *thread = thread_of(t);
	int ep = epoll_of(t), fd = eventfd_of(t, 1);

	ADD(t, ep, fd, EPOLLIN, 1);
	STEP(t, "epoll_wait", ep, (long)mem(t, sizeof(struct epoll_event)), 1, 0);
	STEP(thread, "close", fd);
}

static void check_fetch_race(struct sim *s)
{
	long ret = sim_ret(sim_task_at(s, 0));

	if (ret != 0 && ret != 1)
		sim_fail(s, "epoll_wait gave %ld", ret);
	if (sim_live(s, "epitem"))
		sim_fail(s, "an item outlives its file");
}

static void fetch_and_close(void **state)
{
	const struct race race = { 2, setup_fetch_race, check_fetch_race };

	explore(*state, &race);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup_618, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(errors_of_ctl), TEST(errors_of_wait),
		cmocka_unit_test_setup_teardown(no_commands_before_6_9, setup_51, teardown),
		TEST(level), TEST(edge), TEST(once), TEST(edges_of_a_pipe), TEST(in_turn),
		TEST(file_outlives_its_number), TEST(instance_is_closed), TEST(without_memory),
		TEST(instance_watches_instance), TEST(depth_of_a_nest),
		TEST(who_is_woken), TEST(exclusive_watchers), TEST(time_and_signals),
		TEST(wait_and_event), TEST(event_while_handing_out),
		TEST(both_are_closed), TEST(fetch_and_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
