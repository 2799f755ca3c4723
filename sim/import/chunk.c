// SPDX-License-Identifier: GPL-2.0-only
#include "import/chunk.h"

#include <stdlib.h>
#include <string.h>

#define MAX_NESTED 64U

/** struct depth - how deep in braces, parentheses and brackets; those count outside of braces only
 */
struct depth {
	unsigned int brace, paren, bracket;
};

/** struct parser - one run of lines that are known */
struct parser {
	struct sim_file *file;
	unsigned int end;	  /* token behind the run */
	unsigned int first_chunk; /* of the run */
	bool open;		  /* inside a chunk */
	unsigned int from;
	bool block;		       /* its '}' ends it */
	bool braced, assigned, called; /* seen in it, outside of braces */
	struct depth depth;
	struct depth at_if[MAX_NESTED];
	unsigned int group[MAX_NESTED];
	unsigned int nested;
};

static bool is_char(const struct sim_token *t, char c)
{
	return t->kind == SIM_TOK_PUNCT && *t->at == c;
}

/* ------------------------------------------------------------ lists */

static void *grown(void *list, unsigned int nr, size_t size, bool *failed)
{
	void *more;

	/* room doubles at each power of two */
	if (nr & (nr - 1) || (nr && nr < 16))
		return list;
	more = realloc(list, (nr < 16 ? 16 : 2 * (size_t)nr) * size);
	if (!more)
		*failed = true;
	return more ? more : list;
}

static struct sim_chunk *add_chunk(struct parser *p, unsigned int from, unsigned int to)
{
	struct sim_file *f = p->file;
	struct sim_chunk *chunk;

	f->chunks = grown(f->chunks, f->nr_chunks, sizeof(*f->chunks), &f->failed);
	if (f->failed)
		return NULL;
	chunk = &f->chunks[f->nr_chunks++];
	*chunk = (struct sim_chunk){
		.first = f->tokens.at[from].line,
		.last = f->tokens.at[to - 1].last,
		.from = from,
		.to = to,
		.body = to,
		.complete = true,
	};
	return chunk;
}

bool sim_file_add_name(struct sim_file *f, const struct sim_token *token, enum sim_space space,
		       unsigned int chunk)
{
	f->names = grown(f->names, f->nr_names, sizeof(*f->names), &f->failed);
	if (f->failed)
		return false;
	f->names[f->nr_names++] = (struct sim_label){token->at, token->len, space, chunk, 0};
	return true;
}

/* ------------------------------------------------------------ #if groups */

static unsigned int add_group(struct sim_file *f, const struct sim_token *t)
{
	f->groups = grown(f->groups, f->nr_groups, sizeof(*f->groups), &f->failed);
	if (!f->failed)
		f->groups[f->nr_groups] = (struct sim_group){.first = t->line, .last = t->last};
	return f->nr_groups++;
}

static void add_branch(struct sim_file *f, unsigned int group, unsigned int token)
{
	f->branches = grown(f->branches, f->nr_branches, sizeof(*f->branches), &f->failed);
	if (!f->failed)
		f->branches[f->nr_branches++] = (struct sim_branch){group, token};
}

static void begin_group(struct parser *p, unsigned int i)
{
	if (p->nested < MAX_NESTED) {
		p->at_if[p->nested] = p->depth;
		p->group[p->nested] = add_group(p->file, &p->file->tokens.at[i]);
		if (!p->file->failed)
			add_branch(p->file, p->group[p->nested], i);
	}
	p->nested++;
}

/* of a group that begins where nobody sees it: it is never closed */
static void lost_branch(struct parser *p, unsigned int i)
{
	unsigned int group = add_group(p->file, &p->file->tokens.at[i]);

	if (!p->file->failed)
		add_branch(p->file, group, i);
}

static void end_group(struct parser *p, unsigned int i)
{
	struct sim_group *group;

	if (!p->nested) {
		lost_branch(p, i);
		return;
	}
	if (--p->nested >= MAX_NESTED)
		return;
	add_branch(p->file, p->group[p->nested], i);
	group = &p->file->groups[p->group[p->nested]];
	group->last = p->file->tokens.at[i].last;
	group->closed = true;
}

