// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the model has for imported code, on handles of a test's own (pidfs/pidfs.c): stashed inodes,
 * attributes, CLONE_PIDFD, task_lock(), process_mrelease(), what the judges know of such handles.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "sim.h"

#define PIDFD 3		/* waitid: P_PIDFD */

static struct sim *world;
static struct sim_design *design;
static struct sim_task *init;

static int boot(unsigned int release)
{
	struct model_boot how = { .release = release };

	if (sim_design_open(&design, NULL, BUILD_DIR "/tests/designs/handles.so", NULL))
		return -1;
	world = sim_new(NULL, NULL);
	if (!world)
		return -1;
	sim_use_design(world, design);
	if (sim_boot(world, &how, NULL))
		return -1;
	init = sim_task_at(world, 0);
	return 0;
}

static int setup(void **state)
{
	(void)state;
	return boot(LINUX(6, 12));
}

static int setup_old(void **state)
{
	(void)state;
	return boot(LINUX(5, 14));
}

static int setup_new(void **state)
{
	(void)state;
	return boot(LINUX(6, 18));
}

static int teardown(void **state)
{
	(void)state;
	sim_free(world);
	sim_design_close(design);
	return 0;
}

static void end_well(void)
{
	sim_end(world);
	if (sim_nr_verdicts(world))
		fail_msg("%s", sim_explain(world));
}

static struct sim_task *fork_of(struct sim_task *parent)
{
	struct sim_task *task = sim_find(parent, (int)sim_call(parent, "fork"));

	assert_non_null(task);
	return task;
}

static unsigned long ino_of(long fd)
{
	struct stat *st = sim_scratch(init, sizeof(*st));

	assert_int_equal(sim_call(init, "fstat", fd, (long)st), 0);
	assert_int_equal(st->st_mode, 0700);
	return st->st_ino;
}

/* ------------------------------------------------------------ inodes */

/* the inode number that init has; the next ones follow */
static void check_inodes(unsigned long first)
{
	struct sim_task *p = fork_of(init), *q = fork_of(init);

	assert_int_equal(sim_call(init, "handle_open", sim_pid(p, init), 0), 3);
	assert_int_equal(sim_call(init, "handle_open", sim_pid(q, init), 0), 4);
	assert_int_equal(sim_call(init, "handle_open", sim_pid(p, init), 0), 5);
	assert_int_equal(ino_of(3), first + 1);
	assert_int_equal(ino_of(4), first + 2);
	assert_int_equal(ino_of(5), first + 1);
	assert_int_equal(sim_call(init, "handle_open", 99, 0), -ESRCH);
	/* init_inode() refuses: what it was given is dropped by the inode */
	assert_int_equal(sim_call(init, "handle_open", 1, 0), -ENOSPC);
	end_well();
}

static void test_inodes(void **state)
{
	(void)state;
	check_inodes(301);
}

static void test_inodes_new(void **state)
{
	(void)state;
	check_inodes(2);
}

/* more than there are places in the table of stashes */
static void test_many(void **state)
{
	struct sim_task *p[200];
	int i;

	(void)state;
	for (i = 0; i < 200; i++) {
		p[i] = fork_of(init);
		assert_int_equal(sim_call(init, "handle_open", sim_pid(p[i], init), 0), 3 + i);
	}
	for (i = 0; i < 200; i += 2)
		assert_int_equal(sim_call(init, "close", 3 + i), 0);
	for (i = 0; i < 200; i++) {
		assert_int_equal(sim_call(init, "handle_open", sim_pid(p[i], init), 0),
				 i < 100 ? 3 + 2 * i : 203 + i - 100);
		assert_int_equal(ino_of(i < 100 ? 3 + 2 * i : 203 + i - 100), 302 + i);
	}
	end_well();
}

/* ------------------------------------------------------------ attributes */

static void test_attributes(void **state)
{
	struct statfs *st = sim_scratch(init, sizeof(*st));
	struct sim_task *p = fork_of(init);
	int *fds = sim_scratch(init, 8);
	char *name = sim_scratch(init, 32);

	(void)state;
	assert_int_equal(sim_call(init, "handle_open", sim_pid(p, init), 0), 3);
	assert_int_equal(sim_call(init, "fstatfs", 3, (long)st), 0);
	assert_int_equal(st->f_type, 0x50494446);
	assert_int_equal(st->f_namelen, 255);
	assert_int_equal(sim_call(init, "fstatfs", 3, 8), -EFAULT);
	assert_int_equal(sim_call(init, "fstatfs", 99, (long)st), -EBADF);
	assert_int_equal(sim_call(init, "ftruncate", 3, 0), -EOPNOTSUPP);
	assert_int_equal(sim_call(init, "ftruncate", 3, -1), -EINVAL);
	assert_int_equal(sim_call(init, "ftruncate", 99, 0), -EBADF);
	assert_int_equal(sim_call(init, "fchmod", 3, 0777), -EPERM);	/* immutable */
	assert_int_equal(sim_call(init, "fchmod", 99, 0777), -EBADF);
	/* a pipe has no file system that would mind */
	assert_int_equal(sim_call(init, "pipe", (long)fds), 0);
	assert_int_equal(sim_call(init, "ftruncate", fds[1], 0), -EINVAL);
	assert_int_equal(sim_call(init, "fchmod", fds[1], 0640), 0);
	assert_int_equal(sim_call(init, "fstatfs", fds[1], (long)st), 0);
	/* /proc has its own rules, and the root is not to be written to */
	strcpy(name, "/proc/self/comm");
	assert_int_equal(sim_call(init, "open", (long)name, O_RDWR), 6);
	assert_int_equal(sim_call(init, "fchmod", 6, 0777), -EPERM);
	assert_int_equal(sim_call(init, "ftruncate", 6, 0), 0);
	strcpy(name, "/");
	assert_int_equal(sim_call(init, "open", (long)name, O_RDONLY), 7);
	assert_int_equal(sim_call(init, "fchmod", 7, 0777), -EROFS);
	/* somebody else's pipe */
	p = fork_of(init);
	assert_int_equal(sim_call(p, "setuid", 1000), 0);
	assert_int_equal(sim_call(p, "fchmod", fds[1], 0777), -EPERM);
	end_well();
}

