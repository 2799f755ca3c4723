// SPDX-License-Identifier: GPL-2.0-only
/*
 * `pidfdsim diff` and `pidfdsim new`: what they print, to the byte, and what they leave behind.
 * Outputs are held against tests/golden/diff/NAME.txt, as in test_cli.c.
 */
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

#include "buf.h"
#include "cli_program.h"

#define SCRATCH BUILD_DIR "/tests/diff_scratch"

struct golden {
	const char *name;
	const char *args[8];
	const char *locale;
};

static const struct golden goldens[] = {
	{ "help_diff", { "help", "diff" }, NULL },
	{ "help_new", { "new", "--help" }, NULL },
	{ "folder", { "diff", "procfd-ioctl", "send-signal", "cli/matrix" }, NULL },
	{ "folders", { "diff", "procfd-ioctl", "send-signal", "cli/matrix", "cli/skip_one.sim" },
	  NULL },
	{ "same", { "diff", "send-signal", "send-signal", "cli/matrix" }, NULL },
	{ "results", { "diff", "procfd-ioctl", "send-signal-v5", "diff" }, NULL },
	{ "columns", { "diff", "procfd-ioctl", "send-signal", "cli/matrix/hole.sim" }, NULL },
	{ "columns_utf8", { "diff", "procfd-ioctl", "send-signal", "cli/matrix/hole.sim" },
	  "C.UTF-8" },
	{ "columns_same",
	  { "diff", "send-signal-v5", "send-signal", "cli/matrix/same.sim" },
	  NULL },
	{ "columns_skip", { "diff", "procfd-ioctl", "send-signal", "cli/matrix/some.sim" }, NULL },
	{ "columns_wrong",
	  { "diff", "procfd-ioctl", "send-signal", "cli/matrix/wrong.sim" },
	  NULL },
	{ "columns_long", { "diff", "procfd-ioctl", "send-signal", "diff/long.sim" }, NULL },
	{ "one_design", { "diff", "send-signal" }, NULL },
	{ "no_design", { "diff", "send-signal", "nobodys", "diff/long.sim" }, NULL },
	{ "no_file", { "diff", "procfd-ioctl", "send-signal", "cli/there_is_no.sim" }, NULL },
	{ "option", { "diff", "--loud", "procfd-ioctl", "send-signal" }, NULL },
	{ "new_what", { "new", "scenario", "x" }, NULL },
	{ "new_nothing", { "new", "design" }, NULL },
	{ "new_option", { "new", "--force", "design", "x" }, NULL },
};

static void check_golden(void **state)
{
	const struct golden *g = *state;
	struct sim_buf text = { 0 };
	struct cli_result r;
	char path[256];

	assert_int_equal(chdir(TEST_DIR), 0);
	cli_program(&r, g->locale, NULL, g->args);
	for (unsigned int i = 0; g->args[i]; i++)
		sim_buf_printf(&text, "%s%s", i ? " " : "pidfdsim ", g->args[i]);
	sim_buf_printf(&text, "\n%s--- stderr\n%s--- exit %d\n", r.out.s ? r.out.s : "",
		       r.err.s ? r.err.s : "", r.code);
	cli_replace(&text, BUILD_DIR, "BUILD");
	snprintf(path, sizeof(path), TEST_DIR "/golden/diff/%s.txt", g->name);
	cli_same_as_file(&text, path);
	sim_buf_free(&text);
	cli_result_free(&r);
}

/* ------------------------------------------------------------ scenarios by default */

static void default_scenarios(void **state)
{
	struct cli_result r;

	(void)state;
	assert_int_equal(system("rm -rf '" SCRATCH "' && mkdir -p '" SCRATCH "/bin' '" SCRATCH
				"/share/pidfdsim' && cp '" BUILD_DIR "/pidfdsim' '" SCRATCH
				"/bin/' && cp -r '" BUILD_DIR "/designs' '" SCRATCH "/bin/' && "
				"cp -r '" TEST_DIR "/cli/matrix' '" SCRATCH
				"/share/pidfdsim/scenarios'"),
			 0);
	cli_program_at(&r, SCRATCH "/bin/pidfdsim", NULL, NULL,
		       (const char *const[]){ "diff", "procfd-ioctl", "send-signal", NULL });
	assert_int_equal(r.code, 1);
	assert_non_null(strstr(r.out.s, "scenarios/hole.sim:8  "));
	/* where the program is installed is nobody's business */
	assert_null(strstr(r.out.s, SCRATCH));
	cli_result_free(&r);
	assert_int_equal(system("rm -rf '" SCRATCH "/share'"), 0);
	cli_program_at(&r, SCRATCH "/bin/pidfdsim", NULL, NULL,
		       (const char *const[]){ "diff", "procfd-ioctl", "send-signal", NULL });
	assert_int_equal(r.code, 2);
	assert_null(r.out.s);
	assert_non_null(strstr(r.err.s, "neither built nor installed"));
	cli_result_free(&r);
}

