// SPDX-License-Identifier: GPL-2.0-only
/*
 * Conditions: `check received(Q) == [SIGUSR1]`.
 */
#include <stdio.h>
#include <string.h>

#include "script/names.h"
#include "script/prog.h"
#include "script/run.h"
#include "script/script.h"

/** enum cell_kind - what a term came to, and so how it is shown and compared */
enum cell_kind {
	CELL_NUMBER,
	CELL_SIGNALS,	/* list, in order */
	CELL_STATE,
	CELL_ERRNO,
	CELL_INFO,	/* a siginfo, or NULL */
	CELL_TEMPLATE,	/* {si_code=SI_USER}: ast */
	CELL_ANY,
};

#define CELL_LIST_MAX 64

struct cell {
	enum cell_kind kind;
	long n;
	unsigned int nr;
	int list[CELL_LIST_MAX];
	const unsigned char *info;
	const struct sim_task *viewer;
	const struct sim_value *ast;
};

static const char *const functions[] = {
	"pid", "received", "pending", "state", "refs", "alive", "freed", "live", "siginfo", "file",
};

/* ------------------------------------------------------------ binding */

static enum sim_status bind_term(struct sim_binder *b, const struct sim_value *v)
{
	const struct sim_field *f;
	const struct sim_value *arg;
	enum sim_place place;
	enum sim_status status = SIM_OK;
	unsigned int i, actor;
	long value;

	switch (v->kind) {
	case SIM_VALUE_ANY:
		return SIM_OK;
	case SIM_VALUE_MEMBER:
		if (sim_bind_actor(b, v->member.actor.s) == SIM_NO_ACTOR)
			return sim_bind_error(b, &v->member.actor.pos, "unknown actor %s",
					      v->member.actor.s);
		if (strcmp(v->member.field.s, "ret") && strcmp(v->member.field.s, "errno")) {
			sim_bind_error(b, &v->member.field.pos, "an actor has no %s",
				       v->member.field.s);
			sim_error_accept(b->err, "ret, errno");
			return SIM_EINPUT;
		}
		return SIM_OK;
	case SIM_VALUE_STRUCT:
		for (f = v->fields; f && !status; f = f->next) {
			if (!f->name.s || !sim_layout_member(&sim_layout_siginfo, f->name.s))
				return sim_bind_error(b, &f->pos, "no such field of siginfo");
			status = sim_bind_number(b, f->value, &place, &value, &actor);
		}
		return status;
	case SIM_VALUE_LIST:
		for (arg = v->sub.first; arg && !status; arg = arg->next)
			status = sim_bind_number(b, arg, &place, &value, &actor);
		return status;
	case SIM_VALUE_CALL:
		break;
	default:
		return sim_bind_number(b, v, &place, &value, &actor);
	}
	for (i = 0; i < sizeof(functions) / sizeof(functions[0]); i++) {
		if (!strcmp(functions[i], v->call.name.s))
			break;
	}
	if (i == sizeof(functions) / sizeof(functions[0]))
		return sim_bind_number(b, v, &place, &value, &actor);
	arg = v->call.args;
	if (!arg)
		return sim_bind_error(b, &v->call.name.pos, "%s wants an argument", v->call.name.s);
	if (!strcmp(v->call.name.s, "live"))
		return arg->kind == SIM_VALUE_WORD ? SIM_OK :
			sim_bind_error(b, &arg->pos, "the name of a slab cache is wanted here");
	if (arg->kind == SIM_VALUE_CALL)
		return bind_term(b, arg);
	if (arg->kind != SIM_VALUE_WORD || sim_bind_actor(b, arg->word) == SIM_NO_ACTOR) {
		sim_bind_error(b, &arg->pos, "an actor is wanted here");
		sim_error_accept(b->err, "%s(P)", v->call.name.s);
		return SIM_EINPUT;
	}
	return arg->next ? sim_bind_number(b, arg->next, &place, &value, &actor) : SIM_OK;
}

enum sim_status sim_bind_cond(struct sim_binder *b, const struct sim_expr *expr)
{
	enum sim_status status = SIM_OK;
	const struct sim_expr *sub;

