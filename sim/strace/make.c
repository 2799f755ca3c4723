// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lines of the scenario language, one by one, in a world that goes on; and their export.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script/names.h"
#include "script/script.h"
#include "strace/play.h"

void sim_st_line_free(struct st_line *line)
{
	if (!line)
		return;
	sim_ast_free(line->ast);
	sim_ast_free(line->heap);
	free(line);
}

/** sim_st_bind - a call of @actor, as text, ready to be made; NULL: it can't be written */
struct st_line *sim_st_bind(struct st_play *p, unsigned int actor, const char *call)
{
	struct st_line *line = calloc(1, sizeof(*line));
	struct sim_binder b = { .prog = &p->prog, .table = sim_design_table(p->prog.design) };
	const struct sim_item *item = NULL;
	struct sim_buf text = { 0 };

	sim_buf_printf(&text, "scenario \"log\"\n%s: %s\n", p->actors[actor].name, call);
	if (!line || text.failed || sim_parse(&line->ast, "", text.s, text.len, NULL))
		goto bad;
	line->heap = sim_ast_new("");
	item = sim_ast_find(line->ast->items, SIM_ITEM_LINE);
	if (!line->heap || !item)
		goto bad;
	p->prog.heap = line->heap;
	b.ast = line->ast;
	line->step.item = item;
	line->step.actor = actor;
	line->rec = line->as = ST_NONE;
	if (sim_encode(&b, &item->line.call, &line->step.enc) || !line->step.enc.call ||
	    line->step.enc.image_len > SIM_SCRATCH_MAX / 2)
		goto bad;
	sim_buf_free(&text);
	return line;
bad:
	sim_buf_free(&text);
	sim_st_line_free(line);
	return NULL;
}

/* the other threads die before a program is executed */
static void let_threads(struct st_play *p, unsigned int actor)
{
	unsigned int process = sim_identity(p->run.actors[actor].task)->process;

	for (unsigned int i = 0; i < p->nr_actors && !p->eager; i++) {
		if (sim_identity(p->run.actors[i].task)->process == process)
			sim_let(p->run.actors[i].task, 1);
	}
	sim_let(p->run.actors[actor].task, 0);
}

/** sim_st_start - let the actor begin the call, and everybody settle */
void sim_st_start(struct st_play *p, unsigned int actor, struct st_line *line)
{
	struct sim_task *task = p->run.actors[actor].task;
	unsigned char *image = NULL;
	long args[6];

	sim_scratch_reset(task);
	if (line->step.enc.image_len)
		image = sim_scratch(task, line->step.enc.image_len);
	p->run.actors[actor].image = image;
	sim_call_image(&p->run, &line->step.enc, task, image, args);
	if (line->step.enc.creates) {
		p->maker = actor;
		p->made = ST_NONE;
	}
	if (p->eager) {
		sim_start(task, line->step.enc.call, args);
		sim_settle(p->sim);
	} else {
		sim_start_now(task, line->step.enc.call, args);
		/* whoever has no lines in the log */
		for (unsigned int i = 0; i < p->nr_actors; i++) {
			if (i == 0 || p->actors[i].pid < 0)
				sim_let(p->run.actors[i].task, 1);
		}
	}
	p->maker = ST_NONE;
	if (sim_ret(task) == SIM_BLOCKED && !strcmp(line->step.enc.call->name, "execve"))
		let_threads(p, actor);
	line->ret = sim_ret(task);
}

/** sim_st_let - the actor goes on; @signals: and takes its signals */
void sim_st_let(struct st_play *p, unsigned int actor, int signals)
{
	if (p->eager)
		sim_settle(p->sim);
	else
		sim_let(p->run.actors[actor].task, signals);
}

/** sim_st_finish - the call of the actor ends, if need be when time has passed */
long sim_st_finish(struct st_play *p, unsigned int actor)
{
	struct sim_task *task = p->run.actors[actor].task;

	if (p->eager)
		return sim_finish(task);
	sim_let(task, 0);
	while (sim_ret(task) == SIM_BLOCKED && sim_task_where(task) == SIM_ASLEEP &&
	       sim_let_time_pass(p->sim))
		sim_let(task, 0);
	return sim_ret(task);
}

/** sim_st_ask - a call that nobody sees, of a task in user mode, which does not wait */
long sim_st_ask(struct st_play *p, struct sim_task *task, const char *name, const long args[6])
{
	return sim_start_now(task, sim_design_call(p->prog.design, name), args);
}

/** sim_st_holds - whether the result is what `= ...` says; -1: that can't be said */
int sim_st_holds(struct st_play *p, unsigned int actor, struct st_line *line, const char *outcome)
{
	struct sim_binder b = { .prog = &p->prog, .table = sim_design_table(p->prog.design) };
	const struct sim_item *item;
	struct sim_ast *ast = NULL;
	struct sim_buf text = { 0 };
	struct sim_alt *alt = sim_ast_alloc(line->heap, sizeof(*alt));
	int holds = -1;

	sim_buf_printf(&text, "scenario \"log\"\n%s: ...%s\n", p->actors[actor].name, outcome);
	if (!alt || text.failed || sim_parse(&ast, "", text.s, text.len, NULL))
		goto out;
	item = sim_ast_find(ast->items, SIM_ITEM_LINE);
	p->prog.heap = line->heap;
	b.ast = ast;
	if (!item || !item->line.outcome.results ||
	    sim_bind_alt(&b, &line->step.enc, item->line.outcome.results, alt))
		goto out;
	line->step.alts = alt;
	line->step.nr_alts = 1;
	holds = line->ret != SIM_BLOCKED && line->ret != SIM_NO_RETURN &&
		line->ret != SIM_NO_CALL &&
		sim_alt_holds(&p->run, &line->step, alt, p->run.actors[actor].task, line->ret,
			      p->run.actors[actor].image);
out:
	/* what was bound names fields of the tree only for messages */
	sim_ast_free(ast);
	sim_buf_free(&text);
	return holds;
}

