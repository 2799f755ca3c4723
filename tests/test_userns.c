// SPDX-License-Identifier: GPL-2.0-only
/* User namespaces: who one is in them, their maps, and what rights they give. */
#include <stdio.h>

#include "ids_world.h"

#define NS_GET_USERNS		0xb701L
#define NS_GET_PARENT		0xb702L
#define NS_GET_OWNER_UID	0xb704L

/* a process of uid and gid 1000 */
static struct sim_task *somebody(struct ids *w)
{
	struct sim_task *p = ids_fork(w->init);

	assert_int_equal(sim_call(p, "setgid", 1000), 0);
	assert_int_equal(sim_call(p, "setuid", 1000), 0);
	assert_int_equal(sim_call(p, "prctl", 4, 1, 0, 0, 0), 0);
	return p;
}

static long write_of(struct sim_task *t, struct sim_task *target, const char *file,
		     const char *text)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", sim_pid(target, t), file);
	return ids_write(t, path, text);
}

static void test_before_a_map(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = somebody(w);
	char a[64], b[64];

	ids_ns_link(p, 0, "user", a, sizeof(a));
	assert_string_equal(a, "user:[4026531837]");
	assert_int_equal(sim_call(p, "unshare", K_NEWUSER), 0);
	ids_ns_link(p, 0, "user", b, sizeof(b));
	assert_string_not_equal(a, b);
	/* nobody in particular */
	assert_int_equal(sim_call(p, "getuid"), 65534);
	assert_int_equal(sim_call(p, "getegid"), 65534);
	assert_int_equal(sim_call(p, "setuid", 0), -EINVAL);
	assert_int_equal(sim_call(p, "setgid", 1000), -EINVAL);
	assert_int_equal(sim_call(p, "setgroups", 0, 0), -EPERM);
	/* all capabilities, in here: a pid namespace of its own is allowed now */
	assert_int_equal(sim_call(p, "unshare", K_NEWPID | K_NEWUTS), 0);
	assert_int_equal(sim_pid(ids_fork(p), NULL), 1);
	/* but out there it is who it was */
	assert_int_equal(sim_call(p, "kill", 1, 0), -EPERM);
	/* without ids of its own there it can make no further one */
	assert_int_equal(sim_call(p, "unshare", K_NEWUSER), -EPERM);
}

/* who made it may map itself, if it gives up setgroups() */
static void test_own_map(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = somebody(w);

	assert_int_equal(sim_call(p, "unshare", K_NEWUSER), 0);
	assert_int_equal(write_of(p, p, "uid_map", "0 1001 1"), -EPERM);
	assert_int_equal(write_of(p, p, "uid_map", "0 1000 2"), -EPERM);
	assert_int_equal(write_of(p, p, "uid_map", "0 1000 1"), 8);
	assert_int_equal(write_of(p, p, "uid_map", "0 1000 1"), -EPERM);
	assert_int_equal(write_of(p, p, "gid_map", "0 1000 1"), -EPERM);
	assert_int_equal(write_of(p, p, "setgroups", "maybe"), -EINVAL);
	assert_int_equal(write_of(p, p, "setgroups", "deny\n"), 5);
	assert_int_equal(write_of(p, p, "setgroups", "allow"), -EPERM);
	assert_int_equal(write_of(p, p, "gid_map", "0 1000 1\n"), 9);
	assert_int_equal(write_of(p, p, "setgroups", "deny"), -EPERM);
	assert_int_equal(sim_call(p, "getuid"), 0);
	assert_int_equal(sim_call(p, "getgid"), 0);
	assert_int_equal(sim_call(p, "setuid", 0), 0);
	assert_int_equal(sim_call(p, "setuid", 1), -EINVAL);
	assert_int_equal(sim_call(p, "setgroups", 0, 0), -EPERM);
	assert_int_equal(sim_call(p, "unshare", K_NEWUSER), 0);
	/* the others see it as before */
	assert_int_equal(sim_call(somebody(w), "kill", 2, 0), 0);
}

