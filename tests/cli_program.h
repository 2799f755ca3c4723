/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs the built program and keeps what it said. */
#ifndef TESTS_CLI_PROGRAM_H
#define TESTS_CLI_PROGRAM_H

#include "buf.h"

/** struct cli_result - what came of it; a text that is empty is NULL */
struct cli_result {
	struct sim_buf out, err;
	int code;
};

/**
 * cli_program - run BUILD_DIR/pidfdsim
 * @locale: NULL: C
 * @input: of stdin, NULL: none
 * @args: ends with NULL
 */
void cli_program(struct cli_result *r, const char *locale, const char *input,
		 const char *const *args);
void cli_program_at(struct cli_result *r, const char *path, const char *locale, const char *input,
		    const char *const *args);
void cli_result_free(struct cli_result *r);

/** cli_program_to - run it with stdout open on a file; returns the exit status */
int cli_program_to(const char *file, const char *const *args);

/** cli_program_on_terminal - run it on a terminal where @keys are typed */
int cli_program_on_terminal(struct sim_buf *seen, const char *keys, const char *const *args);

/** cli_program_errors_on_terminal - the same with stdout on /dev/null */
int cli_program_errors_on_terminal(struct sim_buf *seen, const char *const *args);

void cli_read_file(struct sim_buf *text, const char *path);

/** cli_replace - each @what becomes @by */
void cli_replace(struct sim_buf *text, const char *what, const char *by);

/** cli_mask - each number between @before and @after becomes N */
void cli_mask(struct sim_buf *text, const char *before, const char *after);

/** cli_same_as_file - the test fails unless the file holds just that; CLI_GOLDEN=write writes it */
void cli_same_as_file(const struct sim_buf *text, const char *path);

#endif
