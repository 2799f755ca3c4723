// SPDX-License-Identifier: GPL-2.0-only
#include "script_gen.h"

#include <stdlib.h>
#include <string.h>

uint64_t gen_next(struct gen_rand *r)
{
	uint64_t z = r->state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

unsigned int gen_below(struct gen_rand *r, unsigned int n)
{
	return gen_next(r) % n;
}

struct gen {
	struct sim_ast *ast;
	struct gen_rand *r;
};

static unsigned int below(struct gen *g, unsigned int n)
{
	return gen_below(g->r, n);
}

static void *alloc(struct gen *g, size_t size)
{
	void *mem = sim_ast_alloc(g->ast, size);

	if (!mem)
		abort();
	return mem;
}

#define NEW(g, ptr) ((ptr) = alloc(g, sizeof(*(ptr))))

/* @between may stand inside as well as letters, but not twice in a row. */
static const char *word(struct gen *g, const char *between)
{
	static const char chars[] = "abcXYZ_019";
	unsigned int len = 1 + below(g, 8);
	char *s = alloc(g, len + 1);

	/* no word of the language begins like this */
	s[0] = "PQRXYZ_"[below(g, 7)];
	for (unsigned int i = 1; i < len; i++) {
		s[i] = chars[below(g, sizeof(chars) - 1)];
		if (*between && i + 1 < len && !strchr(between, s[i - 1]) &&
		    !below(g, 4))
			s[i] = between[below(g, strlen(between))];
	}
	return s;
}

static struct sim_name name(struct gen *g)
{
	return (struct sim_name){ .s = word(g, "") };
}

static const char *wide(struct gen *g)
{
	return word(g, "-.");
}

static const char *comment(struct gen *g)
{
	static const char *const some[] = {
		"", " a comment", "#", " tab\tand \"quote", " \xc3\xa4\xe2\x82\xac",
		" @x = 0", "   indented",
	};

	return some[below(g, sizeof(some) / sizeof(some[0]))];
}

static const char *maybe_comment(struct gen *g)
{
	return below(g, 6) ? NULL : comment(g);
}

static struct sim_value *value(struct gen *g, unsigned int depth);

static void number(struct gen *g, struct sim_value *v, bool sign)
{
	uint64_t val = gen_next(g->r) >> below(g, 64);

	v->kind = SIM_VALUE_NUMBER;
	v->num.base = below(g, 3);
	v->num.minus = sign && !below(g, 3);
	if (v->num.minus)
		val = -(val >> 1);
	else if (v->num.base == SIM_DEC)
		val >>= 1;
	v->num.val = val;
}

static void string(struct gen *g, struct sim_value *v)
{
	static const char *const some[] = {
		"\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\x90\xa7", "<P>", "\\", "\"",
		"\x80", "\xed\xa0\x80", "#", "...",
	};
	unsigned int n = below(g, 6);
	char *s = alloc(g, 4 * n + 1);

	v->kind = SIM_VALUE_STRING;
	v->str.bytes = s;
	while (n--) {
		const char *part = some[below(g, 10)];

		if (below(g, 2))
			s = stpcpy(s, part);
		else
			*s++ = below(g, 256);
	}
	v->str.len = s - v->str.bytes;
}

/* @nr words or numbers, to be or-ed. */
static void flags(struct gen *g, struct sim_value *v, unsigned int nr)
{
	struct sim_value **tail = &v->sub.first;

	v->kind = SIM_VALUE_FLAGS;
	v->sub.nr = nr;
	while (nr--) {
		NEW(g, *tail);
		if (below(g, 3)) {
			(*tail)->kind = SIM_VALUE_WORD;
			(*tail)->word = word(g, "");
		} else {
			number(g, *tail, false);
		}
		tail = &(*tail)->next;
	}
}

static struct sim_value *values(struct gen *g, unsigned int depth,
				unsigned int *nr)
{
	struct sim_value *first = NULL, **tail = &first;

	*nr = below(g, 4);
	for (unsigned int i = 0; i < *nr; i++) {
		*tail = value(g, depth);
		tail = &(*tail)->next;
	}
	return first;
}

static struct sim_field *fields(struct gen *g, unsigned int depth)
{
	struct sim_field *first = NULL, **tail = &first;
	unsigned int nr = below(g, 4);

	while (nr--) {
		NEW(g, *tail);
		if (below(g, 4))
			(*tail)->name = name(g);
		(*tail)->value = value(g, depth);
		tail = &(*tail)->next;
	}
	return first;
}

static void call(struct gen *g, struct sim_call *c, unsigned int depth)
{
	c->name = name(g);
	c->args = values(g, depth, &c->nr_args);
}

/* @depth: how many brackets may still be opened. */
static struct sim_value *value(struct gen *g, unsigned int depth)
{
	struct sim_value *v;

	NEW(g, v);
	v->kind = below(g, depth ? SIM_VALUE_MEMBER : SIM_VALUE_LIST);
	switch (v->kind) {
	case SIM_VALUE_NUMBER:
		number(g, v, true);
		break;
	case SIM_VALUE_STRING:
		string(g, v);
		break;
	case SIM_VALUE_WORD:
		v->word = word(g, "");
		break;
	case SIM_VALUE_FLAGS:
		flags(g, v, 2 + below(g, 3));
		break;
	case SIM_VALUE_NEG:
		v->sub.nr = 1;
		NEW(g, v->sub.first);
		v->sub.first->kind = SIM_VALUE_WORD;
		v->sub.first->word = word(g, "");
		break;
	case SIM_VALUE_LIST:
		v->sub.first = values(g, depth - 1, &v->sub.nr);
		break;
	case SIM_VALUE_STRUCT:
		v->fields = fields(g, depth - 1);
		break;
	case SIM_VALUE_CALL:
		call(g, &v->call, depth - 1);
		break;
	default:
		break;
	}
	return v;
}

static struct sim_value *term(struct gen *g, unsigned int depth)
{
	struct sim_value *v;

	if (below(g, 4))
		return value(g, depth);
	NEW(g, v);
	v->kind = SIM_VALUE_MEMBER;
	v->member.actor = name(g);
	v->member.field = name(g);
	return v;
}

static struct sim_expr *expr(struct gen *g, unsigned int depth)
{
	struct sim_expr *e, **tail;
	unsigned int nr = 0;

	NEW(g, e);
	e->kind = below(g, SIM_EXPR_HAS + 1);
	if (!depth && e->kind <= SIM_EXPR_NOT)
		e->kind = SIM_EXPR_TERM;
	if (e->kind == SIM_EXPR_NOT)
		nr = 1;
	else if (e->kind < SIM_EXPR_NOT)
		nr = 2 + below(g, 2);
	if (!nr)
		e->lhs = term(g, depth);
	if (e->kind > SIM_EXPR_TERM)
		e->rhs = term(g, depth);
	tail = &e->sub;
	while (nr--) {
		/* NOT and its bracket take two */
		*tail = expr(g, depth > 1 ? depth - 2 : 0);
		tail = &(*tail)->next;
	}
	return e;
}

static struct sim_outcome outcome(struct gen *g)
{
	struct sim_outcome o = { .kind = below(g, 3) };
	struct sim_result **tail = &o.results;

	if (o.kind != SIM_OUTCOME_RESULTS)
		return o;
	do {
		NEW(g, *tail);
		(*tail)->value = value(g, 3);
		if (!below(g, 3))
			(*tail)->err.s = below(g, 2) ? "ESRCH" : "E2BIG";
		(*tail)->braces = below(g, 2);
		if ((*tail)->braces)
			(*tail)->fields = fields(g, 3);
		tail = &(*tail)->next;
	} while (!below(g, 3));
	return o;
}

static struct sim_mark *marks(struct gen *g, unsigned int nr)
{
	struct sim_mark *first = NULL, **tail = &first;

	while (nr--) {
		NEW(g, *tail);
		(*tail)->name = name(g);
		tail = &(*tail)->next;
	}
	return first;
}

static struct sim_range *range(struct gen *g)
{
	struct sim_range *range;
	unsigned int shape = below(g, 4);

	NEW(g, range);
	range->span = shape < 3;
	if (shape != 1)
		range->from = wide(g);
	if (shape == 1 || shape == 2)
		range->to = wide(g);
	return range;
}

static struct sim_item **add(struct gen *g, struct sim_item **tail,
			     enum sim_item_kind kind)
{
	NEW(g, *tail);
	(*tail)->kind = kind;
	if (kind == SIM_ITEM_COMMENT)
		(*tail)->comment = comment(g);
	else if (kind != SIM_ITEM_BLANK)
		(*tail)->comment = maybe_comment(g);
	if (kind >= SIM_ITEM_LINE && kind <= SIM_ITEM_END)
		g->ast->nr_statements++;
	return &(*tail)->next;
}

/* Comments and blank lines; no blank one where @first or @last forbids it. */
static struct sim_item **trivia(struct gen *g, struct sim_item **tail,
				bool first, bool last)
{
	unsigned int nr = below(g, 3) ? 0 : 1 + below(g, 3);
	bool blank = first;

	for (unsigned int i = 0; i < nr; i++) {
		blank = !blank && below(g, 2) && !(last && i == nr - 1);
		tail = add(g, tail, blank ? SIM_ITEM_BLANK : SIM_ITEM_COMMENT);
	}
	return tail;
}

static void overrides(struct gen *g, struct sim_item *item)
{
	struct sim_override *o, **tail = &item->overrides;
	struct sim_range **ranges;

	while (!below(g, 3)) {
		NEW(g, o);
		trivia(g, &o->lead, false, false);
		ranges = &o->ranges;
		do {
			*ranges = range(g);
			ranges = &(*ranges)->next;
		} while (!below(g, 3));
		o->kind = below(g, 3);
		if (item->kind == SIM_ITEM_COND &&
		    o->kind != SIM_OVERRIDE_SKIP) {
			o->kind = SIM_OVERRIDE_EXPR;
			o->expr = expr(g, 3);
		} else if (o->kind != SIM_OVERRIDE_SKIP) {
			if (item->kind == SIM_ITEM_LINE)
				o->outcome = outcome(g);
			o->kind = o->outcome.kind ? SIM_OVERRIDE_OUTCOME
						  : SIM_OVERRIDE_MARKS;
			o->marks = marks(g, !o->outcome.kind + below(g, 2));
		}
		o->comment = maybe_comment(g);
		*tail = o;
		tail = &o->next;
	}
}

static void line(struct gen *g, struct sim_item *item)
{
	struct sim_line *line = &item->line;

	line->actor = name(g);
	line->resume = !below(g, 5);
	if (!line->resume)
		call(g, &line->call, below(g, SIM_DEPTH_MAX));
	line->outcome = outcome(g);
	line->marks = marks(g, below(g, 6) ? 0 : 1 + below(g, 2));
	line->prop.kind = below(g, 6) ? 0 : below(g, 3);
	if (line->prop.kind == SIM_PROP_FAIL_NTH)
		line->prop.nth = 1 + below(g, 5);
	overrides(g, item);
}

static struct sim_item **lines(struct gen *g, struct sim_item **tail,
			       unsigned int nr)
{
	struct sim_item *item;

	while (nr--) {
		tail = trivia(g, tail, false, false);
		add(g, tail, SIM_ITEM_LINE);
		item = *tail;
		tail = &item->next;
		line(g, item);
	}
	return tail;
}

static struct sim_item **cond(struct gen *g, struct sim_item **tail,
			      enum sim_cond_kind kind)
{
	struct sim_item *item;

	tail = trivia(g, tail, false, false);
	add(g, tail, SIM_ITEM_COND);
	item = *tail;
	item->cond.kind = kind;
	item->cond.expr = expr(g, below(g, SIM_DEPTH_MAX + 1));
	overrides(g, item);
	return &item->next;
}

/* As the parser counts them; the generator makes fewer than the limit. */
static unsigned int count_actors(const struct sim_item *body)
{
	const struct sim_item *a, *b;
	unsigned int nr = 0;

	for (a = body; a; a = a->next) {
		if (a->kind != SIM_ITEM_LINE)
			continue;
		for (b = body; b != a; b = b->next) {
			if (b->kind == SIM_ITEM_LINE &&
			    !strcmp(a->line.actor.s, b->line.actor.s))
				break;
		}
		nr += a == b;
	}
	return nr;
}

static struct sim_item **race(struct gen *g, struct sim_item **tail)
{
	struct sim_item *item, **body;

	tail = trivia(g, tail, false, false);
	add(g, tail, SIM_ITEM_RACE);
	item = *tail;
	if (below(g, 2))
		item->race.count = 1 + below(g, 1000);
	body = lines(g, &item->race.body, below(g, 5));
	trivia(g, body, false, false);
	item->race.nr_actors = count_actors(item->race.body);
	item->race.close_comment = maybe_comment(g);
	tail = &item->next;
	for (unsigned int nr = below(g, 3); nr; nr--)
		tail = cond(g, tail, below(g, 2) ? SIM_CHECK : SIM_ALWAYS);
	if (below(g, 2)) {
		tail = cond(g, tail, SIM_NEVER);
		tail = cond(g, tail, SIM_SOMETIMES);
	}
	return tail;
}

static struct sim_item **header(struct gen *g, struct sim_item **tail)
{
	struct sim_item *item;
	struct sim_req **req;

	for (int kind = SIM_ITEM_SCENARIO; kind <= SIM_ITEM_FRESH; kind++) {
		if (kind != SIM_ITEM_SCENARIO && below(g, 2))
			continue;
		tail = trivia(g, tail, kind == SIM_ITEM_SCENARIO, false);
		add(g, tail, kind);
		item = *tail;
		tail = &item->next;
		if (kind == SIM_ITEM_SCENARIO) {
			NEW(g, item->title);
			string(g, item->title);
		} else if (kind == SIM_ITEM_CONFIG) {
			item->config.name = name(g);
			item->config.value = name(g);
		} else if (kind == SIM_ITEM_RELEASE) {
			item->release = range(g);
		} else if (kind == SIM_ITEM_BOUND) {
			item->bound = below(g, 2) ? SIM_BOUND_NONE
						  : below(g, 9);
		} else if (kind == SIM_ITEM_REQUIRES) {
			req = &item->reqs;
			do {
				NEW(g, *req);
				(*req)->name.s = wide(g);
				(*req)->absent = below(g, 2);
				req = &(*req)->next;
			} while (below(g, 2));
		}
		/* these two may come again */
		if ((kind == SIM_ITEM_CONFIG || kind == SIM_ITEM_REQUIRES) &&
		    !below(g, 3))
			kind--;
	}
	return tail;
}

struct sim_ast *gen_script(struct gen_rand *r)
{
	struct gen g = { .ast = sim_ast_new("random.sim"), .r = r };
	struct sim_item **tail;

	if (!g.ast)
		return NULL;
	tail = header(&g, &g.ast->items);
	for (unsigned int nr = below(&g, 6); nr; nr--)
		tail = below(&g, 3) ? lines(&g, tail, 1)
				    : cond(&g, tail, SIM_CHECK);
	if (below(&g, 2))
		tail = race(&g, tail);
	if (!below(&g, 3)) {
		tail = trivia(&g, tail, false, false);
		add(&g, tail, SIM_ITEM_END);
		(*tail)->end_marks = marks(&g, below(&g, 3));
		overrides(&g, *tail);
		tail = &(*tail)->next;
	}
	trivia(&g, tail, false, true);
	return g.ast;
}
