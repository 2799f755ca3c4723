// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hunks onto a file. The file is one of a base tree, or what earlier patches of the
 * series have shown, or nothing at all: lines that are not known match everything.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "import/mail_text.h"

/**
 * struct build - a file on its way through one diff
 * @old: before it; NULL: nothing
 * @new: after it
 * @next_old, @next_new: the first line of each that is not dealt with
 * @shift: how far from where it said the last hunk went
 */
struct build {
	const struct sim_source *old;
	struct sim_source *new;
	unsigned int next_old, next_new;
	int shift;
	struct sim_error *err;
};

static enum sim_status no_memory(struct sim_error *err)
{
	return sim_error_set(err, SIM_ENOMEM, "out of memory");
}

/* ------------------------------------------------------------ where a hunk goes */

static bool same_but_white(const char *a, unsigned int n, const char *b, unsigned int m)
{
	const char *p = a, *q = b;

	for (;;) {
		while (p < a + n && isspace((unsigned char)*p))
			p++;
		while (q < b + m && isspace((unsigned char)*q))
			q++;
		if (p == a + n || q == b + m)
			return p == a + n && q == b + m;
		if (*p++ != *q++)
			return false;
	}
}

static bool matches_at(const struct build *b, const struct sim_hunk *hunk, long at)
{
	bool whole = b->old && b->old->whole;

	if (at < b->next_old || (whole && at + hunk->old_count - 1 > b->old->nr_lines))
		return false;
	for (unsigned int i = 0; i < hunk->nr_lines; i++) {
		const struct sim_hunk_line *line = &hunk->lines[i];
		const struct sim_source_line *known;

		if (line->kind == '+')
			continue;
		known = b->old ? sim_source_line(b->old, at) : NULL;
		if (known && !same_but_white(known->text, known->len, line->text, line->len))
			return false;
		at++;
	}
	return true;
}

/* The first line that a range covers; an empty one lies behind the line it names. */
static unsigned int begin_of(unsigned int start, unsigned int count)
{
	return start + !count;
}

/* Where in the old file: nearest to where it should be; 0: nowhere, or in two places. */
static long find_place(const struct build *b, const struct sim_hunk *hunk)
{
	long at = begin_of(hunk->old_start, hunk->old_count), far;
	bool before, behind;

	if (!b->old || !b->old->whole || !hunk->old_count)
		return matches_at(b, hunk, at) ? at : 0;
	at += b->shift;
	far = b->old->nr_lines + (at > 0 ? at : -at);
	for (long d = 0; d <= far; d++) {
		before = matches_at(b, hunk, at - d);
		behind = d && matches_at(b, hunk, at + d);
		if (before && behind)
			return 0;
		if (before || behind)
			return before ? at - d : at + d;
	}
	return 0;
}

/* ------------------------------------------------------------ the new file */

static enum sim_status copy_until(struct build *b, unsigned int end)
{
	enum sim_status status = SIM_OK;

	for (; b->old && b->next_old < end && b->next_old <= b->old->nr_lines && !status;
	     b->next_old++, b->next_new++) {
		const struct sim_source_line *line = sim_source_line(b->old, b->next_old);

		if (line)
			status = sim_source_set(b->new, b->next_new, line, b->err);
	}
	if (b->next_old < end) {
		b->next_new += end - b->next_old;
		b->next_old = end;
	}
	return status;
}

/* Text of context comes from the file if that has it: there it is undamaged. */
static enum sim_status put_line(struct build *b, const struct sim_hunk_line *line)
{
	struct sim_source_line put = {
		.text = line->text, .len = line->len, .mail_line = line->mail_line,
		.added = line->kind == '+',
	};
	const struct sim_source_line *known;

	if (line->kind != '+') {
		known = b->old ? sim_source_line(b->old, b->next_old) : NULL;
		b->next_old++;
		if (line->kind == '-')
			return SIM_OK;
		if (known) {
			put = *known;
			put.mail_line = line->mail_line;
		}
	}
	return sim_source_set(b->new, b->next_new++, &put, b->err);
}

/* Parentheses that were opened and not closed; -1 if there are none at all. */
static int open_parens(const char *s, unsigned int len, int open)
{
	bool any = open >= 0;

	open = any ? open : 0;
	for (unsigned int i = 0; i < len; i++) {
		any |= s[i] == '(';
		open += (s[i] == '(') - (s[i] == ')');
	}
	return any ? open : -1;
}

