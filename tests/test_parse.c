// SPDX-License-Identifier: GPL-2.0-only
/* Tokens, and what the parser makes of each production, with its place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "script/lex.h"
#include "script/script.h"

#define HEAD "scenario \"t\"\n"

static struct sim_ast *parse(const char *text)
{
	char shown[SIM_ERROR_TEXT_MAX];
	struct sim_error err;
	struct sim_ast *ast;

	if (sim_parse(&ast, "t.sim", text, strlen(text), &err)) {
		sim_error_format(&err, shown, sizeof(shown));
		fail_msg("%s", shown);
	}
	return ast;
}

/* The first item below the title of HEAD. */
static struct sim_item *first(const struct sim_ast *ast)
{
	assert_int_equal(ast->items->kind, SIM_ITEM_SCENARIO);
	assert_non_null(ast->items->next);
	return ast->items->next;
}

static void check_pos(const struct sim_pos *pos, unsigned int line,
		      unsigned int col, unsigned int len)
{
	assert_int_equal(pos->line, line);
	assert_int_equal(pos->col, col);
	assert_int_equal(pos->len, len);
}

static void test_tokens(void **state)
{
	static const struct {
		enum sim_token_kind kind;
		unsigned int line, col, len;
	} want[] = {
		{ SIM_TOK_WORD, 1, 1, 2 },	{ SIM_TOK_NUMBER, 1, 4, 2 },
		{ SIM_TOK_STRING, 1, 7, 5 },	{ SIM_TOK_DOTS, 1, 13, 3 },
		{ SIM_TOK_DOT, 1, 16, 1 },	{ SIM_TOK_NEWLINE, 1, 17, 1 },
		{ SIM_TOK_EQ, 2, 1, 2 },	{ SIM_TOK_NE, 2, 3, 2 },
		{ SIM_TOK_LE, 2, 5, 2 },	{ SIM_TOK_LT, 2, 7, 1 },
		{ SIM_TOK_GE, 2, 8, 2 },	{ SIM_TOK_GT, 2, 10, 1 },
		{ SIM_TOK_COLON, 2, 11, 1 },	{ SIM_TOK_ASSIGN, 2, 12, 1 },
		{ SIM_TOK_COMMA, 2, 13, 1 },	{ SIM_TOK_PIPE, 2, 14, 1 },
		{ SIM_TOK_MINUS, 2, 15, 1 },	{ SIM_TOK_BANG, 2, 16, 1 },
		{ SIM_TOK_ANY, 2, 17, 1 },	{ SIM_TOK_AT, 2, 18, 1 },
		{ SIM_TOK_LPAREN, 2, 19, 1 },	{ SIM_TOK_RPAREN, 2, 20, 1 },
		{ SIM_TOK_LBRACK, 2, 21, 1 },	{ SIM_TOK_RBRACK, 2, 22, 1 },
		{ SIM_TOK_LBRACE, 2, 23, 1 },	{ SIM_TOK_RBRACE, 2, 24, 1 },
		{ SIM_TOK_COMMENT, 2, 26, 3 },	{ SIM_TOK_NEWLINE, 2, 30, 1 },
		{ SIM_TOK_EOF, 3, 2, 1 },	{ SIM_TOK_EOF, 3, 2, 1 },
	};
	struct sim_ast *ast = sim_ast_new("t.sim");
	struct sim_lexer lex;
	struct sim_token tok;

	(void)state;
	ast->text = "a_ 12 \"\\\"x\" ....\n==!=<=<>=>:=,|-!?@()[]{} # c \n ";
	ast->len = strlen(ast->text);
	sim_lex_init(&lex, ast, NULL);
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		assert_int_equal(sim_lex(&lex, &tok), SIM_OK);
		assert_int_equal(tok.kind, want[i].kind);
		check_pos(&tok.pos, want[i].line, want[i].col, want[i].len);
		if (tok.kind == SIM_TOK_STRING)
			assert_string_equal(tok.bytes, "\"x");
		if (tok.kind == SIM_TOK_COMMENT)
			assert_string_equal(tok.bytes, " c");
	}
	sim_ast_free(ast);
}

