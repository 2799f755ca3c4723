// SPDX-License-Identifier: GPL-2.0-only
#include "tiny.h"

#include <errno.h>
#include <string.h>

#include <xxhash.h>

#define NEVER (~0ULL)
#define MAX_TASKS 8
#define MAX_CALLS 16

struct task_struct {
	int nr;
	int nesting, phase;
	uint64_t reg;
	int asleep;
};

struct tiny_lock {
	uint32_t writer, readers;
};

static struct tiny {
	struct model_cpu cpu;
	struct task_struct tasks[MAX_TASKS];
	unsigned int nr_tasks;
	uint64_t word[TINY_WORDS];
	struct tiny_lock lock[TINY_WORDS];
	int count[TINY_WORDS];
	int sem[TINY_WORDS];
	int waits[MAX_TASKS];
	int queue[MAX_CALLS];
	unsigned int nr_queue, batch, phase, readers[2];
} tiny;

#define SITE() ({ static const struct host_site site = { "tiny.c", __func__, __LINE__ }; &site; })
#define host (tiny.cpu.host)
#define current (tiny.cpu.task)

static void point(enum host_op op, const void *obj)
{
	if (!tiny.cpu.preempt)
		return;
	tiny.cpu.site = SITE();
	if (++tiny.cpu.step >= tiny.cpu.look_at)
		host->point(op, obj, SITE());
}

static uint64_t mix(uint64_t a, uint64_t b)
{
	const uint64_t both[2] = { a, b };

	return XXH3_64bits(both, sizeof(both));
}

/* ------------------------------------------------------------ instructions */

static void memory(enum tiny_op op, uint64_t *word)
{
	switch (op) {
	case TINY_LOAD:
		point(HOST_OP_LOAD, word);
		current->reg = mix(current->reg, *word);
		break;
	case TINY_STORE:
		point(HOST_OP_STORE, word);
		*word = mix(current->reg, (uint64_t)current->nr);
		break;
	default:
		point(HOST_OP_RMW, word);
		*word = mix(*word, (uint64_t)current->nr);
	}
}

static void take(struct tiny_lock *l, enum host_op op)
{
	point(op, l);
	while (l->writer || (op == HOST_OP_WRITE_LOCK && l->readers))
		host->block(l, NEVER, SITE());
	if (op == HOST_OP_READ_LOCK)
		l->readers++;
	else
		l->writer = (uint32_t)current->nr;
}

static void drop(struct tiny_lock *l, int reader)
{
	if (reader)
		l->readers--;
	else
		l->writer = 0;
	host->wake_on(l);
	point(reader ? HOST_OP_READ_UNLOCK : HOST_OP_UNLOCK, l);
}

static const struct host_site *op_lock_held(struct task_struct *task, const void *lock)
{
	const struct tiny_lock *l = lock;

	return l->writer == (uint32_t)task->nr ? SITE() : NULL;
}

static void locks(enum tiny_op op, struct tiny_lock *l)
{
	switch (op) {
	case TINY_LOCK:
		take(l, HOST_OP_LOCK);
		break;
	case TINY_WRITE_LOCK:
		take(l, HOST_OP_WRITE_LOCK);
		break;
	case TINY_READ_LOCK:
		take(l, HOST_OP_READ_LOCK);
		break;
	case TINY_TRY_LOCK:
		point(HOST_OP_TRY_LOCK, l);
		current->reg = mix(current->reg, l->writer);
		if (!l->writer) {
			l->writer = (uint32_t)current->nr;
			drop(l, 0);
		}
		break;
	default:
		drop(l, op == TINY_READ_UNLOCK);
	}
}

static void counts(enum tiny_op op, int *count)
{
	point(op == TINY_GET ? HOST_OP_REF_GET : HOST_OP_REF_PUT, count);
	if (op == TINY_PUT) {
		if (*count && !--*count)
			current->reg = mix(current->reg, 99);
	} else if (*count) {
		++*count;
	} else {
		current->reg = mix(current->reg, 98);
	}
}

