// SPDX-License-Identifier: GPL-2.0-only
/*
 * The strategy that follows a token or an order of steps, watching all that is decided, and can say
 * afterwards what was done: as a token, and step by step.
 */
#include "script/schedule.h"

#include <stdlib.h>
#include <string.h>

#include "buf.h"

/**
 * struct seat - what is known of a task
 * @line: what its actor was at when the counts of @seen began
 * @seen: decisions of each kind since then
 * @here: it stands before a scheduling point: @op, @obj, @site
 * @begun: index + 1 of the turn that began something; it is not known yet, what
 */
struct seat {
	unsigned int line;
	unsigned int seen[SIM_SPOT_NR];
	unsigned int turns;
	unsigned int begun;
	int here;
	enum host_op op;
	const void *obj;
	const struct host_site *site;
};

struct schedule {
	struct sim_strategy base;
	const struct sim_run *run;
	/* what to do */
	struct sim_strategy *raw;
	struct sim_switch *switches;
	unsigned int nr_switches, dropped;
	char *token;
	struct sim_order order;
	unsigned char *made;
	unsigned int first;
	/* what was done */
	struct seat *seats;
	unsigned int nr_seats;
	int last;
	struct sim_turn *turns;
	unsigned int nr_turns, room;
	unsigned int *chosen;
	unsigned int nr_chosen;
	struct sim_buf text;
	int failed;
};

static struct schedule *to_schedule(const struct sim_strategy *strategy)
{
	return (struct schedule *)(uintptr_t)strategy;
}

/* ------------------------------------------------------------ who is where */

static unsigned int actor_of(const struct schedule *s, int task)
{
	for (unsigned int i = 0; task >= 0 && i < s->run->prog->nr_actors; i++) {
		const struct sim_task *t = s->run->actors[i].task;

		if (t && (int)sim_task_index(t) == task)
			return i;
	}
	return SIM_NO_ACTOR;
}

/* what the task is at: the line of its actor, or how many calls it has begun */
static unsigned int line_of(const struct schedule *s, int task)
{
	unsigned int actor = actor_of(s, task);

	if (actor != SIM_NO_ACTOR)
		return s->run->actors[actor].step;
	return sim_calls(sim_task_at(s->run->sim, (unsigned int)task));
}

static struct seat *seat_of(struct schedule *s, int task)
{
	unsigned int nr = (unsigned int)task + 8;
	struct seat *more;

	if ((unsigned int)task < s->nr_seats)
		return &s->seats[task];
	more = realloc(s->seats, nr * sizeof(*more));
	if (!more) {
		s->failed = 1;
		return NULL;
	}
	memset(more + s->nr_seats, 0, (nr - s->nr_seats) * sizeof(*more));
	s->seats = more;
	s->nr_seats = nr;
	return &more[task];
}

/* Now that it has moved, it can be seen whether it began a call, or was busy with signals. */
static void settle(struct schedule *s, struct seat *seat, int task)
{
	struct sim_turn *turn = seat->begun ? &s->turns[seat->begun - 1] : NULL;
	unsigned int line = line_of(s, task), actor = actor_of(s, task);

	if (turn && line == seat->line && actor != SIM_NO_ACTOR)
		turn->kind = SIM_TURN_WORK;
	if (turn)
		turn->step = actor != SIM_NO_ACTOR ? line : 0;
	seat->begun = 0;
	if (line == seat->line)
		return;
	seat->line = line;
	memset(seat->seen, 0, sizeof(seat->seen));
}

static enum sim_spot_kind kind_of(const struct schedule *s, const struct sim_question *q, int task)
{
	enum sim_where where;

	if (q->why != HOST_WHY_SCHEDULE)
		return SIM_SPOT_CHOICE;
	if (q->op != HOST_OP_NR)
		return SIM_SPOT_POINT;
	where = sim_task_where(sim_task_at(s->run->sim, (unsigned int)task));
	return where == SIM_USER || where == SIM_DEAD ? SIM_SPOT_END : SIM_SPOT_STOP;
}