static void test_wide_tokens(void **state)
{
	static const char *const want[] = {
		"linux-5.3..linux-6.15", "-x", "..", "3a", NULL,
	};
	struct sim_ast *ast = sim_ast_new("t.sim");
	struct sim_lexer lex;
	struct sim_token tok;

	(void)state;
	ast->text = " linux-5.3..linux-6.15 -x\t.. 3a, b";
	ast->len = strlen(ast->text);
	sim_lex_init(&lex, ast, NULL);
	for (size_t i = 0; want[i]; i++) {
		assert_int_equal(sim_lex_wide(&lex, &tok), SIM_OK);
		assert_int_equal(tok.kind, SIM_TOK_WIDE);
		assert_string_equal(tok.bytes, want[i]);
	}
	assert_int_equal(sim_lex_wide(&lex, &tok), SIM_OK);
	assert_int_equal(tok.kind, SIM_TOK_COMMA);
	check_pos(&tok.pos, 1, 32, 1);
	sim_ast_free(ast);
}

/* A text may end anywhere; the lexer must not look beyond it. */
static void test_ends(void **state)
{
	static const char *const ends[] = {
		"\"", "\"\\", "\"\\\"", "\"\\x", "\"\\x4", "\"\\1", "#", "..",
		".", "0x", "0", "!", "\xc3\xa4", " ", "\r\n", "",
	};
	struct sim_ast *ast = sim_ast_new("t.sim");
	struct sim_lexer lex;
	struct sim_token tok;

	(void)state;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		unsigned int n = 0;

		/* terminated, as sim_parse() does, and not one byte more */
		ast->text = strdup(ends[i]);
		ast->len = strlen(ends[i]);
		sim_lex_init(&lex, ast, NULL);
		while (!sim_lex(&lex, &tok) && tok.kind != SIM_TOK_EOF)
			assert_true(n++ < 3);
		free((char *)ast->text);
	}
	sim_ast_free(ast);
}

static void test_header(void **state)
{
	struct sim_ast *ast = parse("# c\nscenario \"a \\0 b\" # d\n"
				    "requires x, -y-z.1\nconfig PROC_FS=n\n"
				    "release linux-5.1..linux-6.18\nbound 3\n"
				    "fresh\n");
	struct sim_item *item = ast->items;

	(void)state;
	assert_string_equal(ast->path, "t.sim");
	assert_int_equal(ast->nr_statements, 0);
	assert_int_equal(item->kind, SIM_ITEM_COMMENT);
	assert_string_equal(item->comment, " c");
	item = sim_ast_find(ast->items, SIM_ITEM_SCENARIO);
	check_pos(&item->pos, 2, 1, 17);
	assert_string_equal(item->comment, " d");
	assert_int_equal(item->title->kind, SIM_VALUE_STRING);
	assert_int_equal(item->title->str.len, 5);
	assert_memory_equal(item->title->str.bytes, "a \0 b", 6);
	item = sim_ast_find(ast->items, SIM_ITEM_REQUIRES);
	assert_string_equal(item->reqs->name.s, "x");
	assert_false(item->reqs->absent);
	assert_string_equal(item->reqs->next->name.s, "y-z.1");
	assert_true(item->reqs->next->absent);
	check_pos(&item->reqs->next->name.pos, 3, 13, 6);
	assert_null(item->reqs->next->next);
	item = sim_ast_find(ast->items, SIM_ITEM_CONFIG);
	assert_string_equal(item->config.name.s, "PROC_FS");
	assert_string_equal(item->config.value.s, "n");
	item = sim_ast_find(ast->items, SIM_ITEM_RELEASE);
	assert_true(item->release->span);
	assert_string_equal(item->release->from, "linux-5.1");
	assert_string_equal(item->release->to, "linux-6.18");
	check_pos(&item->release->pos, 5, 9, 21);
	item = sim_ast_find(ast->items, SIM_ITEM_BOUND);
	assert_int_equal(item->bound, 3);
	assert_non_null(sim_ast_find(item, SIM_ITEM_FRESH));
	assert_null(sim_ast_find(item->next, SIM_ITEM_BOUND));
	sim_ast_free(ast);

	ast = parse(HEAD "bound none\nrelease x\n");
	assert_int_equal(sim_ast_find(ast->items, SIM_ITEM_BOUND)->bound,
			 SIM_BOUND_NONE);
	/* sorted: the release is first now */
	item = first(ast);
	assert_int_equal(item->kind, SIM_ITEM_RELEASE);
	assert_false(item->release->span);
	assert_string_equal(item->release->from, "x");
	assert_null(item->release->to);
	sim_ast_free(ast);
}

