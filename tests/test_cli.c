// SPDX-License-Identifier: GPL-2.0-only
/*
 * The built program, driven as people drive it: what it prints, to the byte, and how it
 * ends. Outputs are held against tests/golden/cli/NAME.txt; CLI_GOLDEN=write in the
 * environment writes them anew, to be read before they are believed.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <spawn.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "buf.h"
#include "cli_program.h"

#define SCRATCH	    BUILD_DIR "/tests/cli_scratch"
#define ODD	    SCRATCH "/it's odd #1.sim"
#define WRONG(name) BUILD_DIR "/tests/wrong/wrong-" name ".so"

/* ------------------------------------------------------------ golden outputs */

/**
 * struct golden - a command line and the file that holds what comes of it
 * @locale: NULL: C
 */
struct golden {
	const char *name;
	const char *args[12];
	const char *locale;
};

static const struct golden goldens[] = {
	{ "usage", { NULL }, NULL },
	{ "help", { "help" }, NULL },
	{ "help_run", { "help", "run" }, NULL },
	{ "help_matrix", { "matrix", "--help" }, NULL },
	{ "help_list", { "list", "-h" }, NULL },
	{ "help_designs", { "designs", "--help" }, NULL },
	{ "help_fmt", { "fmt", "--help" }, NULL },
	{ "help_check_host", { "check-host", "--help" }, NULL },
	{ "check_host_nothing", { "check-host" }, NULL },
	{ "check_host_option", { "check-host", "--what" }, NULL },
	{ "help_emit_c", { "emit-c", "--help" }, NULL },
	{ "emit_c_nothing", { "emit-c" }, NULL },
	{ "emit_c_option", { "emit-c", "--what", "cli/pass.sim" }, NULL },
	{ "run_on_what", { "run", "--on", "moon", "scenarios" }, NULL },
	{ "check_host_repeat", { "check-host", "--repeat", "0", "scenarios" }, NULL },
	{ "run_repeat_on_model", { "run", "--repeat", "3", "scenarios" }, NULL },
	{ "run_on_host_too_much", { "run", "--on", "host", "--runs", "3", "scenarios" }, NULL },
	{ "help_shrink", { "help", "shrink" }, NULL },
	{ "shrink", { "shrink", "-d", WRONG("unlocked"), "cli/race.sim" }, NULL },
	{ "shrink_passes", { "shrink", "-d", "send-signal", "cli/race.sim" }, NULL },
	{ "shrink_schedule",
	  { "shrink", "-d", "send-signal", "--schedule", "K.kill.1:X", "cli/race.sim" },
	  NULL },
	{ "shrink_two", { "shrink", "-d", "send-signal", "cli/race.sim", "cli/pass.sim" }, NULL },
	{ "help_demo", { "demo", "--help" }, NULL },
	{ "help_unknown", { "help", "nothing" }, NULL },
	{ "unknown_command", { "bogus" }, NULL },
	{ "unknown_option", { "run", "--bogus", "cli/pass.sim" }, NULL },
	{ "unknown_letter", { "matrix", "-x", "cli/pass.sim" }, NULL },
	{ "lacking_value", { "run", "cli/pass.sim", "--design" }, NULL },
	{ "no_path", { "run" }, NULL },
	{ "no_design", { "run", "-d", "nobodys", "cli/pass.sim" }, NULL },
	{ "no_release", { "run", "--release", "5.1", "cli/pass.sim" }, NULL },
	{ "far_release", { "run", "--release", "linux-2.6", "cli/pass.sim" }, NULL },
	{ "other_release",
	  { "run", "--release", "linux-4.20", "-d", "send-signal", "cli/pass.sim" },
	  NULL },
	{ "no_format", { "run", "--format", "xml", "cli/pass.sim" }, NULL },
	{ "no_number", { "run", "--runs", "many", "cli/race.sim" }, NULL },
	{ "bad_schedule",
	  { "run", "--schedule", "1:x", "-d", "send-signal", "cli/race.sim" },
	  NULL },
	{ "schedule_of_two",
	  { "run", "--schedule", "1:1", "-d", "send-signal", "cli/race.sim", "cli/pass.sim" },
	  NULL },
	{ "schedule_without_race",
	  { "run", "--schedule", "1:1", "-d", "send-signal", "cli/pass.sim" },
	  NULL },
	{ "bad_syntax", { "run", "cli/bad/syntax.sim" }, NULL },
	{ "bad_call", { "run", "cli/bad/call.sim" }, NULL },
	{ "bad_actor", { "run", "cli/bad/actor.sim" }, NULL },
	{ "bad_constant", { "run", "cli/bad/constant.sim" }, NULL },
	{ "bad_feature", { "run", "cli/bad/feature.sim" }, NULL },
	{ "bad_errno", { "run", "cli/bad/errno.sim" }, NULL },
	{ "bad_judge", { "run", "cli/bad/judge.sim" }, NULL },
	{ "bad_config", { "run", "cli/bad/config.sim" }, NULL },
	{ "bad_and_good", { "run", "cli/pass.sim", "cli/bad/actor.sim" }, NULL },
	{ "bad_matrix", { "matrix", "cli/pass.sim", "cli/bad/call.sim" }, NULL },
	{ "missing", { "run", "cli/there_is_no.sim" }, NULL },
	{ "run",
	  { "run", "-d", "procfd-ioctl", "-d", "send-signal", "cli/pass.sim", "cli/skip.sim",
	    "cli/skip_one.sim", "cli/race.sim" },
	  NULL },
	{ "run_verbose",
	  { "run", "-v", "-d", "send-signal", "cli/pass.sim", "cli/race.sim" },
	  NULL },
	{ "fail_result",
	  { "run", "-d", "procfd-ioctl", "-d", "send-signal", "cli/fail_result.sim" },
	  NULL },
	{ "fail_check", { "run", "-d", "send-signal", "cli/fail_check.sim" }, NULL },
	{ "fail_each", { "run", "-d", "send-signal", "cli/fail_each.sim" }, NULL },
	{ "fail_never", { "run", "-d", "send-signal", "cli/race_never.sim" }, NULL },
	{ "fail_unreached", { "run", "-d", "send-signal", "cli/race_unreached.sim" }, NULL },
	{ "wrong_number", { "run", "-d", WRONG("number"), "cli/race.sim" }, NULL },
	{ "wrong_unlocked", { "run", "-d", WRONG("unlocked"), "cli/race.sim" }, NULL },
	{ "explore_number", { "explore", "-d", WRONG("number"), "cli/race.sim" }, NULL },
	{ "schedule_no_actor",
	  { "run", "--schedule", "X.kill.3:K", "-d", "send-signal", "cli/race.sim" },
	  NULL },
	{ "schedule_no_call",
	  { "run", "--schedule", "init.waitid.3:K,K.sim_signal/2.3:init", "-d", "send-signal",
	    "cli/race.sim" },
	  NULL },
	{ "schedule_no_point",
	  { "run", "--schedule", "K.sim_signal.3000:init", "-d", "send-signal", "cli/race.sim" },
	  NULL },
	{ "schedule_no_way",
	  { "run", "--schedule", "init.waitid.3:P", "-d", "send-signal", "cli/race.sim" },
	  NULL },
	{ "schedule_nonsense",
	  { "run", "--schedule", "init.waitid.3:K,,", "-d", "send-signal", "cli/race.sim" },
	  NULL },
	{ "wrong_leak", { "run", "-d", WRONG("leak"), "cli/race.sim" }, NULL },
	{ "wrong_crash", { "run", "-d", WRONG("crash"), "cli/signal0.sim", "cli/pass.sim" }, NULL },
	{ "wrong_loop", { "run", "-d", WRONG("loop"), "cli/signal0.sim", "cli/pass.sim" }, NULL },
	{ "wrong_livelock", { "run", "-d", WRONG("loop"), "cli/race_livelock.sim" }, NULL },
	{ "ktap",
	  { "run", "--format", "ktap", "-d", "procfd-ioctl", "-d", "send-signal", "cli/pass.sim",
	    "cli/skip.sim", "cli/skip_one.sim", "cli/fail_result.sim" },
	  NULL },
	{ "matrix",
	  { "matrix", "-d", "procfd-ioctl", "-d", "send-signal-v5", "-d", "send-signal",
	    "cli/matrix" },
	  NULL },
	{ "matrix_json",
	  { "matrix", "--format", "json", "-d", "procfd-ioctl", "-d", "send-signal", "cli/matrix" },
	  NULL },
	{ "list", { "list", "cli/matrix", "cli/skip_one.sim" }, NULL },
	{ "list_and_path", { "list", "--calls", "cli" }, NULL },
	{ "list_two", { "list", "--calls", "--constants" }, NULL },
	{ "designs", { "designs", "procfd-ioctl", "send-signal" }, NULL },
	{ "demo", { "demo", "--scenarios", "../scenarios" }, NULL },
	{ "demo_utf8", { "demo", "--scenarios", "../scenarios" }, "C.UTF-8" },
	{ "demo_nowhere", { "demo", "--scenarios", "cli" }, NULL },
	{ "fmt_check", { "fmt", "--check", "cli/pass.sim", "cli/bad/config.sim" }, NULL },
	{ "version_argument", { "version", "1" }, NULL },
	{ "version_option", { "version", "--all" }, NULL },
	{ "version_help", { "version", "-h" }, NULL },
	{ "demo_option", { "demo", "--loud" }, NULL },
	{ "demo_argument", { "demo", "again" }, NULL },
	{ "demo_ioctl", { "demo", "--scenarios", "../scenarios", "-d", "procfd-ioctl" }, NULL },
	{ "demo_fails", { "demo", "--scenarios", "../scenarios", "-d", WRONG("number") }, NULL },
	{ "designs_option", { "designs", "-q" }, NULL },
	{ "list_nothing", { "list" }, NULL },
	{ "list_option", { "list", "--all" }, NULL },
	{ "list_bad", { "list", "cli/bad/syntax.sim" }, NULL },
	{ "fmt_nothing", { "fmt" }, NULL },
	{ "fmt_option", { "fmt", "--all", "x" }, NULL },
	{ "matrix_nothing", { "matrix" }, NULL },
	{ "matrix_format", { "matrix", "--format", "ktap", "cli/pass.sim" }, NULL },
	{ "matrix_release",
	  { "matrix", "--release", "linux-4.20", "-d", "procfd-ioctl", "cli/matrix" },
	  NULL },
	{ "matrix_no_release", { "matrix", "--release", "4", "cli/pass.sim" }, NULL },
	{ "run_release",
	  { "run", "--release", "linux-4.20", "-d", "send-signal-v5", "--runs", "7",
	    "cli/fail_check.sim", "cli/race_never.sim" },
	  NULL },
	{ "run_few", { "run", "-d", "send-signal", "--runs", "8", "cli/race_few.sim" }, NULL },
	{ "ktap_verbose",
	  { "run", "-v", "--format", "ktap", "-d", "send-signal", "cli/pass.sim" },
	  NULL },
	{ "odd_name", { "run", "-d", "send-signal", ODD }, NULL },
	{ "odd_name_ktap", { "run", "-d", "send-signal", "--format", "ktap", ODD }, NULL },
};

