// SPDX-License-Identifier: GPL-2.0-only
/*
 * The life of a struct sim: made, given a design, booted, reset for each run, freed.
 *
 * File-scope state: one pointer, to the sim whose world is entered. The model's calls
 * of its host carry no context (they must look like plain kernel calls), and a
 * signal handler has none either.
 */
#include "internal.h"
#include "symbol.h"

#include <stdlib.h>
#include <string.h>

#define DEFAULT_MEMORY (64UL << 20)
#define DEFAULT_STEPS 1000000UL
#define DEFAULT_LOOP_MS 2000

struct sim *sim_entered;

void sim_enter_world(struct sim *sim)
{
	if (sim_likely(sim_entered == sim && sim->cpu->owner == &sim->world))
		return;
	sim_world_load(&sim->world);
	sim_entered = sim;
}

struct sim *sim_new(const struct sim_options *options, struct sim_error *err)
{
	struct sim *sim = calloc(1, sizeof(*sim));
	int guard_pages = 0;

	if (!sim) {
		sim_error_set(err, SIM_ENOMEM, "out of memory");
		return NULL;
	}
	if (options)
		sim->options = *options;
	if (!sim->options.memory)
		sim->options.memory = DEFAULT_MEMORY;
	if (!sim->options.max_steps)
		sim->options.max_steps = DEFAULT_STEPS;
	if (!sim->options.loop_ms)
		sim->options.loop_ms = DEFAULT_LOOP_MS;
#ifndef NDEBUG
	guard_pages = 1;
#endif
	if (sim->options.flags & SIM_GUARD_PAGES)
		guard_pages = 1;
	if (sim->options.flags & SIM_NO_GUARD_PAGES)
		guard_pages = 0;
	sim->trace_on = !(sim->options.flags & SIM_NO_TRACE);
	sim_fibers_init(&sim->fibers, sim->options.stack, guard_pages);
	if (!sim_set_reserve(&sim->runnable, 1)) {
		sim_free(sim);
		sim_error_set(err, SIM_ENOMEM, "out of memory");
		return NULL;
	}
	return sim;
}

static void drop_world(struct sim *sim)
{
	if (sim->tasks.nr)
		sim_tasks_reset(sim);
	sim_world_fini(&sim->world);
	sim->booted = 0;
}

void sim_free(struct sim *sim)
{
	if (!sim)
		return;
	while (sim->guard)
		sim_guard_leave(sim);
	drop_world(sim);
	sim_design_close(sim->own_design);
	sim_tasks_free(sim);
	sim_fibers_fini(&sim->fibers);
	sim_choices_free(&sim->choices);
	sim_takens_free(&sim->takens);
	sim_trace_free(sim->trace);
	sim_ledger_free(sim->ledger);
	sim_symbols_free(sim);
	free(sim->runnable.words);
	free(sim->runnable.summary);
	free(sim->sleepers);
	free(sim->who);
	free(sim->driven);
	free(sim->boot_tasks);
	free(sim->explanation);
	if (sim_entered == sim)
		sim_entered = NULL;
	free(sim);
}

void sim_use_design(struct sim *sim, const struct sim_design *design)
{
	drop_world(sim);
	if (design != sim->own_design) {
		sim_design_close(sim->own_design);
		sim->own_design = NULL;
	}
	sim->design = design;
	sim->ops = sim_design_table(design)->ops;
	sim->cpu = sim_design_table(design)->cpu;
}

const struct sim_design *sim_design_used(const struct sim *sim)
{
	return sim->design;
}

enum sim_status sim_load_design(struct sim *sim, const char *dirs, const char *name,
				struct sim_error *err)
{
	struct sim_design *design;
	enum sim_status status;

	status = sim_design_open(&design, dirs, name, err);
	if (status)
		return status;
	sim_use_design(sim, design);
	sim->own_design = design;
	return sim_boot(sim, NULL, err);
}

