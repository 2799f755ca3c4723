/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The inside of the mail reader: messages as decoded lines, and the view of a message at
 * one depth of quotes. Memory that runs out and texts that are too long stick.
 */
#ifndef SIM_IMPORT_MAIL_TEXT_H
#define SIM_IMPORT_MAIL_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"
#include "import/mail.h"
#include "pool.h"

#define SIM_MAIL_LINES_MAX	(1U << 20)
#define SIM_QUOTES_MAX		15U

/**
 * struct sim_text_line - a line without its end
 * @nr: the line of the file in which it began
 */
struct sim_text_line {
	const char *text;
	unsigned int len, nr;
};

/**
 * struct sim_message - a message, or one text part of it
 * @subject: as it was written, decoded
 * @number: of the mail, from 1
 * @first, @end: its lines
 */
struct sim_message {
	const char *subject;
	unsigned int number, first, end;
};

/** struct sim_mail_text - all messages of a file */
struct sim_mail_text {
	struct sim_pool *pool;
	struct sim_text_line *lines;
	unsigned int nr_lines, room_lines;
	struct sim_message *messages;
	unsigned int nr_messages, room_messages;
	unsigned int nr_mails;
	bool no_memory, too_long;
};

/** struct sim_cursor - what is still to be read of a text */
struct sim_cursor {
	const char *p, *end;
	unsigned int nr;
};

/** enum sim_encoding - how the bytes of a part were made fit for mail */
enum sim_encoding {
	SIM_ENCODING_NONE,
	SIM_ENCODING_QP,
	SIM_ENCODING_BASE64,
};

/**
 * struct sim_head - what matters of the headers of a message or a part
 * @type: "text/plain", in lower case; "" if not said
 * @boundary: of a multipart, "" if none
 * @filename: of an attachment, "" if none
 * @flowed: lines were stuffed with a blank (RFC 3676)
 * @real: these are the headers of a mail and not just lines that look so
 */
struct sim_head {
	const char *subject, *type, *boundary, *filename;
	enum sim_encoding encoding;
	bool flowed, real;
};

/** struct sim_base64 - bits that are left over between two lines */
struct sim_base64 {
	unsigned int bits, nr_bits;
	bool ended;
};

/**
 * struct sim_view_line - a line as seen from one depth of quotes
 * @text: what follows the quote marks, a blank behind the last one included
 * @skipped: the first line since the last one that is quoted less often; 0: none
 * @rest: it is not quoted as often, but can only be the rest of the line before
 * @doubt: what was skipped may have been the rest of the line before
 * @snip: here or in what was skipped somebody says that he cut
 */
struct sim_view_line {
	const char *text;
	unsigned int len, nr;
	unsigned int skipped;
	bool snip, rest, doubt;
};

/**
 * struct sim_view - a message at one depth of quotes
 * @width: of nearly all of its lines, marks included
 */
struct sim_view {
	struct sim_view_line *lines;
	unsigned int nr;
	unsigned int depth, width;
};

/* mail_lines.c */
void *sim_grow(void *array, unsigned int *room, size_t size);
bool sim_next_line(struct sim_cursor *c, struct sim_text_line *line);
bool sim_starts(const char *text, size_t len, const char *with);
void sim_text_add(struct sim_mail_text *mt, const char *text, size_t len, unsigned int nr);
void sim_text_open(struct sim_mail_text *mt, const char *subject);
char *sim_text_keep(struct sim_mail_text *mt, const char *s, size_t len);
unsigned int sim_text_depth(const struct sim_mail_text *mt, const struct sim_message *msg);
enum sim_status sim_view_make(const struct sim_mail_text *mt, const struct sim_message *msg,
			      unsigned int depth, struct sim_view *view);

/* mail_head.c */
bool sim_is_field(const char *text, size_t len);
void sim_head_read(struct sim_mail_text *mt, struct sim_cursor *c, struct sim_head *head);

/* mail_mime.c */
void sim_qp_add(struct sim_buf *buf, const char *s, size_t len, bool in_head);
void sim_base64_add(struct sim_base64 *b, struct sim_buf *buf, const char *s, size_t len);
void sim_mime_read(struct sim_mail_text *mt, struct sim_cursor body, const struct sim_head *head,
		   unsigned int depth);

/* mail_box.c */
enum sim_status sim_box_read(struct sim_mail_text *mt, const char *path, const char *text,
			     size_t len, struct sim_error *err);

/* hunk_repair.c */
struct sim_repair;
struct sim_repair *sim_repair_new(void);
void sim_repair_free(struct sim_repair *r);
enum sim_status sim_hunk_repair(struct sim_repair *r, struct sim_pool *pool,
				const struct sim_view_line *lines, unsigned int nr, bool more,
				struct sim_hunk *hunk, unsigned int *used);

/* diff_find.c */
enum sim_status sim_diff_find(struct sim_repair *repair, struct sim_pool *pool,
			      struct sim_view *view, struct sim_patch *patch);

/* series.c */
enum sim_status sim_series_sort(struct sim_mail *mail, struct sim_patch *patches);
void sim_subject_read(struct sim_patch *patch, const char *subject);

#endif /* SIM_IMPORT_MAIL_TEXT_H */
