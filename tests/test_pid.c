// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pid numbers: handing out, coming back, asking for one; groups and sessions.
 * Letters in brackets name the probe of a real 6.18 kernel that says the same.
 */
#include <stdio.h>

#include "ids_world.h"

static void test_in_order(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = ids_fork(w->init), *q = ids_fork(p), *t;

	assert_int_equal(sim_pid(p, NULL), 2);
	assert_int_equal(sim_pid(q, NULL), 3);
	assert_int_equal(sim_call(q, "getpid"), 3);
	assert_int_equal(sim_call(q, "getppid"), 2);
	assert_int_equal(sim_call(w->init, "getppid"), 0);
	/* a thread takes a number as well [T15] */
	t = ids_thread(q);
	assert_int_equal(sim_call(t, "gettid"), 4);
	assert_int_equal(sim_call(t, "getpid"), 3);
	assert_int_equal(sim_call(t, "getppid"), 2);
	assert_int_equal(sim_pid(ids_fork(p), NULL), 5);
}

/* the lowest limit there is: one number, 300, comes again and again [T13, T14] */
static void test_smallest_limit(void **state)
{
	struct ids *w = *state;
	struct sim_task *p;
	int i;

	assert_int_equal(ids_write(w->init, PID_MAX, "300"), -EINVAL);
	assert_int_equal(ids_write(w->init, PID_MAX, "4194305"), -EINVAL);
	assert_int_equal(ids_write(w->init, PID_MAX, "301"), 3);
	assert_int_equal(ids_number(w->init, PID_MAX), 301);
	assert_int_equal(ids_write(w->init, LAST_PID, "299"), 3);
	for (i = 0; i < 3; i++) {
		p = ids_fork(w->init);
		assert_int_equal(sim_pid(p, NULL), 300);
		assert_int_equal(sim_call(w->init, "fork"), -EAGAIN);
		ids_reap(w->init, p, 0);
	}
}

/* before the first turn low numbers are handed out, afterwards they stay free */
static void test_wrap(void **state)
{
	struct ids *w = *state;
	struct sim_task *low = ids_fork(w->init);
	int want[] = { 308, 309, 300, 301 };
	unsigned int i;

	assert_int_equal(ids_write(w->init, PID_MAX, "310"), 3);
	assert_int_equal(ids_write(w->init, LAST_PID, "307"), 3);
	for (i = 0; i < 4; i++)
		assert_int_equal(sim_pid(ids_fork(w->init), NULL), want[i]);
	/* a number below the cursor is free; only the cursor, set low, gets at it [T9e] */
	ids_reap(w->init, low, 0);
	assert_int_equal(ids_write(w->init, LAST_PID, "0"), 1);
	assert_int_equal(sim_pid(ids_fork(w->init), NULL), 2);
	/* a lower limit does nothing to who is above it [T14b] */
	assert_int_equal(ids_write(w->init, PID_MAX, "301"), 3);
	assert_int_equal(sim_call(w->init, "kill", 309, 0), 0);
}

static void test_last_pid(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = ids_fork(w->init);

	assert_int_equal(ids_number(w->init, LAST_PID), 2);
	assert_int_equal(ids_write(w->init, LAST_PID, "-1"), -EINVAL);
	assert_int_equal(ids_write(w->init, LAST_PID, "4194305"), -EINVAL);
	assert_int_equal(ids_write(w->init, LAST_PID, "4194304"), 7);
	assert_int_equal(ids_number(w->init, LAST_PID), 4194304);
	/* there is nothing behind the end: around to 300 */
	assert_int_equal(sim_pid(ids_fork(w->init), NULL), 300);
	assert_int_equal(sim_call(p, "setuid", 1000), 0);
	assert_int_equal(ids_write(p, LAST_PID, "5"), -EPERM);
	assert_int_equal(ids_write(p, PID_MAX, "400"), -EACCES);
	assert_int_equal(ids_number(p, LAST_PID), 300);
}

/* before 6.14 one limit for all, 32768 where there are few CPUs */
static void test_global_limit(void **state)
{
	struct ids *w = *state;
	struct sim_task *p;

	ids_boot(w, LINUX(6, 12));
	assert_int_equal(ids_number(w->init, PID_MAX), 32768);
	p = ids_clone(w->init, K_NEWPID);
	assert_int_equal(ids_write(p, PID_MAX, "400"), 3);
	assert_int_equal(ids_number(w->init, PID_MAX), 400);
}

