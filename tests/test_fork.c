// SPDX-License-Identifier: GPL-2.0-only
/* fork, vfork, clone, clone3, unshare: who a child is, and what is refused in which order. */
#include "task_world.h"

#include <sys/resource.h>

#ifndef CLONE_CLEAR_SIGHAND
#define CLONE_CLEAR_SIGHAND 0x100000000ULL
#endif
#ifndef CLONE_PIDFD
#define CLONE_PIDFD 0x1000
#endif
#define CLONE_NEWTIME_ 0x80

struct args3 {
	uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls;
	uint64_t set_tid, set_tid_size, cgroup, beyond;
};

static void numbers_go_up(void **state)
{
	struct sim_task *init = init_of(*state), *p, *q, *t;

	assert_int_equal(call(init, "getpid"), 1);
	p = forked(init);
	q = forked(init);
	assert_int_equal(sim_pid(p, NULL), 2);
	assert_int_equal(sim_pid(q, NULL), 3);
	assert_int_equal(call(p, "getppid"), 1);
	assert_int_equal(call(p, "getpgrp"), call(init, "getpgrp"));
	t = thread_of(p);
	assert_int_equal(call(t, "gettid"), 4);
	assert_int_equal(call(t, "getpid"), 2);
	assert_int_equal(call(t, "getppid"), 1);
	/* The child of a thread is the child of its process. */
	assert_int_equal(call(forked(t), "getppid"), 2);
}

static void clone_parent_makes_a_sibling(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *q;

	q = cloned(p, CLONE_PARENT | SIGUSR1);
	assert_int_equal(call(q, "getppid"), 1);
	/* The signal is that of the sibling, not the one asked for. */
	quit(q, 0);
	assert_int_equal(wait4_of(init, sim_pid(q, init), NULL, 0), 3);
	/* An init has no siblings. */
	assert_int_equal(call(init, "clone", CLONE_PARENT | SIGCHLD, 0, 0, 0, 0), -EINVAL);
}

static void clone_flags_that_exclude_each_other(void **state)
{
	static const unsigned long bad[] = {
		CLONE_NEWNS | CLONE_FS,
		CLONE_NEWUSER | CLONE_FS,
		CLONE_THREAD,
		CLONE_THREAD | CLONE_VM,
		CLONE_SIGHAND,
		THREAD_FLAGS | CLONE_NEWPID,
		THREAD_FLAGS | CLONE_NEWUSER,
		CLONE_PIDFD | CLONE_DETACHED,
		CLONE_PIDFD | CLONE_PARENT_SETTID,
	};
	struct sim_task *init = init_of(*state), *p = forked(init);
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(call(p, "clone", (long)(bad[i] | SIGCHLD), 0, 0, 0, 0), -EINVAL);
	/* Nothing of it has cost a number. */
	assert_int_equal(call(p, "fork"), 3);
}

static void clone3_checks_its_structure(void **state)
{
	struct sim_task *init = init_of(*state);
	struct args3 *a = sim_scratch(init, 4096 + 64);

	a->exit_signal = SIGCHLD;
	assert_int_equal(call(init, "clone3", (long)a, 4097), -E2BIG);
	assert_int_equal(call(init, "clone3", (long)a, 63), -EINVAL);
	assert_int_equal(call(init, "clone3", 8, 64), -EFAULT);
	a->beyond = 1;
	assert_int_equal(call(init, "clone3", (long)a, sizeof(*a)), -E2BIG);
	a->beyond = 0;
	assert_int_equal(call(init, "clone3", (long)a, sizeof(*a)), 2);
	a->set_tid_size = 1;
	assert_int_equal(call(init, "clone3", (long)a, 88), -EINVAL);
	a->set_tid = 8;
	assert_int_equal(call(init, "clone3", (long)a, 88), -EFAULT);
	/* An older caller does not know the fields. */
	assert_int_equal(call(init, "clone3", (long)a, 64), 3);
	a->set_tid_size = 33;
	assert_int_equal(call(init, "clone3", (long)a, 88), -EINVAL);
	a->set_tid = a->set_tid_size = 0;
	a->stack = 4096;
	assert_int_equal(call(init, "clone3", (long)a, 88), -EINVAL);
	a->stack_size = 4096;
	assert_int_equal(call(init, "clone3", (long)a, 88), 4);
	/* There are no cgroups to be put into. */
	a->flags = 0x200000000ULL;
	assert_int_equal(call(init, "clone3", (long)a, 80), -EINVAL);
	assert_int_equal(call(init, "clone3", (long)a, 88), -EBADF);
	a->cgroup = 1ULL << 40;
	assert_int_equal(call(init, "clone3", (long)a, 88), -EINVAL);
}

