// SPDX-License-Identifier: GPL-2.0-only
/*
 * model/model.c, model/kernel/time.c: calls that are made again, sleeps, what the host
 * may ask, and above all the end of a run: each test ends with it, and the judge of
 * balance then says whether everything is as it was at boot.
 */
#include "task_world.h"

#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <time.h>

#include "model/model.h"

#define SEC 1000000000ULL

static void handler(int sig)
{
	(void)sig;
}

/* @t begins a call, which must sleep */
static void begins(struct sim_task *t, const char *name, const long args[6])
{
	const struct model_syscall *call = sim_design_call(sim_design_used(sim_task_sim(t)), name);

	assert_non_null(call);
	sim_start(t, call, args);
	sim_settle(sim_task_sim(t));
	assert_int_equal(sim_task_where(t), SIM_ASLEEP);
}
#define begins(t, name, ...) begins(t, name, (const long[6]){ __VA_ARGS__ })

static struct timespec *span(struct sim_task *t, long sec, long nsec)
{
	struct timespec *ts = sim_scratch(t, sizeof(*ts));

	assert_non_null(ts);
	ts->tv_sec = sec;
	ts->tv_nsec = nsec;
	return ts;
}

static const struct model_ops *ops(struct sim *s)
{
	return sim_design_table(sim_design_used(s))->ops;
}

/* ------------------------------------------------------------ sleeping */

static void sleeps(void **state)
{
	struct sim *s = *state;
	struct sim_task *init = init_of(s);
	struct timespec *ts = span(init, 3, 5);

	assert_int_equal(call(init, "nanosleep", (long)ts, 0), 0);
	assert_true(sim_now(s) >= 3 * SEC + 5);
	ts->tv_nsec = 1000000000;
	assert_int_equal(call(init, "nanosleep", (long)ts, 0), -EINVAL);
	ts->tv_nsec = -1;
	assert_int_equal(call(init, "nanosleep", (long)ts, 0), -EINVAL);
	ts->tv_nsec = 0;
	ts->tv_sec = -1;
	assert_int_equal(call(init, "nanosleep", (long)ts, 0), -EINVAL);
	assert_int_equal(call(init, "nanosleep", 8, 0), -EFAULT);
	ts->tv_sec = 0;
	assert_int_equal(call(init, "nanosleep", (long)ts, 8), 0);
	assert_int_equal(call(init, "sched_yield"), 0);
}

static void sleeps_on_clocks(void **state)
{
	struct sim *s = *state;
	struct sim_task *init = init_of(s);
	struct timespec *ts = span(init, 2, 0);

	assert_int_equal(call(init, "clock_nanosleep", CLOCK_MONOTONIC, 0, (long)ts, 0), 0);
	assert_true(sim_now(s) >= 2 * SEC);
	/* a moment that is over */
	assert_int_equal(call(init, "clock_nanosleep", CLOCK_REALTIME, TIMER_ABSTIME, (long)ts, 0),
			 0);
	assert_true(sim_now(s) < 3 * SEC);
	ts->tv_sec = 5;
	assert_int_equal(call(init, "clock_nanosleep", CLOCK_BOOTTIME, TIMER_ABSTIME, (long)ts, 0),
			 0);
	assert_true(sim_now(s) >= 5 * SEC && sim_now(s) < 6 * SEC);
	assert_int_equal(call(init, "clock_nanosleep", CLOCK_MONOTONIC_RAW, 0, (long)ts, 0),
			 -EOPNOTSUPP);
	assert_int_equal(call(init, "clock_nanosleep", CLOCK_THREAD_CPUTIME_ID, 0, (long)ts, 0),
			 -EINVAL);
	assert_int_equal(call(init, "clock_nanosleep", CLOCK_TAI, 0, 8, 0), -EFAULT);
	ts->tv_sec = -1;
	assert_int_equal(call(init, "clock_nanosleep", CLOCK_TAI, 0, (long)ts, 0), -EINVAL);
}

