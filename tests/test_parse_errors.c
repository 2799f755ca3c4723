// SPDX-License-Identifier: GPL-2.0-only
/*
 * Every error of the parser, as it is shown: scripts/bad/NAME.sim gives
 * golden/bad/NAME.txt. With UPDATE_GOLDEN in the environment the latter are
 * written; look at the difference before you keep them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "script/script.h"

#define HEAD "scenario \"t\"\n"

static int is_sim(const struct dirent *d)
{
	size_t len = strlen(d->d_name);

	return len > 4 && !strcmp(d->d_name + len - 4, ".sim");
}

/* The whole of a small file, "" if it is not there. */
static void slurp(const char *path, char *buf, size_t n)
{
	FILE *f = fopen(path, "r");

	buf[0] = '\0';
	if (!f)
		return;
	buf[fread(buf, 1, n - 1, f)] = '\0';
	fclose(f);
}

static void spew(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void check_golden(const char *name)
{
	char path[512], got[SIM_ERROR_TEXT_MAX], want[SIM_ERROR_TEXT_MAX];
	struct sim_error err, again;
	struct sim_ast *ast = (void *)1;

	assert_int_equal(sim_parse_file(&ast, name, &err), SIM_EINPUT);
	assert_null(ast);
	assert_int_equal(err.status, SIM_EINPUT);
	assert_string_equal(err.file, name);
	assert_true(sim_error_format(&err, got, sizeof(got)) < sizeof(got));

	/* nobody has to listen, and it is the same error every time */
	assert_int_equal(sim_parse_file(&ast, name, NULL), SIM_EINPUT);
	assert_int_equal(sim_parse_file(&ast, name, &again), SIM_EINPUT);
	assert_memory_equal(&err, &again, sizeof(err));

	snprintf(path, sizeof(path), TEST_DIR "/golden/bad/%.*s.txt",
		 (int)strlen(name) - 4, name);
	if (getenv("UPDATE_GOLDEN"))
		spew(path, got);
	slurp(path, want, sizeof(want));
	assert_string_equal(got, want);
}

static void test_golden(void **state)
{
	struct dirent **files;
	int nr;

	(void)state;
	assert_int_equal(chdir(TEST_DIR "/scripts/bad"), 0);
	nr = scandir(".", &files, is_sim, alphasort);
	assert_true(nr > 100);
	for (int i = 0; i < nr; i++) {
		check_golden(files[i]->d_name);
		free(files[i]);
	}
	free(files);
}

/* A golden file whose script has gone would never be looked at. */
static void test_no_orphans(void **state)
{
	struct dirent *d;
	char path[600];
	DIR *dir = opendir(TEST_DIR "/golden/bad");

	(void)state;
	assert_non_null(dir);
	while ((d = readdir(dir))) {
		if (d->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), TEST_DIR "/scripts/bad/%.*s.sim",
			 (int)strlen(d->d_name) - 4, d->d_name);
		if (access(path, R_OK))
			fail_msg("%s has no script", d->d_name);
	}
	closedir(dir);
}

static void check_file(const char *path, enum sim_status status,
		       const char *text)
{
	struct sim_ast *ast = (void *)1;
	char shown[SIM_ERROR_TEXT_MAX];
	struct sim_error err;

	assert_int_equal(sim_parse_file(&ast, path, &err), status);
	assert_null(ast);
	assert_int_equal(err.status, status);
	sim_error_format(&err, shown, sizeof(shown));
	assert_string_equal(shown, text);
}

static void test_files(void **state)
{
	char dir[] = BUILD_DIR "/test_parse_XXXXXX";
	FILE *f;

	(void)state;
	assert_non_null(mkdtemp(dir));
	assert_int_equal(chdir(dir), 0);
	check_file("gone.sim", SIM_ENOENT,
		   "gone.sim: error: can't open: No such file or directory\n");
	check_file(".", SIM_EINPUT, ".: error: is a directory\n");
	assert_int_equal(mkfifo("pipe", 0600), 0);
	check_file("pipe", SIM_EINPUT, "pipe: error: not a regular file\n");
	check_file("/dev/zero", SIM_EINPUT,
		   "/dev/zero: error: not a regular file\n");
	assert_int_equal(symlink("loop", "loop"), 0);
	check_file("loop", SIM_EIO, "loop: error: can't open: "
		   "Too many levels of symbolic links\n");
	/* opens, claims no size, and then can't be read */
	check_file("/proc/self/mem", SIM_EIO, "/proc/self/mem: error: "
		   "can't read: Input/output error\n");

	f = fopen("large", "w");
	assert_non_null(f);
	assert_int_equal(ftruncate(fileno(f), 100 << 20), 0);
	check_file("large", SIM_EINPUT, "large: error: larger than a "
		   "scenario may be (1048576 bytes)\n");
	check_file("large/x", SIM_ENOENT,
		   "large/x: error: can't open: Not a directory\n");
	fclose(f);
	unlink("large");
	unlink("loop");
	unlink("pipe");
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(rmdir(dir), 0);
}

static enum sim_status parse(const char *text, size_t len,
			     struct sim_error *err)
{
	enum sim_status status;
	struct sim_ast *ast;

	status = sim_parse(&ast, "t.sim", text, len, err);
	sim_ast_free(ast);
	return status;
}

