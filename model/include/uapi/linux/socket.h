/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: what unix socket pairs and SCM_RIGHTS need. */
#ifndef _UAPI_LINUX_SOCKET_H
#define _UAPI_LINUX_SOCKET_H

#include <linux/types.h>

#define AF_UNIX		1
#define AF_INET		2
#define AF_INET6	10
#define AF_LOCAL	AF_UNIX
#define SOCK_STREAM	1
#define SOCK_DGRAM	2
#define SOCK_RAW	3
#define SOCK_SEQPACKET	5
#define SOCK_CLOEXEC	02000000
#define SOCK_NONBLOCK	04000
#define SOL_SOCKET	1
#define SO_TYPE		3
#define SO_ERROR	4
#define SO_SNDBUF	7
#define SO_RCVBUF	8
#define SO_PASSCRED	16
#define SO_PEERCRED	17
#define SO_PROTOCOL	38
#define SO_DOMAIN	39
#define SHUT_RD		0
#define SHUT_WR		1
#define SHUT_RDWR	2
#define SCM_RIGHTS	1
#define SCM_CREDENTIALS	2
#define SCM_MAX_FD	253
#define MSG_OOB		0x01
#define MSG_PEEK	0x02
#define MSG_CTRUNC	0x08
#define MSG_TRUNC	0x20
#define MSG_DONTWAIT	0x40
#define MSG_EOR		0x80
#define MSG_WAITALL	0x100
#define MSG_NOSIGNAL	0x4000
#define MSG_CMSG_CLOEXEC 0x40000000
#define MSG_CMSG_COMPAT	 0x80000000
struct ucred {
	u32 pid;
	u32 uid;
	u32 gid;
};
struct iovec {
	void *iov_base;
	size_t iov_len;
};
struct user_msghdr {
	void *msg_name;
	int msg_namelen;
	struct iovec *msg_iov;
	size_t msg_iovlen;
	void *msg_control;
	size_t msg_controllen;
	unsigned int msg_flags;
};
struct cmsghdr {
	size_t cmsg_len;
	int cmsg_level;
	int cmsg_type;
};
#define CMSG_ALIGN(n)	ALIGN(n, sizeof(long))
#define CMSG_LEN(n)	(sizeof(struct cmsghdr) + (n))
#define CMSG_SPACE(n)	(sizeof(struct cmsghdr) + CMSG_ALIGN(n))

#endif
