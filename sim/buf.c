// SPDX-License-Identifier: GPL-2.0-only
#include "buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Make room for @more bytes and the terminator. */
static bool buf_grow(struct sim_buf *buf, size_t more)
{
	size_t cap = buf->cap ? buf->cap : 256;
	char *s;

	if (buf->failed)
		return false;
	if (buf->cap - buf->len > more)
		return true;
	while (cap - buf->len <= more) {
		if (cap > (size_t)-1 / 4)
			goto failed;
		cap *= 2;
	}
	s = realloc(buf->s, cap);
	if (!s)
		goto failed;
	buf->s = s;
	buf->cap = cap;
	return true;
failed:
	buf->failed = true;
	return false;
}

void sim_buf_add(struct sim_buf *buf, const char *s, size_t len)
{
	if (!buf_grow(buf, len))
		return;
	if (len)
		memcpy(buf->s + buf->len, s, len);
	buf->len += len;
	buf->s[buf->len] = '\0';
}

void sim_buf_puts(struct sim_buf *buf, const char *s)
{
	sim_buf_add(buf, s, strlen(s));
}

void sim_buf_putc(struct sim_buf *buf, char c)
{
	sim_buf_add(buf, &c, 1);
}

void sim_buf_vprintf(struct sim_buf *buf, const char *fmt, va_list ap)
{
	va_list again;
	int n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0) {
		buf->failed = true;
		return;
	}
	if (!buf_grow(buf, n))
		return;
	vsnprintf(buf->s + buf->len, (size_t)n + 1, fmt, ap);
	buf->len += n;
}

void sim_buf_printf(struct sim_buf *buf, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	sim_buf_vprintf(buf, fmt, ap);
	va_end(ap);
}

void sim_buf_free(struct sim_buf *buf)
{
	free(buf->s);
	memset(buf, 0, sizeof(*buf));
}
