/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A log of `strace -f` as records: what each line says, not yet what it means.
 *
 *	line.c	one line to a record
 *	log.c	lines of one or several files, the halves of calls, the order of everything
 *	value.c	the text between the parentheses of a call to values of the scenario language
 */
#ifndef SIM_STRACE_LOG_H
#define SIM_STRACE_LOG_H

#include "error.h"
#include "script/ast.h"

/** enum st_kind - what a line tells of */
enum st_kind {
	ST_CALL,
	ST_SIGNAL,	/* --- SIGCHLD {...} --- */
	ST_STOPPED,	/* --- stopped by SIGSTOP --- */
	ST_EXITED,	/* +++ exited with 3 +++ */
	ST_KILLED,	/* +++ killed by SIGTERM +++ */
	ST_SUPERSEDED,	/* +++ superseded by execve in pid 5 +++ */
};

/** enum st_end - how a call ended */
enum st_end {
	ST_OPEN,	/* the log ends before */
	ST_RETURNED,	/* = 3, = -1 ESRCH */
	ST_RESTART,	/* = ? ERESTARTSYS: it is interrupted, and made again perhaps */
	ST_GONE,	/* = ?: it did not return */
};

/**
 * struct st_rec - a record
 * @pid: number in front of the line, 0: none
 * @name: of the call, or the signal
 * @args: what stands between the parentheses, or in the braces of the signal
 * @ret, @err: result; @err: "ESRCH", NULL if there is no error
 * @note: what stands in parentheses behind the result, NULL: nothing
 * @code: exit status, or the pid of ST_SUPERSEDED
 * @text, @len: the (first) line; @line: its number
 * @start, @stop: time in us, 0: not known
 * @values: of @args, once they were @parsed, and if they are @readable
 */
struct st_rec {
	enum st_kind kind;
	enum st_end end;
	unsigned int file, line;
	int pid;
	const char *name, *args;
	long ret;
	const char *err, *note;
	int code;
	const char *text;
	unsigned int len;
	unsigned long long start, stop;
	const struct sim_field *values;
	int parsed, readable;
};

/** enum st_phase - which part of a call an event is */
enum st_phase {
	ST_WHOLE,
	ST_START,
	ST_STOP,
};

struct st_event {
	unsigned int rec;
	enum st_phase phase;
	unsigned long long time;
};

/**
 * struct st_log - a log
 * @broken: lines that could not be understood; @first: the first of them
 * @timed: every record has a time
 * @pids: processes that the log knows; @nr_pids
 */
struct st_log {
	struct sim_ast *heap;
	struct st_rec *recs;
	unsigned int nr_recs, room_recs;
	struct st_event *events;
	unsigned int nr_events, room_events;
	const char **files;
	unsigned int nr_files;
	unsigned int nr_lines, broken;
	struct sim_error first;
	int untimed;
	struct st_open *open;
	unsigned int nr_open, room_open;
	struct st_life *lives;
	unsigned int nr_lives, room_lives;
};

/** sim_st_log_new - an empty log; NULL: no memory */
struct st_log *sim_st_log_new(void);
void sim_st_log_free(struct st_log *log);

/**
 * sim_st_log_add - the lines of one file
 * @pid: whose file it is (strace -ff), 0: everybody's
 *
 * Return: SIM_OK, whatever the lines are; SIM_EINPUT if it is no text, or has no line of
 * strace's; SIM_ENOMEM.
 */
enum sim_status sim_st_log_add(struct st_log *log, const char *path, const char *text, size_t len,
			       int pid, struct sim_error *err);

/** sim_st_log_finish - after the last file: brings the lines of several into their order */
enum sim_status sim_st_log_finish(struct st_log *log, struct sim_error *err);

/** enum st_shape - what line.c finds */
enum st_shape {
	ST_LINE_BAD,
	ST_LINE_NOTHING,	/* a remark of strace's own */
	ST_LINE_WHOLE,
	ST_LINE_UNFINISHED,
	ST_LINE_RESUMED,
};

/**
 * sim_st_line - take a line apart
 * @rec: filled in; @col: where it could not be understood, from 1
 * @attached: the pid of "Process N attached"
 */
enum st_shape sim_st_line(struct sim_ast *heap, const char *line, size_t len, struct st_rec *rec,
			  unsigned int *col, int *attached);

/**
 * sim_st_values - arguments as values; a field has a name if the log names it (`flags=...`)
 * @ok: 0: they could not be understood
 *
 * `{...} => {...}` and `[...] => [...]` become a call `=>` of two values, `~[...]` a call `~`,
 * a wait status exited(3) and its like. A string that was cut ends in "...".
 */
struct sim_field *sim_st_values(struct sim_ast *heap, const char *text, int *ok);

#endif
