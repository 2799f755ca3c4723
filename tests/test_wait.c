// SPDX-License-Identifier: GPL-2.0-only
/* wait4, waitid: options, whom they see, in which order, what they say. */
#include "task_world.h"

#include <sys/resource.h>

static void handler(int sig)
{
	(void)sig;
}

/* The siginfo of a raw waitid that had nothing to say. */
static void assert_nothing(const siginfo_t *info)
{
	assert_int_equal(info->si_signo, 0);
	assert_int_equal(info->si_errno, 0);
	assert_int_equal(info->si_code, 0);
	assert_int_equal(info->si_pid, 0);
	assert_int_equal(info->si_uid, 0);
	assert_int_equal(info->si_status, 0);
}

static void options_are_checked(void **state)
{
	struct sim_task *init = init_of(*state);
	siginfo_t info;

	assert_int_equal(waitid_of(init, P_ALL, 0, &info, 0), -EINVAL);
	assert_nothing(&info);
	assert_int_equal(waitid_of(init, P_ALL, 0, NULL, WNOHANG), -EINVAL);
	assert_int_equal(waitid_of(init, P_ALL, 0, NULL, WEXITED | 0x100), -EINVAL);
	assert_int_equal(waitid_of(init, 7, 0, NULL, WEXITED), -EINVAL);
	assert_int_equal(waitid_of(init, P_PID, 0, NULL, WEXITED), -EINVAL);
	assert_int_equal(waitid_of(init, P_PID, -1, NULL, WEXITED), -EINVAL);
	assert_int_equal(waitid_of(init, P_PGID, -1, NULL, WEXITED), -EINVAL);
	assert_int_equal(waitid_of(init, P_PIDFD, -1, NULL, WEXITED), -EINVAL);
	/* The design has no handles that can be waited for. */
	assert_int_equal(waitid_of(init, P_PIDFD, 0, NULL, WEXITED), -EINVAL);
	assert_int_equal(waitid_of(init, P_ALL, 0, &info, WEXITED), -ECHILD);
	assert_nothing(&info);
	assert_int_equal(wait4_of(init, -1, NULL, WEXITED), -EINVAL);
	assert_int_equal(wait4_of(init, -1, NULL, WNOWAIT), -EINVAL);
	assert_int_equal(wait4_of(init, (int)0x80000000, NULL, 0), -ESRCH);
	assert_int_equal(wait4_of(init, 55, NULL, 0), -ECHILD);
	assert_int_equal(wait4_of(init, 1, NULL, 0), -ECHILD);
}

static void own_group_came_with_5_4(void **state)
{
	struct sim_task *init = init_of(*state);

	assert_int_equal(waitid_of(init, P_PGID, 0, NULL, WEXITED),
			 sim_release(*state) >= LINUX(5, 4) ? -ECHILD : -EINVAL);
	assert_int_equal(wait4_of(init, 0, NULL, 0), -ECHILD);
}

static void waitid_says_what_happened(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *q = forked(init);
	siginfo_t info;

	assert_int_equal(call(p, "setuid", 1000), 0);
	quit(p, 3);
	assert_int_equal(waitid_of(init, P_PID, 2, &info, WEXITED | WNOWAIT), 0);
	/* A zombie will never stop. */
	assert_int_equal(waitid_of(init, P_PID, 2, &info, WSTOPPED | WNOHANG), -ECHILD);
	assert_nothing(&info);
	assert_int_equal(waitid_of(init, P_PID, 2, &info, WEXITED), 0);
	assert_int_equal(info.si_signo, SIGCHLD);
	assert_int_equal(info.si_code, CLD_EXITED);
	assert_int_equal(info.si_pid, 2);
	assert_int_equal(info.si_uid, 1000);
	assert_int_equal(info.si_status, 3);
	assert_int_equal(call(init, "kill", sim_pid(q, NULL), SIGTERM), 0);
	assert_int_equal(waitid_of(init, P_ALL, 0, &info, WEXITED), 0);
	assert_int_equal(info.si_code, CLD_KILLED);
	assert_int_equal(info.si_status, SIGTERM);
	/* What is beyond the six fields is left alone. */
	assert_int_equal(((unsigned char *)&info)[sizeof(info) - 1], 0x5a);
}

