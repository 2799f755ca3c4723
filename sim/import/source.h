/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A kernel source file, or what a patch mail shows of it, at the line numbers that the
 * file has after the patch. Lines that nobody has seen are holes.
 */
#ifndef SIM_IMPORT_SOURCE_H
#define SIM_IMPORT_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "buf.h"
#include "error.h"
#include "pool.h"

/* No kernel file is longer; a hunk header that says so is not believed. */
#define SIM_SOURCE_MAX_LINES (1U << 18)

/**
 * struct sim_source_line - one line
 * @text: what it holds, without the newline, terminated; NULL if not known
 * @len: its length in bytes
 * @mail_line: the line of the mail that it began on, from 1; 0: not from a mail
 * @known: false for a hole
 * @added: the patch adds it
 * @head: nobody showed this line as such: it was read off the end of a hunk header
 */
struct sim_source_line {
	const char *text;
	unsigned int len;
	unsigned int mail_line;
	bool known, added, head;
};

/**
 * struct sim_source - a file
 * @path: as the kernel tree has it, "kernel/signal.c"
 * @lines: lines[n - 1] is line n
 * @nr_lines: the last line that is known has this number
 * @whole: it has no holes, and nothing is missing behind its last line
 * @created: the patch makes this file
 * @room, @texts: memory
 */
struct sim_source {
	char *path;
	struct sim_source_line *lines;
	unsigned int nr_lines;
	bool whole, created;
	unsigned int room;
	struct sim_pool texts;
};

/**
 * sim_source_new - make a file of which nothing is known
 * @out: the file, for sim_source_free(); NULL on error
 * @path: its path; copied
 * @err: filled in on error; may be NULL
 *
 * Return: SIM_OK or SIM_ENOMEM.
 */
enum sim_status sim_source_new(struct sim_source **out, const char *path,
			       struct sim_error *err);

/**
 * sim_source_from_text - make a whole file
 * @out: the file, for sim_source_free(); NULL on error
 * @path: its path; copied
 * @text: all of it; copied. Lines may end in LF or CR LF, the last one needs no end
 * @len: its length in bytes
 * @err: filled in on error; may be NULL
 *
 * Return: SIM_OK, SIM_EINPUT if it has too many lines, SIM_ENOMEM.
 */
enum sim_status sim_source_from_text(struct sim_source **out, const char *path,
				     const char *text, size_t len, struct sim_error *err);

/**
 * sim_source_set - say what a line holds
 * @src: the file
 * @nr: line number, from 1; those between are holes
 * @line: what to keep; its text is copied and need not be terminated
 * @err: filled in on error; may be NULL
 *
 * Return: SIM_OK, SIM_EINPUT if @nr is 0 or too high, SIM_ENOMEM.
 */
enum sim_status sim_source_set(struct sim_source *src, unsigned int nr,
			       const struct sim_source_line *line, struct sim_error *err);

/**
 * sim_source_line - look at a line
 * @src: the file
 * @nr: line number, from 1
 *
 * Return: the line, or NULL if it is a hole or beyond the end.
 */
const struct sim_source_line *sim_source_line(const struct sim_source *src, unsigned int nr);

/**
 * sim_source_text - append the file's text
 * @src: the file
 * @buf: where to; each line ends in LF, holes are empty lines
 */
void sim_source_text(const struct sim_source *src, struct sim_buf *buf);

/**
 * sim_source_free - free a file
 * @src: the file; may be NULL
 */
void sim_source_free(struct sim_source *src);

#endif /* SIM_IMPORT_SOURCE_H */
