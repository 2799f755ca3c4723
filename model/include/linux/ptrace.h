/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: ptrace as far as it changes who sees a stop or a death, and who may look at whom. */
#ifndef _LINUX_PTRACE_H
#define _LINUX_PTRACE_H

#include <linux/sched.h>
#include <uapi/linux/ptrace.h>

#define PTRACE_MODE_READ		0x01
#define PTRACE_MODE_ATTACH		0x02
#define PTRACE_MODE_NOAUDIT		0x04
#define PTRACE_MODE_FSCREDS		0x08
#define PTRACE_MODE_REALCREDS		0x10
#define PTRACE_MODE_READ_FSCREDS	(PTRACE_MODE_READ | PTRACE_MODE_FSCREDS)
#define PTRACE_MODE_READ_REALCREDS	(PTRACE_MODE_READ | PTRACE_MODE_REALCREDS)
#define PTRACE_MODE_ATTACH_FSCREDS	(PTRACE_MODE_ATTACH | PTRACE_MODE_FSCREDS)
#define PTRACE_MODE_ATTACH_REALCREDS	(PTRACE_MODE_ATTACH | PTRACE_MODE_REALCREDS)

bool ptrace_may_access(struct task_struct *task, unsigned int mode);
void exit_ptrace(struct task_struct *tracer, struct list_head *dead);
void __ptrace_unlink(struct task_struct *child);
void __ptrace_link(struct task_struct *child, struct task_struct *new_parent,
		   const struct cred *ptracer_cred);
bool __ptrace_detach(struct task_struct *tracer, struct task_struct *p);
static inline void ptrace_unlink(struct task_struct *child)
{
	if (unlikely(child->ptrace))
		__ptrace_unlink(child);
}
/* custom: who attaches waits here until JOBCTL_TRAPPING is clear; task_clear_jobctl_trapping()
 * wakes */
extern wait_queue_head_t ptrace_trapping_wait;
#define ptrace_event_enabled(t, event) (((t)->ptrace & PT_EVENT_FLAG(event)) != 0)
void ptrace_event(int event, unsigned long message);
void ptrace_init_task(struct task_struct *child, bool ptrace);
void ptrace_release_task(struct task_struct *task);
#define ptrace_reparented(child) (!same_thread_group((child)->real_parent, (child)->parent))

#endif
