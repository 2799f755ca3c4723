// SPDX-License-Identifier: GPL-2.0-only
/*
 * Scenarios by designs. Everything is loaded, parsed and bound before anything is run, so
 * that wrong input is told at once and leaves no half of a result behind.
 */
#include "cli.h"

#include <stdlib.h>
#include <string.h>

/* --release: designs that can't be that kernel are left out, unless they were asked for */
static int keep_release(struct cli_designs *d, unsigned int release)
{
	struct sim_error err;
	unsigned int kept = 0;

	for (unsigned int i = 0; i < d->nr; i++) {
		const struct design_range *r = &d->at[i].table->releases;

		if (release >= r->first && release <= r->last) {
			d->at[kept++] = d->at[i];
			continue;
		}
		if (d->at[i].given) {
			sim_error_set(&err, SIM_EINPUT,
				      "the design %s is Linux %u.%u to %u.%u, not %u.%u",
				      d->at[i].table->name, r->first >> 8, r->first & 0xff,
				      r->last >> 8, r->last & 0xff, release >> 8, release & 0xff);
			return cli_error(&err);
		}
		sim_design_close(d->at[i].design);
		d->at[i].design = NULL;
	}
	d->nr = kept;
	if (kept)
		return CLI_OK;
	sim_error_set(&err, SIM_EINPUT, "no design can be Linux %u.%u", release >> 8,
		      release & 0xff);
	sim_error_accept(&err, "a release that `pidfdsim designs` shows");
	return cli_error(&err);
}

/* One scenario to all designs; the same error of it is told once, not for each. */
static int bind_row(struct cli_suite *suite, unsigned int row, unsigned int release,
		    const struct sim_design *const *designs, unsigned int nr_known)
{
	unsigned int columns = suite->designs.nr;
	struct sim_error err;

	for (unsigned int i = 0; i < columns; i++) {
		if (sim_bind_among(&suite->progs[(size_t)row * columns + i],
				   suite->scenarios.at[row].ast, designs[i], release, designs,
				   nr_known, &err))
			return cli_error(&err);
	}
	return CLI_OK;
}

static int bind_all(struct cli_suite *suite, unsigned int release)
{
	unsigned int nr = suite->designs.nr, nr_known = nr + suite->known.nr;
	const struct sim_design **designs = calloc(nr_known, sizeof(*designs));
	struct sim_error err;
	int code = CLI_OK;

	if (!designs) {
		sim_error_set(&err, SIM_ENOMEM, "out of memory");
		return cli_error(&err);
	}
	for (unsigned int i = 0; i < nr; i++)
		designs[i] = suite->designs.at[i].design;
	for (unsigned int i = nr; i < nr_known; i++)
		designs[i] = suite->known.at[i - nr].design;
	for (unsigned int i = 0; i < suite->scenarios.nr; i++) {
		int bad = bind_row(suite, i, release, designs, nr_known);

		code = bad > code ? bad : code;
	}
	free(designs);
	return code;
}

static int open_world(struct cli_suite *suite)
{
	struct sim_error err = { 0 };

	suite->sim = sim_new(NULL, &err);
	if (suite->sim && !sim_guard_enter(suite->sim, &err))
		return CLI_OK;
	return cli_error(&err);
}

int cli_suite_open(struct cli_suite *suite, char **paths, int nr_paths,
		   const struct cli_list *designs, unsigned int release)
{
	struct sim_error err;
	int code, bad;

	memset(suite, 0, sizeof(*suite));
	code = cli_load_designs(&suite->designs, designs->at, designs->nr, NULL);
	bad = designs->nr ? cli_known_designs(&suite->known) : CLI_OK;
	code = bad > code ? bad : code;
	bad = cli_load_scenarios(&suite->scenarios, paths, nr_paths);
	code = bad > code ? bad : code;
	if (!code && release)
		code = keep_release(&suite->designs, release);
	if (!code) {
		suite->progs = calloc((size_t)suite->scenarios.nr * suite->designs.nr,
				      sizeof(struct sim_prog *));
		if (!suite->progs) {
			sim_error_set(&err, SIM_ENOMEM, "out of memory");
			code = cli_error(&err);
		}
	}
	if (!code)
		code = bind_all(suite, release);
	if (!code)
		code = open_world(suite);
	if (code)
		cli_suite_close(suite);
	return code;
}

void cli_suite_close(struct cli_suite *suite)
{
	size_t nr = (size_t)suite->scenarios.nr * suite->designs.nr;

	if (suite->sim)
		sim_guard_leave(suite->sim);
	sim_free(suite->sim);
	for (size_t i = 0; suite->progs && i < nr; i++)
		sim_prog_free(suite->progs[i]);
	free(suite->progs);
	cli_free_scenarios(&suite->scenarios);
	cli_free_designs(&suite->designs);
	cli_free_designs(&suite->known);
	memset(suite, 0, sizeof(*suite));
}
