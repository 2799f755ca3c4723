// SPDX-License-Identifier: GPL-2.0-only
/*
 * Taking signals: masks, handlers, calls that are interrupted, waiting for a
 * signal, death. What is expected here was seen on Linux 6.18.
 */
#include "signal_world.h"

static void test_sigaction(void **state)
{
	struct sim_task *p = w_fork(world_init(state));
	struct k_act act;

	assert_int_equal(w_act(p, 0, K_IGN, 0, 0), -EINVAL);
	assert_int_equal(w_act(p, 65, K_IGN, 0, 0), -EINVAL);
	assert_int_equal(w_act(p, K_KILL, K_DFL, 0, 0), -EINVAL);
	assert_int_equal(w_act(p, K_STOP, K_IGN, 0, 0), -EINVAL);
	assert_int_equal(sim_call(p, "rt_sigaction", K_KILL, 0, 0, 8), 0);
	assert_int_equal(sim_call(p, "rt_sigaction", K_USR1, 0, 0, 4), -EINVAL);
	assert_int_equal(sim_call(p, "rt_sigaction", K_USR1, 8, 0, 8), -EFAULT);
	assert_int_equal(sim_call(p, "rt_sigaction", 65, 8, 0, 8), -EFAULT);
	assert_int_equal(sim_call(p, "rt_sigaction", K_USR1, 0, 8, 8), -EFAULT);
	/* flags that nobody knows are not kept, nor are masks of what can't be blocked */
	assert_int_equal(w_act(p, K_USR1, K_HANDLER, K_SA_RESTART | 0x400, ~0UL), 0);
	act = w_get_act(p, K_USR1);
	assert_int_equal(act.handler, K_HANDLER);
	assert_int_equal(act.flags, K_SA_RESTART);
	assert_int_equal(act.mask, ~(K_BIT(K_KILL) | K_BIT(K_STOP)));
	/* a mask can't hold them either */
	w_mask(p, K_SETMASK, ~0UL);
	assert_int_equal(w_get_mask(p), ~(K_BIT(K_KILL) | K_BIT(K_STOP)));
}

/* The table of actions is shared behind the scenes: nobody may notice. */
static void test_actions_are_private(void **state)
{
	struct sim_task *init = world_init(state), *p = w_fork(init), *q, *t;

	w_act(p, K_USR1, K_HANDLER, 0, 0);
	assert_int_equal(w_get_act(init, K_USR1).handler, K_DFL);
	q = w_fork(p);
	t = w_clone(p, K_CLONE_THREAD);
	assert_int_equal(w_get_act(q, K_USR1).handler, K_HANDLER);
	w_act(q, K_USR1, K_IGN, 0, 0);
	assert_int_equal(w_get_act(p, K_USR1).handler, K_HANDLER);
	w_act(t, K_USR1, K_HANDLER + 1, 0, 0);
	assert_int_equal(w_get_act(p, K_USR1).handler, K_HANDLER + 1);
	assert_int_equal(w_get_act(q, K_USR1).handler, K_IGN);
}

static void test_reset_and_nodefer(void **state)
{
	struct sim_task *init = world_init(state), *p = w_fork(init);

	w_act(p, K_USR1, K_HANDLER, K_SA_RESETHAND, 0);
	w_kill(init, p, K_USR1);
	assert_took(p, K_USR1);
	assert_int_equal(w_get_act(p, K_USR1).handler, K_DFL);
	assert_int_equal(w_get_act(p, K_USR1).flags, K_SA_RESETHAND);
	w_kill(init, p, K_USR1);
	assert_took(p, K_USR1);
	assert_int_equal(sim_state(p), MODEL_ZOMBIE);
}

static void test_pause(void **state)
{
	struct sim_task *init = world_init(state), *p = w_fork(init);

	w_act(p, K_USR1, K_HANDLER, K_SA_RESTART, 0);
	assert_int_equal(sim_call(p, "pause"), SIM_BLOCKED);
	/* what is ignored does not wake it */
	w_kill(init, p, K_URG);
	assert_int_equal(sim_ret(p), SIM_BLOCKED);
	w_kill(init, p, K_USR1);
	assert_int_equal(sim_ret(p), -EINTR);
	assert_took(p, K_USR1);
	/* a stop and its end are no reason to return */
	assert_int_equal(sim_call(p, "pause"), SIM_BLOCKED);
	w_kill(init, p, K_STOP);
	assert_int_equal(sim_state(p), MODEL_STOPPED);
	w_kill(init, p, K_CONT);
	assert_int_equal(sim_ret(p), SIM_BLOCKED);
	assert_int_equal(sim_state(p), MODEL_SLEEPING);
	w_kill(init, p, K_USR1);
	assert_int_equal(sim_ret(p), -EINTR);
}

