// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a log shows only later: how things were before it began, and calls that began before
 * the line in which strace shows them. Whatever is learnt, the replay begins again with it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script/names.h"
#include "strace/play.h"

#define MAX_FACTS	400

/** sim_st_root - the actor from which this one descends and that nobody made in the log */
unsigned int sim_st_root(const struct st_play *p, unsigned int actor)
{
	while (actor && p->actors[actor].parent)
		actor = p->actors[actor].parent;
	return actor;
}

/** sim_st_fact - 1: it is new, and the replay begins again */
int sim_st_fact(struct st_play *p, int pid, int of_init, int nr, const char *key,
		const char *text)
{
	struct st_fact *more;

	if (p->nr_facts >= MAX_FACTS || p->tries >= p->max_tries)
		return 0;
	for (unsigned int i = 0; i < p->nr_facts; i++) {
		if (p->facts[i].pid == pid && !strcmp(p->facts[i].key, key))
			return 0;
	}
	more = realloc(p->facts, (p->nr_facts + 1) * sizeof(*more));
	if (!more)
		return 0;
	p->facts = more;
	more += p->nr_facts;
	*more = (struct st_fact){ .pid = pid, .of_init = of_init, .nr = nr };
	snprintf(more->key, sizeof(more->key), "%s", key);
	more->text = strdup(text);
	if (!more->text)
		return 0;
	p->nr_facts++;
	p->again = 1;
	return 1;
}

/* uids last: nothing else could be set after them */
static int is_late(const struct st_fact *f)
{
	return !strcmp(f->key, "uid") ? 2 : !strcmp(f->key, "gid");
}

/** sim_st_apply - the facts of a process that nobody made in the log */
void sim_st_apply(struct st_play *p, unsigned int actor)
{
	int pid = p->actors[actor].pid;

	for (int round = 0; round < 3; round++) {
		for (unsigned int i = 0; i < p->nr_facts; i++) {
			struct st_fact *f = &p->facts[i];
			unsigned int whom = f->of_init ? 0 : actor;

			if (f->pid != pid || is_late(f) != round)
				continue;
			p->made = ST_NONE;
			p->made_nr = f->nr;
			sim_st_do(p, whom, "%s", f->text);
			if (f->nr && p->made != ST_NONE)
				p->actors[p->made].pid = -f->nr;
		}
	}
}

/* ------------------------------------------------------------ what a call tells */

static int learn_fds(struct st_play *p, int pid, long from, long to)
{
	char key[32], text[96];
	int learnt = 0;

	for (long fd = from; fd < to && fd - from < 64; fd++) {
		snprintf(key, sizeof(key), "fd %ld", fd);
		snprintf(text, sizeof(text), "dup2(0, %ld)", fd);
		learnt |= sim_st_fact(p, pid, 0, 0, key, text);
	}
	return learnt;
}

static int learn_closed(struct st_play *p, int pid, long fd)
{
	char key[32], text[96];

	snprintf(key, sizeof(key), "closed %ld", fd);
	snprintf(text, sizeof(text), "close(%ld)", fd);
	return sim_st_fact(p, pid, 0, 0, key, text);
}

static int learn_id(struct st_play *p, int pid, const struct st_rec *rec)
{
	int gid = strstr(rec->name, "gid") != NULL;
	char text[96];

	snprintf(text, sizeof(text), "setres%s(%ld, %ld, %ld)", gid ? "gid" : "uid", rec->ret,
		 rec->ret, rec->ret);
	return sim_st_fact(p, pid, 0, 0, gid ? "gid" : "uid", text);
}

