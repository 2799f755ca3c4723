// SPDX-License-Identifier: GPL-2.0-only
/*
 * poll(2) and ppoll(2). Mirrors fs/select.c; select(2) is not modelled.
 *
 * A poll is on the wait queue of every file that it looks at, with an entry that only
 * wakes it for what it asked for. Differs: one entry is on the stack, not nine; the
 * timeout is exact, in virtual time.
 */
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/poll.h>
#include <linux/resource.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/syscalls.h>

#define NSEC_PER_SEC	1000000000UL
#define NSEC_PER_MSEC	1000000UL
#define POLL_FOR_EVER	U64_MAX
#define N_STACK_PPS	4
#define POLL_PAGE	7

struct poll_table_entry {
	struct file *filp;
	wait_queue_head_t *wait_address;
	wait_queue_entry_t wait;
	__poll_t key;
};

struct poll_table_page {
	struct poll_table_page *next;
	unsigned int nr;
	struct poll_table_entry entries[POLL_PAGE];
};

struct poll_wqueues {
	poll_table pt;
	struct poll_table_page *table;
	struct task_struct *polling_task;
	bool triggered;
	bool inline_used;
	int error;
	struct poll_table_entry inline_entry;
};

/* ------------------------------------------------------------ the poll table */

/* Mirrors fs/select.c:poll_get_entry: NULL, and an error noted, if there is no memory. */
static struct poll_table_entry *poll_get_entry(struct poll_wqueues *p)
{
	struct poll_table_page *table = p->table;

	if (!p->inline_used) {
		p->inline_used = true;
		return &p->inline_entry;
	}
	if (!table || table->nr == POLL_PAGE) {
		table = kmalloc(sizeof(*table), GFP_KERNEL);
		if (!table) {
			p->error = -ENOMEM;
			return NULL;
		}
		table->nr = 0;
		table->next = p->table;
		p->table = table;
	}
	return &table->entries[table->nr++];
}

/*
 * A file says that something has happened. Mirrors fs/select.c:pollwake: what nobody
 * asked for wakes nobody.
 */
static int pollwake(wait_queue_entry_t *wait, unsigned int mode, int sync, void *key)
{
	struct poll_table_entry *entry = container_of(wait, struct poll_table_entry, wait);
	struct poll_wqueues *pwq = wait->private;

	if (key && !(key_to_poll(key) & entry->key))
		return 0;
	pwq->triggered = true;
	return try_to_wake_up(pwq->polling_task, mode, sync);
}

/* Mirrors fs/select.c:__pollwait. */
static void __pollwait(struct file *filp, wait_queue_head_t *wait_address, poll_table *p)
{
	struct poll_wqueues *pwq = container_of(p, struct poll_wqueues, pt);
	struct poll_table_entry *entry = poll_get_entry(pwq);

	if (!entry)
		return;
	entry->filp = get_file(filp);
	entry->wait_address = wait_address;
	entry->key = p->_key;
	init_waitqueue_func_entry(&entry->wait, pollwake);
	entry->wait.private = pwq;
	add_wait_queue(wait_address, &entry->wait);
}

static void poll_initwait(struct poll_wqueues *pwq)
{
	pwq->pt._qproc = __pollwait;
	pwq->pt._key = ~0U;
	pwq->table = NULL;
	pwq->polling_task = current;
	pwq->triggered = pwq->inline_used = false;
	pwq->error = 0;
}

static void free_poll_entry(struct poll_table_entry *entry)
{
	remove_wait_queue(entry->wait_address, &entry->wait);
	fput(entry->filp);
}

/* Mirrors fs/select.c:poll_freewait. */
static void poll_freewait(struct poll_wqueues *pwq)
{
	struct poll_table_page *table, *next;
	unsigned int i;

	if (pwq->inline_used)
		free_poll_entry(&pwq->inline_entry);
	for (table = pwq->table; table; table = next) {
		next = table->next;
		for (i = table->nr; i; i--)
			free_poll_entry(&table->entries[i - 1]);
		kfree(table);
	}
}

/* ------------------------------------------------------------ waiting */

/*
 * Sleeps until something is triggered, a signal comes, or @end. Mirrors
 * fs/select.c:poll_schedule_timeout. Return: false if time is up.
 */
static bool poll_schedule_timeout(struct poll_wqueues *pwq, u64 end)
{
	u64 now = ktime_get_ns();
	bool left = true;

	set_current_state(TASK_INTERRUPTIBLE);
	if (!pwq->triggered) {
		if (end == POLL_FOR_EVER)
			schedule();
		else
			left = schedule_timeout_ns(end > now ? end - now : 0) != 0;
	}
	__set_current_state(TASK_RUNNING);
	/* What is triggered from here on is seen by the next look, or ends the next sleep. */
	WRITE_ONCE(pwq->triggered, false);
	return left;
}

/* Mirrors fs/select.c:do_pollfd. An O_PATH descriptor is as good as none. */
static __poll_t do_pollfd(struct pollfd *pollfd, poll_table *pwait)
{
	__poll_t mask = 0, filter;
	struct fd f;

	pollfd->revents = 0;
	if (pollfd->fd < 0)
		return 0;
	f = fdget((unsigned int)pollfd->fd);
	if (fd_empty(f)) {
		pollfd->revents = POLLNVAL;
		return EPOLLNVAL;
	}
	filter = (unsigned short)pollfd->events | EPOLLERR | EPOLLHUP;
	pwait->_key = filter;
	mask = vfs_poll(fd_file(f), pwait) & filter;
	fdput(f);
	pollfd->revents = (short)mask;
	return mask;
}

