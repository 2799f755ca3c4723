// SPDX-License-Identifier: GPL-2.0-only
/*
 * Patches between two trees, through what mailers do to them, and back: token by token.
 * The trees are tests/mail/{old,new}, two states of files of this project; kernel trees
 * are compared too where PIDFDSIM_LINUX_6_1 and PIDFDSIM_LINUX_6_12 name them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mail_check.h"
#include "mail_mangle.h"

#define OLD TEST_DIR "/mail/old"
#define NEW TEST_DIR "/mail/new"

static const char *const own_files[] = {
	"fs/namei.c", "fs/file_table.c", "kernel/judge.c", "include/linux/judge_box.h", NULL,
};
static const char *const kernel_files[] = {
	"kernel/pid.c", "kernel/signal.c", "kernel/exit.c", "kernel/fork.c", "fs/proc/base.c",
	"fs/file.c", NULL,
};

static struct tally mangled(const struct sim_buf *patch, const struct mangling *m,
			    const char *old_tree, const char *new_tree, unsigned int *applied)
{
	struct sim_buf mail = { 0 };
	struct tally t;

	m->mangle(patch, &mail);
	t = compare(mail.s, mail.len, new_tree);
	*applied = compare_applied(mail.s, mail.len, old_tree, new_tree);
	print_message("%-32s %u of %u lines right, %u hunks of %u left out\n", m->name, t.right,
		      t.lines, t.unreadable + t.ambiguous, t.hunks);
	sim_buf_free(&mail);
	return t;
}

/* Nothing of the own files is lost but where it must be, and nothing is guessed. */
static void test_own(void **state)
{
	struct sim_buf patch = { 0 };
	unsigned int applied;

	(void)state;
	make_patch(OLD, NEW, own_files, &patch);
	for (unsigned int i = 0; i < nr_manglings; i++) {
		struct tally t = mangled(&patch, &manglings[i], OLD, NEW, &applied);

		assert_true(t.hunks > 20 && t.lines > 300);
		assert_int_equal(t.wrong, 0);
		assert_int_equal(t.right + t.left_out, t.lines);
		assert_true(!t.left_out || manglings[i].lossy);
		assert_true(!applied || manglings[i].lossy);
	}
	sim_buf_free(&patch);
}

/* Narrower and wider mails: what can't be known is left out, never wrong. */
static void test_widths(void **state)
{
	struct sim_buf patch = { 0 };
	unsigned int left_out = 0;

	(void)state;
	make_patch(OLD, NEW, own_files, &patch);
	for (unsigned int width = 50; width < 90; width++) {
		struct sim_buf mail = { 0 };
		struct tally t;

		mangle_wrap(&patch, &mail, width, 1);
		t = compare(mail.s, mail.len, NEW);
		assert_int_equal(t.wrong, 0);
		assert_int_equal(t.right + t.left_out, t.lines);
		left_out += t.left_out;
		sim_buf_free(&mail);
	}
	print_message("left out in all: %u lines\n", left_out);
	assert_true(left_out < 100);
	sim_buf_free(&patch);
}

/* Somebody deletes a line of the mail without a word. */
static void test_missing_line(void **state)
{
	struct sim_buf patch = { 0 };
	unsigned int nr = 0;

	(void)state;
	make_patch(OLD, NEW, own_files, &patch);
	for (char *p = patch.s; *p; p = strchr(p, '\n') + 1, nr++) {
		struct sim_buf mail = { 0 };
		struct tally t;

		if (nr % 7 || !strchr(" +-", *p) || !strncmp(p, "--", 2) || !strncmp(p, "++", 2))
			continue;
		sim_buf_add(&mail, patch.s, p - patch.s);
		sim_buf_puts(&mail, strchr(p, '\n') + 1);
		t = compare(mail.s, mail.len, NEW);
		assert_int_equal(t.wrong, 0);
		assert_int_equal(t.unreadable + t.ambiguous, 1);
		sim_buf_free(&mail);
	}
	sim_buf_free(&patch);
}

static void test_kernel(void **state)
{
	const char *old_tree = getenv("PIDFDSIM_LINUX_6_1");
	const char *new_tree = getenv("PIDFDSIM_LINUX_6_12");
	struct sim_buf patch = { 0 };
	unsigned int applied;

	(void)state;
	if (!old_tree || !new_tree) {
		print_message("skipped: PIDFDSIM_LINUX_6_1, PIDFDSIM_LINUX_6_12 not set\n");
		skip();
	}
	make_patch(old_tree, new_tree, kernel_files, &patch);
	for (unsigned int i = 0; i < nr_manglings; i++) {
		struct tally t = mangled(&patch, &manglings[i], old_tree, new_tree, &applied);

		assert_true(t.hunks > 200);
		if (manglings[i].lossy) {
			assert_true(t.wrong <= 1);
			continue;
		}
		assert_int_equal(t.wrong, 0);
		assert_int_equal(t.right, t.lines);
		assert_int_equal(applied, 0);
	}
	sim_buf_free(&patch);
}

static int teardown(void **state)
{
	(void)state;
	free_trees();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_own),
		cmocka_unit_test(test_widths),
		cmocka_unit_test(test_missing_line),
		cmocka_unit_test(test_kernel),
	};

	return cmocka_run_group_tests(tests, NULL, teardown);
}
