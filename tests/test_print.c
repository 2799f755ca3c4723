// SPDX-License-Identifier: GPL-2.0-only
/* The printer: the canonical layout, and parse and print as inverses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "script/script.h"
#include "script_gen.h"

#define HEAD "scenario \"t\"\n"

static struct sim_ast *parse(const char *text)
{
	char shown[SIM_ERROR_TEXT_MAX];
	struct sim_error err;
	struct sim_ast *ast;

	if (sim_parse(&ast, "t.sim", text, strlen(text), &err)) {
		sim_error_format(&err, shown, sizeof(shown));
		fail_msg("%s", shown);
	}
	return ast;
}

/* @text in the canonical layout; to be freed. */
static char *canonical(const char *text)
{
	struct sim_ast *ast = parse(text);
	struct sim_buf buf = { 0 };

	assert_int_equal(sim_print(ast, &buf, NULL), SIM_OK);
	sim_ast_free(ast);
	return buf.s;
}

static void check_layout(const char *in, const char *want)
{
	char *out = canonical(in), *again = canonical(out);

	assert_string_equal(out, want);
	assert_string_equal(again, want);
	free(out);
	free(again);
}

/* Statements under a header that needs no change. */
static void check_body(const char *in, const char *want)
{
	char before[4096], after[4096];

	snprintf(before, sizeof(before), HEAD "%s", in);
	snprintf(after, sizeof(after), HEAD "%s\n", want);
	check_layout(before, after);
}

static void test_header(void **state)
{
	(void)state;
	check_layout("  scenario\"a\\tb\"#x \n", "scenario \"a\\tb\"  #x\n");
	check_layout("# top\n\n\nscenario \"t\"\nfresh\n\n# why\nbound 3\n"
		     "bound_is: a_name()\n",
		     "# top\n\nscenario \"t\"\n\n# why\nbound 3\nfresh\n"
		     "bound_is: a_name()\n");
	check_layout("scenario \"t\"\nfresh\nrelease ..linux-6.0\n"
		     "config B=n\nrequires a,-b-c.d\nconfig A = y\n"
		     "requires c # c\n",
		     "scenario \"t\"\nrequires a, -b-c.d\nrequires c  # c\n"
		     "config B=n\nconfig A=y\nrelease ..linux-6.0\nfresh\n");
	check_layout("\n\n\nscenario \"t\"\n\n\n", HEAD);
	check_layout("scenario \"t\"\nbound   none", HEAD "bound none\n");
	check_layout("scenario \"t\"\nrelease linux-5.3..",
		     HEAD "release linux-5.3..\n");
	check_layout("scenario \"t\"\nrelease linux-5.3..linux-5.4",
		     HEAD "release linux-5.3..linux-5.4\n");
	/* both kinds of newline, and a byte order mark */
	check_layout("\xef\xbb\xbfscenario \"t\"\r\n# c \r\nfresh\r\n",
		     HEAD "# c\nfresh\n");
}

static void test_values(void **state)
{
	static const char *const pairs[][2] = {
		{ "0", "0" },
		{ "-0", "-0" },
		{ "- 5", "-5" },
		{ "9223372036854775807", "9223372036854775807" },
		{ "-9223372036854775808", "-9223372036854775808" },
		{ "0XfF", "0xff" },
		{ "0x00ff", "0xff" },
		{ "0xffffffffffffffff", "0xffffffffffffffff" },
		{ "-0x10", "-0x10" },
		{ "0755", "0755" },
		{ "00", "00" },
		{ "?", "?" },
		{ "P", "P" },
		{ "-P", "-P" },
		{ "A | B|0x4", "A|B|0x4" },
		{ "1|A", "1|A" },
		{ "[ ]", "[]" },
		{ "[1,[2,3] ]", "[1, [2, 3]]" },
		{ "{ }", "{}" },
		{ "{a = 1,b={c=[d]},3}", "{a=1, b={c=[d]}, 3}" },
		{ "exited( 3 )", "exited(3)" },
		{ "continued()", "continued()" },
		{ "\"\"", "\"\"" },
		{ "\"a\tb\"", "\"a\\tb\"" },
		{ "\"\\x41\\101\\0\\0011\"", "\"AA\\0\\0011\"" },
		{ "\"\\n\\r\\v\\f\\\"\\\\\"", "\"\\n\\r\\v\\f\\\"\\\\\"" },
		{ "\"\\xc3\\xa4\\xff\\x7f\"", "\"\xc3\xa4\\377\\177\"" },
		{ "\"<P>#...\"", "\"<P>#...\"" },
	};
	char in[256], want[256];

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		snprintf(in, sizeof(in), "a: b(%s)", pairs[i][0]);
		snprintf(want, sizeof(want), "a: b(%s)", pairs[i][1]);
		check_body(in, want);
	}
}

