/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the library says when it can't do what it was asked: a status, and a
 * record of where and why. The library fills it in; only sim/cli prints it.
 */
#ifndef SIM_ERROR_H
#define SIM_ERROR_H

#include <stddef.h>

/**
 * enum sim_status - what every fallible sim_ function returns
 * @SIM_OK: it worked
 * @SIM_EINPUT: a script or an argument is wrong
 * @SIM_ENOENT: a file, a design or a scenario does not exist
 * @SIM_ENOMEM: the host is out of memory
 * @SIM_EIO: the host refused to read or write
 * @SIM_EDESIGN: a design library is not one, or broke its contract
 * @SIM_EFAIL: it ran, and what was claimed does not hold
 */
enum sim_status {
	SIM_OK = 0,
	SIM_EINPUT,
	SIM_ENOENT,
	SIM_ENOMEM,
	SIM_EIO,
	SIM_EDESIGN,
	SIM_EFAIL,
};

/**
 * struct sim_error - one error, ready to be shown
 * @status: what kind; SIM_OK in a record that holds no error
 * @file: the path as the user gave it, "" if no file is at fault
 * @line: line, from 1; 0 if the file as a whole is at fault
 * @col: column in bytes, from 1
 * @len: how many bytes are at fault, at least 1
 * @text: the message, without a full stop
 * @accepted: what would have been accepted, "" if that can't be said
 * @source: the offending line, or the part of it around @col
 * @source_skip: bytes of that line that were left out before source[0]
 * @source_more: nonzero if bytes were left out behind as well
 */
struct sim_error {
	enum sim_status status;
	char file[256];
	unsigned int line, col, len;
	char text[256];
	char accepted[256];
	char source[256];
	unsigned int source_skip;
	unsigned int source_more;
};

/**
 * sim_error_set - begin an error record: status and message
 * @err: the record, whose former contents are dropped; may be NULL
 * @status: what kind
 * @fmt: printf-like; a longer message is cut
 *
 * Return: @status, so that `return sim_error_set(...)` reads well.
 */
enum sim_status sim_error_set(struct sim_error *err, enum sim_status status,
			      const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * sim_error_accept - add what would have been accepted
 * @err: the record; may be NULL
 * @fmt: printf-like
 */
void sim_error_accept(struct sim_error *err, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * sim_error_at - add the place
 * @err: the record; may be NULL
 * @file: the path
 * @line: line from 1, or 0 for the file as a whole
 * @col: column in bytes from 1
 * @len: bytes at fault
 */
void sim_error_at(struct sim_error *err, const char *file, unsigned int line,
		  unsigned int col, unsigned int len);

/**
 * sim_error_source - add the line at fault; to be called after sim_error_at()
 * @err: the record; may be NULL
 * @line: first byte of the line, need not be terminated
 * @len: its length without the newline
 */
void sim_error_source(struct sim_error *err, const char *line, size_t len);

/**
 * sim_error_format - render an error as text for people
 * @err: the record
 * @buf: where to; always terminated if @n > 0
 * @n: size of @buf; SIM_ERROR_TEXT_MAX is always enough
 *
 * One to four lines, each ended by a newline: place and message, the line at
 * fault, a caret under it, what would have been accepted. Tabs are kept so
 * that the caret lines up, other control bytes are escaped, and of a long
 * line only the part around the caret is shown.
 *
 * Return: the length of the whole text, also if it did not fit.
 */
size_t sim_error_format(const struct sim_error *err, char *buf, size_t n);

/* Each byte of a record can need four bytes of text, the source line twice. */
#define SIM_ERROR_TEXT_MAX 6144

#endif /* SIM_ERROR_H */
