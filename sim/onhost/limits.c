// SPDX-License-Identifier: GPL-2.0-only
/*
 * What can't be run on a host, and what can't be seen there.
 */
#include "onhost/inside.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void skip(struct sim_host_report *out, const char *fmt, const char *what)
{
	if (out->base.status == SIM_SKIP)
		return;
	out->base.status = SIM_SKIP;
	snprintf(out->base.why, sizeof(out->base.why), fmt, what);
}

/* Only these were taken into Linux as they are here; what is called linux-… is Linux itself. */
static int was_merged(const char *design)
{
	return !strcmp(design, "send-signal") || !strncmp(design, "linux-", 6);
}

/* what a design calls its own: handles on processes, by whatever name */
static int is_own_call(const char *name)
{
	return !strncmp(name, "pidfd_", 6) || !strncmp(name, "process_", 8) ||
	       sim_host_number(name) < 0;
}

static int names_constant(const struct design *d, const struct sim_value *v)
{
	for (; v; v = v->next) {
		if ((v->kind == SIM_VALUE_FLAGS || v->kind == SIM_VALUE_LIST) &&
		    names_constant(d, v->sub.first))
			return 1;
		for (const struct sim_field *f = v->kind == SIM_VALUE_STRUCT ? v->fields : NULL; f;
		     f = f->next) {
			if (names_constant(d, f->value))
				return 1;
		}
		for (const struct design_constant *c = d->constants;
		     v->kind == SIM_VALUE_WORD && c && c->name; c++) {
			if (!strcmp(c->name, v->word))
				return 1;
		}
	}
	return 0;
}

/*
 * Of a design that was not merged a scenario may use what all kernels have. What it requires, or a
 * line, may be the design's own; so may a constant be.
 */
static void skip_own(const struct sim_prog *prog, struct sim_host_report *out)
{
	const struct design *d = sim_design_table(prog->design);
	struct sim_item *item = prog->ast->items;

	while ((item = sim_ast_find(item, SIM_ITEM_REQUIRES))) {
		for (const struct sim_req *r = item->reqs; r; r = r->next) {
			if (!r->absent && is_own_call(r->name.s))
				skip(out, "no kernel has %s as this design has it", r->name.s);
		}
		item = item->next;
	}
	for (unsigned int i = 0; i < prog->nr_steps; i++) {
		const struct sim_call *call = &prog->steps[i].item->line.call;

		if (prog->steps[i].kind != SIM_STEP_LINE || prog->steps[i].enc.pseudo)
			continue;
		if (!prog->steps[i].enc.call || is_own_call(prog->steps[i].enc.call->name) ||
		    sim_design_habit(prog->design, call->name.s))
			skip(out, "no kernel has %s as this design has it", call->name.s);
		if (names_constant(d, call->args))
			skip(out, "no kernel has %s with a constant of this design", call->name.s);
	}
}

static int is_text_of(const struct sim_text *text, unsigned int actor)
{
	for (unsigned int i = 0; text && i < text->nr_parts; i++) {
		if (!text->parts[i].bytes && text->parts[i].actor == actor)
			return 1;
	}
	return 0;
}

/* is this a line of the actor, or one that needs his number to be made? */
static int speaks_of(const struct sim_pstep *s, unsigned int actor)
{
	if (s->actor == actor)
		return 1;
	for (unsigned int i = 0; i < 6; i++) {
		const struct sim_arg *a = &s->enc.args[i];

		if ((a->place == SIM_AT_PID || a->place == SIM_AT_NEG_PID) && a->actor == actor)
			return 1;
	}
	for (unsigned int i = 0; i < s->enc.nr_relocs; i++) {
		const struct sim_reloc *r = &s->enc.relocs[i];

		if (((r->place == SIM_AT_PID || r->place == SIM_AT_NEG_PID) && r->actor == actor) ||
		    (r->place == SIM_AT_TEXT && is_text_of(r->text, actor)))
			return 1;
	}
	return 0;
}

/* all lines of a race are in their slots before it begins, and so are their arguments */
static void skip_race(const struct sim_prog *prog, const struct sim_pstep *race,
		      struct sim_host_report *out)
{
	const struct sim_pstep *end = race + 1 + race->nr_race;
	unsigned int room = 0;

	if (race->nr_race > SLOT_CALLS)
		skip(out, "%s", "a race has too many lines for the host");
	for (const struct sim_pstep *s = race + 1; s < end; s++)
		room += s->enc.image_len + 2 * HOST_ARGV;
	if (room > SLOT_IMAGE)
		skip(out, "%s", "the buffers of a race are too large for the host");
	for (const struct sim_pstep *maker = race + 1; maker < end; maker++) {
		for (unsigned int i = 0; i < maker->nr_alts; i++) {
			if (!maker->alts[i].creates)
				continue;
			for (const struct sim_pstep *s = race + 1; s < end; s++) {
				if (speaks_of(s, maker->alts[i].want.actor))
					skip(out, "the race needs %s, which it creates",
					     prog->actors[maker->alts[i].want.actor]);
			}
		}
	}
}

