// SPDX-License-Identifier: GPL-2.0-only
/*
 * pidfdsim demo: what pidfds are for, in two pictures. Both are runs of real scenarios on a
 * real design; nothing is painted by hand.
 */
#include "cli.h"

#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "report/story.h"
#include "script/names.h"

#define DEFAULT_DESIGN "send-signal"
#define WIDTH	       80U

struct demo {
	struct cli_suite suite;
	struct sim_pen pen;
	int step;
};

static const char *const files[] = { "recycle/by_number.sim", "recycle/by_handle.sim" };
static const char *const heads[] = { "By number: kill(2)", "By handle: a pidfd" };

#define NR_FILES (sizeof(files) / sizeof(files[0]))

/* ------------------------------------------------------------ one story */

static int is_used(const struct sim_prog *prog, const char *habit)
{
	for (unsigned int i = 0; i < prog->nr_steps; i++) {
		if (prog->steps[i].kind == SIM_STEP_LINE &&
		    !strcmp(prog->steps[i].item->line.call.name.s, habit))
			return 1;
	}
	return 0;
}

/* what this design does where the scenario leaves it the choice */
static void put_habits(const struct sim_prog *prog, struct sim_buf *out)
{
	const struct design_habit *h = sim_design_table(prog->design)->habits;

	for (; h && h->name; h++) {
		if (!is_used(prog, h->name))
			continue;
		sim_buf_printf(out, "    %s is ", h->name);
		for (const char *p = h->text; *p; p++) {
			if (*p != '$')
				sim_buf_putc(out, *p);
		}
		sim_buf_putc(out, '\n');
	}
}

static void put_head(const struct demo *demo, unsigned int i, struct sim_buf *out)
{
	const struct sim_pen *pen = &demo->pen;
	const struct sim_prog *prog = cli_suite_prog(&demo->suite, i, 0);
	const char *dot = pen->utf8 ? "·" : "-";

	sim_buf_printf(out, "%s %u. %s%s\n", sim_ink_on(pen, SIM_INK_BOLD), i + 1, heads[i],
		       sim_ink_off(pen));
	sim_buf_printf(out, "%s    %s %s %s, Linux %u.%u\n", sim_ink_on(pen, SIM_INK_DIM), files[i],
		       dot, sim_design_table(prog->design)->name, prog->boot.release >> 8,
		       prog->boot.release & 0xff);
	put_habits(prog, out);
	sim_buf_printf(out, "%s\n", sim_ink_off(pen));
}

/* who was hit, as the trace has it */
static void put_end(const struct demo *demo, const struct sim_story *story, struct sim_buf *out)
{
	struct sim_trace_entry e;
	unsigned int hits = 0;
	char who[32];

	for (unsigned int i = 0; i < story->end && sim_trace_get(story->sim, i, &e); i++) {
		if (e.kind != SIM_TRACE_EVENT || e.code != HOST_EV_SIGNAL_TAKEN)
			continue;
		hits++;
		sim_buf_printf(out, "\n %s%s got %s.%s\n", sim_ink_on(&demo->pen, SIM_INK_BAD),
			       sim_story_actor(story, e.target, who), sim_signal_name((int)e.a),
			       sim_ink_off(&demo->pen));
	}
	if (!hits)
		sim_buf_printf(out, "\n %sNobody got a signal.%s\n",
			       sim_ink_on(&demo->pen, SIM_INK_GOOD), sim_ink_off(&demo->pen));
}

/* a key; 0: enough */
static int wait_key(void)
{
	struct termios old, raw;
	char key = 'q';
	int ok;

	if (tcgetattr(STDIN_FILENO, &old))
		return 0;
	raw = old;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
	tcsetattr(STDIN_FILENO, TCSANOW, &raw);
	ok = read(STDIN_FILENO, &key, 1) == 1;
	tcsetattr(STDIN_FILENO, TCSANOW, &old);
	return ok && key != 'q' && key != 4;
}

static int show_steps(const struct demo *demo, unsigned int i, const struct sim_story *story)
{
	int code = CLI_OK;

	for (unsigned int k = 1; k <= story->nr_moments && !code; k++) {
		struct sim_buf out = { 0 };

		sim_buf_puts(&out, "\033[H\033[2J");
		put_head(demo, i, &out);
		sim_report_picture(story, &demo->pen, k, &out);
		if (k == story->nr_moments)
			put_end(demo, story, &out);
		sim_buf_printf(&out, "\n%s step %u of %u: any key goes on, q ends%s",
			       sim_ink_on(&demo->pen, SIM_INK_DIM), k, story->nr_moments,
			       sim_ink_off(&demo->pen));
		code = cli_flush(&out, CLI_OK);
		if (!code && !wait_key()) {
			putchar('\n');
			return -1;
		}
	}
	putchar('\n');
	return code;
}

