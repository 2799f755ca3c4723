// SPDX-License-Identifier: GPL-2.0-only
/* What a chunk is, and what it is called. */
#include "import/chunk.h"

#include <ctype.h>
#include <string.h>

/** struct view - the tokens of a chunk; directives in it are passed over */
struct view {
	struct sim_file *file;
	struct sim_chunk *chunk;
	const struct sim_token *t;
	unsigned int index;
};

static bool is_char(const struct sim_token *t, char c)
{
	return t->kind == SIM_TOK_PUNCT && *t->at == c;
}

static bool one_of(const struct sim_token *t, const char *const *words)
{
	for (; *words; words++) {
		if (sim_token_is(t, *words))
			return true;
	}
	return false;
}

static bool starts(const struct sim_token *t, const char *prefix)
{
	return t->len >= strlen(prefix) && !memcmp(t->at, prefix, strlen(prefix));
}

bool sim_is_attribute(const struct sim_token *token)
{
	static const char *const words[] = {"__attribute__",
					    "__attribute",
					    "__printf",
					    "__scanf",
					    "__acquires",
					    "__releases",
					    "__must_hold",
					    "__cond_acquires",
					    "__section",
					    "__aligned",
					    "__alloc_size",
					    "__malloc",
					    "__alias",
					    "__typeof__",
					    "typeof",
					    "__assume_aligned",
					    "__no_sanitize",
					    "__error",
					    "__nonnull",
					    "__diagnose_as",
					    "__counted_by",
					    "__bpf_kfunc",
					    "_Alignas",
					    "__declspec",
					    "noinline_for_stack",
					    NULL};

	return one_of(token, words);
}

static bool is_keyword(const struct sim_token *t)
{
	static const char *const words[] = {"if", "for",    "while", "switch", "return", "else",
					    "do", "sizeof", "case",  "goto",   NULL};

	return one_of(t, words);
}

static bool is_qualifier(const struct sim_token *t)
{
	static const char *const words[] = {"static",	"extern",   "const",	  "volatile",
					    "inline",	"__inline", "__inline__", "__always_inline",
					    "register", "__init",   "__exit",	  "__maybe_unused",
					    "noinline", NULL};

	return one_of(t, words);
}

static void name(struct view *v, const struct sim_token *t, enum sim_space space)
{
	if (sim_file_add_name(v->file, t, space, v->index))
		v->chunk->nr_names++;
}

/* the token behind the bracket that closes the one at @i, or the chunk's end */
static unsigned int behind(const struct view *v, unsigned int i)
{
	unsigned int depth = 0;

	for (; i < v->chunk->to; i++) {
		if (v->t[i].kind != SIM_TOK_PUNCT)
			continue;
		if (strchr("({[", *v->t[i].at))
			depth++;
		else if (strchr(")}]", *v->t[i].at) && !--depth)
			return i + 1;
	}
	return v->chunk->to;
}

/* ------------------------------------------------------------ directives */

static void classify_directive(struct view *v)
{
	const struct sim_token *t = &v->t[v->chunk->from];
	struct sim_token macro = *t;
	const char *word, *p, *end = t->at + t->len;
	unsigned int len;

	p = sim_directive(t, &word, &len);
	v->chunk->kind = SIM_CHUNK_INCLUDE;
	if (!sim_directive_is(t, "define"))
		return;
	v->chunk->kind = SIM_CHUNK_MACRO;
	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	macro.at = p;
	while (p < end && (isalnum((unsigned char)*p) || *p == '_'))
		p++;
	macro.len = (unsigned int)(p - macro.at);
	if (macro.len)
		name(v, &macro, SIM_SPACE_PLAIN);
}

/* ------------------------------------------------------------ declarators */

/*
 * Names between @i and the end: the last word before '=', '[', ',' or ';', but for what the
 * kernel puts behind names (__read_mostly); or the one in "(*name)".
 */
static unsigned int declarator(struct view *v, unsigned int i)
{
	const struct sim_token *found = NULL;
	bool fixed = false;

	for (; i < v->chunk->to; i++) {
		const struct sim_token *t = &v->t[i];

		if (is_char(t, '=') || is_char(t, ',') || is_char(t, ';'))
			break;
		if (t->kind == SIM_TOK_IDENT && !fixed && !is_qualifier(t) &&
		    !(found && starts(t, "__")))
			found = t;
		if (is_char(t, '(') && !fixed && i + 2 < v->chunk->to &&
		    is_char(&v->t[i + 1], '*') && v->t[i + 2].kind == SIM_TOK_IDENT) {
			found = &v->t[i + 2];
			fixed = true;
		}
		if (is_char(t, '[') && found)
			fixed = true;
		if (is_char(t, '(') || is_char(t, '[') || is_char(t, '{'))
			i = behind(v, i) - 1;
	}
	if (found)
		name(v, found, SIM_SPACE_PLAIN);
	return i;
}

