/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: see linux/types.h. */
#ifndef _LINUX_POSIX_TYPES_H
#define _LINUX_POSIX_TYPES_H

#include <linux/types.h>

#endif