static int show_all(const struct demo *demo, unsigned int i, const struct sim_story *story)
{
	struct sim_buf out = { 0 };

	put_head(demo, i, &out);
	sim_report_picture(story, &demo->pen, UINT_MAX, &out);
	put_end(demo, story, &out);
	sim_buf_putc(&out, '\n');
	return cli_flush(&out, CLI_OK);
}

/* The demo says what the scenario claims only if it holds. */
static int tell(struct demo *demo, unsigned int i)
{
	const struct sim_prog *prog = cli_suite_prog(&demo->suite, i, 0);
	const struct sim_runner how = { 0 };
	struct sim_report report;
	struct sim_story story;
	struct sim_error err = { 0 };
	int code;

	if (sim_run_prog(demo->suite.sim, prog, &how, &report, &err) ||
	    sim_story_new(&story, demo->suite.sim, prog, "", 0, 0, &err))
		return cli_error(&err);
	if (report.status == SIM_PASS) {
		code = demo->step ? show_steps(demo, i, &story) : show_all(demo, i, &story);
	} else {
		fprintf(stderr, "pidfdsim demo: %s does not pass on %s: %s\n", files[i],
			sim_design_table(prog->design)->name, report.why);
		code = CLI_FAILED;
	}
	sim_story_free(&story);
	return code;
}

/* ------------------------------------------------------------ the command */

static int find_scenarios(const char *folder, char paths[NR_FILES][PATH_MAX])
{
	char built[64], installed[64];
	struct sim_error err;

	for (unsigned int i = 0; i < NR_FILES; i++) {
		if (folder) {
			snprintf(paths[i], PATH_MAX, "%s/%s", folder, files[i]);
			continue;
		}
		snprintf(built, sizeof(built), "scenarios/%s", files[i]);
		snprintf(installed, sizeof(installed), "../share/pidfdsim/scenarios/%s", files[i]);
		if (cli_find_file(paths[i], PATH_MAX, built, installed))
			continue;
		sim_error_set(&err, SIM_ENOENT,
			      "the scenario %s is neither built nor installed with this program",
			      files[i]);
		sim_error_accept(
			&err,
			"pidfdsim demo --scenarios FOLDER, the folder `scenarios` of the source");
		return cli_error(&err);
	}
	return CLI_OK;
}

static int show(struct demo *demo, const char *folder, char *design)
{
	char paths[NR_FILES][PATH_MAX];
	char *args[NR_FILES];
	struct cli_list designs = { &design, 1 };
	int code = find_scenarios(folder, paths);

	for (unsigned int i = 0; i < NR_FILES; i++)
		args[i] = paths[i];
	if (!code)
		code = cli_suite_open(&demo->suite, args, NR_FILES, &designs, 0);
	if (code)
		return code;
	demo->pen = cli_pen();
	demo->pen.width = WIDTH;
	demo->step = demo->step && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	for (unsigned int i = 0; i < NR_FILES && !code; i++)
		code = tell(demo, i);
	cli_suite_close(&demo->suite);
	return code < 0 ? CLI_OK : code;
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "step", no_argument, NULL, 's' },
		{ "scenarios", required_argument, NULL, 'p' },
		{ "design", required_argument, NULL, 'd' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	char design[] = DEFAULT_DESIGN, *chosen = design;
	const char *folder = NULL;
	struct demo demo = { 0 };
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, "d:h", options, NULL)) >= 0) {
		if (c == 'h')
			return cli_help(&cli_cmd_demo);
		if (c == 's')
			demo.step = 1;
		else if (c == 'p')
			folder = optarg;
		else if (c == 'd')
			chosen = optarg;
		else
			return cli_unknown_option(&cli_cmd_demo, argv);
	}
	if (optind < argc)
		return cli_bad(&cli_cmd_demo, "takes no arguments");
	return show(&demo, folder, chosen);
}

const struct cli_command cli_cmd_demo = {
	.name = "demo",
	.usage = "demo [--step] [--design NAME] [--scenarios FOLDER]",
	.summary = "a recycled pid number: deadly through kill(2), harmless through a handle",
	.help = "Two runs of real scenarios. On top a ribbon for the pid number: who owns it at "
		"each step;\n"
		"below it a lane for each struct pid that had the number (pid 3#1 is the first of "
		"number 3,\n"
		"pid 3#2 the second), with its reference count; then what each task does; then the "
		"ledger.\n"
		"\n"
		"      --step              on a terminal: step by step, any key goes on\n"
		"  -d, --design NAME       another design (" DEFAULT_DESIGN ")\n"
		"      --scenarios FOLDER  where the scenarios are, if not with this program\n",
	.run = run,
};
