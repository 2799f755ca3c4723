/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The command line: what the commands share. Only this folder prints and exits.
 */
#ifndef SIM_CLI_H
#define SIM_CLI_H

#include <stdio.h>

#include "report/canvas.h"
#include "script/run.h"
#include "script/script.h"

/** enum cli_exit - how the program ends */
enum cli_exit {
	CLI_OK = 0,	  /* all passed */
	CLI_FAILED = 1,	  /* something failed, or is not in its canonical layout */
	CLI_BAD = 2,	  /* wrong usage or input; nothing was done */
	CLI_INTERNAL = 3, /* no memory, or the output could not be written */
};

/**
 * struct cli_command - one command
 * @usage: behind "pidfdsim "
 * @summary: one line
 * @help: what else there is to say, whole lines
 */
struct cli_command {
	const char *name;
	const char *usage;
	const char *summary;
	const char *help;
	int (*run)(int argc, char **argv);
};

extern const struct cli_command cli_cmd_run, cli_cmd_matrix, cli_cmd_list, cli_cmd_designs,
	cli_cmd_fmt, cli_cmd_demo, cli_cmd_version, cli_cmd_check_host,
	cli_cmd_replay_strace;

extern const struct cli_command cli_cmd_diff, cli_cmd_new, cli_cmd_import, cli_cmd_try,
	cli_cmd_explore, cli_cmd_shrink, cli_cmd_emit_c, cli_cmd_fuzz;

/* ------------------------------------------------------------ talking (talk.c) */

/** cli_error - print an error record; returns the exit code that goes with it */
int cli_error(const struct sim_error *err);

/** cli_bad - "pidfdsim COMMAND: ..." and where help is; returns CLI_BAD */
int cli_bad(const struct cli_command *command, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/** cli_unknown_option - of what getopt_long() answered with '?' or ':' */
int cli_unknown_option(const struct cli_command *command, char **argv);

/** cli_help - the help of a command, to stdout */
int cli_help(const struct cli_command *command);

/** cli_flush - print a text and empty it; returns @code, or CLI_INTERNAL if that fails */
int cli_flush(struct sim_buf *text, int code);

/** cli_pen - what stdout can show */
struct sim_pen cli_pen(void);

/** cli_progress - one line on stderr that the next one replaces; "" wipes it */
void cli_progress(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/** cli_quote - a word as a shell wants it */
void cli_quote(struct sim_buf *out, const char *word);

/* ------------------------------------------------------------ scenarios (files.c) */

/**
 * struct cli_scenario - a scenario file
 * @path: as it was given, or found
 */
struct cli_scenario {
	char *path;
	struct sim_ast *ast;
	const char *title;
};

struct cli_scenarios {
	struct cli_scenario *at;
	unsigned int nr;
};

/**
 * cli_load_scenarios - find and parse what the arguments name, folders recursively
 *
 * All errors are printed. Return: an exit code.
 */
int cli_load_scenarios(struct cli_scenarios *s, char **paths, int nr);
void cli_free_scenarios(struct cli_scenarios *s);

/* ------------------------------------------------------------ designs (designs.c) */

/**
 * struct cli_design - a design library
 * @given: as the user named it, NULL if it was found
 */
struct cli_design {
	struct sim_design *design;
	const struct design *table;
	const char *given;
};

struct cli_designs {
	struct cli_design *at;
	unsigned int nr;
};

/**
 * cli_load_designs - the designs that were asked for, or all that were built
 * @names: of --design; @nr may be 0
 * @dir: of --dir, or NULL
 *
 * Return: an exit code; errors are printed.
 */
int cli_load_designs(struct cli_designs *d, char **names, unsigned int nr, const char *dir);
/** cli_known_designs - all that were built or installed, whose words a scenario may require */
int cli_known_designs(struct cli_designs *d);
void cli_free_designs(struct cli_designs *d);

/** cli_find_file - where @built, or else @installed, is: relative to the program; 1 if found */
int cli_find_file(char *path, size_t n, const char *built, const char *installed);

/** cli_kit - where the kit for imports is, or NULL; @path: room for it */
const char *cli_kit(char *path, size_t n);

/** cli_imports_folder - where imports go, beside the program; 0: nobody knows */
int cli_imports_folder(char *path, size_t n);

/** cli_compiler - $CC, or NULL */
const char *cli_compiler(void);

/* ------------------------------------------------------------ options of several commands */

/** struct cli_list - an option that may be given several times */
struct cli_list {
	char **at;
	unsigned int nr;
};

/** cli_list_add - 0 if there is no memory */
int cli_list_add(struct cli_list *list, char *word);

/** cli_put_command - `pidfdsim run PATH --design D`; @release may be NULL */
void cli_put_command(struct sim_buf *out, const char *path, const struct cli_design *design,
		     const char *release);
/** cli_put_schedule - ` --schedule TOKEN` */
void cli_put_schedule(struct sim_buf *out, const char *token);

/**
 * cli_release - "linux-6.9" to a number
 * Return: 0 if it is none.
 */
unsigned int cli_release(const char *word);

/* ------------------------------------------------------------ many runs (suite.c) */

/**
 * struct cli_suite - scenarios by designs, all bound before anything is run
 * @progs: row by row; @nr_columns to a row
 */
struct cli_suite {
	struct cli_scenarios scenarios;
	struct cli_designs designs;
	struct cli_designs known;
	struct sim_prog **progs;
	struct sim *sim;
};

/**
 * cli_suite_open - load, parse and bind everything
 * @release: 0: each design's newest
 *
 * Return: an exit code; errors are printed.
 */
int cli_suite_open(struct cli_suite *suite, char **paths, int nr_paths,
		   const struct cli_list *designs, unsigned int release);
void cli_suite_close(struct cli_suite *suite);

/**
 * cli_cell - one scenario on one design; in a process of its own if the design was imported
 * @fn: does it: fills in @report, appends to @text; returns an exit code. What else it changes
 *	may be lost
 *
 * Return: what @fn returns. If its process comes to a bad end, @report says so, @text is empty and
 * CLI_OK is returned.
 */
int cli_cell(struct cli_suite *suite, unsigned int design,
	     int (*fn)(void *ctx, struct sim_report *report, struct sim_buf *text), void *ctx,
	     struct sim_report *report, struct sim_buf *text);

/** cli_cell_step - on_step of a long run, which is then not taken for hanging; @ctx: a count */
void cli_cell_step(void *ctx, const struct sim_run *run, const struct sim_pstep *step, long ret);

/** cli_run_on_host - `run --on host`; returns an exit code */
struct cli_host_options;
int cli_run_on_host(char **paths, int nr, const struct cli_host_options *o);

static inline const struct sim_prog *cli_suite_prog(const struct cli_suite *suite,
						    unsigned int scenario, unsigned int design)
{
	return suite->progs[(size_t)scenario * suite->designs.nr + design];
}

#endif
