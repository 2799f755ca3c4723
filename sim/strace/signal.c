// SPDX-License-Identifier: GPL-2.0-only
/*
 * Signals and deaths that the log shows, and what the model says of them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script/names.h"
#include "strace/play.h"

#define IGNORED_BY_DEFAULT (1UL << 16 | 1UL << 17 | 1UL << 22 | 1UL << 27)
#define STOPS (1UL << 18 | 1UL << 19 | 1UL << 20 | 1UL << 21)

static const struct sim_value *member(const struct sim_field *f, const char *name)
{
	for (; f; f = f->next) {
		if (f->name.s && !strcmp(f->name.s, name))
			return f->value;
	}
	return NULL;
}

/* the siginfo of the line as fields; NULL: it can't be read */
static const struct sim_field *info_of(struct st_play *p, const struct st_rec *rec)
{
	struct sim_field *f;
	int ok;

	if (!rec->args)
		return NULL;
	f = sim_st_values(p->log->heap, rec->args, &ok);
	return ok && f && f->value->kind == SIM_VALUE_STRUCT ? f->value->fields : NULL;
}

static int known_number(const struct sim_value *v, long *n)
{
	if (!v)
		return 0;
	if (v->kind == SIM_VALUE_NUMBER) {
		*n = v->num.val;
		return 1;
	}
	return v->kind == SIM_VALUE_WORD && sim_name_value(v->word, n);
}

/* what the model's siginfo says otherwise, as text; 0: nothing */
static int info_differs(struct st_play *p, unsigned int actor, const struct sim_field *info,
			const unsigned char *got, char *model, char *log, size_t n)
{
	static const char *const names[] = { "si_code", "si_pid", "si_uid", "si_status" };

	for (unsigned int i = 0; i < 4; i++) {
		const struct sim_member *m = sim_layout_member(&sim_layout_siginfo, names[i]);
		long is = sim_type_load(m->type, got + m->offset), want;

		if (!known_number(member(info, names[i]), &want))
			continue;
		if (i == 1) {
			unsigned int whom = sim_st_actor(p, actor, want);
			unsigned int other = sim_st_of_task(
				p, sim_find(p->run.actors[actor].task, (int)is));

			if (whom == ST_NONE || whom == other)
				continue;
			want = sim_pid(p->run.actors[whom].task, p->run.actors[actor].task);
		}
		if (want == is)
			continue;
		snprintf(model, n, "%s=%ld", names[i], is);
		snprintf(log, n, "%s=%ld", names[i], want);
		return 1;
	}
	return 0;
}

/* the next signal of this number that the model says was taken; signals that merged are one */
static const struct sim_signal *take(struct st_play *p, unsigned int actor, int sig,
				     const struct sim_field *info)
{
	unsigned int nr, found = ~0U;
	const struct sim_signal *sigs = sim_signals(p->run.actors[actor].task, &nr);
	char model[64], log[64];

	for (unsigned int i = p->actors[actor].taken; i < nr; i++) {
		if (sigs[i].sig != sig)
			continue;
		if (found == ~0U)
			found = i;
		if (!info || info_differs(p, actor, info, sigs[i].info, model, log, 64))
			continue;
		found = i;
		break;
	}
	if (found == ~0U)
		return NULL;
	p->actors[actor].taken = found + 1;
	return &sigs[found];
}

/* it came from a terminal, a timer, the kernel, or from somebody whom strace did not see */
static void from_outside(struct st_play *p, unsigned int actor, const struct st_rec *rec, int sig)
{
	sim_st_do(p, 0, "kill(%s, %s)", p->actors[actor].name, sim_signal_name(sig));
	sim_st_let(p, actor, 1);
	p->out->outside++;
	take(p, actor, sig, NULL);
	(void)rec;
}

/* a signal that waits, and is neither ignored nor blocked */
static int will_kill(struct st_play *p, unsigned int actor, unsigned long bit)
{
	return sim_pending(p->run.actors[actor].task) & bit &&
	       !((sim_st_status(p, actor, "SigIgn:") | sim_st_status(p, actor, "SigBlk:")) & bit);
}