static void sleep_meets_handler(void **state)
{
	struct sim *s = *state;
	struct sim_task *init = init_of(s), *p = forked(init);
	struct timespec *ts = span(p, 10, 0), *rem = span(p, 0, 0);

	action(p, SIGUSR1, handler, SA_RESTART);
	begins(p, "nanosleep", (long)ts, (long)rem);
	sim_sleep(s, 4 * SEC);
	assert_int_equal(call(init, "kill", sim_pid(p, init), SIGUSR1), 0);
	assert_int_equal(sim_ret(p), -EINTR);		/* whatever SA_RESTART says */
	assert_int_equal(rem->tv_sec, 6);
	assert_int_equal(rem->tv_nsec, 0);
	begins(p, "nanosleep", (long)ts, 8);
	assert_int_equal(call(init, "kill", sim_pid(p, init), SIGUSR1), 0);
	assert_int_equal(sim_ret(p), -EFAULT);
	/* an absolute sleep has nothing to write back */
	ts->tv_sec = 1000;
	begins(p, "clock_nanosleep", CLOCK_MONOTONIC, TIMER_ABSTIME, (long)ts, (long)rem);
	assert_int_equal(call(init, "kill", sim_pid(p, init), SIGUSR1), 0);
	assert_int_equal(sim_ret(p), -EINTR);
	assert_int_equal(rem->tv_sec, 6);
	assert_int_equal(taken(p, SIGUSR1), 3);
}

/* stopped and continued, it sleeps on until the same moment */
static void sleep_goes_on(void **state)
{
	struct sim *s = *state;
	struct sim_task *init = init_of(s), *p = forked(init), *q = forked(init);
	int pid = sim_pid(p, init), qid = sim_pid(q, init);

	begins(p, "nanosleep", (long)span(p, 10, 0), 0);
	begins(q, "clock_nanosleep", CLOCK_MONOTONIC, TIMER_ABSTIME, (long)span(q, 10, 0), 0);
	assert_int_equal(call(init, "kill", pid, SIGSTOP), 0);
	assert_int_equal(call(init, "kill", qid, SIGSTOP), 0);
	assert_int_equal(sim_state(p), MODEL_STOPPED);
	sim_sleep(s, 4 * SEC);
	assert_int_equal(call(init, "kill", pid, SIGCONT), 0);
	assert_int_equal(call(init, "kill", qid, SIGCONT), 0);
	assert_int_equal(sim_state(p), MODEL_SLEEPING);
	assert_int_equal(sim_ret(p), SIM_BLOCKED);
	sim_sleep(s, 5 * SEC);
	assert_int_equal(sim_ret(p), SIM_BLOCKED);
	assert_int_equal(sim_ret(q), SIM_BLOCKED);
	sim_sleep(s, 2 * SEC);
	assert_int_equal(sim_ret(p), 0);
	assert_int_equal(sim_ret(q), 0);
	/* stopped for longer than it wanted to sleep */
	begins(p, "nanosleep", (long)span(p, 1, 0), 0);
	assert_int_equal(call(init, "kill", pid, SIGSTOP), 0);
	sim_sleep(s, 4 * SEC);
	assert_int_equal(call(init, "kill", pid, SIGCONT), 0);
	assert_int_equal(sim_ret(p), 0);
}

/* a call is made again after a handler with SA_RESTART, and not without */
static void restarts(void **state)
{
	struct sim *s = *state;
	struct sim_task *init = init_of(s), *p = forked(init), *c = forked(p);
	int pid = sim_pid(p, init);

	action(p, SIGUSR1, handler, SA_RESTART);
	action(p, SIGUSR2, handler, 0);
	begins(p, "wait4", -1, 0, 0, 0);
	assert_int_equal(call(init, "kill", pid, SIGUSR1), 0);
	assert_int_equal(taken(p, SIGUSR1), 1);
	assert_int_equal(sim_ret(p), SIM_BLOCKED);
	assert_int_equal(call(init, "kill", pid, SIGUSR2), 0);
	assert_int_equal(sim_ret(p), -EINTR);
	begins(p, "wait4", -1, 0, 0, 0);
	assert_int_equal(call(init, "kill", pid, SIGUSR1), 0);
	quit(c, 0);
	assert_true(sim_ret(p) > 0);
	/* pause() never is, not even with SA_RESTART */
	begins(p, "pause");
	assert_int_equal(call(init, "kill", pid, SIGUSR1), 0);
	assert_int_equal(sim_ret(p), -EINTR);
	/* but a stop is no handler */
	begins(p, "pause");
	assert_int_equal(call(init, "kill", pid, SIGSTOP), 0);
	assert_int_equal(call(init, "kill", pid, SIGCONT), 0);
	assert_int_equal(sim_ret(p), SIM_BLOCKED);
	assert_int_equal(sim_state(p), MODEL_SLEEPING);
}

/* ------------------------------------------------------------ what the host may ask */

