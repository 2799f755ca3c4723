/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: see uapi. */
#ifndef _LINUX_STAT_H
#define _LINUX_STAT_H

#include <uapi/linux/stat.h>
#include <linux/types.h>

#endif
