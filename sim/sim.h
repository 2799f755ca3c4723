/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The simulator as a library: one kernel in a world of its own, whose tasks make
 * the calls that the caller of this interface wants, in the order it wants.
 *
 *	struct sim *s = sim_new(NULL, &err);
 *
 *	sim_load_design(s, "send-signal", &err);	boots a world as well
 *	init = sim_task_at(s, 0);
 *	p = sim_find(init, sim_call(init, "fork"));
 *	sim_call(p, "exit", 0);
 *
 * A struct sim is one world and everything that runs it. Worlds are independent, and
 * several of them may use one loaded design: entering another one swaps the design's
 * data. All of them belong to ONE thread of the process, and no function here may be
 * called from a signal handler or from a hook that says so. Fibers have small stacks: a
 * program that catches signals while tasks run must do so on an alternate stack (SA_ONSTACK;
 * sim_guard_enter() sets one up).
 *
 * A task is in user mode (no stack, costs nothing) or inside a call (on a pooled
 * fiber: running, able to run, or asleep). Outside of a race all is cooperative:
 * whoever can run runs until it sleeps or is done, lowest index first. In a race a
 * strategy decides at every scheduling point who goes on.
 *
 * Nothing here prints or exits. What can fail returns enum sim_status (error.h).
 */
#ifndef SIM_H
#define SIM_H

#include <limits.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "model/model.h"

struct sim;
struct sim_task;
struct sim_design;
struct sim_strategy;

/* ------------------------------------------------------------ designs */

/**
 * sim_design_open - load a design library
 * @out: the design; to be given back with sim_design_close()
 * @dirs: where to look for a name without a slash (as NAME.so), separated by colons; may be NULL
 * @name: a name, or a path (it has a slash, or ends in ".so")
 * @err: filled in on failure; may be NULL
 *
 * Return: SIM_OK, SIM_ENOENT (no such file) or SIM_EDESIGN (no ELF library, no
 * pid_design in it, another ABI, a table that can't be right).
 */
enum sim_status sim_design_open(struct sim_design **out, const char *dirs, const char *name,
				struct sim_error *err);
void sim_design_close(struct sim_design *design);

/**
 * sim_design_open_deep - the same design, as it was built to tell what its steps touch
 *
 * It is in the folder `deep` beside @design's library, under the same name.
 *
 * Return: as sim_design_open(); SIM_ENOENT if there is none.
 */
enum sim_status sim_design_open_deep(struct sim_design **out, const struct sim_design *design,
				     struct sim_error *err);

/**
 * sim_design_wrap - a design that is part of the program itself (tests)
 *
 * @table must outlive it, and is checked as one of a library is.
 */
enum sim_status sim_design_wrap(struct sim_design **out, const struct design *table,
				struct sim_error *err);

/** sim_design_table - what the library exports; valid until the design is closed */
const struct design *sim_design_table(const struct sim_design *design);

/** sim_design_record - what an imported design was made of, as JSON; NULL: it was not imported */
const char *sim_design_record(const struct sim_design *design);

/** sim_design_call - a system call by name, NULL if the design has none of that name */
const struct model_syscall *sim_design_call(const struct sim_design *design, const char *name);

/** sim_design_habit - text of a habit ("sim_open"), or NULL */
const char *sim_design_habit(const struct sim_design *design, const char *name);

/** sim_design_has - is @word a call, a habit or a feature of the design */
int sim_design_has(const struct sim_design *design, const char *word);

/* ------------------------------------------------------------ worlds */

/**
 * enum sim_flag - how a world is made
 * @SIM_GUARD_PAGES: an unmapped page below each stack (always so in a debug build)
 * @SIM_USER_MEMORY: user addresses are those of this process, and may be any; without
 *	it a call reaches nothing but the scratch memory of its own task
 * @SIM_FORGET_DEAD: reuse the records of tasks that are gone (for millions of them)
 * @SIM_NO_TRACE: no events at all: no sim_signals(), no judges that live on events
 * @SIM_NO_GUARD_PAGES: canaries only, also in a debug build (for a million sleepers)
 */
