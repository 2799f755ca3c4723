// SPDX-License-Identifier: GPL-2.0-only
#include "import/taken.h"

#include <stdlib.h>
#include <string.h>

enum sim_status sim_parts_add(struct sim_parts *parts, struct sim_source *src,
			      struct sim_error *err)
{
	struct sim_portion *more = realloc(parts->at, (parts->nr + 1) * sizeof(*more)), *part;
	enum sim_status status;

	if (!more) {
		sim_source_free(src);
		return sim_error_set(err, SIM_ENOMEM, "out of memory");
	}
	parts->at = more;
	part = &more[parts->nr++];
	memset(part, 0, sizeof(*part));
	part->src = src;
	status = sim_file_split(&part->file, src, err);
	if (status)
		return status;
	part->taken = calloc(part->file.nr_chunks + 1UL, sizeof(*part->taken));
	if (!part->taken)
		return sim_error_set(err, SIM_ENOMEM, "out of memory");
	return SIM_OK;
}

void sim_parts_free(struct sim_parts *parts)
{
	for (unsigned int i = 0; i < parts->nr; i++) {
		sim_file_free(&parts->at[i].file);
		sim_source_free(parts->at[i].src);
		free(parts->at[i].taken);
		free(parts->at[i].live);
	}
	free(parts->at);
	memset(parts, 0, sizeof(*parts));
}

struct sim_portion *sim_parts_find(const struct sim_parts *parts, const char *path)
{
	for (unsigned int i = 0; i < parts->nr; i++) {
		if (!strcmp(parts->at[i].src->path, path))
			return &parts->at[i];
	}
	return NULL;
}

void sim_part_take(struct sim_portion *part, unsigned int chunk, enum sim_take why,
		   unsigned int via)
{
	if (part->taken[chunk].why != SIM_TAKE_NO)
		return;
	part->taken[chunk] = (struct sim_taken){why, via};
	part->nr_taken++;
}

bool sim_part_takes(const struct sim_portion *part, unsigned int chunk)
{
	switch (part->taken[chunk].why) {
	case SIM_TAKE_NO:
	case SIM_TAKE_DROPPED:
	case SIM_TAKE_INCOMPLETE:
		return false;
	default:
		return true;
	}
}

/* what gives a name a meaning, and not only says that it has one */
static bool defines(const struct sim_chunk *chunk)
{
	switch (chunk->kind) {
	case SIM_CHUNK_PROTO:
	case SIM_CHUNK_EXTERN:
	case SIM_CHUNK_EXPORT:
	case SIM_CHUNK_FORWARD:
	case SIM_CHUNK_INCLUDE:
	case SIM_CHUNK_OTHER:
	case SIM_CHUNK_COMPAT:
		return false;
	default:
		return true;
	}
}

static unsigned int take_named(struct sim_portion *part, enum sim_space space, const char *name,
			       unsigned int len, enum sim_take why, unsigned int via)
{
	const struct sim_file *file = &part->file;
	const struct sim_label *found = sim_file_find(file, space, name, len);
	unsigned int nr = 0;

	for (; found; found = found->next ? &file->names[found->next - 1] : NULL) {
		if (!defines(&file->chunks[found->chunk]) || !file->chunks[found->chunk].complete)
			continue;
		sim_part_take(part, found->chunk, why, via);
		nr++;
	}
	return nr;
}

unsigned int sim_part_root(struct sim_portion *part, const char *name)
{
	unsigned int len = (unsigned int)strlen(name), nr = 0;

	if (!strcmp(name, "*")) {
		for (unsigned int i = 0; i < part->file.nr_chunks; i++) {
			enum sim_chunk_kind kind = part->file.chunks[i].kind;

			if (defines(&part->file.chunks[i]) || kind == SIM_CHUNK_PROTO ||
			    kind == SIM_CHUNK_FORWARD || kind == SIM_CHUNK_EXTERN) {
				sim_part_take(part, i, SIM_TAKE_WHOLE, 0);
				nr++;
			}
		}
		return nr;
	}
	for (int space = SIM_SPACE_PLAIN; space <= SIM_SPACE_SYSCALL; space++)
		nr += take_named(part, (enum sim_space)space, name, len, SIM_TAKE_ROOT, 0);
	return nr;
}

/* ------------------------------------------------------------ closure */

/* a member, or the designator of one */
static bool is_member(const struct sim_token *t, unsigned int from, unsigned int i)
{
	if (i == from)
		return false;
	if (t[i - 1].kind != SIM_TOK_PUNCT)
		return false;
	if (*t[i - 1].at == '.')
		return true;
	return *t[i - 1].at == '>' && i >= from + 2 && t[i - 2].kind == SIM_TOK_PUNCT &&
	       *t[i - 2].at == '-';
}

static bool is_tag(const struct sim_token *t, unsigned int from, unsigned int i)
{
	return i > from && (sim_token_is(&t[i - 1], "struct") || sim_token_is(&t[i - 1], "union") ||
			    sim_token_is(&t[i - 1], "enum"));
}

static void use(struct sim_portion *part, const struct sim_provides *provides, enum sim_space space,
		const struct sim_token *t, unsigned int via)
{
	if (!sim_provides_has(provides, space, t->at, t->len))
		take_named(part, space, t->at, t->len, SIM_TAKE_VIA, via);
}

