// SPDX-License-Identifier: GPL-2.0-only
/*
 * The style is kept by a test: who may include whom, how long lines, functions and files
 * are, which calls are banned, and the first line of each file.
 */
#include <ctype.h>
#include <fts.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TOP TEST_DIR "/.."

enum {
	MAX_LINE = 100,
	MAX_FUNCTION = 60,
	MAX_FILE = 800,
};

/**
 * struct source - a file while it is checked
 * @path: from the top of the tree
 * @open_line: line on which the function at hand began, 0: outside
 */
struct source {
	const char *path;
	unsigned int line;
	unsigned int open_line;
	int in_comment;
	int *faults;
};

static void fault(struct source *s, const char *what, const char *detail)
{
	print_error("%s:%u: %s%s%s\n", s->path, s->line, what, *detail ? ": " : "", detail);
	++*s->faults;
}

static int under(const char *path, const char *folder)
{
	return !strncmp(path, folder, strlen(folder));
}

static int ends_in(const char *path, const char *ending)
{
	size_t n = strlen(path), m = strlen(ending);

	return n >= m && !strcmp(path + n - m, ending);
}

/* ------------------------------------------------------------ includes */

static int sim_may(const char *path, const char *name)
{
	if (strstr(name, "model/"))
		return !strcmp(name, "model/model.h") || !strcmp(name, "model/host.h");
	if (under(path, "sim/cli/"))
		return strcmp(name, "internal.h") != 0;
	if (under(path, "sim/script/") || under(path, "sim/report/") ||
	    under(path, "sim/onhost/") || under(path, "sim/emit/") ||
	    under(path, "sim/import/") || under(path, "sim/fuzz/") ||
	    under(path, "sim/strace/"))
		return strcmp(name, "internal.h") && strncmp(name, "cli/", 4);
	return strncmp(name, "script/", 7) && strncmp(name, "cli/", 4);
}

static int model_may(const char *path, const char *name, int angle)
{
	if (angle)
		return !strncmp(name, "linux/", 6) || !strncmp(name, "uapi/linux/", 11) ||
		       !strncmp(name, "net/", 4);
	if (under(path, "model/designs/") || under(path, "tests/wrong/"))
		return !strchr(name, '/');
	return strncmp(name, "sim", 3) != 0;
}

static void check_include(struct source *s, const char *text)
{
	char name[128];
	char open;

	if (sscanf(text, "#include %c%127[^\">]", &open, name) != 2)
		return;
	if (under(s->path, "model/") || under(s->path, "tests/wrong/")) {
		if (!model_may(s->path, name, open == '<'))
			fault(s, "model code may not include this", name);
	} else if (under(s->path, "sim/") && open == '"' && !sim_may(s->path, name)) {
		fault(s, "not allowed on this side of the border", name);
	}
}

/* ------------------------------------------------------------ words */

static int word_at(const char *text, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = strstr(text, word); p; p = strstr(p + 1, word)) {
		int before = p > text && (isalnum((unsigned char)p[-1]) || p[-1] == '_' ||
					  p[-1] == '.' || p[-1] == '>');
		int after = isalnum((unsigned char)p[n]) || p[n] == '_';

		if (!before && !after)
			return 1;
	}
	return 0;
}

/* a call of @name, not a longer word nor a member */
static int calls(const char *text, const char *name)
{
	char with_paren[64];

	snprintf(with_paren, sizeof(with_paren), "%s(", name);
	for (const char *p = strstr(text, with_paren); p; p = strstr(p + 1, with_paren)) {
		if (p == text || (!isalnum((unsigned char)p[-1]) && p[-1] != '_' &&
				  p[-1] != '.' && p[-1] != '>'))
			return 1;
	}
	return 0;
}

static void check_words(struct source *s, const char *text)
{
	static const char *const marks[] = { "TO" "DO", "FIX" "ME", "X" "XX", "HA" "CK" };
	static const char *const banned[] = {
		"strcpy", "strcat", "gets", "system", "popen", "alloca", "tmpnam", "rand", "srand",
	};
	static const char *const not_in_library[] = { "printf", "puts", "putchar", "perror", "exit",
						      "abort" };

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		if (word_at(text, marks[i]))
			fault(s, "left undone, by its own words", marks[i]);
	}
	if (s->in_comment || under(s->path, "tests/"))
		return;
	for (size_t i = 0; i < sizeof(banned) / sizeof(banned[0]); i++) {
		if (calls(text, banned[i]))
			fault(s, "banned call", banned[i]);
	}
	if (!under(s->path, "sim/") || under(s->path, "sim/cli/"))
		return;
	for (size_t i = 0; i < sizeof(not_in_library) / sizeof(not_in_library[0]); i++) {
		if (calls(text, not_in_library[i]))
			fault(s, "the library never prints or exits", not_in_library[i]);
	}
}

