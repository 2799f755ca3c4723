// SPDX-License-Identifier: GPL-2.0-only
/*
 * A search in parts comes to what the search as a whole comes to, however small the parts are, also
 * when it is put away in between; and what is no part is not taken for one.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "part.h"
#include "reuse/reuse.h"
#include "script/crew.h"

#define MAX_ENDS 8192

/** struct ends - how runs ended, each once */
struct ends {
	unsigned char at[MAX_ENDS][64];
	unsigned int nr;
	unsigned long runs, failed;
};

static void note_end(struct ends *ends)
{
	unsigned char end[64];
	unsigned int i;

	reuse_state(end);
	for (i = 0; i < ends->nr && memcmp(ends->at[i], end, sizeof(end)); i++)
		;
	assert_true(i < MAX_ENDS);
	if (i == ends->nr)
		memcpy(ends->at[ends->nr++], end, sizeof(end));
}

static void run_one(struct sim *sim, struct sim_strategy *strategy, struct ends *ends)
{
	sim_reset(sim);
	reuse_drive(sim);
	sim_race(sim, strategy);
	if (sim_strategy_was_cut(strategy))
		return;
	ends->runs++;
	ends->failed += sim_nr_verdicts(sim) != 0;
	note_end(ends);
}

static struct sim *boot(const struct reuse_race *race, struct sim_design **design)
{
	struct sim_error err = { 0 };
	struct sim *sim = sim_new(NULL, &err);

	assert_non_null(sim);
	assert_int_equal(sim_design_wrap(design, reuse_design(race), &err), SIM_OK);
	sim_use_design(sim, *design);
	assert_int_equal(sim_boot(sim, NULL, &err), SIM_OK);
	return sim;
}

static void search_whole(const struct reuse_race *race, struct ends *ends)
{
	struct sim_strategy *strategy = sim_strategy_dpor();
	struct sim_design *design;
	struct sim *sim = boot(race, &design);
	unsigned long again = 0;

	do {
		if (sim_strategy_stats(strategy)->again > again) {
			again = sim_strategy_stats(strategy)->again;
			ends->runs = ends->failed = ends->nr = 0;
		}
		run_one(sim, strategy, ends);
	} while (sim_strategy_next(strategy));
	assert_null(sim_strategy_lost(strategy));
	sim_strategy_free(strategy);
	sim_free(sim);
	sim_design_close(design);
}

static void search_part(struct sim *sim, const struct sim_buf *part, unsigned int most,
			struct ends *ends, struct sim_buf *left)
{
	struct sim_strategy *strategy = sim_strategy_part(part->s, part->len);
	unsigned int n;

	assert_non_null(strategy);
	for (n = 1; ; n++) {
		run_one(sim, strategy, ends);
		if (n == most || sim_part_again(strategy) || !sim_strategy_next(strategy))
			break;
	}
	assert_null(sim_strategy_lost(strategy));
	sim_part_left(strategy, left);
	sim_strategy_free(strategy);
}

/* As through a file. */
static struct sim_frontier *put_away(struct sim_frontier *frontier)
{
	struct sim_buf saved = { 0 };
	size_t n;

	sim_frontier_save(frontier, &saved);
	sim_frontier_free(frontier);
	for (n = 0; n < saved.len && n < 4000; n += 97)
		assert_null(sim_frontier_load(saved.s, n));
	frontier = sim_frontier_load(saved.s, saved.len);
	assert_non_null(frontier);
	sim_buf_free(&saved);
	return frontier;
}

/* Up to @wide parts at once, each of @most runs. */
static void search_parts(const struct reuse_race *race, unsigned int most, unsigned int wide,
			 struct ends *ends)
{
	struct sim_frontier *frontier = sim_frontier_new();
	struct sim_buf part[8] = { 0 }, left = { 0 };
	struct sim_design *design;
	struct sim *sim = boot(race, &design);
	unsigned int nr, i, rounds = 0;
	uint32_t ids[8];
	int done = 1;

	do {
		for (nr = 0; nr < wide && sim_frontier_next(frontier, &ids[nr], &part[nr]); nr++)
			;
		for (i = 0; i < nr; i++) {
			search_part(sim, &part[i], most, ends, &left);
			done = sim_frontier_done(frontier, ids[i], left.s, left.len);
			assert_true(done >= 0);
			left.len = part[i].len = 0;
		}
		if (!done)
			ends->runs = ends->failed = ends->nr = 0;
		if (++rounds % 40 == 0)
			frontier = put_away(frontier);
	} while (nr);
	assert_int_equal(sim_frontier_count(frontier), 0);
	sim_frontier_free(frontier);
	for (i = 0; i < 8; i++)
		sim_buf_free(&part[i]);
	sim_buf_free(&left);
	sim_free(sim);
	sim_design_close(design);
}