/* The place of a decision: whose it is is who moves, or has moved last. */
static void find_spot(struct schedule *s, const struct sim_question *q, struct sim_spot *spot)
{
	struct seat *seat;

	memset(spot, 0, sizeof(*spot));
	spot->actor = SIM_NO_ACTOR;
	spot->task = s->last;
	spot->nth = 1;
	spot->kind = SIM_SPOT_START;
	spot->nr = s->nr_turns + 1;
	seat = s->last >= 0 ? seat_of(s, s->last) : NULL;
	if (!seat)
		return;
	settle(s, seat, s->last);
	spot->actor = actor_of(s, s->last);
	spot->kind = kind_of(s, q, s->last);
	spot->nr = ++seat->seen[spot->kind];
	if (spot->actor != SIM_NO_ACTOR)
		sim_spot_call(s->run->prog, seat->line, spot);
	if (spot->kind == SIM_SPOT_POINT) {
		seat->here = 1;
		seat->op = q->op;
		seat->obj = q->obj;
		seat->site = q->site;
	}
}

/* ------------------------------------------------------------ what to do */

static unsigned int index_of(const struct sim_question *q, int who)
{
	unsigned int i;

	for (i = 0; i < q->nr && q->who[i] != who; i++)
		;
	return i;
}

static int same_spot(const struct sim_spot *a, const struct sim_spot *b)
{
	if (a->kind != b->kind || a->nr != b->nr || a->nth != b->nth || a->actor != b->actor)
		return 0;
	if (a->kind == SIM_SPOT_START)
		return 1;
	if (a->actor == SIM_NO_ACTOR && a->task != b->task)
		return 0;
	return !a->call == !b->call && (!a->call || !strcmp(a->call, b->call));
}

static unsigned int by_switches(struct schedule *s, const struct sim_question *q,
				const struct sim_spot *spot)
{
	for (unsigned int i = 0; i < s->nr_switches; i++) {
		struct sim_switch *w = &s->switches[i];
		int who = w->value;
		unsigned int taken;

		if (w->met || i == s->dropped || !same_spot(&w->spot, spot))
			continue;
		w->met = 1;
		if (w->to != SIM_NO_ACTOR) {
			if (!s->run->actors[w->to].task)
				return 0;
			who = (int)sim_task_index(s->run->actors[w->to].task);
		}
		taken = spot->kind == SIM_SPOT_CHOICE ? (unsigned int)w->value : index_of(q, who);
		if (taken >= q->nr)
			return 0;
		w->met = 2;
		return taken;
	}
	return 0;
}

static unsigned int by_order(struct schedule *s, const struct sim_question *q)
{
	if (q->why != HOST_WHY_SCHEDULE)
		return s->nr_chosen < s->order.nr_chosen ? s->order.chosen[s->nr_chosen] : 0;
	while (s->first < s->order.nr && s->made[s->first])
		s->first++;
	for (unsigned int i = s->first; i < s->order.nr; i++) {
		unsigned int taken = s->made[i] ? q->nr : index_of(q, s->order.who[i]);

		if (taken == q->nr)
			continue;
		s->made[i] = 1;
		return taken;
	}
	return 0;
}

static unsigned int decide(struct schedule *s, const struct sim_question *q,
			   const struct sim_spot *spot)
{
	unsigned int taken = 0;

	if (s->raw) {
		/* Only where it wants to be: or it would take this for a later one. */
		if (s->raw->ask <= q->step)
			taken = q->nr > 1 ? s->raw->ops->choose(s->raw, q) : 0;
	} else if (s->made) {
		taken = by_order(s, q);
	} else {
		taken = by_switches(s, q, spot);
	}
	return taken < q->nr ? taken : 0;
}

/* ------------------------------------------------------------ what was done */

static struct sim_turn *add_turn(struct schedule *s)
{
	unsigned int room = s->room ? s->room * 2 : 256;
	struct sim_turn *more;

	if (s->nr_turns == s->room) {
		more = realloc(s->turns, room * sizeof(*more));
		if (!more) {
			s->failed = 1;
			return NULL;
		}
		s->turns = more;
		s->room = room;
	}
	memset(&s->turns[s->nr_turns], 0, sizeof(s->turns[0]));
	return &s->turns[s->nr_turns++];
}

