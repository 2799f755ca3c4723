/* SPDX-License-Identifier: GPL-2.0-only */
/* Something that may crash, hang or destroy memory, done in a process of its own. */
#ifndef SIM_CLI_ISOLATE_H
#define SIM_CLI_ISOLATE_H

#include "buf.h"
#include "error.h"

/**
 * struct cli_limits - what the process may use up
 * @seconds: of processor time between two calls of cli_alive()
 * @memory: bytes of address space that it may take beyond what there is now
 * @bytes: of what it has to say
 */
struct cli_limits {
	unsigned int seconds;
	unsigned long memory;
	size_t bytes;
};

/** cli_limits_default - 5 seconds, 4 GiB, 16 MiB */
extern const struct cli_limits cli_limits_default;

/**
 * cli_isolate - call a function in a child process
 * @limits: NULL: the default ones
 * @fn: what it appends to @out is what comes back, once it has returned
 * @ctx: for @fn; whatever it changes is changed in the child only
 * @out: appended to; unchanged if the child did not get so far
 * @ended: set to how it ended, "" if @fn returned; "out of time", "signal 11 (...)" ...
 * @n: room in @ended
 * @err: filled in on error; may be NULL
 *
 * The child has no timers: what needs some must set them again. Standard output and error are the
 * caller's, and were flushed.
 *
 * Return: SIM_OK, also if the child came to a bad end; SIM_EIO: no process, SIM_ENOMEM.
 */
enum sim_status cli_isolate(const struct cli_limits *limits, void (*fn)(void *, struct sim_buf *),
			    void *ctx, struct sim_buf *out, char *ended, size_t n,
			    struct sim_error *err);

/** cli_alive - in the child: something was finished, time counts from here; may be called often */
void cli_alive(const struct cli_limits *limits);

#endif
