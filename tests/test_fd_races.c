// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests of descriptors by chance: some tasks, threads and processes, make random calls on the
 * same files under random schedules. There is nothing to expect but that no judge has anything to
 * say: no use after free, no deadlock, nothing left over.
 */
#include "files_world.h"

#define TASKS	3
#define CALLS	25
#define RUNS	6000
#define USER	2048

/* one task of a run: its share of calls, and memory for their arguments */
struct actor {
	struct fuzz *fuzz;
	char *user;
	unsigned int left;
};

struct fuzz {
	struct sim *s;
	uint64_t state;
	struct actor actors[TASKS];
};

static unsigned int rnd(struct fuzz *f, unsigned int n)
{
	f->state ^= f->state << 13;
	f->state ^= f->state >> 7;
	f->state ^= f->state << 17;
	return (unsigned int)(f->state >> 20) % n;
}

static long any_fd(struct fuzz *f)
{
	return 3 + rnd(f, 8);
}

/* ------------------------------------------------------------ calls */

static void make_pair(struct fuzz *f, char *user, long *a)
{
	static const int types[] = { SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET };

	a[0] = AF_UNIX;
	a[1] = types[rnd(f, 3)] | SOCK_NONBLOCK;
	a[3] = (long)user;
}

static void make_pipe(struct fuzz *f, char *user, long *a)
{
	a[0] = (long)user;
	a[1] = O_NONBLOCK;
}

static void make_eventfd(struct fuzz *f, char *user, long *a)
{
	a[0] = rnd(f, 2);
	a[1] = EFD_NONBLOCK;
}

static void make_none(struct fuzz *f, char *user, long *a)
{
}

static void make_fd(struct fuzz *f, char *user, long *a)
{
	a[0] = any_fd(f);
}

static void make_two(struct fuzz *f, char *user, long *a)
{
	a[0] = any_fd(f);
	a[1] = any_fd(f);
}

static void make_range(struct fuzz *f, char *user, long *a)
{
	a[0] = any_fd(f);
	a[1] = a[0] + rnd(f, 3);
	a[2] = rnd(f, 6) ? 0 : 2 * rnd(f, 4);
}

static void make_io(struct fuzz *f, char *user, long *a)
{
	a[0] = any_fd(f);
	user[0] = 1;
	a[1] = (long)user;
	a[2] = rnd(f, 2) ? 8 : 3;
}

static void make_poll(struct fuzz *f, char *user, long *a)
{
	struct pollfd *p = (struct pollfd *)user;
	unsigned int i;

	a[0] = (long)p;
	a[1] = 1 + rnd(f, 5);
	a[2] = rnd(f, 3) ? 0 : 5;
	for (i = 0; i < a[1]; i++) {
		p[i].fd = (int)any_fd(f);
		p[i].events = (short)rnd(f, 0x400);
	}
}

static void make_ctl(struct fuzz *f, char *user, long *a)
{
	struct epoll_event *ev = (struct epoll_event *)user;

	a[0] = any_fd(f);
	a[1] = rnd(f, 5) ? EPOLL_CTL_ADD : 1 + rnd(f, 3);
	a[2] = any_fd(f);
	a[3] = (long)ev;
	ev->events = EPOLLIN | (rnd(f, 2) ? EPOLLOUT : 0) | (rnd(f, 3) ? 0 : EPOLLET) |
		     (rnd(f, 6) ? 0 : EPOLLONESHOT);
}

static void make_wait(struct fuzz *f, char *user, long *a)
{
	a[0] = any_fd(f);
	a[1] = (long)user;
	a[2] = 1 + rnd(f, 4);
	a[3] = rnd(f, 3) ? 0 : 5;
}

static struct msghdr *message(char *user, size_t bytes)
{
	struct msghdr *m = (struct msghdr *)user;
	struct iovec *iov = (struct iovec *)(user + 128);

	iov->iov_base = user + 256;
	iov->iov_len = bytes;
	m->msg_iov = iov;
	m->msg_iovlen = 1;
	m->msg_control = user + 512;
	return m;
}

static void make_send(struct fuzz *f, char *user, long *a)
{
	unsigned int nr = 1 + rnd(f, 3), i;
	struct msghdr *m = message(user, 4);
	struct cmsghdr *c = m->msg_control;

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(nr * sizeof(int));
	for (i = 0; i < nr; i++)
		((int *)CMSG_DATA(c))[i] = (int)any_fd(f);
	m->msg_controllen = CMSG_SPACE(nr * sizeof(int));
	a[0] = any_fd(f);
	a[1] = (long)m;
	a[2] = MSG_DONTWAIT | MSG_NOSIGNAL;
}