static void describe(struct schedule *s, struct sim_turn *turn, struct seat *seat)
{
	const struct sim_task *task = sim_task_at(s->run->sim, (unsigned int)turn->task);

	turn->nth = seat->turns++;
	turn->step = actor_of(s, turn->task) != SIM_NO_ACTOR ? line_of(s, turn->task) : 0;
	if (seat->here) {
		turn->kind = SIM_TURN_POINT;
		turn->op = seat->op;
		turn->obj = seat->obj;
		turn->site = seat->site;
		turn->object = sim_object_at(s->run->sim, seat->obj);
	} else if (sim_task_where(task) == SIM_USER) {
		turn->kind = SIM_TURN_BEGIN;
		seat->begun = s->nr_turns;
	} else {
		turn->kind = SIM_TURN_RESUME;
	}
	seat->here = 0;
}

static void note_turn(struct schedule *s, int who)
{
	struct sim_turn *turn = add_turn(s);
	struct seat *seat = who >= 0 ? seat_of(s, who) : NULL;

	if (!turn)
		return;
	turn->task = who;
	turn->kind = SIM_TURN_GRACE;
	turn->op = HOST_OP_NR;
	turn->trace = sim_trace_count(s->run->sim);
	if (!seat)
		return;
	describe(s, turn, seat);
	s->last = who;
}

static void note_chosen(struct schedule *s, unsigned int taken)
{
	unsigned int *more = realloc(s->chosen, (s->nr_chosen + 1) * sizeof(*more));

	if (!more) {
		s->failed = 1;
		return;
	}
	s->chosen = more;
	more[s->nr_chosen++] = taken;
}

static void note_switch(struct schedule *s, const struct sim_question *q,
			const struct sim_spot *spot, unsigned int taken)
{
	struct sim_switch w = { .spot = *spot, .to = SIM_NO_ACTOR, .value = (int)taken };

	if (!taken)
		return;
	if (q->why == HOST_WHY_SCHEDULE) {
		w.value = q->who[taken];
		w.to = actor_of(s, w.value);
	}
	if (s->text.len)
		sim_buf_putc(&s->text, ',');
	sim_switch_put(s->run->prog, &w, &s->text);
}

/* ------------------------------------------------------------ the strategy */

static void schedule_begin(struct sim_strategy *strategy)
{
	struct schedule *s = to_schedule(strategy);

	strategy->ask = 0;
	s->first = s->nr_turns = s->nr_chosen = 0;
	s->last = SIM_GRACE;
	s->text.len = 0;
	if (s->text.s)
		s->text.s[0] = '\0';
	if (s->made)
		memset(s->made, 0, s->order.nr);
	if (s->nr_seats)
		memset(s->seats, 0, s->nr_seats * sizeof(*s->seats));
	for (unsigned int i = 0; i < s->nr_switches; i++)
		s->switches[i].met = 0;
	if (s->raw)
		s->raw->ops->begin(s->raw);
}

static unsigned int schedule_choose(struct sim_strategy *strategy, const struct sim_question *q)
{
	struct schedule *s = to_schedule(strategy);
	struct sim_spot spot;
	unsigned int taken;

	find_spot(s, q, &spot);
	taken = decide(s, q, &spot);
	note_switch(s, q, &spot, taken);
	if (q->why == HOST_WHY_SCHEDULE)
		note_turn(s, q->who[taken]);
	else
		note_chosen(s, taken);
	return taken;
}

static void schedule_end(struct sim_strategy *strategy)
{
	struct schedule *s = to_schedule(strategy);

	for (unsigned int i = 0; i < s->nr_seats; i++) {
		if (s->seats[i].begun)
			settle(s, &s->seats[i], (int)i);
	}
}

static int schedule_next(struct sim_strategy *strategy)
{
	(void)strategy;
	return 0;
}

static void schedule_free(struct sim_strategy *strategy)
{
	struct schedule *s = to_schedule(strategy);

	sim_strategy_free(s->raw);
	free(s->switches);
	free(s->token);
	free(s->order.who);
	free(s->order.chosen);
	free(s->made);
	free(s->seats);
	free(s->turns);
	free(s->chosen);
	sim_buf_free(&s->text);
	free(s);
}

static const struct sim_strategy_ops schedule_ops = {
	.name = "schedule",
	.looks = 1,
	.watches = 1,
	.begin = schedule_begin,
	.choose = schedule_choose,
	.end = schedule_end,
	.next = schedule_next,
	.free = schedule_free,
};

static struct schedule *new_schedule(const struct sim_run *run)
{
	struct schedule *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->base.ops = &schedule_ops;
	s->run = run;
	s->dropped = ~0U;
	return s;
}

