/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: see uapi. custom: a closing file leaves the epoll instances that watch it. */
#ifndef _LINUX_EVENTPOLL_H
#define _LINUX_EVENTPOLL_H

#include <uapi/linux/eventpoll.h>

struct file;
void eventpoll_release(struct file *file);	/* last reference of @file is gone */

#endif