enum sim_flag {
	SIM_GUARD_PAGES = 1,
	SIM_USER_MEMORY = 2,
	SIM_FORGET_DEAD = 4,
	SIM_NO_TRACE = 8,
	SIM_NO_GUARD_PAGES = 16,
};

/**
 * struct sim_options - a member that is 0 means its default
 * @flags: enum sim_flag
 * @memory: bytes of world memory: address space, used only when touched (64 MiB)
 * @stack: bytes of a fiber's stack (as small as this build allows)
 * @max_steps: scheduling points of one race, after which it "does not end" (1,000,000)
 * @loop_ms: how long a task may run without a scheduling point (2,000); needs the guard
 */
struct sim_options {
	unsigned int flags;
	unsigned long memory;
	unsigned long stack;
	unsigned long max_steps;
	unsigned int loop_ms;
};

struct sim *sim_new(const struct sim_options *options, struct sim_error *err);
void sim_free(struct sim *sim);

/** sim_load_design - sim_design_open(), sim_use_design() and sim_boot(NULL) in one */
enum sim_status sim_load_design(struct sim *sim, const char *dirs, const char *name,
				struct sim_error *err);

/** sim_use_design - let the world be one of @design, which must outlive it; boots nothing */
void sim_use_design(struct sim *sim, const struct sim_design *design);
const struct sim_design *sim_design_used(const struct sim *sim);

/**
 * sim_boot - boot a kernel, and keep the outcome as what sim_reset() goes back to
 * @how: NULL: the newest release of the design, nothing left out
 */
enum sim_status sim_boot(struct sim *sim, const struct model_boot *how, struct sim_error *err);

/**
 * sim_reset - a fresh world, as after boot: nothing of the last run is left over
 *
 * All struct sim_task pointers but the first task's are void afterwards.
 */
void sim_reset(struct sim *sim);

/**
 * sim_set_detail - keep a full trace and the ledger, from the next sim_reset() on
 *
 * Costs time (it boots again at each reset, so that the ledger knows the objects of the
 * boot), changes no outcome: rerun what failed, with the same choices, in detail.
 */
void sim_set_detail(struct sim *sim, int on);

/** sim_set_trace - 0: no events (see SIM_NO_TRACE), 1: events; at once */
void sim_set_trace(struct sim *sim, int on);

/** sim_release - the kernel release that the world is, LINUX(major, minor) */
unsigned int sim_release(const struct sim *sim);

/** sim_now - virtual time in ns since boot */
unsigned long long sim_now(const struct sim *sim);

/* ------------------------------------------------------------ tasks */

/**
 * enum sim_where - where a task is, as its host sees it
 * @SIM_USER: in user mode: it may begin a call
 * @SIM_CALL: inside a call, able to run
 * @SIM_ASLEEP: inside a call that can't go on
 * @SIM_DEAD: will never run again
 */
enum sim_where {
	SIM_USER,
	SIM_CALL,
	SIM_ASLEEP,
	SIM_DEAD,
};

unsigned int sim_nr_tasks(const struct sim *sim);

/** sim_task_at - the task that was made @index-th, 0 being init; NULL if there is none */
struct sim_task *sim_task_at(const struct sim *sim, unsigned int index);
unsigned int sim_task_index(const struct sim_task *task);
struct sim *sim_task_sim(const struct sim_task *task);

/** sim_task_parent - the task that created it; NULL for init */
struct sim_task *sim_task_parent(const struct sim_task *task);
enum sim_where sim_task_where(const struct sim_task *task);

/** sim_task_model - the model's task, for model_ops; NULL once its memory is gone */
struct task_struct *sim_task_model(const struct sim_task *task);

/** sim_task_of - the task of a model's task; NULL if there is none */
struct sim_task *sim_task_of(const struct sim *sim, const struct task_struct *task);

/** sim_find - the task that @viewer's pid namespace knows as @nr, or NULL */
struct sim_task *sim_find(struct sim_task *viewer, int nr);

/** sim_reuse - the next pid in the caller's active namespace is @nr; -errno if it can't be */
int sim_reuse(struct sim_task *caller, int nr);

/**
 * sim_pid - a task's number as the pid namespace of @viewer sees it, also after its death
 *
 * Return: the number, 0 if it is not visible there. @viewer NULL: its own namespace.
 */
