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

/* Only these were taken into Linux as they are here. */
static int was_merged(const char *design)
{
	return !strcmp(design, "send-signal");
}

/* a skip, if it can't be run here at all */
void sim_host_skips(const struct sim_prog *prog, struct sim_host_report *out)
{
	if (prog->skip[0])
		skip(out, "%s", prog->skip);
	if (!was_merged(sim_design_table(prog->design)->name))
		skip(out, "no kernel has the design %s", sim_design_table(prog->design)->name);
	if (prog->boot.no_procfs)
		skip(out, "%s", "the host has procfs");
	if (prog->has_race)
		skip(out, "%s", "races are not run on the host");
	for (unsigned int i = 0; i < prog->nr_steps; i++) {
		const struct sim_pstep *s = &prog->steps[i];
		const char *name = s->enc.call ? s->enc.call->name : NULL;

		if (s->prop != SIM_PROP_NONE)
			skip(out, "%s", "nothing can be refused on the host");
		if (s->enc.image_len + 2 * HOST_ARGV > SLOT_IMAGE)
			skip(out, "%s", "a buffer is too large for the host");
		if (!name)
			continue;
		if (sim_host_number(name) < 0)
			skip(out, "the host runner does not make the call %s", name);
		if (geteuid() && (!strncmp(name, "setre", 5) || !strcmp(name, "setuid")))
			skip(out, "%s needs root", name);
	}
}

/* a term that nobody sees from outside of the kernel */
static int is_hidden(const struct sim_run *run, const struct sim_value *v)
{
	const struct sim_value *who;

	if (!v || v->kind != SIM_VALUE_CALL)
		return 0;
	who = v->call.args;
	if (!strcmp(v->call.name.s, "refs") || !strcmp(v->call.name.s, "live") ||
	    !strcmp(v->call.name.s, "freed"))
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
