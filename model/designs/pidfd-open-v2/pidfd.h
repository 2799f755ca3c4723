/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PIDFD_OPEN_V2_H
#define PIDFD_OPEN_V2_H

#include <linux/ioctl.h>

/* ioctl: a dirfd of /proc/<pid>, found from the descriptor of a procfs root */
#define PIDFD_GET_PROCFD _IOR('p', 1, int)

/* flag of pidfd_send_signal(): the thread that the handle is for, not its process */
#define PIDFD_SIGNAL_TID 1

#endif
