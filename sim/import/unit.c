// SPDX-License-Identifier: GPL-2.0-only
/*
 * Translation units: renames, the model's headers, declarations, and then the kernel's own text
 * at its own lines.
 *
 * A name that the unit defines is another one while the model's headers are read, so that a
 * static definition never meets an extern declaration and no macro stands in its way. What
 * inline functions of the headers call by such a name is found again by the linker script.
 */
#include "import/range.h"
#include "import/words.h"

#include <stdio.h>
#include <string.h>

#define RENAMED "__model_"

/* ------------------------------------------------------------ names */

/* is it defined in the unit of @part, or declared there */
static bool is_known(const struct sim_portion *part, const struct sim_portion *of,
		     const struct sim_chunk *chunk)
{
	if (part == of || of->header)
		return true;
	return chunk->kind == SIM_CHUNK_FUNC || chunk->kind == SIM_CHUNK_VAR ? !chunk->is_static
									     : false;
}

static bool gives_names(const struct sim_chunk *chunk)
{
	return chunk->kind != SIM_CHUNK_PROTO && chunk->kind != SIM_CHUNK_FORWARD &&
	       chunk->kind != SIM_CHUNK_EXTERN;
}

/* calls @each for every name that the unit of @part must keep from the model's headers */
static void for_names(const struct sim_import *imp, const struct sim_portion *part,
		      void (*each)(struct sim_buf *out, const struct sim_label *name),
		      struct sim_buf *out)
{
	for (unsigned int i = 0; i < imp->parts.nr; i++) {
		const struct sim_portion *of = &imp->parts.at[i];

		for (unsigned int j = 0; j < of->file.nr_names; j++) {
			const struct sim_label *name = &of->file.names[j];
			const struct sim_chunk *chunk = &of->file.chunks[name->chunk];

			if (name->space == SIM_SPACE_SYSCALL || !gives_names(chunk))
				continue;
			if (of->taken[name->chunk].why == SIM_TAKE_DROPPED
				    ? part != of
				    : !sim_part_takes(of, name->chunk) ||
					      !is_known(part, of, chunk))
				continue;
			each(out, name);
		}
	}
}

static void put_rename(struct sim_buf *out, const struct sim_label *name)
{
	sim_buf_printf(out, "#undef %.*s\n#define %.*s " RENAMED "%.*s\n", (int)name->len, name->at,
		       (int)name->len, name->at, (int)name->len, name->at);
}

static void put_undef(struct sim_buf *out, const struct sim_label *name)
{
	sim_buf_printf(out, "#undef %.*s\n", (int)name->len, name->at);
}

static void put_provide(struct sim_buf *out, const struct sim_label *name)
{
	if (name->space == SIM_SPACE_PLAIN)
		sim_buf_printf(out, "PROVIDE(" RENAMED "%.*s = %.*s);\n", (int)name->len, name->at,
			       (int)name->len, name->at);
}

/* ------------------------------------------------------------ declarations */

static void put_tokens(const struct sim_file *file, unsigned int from, unsigned int to,
		       struct sim_buf *out)
{
	for (unsigned int i = from; i < to; i++) {
		const struct sim_token *t = &file->tokens.at[i];

		if (t->kind == SIM_TOK_DIRECTIVE || sim_token_is(t, "inline"))
			continue;
		sim_buf_add(out, t->at, t->len);
		sim_buf_putc(out, ' ');
	}
}

static bool declarable(const struct sim_portion *part, unsigned int i)
{
	const struct sim_chunk *chunk = &part->file.chunks[i];

	if (part->header || chunk->is_static || !chunk->nr_names || !sim_part_takes(part, i))
		return false;
	if (part->live && !part->live[chunk->from])
		return false;
	return chunk->kind == SIM_CHUNK_FUNC ||
	       (chunk->kind == SIM_CHUNK_VAR && chunk->nr_names == 1);
}

static void put_declarations(const struct sim_portion *part, struct sim_buf *out)
{
	for (unsigned int i = 0; i < part->file.nr_chunks; i++) {
		const struct sim_chunk *chunk = &part->file.chunks[i];
		unsigned int to = chunk->body < chunk->to ? chunk->body : chunk->to - 1;

		if (!declarable(part, i))
			continue;
		if (chunk->kind == SIM_CHUNK_VAR)
			sim_buf_puts(out, "extern ");
		put_tokens(&part->file, chunk->from, to, out);
		sim_buf_puts(out, ";\n");
	}
}

static void put_tags(const struct sim_portion *part, struct sim_buf *out)
{
	for (unsigned int i = 0; i < part->file.nr_chunks; i++) {
		const struct sim_chunk *chunk = &part->file.chunks[i];
		const struct sim_label *name = &part->file.names[chunk->name];

		if (!sim_part_takes(part, i) || part->header || !chunk->nr_names ||
		    name->space != SIM_SPACE_TAG)
			continue;
		if (chunk->kind == SIM_CHUNK_STRUCT || chunk->kind == SIM_CHUNK_UNION)
			sim_buf_printf(out, "%s %.*s;\n", sim_chunk_word(chunk->kind),
				       (int)name->len, name->at);
	}
}