static void rcu(enum tiny_op op, int x)
{
	switch (op) {
	case TINY_RCU_LOCK:
		point(HOST_OP_RCU_LOCK, NULL);
		current->phase = (int)tiny.phase;
		tiny.readers[tiny.phase]++;
		break;
	case TINY_RCU_UNLOCK:
		tiny.readers[current->phase]--;
		point(HOST_OP_RCU_UNLOCK, NULL);
		break;
	default:
		point(HOST_OP_RCU_CALL, &tiny.word[x]);
		tiny.queue[tiny.nr_queue++] = x;
		if (!tiny.batch) {
			tiny.batch = tiny.nr_queue;
			tiny.phase ^= 1;
		}
	}
}

static void semaphores(enum tiny_op op, int x)
{
	unsigned int i;

	if (op == TINY_UP) {
		point(HOST_OP_WAKE, &tiny.sem[x]);
		tiny.sem[x]++;
		for (i = 0; i < tiny.nr_tasks; i++) {
			if (tiny.tasks[i].asleep && tiny.waits[i] == x)
				host->wake(&tiny.tasks[i]);
		}
		return;
	}
	for (;;) {
		point(HOST_OP_WAIT, &tiny.sem[x]);
		if (tiny.sem[x])
			break;
		if (op == TINY_LAZY_DOWN)
			point(HOST_OP_WAIT, &tiny.sem[x]);
		tiny.waits[current - tiny.tasks] = x;
		current->asleep = 1;
		host->block(NULL, NEVER, SITE());
		current->asleep = 0;
	}
	tiny.sem[x]--;
}

static long tiny_run(const long args[6])
{
	const struct tiny_step *s = (const struct tiny_step *)args[0];

	for (; s->op != TINY_END; s++) {
		if (s->op <= TINY_ADD)
			memory(s->op, &tiny.word[s->x]);
		else if (s->op <= TINY_TRY_LOCK)
			locks(s->op, &tiny.lock[s->x]);
		else if (s->op <= TINY_PUT)
			counts(s->op, &tiny.count[s->x]);
		else if (s->op <= TINY_CALL_RCU)
			rcu(s->op, s->x);
		else if (s->op <= TINY_UP)
			semaphores(s->op, s->x);
		else if (s->op == TINY_LAZY_DOWN)
			semaphores(s->op, s->x);
		else
			current->reg = mix(current->reg,
					   host->choose(2, HOST_WHY_THREAD, SITE()));
	}
	return 0;
}

static long tiny_fork(const long args[6])
{
	struct task_struct *t = &tiny.tasks[tiny.nr_tasks];

	(void)args;
	t->nr = (int)++tiny.nr_tasks;
	host->task_new(t, current);
	return t->nr;
}

static const struct model_syscall run_call = { .name = "run", .fn = tiny_run };
static const struct model_syscall fork_call = { .name = "fork", .fn = tiny_fork };
static const struct model_syscall *const calls[] = { &run_call, &fork_call };

/* ------------------------------------------------------------ operations */

static struct task_struct *op_boot(const struct model_boot *how)
{
	unsigned int i;

	(void)how;
	for (i = 0; i < TINY_WORDS; i++)
		tiny.count[i] = 1 + (int)i % 3;
	tiny.nr_tasks = 1;
	tiny.tasks[0].nr = 1;
	host->task_new(&tiny.tasks[0], NULL);
	return &tiny.tasks[0];
}

static long op_syscall(const struct model_syscall *call, const long args[6])
{
	return call->fn(args);
}

static int op_grace_pending(void)
{
	return tiny.batch && !tiny.readers[tiny.phase ^ 1];
}

/* As the model's (kernel/rcu/tree.c), and it tells what it touches. */
static int op_grace(void)
{
	unsigned int i;

	for (i = 0; i < tiny.batch; i++) {
		uint64_t *word = &tiny.word[tiny.queue[i]];

		*word = mix(*word, 97);
		if (tiny.cpu.touch != tiny.cpu.touch_end)
			*tiny.cpu.touch++ = (struct model_touch){ (unsigned long)word, 8, 1 };
	}
	tiny.nr_queue -= tiny.batch;
	memmove(tiny.queue, tiny.queue + tiny.batch, tiny.nr_queue * sizeof(int));
	tiny.batch = tiny.nr_queue;
	if (tiny.batch)
		tiny.phase ^= 1;
	return 1;
}