static void declarators(struct view *v, unsigned int i)
{
	while (i < v->chunk->to) {
		i = declarator(v, i);
		if (i < v->chunk->to && is_char(&v->t[i], '=')) {
			if (v->chunk->body == v->chunk->to)
				v->chunk->body = i;
			while (i < v->chunk->to && !is_char(&v->t[i], ',') &&
			       !is_char(&v->t[i], ';'))
				i = strchr("({[", *v->t[i].at) && v->t[i].kind == SIM_TOK_PUNCT
					    ? behind(v, i)
					    : i + 1;
		}
		if (i >= v->chunk->to || is_char(&v->t[i], ';'))
			return;
		i++;
	}
}

/* ------------------------------------------------------------ types */

static void enumerators(struct view *v, unsigned int i)
{
	unsigned int end = behind(v, i);
	bool first = true;

	for (i++; i < end; i++) {
		if (v->t[i].kind == SIM_TOK_DIRECTIVE)
			continue;
		if (first && v->t[i].kind == SIM_TOK_IDENT)
			name(v, &v->t[i], SIM_SPACE_PLAIN);
		first = is_char(&v->t[i], ',');
		if (is_char(&v->t[i], '('))
			i = behind(v, i) - 1;
	}
}

/* struct, union or enum at @i, with a body at @body: its tag, what it enumerates, what it defines
 */
static void classify_type(struct view *v, unsigned int i, unsigned int body)
{
	bool is_enum = sim_token_is(&v->t[i], "enum");
	unsigned int after = behind(v, body), tag = 0;

	v->chunk->kind = is_enum			   ? SIM_CHUNK_ENUM
			 : sim_token_is(&v->t[i], "union") ? SIM_CHUNK_UNION
							   : SIM_CHUNK_STRUCT;
	for (i++; i < body; i++) {
		if (is_char(&v->t[i], '('))
			i = behind(v, i) - 1;
		else if (v->t[i].kind == SIM_TOK_IDENT && !sim_is_attribute(&v->t[i]))
			tag = i;
	}
	if (tag)
		name(v, &v->t[tag], SIM_SPACE_TAG);
	if (is_enum)
		enumerators(v, body);
	/* struct { ... } name; but not struct tag { ... } __packed; */
	for (i = after; i < v->chunk->to && (sim_is_attribute(&v->t[i]) || is_char(&v->t[i], '(') ||
					     starts(&v->t[i], "__"));)
		i = is_char(&v->t[i], '(') ? behind(v, i) : i + 1;
	if (i >= v->chunk->to || is_char(&v->t[i], ';'))
		return;
	if (!tag && !is_enum)
		v->chunk->kind = SIM_CHUNK_VAR;
	declarators(v, i);
}

static void classify_typedef(struct view *v)
{
	unsigned int i = v->chunk->from + 1;

	while (i < v->chunk->to && is_qualifier(&v->t[i]))
		i++;
	for (unsigned int j = i; j < v->chunk->to; j++) {
		if (is_char(&v->t[j], '(') || is_char(&v->t[j], ';'))
			break;
		if (is_char(&v->t[j], '{')) {
			classify_type(v, i, j);
			break;
		}
	}
	if (v->chunk->kind == SIM_CHUNK_OTHER)
		declarators(v, i);
	v->chunk->kind = SIM_CHUNK_TYPEDEF;
}

/* ------------------------------------------------------------ functions */

/* the parenthesis behind the name of a function or a macro, @to if there is none; words before */
static unsigned int find_call(struct view *v, unsigned int *words)
{
	*words = 0;
	for (unsigned int i = v->chunk->from; i < v->chunk->to; i++) {
		const struct sim_token *t = &v->t[i];

		if (is_char(t, '{') || is_char(t, '='))
			break;
		if (is_char(t, '(') && i > v->chunk->from && v->t[i - 1].kind == SIM_TOK_IDENT &&
		    !sim_is_attribute(&v->t[i - 1]) &&
		    !(i + 1 < v->chunk->to && is_char(&v->t[i + 1], '*')))
			return i;
		if (is_char(t, '(') || is_char(t, '['))
			i = behind(v, i) - 1;
		else if (t->kind == SIM_TOK_IDENT)
			(*words)++;
	}
	return v->chunk->to;
}

static bool is_syscall(const struct sim_token *t)
{
	return (starts(t, "SYSCALL_DEFINE") || starts(t, "COMPAT_SYSCALL_DEFINE")) &&
	       isdigit((unsigned char)t->at[t->len - 1]);
}

static void classify_function(struct view *v, unsigned int paren, unsigned int words,
			      unsigned int body)
{
	const struct sim_token *called = &v->t[paren - 1];

	v->chunk->body = body;
	if (is_syscall(called) && paren + 1 < v->chunk->to &&
	    v->t[paren + 1].kind == SIM_TOK_IDENT) {
		v->chunk->kind = called->at[0] == 'C' ? SIM_CHUNK_COMPAT : SIM_CHUNK_SYSCALL;
		v->chunk->is_static = true;
		name(v, &v->t[paren + 1], SIM_SPACE_SYSCALL);
	} else if (words >= 2 && !is_keyword(called) && !is_keyword(&v->t[v->chunk->from])) {
		v->chunk->kind = SIM_CHUNK_FUNC;
		name(v, called, SIM_SPACE_PLAIN);
	}
}