static void test_lines(void **state)
{
	(void)state;
	check_body("a:b( 1,2 )", "a: b(1, 2)");
	check_body("a: b()=0", "a: b() = 0");
	check_body("a: b() = -1 ESRCH or 3", "a: b() = -1 ESRCH or 3");
	check_body("a: b() = 0{c=1}or ?{}", "a: b() = 0 {c=1} or ? {}");
	check_body("a: b() = 4 { \"abcd...\" }", "a: b() = 4 {\"abcd...\"}");
	check_body("a: b()...", "a: b() ...");
	check_body("a: ...=P{s=exited( 3)}", "a: ... = P {s=exited(3)}");
	check_body("a: b() = P (fail: 1)", "a: b() = P (fail: 1)");
	check_body("a: ... ...", "a: ... ...");
	check_body("a: ...", "a: ...");
	check_body("a: b() = 0 ! x!y", "a: b() = 0 !x !y");
	check_body("a: b() !x", "a: b() !x");
	check_body("a: b() = 0 (fail:each)", "a: b() = 0 (fail: each)");
	check_body("a: b()(fail:2)#c", "a: b() (fail: 2)  #c");
	check_body("a: b()\n\n\n\nc: d()", "a: b()\n\nc: d()");
	/* names of headers, conditions and the like may be called or valued */
	check_body("a: race(fresh) = 0 {release=\"6\"}",
		   "a: race(fresh) = 0 {release=\"6\"}");
}

static void test_overrides(void **state)
{
	(void)state;
	check_body("a: b() = 0\n@x=1!m#c\n@y,linux-5.1..  skip",
		   "a: b() = 0\n\t\t@x = 1 !m  #c\n\t\t@y, linux-5.1.. skip");
	check_body("a: b() = 0\n@..linux-5.1 ...\n@x !m",
		   "a: b() = 0\n\t\t@..linux-5.1 ...\n\t\t@x !m");
	check_body("a: b() = 0\n# why\n\n@x skip\n# next\n\nc: d()",
		   "a: b() = 0\n\t\t# why\n\n\t\t@x skip\n# next\n\nc: d()");
	check_body("check a\n@x not a\n@y skip",
		   "check a\n\t\t@x not a\n\t\t@y skip");
	check_body("end !a\n@x !b\n@y skip",
		   "end !a\n\t\t@x !b\n\t\t@y skip");
	/* a space ends a range */
	check_body("check a\n@linux-5.1.. a.ret == 1",
		   "check a\n\t\t@linux-5.1.. a.ret == 1");
}

static void test_conditions(void **state)
{
	(void)state;
	check_body("check a==b and c!=d", "check a == b and c != d");
	check_body("check a<b or c<=d or e>f and g>=h",
		   "check a < b or c <= d or e > f and g >= h");
	check_body("check r(P)has[A]", "check r(P) has [A]");
	check_body("check P . ret==-1", "check P.ret == -1");
	check_body("check ((a)) and (b==c)", "check a and b == c");
	check_body("check (a and b) and c", "check (a and b) and c");
	check_body("check a or (b or c)", "check a or (b or c)");
	check_body("check (a or b) and c", "check (a or b) and c");
	check_body("check (a and b) or c", "check a and b or c");
	check_body("check not (a == b)", "check not a == b");
	check_body("check not (a and b)", "check not (a and b)");
	check_body("check not not a", "check not not a");
}

