/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the engine share. Nobody else includes this.
 *
 *	engine.c	the life of a world: made, booted, reset
 *	run.c		one call: begin, finish; settle; the end of a run
 *	inspect.c	questions to the model, between calls
 *	sched.c		races: who goes on at a scheduling point
 *	host.c		struct host_ops: what the model asks of us, on the stack of a fiber
 *	task.c		the records of tasks
 *	world.c		a world's data: image, memory, template
 *	verdict.c	faults, and what is said about them
 *
 * Stacks. Everything but model code runs on the caller's stack ("main"). A fiber gives
 * up the CPU by setting sim->stop and switching to main, where sim_resume() looks at it.
 * Code on a fiber has little room: what needs libc (malloc, printf, the ledger, hooks)
 * is sent to main with sim_upcall(), which comes back to the fiber.
 */
#ifndef SIM_INTERNAL_H
#define SIM_INTERNAL_H

#include "choice.h"
#include "fiber.h"
#include "guard.h"
#include "sim.h"
#include "table.h"
#include "world.h"

#define SIM_NO_DEADLINE (~0ULL)

/** enum sim_stop - why a fiber gave up the CPU */
enum sim_stop {
	SIM_STOP_DONE,		/* its entry function has returned */
	SIM_STOP_SLEEP,		/* block() */
	SIM_STOP_PREEMPT,	/* sim->pick goes on */
	SIM_STOP_DEAD,		/* task_dead() */
	SIM_STOP_UPCALL,	/* sim->upcall is to be run */
	SIM_STOP_ABANDON,	/* the run is over */
};

/* struct sim_task.flags */
#define TASK_STEP	0x01	/* its driver has a next step */
#define TASK_WORK	0x02	/* user_work() has something to do */
#define TASK_WOKEN	0x04	/* wake() came while it ran: ask for work at the end */
#define TASK_MAY_SLEEP	0x08	/* left asleep is no deadlock */
#define TASK_IN_CALL	0x10	/* its fiber runs a call, not user_work() */
#define TASK_STALE	0x20	/* @more belongs to an earlier life of the record */
#define TASK_DRIVEN	0x40	/* began a call in this race */

/** struct sim_block - a piece of scratch memory */
struct sim_block {
	struct sim_block *next;
	size_t size, used;
	char data[] __attribute__((aligned(16)));
};

/**
 * struct sim_more - the parts of a task's record that few tasks need
 * @id, @have_id: identity, taken when it was last alive
 * @live_id: answer of sim_identity() for a task that is alive
 */
struct sim_more {
	struct sim_signal *signals;
	unsigned int nr_signals, room;
	struct sim_block *scratch;
	struct model_pid id;
	int have_id;
};

/**
 * struct sim_task - a task, from its creation to the next reset
 * @task: the model's; NULL once its memory is gone
 * @fiber: its stack, NULL in user mode
 * @calls: how many it has begun
 * @step: the last of them
 * @on, @deadline, @sleep_site: what it waits for while asleep
 * @slot: position in sim->sleepers + 1, 0: not there
 */
struct sim_task {
	struct task_struct *task;
	struct sim_fiber *fiber;
	struct sim *sim;
	uint32_t index;
	uint32_t parent;
	uint8_t where;
	uint8_t flags;
	uint16_t unused;
	uint32_t calls;
	long ret;
	struct sim_step step;
	struct sim_more *more;
	const struct sim_driver *driver;
	void *driver_ctx;
	void *data;
	const void *on;
	unsigned long long deadline;
	const struct host_site *sleep_site;
	uint32_t slot;
	uint32_t next_free;
};

#define SIM_CHUNK_TASKS 256U

/** struct sim_tasks - all records, by order of creation, and a table by address */
struct sim_tasks {
	struct sim_task **chunks;
	unsigned int nr_chunks;
	unsigned int nr;
	uint32_t free;			/* index + 1 of a record to reuse */
	uint32_t *table;		/* index + 1, open addressing */
	unsigned int bits, used;
};

/** struct sim_set - a set of task indices that knows its size and its smallest member */
struct sim_set {
	uint64_t *words;
	uint64_t *summary;
	unsigned int nr_words;
	unsigned int count;
};

#define SIM_MAX_CACHES 64

struct sim_trace;
struct sim_ledger;

typedef void (*sim_upcall_fn)(struct sim *sim, void *arg);

/**
 * struct sim - one world and everything that runs it
 * @ask_at: the step at which the strategy wants to be asked. Steps are counted in cpu->step, by
 *	the model too; at cpu->look_at it calls us. @steps: of the last race
 * @running: the fiber on the CPU, NULL while main is
 * @current: whose call runs; NULL in a grace period
 * @last: who moved last in the race; @pick: who goes on when a fiber gave way
 * @runnable: tasks that could go on: a fiber not asleep, work in user mode, in a race a step
 */
