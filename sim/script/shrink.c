// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shrinking works on the lines of the canonical layout: a candidate is a text with something left
 * out, and whatever is no scenario any more, or fails otherwise, is dropped.
 */
#include "script/shrink.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "script/nearby.h"
#include "script/script.h"
#include "script/search.h"

/* Schedules that are tried where the one before does not fit any more. */
#define RUNS 400UL
#define MOST_TRIED 3000U

/** struct fault - how it fails; @where: the function, or the statement */
struct fault {
	int kind;
	char where[256];
};

/**
 * struct shrinker - @text: the smallest so far; @token: by which it fails
 * @actors: names, from the scenario as it was
 */
struct shrinker {
	const struct sim_shrink *how;
	struct sim_shrunk *out;
	struct fault fault;
	struct sim_buf text;
	char *token;
	int failed;
};

/* ------------------------------------------------------------ does it fail so */

static void take_fault(const struct sim *sim, const struct sim_report *report, struct fault *fault)
{
	const struct sim_verdict *v;

	memset(fault, 0, sizeof(*fault));
	fault->kind = report->verdict_kind;
	if (fault->kind == SIM_BUG_EXPECT) {
		snprintf(fault->where, sizeof(fault->where), "%.255s", report->text);
		return;
	}
	for (unsigned int i = 0; (v = sim_verdict(sim, i)); i++) {
		if (v->kind != fault->kind || !v->site.func)
			continue;
		snprintf(fault->where, sizeof(fault->where), "%.255s", v->site.func);
		return;
	}
}

static int same_fault(const struct fault *a, const struct fault *b)
{
	return a->kind == b->kind && !strcmp(a->where, b->where);
}

static int fails(const struct sim_report *report)
{
	return report->status == SIM_FAIL && !report->whole && strcmp(report->token, "?") != 0;
}

static enum sim_status bind(const struct shrinker *s, const struct sim_ast *ast,
			    struct sim_prog **prog, struct sim_error *err)
{
	const struct sim_shrink *how = s->how;

	return sim_bind_among(prog, ast, how->design, how->release, how->others, how->nr_others,
			      err);
}

static int fails_by(const struct shrinker *s, const struct sim_prog *prog, const char *token,
		    struct sim_report *report)
{
	const struct sim_runner runner = { .token = token };
	struct sim_error err;
	struct fault fault;

	if (sim_run_prog(s->how->sim, prog, &runner, report, &err) || !fails(report))
		return 0;
	take_fault(s->how->sim, report, &fault);
	return same_fault(&fault, &s->fault);
}

/* by the schedule at hand, or by any; 1: it does, and @report says how */
static int fails_so(const struct shrinker *s, const struct sim_prog *prog,
		    struct sim_report *report)
{
	const struct sim_search how = {
		.method = SIM_SEARCH_DFS, .bound = prog->bound, .max_runs = RUNS, .keep_going = 1,
	};
	struct sim_found found = { 0 };
	struct sim_error err;
	int ok;

	if (!prog->has_race)
		return fails_by(s, prog, NULL, report);
	ok = fails_by(s, prog, s->token, report);
	if (ok || sim_search_prog(s->how->sim, prog, &how, &found, &err))
		return ok;
	for (const struct sim_failing *f = found.failing; f && !ok; f = f->next)
		ok = f->kind == s->fault.kind && fails_by(s, prog, f->token, report);
	sim_found_free(&found);
	return ok;
}

static void keep(struct shrinker *s, const struct sim_buf *text, const char *token)
{
	char *copy = strdup(token);

	if (!copy) {
		s->failed = 1;
		return;
	}
	free(s->token);
	s->token = copy;
	s->text.len = 0;
	sim_buf_add(&s->text, text->s, text->len);
}

/* 1: it still fails so, and is what is kept */
static int try(struct shrinker *s, const struct sim_buf *text)
{
	struct sim_ast *ast = NULL;
	struct sim_prog *prog = NULL;
	struct sim_report report;
	int ok = 0;

	if (text->failed || s->text.failed)
		s->failed = 1;
	if (s->failed || !text->len || s->out->tried >= MOST_TRIED)
		return 0;
	s->out->tried++;
	if (!sim_parse(&ast, s->how->ast->path, text->s, text->len, NULL) &&
	    !bind(s, ast, &prog, NULL) && !prog->skip[0])
		ok = fails_so(s, prog, &report);
	if (ok)
		keep(s, text, report.token);
	sim_prog_free(prog);
	sim_ast_free(ast);
	return ok;
}

/* ------------------------------------------------------------ lines */