static bool is_brace(const struct sim_hunk *hunk, unsigned int i)
{
	return i < hunk->nr_lines && hunk->lines[i].kind == ' ' &&
	       same_but_white(hunk->lines[i].text, hunk->lines[i].len, "{", 1);
}

static bool ends_in(const char *s, size_t len, const char *chars)
{
	while (len && isspace((unsigned char)s[len - 1]))
		len--;
	return len && strchr(chars, s[len - 1]);
}

/* git and diff cut what they write behind @@: is it a whole head, or its first whole line? */
static bool is_head(const struct sim_hunk *hunk)
{
	size_t len = strlen(hunk->head);
	int open = open_parens(hunk->head, len, -1);
	const struct sim_hunk_line *first = hunk->lines;

	if (is_brace(hunk, 0))
		return !open && ends_in(hunk->head, len, ")");
	return is_brace(hunk, 1) && first->kind == ' ' && open > 0 &&
	       ends_in(hunk->head, len, ",(") && !open_parens(first->text, first->len, open);
}

/*
 * A hunk that begins with the brace of a function: what stands behind @@ is the line
 * before, if it is a whole head of a function, alone or with the hunk's first line.
 */
static enum sim_status put_head(struct build *b, const struct sim_hunk *hunk)
{
	unsigned int nr = begin_of(hunk->new_start, hunk->new_count) - 1;
	struct sim_source_line line = {
		.text = hunk->head, .len = strlen(hunk->head), .mail_line = hunk->mail_line,
		.head = true,
	};

	if (!nr || sim_source_line(b->new, nr) || !is_head(hunk))
		return SIM_OK;
	return sim_source_set(b->new, nr, &line, b->err);
}

static enum sim_status put_hunk(struct build *b, const struct sim_hunk *hunk, long at)
{
	enum sim_status status = copy_until(b, at);

	/* holes have no end: there the header knows best */
	if (!b->new->whole)
		b->next_new = begin_of(hunk->new_start, hunk->new_count);
	for (unsigned int i = 0; i < hunk->nr_lines && !status; i++)
		status = put_line(b, &hunk->lines[i]);
	if (!status && !b->new->whole)
		status = put_head(b, hunk);
	return status;
}

/* What a hunk that can't be used covers is not known; a file without holes stays as it is. */
static enum sim_status leave_hole(struct build *b, const struct sim_hunk *hunk)
{
	unsigned int at = begin_of(hunk->old_start, hunk->old_count);
	enum sim_status status;

	if (b->new->whole && !b->new->created)
		return SIM_OK;
	b->new->whole = false;
	if (at < b->next_old)
		return SIM_OK;
	status = copy_until(b, at);
	b->next_old += hunk->old_count;
	b->next_new = begin_of(hunk->new_start, hunk->new_count) + hunk->new_count;
	return status;
}

/* ------------------------------------------------------------ reports */

static struct sim_applied *report(struct sim_patched *out, const struct sim_diff *diff,
				  const struct sim_hunk *hunk, enum sim_apply_state state)
{
	struct sim_applied *a = sim_pool_alloc(&out->pool, sizeof(*a));

	if (!a)
		return NULL;
	a->diff = diff;
	a->hunk = hunk;
	a->state = state;
	*out->applied_end = a;
	out->applied_end = &a->next;
	out->nr_failed += state >= SIM_APPLY_FAILED;
	return a;
}

static enum sim_status apply_hunk(struct build *b, struct sim_patched *out,
				  const struct sim_diff *diff, const struct sim_hunk *hunk)
{
	bool unread = hunk->state > SIM_HUNK_REPAIRED;
	long says = begin_of(hunk->old_start, hunk->old_count), at = 0;
	struct sim_applied *a;

	/* new lines can't go backwards either */
	if (!unread && (b->new->whole ||
			begin_of(hunk->new_start, hunk->new_count) >= b->next_new))
		at = find_place(b, hunk);
	a = report(out, diff, hunk, unread ? SIM_APPLY_UNREAD : !at ? SIM_APPLY_FAILED :
		   at != says ? SIM_APPLY_OFFSET : SIM_APPLY_OK);
	if (!a)
		return no_memory(b->err);
	if (!at)
		return leave_hole(b, hunk);
	a->offset = b->shift = at - says;
	return put_hunk(b, hunk, at);
}