/* DEFINE_IDA(name); the last argument for per-CPU variables, whose type comes first */
static void classify_call(struct view *v, unsigned int paren)
{
	const struct sim_token *called = &v->t[paren - 1], *found = NULL;
	unsigned int end = behind(v, paren);
	bool last = memmem(called->at, called->len, "PER_CPU", 7) != NULL;

	v->chunk->kind = starts(called, "EXPORT_") ? SIM_CHUNK_EXPORT : SIM_CHUNK_CALL;
	for (unsigned int i = paren + 1; i < end; i++) {
		if (v->t[i].kind == SIM_TOK_IDENT && !is_qualifier(&v->t[i]) && (last || !found) &&
		    !sim_token_is(&v->t[i], "struct"))
			found = &v->t[i];
	}
	if (found)
		name(v, found, SIM_SPACE_PLAIN);
}

/* ------------------------------------------------------------ declarations */

static void look_at_qualifiers(struct view *v, bool *is_extern)
{
	for (unsigned int i = v->chunk->from; i < v->chunk->to; i++) {
		const struct sim_token *t = &v->t[i];

		if (t->kind == SIM_TOK_PUNCT && *t->at != '*')
			break;
		v->chunk->is_static |= sim_token_is(t, "static");
		v->chunk->is_inline |= starts(t, "inline") || starts(t, "__inline") ||
				       sim_token_is(t, "__always_inline");
		*is_extern |= sim_token_is(t, "extern");
	}
}

/* first '{' or '=' outside of all brackets, or the chunk's end */
static unsigned int find_body(struct view *v)
{
	for (unsigned int i = v->chunk->from; i < v->chunk->to; i++) {
		if (is_char(&v->t[i], '{') || is_char(&v->t[i], '='))
			return i;
		if (is_char(&v->t[i], '(') || is_char(&v->t[i], '['))
			i = behind(v, i) - 1;
	}
	return v->chunk->to;
}

static bool is_type_word(const struct sim_token *t)
{
	return sim_token_is(t, "struct") || sim_token_is(t, "union") || sim_token_is(t, "enum");
}

/* ends with a ';', is no typedef; @paren as of find_call() */
static void classify_declaration(struct view *v, unsigned int paren, unsigned int words,
				 unsigned int body)
{
	unsigned int type = v->chunk->from;
	bool is_extern = false;

	if (is_keyword(&v->t[type]))
		return;
	look_at_qualifiers(v, &is_extern);
	while (type < v->chunk->to && is_qualifier(&v->t[type]))
		type++;
	if (body < v->chunk->to && is_char(&v->t[body], '{') && is_type_word(&v->t[type])) {
		classify_type(v, type, body);
	} else if (type + 2 < v->chunk->to && is_type_word(&v->t[type]) &&
		   is_char(&v->t[type + 2], ';')) {
		v->chunk->kind = SIM_CHUNK_FORWARD;
		name(v, &v->t[type + 1], SIM_SPACE_TAG);
	} else if (paren < v->chunk->to && paren == type + 1) {
		classify_call(v, paren);
	} else if (paren < v->chunk->to && words >= 2 && body == v->chunk->to) {
		v->chunk->kind = SIM_CHUNK_PROTO;
		name(v, &v->t[paren - 1], SIM_SPACE_PLAIN);
	} else if (v->chunk->to - type > 2) {
		v->chunk->kind = is_extern ? SIM_CHUNK_EXTERN : SIM_CHUNK_VAR;
		declarators(v, type);
	}
}

void sim_chunk_classify(struct sim_file *file, struct sim_chunk *chunk)
{
	struct view v = {file, chunk, file->tokens.at, (unsigned int)(chunk - file->chunks)};
	unsigned int paren, words, body;
	bool is_extern = false;

	chunk->kind = SIM_CHUNK_OTHER;
	if (v.t[chunk->from].kind == SIM_TOK_DIRECTIVE) {
		classify_directive(&v);
		return;
	}
	if (sim_token_is(&v.t[chunk->from], "typedef")) {
		classify_typedef(&v);
		return;
	}
	paren = find_call(&v, &words);
	body = find_body(&v);
	if (is_char(&v.t[chunk->to - 1], '}') || !chunk->complete) {
		look_at_qualifiers(&v, &is_extern);
		if (paren < body && body < chunk->to && is_char(&v.t[body], '{'))
			classify_function(&v, paren, words, body);
		else if (paren < chunk->to && body == chunk->to && !chunk->complete)
			classify_function(&v, paren, words, body);
	} else if (is_char(&v.t[chunk->to - 1], ')')) {
		classify_call(&v, paren < chunk->to ? paren : chunk->from + 1);
	} else {
		classify_declaration(&v, paren, words, body);
	}
}