struct sim {
	/* hot */
	unsigned long ask_at, steps;
	struct sim_fiber *running;
	struct sim_task *current;
	struct model_cpu *cpu;
	const struct model_ops *ops;
	struct sim_set runnable;
	enum sim_stop stop;
	int racing;
	int abandoned;
	int detail;
	int trace_on;
	int atomic;
	int in_end;
	unsigned int nr_lock_waiters;
	unsigned int nr_calls;
	unsigned int preemptions;
	unsigned long long now;
	uint64_t progress;
	struct sim_fibers fibers;
	struct sim_tasks tasks;
	struct sim_strategy *strategy;
	struct sim_takens takens;
	struct sim_choices choices;
	int pick, last;
	sim_upcall_fn upcall;
	void *upcall_arg;

	/* sleepers with a deadline, and those that wait for a lock */
	struct sim_task **sleepers;
	unsigned int nr_sleepers, sleepers_room;

	/* candidates of the decision at hand */
	int *who;
	unsigned int who_room;

	struct sim_task **driven;
	unsigned int nr_driven, driven_room;

	unsigned int inject_nth, requests;

	struct sim_hooks hooks;
	void *hooks_ctx;

	struct sim_verdict verdicts[SIM_MAX_VERDICTS];
	unsigned int nr_verdicts;
	char *explanation;

	const struct sim_design *design;
	struct sim_design *own_design;
	struct sim_world world;
	struct model_boot how;
	int booted;
	struct sim_options options;

	struct sim_trace *trace;
	struct sim_ledger *ledger;
	struct sim_guard *guard;
	struct sim_fiber *init_fiber;	/* of init's call that the halt found asleep */
	int lost_stacks;		/* a stack overflowed */
	int want_detail;
	struct sim_task *nudged;
	void (*once)(struct sim *sim);	/* what sim_on_fiber() runs */
	struct task_struct *boot_task;
	struct task_struct **boot_tasks;
	unsigned int nr_boot_tasks;
	void *inspect[5];		/* where a fault on main goes, for __builtin_longjmp() */
	int inspecting;
	const struct sim_fiber *faulted;
	struct sim_table names;		/* texts of sites */
	struct sim_table symbols;	/* by address: index + 1 into @sites */
	struct host_site *sites;
	unsigned int nr_sites;
	struct model_pid scratch_id;
	struct model_count counts[SIM_MAX_CACHES];
};

/* engine.c */
/** sim_entered - whose world is entered; see engine.c */
extern struct sim *sim_entered __attribute__((visibility("hidden")));

static inline struct sim *sim_here(void)
{
	return sim_entered;
}

void sim_enter_world(struct sim *sim);

/* To model_touch.write: of the host's own records. */
#define SIM_TOUCH_HOST 2U

/** sim_touch_memory - the step at hand has read or written, in place of the model */
static inline void sim_touch_memory(struct sim *sim, const void *p, size_t n, unsigned int write)
{
	struct model_touch *t = sim->cpu->touch;

	if (sim_likely(t == sim->cpu->touch_end))
		return;
	*t = (struct model_touch){ (unsigned long)p, (unsigned int)n, write };
	sim->cpu->touch = t + 1;
}

/* run.c */
/** sim_on_fiber - run @fn atomically on a stack of its own, as @task; 0: abandoned */
int sim_on_fiber(struct sim *sim, struct sim_task *task, void (*fn)(struct sim *sim));
void sim_upcall(struct sim *sim, sim_upcall_fn fn, void *arg);
/** sim_abandon - on a fiber: the run is over */
void sim_abandon(struct sim *sim) __attribute__((noreturn));
/** sim_begin_call - a stack for t->step; 0: there is none, the run is over */
int sim_begin_call(struct sim_task *t);
int sim_begin_work(struct sim_task *t);
/** sim_run_task - let a task with a fiber go on, and do what follows from its stop */
void sim_run_task(struct sim_task *t);
/** sim_stopped - what follows from the stop of sim->current */
void sim_stopped(struct sim *sim, enum sim_stop stop);
void sim_stack_overflow(struct sim *sim);
int sim_grace(struct sim *sim);
/** sim_nudge - wake a sleeping task for no reason; 1: its call ended */
int sim_nudge(struct sim_task *t);
int sim_grace_due(struct sim *sim);

/* Run a fiber until it gives up the CPU for good; upcalls are served. */
static inline __attribute__((always_inline)) enum sim_stop
sim_resume(struct sim *sim, struct sim_fiber *fiber)
{
	sim_upcall_fn fn;

	sim->progress++;
	for (;;) {
		sim->running = fiber;
		sim_fiber_switch(&sim->fibers.main, fiber);
		fiber = sim->running;
		sim->running = NULL;
		if (sim_unlikely(!sim_fiber_intact(fiber))) {
			sim_stack_overflow(sim);
			return SIM_STOP_ABANDON;
		}
		if (sim_likely(sim->stop != SIM_STOP_UPCALL))
			return sim->stop;
		fn = sim->upcall;
		fn(sim, sim->upcall_arg);
	}
}

