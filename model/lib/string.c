// SPDX-License-Identifier: GPL-2.0-only
/* What the libc beside the library does not have; see linux/string.h. */
#include <linux/errno.h>
#include <linux/string.h>

/**
 * strscpy - copy a string into a buffer of @n bytes; mirrors lib/string.c
 *
 * Always ends with NUL, if there is room for one. Bytes copied without it, or
 * -E2BIG if the string was cut.
 */
ssize_t strscpy(char *to, const char *from, size_t n)
{
	size_t len;

	if (!n)
		return -E2BIG;
	len = strnlen(from, n);
	if (len == n) {
		memcpy(to, from, n - 1);
		to[n - 1] = '\0';
		return -E2BIG;
	}
	memcpy(to, from, len + 1);
	return (ssize_t)len;
}
