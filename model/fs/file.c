// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tables of descriptors. Mirrors fs/file.c.
 *
 * A table starts with eight slots inside itself and doubles when a higher number
 * is wanted; the kernel starts with 64. @file_lock protects the table; a
 * reader (fget) takes no lock: it loads the slot and takes a reference in one
 * step, where the kernel tries, looks again, and repeats.
 */
#include <linux/bitops.h>
#include <linux/err.h>
#include <linux/file.h>
#include <linux/judge.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/syscalls.h>
#include <net/af_unix.h>

#define NR_OPEN_DEFAULT	ARRAY_SIZE(((struct files_struct *)NULL)->fd_inline)
#define NR_OPEN_MAX	(1024U * 1024U)		/* sysctl fs.nr_open */
#define NR_BITS_INLINE	BITS_PER_LONG

static struct kmem_cache *files_cachep;

int file_table_boot(void);
int anon_inode_boot(void);
int eventpoll_boot(void);
int eventfd_boot(void);
int pipe_boot(void);
int sock_boot(void);

static void files_init_inline(struct files_struct *files)
{
	files->max_fds = NR_OPEN_DEFAULT;
	files->fd = files->fd_inline;
	files->open_fds = &files->bits_inline[0];
	files->close_on_exec = &files->bits_inline[1];
}

static struct files_struct *files_alloc(void)
{
	struct files_struct *files = kmem_cache_zalloc(files_cachep, GFP_KERNEL);

	if (!files)
		return NULL;
	refcount_set(&files->count, 1);
	spin_lock_init(&files->file_lock);
	files_init_inline(files);
	return files;
}

/*
 * Room for @max descriptors, the old ones kept. Slots and, beyond what fits into one
 * word, both bitmaps are one piece of memory.
 *
 * Mirrors fs/file.c:{alloc_fdtable,copy_fdtable,expand_fdtable}, which drops the lock
 * meanwhile because its allocation may sleep, and frees the old one after a grace period.
 */
static int files_resize(struct files_struct *files, unsigned int max)
{
	unsigned int longs = max > NR_BITS_INLINE ? max / BITS_PER_LONG : 0;
	struct file **fd = kcalloc(max + 2 * longs, sizeof(*fd), GFP_KERNEL);
	unsigned long *bits = (unsigned long *)(fd + max);
	unsigned int old = BITS_TO_LONGS(files->max_fds);

	if (!fd)
		return -ENOMEM;
	memcpy(fd, files->fd, files->max_fds * sizeof(*fd));
	if (longs) {
		memcpy(bits, files->open_fds, old * sizeof(*bits));
		memcpy(bits + longs, files->close_on_exec, old * sizeof(*bits));
		files->open_fds = bits;
		files->close_on_exec = bits + longs;
	}
	if (files->fd != files->fd_inline)
		kfree(files->fd);
	files->fd = fd;
	files->max_fds = max;
	return 0;
}

/*
 * Make room for descriptor @nr. Mirrors fs/file.c:expand_files. Return: 0, -EMFILE if no
 * table may be that large, -ENOMEM. file_lock is held.
 */
static int expand_files(struct files_struct *files, unsigned int nr)
{
	unsigned int max = files->max_fds;

	if (nr < max)
		return 0;
	if (nr >= NR_OPEN_MAX)
		return -EMFILE;
	while (max <= nr)
		max *= 2;
	return files_resize(files, max);
}

static void __set_open_fd(struct files_struct *files, unsigned int fd, unsigned int flags)
{
	__set_bit(fd, files->open_fds);
	if (flags & O_CLOEXEC)
		__set_bit(fd, files->close_on_exec);
	else
		__clear_bit(fd, files->close_on_exec);
}

/* The lowest free number from @start on, or max_fds. Mirrors fs/file.c:find_next_fd. */
static unsigned int find_next_fd(const struct files_struct *files, unsigned int start)
{
	unsigned int nr = BITS_TO_LONGS(files->max_fds), i = start / BITS_PER_LONG;
	unsigned long word;

	if (start >= files->max_fds)
		return start;
	word = files->open_fds[i] | (BIT(start % BITS_PER_LONG) - 1);
	while (word == ~0UL && ++i < nr)
		word = files->open_fds[i];
	if (i == nr)
		return files->max_fds;
	return min((unsigned int)(i * BITS_PER_LONG + ffz(word)), files->max_fds);
}

