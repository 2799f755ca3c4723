/* SPDX-License-Identifier: GPL-2.0-only */
/* What mailers, archives and reviewers do to a patch, done on purpose. */
#ifndef TESTS_MAIL_MANGLE_H
#define TESTS_MAIL_MANGLE_H

#include "buf.h"

/**
 * struct mangling - a way to damage a patch
 * @mangle: appends what is left of it to @out
 * @lossy: not all of it can be known afterwards
 */
struct mangling {
	const char *name;
	void (*mangle)(const struct sim_buf *in, struct sim_buf *out);
	bool lossy;
};

extern const struct mangling manglings[];
extern const unsigned int nr_manglings;

/* Put text into lines of at most @width at blanks; with @all also those that are added. */
void mangle_wrap(const struct sim_buf *in, struct sim_buf *out, unsigned int width, int all);
/* Encode a text as a part of a mail would be. */
void mangle_qp(const struct sim_buf *in, struct sim_buf *out);
void mangle_base64(const struct sim_buf *in, struct sim_buf *out);

#endif /* TESTS_MAIL_MANGLE_H */
