/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the two halves of the parser share. Private to sim/script/parse*.c.
 *
 * The first error sticks: it is recorded, and from then on the current token
 * is SIM_TOK_ERROR, which nothing accepts, so that every loop ends. The tree
 * is then thrown away. This is why nothing here returns a status, and why
 * sim_parser_alloc() always returns something that can be written to.
 */
#ifndef SIM_SCRIPT_PARSE_H
#define SIM_SCRIPT_PARSE_H

#include "script/ast.h"
#include "script/lex.h"

/**
 * struct sim_parser - where we are
 * @ast: what is built
 * @err: for the first error; may be NULL
 * @status: that of the first error
 * @lex: gives the tokens
 * @tok: the current token, not yet consumed
 * @prev_end: column behind the last consumed token
 * @depth: how deep we are in brackets of any kind
 * @scratch: a node for whom there was no memory
 */
struct sim_parser {
	struct sim_ast *ast;
	struct sim_error *err;
	enum sim_status status;
	struct sim_lexer lex;
	struct sim_token tok;
	unsigned int prev_end;
	unsigned int depth;
	union {
		struct sim_item item;
		struct sim_override override;
		max_align_t align;
	} scratch;
};

/**
 * sim_parser_alloc - a zeroed node
 * @p: the parser
 * @size: at most that of p->scratch, which can hold any node
 *
 * Return: the node; without memory p->scratch, and the error is recorded.
 */
void *sim_parser_alloc(struct sim_parser *p, size_t size);

/**
 * sim_parser_strndup - a copy of some bytes, as sim_ast_strndup()
 * @p: the parser
 * @s: the bytes
 * @len: how many
 *
 * Return: the copy; without memory "", and the error is recorded.
 */
const char *sim_parser_strndup(struct sim_parser *p, const char *s,
			       size_t len);

/**
 * sim_parser_next - consume the current token
 * @p: the parser
 */
void sim_parser_next(struct sim_parser *p);

/**
 * sim_parser_next_wide - consume a token where a range or requirement follows
 * @p: the parser
 */
void sim_parser_next_wide(struct sim_parser *p);

/**
 * sim_parser_accept - consume the current token if it is of a kind
 * @p: the parser
 * @kind: the kind
 *
 * Return: whether it was.
 */
bool sim_parser_accept(struct sim_parser *p, enum sim_token_kind kind);

/**
 * sim_parser_expect - consume a token that must be there
 * @p: the parser
 * @kind: its kind
 * @accepted: for the error: what may stand here
 */
void sim_parser_expect(struct sim_parser *p, enum sim_token_kind kind,
		       const char *accepted);

/**
 * sim_parser_is_word - whether the current token is this word
 * @p: the parser
 * @word: the word
 */
bool sim_parser_is_word(const struct sim_parser *p, const char *word);

/**
 * sim_parser_fail - record an error, unless there was one before
 * @p: the parser
 * @pos: its place
 * @accepted: what may stand here; NULL if that can't be said
 * @fmt: the message, printf-like
 */
void sim_parser_fail(struct sim_parser *p, const struct sim_pos *pos,
		     const char *accepted, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/**
 * sim_parser_unexpected - complain about the current token
 * @p: the parser
 * @accepted: what may stand here
 */
void sim_parser_unexpected(struct sim_parser *p, const char *accepted);

/**
 * sim_parser_span - let a place end behind the last consumed token
 * @p: the parser
 * @pos: the place, on the same line
 */
void sim_parser_span(const struct sim_parser *p, struct sim_pos *pos);

/**
 * sim_parser_word - a word that is not an operator (and, or, not, has, skip)
 * @p: the parser
 * @accepted: for the error: what may stand here
 */
struct sim_name sim_parser_word(struct sim_parser *p, const char *accepted);

/**
 * sim_parser_number - a number without a sign, in a given range
 * @p: the parser
 * @min: the least
 * @max: the greatest
 * @accepted: for the error: what may stand here
 */
uint64_t sim_parser_number(struct sim_parser *p, uint64_t min, uint64_t max,
			   const char *accepted);

/* A list of items that knows its end; all zeros is an empty one. */
struct sim_list {
	struct sim_item *first, *last;
};

/* The productions that one file needs of another; see the grammar. */
void sim_parse_items(struct sim_parser *p);
void sim_parse_header(struct sim_parser *p, struct sim_item *item);
struct sim_range *sim_parse_range(struct sim_parser *p);
void sim_parse_call(struct sim_parser *p, struct sim_call *call);
struct sim_value *sim_parse_title(struct sim_parser *p);
struct sim_outcome sim_parse_outcome(struct sim_parser *p);
struct sim_mark *sim_parse_marks(struct sim_parser *p);
struct sim_expr *sim_parse_expr(struct sim_parser *p);

#endif /* SIM_SCRIPT_PARSE_H */
