// SPDX-License-Identifier: GPL-2.0-only
/*
 * PROC_CREATE: a fork by the caller, of a process that is configured before anybody can see it.
 */
#include <linux/cred.h>
#include <linux/file.h>
#include <linux/judge.h>
#include <linux/poll.h>
#include <linux/sched.h>
#include <linux/user_namespace.h>

#include "internal.h"

/*
 * The new table of descriptors is a copy of the creator's. A process that held a handle on itself
 * from the beginning would keep its own last handle open: those are left out.
 */
static void drop_own_handles(struct files_struct *files, struct process_context *ctx)
{
	struct file *file;
	unsigned int fd;

	for (fd = 0; fd < files->max_fds; fd++) {
		spin_lock(&files->file_lock);
		file = files->fd[fd];
		if (file && file->f_op == &process_fops && file->private_data == ctx)
			file_close_fd_locked(files, fd);
		else
			file = NULL;
		spin_unlock(&files->file_lock);
		if (file)
			fput(file);
	}
}

static int set_actions(struct task_struct *p, const struct process_context *ctx)
{
	struct sighand_struct *sighand = p->sighand;
	int err = 0, sig;

	if (sigisemptyset(&ctx->ignored) && sigisemptyset(&ctx->defaults))
		return 0;
	spin_lock(&sighand->siglock);
	err = sighand_unshare_actions(sighand);
	for (sig = 1; !err && sig <= _NSIG; sig++) {
		struct sigaction *sa = &sighand->action[sig - 1].sa;

		if (!sigismember(&ctx->ignored, sig) && !sigismember(&ctx->defaults, sig))
			continue;
		memset(sa, 0, sizeof(*sa));
		sa->sa_handler = sigismember(&ctx->ignored, sig) ? SIG_IGN : SIG_DFL;
	}
	spin_unlock(&sighand->siglock);
	return err;
}

/* as if the creator wrote the files of /proc/<pid>; groups first, see user_namespaces(7) */
static int write_maps(struct user_namespace *ns, const struct process_context *ctx)
{
	int err = 0;

	if (ctx->gid_map) {
		if (!ns_capable(ns->parent, CAP_SETGID))
			err = userns_write_setgroups(ns, "deny");
		if (!err)
			err = userns_write_map(ns, &ns->gid_map, CAP_SETGID, ctx->gid_map,
					       current_cred());
	}
	if (!err && ctx->uid_map)
		err = userns_write_map(ns, &ns->uid_map, CAP_SETUID, ctx->uid_map,
				       current_cred());
	return err;
}

/* kernel_clone_args.setup: nobody but the creator knows of @p */
static int setup_process(struct task_struct *p, struct pid *pid, void *data)
{
	struct process_context *ctx = data;
	int err;

	if (ctx->set_blocked)
		p->blocked = ctx->blocked;
	err = set_actions(p, ctx);
	if (!err && (ctx->uid_map || ctx->gid_map))
		err = write_maps(task_cred_xxx(p, user_ns), ctx);
	if (err)
		return err;
	if (p->files)
		drop_own_handles(p->files, ctx);
	process_context_bind(ctx, pid);
	return 0;
}

/* what only becomes wrong when it is put together */
static int check_config(const struct process_context *ctx)
{
	return (ctx->uid_map || ctx->gid_map) && !(ctx->flags & CLONE_NEWUSER) ? -EINVAL : 0;
}

/* the one who may create; the configuration is only his from then on */
static int begin_create(struct process_context *ctx)
{
	int err = -EBUSY;

	spin_lock(&ctx->lock);
	if (ctx->stage == PROCESS_EMPTY) {
		err = check_config(ctx);
		if (!err)
			ctx->stage = PROCESS_CREATING;
	}
	spin_unlock(&ctx->lock);
	return err;
}

static void end_create(struct process_context *ctx, enum process_stage stage)
{
	spin_lock(&ctx->lock);
	WRITE_ONCE(ctx->stage, stage);
	spin_unlock(&ctx->lock);
}

/**
 * process_create - make the process of an empty context
 *
 * It is the caller's child, whoever opened the context. If it can't be made, the context is as
 * before, and may be tried again. Return: its number as the caller sees it, or -errno.
 */
long process_create(struct file *file)
{
	struct process_context *ctx = file->private_data;
	struct kernel_clone_args args = {
		.flags = ctx->flags,
		.exit_signal = SIGCHLD,
		.setup = setup_process,
		.setup_data = ctx,
	};
	long nr = begin_create(ctx);

	if (nr)
		return nr;
	args.flags = ctx->flags;
	nr = kernel_clone(&args);
	if (nr < 0) {
		process_context_unbind(ctx);
		end_create(ctx, PROCESS_EMPTY);
		return nr;
	}
	judge_handle_opened(file, ctx->pid);
	end_create(ctx, PROCESS_STARTED);
	__wake_up(&ctx->wqh, TASK_NORMAL, 0, poll_to_key(EPOLLOUT | EPOLLWRNORM));
	return nr;
}
