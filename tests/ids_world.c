// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "ids_world.h"

#define DESIGN(name) BUILD_DIR "/tests/designs/" name ".so"

static int setup(void **state, const char *design)
{
	struct ids *w = calloc(1, sizeof(*w));
	struct sim_error err;

	if (!w)
		return -1;
	w->sim = sim_new(NULL, &err);
	if (!w->sim || sim_load_design(w->sim, NULL, design, &err) != SIM_OK) {
		fprintf(stderr, "%s: %s\n", design, err.text);
		return -1;
	}
	w->init = sim_task_at(w->sim, 0);
	*state = w;
	return 0;
}

int ids_setup(void **state)
{
	return setup(state, DESIGN("bare"));
}

int ids_setup_handle(void **state)
{
	return setup(state, DESIGN("handle"));
}

void ids_boot(struct ids *w, unsigned int release)
{
	struct model_boot how = { .release = release };
	struct sim_error err;

	assert_int_equal(sim_boot(w->sim, &how, &err), SIM_OK);
	w->init = sim_task_at(w->sim, 0);
}

const char *ids_end(struct ids *w)
{
	sim_end(w->sim);
	return sim_nr_verdicts(w->sim) ? sim_explain(w->sim) : "";
}

int ids_teardown(void **state)
{
	struct ids *w = *state;
	const char *wrong = ids_end(w);
	int bad = *wrong != '\0';

	if (bad)
		fprintf(stderr, "%s\n", wrong);
	sim_free(w->sim);
	free(w);
	return bad ? -1 : 0;
}

struct sim_task *ids_clone(struct sim_task *parent, unsigned long flags)
{
	unsigned int before = sim_nr_tasks(sim_task_sim(parent));
	long nr = sim_call(parent, "clone", (long)(flags | K_CHLD));

	if (nr <= 0)
		print_error("clone(%#lx) = %ld\n", flags, nr);
	assert_true(nr > 0);
	return sim_task_at(sim_task_sim(parent), before);
}

struct sim_task *ids_fork(struct sim_task *parent)
{
	return ids_clone(parent, 0);
}

struct sim_task *ids_thread(struct sim_task *of)
{
	return ids_clone(of, K_VM | K_SIGHAND | K_THREAD);
}

long ids_mem(struct sim_task *t, const void *bytes, size_t n)
{
	void *p;

	sim_scratch_reset(t);
	p = sim_scratch(t, n ? n : 1);
	assert_non_null(p);
	if (bytes && n)
		memcpy(p, bytes, n);
	return (long)p;
}

long ids_str(struct sim_task *t, const char *text)
{
	return ids_mem(t, text, strlen(text) + 1);
}

long ids_clone3(struct sim_task *t, unsigned long flags, const int *set_tid, unsigned int n)
{
	uint64_t args[11] = { flags };
	int *tids;

	sim_scratch_reset(t);
	tids = sim_scratch(t, 64 * sizeof(*tids));
	if (n)
		memcpy(tids, set_tid, n * sizeof(*tids));
	args[4] = K_CHLD;
	args[8] = n ? (uint64_t)tids : 0;
	args[9] = n;
	memcpy(sim_scratch(t, sizeof(args)), args, sizeof(args));
	return sim_call(t, "clone3", (long)tids + 64 * (long)sizeof(*tids), sizeof(args));
}

long ids_wait(struct sim_task *t, int pid, int *status, int options)
{
	int *p = (int *)ids_mem(t, NULL, sizeof(*p));
	long ret = sim_call(t, "wait4", pid, (long)p, options, 0);

	if (status)
		*status = *p;
	return ret;
}

int ids_reap(struct sim_task *parent, struct sim_task *child, int code)
{
	int nr = sim_pid(child, parent), status = -1;

	if (sim_task_where(child) != SIM_DEAD)
		sim_call(child, "exit_group", code);
	assert_int_equal(ids_wait(parent, nr, &status, 0), nr);
	return status;
}

long ids_write(struct sim_task *t, const char *path, const char *text)
{
	long fd = sim_call(t, "open", ids_str(t, path), K_O_WRONLY, 0), ret;

	if (fd < 0)
		return fd;
	ret = sim_call(t, "write", fd, ids_str(t, text), (long)strlen(text));
	assert_int_equal(sim_call(t, "close", fd), 0);
	return ret;
}

