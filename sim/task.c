// SPDX-License-Identifier: GPL-2.0-only
/*
 * The records of tasks: one for each task that the model ever made in this run, by order
 * of creation, also after the model's own task is gone. Found by address through a
 * small open-addressing table.
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

static inline uint32_t home(const struct sim_tasks *tasks, const struct task_struct *task)
{
	return (uint32_t)(((uintptr_t)task * 0x9e3779b97f4a7c15ULL) >> (64 - tasks->bits));
}

static int table_grow(struct sim *sim)
{
	struct sim_tasks *tasks = &sim->tasks;
	unsigned int bits = tasks->table ? tasks->bits + 1 : 6;
	uint32_t *old = tasks->table, *table, i, at, mask = (1U << bits) - 1;
	uint32_t old_size = old ? 1U << tasks->bits : 0;

	table = calloc((size_t)mask + 1, sizeof(*table));
	if (!table)
		return 0;
	tasks->bits = bits;
	for (i = 0; i < old_size; i++) {
		if (!old[i])
			continue;
		at = home(tasks, sim_task_nth(sim, old[i] - 1)->task);
		while (table[at])
			at = (at + 1) & mask;
		table[at] = old[i];
	}
	free(old);
	tasks->table = table;
	return 1;
}

static void table_add(struct sim *sim, struct sim_task *t)
{
	struct sim_tasks *tasks = &sim->tasks;
	uint32_t mask = (1U << tasks->bits) - 1, at = home(tasks, t->task);

	while (tasks->table[at])
		at = (at + 1) & mask;
	tasks->table[at] = t->index + 1;
	tasks->used++;
}

/* Slot of a task, or of the hole where it would be. */
static inline uint32_t table_find(const struct sim *sim, const struct task_struct *task)
{
	const struct sim_tasks *tasks = &sim->tasks;
	uint32_t mask = (1U << tasks->bits) - 1, at = home(tasks, task);

	while (tasks->table[at] && sim_task_nth(sim, tasks->table[at] - 1)->task != task)
		at = (at + 1) & mask;
	return at;
}

/* Removes without a tombstone: later members of the chain move up. */
static void table_del(struct sim *sim, struct sim_task *t)
{
	struct sim_tasks *tasks = &sim->tasks;
	uint32_t mask = (1U << tasks->bits) - 1;
	uint32_t hole = table_find(sim, t->task), at = hole, want;

	if (!tasks->table[hole])
		return;
	for (;;) {
		at = (at + 1) & mask;
		if (!tasks->table[at])
			break;
		want = home(tasks, sim_task_nth(sim, tasks->table[at] - 1)->task);
		if (((at - want) & mask) < ((at - hole) & mask))
			continue;
		tasks->table[hole] = tasks->table[at];
		hole = at;
	}
	tasks->table[hole] = 0;
	tasks->used--;
}

struct sim_task *sim_task_lookup(const struct sim *sim, const struct task_struct *task)
{
	uint32_t slot;

	if (sim_likely(sim->current && sim->current->task == task))
		return sim->current;
	if (!task || !sim->tasks.table)
		return NULL;
	slot = sim->tasks.table[table_find(sim, task)];
	return slot ? sim_task_nth(sim, slot - 1) : NULL;
}

static int make_room(struct sim *sim)
{
	struct sim_tasks *tasks = &sim->tasks;
	struct sim_task **chunks, *chunk;

	if (tasks->nr / SIM_CHUNK_TASKS >= tasks->nr_chunks) {
		if (tasks->nr_chunks % 64 == 0) {
			chunks = realloc(tasks->chunks,
					 (tasks->nr_chunks + 64) * sizeof(*chunks));
			if (!chunks)
				return 0;
			tasks->chunks = chunks;
		}
		chunk = calloc(SIM_CHUNK_TASKS, sizeof(*chunk));
		if (!chunk)
			return 0;
		tasks->chunks[tasks->nr_chunks++] = chunk;
	}
	if ((!tasks->table || tasks->used * 2 >= 1U << tasks->bits) && !table_grow(sim))
		return 0;
	return sim_set_reserve(&sim->runnable, tasks->nr + 1);
}

static void make_room_upcall(struct sim *sim, void *arg)
{
	*(int *)arg = make_room(sim);
}

static int reserve(struct sim *sim)
{
	const struct sim_tasks *tasks = &sim->tasks;
	int ok = 1;

	if (sim_likely(tasks->nr < tasks->nr_chunks * SIM_CHUNK_TASKS &&
		       tasks->used * 2 < 1U << tasks->bits &&
		       tasks->nr < sim->runnable.nr_words * 64))
		return 1;
	sim_upcall(sim, make_room_upcall, &ok);
	return ok;
}

struct sim_task *sim_task_new(struct sim *sim, struct task_struct *task, struct sim_task *parent)
{
	struct sim_tasks *tasks = &sim->tasks;
	struct sim_more *more;
	struct sim_task *t;
	uint32_t index;

	if (sim_unlikely(!reserve(sim)))
		return NULL;
	if (tasks->free) {
		index = tasks->free - 1;
		t = sim_task_nth(sim, index);
		tasks->free = t->next_free;
	} else {
		index = tasks->nr++;
		t = sim_task_nth(sim, index);
	}
	more = t->more;
	memset(t, 0, sizeof(*t));
	t->more = more;
	t->flags = more ? TASK_STALE : 0;
	t->sim = sim;
	t->task = task;
	t->index = index;
	t->parent = parent ? parent->index : index;
	t->where = SIM_USER;
	table_add(sim, t);
	return t;
}

