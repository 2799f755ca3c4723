// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a step touches: the operation it began with, the one it ended behind, and every access to
 * memory in between, if the library records them.
 */
#include "dpor.h"
#include "internal.h"

#include <stdlib.h>
#include <string.h>

#define MAX_TOUCHES 65536U

static struct sim_task *task_of(const struct sim_dpor *d, unsigned int proc)
{
	return sim_task_nth(d->base.sim, proc - 1);
}

static int recorded(const struct sim_dpor *d)
{
	return d->base.sim->world.design->footprints == DESIGN_RECORDED;
}

/* ------------------------------------------------------------ accesses */

/* Whose stack is it on: by task, call and distance from the top, wherever the stack is. */
static uint64_t stack_key(const struct sim_dpor *d, const char *p)
{
	const struct sim *sim = d->base.sim;
	const struct sim_task *t;
	const char *end = NULL;
	unsigned int i;

	if (p >= d->stack && p < d->stack_end) {
		t = task_of(d, d->nodes[d->nr - 1].proc);
		end = d->stack_end;
	}
	for (i = 0; i < sim->tasks.nr && !end; i++) {
		t = sim_task_nth(sim, i);
		if (t->fiber && p >= t->fiber->stack && p < (const char *)t->fiber)
			end = (const char *)t->fiber;
	}
	if (!end)
		return 0;	/* of a call that is over, or a constant */
	return sim_key(SIM_SPACE_STACK, (uint64_t)t->index << 48 |
		       (uint64_t)(t->calls & 0xffff) << 32 | (uint64_t)(end - p) >> 3);
}

static uint64_t memory_key(const struct sim_dpor *d, unsigned long at)
{
	const struct sim *sim = d->base.sim;
	const struct design *design = sim->world.design;
	unsigned long world = at - (unsigned long)sim->cpu->base;
	unsigned long image = at - (unsigned long)design->image;

	if (world < sim->cpu->size)
		return sim_key(SIM_SPACE_WORLD, world >> 3);
	if (image < (unsigned long)(design->image_end - design->image))
		return sim_key(SIM_SPACE_IMAGE, image >> 3);
	return stack_key(d, (const char *)at);
}

static void touch_memory(struct sim_dpor *d, const struct model_touch *touch)
{
	const struct sim *sim = d->base.sim;
	unsigned int how = touch->write & 1 ? SIM_TOUCH_WRITE : SIM_TOUCH_READ;
	unsigned long last = touch->addr + (touch->size ? touch->size - 1 : 0), at;
	uint64_t key;

	if (touch->write >= SIM_TOUCH_HOST) {
		sim_prints_touch(&d->prints, sim_key(SIM_SPACE_TASK, touch->addr), how);
		return;
	}
	if (touch->addr - (unsigned long)sim->cpu < sizeof(*sim->cpu))
		return;
	for (at = touch->addr & ~7UL; at <= last; at += 8) {
		key = memory_key(d, at);
		if (key)
			sim_prints_touch(&d->prints, key, how);
	}
}

/* ------------------------------------------------------------ operations */

static uint64_t space_key(const struct sim_dpor *d, enum sim_space space, const void *obj)
{
	return sim_key(space, (uintptr_t)obj - (uintptr_t)d->base.sim->cpu->base);
}

/* Counts of objects that came to be in the race are always heavy: their slots may get others. */
static struct sim_slot *count_slot(struct sim_dpor *d, const void *obj)
{
	const struct model_cpu *cpu = d->base.sim->cpu;
	struct sim_slot *slot = sim_prints_slot(&d->prints, space_key(d, SIM_SPACE_REF, obj));
	unsigned long at = (unsigned long)((const char *)obj - cpu->base);

	if (slot->run == d->run)
		return slot;
	slot->run = d->run;
	slot->puts = 0;
	if (!recorded(d) ||
	    (at < cpu->size && at >= d->memory))
		slot->heavy = 1;
	else
		slot->first = *(const int *)obj;
	return slot;
}

/*
 * Ups and downs of a count commute as long as it can't reach zero, whatever the order: as long as
 * it began with more than there are downs. If a run shows otherwise, all begins again.
 */
static unsigned int count_how(struct sim_dpor *d, const struct sim_doing *step)
{
	struct sim_slot *slot = count_slot(d, step->obj);

	if (step->op == HOST_OP_REF_PUT && ++slot->puts >= (unsigned int)slot->first &&
	    !slot->heavy) {
		slot->heavy = slot->found_heavy = 1;
		d->again = 1;
	}
	return step->op == HOST_OP_REF_PUT && slot->heavy ? SIM_TOUCH_WRITE : SIM_TOUCH_COUNT;
}