static void make_receive(struct fuzz *f, char *user, long *a)
{
	struct msghdr *m = message(user, 8);

	m->msg_controllen = 64;
	a[0] = any_fd(f);
	a[1] = (long)m;
	a[2] = MSG_DONTWAIT | (rnd(f, 4) ? 0 : MSG_PEEK);
}

static void make_shutdown(struct fuzz *f, char *user, long *a)
{
	a[0] = any_fd(f);
	a[1] = rnd(f, 3);
}

static void make_fcntl(struct fuzz *f, char *user, long *a)
{
	a[0] = any_fd(f);
	a[1] = rnd(f, 2) ? F_GETFD : F_DUPFD;
	a[2] = rnd(f, 15);
}

static const struct {
	const char *name;
	void (*make)(struct fuzz *f, char *user, long *a);
} calls[] = {
	{ "pipe2", make_pipe }, { "socketpair", make_pair }, { "eventfd2", make_eventfd },
	{ "epoll_create1", make_none }, { "close", make_fd }, { "close", make_fd },
	{ "dup", make_fd }, { "dup2", make_two }, { "close_range", make_range },
	{ "write", make_io }, { "read", make_io }, { "poll", make_poll },
	{ "epoll_ctl", make_ctl }, { "epoll_ctl", make_ctl }, { "epoll_ctl", make_ctl },
	{ "epoll_wait", make_wait }, { "sendmsg", make_send }, { "recvmsg", make_receive },
	{ "shutdown", make_shutdown }, { "fcntl", make_fcntl },
};
#define NR_CALLS (sizeof(calls) / sizeof(calls[0]))

/* ------------------------------------------------------------ runs */

static int actor_start(void *ctx, struct sim_task *task, struct sim_step *step)
{
	struct actor *actor = ctx;
	unsigned int i = rnd(actor->fuzz, NR_CALLS);

	(void)task;
	if (!actor->left)
		return 0;
	actor->left--;
	memset(actor->user, 0, USER);
	memset(step->args, 0, sizeof(step->args));
	calls[i].make(actor->fuzz, actor->user, step->args);
	step->call = sim_design_call(sim_design_used(actor->fuzz->s), calls[i].name);
	step->may_sleep = 1;
	return 1;
}

static int actor_done(void *ctx, struct sim_task *task)
{
	const struct actor *actor = ctx;

	return sim_task_where(task) != SIM_DEAD && actor->left > 0;
}

static const struct sim_driver actor_driver = { actor_start, actor_done };

/* @refuse: the request, counted from the start of the race, that is refused; 0: none */
static void one_run(struct fuzz *f, unsigned int seed, unsigned int refuse)
{
	struct sim_strategy *strategy = seed % 3 == 2 ? sim_strategy_pct(seed, 4) :
					sim_strategy_random(seed, 1 + seed % 7);
	struct sim_task *init, *t;
	unsigned int i;

	sim_reset(f->s);
	f->state = seed * 0x9e3779b97f4a7c15ULL + 7;
	init = init_of(f->s);
	action(init, SIGPIPE, SIG_IGN, 0);
	for (i = 0; i < TASKS; i++) {
		t = !i ? init : rnd(f, 3) ? thread_of(init) : forked(init);
		f->actors[i] = (struct actor){ f, mem(t, USER), CALLS };
		sim_drive(t, &actor_driver, &f->actors[i]);
	}
	sim_inject(f->s, refuse);
	sim_race(f->s, strategy);
	sim_inject(f->s, 0);
	sim_strategy_free(strategy);
	if (!sim_abandoned(f->s))
		sim_end(f->s);
	if (sim_nr_verdicts(f->s))
		fail_msg("seed %u: %s", seed, sim_explain(f->s));
}

static void random_calls(void **state)
{
	struct fuzz f = { .s = *state };
	unsigned int seed;

	for (seed = 1; seed <= RUNS; seed++)
		one_run(&f, seed, 0);
	sim_reset(f.s);
}

/* The same seeds, but one request for memory or a number is refused. */
static void random_refusals(void **state)
{
	struct fuzz f = { .s = *state };
	unsigned int seed;

	for (seed = 1; seed <= RUNS; seed++)
		one_run(&f, seed, 1 + seed % 97);
	sim_reset(f.s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(random_calls, setup_618, teardown),
		cmocka_unit_test_setup_teardown(random_refusals, setup_618, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
