// SPDX-License-Identifier: GPL-2.0-only
/*
 * Conditions in C. What a value looks like is told as it is looked at.
 */
#include "emit/emit.h"

#include <string.h>

#include "script/layout.h"
#include "script/script.h"

static void put_title(struct sim_emit *e, const struct sim_value *v)
{
	struct sim_buf text = { 0 };

	sim_print_value(v, &text);
	if (text.s)
		sim_emit_string(e->out, text.s, text.len);
	else
		sim_buf_puts(e->out, "\"\"");
	sim_buf_free(&text);
}

static int is_call(const struct sim_value *v, const char *name)
{
	return v && v->kind == SIM_VALUE_CALL && !strcmp(v->call.name.s, name);
}

static int is_actor(const struct sim_prog *prog, const char *word)
{
	for (unsigned int i = 0; i < prog->nr_actors; i++) {
		if (!strcmp(prog->actors[i], word))
			return 1;
	}
	return 0;
}

/* one number, as the actor @viewer (or init) sees it */
static void put_plain(struct sim_emit *e, const struct sim_value *v, const char *viewer)
{
	struct sim_prog prog = *e->prog;
	struct sim_binder b = {
		.prog = &prog, .ast = prog.ast, .table = sim_design_table(prog.design),
	};
	enum sim_place place;
	unsigned int actor;
	long value = 0;

	if (v->kind == SIM_VALUE_WORD && is_actor(e->prog, v->word))
		sim_buf_printf(e->out, "number(A_%s, A_%s)", v->word, viewer);
	else if (!sim_bind_number(&b, v, &place, &value, &actor))
		sim_emit_number(e, v, value);
	else
		sim_buf_puts(e->out, "0");
}

static void put_term(struct sim_emit *e, const struct sim_value *v)
{
	const struct sim_value *arg = v->kind == SIM_VALUE_CALL ? v->call.args : NULL;
	const char *who = arg && arg->kind == SIM_VALUE_WORD ? arg->word : "init";
	const char *viewer = arg && arg->next && arg->next->kind == SIM_VALUE_WORD
				     ? arg->next->word : who;
	static const char *const states[] = {
		"RUNNING", "SLEEPING", "STOPPED", "TRACED", "ZOMBIE", "DEAD",
	};

	for (unsigned int i = 0; v->kind == SIM_VALUE_WORD && i < 6; i++) {
		if (!strcmp(v->word, states[i])) {
			sim_buf_printf(e->out, "%u", i);
			return;
		}
	}
	if (v->kind != SIM_VALUE_CALL && v->kind != SIM_VALUE_MEMBER) {
		put_plain(e, v, "init");
		return;
	}
	sim_buf_puts(e->out, "value(");
	put_title(e, v);
	if (v->kind == SIM_VALUE_MEMBER)
		sim_buf_printf(e->out, ", last_%s(A_%s))", v->member.field.s, v->member.actor.s);
	else if (is_call(v, "pid"))
		sim_buf_printf(e->out, ", number(A_%s, A_%s))", who, viewer);
	else if (is_call(v, "state"))
		sim_buf_printf(e->out, ", state(A_%s))", who);
	else if (is_call(v, "alive"))
		sim_buf_printf(e->out, ", state(A_%s) != 5)", who);
	else {
		sim_buf_puts(e->out, ", ");
		put_plain(e, v, "init");
		sim_buf_putc(e->out, ')');
	}
}