/* "12:1,40:2", of sim_token(): numbers before the colon, and nothing else */
static int is_raw(const char *token)
{
	size_t digits = strspn(token, "0123456789");

	return digits && token[digits] == ':';
}

enum sim_status sim_schedule_token(struct sim_strategy **out, const struct sim_run *run,
				   const char *token, struct sim_error *err)
{
	struct schedule *s = new_schedule(run);
	enum sim_status status = SIM_OK;
	unsigned int nr = 1;

	*out = NULL;
	for (const char *p = token; *p; p++)
		nr += *p == ',';
	if (s) {
		s->token = strdup(token);
		s->switches = calloc(nr, sizeof(*s->switches));
	}
	if (!s || !s->token || !s->switches) {
		status = sim_error_set(err, SIM_ENOMEM, "out of memory");
	} else if (is_raw(token)) {
		s->raw = sim_strategy_replay(token, err);
		status = s->raw ? SIM_OK : SIM_EINPUT;
	} else {
		status = sim_switches_parse(run->prog, s->token, s->switches, &s->nr_switches,
					    err);
	}
	if (status && s)
		schedule_free(&s->base);
	else if (s)
		*out = &s->base;
	return status;
}

enum sim_status sim_schedule_check(const struct sim_prog *prog, const char *token,
				   struct sim_error *err)
{
	const struct sim_run run = { .prog = prog };
	struct sim_strategy *strategy;
	enum sim_status status = sim_schedule_token(&strategy, &run, token, err);

	sim_strategy_free(strategy);
	return status;
}

struct sim_strategy *sim_schedule_order(const struct sim_run *run, const struct sim_order *order)
{
	struct schedule *s = new_schedule(run);

	if (!s)
		return NULL;
	s->made = calloc(order->nr + 1, 1);
	s->order.who = calloc(order->nr + 1, sizeof(*s->order.who));
	s->order.chosen = calloc(order->nr_chosen + 1, sizeof(*s->order.chosen));
	if (!s->made || !s->order.who || !s->order.chosen) {
		schedule_free(&s->base);
		return NULL;
	}
	memcpy(s->order.who, order->who, order->nr * sizeof(*order->who));
	if (order->nr_chosen)
		memcpy(s->order.chosen, order->chosen, order->nr_chosen * sizeof(*order->chosen));
	s->order.nr = order->nr;
	s->order.nr_chosen = order->nr_chosen;
	return &s->base;
}

/* ------------------------------------------------------------ questions */

/* all that a raw token says was done */
static int is_done(const struct schedule *s)
{
	size_t len = strlen(s->token);
	char *done = malloc(len + 2);
	int same = done && sim_token(s->run->sim, done, len + 2) == len && !strcmp(done, s->token);

	free(done);
	return same;
}

enum sim_status sim_schedule_misfit(const struct sim_strategy *strategy, struct sim_error *err)
{
	const struct schedule *s = to_schedule(strategy);

	if (s->raw && !is_done(s))
		return sim_error_set(err, SIM_EINPUT,
				     "the schedule %.64s does not fit this scenario any more",
				     s->token);
	for (unsigned int i = 0; i < s->nr_switches; i++) {
		if (s->switches[i].met < 2 && i != s->dropped)
			return sim_switch_misfit(s->run->prog, &s->switches[i], i + 1, err);
	}
	return SIM_OK;
}

unsigned int sim_schedule_nr(const struct sim_strategy *strategy)
{
	return to_schedule(strategy)->nr_switches;
}

void sim_schedule_drop(struct sim_strategy *strategy, unsigned int i)
{
	to_schedule(strategy)->dropped = i;
}

const char *sim_schedule_text(const struct sim_strategy *strategy)
{
	const struct schedule *s = to_schedule(strategy);

	if (s->failed || s->text.failed)
		return NULL;
	return s->text.s ? s->text.s : "";
}

const struct sim_turn *sim_schedule_turns(const struct sim_strategy *strategy, unsigned int *nr)
{
	const struct schedule *s = to_schedule(strategy);

	*nr = s->failed ? 0 : s->nr_turns;
	return s->turns;
}

const unsigned int *sim_schedule_chosen(const struct sim_strategy *strategy, unsigned int *nr)
{
	const struct schedule *s = to_schedule(strategy);

	*nr = s->nr_chosen;
	return s->chosen;
}