/* Mirrors fs/select.c:do_poll. Return: how many are ready, 0 in time, or -errno. */
static int do_poll(struct pollfd *fds, unsigned int nfds, struct poll_wqueues *wait, u64 end)
{
	poll_table *pt = &wait->pt;
	bool timed_out = !end;
	unsigned int i;
	int count = 0;

	if (timed_out)
		pt->_qproc = NULL;
	for (;;) {
		for (i = 0; i < nfds; i++) {
			if (do_pollfd(&fds[i], pt)) {
				count++;
				/* There will be no sleep, so no need to be woken. */
				pt->_qproc = NULL;
			}
		}
		/* All queues are known now. */
		pt->_qproc = NULL;
		if (!count) {
			count = wait->error;
			if (signal_pending(current))
				count = -ERESTARTNOHAND;
		}
		if (count || timed_out)
			return count;
		timed_out = !poll_schedule_timeout(wait, end);
	}
}

/*
 * @end: when to give up, 0: at once. Mirrors fs/select.c:do_sys_poll, which copies in
 * pieces of a page.
 */
static int do_sys_poll(struct pollfd __user *ufds, unsigned int nfds, u64 end)
{
	struct pollfd stack_pps[N_STACK_PPS], *fds = stack_pps;
	struct poll_wqueues table;
	unsigned int i;
	int ret;

	if (nfds > rlimit(RLIMIT_NOFILE))
		return -EINVAL;
	if (nfds > N_STACK_PPS) {
		fds = kmalloc_array(nfds, sizeof(*fds), GFP_KERNEL);
		if (!fds)
			return -ENOMEM;
	}
	ret = -EFAULT;
	if (nfds && copy_from_user(fds, ufds, nfds * sizeof(*fds)))
		goto out;
	poll_initwait(&table);
	ret = do_poll(fds, nfds, &table, end);
	poll_freewait(&table);
	for (i = 0; i < nfds; i++) {
		if (put_user(fds[i].revents, &ufds[i].revents)) {
			ret = -EFAULT;
			break;
		}
	}
out:
	if (fds != stack_pps)
		kfree(fds);
	return ret;
}

/* ------------------------------------------------------------ the calls */

/* When @ns from now is, for do_sys_poll(). */
static u64 poll_end(u64 ns)
{
	u64 now = ktime_get_ns();

	if (!ns)
		return 0;
	return ns >= POLL_FOR_EVER - now ? POLL_FOR_EVER : now + ns;
}

/* A poll that a signal without a handler interrupted goes on, to the same end. */
static long do_restart_poll(struct restart_block *block)
{
	int ret = do_sys_poll((struct pollfd __user *)block->arg[0], (unsigned int)block->arg[1],
			      block->arg[2]);

	if (ret == -ERESTARTNOHAND) {
		block->fn = do_restart_poll;
		ret = -ERESTART_RESTARTBLOCK;
	}
	return ret;
}

SYSCALL_DEFINE3(poll, struct pollfd __user *, ufds, unsigned int, nfds, int, timeout_msecs)
{
	u64 end = POLL_FOR_EVER;
	int ret;

	if (timeout_msecs >= 0)
		end = poll_end((u64)timeout_msecs * NSEC_PER_MSEC);
	ret = do_sys_poll(ufds, nfds, end);
	if (ret == -ERESTARTNOHAND) {
		struct restart_block *block = &current->restart_block;

		block->fn = do_restart_poll;
		block->arg[0] = (unsigned long)ufds;
		block->arg[1] = nfds;
		block->arg[2] = end;
		ret = -ERESTART_RESTARTBLOCK;
	}
	return ret;
}

/* Writes back what is left of the time. Mirrors fs/select.c:poll_select_finish. */
static int poll_select_finish(struct timespec __user *tsp, u64 end, int ret)
{
	struct timespec rest = { 0, 0 };
	u64 now = ktime_get_ns();

	restore_saved_sigmask_unless(ret == -ERESTARTNOHAND);
	if (!tsp || !end)
		return ret;
	if (end == POLL_FOR_EVER)
		now = 0;
	if (end > now) {
		rest.tv_sec = (long)((end - now) / NSEC_PER_SEC);
		rest.tv_nsec = (long)((end - now) % NSEC_PER_SEC);
	}
	if (!copy_to_user(tsp, &rest, sizeof(rest)))
		return ret;
	/* Called again it would begin anew: so it can't be. */
	return ret == -ERESTARTNOHAND ? -EINTR : ret;
}

/** timespec_to_ns - 0, or -EINVAL; saturates at "for ever" */
static int timespec_to_ns(const struct timespec *ts, u64 *ns)
{
	if (ts->tv_sec < 0 || (unsigned long)ts->tv_nsec >= NSEC_PER_SEC)
		return -EINVAL;
	*ns = (u64)ts->tv_sec >= U64_MAX / NSEC_PER_SEC ? U64_MAX :
	      (u64)ts->tv_sec * NSEC_PER_SEC + (u64)ts->tv_nsec;
	return 0;
}

SYSCALL_DEFINE5(ppoll, struct pollfd __user *, ufds, unsigned int, nfds,
		struct timespec __user *, tsp, const sigset_t __user *, sigmask,
		size_t, sigsetsize)
{
	u64 end = POLL_FOR_EVER, ns;
	struct timespec ts;
	int ret;

	if (tsp) {
		if (copy_from_user(&ts, tsp, sizeof(ts)))
			return -EFAULT;
		if (timespec_to_ns(&ts, &ns))
			return -EINVAL;
		end = poll_end(ns);
	}
	ret = set_user_sigmask(sigmask, sigsetsize);
	if (ret)
		return ret;
	ret = do_sys_poll(ufds, nfds, end);
	return poll_select_finish(tsp, end, ret);
}
