// SPDX-License-Identifier: GPL-2.0-only
/*
 * The arguments of a call, as strace decodes them, to values of the scenario language.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "strace/log.h"

#define MAX_DEPTH 16

struct reader {
	struct sim_ast *heap;
	const char *p;
	unsigned int depth;
	int bad;
};

static struct sim_value *value(struct reader *r);

static struct sim_value *fail(struct reader *r)
{
	r->bad = 1;
	return NULL;
}

static struct sim_value *new_value(struct reader *r, enum sim_value_kind kind)
{
	struct sim_value *v = r->bad ? NULL : sim_ast_alloc(r->heap, sizeof(*v));

	if (!v)
		return fail(r);
	v->kind = kind;
	return v;
}

static struct sim_value *new_call(struct reader *r, const char *name, struct sim_value *args)
{
	struct sim_value *v = new_value(r, SIM_VALUE_CALL);

	if (!v)
		return NULL;
	v->call.name.s = name;
	v->call.args = args;
	for (; args; args = args->next)
		v->call.nr_args++;
	return v;
}

/* blanks and comments */
static void skip(struct reader *r)
{
	const char *end;

	for (;;) {
		while (*r->p == ' ' || *r->p == '\t')
			r->p++;
		if (strncmp(r->p, "/*", 2))
			return;
		end = strstr(r->p + 2, "*/");
		r->p = end ? end + 2 : r->p + strlen(r->p);
	}
}

static int take(struct reader *r, const char *mark)
{
	skip(r);
	if (strncmp(r->p, mark, strlen(mark)))
		return 0;
	r->p += strlen(mark);
	return 1;
}

/* <...> behind a descriptor or a pid */
static void skip_angle(struct reader *r)
{
	unsigned int depth = 0;

	if (*r->p != '<' || r->p[1] == '<')
		return;
	for (; *r->p; r->p++) {
		if (*r->p == '<')
			depth++;
		else if (*r->p == '>' && r->p[-1] != '-' && !--depth) {
			r->p++;
			return;
		}
	}
	r->bad = 1;
}

/* ------------------------------------------------------------ strings */

static int escape(struct reader *r)
{
	static const char letters[] = "n\nt\tr\rv\vf\f\"\"\\\\e\033";
	int n = 0, digits = 0;

	for (const char *l = letters; *l; l += 2) {
		if (*r->p == *l) {
			r->p++;
			return l[1];
		}
	}
	if (*r->p == 'x') {
		for (r->p++; digits < 2 && isxdigit((unsigned char)*r->p); digits++, r->p++)
			n = n * 16 + (isdigit((unsigned char)*r->p) ? *r->p - '0' :
				      (*r->p | 32) - 'a' + 10);
		return n;
	}
	for (; digits < 3 && *r->p >= '0' && *r->p <= '7'; digits++, r->p++)
		n = n * 8 + (*r->p - '0');
	if (!digits && *r->p)
		n = *r->p++;
	return n & 0xff;
}

static struct sim_value *string(struct reader *r)
{
	struct sim_value *v = new_value(r, SIM_VALUE_STRING);
	size_t n = 0;
	char *to;

	while (r->p[n] && r->p[n] != '"')
		n += r->p[n] == '\\' && r->p[n + 1] ? 2 : 1;
	to = v ? sim_ast_alloc(r->heap, n + 4) : NULL;
	n = 0;

	if (!to)
		return fail(r);
	while (*r->p && *r->p != '"') {
		if (*r->p == '\\') {
			r->p++;
			to[n++] = (char)escape(r);
		} else {
			to[n++] = *r->p++;
		}
	}
	if (!*r->p)
		return fail(r);
	r->p++;
	if (!strncmp(r->p, "...", 3)) {
		r->p += 3;
		memcpy(to + n, "...", 3);
		n += 3;
	}
	v->str.bytes = to;
	v->str.len = n;
	return v;
}

/* ------------------------------------------------------------ numbers and words */

static int64_t number(struct reader *r)
{
	char *end;
	int minus = *r->p == '-';
	uint64_t n = strtoull(r->p + minus, &end, 0);

	if (end == r->p + minus)
		r->bad = 1;
	r->p = end;
	return (int64_t)(minus ? 0 - n : n);
}

static struct sim_value *num(struct reader *r)
{
	struct sim_value *v = new_value(r, SIM_VALUE_NUMBER);

	if (!v)
		return NULL;
	v->num.base = r->p[0] == '0' && r->p[1] == 'x' ? SIM_HEX : SIM_DEC;
	v->num.val = number(r);
	while (*r->p == '*' || !strncmp(r->p, "<<", 2)) {
		int shift = *r->p == '<';

		r->p += 1 + shift;
		if (shift)
			v->num.val = (int64_t)((uint64_t)v->num.val << (number(r) & 63));
		else
			v->num.val = (int64_t)((uint64_t)v->num.val * (uint64_t)number(r));
	}
	v->num.minus = v->num.val < 0 && v->num.base == SIM_DEC;
	skip_angle(r);
	return v;
}

static struct sim_value *list_of(struct reader *r, const char *close)
{
	struct sim_value *first = NULL, **last = &first;

	while (!take(r, close)) {
		if (!*r->p || r->bad)
			return fail(r);
		if (take(r, "...") || take(r, ","))
			continue;
		*last = value(r);
		if (!*last)
			return fail(r);
		last = &(*last)->next;
	}
	return first;
}