/**
 * alloc_fd_from - reserve the lowest free descriptor number of the running task
 * @start: not below this one
 * @end: and below this one (the soft RLIMIT_NOFILE)
 * @flags: O_CLOEXEC counts
 *
 * Mirrors fs/file.c:alloc_fd. Return: the number, -EMFILE or -ENOMEM.
 */
int alloc_fd_from(unsigned int start, unsigned int end, unsigned int flags)
{
	struct files_struct *files = current->files;
	unsigned int fd;
	int error;

	if (sim_fail(HOST_FAIL_FD, SIM_HERE))
		return -EMFILE;
	spin_lock(&files->file_lock);
	fd = find_next_fd(files, max(start, files->next_fd));
	error = -EMFILE;
	if (unlikely(fd >= end))
		goto out;
	error = expand_files(files, fd);
	if (error)
		goto out;
	if (start <= files->next_fd)
		files->next_fd = fd + 1;
	__set_open_fd(files, fd, flags);
	files->fd[fd] = NULL;
	error = (int)fd;
out:
	spin_unlock(&files->file_lock);
	return error;
}

/** get_unused_fd_flags - reserve the lowest free number; mirrors fs/file.c */
int get_unused_fd_flags(unsigned int flags)
{
	return alloc_fd_from(0, (unsigned int)min(rlimit(RLIMIT_NOFILE), (unsigned long)U32_MAX),
			     flags);
}

static void __put_unused_fd(struct files_struct *files, unsigned int fd)
{
	__clear_bit(fd, files->open_fds);
	if (fd < files->next_fd)
		files->next_fd = fd;
}

/** put_unused_fd - give back a number that nothing was installed at; mirrors fs/file.c */
void put_unused_fd(unsigned int fd)
{
	struct files_struct *files = current->files;

	spin_lock(&files->file_lock);
	__put_unused_fd(files, fd);
	spin_unlock(&files->file_lock);
}

/*
 * custom: for designs that mark no handle for the judges themselves, as imported code does not:
 * what their pidfd_pid() knows was opened on a process. One that has been reaped by now is none.
 */
static void mark_handle(struct file *file)
{
	struct pid *pid = pidfd_pid(file);

	if (!IS_ERR(pid))
		judge_handle_opened(file, pid);
}

/**
 * fd_install - publish a file at a reserved number; the table takes over the reference
 *
 * From here on other threads, and whoever may look at this task's descriptors, can
 * reach the file. Mirrors fs/file.c:fd_install.
 */
void fd_install(unsigned int fd, struct file *file)
{
	struct files_struct *files = current->files;

	sim_point(HOST_OP_STORE, &files->file_lock, SIM_HERE);
	if (WARN_ON(fd >= files->max_fds || files->fd[fd]))
		return;
	files->fd[fd] = file;
	if (unlikely(!file->handle_target))
		mark_handle(file);
}

static struct file *files_lookup_fd(const struct files_struct *files, unsigned int fd)
{
	return fd < files->max_fds ? files->fd[fd] : NULL;
}

/*
 * Takes a number out of the table. Mirrors fs/file.c:file_close_fd_locked; file_lock is
 * held. Return: the file with the table's reference, NULL if there was none.
 */
struct file *file_close_fd_locked(struct files_struct *files, unsigned int fd)
{
	struct file *file = files_lookup_fd(files, fd);

	if (file) {
		files->fd[fd] = NULL;
		__put_unused_fd(files, fd);
	}
	return file;
}

/** close_fd - close(2) for the kernel's own use: 0, -EBADF, or what ->flush said */
int close_fd(unsigned int fd)
{
	struct files_struct *files = current->files;
	struct file *file;

	spin_lock(&files->file_lock);
	file = file_close_fd_locked(files, fd);
	spin_unlock(&files->file_lock);
	return file ? filp_close(file, files) : -EBADF;
}

SYSCALL_DEFINE1(close, unsigned int, fd)
{
	int ret = close_fd(fd);

	/* The descriptor is gone: it can't be closed again. */
	if (ret == -ERESTARTSYS || ret == -ERESTARTNOINTR || ret == -ERESTARTNOHAND ||
	    ret == -ERESTART_RESTARTBLOCK)
		ret = -EINTR;
	return ret;
}

/* ------------------------------------------------------------ looking up */

/*
 * The file at @fd with a new reference, unless it has one of the modes @mask. Slot and
 * count are one step, see the top; so the caller's site is the one of the reference.
 */
