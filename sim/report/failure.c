// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is said of a failure: where, what was written and what came, what the judges found,
 * the schedule as lanes, and how to see it again.
 */
#include <string.h>

#include "report/story.h"
#include "script/script.h"

/* What debug information says is a path of the machine that compiled it. */
const char *sim_report_file(const char *file)
{
	static const char *const tops[] = { "/model/", "/tests/" };
	const char *at;

	for (unsigned int i = 0; i < 2 && file[0] == '/'; i++) {
		at = strstr(file, tops[i]);
		if (at)
			return at + 1;
	}
	return file;
}

static void put_verdicts(const struct sim_story *story, struct sim_buf *out)
{
	const struct sim_verdict *v;

	for (unsigned int i = 0; (v = sim_verdict(story->sim, i)); i++) {
		if (v->kind == SIM_BUG_EXPECT)
			continue;
		sim_buf_printf(out, "  %-9s ", sim_bug_name(v->kind));
		sim_buf_puts(out, v->text);
		if (v->object[0])
			sim_buf_printf(out, "  [%s]", v->object);
		sim_buf_putc(out, '\n');
		if (v->site.file)
			sim_buf_printf(out, "            at %s:%u (%s)\n",
				       sim_report_file(v->site.file), v->site.line,
				       v->site.func ? v->site.func : "?");
		else if (v->site.func)
			sim_buf_printf(out, "            in %s\n", v->site.func);
		for (unsigned int j = 0; j < v->nr_callers; j++)
			sim_buf_printf(out, "            by %s:%u (%s)\n",
				       sim_report_file(v->callers[j].file), v->callers[j].line,
				       v->callers[j].func);
	}
}

/* the outcome that was expected, as the scenario has it for this design */
static void put_expected(const struct sim_prog *prog, unsigned int step, struct sim_buf *out)
{
	const struct sim_item *item = prog->steps[step].item;
	const struct sim_override *o;

	if (item->kind != SIM_ITEM_LINE)
		return;
	for (o = item->overrides; o; o = o->next) {
		if (o->kind == SIM_OVERRIDE_OUTCOME &&
		    sim_range_fits(o->ranges, sim_design_table(prog->design)->name,
				   prog->boot.release))
			break;
	}
	sim_buf_puts(out, "  expected ");
	sim_print_outcome(o ? &o->outcome : &item->line.outcome, NULL, out);
	if (o)
		sim_buf_printf(out, "   (the override in line %u)", o->pos.line);
	sim_buf_putc(out, '\n');
}

static const struct sim_pstep *failed_step(const struct sim_story *story)
{
	unsigned int step = story ? story->run->failed_step : 0;

	return step ? &story->prog->steps[step - 1] : NULL;
}

static void put_got(const struct sim_report *report, const struct sim_story *story,
		    struct sim_buf *out)
{
	const struct sim_pstep *step = failed_step(story);
	const char *got = report->why;
	int equals = 0;

	if (report->verdict_kind != SIM_BUG_EXPECT)
		return;
	if (step && !strncmp(got, "got ", 4)) {
		got += 4;
		equals = strcmp(got, "...") != 0;
		put_expected(story->prog, (unsigned int)(step - story->prog->steps), out);
	}
	sim_buf_printf(out, "  got       %s%s\n", equals ? "= " : "", got);
}

static void put_where(const struct sim_report *report, const struct sim_prog *prog,
		      const struct sim_pen *pen, struct sim_buf *out)
{
	sim_buf_printf(out, "  %s%s", sim_ink_on(pen, SIM_INK_BOLD), prog->ast->path);
	if (report->line)
		sim_buf_printf(out, ":%u", report->line);
	sim_buf_puts(out, sim_ink_off(pen));
	if (report->text[0])
		sim_buf_printf(out, "   %s", report->text);
	sim_buf_printf(out, "\n  design    %s on Linux %u.%u", sim_design_table(prog->design)->name,
		       prog->boot.release >> 8, prog->boot.release & 0xff);
	if (prog->has_race && report->runs)
		sim_buf_printf(out, ", %s %lu%s%s", report->whole ? "all runs up to" : "run",
			       report->runs, report->token[0] ? ", schedule " : "", report->token);
	if (report->inject_nth)
		sim_buf_printf(out, ", request %u of line %u refused", report->inject_nth,
			       prog->steps[report->inject_step - 1].item->pos.line);
	sim_buf_putc(out, '\n');
	if (report->shortest[0])
		sim_buf_printf(out, "  shortest  %s\n", report->shortest);
}

void sim_report_failure(const struct sim_report *report, const struct sim_prog *prog,
			const struct sim_story *story, const struct sim_pen *pen,
			const struct sim_marked *marked, unsigned int nr, const char *repeat,
			struct sim_buf *out)
{
	put_where(report, prog, pen, out);
	put_got(report, story, out);
	if (story)
		put_verdicts(story, out);
	else if (report->verdict_kind != SIM_BUG_EXPECT)
		sim_buf_printf(out, "  judged    %s\n", report->why);
	if (story) {
		sim_buf_putc(out, '\n');
		sim_report_lanes(story, pen, marked, nr, out);
	}
	if (repeat)
		sim_buf_printf(out, "\n  repeat    %s\n", repeat);
}
