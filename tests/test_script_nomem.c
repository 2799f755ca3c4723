// SPDX-License-Identifier: GPL-2.0-only
/*
 * Out of memory: each allocation of parsing and printing is refused once.
 * Linked with --wrap for malloc, calloc and realloc.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "script/script.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);

/* How many allocations still succeed; negative: all. */
static int left = -1;

static int refused(void)
{
	return left >= 0 && left-- == 0;
}

void *__wrap_malloc(size_t size)
{
	return refused() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
	return refused() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *old, size_t size)
{
	return refused() ? NULL : __real_realloc(old, size);
}

/*
 * The arena takes memory in large pieces, so a piece must end within every
 * kind of node: comments of all lengths move what comes behind them.
 */
static char *make_script(unsigned int pad)
{
	static const char rest[] =
		"\n\nscenario \"t\"\nrequires a, -b\nconfig A=b\n"
		"release linux-5.1..linux-6.0\nbound 3\nfresh\n"
		"a: b(1, -2, -C, \"s\\n\", ?, A|B, [1, [2]], {x=1, y={2}}, "
		"e(3)) = 0 {a=\"b\"} or -1 ESRCH !m !n (fail: 2) # c\n"
		"# lead\n\n@x, y..z, ..w = 1 !m # c\n@x !m\n@x skip\n"
		"check not (a == b or c has [d]) and P.ret < 3\n@x not a\n"
		"race count 3 { # c\n\n# c\na: ...\n} # d\n"
		"never a\nsometimes b\nend !m\n@x !m\n# last";
	char *text = __real_malloc(pad + sizeof(rest) + 1);

	memset(text, '#', pad + 1);
	for (unsigned int i = 4000; i < pad; i += 4000)
		text[i] = '\n';
	memcpy(text + pad + 1, rest, sizeof(rest));
	return text;
}

/* Refuse allocation after allocation until there is none left to refuse. */
static unsigned int refuse_each(const char *text)
{
	struct sim_error err;
	struct sim_ast *ast;

	for (unsigned int n = 0;; n++) {
		enum sim_status status;

		ast = (void *)1;
		left = n;
		status = sim_parse(&ast, "t.sim", text, strlen(text), &err);
		left = -1;
		if (!status) {
			sim_ast_free(ast);
			return n;
		}
		assert_int_equal(status, SIM_ENOMEM);
		assert_null(ast);
		assert_string_equal(err.text, "out of memory");
		left = n;
		assert_int_equal(sim_parse(&ast, "t.sim", text, strlen(text),
					   NULL), SIM_ENOMEM);
		left = -1;
	}
}

static void test_parse(void **state)
{
	(void)state;
	for (unsigned int pad = 0; pad < 17000; pad += 16) {
		char *text = make_script(pad);

		assert_true(refuse_each(text) >= 2);
		free(text);
	}
}

static void test_parse_file(void **state)
{
	struct sim_error err;
	struct sim_ast *ast;

	(void)state;
	left = 0;
	assert_int_equal(sim_parse_file(&ast, TEST_DIR "/test_parse.c", &err),
			 SIM_ENOMEM);
	left = -1;
	assert_null(ast);
	assert_string_equal(err.text, "out of memory");
	assert_non_null(strstr(err.file, "test_parse.c"));
}

static void test_print(void **state)
{
	struct sim_buf buf = { 0 };
	struct sim_error err;
	struct sim_ast *ast;
	char *text = make_script(0);
	unsigned int n;

	(void)state;
	assert_int_equal(sim_parse(&ast, "t.sim", text, strlen(text), NULL),
			 SIM_OK);
	for (n = 0;; n++) {
		enum sim_status status;

		left = n;
		status = sim_print(ast, &buf, &err);
		left = -1;
		if (!status)
			break;
		assert_int_equal(status, SIM_ENOMEM);
		assert_true(buf.failed);
		assert_string_equal(err.text, "out of memory");
		sim_buf_free(&buf);
	}
	assert_true(n >= 2);
	sim_buf_free(&buf);
	sim_ast_free(ast);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_parse_file),
		cmocka_unit_test(test_print),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
