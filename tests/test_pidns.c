// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pid namespaces: how they begin and end, who is seen from where, who reaps
 * whom, unshare(2), setns(2), the files of namespaces. Letters in brackets name
 * the probe of a real 6.18 kernel that says the same.
 */
#include <stdio.h>

#include "ids_world.h"

#define NS_GET_USERNS	0xb701L
#define NS_GET_PARENT	0xb702L
#define NS_GET_NSTYPE	0xb703L
#define NS_PID_FROM	0x8004b706L
#define NS_TGID_FROM	0x8004b707L
#define NS_PID_IN	0x8004b708L
#define NS_TGID_IN	0x8004b709L

static void test_numbers_by_level(void **state)
{
	struct ids *w = *state;
	struct sim_task *a = ids_clone(w->init, K_NEWPID), *b = ids_clone(a, K_NEWPID);
	struct sim_task *c = ids_fork(b);

	assert_int_equal(sim_call(a, "getpid"), 1);
	assert_int_equal(sim_call(b, "getpid"), 1);
	assert_int_equal(sim_call(c, "getpid"), 2);
	assert_int_equal(sim_call(a, "getppid"), 0);
	assert_int_equal(sim_call(b, "getppid"), 0);
	assert_int_equal(sim_call(c, "getppid"), 1);
	assert_int_equal(sim_pid(c, w->init), 4);
	assert_int_equal(sim_pid(c, a), 3);
	assert_int_equal(sim_pid(w->init, a), 0);
	/* a group and session that are from outside are 0 [K1, Z2] */
	assert_int_equal(sim_call(c, "getpgrp"), 0);
	assert_int_equal(sim_call(c, "getsid", 0), 0);
	assert_int_equal(sim_call(c, "getpgid", 1), 0);
	assert_int_equal(sim_call(a, "kill", 4, 0), -ESRCH);
	assert_int_equal(sim_call(a, "kill", 3, 0), 0);
}

static void test_depth(void **state)
{
	struct ids *w = *state;
	struct sim_task *t = w->init;
	int i;

	for (i = 0; i < 32; i++)
		t = ids_clone(t, K_NEWPID);
	assert_int_equal(sim_identity(t)->level, 32);
	assert_int_equal(sim_pid(t, w->init), 33);
	assert_int_equal(sim_call(t, "clone", K_NEWPID | K_CHLD), -ENOSPC);
	assert_int_equal(sim_call(t, "unshare", K_NEWPID), -ENOSPC);
	assert_int_equal(sim_call(t, "fork"), 2);
	assert_int_equal(sim_pid(sim_find(t, 2), w->init), 34);
}

/* unshare() and setns() change where children go, and threads can't go elsewhere */
static void test_for_children(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = ids_fork(w->init), *q;
	char own[64], kids[64];
	long fd;

	fd = ids_ns_fd(p, 0, "pid");
	assert_true(fd >= 0);
	assert_int_equal(sim_call(p, "unshare", K_NEWPID), 0);
	assert_int_equal(sim_call(p, "getpid"), 2);
	/* a second one before there is an init [L1b], by clone too [L1c]; threads [L3c] */
	assert_int_equal(sim_call(p, "unshare", K_NEWPID), -EINVAL);
	assert_int_equal(sim_call(p, "clone", K_NEWPID | K_CHLD), -EINVAL);
	assert_int_equal(sim_call(p, "clone", K_VM | K_SIGHAND | K_THREAD), -EINVAL);
	/* it has no name yet [L4] */
	assert_int_equal(ids_ns_link(p, 0, "pid_for_children", kids, sizeof(kids)), -ENOENT);
	q = ids_fork(p);
	assert_int_equal(sim_pid(q, NULL), 1);
	assert_true(ids_ns_link(p, 0, "pid_for_children", kids, sizeof(kids)) > 0);
	assert_true(ids_ns_link(p, 0, "pid", own, sizeof(own)) > 0);
	assert_string_not_equal(own, kids);
	assert_true(ids_ns_link(p, 3, "pid", own, sizeof(own)) > 0);
	assert_string_equal(own, kids);
	assert_int_equal(sim_call(p, "clone", K_NEWPID | K_CHLD), -EINVAL);
	assert_int_equal(sim_pid(ids_fork(p), q), 2);
	/* back home [L3d, L3e] */
	assert_int_equal(sim_call(p, "setns", fd, K_NEWPID), 0);
	assert_int_equal(sim_pid(ids_fork(p), NULL), 5);
	assert_int_equal(sim_pid(ids_clone(p, K_NEWPID), NULL), 1);
	assert_int_equal(sim_pid(ids_thread(p), NULL), 7);
	/* with threads it is allowed [Z6] */
	assert_int_equal(sim_call(p, "unshare", K_NEWPID), 0);
}

