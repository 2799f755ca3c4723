// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "ids_world.h"

#define BARE BUILD_DIR "/tests/designs/bare.so"

int ids_setup(void **state)
{
	struct ids *w = calloc(1, sizeof(*w));
	struct sim_error err;

	if (!w)
		return -1;
	w->sim = sim_new(NULL, &err);
	if (!w->sim || sim_load_design(w->sim, NULL, BARE, &err) != SIM_OK) {
		fprintf(stderr, "%s: %s\n", BARE, err.text);
		return -1;
	}
	w->init = sim_task_at(w->sim, 0);
	*state = w;
	return 0;
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
