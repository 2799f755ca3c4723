// SPDX-License-Identifier: GPL-2.0-only
/* Faults: recorded here, and the judges that belong to the engine. */
#include "internal.h"
#include "buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *sim_bug_name(int kind)
{
	static const char *const names[] = {
		[HOST_BUG_OOPS] = "oops",
		[HOST_BUG_WARN] = "warning",
		[HOST_BUG_SAFETY] = "safety",
		[HOST_BUG_BALANCE] = "balance",
		[HOST_BUG_STABILITY] = "stability",
		[HOST_BUG_AUTHORITY] = "authority",
		[HOST_BUG_DEADLOCK] = "deadlock",
		[HOST_BUG_LOOP] = "loop",
		[HOST_BUG_UNMODELLED] = "unmodelled",
		[SIM_BUG_EXPECT] = "expectation",
	};

	if (kind < 0 || kind > SIM_BUG_EXPECT)
		return "?";
	return names[kind];
}

/* Room for one more verdict, its circumstances filled in; NULL if there are too many. */
static struct sim_verdict *new_verdict(struct sim *sim, int kind)
{
	struct sim_verdict *v;
	struct sim_trace_entry *e;

	if (sim->nr_verdicts++ >= SIM_MAX_VERDICTS)
		return NULL;
	v = &sim->verdicts[sim->nr_verdicts - 1];
	memset(v, 0, sizeof(*v));
	v->kind = kind;
	v->task = sim->current ? (int)sim->current->index : -1;
	v->call = sim->nr_calls;
	v->step = sim_steps(sim);
	if (sim->detail) {
		e = sim_trace_add(sim, SIM_TRACE_BUG, (unsigned int)kind, NULL);
		if (e)
			e->a = (long)sim->nr_verdicts - 1;
	}
	return v;
}

static void name_object(struct sim *sim, struct sim_verdict *v, const void *obj)
{
	const struct sim_object *object;

	object = sim_object(sim, sim_object_at(sim, obj));
	if (object)
		sim_object_name(object, v->object, sizeof(v->object));
}

struct sim_verdict *sim_report(struct sim *sim, enum host_bug kind, const struct host_site *site,
			       const void *obj, const char *text)
{
	struct sim_verdict *v = new_verdict(sim, (int)kind);

	if (!v)
		return NULL;
	if (site)
		v->site = *site;
	if (obj)
		name_object(sim, v, obj);
	snprintf(v->text, sizeof(v->text), "%s", text ? text : sim_bug_name((int)kind));
	return v;
}

void sim_fail(struct sim *sim, const char *fmt, ...)
{
	struct sim_verdict *v = new_verdict(sim, SIM_BUG_EXPECT);
	va_list ap;

	if (!v)
		return;
	v->task = -1;
	va_start(ap, fmt);
	vsnprintf(v->text, sizeof(v->text), fmt, ap);
	va_end(ap);
}

unsigned int sim_nr_verdicts(const struct sim *sim)
{
	return sim->nr_verdicts;
}

const struct sim_verdict *sim_verdict(const struct sim *sim, unsigned int i)
{
	if (i >= sim->nr_verdicts || i >= SIM_MAX_VERDICTS)
		return NULL;
	return &sim->verdicts[i];
}

void sim_forgive(struct sim *sim, unsigned int from)
{
	if (from < sim->nr_verdicts)
		sim->nr_verdicts = from;
}

/* ------------------------------------------------------------ judges */

void sim_judge_return(struct sim_task *t)
{
	struct sim *sim = t->sim;
	char text[128];
	unsigned int held = sim->ops->locks_held(t->task);

	snprintf(text, sizeof(text), "%s returns to user mode with %u lock%s held",
		 t->flags & TASK_IN_CALL || t->step.call ? t->step.call->name : "a task", held,
		 held == 1 ? "" : "s");
	sim_report(sim, HOST_BUG_SAFETY, sim->detail ? sim->cpu->site : NULL, NULL, text);
}

/* A stopped task waits for a signal, and nothing is wrong with that. */
static int is_stuck(const struct sim_task *t)
{
	enum model_state state;

	if (t->where != SIM_ASLEEP || !(t->flags & TASK_DRIVEN) || t->flags & TASK_MAY_SLEEP)
		return 0;
	state = sim_state(t);
	return state != MODEL_STOPPED && state != MODEL_TRACED;
}

