// SPDX-License-Identifier: GPL-2.0-only
/*
 * The example of docs/start.md, section 6.
 */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sim.h"

static void test_example(void **state)
{
	struct sim *s = sim_new(NULL, NULL);
	struct sim_task *init, *p;

	(void)state;
	assert_int_equal(sim_load_design(s, BUILD_DIR "/designs", "send-signal", NULL), SIM_OK);
	init = sim_task_at(s, 0);
	p = sim_task(s, init, NULL);
	sim_call(p, "exit", 3);
	assert_int_equal(sim_call(init, "wait4", sim_pid(p, init), 0, 0, 0), 2);
	assert_int_equal(sim_call(init, "kill", 2, SIGTERM), -ESRCH);
	sim_end(s);
	assert_int_equal(sim_nr_verdicts(s), 0);
	sim_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_example),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