static void states(void **state)
{
	struct sim *s = *state;
	struct sim_task *init = init_of(s), *p = forked(init);
	int pid = sim_pid(p, init);

	assert_int_equal(sim_state(p), MODEL_RUNNING);
	begins(p, "pause");
	assert_int_equal(sim_state(p), MODEL_SLEEPING);
	assert_int_equal(call(init, "kill", pid, SIGSTOP), 0);
	assert_int_equal(sim_state(p), MODEL_STOPPED);
	assert_int_equal(call(init, "ptrace", PTRACE_ATTACH, pid, 0, 0), 0);
	assert_int_equal(wait4_of(init, pid, NULL, 0), pid);
	assert_int_equal(sim_state(p), MODEL_TRACED);
	assert_int_equal(call(init, "kill", pid, SIGKILL), 0);
	assert_int_equal(sim_state(p), MODEL_ZOMBIE);
	assert_int_equal(wait4_of(init, pid, NULL, 0), pid);
	assert_int_equal(sim_state(p), MODEL_DEAD);
}

static void reuse(void **state)
{
	struct sim *s = *state;
	struct sim_task *init = init_of(s), *p = forked(init), *q;
	int pid = sim_pid(p, init);

	assert_int_equal(sim_reuse(init, pid), -EEXIST);
	assert_int_equal(sim_reuse(init, 0), -EINVAL);
	assert_int_equal(sim_reuse(init, 1 << 22), -EINVAL);
	quit(p, 0);
	assert_int_equal(sim_reuse(init, pid), -EEXIST);	/* a zombie has its number */
	assert_int_equal(wait4_of(init, -1, NULL, 0), pid);
	assert_int_equal(sim_reuse(init, pid), 0);
	q = forked(init);
	assert_int_equal(sim_pid(q, init), pid);
	assert_int_equal(sim_reuse(init, (1 << 22) - 1), 0);
	assert_int_equal(sim_pid(forked(init), init), (1 << 22) - 1);
	assert_int_equal(sim_pid(forked(init), init), 300);
}

static void counts(void **state)
{
	struct sim *s = *state;
	struct sim_task *init = init_of(s), *p = forked(init);
	struct task_struct *task = sim_task_model(init);
	const void *pid = sim_identity(p)->pid;
	long fd;

	fd = call(init, "open", str(init, "/proc/2"), 0, 0);
	assert_int_equal(fd, 3);
	assert_int_equal(ops(s)->refs_file(task, 3), 1);
	assert_int_equal(ops(s)->refs_file(task, 4), -1);
	assert_int_equal(ops(s)->refs_file(task, -1), -1);
	assert_int_equal(ops(s)->refs_file(task, 1 << 20), -1);
	assert_true(ops(s)->refs_pid(pid) >= 2);
	assert_int_equal(ops(s)->refs_pid(&fd), -1);
	assert_int_equal(ops(s)->pid_has_task(pid), 1);
	assert_int_equal(ops(s)->handle_target(task, 3), sim_identity(p)->process);
	assert_int_equal(ops(s)->handle_target(task, 9), 0);
	assert_int_equal(ops(s)->set_handle_target(task, 9, 7), -EBADF);
	assert_int_equal(ops(s)->set_handle_target(task, 3, 7), 0);
	assert_int_equal(ops(s)->handle_target(task, 3), 7);
	assert_ptr_equal(ops(s)->find_task(task, 2), sim_task_model(p));
	assert_null(ops(s)->find_task(task, 77));
	assert_int_equal(ops(s)->locks_held(task), 0);
	quit(p, 0);
	assert_int_equal(wait4_of(init, -1, NULL, 0), 2);
	sim_settle(s);
	assert_int_equal(ops(s)->pid_has_task(pid), 0);
	assert_int_equal(ops(s)->refs_pid(pid), 1);
	assert_null(ops(s)->find_task(task, 2));
	assert_int_equal(call(init, "close", 3), 0);
	sim_settle(s);
	assert_int_equal(ops(s)->refs_pid(pid), -1);
}

/* ------------------------------------------------------------ the end of a run */

/* Nothing to do. Also not after a reset. */
static void end_of_nothing(void **state)
{
	int i;

	for (i = 0; i < 3; i++) {
		sim_end(*state);
		assert_int_equal(sim_nr_verdicts(*state), 0);
		sim_reset(*state);
	}
}

static void end_of_families(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *q = forked(p), *t;

	forked(forked(q));
	t = thread_of(q);
	forked(t);
	quit_thread(q, 0);			/* a leader that is gone before its threads */
	quit(forked(p), 3);			/* a zombie */
	assert_int_equal(call(init, "kill", sim_pid(p, init), SIGSTOP), 0);
	assert_int_equal(call(q, "getpid"), SIM_NO_CALL);
}

static void end_of_namespaces(void **state)
{
	struct sim_task *init = init_of(*state), *n, *m;

	n = cloned(init, CLONE_NEWPID | SIGCHLD);
	forked(n);
	m = cloned(n, CLONE_NEWPID | SIGCHLD);
	quit(forked(m), 0);
	action(n, SIGTERM, handler, 0);
	begins(m, "pause");
	assert_int_equal(call(init, "unshare", CLONE_NEWPID), 0);
	forked(forked(init));
}