static void test_restart(void **state)
{
	struct sim_task *init = world_init(state), *p = w_fork(init), *c = w_fork(p);

	w_act(p, K_USR1, K_HANDLER, K_SA_RESTART, 0);
	w_act(p, K_USR2, K_HANDLER, 0, 0);
	assert_int_equal(sim_call(p, "wait4", -1, 0, 0, 0), SIM_BLOCKED);
	w_kill(init, p, K_USR1);
	assert_int_equal(sim_ret(p), SIM_BLOCKED);
	assert_took(p, K_USR1);
	w_kill(init, p, K_USR2);
	assert_int_equal(sim_ret(p), -EINTR);
	assert_took(p, K_USR2);
	/* the first handler decides */
	w_act(p, K_URG, K_HANDLER, 0, 0);
	assert_int_equal(sim_call(p, "wait4", -1, 0, 0, 0), SIM_BLOCKED);
	w_kill(init, p, K_STOP);
	w_kill(init, p, K_URG);
	w_kill(init, p, K_USR1);
	assert_int_equal(sim_state(p), MODEL_STOPPED);
	w_kill(init, p, K_CONT);
	assert_int_equal(sim_ret(p), SIM_BLOCKED);
	assert_took(p, K_STOP, K_USR1, K_URG);
	w_kill(init, c, K_KILL);
	assert_int_equal(sim_ret(p), sim_pid(c, p));
}

/* A sleep goes on after a stop, with what is left of it; after a handler it is over. */
static void test_restart_block(void **state)
{
	struct sim_task *init = world_init(state), *p = w_fork(init);
	struct k_time *ts = sim_scratch(p, sizeof(*ts)), *left = sim_scratch(p, sizeof(*left));
	unsigned long long start = sim_now(sim_task_sim(p));

	*ts = (struct k_time){ 10, 0 };
	assert_int_equal(sim_start(p, sim_design_call(sim_design_used(*state), "nanosleep"),
				   (const long[6]){ (long)ts, (long)left }), SIM_BLOCKED);
	sim_sleep(*state, 4000000000ULL);
	w_kill(init, p, K_STOP);
	sim_sleep(*state, 1000000000ULL);
	w_kill(init, p, K_CONT);
	assert_int_equal(sim_finish(p), 0);
	assert_int_equal((sim_now(*state) - start) / 1000000000ULL, 10);

	w_act(p, K_USR1, K_HANDLER, K_SA_RESTART, 0);
	ts = sim_scratch(p, sizeof(*ts));
	left = sim_scratch(p, sizeof(*left));
	*ts = (struct k_time){ 10, 0 };
	assert_int_equal(sim_start(p, sim_design_call(sim_design_used(*state), "nanosleep"),
				   (const long[6]){ (long)ts, (long)left }), SIM_BLOCKED);
	sim_sleep(*state, 4000000000ULL);
	sim_start(init, sim_design_call(sim_design_used(*state), "kill"),
		  (const long[6]){ sim_pid(p, init), K_USR1 });
	sim_settle(*state);
	assert_int_equal(sim_ret(p), -EINTR);
	assert_int_equal(left->sec, 6);
	assert_int_equal(sim_call(p, "restart_syscall"), -EINTR);
}