static void test_race(void **state)
{
	(void)state;
	check_body("race{#c\n}#d", "race {  #c\n}  #d");
	check_body("race count 10 {\na: b()\n@x skip\n\n\n# c\nc: d()\n\n}\n"
		   "always a\nnever b\n\nsometimes c\nend",
		   "race count 10 {\n\ta: b()\n\t\t@x skip\n\n\t# c\n\tc: d()"
		   "\n\n}\nalways a\nnever b\n\nsometimes c\nend");
}

/* What is small enough only without blanks can be parsed, not printed. */
static void test_too_large_to_print(void **state)
{
	size_t cap = 2 * SIM_FILE_MAX;
	char *text = malloc(cap), *p = text;
	struct sim_buf buf = { 0 };
	struct sim_error err;
	struct sim_ast *ast;

	(void)state;
	p += sprintf(p, HEAD "a:b(0");
	for (int i = 0; i < 2000; i++)
		p += sprintf(p, ",0");
	strcpy(p, ")\n");
	ast = parse(text);
	assert_int_equal(sim_print(ast, &buf, &err), SIM_EINPUT);
	assert_string_equal(err.text, "in the canonical layout a line would "
			    "be larger than it may be");
	assert_string_equal(err.file, "t.sim");
	sim_buf_free(&buf);
	sim_ast_free(ast);

	p = text + sprintf(text, HEAD);
	while (p - text < SIM_FILE_MAX - 500) {
		p += sprintf(p, "a:b(0");
		for (int i = 0; i < 200; i++)
			p += sprintf(p, ",0");
		p += sprintf(p, ")\n");
	}
	ast = parse(text);
	assert_int_equal(sim_print(ast, &buf, &err), SIM_EINPUT);
	assert_string_equal(err.text, "in the canonical layout the scenario "
			    "would be larger than it may be");
	sim_buf_free(&buf);
	sim_ast_free(ast);
	free(text);
}

static void assert_round_trip(const struct sim_ast *ast)
{
	struct sim_buf once = { 0 }, twice = { 0 };
	struct sim_ast *again;

	assert_int_equal(sim_print(ast, &once, NULL), SIM_OK);
	again = parse(once.s);
	assert_int_equal(sim_print(again, &twice, NULL), SIM_OK);
	assert_string_equal(once.s, twice.s);
	if (!sim_ast_equal(ast, again))
		fail_msg("parsed back differently:\n%s", once.s);
	sim_ast_free(again);
	sim_buf_free(&once);
	sim_buf_free(&twice);
}

#define NR_RANDOM 4000

static void test_random_round_trip(void **state)
{
	struct gen_rand r = { 1 };
	struct sim_ast *ast;

	(void)state;
	for (int i = 0; i < NR_RANDOM; i++) {
		ast = gen_script(&r);
		assert_non_null(ast);
		assert_round_trip(ast);
		sim_ast_free(ast);
	}
}

/* Blanks around lines, more blank lines, other newlines: nothing changes. */
static char *disturb(const char *text, struct gen_rand *r)
{
	char *out = malloc(8 * strlen(text) + 16), *p = out;
	const char *end;

	for (; *text; text = end) {
		end = strchr(text, '\n') + 1;
		while (text[0] == '\t')
			text++;
		p = stpcpy(p, gen_below(r, 2) ? "" : " \t ");
		p = mempcpy(p, text, end - text - 1);
		p = stpcpy(p, gen_below(r, 2) ? "" : "\t ");
		p = stpcpy(p, gen_below(r, 2) ? "\n" : "\r\n");
		if (end - text == 1)
			p = stpcpy(p, gen_below(r, 2) ? "" : "\n \n");
	}
	return out;
}

