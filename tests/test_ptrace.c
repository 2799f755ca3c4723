// SPDX-License-Identifier: GPL-2.0-only
/* ptrace: who may, whose child it is meanwhile, who sees a stop or a death, how it ends. */
#include "task_world.h"

#include <sys/prctl.h>
#include <sys/ptrace.h>

#ifndef PTRACE_EVENT_STOP
#define PTRACE_EVENT_STOP 128
#endif

static void handler(int sig)
{
	(void)sig;
}

static long ptrace_of(struct sim_task *t, long request, const struct sim_task *who, long data)
{
	return call(t, "ptrace", request, who ? sim_pid(who, t) : 0, 0, data);
}

/* Let things happen, then: is it in a trap. */
static void assert_traced(struct sim_task *t)
{
	sim_settle(sim_task_sim(t));
	assert_int_equal(sim_state(t), MODEL_TRACED);
}

static void who_may_attach(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *q, *t, *r;

	assert_int_equal(ptrace_of(p, PTRACE_ATTACH, NULL, 0), -ESRCH);
	assert_int_equal(ptrace_of(p, PTRACE_ATTACH, p, 0), -EPERM);
	t = thread_of(p);
	assert_int_equal(ptrace_of(p, PTRACE_ATTACH, t, 0), -EPERM);
	assert_int_equal(call(p, "setuid", 1000), 0);
	assert_int_equal(call(p, "prctl", PR_SET_DUMPABLE, 1, 0, 0, 0), 0);
	assert_int_equal(ptrace_of(p, PTRACE_ATTACH, init, 0), -EPERM);
	q = forked(p);
	assert_int_equal(ptrace_of(p, PTRACE_SEIZE, q, 0), 0);
	/* One tracer is enough, and who traces may be traced. */
	assert_int_equal(ptrace_of(p, PTRACE_SEIZE, q, 0), -EPERM);
	assert_int_equal(ptrace_of(init, PTRACE_SEIZE, q, 0), -EPERM);
	/* What is not dumpable is for those with CAP_SYS_PTRACE. */
	r = forked(p);
	assert_int_equal(call(r, "prctl", PR_SET_DUMPABLE, 0, 0, 0, 0), 0);
	assert_int_equal(ptrace_of(p, PTRACE_ATTACH, r, 0), -EPERM);
	assert_int_equal(ptrace_of(init, PTRACE_SEIZE, r, 0), 0);
	/* The dead are left alone. */
	r = forked(p);
	quit(r, 0);
	assert_int_equal(ptrace_of(p, PTRACE_ATTACH, r, 0), -EPERM);
}

/* Same user, but the other one may do more. */
static void capabilities_count(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *q;

	q = forked(p);
	assert_int_equal(call(p, "setuid", 1000), 0);
	assert_int_equal(ptrace_of(q, PTRACE_TRACEME, NULL, 0), -EPERM);
	assert_int_equal(call(q, "prctl", PR_SET_KEEPCAPS, 1, 0, 0, 0), 0);
	assert_int_equal(call(q, "setuid", 1000), 0);
	assert_int_equal(call(q, "prctl", PR_SET_DUMPABLE, 1, 0, 0, 0), 0);
	assert_int_equal(ptrace_of(p, PTRACE_SEIZE, q, 0), -EPERM);
	assert_int_equal(ptrace_of(q, PTRACE_TRACEME, NULL, 0), -EPERM);
	assert_int_equal(ptrace_of(init, PTRACE_SEIZE, q, 0), 0);
}

static void what_can_not_be_looked_at_is_said(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init);

	assert_int_equal(ptrace_of(init, PTRACE_ATTACH, p, 0), 0);
	assert_traced(p);
	(void)ptrace_of(init, PTRACE_PEEKDATA, p, 0);
	assert_true(sim_abandoned(*state));
	assert_int_equal(sim_verdict(*state, 0)->kind, HOST_BUG_UNMODELLED);
	sim_reset(*state);
}

