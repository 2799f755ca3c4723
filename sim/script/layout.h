/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How the structures that calls take and give lie in user memory. The layouts are the
 * kernel's ABI, taken from libc's headers where libc has the same.
 */
#ifndef SIM_SCRIPT_LAYOUT_H
#define SIM_SCRIPT_LAYOUT_H

#include <stddef.h>

/** enum sim_type - what a member is */
enum sim_type {
	SIM_T_S16,
	SIM_T_S32,
	SIM_T_U32,
	SIM_T_S64,
	SIM_T_U64,
	SIM_T_SIGSET,  /* 64 bits, written as a list of signals */
	SIM_T_CAPS,    /* two words of 32 bits, 12 bytes apart, written as a list of capabilities */
	SIM_T_STATUS,  /* a wait status: exited(3) */
	SIM_T_TEXT,    /* bytes; how many, the call's result says */
	SIM_T_PIDS,    /* pointer to ints, and their number in the next member */
	SIM_T_PTR_OUT, /* pointer to an int that the call writes, if a flag asks for it */
};

/**
 * struct sim_member - one member
 * @prefix: constants that begin so are shown by name; NULL: a plain number
 * @ask: SIM_T_PTR_OUT: the bits of the first member that ask for it
 */
struct sim_member {
	const char *name;
	unsigned int offset;
	enum sim_type type;
	const char *prefix;
	unsigned long ask;
};

/**
 * struct sim_layout - a structure
 * @plain: it is written without braces and names, as its only member
 */
struct sim_layout {
	const char *name;
	unsigned int size;
	int plain;
	const struct sim_member *members;	/* ends with a NULL name */
};

extern const struct sim_layout sim_layout_siginfo, sim_layout_sigaction, sim_layout_sigset,
	sim_layout_rlimit, sim_layout_timespec, sim_layout_rusage, sim_layout_status,
	sim_layout_int, sim_layout_pair, sim_layout_pollfd, sim_layout_epoll_event,
	sim_layout_clone_args, sim_layout_caphdr, sim_layout_capdata, sim_layout_ids,
	sim_layout_stat, sim_layout_statfs, sim_layout_bytes, sim_layout_long, sim_layout_ucred,
	sim_layout_process_wait, sim_layout_process_info;

/** sim_layout_member - by name; NULL: none */
const struct sim_member *sim_layout_member(const struct sim_layout *layout, const char *name);

/** sim_type_size - bytes of a member */
unsigned int sim_type_size(enum sim_type type);
/** sim_type_load - the number in a member; SIGSET and U64 as bits */
long sim_type_load(enum sim_type type, const void *at);
void sim_type_store(enum sim_type type, void *at, long value);

#endif
