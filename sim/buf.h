/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A text that grows. Errors stick: append as much as you like, look once.
 */
#ifndef SIM_BUF_H
#define SIM_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/**
 * struct sim_buf - a text that grows; all zeros is an empty one
 * @s: the text, terminated; NULL as long as nothing was appended
 * @len: its length
 * @cap: bytes allocated
 * @failed: memory ran out; from then on nothing is appended
 */
struct sim_buf {
	char *s;
	size_t len, cap;
	bool failed;
};

/**
 * sim_buf_add - append bytes
 * @buf: the text
 * @s: the bytes, may hold 0 bytes; must not point into @buf
 * @len: how many
 */
void sim_buf_add(struct sim_buf *buf, const char *s, size_t len);

/**
 * sim_buf_puts - append a terminated string
 * @buf: the text
 * @s: the string
 */
void sim_buf_puts(struct sim_buf *buf, const char *s);

/**
 * sim_buf_putc - append one byte
 * @buf: the text
 * @c: the byte
 */
void sim_buf_putc(struct sim_buf *buf, char c);

/**
 * sim_buf_printf - append what printf would print
 * @buf: the text
 * @fmt: as for printf
 */
void sim_buf_printf(struct sim_buf *buf, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/**
 * sim_buf_vprintf - append what vprintf would print
 * @buf: the text
 * @fmt: as for vprintf
 * @ap: the arguments
 */
void sim_buf_vprintf(struct sim_buf *buf, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0)));

/**
 * sim_buf_free - free the text; the buffer is empty again and can be used
 * @buf: the text
 */
void sim_buf_free(struct sim_buf *buf);

#endif /* SIM_BUF_H */
