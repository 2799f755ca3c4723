// SPDX-License-Identifier: GPL-2.0-only
/*
 * What only the kernel itself does with signals: forcing them, forgetting
 * them, sending them in its own name; threads that pass them on.
 */
#include "signal_world.h"

enum { FORCE, FORCE_FATAL, FORCE_EXIT, FLUSH, KILL_PGRP, SEND_SIG, GROUP, LOOK, LOOK_WAKE, MASK };

static long inside(struct sim_task *t, int what, long a, long b)
{
	return sim_call(t, "inside", what, a, b);
}

static void test_force(void **state)
{
	struct sim_task *init = world_init(state), *p = w_fork(init);

	/* a handler that can run, runs */
	w_act(p, K_SEGV, K_HANDLER, 0, 0);
	assert_int_equal(inside(p, FORCE, K_SEGV, 0), 0);
	assert_took(p, K_SEGV);
	assert_int_equal(last_info(p)->code, 0x80);
	/* before what was there */
	w_act(p, K_HUP, K_HANDLER, 0, 0);
	w_mask(p, K_BLOCK, K_BIT(K_HUP));
	w_tkill(init, p, K_HUP);
	/* blocked: it is unblocked, and its handler gone */
	w_mask(p, K_BLOCK, K_BIT(K_SEGV));
	assert_int_equal(inside(p, FORCE, K_SEGV, 0), SIM_NO_RETURN);
	assert_int_equal(w_reap(init, p), K_SEGV);
	/* ignored: likewise */
	p = w_fork(init);
	w_act(p, K_USR1, K_IGN, 0, 0);
	assert_int_equal(inside(p, FORCE, K_USR1, 0), SIM_NO_RETURN);
	assert_int_equal(w_reap(init, p), K_USR1);
}

static void test_force_fatal(void **state)
{
	struct sim_task *init = world_init(state), *p = w_fork(init);
	struct sim_task *ns = w_clone(init, K_CLONE_NEWPID | K_CHLD);

	w_act(p, K_SEGV, K_HANDLER, 0, 0);
	assert_int_equal(inside(p, FORCE_FATAL, K_SEGV, 0), SIM_NO_RETURN);
	assert_took(p, K_SEGV);
	assert_int_equal(w_reap(init, p), K_SEGV);
	/* the init of a namespace is not protected from its own faults */
	assert_int_equal(inside(ns, FORCE_EXIT, K_SEGV, 0), SIM_NO_RETURN);
	assert_int_equal(w_reap(init, ns), K_SEGV);
	/* who handles a fault that is pending twice takes both */
	p = w_fork(init);
	w_act(p, K_SEGV, K_HANDLER, K_SA_NODEFER, 0);
	w_mask(p, K_BLOCK, K_BIT(K_SEGV));
	w_kill(init, p, K_SEGV);
	assert_int_equal(inside(p, FORCE_FATAL, K_SEGV, 0), SIM_NO_RETURN);
	assert_int_equal(w_reap(init, p), K_SEGV);
}

static void test_flush(void **state)
{
	struct sim_task *init = world_init(state), *p = w_fork(init);

	w_mask(p, K_BLOCK, ~0UL);
	w_kill(init, p, K_TERM);
	w_tkill(init, p, K_RT);
	w_kill(init, p, K_RT);
	assert_int_equal(w_pending(p), K_BIT(K_TERM) | K_BIT(K_RT));
	assert_int_equal(inside(p, LOOK, 0, 0), 0);
	assert_int_equal(inside(p, LOOK_WAKE, 0, 0), 0);
	assert_int_equal(inside(p, FLUSH, 0, 0), 0);
	assert_int_equal(w_pending(p), 0);
	assert_int_equal(inside(p, MASK, K_SETMASK, 0), ~(K_BIT(K_KILL) | K_BIT(K_STOP)));
	assert_int_equal(inside(p, MASK, 7, 0), -EINVAL);
	assert_int_equal(sim_call(p, "restart_syscall"), -EINTR);
}

static void test_in_its_own_name(void **state)
{
	struct sim_task *init = world_init(state), *p = w_fork(init), *a, *b;

	sim_call(p, "setpgid", 0, 0);
	w_act(p, K_USR1, K_HANDLER, 0, 0);
	a = w_user(p, 1000);
	b = w_user(p, 1001);
	assert_int_equal(inside(p, KILL_PGRP, sim_pid(p, p), K_USR1), 0);
	assert_took(p, K_USR1);
	assert_took(a, K_USR1);
	assert_took(b, K_USR1);
	assert_int_equal(last_info(b)->code, 0x80);
	assert_int_equal(last_info(b)->pid, 0);
	assert_int_equal(inside(p, KILL_PGRP, 9999, K_USR1), -ESRCH);
	assert_int_equal(inside(p, SEND_SIG, sim_pid(a, p), K_USR1), 0);
	assert_took(a, K_USR1);
	assert_int_equal(last_info(a)->pid, sim_pid(p, a));
	assert_int_equal(last_info(a)->code, K_SI_USER);
	assert_int_equal(inside(p, SEND_SIG, sim_pid(a, p), 65), -EINVAL);
	/* a siginfo that names no sender needs no translation */
	assert_int_equal(inside(p, GROUP, sim_pid(b, p), K_USR1), 0);
	assert_took(b, K_USR1);
	assert_int_equal(last_info(b)->code, -2);
}

/* over its limit, and in another namespace: what is made of "no siginfo" */
static void test_no_info_across(void **state)
{
	struct sim_task *init = world_init(state);
	struct sim_task *ns = w_clone(init, K_CLONE_NEWPID | K_CHLD);

	w_act(ns, K_USR1, K_HANDLER, 0, 0);
	assert_int_equal(inside(init, SEND_SIG, sim_pid(ns, init), K_USR1), 0);
	assert_took(ns, K_USR1);
	assert_int_equal(last_info(ns)->pid, 0);
}

/* Whoever blocks what he was woken for wakes another one. */
static void test_retarget(void **state)
{
	struct sim_task *init = world_init(state), *p = w_fork(init);
	struct sim_task *t = w_clone(p, K_CLONE_THREAD), *u = w_clone(p, K_CLONE_THREAD);
	unsigned long *mask = sim_scratch(t, 8);

	w_act(p, K_USR1, K_HANDLER, 0, 0);
	w_mask(p, K_BLOCK, K_BIT(K_USR1));
	w_mask(u, K_BLOCK, K_BIT(K_USR1));
	/* t waits for something else; the signal comes with another that ends the waiting */
	*mask = K_BIT(K_USR2);
	w_act(p, K_URG, K_HANDLER, 0, K_BIT(K_USR1));
	assert_int_equal(sim_call(t, "pause"), SIM_BLOCKED);
	w_kill(init, p, K_STOP);
	w_tkill(init, t, K_URG);
	w_kill(init, p, K_USR1);
	w_kill(init, p, K_CONT);
	assert_int_equal(sim_ret(t), -EINTR);
	assert_took(t, K_URG, K_USR1);
	assert_took_nothing(u);
	w_kill(init, p, K_STOP);
	w_kill(init, p, K_USR1);
	w_tkill(init, t, K_KILL);
	assert_int_equal(w_reap(init, p), K_KILL);
}

#define T(name) cmocka_unit_test_setup_teardown(test_##name, world_fresh, world_end)

static int open_inside(void **state)
{
	return world_open_design(state, BUILD_DIR "/tests/designs", "inside");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(force), T(force_fatal), T(flush), T(in_its_own_name), T(no_info_across),
		T(retarget),
	};

	return cmocka_run_group_tests(tests, open_inside, world_close);
}
