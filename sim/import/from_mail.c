// SPDX-License-Identifier: GPL-2.0-only
/* An import of a patch mail: what the patch shows, or a tree with the patch applied. */
#include "import/from.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "import/mail.h"
#include "model/model.h"

#define UNKNOWN_RELEASE LINUX(5, 1) /* the oldest one that has pidfds */

/* ------------------------------------------------------------ which kernel */

/* releases and the days they came out: a patch is for the one that came next */
static const struct {
	unsigned int version;
	const char *day;
} releases[] = {
	{LINUX(4, 19), "2018-10-22"}, {LINUX(4, 20), "2018-12-23"}, {LINUX(5, 0), "2019-03-03"},
	{LINUX(5, 1), "2019-05-05"},  {LINUX(5, 2), "2019-07-07"},  {LINUX(5, 3), "2019-09-15"},
	{LINUX(5, 4), "2019-11-24"},  {LINUX(5, 5), "2020-01-26"},  {LINUX(5, 6), "2020-03-29"},
	{LINUX(5, 7), "2020-05-31"},  {LINUX(5, 8), "2020-08-02"},  {LINUX(5, 9), "2020-10-11"},
	{LINUX(5, 10), "2020-12-13"}, {LINUX(5, 11), "2021-02-14"}, {LINUX(5, 12), "2021-04-25"},
	{LINUX(5, 13), "2021-06-27"}, {LINUX(5, 14), "2021-08-29"}, {LINUX(5, 15), "2021-10-31"},
	{LINUX(5, 16), "2022-01-09"}, {LINUX(5, 17), "2022-03-20"}, {LINUX(5, 18), "2022-05-22"},
	{LINUX(5, 19), "2022-07-31"}, {LINUX(6, 0), "2022-10-02"},  {LINUX(6, 1), "2022-12-11"},
	{LINUX(6, 2), "2023-02-19"},  {LINUX(6, 3), "2023-04-23"},  {LINUX(6, 4), "2023-06-25"},
	{LINUX(6, 5), "2023-08-27"},  {LINUX(6, 6), "2023-10-29"},  {LINUX(6, 7), "2024-01-07"},
	{LINUX(6, 8), "2024-03-10"},  {LINUX(6, 9), "2024-05-12"},  {LINUX(6, 10), "2024-07-14"},
	{LINUX(6, 11), "2024-09-15"}, {LINUX(6, 12), "2024-11-17"}, {LINUX(6, 13), "2025-01-19"},
	{LINUX(6, 14), "2025-03-24"}, {LINUX(6, 15), "2025-05-25"}, {LINUX(6, 16), "2025-07-27"},
	{LINUX(6, 17), "2025-09-28"}, {LINUX(6, 18), "2025-11-30"},
};

#define NR_RELEASES (sizeof(releases) / sizeof(releases[0]))

/* "2018-12-08" at the beginning of a line; 1: found */
static int plain_day(const char *line, char day[40])
{
	static const char form[] = "dddd-dd-dd";

	for (int i = 0; form[i]; i++) {
		if (form[i] == 'd' ? !isdigit((unsigned char)line[i]) : line[i] != form[i])
			return 0;
	}
	snprintf(day, 40, "%.10s", line);
	return 1;
}

/* "Date: Sat, 8 Dec 2018 05:44:25 +0000" */
static int mail_day(const char *line, char day[40])
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	char month[4];
	const char *found;
	unsigned int nr, year;

	if (sscanf(line, "Date: %*3s, %2u %3s %4u", &nr, month, &year) != 3 &&
	    sscanf(line, "Date: %2u %3s %4u", &nr, month, &year) != 3)
		return 0;
	found = strstr(months, month);
	if (!found || year < 1991 || year > 2999 || nr < 1 || nr > 31)
		return 0;
	snprintf(day, 40, "%04u-%02u-%02u", year, (unsigned int)(found - months) / 3 + 1, nr);
	return 1;
}

