/* SPDX-License-Identifier: GPL-2.0-only */
/* dup: descriptors.
 * custom: fdget() counts like fget(), so that a scheduling point can't hide a missing reference. */
#ifndef _LINUX_FILE_H
#define _LINUX_FILE_H

#include <linux/cleanup.h>
#include <linux/fs.h>

struct task_struct;

/*
 * A table of descriptors. @lock protects all but count. @open_fds, @close_on_exec: bitmaps of
 * @max_fds bits; @fd may hold NULL where a number is reserved but not installed yet.
 */
struct files_struct {
	refcount_t count;
	spinlock_t file_lock;
	unsigned int max_fds;
	unsigned int next_fd;
	struct file **fd;
	unsigned long *open_fds;
	unsigned long *close_on_exec;
	unsigned long bits_inline[2];
	struct file *fd_inline[8];
};

struct fd {
	struct file *file;
	unsigned int flags;
};
#define fd_file(f)	((f).file)
#define fd_empty(f)	(!(f).file)
#define EMPTY_FD	(struct fd) { NULL, 0 }

/* fdget() refuses O_PATH files, fdget_raw() does not */
struct fd fdget_at(unsigned int fd, const struct host_site *site);
struct fd fdget_raw_at(unsigned int fd, const struct host_site *site);
#define fdget(fd)	fdget_at(fd, SIM_HERE)
#define fdget_raw(fd)	fdget_raw_at(fd, SIM_HERE)
#define fdput(f)	do { if ((f).file) fput((f).file); } while (0)
static inline struct fd __fdget_class(int fd)
{
	return fdget(fd);
}
static inline struct fd __fdget_raw_class(int fd)
{
	return fdget_raw(fd);
}
DEFINE_CLASS(fd, struct fd, fdput(_T), __fdget_class(fd), int fd)
DEFINE_CLASS(fd_raw, struct fd, fdput(_T), __fdget_raw_class(fd), int fd)

struct file *fget(unsigned int fd);
struct file *fget_raw(unsigned int fd);
struct file *fget_task(struct task_struct *task, unsigned int fd);
struct file *fget_task_next(struct task_struct *task, unsigned int *fd);
int get_unused_fd_flags(unsigned int flags);
int alloc_fd_from(unsigned int start, unsigned int end, unsigned int flags);
void put_unused_fd(unsigned int fd);
void fd_install(unsigned int fd, struct file *file);
int receive_fd(struct file *file, int __user *ufd, unsigned int o_flags);
/* before 6.8 it had no @ufd: code of either kind finds its function */
#define receive_fd(file, ...)		__receive_fd(__VA_ARGS__, 3, 2, 0)(file, __VA_ARGS__)
#define __receive_fd(a, b, n, ...)	__receive_fd##n
#define __receive_fd3(f, ufd, flags)	(receive_fd)(f, ufd, flags)
#define __receive_fd2(f, flags)		(receive_fd)(f, NULL, flags)
int replace_fd(unsigned int fd, struct file *file, unsigned int flags);
int close_fd(unsigned int fd);
/* NULL: not open; file_lock held, and the reference is the caller's now */
struct file *file_close_fd_locked(struct files_struct *files, unsigned int fd);
void do_close_on_exec(struct files_struct *files);
bool get_close_on_exec(struct files_struct *files, unsigned int fd);
void set_close_on_exec(unsigned int fd, bool flag);
struct files_struct *dup_fd(struct files_struct *oldf, unsigned int max, int *error);
void put_files_struct(struct files_struct *files);
void exit_files(struct task_struct *tsk);
struct files_struct *files_boot(void);		/* caches of descriptors; the table of init */
/* custom: the end of a run: closes all of @files, which gets back the size it had at boot */
void files_reset(struct files_struct *files);

#endif
