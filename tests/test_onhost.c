// SPDX-License-Identifier: GPL-2.0-only
/*
 * The host runner: real processes on the kernel of this machine. What needs namespaces is skipped,
 * with a message, where the machine does not allow them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <signal.h>
#include <unistd.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "cli_program.h"
#include "onhost/ending.h"
#include "onhost/onhost.h"
#include "script/script.h"

static struct sim_design *design;

static int open_design(void **state)
{
	struct sim_error err;

	(void)state;
	return sim_design_open(&design, NULL, BUILD_DIR "/designs/send-signal.so", &err) ? -1 : 0;
}

static int close_design(void **state)
{
	(void)state;
	sim_design_close(design);
	return 0;
}

static void run_how(const char *body, unsigned int release, const struct sim_host_how *how,
		    struct sim_host_report *out)
{
	struct sim_error err = { 0 };
	struct sim_prog *prog;
	struct sim_ast *ast;
	char text[2048];

	snprintf(text, sizeof(text), "scenario \"t\"\n%s", body);
	assert_int_equal(sim_parse(&ast, "t.sim", text, strlen(text), &err), SIM_OK);
	assert_int_equal(sim_bind(&prog, ast, design, release, &err), SIM_OK);
	assert_int_equal(sim_host_run(prog, how, out, &err), SIM_OK);
	sim_prog_free(prog);
	sim_ast_free(ast);
}

static void run_as(const char *body, unsigned int release, struct sim_host_report *out)
{
	const struct sim_host_how how = { 0 };

	run_how(body, release, &how, out);
}

static void run(const char *body, struct sim_host_report *out)
{
	run_as(body, sim_host_release() | SIM_ON_HOST, out);
	if (out->base.status == SIM_SKIP && strstr(out->base.why, "does not allow")) {
		print_message("skipped: %s\n", out->base.why);
		skip();
	}
}

static void passes(const char *body)
{
	struct sim_host_report r;

	run(body, &r);
	if (r.base.status != SIM_PASS)
		fail_msg("line %u: %s: %s", r.base.line, r.base.text, r.base.why);
}

static void fails(const char *body, unsigned int line, const char *why)
{
	struct sim_host_report r;

	run(body, &r);
	assert_int_equal(r.base.status, SIM_FAIL);
	assert_int_equal(r.base.line, line);
	if (!strstr(r.base.why, why))
		fail_msg("\"%s\" is not in: %s", why, r.base.why);
}

static void skips(const char *body, const char *why)
{
	struct sim_host_report r;

	run(body, &r);
	assert_int_equal(r.base.status, SIM_SKIP);
	if (!strstr(r.base.why, why))
		fail_msg("\"%s\" is not in: %s", why, r.base.why);
}

/* ------------------------------------------------------------ tests */

static void children(void **state)
{
	(void)state;
	passes("init: fork() = P\ninit: wait4(-1, 0) ...\nP: exit(3)\n"
	       "init: ... = P {status=exited(3)}\ncheck state(P) == DEAD\ncheck alive(P) == 0\n");
	passes("init: fork() = P\ninit: fork() = Q\nP: pause() ...\ncheck state(P) == SLEEPING\n"
	       "check state(Q) == RUNNING\ninit: kill(P, SIGKILL) = 0\ncheck state(P) == ZOMBIE\n"
	       "check received(P) == [SIGKILL]\ncheck pid(Q) == 3\n");
}

static void recycling(void **state)
{
	(void)state;
	passes("init: fork() = P\nP: exit(0)\ninit: wait4(P, 0) = P\ninit: sim_reuse(P)\n"
	       "init: fork() = Q\ncheck pid(Q) == pid(P)\ninit: kill(P, SIGTERM) = 0\n"
	       "check received(Q) == [SIGTERM]\n");
}

