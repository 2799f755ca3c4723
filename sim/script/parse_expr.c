// SPDX-License-Identifier: GPL-2.0-only
/* What stands within a line: values, outcomes, conditions. */
#include <string.h>

#include "script/parse.h"

static struct sim_value *parse_value(struct sim_parser *p,
				     const char *accepted);

#define VALUE "a value: a number, a word, flags, a \"string\", " \
	      "[a list], {a structure}, a call, or ?"

static void enter(struct sim_parser *p)
{
	if (++p->depth > SIM_DEPTH_MAX)
		sim_parser_fail(p, &p->tok.pos, NULL,
				"nested more than %u deep", SIM_DEPTH_MAX);
}

static void leave(struct sim_parser *p)
{
	p->depth--;
}

/*
 * Zero or more values up to a closing bracket, whose opening one is the
 * current token.
 */
static struct sim_value *parse_values(struct sim_parser *p,
				      enum sim_token_kind close,
				      const char *accepted, unsigned int *nr)
{
	struct sim_value *first = NULL, **tail = &first;

	*nr = 0;
	sim_parser_next(p);
	if (sim_parser_accept(p, close))
		return NULL;
	do {
		*tail = parse_value(p, VALUE);
		tail = &(*tail)->next;
		++*nr;
	} while (sim_parser_accept(p, SIM_TOK_COMMA));
	sim_parser_expect(p, close, accepted);
	return first;
}

static struct sim_field *parse_field(struct sim_parser *p)
{
	struct sim_field *field = sim_parser_alloc(p, sizeof(*field));
	struct sim_value *value;

	field->pos = p->tok.pos;
	value = parse_value(p, "a field: name=value, or only a value");
	/* only now do we know whether that was a name */
	if (value->kind == SIM_VALUE_WORD && p->tok.kind == SIM_TOK_ASSIGN) {
		field->name = (struct sim_name){ value->word, value->pos };
		sim_parser_next(p);
		value = parse_value(p, VALUE);
	}
	field->value = value;
	sim_parser_span(p, &field->pos);
	return field;
}

/* The current token is the opening brace. */
static struct sim_field *parse_fields(struct sim_parser *p)
{
	struct sim_field *first = NULL, **tail = &first;

	sim_parser_next(p);
	if (sim_parser_accept(p, SIM_TOK_RBRACE))
		return NULL;
	do {
		*tail = parse_field(p);
		tail = &(*tail)->next;
	} while (sim_parser_accept(p, SIM_TOK_COMMA));
	sim_parser_expect(p, SIM_TOK_RBRACE, "',' or '}'");
	return first;
}

/* `P (fail: 1)` is not a call: the name and the bracket must touch. */
static bool at_call(const struct sim_parser *p)
{
	return p->tok.kind == SIM_TOK_LPAREN && p->tok.pos.col == p->prev_end;
}

static void call_rest(struct sim_parser *p, struct sim_call *call)
{
	if (!at_call(p))
		sim_parser_unexpected(p, "'(' right behind the name of a call");
	call->args = parse_values(p, SIM_TOK_RPAREN, "',' or ')'",
				  &call->nr_args);
}

void sim_parse_call(struct sim_parser *p, struct sim_call *call)
{
	call->name = sim_parser_word(p, "a call, or '...'");
	call_rest(p, call);
}

/* Make @value the number in the current token. */
static void number_value(struct sim_parser *p, struct sim_value *value,
			 bool minus)
{
	uint64_t val = p->tok.val, max = INT64_MAX;

	value->kind = SIM_VALUE_NUMBER;
	value->num.base = p->tok.base;
	value->num.minus = minus;
	value->num.val = minus ? -val : val;
	if (minus)
		max++;
	else if (p->tok.base != SIM_DEC)
		max = UINT64_MAX;
	if (val > max)
		sim_parser_fail(p, &p->tok.pos, NULL,
				"the number does not fit into 64 bits");
	sim_parser_next(p);
}

static struct sim_value *parse_atom(struct sim_parser *p, const char *accepted)
{
	struct sim_value *value = sim_parser_alloc(p, sizeof(*value));

	value->pos = p->tok.pos;
	if (p->tok.kind == SIM_TOK_NUMBER) {
		number_value(p, value, false);
	} else {
		value->kind = SIM_VALUE_WORD;
		value->word = sim_parser_word(p, accepted).s;
	}
	return value;
}

/* The current token is the minus sign. */
static void parse_minus(struct sim_parser *p, struct sim_value *value)
{
	sim_parser_next(p);
	if (p->tok.kind == SIM_TOK_NUMBER) {
		number_value(p, value, true);
	} else {
		value->kind = SIM_VALUE_NEG;
		value->sub.nr = 1;
		value->sub.first = parse_atom(p, "a number or an actor");
	}
}

