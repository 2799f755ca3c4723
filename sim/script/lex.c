// SPDX-License-Identifier: GPL-2.0-only
#include "script/lex.h"

#include <ctype.h>
#include <string.h>

static const struct punct {
	const char *s;
	enum sim_token_kind kind;
} puncts[] = {
	/* the longer ones first */
	{ "...", SIM_TOK_DOTS },
	{ "==", SIM_TOK_EQ },
	{ "!=", SIM_TOK_NE },
	{ "<=", SIM_TOK_LE },
	{ ">=", SIM_TOK_GE },
	{ "<", SIM_TOK_LT },
	{ ">", SIM_TOK_GT },
	{ "=", SIM_TOK_ASSIGN },
	{ ":", SIM_TOK_COLON },
	{ ",", SIM_TOK_COMMA },
	{ ".", SIM_TOK_DOT },
	{ "|", SIM_TOK_PIPE },
	{ "-", SIM_TOK_MINUS },
	{ "!", SIM_TOK_BANG },
	{ "?", SIM_TOK_ANY },
	{ "@", SIM_TOK_AT },
	{ "(", SIM_TOK_LPAREN },
	{ ")", SIM_TOK_RPAREN },
	{ "[", SIM_TOK_LBRACK },
	{ "]", SIM_TOK_RBRACK },
	{ "{", SIM_TOK_LBRACE },
	{ "}", SIM_TOK_RBRACE },
};

void sim_lex_init(struct sim_lexer *lex, struct sim_ast *ast,
		  struct sim_error *err)
{
	*lex = (struct sim_lexer){
		.ast = ast,
		.err = err,
		.p = ast->text,
		.end = ast->text + ast->len,
		.line_start = ast->text,
		.line = 1,
	};
}

/* Bytes beyond ASCII are never part of a word, whatever the locale says. */
static bool is_word(char c)
{
	return c == '_' || (c > 0 && isalnum(c));
}