static void test_line(void **state)
{
	struct sim_ast *ast = parse(HEAD "  P: kill(Q, SIGHUP) = 0 {a=1, 2} or"
				    " -1 ESRCH !safety !x (fail: each)  # c\n");
	struct sim_item *item = first(ast);
	struct sim_line *line = &item->line;
	struct sim_result *result = line->outcome.results;

	(void)state;
	assert_int_equal(ast->nr_statements, 1);
	assert_int_equal(item->kind, SIM_ITEM_LINE);
	check_pos(&item->pos, 2, 3, 67);
	assert_string_equal(item->comment, " c");
	assert_string_equal(line->actor.s, "P");
	check_pos(&line->actor.pos, 2, 3, 1);
	assert_false(line->resume);
	assert_string_equal(line->call.name.s, "kill");
	check_pos(&line->call.name.pos, 2, 6, 4);
	assert_int_equal(line->call.nr_args, 2);
	assert_string_equal(line->call.args->word, "Q");
	assert_string_equal(line->call.args->next->word, "SIGHUP");
	check_pos(&line->call.args->next->pos, 2, 14, 6);
	assert_int_equal(line->outcome.kind, SIM_OUTCOME_RESULTS);
	check_pos(&line->outcome.pos, 2, 22, 24);
	check_pos(&result->pos, 2, 24, 10);
	assert_int_equal(result->value->num.val, 0);
	assert_null(result->err.s);
	assert_true(result->braces);
	assert_string_equal(result->fields->name.s, "a");
	check_pos(&result->fields->pos, 2, 27, 3);
	assert_null(result->fields->next->name.s);
	assert_int_equal(result->fields->next->value->num.val, 2);
	result = result->next;
	assert_int_equal(result->value->num.val, -1);
	assert_true(result->value->num.minus);
	check_pos(&result->value->pos, 2, 38, 2);
	assert_string_equal(result->err.s, "ESRCH");
	check_pos(&result->err.pos, 2, 41, 5);
	assert_false(result->braces);
	assert_null(result->next);
	assert_string_equal(line->marks->name.s, "safety");
	check_pos(&line->marks->name.pos, 2, 48, 6);
	assert_string_equal(line->marks->next->name.s, "x");
	assert_int_equal(line->prop.kind, SIM_PROP_FAIL_EACH);
	check_pos(&line->prop.pos, 2, 58, 12);
	sim_ast_free(ast);
}

static void test_line_ends(void **state)
{
	struct sim_ast *ast = parse(HEAD "a: b() ...\na: ... = P\na: exit(3)\n"
				    "a: b() (fail: 7)\na: ...");
	struct sim_item *item = first(ast);

	(void)state;
	assert_int_equal(item->line.outcome.kind, SIM_OUTCOME_BLOCKS);
	assert_null(item->line.outcome.results);
	item = item->next;
	assert_true(item->line.resume);
	assert_null(item->line.call.name.s);
	assert_int_equal(item->line.outcome.kind, SIM_OUTCOME_RESULTS);
	item = item->next;
	assert_int_equal(item->line.outcome.kind, SIM_OUTCOME_NONE);
	assert_int_equal(item->line.prop.kind, SIM_PROP_NONE);
	item = item->next;
	assert_int_equal(item->line.prop.kind, SIM_PROP_FAIL_NTH);
	assert_int_equal(item->line.prop.nth, 7);
	item = item->next;
	assert_true(item->line.resume);
	check_pos(&item->pos, 6, 1, 6);
	assert_null(item->next);
	sim_ast_free(ast);
}

static void test_values(void **state)
{
	struct sim_ast *ast = parse(HEAD "a: b(0x1f, -017, \"<P>\", ?, A|2, -P, "
				    "[1, 2], {x=y}, killed(SIGHUP), "
				    "0xffffffffffffffff)\n");
	struct sim_value *v = first(ast)->line.call.args;

	(void)state;
	assert_int_equal(v->kind, SIM_VALUE_NUMBER);
	assert_int_equal(v->num.val, 31);
	assert_int_equal(v->num.base, SIM_HEX);
	v = v->next;
	assert_int_equal(v->num.val, -15);
	assert_int_equal(v->num.base, SIM_OCT);
	v = v->next;
	assert_int_equal(v->kind, SIM_VALUE_STRING);
	assert_string_equal(v->str.bytes, "<P>");
	v = v->next;
	assert_int_equal(v->kind, SIM_VALUE_ANY);
	v = v->next;
	assert_int_equal(v->kind, SIM_VALUE_FLAGS);
	assert_int_equal(v->sub.nr, 2);
	assert_string_equal(v->sub.first->word, "A");
	assert_int_equal(v->sub.first->next->num.val, 2);
	assert_null(v->sub.first->next->next);
	check_pos(&v->pos, 2, 28, 3);
	v = v->next;
	assert_int_equal(v->kind, SIM_VALUE_NEG);
	assert_int_equal(v->sub.nr, 1);
	assert_string_equal(v->sub.first->word, "P");
	check_pos(&v->pos, 2, 33, 2);
	v = v->next;
	assert_int_equal(v->kind, SIM_VALUE_LIST);
	assert_int_equal(v->sub.nr, 2);
	check_pos(&v->pos, 2, 37, 6);
	v = v->next;
	assert_int_equal(v->kind, SIM_VALUE_STRUCT);
	assert_string_equal(v->fields->value->word, "y");
	check_pos(&v->pos, 2, 45, 5);
	v = v->next;
	assert_int_equal(v->kind, SIM_VALUE_CALL);
	assert_string_equal(v->call.name.s, "killed");
	assert_int_equal(v->call.nr_args, 1);
	check_pos(&v->pos, 2, 52, 14);
	v = v->next;
	assert_int_equal(v->num.val, -1);
	assert_false(v->num.minus);
	assert_null(v->next);
	sim_ast_free(ast);
}

