// SPDX-License-Identifier: GPL-2.0-only
/* Which patches belong together, which are copies of others, and which one is meant. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "import/mail_text.h"

/* ------------------------------------------------------------ subjects */

/* A word between the brackets: v3, 2/5. */
static void subject_word(struct sim_patch *patch, const char *word, size_t len)
{
	char text[32];
	unsigned int a, b;

	if (len >= sizeof(text))
		return;
	memcpy(text, word, len);
	text[len] = '\0';
	if ((sscanf(text, "v%3u", &a) == 1 || sscanf(text, "V%3u", &a) == 1 ||
	     sscanf(text, "PATCHv%3u", &a) == 1 || sscanf(text, "PATCHV%3u", &a) == 1) && a) {
		patch->version = a;
	} else if (sscanf(text, "%4u/%4u", &a, &b) == 2 && a <= b) {
		patch->part = a;
		patch->parts = b;
	}
}

/* What stands between brackets, if it is about a patch; returns what follows, or NULL. */
static const char *subject_brackets(struct sim_patch *patch, const char *s)
{
	const char *end = strchr(s, ']'), *p = s + 1;
	size_t len;

	if (*s != '[' || !end)
		return NULL;
	while (p < end) {
		len = strcspn(p, " \t,]");
		if (len)
			subject_word(patch, p, len);
		p += len + (p + len < end);
	}
	return end + 1;
}

/* "Re: [PATCH v2 1/3] signal: do it" */
void sim_subject_read(struct sim_patch *patch, const char *subject)
{
	const char *next;

	patch->version = patch->part = patch->parts = 1;
	for (;;) {
		while (isspace((unsigned char)*subject))
			subject++;
		if (!strncasecmp(subject, "Re:", 3))
			next = subject + 3;
		else if (!strncasecmp(subject, "Fwd:", 4))
			next = subject + 4;
		else
			next = subject_brackets(patch, subject);
		if (!next)
			break;
		subject = next;
	}
	patch->subject = subject;
}

/* ------------------------------------------------------------ content */

static uint64_t add_bytes(uint64_t h, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (!isspace((unsigned char)s[i]))
			h = (h ^ (unsigned char)s[i]) * 0x100000001b3ULL;
	}
	return h;
}

static uint64_t add_number(uint64_t h, unsigned int n)
{
	return (h ^ n ^ 0x10000) * 0x100000001b3ULL;
}

static uint64_t hunk_key(uint64_t h, const struct sim_hunk *hunk)
{
	h = add_number(h, hunk->old_start);
	h = add_number(h, hunk->new_start);
	h = add_number(h, hunk->state > SIM_HUNK_REPAIRED);
	for (unsigned int i = 0; i < hunk->nr_lines; i++) {
		h = add_number(h, hunk->lines[i].kind);
		h = add_bytes(h, hunk->lines[i].text, hunk->lines[i].len);
	}
	return h;
}

static uint64_t patch_key(const struct sim_patch *patch)
{
	uint64_t h = 0xcbf29ce484222325ULL;

	for (const struct sim_diff *diff = patch->diffs; diff; diff = diff->next) {
		h = add_bytes(h, diff->old_path, strlen(diff->old_path));
		h = add_bytes(h, diff->new_path, strlen(diff->new_path));
		h = add_number(h, diff->created * 4 + diff->deleted * 2 + diff->renamed);
		for (const struct sim_hunk *hunk = diff->hunks; hunk; hunk = hunk->next)
			h = hunk_key(h, hunk);
	}
	return h;
}

static bool same_content(const struct sim_series *a, const struct sim_series *b)
{
	const struct sim_patch *p = a->patches, *q = b->patches;

	for (; p && q && p->key == q->key; p = p->next, q = q->next)
		;
	return !p && !q;
}

/* ------------------------------------------------------------ series */

/* Where a part goes in, NULL if there is one of that number. */
static struct sim_patch **place(struct sim_series *series, const struct sim_patch *patch)
{
	struct sim_patch **link = &series->patches;

	while (*link && (*link)->part < patch->part)
		link = &(*link)->next;
	return *link && (*link)->part == patch->part ? NULL : link;
}

static struct sim_patch **find_place(struct sim_mail *mail, const struct sim_patch *patch)
{
	struct sim_series *s;
	struct sim_patch **link;

	for (s = mail->series; s && patch->parts > 1; s = s->next) {
		if (s->version != patch->version || s->parts != patch->parts ||
		    s->depth != patch->depth)
			continue;
		link = place(s, patch);
		if (link)
			return link;
	}
	return NULL;
}

static struct sim_series *new_series(struct sim_mail *mail, struct sim_series *last,
				     const struct sim_patch *patch)
{
	struct sim_series *s = sim_pool_alloc(&mail->pool, sizeof(*s));

	if (!s)
		return NULL;
	s->number = s->same_as = ++mail->nr_series;
	s->version = patch->version;
	s->parts = patch->parts;
	s->depth = patch->depth;
	if (last)
		last->next = s;
	else
		mail->series = s;
	return s;
}

static void finish(struct sim_mail *mail)
{
	struct sim_series *s, *t;
	unsigned int parts;

	for (s = mail->series; s; s = s->next) {
		bool bad = false;

		parts = 0;
		for (struct sim_patch *p = s->patches; p; p = p->next, parts++)
			bad |= p->bad_hunks > 0;
		s->complete = !bad && parts == s->parts;
		for (t = mail->series; t != s && s->same_as == s->number; t = t->next) {
			if (same_content(s, t))
				s->same_as = t->number;
		}
	}
}

/* Sort the patches of all messages into series. */
enum sim_status sim_series_sort(struct sim_mail *mail, struct sim_patch *patches)
{
	struct sim_series *last = NULL;
	struct sim_patch *patch, **link;

	while ((patch = patches)) {
		patches = patch->next;
		patch->key = patch_key(patch);
		link = find_place(mail, patch);
		if (!link) {
			last = new_series(mail, last, patch);
			if (!last)
				return SIM_ENOMEM;
			link = &last->patches;
		}
		patch->next = *link;
		*link = patch;
	}
	finish(mail);
	return SIM_OK;
}

static bool better(const struct sim_series *a, const struct sim_series *b)
{
	if (a->complete != b->complete)
		return a->complete;
	if (a->version != b->version)
		return a->version > b->version;
	return a->depth < b->depth;
}

const struct sim_series *sim_mail_choose(const struct sim_mail *mail, unsigned int number,
					 struct sim_error *err)
{
	const struct sim_series *best = mail->series, *s;

	for (s = mail->series; s; s = s->next) {
		if (number ? s->number == number : better(s, best))
			best = s;
	}
	if (!number || best->number == number)
		return best;
	sim_error_set(err, SIM_EINPUT, "no series %u in this mail", number);
	sim_error_accept(err, "1 to %u", mail->nr_series);
	sim_error_at(err, mail->path, 0, 0, 0);
	return NULL;
}
