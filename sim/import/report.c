// SPDX-License-Identifier: GPL-2.0-only
/* What an import says to people: what was taken and why, what was damaged, what is missing. */
#include "import/range.h"

#include <stdlib.h>
#include <stdio.h>
#include <string.h>

static void put_why(const struct sim_portion *part, const struct sim_taken *taken,
		    struct sim_buf *out)
{
	static const char *const words[] = {
		[SIM_TAKE_NO] = "",
		[SIM_TAKE_ROOT] = "root",
		[SIM_TAKE_ADDED] = "changed by the patch",
		[SIM_TAKE_WHOLE] = "whole file",
		[SIM_TAKE_PROTO] = "declares what was taken",
		[SIM_TAKE_DROPPED] = "can't be compiled: a stub ends the run",
		[SIM_TAKE_INCOMPLETE] = "INCOMPLETE: the patch does not show all of it; not taken",
	};
	const char *name;
	unsigned int len;

	if (taken->why != SIM_TAKE_VIA) {
		sim_buf_puts(out, words[taken->why]);
		return;
	}
	name = sim_chunk_name(&part->file, &part->file.chunks[taken->via], &len);
	sim_buf_printf(out, "via %.*s", (int)len, name ? name : "");
}

static void put_pieces(const struct sim_import *imp, const struct sim_portion *part,
		       struct sim_buf *out)
{
	for (unsigned int i = 0; *sim_ranges_of(imp, part) && i < imp->nr_pieces; i++) {
		const struct sim_piece *piece = &imp->pieces[i];
		char lines[32];
		unsigned int len;
		const char *name =
			sim_chunk_name(&part->file, &part->file.chunks[piece->function], &len);

		snprintf(lines, sizeof(lines), "%u-%u", piece->first, piece->last);
		sim_buf_printf(out, "  %-8s %-32.*s %11s  a template of the model\n", "range",
			       (int)len, name, lines);
	}
}

static void put_part(const struct sim_portion *part, struct sim_buf *out)
{
	sim_buf_printf(out, "%s\n", part->src->path);
	for (unsigned int i = 0; i < part->file.nr_chunks; i++) {
		const struct sim_chunk *chunk = &part->file.chunks[i];
		char name[64], lines[32];
		const char *at;
		unsigned int len;

		if (part->taken[i].why == SIM_TAKE_NO)
			continue;
		at = sim_chunk_name(&part->file, chunk, &len);
		snprintf(name, sizeof(name), "%.*s", (int)len, at ? at : "-");
		snprintf(lines, sizeof(lines), "%u-%u", chunk->first, chunk->last);
		sim_buf_printf(out, "  %-8s %-32s %11s  ", sim_chunk_word(chunk->kind), name,
			       lines);
		put_why(part, &part->taken[i], out);
		sim_buf_putc(out, '\n');
	}
}

/* in the order of kind, name */
static int by_name(const void *a, const void *b)
{
	const struct sim_lack *x = a, *y = b;

	return x->kind != y->kind ? (x->kind < y->kind ? -1 : 1) : strcmp(x->name, y->name);
}

static void put_lacks(const struct sim_import *imp, struct sim_buf *out)
{
	static const char *const titles[] = {
		"functions", "constants",	  "types",
		"members",   "the compiler says", "declared, defined nowhere",
	};
	struct sim_lack *lacks = calloc(imp->nr_lacks, sizeof(*lacks));

	if (!lacks) {
		out->failed = true;
		return;
	}
	memcpy(lacks, imp->lacks, imp->nr_lacks * sizeof(*lacks));
	qsort(lacks, imp->nr_lacks, sizeof(*lacks), by_name);
	sim_buf_puts(out, "\nThe model lacks (what is reached of it ends the run):\n");
	for (unsigned int i = 0; i < imp->nr_lacks; i++) {
		if (!i || lacks[i].kind != lacks[i - 1].kind)
			sim_buf_printf(out, "  %s\n", titles[lacks[i].kind]);
		sim_buf_printf(out, "    %s  %s:%u\n", lacks[i].name, lacks[i].file, lacks[i].line);
	}
	free(lacks);
}

void sim_import_report(const struct sim_import *imp, struct sim_buf *out)
{
	sim_buf_printf(out, "%s: %s, as Linux %u.%u, digest %s\n\n", imp->how->name, imp->origin,
		       imp->version >> 8, imp->version & 0xff, imp->digest);
	for (unsigned int i = 0; i < imp->parts.nr; i++) {
		if (!imp->parts.at[i].nr_taken)
			continue;
		put_part(&imp->parts.at[i], out);
		put_pieces(imp, &imp->parts.at[i], out);
	}
	if (imp->damage.s && imp->damage.len)
		sim_buf_add(out, imp->damage.s, imp->damage.len);
	if (imp->nr_lacks)
		put_lacks(imp, out);
	out->failed |= imp->damage.failed;
}
