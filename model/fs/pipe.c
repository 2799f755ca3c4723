// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pipes: sixteen pages in a ring. Mirrors fs/pipe.c.
 *
 * What fits is counted in pages, as in the kernel: a write continues the youngest page
 * only if all of its odd bytes fit there, so a pipe can be full with less than 64 KiB
 * in it. Differs: the size can't be changed, no splice, no notifications,
 * no limit per user.
 */
#include <linux/cred.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/ioctl.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/syscalls.h>

#define PIPE_DEF_BUFFERS	16
#define PIPE_PAGE_SIZE		4096UL
#define PIPEFS_MAGIC		0x50495045

/* a page; @packet: one write of its own (O_DIRECT) */
struct pipe_buffer {
	char *page;
	unsigned short offset, len;
	bool packet;
};

/* @mutex: all but the queues. @head, @tail: turns of the ring, of the writers and the readers */
struct pipe_inode_info {
	struct mutex mutex;
	wait_queue_head_t rd_wait, wr_wait;
	unsigned int head, tail;
	unsigned int readers, writers, files;
	bool poll_usage;
	struct pipe_buffer bufs[PIPE_DEF_BUFFERS];
};

static const struct file_operations pipefifo_fops;
static struct kmem_cache *pipe_cachep;
static struct super_block pipe_sb = { .s_name = "pipefs", .s_magic = PIPEFS_MAGIC };

static inline bool pipe_empty(const struct pipe_inode_info *pipe)
{
	return pipe->head == pipe->tail;
}

static inline bool pipe_full(const struct pipe_inode_info *pipe)
{
	return pipe->head - pipe->tail >= PIPE_DEF_BUFFERS;
}

static inline struct pipe_buffer *pipe_buf(struct pipe_inode_info *pipe, unsigned int slot)
{
	return &pipe->bufs[slot % PIPE_DEF_BUFFERS];
}

/* A reader need not wait: there is something, or there will never be. */
static bool pipe_readable(const struct pipe_inode_info *pipe)
{
	return READ_ONCE(pipe->head) != pipe->tail || !pipe->writers;
}

static bool pipe_writable(const struct pipe_inode_info *pipe)
{
	return READ_ONCE(pipe->head) - pipe->tail < PIPE_DEF_BUFFERS || !pipe->readers;
}

/* wait_event_interruptible_exclusive(): who came first is woken first, and alone */
static int pipe_wait(struct pipe_inode_info *pipe, wait_queue_head_t *q,
		     bool (*ready)(const struct pipe_inode_info *pipe))
{
	DEFINE_WAIT(wait);
	int ret = 0;

	if (ready(pipe))
		return 0;
	for (;;) {
		prepare_to_wait_exclusive(q, &wait, TASK_INTERRUPTIBLE);
		if (ready(pipe))
			break;
		if (signal_pending(current)) {
			ret = -ERESTARTSYS;
			break;
		}
		schedule();
	}
	finish_wait(q, &wait);
	return ret;
}

static void wake_reader(struct pipe_inode_info *pipe)
{
	wake_up_interruptible_poll(&pipe->rd_wait, EPOLLIN | EPOLLRDNORM);
}

static void wake_writer(struct pipe_inode_info *pipe)
{
	wake_up_interruptible_poll(&pipe->wr_wait, EPOLLOUT | EPOLLWRNORM);
}

/* ------------------------------------------------------------ read */

/*
 * Takes up to @n bytes from the oldest page. @wake: set if writers may have waited for
 * it. Return: bytes, -EFAULT; @last: a packet ends a read.
 */
static ssize_t pipe_read_buf(struct pipe_inode_info *pipe, char __user *to, size_t n, bool *wake,
			     bool *last)
{
	struct pipe_buffer *buf = pipe_buf(pipe, pipe->tail);
	size_t chars = min((size_t)buf->len, n);

	if (copy_to_user(to, buf->page + buf->offset, chars))
		return -EFAULT;
	buf->offset += (unsigned short)chars;
	buf->len -= (unsigned short)chars;
	if (buf->packet) {
		*last = true;
		buf->len = 0;
	}
	if (!buf->len) {
		*wake |= pipe_full(pipe);
		kfree(buf->page);
		buf->page = NULL;
		pipe->tail++;
	}
	return (ssize_t)chars;
}

