/* SPDX-License-Identifier: GPL-2.0-only */
/* Not a kernel's header: a fixture for the importer. */
#ifndef _TOY_PIDFD_H
#define _TOY_PIDFD_H

#include <linux/there_is_no_such_header.h>

#define PIDFD_TOY_PLAIN		0U
#define PIDFD_TOY_CRASH		1U
#define PIDFD_TOY_LACK		2U
#define PIDFD_TOY_CONSTANT	3U
#define PIDFD_TOY_LOOP		4U
#define PIDFD_TOY_SCRIBBLE	5U
#define PIDFD_TOY_DROPPED	6U
#define PIDFD_TOY_EAT		7U
#define PIDFD_TOY_FLAG(x)	(1U << (x))

#endif
