// SPDX-License-Identifier: GPL-2.0-only
/* What a mail holds and what was wrong with it, for people. */
#include <string.h>

#include "import/mail.h"
#include "utf8.h"

#define TITLE_MAX 60U

/* At most TITLE_MAX bytes of a subject, and nothing that harms a terminal. */
static void show_title(const char *title, struct sim_buf *buf)
{
	size_t len = strlen(title), n;

	for (size_t i = 0; i < len && i < TITLE_MAX; i += n ? n : 1) {
		n = sim_utf8_len(title + i, len - i);
		sim_buf_add(buf, n ? title + i : "?", n ? n : 1);
	}
	sim_buf_puts(buf, len > TITLE_MAX ? "..." : "");
}

static void show_series(const struct sim_series *s, bool chosen, struct sim_buf *buf)
{
	unsigned int files = 0, hunks = 0, bad = 0, parts = 0;

	for (const struct sim_patch *p = s->patches; p; p = p->next, parts++) {
		hunks += p->nr_hunks;
		bad += p->bad_hunks;
		for (const struct sim_diff *d = p->diffs; d; d = d->next)
			files++;
	}
	sim_buf_printf(buf, "%c%5u  v%-3u %2u/%-2u %5u %8u %5u %6u", chosen ? '*' : ' ',
		       s->number, s->version, parts, s->parts, s->depth, s->patches->mail_line,
		       files, hunks);
	sim_buf_puts(buf, "  ");
	show_title(s->patches->subject, buf);
	if (s->same_as != s->number)
		sim_buf_printf(buf, " (same as %u)", s->same_as);
	if (bad)
		sim_buf_printf(buf, " (%u hunk%s unreadable)", bad, bad > 1 ? "s" : "");
	if (parts < s->parts)
		sim_buf_puts(buf, " (parts missing)");
	sim_buf_putc(buf, '\n');
}

void sim_mail_list(const struct sim_mail *mail, struct sim_buf *buf)
{
	const struct sim_series *chosen = sim_mail_choose(mail, 0, NULL);

	sim_buf_puts(buf, " series version parts depth mail-line files hunks  subject\n");
	for (const struct sim_series *s = mail->series; s; s = s->next)
		show_series(s, s == chosen, buf);
}

static const char *const damage_words[] = {
	[SIM_DAMAGE_WRAPPED] = "wrapped: put back behind the line before",
	[SIM_DAMAGE_NO_BLANK] = "context without the blank in front",
	[SIM_DAMAGE_EMPTY] = "empty line that belongs to nothing: left out",
	[SIM_DAMAGE_HEADER] = "the rest of a hunk's header, which was wrapped",
	[SIM_DAMAGE_COMMENT] = "text of another quote depth: left out",
	[SIM_DAMAGE_INDENT] = "indentation is lost, and white space in strings may be",
};

static const char *const state_words[] = {
	[SIM_HUNK_UNREADABLE] = "no reading fits the counts of its header",
	[SIM_HUNK_AMBIGUOUS] = "it can be read in more than one way",
	[SIM_HUNK_SNIPPED] = "somebody cut out a piece",
};

static void show_hunk(const struct sim_mail *mail, const struct sim_diff *diff,
		      const struct sim_hunk *hunk, struct sim_buf *buf)
{
	unsigned int i = 0, n;

	if (hunk->state > SIM_HUNK_REPAIRED)
		sim_buf_printf(buf, "%s:%u: %s: hunk left out: %s\n", mail->path,
			       hunk->mail_line, diff->new_path, state_words[hunk->state]);
	for (; i < hunk->nr_damage; i += n) {
		const struct sim_damage *d = &hunk->damage[i];

		/* neighbours with the same damage are one row */
		for (n = 1; i + n < hunk->nr_damage && d[n].kind == d->kind &&
			    d[n].mail_line <= d[n - 1].mail_line + 1; n++)
			;
		sim_buf_printf(buf, "%s:%u", mail->path, d->mail_line);
		if (d[n - 1].mail_line > d->mail_line)
			sim_buf_printf(buf, "-%u", d[n - 1].mail_line);
		sim_buf_printf(buf, ": %s: %s\n", diff->new_path, damage_words[d->kind]);
	}
}

void sim_series_damage(const struct sim_mail *mail, const struct sim_series *series,
		       struct sim_buf *buf)
{
	for (const struct sim_patch *p = series->patches; p; p = p->next) {
		for (const struct sim_diff *d = p->diffs; d; d = d->next) {
			for (const struct sim_hunk *h = d->hunks; h; h = h->next)
				show_hunk(mail, d, h, buf);
		}
	}
}