	for (sub = expr->sub; sub && !status; sub = sub->next)
		status = sim_bind_cond(b, sub);
	if (!status && expr->lhs)
		status = bind_term(b, expr->lhs);
	if (!status && expr->rhs)
		status = bind_term(b, expr->rhs);
	return status;
}

/* ------------------------------------------------------------ terms */

static unsigned int actor_index(const struct sim_run *run, const char *name)
{
	for (unsigned int i = 0; i < run->prog->nr_actors; i++) {
		if (!strcmp(run->prog->actors[i], name))
			return i;
	}
	return SIM_NO_ACTOR;
}

static struct sim_task *actor_task(const struct sim_run *run, const struct sim_value *v)
{
	unsigned int i = v && v->kind == SIM_VALUE_WORD ? actor_index(run, v->word) : SIM_NO_ACTOR;

	return i == SIM_NO_ACTOR ? NULL : run->actors[i].task;
}

/* a number of section 2, all names being known; actors as @viewer sees them */
static long plain_number(const struct sim_run *run, const struct sim_value *v,
			 const struct sim_task *viewer)
{
	struct sim_prog prog = *run->prog;
	struct sim_binder b = {
		.prog = &prog, .ast = prog.ast, .table = sim_design_table(prog.design),
	};
	enum sim_place place;
	unsigned int actor;
	long value;

	if (sim_bind_number(&b, v, &place, &value, &actor))
		return 0;
	if (place == SIM_AT_CONST)
		return value;
	value = run->actors[actor].task ? sim_seen_pid(run, run->actors[actor].task, viewer) : -1;
	return place == SIM_AT_NEG_PID ? -value : value;
}

static void list_of_bits(struct cell *c, unsigned long bits)
{
	c->kind = CELL_SIGNALS;
	for (int sig = 1; sig <= 64; sig++) {
		if (bits >> (sig - 1) & 1)
			c->list[c->nr++] = sig;
	}
}

static const struct sim_signal *signals_of(const struct sim_run *run, const struct sim_task *task,
					   unsigned int *nr)
{
	return run->eyes ? run->eyes->signals(task, nr) : sim_signals(task, nr);
}

/*
 * Signals that P's process took: those of all its threads that are actors, in the order of
 * the threads. The scenario names what it asks about, so that is all there is to know.
 */
static void received(const struct sim_run *run, const struct sim_task *task, struct cell *c)
{
	unsigned int nr;
	const struct sim_signal *s = signals_of(run, task, &nr);

	c->kind = CELL_SIGNALS;
	for (unsigned int i = 0; i < nr && c->nr < CELL_LIST_MAX; i++)
		c->list[c->nr++] = s[i].sig;
}

static void last_info(const struct sim_run *run, const struct sim_task *task, long sig,
		      struct cell *c)
{
	unsigned int nr;
	const struct sim_signal *s = signals_of(run, task, &nr);

	c->kind = CELL_INFO;
	c->viewer = task;
	for (unsigned int i = 0; i < nr; i++) {
		if (s[i].sig == sig)
			c->info = s[i].info;
	}
}

static void eval_refs(const struct sim_run *run, const struct sim_value *object, struct cell *c)
{
	const struct sim_value *who = object->call.args;
	struct sim_task *task = actor_task(run, who);
	struct task_struct *model = task ? sim_task_model(task) : NULL;

	c->n = -1;
	if (!task)
		return;
	if (!strcmp(object->call.name.s, "pid"))
		c->n = sim_refs_pid(task);
	else if (model && who->next)
		c->n = sim_design_table(run->prog->design)->ops->refs_file(
			model, (int)plain_number(run, who->next, task));
}

