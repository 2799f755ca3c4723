// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random calls of a few processes and threads, preempted at random: whatever happens, no judge
 * may have anything to say. And all schedules of a few small races, whose outcomes are known.
 */
#include "task_world.h"

#include <sys/prctl.h>
#include <sys/ptrace.h>

#define MAX_TASKS 12
#define RUNS 4000

/* A generator of its own: the same calls everywhere. */
static uint64_t rng;

static unsigned int pick(unsigned int n)
{
	rng ^= rng << 13;
	rng ^= rng >> 7;
	rng ^= rng << 17;
	return (unsigned int)((rng >> 11) % n);
}

static void seed(uint64_t n)
{
	rng = n * 0x9e3779b97f4a7c15ULL + 1;
	pick(2);
	pick(2);
}

/* What the arguments of a call are made of. */
enum word { NONE, PID, ANY_PID, SIG, WAIT, PATH, ACTION, TRACE, FD };

/* One kind of call: the first argument that is a number is taken as it is. */
struct kind {
	const char *name;
	long first;
	enum word a[4];
	unsigned int spaces;	/* only in runs with (1), without (2) new namespaces */
};

static const struct kind kinds[] = {
	{ "fork", 0, { NONE }, 0 },
	{ "fork", 0, { NONE }, 0 },
	{ "vfork", 0, { NONE }, 0 },
	{ "clone", THREAD_FLAGS, { NONE }, 0 },
	{ "clone", THREAD_FLAGS, { NONE }, 0 },
	{ "clone", CLONE_NEWPID | SIGCHLD, { NONE }, 1 },
	{ "clone", CLONE_PARENT | SIGCHLD, { NONE }, 0 },
	{ "clone", CLONE_VM | CLONE_SIGHAND | CLONE_FILES | SIGUSR1, { NONE }, 0 },
	{ "unshare", CLONE_NEWPID, { NONE }, 1 },
	{ "unshare", CLONE_FILES, { NONE }, 0 },
	{ "exit", 3, { NONE }, 0 },
	{ "exit_group", 4, { NONE }, 0 },
	{ "wait4", 0, { ANY_PID, NONE, WAIT }, 0 },
	{ "wait4", 0, { ANY_PID, NONE, WAIT }, 0 },
	{ "waitid", P_ALL, { NONE, NONE, NONE, WAIT }, 0 },
	{ "waitid", P_PID, { NONE, PID, NONE, WAIT }, 0 },
	{ "kill", 0, { PID, SIG }, 0 },
	{ "kill", 0, { PID, SIG }, 0 },
	{ "kill", 0, { ANY_PID, SIG }, 0 },
	{ "tkill", 0, { PID, SIG }, 0 },
	{ "execve", 0, { PATH }, 0 },
	{ "execve", 0, { PATH }, 0 },
	{ "setsid", 0, { NONE }, 2 },
	{ "setpgid", 0, { PID, PID }, 2 },
	{ "rt_sigaction", SIGCHLD, { NONE, ACTION }, 0 },
	{ "rt_sigaction", SIGUSR1, { NONE, ACTION }, 0 },
	{ "prctl", PR_SET_CHILD_SUBREAPER, { NONE, NONE }, 0 },
	{ "prctl", PR_SET_PDEATHSIG, { NONE, SIG }, 0 },
	{ "ptrace", PTRACE_TRACEME, { NONE }, 0 },
	{ "ptrace", PTRACE_ATTACH, { NONE, PID }, 0 },
	{ "ptrace", PTRACE_SEIZE, { NONE, PID, NONE, TRACE }, 0 },
	{ "ptrace", PTRACE_CONT, { NONE, PID, NONE, SIG }, 0 },
	{ "ptrace", PTRACE_DETACH, { NONE, PID, NONE, SIG }, 0 },
	{ "ptrace", PTRACE_INTERRUPT, { NONE, PID }, 0 },
	{ "pidfd_send_signal", 0, { FD, SIG }, 0 },
	{ "close", 0, { FD }, 0 },
};

struct story {
	struct sim *sim;
	long memory;		/* an action table, paths */
	int left[64];		/* calls that a task still makes */
	unsigned int spaces;
};

