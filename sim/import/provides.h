/* SPDX-License-Identifier: GPL-2.0-only */
/* What the model's headers offer to imported code: its names, and the values of its macros. */
#ifndef SIM_IMPORT_PROVIDES_H
#define SIM_IMPORT_PROVIDES_H

#include "import/chunk.h"

/** struct sim_provides - the names; all zero: none */
struct sim_provides {
	struct sim_source *src;
	struct sim_file file;
	struct sim_table macros; /* name to index of its token + 1; 0: undefined again */
};

/**
 * sim_provides_read - from the output of `cc -E -dD`
 * @p: to be given back with sim_provides_free(), also on error
 * @text: the output
 * @len: its length
 * @err: filled in on error; may be NULL
 */
enum sim_status sim_provides_read(struct sim_provides *p, const char *text, size_t len,
				  struct sim_error *err);
void sim_provides_free(struct sim_provides *p);

/** sim_provides_has - does the model define or declare a name; a tag only with its members */
bool sim_provides_has(const struct sim_provides *p, enum sim_space space, const char *name,
		      unsigned int len);

/** sim_provides_macro - the #define of a macro, or NULL */
const struct sim_token *sim_provides_macro(const struct sim_provides *p, const char *name,
					   unsigned int len);

/**
 * sim_file_live - which tokens of a file the preprocessor keeps, with the model's configuration
 * @file: a source file
 * @p: the model's macros
 * @live: one entry for each token
 *
 * Works as long as conditions ask for configuration and for macros with plain numbers; what
 * else there is counts as 0, as an unknown word does for the preprocessor.
 */
void sim_file_live(const struct sim_file *file, const struct sim_provides *p, bool *live);

#endif