static void touch_lock(struct sim_dpor *d, const struct sim_doing *step)
{
	static const uint8_t how[HOST_OP_NR] = {
		[HOST_OP_LOCK] = SIM_TOUCH_LOCK,
		[HOST_OP_WRITE_LOCK] = SIM_TOUCH_LOCK,
		[HOST_OP_READ_LOCK] = SIM_TOUCH_READ_LOCK,
		[HOST_OP_TRY_LOCK] = SIM_TOUCH_TRY_LOCK,
		[HOST_OP_UNLOCK] = SIM_TOUCH_UNLOCK,
		[HOST_OP_READ_UNLOCK] = SIM_TOUCH_READ_UNLOCK,
	};

	sim_prints_touch(&d->prints, space_key(d, SIM_SPACE_LOCK, step->obj), how[step->op]);
	/* It may be a spinlock, and then no grace period ends while it is held. */
	if (how[step->op] & (SIM_TOUCH_LOCK | SIM_TOUCH_READ_LOCK | SIM_TOUCH_TRY_LOCK))
		sim_prints_add(&d->prints, SIM_SLOT_SPIN, SIM_TOUCH_READ);
}

static void touch_op(struct sim_dpor *d, const struct sim_doing *step)
{
	const struct model_touch named = {
		(unsigned long)step->obj, 1, step->op != HOST_OP_LOAD,
	};

	switch (step->op) {
	case HOST_OP_LOCK:
	case HOST_OP_WRITE_LOCK:
	case HOST_OP_READ_LOCK:
	case HOST_OP_TRY_LOCK:
	case HOST_OP_UNLOCK:
	case HOST_OP_READ_UNLOCK:
		touch_lock(d, step);
		break;
	case HOST_OP_REF_READ:
		sim_prints_touch(&d->prints, space_key(d, SIM_SPACE_REF, step->obj),
				 SIM_TOUCH_READ);
		break;
	case HOST_OP_RCU_LOCK:
		sim_prints_add(&d->prints, SIM_SLOT_RCU, SIM_TOUCH_READ);
		sim_prints_touch(&d->prints, sim_key(SIM_SPACE_RCU, 1), SIM_TOUCH_READ);
		break;
	case HOST_OP_RCU_CALL:
		sim_prints_add(&d->prints, SIM_SLOT_RCU, SIM_TOUCH_WRITE);
		sim_prints_touch(&d->prints, sim_key(SIM_SPACE_RCU, 0), SIM_TOUCH_COUNT);
		sim_prints_touch(&d->prints, sim_key(SIM_SPACE_RCU, 1), SIM_TOUCH_COUNT);
		break;
	case HOST_OP_LOAD:
	case HOST_OP_STORE:
	case HOST_OP_RMW:
	case HOST_OP_WAIT:
	case HOST_OP_WAKE:
		/* Where accesses are recorded, those are what it touches. */
		if (!recorded(d))
			touch_memory(d, &named);
		break;
	default:
		break;
	}
}

/* The point stands behind what was done. */
static int is_behind(enum host_op op)
{
	return op == HOST_OP_UNLOCK || op == HOST_OP_READ_UNLOCK || op == HOST_OP_RCU_UNLOCK;
}

static void touch_all(struct sim_dpor *d)
{
	const struct model_touch *touch, *end = d->base.sim->cpu->touch;

	for (touch = d->touches; touch < end; touch++)
		touch_memory(d, touch);
	if (end == d->base.sim->cpu->touch_end)
		d->lost = "a step touches too much";
}

/* ------------------------------------------------------------ steps */

void sim_touch(struct sim *sim, const void *what, int write)
{
	if (sim && sim->racing)
		sim_touch_memory(sim, what, 1, SIM_TOUCH_HOST | (write != 0));
}

int sim_step_race(struct sim_dpor *d)
{
	struct sim *sim = d->base.sim;

	d->run++;
	d->memory = sim->ops->memory_used();
	if (!d->touches)
		d->touches = malloc(MAX_TOUCHES * sizeof(*d->touches));
	if (!d->touches)
		return 0;
	sim->cpu->touch = d->touches;
	sim->cpu->touch_end = d->touches + MAX_TOUCHES;
	return 1;
}

void sim_step_race_end(struct sim_dpor *d)
{
	struct model_cpu *cpu = d->base.sim->cpu;

	cpu->touch = cpu->touch_end = NULL;
}

static void note_stack(struct sim_dpor *d, unsigned int proc)
{
	const struct sim_fiber *fiber = proc == SIM_PROC_GRACE ? NULL : task_of(d, proc)->fiber;

	if (!fiber)
		return;
	d->stack = fiber->stack;
	d->stack_end = (const char *)fiber;
}

void sim_step_begin(struct sim_dpor *d)
{
	unsigned int proc = d->nodes[d->nr - 1].proc;

	d->step = d->doing[proc];
	d->doing[proc].op = HOST_OP_NR;
	d->stack = d->stack_end = NULL;
	note_stack(d, proc);
	if (d->touches)
		d->base.sim->cpu->touch = d->touches;
}

