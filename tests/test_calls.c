// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tables of calls: a search by halves needs their order; a command says what its argument
 * is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "script/calls.h"

static void test_order(void **state)
{
	const struct sim_call_desc *desc, *last = NULL;

	(void)state;
	for (unsigned int i = 0; (desc = sim_call_desc_at(i)) != NULL; last = desc, i++) {
		assert_true(!last || strcmp(last->name, desc->name) < 0);
		assert_ptr_equal(sim_call_desc(desc->name), desc);
	}
	assert_non_null(last);
	assert_null(sim_call_desc("process_close"));
}

static void test_commands(void **state)
{
	static const char *const both[] = {
		"PROC_SET_SIGMASK", "PROC_SET_UIDMAP", "PROC_SET_GIDMAP", "PROC_CREATE",
	};
	const struct sim_call_desc *call, *by_ioctl;

	(void)state;
	for (unsigned int i = 0; i < sizeof(both) / sizeof(both[0]); i++) {
		call = sim_command_desc("process_config", both[i]);
		by_ioctl = sim_command_desc("ioctl", both[i]);
		assert_non_null(call);
		assert_non_null(by_ioctl);
		assert_int_equal(call->params[2].kind, by_ioctl->params[2].kind);
		assert_int_equal(call->flags, by_ioctl->flags);
	}
	call = sim_command_desc("process_manage", "PROC_WAIT");
	assert_non_null(call);
	assert_int_equal(call->params[2].kind, SIM_P_INOUT);
	assert_ptr_equal(call->params[2].layout, &sim_layout_process_wait);
	assert_null(sim_command_desc("process_manage", "PROC_SIGNAL"));
	assert_null(sim_command_desc("fcntl", "PROC_WAIT"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_commands),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
