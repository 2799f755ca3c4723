// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzer of the scanner: no text crashes it or hangs it, whole or in pieces; what it says stands
 * within the text; what is masked stands where it stood.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "import/taken.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_file(const struct sim_file *file)
{
	for (unsigned int i = 0; i < file->nr_chunks; i++) {
		const struct sim_chunk *c = &file->chunks[i];

		if (c->from >= c->to || c->to > file->tokens.nr || c->first > c->last ||
		    c->last > file->src->nr_lines || c->body > c->to || c->body < c->from)
			abort();
	}
	for (unsigned int i = 0; i < file->tokens.nr; i++) {
		const struct sim_token *t = &file->tokens.at[i];

		if (t->at < file->text.s || t->at + t->len > file->text.s + file->text.len ||
		    t->line > t->last || (i && t->line < t[-1].last))
			abort();
	}
}

/* each line is as it was, or blank */
static void check_mask(const struct sim_portion *part)
{
	struct sim_buf masked = { 0 };
	const char *p, *q;

	sim_part_mask(part, &masked);
	p = masked.s ? masked.s : "";
	q = part->file.text.s ? part->file.text.s : "";
	for (unsigned int i = 0; i < part->src->nr_lines; i++) {
		size_t len = part->src->lines[i].known ? part->src->lines[i].len : 0;

		if (*p != '\n') {
			if (memcmp(p, q, len + 1))
				abort();
			p += len;
		}
		p++;
		q += len + 1;
	}
	sim_buf_free(&masked);
}

static void run(const uint8_t *data, size_t size, bool whole)
{
	struct sim_provides provides = { 0 };
	struct sim_parts parts = { 0 };
	struct sim_source *src;

	if (sim_source_from_text(&src, "fuzz.c", (const char *)data, size, NULL))
		return;
	src->whole = whole;
	if (!sim_parts_add(&parts, src, NULL)) {
		check_file(&parts.at[0].file);
		sim_part_changed(&parts.at[0]);
		if (parts.at[0].file.nr_chunks)
			sim_part_take(&parts.at[0], 0, SIM_TAKE_ROOT, 0);
		if (!sim_provides_read(&provides, (const char *)data, size, NULL))
			sim_part_close(&parts.at[0], &provides, NULL);
		check_mask(&parts.at[0]);
		sim_part_root(&parts.at[0], "*");
		check_mask(&parts.at[0]);
	}
	sim_provides_free(&provides);
	sim_parts_free(&parts);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 20000)
		return 0;
	run(data, size, true);
	run(data, size, false);
	return 0;
}
