// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is said of a failing race: schedules by names, the shortest one, the nearest that passes;
 * and scenarios that are shrunk.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "script/nearby.h"
#include "script/script.h"
#include "script/search.h"
#include "script/shrink.h"

#define DESIGNS BUILD_DIR "/designs:" BUILD_DIR "/tests/wrong"

/** struct bench - a scenario bound to a design */
struct bench {
	struct sim *sim;
	struct sim_design *design;
	struct sim_ast *ast;
	struct sim_prog *prog;
};

static void open_bench(struct bench *b, const char *design, const char *text)
{
	struct sim_error err = { 0 };

	memset(b, 0, sizeof(*b));
	b->sim = sim_new(NULL, &err);
	assert_non_null(b->sim);
	assert_int_equal(sim_design_open(&b->design, DESIGNS, design, &err), SIM_OK);
	if (sim_parse(&b->ast, "t.sim", text, strlen(text), &err) ||
	    sim_bind(&b->prog, b->ast, b->design, 0, &err))
		fail_msg("%u:%u: %s\n%s", err.line, err.col, err.text, text);
	assert_int_equal(sim_guard_enter(b->sim, &err), SIM_OK);
}

static void close_bench(struct bench *b)
{
	sim_guard_leave(b->sim);
	sim_prog_free(b->prog);
	sim_ast_free(b->ast);
	sim_free(b->sim);
	sim_design_close(b->design);
}

/* what comes of one schedule */
static enum sim_status play(struct bench *b, const char *token, struct sim_report *report,
			    struct sim_error *err)
{
	const struct sim_runner how = { .token = token };

	return sim_run_prog(b->sim, b->prog, &how, report, err);
}

/* ------------------------------------------------------------ races that fail now and then */

#define HEAD                                                                                       \
	"scenario \"t\"\nrequires sim_open, sim_signal\n"                                          \
	"init: fork() = P\ninit: fork() = K\ninit: fork() = L\nK: sim_open(P) = 3\n"               \
	"P: exit(0)\n"

/* Lines of a race on a process that is reaped, and whose number is given away. */
static const char *const calls[] = {
	"K: sim_signal(3, SIGTERM) = 0 or -1 ESRCH", "K: getpid() = K",
	"L: kill(P, SIGTERM) = 0 or -1 ESRCH",	     "L: getppid() = init",
	"K: kill(P, SIGHUP) = 0 or -1 ESRCH",	     "L: sim_run()",
};

static void make_race(uint64_t *seed, char *text, size_t n)
{
	unsigned int nr = 1 + sim_below(seed, 2);
	size_t len = (size_t)snprintf(text, n, HEAD "race {\n\t"
				      "init: waitid(P_PID, P, WEXITED) = 0\n"
				      "\tinit: sim_reuse(P)\n\tinit: fork() = Q\n");

	for (unsigned int i = 0; i < nr; i++)
		len += (size_t)snprintf(text + len, n - len, "\t%s\n",
					calls[sim_below(seed, sizeof(calls) / sizeof(calls[0]))]);
	snprintf(text + len, n - len, "}\nnever received(Q) has SIGTERM\nsometimes init.ret > 0\n");
}

/* the longest of the failing schedules with at most one preemption; NULL: there is none */
static char *any_failure(struct bench *b, int *kind)
{
	const struct sim_search how = {
		.method = SIM_SEARCH_DFS, .bound = 1, .keep_going = 1, .max_runs = 20000,
	};
	struct sim_found found;
	struct sim_error err = { 0 };
	char *token = NULL;

	assert_int_equal(sim_search_prog(b->sim, b->prog, &how, &found, &err), SIM_OK);
	for (const struct sim_failing *f = found.failing; f; f = f->next) {
		if (token && strlen(f->token) <= strlen(token))
			continue;
		free(token);
		token = strdup(f->token);
		*kind = f->kind;
	}
	sim_found_free(&found);
	return token;
}

