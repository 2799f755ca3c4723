// SPDX-License-Identifier: GPL-2.0-only
/*
 * Random programs. That differences are found and cut down is shown on two designs, which is the
 * same on every machine; the kernel of this machine is asked where it can be.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli_program.h"
#include "fuzz/fuzz.h"

#define WRONG BUILD_DIR "/tests/wrong/wrong-zombie.so"

static void fuzz(struct cli_result *r, const char *const *more)
{
	const char *args[24] = { "fuzz", "--design", WRONG, "--against", "send-signal" };
	unsigned int n = 5;

	while (*more)
		args[n++] = *more++;
	cli_program(r, NULL, NULL, args);
}

#define FUZZ(r, ...) fuzz(r, (const char *const[]){ __VA_ARGS__, NULL })

static unsigned int count(const char *text, const char *what)
{
	unsigned int n = 0;

	for (; (text = strstr(text, what)); text++)
		n++;
	return n;
}

/* ------------------------------------------------------------ what is found */

static void planted_fault_is_cut_down(void **state)
{
	struct cli_result r, fmt;
	const char *from, *to;
	char *script;

	(void)state;
	FUZZ(&r, "--calls", "3000");
	assert_int_equal(r.code, 1);
	from = strstr(r.out.s, "scenario \"seed 1, program ");
	assert_non_null(from);
	to = strstr(from, "\n\n(");
	if (!to)
		to = strstr(from, "\n\n3");
	assert_non_null(to);
	script = strndup(from, (size_t)(to - from) + 1);
	/* somebody is made, dies, and is asked for */
	if (count(script, "\ninit: ") + count(script, "\nP1: ") != 3 ||
	    !strstr(script, "init: fork() = P1\n") ||
	    !strstr(script, "\n\n# model: -1 ESRCH\n# send-signal: 1\ninit: getpgid(P1) = 1\n"))
		fail_msg("not the shortest: %s", script);
	cli_program(&fmt, NULL, script, (const char *const[]){ "fmt", "-", NULL });
	assert_int_equal(fmt.code, 0);
	assert_string_equal(fmt.out.s, script);
	free(script);
	cli_result_free(&fmt);
	cli_result_free(&r);
}

static void a_design_is_like_itself(void **state)
{
	struct cli_result r;

	(void)state;
	cli_program(&r, NULL, NULL, (const char *const[]){ "fuzz", "--against", "send-signal",
							   "--calls", "4000", NULL });
	assert_int_equal(r.code, 0);
	assert_non_null(strstr(r.out.s, "seed 1: no difference\n"));
	assert_null(r.err.s);
	cli_result_free(&r);
}

/* ------------------------------------------------------------ the same again */

static void any_number_of_processes(void **state)
{
	struct cli_result one, three;

	(void)state;
	FUZZ(&one, "--calls", "2500", "--seed", "7");
	FUZZ(&three, "--calls", "2500", "--seed", "7", "-j", "3");
	assert_int_equal(one.code, three.code);
	assert_string_equal(one.out.s, three.out.s);
	cli_result_free(&one);
	cli_result_free(&three);
}

static void in_parts(void **state)
{
	char path[] = "/tmp/pidfdsim-fuzz-XXXXXX";
	struct cli_result whole, part;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	close(fd);
	unlink(path);
	FUZZ(&whole, "--calls", "2500");
	FUZZ(&part, "--calls", "900", "--resume", path);
	assert_string_not_equal(whole.out.s, part.out.s);
	cli_result_free(&part);
	FUZZ(&part, "--calls", "2500", "--resume", path, "-j", "2");
	assert_string_equal(whole.out.s, part.out.s);
	cli_result_free(&part);
	/* what is done is not done again */
	FUZZ(&part, "--calls", "2500", "--resume", path);
	assert_string_equal(whole.out.s, part.out.s);
	cli_result_free(&part);
	FUZZ(&part, "--calls", "2500", "--resume", path, "--seed", "2");
	assert_int_equal(part.code, 2);
	assert_non_null(strstr(part.err.s, "belongs to another run"));
	cli_result_free(&part);
	cli_result_free(&whole);
	unlink(path);
}

