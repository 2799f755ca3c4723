// SPDX-License-Identifier: GPL-2.0-only
#include "import/scan.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/** struct reader - where the scanner is; @first: no token yet on this line */
struct reader {
	const char *p, *end;
	unsigned int line;
	bool first;
	struct sim_tokens *out;
	unsigned int start; /* tokens of earlier texts, which stay */
	bool failed;
};

static bool ident_start(char c)
{
	return isalpha((unsigned char)c) || c == '_' || c == '$';
}

static bool ident_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$';
}

static bool starts(const struct reader *r, const char *two)
{
	return r->end - r->p >= 2 && r->p[0] == two[0] && r->p[1] == two[1];
}

/* length of a backslash and the end of its line, 0 if there is none; at the end of all it is none
 */
static unsigned int continuation(const char *p, const char *end)
{
	if (p < end && *p == '\\') {
		if (end - p > 2 && p[1] == '\n')
			return 2;
		if (end - p > 3 && p[1] == '\r' && p[2] == '\n')
			return 3;
	}
	return 0;
}

static void add(struct reader *r, enum sim_token_kind kind, const char *from, unsigned int line)
{
	struct sim_tokens *t = r->out;
	struct sim_token *more;

	if (t->nr == t->room) {
		unsigned int room = t->room ? t->room * 2 : 256;

		more = realloc(t->at, room * sizeof(*more));
		if (!more) {
			r->failed = true;
			return;
		}
		t->at = more;
		t->room = room;
	}
	t->at[t->nr++] = (struct sim_token){kind, from, (unsigned int)(r->p - from), line, r->line};
}

/* behind the comment that begins here; one without an end reaches to the end of the text */
static void skip_comment(struct reader *r)
{
	bool block = r->p[1] == '*';

	for (r->p += 2; r->p < r->end; r->p++) {
		if (block && starts(r, "*/")) {
			r->p += 2;
			return;
		}
		if (*r->p != '\n')
			continue;
		if (!block && !(r->p[-1] == '\\'))
			return;
		/* no line begins behind the last one */
		r->line += r->end - r->p > 1;
	}
}

/* Up to the closing quote, or the end of the line: what is left open there is no string. */
static void skip_quoted(struct reader *r)
{
	char quote = *r->p++;
	unsigned int n;

	while (r->p < r->end && *r->p != quote && *r->p != '\n') {
		n = continuation(r->p, r->end);
		if (n) {
			r->line++;
			r->p += n;
			continue;
		}
		r->p += *r->p == '\\' && r->end - r->p >= 2 && r->p[1] != '\n' ? 2 : 1;
	}
	if (r->p < r->end && *r->p == quote)
		r->p++;
}

static void directive(struct reader *r)
{
	const char *from = r->p;
	unsigned int line = r->line, n;

	while (r->p < r->end && *r->p != '\n') {
		n = continuation(r->p, r->end);
		if (n) {
			r->p += n;
			r->line++;
		} else if (starts(r, "/*") || starts(r, "//")) {
			skip_comment(r);
		} else if (*r->p == '"') {
			skip_quoted(r);
		} else {
			r->p++;
		}
	}
	add(r, SIM_TOK_DIRECTIVE, from, line);
}

/* a number as the preprocessor knows it: signs belong to it behind an exponent's letter */
static void number(struct reader *r)
{
	const char *exponent = "eE";

	if (*r->p == '0' && r->end - r->p >= 2 && (r->p[1] == 'x' || r->p[1] == 'X'))
		exponent = "pP";
	for (r->p++; r->p < r->end; r->p++) {
		bool sign = *r->p == '+' || *r->p == '-';

		if (sign ? !strchr(exponent, r->p[-1]) : !ident_char(*r->p) && *r->p != '.')
			break;
	}
}

static void token(struct reader *r)
{
	const char *from = r->p;
	unsigned int line = r->line;
	char c = *r->p;

	if (c == '#' && r->first) {
		directive(r);
	} else if (ident_start(c)) {
		while (r->p < r->end && ident_char(*r->p))
			r->p++;
		add(r, SIM_TOK_IDENT, from, line);
	} else if (isdigit((unsigned char)c)) {
		number(r);
		add(r, SIM_TOK_NUMBER, from, line);
	} else if (c == '"' || c == '\'') {
		skip_quoted(r);
		add(r, c == '"' ? SIM_TOK_STRING : SIM_TOK_CHAR, from, line);
	} else {
		r->p++;
		add(r, SIM_TOK_PUNCT, from, line);
	}
	r->first = false;
}

static void step(struct reader *r)
{
	unsigned int n = continuation(r->p, r->end);

	if (n) {
		r->p += n;
		r->line++;
	} else if (*r->p == '\n') {
		r->p++;
		r->line++;
		r->first = true;
	} else if (isspace((unsigned char)*r->p) || !*r->p) {
		r->p++;
	} else if (starts(r, "/*") || starts(r, "//")) {
		skip_comment(r);
	} else if (starts(r, "*/")) {
		/* the end of a comment whose beginning is not here */
		r->p += 2;
		r->out->nr = r->start;
		r->first = true;
	} else {
		token(r);
	}
}

enum sim_status sim_scan(struct sim_tokens *out, const char *text, size_t len, unsigned int line,
			 struct sim_error *err)
{
	struct reader r = {
		.p = text,
		.end = text + len,
		.line = line,
		.first = true,
		.out = out,
		.start = out->nr,
	};

	while (r.p < r.end && !r.failed)
		step(&r);
	return r.failed ? sim_error_set(err, SIM_ENOMEM, "out of memory") : SIM_OK;
}

void sim_tokens_free(struct sim_tokens *tokens)
{
	free(tokens->at);
	memset(tokens, 0, sizeof(*tokens));
}

bool sim_token_is(const struct sim_token *token, const char *text)
{
	return token->len == strlen(text) && !memcmp(token->at, text, token->len);
}

const char *sim_directive(const struct sim_token *token, const char **word, unsigned int *len)
{
	const char *p = token->at + 1, *end = token->at + token->len;

	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	*word = p;
	while (p < end && ident_char(*p))
		p++;
	*len = (unsigned int)(p - *word);
	return p;
}

bool sim_directive_is(const struct sim_token *token, const char *name)
{
	const char *word;
	unsigned int len;

	if (token->kind != SIM_TOK_DIRECTIVE)
		return false;
	sim_directive(token, &word, &len);
	return len == strlen(name) && !memcmp(word, name, len);
}
