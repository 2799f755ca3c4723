// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the model has not got, out of what compiler and linker say. A function or a constant
 * becomes a stub that ends the run when it is reached; what is more deeply wrong with a function
 * (a type, a member) makes the whole function such a stub.
 */
#include "import/build.h"

#include <ctype.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

/** struct message - a line of the compiler: FILE:LINE:COL: error: TEXT */
struct message {
	char file[96];
	unsigned int line;
	const char *text; /* to the end of the line */
	unsigned int len;
	bool error;
};

/* the phrases, with the name in the first or second pair of quotes behind them or before */
static const struct {
	const char *before, *behind;
	enum sim_lack_kind kind;
} phrases[] = {
	{"implicit declaration of function '", "'", SIM_LACK_FUNCTION},
	{"call to undeclared function '", "'", SIM_LACK_FUNCTION},
	{"use of undeclared identifier '", "'", SIM_LACK_CONSTANT},
	{"no member named '", "'", SIM_LACK_MEMBER},
	{"unknown type name '", "'", SIM_LACK_TYPE},
	{"invalid use of undefined type '", "'", SIM_LACK_TYPE},
	{"incomplete definition of type '", "'", SIM_LACK_TYPE},
	{"variable has incomplete type '", "'", SIM_LACK_TYPE},
	{"'", "' undeclared", SIM_LACK_CONSTANT},
};

#define NR_PHRASES (sizeof(phrases) / sizeof(phrases[0]))

/* 1: a message; the line starts at @line and has @len bytes */
static bool read_message(const char *line, unsigned int len, struct message *m)
{
	const char *colon = memchr(line, ':', len), *end = line + len, *p;
	char *rest;

	memset(m, 0, sizeof(*m));
	if (!colon || (size_t)(colon - line) >= sizeof(m->file))
		return false;
	memcpy(m->file, line, (size_t)(colon - line));
	m->line = (unsigned int)strtoul(colon + 1, &rest, 10);
	p = memmem(rest, (size_t)(end - rest), "error: ", 7);
	m->error = p != NULL;
	if (!p)
		p = memmem(rest, (size_t)(end - rest), "warning: ", 9);
	if (!p || !m->line)
		return false;
	m->text = strchr(p, ' ') + 1;
	m->len = (unsigned int)(end - m->text);
	return true;
}

/* the name that a phrase is about; 0: another phrase */
static unsigned int match(const struct message *m, unsigned int i, const char **name)
{
	const char *end = m->text + m->len, *at, *stop;

	at = memmem(m->text, m->len, phrases[i].before, strlen(phrases[i].before));
	if (!at)
		return 0;
	at += strlen(phrases[i].before);
	stop = memmem(at, (size_t)(end - at), phrases[i].behind, strlen(phrases[i].behind));
	if (!stop)
		return 0;
	*name = at;
	return (unsigned int)(stop - at);
}

static bool is_word(const char *name, unsigned int len)
{
	for (unsigned int i = 0; i < len; i++) {
		if (!isalnum((unsigned char)name[i]) && name[i] != '_')
			return false;
	}
	return len > 0;
}

/* true: it is a new one */
static bool add(struct sim_import *imp, enum sim_lack_kind kind, const struct message *m,
		unsigned int part, const char *name, unsigned int len)
{
	struct sim_lack *more, lack = {.kind = kind, .part = part, .line = m->line};

	snprintf(lack.name, sizeof(lack.name), "%.*s", (int)len, name);
	snprintf(lack.file, sizeof(lack.file), "%s", m->file);
	for (unsigned int i = 0; i < imp->nr_lacks; i++) {
		if (imp->lacks[i].kind == kind && imp->lacks[i].part == part &&
		    !strcmp(imp->lacks[i].name, lack.name))
			return false;
	}
	more = realloc(imp->lacks, (imp->nr_lacks + 1) * sizeof(*more));
	if (!more)
		return false;
	imp->lacks = more;
	more[imp->nr_lacks++] = lack;
	return true;
}

/* ------------------------------------------------------------ the compiler */

static struct sim_taken *chunk_at(const struct sim_import *imp, const struct message *m)
{
	struct sim_portion *part = sim_parts_find(&imp->parts, m->file);

	for (unsigned int i = 0; part && i < part->file.nr_chunks; i++) {
		if (part->file.chunks[i].first <= m->line && m->line <= part->file.chunks[i].last &&
		    sim_part_takes(part, i))
			return &part->taken[i];
	}
	return NULL;
}

/* Not all the model's headers say is about imported code. */
static bool look(struct sim_build *b, const struct message *m, unsigned int part, bool *stubbed)
{
	enum sim_lack_kind kind = SIM_LACK_OTHER;
	const char *name = m->text;
	unsigned int len = 0;

	for (unsigned int i = 0; i < NR_PHRASES && !len; i++) {
		len = match(m, i, &name);
		kind = phrases[i].kind;
	}
	if (!len) {
		if (!m->error)
			return false;
		kind = SIM_LACK_OTHER;
		name = m->text;
		len = m->len;
	}
	*stubbed = (kind == SIM_LACK_FUNCTION || kind == SIM_LACK_CONSTANT) && is_word(name, len);
	return add(b->imp, kind, m, part, name, len);
}

