// SPDX-License-Identifier: GPL-2.0-only
#include "files_world.h"

#define MAX_STEPS 8

void expect_at(struct sim_task *t, long want, const char *name, const long args[6],
	       const char *text, const char *file, int line)
{
	long got = sim_call_by_name(t, name, args);

	if (got == want)
		return;
	print_error("%s(%s) = %ld, not %ld\n", name, text, got, want);
	_fail(file, line);
}

static const struct model_syscall *call_of(struct sim_task *t, const char *name)
{
	const struct model_syscall *call;

	call = sim_design_call(sim_design_used(sim_task_sim(t)), name);
	assert_non_null(call);
	return call;
}

void begin(struct sim_task *t, const char *name, const long args[6])
{
	assert_true(sim_start(t, call_of(t, name), args) == SIM_BLOCKED);
	sim_settle(sim_task_sim(t));
}

void *mem(struct sim_task *t, size_t n)
{
	void *p = sim_scratch(t, n);

	assert_non_null(p);
	return p;
}

struct pair pipe_of(struct sim_task *t, int flags)
{
	struct pair *p = mem(t, sizeof(*p));

	EXPECT(t, 0, "pipe2", (long)p, flags);
	return *p;
}

struct pair socks_of(struct sim_task *t, int type)
{
	struct pair *p = mem(t, sizeof(*p));

	EXPECT(t, 0, "socketpair", AF_UNIX, type, 0, (long)p);
	return *p;
}

int polled(struct sim_task *t, int fd, int events)
{
	struct pollfd *p = mem(t, sizeof(*p));

	p->fd = fd;
	p->events = (short)events;
	EXPECT(t, call(t, "poll", (long)p, 1, 0) > 0, "poll", (long)p, 1, 0);
	return p->revents;
}

long eventfd_add(struct sim_task *t, int fd, uint64_t n)
{
	uint64_t *p = mem(t, sizeof(*p));

	*p = n;
	return call(t, "write", fd, (long)p, 8);
}

long eventfd_take(struct sim_task *t, int fd, uint64_t *n)
{
	uint64_t *p = mem(t, sizeof(*p));
	long ret = call(t, "read", fd, (long)p, 8);

	*n = *p;
	return ret;
}

/* ------------------------------------------------------------ races */

/* what a task is to do in a race; the list belongs to the run */
struct script {
	struct sim_step steps[MAX_STEPS];
	unsigned int nr, next;
};

static int script_start(void *ctx, struct sim_task *task, struct sim_step *out)
{
	struct script *script = ctx;

	(void)task;
	if (script->next == script->nr)
		return 0;
	*out = script->steps[script->next++];
	return 1;
}

static int script_done(void *ctx, struct sim_task *task)
{
	const struct script *script = ctx;

	return sim_task_where(task) != SIM_DEAD && script->next < script->nr;
}

static const struct sim_driver script_driver = {
	.start = script_start,
	.done = script_done,
};

void step(struct sim_task *t, const char *name, const long args[6])
{
	struct script *script = sim_task_data(t);
	struct sim_step *s;

	if (!script) {
		script = mem(t, sizeof(*script));
		sim_task_set_data(t, script);
		sim_drive(t, &script_driver, script);
	}
	assert_true(script->nr < MAX_STEPS);
	s = &script->steps[script->nr++];
	s->call = call_of(t, name);
	memcpy(s->args, args, sizeof(s->args));
}

static int explore_body(void *ctx, struct sim *s, struct sim_strategy *strategy)
{
	const struct race *race = ctx;

	race->setup(s);
	sim_race(s, strategy);
	if (!sim_nr_verdicts(s) && race->check)
		race->check(s);
	if (!sim_abandoned(s))
		sim_end(s);
	return 0;
}

unsigned long explore(struct sim *s, const struct race *race)
{
	struct sim_explore how = {
		.strategy = sim_strategy_dfs(race->bound),
		.body = explore_body,
		.ctx = (void *)race,
		.max_runs = 20000,
	};
	struct sim_summary sum;

	sim_explore(s, &how, &sum);
	sim_strategy_free(how.strategy);
	if (sum.failed)
		fail_msg("run %lu (%s): %s: %s", sum.first_failed, sum.token,
			 sim_bug_name(sum.first.kind), sum.first.text);
	assert_true(sum.runs > 1);
	sim_reset(s);
	return sum.runs;
}
