// SPDX-License-Identifier: GPL-2.0-only
/* Series of patches onto a base tree, and onto nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "import/mail.h"

#define FILES "--- a/kernel/x.c\n+++ b/kernel/x.c\n"

/* A tree of one file. */
struct tree {
	const char *path;
	struct sim_source *file;
};

static enum sim_status look_up(void *ctx, const char *path, const struct sim_source **out,
			       struct sim_error *err)
{
	struct tree *tree = ctx;

	if (!strcmp(path, "kernel/broken.c"))
		return sim_error_set(err, SIM_EIO, "can't read");
	*out = strcmp(path, tree->path) ? NULL : tree->file;
	return SIM_OK;
}

struct result {
	struct sim_mail *mail;
	struct sim_patched p;
	enum sim_status status;
	struct sim_error err;
};

static void apply(struct result *r, const char *text, const char *base)
{
	struct tree tree = { .path = "kernel/x.c" };

	assert_int_equal(sim_mail_parse(&r->mail, "t", text, strlen(text), &r->err), SIM_OK);
	if (base)
		assert_int_equal(sim_source_from_text(&tree.file, tree.path, base, strlen(base),
						      NULL), SIM_OK);
	r->status = sim_series_apply(sim_mail_choose(r->mail, 0, NULL), base ? look_up : NULL,
				     &tree, &r->p, &r->err);
	sim_source_free(tree.file);
}

static void done(struct result *r)
{
	sim_patched_free(&r->p);
	sim_mail_free(r->mail);
}

static void is_text(const struct sim_source *file, const char *want)
{
	struct sim_buf buf = { 0 };

	sim_source_text(file, &buf);
	assert_string_equal(buf.s, want);
	sim_buf_free(&buf);
}

/* Indentation and blanks of context come from the base; what is added stays as it came. */
static void test_base(void **state)
{
	struct result r;

	(void)state;
	apply(&r, FILES "@@ -1,3 +1,4 @@\nint f( void )\n{\n+\tg();\nh( );\n",
	      "int f(void)\n{\n\th();\n}\n");
	assert_int_equal(r.status, SIM_OK);
	assert_int_equal(r.p.nr_files, 1);
	assert_true(r.p.files[0]->whole);
	is_text(r.p.files[0], "int f(void)\n{\n\tg();\n\th();\n}\n");
	assert_true(r.p.files[0]->lines[2].added);
	assert_false(r.p.files[0]->lines[1].added);
	assert_int_equal(r.p.files[0]->lines[1].mail_line, 5);
	assert_int_equal(r.p.files[0]->lines[4].mail_line, 0);
	assert_int_equal(r.p.applied->state, SIM_APPLY_OK);
	done(&r);
}

static void test_offset(void **state)
{
	struct result r;

	(void)state;
	apply(&r, FILES "@@ -2,2 +2,3 @@\n a\n+x\n b\n@@ -4,2 +5,1 @@\n-c\n d\n",
	      "0\n1\n2\na\nb\nc\nd\n");
	is_text(r.p.files[0], "0\n1\n2\na\nx\nb\nd\n");
	assert_int_equal(r.p.applied->state, SIM_APPLY_OFFSET);
	assert_int_equal(r.p.applied->offset, 2);
	assert_int_equal(r.p.applied->next->offset, 2);
	assert_int_equal(r.p.nr_failed, 0);
	done(&r);
	/* backwards */
	apply(&r, FILES "@@ -5,2 +5,3 @@\n a\n+x\n b\n", "0\na\nb\nc\n");
	assert_int_equal(r.p.applied->offset, -3);
	done(&r);
}