static void eval_call(const struct sim_run *run, const struct sim_value *v, struct cell *c)
{
	const char *name = v->call.name.s;
	const struct sim_value *arg = v->call.args;
	struct sim_task *task = actor_task(run, arg);

	if (!strcmp(name, "live")) {
		c->n = sim_live(run->sim, arg->word);
	} else if (!strcmp(name, "refs")) {
		eval_refs(run, arg, c);
	} else if (!strcmp(name, "freed")) {
		task = actor_task(run, arg->kind == SIM_VALUE_CALL ? arg->call.args : arg);
		c->n = task ? sim_refs_pid(task) == 0 : 0;
	} else if (!arg || (arg->kind == SIM_VALUE_WORD && !task)) {
		c->n = !strcmp(name, "state") ? MODEL_DEAD : 0;
		c->kind = !strcmp(name, "state") ? CELL_STATE :
			  !strcmp(name, "received") || !strcmp(name, "pending") ? CELL_SIGNALS :
			  !strcmp(name, "siginfo") ? CELL_INFO : CELL_NUMBER;
	} else if (!strcmp(name, "pid")) {
		c->n = sim_seen_pid(run, task, actor_task(run, arg->next));
	} else if (!strcmp(name, "received")) {
		received(run, task, c);
	} else if (!strcmp(name, "pending")) {
		list_of_bits(c, run->eyes ? run->eyes->pending(task) : sim_pending(task));
	} else if (!strcmp(name, "state")) {
		c->kind = CELL_STATE;
		c->n = run->eyes ? run->eyes->state(task) : (int)sim_state(task);
	} else if (!strcmp(name, "alive")) {
		c->n = run->eyes ? run->eyes->alive(task) : sim_pid_alive(task);
	} else if (!strcmp(name, "siginfo")) {
		last_info(run, task, arg->next ? plain_number(run, arg->next, task) : 0, c);
	} else {
		c->n = plain_number(run, v, NULL);
	}
}

static void eval_member(const struct sim_run *run, const struct sim_value *v, struct cell *c)
{
	unsigned int i = actor_index(run, v->member.actor.s);
	long ret = run->actors[i].ret;
	int failed = ret < 0 && ret >= -4095;

	if (!strcmp(v->member.field.s, "ret")) {
		c->n = failed ? -1 : ret;
	} else {
		c->kind = CELL_ERRNO;
		c->n = failed ? -ret : 0;
	}
}

static void eval(const struct sim_run *run, const struct sim_value *v, struct cell *c)
{
	const struct sim_value *item;

	memset(c, 0, offsetof(struct cell, list));
	c->info = NULL;
	c->ast = v;
	switch (v->kind) {
	case SIM_VALUE_CALL:
		eval_call(run, v, c);
		break;
	case SIM_VALUE_MEMBER:
		eval_member(run, v, c);
		break;
	case SIM_VALUE_STRUCT:
		c->kind = CELL_TEMPLATE;
		break;
	case SIM_VALUE_ANY:
		c->kind = CELL_ANY;
		break;
	case SIM_VALUE_LIST:
		c->kind = CELL_SIGNALS;
		for (item = v->sub.first; item && c->nr < CELL_LIST_MAX; item = item->next)
			c->list[c->nr++] = (int)plain_number(run, item, NULL);
		break;
	default:
		c->n = plain_number(run, v, NULL);
	}
}

/* ------------------------------------------------------------ comparing */

static int info_has(const struct sim_run *run, const struct cell *info, const struct sim_value *v)
{
	const struct sim_member *m;

	if (!info->info)
		return 0;
	for (const struct sim_field *f = v->fields; f; f = f->next) {
		m = sim_layout_member(&sim_layout_siginfo, f->name.s);
		if (f->value->kind != SIM_VALUE_ANY &&
		    sim_type_load(m->type, info->info + m->offset) !=
			    plain_number(run, f->value, info->viewer))
			return 0;
	}
	return 1;
}

static int cells_equal(const struct cell *a, const struct cell *b)
{
	if (a->kind == CELL_ANY || b->kind == CELL_ANY)
		return 1;
	if (a->kind == CELL_SIGNALS || b->kind == CELL_SIGNALS)
		return a->kind == b->kind && a->nr == b->nr &&
		       !memcmp(a->list, b->list, a->nr * sizeof(a->list[0]));
	return a->n == b->n;
}

static int cell_has(const struct sim_run *run, const struct cell *a, const struct cell *b)
{
	if (a->kind == CELL_INFO && b->kind == CELL_TEMPLATE)
		return info_has(run, a, b->ast);
	if (a->kind != CELL_SIGNALS)
		return (a->n & b->n) == b->n;
	for (unsigned int i = 0; i < a->nr; i++) {
		if (b->kind == CELL_NUMBER && a->list[i] == b->n)
			return 1;
	}
	return 0;
}

