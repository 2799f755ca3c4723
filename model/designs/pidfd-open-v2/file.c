// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a handle is: an anonymous file that refers to a struct pid, of a process or of a thread,
 * and to no pid namespace. It needs no procfs.
 */
#include <linux/anon_inodes.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/judge.h>
#include <linux/pid_namespace.h>
#include <linux/proc_fs.h>

#include "internal.h"
#include "pidfd.h"

static int pidfd_release(struct inode *inode, struct file *file)
{
	put_pid(file->private_data);
	return 0;
}

/* the procfs instance whose root @file is; -EBADF: it is none */
static struct super_block *procfs_of(const struct file *file)
{
	struct super_block *sb = file_inode(file)->i_sb;

	if (!sb || sb->s_magic != PROC_SUPER_MAGIC || file_inode(file) != proc_root_inode(sb))
		return ERR_PTR(-EBADF);
	return sb;
}

/*
 * /proc/<pid> by the number that @pid has in the instance; only what is found under it says whether
 * it is the same process. -ESRCH: not visible there, gone, or somebody else's by now.
 */
static struct file *open_procfd(const struct file *root, struct pid *pid)
{
	struct super_block *sb = procfs_of(root);
	struct file *file;
	char name[12];
	pid_t nr;

	if (IS_ERR(sb))
		return ERR_CAST(sb);
	nr = pid_nr_ns(pid, proc_pid_ns(sb));
	if (!nr)
		return ERR_PTR(-ESRCH);
	snprintf(name, sizeof(name), "%d", nr);
	file = file_open_root(&root->f_path, name, O_RDONLY | O_DIRECTORY, 0);
	if (IS_ERR(file))
		return PTR_ERR(file) == -ENOENT ? ERR_PTR(-ESRCH) : file;
	if (proc_pid(file_inode(file)) != pid) {
		fput(file);
		return ERR_PTR(-ESRCH);
	}
	return file;
}

static long pidfd_get_procfd(struct pid *pid, unsigned int procfd)
{
	struct fd root = fdget(procfd);
	struct file *file;
	int fd;

	if (fd_empty(root))
		return -EBADF;
	fd = get_unused_fd_flags(O_CLOEXEC);
	if (fd < 0)
		goto out;
	file = open_procfd(fd_file(root), pid);
	if (IS_ERR(file)) {
		put_unused_fd(fd);
		fd = PTR_ERR(file);
		goto out;
	}
	fd_install(fd, file);
out:
	fdput(root);
	return fd;
}

static long pidfd_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	if (cmd != PIDFD_GET_PROCFD)
		return -ENOTTY;
	return pidfd_get_procfd(file->private_data, arg);
}

static const struct file_operations pidfd_fops = {
	.release = pidfd_release,
	.unlocked_ioctl = pidfd_ioctl,
	.llseek = noop_llseek,
};

struct pid *pidfd_to_pid(const struct file *file)
{
	if (file->f_op == &pidfd_fops)
		return file->private_data;
	return tgid_pidfd_to_pid(file);
}

int pidfd_create(struct pid *pid)
{
	struct file *file;
	int fd = get_unused_fd_flags(O_CLOEXEC);

	if (fd < 0)
		return fd;
	file = anon_inode_getfile("[pidfd]", &pidfd_fops, pid, O_RDWR);
	if (IS_ERR(file)) {
		put_unused_fd(fd);
		return PTR_ERR(file);
	}
	judge_handle_opened(file, pid);
	fd_install(fd, file);
	return fd;
}