static void test_condition(void **state)
{
	struct sim_ast *ast = parse(HEAD "check a == 1 and not (b or P.ret)\n");
	struct sim_expr *e = first(ast)->cond.expr, *sub;

	(void)state;
	assert_int_equal(first(ast)->kind, SIM_ITEM_COND);
	assert_int_equal(first(ast)->cond.kind, SIM_CHECK);
	assert_int_equal(e->kind, SIM_EXPR_AND);
	check_pos(&e->pos, 2, 7, 27);
	sub = e->sub;
	assert_int_equal(sub->kind, SIM_EXPR_EQ);
	assert_string_equal(sub->lhs->word, "a");
	assert_int_equal(sub->rhs->num.val, 1);
	check_pos(&sub->pos, 2, 7, 6);
	sub = sub->next;
	assert_int_equal(sub->kind, SIM_EXPR_NOT);
	assert_null(sub->next);
	check_pos(&sub->pos, 2, 18, 16);
	sub = sub->sub;
	assert_int_equal(sub->kind, SIM_EXPR_OR);
	sub = sub->sub->next;
	assert_int_equal(sub->kind, SIM_EXPR_TERM);
	assert_null(sub->rhs);
	assert_int_equal(sub->lhs->kind, SIM_VALUE_MEMBER);
	assert_string_equal(sub->lhs->member.actor.s, "P");
	assert_string_equal(sub->lhs->member.field.s, "ret");
	check_pos(&sub->lhs->member.field.pos, 2, 30, 3);
	check_pos(&sub->lhs->pos, 2, 28, 5);
	sim_ast_free(ast);
}

static void test_comparisons(void **state)
{
	static const struct {
		const char *text;
		enum sim_expr_kind kind;
	} ops[] = {
		{ "==", SIM_EXPR_EQ }, { "!=", SIM_EXPR_NE },
		{ "<", SIM_EXPR_LT },  { "<=", SIM_EXPR_LE },
		{ ">", SIM_EXPR_GT },  { ">=", SIM_EXPR_GE },
		{ "has", SIM_EXPR_HAS },
	};
	char text[64];

	(void)state;
	for (size_t i = 0; i < sizeof(ops) / sizeof(ops[0]); i++) {
		struct sim_ast *ast;

		strcpy(stpcpy(stpcpy(text, HEAD "check a "), ops[i].text),
		       " b\n");
		ast = parse(text);
		assert_int_equal(first(ast)->cond.expr->kind, ops[i].kind);
		sim_ast_free(ast);
	}
}

