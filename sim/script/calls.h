/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a call looks like in a scenario, and what the kernel gets: the table of all
 * calls. A call that is not in it takes numbers, strings and NULL as they stand.
 */
#ifndef SIM_SCRIPT_CALLS_H
#define SIM_SCRIPT_CALLS_H

#include "script/layout.h"

/** enum sim_param_kind - one argument of the system call */
enum sim_param_kind {
	SIM_P_END,
	SIM_P_INT,	/* written as a number, constants, an actor */
	SIM_P_STRING,	/* pointer to a string */
	SIM_P_IN,	/* pointer to a structure, NULL, or an address */
	SIM_P_INOUT,	/* the same; comes back changed */
	SIM_P_IN_LIST,	/* pointer to an array, written as a list */
	SIM_P_INOUT_LIST, /* the same; comes back changed */
	SIM_P_DATA,	/* pointer to bytes, written as a string */
	/* not written, unless behind all others: */
	SIM_P_OUT,	/* pointer to a structure that comes back in the braces */
	SIM_P_OUT_LIST,	/* array of @max; the result says how many came back */
	SIM_P_OUT_DATA,	/* buffer of the size that argument @of says */
	SIM_P_COUNT,	/* elements or bytes of argument @of */
	SIM_P_FIXED,	/* always @value */
	SIM_P_MSG_IN,	/* struct msghdr: {data="x", rights=[4]} */
	SIM_P_MSG_OUT,	/* struct msghdr: {len=16, fds=2} and back: {data="x", rights=[5]} */
};

/**
 * struct sim_param - one argument
 * @of: index of the parameter that SIM_P_COUNT and SIM_P_OUT_DATA speak of
 * @optional: need not be written; then it is @value
 * @words: what the constants begin with, for help ("SIG", "CLONE_")
 */
struct sim_param {
	const char *name;
	enum sim_param_kind kind;
	const struct sim_layout *layout;
	const char *words;
	long value;
	unsigned int of : 8;
	unsigned int optional : 1;
};

/* struct sim_call_desc.flags */
#define SIM_CALL_CREATES	1	/* a positive result is a new task */

/**
 * struct sim_call_desc - a call
 * @name: as it is written
 * @syscall: as the kernel has it, if that differs
 * @man: the manual page that says more
 */
struct sim_call_desc {
	const char *name;
	const char *syscall;
	const char *man;
	unsigned int flags;
	struct sim_param params[7];
};

/** sim_call_desc - the description of a call by the name in the script; NULL: not in the table */
const struct sim_call_desc *sim_call_desc(const char *name);
/** sim_command_desc - what @call takes if its second argument is @word; NULL: as always */
const struct sim_call_desc *sim_command_desc(const char *call, const char *word);
/** sim_command_at - all of these, by index, and their @word; NULL at the end */
const struct sim_call_desc *sim_command_at(unsigned int i, const char **word);
/** sim_call_desc_at - the table, by index; NULL at the end */
const struct sim_call_desc *sim_call_desc_at(unsigned int i);
/** sim_call_near - the name in the table that is most like @name, or NULL */
const char *sim_call_near(const char *name);

#endif
