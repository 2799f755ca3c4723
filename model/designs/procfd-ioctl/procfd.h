/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PROCFD_H
#define PROCFD_H

#include <linux/ioctl.h>
#include <linux/types.h>

/* The number says "reads an s32"; the signal is in fact the argument itself. */
#define PROC_FD_SIGNAL _IOW('p', 1, __s32)

#endif
