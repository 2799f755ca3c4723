// SPDX-License-Identifier: GPL-2.0-only
#include "toy.h"

#include <errno.h>
#include <string.h>

#define NEVER (~0ULL)
#define MAX_TASKS 512

struct task_struct {
	int nr;
	int dead, reaped;
	int pending, killed;
	int waiting;
	unsigned int held;
	struct task_struct *parent;
	char pad[32];
};

/* Everything that changes: the image of the design. */
static struct toy {
	struct model_cpu cpu;
	unsigned long used;
	int next_nr;
	unsigned int nr_tasks;
	struct task_struct *tasks[MAX_TASKS];
	long calls;
	long value;
	struct task_struct *lock_holder;
	long objects;
	int rcu_callbacks;
	long graces;
	long bad_callback;
	char order[256];
	unsigned int order_len;
	struct task_struct *sleeper;
} toy;

#define SITE() ({ static const struct host_site site = { "toy.c", __func__, __LINE__ }; &site; })
#define host (toy.cpu.host)
#define current (toy.cpu.task)

static void point(const struct host_site *site)
{
	if (!toy.cpu.preempt)
		return;
	toy.cpu.site = site;
	if (++toy.cpu.step >= toy.cpu.look_at)
		host->point(HOST_OP_RMW, &toy.value, site);
}

static void event(enum host_event_kind kind, struct task_struct *task, const void *obj, long a,
		  long b, const struct host_site *site)
{
	struct host_event ev = {
		.kind = kind, .task = task, .obj = obj, .cache = obj ? "thing" : NULL,
		.a = a, .b = b, .site = site,
	};

	if (toy.cpu.trace & (1U << kind))
		host->event(&ev);
}

static void *get_memory(unsigned long size)
{
	unsigned long start = toy.used;

	size = (size + 15) & ~15UL;
	if (start + size > toy.cpu.size)
		return NULL;
	toy.used += size;
	memset(toy.cpu.shadow + start / 16, 1, size / 16);
	return memset(toy.cpu.base + start, 0, size);
}

static struct task_struct *new_task(struct task_struct *parent)
{
	struct task_struct *t = toy.nr_tasks < MAX_TASKS ? get_memory(sizeof(*t)) : NULL;

	if (!t)
		return NULL;
	t->nr = ++toy.next_nr;
	t->parent = parent;
	toy.tasks[toy.nr_tasks++] = t;
	host->task_new(t, parent);
	return t;
}

/* ------------------------------------------------------------ calls */

static long toy_nop(const long args[6])
{
	return args[0] + args[5];
}

static long toy_fork(const long args[6])
{
	struct task_struct *t;

	(void)args;
	if (toy.cpu.inject && host->fail(HOST_FAIL_ALLOC, SITE()))
		return -ENOMEM;
	t = new_task(current);
	return t ? t->nr : -ENOMEM;
}

/* With a flag of 1 the parent sleeps until the child is dead, as in vfork(). */
static long toy_clone(const long args[6])
{
	long nr = args[0] == -1 ? -EINVAL : toy_fork(args);

	if (nr <= 0 || !(args[0] & 0x4000))
		return nr;
	current->waiting = 1;
	while (!toy.tasks[toy.nr_tasks - 1]->dead)
		host->block(NULL, NEVER, SITE());
	current->waiting = 0;
	return nr;
}

static long toy_setresuid(const long args[6])
{
	toy.value = args[0];
	return args[0] == 13 ? -EPERM : 0;
}

static void __attribute__((noreturn)) die(void)
{
	struct task_struct *t = current;

	event(HOST_EV_TASK_EXIT, t, NULL, 0, 0, SITE());
	t->dead = 1;
	if (t->parent && t->parent->waiting)
		host->wake(t->parent);
	host->task_dead();
}

static long toy_exit(const long args[6])
{
	(void)args;
	die();
}

