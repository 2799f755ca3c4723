/* SPDX-License-Identifier: GPL-2.0-only */
/* Runs scenario files of tests/ on designs of the build, inside a CMocka test. */
#ifndef TESTS_RUN_SIM_H
#define TESTS_RUN_SIM_H

#include "script/run.h"

/**
 * run_sim - run the scenario TEST_DIR/@file on the design library BUILD_DIR/@library
 * @release: LINUX(major, minor), 0: the design's default
 * @report: what came of it; a scenario or a design that can't be read fails the test
 */
void run_sim(const char *library, const char *file, unsigned int release,
	     struct sim_report *report);

/** run_sim_passes - the test fails, and says why, unless the scenario passes */
void run_sim_passes(const char *library, const char *file, unsigned int release);

#endif