/* received(P) == [SIGUSR1], pending(P) has SIGTERM */
static void put_signals(struct sim_emit *e, const struct sim_expr *x)
{
	const struct sim_value *list = x->rhs;
	int has = x->kind == SIM_EXPR_HAS;

	sim_buf_puts(e->out, x->kind == SIM_EXPR_NE ? "!signals(" : "signals(");
	put_title(e, x->lhs);
	sim_buf_printf(e->out, ", A_%s, %d, %d, ", x->lhs->call.args->word,
		       is_call(x->lhs, "pending"), has);
	if (!list || list->kind != SIM_VALUE_LIST) {
		sim_buf_puts(e->out, "1, (int)");
		if (list)
			put_plain(e, list, "init");
		else
			sim_buf_puts(e->out, "0");
	} else {
		sim_buf_printf(e->out, "%u", list->sub.nr);
		for (const struct sim_value *v = list->sub.first; v; v = v->next) {
			sim_buf_puts(e->out, ", (int)");
			put_plain(e, v, "init");
		}
	}
	sim_buf_putc(e->out, ')');
}

/* siginfo(P, SIGUSR1) has {si_code=SI_USER} */
static void put_info(struct sim_emit *e, const struct sim_expr *x)
{
	const struct sim_value *who = x->lhs->call.args;
	const char *and = "";

	for (const struct sim_field *f = x->rhs->fields; f; f = f->next) {
		const struct sim_member *m = sim_layout_member(&sim_layout_siginfo, f->name.s);
		int is_signed = m->type == SIM_T_S32 || m->type == SIM_T_STATUS ||
				m->type == SIM_T_S16;

		if (f->value->kind == SIM_VALUE_ANY)
			continue;
		sim_buf_printf(e->out, "%shas_info(A_%s, (int)", and, who->word);
		put_plain(e, who->next, "init");
		sim_buf_printf(e->out, ", %u, %s%u, ", m->offset, is_signed ? "-" : "",
			       sim_type_size(m->type));
		put_plain(e, f->value, who->word);
		sim_buf_putc(e->out, ')');
		and = " && ";
	}
	if (!*and)
		sim_buf_printf(e->out, "1");
}

static void put_compare(struct sim_emit *e, const struct sim_expr *x)
{
	static const char *const words[] = {
		[SIM_EXPR_EQ] = "==", [SIM_EXPR_NE] = "!=", [SIM_EXPR_LT] = "<",
		[SIM_EXPR_LE] = "<=", [SIM_EXPR_GT] = ">", [SIM_EXPR_GE] = ">=",
		[SIM_EXPR_HAS] = "&",
	};

	if (is_call(x->lhs, "received") || is_call(x->lhs, "pending")) {
		put_signals(e, x);
		return;
	}
	if (is_call(x->lhs, "siginfo") && x->rhs && x->rhs->kind == SIM_VALUE_STRUCT) {
		put_info(e, x);
		return;
	}
	put_term(e, x->lhs);
	if (x->kind == SIM_EXPR_TERM)
		return;
	sim_buf_printf(e->out, " %s ", words[x->kind]);
	put_term(e, x->rhs);
}

void sim_emit_cond(struct sim_emit *e, const struct sim_expr *x)
{
	const char *join = x->kind == SIM_EXPR_OR ? " || " : " && ";

	if (x->kind == SIM_EXPR_NOT)
		sim_buf_putc(e->out, '!');
	sim_buf_putc(e->out, '(');
	if (x->sub) {
		for (const struct sim_expr *sub = x->sub; sub; sub = sub->next) {
			if (sub != x->sub)
				sim_buf_puts(e->out, join);
			sim_emit_cond(e, sub);
		}
	} else {
		put_compare(e, x);
	}
	sim_buf_putc(e->out, ')');
}

void sim_emit_hidden(struct sim_emit *e, const struct sim_expr *x)
{
	const struct sim_value *sides[] = { x->lhs, x->rhs };

	for (unsigned int i = 0; i < 2; i++) {
		const struct sim_value *v = sides[i];

		if (!is_call(v, "received") && !is_call(v, "siginfo"))
			continue;
		sim_buf_printf(e->out, " || all[A_%s].blind", v->call.args->word);
		if (is_call(v, "siginfo"))
			sim_buf_printf(e->out, " || all[A_%s].fatal", v->call.args->word);
	}
	for (const struct sim_expr *sub = x->sub; sub; sub = sub->next)
		sim_emit_hidden(e, sub);
}
