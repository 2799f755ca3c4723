// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls of the log, made in the model: when they begin, when they end, and what came of them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "strace/play.h"

static const struct sim_field *args_of(struct st_play *p, struct st_rec *rec)
{
	if (!rec->parsed) {
		rec->parsed = 1;
		rec->values = sim_st_values(p->log->heap, rec->args ? rec->args : "",
					    &rec->readable);
	}
	return rec->values;
}

/** sim_st_differ - a line for the report */
void sim_st_differ(struct st_play *p, const struct st_rec *rec, const char *model,
		   const char *log)
{
	struct sim_buf *out = &p->out->text;
	unsigned int len = rec->len > 160 ? 160 : rec->len;

	if (p->again)
		return;
	p->out->differences++;
	sim_buf_printf(out, "%s:%u: %.*s%s\n    model: %s\n    log:   %s\n",
		       p->log->files[rec->file], rec->line, (int)len, rec->text,
		       len < rec->len ? "..." : "", model, log);
}

/* ------------------------------------------------------------ exits */

/** sim_st_exit - the exit that the log shows, which had not been made yet */
void sim_st_exit(struct st_play *p, unsigned int actor)
{
	struct st_actor *a = &p->actors[actor];
	const struct st_rec *rec = &p->log->recs[a->exiting - 1];

	a->exiting = 0;
	if (rec->kind == ST_SIGNAL)
		sim_st_let(p, actor, 1);
	else
		sim_st_do(p, actor, "%s(%d)", rec->name, atoi(rec->args));
}

/** sim_st_flush_exit - make the exit that was begun first; 0: there is none */
int sim_st_flush_exit(struct st_play *p)
{
	unsigned int first = ST_NONE;

	for (unsigned int i = 0; i < p->nr_actors; i++) {
		if (p->actors[i].exiting && (first == ST_NONE ||
		    p->actors[i].exiting < p->actors[first].exiting))
			first = i;
	}
	if (first == ST_NONE)
		return 0;
	sim_st_exit(p, first);
	p->flushed = 1;
	return 1;
}

static void exited(struct st_play *p, unsigned int actor, const struct st_rec *rec)
{
	struct sim_task *task = p->run.actors[actor].task;

	if (p->actors[actor].exiting)
		sim_st_exit(p, actor);
	sim_st_let(p, actor, 1);
	while (sim_task_where(task) != SIM_DEAD && sim_st_flush_exit(p))
		sim_st_let(p, actor, 1);
	if (sim_task_where(task) == SIM_DEAD)
		return;
	sim_st_differ(p, rec, "it lives", "exited");
	sim_st_do(p, 0, "kill(%s, SIGKILL)", p->actors[actor].name);
	sim_st_let(p, actor, 1);
}

/* a thread that is not the leader has executed a program: it goes on as the leader */
static void superseded(struct st_play *p, unsigned int leader, const struct st_rec *rec)
{
	for (unsigned int i = 1; i < p->nr_actors; i++) {
		if (p->actors[i].pid == rec->code && !p->actors[i].gone) {
			p->actors[leader].gone = 1;
			p->actors[i].pid = rec->pid;
			sim_st_name(p, i, rec->pid, i);
			return;
		}
	}
}

/* ------------------------------------------------------------ results */

static void write_line(struct st_play *p, unsigned int actor, struct st_line *line,
		       const char *outcome, const char *comment)
{
	sim_st_write(p, actor, line, outcome, comment);
	if (line->ret != SIM_BLOCKED) {
		sim_st_line_free(line);
		p->actors[actor].line = NULL;
	}
}

/* what the model gave, short enough for a line of the export */
static void short_result(struct st_play *p, unsigned int actor, struct st_line *line,
			 struct sim_buf *out)
{
	struct sim_alt *alts = line->step.alts;
	unsigned int nr = line->step.nr_alts;

