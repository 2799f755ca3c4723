// SPDX-License-Identifier: GPL-2.0-only
/* pidfdsim list: what there is to run, and what may be written in a scenario. */
#include "cli.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "script/calls.h"
#include "script/names.h"

/* ------------------------------------------------------------ scenarios */

static void put_requires(const struct sim_ast *ast, struct sim_buf *out)
{
	struct sim_item *item = ast->items;
	const char *before = "  requires ";

	for (; (item = sim_ast_find(item, SIM_ITEM_REQUIRES)); item = item->next) {
		for (const struct sim_req *req = item->reqs; req; req = req->next) {
			sim_buf_printf(out, "%s%s%s", before, req->absent ? "-" : "", req->name.s);
			before = ", ";
		}
	}
}

static int list_scenarios(char **paths, int nr)
{
	struct cli_scenarios s;
	struct sim_buf out = { 0 };
	size_t width = 0;
	int code = cli_load_scenarios(&s, paths, nr);

	for (unsigned int i = 0; i < s.nr; i++) {
		if (strlen(s.at[i].path) > width && strlen(s.at[i].path) < 60)
			width = strlen(s.at[i].path);
	}
	for (unsigned int i = 0; i < s.nr && !code; i++) {
		sim_buf_printf(&out, "%-*s  %s", (int)width, s.at[i].path, s.at[i].title);
		put_requires(s.at[i].ast, &out);
		sim_buf_putc(&out, '\n');
	}
	cli_free_scenarios(&s);
	return cli_flush(&out, code);
}

/* ------------------------------------------------------------ calls */

static int is_written(const struct sim_param *p)
{
	switch (p->kind) {
	case SIM_P_OUT:
	case SIM_P_OUT_LIST:
	case SIM_P_OUT_DATA:
	case SIM_P_COUNT:
	case SIM_P_FIXED:
		return 0;
	default:
		return 1;
	}
}

static int comes_back(const struct sim_param *p)
{
	return p->kind == SIM_P_OUT || p->kind == SIM_P_OUT_LIST || p->kind == SIM_P_OUT_DATA ||
	       p->kind == SIM_P_INOUT || p->kind == SIM_P_INOUT_LIST || p->kind == SIM_P_MSG_OUT;
}

/* a structure as it is written: {fd=, events=}; sets of signals: [SIG...] */
static void put_layout(const struct sim_param *p, struct sim_buf *out)
{
	const struct sim_member *m = p->layout ? p->layout->members : NULL;

	if (!m || (p->layout->plain && m->type != SIM_T_SIGSET)) {
		sim_buf_puts(out, p->name);
		return;
	}
	if (p->layout->plain) {
		sim_buf_printf(out, "[%s]", p->name);
		return;
	}
	sim_buf_putc(out, '{');
	for (; m->name; m++)
		sim_buf_printf(out, "%s=%s", m->name, m[1].name ? ", " : "");
	sim_buf_putc(out, '}');
}

static void put_param(const struct sim_param *p, struct sim_buf *out)
{
	switch (p->kind) {
	case SIM_P_STRING:
	case SIM_P_DATA:
		sim_buf_printf(out, "\"%s\"", p->name);
		break;
	case SIM_P_IN:
	case SIM_P_INOUT:
		put_layout(p, out);
		break;
	case SIM_P_IN_LIST:
	case SIM_P_INOUT_LIST:
		sim_buf_putc(out, '[');
		put_layout(p, out);
		sim_buf_puts(out, ", ...]");
		break;
	case SIM_P_MSG_IN:
		sim_buf_puts(out, "{data=\"\", rights=[]}");
		break;
	case SIM_P_MSG_OUT:
		sim_buf_puts(out, "{len=, fds=}");
		break;
	default:
		sim_buf_puts(out, p->name);
	}
}

static void put_fields(const struct sim_param *p, struct sim_buf *out)
{
	const struct sim_member *m;

	if (p->kind == SIM_P_OUT_DATA) {
		sim_buf_puts(out, "\"bytes\"");
	} else if (p->kind == SIM_P_MSG_OUT) {
		sim_buf_puts(out, "data=\"bytes\", rights=[fd, ...], flags=");
	} else if (!p->layout || p->layout->plain) {
		sim_buf_printf(out, "%s=", p->name);
	} else {
		for (m = p->layout->members; m->name; m++)
			sim_buf_printf(out, "%s%s=", m == p->layout->members ? "" : ", ", m->name);
	}
}

/* @word: the command that stands in the second place; NULL: any */
static void put_call(const struct sim_call_desc *desc, const char *word, struct sim_buf *out)
{
	const char *comma = "", *brace = "  = {";

	sim_buf_printf(out, "%s(", desc->name);
	for (const struct sim_param *p = desc->params; p->kind != SIM_P_END; p++) {
		if (!is_written(p))
			continue;
		sim_buf_puts(out, p->optional ? "[" : "");
		sim_buf_puts(out, comma);
		if (word && p == &desc->params[1])
			sim_buf_puts(out, word);
		else
			put_param(p, out);
		sim_buf_puts(out, p->optional ? "]" : "");
		comma = ", ";
	}
	sim_buf_puts(out, desc->flags & SIM_CALL_CREATES ? ")  = ACTOR" : ")");
	for (const struct sim_param *p = desc->params; p->kind != SIM_P_END; p++) {
		if (!comes_back(p))
			continue;
		sim_buf_puts(out, brace);
		put_fields(p, out);
		brace = ", ";
	}
	sim_buf_printf(out, "%s  %s\n", *brace == ',' ? "}" : "", desc->man);
}