/* A word or a number, and what can follow it: a call, or flags. */
static struct sim_value *parse_flags(struct sim_parser *p,
				     const char *accepted)
{
	struct sim_value *value, *first = parse_atom(p, accepted), **tail;

	if (first->kind == SIM_VALUE_WORD && at_call(p)) {
		const char *word = first->word;

		enter(p);
		first->kind = SIM_VALUE_CALL;
		first->call.name = (struct sim_name){ word, first->pos };
		call_rest(p, &first->call);
		sim_parser_span(p, &first->pos);
		leave(p);
		return first;
	}
	if (p->tok.kind != SIM_TOK_PIPE)
		return first;
	value = sim_parser_alloc(p, sizeof(*value));
	value->kind = SIM_VALUE_FLAGS;
	value->pos = first->pos;
	value->sub.first = first;
	value->sub.nr = 1;
	tail = &first->next;
	while (sim_parser_accept(p, SIM_TOK_PIPE)) {
		*tail = parse_atom(p, "a constant or a number");
		tail = &(*tail)->next;
		value->sub.nr++;
	}
	sim_parser_span(p, &value->pos);
	return value;
}

/* What begins with a bracket. */
static void parse_nested(struct sim_parser *p, struct sim_value *value)
{
	enter(p);
	if (p->tok.kind == SIM_TOK_LBRACK) {
		value->kind = SIM_VALUE_LIST;
		value->sub.first = parse_values(p, SIM_TOK_RBRACK,
						"',' or ']'", &value->sub.nr);
	} else {
		value->kind = SIM_VALUE_STRUCT;
		value->fields = parse_fields(p);
	}
	leave(p);
}

static void string_value(struct sim_parser *p, struct sim_value *value)
{
	value->kind = SIM_VALUE_STRING;
	value->str.bytes = p->tok.bytes;
	value->str.len = p->tok.len;
	sim_parser_next(p);
}

static struct sim_value *parse_value(struct sim_parser *p,
				     const char *accepted)
{
	struct sim_value *value;

	if (p->tok.kind == SIM_TOK_WORD || p->tok.kind == SIM_TOK_NUMBER)
		return parse_flags(p, accepted);
	value = sim_parser_alloc(p, sizeof(*value));
	value->pos = p->tok.pos;
	switch (p->tok.kind) {
	case SIM_TOK_STRING:
		string_value(p, value);
		break;
	case SIM_TOK_ANY:
		value->kind = SIM_VALUE_ANY;
		sim_parser_next(p);
		break;
	case SIM_TOK_MINUS:
		parse_minus(p, value);
		break;
	case SIM_TOK_LBRACK:
	case SIM_TOK_LBRACE:
		parse_nested(p, value);
		break;
	default:
		sim_parser_unexpected(p, accepted);
		break;
	}
	sim_parser_span(p, &value->pos);
	return value;
}

struct sim_value *sim_parse_title(struct sim_parser *p)
{
	struct sim_value *value = sim_parser_alloc(p, sizeof(*value));

	value->pos = p->tok.pos;
	if (p->tok.kind == SIM_TOK_STRING)
		string_value(p, value);
	else
		sim_parser_unexpected(p, "the title, as a \"string\"");
	return value;
}