static void check_golden(void **state)
{
	const struct golden *g = *state;
	struct cli_result r;
	struct sim_buf text = { 0 };
	char path[256];

	cli_program(&r, g->locale, NULL, g->args);
	for (unsigned int i = 0; g->args[i]; i++)
		sim_buf_printf(&text, "%s%s", i ? " " : "pidfdsim ", g->args[i]);
	sim_buf_printf(&text, "\n%s--- stderr\n%s--- exit %d\n", r.out.s ? r.out.s : "",
		       r.err.s ? r.err.s : "", r.code);
	cli_replace(&text, BUILD_DIR, "BUILD");
	/* What every change of the model's code changes: how many schedules there are, and lines.
	 */
	cli_mask(&text, "", " runs");
	cli_mask(&text, "up to ", "\n");
	cli_mask(&text, "no run of ", " reached");
	cli_mask(&text, ".c:", " (do_");
	cli_mask(&text, ".c:", " (alloc_");
	cli_mask(&text, ".c:", " left over");
	cli_mask(&text, "  calls     ", "\n");
	snprintf(path, sizeof(path), TEST_DIR "/golden/cli/%s.txt", g->name);
	cli_same_as_file(&text, path);
	sim_buf_free(&text);
	cli_result_free(&r);
}

/* ------------------------------------------------------------ input that can't be in the tree */

