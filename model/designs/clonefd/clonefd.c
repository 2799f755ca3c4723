// SPDX-License-Identifier: GPL-2.0-only
/*
 * A descriptor that clone returns for the child, as the discussion of November 2018 recalls it
 * from 2015 ("it has been tried before in Linux"). Written from what the discussion says.
 *
 * The descriptor tells that the child has exited, and how: also when its parent has waited for
 * it long ago, or does not wait at all. What it tells is kept with the file.
 */
#include <linux/anon_inodes.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/pidfd.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "clonefd.h"

#define BUCKETS 64

/**
 * struct clonefd - what a file knows of its child
 * @node: in clonefds[], where the child's end finds it; clonefds_lock
 * @pid: held
 * @exit: how it ended, once it has no task any more; until then the task says so
 */
struct clonefd {
	struct hlist_node node;
	struct pid *pid;
	struct pidfd_exit exit;
};

static DEFINE_SPINLOCK(clonefds_lock);
static struct hlist_head clonefds[BUCKETS];

static struct hlist_head *bucket_of(struct pid *pid)
{
	return &clonefds[(unsigned int)pid_nr(pid) % BUCKETS];
}

static void clonefd_free(struct clonefd *cfd)
{
	spin_lock(&clonefds_lock);
	hlist_del_init(&cfd->node);
	spin_unlock(&clonefds_lock);
	put_pid(cfd->pid);
	kfree(cfd);
}

static struct clonefd *clonefd_new(struct pid *pid)
{
	struct clonefd *cfd = kzalloc(sizeof(*cfd), GFP_KERNEL);

	if (!cfd)
		return NULL;
	cfd->pid = get_pid(pid);
	spin_lock(&clonefds_lock);
	hlist_add_head(&cfd->node, bucket_of(pid));
	spin_unlock(&clonefds_lock);
	return cfd;
}

/* The child has exited. Its task is asked as long as there is one. */
static void clonefd_exit(struct clonefd *cfd, struct pidfd_exit *how)
{
	struct task_struct *task;

	rcu_read_lock();
	task = pid_task(cfd->pid, PIDTYPE_TGID);
	if (task)
		pidfd_exit_of(task, how);
	else
		*how = cfd->exit;
	rcu_read_unlock();
}

/*
 * Replaces fs/pidfs.c:pidfs_exit: @tsk still belongs to its struct pid. So whoever finds no
 * task there finds what is written here.
 */
void pidfs_exit(struct task_struct *tsk)
{
	struct clonefd *cfd;

	if (!thread_group_leader(tsk))
		return;
	spin_lock(&clonefds_lock);
	hlist_for_each_entry(cfd, bucket_of(task_pid(tsk)), node) {
		if (cfd->pid == task_pid(tsk))
			pidfd_exit_of(tsk, &cfd->exit);
	}
	spin_unlock(&clonefds_lock);
}

/* -EINVAL: no room for all of it; -EAGAIN, -EINTR: it lives; -EFAULT */
static ssize_t clonefd_read(struct file *file, char __user *buf, size_t n, loff_t *pos)
{
	struct clonefd *cfd = file->private_data;
	struct pidfd_exit how;
	int ret;

	if (n < sizeof(how))
		return -EINVAL;
	ret = pidfd_wait_exit(cfd->pid, file->f_flags);
	if (ret)
		return ret;
	clonefd_exit(cfd, &how);
	return copy_to_user(buf, &how, sizeof(how)) ? -EFAULT : (ssize_t)sizeof(how);
}

static __poll_t clonefd_poll(struct file *file, struct poll_table_struct *pt)
{
	struct clonefd *cfd = file->private_data;

	return pidfd_poll_exit(file, cfd->pid, pt);
}

static int clonefd_release(struct inode *inode, struct file *file)
{
	clonefd_free(file->private_data);
	return 0;
}

static const struct file_operations clonefd_fops = {
	.read = clonefd_read,
	.poll = clonefd_poll,
	.release = clonefd_release,
	.llseek = noop_llseek,
};

/* Replaces kernel/clone.c:clone_has_pidfd. The flag is this design's, not that of Linux 5.2. */
bool clone_has_pidfd(void)
{
	return true;
}

/* Replaces kernel/fork.c:pidfd_prepare. -EINVAL: of a thread; -ENOMEM, -EMFILE, -ENFILE. */
int pidfd_prepare(struct pid *pid, unsigned int flags, struct file **ret)
{
	struct clonefd *cfd;
	struct file *file;
	int fd;

	if (flags & O_EXCL)
		return -EINVAL;
	cfd = clonefd_new(pid);
	if (!cfd)
		return -ENOMEM;
	fd = get_unused_fd_flags(O_CLOEXEC);
	if (fd < 0)
		goto out_free;
	file = anon_inode_getfile("[clonefd]", &clonefd_fops, cfd, O_RDONLY);
	if (IS_ERR(file)) {
		put_unused_fd(fd);
		fd = PTR_ERR(file);
		goto out_free;
	}
	*ret = file;
	return fd;

out_free:
	clonefd_free(cfd);
	return fd;
}