/* somebody whose calls were all replayed has sent it, and the model knows nothing of it */
static int should_be_known(struct st_play *p, unsigned int actor, const struct sim_field *info)
{
	const struct sim_value *code = member(info, "si_code");
	unsigned int whom;
	long pid;

	if (!code || code->kind != SIM_VALUE_WORD || !known_number(member(info, "si_pid"), &pid))
		return 0;
	whom = sim_st_actor(p, actor, pid);
	if (whom == ST_NONE || !whom || p->actors[whom].untold)
		return 0;
	return !strcmp(code->word, "SI_USER") || !strcmp(code->word, "SI_TKILL");
}

/* a child from before the log, of whose death the parent is told */
static void child_told(struct st_play *p, unsigned int actor, long nr,
		       const struct sim_field *info)
{
	unsigned int whom = sim_st_actor(p, actor, nr);
	const struct sim_value *code = member(info, "si_code");
	long status = 0;

	if (whom == ST_NONE) {
		sim_st_learn_child(p, actor, nr);
		return;
	}
	if (p->actors[whom].pid >= 0 || p->actors[whom].gone || !code ||
	    code->kind != SIM_VALUE_WORD)
		return;
	known_number(member(info, "si_status"), &status);
	p->actors[whom].gone = 1;
	if (!strcmp(code->word, "CLD_EXITED"))
		sim_st_do(p, whom, "exit_group(%ld)", status);
	else if (!strcmp(code->word, "CLD_KILLED") && sim_signal_name((int)status))
		sim_st_do(p, 0, "kill(%s, %s)", p->actors[whom].name,
			  sim_signal_name((int)status));
	else
		p->actors[whom].gone = 0;
}

/** sim_st_signal - --- SIGCHLD {...} --- */
void sim_st_signal(struct st_play *p, unsigned int actor, const struct st_rec *rec)
{
	const struct sim_field *info = info_of(p, rec);
	const struct st_rec *next;
	const struct sim_signal *got;
	char model[64], log[64];
	unsigned long bit, caught = 0;
	long sig, nr;

	if (!sim_name_value(rec->name, &sig) || sig < 1 || sig > 64)
		return;
	bit = 1UL << (sig - 1);
	if (sig == 17 && known_number(member(info, "si_pid"), &nr))
		child_told(p, actor, nr, info);
	if (sim_task_where(p->run.actors[actor].task) != SIM_DEAD)
		caught = sim_st_status(p, actor, "SigCgt:");
	if (!(caught & bit) && !((IGNORED_BY_DEFAULT | STOPS) & bit) &&
	    will_kill(p, actor, bit)) {
		/* it dies of it: when the log says so */
		p->actors[actor].exiting = (unsigned int)(rec - p->log->recs) + 1;
		p->out->signals++;
		return;
	}
	sim_st_let(p, actor, 1);
	if (sim_task_where(p->run.actors[actor].task) == SIM_DEAD) {
		take(p, actor, (int)sig, info);
		return;
	}
	p->actors[actor].shown = (int)sig;
	/* a process that is traced is shown also what it ignores */
	if (sim_st_status(p, actor, "SigIgn:") & bit ||
	    (!(caught & bit) && IGNORED_BY_DEFAULT & bit))
		return;
	got = take(p, actor, (int)sig, info);
	while (!got && sim_st_flush_exit(p)) {
		sim_st_let(p, actor, 1);
		got = take(p, actor, (int)sig, info);
	}
	/* it was on its way when SIGCONT came */
	next = sim_st_next(p, rec);
	if (!got && STOPS & bit && !(next && next->kind == ST_STOPPED))
		return;
	p->out->signals++;
	if (!got) {
		if (should_be_known(p, actor, info))
			sim_st_differ(p, rec, "no such signal", rec->name);
		from_outside(p, actor, rec, (int)sig);
	} else if (info && info_differs(p, actor, info, got->info, model, log, sizeof(log))) {
		sim_st_differ(p, rec, model, log);
	}
	if (caught & bit)
		p->actors[actor].handler = (int)sig;
}