static void test_overrides(void **state)
{
	struct sim_ast *ast = parse(HEAD "a: b() = 0\n  # why\n  @x, l-5.3.. ="
				    " 1 !m # c\n\n@..l-6 !n\n@x..y skip\n\n"
				    "# of the check\ncheck a\n@x not a\n");
	struct sim_item *item = first(ast);
	struct sim_override *o = item->overrides;

	(void)state;
	assert_int_equal(o->kind, SIM_OVERRIDE_OUTCOME);
	check_pos(&o->pos, 4, 3, 18);
	assert_string_equal(o->lead->comment, " why");
	assert_null(o->lead->next);
	assert_string_equal(o->ranges->from, "x");
	assert_false(o->ranges->span);
	assert_string_equal(o->ranges->next->from, "l-5.3");
	assert_true(o->ranges->next->span);
	assert_null(o->ranges->next->to);
	assert_int_equal(o->outcome.results->value->num.val, 1);
	assert_string_equal(o->marks->name.s, "m");
	assert_string_equal(o->comment, " c");
	o = o->next;
	assert_int_equal(o->kind, SIM_OVERRIDE_MARKS);
	assert_int_equal(o->lead->kind, SIM_ITEM_BLANK);
	assert_null(o->ranges->from);
	assert_string_equal(o->ranges->to, "l-6");
	assert_int_equal(o->outcome.kind, SIM_OUTCOME_NONE);
	o = o->next;
	assert_int_equal(o->kind, SIM_OVERRIDE_SKIP);
	assert_null(o->next);

	item = item->next;
	assert_int_equal(item->kind, SIM_ITEM_BLANK);
	item = item->next;
	assert_string_equal(item->comment, " of the check");
	item = item->next;
	o = item->overrides;
	assert_int_equal(o->kind, SIM_OVERRIDE_EXPR);
	assert_int_equal(o->expr->kind, SIM_EXPR_NOT);
	sim_ast_free(ast);
}

static void test_race(void **state)
{
	struct sim_ast *ast = parse(HEAD "race count 12 { # c\n\n\tP: a()\n\t"
				    "Q: b()\n\tP: c()\n}# d\nalways x\nnever y"
				    "\nsometimes z\ncheck w\nend !m\n@x !n\n");
	struct sim_item *item = first(ast);
	struct sim_race *race = &item->race;

	(void)state;
	assert_int_equal(ast->nr_statements, 9);
	assert_int_equal(item->kind, SIM_ITEM_RACE);
	check_pos(&item->pos, 2, 1, 15);
	assert_int_equal(race->count, 12);
	assert_int_equal(race->nr_actors, 2);
	assert_string_equal(item->comment, " c");
	assert_string_equal(race->close_comment, " d");
	check_pos(&race->close, 7, 1, 1);
	assert_int_equal(race->body->kind, SIM_ITEM_BLANK);
	assert_string_equal(race->body->next->line.actor.s, "P");
	assert_null(race->body->next->next->next->next);
	for (int kind = SIM_ALWAYS; kind <= SIM_SOMETIMES; kind++) {
		item = item->next;
		assert_int_equal(item->cond.kind, kind);
	}
	item = item->next->next;
	assert_int_equal(item->kind, SIM_ITEM_END);
	assert_string_equal(item->end_marks->name.s, "m");
	assert_int_equal(item->overrides->kind, SIM_OVERRIDE_MARKS);
	assert_string_equal(item->overrides->marks->name.s, "n");
	sim_ast_free(ast);
}

/* The binder's errors show the line from the text that the tree keeps. */
static void test_ast_error(void **state)
{
	struct sim_ast *ast = parse(HEAD "a: kill(SIGFOO)\r\nb: c()");
	struct sim_value *v = first(ast)->line.call.args;
	struct sim_pos nowhere = { 99, 1, 1 };
	char text[SIM_ERROR_TEXT_MAX];
	struct sim_error err;

	(void)state;
	assert_int_equal(sim_ast_error(ast, &v->pos, &err, SIM_EINPUT,
				       "unknown signal %s", v->word),
			 SIM_EINPUT);
	sim_error_accept(&err, "a signal");
	sim_error_format(&err, text, sizeof(text));
	assert_string_equal(text, "t.sim:2:9: error: unknown signal SIGFOO\n"
			    "a: kill(SIGFOO)\n        ^~~~~~\n"
			    "expected: a signal\n");
	assert_int_equal(sim_ast_error(ast, &first(ast)->next->pos, &err,
				       SIM_EFAIL, "last"), SIM_EFAIL);
	assert_string_equal(err.source, "b: c()");
	assert_int_equal(sim_ast_error(ast, &nowhere, &err, SIM_EINPUT, "?"),
			 SIM_EINPUT);
	assert_string_equal(err.source, "");
	assert_int_equal(sim_ast_error(ast, &nowhere, NULL, SIM_EIO, "?"),
			 SIM_EIO);
	sim_ast_free(ast);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tokens),
		cmocka_unit_test(test_wide_tokens),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_header),
		cmocka_unit_test(test_line),
		cmocka_unit_test(test_line_ends),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_condition),
		cmocka_unit_test(test_comparisons),
		cmocka_unit_test(test_overrides),
		cmocka_unit_test(test_race),
		cmocka_unit_test(test_ast_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
