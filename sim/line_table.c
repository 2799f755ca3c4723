// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads .debug_line as the DWARF standard describes it (section 6.2 of versions 4 and 5).
 * A program for a small machine with an address and a line register gives rows in
 * ascending order; an address belongs to the last row that is not above it.
 */
#include "line_table.h"

#include <stdio.h>
#include <string.h>

#define MAX_FORMATS 16

/** struct reader - a position in some bytes; reads beyond the end give 0 and set @bad */
struct reader {
	const unsigned char *p, *end;
	int bad;
	int wide;	/* offsets of 8 bytes */
};

/** struct unit - one compilation unit's header; @dirs and @files: where its lists begin */
struct unit {
	unsigned int version;
	unsigned int min_length, line_range, opcode_base;
	int line_base;
	unsigned char lengths[256];
	struct reader dirs, files;
	struct reader program;
};

/** struct row - the registers of the machine */
struct row {
	uint64_t addr;
	uint64_t file;
	uint64_t line;
};

static uint64_t fixed(struct reader *r, unsigned int n)
{
	uint64_t value = 0;
	unsigned int i;

	if ((size_t)(r->end - r->p) < n) {
		r->bad = 1;
		r->p = r->end;
		return 0;
	}
	for (i = 0; i < n; i++)
		value |= (uint64_t)r->p[i] << (8 * i);
	r->p += n;
	return value;
}

