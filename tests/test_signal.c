// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sending signals: queues, limits, who may, whom a number means. What is
 * expected here was seen on Linux 6.18.
 */
#include "signal_world.h"

/* A child of init that has a handler for @sig and, if wanted, blocks it. */
static struct sim_task *listener(struct sim_task *init, int sig, int blocked)
{
	struct sim_task *p = w_fork(init);

	assert_int_equal(w_act(p, sig, K_HANDLER, 0, 0), 0);
	if (blocked)
		assert_int_equal(w_mask(p, K_BLOCK, K_BIT(sig)), 0);
	return p;
}

static void test_default_kills(void **state)
{
	struct sim_task *init = world_init(state), *p = w_fork(init);

	assert_int_equal(w_kill(init, p, K_TERM), 0);
	assert_took(p, K_TERM);
	assert_int_equal(sim_state(p), MODEL_ZOMBIE);
	/* to a zombie all can be sent, and nothing happens */
	assert_int_equal(w_kill(init, p, K_KILL), 0);
	assert_int_equal(w_kill(init, p, 0), 0);
	assert_int_equal(w_reap(init, p), K_TERM);
	assert_int_equal(w_kill(init, p, 0), -ESRCH);
}

/* The first process of the machine is not killed or stopped, whoever asks. */
static void test_first_process(void **state)
{
	struct sim_task *init = world_init(state), *p = w_fork(init);

	assert_int_equal(w_kill(p, init, K_KILL), 0);
	assert_int_equal(w_kill(p, init, K_STOP), 0);
	assert_int_equal(w_kill(p, init, K_TERM), 0);
	assert_int_equal(w_kill(init, init, K_KILL), 0);
	assert_int_equal(sim_state(init), MODEL_RUNNING);
	assert_took_nothing(init);
}

static void test_ignored_is_dropped(void **state)
{
	struct sim_task *init = world_init(state), *p = w_fork(init);

	w_act(p, K_USR1, K_IGN, 0, 0);
	assert_int_equal(w_kill(init, p, K_USR1), 0);
	assert_int_equal(w_kill(init, p, K_URG), 0);
	assert_int_equal(w_kill(init, p, K_CHLD), 0);
	assert_int_equal(sim_pending(p), 0);
	assert_took_nothing(p);
	/* what is blocked is kept, though it would be ignored */
	w_mask(p, K_BLOCK, K_BIT(K_USR1) | K_BIT(K_URG));
	w_kill(init, p, K_USR1);
	w_kill(init, p, K_URG);
	assert_int_equal(w_pending(p), K_BIT(K_USR1) | K_BIT(K_URG));
	/* and forgotten once it is ignored again, or by its default */
	w_act(p, K_USR1, K_IGN, 0, 0);
	w_act(p, K_URG, K_DFL, 0, 0);
	assert_int_equal(w_pending(p), 0);
}

static void test_coalescing(void **state)
{
	struct sim_task *init = world_init(state), *p = listener(init, K_USR1, 1);

	w_act(p, K_RT, K_HANDLER, 0, 0);
	w_mask(p, K_BLOCK, K_BIT(K_RT));
	for (int i = 0; i < 3; i++) {
		assert_int_equal(w_kill(init, p, K_USR1), 0);
		assert_int_equal(w_queue(init, sim_pid(p, init), K_RT, K_SI_QUEUE, 77, i), 0);
	}
	assert_int_equal(w_mask(p, K_SETMASK, 0), 0);
	assert_took(p, K_USR1, K_RT, K_RT, K_RT);
	assert_int_equal(last_info(p)->value, 2);
	assert_int_equal(last_info(p)->pid, 77);
}

/* One legacy signal in each of the two queues; the thread's own comes first. */
static void test_two_queues(void **state)
{
	struct sim_task *init = world_init(state), *p = listener(init, K_USR1, 1);

	w_kill(init, p, K_USR1);
	w_tkill(init, p, K_USR1);
	w_tkill(init, p, K_USR1);
	w_mask(p, K_UNBLOCK, K_BIT(K_USR1));
	assert_took(p, K_USR1, K_USR1);
	assert_int_equal(last_info(p)->code, K_SI_USER);
	assert_int_equal(last_info(p)->pid, 1);
}

