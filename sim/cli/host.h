/* SPDX-License-Identifier: GPL-2.0-only */
/* What the commands that use the host share: `run --on host`, `check-host`, `emit-c`. */
#ifndef SIM_CLI_HOST_H
#define SIM_CLI_HOST_H

#include "cli.h"
#include "onhost/onhost.h"

#define CLI_HOST_REASONS 64

/** how often a scenario with a race is run, unless --repeat says so */
#define CLI_HOST_REPEAT 20U

/**
 * struct cli_host_options - of the command line
 * @repeat: runs of a race; 0: as usual
 */
struct cli_host_options {
	struct cli_list designs;
	unsigned long repeat;
	int ktap, verbose;
};

/** struct cli_host_tally - what all came to */
struct cli_host_tally {
	unsigned int nr, passed, failed, skipped, passed_over, refusals, differences;
	char reasons[CLI_HOST_REASONS][160];
	unsigned int counts[CLI_HOST_REASONS];
	unsigned int nr_reasons;
};

/** cli_host_suite - cli_suite_open(), bound to the machine's release; send-signal as a rule */
int cli_host_suite(struct cli_suite *suite, char **paths, int nr, const struct cli_list *designs);
/** cli_host_count - a report into the tally */
void cli_host_count(struct cli_host_tally *t, const struct sim_host_report *report);
/** cli_host_summary - what was skipped or passed over, and how often */
void cli_host_summary(const struct cli_host_tally *t, struct sim_buf *out);
/** cli_host_repeat - how often a scenario is to be run */
unsigned long cli_host_repeat(const struct sim_prog *prog, const struct cli_host_options *o);
/** cli_host_number - a number of runs from the command line; 0: it is none */
unsigned long cli_host_number(const char *word);

/**
 * cli_host_race - hold what the races of a scenario do on the host against all that they do on the
 * model
 *
 * What differs goes to @out, and with -v how often each outcome was seen.
 * Return: an exit code; @differences is counted up.
 */
int cli_host_race(struct cli_suite *suite, unsigned int i, const struct cli_host_options *o,
		  struct sim_host_report *report, unsigned int *differences, struct sim_buf *out);

#endif
