// SPDX-License-Identifier: GPL-2.0-only
/*
 * `pidfdsim replay-strace`: reports of the logs in tests/strace to the byte (tests/golden/strace),
 * their exports, what it says of bad files, and logs that are damaged at random.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli_program.h"
#include "strace/replay.h"

#define SCRATCH BUILD_DIR "/tests/replay_scratch"

static const char *const logs[] = {
	"jobs", "pipes", "timeout", "deaf", "pidfd", "fork", "node", "setsid", "unshare", "whole",
	"utils", "make", "middle", "small/wrong", "small/values", "small/cut", "small/bracket",
	"small/threads", "small/binary", "small/empty", "small/text", "small/missing", "each",
};

#define NR_LOGS (sizeof(logs) / sizeof(logs[0]))

static void log_name(char *path, size_t n, const char *log)
{
	snprintf(path, n, "strace/%s.log", log);
}

/* ------------------------------------------------------------ reports */

static void check_golden(const char *name, const char *const *args)
{
	struct sim_buf text = { 0 };
	struct cli_result r;
	char path[256];

	cli_program(&r, NULL, NULL, args);
	for (unsigned int i = 0; args[i]; i++)
		sim_buf_printf(&text, "%s%s", i ? " " : "pidfdsim ", args[i]);
	sim_buf_printf(&text, "\n%s--- stderr\n%s--- exit %d\n", r.out.s ? r.out.s : "",
		       r.err.s ? r.err.s : "", r.code);
	snprintf(path, sizeof(path), TEST_DIR "/golden/strace/%s.txt", name);
	cli_same_as_file(&text, path);
	sim_buf_free(&text);
	cli_result_free(&r);
}

static void reports(void **state)
{
	char path[128];

	(void)state;
	assert_int_equal(chdir(TEST_DIR), 0);
	for (unsigned int i = 0; i < NR_LOGS; i++) {
		const char *slash = strrchr(logs[i], '/');

		log_name(path, sizeof(path), logs[i]);
		check_golden(slash ? slash + 1 : logs[i],
			     (const char *const[]){ "replay-strace", path, NULL });
	}
}

static void usage(void **state)
{
	(void)state;
	assert_int_equal(chdir(TEST_DIR), 0);
	check_golden("help", (const char *const[]){ "help", "replay-strace", NULL });
	check_golden("nothing", (const char *const[]){ "replay-strace", NULL });
	check_golden("option", (const char *const[]){ "replay-strace", "--loud", "x", NULL });
	check_golden("release", (const char *const[]){ "replay-strace", "-r", "6.1", "x", NULL });
	check_golden("folder", (const char *const[]){ "replay-strace", "strace", NULL });
	check_golden("untimed", (const char *const[]){ "replay-strace", "strace/jobs.log",
						       "strace/pipes.log", NULL });
	check_golden("design", (const char *const[]){ "replay-strace", "-d", "pidfd-open-v2",
						      "strace/pidfd.log", NULL });
}

/* ------------------------------------------------------------ exports */

static void exports(void **state)
{
	static const char scenario[] = SCRATCH "/log.sim";
	struct cli_result r;
	char path[128];

	(void)state;
	mkdir(SCRATCH, 0777);
	assert_int_equal(chdir(TEST_DIR), 0);
	for (unsigned int i = 0; i < NR_LOGS; i++) {
		log_name(path, sizeof(path), logs[i]);
		unlink(scenario);
		cli_program(&r, NULL, NULL, (const char *const[]){
			"replay-strace", path, "--export", scenario, NULL });
		if (r.code > 1) {
			/* nothing was written */
			assert_int_not_equal(access(scenario, F_OK), 0);
			cli_result_free(&r);
			continue;
		}
		cli_result_free(&r);
		cli_program(&r, NULL, NULL, (const char *const[]){
			"fmt", "--check", scenario, NULL });
		assert_int_equal(r.code, 0);
		cli_result_free(&r);
		cli_program(&r, NULL, NULL, (const char *const[]){
			"run", "--design", "send-signal", scenario, NULL });
		if (r.code)
			print_error("%s:\n%.2000s\n", path, r.out.s ? r.out.s : "");
		assert_int_equal(r.code, 0);
		cli_result_free(&r);
	}
}

/* ------------------------------------------------------------ damaged logs */

struct lab {
	struct sim *sim;
	struct sim_design *design;
};