static void uses_of_tokens(struct sim_portion *part, const struct sim_provides *provides,
			   const struct sim_token *t, unsigned int from, unsigned int to,
			   const bool *live, unsigned int via)
{
	for (unsigned int i = from; i < to; i++) {
		if (t[i].kind != SIM_TOK_IDENT || (live && !live[i]) || is_member(t, from, i))
			continue;
		use(part, provides, is_tag(t, from, i) ? SIM_SPACE_TAG : SIM_SPACE_PLAIN, &t[i],
		    via);
	}
}

/* what a #define says behind its name */
static enum sim_status uses_of_macro(struct sim_portion *part, const struct sim_provides *provides,
				     const struct sim_token *t, unsigned int via,
				     struct sim_error *err)
{
	struct sim_tokens tokens = {0};
	const char *word, *rest;
	unsigned int len;
	enum sim_status status;

	rest = sim_directive(t, &word, &len);
	status = sim_scan(&tokens, rest, (size_t)(t->at + t->len - rest), t->line, err);
	if (!status && tokens.nr)
		uses_of_tokens(part, provides, tokens.at, 1, tokens.nr, NULL, via);
	sim_tokens_free(&tokens);
	return status;
}

static enum sim_status uses_of(struct sim_portion *part, const struct sim_provides *provides,
			       unsigned int i, struct sim_error *err)
{
	const struct sim_chunk *chunk = &part->file.chunks[i];
	const struct sim_token *t = part->file.tokens.at;
	enum sim_status status = SIM_OK;

	uses_of_tokens(part, provides, t, chunk->from, chunk->to, part->live, i);
	for (unsigned int j = chunk->from; j < chunk->to && !status; j++) {
		if (part->live[j] && sim_directive_is(&t[j], "define"))
			status = uses_of_macro(part, provides, &t[j], i, err);
	}
	return status;
}

/* Functions that call each other need their declarations as well. */
static void take_declarations(struct sim_portion *part)
{
	const struct sim_file *file = &part->file;

	for (unsigned int i = 0; i < file->nr_chunks; i++) {
		const struct sim_label *name;
		unsigned int len;
		const char *at = sim_chunk_name(file, &file->chunks[i], &len);

		if (file->chunks[i].kind != SIM_CHUNK_PROTO || !at)
			continue;
		name = sim_file_find(file, SIM_SPACE_PLAIN, at, len);
		for (; name; name = name->next ? &file->names[name->next - 1] : NULL) {
			if (file->chunks[name->chunk].kind == SIM_CHUNK_FUNC &&
			    sim_part_takes(part, name->chunk))
				sim_part_take(part, i, SIM_TAKE_PROTO, name->chunk);
		}
	}
}

enum sim_status sim_part_close(struct sim_portion *part, const struct sim_provides *provides,
			       struct sim_error *err)
{
	unsigned int nr = part->file.nr_chunks, before;
	bool *done = calloc(nr + 1UL, sizeof(*done));
	enum sim_status status = SIM_OK;

	part->live = calloc(part->file.tokens.nr + 1UL, sizeof(*part->live));
	if (!done || !part->live) {
		free(done);
		return sim_error_set(err, SIM_ENOMEM, "out of memory");
	}
	sim_file_live(&part->file, provides, part->live);
	do {
		before = part->nr_taken;
		for (unsigned int i = 0; i < nr && !status; i++) {
			if (done[i] || !sim_part_takes(part, i))
				continue;
			done[i] = true;
			status = uses_of(part, provides, i, err);
		}
	} while (part->nr_taken != before && !status);
	free(done);
	take_declarations(part);
	return status;
}

/* ------------------------------------------------------------ patches */

static bool has_added(const struct sim_portion *part, const struct sim_chunk *chunk)
{
	for (unsigned int nr = chunk->first; nr <= chunk->last; nr++) {
		const struct sim_source_line *line = sim_source_line(part->src, nr);

		if (line && line->added)
			return true;
	}
	return false;
}

/* A variable with a value, of static duration: a local one of a function may look like it. */
static bool is_object(const struct sim_portion *part, const struct sim_chunk *chunk)
{
	const struct sim_token *t = part->file.tokens.at;

	if (chunk->body == chunk->to || !chunk->complete)
		return false;
	return chunk->is_static || sim_token_is(&t[chunk->from], "const") ||
	       (chunk->body + 1 < chunk->to && t[chunk->body + 1].kind == SIM_TOK_PUNCT &&
		*t[chunk->body + 1].at == '{');
}

/* Of a header that the model has its own of, only macros: all else would be two of one kind. */
static bool can_change(const struct sim_portion *part, const struct sim_chunk *chunk)
{
	switch (chunk->kind) {
	case SIM_CHUNK_MACRO:
		return true;
	case SIM_CHUNK_FUNC:
	case SIM_CHUNK_SYSCALL:
	case SIM_CHUNK_STRUCT:
	case SIM_CHUNK_UNION:
	case SIM_CHUNK_ENUM:
	case SIM_CHUNK_TYPEDEF:
		return !part->header;
	case SIM_CHUNK_CALL:
		return !part->header && chunk->is_static;
	case SIM_CHUNK_VAR:
		return !part->header && is_object(part, chunk);
	default:
		return false;
	}
}

void sim_part_changed(struct sim_portion *part)
{
	for (unsigned int i = 0; i < part->file.nr_chunks; i++) {
		const struct sim_chunk *chunk = &part->file.chunks[i];

		if (!can_change(part, chunk) || !has_added(part, chunk))
			continue;
		sim_part_take(part, i, chunk->complete ? SIM_TAKE_ADDED : SIM_TAKE_INCOMPLETE, 0);
	}
	take_declarations(part);
}
