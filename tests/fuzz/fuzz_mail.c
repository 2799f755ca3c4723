// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzer of the mail reader: nothing crashes it or hangs it, every error can be shown, and
 * whatever was read can be listed and applied, to nothing and to a file.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "import/mail.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum sim_status one_file(void *ctx, const char *path, const struct sim_source **out,
				struct sim_error *err)
{
	*out = strlen(path) % 2 ? ctx : NULL;
	return SIM_OK;
}

/* The counts of a hunk that could be read are those of its lines. */
static void check_hunk(const struct sim_hunk *hunk)
{
	unsigned int old = 0, new = 0;

	if (hunk->state > SIM_HUNK_REPAIRED)
		return;
	for (unsigned int i = 0; i < hunk->nr_lines; i++) {
		old += hunk->lines[i].kind != '+';
		new += hunk->lines[i].kind != '-';
	}
	if (old != hunk->old_count || new != hunk->new_count)
		abort();
}

static void check_series(const struct sim_series *series, struct sim_source *base)
{
	sim_base_fn *from[] = { NULL, one_file };
	struct sim_buf buf = { 0 };
	struct sim_patched patched;

	for (const struct sim_patch *p = series->patches; p; p = p->next) {
		for (const struct sim_diff *d = p->diffs; d; d = d->next) {
			for (const struct sim_hunk *h = d->hunks; h; h = h->next)
				check_hunk(h);
		}
	}
	for (int i = 0; i < 2; i++) {
		sim_series_apply(series, from[i], base, &patched, NULL);
		for (unsigned int n = 0; n < patched.nr_files; n++)
			sim_source_text(patched.files[n], &buf);
		sim_patched_free(&patched);
		sim_buf_free(&buf);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char text[] = "int a;\nint b;\n\nint f(void)\n{\n\treturn 0;\n}\n";
	struct sim_buf buf = { 0 };
	struct sim_source *base;
	struct sim_error err;
	struct sim_mail *mail;

	if (sim_mail_parse(&mail, "fuzz.mbox", (const char *)data, size, &err)) {
		char shown[SIM_ERROR_TEXT_MAX];

		if (!err.text[0] || sim_error_format(&err, shown, sizeof(shown)) >= sizeof(shown))
			abort();
		return 0;
	}
	if (sim_source_from_text(&base, "a/b.c", text, sizeof(text) - 1, &err))
		abort();
	sim_mail_list(mail, &buf);
	for (const struct sim_series *s = mail->series; s; s = s->next) {
		sim_series_damage(mail, s, &buf);
		check_series(s, base);
	}
	sim_buf_free(&buf);
	sim_source_free(base);
	sim_mail_free(mail);
	return 0;
}
