// SPDX-License-Identifier: GPL-2.0-only
/*
 * CLONE_PIDFD of an imported kernel: the functions of model/kernel/clone_pidfd.c, made of the
 * statements that copy_process() and kernel_clone() have for it. Those two functions are not
 * imported: the model has its own. Not compiled as it is.
 *
 * How the importer fills it in. A line
 *
 *	@range FUNCTION NAME N
 *
 * in a comment of its own is replaced by the N-th `if` statement of FUNCTION (counted from 1, in
 * the order of the text, at any depth) whose condition has the identifier NAME in it: all of it, up
 * to the end of its body, with a #line for the kernel's file before it and one for this file behind
 * it. What comes of that is appended to the masked text of the file that FUNCTION is in
 * (kernel/fork.c), and so sees what that has imported. The template is used if __pidfd_prepare()
 * or pidfd_prepare() is among what is imported; without all of its statements it is an error.
 *
 * The variables and labels are those that the statements name.
 */

long clone_pidfd_args(const struct kernel_clone_args *args)
{
	u64 clone_flags __maybe_unused = args->flags;

	/* @range kernel_clone CLONE_PIDFD 1 */
	return 0;
}

struct task_struct *clone_pidfd_check(u64 clone_flags)
{
	/* @range copy_process CLONE_PIDFD 1 */
	return NULL;
}

int clone_pidfd_prepare(struct pid *pid, const struct kernel_clone_args *args, int *fd,
			struct file **file)
{
	u64 clone_flags = args->flags;
	struct file *pidfile = NULL;
	int pidfd = -1, retval = 0;

	/* @range copy_process CLONE_PIDFD 2 */
	*fd = pidfd;
	*file = pidfile;
	return 0;

bad_fork_put_pidfd:
	clone_pidfd_undo(clone_flags, pidfd, pidfile);
bad_fork_free_pid:
	return retval;
}

void clone_pidfd_install(int pidfd, struct file *pidfile)
{
	/* @range copy_process pidfile 1 */
}

void clone_pidfd_undo(u64 clone_flags, int pidfd, struct file *pidfile)
{
	/* @range copy_process CLONE_PIDFD 3 */
}
