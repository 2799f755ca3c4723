// SPDX-License-Identifier: GPL-2.0-only
/*
 * From lines to records, and the order of what they tell.
 */
#include "strace/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buf.h"

/* calls that have begun: a record each */
struct st_open {
	unsigned int rec;
	unsigned int file;
	int pid;
};

/* processes that a log without pids in front of all lines tells of */
struct st_life {
	int pid;
	int alive;
};

struct st_log *sim_st_log_new(void)
{
	struct st_log *log = calloc(1, sizeof(*log));

	if (!log)
		return NULL;
	log->heap = sim_ast_new("");
	if (!log->heap) {
		free(log);
		return NULL;
	}
	return log;
}

void sim_st_log_free(struct st_log *log)
{
	if (!log)
		return;
	sim_ast_free(log->heap);
	free(log->recs);
	free(log->events);
	free(log->files);
	free(log->open);
	free(log->lives);
	free(log);
}

/* room for one more; 0: no memory */
static int grow(void **at, unsigned int nr, unsigned int *room, size_t size)
{
	unsigned int more = *room ? *room * 2 : 64;
	void *bigger;

	if (nr < *room)
		return 1;
	bigger = realloc(*at, more * size);
	if (!bigger)
		return 0;
	*at = bigger;
	*room = more;
	return 1;
}

static int add_event(struct st_log *log, unsigned int rec, enum st_phase phase,
		     unsigned long long time)
{
	if (!grow((void **)&log->events, log->nr_events, &log->room_events,
		  sizeof(*log->events)))
		return 0;
	log->events[log->nr_events++] = (struct st_event){ rec, phase, time };
	return 1;
}

/* ------------------------------------------------------------ lines without a pid */

static struct st_life *life_of(struct st_log *log, int pid)
{
	for (unsigned int i = 0; i < log->nr_lives; i++) {
		if (log->lives[i].pid == pid)
			return &log->lives[i];
	}
	if (!grow((void **)&log->lives, log->nr_lives, &log->room_lives, sizeof(*log->lives)))
		return NULL;
	log->lives[log->nr_lives] = (struct st_life){ pid, 1 };
	return &log->lives[log->nr_lives++];
}

/* strace leaves the pid out while there is one process only */
static int only_one(const struct st_log *log)
{
	int pid = 0, alive = 0;

	for (unsigned int i = 0; i < log->nr_lives; i++) {
		if (log->lives[i].alive) {
			pid = log->lives[i].pid;
			alive++;
		}
	}
	return alive == 1 ? pid : 0;
}

/* a process that nobody said was attached is the first one, whose lines had no pid before */
static int name_first(struct st_log *log, int pid, unsigned int file)
{
	for (unsigned int i = 0; i < log->nr_lives; i++) {
		if (log->lives[i].pid == pid)
			return 1;
	}
	for (unsigned int i = 0; i < log->nr_lives; i++) {
		if (log->lives[i].pid)
			continue;
		for (unsigned int r = 0; r < log->nr_recs; r++) {
			if (!log->recs[r].pid && log->recs[r].file == file)
				log->recs[r].pid = pid;
		}
		for (unsigned int o = 0; o < log->nr_open; o++) {
			if (!log->open[o].pid)
				log->open[o].pid = pid;
		}
		log->lives[i].pid = pid;
		return 1;
	}
	return life_of(log, pid) != NULL;
}

static int set_pid(struct st_log *log, struct st_rec *rec, int owner)
{
	struct st_life *life;

	if (owner) {
		rec->pid = owner;
		return 1;
	}
	if (rec->pid) {
		if (!name_first(log, rec->pid, rec->file))
			return 0;
	} else {
		rec->pid = only_one(log);
	}
	life = life_of(log, rec->pid);
	if (life)
		life->alive = rec->kind != ST_EXITED && rec->kind != ST_KILLED;
	return life != NULL;
}

/* ------------------------------------------------------------ halves of calls */

