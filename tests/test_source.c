// SPDX-License-Identifier: GPL-2.0-only
/* Source files with holes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "import/source.h"

static void set(struct sim_source *src, unsigned int nr, const char *text, bool added)
{
	struct sim_source_line line = {
		.text = text, .len = strlen(text), .mail_line = 7, .added = added,
	};

	assert_int_equal(sim_source_set(src, nr, &line, NULL), SIM_OK);
}

static void test_holes(void **state)
{
	struct sim_buf buf = { 0 };
	struct sim_source *src;

	(void)state;
	assert_int_equal(sim_source_new(&src, "a/b.c", NULL), SIM_OK);
	set(src, 4, "four", true);
	set(src, 2, "two", false);
	set(src, 2, "2", false);
	sim_source_text(src, &buf);
	assert_string_equal(buf.s, "\n2\n\nfour\n");
	assert_null(sim_source_line(src, 0));
	assert_null(sim_source_line(src, 1));
	assert_null(sim_source_line(src, 5));
	assert_true(sim_source_line(src, 4)->added);
	assert_false(sim_source_line(src, 2)->added);
	assert_int_equal(sim_source_line(src, 2)->mail_line, 7);
	assert_false(src->whole);
	sim_buf_free(&buf);
	sim_source_free(src);
	sim_source_free(NULL);
}

static void test_whole(void **state)
{
	static const char text[] = "one\r\n\ntwo";
	struct sim_buf buf = { 0 };
	struct sim_source *src;

	(void)state;
	assert_int_equal(sim_source_from_text(&src, "x.c", text, strlen(text), NULL), SIM_OK);
	assert_true(src->whole);
	assert_int_equal(src->nr_lines, 3);
	sim_source_text(src, &buf);
	assert_string_equal(buf.s, "one\n\ntwo\n");
	sim_buf_free(&buf);
	sim_source_free(src);
}

static void test_limits(void **state)
{
	struct sim_source_line line = { .text = "", .len = 0 };
	static char many[SIM_SOURCE_MAX_LINES + 1];
	static char wide[20000];
	struct sim_source *src;
	struct sim_error err;

	(void)state;
	memset(many, '\n', sizeof(many));
	assert_int_equal(sim_source_from_text(&src, "x.c", many, sizeof(many), &err), SIM_EINPUT);
	assert_null(src);
	assert_non_null(strstr(err.text, "262145"));
	assert_int_equal(sim_source_from_text(&src, "x.c", many, sizeof(many) - 1, &err), SIM_OK);
	assert_int_equal(sim_source_set(src, 0, &line, &err), SIM_EINPUT);
	memset(wide, 'w', sizeof(wide) - 1);
	set(src, 3, wide, false);
	assert_string_equal(sim_source_line(src, 3)->text, wide);
	sim_source_free(src);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_holes),
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