static void write_file(const char *path, const void *s, size_t len)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(s, 1, len, f), len);
	assert_int_equal(fclose(f), 0);
}

/* one clear error, nothing on stdout, exit status 2 */
static void refused(const char *const *args, const char *must)
{
	struct cli_result r;

	cli_program(&r, NULL, NULL, args);
	assert_int_equal(r.code, 2);
	assert_null(r.out.s);
	assert_non_null(r.err.s);
	if (!strstr(r.err.s, must))
		fail_msg("\"%s\" is not in: %s", must, r.err.s);
	cli_result_free(&r);
}

#define REFUSED(must, ...) refused((const char *const[]){ __VA_ARGS__, NULL }, must)

static void odd_files(void **state)
{
	static const char binary[] = "scenario \"x\"\n\0\1\2\3";
	int fd;

	(void)state;
	write_file(SCRATCH "/empty.sim", "", 0);
	REFUSED("empty.sim", "run", SCRATCH "/empty.sim");
	write_file(SCRATCH "/binary.sim", binary, sizeof(binary));
	REFUSED("binary.sim:2", "run", SCRATCH "/binary.sim");
	write_file(SCRATCH "/large.sim", "scenario \"x\"\n", 13);
	fd = open(SCRATCH "/large.sim", O_WRONLY);
	assert_int_equal(ftruncate(fd, 100 << 20), 0);
	close(fd);
	REFUSED("large.sim: error", "run", SCRATCH "/large.sim");
	REFUSED("large.sim: error", "fmt", SCRATCH "/large.sim");
	assert_int_equal(unlink(SCRATCH "/large.sim"), 0);
	REFUSED("null", "run", "/dev/null");
}

