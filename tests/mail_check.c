// SPDX-License-Identifier: GPL-2.0-only
#include "mail_check.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "file.h"

#define MAX_FILES 64U

static struct {
	char path[512];
	struct sim_source *source;
} cache[MAX_FILES];
static unsigned int nr_cached;

void make_patch(const char *old_tree, const char *new_tree, const char *const *paths,
		struct sim_buf *patch)
{
	char command[2048], piece[4096];
	size_t n;
	FILE *f;

	for (; *paths; paths++) {
		snprintf(command, sizeof(command),
			 "diff -N -u -p --label a/%s --label b/%s %s/%s %s/%s", *paths, *paths,
			 old_tree, *paths, new_tree, *paths);
		f = popen(command, "r");
		assert_non_null(f);
		sim_buf_printf(patch, "diff --git a/%s b/%s\n", *paths, *paths);
		while ((n = fread(piece, 1, sizeof(piece), f)))
			sim_buf_add(patch, piece, n);
		pclose(f);
	}
	sim_buf_puts(patch, "-- \n2.39.5\n");
	assert_false(patch->failed);
}

enum sim_status read_tree(void *ctx, const char *path, const struct sim_source **out,
			  struct sim_error *err)
{
	struct sim_buf text = { 0 };
	enum sim_status status;
	char full[512];

	snprintf(full, sizeof(full), "%s/%s", (const char *)ctx, path);
	*out = NULL;
	for (unsigned int i = 0; i < nr_cached; i++) {
		if (!strcmp(cache[i].path, full))
			*out = cache[i].source;
	}
	if (*out)
		return SIM_OK;
	status = sim_file_read(full, 1U << 20, "a source", &text, err);
	if (!status) {
		assert_true(nr_cached < MAX_FILES);
		assert_int_equal(sim_source_from_text(&cache[nr_cached].source, path, text.s,
						      text.len, err), SIM_OK);
		memcpy(cache[nr_cached].path, full, sizeof(full));
		*out = cache[nr_cached++].source;
	}
	sim_buf_free(&text);
	return status == SIM_ENOENT ? SIM_OK : status;
}

void free_trees(void)
{
	while (nr_cached)
		sim_source_free(cache[--nr_cached].source);
}

/* Are two lines the same, blanks left out? A stripped mail may join what a blank parted. */
static int same_tokens(const char *a, const char *b)
{
	for (;;) {
		while (isspace((unsigned char)*a))
			a++;
		while (isspace((unsigned char)*b))
			b++;
		if (*a != *b || !*a)
			return *a == *b;
		a++;
		b++;
	}
}

static void count_hunks(const struct sim_series *s, struct tally *t)
{
	for (const struct sim_diff *d = s->patches->diffs; d; d = d->next) {
		for (const struct sim_hunk *h = d->hunks; h; h = h->next) {
			t->hunks++;
			t->lines += h->new_count;
			t->unreadable += h->state == SIM_HUNK_UNREADABLE ||
					 h->state == SIM_HUNK_SNIPPED;
			t->ambiguous += h->state == SIM_HUNK_AMBIGUOUS;
			if (h->state > SIM_HUNK_REPAIRED)
				t->left_out += h->new_count;
		}
	}
}

static void compare_file(const struct sim_source *file, const char *new_tree, struct tally *t)
{
	const struct sim_source *real;

	assert_int_equal(read_tree((void *)new_tree, file->path, &real, NULL), SIM_OK);
	assert_non_null(real);
	for (unsigned int nr = 1; nr <= file->nr_lines; nr++) {
		const struct sim_source_line *line = sim_source_line(file, nr);
		const struct sim_source_line *is = sim_source_line(real, nr);
		int same = line && is && same_tokens(line->text, is->text);

		if (!line)
			continue;
		if (!same)
			print_message("%s:%u: \"%s\" should be \"%s\"\n", file->path, nr,
				      line->text, is ? is->text : "(none)");
		t->wrong += !same;
		t->right += same && !line->head;
	}
}

struct tally compare(const char *mail, size_t len, const char *new_tree)
{
	const struct sim_series *series;
	struct sim_patched patched;
	struct tally t = { 0 };
	struct sim_error err;
	struct sim_mail *m;

	assert_int_equal(sim_mail_parse(&m, "t.mbox", mail, len, &err), SIM_OK);
	series = sim_mail_choose(m, 0, &err);
	count_hunks(series, &t);
	assert_int_equal(sim_series_apply(series, NULL, NULL, &patched, &err), SIM_OK);
	for (unsigned int i = 0; i < patched.nr_files; i++)
		compare_file(patched.files[i], new_tree, &t);
	sim_patched_free(&patched);
	sim_mail_free(m);
	return t;
}

static int same_file(const struct sim_source *file, const char *new_tree)
{
	const struct sim_source *real;

	assert_int_equal(read_tree((void *)new_tree, file->path, &real, NULL), SIM_OK);
	if (!real || !file->whole || real->nr_lines != file->nr_lines)
		return 0;
	for (unsigned int nr = 1; nr <= file->nr_lines; nr++) {
		if (!same_tokens(sim_source_line(file, nr)->text, sim_source_line(real, nr)->text))
			return 0;
	}
	return 1;
}

unsigned int compare_applied(const char *mail, size_t len, const char *old_tree,
			     const char *new_tree)
{
	struct sim_patched patched;
	unsigned int wrong = 0;
	struct sim_error err;
	struct sim_mail *m;

	assert_int_equal(sim_mail_parse(&m, "t.mbox", mail, len, &err), SIM_OK);
	assert_int_equal(sim_series_apply(sim_mail_choose(m, 0, &err), read_tree, (void *)old_tree,
					  &patched, &err), SIM_OK);
	for (unsigned int i = 0; i < patched.nr_files; i++)
		wrong += !same_file(patched.files[i], new_tree);
	sim_patched_free(&patched);
	sim_mail_free(m);
	return wrong;
}