static struct sim_value *word(struct reader *r)
{
	const char *from = r->p;
	struct sim_value *v;
	char *name;

	while (isalnum((unsigned char)*r->p) || *r->p == '_')
		r->p++;
	name = sim_ast_strndup(r->heap, from, (size_t)(r->p - from));
	if (!name)
		return fail(r);
	if (*r->p == '(') {
		r->p++;
		return new_call(r, name, list_of(r, ")"));
	}
	v = new_value(r, SIM_VALUE_WORD);
	if (v)
		v->word = name;
	skip_angle(r);
	return v;
}

/* ------------------------------------------------------------ brackets */

static struct sim_value *status(struct reader *r)
{
	static const struct {
		const char *text, *name;
	} kinds[] = {
		{ "WIFEXITED(s) && WEXITSTATUS(s) == ", "exited" },
		{ "WIFSIGNALED(s) && WTERMSIG(s) == ", "killed" },
		{ "WIFSTOPPED(s) && WSTOPSIG(s) == ", "stopped" },
		{ "WIFCONTINUED(s)", "continued" },
	};
	struct sim_value *v, *arg = NULL;

	for (unsigned int i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (!take(r, kinds[i].text))
			continue;
		if (i < 3)
			arg = value(r);
		v = new_call(r, kinds[i].name, arg);
		if (take(r, "&& WCOREDUMP(s)") && v)
			v->call.name.s = "dumped";
		while (!r->bad && *r->p && *r->p != '}' && *r->p != ']')
			r->p++;	/* an event of ptrace's */
		return v;
	}
	return NULL;
}

static struct sim_value *list(struct reader *r)
{
	struct sim_value *v = new_value(r, SIM_VALUE_LIST);

	if (!v)
		return NULL;
	skip(r);
	/* a set of signals has blanks only; a list of values commas too */
	v->sub.first = list_of(r, "]");
	for (struct sim_value *i = v->sub.first; i; i = i->next)
		v->sub.nr++;
	return v;
}

static struct sim_field *field(struct reader *r)
{
	struct sim_field *f = sim_ast_alloc(r->heap, sizeof(*f));
	const char *p = r->p;

	if (!f) {
		r->bad = 1;
		return NULL;
	}
	while (isalnum((unsigned char)*p) || *p == '_')
		p++;
	if (p > r->p && *p == '=' && p[1] != '=' && p[1] != '>' &&
	    !isdigit((unsigned char)*r->p)) {
		f->name.s = sim_ast_strndup(r->heap, r->p, (size_t)(p - r->p));
		r->p = p + 1;
	}
	f->value = value(r);
	if (f->value && take(r, "=>")) {
		f->value->next = value(r);
		f->value = new_call(r, "=>", f->value);
	}
	return f;
}

static struct sim_field *fields(struct reader *r, const char *close)
{
	struct sim_field *first = NULL, **last = &first;

	for (;;) {
		if (*close ? take(r, close) : (skip(r), !*r->p))
			return first;
		if (!*r->p || r->bad)
			break;
		if (take(r, "...") || take(r, ","))
			continue;
		*last = field(r);
		if (!*last || !(*last)->value)
			break;
		last = &(*last)->next;
	}
	r->bad = 1;
	return NULL;
}

static struct sim_value *braces(struct reader *r)
{
	struct sim_value *v = status(r);

	if (v) {
		if (!take(r, "}"))
			r->bad = 1;
		return v;
	}
	v = new_value(r, SIM_VALUE_STRUCT);
	if (v)
		v->fields = fields(r, "}");
	return v;
}

/* ------------------------------------------------------------ values */

static struct sim_value *one(struct reader *r)
{
	skip(r);
	if (*r->p == '@' && r->p[1] == '"')
		r->p++;
	if (take(r, "\""))
		return string(r);
	if (take(r, "~["))
		return new_call(r, "~", list_of(r, "]"));
	if (take(r, "["))
		return list(r);
	if (take(r, "{"))
		return braces(r);
	if (isdigit((unsigned char)*r->p) || (*r->p == '-' && isdigit((unsigned char)r->p[1])))
		return num(r);
	if (isalpha((unsigned char)*r->p) || *r->p == '_')
		return word(r);
	return fail(r);
}

static struct sim_value *value(struct reader *r)
{
	struct sim_value *v, *flags, **last;

	if (++r->depth > MAX_DEPTH)
		return fail(r);
	v = one(r);
	skip(r);
	if (v && *r->p == '|') {
		flags = new_value(r, SIM_VALUE_FLAGS);
		if (!flags)
			return NULL;
		flags->sub.first = v;
		flags->sub.nr = 1;
		for (last = &v->next; !r->bad && take(r, "|"); last = &(*last)->next) {
			*last = one(r);
			if (!*last)
				return fail(r);
			flags->sub.nr++;
		}
		v = flags;
	}
	r->depth--;
	return r->bad ? NULL : v;
}

struct sim_field *sim_st_values(struct sim_ast *heap, const char *text, int *ok)
{
	struct reader r = { .heap = heap, .p = text };
	struct sim_field *first = fields(&r, "");

	*ok = !r.bad;
	return r.bad ? NULL : first;
}