	line->step.alts = NULL;
	line->step.nr_alts = 0;
	if (line->ret != SIM_NO_RETURN) {
		sim_buf_puts(out, line->ret == SIM_BLOCKED ? " " : " = ");
		sim_result_text(&p->run, &line->step, p->run.actors[actor].task, line->ret,
				p->run.actors[actor].image, out);
	}
	line->step.alts = alts;
	line->step.nr_alts = nr;
}

static void write_short(struct st_play *p, unsigned int actor, struct st_line *line)
{
	struct sim_buf brief = { 0 };

	short_result(p, actor, line, &brief);
	write_line(p, actor, line, brief.s, NULL);
	sim_buf_free(&brief);
}

static int is_own(const char *call)
{
	return !strcmp(call, "getpid") || !strcmp(call, "gettid");
}

/* a number that the log has not told of is whom the model means */
static int adopt_number(struct st_play *p, unsigned int actor, const struct st_rec *rec,
			const struct st_line *line)
{
	unsigned int whom;

	if (!sim_st_gives_pid(rec->name) || rec->ret <= 0 || line->ret <= 0 || rec->err ||
	    !strncmp(rec->name, "wait", 4) || sim_st_space(p, actor) ||
	    (p->actors[actor].parent && is_own(rec->name)) ||
	    sim_st_actor(p, actor, rec->ret) != ST_NONE)
		return 0;
	whom = sim_st_of_task(p, sim_find(p->run.actors[actor].task, (int)line->ret));
	if (whom == ST_NONE)
		return 0;
	p->out->adopted++;
	return sim_st_name(p, actor, rec->ret, whom);
}

/* the descriptor gets the number that the log has, so that what follows is not wrong as well */
static void put_right(struct st_play *p, unsigned int actor, const struct st_rec *rec, long ret)
{
	static const char *const names[] = {
		"dup", "fcntl", "openat", "open", "eventfd2", "epoll_create1", "pidfd_open",
	};

	for (unsigned int i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (strcmp(names[i], rec->name) || rec->ret < 0 || ret < 0 || ret == rec->ret)
			continue;
		sim_st_do(p, actor, "dup3(%ld, %ld, 0)", ret, rec->ret);
		sim_st_do(p, actor, "close(%ld)", ret);
	}
}

static void disagree(struct st_play *p, unsigned int actor, struct st_line *line,
		     const struct st_rec *rec, const char *log)
{
	struct sim_buf model = { 0 }, brief = { 0 }, comment = { 0 };
	long ret = line->ret;

	sim_result_text(&p->run, &line->step, p->run.actors[actor].task, ret,
			p->run.actors[actor].image, &model);
	if (ret == SIM_BLOCKED) {
		sim_buf_free(&model);
		sim_buf_puts(&model, "still going on");
	}
	sim_st_differ(p, rec, model.s ? model.s : "", log + (log[0] ? 3 : 0));
	short_result(p, actor, line, &brief);
	sim_buf_printf(&comment, "the log:%s", log);
	if (ret != SIM_BLOCKED)
		write_line(p, actor, line, brief.s, comment.s);
	sim_buf_free(&model);
	sim_buf_free(&brief);
	sim_buf_free(&comment);
	put_right(p, actor, rec, ret);
}

/** sim_st_next - what its process does next, behind the event that is being replayed */
const struct st_rec *sim_st_next(const struct st_play *p, const struct st_rec *rec)
{
	for (unsigned int i = p->at + 1; i < p->nr_order; i++) {
		const struct st_rec *next = &p->log->recs[p->order[i].rec];

		if (next->pid == rec->pid && next != rec)
			return next;
	}
	return NULL;
}

/* the signal that the log shows next is taken by the model on the way out of the call */
static int dies_of_it(const struct st_play *p, const struct st_rec *rec,
		      const struct st_line *line)
{
	const struct st_rec *next = sim_st_next(p, rec);

	return line->ret == SIM_NO_RETURN && next &&
	       (next->kind == ST_SIGNAL || next->kind == ST_KILLED || next->kind == ST_EXITED);
}

