// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who runs. Outside of races only wake-ups are noted here; in a race each scheduling
 * point, and each end and sleep of a call, is a question to the strategy:
 *
 *	alternative 0	the task that runs, or if it can't, the lowest that can
 *	then		the end of a grace period, if one is due
 *	then		everybody else that can move, by index
 *
 * Nothing is asked, and nothing recorded, where there is one alternative only.
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

/* Instead of a task or SIM_GRACE. */
#define NOBODY (-2)

/* ------------------------------------------------------------ able to run */

void sim_new_runnable(struct sim_task *t)
{
	struct sim *sim = t->sim;

	sim_set_add(&sim->runnable, t->index);
	/* The strategy is to hear of it at the next scheduling point. */
	if (sim->racing)
		sim->ask_at = sim->cpu->look_at = 0;
}

/* ------------------------------------------------------------ sleep and wake-up */

static void drop_sleeper(struct sim_task *t)
{
	struct sim *sim = t->sim;
	struct sim_task *last;

	if (t->on)
		sim->nr_lock_waiters--;
	t->on = NULL;
	if (!t->slot)
		return;
	last = sim->sleepers[--sim->nr_sleepers];
	sim->sleepers[t->slot - 1] = last;
	last->slot = t->slot;
	t->slot = 0;
}

static void more_sleepers(struct sim *sim, void *arg)
{
	unsigned int room = sim->sleepers_room ? sim->sleepers_room * 2 : 64;
	struct sim_task **p = realloc(sim->sleepers, room * sizeof(struct sim_task *));

	*(int *)arg = p != NULL;
	if (!p)
		return;
	sim->sleepers = p;
	sim->sleepers_room = room;
}

int sim_sleep_on(struct sim_task *t, const void *on, unsigned long long deadline,
		 const struct host_site *site)
{
	struct sim *sim = t->sim;
	int ok = 1;

	t->on = on;
	t->deadline = deadline;
	t->sleep_site = site;
	t->slot = 0;
	if (on)
		sim->nr_lock_waiters++;
	if (on || deadline != SIM_NO_DEADLINE) {
		if (sim->nr_sleepers == sim->sleepers_room)
			sim_upcall(sim, more_sleepers, &ok);
		if (!ok)
			return 0;
		sim->sleepers[sim->nr_sleepers++] = t;
		t->slot = sim->nr_sleepers;
	}
	t->where = SIM_ASLEEP;
	sim_clear_runnable(t);
	return 1;
}

void sim_wake_task(struct sim_task *t)
{
	switch (t->where) {
	case SIM_ASLEEP:
		drop_sleeper(t);
		t->where = SIM_CALL;
		sim_set_runnable(t);
		break;
	case SIM_USER:
		if ((t->flags & TASK_WORK) || !t->task || !t->sim->ops->has_user_work(t->task))
			break;
		t->flags |= TASK_WORK;
		sim_set_runnable(t);
		break;
	case SIM_CALL:
		t->flags |= TASK_WOKEN;
		break;
	default:
		break;
	}
}

void sim_wake_lock(struct sim *sim, const void *on)
{
	unsigned int i = 0;

	while (sim->nr_lock_waiters && i < sim->nr_sleepers) {
		struct sim_task *t = sim->sleepers[i];

		if (t->on == on)
			sim_wake_task(t);
		else
			i++;
	}
}

int sim_pass_time(struct sim *sim, unsigned long long until)
{
	unsigned long long first = SIM_NO_DEADLINE;
	unsigned int i;

	for (i = 0; i < sim->nr_sleepers; i++) {
		if (sim->sleepers[i]->deadline < first)
			first = sim->sleepers[i]->deadline;
	}
	if (first == SIM_NO_DEADLINE || first > until)
		return 0;
	if (sim->now < first)
		sim->now = first;
	for (i = 0; i < sim->nr_sleepers; ) {
		if (sim->sleepers[i]->deadline <= first)
			sim_wake_task(sim->sleepers[i]);
		else
			i++;
	}
	return 1;
}

/* ------------------------------------------------------------ decisions */

static void more_takens(struct sim *sim, void *arg)
{
	*(int *)arg = sim_takens_grow(&sim->takens);
}

