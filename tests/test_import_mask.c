// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is taken of a file: what roots need and the model has not got, no more; and the masked
 * text, in which everything stands at its own line.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "import/taken.h"

/* the model, as `cc -E -dD` would print it */
static const char model[] = "#define CONFIG_ON 1\n#define WORDS 64\n#define GONE 1\n#undef GONE\n"
			    "#define IS_ENABLED(x) x\n"
			    "struct wait { int a; };\nstruct shape;\nint known(int a);\n"
			    "static inline int inlined(void)\n{\n\treturn 1;\n}\n"
			    "enum { BLUE, GREEN };\nextern int object;\n";

/** struct example - @roots: separated by blanks; @taken: names that are, in order of the text */
struct example {
	const char *what, *roots, *taken, *text;
};

static const struct example examples[] = {
	{"what a root names, and what that names", "f", "deep called f",
	 "static int deep(void)\n{\n}\nstatic int called(void)\n{\n\tdeep();\n}\n"
	 "static int other(void)\n{\n}\nint f(void)\n{\n\treturn called();\n}\n"},
	{"not what the model has", "f", "f",
	 "int known(int a)\n{\n}\nint inlined(void)\n{\n}\n#define BLUE 3\nint object = 1;\n"
	 "int f(void)\n{\n\treturn known(BLUE) + inlined() + object + GREEN;\n}\n"},
	{"a root the model has", "known", "known", "int known(int a)\n{\n\treturn a;\n}\n"},
	{"no members", "f", "f",
	 "static int a(void)\n{\n}\nstatic int b(void)\n{\n}\nstatic int c(void)\n{\n}\n"
	 "int f(struct x *p)\n{\n\tstruct x q = { .c = 1 };\n\treturn p->a + q.b;\n}\n"},
	{"no tags for names, no names for tags", "f", "one f",
	 "struct one {\n\tint a;\n};\nint two;\nstruct wait {\n\tint b;\n};\n"
	 "int f(struct one *x, struct two *y, struct wait *z)\n{\n}\n"},
	{"a tag the model only names", "f", "shape f",
	 "struct shape {\n\tint a;\n};\nint f(struct shape *x)\n{\n}\n"},
	{"no system calls", "f", "f",
	 "SYSCALL_DEFINE0(signal)\n{\n}\nint f(int signal)\n{\n\treturn signal;\n}\n"},
	{"a system call as root", "getfd", "getfd getfd",
	 "static int getfd(void)\n{\n}\nSYSCALL_DEFINE0(getfd)\n{\n}\n"
	 "COMPAT_SYSCALL_DEFINE0(getfd)\n{\n}\n"},
	{"not what is switched off", "f", "on elif f",
	 "static void off(void)\n{\n}\nstatic void on(void)\n{\n}\nstatic void elif(void)\n{\n}\n"
	 "void f(void)\n{\n#ifdef CONFIG_OFF\n\toff();\n#endif\n"
	 "#if IS_ENABLED(CONFIG_ON) && WORDS == 64\n\ton();\n#else\n\toff();\n#endif\n"
	 "#if defined(GONE) || WORDS < 64\n\toff();\n#elif !defined CONFIG_OFF\n\telif();\n"
	 "#else\n\toff();\n#endif\n#ifndef CONFIG_ON\n\toff();\n#endif\n"
	 "#if 0\n#if 1\n\toff();\n#endif\n#endif\n"
	 "#if WORDS - 60 > 3 && (-1 <= WORDS) && UNKNOWN(3) == 0\n\ton();\n#endif\n}\n"},
	{"macros and what they say", "f", "deep FLAGS f",
	 "static int deep(void)\n{\n}\n#define FLAGS \\\n\t(deep())\nint f(void)\n{\n"
	 "\treturn FLAGS;\n}\n"},
	{"both of two branches", "f", "g g f",
	 "#ifdef CONFIG_ON\nstatic int g(void)\n{\n}\n#else\n#define g() 1\n#endif\n"
	 "int f(void)\n{\n\treturn g();\n}\n"},
	{"declarations of what is taken", "f", "a b f a b",
	 "static int a(void);\nint b(int x);\nint c(void);\n"
	 "int f(void)\n{\n\treturn a();\n}\nstatic int a(void)\n{\n\tb(1);\n}\nint b(int x)\n{\n"
	 "}\nint c(void)\n{\n}\n"},
	{"enumerators", "f", "colour f",
	 "enum colour {\n\tRED,\n\tBLACK,\n};\nint f(void)\n{\n\treturn BLACK;\n}\n"},
	{"objects", "ops", "open table ops",
	 "static int open(void)\n{\n}\nstatic const struct { int a; } table[] = { { 1 } };\n"
	 "const struct ops ops = {\n\t.open = open,\n\t.x = table,\n};\n"},
	{"all of it", "*", "A f x", "#include <y.h>\n#define A 1\nint f(void)\n{\n}\nint x;\n"},
};