/* Who holds @lock, and where it was taken; NULL: nobody, or it is not known. */
static const struct sim_task *holder(struct sim *sim, const void *lock,
				     const struct host_site **site)
{
	unsigned int i;

	for (i = 0; sim->ops->lock_held && i < sim->tasks.nr; i++) {
		const struct sim_task *t = sim_task_nth(sim, i);

		if (t->task && t->fiber)
			*site = sim->ops->lock_held(t->task, lock);
		if (t->task && t->fiber && *site)
			return t;
	}
	return NULL;
}

static void put_site(struct sim_buf *buf, const struct host_site *site)
{
	if (site)
		sim_buf_printf(buf, " at %s:%u (%s)", site->file, site->line, site->func);
}

static void put_stuck(struct sim *sim, const struct sim_task *t, struct sim_buf *buf)
{
	const struct host_site *taken = NULL;
	const struct sim_task *other;

	sim_buf_printf(buf, "task %u", t->index);
	if (t->flags & TASK_IN_CALL)
		sim_buf_printf(buf, " in %s", t->step.call->name);
	sim_buf_printf(buf, t->on ? " waits for a lock" : " sleeps");
	put_site(buf, t->sleep_site);
	other = t->on ? holder(sim, t->on, &taken) : NULL;
	if (!other)
		return;
	sim_buf_printf(buf, ", which task %u holds since it took it", other->index);
	put_site(buf, taken);
}

/* Who waits for whom, in a circle; 0: there is none. */
static int put_circle(struct sim *sim, const struct sim_task *first, struct sim_buf *buf)
{
	const struct sim_task *t = first;
	const struct host_site *site;
	struct sim_buf text = { 0 };
	unsigned int n;
	int found = 0;

	sim_buf_printf(&text, "task %u", t->index);
	for (n = 0; t && t->on && n < sim->tasks.nr && !found; n++) {
		t = holder(sim, t->on, &site);
		if (t)
			sim_buf_printf(&text, " waits for task %u", t->index);
		found = t == first;
	}
	if (found && !text.failed)
		sim_buf_printf(buf, "%s: ", text.s);
	sim_buf_free(&text);
	return found;
}

void sim_judge_deadlock(struct sim *sim)
{
	struct sim_buf buf = { 0 };
	const struct sim_task *first = NULL;
	struct sim_verdict *v;
	unsigned int i, n = 0;

	for (i = 0; i < sim->tasks.nr; i++) {
		if (is_stuck(sim_task_nth(sim, i)) && put_circle(sim, sim_task_nth(sim, i), &buf))
			break;
	}
	for (i = 0; i < sim->tasks.nr; i++) {
		const struct sim_task *t = sim_task_nth(sim, i);

		if (!is_stuck(t) && !(sim->in_end && t->where == SIM_ASLEEP))
			continue;
		if (!first)
			first = t;
		if (n++)
			sim_buf_puts(&buf, "; ");
		put_stuck(sim, t, &buf);
	}
	if (!n) {
		sim_buf_free(&buf);
		return;
	}
	v = sim_report(sim, HOST_BUG_DEADLOCK, first->sleep_site, first->on,
		       buf.failed ? "nobody can wake those that sleep" : buf.s);
	if (v)
		v->task = (int)first->index;
	sim_buf_free(&buf);
}

/*
 * A lost wake-up looks like a deadlock: but whoever sleeps finds that it need not, as soon as
 * it looks. So each that sleeps is woken for no reason; if it then comes to the end of its
 * call, what it waited for was there.
 */
void sim_judge_wakeups(struct sim *sim)
{
	struct sim_verdict *v = NULL;
	char text[sizeof(v->text)];
	unsigned int i;

	for (i = 0; i < sim->nr_verdicts && i < SIM_MAX_VERDICTS; i++) {
		if (sim->verdicts[i].kind == HOST_BUG_DEADLOCK)
			v = &sim->verdicts[i];
	}
	for (i = 0; v && sim->ops->nudge && i < sim->tasks.nr && !sim->abandoned; i++) {
		struct sim_task *t = sim_task_nth(sim, i);
		const struct host_site *site = t->sleep_site;

		if (!is_stuck(t) || t->on)
			continue;
		if (!sim_nudge(t))
			continue;
		snprintf(text, sizeof(text), "lost wake-up: task %u in %s slept", t->index,
			 t->step.call->name);
		if (site)
			snprintf(text + strlen(text), sizeof(text) - strlen(text),
				 " at %s:%u (%s)", site->file, site->line, site->func);
		snprintf(text + strlen(text), sizeof(text) - strlen(text),
			 ", but finds what it waited for when it is woken for no reason");
		memcpy(v->text, text, sizeof(text));
		v->task = (int)i;
		return;
	}
}

