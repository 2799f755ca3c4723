/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: how an ioctl number is put together. */
#ifndef _UAPI_LINUX_IOCTL_H
#define _UAPI_LINUX_IOCTL_H

#define _IOC(dir, type, nr, size) (((dir) << 30) | ((size) << 16) | ((type) << 8) | (nr))
#define _IOC_NONE	0U
#define _IOC_WRITE	1U
#define _IOC_READ	2U
#define _IO(type, nr)		_IOC(_IOC_NONE, (type), (nr), 0)
#define _IOR(type, nr, t)	_IOC(_IOC_READ, (type), (nr), sizeof(t))
#define _IOW(type, nr, t)	_IOC(_IOC_WRITE, (type), (nr), sizeof(t))
#define _IOWR(type, nr, t)	_IOC(_IOC_READ | _IOC_WRITE, (type), (nr), sizeof(t))
#define _IOC_DIR(n)		((n) >> 30 & 3)
#define _IOC_TYPE(n)		((n) >> 8 & 0xff)
#define _IOC_NR(n)		((n) & 0xff)
#define _IOC_SIZE(n)		((n) >> 16 & 0x3fff)
#define FIONREAD	0x541B
#define SIOCOUTQ	0x5411
#define FIONBIO		0x5421
#define FIOCLEX		0x5451
#define FIONCLEX	0x5450

#endif
