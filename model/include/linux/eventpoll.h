/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: see uapi. custom: a closing file leaves the epoll instances that watch it. */
#ifndef _LINUX_EVENTPOLL_H
#define _LINUX_EVENTPOLL_H

#include <linux/fs.h>
#include <uapi/linux/eventpoll.h>

void eventpoll_release_file(struct file *file);

/*
 * The last reference of @file is gone. The kernel looks whether the list of watchers is empty,
 * without file->f_lock; so the one who has just made it empty may still hold that lock of a
 * file that is freed (a later release pins the file). Here whoever was ever watched takes it.
 */
static inline void eventpoll_release(struct file *file)
{
	if (unlikely(file->f_mode & FMODE_WATCHED))
		eventpoll_release_file(file);
}

#endif
