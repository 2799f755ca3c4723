// SPDX-License-Identifier: GPL-2.0-only
/*
 * `import` and `try` from end to end, on fixtures of our own: what they make runs, says where it
 * crashed, and is the same to the byte each time; what can't be imported is told in one error, and
 * leaves nothing behind.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli_program.h"

#define SCRATCH	     BUILD_DIR "/tests/import_scratch"
#define TREE	     TEST_DIR "/import/tree"
#define MAIL	     TEST_DIR "/import/toy.mail"
#define SCRIPT(name) TEST_DIR "/import/scripts/" name ".sim"

static void shell(const char *fmt, ...)
{
	char command[2048];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(command, sizeof(command), fmt, ap);
	va_end(ap);
	assert_int_equal(system(command), 0);
}

static int set_up(void **state)
{
	(void)state;
	shell("rm -rf %s && mkdir -p %s", SCRATCH, SCRATCH);
	return 0;
}

static void has(const struct sim_buf *text, const char *what)
{
	if (text->s && strstr(text->s, what))
		return;
	print_message("no \"%s\" in:\n%s\n", what, text->s ? text->s : "");
	fail();
}

static void program(struct cli_result *r, const char *const *args)
{
	cli_program(r, NULL, NULL, args);
	if (r->code > 1)
		print_message("%s", r->err.s ? r->err.s : "");
}

static void import_tree(const char *tree, const char *out)
{
	const char *const args[] = {"import", "--tree", tree, "--as", "toy", "--out", out, NULL};
	struct cli_result r;

	program(&r, args);
	assert_int_equal(r.code, 0);
	has(&r.out, "kernel tree 6.1.7-toy, as Linux 6.1");
	has(&r.out, "  syscall  pidfd_send_signal");
	has(&r.out, "toy_answer                             32-35  via");
	has(&r.out, "can't be compiled");
	has(&r.out, "toy_modelled_by_nobody");
	has(&r.out, "TOY_CONSTANT_OF_NOBODY");
	has(&r.out, "toy_type_of_nobody");
	assert_null(strstr(r.out.s, "toy_unused"));
	cli_result_free(&r);
}

/* ------------------------------------------------------------ runs */

static void test_tree(void **state)
{
	(void)state;
	import_tree(TREE, SCRATCH "/a");
}

static void run(const char *script, int code, const char *said, const char *where)
{
	const char *const args[] = {"run", "--design", SCRATCH "/a/toy.so", script, NULL};
	struct cli_result r;

	program(&r, args);
	assert_int_equal(r.code, code);
	has(&r.out, said);
	if (where)
		has(&r.out, where);
	has(&r.out, ": 1 scenario, 1 design");
	cli_result_free(&r);
}

static void test_runs(void **state)
{
	(void)state;
	run(SCRIPT("plain"), 0, "1 passed", NULL);
	run(SCRIPT("eat"), 1, "balance   1023 kmalloc-65536", "at kernel/signal.c:58");
	run(SCRIPT("lack"), 1, "  unmodelled toy_modelled_by_nobody\n", "at kernel/signal.c:80");
	run(SCRIPT("constant"), 1, "unmodelled TOY_CONSTANT_OF_NOBODY", "at kernel/signal.c:82");
	run(SCRIPT("dropped"), 1, "unmodelled toy_dropped", "at kernel/signal.c:");
}

static void test_crashes(void **state)
{
	(void)state;
	run(SCRIPT("crash"), 1, "oops      null pointer dereference", "at kernel/signal.c:");
	run(SCRIPT("crash"), 1, "oops", "            by model/model.c:");
	run(SCRIPT("loop"), 1, "loop      does not end", "at kernel/signal.c:");
}

static void test_matrix(void **state)
{
	const char *const args[] = {"matrix",	     "--design",      SCRATCH "/a/toy.so",
				    SCRIPT("plain"), SCRIPT("crash"), NULL};
	struct cli_result r;

	(void)state;
	program(&r, args);
	assert_int_equal(r.code, 1);
	has(&r.out, "plain.sim  ok");
	has(&r.out, "crash.sim  FAIL");
	cli_result_free(&r);
}

/* It destroys the simulator itself: the next scenario, and the report, go on. */
static void test_scribble(void **state)
{
	const char *const args[] = {
		"run", "--design", SCRATCH "/a/toy.so", SCRIPT("scribble"), SCRIPT("plain"), NULL};
	struct cli_result r;

	(void)state;
	program(&r, args);
	assert_int_equal(r.code, 1);
	has(&r.out, "oops: the process that ran it is gone: ");
	has(&r.out, "1 passed, 1 failed, 0 skipped");
	cli_result_free(&r);
}