static long toy_wait(const long args[6])
{
	unsigned int i, children;
	struct task_struct *t;
	int nr;

	(void)args;
	for (;;) {
		children = 0;
		for (i = 0; i < toy.nr_tasks; i++) {
			t = toy.tasks[i];
			if (t->parent != current || t->reaped)
				continue;
			children++;
			if (!t->dead)
				continue;
			t->reaped = 1;
			nr = t->nr;
			toy.tasks[i] = toy.tasks[--toy.nr_tasks];
			host->task_gone(t);
			return nr;
		}
		if (!children)
			return -ECHILD;
		current->waiting = 1;
		host->block(NULL, NEVER, SITE());
		current->waiting = 0;
	}
}

/* @args[0] scheduling points, and a mark before and behind each. */
static long toy_step(const long args[6])
{
	long i;

	for (i = 0; i <= args[0]; i++) {
		if (i)
			point(SITE());
		if (toy.order_len < sizeof(toy.order) - 1)
			toy.order[toy.order_len++] = (char)('a' + current->nr - 1);
	}
	return 0;
}

/* A lost update, if somebody else comes between. */
static long toy_add(const long args[6])
{
	long value = toy.value;

	point(SITE());
	toy.value = value + args[0];
	return toy.value;
}

static long toy_value(const long args[6])
{
	(void)args;
	return toy.value;
}

static long toy_lock(const long args[6])
{
	(void)args;
	point(SITE());
	while (toy.lock_holder)
		host->block(&toy.lock_holder, NEVER, SITE());
	toy.lock_holder = current;
	current->held++;
	point(SITE());
	if (args[0])
		return 0;
	current->held--;
	toy.lock_holder = NULL;
	host->wake_on(&toy.lock_holder);
	return 0;
}

static long toy_sleep(const long args[6])
{
	unsigned long long until = host->now() + (unsigned long long)args[0];

	if (args[0] < 0)
		until = NEVER;
	toy.sleeper = current;
	while (host->now() < until && !current->pending)
		host->block(NULL, until, SITE());
	return current->pending ? -EINTR : (long)(host->now() / 1000);
}

/* Nothing wakes it but somebody who sleeps just as badly. */
static long toy_hang(const long args[6])
{
	do {
		host->block(NULL, NEVER, SITE());
	} while (args[0] != 1);
	return 0;
}

static long toy_kill(const long args[6])
{
	unsigned int i;

	for (i = 0; i < toy.nr_tasks; i++) {
		if (toy.tasks[i]->nr != args[0])
			continue;
		point(SITE());
		toy.tasks[i]->pending = (int)args[1];
		event(HOST_EV_SIGNAL_SENT, toy.tasks[i], NULL, args[1], 0, SITE());
		host->wake(toy.tasks[i]);
		return 0;
	}
	return -ESRCH;
}

static long toy_bug(const long args[6])
{
	host->bug((enum host_bug)args[0], SITE(), toy.cpu.base, "as asked");
	return 7;
}

__attribute__((noinline, no_sanitize("undefined", "address")))
static long toy_crash(const long args[6])
{
	volatile long zero = 0;
	void (*nowhere)(void) = NULL;
	volatile int *bad = (volatile int *)16;

	__asm__ volatile("" : "+r"(bad));
	switch (args[0]) {
	case 0:
		return *bad;
	case 1:
		return 100 / zero;
	case 2:
		__builtin_trap();
	default:
		__asm__ volatile("" : "+r"(nowhere));
		nowhere();
		return zero;
	}
}

static long toy_spin(const long args[6])
{
	volatile long turns = 0;

	while (turns >= 0) {
		if (args[0])
			point(SITE());
		else
			turns = (turns + 1) & 0xffff;
	}
	return 0;
}

static long __attribute__((noinline)) deep(long n, volatile char *above)
{
	volatile char room[512];
	long below;
	unsigned int i;

	for (i = 0; i < sizeof(room); i++)
		room[i] = above ? above[i] : 1;
	below = n ? deep(n - 1, room) : 0;
	return below + room[0];
}

static long toy_deep(const long args[6])
{
	return deep(args[0], NULL);
}