static int begin_call(struct st_log *log, unsigned int rec)
{
	if (!grow((void **)&log->open, log->nr_open, &log->room_open, sizeof(*log->open)))
		return 0;
	log->open[log->nr_open++] = (struct st_open){ rec, log->recs[rec].file,
						      log->recs[rec].pid };
	return add_event(log, rec, ST_START, log->recs[rec].start);
}

/* -1: there is no first half; 0: no memory */
static int end_call(struct st_log *log, const struct st_rec *half)
{
	for (unsigned int i = log->nr_open; i--;) {
		struct st_rec *rec = &log->recs[log->open[i].rec];
		struct sim_buf args = { 0 };

		if (log->open[i].pid != half->pid || log->open[i].file != half->file ||
		    strcmp(rec->name, half->name))
			continue;
		sim_buf_puts(&args, rec->args);
		sim_buf_puts(&args, half->args);
		rec->args = sim_ast_strndup(log->heap, args.s ? args.s : "", args.len);
		rec->end = half->end;
		rec->ret = half->ret;
		rec->err = half->err;
		rec->note = half->note;
		rec->stop = half->start;
		memmove(&log->open[i], &log->open[i + 1],
			(--log->nr_open - i) * sizeof(*log->open));
		i = (unsigned int)(rec - log->recs);
		sim_buf_free(&args);
		return rec->args && !args.failed && add_event(log, i, ST_STOP, half->start);
	}
	return -1;
}

/* ------------------------------------------------------------ files */

static void broken(struct st_log *log, const struct st_rec *rec, unsigned int col,
		   const char *what)
{
	if (log->broken++)
		return;
	sim_error_set(&log->first, SIM_EINPUT, "%s", what);
	sim_error_at(&log->first, log->files[rec->file], rec->line, col, 1);
	sim_error_source(&log->first, rec->text, rec->len);
}

/* 0: no memory */
static int add_line(struct st_log *log, struct st_rec *rec, int owner)
{
	unsigned int col = 1;
	int attached = 0, ok;
	enum st_shape shape = sim_st_line(log->heap, rec->text, rec->len, rec, &col, &attached);

	if (attached && !life_of(log, attached))
		return 0;
	if (shape == ST_LINE_NOTHING)
		return 1;
	if (shape == ST_LINE_BAD) {
		broken(log, rec, col, "not a line of strace's, or cut off");
		return 1;
	}
	if (!set_pid(log, rec, owner))
		return 0;
	log->untimed |= !rec->start;
	if (shape == ST_LINE_RESUMED) {
		ok = end_call(log, rec);
		if (ok < 0)
			broken(log, rec, col, "the end of a call that did not begin");
		return ok != 0;
	}
	for (unsigned int i = 0; rec->kind == ST_SUPERSEDED && i < log->nr_open; i++) {
		if (log->open[i].pid == rec->code)
			log->open[i].pid = rec->pid;
	}
	if (!grow((void **)&log->recs, log->nr_recs, &log->room_recs, sizeof(*log->recs)))
		return 0;
	log->recs[log->nr_recs++] = *rec;
	if (shape == ST_LINE_UNFINISHED)
		return begin_call(log, log->nr_recs - 1);
	return add_event(log, log->nr_recs - 1, ST_WHOLE, rec->start);
}

/*
 * On a terminal strace says "Process 5 attached" in the middle of a line; 1: this is one, and the
 * next line goes on with it
 */
static int split_line(struct st_log *log, struct st_rec *rec, struct st_rec *head)
{
	static const char words[] = "strace: Process ";
	const char *at = memmem(rec->text, rec->len, words, sizeof(words) - 1);
	char *whole;
	int pid;

	if (at && at > rec->text && rec->len < SIM_LINE_MAX && !head->text &&
	    sscanf(at + sizeof(words) - 1, "%7d attached", &pid) == 1 && pid > 0) {
		*head = *rec;
		head->len = (unsigned int)(at - rec->text);
		life_of(log, pid);
		return 1;
	}
	if (!head->text)
		return 0;
	whole = sim_ast_alloc(log->heap, (size_t)head->len + rec->len + 1);
	if (whole) {
		memcpy(whole, head->text, head->len);
		memcpy(whole + head->len, rec->text, rec->len);
	}
	rec->text = whole;
	rec->len += head->len;
	rec->line = head->line;
	head->text = NULL;
	return 0;
}

