/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Patch mails: from an mbox, a single mail or the text of a web archive to the kernel
 * files that the patch makes.
 *
 *	mail_box.c	messages and their headers
 *	mail_mime.c	multipart, quoted-printable, base64
 *	mail_lines.c	the text of all messages as lines; quote depth
 *	diff_find.c	file headers, hunk headers, which lines may belong to a hunk
 *	hunk_repair.c	what a mailer did to a hunk is undone, or the hunk is given up
 *	series.c	which patches belong together; versions, copies
 *	apply.c		hunks onto what is known of a file
 *	mail_show.c	tables for people
 *
 * Everything lives as long as the struct sim_mail.
 */
#ifndef SIM_IMPORT_MAIL_H
#define SIM_IMPORT_MAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "error.h"
#include "import/source.h"

#define SIM_MAIL_MAX (32U << 20) /* bytes */

/**
 * enum sim_damage_kind - what a mailer, an archive or a reviewer did to a line
 * @SIM_DAMAGE_WRAPPED: this line is the rest of the one before
 * @SIM_DAMAGE_NO_BLANK: a context line lost the blank (or tab) in column 0
 * @SIM_DAMAGE_EMPTY: an empty line that belongs to nothing
 * @SIM_DAMAGE_HEADER: a hunk header was wrapped onto this line
 * @SIM_DAMAGE_COMMENT: text of another quote depth inside a hunk; left out
 * @SIM_DAMAGE_INDENT: from here on, the hunk has lost all indentation, also that in strings
 */
enum sim_damage_kind {
	SIM_DAMAGE_WRAPPED,
	SIM_DAMAGE_NO_BLANK,
	SIM_DAMAGE_EMPTY,
	SIM_DAMAGE_HEADER,
	SIM_DAMAGE_COMMENT,
	SIM_DAMAGE_INDENT,
};

/**
 * struct sim_damage - one place that was damaged
 * @kind: how
 * @mail_line: where
 */
struct sim_damage {
	enum sim_damage_kind kind;
	unsigned int mail_line;
};

/**
 * enum sim_hunk_state - how well a hunk could be read
 * @SIM_HUNK_EXACT: as it stands
 * @SIM_HUNK_REPAIRED: in exactly one way
 * @SIM_HUNK_UNREADABLE: in no way that fits the counts of its header
 * @SIM_HUNK_AMBIGUOUS: in several ways, none better than the other
 * @SIM_HUNK_SNIPPED: in no way, and somebody cut out a piece: "[...]"
 *
 * Only the first two have lines.
 */
enum sim_hunk_state {
	SIM_HUNK_EXACT,
	SIM_HUNK_REPAIRED,
	SIM_HUNK_UNREADABLE,
	SIM_HUNK_AMBIGUOUS,
	SIM_HUNK_SNIPPED,
};

/**
 * struct sim_hunk_line - a line of a hunk, repaired
 * @kind: ' ', '+' or '-'
 * @text: what follows that; not terminated
 * @len: its length
 * @mail_line: where it begins in the mail
 */
struct sim_hunk_line {
	char kind;
	const char *text;
	unsigned int len;
	unsigned int mail_line;
};

/**
 * struct sim_hunk - one hunk
 * @old_start, @old_count, @new_start, @new_count: of its header
 * @head: the text behind the second @@ of its header, "" if there is none
 * @wrapped: the counts of its header were
 * @double_spaced: an empty line stood behind each of its lines
 * @mail_line: where its header is
 */
struct sim_hunk {
	unsigned int old_start, old_count, new_start, new_count;
	const char *head;
	bool wrapped, double_spaced;
	unsigned int mail_line;
	enum sim_hunk_state state;
	struct sim_hunk_line *lines;
	unsigned int nr_lines;
	struct sim_damage *damage;
	unsigned int nr_damage;
	struct sim_hunk *next;
};

/**
 * struct sim_diff - what a patch does to one file
 * @old_path, @new_path: without a/ and b/; the same unless renamed
 * @created, @deleted, @renamed: what happens to the file as such
 * @binary: there is no text to apply
 */
struct sim_diff {
	const char *old_path, *new_path;
	bool created, deleted, renamed, binary;
	unsigned int mail_line;
	struct sim_hunk *hunks;
	unsigned int nr_hunks;
	struct sim_diff *next;
};

/**
 * struct sim_patch - the diff in one message, or in one level of quotes of it
 * @subject: of the message, without Re: and [PATCH ...]; "" if it has none
 * @version: N of vN, 1 if the subject does not say
 * @part, @parts: m/n of the subject, 1 and 1 if it does not say
 * @message: number of the message, from 1
 * @depth: how often it is quoted
 * @key: digest of what it says, without white space: copies have the same
 * @bad_hunks: hunks that could not be read
 * @next: the next part of the series
 */
struct sim_patch {
	const char *subject;
	unsigned int version, part, parts;
	unsigned int message, depth, mail_line;
	uint64_t key;
	struct sim_diff *diffs;
	unsigned int nr_hunks, bad_hunks;
	struct sim_patch *next;
};

/**
 * struct sim_series - patches that belong together
 * @number: as --series has it, from 1
 * @patches: in the order in which they are applied
 * @complete: no part is missing, every hunk could be read
 * @same_as: number of the first series with the same content; its own if there is none
 */
