// SPDX-License-Identifier: GPL-2.0-only
/*
 * `explore` from the command line: each strategy, what is told of what fails, and wrong words. What
 * the search finds is test_dpor.c's.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli_program.h"

#define WRONG(name) BUILD_DIR "/tests/wrong/wrong-" name ".so"
#define RACE	    "cli/race.sim"
#define FEW	    "cli/race_few.sim" /* nothing that some run must reach */

static void explore(struct cli_result *r, const char *const *more)
{
	const char *args[16] = { "explore" };

	for (unsigned int n = 1; *more; n++)
		args[n] = *more++;
	cli_program(r, NULL, NULL, args);
}

/* exit status @code, and all of @must on stdout, for @code 2 on stderr */
struct expected {
	const char *args[12];
	int code;
	const char *must[4];
};

static void check_all(const struct expected *e, unsigned int nr)
{
	struct cli_result r;
	const char *text;

	for (; nr--; e++) {
		explore(&r, e->args);
		text = e->code == 2 ? r.err.s : r.out.s;
		if (r.code != e->code || !text)
			fail_msg("%s: exit status %d: %s", e->args[0], r.code, text ? text : "");
		for (unsigned int i = 0; i < 4 && e->must[i]; i++) {
			if (!strstr(text, e->must[i]))
				fail_msg("\"%s\" is not in: %s", e->must[i], text);
		}
		if (e->code == 2)
			assert_null(r.out.s);
		assert_null(r.out.s ? strstr(r.out.s, "(null)") : NULL);
		cli_result_free(&r);
	}
}

#define CHECK_ALL(table) check_all(table, sizeof(table) / sizeof((table)[0]))

static void strategies(void **state)
{
	static const struct expected table[] = {
		{ { RACE, "-d", "send-signal" }, 0,
		  { "every order, those that differ only", "there are no others" } },
		{ { RACE, "-d", "send-signal", "--bound", "1" }, 0,
		  { "with at most 1 preemption\n", "within the bound of 1" } },
		{ { RACE, "-d", "send-signal", "--strategy", "dfs", "--bound", "0" }, 0,
		  { "with at most 0 preemptions\n", "within the bound of 0" } },
		{ { FEW, "-d", "send-signal", "--strategy", "dfs", "--runs", "30" }, 0,
		  { "every order\n  30 executions; there are more", "says nothing of others" } },
		{ { FEW, "-d", "send-signal", "--strategy", "pct", "--runs", "50" }, 0,
		  { "random priorities, depth 3, seed 1\n  50 executions" } },
		{ { FEW, "-d", "send-signal", "--strategy", "pct", "--runs", "50", "--depth", "2",
		    "--seed", "9" }, 0,
		  { "depth 2, seed 9" } },
		{ { FEW, "-d", "send-signal", "--strategy", "random", "--runs", "50" }, 0,
		  { "random walks, seed 1\n  50 executions" } },
		{ { FEW, "-d", "send-signal", "--schedule", "default" }, 0,
		  { "one schedule\n  1 execution\n", "says nothing of others" } },
		{ { "cli/skip.sim", "-d", "send-signal" }, 0, { "skipped cli/skip.sim" } },
	};

	(void)state;
	CHECK_ALL(table);
}

static void failures(void **state)
{
	static const struct expected table[] = {
		{ { RACE, "-d", WRONG("number") }, 1,
		  { "1 of them fails; the first:", "stability task 3", "--schedule default" } },
		{ { RACE, "-d", WRONG("number"), "--keep-going", "--release", "linux-5.1" }, 1,
		  { " of them fail; the first:", "--release linux-5.1 --schedule" } },
		/* the lock that is waited for was in an object that is gone */
		{ { RACE, "-d", WRONG("unlocked") }, 1,
		  { "use after free of task_struct", "there may be more" } },
		{ { "cli/race_unreached.sim", "-d", "send-signal" }, 1,
		  { "all together they fail", "sometimes K.errno == EPERM" } },
		{ { "cli/race_never.sim", "-d", "send-signal" }, 1, { "never received(Q)" } },
		{ { "cli/race_livelock.sim", "-d", WRONG("loop") }, 1, { "does not end" } },
		{ { RACE, "-d", WRONG("crash") }, 1, { "null pointer dereference" } },
	};

	(void)state;
	CHECK_ALL(table);
}

static void wrong_words(void **state)
{
	static const struct expected table[] = {
		{ { NULL }, 2, { "one scenario file and one --design" } },
		{ { RACE }, 2, { "one scenario file and one --design" } },
		{ { RACE, RACE, "-d", "send-signal" }, 2, { "one scenario file" } },
		{ { "cli", "-d", "send-signal" }, 2, { NULL } },
		{ { RACE, "-d", "send-signal", "-d", "procfd-ioctl" }, 2, { "one --design" } },
		{ { RACE, "-d", "nobodys" }, 2, { "nobodys" } },
		{ { "cli/none.sim", "-d", "send-signal" }, 2, { "cli/none.sim" } },
		{ { "cli/pass.sim", "-d", "send-signal" }, 2, { "has no race" } },
		{ { RACE, "-d", "send-signal", "--strategy", "best" }, 2,
		  { "dpor, dfs, pct, random and replay, not best" } },
		{ { RACE, "-d", "send-signal", "--release", "6" }, 2, { "no release" } },
		{ { RACE, "-d", "send-signal", "--bound", "x" }, 2, { "no number" } },
		{ { RACE, "-d", "send-signal", "--bound", "5000" }, 2, { "no number" } },
		{ { RACE, "-d", "send-signal", "--runs", "0" }, 2, { "no number" } },
		{ { RACE, "-d", "send-signal", "--strategy", "pct", "--bound", "1" }, 2,
		  { "--bound goes with" } },
		{ { RACE, "-d", "send-signal", "--strategy", "replay" }, 2, { "go together" } },
		{ { RACE, "-d", "send-signal", "--strategy", "dfs", "--schedule", "1:1" }, 2,
		  { "go together" } },
		{ { RACE, "-d", "send-signal", "--schedule", "1:x" }, 2, { NULL } },
		{ { RACE, "-d", "send-signal", "--often" }, 2, { "--often" } },
	};

	(void)state;
	CHECK_ALL(table);
}

static void helps(void **state)
{
	static const struct expected table[] = {
		{ { "--help" }, 0, { "pidfdsim explore [OPTIONS]", "--keep-going" } },
	};

	(void)state;
	CHECK_ALL(table);
}

/* what failed by chance comes again with the schedule that was told */
static void told_schedule_fails_again(void **state)
{
	struct cli_result r;
	char token[256];
	const char *at;

	(void)state;
	explore(&r, (const char *const[]){ RACE, "-d", WRONG("unlocked"), NULL });
	assert_int_equal(r.code, 1);
	at = strstr(r.out.s, "  repeat ");
	assert_non_null(at);
	at = strstr(at, "--schedule ");
	assert_non_null(at);
	assert_int_equal(sscanf(at, "--schedule %255s", token), 1);
	cli_result_free(&r);
	explore(&r, (const char *const[]){ RACE, "-d", WRONG("unlocked"), "--schedule", token,
					   NULL });
	assert_int_equal(r.code, 1);
	assert_non_null(strstr(r.out.s, "use after free of task_struct"));
	cli_result_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strategies),
		cmocka_unit_test(failures),
		cmocka_unit_test(wrong_words),
		cmocka_unit_test(helps),
		cmocka_unit_test(told_schedule_fails_again),
	};

	if (chdir(TEST_DIR))
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
