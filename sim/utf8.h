/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SIM_UTF8_H
#define SIM_UTF8_H

#include <stddef.h>

/**
 * sim_utf8_len - the printable character at the start of a text
 * @s: the text
 * @n: bytes that may be read
 *
 * Return: its length, 1 to 4; 0 if @n is 0, if this is not well-formed UTF-8
 * (RFC 3629), or if it is a control character (C0, DEL, C1).
 */
size_t sim_utf8_len(const char *s, size_t n);

#endif /* SIM_UTF8_H */
