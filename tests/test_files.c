// SPDX-License-Identifier: GPL-2.0-only
/* Tests of descriptor tables and files: fs/{file,file_table,fcntl,ioctl,read_write}.c. */
#include "files_world.h"

#define FAR 77			/* a number that needs a larger table */

static int null_fd(struct sim_task *t, int flags)
{
	long fd = call(t, "open", str(t, "/dev/null"), flags);

	assert_true(fd >= 0);
	return (int)fd;
}

static long flags_of(struct sim_task *t, int fd)
{
	return call(t, "fcntl", fd, F_GETFD);
}

static void limit_files(struct sim_task *t, unsigned long n)
{
	struct rlimit *r = mem(t, sizeof(*r));

	r->rlim_cur = n;
	r->rlim_max = 4096;
	EXPECT(t, 0, "setrlimit", RLIMIT_NOFILE, (long)r);
}

/* ------------------------------------------------------------ numbers */

static void lowest_free_number(void **state)
{
	struct sim_task *t = init_of(*state);

	EXPECT(t, 3, "dup", 0);
	EXPECT(t, 4, "dup", 0);
	EXPECT(t, 5, "dup", 0);
	EXPECT(t, 0, "close", 3);
	EXPECT(t, 0, "close", 0);
	EXPECT(t, -EBADF, "close", 0);
	EXPECT(t, 0, "dup", 1);
	EXPECT(t, 3, "dup", 1);
	EXPECT(t, 6, "dup", 1);
	EXPECT(t, -EBADF, "dup", 7);
	EXPECT(t, -EBADF, "dup", -1);
	EXPECT(t, -EBADF, "close", 7);
	EXPECT(t, -EBADF, "close", -1);
}

/* The table grows from its eight inline slots to where the bitmaps need more than a word. */
static void table_grows(void **state)
{
	struct sim_task *t = init_of(*state);
	int i;

	for (i = 3; i < 200; i++)
		EXPECT(t, i, "dup", 0);
	EXPECT(t, 0, "fcntl", 150, F_SETFD, FD_CLOEXEC);
	EXPECT(t, 0, "close", 63);
	EXPECT(t, 0, "close", 64);
	EXPECT(t, 63, "dup", 0);
	EXPECT(t, 64, "dup", 0);
	EXPECT(t, 1000, "dup2", 0, 1000);
	EXPECT(t, 200, "dup", 0);
	assert_int_equal(flags_of(t, 150), FD_CLOEXEC);
	assert_int_equal(flags_of(t, 149), 0);
	EXPECT(t, 0, "fcntl", 1000, F_GETFD);
	for (i = 3; i < 200; i++)
		EXPECT(t, 0, "close", i);
	EXPECT(t, 3, "dup", 0);
}

static void limit_of_descriptors(void **state)
{
	struct sim_task *t = init_of(*state);
	int *two = room(t);

	EXPECT(t, 1023, "dup2", 0, 1023);
	EXPECT(t, -EBADF, "dup2", 0, 1024);
	limit_files(t, 5);
	EXPECT(t, 0, "fcntl", 1023, F_GETFD);	/* what is open stays */
	EXPECT(t, 3, "dup", 0);
	EXPECT(t, 4, "dup", 0);
	EXPECT(t, -EMFILE, "dup", 0);
	EXPECT(t, -EMFILE, "pipe2", (long)two, 0);
	EXPECT(t, -EMFILE, "socketpair", AF_UNIX, SOCK_STREAM, 0, (long)two);
	EXPECT(t, -EMFILE, "eventfd2", 0, 0);
	EXPECT(t, -EMFILE, "epoll_create1", 0);
	EXPECT(t, -EMFILE, "fcntl", 0, F_DUPFD, 4);
	EXPECT(t, -EINVAL, "fcntl", 0, F_DUPFD, 5);
	EXPECT(t, -EBADF, "dup2", 0, 5);
	EXPECT(t, 0, "close", 4);
	EXPECT(t, -EMFILE, "pipe2", (long)two, 0);	/* one is not enough */
	EXPECT(t, 4, "dup", 0);
}