/* ------------------------------------------------------------ boot */

static void boot_entry(struct sim *sim)
{
	sim->boot_task = sim->ops->boot(&sim->how);
}

/* The events that the engine itself lives on; of the others the model needs not tell. */
#define FAST_EVENTS (1U << HOST_EV_TASK_EXIT | 1U << HOST_EV_SIGNAL_TAKEN | 1U << HOST_EV_SWAP_PID)

static void set_trace(struct sim *sim)
{
	unsigned int events = 0;

	if (sim->trace_on)
		events = sim->detail || sim->hooks.event ? ~0U : FAST_EVENTS;
	sim->cpu->trace = events;
}

/* What the host shares with the model, as it is at the beginning of a run. */
static void set_cpu(struct sim *sim)
{
	struct model_cpu *cpu = sim->cpu;

	cpu->preempt = (unsigned int)sim->detail;
	cpu->inject = 0;
	cpu->step = 0;
	cpu->look_at = ULONG_MAX;
	cpu->site = NULL;
	cpu->owner = &sim->world;
	set_trace(sim);
}

/* The records of the run are empty; the world is somebody else's business. */
static void clear_run(struct sim *sim)
{
	if (sim_unlikely(sim->lost_stacks)) {
		/* A stack has overflowed: no record in any of them can be trusted. */
		unsigned int i;

		for (i = 0; i < sim->tasks.nr; i++)
			sim_task_nth(sim, i)->fiber = NULL;
		sim->init_fiber = NULL;
		sim_fibers_fini(&sim->fibers);
		sim->lost_stacks = 0;
	}
	sim_tasks_reset(sim);
	if (sim->init_fiber)
		sim_fiber_put(&sim->fibers, sim->init_fiber);
	sim->init_fiber = NULL;
	sim_set_clear(&sim->runnable);
	sim->current = NULL;
	sim->nr_sleepers = sim->nr_lock_waiters = 0;
	sim->nr_driven = 0;
	sim->nr_verdicts = 0;
	sim->nr_calls = 0;
	sim->choices.nr = sim->takens.nr = 0;
	sim->preemptions = 0;
	sim->steps = 0;
	sim->now = 0;
	sim->inject_nth = sim->requests = 0;
	sim->abandoned = sim->racing = sim->atomic = sim->in_end = 0;
	if (sim->trace)
		sim_trace_reset(sim->trace);
	if (sim->ledger)
		sim_ledger_reset(sim->ledger);
}

static enum sim_status boot_failed(struct sim *sim, struct sim_error *err)
{
	const char *name = sim_design_table(sim->design)->name;

	sim->booted = 0;
	if (sim->nr_verdicts)
		return sim_error_set(err, SIM_EDESIGN, "%s does not boot: %s", name,
				     sim->verdicts[0].text);
	return sim_error_set(err, SIM_EDESIGN, "%s does not boot: %zu KiB of memory are too few",
			     name, sim->world.arena.size >> 10);
}

static int keep_boot_tasks(struct sim *sim)
{
	unsigned int i, nr = sim->tasks.nr;
	struct task_struct **p = realloc(sim->boot_tasks, nr * sizeof(struct task_struct *));

	if (!p)
		return 0;
	sim->boot_tasks = p;
	sim->nr_boot_tasks = nr;
	for (i = 0; i < nr; i++)
		p[i] = sim_task_nth(sim, i)->task;
	return 1;
}

/* A kernel from nothing, with all events if somebody listens. */
static int boot(struct sim *sim)
{
	clear_run(sim);
	sim_world_wipe(&sim->world, &sim_host_ops);
	sim_entered = sim;
	sim->cpu->release = sim->how.release;
	set_cpu(sim);
	sim->boot_task = NULL;
	if (!sim_on_fiber(sim, NULL, boot_entry) || !sim->boot_task)
		return 0;
	if (!sim_task_lookup(sim, sim->boot_task) && !sim_task_new(sim, sim->boot_task, NULL))
		return 0;
	sim->cpu->task = sim->boot_task;
	sim->booted = 1;
	sim_settle(sim);
	sim->cpu->task = sim->boot_task;
	sim->current = NULL;
	return !sim->abandoned && sim_task_nth(sim, 0)->task == sim->boot_task;
}