/* ------------------------------------------------------------ export */

/** sim_st_write - the line goes into the export; @outcome NULL: none, @comment may be NULL */
void sim_st_write(struct st_play *p, unsigned int actor, struct st_line *line,
		  const char *outcome, const char *comment)
{
	struct sim_buf call = { 0 };

	if (!p->eager)
		return;
	sim_print_line(&line->step.item->line, &call);
	if (line->written)
		sim_buf_printf(&p->export, "%s: ...%s", p->actors[actor].name,
			       outcome ? outcome : "");
	else
		sim_buf_printf(&p->export, "%s%s", call.s ? call.s : "", outcome ? outcome : "");
	if (comment)
		sim_buf_printf(&p->export, " # %s", comment);
	sim_buf_putc(&p->export, '\n');
	line->written = 1;
	p->export_lines++;
	sim_buf_free(&call);
}

static void write_result(struct st_play *p, unsigned int actor, struct st_line *line)
{
	char text[64] = "";

	if (line->ret == SIM_BLOCKED)
		snprintf(text, sizeof(text), " ...");
	else if (line->step.enc.creates && p->made != ST_NONE && line->ret > 0)
		snprintf(text, sizeof(text), " = %s", p->actors[p->made].name);
	else if (line->ret < 0 && line->ret >= -4095 && sim_errno_name((int)-line->ret))
		snprintf(text, sizeof(text), " = -1 %s", sim_errno_name((int)-line->ret));
	else if (line->ret >= 0)
		snprintf(text, sizeof(text), " = %ld", line->ret);
	sim_st_write(p, actor, line, text, NULL);
}

/** sim_st_do - a call that the log does not have: of the set-up, or in place of another */
long sim_st_do(struct st_play *p, unsigned int actor, const char *fmt, ...)
{
	struct sim_buf text = { 0 };
	struct st_line *line;
	va_list ap;
	long ret;

	va_start(ap, fmt);
	sim_buf_vprintf(&text, fmt, ap);
	va_end(ap);
	line = text.failed || sim_task_where(p->run.actors[actor].task) != SIM_USER ? NULL :
		sim_st_bind(p, actor, text.s);
	sim_buf_free(&text);
	if (!line)
		return SIM_NO_CALL;
	sim_st_start(p, actor, line);
	ret = line->ret;
	write_result(p, actor, line);
	sim_st_line_free(line);
	return ret;
}

/* ------------------------------------------------------------ looking */

/* init makes these; they leave nothing behind and are not in the export */
static long quiet(struct st_play *p, const char *call, const char *path, void *buf, size_t n,
		  long extra)
{
	struct sim_task *init = p->run.actors[0].task;
	char *text, *to;
	long ret;

	sim_scratch_reset(init);
	text = sim_scratch(init, 64);
	to = sim_scratch(init, n + 1);
	if (!text || !to)
		return -1;
	snprintf(text, 64, "%s", path ? path : "");
	if (path)
		ret = sim_st_ask(p, init, call, (const long[6]){
			(long)text, !strcmp(call, "open") ? 0 : (long)to, (long)n });
	else
		ret = sim_st_ask(p, init, call, (const long[6]){ extra, (long)to, (long)n });
	if (ret > 0 && ret <= (long)n)
		memcpy(buf, to, (size_t)ret);
	return ret;
}

/** sim_st_link - where /proc/PID/fd/N points, or "" */
const char *sim_st_link(struct st_play *p, unsigned int actor, long fd, char *buf, size_t n)
{
	char path[64];
	long len;

	snprintf(path, sizeof(path), "/proc/%d/fd/%ld",
		 sim_pid(p->run.actors[actor].task, p->run.actors[0].task), fd);
	len = quiet(p, "readlink", path, buf, n - 1, 0);
	buf[len > 0 ? len : 0] = '\0';
	return buf;
}

/** sim_st_status - a hexadecimal line of /proc/PID/status, as "SigCgt:" */
unsigned long sim_st_status(struct st_play *p, unsigned int actor, const char *key)
{
	char path[64], text[2049];
	const char *at;
	long fd, len;

	snprintf(path, sizeof(path), "/proc/%d/status",
		 sim_pid(p->run.actors[actor].task, p->run.actors[0].task));
	fd = quiet(p, "open", path, text, 0, 0);
	if (fd < 0)
		return 0;
	len = quiet(p, "read", NULL, text, sizeof(text) - 1, fd);
	sim_st_ask(p, p->run.actors[0].task, "close", (const long[6]){ fd });
	text[len > 0 ? len : 0] = '\0';
	at = strstr(text, key);
	return at ? strtoul(at + strlen(key), NULL, 16) : 0;
}

/** sim_st_interrupt - a call that should have ended ends, as if a signal had come */
void sim_st_interrupt(struct st_play *p, unsigned int actor)
{
	const struct model_ops *ops = sim_design_table(p->prog.design)->ops;
	struct sim_task *task = p->run.actors[actor].task;

	/* a scenario has no word for it: there the call goes on, and what follows is left out */
	if (p->eager && p->actors[actor].line && sim_task_where(task) != SIM_DEAD)
		return;
	if (sim_task_where(task) == SIM_ASLEEP && ops->interrupt && sim_task_model(task)) {
		ops->interrupt(sim_task_model(task));
		sim_st_let(p, actor, 0);
	}
	sim_st_line_free(p->actors[actor].line);
	p->actors[actor].line = NULL;
}