static long word(const struct story *st, enum word w)
{
	static const int sigs[] = { SIGKILL, SIGSTOP, SIGCONT, SIGUSR1, SIGCHLD, SIGTERM, 0,
				    SIGTSTP, SIGHUP };
	static const long wait[] = { WNOHANG, __WALL, WUNTRACED | WCONTINUED,
				     WNOHANG | __WALL | WUNTRACED, 0 };

	switch (w) {
	case PID:
		return 2 + pick(8);
	case ANY_PID:
		return pick(3) ? 2 + pick(8) : pick(3) ? -1 : -2 - (long)pick(8);
	case SIG:
		return sigs[pick(sizeof(sigs) / sizeof(sigs[0]))];
	case WAIT:
		return wait[pick(sizeof(wait) / sizeof(wait[0]))];
	case PATH:
		return st->memory + (pick(4) ? 512 : 560);
	case ACTION:
		return st->memory + 32 * pick(3);
	case TRACE:
		return pick(2) ? 0 : 2 * pick(64);
	case FD:
		return 3 + pick(3);
	case NONE:
		break;
	}
	return 0;
}

static int next_call(void *ctx, struct sim_task *task, struct sim_step *step)
{
	struct story *st = ctx;
	unsigned int i = sim_task_index(task), j;
	const struct kind *k;

	if (i >= 64 || st->left[i] <= 0)
		return 0;
	st->left[i]--;
	do {
		k = &kinds[pick(sizeof(kinds) / sizeof(kinds[0]))];
	} while (k->spaces && k->spaces != st->spaces);
	/* Enough of them: what would make one more is an exit. */
	if (sim_nr_tasks(st->sim) > MAX_TASKS && k < &kinds[8])
		k = &kinds[10];
	step->call = sim_design_call(sim_design_used(st->sim), k->name);
	assert_non_null(step->call);
	for (j = 0; j < 4; j++)
		step->args[j] = word(st, k->a[j]);
	if (k->first)
		step->args[0] = k->first;
	if (!strcmp(k->name, "waitid"))
		step->args[3] |= WEXITED;
	if (!strcmp(k->name, "rt_sigaction"))
		step->args[3] = KERNEL_SIGSET;
	step->may_sleep = 1;
	return 1;
}

static int call_done(void *ctx, struct sim_task *task)
{
	struct story *st = ctx;
	unsigned int i = sim_task_index(task);

	return i < 64 && st->left[i] > 0 && sim_task_where(task) != SIM_DEAD;
}

static const struct sim_driver driver = { .start = next_call, .done = call_done };

static void born(void *ctx, struct sim_task *task, struct sim_task *parent)
{
	struct story *st = ctx;
	unsigned int i = sim_task_index(task);

	(void)parent;
	if (i < 64 && st->left[i] > 0)
		sim_drive(task, &driver, ctx);
}

static void prepare(struct story *st, uint64_t n)
{
	struct sim_task *init = init_of(st->sim), *a, *b;
	char *m = sim_scratch(init, 1024);
	unsigned int i;

	seed(n);
	m[0] = 1;			/* SIG_IGN; SIG_DFL at 32 */
	m[64 + 1] = 0x10;		/* a handler */
	strcpy(m + 512, "/bin/sim");
	strcpy(m + 560, "/bin/sim-suid");
	st->memory = (long)m;
	st->spaces = 1 + pick(2);
	memset(st->left, 0, sizeof(st->left));
	a = forked(init);
	b = forked(init);
	assert_int_equal(call(a, "open", str(a, "/proc/3"), 0200000), 3);
	for (i = 1; i < 64; i++)
		st->left[i] = 1 + (int)pick(8);
	sim_drive(a, &driver, st);
	sim_drive(b, &driver, st);
}

static void random_calls(struct sim *s, unsigned int mean)
{
	struct sim_hooks hooks = { .task_new = born };
	struct story st = { .sim = s };
	struct sim_strategy *strategy;
	unsigned long n;

	for (n = 1; n <= RUNS; n++) {
		sim_set_hooks(s, NULL, NULL);
		sim_reset(s);
		prepare(&st, n);
		sim_set_hooks(s, &hooks, &st);
		strategy = sim_strategy_random(n, mean);
		assert_non_null(strategy);
		sim_race(s, strategy);
		sim_strategy_free(strategy);
		sim_end(s);
		if (sim_nr_verdicts(s))
			fail_msg("run %lu of mean %u: %s", n, mean, sim_explain(s));
	}
	sim_set_hooks(s, NULL, NULL);
	sim_reset(s);
}