/* E followed by capitals and digits; which of them exist, the binder knows. */
static bool is_errno(const struct sim_token *tok)
{
	static const char cap[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

	return tok->kind == SIM_TOK_WORD && tok->len > 1 &&
	       tok->bytes[0] == 'E' && strspn(tok->bytes, cap) == tok->len;
}

static struct sim_result *parse_result(struct sim_parser *p)
{
	struct sim_result *result = sim_parser_alloc(p, sizeof(*result));

	result->pos = p->tok.pos;
	result->value = parse_value(p, VALUE);
	if (is_errno(&p->tok)) {
		result->err = (struct sim_name){ p->tok.bytes, p->tok.pos };
		sim_parser_next(p);
	}
	if (p->tok.kind == SIM_TOK_LBRACE) {
		result->braces = true;
		result->fields = parse_fields(p);
	}
	sim_parser_span(p, &result->pos);
	return result;
}

struct sim_outcome sim_parse_outcome(struct sim_parser *p)
{
	struct sim_outcome outcome = { .kind = SIM_OUTCOME_NONE };
	struct sim_pos pos = p->tok.pos;
	struct sim_result **tail = &outcome.results;

	if (sim_parser_accept(p, SIM_TOK_DOTS)) {
		outcome.kind = SIM_OUTCOME_BLOCKS;
	} else if (p->tok.kind == SIM_TOK_ASSIGN) {
		outcome.kind = SIM_OUTCOME_RESULTS;
		do {
			sim_parser_next(p);
			*tail = parse_result(p);
			tail = &(*tail)->next;
		} while (sim_parser_is_word(p, "or"));
	} else {
		return outcome;
	}
	outcome.pos = pos;
	sim_parser_span(p, &outcome.pos);
	return outcome;
}

struct sim_mark *sim_parse_marks(struct sim_parser *p)
{
	struct sim_mark *first = NULL, **tail = &first;

	while (sim_parser_accept(p, SIM_TOK_BANG)) {
		*tail = sim_parser_alloc(p, sizeof(**tail));
		(*tail)->name = sim_parser_word(p, "the name of a judge");
		tail = &(*tail)->next;
	}
	return first;
}

/* A value, or P.ret. */
static struct sim_value *parse_term(struct sim_parser *p)
{
	struct sim_value *value = parse_value(p, VALUE);
	struct sim_name actor = { value->word, value->pos };

	if (value->kind != SIM_VALUE_WORD ||
	    !sim_parser_accept(p, SIM_TOK_DOT))
		return value;
	value->kind = SIM_VALUE_MEMBER;
	value->member.actor = actor;
	value->member.field = sim_parser_word(p, "'ret' or 'errno'");
	sim_parser_span(p, &value->pos);
	return value;
}

/* The operator in the current token; SIM_EXPR_TERM if it is none. */
static enum sim_expr_kind comparison(const struct sim_parser *p)
{
	switch (p->tok.kind) {
	case SIM_TOK_EQ:
		return SIM_EXPR_EQ;
	case SIM_TOK_NE:
		return SIM_EXPR_NE;
	case SIM_TOK_LT:
		return SIM_EXPR_LT;
	case SIM_TOK_LE:
		return SIM_EXPR_LE;
	case SIM_TOK_GT:
		return SIM_EXPR_GT;
	case SIM_TOK_GE:
		return SIM_EXPR_GE;
	default:
		return sim_parser_is_word(p, "has") ? SIM_EXPR_HAS
						    : SIM_EXPR_TERM;
	}
}

static struct sim_expr *parse_compare(struct sim_parser *p)
{
	struct sim_expr *expr;

	if (p->tok.kind == SIM_TOK_LPAREN) {
		enter(p);
		sim_parser_next(p);
		expr = sim_parse_expr(p);
		sim_parser_expect(p, SIM_TOK_RPAREN,
				  "a comparison (==, !=, <, <=, >, >=, has), "
				  "'and', 'or', or ')'");
		leave(p);
		return expr;
	}
	expr = sim_parser_alloc(p, sizeof(*expr));
	expr->pos = p->tok.pos;
	expr->lhs = parse_term(p);
	expr->kind = comparison(p);
	if (expr->kind != SIM_EXPR_TERM) {
		sim_parser_next(p);
		expr->rhs = parse_term(p);
	}
	sim_parser_span(p, &expr->pos);
	return expr;
}

static struct sim_expr *parse_not(struct sim_parser *p)
{
	struct sim_expr *expr;

	if (!sim_parser_is_word(p, "not"))
		return parse_compare(p);
	enter(p);
	expr = sim_parser_alloc(p, sizeof(*expr));
	expr->kind = SIM_EXPR_NOT;
	expr->pos = p->tok.pos;
	sim_parser_next(p);
	expr->sub = parse_not(p);
	sim_parser_span(p, &expr->pos);
	leave(p);
	return expr;
}

/* One operand, or several with `and` or `or` between them. */
static struct sim_expr *parse_chain(struct sim_parser *p, const char *word,
				    enum sim_expr_kind kind,
				    struct sim_expr *(*operand)(struct sim_parser *))
{
	struct sim_pos pos = p->tok.pos;
	struct sim_expr *expr, *first = operand(p), **tail = &first->next;

	if (!sim_parser_is_word(p, word))
		return first;
	expr = sim_parser_alloc(p, sizeof(*expr));
	expr->kind = kind;
	expr->pos = pos;
	expr->sub = first;
	while (sim_parser_is_word(p, word)) {
		sim_parser_next(p);
		*tail = operand(p);
		tail = &(*tail)->next;
	}
	sim_parser_span(p, &expr->pos);
	return expr;
}

static struct sim_expr *parse_and(struct sim_parser *p)
{
	return parse_chain(p, "and", SIM_EXPR_AND, parse_not);
}

struct sim_expr *sim_parse_expr(struct sim_parser *p)
{
	return parse_chain(p, "or", SIM_EXPR_OR, parse_and);
}
