// SPDX-License-Identifier: GPL-2.0-only
/*
 * A search that worker processes share. It goes in rounds: as many pieces as can be searched side
 * by
 * side, at most ROUND of them, are given out; what they came to is put together in the order in
 * which
 * they were given out. Pieces and rounds do not depend on how many workers there are, so neither
 * does what is found.
 */
#include "script/search.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pack.h"
#include "part.h"
#include "script/crew.h"

#define ROUND 64U
/* Runs of a piece: enough that getting to its first one does not count. */
#define PIECE_RUNS 512UL

/**
 * struct shared - a search
 * @found: what came of it so far; in a worker: of the piece at hand
 */
struct shared {
	struct sim_run *run;
	const struct sim_search *how;
	const struct sim_shared *share;
	struct sim_found *found;
	struct sim_frontier *frontier;
	unsigned long pieces;
	uint32_t ids[ROUND];
	struct sim_buf in[ROUND], out[ROUND];
};

static const struct sim_runner plain;

/* ------------------------------------------------------------ a piece, in a worker */

static void begin_worker(void *ctx)
{
	const struct shared *s = ctx;

	/* the timer of the guard did not come along */
	sim_guard_leave(s->run->sim);
	sim_guard_enter(s->run->sim, NULL);
}

static void pack_found(const struct sim_run *run, const struct sim_found *found,
		       struct sim_buf *out)
{
	const struct sim_failing *f;
	unsigned long nr = 0;

	sim_pack(out, found->runs);
	sim_pack(out, found->cut);
	sim_pack(out, found->nr_failed);
	for (unsigned int i = 0; i < run->prog->nr_quantified; i++)
		sim_pack(out, found->held[i]);
	for (f = found->failing; f; f = f->next)
		nr++;
	sim_pack(out, nr);
	for (f = found->failing; f; f = f->next) {
		sim_pack(out, (uint64_t)f->kind);
		sim_pack_bytes(out, f->token, strlen(f->token) + 1);
		sim_pack_bytes(out, f->why, strlen(f->why) + 1);
	}
	sim_pack_bytes(out, found->lost ? found->lost : "",
		       found->lost ? strlen(found->lost) + 1 : 1);
	sim_pack_bytes(out, found->lock_order, strlen(found->lock_order) + 1);
}

static struct sim_strategy *piece_strategy(const struct shared *s, struct sim_unpack *in,
					   unsigned long *runs)
{
	const void *part;
	uint64_t seed;
	size_t n;

	if (s->how->method == SIM_SEARCH_DPOR) {
		part = sim_unpack_bytes(in, &n);
		*runs = PIECE_RUNS;
		return sim_strategy_part(part, n);
	}
	seed = sim_unpack(in);
	*runs = sim_unpack(in);
	return s->how->method == SIM_SEARCH_PCT ? sim_strategy_pct(seed, s->how->depth) :
						  sim_strategy_random(seed, s->how->depth);
}

/* Up to @most runs. The strategy is left as it was behind the last one. */
static void search_piece(struct shared *s, struct sim_strategy *strategy, unsigned long most,
			 struct sim_found *found)
{
	int dpor = s->how->method == SIM_SEARCH_DPOR;

	for (unsigned long n = 1; ; n++) {
		if (sim_search_one(s->run, strategy, &plain, s->how, found) <= 0 || n == most ||
		    (dpor && sim_part_again(strategy)) || !sim_strategy_next(strategy))
			break;
	}
	found->lost = sim_strategy_lost(strategy);
	if (sim_strategy_lock_order(strategy))
		snprintf(found->lock_order, sizeof(found->lock_order), "%s",
			 sim_strategy_lock_order(strategy));
}