/* ------------------------------------------------------------ exports */

/* a definition of a name that is static */
static bool has_static(const struct sim_portion *part, const char *name, unsigned int len)
{
	const struct sim_label *found = sim_file_find(&part->file, SIM_SPACE_PLAIN, name, len);

	for (; found; found = found->next ? &part->file.names[found->next - 1] : NULL) {
		const struct sim_chunk *chunk = &part->file.chunks[found->chunk];

		if (sim_part_takes(part, found->chunk) && chunk->is_static &&
		    (chunk->kind == SIM_CHUNK_FUNC || chunk->kind == SIM_CHUNK_VAR))
			return true;
	}
	return false;
}

/* A static object that the model knows by name is given a second, global one. */
static void put_exports(const struct sim_import *imp, const struct sim_portion *part,
			const char *format, struct sim_buf *out)
{
	const char *text = imp->exports.s;
	struct sim_word_line line;

	while ((text = sim_word_line(text, &line))) {
		char name[80];

		if (!line.at[0] || line.len[0] >= sizeof(name) ||
		    !has_static(part, line.at[0], line.len[0]))
			continue;
		snprintf(name, sizeof(name), "%.*s", (int)line.len[0], line.at[0]);
		for (const char *p = format; *p; p++) {
			if (*p == '@')
				sim_buf_puts(out, name);
			else
				sim_buf_putc(out, *p);
		}
	}
}

/* ------------------------------------------------------------ what the model lacks */

/* Each is a call of a function of its own, which ends the run (lack.c). */
static void put_stubs(const struct sim_import *imp, const struct sim_portion *part,
		      struct sim_buf *out)
{
	for (unsigned int i = 0; i < imp->nr_lacks; i++) {
		const struct sim_lack *lack = &imp->lacks[i];

		if (part != &imp->parts.at[lack->part])
			continue;
		if (lack->kind == SIM_LACK_FUNCTION)
			sim_buf_printf(out, "#undef %s\nlong %s() __asm__(\"sim_lack_%s\");\n",
				       lack->name, lack->name, lack->name);
		else if (lack->kind == SIM_LACK_CONSTANT)
			sim_buf_printf(out, "long sim_lack_%s(void);\n#define %s sim_lack_%s()\n",
				       lack->name, lack->name, lack->name);
	}
}

/* ------------------------------------------------------------ units */

void sim_import_headers(const struct sim_import *imp, const struct sim_portion *part,
			struct sim_buf *out)
{
	for_names(imp, part, put_rename, out);
	sim_buf_puts(out, "#include <linux/import.h>\n");
	for_names(imp, part, put_undef, out);
	put_stubs(imp, part, out);
	for (unsigned int i = 0; i < imp->parts.nr; i++) {
		const struct sim_portion *header = &imp->parts.at[i];

		if (!header->header || !header->nr_taken)
			continue;
		sim_buf_printf(out, "#line 1 \"%s\"\n", header->src->path);
		sim_part_mask(header, out);
	}
	sim_buf_puts(out, "#line 1 \"declarations\"\n");
	for (unsigned int i = 0; i < imp->parts.nr; i++)
		put_tags(&imp->parts.at[i], out);
	for (unsigned int i = 0; i < imp->parts.nr; i++)
		put_declarations(&imp->parts.at[i], out);
}

void sim_import_unit(const struct sim_import *imp, const struct sim_portion *part,
		     struct sim_buf *out)
{
	sim_buf_puts(out, "/* made by `pidfdsim import`: masked text of the kernel follows */\n");
	sim_import_headers(imp, part, out);
	sim_buf_printf(out, "#line 1 \"%s\"\n", part->src->path);
	sim_part_mask(part, out);
	sim_buf_puts(out, sim_ranges_of(imp, part));
	sim_buf_puts(out, "#line 1 \"exports\"\n");
	/* tcc takes an alias for another name of a reference, and defines nothing */
	sim_buf_puts(out, "#ifdef __TINYC__\n");
	put_exports(imp, part,
		    "static const void *const sim_keep_@ __attribute__((used)) = &@;\n"
		    "__asm__(\".globl sim_export_@\\n.set sim_export_@, @\");\n",
		    out);
	sim_buf_puts(out, "#else\n");
	put_exports(imp, part, "extern __typeof__(@) sim_export_@ __attribute__((alias(\"@\")));\n",
		    out);
	sim_buf_puts(out, "#endif\n");
}

void sim_import_names(const struct sim_import *imp, struct sim_buf *out)
{
	for (unsigned int i = 0; i < imp->parts.nr; i++) {
		if (imp->parts.at[i].header)
			continue;
		for_names(imp, &imp->parts.at[i], put_provide, out);
		put_exports(imp, &imp->parts.at[i], "@ = sim_export_@;\n", out);
	}
}