static void options_of_an_attached_one(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *q;
	int status;

	assert_int_equal(ptrace_of(init, PTRACE_ATTACH, p, 0), 0);
	assert_traced(p);
	assert_int_equal(wait4_of(init, 2, NULL, 0), 2);
	assert_int_equal(ptrace_of(init, PTRACE_SETOPTIONS, p, PTRACE_O_TRACECLONE |
				   PTRACE_O_EXITKILL | 1 << 21), 0);
	assert_int_equal(ptrace_of(init, PTRACE_CONT, p, 0), 0);
	/* Not what it does: a fork. */
	assert_int_equal(call(p, "fork"), 3);
	assert_true(call(p, "clone", 0, 0, 0, 0, 0) == SIM_BLOCKED);
	assert_int_equal(wait4_of(init, 2, &status, 0), 2);
	assert_int_equal(status >> 8, SIGTRAP | PTRACE_EVENT_CLONE << 8);
	/* The child of an attached one begins with a SIGSTOP. */
	q = sim_find(init, 4);
	assert_traced(q);
	assert_int_equal(wait4_of(init, 4, &status, __WALL), 4);
	assert_int_equal(status, SIGSTOP << 8 | 0x7f);
	assert_int_equal(ptrace_of(init, PTRACE_CONT, q, 0), 0);
	assert_int_equal(sim_state(q), MODEL_RUNNING);
}

static void what_a_request_says_to_the_wrong_one(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *q = forked(init);

	assert_int_equal(ptrace_of(init, PTRACE_CONT, p, 0), -ESRCH);
	assert_int_equal(ptrace_of(init, PTRACE_KILL, p, 0), -ESRCH);
	assert_int_equal(ptrace_of(init, PTRACE_SEIZE, p, 1 << 30), -EIO);
	assert_int_equal(call(init, "ptrace", PTRACE_SEIZE, 2, 1, 0), -EIO);
	assert_int_equal(ptrace_of(init, PTRACE_SEIZE, p, 0), 0);
	/* Not in a trap. */
	assert_int_equal(ptrace_of(init, PTRACE_CONT, p, 0), -ESRCH);
	assert_int_equal(ptrace_of(init, PTRACE_DETACH, p, 0), -ESRCH);
	assert_int_equal(ptrace_of(init, PTRACE_INTERRUPT, p, 0), 0);
	assert_traced(p);
	assert_int_equal(ptrace_of(q, PTRACE_CONT, p, 0), -ESRCH);
	assert_int_equal(ptrace_of(init, PTRACE_CONT, p, 65), -EIO);
	assert_int_equal(ptrace_of(init, PTRACE_DETACH, p, 65), -EIO);
	assert_int_equal(ptrace_of(init, PTRACE_SETOPTIONS, p, 1 << 30), -EINVAL);
	assert_int_equal(ptrace_of(init, 999, p, 0), -EIO);
	assert_int_equal(ptrace_of(init, PTRACE_DETACH, p, 0), 0);
	assert_int_equal(sim_state(p), MODEL_RUNNING);
	/* Only a seized one can be interrupted. */
	assert_int_equal(ptrace_of(init, PTRACE_ATTACH, p, 0), 0);
	assert_traced(p);
	assert_int_equal(ptrace_of(init, PTRACE_INTERRUPT, p, 0), -EIO);
	assert_int_equal(ptrace_of(init, PTRACE_LISTEN, p, 0), -EIO);
}

static void attach_stops(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *q;
	siginfo_t info, *gone;
	int status;

	q = forked(p);
	action(p, SIGCHLD, handler, 0);
	assert_int_equal(ptrace_of(init, PTRACE_ATTACH, q, 0), 0);
	assert_traced(q);
	assert_int_equal(wait4_of(p, sim_pid(q, NULL), NULL, WUNTRACED | WNOHANG), 0);
	assert_int_equal(waitid_of(init, P_PID, 3, &info, WSTOPPED | WNOWAIT), 0);
	assert_int_equal(info.si_code, CLD_TRAPPED);
	assert_int_equal(info.si_status, SIGSTOP);
	assert_int_equal(wait4_of(init, 3, &status, 0), 3);
	assert_int_equal(status, SIGSTOP << 8 | 0x7f);
	assert_int_equal(taken(p, SIGCHLD), 0);
	gone = sim_scratch(init, sizeof(*gone));
	assert_int_equal(ptrace_of(init, PTRACE_GETSIGINFO, q, (long)gone), 0);
	assert_int_equal(gone->si_signo, SIGSTOP);
	/* Its parent is its parent still. */
	assert_int_equal(ptrace_of(init, PTRACE_CONT, q, 0), 0);
	assert_int_equal(call(q, "getppid"), 2);
}

