// SPDX-License-Identifier: GPL-2.0-only
/* execve: what is refused, what is kept, what is reset; by a thread; of set-uid programs. */
#include "task_world.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>

static void handler(int sig)
{
	(void)sig;
}

static long exec(struct sim_task *t, const char *path)
{
	return call(t, "execve", str(t, path), 0, 0);
}

static void what_is_refused(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init);
	char *name = sim_scratch(p, 5000);
	unsigned long *argv = sim_scratch(p, 32);

	assert_int_equal(exec(p, "/bin/nothing"), -ENOENT);
	assert_int_equal(exec(p, ""), -ENOENT);
	assert_int_equal(exec(p, "/bin/sim-noexec"), -EACCES);
	assert_int_equal(exec(p, "/dev/null"), -EACCES);
	assert_int_equal(exec(p, "/bin"), -EACCES);
	assert_int_equal(exec(p, "/bin/sim/x"), -ENOTDIR);
	assert_int_equal(call(p, "execve", 8, 0, 0), -EFAULT);
	assert_int_equal(call(p, "execve", 0, 0, 0), -EFAULT);
	memset(name, 'a', 4999);
	assert_int_equal(call(p, "execve", (long)name, 0, 0), -ENAMETOOLONG);
	argv[0] = 8;
	assert_int_equal(call(p, "execve", str(p, "/bin/sim"), (long)argv, 0), -EFAULT);
	assert_int_equal(call(p, "execve", str(p, "/bin/sim"), 0, (long)argv), -EFAULT);
	assert_int_equal(call(p, "execve", str(p, "/bin/sim"), 8, 0), -EFAULT);
	/* None of it was an exec: the parent may still choose the group. */
	assert_int_equal(call(init, "setpgid", 2, 2), 0);
	argv[0] = (unsigned long)str(p, "sim");
	assert_int_equal(call(p, "execve", str(p, "/bin/sim"), (long)argv, (long)argv), 0);
	assert_int_equal(call(init, "setpgid", 2, 1), -EACCES);
	assert_int_equal(call(init, "setpgid", sim_pid(forked(p), NULL), 1), -ESRCH);
}

static void path_before_arguments_since_6_8(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init);
	long both = call(p, "execve", str(p, "/bin/nothing"), 8, 0);

	assert_int_equal(both, sim_release(*state) >= LINUX(6, 8) ? -ENOENT : -EFAULT);
}

static void too_much(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init);
	char *big = sim_scratch(p, 131072 + 16);
	unsigned long *argv = sim_scratch(p, 64 * sizeof(long));
	int i;

	memset(big, 'x', 131072);
	argv[0] = (unsigned long)big;
	assert_int_equal(call(p, "execve", str(p, "/bin/sim"), (long)argv, 0), -E2BIG);
	big[131071] = 0;
	assert_int_equal(call(p, "execve", str(p, "/bin/sim"), (long)argv, 0), 0);
	for (i = 0; i < 60; i++)
		argv[i] = (unsigned long)big;
	assert_int_equal(call(p, "execve", str(p, "/bin/sim"), (long)argv, 0), -E2BIG);
}

static void close_on_exec(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *q;
	int *fds = room(p);

	assert_int_equal(call(p, "pipe2", (long)fds, O_CLOEXEC), 0);
	assert_int_equal(call(p, "fcntl", fds[1], F_SETFD, 0), 0);
	/* Who shares the table keeps what is closed. */
	q = cloned(p, CLONE_FILES | SIGCHLD);
	assert_int_equal(exec(p, "/bin/sim"), 0);
	assert_int_equal(call(p, "fcntl", fds[0], F_GETFD), -EBADF);
	assert_int_equal(call(p, "fcntl", fds[1], F_GETFD), 0);
	assert_int_equal(call(q, "fcntl", fds[0], F_GETFD), FD_CLOEXEC);
}