/* What is not the default is kept; whether it is is chance, so there is no jump on it. */
static inline void record_taken(struct sim *sim, uint64_t step, unsigned int taken)
{
	struct sim_takens *list = &sim->takens;
	int ok = 1;

	if (sim_unlikely(list->nr == list->room)) {
		sim_upcall(sim, more_takens, &ok);
		if (!ok)
			return;
	}
	list->at[list->nr] = (struct sim_taken){ .step = (uint32_t)step, .taken = taken };
	list->nr += taken != 0;
}

static void more_choices(struct sim *sim, void *arg)
{
	*(int *)arg = sim_choices_grow(&sim->choices);
}

static void record(struct sim *sim, const struct sim_question *q, unsigned int taken,
		   const struct host_site *site)
{
	struct sim_choices *list = &sim->choices;
	int ok = 1;

	if (sim_unlikely(list->nr == list->room)) {
		sim_upcall(sim, more_choices, &ok);
		if (!ok)
			return;
	}
	list->at[list->nr++] = (struct sim_choice){
		.step = (uint32_t)q->step,
		.nr = q->nr,
		.taken = taken,
		.why = (uint16_t)q->why,
		.free = (uint16_t)(q->free < UINT16_MAX ? q->free : UINT16_MAX),
		.site = site,
	};
}

static void strategy_grow(struct sim *sim, void *strategy)
{
	(void)sim;
	((struct sim_strategy *)strategy)->ops->grow(strategy);
}

struct ask_arg {
	const struct sim_question *q;
	unsigned int taken;
};

static void ask_upcall(struct sim *sim, void *arg)
{
	struct ask_arg *a = arg;

	a->taken = sim->strategy->ops->choose(sim->strategy, a->q);
}

/* A strategy that watches thinks on main, where there is room. */
static __attribute__((noinline)) unsigned int ask_on_main(struct sim *sim,
							  const struct sim_question *q)
{
	struct ask_arg arg = { q, 0 };

	sim_upcall(sim, ask_upcall, &arg);
	if (sim->strategy->cut && sim->running)
		sim_abandon(sim);
	sim->abandoned |= sim->strategy->cut;
	return arg.taken;
}

static inline void set_look_at(struct sim *sim)
{
	unsigned long at = sim->ask_at;

	if (at > sim->options.max_steps)
		at = sim->options.max_steps;
	sim->cpu->look_at = sim_unlikely(sim->detail) ? 0 : at;
}

/* sim_choose(), inlined where the engine itself asks: most of a race's choices are made there. */
static inline __attribute__((always_inline)) unsigned int
choose(struct sim *sim, unsigned int nr, unsigned int nr_free, enum host_why why,
       const struct host_site *site, int forced, enum host_op op, const void *obj)
{
	struct sim_strategy *strategy = sim->strategy;
	struct sim_question q = {
		.step = sim->cpu->step,
		.nr = nr,
		.free = nr_free,
		.why = why,
		.who = sim->who,
		.preemptions = sim->preemptions,
		.forced = forced,
		.op = op,
		.obj = obj,
		.site = site,
	};
	unsigned int taken;

	if (sim_unlikely(strategy->want_room))
		sim_upcall(sim, strategy_grow, strategy);
	taken = sim_unlikely(strategy->ops->watches) ? ask_on_main(sim, &q)
						     : strategy->ops->choose(strategy, &q);
	if (sim_unlikely(taken >= nr))
		taken = 0;
	record_taken(sim, sim->cpu->step, taken);
	if (sim_unlikely(sim->detail))
		record(sim, &q, taken, site);
	sim->ask_at = strategy->ask;
	set_look_at(sim);
	return taken;
}

unsigned int sim_choose(struct sim *sim, unsigned int nr, unsigned int nr_free,
			enum host_why why, const struct host_site *site, int forced)
{
	if (!sim->racing || nr < 2)
		return 0;
	return choose(sim, nr, nr_free, why, site, forced, HOST_OP_NR, NULL);
}

static void more_who(struct sim *sim, void *arg)
{
	unsigned int room = sim->runnable.nr_words * 64 + 2;
	int *p = realloc(sim->who, room * sizeof(*p));

	*(int *)arg = p != NULL;
	if (!p)
		return;
	sim->who = p;
	sim->who_room = room;
}

/**
 * struct menu - the alternatives of the decision at hand
 * @current: the task that runs, or NULL if it can't go on
 * @grace: whether the end of a grace period is one of them
 * @nr: how many there are
 * @free: how many of them are no preemption of @current
 */
struct menu {
	const struct sim_task *current;
	unsigned int grace, nr, free;
};