static void test_own_limit(void **state)
{
	struct ids *w = *state;
	struct sim_task *p;

	assert_int_equal(ids_number(w->init, PID_MAX), 4194304);
	assert_int_equal(ids_write(w->init, PID_MAX, "301"), 3);
	/* a new namespace starts with the greatest whatever its parent has [T16] */
	p = ids_clone(w->init, K_NEWPID);
	assert_int_equal(ids_number(p, PID_MAX), 4194304);
	assert_int_equal(ids_write(p, PID_MAX, "400"), 3);
	assert_int_equal(ids_number(w->init, PID_MAX), 301);
	/* but each level's limit holds at that level */
	assert_int_equal(ids_write(w->init, LAST_PID, "299"), 3);
	assert_int_equal(sim_call(p, "fork"), 2);
	assert_int_equal(sim_call(p, "fork"), -EAGAIN);
	assert_int_equal(ids_number(p, LAST_PID), 3);
}

static void test_set_tid(void **state)
{
	struct ids *w = *state;
	struct sim_task *p;

	assert_int_equal(ids_clone3(w->init, 0, (int[]){ 50 }, 1), 50);
	/* the cursor stays where it was [T2b] */
	assert_int_equal(sim_call(w->init, "fork"), 2);
	assert_int_equal(ids_clone3(w->init, 0, (int[]){ 50 }, 1), -EEXIST);
	assert_int_equal(ids_clone3(w->init, 0, (int[]){ 0 }, 1), -EINVAL);
	assert_int_equal(ids_clone3(w->init, 0, (int[]){ -5 }, 1), -EINVAL);
	assert_int_equal(ids_clone3(w->init, 0, (int[]){ 4194304 }, 1), -EINVAL);
	assert_int_equal(ids_clone3(w->init, 0, (int[]){ 60, 61 }, 2), -EINVAL);
	p = ids_fork(w->init);
	assert_int_equal(sim_call(p, "setuid", 1000), 0);
	/* the range comes before the right, the right before what is taken [T7] */
	assert_int_equal(ids_clone3(p, 0, (int[]){ 4194304 }, 1), -EINVAL);
	assert_int_equal(ids_clone3(p, 0, (int[]){ 50 }, 1), -EPERM);
}

/* one number a level, innermost first; what was not asked for is chosen */
static void test_set_tid_levels(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = ids_clone(w->init, K_NEWPID), *q;

	assert_int_equal(ids_clone3(p, 0, (int[]){ 7, 77 }, 2), 7);
	assert_int_equal(sim_call(w->init, "kill", 77, 0), 0);
	assert_int_equal(ids_clone3(p, 0, (int[]){ 8 }, 1), 8);
	assert_int_equal(ids_clone3(p, 0, (int[]){ 9, 77 }, 2), -EEXIST);
	assert_int_equal(ids_clone3(p, 0, (int[]){ 9, 78, 79 }, 3), -EINVAL);
	assert_int_equal(ids_clone3(p, 0, (int[]){ 9, 79 }, 2), 9);
	/* the first process of a namespace can be nothing but 1 [T6] */
	assert_int_equal(ids_clone3(w->init, K_NEWPID, (int[]){ 2 }, 1), -EINVAL);
	assert_int_equal(ids_clone3(w->init, K_NEWPID, (int[]){ 1, 90 }, 2), 90);
	q = sim_find(w->init, 90);
	assert_int_equal(sim_pid(q, NULL), 1);
}

/* what an inner level gave is given back, its cursor is not: only in an empty namespace */
static void test_failure_keeps_cursor(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = ids_clone(w->init, K_NEWPID);

	assert_int_equal(ids_write(w->init, PID_MAX, "301"), 3);
	assert_int_equal(ids_write(w->init, LAST_PID, "299"), 3);
	assert_int_equal(ids_clone3(w->init, 0, NULL, 0), 300);
	assert_int_equal(sim_call(p, "fork"), -EAGAIN);
	assert_int_equal(sim_call(p, "fork"), -EAGAIN);
	assert_int_equal(ids_number(p, LAST_PID), 3);
	assert_int_equal(sim_call(w->init, "unshare", K_NEWPID), 0);
	assert_int_equal(sim_call(w->init, "fork"), -EAGAIN);
	ids_reap(w->init, sim_find(w->init, 300), 0);
	assert_int_equal(sim_call(w->init, "fork"), 300);
	assert_int_equal(sim_pid(sim_find(w->init, 300), NULL), 1);
}