static unsigned int release_of(const char *text, bool *known)
{
	char day[40] = "";

	while (text && !plain_day(text, day) && !mail_day(text, day)) {
		text = strchr(text, '\n');
		text += text != NULL;
	}
	*known = day[0] != '\0';
	for (size_t i = 0; *known && i < NR_RELEASES; i++) {
		if (strcmp(day, releases[i].day) < 0)
			return releases[i].version;
	}
	return *known ? releases[NR_RELEASES - 1].version : UNKNOWN_RELEASE;
}

/* ------------------------------------------------------------ what is taken */

/* Programs for user space, tables and texts are no part of the kernel's pidfd code. */
static bool is_kernel_code(const char *path)
{
	static const char *const others[] = {"tools/", "samples/", "scripts/", "Documentation/",
					     "arch/",  "usr/",	   NULL};
	size_t len = strlen(path);

	for (const char *const *p = others; *p; p++) {
		if (!strncmp(path, *p, strlen(*p)))
			return false;
	}
	if (strstr(path, "asm-generic/unistd.h"))
		return false;
	return len > 2 && (!strcmp(path + len - 2, ".c") || !strcmp(path + len - 2, ".h"));
}

static enum sim_status add_patched(struct sim_import *imp, struct sim_patched *patched,
				   struct sim_error *err)
{
	enum sim_status status = SIM_OK;

	for (unsigned int i = 0; i < patched->nr_files && !status; i++) {
		struct sim_source *src = patched->files[i];
		struct sim_portion *part;

		if (!src || !is_kernel_code(src->path))
			continue;
		patched->files[i] = NULL;
		status = sim_parts_add(&imp->parts, src, err);
		if (status)
			break;
		part = &imp->parts.at[imp->parts.nr - 1];
		part->header = sim_is_header(src->path);
		if (src->created)
			sim_part_root(part, "*");
		else
			sim_part_changed(part);
	}
	return status;
}

static void tell_applied(struct sim_import *imp, const struct sim_patched *patched)
{
	for (const struct sim_applied *a = patched->applied; a; a = a->next) {
		if (a->state == SIM_APPLY_OFFSET)
			sim_buf_printf(&imp->damage, "line %u: the hunk for %s is %d lines off\n",
				       a->hunk->mail_line, a->diff->new_path, a->offset);
		else if (a->state == SIM_APPLY_FAILED)
			sim_buf_printf(&imp->damage,
				       "line %u: left out: its context is not in %s\n",
				       a->hunk->mail_line, a->diff->new_path);
		else if (a->state == SIM_APPLY_NO_FILE)
			sim_buf_printf(&imp->damage, "line %u: left out: there is no %s\n",
				       a->hunk->mail_line, a->diff->old_path);
	}
}

/* ------------------------------------------------------------ a base tree */

/** struct base - files of the tree that the mail is applied to */
struct base {
	struct sim_tree_file *files;
	unsigned int nr;
};

static bool base_wants(struct base *base, const char *path)
{
	struct sim_tree_file *more;

	for (unsigned int i = 0; i < base->nr; i++) {
		if (!strcmp(base->files[i].path, path))
			return true;
	}
	more = realloc(base->files, (base->nr + 1) * sizeof(*more));
	if (!more)
		return false;
	base->files = more;
	more[base->nr++] = (struct sim_tree_file){.path = path};
	return true;
}

static enum sim_status from_base(void *ctx, const char *path, const struct sim_source **out,
				 struct sim_error *err)
{
	const struct base *base = ctx;

	(void)err;
	*out = NULL;
	for (unsigned int i = 0; i < base->nr; i++) {
		if (!strcmp(base->files[i].path, path))
			*out = base->files[i].src;
	}
	return SIM_OK;
}

/* All at once: reading an archive takes seconds. */
static enum sim_status read_base(struct sim_import *imp, const struct sim_series *series,
				 struct base *base, struct sim_error *err)
{
	bool ok = true;