/* root outside may map what it likes */
static void test_map_from_outside(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = somebody(w), *q, *other = somebody(w);
	char text[128];

	assert_int_equal(sim_call(p, "unshare", K_NEWUSER), 0);
	/* who has the uid of its owner may do as that */
	assert_int_equal(write_of(other, p, "uid_map", "5 1001 1"), -EPERM);
	assert_int_equal(write_of(w->init, p, "uid_map", "0 1000 10\n100 5000 5\n"), 21);
	assert_int_equal(write_of(w->init, p, "gid_map", "0 1000 1"), 8);
	assert_int_equal(sim_call(p, "setgroups", 0, 0), 0);
	assert_true(ids_read(p, "/proc/self/uid_map", text, sizeof(text)) > 0);
	assert_string_equal(text, "         0       1000         10\n"
				  "       100       5000          5\n");
	assert_int_equal(sim_call(p, "setresuid", 102, 102, 102), 0);
	q = ids_fork(p);
	assert_int_equal(sim_call(q, "getuid"), 102);
	assert_true(write_of(w->init, q, "uid_map", "1 1 1") == -EPERM);
	/* its owner outside has all rights over it, by uid alone */
	assert_int_equal(sim_call(other, "kill", sim_pid(q, other), K_TERM), 0);
	assert_int_equal(sim_task_where(q), SIM_DEAD);
}

static void test_bad_maps(void **state)
{
	static const char *const bad[] = {
		"", "\n", "0", "0 1000", "0 1000 x", "0 1000 0", "a b c", "0 1000 1 1",
		"4294967295 0 1", "0 4294967295 1", "4294967290 0 10", "0 4294967290 10",
		"0 1000 2\n1 5000 1", "0 1000 2\n5 1001 1", "0 1000 1\n\n", "-1 0 1",
		"0 0 1\n1 1 1\n2 2 1\n3 3 1\n4 4 1\n5 5 1\n",
	};
	struct ids *w = *state;
	struct sim_task *p = somebody(w);
	unsigned int i;

	assert_int_equal(sim_call(p, "unshare", K_NEWUSER), 0);
	/* an empty write is no write */
	assert_int_equal(write_of(w->init, p, "uid_map", bad[0]), -EINVAL);
	for (i = 1; i < sizeof(bad) / sizeof(*bad); i++)
		assert_int_equal(write_of(w->init, p, "uid_map", bad[i]), -EINVAL);
	/* that of the world is what it is */
	assert_int_equal(write_of(w->init, w->init, "uid_map", "0 0 1"), -EPERM);
	assert_int_equal(write_of(w->init, p, "uid_map", "0 0 1\n1 1 1\n2 2 1\n3 3 1\n4 4 1\n"),
			 30);
}

/* an id must have a name above to be given one below */
static void test_nested(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = somebody(w), *q, *r;
	int i;

	assert_int_equal(sim_call(p, "unshare", K_NEWUSER), 0);
	assert_int_equal(write_of(w->init, p, "uid_map", "0 1000 2"), 8);
	assert_int_equal(write_of(w->init, p, "gid_map", "0 1000 2"), 8);
	q = ids_clone(p, K_NEWUSER);
	assert_int_equal(sim_call(q, "getuid"), 65534);
	assert_int_equal(write_of(p, q, "uid_map", "7 2 1"), -EPERM);
	assert_int_equal(write_of(p, q, "uid_map", "7 1 2"), -EPERM);
	assert_int_equal(write_of(p, q, "uid_map", "7 0 2"), 5);
	assert_int_equal(sim_call(q, "getuid"), 7);
	assert_int_equal(sim_call(q, "setuid", 8), 0);
	/* the grandparent has the rights too, the grandchild none up there */
	assert_int_equal(sim_call(w->init, "kill", sim_pid(q, w->init), 0), 0);
	assert_int_equal(sim_call(p, "kill", sim_pid(q, p), 0), 0);
	assert_int_equal(sim_call(q, "kill", sim_pid(p, q), 0), -EPERM);
	/* 33 of them */
	r = ids_fork(w->init);
	for (i = 0; i < 33; i++) {
		assert_int_equal(sim_call(r, "unshare", K_NEWUSER), 0);
		assert_int_equal(write_of(r, r, "uid_map", "0 0 1"), 5);
		assert_int_equal(write_of(r, r, "setgroups", i ? "allow" : "deny"), i ? -EPERM : 4);
		assert_int_equal(write_of(r, r, "gid_map", "0 0 1"), 5);
	}
	assert_int_equal(sim_call(r, "unshare", K_NEWUSER), -ENOSPC);
}