/* ------------------------------------------------------------ CLONE_PIDFD */

static void test_clone(void **state)
{
	int *fd = sim_scratch(init, 4);
	struct sim_task *p;
	long nr;

	(void)state;
	nr = sim_call(init, "clone", CLONE_PIDFD | SIGCHLD, 0, (long)fd);
	p = sim_find(init, (int)nr);
	assert_non_null(p);
	assert_int_equal(*fd, 3);
	assert_int_equal(ino_of(3), 302);
	assert_int_equal(sim_call(p, "fcntl", 3, F_GETFD), -EBADF);
	assert_int_equal(sim_call(init, "clone", CLONE_PIDFD | CLONE_PARENT_SETTID | SIGCHLD, 0,
				  (long)fd), -EINVAL);
	assert_int_equal(sim_call(init, "clone", CLONE_PIDFD | CLONE_DETACHED | SIGCHLD, 0,
				  (long)fd), -EINVAL);
	/* made, told in vain, taken back */
	assert_int_equal(sim_call(init, "clone", CLONE_PIDFD | SIGCHLD, 0, 8), -EFAULT);
	assert_int_equal(sim_call(init, "fcntl", 4, F_GETFD), -EBADF);
	/* init of the namespace for children is dead: made, told, taken back */
	assert_int_equal(sim_call(p, "unshare", CLONE_NEWPID), 0);
	sim_call(fork_of(p), "exit_group", 0);
	*(int *)sim_scratch(p, 4) = 0;
	assert_int_equal(sim_call(p, "clone", CLONE_PIDFD | SIGCHLD, 0, (long)sim_scratch(p, 4)),
			 -ENOMEM);
	assert_int_equal(sim_call(p, "fcntl", 3, F_GETFD), -EBADF);
	end_well();
}

static void test_clone_old(void **state)
{
	int *fd = sim_scratch(init, 4);

	(void)state;
	assert_int_equal(sim_call(init, "clone", CLONE_PIDFD | CLONE_THREAD | CLONE_SIGHAND |
				  CLONE_VM, 0, (long)fd), -EINVAL);
	assert_int_equal(sim_call(init, "process_mrelease", 3, 0), -ENOSYS);
	end_well();
}

/* ------------------------------------------------------------ waiting, namespaces, memory */

static void test_wait(void **state)
{
	struct sim_task *p = fork_of(init);
	siginfo_t *info = sim_scratch(init, sizeof(*info));

	(void)state;
	assert_int_equal(sim_call(init, "handle_open", sim_pid(p, init), 0), 3);
	assert_int_equal(sim_call(init, "waitid", PIDFD, 3, 0, WEXITED | WNOHANG), 0);
	assert_int_equal(sim_call(init, "waitid", PIDFD, 0, 0, WEXITED), -EBADF);
	assert_int_equal(sim_call(init, "fcntl", 3, F_SETFL, O_NONBLOCK), 0);
	assert_int_equal(sim_call(init, "waitid", PIDFD, 3, 0, WEXITED), -EAGAIN);
	sim_call(p, "exit_group", 3);
	assert_int_equal(sim_call(init, "waitid", PIDFD, 3, (long)info, WEXITED), 0);
	assert_int_equal(info->si_status, 3);
	end_well();
}

static void test_namespaces(void **state)
{
	struct sim_task *p = fork_of(init);
	int kind;

	(void)state;
	assert_int_equal(sim_call(init, "handle_open", sim_pid(p, init), 0), 3);
	for (kind = 1; kind <= 6; kind++)
		assert_int_equal(sim_call(init, "ioctl", 3, kind), 3 + kind);
	assert_int_equal(sim_call(init, "ioctl", 3, 7), -ENOTTY);
	sim_call(p, "exit_group", 0);
	assert_int_equal(sim_call(init, "ioctl", 3, 1), -ESRCH);
	assert_int_equal(sim_call(init, "wait4", sim_pid(p, init), 0, 0, 0), sim_pid(p, init));
	assert_int_equal(sim_call(init, "ioctl", 3, 1), -ESRCH);
	end_well();
}

