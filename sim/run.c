// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls: a task in user mode gets a stack, runs until it is done, sleeps or dies, and
 * gives the stack back. What follows from each of these happens here, on main.
 */
#include "internal.h"

#include <string.h>

/* ------------------------------------------------------------ fibers and main */

void sim_stack_overflow(struct sim *sim)
{
	sim_report(sim, HOST_BUG_OOPS, sim->cpu->site, NULL, "kernel stack overflow");
	sim->abandoned = 1;
	sim->lost_stacks = 1;
}

void sim_upcall(struct sim *sim, sim_upcall_fn fn, void *arg)
{
	if (!sim->running) {
		fn(sim, arg);
		return;
	}
	sim->upcall = fn;
	sim->upcall_arg = arg;
	sim->stop = SIM_STOP_UPCALL;
	sim_fiber_switch(sim->running, &sim->fibers.main);
}

void sim_abandon(struct sim *sim)
{
	sim->stop = SIM_STOP_ABANDON;
	if (!sim->running)
		__builtin_longjmp(sim->inspect, 1);
	sim_fiber_leave(sim->running, &sim->fibers.main);
}

static void once_entry(struct sim_fiber *fiber)
{
	struct sim *sim = fiber->data;

	sim->once(sim);
	sim->stop = SIM_STOP_DONE;
	sim_fiber_leave(sim->running, &sim->fibers.main);
}

int sim_on_fiber(struct sim *sim, struct sim_task *task, void (*fn)(struct sim *sim))
{
	struct sim_fiber *fiber = sim_fiber_get(&sim->fibers);
	int atomic = sim->atomic;
	enum sim_stop stop;

	if (!fiber)
		return 0;
	sim->once = fn;
	sim->current = task;
	sim->cpu->task = task ? task->task : NULL;
	sim->atomic = 1;
	sim_fiber_prepare(fiber, once_entry, sim);
	stop = sim_resume(sim, fiber);
	sim->atomic = atomic;
	sim->current = NULL;
	if (!sim->lost_stacks)
		sim_fiber_put(&sim->fibers, fiber);
	if (sim->tasks.nr)
		sim->cpu->task = sim_task_nth(sim, 0)->task;
	if (stop == SIM_STOP_DONE)
		return 1;
	sim->abandoned = 1;
	return 0;
}

/* ------------------------------------------------------------ grace periods */

int sim_grace_due(struct sim *sim)
{
	return sim->ops->grace_pending();
}

static void grace_entry(struct sim *sim)
{
	sim->ops->grace();
}

int sim_grace(struct sim *sim)
{
	if (sim_unlikely(sim->detail))
		sim_trace_add(sim, SIM_TRACE_GRACE, 0, NULL);
	return sim_on_fiber(sim, NULL, grace_entry);
}

/* ------------------------------------------------------------ a task moves */

static void call_entry(struct sim_fiber *fiber)
{
	struct sim_task *t = fiber->data;
	struct sim *sim = t->sim;

	t->ret = sim->ops->syscall(t->step.call, t->step.args);
	sim->stop = SIM_STOP_DONE;
	sim_fiber_leave(fiber, &sim->fibers.main);
}

static void work_entry(struct sim_fiber *fiber)
{
	struct sim_task *t = fiber->data;
	struct sim *sim = t->sim;

	sim->ops->user_work();
	sim->stop = SIM_STOP_DONE;
	sim_fiber_leave(fiber, &sim->fibers.main);
}

static inline __attribute__((always_inline)) int
begin(struct sim_task *t, void (*entry)(struct sim_fiber *))
{
	struct sim *sim = t->sim;
	struct sim_fiber *fiber = sim_fiber_get(&sim->fibers);

	if (sim_unlikely(!fiber)) {
		sim_report(sim, HOST_BUG_OOPS, NULL, NULL, "no host memory for a stack");
		sim->abandoned = 1;
		return 0;
	}
	t->fiber = fiber;
	t->where = SIM_CALL;
	if (sim->racing)
		sim_set_runnable(t);
	sim_fiber_prepare(fiber, entry, t);
	return 1;
}

static void trace_call(struct sim_task *t)
{
	struct sim *sim = t->sim;
	struct sim_trace_entry *e;

	sim->current = t;
	e = sim_trace_add(sim, SIM_TRACE_CALL, 0, t);
	if (!e)
		return;
	e->call = t->step.call;
	sim_trace_args(sim, e, t->step.args);
}

int sim_begin_call(struct sim_task *t)
{
	struct sim *sim = t->sim;

	if (!begin(t, call_entry))
		return 0;
	t->calls++;
	t->flags |= TASK_IN_CALL;
	sim->nr_calls++;
	if (sim_unlikely(sim->detail))
		trace_call(t);
	return 1;
}

int sim_begin_work(struct sim_task *t)
{
	t->flags &= (uint8_t)~TASK_WORK;
	return begin(t, work_entry);
}