static uint64_t uleb(struct reader *r)
{
	unsigned int shift = 0, byte;
	uint64_t value = 0;

	do {
		byte = (unsigned int)fixed(r, 1);
		if (shift < 64)
			value |= (uint64_t)(byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80 && !r->bad);
	return value;
}

static int64_t sleb(struct reader *r)
{
	unsigned int shift = 0, byte;
	uint64_t value = 0;

	do {
		byte = (unsigned int)fixed(r, 1);
		if (shift < 64)
			value |= (uint64_t)(byte & 0x7f) << shift;
		shift += 7;
	} while (byte & 0x80 && !r->bad);
	if (byte & 0x40 && shift < 64)
		value |= ~0ULL << shift;
	return (int64_t)value;
}

static const char *string(struct reader *r)
{
	const unsigned char *start = r->p, *end = memchr(start, 0, (size_t)(r->end - start));

	if (!end) {
		r->bad = 1;
		r->p = r->end;
		return "";
	}
	r->p = end + 1;
	return (const char *)start;
}

static const char *string_at(const struct sim_span *span, uint64_t offset)
{
	if (offset >= span->size || !memchr(span->p + offset, 0, span->size - offset))
		return "";
	return (const char *)span->p + offset;
}

/* ------------------------------------------------------------ lists of names */

/* One attribute of a version 5 entry: its text or its number. */
static void attribute(const struct sim_line_sections *s, struct reader *r, uint64_t form,
		      const char **text, uint64_t *number)
{
	switch (form) {
	case 0x08:	/* DW_FORM_string */
		*text = string(r);
		break;
	case 0x0e:	/* DW_FORM_strp */
		*text = string_at(&s->str, fixed(r, r->wide ? 8 : 4));
		break;
	case 0x1f:	/* DW_FORM_line_strp */
		*text = string_at(&s->line_str, fixed(r, r->wide ? 8 : 4));
		break;
	case 0x0b:	/* DW_FORM_data1 */
		*number = fixed(r, 1);
		break;
	case 0x05:	/* DW_FORM_data2 */
		*number = fixed(r, 2);
		break;
	case 0x06:	/* DW_FORM_data4 */
		*number = fixed(r, 4);
		break;
	case 0x07:	/* DW_FORM_data8 */
		*number = fixed(r, 8);
		break;
	case 0x0f:	/* DW_FORM_udata */
		*number = uleb(r);
		break;
	case 0x1e:	/* DW_FORM_data16 */
		fixed(r, 8);
		fixed(r, 8);
		break;
	default:
		r->bad = 1;
		break;
	}
}

/*
 * The @want-th entry of a version 5 list, which begins at @r; if @want is beyond it, the
 * reader ends up behind the list.
 */
static int entry5(const struct sim_line_sections *s, struct reader *r, uint64_t want,
		  const char **name, uint64_t *dir)
{
	uint64_t types[MAX_FORMATS], forms[MAX_FORMATS], nr, i;
	unsigned int formats = (unsigned int)fixed(r, 1), k;

	if (formats > MAX_FORMATS)
		r->bad = 1;
	for (k = 0; k < formats && !r->bad; k++) {
		types[k] = uleb(r);
		forms[k] = uleb(r);
	}
	nr = uleb(r);
	for (i = 0; i < nr && formats && !r->bad; i++) {
		const char *this_name = "";
		uint64_t this_dir = 0;

		for (k = 0; k < formats && !r->bad; k++) {
			const char *text = "";
			uint64_t number = 0;

			attribute(s, r, forms[k], &text, &number);
			if (types[k] == 1)
				this_name = text;
			if (types[k] == 2)
				this_dir = number;
		}
		if (i == want && !r->bad) {
			*name = this_name;
			*dir = this_dir;
			return 1;
		}
	}
	return 0;
}

/* The same for versions 2 to 4, where entries count from 1. */
static int entry2(struct reader *r, int is_file, uint64_t want, const char **name, uint64_t *dir)
{
	uint64_t i, this_dir = 0;

	for (i = 1; !r->bad; i++) {
		const char *this_name = string(r);

		if (!this_name[0])
			return 0;
		if (is_file) {
			this_dir = uleb(r);
			uleb(r);
			uleb(r);
		}
		if (i == want) {
			*name = this_name;
			*dir = this_dir;
			return 1;
		}
	}
	return 0;
}

static void file_name(const struct sim_line_sections *s, const struct unit *u, uint64_t file,
		      char *buf, size_t n)
{
	struct reader files = u->files, dirs = u->dirs;
	const char *name = "", *dir_name = "";
	uint64_t dir = 0, none;
	int found;

	found = u->version >= 5 ? entry5(s, &files, file, &name, &dir) :
				  entry2(&files, 1, file, &name, &dir);
	/* Directory 0 is where the compiler ran, which nobody wants to read. */
	if (found && dir && name[0] != '/') {
		if (u->version >= 5)
			entry5(s, &dirs, dir, &dir_name, &none);
		else
			entry2(&dirs, 0, dir, &dir_name, &none);
	}
	snprintf(buf, n, "%s%s%s", dir_name, dir_name[0] ? "/" : "", name);
}

/* ------------------------------------------------------------ units */

static uint64_t unit_length(struct reader *r)
{
	uint64_t length = fixed(r, 4);

	r->wide = length == 0xffffffffUL;
	return r->wide ? fixed(r, 8) : length;
}

/* @r: the unit without its length. */
static int unit_header(const struct sim_line_sections *s, struct unit *u, struct reader r)
{
	const char *name;
	uint64_t length, none;
	unsigned int i;

	memset(u, 0, sizeof(*u));
	u->version = (unsigned int)fixed(&r, 2);
	if (u->version < 2 || u->version > 5)
		return 0;
	if (u->version >= 5)
		fixed(&r, 2);
	length = fixed(&r, r.wide ? 8 : 4);
	if (length > (size_t)(r.end - r.p))
		return 0;
	u->program = r;
	u->program.p = r.p + length;
	u->min_length = (unsigned int)fixed(&r, 1);
	if (u->version >= 4)
		fixed(&r, 1);
	fixed(&r, 1);
	u->line_base = (signed char)fixed(&r, 1);
	u->line_range = (unsigned int)fixed(&r, 1);
	u->opcode_base = (unsigned int)fixed(&r, 1);
	for (i = 1; i < u->opcode_base; i++)
		u->lengths[i] = (unsigned char)fixed(&r, 1);
	u->dirs = r;
	if (u->version >= 5)
		entry5(s, &r, UINT64_MAX, &name, &none);
	else
		entry2(&r, 0, UINT64_MAX, &name, &none);
	u->files = r;
	return u->line_range && u->opcode_base && !r.bad;
}

/* An opcode of the extended kind. Returns 1 at the end of a sequence. */
static int extended(struct reader *r, struct row *row)
{
	uint64_t length = uleb(r);
	struct reader sub = *r;
	unsigned int opcode;

	if (!length || length > (size_t)(r->end - r->p)) {
		r->bad = 1;
		return 1;
	}
	sub.end = r->p + length;
	r->p = sub.end;
	opcode = (unsigned int)fixed(&sub, 1);
	if (opcode == 2)	/* DW_LNE_set_address */
		row->addr = fixed(&sub, (unsigned int)length - 1 == 4 ? 4 : 8);
	return opcode == 1;	/* DW_LNE_end_sequence */
}

/* A standard opcode. Returns 1 if it makes a row. */
static int standard(const struct unit *u, struct reader *r, unsigned int opcode, struct row *row)
{
	unsigned int i;

	switch (opcode) {
	case 1:		/* copy */
		return 1;
	case 2:		/* advance_pc */
		row->addr += uleb(r) * u->min_length;
		break;
	case 3:		/* advance_line */
		row->line += (uint64_t)sleb(r);
		break;
	case 4:		/* set_file */
		row->file = uleb(r);
		break;
	case 8:		/* const_add_pc */
		row->addr += (uint64_t)((255 - u->opcode_base) / u->line_range) * u->min_length;
		break;
	case 9:		/* fixed_advance_pc */
		row->addr += fixed(r, 2);
		break;
	default:
		for (i = 0; i < u->lengths[opcode]; i++)
			uleb(r);
		break;
	}
	return 0;
}

/* Runs the program; @found is the row that @addr belongs to. */
static int run(const struct unit *u, uint64_t addr, struct row *found)
{
	struct reader r = u->program;
	const struct row start = { .file = 1, .line = 1 };
	struct row row = start, last = start;
	int have_last = 0, new_row, end;
	unsigned int opcode;

	while (r.p < r.end && !r.bad) {
		opcode = (unsigned int)fixed(&r, 1);
		end = new_row = 0;
		if (opcode >= u->opcode_base) {
			opcode -= u->opcode_base;
			row.addr += (uint64_t)(opcode / u->line_range) * u->min_length;
			row.line += (uint64_t)(u->line_base + (int)(opcode % u->line_range));
			new_row = 1;
		} else if (!opcode) {
			end = extended(&r, &row);
		} else {
			new_row = standard(u, &r, opcode, &row);
		}
		if (!new_row && !end)
			continue;
		if (have_last && addr >= last.addr && addr < row.addr) {
			*found = last;
			return 1;
		}
		last = row;
		have_last = !end;
		if (end)
			row = start;
	}
	return 0;
}

int sim_line_find(const struct sim_line_sections *sections, uint64_t addr, struct sim_line *out)
{
	struct reader r = { .p = sections->line.p };
	struct unit u;
	struct row row;

	if (!sections->line.size)
		return 0;
	r.end = r.p + sections->line.size;
	while (r.p < r.end) {
		uint64_t length = unit_length(&r);
		struct reader body = r;

		if (r.bad || length > (size_t)(r.end - r.p))
			return 0;
		body.end = r.p + length;
		r.p = body.end;
		if (!unit_header(sections, &u, body) || !run(&u, addr, &row))
			continue;
		file_name(sections, &u, row.file, out->file, sizeof(out->file));
		out->line = (unsigned int)row.line;
		return out->file[0] != 0;
	}
	return 0;
}