/* init dies: everybody does, and nobody new comes, ever */
static void test_init_death(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = ids_fork(w->init), *i, *a, *b, *deep;
	int status;

	assert_int_equal(sim_call(p, "unshare", K_NEWPID), 0);
	i = ids_fork(p);
	a = ids_fork(i);
	b = ids_fork(a);
	deep = ids_clone(a, K_NEWPID);
	sim_call(a, "setsid");
	sim_call(i, "exit_group", 7);
	assert_int_equal(sim_task_where(a), SIM_DEAD);
	assert_int_equal(sim_task_where(b), SIM_DEAD);
	assert_int_equal(sim_task_where(deep), SIM_DEAD);
	assert_int_equal(ids_wait(p, 3, &status, 0), 3);
	assert_int_equal(status, 7 << 8);
	/* [L3] */
	assert_int_equal(sim_call(p, "fork"), -ENOMEM);
	assert_int_equal(sim_call(p, "fork"), -ENOMEM);
	assert_int_equal(sim_live(w->sim, "pid"), 2);
	assert_int_equal(sim_live(w->sim, "pid_namespace"), 1);
	ids_reap(w->init, p, 0);
	sim_settle(w->sim);
	assert_int_equal(sim_live(w->sim, "pid_namespace"), 0);
	assert_int_equal(sim_live(w->sim, "nsproxy"), 0);
}

/* killed from outside, by what is not SIGKILL from inside */
static void test_init_killed(void **state)
{
	struct ids *w = *state;
	struct sim_task *i = ids_clone(w->init, K_NEWPID), *a = ids_fork(i);
	int status;

	assert_int_equal(sim_call(a, "kill", 1, K_KILL), 0);
	assert_int_not_equal(sim_task_where(i), SIM_DEAD);
	assert_int_equal(sim_call(w->init, "kill", 2, K_TERM), 0);
	assert_int_not_equal(sim_task_where(i), SIM_DEAD);
	assert_int_equal(sim_call(w->init, "kill", 2, K_KILL), 0);
	assert_int_equal(sim_task_where(a), SIM_DEAD);
	assert_int_equal(ids_wait(w->init, 2, &status, 0), 2);
	assert_int_equal(status, K_KILL);
}

/* a zombie inside, whose parent outside does not wait, holds the dead init back [L5d-f] */
static void test_init_waits(void **state)
{
	struct ids *w = *state;
	struct sim_task *i = ids_clone(w->init, K_NEWPID), *x = ids_fork(w->init), *z;
	long fd;
	int status;

	fd = ids_ns_fd(x, 2, "pid");
	assert_true(fd >= 0);
	assert_int_equal(sim_call(x, "setns", fd, K_NEWPID), 0);
	z = ids_fork(x);
	assert_int_equal(sim_pid(z, i), 2);
	assert_int_equal(sim_call(z, "getppid"), 0);
	sim_call(i, "exit_group", 0);
	assert_int_equal(sim_state(z), MODEL_ZOMBIE);
	assert_int_equal(sim_state(i), MODEL_SLEEPING);
	assert_int_equal(ids_wait(w->init, 2, &status, K_WNOHANG), 0);
	assert_int_equal(sim_call(w->init, "kill", 2, 0), 0);
	/* nothing wakes it, not even SIGKILL */
	assert_int_equal(sim_call(w->init, "kill", 2, K_KILL), 0);
	assert_int_equal(sim_state(i), MODEL_SLEEPING);
	assert_int_equal(ids_wait(x, 4, &status, 0), 4);
	assert_int_equal(status, K_KILL);
	assert_int_equal(sim_task_where(i), SIM_DEAD);
	assert_int_equal(ids_wait(w->init, 2, &status, 0), 2);
	assert_int_equal(sim_call(x, "fork"), -ENOMEM);
}

