/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dup: the compiler words of kernel code; what says something about memory sections or
 * sparse is empty here.
 */
#ifndef _LINUX_COMPILER_H
#define _LINUX_COMPILER_H

#define __user
#define __rcu
#define __force
#define __init
#define __exit
#define __ro_after_init
#define __read_mostly
#define __acquires(x)
#define __releases(x)
#define __must_hold(x)
#define asmlinkage
#define __must_check		__attribute__((warn_unused_result))
#define __maybe_unused		__attribute__((unused))
#define __used			__attribute__((used))
#define __always_inline		inline __attribute__((always_inline))
#define noinline		__attribute__((noinline))
#define __noreturn		__attribute__((noreturn))
#define __packed		__attribute__((packed))
#define __aligned(x)		__attribute__((aligned(x)))
#define __printf(a, b)		__attribute__((format(printf, a, b)))
#define __section(s)		__attribute__((section(s)))
#define __weak			__attribute__((weak))
#define __cold			__attribute__((cold))
/* Where accesses are recorded (model/deep.c): these are told in another way. */
#ifdef SIM_DEEP
#define __quiet			__maybe_unused noinline __attribute__((no_sanitize("thread")))
#else
#define __quiet			inline
#endif
#define fallthrough		__attribute__((fallthrough))
#define likely(x)		__builtin_expect(!!(x), 1)
#define unlikely(x)		__builtin_expect(!!(x), 0)
#define barrier()		__asm__ __volatile__("" : : : "memory")
#define offsetof(t, m)		__builtin_offsetof(t, m)
#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))
#define container_of(ptr, type, member) \
	((type *)((char *)(ptr) - offsetof(type, member)))
#define BUILD_BUG_ON(c)		_Static_assert(!(c), "BUILD_BUG_ON: " #c)
#define __PASTE(a, b)		___PASTE(a, b)
#define ___PASTE(a, b)		a##b
#define __UNIQUE_ID(prefix)	__PASTE(__PASTE(__UNIQUE_ID_, prefix), __COUNTER__)
#define __stringify(x)		___stringify(x)
#define ___stringify(x)		#x
#define EXPORT_SYMBOL(x)
#define EXPORT_SYMBOL_GPL(x)
#define min(a, b) ({							\
	__typeof__(a) __a = (a);					\
	__typeof__(b) __b = (b);					\
	__a < __b ? __a : __b; })
#define max(a, b) ({							\
	__typeof__(a) __a = (a);					\
	__typeof__(b) __b = (b);					\
	__a > __b ? __a : __b; })
#define min_t(t, a, b)		min((t)(a), (t)(b))
#define max_t(t, a, b)		max((t)(a), (t)(b))
#define swap(a, b)		do { __typeof__(a) __t = (a); (a) = (b); (b) = __t; } while (0)
#define BIT(n)			(1UL << (n))
#define BIT_ULL(n)		(1ULL << (n))
#define BITS_PER_LONG		64
#define DIV_ROUND_UP(n, d)	(((n) + (d) - 1) / (d))
#define ALIGN(x, a)		(((x) + (a) - 1) & ~((__typeof__(x))(a) - 1))
#define U32_MAX			(~0U)
#define U64_MAX			(~0ULL)
#define INT_MAX			0x7fffffff
#define INT_MIN			(-INT_MAX - 1)
#define UINT_MAX		(~0U)
#define LONG_MAX		0x7fffffffffffffffL
#define ULONG_MAX		(~0UL)

#endif
