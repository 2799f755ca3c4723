// SPDX-License-Identifier: GPL-2.0-only
/*
 * The model's side: a design with one call, which hands a function of the driver what it needs to
 * use the model's own functions, on a fiber, as the kernel would. What would send signals or wait
 * is side.c's; what is different from the kernel's side is here.
 */
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/design.h>
#include <linux/err.h>
#include <linux/nsproxy.h>
#include <linux/pid_namespace.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/syscalls.h>
#include <linux/user_namespace.h>

#include "side.h"

/* plant.c looks at it */
int planted;
static struct side *the_side;
static struct host_ops host;		/* the simulator's, but for four of them */
static struct cred *powerless;
static struct call_frame *frame;
static bool capable_now;

#define is_freed(obj)		slab_is_freed(obj)
#define side_limit()		(*pid_ns_max(&init_pid_ns))
#define side_cursor(ns)		((int)(ns)->map.next)
#define side_first_task()	init_task_ptr
#define side_kill(t)		sigaddset(&(t)->pending.signal, SIGKILL)
#define side_unkill(t)		sigdelset(&(t)->pending.signal, SIGKILL)
#define side_faults(side)	((side)->faults)
#define side_pid_max(max)	pid_ns_set_max(&init_pid_ns, max)
#define side_capable(on)	(capable_now = (on))
/* pidfs came with 6.9 */
#define side_ino(pid)		(kernel_release(6, 9) ? (long)(pid)->ino : 0L)
#define SIDE_SIGINFO		struct kernel_siginfo
#define SIDE_RUSAGE		struct rusage

static void side_current(struct task_struct *t)
{
	current = t;
	t->frame = frame;
	t->cred = t->real_cred = capable_now ? init_cred : powerless;
}

static int side_last_pid(int nr)
{
	struct pid_namespace *ns = task_active_pid_ns(current);

	if (!pid_ns_may_set_last_pid(ns))
		return -EPERM;
	return pid_ns_set_last_pid(ns, nr);
}

static void side_detach(struct task_struct *t, enum pid_type type)
{
	struct pid *pids[PIDTYPE_MAX] = { NULL };

	detach_pid(pids, t, type);
	free_pids(pids);
}

static void side_change(struct task_struct *t, enum pid_type type, struct pid *pid)
{
	struct pid *pids[PIDTYPE_MAX] = { NULL };

	change_pid(pids, t, type, pid);
	free_pids(pids);
}

static void side_grace(void)
{
	while (rcu_grace())
		;
}

static struct signal_struct *side_new_signal(void)
{
	return kzalloc(sizeof(struct signal_struct), GFP_KERNEL);
}

static struct task_struct *side_new_task(void)
{
	struct task_struct *t = kzalloc(sizeof(*t), GFP_KERNEL);

	t->sighand = kzalloc(sizeof(*t->sighand), GFP_KERNEL);
	t->sighand->action = get_sigaction_table(default_actions.action);
	t->nsproxy = kzalloc(sizeof(*t->nsproxy), GFP_KERNEL);
	refcount_set(&t->nsproxy->count, 1);
	refcount_set(&t->usage, 1);
	return t;
}

/* ---------------------------------------------------------------- the host */

static int refuse(enum host_fail what, const struct host_site *site)
{
	int fail = the_side->fail;

	(void)site;
	if (what != HOST_FAIL_ALLOC)
		return 0;
	the_side->fail = 0;
	return fail;
}

static void count_bug(enum host_bug kind, const struct host_site *site, const void *obj,
		      const char *text)
{
	(void)kind, (void)site, (void)obj, (void)text;
	the_side->faults++;
}

static void no_wake(struct task_struct *task)
{
	(void)task;
}

static int side_boot(struct side *side)
{
	the_side = side;
	planted = side->plant;
	powerless = kzalloc(sizeof(*powerless), GFP_KERNEL);
	*powerless = *init_cred;
	powerless->cap_permitted = powerless->cap_effective = CAP_EMPTY_SET;
	frame = current->frame;
	return 0;
}

#include "side.c"

/* @fn(@ctx, the model's side), within this call; a wild pointer is the driver's own fault */
SYSCALL_DEFINE2(oracle, long, fn, void *, ctx)
{
	int (*drive)(void *ctx, const struct side_ops *ops) = (void *)fn;
	const struct host_ops *old = model_cpu.host;
	unsigned int inject = model_cpu.inject;
	struct task_struct *me = current;
	long ret;

	host = *old;
	host.fail = refuse;
	host.bug = count_bug;
	host.wake = no_wake;
	model_cpu.host = &host;
	model_cpu.inject = 1;
	ret = drive(ctx, &side_ops);
	model_cpu.inject = inject;
	model_cpu.host = old;
	capable_now = true;
	side_current(me);
	return ret;
}

static const char *const features[] = { NULL };
static const struct design_habit habits[] = { { NULL, NULL } };

DESIGN_EXPORT const struct design pid_design = {
	DESIGN_COMMON,
	.name = "ids",
	.origin = "tests",
	.summary = "the model's functions about pids, for the oracle",
	.releases = { LINUX(4, 20), LINUX(6, 18) },
	.features = features,
	.habits = habits,
};