static int open_lab(void **state)
{
	struct lab *lab = calloc(1, sizeof(*lab));
	struct sim_error err;

	lab->sim = sim_new(NULL, &err);
	*state = lab;
	return !lab->sim || sim_guard_enter(lab->sim, &err) ||
	       sim_design_open(&lab->design, BUILD_DIR "/designs", "send-signal", &err);
}

static int close_lab(void **state)
{
	struct lab *lab = *state;

	sim_guard_leave(lab->sim);
	sim_free(lab->sim);
	sim_design_close(lab->design);
	free(lab);
	return 0;
}

static unsigned int next_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return (unsigned int)(*seed >> 11);
}

/* a piece is cut out, doubled, or a byte is changed; some times over */
static void damage(struct sim_buf *text, uint64_t *seed)
{
	for (unsigned int n = 1 + next_random(seed) % 8; n && text->len > 100; n--) {
		size_t at = next_random(seed) % (text->len - 60);
		size_t len = 1 + next_random(seed) % 50;

		switch (next_random(seed) % 4) {
		case 0:
			memmove(text->s + at, text->s + at + len, text->len - at - len + 1);
			text->len -= len;
			break;
		case 1:
			memmove(text->s + at, text->s + next_random(seed) % (text->len - 60), len);
			break;
		case 2:
			text->s[at] = "0123456789[]{}()\"<>=-~,. \n"[next_random(seed) % 26];
			break;
		default:
			text->s[at] = (char)('0' + next_random(seed) % 10);
		}
	}
}

static unsigned int replay(struct lab *lab, const struct sim_buf *text, int want_export)
{
	struct st_report report = { .want_export = want_export };
	struct st_log *log = sim_st_log_new();
	struct sim_error err;
	unsigned int differences = 0;

	assert_non_null(log);
	if (!sim_st_log_add(log, "damaged.log", text->s, text->len, 0, &err) &&
	    !sim_st_log_finish(log, &err)) {
		enum sim_status status = sim_st_replay(log, lab->sim, lab->design, LINUX(6, 18),
						       &report, &err);

		if (status)
			print_error("%s\n", err.text);
		assert_int_equal(status, SIM_OK);
		differences = report.differences;
	}
	sim_buf_free(&report.text);
	sim_buf_free(&report.export);
	sim_st_log_free(log);
	return differences;
}

static void damaged(void **state)
{
	static const char *const some[] = {
		"small/values", "small/threads", "timeout", "fork", "unshare", "small/wrong",
		"middle", "deaf",
	};
	uint64_t seed = 20181118;
	char path[256];

	for (unsigned int i = 0; i < 240; i++) {
		struct sim_buf text = { 0 };

		snprintf(path, sizeof(path), TEST_DIR "/strace/%s.log", some[i % 8]);
		cli_read_file(&text, path);
		damage(&text, &seed);
		replay(*state, &text, i % 3 == 0);
		sim_buf_free(&text);
	}
}

/* a result that is changed is a difference, and the only one */
static void one_changed(void **state)
{
	static const struct {
		const char *log, *from, *to;
	} changes[] = {
		{ "whole", "WNOHANG, NULL) = -1 ECHILD", "WNOHANG, NULL) = -1 ESRCH" },
		{ "jobs", "CLD_KILLED", "CLD_DUMPED" },
		{ "timeout", "WTERMSIG(s) == SIGTERM}]", "WTERMSIG(s) == SIGINT}]" },
		{ "pipes", "pipe2([3, 4], 0)", "pipe2([3, 5], 0)" },
		{ "unshare", "getpid()                          = 1\n", "getpid() = 2\n" },
	};
	char path[256];

	for (unsigned int i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
		struct sim_buf text = { 0 };

		snprintf(path, sizeof(path), TEST_DIR "/strace/%s.log", changes[i].log);
		cli_read_file(&text, path);
		assert_int_equal(replay(*state, &text, 0), 0);
		if (!strstr(text.s, changes[i].from))
			print_error("%s has no %s\n", path, changes[i].from);
		assert_non_null(strstr(text.s, changes[i].from));
		cli_replace(&text, changes[i].from, changes[i].to);
		assert_true(replay(*state, &text, 0) > 0);
		sim_buf_free(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reports),
		cmocka_unit_test(usage),
		cmocka_unit_test(exports),
		cmocka_unit_test_setup_teardown(one_changed, open_lab, close_lab),
		cmocka_unit_test_setup_teardown(damaged, open_lab, close_lab),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