static void test_failed(void **state)
{
	struct result r;

	(void)state;
	/* not there; in two places that are equally far; before the one that is done */
	apply(&r, FILES "@@ -1,2 +1,3 @@\n q\n+x\n b\n@@ -5,1 +6,2 @@\n a\n+x\n"
	      "@@ -6,1 +7,2 @@\n e\n+z\n@@ -2,1 +3,2 @@\n b\n+x\n",
	      "0\nb\n1\na\n2\na\ne\n");
	assert_int_equal(r.p.applied->state, SIM_APPLY_FAILED);
	assert_int_equal(r.p.applied->next->state, SIM_APPLY_FAILED);
	assert_int_equal(r.p.applied->next->next->state, SIM_APPLY_OFFSET);
	assert_int_equal(r.p.applied->next->next->next->state, SIM_APPLY_FAILED);
	assert_int_equal(r.p.nr_failed, 3);
	is_text(r.p.files[0], "0\nb\n1\na\n2\na\ne\nz\n");
	done(&r);
}

static void test_unread(void **state)
{
	static const char text[] = FILES "@@ -1,2 +1,3 @@\n a\n+x\n@@ -4,1 +5,2 @@\n d\n+y\n";
	struct result r;

	(void)state;
	apply(&r, text, "a\nb\nc\nd\n");
	assert_int_equal(r.p.applied->state, SIM_APPLY_UNREAD);
	assert_int_equal(r.p.applied->next->state, SIM_APPLY_OK);
	is_text(r.p.files[0], "a\nb\nc\nd\ny\n");
	done(&r);
	/* without a base a hole, and the lines behind it are where they should be */
	apply(&r, text, NULL);
	is_text(r.p.files[0], "\n\n\n\nd\ny\n");
	assert_false(r.p.files[0]->whole);
	done(&r);
	/* a new file with a hunk that can't be read is not whole */
	apply(&r, "--- /dev/null\n+++ b/kernel/n.c\n"
	      "@@ -0,0 +1,2 @@\n+a\n@@ -0,0 +3,1 @@\n+c\n", NULL);
	assert_true(r.p.files[0]->created);
	assert_false(r.p.files[0]->whole);
	is_text(r.p.files[0], "\n\nc\n");
	done(&r);
}

static void test_files(void **state)
{
	struct result r;

	(void)state;
	apply(&r, "diff --git a/kernel/x.c b/kernel/y.c\nsimilarity index 90%\n"
	      "rename from kernel/x.c\nrename to kernel/y.c\n"
	      "--- a/kernel/x.c\n+++ b/kernel/y.c\n@@ -1 +1,2 @@\n a\n+b\n"
	      "diff --git a/kernel/new.h b/kernel/new.h\nnew file mode 100644\nindex 0..1\n"
	      "--- /dev/null\n+++ b/kernel/new.h\n@@ -0,0 +1 @@\n+n\n"
	      "diff --git a/kernel/none.c b/kernel/none.c\n"
	      "--- a/kernel/none.c\n+++ b/kernel/none.c\n@@ -1 +1 @@\n-a\n+b\n"
	      "diff --git a/Makefile b/Makefile\n"
	      "--- a/Makefile\n+++ b/Makefile\n@@ -1 +1 @@\n-a\n+b\n"
	      "diff --git a/kernel/pic.c b/kernel/pic.c\nindex 1..2\nGIT binary patch\nliteral 3\n"
	      "KcmZQz\n", "a\n");
	assert_int_equal(r.p.nr_files, 2);
	assert_string_equal(r.p.files[0]->path, "kernel/y.c");
	assert_true(r.p.files[0]->whole);
	assert_true(r.p.files[1]->whole && r.p.files[1]->created);
	assert_int_equal(r.p.nr_failed, 1);
	assert_int_equal(r.p.applied->next->next->state, SIM_APPLY_NO_FILE);
	assert_null(r.p.applied->next->next->next);
	done(&r);
}

static void test_deleted(void **state)
{
	struct result r;

	(void)state;
	apply(&r, "From x\n" "Message-Id: 1\nSubject: [PATCH 1/2]\n\n" FILES
	      "@@ -1 +1,2 @@\n a\n+b\n"
	      "\nFrom x\n" "Message-Id: 2\nSubject: [PATCH 2/2]\n\n"
	      "--- a/kernel/x.c\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-a\n-b\n", NULL);
	assert_int_equal(r.p.nr_files, 0);
	assert_true(r.mail->series->patches->next->diffs->deleted);
	done(&r);
}

