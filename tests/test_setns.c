// SPDX-License-Identifier: GPL-2.0-only
/*
 * setns() with a handle of a process, and pid namespaces in races. Letters in brackets name the
 * probe of a real 6.18 kernel that says the same, there with a pidfd.
 */
#include <stdio.h>

#include "ids_world.h"

#define ALL_NS (K_NEWUSER | K_NEWNS | K_NEWUTS | K_NEWIPC | K_NEWPID | K_NEWCGROUP | K_NEWNET | \
		K_NEWTIME)

static long open_proc(struct sim_task *t, struct sim_task *target)
{
	char path[32];
	long fd;

	snprintf(path, sizeof(path), "/proc/%d", sim_pid(target, t));
	fd = sim_call(t, "open", ids_str(t, path), K_O_RDONLY, 0);
	assert_true(fd >= 0);
	return fd;
}

static void assert_same_ns(struct sim_task *a, struct sim_task *b, const char *name, int same)
{
	char x[64], y[64];

	assert_true(ids_ns_link(a, 0, name, x, sizeof(x)) > 0);
	assert_true(ids_ns_link(b, 0, name, y, sizeof(y)) > 0);
	assert_int_equal(!strcmp(x, y), same);
}

/* [N1, N2] */
static void test_order(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = ids_fork(w->init), *q = ids_fork(w->init), *r = ids_fork(w->init);
	long fd = open_proc(q, p), dir;

	assert_int_equal(sim_call(q, "setns", 77, K_NEWUTS), -EBADF);
	dir = sim_call(q, "open", ids_str(q, "/proc"), K_O_RDONLY, 0);
	assert_int_equal(sim_call(q, "setns", dir, K_NEWUTS), -EINVAL);
	assert_int_equal(sim_call(q, "setns", fd, 0), -EINVAL);
	assert_int_equal(sim_call(q, "setns", fd, K_NEWUTS | K_VM), -EINVAL);
	assert_int_equal(sim_call(q, "setns", fd, K_NEWUTS), 0);
	/* its own user namespace again */
	assert_int_equal(sim_call(q, "setns", fd, K_NEWUSER), -EINVAL);
	/* a zombie is in none any more; flags are looked at before */
	sim_call(p, "exit_group", 0);
	assert_int_equal(sim_call(q, "setns", fd, K_NEWUTS), -ESRCH);
	ids_reap(w->init, p, 0);
	assert_int_equal(sim_call(q, "setns", fd, K_NEWUTS), -ESRCH);
	assert_int_equal(sim_call(q, "setns", fd, 0), -EINVAL);
	/* no right to look at it */
	assert_int_equal(sim_call(q, "setuid", 1000), 0);
	fd = open_proc(q, r);
	assert_int_equal(sim_call(q, "setns", fd, K_NEWUTS), -EPERM);
}

static void test_all_at_once(void **state)
{
	static const char *const names[] = { "user", "mnt", "uts", "ipc", "cgroup", "net", "time" };
	struct ids *w = *state;
	struct sim_task *p, *q = ids_fork(w->init), *c;
	unsigned int i;
	long fd;

	assert_int_equal(sim_call(w->init, "unshare", K_NEWTIME), 0);
	p = ids_clone(w->init, ALL_NS & ~K_NEWTIME);
	fd = open_proc(q, p);
	assert_int_equal(sim_call(q, "setns", fd, ALL_NS), 0);
	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		assert_same_ns(q, p, names[i], 1);
		assert_same_ns(q, w->init, names[i], 0);
	}
	assert_same_ns(q, p, "pid", 0);
	c = ids_fork(q);
	assert_int_equal(sim_pid(c, p), 2);
	assert_int_equal(sim_call(q, "setns", fd, K_NEWUSER), -EINVAL);
}

