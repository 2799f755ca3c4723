/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A log of strace against the model: each modelled call is made in a world, in the order of the
 * log, and what the model answers is held against what the kernel answered.
 */
#ifndef SIM_STRACE_REPLAY_H
#define SIM_STRACE_REPLAY_H

#include "buf.h"
#include "sim.h"
#include "strace/log.h"

/**
 * struct st_report - what came of it
 * @text: the differences, then what was passed over, for people
 * @calls: that the model made; @passed: that it did not; @differences: answered otherwise
 * @signals: compared; @outside: signals that came from outside of the log
 * @adopted: facts from before the log; @moved: calls that began before the log shows them
 * @export: the scenario, if it was asked for
 */
struct st_report {
	struct sim_buf text, export;
	unsigned int processes, calls, passed, differences, signals, outside, adopted, moved;
	unsigned int restarts;
	int want_export;
};

/**
 * sim_st_replay - replay a log
 * @sim: a world that uses @design
 * @release: LINUX(major, minor)
 *
 * Return: SIM_OK, whatever came of it; SIM_ENOMEM, SIM_EDESIGN.
 */
enum sim_status sim_st_replay(struct st_log *log, struct sim *sim, const struct sim_design *design,
			      unsigned int release, struct st_report *out, struct sim_error *err);

#endif
