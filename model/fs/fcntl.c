// SPDX-License-Identifier: GPL-2.0-only
/* What fcntl(2) does to descriptors and files. Mirrors fs/fcntl.c; no locks, leases, SIGIO. */
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/syscalls.h>

#define SETFL_MASK (O_APPEND | O_NONBLOCK | O_DIRECT | O_NOATIME)

/*
 * F_SETFL. Mirrors fs/fcntl.c:setfl. O_DIRECT is for pipes here: nothing else in the model
 * can do it. What is not in SETFL_MASK is ignored, FASYNC too.
 */
static int setfl(struct file *file, unsigned int arg)
{
	struct inode *inode = file_inode(file);

	if ((arg & O_NOATIME) && !(file->f_flags & O_NOATIME) &&
	    !uid_eq(current_fsuid(), inode->i_uid) && !capable(CAP_FOWNER))
		return -EPERM;
	if ((arg & O_DIRECT) && (inode->i_mode & S_IFMT) != S_IFIFO)
		return -EINVAL;
	spin_lock(&file->f_lock);
	file->f_flags = (arg & SETFL_MASK) | (file->f_flags & ~SETFL_MASK);
	spin_unlock(&file->f_lock);
	return 0;
}

/* F_DUPFD. Mirrors fs/file.c:f_dupfd. */
static int f_dupfd(unsigned int from, struct file *file, unsigned int flags)
{
	unsigned long nofile = rlimit(RLIMIT_NOFILE);
	int fd;

	if (from >= nofile)
		return -EINVAL;
	fd = alloc_fd_from(from, (unsigned int)min(nofile, (unsigned long)U32_MAX), flags);
	if (fd >= 0)
		fd_install((unsigned int)fd, get_file(file));
	return fd;
}

/* Is @fd the same open file? Mirrors fs/fcntl.c:f_dupfd_query. */
static long f_dupfd_query(unsigned int fd, const struct file *file)
{
	struct fd f = fdget_raw(fd);
	long ret;

	if (fd_empty(f))
		return -EBADF;
	ret = fd_file(f) == file;
	fdput(f);
	return ret;
}

/* ------------------------------------------------------------ owner */

static struct fown_struct *file_f_owner_allocate(struct file *file)
{
	if (!file->f_owner)
		file->f_owner = kzalloc(sizeof(*file->f_owner), GFP_KERNEL);
	return file->f_owner;
}

/** file_f_owner_release - @file is about to be freed */
void file_f_owner_release(struct file *file)
{
	if (file->f_owner) {
		put_pid(file->f_owner->pid);
		kfree(file->f_owner);
		file->f_owner = NULL;
	}
}

/*
 * F_SETOWN: a process, or a group if negative; 0: nobody. The file keeps a reference
 * to the struct pid. Mirrors fs/fcntl.c:f_setown.
 */
static int f_setown(struct file *file, int who)
{
	int type = who < 0 ? PIDTYPE_PGID : PIDTYPE_TGID;
	struct fown_struct *own;
	struct pid *pid = NULL, *old;

	if (who == INT_MIN)
		return -EINVAL;
	own = file_f_owner_allocate(file);
	if (!own)
		return -ENOMEM;
	if (who) {
		pid = find_get_pid(who < 0 ? -who : who);
		if (!pid)
			return -ESRCH;
	}
	spin_lock(&file->f_lock);
	old = own->pid;
	own->pid = pid;
	own->pid_type = type;
	spin_unlock(&file->f_lock);
	put_pid(old);
	return 0;
}

/* F_GETOWN: 0 if nobody, or nobody any more. Mirrors fs/fcntl.c:f_getown. */
static pid_t f_getown(struct file *file)
{
	struct fown_struct *own = file->f_owner;
	pid_t nr = 0;

	if (!own)
		return 0;
	rcu_read_lock();
	if (own->pid && pid_task(own->pid, own->pid_type)) {
		nr = pid_vnr(own->pid);
		if (own->pid_type == PIDTYPE_PGID)
			nr = -nr;
	}
	rcu_read_unlock();
	return nr;
}

static int f_setsig(struct file *file, unsigned long sig)
{
	if (!valid_signal(sig))
		return -EINVAL;
	if (!file_f_owner_allocate(file))
		return -ENOMEM;
	file->f_owner->signum = (int)sig;
	return 0;
}

/* ------------------------------------------------------------ the call */

/* Mirrors fs/fcntl.c:do_fcntl. */
static long do_fcntl(unsigned int fd, unsigned int cmd, unsigned long arg, struct file *file)
{
	switch (cmd) {
	case F_DUPFD:
		return f_dupfd((unsigned int)arg, file, 0);
	case F_DUPFD_CLOEXEC:
		return f_dupfd((unsigned int)arg, file, O_CLOEXEC);
	case F_DUPFD_QUERY:
		return kernel_release(6, 10) ? f_dupfd_query((unsigned int)arg, file) : -EINVAL;
	case F_GETFD:
		return get_close_on_exec(current->files, fd) ? FD_CLOEXEC : 0;
	case F_SETFD:
		set_close_on_exec(fd, arg & FD_CLOEXEC);
		return 0;
	case F_GETFL:
		return file->f_flags;
	case F_SETFL:
		return setfl(file, (unsigned int)arg);
	case F_GETOWN:
		return f_getown(file);
	case F_SETOWN:
		return f_setown(file, (int)arg);
	case F_GETSIG:
		return file->f_owner ? file->f_owner->signum : 0;
	case F_SETSIG:
		return f_setsig(file, arg);
	default:
		return -EINVAL;
	}
}

/* What may be done to an O_PATH descriptor. Mirrors fs/fcntl.c:check_fcntl_cmd. */
static bool check_fcntl_cmd(unsigned int cmd)
{
	switch (cmd) {
	case F_DUPFD:
	case F_DUPFD_CLOEXEC:
	case F_DUPFD_QUERY:
	case F_GETFD:
	case F_SETFD:
	case F_GETFL:
		return true;
	}
	return false;
}

SYSCALL_DEFINE3(fcntl, unsigned int, fd, unsigned int, cmd, unsigned long, arg)
{
	struct fd f = fdget_raw(fd);
	long ret = -EBADF;

	if (fd_empty(f))
		return -EBADF;
	if (!(fd_file(f)->f_mode & FMODE_PATH) || check_fcntl_cmd(cmd))
		ret = do_fcntl(fd, cmd, arg, fd_file(f));
	fdput(f);
	return ret;
}