/* the failures of that kind with at most so many preemptions: all are run */
static unsigned int count_failures(struct bench *b, unsigned int bound, int kind)
{
	const struct sim_search how = {
		.method = SIM_SEARCH_DFS, .bound = bound, .keep_going = 1, .max_runs = 20000,
	};
	struct sim_found found;
	struct sim_error err = { 0 };
	unsigned int nr = 0;

	assert_int_equal(sim_search_prog(b->sim, b->prog, &how, &found, &err), SIM_OK);
	assert_true(found.exhausted);
	for (const struct sim_failing *f = found.failing; f; f = f->next)
		nr += f->kind == kind;
	sim_found_free(&found);
	return nr;
}

static void check_shortest(struct bench *b, const char *token, int kind, unsigned int *preempted)
{
	struct sim_shortest s, again;
	struct sim_report report;
	struct sim_error err = { 0 };

	assert_int_equal(sim_shortest(b->sim, b->prog, token, &s, &err), SIM_OK);
	assert_int_equal(sim_shortest(b->sim, b->prog, token, &again, &err), SIM_OK);
	assert_string_equal(s.token, again.token);
	assert_int_equal(play(b, s.token, &report, &err), SIM_OK);
	assert_int_equal(report.status, SIM_FAIL);
	assert_int_equal(report.verdict_kind, kind);
	assert_string_equal(report.token, s.token);
	assert_true(s.proved);
	if (s.preemptions)
		assert_int_equal(count_failures(b, s.preemptions - 1, kind), 0);
	assert_true(count_failures(b, s.preemptions, kind) > 0);
	*preempted += s.preemptions != 0;
	free(s.token);
	free(again.token);
}

/* Complete search with fewer preemptions finds nothing, and with as many it does. */
static void test_shortest(void **state)
{
	static const char *const designs[] = { "send-signal", "wrong-unlocked", "wrong-number" };
	unsigned int failing = 0, preempted = 0;
	uint64_t seed = 1;
	char text[2048];
	struct bench b;

	(void)state;
	for (unsigned int i = 0; i < 24; i++) {
		int kind = 0;
		char *token;

		make_race(&seed, text, sizeof(text));
		open_bench(&b, designs[i % 3], text);
		token = any_failure(&b, &kind);
		if (token) {
			failing++;
			check_shortest(&b, token, kind, &preempted);
		}
		free(token);
		close_bench(&b);
	}
	assert_true(failing >= 6);
	assert_true(preempted >= 1);
}

/* ------------------------------------------------------------ schedules by names */

#define UNLOCKED                                                                                   \
	HEAD "race {\n%s\tinit: waitid(P_PID, P, WEXITED) = 0\n\tinit: sim_reuse(P)\n"             \
	     "\tinit: fork() = Q\n\tK: sim_signal(3, SIGTERM) = 0 or -1 ESRCH\n}\n"                \
	     "sometimes K.ret == 0\n"

/* Each schedule has a name, and the name means that schedule. */
static void test_names(void **state)
{
	static const struct sim_runner quiet;
	struct sim_strategy *dfs = sim_strategy_dfs(1), *raw, *named;
	char text[1024], token[1024], again[1024];
	struct sim_error err = { 0 };
	struct sim_run *run;
	struct bench b;
	unsigned int nr = 0;

	(void)state;
	snprintf(text, sizeof(text), UNLOCKED, "");
	open_bench(&b, "send-signal", text);
	sim_use_design(b.sim, b.design);
	assert_int_equal(sim_boot(b.sim, &b.prog->boot, &err), SIM_OK);
	run = sim_run_new(b.prog, b.sim);
	assert_non_null(run);
	do {
		sim_run_once(run, dfs, &quiet);
		sim_token(b.sim, token, sizeof(token));
		assert_int_equal(sim_schedule_token(&raw, run, token, &err), SIM_OK);
		sim_run_once(run, raw, &quiet);
		assert_int_equal(sim_schedule_misfit(raw, &err), SIM_OK);
		assert_int_equal(sim_schedule_token(&named, run, sim_schedule_text(raw), &err),
				 SIM_OK);
		sim_run_once(run, named, &quiet);
		assert_int_equal(sim_schedule_misfit(named, &err), SIM_OK);
		assert_string_equal(sim_schedule_text(named), sim_schedule_text(raw));
		sim_token(b.sim, again, sizeof(again));
		assert_string_equal(again, token);
		sim_strategy_free(raw);
		sim_strategy_free(named);
	} while (++nr < 300 && sim_strategy_next(dfs));
	assert_true(nr > 100);
	sim_set_hooks(b.sim, NULL, NULL);
	sim_run_free(run);
	sim_strategy_free(dfs);
	close_bench(&b);
}