/* ------------------------------------------------------------ the same bytes */

static void test_same_bytes(void **state)
{
	(void)state;
	import_tree(TREE, SCRATCH "/b/elsewhere");
	shell("cmp %s/a/toy.so %s/b/elsewhere/toy.so", SCRATCH, SCRATCH);
	shell("diff -r %s/a/toy.import %s/b/elsewhere/toy.import", SCRATCH, SCRATCH);
}

static void test_archive(void **state)
{
	(void)state;
	if (system("tar --version >/dev/null 2>&1 && xz --version >/dev/null 2>&1")) {
		print_message("skipped: no tar or no xz to make an archive with\n");
		skip();
	}
	shell("tar -cJf %s/toy.tar.xz -C %s/import --transform s/^tree/linux-toy/ tree", SCRATCH,
	      TEST_DIR);
	import_tree(SCRATCH "/toy.tar.xz", SCRATCH "/c");
	shell("cmp %s/a/toy.so %s/c/toy.so", SCRATCH, SCRATCH);
}

/* ------------------------------------------------------------ flavours */

static void import_as(const char *name, const char *flavour)
{
	const char *const args[] = { "import", "--tree", TREE, "--as", name, flavour,
				     "--out", SCRATCH "/f", NULL };
	struct cli_result r;

	program(&r, args);
	assert_int_equal(r.code, 0);
	cli_result_free(&r);
}

static void plain_passes(const char *library)
{
	const char *const args[] = { "run", "--design", library, SCRIPT("plain"), NULL };
	struct cli_result r;

	program(&r, args);
	assert_int_equal(r.code, 0);
	cli_result_free(&r);
}

/* a second library, and none is left of it by an import that makes none */
static void test_deep(void **state)
{
	(void)state;
	import_as("deep", "--deep");
	plain_passes(SCRATCH "/f/deep.so");
	plain_passes(SCRATCH "/f/deep/deep.so");
	import_as("deep", "--cov");
	plain_passes(SCRATCH "/f/deep.so");
	assert_int_equal(access(SCRATCH "/f/deep/deep.so", F_OK), -1);
}

static void test_fast(void **state)
{
	(void)state;
	if (system("tcc -v >/dev/null 2>&1")) {
		print_message("skipped: no tcc\n");
		skip();
	}
	import_as("fast", "--fast");
	plain_passes(SCRATCH "/f/fast.so");
}

/* ------------------------------------------------------------ mails */

static void test_mail(void **state)
{
	const char *const args[] = {"try", "--out", SCRATCH "/m", MAIL, SCRIPT("mail"), NULL};
	const char *const list[] = {"import", "--mail", MAIL, "--list", NULL};
	struct cli_result r;

	(void)state;
	program(&r, args);
	assert_int_equal(r.code, 0);
	has(&r.out, "try: patch mail \"signal: a toy\", as Linux 4.20");
	has(&r.out, "macro    TOY_ANSWER");
	has(&r.out, "1 passed, 0 failed");
	has(&r.err, "compile ");
	cli_result_free(&r);
	program(&r, list);
	assert_int_equal(r.code, 0);
	has(&r.out, "signal: a toy");
	cli_result_free(&r);
}

/* the context of the hunk is looked for in the tree; there its lines get other numbers */
static void test_base(void **state)
{
	const char *const args[] = {
		"import", "--mail", SCRATCH "/base.mail", "--base", TREE, "--as",
		"based",  "--out",  SCRATCH "/m",	  NULL};
	const char *const run_it[] = {"run", "--design", SCRATCH "/m/based.so", SCRIPT("plain"),
				      NULL};
	struct cli_result r;

	(void)state;
	shell("cd %s && rm -rf x && mkdir x && cp -r %s x/a && cp -r x/a x/b && cd x && "
	      "sed -i 's/return sig ? -EINVAL : 0;/return sig > 0 ? -EINVAL : 0;/' "
	      "b/kernel/signal.c && { echo 'Subject: [PATCH] toy: changed'; echo; "
	      "diff -u a/kernel/signal.c b/kernel/signal.c; } > ../base.mail; test -s ../base.mail",
	      SCRATCH, TREE);
	program(&r, args);
	assert_int_equal(r.code, 0);
	has(&r.out, "as Linux 6.1");
	has(&r.out, "toy_error                              26-29  changed by the patch");
	has(&r.out, "pidfd_send_signal                      ");
	cli_result_free(&r);
	program(&r, run_it);
	assert_int_equal(r.code, 0);
	cli_result_free(&r);
}

/* ------------------------------------------------------------ errors */

/** struct wrong - @args: behind "import"; @said: on stderr */
struct wrong {
	const char *args[8];
	const char *said;
};

