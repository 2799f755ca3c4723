// SPDX-License-Identifier: GPL-2.0-only
/*
 * Broken on purpose, after send-signal: close() looks for the file, and only then locks the table
 * that it takes it out of. Two that close at once both drop the table's reference.
 */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/sched.h>

#include "like.h"

int close_fd(unsigned int fd)
{
	struct files_struct *files = current->files;
	struct file *file = fd < files->max_fds ? READ_ONCE(files->fd[fd]) : NULL;

	if (!file)
		return -EBADF;
	spin_lock(&files->file_lock);	/* the fault: it is not looked at again */
	file_close_fd_locked(files, fd);
	spin_unlock(&files->file_lock);
	fput(file);
	return 0;
}

WRONG_DESIGN("wrong-close-twice", "closes a file twice for two that close it at once",
	     .releases = { LINUX(5, 1), LINUX(5, 1) });