static void no_pointers_are_fine(void **state)
{
	struct sim_task *init = init_of(*state);

	quit(forked(init), 0);
	assert_int_equal(call(init, "waitid", P_ALL, 0, 0, WEXITED, 0), 0);
	quit(forked(init), 0);
	assert_int_equal(call(init, "wait4", -1, 0, 0, 0), 3);
}

static void a_bad_pointer_costs_the_child(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init);

	quit(p, 0);
	assert_int_equal(call(init, "waitid", P_ALL, 0, 8, WEXITED, 0), -EFAULT);
	assert_int_equal(sim_state(p), MODEL_DEAD);
	p = forked(init);
	quit(p, 0);
	assert_int_equal(call(init, "wait4", -1, 8, 0, 0), -EFAULT);
	assert_int_equal(sim_state(p), MODEL_DEAD);
	p = forked(init);
	quit(p, 0);
	assert_int_equal(call(init, "wait4", -1, 0, 0, 8), -EFAULT);
	assert_int_equal(sim_state(p), MODEL_DEAD);
	/* The pointer is not looked at before. */
	assert_int_equal(call(init, "waitid", P_ALL, 0, 8, WEXITED, 0), -EFAULT);
	assert_int_equal(call(init, "wait4", -1, 8, 0, 8), -ECHILD);
}

static void usage_is_zero(void **state)
{
	struct sim_task *init = init_of(*state);
	struct rusage *ru = sim_scratch(init, sizeof(*ru)), zero;

	memset(&zero, 0, sizeof(zero));
	memset(ru, 1, sizeof(*ru));
	quit(forked(init), 0);
	assert_int_equal(call(init, "waitid", P_ALL, 0, 0, WEXITED, (long)ru), 0);
	assert_memory_equal(ru, &zero, sizeof(zero));
	memset(ru, 1, sizeof(*ru));
	assert_int_equal(call(init, "wait4", -1, 0, 0, (long)ru), -ECHILD);
	assert_memory_not_equal(ru, &zero, sizeof(zero));
}

static void oldest_child_first(void **state)
{
	struct sim_task *init = init_of(*state), *p, *q, *r;

	p = forked(init);
	q = forked(init);
	r = forked(init);
	quit(r, 0);
	quit(q, 0);
	assert_int_equal(wait4_of(init, -1, NULL, 0), 3);
	quit(p, 0);
	assert_int_equal(wait4_of(init, -1, NULL, 0), 2);
	assert_int_equal(wait4_of(init, -1, NULL, 0), 4);
}

static void own_children_before_those_of_other_threads(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *t, *a, *b;

	t = thread_of(p);
	a = forked(p);
	b = forked(t);
	quit(a, 0);
	quit(b, 0);
	assert_int_equal(wait4_of(t, -1, NULL, WNOHANG), sim_pid(b, NULL));
	assert_int_equal(wait4_of(t, -1, NULL, WNOHANG | __WNOTHREAD), -ECHILD);
	assert_int_equal(wait4_of(t, -1, NULL, WNOHANG), sim_pid(a, NULL));
}

static void groups_are_waited_for(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *q = forked(init);

	assert_int_equal(call(p, "setpgid", 0, 0), 0);
	quit(q, 0);
	assert_int_equal(wait4_of(init, -2, NULL, WNOHANG), 0);
	assert_int_equal(waitid_of(init, P_PGID, 2, NULL, WEXITED | WNOHANG), 0);
	quit(p, 0);
	assert_int_equal(wait4_of(init, -2, NULL, WNOHANG), 2);
	assert_int_equal(wait4_of(init, -2, NULL, WNOHANG), -ECHILD);
	assert_int_equal(wait4_of(init, 0, NULL, WNOHANG), 3);
}