/*
 * sim_run_task(), for the loop of a race: behind a switch each return is predicted wrong, so
 * there is to be none between the loop and the switch.
 */
static inline __attribute__((always_inline)) void sim_run_here(struct sim_task *t)
{
	struct sim *sim = t->sim;

	sim->current = t;
	sim->cpu->task = t->task;
	sim_stopped(sim, sim_resume(sim, t->fiber));
}

/* sched.c */
/** sim_new_runnable - @t, which was not, can run now */
void sim_new_runnable(struct sim_task *t);
void sim_wake_task(struct sim_task *t);
void sim_sched_point(struct sim *sim, enum host_op op, const void *obj,
		     const struct host_site *site);
unsigned int sim_choose(struct sim *sim, unsigned int nr, unsigned int nr_free,
			enum host_why why, const struct host_site *site, int forced);
/** sim_pass_time - wake the sleepers of the earliest deadline, if it is at most @until */
int sim_pass_time(struct sim *sim, unsigned long long until);
int sim_sleep_on(struct sim_task *t, const void *on, unsigned long long deadline,
		 const struct host_site *site);
void sim_wake_lock(struct sim *sim, const void *on);

/* set.c */
int sim_set_reserve(struct sim_set *set, unsigned int nr);
void sim_set_clear(struct sim_set *set);
int sim_set_first(const struct sim_set *set);
static inline int sim_set_has(const struct sim_set *set, uint32_t i)
{
	return (int)(set->words[i >> 6] >> (i & 63)) & 1;
}

static inline void sim_set_add(struct sim_set *set, uint32_t i)
{
	set->words[i >> 6] |= 1ULL << (i & 63);
	set->summary[i >> 12] |= 1ULL << ((i >> 6) & 63);
	set->count++;
}

static inline void sim_set_del(struct sim_set *set, uint32_t i)
{
	set->words[i >> 6] &= ~(1ULL << (i & 63));
	if (!set->words[i >> 6])
		set->summary[i >> 12] &= ~(1ULL << ((i >> 6) & 63));
	set->count--;
}

static inline void sim_set_runnable(struct sim_task *t)
{
	if (!sim_set_has(&t->sim->runnable, t->index))
		sim_new_runnable(t);
}

static inline void sim_clear_runnable(struct sim_task *t)
{
	if (sim_set_has(&t->sim->runnable, t->index))
		sim_set_del(&t->sim->runnable, t->index);
}

/* task.c */
struct sim_task *sim_task_new(struct sim *sim, struct task_struct *task, struct sim_task *parent);
void sim_task_gone(struct sim_task *t);
void sim_task_forget(struct sim_task *t);
struct sim_task *sim_task_lookup(const struct sim *sim, const struct task_struct *task);
void sim_tasks_reset(struct sim *sim);
void sim_tasks_free(struct sim *sim);
struct sim_more *sim_task_more(struct sim_task *t);
void sim_task_capture(struct sim_task *t);
static inline struct sim_task *sim_task_nth(const struct sim *sim, unsigned int i)
{
	return &sim->tasks.chunks[i / SIM_CHUNK_TASKS][i % SIM_CHUNK_TASKS];
}

/* host.c */
extern const struct host_ops sim_host_ops;
/** sim_user_span - the part of a user range that may be touched, in bytes from its start */
size_t sim_user_span(struct sim *sim, uintptr_t from, size_t n);

/* verdict.c */
struct sim_verdict *sim_report(struct sim *sim, enum host_bug kind, const struct host_site *site,
			       const void *obj, const char *text);
void sim_judge_return(struct sim_task *t);
void sim_judge_deadlock(struct sim *sim);
/** sim_judge_wakeups - behind a race: was what looked like a deadlock a lost wake-up */
void sim_judge_wakeups(struct sim *sim);
void sim_judge_balance(struct sim *sim);

/* trace.c */
struct sim_trace *sim_trace_new(void);
void sim_trace_free(struct sim_trace *trace);
void sim_trace_reset(struct sim_trace *trace);
struct sim_trace_entry *sim_trace_add(struct sim *sim, enum sim_trace_kind kind,
				      unsigned int code, const struct sim_task *target);
void sim_trace_args(struct sim *sim, struct sim_trace_entry *e, const long args[6]);

/* ledger.c */
struct sim_ledger *sim_ledger_new(void);
void sim_ledger_free(struct sim_ledger *ledger);
void sim_ledger_reset(struct sim_ledger *ledger);
/** sim_ledger_event - returns the id of the object that the event is about */
unsigned int sim_ledger_event(struct sim *sim, const struct host_event *ev);

#endif /* SIM_INTERNAL_H */
