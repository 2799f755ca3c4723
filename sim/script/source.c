// SPDX-License-Identifier: GPL-2.0-only
/* Where scripts come from, and whether that is a text at all. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

/* Read all of @fd, or just too much of it, which the parser refuses. */
static enum sim_status read_all(int fd, char *text, size_t *len,
				struct sim_error *err)
{
	ssize_t n;

	*len = 0;
	do {
		n = read(fd, text + *len, SIM_FILE_MAX + 1 - *len);
		if (n < 0 && errno != EINTR)
			return sim_error_set(err, SIM_EIO, "can't read: %s",
					     strerror(errno));
		if (n > 0)
			*len += n;
	} while (n && *len <= SIM_FILE_MAX);
	return SIM_OK;
}

/* The size that a file claims is not trusted, only believed if too large. */
static enum sim_status check_file(int fd, struct sim_error *err)
{
	struct stat st;

	if (fstat(fd, &st))
		return sim_error_set(err, SIM_EIO, "can't read: %s",
				     strerror(errno));
	if (S_ISDIR(st.st_mode))
		return sim_error_set(err, SIM_EINPUT, "is a directory");
	if (!S_ISREG(st.st_mode))
		return sim_error_set(err, SIM_EINPUT, "not a regular file");
	if (st.st_size > SIM_FILE_MAX)
		return sim_error_set(err, SIM_EINPUT, SIM_TOO_LARGE,
				     SIM_FILE_MAX);
	return SIM_OK;
}

enum sim_status sim_parse_file(struct sim_ast **out, const char *path,
			       struct sim_error *err)
{
	enum sim_status status;
	char *text = NULL;
	size_t len = 0;
	int fd;

	*out = NULL;
	/* O_NONBLOCK: opening a pipe without a writer must not hang */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0) {
		status = errno == ENOENT || errno == ENOTDIR ? SIM_ENOENT
							     : SIM_EIO;
		sim_error_set(err, status, "can't open: %s", strerror(errno));
		sim_error_at(err, path, 0, 0, 0);
		return status;
	}
	status = check_file(fd, err);
	if (!status) {
		text = malloc(SIM_FILE_MAX + 1);
		status = text ? read_all(fd, text, &len, err) :
			 sim_error_set(err, SIM_ENOMEM, "out of memory");
	}
	close(fd);
	if (status)
		sim_error_at(err, path, 0, 0, 0);
	else
		status = sim_parse(out, path, text, len, err);
	free(text);
	return status;
}
