/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: see uapi. custom: a closing file leaves the epoll instances that watch it. */
#ifndef _LINUX_EVENTPOLL_H
#define _LINUX_EVENTPOLL_H

#include <linux/fs.h>
#include <uapi/linux/eventpoll.h>

void eventpoll_release_file(struct file *file);

/* the last reference of @file is gone */
static inline void eventpoll_release(struct file *file)
{
	if (unlikely(!hlist_empty(&file->f_ep)))
		eventpoll_release_file(file);
}

#endif