/* ------------------------------------------------------------ lengths */

static unsigned int columns(const char *text)
{
	unsigned int n = 0;

	for (; *text && *text != '\n'; text++) {
		if (*text == '\t')
			n = (n / 8 + 1) * 8;
		else if (((unsigned char)*text & 0xc0) != 0x80)
			n++;
	}
	return n;
}

/* In this style a function's braces are the only ones that stand alone in column 0. */
static void check_function(struct source *s, const char *text)
{
	char length[32];

	if (text[0] == '{' && text[1] == '\n')
		s->open_line = s->line;
	if (text[0] != '}' || !s->open_line)
		return;
	if (s->line - s->open_line - 1 > MAX_FUNCTION) {
		snprintf(length, sizeof(length), "%u lines", s->line - s->open_line - 1);
		fault(s, "function too long", length);
	}
	s->open_line = 0;
}

static void check_line(struct source *s, const char *text)
{
	size_t n = strlen(text);

	if (s->line == 1 && !strstr(text, "SPDX-License-Identifier: GPL-2.0-only"))
		fault(s, "no SPDX line", "");
	if (columns(text) > MAX_LINE)
		fault(s, "line too long", "");
	if (n > 1 && text[n - 1] == '\n' && isspace((unsigned char)text[n - 2]))
		fault(s, "blanks at the end", "");
	if (strstr(text, "/*") && !strstr(text, "*/"))
		s->in_comment = 1;
	check_words(s, text);
	check_include(s, text);
	check_function(s, text);
	if (strstr(text, "*/"))
		s->in_comment = 0;
}

static void check_file(const char *full, const char *path, int *faults)
{
	struct source s = { .path = path, .faults = faults };
	char text[4096];
	FILE *f = fopen(full, "r");

	assert_non_null(f);
	while (fgets(text, sizeof(text), f)) {
		s.line++;
		check_line(&s, text);
	}
	fclose(f);
	if (s.line > MAX_FILE)
		fault(&s, "file too long", "");
}

static int is_source(const char *path)
{
	return (ends_in(path, ".c") || ends_in(path, ".h")) && !under(path, "build") &&
	       !under(path, ".");
}

static void test_style(void **state)
{
	char *roots[] = { (char *)TOP "/sim", (char *)TOP "/model", (char *)TOP "/tests", NULL };
	FTS *tree = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, NULL);
	int faults = 0, files = 0;
	FTSENT *entry;

	(void)state;
	assert_non_null(tree);
	while ((entry = fts_read(tree))) {
		const char *path = entry->fts_path + strlen(TOP) + 1;

		if (entry->fts_info != FTS_F || !is_source(path))
			continue;
		check_file(entry->fts_path, path, &faults);
		files++;
	}
	fts_close(tree);
	assert_true(files > 50);
	assert_int_equal(faults, 0);
}

/* the test must be able to fail */
static void test_style_sees(void **state)
{
	int faults = 0;
	struct source s = { .path = "sim/x.c", .line = 2, .faults = &faults };

	(void)state;
	check_line(&s, "#include \"model/kernel/pid.c\"\n");
	assert_int_equal(faults, 1);
	check_line(&s, "\tprintf(\"x\");\n");
	assert_int_equal(faults, 2);
	check_line(&s, "\tint x; \n");
	assert_int_equal(faults, 3);
	s.path = "model/kernel/pid.c";
	check_line(&s, "#include <stdio.h>\n");
	assert_int_equal(faults, 4);
	s.path = "model/designs/a/a.c";
	check_line(&s, "#include \"../../kernel/pid.h\"\n");
	assert_int_equal(faults, 5);
	check_line(&s, "\tfine(strchr_like(1));\n");
	assert_int_equal(faults, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_style),
		cmocka_unit_test(test_style_sees),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