/* the call has ended in the model as well */
static void judge(struct st_play *p, unsigned int actor, struct st_rec *rec)
{
	struct st_line *line = p->actors[actor].line;
	const struct sim_field *args = args_of(p, rec);
	struct sim_buf log = { 0 };
	int holds;

	if (rec->end != ST_RETURNED) {
		write_short(p, actor, line);
		return;
	}
	sim_st_outcome_text(p, actor, rec, args, &log);
	holds = log.failed ? -1 : sim_st_holds(p, actor, line, log.s);
	if (!holds && adopt_number(p, actor, rec, line)) {
		sim_buf_free(&log);
		sim_st_outcome_text(p, actor, rec, args, &log);
		holds = 1;
	}
	if (!holds && (dies_of_it(p, rec, line) ||
		       sim_st_ready_alike(p, actor, rec, args, line, p->flushed)))
		holds = -1;
	if (holds < 0) {
		write_short(p, actor, line);
	} else if (holds) {
		write_line(p, actor, line, log.s, NULL);
	} else if (!sim_st_learn(p, actor, rec, args, line->ret)) {
		disagree(p, actor, line, rec, log.s);
	}
	sim_buf_free(&log);
}

/* ------------------------------------------------------------ beginning */

/* a call that does not wait, and found something: that may have come while it lasted */
static int does_not_wait(const struct st_rec *rec)
{
	if (rec->err || rec->end != ST_RETURNED)
		return 0;
	if (!strncmp(rec->name, "wait", 4))
		return strstr(rec->args, "WNOHANG") && (rec->ret || strstr(rec->args, "si_pid"));
	return !strcmp(rec->name, "poll") && rec->ret && strstr(rec->args, ", 0");
}

static void pass_over(struct st_play *p, unsigned int actor, unsigned int rec)
{
	const char *name = p->log->recs[rec].name;

	sim_st_pass(p, name);
	p->actors[actor].over = rec + 1;
	if (strstr(name, "kill") || strstr(name, "signal") || strstr(name, "sigqueue"))
		p->actors[actor].untold = 1;
}

/* a child from before the log: it ends as its parent is told */
static void phantom(struct st_play *p, unsigned int actor, const struct st_rec *rec)
{
	unsigned int whom = rec->ret > 0 && !strncmp(rec->name, "wait4", 5) ?
		sim_st_actor(p, actor, rec->ret) : ST_NONE;
	const char *name;
	int code = 0;
	const char *at;

	if (whom == ST_NONE || p->actors[whom].pid >= 0 || p->actors[whom].gone)
		return;
	name = p->actors[whom].name;
	if ((at = strstr(rec->args, "WEXITSTATUS(s) == ")) && sscanf(at + 18, "%d", &code) == 1)
		sim_st_do(p, whom, "exit_group(%d)", code);
	else if ((at = strstr(rec->args, "SIG")) != NULL)
		sim_st_do(p, 0, "kill(%s, %.*s)", name, (int)strcspn(at, " })]"), at);
	else if (strstr(rec->args, "WIFCONTINUED"))
		sim_st_do(p, 0, "kill(%s, SIGCONT)", name);
}

static void begin(struct st_play *p, unsigned int actor, unsigned int at)
{
	struct st_rec *rec = &p->log->recs[at];
	const struct sim_field *args = args_of(p, rec);
	struct sim_buf text = { 0 };
	struct st_line *line = NULL;

	if (rec->readable && sim_st_call_text(p, actor, rec, args, &text))
		line = sim_st_bind(p, actor, text.s);
	sim_buf_free(&text);
	if (!line) {
		pass_over(p, actor, at);
		return;
	}
	if (rec->end == ST_RETURNED && does_not_wait(rec))
		phantom(p, actor, rec);
	p->out->calls++;
	line->rec = at;
	p->actors[actor].line = line;
	p->made_nr = rec->end == ST_RETURNED && rec->ret > 0 ? (int)rec->ret : 0;
	sim_st_start(p, actor, line);
	if (line->ret == SIM_BLOCKED)
		sim_st_write(p, actor, line, " ...", NULL);
	else
		judge(p, actor, rec);
}

