// SPDX-License-Identifier: GPL-2.0-only
/* Messages, encodings, quotes, series: what is found in a mail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "import/mail.h"

#define HEAD "From: A <a@b>\nMessage-Id: <1@b>\n"
#define DIFF \
	"diff --git a/kernel/x.c b/kernel/x.c\n--- a/kernel/x.c\n+++ b/kernel/x.c\n" \
	"@@ -3,2 +3,3 @@ int f(void)\n {\n+\tg();\n \th();\n"

static struct sim_mail *parse(const char *text)
{
	struct sim_mail *mail;
	struct sim_error err = { 0 };

	if (sim_mail_parse(&mail, "t.mbox", text, strlen(text), &err))
		fail_msg("%s", err.text);
	return mail;
}

static const char *refuse(const char *text, size_t len, struct sim_error *err)
{
	struct sim_mail *mail = (void *)1;

	assert_int_equal(sim_mail_parse(&mail, "t.mbox", text, len, err), SIM_EINPUT);
	assert_null(mail);
	assert_string_equal(err->file, "t.mbox");
	assert_int_equal(sim_mail_parse(&mail, "t.mbox", text, len, NULL), SIM_EINPUT);
	return err->text;
}

static const char *refuse_text(const char *text, struct sim_error *err)
{
	return refuse(text, strlen(text), err);
}

/* The text of all files of the chosen series; to be freed. */
static char *content(const struct sim_mail *mail, unsigned int number)
{
	const struct sim_series *series = sim_mail_choose(mail, number, NULL);
	struct sim_buf buf = { 0 };
	struct sim_patched p;

	assert_non_null(series);
	assert_int_equal(sim_series_apply(series, NULL, NULL, &p, NULL), SIM_OK);
	for (unsigned int i = 0; i < p.nr_files; i++) {
		for (unsigned int nr = 1; nr <= p.files[i]->nr_lines; nr++) {
			const struct sim_source_line *line = sim_source_line(p.files[i], nr);

			if (line)
				sim_buf_printf(&buf, "%u%c%s\n", nr,
					       line->added ? '+' : line->head ? '@' : ' ',
					       line->text);
		}
	}
	sim_patched_free(&p);
	return buf.s;
}

static void check(const char *text, const char *want)
{
	struct sim_mail *mail = parse(text);
	char *is = content(mail, 0);

	assert_string_equal(is, want);
	free(is);
	sim_mail_free(mail);
}

#define WANT "2@int f(void)\n3 {\n4+\tg();\n5 \th();\n"

static void test_plain(void **state)
{
	(void)state;
	check(DIFF, WANT);
	check("\n\n" HEAD "\nhello\n---\n" DIFF "-- \n2.30\n", WANT);
	check("Subject: x\n\n" DIFF, WANT);
	check("hello\n--- a/kernel/x.c\t2020-01-01\n+++ b/kernel/x.c\t2020-01-02\n"
	      "@@ -3,2 +3,3 @@ int f(void)\n {\n+\tg();\n \th();\n", WANT);
	check("--- kernel/x.c\n+++ kernel/x.c\n@@ -3,2 +3,3 @@ int f(void)\n {\n+\tg();\n \th();",
	      WANT);
}

static void test_encodings(void **state)
{
	(void)state;
	check(HEAD "Content-Transfer-Encoding: quoted-printable\n\n"
	      "--- a/kernel/x.c\n+++ b/ker=\nnel/x.c\n@@ -3,2 +3,3 @@ int f=28void)\n"
	      "=20{  \n+=09g();\n=20=09h();=ZZ\n",
	      "2@int f(void)\n3 {\n4+\tg();\n5 \th();=ZZ\n");
	check(HEAD "content-transfer-encoding: BASE64\n\n"
	      "LS0tIGEva2VybmVsL3guYworKysgYi9rZXJuZWwveC5jCkBAIC0zLDIgKzMs\n"
	      "MyBAQCBpbnQgZih2b2lkKQogeworCWco*KTsKIAloKCk7Cg==\nLS0t\n", WANT);
	/* bytes of any charset stay */
	check(HEAD "\n--- a/kernel/x.c\n+++ b/kernel/x.c\n@@ -0,0 +1,2 @@\n"
	      "+/* \xc3\xa4 */\n+/* \xe4 */\n",
	      "1+/* \xc3\xa4 */\n2+/* \xe4 */\n");
	/* format=flowed puts a blank in front of what begins with one */
	check(HEAD "Content-Type: text/plain; charset=utf-8;\n format=flowed\n\n"
	      "--- a/kernel/x.c\n+++ b/kernel/x.c\n@@ -3,2 +3,3 @@ int f(void)\n"
	      "  {\n+\tg();\n  \th();\n",
	      WANT);
}

