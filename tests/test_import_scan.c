// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a source file consists of: each pitfall that kernel code has for a scanner, in code of our
 * own, and the scanner held against universal-ctags on all of this source.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "import/chunk.h"
#include "file.h"

#define TOP TEST_DIR "/.."

/** struct example - a text, and its chunks as "kind name first-last; ..." */
struct example {
	const char *what, *text, *chunks;
};

static const struct example examples[] = {
	{"functions",
	 "#include <x.h>\n"
	 "int one(void)\n{\n\treturn 1;\n}\n"
	 "static struct a *\ntwo(struct a *x,\n    int (*f)(int))\n{\n\tif (x) { f(1); }\n}\n",
	 "include - 1-1; func one 2-5; func two 6-11"},
	{"a system call and a function of one name",
	 "static int getfd(int a)\n{\n}\n"
	 "SYSCALL_DEFINE2(getfd, int, a,\n\t\tint, b)\n{\n}\n"
	 "COMPAT_SYSCALL_DEFINE1(getfd, int, a)\n{\n}\n",
	 "func getfd 1-3; syscall getfd 4-7; compat syscall getfd 8-10"},
	{"a block that two branches open",
	 "int f(int x)\n{\n#ifdef A\n\tif (x) {\n#else\n\tif (!x) {\n#endif\n\t\tx++;\n\t}\n}\n"
	 "int g(void)\n{\n}\n",
	 "func f 1-10; func g 11-13"},
	{"attributes before the name",
	 "static __printf(1, 2) void say(const char *f, ...)\n{\n}\n"
	 "int __attribute__((noinline)) f(int a) __acquires(b)\n{\n}\n",
	 "func say 1-3; func f 4-6"},
	{"macros",
	 "#define A 1\n#define B(x) \\\n\t((x) + \\\n\t 1)\n# define C /* of\n two lines */ 3\n",
	 "macro A 1-1; macro B 2-4; macro C 5-6"},
	{"types",
	 "struct s {\n\tint a;\n\tint (*f)(int);\n};\nunion u { int a; } __packed;\n"
	 "enum e {\n\tONE,\n\tTWO = F(1, 2),\n\tTHREE\n};\ntypedef struct s s_t;\n"
	 "typedef int (*fn_t)(int);\ntypedef struct { int x; } x_t;\nstruct later;\n",
	 "struct s 1-4; union u 5-5; enum e+ONE+TWO+THREE 6-10; typedef s_t 11-11; "
	 "typedef fn_t 12-12; typedef x_t 13-13; forward later 14-14"},
	{"variables",
	 "static const struct ops ops = {\n\t.open = f,\n\t.poll = g,\n};\n"
	 "int a, b = 2, *c;\nstatic struct x list[] __read_mostly = { 1, 2 };\n"
	 "static int (*hook)(int) = f;\nextern int elsewhere;\n"
	 "static const struct {\n\tint a;\n} table[] = {\n\t{ 1 },\n};\n",
	 "var ops 1-4; var a+b+c 5-5; var list 6-6; var hook 7-7; extern elsewhere 8-8; "
	 "var table 9-13"},
	{"macros that declare",
	 "static DEFINE_IDA(numbers);\nDEFINE_PER_CPU(struct x, counter);\nEXPORT_SYMBOL_GPL(f);\n"
	 "DEFINE_CLASS(a, b, c(d), e(f))\nint f(void)\n{\n}\nint proto(int a);\n",
	 "call numbers 1-1; call counter 2-2; export f 3-3; call a 4-4; func f 5-7; "
	 "proto proto 8-8"},
	{"quotes and comments",
	 "/* it's { */\nint f(void) // don't }\n{\n\tputs(\"}\\\"{\"); c = '{'; d = '\\'';\n}\n",
	 "func f 2-5"},
	{"no column has a meaning",
	 "static int f(int a)\n{\nif (a) {\nreturn 1;\n}\nreturn 0;\n}\nint g(void)\n{\n}\n",
	 "func f 1-7; func g 8-10"},
	{"what is not C", "}}}} ) ( \"\n'\n\\\n#\n## \\", "other -! 1-5"},
	{"numbers", "int x = 0x1e+ONE;\nint y = 1.5e+3;\n", "var x 1-1; var y 2-2"},
};