static void call_returned(struct sim_task *t)
{
	struct sim *sim = t->sim;
	struct sim_trace_entry *e;

	if (sim_unlikely(sim->detail)) {
		e = sim_trace_add(sim, SIM_TRACE_RETURN, 0, t);
		if (e)
			e->a = t->ret;
	}
	if (t->driver && t->driver->done(t->driver_ctx, t))
		t->flags |= TASK_STEP;
}

static void task_done(struct sim_task *t)
{
	struct sim *sim = t->sim;
	unsigned int flags = t->flags;

	sim_fiber_put(&sim->fibers, t->fiber);
	t->fiber = NULL;
	t->where = SIM_USER;
	t->flags = (uint8_t)(flags & ~(TASK_IN_CALL | TASK_WOKEN | TASK_DRIVEN));
	if (sim_unlikely(sim->ops->locks_held(t->task)))
		sim_judge_return(t);
	if (sim_unlikely(flags & TASK_WOKEN || sim->cpu->linger) &&
	    sim->ops->has_user_work(t->task))
		t->flags |= TASK_WORK;
	if (flags & TASK_IN_CALL && (t->driver || sim->detail))
		call_returned(t);
	if (sim_unlikely(t->flags & TASK_WORK) || (sim->racing && t->flags & TASK_STEP))
		sim_set_runnable(t);
	else
		sim_clear_runnable(t);
}

static void task_died(struct sim_task *t)
{
	struct sim *sim = t->sim;

	if (t->flags & TASK_IN_CALL)
		t->ret = SIM_NO_RETURN;
	sim_fiber_put(&sim->fibers, t->fiber);
	t->fiber = NULL;
	t->where = SIM_DEAD;
	t->flags &= (uint8_t)~(TASK_IN_CALL | TASK_WOKEN | TASK_DRIVEN | TASK_STEP | TASK_WORK);
	sim_clear_runnable(t);
	sim->current = NULL;
	sim->cpu->task = sim_task_nth(sim, 0)->task;
	if (t->driver)
		t->driver->done(t->driver_ctx, t);
	sim_task_forget(t);
}

void sim_stopped(struct sim *sim, enum sim_stop stop)
{
	/* From fiber to fiber: another task may have stopped than the one that began. */
	struct sim_task *t = sim->current;

	switch (stop) {
	case SIM_STOP_DONE:
		task_done(t);
		break;
	case SIM_STOP_DEAD:
		task_died(t);
		break;
	case SIM_STOP_SLEEP:
	case SIM_STOP_PREEMPT:
		break;
	default:
		sim->abandoned = 1;
		break;
	}
}

void sim_run_task(struct sim_task *t)
{
	sim_run_here(t);
}

/* ------------------------------------------------------------ cooperative running */

static int too_long(struct sim *sim, unsigned long moves)
{
	if (sim_likely(moves < sim->options.max_steps))
		return 0;
	sim_report(sim, HOST_BUG_LOOP, sim->cpu->site, NULL, "does not settle");
	sim->abandoned = 1;
	return 1;
}

static void settle(struct sim *sim)
{
	unsigned long moves = 0;
	struct sim_task *t;
	int i;

	while (!sim->abandoned && !too_long(sim, moves++)) {
		i = sim_set_first(&sim->runnable);
		if (i < 0) {
			if (!sim_grace_due(sim))
				return;
			sim_grace(sim);
			continue;
		}
		t = sim_task_nth(sim, (unsigned int)i);
		if (t->fiber)
			sim_run_task(t);
		else if (!(t->flags & TASK_WORK))
			sim_clear_runnable(t);
		else if (sim_begin_work(t))
			sim_run_task(t);
	}
}

void sim_settle(struct sim *sim)
{
	if (!sim->booted)
		return;
	sim_enter_world(sim);
	settle(sim);
}

void sim_sleep(struct sim *sim, unsigned long long ns)
{
	unsigned long long until = sim->now + ns;

	if (!sim->booted)
		return;
	sim_enter_world(sim);
	settle(sim);
	while (!sim->abandoned && sim_pass_time(sim, until))
		settle(sim);
	sim->now = until;
}

static void nudge_entry(struct sim *sim)
{
	sim->ops->nudge(sim->nudged->task);
}

int sim_nudge(struct sim_task *t)
{
	struct sim *sim = t->sim;

	sim->nudged = t;
	sim_on_fiber(sim, NULL, nudge_entry);
	settle(sim);
	return !sim->abandoned && !(t->flags & TASK_IN_CALL);
}

/* A task in user mode that has work there does that first. */
static int ready_for_call(struct sim_task *t)
{
	struct sim *sim = t->sim;

	if (sim_likely(t->where == SIM_USER && !sim->abandoned && !(t->flags & TASK_WORK)))
		return 1;
	if (t->where != SIM_USER || sim->abandoned || !sim_begin_work(t))
		return 0;
	sim_run_task(t);
	return t->where == SIM_USER && !sim->abandoned;
}

