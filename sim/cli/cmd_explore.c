// SPDX-License-Identifier: GPL-2.0-only
/* pidfdsim explore: every order of a race, or as many as were asked for. */
#include "cli.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "report/story.h"
#include "script/search.h"

struct explore_options {
	struct cli_list designs;
	const char *release_word;
	unsigned int release;
	struct sim_search search;
	struct sim_shared share;
	int have_strategy, have_bound, have_seed;
};

/**
 * struct exploration - a scenario on a design
 * @prog: bound to the design, in which failures are told; @deep: to what is searched
 * @why_not: why there is no reduction, "" if there is
 */
struct exploration {
	const struct explore_options *options;
	struct cli_suite suite;
	const struct sim_prog *prog;
	struct sim_design *deep_design;
	struct sim_prog *deep;
	struct sim_search search;
	char why_not[160];
	struct sim_pen pen;
};

/* ------------------------------------------------------------ what is searched */

static int bind_deep(struct exploration *e, struct sim_error *err)
{
	const struct sim_design **designs;
	unsigned int nr = e->suite.known.nr;
	enum sim_status status;

	designs = calloc(nr + 1, sizeof(*designs));
	if (!designs)
		return sim_error_set(err, SIM_ENOMEM, "out of memory");
	designs[0] = e->deep_design;
	for (unsigned int i = 0; i < nr; i++)
		designs[i + 1] = e->suite.known.at[i].design;
	status = sim_bind_among(&e->deep, e->suite.scenarios.at[0].ast, e->deep_design,
				e->options->release, designs, nr + 1, err);
	free(designs);
	return (int)status;
}

/* With reduction if the design can tell what its steps touch; else without, and that is said. */
static int choose_design(struct exploration *e)
{
	const struct cli_design *design = &e->suite.designs.at[0];
	struct sim_error err = { 0 };

	e->search = e->options->search;
	if (e->search.method != SIM_SEARCH_DPOR || design->table->footprints)
		return CLI_OK;
	if (!sim_design_open_deep(&e->deep_design, design->design, &err))
		return bind_deep(e, &err) ? cli_error(&err) : CLI_OK;
	if (err.status != SIM_ENOENT)
		return cli_error(&err);
	snprintf(e->why_not, sizeof(e->why_not),
		 "without reduction: the design was not built to tell what its steps touch");
	e->search.method = SIM_SEARCH_DFS;
	e->search.bound = SIM_UNBOUNDED;
	return CLI_OK;
}

static int open_all(struct exploration *e, char **paths, int nr)
{
	int code = cli_suite_open(&e->suite, paths, nr, &e->options->designs,
				  e->options->release);

	if (code)
		return code;
	if (e->suite.scenarios.nr != 1 || e->suite.designs.nr != 1)
		return cli_bad(&cli_cmd_explore, "one scenario file and one --design");
	e->prog = cli_suite_prog(&e->suite, 0, 0);
	if (!e->prog->skip[0] && !e->prog->has_race)
		return cli_bad(&cli_cmd_explore, "%s has no race: there is nothing to explore",
			       e->suite.scenarios.at[0].path);
	return choose_design(e);
}

static void close_all(struct exploration *e)
{
	sim_prog_free(e->deep);
	cli_suite_close(&e->suite);
	sim_design_close(e->deep_design);
}

/* ------------------------------------------------------------ what came of it */

static void put_command(void *ctx, const char *token, struct sim_buf *out)
{
	const struct exploration *e = ctx;

	cli_put_command(out, e->suite.scenarios.at[0].path, &e->suite.designs.at[0],
			e->options->release_word);
	if (token)
		cli_put_schedule(out, token);
}

static int put_failure(struct exploration *e, const struct sim_found *found, struct sim_buf *out)
{
	const struct sim_teller teller = {
		.sim = e->suite.sim,
		.prog = e->prog,
		.pen = &e->pen,
		.as_it_is = e->search.method == SIM_SEARCH_REPLAY,
		.command = put_command,
		.ctx = e,
	};
	const char *token = found->failing ? found->failing->token : NULL;
	struct sim_error err = { 0 };

	return sim_report_fault(&teller, &found->report, token, out, &err) ? cli_error(&err)
									     : CLI_OK;
}

static const char *method_text(const struct exploration *e, char *text, size_t n)
{
	switch (e->search.method) {
	case SIM_SEARCH_DPOR:
		return "every order, those that differ only in independent steps taken once";
	case SIM_SEARCH_DFS:
		if (e->search.bound == SIM_UNBOUNDED)
			return "every order";
		snprintf(text, n, "every order with at most %u preemption%s", e->search.bound,
			 e->search.bound == 1 ? "" : "s");
		return text;
	case SIM_SEARCH_PCT:
		snprintf(text, n, "random priorities, depth %u, seed %llu",
			 e->search.depth ? e->search.depth : 3,
			 (unsigned long long)e->search.seed);
		return text;
	case SIM_SEARCH_RANDOM:
		snprintf(text, n, "random walks, seed %llu", (unsigned long long)e->search.seed);
		return text;
	default:
		return "one schedule";
	}
}