static int learn_old(struct st_play *p, unsigned int actor, int pid, const struct st_rec *rec,
		     const struct sim_field *args)
{
	const struct sim_value *old = sim_st_arg(args, 2), *first = sim_st_arg(args, 0);
	struct sim_buf text = { 0 };
	char key[32] = "mask";
	int learnt = 0;

	if (!old || !first || (old->kind != SIM_VALUE_STRUCT && old->kind != SIM_VALUE_LIST &&
			       old->kind != SIM_VALUE_CALL))
		return 0;
	if (!strcmp(rec->name, "rt_sigprocmask")) {
		sim_buf_puts(&text, "rt_sigprocmask(SIG_SETMASK, ");
		sim_st_set(old, &text);
	} else if (first->kind == SIM_VALUE_WORD && old->kind == SIM_VALUE_STRUCT) {
		snprintf(key, sizeof(key), "act %.20s", first->word);
		sim_buf_printf(&text, "rt_sigaction(%s, ", first->word);
		sim_st_action(old, &text);
	}
	sim_buf_putc(&text, ')');
	if (!text.failed && text.len > 1)
		learnt = sim_st_fact(p, pid, 0, 0, key, text.s);
	sim_buf_free(&text);
	(void)actor;
	return learnt;
}

static int learn_limit(struct st_play *p, unsigned int actor, int pid, const struct st_rec *rec,
		       const struct sim_field *args)
{
	unsigned int at = !strcmp(rec->name, "getrlimit") ? 0 : 1;
	const struct sim_value *which = sim_st_arg(args, at);
	const struct sim_value *old = sim_st_arg(args, at ? 3 : 1);
	struct sim_buf text = { 0 };
	char key[32];
	int learnt = 0;

	if (!which || which->kind != SIM_VALUE_WORD || !old || old->kind != SIM_VALUE_STRUCT)
		return 0;
	snprintf(key, sizeof(key), "%.30s", which->word);
	sim_buf_printf(&text, "prlimit(0, %s, ", which->word);
	sim_st_struct(p, actor, &sim_layout_rlimit, old, &text);
	sim_buf_putc(&text, ')');
	if (!text.failed)
		learnt = sim_st_fact(p, pid, 0, 0, key, text.s);
	sim_buf_free(&text);
	return learnt;
}

/** sim_st_learn_child - a child from before the log, that is waited for in it */
int sim_st_learn_child(struct st_play *p, unsigned int actor, long nr)
{
	char key[32];
	unsigned int root = sim_st_root(p, actor);

	if (root != actor || nr <= 0 || sim_st_actor(p, actor, nr) != ST_NONE ||
	    sim_st_space(p, actor))
		return 0;
	snprintf(key, sizeof(key), "child %ld", nr);
	return sim_st_fact(p, p->actors[root].pid, 0, (int)nr, key, "fork()");
}

/* somebody who was there already: a signal for him did not give ESRCH */
static int learn_other(struct st_play *p, unsigned int actor, const struct sim_value *v)
{
	unsigned int root = sim_st_root(p, actor);
	char key[32];
	long nr = v && v->kind == SIM_VALUE_NUMBER ? v->num.val : 0;

	if (nr <= 0 || sim_st_space(p, actor) || sim_st_actor(p, actor, nr) != ST_NONE)
		return 0;
	snprintf(key, sizeof(key), "other %ld", nr);
	return sim_st_fact(p, p->actors[root].pid, 1, (int)nr, key, "fork()");
}

static int learn_group(struct st_play *p, unsigned int actor, const struct st_rec *rec)
{
	unsigned int root = sim_st_root(p, actor);

	if (sim_st_actor(p, actor, rec->ret) != root)
		return 0;
	if (!strcmp(rec->name, "getsid"))
		return sim_st_fact(p, p->actors[root].pid, 0, 0, "leader", "setsid()");
	return sim_st_fact(p, p->actors[root].pid, 0, 0, "leader", "setpgid(0, 0)");
}

static int is_one(const char *name, const char *a, const char *b, const char *c, const char *d)
{
	return !strcmp(name, a) || (b && !strcmp(name, b)) || (c && !strcmp(name, c)) ||
	       (d && !strcmp(name, d));
}