/* mirrors fs/pipe.c:pipe_read, mutex held: bytes, 0: nothing there, -EFAULT */
static ssize_t pipe_read_some(struct pipe_inode_info *pipe, char __user *to, size_t n, bool *wake)
{
	bool last = false;
	ssize_t ret = 0, got;

	while (n && !last && !pipe_empty(pipe)) {
		got = pipe_read_buf(pipe, to + ret, n, wake, &last);
		if (got < 0)
			return ret ? ret : got;
		ret += got;
		n -= (size_t)got;
	}
	return ret;
}

static ssize_t pipe_read(struct file *file, char __user *to, size_t n, loff_t *pos)
{
	struct pipe_inode_info *pipe = file->private_data;
	bool wake = false, next = false;
	ssize_t ret;

	if (!n)
		return 0;
	mutex_lock(&pipe->mutex);
	for (;;) {
		ret = pipe_read_some(pipe, to, n, &wake);
		if (ret || !pipe->writers)
			break;
		if (file->f_flags & O_NONBLOCK) {
			ret = -EAGAIN;
			break;
		}
		mutex_unlock(&pipe->mutex);
		if (pipe_wait(pipe, &pipe->rd_wait, pipe_readable) < 0)
			return -ERESTARTSYS;
		mutex_lock(&pipe->mutex);
		next = true;
	}
	if (pipe_empty(pipe))
		next = false;
	mutex_unlock(&pipe->mutex);
	if (wake)
		wake_writer(pipe);
	/* Woken alone, and something is left: hand the turn on. */
	if (next)
		wake_reader(pipe);
	return ret;
}

/* ------------------------------------------------------------ write */

/*
 * Continues the youngest page with the odd bytes of a write of @n. Return: how many (0: they
 * don't fit), -EFAULT.
 */
static ssize_t pipe_merge(struct pipe_inode_info *pipe, const char __user *from, size_t n)
{
	struct pipe_buffer *buf = pipe_buf(pipe, pipe->head - 1);
	size_t chars = n % PIPE_PAGE_SIZE, end = (size_t)buf->offset + buf->len;

	if (!chars || pipe_empty(pipe) || buf->packet || end + chars > PIPE_PAGE_SIZE)
		return 0;
	if (copy_from_user(buf->page + end, from, chars))
		return -EFAULT;
	buf->len += (unsigned short)chars;
	return (ssize_t)chars;
}

/* A new page with up to @n bytes. Return: how many, -ENOMEM, -EFAULT. */
static ssize_t pipe_append(struct pipe_inode_info *pipe, const char __user *from, size_t n,
			   bool packet)
{
	struct pipe_buffer *buf = pipe_buf(pipe, pipe->head);
	size_t chars = min(n, PIPE_PAGE_SIZE);
	char *page = kmalloc(PIPE_PAGE_SIZE, GFP_USER);

	if (!page)
		return -ENOMEM;
	if (copy_from_user(page, from, chars)) {
		kfree(page);
		return -EFAULT;
	}
	buf->page = page;
	buf->offset = 0;
	buf->len = (unsigned short)chars;
	buf->packet = packet;
	pipe->head++;
	return (ssize_t)chars;
}

/* Fills pages as long as there are some; mutex held. Return: bytes; @error: why no more. */
static size_t pipe_write_some(struct pipe_inode_info *pipe, const char __user *from, size_t n,
			      bool packet, ssize_t *error)
{
	size_t done = 0;
	ssize_t put;

	while (done < n && !pipe_full(pipe)) {
		put = pipe_append(pipe, from + done, n - done, packet);
		if (put < 0) {
			*error = put;
			break;
		}
		done += (size_t)put;
	}
	return done;
}

/*
 * The loop of fs/pipe.c:pipe_write; mutex held, but not while it waits. @was_empty and @next:
 * whom to wake in the end. Return: bytes written, or -errno if none.
 */
static ssize_t pipe_write_all(struct file *file, const char __user *from, size_t n, bool *was_empty,
			      bool *next)
{
	struct pipe_inode_info *pipe = file->private_data;
	ssize_t error = 0, ret = pipe_merge(pipe, from, n);

	if (ret < 0)
		return ret;
	while ((size_t)ret < n) {
		if (!pipe->readers) {
			send_sig(SIGPIPE, current, 0);
			error = -EPIPE;
			break;
		}
		ret += (ssize_t)pipe_write_some(pipe, from + ret, n - (size_t)ret,
						file->f_flags & O_DIRECT, &error);
		if (error || (size_t)ret == n)
			break;
		if (file->f_flags & O_NONBLOCK) {
			error = -EAGAIN;
			break;
		}
		if (signal_pending(current)) {
			error = -ERESTARTSYS;
			break;
		}
		mutex_unlock(&pipe->mutex);
		if (*was_empty)
			wake_reader(pipe);
		pipe_wait(pipe, &pipe->wr_wait, pipe_writable);
		mutex_lock(&pipe->mutex);
		*was_empty = pipe_empty(pipe);
		*next = true;
	}
	return ret ? ret : error;
}

