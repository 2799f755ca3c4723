// SPDX-License-Identifier: GPL-2.0-only
/* Error records and how they are shown; growing text; UTF-8. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "buf.h"
#include "error.h"
#include "utf8.h"

static void check_shown(const struct sim_error *err, const char *want)
{
	char text[SIM_ERROR_TEXT_MAX];

	assert_int_equal(sim_error_format(err, text, sizeof(text)),
			 strlen(want));
	assert_string_equal(text, want);
}

/* An error at @col of @line, @len bytes long, and what must be shown. */
static void check_source(const char *line, unsigned int col, unsigned int len,
			 const char *want)
{
	char text[SIM_ERROR_TEXT_MAX];
	struct sim_error err;
	const char *shown;

	sim_error_set(&err, SIM_EINPUT, "x");
	sim_error_at(&err, "f", 1, col, len);
	sim_error_source(&err, line, strlen(line));
	sim_error_format(&err, text, sizeof(text));
	shown = strchr(text, '\n');
	assert_non_null(shown);
	assert_string_equal(shown + 1, want);
}

static void test_parts(void **state)
{
	struct sim_error err;

	(void)state;
	assert_int_equal(sim_error_set(&err, SIM_EIO, "no %s", "luck"),
			 SIM_EIO);
	check_shown(&err, "error: no luck\n");
	sim_error_at(&err, "a.sim", 0, 0, 0);
	check_shown(&err, "a.sim: error: no luck\n");
	sim_error_accept(&err, "more of %d", 1);
	check_shown(&err, "a.sim: error: no luck\nexpected: more of 1\n");
	sim_error_at(&err, "a.sim", 3, 2, 0);
	assert_int_equal(err.len, 1);
	check_shown(&err,
		    "a.sim:3:2: error: no luck\nexpected: more of 1\n");
	sim_error_source(&err, "bad", 3);
	check_shown(&err, "a.sim:3:2: error: no luck\nbad\n ^\n"
		    "expected: more of 1\n");
	/* what was there before is gone */
	assert_int_equal(sim_error_set(&err, SIM_EINPUT, "b"), SIM_EINPUT);
	check_shown(&err, "error: b\n");
}

static void test_nobody_listens(void **state)
{
	(void)state;
	assert_int_equal(sim_error_set(NULL, SIM_EIO, "x"), SIM_EIO);
	sim_error_at(NULL, "f", 1, 1, 1);
	sim_error_accept(NULL, "x");
	sim_error_source(NULL, "x", 1);
}

static void test_small_buffers(void **state)
{
	struct sim_error err;
	char buf[8];

	(void)state;
	sim_error_set(&err, SIM_EINPUT, "abc");
	memset(buf, 'x', sizeof(buf));
	assert_int_equal(sim_error_format(&err, buf, 0), 11);
	assert_int_equal(buf[0], 'x');
	assert_int_equal(sim_error_format(&err, buf, 1), 11);
	assert_string_equal(buf, "");
	assert_int_equal(sim_error_format(&err, buf, sizeof(buf)), 11);
	assert_string_equal(buf, "error: ");
}

static void test_caret(void **state)
{
	(void)state;
	check_source("abc", 1, 1, "abc\n^\n");
	check_source("abc", 2, 2, "abc\n ^~\n");
	check_source("abc", 2, 9, "abc\n ^~\n");
	/* behind the end, as for what is missing there */
	check_source("abc", 4, 1, "abc\n   ^\n");
	check_source("\ta\tb", 4, 1, "\ta\tb\n\t \t^\n");
	check_source("a\tbc", 1, 4, "a\tbc\n^~~~\n");
	/* one column each, whatever the number of bytes */
	check_source("\xc3\xa4\xe2\x82\xac" "b", 6, 1,
		     "\xc3\xa4\xe2\x82\xac" "b\n  ^\n");
	/* what could do harm on a terminal is spelled out */
	check_source("\x1b[m\xff" "b", 5, 1, "\\x1b[m\\xffb\n          ^\n");
	check_source("", 1, 1, "");
}