static void odd_folders(void **state)
{
	(void)state;
	mkdir(SCRATCH "/folder", 0755);
	write_file(SCRATCH "/folder/readme.txt", "no scenario\n", 12);
	REFUSED("there is no scenario", "run", SCRATCH "/folder");
	REFUSED("there is no scenario", "matrix", SCRATCH "/folder");
	REFUSED("there is no scenario", "list", SCRATCH "/folder");
	REFUSED("there is no design library", "designs", "--dir", SCRATCH "/folder");
	REFUSED("can't be read", "designs", "--dir", SCRATCH "/not_there");
}

static void odd_designs(void **state)
{
	(void)state;
	write_file(SCRATCH "/text.so", "#!/bin/sh\n", 10);
	REFUSED("not a shared library", "run", "-d", SCRATCH "/text.so", "cli/pass.sim");
	write_file(SCRATCH "/empty.so", "", 0);
	REFUSED("not a shared library", "run", "-d", SCRATCH "/empty.so", "cli/pass.sim");
	write_file(SCRATCH "/cut.so", "\177ELF\2\1\1", 7);
	REFUSED("no design", "run", "-d", SCRATCH "/cut.so", "cli/pass.sim");
	REFUSED("exports no pid_design", "run", "-d", BUILD_DIR "/sim/libpidfdsim.so",
		"cli/pass.sim");
	REFUSED("no such design library", "run", "-d", "./there_is_no.so", "cli/pass.sim");
	REFUSED("not a file", "designs", TEST_DIR "/cli/");
	REFUSED("no such design library", "matrix", "-d", "./x.so", "cli/pass.sim");
}