static void signals_are_seen_first_by_the_tracer(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init);
	int status;

	action(p, SIGUSR1, handler, 0);
	action(p, SIGUSR2, SIG_IGN, 0);
	assert_int_equal(ptrace_of(init, PTRACE_SEIZE, p, 0), 0);
	assert_int_equal(call(init, "kill", 2, SIGUSR1), 0);
	assert_traced(p);
	assert_int_equal(wait4_of(init, 2, &status, 0), 2);
	assert_int_equal(status, SIGUSR1 << 8 | 0x7f);
	/* Taken away from it. */
	assert_int_equal(ptrace_of(init, PTRACE_CONT, p, 0), 0);
	assert_int_equal(sim_state(p), MODEL_RUNNING);
	assert_int_equal(taken(p, SIGUSR1), 0);
	/* Given to it; another one instead. */
	assert_int_equal(call(init, "kill", 2, SIGTERM), 0);
	assert_traced(p);
	assert_int_equal(ptrace_of(init, PTRACE_CONT, p, SIGUSR1), 0);
	assert_int_equal(taken(p, SIGUSR1), 1);
	/* Also what it ignores. */
	assert_int_equal(call(init, "kill", 2, SIGUSR2), 0);
	assert_traced(p);
	/* SIGKILL asks nobody. */
	assert_int_equal(call(init, "kill", 2, SIGKILL), 0);
	assert_int_equal(sim_state(p), MODEL_ZOMBIE);
}

static void a_death_is_told_to_the_tracer_first(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *q, *z;
	int status;

	q = forked(init);
	z = forked(p);
	action(p, SIGCHLD, handler, 0);
	action(q, SIGCHLD, handler, 0);
	assert_int_equal(ptrace_of(q, PTRACE_SEIZE, z, 0), 0);
	quit(z, 5);
	assert_int_equal(taken(q, SIGCHLD), 1);
	assert_int_equal(taken(p, SIGCHLD), 0);
	/* The parent has to wait, and has something to wait for. */
	assert_int_equal(wait4_of(p, -1, NULL, WNOHANG), 0);
	assert_int_equal(waitid_of(p, P_PID, sim_pid(z, p), NULL, WEXITED | WNOHANG), 0);
	assert_int_equal(wait4_of(q, sim_pid(z, q), &status, 0), 4);
	assert_int_equal(status, 0x500);
	assert_int_equal(sim_state(z), MODEL_ZOMBIE);
	assert_int_equal(taken(p, SIGCHLD), 1);
	assert_int_equal(wait4_of(q, -1, NULL, WNOHANG), -ECHILD);
	assert_int_equal(wait4_of(p, -1, &status, 0), 4);
	assert_int_equal(status, 0x500);
}

static void the_tracer_goes_without_looking(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *q, *z, *s, *u;

	q = forked(init);
	z = forked(p);
	s = forked(p);
	u = forked(p);
	action(p, SIGCHLD, handler, 0);
	assert_int_equal(ptrace_of(q, PTRACE_SEIZE, z, 0), 0);
	assert_int_equal(ptrace_of(q, PTRACE_ATTACH, s, 0), 0);
	assert_int_equal(ptrace_of(q, PTRACE_ATTACH, u, 0), 0);
	quit(z, 0);
	assert_traced(s);
	assert_int_equal(wait4_of(q, sim_pid(u, q), NULL, 0), 6);
	quit(q, 0);
	/* The zombie is the parent's. A stop that was not looked at is one of the process. */
	assert_int_equal(wait4_of(p, sim_pid(z, p), NULL, WNOHANG), 4);
	assert_int_equal(sim_state(s), MODEL_STOPPED);
	assert_int_equal(sim_state(u), MODEL_RUNNING);
}