static struct sim_portion *read_file(struct sim_parts *parts, const char *text, bool whole)
{
	struct sim_source *src;

	assert_int_equal(sim_source_from_text(&src, "x.c", text, strlen(text), NULL), SIM_OK);
	src->whole = whole;
	assert_int_equal(sim_parts_add(parts, src, NULL), SIM_OK);
	return &parts->at[parts->nr - 1];
}

static void take_roots(struct sim_portion *part, const char *roots)
{
	char words[128], *rest, *word;

	snprintf(words, sizeof(words), "%s", roots);
	for (word = strtok_r(words, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
		assert_true(sim_part_root(part, word) > 0);
}

static void put_taken(const struct sim_portion *part, struct sim_buf *out)
{
	for (unsigned int i = 0; i < part->file.nr_chunks; i++) {
		unsigned int len;
		const char *name = sim_chunk_name(&part->file, &part->file.chunks[i], &len);

		if (sim_part_takes(part, i))
			sim_buf_printf(out, "%s%.*s", out->len ? " " : "", (int)len,
				       name ? name : "?");
	}
}

static void test_closure(void **state)
{
	const struct example *e = *state;
	struct sim_parts parts = {0};
	struct sim_portion *part = read_file(&parts, e->text, true);
	struct sim_provides provides;
	struct sim_buf out = {0};

	assert_int_equal(sim_provides_read(&provides, model, sizeof(model) - 1, NULL), SIM_OK);
	take_roots(part, e->roots);
	assert_int_equal(sim_part_close(part, &provides, NULL), SIM_OK);
	put_taken(part, &out);
	assert_string_equal(out.s, e->taken);
	sim_buf_free(&out);
	sim_provides_free(&provides);
	sim_parts_free(&parts);
}

static void test_unknown_root(void **state)
{
	struct sim_parts parts = {0};
	struct sim_portion *part = read_file(&parts, "int f(void);\nstruct g;\n", true);

	(void)state;
	assert_int_equal(sim_part_root(part, "f"), 0);
	assert_int_equal(sim_part_root(part, "g"), 0);
	assert_int_equal(sim_part_root(part, "h"), 0);
	assert_ptr_equal(sim_parts_find(&parts, "x.c"), part);
	assert_null(sim_parts_find(&parts, "y.c"));
	sim_parts_free(&parts);
}

/* ------------------------------------------------------------ masks */

static void check_mask(const char *text, bool whole, const char *roots, const char *masked)
{
	struct sim_parts parts = {0};
	struct sim_portion *part = read_file(&parts, text, whole);
	struct sim_buf out = {0};

	take_roots(part, roots);
	sim_part_mask(part, &out);
	assert_string_equal(out.s, masked);
	sim_buf_free(&out);
	sim_parts_free(&parts);
}

static void test_mask(void **state)
{
	(void)state;
	check_mask("#include <a.h>\nint a;\n/* f */\nint f(void)\n{\n\n\treturn a; /* x */\n}\n"
		   "int b;\n",
		   true, "f", "\n\n\nint f(void)\n{\n\n\treturn a; /* x */\n}\n\n");
}

/* Groups around what is taken stay, with all their branches; others go. */
static void test_mask_groups(void **state)
{
	(void)state;
	check_mask("#ifdef A\n#ifdef B\nint a(void)\n{\n}\n#else\nint b(void)\n{\n}\n#endif\n"
		   "#endif\n"
		   "#if C\nint c;\n#endif\n",
		   true, "a",
		   "#ifdef A\n#ifdef B\nint a(void)\n{\n}\n#else\n\n\n\n#endif\n#endif\n\n\n\n");
	check_mask("int f(void)\n{\n#ifdef A\n\ta();\n#elif B \\\n   && C\n\tb();\n#endif\n}\n",
		   true, "f",
		   "int f(void)\n{\n#ifdef A\n\ta();\n#elif B \\\n   && C\n\tb();\n#endif\n}\n");
}

/* of a group of which only a part is shown, nothing stays */
static void test_mask_half_groups(void **state)
{
	(void)state;
	check_mask("#ifdef A\nint f(void)\n{\n\ta();\n}\nint g(void)\n{\n", false, "f",
		   "\nint f(void)\n{\n\ta();\n}\n\n\n");
	check_mask("int f(void)\n{\n}\n#endif\n", false, "f", "int f(void)\n{\n}\n\n");
	check_mask("int f(void)\n{\n#else\n\tx();\n#endif\n}\n", false, "f",
		   "int f(void)\n{\n\n\tx();\n\n}\n");
}

/* ------------------------------------------------------------ patches */

/* "+" before a line: the patch adds it */
static void check_changed(const char *const *lines, bool header, const char *taken)
{
	struct sim_parts parts = {0};
	struct sim_source *src;
	struct sim_buf out = {0};

	assert_int_equal(sim_source_new(&src, "x.c", NULL), SIM_OK);
	for (unsigned int i = 0; lines[i]; i++) {
		struct sim_source_line line = {.added = lines[i][0] == '+', .text = lines[i] + 1};

		line.len = (unsigned int)strlen(line.text);
		if (lines[i][0] != '?')
			assert_int_equal(sim_source_set(src, i + 1, &line, NULL), SIM_OK);
	}
	assert_int_equal(sim_parts_add(&parts, src, NULL), SIM_OK);
	parts.at[0].header = header;
	sim_part_changed(&parts.at[0]);
	put_taken(&parts.at[0], &out);
	assert_string_equal(out.s ? out.s : "", taken);
	sim_buf_free(&out);
	sim_parts_free(&parts);
}

static void test_changed(void **state)
{
	static const char *const changes[] = {" int f(void)",
					      " {",
					      "+\tx();",
					      " }",
					      " int g(void)",
					      " {",
					      " }",
					      "+#define A 1",
					      "+static const int v = 1;",
					      "+int loose;",
					      "+int b(void);",
					      "+SYSCALL_DEFINE0(c)",
					      "+{",
					      "+}",
					      " int half(void)",
					      " {",
					      "+\ty();",
					      NULL};
	static const char *const fragment[] = {
		"+\tint local = f(1);",	    " \treturn local;", " }",  "?",
		"+static DEFINE_IDA(ida);", "+struct s {",	"+};", NULL};
	static const char *const header[] = {
		"+#define A 1", "+struct s {", "+\tint a;", "+};", "+static inline int f(void)",
		"+{",		"+}",	       NULL};

	(void)state;
	check_changed(changes, false, "f A v c");
	check_changed(fragment, false, "ida s");
	check_changed(header, true, "A");
}

#define NR(list) (sizeof(list) / sizeof((list)[0]))

int main(void)
{
	static const struct CMUnitTest others[] = {
		cmocka_unit_test(test_unknown_root), cmocka_unit_test(test_mask),
		cmocka_unit_test(test_mask_groups),  cmocka_unit_test(test_mask_half_groups),
		cmocka_unit_test(test_changed),
	};
	static struct CMUnitTest tests[NR(examples) + NR(others)];
	size_t nr = 0;

	for (size_t i = 0; i < NR(examples); i++)
		tests[nr++] = (struct CMUnitTest){.name = examples[i].what,
						  .test_func = test_closure,
						  .initial_state = (void *)&examples[i]};
	for (size_t i = 0; i < NR(others); i++)
		tests[nr++] = others[i];
	return cmocka_run_group_tests(tests, NULL, NULL);
}
