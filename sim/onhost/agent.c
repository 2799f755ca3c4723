// SPDX-License-Identifier: GPL-2.0-only
/*
 * The first process of a run, until it is an actor as all others: it makes the root that
 * they all see. That is a tmpfs with what the model's root has: /dev/null, /dev/zero,
 * /proc, and in /bin the program that actors execute.
 */
#include "onhost/agent.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <linux/futex.h>
#include <sched.h>
#include <time.h>
#include <unistd.h>

/* LCOV_EXCL_START: as in loop.c */

#define BEGIN_S 20

static int dumps_go_to_cwd(void)
{
	int fd = open("/proc/sys/kernel/core_pattern", O_RDONLY | O_CLOEXEC);
	char first = '|';

	if (fd < 0 || read(fd, &first, 1) != 1)
		first = '|';
	close(fd);
	return first != '|' && first != '/';
}

/*
 * To the root of this process's mount namespace, on top of whatever is mounted there; so also
 * out of a chroot, where nothing could be made private.
 */
static int go_to_root(void)
{
	int self = (int)syscall(SYS_pidfd_open, getpid(), 0U);
	int bad = self < 0 || setns(self, CLONE_NEWNS) ? -errno : 0;

	close(self);
	return bad;
}

/* The monitor has the same table of descriptors: whatever happens, all are closed here. */
static int put_device(int from, const char *path)
{
	char source[32];
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
	int bad;

	snprintf(source, sizeof(source), "/proc/self/fd/%d", from);
	bad = fd < 0 || mount(source, path, NULL, MS_BIND, NULL) ? -errno : 0;
	close(fd);
	return bad;
}

static int put_program(const char *path, mode_t mode)
{
	size_t len;
	const unsigned char *bytes = sim_host_program(&len);
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0755);
	int bad = 0;

	if (fd < 0 || write(fd, bytes, len) != (ssize_t)len || fchmod(fd, mode))
		bad = -errno;
	close(fd);
	return bad;
}

static int put_programs(void)
{
	int bad = put_program("/bin/sim", 0755);

	if (!bad)
		bad = put_program("/bin/sim-suid", 04755);
	if (!bad)
		bad = put_program("/bin/sim-sgid", 02755);
	if (!bad)
		bad = put_program("/bin/sim-noexec", 0644);
	return bad ? bad : put_program("/bin/true", 0755);
}

static int make_root(int null, int zero)
{
	int bad = go_to_root();

	if (bad)
		return bad;
	if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("none", "/", "tmpfs", 0, "mode=0755"))
		return -errno;
	bad = go_to_root();
	if (bad)
		return bad;
	if (mkdir("/dev", 0755) || mkdir("/bin", 0755) || mkdir("/proc", 0555) ||
	    mkdir("/tmp", 01777) || chdir("/tmp") ||
	    mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL))
		return -errno;
	bad = put_device(null, "/dev/null");
	if (!bad)
		bad = put_device(zero, "/dev/zero");
	return bad ? bad : put_programs();
}

static int find_root(void)
{
	int null = open("/dev/null", O_PATH | O_CLOEXEC);
	int zero = open("/dev/zero", O_PATH | O_CLOEXEC);
	mode_t mask = umask(0);
	int bad = null < 0 || zero < 0 ? -errno : make_root(null, zero);

	umask(mask);
	close(null);
	close(zero);
	return bad;
}

static int set_up(struct slot *slot, int no_fds)
{
	struct rlimit core = { 0, 0 };
	const unsigned long none = 0;
	int fd, bad;

	/* what kernel_sigaction has: 8 bytes each of handler, flags, restorer and mask */
	for (int sig = 1; sig <= 64; sig++)
		syscall(SYS_rt_sigaction, sig, (const unsigned long[4]){ 0 }, NULL, 8);
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, NULL, 8);
	prctl(PR_SET_NAME, "init");
	setsid();
	bad = find_root();
	if (bad)
		return bad;
	fd = open("/proc/self/coredump_filter", O_WRONLY | O_CLOEXEC);
	(void)!write(fd, "0", 1);
	close(fd);
	if (dumps_go_to_cwd())
		core.rlim_cur = core.rlim_max = RLIM_INFINITY;
	setrlimit(RLIMIT_CORE, &core);
	/* the monitor has the same table until the next line */
	slot->calls[0].ret = open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (slot->calls[0].ret < 0 || syscall(SYS_close_range, 0U, ~0U, CLOSE_RANGE_UNSHARE))
		return -errno;
	for (int i = 0; i < 3 && !no_fds; i++)
		open("/dev/null", O_RDWR);
	return 0;
}

void sim_agent_init(struct slot *slot, int no_fds)
{
	const stack_t no_stack = { .ss_flags = SS_DISABLE };
	const struct timespec patience = { BEGIN_S, 0 };
	int bad;

	/* until somebody watches over it */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	while (!__atomic_load_n(&slot->go, __ATOMIC_SEQ_CST)) {
		if (syscall(SYS_futex, &slot->go, FUTEX_WAIT, 0, &patience) && errno == ETIMEDOUT)
			_exit(1);
	}
	sigaltstack(&no_stack, NULL);
	bad = set_up(slot, no_fds);
	if (bad) {
		__atomic_store_n(&slot->ready, bad, __ATOMIC_SEQ_CST);
		_exit(1);
	}
	prctl(PR_SET_PDEATHSIG, 0);
	__atomic_store_n(&slot->go, 0, __ATOMIC_SEQ_CST);
	sim_agent_enter(slot);
}

/* LCOV_EXCL_STOP */
