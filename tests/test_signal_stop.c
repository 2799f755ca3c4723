// SPDX-License-Identifier: GPL-2.0-only
/*
 * Stopping and going on, what parents are told, and signals across pid
 * namespaces. What is expected here was seen on Linux 6.18.
 */
#include "signal_world.h"

enum { CLD_EXITED_ = 1, CLD_KILLED_, CLD_DUMPED_, CLD_TRAPPED_, CLD_STOPPED_, CLD_CONTINUED_ };

static void test_stop_and_continue(void **state)
{
	struct sim_task *init = world_init(state), *p = w_fork(init), *c;
	struct k_info info;

	w_act(p, K_CHLD, K_HANDLER, 0, 0);
	c = w_fork(p);
	w_kill(init, c, K_STOP);
	assert_int_equal(sim_state(c), MODEL_STOPPED);
	assert_took(c, K_STOP);
	assert_took(p, K_CHLD);
	assert_int_equal(last_info(p)->code, CLD_STOPPED_);
	assert_int_equal(last_info(p)->status, K_STOP);
	assert_int_equal(last_info(p)->pid, sim_pid(c, p));
	info = w_waitid(p, c, K_WUNTRACED);
	assert_int_equal(info.code, CLD_STOPPED_);
	assert_int_equal(info.status, K_STOP);
	assert_int_equal(w_waitid(p, c, K_WUNTRACED).pid, 0);
	/* a second stop is none; other signals wait */
	w_kill(init, c, K_STOP);
	w_act(p, K_USR1, K_HANDLER, 0, 0);
	assert_int_equal(w_kill(init, c, K_TSTP), 0);
	assert_took_nothing(p);
	w_kill(init, c, K_CONT);
	assert_int_equal(sim_state(c), MODEL_RUNNING);
	assert_took(p, K_CHLD);
	assert_int_equal(last_info(p)->code, CLD_CONTINUED_);
	assert_int_equal(last_info(p)->status, K_CONT);
	info = w_waitid(p, c, K_WCONTINUED);
	assert_int_equal(info.code, CLD_CONTINUED_);
	assert_int_equal(info.status, K_CONT);
	assert_int_equal(w_waitid(p, c, K_WCONTINUED).pid, 0);
	/* to be continued while one runs is nothing */
	w_kill(init, c, K_CONT);
	assert_took_nothing(p);
	/* stopped, then killed */
	w_kill(init, c, K_STOP);
	w_kill(init, c, K_KILL);
	assert_int_equal(w_reap(p, c), K_KILL);
}

static void test_nocldstop(void **state)
{
	struct sim_task *init = world_init(state), *p = w_fork(init), *c;

	w_act(p, K_CHLD, K_HANDLER, K_SA_NOCLDSTOP, 0);
	c = w_fork(p);
	w_kill(init, c, K_STOP);
	w_kill(init, c, K_CONT);
	assert_took_nothing(p);
	assert_int_equal(w_waitid(p, c, K_WCONTINUED).code, CLD_CONTINUED_);
	w_kill(init, c, K_TERM);
	assert_took(p, K_CHLD);
	assert_int_equal(last_info(p)->code, CLD_KILLED_);
	assert_int_equal(last_info(p)->status, K_TERM);
}

/* All threads stop; the parent is told once, when the last one has. */
static void test_threads_stop(void **state)
{
	struct sim_task *init = world_init(state), *p = w_fork(init), *c, *t, *u;

	w_act(p, K_CHLD, K_HANDLER, 0, 0);
	c = w_fork(p);
	t = w_clone(c, K_CLONE_THREAD);
	assert_int_equal(sim_call(t, "pause"), SIM_BLOCKED);
	w_kill(init, c, K_STOP);
	assert_int_equal(sim_state(c), MODEL_STOPPED);
	assert_int_equal(sim_state(t), MODEL_STOPPED);
	assert_took(p, K_CHLD);
	w_kill(init, c, K_CONT);
	assert_took(p, K_CHLD);
	assert_int_equal(sim_state(t), MODEL_SLEEPING);
	assert_int_equal(sim_state(c), MODEL_RUNNING);
	/* stopped through a thread */
	u = w_clone(c, K_CLONE_THREAD);
	w_tkill(init, u, K_STOP);
	assert_took(u, K_STOP);
	assert_int_equal(sim_state(c), MODEL_STOPPED);
	assert_int_equal(sim_state(t), MODEL_STOPPED);
	w_kill(init, t, K_KILL);
	assert_int_equal(w_reap(p, c), K_KILL);
	assert_took(p, K_CHLD, K_CHLD);
}

