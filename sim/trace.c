// SPDX-License-Identifier: GPL-2.0-only
/*
 * The trace of a run in detail mode: every event, call, switch and scheduling point, in
 * order. It grows with the run; a fast run keeps none and is repeated in detail.
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

struct sim_trace {
	struct sim_trace_entry *at;
	unsigned int nr, room;
	/* arguments of calls, six each; found by the index kept in the entry's @b */
	long (*args)[6];
	unsigned int nr_args, args_room;
};

struct sim_trace *sim_trace_new(void)
{
	return calloc(1, sizeof(struct sim_trace));
}

void sim_trace_free(struct sim_trace *trace)
{
	if (!trace)
		return;
	free(trace->at);
	free(trace->args);
	free(trace);
}

void sim_trace_reset(struct sim_trace *trace)
{
	trace->nr = trace->nr_args = 0;
}

struct sim_trace_entry *sim_trace_add(struct sim *sim, enum sim_trace_kind kind,
				      unsigned int code, const struct sim_task *target)
{
	struct sim_trace *trace = sim->trace;
	struct sim_trace_entry *e;
	unsigned int room;

	if (!trace)
		return NULL;
	if (trace->nr == trace->room) {
		room = trace->room ? trace->room * 2 : 1024;
		e = realloc(trace->at, room * sizeof(*e));
		if (!e)
			return NULL;
		trace->at = e;
		trace->room = room;
	}
	e = &trace->at[trace->nr++];
	memset(e, 0, sizeof(*e));
	e->kind = kind;
	e->code = code;
	e->task = sim->current ? (int)sim->current->index : -1;
	e->target = target ? (int)target->index : -1;
	e->step = sim_steps(sim);
	return e;
}

void sim_trace_args(struct sim *sim, struct sim_trace_entry *e, const long args[6])
{
	struct sim_trace *trace = sim->trace;
	unsigned int room;
	void *p;

	if (trace->nr_args == trace->args_room) {
		room = trace->args_room ? trace->args_room * 2 : 64;
		p = realloc(trace->args, room * sizeof(*trace->args));
		if (!p)
			return;
		trace->args = p;
		trace->args_room = room;
	}
	memcpy(trace->args[trace->nr_args++], args, sizeof(trace->args[0]));
	e->b = (long)trace->nr_args;
}

unsigned int sim_trace_count(const struct sim *sim)
{
	return sim->trace && sim->detail ? sim->trace->nr : 0;
}

int sim_trace_get(const struct sim *sim, unsigned int i, struct sim_trace_entry *out)
{
	if (i >= sim_trace_count(sim))
		return 0;
	*out = sim->trace->at[i];
	if (out->kind == SIM_TRACE_CALL) {
		out->args = out->b ? sim->trace->args[out->b - 1] : NULL;
		out->b = 0;
	}
	return 1;
}
