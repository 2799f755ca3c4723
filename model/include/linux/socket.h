/* SPDX-License-Identifier: GPL-2.0-only */
/* custom: a message as the socket layer hands it on: where its bytes are in user memory, and
 * the control buffer. */
#ifndef _LINUX_SOCKET_H
#define _LINUX_SOCKET_H

#include <linux/types.h>
#include <uapi/linux/socket.h>

#define UIO_MAXIOV	1024

/*
 * @iov, @nr_iov, @count: what is still to be copied. @one: room for a single buffer.
 * @msg_control, @msg_controllen: user memory; a receiver moves on in it.
 */
struct msghdr {
	bool has_name;
	struct iovec *iov;
	unsigned int nr_iov;
	size_t count;
	struct iovec one;
	void __user *msg_control;
	size_t msg_controllen;
	unsigned int msg_flags;
};

#endif
