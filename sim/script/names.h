/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The constants that a scenario may name: Linux's, with Linux's numbers.
 */
#ifndef SIM_SCRIPT_NAMES_H
#define SIM_SCRIPT_NAMES_H

#include <stddef.h>

/**
 * sim_name_value - the number behind a constant
 * @name: such as "SIGKILL"
 * @value: the number
 *
 * Return: 1, or 0 if there is no such constant.
 */
int sim_name_value(const char *name, long *value);

/** sim_name_near - the constant whose name is most like @name, or NULL */
const char *sim_name_near(const char *name);

/** sim_errno_name - "ESRCH", or NULL */
const char *sim_errno_name(int err);
/** sim_errno_value - the number of "ESRCH", 0 if there is no such errno */
int sim_errno_value(const char *name);
/** sim_signal_name - "SIGKILL", "SIGRT_2"; NULL if it is no signal */
const char *sim_signal_name(int sig);
/** sim_state_name - "ZOMBIE" for an enum model_state */
const char *sim_state_name(int state);

/** sim_names_each - calls @fn with every constant, sorted by name */
void sim_names_each(void (*fn)(void *ctx, const char *name, long value), void *ctx);

/** sim_flags_text - @value in the constants that begin with @prefix, as "A|B|0x10" */
size_t sim_flags_text(const char *prefix, unsigned long value, char *buf, size_t n);

#endif
