// SPDX-License-Identifier: GPL-2.0-only
/* The diffs in one message at one depth of quotes: headers of files and of hunks. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "import/mail_text.h"

/**
 * struct finder - where the search is
 * @at: the next line to look at
 * @last_diff, @last_hunk: where the next one is linked in
 * @diff: the one whose hunks come now, NULL if none has begun
 * @git: "diff --git" was seen, and no hunk since
 * @double_spaced: there was an empty line behind each line
 */
struct finder {
	struct sim_repair *repair;
	struct sim_pool *pool;
	struct sim_view *view;
	struct sim_patch *patch;
	unsigned int at;
	struct sim_diff **last_diff, *diff;
	struct sim_hunk **last_hunk;
	bool git, double_spaced;
};

static const struct sim_view_line *line_at(const struct finder *f, unsigned int at)
{
	static const struct sim_view_line none = { .text = "" };

	return at < f->view->nr ? &f->view->lines[at] : &none;
}

static bool is(const struct finder *f, unsigned int at, const char *with)
{
	const struct sim_view_line *line = line_at(f, at);

	return sim_starts(line->text, line->len, with);
}

/* ------------------------------------------------------------ paths */

/* A first folder that is the kernel's own: the path has no a/ in front. */
static bool is_kernel_folder(const char *path, size_t len)
{
	static const char *const folders[] = {
		"arch/", "block/", "certs/", "crypto/", "Documentation/", "drivers/", "fs/",
		"include/", "init/", "io_uring/", "ipc/", "kernel/", "lib/", "mm/", "net/",
		"rust/", "samples/", "scripts/", "security/", "sound/", "tools/", "usr/", "virt/",
	};

	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		if (sim_starts(path, len, folders[i]))
			return true;
	}
	return false;
}

/* A path as the tree has it: "a/" or "linux-6.1/" in front is cut off. "" for /dev/null. */
static const char *tree_path(struct finder *f, const char *text, size_t len, bool strip)
{
	const char *slash;
	size_t n = 0;

	while (n < len && text[n] != '\t')
		n++;
	while (n && isspace((unsigned char)text[n - 1]))
		n--;
	if (n == 9 && !memcmp(text, "/dev/null", 9))
		return "";
	slash = strip && !is_kernel_folder(text, n) ? memchr(text, '/', n) : NULL;
	if (slash) {
		n -= slash + 1 - text;
		text = slash + 1;
	}
	return sim_pool_strndup(f->pool, text, n);
}

/* What stands behind the first @skip characters of a line. */
static const char *path_behind(struct finder *f, unsigned int at, size_t skip, bool strip)
{
	const struct sim_view_line *line = line_at(f, at);

	return tree_path(f, line->text + skip, line->len - skip, strip);
}

/* ------------------------------------------------------------ headers of files */

static enum sim_status begin_diff(struct finder *f)
{
	struct sim_diff *diff = sim_pool_alloc(f->pool, sizeof(*diff));

	if (!diff)
		return SIM_ENOMEM;
	diff->old_path = diff->new_path = "";
	diff->mail_line = line_at(f, f->at)->nr;
	*f->last_diff = f->diff = diff;
	f->last_diff = &diff->next;
	f->last_hunk = &diff->hunks;
	return SIM_OK;
}

/* "diff --git a/x b/x"; names with blanks stand in the lines behind it. */
static enum sim_status git_line(struct finder *f)
{
	const struct sim_view_line *line = line_at(f, f->at);
	const char *names = line->text + strlen("diff --git "), *blank;
	size_t len = line->len - strlen("diff --git ");
	enum sim_status status = begin_diff(f);

	if (status)
		return status;
	blank = memchr(names, ' ', len);
	if (blank) {
		f->diff->old_path = tree_path(f, names, blank - names, true);
		f->diff->new_path = tree_path(f, blank + 1, names + len - blank - 1, true);
	}
	f->git = true;
	f->at++;
	return f->diff->old_path && f->diff->new_path ? SIM_OK : SIM_ENOMEM;
}

/* A line between "diff --git" and the first hunk; others are skipped. */
static enum sim_status extended_line(struct finder *f)
{
	static const char *const from[] = { "rename from ", "copy from ", "--- " };
	static const char *const to[] = { "rename to ", "copy to ", "+++ " };
	struct sim_diff *diff = f->diff;

