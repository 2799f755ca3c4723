// SPDX-License-Identifier: GPL-2.0-only
#include "reuse.h"

#include <string.h>

#define MAX_TASKS (1 + REUSE_MAX_FORKERS * REUSE_MAX_FORKS)
#define FREE 255
#define TAKEN 254		/* by somebody who is not there yet */

enum state { NEVER, ALIVE, ZOMBIE, GONE };

struct task_struct {
	int nr;
	char pad[12];
};

/* Everything that changes. The simulated tasks of the race are no tasks of the engine. */
static struct reuse {
	struct model_cpu cpu;
	struct task_struct *init;
	unsigned int used;
	int cursor __attribute__((aligned(8)));
	/* each a step's footprint of its own, so eight bytes */
	struct { long task; } table[REUSE_MAX_FORKERS + 1];
	struct { long is; } state[MAX_TASKS];
	struct { long count; } refs[MAX_TASKS];
} reuse;

/* What a world is booted for; no part of it. */
static struct reuse_race race;

#define SITE() ({ static const struct host_site site = { "reuse.c", __func__, __LINE__ }; &site; })
#define host (reuse.cpu.host)

static void step(enum host_op op, const void *obj, const struct host_site *site)
{
	if (!reuse.cpu.preempt)
		return;
	reuse.cpu.site = site;
	if (++reuse.cpu.step >= reuse.cpu.look_at)
		host->point(op, obj, site);
}

static void touch(const void *p, unsigned int write)
{
	struct model_touch *t = reuse.cpu.touch;

	if (t == reuse.cpu.touch_end)
		return;
	*t = (struct model_touch){ (unsigned long)p, 8, write };
	reuse.cpu.touch = t + 1;
}

static long look(long *p)
{
	touch(p, 0);
	return *p;
}

static void set(long *p, long value)
{
	touch(p, 1);
	*p = value;
}

/* ------------------------------------------------------------ calls */

/* One step: the next number from the cursor on that nobody has. */
static unsigned int allocate(void)
{
	unsigned int numbers = race.forkers + 1, n = (unsigned int)reuse.cursor;

	touch(&reuse.cursor, 1);
	while (look(&reuse.table[n].task) != FREE)
		n = (n + 1) % numbers;
	set(&reuse.table[n].task, TAKEN);
	reuse.cursor = (int)((n + 1) % numbers);
	return n;
}

static void put(unsigned int task, const struct host_site *site)
{
	step(HOST_OP_REF_PUT, &reuse.refs[task].count, site);
	reuse.refs[task].count--;
}

static long call_forker(const long args[6])
{
	unsigned int first = (unsigned int)args[0], k, n;

	for (k = first; k < first + race.forks; k++) {
		if (k != first)
			step(HOST_OP_RMW, &reuse.cursor, SITE());
		n = allocate();
		step(HOST_OP_STORE, &reuse.table[n], SITE());
		reuse.refs[k].count = 1;
		set(&reuse.state[k].is, ALIVE);
		set(&reuse.table[n].task, k);
		step(HOST_OP_STORE, &reuse.state[k], SITE());
		set(&reuse.state[k].is, ZOMBIE);
		step(HOST_OP_STORE, &reuse.table[n], SITE());
		set(&reuse.table[n].task, FREE);
		set(&reuse.state[k].is, GONE);
		put(k, SITE());
	}
	return 0;
}

/* The victim, and its parent who reaps it. */
static long call_victim(const long args[6])
{
	(void)args;
	set(&reuse.state[0].is, ZOMBIE);
	step(HOST_OP_STORE, &reuse.table[0], SITE());
	set(&reuse.table[0].task, FREE);
	set(&reuse.state[0].is, GONE);
	put(0, SITE());
	return 0;
}

static void deliver(unsigned int task)
{
	if (look(&reuse.state[task].is) == ALIVE && task)
		host->bug(HOST_BUG_STABILITY, SITE(), &reuse.state[task],
			  "reached another process");
}

static long call_by_handle(const long args[6])
{
	(void)args;
	if (look(&reuse.state[0].is) == ALIVE) {
		step(HOST_OP_LOAD, &reuse.state[0], SITE());
		deliver(0);
	}
	put(0, SITE());
	return 0;
}

static long call_by_number(const long args[6])
{
	long t;

	(void)args;
	if (look(&reuse.table[0].task) >= TAKEN)
		return 0;
	step(HOST_OP_LOAD, &reuse.table[0], SITE());
	t = look(&reuse.table[0].task);
	if (t >= TAKEN)
		return 0;
	step(HOST_OP_LOAD, &reuse.state[t], SITE());
	deliver((unsigned int)t);
	return 0;
}

static const struct model_syscall forker = { .name = "forker", .fn = call_forker };
static const struct model_syscall victim = { .name = "victim", .fn = call_victim };
static const struct model_syscall by_handle = { .name = "by_handle", .fn = call_by_handle };
static const struct model_syscall by_number = { .name = "by_number", .fn = call_by_number };
static const struct model_syscall *const calls[] = { &forker, &victim, &by_handle, &by_number };

/* ------------------------------------------------------------ operations */

static struct task_struct *new_task(struct task_struct *parent)
{
	struct task_struct *t = (void *)(reuse.cpu.base + reuse.used);

	reuse.cpu.shadow[reuse.used / 16] = 1;
	reuse.used += sizeof(*t);
	host->task_new(t, parent);
	return t;
}