static int same_ends(const struct ends *a, const struct ends *b)
{
	unsigned int i, j;

	for (i = 0; i < a->nr; i++) {
		for (j = 0; j < b->nr && memcmp(a->at[i], b->at[j], 64); j++)
			;
		if (j == b->nr)
			return 0;
	}
	return a->nr == b->nr;
}

static void test_same_ends(void **state)
{
	static const struct reuse_race races[] = {
		{ 1, 2, 0 }, { 1, 2, 1 }, { 2, 1, 1 }, { 2, 2, 0 }, { 2, 2, 1 },
	};
	static const unsigned int most[] = { 1, 2, 7, 100 };
	struct ends *whole = calloc(1, sizeof(*whole)), *parts = calloc(1, sizeof(*parts));
	unsigned int i, j;

	(void)state;
	for (i = 0; i < sizeof(races) / sizeof(races[0]); i++) {
		memset(whole, 0, sizeof(*whole));
		search_whole(&races[i], whole);
		for (j = 0; j < 4; j++) {
			memset(parts, 0, sizeof(*parts));
			search_parts(&races[i], most[j], 1 + j * 2, parts);
			assert_true(same_ends(whole, parts));
			assert_true(!whole->failed == !parts->failed);
			assert_int_equal(parts->runs, whole->runs);
		}
	}
	free(whole);
	free(parts);
}

/* ------------------------------------------------------------ bytes that are nothing */

static void test_no_part(void **state)
{
	struct sim_frontier *frontier = sim_frontier_new();
	struct sim_buf part = { 0 };
	char garbage[200];
	uint32_t id;
	size_t n;

	(void)state;
	memset(garbage, 0xff, sizeof(garbage));
	assert_null(sim_strategy_part(garbage, sizeof(garbage)));
	assert_int_equal(sim_frontier_next(frontier, &id, &part), 1);
	for (n = 0; n < part.len; n++)
		assert_null(sim_strategy_part(part.s, n));
	assert_int_equal(sim_frontier_done(frontier, id + 1, "", 0), -1);
	assert_int_equal(sim_frontier_done(frontier, id, garbage, sizeof(garbage)), -1);
	assert_null(sim_frontier_load(garbage, sizeof(garbage)));
	sim_buf_free(&part);
	sim_frontier_free(frontier);
}

/* ------------------------------------------------------------ workers */

static void twice(void *ctx, const void *in, size_t n, struct sim_buf *out)
{
	const char *dies = ctx;

	if (dies && n == strlen(dies) && !memcmp(in, dies, n))
		_exit(3);
	sim_buf_add(out, in, n);
	sim_buf_add(out, in, n);
}

static void ask(unsigned int workers, unsigned int nr, size_t size)
{
	struct sim_crew *crew = sim_crew_new(workers, NULL, twice, NULL, NULL);
	struct sim_buf in[40] = { 0 }, out[40] = { 0 };
	unsigned int i;
	size_t n;

	assert_non_null(crew);
	for (i = 0; i < nr; i++) {
		for (n = 0; n < size + i; n++)
			sim_buf_putc(&in[i], (char)('a' + i % 26));
	}
	assert_int_equal(sim_crew_do(crew, in, out, nr, NULL), 1);
	for (i = 0; i < nr; i++) {
		assert_int_equal(out[i].len, 2 * in[i].len);
		assert_true(!in[i].len || !memcmp(out[i].s, in[i].s, in[i].len));
		sim_buf_free(&in[i]);
		sim_buf_free(&out[i]);
	}
	sim_crew_free(crew);
}

static void test_crew(void **state)
{
	(void)state;
	ask(1, 40, 10);
	ask(2, 40, 0);
	ask(3, 40, 100000);
	ask(8, 3, 5);
}

static void test_crew_dies(void **state)
{
	struct sim_error err = { 0 };
	struct sim_crew *crew = sim_crew_new(2, NULL, twice, "two", &err);
	struct sim_buf in[3] = { 0 }, out[3] = { 0 };
	unsigned int i;

	(void)state;
	sim_buf_puts(&in[0], "one");
	sim_buf_puts(&in[1], "two");
	sim_buf_puts(&in[2], "three");
	assert_int_equal(sim_crew_do(crew, in, out, 3, &err), 0);
	assert_string_equal(err.text, "a worker process has died");
	for (i = 0; i < 3; i++) {
		sim_buf_free(&in[i]);
		sim_buf_free(&out[i]);
	}
	sim_crew_free(crew);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_same_ends), cmocka_unit_test(test_no_part),
		cmocka_unit_test(test_crew), cmocka_unit_test(test_crew_dies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
