// SPDX-License-Identifier: GPL-2.0-only
#include "isolate.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

const struct cli_limits cli_limits_default = {
	.seconds = 5,
	.memory = 4UL << 30,
	.bytes = 16UL << 20,
};

#define ASLEEP_MS 600000

/* What comes first: a child whose memory is destroyed will hardly write this by chance. */
struct head {
	char magic[8];
	uint64_t len;
};

static const char magic[8] = "finished";

/* address space in use now */
static unsigned long in_use(void)
{
	unsigned long pages = 0;
	FILE *f = fopen("/proc/self/statm", "re");

	if (f) {
		if (fscanf(f, "%lu", &pages) != 1)
			pages = 0;
		fclose(f);
	}
	return pages * (unsigned long)sysconf(_SC_PAGESIZE);
}

/* The kernel counts whole seconds: so does this. */
void cli_alive(const struct cli_limits *limits)
{
	struct rlimit seconds = {0, RLIM_INFINITY};
	struct timespec used;

	if (!limits)
		limits = &cli_limits_default;
	if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used) || getrlimit(RLIMIT_CPU, &seconds))
		return;
	seconds.rlim_cur = (rlim_t)used.tv_sec + limits->seconds + 1;
	setrlimit(RLIMIT_CPU, &seconds);
}

static void set_limits(const struct cli_limits *limits)
{
	struct rlimit none = {0, 0};
	unsigned long used = in_use();
	struct rlimit memory = {used + limits->memory, used + limits->memory};

	cli_alive(limits);
	setrlimit(RLIMIT_CORE, &none);
	/* A sanitizer's shadow takes terabytes: nothing can be said of that. */
	if (used && used < 1UL << 40)
		setrlimit(RLIMIT_AS, &memory);
}

static int write_all(int fd, const void *data, size_t len)
{
	const char *p = data;

	while (len) {
		ssize_t put = write(fd, p, len);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return 0;
		p += put;
		len -= (size_t)put;
	}
	return 1;
}

static void __attribute__((noreturn)) child(const struct cli_limits *limits, int fd, pid_t parent,
					    void (*fn)(void *, struct sim_buf *), void *ctx)
{
	struct sim_buf text = {0};
	struct head head;

	/* nobody waits for the child of somebody who is gone */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	set_limits(limits);
	fn(ctx, &text);
	memcpy(head.magic, magic, sizeof(magic));
	head.len = text.len;
	if (text.failed || !write_all(fd, &head, sizeof(head)) ||
	    !write_all(fd, text.s ? text.s : "", text.len))
		_exit(1);
	close(fd);
	/* not _exit(): coverage counts are written at the end */
	exit(0);
}

/* until its end, or one byte more than can be right: 0 */
static int read_all(int fd, size_t max, struct sim_buf *text)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	char chunk[16384];
	ssize_t got;

	do {
		/* somebody who sleeps uses no processor time */
		if (!poll(&p, 1, ASLEEP_MS))
			return 0;
		got = read(fd, chunk, sizeof(chunk));
		if (got > 0)
			sim_buf_add(text, chunk, (size_t)got);
	} while ((got > 0 || (got < 0 && errno == EINTR)) && text->len <= max);
	return text->len <= max;
}

static void tell_end(int status, char *ended, size_t n)
{
	int sig = WIFSIGNALED(status) ? WTERMSIG(status) : 0;

	if (sig == SIGXCPU)
		snprintf(ended, n, "out of time");
	else if (sig)
		snprintf(ended, n, "%s (SIG%s)", strsignal(sig),
			 sigabbrev_np(sig) ? sigabbrev_np(sig) : "?");
	else
		snprintf(ended, n, "it went away, status %d", WEXITSTATUS(status));
}

/* what the child said, if that was all of it */
static int take(const struct sim_buf *text, struct sim_buf *out)
{
	struct head head;

	if (text->len < sizeof(head))
		return 0;
	memcpy(&head, text->s, sizeof(head));
	if (memcmp(head.magic, magic, sizeof(magic)) || head.len != text->len - sizeof(head))
		return 0;
	sim_buf_add(out, text->s + sizeof(head), head.len);
	return 1;
}

static enum sim_status wait_for(pid_t pid, int fd, const struct cli_limits *limits,
				struct sim_buf *out, char *ended, size_t n, struct sim_error *err)
{
	struct sim_buf text = {0};
	int status = 0;

	if (!read_all(fd, limits->bytes + sizeof(struct head), &text))
		kill(pid, SIGKILL);
	close(fd);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (!text.failed && !take(&text, out))
		tell_end(status, ended, n);
	sim_buf_free(&text);
	if (text.failed || out->failed)
		return sim_error_set(err, SIM_ENOMEM, "out of memory");
	return SIM_OK;
}

enum sim_status cli_isolate(const struct cli_limits *limits, void (*fn)(void *, struct sim_buf *),
			    void *ctx, struct sim_buf *out, char *ended, size_t n,
			    struct sim_error *err)
{
	pid_t parent = getpid(), pid;
	int ends[2];

	ended[0] = '\0';
	if (!limits)
		limits = &cli_limits_default;
	if (pipe2(ends, O_CLOEXEC))
		return sim_error_set(err, SIM_EIO, "no pipe: %s", strerror(errno));
	fflush(NULL);
	pid = fork();
	if (!pid) {
		close(ends[0]);
		child(limits, ends[1], parent, fn, ctx);
	}
	close(ends[1]);
	if (pid < 0) {
		close(ends[0]);
		return sim_error_set(err, SIM_EIO, "no process: %s", strerror(errno));
	}
	return wait_for(pid, ends[0], limits, out, ended, n, err);
}