/* a group or session keeps its number, a handle or a zombie's waiter does not [D5, D6] */
static void test_group_keeps_number(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = ids_fork(w->init), *q = ids_fork(p);

	assert_int_equal(sim_call(p, "setpgid", 0, 0), 0);
	assert_int_equal(sim_call(q, "setpgid", 0, 2), 0);
	ids_reap(w->init, p, 0);
	assert_int_equal(sim_call(w->init, "kill", 2, 0), -ESRCH);
	assert_int_equal(sim_call(w->init, "kill", -2, 0), 0);
	assert_int_equal(ids_clone3(w->init, 0, (int[]){ 2 }, 1), -EEXIST);
	assert_int_equal(sim_call(q, "getpgid", 0), 2);
	ids_reap(w->init, q, 0);
	assert_int_equal(ids_clone3(w->init, 0, (int[]){ 2 }, 1), 2);
	/* it is a new life, and no group leader */
	assert_int_equal(sim_call(w->init, "kill", -2, 0), -ESRCH);
}

static void test_setpgid_order(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = ids_fork(w->init), *c = ids_fork(p), *s = ids_fork(p);
	struct sim_task *x = ids_fork(p), *t = ids_thread(c);

	assert_int_equal(sim_call(p, "setpgid", 999, -1), -EINVAL);
	assert_int_equal(sim_call(p, "setpgid", -1, 0), -EINVAL);
	assert_int_equal(sim_call(p, "setpgid", 999, 0), -ESRCH);
	assert_int_equal(sim_call(p, "setpgid", sim_pid(t, p), 0), -EINVAL);
	/* not a child */
	assert_int_equal(sim_call(p, "setpgid", 1, 0), -ESRCH);
	assert_int_equal(sim_call(c, "setpgid", sim_pid(s, c), 0), -ESRCH);
	/* a child in another session; one that has called execve() */
	assert_int_equal(sim_call(s, "setsid"), sim_pid(s, NULL));
	assert_int_equal(sim_call(p, "setpgid", sim_pid(s, p), 0), -EPERM);
	assert_int_equal(sim_call(s, "setpgid", 0, 0), -EPERM);
	assert_int_equal(sim_call(x, "execve", ids_str(x, "/bin/true"), 0, 0), 0);
	assert_int_equal(sim_call(p, "setpgid", sim_pid(x, p), 0), -EACCES);
	/* a group that there is not, or not in this session */
	assert_int_equal(sim_call(p, "setpgid", sim_pid(c, p), 999), -EPERM);
	assert_int_equal(sim_call(p, "setpgid", sim_pid(c, p), sim_pid(s, p)), -EPERM);
	assert_int_equal(sim_call(p, "setpgid", sim_pid(c, p), 0), 0);
	assert_int_equal(sim_call(p, "getpgid", sim_pid(c, p)), sim_pid(c, p));
	assert_int_equal(sim_call(p, "setpgid", 0, sim_pid(c, p)), 0);
	assert_int_equal(sim_call(p, "getpgrp"), sim_pid(c, p));
	/* a zombie is a child as good as any */
	sim_call(c, "exit_group", 0);
	assert_int_equal(sim_call(p, "setpgid", 0, 0), 0);
	assert_int_equal(sim_call(p, "setpgid", sim_pid(c, p), sim_pid(p, p)), 0);
}