int sim_pid(const struct sim_task *task, const struct sim_task *viewer);

/** sim_identity - who the task is, or was when it was last alive */
const struct model_pid *sim_identity(const struct sim_task *task);

/** sim_state - state(P): what the model says, DEAD once it is gone */
enum model_state sim_state(const struct sim_task *task);

/** sim_pending - signals pending, bit N - 1 for signal N */
unsigned long long sim_pending(const struct sim_task *task);

/** sim_task_data, sim_task_set_data - a pointer of the caller's own; NULL in a new task */
void *sim_task_data(const struct sim_task *task);
void sim_task_set_data(struct sim_task *task, void *data);

/**
 * struct sim_how - what sim_task() makes
 * @flags: of clone(), without a signal
 * @uid: real, effective and saved uid; 0: stays root
 * @gid: likewise
 */
struct sim_how {
	unsigned long flags;
	unsigned int uid, gid;
};

/**
 * sim_task - the first task, or a new child
 * @parent: NULL: the first task is returned and nothing done
 * @how: NULL: as fork() makes it
 *
 * Return: NULL if the kernel refused; sim_ret(@parent) has the errno then.
 */
struct sim_task *sim_task(struct sim *sim, struct sim_task *parent, const struct sim_how *how);

/* ------------------------------------------------------------ calls */

/** SIM_BLOCKED - instead of a result: the call is still going on */
#define SIM_BLOCKED LONG_MIN
/** SIM_NO_RETURN - instead of a result: the call never returns (exit, a fatal signal) */
#define SIM_NO_RETURN (LONG_MIN + 1)
/** SIM_NO_CALL - instead of a result: no such call, task not in user mode, run abandoned */
#define SIM_NO_CALL (LONG_MIN + 2)

/**
 * sim_start - a task in user mode begins a call, and runs until it ends or sleeps
 * @args: six of them
 *
 * Nobody else runs; sim_settle() lets the consequences happen.
 *
 * Return: the result (as sim_ret()), or SIM_BLOCKED.
 */
long sim_start(struct sim_task *task, const struct model_syscall *call, const long args[6]);

/**
 * sim_finish - let everything settle, and collect a call that was begun
 *
 * Virtual time passes if the call sleeps until a time.
 *
 * Return: the result, or SIM_BLOCKED if it still sleeps.
 */
long sim_finish(struct sim_task *task);

/**
 * sim_start_now - sim_start(), but signals that wait for the task stay where they are
 *
 * With sim_let() for those who know from elsewhere who ran when: nobody settles, each
 * task goes on, and takes its signals, only when it is let.
 */
long sim_start_now(struct sim_task *task, const struct model_syscall *call, const long args[6]);

/**
 * sim_let - let one task go on until it sleeps, dies, or is in user mode
 * @signals: there it takes the signals that wait for it
 */
void sim_let(struct sim_task *task, int signals);

/** sim_let_time_pass - on to when the next sleeper wakes, who still has to be let; 0: no one */
int sim_let_time_pass(struct sim *sim);

/** sim_ret - result of the last call that ended; SIM_BLOCKED while one goes on */
long sim_ret(const struct sim_task *task);

/** sim_calls - how many calls the task has begun */
unsigned int sim_calls(const struct sim_task *task);

/**
 * sim_call - run one call of one task to its end, and settle
 *
 *	sim_call(t, "kill", sim_pid(p, t), SIGTERM)
 *
 * Arguments are widened by the compiler, since they stand in an array of long;
 * a pointer must be cast. As sim_start() and sim_finish(); by name costs a look-up.
 */
#define sim_call(task, name, ...) \
	sim_call_by_name(task, name, (const long[6]){ __VA_ARGS__ })
long sim_call_by_name(struct sim_task *task, const char *name, const long args[6]);

/** sim_call_at - the same without the look-up, for those who count nanoseconds */
long sim_call_at(struct sim_task *task, const struct model_syscall *call, const long args[6]);

/**
 * sim_settle - run everybody until nothing can move, and end grace periods
 *
 * Cooperative: each runs until it sleeps or is done, lowest index first. Virtual time
 * does not pass.
 */
void sim_settle(struct sim *sim);

