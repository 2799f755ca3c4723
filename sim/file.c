// SPDX-License-Identifier: GPL-2.0-only
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum sim_status too_large(size_t max, const char *what, struct sim_error *err)
{
	return sim_error_set(err, SIM_EINPUT, "larger than %s may be (%zu bytes)", what, max);
}

static enum sim_status check(int fd, size_t max, const char *what, struct sim_error *err)
{
	struct stat st;

	if (fstat(fd, &st))
		return sim_error_set(err, SIM_EIO, "can't read: %s", strerror(errno));
	if (S_ISDIR(st.st_mode))
		return sim_error_set(err, SIM_EINPUT, "is a directory");
	if (!S_ISREG(st.st_mode))
		return sim_error_set(err, SIM_EINPUT, "not a regular file");
	if (st.st_size > 0 && (size_t)st.st_size > max)
		return too_large(max, what, err);
	return SIM_OK;
}

static enum sim_status read_all(int fd, size_t max, const char *what, struct sim_buf *buf,
				struct sim_error *err)
{
	size_t from = buf->len;
	char piece[16384];
	ssize_t n;

	while ((n = read(fd, piece, sizeof(piece)))) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return sim_error_set(err, SIM_EIO, "can't read: %s", strerror(errno));
		sim_buf_add(buf, piece, n);
		if (buf->failed)
			return sim_error_set(err, SIM_ENOMEM, "out of memory");
		if (buf->len - from > max)
			return too_large(max, what, err);
	}
	return SIM_OK;
}

enum sim_status sim_file_read(const char *path, size_t max, const char *what,
			      struct sim_buf *buf, struct sim_error *err)
{
	enum sim_status status;
	int fd;

	/* O_NONBLOCK: opening a pipe without a writer must not hang */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0) {
		status = errno == ENOENT || errno == ENOTDIR ? SIM_ENOENT : SIM_EIO;
		sim_error_set(err, status, "can't open: %s", strerror(errno));
	} else {
		status = check(fd, max, what, err);
		if (!status)
			status = read_all(fd, max, what, buf, err);
		close(fd);
	}
	if (status)
		sim_error_at(err, path, 0, 0, 0);
	return status;
}