static void an_ignoring_parent_gets_no_zombie(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *q, *z;

	q = forked(init);
	z = forked(p);
	action(p, SIGCHLD, SIG_IGN, 0);
	assert_int_equal(ptrace_of(q, PTRACE_SEIZE, z, 0), 0);
	quit(z, 0);
	assert_int_equal(sim_state(z), MODEL_ZOMBIE);
	assert_int_equal(wait4_of(q, sim_pid(z, q), NULL, 0), 4);
	assert_int_equal(sim_state(z), MODEL_DEAD);
}

static void exitkill(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *q = forked(init), *z;
	int status;

	z = forked(init);
	assert_int_equal(ptrace_of(p, PTRACE_SEIZE, q, 0), 0);
	assert_int_equal(ptrace_of(p, PTRACE_SEIZE, z, PTRACE_O_EXITKILL), 0);
	quit(p, 0);
	assert_int_equal(sim_state(q), MODEL_RUNNING);
	assert_int_equal(wait4_of(init, sim_pid(z, NULL), &status, 0), 4);
	assert_int_equal(status, SIGKILL);
}

/* Rights are looked at when tracing begins; what follows from it needs none. */
static void a_tracer_without_rights_is_one(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *q = forked(init), *z;
	int status;

	z = forked(init);
	assert_int_equal(ptrace_of(p, PTRACE_SEIZE, q, PTRACE_O_EXITKILL), 0);
	assert_int_equal(ptrace_of(p, PTRACE_SEIZE, z, 0), 0);
	assert_int_equal(call(p, "setuid", 1000), 0);
	assert_int_equal(call(p, "kill", sim_pid(z, NULL), SIGTERM), -EPERM);
	assert_int_equal(ptrace_of(p, PTRACE_KILL, z, 0), 0);
	assert_int_equal(wait4_of(p, sim_pid(z, NULL), &status, 0), 4);
	assert_int_equal(status, SIGKILL);
	quit(p, 0);
	assert_int_equal(wait4_of(init, sim_pid(q, NULL), &status, 0), 3);
	assert_int_equal(status, SIGKILL);
}

static void traceme(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init);
	int status;

	assert_int_equal(ptrace_of(p, PTRACE_TRACEME, NULL, 0), 0);
	assert_int_equal(ptrace_of(p, PTRACE_TRACEME, NULL, 0), -EPERM);
	assert_true(call(p, "kill", 2, SIGUSR1) == SIM_BLOCKED);
	assert_int_equal(wait4_of(init, 2, &status, 0), 2);
	assert_int_equal(status, SIGUSR1 << 8 | 0x7f);
	assert_int_equal(ptrace_of(init, PTRACE_CONT, p, 0), 0);
	assert_int_equal(sim_finish(p), 0);
}

static void a_stopped_one_is_attached(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *q;
	int status;

	q = forked(init);
	assert_int_equal(call(init, "kill", 2, SIGSTOP), 0);
	assert_int_equal(wait4_of(init, 2, NULL, WUNTRACED), 2);
	/* It is in its trap as soon as the call is over. */
	assert_int_equal(ptrace_of(q, PTRACE_SEIZE, p, 0), 0);
	assert_traced(p);
	assert_int_equal(wait4_of(q, 2, &status, 0), 2);
	assert_int_equal(status, PTRACE_EVENT_STOP << 16 | SIGSTOP << 8 | 0x7f);
	/* LISTEN: stopped, but not in a trap; SIGCONT is an event. */
	assert_int_equal(ptrace_of(q, PTRACE_LISTEN, p, 0), 0);
	assert_int_equal(wait4_of(q, 2, NULL, WNOHANG), 0);
	assert_int_equal(ptrace_of(q, PTRACE_CONT, p, 0), -ESRCH);
	assert_int_equal(call(init, "kill", 2, SIGCONT), 0);
	sim_settle(*state);
	assert_int_equal(wait4_of(q, 2, &status, WNOHANG), 2);
	assert_int_equal(status >> 16, PTRACE_EVENT_STOP);
	/* Let go while the process is not stopped any more. */
	assert_int_equal(ptrace_of(q, PTRACE_DETACH, p, 0), 0);
	sim_settle(*state);
	sim_settle(*state);
	assert_int_equal(sim_state(p), MODEL_RUNNING);
}