/* what the rights in a namespace are worth: those over what it owns */
static void test_rights(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = somebody(w), *q = somebody(w), *i, *s;
	long fd;

	/* a pid namespace owned by the new user namespace: made together */
	i = ids_clone(p, K_NEWUSER | K_NEWPID);
	assert_int_equal(write_of(p, i, "uid_map", "0 1000 1"), 8);
	assert_int_equal(sim_call(i, "getuid"), 0);
	assert_int_equal(ids_write(i, LAST_PID, "50"), 2);
	assert_int_equal(ids_clone3(i, 0, (int[]){ 50 }, 1), 50);
	assert_int_equal(ids_clone3(i, 0, (int[]){ 51, 90 }, 2), -EPERM);
	/* its owner may enter; another one may not */
	fd = ids_ns_fd(p, sim_pid(i, p), "pid");
	assert_true(fd >= 0);
	assert_int_equal(sim_call(p, "setns", fd, 0), -EPERM);
	s = ids_fork(p);
	assert_int_equal(sim_call(s, "setns", ids_ns_fd(s, sim_pid(i, s), "user"), 0), 0);
	assert_int_equal(sim_call(s, "getuid"), 0);
	assert_int_equal(sim_call(s, "setns", fd, 0), 0);
	assert_int_equal(sim_pid(ids_fork(s), i), 51);
	/* back there is no way, nor a second time in */
	assert_int_equal(ids_ns_fd(s, 1, "user"), -EACCES);
	assert_int_equal(sim_call(s, "setns", ids_ns_fd(s, 0, "user"), 0), -EINVAL);
	fd = ids_ns_fd(w->init, sim_pid(i, w->init), "user");
	assert_int_equal(sim_call(q, "setns", fd, 0), -EBADF);
	assert_int_equal(sim_call(w->init, "setns", fd, 0), 0);
	assert_int_equal(sim_call(w->init, "getuid"), 65534);
}

static void test_install_rules(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = somebody(w), *a, *b, *q = ids_fork(w->init), *t;
	long own, user, fd;
	unsigned int *uid;

	a = ids_clone(p, K_NEWUSER);
	own = ids_ns_fd(p, 0, "user");
	assert_int_equal(sim_call(p, "setns", own, K_NEWUSER), -EINVAL);
	user = ids_ns_fd(p, sim_pid(a, p), "user");
	b = ids_fork(p);
	/* another user of that world: no */
	assert_int_equal(sim_call(b, "setns", user, 0), 0);
	assert_int_equal(sim_call(b, "setns", own, 0), -EPERM);
	fd = sim_call(b, "ioctl", user, NS_GET_PARENT, 0);
	assert_int_equal(fd, -EPERM);
	uid = (unsigned int *)ids_mem(p, NULL, sizeof(*uid));
	assert_int_equal(sim_call(p, "ioctl", user, NS_GET_OWNER_UID, (long)uid), 0);
	assert_int_equal(*uid, 1000);
	fd = sim_call(p, "ioctl", user, NS_GET_PARENT, 0);
	assert_true(fd >= 0);
	assert_int_equal(sim_call(p, "ioctl", fd, NS_GET_PARENT, 0), -EPERM);
	fd = ids_ns_fd(p, 0, "uts");
	assert_int_equal(sim_call(p, "ioctl", fd, NS_GET_OWNER_UID, (long)uid), -EINVAL);
	/* a process of several threads can't move */
	t = ids_thread(q);
	fd = ids_ns_fd(q, sim_pid(a, q), "user");
	assert_int_equal(sim_call(q, "setns", fd, 0), -EINVAL);
	sim_call(t, "exit", 0);
	assert_int_equal(sim_call(q, "setns", fd, 0), 0);
	/* made together with others, the user namespace owns them */
	a = ids_clone(p, K_NEWUSER | K_NEWUTS);
	fd = ids_ns_fd(a, 0, "uts");
	fd = sim_call(a, "ioctl", fd, NS_GET_USERNS, 0);
	assert_true(fd >= 0);
	assert_int_equal(sim_call(a, "setns", fd, 0), -EINVAL);
}