/* nothing of it if one can't be */
static void test_all_or_nothing(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = ids_clone(w->init, K_NEWPID | K_NEWUTS), *q, *r;
	struct sim_task *top = ids_clone(w->init, K_NEWUTS);
	long fd, up;

	q = ids_fork(w->init);
	fd = open_proc(q, p);
	up = open_proc(q, top);
	assert_int_equal(sim_call(q, "setns", fd, K_NEWPID), 0);
	r = ids_fork(q);
	/* from in there the pid namespace of the other is above */
	assert_int_equal(sim_call(r, "setns", up, K_NEWPID | K_NEWUTS), -EINVAL);
	assert_same_ns(q, w->init, "uts", 1);
	assert_int_equal(sim_call(r, "setns", up, K_NEWUTS), 0);
	assert_same_ns(q, top, "uts", 0);
	/* up to itself is no way back for its children, but for itself */
	assert_int_equal(sim_call(q, "setns", open_proc(q, q), K_NEWPID), 0);
	ids_thread(q);
	assert_int_equal(sim_call(q, "setns", fd, K_NEWUTS | K_NEWTIME), -EUSERS);
	assert_same_ns(q, p, "uts", 0);
	assert_int_equal(sim_call(q, "setns", fd, K_NEWUTS), 0);
	assert_same_ns(q, p, "uts", 1);
	/* the namespace that it is in, not the one of its children */
	assert_int_equal(sim_call(p, "unshare", K_NEWPID), 0);
	r = ids_fork(p);
	assert_int_equal(sim_call(q, "setns", fd, K_NEWPID), 0);
	assert_int_equal(sim_pid(ids_fork(q), r), 0);
}

/* each allocation refused in turn: nothing changed, nothing left */
static void test_nomem(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = ids_clone(w->init, ALL_NS & ~K_NEWTIME), *q = ids_fork(w->init);
	long fd = open_proc(q, p), ret = -1;
	unsigned int n;

	for (n = 1; n < 30 && ret < 0; n++) {
		sim_inject(w->sim, n);
		ret = sim_call(q, "setns", fd, ALL_NS & ~K_NEWTIME);
		sim_inject(w->sim, 0);
		assert_true(!ret || ret == -ENOMEM || ret == -EINVAL);
		if (ret)
			assert_same_ns(q, w->init, "uts", 1);
	}
	assert_true(!ret && n > 2);
	assert_same_ns(q, p, "uts", 1);
}

static void test_open_namespace(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = ids_clone(w->init, K_NEWPID);
	unsigned int n;
	long fd = -1;

	assert_int_equal(sim_call(w->init, "test_open_pidns", 99), -ESRCH);
	for (n = 1; n < 20 && fd < 0; n++) {
		sim_inject(w->sim, n);
		fd = sim_call(w->init, "test_open_pidns", 2);
		sim_inject(w->sim, 0);
		assert_true(fd == -ENOMEM || fd == -EMFILE || fd == -ENFILE || fd >= 0);
	}
	assert_true(n > 3);
	assert_int_equal(sim_call(w->init, "setns", fd, K_NEWPID), 0);
	assert_int_equal(sim_pid(ids_fork(w->init), p), 2);
	/* closed on exec */
	p = ids_fork(w->init);
	fd = sim_call(p, "test_open_pidns", 1);
	assert_true(fd >= 0);
	assert_int_equal(sim_call(p, "fcntl", fd, 1, 0), 1);
	for (n = 1; n < 20; n++) {
		long up;

		sim_inject(w->sim, n);
		up = sim_call(p, "ioctl", fd, 0xb701L, 0);
		sim_inject(w->sim, 0);
		if (up >= 0)
			break;
		assert_true(up == -ENOMEM || up == -EMFILE || up == -ENFILE);
	}
	assert_true(n > 3 && n < 20);
}

/* ------------------------------------------------------------ races */

enum { BORN, REFUSED };

/*
 * init of a namespace dies while somebody in it, and somebody who is bound for it, make
 * children: those are never made, or die with it.
 */
static void death_setup(struct ids_race *race, struct sim *s)
{
	struct sim_task *init = sim_task_at(s, 0), *x = ids_fork(init), *i, *a;

	sim_call(x, "unshare", K_NEWPID);
	i = ids_fork(x);
	a = ids_fork(i);
	ids_step(race, 0, i, "exit_group", 3);
	if (race->seen[7]) {
		ids_step(race, 1, a, "fork");
	} else {
		ids_step(race, 1, x, "fork");
		ids_step(race, 1, x, "wait4", -1, 0, 0x40000000, 0);
	}
	race->lane[1].step[1].may_sleep = 1;
}

