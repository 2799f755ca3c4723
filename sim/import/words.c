// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the model says of imported code, in files of the kit: names that it calls although a kernel
 * may have them as static (model/import/exports), and what an import can do, told from the
 * names in it (model/import/features).
 */
#include "import/words.h"
#include "file.h"

#include <stdio.h>
#include <string.h>

#define MAX_TEXT (256UL << 10)

enum sim_status sim_words_read(struct sim_import *imp, struct sim_error *err)
{
	char path[512];
	enum sim_status status;

	snprintf(path, sizeof(path), "%s/model/import/exports", imp->how->kit);
	status = sim_file_read(path, MAX_TEXT, "a list of the model", &imp->exports, err);
	if (status)
		return status;
	snprintf(path, sizeof(path), "%s/model/import/features", imp->how->kit);
	return sim_file_read(path, MAX_TEXT, "a list of the model", &imp->features, err);
}

/* the next word of a line, @len bytes; NULL: the line has no more */
static const char *word(const char **p, unsigned int *len)
{
	*p += strspn(*p, " \t");
	*len = (unsigned int)strcspn(*p, " \t#\n");
	if (!*len)
		return NULL;
	*p += *len;
	return *p - *len;
}

const char *sim_word_line(const char *text, struct sim_word_line *line)
{
	const char *p = text;

	memset(line, 0, sizeof(*line));
	if (!p || !*p)
		return NULL;
	for (unsigned int i = 0; i < SIM_WORDS_OF_LINE; i++) {
		line->at[i] = word(&p, &line->len[i]);
		if (!line->at[i])
			break;
	}
	p += strspn(p, " \t");
	line->rest = p;
	line->rest_len = (unsigned int)strcspn(p, "\n");
	p += line->rest_len;
	return *p ? p + 1 : p;
}

/* is a name defined, or used, by what was taken of a file */
static bool part_mentions(const struct sim_portion *part, const char *name, unsigned int len)
{
	for (unsigned int i = 0; i < part->file.nr_chunks; i++) {
		const struct sim_chunk *chunk = &part->file.chunks[i];

		if (!sim_part_takes(part, i))
			continue;
		for (unsigned int j = 0; j < chunk->nr_names; j++) {
			const struct sim_label *label = &part->file.names[chunk->name + j];

			if (label->len == len && !memcmp(label->at, name, len))
				return true;
		}
		for (unsigned int j = chunk->from; j < chunk->to; j++) {
			const struct sim_token *t = &part->file.tokens.at[j];

			if (t->kind == SIM_TOK_IDENT && t->len == len && !memcmp(t->at, name, len))
				return true;
		}
	}
	return false;
}

bool sim_import_mentions(const struct sim_import *imp, const char *name, unsigned int len)
{
	for (unsigned int i = 0; i < imp->parts.nr; i++) {
		if (part_mentions(&imp->parts.at[i], name, len))
			return true;
	}
	return false;
}
