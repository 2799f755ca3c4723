// SPDX-License-Identifier: GPL-2.0-only
/* exit: codes, threads and their leader, new parents, orphaned groups, who reaps whom. */
#include "task_world.h"

#include <sys/prctl.h>

static void handler(int sig)
{
	(void)sig;
}

static void code_is_eight_bits(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init);
	int status;

	quit(p, 0x1ff);
	assert_int_equal(sim_state(p), MODEL_ZOMBIE);
	assert_int_equal(wait4_of(init, -1, &status, 0), 2);
	assert_int_equal(status, 0xff00);
	assert_int_equal(sim_state(p), MODEL_DEAD);
	/* The number is free again, the cursor has gone on. */
	assert_int_equal(call(init, "kill", 2, 0), -ESRCH);
	assert_int_equal(call(init, "fork"), 3);
}

static void parent_is_told(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *q;

	action(p, SIGCHLD, handler, 0);
	action(p, SIGUSR1, handler, 0);
	quit(forked(p), 0);
	assert_int_equal(taken(p, SIGCHLD), 1);
	quit(cloned(p, SIGUSR1), 0);
	assert_int_equal(taken(p, SIGCHLD), 1);
	assert_int_equal(taken(p, SIGUSR1), 1);
	/* 0: nobody is told. */
	q = cloned(p, 0);
	quit(q, 0);
	assert_int_equal(taken(p, SIGCHLD), 1);
	assert_int_equal(sim_state(q), MODEL_ZOMBIE);
}

static void ignored_child_is_reaped(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *q;

	action(p, SIGCHLD, SIG_IGN, 0);
	q = forked(p);
	quit(q, 0);
	assert_int_equal(sim_state(q), MODEL_DEAD);
	assert_int_equal(taken(p, SIGCHLD), 0);
	assert_int_equal(wait4_of(p, -1, NULL, 0), -ECHILD);
	/* Another signal than SIGCHLD is not meant by that. */
	q = cloned(p, SIGUSR2);
	action(p, SIGUSR2, SIG_IGN, 0);
	quit(q, 0);
	assert_int_equal(sim_state(q), MODEL_ZOMBIE);
	/* SA_NOCLDWAIT does not keep the signal away. */
	action(p, SIGCHLD, handler, SA_NOCLDWAIT);
	q = forked(p);
	quit(q, 0);
	assert_int_equal(sim_state(q), MODEL_DEAD);
	assert_int_equal(taken(p, SIGCHLD), 1);
}

static void leader_waits_for_its_threads(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *t;
	int status;

	t = thread_of(p);
	action(init, SIGCHLD, handler, 0);
	quit_thread(p, 5);
	assert_int_equal(sim_state(p), MODEL_ZOMBIE);
	assert_int_equal(taken(init, SIGCHLD), 0);
	assert_int_equal(wait4_of(init, -1, NULL, WNOHANG), 0);
	/* It still is there for a signal. */
	assert_int_equal(call(init, "kill", 2, 0), 0);
	quit_thread(t, 7);
	assert_int_equal(sim_state(t), MODEL_DEAD);
	assert_int_equal(taken(init, SIGCHLD), 1);
	assert_int_equal(wait4_of(init, -1, &status, 0), 2);
	/* Who leaves last says with what. */
	assert_int_equal(status, 0x700);
}

static void before_6_0_the_leader_says_with_what(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *t;
	int status;

	t = thread_of(p);
	quit_thread(p, 5);
	quit_thread(t, 7);
	assert_int_equal(wait4_of(init, -1, &status, 0), 2);
	assert_int_equal(status, 0x500);
}

static void exit_group_takes_all_threads(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *t, *u;
	int status;

	t = thread_of(p);
	u = thread_of(t);
	quit(t, 9);
	assert_int_equal(sim_state(u), MODEL_DEAD);
	assert_int_equal(sim_state(t), MODEL_DEAD);
	assert_int_equal(sim_state(p), MODEL_ZOMBIE);
	assert_int_equal(wait4_of(init, -1, &status, 0), 2);
	assert_int_equal(status, 0x900);
}