/* Each limit from both sides. */
static void test_size_limit(void **state)
{
	char *text = malloc(SIM_FILE_MAX + 1);
	struct sim_error err;

	(void)state;
	memset(text, '\n', SIM_FILE_MAX + 1);
	memcpy(text, HEAD, strlen(HEAD));
	assert_int_equal(parse(text, SIM_FILE_MAX, &err), SIM_OK);
	assert_int_equal(parse(text, SIM_FILE_MAX + 1, &err), SIM_EINPUT);
	assert_string_equal(err.text, "larger than a scenario may be "
			    "(1048576 bytes)");
	free(text);
}

static void test_line_limit(void **state)
{
	char text[sizeof(HEAD) + SIM_LINE_MAX + 8] = HEAD;
	char *line = text + strlen(HEAD);
	struct sim_error err;

	(void)state;
	memset(line, '#', SIM_LINE_MAX);
	assert_int_equal(parse(text, strlen(text), &err), SIM_OK);
	strcpy(line + SIM_LINE_MAX, "\n#\n");
	assert_int_equal(parse(text, strlen(text), &err), SIM_OK);
	strcpy(line + SIM_LINE_MAX, "#");
	assert_int_equal(parse(text, strlen(text), &err), SIM_EINPUT);
	assert_string_equal(err.text, "a line of more than 4096 bytes");
	assert_int_equal(err.line, 2);
	assert_int_equal(err.col, 4097);
}

static void test_statement_limit(void **state)
{
	char *text = malloc(20 * SIM_STATEMENTS_MAX), *p;
	struct sim_error err;

	(void)state;
	p = stpcpy(text, HEAD "race {\n");
	for (unsigned int i = 0; i < SIM_STATEMENTS_MAX - 1; i++)
		p = stpcpy(p, "a: b()\n");
	p = stpcpy(p, "}\n");
	assert_int_equal(parse(text, p - text, &err), SIM_OK);
	p = stpcpy(p, "check a\n");
	assert_int_equal(parse(text, p - text, &err), SIM_EINPUT);
	assert_string_equal(err.text, "more than 10000 statements");
	assert_int_equal(err.line, SIM_STATEMENTS_MAX + 3);
	assert_int_equal(err.col, 1);
	free(text);
}

static void test_actor_limit(void **state)
{
	char text[2048], *p = stpcpy(text, HEAD "race {\n");
	struct sim_error err;

	(void)state;
	for (unsigned int i = 0; i < 2 * SIM_RACE_ACTORS_MAX; i++)
		p += sprintf(p, "A%u: b()\n", i % SIM_RACE_ACTORS_MAX);
	strcpy(p, "}\n");
	assert_int_equal(parse(text, strlen(text), &err), SIM_OK);
	strcpy(p, "B: c()\n}\n");
	assert_int_equal(parse(text, strlen(text), &err), SIM_EINPUT);
	assert_string_equal(err.text, "more than 64 actors in a race");
	assert_int_equal(err.line, 3 + 2 * SIM_RACE_ACTORS_MAX);
	assert_int_equal(err.len, 1);
}

static void test_depth_limit(void **state)
{
	char text[256], *p;
	struct sim_error err;

	(void)state;
	for (unsigned int deep = 16; deep <= 17; deep++) {
		p = stpcpy(text, HEAD "check not (a has [");
		for (unsigned int i = 3; i < deep; i++)
			p = stpcpy(p, i & 1 ? "{" : "x(");
		for (unsigned int i = deep; i-- > 3;)
			p = stpcpy(p, i & 1 ? "}" : ")");
		strcpy(p, "])\n");
		assert_int_equal(parse(text, strlen(text), &err),
				 deep == 16 ? SIM_OK : SIM_EINPUT);
	}
	assert_string_equal(err.text, "nested more than 16 deep");
}

/* Brackets that are never closed: an error at the 17th, and no deep stack. */
static void test_no_recursion(void **state)
{
	static const char *const opens[][2] = {
		{ "check ", "(" },
		{ "check ", "not " },
		{ "check ", "not (" },
		{ "check ", "x(" },
		{ "a: b(", "[" },
		{ "a: b(", "{" },
		{ "a: b(", "c(" },
		{ "a: b(", "{c=[" },
		{ "a: b() = ", "{" },
		{ "a: b() = 0 {", "[" },
	};
	char text[SIM_LINE_MAX + sizeof(HEAD) + 16], *p;
	struct sim_error err;

	(void)state;
	for (size_t i = 0; i < sizeof(opens) / sizeof(opens[0]); i++) {
		p = stpcpy(stpcpy(text, HEAD), opens[i][0]);
		while (p - text < SIM_LINE_MAX)
			p = stpcpy(p, opens[i][1]);
		assert_int_equal(parse(text, p - text, &err), SIM_EINPUT);
		assert_string_equal(err.text, "nested more than 16 deep");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_golden),
		cmocka_unit_test(test_no_orphans),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_size_limit),
		cmocka_unit_test(test_line_limit),
		cmocka_unit_test(test_statement_limit),
		cmocka_unit_test(test_actor_limit),
		cmocka_unit_test(test_depth_limit),
		cmocka_unit_test(test_no_recursion),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
