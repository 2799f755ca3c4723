// SPDX-License-Identifier: GPL-2.0-only
/* Masking: what is wanted stays at its own line, all else becomes blank. */
#include "import/taken.h"

#include <stdlib.h>
#include <string.h>

static void show(bool *shown, unsigned int first, unsigned int last, bool on)
{
	for (unsigned int nr = first; nr <= last; nr++)
		shown[nr - 1] = on;
}

static bool any(const bool *shown, unsigned int first, unsigned int last)
{
	for (unsigned int nr = first; nr <= last; nr++) {
		if (shown[nr - 1])
			return true;
	}
	return false;
}

/*
 * The directives of a group go with what stands in it; those of a group of which a part is not
 * known go never. Asked before any directive is shown, so that empty groups stay away.
 */
static void show_groups(const struct sim_portion *part, bool *shown, const bool *wanted)
{
	const struct sim_file *f = &part->file;

	for (unsigned int i = 0; i < f->nr_branches; i++) {
		const struct sim_group *group = &f->groups[f->branches[i].group];
		const struct sim_token *t = &f->tokens.at[f->branches[i].token];

		show(shown, t->line, t->last,
		     group->closed && any(wanted, group->first, group->last));
	}
}

void sim_part_mask(const struct sim_portion *part, struct sim_buf *out)
{
	unsigned int nr = part->src->nr_lines;
	bool *shown = calloc(2UL * nr + 1, sizeof(*shown)), *wanted = shown + nr;

	if (!shown) {
		out->failed = true;
		return;
	}
	for (unsigned int i = 0; i < part->file.nr_chunks; i++) {
		if (sim_part_takes(part, i))
			show(wanted, part->file.chunks[i].first, part->file.chunks[i].last, true);
	}
	memcpy(shown, wanted, nr * sizeof(*shown));
	show_groups(part, shown, wanted);
	for (unsigned int i = 1; i <= nr; i++) {
		const struct sim_source_line *line = sim_source_line(part->src, i);

		if (shown[i - 1] && line)
			sim_buf_add(out, line->text, line->len);
		sim_buf_putc(out, '\n');
	}
	free(shown);
}