static void test_random_blanks(void **state)
{
	struct gen_rand r = { 2 };
	struct sim_ast *ast, *again;
	struct sim_buf buf;
	char *text;

	(void)state;
	for (int i = 0; i < NR_RANDOM / 4; i++) {
		ast = gen_script(&r);
		assert_non_null(ast);
		buf = (struct sim_buf){ 0 };
		assert_int_equal(sim_print(ast, &buf, NULL), SIM_OK);
		text = disturb(buf.s, &r);
		again = parse(text);
		if (!sim_ast_equal(ast, again))
			fail_msg("not the same:\n%s\n%s", buf.s, text);
		sim_ast_free(again);
		sim_ast_free(ast);
		sim_buf_free(&buf);
		free(text);
	}
}

/*
 * A few bytes changed, and what can still be parsed: it goes round as well,
 * and is equal to the original exactly if it is printed the same.
 */
static void test_random_mutations(void **state)
{
	static const char bytes[] = "\n\t #\"\\(){}[]=:!@|,.-?01AEPabx\r\x80";
	struct gen_rand r = { 3 };
	int parsed = 0, differ = 0;

	(void)state;
	for (int i = 0; i < NR_RANDOM; i++) {
		struct sim_ast *ast = gen_script(&r), *other;
		struct sim_buf a = { 0 }, b = { 0 };
		char *copy;

		assert_non_null(ast);
		assert_int_equal(sim_print(ast, &a, NULL), SIM_OK);
		copy = strdup(a.s);
		for (unsigned int n = 1 + gen_below(&r, 2); n; n--)
			copy[gen_below(&r, a.len)] =
				bytes[gen_below(&r, sizeof(bytes) - 1)];
		if (!sim_parse(&other, "t.sim", copy, a.len, NULL)) {
			assert_round_trip(other);
			assert_int_equal(sim_print(other, &b, NULL), SIM_OK);
			assert_int_equal(sim_ast_equal(ast, other),
					 !strcmp(a.s, b.s));
			differ += !!strcmp(a.s, b.s);
			parsed++;
			sim_ast_free(other);
		}
		sim_buf_free(&a);
		sim_buf_free(&b);
		sim_ast_free(ast);
		free(copy);
	}
	/* or the above would say nothing */
	assert_true(parsed > NR_RANDOM / 10);
	assert_true(parsed < NR_RANDOM);
	assert_true(differ > NR_RANDOM / 20);
}