static const struct sim_object *leaked_object(struct sim *sim, const char *cache)
{
	const struct sim_object *o;
	unsigned int id;

	for (id = 1; (o = sim_object(sim, id)); id++) {
		if (o->alive && o->birth_task >= 0 && !strcmp(o->kind, cache))
			return o;
	}
	return NULL;
}

/* Where the reference was taken that is left over, or else where the object was made. */
static const struct host_site *taken_at(const struct sim_object *o, int *task)
{
	if (o->nr_held && o->held[o->nr_held - 1].site) {
		*task = o->held[o->nr_held - 1].task;
		return o->held[o->nr_held - 1].site;
	}
	*task = o->birth_task;
	return o->birth;
}

/* "1 pid (number 2, life 1), taken in FUNC file:line" for what the ledger knows. */
static void describe_leak(struct sim_buf *buf, const struct sim_object *o,
			  const struct host_site *site)
{
	if (o->nr)
		sim_buf_printf(buf, " (number %ld, life %u)", o->nr, o->life);
	else
		sim_buf_printf(buf, " (life %u)", o->life);
	if (site)
		sim_buf_printf(buf, ", taken in %s %s:%u", site->func, site->file, site->line);
}

static void judge_cache(struct sim *sim, const struct model_count *c)
{
	const struct sim_object *o = leaked_object(sim, c->cache);
	const struct host_site *site = NULL;
	struct sim_buf buf = { 0 };
	struct sim_verdict *v;
	int task = -1;

	if (c->live > c->boot) {
		sim_buf_printf(&buf, "%lu %s", c->live - c->boot, c->cache);
		if (o) {
			site = taken_at(o, &task);
			describe_leak(&buf, o, site);
		}
		sim_buf_puts(&buf, " left over");
	} else {
		sim_buf_printf(&buf, "%lu %s of the boot freed", c->boot - c->live, c->cache);
		o = NULL;
	}
	v = sim_report(sim, HOST_BUG_BALANCE, site, NULL, buf.failed ? c->cache : buf.s);
	if (v)
		v->task = task;
	if (v && o)
		sim_object_name(o, v->object, sizeof(v->object));
	sim_buf_free(&buf);
}

void sim_judge_balance(struct sim *sim)
{
	const struct model_count *c;
	unsigned int i, nr;

	if (sim->ops->balanced && sim->ops->balanced())
		return;
	nr = sim_counts(sim, &c);
	for (i = 0; i < nr; i++, c++) {
		if (c->judged && c->live != c->boot)
			judge_cache(sim, c);
	}
}

/* ------------------------------------------------------------ in words */

static void explain_site(struct sim_buf *buf, const char *what, const struct host_site *site,
			 int task)
{
	if (!site)
		return;
	sim_buf_printf(buf, "    %s in %s (%s:%u)", what, site->func, site->file, site->line);
	if (task >= 0)
		sim_buf_printf(buf, " by task %d", task);
	sim_buf_putc(buf, '\n');
}

static void explain_object(struct sim *sim, struct sim_buf *buf, const char *name)
{
	const struct sim_object *o;
	char this[64];
	unsigned int id, i;

	for (id = 1; (o = sim_object(sim, id)); id++) {
		if (strcmp(sim_object_name(o, this, sizeof(this)), name))
			continue;
		explain_site(buf, "made", o->birth, o->birth_task);
		for (i = 0; i < o->nr_refs; i++) {
			char what[64];

			snprintf(what, sizeof(what), "%ld -> %ld", o->refs[i].from, o->refs[i].to);
			explain_site(buf, what, o->refs[i].site, o->refs[i].task);
		}
		explain_site(buf, "freed", o->death, o->death_task);
		return;
	}
}

const char *sim_explain(struct sim *sim)
{
	struct sim_buf buf = { 0 };
	const struct sim_verdict *v;
	unsigned int i;

	for (i = 0; (v = sim_verdict(sim, i)); i++) {
		sim_buf_printf(&buf, "%s: %s", sim_bug_name(v->kind), v->text);
		if (v->object[0])
			sim_buf_printf(&buf, " [%s]", v->object);
		if (v->task >= 0)
			sim_buf_printf(&buf, ", task %d", v->task);
		if (v->site.file)
			sim_buf_printf(&buf, ", at %s:%u (%s)", v->site.file, v->site.line,
				       v->site.func ? v->site.func : "?");
		sim_buf_putc(&buf, '\n');
		if (v->object[0])
			explain_object(sim, &buf, v->object);
	}
	free(sim->explanation);
	sim->explanation = NULL;
	if (buf.failed || !buf.s) {
		sim_buf_free(&buf);
		return "";
	}
	sim->explanation = buf.s;
	return sim->explanation;
}