/* A refused descriptor number is EMFILE wherever one is made, and leaves nothing behind. */
static void refused_number(void **state)
{
	struct sim *s = *state;
	struct sim_task *t = init_of(s);
	long pair = (long)room(t), files = sim_live(s, "file");
	const struct {
		const char *name;
		long args[6];
		unsigned int numbers;
	} calls[] = {
		{ "dup", { 0 }, 1 },
		{ "fcntl", { 0, F_DUPFD, 3 }, 1 },
		{ "eventfd2", { 0, 0 }, 1 },
		{ "epoll_create1", { 0 }, 1 },
		{ "pipe2", { pair, 0 }, 2 },
		{ "socketpair", { AF_UNIX, SOCK_STREAM, 0, pair }, 2 },
	};
	unsigned int i, nth, emfile;
	long ret;

	for (i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		emfile = 0;
		for (nth = 1; ; nth++) {
			sim_inject(s, nth);
			ret = sim_call_by_name(t, calls[i].name, calls[i].args);
			if (sim_requests(s) < nth)
				break;		/* nothing was refused */
			assert_true(ret == -EMFILE || ret == -ENOMEM || ret == -ENFILE);
			emfile += ret == -EMFILE;
			assert_int_equal(sim_live(s, "file"), files);
		}
		assert_true(ret >= 0);
		assert_int_equal(emfile, calls[i].numbers);
		sim_inject(s, 0);
		EXPECT(t, 0, "close_range", 3, ~0U, 0);
		assert_int_equal(sim_live(s, "file"), files);
	}
}

/* The world has 8192 files; who has CAP_SYS_ADMIN gets more. */
static void files_of_the_world_run_out(void **state)
{
	struct sim_task *t = init_of(*state), *kid = NULL;
	long n;
	int i;

	limit_files(t, 4096);
	for (i = 0; i < 3; i++) {
		kid = forked(t);
		for (n = 0; n < 3000; n++)
			assert_true(call(kid, "eventfd2", 0, 0) > 0);
	}
	assert_true(sim_live(*state, "file") > 8192);
	EXPECT(kid, 0, "setresuid", 1000, 1000, 1000);
	EXPECT(kid, -ENFILE, "eventfd2", 0, 0);
	EXPECT(kid, -ENFILE, "pipe2", (long)room(kid), 0);
	EXPECT(kid, -ENFILE, "socketpair", AF_UNIX, SOCK_STREAM, 0, (long)room(kid));
	EXPECT(kid, -ENFILE, "epoll_create1", 0);
	EXPECT(kid, 3003, "dup", 0);			/* no new file */
}

/* ------------------------------------------------------------ the dup family */

static void dup_errors(void **state)
{
	struct sim_task *t = init_of(*state);

	EXPECT(t, -EINVAL, "dup3", 0, 0, 0);
	EXPECT(t, -EINVAL, "dup3", 0, FAR, O_NONBLOCK);
	EXPECT(t, -EBADF, "dup3", 9, FAR, 0);
	EXPECT(t, -EBADF, "dup3", 0, 99999, 0);
	EXPECT(t, -EBADF, "dup2", 9, 9);
	EXPECT(t, -EBADF, "dup2", -1, -1);
	EXPECT(t, -EBADF, "dup2", 9, 99999);
	EXPECT(t, 1, "dup2", 1, 1);
	EXPECT(t, FAR, "dup3", 0, FAR, O_CLOEXEC);
	assert_int_equal(flags_of(t, FAR), FD_CLOEXEC);
	EXPECT(t, FAR, "dup2", 0, FAR);
	assert_int_equal(flags_of(t, FAR), 0);
	EXPECT(t, FAR + 1, "fcntl", 0, F_DUPFD, FAR);
	EXPECT(t, FAR + 2, "fcntl", 0, F_DUPFD_CLOEXEC, FAR);
	assert_int_equal(flags_of(t, FAR + 2), FD_CLOEXEC);
	EXPECT(t, -EINVAL, "fcntl", 0, F_DUPFD, 1024);
	EXPECT(t, -EINVAL, "fcntl", 0, F_DUPFD, -1);
}

/* dup2() onto an open number closes what was there, if that was its last descriptor. */
static void dup_closes_what_was_there(void **state)
{
	struct sim *s = *state;
	struct sim_task *t = init_of(s);
	struct pair p = pipe_of(t, 0);
	char *c = mem(t, 1);

	EXPECT(t, p.fd[1], "dup2", 0, p.fd[1]);
	EXPECT(t, 0, "read", p.fd[0], (long)c, 1);	/* no writer is left */
}