static void detach_leaves_a_stopped_process_stopped(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *q;

	q = forked(init);
	assert_int_equal(call(init, "kill", 2, SIGSTOP), 0);
	assert_int_equal(ptrace_of(q, PTRACE_SEIZE, p, 0), 0);
	assert_traced(p);
	assert_int_equal(ptrace_of(q, PTRACE_DETACH, p, 0), 0);
	sim_settle(*state);
	assert_int_equal(sim_state(p), MODEL_STOPPED);
	assert_int_equal(call(init, "kill", 2, SIGCONT), 0);
	assert_int_equal(sim_state(p), MODEL_RUNNING);
}

static void threads_are_traced_one_by_one(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *t;
	int status;

	t = thread_of(p);
	assert_int_equal(ptrace_of(init, PTRACE_SEIZE, t, 0), 0);
	assert_int_equal(wait4_of(init, 3, NULL, WNOHANG), 0);
	quit_thread(t, 4);
	/* A traced thread is a zombie that its tracer waits for. */
	assert_int_equal(sim_state(t), MODEL_ZOMBIE);
	assert_int_equal(wait4_of(init, 3, &status, 0), 3);
	assert_int_equal(status, 0x400);
	assert_int_equal(sim_state(t), MODEL_DEAD);
	t = thread_of(p);
	assert_int_equal(ptrace_of(init, PTRACE_SEIZE, t, 0), 0);
	quit(p, 2);
	/* The leader is no zombie to be seen as long as a thread is. */
	assert_int_equal(wait4_of(init, 2, NULL, WNOHANG), 0);
	assert_int_equal(wait4_of(init, 4, NULL, 0), 4);
	assert_int_equal(wait4_of(init, 2, &status, WNOHANG), 2);
	assert_int_equal(status, 0x200);
}

/* Not even SIGKILL passes by the stop at the end, if it is wanted. */
static void killed_under_traceexit(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init);
	int status;

	assert_int_equal(ptrace_of(init, PTRACE_SEIZE, p, PTRACE_O_TRACEEXIT), 0);
	assert_int_equal(call(init, "kill", 2, SIGKILL), 0);
	assert_traced(p);
	assert_int_equal(wait4_of(init, 2, &status, WNOHANG), 2);
	assert_int_equal(status, PTRACE_EVENT_EXIT << 16 | SIGTRAP << 8 | 0x7f);
}

