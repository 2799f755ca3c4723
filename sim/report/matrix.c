// SPDX-License-Identifier: GPL-2.0-only
#include "report/matrix.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script/script.h"
#include "utf8.h"

#define CELL_MAX 24U

const struct sim_override *sim_override_of(const struct sim_prog *prog, const struct sim_item *item)
{
	const struct sim_override *o;

	for (o = item->overrides; o; o = o->next) {
		if (sim_range_fits(o->ranges, sim_design_table(prog->design)->name,
				   prog->boot.release))
			return o;
	}
	return NULL;
}

/* ------------------------------------------------------------ cells */

/* what an override says, as text without the leading blank and equals sign */
static void put_override(const struct sim_override *o, struct sim_buf *out)
{
	struct sim_buf text = { 0 };
	const char *s;

	switch (o->kind) {
	case SIM_OVERRIDE_SKIP:
		sim_buf_puts(out, "left out");
		return;
	case SIM_OVERRIDE_EXPR:
		sim_print_expr(o->expr, out);
		return;
	default:
		sim_print_outcome(&o->outcome, o->marks, &text);
	}
	if (text.failed || !text.s) {
		out->failed |= text.failed;
		return;
	}
	s = text.s + strspn(text.s, " ");
	sim_buf_puts(out, !strncmp(s, "= ", 2) ? s + 2 : s);
	sim_buf_free(&text);
}

/* An authority that was overstepped says more than that a field has another name. */
static int weight(const struct sim_override *o)
{
	return o->marks ? 3 : o->kind == SIM_OVERRIDE_OUTCOME ? 2 : 1;
}

/* the items of a race too */
static const struct sim_override *strongest(const struct sim_prog *prog,
					    const struct sim_item *items, unsigned int *nr)
{
	const struct sim_override *best = NULL, *o;

	for (const struct sim_item *i = items; i; i = i->next) {
		o = i->kind == SIM_ITEM_RACE ? strongest(prog, i->race.body, nr)
					     : sim_override_of(prog, i);
		if (o && i->kind != SIM_ITEM_RACE)
			(*nr)++;
		if (o && (!best || weight(o) > weight(best)))
			best = o;
	}
	return best;
}

char *sim_cell_text(const struct sim_mcell *cell, char *buf, size_t n)
{
	const struct sim_override *o;
	struct sim_buf text = { 0 };
	unsigned int nr = 0;

	if (cell->report.status == SIM_SKIP) {
		snprintf(buf, n, "skip");
		return buf;
	}
	if (cell->report.status == SIM_FAIL) {
		if (cell->report.line)
			snprintf(buf, n, "FAIL :%u", cell->report.line);
		else
			snprintf(buf, n, "FAIL");
		return buf;
	}
	o = strongest(cell->prog, cell->prog->ast->items, &nr);
	if (!o) {
		snprintf(buf, n, "ok");
		return buf;
	}
	put_override(o, &text);
	if (nr > 1)
		sim_buf_printf(&text, " +%u", nr - 1);
	snprintf(buf, n, "%s", text.failed || !text.s ? "?" : text.s);
	sim_buf_free(&text);
	return buf;
}

static const struct sim_mcell *cell_at(const struct sim_matrix *m, unsigned int row,
				       unsigned int column)
{
	return &m->cells[(size_t)row * m->nr_columns + column];
}

int sim_matrix_differs(const struct sim_matrix *m, unsigned int row)
{
	char first[256] = "", this[256];

	for (unsigned int i = 0; i < m->nr_columns; i++) {
		const struct sim_mcell *cell = cell_at(m, row, i);

		if (cell->report.status == SIM_SKIP)
			continue;
		sim_cell_text(cell, this, sizeof(this));
		if (first[0] && strcmp(first, this))
			return 1;
		memcpy(first, this, sizeof(first));
	}
	return 0;
}

/* ------------------------------------------------------------ plain */

static void put_padded(struct sim_buf *out, const char *text, unsigned int width)
{
	unsigned int have = sim_canvas_width(text);

	sim_buf_puts(out, text);
	while (have++ < width)
		sim_buf_putc(out, ' ');
}

