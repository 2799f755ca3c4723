// SPDX-License-Identifier: GPL-2.0-only
/*
 * A difference, with as little around it as can be.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/work.h"

/* ------------------------------------------------------------ leaving out */

static unsigned int nr_on(const struct fuzz_program *p)
{
	unsigned int n = 0;

	for (unsigned int i = FUZZ_PRELUDE; i < p->nr_steps; i++)
		n += !p->steps[i].off;
	return n;
}

/* leave out @size calls from the @from-th on; those that were on are marked 2 */
static unsigned int switch_off(struct fuzz_program *p, unsigned int from, unsigned int size)
{
	unsigned int n = 0, done = 0;

	for (unsigned int i = FUZZ_PRELUDE; i < p->nr_steps; i++) {
		if (p->steps[i].off)
			continue;
		if (n++ < from || done == size)
			continue;
		p->steps[i].off = 2;
		done++;
	}
	return done;
}

static void settle_off(struct fuzz_program *p, int back)
{
	for (unsigned int i = 0; i < p->nr_steps; i++) {
		if (p->steps[i].off == 2)
			p->steps[i].off = back ? 0 : 1;
	}
}

static void drop_unplayed(struct fuzz_work *w, int at)
{
	for (unsigned int i = 0; i < w->program->nr_steps; i++) {
		if ((int)i > at || !w->model->seen[i].played)
			w->program->steps[i].off = 1;
	}
}

/* ever smaller pieces are left out, as long as the difference stays */
static void leave_out(struct fuzz_work *w, const char *kind)
{
	unsigned int size = nr_on(w->program), from;
	int again = 1, at;

	while (size > 1 || again) {
		size = size > 1 ? size / 2 : 1;
		again = 0;
		for (from = nr_on(w->program); from-- > 0;) {
			from -= from % size;
			if (!switch_off(w->program, from, size))
				continue;
			if (fuzz_still(w, kind, &at)) {
				settle_off(w->program, 0);
				drop_unplayed(w, at);
				again = 1;
				if (from > nr_on(w->program))
					from = nr_on(w->program);
			} else {
				settle_off(w->program, 1);
			}
		}
	}
}


/* ------------------------------------------------------------ simpler */

/** struct edit - one step otherwise: another actor, or another text if @text; @bare: no prelude */
struct edit {
	unsigned int step, actor;
	const char *text;
	int bare;
};

/* "P12" at @s: how long it is, and which actor; 0: it is none */
static size_t name_at(const char *text, const char *s, unsigned int *actor)
{
	size_t n = 1;

	if (*s != 'P' || !isdigit((unsigned char)s[1]) ||
	    (s > text && (isalnum((unsigned char)s[-1]) || s[-1] == '_')))
		return 0;
	*actor = 0;
	for (; isdigit((unsigned char)s[n]); n++)
		*actor = *actor * 10 + (unsigned int)(s[n] - '0');
	return *actor < FUZZ_ACTORS && !isalpha((unsigned char)s[n]) && s[n] != '_' ? n : 0;
}

static void put_renamed(const char *text, const unsigned int *map, struct sim_buf *out)
{
	unsigned int actor;
	size_t n;

	for (const char *s = text; *s; s += n ? n : 1) {
		n = name_at(text, s, &actor);
		if (n)
			sim_buf_puts(out, fuzz_actor_name(map[actor]));
		else
			sim_buf_putc(out, *s);
	}
}

/* the steps that are on, with actors numbered anew; NULL: it can't be */
static struct fuzz_program *rebuild(const struct fuzz_work *w, const struct edit *e)
{
	struct fuzz_program *p = fuzz_program_new(w->lab->design);
	unsigned int map[FUZZ_ACTORS] = { 0 };
	struct sim_buf text = { 0 };
	struct sim_error err;

	for (unsigned int i = 0; p && i < w->program->nr_steps; i++) {
		const struct fuzz_step *s = &w->program->steps[i];
		const struct fuzz_step *new;
		unsigned int actor = i == e->step ? e->actor : s->p.actor;

		if (s->off || (e->bare && i < FUZZ_PRELUDE))
			continue;
		put_renamed(i == e->step && e->text ? e->text : s->text, map, &text);
		new = text.s ? fuzz_program_add(p, map[actor], text.s, &err) : NULL;
		sim_buf_free(&text);
		if (!new) {
			fuzz_program_free(p);
			return NULL;
		}
		if (s->child)
			map[s->child] = new->child;
	}
	return p;
}