static void signals(void **state)
{
	(void)state;
	passes("init: fork() = P\nP: sigaction(SIGUSR1, {sa_handler=handler}) = 0\n"
	       "init: kill(P, SIGUSR1) = 0\ncheck received(P) == [SIGUSR1]\n"
	       "check siginfo(P, SIGUSR1) has {si_code=SI_USER, si_pid=init}\n"
	       "P: sigprocmask(SIG_BLOCK, [SIGUSR1]) = 0\ninit: kill(P, SIGUSR1) = 0\n"
	       "check pending(P) == [SIGUSR1]\n"
	       "P: sigaction(SIGUSR1, {sa_handler=SIG_DFL}) = 0 {sa_handler=handler}\n"
	       "P: sigprocmask(SIG_UNBLOCK, [SIGUSR1])\ncheck state(P) == ZOMBIE\n");
	passes("init: fork() = P\ninit: kill(P, SIGSTOP) = 0\ncheck state(P) == STOPPED\n"
	       "init: kill(P, SIGCONT) = 0\ncheck state(P) == RUNNING\nP: getpid() = P\n");
}

static void threads_and_spaces(void **state)
{
	(void)state;
	passes("init: fork() = P\nP: clone(CLONE_VM|CLONE_SIGHAND|CLONE_THREAD) = T\n"
	       "T: getpid() = P\nT: gettid() = T\nT: exit(0)\ncheck alive(T) == 0\n"
	       "P: getpid() = P\n");
	passes("init: clone(CLONE_NEWPID|SIGCHLD) = I\nI: fork() = C\nI: getpid() = 1\n"
	       "check pid(C) == 2\ncheck pid(C, init) == 3\ncheck pid(init, I) == 0\n");
}

static void programs(void **state)
{
	(void)state;
	passes("init: fork() = P\nP: sigaction(SIGUSR1, {sa_handler=handler}) = 0\n"
	       "P: sigaction(SIGUSR2, {sa_handler=SIG_IGN}) = 0\n"
	       "P: open(\"/dev/null\", O_RDWR|O_CLOEXEC) = 3\nP: sim_exec() = 0\n"
	       "P: sigaction(SIGUSR1, NULL) = 0 {sa_handler=SIG_DFL}\n"
	       "P: sigaction(SIGUSR2, NULL) = 0 {sa_handler=SIG_IGN}\nP: close(3) = -1 EBADF\n"
	       "P: sigaction(SIGUSR1, {sa_handler=handler}) = 0\ninit: kill(P, SIGUSR1) = 0\n"
	       "check received(P) == [SIGUSR1]\n"
	       "P: sigaction(SIGUSR1, {sa_handler=SIG_DFL}) = 0 {sa_handler=handler}\n"
	       "P: sim_exec() = 0\nP: getpid() = P\n"
	       "P: execve(\"/bin/sim-noexec\") = -1 EACCES\n"
	       "P: execve(\"/bin/none\") = -1 ENOENT\n");
	/* a thread that is not the leader becomes the process */
	passes("init: fork() = L\nL: clone(CLONE_VM|CLONE_SIGHAND|CLONE_THREAD) = T\n"
	       "T: sim_exec() = 0\ncheck state(L) == DEAD\nT: gettid() = T\n"
	       "T: getppid() = init\nT: exit(3)\ninit: wait4(T, 0) = T {status=exited(3)}\n");
	passes("init: vfork() ...\ncheck state(init) == SLEEPING\nC: getppid() = init\n"
	       "C: sim_exec() = 0\ninit: ... = C\nC: exit(1)\n"
	       "init: wait4(C, 0) = C {status=exited(1)}\n");
	passes("init: fork() = P\nP: vfork() ...\nC: exit(0)\nP: ... = C\n"
	       "init: sim_exec() = 0\ninit: getpid() = 1\n");
}

