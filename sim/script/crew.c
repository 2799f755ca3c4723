// SPDX-License-Identifier: GPL-2.0-only
/* Worker processes, each at the other end of a socket pair. */
#include "script/crew.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define NO_WORK (~0U)

/** struct worker - @piece: what it is busy with, NO_WORK: nothing */
struct worker {
	pid_t pid;
	int fd;
	unsigned int piece;
};

struct sim_crew {
	struct worker *at;
	unsigned int nr;
	sim_work_fn work;
	void *ctx;
};

/* ------------------------------------------------------------ messages */

static int send_all(int fd, const void *bytes, size_t n)
{
	const char *at = bytes;
	ssize_t done;

	while (n) {
		done = send(fd, at, n, MSG_NOSIGNAL);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return 0;
		at += done;
		n -= (size_t)done;
	}
	return 1;
}

static int receive_all(int fd, void *bytes, size_t n)
{
	char *at = bytes;
	ssize_t done;

	while (n) {
		done = recv(fd, at, n, 0);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return 0;
		at += done;
		n -= (size_t)done;
	}
	return 1;
}

static int send_message(int fd, const struct sim_buf *message)
{
	uint64_t n = message->len;

	return send_all(fd, &n, sizeof(n)) && (!n || send_all(fd, message->s, n));
}

static int receive_message(int fd, struct sim_buf *message)
{
	char piece[4096];
	uint64_t n;
	size_t some;

	message->len = 0;
	if (!receive_all(fd, &n, sizeof(n)))
		return 0;
	while (n) {
		some = n < sizeof(piece) ? (size_t)n : sizeof(piece);
		if (!receive_all(fd, piece, some))
			return 0;
		sim_buf_add(message, piece, some);
		n -= some;
	}
	return !message->failed;
}

/* ------------------------------------------------------------ workers */

static void work_on(const struct sim_crew *crew, int fd)
{
	struct sim_buf in = { 0 }, out = { 0 };

	while (receive_message(fd, &in)) {
		crew->work(crew->ctx, in.s ? in.s : "", in.len, &out);
		if (out.failed || !send_message(fd, &out))
			break;
		out.len = 0;
	}
	sim_buf_free(&in);
	sim_buf_free(&out);
}

static void be_worker(struct sim_crew *crew, int fd, pid_t parent, void (*begin)(void *ctx))
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	/* a ^C is for the parent, which says when it is enough */
	signal(SIGINT, SIG_IGN);
	for (unsigned int i = 0; i < crew->nr; i++)
		close(crew->at[i].fd);
	if (begin)
		begin(crew->ctx);
	work_on(crew, fd);
	_exit(0);
}

static int hire(struct sim_crew *crew, void (*begin)(void *ctx))
{
	pid_t parent = getpid(), pid;
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds))
		return 0;
	pid = fork();
	if (!pid) {
		close(fds[0]);
		be_worker(crew, fds[1], parent, begin);
	}
	close(fds[1]);
	if (pid < 0) {
		close(fds[0]);
		return 0;
	}
	crew->at[crew->nr++] = (struct worker){ pid, fds[0], NO_WORK };
	return 1;
}

struct sim_crew *sim_crew_new(unsigned int workers, void (*begin)(void *ctx), sim_work_fn work,
			      void *ctx, struct sim_error *err)
{
	struct sim_crew *crew = calloc(1, sizeof(*crew));

	if (crew)
		crew->at = calloc(workers, sizeof(*crew->at));
	if (!crew || !crew->at) {
		free(crew);
		sim_error_set(err, SIM_ENOMEM, "out of memory");
		return NULL;
	}
	crew->work = work;
	crew->ctx = ctx;
	while (workers > 1 && crew->nr < workers) {
		if (!hire(crew, begin)) {
			sim_error_set(err, SIM_ENOMEM, "no more processes after %u", crew->nr);
			sim_crew_free(crew);
			return NULL;
		}
	}
	return crew;
}

void sim_crew_free(struct sim_crew *crew)
{
	if (!crew)
		return;
	for (unsigned int i = 0; i < crew->nr; i++) {
		close(crew->at[i].fd);
		kill(crew->at[i].pid, SIGKILL);
	}
	for (unsigned int i = 0; i < crew->nr; i++)
		waitpid(crew->at[i].pid, NULL, 0);
	free(crew->at);
	free(crew);
}

/* ------------------------------------------------------------ work */

static int died(struct sim_error *err)
{
	sim_error_set(err, SIM_EIO, "a worker process has died");
	return 0;
}

static int wait_for_answer(struct sim_crew *crew, struct pollfd *polls)
{
	for (unsigned int i = 0; i < crew->nr; i++) {
		polls[i].fd = crew->at[i].piece == NO_WORK ? -1 : crew->at[i].fd;
		polls[i].events = POLLIN;
		polls[i].revents = 0;
	}
	while (poll(polls, crew->nr, -1) < 0) {
		if (errno != EINTR)
			return 0;
	}
	return 1;
}

static int share_out(struct sim_crew *crew, const struct sim_buf *in, struct sim_buf *out,
		     unsigned int nr, struct pollfd *polls)
{
	unsigned int next = 0, done = 0, i;

	while (done < nr) {
		for (i = 0; i < crew->nr && next < nr; i++) {
			if (crew->at[i].piece != NO_WORK)
				continue;
			if (!send_message(crew->at[i].fd, &in[next]))
				return 0;
			crew->at[i].piece = next++;
		}
		if (!wait_for_answer(crew, polls))
			return 0;
		for (i = 0; i < crew->nr; i++) {
			if (!polls[i].revents)
				continue;
			if (!receive_message(crew->at[i].fd, &out[crew->at[i].piece]))
				return 0;
			crew->at[i].piece = NO_WORK;
			done++;
		}
	}
	return 1;
}

int sim_crew_do(struct sim_crew *crew, const struct sim_buf *in, struct sim_buf *out,
		unsigned int nr, struct sim_error *err)
{
	struct pollfd *polls;
	int ok;

	if (!crew->nr) {
		for (unsigned int i = 0; i < nr; i++)
			crew->work(crew->ctx, in[i].s ? in[i].s : "", in[i].len, &out[i]);
		return 1;
	}
	polls = calloc(crew->nr, sizeof(*polls));
	ok = polls && share_out(crew, in, out, nr, polls);
	free(polls);
	return ok ? 1 : died(err);
}
