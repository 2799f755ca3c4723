// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every access to memory is told to the host, which learns from it what a step of a race
 * touches. No kernel counterpart.
 *
 * Model and design are compiled a second time for this, as for ThreadSanitizer; the compiler then
 * calls a function before each load and store that might be seen from elsewhere. These are the
 * functions. The mem and str functions of libc are wrapped when the library is linked.
 *
 * Not told: the slab, the locks' own words, RCU's counters, reference counts. Their scheduling
 * points say what matters about them (sim/footprint.c). This file itself is compiled as ever.
 */
#include <linux/sim.h>
#include <linux/string.h>

static void deep_touch(const void *p, unsigned long n, bool write)
{
	struct model_touch *t = model_cpu.touch;

	if (t == model_cpu.touch_end)
		return;
	t->addr = (unsigned long)p;
	t->size = (unsigned int)n;
	t->write = write;
	model_cpu.touch = t + 1;
}

/* their prototypes are the compiler's secret */
#define DEEP(name, size, write)						\
	void __tsan_##name(const void *p);				\
	void __tsan_##name(const void *p) { deep_touch(p, size, write); }
DEEP(read1, 1, false)
DEEP(read2, 2, false)
DEEP(read4, 4, false)
DEEP(read8, 8, false)
DEEP(read16, 16, false)
DEEP(unaligned_read2, 2, false)
DEEP(unaligned_read4, 4, false)
DEEP(unaligned_read8, 8, false)
DEEP(unaligned_read16, 16, false)
DEEP(write1, 1, true)
DEEP(write2, 2, true)
DEEP(write4, 4, true)
DEEP(write8, 8, true)
DEEP(write16, 16, true)
DEEP(unaligned_write2, 2, true)
DEEP(unaligned_write4, 4, true)
DEEP(unaligned_write8, 8, true)
DEEP(unaligned_write16, 16, true)

void __tsan_read_range(const void *p, unsigned long n);
void __tsan_read_range(const void *p, unsigned long n)
{
	deep_touch(p, n, false);
}

void __tsan_write_range(const void *p, unsigned long n);
void __tsan_write_range(const void *p, unsigned long n)
{
	deep_touch(p, n, true);
}

void __tsan_init(void);
void __tsan_init(void)
{
}

void __tsan_func_entry(void *pc);
void __tsan_func_entry(void *pc)
{
	(void)pc;
}

void __tsan_func_exit(void);
void __tsan_func_exit(void)
{
}

#define WRAP(ret, name, ...)						\
	ret __real_##name(__VA_ARGS__);					\
	ret __wrap_##name(__VA_ARGS__);					\
	ret __wrap_##name(__VA_ARGS__)

WRAP(void *, memcpy, void *to, const void *from, size_t n)
{
	deep_touch(from, n, false);
	deep_touch(to, n, true);
	return __real_memcpy(to, from, n);
}

WRAP(void *, memmove, void *to, const void *from, size_t n)
{
	deep_touch(from, n, false);
	deep_touch(to, n, true);
	return __real_memmove(to, from, n);
}

WRAP(void *, memset, void *s, int c, size_t n)
{
	deep_touch(s, n, true);
	return __real_memset(s, c, n);
}

WRAP(int, memcmp, const void *a, const void *b, size_t n)
{
	deep_touch(a, n, false);
	deep_touch(b, n, false);
	return __real_memcmp(a, b, n);
}

WRAP(size_t, strlen, const char *s)
{
	size_t len = __real_strlen(s);

	deep_touch(s, len + 1, false);
	return len;
}

WRAP(size_t, strnlen, const char *s, size_t n)
{
	size_t len = __real_strnlen(s, n);

	deep_touch(s, len < n ? len + 1 : n, false);
	return len;
}

WRAP(int, strcmp, const char *a, const char *b)
{
	deep_touch(a, __real_strlen(a) + 1, false);
	deep_touch(b, __real_strlen(b) + 1, false);
	return __real_strcmp(a, b);
}