static void signals_over_exec(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *q;
	unsigned long *set = sim_scratch(p, 8);

	action(p, SIGUSR1, handler, 0);
	action(p, SIGUSR2, SIG_IGN, 0);
	*set = 1UL << (SIGTERM - 1);
	assert_int_equal(call(p, "rt_sigprocmask", SIG_BLOCK, (long)set, 0, 8), 0);
	assert_int_equal(call(init, "kill", 2, SIGTERM), 0);
	/* Handlers shared with somebody else are his after that. */
	q = cloned(p, CLONE_VM | CLONE_SIGHAND | SIGCHLD);
	assert_int_equal(exec(p, "/bin/sim"), 0);
	assert_true(sim_pending(p) == *set);
	assert_int_equal(call(init, "kill", 2, SIGUSR2), 0);
	assert_int_equal(sim_state(p), MODEL_RUNNING);
	assert_int_equal(call(init, "kill", 2, SIGUSR1), 0);
	assert_int_equal(sim_state(p), MODEL_ZOMBIE);
	assert_int_equal(call(init, "kill", sim_pid(q, NULL), SIGUSR1), 0);
	assert_int_equal(taken(q, SIGUSR1), 1);
}

static void any_signal_becomes_sigchld(void **state)
{
	struct sim_task *init = init_of(*state), *p = cloned(init, SIGUSR1), *q;

	action(init, SIGUSR1, handler, 0);
	action(init, SIGCHLD, handler, 0);
	assert_int_equal(wait4_of(init, -1, NULL, WNOHANG), -ECHILD);
	assert_int_equal(exec(p, "/bin/sim"), 0);
	assert_int_equal(wait4_of(init, -1, NULL, WNOHANG), 0);
	q = forked(p);
	quit(q, 0);
	quit(p, 0);
	assert_int_equal(taken(init, SIGUSR1), 0);
	assert_true(taken(init, SIGCHLD) >= 1);
}

static void exec_ends_the_other_threads(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *t, *u;
	siginfo_t info;

	t = thread_of(p);
	u = thread_of(p);
	assert_int_equal(exec(p, "/bin/sim"), 0);
	assert_int_equal(sim_state(t), MODEL_DEAD);
	assert_int_equal(sim_state(u), MODEL_DEAD);
	assert_int_equal(call(p, "gettid"), 2);
	quit(p, 1);
	assert_int_equal(waitid_of(init, P_ALL, 0, &info, WEXITED), 0);
	assert_int_equal(info.si_status, 1);
}

static void a_thread_that_execs_is_the_process(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *t, *u, *q, *c;
	int status;

	q = forked(init);
	t = thread_of(p);
	u = thread_of(p);
	c = forked(u);
	assert_int_equal(call(t, "gettid"), 4);
	assert_int_equal(exec(t, "/bin/sim"), 0);
	assert_int_equal(call(t, "gettid"), 2);
	assert_int_equal(call(t, "getpid"), 2);
	assert_int_equal(call(t, "getppid"), 1);
	assert_int_equal(sim_state(p), MODEL_DEAD);
	assert_int_equal(sim_state(u), MODEL_DEAD);
	assert_int_equal(call(c, "getppid"), 2);
	assert_int_equal(call(init, "tkill", 4, 0), -ESRCH);
	assert_int_equal(call(init, "kill", 2, 0), 0);
	/* Its place among the children of its parent is the leader's. */
	quit(q, 0);
	quit(t, 8);
	assert_int_equal(wait4_of(init, -1, &status, 0), 2);
	assert_int_equal(status, 0x800);
	assert_int_equal(wait4_of(init, -1, &status, 0), 3);
}

static void a_dead_leader_is_replaced(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *t;

	t = thread_of(p);
	quit_thread(p, 3);
	assert_int_equal(exec(t, "/bin/sim"), 0);
	assert_int_equal(call(t, "gettid"), 2);
	assert_int_equal(sim_state(p), MODEL_DEAD);
	quit(t, 0);
	assert_int_equal(wait4_of(init, -1, NULL, 0), 2);
}