static void end_of_traced(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *t = forked(init);
	struct sim_task *child = forked(t);

	quit(forked(p), 1);
	assert_int_equal(call(t, "ptrace", PTRACE_ATTACH, sim_pid(p, t), 0, 0), 0);
	assert_int_equal(sim_state(p), MODEL_TRACED);
	assert_int_equal(call(child, "ptrace", PTRACE_TRACEME, 0, 0, 0), 0);
	assert_int_equal(call(init, "kill", sim_pid(child, init), SIGUSR1), 0);
	assert_int_equal(sim_state(child), MODEL_TRACED);
}

/* init has threads, children of threads, a program of its own, another user, handlers */
static void end_of_a_busy_init(void **state)
{
	struct sim_task *init = init_of(*state), *t = thread_of(init), *u = thread_of(init);
	long on_fds;

	begins(u, "pause");
	forked(t);
	action(init, SIGUSR1, handler, 0);
	action(init, SIGCHLD, SIG_IGN, 0);
	on_fds = (long)room(init);
	assert_int_equal(call(init, "pipe2", on_fds, 0), 0);
	assert_int_equal(call(init, "socketpair", 1, 1, 0, on_fds), 0);
	assert_int_equal(call(init, "dup2", 0, 700), 700);
	assert_int_equal(call(init, "epoll_create1", 0), 8 - 1);
	assert_int_equal(call(init, "tgkill", 1, sim_pid(t, init), SIGUSR1), 0);
	assert_int_equal(call(init, "setresuid", 1000, 1000, 0), 0);
	assert_int_equal(call(init, "rt_sigprocmask", SIG_BLOCK, (long)str(init, "\1\2\3\4\5\6\7"),
			      0, KERNEL_SIGSET), 0);
	assert_int_equal(call(init, "kill", 1, SIGUSR1), 0);
	assert_int_equal(call(init, "kill", 1, SIGRTMIN + 3), 0);
	assert_int_equal(call(init, "kill", 1, SIGRTMIN + 3), 0);
}

static void end_of_user_namespaces(void **state)
{
	struct sim_task *init = init_of(*state);

	assert_int_equal(call(init, "unshare", CLONE_NEWUSER | CLONE_NEWPID), 0);
	forked(forked(init));
	assert_int_equal(call(init, "execve", str(init, "/bin/true"), 0, 0), 0);
}

/* The end comes while init sleeps. */
static void end_of_a_sleeper(void **state)
{
	struct sim_task *init = init_of(*state);

	forked(init);
	begins(init, "wait4", -1, 0, 0, 0);
}

static void end_of_a_reader(void **state)
{
	struct sim_task *init = init_of(*state);
	int *fds = room(init);

	assert_int_equal(call(init, "pipe2", (long)fds, 0), 0);
	begins(init, "read", fds[0], (long)fds, 1);
}

static void end_of_a_long_sleep(void **state)
{
	struct sim_task *init = init_of(*state);

	begins(init, "nanosleep", (long)span(init, 1000000, 0), 0);
}

/* asleep where no signal gets through: the child must go first */
static void end_of_a_vfork(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init);

	begins(p, "vfork");
	begins(init, "vfork");
}

static void end_of_a_traced_init(void **state)
{
	struct sim_task *init = init_of(*state), *t = forked(init);

	assert_int_equal(call(t, "ptrace", PTRACE_ATTACH, 1, 0, 0), 0);
	sim_settle(*state);
	assert_int_equal(sim_state(init), MODEL_TRACED);
}

/* Two thousand of them, each the child of the one before. */
static void end_of_a_long_line(void **state)
{
	struct sim_task *t = init_of(*state);
	int i;

	for (i = 0; i < 2000; i++)
		t = forked(t);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup_618, teardown), \
	     cmocka_unit_test_setup_teardown(f, setup_51, teardown)
#define T618(f) cmocka_unit_test_setup_teardown(f, setup_618, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(sleeps), T(sleeps_on_clocks), T(sleep_meets_handler), T(sleep_goes_on),
		T(restarts), T(states), T618(reuse), T(counts),
		T(end_of_nothing), T(end_of_families), T(end_of_namespaces), T(end_of_traced),
		T(end_of_a_busy_init), T(end_of_user_namespaces), T(end_of_a_sleeper),
		T(end_of_a_reader), T(end_of_a_long_sleep), T(end_of_a_vfork),
		T(end_of_a_traced_init), T(end_of_a_long_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