static ssize_t pipe_write(struct file *file, const char __user *from, size_t n, loff_t *pos)
{
	struct pipe_inode_info *pipe = file->private_data;
	bool was_empty, next = false;
	ssize_t ret = -EPIPE;

	if (!n)
		return 0;
	mutex_lock(&pipe->mutex);
	was_empty = false;
	if (!pipe->readers) {
		send_sig(SIGPIPE, current, 0);
		goto out;
	}
	was_empty = pipe_empty(pipe);
	ret = pipe_write_all(file, from, n, &was_empty, &next);
out:
	if (pipe_full(pipe))
		next = false;
	mutex_unlock(&pipe->mutex);
	/* Edge-triggered watchers are told of each write, though nothing was "empty". */
	if (was_empty || pipe->poll_usage)
		wake_reader(pipe);
	if (next)
		wake_writer(pipe);
	return ret;
}

/* ------------------------------------------------------------ poll, ioctl */

static __poll_t pipe_poll(struct file *file, poll_table *wait)
{
	struct pipe_inode_info *pipe = file->private_data;
	__poll_t mask = 0;

	WRITE_ONCE(pipe->poll_usage, true);
	if (file->f_mode & FMODE_READ)
		poll_wait(file, &pipe->rd_wait, wait);
	if (file->f_mode & FMODE_WRITE)
		poll_wait(file, &pipe->wr_wait, wait);
	sim_point(HOST_OP_LOAD, &pipe->head, SIM_HERE);
	if (file->f_mode & FMODE_READ) {
		if (!pipe_empty(pipe))
			mask |= EPOLLIN | EPOLLRDNORM;
		if (!pipe->writers)
			mask |= EPOLLHUP;
	}
	if (file->f_mode & FMODE_WRITE) {
		if (!pipe_full(pipe))
			mask |= EPOLLOUT | EPOLLWRNORM;
		if (!pipe->readers)
			mask |= EPOLLERR;
	}
	return mask;
}

static long pipe_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	struct pipe_inode_info *pipe = file->private_data;
	unsigned int i;
	int count = 0;

	if (cmd != FIONREAD)
		return -ENOIOCTLCMD;
	mutex_lock(&pipe->mutex);
	for (i = pipe->tail; i != pipe->head; i++)
		count += pipe_buf(pipe, i)->len;
	mutex_unlock(&pipe->mutex);
	return put_user(count, (int __user *)arg);
}

/* ------------------------------------------------------------ open and close */

static void pipe_free(struct pipe_inode_info *pipe)
{
	for (; pipe->tail != pipe->head; pipe->tail++)
		kfree(pipe_buf(pipe, pipe->tail)->page);
	kmem_cache_free(pipe_cachep, pipe);
}

/* mirrors fs/pipe.c:put_pipe_info */
static void put_pipe_info(struct inode *inode, struct pipe_inode_info *pipe)
{
	if (--pipe->files)
		return;
	inode->i_private = NULL;
	pipe_free(pipe);
}

/* mirrors fs/pipe.c:pipe_release */
static int pipe_release(struct inode *inode, struct file *file)
{
	struct pipe_inode_info *pipe = file->private_data;

	mutex_lock(&pipe->mutex);
	if (file->f_mode & FMODE_READ)
		pipe->readers--;
	if (file->f_mode & FMODE_WRITE)
		pipe->writers--;
	/* The last of one side, while the other is still there? */
	if (!pipe->readers != !pipe->writers) {
		wake_up_interruptible_all(&pipe->rd_wait);
		wake_up_interruptible_all(&pipe->wr_wait);
	}
	mutex_unlock(&pipe->mutex);
	put_pipe_info(inode, pipe);
	return 0;
}

/*
 * A pipe opened again through /proc/<pid>/fd. Mirrors fs/pipe.c:fifo_open for what is
 * no named pipe: it never waits for the other side.
 */