static void put_numbers(const struct exploration *e, const struct sim_found *found,
			struct sim_buf *out)
{
	char text[80];

	sim_buf_printf(out, "explored %s on %s: %s\n", e->suite.scenarios.at[0].path,
		       e->suite.designs.at[0].table->name, method_text(e, text, sizeof(text)));
	if (e->why_not[0])
		sim_buf_printf(out, "  %s\n", e->why_not);
	sim_buf_printf(out, "  %lu execution%s", found->runs, found->runs == 1 ? "" : "s");
	if (found->cut)
		sim_buf_printf(out, ", and %lu cut short as like one of them", found->cut);
	if (!found->exhausted && !found->lost && e->search.method != SIM_SEARCH_REPLAY)
		sim_buf_puts(out, found->nr_failed && !e->search.keep_going ?
			     "; there may be more" : "; there are more");
	sim_buf_putc(out, '\n');
}

static void put_result(const struct exploration *e, const struct sim_found *found,
		       struct sim_buf *out)
{
	if (found->lost)
		sim_buf_printf(out, "  given up: %s\n", found->lost);
	else if (found->nr_failed)
		sim_buf_printf(out, "  %lu of them fail%s; the first:\n", found->nr_failed,
			       found->nr_failed == 1 ? "s" : "");
	else if (found->report.status == SIM_FAIL)
		sim_buf_puts(out, "  all together they fail:\n");
	else if (found->exhausted && e->search.method == SIM_SEARCH_DFS &&
		 e->search.bound != SIM_UNBOUNDED)
		sim_buf_printf(out, "  the property holds in all of them: within the bound of %u\n",
			       e->search.bound);
	else if (found->exhausted && e->search.method <= SIM_SEARCH_DFS)
		sim_buf_puts(out, "  the property holds in all of them: there are no others\n");
	else
		sim_buf_puts(out, "  the property holds in these, which says nothing of others\n");
}

static void progress(void *ctx, const struct sim_found *found)
{
	const struct exploration *e = ctx;

	cli_progress("%s on %s: %lu executions, %lu cut short", e->suite.scenarios.at[0].path,
		     e->suite.designs.at[0].table->name, found->runs, found->cut);
}

static enum sim_status search(struct exploration *e, struct sim_found *found,
			      struct sim_error *err)
{
	const struct sim_prog *prog = e->deep ? e->deep : e->prog;

	if (e->options->share.workers && e->search.method != SIM_SEARCH_DFS)
		return sim_search_shared(e->suite.sim, prog, &e->search, &e->options->share, found,
					 err);
	return sim_search_prog(e->suite.sim, prog, &e->search, found, err);
}

static int explore(struct exploration *e)
{
	struct sim_buf out = { 0 };
	struct sim_found found;
	struct sim_error err = { 0 };
	int code = CLI_OK;

	if (e->prog->skip[0]) {
		sim_buf_printf(&out, "skipped %s on %s: %s\n", e->suite.scenarios.at[0].path,
			       e->suite.designs.at[0].table->name, e->prog->skip);
		return cli_flush(&out, CLI_OK);
	}
	e->search.progress = progress;
	e->search.ctx = e;
	if (search(e, &found, &err))
		return cli_error(&err);
	cli_progress("%s", "");
	put_numbers(e, &found, &out);
	put_result(e, &found, &out);
	if (found.lost || found.report.status == SIM_FAIL)
		code = CLI_FAILED;
	if (found.report.status == SIM_FAIL) {
		sim_buf_putc(&out, '\n');
		code = put_failure(e, &found, &out);
		code = code ? code : CLI_FAILED;
	}
	sim_found_free(&found);
	return cli_flush(&out, code);
}

/* ------------------------------------------------------------ the command */

static int parse_number(const char *word, unsigned long most, unsigned long *number)
{
	char *end;

	if (*word < '0' || *word > '9')
		return 0;
	*number = strtoul(word, &end, 10);
	return !*end && *number <= most;
}

static int take_strategy(struct explore_options *o, const char *word)
{
	static const char *const words[] = {
		[SIM_SEARCH_DPOR] = "dpor", [SIM_SEARCH_DFS] = "dfs", [SIM_SEARCH_PCT] = "pct",
		[SIM_SEARCH_RANDOM] = "random", [SIM_SEARCH_REPLAY] = "replay",
	};

	for (unsigned int i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(word, words[i]))
			continue;
		o->search.method = (enum sim_method)i;
		o->have_strategy = 1;
		return CLI_OK;
	}
	return cli_bad(&cli_cmd_explore,
		       "the strategies are dpor, dfs, pct, random and replay, not %s", word);
}

static int take_number(struct explore_options *o, int c)
{
	unsigned long number;

	if (!parse_number(optarg, c == 'S' ? 0xffffffffUL : c == 'b' ? 1000 :
			  c == 'j' ? 256 : 1000000000UL, &number) ||
	    (strchr("nj", c) && !number))
		return cli_bad(&cli_cmd_explore, "%s is no number that fits here", optarg);
	if (c == 'b') {
		o->search.bound = (unsigned int)number;
		o->have_bound = 1;
	} else if (c == 'j') {
		o->share.workers = (unsigned int)number;
	} else if (c == 'n') {
		o->search.max_runs = number;
	} else if (c == 'D') {
		o->search.depth = (unsigned int)number;
	} else {
		o->search.seed = number;
		o->have_seed = 1;
	}
	return CLI_OK;
}

