/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: poll tables.
 * custom: __poll_t callbacks register with poll_wait() as in the kernel. */
#ifndef _LINUX_POLL_H
#define _LINUX_POLL_H

#include <linux/eventpoll.h>
#include <linux/fs.h>
#include <linux/wait.h>

struct poll_table_struct;
typedef void (*poll_queue_proc)(struct file *file, wait_queue_head_t *q,
				struct poll_table_struct *p);
typedef struct poll_table_struct {
	poll_queue_proc _qproc;
	__poll_t _key;
} poll_table;

#define DEFAULT_POLLMASK (EPOLLIN | EPOLLOUT | EPOLLRDNORM | EPOLLWRNORM)

static inline void poll_wait_at(struct file *file, wait_queue_head_t *q, poll_table *p,
				const struct host_site *site)
{
	if (p && p->_qproc && q) {
		sim_point(HOST_OP_WAIT, q, site);
		p->_qproc(file, q, p);
	}
}
#define poll_wait(f, q, p)	poll_wait_at(f, q, p, SIM_HERE)

static inline __poll_t vfs_poll(struct file *file, poll_table *pt)
{
	return file->f_op->poll ? file->f_op->poll(file, pt) : DEFAULT_POLLMASK;
}

#endif