static void a_state_that_is_none(void **state)
{
	char path[] = "/tmp/pidfdsim-fuzz-XXXXXX";
	struct cli_result r;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "something\n", 10), 10);
	close(fd);
	FUZZ(&r, "--resume", path);
	assert_int_equal(r.code, 2);
	assert_non_null(strstr(r.err.s, "is no state of `pidfdsim fuzz`"));
	cli_result_free(&r);
	unlink(path);
}

static void one_program(void **state)
{
	struct cli_result all, one;
	char number[32];
	const char *at;

	(void)state;
	FUZZ(&all, "--calls", "2500");
	at = strstr(all.out.s, "program ");
	assert_non_null(at);
	assert_int_equal(sscanf(at, "program %31[0-9]", number), 1);
	FUZZ(&one, "--program", number);
	assert_int_equal(one.code, 1);
	assert_memory_equal(one.out.s, at, strcspn(at, "("));
	cli_result_free(&all);
	cli_result_free(&one);
}

/* ------------------------------------------------------------ words */

static void wrong_words(void **state)
{
	static const char *const wrong[][3] = {
		{ "--seed", "x" }, { "--calls", "0" }, { "-j", "0" }, { "-j", "1000" }, { "more" },
		{ "--nothing" }, { "--program", "-1" },
	};
	struct cli_result r;

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		fuzz(&r, wrong[i]);
		assert_int_equal(r.code, 2);
		assert_non_null(r.err.s);
		assert_null(r.out.s);
		cli_result_free(&r);
	}
	FUZZ(&r, "--program", "1", "--resume", "x");
	assert_int_equal(r.code, 2);
	cli_result_free(&r);
}

static void limits_have_reasons(void **state)
{
	const struct fuzz_limit *l;
	struct cli_result r;

	(void)state;
	cli_program(&r, NULL, NULL, (const char *const[]){ "fuzz", "--limits", NULL });
	assert_int_equal(r.code, 0);
	for (unsigned int i = 0; (l = fuzz_limit_at(i)); i++) {
		assert_true(strlen(l->why) > 10);
		assert_non_null(strstr(r.out.s, l->what));
		/* each call that is left out is one of the table */
		if (l->kind == FUZZ_NO_CALL)
			assert_non_null(sim_call_desc(l->what));
	}
	cli_result_free(&r);
}

/* ------------------------------------------------------------ the machine */

static void the_kernel_of_this_machine(void **state)
{
	struct cli_result r;

	(void)state;
#ifdef __SANITIZE_ADDRESS__
	print_message("skipped: the sanitizer's shadow is where bad pointers point to\n");
	skip();
#endif
	cli_program(&r, NULL, NULL, (const char *const[]){ "fuzz", "--calls", "3000", NULL });
	if (r.out.s && !strncmp(r.out.s, "skipped: ", 9)) {
		print_message("%s", r.out.s);
		cli_result_free(&r);
		skip();
	}
	if (r.code)
		fail_msg("%s%s", r.out.s ? r.out.s : "", r.err.s ? r.err.s : "");
	assert_non_null(strstr(r.out.s, "compared with the host, seed 1: no difference\n"));
	cli_result_free(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(planted_fault_is_cut_down),
		cmocka_unit_test(a_design_is_like_itself),
		cmocka_unit_test(any_number_of_processes),
		cmocka_unit_test(in_parts),
		cmocka_unit_test(a_state_that_is_none),
		cmocka_unit_test(one_program),
		cmocka_unit_test(wrong_words),
		cmocka_unit_test(limits_have_reasons),
		cmocka_unit_test(the_kernel_of_this_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
