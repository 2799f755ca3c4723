/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Import: pidfd code out of a kernel tree or a patch mail becomes a design library, unmodified.
 *
 *	sim_import_begin()	reads the input and decides what is taken
 *	sim_import_build()	writes translation units, compiles and links them
 *	sim_import_report()	tells what was taken, and what the model lacks
 *
 * docs/importing.md says what it does and why.
 */
#ifndef SIM_IMPORT_H
#define SIM_IMPORT_H

#include "import/taken.h"
#include "import/tree.h"

/** enum sim_import_flag - how the design is compiled */
enum sim_import_flag {
	SIM_IMPORT_COV = 1,  /* for gcov and lcov */
	SIM_IMPORT_FAST = 2, /* with tcc */
	SIM_IMPORT_DEEP = 4,	/* and once more, for `explore` */
};

/**
 * struct sim_import_options - what is wanted
 * @tree, @mail: the input, one of them; the other one is NULL
 * @base: a tree that the mail is applied to, or NULL
 * @release: LINUX(major, minor) that a mail is for, 0: as its date says
 * @series: which of the mail's series, from 1; 0: the newest that is complete
 * @name: of the design
 * @out: folder for NAME.so and NAME.import/
 * @kit: folder with what a design is compiled against
 * @cc: compiler, NULL: the one that the kit was made with
 * @picks, @nr_picks: "FILE:NAME" each; none: the pidfd logic, by a list of roots
 * @flags: enum sim_import_flag
 */
struct sim_import_options {
	const char *tree, *mail, *base;
	unsigned int series, release;
	const char *name, *out, *kit, *cc;
	const char *const *picks;
	unsigned int nr_picks;
	unsigned int flags;
};

/** enum sim_lack_kind - what the model has not got */
enum sim_lack_kind {
	SIM_LACK_FUNCTION,
	SIM_LACK_CONSTANT,
	SIM_LACK_TYPE,
	SIM_LACK_MEMBER,
	SIM_LACK_OTHER,	 /* what else keeps it from being compiled: the compiler's words */
	SIM_LACK_SYMBOL, /* declared, defined nowhere */
};

/**
 * struct sim_lack - something that the model has not got
 * @part: index of the file whose unit asks for it
 * @file, @line: where first
 */
struct sim_lack {
	enum sim_lack_kind kind;
	unsigned int part;
	char name[96];
	char file[96];
	unsigned int line;
};

/**
 * struct sim_import - an import
 * @how: not owned
 * @parts: files, headers first
 * @tree: the tree, if there is one
 * @version: LINUX(major, minor) that it is built for
 * @origin: where it is from, one line
 * @digest: of all the input
 * @damage: what was found wrong with a mail, as text
 * @lacks: what the model has not got
 * @exports, @features: the model's lists (words.h)
 * @pieces: statements out of functions that are not taken; @ranges: the text with them
 * @ms: what each step took
 */
struct sim_import {
	const struct sim_import_options *how;
	struct sim_parts parts;
	struct sim_tree tree;
	unsigned int version;
	char origin[160];
	char digest[40];
	struct sim_buf damage;
	struct sim_provides provides;
	struct sim_lack *lacks;
	unsigned int nr_lacks;
	struct sim_buf exports, features;
	struct sim_piece *pieces;
	unsigned int nr_pieces;
	struct sim_buf ranges;
	double ms_read, ms_compile, ms_link;
};

/**
 * sim_import_begin - read the input and decide what is taken
 * @imp: to be given back with sim_import_end(), also on error
 * @how: must outlive @imp
 * @err: filled in on error
 */
enum sim_status sim_import_begin(struct sim_import *imp, const struct sim_import_options *how,
				 struct sim_error *err);
/** sim_import_build - make OUT/NAME.so; on error nothing of it is left */
enum sim_status sim_import_build(struct sim_import *imp, struct sim_error *err);
/** sim_import_report - tables for people */
void sim_import_report(const struct sim_import *imp, struct sim_buf *out);
void sim_import_end(struct sim_import *imp);

/* ------------------------------------------------------------ between the files of this folder */

/** struct sim_import_root - what makes up the pidfd logic of a kernel (picks.c) */
struct sim_import_root {
	const char *file;
	const char *names; /* separated by blanks; "*": all */
};
extern const struct sim_import_root sim_import_roots[]; /* ends with a NULL file */

/** sim_import_unit - the translation unit of a file (unit.c); its text starts at "PATH":1 */
void sim_import_unit(const struct sim_import *imp, const struct sim_portion *part,
		     struct sim_buf *out);

/** sim_import_headers - the text of all headers that were taken, and the renames before it */
void sim_import_headers(const struct sim_import *imp, const struct sim_portion *part,
			struct sim_buf *out);

/** sim_import_names - symbols that renames left behind, as a linker script (unit.c) */
void sim_import_names(const struct sim_import *imp, struct sim_buf *out);

/** sim_import_design - the unit with pid_design and pid_import (describe.c) */
void sim_import_design(const struct sim_import *imp, struct sim_buf *out);

/** sim_import_record - what it was made of, as JSON (record.c) */
void sim_import_record(const struct sim_import *imp, struct sim_buf *out);

/** sim_import_digest - of all files that were read (record.c) */
void sim_import_digest(struct sim_import *imp);

#endif