	for (const struct sim_patch *p = series->patches; p; p = p->next) {
		for (const struct sim_diff *d = p->diffs; d && ok; d = d->next)
			ok = !d->old_path || !is_kernel_code(d->old_path) ||
			     base_wants(base, d->old_path);
	}
	for (const struct sim_import_root *r = sim_import_roots; r->file && ok; r++)
		ok = base_wants(base, r->file);
	if (!ok)
		return sim_error_set(err, SIM_ENOMEM, "out of memory");
	return sim_tree_read(&imp->tree, imp->how->base, base->files, base->nr, err);
}

/* what the patch does not touch of the pidfd logic */
static enum sim_status add_untouched(struct sim_import *imp, struct base *base,
				     struct sim_error *err)
{
	enum sim_status status = SIM_OK;

	for (unsigned int i = 0; i < base->nr && !status; i++) {
		struct sim_source *src = base->files[i].src;

		if (!src || sim_parts_find(&imp->parts, src->path))
			continue;
		base->files[i].src = NULL;
		status = sim_parts_add(&imp->parts, src, err);
		if (!status)
			imp->parts.at[imp->parts.nr - 1].header = sim_is_header(src->path);
	}
	return status;
}

/* ------------------------------------------------------------ all of it */

static enum sim_status take_series(struct sim_import *imp, const struct sim_mail *mail,
				   const struct sim_series *series, struct sim_error *err)
{
	struct sim_patched patched = {0};
	struct base base = {0};
	enum sim_status status = SIM_OK;

	sim_series_damage(mail, series, &imp->damage);
	if (imp->how->base)
		status = read_base(imp, series, &base, err);
	if (!status)
		status = sim_series_apply(series, imp->how->base ? from_base : NULL, &base,
					  &patched, err);
	if (!status)
		tell_applied(imp, &patched);
	if (!status)
		status = add_patched(imp, &patched, err);
	if (!status && imp->how->base)
		status = add_untouched(imp, &base, err);
	if (!status && imp->how->base)
		status = sim_from_roots(imp, err);
	sim_patched_free(&patched);
	for (unsigned int i = 0; i < base.nr; i++)
		sim_source_free(base.files[i].src);
	free(base.files);
	return status;
}

static void describe(struct sim_import *imp, const struct sim_series *series, const char *text)
{
	const char *subject = series->patches ? series->patches->subject : "";
	bool known;

	imp->version = release_of(text, &known);
	if (imp->how->base)
		imp->version = imp->tree.version;
	else if (!known && !imp->how->release)
		sim_buf_printf(&imp->damage,
			       "no date: taken for Linux %u.%u; --release says otherwise\n",
			       imp->version >> 8, imp->version & 0xff);
	if (imp->how->release)
		imp->version = imp->how->release;
	snprintf(imp->origin, sizeof(imp->origin), "patch mail%s%s%.80s%s%s",
		 subject[0] ? " \"" : "", subject, "", subject[0] ? "\"" : "",
		 imp->how->base ? " on a tree" : "");
}

enum sim_status sim_from_mail(struct sim_import *imp, struct sim_error *err)
{
	const struct sim_series *series = NULL;
	struct sim_mail *mail = NULL;
	struct sim_buf text = {0};
	enum sim_status status;

	status = sim_file_read(imp->how->mail, SIM_MAIL_MAX, "a mail", &text, err);
	if (!status)
		status = sim_mail_parse(&mail, imp->how->mail, text.s ? text.s : "", text.len, err);
	if (!status) {
		series = sim_mail_choose(mail, imp->how->series, err);
		status = series ? SIM_OK : SIM_EINPUT;
	}
	if (!status)
		status = take_series(imp, mail, series, err);
	if (!status)
		describe(imp, series, text.s);
	sim_mail_free(mail);
	sim_buf_free(&text);
	return status;
}