static void skip_races(const struct sim_prog *prog, struct sim_host_report *out)
{
	for (unsigned int i = 0; i < prog->nr_steps; i++) {
		if (prog->steps[i].kind == SIM_STEP_RACE)
			skip_race(prog, &prog->steps[i], out);
	}
}

/* what the scenario must not find, or what its design lacks */
static void skip_present(const struct sim_prog *prog, struct sim_host_report *out)
{
	struct sim_item *item = prog->ast->items;

	while ((item = sim_ast_find(item, SIM_ITEM_REQUIRES))) {
		for (const struct sim_req *r = item->reqs; r; r = r->next) {
			if (r->absent && sim_host_number(r->name.s) >= 0)
				skip(out, "the machine has %s", r->name.s);
		}
		item = item->next;
	}
	for (unsigned int i = 0; i < prog->nr_steps; i++) {
		const struct sim_pstep *s = &prog->steps[i];

		if (s->kind == SIM_STEP_LINE && !s->enc.call && !s->enc.pseudo &&
		    sim_host_number(s->item->line.call.name.s) >= 0)
			skip(out, "the machine has %s", s->item->line.call.name.s);
	}
}

static int changes_ids(const char *name)
{
	return !strncmp(name, "setre", 5) || !strcmp(name, "setuid") || !strcmp(name, "setgid");
}

void sim_host_limits(const struct sim_prog *prog, struct sim_host_report *out)
{
	if (prog->skip[0])
		skip(out, "%s", prog->skip);
	if (prog->boot.no_procfs)
		skip(out, "%s", "the host has procfs");
	if (!was_merged(sim_design_table(prog->design)->name))
		skip_own(prog, out);
	skip_present(prog, out);
	skip_races(prog, out);
	for (unsigned int i = 0; i < prog->nr_steps; i++) {
		const struct sim_pstep *s = &prog->steps[i];
		const char *name = s->enc.call ? s->enc.call->name : NULL;

		if (s->prop == SIM_PROP_FAIL_NTH)
			skip(out, "%s", "nothing can be refused on the host");
		if (s->enc.image_len + 2 * HOST_ARGV > SLOT_IMAGE)
			skip(out, "%s", "a buffer is too large for the host");
		if (!name)
			continue;
		if (sim_host_number(name) < 0)
			skip(out, "the host runner does not make the call %s", name);
	}
}

/* a skip, if it can't be run here at all */
void sim_host_skips(const struct sim_prog *prog, struct sim_host_report *out)
{
	sim_host_limits(prog, out);
	for (unsigned int i = 0; geteuid() && i < prog->nr_steps; i++) {
		const struct model_syscall *call = prog->steps[i].enc.call;

		if (call && changes_ids(call->name))
			skip(out, "%s needs root", call->name);
	}
}

/* what only a kernel knows of itself */
static int is_inside(const struct sim_value *v)
{
	return v && v->kind == SIM_VALUE_CALL &&
	       (!strcmp(v->call.name.s, "refs") || !strcmp(v->call.name.s, "live") ||
		!strcmp(v->call.name.s, "freed"));
}

int sim_host_never_shows(const struct sim_expr *e)
{
	if (is_inside(e->lhs) || is_inside(e->rhs))
		return 1;
	for (const struct sim_expr *sub = e->sub; sub; sub = sub->next) {
		if (sim_host_never_shows(sub))
			return 1;
	}
	return 0;
}

/* a term that nobody sees from outside of the kernel */
static int is_hidden(const struct sim_run *run, const struct sim_value *v)
{
	const struct sim_value *who;

	if (!v || v->kind != SIM_VALUE_CALL)
		return 0;
	who = v->call.args;
	if (is_inside(v))
		return 1;
	if (strcmp(v->call.name.s, "received") && strcmp(v->call.name.s, "siginfo"))
		return 0;
	for (unsigned int i = 0; who && who->kind == SIM_VALUE_WORD && i < run->prog->nr_actors;
	     i++) {
		const struct host_task *t = (const struct host_task *)run->actors[i].task;

		if (t && !strcmp(run->prog->actors[i], who->word))
			return t->blind || (t->fatal && v->call.name.s[0] == 's');
	}
	return 0;
}

/* does it ask what nobody sees? */
int sim_host_hides(const struct sim_run *run, const struct sim_expr *e)
{
	if (is_hidden(run, e->lhs) || is_hidden(run, e->rhs))
		return 1;
	for (const struct sim_expr *sub = e->sub; sub; sub = sub->next) {
		if (sim_host_hides(run, sub))
			return 1;
	}
	return 0;
}