static void do_piece(void *ctx, const void *bytes, size_t n, struct sim_buf *out)
{
	struct shared *s = ctx;
	struct sim_unpack in = sim_unpack_from(bytes, n);
	unsigned long runs;
	struct sim_strategy *strategy = piece_strategy(s, &in, &runs);
	struct sim_found found = { 0 };
	struct sim_buf left = { 0 };

	found.held = calloc(s->run->prog->nr_quantified + 1, sizeof(*found.held));
	if (strategy && found.held)
		search_piece(s, strategy, runs, &found);
	else
		found.lost = "out of memory";
	if (found.held)
		pack_found(s->run, &found, out);
	if (strategy && s->how->method == SIM_SEARCH_DPOR)
		sim_part_left(strategy, &left);
	sim_pack_bytes(out, left.s ? left.s : "", left.len);
	out->failed |= left.failed || !found.held;
	sim_buf_free(&left);
	sim_strategy_free(strategy);
	sim_found_free(&found);
}

/* ------------------------------------------------------------ a round */

/* Pieces of searches by chance are so many runs from a seed of their own. */
static int chance_piece(struct shared *s, struct sim_buf *in)
{
	uint64_t before = s->pieces * PIECE_RUNS, left = s->how->max_runs - before;

	if (before >= s->how->max_runs)
		return 0;
	sim_pack(in, s->how->seed * 0x9e3779b97f4a7c15ULL + s->pieces);
	sim_pack(in, left < PIECE_RUNS ? left : PIECE_RUNS);
	s->pieces++;
	return 1;
}

static int dpor_piece(struct shared *s, uint32_t *id, struct sim_buf *in)
{
	struct sim_buf part = { 0 };
	int is = sim_frontier_next(s->frontier, id, &part);

	if (is)
		sim_pack_bytes(in, part.s, part.len);
	in->failed |= part.failed;
	sim_buf_free(&part);
	return is;
}

static unsigned int make_round(struct shared *s)
{
	unsigned int nr = 0;

	while (nr < ROUND) {
		s->in[nr].len = s->out[nr].len = 0;
		if (s->how->method == SIM_SEARCH_DPOR ? !dpor_piece(s, &s->ids[nr], &s->in[nr]) :
							!chance_piece(s, &s->in[nr]))
			break;
		nr++;
	}
	return nr;
}

static int take_failing(struct shared *s, struct sim_unpack *in)
{
	int kind = (int)sim_unpack(in);
	size_t nr_token, nr_why;
	const char *token = sim_unpack_bytes(in, &nr_token);
	const char *why = sim_unpack_bytes(in, &nr_why);

	if (in->bad || !nr_token || token[nr_token - 1] || !nr_why || why[nr_why - 1])
		return 0;
	return sim_search_note(s->found, kind, token, why);
}

static const char *lost_text(const char *text)
{
	static const char *const texts[] = {
		"out of memory", "there are too many tasks", "a step touches too much",
		"nothing is known of what the steps of this design touch",
	};

	for (unsigned int i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		if (!strcmp(text, texts[i]))
			return texts[i];
	}
	return "a run was not repeated";
}

static int take_found(struct shared *s, struct sim_unpack *in)
{
	struct sim_found *found = s->found;
	unsigned long nr;
	const char *lost, *order;
	size_t n;

	found->runs += sim_unpack(in);
	found->cut += sim_unpack(in);
	found->nr_failed += sim_unpack(in);
	for (unsigned int i = 0; i < s->run->prog->nr_quantified; i++)
		found->held[i] += sim_unpack(in);
	for (nr = sim_unpack_many(in, 24); nr; nr--) {
		if (!take_failing(s, in))
			return 0;
	}
	lost = sim_unpack_bytes(in, &n);
	if (in->bad || !n || lost[n - 1])
		return 0;
	if (*lost && !found->lost)
		found->lost = lost_text(lost);
	order = sim_unpack_bytes(in, &n);
	if (in->bad || !n || order[n - 1])
		return 0;
	if (!found->lock_order[0])
		snprintf(found->lock_order, sizeof(found->lock_order), "%s", order);
	return 1;
}

static void start_again(struct shared *s)
{
	sim_search_again(s->run, s->found);
	s->found->again++;
}

