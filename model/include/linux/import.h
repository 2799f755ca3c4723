/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * custom: all that imported kernel code sees, in one header: its own #include lines are dropped,
 * so that a header that the model has not got can break no import. No kernel header.
 *
 * Nothing that only a handle's own code defines is to be declared here (linux/pidfd.h is not
 * included): those declarations are made from the imported definitions.
 */
#ifndef _LINUX_IMPORT_H
#define _LINUX_IMPORT_H

#include <linux/anon_inodes.h>
#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/build_bug.h>
#include <linux/capability.h>
#include <linux/cleanup.h>
#include <linux/completion.h>
#include <linux/cred.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/eventpoll.h>
#include <linux/export.h>
#include <linux/fcntl.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/fs_context.h>
#include <linux/gfp.h>
#include <linux/init.h>
#include <linux/ioctl.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/magic.h>
#include <linux/mm_types.h>
#include <linux/module.h>
#include <linux/mount.h>
#include <linux/mutex.h>
#include <linux/namei.h>
#include <linux/ns_common.h>
#include <linux/nsproxy.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/poll.h>
#include <linux/posix_types.h>
#include <linux/printk.h>
#include <linux/proc_fs.h>
#include <linux/pseudo_fs.h>
#include <linux/ptrace.h>
#include <linux/rculist.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/resource.h>
#include <linux/rwsem.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/seq_file.h>
#include <linux/signal.h>
#include <linux/slab.h>
#include <linux/socket.h>
#include <linux/spinlock.h>
#include <linux/stat.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <linux/syscalls.h>
#include <linux/types.h>
#include <linux/uaccess.h>
#include <linux/uidgid.h>
#include <linux/user_namespace.h>
#include <linux/wait.h>
#include <uapi/linux/nsfs.h>

/*
 * A real lock here, as far as can be told: nobody else runs while it is held. Elsewhere in the
 * model task_lock() is empty, and what it protects is one step (get_task_nsproxy()).
 */
#undef task_lock
#undef task_unlock
#define task_lock(p)		__task_lock(p, SIM_HERE)
#define task_unlock(p)		__task_unlock(p, SIM_HERE)
void __task_lock(struct task_struct *p, const struct host_site *site);
void __task_unlock(struct task_struct *p, const struct host_site *site);
DEFINE_GUARD(task_lock, struct task_struct *, task_lock(_T), task_unlock(_T))

#endif
