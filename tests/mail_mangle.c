// SPDX-License-Identifier: GPL-2.0-only
#include "mail_mangle.h"

#include <string.h>

#define WIDTH 72U

/* The next line of @in from *@at on, without its end. */
static int next_line(const struct sim_buf *in, size_t *at, const char **line, size_t *len)
{
	const char *end;

	if (*at >= in->len)
		return 0;
	*line = in->s + *at;
	end = memchr(*line, '\n', in->len - *at);
	*len = end ? (size_t)(end - *line) : in->len - *at;
	*at += *len + 1;
	return 1;
}

#define for_each_line(in, line, len) \
	for (size_t at_ = 0; next_line(in, &at_, &line, &len);)

static void add_line(struct sim_buf *out, const char *line, size_t len)
{
	sim_buf_add(out, line, len);
	sim_buf_putc(out, '\n');
}

static void none(const struct sim_buf *in, struct sim_buf *out)
{
	sim_buf_add(out, in->s, in->len);
}

static void cut_trailing(const struct sim_buf *in, struct sim_buf *out)
{
	const char *line;
	size_t len;

	for_each_line(in, line, len) {
		while (len && strchr(" \t", line[len - 1]))
			len--;
		add_line(out, line, len);
	}
}

/* As some archives do: every line begins in column 0, also behind + and -. */
static void strip(const struct sim_buf *in, struct sim_buf *out)
{
	const char *line;
	size_t len;

	for_each_line(in, line, len) {
		int sign = len && strchr("+-", *line) && strncmp(line, "---", 3) &&
			   strncmp(line, "+++", 3);

		if (sign) {
			sim_buf_putc(out, *line++);
			len--;
		}
		while (len && strchr(" \t", *line)) {
			line++;
			len--;
		}
		while (len && strchr(" \t", line[len - 1]))
			len--;
		add_line(out, line, len);
	}
}

/* Tabs become blanks, the sign in front counting as none. */
static void expand(const char *line, size_t len, struct sim_buf *out)
{
	size_t from = out->len + 1;

	for (size_t i = 0; i < len; i++) {
		if (line[i] != '\t') {
			sim_buf_putc(out, line[i]);
			continue;
		}
		do
			sim_buf_putc(out, ' ');
		while ((out->len - from) % 8);
	}
}

/* One line, broken at blanks that are not its indentation; the blank stays in front of the end. */
static void wrap(const char *line, size_t len, unsigned int width, struct sim_buf *out)
{
	while (len > width) {
		size_t from = 1, at = width;

		while (from < len && strchr(" \t", line[from]))
			from++;
		while (at > from && (line[at] != ' ' || line[at + 1] == ' '))
			at--;
		if (at <= from)
			break;
		add_line(out, line, at + 1);
		line += at + 1;
		len -= at + 1;
	}
	add_line(out, line, len);
}

void mangle_wrap(const struct sim_buf *in, struct sim_buf *out, unsigned int width, int all)
{
	const char *line;
	size_t len;

	for_each_line(in, line, len) {
		struct sim_buf wide = { 0 };

		expand(line, len, &wide);
		if (all || !len || strchr(" @", *line))
			wrap(wide.s ? wide.s : "", wide.len, width, out);
		else
			add_line(out, wide.s, wide.len);
		sim_buf_free(&wide);
	}
}

static void wrap_context(const struct sim_buf *in, struct sim_buf *out)
{
	mangle_wrap(in, out, WIDTH, 0);
}

static void wrap_all(const struct sim_buf *in, struct sim_buf *out)
{
	mangle_wrap(in, out, WIDTH, 1);
}

static void quote(const struct sim_buf *in, struct sim_buf *out, const char *mark)
{
	const char *line;
	size_t len;

	for_each_line(in, line, len) {
		sim_buf_puts(out, mark);
		add_line(out, line, len);
	}
}

static void quote_twice(const struct sim_buf *in, struct sim_buf *out)
{
	quote(in, out, "> > ");
}

static void quote_tight(const struct sim_buf *in, struct sim_buf *out)
{
	quote(in, out, ">>");
}

/* Every ninth line somebody has something to say. */
static void comments(const struct sim_buf *in, struct sim_buf *out)
{
	unsigned int nr = 0;
	const char *line;
	size_t len;

	for_each_line(in, line, len) {
		sim_buf_puts(out, "> ");
		add_line(out, line, len);
		if (++nr % 9 == 0)
			sim_buf_puts(out, "\nWhy? This looks wrong:\n+int x;\n- int y;\n\n");
	}
}