static void test_sigsuspend(void **state)
{
	struct sim_task *init = world_init(state), *p = w_fork(init);
	unsigned long all = K_BIT(K_USR1) | K_BIT(K_USR2) | K_BIT(K_RT);

	w_mask(p, K_BLOCK, all);
	w_act(p, K_USR1, K_HANDLER, 0, 0);
	w_act(p, K_USR2, K_HANDLER, 0, 0);
	w_act(p, K_RT, K_HANDLER, 0, 0);
	/* all that the mask lets through comes at once, if the handlers' masks let it */
	w_kill(init, p, K_USR2);
	w_kill(init, p, K_USR1);
	assert_int_equal(w_suspend(p, 0), -EINTR);
	assert_took(p, K_USR1, K_USR2);
	assert_int_equal(w_get_mask(p), all);
	/* of a queue, one */
	for (int i = 0; i < 3; i++)
		w_kill(init, p, K_RT);
	assert_int_equal(w_suspend(p, 0), -EINTR);
	assert_took(p, K_RT);
	assert_int_equal(w_pending(p), K_BIT(K_RT));
	w_act(p, K_RT, K_HANDLER, K_SA_NODEFER, 0);
	assert_int_equal(w_suspend(p, 0), -EINTR);
	assert_took(p, K_RT, K_RT);
	/* a handler that blocks the other */
	w_act(p, K_USR1, K_HANDLER, 0, K_BIT(K_USR2));
	w_kill(init, p, K_USR1);
	w_kill(init, p, K_USR2);
	assert_int_equal(w_suspend(p, 0), -EINTR);
	assert_took(p, K_USR1);
	assert_int_equal(w_pending(p), K_BIT(K_USR2));
	/* nothing there: it sleeps, also across a stop */
	assert_int_equal(w_suspend(p, K_BIT(K_USR2)), SIM_BLOCKED);
	w_kill(init, p, K_STOP);
	w_kill(init, p, K_CONT);
	assert_int_equal(sim_ret(p), SIM_BLOCKED);
	w_kill(init, p, K_USR1);
	assert_int_equal(sim_ret(p), -EINTR);
	sim_scratch_reset(p);
	assert_int_equal(w_get_mask(p), all);
	assert_int_equal(sim_call(p, "rt_sigsuspend", 8, 8), -EFAULT);
	assert_int_equal(sim_call(p, "rt_sigsuspend", 8, 4), -EINVAL);
}

/* More handlers at once than the model keeps on a stack: each still runs once, lowest first. */
static void test_many_handlers(void **state)
{
	struct sim_task *init = world_init(state), *p = w_fork(init);
	unsigned long all = 0;

	for (int i = 0; i < 12; i++) {
		w_act(p, K_RT + i, K_HANDLER, 0, 0);
		all |= K_BIT(K_RT + i);
	}
	w_mask(p, K_BLOCK, all);
	for (int i = 11; i >= 0; i--)
		w_kill(init, p, K_RT + i);
	assert_int_equal(w_suspend(p, 0), -EINTR);
	assert_took(p, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51);
	assert_int_equal(w_get_mask(p), all);
	assert_int_equal(w_pending(p), 0);
}

static void test_bad_addresses(void **state)
{
	struct sim_task *p = w_fork(world_init(state));
	unsigned long *set = sim_scratch(p, 8);
	long at = (long)set;

	*set = K_BIT(K_USR1);
	assert_int_equal(sim_call(p, "rt_sigtimedwait", at, 0, 0, 4), -EINVAL);
	assert_int_equal(sim_call(p, "rt_sigtimedwait", 8, 0, 0, 8), -EFAULT);
	assert_int_equal(sim_call(p, "rt_sigtimedwait", at, 0, 8, 8), -EFAULT);
	w_mask(p, K_BLOCK, K_BIT(K_USR1));
	w_kill(p, p, K_USR1);
	set = sim_scratch(p, 8);
	*set = K_BIT(K_USR1);
	/* the siginfo can't be written: the signal is gone all the same */
	assert_int_equal(sim_call(p, "rt_sigtimedwait", (long)set, 8, 0, 8), -EFAULT);
	assert_int_equal(sim_call(p, "rt_sigpending", (long)set, 8), 0);
	assert_int_equal(*set, 0);
	/* the mask has changed by the time that the old one can't be told */
	*set = K_BIT(K_HUP);
	assert_int_equal(sim_call(p, "rt_sigprocmask", K_SETMASK, (long)set, 8, 8), -EFAULT);
	assert_int_equal(w_get_mask(p), K_BIT(K_HUP));
}

