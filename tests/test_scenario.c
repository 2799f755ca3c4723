// SPDX-License-Identifier: GPL-2.0-only
/*
 * Scenarios bound and run: what passes, how a failure is told, which mistakes in a script
 * are found when it is bound to a design.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "script/names.h"
#include "script/run.h"
#include "script/script.h"

#define DESIGNS BUILD_DIR "/designs:" BUILD_DIR "/tests/wrong"

struct fixture {
	struct sim *sim;
	struct sim_design *design;
	struct sim_error err;
	struct sim_report report;
};

/* parse, bind and run; the status of whatever failed first */
static enum sim_status run(struct fixture *f, const char *design, const char *body,
			   const struct sim_runner *how)
{
	static const struct sim_runner plain;
	char text[4096];
	struct sim_prog *prog = NULL;
	struct sim_ast *ast = NULL;
	enum sim_status status;

	memset(&f->err, 0, sizeof(f->err));
	memset(&f->report, 0, sizeof(f->report));
	snprintf(text, sizeof(text), "scenario \"t\"\n%s\n", body);
	status = sim_parse(&ast, "t.sim", text, strlen(text), &f->err);
	if (!status)
		status = sim_design_open(&f->design, DESIGNS, design, &f->err);
	if (!status)
		status = sim_bind(&prog, ast, f->design, 0, &f->err);
	if (!status)
		status = sim_run_prog(f->sim, prog, how ? how : &plain, &f->report, &f->err);
	sim_prog_free(prog);
	sim_ast_free(ast);
	return status;
}

static void done(struct fixture *f)
{
	sim_free(f->sim);
	sim_design_close(f->design);
	f->design = NULL;
	f->sim = sim_new(NULL, NULL);
	assert_non_null(f->sim);
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	if (!f)
		return -1;
	f->sim = sim_new(NULL, NULL);
	*state = f;
	return f->sim ? 0 : -1;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	sim_free(f->sim);
	free(f);
	return 0;
}

/* ------------------------------------------------------------ mistakes in scripts */

struct mistake {
	const char *body;
	unsigned int line, col;
	const char *text;
	const char *accepted;
};

static const struct mistake mistakes[] = {
	{"init: kil(init, 0) = 0", 2, 7, "unknown call kil", "did you mean kill?"},
	{"init: frobnicate(1) = 0", 2, 7, "unknown call frobnicate", ""},
	{"init: kill(init, SIGTREM) = 0", 2, 18, "unknown signal name SIGTREM", "SIGTERM"},
	{"init: kill(init, SIGQQQQQQ) = 0", 2, 18, "unknown signal name", "SIGHUP to SIGSYS"},
	{"init: kill(P, 0) = 0", 2, 12, "unknown constant or actor P", "an actor"},
	{"P: getpid() = 1", 2, 1, "unknown actor P", "created"},
	{"P: getpid()\ninit: fork() = P", 2, 1, "not created before", ""},
	{"init: kill(init, 0) = -1 ESRHC", 2, 26, "unknown errno ESRHC", "ESRCH?"},
	{"init: kill(init, 0) = 5 ESRCH", 2, 23, "returns -1", ""},
	{"init: kill(init) = 0", 2, 7, "wrong number of arguments for kill", "kill(pid, sig)"},
	{"init: kill(init, 0, 0) = 0", 2, 7, "wrong number of arguments", "kill(pid, sig)"},
	{"init: kill(init, \"x\") = 0", 2, 18, "a number, a constant or an actor", ""},
	{"init: open(3) = 0", 0, 0, "", ""},
	{"init: open([3]) = 0", 2, 12, "a string is wanted here", ""},
	{"init: sigaction(SIGUSR1, [1]) = 0", 2, 26, "a structure is wanted", ""},
	{"init: sigaction(SIGUSR1, {sa_hand=1}) = 0", 2, 27, "no such field of sigaction",
	 "sa_handler"},
	{"init: sigaction(SIGUSR1, {1}) = 0", 2, 27, "no such field of sigaction", ""},
	{"init: poll({fd=1}, 0) = 0", 2, 12, "a list is wanted here", ""},
	{"init: sendmsg(3, \"x\") = 0", 2, 18, "a message is wanted here", ""},
	{"init: sendmsg(3, {what=1}) = 0", 2, 19, "a message has", ""},
	{"init: recvmsg(3, {len=70000}) = 0", 2, 18, "len goes up to", ""},
	{"init: sigprocmask(SIG_BLOCK, [99]) = 0", 2, 31, "a signal is wanted here", ""},
	{"init: capset({pid=0}, {effective=[77]}) = 0", 2, 35, "a capability is wanted", ""},
	{"init: wait4(-1, 0) = 0 {status=ended(3)}", 2, 32, "unknown wait status ended",
	 "exited(N)"},
	{"init: wait4(-1, 0) = 0 {what=3}", 2, 25, "gives back no field what", "status"},
	{"init: getpid() = 1 {x=3}", 2, 21, "gives back no field x", ""},
	{"init: recvmsg(3, {len=4}) = 0 {x=3}", 2, 32, "a received message has", ""},
	{"init: pipe() = 0 {[3, 4, 5]}", 2, 26, "too many values", ""},
	{"init: epoll_wait(3, 1, 0) = 0 {[{what=3}]}", 2, 34, "no such field of epoll_event", ""},
	{"init: sim_reuse() = 0", 2, 7, "sim_reuse takes 1 argument", ""},
	{"init: sim_what() = 0", 2, 7, "unknown call sim_what", "sim_reuse"},
	{"init: sim_info(3) = 0", 2, 7, "has no habit sim_info", "requires sim_info"},
	{"init: getpid() = 1 !what", 2, 21, "unknown judge what", "balance"},
	{"requires what", 2, 10, "unknown feature what", "a system call"},
	{"config WHAT=n", 2, 8, "unknown configuration WHAT", "PROC_FS"},
	{"config PROC_FS=maybe", 2, 16, "PROC_FS is y or n", ""},
	{"release linux-x..", 2, 9, "not a range of releases", "linux-5.3"},
	{"init: getpid() = 1\n\t\t@linux-5.x = 2", 3, 4, "not a range of releases", ""},
	{"check pid(P) == 1", 2, 11, "an actor is wanted here", "pid(P)"},
	{"check pid() == 1", 2, 7, "pid wants an argument", ""},
	{"check what(init) == 1", 2, 7, "unknown wait status what", ""},
	{"check init.what == 1", 2, 12, "an actor has no what", "ret, errno"},
	{"check P.ret == 1", 2, 7, "unknown actor P", ""},
	{"check live(3) == 1", 2, 12, "the name of a slab cache", ""},
	{"check siginfo(init, SIGUSR1) has {x=1}", 2, 35, "no such field of siginfo", ""},
};