/* Both branches of an #if may open the same block: each begins as deep as the #if stood. */
static void conditional(struct parser *p, unsigned int i)
{
	const struct sim_token *t = &p->file->tokens.at[i];
	const char *word;
	unsigned int len;

	sim_directive(t, &word, &len);
	if (len >= 2 && !memcmp(word, "if", 2)) {
		begin_group(p, i);
	} else if (sim_directive_is(t, "endif")) {
		end_group(p, i);
	} else if (len < 4 || memcmp(word, "el", 2)) {
		return;
	} else if (!p->nested) {
		lost_branch(p, i);
	} else if (p->nested <= MAX_NESTED) {
		p->depth = p->at_if[p->nested - 1];
		add_branch(p->file, p->group[p->nested - 1], i);
	}
}

/* ------------------------------------------------------------ chunks */

static void directive(struct parser *p, unsigned int i)
{
	struct sim_chunk *chunk;

	conditional(p, i);
	if (p->open || p->file->failed)
		return;
	if (!sim_directive_is(&p->file->tokens.at[i], "define") &&
	    !sim_directive_is(&p->file->tokens.at[i], "include"))
		return;
	chunk = add_chunk(p, i, i + 1);
	if (chunk)
		chunk->kind = SIM_CHUNK_MACRO; /* or an include: kept all the same */
}

static void end_chunk(struct parser *p, unsigned int to, bool complete)
{
	struct sim_chunk *chunk = add_chunk(p, p->from, to);

	p->open = false;
	if (!chunk)
		return;
	chunk->kind = SIM_CHUNK_OTHER;
	chunk->complete = complete;
}

/* A '}' or ')' too many: all before it was the tail of something that is not here. */
static void unmatched(struct parser *p)
{
	struct sim_file *f = p->file;
	unsigned int kept = p->first_chunk;

	p->open = false;
	if (f->src->whole)
		return;
	for (unsigned int i = p->first_chunk; i < f->nr_chunks; i++) {
		if (f->chunks[i].kind == SIM_CHUNK_MACRO)
			f->chunks[kept++] = f->chunks[i];
	}
	f->nr_chunks = kept;
}

static bool outside(const struct parser *p)
{
	return !p->depth.brace && !p->depth.paren && !p->depth.bracket;
}

static void open_chunk(struct parser *p, unsigned int i)
{
	p->open = true;
	p->from = i;
	p->block = p->braced = p->assigned = p->called = false;
	p->depth = (struct depth){0};
}

static void opening(struct parser *p, unsigned int i)
{
	const struct sim_token *t = p->file->tokens.at;

	if (is_char(&t[i], '{')) {
		if (!p->depth.brace && !p->depth.paren && !p->braced) {
			p->braced = true;
			p->block = p->called && !p->assigned;
		}
		p->depth.brace++;
	} else if (p->depth.brace) {
		return;
	} else if (is_char(&t[i], '[')) {
		p->depth.bracket++;
	} else {
		if (!p->depth.paren && i > p->from && t[i - 1].kind == SIM_TOK_IDENT &&
		    !sim_is_attribute(&t[i - 1]))
			p->called = true;
		p->depth.paren++;
	}
}

/* NAME(...) on lines of its own, without a semicolon */
static bool bare_call(const struct parser *p, unsigned int i)
{
	const struct sim_token *t = p->file->tokens.at;

	return outside(p) && !p->braced && i + 1 < p->end && p->from + 1 < i &&
	       is_char(&t[p->from + 1], '(') && t[p->from].at[0] >= 'A' &&
	       t[p->from].at[0] <= 'Z' && t[i + 1].kind == SIM_TOK_IDENT &&
	       t[i + 1].line > t[i].line;
}

static void closing(struct parser *p, unsigned int i)
{
	const struct sim_token *t = p->file->tokens.at;

	if (is_char(&t[i], '}')) {
		if (!p->depth.brace) {
			unmatched(p);
			return;
		}
		p->depth.brace--;
		if (outside(p) && p->block)
			end_chunk(p, i + 1, true);
	} else if (p->depth.brace) {
		return;
	} else if (is_char(&t[i], ']')) {
		p->depth.bracket -= p->depth.bracket > 0;
	} else if (!p->depth.paren) {
		unmatched(p);
	} else {
		p->depth.paren--;
		if (bare_call(p, i))
			end_chunk(p, i + 1, true);
	}
}