static void test_sigtimedwait(void **state)
{
	struct sim_task *init = world_init(state), *p = w_fork(init);
	unsigned long one = K_BIT(K_USR1);
	struct k_info info;

	w_mask(p, K_BLOCK, one);
	assert_int_equal(w_wait(p, one, NULL, &(struct k_time){ 0, 0 }), -EAGAIN);
	assert_int_equal(w_wait(p, one, NULL, &(struct k_time){ 0, 1000000000 }), -EINVAL);
	assert_int_equal(w_wait(p, one, NULL, &(struct k_time){ -1, 0 }), -EINVAL);
	assert_int_equal(w_wait(p, one, NULL, &(struct k_time){ 3, 0 }), -EAGAIN);
	assert_true(sim_now(sim_task_sim(p)) >= 3000000000ULL);
	w_kill(init, p, K_USR1);
	assert_int_equal(w_wait(p, one, &info, NULL), K_USR1);
	assert_int_equal(info.signo, K_USR1);
	assert_int_equal(info.pid, 1);
	/* it may be blocked; if it is not, it comes here as well, but for its default action */
	assert_int_equal(w_wait(p, one, NULL, NULL), SIM_BLOCKED);
	w_kill(init, p, K_USR1);
	assert_int_equal(sim_ret(p), K_USR1);
	sim_scratch_reset(p);
	w_mask(p, K_SETMASK, 0);
	w_act(p, K_USR1, K_HANDLER, 0, 0);
	assert_int_equal(w_wait(p, one, NULL, NULL), SIM_BLOCKED);
	w_kill(init, p, K_USR1);
	assert_int_equal(sim_ret(p), K_USR1);
	sim_scratch_reset(p);
	assert_took_nothing(p);
	w_act(p, K_USR1, K_DFL, 0, 0);
	assert_int_equal(w_wait(p, one, NULL, NULL), SIM_BLOCKED);
	w_kill(init, p, K_USR1);
	assert_int_equal(sim_ret(p), SIM_NO_RETURN);
	assert_took(p, K_USR1);
}

static void test_sigtimedwait_interrupted(void **state)
{
	struct sim_task *init = world_init(state), *p = w_fork(init);
	unsigned long one = K_BIT(K_USR1);

	w_mask(p, K_BLOCK, one | K_BIT(K_TERM));
	/* never restarted: not after a handler, not after a stop */
	w_act(p, K_USR2, K_HANDLER, K_SA_RESTART, 0);
	assert_int_equal(w_wait(p, one, NULL, NULL), SIM_BLOCKED);
	w_kill(init, p, K_USR2);
	assert_int_equal(sim_ret(p), -EINTR);
	sim_scratch_reset(p);
	assert_int_equal(w_wait(p, one, NULL, &(struct k_time){ 5, 0 }), -EAGAIN);
	assert_int_equal(w_wait(p, one, NULL, NULL), SIM_BLOCKED);
	w_kill(init, p, K_STOP);
	w_kill(init, p, K_CONT);
	assert_int_equal(sim_ret(p), -EINTR);
	sim_scratch_reset(p);
	/* a fatal one that is waited for does not kill */
	assert_int_equal(w_wait(p, (long)K_BIT(K_TERM), NULL, NULL), SIM_BLOCKED);
	w_kill(init, p, K_TERM);
	assert_int_equal(sim_ret(p), K_TERM);
	sim_scratch_reset(p);
	/* SIGKILL can't be waited for */
	assert_int_equal(w_wait(p, -1, NULL, NULL), SIM_BLOCKED);
	w_kill(init, p, K_KILL);
	assert_int_equal(sim_ret(p), SIM_NO_RETURN);
	assert_took(p, K_USR2, K_STOP, K_KILL);
}

/* A waiter that blocks the signal hands it on when it has enough. */
static void test_thread_hands_on(void **state)
{
	struct sim_task *init = world_init(state), *p = w_fork(init);
	struct sim_task *t = w_clone(p, K_CLONE_THREAD);

	w_act(p, K_USR1, K_HANDLER, 0, 0);
	assert_int_equal(sim_call(t, "pause"), SIM_BLOCKED);
	w_mask(p, K_BLOCK, K_BIT(K_USR1));
	w_kill(init, p, K_USR1);
	assert_int_equal(sim_ret(t), -EINTR);
	assert_took(t, K_USR1);
	/* the same when the one that it was for exits */
	w_mask(t, K_BLOCK, K_BIT(K_USR1));
	w_kill(init, p, K_USR1);
	sim_call(p, "exit", 0);
	assert_int_equal(w_pending(t), K_BIT(K_USR1));
	w_mask(t, K_SETMASK, 0);
	assert_took(t, K_USR1);
}