static void test_mistakes(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		const struct mistake *m = &mistakes[i];
		enum sim_status status = run(f, "send-signal", m->body, NULL);

		if (!m->line) {
			/* an address where a string is wanted is a bad pointer: no mistake */
			assert_int_equal(status, SIM_OK);
		} else if (status != SIM_EINPUT || f->err.line != m->line ||
			   f->err.col != m->col || !strstr(f->err.text, m->text) ||
			   !strstr(f->err.accepted, m->accepted)) {
			print_error("%s\n-> %d %u:%u %s [%s]\n", m->body, status, f->err.line,
				    f->err.col, f->err.text, f->err.accepted);
			fail();
		}
		done(f);
	}
}

/* ------------------------------------------------------------ outcomes */

struct story {
	const char *design;
	const char *body;
	enum sim_run_status status;
	unsigned int line;
	const char *why;
};

static const struct story stories[] = {
	{"send-signal", "init: getpid() = 1", SIM_PASS, 0, ""},
	{"send-signal", "init: getpid() = 2", SIM_FAIL, 2, "got 1"},
	{"send-signal", "init: getpid() = init", SIM_PASS, 0, ""},
	{"send-signal", "init: getpid() = ?", SIM_PASS, 0, ""},
	{"send-signal", "init: getpid() = 3 or 1", SIM_PASS, 0, ""},
	{"send-signal", "init: getpid() ...", SIM_FAIL, 2, "got 1"},
	{"send-signal", "init: close(9) = ?", SIM_FAIL, 2, "got -1 EBADF"},
	{"send-signal", "init: close(9) = -1 EINVAL", SIM_FAIL, 2, "got -1 EBADF"},
	{"send-signal", "init: close(9)", SIM_PASS, 0, ""},
	{"send-signal", "init: pause() = 0", SIM_FAIL, 2, "got ..."},
	{"send-signal", "init: pidfd_open(init) = 3", SIM_FAIL, 2, "got -1 ENOSYS"},
	{"send-signal", "init: exit(0) !oops", SIM_PASS, 0, ""},
	{"send-signal", "init: getpid() = 1 !oops", SIM_FAIL, 2,
	 "the known fault !oops did not show"},
	{"send-signal", "init: fork() = P\nP: exit(0)\nP: getpid()", SIM_FAIL, 4,
	 "the actor P is dead"},
	{"send-signal", "init: fork() = P\nP: pause() ...\nP: getpid()", SIM_FAIL, 4,
	 "still in its last call"},
	{"send-signal",
	 "init: fork() = P or -1 EAGAIN\ninit: kill(P, SIGSTOP) = 0\nP: getpid() = P", SIM_FAIL, 4,
	 "stopped"},
	{"send-signal", "requires pidfd_open\ninit: getpid() = 7", SIM_SKIP, 0,
	 "requires pidfd_open"},
	{"send-signal", "requires -fork\ninit: getpid() = 7", SIM_SKIP, 0, "absence of fork"},
	{"send-signal", "release linux-6.1..\ninit: getpid() = 7", SIM_SKIP, 0, "linux-6.1.. only"},
	{"send-signal", "init: getpid() = 7\n\t\t@send-signal = 1", SIM_PASS, 0, ""},
	{"send-signal", "init: getpid() = 7\n\t\t@procfd-ioctl = 1", SIM_FAIL, 2, "got 1"},
	{"send-signal", "init: getpid() = 7\n\t\t@linux-5.0..linux-5.3 = 1", SIM_PASS, 0, ""},
	{"send-signal", "init: getpid() = 7\n\t\t@linux-5.2.. = 1", SIM_FAIL, 2, "got 1"},
	{"send-signal", "init: getpid() = 7\n\t\t@..linux-5.2 skip", SIM_PASS, 0, ""},
	{"send-signal", "check pid(init) == 2", SIM_FAIL, 2, "pid(init) is 1"},
	{"send-signal", "check pid(init) == 2\n\t\t@send-signal pid(init) == 1", SIM_PASS, 0, ""},
	{"send-signal", "check state(init) == ZOMBIE", SIM_FAIL, 2, "state(init) is RUNNING"},
	{"send-signal", "init: close(9)\ncheck init.errno == 0", SIM_FAIL, 3,
	 "init.errno is EBADF"},
	{"send-signal", "init: close(9)\ncheck init.ret == -1 and not init.errno == ESRCH",
	 SIM_PASS, 0, ""},
	{"send-signal", "check received(init) has SIGHUP", SIM_FAIL, 2, "received(init) is []"},
	{"send-signal", "check siginfo(init, SIGHUP) has {si_code=SI_USER}", SIM_FAIL, 2,
	 "siginfo(init, SIGHUP) is none"},
	{"send-signal",
	 "check live(pid) >= 1 and live(pid) < 2 and live(pid) <= 1 and live(pid) > 0", SIM_PASS, 0,
	 ""},
	{"send-signal", "check live(nothing) != -1", SIM_FAIL, 2, "live(nothing) is -1"},
	{"send-signal", "check pid(init) == 2 or alive(init) == 0 or freed(pid(init)) == 1",
	 SIM_FAIL, 2, "pid(init) is 1, alive(init) is 1, freed(pid(init)) is 0"},
	{"send-signal", "check refs(pid(init)) > 0 and refs(file(init, 0)) > 0", SIM_PASS, 0, ""},
	{"send-signal", "check refs(file(init, 9)) == -1", SIM_PASS, 0, ""},
	{"send-signal", "fresh\ninit: open(\"/dev/null\") = 0", SIM_PASS, 0, ""},
	{"send-signal", "init: sim_run()\ninit: sim_sleep(5) = 0", SIM_PASS, 0, ""},
	{"send-signal", "init: fork() = P\nP: pause() ...\ninit: wait4(P, 0) ...", SIM_PASS, 0, ""},
	{"wrong-leak", "requires sim_open\ninit: fork() = P\ninit: sim_open(P) = 3", SIM_FAIL, 0,
	 "balance: "},
	{"wrong-leak", "init: fork() = P\ninit: sim_open(P) = 3\nend !balance", SIM_PASS, 0, ""},
	{"send-signal", "init: getpid() = 1\nend !balance", SIM_FAIL, 3, "!balance did not show"},
	{"send-signal", "init: getpid() = 1\nend\n\t\t@wrong-leak !balance", SIM_PASS, 0, ""},
};

