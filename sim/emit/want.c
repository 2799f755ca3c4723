// SPDX-License-Identifier: GPL-2.0-only
/*
 * Expectations in C: an expression of `ret`, and of the user memory of the actor.
 */
#include "emit/emit.h"

#include <string.h>

#include "script/layout.h"

static int size_of(enum sim_type type)
{
	int size = (int)sim_type_size(type);

	switch (type) {
	case SIM_T_S16:
	case SIM_T_S32:
	case SIM_T_STATUS:
		return -size;
	default:
		return size;
	}
}

static void put_value(struct sim_emit *e, const struct sim_want *w, unsigned int viewer)
{
	if (w->kind == SIM_WANT_PID || w->kind == SIM_WANT_NEG_PID)
		sim_buf_printf(e->out, "%snumber(A_%s, A_%s)",
			       w->kind == SIM_WANT_NEG_PID ? "-" : "", e->prog->actors[w->actor],
			       e->prog->actors[viewer]);
	else
		sim_emit_number(e, NULL, w->value);
}

static void put_text(struct sim_emit *e, const struct sim_text *t, unsigned int viewer)
{
	sim_buf_puts(e->out, "text(\"");
	for (unsigned int i = 0; i < t->nr_parts; i++)
		sim_buf_puts(e->out, t->parts[i].bytes ? "%s" : "%ld");
	sim_buf_puts(e->out, "\"");
	for (unsigned int i = 0; i < t->nr_parts; i++) {
		sim_buf_puts(e->out, ", ");
		if (t->parts[i].bytes)
			sim_emit_string(e->out, t->parts[i].bytes, t->parts[i].len);
		else
			sim_buf_printf(e->out, "number(A_%s, A_%s)",
				       e->prog->actors[t->parts[i].actor],
				       e->prog->actors[viewer]);
	}
	sim_buf_puts(e->out, ")");
}

static void put_name(struct sim_emit *e, const struct sim_want_field *f)
{
	const char *name = f->ast && f->ast->name.s ? f->ast->name.s : "";

	sim_emit_string(e->out, name, strlen(name));
}

static void put_rights(struct sim_emit *e, const struct sim_want *w, unsigned int at)
{
	sim_buf_printf(e->out, "rights(m + %u, %u", at, w->nr_list);
	for (unsigned int i = 0; i < w->nr_list; i++)
		sim_buf_printf(e->out, ", %ldL", w->list[i]);
	sim_buf_putc(e->out, ')');
}

static void put_field(struct sim_emit *e, const struct sim_pstep *step,
		      const struct sim_want_field *f)
{
	const struct sim_area *area = &step->enc.areas[f->area];
	unsigned int at = area->kind == SIM_AREA_MSG ? area->max : area->at;

	if (f->want.kind == SIM_WANT_TEXT) {
		sim_buf_printf(e->out, "bytes(m + %u, ret, ", at);
		put_text(e, f->want.text, step->actor);
		sim_buf_printf(e->out, ", %d)", f->want.text->prefix);
		return;
	}
	if (f->want.kind == SIM_WANT_FDS) {
		put_rights(e, &f->want, area->at);
		return;
	}
	if (area->kind == SIM_AREA_POLL)
		sim_buf_printf(e->out, "polled(m + %u, %u, %u) && ", area->at, area->max,
			       f->element);
	else if (area->kind == SIM_AREA_LIST)
		sim_buf_printf(e->out, "ret > %u && ", f->element);
	sim_buf_puts(e->out, "field(");
	put_name(e, f);
	if (area->kind == SIM_AREA_POLL)
		sim_buf_printf(e->out, ", get(polled(m + %u, %u, %u) + %u, %d), ", area->at,
			       area->max, f->element, f->offset, size_of(f->type));
	else
		sim_buf_printf(e->out, ", %s(m + %u, %d), ",
			       f->type == SIM_T_CAPS ? "get_caps" : "get",
			       area->at + f->offset +
				       (f->element ? f->element * area->layout->size : 0),
			       size_of(f->type));
	put_value(e, &f->want, step->actor);
	sim_buf_putc(e->out, ')');
}

static void put_alt(struct sim_emit *e, const struct sim_pstep *step, const struct sim_alt *alt)
{
	if (alt->err)
		sim_buf_printf(e->out, "ret == -%d", alt->err);
	else if (alt->want.kind == SIM_WANT_ANY)
		sim_buf_puts(e->out, "(ret >= 0 || ret < -4095) && ret < BLOCKED");
	else {
		sim_buf_puts(e->out, "ret == ");
		put_value(e, &alt->want, step->actor);
	}
	for (unsigned int i = 0; i < alt->nr_fields; i++) {
		if (alt->fields[i].want.kind == SIM_WANT_ANY)
			continue;
		sim_buf_puts(e->out, " &&\n\t\t\t ");
		put_field(e, step, &alt->fields[i]);
	}
	if (alt->nr_list == ~0U || !alt->nr_fields)
		return;
	if (step->enc.areas[alt->fields[0].area].kind == SIM_AREA_POLL ||
	    step->enc.areas[alt->fields[0].area].kind == SIM_AREA_LIST)
		sim_buf_printf(e->out, " && ret <= %u", alt->nr_list);
}

void sim_emit_want(struct sim_emit *e, const struct sim_pstep *step, unsigned int at)
{
	(void)at;
	if (step->outcome == SIM_OUTCOME_NONE) {
		sim_buf_puts(e->out, "1");
		return;
	}
	if (step->outcome == SIM_OUTCOME_BLOCKS) {
		sim_buf_puts(e->out, "ret == BLOCKED");
		return;
	}
	for (unsigned int i = 0; i < step->nr_alts; i++) {
		sim_buf_puts(e->out, i ? " ||\n\t\t\t(" : "(");
		put_alt(e, step, &step->alts[i]);
		sim_buf_putc(e->out, ')');
	}
}