static void clone3_checks_its_flags(void **state)
{
	struct sim_task *init = init_of(*state);

	assert_int_equal(call_clone3(init, 0, 65), -EINVAL);
	assert_int_equal(call_clone3(init, 0, 1ULL << 32 | SIGCHLD), -EINVAL);
	assert_int_equal(call_clone3(init, CLONE_DETACHED, SIGCHLD), -EINVAL);
	assert_int_equal(call_clone3(init, SIGCHLD, 0), -EINVAL);
	assert_int_equal(call_clone3(init, 1ULL << 34, SIGCHLD), -EINVAL);
	assert_int_equal(call_clone3(init, THREAD_FLAGS, SIGCHLD), -EINVAL);
	assert_int_equal(call_clone3(init, CLONE_PARENT, SIGCHLD), -EINVAL);
	assert_int_equal(call_clone3(init, CLONE_VM | CLONE_SIGHAND | CLONE_CLEAR_SIGHAND, 0),
			 -EINVAL);
	assert_int_equal(call_clone3(init, CLONE_PIDFD, SIGCHLD), -EINVAL);
	assert_true(call_clone3(init, THREAD_FLAGS, 0) > 0);
	assert_true(call_clone3(init, CLONE_NEWTIME_, SIGCHLD) > 0);
}

static void set_tid_chooses_the_number(void **state)
{
	struct sim_task *init = init_of(*state);
	struct args3 *a = sim_scratch(init, sizeof(*a));
	int *nr = room(init);

	a->exit_signal = SIGCHLD;
	a->set_tid = (uint64_t)(uintptr_t)nr;
	a->set_tid_size = 1;
	*nr = 77;
	assert_int_equal(call(init, "clone3", (long)a, 88), 77);
	assert_int_equal(call(init, "clone3", (long)a, 88), -EEXIST);
	*nr = 0;
	assert_int_equal(call(init, "clone3", (long)a, 88), -EINVAL);
	*nr = 1;
	assert_int_equal(call(init, "clone3", (long)a, 88), -EEXIST);
	/* One level, one number. */
	a->set_tid_size = 2;
	nr[0] = nr[1] = 78;
	assert_int_equal(call(init, "clone3", (long)a, 88), -EINVAL);
	/* The next one goes on where it was. */
	assert_int_equal(call(init, "fork"), 2);
}

static void legacy_clone_takes_any_signal(void **state)
{
	struct sim_task *init = init_of(*state), *p;

	p = cloned(init, 100);
	quit(p, 1);
	assert_int_equal(wait4_of(init, -1, NULL, WNOHANG), -ECHILD);
	assert_int_equal(wait4_of(init, -1, NULL, __WALL), sim_pid(p, NULL));
}

static void pidfd_flag_before_5_2_means_nothing(void **state)
{
	struct sim_task *init = init_of(*state);

	assert_int_equal(call(init, "clone", CLONE_PIDFD | SIGCHLD, 0, 0, 0, 0), 2);
	assert_int_equal(call_clone3(init, CLONE_PIDFD, SIGCHLD), -EINVAL);
	assert_int_equal(call_clone3(init, CLONE_PIDFD | THREAD_FLAGS, 0), -EINVAL);
}

static void tids_are_written(void **state)
{
	struct sim_task *init = init_of(*state), *t;
	int *tid = room(init);
	long flags = THREAD_FLAGS | CLONE_PARENT_SETTID | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID;

	assert_int_equal(call(init, "clone", flags, 0, (long)&tid[0], (long)&tid[1], 0), 2);
	assert_int_equal(tid[0], 2);
	assert_int_equal(tid[1], 2);
	t = sim_find(init, 2);
	quit_thread(t, 0);
	assert_int_equal(tid[0], 2);
	assert_int_equal(tid[1], 0);
	/* Without shared memory the child has the only copy. */
	tid[0] = tid[1] = 5;
	flags = CLONE_PARENT_SETTID | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | SIGCHLD;
	assert_int_equal(call(init, "clone", flags, 0, (long)&tid[0], (long)&tid[1], 0), 3);
	quit(sim_find(init, 3), 0);
	assert_int_equal(tid[0], 3);
	assert_int_equal(tid[1], 5);
	/* A pointer that is bad is nobody's concern. */
	assert_int_equal(call(init, "clone", CLONE_PARENT_SETTID | SIGCHLD, 0, 8, 0, 0), 4);
}