static void check_story(struct fixture *f, const struct story *s)
{
	enum sim_status status = run(f, s->design, s->body, NULL);

	if (status != SIM_OK || f->report.status != s->status || f->report.line != s->line ||
	    !strstr(f->report.why, s->why)) {
		print_error("%s\n-> %d, %d line %u: %s%s\n", s->body, status, f->report.status,
			    f->report.line, f->report.why, f->err.text);
		fail();
	}
	done(f);
}

static void test_stories(void **state)
{
	for (size_t i = 0; i < sizeof(stories) / sizeof(stories[0]); i++)
		check_story(*state, &stories[i]);
}

/* ------------------------------------------------------------ what came back, in words */

static const struct story shown[] = {
	{"send-signal",
	 "init: fork() = P\nP: exit(3)\ninit: waitid(P_PID, P, WEXITED) = 1 {si_status=4}",
	 SIM_FAIL, 4, "{si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=P, si_uid=0, si_status=3}"},
	{"send-signal",
	 "init: fork() = P\ninit: kill(P, SIGKILL) = 0\ninit: wait4(P, 0) = P {status=exited(0)}",
	 SIM_FAIL, 4, "{status=killed(SIGKILL)}"},
	{"send-signal",
	 "init: fork() = P\ninit: kill(P, SIGSTOP) = 0\n"
	 "init: wait4(P, WUNTRACED) = P {status=continued()}",
	 SIM_FAIL, 4, "{status=stopped(SIGSTOP)}"},
	{"send-signal", "init: pipe() = 0 {[4, 3]}", SIM_FAIL, 2, "got 0 {[3, 4]}"},
	{"send-signal",
	 "init: pipe() = 0 {[3, 4]}\ninit: write(4, \"a\\n\\\"\\x01b\") = 5\n"
	 "init: read(3, 9) = 5 {\"b\"}",
	 SIM_FAIL, 4, "got 5 {\"a\\n\\\"\\x01b\"}"},
	{"send-signal",
	 "init: pipe() = 0\ninit: write(4, \"abcdef\") = 6\ninit: read(3, 9) = 6 {\"abc...\"}",
	 SIM_PASS, 0, ""},
	{"send-signal",
	 "init: pipe() = 0\ninit: write(4, \"abcdef\") = 6\n"
	 "init: poll([{fd=4, events=POLLOUT}, {fd=3, events=POLLIN}], 0) = 2 {[{fd=3, "
	 "revents=POLLIN}]}",
	 SIM_FAIL, 4,
	 "{[{fd=4, events=POLLOUT, revents=POLLOUT}, {fd=3, events=POLLIN, revents=POLLIN}]}"},
	{"send-signal",
	 "init: sigprocmask(SIG_BLOCK, [SIGHUP, SIGRT_1]) = 0\n"
	 "init: sigprocmask(SIG_BLOCK, NULL) = 0 {[SIGHUP]}",
	 SIM_FAIL, 3, "{oldset=[SIGHUP, SIGRT_1]}"},
	{"send-signal", "init: getresuid() = 0 {ruid=0, euid=1, suid=0}", SIM_FAIL, 2,
	 "{ruid=0, euid=0, suid=0}"},
	{"send-signal",
	 "init: socketpair(AF_UNIX, SOCK_DGRAM) = 0\ninit: sendmsg(3, {data=\"hi\", rights=[0, "
	 "1]}) = 2\n"
	 "init: recvmsg(4, {len=8, fds=2}) = 2 {data=\"hi\", rights=[5, 6], flags=0}",
	 SIM_PASS, 0, ""},
	{"send-signal",
	 "init: socketpair(AF_UNIX, SOCK_DGRAM) = 0\ninit: sendmsg(3, {data=\"hi\", rights=[0]}) = "
	 "2\n"
	 "init: recvmsg(4, {len=8}) = 2 {rights=[]}",
	 SIM_PASS, 0, ""},
	{"send-signal",
	 "init: socketpair(AF_UNIX, SOCK_DGRAM) = 0\ninit: sendmsg(3, {data=\"hi\"}) = 2\n"
	 "init: recvmsg(4, {len=8}) = 2 {\"ho\"}",
	 SIM_FAIL, 4, "got 2 {\"hi\"}"},
	{"send-signal", "init: prlimit(0, RLIMIT_NOFILE, NULL) = 0 {rlim_cur=1}", SIM_FAIL, 2,
	 "rlim_cur="},
	{"send-signal", "init: waitid(P_ALL, 0, WEXITED, 0x8) = -1 ECHILD", SIM_FAIL, 2,
	 "got -1 EFAULT"},
	{"send-signal", "init: clone(CLONE_PARENT_SETTID|SIGCHLD) = P {parent_tid=P}", SIM_PASS, 0,
	 ""},
	{"send-signal",
	 "init: clone3({flags=CLONE_PARENT_SETTID, exit_signal=SIGCHLD}) = P {parent_tid=P}",
	 SIM_PASS, 0, ""},
	{"send-signal",
	 "init: fork() = P\nP: open(\"/proc/<P>/comm\") = 3\ninit: kill(-P, 0) = -1 ESRCH",
	 SIM_PASS, 0, ""},
	{"send-signal",
	 "init: capset({version=0x20080522}, {effective=[CAP_KILL], permitted=[CAP_KILL]}) = 0\n"
	 "init: capget({version=0x20080522}) = 0 {effective=[CAP_KILL]}",
	 SIM_PASS, 0, ""},
	{"send-signal", "init: vfork() ...\ninit: ... = P", SIM_FAIL, 3, "got ..."},
	{"send-signal", "init: vfork() ...\nP: exit(0)\ninit: ... = P", SIM_PASS, 0, ""},
};