/* another thread of init takes over; the namespace ends with the last one */
static void test_init_threads(void **state)
{
	struct ids *w = *state;
	struct sim_task *i = ids_clone(w->init, K_NEWPID), *t = ids_thread(i), *a, *b;
	int status;

	assert_int_equal(sim_call(t, "gettid"), 2);
	a = ids_fork(i);
	b = ids_fork(a);
	sim_call(i, "exit", 0);
	assert_int_equal(sim_state(i), MODEL_ZOMBIE);
	sim_call(a, "exit_group", 0);
	assert_int_equal(sim_call(b, "getppid"), 1);
	assert_int_equal(ids_wait(t, 3, &status, 0), 3);
	assert_int_equal(sim_call(t, "fork"), 5);
	sim_call(t, "exit", 9);
	assert_int_equal(sim_task_where(b), SIM_DEAD);
	assert_int_equal(ids_wait(w->init, 2, &status, 0), 2);
	assert_int_equal(status, 9 << 8);
	sim_settle(w->sim);
	assert_int_equal(sim_live(w->sim, "pid"), 1);
}

static void test_orphans(void **state)
{
	struct ids *w = *state;
	struct sim_task *i = ids_clone(w->init, K_NEWPID), *a = ids_fork(i), *s, *b, *c;

	/* to the namespace's init, not to that of the world */
	b = ids_fork(a);
	sim_call(a, "exit_group", 0);
	assert_int_equal(sim_call(b, "getppid"), 1);
	/* to a subreaper in between [prctl(2)] */
	s = ids_fork(i);
	assert_int_equal(sim_call(s, "prctl", 36, 1, 0, 0, 0), 0);
	a = ids_fork(s);
	b = ids_fork(a);
	c = ids_fork(b);
	sim_call(b, "exit_group", 0);
	assert_int_equal(sim_call(c, "getppid"), sim_pid(s, NULL));
	/* a subreaper outside never adopts from an inner namespace [RP3] */
	assert_int_equal(sim_call(c, "unshare", K_NEWPID), 0);
	a = ids_fork(c);
	b = ids_fork(a);
	c = ids_fork(b);
	sim_call(b, "exit_group", 0);
	assert_int_equal(sim_call(c, "getppid"), 1);
}

/* one that was put into a namespace goes to the init of its dead parent's [RP1, RP2] */
static void test_injected_orphan(void **state)
{
	struct ids *w = *state;
	struct sim_task *x = ids_fork(w->init), *z;
	int status;
	long fd;

	ids_clone(w->init, K_NEWPID);
	fd = ids_ns_fd(x, 3, "pid");
	assert_int_equal(sim_call(x, "setns", fd, 0), 0);
	z = ids_fork(x);
	assert_int_equal(sim_pid(z, NULL), 2);
	sim_call(x, "exit_group", 0);
	assert_int_equal(sim_call(z, "getppid"), 0);
	sim_call(z, "exit_group", 4);
	assert_int_equal(ids_wait(w->init, 4, &status, 0), 4);
	assert_int_equal(status, 4 << 8);
}

/* who was there before prctl() was called hears of it too; a namespace's init stops the word */
static void test_subreaper_walk(void **state)
{
	struct ids *w = *state;
	struct sim_task *s = ids_fork(w->init), *t = ids_thread(s), *a = ids_fork(t);
	struct sim_task *b = ids_fork(a), *c = ids_fork(b), *d = ids_fork(a), *e = ids_fork(d);
	int *got = (int *)ids_mem(s, NULL, sizeof(*got));

	assert_int_equal(sim_call(s, "prctl", 36, 1, 0, 0, 0), 0);
	assert_int_equal(sim_call(s, "prctl", 37, (long)got, 0, 0, 0), 0);
	assert_int_equal(*got, 1);
	sim_call(b, "exit_group", 0);
	assert_int_equal(sim_call(c, "getppid"), sim_pid(s, NULL));
	sim_call(d, "exit_group", 0);
	assert_int_equal(sim_call(e, "getppid"), sim_pid(s, NULL));
	/* not inherited by a child, and gone when taken back */
	assert_int_equal(sim_call(a, "prctl", 37, ids_mem(a, NULL, 4), 0, 0, 0), 0);
	assert_int_equal(sim_call(s, "prctl", 36, 0, 0, 0, 0), 0);
	sim_call(a, "exit_group", 0);
	b = ids_fork(c);
	d = ids_fork(b);
	sim_call(b, "exit_group", 0);
	assert_int_equal(sim_call(d, "getppid"), 1);
}

