// SPDX-License-Identifier: GPL-2.0-only
#include "error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "utf8.h"

/* What is shown of a long line: this much, and at least half of it left. */
#define WINDOW 120U

enum sim_status sim_error_set(struct sim_error *err, enum sim_status status,
			      const char *fmt, ...)
{
	va_list ap;

	if (!err)
		return status;
	memset(err, 0, sizeof(*err));
	err->status = status;
	va_start(ap, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
	return status;
}

void sim_error_accept(struct sim_error *err, const char *fmt, ...)
{
	va_list ap;

	if (!err)
		return;
	va_start(ap, fmt);
	vsnprintf(err->accepted, sizeof(err->accepted), fmt, ap);
	va_end(ap);
}

void sim_error_at(struct sim_error *err, const char *file, unsigned int line,
		  unsigned int col, unsigned int len)
{
	if (!err)
		return;
	snprintf(err->file, sizeof(err->file), "%s", file);
	err->line = line;
	err->col = col;
	err->len = len ? len : 1;
}

static int is_continuation(char c)
{
	return (c & 0xc0) == 0x80;
}

void sim_error_source(struct sim_error *err, const char *line, size_t len)
{
	size_t skip = 0, keep = len;

	if (!err)
		return;
	if (len > WINDOW) {
		if (err->col > WINDOW / 2)
			skip = err->col - WINDOW / 2;
		if (skip > len - WINDOW)
			skip = len - WINDOW;
		keep = WINDOW;
		/* never cut a character; it has three bytes more at most */
		while (skip && is_continuation(line[skip])) {
			skip--;
			keep++;
		}
		while (skip + keep < len && keep < sizeof(err->source) - 1 &&
		       is_continuation(line[skip + keep]))
			keep++;
	}
	if (keep > sizeof(err->source) - 1)
		keep = sizeof(err->source) - 1;
	memcpy(err->source, line + skip, keep);
	err->source[keep] = '\0';
	err->source_skip = skip;
	err->source_more = skip + keep < len;
}

/* A fixed buffer; @len goes on counting when it is full. */
struct out {
	char *buf;
	size_t n, len;
};

static void out_add(struct out *out, const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++, out->len++) {
		if (out->len + 1 < out->n)
			out->buf[out->len] = s[i];
	}
}

static void out_puts(struct out *out, const char *s)
{
	out_add(out, s, strlen(s));
}

/*
 * Append the character at @s so that it can't do harm on a terminal; returns
 * the bytes used, and in @width how many columns that takes (a tab: 0).
 */
static size_t out_char(struct out *out, const char *s, unsigned int *width)
{
	size_t len = sim_utf8_len(s, strlen(s));
	char hex[5];

	*width = 1;
	if (len) {
		out_add(out, s, len);
		return len;
	}
	if (*s == '\t') {
		*width = 0;
		out_puts(out, "\t");
		return 1;
	}
	*width = snprintf(hex, sizeof(hex), "\\x%02x", (unsigned char)*s);
	out_puts(out, hex);
	return 1;
}

static void out_escaped(struct out *out, const char *s)
{
	unsigned int width;

	while (*s)
		s += out_char(out, s, &width);
}

static void out_repeat(struct out *out, const char *s, unsigned int n)
{
	while (n--)
		out_puts(out, s);
}

/* The source line, and under it ^~~~ in the columns of the fault. */
static void out_source(struct out *out, const struct sim_error *err)
{
	size_t from = err->col - 1 - err->source_skip, to = from + err->len;
	struct out none = { 0 };
	const char *s = err->source;
	unsigned int width;

	out_puts(out, err->source_skip ? "..." : "");
	out_escaped(out, s);
	out_puts(out, err->source_more ? "...\n" : "\n");

	out_puts(out, err->source_skip ? "   " : "");
	while (*s && (size_t)(s - err->source) < from) {
		s += out_char(&none, s, &width);
		if (width)
			out_repeat(out, " ", width);
		else
			out_puts(out, "\t");
	}
	out_puts(out, "^");
	if (*s)
		s += out_char(&none, s, &width);
	while (*s && (size_t)(s - err->source) < to) {
		s += out_char(&none, s, &width);
		out_repeat(out, "~", width ? width : 1);
	}
	out_puts(out, "\n");
}

size_t sim_error_format(const struct sim_error *err, char *buf, size_t n)
{
	struct out out = { .buf = buf, .n = n };
	char num[32];

	if (err->file[0]) {
		out_escaped(&out, err->file);
		if (err->line) {
			snprintf(num, sizeof(num), ":%u:%u", err->line,
				 err->col);
			out_puts(&out, num);
		}
		out_puts(&out, ": ");
	}
	out_puts(&out, "error: ");
	out_escaped(&out, err->text);
	out_puts(&out, "\n");
	if (err->line && err->source[0])
		out_source(&out, err);
	if (err->accepted[0]) {
		out_puts(&out, "expected: ");
		out_escaped(&out, err->accepted);
		out_puts(&out, "\n");
	}
	if (n)
		buf[out.len < n ? out.len : n - 1] = '\0';
	return out.len;
}