static void often_preempted(void **state)
{
	random_calls(*state, 3);
}

static void rarely_preempted(void **state)
{
	random_calls(*state, 40);
}

/* ------------------------------------------------------------ all schedules */

struct line {
	struct sim_task *task;
	const char *name;
	long args[6];
	int left;
};

static int line_start(void *ctx, struct sim_task *task, struct sim_step *step)
{
	struct line *l = ctx;

	if (!l->left)
		return 0;
	l->left = 0;
	step->call = sim_design_call(sim_design_used(sim_task_sim(task)), l->name);
	memcpy(step->args, l->args, sizeof(step->args));
	return 1;
}

static int line_done(void *ctx, struct sim_task *task)
{
	(void)ctx;
	(void)task;
	return 0;
}

static const struct sim_driver one_line = { .start = line_start, .done = line_done };

/* Two calls at once, all ways: how many. @setup fills in both, @check looks at each outcome. */
static unsigned long all_ways(struct sim *s, void (*setup)(struct sim *s, struct line l[2]),
			      void (*check)(struct sim *s, const struct line l[2]))
{
	struct sim_strategy *dfs = sim_strategy_dfs(2);
	unsigned long runs = 0;
	struct line l[2];

	do {
		sim_reset(s);
		memset(l, 0, sizeof(l));
		setup(s, l);
		l[0].left = l[1].left = 1;
		sim_drive(l[0].task, &one_line, &l[0]);
		sim_drive(l[1].task, &one_line, &l[1]);
		sim_race(s, dfs);
		check(s, l);
		sim_end(s);
		if (sim_nr_verdicts(s))
			fail_msg("run %lu: %s", runs + 1, sim_explain(s));
		runs++;
	} while (sim_strategy_next(dfs) && runs < 200000);
	sim_strategy_free(dfs);
	sim_reset(s);
	return runs;
}

static void set_line(struct line *l, struct sim_task *t, const char *name, long a, long b, long c,
		     long d)
{
	l->task = t;
	l->name = name;
	l->args[0] = a;
	l->args[1] = b;
	l->args[2] = c;
	l->args[3] = d;
}

static void exit_and_wait(struct sim *s, struct line l[2])
{
	struct sim_task *init = init_of(s), *p = forked(init);

	set_line(&l[0], p, "exit_group", 1, 0, 0, 0);
	set_line(&l[1], init, "wait4", -1, 0, 0, 0);
}

static void waited(struct sim *s, const struct line l[2])
{
	assert_int_equal(sim_ret(l[1].task), 2);
	assert_int_equal(sim_task_where(l[0].task), SIM_DEAD);
	(void)s;
}

static void wait_gets_every_exit(void **state)
{
	assert_true(all_ways(*state, exit_and_wait, waited) > 100);
}

static void two_threads_wait(struct sim *s, struct line l[2])
{
	struct sim_task *init = init_of(s), *p = forked(init), *t = thread_of(p);

	quit(forked(p), 1);
	set_line(&l[0], p, "waitid", P_ALL, 0, 0, WEXITED);
	set_line(&l[1], t, "waitid", P_ALL, 0, 0, WEXITED);
}

static void one_waited(struct sim *s, const struct line l[2])
{
	(void)s;
	assert_int_equal(sim_ret(l[0].task) + sim_ret(l[1].task), -ECHILD);
}

static void one_child_is_reaped_once(void **state)
{
	assert_true(all_ways(*state, two_threads_wait, one_waited) > 100);
}

static void leader_and_thread_exit(struct sim *s, struct line l[2])
{
	struct sim_task *init = init_of(s), *p = forked(init);

	set_line(&l[0], p, "exit", 1, 0, 0, 0);
	set_line(&l[1], thread_of(p), "exit", 2, 0, 0, 0);
}

static void both_gone(struct sim *s, const struct line l[2])
{
	int status;

	(void)l;
	assert_int_equal(wait4_of(init_of(s), -1, &status, WNOHANG), 2);
	assert_true(status == 0x100 || status == 0x200);
}