/** sim_sleep - let virtual time pass, waking whoever sleeps until a time within it */
void sim_sleep(struct sim *sim, unsigned long long ns);

/**
 * sim_scratch - user memory of a task
 * @size: bytes, at most SIM_SCRATCH_MAX in all until sim_scratch_reset()
 *
 * What it returns may be written and read directly, and is a valid user address for
 * the calls of this task; zeroed, aligned to 16. NULL if there is no room.
 */
void *sim_scratch(struct sim_task *task, size_t size);
void sim_scratch_reset(struct sim_task *task);

#define SIM_SCRATCH_MAX (1UL << 20)

/* ------------------------------------------------------------ signals taken */

/**
 * struct sim_signal - a signal that a task took: handled, fatal or stopping
 * @handled: a handler runs for it
 * @call: sim_calls() of the task then
 * @info: its siginfo as user space sees it
 */
struct sim_signal {
	int sig;
	int handled;
	unsigned int call;
	unsigned char info[128];
};

/** sim_signals - signals that the task took, oldest first; @nr may not be NULL */
const struct sim_signal *sim_signals(const struct sim_task *task, unsigned int *nr);

/* ------------------------------------------------------------ counts */

/** sim_live - live objects of a slab cache ("pid"); -1 if there is no such cache */
long sim_live(const struct sim *sim, const char *cache);

/** sim_refs_pid - reference count of the task's struct pid; 0 if it was freed */
long sim_refs_pid(const struct sim_task *task);

/** sim_refs_file - reference count of the file behind a descriptor; -1 if there is none */
long sim_refs_file(const struct sim_task *task, int fd);

/** sim_counts - all slab caches; valid until the next call with this sim */
unsigned int sim_counts(struct sim *sim, const struct model_count **out);

/** sim_pid_alive - 1 while the task's struct pid has a task */
int sim_pid_alive(const struct sim_task *task);

/**
 * sim_count - sim_live() of @kind if @task is NULL, else references to the task's
 * object of that kind ("pid")
 */
long sim_count(const struct sim *sim, const char *kind, const struct sim_task *task);

/* ------------------------------------------------------------ verdicts */

/** SIM_BUG_EXPECT - kind of a verdict that the caller gave with sim_fail() */
#define SIM_BUG_EXPECT HOST_BUG_NR

/**
 * struct sim_verdict - one fault
 * @kind: enum host_bug, or SIM_BUG_EXPECT
 * @task: index of the task that ran, or -1
 * @call: how many calls had begun in this run, of all tasks (the faulty one included)
 * @step: scheduling steps of the race until then
 * @site: where; members may be NULL or 0
 * @object: "pid 2#1" if the ledger knows what it is about, else ""
 * @callers, @nr_callers: an oops or a loop of an imported design: who called whom, innermost
 *	first, as found on the stack: one may be left over from an earlier call
 * @text: in words
 */
#define SIM_CALLERS 8
struct sim_verdict {
	int kind;
	int task;
	unsigned int call;
	unsigned long step;
	struct host_site site;
	struct host_site callers[SIM_CALLERS];
	unsigned int nr_callers;
	char object[64];
	char text[256];
};

/** sim_bug_name - "safety", "balance" ... the judges' names */
const char *sim_bug_name(int kind);

/** sim_nr_verdicts - how many faults this run had, also those beyond SIM_MAX_VERDICTS */
unsigned int sim_nr_verdicts(const struct sim *sim);
#define SIM_MAX_VERDICTS 16

/** sim_verdict - the @i-th fault of this run, or NULL */
const struct sim_verdict *sim_verdict(const struct sim *sim, unsigned int i);

/** sim_abandoned - 1: a fault ended the run (oops, loop, unmodelled); only sim_reset() helps */
int sim_abandoned(const struct sim *sim);