/* @bits without the lowest @n of those that are set, @n < 4; without jumps, as @n is chance. */
static inline uint64_t drop_lowest(uint64_t bits, unsigned int n)
{
	uint64_t less = bits & (bits - 1);

	less &= less - 1;
	bits ^= (bits ^ less) & (0 - (uint64_t)(n >> 1));
	less = bits & (bits - 1);
	return bits ^ ((bits ^ less) & (0 - (uint64_t)(n & 1)));
}

static int nth_of_many(const struct sim_set *set, unsigned int nth, const struct sim_task *skip)
{
	unsigned int word;
	uint64_t bits;

	for (word = 0; word < set->nr_words; word++) {
		bits = set->words[word];
		if (skip && skip->index / 64 == word)
			bits &= ~(1ULL << (skip->index % 64));
		for (; bits; bits &= bits - 1) {
			if (!nth--)
				return (int)(word * 64) + __builtin_ctzll(bits);
		}
	}
	return SIM_GRACE;
}

/* The @nth runnable task by index, @skip not counted. */
static inline int nth_runnable(const struct sim_set *set, unsigned int nth,
			       const struct sim_task *skip)
{
	uint64_t bits = set->words[0];

	if (skip && skip->index < 64)
		bits &= ~(1ULL << skip->index);
	if (sim_likely(nth < 4)) {
		bits = drop_lowest(bits, nth);
		if (sim_likely(bits))
			return __builtin_ctzll(bits);
	}
	return nth_of_many(set, nth, skip);
}

/* As entry(), where one alternative is the end of a grace period. */
static __attribute__((noinline)) int entry_or_grace(const struct sim *sim, const struct menu *menu,
						    unsigned int i)
{
	unsigned int before = menu->current || sim->runnable.count ? 1 : 0;

	if (i == before)
		return SIM_GRACE;
	if (menu->current)
		return i ? nth_runnable(&sim->runnable, i - 2, menu->current)
			 : (int)menu->current->index;
	return nth_runnable(&sim->runnable, i ? i - 1 : 0, NULL);
}

/* Alternative @i: see the list at the top of this file. In a race @i is chance: no jump on it. */
static inline int entry(const struct sim *sim, const struct menu *menu, unsigned int i)
{
	int other;

	if (sim_unlikely(menu->grace))
		return entry_or_grace(sim, menu, i);
	if (!menu->current)
		return nth_runnable(&sim->runnable, i, NULL);
	if (menu->nr == 1)
		return (int)menu->current->index;
	other = nth_runnable(&sim->runnable, i - (i != 0), menu->current);
	return i ? other : (int)menu->current->index;
}

/* As entry() for each of them. */
static void fill_runnable(struct sim *sim, const struct menu *menu)
{
	unsigned int n = 0, word;
	uint64_t bits;

	if (menu->current)
		sim->who[n++] = (int)menu->current->index;
	for (word = 0; n < menu->nr; word++) {
		bits = sim->runnable.words[word];
		if (menu->current && menu->current->index / 64 == word)
			bits &= ~(1ULL << (menu->current->index % 64));
		for (; bits; bits &= bits - 1)
			sim->who[n++] = (int)(word * 64) + __builtin_ctzll(bits);
	}
}

static __attribute__((noinline)) void fill_who(struct sim *sim, struct menu *menu)
{
	unsigned int i;
	int ok = 1;

	if (sim_unlikely(menu->nr > sim->who_room))
		sim_upcall(sim, more_who, &ok);
	if (!ok)
		menu->nr = 1;
	else if (!menu->grace)
		fill_runnable(sim, menu);
	for (i = 0; i < menu->nr && menu->grace && ok; i++)
		sim->who[i] = entry(sim, menu, i);
}

/* What can move. sim->who is filled in only for a strategy that looks at it. */
static inline void make_menu(struct sim *sim, struct menu *menu, const struct sim_task *current)
{
	menu->current = current;
	menu->grace = !sim->atomic && sim->ops->grace_pending();
	menu->nr = sim->runnable.count + menu->grace;
	menu->free = current ? 1 : menu->nr;
	if (sim->strategy->ops->looks && menu->nr > (unsigned int)!sim->strategy->ops->watches)
		fill_who(sim, menu);
}

/* ------------------------------------------------------------ scheduling points */

static void point_upcall(struct sim *sim, void *arg)
{
	struct sim_trace_entry *e = sim_trace_add(sim, SIM_TRACE_POINT, *(unsigned int *)arg, NULL);

	if (e)
		e->site = sim->cpu->site;
}