static void test_setns_rules(void **state)
{
	struct ids *w = *state;
	struct sim_task *i = ids_clone(w->init, K_NEWPID), *j = ids_clone(i, K_NEWPID), *p;
	long inner, outer, file;

	ids_clone(w->init, K_NEWPID);
	p = ids_fork(w->init);
	/* a file of the wrong kind, no file, wrong flags */
	assert_int_equal(sim_call(p, "setns", 99, 0), -EBADF);
	file = sim_call(p, "open", ids_str(p, "/proc/1"), 0, 0);
	assert_int_equal(sim_call(p, "setns", file, K_NEWPID), -EINVAL);
	inner = ids_ns_fd(p, sim_pid(j, p), "pid");
	outer = ids_ns_fd(p, 1, "pid");
	assert_int_equal(sim_call(p, "setns", inner, K_NEWUTS), -EINVAL);
	assert_int_equal(sim_call(p, "setns", inner, K_NEWPID | K_NEWUTS), -EINVAL);
	/* down by two, up to where it still is itself */
	assert_int_equal(sim_call(p, "setns", inner, K_NEWPID), 0);
	assert_int_equal(sim_pid(ids_fork(p), j), 2);
	assert_int_equal(sim_call(p, "setns", outer, K_NEWPID), 0);
	assert_int_equal(sim_pid(ids_fork(p), j), 0);
	/* who is inside can't get out: i inherits a descriptor of the outer one */
	assert_int_equal(sim_call(p, "setns", inner, 0), 0);
	p = ids_fork(p);
	assert_int_equal(sim_call(p, "setns", outer, 0), -EINVAL);
	assert_int_equal(sim_call(p, "setns", inner, 0), 0);
	/* nor without the right */
	assert_int_equal(sim_call(p, "setuid", 1000), 0);
	assert_int_equal(sim_call(p, "setns", outer, 0), -EPERM);
	assert_int_equal(sim_call(p, "setns", inner, 0), -EPERM);
}