/** sim_st_enter_handler - a handler makes calls: until it returns, its mask holds */
void sim_st_enter_handler(struct st_play *p, unsigned int actor)
{
	struct sim_task *task = p->run.actors[actor].task;
	unsigned long act[4], mask;
	unsigned char *at;
	int sig = p->actors[actor].handler;
	struct sim_buf set = { 0 };
	const char *comma = "";

	if (!sig || p->actors[actor].inside || sim_task_where(task) != SIM_USER)
		return;
	p->actors[actor].inside = 1;
	sim_scratch_reset(task);
	at = sim_scratch(task, sizeof(act));
	if (!at || sim_st_ask(p, task, "rt_sigaction", (const long[6]){ sig, 0, (long)at, 8 }))
		return;
	memcpy(act, at, sizeof(act));
	mask = act[3] | (act[1] & 0x40000000UL ? 0 : 1UL << (sig - 1));
	for (int s = 1; s <= 64; s++) {
		if (mask >> (s - 1) & 1) {
			sim_buf_printf(&set, "%s%s", comma, sim_signal_name(s));
			comma = ", ";
		}
	}
	if (set.len)
		sim_st_do(p, actor, "rt_sigprocmask(SIG_BLOCK, [%s])", set.s);
	sim_buf_free(&set);
}

/** sim_st_sigreturn - the handler returns; the mask is what it was */
void sim_st_sigreturn(struct st_play *p, unsigned int actor, const struct sim_field *args)
{
	const struct sim_value *v = sim_st_arg(args, 0), *mask;
	struct sim_buf set = { 0 };

	char key[32], text[96];

	/* only a handler returns so */
	snprintf(key, sizeof(key), "act %s", sim_signal_name(p->actors[actor].shown));
	snprintf(text, sizeof(text), "rt_sigaction(%s, {sa_handler=handler})",
		 sim_signal_name(p->actors[actor].shown));
	if (!p->actors[actor].handler && p->actors[actor].shown)
		sim_st_fact(p, p->actors[sim_st_root(p, actor)].pid, 0, 0, key, text);
	p->actors[actor].handler = 0;
	if (!p->actors[actor].inside)
		return;
	p->actors[actor].inside = 0;
	mask = v && v->kind == SIM_VALUE_STRUCT ? member(v->fields, "mask") : NULL;
	if (!mask || (mask->kind != SIM_VALUE_LIST && mask->kind != SIM_VALUE_CALL))
		return;
	sim_st_set(mask, &set);
	if (set.s)
		sim_st_do(p, actor, "rt_sigprocmask(SIG_SETMASK, %s)", set.s);
	sim_buf_free(&set);
}

/** sim_st_killed - +++ killed by SIGTERM +++ */
void sim_st_killed(struct st_play *p, unsigned int actor, const struct st_rec *rec)
{
	struct sim_task *task = p->run.actors[actor].task;
	long sig;

	sim_st_let(p, actor, 1);
	while (sim_task_where(task) != SIM_DEAD && sim_st_flush_exit(p))
		sim_st_let(p, actor, 1);
	p->actors[actor].exiting = 0;
	if (sim_task_where(task) == SIM_DEAD)
		return;
	/* nothing in the log says who did it */
	if (!sim_name_value(rec->name, &sig))
		sig = 9;
	p->out->outside++;
	sim_st_do(p, 0, "kill(%s, %s)", p->actors[actor].name, sim_signal_name((int)sig));
	sim_st_let(p, actor, 1);
	if (sim_task_where(task) != SIM_DEAD)
		sim_st_do(p, 0, "kill(%s, SIGKILL)", p->actors[actor].name);
	sim_st_let(p, actor, 1);
}

/** sim_st_stopped - --- stopped by SIGSTOP --- */
void sim_st_stopped(struct st_play *p, unsigned int actor, const struct st_rec *rec)
{
	enum model_state state;

	sim_st_let(p, actor, 1);
	state = sim_state(p->run.actors[actor].task);

	if (state != MODEL_STOPPED && state != MODEL_DEAD && state != MODEL_ZOMBIE)
		sim_st_differ(p, rec, "not stopped", "stopped");
}