static void threads_that_leave_together_are_noticed(void **state)
{
	assert_true(all_ways(*state, leader_and_thread_exit, both_gone) > 100);
}

static void vfork_and_kill(struct sim *s, struct line l[2])
{
	struct sim_task *init = init_of(s), *p = forked(init), *c;

	c = cloned(p, CLONE_VFORK | CLONE_VM | SIGCHLD);
	set_line(&l[0], c, "exit_group", 1, 0, 0, 0);
	set_line(&l[1], init, "kill", 2, SIGKILL, 0, 0);
}

static void parent_dead(struct sim *s, const struct line l[2])
{
	int status;

	(void)l;
	sim_settle(s);
	assert_int_equal(wait4_of(init_of(s), 2, &status, WNOHANG), 2);
	assert_int_equal(status, SIGKILL);
}

static void a_killed_vfork_leaves_nothing_behind(void **state)
{
	assert_true(all_ways(*state, vfork_and_kill, parent_dead) > 20);
}

static void exec_and_exit(struct sim *s, struct line l[2])
{
	struct sim_task *init = init_of(s), *p = forked(init), *t = thread_of(p);

	set_line(&l[0], t, "execve", str(t, "/bin/sim"), 0, 0, 0);
	set_line(&l[1], p, "exit", 2, 0, 0, 0);
}

static void thread_is_the_process(struct sim *s, const struct line l[2])
{
	assert_int_equal(sim_ret(l[0].task), 0);
	assert_int_equal(call(l[0].task, "gettid"), 2);
	assert_int_equal(sim_state(l[1].task), MODEL_DEAD);
	(void)s;
}

static void exec_by_a_thread_meets_the_exit_of_its_leader(void **state)
{
	assert_true(all_ways(*state, exec_and_exit, thread_is_the_process) > 100);
}

static void two_execs(struct sim *s, struct line l[2])
{
	struct sim_task *init = init_of(s), *p = forked(init), *t = thread_of(p);

	set_line(&l[0], t, "execve", str(t, "/bin/sim"), 0, 0, 0);
	set_line(&l[1], p, "execve", str(p, "/bin/sim"), 0, 0, 0);
}

static void one_exec_wins(struct sim *s, const struct line l[2])
{
	int a = sim_task_where(l[0].task) == SIM_USER, b = sim_task_where(l[1].task) == SIM_USER;

	assert_int_equal(a + b, 1);
	assert_int_equal(sim_ret(l[a ? 0 : 1].task), 0);
	assert_int_equal(call(l[a ? 0 : 1].task, "gettid"), 2);
	(void)s;
}

static void of_two_execs_one_wins(void **state)
{
	assert_true(all_ways(*state, two_execs, one_exec_wins) > 100);
}

static void attach_and_exit(struct sim *s, struct line l[2])
{
	struct sim_task *init = init_of(s), *p = forked(init), *q = forked(init);

	set_line(&l[0], p, "exit_group", 2, 0, 0, 0);
	set_line(&l[1], q, "ptrace", PTRACE_ATTACH, 2, 0, 0);
}

static void seen_by_one_first(struct sim *s, const struct line l[2])
{
	struct sim_task *init = init_of(s), *q = l[1].task;

	if (!sim_ret(q)) {
		assert_int_equal(wait4_of(init, 2, NULL, WNOHANG), 0);
		assert_int_equal(wait4_of(q, 2, NULL, WNOHANG), 2);
		/* Caught before its call began. */
		if (sim_task_where(l[0].task) != SIM_DEAD)
			return;
	} else {
		assert_int_equal(sim_ret(q), -EPERM);
	}
	assert_int_equal(wait4_of(init, 2, NULL, WNOHANG), 2);
}

static void a_death_meets_a_tracer(void **state)
{
	assert_true(all_ways(*state, attach_and_exit, seen_by_one_first) > 100);
}

#define T618(f) cmocka_unit_test_setup_teardown(f, setup_618, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		T618(often_preempted),
		T618(rarely_preempted),
		T618(wait_gets_every_exit),
		T618(one_child_is_reaped_once),
		T618(threads_that_leave_together_are_noticed),
		T618(a_killed_vfork_leaves_nothing_behind),
		T618(exec_by_a_thread_meets_the_exit_of_its_leader),
		T618(of_two_execs_one_wins),
		T618(a_death_meets_a_tracer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