static void loop_upcall(struct sim *sim, void *arg)
{
	(void)arg;
	sim_report(sim, HOST_BUG_LOOP, sim->cpu->site, NULL, "does not end: too many steps");
}

/* The running task loses the CPU to @who, and comes back here when it is chosen again. */
static inline void give_way(struct sim *sim, int who)
{
	struct sim_task *t = sim->current, *next;
	struct sim_fiber *to = NULL;

	sim->preemptions++;
	if (sim_likely(who != SIM_GRACE && !sim->detail)) {
		next = sim_task_nth(sim, (unsigned int)who);
		to = next->fiber;
	}
	/* One switch for both ways: where it ends is what the processor has to guess. */
	if (to) {
		/* From fiber to fiber without the detour over main. */
		sim->current = next;
		sim->last = who;
		sim->cpu->task = next->task;
		sim->running = to;
	} else {
		sim->pick = who;
		sim->stop = SIM_STOP_PREEMPT;
		to = &sim->fibers.main;
	}
	sim_fiber_switch(t->fiber, to);
}

/* The slow path: somebody may have to look at this point. On a fiber. */
void sim_sched_point(struct sim *sim, enum host_op op, const void *obj,
		     const struct host_site *site)
{
	unsigned int taken, code = op;
	struct menu menu;

	if (!sim->racing || sim->atomic || !sim->current)
		return;
	if (sim->cpu->step >= sim->options.max_steps) {
		sim_upcall(sim, loop_upcall, NULL);
		sim_abandon(sim);
	}
	if (sim->detail)
		sim_upcall(sim, point_upcall, &code);
	if (sim->cpu->step < sim->ask_at)
		return;
	make_menu(sim, &menu, sim->current);
	if (menu.nr < 2 && !sim->strategy->ops->watches) {
		/* Ask again: a grace period may become due at any point. */
		sim->ask_at = sim->strategy->ask;
		if (sim->ask_at <= sim->cpu->step)
			sim->ask_at = sim->cpu->step + 1;
		set_look_at(sim);
		return;
	}
	taken = choose(sim, menu.nr, menu.free, HOST_WHY_SCHEDULE, site, 0, op, obj);
	if (taken)
		give_way(sim, entry(sim, &menu, taken));
}

/* ------------------------------------------------------------ races */

void sim_drive(struct sim_task *task, const struct sim_driver *driver, void *ctx)
{
	struct sim *sim = task->sim;
	unsigned int room;
	struct sim_task **p;

	if (driver && !task->driver) {
		if (sim->nr_driven == sim->driven_room) {
			room = sim->driven_room ? sim->driven_room * 2 : 64;
			p = realloc(sim->driven, room * sizeof(struct sim_task *));
			if (!p)
				return;
			sim->driven = p;
			sim->driven_room = room;
		}
		sim->driven[sim->nr_driven++] = task;
	}
	task->driver = driver;
	task->driver_ctx = ctx;
	task->flags &= (uint8_t)~TASK_STEP;
	if (driver && task->where != SIM_DEAD) {
		task->flags |= TASK_STEP;
		if (sim->racing && task->where == SIM_USER)
			sim_set_runnable(task);
	} else if (task->where == SIM_USER && !(task->flags & TASK_WORK)) {
		sim_clear_runnable(task);
	}
}

/* The next call of @t; 0: there is none. */
static inline int start_step(struct sim_task *t)
{
	struct sim_step *step = &t->step;

	t->flags &= (uint8_t)~TASK_STEP;
	*step = (struct sim_step){ 0 };
	if (!t->driver || !t->driver->start(t->driver_ctx, t, step) || !step->call) {
		if (!(t->flags & (TASK_WORK | TASK_STEP)))
			sim_clear_runnable(t);
		return 0;
	}
	t->flags &= (uint8_t)~TASK_MAY_SLEEP;
	if (step->may_sleep)
		t->flags |= TASK_MAY_SLEEP;
	t->flags |= TASK_DRIVEN;
	return sim_begin_call(t);
}

