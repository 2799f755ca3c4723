// SPDX-License-Identifier: GPL-2.0-only
/*
 * The patch mails that this project began with, where they lie beside the source tree
 * (../shared/seeds) or where PIDFDSIM_SEEDS says; they are not part of it.
 */
#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "import/mail.h"

static enum sim_status read_seed(const char *number, struct sim_mail **mail,
				 struct sim_error *err)
{
	const char *folder = getenv("PIDFDSIM_SEEDS");
	char pattern[512];
	enum sim_status status;
	glob_t found;

	snprintf(pattern, sizeof(pattern), "%s/%s_*.txt",
		 folder ? folder : TEST_DIR "/../../shared/seeds", number);
	if (glob(pattern, 0, NULL, &found)) {
		print_message("skipped: no mails beside the source tree, see PIDFDSIM_SEEDS\n");
		skip();
	}
	status = sim_mail_read(mail, found.gl_pathv[0], err);
	globfree(&found);
	return status;
}

/* Is there an added line with that text, or is it the head that a hunk header showed? */
static bool has_line(const struct sim_patched *p, const char *path, const char *text, bool head)
{
	for (unsigned int i = 0; i < p->nr_files; i++) {
		const struct sim_source *file = p->files[i];

		for (unsigned int nr = 1; !strcmp(file->path, path) && nr <= file->nr_lines; nr++) {
			const struct sim_source_line *line = sim_source_line(file, nr);

			if (line && strstr(line->text, text) == line->text &&
			    (head ? line->head : line->added))
				return true;
		}
	}
	return false;
}

static void apply(const struct sim_series *series, struct sim_patched *p)
{
	struct sim_error err;

	assert_int_equal(sim_series_apply(series, NULL, NULL, p, &err), SIM_OK);
	assert_int_equal(p->nr_failed, 0);
}

static void test_000(void **state)
{
	static const char *const lines[] = {
		"static int proc_tgid_open(", "static int proc_tgid_release(",
		"static long proc_tgid_ioctl(", "       .unlocked_ioctl",
	};
	struct sim_patched p;
	struct sim_mail *mail;
	struct sim_error err;

	(void)state;
	assert_int_equal(read_seed("000", &mail, &err), SIM_OK);
	assert_int_equal(mail->nr_series, 1);
	assert_true(mail->series->complete);
	apply(mail->series, &p);
	assert_int_equal(p.nr_files, 2);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		assert_true(has_line(&p, "fs/proc/base.c", lines[i], false));
	assert_true(p.files[1]->whole && p.files[1]->created);
	assert_string_equal(p.files[1]->path, "include/uapi/linux/procfd.h");
	assert_int_equal(p.files[1]->nr_lines, 11);
	sim_patched_free(&p);
	sim_mail_free(mail);
}

static void test_no_diff(void **state)
{
	static const char *const numbers[] = { "001", "002" };
	struct sim_mail *mail;
	struct sim_error err;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		assert_int_equal(read_seed(numbers[i], &mail, &err), SIM_EINPUT);
		assert_null(mail);
		assert_non_null(strstr(err.text, "no diff in this mail"));
	}
}

static void check_signal(const struct sim_patched *p)
{
	static const char *const lines[] = {
		"static inline void prepare_kill_siginfo(", "static bool access_pidfd_pidns(",
		"static int copy_siginfo_from_user_any(", "SYSCALL_DEFINE4(pidfd_send_signal, ",
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		assert_true(has_line(p, "kernel/signal.c", lines[i], false));
	assert_true(has_line(p, "kernel/signal.c", "SYSCALL_DEFINE2(kill, ", true));
}

static void test_003(void **state)
{
	struct sim_patched p;
	struct sim_mail *mail;
	struct sim_error err;

	(void)state;
	assert_int_equal(read_seed("003", &mail, &err), SIM_OK);
	assert_int_equal(mail->nr_series, 1);
	apply(mail->series, &p);
	assert_int_equal(p.nr_files, 1);
	check_signal(&p);
	for (const struct sim_applied *a = p.applied; a; a = a->next)
		assert_int_equal(a->hunk->state, SIM_HUNK_EXACT);
	sim_patched_free(&p);
	sim_mail_free(mail);
}

/* One patch three times: as it was sent, quoted, and quoted twice. */
static void test_004(void **state)
{
	struct sim_buf text[3] = { 0 };
	unsigned int depth = 0;
	struct sim_patched p;
	struct sim_mail *mail;
	struct sim_error err;

	(void)state;
	assert_int_equal(read_seed("004", &mail, &err), SIM_OK);
	assert_int_equal(mail->nr_series, 3);
	assert_ptr_equal(sim_mail_choose(mail, 0, &err), mail->series);
	for (struct sim_series *s = mail->series; s; s = s->next, depth++) {
		assert_int_equal(s->version, 5);
		assert_int_equal(s->depth, depth);
		assert_int_equal(s->same_as, 1);
		assert_true(s->complete);
		apply(s, &p);
		check_signal(&p);
		assert_true(has_line(&p, "fs/proc/base.c", "struct pid *tgid_pidfd_to_pid(",
				     false));
		assert_true(has_line(&p, "fs/proc/base.c", "struct pid *tid_pidfd_to_pid(", false));
		for (unsigned int i = 0; i < p.nr_files; i++)
			sim_source_text(p.files[i], &text[depth]);
		sim_patched_free(&p);
	}
	assert_string_equal(text[0].s, text[1].s);
	assert_string_equal(text[0].s, text[2].s);
	for (size_t i = 0; i < 3; i++)
		sim_buf_free(&text[i]);
	sim_mail_free(mail);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_000),
		cmocka_unit_test(test_no_diff),
		cmocka_unit_test(test_003),
		cmocka_unit_test(test_004),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