static void events_are_stops(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *q;
	unsigned long *msg = sim_scratch(init, sizeof(long));
	int status;

	assert_int_equal(ptrace_of(init, PTRACE_SEIZE, p, PTRACE_O_TRACEFORK |
				   PTRACE_O_TRACEEXIT | PTRACE_O_TRACEEXEC), 0);
	assert_true(call(p, "fork") == SIM_BLOCKED);
	assert_int_equal(wait4_of(init, 2, &status, 0), 2);
	assert_int_equal(status >> 8, SIGTRAP | PTRACE_EVENT_FORK << 8);
	assert_int_equal(ptrace_of(init, PTRACE_GETEVENTMSG, p, (long)msg), 0);
	assert_int_equal(*msg, 3);
	/* The child is traced as well, and in a trap. */
	q = sim_find(init, 3);
	assert_traced(q);
	assert_int_equal(wait4_of(init, 3, &status, __WALL), 3);
	assert_int_equal(status >> 16, PTRACE_EVENT_STOP);
	assert_int_equal(ptrace_of(init, PTRACE_CONT, p, 0), 0);
	assert_int_equal(sim_finish(p), 3);
	assert_int_equal(ptrace_of(init, PTRACE_CONT, q, 0), 0);
	assert_true(call(q, "execve", str(q, "/bin/sim"), 0, 0) == SIM_BLOCKED);
	assert_int_equal(wait4_of(init, 3, &status, 0), 3);
	assert_int_equal(status >> 8, SIGTRAP | PTRACE_EVENT_EXEC << 8);
	assert_int_equal(ptrace_of(init, PTRACE_CONT, q, 0), 0);
	assert_int_equal(sim_finish(q), 0);
	assert_true(call(q, "exit_group", 3) == SIM_BLOCKED);
	assert_int_equal(wait4_of(init, 3, &status, 0), 3);
	assert_int_equal(status >> 8, SIGTRAP | PTRACE_EVENT_EXIT << 8);
	assert_int_equal(ptrace_of(init, PTRACE_GETEVENTMSG, q, (long)msg), 0);
	assert_int_equal(*msg, 0x300);
	assert_int_equal(ptrace_of(init, PTRACE_CONT, q, 0), 0);
	assert_int_equal(wait4_of(init, 3, &status, 0), 3);
	assert_int_equal(status, 0x300);
}

static void clone_ptrace_shares_the_tracer(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *q;

	/* Nobody traces: nothing to share. */
	q = cloned(p, CLONE_PTRACE | SIGCHLD);
	assert_int_equal(sim_state(q), MODEL_RUNNING);
	assert_int_equal(ptrace_of(init, PTRACE_SEIZE, p, 0), 0);
	q = cloned(p, CLONE_PTRACE | SIGCHLD);
	assert_traced(q);
	assert_int_equal(wait4_of(init, 4, NULL, 0), 4);
	assert_int_equal(ptrace_of(init, PTRACE_CONT, q, 0), 0);
	assert_int_equal(call(q, "getppid"), 2);
}

static void an_exec_by_a_thread_takes_the_tracer_along(void **state)
{
	struct sim_task *init = init_of(*state), *p = forked(init), *t;
	unsigned long *msg = sim_scratch(init, sizeof(long));
	int status;

	t = thread_of(p);
	assert_int_equal(ptrace_of(init, PTRACE_SEIZE, t, PTRACE_O_TRACEEXEC), 0);
	assert_true(call(t, "execve", str(t, "/bin/sim"), 0, 0) == SIM_BLOCKED);
	assert_int_equal(wait4_of(init, -1, &status, __WALL), 2);
	assert_int_equal(status >> 8, SIGTRAP | PTRACE_EVENT_EXEC << 8);
	assert_int_equal(ptrace_of(init, PTRACE_GETEVENTMSG, t, (long)msg), 0);
	assert_int_equal(*msg, 3);
	assert_int_equal(ptrace_of(init, PTRACE_CONT, t, 0), 0);
	assert_int_equal(sim_finish(t), 0);
}

#define T618(f) cmocka_unit_test_setup_teardown(f, setup_618, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		T618(who_may_attach),
		T618(capabilities_count),
		T618(what_can_not_be_looked_at_is_said),
		T618(options_of_an_attached_one),
		T618(what_a_request_says_to_the_wrong_one),
		T618(attach_stops),
		T618(signals_are_seen_first_by_the_tracer),
		T618(a_death_is_told_to_the_tracer_first),
		T618(the_tracer_goes_without_looking),
		T618(an_ignoring_parent_gets_no_zombie),
		T618(exitkill),
		T618(a_tracer_without_rights_is_one),
		T618(traceme),
		T618(a_stopped_one_is_attached),
		T618(detach_leaves_a_stopped_process_stopped),
		T618(threads_are_traced_one_by_one),
		T618(killed_under_traceexit),
		T618(events_are_stops),
		T618(clone_ptrace_shares_the_tracer),
		T618(an_exec_by_a_thread_takes_the_tracer_along),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