static int learn_fd_arg(struct st_play *p, int pid, const struct st_rec *rec,
			const struct sim_field *args, long ret)
{
	const struct sim_value *v = sim_st_arg(args, 0);
	long fd = v && v->kind == SIM_VALUE_NUMBER ? v->num.val : -1;

	if (fd < 0 || fd > 65535)
		return 0;
	if (ret == -9 && !(rec->err && !strcmp(rec->err, "EBADF")))
		return learn_fds(p, pid, fd, fd + 1);
	if (ret >= 0 && fd < 3 && rec->err && !strcmp(rec->err, "EBADF"))
		return learn_closed(p, pid, fd);
	return 0;
}

/** sim_st_learn - the model gave @ret, the log something else; 1: that told something new */
int sim_st_learn(struct st_play *p, unsigned int actor, const struct st_rec *rec,
		 const struct sim_field *args, long ret)
{
	const char *name = rec->name;
	int pid = p->actors[sim_st_root(p, actor)].pid;

	if (is_one(name, "getuid", "geteuid", "getgid", "getegid"))
		return learn_id(p, pid, rec);
	if (is_one(name, "rt_sigprocmask", "rt_sigaction", NULL, NULL))
		return learn_old(p, actor, pid, rec, args);
	if (is_one(name, "prlimit64", "getrlimit", "prlimit", NULL))
		return learn_limit(p, actor, pid, rec, args);
	if (is_one(name, "wait4", NULL, NULL, NULL) && rec->ret > 0)
		return sim_st_learn_child(p, actor, rec->ret);
	if (is_one(name, "kill", "tkill", "pidfd_open", "getpgid") && ret == -3)
		return learn_other(p, actor, sim_st_arg(args, 0));
	if (is_one(name, "getpgrp", "getpgid", "getsid", NULL))
		return learn_group(p, actor, rec);
	if (args && is_one(name, "close", "dup", "dup2", "fcntl") &&
	    learn_fd_arg(p, pid, rec, args, ret))
		return 1;
	if (!sim_st_gives_fd(name) && !(!strcmp(name, "fcntl") && strstr(rec->args, "F_DUPFD")))
		return 0;
	/* what lies below a new descriptor was open, what the model has above was not */
	if (rec->ret > ret && ret >= 0 && rec->ret < 65536)
		return learn_fds(p, pid, ret, rec->ret);
	if (rec->ret >= 0 && rec->ret < 3 && ret > rec->ret && !rec->err)
		return learn_closed(p, pid, rec->ret);
	return 0;
}

/* ------------------------------------------------------------ earlier */

/**
 * sim_st_earlier - let the call begin right behind what its process did before
 *
 * strace shows a call when it has dealt with the stop at its entry. Meanwhile others go on:
 * a signal that reaches the process in that call may stand above it in the log.
 */
int sim_st_earlier(struct st_play *p, unsigned int actor, unsigned int rec)
{
	unsigned int from = p->at, to;
	struct st_event event;

	while (from && (p->order[from].rec != rec || p->order[from].phase == ST_STOP))
		from--;
	event = p->order[from];
	to = from;
	if (p->moved[rec] || p->tries >= p->max_tries || event.rec != rec)
		return 0;
	while (to && p->log->recs[p->order[to - 1].rec].pid != p->actors[actor].pid)
		to--;
	if (to == from || !to)
		return 0;
	/* a whole call begins early, and ends where it stands */
	p->moved[rec] = 1;
	event.phase = ST_START;
	if (p->order[from].phase == ST_WHOLE) {
		memmove(&p->order[to + 1], &p->order[to],
			(p->nr_order - to) * sizeof(*p->order));
		p->nr_order++;
		p->order[from + 1].phase = ST_STOP;
	} else {
		memmove(&p->order[to + 1], &p->order[to], (from - to) * sizeof(*p->order));
	}
	p->order[to] = event;
	p->again = 1;
	return 1;
}