static void test_order(void **state)
{
	struct sim_task *init = world_init(state), *p = w_fork(init);
	unsigned long all = K_BIT(K_RT) | K_BIT(K_USR2) | K_BIT(K_USR1) | K_BIT(K_SEGV) |
			    K_BIT(K_HUP);
	const int sigs[] = { K_RT, K_USR2, K_HUP, K_SEGV, K_USR1 };

	w_mask(p, K_BLOCK, all);
	for (size_t i = 0; i < sizeof(sigs) / sizeof(*sigs); i++) {
		w_act(p, sigs[i], K_HANDLER, 0, 0);
		w_kill(init, p, sigs[i]);
	}
	w_tkill(init, p, K_USR2);
	w_mask(p, K_UNBLOCK, all);
	/* the thread's own; then faults; then by number; again what its own handler blocked */
	assert_took(p, K_USR2, K_SEGV, K_HUP, K_USR1, K_RT, K_USR2);
}

static void test_bad_arguments(void **state)
{
	struct sim_task *init = world_init(state), *p = w_fork(init);
	int nr = sim_pid(p, init);

	assert_int_equal(sim_call(init, "kill", nr, 65), -EINVAL);
	assert_int_equal(sim_call(init, "kill", nr, -1), -EINVAL);
	assert_int_equal(sim_call(init, "kill", 9999, 65), -ESRCH);
	assert_int_equal(sim_call(init, "kill", -9999, K_TERM), -ESRCH);
	assert_int_equal(sim_call(init, "kill", INT_MIN, K_TERM), -ESRCH);
	assert_int_equal(sim_call(init, "tkill", 0, K_TERM), -EINVAL);
	assert_int_equal(sim_call(init, "tkill", -1, K_TERM), -EINVAL);
	assert_int_equal(sim_call(init, "tkill", 9999, 65), -ESRCH);
	assert_int_equal(sim_call(init, "tkill", nr, 65), -EINVAL);
	assert_int_equal(sim_call(init, "tgkill", nr, 0, K_TERM), -EINVAL);
	assert_int_equal(sim_call(init, "tgkill", 0, nr, K_TERM), -EINVAL);
	assert_int_equal(sim_call(init, "tgkill", 1, nr, K_TERM), -ESRCH);
	assert_int_equal(sim_call(init, "tgkill", nr, nr, 0), 0);
	assert_int_equal(sim_call(init, "rt_sigpending", 8, 9), -EINVAL);
	assert_int_equal(sim_call(init, "rt_sigpending", 8, 8), -EFAULT);
	assert_int_equal(sim_call(init, "rt_sigprocmask", 3, 0, 0, 8), 0);
	assert_int_equal(sim_call(init, "rt_sigprocmask", 0, 0, 0, 4), -EINVAL);
	assert_int_equal(sim_call(init, "rt_sigprocmask", 3, 8, 0, 8), -EFAULT);
	assert_int_equal(w_mask(init, 3, 0), -EINVAL);
}

static void test_permission(void **state)
{
	struct sim_task *init = world_init(state);
	struct sim_task *a = w_user(init, 1000), *b = w_user(init, 1000), *c = w_user(init, 1001);

	w_act(b, K_USR1, K_HANDLER, 0, 0);
	w_act(c, K_USR1, K_HANDLER, 0, 0);
	assert_int_equal(w_kill(a, b, K_USR1), 0);
	assert_int_equal(w_kill(a, c, K_USR1), -EPERM);
	assert_int_equal(w_kill(a, c, 0), -EPERM);
	assert_int_equal(w_kill(a, c, 65), -EINVAL);
	assert_int_equal(w_kill(a, init, 0), -EPERM);
	/* one may be woken by whoever is in the session */
	assert_int_equal(w_kill(a, c, K_CONT), 0);
	assert_int_equal(sim_call(c, "setsid"), sim_pid(c, c));
	assert_int_equal(w_kill(a, c, K_CONT), -EPERM);
	assert_took(b, K_USR1);
	assert_took_nothing(c);
	/* root's may be told to anybody */
	assert_int_equal(w_kill(init, c, K_USR1), 0);
	assert_took(c, K_USR1);
}

/* euid or uid of the sender against uid or saved uid of the target */
static void test_permission_uids(void **state)
{
	struct sim_task *init = world_init(state), *a = w_user(init, 1000), *t = w_fork(init);

	assert_int_equal(sim_call(t, "setresuid", 1001, 1000, 1002), 0);
	assert_int_equal(w_kill(a, t, 0), -EPERM);
	assert_int_equal(w_kill(t, a, 0), 0);
	t = w_fork(init);
	assert_int_equal(sim_call(t, "setresuid", 1001, 1002, 1000), 0);
	assert_int_equal(w_kill(a, t, 0), 0);
}

