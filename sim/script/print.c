// SPDX-License-Identifier: GPL-2.0-only
/* The canonical layout. */
#include <inttypes.h>
#include <string.h>

#include "script/script.h"
#include "utf8.h"

static bool is_octal(char c)
{
	return c >= '0' && c <= '7';
}

/* One byte that can't stand for itself; @next is the one behind it. */
static void print_escape(unsigned char c, char next, struct sim_buf *buf)
{
	static const char from[] = "\n\t\r\v\f\"\\", to[] = "ntrvf\"\\";
	const char *known = c ? strchr(from, c) : NULL;

	if (known)
		sim_buf_printf(buf, "\\%c", to[known - from]);
	else
		sim_buf_printf(buf, is_octal(next) ? "\\%03o" : "\\%o", c);
}

static void print_string(const char *s, size_t len, struct sim_buf *buf)
{
	const char *end = s + len;
	size_t n;

	sim_buf_putc(buf, '"');
	for (; s < end; s += n) {
		n = *s == '"' || *s == '\\' ? 0 : sim_utf8_len(s, end - s);
		if (n) {
			sim_buf_add(buf, s, n);
		} else {
			/* the bytes are terminated: s[1] is there */
			print_escape(*s, s[1], buf);
			n = 1;
		}
	}
	sim_buf_putc(buf, '"');
}

static void print_number(const struct sim_value *value, struct sim_buf *buf)
{
	uint64_t val = value->num.val;

	if (value->num.minus) {
		sim_buf_putc(buf, '-');
		val = -val;
	}
	switch (value->num.base) {
	case SIM_HEX:
		sim_buf_printf(buf, "0x%" PRIx64, val);
		break;
	case SIM_OCT:
		sim_buf_printf(buf, "0%" PRIo64, val);
		break;
	default:
		sim_buf_printf(buf, "%" PRIu64, val);
		break;
	}
}

static void print_values(const struct sim_value *value, const char *between,
			 struct sim_buf *buf)
{
	for (; value; value = value->next) {
		sim_print_value(value, buf);
		if (value->next)
			sim_buf_puts(buf, between);
	}
}

static void print_fields(const struct sim_field *field, struct sim_buf *buf)
{
	sim_buf_putc(buf, '{');
	for (; field; field = field->next) {
		if (field->name.s)
			sim_buf_printf(buf, "%s=", field->name.s);
		sim_print_value(field->value, buf);
		if (field->next)
			sim_buf_puts(buf, ", ");
	}
	sim_buf_putc(buf, '}');
}

static void print_call(const struct sim_call *call, struct sim_buf *buf)
{
	sim_buf_printf(buf, "%s(", call->name.s);
	print_values(call->args, ", ", buf);
	sim_buf_putc(buf, ')');
}

void sim_print_value(const struct sim_value *value, struct sim_buf *buf)
{
	switch (value->kind) {
	case SIM_VALUE_NUMBER:
		print_number(value, buf);
		break;
	case SIM_VALUE_STRING:
		print_string(value->str.bytes, value->str.len, buf);
		break;
	case SIM_VALUE_ANY:
		sim_buf_putc(buf, '?');
		break;
	case SIM_VALUE_WORD:
		sim_buf_puts(buf, value->word);
		break;
	case SIM_VALUE_FLAGS:
		print_values(value->sub.first, "|", buf);
		break;
	case SIM_VALUE_NEG:
		sim_buf_putc(buf, '-');
		sim_print_value(value->sub.first, buf);
		break;
	case SIM_VALUE_LIST:
		sim_buf_putc(buf, '[');
		print_values(value->sub.first, ", ", buf);
		sim_buf_putc(buf, ']');
		break;
	case SIM_VALUE_STRUCT:
		print_fields(value->fields, buf);
		break;
	case SIM_VALUE_CALL:
		print_call(&value->call, buf);
		break;
	case SIM_VALUE_MEMBER:
		sim_buf_printf(buf, "%s.%s", value->member.actor.s,
			       value->member.field.s);
		break;
	}
}

/* Brackets are needed where the grammar would group otherwise. */
static void print_operand(const struct sim_expr *expr,
			  enum sim_expr_kind parent, struct sim_buf *buf)
{
	bool bracket = expr->kind == SIM_EXPR_OR ||
		       (expr->kind == SIM_EXPR_AND && parent != SIM_EXPR_OR);