static inline struct file *files_get(struct files_struct *files, unsigned int fd, fmode_t mask,
				     const struct host_site *site)
{
	struct file *file;
	int old;

	/* Nobody else can change a table that is not shared. */
	if (files->count.refs.counter > 1)
		sim_point(HOST_OP_LOAD, &files->file_lock, site);
	file = files_lookup_fd(files, fd);
	if (!file || unlikely(file->f_mode & mask))
		return NULL;
	old = file->f_count.refs.counter;
	if (unlikely(old <= 0))
		refcount_fault(&file->f_count, "a descriptor whose file is gone", site);
	file->f_count.refs.counter = old + 1;
	sim_event(HOST_EV_REF, NULL, &file->f_count, NULL, old, old + 1, site);
	return file;
}

static inline struct file *files_use(unsigned int fd, fmode_t mask, const struct host_site *site)
{
	struct file *file = files_get(current->files, fd, mask, site);

	if (file && unlikely(file->handle_target))
		judge_handle_used(file);
	return file;
}

/** fdget_at - a file for the time of a call, never an O_PATH one; mirrors fs/file.c:fdget */
struct fd fdget_at(unsigned int fd, const struct host_site *site)
{
	return (struct fd) { files_use(fd, FMODE_PATH, site), 0 };
}

/** fdget_raw_at - the same, O_PATH ones as well; mirrors fs/file.c:fdget_raw */
struct fd fdget_raw_at(unsigned int fd, const struct host_site *site)
{
	return (struct fd) { files_use(fd, 0, site), 0 };
}

/** fget - a reference to the file at @fd, NULL if there is none or it is O_PATH */
struct file *fget(unsigned int fd)
{
	return files_use(fd, FMODE_PATH, SIM_HERE);
}

/**
 * fget_raw - a reference to the file at @fd, NULL if there is none
 *
 * For who copies it or sends it on: that is no use of a handle, so the judges are not told.
 */
struct file *fget_raw(unsigned int fd)
{
	return files_get(current->files, fd, 0, SIM_HERE);
}

/**
 * fget_task - a reference to a file of another task
 *
 * Mirrors fs/file.c:fget_task. In the kernel task_lock() keeps @task from leaving its table
 * meanwhile; here looking up is one step. Return: NULL if there is none.
 */
struct file *fget_task(struct task_struct *task, unsigned int fd)
{
	sim_point(HOST_OP_LOAD, &task->files, SIM_HERE);
	return task->files ? files_get(task->files, fd, 0, SIM_HERE) : NULL;
}

/**
 * fget_task_next - the first file of @task at *@fd or above
 * @fd: set to where it was found
 *
 * Mirrors fs/file.c:fget_task_next. Return: it with a reference, or NULL.
 */
struct file *fget_task_next(struct task_struct *task, unsigned int *fd)
{
	struct files_struct *files;
	unsigned int i;

	sim_point(HOST_OP_LOAD, &task->files, SIM_HERE);
	files = task->files;
	for (i = *fd; files && i < files->max_fds; i++) {
		if (files->fd[i]) {
			*fd = i;
			return __refcount_inc_not_zero(&files->fd[i]->f_count, SIM_HERE) ?
			       files->fd[i] : NULL;
		}
	}
	return NULL;
}

/** receive_fd - install another reference to @file; mirrors fs/file.c:receive_fd */
int (receive_fd)(struct file *file, int __user *ufd, unsigned int o_flags)
{
	int fd, error;

	fd = get_unused_fd_flags(o_flags);
	if (fd < 0)
		return fd;
	if (ufd) {
		error = put_user(fd, ufd);
		if (error) {
			put_unused_fd((unsigned int)fd);
			return error;
		}
	}
	fd_install((unsigned int)fd, get_file(file));
	return fd;
}

/* ------------------------------------------------------------ dup */

/*
 * Puts @file at @fd, and closes what was there. Mirrors fs/file.c:do_dup2; file_lock is held
 * and is released. A number that is reserved but not installed yet belongs to a call
 * that is under way in another thread: -EBUSY.
 */
static int do_dup2(struct files_struct *files, struct file *file, unsigned int fd,
		   unsigned int flags)
{
	struct file *tofree = files->fd[fd];

	if (!tofree && test_bit(fd, files->open_fds)) {
		spin_unlock(&files->file_lock);
		return -EBUSY;
	}
	files->fd[fd] = get_file(file);
	__set_open_fd(files, fd, flags);
	spin_unlock(&files->file_lock);
	if (tofree)
		filp_close(tofree, files);
	return (int)fd;
}