static void test_core(void **state)
{
	struct sim_task *init = world_init(state), *p = w_fork(init);

	w_kill(init, p, K_QUIT);
	assert_took(p, K_QUIT);
	assert_int_equal(w_reap(init, p), K_QUIT);
	p = w_fork(init);
	w_limit(p, K_RLIMIT_CORE, 4095);
	w_kill(init, p, K_QUIT);
	assert_int_equal(w_reap(init, p), K_QUIT);
	/* a page is enough; all threads die */
	p = w_fork(init);
	w_limit(p, K_RLIMIT_CORE, 4096);
	w_clone(p, K_CLONE_THREAD);
	w_kill(init, p, K_ABRT);
	assert_took(p, K_ABRT);
	assert_int_equal(w_waitid(init, p, K_WEXITED | 0x01000000).code, 3);
	assert_int_equal(w_reap(init, p), K_ABRT | 0x80);
	/* who may not be looked at leaves none */
	p = w_fork(init);
	w_limit(p, K_RLIMIT_CORE, 4096);
	assert_int_equal(sim_call(p, "prctl", 4, 0, 0, 0, 0), 0);
	w_kill(init, p, K_ABRT);
	assert_int_equal(w_reap(init, p), K_ABRT);
}

static void test_unblocked_death(void **state)
{
	struct sim_task *init = world_init(state), *p = w_fork(init);
	struct sim_task *t = w_clone(p, K_CLONE_THREAD);

	w_mask(p, K_BLOCK, K_BIT(K_TERM));
	w_mask(t, K_BLOCK, K_BIT(K_TERM));
	w_kill(init, p, K_TERM);
	assert_int_equal(sim_state(p), MODEL_RUNNING);
	w_mask(t, K_SETMASK, 0);
	assert_int_equal(sim_ret(t), SIM_NO_RETURN);
	assert_took(p, K_TERM);
	assert_int_equal(last_info(p)->pid, 1);
	assert_int_equal(w_reap(init, p), K_TERM);
}

static void test_exec_resets(void **state)
{
	struct sim_task *init = world_init(state), *p = w_fork(init);
	char *path = sim_scratch(p, 16);

	w_act(p, K_USR1, K_IGN, 0, 0);
	w_act(p, K_USR2, K_HANDLER, K_SA_RESTART, K_BIT(K_HUP));
	w_mask(p, K_BLOCK, K_BIT(K_USR2));
	w_kill(init, p, K_USR2);
	path = sim_scratch(p, 16);
	strcpy(path, "/bin/true");
	assert_int_equal(sim_call(p, "execve", (long)path, 0, 0), 0);
	sim_scratch_reset(p);
	assert_int_equal(w_get_act(p, K_USR1).handler, K_IGN);
	assert_int_equal(w_get_act(p, K_USR2).handler, K_DFL);
	assert_int_equal(w_get_act(p, K_USR2).flags, 0);
	assert_int_equal(w_get_act(p, K_USR2).mask, 0);
	assert_int_equal(w_get_mask(p), K_BIT(K_USR2));
	assert_int_equal(w_pending(p), K_BIT(K_USR2));
	/* a child starts without */
	p = w_fork(p);
	assert_int_equal(w_pending(p), 0);
	assert_int_equal(w_get_mask(p), K_BIT(K_USR2));
}

#define T(name) cmocka_unit_test_setup_teardown(test_##name, world_fresh, world_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(sigaction), T(actions_are_private), T(reset_and_nodefer), T(pause), T(restart),
		T(restart_block),
		T(sigsuspend), T(sigtimedwait), T(sigtimedwait_interrupted), T(thread_hands_on),
		T(core), T(unblocked_death), T(exec_resets), T(many_handlers), T(bad_addresses),
	};

	return cmocka_run_group_tests(tests, world_open, world_close);
}