/* not in user mode: dead, or stopped */
static int cannot_call(struct st_play *p, unsigned int actor, unsigned int rec)
{
	enum sim_where where = sim_task_where(p->run.actors[actor].task);

	if (where == SIM_USER)
		return 0;
	sim_st_let(p, actor, 0);
	where = sim_task_where(p->run.actors[actor].task);
	if (where == SIM_USER)
		return 0;
	if (sim_st_earlier(p, actor, rec))
		return 1;
	if (!p->actors[actor].gone) {
		sim_st_differ(p, &p->log->recs[rec], where == SIM_DEAD ? "it is dead" :
			      "it is stopped", "a call");
		p->actors[actor].gone = where == SIM_DEAD;
	}
	return 1;
}

/* a call that was interrupted is made again; 1: it is still going on in the model */
static int made_again(struct st_play *p, unsigned int actor, unsigned int at)
{
	struct st_line *line = p->actors[actor].line;
	const struct st_rec *rec = &p->log->recs[at];

	sim_st_let(p, actor, 0);
	if (line->ret == SIM_BLOCKED)
		line->ret = sim_ret(p->run.actors[actor].task);
	if (p->eager && line->ret == SIM_BLOCKED) {
		if (!strcmp(p->log->recs[line->rec].name, rec->name))
			line->rec = at;
		return 1;
	}
	if (line->late && line->ret != SIM_BLOCKED) {
		judge(p, actor, &p->log->recs[line->rec]);
		return 0;
	}
	if (line->again && line->ret != -4 &&
	    (!strcmp(p->log->recs[line->rec].name, rec->name) ||
	     !strcmp(rec->name, "restart_syscall"))) {
		/* restart_syscall() shows no arguments */
		if (strcmp(rec->name, "restart_syscall"))
			line->rec = at;
		line->as = at;
		line->again = 0;
		return 1;
	}
	if (line->ret == SIM_BLOCKED) {
		sim_st_interrupt(p, actor);
	} else {
		write_short(p, actor, line);
	}
	return 0;
}

static void start(struct st_play *p, unsigned int actor, unsigned int at, int whole)
{
	struct st_actor *a = &p->actors[actor];
	struct st_rec *rec = &p->log->recs[at];

	if (!strcmp(rec->name, "rt_sigreturn")) {
		sim_st_sigreturn(p, actor, args_of(p, rec));
		return;
	}
	if (!strcmp(rec->name, "exit") || !strcmp(rec->name, "exit_group")) {
		a->exiting = at + 1;
		return;
	}
	if (a->line && made_again(p, actor, at))
		return;
	if (!sim_call_desc(rec->name) ||
	    !sim_st_is_modelled(p, actor, rec, args_of(p, rec))) {
		pass_over(p, actor, at);
		return;
	}
	if (cannot_call(p, actor, at))
		return;
	sim_st_enter_handler(p, actor);
	if (!whole && does_not_wait(rec))
		a->later = at + 1;
	else
		begin(p, actor, at);
}

/* ------------------------------------------------------------ ending */

static int waits_for_signal(struct st_play *p, unsigned int actor)
{
	unsigned int nr;

	sim_signals(p->run.actors[actor].task, &nr);
	return p->actors[actor].taken < nr;
}

/*
 * A signal for the whole process wakes one thread, and another one may take it. Which, the
 * tracer has a say in: who is stopped for it is not woken.
 */