static void init_may_exec_by_a_thread(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *t, *q;

	q = cloned(p, CLONE_NEWPID | SIGCHLD);
	t = thread_of(q);
	assert_int_equal(exec(t, "/bin/sim"), 0);
	assert_int_equal(call(t, "gettid"), 1);
	/* It still is the reaper there. */
	q = forked(t);
	assert_int_equal(sim_pid(forked(q), NULL), 4);
	quit(q, 0);
	assert_int_equal(call(sim_task_at(*state, sim_nr_tasks(*state) - 1), "getppid"), 1);
	quit(t, 0);
	assert_int_equal(wait4_of(p, -1, NULL, 0), 3);
}

static void so_may_the_first_process(void **state)
{
	struct sim_task *init = init_of(*state), *t = thread_of(init), *p = forked(init);

	assert_int_equal(exec(t, "/bin/sim"), 0);
	assert_int_equal(sim_state(init), MODEL_DEAD);
	assert_int_equal(call(t, "gettid"), 1);
	assert_int_equal(call(p, "getppid"), 1);
	/* Nobody is killed by his own kill(-1), nor is init. */
	assert_int_equal(call(p, "kill", -1, SIGKILL), -ESRCH);
	assert_int_equal(call(t, "kill", -1, SIGKILL), 0);
	assert_int_equal(wait4_of(t, -1, NULL, 0), 3);
}

static void set_uid_program(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init);

	assert_int_equal(call(p, "setuid", 1000), 0);
	assert_int_equal(call(p, "prctl", PR_SET_PDEATHSIG, SIGUSR1, 0, 0, 0), 0);
	assert_int_equal(call(p, "prctl", PR_GET_DUMPABLE, 0, 0, 0, 0), 0);
	assert_int_equal(exec(p, "/bin/sim"), 0);
	assert_int_equal(call(p, "prctl", PR_GET_DUMPABLE, 0, 0, 0, 0), 1);
	assert_int_equal(call(p, "geteuid"), 1000);
	assert_int_equal(exec(p, "/bin/sim-suid"), 0);
	assert_int_equal(call(p, "geteuid"), 0);
	assert_int_equal(call(p, "getuid"), 1000);
	assert_int_equal(call(p, "prctl", PR_GET_DUMPABLE, 0, 0, 0, 0), 0);
	assert_int_equal(call(p, "kill", 1, 0), 0);
	/* By an ordinary program it stays what it is; the saved id goes with it. */
	assert_int_equal(exec(p, "/bin/sim"), 0);
	assert_int_equal(call(p, "geteuid"), 0);
	assert_int_equal(call(p, "prctl", PR_GET_DUMPABLE, 0, 0, 0, 0), 0);
}

static void pdeath_signal_is_lost_by_set_uid_only(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init);
	int *sig;

	assert_int_equal(call(p, "setuid", 1000), 0);
	assert_int_equal(call(p, "prctl", PR_SET_PDEATHSIG, SIGUSR1, 0, 0, 0), 0);
	assert_int_equal(exec(p, "/bin/sim"), 0);
	sig = room(p);
	assert_int_equal(call(p, "prctl", PR_GET_PDEATHSIG, (long)sig, 0, 0, 0), 0);
	assert_int_equal(*sig, SIGUSR1);
	assert_int_equal(exec(p, "/bin/sim-suid"), 0);
	sig = room(p);
	assert_int_equal(call(p, "prctl", PR_GET_PDEATHSIG, (long)sig, 0, 0, 0), 0);
	assert_int_equal(*sig, 0);
}