#define MIXED "Content-Type: multipart/mixed; boundary=\"==x\"\n\n"

static void test_multipart(void **state)
{
	(void)state;
	check(HEAD MIXED "preamble\n--==x\nContent-Type: text/plain\n\nsee below\n"
	      "--==x\nContent-Type: text/x-patch; name=\"a.patch\"\n\n" DIFF "--==x--\n", WANT);
	check(HEAD MIXED "--==x\nContent-Type: application/octet-stream;\n"
	      "Content-Disposition: attachment; filename=0001-do-it.patch\n\n" DIFF
	      "\n--==x--\n", WANT);
	/* of alternatives the plain one */
	check(HEAD "Content-Type: multipart/alternative; boundary=y\n\n"
	      "--y\nContent-Type: text/plain\n\n" DIFF
	      "\n--y\nContent-Type: text/html\n\n<pre>\n" DIFF "</pre>\n--y--\n", WANT);
	/* within each other, and cut off */
	check(HEAD MIXED "--==x\nContent-Type: multipart/alternative; boundary=y\n\n"
	      "--y\nContent-Type: TEXT/PLAIN\n\n" DIFF, WANT);
	check(HEAD MIXED "--==x\nContent-Type: message/rfc822\n\nSubject: [PATCH v7] y\n\n" DIFF,
	      WANT);
}

static void test_not_a_patch(void **state)
{
	struct sim_error err;

	(void)state;
	refuse_text(HEAD MIXED "--==x\nContent-Type: image/png\n\n" DIFF "--==x--\n", &err);
	assert_string_equal(refuse_text("", &err),
			    "no diff in this mail, so there is nothing to import");
	assert_non_null(strstr(err.accepted, "@@"));
	refuse_text("diff --git a/x b/x\nhello\n", &err);
	refuse_text("--- a/x.c\n+++ b/x.c\nhello\n", &err);
	refuse_text("@@ -1,1 +1,1 @@\n-a\n+b\n", &err);
}

static void test_binary(void **state)
{
	struct sim_error err;
	char *large;

	(void)state;
	assert_string_equal(refuse("ab\ncd\0ef", 8, &err), "this is not a mail: it has a 0 byte");
	assert_int_equal(err.line, 2);
	assert_string_equal(refuse("\x1f\x8b\x08\0\0", 5, &err),
			    "this is compressed; unpack it first");
	large = malloc(100U << 20);
	assert_non_null(large);
	memset(large, 'x', 100U << 20);
	assert_non_null(strstr(refuse(large, 100U << 20, &err), "larger than a mail may be"));
	for (size_t i = 0; i < 4U << 20; i += 2)
		large[i] = '\n';
	assert_non_null(strstr(refuse(large + 1, 4U << 20, &err), "more than 1048576 lines"));
	free(large);
	/* a part that is no text after all */
	refuse_text(HEAD "Content-Transfer-Encoding: base64\n\nAAAA\n", &err);
}

static void test_odd_paths(void **state)
{
	static const char *const paths[] = { "/etc/passwd", "a/../../x.c", "a/x\x01y.c", "a/" };
	struct sim_error err;
	char text[512];

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		snprintf(text, sizeof(text), "--- %s\n+++ %s\n@@ -1 +1 @@\n-a\n+b\n", paths[i],
			 paths[i]);
		if (i)
			refuse_text(text, &err);
	}
	/* "/" in front is cut off as a/ is */
	snprintf(text, sizeof(text), "--- %s\n+++ %s\n@@ -1 +1 @@\n-a\n+b\n", paths[0], paths[0]);
	sim_mail_free(parse(text));
}

