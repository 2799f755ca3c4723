// SPDX-License-Identifier: GPL-2.0-only
/* A counter to wait for. Mirrors fs/eventfd.c. */
#include <linux/anon_inodes.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/poll.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/syscalls.h>

#define EFD_SEMAPHORE	1
#define EFD_FLAGS_SET	(O_CLOEXEC | O_NONBLOCK | EFD_SEMAPHORE)

/* @wqh.lock: @count as well */
struct eventfd_ctx {
	wait_queue_head_t wqh;
	u64 count;
	unsigned int flags;
	int id;
};

static struct kmem_cache *eventfd_cachep;
static int eventfd_last_id;

static bool eventfd_has_count(const struct eventfd_ctx *ctx, u64 n)
{
	return ctx->count > 0;
}

static bool eventfd_has_room(const struct eventfd_ctx *ctx, u64 n)
{
	return U64_MAX - ctx->count > n;
}

/*
 * Until @ready, with wqh.lock held on entry and return. Mirrors
 * include/linux/wait.h:wait_event_interruptible_locked_irq: oldest first, all of them.
 */
static int eventfd_wait(struct eventfd_ctx *ctx,
			bool (*ready)(const struct eventfd_ctx *ctx, u64 n), u64 n)
{
	DEFINE_WAIT(wait);
	int ret = 0;

	do {
		if (!wait.head)
			__add_wait_queue_entry_tail(&ctx->wqh, &wait);
		set_current_state(TASK_INTERRUPTIBLE);
		if (signal_pending(current)) {
			ret = -ERESTARTSYS;
			break;
		}
		spin_unlock(&ctx->wqh.lock);
		schedule();
		spin_lock(&ctx->wqh.lock);
	} while (!ready(ctx, n));
	__remove_wait_queue(&ctx->wqh, &wait);
	__set_current_state(TASK_RUNNING);
	return ret;
}

static ssize_t eventfd_read(struct file *file, char __user *buf, size_t n, loff_t *pos)
{
	struct eventfd_ctx *ctx = file->private_data;
	int error = 0;
	u64 count;

	if (n < sizeof(count))
		return -EINVAL;
	spin_lock(&ctx->wqh.lock);
	if (!ctx->count)
		error = file->f_flags & O_NONBLOCK ? -EAGAIN :
			eventfd_wait(ctx, eventfd_has_count, 0);
	if (error) {
		spin_unlock(&ctx->wqh.lock);
		return error;
	}
	count = (ctx->flags & EFD_SEMAPHORE) ? 1 : ctx->count;
	ctx->count -= count;
	if (waitqueue_active(&ctx->wqh))
		__wake_up_locked_key(&ctx->wqh, TASK_NORMAL, poll_to_key(EPOLLOUT));
	spin_unlock(&ctx->wqh.lock);
	/* Too late to put it back. */
	return copy_to_user(buf, &count, sizeof(count)) ? -EFAULT : (ssize_t)sizeof(count);
}

static ssize_t eventfd_write(struct file *file, const char __user *buf, size_t n, loff_t *pos)
{
	struct eventfd_ctx *ctx = file->private_data;
	int error = 0;
	u64 count;

	if (n != sizeof(count))
		return -EINVAL;
	if (copy_from_user(&count, buf, sizeof(count)))
		return -EFAULT;
	if (count == U64_MAX)
		return -EINVAL;
	spin_lock(&ctx->wqh.lock);
	if (!eventfd_has_room(ctx, count))
		error = file->f_flags & O_NONBLOCK ? -EAGAIN :
			eventfd_wait(ctx, eventfd_has_room, count);
	if (!error) {
		ctx->count += count;
		if (waitqueue_active(&ctx->wqh))
			__wake_up_locked_key(&ctx->wqh, TASK_NORMAL, poll_to_key(EPOLLIN));
	}
	spin_unlock(&ctx->wqh.lock);
	return error ? error : (ssize_t)sizeof(count);
}

static __poll_t eventfd_poll(struct file *file, poll_table *wait)
{
	struct eventfd_ctx *ctx = file->private_data;
	__poll_t events = 0;
	u64 count;

	poll_wait(file, &ctx->wqh, wait);
	count = READ_ONCE(ctx->count);
	if (count > 0)
		events |= EPOLLIN;
	if (count == U64_MAX)
		events |= EPOLLERR;
	if (U64_MAX - 1 > count)
		events |= EPOLLOUT;
	return events;
}

static int eventfd_release(struct inode *inode, struct file *file)
{
	struct eventfd_ctx *ctx = file->private_data;

	wake_up_poll(&ctx->wqh, EPOLLHUP);
	kmem_cache_free(eventfd_cachep, ctx);
	return 0;
}

static void eventfd_show_fdinfo(struct seq_file *m, struct file *file)
{
	struct eventfd_ctx *ctx = file->private_data;

	seq_printf(m, "eventfd-count: %16llx\n", ctx->count);
	seq_printf(m, "eventfd-id: %d\n", ctx->id);
	seq_printf(m, "eventfd-semaphore: %d\n", !!(ctx->flags & EFD_SEMAPHORE));
}

static const struct file_operations eventfd_fops = {
	.llseek = noop_llseek,
	.read = eventfd_read,
	.write = eventfd_write,
	.poll = eventfd_poll,
	.release = eventfd_release,
	.show_fdinfo = eventfd_show_fdinfo,
};

/* mirrors fs/eventfd.c:do_eventfd */
static int do_eventfd(unsigned int count, int flags)
{
	struct eventfd_ctx *ctx;
	int fd;

	if (flags & ~EFD_FLAGS_SET)
		return -EINVAL;
	ctx = kmem_cache_zalloc(eventfd_cachep, GFP_KERNEL);
	if (!ctx)
		return -ENOMEM;
	init_waitqueue_head(&ctx->wqh);
	ctx->count = count;
	ctx->flags = (unsigned int)flags;
	ctx->id = eventfd_last_id++;
	fd = anon_inode_getfd("[eventfd]", &eventfd_fops, ctx,
			      O_RDWR | (flags & (O_CLOEXEC | O_NONBLOCK)));
	if (fd < 0)
		kmem_cache_free(eventfd_cachep, ctx);
	return fd;
}

SYSCALL_DEFINE2(eventfd2, unsigned int, count, int, flags)
{
	return do_eventfd(count, flags);
}

SYSCALL_DEFINE1(eventfd, unsigned int, count)
{
	return do_eventfd(count, 0);
}

/** eventfd_boot - the cache of counters; called once by files_boot() */
int eventfd_boot(void)
{
	eventfd_cachep = KMEM_CACHE(eventfd_ctx, SLAB_PANIC);
	return eventfd_cachep ? 0 : -ENOMEM;
}
