// SPDX-License-Identifier: GPL-2.0-only
/*
 * A program on the kernel of the machine. The model has run it, and says after each call what
 * ought to happen to whom: that is waited for. What comes instead, or as well, is seen when it is
 * not the same.
 */
#include "fuzz/fuzz.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "onhost/inside.h"

#define PATIENCE_MS 8000	/* for what ought to happen */
#define RESTLESS_MS 15		/* then: is it all at rest? */
#define LOOK_EVERY  64		/* steps after which everybody is looked at */

#define RESTORER 0x04000000UL
#define SIGINFO	 4UL

/* an actor; script/ has it as a struct sim_task */
struct actor {
	struct lockstep *l;
	struct slot *slot;
	const struct model_pid *id;
	unsigned int index;
	int stat;		/* descriptor of its /proc/TID/stat */
	int state;		/* as in struct fuzz_effect; 0: not there */
	unsigned int sigs;
	int sleeps;		/* the model's call did */
	const struct fuzz_step *busy;
};

struct lockstep {
	struct host host;
	const struct fuzz_program *program;
	const struct fuzz_run *model;
	struct fuzz_run *out;
	struct sim_run run;
	struct sim_actor actors[FUZZ_ACTORS];
	struct actor all[FUZZ_ACTORS];
	int careful;
	int died;		/* somebody reaped himself since the last rest */
};

/* ------------------------------------------------------------ eyes */

static int eye_pid(const struct sim_task *task, const struct sim_task *viewer)
{
	const struct model_pid *t = ((const struct actor *)task)->id;
	const struct model_pid *v = viewer ? ((const struct actor *)viewer)->id : t;

	if (v->level > t->level || t->ns[v->level] != v->ns[v->level])
		return 0;
	return t->nr[v->level];
}

static unsigned int eye_index(const struct sim_task *task)
{
	return ((const struct actor *)task)->index;
}

static const struct sim_eyes eyes = { .pid = eye_pid, .index = eye_index };

/* 'R' whatever it does, 'T', 't', 'Z', 'X'; who is about to go has not gone yet */
static int look(struct actor *a)
{
	char text[512], *at;
	ssize_t n;

	if (a->stat < 0) {
		snprintf(text, sizeof(text), "%d/stat", a->id->nr[0]);
		a->stat = openat(a->l->host.proc, text, O_RDONLY | O_CLOEXEC);
	}
	n = a->stat < 0 ? -1 : pread(a->stat, text, sizeof(text) - 1, 0);
	if (n <= 0)
		return 'X';
	text[n] = '\0';
	at = strrchr(text, ')');
	if (!at || !at[1])
		return 'X';
	return strchr("TtZ", at[2]) ? at[2] : 'R';
}

/* it sleeps in just that call */
static int sleeps_in(const struct actor *a, long nr)
{
	char text[128];
	ssize_t n;
	int fd;

	snprintf(text, sizeof(text), "%d/syscall", a->id->nr[0]);
	fd = openat(a->l->host.proc, text, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	if (fd >= 0)
		close(fd);
	text[n > 0 ? n : 0] = '\0';
	return n > 0 && text[0] != 'r' && strtol(text, NULL, 10) == nr;
}

static int is_set(const int *flag)
{
	return __atomic_load_n(flag, __ATOMIC_SEQ_CST);
}

/* ------------------------------------------------------------ waiting */

static int has_come(struct actor *a, const struct fuzz_effect *e)
{
	if (e->began && !is_set(&a->slot->ready))
		return 0;
	if (e->ended && !is_set(&a->slot->done))
		return 0;
	if (a->sigs + __atomic_load_n(&a->slot->nr_sigs, __ATOMIC_SEQ_CST) < e->sigs)
		return 0;
	if (e->state == 'U')
		return (a->state != 'T' && a->state != 't') || look(a) == 'R';
	if (e->state == 'B')
		return is_set(&a->slot->done) || sleeps_in(a, a->slot->calls[0].nr);
	return look(a) == e->state;
}

static int all_come(struct lockstep *l, const struct fuzz_seen *want)
{
	for (unsigned int i = 0; i < want->nr_effects; i++) {
		if (!has_come(&l->all[want->effects[i].actor], &want->effects[i]))
			return 0;
	}
	return 1;
}

/* it makes a child and is to sleep for it, be it by vfork or by CLONE_VFORK within a number */
static int in_vfork(const struct actor *a)
{
	return a->busy && a->busy->child && a->sleeps;
}

/* nobody runs */
static int at_rest(const struct lockstep *l)
{
	char path[32], text[512], *at;
	ssize_t n;
	int fd;

	for (unsigned int i = 0; i < FUZZ_ACTORS; i++) {
		if (!l->all[i].l || l->all[i].state == 'X')
			continue;
		snprintf(path, sizeof(path), "%d/stat", l->all[i].id->nr[0]);
		fd = openat(l->host.proc, path, O_RDONLY | O_CLOEXEC);
		n = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);
		if (fd >= 0)
			close(fd);
		text[n > 0 ? n : 0] = '\0';
		at = strrchr(text, ')');
		/* who waits for its child of vfork can't be killed only; other forks are busy */
		if (at && (at[2] == 'R' || (at[2] == 'D' && !in_vfork(&l->all[i]))))
			return 0;
	}
	return 1;
}

