/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef SIM_IMPORT_WORDS_H
#define SIM_IMPORT_WORDS_H

#include "import/import.h"

#define SIM_WORDS_OF_LINE 3U

/**
 * struct sim_word_line - a line of words, up to a '#'
 * @at, @len: the first ones; NULL where there are no more
 * @rest, @rest_len: what follows them
 */
struct sim_word_line {
	const char *at[SIM_WORDS_OF_LINE];
	unsigned int len[SIM_WORDS_OF_LINE];
	const char *rest;
	unsigned int rest_len;
};

/** sim_word_line - take the first line of a text apart; returns the text behind it, NULL: none */
const char *sim_word_line(const char *text, struct sim_word_line *line);

/** sim_words_read - the model's lists, out of the kit */
enum sim_status sim_words_read(struct sim_import *imp, struct sim_error *err);

/** sim_import_mentions - is a name defined or used by what was taken */
bool sim_import_mentions(const struct sim_import *imp, const char *name, unsigned int len);

#endif