static void test_sessions(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = ids_fork(w->init), *q = ids_fork(p);

	assert_int_equal(sim_call(p, "getsid", 0), sim_call(w->init, "getsid", 0));
	assert_int_equal(sim_call(p, "getsid", 999), -ESRCH);
	assert_int_equal(sim_call(p, "getpgid", 999), -ESRCH);
	assert_int_equal(sim_call(p, "getpgid", -1), -ESRCH);
	assert_int_equal(sim_call(p, "setsid"), 2);
	assert_int_equal(sim_call(p, "setsid"), -EPERM);
	assert_int_equal(sim_call(p, "getsid", 0), 2);
	assert_int_equal(sim_call(p, "getpgrp"), 2);
	/* a group leader can't, nor can it while its number names somebody's group [E3, E6] */
	assert_int_equal(sim_call(q, "setpgid", 0, 0), 0);
	assert_int_equal(sim_call(q, "setsid"), -EPERM);
	p = ids_fork(q);
	assert_int_equal(sim_call(p, "setpgid", 0, sim_pid(q, p)), 0);
	assert_int_equal(sim_call(q, "setpgid", 0, sim_call(w->init, "getpgrp")), 0);
	assert_int_equal(sim_call(q, "setsid"), -EPERM);
	ids_reap(q, p, 0);
	assert_int_equal(sim_call(q, "setsid"), sim_pid(q, NULL));
}

/* a world's first task leads the session and the group 0 of nobody, or its own: never a crash */
static void test_init_ids(void **state)
{
	struct ids *w = *state;

	assert_true(sim_call(w->init, "getsid", 0) >= 0);
	assert_int_equal(sim_call(w->init, "getpgid", 1), sim_call(w->init, "getpgrp"));
	assert_int_equal(sim_call(w->init, "getpid"), 1);
}

/* each allocation of fork() refused in turn: an errno, and nothing left behind */
static void test_fork_nomem(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = ids_clone(w->init, K_NEWPID);
	unsigned int n, live;
	long ret = -1;

	live = (unsigned int)sim_live(w->sim, "pid");
	for (n = 1; ret < 0 && n < 100; n++) {
		sim_inject(w->sim, n);
		ret = sim_call(p, "fork");
		sim_inject(w->sim, 0);
		if (ret < 0) {
			assert_int_equal(ret, -ENOMEM);
			sim_settle(w->sim);
			assert_int_equal(sim_live(w->sim, "pid"), live);
		}
	}
	assert_true(n > 2);
	assert_true(ret > 0);
}

static void test_sizes(void **state)
{
	struct ids *w = *state;
	const struct model_count *c;
	unsigned int i, n, found = 0;

	ids_clone(w->init, K_NEWPID);
	n = sim_counts(w->sim, &c);
	for (i = 0; i < n; i++)
		if (!strcmp(c[i].cache, "pid") && c[i].size == 48)
			found++;
	assert_int_equal(found, 1);
	/* all levels count together */
	assert_int_equal(sim_live(w->sim, "pid"), 2);
}

/* exec by a thread that does not lead: it has the leader's number, its own is free */
static void test_exec_swaps(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = ids_fork(w->init), *t = ids_thread(p);

	assert_int_equal(sim_call(t, "execve", ids_str(t, "/bin/true"), 0, 0), 0);
	assert_int_equal(sim_task_where(p), SIM_DEAD);
	assert_int_equal(sim_call(t, "getpid"), 2);
	assert_int_equal(sim_call(t, "gettid"), 2);
	assert_int_equal(sim_call(w->init, "kill", 3, 0), -ESRCH);
	assert_int_equal(sim_call(w->init, "kill", 2, 0), 0);
	assert_int_equal(ids_clone3(w->init, 0, (int[]){ 3 }, 1), 3);
	assert_int_equal(ids_reap(w->init, t, 5), 5 << 8);
}

/* ------------------------------------------------------------ races */

enum { GAP, PLAIN };

/*
 * init waits for 2, which has a group of its own; K looks whether there is such a group
 * (under tasklist_lock, unlike kill() of a process), then asks for the number.
 */
static void window_setup(struct ids_race *race, struct sim *s)
{
	struct sim_task *init = sim_task_at(s, 0), *p = ids_fork(init), *k = ids_fork(init);
	uint64_t *args = sim_scratch(k, 88);
	int *tid = sim_scratch(k, sizeof(*tid));

	*tid = 2;
	args[4] = K_CHLD;
	args[8] = (uint64_t)tid;
	args[9] = 1;
	sim_call(p, "setpgid", 0, 0);
	sim_call(p, "exit_group", 0);
	ids_step(race, 0, init, "wait4", 2);
	ids_step(race, 1, k, "kill", -2, 0);
	ids_step(race, 1, k, "clone3", (long)args, 88);
}

static void window_check(struct ids_race *race, struct sim *s)
{
	const long *k = race->lane[1].ret;

	if (k[0] == -ESRCH && k[1] == -EEXIST)
		race->seen[GAP]++;
	if (k[0] == -ESRCH && k[1] == 2)
		race->seen[PLAIN]++;
}