static void test_box(void **state)
{
	struct sim_mail *mail = parse(
		"From a@b Mon Sep 17 00:00:00 2001\n" HEAD "Subject: [PATCH 0/2] cover\n\nhello\n"
		"\nFrom a@b Mon Sep 17 00:00:00 2001\n" HEAD "Subject: [PATCH 2/2] second\n\n"
		"--- a/kernel/x.c\n+++ b/kernel/x.c\n@@ -4,2 +4,3 @@\n \tg();\n+\tk();\n \th();\n"
		"\nFrom a@b Mon Sep 17 00:00:00 2001\n>From old\n" HEAD
		"Subject: [PATCH 1/2]\n first\n\n" DIFF
		"\nFrom a@b Mon Sep 17 00:00:00 2001\n" HEAD
		"Subject: =?utf-8?q?=5BPATCH_v2?= =?utf-8?b?IDEvMl0gYmV0dGVy?=\n\n" DIFF
		"\nFrom a@b Mon Sep 17 00:00:00 2001\n" HEAD "Subject: Re: [PATCH 1/2] first\n\n"
		"> --- a/kernel/x.c\n> +++ b/kernel/x.c\n> @@ -3,2 +3,3 @@ int f(void)\n>  {\n"
		"> +\tg();\n>  \th();\n");
	struct sim_buf list = { 0 };
	char *is = content(mail, 0);

	(void)state;
	/* of the whole series, the second patch on top of the first */
	assert_string_equal(is, "2@int f(void)\n3 {\n4+\tg();\n5+\tk();\n6 \th();\n");
	free(is);
	sim_mail_list(mail, &list);
	assert_string_equal(list.s,
		" series version parts depth mail-line files hunks  subject\n"
		"*    1  v1    2/2      0       27     2      2  first\n"
		"     2  v2    1/2      0       40     1      1  better (parts missing)\n"
		"     3  v1    1/2      1       53     1      1  first (same as 2) "
		"(parts missing)\n");
	assert_int_equal(mail->nr_messages, 5);
	sim_buf_free(&list);
	sim_mail_free(mail);
}

static void test_choose(void **state)
{
	struct sim_mail *mail = parse(
		"[PATCH v2] second\n\nFrom: a\nDate: b\n\n" DIFF
		"\n2018-12-08 05:42:26\n\nby A\n\nSubject: [RFC PATCH v3] third\n\n"
		"> " "--- a/kernel/x.c\n> +++ b/kernel/x.c\n> @@ -1 +1 @@\n> -a\n> +b\n"
		"2018-12-09 05:42\nSubject: Re: Fwd: [net,PATCHv3] third\n"
		"--- a/kernel/x.c\n+++ b/kernel/x.c\n@@ -1 +1 @@\n-a\n+b\n"
		"Date: c\n> Subject: [PATCH v9]\n"
		"--- a/kernel/x.c\n+++ b/kernel/x.c\n@@ -1 +1,2 @@\n-a\n+b\n");
	struct sim_error err;

	(void)state;
	assert_int_equal(mail->nr_series, 4);
	/* the third is of version 3 and not quoted, the fourth misses a line */
	assert_int_equal(sim_mail_choose(mail, 0, &err)->number, 3);
	assert_string_equal(sim_mail_choose(mail, 0, &err)->patches->subject, "third");
	assert_int_equal(sim_mail_choose(mail, 2, &err)->depth, 1);
	assert_int_equal(sim_mail_choose(mail, 3, &err)->same_as, 2);
	assert_false(sim_mail_choose(mail, 4, &err)->complete);
	assert_int_equal(sim_mail_choose(mail, 4, &err)->version, 3);
	assert_null(sim_mail_choose(mail, 5, &err));
	assert_string_equal(err.text, "no series 5 in this mail");
	assert_string_equal(err.accepted, "1 to 4");
	sim_mail_free(mail);
}

static enum sim_hunk_state hunk_state(const char *text)
{
	struct sim_mail *mail = parse(text);
	enum sim_hunk_state state = mail->series->patches->diffs->hunks->state;

	assert_int_equal(mail->series->complete, state <= SIM_HUNK_REPAIRED);
	sim_mail_free(mail);
	return state;
}

#define FILES "--- a/kernel/x.c\n+++ b/kernel/x.c\n"

