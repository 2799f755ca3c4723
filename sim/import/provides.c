// SPDX-License-Identifier: GPL-2.0-only
#include "import/provides.h"

#include <ctype.h>
#include <string.h>

/* the name behind #define or #undef; 0: none */
static unsigned int macro_name(const struct sim_token *t, const char **name)
{
	const char *word, *p, *end = t->at + t->len;
	unsigned int len;

	p = sim_directive(t, &word, &len);
	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	*name = p;
	while (p < end && (isalnum((unsigned char)*p) || *p == '_'))
		p++;
	return (unsigned int)(p - *name);
}

/* A macro may be defined in the middle of something else, so not all of them are chunks. */
static enum sim_status read_macros(struct sim_provides *p, struct sim_error *err)
{
	for (unsigned int i = 0; i < p->file.tokens.nr; i++) {
		const struct sim_token *t = &p->file.tokens.at[i];
		int define = sim_directive_is(t, "define");
		const char *name;
		unsigned int len;
		uintptr_t *at;

		if (!define && !sim_directive_is(t, "undef"))
			continue;
		len = macro_name(t, &name);
		at = sim_table_at(&p->macros, name, len, 1);
		if (!at)
			return sim_error_set(err, SIM_ENOMEM, "out of memory");
		*at = define ? i + 1 : 0;
	}
	return SIM_OK;
}

enum sim_status sim_provides_read(struct sim_provides *p, const char *text, size_t len,
				  struct sim_error *err)
{
	enum sim_status status;

	memset(p, 0, sizeof(*p));
	status = sim_source_from_text(&p->src, "linux/import.h", text, len, err);
	if (!status)
		status = sim_file_split(&p->file, p->src, err);
	return status ? status : read_macros(p, err);
}

void sim_provides_free(struct sim_provides *p)
{
	sim_file_free(&p->file);
	sim_source_free(p->src);
	sim_table_clear(&p->macros);
	memset(p, 0, sizeof(*p));
}

const struct sim_token *sim_provides_macro(const struct sim_provides *p, const char *name,
					   unsigned int len)
{
	/* Looking creates nothing, so the table stays as it is. */
	uintptr_t *at = sim_table_at((struct sim_table *)&p->macros, name, len, 0);

	return at && *at ? &p->file.tokens.at[*at - 1] : NULL;
}

bool sim_provides_has(const struct sim_provides *p, enum sim_space space, const char *name,
		      unsigned int len)
{
	const struct sim_label *found;

	if (space == SIM_SPACE_PLAIN && sim_provides_macro(p, name, len))
		return true;
	found = sim_file_find(&p->file, space, name, len);
	while (found) {
		enum sim_chunk_kind kind = p->file.chunks[found->chunk].kind;

		if (kind != SIM_CHUNK_FORWARD && kind != SIM_CHUNK_MACRO)
			return true;
		found = found->next ? &p->file.names[found->next - 1] : NULL;
	}
	return false;
}