/* files of namespaces keep them, and tell of them */
static void test_nsfs(void **state)
{
	struct ids *w = *state;
	struct sim_task *i = ids_clone(w->init, K_NEWPID), *a = ids_fork(i);
	long fd, own, up, buf;
	char link[64];

	fd = ids_ns_fd(w->init, 2, "pid");
	own = ids_ns_fd(w->init, 0, "pid");
	assert_true(fd >= 0 && own >= 0);
	assert_int_equal(sim_call(w->init, "ioctl", fd, NS_GET_NSTYPE, 0), K_NEWPID);
	up = sim_call(w->init, "ioctl", fd, NS_GET_PARENT, 0);
	assert_true(up > fd);
	/* the parent is one's own: and has no other in sight */
	assert_int_equal(sim_call(w->init, "ioctl", up, NS_GET_PARENT, 0), -EPERM);
	assert_int_equal(sim_call(w->init, "ioctl", own, NS_GET_PARENT, 0), -EPERM);
	buf = sim_call(w->init, "ioctl", fd, NS_GET_USERNS, 0);
	assert_true(buf > up);
	assert_int_equal(sim_call(w->init, "ioctl", buf, NS_GET_NSTYPE, 0), K_NEWUSER);
	assert_int_equal(sim_call(w->init, "ioctl", fd, 0xb7ffL, 0), -ENOTTY);
	assert_int_equal(sim_call(w->init, "ioctl", fd, 0x5401L, 0), -ENOTTY);
	/* numbers of one as the other has them */
	assert_int_equal(sim_call(w->init, "ioctl", fd, NS_PID_IN, 3), 2);
	assert_int_equal(sim_call(w->init, "ioctl", fd, NS_PID_FROM, 2), 3);
	assert_int_equal(sim_call(w->init, "ioctl", fd, NS_TGID_FROM, 1), 2);
	assert_int_equal(sim_call(w->init, "ioctl", fd, NS_TGID_IN, 1), -ESRCH);
	assert_int_equal(sim_call(w->init, "ioctl", fd, NS_PID_IN, 99), -ESRCH);
	assert_int_equal(sim_call(w->init, "ioctl", buf, NS_PID_IN, 1), -EINVAL);
	sim_call(a, "exit_group", 0);
	ids_reap(w->init, i, 0);
	sim_settle(w->sim);
	assert_int_equal(sim_live(w->sim, "pid_namespace"), 1);
	assert_int_equal(sim_call(w->init, "setns", fd, 0), 0);
	assert_int_equal(sim_call(w->init, "fork"), -ENOMEM);
	assert_int_equal(sim_call(w->init, "setns", own, 0), 0);
	assert_int_equal(sim_call(w->init, "close", fd), 0);
	sim_settle(w->sim);
	assert_int_equal(sim_live(w->sim, "pid_namespace"), 0);
	assert_true(ids_ns_link(w->init, 0, "pid", link, sizeof(link)) > 0);
	assert_string_equal(link, "pid:[4026531836]");
	ids_boot(w, LINUX(6, 10));
	fd = ids_ns_fd(w->init, 0, "pid");
	assert_int_equal(sim_call(w->init, "ioctl", fd, NS_PID_IN, 1), -ENOTTY);
}

/* the namespaces that have nothing in them here */
static void test_plain(void **state)
{
	static const struct {
		const char *name;
		unsigned long flag;
	} kinds[] = {
		{ "uts", K_NEWUTS }, { "ipc", K_NEWIPC }, { "mnt", K_NEWNS },
		{ "net", K_NEWNET }, { "cgroup", K_NEWCGROUP }, { "time", K_NEWTIME },
	};
	struct ids *w = *state;
	struct sim_task *p, *q;
	char before[64], after[64];
	unsigned int i;
	long fd;

	for (i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		p = ids_fork(w->init);
		assert_true(ids_ns_link(p, 0, kinds[i].name, before, sizeof(before)) > 0);
		fd = ids_ns_fd(p, 0, kinds[i].name);
		assert_int_equal(sim_call(p, "ioctl", fd, NS_GET_NSTYPE, 0), kinds[i].flag);
		assert_int_equal(sim_call(p, "ioctl", fd, NS_GET_PARENT, 0), -EINVAL);
		assert_int_equal(sim_call(p, "unshare", kinds[i].flag), 0);
		q = ids_fork(p);
		assert_true(ids_ns_link(q, 0, kinds[i].name, after, sizeof(after)) > 0);
		assert_string_not_equal(before, after);
		assert_int_equal(sim_call(q, "setns", fd, kinds[i].flag), 0);
		assert_true(ids_ns_link(q, 0, kinds[i].name, after, sizeof(after)) > 0);
		assert_string_equal(before, after);
		assert_int_equal(sim_call(q, "setuid", 1000), 0);
		assert_int_equal(sim_call(q, "setns", fd, 0), -EPERM);
		assert_int_equal(sim_call(q, "unshare", kinds[i].flag), -EPERM);
		/* for clone() the bit of the last one is part of a signal's number */
		if (kinds[i].flag != K_NEWTIME)
			assert_int_equal(sim_call(q, "clone", kinds[i].flag | K_CHLD), -EPERM);
		ids_reap(p, q, 0);
		ids_reap(w->init, p, 0);
	}
	p = ids_fork(w->init);
	fd = ids_ns_fd(p, 0, "time");
	ids_thread(p);
	assert_int_equal(sim_call(p, "setns", fd, 0), -EUSERS);
}

