// SPDX-License-Identifier: GPL-2.0-only
#include "cli_program.h"

#include <errno.h>
#include <fcntl.h>
#include <pty.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define PROGRAM	 BUILD_DIR "/pidfdsim"
#define MAX_ARGS 16

static void __attribute__((noreturn)) become(const char *path, const char *const *args)
{
	char *argv[MAX_ARGS + 2] = { (char *)"pidfdsim" };

	for (unsigned int i = 0; args[i] && i < MAX_ARGS; i++)
		argv[i + 1] = (char *)args[i];
	execv(path, argv);
	_exit(127);
}

static int code_of(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void rewind_into(FILE *f, struct sim_buf *text)
{
	char chunk[4096];
	size_t n;

	rewind(f);
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		sim_buf_add(text, chunk, n);
	fclose(f);
}

void cli_program_at(struct cli_result *r, const char *path, const char *locale, const char *input,
		    const char *const *args)
{
	FILE *in = tmpfile(), *out = tmpfile(), *err = tmpfile();
	pid_t pid;

	assert_true(in && out && err);
	memset(r, 0, sizeof(*r));
	if (input)
		fputs(input, in);
	fflush(in);
	rewind(in);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid) {
		setenv("LC_ALL", locale ? locale : "C", 1);
		dup2(fileno(in), STDIN_FILENO);
		dup2(fileno(out), STDOUT_FILENO);
		dup2(fileno(err), STDERR_FILENO);
		become(path, args);
	}
	r->code = code_of(pid);
	fclose(in);
	rewind_into(out, &r->out);
	rewind_into(err, &r->err);
}

void cli_program(struct cli_result *r, const char *locale, const char *input,
		 const char *const *args)
{
	cli_program_at(r, PROGRAM, locale, input, args);
}

void cli_result_free(struct cli_result *r)
{
	sim_buf_free(&r->out);
	sim_buf_free(&r->err);
}

int cli_program_to(const char *file, const char *const *args)
{
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (!pid) {
		int fd = open(file, O_WRONLY), null = open("/dev/null", O_WRONLY);

		dup2(fd, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		become(PROGRAM, args);
	}
	return code_of(pid);
}

static int on_terminal(struct sim_buf *seen, const char *keys, const char *const *args,
		       int only_errors)
{
	char chunk[4096];
	ssize_t n;
	int fd;
	pid_t pid = forkpty(&fd, NULL, NULL, NULL);

	assert_true(pid >= 0);
	if (!pid) {
		setenv("LC_ALL", "C", 1);
		setenv("TERM", "xterm", 1);
		if (only_errors)
			dup2(open("/dev/null", O_WRONLY), STDOUT_FILENO);
		become(PROGRAM, args);
	}
	/* They wait in the terminal until they are read. */
	assert_int_equal(write(fd, keys, strlen(keys)), strlen(keys));
	while ((n = read(fd, chunk, sizeof(chunk))) > 0)
		sim_buf_add(seen, chunk, (size_t)n);
	close(fd);
	assert_non_null(seen->s);
	return code_of(pid);
}

int cli_program_on_terminal(struct sim_buf *seen, const char *keys, const char *const *args)
{
	return on_terminal(seen, keys, args, 0);
}

int cli_program_errors_on_terminal(struct sim_buf *seen, const char *const *args)
{
	return on_terminal(seen, "", args, 1);
}

/* ------------------------------------------------------------ texts */

void cli_read_file(struct sim_buf *text, const char *path)
{
	FILE *f = fopen(path, "r");

	if (f)
		rewind_into(f, text);
}

void cli_replace(struct sim_buf *text, const char *what, const char *by)
{
	struct sim_buf out = { 0 };
	const char *at = text->s, *found;

	while ((found = strstr(at, what))) {
		sim_buf_add(&out, at, (size_t)(found - at));
		sim_buf_puts(&out, by);
		at = found + strlen(what);
	}
	sim_buf_puts(&out, at);
	sim_buf_free(text);
	*text = out;
}

static int ends_with(const char *start, const char *end, const char *what)
{
	size_t len = strlen(what);

	return (size_t)(end - start) >= len && !memcmp(end - len, what, len);
}

void cli_mask(struct sim_buf *text, const char *before, const char *after)
{
	struct sim_buf out = { 0 };

	for (const char *at = text->s; *at;) {
		size_t digits = strspn(at, "0123456789");

		if (!digits) {
			sim_buf_putc(&out, *at++);
			continue;
		}
		if (ends_with(text->s, at, before) && !strncmp(at + digits, after, strlen(after)))
			sim_buf_putc(&out, 'N');
		else
			sim_buf_add(&out, at, digits);
		at += digits;
	}
	sim_buf_free(text);
	*text = out;
}

void cli_same_as_file(const struct sim_buf *text, const char *path)
{
	const char *write = getenv("CLI_GOLDEN");
	struct sim_buf want = { 0 };

	if (write && !strcmp(write, "write")) {
		FILE *f = fopen(path, "w");

		assert_non_null(f);
		assert_int_equal(fwrite(text->s, 1, text->len, f), text->len);
		assert_int_equal(fclose(f), 0);
		return;
	}
	cli_read_file(&want, path);
	if (!want.s || want.len != text->len || memcmp(want.s, text->s, text->len))
		fail_msg("%s differs; this came:\n%s", path, text->s);
	sim_buf_free(&want);
}