static void sigkill_to_a_thread_is_for_all(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *t;
	int status;

	t = thread_of(p);
	assert_int_equal(call(init, "tgkill", 2, 3, SIGKILL), 0);
	assert_int_equal(sim_state(t), MODEL_DEAD);
	assert_int_equal(wait4_of(init, -1, &status, 0), 2);
	assert_int_equal(status, SIGKILL);
}

static void dead_leader_can_be_ignored(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *t;

	action(init, SIGCHLD, SIG_IGN, 0);
	t = thread_of(p);
	quit_thread(p, 0);
	assert_int_equal(sim_state(p), MODEL_ZOMBIE);
	quit_thread(t, 0);
	assert_int_equal(sim_state(p), MODEL_DEAD);
	assert_int_equal(sim_state(t), MODEL_DEAD);
}

static void orphans_go_to_init(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *q, *z;

	q = cloned(p, SIGUSR1);
	z = forked(p);
	quit(z, 3);
	assert_int_equal(sim_state(z), MODEL_ZOMBIE);
	action(init, SIGCHLD, handler, 0);
	quit(p, 0);
	assert_int_equal(call(q, "getppid"), 1);
	/* The zombie has told its new parent, and can be waited for. */
	assert_true(taken(init, SIGCHLD) >= 1);
	assert_int_equal(wait4_of(init, sim_pid(z, init), NULL, WNOHANG), 4);
	/* An adopted child is an ordinary one. */
	quit(q, 0);
	assert_int_equal(wait4_of(init, sim_pid(q, init), NULL, 0), 3);
}

static void orphans_go_to_another_thread_first(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *t, *q;

	t = thread_of(p);
	q = forked(p);
	quit_thread(p, 0);
	assert_int_equal(call(q, "getppid"), 2);
	quit(q, 0);
	assert_int_equal(wait4_of(t, -1, NULL, 0), 4);
	/* Dead leader, living child: the next reaper is found by the same rule. */
	q = forked(t);
	quit_thread(t, 0);
	assert_int_equal(call(q, "getppid"), 1);
}

static void orphans_go_to_the_nearest_subreaper(void **state)
{
	struct sim_task *init = init_of(*state), *far = forked(init), *near, *p, *q, *r;

	assert_int_equal(call(far, "prctl", PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), 0);
	near = forked(far);
	assert_int_equal(call(near, "prctl", PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), 0);
	p = forked(near);
	q = forked(p);
	r = forked(p);
	quit(p, 0);
	assert_int_equal(call(q, "getppid"), sim_pid(near, NULL));
	quit(near, 0);
	assert_int_equal(call(q, "getppid"), sim_pid(far, NULL));
	quit(far, 0);
	assert_int_equal(call(r, "getppid"), 1);
}

static void subreaper_of_another_namespace_adopts_nobody(void **state)
{
	struct sim_task *init = init_of(*state), *s = forked(init), *p, *q, *r;

	assert_int_equal(call(s, "prctl", PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), 0);
	p = cloned(s, CLONE_NEWPID | SIGCHLD);
	q = forked(p);
	r = forked(q);
	quit(q, 0);
	assert_int_equal(call(r, "getppid"), 1);
	assert_int_equal(sim_pid(r, NULL), 3);
}

static void init_of_a_namespace_takes_all_with_it(void **state)
{
	struct sim_task *init = init_of(*state), *p, *q, *r, *t;
	int status;

	p = cloned(init, CLONE_NEWPID | SIGCHLD);
	q = forked(p);
	r = cloned(q, CLONE_NEWPID | SIGCHLD);
	t = thread_of(p);
	/* Its leader alone is not the end: the thread is the reaper now. */
	quit_thread(p, 0);
	assert_int_equal(sim_state(q), MODEL_RUNNING);
	quit(t, 6);
	assert_int_equal(sim_state(q), MODEL_DEAD);
	assert_int_equal(sim_state(r), MODEL_DEAD);
	assert_int_equal(wait4_of(init, -1, &status, 0), 2);
	assert_int_equal(status, 0x600);
	assert_int_equal(wait4_of(init, -1, &status, 0), -ECHILD);
}

