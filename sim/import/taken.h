/* SPDX-License-Identifier: GPL-2.0-only */
/* What an import takes from which file, and why. */
#ifndef SIM_IMPORT_TAKEN_H
#define SIM_IMPORT_TAKEN_H

#include "import/provides.h"

/** enum sim_take - why a chunk was taken, or not */
enum sim_take {
	SIM_TAKE_NO,
	SIM_TAKE_ROOT,	     /* it was asked for */
	SIM_TAKE_VIA,	     /* something that was taken names it */
	SIM_TAKE_ADDED,	     /* the patch adds or changes it */
	SIM_TAKE_WHOLE,	     /* its file is taken as a whole */
	SIM_TAKE_PROTO,	     /* declares what was taken */
	SIM_TAKE_DROPPED,    /* was taken, but can't be compiled: a stub has its name */
	SIM_TAKE_INCOMPLETE, /* the patch changes it, and does not show all of it */
};

/**
 * struct sim_taken - what became of a chunk
 * @via: SIM_TAKE_VIA: the chunk that names it, index in the same file
 */
struct sim_taken {
	enum sim_take why;
	unsigned int via;
};

/**
 * struct sim_piece - a statement out of a function that is not taken as a whole
 * @function: its chunk
 * @first, @last: its lines
 */
struct sim_piece {
	unsigned int function;
	unsigned int first, last;
};

/**
 * struct sim_portion - a file of the kernel, and what is taken from it
 * @src: owned
 * @taken: for each chunk
 * @live: for each token, as sim_file_live(); NULL: not known
 * @header: its text comes before that of all others
 */
struct sim_portion {
	struct sim_source *src;
	struct sim_file file;
	struct sim_taken *taken;
	bool *live;
	bool header;
	unsigned int nr_taken;
};

/** struct sim_parts - all of them, in the order in which they were added */
struct sim_parts {
	struct sim_portion *at;
	unsigned int nr;
};

/**
 * sim_parts_add - one more file
 * @parts: to be given back with sim_parts_free()
 * @src: taken over, also on error
 * @err: filled in on error; may be NULL
 */
enum sim_status sim_parts_add(struct sim_parts *parts, struct sim_source *src,
			      struct sim_error *err);
void sim_parts_free(struct sim_parts *parts);
struct sim_portion *sim_parts_find(const struct sim_parts *parts, const char *path);

/** sim_part_take - take a chunk, if it was not yet */
void sim_part_take(struct sim_portion *part, unsigned int chunk, enum sim_take why,
		   unsigned int via);

/** sim_part_takes - is a chunk part of what is compiled */
bool sim_part_takes(const struct sim_portion *part, unsigned int chunk);

/**
 * sim_part_root - take what has a name, whatever it is; "*" is all there is
 *
 * Return: how many chunks that were.
 */
unsigned int sim_part_root(struct sim_portion *part, const char *name);

/**
 * sim_part_close - take what the taken chunks need of their own file and the model has not got
 * @part: the file
 * @provides: the model's names
 *
 * Not needed are: what stands in branches that the configuration leaves out, names of members
 * and of system calls, and tags that the model has.
 *
 * Return: SIM_OK or SIM_ENOMEM.
 */
enum sim_status sim_part_close(struct sim_portion *part, const struct sim_provides *provides,
			       struct sim_error *err);

/**
 * sim_part_changed - take what a patch adds or changes, as far as all of it is shown
 * @part: the file, with holes
 */
void sim_part_changed(struct sim_portion *part);

/**
 * sim_part_mask - the file's text with all lines blank that were not taken
 * @part: the file
 * @out: where to; what is not blank is at its own line
 *
 * The directives of #if groups around what was taken stay.
 */
void sim_part_mask(const struct sim_portion *part, struct sim_buf *out);

#endif