struct sim_series {
	unsigned int number;
	unsigned int version, parts, depth;
	bool complete;
	unsigned int same_as;
	struct sim_patch *patches;
	struct sim_series *next;
};

/** struct sim_mail - all that was read, with its memory */
struct sim_mail {
	const char *path;
	struct sim_series *series;
	unsigned int nr_series, nr_messages;
	struct sim_pool pool;
};

/**
 * sim_mail_parse - read patches from a text in memory
 * @out: for sim_mail_free(); NULL on error
 * @path: for messages
 * @text: mbox, mail or archive text
 * @len: its length
 * @err: filled in on error; may be NULL
 *
 * Hunks that can't be read are no error; they say so.
 *
 * Return: SIM_OK, SIM_EINPUT if this is not a text or has no diff, SIM_ENOMEM.
 */
enum sim_status sim_mail_parse(struct sim_mail **out, const char *path, const char *text,
			       size_t len, struct sim_error *err);

/**
 * sim_mail_read - read patches from a file
 * @out: for sim_mail_free(); NULL on error
 * @path: the file
 * @err: filled in on error; may be NULL
 *
 * Return: as sim_mail_parse() and sim_file_read().
 */
enum sim_status sim_mail_read(struct sim_mail **out, const char *path, struct sim_error *err);

/**
 * sim_mail_free - free all that belongs to a mail
 * @mail: may be NULL
 */
void sim_mail_free(struct sim_mail *mail);

/**
 * sim_mail_choose - take one of the series
 * @mail: where from
 * @number: which, from 1; 0: the one with the highest version, then complete, then of the
 *	lowest depth, then the first
 * @err: filled in on error; may be NULL
 *
 * Return: the series, NULL if there is none of that number.
 */
const struct sim_series *sim_mail_choose(const struct sim_mail *mail, unsigned int number,
					 struct sim_error *err);

/**
 * typedef sim_base_fn - where a base tree's files come from
 * @ctx: the caller's
 * @path: which file
 * @out: the file, which the caller keeps; NULL if the tree has none of that name
 * @err: filled in on error
 *
 * Return: SIM_OK, also if there is no such file; else what stopped the reader.
 */
typedef enum sim_status sim_base_fn(void *ctx, const char *path,
				    const struct sim_source **out, struct sim_error *err);

/**
 * enum sim_apply_state - where a hunk went
 * @SIM_APPLY_OK: where it says
 * @SIM_APPLY_OFFSET: elsewhere, its context being there
 * @SIM_APPLY_FAILED: nowhere, its context is not in the file
 * @SIM_APPLY_NO_FILE: the base has no such file
 * @SIM_APPLY_UNREAD: it could not be read
 */
enum sim_apply_state {
	SIM_APPLY_OK,
	SIM_APPLY_OFFSET,
	SIM_APPLY_FAILED,
	SIM_APPLY_NO_FILE,
	SIM_APPLY_UNREAD,
};

/**
 * struct sim_applied - what became of one hunk
 * @offset: lines from where it says to where it went
 */
struct sim_applied {
	const struct sim_diff *diff;
	const struct sim_hunk *hunk;
	enum sim_apply_state state;
	int offset;
	struct sim_applied *next;
};

/**
 * struct sim_patched - the files of a series after its last patch
 * @files: its .c and .h files that are not deleted, in the order of the mail; without a
 *	base the lines that the mail shows are known
 * @applied: one for each of their hunks
 * @nr_failed: how many of these did not go in
 * @pool: memory of @applied
 */
struct sim_patched {
	struct sim_source **files;
	unsigned int nr_files, room;
	struct sim_applied *applied, **applied_end;
	unsigned int nr_failed;
	struct sim_pool pool;
};

/**
 * sim_series_apply - make the files that a series describes
 * @series: what to apply
 * @base: the tree before it; NULL: take what the hunks show, at their new line numbers
 * @ctx: for @base
 * @out: the files, for sim_patched_free(), also on error
 * @err: filled in on error; may be NULL
 *
 * With a base, context is looked for with all white space left out, outwards from where
 * the hunk says, and is then taken from the base: indentation that a mailer lost comes back.
 *
 * Return: SIM_OK, also if hunks failed; SIM_EINPUT if a file gets too long; SIM_ENOMEM;
 * what @base returned.
 */
enum sim_status sim_series_apply(const struct sim_series *series, sim_base_fn *base, void *ctx,
				 struct sim_patched *out, struct sim_error *err);

/**
 * sim_patched_free - free what sim_series_apply() made
 * @patched: the files
 */
void sim_patched_free(struct sim_patched *patched);

/**
 * sim_mail_list - the series of a mail, as a table
 * @mail: the mail
 * @buf: where to
 */
void sim_mail_list(const struct sim_mail *mail, struct sim_buf *buf);

/**
 * sim_series_damage - what was repaired, and what could not be, by mail line
 * @mail: the mail
 * @series: one of its series
 * @buf: where to; nothing if nothing was damaged
 */
void sim_series_damage(const struct sim_mail *mail, const struct sim_series *series,
		       struct sim_buf *buf);

#endif /* SIM_IMPORT_MAIL_H */