/* ------------------------------------------------------------ new designs */

static void make(const char *name, int code, const char *out, const char *err)
{
	struct cli_result r;

	cli_program(&r, NULL, NULL, (const char *const[]){ "new", "design", name, NULL });
	assert_int_equal(r.code, code);
	if (out)
		assert_non_null(strstr(r.out.s, out));
	else
		assert_null(r.out.s);
	if (err)
		assert_non_null(strstr(r.err.s, err));
	else
		assert_null(r.err.s);
	cli_result_free(&r);
}

static void enter_scratch(void)
{
	assert_int_equal(system("rm -rf '" SCRATCH "' && mkdir '" SCRATCH "'"), 0);
	assert_int_equal(chdir(SCRATCH), 0);
}

static void new_outside(void **state)
{
	struct sim_buf text = { 0 };

	(void)state;
	enter_scratch();
	make("my-own", 0, "my-own/CMakeLists.txt", NULL);
	cli_read_file(&text, "my-own/my-own.c");
	assert_non_null(strstr(text.s, ".name = \"my-own\""));
	assert_null(strstr(text.s, "@NAME@"));
	sim_buf_free(&text);
	cli_read_file(&text, "my-own/CMakeLists.txt");
	assert_non_null(strstr(text.s, "add_pid_design(my-own "));
	assert_null(strstr(text.s, "@NAME@"));
	sim_buf_free(&text);
}

static void new_inside(void **state)
{
	(void)state;
	enter_scratch();
	assert_int_equal(system("mkdir -p model/designs"), 0);
	make("mine", 0, "model/designs/mine/mine.c", NULL);
	assert_int_equal(access("model/designs/mine/mine.c", R_OK), 0);
	/* the tree's own build finds it */
	assert_int_equal(access("model/designs/mine/CMakeLists.txt", F_OK), -1);
	assert_int_equal(access("mine", F_OK), -1);
}

/* what is there stays as it is */
static void new_over_old(void **state)
{
	(void)state;
	enter_scratch();
	assert_int_equal(system("mkdir old && echo mine > old/old.c && echo mine > file"), 0);
	make("old", 2, NULL, "old: error: can't be made: File exists");
	make("file", 2, NULL, "file: error: can't be made: File exists");
	assert_int_equal(system("test \"$(cat old/old.c)$(ls old)\" = mineold.c"), 0);
	assert_int_equal(system("mkdir -p deep && rm -rf deep && test \"$(cat file)\" = mine"), 0);
}

static void new_bad_names(void **state)
{
	static const char *const bad[] = { "", "My", "../x", "a/b", "9lives", "a b", "-x-", "x-",
					   ".", "a.so", "linux-5", "skip", "a\"b", "\xc3\xa4",
					   "a23456789012345678901234567890123456789012" };

	(void)state;
	enter_scratch();
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		make(bad[i], 2, NULL, "pidfdsim new: ");
	assert_int_equal(system("test -z \"$(ls -A)\""), 0);
}

/* A disk that is full leaves nothing half-written. */
static void new_disk_full(void **state)
{
	(void)state;
	enter_scratch();
	assert_int_equal(system("(ulimit -f 0; trap '' XFSZ; exec '" BUILD_DIR
				"/pidfdsim' new design mine) >/dev/null 2>&1; test $? = 2"),
			 0);
	assert_int_equal(system("test -z \"$(ls -A)\""), 0);
}

#define NR_GOLDENS (sizeof(goldens) / sizeof(goldens[0]))

int main(void)
{
	const struct CMUnitTest others[] = {
		cmocka_unit_test(default_scenarios), cmocka_unit_test(new_outside),
		cmocka_unit_test(new_inside),	     cmocka_unit_test(new_over_old),
		cmocka_unit_test(new_bad_names),     cmocka_unit_test(new_disk_full),
	};
	struct CMUnitTest tests[NR_GOLDENS + sizeof(others) / sizeof(others[0])];

	memset(tests, 0, sizeof(tests));
	for (size_t i = 0; i < NR_GOLDENS; i++) {
		tests[i].name = goldens[i].name;
		tests[i].test_func = check_golden;
		tests[i].initial_state = (void *)&goldens[i];
	}
	memcpy(tests + NR_GOLDENS, others, sizeof(others));
	return cmocka_run_group_tests_name("diff", tests, NULL, NULL);
}
