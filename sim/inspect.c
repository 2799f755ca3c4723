// SPDX-License-Identifier: GPL-2.0-only
/*
 * Questions to the model between calls, on main. A fault in the answer (a pointer that
 * hangs, say) is a verdict like any other: it ends the run, and the answer is the
 * one for "there is none".
 */
#include "internal.h"

#include <signal.h>
#include <string.h>

/** struct question - what to ask; the answer goes into @ret or @id */
struct question {
	struct sim *sim;
	struct task_struct *task, *viewer;
	const void *addr;
	struct model_pid *id;
	int nr;
	long ret;
};

/* __builtin_setjmp() must not be in a function that is inlined into its caller. */
static int __attribute__((noinline)) ask(struct question *q, void (*fn)(struct question *q))
{
	struct sim *sim = q->sim;

	if (!sim->booted)
		return 0;
	sim_enter_world(sim);
	if (__builtin_setjmp(sim->inspect)) {
		sim = sim_here();
		sim->inspecting = 0;
		sim->abandoned = 1;
		return 0;
	}
	sim->inspecting = 1;
	fn(q);
	sim->inspecting = 0;
	return 1;
}

static void ask_identity(struct question *q)
{
	q->sim->ops->identity(q->task, q->id);
}

/* The identity that @task had when it died, NULL: it lives. */
static inline const struct model_pid *kept_identity(const struct sim_task *task)
{
	if (task->more && task->more->have_id && !(task->flags & TASK_STALE))
		return &task->more->id;
	return NULL;
}

static const struct model_pid *identity(const struct sim_task *task, struct model_pid *id)
{
	struct question q = { .sim = task->sim, .task = task->task, .id = id };
	const struct model_pid *kept = kept_identity(task);

	if (kept)
		return kept;
	if (!task->task || !ask(&q, ask_identity))
		return NULL;
	return id;
}

const struct model_pid *sim_identity(const struct sim_task *task)
{
	static const struct model_pid nobody;
	const struct model_pid *id = identity(task, &task->sim->scratch_id);

	return id ? id : &nobody;
}

static void ask_seen_pid(struct question *q)
{
	q->ret = q->sim->ops->seen_pid(q->task, q->viewer);
}

/* sim_pid() where one of them may be dead. */
static int pid_by_identity(const struct sim_task *task, const struct sim_task *viewer)
{
	struct model_pid a, b;
	const struct model_pid *id = identity(task, &a), *eye;

	if (!id)
		return 0;
	if (viewer == task)
		return id->nr[id->level];
	eye = identity(viewer, &b);
	if (!eye || id->level < eye->level || id->ns[eye->level] != eye->ns[eye->level])
		return 0;
	return id->nr[eye->level];
}

int sim_pid(const struct sim_task *task, const struct sim_task *viewer)
{
	struct question q = { .sim = task->sim, .task = task->task };

	if (!viewer)
		viewer = task;
	q.viewer = viewer->task;
	if (!q.task || !q.viewer || !q.sim->ops->seen_pid || kept_identity(task) ||
	    kept_identity(viewer))
		return pid_by_identity(task, viewer);
	return ask(&q, ask_seen_pid) ? (int)q.ret : 0;
}

static void ask_state(struct question *q)
{
	q->ret = (long)q->sim->ops->state(q->task);
}

enum model_state sim_state(const struct sim_task *task)
{
	struct question q = { .sim = task->sim, .task = task->task };

	if (!task->task || !ask(&q, ask_state))
		return MODEL_DEAD;
	return (enum model_state)q.ret;
}

static void ask_pending(struct question *q)
{
	q->ret = (long)q->sim->ops->pending(q->task);
}

unsigned long long sim_pending(const struct sim_task *task)
{
	struct question q = { .sim = task->sim, .task = task->task };

	if (!task->task || !ask(&q, ask_pending))
		return 0;
	return (unsigned long long)q.ret;
}

static void ask_find(struct question *q)
{
	q->task = q->sim->ops->find_task(q->task, q->nr);
}

struct sim_task *sim_find(struct sim_task *viewer, int nr)
{
	struct question q = { .sim = viewer->sim, .task = viewer->task, .nr = nr };