/* The keyboard's stop signals do nothing to a group that nobody could continue. */
static void test_orphaned_group(void **state)
{
	struct sim_task *init = world_init(state), *p = w_fork(init), *c = w_fork(p);

	sim_call(c, "setpgid", 0, 0);
	w_kill(init, c, K_TSTP);
	assert_int_equal(sim_state(c), MODEL_STOPPED);
	w_kill(init, c, K_CONT);
	assert_took(c, K_TSTP);
	assert_int_equal(sim_call(p, "setsid"), sim_pid(p, p));
	w_kill(init, c, K_TSTP);
	assert_int_equal(sim_state(c), MODEL_RUNNING);
	assert_took_nothing(c);
	w_kill(init, c, K_STOP);
	assert_int_equal(sim_state(c), MODEL_STOPPED);
	assert_took(c, K_STOP);
}

/* Stopped members of a group that becomes orphaned are hung up and continued. */
static void test_hangup(void **state)
{
	struct sim_task *init = world_init(state), *p = w_fork(init), *c;

	sim_call(p, "setsid");
	c = w_fork(p);
	sim_call(c, "setpgid", 0, 0);
	w_act(c, K_CONT, K_HANDLER, 0, 0);
	w_act(c, K_HUP, K_HANDLER, 0, 0);
	w_kill(init, c, K_STOP);
	assert_int_equal(sim_state(c), MODEL_STOPPED);
	sim_call(p, "exit", 0);
	assert_took(c, K_STOP, K_HUP, K_CONT);
	assert_int_equal(last_info(c)->code, 0x80);
	assert_int_equal(sim_state(c), MODEL_RUNNING);
}

static void test_sigchld(void **state)
{
	struct sim_task *init = world_init(state), *p = w_fork(init), *c;

	/* nobody wants to know: no zombie, no signal */
	w_act(p, K_CHLD, K_IGN, 0, 0);
	c = w_fork(p);
	sim_call(c, "exit", 1);
	assert_int_equal(sim_state(c), MODEL_DEAD);
	assert_int_equal(sim_call(p, "wait4", -1, 0, 0, 0), -ECHILD);
	/* no zombie, but a signal */
	w_act(p, K_CHLD, K_HANDLER, K_SA_NOCLDWAIT, 0);
	c = w_fork(p);
	sim_call(c, "exit", 3);
	assert_int_equal(sim_state(c), MODEL_DEAD);
	assert_took(p, K_CHLD);
	assert_int_equal(last_info(p)->code, CLD_EXITED_);
	assert_int_equal(last_info(p)->status, 3);
	/* another signal: a zombie whatever the parent does about SIGCHLD */
	w_act(p, K_CHLD, K_IGN, 0, 0);
	w_act(p, K_USR1, K_HANDLER, 0, 0);
	c = w_clone(p, K_USR1);
	sim_call(c, "exit", 4);
	assert_int_equal(sim_state(c), MODEL_ZOMBIE);
	assert_took(p, K_USR1);
	/* a waiter learns that the last child is gone by itself */
	c = w_fork(p);
	w_kill(init, p, 0);
	assert_int_equal(sim_call(p, "wait4", sim_pid(c, p), 0, 0, 0), SIM_BLOCKED);
	w_kill(init, c, K_KILL);
	assert_int_equal(sim_ret(p), -ECHILD);
}

