// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the model asks of its host. All of it runs on the stack of a fiber, which is
 * small: nothing here calls libc, except through sim_upcall().
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

static void host_point(enum host_op op, const void *obj, const struct host_site *site)
{
	struct sim *sim = sim_here();

	sim_sched_point(sim, op, obj, site);
}

struct sleep_arg {
	const void *on;
	const struct host_site *site;
};

static void trace_sleep(struct sim *sim, void *arg)
{
	const struct sleep_arg *sa = arg;
	struct sim_trace_entry *e = sim_trace_add(sim, SIM_TRACE_SLEEP, sa->on != NULL, NULL);

	if (e)
		e->site = sa->site;
}

static void host_block(const void *on, unsigned long long deadline, const struct host_site *site)
{
	struct sim *sim = sim_here();
	struct sim_task *t = sim->current;
	struct sleep_arg arg = { on, site };

	if (sim_unlikely(sim->detail))
		sim_upcall(sim, trace_sleep, &arg);
	if (sim_unlikely(!t || sim->atomic == 1)) {
		/* A grace period or the boot: there is nobody who could wake it. */
		sim_report(sim, HOST_BUG_DEADLOCK, site, on, "sleeps where nothing may sleep");
		sim_abandon(sim);
	}
	if (!sim_sleep_on(t, on, deadline, site))
		sim_abandon(sim);
	sim->stop = SIM_STOP_SLEEP;
	sim_fiber_switch(sim->running, &sim->fibers.main);
}

static void host_wake(struct task_struct *task)
{
	struct sim *sim = sim_here();
	struct sim_task *t = sim_task_lookup(sim, task);

	if (sim_likely(t != NULL)) {
		sim_touch_memory(sim, t, 1, SIM_TOUCH_HOST | 1);
		sim_wake_task(t);
	}
}

static void host_wake_on(const void *on)
{
	struct sim *sim = sim_here();

	if (sim_unlikely(sim->nr_lock_waiters))
		sim_wake_lock(sim, on);
}

static unsigned int host_choose(unsigned int n, enum host_why why, const struct host_site *site)
{
	struct sim *sim = sim_here();

	if (n < 2 || !sim->racing)
		return 0;
	sim->cpu->step++;
	return sim_choose(sim, n, n, why, site, 1);
}

static int host_fail(enum host_fail what, const struct host_site *site)
{
	struct sim *sim = sim_here();

	(void)what;
	(void)site;
	sim->requests++;
	return sim->requests == sim->inject_nth;
}

/* ------------------------------------------------------------ events */

struct event_arg {
	const struct host_event *ev;
	struct sim_task *about;
};

static void add_signal(struct sim_task *t, const struct host_event *ev)
{
	struct sim_more *more = sim_task_more(t);
	struct sim_signal *p;
	unsigned int room;

	if (!more)
		return;
	if (more->nr_signals == more->room) {
		room = more->room ? more->room * 2 : 4;
		p = realloc(more->signals, room * sizeof(*p));
		if (!p)
			return;
		more->signals = p;
		more->room = room;
	}
	p = &more->signals[more->nr_signals++];
	p->sig = (int)ev->a;
	p->handled = (int)ev->b;
	p->call = t->calls;
	if (ev->obj)
		memcpy(p->info, ev->obj, sizeof(p->info));
	else
		memset(p->info, 0, sizeof(p->info));
}

static void event_detail(struct sim *sim, const struct host_event *ev, struct sim_task *about)
{
	struct sim_trace_entry *e;
	unsigned int id = 0;

	if (sim->ledger)
		id = sim_ledger_event(sim, ev);
	e = sim_trace_add(sim, SIM_TRACE_EVENT, ev->kind, about);
	if (!e)
		return;
	e->object = id;
	e->a = ev->a;
	e->b = ev->b;
	e->site = ev->site;
}

static void event_upcall(struct sim *sim, void *arg)
{
	struct event_arg *ea = arg;
	const struct host_event *ev = ea->ev;

	switch (ev->kind) {
	case HOST_EV_SIGNAL_TAKEN:
		if (ea->about && !sim->in_end)
			add_signal(ea->about, ev);
		break;
	case HOST_EV_TASK_EXIT:
		if (ea->about)
			sim_task_capture(ea->about);
		break;
	case HOST_EV_SWAP_PID:
		if (ea->about && ea->about->more && ea->about->more->have_id)
			sim_task_capture(ea->about);
		break;
	default:
		break;
	}
	if (sim->detail)
		event_detail(sim, ev, ea->about);
}

/* Does the event need more than a fiber's stack. */
static inline int needs_main(const struct sim *sim, const struct host_event *ev,
			     const struct sim_task *about)
{
	const struct sim_more *more;

	if (sim->detail)
		return 1;
	if (!about)
		return 0;
	more = about->more;
	switch (ev->kind) {
	case HOST_EV_TASK_EXIT:
		return !more;
	case HOST_EV_SIGNAL_TAKEN:
		return !more || more->nr_signals == more->room;
	case HOST_EV_SWAP_PID:
		return more != NULL;
	default:
		return 0;
	}
}

