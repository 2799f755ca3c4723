// SPDX-License-Identifier: GPL-2.0-only
/* The design that an import becomes: what it says of itself follows from what was taken. */
#include "import/words.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* a C string; bytes that are no text become escapes */
static void put_text(struct sim_buf *out, const char *text, size_t len)
{
	const char *end = text + len;

	sim_buf_putc(out, '"');
	for (; text < end; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == '"' || c == '\\')
			sim_buf_printf(out, "\\%c", c);
		else if (c == '\n')
			sim_buf_puts(out, "\\n\"\n\t\"");
		else if (c < 32 || c > 126 || c == '?')
			sim_buf_printf(out, "\\%03o", c);
		else
			sim_buf_putc(out, *text);
	}
	sim_buf_putc(out, '"');
}

static bool word_is(const struct sim_word_line *line, unsigned int i, const char *word)
{
	return line->at[i] && line->len[i] == strlen(word) &&
	       !memcmp(line->at[i], word, line->len[i]);
}

/*
 * Lines "feature WORD NAME" and "habit WORD NAME TEXT": WORD holds if NAME stands in what was
 * taken; of one WORD the first line that fits.
 */
static void put_kind(const struct sim_import *imp, const char *kind, struct sim_buf *out)
{
	const char *text = imp->features.s;
	struct sim_word_line line;
	struct sim_table told = {0};

	while ((text = sim_word_line(text, &line))) {
		uintptr_t *before;

		if (!word_is(&line, 0, kind) || !line.at[2] ||
		    !sim_import_mentions(imp, line.at[2], line.len[2]))
			continue;
		before = sim_table_at(&told, line.at[1], line.len[1], 1);
		out->failed |= !before;
		if (!before || (*before)++)
			continue;
		sim_buf_puts(out, *kind == 'h' ? "\t{ " : "\t");
		put_text(out, line.at[1], line.len[1]);
		if (*kind == 'h') {
			sim_buf_puts(out, ", ");
			put_text(out, line.rest, line.rest_len);
		}
		sim_buf_puts(out, *kind == 'h' ? " },\n" : ",\n");
	}
	sim_table_clear(&told);
}

static void put_traits(const struct sim_import *imp, struct sim_buf *out)
{
	sim_buf_puts(out, "static const char *const features[] = {\n");
	put_kind(imp, "feature", out);
	sim_buf_puts(out, "\tNULL\n};\n\nstatic const struct design_habit habits[] = {\n");
	put_kind(imp, "habit", out);
	sim_buf_puts(out, "\t{ NULL, NULL }\n};\n\n");
}

/* a macro of a header without arguments, whose name is for user space */
static bool is_constant(const struct sim_portion *part, const struct sim_chunk *chunk)
{
	const struct sim_token *t = &part->file.tokens.at[chunk->from];
	const struct sim_label *name = &part->file.names[chunk->name];
	const char *end = name->at + name->len;

	if (chunk->kind != SIM_CHUNK_MACRO || !chunk->nr_names ||
	    !isupper((unsigned char)*name->at))
		return false;
	/* a value, and no parenthesis right behind the name */
	if (end >= t->at + t->len || *end == '(')
		return false;
	while (end < t->at + t->len && isspace((unsigned char)*end))
		end++;
	return end < t->at + t->len;
}

static void put_constants(const struct sim_import *imp, struct sim_buf *out)
{
	sim_buf_puts(out, "static const struct design_constant constants[] = {\n");
	for (unsigned int i = 0; i < imp->parts.nr; i++) {
		const struct sim_portion *part = &imp->parts.at[i];

		for (unsigned int j = 0; part->header && j < part->file.nr_chunks; j++) {
			const struct sim_label *n = &part->file.names[part->file.chunks[j].name];

			if (!sim_part_takes(part, j) || !is_constant(part, &part->file.chunks[j]))
				continue;
			sim_buf_printf(out, "\t{ \"%.*s\", (long)(%.*s) },\n", (int)n->len, n->at,
				       (int)n->len, n->at);
		}
	}
	sim_buf_puts(out, "\t{ NULL, 0 }\n};\n\n");
}

void sim_import_design(const struct sim_import *imp, struct sim_buf *out)
{
	struct sim_buf record = {0};
	unsigned int major = imp->version >> 8, minor = imp->version & 0xff;

	sim_buf_puts(out, "/* made by `pidfdsim import` */\n");
	sim_import_headers(imp, NULL, out);
	sim_buf_puts(out, "#line 1 \"design\"\n#include <linux/design.h>\n\n");
	put_traits(imp, out);
	put_constants(imp, out);
	sim_import_record(imp, &record);
	sim_buf_puts(out, "extern const char pid_import[];\n"
			  "DESIGN_EXPORT const char pid_import[] =\n\t");
	put_text(out, record.s ? record.s : "", record.len);
	sim_buf_puts(out, ";\n\nDESIGN_EXPORT const struct design pid_design = {\n"
			  "\tDESIGN_COMMON,\n\t.name = ");
	put_text(out, imp->how->name, strlen(imp->how->name));
	sim_buf_puts(out, ",\n\t.origin = ");
	put_text(out, imp->origin, strlen(imp->origin));
	sim_buf_printf(out,
		       ",\n\t.summary = \"imported, unmodified\",\n"
		       "\t.releases = { LINUX(%u, %u), LINUX(%u, %u) },\n"
		       "\t.features = features,\n\t.habits = habits,\n"
		       "\t.constants = constants,\n};\n",
		       major, minor, major, minor);
	out->failed |= record.failed;
	sim_buf_free(&record);
}