/** sim_fail - add a verdict of the caller's own (SIM_BUG_EXPECT) */
void sim_fail(struct sim *sim, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/** sim_forgive - drop the verdicts from the @from-th on (they were expected) */
void sim_forgive(struct sim *sim, unsigned int from);

/**
 * sim_end - the end of a run: everything dies, is reaped and closed; balance is judged
 *
 * Only sim_reset() and inspection may follow.
 */
void sim_end(struct sim *sim);

/**
 * sim_explain - the verdicts of this run as text, with the history of the objects in
 * question if there is a ledger; valid until the next call with this sim
 */
const char *sim_explain(struct sim *sim);

/* ------------------------------------------------------------ races */

/**
 * struct sim_step - one call that a driven task is to make
 * @may_sleep: 1: that it is left asleep at the end of the race is no deadlock
 */
struct sim_step {
	const struct model_syscall *call;
	long args[6];
	int may_sleep;
};

/**
 * struct sim_driver - who feeds calls to a task in a race
 * @start: the task is in user mode and was chosen: fill in @step and return 1; 0: there
 *	is none, after all, and will not be until sim_drive() is called again
 * @done: the call has ended, sim_ret(task) is its result. Return 1 if the task has a further
 *	step. Also called when the task died, in a call (sim_ret() is SIM_NO_RETURN then) or
 *	between two: sim_task_where(task) is SIM_DEAD, and no more calls come
 *
 * Both are called on the caller's own stack, and may use everything here that runs nobody.
 */
struct sim_driver {
	int (*start)(void *ctx, struct sim_task *task, struct sim_step *step);
	int (*done)(void *ctx, struct sim_task *task);
};

/**
 * sim_drive - give a task a driver and a next step; before a race, or in @done or a hook
 * @driver: NULL takes the driver away
 */
void sim_drive(struct sim_task *task, const struct sim_driver *driver, void *ctx);

/**
 * struct sim_hooks - what the caller wants to hear of; members may be NULL
 * @task_new: a task came to be, inside the call of @parent; it may be given a driver.
 *	On the caller's own stack, as the driver's functions
 * @event: every event of the model, on the stack of a fiber, so with little room; @task
 *	is the one that ran, or NULL
 */
struct sim_hooks {
	void (*task_new)(void *ctx, struct sim_task *task, struct sim_task *parent);
	void (*event)(void *ctx, struct sim_task *task, const struct host_event *event);
};

void sim_set_hooks(struct sim *sim, const struct sim_hooks *hooks, void *ctx);

/**
 * sim_race - run all tasks that have a driver until nobody can move
 * @strategy: decides; NULL: always the default
 *
 * Calls begin and end, tasks are preempted at scheduling points, grace periods end, as
 * the strategy says; virtual time passes only when nobody can run. If a task is left
 * asleep inside a call that it began here, and nobody can wake it, that is a
 * verdict (HOST_BUG_DEADLOCK).
 */
void sim_race(struct sim *sim, struct sim_strategy *strategy);

/**
 * struct sim_choice - one decision of this run
 * @step: the position of the decision in the race: what a token counts by
 * @nr: of how many alternatives
 * @taken: which; 0 is the default
 * @why: enum host_why
 * @free: how many of the alternatives, from 0 on, are no preemption
 */
struct sim_choice {
	uint32_t step;
	uint32_t nr;
	uint32_t taken;
	uint16_t why;
	uint16_t free;
	const struct host_site *site;
};

/**
 * sim_choices - the decisions of this run that the strategy was asked for, in order
 *
 * In detail mode; else there are none, and sim_token() has those that were not the default.
 */
const struct sim_choice *sim_choices(const struct sim *sim, unsigned int *nr);

/**
 * sim_touch - a driver or hook reads or writes something of its own that others' do, too
 *
 * So that a search with reduction knows that the order matters. @what: stands for it, any address.
 */
void sim_touch(struct sim *sim, const void *what, int write);

/** sim_steps - scheduling steps of the race so far */
unsigned long sim_steps(const struct sim *sim);

/** sim_preemptions - how often a task was interrupted inside its call */
unsigned int sim_preemptions(const struct sim *sim);

/**
 * sim_token - the decisions that differ from the default, as "step:alternative,..."
 *
 * Return: length of the whole text, also if it did not fit into @n bytes.
 */
size_t sim_token(const struct sim *sim, char *buf, size_t n);

/**
 * sim_inject - refuse the @nth request (from 1) for memory or a descriptor from now on
 *
 * 0: refuse none, but count. sim_requests() says how many came since.
 */
void sim_inject(struct sim *sim, unsigned int nth);
unsigned int sim_requests(const struct sim *sim);

/* ------------------------------------------------------------ strategies */

/** sim_strategy_first - always the default: nobody is preempted */
struct sim_strategy *sim_strategy_first(void);

/**
 * sim_strategy_random - uniform random walks
 * @mean: mean number of scheduling points between two switches (0: 4)
 */
struct sim_strategy *sim_strategy_random(uint64_t seed, unsigned int mean);

/**
 * sim_strategy_pct - probabilistic concurrency testing: random priorities, and @depth - 1
 * points at which the one that runs falls behind all others
 */
struct sim_strategy *sim_strategy_pct(uint64_t seed, unsigned int depth);

/** SIM_UNBOUNDED - as a bound: any number of preemptions */
#define SIM_UNBOUNDED UINT_MAX

/**
 * sim_strategy_dfs - all schedules with at most @bound preemptions, each once
 *
 * A preemption interrupts a task that could have gone on inside its call, by another task or by
 * the end of a grace period. Who begins which call when, who goes on after a sleep, and
 * whether a grace period ends between two calls, is not bounded.
 */
struct sim_strategy *sim_strategy_dfs(unsigned int bound);

/**
 * sim_strategy_dpor - all schedules that matter: one of each set of those that differ only in the
 * order of steps that do not touch the same
 *
 * For designs that say what their steps touch (struct design.footprints). Runs that turn out to be
 * like one that there was are cut short: they come to nothing, and are not to be judged.
 */
struct sim_strategy *sim_strategy_dpor(void);

/** struct sim_dpor_stats - whole runs, runs that were cut, and how often all began again */
struct sim_dpor_stats {
	unsigned long runs, cut, again;
};

/** sim_strategy_stats - of a strategy of sim_strategy_dpor(); else all 0 */
const struct sim_dpor_stats *sim_strategy_stats(const struct sim_strategy *strategy);

/** sim_strategy_lost - why dpor had to give up, or NULL */
const char *sim_strategy_lost(const struct sim_strategy *strategy);

/**
 * sim_strategy_lock_order - of dpor: locks that were taken in a circle, over all runs, or NULL
 *
 * Text with the places. No run need have failed: it is enough that one could.
 */
const char *sim_strategy_lock_order(const struct sim_strategy *strategy);

/** sim_strategy_was_cut - 1: the last run was cut */
int sim_strategy_was_cut(const struct sim_strategy *strategy);

/**
 * sim_strategy_replay - a token of sim_token()
 *
 * Return: NULL with @err filled in if the text is no token.
 */
struct sim_strategy *sim_strategy_replay(const char *token, struct sim_error *err);

void sim_strategy_free(struct sim_strategy *strategy);

/** sim_strategy_name - "first", "random", "pct", "dfs", "replay" */
const char *sim_strategy_name(const struct sim_strategy *strategy);

/**
 * sim_strategy_next - prepare the next run
 *
 * To be called before each run but the first, after sim_race() of the one before.
 *
 * Return: 1; 0 if there is no further schedule (dfs, first and replay end; random does not).
 */
int sim_strategy_next(struct sim_strategy *strategy);

/**
 * struct sim_explore - many runs
 * @strategy: whose schedules
 * @body: one run from the fresh world on: it sets up, calls sim_race(), checks and calls
 *	sim_end(); a verdict makes the run fail. Nonzero ends the exploration
 * @max_runs: 0: until the strategy has no more
 * @keep_going: 0: end at the first failure
 */
struct sim_explore {
	struct sim_strategy *strategy;
	int (*body)(void *ctx, struct sim *sim, struct sim_strategy *strategy);
	void *ctx;
	unsigned long max_runs;
	int keep_going;
};

/**
 * struct sim_summary - what an exploration found
 * @exhausted: the strategy had no further schedule
 * @first_failed: number of the first run that failed, from 1; 0: none
 * @first: its first verdict
 * @token: its token ("" if it had no choices but defaults), cut if it is very long
 * @token_cut: 1 if it was cut
 */
struct sim_summary {
	unsigned long runs, failed;
	int exhausted;
	unsigned long first_failed;
	struct sim_verdict first;
	char token[1024];
	int token_cut;
};

void sim_explore(struct sim *sim, const struct sim_explore *how, struct sim_summary *out);

/* ------------------------------------------------------------ guard */

/**
 * sim_guard_enter - from here on a crash or an endless loop in the model or a design is
 * a verdict (HOST_BUG_OOPS, HOST_BUG_LOOP), not the end of the process
 *
 * Takes over SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGALRM, the timer ITIMER_REAL and the alternate
 * stack of the thread until sim_guard_leave(), which gives them back. May be nested.
 * A fault anywhere else goes to the handler that was there before.
 */
enum sim_status sim_guard_enter(struct sim *sim, struct sim_error *err);
void sim_guard_leave(struct sim *sim);

/* ------------------------------------------------------------ trace and ledger */

/** enum sim_trace_kind - what an entry of the trace is */
enum sim_trace_kind {
	SIM_TRACE_EVENT,	/* code: enum host_event_kind */
	SIM_TRACE_CALL,		/* a call begins; call: which */
	SIM_TRACE_RETURN,	/* a call ended; a: its result */
	SIM_TRACE_POINT,	/* code: enum host_op; in a race, detail only */
	SIM_TRACE_SWITCH,	/* target goes on now; code: 1 if task was preempted */
	SIM_TRACE_SLEEP,	/* the task can't go on; code: 1 if it waits for a lock */
	SIM_TRACE_GRACE,	/* a grace period ended */
	SIM_TRACE_BUG,		/* code: kind, a: index of the verdict */
};

/**
 * struct sim_trace_entry - one entry of the trace
 * @task: who ran, index, or -1
 * @target: whom it is about, index, or -1
 * @object: what it is about, an id for sim_object(), 0: none or unknown
 * @call: for SIM_TRACE_CALL; @args likewise
 */
struct sim_trace_entry {
	enum sim_trace_kind kind;
	unsigned int code;
	int task, target;
	unsigned long step;
	unsigned int object;
	long a, b;
	const struct host_site *site;
	const struct model_syscall *call;
	const long *args;
};

/**
 * sim_trace_count, sim_trace_get - the trace of this run in detail mode (else: empty)
 */
unsigned int sim_trace_count(const struct sim *sim);
int sim_trace_get(const struct sim *sim, unsigned int i, struct sim_trace_entry *out);

#define SIM_HOLDERS 8

/** struct sim_ref - a change of a count; @call: sim_calls() of the task, 0 between calls */
struct sim_ref {
	const struct host_site *site;
	int task;
	unsigned int call;
	long from, to;
};

/**
 * struct sim_object - an object that the ledger knows
 * @kind: name of its slab cache
 * @nr: its number (pid number), 0: none
 * @life: it is the @life-th object of this kind and number in this run
 * @count: its reference count, as last heard; -1: it has none
 * @refs: the last changes of the count, oldest first; @nr_refs of them
 * @held: the birth and the changes upwards that no change downwards has answered, oldest first;
 *	@nr_held of them. A put answers the last get of the same call, or else the oldest of
 *	the same task, or else the oldest: a guess, and mostly a good one
 * @birth_task, @death_task: index, -1: nobody (boot)
 * @death: NULL while it lives
 */
struct sim_object {
	const char *kind;
	long nr;
	unsigned int life;
	long count;
	int alive;
	const struct host_site *birth, *death;
	int birth_task, death_task;
	unsigned int nr_refs;
	struct sim_ref refs[SIM_HOLDERS];
	unsigned int nr_held;
	struct sim_ref held[SIM_HOLDERS];
};

/** sim_nr_objects, sim_object - the ledger: ids from 1; NULL if there is no such id */
unsigned int sim_nr_objects(const struct sim *sim);
const struct sim_object *sim_object(const struct sim *sim, unsigned int id);

/** sim_object_name - "pid 2#1", "file#3"; returns @buf */
char *sim_object_name(const struct sim_object *object, char *buf, size_t n);

/** sim_object_at - id of the object that lives, or last lived, at an address; 0 if unknown */
unsigned int sim_object_at(const struct sim *sim, const void *addr);

#endif /* SIM_H */