static void test_groups(void **state)
{
	struct sim_task *init = world_init(state), *a = w_fork(init), *b, *c;

	sim_call(a, "setpgid", 0, 0);
	w_act(a, K_USR1, K_HANDLER, 0, 0);
	b = w_fork(a);
	c = w_user(a, 1000);
	assert_int_equal(sim_call(a, "kill", 0, K_USR1), 0);
	assert_took(a, K_USR1);
	assert_took(b, K_USR1);
	assert_took(c, K_USR1);
	/* who may send to one of them succeeds */
	assert_int_equal(sim_call(c, "kill", -sim_pid(a, c), K_USR1), 0);
	assert_took(c, K_USR1);
	assert_took_nothing(a);
	sim_call(c, "setpgid", 0, 0);
	assert_int_equal(sim_call(c, "kill", -sim_pid(a, c), K_USR1), -EPERM);
	/* everybody: not init, not oneself; to be refused by all is a success */
	assert_int_equal(sim_call(a, "kill", -1, K_USR1), 0);
	assert_took_nothing(a);
	assert_took(b, K_USR1);
	assert_took(c, K_USR1);
	assert_int_equal(sim_call(c, "kill", -1, K_USR1), 0);
	assert_took_nothing(b);
	w_kill(init, a, K_KILL);
	w_kill(init, b, K_KILL);
	w_reap(init, a);
	w_reap(init, b);
	assert_int_equal(sim_call(c, "kill", -1, 0), -ESRCH);
}

static void test_thread_number_means_process(void **state)
{
	struct sim_task *init = world_init(state), *p = w_fork(init);
	struct sim_task *t = w_clone(p, K_CLONE_THREAD);

	w_act(p, K_USR1, K_HANDLER, 0, 0);
	w_mask(p, K_BLOCK, K_BIT(K_USR1));
	w_mask(t, K_BLOCK, K_BIT(K_USR1));
	assert_int_equal(w_kill(init, t, K_USR1), 0);
	assert_int_equal(w_pending(p), K_BIT(K_USR1));
	assert_int_equal(w_pending(t), K_BIT(K_USR1));
	/* whoever unblocks it first has it */
	w_mask(p, K_SETMASK, 0);
	assert_took(p, K_USR1);
	w_mask(t, K_SETMASK, 0);
	assert_took_nothing(t);
	/* the one that does not block it is woken */
	w_mask(p, K_BLOCK, K_BIT(K_USR1));
	assert_int_equal(w_kill(init, p, K_USR1), 0);
	assert_took(t, K_USR1);
	assert_took_nothing(p);
	assert_int_equal(sim_call(init, "tgkill", sim_pid(p, init), sim_pid(t, init), K_USR1), 0);
	assert_took(t, K_USR1);
	assert_int_equal(last_info(t)->code, K_SI_TKILL);
}

static void test_queueinfo(void **state)
{
	struct sim_task *init = world_init(state), *p = listener(init, K_USR1, 0);
	struct k_info *info = sim_scratch(init, sizeof(*info));
	int nr = sim_pid(p, init);

	assert_int_equal(w_queue(init, nr, K_USR1, 0, 1, 0), -EPERM);
	assert_int_equal(w_queue(init, nr, K_USR1, 1, 1, 0), -EPERM);
	assert_int_equal(w_queue(init, nr, K_USR1, K_SI_TKILL, 1, 0), -EPERM);
	assert_int_equal(w_queue(init, 9999, K_USR1, 0, 1, 0), -EPERM);
	assert_int_equal(w_queue(init, 9999, K_USR1, K_SI_QUEUE, 1, 0), -ESRCH);
	assert_int_equal(w_queue(init, nr, 65, K_SI_QUEUE, 1, 0), -EINVAL);
	assert_int_equal(sim_call(init, "rt_sigqueueinfo", nr, K_USR1, 8), -EFAULT);
	assert_int_equal(w_queue(p, sim_pid(p, p), K_USR1, K_SI_TKILL, 5, 6), 0);
	assert_took(p, K_USR1);

	info = sim_scratch(init, sizeof(*info));
	info->signo = K_USR2;		/* is overwritten */
	info->code = K_SI_QUEUE;
	info->rest[95] = 1;		/* is of no interest */
	assert_int_equal(sim_call(init, "rt_sigqueueinfo", nr, K_USR1, (long)info), 0);
	assert_took(p, K_USR1);
	assert_int_equal(last_info(p)->signo, K_USR1);
	assert_int_equal(last_info(p)->rest[95], 0);
	info->code = -100;		/* a layout that nobody knows */
	assert_int_equal(sim_call(init, "rt_sigqueueinfo", nr, K_USR1, (long)info), -E2BIG);
	info->rest[95] = 0;
	assert_int_equal(sim_call(init, "rt_sigqueueinfo", nr, K_USR1, (long)info), 0);
	info->code = -60;
	info->rest[95] = 1;
	assert_int_equal(sim_call(init, "rt_sigqueueinfo", nr, K_USR1, (long)info), 0);
	assert_took(p, K_USR1, K_USR1);
}