/* the caller's own clock does not change, its children's does */
static void test_time_for_children(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = ids_fork(w->init), *q;
	char own[64], kids[64];

	assert_int_equal(sim_call(p, "unshare", K_NEWTIME), 0);
	ids_ns_link(p, 0, "time", own, sizeof(own));
	ids_ns_link(p, 0, "time_for_children", kids, sizeof(kids));
	assert_string_not_equal(own, kids);
	q = ids_fork(p);
	ids_ns_link(q, 0, "time", own, sizeof(own));
	assert_string_equal(own, kids);
	ids_boot(w, LINUX(5, 5));
	assert_int_equal(ids_ns_link(w->init, 0, "time", own, sizeof(own)), -ENOENT);
	assert_true(ids_ns_link(w->init, 0, "cgroup", own, sizeof(own)) > 0);
	assert_int_equal(sim_call(w->init, "unshare", K_NEWTIME), -EINVAL);
}

static void test_unshare_flags(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = ids_fork(w->init);

	assert_int_equal(sim_call(p, "unshare", 0), 0);
	assert_int_equal(sim_call(p, "unshare", 0x4000L), -EINVAL);
	assert_int_equal(sim_call(p, "unshare", K_THREAD), 0);
	assert_int_equal(sim_call(p, "unshare", K_VM), 0);
	ids_thread(p);
	assert_int_equal(sim_call(p, "unshare", K_THREAD), -EINVAL);
	assert_int_equal(sim_call(p, "unshare", K_SIGHAND), -EINVAL);
	assert_int_equal(sim_call(p, "unshare", K_VM), -EINVAL);
	assert_int_equal(sim_call(p, "unshare", K_NEWUSER), -EINVAL);
	assert_int_equal(sim_call(p, "unshare", K_FILES), 0);
	/* nothing of several is done if one can't be */
	assert_int_equal(sim_call(p, "setuid", 1000), 0);
	assert_int_equal(sim_call(p, "unshare", K_FILES | K_NEWPID), -EPERM);
	/* undo lists of semaphores can't leave their namespace with a clone() */
	assert_int_equal(sim_call(w->init, "clone", K_NEWIPC | K_SYSVSEM | K_CHLD), -EINVAL);
}

/* reboot() inside: init is killed, and the parent is told how */
static void test_reboot(void **state)
{
	static const struct {
		long cmd;
		int sig;
	} how[] = {
		{ 0x01234567, K_HUP }, { 0xA1B2C3D4, K_HUP },
		{ 0xCDEF0123, K_INT }, { 0x4321FEDC, K_INT },
	};
	const long m1 = 0xfee1dead, m2 = 672274793;
	struct ids *w = *state;
	struct sim_task *i, *a;
	unsigned int n;
	int status;

	for (n = 0; n < 4; n++) {
		i = ids_clone(w->init, K_NEWPID);
		a = ids_fork(i);
		assert_int_equal(sim_call(a, "reboot", m1, m2 + 1, how[n].cmd, 0), -EINVAL);
		assert_int_equal(sim_call(a, "reboot", 0, m2, how[n].cmd, 0), -EINVAL);
		assert_int_equal(sim_call(a, "reboot", m1, m2, 0, 0), -EINVAL);
		assert_int_equal(sim_call(a, "reboot", m1, m2, how[n].cmd, 0), SIM_NO_RETURN);
		assert_int_equal(ids_wait(w->init, sim_pid(i, w->init), &status, 0),
				 sim_pid(i, w->init));
		assert_int_equal(status, how[n].sig);
	}
	assert_int_equal(sim_call(w->init, "reboot", m1, m2, 0, 0), 0);
	a = ids_fork(w->init);
	assert_int_equal(sim_call(a, "setuid", 1000), 0);
	assert_int_equal(sim_call(a, "reboot", 0, 0, 0, 0), -EPERM);
}

/* of the world it is not modelled, and no run goes on after that */
static void test_reboot_world(void **state)
{
	struct ids *w = *state;

	assert_int_equal(sim_call(w->init, "reboot", 0xfee1dead, 672274793, 5, 0), -EINVAL);
	sim_call(w->init, "reboot", 0xfee1dead, 672274793, 0x01234567, 0);
	assert_int_equal(sim_nr_verdicts(w->sim), 1);
	assert_int_equal(sim_verdict(w->sim, 0)->kind, HOST_BUG_UNMODELLED);
	assert_true(sim_abandoned(w->sim));
	sim_reset(w->sim);
	w->init = sim_task_at(w->sim, 0);
}