/* the futex spares looking for the one that mostly is waited for */
static void wait_done(const struct slot *slot)
{
	const struct timespec most = { 0, 2000000L };

	if (!is_set(&slot->done))
		syscall(SYS_futex, &slot->done, FUTEX_WAIT, 0, &most, NULL, 0);
}

static void await(struct lockstep *l, const struct fuzz_seen *want, const struct slot *own,
		  int returns)
{
	long began = sim_host_now(), now;
	int calm = 0;

	if (returns)
		wait_done(own);
	for (unsigned int i = 0; !all_come(l, want); i++) {
		if (i < 20) {
			sched_yield();
			continue;
		}
		sim_host_nap(i < 60 ? 50 : 1000);
		now = sim_host_now();
		if (now - began > PATIENCE_MS)
			return;
		if (now - began > RESTLESS_MS) {
			calm = at_rest(l) ? calm + 1 : 0;
			sim_host_nap(2000);
			if (calm == 10)
				return;
		}
	}
	if (l->careful) {
		do {
			sim_host_nap(200);
			calm = at_rest(l) ? calm + 1 : 0;
		} while (calm < 3 && sim_host_now() - began < PATIENCE_MS);
	}
}

/* ------------------------------------------------------------ a call */

static int in_image(const struct slot *slot, long at)
{
	return at >= (long)slot->image && at < (long)(slot->image + SLOT_IMAGE);
}

/* the word `handler` is a real one; programs block everything while it runs */
static void put_handler(struct slot *slot)
{
	unsigned long word[3];
	struct slot_call *c = &slot->calls[0];
	void *act = (void *)c->args[1];

	if (c->nr != SYS_rt_sigaction || !in_image(slot, c->args[1]))
		return;
	memcpy(word, act, sizeof(word));
	if (word[0] != SCRIPT_HANDLER)
		return;
	word[0] = slot->handler;
	word[1] |= SIGINFO | RESTORER;
	word[2] = slot->restorer;
	memcpy(act, word, sizeof(word));
}

static void take_handler(struct slot *slot)
{
	unsigned long word[3];
	struct slot_call *c = &slot->calls[0];
	void *act = (void *)c->args[2];

	if (c->nr != SYS_rt_sigaction || c->ret || !in_image(slot, c->args[2]))
		return;
	memcpy(word, act, sizeof(word));
	if (word[0] == slot->handler)
		word[0] = SCRIPT_HANDLER;
	word[1] &= ~(SIGINFO | RESTORER);
	word[2] = 0;
	memcpy(act, word, sizeof(word));
}