static void tables_are_shared_or_copied(void **state)
{
	struct sim_task *init = init_of(*state), *copy, *shared;
	int *fds = room(init);

	copy = forked(init);
	shared = cloned(init, CLONE_FILES | SIGCHLD);
	assert_int_equal(call(init, "pipe", (long)fds), 0);
	assert_int_equal(call(copy, "close", fds[0]), -EBADF);
	assert_int_equal(call(shared, "close", fds[0]), 0);
	assert_int_equal(call(init, "close", fds[0]), -EBADF);
	assert_int_equal(call(shared, "unshare", CLONE_FILES), 0);
	assert_int_equal(call(shared, "close", fds[1]), 0);
	assert_int_equal(call(init, "close", fds[1]), 0);
}

static void handlers_are_shared_copied_or_cleared(void **state)
{
	struct sim_task *init = init_of(*state), *copy, *shared, *clear;
	struct args3 *a = sim_scratch(init, sizeof(*a));
	long nr;

	action(init, SIGUSR1, SIG_IGN, 0);
	action(init, SIGUSR2, (void (*)(int))(uintptr_t)0x1000, 0);
	copy = forked(init);
	shared = cloned(init, CLONE_VM | CLONE_SIGHAND | SIGCHLD);
	a->flags = CLONE_CLEAR_SIGHAND;
	a->exit_signal = SIGCHLD;
	nr = call(init, "clone3", (long)a, 64);
	assert_true(nr > 0);
	clear = sim_find(init, (int)nr);

	action(init, SIGTERM, SIG_IGN, 0);
	assert_int_equal(call(init, "kill", sim_pid(shared, NULL), SIGTERM), 0);
	assert_int_equal(sim_state(shared), MODEL_RUNNING);
	assert_int_equal(call(init, "kill", sim_pid(copy, NULL), SIGUSR2), 0);
	assert_int_equal(taken(copy, SIGUSR2), 1);
	assert_int_equal(sim_state(copy), MODEL_RUNNING);
	/* What is ignored stays ignored, what is handled is not. */
	assert_int_equal(call(init, "kill", sim_pid(clear, NULL), SIGUSR1), 0);
	assert_int_equal(sim_state(clear), MODEL_RUNNING);
	assert_int_equal(call(init, "kill", sim_pid(clear, NULL), SIGUSR2), 0);
	assert_int_equal(sim_state(clear), MODEL_ZOMBIE);
	assert_int_equal(call(init, "kill", sim_pid(copy, NULL), SIGTERM), 0);
	assert_int_equal(sim_state(copy), MODEL_ZOMBIE);
}

static void child_has_no_pending_signals(void **state)
{
	struct sim_task *init = init_of(*state), *p, *q;
	unsigned long *set = sim_scratch(init, 8);

	*set = 1UL << (SIGUSR1 - 1);
	p = forked(init);
	assert_int_equal(call(p, "rt_sigprocmask", SIG_BLOCK, (long)set, 0, 8), 0);
	assert_int_equal(call(init, "kill", sim_pid(p, NULL), SIGUSR1), 0);
	assert_true(sim_pending(p) != 0);
	q = forked(p);
	assert_true(sim_pending(q) == 0);
	/* The mask it has. */
	assert_int_equal(call(init, "kill", sim_pid(q, NULL), SIGUSR1), 0);
	assert_true(sim_pending(q) == *set);
}

static void vfork_waits_for_exit(void **state)
{
	struct sim_task *init = init_of(*state), *p;

	assert_true(call(init, "vfork") == SIM_BLOCKED);
	p = sim_task_at(*state, 1);
	assert_int_equal(call(p, "getppid"), 1);
	assert_true(sim_finish(init) == SIM_BLOCKED);
	quit(p, 4);
	assert_int_equal(sim_finish(init), 2);
}