static void test_shown(void **state)
{
	for (size_t i = 0; i < sizeof(shown) / sizeof(shown[0]); i++)
		check_story(*state, &shown[i]);
}

/* ------------------------------------------------------------ races, refusals, tokens */

#define RACE "init: fork() = P\ninit: fork() = Q\n"

static const struct story races[] = {
	{"send-signal", "bound 0\n" RACE "race count 2 {\n\tP: getpid() = P\n\tQ: getpid() = Q\n}",
	 SIM_PASS, 0, ""},
	{"send-signal", "bound 0\n" RACE "race count 3 {\n\tP: getpid() = P\n\tQ: getpid() = Q\n}",
	 SIM_FAIL, 5, "2 schedules, not 3"},
	{"send-signal",
	 "bound 0\n" RACE "race {\n\tP: kill(Q, SIGKILL) = 0\n\tQ: getpid() = Q\n}\n"
	 "sometimes Q.ret > 0\nsometimes received(Q) == [SIGKILL]",
	 SIM_PASS, 0, ""},
	{"send-signal",
	 "bound 0\n" RACE "race {\n\tP: kill(Q, SIGKILL) = 0\n\tQ: getpid() = Q\n}\n"
	 "always Q.ret == 3",
	 SIM_FAIL, 9, "Q.ret is 0"},
	{"send-signal",
	 "bound 0\n" RACE "race {\n\tP: kill(Q, SIGKILL) = 0\n\tQ: getpid() = Q\n}\n"
	 "never received(Q) has SIGKILL\nsometimes P.ret == 0",
	 SIM_FAIL, 9, "received(Q) is [SIGKILL]"},
	{"send-signal", "bound 0\n" RACE "race {\n\tP: getpid() = P\n}\nsometimes P.ret == 77",
	 SIM_FAIL, 8, "no run of 1 reached this"},
	{"send-signal", "bound 0\n" RACE "race {\n\tP: pause() = 0\n\tQ: getpid() = Q\n}", SIM_FAIL,
	 5, "deadlock"},
	{"send-signal", "bound 0\n" RACE "race {\n\tP: getpid() = 9\n\tQ: getpid() = Q\n}",
	 SIM_FAIL, 6, "got 2"},
	{"send-signal",
	 "bound 0\n" RACE "race {\n\tP: fork() = R\n\tR: getpid() = R\n\tQ: sim_run()\n"
	 "\tQ: pidfd_open(P) = -1 ENOSYS\n}\nsometimes R.ret == 4",
	 SIM_PASS, 0, ""},
};