static void test_tgqueueinfo(void **state)
{
	struct sim_task *init = world_init(state), *p = listener(init, K_USR1, 0);
	struct sim_task *t = w_clone(p, K_CLONE_THREAD);
	struct k_info *info = sim_scratch(p, sizeof(*info));
	int tgid = sim_pid(p, p), tid = sim_pid(t, p);

	info->code = K_SI_QUEUE;
	assert_int_equal(sim_call(p, "rt_tgsigqueueinfo", tgid, tid, K_USR1, 8), -EFAULT);
	assert_int_equal(sim_call(p, "rt_tgsigqueueinfo", 0, tid, K_USR1, (long)info), -EINVAL);
	assert_int_equal(sim_call(p, "rt_tgsigqueueinfo", tid, tid, K_USR1, (long)info), -ESRCH);
	assert_int_equal(sim_call(p, "rt_tgsigqueueinfo", tgid, tid, K_USR1, (long)info), 0);
	assert_took(t, K_USR1);
	info->code = K_SI_USER;
	assert_int_equal(sim_call(p, "rt_tgsigqueueinfo", tgid, tid, K_USR1, (long)info), -EPERM);
	assert_int_equal(sim_call(p, "rt_tgsigqueueinfo", tgid, tgid, K_USR1, (long)info), 0);
	assert_took(p, K_USR1);
	assert_took_nothing(t);
}

/* Section 23 of the facts: what is lost, and what is refused, over the limit. */
static void test_sigpending_limit(void **state)
{
	struct sim_task *init = world_init(state), *p = w_user(init, 1000);
	unsigned long all = K_BIT(K_USR1) | K_BIT(K_USR2) | K_BIT(K_RT) | K_BIT(K_RT + 1);
	int nr = sim_pid(p, init);

	w_act(p, K_USR1, K_HANDLER, 0, 0);
	w_act(p, K_USR2, K_HANDLER, 0, 0);
	w_act(p, K_RT, K_HANDLER, 0, 0);
	w_act(p, K_RT + 1, K_HANDLER, 0, 0);
	w_mask(p, K_BLOCK, all);
	assert_int_equal(w_limit(p, K_RLIMIT_SIGPENDING, 1), 0);
	assert_int_equal(w_queue(init, nr, K_RT, K_SI_QUEUE, 5, 7), 0);
	assert_int_equal(w_queue(init, nr, K_RT, K_SI_QUEUE, 5, 8), -EAGAIN);
	assert_int_equal(w_tkill(init, p, K_RT), -EAGAIN);
	assert_int_equal(w_kill(init, p, K_RT + 1), 0);		/* without siginfo */
	assert_int_equal(w_kill(init, p, K_USR1), 0);		/* over the limit */
	assert_int_equal(w_queue(init, nr, K_USR2, K_SI_QUEUE, 5, 9), 0);
	w_mask(p, K_UNBLOCK, K_BIT(K_USR1));
	assert_took(p, K_USR1);
	assert_int_equal(last_info(p)->pid, 1);
	w_mask(p, K_UNBLOCK, K_BIT(K_USR2));
	assert_took(p, K_USR2);
	assert_int_equal(last_info(p)->code, K_SI_USER);
	assert_int_equal(last_info(p)->pid, 0);
	w_mask(p, K_UNBLOCK, K_BIT(K_RT));
	assert_took(p, K_RT);
	assert_int_equal(last_info(p)->value, 7);
	w_mask(p, K_UNBLOCK, K_BIT(K_RT + 1));
	assert_took(p, K_RT + 1);
	assert_int_equal(last_info(p)->pid, 0);
	assert_int_equal(last_info(p)->code, K_SI_USER);
	/* SIGKILL needs no room */
	w_limit(p, K_RLIMIT_SIGPENDING, 0);
	assert_int_equal(w_kill(init, p, K_KILL), 0);
	assert_int_equal(sim_state(p), MODEL_ZOMBIE);
}