static void test_long_lines(void **state)
{
	char line[1001], want[600];
	struct sim_error err;

	(void)state;
	memset(line, 'a', 1000);
	line[1000] = '\0';
	line[500] = 'X';
	/* the caret's column is the middle of 120, plus the dots */
	snprintf(want, sizeof(want), "...%.59sX%.60s...\n%62s^\n", line, line,
		 "");
	check_source(line, 501, 1, want);
	/* not cut on the left, and not on the right */
	snprintf(want, sizeof(want), "%.120s...\n%9s^\n", line, "");
	check_source(line, 10, 1, want);
	snprintf(want, sizeof(want), "...%.120s\n%113s^\n", line, "");
	check_source(line, 991, 1, want);
	/* tildes end with the window */
	snprintf(want, sizeof(want), "%.120s...\n^%119s\n", line, "");
	memset(strchr(want, '^') + 1, '~', 119);
	check_source(line, 1, 900, want);

	/* no character is cut: 3 bytes each */
	for (int i = 0; i < 333; i++)
		memcpy(line + 3 * i, "\xe2\x82\xac", 3);
	for (unsigned int col = 1; col < 1000; col++) {
		sim_error_set(&err, SIM_EINPUT, "x");
		sim_error_at(&err, "f", 1, col, 1);
		sim_error_source(&err, line, 999);
		assert_int_equal(err.source_skip % 3, 0);
		assert_int_equal(strlen(err.source) % 3, 0);
		assert_true(err.source_skip <= col - 1);
	}
	/* nothing but continuation bytes has no good place to cut */
	memset(line, 0x80, 1000);
	sim_error_source(&err, line, 1000);
	assert_true(strlen(err.source) < sizeof(err.source));
}

/* Nothing is so bad that it doesn't fit. */
static void test_worst_case(void **state)
{
	char text[SIM_ERROR_TEXT_MAX], bad[1000];
	struct sim_error err;

	(void)state;
	memset(bad, 1, sizeof(bad));
	bad[sizeof(bad) - 1] = '\0';
	sim_error_set(&err, SIM_EINPUT, "%s", bad);
	sim_error_accept(&err, "%s", bad);
	sim_error_at(&err, bad, ~0U, 500, ~0U);
	sim_error_source(&err, bad, sizeof(bad) - 1);
	assert_true(sim_error_format(&err, text, sizeof(text)) < sizeof(text));
}

static void test_buf(void **state)
{
	struct sim_buf buf = { 0 };
	char big[1000];

	(void)state;
	sim_buf_add(&buf, "", 0);
	assert_string_equal(buf.s, "");
	sim_buf_puts(&buf, "abc");
	sim_buf_putc(&buf, 'd');
	sim_buf_add(&buf, "e\0f", 3);
	assert_int_equal(buf.len, 7);
	assert_memory_equal(buf.s, "abcde\0f", 8);
	memset(big, 'x', sizeof(big));
	for (int i = 0; i < 10; i++)
		sim_buf_add(&buf, big, sizeof(big));
	sim_buf_printf(&buf, "%d-%s", 42, "z");
	assert_int_equal(buf.len, 10011);
	assert_string_equal(buf.s + 10007, "42-z");
	/* printf can say no */
	sim_buf_printf(&buf, "%lc", 0x7fffffff);
	assert_true(buf.failed);
	sim_buf_puts(&buf, "more");
	assert_int_equal(buf.len, 10011);
	sim_buf_free(&buf);
	assert_null(buf.s);
	assert_false(buf.failed);
	/* more than there is */
	sim_buf_add(&buf, "", (size_t)-1 / 2);
	assert_true(buf.failed);
	sim_buf_free(&buf);
}

static void test_utf8(void **state)
{
	static const struct {
		const char *s;
		size_t len;
	} cases[] = {
		{ "a", 1 }, { " ", 1 }, { "~", 1 }, { "\x7f", 0 }, { "\x1f", 0 },
		{ "\xc3\xa4", 2 }, { "\xc2\xa0", 2 }, { "\xc2\x9f", 0 },
		{ "\xc1\xbf", 0 }, { "\x80", 0 }, { "\xc3", 0 },
		{ "\xc3\x28", 0 }, { "\xe2\x82\xac", 3 }, { "\xe0\x9f\xbf", 0 },
		{ "\xe0\xa0\x80", 3 }, { "\xed\x9f\xbf", 3 },
		{ "\xed\xa0\x80", 0 }, { "\xee\x80\x80", 3 }, { "\xe2\x82", 0 },
		{ "\xf0\x9f\x90\xa7", 4 }, { "\xf0\x8f\xbf\xbf", 0 },
		{ "\xf4\x8f\xbf\xbf", 4 }, { "\xf4\x90\x80\x80", 0 },
		{ "\xf5\x80\x80\x80", 0 }, { "\xff", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(sim_utf8_len(cases[i].s, strlen(cases[i].s)),
				 cases[i].len);
	assert_int_equal(sim_utf8_len("a", 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_nobody_listens),
		cmocka_unit_test(test_small_buffers),
		cmocka_unit_test(test_caret),
		cmocka_unit_test(test_long_lines),
		cmocka_unit_test(test_worst_case),
		cmocka_unit_test(test_buf),
		cmocka_unit_test(test_utf8),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
