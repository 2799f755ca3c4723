/* SPDX-License-Identifier: GPL-2.0-only */
/* The DWARF line table (versions 2 to 5): from an address to file and line. */
#ifndef SIM_LINE_TABLE_H
#define SIM_LINE_TABLE_H

#include <stddef.h>
#include <stdint.h>

/** struct sim_span - some bytes */
struct sim_span {
	const unsigned char *p;
	size_t size;
};

/** struct sim_line_sections - what the table refers to; empty if there is none */
struct sim_line_sections {
	struct sim_span line, line_str, str;
};

struct sim_line {
	char file[256];
	unsigned int line;
};

/**
 * sim_line_find - where an address of the file (not of memory) comes from
 *
 * Nothing in the sections is believed: a table that makes no sense is one without an answer.
 *
 * Return: 1 if it was found.
 */
int sim_line_find(const struct sim_line_sections *sections, uint64_t addr, struct sim_line *out);

#endif /* SIM_LINE_TABLE_H */