	if (!viewer->task || !ask(&q, ask_find) || !q.task)
		return NULL;
	return sim_task_lookup(viewer->sim, q.task);
}

static void ask_refs_pid(struct question *q)
{
	q->ret = q->sim->ops->refs_pid(q->addr);
}

static void ask_alive(struct question *q)
{
	q->ret = q->sim->ops->pid_has_task(q->addr);
}

/* A struct pid whose memory has been freed can't be asked. */
static const void *live_pid(const struct sim_task *task)
{
	struct model_pid a;
	const struct model_pid *id = identity(task, &a);
	struct model_object object;

	if (!id || !id->pid || !task->sim->ops->object(id->pid, &object) || object.freed)
		return NULL;
	return id->pid;
}

long sim_refs_pid(const struct sim_task *task)
{
	struct question q = { .sim = task->sim };

	q.addr = live_pid(task);
	if (!q.addr || !ask(&q, ask_refs_pid) || q.ret < 0)
		return 0;
	return q.ret;
}

int sim_pid_alive(const struct sim_task *task)
{
	struct question q = { .sim = task->sim };

	q.addr = live_pid(task);
	return q.addr && ask(&q, ask_alive) && q.ret;
}

static void ask_refs_file(struct question *q)
{
	q->ret = q->sim->ops->refs_file(q->task, q->nr);
}

long sim_refs_file(const struct sim_task *task, int fd)
{
	struct question q = { .sim = task->sim, .task = task->task, .nr = fd };

	if (!task->task || !ask(&q, ask_refs_file))
		return -1;
	return q.ret;
}

static void ask_reuse(struct question *q)
{
	q->ret = q->sim->ops->set_reuse(q->task, q->nr);
}

int sim_reuse(struct sim_task *caller, int nr)
{
	struct question q = { .sim = caller->sim, .task = caller->task, .nr = nr };

	if (!caller->task || !ask(&q, ask_reuse))
		return -1;
	return (int)q.ret;
}

static void ask_counts(struct question *q)
{
	q->ret = q->sim->ops->counts(q->sim->counts, SIM_MAX_CACHES);
}

unsigned int sim_counts(struct sim *sim, const struct model_count **out)
{
	struct question q = { .sim = sim };

	*out = sim->counts;
	if (!ask(&q, ask_counts))
		return 0;
	return q.ret < SIM_MAX_CACHES ? (unsigned int)q.ret : SIM_MAX_CACHES;
}

long sim_live(const struct sim *sim, const char *cache)
{
	const struct model_count *counts;
	unsigned int i, nr = sim_counts((struct sim *)sim, &counts);
	long live = -1;

	/* several caches may have one name: one for each size of a struct pid */
	for (i = 0; i < nr; i++) {
		if (!strcmp(counts[i].cache, cache))
			live = (live < 0 ? 0 : live) + (long)counts[i].live;
	}
	return live;
}

long sim_count(const struct sim *sim, const char *kind, const struct sim_task *task)
{
	if (!task)
		return sim_live(sim, kind);
	return strcmp(kind, "pid") ? -1 : sim_refs_pid(task);
}

/* ------------------------------------------------------------ a new child */

static int become(struct sim_task *t, unsigned int uid, unsigned int gid)
{
	if (gid && sim_call(t, "setresgid", gid, gid, gid) != 0)
		return 0;
	return !uid || sim_call(t, "setresuid", uid, uid, uid) == 0;
}

struct sim_task *sim_task(struct sim *sim, struct sim_task *parent, const struct sim_how *how)
{
	unsigned long flags = how ? how->flags : 0;
	struct sim_task *t;
	unsigned int nr;
	long ret;

	if (!parent)
		return sim_task_at(sim, 0);
	if (!(flags & 0x10000))	/* CLONE_THREAD: sends no signal */
		flags |= SIGCHLD;
	nr = sim->tasks.nr;
	ret = sim_call(parent, "clone", (long)flags, 0, 0, 0, 0);
	if (ret <= 0 && ret > SIM_NO_CALL)
		return NULL;
	/* vfork() blocks its caller: the child is the newest task then. */
	t = ret > 0 ? sim_find(parent, (int)ret) : sim_task_at(sim, nr);
	if (t && how && !become(t, how->uid, how->gid))
		return NULL;
	return t;
}