static int compare(const struct sim_run *run, const struct sim_expr *e)
{
	struct cell a, b;

	eval(run, e->lhs, &a);
	if (e->kind == SIM_EXPR_TERM)
		return a.kind == CELL_SIGNALS ? a.nr != 0 : a.n != 0;
	eval(run, e->rhs, &b);
	switch (e->kind) {
	case SIM_EXPR_EQ:
		return cells_equal(&a, &b);
	case SIM_EXPR_NE:
		return !cells_equal(&a, &b);
	case SIM_EXPR_LT:
		return a.n < b.n;
	case SIM_EXPR_LE:
		return a.n <= b.n;
	case SIM_EXPR_GT:
		return a.n > b.n;
	case SIM_EXPR_GE:
		return a.n >= b.n;
	default:
		return cell_has(run, &a, &b);
	}
}

int sim_cond_holds(const struct sim_run *run, const struct sim_expr *expr)
{
	const struct sim_expr *sub;

	switch (expr->kind) {
	case SIM_EXPR_OR:
		for (sub = expr->sub; sub; sub = sub->next) {
			if (sim_cond_holds(run, sub))
				return 1;
		}
		return 0;
	case SIM_EXPR_AND:
		for (sub = expr->sub; sub; sub = sub->next) {
			if (!sim_cond_holds(run, sub))
				return 0;
		}
		return 1;
	case SIM_EXPR_NOT:
		return !sim_cond_holds(run, expr->sub);
	default:
		return compare(run, expr);
	}
}

/* ------------------------------------------------------------ showing */

static void show_info(const struct cell *c, struct sim_buf *out)
{
	const struct sim_member *m;

	if (!c->info) {
		sim_buf_puts(out, "none");
		return;
	}
	sim_buf_putc(out, '{');
	for (m = sim_layout_siginfo.members; m->name && strcmp(m->name, "si_status"); m++)
		sim_buf_printf(out, "%s%s=%ld", m == sim_layout_siginfo.members ? "" : ", ",
			       m->name, sim_type_load(m->type, c->info + m->offset));
	sim_buf_putc(out, '}');
}

static void show_cell(const struct cell *c, struct sim_buf *out)
{
	const char *name = NULL;

	switch (c->kind) {
	case CELL_SIGNALS:
		sim_buf_putc(out, '[');
		for (unsigned int i = 0; i < c->nr; i++) {
			name = sim_signal_name(c->list[i]);
			sim_buf_printf(out, "%s%s", i ? ", " : "", name ? name : "?");
		}
		sim_buf_putc(out, ']');
		return;
	case CELL_STATE:
		name = sim_state_name((int)c->n);
		break;
	case CELL_ERRNO:
		name = c->n ? sim_errno_name((int)c->n) : NULL;
		break;
	case CELL_INFO:
		show_info(c, out);
		return;
	case CELL_TEMPLATE:
	case CELL_ANY:
		sim_print_value(c->ast, out);
		return;
	default:
		break;
	}
	if (name)
		sim_buf_puts(out, name);
	else
		sim_buf_printf(out, "%ld", c->n);
}

static int is_asked(const struct sim_value *v)
{
	return v->kind == SIM_VALUE_CALL || v->kind == SIM_VALUE_MEMBER;
}

void sim_cond_explain(const struct sim_run *run, const struct sim_expr *expr, struct sim_buf *out)
{
	struct cell c;

	for (const struct sim_expr *sub = expr->sub; sub; sub = sub->next)
		sim_cond_explain(run, sub, out);
	for (int side = 0; side < 2; side++) {
		const struct sim_value *v = side ? expr->rhs : expr->lhs;

		if (!v || !is_asked(v))
			continue;
		eval(run, v, &c);
		if (out->len)
			sim_buf_puts(out, ", ");
		sim_print_value(v, out);
		sim_buf_puts(out, " is ");
		show_cell(&c, out);
	}
}
