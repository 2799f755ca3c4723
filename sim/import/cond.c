// SPDX-License-Identifier: GPL-2.0-only
/* Conditions of #if, as the model's configuration answers them. */
#include "import/provides.h"

#include <stdlib.h>
#include <string.h>

#define MAX_NESTED 64U
#define MAX_DEPTH  64U

/** struct cond - a condition being read; @depth bounds the recursion */
struct cond {
	const struct sim_provides *p;
	const struct sim_file *file;
	const struct sim_token *t, *end;
	unsigned int depth;
};

static long expression(struct cond *c, int level);

static bool take(struct cond *c, const char *op)
{
	size_t n = strlen(op);

	if ((size_t)(c->end - c->t) < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (c->t[i].kind != SIM_TOK_PUNCT || *c->t[i].at != op[i])
			return false;
	}
	/* '<' is not the '<' of "<=" */
	if (n == 1 && strchr("<>!", *op) && c->end - c->t > 1 && *c->t[1].at == '=' &&
	    c->t[1].at == c->t[0].at + 1)
		return false;
	c->t += n;
	return true;
}

static long is_defined(struct cond *c, const struct sim_token *name)
{
	const struct sim_label *own = sim_file_find(c->file, SIM_SPACE_PLAIN, name->at, name->len);

	for (; own; own = own->next ? &c->file->names[own->next - 1] : NULL) {
		if (c->file->chunks[own->chunk].kind == SIM_CHUNK_MACRO)
			return 1;
	}
	return sim_provides_macro(c->p, name->at, name->len) != NULL;
}

/* the number that a macro stands for, 0 if it is none */
static long macro_value(const struct sim_token *macro, const struct sim_token *name)
{
	const char *word, *p = sim_directive(macro, &word, &(unsigned int){0});
	char text[32] = "";
	size_t n;

	while (*p == ' ' || *p == '\t')
		p++;
	p += name->len;
	n = (size_t)(macro->at + macro->len - p);
	memcpy(text, p, n < sizeof(text) ? n : sizeof(text) - 1);
	return strtol(text, NULL, 0);
}

/* defined X, defined(X), IS_ENABLED(X): the word in question; NULL if there is none */
static const struct sim_token *argument(struct cond *c)
{
	bool paren = take(c, "(");
	const struct sim_token *name = c->t;

	if (c->t == c->end || c->t->kind != SIM_TOK_IDENT)
		return NULL;
	c->t++;
	if (paren)
		take(c, ")");
	return name;
}

static void skip_arguments(struct cond *c)
{
	unsigned int depth = 0;

	do {
		if (c->t->kind == SIM_TOK_PUNCT && *c->t->at == '(')
			depth++;
		else if (c->t->kind == SIM_TOK_PUNCT && *c->t->at == ')')
			depth--;
		c->t++;
	} while (c->t < c->end && depth);
}

static long word(struct cond *c)
{
	const struct sim_token *name = c->t++, *macro;

	if (sim_token_is(name, "defined") || sim_token_is(name, "IS_ENABLED") ||
	    sim_token_is(name, "IS_BUILTIN") || sim_token_is(name, "IS_REACHABLE")) {
		name = argument(c);
		return name ? is_defined(c, name) : 0;
	}
	if (c->t < c->end && *c->t->at == '(' && c->t->kind == SIM_TOK_PUNCT) {
		skip_arguments(c);
		return 0;
	}
	macro = sim_provides_macro(c->p, name->at, name->len);
	return macro ? macro_value(macro, name) : 0;
}

static long primary(struct cond *c)
{
	char text[32] = "";
	long value;

	if (c->t == c->end || ++c->depth > MAX_DEPTH)
		return 0;
	if (take(c, "!")) {
		value = !primary(c);
	} else if (take(c, "-")) {
		value = (long)(0UL - (unsigned long)primary(c));
	} else if (take(c, "(")) {
		value = expression(c, 0);
		take(c, ")");
	} else if (c->t->kind == SIM_TOK_NUMBER) {
		memcpy(text, c->t->at, c->t->len < sizeof(text) ? c->t->len : sizeof(text) - 1);
		value = strtol(text, NULL, 0);
		c->t++;
	} else if (c->t->kind == SIM_TOK_IDENT) {
		value = word(c);
	} else {
		c->t++;
		value = 0;
	}
	c->depth--;
	return value;
}