/* Patches of a series on one file of which only hunks are known. */
static void test_holes(void **state)
{
	static const char first[] = "From x\nMessage-Id: 1\nSubject: [PATCH 1/2]\n\n" FILES
		"@@ -10,2 +10,3 @@\n a\n+b\n c\n@@ -20,2 +21,2 @@\n d\n-e\n+f\n";
	char text[1024];
	struct result r;

	(void)state;
	snprintf(text, sizeof(text), "%s\nFrom x\nMessage-Id: 2\nSubject: [PATCH 2/2]\n\n" FILES
		 "@@ -11,2 +11,1 @@\n b\n-c\n@@ -21,2 +20,3 @@\n d\n f\n+g\n", first);
	apply(&r, text, NULL);
	is_text(r.p.files[0], "\n\n\n\n\n\n\n\n\na\nb\n\n\n\n\n\n\n\n\nd\nf\ng\n");
	assert_true(r.p.files[0]->lines[10].added);
	assert_true(r.p.files[0]->lines[20].added);
	assert_int_equal(r.p.nr_failed, 0);
	done(&r);
	/* what the second says about the first is not true; a hunk that goes backwards */
	snprintf(text, sizeof(text), "%s\nFrom x\nMessage-Id: 2\nSubject: [PATCH 2/2]\n\n" FILES
		 "@@ -11,2 +11,1 @@\n q\n-c\n@@ -2,1 +1,1 @@\n-d\n+e\n", first);
	apply(&r, text, NULL);
	assert_int_equal(r.p.nr_failed, 2);
	done(&r);
}

/* What git writes behind @@ is the line before, if it is all of it. */
static void test_heads(void **state)
{
	static const struct {
		const char *hunk, *want;
	} tries[] = {
		{ "@@ -3,2 +3,3 @@ int f(void)\n {\n+a\n b\n", "\nint f(void)\n{\na\nb\n" },
		{ "@@ -3,2 +3,3 @@ int f(void\n {\n+a\n b\n", "\n\n{\na\nb\n" },
		{ "@@ -3,2 +3,3 @@ struct x\n {\n+a\n b\n", "\n\n{\na\nb\n" },
		{ "@@ -3,2 +3,3 @@ int f(void)\n a\n+a\n b\n", "\n\na\na\nb\n" },
		{ "@@ -3,2 +3,3 @@ int f(int a,\n int b)\n {\n+a\n",
		  "\nint f(int a,\nint b)\n{\na\n" },
		{ "@@ -3,2 +3,3 @@ int f(int a, struct ta\n int b)\n {\n+a\n",
		  "\n\nint b)\n{\na\n" },
		{ "@@ -1,2 +1,3 @@ int f(void)\n {\n+a\n b\n", "{\na\nb\n" },
	};
	char text[256];
	struct result r;

	(void)state;
	for (size_t i = 0; i < sizeof(tries) / sizeof(tries[0]); i++) {
		snprintf(text, sizeof(text), FILES "%s", tries[i].hunk);
		apply(&r, text, NULL);
		is_text(r.p.files[0], tries[i].want);
		done(&r);
	}
}

static void test_errors(void **state)
{
	struct result r;

	(void)state;
	apply(&r, "--- a/kernel/broken.c\n+++ b/kernel/broken.c\n@@ -1 +1 @@\n-a\n+b\n", "a\n");
	assert_int_equal(r.status, SIM_EIO);
	assert_string_equal(r.err.text, "can't read");
	done(&r);
	apply(&r, FILES "@@ -262144,1 +262144,2 @@\n a\n+b\n", NULL);
	assert_int_equal(r.status, SIM_EINPUT);
	assert_non_null(strstr(r.err.text, "no file has a line 262145"));
	done(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_base),
		cmocka_unit_test(test_offset),
		cmocka_unit_test(test_failed),
		cmocka_unit_test(test_unread),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_deleted),
		cmocka_unit_test(test_holes),
		cmocka_unit_test(test_heads),
		cmocka_unit_test(test_errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