static void set_user_id(void **state)
{
	(void)state;
	if (geteuid()) {
		print_message("skipped: who is not root has one user id\n");
		skip();
	}
	passes("init: fork() = P\nP: setresuid(1000, 1000, 1000) = 0\n"
	       "P: execve(\"/bin/sim-suid\") = 0\nP: getuid() = 1000\nP: geteuid() = 0\n"
	       "P: execve(\"/bin/sim\") = 0\nP: geteuid() = 0\n");
	/* init's parent would not be told of its death any more */
	passes("init: setresuid(1000, 1000, 1000) = 0\ninit: sim_exec() = 0\n");
}

static void says_what_differs(void **state)
{
	(void)state;
	fails("init: fork() = P\ninit: kill(P, 0) = -1 EPERM\n", 3, "got 0");
	fails("init: wait4(-1, 0) = 0\n", 2, "ECHILD");
	fails("init: fork() = P\ncheck state(P) == STOPPED\n", 3, "RUNNING");
	fails("init: fork() = P\nP: exit(0)\nP: getpid() = P\n", 4, "is dead");
	fails("init: fork() = P\nP: pause() ...\nP: getpid() = P\n", 4, "still in its last call");
	fails("init: fork() = P\ninit: wait4(P, 0) = P\n", 3, "got ...");
}

static void passes_over(void **state)
{
	struct sim_host_report r;

	(void)state;
	run("init: fork() = P\ncheck refs(pid(P)) == 77 and live(pid) == 99\n"
	    "check freed(pid(P)) == 1\n",
	    &r);
	assert_int_equal(r.base.status, SIM_PASS);
	assert_int_equal(r.passed_over, 2);
}

static void skips_what_it_cannot(void **state)
{
	(void)state;
	skips("race {\n\tinit: fork() = P\n\tinit: kill(P, 0) = 0\n}\n", "needs P");
	skips("race {\n\tinit: fork() = P\n\tinit: open(\"/proc/<P>\", 0) = 3\n}\n", "needs P");
	skips("race {\n\tinit: fork() = P\n\tP: exit(0)\n}\n", "needs P");
	skips("init: fork() = P (fail: 1)\n", "refused");
	skips("config PROC_FS=n\ninit: getpid() = 1\n", "procfs");
	skips("release ..linux-5.1\ninit: getpid() = 1\n", "linux-5.1");
}

static void host_is_a_range(void **state)
{
	struct sim_host_report r;

	(void)state;
	passes("init: getpid() = 7\n\t\t@host = 1\n");
	run_as("init: getpid() = 7\n\t\t@host = 1\n", 0, &r);
	if (r.base.status != SIM_SKIP)
		assert_int_equal(r.base.status, SIM_FAIL);
}

/* everybody whom we are left with dies in reasonable time */
static void all_are_gone(const char *after)
{
	for (int ms = 0; ms < 20000; ms++) {
		if (waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD)
			return;
		usleep(1000);
	}
	fail_msg("something outlives the run after %s", after);
}

/* does it have children, who are in the run? */
static int has_begun(pid_t pid)
{
	char path[64], text[64];
	FILE *f;
	int n;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", pid, pid);
	f = fopen(path, "r");
	if (!f)
		return 1;
	n = fgets(text, sizeof(text), f) && strchr(text, ' ') != strrchr(text, ' ');
	fclose(f);
	return n;
}

/* The tool is ended in the midst of a run; orphans come to this process. */
static void tool_dies_by(int sig, const char *path)
{
	pid_t pid = fork();

	if (!pid) {
		execl(BUILD_DIR "/pidfdsim", "pidfdsim", "run", "--on", "host", path, NULL);
		_exit(127);
	}
	for (int ms = 0; ms < 5000 && !has_begun(pid); ms++)
		usleep(1000);
	usleep(100000);
	kill(pid, sig);
	all_are_gone(strsignal(sig));
}