static void vfork_waits_for_exec(void **state)
{
	struct sim_task *init = init_of(*state), *p;

	assert_true(call(init, "vfork") == SIM_BLOCKED);
	p = sim_task_at(*state, 1);
	assert_int_equal(call(p, "execve", str(p, "/bin/nothing"), 0, 0), -ENOENT);
	assert_true(sim_finish(init) == SIM_BLOCKED);
	assert_int_equal(call(p, "execve", str(p, "/bin/sim"), 0, 0), 0);
	assert_int_equal(sim_finish(init), 2);
	assert_int_equal(sim_state(p), MODEL_RUNNING);
}

static void vfork_is_left_by_sigkill_only(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *q;

	action(p, SIGUSR1, (void (*)(int))(uintptr_t)0x1000, 0);
	assert_true(call(p, "vfork") == SIM_BLOCKED);
	q = sim_task_at(*state, 2);
	assert_int_equal(call(init, "kill", sim_pid(p, NULL), SIGUSR1), 0);
	assert_int_equal(taken(p, SIGUSR1), 0);
	assert_int_equal(call(init, "kill", sim_pid(p, NULL), SIGKILL), 0);
	assert_int_equal(sim_state(p), MODEL_ZOMBIE);
	/* The child goes on, and has nobody to tell. */
	quit(q, 0);
	assert_int_equal(wait4_of(init, sim_pid(q, NULL), NULL, 0), 3);
}

static void nproc_is_counted(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *q;
	struct rlimit *lim = sim_scratch(p, sizeof(*lim));

	lim->rlim_cur = lim->rlim_max = 2;
	assert_int_equal(call(p, "setrlimit", RLIMIT_NPROC, (long)lim), 0);
	assert_true(call(p, "fork") > 0);
	assert_int_equal(call(p, "setuid", 1000), 0);
	q = forked(p);
	assert_int_equal(call(p, "fork"), -EAGAIN);
	/* A thread counts as well. */
	assert_int_equal(call(p, "clone", THREAD_FLAGS, 0, 0, 0, 0), -EAGAIN);
	quit(q, 0);
	assert_int_equal(call(p, "fork"), -EAGAIN);
	assert_true(wait4_of(p, -1, NULL, 0) > 0);
	assert_true(call(p, "fork") > 0);
}

static void no_threads_after_unshare_newpid(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *q;

	assert_int_equal(call(p, "unshare", CLONE_NEWPID), 0);
	assert_int_equal(call(p, "clone", THREAD_FLAGS, 0, 0, 0, 0), -EINVAL);
	assert_int_equal(call(p, "unshare", CLONE_NEWPID), -EINVAL);
	q = forked(p);
	assert_int_equal(call(q, "getpid"), 1);
	assert_int_equal(call(q, "getppid"), 0);
	assert_int_equal(sim_pid(q, init), 3);
	quit(q, 0);
	assert_true(wait4_of(p, -1, NULL, 0) > 0);
	/* A namespace whose init has died takes nobody in. */
	assert_int_equal(call(p, "fork"), -ENOMEM);
}

static void unshare_rules(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *q;

	assert_int_equal(call(p, "unshare", CLONE_THREAD), 0);
	assert_int_equal(call(p, "unshare", CLONE_VM | CLONE_SIGHAND), 0);
	assert_int_equal(call(p, "unshare", CLONE_PARENT), -EINVAL);
	assert_int_equal(call(p, "unshare", CLONE_VFORK), -EINVAL);
	q = cloned(p, CLONE_VM | CLONE_SIGHAND | SIGCHLD);
	assert_int_equal(call(p, "unshare", CLONE_THREAD), 0);
	assert_int_equal(call(p, "unshare", CLONE_SIGHAND), -EINVAL);
	assert_int_equal(call(p, "unshare", CLONE_VM), -EINVAL);
	quit(q, 0);
	thread_of(p);
	assert_int_equal(call(p, "unshare", CLONE_THREAD), -EINVAL);
	assert_int_equal(call(p, "unshare", CLONE_NEWUSER), -EINVAL);
	assert_int_equal(call(p, "unshare", CLONE_FILES), 0);
	assert_int_equal(call(p, "unshare", CLONE_NEWPID), 0);
}