static long toy_copy_in(const long args[6])
{
	long value = -1;

	if (host->copy_from_user(&value, (unsigned long)args[0], sizeof(value)))
		return -EFAULT;
	return value;
}

static long toy_copy_out(const long args[6])
{
	return (long)host->copy_to_user((unsigned long)args[0], "0123456789abcdef",
					(unsigned long)args[1]);
}

/* An object with a number, some references, and perhaps its end. */
static long toy_object(const long args[6])
{
	char *obj = toy.cpu.base + 4096 + args[0] * 64;
	long i;

	event(HOST_EV_OBJECT_NEW, NULL, obj, 0, 0, SITE());
	event(HOST_EV_PID_NEW, NULL, obj, args[0], 0, SITE());
	for (i = 1; i <= args[1]; i++)
		event(HOST_EV_REF, NULL, obj, i, i + 1, SITE());
	toy.objects++;
	if (args[2]) {
		event(HOST_EV_OBJECT_FREE, NULL, obj, 0, 0, SITE());
		toy.objects--;
	}
	return 0;
}

static long toy_call_rcu(const long args[6])
{
	toy.bad_callback = args[0];
	toy.rcu_callbacks++;
	point(SITE());
	return toy.graces;
}

static long toy_choose(const long args[6])
{
	return host->choose((unsigned int)args[0], HOST_WHY_THREAD, SITE());
}

#define CALL(call) \
	static const struct model_syscall call##_call = { .name = #call, .fn = toy_##call }
CALL(nop);
CALL(fork);
CALL(clone);
CALL(setresuid);
CALL(exit);
CALL(wait);
CALL(step);
CALL(add);
CALL(value);
CALL(lock);
CALL(sleep);
CALL(hang);
CALL(kill);
CALL(bug);
CALL(crash);
CALL(spin);
CALL(deep);
CALL(copy_in);
CALL(copy_out);
CALL(object);
CALL(call_rcu);
CALL(choose);

static const struct model_syscall *const calls[] = {
	&nop_call, &fork_call, &clone_call, &setresuid_call, &exit_call, &wait_call, &step_call,
	&add_call, &value_call, &hang_call,
	&lock_call, &sleep_call, &kill_call, &bug_call, &crash_call, &spin_call, &deep_call,
	&copy_in_call, &copy_out_call, &object_call, &call_rcu_call, &choose_call,
};

/* ------------------------------------------------------------ operations */

static struct task_struct *op_boot(const struct model_boot *how)
{
	if (how->no_procfs)
		return NULL;
	if (how->no_fds)
		host->bug(HOST_BUG_OOPS, SITE(), NULL, "no descriptors, no kernel");
	return new_task(NULL);
}

static void take_signals(void)
{
	unsigned char info[128] = { 0 };
	int sig = current->pending;

	if (!sig)
		return;
	current->pending = 0;
	info[0] = (unsigned char)sig;
	event(HOST_EV_SIGNAL_TAKEN, current, info, sig, 0, SITE());
	if (sig == 9)
		die();
	/* A signal that comes back as soon as it is taken. */
	if (sig == 42) {
		current->pending = sig;
		host->wake(current);
	}
}

static long op_syscall(const struct model_syscall *call, const long args[6])
{
	long ret;

	toy.calls++;
	ret = call->fn(args);
	take_signals();
	return ret;
}

static int op_has_user_work(struct task_struct *task)
{
	return task->pending != 0;
}

static int op_grace(void)
{
	if (!toy.rcu_callbacks)
		return 0;
	toy.rcu_callbacks--;
	toy.graces++;
	if (toy.bad_callback)
		host->block(NULL, NEVER, SITE());
	return 1;
}

static int op_grace_pending(void)
{
	return toy.rcu_callbacks != 0;
}