/* Pairs that differ in one thing, so that each comparison is seen to matter. */
static const char *const unequal[][2] = {
	{ "a: b(1)", "a: b(01)" },
	{ "a: b(1)", "a: b(2)" },
	{ "a: b(0)", "a: b(-0)" },
	{ "a: b(A)", "a: b(B)" },
	{ "a: b(A)", "a: b(?)" },
	{ "a: b(A)", "a: b(-A)" },
	{ "a: b(A|B)", "a: b(A|C)" },
	{ "a: b(A|B)", "a: b(A|B|C)" },
	{ "a: b([A])", "a: b([A, B])" },
	{ "a: b(\"a\")", "a: b(\"b\")" },
	{ "a: b(\"a\")", "a: b(\"a\\0\")" },
	{ "a: b({a=1})", "a: b({b=1})" },
	{ "a: b({a=1})", "a: b({1})" },
	{ "a: b({a=1})", "a: b({a=2})" },
	{ "a: b(c(1))", "a: b(d(1))" },
	{ "a: b(c(1))", "a: b(c(1, 2))" },
	{ "a: b(c(1))", "a: b(c(2))" },
	{ "a: b()", "c: b()" },
	{ "a: b()", "a: ..." },
	{ "a: b()", "a: b() ..." },
	{ "a: b()", "a: b() !m" },
	{ "a: b() !m", "a: b() !n" },
	{ "a: b()", "a: b() (fail: each)" },
	{ "a: b() (fail: 1)", "a: b() (fail: 2)" },
	{ "a: b() = 0", "a: b() = 1" },
	{ "a: b() = 0", "a: b() = 0 or 1" },
	{ "a: b() = 0", "a: b() = 0 {}" },
	{ "a: b() = 0 {1}", "a: b() = 0 {2}" },
	{ "a: b() = 0", "a: b() = 0 ESRCH" },
	{ "a: b() = 0 EPERM", "a: b() = 0 ESRCH" },
	{ "a: b()", "a: b() # c" },
	{ "a: b() # c", "a: b() # d" },
	{ "a: b()\n@x skip", "a: b()" },
	{ "a: b()\n@x skip", "a: b()\n@y skip" },
	{ "a: b()\n@x skip", "a: b()\n@x.. skip" },
	{ "a: b()\n@x.. skip", "a: b()\n@..x skip" },
	{ "a: b()\n@x..y skip", "a: b()\n@x..z skip" },
	{ "a: b()\n@x skip", "a: b()\n@x, y skip" },
	{ "a: b()\n@x skip", "a: b()\n@x !m" },
	{ "a: b()\n@x = 0", "a: b()\n@x = 1" },
	{ "a: b()\n@x = 0", "a: b()\n@x = 0 !m" },
	{ "a: b()\n@x = 0", "a: b()\n@x = 0 # c" },
	{ "a: b()\n@x = 0", "a: b()\n\n@x = 0" },
	{ "check a", "check b" },
	{ "check a", "check not a" },
	{ "check a == b", "check a == c" },
	{ "check a == b", "check c == b" },
	{ "check a == b", "check a != b" },
	{ "check a and b", "check a or b" },
	{ "check a and b", "check a and b and c" },
	{ "check a.ret", "check a.errno" },
	{ "check a.ret", "check b.ret" },
	{ "check a\n@x b", "check a\n@x c" },
	{ "race {\n}", "race count 1 {\n}" },
	{ "race {\n}", "race {\na: b()\n}" },
	{ "race {\n}", "race {\n}#c" },
	{ "race {\n}\nalways a", "race {\n}\ncheck a" },
	{ "end", "end !m" },
	{ "", "end" },
	{ "# c", "# d" },
	{ "# c", "a: b()" },
	{ "fresh", "bound 2" },
	{ "bound 1", "bound 2" },
	{ "release a", "release b" },
	{ "config a=b", "config a=c" },
	{ "config a=b", "config c=b" },
	{ "requires a", "requires b" },
	{ "requires a", "requires -a" },
	{ "requires a", "requires a, b" },
};

static void test_unequal(void **state)
{
	struct sim_ast *a, *b;
	char text[256];

	(void)state;
	for (size_t i = 0; i < sizeof(unequal) / sizeof(unequal[0]); i++) {
		snprintf(text, sizeof(text), HEAD "%s\n", unequal[i][0]);
		a = parse(text);
		snprintf(text, sizeof(text), "\n" HEAD "%s", unequal[i][0]);
		b = parse(text);
		if (!sim_ast_equal(a, b))
			fail_msg("'%s' is not equal to itself", unequal[i][0]);
		sim_ast_free(b);
		snprintf(text, sizeof(text), HEAD "%s\n", unequal[i][1]);
		b = parse(text);
		if (sim_ast_equal(a, b) || sim_ast_equal(b, a))
			fail_msg("'%s' is equal to '%s'", unequal[i][0],
				 unequal[i][1]);
		sim_ast_free(a);
		sim_ast_free(b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_header),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_overrides),
		cmocka_unit_test(test_conditions),
		cmocka_unit_test(test_race),
		cmocka_unit_test(test_too_large_to_print),
		cmocka_unit_test(test_random_round_trip),
		cmocka_unit_test(test_random_blanks),
		cmocka_unit_test(test_random_mutations),
		cmocka_unit_test(test_unequal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
