// SPDX-License-Identifier: GPL-2.0-only
/*
 * The whole log, as often as something new is learnt; and the report.
 */
#include "strace/replay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script/script.h"
#include "strace/play.h"

#define MAX_TRIES 600

/* ------------------------------------------------------------ new tasks */

static void on_task_new(void *ctx, struct sim_task *task, struct sim_task *parent)
{
	struct st_play *p = ctx;
	unsigned int maker = p->maker, child;
	char name[16];

	if (maker == ST_NONE || p->run.actors[maker].task != parent)
		return;
	snprintf(name, sizeof(name), "P%u", p->nr_actors);
	child = sim_st_new_actor(p, task, maker, name);
	if (child == ST_NONE)
		return;
	p->made = child;
	if (!p->made_nr)
		return;
	sim_st_name(p, maker, p->made_nr, child);
	if (!sim_st_space(p, maker))
		p->actors[child].pid = p->made_nr;
	if (maker)
		p->out->processes++;
}

static const struct sim_hooks hooks = { .task_new = on_task_new };

/* ------------------------------------------------------------ one replay */

static void forget(struct st_play *p)
{
	struct st_report *out = p->out;
	unsigned int restarts = out->restarts;
	int want_export = out->want_export;

	for (unsigned int i = 0; i < p->nr_actors; i++)
		sim_st_line_free(p->actors[i].line);
	p->nr_actors = 0;
	p->nr_numbers = 0;
	p->nr_counts = 0;
	p->again = 0;
	p->maker = ST_NONE;
	p->export_lines = 0;
	memset(p->tainted, 0, sizeof(p->tainted));
	sim_buf_free(&p->export);
	sim_buf_free(&out->text);
	sim_buf_free(&out->export);
	*out = (struct st_report){ .restarts = restarts, .want_export = want_export };
}

static int begin(struct st_play *p)
{
	forget(p);
	sim_reset(p->sim);
	sim_set_hooks(p->sim, &hooks, p);
	return sim_st_new_actor(p, sim_task_at(p->sim, 0), 0, "init") != ST_NONE;
}

/* a fault that a judge of the model found */
static void put_verdicts(struct st_play *p)
{
	for (unsigned int i = 0; i < sim_nr_verdicts(p->sim) && i < SIM_MAX_VERDICTS; i++) {
		const struct sim_verdict *v = sim_verdict(p->sim, i);

		p->out->differences++;
		sim_buf_printf(&p->out->text, "model: %s: %s\n", sim_bug_name(v->kind), v->text);
	}
}

/* a vfork that the log leaves open: what its child is called is said when it ends */
static void end_vforks(struct st_play *p)
{
	for (unsigned int i = p->nr_actors; i--;) {
		struct st_line *line = p->actors[i].line;
		unsigned int child = p->nr_actors;
		char text[64];

		if (!line || line->ret != SIM_BLOCKED || !line->step.enc.creates)
			continue;
		while (--child && p->actors[child].parent != i)
			;
		if (!child)
			continue;
		sim_st_do(p, 0, "kill(%s, SIGKILL)", p->actors[child].name);
		line->ret = sim_st_finish(p, i);
		snprintf(text, sizeof(text), " = %s", p->actors[child].name);
		if (line->ret > 0)
			sim_st_write(p, i, line, text, NULL);
	}
}

/* 0: no memory */
static int play(struct st_play *p)
{
	unsigned int actor;

	if (!begin(p))
		return 0;
	for (p->at = 0; p->at < p->nr_order && !p->again; p->at++) {
		const struct st_event event = p->order[p->at];

		if (sim_abandoned(p->sim))
			break;
		actor = sim_st_by_pid(p, p->log->recs[event.rec].pid);
		if (actor == ST_NONE)
			return sim_abandoned(p->sim);
		sim_st_event(p, actor, &event);
	}
	if (p->again)
		return 1;
	while (sim_st_flush_exit(p))
		;
	end_vforks(p);
	put_verdicts(p);
	return 1;
}

/* ------------------------------------------------------------ what is told */

static int most_first(const void *a, const void *b)
{
	const struct st_count *x = a, *y = b;

	if (x->nr != y->nr)
		return x->nr > y->nr ? -1 : 1;
	return strcmp(x->name, y->name);
}

static void put_counts(struct st_play *p)
{
	struct sim_buf *out = &p->out->text;
	size_t column = 0;
	int n;
	char text[96];

	if (p->nr_counts)
		qsort(p->counts, p->nr_counts, sizeof(*p->counts), most_first);
	for (unsigned int i = 0; i < p->nr_counts; i++) {
		n = snprintf(text, sizeof(text), "%u %.60s%s", p->counts[i].nr, p->counts[i].name,
			     i + 1 < p->nr_counts ? "," : "");
		if (!column || column + (size_t)n > 95) {
			sim_buf_puts(out, column ? "\n    " : "    ");
			column = 4;
		} else {
			sim_buf_putc(out, ' ');
			column++;
		}
		sim_buf_puts(out, text);
		column += (size_t)n;
	}
	if (column)
		sim_buf_putc(out, '\n');
}

static const char *s(unsigned int n)
{
	return n == 1 ? "" : "s";
}