static void crlf(const struct sim_buf *in, struct sim_buf *out)
{
	const char *line;
	size_t len;

	for_each_line(in, line, len) {
		sim_buf_add(out, line, len);
		sim_buf_puts(out, "\r\n");
	}
}

static void double_space(const struct sim_buf *in, struct sim_buf *out)
{
	const char *line;
	size_t len;

	for_each_line(in, line, len) {
		add_line(out, line, len);
		sim_buf_putc(out, '\n');
	}
}

/* The blank in front of context goes, and nothing else; with @tabs they become blanks. */
static void lose_first(const struct sim_buf *in, struct sim_buf *out, int tabs)
{
	const char *line;
	size_t len;

	for_each_line(in, line, len) {
		struct sim_buf wide = { 0 };
		int lost = len && *line == ' ';

		expand(line, tabs ? len : 0, &wide);
		if (tabs)
			add_line(out, wide.len ? wide.s + lost : "", wide.len - lost);
		else
			add_line(out, line + lost, len - lost);
		sim_buf_free(&wide);
	}
}

static void lose_first_blank(const struct sim_buf *in, struct sim_buf *out)
{
	lose_first(in, out, 0);
}

static void lose_first_blank_and_tabs(const struct sim_buf *in, struct sim_buf *out)
{
	lose_first(in, out, 1);
}

static void strip_and_quote(const struct sim_buf *in, struct sim_buf *out)
{
	struct sim_buf once = { 0 };

	strip(in, &once);
	quote(&once, out, "> ");
	sim_buf_free(&once);
}

static void wrap_and_quote(const struct sim_buf *in, struct sim_buf *out)
{
	struct sim_buf once = { 0 };

	wrap_context(in, &once);
	quote(&once, out, "> ");
	sim_buf_free(&once);
}

static void wrap_and_strip(const struct sim_buf *in, struct sim_buf *out)
{
	struct sim_buf once = { 0 };

	wrap_all(in, &once);
	strip(&once, out);
	sim_buf_free(&once);
}

static void quote_and_wrap(const struct sim_buf *in, struct sim_buf *out)
{
	struct sim_buf once = { 0 };

	quote(in, &once, "> ");
	wrap_all(&once, out);
	sim_buf_free(&once);
}

const struct mangling manglings[] = {
	{ "none", none, false },
	{ "trailing blanks cut", cut_trailing, false },
	{ "tabs and indentation stripped", strip, false },
	{ "context wrapped, tabs to blanks", wrap_context, false },
	{ "quoted twice", quote_twice, false },
	{ "quoted, comments interleaved", comments, false },
	{ "every line wrapped", wrap_all, false },
	{ "quoted without blanks", quote_tight, false },
	{ "stripped, then quoted", strip_and_quote, false },
	{ "context wrapped, then quoted", wrap_and_quote, false },
	{ "CR LF", crlf, false },
	{ "double spaced", double_space, false },
	{ "first blank lost", lose_first_blank, true },
	{ "first blank lost, tabs to blanks", lose_first_blank_and_tabs, true },
	{ "every line wrapped, then stripped", wrap_and_strip, true },
	{ "quoted, then every line wrapped", quote_and_wrap, true },
};
const unsigned int nr_manglings = sizeof(manglings) / sizeof(manglings[0]);

void mangle_qp(const struct sim_buf *in, struct sim_buf *out)
{
	const char *line;
	size_t len;

	for_each_line(in, line, len) {
		unsigned int col = 0;

		for (size_t i = 0; i < len; i++) {
			unsigned char c = line[i];

			if (col > 70) {
				sim_buf_puts(out, "=\r\n");
				col = 0;
			}
			if (c < ' ' || c > '~' || c == '=' || (c == ' ' && i + 1 == len)) {
				sim_buf_printf(out, "=%02X", c);
				col += 3;
			} else {
				sim_buf_putc(out, c);
				col++;
			}
		}
		sim_buf_puts(out, "\r\n");
	}
}

void mangle_base64(const struct sim_buf *in, struct sim_buf *out)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < in->len; i += 3) {
		size_t n = in->len - i < 3 ? in->len - i : 3;
		unsigned int bits = 0;

		for (size_t k = 0; k < 3; k++)
			bits = bits << 8 | (k < n ? (unsigned char)in->s[i + k] : 0);
		for (size_t k = 0; k < 4; k++)
			sim_buf_putc(out, k <= n ? digits[bits >> (18 - 6 * k) & 63] : '=');
		if (i / 3 % 18 == 17)
			sim_buf_puts(out, "\r\n");
	}
	sim_buf_puts(out, "\r\n");
}