static void same_file(void **state)
{
	struct sim_task *t = init_of(*state);
	int a = null_fd(t, O_RDWR), b = null_fd(t, O_RDWR);
	long c = call(t, "dup", a);

	EXPECT(t, 1, "fcntl", a, 1027, c);		/* F_DUPFD_QUERY */
	EXPECT(t, 0, "fcntl", a, 1027, b);
	EXPECT(t, -EBADF, "fcntl", a, 1027, 99);
	/* the flags of the file are shared, those of the descriptor are not */
	EXPECT(t, 0, "fcntl", a, F_SETFL, O_NONBLOCK);
	assert_true(call(t, "fcntl", c, F_GETFL) & O_NONBLOCK);
	assert_false(call(t, "fcntl", b, F_GETFL) & O_NONBLOCK);
	EXPECT(t, 0, "fcntl", a, F_SETFD, FD_CLOEXEC);
	assert_int_equal(flags_of(t, (int)c), 0);
}

static void no_query_before_6_10(void **state)
{
	EXPECT(init_of(*state), -EINVAL, "fcntl", 0, 1027, 0);
}

/* ------------------------------------------------------------ close_range */

static void range_of_closes(void **state)
{
	struct sim_task *t = init_of(*state);
	int i;

	EXPECT(t, -EINVAL, "close_range", 5, 4, 0);
	EXPECT(t, -EINVAL, "close_range", 5, 5, 1);
	EXPECT(t, -EINVAL, "close_range", 5, 5, 8);
	EXPECT(t, 0, "close_range", 500, ~0U, 0);
	for (i = 3; i < 100; i++)
		EXPECT(t, i, "dup", 0);
	EXPECT(t, 0, "close_range", 10, 20, CLOSE_RANGE_CLOEXEC);
	assert_int_equal(flags_of(t, 9), 0);
	assert_int_equal(flags_of(t, 10), FD_CLOEXEC);
	assert_int_equal(flags_of(t, 20), FD_CLOEXEC);
	assert_int_equal(flags_of(t, 21), 0);
	EXPECT(t, 0, "close_range", 5, 70, 0);
	assert_int_equal(flags_of(t, 4), 0);
	assert_int_equal(flags_of(t, 5), -EBADF);
	assert_int_equal(flags_of(t, 70), -EBADF);
	assert_int_equal(flags_of(t, 71), 0);
	EXPECT(t, 5, "dup", 0);
}

/* CLOSE_RANGE_UNSHARE gives up a shared table; the other thread keeps what is closed. */
static void range_with_a_table_of_its_own(void **state)
{
	struct sim_task *t = init_of(*state), *thread = thread_of(t);
	int i;

	for (i = 3; i < 40; i++)
		EXPECT(t, i, "dup", 0);
	EXPECT(thread, 0, "close_range", 5, ~0U, CLOSE_RANGE_UNSHARE);
	assert_int_equal(flags_of(thread, 4), 0);
	assert_int_equal(flags_of(thread, 5), -EBADF);
	assert_int_equal(flags_of(t, 39), 0);
	EXPECT(t, 40, "dup", 0);
	EXPECT(thread, 5, "dup", 0);
	/* by itself now: nothing to give up */
	EXPECT(thread, 0, "close_range", 1, 3, CLOSE_RANGE_UNSHARE | CLOSE_RANGE_CLOEXEC);
	assert_int_equal(flags_of(thread, 2), FD_CLOEXEC);
	assert_int_equal(flags_of(t, 2), 0);
}

static void range_unshared_to_mark(void **state)
{
	struct sim_task *t = init_of(*state), *thread = thread_of(t);

	EXPECT(thread, 0, "close_range", 0, 1, CLOSE_RANGE_UNSHARE | CLOSE_RANGE_CLOEXEC);
	assert_int_equal(flags_of(thread, 0), FD_CLOEXEC);
	assert_int_equal(flags_of(t, 0), 0);
	EXPECT(thread, 0, "close", 2);
	assert_int_equal(flags_of(t, 2), 0);
}

/* ------------------------------------------------------------ shared, copied, gone */

static void copied_by_fork(void **state)
{
	struct sim *s = *state;
	struct sim_task *t = init_of(s), *kid;
	int fd = null_fd(t, O_RDWR);
	long files = sim_live(s, "file");

	EXPECT(t, 0, "fcntl", fd, F_SETFD, FD_CLOEXEC);
	kid = forked(t);
	assert_int_equal(sim_live(s, "file"), files);	/* the files are shared */
	assert_int_equal(flags_of(kid, fd), FD_CLOEXEC);
	EXPECT(t, 0, "close", fd);
	assert_int_equal(flags_of(kid, fd), FD_CLOEXEC);
	EXPECT(kid, fd + 1, "dup", 0);
	assert_int_equal(flags_of(t, fd + 1), -EBADF);
	quit(kid, 0);
	assert_int_equal(sim_live(s, "file"), files - 1);
}

