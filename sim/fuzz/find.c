// SPDX-License-Identifier: GPL-2.0-only
/*
 * One program: made, run on both, and if they differ, made as short as it can be.
 */
#include "fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "choice.h"
#include "fuzz/work.h"

#define ORDERS	   8	/* other orders in which a program must give the same */
#define TRIES	   1000	/* at most, to make it shorter */
#define CONFIRM	   2	/* times that a difference must come again */
#define REORDERED_MAX 40

static struct fuzz_run *run_new(void)
{
	return calloc(1, sizeof(struct fuzz_run));
}

static void run_free(struct fuzz_run *run)
{
	if (run)
		fuzz_run_reset(run);
	free(run);
}

/* the other orders */
static struct sim_strategy *order_at(unsigned int n, uint64_t seed)
{
	static const unsigned int means[ORDERS] = { [3] = 4, [7] = 16 };

	/* mostly: each goes on until it sleeps, and somebody else is first each time */
	return means[n] ? sim_strategy_random(seed + n, means[n])
			: sim_strategy_pct(seed + n, n < 6 ? 1 : 3);
}

/* the first step that the two answer differently; nr: the end; -1: none */
static int first_difference(const struct fuzz_run *a, const struct fuzz_run *b)
{
	unsigned int n = a->nr < b->nr ? a->nr : b->nr;

	for (unsigned int i = 0; i < n; i++) {
		const char *x = a->seen[i].text.s, *y = b->seen[i].text.s;

		if (a->seen[i].played != b->seen[i].played || strcmp(x ? x : "", y ? y : ""))
			return (int)i;
	}
	if (a->end.len != b->end.len)
		return (int)a->nr;
	return -1;
}

/* ------------------------------------------------------------ order */

/* the first step that is crowded; -1: none */
static int first_crowd(const struct fuzz_run *run)
{
	for (unsigned int i = 0; i < run->nr; i++) {
		if (run->seen[i].crowded)
			return (int)i;
	}
	return -1;
}

/*
 * What hangs on who is first when several can go on is no question for another kernel. The model
 * is asked: it runs the program again in other orders, and calls that give something else are
 * left out.
 */
static unsigned int leave_out_races(struct fuzz_work *w, uint64_t seed)
{
	struct sim_strategy *order;
	unsigned int left_out = 0;
	int at;

	for (unsigned int n = 0; n < ORDERS;) {
		order = order_at(n, seed);
		if (!order)
			return left_out;
		fuzz_on_model(w->lab->sim, w->program, w->model, NULL);
		at = first_crowd(w->model);
		if (at < 0) {
			fuzz_on_model(w->lab->sim, w->program, w->other, order);
			at = first_difference(w->model, w->other);
		}
		sim_strategy_free(order);
		if (at < 0 || (unsigned int)at >= w->program->nr_steps) {
			n++;
			continue;
		}
		w->program->steps[at].off = 1;
		if (++left_out == REORDERED_MAX) {
			for (unsigned int i = (unsigned int)at; i < w->program->nr_steps; i++)
				w->program->steps[i].off = 1;
		}
	}
	return left_out;
}

/* ------------------------------------------------------------ comparing */

/* where the two differ, -1: nowhere */
int fuzz_compare(struct fuzz_work *w, int careful)
{
	fuzz_on_model(w->lab->sim, w->program, w->model, NULL);
	if (w->lab->other) {
		fuzz_on_model(w->lab->other, w->program, w->other, NULL);
	} else if (fuzz_on_host(w->program, w->model, w->other, careful, w->why, sizeof(w->why))) {
		w->no_host = 1;
		return -1;
	}
	return first_difference(w->model, w->other);
}

