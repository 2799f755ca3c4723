// SPDX-License-Identifier: GPL-2.0-only
/* `pidfdsim explore -j N` prints the same for any N. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cli_program.h"

#define SCENARIOS TEST_DIR "/../scenarios/"
#define REAP SCENARIOS "recycle/signal_against_reap.sim"
#define WRONG BUILD_DIR "/tests/wrong/wrong-no-get.so"

struct question {
	const char *args[12];
	int code;
	const char *says;
};

static const struct question questions[] = {
	{ { "explore", REAP, "-d", "send-signal" }, 0,
	  "the property holds in all of them: there are no others" },
	{ { "explore", SCENARIOS "signal/who_takes_it.sim", "-d", "send-signal" }, 0,
	  "5 executions\n" },
	{ { "explore", REAP, "-d", "send-signal", "--strategy", "pct",
	    "--runs", "3000" }, 0, "3000 executions" },
	{ { "explore", REAP, "-d", "send-signal", "--strategy",
	    "random", "--runs", "700", "--seed", "9" }, 0, "700 executions" },
	{ { "explore", REAP, "-d", WRONG }, 1,
	  "use after free of pid" },
	{ { "explore", REAP, "-d", WRONG, "--keep-going" }, 1,
	  "executions" },
};

static void ask(const struct question *q, const char *jobs, struct cli_result *r)
{
	const char *args[14] = { NULL };
	unsigned int n = 0;

	while (q->args[n]) {
		args[n] = q->args[n];
		n++;
	}
	args[n++] = "-j";
	args[n] = jobs;
	cli_program(r, NULL, NULL, args);
}

static void test_same(void **state)
{
	static const char *const jobs[] = { "1", "2", "3" };
	struct cli_result one, more;

	(void)state;
	for (unsigned int i = 0; i < sizeof(questions) / sizeof(questions[0]); i++) {
		ask(&questions[i], jobs[0], &one);
		assert_int_equal(one.code, questions[i].code);
		assert_non_null(strstr(one.out.s, questions[i].says));
		for (unsigned int j = 1; j < 3; j++) {
			ask(&questions[i], jobs[j], &more);
			assert_int_equal(more.code, one.code);
			assert_string_equal(more.out.s, one.out.s);
			cli_result_free(&more);
		}
		cli_result_free(&one);
	}
}

static void test_bad_jobs(void **state)
{
	static const char *const bad[] = { "0", "-1", "two", "257", "" };
	struct cli_result r;

	(void)state;
	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ask(&questions[0], bad[i], &r);
		assert_int_equal(r.code, 2);
		assert_null(r.out.s);
		assert_non_null(strstr(r.err.s, "is no number that fits here"));
		cli_result_free(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same), cmocka_unit_test(test_bad_jobs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