static void nothing_outlives(void **state)
{
	static const char path[] = BUILD_DIR "/tests/onhost_outlives.sim";
	const struct sim_host_how how = { .timeout_ms = 300 };
	FILE *f = fopen(path, "w");
	struct sim_host_report r;

	(void)state;
	assert_non_null(f);
	/* whose parent's death nobody would be told of */
	fputs("scenario \"t\"\ninit: prctl(PR_SET_PDEATHSIG, 0) = 0\ninit: fork() = P\n"
	      "P: setsid() = P\nP: clone(CLONE_NEWPID|SIGCHLD) = I\nI: pause() ...\n"
	      "init: sim_sleep(9000)\n",
	      f);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	tool_dies_by(SIGINT, path);
	tool_dies_by(SIGTERM, path);
	tool_dies_by(SIGKILL, path);
	run_how("init: fork() = P\nP: pause() ...\ninit: pause() = 0\n",
		sim_host_release() | SIM_ON_HOST, &how, &r);
	if (r.base.status != SIM_SKIP) {
		assert_int_equal(r.base.status, SIM_FAIL);
		assert_string_equal(r.base.why, "it took too long");
	}
	all_are_gone("a run that took too long");
	prctl(PR_SET_CHILD_SUBREAPER, 0);
	unlink(path);
}

static void leaves_nothing(void **state)
{
	(void)state;
	passes("init: fork() = P\nP: fork() = Q\nQ: setsid() = Q\nQ: pause() ...\n");
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

/* ------------------------------------------------------------ the commands */

static void says(int code, const char *must, const char *const *args)
{
	struct cli_result r;

	cli_program(&r, NULL, NULL, args);
	assert_non_null(r.out.s);
	if (strstr(r.out.s, "does not allow")) {
		print_message("skipped: %s", r.out.s);
		cli_result_free(&r);
		skip();
	}
	if (r.code != code || !strstr(r.out.s, must))
		fail_msg("exits with %d, and \"%s\" is not in: %s", r.code, must, r.out.s);
	cli_result_free(&r);
}

#define SAYS(code, must, ...) says(code, must, (const char *const[]){ __VA_ARGS__, NULL })

static void write_scenario(const char *path, const char *body)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	fprintf(f, "scenario \"t\"\n%s", body);
	assert_int_equal(fclose(f), 0);
}

static void commands(void **state)
{
	static const char path[] = BUILD_DIR "/tests/onhost.sim";

	(void)state;
	write_scenario(path, "init: getpid() = 1\ncheck live(pid) == 3\n");
	SAYS(0, "1 passed, 0 failed, 0 skipped", "run", "--on", "host", path);
	SAYS(0, "1 condition that a host does not show passed over", "check-host", path);
	/* a design that no kernel has, in what all kernels have */
	SAYS(0, "1 passed", "run", "--on", "host", "-d", "procfd-ioctl", path);
	write_scenario(path, "init: fork() = P or -1 ENOMEM or -1 EAGAIN (fail: each)\n");
	SAYS(0, "1 line with refusals made with none of them", "check-host", path);
	write_scenario(path, "requires sim_open\ninit: sim_open(init) = 3\n");
	SAYS(0, "no kernel has sim_open as this design has it", "run", "--on", "host", "-d",
	     "procfd-ioctl", path);
	write_scenario(path, "init: ioctl(1, PROC_FD_SIGNAL, 1) = -1 ENOTTY\n");
	SAYS(0, "with a constant of this design", "run", "--on", "host", "-d", "procfd-ioctl",
	     path);
	write_scenario(path, "requires -pidfd_send_signal\ninit: getpid() = 1\n");
	SAYS(0, "the machine has pidfd_send_signal", "run", "--on", "host", "-d", "procfd-ioctl",
	     path);
	write_scenario(path, "init: getpid() = 3\ncheck state(init) == STOPPED\n");
	SAYS(1, "got 1", "run", "--on", "host", path);
	/* the model stops at the first line that is wrong */
	SAYS(1, "host:  state(init) is RUNNING", "check-host", path);
	SAYS(1, "not ok 1 send-signal", "run", "--on", "host", "--format", "ktap", path);
	SAYS(1, "  #       1 init: getpid() = 1", "run", "--on", "host", "--format", "ktap", "-v",
	     path);
	/* one second in the model takes none; what is left open is no difference */
	write_scenario(path, "init: sim_sleep(1)\ninit: getpid() = ?\ninit: sim_run()\n");
	SAYS(0, "0 differences, 0 skipped", "check-host", "-d", "send-signal", path);
	unlink(path);
}