/* "waitid: P1 is" - the call, and the beginning of the line that differs, without numbers */
void fuzz_kind(const struct fuzz_work *w, int at, char *out, size_t n)
{
	const char *x = "", *y = "", *colon;
	const char *text = "end";
	size_t len;

	if ((unsigned int)at < w->program->nr_steps) {
		text = w->program->steps[at].text;
		x = w->model->seen[at].text.s ? w->model->seen[at].text.s : "";
		y = w->other->seen[at].text.s ? w->other->seen[at].text.s : "";
	}
	while (*x && *x == *y && strchr(x, '\n') && strchr(y, '\n') &&
	       strchr(x, '\n') - x == strchr(y, '\n') - y &&
	       !strncmp(x, y, (size_t)(strchr(x, '\n') - x))) {
		x = strchr(x, '\n') + 1;
		y = strchr(y, '\n') + 1;
	}
	len = strcspn(text, "(");
	colon = x == w->model->seen[at].text.s ? "result" : strstr(x, "...") || strstr(y, "...")
		? "wakes" : strstr(x, " took ") || strstr(y, " took ") ? "signal" : "state";
	snprintf(out, n, "%.*s: %s", (int)len, text, colon);
}

/* does the program give the same in all orders? @w->other is overwritten */
static int is_ordered(struct fuzz_work *w)
{
	struct sim_strategy *order;
	int at = first_crowd(w->model);

	if (at >= 0)
		return 0;
	for (unsigned int n = 0; n < ORDERS && at < 0; n++) {
		order = order_at(n, w->lab->seed);
		if (!order)
			return 0;
		fuzz_on_model(w->lab->sim, w->program, w->other, order);
		sim_strategy_free(order);
		at = first_difference(w->model, w->other);
	}
	return at < 0;
}

/* does it still differ in the same way, without the steps of @off? @at: where */
int fuzz_still(struct fuzz_work *w, const char *kind, int *at)
{
	char now[64];

	if (!w->tries)
		return 0;
	w->tries--;
	*at = fuzz_compare(w, 1);
	if (*at < 0)
		return 0;
	fuzz_kind(w, *at, now, sizeof(now));
	return !strcmp(now, kind) && is_ordered(w);
}

static void examine(struct fuzz_work *w, int at, uint64_t number, struct fuzz_finding *out)
{
	char kind[64], now[64];

	fuzz_kind(w, at, kind, sizeof(kind));
	for (unsigned int i = 0; i < CONFIRM; i++) {
		at = fuzz_compare(w, i);
		if (at >= 0)
			fuzz_kind(w, at, now, sizeof(now));
		if (at < 0 || strcmp(now, kind)) {
			out->kind = strdup(kind);
			return;
		}
	}
	at = fuzz_shrink(w, kind, at);
	out->kind = strdup(kind);
	if (at >= 0)
		out->script = fuzz_report(w->lab, w->program, w->model, w->other,
					  (unsigned int)at, number);
}

static void try_program(struct fuzz_work *w, uint64_t number, struct fuzz_finding *out)
{
	uint64_t random = sim_mix(w->lab->seed) ^ sim_mix(number * 2 + 1);
	struct fuzz_model *m = calloc(1, sizeof(*m));
	int at;

	if (!m)
		return;
	fuzz_model_begin(m, w->lab->sim, w->program, w->model, NULL);
	if (!fuzz_generate(w->program, m, &random, w->err)) {
		free(m);
		return;
	}
	free(m);
	out->reordered = leave_out_races(w, random);
	at = fuzz_compare(w, 0);
	out->calls = w->other->calls;
	/* the program as it is: to make it shorter would leave as many behind as it takes tries */
	if (w->other->stuck) {
		out->kind = strdup("end: the first process does not leave");
		out->script = fuzz_report(w->lab, w->program, w->model, w->other,
					  at < 0 ? w->program->nr_steps : (unsigned int)at, number);
	} else if (at >= 0)
		examine(w, at, number, out);
}

enum sim_status fuzz_find(const struct fuzz_lab *lab, uint64_t number, struct fuzz_finding *out,
			  struct sim_error *err)
{
	struct fuzz_work w = { .lab = lab, .err = err, .tries = TRIES };

	memset(out, 0, sizeof(*out));
	*err = (struct sim_error){ 0 };
	w.program = fuzz_program_new(lab->design);
	w.model = run_new();
	w.other = run_new();
	if (w.program && w.model && w.other)
		try_program(&w, number, out);
	else
		sim_error_set(err, SIM_ENOMEM, "out of memory");
	if (w.no_host)
		sim_error_set(err, SIM_EIO, "%s", w.why);
	run_free(w.model);
	run_free(w.other);
	fuzz_program_free(w.program);
	return err->status;
}
