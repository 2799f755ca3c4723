// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a process shall be like, said before there is one.
 */
#include <linux/err.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "internal.h"

#define PROCESS_FLAGS (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | \
		       CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET)
#define MAX_MAP 4096

static int set_flags(struct process_context *ctx, unsigned long flags)
{
	if (!flags || flags & ~(unsigned long)PROCESS_FLAGS)
		return -EINVAL;
	ctx->flags |= flags;
	return 0;
}

/* the last word on a signal counts; nobody can ignore SIGKILL and SIGSTOP */
static int set_action(struct process_context *ctx, unsigned long sig, bool ignore)
{
	if (!sig || !valid_signal(sig) || sig_kernel_only((int)sig))
		return -EINVAL;
	if (ignore) {
		sigaddset(&ctx->ignored, sig);
		sigdelset(&ctx->defaults, sig);
	} else {
		sigaddset(&ctx->defaults, sig);
		sigdelset(&ctx->ignored, sig);
	}
	return 0;
}

static int set_close(struct process_context *ctx, unsigned long sig)
{
	if (!valid_signal(sig))
		return -EINVAL;
	ctx->close_signal = (int)sig;
	return 0;
}

static void swap_map(char **map, char **text)
{
	char *old = *map;

	*map = *text;
	*text = old;
}

/* what the commands point to, fetched before any lock is taken */
struct config_arg {
	sigset_t set;
	char *text;
};

/* under ctx->lock, of a context that is empty */
static int apply(struct process_context *ctx, unsigned int cmd, unsigned long arg,
		 struct config_arg *from)
{
	switch (cmd) {
	case PROC_SET_FLAG:
		return set_flags(ctx, arg);
	case PROC_SET_SIGMASK:
		ctx->blocked = from->set;
		sigdelsetmask(&ctx->blocked, SIG_KERNEL_ONLY_MASK);
		ctx->set_blocked = true;
		return 0;
	case PROC_SET_IGNORE:
		return set_action(ctx, arg, true);
	case PROC_SET_DEFAULT:
		return set_action(ctx, arg, false);
	case PROC_SET_UIDMAP:
		swap_map(&ctx->uid_map, &from->text);
		return 0;
	case PROC_SET_GIDMAP:
		swap_map(&ctx->gid_map, &from->text);
		return 0;
	default:
		return set_close(ctx, arg);
	}
}

/* text of user space; ERR_PTR(-EFAULT, -ENOMEM; -EINVAL: too long) */
static char *copy_text(const char __user *from)
{
	char *text = kmalloc(MAX_MAP, GFP_KERNEL);
	long len;

	if (!text)
		return ERR_PTR(-ENOMEM);
	len = strncpy_from_user(text, from, MAX_MAP);
	if (len >= 0 && len < MAX_MAP)
		return text;
	kfree(text);
	return ERR_PTR(len < 0 ? -EFAULT : -EINVAL);
}

static int fetch(unsigned int cmd, unsigned long arg, struct config_arg *to)
{
	switch (cmd) {
	case PROC_SET_SIGMASK:
		return get_user(to->set, (const sigset_t __user *)arg);
	case PROC_SET_UIDMAP:
	case PROC_SET_GIDMAP:
		to->text = copy_text((const char __user *)arg);
		return IS_ERR(to->text) ? PTR_ERR(to->text) : 0;
	}
	return 0;
}

static int configure(struct process_context *ctx, unsigned int cmd, unsigned long arg)
{
	struct config_arg from = { .text = NULL };
	int ret = fetch(cmd, arg, &from);

	if (ret)
		return ret;
	spin_lock(&ctx->lock);
	ret = ctx->stage == PROCESS_EMPTY ? apply(ctx, cmd, arg, &from) : -EBUSY;
	spin_unlock(&ctx->lock);
	kfree(from.text);
	return ret;
}

/** process_do_config - the commands of process_config(2); -ENOTTY: another one */
long process_do_config(struct file *file, unsigned int cmd, unsigned long arg)
{
	switch (cmd) {
	case PROC_SET_FLAG:
	case PROC_SET_SIGMASK:
	case PROC_SET_IGNORE:
	case PROC_SET_DEFAULT:
	case PROC_SET_UIDMAP:
	case PROC_SET_GIDMAP:
	case PROC_SET_CLOSE:
		return configure(file->private_data, cmd, arg);
	case PROC_CREATE:
		return arg ? -EINVAL : process_create(file);
	}
	return -ENOTTY;
}
