/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: the umbrella that kernel code expects. */
#ifndef _LINUX_KERNEL_H
#define _LINUX_KERNEL_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <linux/kconfig.h>
#include <linux/err.h>
#include <linux/bug.h>
#include <linux/printk.h>
#include <linux/stdarg.h>
#include <linux/string.h>

/*
 * custom: the names of libc are taken in a library that is loaded into a
 * process, so the model's own have another.
 */
#define snprintf	model_snprintf
#define scnprintf	model_scnprintf
#define vsnprintf	model_vsnprintf
#define kstrtoint	model_kstrtoint
int snprintf(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);
int scnprintf(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);
int vsnprintf(char *buf, size_t size, const char *fmt, va_list args) __printf(3, 0);
int kstrtoint(const char *s, unsigned int base, int *res);

#define might_sleep()		do { } while (0)
#define cond_resched()		do { } while (0)

static inline unsigned int hweight32(u32 w)
{
	unsigned int n = 0;

	for (; w; w &= w - 1)
		n++;
	return n;
}

#endif
