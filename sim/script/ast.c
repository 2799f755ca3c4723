// SPDX-License-Identifier: GPL-2.0-only
/* The arena of the tree, and the little that is done with a tree as such. */
#include "script/ast.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sim_ast *sim_ast_new(const char *path)
{
	struct sim_ast *ast = calloc(1, sizeof(*ast));

	if (!ast)
		return NULL;
	ast->text = "";
	ast->path = sim_ast_strndup(ast, path, strlen(path));
	if (!ast->path) {
		sim_ast_free(ast);
		return NULL;
	}
	return ast;
}

void sim_ast_free(struct sim_ast *ast)
{
	if (!ast)
		return;
	sim_pool_free(&ast->pool);
	free(ast);
}

void *sim_ast_alloc(struct sim_ast *ast, size_t size)
{
	return sim_pool_alloc(&ast->pool, size);
}

char *sim_ast_strndup(struct sim_ast *ast, const char *s, size_t len)
{
	return sim_pool_strndup(&ast->pool, s, len);
}

struct sim_item *sim_ast_find(struct sim_item *first, enum sim_item_kind kind)
{
	while (first && first->kind != kind)
		first = first->next;
	return first;
}

enum sim_status sim_ast_error(const struct sim_ast *ast,
			      const struct sim_pos *pos, struct sim_error *err,
			      enum sim_status status, const char *fmt, ...)
{
	const char *line = ast->text, *end = ast->text + ast->len, *newline;
	char text[sizeof(err->text)];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	sim_error_set(err, status, "%s", text);
	sim_error_at(err, ast->path, pos->line, pos->col, pos->len);

	for (unsigned int n = 1; n < pos->line; n++) {
		newline = memchr(line, '\n', end - line);
		if (!newline)
			return status;
		line = newline + 1;
	}
	newline = memchr(line, '\n', end - line);
	if (newline)
		end = newline;
	if (end > line && end[-1] == '\r')
		end--;
	sim_error_source(err, line, end - line);
	return status;
}
