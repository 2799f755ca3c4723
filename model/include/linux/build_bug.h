/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: see linux/compiler.h. */
#ifndef _LINUX_BUILD_BUG_H
#define _LINUX_BUILD_BUG_H

#include <linux/compiler.h>

#endif
