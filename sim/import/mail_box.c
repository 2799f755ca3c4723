// SPDX-License-Identifier: GPL-2.0-only
/* Where messages begin and end: in an mbox, a single mail, the text of a web archive. */
#include <ctype.h>
#include <string.h>

#include "import/mail_text.h"

/* "From somebody Mon Sep 17 ..." and fields behind it begin a message of an mbox. */
static bool is_separator(const struct sim_text_line *line, struct sim_cursor behind)
{
	struct sim_text_line next;

	return sim_starts(line->text, line->len, "From ") && sim_next_line(&behind, &next) &&
	       (sim_is_field(next.text, next.len) || sim_starts(next.text, next.len, ">From "));
}

/* Cut off the message that @c begins with; @c goes to the next separator. */
static struct sim_cursor cut_message(struct sim_cursor *c)
{
	struct sim_cursor msg = *c, before = *c;
	struct sim_text_line line;

	while (sim_next_line(c, &line)) {
		if (line.text != msg.p && is_separator(&line, *c)) {
			*c = before;
			msg.end = c->p;
			return msg;
		}
		before = *c;
	}
	return msg;
}

static void read_mails(struct sim_mail_text *mt, struct sim_cursor c)
{
	struct sim_text_line line;
	struct sim_head head;

	while (c.p < c.end && !mt->no_memory) {
		struct sim_cursor msg = cut_message(&c), behind = msg;

		mt->nr_mails++;
		while (sim_next_line(&behind, &line) &&
		       (sim_starts(line.text, line.len, "From ") ||
			sim_starts(line.text, line.len, ">From ")))
			msg = behind;
		sim_head_read(mt, &msg, &head);
		sim_mime_read(mt, msg, &head, 0);
	}
}

static bool is_date(const struct sim_text_line *line)
{
	static const char form[] = "0000-00-00 00:00";

	if (line->len < sizeof(form) - 1)
		return false;
	for (size_t i = 0; i < sizeof(form) - 1; i++) {
		if (form[i] == '0' ? !isdigit((unsigned char)line->text[i])
				   : line->text[i] != form[i])
			return false;
	}
	return line->len <= sizeof("0000-00-00 00:00:00 UTC") - 1;
}

/* A line that says what the subject is: what it is, NULL if it does not. */
static const char *subject_line(const struct sim_text_line *line)
{
	static const char *const starts[] = { "[PATCH", "[RFC", "Re: [PATCH", "Re: [RFC" };

	if (sim_starts(line->text, line->len, "Subject: "))
		return line->text + 9;
	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		if (sim_starts(line->text, line->len, starts[i]))
			return line->text;
	}
	return NULL;
}

static bool is_head_line(const struct sim_text_line *line)
{
	static const char *const starts[] = { "From: ", "Date: ", "Message-Id: ", "Message-ID: " };

	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		if (sim_starts(line->text, line->len, starts[i]))
			return true;
	}
	return is_date(line) || subject_line(line);
}

/*
 * Text of a web archive has no headers, but lines that look so where a message begins.
 * One without a subject goes on with the last one.
 */
static void read_text(struct sim_mail_text *mt, struct sim_cursor c)
{
	struct sim_text_line line;
	const char *subject = "";
	bool in_head = false;

	while (sim_next_line(&c, &line) && !mt->no_memory && !mt->too_long) {
		bool head_line = is_head_line(&line);
		const char *own = head_line ? subject_line(&line) : NULL;

		if (!mt->nr_messages || (head_line && !in_head)) {
			mt->nr_mails++;
			sim_text_open(mt, subject);
			in_head = true;
		}
		if (own)
			subject = sim_text_keep(mt, own, line.text + line.len - own);
		if (mt->no_memory)
			return;
		mt->messages[mt->nr_messages - 1].subject = subject;
		if (line.len && !head_line)
			in_head = false;
		sim_text_add(mt, line.text, line.len, line.nr);
	}
}

static enum sim_status check_text(const char *path, const char *text, size_t len,
				  struct sim_error *err)
{
	const char *zero = memchr(text, 0, len);
	unsigned int line = 1;

	if (len > SIM_MAIL_MAX)
		sim_error_set(err, SIM_EINPUT, "larger than a mail may be (%u bytes)",
			      SIM_MAIL_MAX);
	else if (sim_starts(text, len, "\x1f\x8b") || sim_starts(text, len, "\xfd" "7zXZ") ||
		 sim_starts(text, len, "BZh") || sim_starts(text, len, "\x28\xb5\x2f\xfd"))
		sim_error_set(err, SIM_EINPUT, "this is compressed; unpack it first");
	else if (zero)
		sim_error_set(err, SIM_EINPUT, "this is not a mail: it has a 0 byte");
	else
		return SIM_OK;
	for (const char *p = text; zero && len <= SIM_MAIL_MAX && p < zero; p++)
		line += *p == '\n';
	sim_error_at(err, path, zero && len <= SIM_MAIL_MAX ? line : 0, 1, 1);
	return SIM_EINPUT;
}

static enum sim_status read_any(struct sim_mail_text *mt, struct sim_cursor c)
{
	struct sim_cursor head_of;
	struct sim_text_line line;
	struct sim_head head;

	while (c.p < c.end && strchr(" \t\r\n", *c.p))
		c.nr += *c.p++ == '\n';
	head_of = c;
	sim_head_read(mt, &head_of, &head);
	head_of = c;
	if (head.real || (sim_next_line(&head_of, &line) && is_separator(&line, head_of)))
		read_mails(mt, c);
	else
		read_text(mt, c);
	return mt->no_memory ? SIM_ENOMEM : mt->too_long ? SIM_EINPUT : SIM_OK;
}

enum sim_status sim_box_read(struct sim_mail_text *mt, const char *path, const char *text,
			     size_t len, struct sim_error *err)
{
	enum sim_status status = check_text(path, text, len, err);

	if (status)
		return status;
	status = read_any(mt, (struct sim_cursor){ text, text + len, 1 });
	if (status == SIM_ENOMEM)
		sim_error_set(err, status, "out of memory");
	else if (status)
		sim_error_set(err, status, "a mail of more than %u lines", SIM_MAIL_LINES_MAX);
	if (status)
		sim_error_at(err, path, 0, 0, 0);
	return status;
}
