// SPDX-License-Identifier: GPL-2.0-only
#include "signal_world.h"

/* how many of a task's signals the test has looked at already */
static unsigned int seen(struct sim_task *t)
{
	return (unsigned int)(uintptr_t)sim_task_data(t);
}

int world_open_design(void **state, const char *dir, const char *name)
{
	struct sim_error err;
	struct sim *sim = sim_new(NULL, &err);

	if (!sim || sim_load_design(sim, dir, name, &err) != SIM_OK)
		return -1;
	*state = sim;
	return world_boot(state, LINUX(6, 18)) == SIM_OK ? 0 : -1;
}

int world_open(void **state)
{
	return world_open_design(state, BUILD_DIR "/designs", "send-signal");
}

int world_boot(void **state, unsigned int release)
{
	struct model_boot how = { .release = release };
	struct sim_error err;

	return sim_boot(*state, &how, &err);
}

int world_close(void **state)
{
	sim_free(*state);
	return 0;
}

int world_fresh(void **state)
{
	if (sim_release(*state) != LINUX(6, 18))
		return world_boot(state, LINUX(6, 18)) == SIM_OK ? 0 : -1;
	sim_reset(*state);
	sim_task_set_data(world_init(state), NULL);
	return 0;
}

int world_end(void **state)
{
	sim_end(*state);
	if (sim_nr_verdicts(*state)) {
		print_error("%s\n", sim_explain(*state));
		return -1;
	}
	return 0;
}

struct sim_task *world_init(void **state)
{
	return sim_task_at(*state, 0);
}

struct sim_task *w_fork(struct sim_task *t)
{
	return w_clone(t, K_CHLD);
}

struct sim_task *w_clone(struct sim_task *t, unsigned long flags)
{
	long nr = sim_call(t, "clone", (long)flags, 0);
	struct sim_task *child;

	assert_true(nr > 0);
	child = sim_find(t, (int)nr);
	assert_non_null(child);
	return child;
}

struct sim_task *w_user(struct sim_task *t, unsigned int uid)
{
	struct sim_task *child = w_fork(t);

	assert_int_equal(sim_call(child, "setresuid", uid, uid, uid), 0);
	return child;
}

long w_kill(struct sim_task *t, struct sim_task *to, int sig)
{
	return sim_call(t, "kill", sim_pid(to, t), sig);
}

long w_tkill(struct sim_task *t, struct sim_task *to, int sig)
{
	return sim_call(t, "tkill", sim_pid(to, t), sig);
}

long w_act(struct sim_task *t, int sig, long handler, unsigned long flags, unsigned long mask)
{
	struct k_act *act = sim_scratch(t, sizeof(*act));
	long ret;

	*act = (struct k_act){ (unsigned long)handler, flags, 0, mask };
	ret = sim_call(t, "rt_sigaction", sig, (long)act, 0, 8);
	sim_scratch_reset(t);
	return ret;
}

struct k_act w_get_act(struct sim_task *t, int sig)
{
	struct k_act *act = sim_scratch(t, sizeof(*act)), got;

	assert_int_equal(sim_call(t, "rt_sigaction", sig, 0, (long)act, 8), 0);
	got = *act;
	sim_scratch_reset(t);
	return got;
}

long w_mask(struct sim_task *t, int how, unsigned long set)
{
	unsigned long *mask = sim_scratch(t, sizeof(*mask));
	long ret;

	*mask = set;
	ret = sim_call(t, "rt_sigprocmask", how, (long)mask, 0, 8);
	sim_scratch_reset(t);
	return ret;
}

unsigned long w_get_mask(struct sim_task *t)
{
	unsigned long *mask = sim_scratch(t, sizeof(*mask)), got;

	assert_int_equal(sim_call(t, "rt_sigprocmask", 0, 0, (long)mask, 8), 0);
	got = *mask;
	sim_scratch_reset(t);
	return got;
}

unsigned long w_pending(struct sim_task *t)
{
	unsigned long *set = sim_scratch(t, sizeof(*set)), got;

	assert_int_equal(sim_call(t, "rt_sigpending", (long)set, 8), 0);
	got = *set;
	sim_scratch_reset(t);
	return got;
}

long w_queue(struct sim_task *t, long pid, int sig, int code, int say_pid, long value)
{
	struct k_info *info = sim_scratch(t, sizeof(*info));
	long ret;

	info->code = code;
	info->pid = say_pid;
	info->value = value;
	ret = sim_call(t, "rt_sigqueueinfo", pid, sig, (long)info);
	sim_scratch_reset(t);
	return ret;
}

long w_suspend(struct sim_task *t, unsigned long set)
{
	unsigned long *mask = sim_scratch(t, sizeof(*mask));

	*mask = set;
	return sim_call(t, "rt_sigsuspend", (long)mask, 8);
}

long w_wait(struct sim_task *t, long set, struct k_info *info, const struct k_time *time)
{
	unsigned long *mask = sim_scratch(t, sizeof(*mask));
	struct k_info *got = sim_scratch(t, sizeof(*got));
	struct k_time *ts = sim_scratch(t, sizeof(*ts));
	long ret;

	*mask = (unsigned long)set;
	if (time)
		*ts = *time;
	ret = sim_call(t, "rt_sigtimedwait", (long)mask, (long)got, time ? (long)ts : 0, 8);
	if (info)
		*info = *got;
	if (ret != SIM_BLOCKED)
		sim_scratch_reset(t);
	return ret;
}

long w_limit(struct sim_task *t, int what, unsigned long cur)
{
	unsigned long *limit = sim_scratch(t, 16);
	long ret;

	limit[0] = cur;
	limit[1] = cur;
	ret = sim_call(t, "setrlimit", what, (long)limit);
	sim_scratch_reset(t);
	return ret;
}

struct k_info w_waitid(struct sim_task *t, struct sim_task *child, int options)
{
	struct k_info *info = sim_scratch(t, sizeof(*info)), got;

	assert_int_equal(sim_call(t, "waitid", K_P_PID, sim_pid(child, t), (long)info,
				  options | K_WNOHANG, 0), 0);
	got = *info;
	sim_scratch_reset(t);
	return got;
}

int w_reap(struct sim_task *t, struct sim_task *child)
{
	int *status = sim_scratch(t, sizeof(*status)), got;

	assert_int_equal(sim_call(t, "wait4", sim_pid(child, t), (long)status, 0, 0),
			 sim_pid(child, t));
	got = *status;
	sim_scratch_reset(t);
	return got;
}

void assert_took_these(struct sim_task *t, int n, const int *sigs, const char *file, int line)
{
	unsigned int nr;
	const struct sim_signal *s = sim_signals(t, &nr);
	unsigned int first = seen(t);

	if (nr - first != (unsigned int)n)
		goto differ;
	for (int i = 0; i < n; i++) {
		if (s[first + i].sig != sigs[i])
			goto differ;
	}
	sim_task_set_data(t, (void *)(uintptr_t)nr);
	return;
differ:
	print_error("took:");
	for (unsigned int i = first; i < nr; i++)
		print_error(" %d", s[i].sig);
	print_error("; wanted:");
	for (int i = 0; i < n; i++)
		print_error(" %d", sigs[i]);
	print_error("\n");
	_fail(file, line);
}

const struct k_info *last_info(struct sim_task *t)
{
	static struct k_info copy;
	unsigned int nr;
	const struct sim_signal *s = sim_signals(t, &nr);

	assert_true(nr > 0);
	/* there it is bytes, aligned anyhow */
	memcpy(&copy, s[nr - 1].info, sizeof(copy));
	return &copy;
}
