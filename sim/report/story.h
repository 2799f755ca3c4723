/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One run of a scenario, repeated in detail mode and kept, so that it can be told: who did
 * what at which step, who owned which pid number, and what became of every object.
 */
#ifndef SIM_REPORT_STORY_H
#define SIM_REPORT_STORY_H

#include "report/canvas.h"
#include "script/run.h"

/**
 * struct sim_moment - a line of the scenario that was run
 * @step: index in the program
 * @from, @to: the entries of the trace that belong to it, [from, to); in a race those of
 *	others lie in between
 * @ret: its result; @result: the same as text
 */
struct sim_moment {
	unsigned int step;
	unsigned int from, to;
	long ret;
	char *result;
};

/**
 * struct sim_life - an object of the run
 * @id: for sim_object()
 * @born, @died: index of the entry in the trace; @died is ~0 if it did not
 * @freed_nr: where its pid numbers became free again, ~0: they did not
 * @task: whose struct pid it is, -1: nobody's
 */
struct sim_life {
	unsigned int id;
	unsigned int born, died, freed_nr;
	int task;
};

/**
 * struct sim_story - the run; its world is as the run left it
 * @schedule: what decided its race
 * @end: entries of the trace before everything was ended
 */
struct sim_story {
	const struct sim_prog *prog;
	struct sim *sim;
	struct sim_run *run;
	struct sim_strategy *schedule;
	struct sim_moment *moments;
	unsigned int nr_moments;
	struct sim_life *lives;
	unsigned int nr_lives;
	unsigned int *events;		/* indices of all events in the trace */
	unsigned int nr_events;
	unsigned int end;
	int failed; /* no memory */
};

/**
 * sim_story_new - run a bound scenario once, in detail
 * @token: the schedule, "": always the default
 * @inject_step, @inject_nth: as in struct sim_runner
 *
 * @sim is left in detail mode until sim_story_free().
 */
enum sim_status sim_story_new(struct sim_story *story, struct sim *sim, const struct sim_prog *prog,
			      const char *token, unsigned int inject_step, unsigned int inject_nth,
			      struct sim_error *err);
void sim_story_free(struct sim_story *story);

/** sim_story_actor - name of a task; one that no line names is "task 7" */
const char *sim_story_actor(const struct sim_story *story, int task, char buf[32]);

/** sim_story_count - reference count of an object before entry @at; -1: it has none yet */
long sim_story_count(const struct sim_story *story, unsigned int id, unsigned int at);

/** sim_story_task_at - 0: not there (any more), 1: alive, 2: a zombie; before entry @at */
int sim_story_task_at(const struct sim_story *story, int task, unsigned int at);

/** sim_story_owner - the life that has a pid number before entry @at, or NULL */
const struct sim_life *sim_story_owner(const struct sim_story *story, long nr, unsigned int at);

/** sim_story_is_boots - 1: a file that was open before anybody ran; nobody's news */
int sim_story_is_boots(const struct sim_story *story, const struct sim_life *life);

/** sim_story_line - "call(args)" of a step as it was written, without what was expected */
void sim_story_line(const struct sim_pstep *step, struct sim_buf *out);

/** sim_story_moment - the moment in which a step ended, or NULL */
const struct sim_moment *sim_story_moment(const struct sim_story *story, unsigned int step);

/**
 * sim_story_changes - what happened to struct pids and files in [from, to), one line each
 *
 * "pid 2#1  2 -> 3", "file#4  new", "pid 2#1  1 -> 0, freed"; changes that cancel out are
 * left out. @each is called with @ctx for every line.
 */
void sim_story_changes(const struct sim_story *story, unsigned int from, unsigned int to,
		       void (*each)(void *ctx, const char *line), void *ctx);

/** sim_story_note - an entry of the trace in a few words, "" if it is not worth any */
void sim_story_note(const struct sim_story *story, const struct sim_trace_entry *e, char *buf,
		    size_t n);

/**
 * struct sim_marked - a step of the race that stands out in the lanes
 * @task, @nth: as in struct sim_turn
 * @mark: a letter beside the number of its row
 */
struct sim_marked {
	int task;
	unsigned int nth;
	char mark;
};

/**
 * sim_report_lanes - a column for each actor, and one for the objects
 * @marked: steps of the race that stand out, @nr of them
 */
void sim_report_lanes(const struct sim_story *story, const struct sim_pen *pen,
		      const struct sim_marked *marked, unsigned int nr, struct sim_buf *out);

/** sim_report_steps - each line as strace would print it, with the ledger's lines below */
void sim_report_steps(const struct sim_story *story, struct sim_buf *out);

/** sim_report_ledger - what there is, and was, of struct pids and files before entry @at */
void sim_report_ledger(const struct sim_story *story, const struct sim_pen *pen, unsigned int at,
		       struct sim_buf *out);

/**
 * sim_report_picture - the ribbon of the pid numbers that had several owners, lanes of
 * struct pids, a column for each task, and the ledger
 * @upto: moments to be shown
 */
void sim_report_picture(const struct sim_story *story, const struct sim_pen *pen, unsigned int upto,
			struct sim_buf *out);

/**
 * sim_report_failure - everything there is to say about a failure
 * @story: the failing run in detail, NULL if no single run is at fault
 * @marked: see sim_report_lanes()
 * @repeat: the command that repeats it, NULL: there is none, or more is to be said before
 */
void sim_report_failure(const struct sim_report *report, const struct sim_prog *prog,
			const struct sim_story *story, const struct sim_pen *pen,
			const struct sim_marked *marked, unsigned int nr, const char *repeat,
			struct sim_buf *out);

/** sim_report_file - a file that debug information names, without this machine's folders */
const char *sim_report_file(const char *file);

/**
 * struct sim_teller - how failures are to be told
 * @as_it_is: the schedule was asked for: no shorter one is looked for
 * @command: appends the command that repeats a run, with this schedule (NULL: without any)
 */
struct sim_teller {
	struct sim *sim;
	const struct sim_prog *prog;
	const struct sim_pen *pen;
	int as_it_is;
	void (*command)(void *ctx, const char *token, struct sim_buf *out);
	void *ctx;
};

/**
 * sim_report_fault - a failure, whatever kind of scenario it is of
 * @token: the schedule, if it is too long for @report; NULL: the one that stands there
 *
 * Of a race: the shortest schedule that fails in this way, the nearest one that passes, and the
 * two steps whose order decides.
 */
enum sim_status sim_report_fault(const struct sim_teller *teller, const struct sim_report *report,
				 const char *token, struct sim_buf *out, struct sim_error *err);

#endif