static bool is_wide(char c)
{
	return is_word(c) || c == '-' || c == '.';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* How many bytes from the next one on satisfy @test. */
static size_t run(const struct sim_lexer *lex, bool (*test)(char))
{
	const char *p = lex->p;

	while (p < lex->end && test(*p))
		p++;
	return p - lex->p;
}

static struct sim_pos place(const struct sim_lexer *lex, const char *p,
			    size_t len)
{
	return (struct sim_pos){ lex->line, p - lex->line_start + 1, len };
}

/* Take @len bytes as the token; the text is copied if @keep says so. */
static enum sim_status take(struct sim_lexer *lex, struct sim_token *tok,
			    enum sim_token_kind kind, size_t len, bool keep)
{
	tok->kind = kind;
	tok->pos = place(lex, lex->p, len);
	if (keep) {
		tok->bytes = sim_ast_strndup(lex->ast, lex->p, len);
		tok->len = len;
		if (!tok->bytes)
			return sim_ast_error(lex->ast, &tok->pos, lex->err,
					     SIM_ENOMEM, "out of memory");
	}
	lex->p += len;
	return SIM_OK;
}

static int digit(char c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 16;
}

static enum sim_status lex_number(struct sim_lexer *lex, struct sim_token *tok)
{
	size_t len = run(lex, is_word), i = 0;
	const char *s = lex->p;
	unsigned int base = 10;

	tok->base = SIM_DEC;
	if (len > 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X')) {
		tok->base = SIM_HEX;
		base = 16;
		i = 2;
	} else if (len > 1 && s[0] == '0') {
		tok->base = SIM_OCT;
		base = 8;
		i = 1;
	}
	take(lex, tok, SIM_TOK_NUMBER, len, false);
	for (; i < len; i++) {
		unsigned int d = digit(s[i]);

		if (d >= base) {
			sim_ast_error(lex->ast, &tok->pos, lex->err,
				      SIM_EINPUT, "malformed number '%.*s'",
				      (int)len, s);
			sim_error_accept(lex->err, "a number as in C: 10, "
					 "0x41, 0755");
			return SIM_EINPUT;
		}
		if (__builtin_mul_overflow(tok->val, base, &tok->val) ||
		    __builtin_add_overflow(tok->val, d, &tok->val))
			return sim_ast_error(lex->ast, &tok->pos, lex->err,
					     SIM_EINPUT, "the number does not "
					     "fit into 64 bits");
	}
	return SIM_OK;
}

static bool is_octal(char c)
{
	return c >= '0' && c <= '7';
}

/*
 * Decode what follows a backslash at @s into @out. Returns the bytes used, 0
 * if there is no such escape. The text ends with a 0 byte, so that looking
 * ahead is safe.
 */
static size_t unescape(const char *s, char *out)
{
	static const char from[] = "ntrvf\"\\", to[] = "\n\t\r\v\f\"\\";
	const char *known = *s ? strchr(from, *s) : NULL;
	unsigned int val = 0;
	size_t n;

	if (known) {
		*out = to[known - from];
		return 1;
	}
	if (*s == 'x' && digit(s[1]) < 16 && digit(s[2]) < 16) {
		*out = digit(s[1]) * 16 + digit(s[2]);
		return 3;
	}
	for (n = 0; n < 3 && is_octal(s[n]); n++)
		val = val * 8 + digit(s[n]);
	if (val > 0xff)
		return 0;
	*out = val;
	return n;
}

static enum sim_status lex_string(struct sim_lexer *lex, struct sim_token *tok)
{
	const char *s = lex->p + 1, *end = s;
	struct sim_pos at;
	char *out;
	size_t n;

	for (; end < lex->end && *end != '"' && *end != '\n'; end++) {
		if (*end == '\\' && (end[1] == '"' || end[1] == '\\'))
			end++;
	}
	if (end >= lex->end || *end == '\n') {
		at = place(lex, lex->p, 1);
		sim_ast_error(lex->ast, &at, lex->err, SIM_EINPUT,
			      "this string has no end");
		sim_error_accept(lex->err, "'\"' on the same line");
		return SIM_EINPUT;
	}
	/* no escape is shorter than what it stands for */
	out = sim_ast_alloc(lex->ast, end - s + 1);
	take(lex, tok, SIM_TOK_STRING, end + 1 - lex->p, false);
	if (!out)
		return sim_ast_error(lex->ast, &tok->pos, lex->err, SIM_ENOMEM,
				     "out of memory");
	tok->bytes = out;
	while (s < end) {
		if (*s != '\\') {
			*out++ = *s++;
			continue;
		}
		n = unescape(s + 1, out++);
		if (!n) {
			at = place(lex, s, 2);
			sim_ast_error(lex->ast, &at, lex->err, SIM_EINPUT,
				      "unknown escape in a string");
			sim_error_accept(lex->err, "\\n \\t \\r \\v \\f \\\" "
					 "\\\\ \\x41 \\101");
			return SIM_EINPUT;
		}
		s += n + 1;
	}
	tok->len = out - tok->bytes;
	return SIM_OK;
}

static enum sim_status lex_comment(struct sim_lexer *lex,
				   struct sim_token *tok)
{
	const char *end = memchr(lex->p, '\n', lex->end - lex->p);
	enum sim_status status;

	end = end ? end : lex->end;
	while (strchr(" \t\r", end[-1]))
		end--;
	lex->p++;
	status = take(lex, tok, SIM_TOK_COMMENT, end - lex->p, true);
	/* the place has the # as well */
	tok->pos.col--;
	tok->pos.len++;
	return status;
}

static enum sim_status lex_punct(struct sim_lexer *lex, struct sim_token *tok)
{
	size_t room = lex->end - lex->p;

	for (size_t i = 0; i < sizeof(puncts) / sizeof(puncts[0]); i++) {
		size_t len = strlen(puncts[i].s);

		if (len <= room && !memcmp(lex->p, puncts[i].s, len))
			return take(lex, tok, puncts[i].kind, len, false);
	}
	tok->pos = place(lex, lex->p, 1);
	while (tok->pos.len < room && (lex->p[tok->pos.len] & 0xc0) == 0x80)
		tok->pos.len++;
	return sim_ast_error(lex->ast, &tok->pos, lex->err, SIM_EINPUT,
			     "stray character '%.*s'", (int)tok->pos.len,
			     lex->p);
}

static void skip_blanks(struct sim_lexer *lex)
{
	while (lex->p < lex->end && strchr(" \t\r", *lex->p))
		lex->p++;
}

enum sim_status sim_lex(struct sim_lexer *lex, struct sim_token *tok)
{
	*tok = (struct sim_token){ .kind = SIM_TOK_EOF };
	skip_blanks(lex);
	if (lex->p == lex->end) {
		tok->pos = place(lex, lex->p, 1);
		return SIM_OK;
	}
	if (*lex->p == '\n') {
		take(lex, tok, SIM_TOK_NEWLINE, 1, false);
		lex->line++;
		lex->line_start = lex->p;
		return SIM_OK;
	}
	if (*lex->p == '#')
		return lex_comment(lex, tok);
	if (*lex->p == '"')
		return lex_string(lex, tok);
	if (is_digit(*lex->p))
		return lex_number(lex, tok);
	if (is_word(*lex->p))
		return take(lex, tok, SIM_TOK_WORD, run(lex, is_word), true);
	return lex_punct(lex, tok);
}

enum sim_status sim_lex_wide(struct sim_lexer *lex, struct sim_token *tok)
{
	size_t len;

	skip_blanks(lex);
	len = run(lex, is_wide);
	if (!len)
		return sim_lex(lex, tok);
	*tok = (struct sim_token){ 0 };
	return take(lex, tok, SIM_TOK_WIDE, len, true);
}