long ids_read(struct sim_task *t, const char *path, char *buf, size_t n)
{
	long fd = sim_call(t, "open", ids_str(t, path), K_O_RDONLY, 0), ret, p;

	if (fd < 0)
		return fd;
	p = ids_mem(t, NULL, n);
	ret = sim_call(t, "read", fd, p, (long)n - 1);
	if (ret >= 0) {
		memcpy(buf, (void *)p, (size_t)ret);
		buf[ret] = '\0';
	}
	assert_int_equal(sim_call(t, "close", fd), 0);
	return ret;
}

long ids_number(struct sim_task *t, const char *path)
{
	char buf[64];

	assert_true(ids_read(t, path, buf, sizeof(buf)) > 0);
	return atol(buf);
}

static void ns_path(char *path, size_t n, int pid, const char *name)
{
	if (pid)
		snprintf(path, n, "/proc/%d/ns/%s", pid, name);
	else
		snprintf(path, n, "/proc/self/ns/%s", name);
}

long ids_ns_fd(struct sim_task *t, int pid, const char *name)
{
	char path[64];

	ns_path(path, sizeof(path), pid, name);
	return sim_call(t, "open", ids_str(t, path), K_O_RDONLY, 0);
}

long ids_ns_link(struct sim_task *t, int pid, const char *name, char *buf, size_t n)
{
	char path[64], *user;
	long p, ret;

	ns_path(path, sizeof(path), pid, name);
	p = ids_str(t, path);
	user = sim_scratch(t, n);
	ret = sim_call(t, "readlink", p, (long)user, (long)n - 1);
	if (ret >= 0) {
		memcpy(buf, user, (size_t)ret);
		buf[ret] = '\0';
	}
	return ret;
}

void ids_add_step(struct ids_race *race, unsigned int i, struct sim_task *task, const char *name,
		  const long args[6])
{
	const struct sim_design *design = sim_design_used(sim_task_sim(task));
	struct ids_lane *lane = &race->lane[i];
	struct sim_step *step = &lane->step[lane->nr++];

	if (race->nr_lanes <= i)
		race->nr_lanes = i + 1;
	lane->task = task;
	step->call = sim_design_call(design, name);
	step->may_sleep = 0;
	memcpy(step->args, args, sizeof(step->args));
}

static int lane_start(void *ctx, struct sim_task *task, struct sim_step *step)
{
	struct ids_lane *lane = ctx;

	*step = lane->step[lane->at];
	return 1;
}

static int lane_done(void *ctx, struct sim_task *task)
{
	struct ids_lane *lane = ctx;

	lane->ret[lane->at++] = sim_ret(task);
	return sim_task_where(task) != SIM_DEAD && lane->at < lane->nr;
}

static const struct sim_driver lane_driver = { lane_start, lane_done };

static int race_body(void *ctx, struct sim *sim, struct sim_strategy *strategy)
{
	struct ids_race *race = ctx;
	unsigned int i;

	memset(race->lane, 0, sizeof(race->lane));
	race->nr_lanes = 0;
	race->setup(race, sim);
	for (i = 0; i < race->nr_lanes; i++)
		sim_drive(race->lane[i].task, &lane_driver, &race->lane[i]);
	sim_race(sim, strategy);
	race->check(race, sim);
	sim_end(sim);
	return 0;
}

unsigned long ids_explore(struct ids *w, struct ids_race *race)
{
	struct sim_explore how = { .body = race_body, .ctx = race };
	struct sim_summary sum;

	ids_boot(w, race->release);
	how.strategy = sim_strategy_dfs(race->bound);
	assert_non_null(how.strategy);
	sim_explore(w->sim, &how, &sum);
	sim_strategy_free(how.strategy);
	if (sum.failed)
		print_error("run %lu: %s (%s)\n", sum.first_failed, sum.first.text, sum.token);
	assert_int_equal(sum.failed, 0);
	assert_true(sum.exhausted);
	sim_reset(w->sim);
	w->init = sim_task_at(w->sim, 0);
	return sum.runs;
}
