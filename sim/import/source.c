// SPDX-License-Identifier: GPL-2.0-only
#include "source.h"

#include <stdlib.h>
#include <string.h>

static enum sim_status no_memory(struct sim_error *err)
{
	return sim_error_set(err, SIM_ENOMEM, "out of memory");
}

enum sim_status sim_source_new(struct sim_source **out, const char *path,
			       struct sim_error *err)
{
	struct sim_source *src = calloc(1, sizeof(*src));

	*out = NULL;
	if (!src)
		return no_memory(err);
	src->path = sim_pool_strndup(&src->texts, path, strlen(path));
	if (!src->path) {
		free(src);
		return no_memory(err);
	}
	*out = src;
	return SIM_OK;
}

/* calloc() and not realloc(): memory for a long hole is never touched. */
static bool grow(struct sim_source *src, unsigned int nr)
{
	unsigned int room = src->room * 2 > nr ? src->room * 2 : nr + nr / 4 + 16;
	struct sim_source_line *lines;

	if (nr <= src->room)
		return true;
	lines = calloc(room, sizeof(*lines));
	if (!lines)
		return false;
	if (src->nr_lines)
		memcpy(lines, src->lines, src->nr_lines * sizeof(*lines));
	free(src->lines);
	src->lines = lines;
	src->room = room;
	return true;
}

enum sim_status sim_source_set(struct sim_source *src, unsigned int nr,
			       const struct sim_source_line *line, struct sim_error *err)
{
	struct sim_source_line *to;
	char *text;

	if (!nr || nr > SIM_SOURCE_MAX_LINES) {
		sim_error_set(err, SIM_EINPUT, "%s: no file has a line %u", src->path, nr);
		sim_error_accept(err, "1 to %u", SIM_SOURCE_MAX_LINES);
		return SIM_EINPUT;
	}
	if (!grow(src, nr))
		return no_memory(err);
	text = sim_pool_strndup(&src->texts, line->text, line->len);
	if (!text)
		return no_memory(err);
	to = &src->lines[nr - 1];
	*to = *line;
	to->text = text;
	to->known = true;
	if (src->nr_lines < nr)
		src->nr_lines = nr;
	return SIM_OK;
}

static enum sim_status read_lines(struct sim_source *src, const char *text, size_t len,
				  struct sim_error *err)
{
	enum sim_status status = SIM_OK;
	const char *end = text + len;

	for (unsigned int nr = 1; text < end && !status; nr++) {
		const char *stop = memchr(text, '\n', end - text);
		const char *next = stop ? stop + 1 : end;
		struct sim_source_line line = { .text = text };

		if (!stop)
			stop = end;
		if (stop > text && stop[-1] == '\r')
			stop--;
		line.len = stop - text;
		status = sim_source_set(src, nr, &line, err);
		text = next;
	}
	return status;
}

enum sim_status sim_source_from_text(struct sim_source **out, const char *path,
				     const char *text, size_t len, struct sim_error *err)
{
	enum sim_status status = sim_source_new(out, path, err);

	if (status)
		return status;
	status = read_lines(*out, text, len, err);
	if (status) {
		sim_source_free(*out);
		*out = NULL;
		return status;
	}
	(*out)->whole = true;
	return SIM_OK;
}

const struct sim_source_line *sim_source_line(const struct sim_source *src, unsigned int nr)
{
	if (!nr || nr > src->nr_lines || !src->lines[nr - 1].known)
		return NULL;
	return &src->lines[nr - 1];
}

void sim_source_text(const struct sim_source *src, struct sim_buf *buf)
{
	for (unsigned int nr = 1; nr <= src->nr_lines; nr++) {
		const struct sim_source_line *line = sim_source_line(src, nr);

		if (line)
			sim_buf_add(buf, line->text, line->len);
		sim_buf_putc(buf, '\n');
	}
}

void sim_source_free(struct sim_source *src)
{
	if (!src)
		return;
	sim_pool_free(&src->texts);
	free(src->lines);
	free(src);
}
