// SPDX-License-Identifier: GPL-2.0-only
/*
 * Programs, one number after the other, tried by several processes. Process w of n tries the
 * numbers w, w + n, ...; what came of them is handed on in the order of the numbers, so that it is
 * the same for any n.
 */
#include "fuzz/fuzz.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define GRACE_MS 1000

/** struct record - what a worker says of a program; two texts follow */
struct record {
	unsigned int status, calls, reordered, script, kind;
};

struct worker {
	pid_t pid;
	int fd;
};

static int write_all(int fd, const void *data, size_t n)
{
	const char *at = data;

	while (n) {
		ssize_t done = write(fd, at, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return 0;
		at += done;
		n -= (size_t)done;
	}
	return 1;
}

static int read_all(int fd, void *data, size_t n)
{
	char *at = data;

	while (n) {
		ssize_t done = read(fd, at, n);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return 0;
		at += done;
		n -= (size_t)done;
	}
	return 1;
}

/* A worker and its actors take turns: on one processor a turn is a switch, and nobody waits. */
static void stay(unsigned int worker)
{
	cpu_set_t may, one;
	unsigned int n;

	if (sched_getaffinity(0, sizeof(may), &may) || !CPU_COUNT(&may))
		return;
	n = worker % (unsigned int)CPU_COUNT(&may);
	CPU_ZERO(&one);
	for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
		if (CPU_ISSET(cpu, &may) && !n--) {
			CPU_SET(cpu, &one);
			break;
		}
	}
	sched_setaffinity(0, sizeof(one), &one);
}

static void work(const struct fuzz_lab *lab, uint64_t number, unsigned int jobs, int fd)
{
	struct fuzz_finding f;
	struct sim_error err = { 0 };
	struct record r;
	int going = !sim_guard_enter(lab->sim, &err);

	for (; going; number += jobs) {
		r.status = fuzz_find(lab, number, &f, &err);
		r.calls = f.calls;
		r.reordered = f.reordered;
		/* with an error its text goes as the kind */
		if (r.status) {
			free(f.kind);
			f.kind = strdup(err.text);
		}
		r.script = f.script ? (unsigned int)strlen(f.script) : 0;
		r.kind = f.kind ? (unsigned int)strlen(f.kind) : 0;
		going = write_all(fd, &r, sizeof(r)) && write_all(fd, f.script, r.script) &&
			write_all(fd, f.kind, r.kind) && !r.status;
		free(f.script);
		free(f.kind);
	}
	/* coverage counts are written then */
	lab->leave(0);
}

static int start(struct worker *workers, unsigned int i, const struct fuzz_lab *lab,
		 uint64_t number, unsigned int jobs)
{
	struct worker *w = &workers[i];
	pid_t parent = getpid();
	int fds[2];

	w->fd = -1;
	if (pipe(fds))
		return 0;
	w->fd = fds[0];
	w->pid = fork();
	if (w->pid) {
		close(fds[1]);
		return w->pid > 0;
	}
	/* only the parent reads: when it no longer does, workers are told so */
	for (unsigned int j = 0; j <= i; j++)
		close(workers[j].fd);
	free(workers);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGINT, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	if (getppid() != parent)
		_exit(0);
	stay(i);
	work(lab, number, jobs, fds[1]);
	return 0;
}

static char *read_text(int fd, unsigned int len)
{
	char *text = len ? malloc(len + 1) : NULL;

	if (!text)
		return NULL;
	text[len] = '\0';
	if (read_all(fd, text, len))
		return text;
	free(text);
	return NULL;
}

/* 0: the one who waits is to stop */
static int has_something(int fd, const volatile sig_atomic_t *stop)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	while (!*stop) {
		if (poll(&p, 1, 100) > 0)
			return 1;
	}
	return 0;
}

static enum sim_status take(const struct worker *w, struct fuzz_finding *f, struct sim_error *err)
{
	enum sim_status status;
	struct record r;

	memset(f, 0, sizeof(*f));
	if (!read_all(w->fd, &r, sizeof(r)))
		return sim_error_set(err, SIM_EIO, "a process that tried programs died");
	f->calls = r.calls;
	f->reordered = r.reordered;
	f->script = read_text(w->fd, r.script);
	f->kind = read_text(w->fd, r.kind);
	if ((r.script && !f->script) || (r.kind && !f->kind))
		return sim_error_set(err, SIM_ENOMEM, "out of memory");
	if (!r.status)
		return SIM_OK;
	status = sim_error_set(err, (enum sim_status)r.status, "%s", f->kind ? f->kind : "");
	free(f->kind);
	f->kind = NULL;
	return status;
}

/*
 * A worker goes when nobody reads what it writes: after the program that it is at. One that takes
 * longer is not waited for.
 */
static void end(struct worker *workers, unsigned int nr, int grace)
{
	for (unsigned int i = 0; i < nr; i++)
		close(workers[i].fd);
	for (unsigned int i = 0; i < nr; i++) {
		struct pollfd p = { .events = POLLIN };

		if (workers[i].pid <= 0)
			continue;
		p.fd = (int)syscall(SYS_pidfd_open, workers[i].pid, 0);
		if (p.fd < 0 || poll(&p, 1, grace) <= 0)
			kill(workers[i].pid, SIGKILL);
		if (p.fd >= 0)
			close(p.fd);
		while (waitpid(workers[i].pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
}

enum sim_status fuzz_pool(const struct fuzz_lab *lab, uint64_t first, unsigned int jobs,
			  const volatile sig_atomic_t *stop, fuzz_take_fn *each, void *ctx,
			  struct sim_error *err)
{
	struct worker *workers = calloc(jobs, sizeof(*workers));
	enum sim_status status = SIM_OK;
	struct fuzz_finding f;
	unsigned int n = 0;
	int more = 1;

	if (!workers)
		return sim_error_set(err, SIM_ENOMEM, "out of memory");
	while (n < jobs && !status) {
		if (!start(workers, n, lab, first + n, jobs))
			status = sim_error_set(err, SIM_EIO, "can't start a process: %s",
					       strerror(errno));
		n++;
	}
	for (uint64_t number = first; more && !status; number++) {
		if (!has_something(workers[(number - first) % jobs].fd, stop))
			break;
		status = take(&workers[(number - first) % jobs], &f, err);
		if (!status)
			more = each(ctx, number, &f);
		free(f.script);
		free(f.kind);
	}
	end(workers, n, *stop ? 0 : GRACE_MS);
	free(workers);
	return status;
}