/* the end of the line that begins at @at, newline included */
static size_t line_end(const struct sim_buf *text, size_t at)
{
	const char *end = memchr(text->s + at, '\n', text->len - at);

	return end ? (size_t)(end - text->s) + 1 : text->len;
}

/* the same with the overrides that stand under it */
static size_t statement_end(const struct sim_buf *text, size_t at)
{
	size_t end = line_end(text, at);

	while (end < text->len && !strncmp(text->s + end, "\t\t@", 3))
		end = line_end(text, end);
	return end;
}

static int is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

static int has_word(const char *at, const char *end, const char *word)
{
	size_t len = strlen(word);

	for (const char *p = at; p + len <= end; p++) {
		if (!memcmp(p, word, len) && (p == at || !is_word(p[-1])) &&
		    (p + len == end || !is_word(p[len])))
			return 1;
	}
	return 0;
}

/* all that speaks of an actor */
static int drop_actor(struct shrinker *s, const char *name)
{
	struct sim_buf text = { 0 };
	size_t end;
	int ok;

	for (size_t at = 0; at < s->text.len; at = end) {
		end = statement_end(&s->text, at);
		if (!has_word(s->text.s + at, s->text.s + end, name))
			sim_buf_add(&text, s->text.s + at, end - at);
	}
	ok = text.len < s->text.len && try(s, &text);
	sim_buf_free(&text);
	return ok;
}

/* @n bytes at @at, and @instead of them */
static int replace(struct shrinker *s, size_t at, size_t n, const char *instead)
{
	struct sim_buf text = { 0 };
	int ok;

	sim_buf_add(&text, s->text.s, at);
	sim_buf_puts(&text, instead);
	sim_buf_add(&text, s->text.s + at + n, s->text.len - at - n);
	ok = try(s, &text);
	sim_buf_free(&text);
	return ok;
}

/* From the last one up: what is done later needs what was done before. 1: something went. */
static int drop_statements(struct shrinker *s)
{
	size_t *starts = calloc(s->text.len + 1, sizeof(*starts));
	unsigned int nr = 0, dropped = 0;

	if (!starts) {
		s->failed = 1;
		return 0;
	}
	for (size_t at = 0; at < s->text.len; at = statement_end(&s->text, at))
		starts[nr++] = at;
	while (nr--) {
		size_t at = starts[nr];

		dropped += (unsigned int)replace(s, at, statement_end(&s->text, at) - at, "");
	}
	free(starts);
	return dropped != 0;
}

/* ------------------------------------------------------------ within a line */

/* `A|B` without A, then without B; 1: something went */
static int drop_flags(struct shrinker *s)
{
	int dropped = 0;

	for (size_t at = 1; at < s->text.len; at++) {
		size_t from = at, to = at + 1;

		if (s->text.s[at] != '|')
			continue;
		while (from && is_word(s->text.s[from - 1]))
			from--;
		while (to < s->text.len && is_word(s->text.s[to]))
			to++;
		if (replace(s, from, at + 1 - from, "") || replace(s, at, to - at, "")) {
			dropped = 1;
			at = from;
		}
	}
	return dropped;
}

/* numbers in the parentheses of calls become 0; 1: one did */
static int drop_numbers(struct shrinker *s)
{
	int dropped = 0, depth = 0;

	for (size_t at = 1; at < s->text.len; at++) {
		char c = s->text.s[at];
		size_t to = at;

		depth = c == '\n' ? 0 : depth + (c == '(') - (c == ')');
		if (!depth || c < '1' || c > '9' || is_word(s->text.s[at - 1]))
			continue;
		while (to < s->text.len && is_word(s->text.s[to]))
			to++;
		dropped |= replace(s, at, to - at, "0");
	}
	return dropped;
}

/* ------------------------------------------------------------ all */

static void drop_comments(struct sim_item *items)
{
	for (struct sim_item *i = items; i; i = i->next) {
		if (i->kind != SIM_ITEM_COMMENT)
			i->comment = NULL;
		for (struct sim_override *o = i->overrides; o; o = o->next)
			o->comment = NULL;
		if (i->kind != SIM_ITEM_RACE)
			continue;
		i->race.close_comment = NULL;
		drop_comments(i->race.body);
	}
}

