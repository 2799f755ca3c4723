/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: poll and epoll bits and structures. */
#ifndef _UAPI_LINUX_EVENTPOLL_H
#define _UAPI_LINUX_EVENTPOLL_H

#include <linux/types.h>

#define EPOLLIN		0x00000001U
#define EPOLLPRI	0x00000002U
#define EPOLLOUT	0x00000004U
#define EPOLLERR	0x00000008U
#define EPOLLHUP	0x00000010U
#define EPOLLNVAL	0x00000020U
#define EPOLLRDNORM	0x00000040U
#define EPOLLRDBAND	0x00000080U
#define EPOLLWRNORM	0x00000100U
#define EPOLLWRBAND	0x00000200U
#define EPOLLMSG	0x00000400U
#define EPOLLRDHUP	0x00002000U
#define EPOLLEXCLUSIVE	(1U << 28)
#define EPOLLWAKEUP	(1U << 29)
#define EPOLLONESHOT	(1U << 30)
#define EPOLLET		(1U << 31)
#define POLLIN		0x0001
#define POLLPRI		0x0002
#define POLLOUT		0x0004
#define POLLERR		0x0008
#define POLLHUP		0x0010
#define POLLNVAL	0x0020
#define EPOLL_CLOEXEC	02000000
#define EPOLL_CTL_ADD	1
#define EPOLL_CTL_DEL	2
#define EPOLL_CTL_MOD	3

struct epoll_event {
	u32 events;
	u64 data;
}
#ifdef __x86_64__
__packed
#endif
;

struct pollfd {
	int fd;
	short events;
	short revents;
};

#endif