static void put_report(struct st_play *p)
{
	struct st_report *r = p->out;
	struct sim_buf *out = &r->text;

	r->adopted += p->nr_facts;
	for (unsigned int i = 0; i < p->log->nr_recs; i++)
		r->moved += p->moved[i];
	if (r->differences)
		sim_buf_putc(out, '\n');
	sim_buf_printf(out, "%u line%s, %u process%s: %u call%s and %u signal%s compared, "
		       "%u difference%s\n", p->log->nr_lines, s(p->log->nr_lines), r->processes,
		       r->processes == 1 ? "" : "es", r->calls, s(r->calls), r->signals,
		       s(r->signals), r->differences, s(r->differences));
	if (r->adopted)
		sim_buf_printf(out, "  %u fact%s from before the log taken over\n", r->adopted,
			       s(r->adopted));
	if (r->outside)
		sim_buf_printf(out, "  %u signal%s from outside of the log\n", r->outside,
			       s(r->outside));
	if (r->moved)
		sim_buf_printf(out, "  %u call%s began before the line that shows %s\n", r->moved,
			       s(r->moved), r->moved == 1 ? "it" : "them");
	if (p->log->broken)
		sim_buf_printf(out, "  %u line%s not understood\n", p->log->broken,
			       s(p->log->broken));
	if (r->passed)
		sim_buf_printf(out, "  %u call%s passed over:\n", r->passed, s(r->passed));
	put_counts(p);
}

/* canonical, as every scenario */
static enum sim_status put_export(struct st_play *p, struct sim_error *err)
{
	struct sim_buf text = { 0 };
	struct sim_ast *ast = NULL;
	enum sim_status status;
	const char *slash = strrchr(p->log->files[0], '/');

	sim_buf_puts(&text, "scenario \"replayed from ");
	for (const char *c = slash ? slash + 1 : p->log->files[0]; *c; c++) {
		if (*c != '"' && *c != '\\' && *c >= ' ' && *c < 0x7f)
			sim_buf_putc(&text, *c);
	}
	sim_buf_puts(&text, "\"\n\n");
	if (p->export.s)
		sim_buf_add(&text, p->export.s, p->export.len);
	status = text.failed ? sim_error_set(err, SIM_ENOMEM, "out of memory") :
		sim_parse(&ast, "(export)", text.s, text.len, err);
	if (!status)
		status = sim_print(ast, &p->out->export, err);
	sim_ast_free(ast);
	sim_buf_free(&text);
	return status;
}

/*
 * In a scenario everybody runs as far as he can behind each line: once more so, now that
 * all is learnt. What the model then gives is what the scenario says.
 */
static enum sim_status export(struct st_play *p, struct sim_error *err)
{
	struct st_report report = *p->out;
	enum sim_status status;
	int ok;

	/* as `run` boots it, unless it is told otherwise */
	p->prog.boot.release = sim_design_table(p->prog.design)->releases.last;
	status = sim_boot(p->sim, &p->prog.boot, err);
	if (status)
		return status;
	p->eager = 1;
	p->tries = ~0U;
	memset(&p->out->text, 0, sizeof(p->out->text));
	ok = play(p);
	sim_buf_free(&p->out->text);
	*p->out = report;
	memset(&p->out->export, 0, sizeof(p->out->export));
	status = ok ? put_export(p, err) : sim_error_set(err, SIM_ENOMEM, "out of memory");
	return status;
}

/* ------------------------------------------------------------ all of it */

static void end(struct st_play *p)
{
	for (unsigned int i = 0; i < p->nr_actors; i++)
		sim_st_line_free(p->actors[i].line);
	for (unsigned int i = 0; i < p->nr_facts; i++)
		free(p->facts[i].text);
	free(p->actors);
	free(p->run.actors);
	free(p->prog.actors);
	free(p->numbers);
	free(p->facts);
	free(p->counts);
	free(p->order);
	free(p->moved);
	sim_buf_free(&p->export);
	sim_set_hooks(p->sim, NULL, NULL);
	free(p);
}

static struct st_play *begin_all(struct st_log *log, struct sim *sim, struct st_report *out)
{
	struct st_play *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	p->log = log;
	p->sim = sim;
	p->out = out;
	p->run.prog = &p->prog;
	p->run.sim = sim;
	p->order = calloc(2 * log->nr_recs + log->nr_events + 1, sizeof(*p->order));
	p->moved = calloc(log->nr_recs + 1, 1);
	if (!p->order || !p->moved) {
		end(p);
		return NULL;
	}
	/* a long log is not begun again for each little thing */
	p->max_tries = 8 + 2000000 / (log->nr_events + 1);
	if (p->max_tries > MAX_TRIES)
		p->max_tries = MAX_TRIES;
	p->nr_order = log->nr_events;
	memcpy(p->order, log->events, log->nr_events * sizeof(*p->order));
	return p;
}

enum sim_status sim_st_replay(struct st_log *log, struct sim *sim, const struct sim_design *design,
			      unsigned int release, struct st_report *out, struct sim_error *err)
{
	const struct model_boot boot = { .release = release };
	struct st_play *p = begin_all(log, sim, out);
	enum sim_status status = SIM_OK;
	int ok = 1;

	if (!p)
		return sim_error_set(err, SIM_ENOMEM, "out of memory");
	p->prog.design = design;
	p->prog.boot = boot;
	sim_use_design(sim, design);
	status = sim_boot(sim, &boot, err);
	while (!status && ok) {
		ok = play(p);
		if (!p->again)
			break;
		out->restarts = ++p->tries;
	}
	if (!status && !ok)
		status = sim_error_set(err, SIM_ENOMEM, "out of memory");
	if (!status)
		put_report(p);
	if (!status && out->want_export)
		status = export(p, err);
	end(p);
	return status;
}
