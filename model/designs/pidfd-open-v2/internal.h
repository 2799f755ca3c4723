/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PIDFD_OPEN_V2_INTERNAL_H
#define PIDFD_OPEN_V2_INTERNAL_H

struct file;
struct pid;

/* the struct pid behind a pidfd or a /proc/<pid> directory, borrowed; -EBADF: neither */
struct pid *pidfd_to_pid(const struct file *file);

/* a descriptor for @pid, whose reference goes to the file; -errno: it is still the caller's */
int pidfd_create(struct pid *pid);

#endif
