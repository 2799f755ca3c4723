// SPDX-License-Identifier: GPL-2.0-only
/*
 * A process that outlives the monitor by as much as it takes to end the run. It has no part in the
 * run and is seen by nobody there: whatever init may do to itself, and however the monitor dies,
 * the pipe between the two is closed then.
 */
#include "onhost/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* LCOV_EXCL_START: a bare exit writes no counts */
static void keep(int init, int end) __attribute__((noreturn));

static void keep(int init, int end)
{
	char c;

	/* these two and nothing else: who reads what the monitor writes must see its end */
	if (dup2(init, 0) != 0 || dup2(end, 1) != 1)
		_exit(1);
	syscall(SYS_close_range, 2U, ~0U, 0U);
	setsid();
	while (read(1, &c, 1) < 0 && errno == EINTR)
		;
	syscall(SYS_pidfd_send_signal, 0, SIGKILL, NULL, 0U);
	_exit(0);
}

/* LCOV_EXCL_STOP */

int sim_host_keep(struct host *h)
{
	int init = (int)syscall(SYS_pidfd_open, h->init, 0U), ends[2], bad = 0;
	sigset_t all, before;

	if (init < 0 || pipe2(ends, O_CLOEXEC)) {
		bad = -errno;
		close(init);
		return bad;
	}
	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &before);
	h->keeper = fork();
	if (!h->keeper) {
		/* a copy of the write end would keep it from ever seeing the end */
		close(ends[1]);
		keep(fcntl(init, F_DUPFD, 2), fcntl(ends[0], F_DUPFD, 2));
	}
	bad = h->keeper < 0 ? -errno : 0;
	sigprocmask(SIG_SETMASK, &before, NULL);
	close(init);
	close(ends[0]);
	h->pipe = ends[1];
	return bad;
}

void sim_host_let_go(struct host *h)
{
	if (h->pipe >= 0)
		close(h->pipe);
	h->pipe = -1;
	while (h->keeper > 0 && waitpid(h->keeper, NULL, 0) < 0 && errno == EINTR)
		;
	h->keeper = 0;
}
