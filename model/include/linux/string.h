/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: the mem and str functions; libc has the same, and the library is loaded beside it. */
#ifndef _LINUX_STRING_H
#define _LINUX_STRING_H

#include <linux/types.h>

void *memcpy(void *to, const void *from, size_t n);
void *memmove(void *to, const void *from, size_t n);
void *memset(void *s, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
void *memchr(const void *s, int c, size_t n);
size_t strlen(const char *s);
size_t strnlen(const char *s, size_t n);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);
char *strchr(const char *s, int c);
ssize_t strscpy(char *to, const char *from, size_t n);
#define memzero_explicit(p, n) memset(p, 0, n)

#endif