/* pieces of files: what is before and behind them nobody knows */
static const struct example fragments[] = {
	{"the tail of something unknown", "\treturn 0;\n}\nint f(void)\n{\n}\n", "func f 3-5"},
	{"a loop of a macro", "for_each_thread(a, b) {\n\tx();\n}\nint f(void)\n{\n}\n",
	 "other - 1-3; func f 4-6"},
	{"statements", "if (a) {\n\tx();\n} else if (b) {\n\ty();\n}\nreturn z();\n",
	 "other - 1-3; other - 3-5; other - 6-6"},
	{"a backslash at the very end", "int a;\n#define X \\\n", "var a 1-1; macro X 2-2"},
	{"not all of it", "#define A 1\nint f(int a)\n{\n\tif (a) {\n", "macro A 1-1; func f! 2-4"},
	{"a system call that is cut off", "SYSCALL_DEFINE1(x, int, a)\n{\n\tif (a)\n",
	 "syscall x! 1-3"},
	{"the tail of a comment", " * it's\n * over\n */\nint f(void)\n{\n}\n", "func f 4-6"},
};

static void make(struct sim_source **src, const char *text, bool fragment)
{
	assert_int_equal(sim_source_from_text(src, "x.c", text, strlen(text), NULL), SIM_OK);
	(*src)->whole = !fragment;
}

static void put_chunk(const struct sim_file *f, const struct sim_chunk *c, struct sim_buf *out)
{
	sim_buf_printf(out, "%s%s ", out->len ? "; " : "", sim_chunk_word(c->kind));
	for (unsigned int i = 0; i < c->nr_names; i++)
		sim_buf_printf(out, "%s%.*s", i ? "+" : "", (int)f->names[c->name + i].len,
			       f->names[c->name + i].at);
	sim_buf_printf(out, "%s%s %u-%u", c->nr_names ? "" : "-", c->complete ? "" : "!", c->first,
		       c->last);
}

static void check_example(const struct example *e, bool fragment)
{
	struct sim_source *src;
	struct sim_buf out = {0};
	struct sim_file file;

	make(&src, e->text, fragment);
	assert_int_equal(sim_file_split(&file, src, NULL), SIM_OK);
	for (unsigned int i = 0; i < file.nr_chunks; i++)
		put_chunk(&file, &file.chunks[i], &out);
	assert_string_equal(out.s ? out.s : "", e->chunks);
	sim_file_free(&file);
	sim_source_free(src);
	sim_buf_free(&out);
}

static void test_example(void **state)
{
	check_example(*state, false);
}

static void test_fragment(void **state)
{
	check_example(*state, true);
}

/* Pieces with holes between them are read one by one. */
static void test_holes(void **state)
{
	static const char *const lines[] = {"int a(void)", "{", "}",	       NULL, NULL,
					    "\tx = 1;",	   "}", "int b(void)", "{",  "}"};
	struct sim_source *src;
	struct sim_buf out = {0};
	struct sim_file file;

	(void)state;
	assert_int_equal(sim_source_new(&src, "x.c", NULL), SIM_OK);
	for (unsigned int i = 0; i < 10; i++) {
		struct sim_source_line line = {.text = lines[i]};

		if (!lines[i])
			continue;
		line.len = (unsigned int)strlen(lines[i]);
		assert_int_equal(sim_source_set(src, i + 101, &line, NULL), SIM_OK);
	}
	assert_int_equal(sim_file_split(&file, src, NULL), SIM_OK);
	for (unsigned int i = 0; i < file.nr_chunks; i++)
		put_chunk(&file, &file.chunks[i], &out);
	assert_string_equal(out.s, "func a 101-103; func b 108-110");
	sim_file_free(&file);
	sim_source_free(src);
	sim_buf_free(&out);
}