static void start_call(struct lockstep *l, const struct fuzz_step *step)
{
	struct actor *a = &l->all[step->p.actor];
	struct slot *slot = a->slot;
	struct slot_call *c = &slot->calls[0];

	/* who reaped himself is gone a little before his number is free */
	if (l->died && step->child && step->p.enc.nr_relocs) {
		sim_host_nap(5000);
		l->died = 0;
	}
	memset(c, 0, sizeof(*c));
	sim_call_image(&l->run, &step->p.enc, l->actors[a->index].task, slot->image, c->args);
	l->actors[a->index].image = slot->image;
	c->nr = sim_host_number(step->p.enc.call->name);
	c->child = step->child ? &l->host.space[step->child] : NULL;
	put_handler(slot);
	slot->nr = 1;
	slot->at = slot->done = 0;
	a->busy = step;
	__atomic_store_n(&slot->go, 1, __ATOMIC_SEQ_CST);
	syscall(SYS_futex, &slot->go, FUTEX_WAKE, 1);
}

static void add_actor(struct lockstep *l, unsigned int i)
{
	l->all[i] = (struct actor){ .l = l, .slot = &l->host.space[i], .index = i, .stat = -1,
				    .id = &l->model->ids[i] };
	l->actors[i].task = (struct sim_task *)&l->all[i];
}

/* ------------------------------------------------------------ what came of it */

static void put_ended(struct lockstep *l, struct actor *a, const struct fuzz_step *now,
		      struct sim_buf *text)
{
	const struct fuzz_step *busy = a->busy;
	long ret = a->slot->calls[0].ret;

	take_handler(a->slot);
	a->busy = NULL;
	if (busy == now)
		return;
	sim_buf_printf(text, "%s: ... = ", fuzz_actor_name(a->index));
	fuzz_result(&l->run, &busy->p, l->actors[a->index].task, ret, a->slot->image, text);
	sim_buf_putc(text, '\n');
}

static void put_signals(struct actor *a, struct sim_buf *text)
{
	unsigned int n = __atomic_load_n(&a->slot->nr_sigs, __ATOMIC_SEQ_CST);

	for (unsigned int i = 0; i < n; i++)
		fuzz_signal(a->index, &a->slot->sigs[i], text);
	a->sigs += n;
	if (n)
		__atomic_store_n(&a->slot->nr_sigs, 0, __ATOMIC_SEQ_CST);
}

static void look_at(struct lockstep *l, struct actor *a, const struct fuzz_step *now, int closely,
		    struct sim_buf *text)
{
	struct fuzz_effect e = { .actor = a->index };

	if (!a->state) {
		if (!is_set(&a->slot->ready))
			return;
		sim_buf_printf(text, "%s began\n", fuzz_actor_name(a->index));
	}
	if (a->busy && is_set(&a->slot->done))
		put_ended(l, a, now, text);
	put_signals(a, text);
	e.state = a->state;
	if (closely || !a->state || a->state == 'T' || a->state == 't')
		e.state = look(a);
	if (e.state == 'Z' || e.state == 'X')
		a->busy = NULL;
	if (strchr("RUB", e.state))
		e.state = a->busy ? 'B' : 'U';
	l->died |= e.state == 'X' && a->state != 'Z';
	if (e.state != a->state)
		fuzz_change(&e, text);
	a->state = e.state;
}

static int is_expected(const struct fuzz_seen *want, unsigned int actor)
{
	for (unsigned int i = 0; i < want->nr_effects; i++) {
		if (want->effects[i].actor == actor &&
		    (want->effects[i].state != 'U' || want->effects[i].began))
			return 1;
	}
	return 0;
}

static void put_own(struct lockstep *l, const struct fuzz_step *step, struct sim_buf *text)
{
	struct actor *a = &l->all[step->p.actor];
	long ret = SIM_BLOCKED;
	int state;

	if (is_set(&a->slot->done)) {
		ret = a->slot->calls[0].ret;
		take_handler(a->slot);
	} else {
		state = look(a);
		if (state == 'Z' || state == 'X')
			ret = SIM_NO_RETURN;
	}
	fuzz_result(&l->run, &step->p, l->actors[a->index].task, ret, a->slot->image, text);
	sim_buf_putc(text, '\n');
}