static unsigned int path_width(const struct sim_matrix *m)
{
	unsigned int width = 8;

	for (unsigned int i = 0; i < m->nr_rows; i++) {
		if (sim_canvas_width(m->paths[i]) > width)
			width = sim_canvas_width(m->paths[i]);
	}
	return width;
}

static void cut(char *text)
{
	if (strlen(text) > CELL_MAX)
		memcpy(text + CELL_MAX - 2, "..", 3);
}

static unsigned int column_width(const struct sim_matrix *m, unsigned int column)
{
	unsigned int width = (unsigned int)strlen(m->designs[column]->name);
	char text[256];

	for (unsigned int i = 0; i < m->nr_rows; i++) {
		sim_cell_text(cell_at(m, i, column), text, sizeof(text));
		cut(text);
		if (strlen(text) > width)
			width = (unsigned int)strlen(text);
	}
	return width;
}

static enum sim_ink ink_of(const struct sim_mcell *cell, const char *text)
{
	if (cell->report.status == SIM_FAIL)
		return SIM_INK_BAD;
	if (cell->report.status == SIM_SKIP)
		return SIM_INK_DIM;
	return strcmp(text, "ok") ? SIM_INK_WARN : SIM_INK_GOOD;
}

static void put_row(const struct sim_matrix *m, unsigned int row, unsigned int width,
		    const struct sim_pen *pen, struct sim_buf *out)
{
	char text[256];

	sim_buf_puts(out, sim_matrix_differs(m, row) ? "* " : "  ");
	put_padded(out, m->paths[row], width);
	for (unsigned int i = 0; i < m->nr_columns; i++) {
		const struct sim_mcell *cell = cell_at(m, row, i);

		sim_cell_text(cell, text, sizeof(text));
		cut(text);
		sim_buf_puts(out, "  ");
		sim_buf_puts(out, sim_ink_on(pen, ink_of(cell, text)));
		if (i + 1 < m->nr_columns)
			put_padded(out, text, column_width(m, i));
		else
			sim_buf_puts(out, text);
		sim_buf_puts(out, sim_ink_off(pen));
	}
	sim_buf_putc(out, '\n');
}

static void put_item(const struct sim_item *item, struct sim_buf *out)
{
	static const char *const words[] = {
		[SIM_CHECK] = "check ",
		[SIM_ALWAYS] = "always ",
		[SIM_NEVER] = "never ",
		[SIM_SOMETIMES] = "sometimes ",
	};

	if (item->kind == SIM_ITEM_LINE) {
		sim_print_line(&item->line, out);
	} else if (item->kind == SIM_ITEM_COND) {
		sim_buf_puts(out, words[item->cond.kind]);
		sim_print_expr(item->cond.expr, out);
	} else {
		sim_buf_puts(out, "end");
	}
}

/* the lines of a scenario that a design of the table has its own answer to */
static void put_differences(const struct sim_matrix *m, unsigned int row,
			    const struct sim_item *items, struct sim_buf *out)
{
	for (const struct sim_item *i = items; i; i = i->next) {
		int head = 0;

		if (i->kind == SIM_ITEM_RACE)
			put_differences(m, row, i->race.body, out);
		for (unsigned int c = 0; c < m->nr_columns; c++) {
			const struct sim_mcell *cell = cell_at(m, row, c);
			const struct sim_override *o =
				i->kind == SIM_ITEM_RACE ? NULL : sim_override_of(cell->prog, i);

			if (!o || cell->report.status == SIM_SKIP)
				continue;
			if (!head++) {
				sim_buf_printf(out, "  %s:%u  ", m->paths[row], i->pos.line);
				put_item(i, out);
				sim_buf_putc(out, '\n');
			}
			sim_buf_printf(out, "      %s: ", m->designs[c]->name);
			put_override(o, out);
			sim_buf_putc(out, '\n');
		}
	}
}