static void test_find(void **state)
{
	static const char text[] = "#ifdef A\nint f(void)\n{\n}\n#else\n#define f() 1\n#endif\n"
				   "struct f { int a; };\nSYSCALL_DEFINE0(f)\n{\n}\n";
	const struct sim_label *label;
	struct sim_source *src;
	struct sim_file file;

	(void)state;
	make(&src, text, false);
	assert_int_equal(sim_file_split(&file, src, NULL), SIM_OK);
	label = sim_file_find(&file, SIM_SPACE_PLAIN, "f", 1);
	assert_non_null(label);
	assert_int_equal(file.chunks[label->chunk].kind, SIM_CHUNK_FUNC);
	assert_int_not_equal(label->next, 0);
	label = &file.names[label->next - 1];
	assert_int_equal(file.chunks[label->chunk].kind, SIM_CHUNK_MACRO);
	assert_int_equal(label->next, 0);
	label = sim_file_find(&file, SIM_SPACE_TAG, "f", 1);
	assert_int_equal(file.chunks[label->chunk].kind, SIM_CHUNK_STRUCT);
	label = sim_file_find(&file, SIM_SPACE_SYSCALL, "f", 1);
	assert_int_equal(file.chunks[label->chunk].kind, SIM_CHUNK_SYSCALL);
	assert_null(sim_file_find(&file, SIM_SPACE_PLAIN, "g", 1));
	sim_file_free(&file);
	sim_source_free(src);
}

/* ------------------------------------------------------------ universal-ctags */

static void read_source(struct sim_source **src, const char *path)
{
	struct sim_buf text = {0};

	assert_int_equal(sim_file_read(path, 1UL << 24, "C", &text, NULL), SIM_OK);
	assert_int_equal(sim_source_from_text(src, path, text.s, text.len, NULL), SIM_OK);
	sim_buf_free(&text);
}

/* name and last line of each function, as ctags and as we see it; how many differ */
static unsigned int compare(const char *path, FILE *tags, char *line, size_t n, unsigned int *nr)
{
	struct sim_source *src;
	struct sim_file file;
	unsigned int bad = 0;

	read_source(&src, path);
	assert_int_equal(sim_file_split(&file, src, NULL), SIM_OK);
	for (unsigned int i = 0; i < file.nr_chunks; i++)
		*nr += file.chunks[i].kind == SIM_CHUNK_FUNC;
	do {
		char name[128], where[512];
		const char *end = strstr(line, "end:");
		const struct sim_label *label;

		if (sscanf(line, "%127s %511s", name, where) != 2 || strcmp(where, path))
			break;
		if (strstr(name, "SYSCALL_DEFINE"))
			continue;
		label = sim_file_find(&file, SIM_SPACE_PLAIN, name, (unsigned int)strlen(name));
		while (label &&
		       (!end || file.chunks[label->chunk].last != strtoul(end + 4, NULL, 10)))
			label = label->next ? &file.names[label->next - 1] : NULL;
		if (!label) {
			print_message("%s: %s is not where ctags sees it\n", path, name);
			bad++;
		}
	} while (fgets(line, (int)n, tags));
	sim_file_free(&file);
	sim_source_free(src);
	return bad;
}

static void test_ctags(void **state)
{
	unsigned int nr = 0, bad = 0;
	char line[4096];
	FILE *tags;

	(void)state;
	if (system("ctags --version 2>/dev/null | grep -q Universal")) {
		print_message("skipped: no Universal Ctags\n");
		skip();
	}
	tags = popen("ctags --fields=+neKS --kinds-C=f --languages=C -f - --sort=no -R " TOP
		     "/sim " TOP "/model/kernel " TOP "/model/fs 2>/dev/null",
		     "r");
	assert_non_null(tags);
	line[0] = '\0';
	assert_non_null(fgets(line, sizeof(line), tags));
	while (!feof(tags)) {
		char path[512];

		if (sscanf(line, "%*s %511s", path) != 1)
			break;
		bad += compare(path, tags, line, sizeof(line), &nr);
	}
	pclose(tags);
	assert_true(nr > 1000);
	assert_int_equal(bad, 0);
}

#define NR(list) (sizeof(list) / sizeof((list)[0]))

static struct CMUnitTest on(const struct example *e, CMUnitTestFunction test)
{
	return (struct CMUnitTest){.name = e->what, .test_func = test, .initial_state = (void *)e};
}

int main(void)
{
	static struct CMUnitTest tests[NR(examples) + NR(fragments) + 3];
	size_t nr = 0;

	for (size_t i = 0; i < NR(examples); i++)
		tests[nr++] = on(&examples[i], test_example);
	for (size_t i = 0; i < NR(fragments); i++)
		tests[nr++] = on(&fragments[i], test_fragment);
	tests[nr++] = (struct CMUnitTest)cmocka_unit_test(test_holes);
	tests[nr++] = (struct CMUnitTest)cmocka_unit_test(test_find);
	tests[nr++] = (struct CMUnitTest)cmocka_unit_test(test_ctags);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
