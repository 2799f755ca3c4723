// SPDX-License-Identifier: GPL-2.0-only
/*
 * Statements out of functions that are not taken as a whole. The template, a file of the
 * model, declares what they need and says where they go: "@range FUNCTION NAME N" is the N-th `if`
 * of FUNCTION whose condition has NAME in it.
 */
#include "import/range.h"
#include "file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEMPLATE   "model/import/copy_process.c"
#define FILE_OF_IT "kernel/fork.c"
#define MAX_TEXT   (64UL << 10)

static bool is_char(const struct sim_token *t, char c)
{
	return t->kind == SIM_TOK_PUNCT && *t->at == c;
}

/* the token behind the bracket that closes the one at @i, or @to */
static unsigned int behind(const struct sim_token *t, unsigned int i, unsigned int to)
{
	unsigned int depth = 0;

	for (; i < to; i++) {
		if (t[i].kind != SIM_TOK_PUNCT)
			continue;
		if (strchr("({[", *t[i].at))
			depth++;
		else if (strchr(")}]", *t[i].at) && !--depth)
			return i + 1;
	}
	return to;
}

/* the token behind the statement at @i; an `if` ends before its `else` */
static unsigned int behind_statement(const struct sim_token *t, unsigned int i, unsigned int to)
{
	while (i + 1 < to && (sim_token_is(&t[i], "if") || sim_token_is(&t[i], "for") ||
			      sim_token_is(&t[i], "while") || sim_token_is(&t[i], "switch")))
		i = behind(t, i + 1, to);
	if (i < to && is_char(&t[i], '{'))
		return behind(t, i, to);
	for (; i < to; i++) {
		if (is_char(&t[i], ';'))
			return i + 1;
		if (t[i].kind == SIM_TOK_PUNCT && strchr("({[", *t[i].at))
			i = behind(t, i, to) - 1;
	}
	return to;
}

static bool has_word(const struct sim_token *t, unsigned int from, unsigned int to,
		     const char *name)
{
	for (; from < to; from++) {
		if (t[from].kind == SIM_TOK_IDENT && sim_token_is(&t[from], name))
			return true;
	}
	return false;
}

/* A piece of lines: it must have them to itself. */
static bool own_lines(const struct sim_token *t, unsigned int from, unsigned int to)
{
	return t[from - 1].last < t[from].line && t[to].line > t[to - 1].last;
}

static bool find_statement(const struct sim_file *file, const struct sim_chunk *chunk,
			   const char *name, unsigned int nr, struct sim_piece *piece)
{
	const struct sim_token *t = file->tokens.at;

	for (unsigned int i = chunk->body + 1; i + 1 < chunk->to; i++) {
		unsigned int end;

		if (!sim_token_is(&t[i], "if") || !is_char(&t[i + 1], '('))
			continue;
		end = behind(t, i + 1, chunk->to);
		if (!has_word(t, i + 1, end, name) || --nr)
			continue;
		end = behind_statement(t, i, chunk->to);
		if (end >= chunk->to || !own_lines(t, i, end))
			return false;
		piece->first = t[i].line;
		piece->last = t[end - 1].last;
		return true;
	}
	return false;
}

static const struct sim_chunk *function(const struct sim_file *file, const char *name)
{
	const struct sim_label *found =
		sim_file_find(file, SIM_SPACE_PLAIN, name, (unsigned int)strlen(name));

	for (; found; found = found->next ? &file->names[found->next - 1] : NULL) {
		const struct sim_chunk *chunk = &file->chunks[found->chunk];

		if (chunk->kind == SIM_CHUNK_FUNC && chunk->complete)
			return chunk;
	}
	return NULL;
}

static bool keep(struct sim_import *imp, const struct sim_piece *piece)
{
	struct sim_piece *more = realloc(imp->pieces, (imp->nr_pieces + 1) * sizeof(*more));

	if (!more)
		return false;
	imp->pieces = more;
	more[imp->nr_pieces++] = *piece;
	return true;
}

static enum sim_status put_range(struct sim_import *imp, const struct sim_portion *part,
				 const char *line, unsigned int nr, struct sim_error *err)
{
	struct sim_piece piece = {0};
	char name[80], word[80];
	const struct sim_chunk *chunk;
	unsigned int which;

	if (sscanf(line, " /* @range %79s %79s %u */", name, word, &which) != 3 || !which)
		return sim_error_set(err, SIM_EINPUT, TEMPLATE ":%u: no range", nr);
	chunk = function(&part->file, name);
	if (!chunk || !find_statement(&part->file, chunk, word, which, &piece)) {
		sim_error_set(err, SIM_EINPUT,
			      "%s: %s() has no statement of its own that begins with an `if` on "
			      "%s, or not %u of them",
			      part->src->path, name, word, which);
		return SIM_EINPUT;
	}
	piece.function = (unsigned int)(chunk - part->file.chunks);
	if (!keep(imp, &piece))
		return sim_error_set(err, SIM_ENOMEM, "out of memory");
	sim_buf_printf(&imp->ranges, "#line %u \"%s\"\n", piece.first, part->src->path);
	for (unsigned int i = piece.first; i <= piece.last; i++)
		sim_buf_printf(&imp->ranges, "%s\n", part->src->lines[i - 1].text);
	sim_buf_printf(&imp->ranges, "#line %u \"" TEMPLATE "\"\n", nr + 1);
	return SIM_OK;
}

static enum sim_status fill_in(struct sim_import *imp, const struct sim_portion *part, char *text,
			       struct sim_error *err)
{
	enum sim_status status = SIM_OK;
	unsigned int nr = 1;
	char *next;

	sim_buf_puts(&imp->ranges, "#line 1 \"" TEMPLATE "\"\n");
	for (char *line = text; line && *line && !status; line = next, nr++) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		/* the explanation at the top names it as well: that is no comment of its own */
		if (strstr(line, "/* @range "))
			status = put_range(imp, part, line, nr, err);
		else
			sim_buf_printf(&imp->ranges, "%s\n", line);
	}
	return status;
}

static bool takes(const struct sim_portion *part, const char *name)
{
	const struct sim_chunk *chunk = function(&part->file, name);

	return chunk && sim_part_takes(part, (unsigned int)(chunk - part->file.chunks));
}

enum sim_status sim_ranges_read(struct sim_import *imp, struct sim_error *err)
{
	const struct sim_portion *part = sim_parts_find(&imp->parts, FILE_OF_IT);
	struct sim_buf text = {0};
	enum sim_status status;
	char path[512];

	/* What a patch shows need not have the functions at all. */
	if (!part || (!takes(part, "__pidfd_prepare") && !takes(part, "pidfd_prepare")) ||
	    !function(&part->file, "copy_process") || !function(&part->file, "kernel_clone"))
		return SIM_OK;
	snprintf(path, sizeof(path), "%s/" TEMPLATE, imp->how->kit);
	status = sim_file_read(path, MAX_TEXT, "a template", &text, err);
	if (!status)
		status = fill_in(imp, part, text.s, err);
	sim_buf_free(&text);
	return status;
}

const char *sim_ranges_of(const struct sim_import *imp, const struct sim_portion *part)
{
	return imp->ranges.s && !strcmp(part->src->path, FILE_OF_IT) ? imp->ranges.s : "";
}