static void test_races(void **state)
{
	for (size_t i = 0; i < sizeof(races) / sizeof(races[0]); i++)
		check_story(*state, &races[i]);
}

static void test_tokens(void **state)
{
	static const char body[] = "bound 0\n" RACE
		"race {\n\tP: kill(Q, SIGKILL) = 0\n\tQ: getpid() = Q\n}\n"
		"never received(Q) has SIGKILL\nsometimes P.ret == 0";
	struct sim_runner how = { 0 };
	struct fixture *f = *state;
	char token[2048];

	assert_int_equal(run(f, "send-signal", body, NULL), SIM_OK);
	assert_int_equal(f->report.status, SIM_FAIL);
	snprintf(token, sizeof(token), "%s", f->report.token);
	done(f);
	how.token = token;
	assert_int_equal(run(f, "send-signal", body, &how), SIM_OK);
	assert_int_equal(f->report.status, SIM_FAIL);
	assert_int_equal(f->report.runs, 1);
	assert_string_equal(f->report.token, token);
	done(f);
	how.token = "nonsense";
	assert_int_equal(run(f, "send-signal", body, &how), SIM_EINPUT);
	done(f);
	/* too many to run all */
	how.token = NULL;
	how.max_runs = 1;
	how.random = 3;
	assert_int_equal(
		run(f, "send-signal",
		    "bound 1\n" RACE
		    "race {\n\tP: getpid() = P\n\tQ: getpid() = Q\n}\nsometimes P.ret == 77",
		    &how),
		SIM_OK);
	assert_non_null(strstr(f->report.why, "not all schedules were run"));
	done(f);
}