enum sim_status sim_boot(struct sim *sim, const struct model_boot *how, struct sim_error *err)
{
	const struct design *table;
	enum sim_status status;

	if (!sim->design)
		return sim_error_set(err, SIM_EINPUT, "a world needs a design");
	table = sim_design_table(sim->design);
	memset(&sim->how, 0, sizeof(sim->how));
	if (how)
		sim->how = *how;
	if (!sim->how.release)
		sim->how.release = table->releases.last;
	if (!sim->world.design) {
		status = sim_world_init(&sim->world, table, sim->options.memory, err);
		if (status)
			return status;
	}
	if (!boot(sim))
		return boot_failed(sim, err);
	status = sim_world_save(&sim->world, err);
	if (status)
		return status;
	if (!keep_boot_tasks(sim))
		return sim_error_set(err, SIM_ENOMEM, "out of memory");
	return SIM_OK;
}

void sim_reset(struct sim *sim)
{
	unsigned int i;

	if (!sim->boot_tasks || !sim->world.design)
		return;
	if (sim_unlikely(sim->detail != sim->want_detail)) {
		sim->detail = sim->want_detail;
		if (sim->detail && !sim->trace)
			sim->trace = sim_trace_new();
		if (sim->detail && !sim->ledger)
			sim->ledger = sim_ledger_new();
	}
	if (sim_unlikely(sim->detail)) {
		sim->abandoned = !boot(sim);
		return;
	}
	sim_enter_world(sim);
	clear_run(sim);
	sim_world_restore(&sim->world);
	set_cpu(sim);
	sim->cpu->task = sim->boot_task;
	sim->booted = 1;
	for (i = 0; i < sim->nr_boot_tasks; i++)
		sim_task_new(sim, sim->boot_tasks[i], NULL);
}

void sim_set_detail(struct sim *sim, int on)
{
	sim->want_detail = !!on;
}

void sim_set_trace(struct sim *sim, int on)
{
	sim->trace_on = !!on;
	if (!sim->booted)
		return;
	sim_enter_world(sim);
	set_trace(sim);
}

void sim_set_hooks(struct sim *sim, const struct sim_hooks *hooks, void *ctx)
{
	memset(&sim->hooks, 0, sizeof(sim->hooks));
	if (hooks)
		sim->hooks = *hooks;
	sim->hooks_ctx = ctx;
	if (!sim->booted)
		return;
	sim_enter_world(sim);
	set_trace(sim);
}

void sim_inject(struct sim *sim, unsigned int nth)
{
	sim->inject_nth = nth;
	sim->requests = 0;
	if (!sim->booted)
		return;
	sim_enter_world(sim);
	sim->cpu->inject = 1;
}

unsigned int sim_requests(const struct sim *sim)
{
	return sim->requests;
}

unsigned int sim_release(const struct sim *sim)
{
	return sim->how.release;
}

unsigned long long sim_now(const struct sim *sim)
{
	return sim->now;
}

int sim_abandoned(const struct sim *sim)
{
	return sim->abandoned;
}

const struct sim_choice *sim_choices(const struct sim *sim, unsigned int *nr)
{
	*nr = sim->choices.nr;
	return sim->choices.at;
}

size_t sim_token(const struct sim *sim, char *buf, size_t n)
{
	return sim_takens_token(&sim->takens, buf, n);
}

unsigned long sim_steps(const struct sim *sim)
{
	return sim->racing ? sim->cpu->step : sim->steps;
}

unsigned int sim_preemptions(const struct sim *sim)
{
	return sim->preemptions;
}