/** replace_fd - @file at @fd whatever is there, NULL: nothing; mirrors fs/file.c */
int replace_fd(unsigned int fd, struct file *file, unsigned int flags)
{
	struct files_struct *files = current->files;
	int error;

	if (!file)
		return close_fd(fd);
	if (fd >= rlimit(RLIMIT_NOFILE))
		return -EBADF;
	spin_lock(&files->file_lock);
	error = expand_files(files, fd);
	if (error < 0) {
		spin_unlock(&files->file_lock);
		return error;
	}
	error = do_dup2(files, file, fd, flags);
	return error < 0 ? error : 0;
}

/* Mirrors fs/file.c:ksys_dup3. */
static long ksys_dup3(unsigned int oldfd, unsigned int newfd, int flags)
{
	struct files_struct *files = current->files;
	struct file *file;
	int error;

	if (flags & ~O_CLOEXEC)
		return -EINVAL;
	if (oldfd == newfd)
		return -EINVAL;
	if (newfd >= rlimit(RLIMIT_NOFILE))
		return -EBADF;
	spin_lock(&files->file_lock);
	error = expand_files(files, newfd);
	file = files_lookup_fd(files, oldfd);
	if (!file || error == -EMFILE)
		error = -EBADF;
	if (error) {
		spin_unlock(&files->file_lock);
		return error;
	}
	return do_dup2(files, file, newfd, (unsigned int)flags);
}

SYSCALL_DEFINE3(dup3, unsigned int, oldfd, unsigned int, newfd, int, flags)
{
	return ksys_dup3(oldfd, newfd, flags);
}

SYSCALL_DEFINE2(dup2, unsigned int, oldfd, unsigned int, newfd)
{
	struct file *file;

	if (likely(oldfd != newfd))
		return ksys_dup3(oldfd, newfd, 0);
	/* Not dup3(): here equal numbers mean "is it open?". */
	sim_point(HOST_OP_LOAD, &current->files->file_lock, SIM_HERE);
	file = files_lookup_fd(current->files, oldfd);
	return file ? (long)oldfd : -EBADF;
}

SYSCALL_DEFINE1(dup, unsigned int, fildes)
{
	struct file *file = fget_raw(fildes);
	int ret = -EBADF;

	if (file) {
		ret = get_unused_fd_flags(0);
		if (ret >= 0)
			fd_install((unsigned int)ret, file);
		else
			fput(file);
	}
	return ret;
}

/* ------------------------------------------------------------ flags of a descriptor */

/** get_close_on_exec - F_GETFD; the caller knows that @fd is open */
bool get_close_on_exec(struct files_struct *files, unsigned int fd)
{
	return fd < files->max_fds && test_bit(fd, files->close_on_exec);
}

/** set_close_on_exec - F_SETFD of the running task; mirrors fs/file.c */
void set_close_on_exec(unsigned int fd, bool flag)
{
	struct files_struct *files = current->files;

	spin_lock(&files->file_lock);
	/* Another thread may have closed it since it was looked up. */
	if (fd < files->max_fds && test_bit(fd, files->open_fds)) {
		if (flag)
			__set_bit(fd, files->close_on_exec);
		else
			__clear_bit(fd, files->close_on_exec);
	}
	spin_unlock(&files->file_lock);
}

/* ------------------------------------------------------------ whole tables */

/* Closes from @fd to @last (inclusive). Mirrors fs/file.c:__range_close. */
static void __range_close(struct files_struct *files, unsigned int fd, unsigned int last,
			  bool only_cloexec)
{
	bool begun = fput_begin();
	struct file *file;

	spin_lock(&files->file_lock);
	for (; fd < files->max_fds && fd <= last; fd++) {
		if (!files->open_fds[fd / BITS_PER_LONG]) {
			fd |= BITS_PER_LONG - 1;	/* nothing in this word */
			continue;
		}
		if (only_cloexec && !test_bit(fd, files->close_on_exec))
			continue;
		file = file_close_fd_locked(files, fd);
		if (!file)
			continue;
		spin_unlock(&files->file_lock);
		filp_close(file, files);
		spin_lock(&files->file_lock);
	}
	spin_unlock(&files->file_lock);
	fput_end(begun);
}

/** do_close_on_exec - what execve(2) does to the descriptors; mirrors fs/file.c */
void do_close_on_exec(struct files_struct *files)
{
	__range_close(files, 0, U32_MAX, true);
}

static void __range_cloexec(struct files_struct *files, unsigned int fd, unsigned int last)
{
	spin_lock(&files->file_lock);
	for (; fd < files->max_fds && fd <= last; fd++)
		if (test_bit(fd, files->open_fds))
			__set_bit(fd, files->close_on_exec);
	spin_unlock(&files->file_lock);
}