/* What piece @i came to; 1: go on, 0: enough, -1: it makes no sense. */
static int take_piece(struct shared *s, unsigned int i)
{
	struct sim_unpack in = sim_unpack_from(s->out[i].s ? s->out[i].s : "", s->out[i].len);
	const void *left;
	size_t n;
	int done = 1;

	if (!take_found(s, &in))
		return -1;
	left = sim_unpack_bytes(&in, &n);
	if (in.bad || in.at != in.end)
		return -1;
	if (s->frontier && !s->found->lost) {
		done = sim_frontier_done(s->frontier, s->ids[i], left, n);
		if (done < 0)
			return -1;
		if (!done)
			start_again(s);
	}
	return s->found->lost || (done && s->found->nr_failed && !s->how->keep_going) ? 0 : 1;
}

/* 1: there may be more, 0: that was all or enough, -1: @err. */
static int do_round(struct shared *s, struct sim_crew *crew, struct sim_error *err)
{
	unsigned int nr = make_round(s);
	int more = 1;

	if (!nr) {
		s->found->exhausted = s->how->method == SIM_SEARCH_DPOR;
		return 0;
	}
	if (!sim_crew_do(crew, s->in, s->out, nr, err))
		return -1;
	for (unsigned int i = 0; i < nr && more > 0; i++)
		more = take_piece(s, i);
	if (more < 0)
		sim_error_set(err, SIM_ENOMEM, "a worker's answer makes no sense, or no memory");
	if (s->how->max_runs && s->found->runs + s->found->cut >= s->how->max_runs)
		more = more > 0 ? 0 : more;
	if (s->how->progress)
		s->how->progress(s->how->ctx, s->found);
	return more;
}

/* ------------------------------------------------------------ the whole */

static int all_rounds(struct shared *s, struct sim_error *err)
{
	struct sim_crew *crew = sim_crew_new(s->share->workers, begin_worker, do_piece, s, err);
	int more = 1;

	if (!crew)
		return -1;
	while (more > 0)
		more = do_round(s, crew, err);
	sim_crew_free(crew);
	return more;
}

/* The first failing run again, for its report. */
static enum sim_status report_first(struct shared *s, struct sim_error *err)
{
	const struct sim_search how = {
		.method = SIM_SEARCH_REPLAY, .token = s->found->failing->token,
	};
	struct sim_found one = { 0 };
	enum sim_status status = sim_search_run(s->run, &plain, &how, &one, err);

	if (!status)
		s->found->report = one.report;
	s->found->report.runs = s->found->runs;
	sim_found_free(&one);
	return status;
}

static enum sim_status search(struct shared *s, struct sim_error *err)
{
	enum sim_status status = SIM_OK;
	int ok;

	s->found->held = calloc(s->run->prog->nr_quantified + 1, sizeof(*s->found->held));
	if (s->how->method == SIM_SEARCH_DPOR)
		s->frontier = sim_frontier_new();
	if (!s->found->held || (s->how->method == SIM_SEARCH_DPOR && !s->frontier))
		return sim_error_set(err, SIM_ENOMEM, "out of memory");
	ok = all_rounds(s, err) >= 0;
	sim_frontier_free(s->frontier);
	for (unsigned int i = 0; i < ROUND; i++) {
		sim_buf_free(&s->in[i]);
		sim_buf_free(&s->out[i]);
	}
	if (!ok)
		return err->status;
	s->found->report.runs = s->found->runs;
	s->found->report.exhausted = s->found->exhausted;
	if (s->found->failing)
		status = report_first(s, err);
	return status;
}

enum sim_status sim_search_shared(struct sim *sim, const struct sim_prog *prog,
				  const struct sim_search *how, const struct sim_shared *share,
				  struct sim_found *out, struct sim_error *err)
{
	struct shared s = { .how = how, .share = share, .found = out };
	enum sim_status status;

	memset(out, 0, sizeof(*out));
	sim_use_design(sim, prog->design);
	status = sim_boot(sim, &prog->boot, err);
	if (status)
		return status;
	s.run = sim_run_new(prog, sim);
	if (!s.run)
		return sim_error_set(err, SIM_ENOMEM, "out of memory");
	status = search(&s, err);
	if (!status)
		sim_search_judge(s.run, out);
	sim_set_hooks(sim, NULL, NULL);
	sim_run_free(s.run);
	return status;
}