static void pdeath_signal_is_sent(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *t, *q;

	t = thread_of(p);
	q = forked(t);
	action(q, SIGUSR1, handler, 0);
	assert_int_equal(call(q, "prctl", PR_SET_PDEATHSIG, SIGUSR1, 0, 0, 0), 0);
	/* The parent is a thread, not a process. */
	quit_thread(t, 0);
	assert_int_equal(taken(q, SIGUSR1), 1);
	quit(p, 0);
	assert_int_equal(taken(q, SIGUSR1), 2);
	/* A child does not have its parent's. */
	p = forked(q);
	action(p, SIGUSR1, handler, 0);
	quit(q, 0);
	assert_int_equal(taken(p, SIGUSR1), 0);
}

static void stopped_orphans_are_hung_up(void **state)
{
	struct sim_task *init = init_of(*state), *shell = forked(init), *job, *other;

	assert_int_equal(call(shell, "setsid"), 2);
	job = forked(shell);
	other = forked(shell);
	assert_int_equal(call(job, "setpgid", 0, 0), 0);
	assert_int_equal(call(other, "setpgid", 0, sim_pid(job, NULL)), 0);
	action(job, SIGHUP, handler, 0);
	action(job, SIGCONT, handler, 0);
	assert_int_equal(call(shell, "kill", sim_pid(job, NULL), SIGTSTP), 0);
	assert_int_equal(sim_state(job), MODEL_STOPPED);
	quit(shell, 0);
	assert_int_equal(sim_state(job), MODEL_RUNNING);
	assert_int_equal(taken(job, SIGHUP), 1);
	assert_int_equal(taken(job, SIGCONT), 1);
	/* The whole group, stopped or not. */
	assert_int_equal(taken(other, SIGHUP), 1);
	assert_int_equal(sim_state(other), MODEL_ZOMBIE);
}

static void running_orphans_are_left_alone(void **state)
{
	struct sim_task *init = init_of(*state), *shell = forked(init), *job;

	assert_int_equal(call(shell, "setsid"), 2);
	job = forked(shell);
	assert_int_equal(call(job, "setpgid", 0, 0), 0);
	action(job, SIGHUP, handler, 0);
	quit(shell, 0);
	assert_int_equal(taken(job, SIGHUP), 0);
	/* Nobody could continue it: the terminal can't stop it any more. */
	assert_int_equal(call(init, "kill", sim_pid(job, NULL), SIGTSTP), 0);
	assert_int_equal(sim_state(job), MODEL_RUNNING);
	assert_int_equal(call(init, "kill", sim_pid(job, NULL), SIGSTOP), 0);
	assert_int_equal(sim_state(job), MODEL_STOPPED);
}

static void end_of_the_world(void **state)
{
	struct sim_task *init = init_of(*state);

	assert_true(call(init, "exit_group", 0) < 0);
	assert_true(sim_abandoned(*state));
	assert_int_equal(sim_nr_verdicts(*state), 1);
	assert_int_equal(sim_verdict(*state, 0)->kind, HOST_BUG_OOPS);
	sim_reset(*state);
}

#define T618(f) cmocka_unit_test_setup_teardown(f, setup_618, teardown)
#define T51(f) cmocka_unit_test_setup_teardown(f, setup_51, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		T618(code_is_eight_bits),
		T618(parent_is_told),
		T618(ignored_child_is_reaped),
		T618(leader_waits_for_its_threads),
		T51(before_6_0_the_leader_says_with_what),
		T618(exit_group_takes_all_threads),
		T51(exit_group_takes_all_threads),
		T618(sigkill_to_a_thread_is_for_all),
		T618(dead_leader_can_be_ignored),
		T618(orphans_go_to_init),
		T618(orphans_go_to_another_thread_first),
		T618(orphans_go_to_the_nearest_subreaper),
		T618(subreaper_of_another_namespace_adopts_nobody),
		T618(init_of_a_namespace_takes_all_with_it),
		T618(pdeath_signal_is_sent),
		T618(stopped_orphans_are_hung_up),
		T618(running_orphans_are_left_alone),
		T618(end_of_the_world),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
