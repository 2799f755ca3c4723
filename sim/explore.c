// SPDX-License-Identifier: GPL-2.0-only
/* Many runs: reset, run, count, until the strategy has no further schedule. */
#include "internal.h"

#include <string.h>

static void first_failure(struct sim *sim, struct sim_summary *out)
{
	out->first_failed = out->runs;
	out->first = sim->verdicts[0];
	out->token_cut = sim_token(sim, out->token, sizeof(out->token)) >= sizeof(out->token);
}

void sim_explore(struct sim *sim, const struct sim_explore *how, struct sim_summary *out)
{
	int stop = 0;

	memset(out, 0, sizeof(*out));
	while (!stop) {
		sim_reset(sim);
		stop = how->body(how->ctx, sim, how->strategy);
		out->runs++;
		if (sim->nr_verdicts && !out->failed++)
			first_failure(sim, out);
		if (stop || (out->failed && !how->keep_going) || out->runs == how->max_runs)
			break;
		if (!sim_strategy_next(how->strategy)) {
			out->exhausted = 1;
			break;
		}
	}
}