static enum sim_status bad_file(struct sim_error *err, const char *path, const char *why)
{
	sim_error_set(err, SIM_EINPUT, "%s", why);
	sim_error_at(err, path, 0, 0, 0);
	sim_error_accept(err, "what `strace -f -o FILE PROGRAM` writes");
	return SIM_EINPUT;
}

enum sim_status sim_st_log_add(struct st_log *log, const char *path, const char *text, size_t len,
			       int pid, struct sim_error *err)
{
	const char *end = text + len, *p = text, *stop;
	unsigned int before = log->nr_recs, nr = 0;
	struct st_rec head = { 0 };
	const char **more = realloc(log->files, (log->nr_files + 1) * sizeof(*more));
	char *copy;

	if (more)
		log->files = more;
	if (!len)
		return bad_file(err, path, "the log is empty");
	if (memchr(text, '\0', len))
		return bad_file(err, path, "this is no text");
	copy = sim_ast_strndup(log->heap, text, len);
	if (!more || !copy)
		return sim_error_set(err, SIM_ENOMEM, "out of memory");
	log->files[log->nr_files++] = sim_ast_strndup(log->heap, path, strlen(path));
	for (p = copy, end = copy + len; p < end; p = stop + 1) {
		struct st_rec rec = { .file = log->nr_files - 1, .line = ++nr, .text = p };

		stop = memchr(p, '\n', (size_t)(end - p));
		if (!stop)
			stop = end;
		rec.len = (unsigned int)(stop - p);
		if (split_line(log, &rec, &head))
			continue;
		if (!rec.text || !add_line(log, &rec, pid))
			return sim_error_set(err, SIM_ENOMEM, "out of memory");
	}
	log->nr_lines += nr;
	if (log->nr_recs == before)
		return bad_file(err, path, "not one line of it is strace's");
	return SIM_OK;
}

static int by_time(const void *a, const void *b)
{
	const struct st_event *x = a, *y = b;

	if (x->time != y->time)
		return x->time < y->time ? -1 : 1;
	if (x->rec != y->rec)
		return x->rec < y->rec ? -1 : 1;
	return (int)x->phase - (int)y->phase;
}

/*
 * In a log of one process a call takes until the next line, or as long as -T says, however
 * much others did meanwhile.
 */
static int split_calls(struct st_log *log)
{
	unsigned int nr = log->nr_events;

	for (unsigned int i = 0; i < nr; i++) {
		struct st_rec *rec = &log->recs[log->events[i].rec];
		unsigned long long stop = rec->stop;

		if (log->events[i].phase != ST_WHOLE || rec->kind != ST_CALL ||
		    rec->end == ST_GONE)
			continue;
		if (stop <= rec->start && i + 1 < nr &&
		    log->recs[log->events[i + 1].rec].file == rec->file)
			stop = log->events[i + 1].time;
		log->events[i].phase = ST_START;
		if (!add_event(log, log->events[i].rec, ST_STOP, stop))
			return 0;
	}
	return 1;
}

enum sim_status sim_st_log_finish(struct st_log *log, struct sim_error *err)
{
	if (log->nr_files < 2)
		return SIM_OK;
	if (log->untimed) {
		sim_error_set(err, SIM_EINPUT,
			      "logs of several processes need times to be brought into order");
		sim_error_accept(err, "what `strace -ff -ttt -T -o PREFIX PROGRAM` writes");
		return SIM_EINPUT;
	}
	if (!split_calls(log))
		return sim_error_set(err, SIM_ENOMEM, "out of memory");
	if (log->nr_events)
		qsort(log->events, log->nr_events, sizeof(*log->events), by_time);
	return SIM_OK;
}
