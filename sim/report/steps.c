// SPDX-License-Identifier: GPL-2.0-only
/*
 * A story as strace would print it, and under each line what it did to the objects.
 */
#include <string.h>

#include "report/rows.h"

static void put_change(void *ctx, const char *line)
{
	sim_buf_printf(ctx, "          %s\n", line);
}

void sim_report_steps(const struct sim_story *story, struct sim_buf *out)
{
	struct sim_rows rows;
	char who[32];

	sim_rows_make(&rows, story);
	for (unsigned int i = 0; i < rows.nr; i++) {
		const struct sim_row *row = &rows.at[i];

		sim_buf_printf(out, "    %3u %s%s%s\n", i + 1,
			       sim_story_actor(story, row->task, who), row->step ? ": " : "  ",
			       row->text.s ? row->text.s : "");
		if (row->text.failed)
			out->failed = true;
		sim_story_changes(story, row->from, sim_rows_end(&rows, i), put_change, out);
	}
	if (rows.failed)
		out->failed = true;
	sim_rows_free(&rows);
}