/* The record of a task that is dead and gone is free again, if nobody cares. */
void sim_task_forget(struct sim_task *t)
{
	struct sim *sim = t->sim;

	if (!(sim->options.flags & SIM_FORGET_DEAD) || t->where != SIM_DEAD || t->fiber || t->task)
		return;
	t->next_free = sim->tasks.free;
	sim->tasks.free = t->index + 1;
}

void sim_task_gone(struct sim_task *t)
{
	table_del(t->sim, t);
	t->task = NULL;
	sim_task_forget(t);
}

void sim_tasks_reset(struct sim *sim)
{
	struct sim_tasks *tasks = &sim->tasks;
	unsigned int i;

	for (i = 0; i < tasks->nr; i++) {
		struct sim_task *t = sim_task_nth(sim, i);

		if (t->task)
			table_del(sim, t);
		t->task = NULL;
		if (t->fiber)
			sim_fiber_put(&sim->fibers, t->fiber);
		t->fiber = NULL;
	}
	tasks->nr = 0;
	tasks->free = 0;
}

static void free_blocks(struct sim_more *more)
{
	struct sim_block *block;

	while ((block = more->scratch)) {
		more->scratch = block->next;
		free(block);
	}
}

void sim_tasks_free(struct sim *sim)
{
	struct sim_tasks *tasks = &sim->tasks;
	unsigned int i, j;

	for (i = 0; i < tasks->nr_chunks; i++) {
		for (j = 0; j < SIM_CHUNK_TASKS; j++) {
			struct sim_more *more = tasks->chunks[i][j].more;

			if (!more)
				continue;
			free_blocks(more);
			free(more->signals);
			free(more);
		}
		free(tasks->chunks[i]);
	}
	free(tasks->chunks);
	free(tasks->table);
	memset(tasks, 0, sizeof(*tasks));
}

/* On main only. */
struct sim_more *sim_task_more(struct sim_task *t)
{
	struct sim_more *more = t->more;
	struct sim_block *block;

	if (!more) {
		t->more = calloc(1, sizeof(*more));
	} else if (t->flags & TASK_STALE) {
		more->nr_signals = 0;
		more->have_id = 0;
		for (block = more->scratch; block; block = block->next)
			block->used = 0;
	}
	t->flags &= (uint8_t)~TASK_STALE;
	return t->more;
}

void sim_task_capture(struct sim_task *t)
{
	struct sim_more *more = sim_task_more(t);

	if (!more || !t->task)
		return;
	t->sim->ops->identity(t->task, &more->id);
	more->have_id = 1;
}

/* ------------------------------------------------------------ the public side */

unsigned int sim_nr_tasks(const struct sim *sim)
{
	return sim->tasks.nr;
}

struct sim_task *sim_task_at(const struct sim *sim, unsigned int index)
{
	return index < sim->tasks.nr ? sim_task_nth(sim, index) : NULL;
}

unsigned int sim_task_index(const struct sim_task *task)
{
	return task->index;
}

struct sim *sim_task_sim(const struct sim_task *task)
{
	return task->sim;
}

struct sim_task *sim_task_parent(const struct sim_task *task)
{
	return task->parent == task->index ? NULL : sim_task_nth(task->sim, task->parent);
}

enum sim_where sim_task_where(const struct sim_task *task)
{
	return task->where;
}

struct task_struct *sim_task_model(const struct sim_task *task)
{
	return task->task;
}

struct sim_task *sim_task_of(const struct sim *sim, const struct task_struct *task)
{
	return sim_task_lookup(sim, task);
}

void *sim_task_data(const struct sim_task *task)
{
	return task->data;
}

void sim_task_set_data(struct sim_task *task, void *data)
{
	task->data = data;
}

unsigned int sim_calls(const struct sim_task *task)
{
	return task->calls;
}

long sim_ret(const struct sim_task *task)
{
	if ((task->flags & TASK_IN_CALL) && task->where != SIM_DEAD)
		return SIM_BLOCKED;
	return task->ret;
}

const struct sim_signal *sim_signals(const struct sim_task *task, unsigned int *nr)
{
	const struct sim_more *more = task->more;

	if (!more || (task->flags & TASK_STALE)) {
		*nr = 0;
		return NULL;
	}
	*nr = more->nr_signals;
	return more->signals;
}

/* ------------------------------------------------------------ scratch memory */

static struct sim_block *new_block(struct sim_more *more, size_t size)
{
	struct sim_block *block;

	if (size < 4096)
		size = 4096;
	block = malloc(sizeof(*block) + size);
	if (!block)
		return NULL;
	block->size = size;
	block->used = 0;
	block->next = more->scratch;
	more->scratch = block;
	return block;
}

void *sim_scratch(struct sim_task *task, size_t size)
{
	struct sim_more *more = sim_task_more(task);
	struct sim_block *block;
	size_t used = 0;
	void *p;

	size = (size + 15) & ~(size_t)15;
	if (!more || !size || size > SIM_SCRATCH_MAX)
		return NULL;
	for (block = more->scratch; block; block = block->next)
		used += block->used;
	if (used + size > SIM_SCRATCH_MAX)
		return NULL;
	for (block = more->scratch; block; block = block->next) {
		if (block->size - block->used >= size)
			break;
	}
	if (!block)
		block = new_block(more, size);
	if (!block)
		return NULL;
	p = block->data + block->used;
	block->used += size;
	return memset(p, 0, size);
}

void sim_scratch_reset(struct sim_task *task)
{
	struct sim_block *block;

	if (!task->more || (task->flags & TASK_STALE))
		return;
	for (block = task->more->scratch; block; block = block->next)
		block->used = 0;
}
