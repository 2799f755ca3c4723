// SPDX-License-Identifier: GPL-2.0-only
/* lib/vsprintf.c, lib/string.c: texts and numbers as libc makes them. */
#include "fake_host.h"

#include <linux/errno.h>
#include <linux/kernel.h>

#undef snprintf
extern int snprintf(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);

/* the model's text and libc's are the same, cut or not */
#define SAME(...) do {							\
	char a[128], b[128];						\
	size_t cut;							\
									\
	for (cut = 0; cut < sizeof(a); cut += cut < 9 ? 1 : 17) {	\
		memset(a, '~', sizeof(a));				\
		memset(b, '~', sizeof(b));				\
		assert_int_equal(model_snprintf(a, cut, __VA_ARGS__),	\
				 snprintf(b, cut, __VA_ARGS__));	\
		assert_memory_equal(a, b, sizeof(a));			\
	}								\
} while (0)

static void numbers(void **state)
{
	SAME("%d", 0);
	SAME("%d %i", -1, 42);
	SAME("%d", INT_MIN);
	SAME("%u", UINT_MAX);
	SAME("%ld %lu", LONG_MAX, ULONG_MAX);
	SAME("%lld", -LONG_MAX - 1LL);
	SAME("%llu", ~0ULL);
	SAME("%x %lx %llx", 0xdeadbeefU, 0x123456789abcdefUL, ~0ULL);
	SAME("%#x|%#x|%#lx", 0, 255, 0x10UL);
	SAME("%o %#o", 0755U, 0755U);
	SAME("%zu", (size_t)7);
}

static void widths(void **state)
{
	SAME("[%5d][%-5d][%05d]", 42, 42, 42);
	SAME("[%5d][%-5d][%05d]", -42, -42, -42);
	SAME("[%1d][%01d]", 12345, 12345);
	SAME("[%.3d][%8.3d][%-8.3d]", 7, 7, 7);
	SAME("[%#10x][%#010x][%-#10x]", 0x7f, 0x7f, 0x7f);
	SAME("[% d][% d]", 5, -5);
	SAME("[%*d][%-*d]", 6, 42, 6, 42);
	SAME("[%*d]", -6, 42);
	SAME("%02lu:%02lu", 3UL, 12UL);
}

static void strings(void **state)
{
	SAME("%s", "");
	SAME("a%sb", "text");
	SAME("[%10s][%-10s]", "text", "text");
	SAME("[%.2s][%6.2s][%.0s]", "text", "text", "text");
	SAME("[%.*s]", 3, "abcdef");
	SAME("%c%c", 'x', 'y');
	SAME("[%3c][%-3c]", 'x', 'y');
	SAME("100%%");
}

static void odd_formats(void **state)
{
	char buf[16];
	const char *volatile fmt = "a%";

	fake_setup(state);
	assert_int_equal(model_snprintf(buf, sizeof(buf), fmt, 0), 1);
	assert_string_equal(buf, "a");
	fmt = "%p";
	assert_int_equal(model_snprintf(buf, sizeof(buf), fmt, buf), 0);
	assert_bug(HOST_BUG_WARN, "WARN_ON");
	fmt = "%s";
	assert_int_equal(model_snprintf(buf, sizeof(buf), fmt, NULL), 6);
	assert_string_equal(buf, "(null)");
	fake_teardown(state);
}

static void what_is_there(void **state)
{
	char buf[8];

	assert_int_equal(model_scnprintf(buf, sizeof(buf), "%s", "abc"), 3);
	assert_int_equal(model_scnprintf(buf, sizeof(buf), "%s", "abcdefghij"), 7);
	assert_string_equal(buf, "abcdefg");
	assert_int_equal(model_scnprintf(buf, 1, "%d", 12), 0);
	assert_int_equal(model_scnprintf(buf, 0, "%d", 12), 0);
}

static void cut_strings(void **state)
{
	char buf[4];

	assert_int_equal(strscpy(buf, "abc", sizeof(buf)), 3);
	assert_string_equal(buf, "abc");
	assert_int_equal(strscpy(buf, "abcd", sizeof(buf)), -E2BIG);
	assert_string_equal(buf, "abc");
	assert_int_equal(strscpy(buf, "x", 0), -E2BIG);
	assert_int_equal(strscpy(buf, "x", 1), -E2BIG);
	assert_string_equal(buf, "");
}

static void read_numbers(void **state)
{
	static const struct {
		const char *text;
		unsigned int base;
		int err, value;
	} t[] = {
		{ "0", 10, 0, 0 }, { "42", 10, 0, 42 }, { "-42\n", 10, 0, -42 },
		{ "+7", 10, 0, 7 }, { "2147483647", 10, 0, INT_MAX },
		{ "-2147483648", 10, 0, INT_MIN }, { "2147483648", 10, -ERANGE, 0 },
		{ "-2147483649", 10, -ERANGE, 0 }, { "99999999999999999999", 10, -ERANGE, 0 },
		{ "", 10, -EINVAL, 0 }, { "-", 10, -EINVAL, 0 }, { "x", 10, -EINVAL, 0 },
		{ "1 ", 10, -EINVAL, 0 }, { "1\n\n", 10, -EINVAL, 0 }, { " 1", 10, -EINVAL, 0 },
		{ "0x1f", 0, 0, 31 }, { "0X1F", 16, 0, 31 }, { "1f", 16, 0, 31 },
		{ "017", 0, 0, 15 }, { "08", 0, -EINVAL, 0 }, { "9", 0, 0, 9 },
		{ "99999999999999999999z", 10, -EINVAL, 0 },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(t); i++) {
		int v = 0;

		if (model_kstrtoint(t[i].text, t[i].base, &v) != t[i].err || v != t[i].value)
			fail_msg("\"%s\"", t[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers),
		cmocka_unit_test(widths),
		cmocka_unit_test(strings),
		cmocka_unit_test(odd_formats),
		cmocka_unit_test(what_is_there),
		cmocka_unit_test(cut_strings),
		cmocka_unit_test(read_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