static char *shortest_of(struct bench *b)
{
	struct sim_shortest s;
	struct sim_report report;
	struct sim_error err = { 0 };

	assert_int_equal(sim_run_prog(b->sim, b->prog, &(struct sim_runner){ 0 }, &report, &err),
			 SIM_OK);
	assert_int_equal(report.status, SIM_FAIL);
	assert_int_equal(sim_shortest(b->sim, b->prog, report.token, &s, &err), SIM_OK);
	return s.token;
}

/* A schedule still means the same when lines were added to the script. */
static void test_edits(void **state)
{
	static const char *const edits[] = { "", "\tL: getpid() = L\n", "\tK: getpid() = K\n" };
	struct sim_report report;
	struct sim_error err = { 0 };
	char text[1024], *token;
	struct bench b;

	(void)state;
	snprintf(text, sizeof(text), UNLOCKED, "");
	open_bench(&b, "wrong-unlocked", text);
	token = shortest_of(&b);
	close_bench(&b);
	for (unsigned int i = 0; i < 3; i++) {
		snprintf(text, sizeof(text), UNLOCKED, edits[i]);
		open_bench(&b, "wrong-unlocked", text);
		assert_int_equal(play(&b, token, &report, &err), SIM_OK);
		assert_int_equal(report.status, SIM_FAIL);
		assert_int_equal(report.verdict_kind, HOST_BUG_SAFETY);
		close_bench(&b);
	}
	/* Where the line is gone, that is said. */
	open_bench(&b, "wrong-unlocked",
		   HEAD "race {\n\tinit: fork() = Q\n\tK: getpid() = K\n}\nsometimes K.ret > 0\n");
	assert_int_equal(play(&b, token, &report, &err), SIM_EINPUT);
	assert_non_null(strstr(err.text, "switch 1 of the schedule, init.waitid."));
	assert_int_equal(err.line, 8);
	close_bench(&b);
	free(token);
}

/* ------------------------------------------------------------ the nearest that passes */

static unsigned int place(const struct sim_strategy *s, const struct sim_event *event)
{
	unsigned int nr, i;
	const struct sim_turn *turns = sim_schedule_turns(s, &nr);

	for (i = 0; i < nr && (turns[i].task != event->task || turns[i].nth != event->nth); i++)
		;
	assert_true(i < nr);
	return i;
}

/* 1: the first of the two comes first in this schedule, which fails as @fails says */
static int first_is_first(struct bench *b, const char *token, const struct sim_nearest *near,
			  int fails)
{
	struct sim_strategy *s;
	struct sim_error err = { 0 };
	struct sim_trial t;
	int first;

	assert_int_equal(sim_trial_begin(&t, b->sim, b->prog, &err), SIM_OK);
	assert_int_equal(sim_schedule_token(&s, t.run, token, &err), SIM_OK);
	assert_int_equal(sim_trial_run(&t, s), fails);
	first = place(s, &near->first) < place(s, &near->then);
	sim_strategy_free(s);
	sim_trial_end(&t);
	return first;
}

