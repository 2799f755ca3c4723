// SPDX-License-Identifier: GPL-2.0-only
/* Bodies: multipart, quoted-printable, base64 (RFC 2045, 2046). Charsets stay as they are. */
#include <string.h>
#include <strings.h>

#include "import/mail_text.h"

#define NESTING_MAX 8U

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* What is no escape stays as it is; in headers _ is a blank. */
void sim_qp_add(struct sim_buf *buf, const char *s, size_t len, bool in_head)
{
	for (size_t i = 0; i < len; i++) {
		if (s[i] == '=' && i + 2 < len && hex(s[i + 1]) >= 0 && hex(s[i + 2]) >= 0) {
			sim_buf_putc(buf, hex(s[i + 1]) << 4 | hex(s[i + 2]));
			i += 2;
		} else {
			sim_buf_putc(buf, in_head && s[i] == '_' ? ' ' : s[i]);
		}
	}
}

void sim_base64_add(struct sim_base64 *b, struct sim_buf *buf, const char *s, size_t len)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < len && !b->ended; i++) {
		const char *digit = s[i] ? strchr(digits, s[i]) : NULL;

		b->ended = s[i] == '=';
		if (!digit)
			continue;
		b->bits = b->bits << 6 | (unsigned int)(digit - digits);
		b->nr_bits += 6;
		if (b->nr_bits >= 8) {
			b->nr_bits -= 8;
			sim_buf_putc(buf, b->bits >> b->nr_bits & 0xff);
		}
	}
}

/* Give the whole lines that @buf holds to the text; with @all also the rest. */
static void flush(struct sim_mail_text *mt, struct sim_buf *buf, unsigned int nr, bool all)
{
	struct sim_cursor c = { buf->s, buf->s + buf->len, nr };
	struct sim_text_line line;
	size_t rest = buf->len;

	while (rest && buf->s[rest - 1] != '\n')
		rest--;
	if (!all)
		c.end = buf->s + rest;
	while (buf->len && sim_next_line(&c, &line)) {
		const char *kept = sim_text_keep(mt, line.text, line.len);

		if (kept)
			sim_text_add(mt, kept, line.len, nr);
	}
	rest = buf->len - (c.end - buf->s);
	if (buf->len)
		memmove(buf->s, c.end, rest);
	buf->len = rest;
}

static void decode_qp(struct sim_mail_text *mt, struct sim_cursor c)
{
	struct sim_buf buf = { 0 };
	struct sim_text_line line;
	unsigned int first = 0;

	while (sim_next_line(&c, &line)) {
		bool soft;

		while (line.len && strchr(" \t", line.text[line.len - 1]))
			line.len--;
		soft = line.len && line.text[line.len - 1] == '=';
		if (!first)
			first = line.nr;
		sim_qp_add(&buf, line.text, line.len - soft, false);
		if (soft)
			continue;
		sim_buf_putc(&buf, '\n');
		flush(mt, &buf, first, false);
		first = 0;
	}
	flush(mt, &buf, first, true);
	mt->no_memory |= buf.failed;
	sim_buf_free(&buf);
}

static void decode_base64(struct sim_mail_text *mt, struct sim_cursor c)
{
	struct sim_base64 b = { 0 };
	struct sim_buf buf = { 0 };
	struct sim_text_line line;

	while (sim_next_line(&c, &line)) {
		sim_base64_add(&b, &buf, line.text, line.len);
		flush(mt, &buf, line.nr, false);
	}
	flush(mt, &buf, c.nr, true);
	mt->no_memory |= buf.failed;
	sim_buf_free(&buf);
}

static void plain(struct sim_mail_text *mt, struct sim_cursor c, bool flowed)
{
	struct sim_text_line line;

	while (sim_next_line(&c, &line)) {
		bool stuffed = flowed && line.len && *line.text == ' ';

		sim_text_add(mt, line.text + stuffed, line.len - stuffed, line.nr);
	}
}

