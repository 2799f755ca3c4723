// SPDX-License-Identifier: GPL-2.0-only
#include "task_world.h"

/* struct clone_args of the kernel, its first version */
struct args3 {
	uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls;
};

/* struct sigaction of the kernel */
struct kaction {
	void (*handler)(int);
	unsigned long flags;
	void (*restorer)(void);
	unsigned long mask;
};

struct sim *world_new(unsigned int release)
{
	struct model_boot how = { .release = release };
	struct sim_error err = { .status = SIM_OK };
	struct sim *s = sim_new(NULL, &err);

	assert_non_null(s);
	if (sim_load_design(s, BUILD_DIR "/designs", "send-signal", &err) != SIM_OK)
		fail_msg("%s", err.text);
	if (release)
		assert_int_equal(sim_boot(s, &how, &err), SIM_OK);
	return s;
}

void world_free(struct sim *s)
{
	unsigned int nr;

	sim_end(s);
	nr = sim_nr_verdicts(s);
	if (nr)
		print_error("%s", sim_explain(s));
	sim_free(s);
	assert_int_equal(nr, 0);
}

int setup_618(void **state)
{
	*state = world_new(LINUX(6, 18));
	return 0;
}

int setup_51(void **state)
{
	*state = world_new(LINUX(5, 1));
	return 0;
}

int teardown(void **state)
{
	world_free(*state);
	return 0;
}

struct sim_task *init_of(struct sim *s)
{
	return sim_task_at(s, 0);
}

static struct sim_task *found(struct sim_task *t, long nr)
{
	struct sim_task *child;

	if (nr == SIM_BLOCKED)
		child = sim_task_at(sim_task_sim(t), sim_nr_tasks(sim_task_sim(t)) - 1);
	else
		child = nr > 0 ? sim_find(t, (int)nr) : NULL;
	if (!child)
		fail_msg("no child: %ld", nr);
	return child;
}

struct sim_task *forked(struct sim_task *t)
{
	return found(t, call(t, "fork"));
}

struct sim_task *cloned(struct sim_task *t, unsigned long flags)
{
	return found(t, call(t, "clone", (long)flags, 0, 0, 0, 0));
}

struct sim_task *thread_of(struct sim_task *t)
{
	return cloned(t, THREAD_FLAGS);
}

long str(struct sim_task *t, const char *text)
{
	char *p = sim_scratch(t, strlen(text) + 1);

	assert_non_null(p);
	strcpy(p, text);
	return (long)p;
}

int *room(struct sim_task *t)
{
	int *p = sim_scratch(t, 16);

	assert_non_null(p);
	return p;
}

long call_clone3(struct sim_task *t, uint64_t flags, uint64_t exit_signal)
{
	struct args3 *a = sim_scratch(t, sizeof(*a));

	assert_non_null(a);
	a->flags = flags;
	a->exit_signal = exit_signal;
	return call(t, "clone3", (long)a, sizeof(*a));
}

void quit(struct sim_task *t, int code)
{
	assert_true(call(t, "exit_group", code) == SIM_NO_RETURN);
}

void quit_thread(struct sim_task *t, int code)
{
	assert_true(call(t, "exit", code) == SIM_NO_RETURN);
}

void action(struct sim_task *t, int sig, void (*handler)(int), unsigned long flags)
{
	struct kaction *a = sim_scratch(t, sizeof(*a));

	assert_non_null(a);
	a->handler = handler;
	a->flags = flags;
	assert_int_equal(call(t, "rt_sigaction", sig, (long)a, 0, KERNEL_SIGSET), 0);
}

long wait4_of(struct sim_task *t, long pid, int *status, long options)
{
	int *p = room(t);
	long ret;

	*p = -1;
	ret = call(t, "wait4", pid, (long)p, options, 0);
	if (status)
		*status = *p;
	return ret;
}

long waitid_of(struct sim_task *t, int type, long id, siginfo_t *info, long options)
{
	siginfo_t *p = sim_scratch(t, sizeof(*p));
	long ret;

	assert_non_null(p);
	memset(p, 0x5a, sizeof(*p));
	ret = call(t, "waitid", type, id, (long)p, options, 0);
	if (info)
		*info = *p;
	return ret;
}

unsigned int taken(const struct sim_task *t, int sig)
{
	unsigned int nr, i, n = 0;
	const struct sim_signal *list = sim_signals(t, &nr);

	for (i = 0; i < nr; i++)
		n += list[i].sig == sig;
	return n;
}
