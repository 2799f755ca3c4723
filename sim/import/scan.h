/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * C source as tokens, at the lines where they stand. No preprocessing: a directive is one token,
 * comments are dropped. Works on any piece of a file, also on one that begins or ends in the
 * middle of a comment.
 */
#ifndef SIM_IMPORT_SCAN_H
#define SIM_IMPORT_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"

/** enum sim_token_kind - what a token is; a directive reaches to the end of its last line */
enum sim_token_kind {
	SIM_TOK_IDENT,
	SIM_TOK_NUMBER,
	SIM_TOK_STRING,
	SIM_TOK_CHAR,
	SIM_TOK_PUNCT, /* one character each */
	SIM_TOK_DIRECTIVE,
};

/**
 * struct sim_token - one token
 * @at: its first byte, in the text that was scanned
 * @line, @last: lines that it begins and ends on
 */
struct sim_token {
	enum sim_token_kind kind;
	const char *at;
	unsigned int len;
	unsigned int line, last;
};

/** struct sim_tokens - tokens in order; all zero is none */
struct sim_tokens {
	struct sim_token *at;
	unsigned int nr, room;
};

/**
 * sim_scan - append the tokens of a text
 * @out: where to
 * @text: the text, which must stay as long as the tokens are used
 * @len: its length in bytes
 * @line: number of its first line
 * @err: filled in on error; may be NULL
 *
 * What stands before an end of a comment that nobody saw begin is comment, and dropped.
 *
 * Return: SIM_OK or SIM_ENOMEM.
 */
enum sim_status sim_scan(struct sim_tokens *out, const char *text, size_t len, unsigned int line,
			 struct sim_error *err);
void sim_tokens_free(struct sim_tokens *tokens);

/** sim_token_is - is it this word, or this character */
bool sim_token_is(const struct sim_token *token, const char *text);

/**
 * sim_directive - take a directive apart
 * @token: the directive
 * @word: set to "if", "define" ...: its first byte
 * @len: length of the word
 *
 * Return: what follows the word, in the same line; at most the token's end.
 */
const char *sim_directive(const struct sim_token *token, const char **word, unsigned int *len);

/** sim_directive_is - is it a directive, and of this name */
bool sim_directive_is(const struct sim_token *token, const char *name);

#endif
