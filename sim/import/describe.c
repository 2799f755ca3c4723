// SPDX-License-Identifier: GPL-2.0-only
/* The design that an import becomes: what it says of itself follows from what was taken. */
#include "import/import.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* does the import have a name: of a function, a call, a macro, a constant */
static bool has(const struct sim_import *imp, const char *name)
{
	unsigned int len = (unsigned int)strlen(name);

	for (unsigned int i = 0; i < imp->parts.nr; i++) {
		const struct sim_portion *part = &imp->parts.at[i];

		for (int space = SIM_SPACE_PLAIN; space <= SIM_SPACE_SYSCALL; space++) {
			const struct sim_label *found =
				sim_file_find(&part->file, (enum sim_space)space, name, len);

			for (; found;
			     found = found->next ? &part->file.names[found->next - 1] : NULL) {
				if (sim_part_takes(part, found->chunk))
					return true;
			}
		}
	}
	return false;
}

/**
 * struct trait - a feature or a habit
 * @needs: names, separated by blanks, that the import must have; "-name": must not
 * @word: the feature, or the habit's name
 * @text: of the habit; NULL: it is a feature
 */
struct trait {
	const char *needs, *word, *text;
};

static const struct trait traits[] = {
	{"pidfd_send_signal tgid_pidfd_to_pid", "proc-handle", NULL},
	{"pidfd_send_signal -pidfd_open", "proc-handle", NULL},
	{"PROC_FD_SIGNAL", "proc-handle", NULL},
	{"PROC_FD_SIGNAL", "ioctl-signal", NULL},
	{"tid_pidfd_to_pid", "tid-unsupported", NULL},
	{"PIDFD_SIGNAL_TID", "thread-handle", NULL},
	{"PIDFD_GET_PROCFD", "get-procfd", NULL},
	{"pidfd_poll", "poll-handle", NULL},
	{"pidfd_open", "sim_open", "pidfd_open($1, 0)"},
	{"-pidfd_open pidfd_send_signal", "sim_open",
	 "open(\"/proc/$1\", O_RDONLY|O_DIRECTORY|O_CLOEXEC)"},
	{"-pidfd_open -pidfd_send_signal PROC_FD_SIGNAL", "sim_open",
	 "open(\"/proc/$1\", O_RDONLY|O_DIRECTORY|O_CLOEXEC)"},
	{"pidfd_send_signal", "sim_signal", "pidfd_send_signal($1, $2, NULL, 0)"},
	{"-pidfd_send_signal PROC_FD_SIGNAL", "sim_signal", "ioctl($1, PROC_FD_SIGNAL, $2)"},
	{"pidfd_poll", "sim_poll", "poll([{fd=$1, events=POLLIN}], 0)"},
};

#define NR_TRAITS (sizeof(traits) / sizeof(traits[0]))

static bool applies(const struct sim_import *imp, const struct trait *trait)
{
	char needs[128], *rest, *word;

	snprintf(needs, sizeof(needs), "%s", trait->needs);
	for (word = strtok_r(needs, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
		if (*word == '-' ? has(imp, word + 1) : !has(imp, word))
			return false;
	}
	return true;
}

static bool told(const struct sim_import *imp, size_t upto)
{
	for (size_t i = 0; i < upto; i++) {
		if (!strcmp(traits[i].word, traits[upto].word) && applies(imp, &traits[i]))
			return true;
	}
	return false;
}

/* a C string; bytes that are no text become escapes */
static void put_string(struct sim_buf *out, const char *text)
{
	sim_buf_putc(out, '"');
	for (; *text; text++) {
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

static void put_traits(const struct sim_import *imp, struct sim_buf *out)
{
	sim_buf_puts(out, "static const char *const features[] = {\n");
	for (size_t i = 0; i < NR_TRAITS; i++) {
		if (!traits[i].text && applies(imp, &traits[i]) && !told(imp, i))
			sim_buf_printf(out, "\t\"%s\",\n", traits[i].word);
	}
	sim_buf_puts(out, "\tNULL\n};\n\nstatic const struct design_habit habits[] = {\n");
	for (size_t i = 0; i < NR_TRAITS; i++) {
		if (!traits[i].text || !applies(imp, &traits[i]) || told(imp, i))
			continue;
		sim_buf_printf(out, "\t{ \"%s\", ", traits[i].word);
		put_string(out, traits[i].text);
		sim_buf_puts(out, " },\n");
	}
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
	put_string(out, record.s ? record.s : "");
	sim_buf_puts(out, ";\n\nDESIGN_EXPORT const struct design pid_design = {\n"
			  "\tDESIGN_COMMON,\n\t.name = ");
	put_string(out, imp->how->name);
	sim_buf_puts(out, ",\n\t.origin = ");
	put_string(out, imp->origin);
	sim_buf_printf(out,
		       ",\n\t.summary = \"imported, unmodified\",\n"
		       "\t.releases = { LINUX(%u, %u), LINUX(%u, %u) },\n"
		       "\t.features = features,\n\t.habits = habits,\n"
		       "\t.constants = constants,\n};\n",
		       major, minor, major, minor);
	out->failed |= record.failed;
	sim_buf_free(&record);
}