static void op_nothing(void)
{
}

static int op_zero(struct task_struct *task)
{
	(void)task;
	return 0;
}

static enum model_state op_state(struct task_struct *task)
{
	return task->asleep ? MODEL_SLEEPING : MODEL_RUNNING;
}

static void op_identity(struct task_struct *task, struct model_pid *id)
{
	memset(id, 0, sizeof(*id));
	id->nr[0] = id->tgid_nr = task->nr;
	id->ns[0] = &tiny;
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
	return nr ? -EINVAL : 0;
}

static long op_refs_pid(const void *pid)
{
	return pid != NULL;
}

static long op_refs_file(struct task_struct *task, int fd)
{
	(void)task;
	return -fd;
}

static int op_pid_has_task(const void *pid)
{
	return pid != NULL;
}

static unsigned int op_handle_target(struct task_struct *task, int fd)
{
	(void)task;
	return (unsigned int)fd & 0;
}

static int op_set_handle_target(struct task_struct *task, int fd, unsigned int process)
{
	(void)task;
	return fd < 0 || process ? -EINVAL : 0;
}

static struct task_struct *op_find_task(struct task_struct *viewer, int nr)
{
	(void)viewer;
	return nr > 0 && nr <= (int)tiny.nr_tasks ? &tiny.tasks[nr - 1] : NULL;
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
	return 0;
}

static int op_would_block(struct task_struct *task, enum host_op op, const void *obj)
{
	const struct tiny_lock *l = obj;

	(void)task;
	switch (op) {
	case HOST_OP_LOCK:
	case HOST_OP_READ_LOCK:
		return l->writer != 0;
	case HOST_OP_WRITE_LOCK:
		return l->writer || l->readers;
	default:
		return 0;
	}
}

static void op_nudge(struct task_struct *task)
{
	host->wake(task);
}

static const struct model_ops ops = {
	.boot = op_boot,
	.syscall = op_syscall,
	.user_work = op_nothing,
	.has_user_work = op_zero,
	.grace = op_grace,
	.grace_pending = op_grace_pending,
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
	.would_block = op_would_block,
	.lock_held = op_lock_held,
	.nudge = op_nudge,
};

const struct design tiny_design = {
	.abi = MODEL_ABI,
	.name = "tiny",
	.origin = "tests",
	.summary = "little programs",
	.releases = { LINUX(1, 0), LINUX(1, 0) },
	.footprints = DESIGN_DECLARED,
	.syscalls = calls,
	.syscalls_end = calls + sizeof(calls) / sizeof(calls[0]),
	.image = (char *)&tiny,
	.image_end = (char *)(&tiny + 1),
	.cpu = &tiny.cpu,
	.ops = &ops,
};

uint64_t tiny_reg(int nr)
{
	return tiny.tasks[nr - 1].reg;
}

uint64_t tiny_digest(void)
{
	XXH3_state_t *state = XXH3_createState();
	uint64_t digest;
	unsigned int i;

	XXH3_64bits_reset(state);
	XXH3_64bits_update(state, tiny.word, sizeof(tiny.word));
	XXH3_64bits_update(state, tiny.lock, sizeof(tiny.lock));
	XXH3_64bits_update(state, tiny.count, sizeof(tiny.count));
	XXH3_64bits_update(state, tiny.sem, sizeof(tiny.sem));
	for (i = 0; i < tiny.nr_tasks; i++) {
		XXH3_64bits_update(state, &tiny.tasks[i].reg, sizeof(uint64_t));
		XXH3_64bits_update(state, &tiny.tasks[i].asleep, sizeof(int));
	}
	digest = XXH3_64bits_digest(state);
	XXH3_freeState(state);
	return digest;
}