static void test_namespace_init(void **state)
{
	struct sim_task *init = world_init(state);
	struct sim_task *ns = w_clone(init, K_CLONE_NEWPID | K_CHLD), *c;

	w_act(ns, K_USR1, K_HANDLER, 0, 0);
	c = w_fork(ns);
	assert_int_equal(sim_pid(ns, ns), 1);
	/* from inside: only what it has a handler for, and its own signals too */
	assert_int_equal(w_kill(c, ns, K_KILL), 0);
	assert_int_equal(w_kill(c, ns, K_STOP), 0);
	assert_int_equal(w_kill(c, ns, K_TERM), 0);
	assert_int_equal(w_kill(ns, ns, K_KILL), 0);
	assert_int_equal(sim_state(ns), MODEL_RUNNING);
	assert_int_equal(w_kill(c, ns, K_USR1), 0);
	assert_took(ns, K_USR1);
	assert_int_equal(last_info(ns)->pid, 2);
	/* what is blocked is looked at again when it is not any more */
	w_mask(ns, K_BLOCK, K_BIT(K_TERM));
	w_kill(c, ns, K_TERM);
	assert_int_equal(w_pending(ns), K_BIT(K_TERM));
	w_mask(ns, K_SETMASK, 0);
	assert_int_equal(sim_state(ns), MODEL_RUNNING);
	assert_took_nothing(ns);
	/* from above: those two, without a sender's number */
	assert_int_equal(w_kill(init, ns, K_TERM), 0);
	assert_int_equal(sim_state(ns), MODEL_RUNNING);
	assert_int_equal(w_kill(init, ns, K_USR1), 0);
	assert_took(ns, K_USR1);
	assert_int_equal(last_info(ns)->pid, 0);
	assert_int_equal(w_kill(init, ns, K_STOP), 0);
	assert_int_equal(sim_state(ns), MODEL_STOPPED);
	assert_int_equal(w_kill(init, ns, K_CONT), 0);
	assert_int_equal(w_kill(init, ns, K_KILL), 0);
	assert_int_equal(w_reap(init, ns), K_KILL);
	assert_int_equal(sim_state(c), MODEL_DEAD);
}

static void test_payload_from_above(void **state)
{
	struct sim_task *init = world_init(state);
	struct sim_task *ns = w_clone(init, K_CLONE_NEWPID | K_CHLD);

	w_act(ns, K_RT, K_HANDLER, 0, 0);
	assert_int_equal(w_queue(init, sim_pid(ns, init), K_RT, K_SI_QUEUE, 4321, 99), 0);
	assert_took(ns, K_RT);
	assert_int_equal(last_info(ns)->pid, 0);
	assert_int_equal(last_info(ns)->value, 99);
}

/*
 * A group that reaches into a namespace. On 6.18 one siginfo goes round: who is
 * served after a member of a child namespace sees no sender. Upwards, numbers
 * are not translated.
 */
static void group_across(void **state, int leaks)
{
	struct sim_task *init = world_init(state), *a = w_fork(init), *ns, *b;

	sim_call(a, "setpgid", 0, 0);
	w_act(a, K_USR1, K_HANDLER, 0, 0);
	ns = w_clone(a, K_CLONE_NEWPID | K_CHLD);
	b = w_fork(a);
	/* newest first: b, ns, a */
	assert_int_equal(sim_call(a, "kill", 0, K_USR1), 0);
	assert_took(b, K_USR1);
	assert_took(ns, K_USR1);
	assert_took(a, K_USR1);
	assert_int_equal(last_info(b)->pid, sim_pid(a, a));
	assert_int_equal(last_info(ns)->pid, 0);
	assert_int_equal(last_info(a)->pid, leaks ? 0 : sim_pid(a, a));
	assert_int_equal(sim_call(ns, "kill", 0, K_USR1), 0);
	assert_took(a, K_USR1);
	assert_int_equal(last_info(a)->pid, 1);
}

static void test_group_across_leak(void **state)
{
	group_across(state, 1);
}

static void test_group_across_fixed(void **state)
{
	assert_int_equal(world_boot(state, LINUX(6, 12)), SIM_OK);
	group_across(state, 0);
}

static void test_group_across_old(void **state)
{
	assert_int_equal(world_boot(state, LINUX(5, 1)), SIM_OK);
	group_across(state, 0);
}

/* siginfo says which user sent it as the receiver's user namespace knows him */
static void test_uid(void **state)
{
	struct sim_task *init = world_init(state), *a = w_user(init, 1000), *b = w_user(init, 1000);

	w_act(b, K_USR1, K_HANDLER, 0, 0);
	w_kill(a, b, K_USR1);
	assert_int_equal(last_info(b)->uid, 1000);
	assert_int_equal(last_info(b)->pid, sim_pid(a, b));
	/* nobody is mapped there: the overflow uid */
	assert_int_equal(sim_call(b, "unshare", 0x10000000), 0);
	w_kill(a, b, K_USR1);
	assert_int_equal(last_info(b)->uid, 65534);
}

#define T(name) cmocka_unit_test_setup_teardown(test_##name, world_fresh, world_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(stop_and_continue), T(nocldstop), T(threads_stop), T(orphaned_group), T(hangup),
		T(sigchld), T(namespace_init), T(payload_from_above), T(uid),
		T(group_across_leak), T(group_across_fixed), T(group_across_old),
	};

	return cmocka_run_group_tests(tests, world_open, world_close);
}
