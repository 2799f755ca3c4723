/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From text to tokens. A newline is a token, blanks are not; comments are,
 * because the printer wants them back.
 */
#ifndef SIM_SCRIPT_LEX_H
#define SIM_SCRIPT_LEX_H

#include "script/ast.h"

#define SIM_TOO_LARGE "larger than a scenario may be (%u bytes)"

enum sim_token_kind {
	SIM_TOK_EOF,
	SIM_TOK_NEWLINE,
	SIM_TOK_COMMENT,	/* bytes: behind the #, blanks at the end cut */
	SIM_TOK_WORD,		/* bytes */
	SIM_TOK_WIDE,		/* bytes: what sim_lex_wide() found */
	SIM_TOK_NUMBER,		/* val, base */
	SIM_TOK_STRING,		/* bytes: decoded */
	SIM_TOK_DOTS,		/* ... */
	SIM_TOK_EQ,		/* == */
	SIM_TOK_NE,
	SIM_TOK_LT,
	SIM_TOK_LE,
	SIM_TOK_GT,
	SIM_TOK_GE,
	SIM_TOK_ASSIGN,		/* = */
	SIM_TOK_COLON,
	SIM_TOK_COMMA,
	SIM_TOK_DOT,
	SIM_TOK_PIPE,
	SIM_TOK_MINUS,
	SIM_TOK_BANG,
	SIM_TOK_ANY,		/* ? */
	SIM_TOK_AT,
	SIM_TOK_LPAREN,
	SIM_TOK_RPAREN,
	SIM_TOK_LBRACK,
	SIM_TOK_RBRACK,
	SIM_TOK_LBRACE,
	SIM_TOK_RBRACE,
	SIM_TOK_ERROR,		/* made by the parser: nothing follows */
};

/**
 * struct sim_token - one token
 * @kind: which
 * @pos: its place
 * @bytes: in the arena, terminated; may hold 0 bytes in a string
 * @len: number of @bytes
 * @val: of a number, without a sign
 * @base: how the number was spelled
 */
struct sim_token {
	enum sim_token_kind kind;
	struct sim_pos pos;
	const char *bytes;
	size_t len;
	uint64_t val;
	enum sim_base base;
};

/**
 * struct sim_lexer - where we are
 * @ast: whose text is read, and whose arena is used
 * @err: for the first error; may be NULL
 * @p: next byte
 * @end: end of the text
 * @line_start: first byte of the line
 * @line: its number
 */
struct sim_lexer {
	struct sim_ast *ast;
	struct sim_error *err;
	const char *p, *end, *line_start;
	unsigned int line;
};

/**
 * sim_lex_init - begin at the start of a text that sim_source_check() passed
 * @lex: the lexer
 * @ast: with text and len
 * @err: for errors; may be NULL
 */
void sim_lex_init(struct sim_lexer *lex, struct sim_ast *ast,
		  struct sim_error *err);

/**
 * sim_lex - the next token
 * @lex: the lexer
 * @tok: filled in
 *
 * Return: SIM_OK, SIM_EINPUT or SIM_ENOMEM.
 */
enum sim_status sim_lex(struct sim_lexer *lex, struct sim_token *tok);

/**
 * sim_lex_wide - the next token, where a range or requirement may stand
 * @lex: the lexer
 * @tok: a SIM_TOK_WIDE of letters, digits, `_`, `-` and `.`, in whatever
 *	order, or if there is none of these the next token
 *
 * Return: SIM_OK, SIM_EINPUT or SIM_ENOMEM.
 */
enum sim_status sim_lex_wide(struct sim_lexer *lex, struct sim_token *tok);

/**
 * sim_source_check - see that a text is one before it is read
 * @ast: with text and len
 * @err: on failure the first error; may be NULL
 *
 * Size, length of lines, well-formed UTF-8 without control characters other
 * than tabs and newlines (of either kind).
 *
 * Return: SIM_OK or SIM_EINPUT.
 */
enum sim_status sim_source_check(const struct sim_ast *ast,
				 struct sim_error *err);

#endif /* SIM_SCRIPT_LEX_H */