static void clone_children(void **state)
{
	struct sim_task *init = init_of(*state), *p;

	p = cloned(init, SIGUSR1);
	quit(p, 0);
	assert_int_equal(wait4_of(init, 2, NULL, 0), -ECHILD);
	assert_int_equal(waitid_of(init, P_PID, 2, NULL, WEXITED), -ECHILD);
	quit(forked(init), 0);
	assert_int_equal(wait4_of(init, -1, NULL, __WCLONE), 2);
	assert_int_equal(wait4_of(init, -1, NULL, __WCLONE), -ECHILD);
	assert_int_equal(wait4_of(init, -1, NULL, __WALL), 3);
}

static void waiting_ends_with_the_child(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *q = forked(init);

	assert_true(call(init, "wait4", 3, 0, 0, 0) == SIM_BLOCKED);
	quit(p, 0);
	/* Another child wakes nobody who waits for this one. */
	assert_true(sim_finish(init) == SIM_BLOCKED);
	quit(q, 0);
	assert_int_equal(sim_finish(init), 3);
	assert_int_equal(wait4_of(init, -1, NULL, 0), 2);
}

static void waiting_ends_with_the_last_child(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *q;

	action(p, SIGCHLD, SIG_IGN, 0);
	q = forked(p);
	assert_true(call(p, "wait4", -1, 0, 0, 0) == SIM_BLOCKED);
	quit(q, 0);
	assert_int_equal(sim_finish(p), -ECHILD);
}

static void waiting_ends_with_a_signal(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *q;

	q = forked(p);
	action(p, SIGUSR1, handler, 0);
	action(p, SIGUSR2, handler, SA_RESTART);
	assert_true(call(p, "wait4", -1, 0, 0, 0) == SIM_BLOCKED);
	assert_int_equal(call(init, "kill", 2, SIGUSR2), 0);
	assert_true(sim_finish(p) == SIM_BLOCKED);
	assert_int_equal(taken(p, SIGUSR2), 1);
	assert_int_equal(call(init, "kill", 2, SIGUSR1), 0);
	assert_int_equal(sim_finish(p), -EINTR);
	quit(q, 0);
}

static void one_of_two_waiting_threads_gets_it(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *t, *q;
	long a, b;

	t = thread_of(p);
	q = forked(p);
	assert_true(call(p, "wait4", -1, 0, 0, 0) == SIM_BLOCKED);
	assert_true(call(t, "wait4", -1, 0, 0, 0) == SIM_BLOCKED);
	quit(q, 0);
	a = sim_finish(p);
	b = sim_finish(t);
	assert_int_equal(a + b, 4 - ECHILD);
	assert_true(a == 4 || b == 4);
}

static void children_of_others_wake_nobody_who_wants_his_own(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *t, *a, *b;

	t = thread_of(p);
	a = forked(p);
	b = forked(t);
	assert_true(call(t, "wait4", -1, 0, __WNOTHREAD, 0) == SIM_BLOCKED);
	quit(a, 0);
	assert_true(sim_finish(t) == SIM_BLOCKED);
	quit(b, 0);
	assert_int_equal(sim_finish(t), sim_pid(b, NULL));
	assert_int_equal(wait4_of(t, -1, NULL, 0), sim_pid(a, NULL));
}

static void wait_for_a_child_of_another_thread(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *t, *q;

	t = thread_of(p);
	q = forked(p);
	assert_int_equal(wait4_of(t, 4, NULL, __WNOTHREAD), -ECHILD);
	assert_true(call(t, "wait4", 4, 0, 0, 0) == SIM_BLOCKED);
	quit(q, 0);
	assert_int_equal(sim_finish(t), 4);
}