static void no_new_privs_means_it(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init);

	assert_int_equal(call(p, "setuid", 1000), 0);
	assert_int_equal(call(p, "prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
	assert_int_equal(exec(p, "/bin/sim-suid"), 0);
	assert_int_equal(call(p, "geteuid"), 1000);
	assert_int_equal(call(forked(p), "prctl", PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0), 1);
}

static void who_is_traced_gains_nothing(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *q;

	assert_int_equal(call(p, "setuid", 1000), 0);
	q = forked(p);
	assert_int_equal(call(q, "ptrace", PTRACE_TRACEME, 0, 0, 0), 0);
	/* The exec of a tracee is a SIGTRAP to it. */
	assert_int_equal(call(q, "execve", str(q, "/bin/sim-suid"), 0, 0), SIM_BLOCKED);
	assert_int_equal(sim_state(q), MODEL_TRACED);
	assert_int_equal(wait4_of(p, sim_pid(q, NULL), NULL, 0), 3);
	assert_int_equal(call(p, "ptrace", PTRACE_CONT, 3, 0, 0), 0);
	assert_int_equal(sim_finish(q), 0);
	assert_int_equal(call(q, "geteuid"), 1000);
	/* By root it may. */
	q = forked(init);
	assert_int_equal(call(q, "setuid", 1000), 0);
	assert_int_equal(exec(q, "/bin/sim"), 0);
	assert_int_equal(call(init, "ptrace", PTRACE_SEIZE, sim_pid(q, NULL), 0, 0), 0);
	assert_int_equal(exec(q, "/bin/sim-suid"), 0);
	assert_int_equal(call(q, "geteuid"), 0);
}

static void nproc_is_looked_at_again(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *q = forked(init), *r;
	struct rlimit *lim = sim_scratch(p, sizeof(*lim));

	assert_int_equal(call(q, "setuid", 1000), 0);
	r = forked(q);
	lim->rlim_cur = lim->rlim_max = 1;
	assert_int_equal(call(p, "setrlimit", RLIMIT_NPROC, (long)lim), 0);
	assert_int_equal(call(p, "setuid", 1000), 0);
	assert_int_equal(exec(p, "/bin/sim"), -EAGAIN);
	quit(r, 0);
	assert_int_equal(wait4_of(q, -1, NULL, 0), 4);
	assert_int_equal(exec(p, "/bin/sim"), -EAGAIN);
	quit(q, 0);
	assert_int_equal(wait4_of(init, -1, NULL, 0), 3);
	assert_int_equal(exec(p, "/bin/sim"), 0);
}

/* Refused memory is ENOMEM as long as there is a way back, and death after that. */
static void memory_may_be_refused(void **state)
{
	struct sim_task *init = init_of(*state), *p;
	unsigned int n, alive = 0, dead = 0;
	int status;
	long ret;

	for (n = 1; n < 64; n++) {
		p = cloned(init, CLONE_FILES | SIGCHLD);
		action(p, SIGUSR1, SIG_IGN, 0);
		cloned(p, CLONE_VM | CLONE_SIGHAND | SIGCHLD);
		sim_inject(*state, n);
		ret = exec(p, "/bin/sim");
		sim_inject(*state, 0);
		if (!ret)
			break;
		if (ret == SIM_NO_RETURN) {
			assert_int_equal(wait4_of(init, sim_pid(p, init), &status, 0),
					 sim_pid(p, NULL));
			assert_int_equal(status & 0x7f, SIGSEGV);
			dead++;
		} else {
			assert_int_equal(ret, -ENOMEM);
			assert_int_equal(call(p, "getpid"), sim_pid(p, NULL));
			alive++;
		}
	}
	assert_int_equal(ret, 0);
	assert_true(alive >= 3);
	/* unshare_files() and unshare_sighand() come too late to be refused. */
	assert_true(dead >= 2);
}

#define T618(f) cmocka_unit_test_setup_teardown(f, setup_618, teardown)
#define T51(f) cmocka_unit_test_setup_teardown(f, setup_51, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		T618(what_is_refused),
		T51(path_before_arguments_since_6_8),
		T618(path_before_arguments_since_6_8),
		T618(too_much),
		T618(close_on_exec),
		T618(signals_over_exec),
		T618(any_signal_becomes_sigchld),
		T618(exec_ends_the_other_threads),
		T618(a_thread_that_execs_is_the_process),
		T618(a_dead_leader_is_replaced),
		T618(init_may_exec_by_a_thread),
		T618(so_may_the_first_process),
		T618(set_uid_program),
		T618(pdeath_signal_is_lost_by_set_uid_only),
		T618(no_new_privs_means_it),
		T618(who_is_traced_gains_nothing),
		T618(nproc_is_looked_at_again),
		T618(memory_may_be_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