/* the lanes of a failure, of @nr actors that make @calls calls each */
static char *lanes_of(struct cli_result *r, unsigned int nr, unsigned int calls)
{
	static const char *const args[] = { "run", "-d", "send-signal", SCRATCH "/many.sim", NULL };
	FILE *f = fopen(SCRATCH "/many.sim", "w");
	char *lanes;

	assert_non_null(f);
	fputs("scenario \"many\"\n", f);
	for (unsigned int i = 0; i < nr; i++)
		fprintf(f, "init: fork() = A%u\n", i);
	for (unsigned int i = 0; i < nr * calls; i++)
		fprintf(f, "A%u: getppid() = 1\n", i % nr);
	fputs("check 0 == 1\n", f);
	assert_int_equal(fclose(f), 0);
	cli_program(r, NULL, NULL, args);
	assert_int_equal(r->code, 1);
	lanes = strstr(r->out.s, "\nstep ");
	assert_non_null(lanes);
	return lanes;
}

static void many_rows(void **state)
{
	struct cli_result r;
	char *lanes = lanes_of(&r, 1, 300);

	(void)state;
	assert_non_null(strstr(lanes, "... 101 steps are left out ..."));
	assert_non_null(strstr(lanes, "\n 100 "));
	assert_null(strstr(lanes, "\n 101 "));
	assert_null(strstr(lanes, "\n 201 "));
	assert_non_null(strstr(lanes, "\n 202 "));
	assert_non_null(strstr(lanes, "\n 301 "));
	cli_result_free(&r);
}

static void many_lanes(void **state)
{
	struct cli_result r;
	char *lanes = lanes_of(&r, 12, 1);

	(void)state;
	assert_non_null(strstr(lanes, "init        A0          A1 "));
	assert_non_null(strstr(lanes, "A10         A11"));
	cli_result_free(&r);
	/* More than there are lanes for: those of the first. */
	lanes = lanes_of(&r, 30, 1);
	assert_non_null(strstr(lanes, " A14 "));
	*strchr(lanes + 1, '\n') = '\0';
	assert_null(strstr(lanes, "A15"));
	cli_result_free(&r);
}

/* ------------------------------------------------------------ fmt */

static const char untidy[] = "scenario  \"x\"\n  init:fork()=P #why\n";
static const char tidy[] = "scenario \"x\"\ninit: fork() = P  #why\n";

static void file_is(const char *path, const char *want)
{
	struct sim_buf text = { 0 };

	cli_read_file(&text, path);
	assert_string_equal(text.s ? text.s : "", want);
	sim_buf_free(&text);
}