/* The subject of a patch that was attached as git made it. */
static const char *subject_within(struct sim_mail_text *mt, unsigned int first,
				  const char *subject)
{
	for (unsigned int i = first; i < mt->nr_lines && i < first + 20; i++) {
		const struct sim_text_line *line = &mt->lines[i];

		if (!line->len)
			break;
		if (sim_starts(line->text, line->len, "Subject: ")) {
			const char *own = sim_text_keep(mt, line->text + 9, line->len - 9);

			return own ? own : subject;
		}
	}
	return subject;
}

static bool has_zero(const struct sim_mail_text *mt, unsigned int first)
{
	for (unsigned int i = first; i < mt->nr_lines; i++) {
		if (memchr(mt->lines[i].text, 0, mt->lines[i].len))
			return true;
	}
	return false;
}

static void read_leaf(struct sim_mail_text *mt, struct sim_cursor body,
		      const struct sim_head *head)
{
	unsigned int first = mt->nr_lines;
	struct sim_message *msg;

	sim_text_open(mt, head->subject);
	if (mt->no_memory)
		return;
	if (head->encoding == SIM_ENCODING_QP)
		decode_qp(mt, body);
	else if (head->encoding == SIM_ENCODING_BASE64)
		decode_base64(mt, body);
	else
		plain(mt, body, head->flowed);
	msg = &mt->messages[mt->nr_messages - 1];
	if (head->encoding == SIM_ENCODING_BASE64 && has_zero(mt, first))
		msg->end = mt->nr_lines = first;
	msg->subject = subject_within(mt, first, msg->subject);
}

static bool ends_with(const char *name, const char *ending)
{
	size_t n = strlen(name), m = strlen(ending);

	return n > m && !strcasecmp(name + n - m, ending);
}

static bool wanted(const struct sim_head *head)
{
	if (!*head->type || ends_with(head->filename, ".patch") ||
	    ends_with(head->filename, ".diff"))
		return true;
	return strstr(head->type, "patch") || strstr(head->type, "diff") ||
	       (!strncmp(head->type, "text/", 5) && strcmp(head->type, "text/html"));
}

static void read_part(struct sim_mail_text *mt, struct sim_cursor part, const char *subject,
		      unsigned int depth)
{
	struct sim_head head;

	sim_head_read(mt, &part, &head);
	if (!*head.subject)
		head.subject = subject;
	sim_mime_read(mt, part, &head, depth + 1);
}

static void read_multipart(struct sim_mail_text *mt, struct sim_cursor body,
			   const struct sim_head *head, unsigned int depth)
{
	size_t n = strlen(head->boundary);
	struct sim_cursor part = { 0 };
	struct sim_text_line line;

	while (!mt->no_memory && sim_next_line(&body, &line)) {
		if (line.len < n + 2 || memcmp(line.text, "--", 2) ||
		    memcmp(line.text + 2, head->boundary, n))
			continue;
		part.end = line.text;
		if (part.p)
			read_part(mt, part, head->subject, depth);
		part = body;
		if (sim_starts(line.text + n + 2, line.len - n - 2, "--"))
			return;
	}
	if (part.p) {
		part.end = body.end;
		read_part(mt, part, head->subject, depth);
	}
}

/* A body, as its head describes it; what is neither text nor a patch is left out. */
void sim_mime_read(struct sim_mail_text *mt, struct sim_cursor body, const struct sim_head *head,
		   unsigned int depth)
{
	if (depth > NESTING_MAX || mt->no_memory || mt->too_long)
		return;
	if (!strncmp(head->type, "multipart/", 10) && *head->boundary)
		read_multipart(mt, body, head, depth);
	else if (!strcmp(head->type, "message/rfc822"))
		read_part(mt, body, head->subject, depth);
	else if (wanted(head))
		read_leaf(mt, body, head);
}
