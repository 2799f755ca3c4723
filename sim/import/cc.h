/* SPDX-License-Identifier: GPL-2.0-only */
/* Running the compiler. */
#ifndef SIM_IMPORT_CC_H
#define SIM_IMPORT_CC_H

#include "buf.h"
#include "error.h"

/** struct sim_words - the words of a command; the last one is NULL once it is run */
struct sim_words {
	char **at;
	unsigned int nr;
	bool failed;
};

/**
 * struct sim_job - a command
 * @words: what to run, found by PATH
 * @folder: where; NULL: here
 * @out, @err: what it said
 * @code: its exit status; 128 and more: a signal; 127: there is no such command
 */
struct sim_job {
	struct sim_words words;
	const char *folder;
	struct sim_buf out, err;
	int code;
	int pid, fds[2];
};

/** sim_word - add a word; printf-like */
void sim_word(struct sim_job *job, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/** sim_jobs_run - run commands side by side, in the C locale, with limits; wait for all */
enum sim_status sim_jobs_run(struct sim_job *jobs, unsigned int nr, struct sim_error *err);
void sim_job_free(struct sim_job *job);

#endif