static void test_states(void **state)
{
	(void)state;
	assert_int_equal(hunk_state(FILES "@@ -1,2 +1,2 @@\n a\n-b\n+c\n"), SIM_HUNK_EXACT);
	assert_int_equal(hunk_state(FILES "@@ -1,2 +1,2 @@\n a\n-b\n"
				    "\\ No newline at end of file\n+c\n"),
			 SIM_HUNK_EXACT);
	assert_int_equal(hunk_state(FILES "@@ -1,3 +1,3 @@\n a\n-b\n+c\n"), SIM_HUNK_UNREADABLE);
	assert_int_equal(hunk_state(FILES "@@ -1,9 +1,9 @@\n"
				    " a\n[...]\n-b\n+c\n d\n e\n f\n g\n h\n"),
			 SIM_HUNK_SNIPPED);
	/* is the second or the third the rest of a line? */
	assert_int_equal(hunk_state(FILES "@@ -1,2 +1,2 @@\n a\n b\n c\n"), SIM_HUNK_AMBIGUOUS);
	assert_int_equal(hunk_state(FILES "@@ -1,2\n+1,2 @@\n a\n-b\n+c\n"), SIM_HUNK_REPAIRED);
	assert_int_equal(hunk_state(FILES "@@ -1,200000 +1,200000 @@\n a\n"), SIM_HUNK_UNREADABLE);
}

static void test_damage(void **state)
{
	struct sim_mail *mail = parse(
		"> " "--- a/kernel/x.c\n> +++ b/kernel/x.c\n> @@ -1,3\n> +1,4 @@ int f(int a,\n"
		"> int b)\n>  {\n>  \tint x;\n\nwhy?\nwhy not?\n\n"
		"> +\tlong_function_name(with, many,\n"
		"> arguments, in_it);\n>  \th();\n> @@ -11,2 +12,2 @@\n>  a\n>  b\n>  c\n"
		"> @@ -20,2 +20,2 @@\n> a\n> b\n"
		"> @@ -30,3 +30,3 @@\n> a\n> [...]\n> @@ -40,3 +40,3 @@\n> a\n> -b\n"
		"> @@ -50,2 +50,2 @@\n>  a\n>\n>  b\n");
	struct sim_buf text = { 0 };

	(void)state;
	sim_series_damage(mail, mail->series, &text);
	assert_string_equal(text.s,
		"t.mbox:4-5: kernel/x.c: the rest of a hunk's header, which was wrapped\n"
		"t.mbox:9: kernel/x.c: text of another quote depth: left out\n"
		"t.mbox:13: kernel/x.c: wrapped: put back behind the line before\n"
		"t.mbox:15: kernel/x.c: hunk left out: it can be read in more than one way\n"
		"t.mbox:19: kernel/x.c: indentation is lost, and white space in strings may be\n"
		"t.mbox:20-21: kernel/x.c: context without the blank in front\n"
		"t.mbox:22: kernel/x.c: hunk left out: somebody cut out a piece\n"
		"t.mbox:25: kernel/x.c: hunk left out: no reading fits the counts of its header\n"
		"t.mbox:30: kernel/x.c: empty line that belongs to nothing: left out\n");
	assert_int_equal(mail->series->patches->bad_hunks, 3);
	sim_buf_free(&text);
	sim_mail_free(mail);
}

/* No mail takes forever: here nearly everything can be anything. */
static void test_work(void **state)
{
	struct sim_buf text = { 0 };

	(void)state;
	for (int i = 0; i < 10; i++) {
		sim_buf_puts(&text, FILES "@@ -1,900 +1,901 @@\n \n");
		for (int k = 0; k < 2000; k++)
			sim_buf_puts(&text, k % 3 ? "+a\n" : k % 2 ? "-a\n" : "\n");
	}
	sim_mail_free(parse(text.s));
	sim_buf_free(&text);
}

static void test_read(void **state)
{
	struct sim_mail *mail;
	struct sim_error err;

	(void)state;
	assert_int_equal(sim_mail_read(&mail, TEST_DIR "/none", &err), SIM_ENOENT);
	assert_int_equal(sim_mail_read(&mail, TEST_DIR, &err), SIM_EINPUT);
	assert_string_equal(err.text, "is a directory");
	assert_int_equal(sim_mail_read(&mail, TEST_DIR "/run.sh", &err), SIM_EINPUT);
	assert_null(mail);
	sim_mail_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_encodings),
		cmocka_unit_test(test_multipart),
		cmocka_unit_test(test_not_a_patch),
		cmocka_unit_test(test_binary),
		cmocka_unit_test(test_odd_paths),
		cmocka_unit_test(test_box),
		cmocka_unit_test(test_choose),
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_damage),
		cmocka_unit_test(test_work),
		cmocka_unit_test(test_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
