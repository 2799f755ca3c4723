/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A host for tests of single files of the model: no fibers, one stack. What
 * another task would do while one sleeps is done by a function of the test.
 *
 * To be included first: brings in CMocka, then makes room for the model's headers, which
 * know no libc.
 */
#ifndef TESTS_FAKE_HOST_H
#define TESTS_FAKE_HOST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#undef fail
#undef fail_msg
#define fail_msg(...) (print_error(__VA_ARGS__), print_error("\n"), _fail(__FILE__, __LINE__))
#undef skip
#undef NULL
#undef offsetof
#undef va_start
#undef va_end
#undef va_arg
#undef va_copy
#undef ULONG_MAX
#undef __always_inline
#define int64_t		model_int64_t
#define uint64_t	model_uint64_t

#include <linux/string.h>
#include "../model/model.h"

/**
 * struct fake_host - what the model asked for, and what it is to be told
 * @on_block: what the others do while model_cpu.task sleeps; NULL: a sleep fails the test
 * @on_point: called at each scheduling point, if model_cpu.preempt is set
 * @refuse: the how manieth request is refused, 0: none
 * @bugs: reports so far; @bug, @text, @obj: the last one
 * @user, @user_size: the only user memory that is mapped
 */
struct fake_host {
	void (*on_block)(const void *on, unsigned long long deadline);
	void (*on_point)(enum host_op op, const void *obj);
	unsigned int points, blocks, wakes, lock_wakes;
	unsigned int requests, refuse;
	unsigned int events[HOST_EV_NR];
	struct host_event last[HOST_EV_NR];
	unsigned int bugs;
	enum host_bug bug;
	char text[256];
	const void *obj;
	unsigned long long now;
	int capable;			/* what cap_capable() says of everybody */
	char *user;
	unsigned long user_size;
};

extern struct fake_host fake;

/* a fresh region of @size bytes with an empty slab */
void fake_host_start(unsigned long size);
void fake_host_stop(void);
/* CMocka: setup and teardown with 4 MiB */
int fake_setup(void **state);
int fake_teardown(void **state);
/* the number of reports since the last question; they are forgotten */
unsigned int fake_bugs(void);

/* the last report is of @kind and its text has @part */
#define assert_bug(_kind, _part) do {					\
	assert_true(fake.bugs > 0);					\
	assert_int_equal(fake.bug, _kind);				\
	if (!strstr(fake.text, _part))					\
		fail_msg("\"%s\" does not contain \"%s\"", fake.text, _part); \
	fake.bugs = 0;							\
} while (0)
#define assert_no_bug()	do {						\
	if (fake.bugs)							\
		fail_msg("report: %s", fake.text);			\
} while (0)
extern char *strstr(const char *text, const char *part);

#endif