/* without comments and blank lines */
static int strip(struct shrinker *s, struct sim_error *err)
{
	const struct sim_ast *as_is = s->how->ast;
	struct sim_buf text = { 0 }, whole = { 0 };
	struct sim_ast *ast;
	enum sim_status status = sim_parse(&ast, as_is->path, as_is->text, as_is->len, err);
	size_t end;

	if (status)
		return (int)status;
	drop_comments(ast->items);
	status = sim_print(ast, &whole, err);
	sim_ast_free(ast);

	for (size_t at = 0; !status && at < whole.len; at = end) {
		size_t first = at + strspn(whole.s + at, "\t");

		end = line_end(&whole, at);
		if (whole.s[first] != '#' && whole.s[first] != '\n')
			sim_buf_add(&text, whole.s + at, end - at);
	}
	sim_buf_free(&whole);
	if (!status && !text.failed)
		sim_buf_add(&s->text, text.s, text.len);
	s->failed |= text.failed;
	sim_buf_free(&text);
	return (int)status;
}

static unsigned int count_lines(const struct sim_buf *text)
{
	unsigned int nr = 0;

	for (size_t i = 0; i < text->len; i++)
		nr += text->s[i] == '\n';
	return nr;
}

static enum sim_status begin(struct shrinker *s, const struct sim_prog *prog, struct sim_error *err)
{
	const struct sim_runner runner = { .token = s->how->token };
	struct sim_shortest shortest = { 0 };
	struct sim_report report;
	enum sim_status status = sim_run_prog(s->how->sim, prog, &runner, &report, err);

	if (status)
		return status;
	if (report.status == SIM_SKIP)
		return sim_error_set(err, SIM_EFAIL, "it is skipped: %s", report.why);
	if (report.status == SIM_FAIL && report.whole)
		return sim_error_set(err, SIM_EFAIL,
				     "no single run fails, but all together: %s", report.why);
	if (!fails(&report))
		return sim_error_set(err, SIM_EFAIL, "it does not fail");
	take_fault(s->how->sim, &report, &s->fault);
	/* The shorter it is, the less of the scenario it needs. */
	if (prog->has_race)
		status = sim_shortest(s->how->sim, prog, report.token, &shortest, err);
	s->token = prog->has_race ? shortest.token : strdup("");
	if (!status && !s->token)
		status = sim_error_set(err, SIM_ENOMEM, "out of memory");
	return status ? status : (enum sim_status)strip(s, err);
}

static void shrink(struct shrinker *s, const struct sim_prog *prog)
{
	int again = 1;

	s->out->before = count_lines(&s->text);
	while (again && !s->failed && s->out->tried < MOST_TRIED) {
		again = 0;
		for (unsigned int i = prog->nr_actors; i-- > 1;)
			again |= drop_actor(s, prog->actors[i]);
		again |= drop_statements(s);
		again |= drop_flags(s);
		again |= drop_numbers(s);
	}
	s->out->after = count_lines(&s->text);
}

/* what is left, in its canonical layout, and its shortest schedule */
static enum sim_status finish(struct shrinker *s, struct sim_error *err)
{
	struct sim_shortest shortest = { 0 };
	struct sim_buf text = { 0 };
	struct sim_ast *ast = NULL;
	struct sim_prog *prog = NULL;
	enum sim_status status;

	status = sim_parse(&ast, s->how->ast->path, s->text.s, s->text.len, err);
	if (!status)
		status = sim_print(ast, &text, err);
	if (!status)
		status = bind(s, ast, &prog, err);
	if (!status && prog->has_race)
		status = sim_shortest(s->how->sim, prog, s->token, &shortest, err);
	if (!status) {
		s->out->has_race = prog->has_race;
		s->out->text = text.s;
		s->out->token = shortest.token ? shortest.token : strdup("");
		text = (struct sim_buf){ 0 };
	}
	sim_buf_free(&text);
	sim_prog_free(prog);
	sim_ast_free(ast);
	return status;
}

enum sim_status sim_shrink(const struct sim_shrink *how, struct sim_shrunk *out,
			   struct sim_error *err)
{
	struct shrinker s = { .how = how, .out = out };
	struct sim_prog *prog = NULL;
	enum sim_status status;

	memset(out, 0, sizeof(*out));
	status = bind(&s, how->ast, &prog, err);
	if (!status)
		status = begin(&s, prog, err);
	if (!status) {
		shrink(&s, prog);
		status = s.failed ? sim_error_set(err, SIM_ENOMEM, "out of memory")
				  : finish(&s, err);
	}
	if (!status && (!out->text || !out->token))
		status = sim_error_set(err, SIM_ENOMEM, "out of memory");
	sim_prog_free(prog);
	sim_buf_free(&s.text);
	free(s.token);
	return status;
}

void sim_shrunk_free(struct sim_shrunk *shrunk)
{
	free(shrunk->text);
	free(shrunk->token);
	shrunk->text = shrunk->token = NULL;
}