#define OUT "--out", SCRATCH "/none"

static const struct wrong wrongs[] = {
	{{NULL}, "what from? One of --tree and --mail"},
	{{"--tree", TREE, "--mail", MAIL, OUT}, "what from? One of --tree and --mail"},
	{{"--tree", TREE, OUT}, "under which name? --as NAME"},
	{{"--tree", TREE, "--as", "Not This", OUT}, "is no name for a design"},
	{{"--tree", "/nowhere/at-all", "--as", "x", OUT}, "no such kernel tree"},
	{{"--tree", TEST_DIR "/import", "--as", "x", OUT}, "this is no kernel tree"},
	{{"--tree", MAIL, "--as", "x", OUT}, "no tar archive, or a damaged one"},
	{{"--tree", SCRATCH "/cut.tar.xz", "--as", "x", OUT}, "can't be read"},
	{{"--tree", TREE, "--as", "x", "--pick", "kernel/signal.c:nothing", OUT},
	 "kernel/signal.c has no nothing"},
	{{"--tree", TREE, "--as", "x", "--pick", "kernel/none.c:f", OUT},
	 "the tree has no file kernel/none.c"},
	{{"--tree", TREE, "--as", "x", "--pick", "nothing", OUT}, "is no pick"},
	{{"--tree", TREE, "--as", "x", "--pick", "../x.c:f", OUT}, "is no pick"},
	{{"--tree", TREE, "--as", "x", "--series", "1", OUT}, "go with --mail"},
	{{"--tree", TREE, "--as", "x", "--list", OUT}, "--list lists what is in --mail"},
	{{"--mail", MAIL, "--series", "9", OUT}, "9"},
	{{"--mail", MAIL, "--series", "x", OUT}, "--series takes a number"},
	{{"--mail", MAIL, "--release", "x", OUT}, "is no release"},
	{{"--mail", MAIL, "--pick", "a:b", OUT}, "--pick goes with --tree"},
	{{"--mail", "/nowhere/at-all", OUT}, "/nowhere/at-all"},
	{{"--mail", SCRATCH "/empty", OUT}, "empty"},
	{{"--mail", SCRATCH "/a/toy.so", OUT}, "toy.so"},
	{{"--mail", TREE "/Makefile", OUT}, "Makefile"},
	{{"--mail", MAIL, "--loud", OUT}, "unknown option --loud"},
	{{"--mail", MAIL, "--out", "/proc/none"}, "can't be written"},
	{{"more"}, "more is too much"},
};

static void test_wrong(void **state)
{
	(void)state;
	shell(": > %s/empty", SCRATCH);
	shell("printf '\\375\\067zXZ\\000\\000\\004garbage' > %s/cut.tar.xz", SCRATCH);
	for (size_t i = 0; i < sizeof(wrongs) / sizeof(wrongs[0]); i++) {
		const char *args[10] = {"import"};
		struct cli_result r;

		for (int j = 0; j < 8 && wrongs[i].args[j]; j++)
			args[j + 1] = wrongs[i].args[j];
		cli_program(&r, NULL, NULL, args);
		if (r.code != 2)
			print_message("no error: %s\n", wrongs[i].said);
		assert_int_equal(r.code, 2);
		has(&r.err, wrongs[i].said);
		assert_null(r.out.s);
		assert_int_equal(access(SCRATCH "/none/x.so", F_OK), -1);
		cli_result_free(&r);
	}
}

static void test_no_compiler(void **state)
{
	const char *const args[] = {"import", "--tree",	       TREE, "--as", "none",
				    "--out",  SCRATCH "/none", NULL};
	struct cli_result r;

	(void)state;
	setenv("CC", "/nowhere/at-all/cc", 1);
	cli_program(&r, NULL, NULL, args);
	unsetenv("CC");
	assert_int_equal(r.code, 2);
	has(&r.err, "there is no compiler \"/nowhere/at-all/cc\"");
	assert_int_equal(access(SCRATCH "/none/none.so", F_OK), -1);
	assert_int_equal(access(SCRATCH "/none/none.import", F_OK), -1);
	cli_result_free(&r);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tree),
		cmocka_unit_test(test_runs),
		cmocka_unit_test(test_crashes),
		cmocka_unit_test(test_matrix),
		cmocka_unit_test(test_scribble),
		cmocka_unit_test(test_same_bytes),
		cmocka_unit_test(test_archive),
		cmocka_unit_test(test_deep),
		cmocka_unit_test(test_fast),
		cmocka_unit_test(test_mail),
		cmocka_unit_test(test_base),
		cmocka_unit_test(test_wrong),
		cmocka_unit_test(test_no_compiler),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