/* What the task stands before now. It may still wait for the lock that it wanted. */
static void note_doing(struct sim_dpor *d, unsigned int proc, const struct sim_doing *at)
{
	struct sim_task *t;

	if (proc == SIM_PROC_GRACE)
		return;
	t = task_of(d, proc);
	if (at->op != HOST_OP_NR && !is_behind(at->op)) {
		d->doing[proc] = *at;
		if (at->op == HOST_OP_REF_GET || at->op == HOST_OP_REF_PUT)
			count_slot(d, at->obj);
	} else if (t->where == SIM_ASLEEP && t->on) {
		d->doing[proc] = d->step;
		if (d->step.obj != t->on)
			d->doing[proc] = (struct sim_doing){ HOST_OP_LOCK, t->on, NULL };
		/* who only tried has seen that it was taken */
		if (d->step.op != HOST_OP_TRY_LOCK)
			d->step.op = HOST_OP_NR;
	}
}

static void note_rcu(struct sim_dpor *d, unsigned int proc, enum host_op behind)
{
	uint32_t i;

	if (d->step.op == HOST_OP_RCU_LOCK &&
	    sim_dpor_grow(d, &d->sections, d->nr_sections, &d->sections_room,
			  sizeof(*d->sections)))
		d->sections[d->nr_sections++] = (struct sim_section){ proc, d->nr, 0 };
	if (behind != HOST_OP_RCU_UNLOCK)
		return;
	for (i = d->nr_sections; i--; ) {
		if (d->sections[i].proc == proc) {
			d->sections[i].end = d->nr;
			return;
		}
	}
}

static void note_taken(struct sim_dpor *d, struct sim_held *held)
{
	const struct sim_doing *step = &d->step;
	struct model_object o = { 0 };
	unsigned long offset = (unsigned long)step->obj;
	unsigned int class;

	if (d->base.sim->ops->object(step->obj, &o))
		offset -= (unsigned long)o.start;
	else
		o.cache = NULL;
	class = sim_lock_class(&d->order, o.cache, offset, step->site);
	sim_lock_taken(&d->order, held, class, step->obj, step->site);
}

/* Who took a lock, and gave one back. A lock that was only tried for can't be waited for. */
static void note_locks(struct sim_dpor *d, unsigned int proc, const struct sim_doing *at)
{
	if (d->step.site && (d->step.op == HOST_OP_LOCK || d->step.op == HOST_OP_WRITE_LOCK ||
			     d->step.op == HOST_OP_READ_LOCK))
		note_taken(d, &d->held[proc]);
	if (at->op == HOST_OP_UNLOCK || at->op == HOST_OP_READ_UNLOCK)
		sim_lock_dropped(&d->held[proc], at->obj);
}

void sim_step_end(struct sim_dpor *d, const struct sim_doing *at, int fresh)
{
	unsigned int proc = d->nodes[d->nr - 1].proc, how;

	if (proc != SIM_PROC_GRACE && !d->stack)
		note_stack(d, proc);
	note_doing(d, proc, at);
	note_rcu(d, proc, at->op);
	note_locks(d, proc, at);
	how = d->step.op == HOST_OP_REF_GET || d->step.op == HOST_OP_REF_PUT ?
	      count_how(d, &d->step) : 0;
	if (!fresh)
		return;
	sim_prints_begin(&d->prints, d->nodes[d->nr - 1].marks);
	if (how)
		sim_prints_touch(&d->prints, space_key(d, SIM_SPACE_REF, d->step.obj), how);
	touch_op(d, &d->step);
	if (is_behind(at->op))
		touch_op(d, at);
	if (proc == SIM_PROC_GRACE) {
		sim_prints_add(&d->prints, SIM_SLOT_RCU, SIM_TOUCH_WRITE);
		sim_prints_add(&d->prints, SIM_SLOT_SPIN, SIM_TOUCH_WRITE);
		sim_prints_touch(&d->prints, sim_key(SIM_SPACE_RCU, 0), SIM_TOUCH_WRITE);
	}
	if (d->touches)
		touch_all(d);
}

void sim_step_wanted(struct sim_dpor *d)
{
	touch_op(d, &d->step);
}

int sim_step_stuck(const struct sim_dpor *d, unsigned int proc)
{
	const struct sim *sim = d->base.sim;
	const struct sim_task *t;

	if (proc == SIM_PROC_GRACE || d->doing[proc].op == HOST_OP_NR || !sim->ops->would_block)
		return 0;
	/* a wild pointer is the next step's fault, not ours */
	if (!memory_key(d, (unsigned long)d->doing[proc].obj))
		return 0;
	t = task_of(d, proc);
	return t->task && t->fiber &&
	       sim->ops->would_block(t->task, d->doing[proc].op, d->doing[proc].obj);
}
