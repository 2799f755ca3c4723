// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls as text, made ready one by one: a program grows while it runs.
 */
#include "fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script/script.h"

static const char *const names[FUZZ_ACTORS] = {
	"init", "P1",  "P2",  "P3",  "P4",  "P5",  "P6",  "P7",	 "P8",	"P9",
	"P10",	"P11", "P12", "P13", "P14", "P15", "P16", "P17", "P18", "P19",
	"P20",	"P21", "P22", "P23", "P24", "P25", "P26", "P27", "P28", "P29",
	"P30",	"P31", "P32", "P33", "P34", "P35", "P36", "P37", "P38", "P39",
};

const char *fuzz_actor_name(unsigned int actor)
{
	return names[actor];
}

struct fuzz_program *fuzz_program_new(const struct sim_design *design)
{
	struct fuzz_program *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	p->prog.design = design;
	p->prog.actors = (const char **)names;
	p->prog.nr_actors = FUZZ_ACTORS;
	p->prog.heap = sim_ast_new("");
	p->steps = calloc(FUZZ_STEPS, sizeof(*p->steps));
	p->lines = calloc(FUZZ_STEPS, sizeof(*p->lines));
	p->nr_actors = 1;
	if (p->prog.heap && p->steps && p->lines)
		return p;
	fuzz_program_free(p);
	return NULL;
}

void fuzz_program_free(struct fuzz_program *p)
{
	if (!p)
		return;
	for (unsigned int i = 0; i < p->nr_steps; i++) {
		free(p->steps[i].text);
		sim_ast_free(p->lines[i]);
	}
	free(p->steps);
	free(p->lines);
	sim_ast_free(p->prog.heap);
	free(p);
}

static void need(struct fuzz_step *s, unsigned int actor)
{
	if (actor < FUZZ_ACTORS)
		s->needs |= 1ULL << actor;
}

static void find_needs(struct fuzz_step *s)
{
	const struct sim_encoded *enc = &s->p.enc;

	for (unsigned int i = 0; i < 6; i++) {
		if (enc->args[i].place == SIM_AT_PID || enc->args[i].place == SIM_AT_NEG_PID)
			need(s, enc->args[i].actor);
	}
	for (unsigned int i = 0; i < enc->nr_relocs; i++) {
		const struct sim_reloc *r = &enc->relocs[i];

		if (r->place == SIM_AT_PID || r->place == SIM_AT_NEG_PID)
			need(s, r->actor);
		for (unsigned int j = 0; r->text && j < r->text->nr_parts; j++) {
			if (!r->text->parts[j].bytes)
				need(s, r->text->parts[j].actor);
		}
	}
}

/* all that comes back is to be shown, but what is not compared */
static int show_all(struct fuzz_program *p, struct fuzz_step *s)
{
	const struct sim_encoded *enc = &s->p.enc;
	struct sim_alt *alt = sim_ast_alloc(p->prog.heap, sizeof(*alt));

	if (!alt)
		return 0;
	alt->fields = sim_ast_alloc(p->prog.heap, sizeof(*alt->fields) * (enc->nr_areas + 1));
	if (!alt->fields)
		return 0;
	for (unsigned int i = 0; i < enc->nr_areas; i++) {
		if (!fuzz_limit(FUZZ_NO_FIELD, enc->areas[i].param))
			alt->fields[alt->nr_fields++].area = i;
	}
	s->p.alts = alt;
	s->p.nr_alts = 1;
	return 1;
}

static enum sim_status encode(struct fuzz_program *p, struct fuzz_step *s, const char *text,
			      struct sim_ast **ast, struct sim_error *err)
{
	struct sim_binder b = { .prog = &p->prog, .err = err,
				.table = sim_design_table(p->prog.design) };
	char line[1024];
	int len = snprintf(line, sizeof(line), "scenario \"\"\ninit: %s\n", text);
	const struct sim_item *item;
	enum sim_status status;

	if (len >= (int)sizeof(line))
		return sim_error_set(err, SIM_EINPUT, "the call is too long");
	status = sim_parse(ast, "fuzz", line, (size_t)len, err);
	if (status)
		return status;
	item = sim_ast_find((*ast)->items, SIM_ITEM_LINE);
	if (!item)
		return sim_error_set(err, SIM_EINPUT, "no call: %s", text);
	b.ast = *ast;
	s->p.item = item;
	status = sim_encode(&b, &item->line.call, &s->p.enc);
	if (!status && !s->p.enc.call && !s->p.enc.pseudo)
		return sim_error_set(err, SIM_EINPUT, "the design has no such call: %s", text);
	return status;
}

struct fuzz_step *fuzz_program_add(struct fuzz_program *p, unsigned int actor, const char *text,
				   struct sim_error *err)
{
	struct fuzz_step *s = &p->steps[p->nr_steps];
	enum sim_status status;

	if (p->nr_steps == FUZZ_STEPS) {
		sim_error_set(err, SIM_EINPUT, "a program has at most %d calls", FUZZ_STEPS);
		return NULL;
	}
	memset(s, 0, sizeof(*s));
	s->p.actor = actor;
	s->p.kind = SIM_STEP_LINE;
	status = encode(p, s, text, &p->lines[p->nr_steps], err);
	s->text = strdup(text);
	if (!status && (!s->text || !show_all(p, s)))
		status = sim_error_set(err, SIM_ENOMEM, "out of memory");
	if (!status && s->p.enc.creates) {
		s->child = p->nr_actors;
		if (p->nr_actors == FUZZ_ACTORS)
			status = sim_error_set(err, SIM_EINPUT, "at most %d actors", FUZZ_ACTORS);
		else
			p->nr_actors++;
	}
	if (status) {
		free(s->text);
		sim_ast_free(p->lines[p->nr_steps]);
		p->lines[p->nr_steps] = NULL;
		return NULL;
	}
	find_needs(s);
	s->needs |= 1ULL << actor;
	p->nr_steps++;
	return s;
}