	if (bracket)
		sim_buf_putc(buf, '(');
	sim_print_expr(expr, buf);
	if (bracket)
		sim_buf_putc(buf, ')');
}

void sim_print_expr(const struct sim_expr *expr, struct sim_buf *buf)
{
	static const char *const ops[] = {
		[SIM_EXPR_OR] = "or",
		[SIM_EXPR_AND] = "and",
		[SIM_EXPR_EQ] = "==",
		[SIM_EXPR_NE] = "!=",
		[SIM_EXPR_LT] = "<",
		[SIM_EXPR_LE] = "<=",
		[SIM_EXPR_GT] = ">",
		[SIM_EXPR_GE] = ">=",
		[SIM_EXPR_HAS] = "has",
	};
	const struct sim_expr *sub;

	switch (expr->kind) {
	case SIM_EXPR_OR:
	case SIM_EXPR_AND:
		for (sub = expr->sub; sub; sub = sub->next) {
			print_operand(sub, expr->kind, buf);
			if (sub->next)
				sim_buf_printf(buf, " %s ", ops[expr->kind]);
		}
		break;
	case SIM_EXPR_NOT:
		sim_buf_puts(buf, "not ");
		print_operand(expr->sub, SIM_EXPR_NOT, buf);
		break;
	case SIM_EXPR_TERM:
		sim_print_value(expr->lhs, buf);
		break;
	default:
		sim_print_value(expr->lhs, buf);
		sim_buf_printf(buf, " %s ", ops[expr->kind]);
		sim_print_value(expr->rhs, buf);
		break;
	}
}

static void print_outcome(const struct sim_outcome *outcome,
			  struct sim_buf *buf)
{
	const struct sim_result *result;

	if (outcome->kind == SIM_OUTCOME_BLOCKS)
		sim_buf_puts(buf, " ...");
	for (result = outcome->results; result; result = result->next) {
		sim_buf_puts(buf, result == outcome->results ? " = " : " or ");
		sim_print_value(result->value, buf);
		if (result->err.s)
			sim_buf_printf(buf, " %s", result->err.s);
		if (result->braces) {
			sim_buf_putc(buf, ' ');
			print_fields(result->fields, buf);
		}
	}
}

static void print_marks(const struct sim_mark *mark, struct sim_buf *buf)
{
	for (; mark; mark = mark->next)
		sim_buf_printf(buf, " !%s", mark->name.s);
}

void sim_print_outcome(const struct sim_outcome *outcome, const struct sim_mark *marks,
		       struct sim_buf *buf)
{
	print_outcome(outcome, buf);
	print_marks(marks, buf);
}

void sim_print_line(const struct sim_line *line, struct sim_buf *buf)
{
	sim_buf_printf(buf, "%s: ", line->actor.s);
	if (line->resume)
		sim_buf_puts(buf, "...");
	else
		print_call(&line->call, buf);
	print_outcome(&line->outcome, buf);
	print_marks(line->marks, buf);
	if (line->prop.kind == SIM_PROP_FAIL_EACH)
		sim_buf_puts(buf, " (fail: each)");
	else if (line->prop.kind == SIM_PROP_FAIL_NTH)
		sim_buf_printf(buf, " (fail: %u)", line->prop.nth);
}

static void print_range(const struct sim_range *range, struct sim_buf *buf)
{
	sim_buf_printf(buf, "%s%s%s", range->from ? range->from : "",
		       range->span ? ".." : "", range->to ? range->to : "");
}

static void print_eol(const char *comment, struct sim_buf *buf)
{
	if (comment)
		sim_buf_printf(buf, "  #%s", comment);
	sim_buf_putc(buf, '\n');
}

static void print_items(const struct sim_item *item, const char *indent,
			struct sim_buf *buf);

static void print_override(const struct sim_override *override,
			   struct sim_buf *buf)
{
	const struct sim_range *range;

	print_items(override->lead, "\t\t", buf);
	sim_buf_puts(buf, "\t\t@");
	for (range = override->ranges; range; range = range->next) {
		print_range(range, buf);
		if (range->next)
			sim_buf_puts(buf, ", ");
	}
	switch (override->kind) {
	case SIM_OVERRIDE_OUTCOME:
	case SIM_OVERRIDE_MARKS:
		print_outcome(&override->outcome, buf);
		print_marks(override->marks, buf);
		break;
	case SIM_OVERRIDE_SKIP:
		sim_buf_puts(buf, " skip");
		break;
	case SIM_OVERRIDE_EXPR:
		sim_buf_putc(buf, ' ');
		sim_print_expr(override->expr, buf);
		break;
	}
	print_eol(override->comment, buf);
}

