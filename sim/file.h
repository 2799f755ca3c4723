/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SIM_FILE_H
#define SIM_FILE_H

#include "buf.h"
#include "error.h"

/**
 * sim_file_read - read a file as a whole
 * @path: a regular file; the size that it claims is only believed if too large
 * @max: how many bytes it may have
 * @what: what it should be, for the message: "a scenario"
 * @buf: its contents are appended here; on error whatever was read
 * @err: filled in on error, with @path; may be NULL
 *
 * Return: SIM_OK, SIM_ENOENT, SIM_EIO, SIM_EINPUT if it is no regular file or
 * too large, SIM_ENOMEM.
 */
enum sim_status sim_file_read(const char *path, size_t max, const char *what,
			      struct sim_buf *buf, struct sim_error *err);

#endif /* SIM_FILE_H */