/* keep the edit if the difference stays */
static int try_edit(struct fuzz_work *w, const char *kind, const struct edit *e)
{
	struct fuzz_program *old = w->program, *new = rebuild(w, e);
	int at;

	if (!new)
		return 0;
	w->program = new;
	if (fuzz_still(w, kind, &at)) {
		fuzz_program_free(old);
		drop_unplayed(w, at);
		return 1;
	}
	w->program = old;
	fuzz_program_free(new);
	return 0;
}

/* the text without its @n-th piece of or-ed words; "": there is none */
static void without_word(const char *text, unsigned int n, char *out, size_t size)
{
	const char *bar = text, *from;

	*out = '\0';
	do
		bar = strchr(bar + 1, '|');
	while (bar && n--);
	if (!bar || strlen(text) >= size)
		return;
	for (from = bar; from > text && (isalnum((unsigned char)from[-1]) || from[-1] == '_');)
		from--;
	snprintf(out, size, "%.*s%s", (int)(from - text), text, bar + 1);
}

/* the text with its @n-th actor being init; "": there is none */
static void with_init(const char *text, unsigned int n, char *out, size_t size)
{
	unsigned int actor;
	size_t len = 0;

	*out = '\0';
	for (const char *s = text; *s; s++) {
		len = name_at(text, s, &actor);
		if (!len || n--)
			continue;
		snprintf(out, size, "%.*sinit%s", (int)(s - text), text, s + len);
		return;
	}
}

static int simplify_step(struct fuzz_work *w, const char *kind, unsigned int i)
{
	void (*const ways[])(const char *, unsigned int, char *, size_t) = { without_word,
									     with_init };
	const struct fuzz_step *s = &w->program->steps[i];
	struct edit e = { .step = i, .actor = s->p.actor };
	char text[1024];

	if (s->p.actor) {
		e.actor = 0;
		if (try_edit(w, kind, &e))
			return 1;
		e.actor = s->p.actor;
	}
	e.text = text;
	if (s->child && strcmp(s->text, "fork()")) {
		snprintf(text, sizeof(text), "fork()");
		if (try_edit(w, kind, &e))
			return 1;
	}
	for (unsigned int way = 0; way < 2; way++) {
		for (unsigned int n = 0;; n++) {
			ways[way](w->program->steps[i].text, n, text, sizeof(text));
			if (!*text)
				break;
			if (try_edit(w, kind, &e))
				return 1;
		}
	}
	return 0;
}

static int simplify(struct fuzz_work *w, const char *kind)
{
	int any = 0;

	for (unsigned int i = FUZZ_PRELUDE; i < w->program->nr_steps; i++) {
		while (i < w->program->nr_steps && !w->program->steps[i].off &&
		       simplify_step(w, kind, i))
			any = 1;
	}
	return any;
}

/* without the prelude, if what is seen stays the same to the letter */
static int undress(struct fuzz_work *w, const char *kind, int at)
{
	struct edit bare = { .step = ~0U, .bare = 1 };
	struct sim_buf before = { 0 }, after = { 0 };
	struct fuzz_program *old = w->program;
	int now;

	if ((unsigned int)at >= w->program->nr_steps)
		return at;
	sim_buf_printf(&before, "%s%s", w->model->seen[at].text.s, w->other->seen[at].text.s);
	w->program = rebuild(w, &bare);
	now = w->program && fuzz_still(w, kind, &now) ? fuzz_compare(w, 1) : -1;
	if (now >= 0)
		sim_buf_printf(&after, "%s%s", w->model->seen[now].text.s,
			       w->other->seen[now].text.s);
	if (now >= 0 && before.s && after.s && !strcmp(before.s, after.s)) {
		fuzz_program_free(old);
	} else {
		fuzz_program_free(w->program);
		w->program = old;
		now = fuzz_compare(w, 1);
	}
	sim_buf_free(&before);
	sim_buf_free(&after);
	return now;
}

int fuzz_shrink(struct fuzz_work *w, const char *kind, int at)
{
	unsigned int rounds = 0;

	drop_unplayed(w, at);
	do
		leave_out(w, kind);
	while (simplify(w, kind) && ++rounds < 4);
	at = fuzz_compare(w, 1);
	return at < 0 ? at : undress(w, kind, at);
}