static void print_race(const struct sim_item *item, struct sim_buf *buf)
{
	sim_buf_puts(buf, "race ");
	if (item->race.count)
		sim_buf_printf(buf, "count %" PRIu64 " ", item->race.count);
	sim_buf_putc(buf, '{');
	print_eol(item->comment, buf);
	print_items(item->race.body, "\t", buf);
	sim_buf_putc(buf, '}');
	print_eol(item->race.close_comment, buf);
}

static void print_requires(const struct sim_req *req, struct sim_buf *buf)
{
	const char *before = "requires";

	for (; req; req = req->next) {
		sim_buf_printf(buf, "%s %s%s", before, req->absent ? "-" : "",
			       req->name.s);
		before = ",";
	}
}

static void print_header(const struct sim_item *item, struct sim_buf *buf)
{
	switch (item->kind) {
	case SIM_ITEM_SCENARIO:
		sim_buf_puts(buf, "scenario ");
		sim_print_value(item->title, buf);
		break;
	case SIM_ITEM_REQUIRES:
		print_requires(item->reqs, buf);
		break;
	case SIM_ITEM_CONFIG:
		sim_buf_printf(buf, "config %s=%s", item->config.name.s,
			       item->config.value.s);
		break;
	case SIM_ITEM_RELEASE:
		sim_buf_puts(buf, "release ");
		print_range(item->release, buf);
		break;
	case SIM_ITEM_BOUND:
		if (item->bound == SIM_BOUND_NONE)
			sim_buf_puts(buf, "bound none");
		else
			sim_buf_printf(buf, "bound %u", item->bound);
		break;
	default:
		sim_buf_puts(buf, "fresh");
		break;
	}
}

static void print_item(const struct sim_item *item, struct sim_buf *buf)
{
	static const char *const conds[] = {
		[SIM_CHECK] = "check ",
		[SIM_ALWAYS] = "always ",
		[SIM_NEVER] = "never ",
		[SIM_SOMETIMES] = "sometimes ",
	};

	switch (item->kind) {
	case SIM_ITEM_LINE:
		sim_print_line(&item->line, buf);
		break;
	case SIM_ITEM_COND:
		sim_buf_puts(buf, conds[item->cond.kind]);
		sim_print_expr(item->cond.expr, buf);
		break;
	case SIM_ITEM_END:
		sim_buf_puts(buf, "end");
		print_marks(item->end_marks, buf);
		break;
	default:
		print_header(item, buf);
		break;
	}
}

static void print_items(const struct sim_item *item, const char *indent,
			struct sim_buf *buf)
{
	const struct sim_override *override;

	for (; item; item = item->next) {
		if (item->kind == SIM_ITEM_BLANK) {
			sim_buf_putc(buf, '\n');
			continue;
		}
		sim_buf_puts(buf, indent);
		if (item->kind == SIM_ITEM_COMMENT) {
			sim_buf_printf(buf, "#%s\n", item->comment);
		} else if (item->kind == SIM_ITEM_RACE) {
			print_race(item, buf);
		} else {
			print_item(item, buf);
			print_eol(item->comment, buf);
		}
		override = item->overrides;
		for (; override; override = override->next)
			print_override(override, buf);
	}
}

/* The limits of the language hold for what is printed as well. */
static enum sim_status check_limits(const struct sim_ast *ast,
				    const struct sim_buf *buf,
				    struct sim_error *err)
{
	const char *line = buf->s, *end;
	const char *what = buf->len > SIM_FILE_MAX ? "the scenario" : NULL;

	for (; !what && *line; line = end + 1) {
		end = strchr(line, '\n');
		if (end - line > SIM_LINE_MAX)
			what = "a line";
	}
	if (!what)
		return SIM_OK;
	sim_error_set(err, SIM_EINPUT, "in the canonical layout %s would be "
		      "larger than it may be", what);
	sim_error_at(err, ast->path, 0, 0, 0);
	return SIM_EINPUT;
}

enum sim_status sim_print(const struct sim_ast *ast, struct sim_buf *buf,
			  struct sim_error *err)
{
	print_items(ast->items, "", buf);
	if (buf->failed)
		return sim_error_set(err, SIM_ENOMEM, "out of memory");
	return check_limits(ast, buf, err);
}