static void copy_of_a_large_table(void **state)
{
	struct sim_task *t = init_of(*state), *kid;

	EXPECT(t, 900, "dup2", 0, 900);
	EXPECT(t, 70, "dup3", 0, 70, O_CLOEXEC);
	kid = forked(t);
	assert_int_equal(flags_of(kid, 900), 0);
	assert_int_equal(flags_of(kid, 70), FD_CLOEXEC);
	assert_int_equal(flags_of(kid, 71), -EBADF);
	EXPECT(kid, 3, "dup", 0);
	EXPECT(kid, 0, "close", 900);
	EXPECT(t, 0, "close", 900);
}

static void shared_by_threads(void **state)
{
	struct sim_task *t = init_of(*state), *thread = thread_of(t);
	struct sim_task *sharer = cloned(t, CLONE_FILES | SIGCHLD);

	EXPECT(thread, 3, "dup", 0);
	EXPECT(sharer, 4, "dup", 3);
	EXPECT(t, 0, "close", 3);
	assert_int_equal(flags_of(thread, 3), -EBADF);
	quit_thread(thread, 0);
	quit(sharer, 0);
	assert_int_equal(flags_of(t, 4), 0);		/* nobody else's death closes it */
}

static void unshare_makes_a_copy(void **state)
{
	struct sim_task *t = init_of(*state), *thread = thread_of(t);

	EXPECT(thread, 0, "unshare", CLONE_FILES);
	EXPECT(thread, 3, "dup", 0);
	assert_int_equal(flags_of(t, 3), -EBADF);
}

static void closed_by_exec(void **state)
{
	struct sim_task *t = forked(init_of(*state));
	struct pair p = pipe_of(t, O_CLOEXEC);
	long kept = call(t, "dup", p.fd[0]);
	char *c = mem(t, 1);

	EXPECT(t, 300, "dup3", 0, 300, O_CLOEXEC);
	EXPECT(t, 0, "execve", str(t, "/bin/true"), 0, 0);
	assert_int_equal(flags_of(t, p.fd[0]), -EBADF);
	assert_int_equal(flags_of(t, p.fd[1]), -EBADF);
	assert_int_equal(flags_of(t, 300), -EBADF);
	assert_int_equal(flags_of(t, (int)kept), 0);
	EXPECT(t, 0, "read", kept, (long)c, 1);		/* nobody writes any more */
}

/* ------------------------------------------------------------ O_PATH */

static void path_descriptor(void **state)
{
	struct sim_task *t = init_of(*state);
	long fd = call(t, "open", str(t, "/"), O_PATH);
	char *c = mem(t, 8);

	assert_true(fd > 0);
	EXPECT(t, -EBADF, "read", fd, (long)c, 1);
	EXPECT(t, -EBADF, "write", fd, (long)c, 1);
	EXPECT(t, -EBADF, "lseek", fd, 0, SEEK_SET);
	EXPECT(t, -EBADF, "ioctl", fd, FIOCLEX);
	EXPECT(t, -EBADF, "fcntl", fd, F_SETFL, 0);
	EXPECT(t, -EBADF, "fcntl", fd, F_GETOWN);
	EXPECT(t, -EBADF, "fcntl", fd, 999);
	EXPECT(t, O_PATH, "fcntl", fd, F_GETFL);
	EXPECT(t, 0, "fcntl", fd, F_SETFD, FD_CLOEXEC);
	EXPECT(t, FD_CLOEXEC, "fcntl", fd, F_GETFD);
	EXPECT(t, 20, "fcntl", fd, F_DUPFD, 20);
	EXPECT(t, fd + 1, "dup", fd);
	EXPECT(t, 30, "dup2", fd, 30);
	assert_int_equal(polled(t, (int)fd, POLLIN), POLLNVAL);
	EXPECT(t, 0, "close", fd);
}

/* ------------------------------------------------------------ flags, ioctl, position */

