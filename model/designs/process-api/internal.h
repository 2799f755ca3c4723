/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef PROCESS_API_INTERNAL_H
#define PROCESS_API_INTERNAL_H

#include <linux/fs.h>
#include <linux/pid.h>
#include <linux/signal.h>
#include <linux/spinlock.h>
#include <linux/uidgid.h>
#include <linux/wait.h>

#include "process.h"

/** enum process_stage - how far a context has come */
enum process_stage {
	PROCESS_EMPTY,		/* it can be configured */
	PROCESS_CREATING,	/* somebody is in PROC_CREATE */
	PROCESS_STARTED,	/* @pid is a process, or was one */
};

/**
 * struct process_context - what descriptors of this API refer to: a process, before, while and
 * after it is alive
 * @node: in the table of those that have a @pid
 * @users: files; the last one takes it along
 * @pid: held; NULL until PROC_CREATE
 * @reaped: @exit_code and @exit_uid tell of a task that is no more
 * @wqh: who waits or polls
 * @lock: the configuration, and @stage
 *
 * There is one for each process that has open handles. @node, @users, @pid, @reaped and the two
 * behind it: contexts_lock, which is taken under tasklist_lock.
 */
struct process_context {
	struct hlist_node node;
	unsigned int users;
	struct pid *pid;
	bool reaped;
	int exit_code;
	kuid_t exit_uid;
	wait_queue_head_t wqh;

	spinlock_t lock;
	enum process_stage stage;
	u64 flags;
	bool set_blocked;
	sigset_t blocked, ignored, defaults;
	char *uid_map, *gid_map;
	int close_signal;
};

/* context.c */
extern spinlock_t contexts_lock;
struct process_context *process_context_new(void);
struct process_context *process_context_get(struct pid *pid);
void process_context_put(struct process_context *ctx);
void process_context_bind(struct process_context *ctx, struct pid *pid);
void process_context_unbind(struct process_context *ctx);
struct pid *process_started(struct process_context *ctx);
bool process_exited(struct process_context *ctx);
int process_exit_code(struct process_context *ctx, struct pid *pid, kuid_t *uid);

/* file.c */
extern const struct file_operations process_fops;

/* config.c, create.c, info.c, manage.c; -ENOTTY: none of theirs */
long process_do_config(struct file *file, unsigned int cmd, unsigned long arg);
long process_create(struct file *file);
long process_do_info(struct process_context *ctx, unsigned int cmd,
		     struct process_info __user *to);
long process_do_manage(struct process_context *ctx, unsigned int cmd, unsigned long arg);
int process_send_signal(struct pid *pid, int sig);

#endif