static void op_halt(void)
{
	const long none[6] = { 0 };
	unsigned int i;

	for (i = 0; i < toy.nr_tasks; i++) {
		if (toy.tasks[i] == current || toy.tasks[i]->dead)
			continue;
		toy.tasks[i]->parent = current;
		toy.tasks[i]->pending = 9;
		host->wake(toy.tasks[i]);
	}
	for (i = 0; i < toy.nr_tasks; i++)
		toy.tasks[i]->parent = toy.tasks[i] == current ? NULL : current;
	while (toy_wait(none) > 0)
		;
}

static enum model_state op_state(struct task_struct *task)
{
	return task->dead ? MODEL_ZOMBIE : task->waiting ? MODEL_SLEEPING : MODEL_RUNNING;
}

static void op_identity(struct task_struct *task, struct model_pid *id)
{
	id->level = 0;
	id->nr[0] = task->nr;
	id->ns[0] = &toy;
	id->tgid_nr = task->nr;
	id->pid = task;
}

static unsigned long long op_pending(struct task_struct *task)
{
	return task->pending ? 1ULL << (task->pending - 1) : 0;
}

static int op_set_reuse(struct task_struct *caller, int nr)
{
	(void)caller;
	toy.next_nr = nr - 1;
	return 0;
}

static long op_refs_pid(const void *pid)
{
	return pid ? 1 : -1;
}

static long op_refs_file(struct task_struct *task, int fd)
{
	(void)task;
	return fd == 3 ? 2 : -1;
}

static int op_pid_has_task(const void *pid)
{
	return !((const struct task_struct *)pid)->dead;
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
	return 0;
}

static struct task_struct *op_find_task(struct task_struct *viewer, int nr)
{
	unsigned int i;

	(void)viewer;
	for (i = 0; i < toy.nr_tasks; i++) {
		if (toy.tasks[i]->nr == nr)
			return toy.tasks[i];
	}
	/* Asked for these numbers the toy goes mad, so that somebody can see what happens. */
	if (nr == 666)
		toy_bug((const long[6]){ HOST_BUG_OOPS });
	if (nr == 667)
		toy_crash((const long[6]){ 0 });
	return NULL;
}

static unsigned int op_counts(struct model_count *out, unsigned int n)
{
	(void)n;
	out[0] = (struct model_count){ "task", toy.nr_tasks, 1, sizeof(struct task_struct), 1 };
	out[1] = (struct model_count){ "thing", (unsigned long)toy.objects, 0, 64, 1 };
	out[2] = (struct model_count){ "page", toy.used, 0, 1, 0 };
	return 3;
}

static int op_object(const void *addr, struct model_object *out)
{
	out->cache = "thing";
	out->start = addr;
	out->size = 64;
	out->freed = 0;
	return 1;
}

static unsigned int op_locks_held(struct task_struct *task)
{
	return task->held;
}

unsigned long toy_memory_used(void)
{
	return toy.used;
}

static void op_interrupt(struct task_struct *task)
{
	task->pending = 1;
	host->wake(task);
}

static const struct model_ops ops = {
	.boot = op_boot,
	.syscall = op_syscall,
	.user_work = take_signals,
	.has_user_work = op_has_user_work,
	.grace = op_grace,
	.grace_pending = op_grace_pending,
	.halt = op_halt,
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
	.memory_used = toy_memory_used,
	.interrupt = op_interrupt,
};

static const char *const features[] = { "toy-feature", NULL };
static const struct design_habit habits[] = { { "sim_open", "open($1)" }, { NULL, NULL } };

const struct design toy_design = {
	.abi = MODEL_ABI,
	.name = "toy",
	.origin = "tests",
	.summary = "a toy",
	.releases = { LINUX(1, 0), LINUX(2, 4) },
	.features = features,
	.habits = habits,
	.syscalls = calls,
	.syscalls_end = calls + sizeof(calls) / sizeof(calls[0]),
	.image = (char *)&toy,
	.image_end = (char *)(&toy + 1),
	.cpu = &toy.cpu,
	.ops = &ops,
};

long toy_calls(void)
{
	return toy.calls;
}

const char *toy_order(void)
{
	return toy.order;
}

int toy_first_line(void)
{
	return __LINE__ - 2;
}