static void test_copy(void **state)
{
	(void)state;
	assert_int_equal(sim_call(init, "handle_copy", 99, 0), -EBADF);
	assert_int_equal(sim_call(init, "handle_copy", 0, 0), 3);
	assert_int_equal(sim_call(init, "fcntl", 3, F_GETFD), 0);
	assert_int_equal(sim_call(init, "handle_copy", 0, 1), 4);
	assert_int_equal(sim_call(init, "fcntl", 4, F_GETFD), FD_CLOEXEC);
	end_well();
}

static void test_mrelease(void **state)
{
	struct sim_task *p = fork_of(init), *q;

	(void)state;
	assert_int_equal(sim_call(init, "handle_open", sim_pid(p, init), 0), 3);
	/* one more process in its memory */
	q = sim_find(p, (int)sim_call(p, "clone", CLONE_VM | SIGCHLD));
	assert_int_equal(sim_call(init, "process_mrelease", 3, 1), -EINVAL);
	assert_int_equal(sim_call(init, "process_mrelease", 0, 0), -EBADF);
	assert_int_equal(sim_call(init, "process_mrelease", 3, 0), -EINVAL);
	assert_int_equal(sim_call(init, "ptrace", PTRACE_SEIZE, sim_pid(p, init), 0,
				  PTRACE_O_TRACEEXIT), 0);
	assert_int_equal(sim_call(init, "kill", sim_pid(p, init), SIGKILL), 0);
	assert_int_equal(sim_call(init, "process_mrelease", 3, 0), -EINVAL);
	sim_call(q, "exit_group", 0);
	assert_int_equal(sim_call(init, "process_mrelease", 3, 0), 0);
	assert_int_equal(sim_call(init, "ptrace", PTRACE_CONT, sim_pid(p, init), 0, 0), 0);
	assert_int_equal(sim_call(init, "process_mrelease", 3, 0), -ESRCH);
	end_well();
}

/* ------------------------------------------------------------ judges */

static void test_judged(void **state)
{
	struct sim_task *p = fork_of(init);

	(void)state;
	assert_int_equal(sim_call(init, "handle_open", sim_pid(p, init), 0), 3);
	assert_int_equal(sim_call(init, "handle_signal", 3, SIGCONT), 0);
	assert_int_equal(sim_nr_verdicts(world), 0);
	/* nobody marked the file, and still it is known whom it is for */
	assert_int_equal(sim_call(init, "handle_signal", 3, 64 + SIGCONT), 0);
	assert_int_equal(sim_nr_verdicts(world), 1);
	assert_non_null(strstr(sim_explain(world), "opened on another process"));
}

/* ------------------------------------------------------------ races */

struct one {
	const char *call;
	long a, b, ret;
};

static int begin(void *ctx, struct sim_task *task, struct sim_step *step)
{
	struct one *o = ctx;

	(void)task;
	memset(step, 0, sizeof(*step));
	step->call = sim_design_call(design, o->call);
	step->args[0] = o->a;
	step->args[1] = o->b;
	return 1;
}

static int done(void *ctx, struct sim_task *task)
{
	struct one *o = ctx;

	o->ret = sim_ret(task);
	return 0;
}

static const struct sim_driver driver = { begin, done };

/* the namespace of a process that leaves it: looked at and counted in one step */
static int ns_body(void *ctx, struct sim *sim, struct sim_strategy *strategy)
{
	struct sim_task *i = sim_task_at(sim, 0), *p = sim_task(sim, i, NULL);
	struct sim_task *x = sim_task(sim, i, NULL);
	struct one leave = { "unshare", CLONE_NEWUTS, 0, -1 }, look = { "ioctl", 3, 1, -1 };
	int *seen = ctx;

	sim_call(x, "handle_open", sim_pid(p, x), 0);
	sim_drive(p, &driver, &leave);
	sim_drive(x, &driver, &look);
	sim_race(sim, strategy);
	if (leave.ret || look.ret != 4)
		sim_fail(sim, "%ld, %ld", leave.ret, look.ret);
	++*seen;
	sim_end(sim);
	return 0;
}

static void test_race_namespace(void **state)
{
	struct sim_strategy *dfs = sim_strategy_dfs(2);
	int seen = 0;
	struct sim_explore how = { .strategy = dfs, .body = ns_body, .ctx = &seen };
	struct sim_summary sum;

	(void)state;
	sim_explore(world, &how, &sum);
	if (sum.failed)
		fail_msg("schedule %s: %s", sum.token, sum.first.text);
	assert_true(sum.exhausted);
	assert_true(seen > 50);
	sim_strategy_free(dfs);
}

#define in_world(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_world(test_inodes),
		cmocka_unit_test_setup_teardown(test_inodes_new, setup_new, teardown),
		in_world(test_many),
		in_world(test_attributes),
		in_world(test_clone),
		cmocka_unit_test_setup_teardown(test_clone_old, setup_old, teardown),
		in_world(test_wait),
		in_world(test_namespaces),
		in_world(test_copy),
		in_world(test_mrelease),
		in_world(test_judged),
		in_world(test_race_namespace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