static void put_footer(const struct sim_matrix *m, struct sim_buf *out)
{
	unsigned int differ = 0, failed = 0;

	for (unsigned int i = 0; i < m->nr_rows; i++)
		differ += (unsigned int)sim_matrix_differs(m, i);
	for (unsigned int i = 0; i < m->nr_rows * m->nr_columns; i++)
		failed += m->cells[i].report.status == SIM_FAIL;
	sim_buf_puts(out,
		     "\n  ok: as the scenario says   skip: the design lacks what it requires\n"
		     "  anything else: the answer of this design, where it has one of its own\n"
		     "  !judge: a known fault, named by the judge that finds it   +N: and N more "
		     "lines\n");
	if (differ)
		sim_buf_printf(
			out, "  *: the designs differ, in %u of %u scenarios, on these lines:\n\n",
			differ, m->nr_rows);
	for (unsigned int i = 0; i < m->nr_rows; i++) {
		if (sim_matrix_differs(m, i))
			put_differences(m, i, cell_at(m, i, 0)->prog->ast->items, out);
	}
	if (failed)
		sim_buf_printf(out, "\n  %u FAILED; `pidfdsim run` says more\n", failed);
}

void sim_matrix_plain(const struct sim_matrix *m, const struct sim_pen *pen, struct sim_buf *out)
{
	unsigned int width = path_width(m);

	put_padded(out, "  scenario", width + 2);
	for (unsigned int i = 0; i < m->nr_columns; i++) {
		sim_buf_puts(out, "  ");
		if (i + 1 < m->nr_columns)
			put_padded(out, m->designs[i]->name, column_width(m, i));
		else
			sim_buf_puts(out, m->designs[i]->name);
	}
	sim_buf_putc(out, '\n');
	for (unsigned int i = 0; i < m->nr_rows; i++)
		put_row(m, i, width, pen, out);
	put_footer(m, out);
}

/* ------------------------------------------------------------ JSON */

/* JSON is UTF-8; a path may be anything. */
static json_t *string_json(const char *text)
{
	json_t *string = json_string(text);
	struct sim_buf clean = { 0 };

	if (string)
		return string;
	for (size_t len; *text; text += len ? len : 1) {
		len = sim_utf8_len(text, strlen(text));
		if (len)
			sim_buf_add(&clean, text, len);
		else
			sim_buf_putc(&clean, '?');
	}
	string = json_string(clean.s ? clean.s : "");
	sim_buf_free(&clean);
	return string;
}

static json_t *cell_json(const struct sim_matrix *m, unsigned int row, unsigned int column)
{
	static const char *const words[] = {
		[SIM_PASS] = "pass",
		[SIM_FAIL] = "fail",
		[SIM_SKIP] = "skip",
	};
	const struct sim_mcell *cell = cell_at(m, row, column);
	char text[256];
	json_t *o = json_pack("{s:s, s:s, s:s, s:I}", "design", m->designs[column]->name, "status",
			      words[cell->report.status], "outcome",
			      sim_cell_text(cell, text, sizeof(text)), "runs",
			      (json_int_t)cell->report.runs);

	if (cell->report.why[0])
		json_object_set_new(o, "why", json_string(cell->report.why));
	if (cell->report.status == SIM_FAIL && cell->report.line)
		json_object_set_new(o, "line", json_integer(cell->report.line));
	if (cell->report.token[0])
		json_object_set_new(o, "schedule", json_string(cell->report.token));
	return o;
}

static json_t *row_json(const struct sim_matrix *m, unsigned int row)
{
	json_t *cells = json_array();

	for (unsigned int i = 0; i < m->nr_columns; i++)
		json_array_append_new(cells, cell_json(m, row, i));
	return json_pack("{s:o, s:o, s:b, s:o}", "path", string_json(m->paths[row]), "title",
			 string_json(m->titles[row]),
			 "differs", sim_matrix_differs(m, row), "cells", cells);
}

void sim_matrix_json(const struct sim_matrix *m, struct sim_buf *out)
{
	json_t *designs = json_array(), *rows = json_array(), *all;
	char *text;

	for (unsigned int i = 0; i < m->nr_columns; i++)
		json_array_append_new(designs, json_string(m->designs[i]->name));
	for (unsigned int i = 0; i < m->nr_rows; i++)
		json_array_append_new(rows, row_json(m, i));
	all = json_pack("{s:i, s:o, s:o}", "version", 1, "designs", designs, "scenarios", rows);
	text = all ? json_dumps(all, JSON_INDENT(2)) : NULL;
	if (text) {
		sim_buf_puts(out, text);
		sim_buf_putc(out, '\n');
	} else {
		out->failed = true;
	}
	free(text);
	json_decref(all);
}
