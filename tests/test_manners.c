// SPDX-License-Identifier: GPL-2.0-only
/* Each fault that the judges of safety know, made by a call of a design, is reported as it is. */
#include "task_world.h"

static const struct {
	const char *call;
	int kind;
	const char *text;
} faults[] = {
	{ "keep_spinlock", HOST_BUG_SAFETY,
	  "task 2 returns to user mode with a lock taken in __do_sys_keep_spinlock" },
	{ "keep_two", HOST_BUG_SAFETY, "returns to user mode with a lock taken in" },
	{ "keep_mutex", HOST_BUG_SAFETY, "returns to user mode with a lock taken in" },
	{ "keep_and_die", HOST_BUG_SAFETY, "returns to user mode with a lock taken in" },
	{ "keep_rcu", HOST_BUG_SAFETY, "returns to user mode in an RCU read section" },
	{ "unlock_rcu", HOST_BUG_SAFETY, "rcu_read_unlock without rcu_read_lock" },
	{ "sleep_locked", HOST_BUG_SAFETY,
	  "task 2 sleeps under a spinlock taken in __do_sys_sleep_locked" },
	{ "sleep_rcu", HOST_BUG_SAFETY, "task 2 sleeps in an RCU read section" },
	{ "mutex_locked", HOST_BUG_SAFETY, "task 2 sleeps under a spinlock taken in" },
	{ "lock_twice", HOST_BUG_DEADLOCK, "spinlock taken again by task 2" },
	{ "down_twice", HOST_BUG_DEADLOCK, "rwsem taken again by task 2" },
	{ "unlock_free", HOST_BUG_SAFETY, "free spinlock released by task 2" },
	{ "raw_error", HOST_BUG_WARN, "task 2 returns to user mode with error 512" },
	{ "raw_ioctl_error", HOST_BUG_WARN, "task 2 returns to user mode with error 515" },
	{ "half_asleep", HOST_BUG_SAFETY, "task 2 returns to user mode in state 0x1" },
	{ "free_twice", HOST_BUG_SAFETY, "double free of kmalloc-32" },
	{ "write_freed", HOST_BUG_SAFETY, "write after free to kmalloc-32" },
	{ "read_freed", HOST_BUG_OOPS, "" },
	{ "lose_memory", HOST_BUG_BALANCE, "1 kmalloc-32" },
	{ "put_too_much", HOST_BUG_SAFETY, "use after free of pid" },
	{ "bug", HOST_BUG_OOPS, "BUG()" },
	{ "warn", HOST_BUG_WARN, "WARN_ON(" },
};

static struct sim *manners(void)
{
	struct sim_error err = { .status = SIM_OK };
	struct sim *s = sim_new(NULL, &err);

	assert_non_null(s);
	if (sim_load_design(s, BUILD_DIR "/tests/wrong", "wrong-manners", &err) != SIM_OK)
		fail_msg("%s", err.text);
	assert_int_equal(sim_guard_enter(s, &err), SIM_OK);
	return s;
}

static void one(struct sim *s, unsigned int i)
{
	const struct sim_verdict *v;

	sim_call(forked(init_of(s)), faults[i].call, 0);
	if (!sim_abandoned(s))
		sim_end(s);
	v = sim_verdict(s, 0);
	if (!v)
		fail_msg("%s: nothing is reported", faults[i].call);
	if (v->kind != faults[i].kind || !strstr(v->text, faults[i].text))
		fail_msg("%s: %s", faults[i].call, sim_explain(s));
}

static void each(void **state)
{
	struct sim *s = manners();
	unsigned int i;

	(void)state;
	for (i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		one(s, i);
		sim_reset(s);
		sim_end(s);
		assert_int_equal(sim_nr_verdicts(s), 0);
		sim_reset(s);
	}
	sim_guard_leave(s);
	sim_free(s);
}

/* What the trace and the ledger see changes nothing. */
static void each_in_detail(void **state)
{
	struct sim *s = manners();
	char text[256];
	unsigned int i;
	int kind;

	(void)state;
	for (i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		sim_set_detail(s, 0);
		one(s, i);
		kind = sim_verdict(s, 0)->kind;
		strcpy(text, sim_verdict(s, 0)->text);
		sim_reset(s);
		sim_set_detail(s, 1);
		one(s, i);
		assert_int_equal(sim_verdict(s, 0)->kind, kind);
		if (kind != HOST_BUG_BALANCE)	/* the ledger knows more */
			assert_string_equal(sim_verdict(s, 0)->text, text);
		sim_reset(s);
	}
	sim_guard_leave(s);
	sim_free(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each),
		cmocka_unit_test(each_in_detail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
