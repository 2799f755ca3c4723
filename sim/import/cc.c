// SPDX-License-Identifier: GPL-2.0-only
#include "import/cc.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_SECONDS 120 /* of processor time; no kernel file needs more than one */
#define MAX_TEXT    (16UL << 20)

void sim_word(struct sim_job *job, const char *fmt, ...)
{
	struct sim_words *w = &job->words;
	char **more = realloc(w->at, (w->nr + 2) * sizeof(*more));
	struct sim_buf text = {0};
	va_list ap;

	va_start(ap, fmt);
	sim_buf_vprintf(&text, fmt, ap);
	va_end(ap);
	if (more)
		w->at = more;
	if (!more || text.failed || !text.s) {
		sim_buf_free(&text);
		w->failed = true;
		return;
	}
	w->at[w->nr++] = text.s;
	w->at[w->nr] = NULL;
}

static void __attribute__((noreturn)) child(const struct sim_job *job)
{
	struct rlimit seconds = {MAX_SECONDS, MAX_SECONDS};
	int null = open("/dev/null", O_RDONLY);

	if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(job->fds[0], STDOUT_FILENO) < 0 ||
	    dup2(job->fds[1], STDERR_FILENO) < 0 || (job->folder && chdir(job->folder)))
		_exit(126);
	setenv("LC_ALL", "C", 1);
	unsetenv("SOURCE_DATE_EPOCH");
	setrlimit(RLIMIT_CPU, &seconds);
	execvp(job->words.at[0], job->words.at);
	_exit(errno == ENOENT ? 127 : 126);
}

static enum sim_status io_error(struct sim_error *err, const char *what)
{
	return sim_error_set(err, SIM_EIO, "%s: %s", what, strerror(errno));
}

static enum sim_status start(struct sim_job *job, struct sim_error *err)
{
	if (job->words.failed)
		return sim_error_set(err, SIM_ENOMEM, "out of memory");
	for (int i = 0; i < 2; i++) {
		job->fds[i] = memfd_create("output", MFD_CLOEXEC);
		if (job->fds[i] < 0)
			return io_error(err, "no room for the output of the compiler");
	}
	job->pid = fork();
	if (!job->pid)
		child(job);
	return job->pid < 0 ? io_error(err, "the compiler can't be started") : SIM_OK;
}

static void collect(int fd, struct sim_buf *out)
{
	char chunk[8192];
	ssize_t got;

	if (fd <= 0 || lseek(fd, 0, SEEK_SET))
		return;
	while ((got = read(fd, chunk, sizeof(chunk))) > 0 && out->len < MAX_TEXT)
		sim_buf_add(out, chunk, (size_t)got);
}

static void finish(struct sim_job *job)
{
	int status = 0;

	if (job->pid > 0) {
		while (waitpid(job->pid, &status, 0) < 0 && errno == EINTR)
			;
		job->code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
		collect(job->fds[0], &job->out);
		collect(job->fds[1], &job->err);
	}
	for (int i = 0; i < 2; i++) {
		if (job->fds[i] > 0)
			close(job->fds[i]);
		job->fds[i] = 0;
	}
	job->pid = 0;
}

enum sim_status sim_jobs_run(struct sim_job *jobs, unsigned int nr, struct sim_error *err)
{
	enum sim_status status = SIM_OK;

	for (unsigned int i = 0; i < nr && !status; i++)
		status = start(&jobs[i], err);
	for (unsigned int i = 0; i < nr; i++) {
		finish(&jobs[i]);
		if (!status && jobs[i].code == 127) {
			status = sim_error_set(err, SIM_ENOENT, "there is no compiler \"%.80s\"",
					       jobs[i].words.at[0]);
			sim_error_accept(err,
					 "CC=gcc or CC=clang in the environment, with one that "
					 "is installed");
		}
	}
	return status;
}

void sim_job_free(struct sim_job *job)
{
	for (unsigned int i = 0; i < job->words.nr; i++)
		free(job->words.at[i]);
	free(job->words.at);
	sim_buf_free(&job->out);
	sim_buf_free(&job->err);
	memset(job, 0, sizeof(*job));
}
