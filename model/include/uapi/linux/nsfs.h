/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: ioctls on the file of a namespace. */
#ifndef _UAPI_LINUX_NSFS_H
#define _UAPI_LINUX_NSFS_H

#include <linux/types.h>
#include <uapi/linux/ioctl.h>

#define NSIO			0xb7
#define NS_GET_USERNS		_IO(NSIO, 0x1)
#define NS_GET_PARENT		_IO(NSIO, 0x2)
#define NS_GET_NSTYPE		_IO(NSIO, 0x3)
#define NS_GET_OWNER_UID	_IO(NSIO, 0x4)
#define NS_GET_PID_FROM_PIDNS	_IOR(NSIO, 0x6, int)
#define NS_GET_TGID_FROM_PIDNS	_IOR(NSIO, 0x7, int)
#define NS_GET_PID_IN_PIDNS	_IOR(NSIO, 0x8, int)
#define NS_GET_TGID_IN_PIDNS	_IOR(NSIO, 0x9, int)

#endif