/* One past the highest open number below @max. file_lock is held. */
static unsigned int files_last(const struct files_struct *files, unsigned int max)
{
	unsigned int i = min(files->max_fds, max);

	while (i && !test_bit(i - 1, files->open_fds))
		i--;
	return i;
}

/**
 * dup_fd - a copy of a table
 * @oldf: the original
 * @max: only numbers below this one (close_range(2) needs no others)
 * @error: set on failure
 *
 * Mirrors fs/file.c:dup_fd. What is reserved in @oldf but not installed yet is free in the
 * copy. Return: the copy, or NULL.
 */
struct files_struct *dup_fd(struct files_struct *oldf, unsigned int max, int *error)
{
	struct files_struct *newf = files_alloc();
	unsigned int i, last;
	struct file *file;

	*error = -ENOMEM;
	if (!newf)
		return NULL;
	spin_lock(&oldf->file_lock);
	last = files_last(oldf, max);
	if (last > newf->max_fds && expand_files(newf, last - 1)) {
		spin_unlock(&oldf->file_lock);
		kmem_cache_free(files_cachep, newf);
		return NULL;
	}
	for (i = 0; i < last; i++) {
		file = oldf->fd[i];
		if (!file)
			continue;
		newf->fd[i] = get_file(file);
		__set_open_fd(newf, i, test_bit(i, oldf->close_on_exec) ? O_CLOEXEC : 0);
	}
	spin_unlock(&oldf->file_lock);
	*error = 0;
	return newf;
}

static void files_free(struct files_struct *files)
{
	if (files->fd != files->fd_inline)
		kfree(files->fd);
	kmem_cache_free(files_cachep, files);
}

/** put_files_struct - the last user of a table closes all; mirrors fs/file.c */
void put_files_struct(struct files_struct *files)
{
	unsigned int i;
	bool begun;

	if (!refcount_dec_and_test(&files->count))
		return;
	begun = fput_begin();
	/* Nobody can get at the table any more, so without its lock. */
	for (i = 0; i < files->max_fds; i++)
		if (files->fd[i])
			filp_close(files->fd[i], files);
	files_free(files);
	fput_end(begun);
}

/** exit_files - @tsk has no descriptors any more; mirrors fs/file.c:exit_files */
void exit_files(struct task_struct *tsk)
{
	struct files_struct *files = tsk->files;

	if (files) {
		task_lock(tsk);
		WRITE_ONCE(tsk->files, NULL);
		task_unlock(tsk);
		put_files_struct(files);
	}
}

SYSCALL_DEFINE3(close_range, unsigned int, fd, unsigned int, max_fd, unsigned int, flags)
{
	struct files_struct *files = current->files, *fds = NULL;
	int error;

	if (flags & ~(CLOSE_RANGE_UNSHARE | CLOSE_RANGE_CLOEXEC))
		return -EINVAL;
	if (fd > max_fd)
		return -EINVAL;
	if ((flags & CLOSE_RANGE_UNSHARE) && refcount_read(&files->count) > 1) {
		/* What would be closed at once, to the end of the table, is not copied. */
		unsigned int max = !(flags & CLOSE_RANGE_CLOEXEC) && max_fd >= files->max_fds ?
				   fd : NR_OPEN_MAX;

		fds = dup_fd(files, max, &error);
		if (!fds)
			return error;
		swap(files, fds);
	}
	if (flags & CLOSE_RANGE_CLOEXEC)
		__range_cloexec(files, fd, max_fd);
	else
		__range_close(files, fd, max_fd, false);
	if (fds) {
		task_lock(current);
		WRITE_ONCE(current->files, files);
		task_unlock(current);
		put_files_struct(fds);
	}
	return 0;
}

/* ------------------------------------------------------------ boot and halt */

struct files_struct *files_boot(void)
{
	files_cachep = KMEM_CACHE(files_struct, SLAB_PANIC);
	if (!files_cachep || file_table_boot() || anon_inode_boot() || eventpoll_boot() ||
	    eventfd_boot() || pipe_boot() || sock_boot())
		return NULL;
	return files_alloc();
}

void files_reset(struct files_struct *files)
{
	__range_close(files, 0, U32_MAX, false);
	/* Sockets that only lead to each other wait for the next one to be closed: none will. */
	unix_gc();
	if (files->fd != files->fd_inline)
		kfree(files->fd);
	memset(files->bits_inline, 0, sizeof(files->bits_inline));
	memset(files->fd_inline, 0, sizeof(files->fd_inline));
	files_init_inline(files);
	files->next_fd = 0;
}
