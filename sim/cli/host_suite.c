// SPDX-License-Identifier: GPL-2.0-only
/* Scenarios for the kernel of this machine: bound to its release, and counted. */
#include "host.h"

#include <stdlib.h>
#include <string.h>

void cli_host_count(struct cli_host_tally *t, const struct sim_host_report *report)
{
	const char *why = report->base.why;
	unsigned int i = 0;

	t->nr++;
	t->passed += report->base.status == SIM_PASS;
	t->failed += report->base.status == SIM_FAIL;
	t->passed_over += report->passed_over;
	t->refusals += report->refusals;
	if (report->base.status != SIM_SKIP)
		return;
	t->skipped++;
	while (i < t->nr_reasons && strcmp(t->reasons[i], why))
		i++;
	if (i == CLI_HOST_REASONS)
		return;
	if (i == t->nr_reasons)
		snprintf(t->reasons[t->nr_reasons++], sizeof(t->reasons[0]), "%.159s", why);
	t->counts[i]++;
}

void cli_host_summary(const struct cli_host_tally *t, struct sim_buf *out)
{
	for (unsigned int i = 0; i < t->nr_reasons; i++)
		sim_buf_printf(out, "  skipped %4u: %s\n", t->counts[i], t->reasons[i]);
	if (t->passed_over)
		sim_buf_printf(out, "  %u condition%s that a host does not show passed over\n",
			       t->passed_over, t->passed_over == 1 ? "" : "s");
	if (t->refusals)
		sim_buf_printf(out, "  %u line%s with refusals made with none of them\n",
			       t->refusals, t->refusals == 1 ? "" : "s");
}

/* as this machine's release, whatever release the design was made for */
static int rebind(struct cli_suite *suite)
{
	unsigned int nr = suite->designs.nr, nr_known = nr + suite->known.nr;
	const struct sim_design **all = calloc(nr_known + 1, sizeof(*all));
	struct sim_error err;
	int code = CLI_OK;

	if (!all)
		return CLI_INTERNAL;
	for (unsigned int i = 0; i < nr_known; i++)
		all[i] = i < nr ? suite->designs.at[i].design : suite->known.at[i - nr].design;
	for (unsigned int i = 0; i < suite->scenarios.nr * nr && !code; i++) {
		sim_prog_free(suite->progs[i]);
		if (sim_bind_among(&suite->progs[i], suite->scenarios.at[i / nr].ast, all[i % nr],
				   sim_host_release() | SIM_ON_HOST, all, nr_known, &err))
			code = cli_error(&err);
	}
	free(all);
	return code;
}

int cli_host_suite(struct cli_suite *suite, char **paths, int nr, const struct cli_list *designs)
{
	char word[] = "send-signal";
	char *words[] = { word };
	const struct cli_list usual = { words, 1 };
	int code = cli_suite_open(suite, paths, nr, designs->nr ? designs : &usual, 0);

	if (code)
		return code;
	code = rebind(suite);
	if (code)
		cli_suite_close(suite);
	return code;
}

unsigned long cli_host_repeat(const struct sim_prog *prog, const struct cli_host_options *o)
{
	if (o->repeat)
		return o->repeat;
	return prog->has_race ? CLI_HOST_REPEAT : 1;
}

unsigned long cli_host_number(const char *word)
{
	char *end;
	unsigned long n = *word >= '1' && *word <= '9' ? strtoul(word, &end, 10) : 0;

	return n && !*end && n <= 1000000 ? n : 0;
}