/* ------------------------------------------------------------ files */

static struct sim_source **find_file(struct sim_patched *out, const char *path)
{
	for (unsigned int i = 0; i < out->nr_files; i++) {
		if (!strcmp(out->files[i]->path, path))
			return &out->files[i];
	}
	return NULL;
}

static void drop_file(struct sim_patched *out, const char *path)
{
	struct sim_source **file = find_file(out, path);

	if (!file)
		return;
	sim_source_free(*file);
	out->nr_files--;
	memmove(file, file + 1, (out->files + out->nr_files - file) * sizeof(*file));
}

static enum sim_status add_file(struct sim_patched *out, struct sim_source *file,
				struct sim_error *err)
{
	if (out->nr_files == out->room) {
		void *files = sim_grow(out->files, &out->room, sizeof(struct sim_source *));

		if (!files)
			return no_memory(err);
		out->files = files;
	}
	out->files[out->nr_files++] = file;
	return SIM_OK;
}

/* Run all hunks of a diff over @old, and put what comes out in its place. */
static enum sim_status apply_diff(struct sim_patched *out, const struct sim_diff *diff,
				  const struct sim_source *old, struct sim_error *err)
{
	struct build b = { .old = old, .next_old = 1, .next_new = 1, .err = err };
	enum sim_status status = sim_source_new(&b.new, diff->new_path, err);

	if (status)
		return status;
	b.new->created = diff->created || (old && old->created);
	b.new->whole = old ? old->whole : diff->created;
	for (const struct sim_hunk *hunk = diff->hunks; hunk && !status; hunk = hunk->next)
		status = apply_hunk(&b, out, diff, hunk);
	if (!status && old)
		status = copy_until(&b, old->nr_lines + 1);
	if (!status) {
		drop_file(out, diff->old_path);
		drop_file(out, diff->new_path);
		status = add_file(out, b.new, err);
	}
	if (status)
		sim_source_free(b.new);
	return status;
}

static enum sim_status no_file(struct sim_patched *out, const struct sim_diff *diff,
			       struct sim_error *err)
{
	for (const struct sim_hunk *hunk = diff->hunks; hunk; hunk = hunk->next) {
		if (!report(out, diff, hunk, SIM_APPLY_NO_FILE))
			return no_memory(err);
	}
	return SIM_OK;
}

static bool is_c(const char *path)
{
	size_t n = strlen(path);

	return n > 2 && path[n - 2] == '.' && (path[n - 1] == 'c' || path[n - 1] == 'h');
}

static enum sim_status one_diff(struct sim_patched *out, const struct sim_diff *diff,
				sim_base_fn *base, void *ctx, struct sim_error *err)
{
	struct sim_source **known = find_file(out, diff->old_path);
	const struct sim_source *old = known ? *known : NULL;
	enum sim_status status;

	if (!is_c(diff->new_path) || diff->binary)
		return SIM_OK;
	if (diff->deleted) {
		drop_file(out, diff->old_path);
		return SIM_OK;
	}
	if (diff->created)
		return apply_diff(out, diff, NULL, err);
	if (!old && base) {
		status = base(ctx, diff->old_path, &old, err);
		if (status)
			return status;
		if (!old)
			return no_file(out, diff, err);
	}
	return apply_diff(out, diff, old, err);
}

enum sim_status sim_series_apply(const struct sim_series *series, sim_base_fn *base, void *ctx,
				 struct sim_patched *out, struct sim_error *err)
{
	enum sim_status status = SIM_OK;

	*out = (struct sim_patched){ 0 };
	out->applied_end = &out->applied;
	for (const struct sim_patch *p = series->patches; p; p = p->next) {
		for (const struct sim_diff *d = p->diffs; d && !status; d = d->next)
			status = one_diff(out, d, base, ctx, err);
	}
	return status;
}

void sim_patched_free(struct sim_patched *patched)
{
	for (unsigned int i = 0; i < patched->nr_files; i++)
		sim_source_free(patched->files[i]);
	free(patched->files);
	sim_pool_free(&patched->pool);
}