/* a call that is none of the program's */
static int hidden_call(struct slot *slot, long nr, const long *args, unsigned int n)
{
	long until = sim_host_now() + PATIENCE_MS;

	memset(&slot->calls[0], 0, sizeof(slot->calls[0]));
	slot->calls[0].nr = nr;
	memcpy(slot->calls[0].args, args, n * sizeof(*args));
	slot->nr = 1;
	slot->at = slot->done = 0;
	__atomic_store_n(&slot->go, 1, __ATOMIC_SEQ_CST);
	syscall(SYS_futex, &slot->go, FUTEX_WAKE, 1);
	while (!is_set(&slot->done) && sim_host_now() < until)
		wait_done(slot);
	return is_set(&slot->done) && !slot->calls[0].ret;
}

/* The first process executes the small program of the actors: a fork then copies little. */
static int become_small(struct lockstep *l)
{
	struct slot *slot = l->host.space;
	char **argv = (char **)slot->image, *text = (char *)(argv + 3);

	argv[0] = text;
	argv[1] = text + 32;
	argv[2] = NULL;
	snprintf(argv[0], 32, "/bin/sim");
	snprintf(argv[1], 96, "%x %lx %lx", (unsigned int)l->host.shm,
		 (unsigned long)l->host.space, (unsigned long)slot);
	if (!hidden_call(slot, SYS_execve, (const long[]){ (long)text, (long)argv, 0 }, 3))
		return 0;
	snprintf(text, 32, "init");
	return hidden_call(slot, SYS_prctl, (const long[]){ PR_SET_NAME, (long)text }, 2);
}

static int play_step(struct lockstep *l, unsigned int i)
{
	const struct fuzz_step *step = &l->program->steps[i];
	const struct fuzz_seen *want = &l->model->seen[i];
	struct fuzz_seen *seen = &l->out->seen[i];
	int closely = l->careful || i % LOOK_EVERY == LOOK_EVERY - 1;
	int returns = 0;

	l->out->nr = i + 1;
	if (!want->played)
		return 1;
	seen->played = 1;
	l->out->calls++;
	if (step->child)
		add_actor(l, step->child);
	for (unsigned int j = 0; j < want->nr_effects; j++)
		returns |= want->effects[j].actor == step->p.actor && want->effects[j].ended;
	l->all[step->p.actor].sleeps = want->nr_effects && !returns;
	start_call(l, step);
	await(l, want, l->all[step->p.actor].slot, !want->nr_effects || returns);
	put_own(l, step, &seen->text);
	for (unsigned int j = 0; j < FUZZ_ACTORS; j++) {
		if (l->all[j].l && l->all[j].state != 'X')
			look_at(l, &l->all[j], step, closely || is_expected(want, j),
				&seen->text);
	}
	return seen->text.s && want->text.s && !strcmp(seen->text.s, want->text.s);
}

int fuzz_on_host(const struct fuzz_program *program, const struct fuzz_run *model,
		 struct fuzz_run *out, int careful, char *why, size_t n)
{
	struct lockstep *l = calloc(1, sizeof(*l));
	unsigned int i = 0;
	int bad;

	fuzz_run_reset(out);
	if (!l) {
		snprintf(why, n, "out of memory");
		return -1;
	}
	l->program = program;
	l->model = model;
	l->out = out;
	l->careful = careful;
	l->run.prog = &program->prog;
	l->run.eyes = &eyes;
	l->run.actors = l->actors;
	l->host.deadline = sim_host_now() + 10000;
	bad = sim_host_open(&l->host, FUZZ_ACTORS, why, n);
	if (!bad) {
		add_actor(l, 0);
		l->all[0].state = 'U';
		bad = !become_small(l);
		if (bad)
			snprintf(why, n, "the first process can't execute its program");
		while (!bad && i < model->nr && play_step(l, i))
			i++;
		out->stuck = sim_host_close(&l->host) != 0;
	}
	for (i = 0; i < FUZZ_ACTORS; i++) {
		if (l->all[i].l && l->all[i].stat >= 0)
			close(l->all[i].stat);
	}
	free(l);
	return bad ? -1 : 0;
}
