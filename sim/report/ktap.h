/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Test results as KTAP version 1 (Documentation/dev-tools/ktap.rst).
 */
#ifndef SIM_REPORT_KTAP_H
#define SIM_REPORT_KTAP_H

#include "buf.h"

enum sim_ktap_result {
	SIM_KTAP_OK,
	SIM_KTAP_NOT_OK,
	SIM_KTAP_SKIP,
};

/**
 * sim_ktap_begin - a list of tests
 * @depth: 0 for the outermost
 * @name: of the test that this is a list of subtests of, NULL at depth 0
 * @nr: how many
 */
void sim_ktap_begin(struct sim_buf *out, unsigned int depth, const char *name, unsigned int nr);

/**
 * sim_ktap_result - one result
 * @nr: its number, from 1
 * @why: of a skip; may be NULL
 */
void sim_ktap_result(struct sim_buf *out, unsigned int depth, enum sim_ktap_result result,
		     unsigned int nr, const char *name, const char *why);

/** sim_ktap_diagnostic - lines of text that people read; stands before its result */
void sim_ktap_diagnostic(struct sim_buf *out, unsigned int depth, const char *text);

#endif
