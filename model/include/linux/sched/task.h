/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: making and ending tasks. */
#ifndef _LINUX_SCHED_TASK_H
#define _LINUX_SCHED_TASK_H

#include <linux/cleanup.h>
#include <linux/sched.h>

struct file;
struct rusage;

struct kernel_clone_args {
	u64 flags;
	int __user *pidfd;
	int __user *child_tid;
	int __user *parent_tid;
	int exit_signal;
	unsigned long stack;
	unsigned long stack_size;
	unsigned long tls;
	pid_t *set_tid;
	size_t set_tid_size;
	int cgroup;
	int trace;			/* custom: the PTRACE_EVENT_* that the tracer wants, or 0 */
	/*
	 * custom: NULL, or what a design does to the task and its struct pid, which nobody else
	 * can see yet. 0, or -errno: there will be no child.
	 */
	int (*setup)(struct task_struct *p, struct pid *pid, void *data);
	void *setup_data;
};

DEFINE_FREE(put_task, struct task_struct *, if (_T) put_task_struct(_T))

pid_t kernel_clone(struct kernel_clone_args *args);
struct task_struct *copy_process(struct pid *pid, struct kernel_clone_args *args);
/* The design's part of CLONE_PIDFD; the model's own default answers -EINVAL. */
bool clone_has_pidfd(void);
int pidfd_prepare(struct pid *pid, unsigned int flags, struct file **ret);
/* kernel/clone_pidfd.c: custom: the statements of kernel/fork.c about it, one by one */
long clone_pidfd_args(const struct kernel_clone_args *args);
struct task_struct *clone_pidfd_check(u64 clone_flags);
int clone_pidfd_prepare(struct pid *pid, const struct kernel_clone_args *args, int *fd,
			struct file **file);
void clone_pidfd_install(int fd, struct file *file);
void clone_pidfd_undo(u64 clone_flags, int fd, struct file *file);
int unshare_files(void);
int unshare_sighand(struct task_struct *me);
int unshare_fd(unsigned long unshare_flags, struct files_struct **new_fdp);
void __cleanup_sighand(struct sighand_struct *sighand);
void free_signal_struct(struct signal_struct *sig);
void put_signal_struct(struct signal_struct *sig);
void exit_files(struct task_struct *tsk);
void mm_release(struct task_struct *tsk);	/* vfork_done, clear_child_tid */
int task_boot(void);				/* init_task */

/* kernel/exit.c */
void __noreturn do_exit(long code);
void __noreturn do_group_exit(int exit_code);
void release_task(struct task_struct *p);
bool thread_group_exited(struct pid *pid);

struct waitid_info {
	pid_t pid;
	uid_t uid;
	int status;
	int cause;
};
struct wait_opts {
	enum pid_type wo_type;
	int wo_flags;
	struct pid *wo_pid;
	struct waitid_info *wo_info;
	int wo_stat;
	struct rusage *wo_rusage;
	wait_queue_entry_t child_wait;
	int notask_error;
};
long do_wait(struct wait_opts *wo);
long kernel_wait4(pid_t upid, int __user *stat_addr, int options, struct rusage *ru);
/* The design's part of waitid(P_PIDFD); the model's own default answers -EINVAL. */
struct pid *pidfd_get_pid(unsigned int fd, unsigned int *flags);
long kernel_waitid(int which, pid_t upid, struct waitid_info *infop, int options,
		   struct rusage *ru);
/* kernel/clone.c: wakes whoever waits for the vfork of @tsk to be over */
void complete_vfork_done(struct task_struct *tsk);
long kernel_wait4(pid_t upid, int __user *stat_addr, int options, struct rusage *ru);
bool is_current_pgrp_orphaned(void);

#endif