	for (size_t i = 0; i < 3; i++) {
		if (is(f, f->at, from[i]))
			diff->old_path = path_behind(f, f->at, strlen(from[i]), i == 2);
		if (is(f, f->at, to[i]))
			diff->new_path = path_behind(f, f->at, strlen(to[i]), i == 2);
	}
	diff->created |= is(f, f->at, "new file mode");
	diff->deleted |= is(f, f->at, "deleted file mode");
	diff->renamed |= is(f, f->at, "rename from ");
	diff->binary |= is(f, f->at, "GIT binary patch") || is(f, f->at, "Binary files ");
	f->at++;
	return diff->old_path && diff->new_path ? SIM_OK : SIM_ENOMEM;
}

/* ------------------------------------------------------------ hunks */

static const char *number(const char *p, const char *end, unsigned int *value)
{
	unsigned int n = 0;

	if (p == end || !isdigit((unsigned char)*p))
		return NULL;
	for (; p < end && isdigit((unsigned char)*p); p++) {
		if (n > SIM_SOURCE_MAX_LINES)
			return NULL;
		n = n * 10 + (*p - '0');
	}
	*value = n;
	return p;
}

/* "-3" or "-3,7", @sign being the '-'; one line if there is no count. */
static const char *range(const char *p, const char *end, char sign, unsigned int *start,
			 unsigned int *count)
{
	while (p < end && *p == ' ')
		p++;
	if (p == end || *p != sign)
		return NULL;
	p = number(p + 1, end, start);
	*count = 1;
	if (p && p < end && *p == ',')
		p = number(p + 1, end, count);
	return p;
}

/* "@@ -1,2 +3,4 @@ text"; returns where the text begins, NULL if it is no such line. */
static const char *hunk_header(const char *p, size_t len, struct sim_hunk *hunk)
{
	const char *end = p + len;

	if (!sim_starts(p, len, "@@ "))
		return NULL;
	p = range(p + 3, end, '-', &hunk->old_start, &hunk->old_count);
	if (p)
		p = range(p, end, '+', &hunk->new_start, &hunk->new_count);
	while (p && p < end && *p == ' ')
		p++;
	if (!p || end - p < 2 || p[0] != '@' || p[1] != '@')
		return NULL;
	p += 2;
	return p < end && *p == ' ' ? p + 1 : p;
}

/* The header at @at, which may go on in the next line: how many lines it takes, 0: none. */
static unsigned int read_header(const struct finder *f, unsigned int at, struct sim_hunk *hunk,
				const char **head)
{
	const struct sim_view_line *line = line_at(f, at), *next = line_at(f, at + 1);
	char both[256];
	const char *p;
	int n;

	p = hunk_header(line->text, line->len, hunk);
	if (p) {
		*head = sim_pool_strndup(f->pool, p, line->text + line->len - p);
		return 1;
	}
	if (!is(f, at, "@@ -") || line->len > 60 || next->len > 120)
		return 0;
	n = snprintf(both, sizeof(both), "%.*s %.*s", (int)line->len, line->text,
		     (int)next->len, next->text);
	p = hunk_header(both, n, hunk);
	if (!p)
		return 0;
	*head = sim_pool_strndup(f->pool, p, both + n - p);
	return 2;
}

static bool is_file_header(const struct finder *f, unsigned int at)
{
	return is(f, at, "--- ") && is(f, at + 1, "+++ ") && is(f, at + 2, "@@ ");
}

/* How many lines from @at on may belong to a hunk: up to the next header, if there is one. */
static unsigned int window(const struct finder *f, unsigned int at, const struct sim_hunk *hunk,
			   bool *more)
{
	unsigned int most = 3 * (hunk->old_count + hunk->new_count) + 20, n = 0;
	struct sim_hunk next;

	for (; n < most && at + n < f->view->nr; n++) {
		const struct sim_view_line *line = line_at(f, at + n);

		*more = is(f, at + n, "diff --git ") || is_file_header(f, at + n) ||
			hunk_header(line->text, line->len, &next);
		if (*more)
			return n;
	}
	*more = false;
	return n;
}

static enum sim_status take_hunk(struct finder *f, const struct sim_hunk *header,
				 const char *head, unsigned int header_lines)
{
	struct sim_hunk *hunk = sim_pool_alloc(f->pool, sizeof(*hunk));
	unsigned int first = f->at + header_lines, used, nr;
	bool more;
	enum sim_status status;

	if (!hunk || !head)
		return SIM_ENOMEM;
	*hunk = *header;
	hunk->head = head;
	hunk->mail_line = line_at(f, f->at)->nr;
	hunk->wrapped = header_lines > 1;
	hunk->double_spaced = f->double_spaced;
	hunk->next = NULL;
	nr = window(f, first, hunk, &more);
	status = sim_hunk_repair(f->repair, f->pool, line_at(f, first), nr, more, hunk, &used);
	*f->last_hunk = hunk;
	f->last_hunk = &hunk->next;
	f->diff->nr_hunks++;
	f->patch->nr_hunks++;
	f->patch->bad_hunks += hunk->state > SIM_HUNK_REPAIRED;
	f->git = false;
	f->at = first + used;
	return status;
}

