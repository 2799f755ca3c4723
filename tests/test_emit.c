// SPDX-License-Identifier: GPL-2.0-only
/*
 * emit-c: scenarios become C programs that compile without a warning, and come to what the host
 * runner comes to. A good part of all scenarios: each takes a compiler's run.
 */
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

#include "cli_program.h"

#define SOURCE	BUILD_DIR "/tests/emitted.c"
#define PROGRAM BUILD_DIR "/tests/emitted"
#define SCENARIO(path) TEST_DIR "/../scenarios/" path

static const char *const paths[] = {
	SCENARIO("lifetime/vfork.sim"),
	SCENARIO("lifetime/exec_by_a_thread.sim"),
	SCENARIO("recycle/handle_does_not_follow.sim"),
	SCENARIO("recycle/signal_against_reap.sim"),
	SCENARIO("signal/before_handler.sim"),
	SCENARIO("signal/who_takes_it.sim"),
	SCENARIO("wait/stop_and_continue.sim"),
	SCENARIO("wait/surprise_child.sim"),
	SCENARIO("permission/setuid_flip.sim"),
};

/* exit status; -1: it was killed */
static int run(const char *const *argv, const char *out)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		if (out && !freopen(out, "w", stdout))
			_exit(126);
		execvp(argv[0], (char **)argv);
		_exit(127);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#define RUN(out, ...) run((const char *const[]){ __VA_ARGS__, NULL }, out)

static int compiles(void)
{
	return RUN(NULL, "cc", "-Wall", "-Wextra", "-Werror", "-O1", "-o", PROGRAM, SOURCE) == 0;
}

static void emit(const char *path)
{
	struct cli_result r;

	cli_program(&r, NULL, NULL, (const char *const[]){ "emit-c", path, "-o", SOURCE, NULL });
	if (r.code)
		fail_msg("%s: exits with %d: %s", path, r.code, r.err.s ? r.err.s : "");
	cli_result_free(&r);
	if (!compiles())
		fail_msg("%s: the program does not compile without a warning", path);
}

/* what the host runner says: 0 passed, 1 failed, 2 skipped */
static int host_says(const char *path)
{
	struct cli_result r;
	int code;

	cli_program(&r, NULL, NULL, (const char *const[]){ "run", "--on", "host", path, NULL });
	code = r.out.s && strstr(r.out.s, " 0 skipped") ? r.code : 2;
	cli_result_free(&r);
	return code;
}

static void same_as_host(const char *path, int wanted)
{
	int program, host = host_says(path);

	emit(path);
	program = RUN(PROGRAM ".out", PROGRAM);
	if (host == 2 || program == 2) {
		print_message("skipped: %s needs namespaces, or root\n", path);
		return;
	}
	if (program != host || host != wanted)
		fail_msg("%s: the program exits with %d, the host runner with %d", path, program,
			 host);
}

static void scenarios(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		same_as_host(paths[i], 0);
}

/* all that the language has and one file can hold */
static const char all_there_is[] =
	"scenario \"t\"\nfresh\n\ninit: pipe() = 0 {[0, 1]}\ninit: fork() = P\n"
	"P: read(0, 8) ...\ninit: write(1, \"a\\\"b\") = 3\nP: ... = 3 {\"a\\\"b\"}\n"
	"init: open(\"/proc/<P>/stat\", O_RDONLY) = 2\ninit: read(2, 100) = ? {\"<P> (...\"}\n"
	"init: poll([{fd=0, events=POLLIN}, {fd=1, events=POLLOUT}], 0) = 1 "
	"{fd=1, revents=POLLOUT}\n"
	"init: socketpair(AF_UNIX, SOCK_STREAM, 0) = 0 {[3, 4]}\n"
	"init: sendmsg(3, {data=\"x\", rights=[0]}, 0) = 1\n"
	"init: recvmsg(4, {len=16, fds=2}, 0) = 1 {data=\"x\", rights=[5]}\n"
	"P: sigaction(SIGUSR1, {sa_handler=handler}) = 0\n"
	"P: sigprocmask(SIG_BLOCK, [SIGUSR1]) = 0\ninit: kill(P, SIGUSR1) = 0\n"
	"check pending(P) == [SIGUSR1] and not received(P) has SIGUSR1\n"
	"P: sigprocmask(SIG_UNBLOCK, [SIGUSR1]) = 0\n"
	"check received(P) == [SIGUSR1]\n"
	"check siginfo(P, SIGUSR1) has {si_pid=init, si_code=SI_USER}\n"
	"init: clone(CLONE_NEWPID|SIGCHLD) = I\ncheck pid(I) == 1 and pid(I, init) == 3\n"
	"check pid(init, I) == 0 or live(pid) == 7\ncheck live(pid) > 0\n"
	"init: capget({version=0x20080522, pid=0}) = 0 {effective=?}\n"
	"init: sim_sleep(1)\ninit: sim_run()\ninit: kill(-P, 0) = -1 ESRCH\n"
	"init: wait4(P, WNOHANG) = 0 or -1 ECHILD\ncheck init.ret == 0 and init.errno == 0\n"
	"race {\n\tinit: fork() = Q\n\tP: exit(3)\n}\nnever state(Q) == STOPPED\n"
	"sometimes alive(Q) == 1\nalways alive(Q) == 1\n";

static void write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

static void everything(void **state)
{
	static const char path[] = BUILD_DIR "/tests/emit_all.sim";

	(void)state;
	write_file(path, all_there_is);
	same_as_host(path, 0);
	/* and a line that is not as expected */
	write_file(path, "scenario \"t\"\ninit: getpid() = 7\n");
	same_as_host(path, 1);
	unlink(path);
	unlink(SOURCE);
	unlink(PROGRAM);
	unlink(PROGRAM ".out");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scenarios),
		cmocka_unit_test(everything),
	};

	if (RUN("/dev/null", "cc", "--version")) {
		print_message("skipped: there is no C compiler\n");
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