static void test_nearest(void **state)
{
	static const char *const designs[] = { "wrong-unlocked", "wrong-number" };
	struct sim_nearest near;
	struct sim_error err = { 0 };
	char text[1024], *token;
	struct bench b;

	(void)state;
	snprintf(text, sizeof(text), UNLOCKED, "");
	for (unsigned int i = 0; i < 2; i++) {
		open_bench(&b, designs[i], text);
		token = shortest_of(&b);
		assert_int_equal(sim_nearest(b.sim, b.prog, token, &near, &err), SIM_OK);
		assert_non_null(near.token);
		assert_int_equal(first_is_first(&b, token, &near, 1), 1);
		assert_int_equal(first_is_first(&b, near.token, &near, 0), 0);
		free(near.token);
		free(token);
		close_bench(&b);
	}
	/* What leaks, leaks in any order; and what passes can't be told. */
	open_bench(&b, "wrong-leak", text);
	assert_int_equal(sim_nearest(b.sim, b.prog, "", &near, &err), SIM_OK);
	assert_null(near.token);
	close_bench(&b);
	open_bench(&b, "send-signal", text);
	assert_int_equal(sim_nearest(b.sim, b.prog, "", &near, &err), SIM_EFAIL);
	close_bench(&b);
}

/* ------------------------------------------------------------ shrinking */

struct shrinking {
	const char *design, *text, *left;
};

static const struct shrinking shrinkings[] = {
	{ "wrong-leak",
	  "scenario \"t\"\nrequires sim_open\n\ninit: fork() = P # a child\ninit: fork() = R\n"
	  "R: getpid() = R\ninit: sim_open(P) = 3\ninit: kill(R, SIGTERM) = 0\n",
	  "scenario \"t\"\ninit: fork() = P\ninit: sim_open(P) = 3\n" },
	{ "send-signal",
	  "scenario \"t\"\ninit: fork() = P\ninit: fork() = R\nR: getpid() = R\n"
	  "P: exit(7)\ninit: wait4(P, WNOHANG|WUNTRACED) = P {status=exited(3)}\n",
	  NULL },
	{ "wrong-unlocked",
	  HEAD "L: getpid() = L\nrace {\n\tL: getppid() = init\n"
	       "\tinit: waitid(P_PID, P, WEXITED|WNOHANG) = 0\n\tinit: sim_reuse(P)\n"
	       "\tinit: fork() = Q\n\tK: sim_signal(3, SIGTERM) = 0 or -1 ESRCH\n}\n"
	       "sometimes K.ret == 0\n",
	  NULL },
};

static void test_shrink(void **state)
{
	struct sim_error err = { 0 };
	struct sim_report report;
	struct sim_shrunk out, again;
	struct bench b, small;

	(void)state;
	for (unsigned int i = 0; i < sizeof(shrinkings) / sizeof(shrinkings[0]); i++) {
		const struct shrinking *s = &shrinkings[i];
		struct sim_shrink how = { 0 };

		open_bench(&b, s->design, s->text);
		how = (struct sim_shrink){ .sim = b.sim, .ast = b.ast, .design = b.design };
		assert_int_equal(sim_shrink(&how, &out, &err), SIM_OK);
		if (s->left)
			assert_string_equal(out.text, s->left);
		assert_true(out.after < out.before);
		close_bench(&b);
		open_bench(&small, s->design, out.text);
		assert_int_equal(play(&small, out.has_race ? out.token : NULL, &report, &err),
				 SIM_OK);
		assert_int_equal(report.status, SIM_FAIL);
		/* It can't be made smaller again. */
		how = (struct sim_shrink){ .sim = small.sim, .ast = small.ast,
					   .design = small.design };
		how.token = out.has_race ? out.token : NULL;
		assert_int_equal(sim_shrink(&how, &again, &err), SIM_OK);
		assert_string_equal(again.text, out.text);
		sim_shrunk_free(&again);
		sim_shrunk_free(&out);
		close_bench(&small);
	}
	open_bench(&b, "send-signal", "scenario \"t\"\ninit: getpid() = 1\n");
	assert_int_equal(sim_shrink(&(struct sim_shrink){ .sim = b.sim, .ast = b.ast,
							  .design = b.design },
				    &out, &err),
			 SIM_EFAIL);
	close_bench(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shortest), cmocka_unit_test(test_names),
		cmocka_unit_test(test_edits),	 cmocka_unit_test(test_nearest),
		cmocka_unit_test(test_shrink),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
