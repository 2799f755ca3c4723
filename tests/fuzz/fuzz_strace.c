// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzer of the reader of strace's logs: nothing crashes it or hangs it, every error can be
 * shown, and what it found lies within the log.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "strace/log.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_error(const struct sim_error *err)
{
	char text[SIM_ERROR_TEXT_MAX];

	if (!err->text[0] || sim_error_format(err, text, sizeof(text)) >= sizeof(text))
		abort();
}

static void check_log(struct st_log *log)
{
	int ok;

	for (unsigned int i = 0; i < log->nr_events; i++) {
		const struct st_rec *rec = &log->recs[log->events[i].rec];

		if (log->events[i].rec >= log->nr_recs || !rec->line ||
		    rec->line > log->nr_lines)
			abort();
		if (rec->args)
			sim_st_values(log->heap, rec->args, &ok);
	}
	if (log->broken)
		check_error(&log->first);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct st_log *log = sim_st_log_new();
	struct sim_error err = { 0 };

	if (!log)
		return 0;
	if (sim_st_log_add(log, "fuzz.log", (const char *)data, size, 0, &err) ||
	    sim_st_log_finish(log, &err))
		check_error(&err);
	else
		check_log(log);
	sim_st_log_free(log);
	return 0;
}
