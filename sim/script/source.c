// SPDX-License-Identifier: GPL-2.0-only
/* Where scripts come from, and whether that is a text at all. */
#include <string.h>

#include "file.h"
#include "script/lex.h"
#include "script/script.h"
#include "utf8.h"

/* A byte at @p of @line can't be part of a text; its line isn't shown. */
static enum sim_status not_text(const struct sim_ast *ast, unsigned int line,
				size_t col, const char *p,
				struct sim_error *err)
{
	sim_error_set(err, SIM_EINPUT, "not a text: %s 0x%02x",
		      (unsigned char)*p < 0x80 ? "control character"
					       : "malformed UTF-8, byte",
		      (unsigned char)*p);
	sim_error_at(err, ast->path, line, col, 1);
	return SIM_EINPUT;
}

enum sim_status sim_source_check(const struct sim_ast *ast,
				 struct sim_error *err)
{
	const char *p = ast->text, *end = p + ast->len, *start = p;
	unsigned int line = 1;
	size_t len;

	for (; p <= end; p += len) {
		len = 1;
		if (p - start > SIM_LINE_MAX) {
			struct sim_pos at = { line, SIM_LINE_MAX + 1, 1 };

			return sim_ast_error(ast, &at, err, SIM_EINPUT,
					     "a line of more than %u bytes",
					     SIM_LINE_MAX);
		}
		if (p == end)
			break;
		if (*p == '\n') {
			start = p + 1;
			line++;
		} else if (*p != '\t' && !(*p == '\r' && p[1] == '\n')) {
			len = sim_utf8_len(p, end - p);
			if (!len)
				return not_text(ast, line, p - start + 1, p,
						err);
		}
	}
	return SIM_OK;
}

enum sim_status sim_parse_file(struct sim_ast **out, const char *path,
			       struct sim_error *err)
{
	struct sim_buf text = { 0 };
	enum sim_status status;

	*out = NULL;
	status = sim_file_read(path, SIM_FILE_MAX, "a scenario", &text, err);
	if (!status)
		status = sim_parse(out, path, text.s ? text.s : "", text.len,
				   err);
	sim_buf_free(&text);
	return status;
}
