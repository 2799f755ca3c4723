// SPDX-License-Identifier: GPL-2.0-only
/* Headers of a mail or of a part of one (RFC 5322, 2045, 2047). */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "import/mail_text.h"

bool sim_is_field(const char *text, size_t len)
{
	size_t n = 0;

	while (n < len && (isalnum((unsigned char)text[n]) || text[n] == '-'))
		n++;
	return n && n < len && text[n] == ':';
}

/* One =?charset?q?text?=; returns the bytes used, 0 if it is none. */
static size_t encoded_word(struct sim_buf *buf, const char *s, const char *end)
{
	struct sim_base64 b = { 0 };
	const char *how, *text, *stop;

	if (!sim_starts(s, end - s, "=?"))
		return 0;
	how = memchr(s + 2, '?', end - s - 2);
	if (!how || end - how < 4 || how[2] != '?')
		return 0;
	text = how + 3;
	for (stop = text; stop + 1 < end && (stop[0] != '?' || stop[1] != '='); stop++)
		;
	if (stop + 1 >= end)
		return 0;
	if (how[1] == 'q' || how[1] == 'Q')
		sim_qp_add(buf, text, stop - text, true);
	else
		sim_base64_add(&b, buf, text, stop - text);
	return stop + 2 - s;
}

/* A subject, its encoded words decoded; blanks between two of them are not meant. */
static const char *decode_words(struct sim_mail_text *mt, const char *s)
{
	const char *end = s + strlen(s), *kept;
	struct sim_buf buf = { 0 };
	size_t used;

	while (s < end) {
		used = encoded_word(&buf, s, end);
		if (!used) {
			sim_buf_putc(&buf, *s++);
			continue;
		}
		s += used;
		used = strspn(s, " \t");
		if (sim_starts(s + used, end - s - used, "=?"))
			s += used;
	}
	for (size_t i = 0; i < buf.len; i++) {
		if (iscntrl((unsigned char)buf.s[i]))
			buf.s[i] = ' ';
	}
	mt->no_memory |= buf.failed;
	kept = sim_text_keep(mt, buf.s, buf.len);
	sim_buf_free(&buf);
	return kept ? kept : "";
}

/* The value of a parameter: `; name=value` or `; name="value"`. "" if there is none. */
static const char *parameter(struct sim_mail_text *mt, const char *value, const char *name)
{
	const char *p = strchr(value, ';'), *kept;
	size_t n = strlen(name), len;

	for (; p; p = strchr(p, ';')) {
		p += 1 + strspn(p + 1, " \t");
		if (strncasecmp(p, name, n) || p[n] != '=')
			continue;
		p += n + 1;
		len = strcspn(p, "; \t");
		if (*p == '"')
			len = strcspn(++p, "\"");
		kept = sim_text_keep(mt, p, len);
		return kept ? kept : "";
	}
	return "";
}

static const char *media_type(struct sim_mail_text *mt, const char *value)
{
	size_t len = strcspn(value, "; \t");
	char *type = sim_text_keep(mt, value, len);

	for (size_t i = 0; type && i < len; i++)
		type[i] = tolower((unsigned char)type[i]);
	return type ? type : "";
}

static void take_field(struct sim_mail_text *mt, struct sim_head *head, const char *field)
{
	size_t n = strcspn(field, ":");
	const char *value = field + n + strspn(field + n, ": \t");

	if (!strncasecmp(field, "subject:", n + 1)) {
		head->subject = decode_words(mt, value);
	} else if (!strncasecmp(field, "content-type:", n + 1)) {
		head->type = media_type(mt, value);
		head->boundary = parameter(mt, value, "boundary");
		head->flowed = !strcasecmp(parameter(mt, value, "format"), "flowed");
		if (!*head->filename)
			head->filename = parameter(mt, value, "name");
		head->real = true;
	} else if (!strncasecmp(field, "content-disposition:", n + 1)) {
		const char *name = parameter(mt, value, "filename");

		if (*name)
			head->filename = name;
	} else if (!strncasecmp(field, "content-transfer-encoding:", n + 1)) {
		if (!strncasecmp(value, "base64", 6))
			head->encoding = SIM_ENCODING_BASE64;
		else if (!strncasecmp(value, "quoted-printable", 16))
			head->encoding = SIM_ENCODING_QP;
		head->real = true;
	} else if (!strncasecmp(field, "message-id:", n + 1) ||
		   !strncasecmp(field, "received:", n + 1) ||
		   !strncasecmp(field, "mime-version:", n + 1)) {
		head->real = true;
	}
}

/*
 * Read fields and the empty line behind them. A line that is no field ends the head as
 * well, and is left.
 */
void sim_head_read(struct sim_mail_text *mt, struct sim_cursor *c, struct sim_head *head)
{
	struct sim_cursor ahead = *c;
	struct sim_buf field = { 0 };
	struct sim_text_line line = { 0 };

	*head = (struct sim_head){ .subject = "", .type = "", .boundary = "", .filename = "" };
	while (sim_next_line(&ahead, &line) && line.len) {
		bool folded = field.len && (*line.text == ' ' || *line.text == '\t');

		if (!folded && !sim_is_field(line.text, line.len))
			break;
		if (!folded && field.len) {
			take_field(mt, head, field.s);
			sim_buf_free(&field);
		}
		sim_buf_add(&field, line.text, line.len);
		*c = ahead;
	}
	if (!line.len)
		*c = ahead;
	mt->no_memory |= field.failed;
	if (field.len)
		take_field(mt, head, field.s);
	sim_buf_free(&field);
}