static int list_calls(void)
{
	const struct sim_call_desc *desc;
	struct sim_buf out = { 0 };
	const char *word;

	sim_buf_puts(&out,
		     "# call(argument, [, optional]), what comes back in braces, the manual page\n"
		     "# \"x\": a string; {x=}: a structure, NULL or an address; [x]: a list\n");
	for (unsigned int i = 0; sim_call_desc_at(i); i++)
		put_call(sim_call_desc_at(i), NULL, &out);
	for (unsigned int i = 0; (desc = sim_command_at(i, &word)) != NULL; i++)
		put_call(desc, word, &out);
	sim_buf_puts(&out,
		     "sim_reuse(P)  the next pid of the caller's namespace is P's old number\n"
		     "sim_run()  the actor does nothing; pending work happens\n"
		     "sim_sleep(MS)  virtual time passes\n"
		     "sim_exec()  execve of a program that does nothing else\n"
		     "sim_open(P), sim_signal(fd, sig), sim_poll(fd), sim_wait(fd), sim_info(fd)"
		     "  the design's own habit\n");
	return cli_flush(&out, CLI_OK);
}

/* ------------------------------------------------------------ constants, features */

static void put_constant(void *ctx, const char *name, long value)
{
	sim_buf_printf(ctx, "%-28s %ld\n", name, value);
}

static int list_constants(void)
{
	struct sim_buf out = { 0 };
	struct cli_designs d;
	int code = cli_load_designs(&d, NULL, 0, NULL);

	if (!code) {
		sim_names_each(put_constant, &out);
		for (unsigned int i = 0; i < d.nr; i++) {
			const struct design_constant *c = d.at[i].table->constants;

			for (; c && c->name; c++)
				sim_buf_printf(&out, "%-28s %ld  on %s\n", c->name, c->value,
					       d.at[i].table->name);
		}
	}
	cli_free_designs(&d);
	return cli_flush(&out, code);
}

struct word {
	const char *name, *design;
};

struct words {
	struct word *at;
	unsigned int nr;
	int failed;
};

static void add_word(struct words *words, const char *name, const char *design)
{
	struct word *more = realloc(words->at, (words->nr + 1) * sizeof(*more));

	if (!more) {
		words->failed = 1;
		return;
	}
	words->at = more;
	more[words->nr++] = (struct word){ name, design };
}

static void add_words(struct words *words, const struct design *table)
{
	for (const char *const *p = table->features; p && *p; p++)
		add_word(words, *p, table->name);
	for (const struct design_habit *h = table->habits; h && h->name; h++)
		add_word(words, h->name, table->name);
}

/* Stable: designs of one word stay in their order. */
static void sort_words(struct words *words)
{
	for (unsigned int i = 1; i < words->nr; i++) {
		struct word w = words->at[i];
		unsigned int j = i;

		for (; j && strcmp(words->at[j - 1].name, w.name) > 0; j--)
			words->at[j] = words->at[j - 1];
		words->at[j] = w;
	}
}

static int list_features(void)
{
	struct words words = { 0 };
	struct sim_buf out = { 0 };
	struct cli_designs d;
	int code = cli_load_designs(&d, NULL, 0, NULL);

	for (unsigned int i = 0; i < d.nr; i++)
		add_words(&words, d.at[i].table);
	sort_words(&words);
	for (unsigned int i = 0; i < words.nr && !code; i++) {
		int same = i && !strcmp(words.at[i].name, words.at[i - 1].name);

		if (!same)
			sim_buf_printf(&out, "%s%-16s", i ? "\n" : "", words.at[i].name);
		sim_buf_printf(&out, "%s%s", same ? ", " : " ", words.at[i].design);
	}
	if (!code)
		sim_buf_puts(&out,
			     words.nr ? "\n# and the name of every system call that a design has\n"
				      : "# no features; the name of every system call that a "
					"design has\n");
	out.failed |= words.failed;
	free(words.at);
	cli_free_designs(&d);
	return cli_flush(&out, code);
}

/* ------------------------------------------------------------ the command */

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "calls", no_argument, NULL, 'c' },
		{ "constants", no_argument, NULL, 'k' },
		{ "features", no_argument, NULL, 'f' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	int c, what = 0;

	opterr = 0;
	while ((c = getopt_long(argc, argv, "h", options, NULL)) >= 0) {
		if (c == 'h')
			return cli_help(&cli_cmd_list);
		if (c == '?')
			return cli_unknown_option(&cli_cmd_list, argv);
		if (what && what != c)
			return cli_bad(&cli_cmd_list, "one of --calls, --constants and --features");
		what = c;
	}
	if (what && optind < argc)
		return cli_bad(&cli_cmd_list,
			       "no scenarios are listed with --calls, --constants or --features");
	switch (what) {
	case 'c':
		return list_calls();
	case 'k':
		return list_constants();
	case 'f':
		return list_features();
	default:
		break;
	}
	if (optind == argc)
		return cli_bad(&cli_cmd_list, "which scenarios? A file, or a folder of them");
	return list_scenarios(argv + optind, argc - optind);
}

const struct cli_command cli_cmd_list = {
	.name = "list",
	.usage = "list PATH... | --calls | --constants | --features",
	.summary = "scenarios with their titles; or what may be written in one",
	.help = "      --calls      every call: arguments, what comes back, the manual page\n"
		"      --constants  every constant and its value\n"
		"      --features   every word that `requires` takes, and the designs that have "
		"it\n",
	.run = run,
};