static void stops_and_continues(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init);
	siginfo_t info;
	int status;

	assert_int_equal(call(init, "kill", 2, SIGSTOP), 0);
	assert_int_equal(wait4_of(init, 2, NULL, WNOHANG), 0);
	assert_int_equal(waitid_of(init, P_PID, 2, &info, WSTOPPED | WNOWAIT), 0);
	assert_int_equal(info.si_code, CLD_STOPPED);
	assert_int_equal(info.si_status, SIGSTOP);
	assert_int_equal(wait4_of(init, 2, &status, WUNTRACED), 2);
	assert_int_equal(status, SIGSTOP << 8 | 0x7f);
	/* It is told once. */
	assert_int_equal(wait4_of(init, 2, NULL, WUNTRACED | WNOHANG), 0);
	assert_int_equal(call(init, "kill", 2, SIGCONT), 0);
	assert_int_equal(sim_state(p), MODEL_RUNNING);
	assert_int_equal(waitid_of(init, P_PID, 2, &info, WCONTINUED | WNOWAIT), 0);
	assert_int_equal(info.si_code, CLD_CONTINUED);
	assert_int_equal(info.si_status, SIGCONT);
	assert_int_equal(wait4_of(init, 2, &status, WCONTINUED), 2);
	assert_int_equal(status, 0xffff);
	assert_int_equal(wait4_of(init, 2, NULL, WCONTINUED | WNOHANG), 0);
	/* Continued and not told yet: a death is what counts. */
	assert_int_equal(call(init, "kill", 2, SIGSTOP), 0);
	assert_int_equal(call(init, "kill", 2, SIGKILL), 0);
	assert_int_equal(wait4_of(init, 2, &status, WUNTRACED), 2);
	assert_int_equal(status, SIGKILL);
}

static void a_dumping_signal_says_so(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init);
	siginfo_t info;
	int status;

	assert_int_equal(call(init, "kill", sim_pid(p, NULL), SIGABRT), 0);
	assert_int_equal(waitid_of(init, P_ALL, 0, &info, WEXITED | WNOWAIT), 0);
	assert_int_equal(info.si_status, SIGABRT);
	assert_int_equal(wait4_of(init, -1, &status, 0), 2);
	assert_int_equal(status & 0x7f, SIGABRT);
	/* The bit and the code agree. */
	assert_int_equal(info.si_code, status & 0x80 ? CLD_DUMPED : CLD_KILLED);
}

static void numbers_are_those_of_the_waiting_one(void **state)
{
	struct sim_task *init = init_of(*state), *p, *q;
	siginfo_t info;

	p = cloned(init, CLONE_NEWPID | SIGCHLD);
	q = forked(p);
	quit(q, 2);
	assert_int_equal(waitid_of(p, P_ALL, 0, &info, WEXITED), 0);
	assert_int_equal(info.si_pid, 2);
	quit(p, 0);
	assert_int_equal(waitid_of(init, P_ALL, 0, &info, WEXITED), 0);
	assert_int_equal(info.si_pid, 2);
}

static void grandchildren_are_not_children(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *q;

	q = forked(p);
	quit(q, 0);
	assert_int_equal(wait4_of(init, sim_pid(q, NULL), NULL, WNOHANG), -ECHILD);
	assert_int_equal(waitid_of(init, P_PID, sim_pid(q, NULL), NULL, WEXITED), -ECHILD);
	/* Nor are the threads of a child. */
	q = thread_of(p);
	assert_int_equal(wait4_of(init, sim_pid(q, NULL), NULL, WNOHANG | __WALL), -ECHILD);
}

#define T618(f) cmocka_unit_test_setup_teardown(f, setup_618, teardown)
#define T51(f) cmocka_unit_test_setup_teardown(f, setup_51, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		T618(options_are_checked),
		T51(own_group_came_with_5_4),
		T618(own_group_came_with_5_4),
		T618(waitid_says_what_happened),
		T618(no_pointers_are_fine),
		T618(a_bad_pointer_costs_the_child),
		T618(usage_is_zero),
		T618(oldest_child_first),
		T618(own_children_before_those_of_other_threads),
		T618(groups_are_waited_for),
		T618(clone_children),
		T618(waiting_ends_with_the_child),
		T618(waiting_ends_with_the_last_child),
		T618(waiting_ends_with_a_signal),
		T618(one_of_two_waiting_threads_gets_it),
		T618(wait_for_a_child_of_another_thread),
		T618(children_of_others_wake_nobody_who_wants_his_own),
		T618(stops_and_continues),
		T618(a_dumping_signal_says_so),
		T618(numbers_are_those_of_the_waiting_one),
		T618(grandchildren_are_not_children),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