static void flags_of_a_file(void **state)
{
	struct sim_task *t = init_of(*state);
	long fd = call(t, "eventfd2", 0, EFD_NONBLOCK);
	int *on = room(t);

	EXPECT(t, O_RDWR | O_NONBLOCK, "fcntl", fd, F_GETFL);
	EXPECT(t, -EINVAL, "fcntl", fd, F_SETFL, O_DIRECT);
	EXPECT(t, 0, "fcntl", fd, F_SETFL, O_APPEND | O_NOATIME);
	EXPECT(t, O_RDWR | O_APPEND | O_NOATIME, "fcntl", fd, F_GETFL);
	EXPECT(t, 0, "fcntl", fd, F_SETFL, O_ASYNC | O_WRONLY | O_CREAT);
	EXPECT(t, O_RDWR, "fcntl", fd, F_GETFL);
	*on = 1;
	EXPECT(t, 0, "ioctl", fd, FIONBIO, (long)on);
	EXPECT(t, O_RDWR | O_NONBLOCK, "fcntl", fd, F_GETFL);
	*on = 0;
	EXPECT(t, 0, "ioctl", fd, FIONBIO, (long)on);
	EXPECT(t, O_RDWR, "fcntl", fd, F_GETFL);
	EXPECT(t, -EFAULT, "ioctl", fd, FIONBIO, 8);
	EXPECT(t, 0, "ioctl", fd, FIOCLEX);
	assert_int_equal(flags_of(t, (int)fd), FD_CLOEXEC);
	EXPECT(t, 0, "ioctl", fd, FIONCLEX);
	assert_int_equal(flags_of(t, (int)fd), 0);
	EXPECT(t, -ENOTTY, "ioctl", fd, FIONREAD, (long)on);
	EXPECT(t, -ENOTTY, "ioctl", 0, 0x1234);
	EXPECT(t, -EBADF, "ioctl", 99, FIOCLEX);
	EXPECT(t, -EINVAL, "fcntl", fd, 999);
	EXPECT(t, -EBADF, "fcntl", 99, F_GETFD);
}

static void noatime_is_for_the_owner(void **state)
{
	struct sim_task *t = forked(init_of(*state));

	EXPECT(t, 0, "setresuid", 1000, 1000, 1000);
	EXPECT(t, -EPERM, "fcntl", 0, F_SETFL, O_NOATIME);
}

/* F_SETOWN keeps the struct pid, not the number. */
static void owner_of_a_file(void **state)
{
	struct sim_task *t = init_of(*state), *kid = forked(t);
	int fd = null_fd(t, O_RDWR), nr = sim_pid(kid, t);
	long refs = sim_refs_pid(kid);

	EXPECT(t, 0, "fcntl", fd, F_GETOWN);
	EXPECT(t, 0, "fcntl", fd, F_GETSIG);
	EXPECT(t, -EINVAL, "fcntl", fd, F_SETSIG, 65);
	EXPECT(t, 0, "fcntl", fd, F_SETSIG, SIGUSR1);
	EXPECT(t, SIGUSR1, "fcntl", fd, F_GETSIG);
	EXPECT(t, -ESRCH, "fcntl", fd, F_SETOWN, 1 << 30);
	EXPECT(t, -EINVAL, "fcntl", fd, F_SETOWN, 0x80000000L);
	EXPECT(t, 0, "fcntl", fd, F_SETOWN, nr);
	EXPECT(t, nr, "fcntl", fd, F_GETOWN);
	assert_int_equal(sim_refs_pid(kid), refs + 1);
	EXPECT(t, 0, "fcntl", fd, F_SETOWN, -1);	/* the group of init */
	EXPECT(t, -1, "fcntl", fd, F_GETOWN);
	assert_int_equal(sim_refs_pid(kid), refs);
	EXPECT(t, 0, "fcntl", fd, F_SETOWN, nr);
	quit(kid, 0);
	EXPECT(t, nr, "fcntl", fd, F_GETOWN);
	EXPECT(t, nr, "wait4", nr, 0, 0, 0);
	EXPECT(t, 0, "fcntl", fd, F_GETOWN);
	assert_true(sim_refs_pid(kid) == 1);
	EXPECT(t, 0, "close", fd);
	assert_int_equal(sim_refs_pid(kid), 0);
}

static void read_write_seek(void **state)
{
	struct sim_task *t = init_of(*state);
	int in = null_fd(t, O_RDONLY), out = null_fd(t, O_WRONLY);
	long e = call(t, "epoll_create1", 0);
	struct pair p = pipe_of(t, 0);
	char *c = mem(t, 8);

	EXPECT(t, 0, "read", in, (long)c, 8);
	EXPECT(t, 8, "write", out, (long)c, 8);
	EXPECT(t, -EBADF, "write", in, (long)c, 8);
	EXPECT(t, -EBADF, "read", out, (long)c, 8);
	EXPECT(t, -EBADF, "read", 99, (long)c, 8);
	EXPECT(t, -EBADF, "write", -1, (long)c, 8);
	EXPECT(t, -EINVAL, "read", e, (long)c, 8);	/* can't be read at all */
	EXPECT(t, -EINVAL, "write", e, (long)c, 8);
	EXPECT(t, -ESPIPE, "lseek", p.fd[0], 0, SEEK_SET);
	EXPECT(t, -EINVAL, "lseek", p.fd[0], 0, 99);
	EXPECT(t, -EBADF, "lseek", 99, 0, SEEK_SET);
	EXPECT(t, 0, "lseek", e, 5, SEEK_SET);
}

