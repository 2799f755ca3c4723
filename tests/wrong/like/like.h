/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A wrong design that is a right one but for one function. It is built with the sources of the
 * right one, whose folder is in its include path; what the right one says of itself is said anew.
 */
#ifndef WRONG_LIKE_H
#define WRONG_LIKE_H

#include <linux/design.h>

#define pid_design right_design
#include "design.c"
#undef pid_design

/* WRONG_DESIGN - @n: name; @what: the fault; then fields that differ from design to design */
#define WRONG_DESIGN(n, what, ...)				\
	DESIGN_EXPORT const struct design pid_design = {	\
		DESIGN_COMMON,					\
		.name = n,					\
		.origin = "broken on purpose",			\
		.summary = what,				\
		.features = features,				\
		.habits = habits,				\
		__VA_ARGS__					\
	}

#endif