static const struct {
	const char *op;
	int level;
} operators[] = {
	{"||", 1}, {"&&", 2}, {"==", 3}, {"!=", 3}, {"<=", 4},
	{">=", 4}, {"<", 4},  {">", 4},	 {"+", 5},  {"-", 5},
};

static long apply(unsigned int op, long a, long b)
{
	switch (op) {
	case 0:
		return a || b;
	case 1:
		return a && b;
	case 2:
		return a == b;
	case 3:
		return a != b;
	case 4:
		return a <= b;
	case 5:
		return a >= b;
	case 6:
		return a < b;
	case 7:
		return a > b;
	case 8:
		return (long)((unsigned long)a + (unsigned long)b);
	default:
		return (long)((unsigned long)a - (unsigned long)b);
	}
}

static long expression(struct cond *c, int level)
{
	long value = primary(c);
	unsigned int op;

	do {
		for (op = 0; op < sizeof(operators) / sizeof(operators[0]); op++) {
			if (operators[op].level > level && take(c, operators[op].op)) {
				value = apply(op, value, expression(c, operators[op].level));
				break;
			}
		}
	} while (op < sizeof(operators) / sizeof(operators[0]));
	return value;
}

/* No memory to read a condition: then it does not hold. */
static bool holds(const struct sim_file *file, const struct sim_provides *p,
		  const struct sim_token *directive)
{
	struct sim_tokens tokens = {0};
	struct cond c = {.p = p, .file = file};
	const char *word, *rest;
	unsigned int len;
	long value = 0;

	rest = sim_directive(directive, &word, &len);
	if (!sim_scan(&tokens, rest, (size_t)(directive->at + directive->len - rest),
		      directive->line, NULL) &&
	    tokens.nr) {
		c.t = tokens.at;
		c.end = tokens.at + tokens.nr;
		if (len > 3 && !memcmp(word + len - 3, "def", 3))
			value = is_defined(&c, c.t);
		else
			value = expression(&c, 0);
	}
	sim_tokens_free(&tokens);
	return (len > 4 && word[len - 4] == 'n') ? !value : value != 0;
}

/** struct level - an #if that we are in; @taken: one of its branches was kept */
struct level {
	bool outer, now, taken;
};

static void branch(const struct sim_file *file, const struct sim_provides *p,
		   const struct sim_token *t, struct level *l, bool is_if)
{
	bool is_else = sim_directive_is(t, "else");

	if (is_if)
		l->taken = false;
	l->now = l->outer && !l->taken && (is_else || holds(file, p, t));
	l->taken |= l->now;
}

void sim_file_live(const struct sim_file *file, const struct sim_provides *p, bool *live)
{
	struct level levels[MAX_NESTED];
	unsigned int nested = 0;
	bool now = true;

	for (unsigned int i = 0; i < file->tokens.nr; i++) {
		const struct sim_token *t = &file->tokens.at[i];
		const char *word = "";
		unsigned int len = 0;

		live[i] = now;
		if (t->kind != SIM_TOK_DIRECTIVE)
			continue;
		sim_directive(t, &word, &len);
		if (len >= 2 && !memcmp(word, "if", 2) && nested < MAX_NESTED) {
			levels[nested++].outer = now;
			branch(file, p, t, &levels[nested - 1], true);
		} else if (len >= 4 && !memcmp(word, "el", 2) && nested) {
			branch(file, p, t, &levels[nested - 1], false);
		} else if (len == 5 && !memcmp(word, "endif", 5) && nested) {
			now = levels[--nested].outer;
			continue;
		}
		if (nested)
			now = levels[nested - 1].now;
	}
}