static int for_a_thread(const struct st_play *p, unsigned int actor, const struct st_rec *rec)
{
	unsigned int process = sim_identity(p->run.actors[actor].task)->process, threads = 0;

	for (unsigned int i = 0; i < p->nr_actors; i++)
		threads += sim_identity(p->run.actors[i].task)->process == process;
	return threads > 1 && rec->err && !strcmp(rec->err, "EINTR");
}

static void still_blocked(struct st_play *p, unsigned int actor, struct st_rec *rec)
{
	struct st_line *line = p->actors[actor].line;
	struct sim_buf log = { 0 };

	if (rec->end == ST_RESTART && !waits_for_signal(p, actor)) {
		line->again = 1;
		return;
	}
	if (sim_state(p->run.actors[actor].task) == MODEL_STOPPED) {
		line->late = 1;
		return;
	}
	if (for_a_thread(p, actor, rec)) {
		sim_st_interrupt(p, actor);
		return;
	}
	if (sim_st_earlier(p, actor, line->rec))
		return;
	if (rec->end == ST_RETURNED) {
		sim_st_outcome_text(p, actor, rec, args_of(p, rec), &log);
		if (!sim_st_learn(p, actor, rec, args_of(p, rec), SIM_BLOCKED))
			disagree(p, actor, line, rec, log.s ? log.s : "");
	}
	sim_buf_free(&log);
	sim_st_interrupt(p, actor);
}

static void stop(struct st_play *p, unsigned int actor, unsigned int at)
{
	struct st_actor *a = &p->actors[actor];
	struct st_rec *rec = &p->log->recs[at];
	struct sim_task *task = p->run.actors[actor].task;

	if (a->over == at + 1) {
		a->over = 0;
		if (sim_task_where(task) == SIM_USER)
			sim_st_stand_in(p, actor, rec, args_of(p, rec));
		return;
	}
	if (rec->end == ST_RETURNED && a->line && a->line->rec == at)
		phantom(p, actor, rec);
	if (a->later == at + 1) {
		a->later = 0;
		if (!cannot_call(p, actor, at))
			begin(p, actor, at);
	}
	if (!a->line || (a->line->rec != at && a->line->as != at))
		return;
	rec = &p->log->recs[a->line->as == at ? at : a->line->rec];
	sim_st_let(p, actor, 0);
	a->line->ret = sim_ret(task);
	p->flushed = 0;
	while (a->line->ret == SIM_BLOCKED && sim_st_flush_exit(p)) {
		sim_st_let(p, actor, 0);
		a->line->ret = sim_ret(task);
	}
	if (a->line->ret == SIM_BLOCKED && rec->end == ST_RETURNED)
		a->line->ret = sim_st_finish(p, actor);
	if (a->line->ret == SIM_BLOCKED)
		still_blocked(p, actor, rec);
	else if (rec->end == ST_RESTART && a->line->ret != -4)
		a->line->again = 1;
	else
		judge(p, actor, rec);
	p->flushed = 0;
}

/** sim_st_event - one event of the log, of @actor */
void sim_st_event(struct st_play *p, unsigned int actor, const struct st_event *event)
{
	struct st_rec *rec = &p->log->recs[event->rec];

	switch (rec->kind) {
	case ST_SIGNAL:
		sim_st_signal(p, actor, rec);
		return;
	case ST_STOPPED:
		sim_st_stopped(p, actor, rec);
		return;
	case ST_EXITED:
		exited(p, actor, rec);
		p->actors[actor].gone = 1;
		return;
	case ST_KILLED:
		sim_st_killed(p, actor, rec);
		p->actors[actor].gone = 1;
		return;
	case ST_SUPERSEDED:
		superseded(p, actor, rec);
		return;
	default:
		break;
	}
	if (event->phase != ST_STOP)
		start(p, actor, event->rec, event->phase == ST_WHOLE);
	if (event->phase != ST_START && !p->again)
		stop(p, actor, event->rec);
}
