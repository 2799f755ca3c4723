// SPDX-License-Identifier: GPL-2.0-only
/* The parser proper: what all productions share, and the entry. */
#include "script/parse.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "script/script.h"

void sim_parser_fail(struct sim_parser *p, const struct sim_pos *pos,
		     const char *accepted, const char *fmt, ...)
{
	char text[sizeof(p->err->text)];
	va_list ap;

	if (p->status)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	p->status = sim_ast_error(p->ast, pos, p->err, SIM_EINPUT, "%s", text);
	if (accepted)
		sim_error_accept(p->err, "%s", accepted);
	p->tok.kind = SIM_TOK_ERROR;
}

void sim_parser_unexpected(struct sim_parser *p, const char *accepted)
{
	const struct sim_token *tok = &p->tok;
	const char *line = p->lex.line_start;

	switch (tok->kind) {
	case SIM_TOK_EOF:
		sim_parser_fail(p, &tok->pos, accepted,
				"unexpected end of the file");
		break;
	case SIM_TOK_NEWLINE:
	case SIM_TOK_COMMENT:
		sim_parser_fail(p, &tok->pos, accepted,
				"unexpected end of the line");
		break;
	case SIM_TOK_STRING:
		sim_parser_fail(p, &tok->pos, accepted, "unexpected string");
		break;
	default:
		sim_parser_fail(p, &tok->pos, accepted, "unexpected '%.*s'",
				(int)tok->pos.len, line + tok->pos.col - 1);
		break;
	}
}

static void no_memory(struct sim_parser *p)
{
	if (!p->status)
		p->status = sim_ast_error(p->ast, &p->tok.pos, p->err,
					  SIM_ENOMEM, "out of memory");
	p->tok.kind = SIM_TOK_ERROR;
}

void *sim_parser_alloc(struct sim_parser *p, size_t size)
{
	void *node = sim_ast_alloc(p->ast, size);

	if (node)
		return node;
	no_memory(p);
	return memset(&p->scratch, 0, sizeof(p->scratch));
}

const char *sim_parser_strndup(struct sim_parser *p, const char *s, size_t len)
{
	char *copy = sim_ast_strndup(p->ast, s, len);

	if (copy)
		return copy;
	no_memory(p);
	return "";
}

static void next(struct sim_parser *p,
		 enum sim_status (*lex)(struct sim_lexer *, struct sim_token *))
{
	if (p->status)
		return;
	p->prev_end = p->tok.pos.col + p->tok.pos.len;
	p->status = lex(&p->lex, &p->tok);
	if (p->status)
		p->tok.kind = SIM_TOK_ERROR;
}

void sim_parser_next(struct sim_parser *p)
{
	next(p, sim_lex);
}

void sim_parser_next_wide(struct sim_parser *p)
{
	next(p, sim_lex_wide);
}

bool sim_parser_accept(struct sim_parser *p, enum sim_token_kind kind)
{
	if (p->tok.kind != kind)
		return false;
	sim_parser_next(p);
	return true;
}

void sim_parser_expect(struct sim_parser *p, enum sim_token_kind kind,
		       const char *accepted)
{
	if (!sim_parser_accept(p, kind))
		sim_parser_unexpected(p, accepted);
}

bool sim_parser_is_word(const struct sim_parser *p, const char *word)
{
	return p->tok.kind == SIM_TOK_WORD && !strcmp(p->tok.bytes, word);
}

void sim_parser_span(const struct sim_parser *p, struct sim_pos *pos)
{
	pos->len = p->prev_end - pos->col;
}

struct sim_name sim_parser_word(struct sim_parser *p, const char *accepted)
{
	static const char *const operators[] = {
		"and", "or", "not", "has", "skip",
	};
	struct sim_name name = { p->tok.bytes, p->tok.pos };

	for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
		if (sim_parser_is_word(p, operators[i]))
			sim_parser_unexpected(p, accepted);
	}
	sim_parser_expect(p, SIM_TOK_WORD, accepted);
	return name;
}

enum sim_status sim_parse(struct sim_ast **out, const char *path,
			  const char *text, size_t len, struct sim_error *err)
{
	static const char bom[] = "\xef\xbb\xbf";
	struct sim_parser p = { .err = err };

	*out = NULL;
	if (!len || len > SIM_FILE_MAX) {
		if (len)
			sim_error_set(err, SIM_EINPUT, SIM_TOO_LARGE,
				      SIM_FILE_MAX);
		else
			sim_error_set(err, SIM_EINPUT, "the file is empty");
		sim_error_at(err, path, 0, 0, 0);
		return SIM_EINPUT;
	}
	if (len >= 3 && !memcmp(text, bom, 3)) {
		text += 3;
		len -= 3;
	}
	p.ast = sim_ast_new(path);
	if (!p.ast)
		return sim_error_set(err, SIM_ENOMEM, "out of memory");
	p.ast->text = sim_ast_strndup(p.ast, text, len);
	if (!p.ast->text) {
		sim_ast_free(p.ast);
		return sim_error_set(err, SIM_ENOMEM, "out of memory");
	}
	p.ast->len = len;
	p.status = sim_source_check(p.ast, err);
	if (!p.status) {
		sim_lex_init(&p.lex, p.ast, err);
		sim_parser_next(&p);
		sim_parse_items(&p);
	}
	if (p.status)
		sim_ast_free(p.ast);
	else
		*out = p.ast;
	return p.status;
}
