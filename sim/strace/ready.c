// SPDX-License-Identifier: GPL-2.0-only
/*
 * What poll and epoll say is ready: a set. In which order its members stand, and whether all
 * of the files of a process that just exits are closed already, is a matter of moments.
 */
#include <string.h>

#include "script/names.h"
#include "strace/play.h"

static long bits_of(const struct sim_value *v)
{
	long bits = 0, bit;

	if (v && v->kind == SIM_VALUE_FLAGS) {
		for (v = v->sub.first; v; v = v->next)
			bits |= bits_of(v);
	} else if (v && v->kind == SIM_VALUE_NUMBER) {
		bits = v->num.val;
	} else if (v && v->kind == SIM_VALUE_WORD && sim_name_value(v->word, &bit)) {
		bits = bit;
	}
	return bits;
}

static const struct sim_value *member(const struct sim_value *v, const char *name)
{
	for (const struct sim_field *f = v && v->kind == SIM_VALUE_STRUCT ? v->fields : NULL; f;
	     f = f->next) {
		if (f->name.s && !strcmp(f->name.s, name))
			return f->value;
	}
	return NULL;
}

/* whether the model has it, with all the bits that the log has */
static int has(const struct sim_area *area, const unsigned char *at, long ret, long key,
	       long bits, int some)
{
	int poll = area->kind == SIM_AREA_POLL;
	unsigned int nr = poll ? area->max : (unsigned int)ret;

	for (unsigned int i = 0; i < nr && i < area->max; i++, at += area->layout->size) {
		const struct sim_member *m = area->layout->members;
		long is_key = sim_type_load(m[poll ? 0 : 1].type, at + m[poll ? 0 : 1].offset);
		long is = sim_type_load(m[poll ? 2 : 0].type, at + m[poll ? 2 : 0].offset);

		if (is_key == key && (some ? (is & bits) == bits : is == bits))
			return 1;
	}
	return 0;
}

/**
 * sim_st_ready_alike - whether poll or epoll gave the same set
 * @some: what the log has may be a part of what the model has
 */
int sim_st_ready_alike(struct st_play *p, unsigned int actor, const struct st_rec *rec,
		       const struct sim_field *args, const struct st_line *line, int some)
{
	int poll = strstr(rec->name, "epoll") == NULL, ok;
	const struct sim_value *list = sim_st_arg(args, 1);
	const struct sim_area *area = &line->step.enc.areas[0];
	const unsigned char *image = p->run.actors[actor].image;
	struct sim_field *note;

	if ((strncmp(rec->name, "epoll_", 6) && strcmp(rec->name, "poll") &&
	     strcmp(rec->name, "ppoll")) || !line->step.enc.nr_areas || !image)
		return 0;
	if (poll) {
		note = rec->note ? sim_st_values(p->log->heap, rec->note, &ok) : NULL;
		list = note ? note->value : NULL;
	}
	if (!list || list->kind != SIM_VALUE_LIST || line->ret < rec->ret ||
	    (!some && line->ret != rec->ret))
		return 0;
	for (const struct sim_value *v = list->sub.first; v; v = v->next) {
		const struct sim_value *key = member(v, poll ? "fd" : "data");

		if (!poll)
			key = member(key, "u64");
		if (!key || !has(area, image + area->at, line->ret, bits_of(key),
				 bits_of(member(v, poll ? "revents" : "events")), some))
			return 0;
	}
	return list->sub.nr > 0;
}