static void death_check(struct ids_race *race, struct sim *s)
{
	struct sim_task *x = sim_task_at(s, 1);
	/* 0: it died before it could try */
	long made = race->lane[1].ret[0];

	assert_true(made >= 0 || made == -ENOMEM || made == SIM_NO_RETURN);
	race->seen[made > 0 ? BORN : REFUSED]++;
	sim_settle(s);
	while (ids_wait(x, -1, NULL, K_WNOHANG) > 0)
		;
	assert_int_equal(sim_call(x, "fork"), -ENOMEM);
	sim_settle(s);
	assert_int_equal(sim_live(s, "pid"), 2);
}

static void test_death_of_init(void **state)
{
	struct ids_race race = { .bound = 1, .setup = death_setup, .check = death_check };
	static const unsigned int releases[] = { LINUX(5, 1), LINUX(6, 12), LINUX(6, 18) };
	unsigned int i;

	for (i = 0; i < 6; i++) {
		memset(race.seen, 0, sizeof(race.seen));
		race.release = releases[i / 2];
		race.seen[7] = i & 1;
		ids_explore(*state, &race);
		assert_true(race.seen[BORN] && race.seen[REFUSED]);
	}
}

/* two threads of a namespace's init end at once: the last one takes it down, whichever that is */
static void threads_setup(struct ids_race *race, struct sim *s)
{
	struct sim_task *init = sim_task_at(s, 0), *i = ids_clone(init, K_NEWPID);
	struct sim_task *t = ids_thread(i);

	ids_fork(i);
	ids_step(race, 0, i, "exit", 1);
	ids_step(race, 1, t, "exit", 2);
	ids_step(race, 2, init, "wait4", 2, 0, 0, 0);
}

static void threads_check(struct ids_race *race, struct sim *s)
{
	assert_int_equal(race->lane[2].ret[0], 2);
	sim_settle(s);
	assert_int_equal(sim_live(s, "pid"), 1);
	assert_int_equal(sim_live(s, "pid_namespace"), 0);
	race->seen[0]++;
}

static void test_threads_of_init(void **state)
{
	struct ids_race race = { .bound = 1, .setup = threads_setup, .check = threads_check };

	race.release = LINUX(6, 12);
	ids_explore(*state, &race);
	race.release = LINUX(6, 18);
	ids_explore(*state, &race);
	assert_true(race.seen[0] > 20);
}

/* setns() by the handle of a process that goes: it works, or there is no such process */
static void leave_setup(struct ids_race *race, struct sim *s)
{
	struct sim_task *init = sim_task_at(s, 0), *q = ids_fork(init);
	struct sim_task *p = ids_clone(init, K_NEWUTS | K_NEWUSER);

	ids_step(race, 0, p, "exit_group", 0);
	ids_step(race, 1, q, "setns", open_proc(q, p), K_NEWUSER | K_NEWUTS);
	ids_step(race, 2, init, "wait4", 3, 0, 0, 0);
}

static void leave_check(struct ids_race *race, struct sim *s)
{
	long ret = race->lane[1].ret[0];

	assert_true(!ret || ret == -ESRCH);
	race->seen[!ret]++;
}

static void test_setns_race(void **state)
{
	struct ids_race race = {
		.release = LINUX(6, 18), .bound = 1, .setup = leave_setup, .check = leave_check,
	};

	ids_explore(*state, &race);
	assert_true(race.seen[0] && race.seen[1]);
}

#define HANDLE_TEST(f) cmocka_unit_test_setup_teardown(f, ids_setup_handle, ids_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		HANDLE_TEST(test_order),
		HANDLE_TEST(test_all_at_once),
		HANDLE_TEST(test_all_or_nothing),
		HANDLE_TEST(test_nomem),
		HANDLE_TEST(test_open_namespace),
		HANDLE_TEST(test_death_of_init),
		HANDLE_TEST(test_threads_of_init),
		HANDLE_TEST(test_setns_race),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
