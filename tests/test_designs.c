// SPDX-License-Identifier: GPL-2.0-only
/*
 * The three designs of 2018 and 2019 against what their mails say, and the
 * designs that are broken on purpose against the judges that must find them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "run_sim.h"
#include "sim.h"

static const char *const designs[] = {
	"designs/procfd-ioctl.so",
	"designs/send-signal-v5.so",
	"designs/send-signal.so",
};

static void on_all(const char *file)
{
	for (size_t i = 0; i < sizeof(designs) / sizeof(designs[0]); i++)
		run_sim_passes(designs[i], file, 0);
}

static void skips(const char *library, const char *file)
{
	struct sim_report report;

	run_sim(library, file, 0, &report);
	assert_int_equal(report.status, SIM_SKIP);
}

static void test_statements(void **state)
{
	(void)state;
	on_all("designs/statements.sim");
}

static void test_rights(void **state)
{
	(void)state;
	on_all("designs/rights.sim");
}

static void test_descriptors(void **state)
{
	(void)state;
	on_all("designs/descriptors.sim");
}

static void test_namespaces(void **state)
{
	(void)state;
	on_all("designs/namespaces.sim");
}

static void test_lifetime(void **state)
{
	(void)state;
	on_all("designs/lifetime.sim");
	on_all("designs/recycle.sim");
}

static void test_race(void **state)
{
	(void)state;
	on_all("designs/race.sim");
}

static void test_no_procfs(void **state)
{
	(void)state;
	on_all("designs/no_procfs.sim");
}

static void test_siginfo(void **state)
{
	(void)state;
	skips(designs[0], "designs/siginfo.sim");
	run_sim_passes(designs[1], "designs/siginfo.sim", 0);
	run_sim_passes(designs[2], "designs/siginfo.sim", 0);
}

static void test_ioctl(void **state)
{
	(void)state;
	run_sim_passes(designs[0], "designs/ioctl.sim", 0);
	skips(designs[1], "designs/ioctl.sim");
	skips(designs[2], "designs/ioctl.sim");
}

/* ------------------------------------------------------------ broken ones */

/* @file fails on the broken design, and @kind is the judge that says so */
static void caught(const char *library, const char *file, int kind, const char *why)
{
	struct sim_report report;

	run_sim(library, file, 0, &report);
	assert_int_equal(report.status, SIM_FAIL);
	if (report.verdict_kind != kind || !strstr(report.why, why))
		fail_msg("%s on %s: %s", file, library, report.why);
}

static void test_wrong_number(void **state)
{
	(void)state;
	caught("tests/wrong/wrong-number.so", "designs/recycle.sim", HOST_BUG_STABILITY,
	       "opened on another process");
	/* nothing but a recycled number shows it */
	run_sim_passes("tests/wrong/wrong-number.so", "designs/lifetime.sim", 0);
}

static void test_wrong_no_get(void **state)
{
	(void)state;
	caught("tests/wrong/wrong-no-get.so", "designs/recycle.sim", HOST_BUG_SAFETY,
	       "use after free of pid");
	/* closed while the process lives: its struct pid goes from under it */
	caught("tests/wrong/wrong-no-get.so", "designs/lifetime.sim", SIM_BUG_EXPECT,
	       "refs(pid(P)) is 0");
}

static void test_wrong_double_put(void **state)
{
	(void)state;
	caught("tests/wrong/wrong-double-put.so", "designs/recycle.sim", HOST_BUG_SAFETY,
	       "of pid");
}

static void test_wrong_unlocked(void **state)
{
	(void)state;
	/* without a race there is nothing to see */
	run_sim_passes("tests/wrong/wrong-unlocked.so", "designs/recycle.sim", 0);
	caught("tests/wrong/wrong-unlocked.so", "designs/race.sim", HOST_BUG_SAFETY,
	       "use after free of task_struct");
}

static void test_wrong_leak(void **state)
{
	(void)state;
	caught("tests/wrong/wrong-leak.so", "designs/recycle.sim", HOST_BUG_BALANCE, "pid left");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_statements),
		cmocka_unit_test(test_rights),
		cmocka_unit_test(test_descriptors),
		cmocka_unit_test(test_namespaces),
		cmocka_unit_test(test_lifetime),
		cmocka_unit_test(test_race),
		cmocka_unit_test(test_no_procfs),
		cmocka_unit_test(test_siginfo),
		cmocka_unit_test(test_ioctl),
		cmocka_unit_test(test_wrong_number),
		cmocka_unit_test(test_wrong_no_get),
		cmocka_unit_test(test_wrong_double_put),
		cmocka_unit_test(test_wrong_unlocked),
		cmocka_unit_test(test_wrong_leak),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
