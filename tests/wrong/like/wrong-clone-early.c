// SPDX-License-Identifier: GPL-2.0-only
/*
 * Broken on purpose, after clonefd: the handle is installed when it is made, and taken back if
 * there is no child in the end. Other threads can use it meanwhile.
 */
#include <linux/file.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/uaccess.h>

#include "like.h"

int clone_pidfd_prepare(struct pid *pid, const struct kernel_clone_args *args, int *fd,
			struct file **file)
{
	int ret = pidfd_prepare(pid, 0, file);

	if (ret < 0)
		return ret;
	*fd = ret;
	fd_install(*fd, *file);		/* the fault */
	ret = put_user(*fd, args->pidfd);
	if (ret)
		close_fd(*fd);
	return ret;
}

void clone_pidfd_install(int fd, struct file *file)
{
}

void clone_pidfd_undo(u64 clone_flags, int fd, struct file *file)
{
	close_fd(fd);
}

WRONG_DESIGN("wrong-clone-early", "installs the handle before there is a child",
	     .releases = { LINUX(4, 20), LINUX(4, 20) }, .constants = constants);
