// SPDX-License-Identifier: GPL-2.0-only
/*
 * Outcomes of races, as text: compared and counted.
 */
#include "onhost/ending.h"

#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "onhost/inside.h"
#include "script/script.h"

int sim_endings_begin(struct sim_endings *o, const struct sim_prog *prog)
{
	memset(o, 0, sizeof(*o));
	o->prog = prog;
	o->now = calloc(prog->nr_steps + 1, sizeof(*o->now));
	return o->now != NULL;
}

static void forget_run(struct sim_endings *o)
{
	for (unsigned int i = 0; o->now && i < o->prog->nr_steps; i++) {
		free(o->now[i]);
		o->now[i] = NULL;
	}
}

void sim_endings_free(struct sim_endings *o)
{
	struct sim_ending *one, *next;

	HASH_ITER(hh, o->all, one, next) {
		HASH_DEL(o->all, one);
		free(one->text);
		free(one);
	}
	forget_run(o);
	free(o->now);
	o->now = NULL;
}

/* the race that a step is in, or behind; NULL: it is before */
static const struct sim_pstep *race_of(const struct sim_prog *prog, const struct sim_pstep *step)
{
	for (const struct sim_pstep *s = prog->steps; s <= step; s++) {
		if (s->kind == SIM_STEP_RACE)
			return s;
	}
	return NULL;
}

/* is it part of how a race ends? What is no call of the kernel has no result there */
static int is_told(const struct sim_prog *prog, const struct sim_pstep *step)
{
	return race_of(prog, step) && step->kind != SIM_STEP_RACE && step->kind != SIM_STEP_END &&
	       !(step->kind == SIM_STEP_LINE && step->enc.pseudo);
}

static void set_field(struct sim_endings *o, const struct sim_pstep *step, struct sim_buf *text)
{
	char **at = &o->now[step - o->prog->steps];

	free(*at);
	*at = text->failed ? NULL : text->s;
	o->failed |= text->failed;
	if (text->failed)
		sim_buf_free(text);
}

static void put_name(const struct sim_prog *prog, const struct sim_pstep *step,
		     struct sim_buf *out)
{
	sim_buf_printf(out, "%s: %s = ", prog->actors[step->actor],
		       step->item->line.call.name.s);
}

void sim_endings_line(struct sim_endings *o, const struct sim_run *run,
		       const struct sim_pstep *step, long ret)
{
	const struct sim_actor *actor = &run->actors[step->actor];
	struct sim_buf text = { 0 };

	/* an actor that was killed before its call did not make it either */
	if (!is_told(o->prog, step) || ret == SIM_NO_RETURN || ret == SIM_NO_CALL)
		return;
	put_name(o->prog, step, &text);
	sim_result_text(run, step, actor->task, ret, actor->image, &text);
	set_field(o, step, &text);
}

void sim_endings_cond(struct sim_endings *o, const struct sim_run *run,
		       const struct sim_pstep *step, int seen)
{
	struct sim_buf text = { 0 };

	if (!is_told(o->prog, step) || sim_host_never_shows(step->expr))
		return;
	if (seen)
		sim_cond_explain(run, step->expr, &text);
	else
		sim_buf_putc(&text, '?');
	set_field(o, step, &text);
}

static void put_fields(const struct sim_endings *o, struct sim_buf *out)
{
	const struct sim_prog *prog = o->prog;

	for (unsigned int i = 0; i < prog->nr_steps; i++) {
		const struct sim_pstep *s = &prog->steps[i];

		if (!is_told(prog, s) || (s->kind == SIM_STEP_COND && !o->now[i]))
			continue;
		if (!o->now[i])
			put_name(prog, s, out);
		sim_buf_printf(out, "%s\n", o->now[i] ? o->now[i] : "-");
	}
}

void sim_endings_end(struct sim_endings *o)
{
	struct sim_buf text = { 0 };
	struct sim_ending *one;

	put_fields(o, &text);
	forget_run(o);
	o->runs++;
	if (!text.s || text.failed) {
		o->failed |= text.failed;
		return;
	}
	HASH_FIND_STR(o->all, text.s, one);
	if (one) {
		one->runs++;
		sim_buf_free(&text);
		return;
	}
	one = calloc(1, sizeof(*one));
	if (!one) {
		o->failed = 1;
		sim_buf_free(&text);
		return;
	}
	one->text = text.s;
	one->runs = 1;
	HASH_ADD_KEYPTR(hh, o->all, one->text, strlen(one->text), one);
}

/* field by field; what was not seen may be anything */
static int fits(const char *all, const char *seen)
{
	while (*all && *seen) {
		size_t n = strcspn(all, "\n"), m = strcspn(seen, "\n");

		if (!(m == 1 && *seen == '?') && (n != m || memcmp(all, seen, n)))
			return 0;
		all += n + 1;
		seen += m + 1;
	}
	return !*all && !*seen;
}

const struct sim_ending *sim_endings_has(const struct sim_endings *o,
					   const struct sim_ending *outcome)
{
	const struct sim_ending *one;

	HASH_FIND_STR(o->all, outcome->text, one);
	for (const struct sim_ending *any = o->all; any && !one; any = any->hh.next) {
		if (fits(any->text, outcome->text))
			one = any;
	}
	return one;
}
