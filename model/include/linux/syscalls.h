/* SPDX-License-Identifier: GPL-2.0-only */
/* custom: SYSCALL_DEFINEn makes a function of the call's own types, a wrapper that takes longs,
 * and a record with the name and the arguments, which the design's table collects. */
#ifndef _LINUX_SYSCALLS_H
#define _LINUX_SYSCALLS_H

#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/uaccess.h>
#include <linux/sched.h>

#define __MAP0(m, ...)
#define __MAP1(m, t, a, ...)	m(t, a)
#define __MAP2(m, t, a, ...)	m(t, a), __MAP1(m, __VA_ARGS__)
#define __MAP3(m, t, a, ...)	m(t, a), __MAP2(m, __VA_ARGS__)
#define __MAP4(m, t, a, ...)	m(t, a), __MAP3(m, __VA_ARGS__)
#define __MAP5(m, t, a, ...)	m(t, a), __MAP4(m, __VA_ARGS__)
#define __MAP6(m, t, a, ...)	m(t, a), __MAP5(m, __VA_ARGS__)
#define __MAP(n, ...)		__MAP##n(__VA_ARGS__)
#define __SC_DECL(t, a)		t a
#define __SC_TYPE(t, a)		#t
#define __SC_NAME(t, a)		#a

#define __SC_CAST0(...)
#define __SC_CAST1(t, a)	(t)args[0]
#define __SC_CAST2(t, a, ...)	(t)args[0], __SC_CAST2b(__VA_ARGS__)
#define __SC_CAST2b(t, a, ...)	(t)args[1]
#define __SC_CAST3(t, a, t2, a2, ...) (t)args[0], (t2)args[1], __SC_CAST3c(__VA_ARGS__)
#define __SC_CAST3c(t, a, ...)	(t)args[2]
#define __SC_CAST4(t, a, t2, a2, t3, a3, ...) \
	(t)args[0], (t2)args[1], (t3)args[2], __SC_CAST4d(__VA_ARGS__)
#define __SC_CAST4d(t, a, ...)	(t)args[3]
#define __SC_CAST5(t, a, t2, a2, t3, a3, t4, a4, ...) \
	(t)args[0], (t2)args[1], (t3)args[2], (t4)args[3], __SC_CAST5e(__VA_ARGS__)
#define __SC_CAST5e(t, a, ...)	(t)args[4]
#define __SC_CAST6(t, a, t2, a2, t3, a3, t4, a4, t5, a5, ...) \
	(t)args[0], (t2)args[1], (t3)args[2], (t4)args[3], (t5)args[4], __SC_CAST6f(__VA_ARGS__)
#define __SC_CAST6f(t, a, ...)	(t)args[5]

#define SYSCALL_DEFINE0(sname)						\
	static long __do_sys_##sname(void);				\
	static long __se_sys_##sname(const long args[6])			\
	{								\
		(void)args;						\
		return __do_sys_##sname();				\
	}								\
	static const struct model_syscall __syscall_##sname = {		\
		.name = #sname, .nr_args = 0, .fn = __se_sys_##sname };	\
	static const struct model_syscall *const __syscall_ptr_##sname	\
		__used __section("model_syscalls") = &__syscall_##sname;	\
	static long __do_sys_##sname(void)

#define __SYSCALL_DEFINEx(n, sname, ...)					\
	static long __do_sys_##sname(__MAP(n, __SC_DECL, __VA_ARGS__));	\
	static long __se_sys_##sname(const long args[6])			\
	{								\
		return __do_sys_##sname(__SC_CAST##n(__VA_ARGS__));	\
	}								\
	static const struct model_syscall __syscall_##sname = {		\
		.name = #sname, .nr_args = n,				\
		.types = { __MAP(n, __SC_TYPE, __VA_ARGS__) },		\
		.names = { __MAP(n, __SC_NAME, __VA_ARGS__) },		\
		.fn = __se_sys_##sname };				\
	static const struct model_syscall *const __syscall_ptr_##sname	\
		__used __section("model_syscalls") = &__syscall_##sname;	\
	static long __do_sys_##sname(__MAP(n, __SC_DECL, __VA_ARGS__))

#define SYSCALL_DEFINE1(name, ...) __SYSCALL_DEFINEx(1, name, __VA_ARGS__)
#define SYSCALL_DEFINE2(name, ...) __SYSCALL_DEFINEx(2, name, __VA_ARGS__)
#define SYSCALL_DEFINE3(name, ...) __SYSCALL_DEFINEx(3, name, __VA_ARGS__)
#define SYSCALL_DEFINE4(name, ...) __SYSCALL_DEFINEx(4, name, __VA_ARGS__)
#define SYSCALL_DEFINE5(name, ...) __SYSCALL_DEFINEx(5, name, __VA_ARGS__)
#define SYSCALL_DEFINE6(name, ...) __SYSCALL_DEFINEx(6, name, __VA_ARGS__)

#define in_compat_syscall()	0

#endif