/* ------------------------------------------------------------ all of it */

/* The blank behind the quote marks is the quoter's own if it is there in a header. */
static void cut_quote_blank(struct finder *f)
{
	for (unsigned int i = f->at; i < f->view->nr && f->view->depth; i++) {
		struct sim_view_line *line = &f->view->lines[i];

		if (line->len && *line->text == ' ') {
			line->text++;
			line->len--;
		}
	}
}

/* Some mailers put an empty line behind every line: from the first header on, cut them. */
static void cut_double_spacing(struct finder *f)
{
	struct sim_view *view = f->view;
	unsigned int to = f->at + 1;

	if (view->nr - f->at < 10)
		return;
	for (unsigned int i = f->at + 1; i < view->nr; i += 2) {
		if (view->lines[i].len)
			return;
	}
	for (unsigned int i = f->at + 2; i < view->nr; i += 2)
		view->lines[to++] = view->lines[i];
	view->nr = to;
	f->double_spaced = true;
}

static bool has_quote_blank(const struct sim_view_line *line)
{
	return sim_starts(line->text, line->len, " diff --git ") ||
	       sim_starts(line->text, line->len, " --- ");
}

static enum sim_status step(struct finder *f)
{
	struct sim_hunk hunk = { 0 };
	const char *head = NULL;
	unsigned int header_lines;
	enum sim_status status;

	if (!f->diff && (is(f, f->at, "diff --git ") || is(f, f->at, "--- ")))
		cut_double_spacing(f);
	if (is(f, f->at, "diff --git "))
		return git_line(f);
	if (is_file_header(f, f->at) && !f->git) {
		status = begin_diff(f);
		f->git = true;
		return status ? status : extended_line(f);
	}
	header_lines = f->diff ? read_header(f, f->at, &hunk, &head) : 0;
	if (header_lines)
		return take_hunk(f, &hunk, head, header_lines);
	if (f->git)
		return extended_line(f);
	f->at++;
	return SIM_OK;
}

/* What the headers say by way of /dev/null, or by leaving it out. */
static void settle(struct sim_diff *diff)
{
	diff->created |= !*diff->old_path;
	diff->deleted |= !*diff->new_path;
	if (!*diff->old_path)
		diff->old_path = diff->new_path;
	if (!*diff->new_path)
		diff->new_path = diff->old_path;
}

/* A path that leads out of the tree, or that no file of the kernel has. */
static bool is_odd(const char *path)
{
	if (!*path || *path == '/')
		return true;
	for (const char *p = path; *p; p++) {
		if (!isprint((unsigned char)*p) ||
		    ((p == path || p[-1] == '/') && !strncmp(p, "..", 2)))
			return true;
	}
	return false;
}

/*
 * A diff that says nothing is only a line that looks like a header. One with an odd path
 * is left out, and the patch is not complete.
 */
static void settle_all(struct sim_patch *patch)
{
	struct sim_diff **link = &patch->diffs, *diff;

	while ((diff = *link)) {
		bool odd;

		settle(diff);
		odd = is_odd(diff->old_path) || is_odd(diff->new_path);
		if (odd)
			patch->bad_hunks += diff->nr_hunks;
		if (odd || (!diff->hunks && !diff->renamed && !diff->created &&
			    !diff->deleted && !diff->binary))
			*link = diff->next;
		else
			link = &diff->next;
	}
}

/* Find the diffs of a message at one depth; the view's lines are changed on the way. */
enum sim_status sim_diff_find(struct sim_repair *repair, struct sim_pool *pool,
			      struct sim_view *view, struct sim_patch *patch)
{
	struct finder f = {
		.repair = repair, .pool = pool, .view = view, .patch = patch,
		.last_diff = &patch->diffs,
	};
	enum sim_status status = SIM_OK;

	while (f.at < view->nr && !status) {
		if (view->depth && has_quote_blank(line_at(&f, f.at)))
			cut_quote_blank(&f);
		status = step(&f);
	}
	if (!status)
		settle_all(patch);
	return status;
}