/* Let @who move. A task that is to go on on its stack is returned: that is the caller's. */
static inline struct sim_task *move(struct sim *sim, int who)
{
	struct sim_task *t;

	if (who == SIM_GRACE) {
		sim_grace(sim);
		return NULL;
	}
	t = sim_task_nth(sim, (unsigned int)who);
	if (sim_unlikely(sim->detail) && who != sim->last)
		sim_trace_add(sim, SIM_TRACE_SWITCH, 0, t);
	sim->last = who;
	if (t->fiber)
		return t;
	/* Whether it has work to do is decided now. */
	sim_touch_memory(sim, t, 1, SIM_TOUCH_HOST);
	if (sim_unlikely(t->flags & TASK_WORK))
		return sim_begin_work(t) ? t : NULL;
	return start_step(t) ? t : NULL;
}

/* Who moves next, when nobody is on the CPU. */
static int pick(struct sim *sim)
{
	struct sim_task *t = NULL;
	unsigned int taken = 0;
	struct menu menu;

	if (sim->last != NOBODY && sim_set_has(&sim->runnable, (uint32_t)sim->last))
		t = sim_task_nth(sim, (unsigned int)sim->last);
	make_menu(sim, &menu, t);
	if (!menu.nr)
		return NOBODY;
	sim->cpu->step++;
	/*
	 * A task on its fiber here has given way to the end of a grace period: to go on with
	 * another one is a preemption of its own. Between two calls nobody is preempted.
	 */
	if (t && !t->fiber)
		menu.free = menu.nr;
	if (menu.nr > 1 || sim->strategy->ops->watches)
		taken = choose(sim, menu.nr, menu.free, HOST_WHY_SCHEDULE, NULL,
			       menu.free == menu.nr, HOST_OP_NR, NULL);
	if (taken >= menu.free)
		sim->preemptions++;
	return entry(sim, &menu, taken);
}

static void race_begin(struct sim *sim, struct sim_strategy *strategy)
{
	unsigned int i;

	sim->strategy = strategy;
	sim->cpu->step = 0;
	sim->preemptions = 0;
	sim->choices.nr = sim->takens.nr = 0;
	sim->last = NOBODY;
	strategy->sim = sim;
	strategy->cut = 0;
	strategy->ops->begin(strategy);
	sim->ask_at = strategy->ask;
	set_look_at(sim);
	sim->racing = 1;
	sim->cpu->preempt = 1;
	for (i = 0; i < sim->nr_driven; i++) {
		struct sim_task *t = sim->driven[i];

		if (t->where == SIM_USER && (t->flags & TASK_STEP))
			sim_set_runnable(t);
	}
}

static void race_end(struct sim *sim)
{
	unsigned int i;

	if (sim->strategy->ops->end)
		sim->strategy->ops->end(sim->strategy);
	sim->strategy->steps = sim->steps = sim->cpu->step;
	sim->racing = 0;
	sim->cpu->preempt = (unsigned int)sim->detail;
	for (i = 0; i < sim->nr_driven; i++) {
		struct sim_task *t = sim->driven[i];

		t->driver = NULL;
		if ((t->flags & TASK_STEP) && t->where == SIM_USER && !(t->flags & TASK_WORK))
			sim_clear_runnable(t);
		t->flags &= (uint8_t)~TASK_STEP;
	}
	sim->nr_driven = 0;
	sim->cpu->look_at = ULONG_MAX;
}

void sim_race(struct sim *sim, struct sim_strategy *strategy)
{
	struct sim_strategy *own = NULL;
	struct sim_task *t;
	int who;

	if (!sim->booted || sim->abandoned)
		return;
	if (!strategy) {
		own = strategy = sim_strategy_first();
		if (!own)
			return;
	}
	sim_enter_world(sim);
	race_begin(sim, strategy);
	while (!sim->abandoned) {
		who = pick(sim);
		if (who == NOBODY && sim_pass_time(sim, SIM_NO_DEADLINE - 1)) {
			if (strategy->ops->time_passed)
				strategy->ops->time_passed(strategy);
			continue;
		}
		if (who == NOBODY)
			break;
		if (sim->cpu->step >= sim->options.max_steps) {
			loop_upcall(sim, NULL);
			sim->abandoned = 1;
			break;
		}
		/* A fiber that gives way to somebody without one says so in sim->pick. */
		for (; who != NOBODY && !sim->abandoned; who = sim->pick) {
			sim->pick = NOBODY;
			t = move(sim, who);
			if (t)
				sim_run_here(t);
		}
	}
	if (!sim->abandoned)
		sim_judge_deadlock(sim);
	race_end(sim);
	if (sim_unlikely(sim->nr_verdicts) && !sim->abandoned)
		sim_judge_wakeups(sim);
	sim_strategy_free(own);
}
