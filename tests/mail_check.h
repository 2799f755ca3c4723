/* SPDX-License-Identifier: GPL-2.0-only */
/* Two trees, the patch between them, and what is left of it after a mail. */
#ifndef TESTS_MAIL_CHECK_H
#define TESTS_MAIL_CHECK_H

#include "import/mail.h"

/** struct tally - lines of the post-image: what the hunks cover, and how each came out */
struct tally {
	unsigned int lines, right, wrong, left_out;
	unsigned int hunks, unreadable, ambiguous;
};

/* "diff -u -p" of files below two folders, with the paths that git would write. */
void make_patch(const char *old_tree, const char *new_tree, const char *const *paths,
		struct sim_buf *patch);
/* Read a file of a tree; @ctx is the tree's path. Files are kept until free_trees(). */
enum sim_status read_tree(void *ctx, const char *path, const struct sim_source **out,
			  struct sim_error *err);
void free_trees(void);
/* Compare what @mail shows, without a base, with the files of @new_tree. */
struct tally compare(const char *mail, size_t len, const char *new_tree);
/* Apply @mail to @old_tree; the number of files that are not as in @new_tree. */
unsigned int compare_applied(const char *mail, size_t len, const char *old_tree,
			     const char *new_tree);

#endif /* TESTS_MAIL_CHECK_H */
