// SPDX-License-Identifier: GPL-2.0-only
/* What an import was made of. No path and no time is in it: same input, same bytes. */
#include "import/import.h"

#include <jansson.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

/* names, lengths and texts, so that no two inputs look alike */
void sim_import_digest(struct sim_import *imp)
{
	XXH3_state_t *state = XXH3_createState();
	XXH128_hash_t hash;

	if (!state)
		return;
	XXH3_128bits_reset(state);
	for (unsigned int i = 0; i < imp->parts.nr; i++) {
		const struct sim_portion *part = &imp->parts.at[i];
		uint64_t len = part->file.text.len;

		XXH3_128bits_update(state, part->src->path, strlen(part->src->path) + 1);
		XXH3_128bits_update(state, &len, sizeof(len));
		XXH3_128bits_update(state, part->file.text.s, part->file.text.len);
	}
	hash = XXH3_128bits_digest(state);
	XXH3_freeState(state);
	snprintf(imp->digest, sizeof(imp->digest), "%016llx%016llx",
		 (unsigned long long)hash.high64, (unsigned long long)hash.low64);
}

static json_t *part_json(const struct sim_portion *part)
{
	json_t *list = json_array();

	for (unsigned int i = 0; i < part->file.nr_chunks; i++) {
		const struct sim_chunk *chunk = &part->file.chunks[i];
		unsigned int len;
		const char *name = sim_chunk_name(&part->file, chunk, &len);

		if (!sim_part_takes(part, i) || !name)
			continue;
		json_array_append_new(list,
				      json_pack("[s, s%, i, i]", sim_chunk_word(chunk->kind), name,
						(size_t)len, (int)chunk->first, (int)chunk->last));
	}
	return list;
}

void sim_import_record(const struct sim_import *imp, struct sim_buf *out)
{
	char kapi[16];
	json_t *files = json_object(), *record;
	char *text;

	snprintf(kapi, sizeof(kapi), "%u.%u", imp->version >> 8, imp->version & 0xff);
	for (unsigned int i = 0; i < imp->parts.nr; i++) {
		if (imp->parts.at[i].nr_taken)
			json_object_set_new(files, imp->parts.at[i].src->path,
					    part_json(&imp->parts.at[i]));
	}
	record = json_pack("{s:s, s:s, s:s, s:s, s:o}", "name", imp->how->name, "origin",
			   imp->origin, "kernel", kapi, "xxh128", imp->digest, "taken", files);
	text = record ? json_dumps(record, JSON_INDENT(1) | JSON_ENSURE_ASCII) : NULL;
	if (text)
		sim_buf_printf(out, "%s\n", text);
	else
		out->failed = true;
	free(text);
	json_decref(record);
}