static void fmt_in_place(void **state)
{
	static const char *const args[] = { "fmt", SCRATCH "/link.sim", NULL };
	struct cli_result r;
	struct stat st;

	(void)state;
	write_file(SCRATCH "/a.sim", untidy, sizeof(untidy) - 1);
	assert_int_equal(chmod(SCRATCH "/a.sim", 0640), 0);
	unlink(SCRATCH "/link.sim");
	assert_int_equal(symlink("a.sim", SCRATCH "/link.sim"), 0);
	cli_program(&r, NULL, NULL, args);
	assert_int_equal(r.code, 0);
	assert_null(r.out.s);
	cli_result_free(&r);
	file_is(SCRATCH "/a.sim", tidy);
	assert_int_equal(stat(SCRATCH "/a.sim", &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	assert_int_equal(lstat(SCRATCH "/link.sim", &st), 0);
	assert_true(S_ISLNK(st.st_mode));
}

static void fmt_all_or_nothing(void **state)
{
	static const char *const check[] = { "fmt", "--check", SCRATCH "/b.sim", NULL };
	struct cli_result r;

	(void)state;
	write_file(SCRATCH "/b.sim", untidy, sizeof(untidy) - 1);
	REFUSED("syntax.sim:3", "fmt", SCRATCH "/b.sim", "cli/bad/syntax.sim");
	file_is(SCRATCH "/b.sim", untidy);
	cli_program(&r, NULL, NULL, check);
	assert_int_equal(r.code, 1);
	assert_string_equal(r.out.s, SCRATCH "/b.sim\n");
	cli_result_free(&r);
	file_is(SCRATCH "/b.sim", untidy);
	REFUSED("stands alone", "fmt", "-", SCRATCH "/b.sim");
}

static void fmt_stdin(void **state)
{
	static const char *const args[] = { "fmt", "-", NULL };
	static const char *const check[] = { "fmt", "--check", "-", NULL };
	struct cli_result r;

	(void)state;
	cli_program(&r, NULL, untidy, args);
	assert_int_equal(r.code, 0);
	assert_string_equal(r.out.s, tidy);
	cli_result_free(&r);
	cli_program(&r, NULL, untidy, check);
	assert_int_equal(r.code, 1);
	assert_string_equal(r.out.s, "<stdin>\n");
	cli_result_free(&r);
	cli_program(&r, NULL, tidy, check);
	assert_int_equal(r.code, 0);
	assert_null(r.out.s);
	cli_result_free(&r);
	cli_program(&r, NULL, "nonsense", args);
	assert_int_equal(r.code, 2);
	assert_null(r.out.s);
	cli_result_free(&r);
}

/* ------------------------------------------------------------ the rest */

static void version(void **state)
{
	static const char *const args[] = { "version", NULL };
	static const char *const option[] = { "--version", NULL };
	struct cli_result r, again;

	(void)state;
	cli_program(&r, NULL, NULL, args);
	cli_program(&again, NULL, NULL, option);
	assert_int_equal(r.code, 0);
	assert_int_equal(strncmp(r.out.s, "pidfdsim ", 9), 0);
	assert_string_equal(r.out.s, again.out.s);
	cli_result_free(&r);
	cli_result_free(&again);
}

/* What a failure says about repeating it gives that failure again. */
static void repeats(void **state)
{
	static const char *const args[] = { "run", "-d", WRONG("unlocked"), "cli/race.sim", NULL };
	const char *again[] = { "run", "-d", WRONG("unlocked"), "cli/race.sim", "--schedule",
				NULL,  NULL };
	struct cli_result r, s;
	char token[128] = "";
	const char *at, *lanes;

	(void)state;
	cli_program(&r, NULL, NULL, args);
	assert_int_equal(r.code, 1);
	at = strstr(r.out.s, "\n  repeat ");
	assert_non_null(at);
	at = strstr(at, "--schedule ");
	assert_non_null(at);
	assert_int_equal(sscanf(at, "--schedule %127s", token), 1);
	again[5] = token;
	cli_program(&s, NULL, NULL, again);
	assert_int_equal(s.code, 1);
	lanes = strstr(r.out.s, "\nstep ");
	assert_non_null(lanes);
	assert_string_equal(lanes, strstr(s.out.s, "\nstep "));
	cli_result_free(&r);
	cli_result_free(&s);
}

static void all_lists_work(void **state)
{
	static const char *const lists[][3] = {
		{ "list", "--calls" },
		{ "list", "--constants" },
		{ "list", "--features" },
		{ "designs" },
	};
	static const char *const must[] = {
		"\nkill(pid, sig)  kill(2)\n",
		"SIGKILL                      9\n",
		"\nsim_open         ",
		"send-signal",
	};
	struct cli_result r;

	(void)state;
	for (unsigned int i = 0; i < 4; i++) {
		cli_program(&r, NULL, NULL, lists[i]);
		assert_int_equal(r.code, 0);
		assert_non_null(strstr(r.out.s, must[i]));
		assert_null(r.err.s);
		cli_result_free(&r);
	}
}

/* Those that can't be the release are left out, if nobody asked for them. */
static void release_chooses(void **state)
{
	static const char *const args[] = { "run", "--release", "linux-4.20", "cli/pass.sim",
					    NULL };
	struct cli_result r;

	(void)state;
	cli_program(&r, NULL, NULL, args);
	assert_int_equal(r.code, 0);
	assert_non_null(strstr(r.out.s, "procfd-ioctl"));
	assert_null(strstr(r.out.s, "send-signal\n"));
	cli_result_free(&r);
}

static void folders_are_searched(void **state)
{
	static const char *const args[] = { "run", "-d", "send-signal", SCRATCH "/tree/", NULL };
	struct cli_result r;
	const char *a, *b;

	(void)state;
	assert_int_equal(system("rm -rf '" SCRATCH "/tree' && mkdir -p '" SCRATCH "/tree/b/c' && "
				"cp cli/pass.sim '" SCRATCH "/tree/b/c/x.sim' && "
				"cp cli/pass.sim '" SCRATCH "/tree/a.sim' && "
				"cp cli/pass.sim '" SCRATCH "/tree/.hidden.sim' && "
				"ln -s .. '" SCRATCH "/tree/b/loop'"),
			 0);
	cli_program(&r, NULL, NULL, args);
	assert_int_equal(r.code, 0);
	a = strstr(r.out.s, "/tree/a.sim");
	b = strstr(r.out.s, "/tree/b/c/x.sim");
	assert_true(a && b && a < b);
	assert_non_null(strstr(r.out.s, "2 passed, 0 failed, 0 skipped: 2 scenarios, 1 design\n"));
	cli_result_free(&r);
}

/* JSON is UTF-8, a path need not be. */
static void json_of_any_path(void **state)
{
	static const char *const args[] = { "matrix",	   "--format",		"json", "-d",
					    "send-signal", SCRATCH "/\xff.sim", NULL };
	struct cli_result r;

	(void)state;
	assert_int_equal(system("cp cli/pass.sim '" SCRATCH "'/\xff.sim"), 0);
	cli_program(&r, NULL, NULL, args);
	assert_int_equal(r.code, 0);
	assert_non_null(strstr(r.out.s, "/?.sim\""));
	cli_result_free(&r);
}

/* A full disk is not a success. */
static void output_is_checked(void **state)
{
	static const char *const args[] = { "list", "--constants", NULL };

	(void)state;
	assert_int_equal(cli_program_to("/dev/full", args), 3);
}

static void demo_steps(void **state)
{
	struct sim_buf seen = { 0 };
	int code;

	(void)state;
	code = cli_program_on_terminal(
		&seen, "  q",
		(const char *const[]){ "demo", "--step", "--scenarios", "../scenarios", NULL });
	assert_int_equal(code, 0);
	assert_non_null(strstr(seen.s, "step 3 of"));
	assert_null(strstr(seen.s, "step 4 of"));
	assert_non_null(strstr(seen.s, "\033["));
	sim_buf_free(&seen);
	code = cli_program_on_terminal(
		&seen, "                                   ",
		(const char *const[]){ "demo", "--step", "--scenarios", "../scenarios", NULL });
	assert_int_equal(code, 0);
	assert_non_null(strstr(seen.s, "Nobody got a signal."));
	sim_buf_free(&seen);
	setenv("NO_COLOR", "1", 1);
	code = cli_program_on_terminal(&seen, "",
				       (const char *const[]){ "run", "cli/pass.sim", NULL });
	unsetenv("NO_COLOR");
	assert_int_equal(code, 0);
	assert_null(strstr(seen.s, "\033"));
	sim_buf_free(&seen);
}

/* Only where nobody else writes. */
static void progress(void **state)
{
	static const char *const args[] = { "run", "-d", "send-signal", "cli/pass.sim", NULL };
	struct sim_buf seen = { 0 };

	(void)state;
	assert_int_equal(cli_program_errors_on_terminal(&seen, args), 0);
	assert_non_null(strstr(seen.s, "[1/1] cli/pass.sim on send-signal"));
	assert_null(strstr(seen.s, "pass "));
	sim_buf_free(&seen);
}

/* Installed, it finds its designs and scenarios by where it is. */
static void installed(void **state)
{
	struct cli_result r;

	(void)state;
	assert_int_equal(
		system("rm -rf '" SCRATCH "/inst' && mkdir -p '" SCRATCH "/inst/bin' '" SCRATCH
		       "/inst/lib/any-triplet/pidfdsim' '" SCRATCH "/inst/share/pidfdsim' && "
		       "cp '" BUILD_DIR "/pidfdsim' '" SCRATCH "/inst/bin/' && cp -r '" BUILD_DIR
		       "/designs' '" SCRATCH "/inst/lib/any-triplet/pidfdsim/' && cp -r '" TEST_DIR
		       "/../scenarios' '" SCRATCH "/inst/share/pidfdsim/'"),
		0);
	cli_program_at(&r, SCRATCH "/inst/bin/pidfdsim", NULL, NULL,
		       (const char *const[]){ "demo", NULL });
	assert_int_equal(r.code, 0);
	cli_result_free(&r);
	assert_int_equal(system("rm -rf '" SCRATCH "/inst/lib'"), 0);
	cli_program_at(&r, SCRATCH "/inst/bin/pidfdsim", NULL, NULL,
		       (const char *const[]){ "run", "cli/pass.sim", NULL });
	assert_int_equal(r.code, 2);
	assert_non_null(strstr(r.err.s, "no designs were built or installed"));
	cli_result_free(&r);
	assert_int_equal(system("rm -rf '" SCRATCH "/inst'"), 0);
}

static int set_up(void **state)
{
	/* A name that a shell and KTAP would trip over. */
	static const char odd[] = "scenario \"odd\"\ninit: getpid() = 2\n";

	(void)state;
	mkdir(SCRATCH, 0755);
	write_file(ODD, odd, sizeof(odd) - 1);
	unsetenv("NO_COLOR");
	return chdir(TEST_DIR);
}

#define NR_GOLDENS (sizeof(goldens) / sizeof(goldens[0]))

int main(void)
{
	const struct CMUnitTest others[] = {
		cmocka_unit_test(odd_files),
		cmocka_unit_test(odd_folders),
		cmocka_unit_test(odd_designs),
		cmocka_unit_test(many_rows),
		cmocka_unit_test(many_lanes),
		cmocka_unit_test(fmt_in_place),
		cmocka_unit_test(fmt_all_or_nothing),
		cmocka_unit_test(fmt_stdin),
		cmocka_unit_test(version),
		cmocka_unit_test(repeats),
		cmocka_unit_test(all_lists_work),
		cmocka_unit_test(output_is_checked),
		cmocka_unit_test(demo_steps),
		cmocka_unit_test(installed),
		cmocka_unit_test(progress),
		cmocka_unit_test(release_chooses),
		cmocka_unit_test(folders_are_searched),
		cmocka_unit_test(json_of_any_path),
	};
	struct CMUnitTest tests[NR_GOLDENS + sizeof(others) / sizeof(others[0])];

	memset(tests, 0, sizeof(tests));
	for (size_t i = 0; i < NR_GOLDENS; i++) {
		tests[i].name = goldens[i].name;
		tests[i].test_func = check_golden;
		tests[i].initial_state = (void *)&goldens[i];
	}
	memcpy(tests + NR_GOLDENS, others, sizeof(others));
	return cmocka_run_group_tests_name("cli", tests, set_up, NULL);
}
