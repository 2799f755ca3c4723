/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: bits of one word or of an array of words. Not atomic: between two scheduling points nothing
 * else runs. */
#ifndef _LINUX_BITOPS_H
#define _LINUX_BITOPS_H

#include <linux/types.h>

#define BIT_WORD(nr)	((nr) / BITS_PER_LONG)
#define BITS_TO_LONGS(n) DIV_ROUND_UP(n, BITS_PER_LONG)
#define __ffs(x)	((unsigned long)__builtin_ctzl(x))
#define ffz(x)		__ffs(~(x))
#define __fls(x)	((unsigned long)(63 - __builtin_clzl(x)))

static inline void __set_bit(unsigned long nr, unsigned long *p)
{
	p[BIT_WORD(nr)] |= 1UL << (nr % BITS_PER_LONG);
}

static inline void __clear_bit(unsigned long nr, unsigned long *p)
{
	p[BIT_WORD(nr)] &= ~(1UL << (nr % BITS_PER_LONG));
}

static inline bool test_bit(unsigned long nr, const unsigned long *p)
{
	return p[BIT_WORD(nr)] >> (nr % BITS_PER_LONG) & 1;
}
#define set_bit(nr, p)		__set_bit(nr, p)
#define clear_bit(nr, p)	__clear_bit(nr, p)

#endif