static void test_refusals(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(run(f, "send-signal",
			     "init: fork() = P or -1 ENOMEM or -1 EAGAIN (fail: each)\n"
			     "init: kill(P, 0) = 0",
			     NULL),
			 SIM_OK);
	assert_int_equal(f->report.status, SIM_PASS);
	assert_true(f->report.runs > 5);
	done(f);
	assert_int_equal(run(f, "send-signal", "init: fork() = P (fail: each)", NULL), SIM_OK);
	assert_int_equal(f->report.status, SIM_FAIL);
	assert_int_equal(f->report.inject_nth, 1);
	assert_string_equal(f->report.why, "got -1 ENOMEM");
	done(f);
	assert_int_equal(
		run(f, "send-signal", "init: fork() = -1 ENOMEM (fail: 2)\ninit: fork() = P", NULL),
		SIM_OK);
	assert_int_equal(f->report.status, SIM_PASS);
	done(f);
}

/* ------------------------------------------------------------ names */

static void test_names(void **state)
{
	char text[64];
	long value;

	(void)state;
	assert_true(sim_name_value("SIGKILL", &value));
	assert_int_equal(value, 9);
	assert_false(sim_name_value("SIGKIL", &value));
	assert_string_equal(sim_name_near("SIGKIL"), "SIGKILL");
	assert_null(sim_name_near("NOTHINGLIKETHIS"));
	assert_string_equal(sim_signal_name(33), "SIGRT_1");
	assert_null(sim_signal_name(0));
	assert_null(sim_signal_name(65));
	assert_string_equal(sim_errno_name(3), "ESRCH");
	assert_null(sim_errno_name(4000));
	assert_int_equal(sim_errno_value("EBADF"), 9);
	assert_int_equal(sim_errno_value("EWHAT"), 0);
	assert_string_equal(sim_state_name(4), "ZOMBIE");
	assert_string_equal(sim_state_name(99), "?");
	sim_flags_text("O_", 02002000, text, sizeof(text));
	assert_string_equal(text, "O_APPEND|O_CLOEXEC");
	sim_flags_text("O_", 0, text, sizeof(text));
	assert_string_equal(text, "0");
	sim_flags_text("CLONE_", 1UL << 50 | 0x100, text, sizeof(text));
	assert_string_equal(text, "CLONE_VM|0x4000000000000");
	assert_true(sim_flags_text("CLONE_", ~0UL, text, 16) >= 16);
	assert_null(sim_call_near("zzzzzz"));
	assert_string_equal(sim_call_near("waitidd"), "waitid");
	assert_int_equal(sim_release_value("linux-6.18"), LINUX(6, 18));
	assert_int_equal(sim_release_value("linux-6"), 0);
	assert_int_equal(sim_release_value("linux-6.300"), 0);
	assert_int_equal(sim_release_value("windows"), 0);
}

static void count_name(void *ctx, const char *name, long value)
{
	const char **last = ctx;

	(void)value;
	/* the table is searched by halves */
	assert_true(!*last || strcmp(*last, name) < 0);
	*last = name;
}

static void test_tables_are_sorted(void **state)
{
	const char *last = NULL;

	(void)state;
	sim_names_each(count_name, &last);
	assert_non_null(last);
	for (unsigned int i = 1; sim_call_desc_at(i); i++)
		assert_true(strcmp(sim_call_desc_at(i - 1)->name, sim_call_desc_at(i)->name) < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_mistakes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_stories, setup, teardown),
		cmocka_unit_test_setup_teardown(test_shown, setup, teardown),
		cmocka_unit_test_setup_teardown(test_races, setup, teardown),
		cmocka_unit_test_setup_teardown(test_tokens, setup, teardown),
		cmocka_unit_test_setup_teardown(test_refusals, setup, teardown),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_tables_are_sorted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
