// SPDX-License-Identifier: GPL-2.0-only
#include "report/ktap.h"

#include <string.h>

static void indent(struct sim_buf *out, unsigned int depth)
{
	while (depth--)
		sim_buf_puts(out, "  ");
}

/* A '#' would begin a directive, and a control character nothing good. */
static void put_name(struct sim_buf *out, const char *name)
{
	for (; *name; name++)
		sim_buf_putc(out, *name == '#' || (unsigned char)*name < ' ' ? '_' : *name);
}

void sim_ktap_begin(struct sim_buf *out, unsigned int depth, const char *name, unsigned int nr)
{
	indent(out, depth);
	sim_buf_puts(out, "KTAP version 1\n");
	if (name) {
		indent(out, depth);
		sim_buf_puts(out, "# Subtest: ");
		put_name(out, name);
		sim_buf_putc(out, '\n');
	}
	indent(out, depth);
	sim_buf_printf(out, "1..%u\n", nr);
}

void sim_ktap_result(struct sim_buf *out, unsigned int depth, enum sim_ktap_result result,
		     unsigned int nr, const char *name, const char *why)
{
	indent(out, depth);
	sim_buf_printf(out, "%s %u ", result == SIM_KTAP_NOT_OK ? "not ok" : "ok", nr);
	put_name(out, name);
	if (result == SIM_KTAP_SKIP) {
		sim_buf_puts(out, " # SKIP");
		if (why && *why) {
			sim_buf_putc(out, ' ');
			put_name(out, why);
		}
	}
	sim_buf_putc(out, '\n');
}

void sim_ktap_diagnostic(struct sim_buf *out, unsigned int depth, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		indent(out, depth);
		sim_buf_puts(out, len ? "# " : "#");
		sim_buf_add(out, text, len);
		sim_buf_putc(out, '\n');
		text += len + (text[len] == '\n');
	}
}