static int take_option(struct explore_options *o, int c, char **argv)
{
	switch (c) {
	case 'd':
		return cli_list_add(&o->designs, optarg) ? CLI_OK : CLI_INTERNAL;
	case 'r':
		o->release_word = optarg;
		o->release = cli_release(optarg);
		return o->release ? CLI_OK
				  : cli_bad(&cli_cmd_explore, "%s is no release as linux-5.1 is",
					    optarg);
	case 's':
		return take_strategy(o, optarg);
	case 't':
		o->search.token = strcmp(optarg, "default") ? optarg : "";
		return CLI_OK;
	case 'k':
		o->search.keep_going = 1;
		return CLI_OK;
	case 'b':
	case 'j':
	case 'n':
	case 'D':
	case 'S':
		return take_number(o, c);
	default:
		return cli_unknown_option(&cli_cmd_explore, argv);
	}
}

/* What the options leave open, and what does not go together. */
static int complete(struct explore_options *o)
{
	struct sim_search *s = &o->search;

	if (!o->have_strategy)
		s->method = s->token ? SIM_SEARCH_REPLAY
			    : o->have_bound ? SIM_SEARCH_DFS : SIM_SEARCH_DPOR;
	if (o->have_bound && s->method != SIM_SEARCH_DFS)
		return cli_bad(&cli_cmd_explore, "--bound goes with --strategy dfs");
	if (!s->token != (s->method != SIM_SEARCH_REPLAY))
		return cli_bad(&cli_cmd_explore, "--schedule and --strategy replay go together");
	if (s->method == SIM_SEARCH_DFS && !o->have_bound)
		s->bound = SIM_UNBOUNDED;
	if (!o->have_seed)
		s->seed = 1;
	if ((s->method == SIM_SEARCH_PCT || s->method == SIM_SEARCH_RANDOM) && !s->max_runs)
		s->max_runs = 10000;
	return CLI_OK;
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "design", required_argument, NULL, 'd' },
		{ "release", required_argument, NULL, 'r' },
		{ "strategy", required_argument, NULL, 's' },
		{ "bound", required_argument, NULL, 'b' },
		{ "jobs", required_argument, NULL, 'j' },
		{ "runs", required_argument, NULL, 'n' },
		{ "depth", required_argument, NULL, 'D' },
		{ "seed", required_argument, NULL, 'S' },
		{ "schedule", required_argument, NULL, 't' },
		{ "keep-going", no_argument, NULL, 'k' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	struct explore_options o = { 0 };
	struct exploration e = { .options = &o };
	int c, code = CLI_OK;

	opterr = 0;
	while (!code && (c = getopt_long(argc, argv, "d:j:h", options, NULL)) >= 0) {
		if (c == 'h') {
			free(o.designs.at);
			return cli_help(&cli_cmd_explore);
		}
		code = take_option(&o, c, argv);
	}
	if (!code && (argc - optind != 1 || o.designs.nr != 1))
		code = cli_bad(&cli_cmd_explore, "one scenario file and one --design");
	if (!code)
		code = complete(&o);
	if (!code) {
		e.pen = cli_pen();
		code = open_all(&e, argv + optind, 1);
		if (!code)
			code = explore(&e);
		close_all(&e);
	}
	free(o.designs.at);
	return code;
}

const struct cli_command cli_cmd_explore = {
	.name = "explore",
	.usage = "explore [OPTIONS] SCENARIO --design DESIGN",
	.summary = "every order of a race, down to the scheduling points in the kernel code",
	.help = "Runs the race of a scenario in every order, or by another strategy, and says how "
		"many\n"
		"executions there were. Either the property holds in all of them, or the first "
		"that fails\n"
		"is shown, with the command that repeats it.\n"
		"\n"
		"  -d, --design NAME|PATH.so   the design\n"
		"      --release linux-X.Y     boot as this kernel release\n"
		"      --strategy dpor         every order, of those that differ only in "
		"independent steps\n"
		"                              one (the default)\n"
		"                 dfs          every order, each once\n"
		"                 pct          random priorities, good at finding rare orders\n"
		"                 random       random walks\n"
		"                 replay       the one of --schedule\n"
		"      --bound N               dfs: at most N preemptions\n"
		"      --runs N                at most N executions (pct and random: 10000)\n"
		"      --depth N               pct: constraints of order that a fault needs (3)\n"
		"      --seed S                of pct and random (1)\n"
		"      --schedule TOKEN        repeat one schedule; `default`: no preemption\n"
		"  -j, --jobs N                N processes share the search; what is found is the "
		"same for any N\n"
		"      --keep-going            do not end at the first execution that fails\n"
		"\n"
		"exit status: 0 the property holds in all that was run, 1 it does not, 2 wrong "
		"usage or\n"
		"input, 3 internal error\n",
	.run = run,
};