/* a set-uid program's owner must have a name in the caller's namespace */
static void test_set_uid_program(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = somebody(w);

	assert_int_equal(sim_call(p, "unshare", K_NEWUSER), 0);
	assert_int_equal(write_of(p, p, "uid_map", "1000 1000 1"), 11);
	assert_int_equal(sim_call(p, "execve", ids_str(p, "/bin/sim-suid"), 0, 0), 0);
	assert_int_equal(sim_call(p, "geteuid"), 1000);
}

static void test_lifetime(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = somebody(w), *q;
	long fd;

	q = ids_clone(p, K_NEWUSER | K_NEWPID | K_NEWNET);
	fd = ids_ns_fd(w->init, sim_pid(q, w->init), "user");
	assert_true(fd >= 0);
	ids_reap(p, q, 0);
	ids_reap(w->init, p, 0);
	sim_settle(w->sim);
	assert_int_equal(sim_live(w->sim, "pid_namespace"), 0);
	assert_int_equal(sim_live(w->sim, "net_namespace"), 0);
	assert_int_equal(sim_live(w->sim, "user_namespace"), 1);
	assert_int_equal(sim_call(w->init, "close", fd), 0);
	sim_settle(w->sim);
	assert_int_equal(sim_live(w->sim, "user_namespace"), 0);
	assert_int_equal(sim_live(w->sim, "ucounts"), 1);
}

/* the limit of who made a namespace holds for all in it, whatever they set */
static void test_limits_above(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = somebody(w), *q;
	uint64_t *m = (uint64_t *)ids_mem(p, (uint64_t[]){ 3, 3 }, 16);

	assert_int_equal(sim_call(p, "prlimit64", 0, K_RLIMIT_NPROC, (long)m, 0), 0);
	q = ids_clone(p, K_NEWUSER);
	assert_int_equal(write_of(w->init, q, "uid_map", "0 0 5000"), 8);
	assert_int_equal(write_of(w->init, q, "gid_map", "0 0 5000"), 8);
	assert_int_equal(sim_call(q, "setresuid", 5, 5, 5), 0);
	/* q counts for 5 in its namespace, and there for its owner, 1000, as p does */
	assert_int_equal(sim_call(q, "fork") > 0, 1);
	assert_int_equal(sim_call(q, "fork"), -EAGAIN);
	assert_int_equal(sim_call(p, "fork"), -EAGAIN);
}

#define IDS_TEST(f) cmocka_unit_test_setup_teardown(f, ids_setup, ids_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IDS_TEST(test_before_a_map),
		IDS_TEST(test_own_map),
		IDS_TEST(test_map_from_outside),
		IDS_TEST(test_bad_maps),
		IDS_TEST(test_nested),
		IDS_TEST(test_rights),
		IDS_TEST(test_install_rules),
		IDS_TEST(test_set_uid_program),
		IDS_TEST(test_lifetime),
		IDS_TEST(test_limits_above),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
