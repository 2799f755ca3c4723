// SPDX-License-Identifier: GPL-2.0-only
/*
 * Out of memory: each allocation of reading and applying a mail is refused once.
 * Linked with --wrap for malloc, calloc and realloc.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "import/mail.h"

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);

/* How many allocations still succeed; negative: all. */
static int left = -1;

static int refused(void)
{
	return left >= 0 && left-- == 0;
}

void *__wrap_malloc(size_t size)
{
	return refused() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
	return refused() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *old, size_t size)
{
	return refused() ? NULL : __real_realloc(old, size);
}

/* Read, apply with and without a base, list; the first thing that goes wrong. */
static enum sim_status all_of_it(const char *text, sim_base_fn *base, struct sim_error *err)
{
	struct sim_buf buf = { 0 };
	struct sim_patched p;
	struct sim_mail *mail;
	enum sim_status status;

	status = sim_mail_parse(&mail, "t.mbox", text, strlen(text), err);
	if (status) {
		assert_null(mail);
		return status;
	}
	status = sim_series_apply(sim_mail_choose(mail, 0, NULL), base, NULL, &p, err);
	for (unsigned int i = 0; i < p.nr_files && !status; i++)
		sim_source_text(p.files[i], &buf);
	sim_mail_list(mail, &buf);
	sim_series_damage(mail, mail->series, &buf);
	if (buf.failed)
		status = sim_error_set(err, SIM_ENOMEM, "out of memory");
	sim_buf_free(&buf);
	sim_patched_free(&p);
	sim_mail_free(mail);
	return status;
}

static enum sim_status no_file(void *ctx, const char *path, const struct sim_source **out,
			       struct sim_error *err)
{
	return SIM_OK;
}

static unsigned int refuse_each(const char *text, sim_base_fn *base)
{
	struct sim_error err;
	enum sim_status status;

	for (unsigned int n = 0;; n++) {
		left = n;
		status = all_of_it(text, base, &err);
		left = -1;
		if (!status)
			return n;
		assert_int_equal(status, SIM_ENOMEM);
		assert_string_equal(err.text, "out of memory");
	}
}

/* Pools take memory in pieces: text in front moves what comes behind it. */
static void test_each(void **state)
{
	static const char rest[] =
		"\nFrom a\nMessage-Id: 1\nSubject: [PATCH 1/2] =?utf-8?q?x?=\n"
		"Content-Type: multipart/mixed;\n boundary=\"x\"\n\n"
		"--x\nContent-Transfer-Encoding: quoted-printable\n\n"
		"--- a/k/x.c\n+++ b/k/x.c\n@@ -1,2\n+1,3 @@ int f(void)\n=20{\n+a=\nb\n c\n"
		"@@ -9,2 +9,2 @@\n a\n c\n- and the rest of it\n+b\n\n"
		"--x\nContent-Type: text/x-patch; name=a\nContent-Transfer-Encoding: base64\n\n"
		"LS0tIC9kZXYvbnVsbAorKysgYi9rL3kuYwpAQCAtMCwwICsxIEBACithCg==\n--x--\n"
		"\nFrom a\nMessage-Id: 1\nSubject: [PATCH 2/2] y\n\n"
		"> --- a/k/x.c\n> +++ b/k/x.c\n> @@ -1 +1 @@\n> -a\n> +b\n";
	char *text = __real_malloc(20000 + sizeof(rest));

	(void)state;
	for (unsigned int pad = 8; pad < 20000; pad += pad < 15000 ? 1000 : 90) {
		memset(text, 'x', pad);
		memcpy(text, "From a\n\n", 8);
		memcpy(text + pad, rest, sizeof(rest));
		assert_true(refuse_each(text, pad % 20 ? NULL : no_file) > 10);
	}
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
