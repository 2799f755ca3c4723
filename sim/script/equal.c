// SPDX-License-Identifier: GPL-2.0-only
/* Whether two trees say the same, wherever it stands. */
#include <string.h>

#include "script/ast.h"

/* Compare two lists with @same(a, b), which looks at one node of each. */
#define LISTS_EQUAL(a, b, same)						\
	({								\
		__typeof__(&*(a)) a_ = (a), b_ = (b);			\
									\
		while (a_ && b_ && same(a_, b_)) {			\
			a_ = a_->next;					\
			b_ = b_->next;					\
		}							\
		!a_ && !b_;						\
	})

static bool same_value(const struct sim_value *a, const struct sim_value *b);

/* Either may be NULL. */
static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static bool same_name(const struct sim_name *a, const struct sim_name *b)
{
	return same_text(a->s, b->s);
}

static bool same_field(const struct sim_field *a, const struct sim_field *b)
{
	return same_name(&a->name, &b->name) && same_value(a->value, b->value);
}

static bool same_call(const struct sim_call *a, const struct sim_call *b)
{
	return same_name(&a->name, &b->name) && a->nr_args == b->nr_args &&
	       LISTS_EQUAL(a->args, b->args, same_value);
}

static bool same_value(const struct sim_value *a, const struct sim_value *b)
{
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case SIM_VALUE_NUMBER:
		return a->num.val == b->num.val &&
		       a->num.base == b->num.base &&
		       a->num.minus == b->num.minus;
	case SIM_VALUE_STRING:
		return a->str.len == b->str.len &&
		       !memcmp(a->str.bytes, b->str.bytes, a->str.len);
	case SIM_VALUE_WORD:
		return same_text(a->word, b->word);
	case SIM_VALUE_FLAGS:
	case SIM_VALUE_NEG:
	case SIM_VALUE_LIST:
		return a->sub.nr == b->sub.nr &&
		       LISTS_EQUAL(a->sub.first, b->sub.first, same_value);
	case SIM_VALUE_STRUCT:
		return LISTS_EQUAL(a->fields, b->fields, same_field);
	case SIM_VALUE_CALL:
		return same_call(&a->call, &b->call);
	case SIM_VALUE_MEMBER:
		return same_name(&a->member.actor, &b->member.actor) &&
		       same_name(&a->member.field, &b->member.field);
	default: /* any */
		return true;
	}
}

static bool same_result(const struct sim_result *a, const struct sim_result *b)
{
	return same_value(a->value, b->value) && same_name(&a->err, &b->err) &&
	       a->braces == b->braces &&
	       LISTS_EQUAL(a->fields, b->fields, same_field);
}

static bool same_outcome(const struct sim_outcome *a,
			 const struct sim_outcome *b)
{
	return a->kind == b->kind &&
	       LISTS_EQUAL(a->results, b->results, same_result);
}

static bool same_mark(const struct sim_mark *a, const struct sim_mark *b)
{
	return same_name(&a->name, &b->name);
}

static bool same_range(const struct sim_range *a, const struct sim_range *b)
{
	return a->span == b->span && same_text(a->from, b->from) &&
	       same_text(a->to, b->to);
}

/* Also of operands that are not there: both or none. */
static bool same_expr(const struct sim_expr *a, const struct sim_expr *b)
{
	if (!a || !b)
		return a == b;
	if (a->kind != b->kind)
		return false;
	switch (a->kind) {
	case SIM_EXPR_OR:
	case SIM_EXPR_AND:
	case SIM_EXPR_NOT:
		return LISTS_EQUAL(a->sub, b->sub, same_expr);
	case SIM_EXPR_TERM:
		return same_value(a->lhs, b->lhs);
	default:
		return same_value(a->lhs, b->lhs) &&
		       same_value(a->rhs, b->rhs);
	}
}

static bool same_item(const struct sim_item *a, const struct sim_item *b);

static bool same_override(const struct sim_override *a,
			  const struct sim_override *b)
{
	return a->kind == b->kind && LISTS_EQUAL(a->lead, b->lead, same_item) &&
	       LISTS_EQUAL(a->ranges, b->ranges, same_range) &&
	       same_outcome(&a->outcome, &b->outcome) &&
	       LISTS_EQUAL(a->marks, b->marks, same_mark) &&
	       same_expr(a->expr, b->expr) && same_text(a->comment, b->comment);
}

static bool same_line(const struct sim_line *a, const struct sim_line *b)
{
	return same_name(&a->actor, &b->actor) && a->resume == b->resume &&
	       same_call(&a->call, &b->call) &&
	       same_outcome(&a->outcome, &b->outcome) &&
	       LISTS_EQUAL(a->marks, b->marks, same_mark) &&
	       a->prop.kind == b->prop.kind && a->prop.nth == b->prop.nth;
}

static bool same_race(const struct sim_race *a, const struct sim_race *b)
{
	return a->count == b->count &&
	       LISTS_EQUAL(a->body, b->body, same_item) &&
	       a->nr_actors == b->nr_actors &&
	       same_text(a->close_comment, b->close_comment);
}

static bool same_req(const struct sim_req *a, const struct sim_req *b)
{
	return same_name(&a->name, &b->name) && a->absent == b->absent;
}

static bool same_content(const struct sim_item *a, const struct sim_item *b)
{
	switch (a->kind) {
	case SIM_ITEM_SCENARIO:
		return same_value(a->title, b->title);
	case SIM_ITEM_REQUIRES:
		return LISTS_EQUAL(a->reqs, b->reqs, same_req);
	case SIM_ITEM_CONFIG:
		return same_name(&a->config.name, &b->config.name) &&
		       same_name(&a->config.value, &b->config.value);
	case SIM_ITEM_RELEASE:
		return same_range(a->release, b->release);
	case SIM_ITEM_BOUND:
		return a->bound == b->bound;
	case SIM_ITEM_LINE:
		return same_line(&a->line, &b->line);
	case SIM_ITEM_COND:
		return a->cond.kind == b->cond.kind &&
		       same_expr(a->cond.expr, b->cond.expr);
	case SIM_ITEM_RACE:
		return same_race(&a->race, &b->race);
	case SIM_ITEM_END:
		return LISTS_EQUAL(a->end_marks, b->end_marks, same_mark);
	default: /* fresh, blank lines and comments hold nothing more */
		return true;
	}
}

static bool same_item(const struct sim_item *a, const struct sim_item *b)
{
	return a->kind == b->kind && same_text(a->comment, b->comment) &&
	       same_content(a, b) &&
	       LISTS_EQUAL(a->overrides, b->overrides, same_override);
}

bool sim_ast_equal(const struct sim_ast *a, const struct sim_ast *b)
{
	return a->nr_statements == b->nr_statements &&
	       LISTS_EQUAL(a->items, b->items, same_item);
}
