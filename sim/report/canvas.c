// SPDX-License-Identifier: GPL-2.0-only
#include "report/canvas.h"

#include <stdlib.h>
#include <string.h>

#include "utf8.h"

/**
 * struct sim_cell - one character
 * @glyph: its bytes, terminated; empty: a blank
 * @soft: text may be written over it
 */
struct sim_cell {
	char glyph[5];
	unsigned char ink;
	unsigned char soft;
};

static const char *const codes[] = {
	[SIM_INK_PLAIN] = "",	      [SIM_INK_DIM] = "\033[2m",     [SIM_INK_BOLD] = "\033[1m",
	[SIM_INK_GOOD] = "\033[32m",  [SIM_INK_BAD] = "\033[1;31m",  [SIM_INK_WARN] = "\033[33m",
	[SIM_INK_FIRST] = "\033[36m", [SIM_INK_SECOND] = "\033[35m",
};

const char *sim_ink_on(const struct sim_pen *pen, enum sim_ink ink)
{
	return pen->colour ? codes[ink] : "";
}

const char *sim_ink_off(const struct sim_pen *pen)
{
	return pen->colour ? "\033[0m" : "";
}

void sim_canvas_init(struct sim_canvas *c, const struct sim_pen *pen)
{
	memset(c, 0, sizeof(*c));
	c->pen = *pen;
}

void sim_canvas_free(struct sim_canvas *c)
{
	free(c->cells);
	memset(c, 0, sizeof(*c));
}

static struct sim_cell *row_of(struct sim_canvas *c, unsigned int row)
{
	struct sim_cell *cells;
	unsigned int room;

	if (c->failed)
		return NULL;
	if (row >= c->room) {
		room = row + 32;
		cells = realloc(c->cells, (size_t)room * c->pen.width * sizeof(*cells));
		if (!cells) {
			c->failed = 1;
			return NULL;
		}
		memset(cells + (size_t)c->room * c->pen.width, 0,
		       (size_t)(room - c->room) * c->pen.width * sizeof(*cells));
		c->cells = cells;
		c->room = room;
	}
	if (row >= c->rows)
		c->rows = row + 1;
	return c->cells + (size_t)row * c->pen.width;
}

unsigned int sim_canvas_width(const char *text)
{
	unsigned int width = 0;

	/* Continuation bytes take no column; nothing wider than one is ever drawn. */
	for (; *text; text++)
		width += (*text & 0xc0) != 0x80;
	return width;
}

unsigned int sim_canvas_puts(struct sim_canvas *c, unsigned int row, unsigned int col,
			     enum sim_ink ink, const char *text)
{
	struct sim_cell *cells = row_of(c, row);
	size_t left = strlen(text), len;

	for (; cells && left && col < c->pen.width; text += len, left -= len, col++) {
		len = sim_utf8_len(text, left);
		if (!len)
			len = 1;
		memcpy(cells[col].glyph, text, len);
		cells[col].glyph[len] = '\0';
		cells[col].ink = (unsigned char)ink;
		cells[col].soft = 0;
	}
	return col;
}

int sim_canvas_is_free(const struct sim_canvas *c, unsigned int row, unsigned int col,
		       unsigned int width)
{
	const struct sim_cell *cell;

	if (row >= c->rows || c->failed)
		return 1;
	for (; width && col < c->pen.width; width--, col++) {
		cell = &c->cells[(size_t)row * c->pen.width + col];
		if (cell->glyph[0] && !cell->soft)
			return 0;
	}
	return 1;
}

void sim_canvas_line(struct sim_canvas *c, unsigned int row, unsigned int col, enum sim_ink ink,
		     const char *glyph, char ascii)
{
	const char plain[2] = { ascii, '\0' };
	struct sim_cell *cells;

	if (col >= c->pen.width || !sim_canvas_is_free(c, row, col, 1))
		return;
	sim_canvas_puts(c, row, col, ink, c->pen.utf8 ? glyph : plain);
	cells = row_of(c, row);
	if (cells)
		cells[col].soft = 1;
}

static void flush_row(const struct sim_canvas *c, const struct sim_cell *cells, struct sim_buf *out)
{
	unsigned int end = c->pen.width, ink = SIM_INK_PLAIN;

	while (end && !cells[end - 1].glyph[0])
		end--;
	for (unsigned int i = 0; i < end; i++) {
		unsigned int want = cells[i].glyph[0] ? cells[i].ink : (unsigned int)SIM_INK_PLAIN;

		if (want != ink) {
			if (ink)
				sim_buf_puts(out, sim_ink_off(&c->pen));
			sim_buf_puts(out, sim_ink_on(&c->pen, want));
			ink = want;
		}
		sim_buf_puts(out, cells[i].glyph[0] ? cells[i].glyph : " ");
	}
	if (ink)
		sim_buf_puts(out, sim_ink_off(&c->pen));
	sim_buf_putc(out, '\n');
}

void sim_canvas_flush(const struct sim_canvas *c, struct sim_buf *out)
{
	for (unsigned int row = 0; row < c->rows; row++)
		flush_row(c, c->cells + (size_t)row * c->pen.width, out);
	if (c->failed)
		out->failed = true;
}
