// SPDX-License-Identifier: GPL-2.0-only
/*
 * Contexts: how one is found by its process, what it hears of that process' death, and what happens
 * when nobody refers to it any more.
 */
#include <linux/err.h>
#include <linux/poll.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "internal.h"

#define BUCKETS 64

DEFINE_SPINLOCK(contexts_lock);
static struct hlist_head contexts[BUCKETS];

static struct hlist_head *bucket_of(struct pid *pid)
{
	return &contexts[(unsigned int)pid_nr(pid) % BUCKETS];
}

/* contexts_lock held */
static struct process_context *find_context(struct pid *pid)
{
	struct process_context *ctx;

	hlist_for_each_entry(ctx, bucket_of(pid), node) {
		if (ctx->pid == pid)
			return ctx;
	}
	return NULL;
}

/** process_context_new - for one file, of no process yet; NULL: no memory */
struct process_context *process_context_new(void)
{
	struct process_context *ctx = kzalloc(sizeof(*ctx), GFP_KERNEL);

	if (!ctx)
		return NULL;
	ctx->users = 1;
	INIT_HLIST_NODE(&ctx->node);
	init_waitqueue_head(&ctx->wqh);
	spin_lock_init(&ctx->lock);
	return ctx;
}

/** process_context_bind - @ctx, which has no process, is that of @pid from now on */
void process_context_bind(struct process_context *ctx, struct pid *pid)
{
	spin_lock(&contexts_lock);
	ctx->pid = get_pid(pid);
	hlist_add_head(&ctx->node, bucket_of(pid));
	spin_unlock(&contexts_lock);
}

/** process_context_unbind - there will be no process after all */
void process_context_unbind(struct process_context *ctx)
{
	struct pid *pid;

	spin_lock(&contexts_lock);
	pid = ctx->pid;
	if (pid)
		hlist_del_init(&ctx->node);
	ctx->pid = NULL;
	spin_unlock(&contexts_lock);
	put_pid(pid);
}

/*
 * A process that somebody is just reaping has told of its status already, perhaps before there was
 * a context to be told.
 */
static bool is_too_late(struct pid *pid)
{
	struct task_struct *task;
	bool late;

	read_lock(&tasklist_lock);
	task = pid_task(pid, PIDTYPE_TGID);
	late = !task || task->exit_state == EXIT_DEAD;
	read_unlock(&tasklist_lock);
	return late;
}

/**
 * process_context_get - the context of a process, for one more file
 *
 * Return: -ENOMEM; -ESRCH: it has been reaped.
 */
struct process_context *process_context_get(struct pid *pid)
{
	struct process_context *new = process_context_new(), *ctx;

	if (!new)
		return ERR_PTR(-ENOMEM);
	new->stage = PROCESS_STARTED;
	spin_lock(&contexts_lock);
	ctx = find_context(pid);
	if (ctx) {
		ctx->users++;
	} else {
		ctx = new;
		ctx->pid = get_pid(pid);
		hlist_add_head(&ctx->node, bucket_of(pid));
	}
	spin_unlock(&contexts_lock);
	if (ctx != new)
		kfree(new);
	if (!is_too_late(pid))
		return ctx;
	process_context_put(ctx);
	return ERR_PTR(-ESRCH);
}

/*
 * The last handle has gone: what was asked for is sent, if who closes could have sent it. Nobody is
 * left who could be told that it was not. A process that is dead takes no signals.
 */
static void last_close(struct process_context *ctx)
{
	if (ctx->close_signal)
		process_send_signal(ctx->pid, ctx->close_signal);
	put_pid(ctx->pid);
}

/** process_context_put - one file less; takes contexts_lock, and signals */
void process_context_put(struct process_context *ctx)
{
	bool last;

	spin_lock(&contexts_lock);
	last = !--ctx->users;
	if (last && ctx->pid)
		hlist_del_init(&ctx->node);
	spin_unlock(&contexts_lock);
	if (!last)
		return;
	if (ctx->pid)
		last_close(ctx);
	kfree(ctx->uid_map);
	kfree(ctx->gid_map);
	kfree(ctx);
}

/** process_started - its struct pid, which @ctx holds; NULL: not started */
struct pid *process_started(struct process_context *ctx)
{
	return READ_ONCE(ctx->stage) == PROCESS_STARTED ? ctx->pid : NULL;
}

/** process_exited - dead with all its threads, whether anybody has waited for it or not */
bool process_exited(struct process_context *ctx)
{
	return thread_group_exited(ctx->pid);
}

/**
 * process_exit_code - what a process that has exited exited with, and whose it was
 *
 * The task says so until it is reaped; then it is written down here, before the struct pid lets
 * go of the task.
 */
int process_exit_code(struct process_context *ctx, struct pid *pid, kuid_t *uid)
{
	struct task_struct *task;
	int code;

	rcu_read_lock();
	task = pid_task(pid, PIDTYPE_TGID);
	if (task) {
		code = task->signal->flags & SIGNAL_GROUP_EXIT ? task->signal->group_exit_code :
								 task->exit_code;
		*uid = task_uid(task);
	} else {
		code = ctx->exit_code;
		*uid = ctx->exit_uid;
	}
	rcu_read_unlock();
	return code;
}

/* replaces kernel/signal.c:do_notify_pidfd; tasklist_lock held */
void do_notify_pidfd(struct task_struct *task)
{
	struct process_context *ctx;

	spin_lock(&contexts_lock);
	ctx = find_context(task_pid(task));
	if (ctx)
		__wake_up(&ctx->wqh, TASK_NORMAL, 0, poll_to_key(EPOLLIN | EPOLLRDNORM));
	spin_unlock(&contexts_lock);
}

/* replaces fs/pidfs.c:pidfs_exit: @tsk is about to leave its struct pid; no lock held */
void pidfs_exit(struct task_struct *tsk);
void pidfs_exit(struct task_struct *tsk)
{
	struct process_context *ctx;

	if (!thread_group_leader(tsk))
		return;
	spin_lock(&contexts_lock);
	ctx = find_context(task_pid(tsk));
	if (ctx) {
		ctx->exit_code = process_exit_code(ctx, ctx->pid, &ctx->exit_uid);
		ctx->reaped = true;
		__wake_up(&ctx->wqh, TASK_NORMAL, 0, poll_to_key(EPOLLHUP));
	}
	spin_unlock(&contexts_lock);
}