static void plain_token(struct parser *p, unsigned int i)
{
	const struct sim_token *t = &p->file->tokens.at[i];

	if (!p->open)
		open_chunk(p, i);
	if (t->kind != SIM_TOK_PUNCT)
		return;
	if (strchr("({[", *t->at))
		opening(p, i);
	else if (strchr(")}]", *t->at))
		closing(p, i);
	else if (*t->at == '=' && outside(p))
		p->assigned = true;
	else if (*t->at == ';' && outside(p))
		end_chunk(p, i + 1, true);
}

static void parse_run(struct sim_file *file, unsigned int from)
{
	struct parser p = {
		.file = file,
		.end = file->tokens.nr,
		.first_chunk = file->nr_chunks,
	};

	for (unsigned int i = from; i < p.end && !file->failed; i++) {
		if (file->tokens.at[i].kind == SIM_TOK_DIRECTIVE)
			directive(&p, i);
		else
			plain_token(&p, i);
	}
	if (p.open && !file->failed)
		end_chunk(&p, p.end, false);
}

/* ------------------------------------------------------------ names */

static uintptr_t *index_at(struct sim_file *f, enum sim_space space, const char *name,
			   unsigned int len, int create)
{
	char key[128];

	if (len >= sizeof(key))
		len = sizeof(key) - 1;
	key[0] = (char)('0' + space);
	memcpy(key + 1, name, len);
	return sim_table_at(&f->index, key, len + 1, create);
}

/* Last one first, so that chains are in the order of the file. */
static void index_names(struct sim_file *f)
{
	for (unsigned int i = f->nr_names; i-- > 0;) {
		uintptr_t *at = index_at(f, f->names[i].space, f->names[i].at, f->names[i].len, 1);

		if (!at) {
			f->failed = true;
			return;
		}
		f->names[i].next = (unsigned int)*at;
		*at = i + 1;
	}
}

/* Chunks may have been discarded: names are given when all is known. */
static void name_chunks(struct sim_file *f)
{
	f->nr_names = 0;
	for (unsigned int i = 0; i < f->nr_chunks && !f->failed; i++) {
		f->chunks[i].name = f->nr_names;
		f->chunks[i].nr_names = 0;
		sim_chunk_classify(f, &f->chunks[i]);
	}
}

const struct sim_label *sim_file_find(const struct sim_file *file, enum sim_space space,
				      const char *name, unsigned int len)
{
	/* Looking creates nothing, so the table stays as it is. */
	uintptr_t *at = index_at((struct sim_file *)file, space, name, len, 0);

	return at ? &file->names[*at - 1] : NULL;
}

const char *sim_chunk_name(const struct sim_file *file, const struct sim_chunk *chunk,
			   unsigned int *len)
{
	*len = 0;
	if (!chunk->nr_names)
		return NULL;
	*len = file->names[chunk->name].len;
	return file->names[chunk->name].at;
}

/* ------------------------------------------------------------ files */

enum sim_status sim_file_split(struct sim_file *file, const struct sim_source *src,
			       struct sim_error *err)
{
	enum sim_status status = SIM_OK;
	const char *p;

	memset(file, 0, sizeof(*file));
	file->src = src;
	sim_source_text(src, &file->text);
	file->failed = file->text.failed;
	p = file->text.s;
	for (unsigned int nr = 1; nr <= src->nr_lines && !status && !file->failed;) {
		unsigned int line = nr, from = file->tokens.nr;
		const char *begin = p;

		for (; nr <= src->nr_lines && src->lines[nr - 1].known; nr++)
			p += src->lines[nr - 1].len + 1;
		if (nr == line) {
			p++;
			nr++;
			continue;
		}
		status = sim_scan(&file->tokens, begin, (size_t)(p - begin), line, err);
		if (!status)
			parse_run(file, from);
	}
	if (!status && !file->failed)
		name_chunks(file);
	if (!status && !file->failed)
		index_names(file);
	return file->failed ? sim_error_set(err, SIM_ENOMEM, "out of memory") : status;
}

void sim_file_free(struct sim_file *file)
{
	sim_buf_free(&file->text);
	sim_tokens_free(&file->tokens);
	free(file->chunks);
	free(file->names);
	free(file->branches);
	free(file->groups);
	sim_table_clear(&file->index);
	memset(file, 0, sizeof(*file));
}

const char *sim_chunk_word(enum sim_chunk_kind kind)
{
	static const char *const words[] = {
		"func",	  "syscall", "compat syscall", "macro", "var",	  "struct",
		"union",  "enum",    "typedef",	       "proto", "extern", "call",
		"export", "forward", "include",	       "other",
	};

	return words[kind];
}