static void host_event(const struct host_event *ev)
{
	struct sim *sim = sim_here();
	struct event_arg ea = { .ev = ev };

	if (ev->task)
		ea.about = sim_task_lookup(sim, ev->task);
	if (sim_unlikely(sim->hooks.event != NULL))
		sim->hooks.event(sim->hooks_ctx, sim->current, ev);
	if (needs_main(sim, ev, ea.about))
		sim_upcall(sim, event_upcall, &ea);
	else if (ev->kind == HOST_EV_SIGNAL_TAKEN || ev->kind == HOST_EV_TASK_EXIT)
		event_upcall(sim, &ea);
}

/* ------------------------------------------------------------ faults */

struct bug_arg {
	enum host_bug kind;
	const struct host_site *site;
	const void *obj;
	const char *text;
};

static void bug_upcall(struct sim *sim, void *arg)
{
	const struct bug_arg *b = arg;

	sim_report(sim, b->kind, b->site, b->obj, b->text);
}

static void host_bug(enum host_bug kind, const struct host_site *site, const void *obj,
		     const char *text)
{
	struct sim *sim = sim_here();
	struct bug_arg arg = { .kind = kind, .site = site, .obj = obj, .text = text };

	sim_upcall(sim, bug_upcall, &arg);
	if (kind == HOST_BUG_OOPS || kind == HOST_BUG_UNMODELLED)
		sim_abandon(sim);
}

/* ------------------------------------------------------------ user memory */

static size_t span_in(const struct sim_more *more, uintptr_t from, size_t n)
{
	const struct sim_block *block;
	uintptr_t start;
	size_t room;

	if (!more)
		return 0;
	for (block = more->scratch; block; block = block->next) {
		start = (uintptr_t)block->data;
		if (from < start || from >= start + block->used)
			continue;
		room = start + block->used - from;
		return n < room ? n : room;
	}
	return 0;
}

size_t sim_user_span(struct sim *sim, uintptr_t from, size_t n)
{
	struct sim_task *t = sim->current;
	uintptr_t base = (uintptr_t)sim->cpu->base;
	size_t span;

	if (sim->options.flags & SIM_USER_MEMORY) {
		/* Anything but kernel memory. */
		if (from >= base && from < base + sim->cpu->size)
			return 0;
		return from < base && n > base - from ? base - from : n;
	}
	if (!t)
		return 0;
	span = span_in(t->flags & TASK_STALE ? NULL : t->more, from, n);
	/* A child shares the memory of its parent, or has a copy of it. */
	while (!span && t->parent != t->index) {
		t = sim_task_nth(sim, t->parent);
		span = span_in(t->flags & TASK_STALE ? NULL : t->more, from, n);
	}
	return span;
}

static size_t user_copy(struct sim *sim, void *to, const void *from, size_t n)
{
	if (sim->options.flags & SIM_USER_MEMORY)
		return sim_guard_copy(to, from, n);
	memcpy(to, from, n);
	return 0;
}

static unsigned long host_copy_from_user(void *to, unsigned long from, unsigned long n)
{
	struct sim *sim = sim_here();
	size_t span = sim_user_span(sim, from, n);

	if (!span)
		return n;
	sim_touch_memory(sim, to, span, 1);
	return n - span + user_copy(sim, to, (const void *)from, span);
}

static unsigned long host_copy_to_user(unsigned long to, const void *from, unsigned long n)
{
	struct sim *sim = sim_here();
	size_t span = sim_user_span(sim, to, n);

	if (!span)
		return n;
	sim_touch_memory(sim, from, span, 0);
	return n - span + user_copy(sim, (void *)to, from, span);
}

/* ------------------------------------------------------------ tasks and time */

static unsigned long long host_now(void)
{
	return sim_here()->now;
}

struct new_arg {
	struct sim_task *task, *parent;
};

static void new_upcall(struct sim *sim, void *arg)
{
	struct new_arg *na = arg;

	sim->hooks.task_new(sim->hooks_ctx, na->task, na->parent);
}

static void host_task_new(struct task_struct *task, struct task_struct *parent)
{
	struct sim *sim = sim_here();
	struct new_arg arg = { .parent = parent ? sim_task_lookup(sim, parent) : NULL };

	arg.task = sim_task_new(sim, task, arg.parent);
	if (sim_unlikely(!arg.task)) {
		sim_report(sim, HOST_BUG_OOPS, NULL, NULL, "no host memory for another task");
		sim_abandon(sim);
	}
	if (sim_unlikely(sim->hooks.task_new != NULL))
		sim_upcall(sim, new_upcall, &arg);
}

static void host_task_gone(struct task_struct *task)
{
	struct sim *sim = sim_here();
	struct sim_task *t = sim_task_lookup(sim, task);

	if (t)
		sim_task_gone(t);
}

static void __attribute__((noreturn)) host_task_dead(void)
{
	struct sim *sim = sim_here();

	sim->stop = SIM_STOP_DEAD;
	sim_fiber_leave(sim->running, &sim->fibers.main);
}

const struct host_ops sim_host_ops = {
	.point = host_point,
	.block = host_block,
	.wake = host_wake,
	.wake_on = host_wake_on,
	.choose = host_choose,
	.fail = host_fail,
	.event = host_event,
	.bug = host_bug,
	.copy_from_user = host_copy_from_user,
	.copy_to_user = host_copy_to_user,
	.now = host_now,
	.task_new = host_task_new,
	.task_gone = host_task_gone,
	.task_dead = host_task_dead,
};