static int pipe_reopen(struct inode *inode, struct file *file)
{
	struct pipe_inode_info *pipe = inode->i_private;

	if (!(file->f_mode & (FMODE_READ | FMODE_WRITE)))
		return -EINVAL;
	if (!pipe)
		return -ENXIO;		/* closed meanwhile; the kernel would begin a new one */
	if (file->f_mode & FMODE_READ)
		pipe->readers++;
	if (file->f_mode & FMODE_WRITE)
		pipe->writers++;
	pipe->files++;
	file->private_data = pipe;
	return 0;
}

static const struct file_operations pipefifo_fops = {
	.read = pipe_read,
	.write = pipe_write,
	.poll = pipe_poll,
	.unlocked_ioctl = pipe_ioctl,
	.open = pipe_reopen,
	.release = pipe_release,
};

/* mirrors fs/pipe.c:get_pipe_inode; both ends have one file each */
static struct inode *get_pipe_inode(void)
{
	struct pipe_inode_info *pipe = kmem_cache_zalloc(pipe_cachep, GFP_USER);
	struct inode *inode;

	if (!pipe)
		return NULL;
	inode = new_inode(&pipe_sb);
	if (!inode) {
		kmem_cache_free(pipe_cachep, pipe);
		return NULL;
	}
	mutex_init(&pipe->mutex);
	init_waitqueue_head(&pipe->rd_wait);
	init_waitqueue_head(&pipe->wr_wait);
	pipe->readers = pipe->writers = 1;
	pipe->files = 2;
	inode->i_private = pipe;
	inode->i_fop = &pipefifo_fops;
	inode->i_mode = S_IFIFO | 0600;
	inode->i_uid = current_fsuid();
	inode->i_gid = current_cred()->fsgid;
	return inode;
}

/* mirrors fs/pipe.c:create_pipe_files */
static int create_pipe_files(struct file **res, int flags)
{
	struct inode *inode = get_pipe_inode();
	struct pipe_inode_info *pipe;
	int i, rw;

	if (!inode)
		return -ENFILE;
	pipe = inode->i_private;
	for (i = 1; i >= 0; i--) {
		rw = i ? O_WRONLY | (flags & O_DIRECT) : O_RDONLY;
		res[i] = alloc_file_pseudo(igrab(inode), "", rw | (flags & O_NONBLOCK),
					   &pipefifo_fops);
		if (IS_ERR(res[i]))
			break;
		res[i]->private_data = pipe;
	}
	iput(inode);
	if (i < 0)
		return 0;
	/* A file that was made has a release of its own; it finds the other side gone. */
	pipe->files = (unsigned int)(1 - i);
	pipe->readers = 0;
	if (i == 0)
		fput(res[1]);
	else
		pipe_free(pipe);
	return (int)PTR_ERR(res[i]);
}

/* mirrors fs/pipe.c:{do_pipe2,__do_pipe_flags} */
static int do_pipe2(int __user *fildes, int flags)
{
	struct file *files[2];
	int fd[2];
	int error;

	if (flags & ~(O_CLOEXEC | O_NONBLOCK | O_DIRECT))
		return -EINVAL;
	error = create_pipe_files(files, flags);
	if (error)
		return error;
	error = fd[0] = get_unused_fd_flags((unsigned int)flags);
	if (error < 0)
		goto out_files;
	error = fd[1] = get_unused_fd_flags((unsigned int)flags);
	if (error < 0)
		goto out_fd;
	if (copy_to_user(fildes, fd, sizeof(fd))) {
		error = -EFAULT;
		goto out_fds;
	}
	fd_install((unsigned int)fd[0], files[0]);
	fd_install((unsigned int)fd[1], files[1]);
	return 0;
out_fds:
	put_unused_fd((unsigned int)fd[1]);
out_fd:
	put_unused_fd((unsigned int)fd[0]);
out_files:
	fput(files[0]);
	fput(files[1]);
	return error;
}

SYSCALL_DEFINE2(pipe2, int __user *, fildes, int, flags)
{
	return do_pipe2(fildes, flags);
}

SYSCALL_DEFINE1(pipe, int __user *, fildes)
{
	return do_pipe2(fildes, 0);
}

/** pipe_boot - the cache of pipes; called once by files_boot() */
int pipe_boot(void)
{
	pipe_cachep = KMEM_CACHE(pipe_inode_info, SLAB_PANIC);
	return pipe_cachep ? 0 : -ENOMEM;
}