/* lines of @text, one after the other; NULL at the end */
static const char *next_line(const char *p, unsigned int *len)
{
	if (p && *p) {
		*len = (unsigned int)strcspn(p, "\n");
		return p;
	}
	return NULL;
}

static const char *behind_line(const char *p, unsigned int len)
{
	return p[len] ? p + len + 1 : p + len;
}

/* First what a stub can help with. Only where none can, what can't be compiled goes. */
bool sim_lacks_read(struct sim_build *b, const struct sim_job *job, unsigned int part)
{
	const char *p;
	struct message m;
	bool changed = false, stubbed;
	unsigned int len;

	for (p = next_line(job->err.s, &len); p; p = next_line(behind_line(p, len), &len)) {
		if (read_message(p, len, &m) && look(b, &m, part, &stubbed) && stubbed)
			changed = true;
	}
	if (changed || !job->code)
		return changed;
	for (p = next_line(job->err.s, &len); p; p = next_line(behind_line(p, len), &len)) {
		struct sim_taken *taken;

		if (!read_message(p, len, &m) || !m.error)
			continue;
		taken = chunk_at(b->imp, &m);
		if (!taken)
			continue;
		taken->why = SIM_TAKE_DROPPED;
		changed = true;
	}
	return changed;
}

/* ------------------------------------------------------------ the linker */

/* "...FILE:LINE: undefined reference to `NAME'" */
static void find_place(const char *line, const char *phrase, struct message *m)
{
	const char *at = phrase, *from;

	while (at > line && at[-1] != ' ')
		at--;
	from = at;
	snprintf(m->file, sizeof(m->file), "?");
	for (; at < phrase; at++) {
		if (*at == ':' && isdigit((unsigned char)at[1])) {
			snprintf(m->file, sizeof(m->file), "%.*s", (int)(at - from), from);
			m->line = (unsigned int)strtoul(at + 1, NULL, 10);
		}
	}
}

bool sim_undefined_read(struct sim_build *b, const struct sim_job *job)
{
	static const char phrase[] = "undefined reference to `";
	const char *line = job->err.s, *at;
	bool found = false;

	for (; line && (at = strstr(line, phrase)); line = at) {
		struct message m = {0};
		const char *name = at + strlen(phrase), *begin = at;
		unsigned int len = (unsigned int)strcspn(name, "'\n");

		while (begin > job->err.s && begin[-1] != '\n')
			begin--;
		find_place(begin, at > begin ? at - 1 : at, &m);
		at = name + len;
		if (!is_word(name, len))
			continue;
		found = true;
		if (len > 9 && !strncmp(name, "sim_lack_", 9))
			continue;
		add(b->imp, SIM_LACK_SYMBOL, &m, 0, name, len);
	}
	return found;
}

/* ------------------------------------------------------------ stubs */

/* what a stub's symbol has before the name; NULL: there is no stub for it */
static const char *stub_prefix(const struct sim_lack *lack)
{
	switch (lack->kind) {
	case SIM_LACK_FUNCTION:
	case SIM_LACK_CONSTANT:
		return "sim_lack_";
	case SIM_LACK_SYMBOL:
		return "";
	default:
		return NULL;
	}
}

static bool told(const struct sim_import *imp, unsigned int upto)
{
	const char *prefix = stub_prefix(&imp->lacks[upto]);

	for (unsigned int i = 0; i < upto; i++) {
		const char *other = stub_prefix(&imp->lacks[i]);

		if (other && !strcmp(prefix, other) &&
		    !strcmp(imp->lacks[i].name, imp->lacks[upto].name))
			return true;
	}
	return false;
}

void sim_stub_unit(const struct sim_build *b, struct sim_buf *out)
{
	const struct sim_import *imp = b->imp;

	sim_buf_puts(out, "/* made by `pidfdsim import`: what nobody models */\n"
			  "#include <linux/sim.h>\n\n"
			  "#define STUB(symbol, what, where, nr)\t\t\t\t\t\\\n"
			  "long symbol(void);\t\t\t\t\t\t\t\\\n"
			  "long symbol(void)\t\t\t\t\t\t\t\\\n"
			  "{\t\t\t\t\t\t\t\t\t\\\n"
			  "\tstatic const struct host_site site = {\t\t\t\t\\\n"
			  "\t\t.file = where, .func = what, .line = nr };\t\t\t\\\n"
			  "\tsim_bug(HOST_BUG_UNMODELLED, &site, NULL, what);\t\t\\\n"
			  "\tfor (;;)\t\t\t\t\t\t\t\\\n"
			  "\t\t;\t\t\t\t\t\t\t\\\n"
			  "}\n\n");
	for (unsigned int i = 0; i < imp->nr_lacks; i++) {
		const struct sim_lack *lack = &imp->lacks[i];
		const char *prefix = stub_prefix(lack);

		if (!prefix || told(imp, i) ||
		    !is_word(lack->name, (unsigned int)strlen(lack->name)))
			continue;
		sim_buf_printf(out, "STUB(%s%s, \"%s\", \"%s\", %u)\n", prefix, lack->name,
			       lack->name, lack->file, lack->line);
	}
}
