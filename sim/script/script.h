/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The scenario language: text to tree and back.
 */
#ifndef SIM_SCRIPT_SCRIPT_H
#define SIM_SCRIPT_SCRIPT_H

#include "buf.h"
#include "script/ast.h"

/**
 * sim_parse - parse a scenario
 * @out: on success the tree, to be freed with sim_ast_free(); else NULL
 * @path: for messages
 * @text: the source; is copied
 * @len: its length
 * @err: on failure the first error; may be NULL
 *
 * Checks all of docs/language.md section 7, and what the order of statements
 * must be; does not look up any name.
 *
 * Return: SIM_OK, SIM_EINPUT or SIM_ENOMEM.
 */
enum sim_status sim_parse(struct sim_ast **out, const char *path,
			  const char *text, size_t len, struct sim_error *err);

/**
 * sim_parse_file - parse a scenario from a file
 * @out: as for sim_parse()
 * @path: a regular file, of which at most SIM_FILE_MAX + 1 bytes are read
 * @err: as for sim_parse()
 *
 * Return: SIM_OK, SIM_ENOENT, SIM_EIO, SIM_EINPUT or SIM_ENOMEM.
 */
enum sim_status sim_parse_file(struct sim_ast **out, const char *path,
			       struct sim_error *err);

/**
 * sim_print - print a tree in the one canonical layout
 * @ast: the tree
 * @buf: must be empty
 * @err: on failure what happened; may be NULL
 *
 * Parsing the text gives an equal tree; printing that gives the same text.
 * That could not hold for a scenario that is small enough only as long as it
 * is written without blanks: it is refused.
 *
 * Return: SIM_OK, SIM_EINPUT or SIM_ENOMEM.
 */
enum sim_status sim_print(const struct sim_ast *ast, struct sim_buf *buf,
			  struct sim_error *err);

/**
 * sim_print_value - print one value, as in a call
 * @value: the value
 * @buf: appended to; buf->failed says whether memory ran out
 */
void sim_print_value(const struct sim_value *value, struct sim_buf *buf);

/**
 * sim_print_expr - print one condition
 * @expr: the condition
 * @buf: appended to; buf->failed says whether memory ran out
 */
void sim_print_expr(const struct sim_expr *expr, struct sim_buf *buf);

/**
 * sim_print_line - print `actor: call(args) outcome marks (property)`
 * @line: the line; its overrides and its comment are not printed
 * @buf: appended to; buf->failed says whether memory ran out
 */
void sim_print_line(const struct sim_line *line, struct sim_buf *buf);

/**
 * sim_print_outcome - print ` = result !mark`, as it stands behind a call
 * @outcome: the outcome
 * @marks: the marks, may be NULL
 * @buf: appended to; buf->failed says whether memory ran out
 */
void sim_print_outcome(const struct sim_outcome *outcome, const struct sim_mark *marks,
		       struct sim_buf *buf);

#endif /* SIM_SCRIPT_SCRIPT_H */