/* a first process that can't be made: the namespace waits for another one, which is 1 */
static void test_first_fork_fails(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = ids_fork(w->init);
	unsigned int n;
	long ret = -1;

	assert_int_equal(sim_call(p, "unshare", K_NEWPID), 0);
	for (n = 1; n < 60 && ret < 0; n++) {
		sim_inject(w->sim, n);
		ret = sim_call(p, "fork");
		sim_inject(w->sim, 0);
		assert_true(ret == -ENOMEM || ret > 0);
	}
	assert_true(ret > 0 && n > 5);
	assert_int_equal(sim_pid(sim_find(p, (int)ret), NULL), 1);
}

/* but one that had its number already closes the namespace for good, as probed with EMFILE */
static void test_first_fork_fails_late(void **state)
{
	struct ids *w = *state;
	struct sim_task *p = ids_fork(w->init);
	char link[64];

	assert_int_equal(sim_call(p, "unshare", K_NEWPID), 0);
	/* the bare model has no CLONE_PIDFD, and says so where the descriptor would be made */
	assert_int_equal(sim_call(p, "clone", 0x1000L | K_CHLD, 0, ids_mem(p, NULL, 4)), -EINVAL);
	assert_int_equal(sim_call(p, "fork"), -ENOMEM);
	assert_int_equal(ids_ns_link(p, 0, "pid_for_children", link, sizeof(link)), -ENOENT);
	assert_int_equal(sim_call(p, "unshare", K_NEWPID), -EINVAL);
}

/* each allocation of the making of a namespace refused in turn */
static void test_nomem(void **state)
{
	const long flags = K_NEWPID | K_NEWUTS | K_NEWIPC | K_NEWNS | K_NEWNET | K_NEWCGROUP |
			   K_NEWUSER;
	static const char *const kept[] = {
		"pid", "pid_namespace", "nsproxy", "cred", "user_namespace", "uts_namespace",
		"ipc_namespace", "mnt_namespace", "net_namespace", "cgroup_namespace", "ucounts",
	};
	long before[sizeof(kept) / sizeof(*kept)], ret = -1;
	struct ids *w = *state;
	unsigned int n, i;

	ids_reap(w->init, ids_clone(w->init, K_NEWPID), 0);
	sim_settle(w->sim);
	for (i = 0; i < sizeof(kept) / sizeof(*kept); i++)
		before[i] = sim_live(w->sim, kept[i]);
	for (n = 1; n < 60; n++) {
		sim_inject(w->sim, n);
		ret = sim_call(w->init, "clone", flags | K_CHLD);
		sim_inject(w->sim, 0);
		if (ret > 0)
			break;
		assert_true(ret == -ENOMEM || ret == -ENOSPC || ret == -EAGAIN);
		sim_settle(w->sim);
		for (i = 0; i < sizeof(kept) / sizeof(*kept); i++)
			assert_int_equal(sim_live(w->sim, kept[i]), before[i]);
	}
	assert_true(ret > 0 && n > 10);
}

#define IDS_TEST(f) cmocka_unit_test_setup_teardown(f, ids_setup, ids_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IDS_TEST(test_numbers_by_level),
		IDS_TEST(test_depth),
		IDS_TEST(test_for_children),
		IDS_TEST(test_init_death),
		IDS_TEST(test_init_killed),
		IDS_TEST(test_init_waits),
		IDS_TEST(test_init_threads),
		IDS_TEST(test_orphans),
		IDS_TEST(test_injected_orphan),
		IDS_TEST(test_subreaper_walk),
		IDS_TEST(test_setns_rules),
		IDS_TEST(test_nsfs),
		IDS_TEST(test_plain),
		IDS_TEST(test_time_for_children),
		IDS_TEST(test_unshare_flags),
		IDS_TEST(test_reboot),
		IDS_TEST(test_reboot_world),
		IDS_TEST(test_first_fork_fails),
		IDS_TEST(test_first_fork_fails_late),
		IDS_TEST(test_nomem),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