static struct task_struct *op_boot(const struct model_boot *how)
{
	unsigned int i;

	(void)how;
	for (i = 0; i <= race.forkers; i++)
		reuse.table[i].task = FREE;
	reuse.table[0].task = 0;
	reuse.state[0].is = ALIVE;
	reuse.refs[0].count = race.handle ? 2 : 1;
	reuse.cursor = 1 % (int)(race.forkers + 1);
	reuse.init = new_task(NULL);
	for (i = 0; i < race.forkers + 1; i++)
		new_task(reuse.init);
	return reuse.init;
}

static long op_syscall(const struct model_syscall *call, const long args[6])
{
	return call->fn(args);
}

static void op_nothing(void)
{
}

static int op_no(void)
{
	return 0;
}

static int op_no_work(struct task_struct *task)
{
	(void)task;
	return 0;
}

static enum model_state op_state(struct task_struct *task)
{
	(void)task;
	return MODEL_RUNNING;
}

static void op_identity(struct task_struct *task, struct model_pid *id)
{
	memset(id, 0, sizeof(*id));
	id->nr[0] = 1 + (int)(((char *)task - reuse.cpu.base) / (long)sizeof(*task));
	id->tgid_nr = id->nr[0];
	id->ns[0] = &reuse;
	id->pid = task;
}

static unsigned long long op_pending(struct task_struct *task)
{
	(void)task;
	return 0;
}

static int op_set_reuse(struct task_struct *caller, int nr)
{
	(void)caller;
	(void)nr;
	return -1;
}

static long op_refs_pid(const void *pid)
{
	(void)pid;
	return -1;
}

static long op_refs_file(struct task_struct *task, int fd)
{
	(void)task;
	(void)fd;
	return -1;
}

static int op_pid_has_task(const void *pid)
{
	(void)pid;
	return 1;
}

static unsigned int op_handle_target(struct task_struct *task, int fd)
{
	(void)task;
	(void)fd;
	return 0;
}

static int op_set_handle_target(struct task_struct *task, int fd, unsigned int process)
{
	(void)task;
	(void)fd;
	(void)process;
	return -1;
}

static struct task_struct *op_find_task(struct task_struct *viewer, int nr)
{
	(void)viewer;
	(void)nr;
	return NULL;
}

static unsigned int op_counts(struct model_count *out, unsigned int n)
{
	(void)out;
	(void)n;
	return 0;
}

static int op_object(const void *addr, struct model_object *out)
{
	(void)addr;
	(void)out;
	return 0;
}

static unsigned int op_locks_held(struct task_struct *task)
{
	(void)task;
	return 0;
}

static unsigned long op_memory_used(void)
{
	return reuse.used;
}

static const struct model_ops ops = {
	.boot = op_boot,
	.syscall = op_syscall,
	.user_work = op_nothing,
	.has_user_work = op_no_work,
	.grace = op_no,
	.grace_pending = op_no,
	.halt = op_nothing,
	.state = op_state,
	.identity = op_identity,
	.pending = op_pending,
	.set_reuse = op_set_reuse,
	.refs_pid = op_refs_pid,
	.refs_file = op_refs_file,
	.pid_has_task = op_pid_has_task,
	.handle_target = op_handle_target,
	.set_handle_target = op_set_handle_target,
	.find_task = op_find_task,
	.counts = op_counts,
	.object = op_object,
	.locks_held = op_locks_held,
	.memory_used = op_memory_used,
	.balanced = op_no,
};

static const char *const features[] = { NULL };

static const struct design the_design = {
	.abi = MODEL_ABI,
	.name = "reuse",
	.origin = "the benchmarks",
	.summary = "the pid-reuse race",
	.releases = { LINUX(1, 0), LINUX(1, 0) },
	.features = features,
	.syscalls = calls,
	.syscalls_end = calls + sizeof(calls) / sizeof(calls[0]),
	.image = (char *)&reuse,
	.image_end = (char *)(&reuse + 1),
	.cpu = &reuse.cpu,
	.ops = &ops,
	.footprints = DESIGN_RECORDED,
};

const struct design *reuse_design(const struct reuse_race *wanted)
{
	memset(&reuse, 0, sizeof(reuse));
	race = *wanted;
	return &the_design;
}

void reuse_state(unsigned char *out)
{
	unsigned int i, tasks = 1 + race.forkers * race.forks;

	memset(out, 0, 64);
	for (i = 0; i < tasks; i++)
		out[i] = (unsigned char)(reuse.state[i].is | reuse.refs[i].count << 4);
	for (i = 0; i <= race.forkers; i++)
		out[50 + i] = (unsigned char)reuse.table[i].task;
}

/* ------------------------------------------------------------ drivers */

static int start(void *ctx, struct sim_task *task, struct sim_step *out)
{
	unsigned int i = (unsigned int)sim_task_index(task);

	(void)ctx;
	if (i <= 1)
		out->call = i ? &victim : race.handle ? &by_handle : &by_number;
	else
		out->call = &forker;
	out->args[0] = 1 + ((long)i - 2) * (long)race.forks;
	return 1;
}

static int done(void *ctx, struct sim_task *task)
{
	(void)ctx;
	(void)task;
	return 0;
}

void reuse_drive(struct sim *sim)
{
	static const struct sim_driver driver = { start, done };

	for (unsigned int i = 0; i < race.forkers + 2; i++)
		sim_drive(sim_task_at(sim, i), &driver, NULL);
}