long sim_start(struct sim_task *t, const struct model_syscall *call, const long args[6])
{
	struct sim *sim = t->sim;

	sim_enter_world(sim);
	if (!call || sim->racing || !ready_for_call(t))
		return SIM_NO_CALL;
	t->step.call = call;
	memcpy(t->step.args, args, sizeof(t->step.args));
	if (!sim_begin_call(t))
		return SIM_NO_CALL;
	sim_run_task(t);
	if (sim_unlikely(sim->abandoned))
		return SIM_NO_CALL;
	return sim_ret(t);
}

long sim_start_now(struct sim_task *t, const struct model_syscall *call, const long args[6])
{
	struct sim *sim = t->sim;

	sim_enter_world(sim);
	if (!call || sim->racing || sim->abandoned || t->where != SIM_USER)
		return SIM_NO_CALL;
	t->step.call = call;
	memcpy(t->step.args, args, sizeof(t->step.args));
	if (!sim_begin_call(t))
		return SIM_NO_CALL;
	sim->cpu->linger = 1;
	sim_run_task(t);
	sim->cpu->linger = 0;
	return sim->abandoned ? SIM_NO_CALL : sim_ret(t);
}

void sim_let(struct sim_task *t, int signals)
{
	struct sim *sim = t->sim;
	struct sim_task *who;
	unsigned long moves = 0;
	int i;

	sim_enter_world(sim);
	while (!sim->abandoned && !too_long(sim, moves++)) {
		/* who sleeps on a lock needs its holder, whoever that is */
		i = sim_set_has(&sim->runnable, t->index) || !t->on ? (int)t->index :
			sim_set_first(&sim->runnable);
		if (i < 0 || !sim_set_has(&sim->runnable, (uint32_t)i))
			break;
		who = sim_task_nth(sim, (unsigned int)i);
		if (who == t && !t->fiber && !signals)
			break;
		sim->cpu->linger = 1;
		if (who->fiber)
			sim_run_task(who);
		else if (!(who->flags & TASK_WORK))
			sim_clear_runnable(who);
		else if (sim_begin_work(who))
			sim_run_task(who);
		sim->cpu->linger = 0;
	}
	if (!sim->abandoned && sim_grace_due(sim))
		sim_grace(sim);
}

int sim_let_time_pass(struct sim *sim)
{
	sim_enter_world(sim);
	return !sim->abandoned && sim_pass_time(sim, SIM_NO_DEADLINE - 1);
}

long sim_finish(struct sim_task *t)
{
	struct sim *sim = t->sim;

	sim_enter_world(sim);
	settle(sim);
	while (!sim->abandoned && t->where == SIM_ASLEEP && (t->flags & TASK_IN_CALL) &&
	       sim_pass_time(sim, SIM_NO_DEADLINE - 1))
		settle(sim);
	return sim->abandoned ? SIM_NO_CALL : sim_ret(t);
}

long sim_call_at(struct sim_task *t, const struct model_syscall *call, const long args[6])
{
	struct sim *sim = t->sim;
	long ret = sim_start(t, call, args);

	if (sim_likely(ret > SIM_NO_CALL && !sim->runnable.count && !sim_grace_due(sim)))
		return ret;
	return ret == SIM_NO_CALL ? ret : sim_finish(t);
}

long sim_call_by_name(struct sim_task *t, const char *name, const long args[6])
{
	return sim_call_at(t, sim_design_call(t->sim->design, name), args);
}

/* ------------------------------------------------------------ the end of a run */

static void halt_entry(struct sim_fiber *fiber)
{
	struct sim_task *t = fiber->data;
	struct sim *sim = t->sim;

	sim->ops->halt();
	sim->stop = SIM_STOP_DONE;
	sim_fiber_leave(fiber, &sim->fibers.main);
}

static void interrupt_entry(struct sim *sim)
{
	sim->ops->interrupt(sim_task_nth(sim, 0)->task);
}

/* Init comes back from a call in which it still sleeps, or that call is given up. */
static void free_init(struct sim *sim, struct sim_task *init)
{
	if (init->where == SIM_ASLEEP && sim->ops->interrupt) {
		sim_on_fiber(sim, NULL, interrupt_entry);
		settle(sim);
	}
	if (sim->abandoned || init->where != SIM_ASLEEP)
		return;
	sim_wake_task(init);
	sim_clear_runnable(init);
	sim->init_fiber = init->fiber;
	init->fiber = NULL;
	init->where = SIM_USER;
	init->flags &= (uint8_t)~TASK_IN_CALL;
}

void sim_end(struct sim *sim)
{
	struct sim_task *init;

	if (!sim->booted || sim->abandoned)
		return;
	sim_enter_world(sim);
	sim->in_end = 1;
	sim->cpu->inject = 0;
	settle(sim);
	init = sim_task_nth(sim, 0);
	free_init(sim, init);
	if (sim->abandoned || init->where != SIM_USER || !begin(init, halt_entry))
		return;
	sim_run_task(init);
	settle(sim);
	while (!sim->abandoned && init->where == SIM_ASLEEP &&
	       sim_pass_time(sim, SIM_NO_DEADLINE - 1))
		settle(sim);
	if (sim->abandoned)
		return;
	if (init->where == SIM_USER)
		sim_judge_balance(sim);
	else
		sim_judge_deadlock(sim);
}