/* ------------------------------------------------------------ races */

/*
 * The last descriptor is closed while another thread is in a call that uses the file: the call
 * goes on with its own reference.
 */
static void setup_close_in_use(struct sim *s)
{
	struct sim_task *t = sim_task_at(s, 0), *thread = thread_of(t);
	struct pair p = pipe_of(t, O_NONBLOCK);
	char *c = mem(thread, 1);

	EXPECT(t, 1, "write", p.fd[1], (long)mem(t, 1), 1);
	STEP(t, "close", p.fd[0]);
	STEP(thread, "read", p.fd[0], (long)c, 1);
}

static void check_close_in_use(struct sim *s)
{
	long ret = sim_ret(sim_task_at(s, 1));

	if (ret != 1 && ret != -EBADF)
		sim_fail(s, "read gave %ld", ret);
	if (sim_live(s, "file") != 4)
		sim_fail(s, "%ld files are left", sim_live(s, "file"));
}

static void close_while_in_use(void **state)
{
	const struct race race = { 2, setup_close_in_use, check_close_in_use };

	explore(*state, &race);
}

/* dup2() against a call that has reserved the number but not installed the file yet: EBUSY. */
static unsigned int busy, replaced;

static void setup_dup_reserved(struct sim *s)
{
	struct sim_task *t = sim_task_at(s, 0), *thread = thread_of(t);

	STEP(t, "eventfd2", 0, 0);
	STEP(thread, "dup2", 0, 3);
}

static void check_dup_reserved(struct sim *s)
{
	long made = sim_ret(sim_task_at(s, 0)), ret = sim_ret(sim_task_at(s, 1));

	busy += ret == -EBUSY;
	replaced += ret == 3;
	if ((made != 3 && made != 4) || (ret != 3 && ret != -EBUSY))
		sim_fail(s, "eventfd2 gave %ld, dup2 %ld", made, ret);
}

static void dup_onto_a_reserved_number(void **state)
{
	const struct race race = { 2, setup_dup_reserved, check_dup_reserved };

	busy = replaced = 0;
	explore(*state, &race);
	assert_true(busy && replaced);
}

/* Two threads get different numbers; fork in between copies what is installed only. */
static void setup_two_dups(struct sim *s)
{
	struct sim_task *t = sim_task_at(s, 0), *thread = thread_of(t);

	STEP(t, "dup", 0);
	STEP(thread, "dup", 1);
	STEP(thread, "fork", 0);
}

static void check_two_dups(struct sim *s)
{
	struct sim_task *t = sim_task_at(s, 0);
	long a = sim_ret(t);

	if (a != 3 && a != 4)
		sim_fail(s, "dup gave %ld", a);
	if (call(t, "close", 3) || call(t, "close", 4))
		sim_fail(s, "3 and 4 are not both open");
}

static void two_threads_allocate(void **state)
{
	const struct race race = { 2, setup_two_dups, check_two_dups };

	explore(*state, &race);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup_618, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(lowest_free_number), TEST(table_grows), TEST(limit_of_descriptors),
		TEST(refused_number), TEST(files_of_the_world_run_out),
		TEST(dup_errors), TEST(dup_closes_what_was_there), TEST(same_file),
		cmocka_unit_test_setup_teardown(no_query_before_6_10, setup_51, teardown),
		TEST(range_of_closes), TEST(range_with_a_table_of_its_own),
		TEST(range_unshared_to_mark),
		TEST(copied_by_fork), TEST(copy_of_a_large_table), TEST(shared_by_threads),
		TEST(unshare_makes_a_copy), TEST(closed_by_exec),
		TEST(path_descriptor), TEST(flags_of_a_file), TEST(noatime_is_for_the_owner),
		TEST(owner_of_a_file), TEST(read_write_seek),
		TEST(close_while_in_use), TEST(dup_onto_a_reserved_number),
		TEST(two_threads_allocate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