/* The limit counts the signals of all processes of a user. */
static void test_sigpending_is_per_user(void **state)
{
	struct sim_task *init = world_init(state), *a = w_user(init, 1000), *b = w_user(init, 1000);

	w_mask(a, K_BLOCK, K_BIT(K_RT));
	w_mask(b, K_BLOCK, K_BIT(K_RT));
	w_limit(b, K_RLIMIT_SIGPENDING, 2);
	assert_int_equal(w_queue(init, sim_pid(a, init), K_RT, K_SI_QUEUE, 0, 0), 0);
	assert_int_equal(w_queue(init, sim_pid(b, init), K_RT, K_SI_QUEUE, 0, 0), 0);
	assert_int_equal(w_queue(init, sim_pid(b, init), K_RT, K_SI_QUEUE, 0, 0), -EAGAIN);
	assert_int_equal(w_queue(init, sim_pid(a, init), K_RT, K_SI_QUEUE, 0, 0), 0);
	w_kill(init, a, K_KILL);
	w_reap(init, a);
	assert_int_equal(w_queue(init, sim_pid(b, init), K_RT, K_SI_QUEUE, 0, 0), 0);
}

static void test_stop_and_cont_flush(void **state)
{
	struct sim_task *init = world_init(state), *p = w_fork(init);
	unsigned long both = K_BIT(K_CONT) | K_BIT(K_TSTP);

	w_act(p, K_CONT, K_HANDLER, 0, 0);
	w_mask(p, K_BLOCK, both);
	w_kill(init, p, K_CONT);
	assert_int_equal(w_pending(p), K_BIT(K_CONT));
	w_kill(init, p, K_TSTP);
	assert_int_equal(w_pending(p), K_BIT(K_TSTP));
	w_tkill(init, p, K_CONT);
	assert_int_equal(w_pending(p), K_BIT(K_CONT));
	/* a stop signal that is ignored flushes as well */
	w_act(p, K_TSTP, K_IGN, 0, 0);
	w_mask(p, K_BLOCK, both);
	w_kill(init, p, K_TSTP);
	assert_int_equal(w_pending(p), K_BIT(K_TSTP));
	w_mask(p, K_UNBLOCK, K_BIT(K_TSTP));
	w_kill(init, p, K_CONT);
	w_kill(init, p, K_TSTP);
	assert_int_equal(w_pending(p), 0);
}

static void test_fatal_at_once(void **state)
{
	struct sim_task *init = world_init(state), *p = w_fork(init);
	struct sim_task *t = w_clone(p, K_CLONE_THREAD);

	/* one thread blocks it: the other dies of it, and takes all along */
	w_mask(p, K_BLOCK, K_BIT(K_TERM));
	assert_int_equal(w_kill(init, p, K_TERM), 0);
	assert_int_equal(sim_state(p), MODEL_ZOMBIE);
	assert_int_equal(sim_state(t), MODEL_DEAD);
	assert_took(p, K_TERM);
	assert_took_nothing(t);
	assert_int_equal(w_reap(init, p), K_TERM);
	/* to one thread: the same */
	p = w_fork(init);
	t = w_clone(p, K_CLONE_THREAD);
	assert_int_equal(w_tkill(init, t, K_TERM), 0);
	assert_int_equal(w_reap(init, p), K_TERM);
	assert_took(p, K_TERM);
}

/* A dead leader, its threads alive: the process can be killed, the leader can't any more. */
static void test_dead_leader(void **state)
{
	struct sim_task *init = world_init(state), *p = w_fork(init);
	struct sim_task *t = w_clone(p, K_CLONE_THREAD);

	sim_call(p, "exit", 5);
	assert_int_equal(sim_state(p), MODEL_ZOMBIE);
	assert_int_equal(w_tkill(init, p, K_KILL), 0);
	assert_int_equal(sim_state(t), MODEL_RUNNING);
	assert_int_equal(w_kill(init, p, K_KILL), 0);
	assert_int_equal(sim_state(t), MODEL_DEAD);
	assert_int_equal(w_reap(init, p), K_KILL);
}

#define T(name) cmocka_unit_test_setup_teardown(test_##name, world_fresh, world_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(default_kills), T(first_process), T(ignored_is_dropped),
		T(coalescing), T(two_queues), T(order),
		T(bad_arguments), T(permission), T(permission_uids), T(groups),
		T(thread_number_means_process), T(queueinfo), T(tgqueueinfo),
		T(sigpending_limit), T(sigpending_is_per_user), T(stop_and_cont_flush),
		T(fatal_at_once), T(dead_leader),
	};

	return cmocka_run_group_tests(tests, world_open, world_close);
}