static void races(void **state)
{
	static const char path[] = BUILD_DIR "/tests/onhost_race.sim";

	(void)state;
	passes("init: fork() = P\nrace {\n\tP: exit(3)\n"
	       "\tinit: wait4(P, 0) = P {status=exited(3)}\n}\nnever init.ret == 0\n"
	       "sometimes init.ret == 1\nalways state(P) == DEAD\n");
	fails("init: fork() = P\nrace {\n\tP: getpid() = init\n}\n", 4, "got");
	fails("init: fork() = P\nrace {\n\tP: getpid() = P\n}\nsometimes P.ret == 0\n"
	      "never P.ret > 0\n",
	      7, "P.ret is");
	fails("init: fork() = P\nrace {\n\tP: pause() = 0\n}\n", 4, "got ...");

	write_scenario(path, "init: fork() = P\nrace {\n\tP: kill(1, 0) = 0\n"
			     "\tinit: sim_run()\n}\nsometimes P.ret == 0\ncheck live(pid) > 0\n");
	SAYS(0, "3 runs", "run", "--on", "host", "--repeat", "3", path);
	SAYS(0, "  3 on the host", "check-host", "-v", "--repeat", "3", path);
	/* what the model can't do: its clock stands still while somebody can run */
	write_scenario(path, "init: pipe() = 0 {[3, 4]}\ninit: fork() = P\nrace {\n"
			     "\tP: read(3, 4) = 1 {?}\n\tinit: write(4, \"x\") = 1\n}\n");
	SAYS(0, "0 differences", "check-host", "--repeat", "3", path);
	unlink(path);
}

static void endings(void **state)
{
	struct sim_ending half = { .text = (char *)"a\n?\nc\n" };
	struct sim_ending other = { .text = (char *)"a\n?\nd\n" };
	struct sim_ending longer = { .text = (char *)"a\n?\nc\nd\n" };
	struct sim_ending *known = calloc(1, sizeof(*known));
	struct sim_prog prog = { .nr_steps = 0 };
	struct sim_endings all;

	(void)state;
	assert_int_equal(sim_endings_begin(&all, &prog), 1);
	assert_non_null(known);
	known->text = strdup("a\nb\nc\n");
	HASH_ADD_KEYPTR(hh, all.all, known->text, strlen(known->text), known);
	assert_ptr_equal(sim_endings_has(&all, &half), known);
	assert_ptr_equal(sim_endings_has(&all, known), known);
	assert_null(sim_endings_has(&all, &other));
	assert_null(sim_endings_has(&all, &longer));
	sim_endings_free(&all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(children),
		cmocka_unit_test(recycling),
		cmocka_unit_test(signals),
		cmocka_unit_test(threads_and_spaces),
		cmocka_unit_test(programs),
		cmocka_unit_test(set_user_id),
		cmocka_unit_test(says_what_differs),
		cmocka_unit_test(passes_over),
		cmocka_unit_test(skips_what_it_cannot),
		cmocka_unit_test(host_is_a_range),
		cmocka_unit_test(leaves_nothing),
		cmocka_unit_test(nothing_outlives),
		cmocka_unit_test(commands),
		cmocka_unit_test(races),
		cmocka_unit_test(endings),
	};

	return cmocka_run_group_tests(tests, open_design, close_design);
}