static void unshare_makes_several_things_at_once(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *q;
	long userns;

	q = cloned(p, CLONE_FILES | SIGCHLD);
	assert_int_equal(call(p, "setuid", 1000), 0);
	assert_int_equal(call(p, "unshare", CLONE_NEWNS), -EPERM);
	userns = sim_live(*state, "user_namespace");
	assert_int_equal(call(p, "unshare", CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID |
			      CLONE_FILES), 0);
	assert_int_equal(sim_live(*state, "user_namespace"), userns + 1);
	/* All capabilities, over there. */
	assert_int_equal(call(p, "unshare", CLONE_NEWUTS), 0);
	assert_int_equal(call(forked(p), "getpid"), 1);
	assert_int_equal(call(q, "close", 0), 0);
	assert_int_equal(call(p, "close", 0), 0);
}

/* Each request for memory refused in turn: ENOMEM, nothing left over, and no number lost. */
static unsigned int refused(struct sim_task *t, unsigned long flags)
{
	struct sim *s = sim_task_sim(t);
	unsigned int n;
	long ret;

	for (n = 1; n < 64; n++) {
		sim_inject(s, n);
		ret = call(t, "clone", (long)flags, 0, 0, 0, 0);
		sim_inject(s, 0);
		if (ret > 0)
			break;
		/* A new user namespace has counters, and these say it in their own way. */
		if (!(flags & CLONE_NEWUSER) || ret != -EAGAIN)
			assert_int_equal(ret, -ENOMEM);
		assert_int_equal(sim_nr_verdicts(s), 0);
	}
	return n - 1;
}

static void memory_may_be_refused(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init);
	long before = sim_live(*state, "task_struct");

	/* task_struct, files_struct, sighand, signal, mm, pid: six at the least */
	assert_true(refused(p, SIGCHLD) >= 6);
	assert_int_equal(sim_live(*state, "task_struct"), before + 1);
	assert_int_equal(call(p, "clone", THREAD_FLAGS, 0, 0, 0, 0), 4);
	assert_true(refused(p, THREAD_FLAGS) >= 2);
	assert_true(refused(p, CLONE_NEWPID | SIGCHLD) > 6);
	assert_true(refused(p, CLONE_NEWUSER | CLONE_NEWPID | SIGCHLD) > 7);
	action(p, SIGUSR1, (void (*)(int))(uintptr_t)0x1000, 0);
	assert_true(refused(p, SIGCHLD) >= 6);
}

static void memory_may_be_refused_to_clear_handlers(void **state)
{
	struct sim_task *init = init_of(*state);
	unsigned int n;
	long ret;

	action(init, SIGUSR1, SIG_IGN, 0);
	for (n = 1; n < 64; n++) {
		sim_inject(*state, n);
		ret = call_clone3(init, CLONE_CLEAR_SIGHAND, SIGCHLD);
		sim_inject(*state, 0);
		if (ret > 0)
			break;
		assert_int_equal(ret, -ENOMEM);
	}
	assert_int_equal(n, 7);
}

#define T618(f) cmocka_unit_test_setup_teardown(f, setup_618, teardown)
#define T51(f) cmocka_unit_test_setup_teardown(f, setup_51, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		T618(numbers_go_up),
		T618(clone_parent_makes_a_sibling),
		T618(clone_flags_that_exclude_each_other),
		T618(clone3_checks_its_structure),
		T618(clone3_checks_its_flags),
		T618(set_tid_chooses_the_number),
		T618(legacy_clone_takes_any_signal),
		T51(pidfd_flag_before_5_2_means_nothing),
		T618(tids_are_written),
		T618(tables_are_shared_or_copied),
		T618(handlers_are_shared_copied_or_cleared),
		T618(child_has_no_pending_signals),
		T618(vfork_waits_for_exit),
		T618(vfork_waits_for_exec),
		T618(vfork_is_left_by_sigkill_only),
		T618(nproc_is_counted),
		T618(no_threads_after_unshare_newpid),
		T618(unshare_rules),
		T618(unshare_makes_several_things_at_once),
		T618(memory_may_be_refused),
		T618(memory_may_be_refused_to_clear_handlers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