/* before 6.15 a number is freed under the lock that makes it unreachable, since then after it */
static void test_number_freed_later(void **state)
{
	struct ids_race race = {
		.release = LINUX(6, 12), .bound = 2, .setup = window_setup, .check = window_check,
	};

	assert_true(ids_explore(*state, &race) > 10);
	assert_int_equal(race.seen[GAP], 0);
	assert_true(race.seen[PLAIN] > 0);
	race.release = LINUX(6, 18);
	assert_true(ids_explore(*state, &race) > 10);
	assert_true(race.seen[GAP] > 0);
}

/* two ask for the same number, a third takes what comes */
static void numbers_setup(struct ids_race *race, struct sim *s)
{
	struct sim_task *init = sim_task_at(s, 0), *t;
	unsigned int i;

	for (i = 0; i < 2; i++) {
		uint64_t *args;
		int *tid;

		t = ids_fork(init);
		args = sim_scratch(t, 88);
		tid = sim_scratch(t, sizeof(*tid));
		*tid = 5;
		args[4] = K_CHLD;
		args[8] = (uint64_t)tid;
		args[9] = 1;
		ids_step(race, i, t, "clone3", (long)args, 88);
	}
	t = ids_fork(init);
	ids_step(race, 2, t, "fork");
}

static void numbers_check(struct ids_race *race, struct sim *s)
{
	long a = race->lane[0].ret[0], b = race->lane[1].ret[0], c = race->lane[2].ret[0];

	assert_true(c == 5 || c == 6);
	assert_int_equal((a == 5) + (b == 5) + (c == 5), 1);
	assert_true(a == 5 || a == -EEXIST);
	assert_true(b == 5 || b == -EEXIST);
	race->seen[a == 5 ? 0 : b == 5 ? 1 : 2]++;
}

static void test_numbers_race(void **state)
{
	struct ids_race race = {
		.release = LINUX(6, 18), .bound = 1,
		.setup = numbers_setup, .check = numbers_check,
	};

	ids_explore(*state, &race);
	assert_true(race.seen[0] && race.seen[1] && race.seen[2]);
}

/* a group's last member leaves while somebody wants to join: in it, or EPERM, and no third way */
static void join_setup(struct ids_race *race, struct sim *s)
{
	struct sim_task *init = sim_task_at(s, 0), *a = ids_fork(init), *b = ids_fork(init);

	sim_call(a, "setpgid", 0, 0);
	ids_step(race, 0, a, "setpgid", 0, sim_call(init, "getpgrp"));
	ids_step(race, 1, b, "setpgid", 0, 2);
	ids_step(race, 1, b, "getpgrp");
}

static void join_check(struct ids_race *race, struct sim *s)
{
	const long *b = race->lane[1].ret;

	assert_int_equal(race->lane[0].ret[0], 0);
	assert_true((b[0] == 0 && b[1] == 2) || (b[0] == -EPERM && b[1] == 1));
	race->seen[b[0] == 0]++;
}

static void test_join_race(void **state)
{
	struct ids_race race = {
		.release = LINUX(6, 18), .bound = 2, .setup = join_setup, .check = join_check,
	};

	ids_explore(*state, &race);
	assert_true(race.seen[0] && race.seen[1]);
}

#define IDS_TEST(f) cmocka_unit_test_setup_teardown(f, ids_setup, ids_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IDS_TEST(test_in_order),
		IDS_TEST(test_smallest_limit),
		IDS_TEST(test_wrap),
		IDS_TEST(test_last_pid),
		IDS_TEST(test_global_limit),
		IDS_TEST(test_own_limit),
		IDS_TEST(test_set_tid),
		IDS_TEST(test_set_tid_levels),
		IDS_TEST(test_failure_keeps_cursor),
		IDS_TEST(test_group_keeps_number),
		IDS_TEST(test_setpgid_order),
		IDS_TEST(test_sessions),
		IDS_TEST(test_init_ids),
		IDS_TEST(test_fork_nomem),
		IDS_TEST(test_sizes),
		IDS_TEST(test_exec_swaps),
		IDS_TEST(test_number_freed_later),
		IDS_TEST(test_numbers_race),
		IDS_TEST(test_join_race),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
