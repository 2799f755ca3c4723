// SPDX-License-Identifier: GPL-2.0-only
/*
 * The program as a whole: what every one of them has (runtime.c.in and main.c.in, as they stand),
 * and between the two the functions of the lines and the scenario itself.
 */
#include "emit/emit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "onhost/onhost.h"
#include "script/script.h"

/* bytes of user memory that an actor of such a program has */
#define MEMORY (1U << 17)

#define EMBED(name, path)                                  \
	__asm__(".pushsection .rodata\n"                    \
		".hidden " name "\n.globl " name "\n" name ":\n" \
		".incbin \"" path "\"\n.byte 0\n.popsection")

EMBED("sim_emit_runtime", SIM_EMIT_DIR "/runtime.c.in");
EMBED("sim_emit_main", SIM_EMIT_DIR "/main.c.in");

extern const char sim_emit_runtime[], sim_emit_main[] __attribute__((visibility("hidden")));

/* ------------------------------------------------------------ what can't be */

static int refuse(const struct sim_prog *prog, char *why, size_t n)
{
	struct sim_host_report report = { 0 };

	sim_host_limits(prog, &report);
	if (report.base.status == SIM_SKIP) {
		snprintf(why, n, "%s", report.base.why);
		return 1;
	}
	for (unsigned int i = 0; i < prog->nr_steps; i++) {
		const struct sim_encoded *enc = &prog->steps[i].enc;

		if (enc->image_len * 24 > MEMORY)
			snprintf(why, n, "a buffer is too large for a small program");
		else if (enc->call && !strcmp(enc->call->name, "clone3") && enc->creates)
			snprintf(why, n, "libc has no clone3 that gives the child a stack");
		else
			continue;
		return 1;
	}
	return 0;
}

/* ------------------------------------------------------------ lines */

static int is_line(const struct sim_pstep *step)
{
	return step->kind == SIM_STEP_LINE && step->enc.pseudo != SIM_PSEUDO_SLEEP;
}

static int vforks(const struct sim_encoded *enc)
{
	if (!enc->call || !enc->creates)
		return 0;
	return !strcmp(enc->call->name, "vfork") ||
	       (!strcmp(enc->call->name, "clone") && (enc->args[0].value & 0x4000));
}

/* where the memory of each line is: in a race, behind that of the actor's lines before */
static unsigned int *place_memory(const struct sim_prog *prog)
{
	unsigned int *at = calloc(prog->nr_steps + 1, sizeof(*at));
	const struct sim_pstep *race = NULL;

	for (unsigned int i = 0; at && i < prog->nr_steps; i++) {
		const struct sim_pstep *s = &prog->steps[i];

		if (s->kind == SIM_STEP_RACE)
			race = s;
		for (const struct sim_pstep *p = race ? race + 1 : s; p < s; p++) {
			if (p->actor == s->actor && p->kind == SIM_STEP_LINE)
				at[i] += (p->enc.image_len + 63) & ~63U;
		}
	}
	return at;
}

static void put_functions(struct sim_emit *e, const unsigned int *at)
{
	const struct sim_prog *prog = e->prog;

	for (unsigned int i = 0; i < prog->nr_steps; i++) {
		if (is_line(&prog->steps[i]))
			sim_emit_call(e, i, at[i]);
	}
	sim_buf_puts(e->out, "static const struct line lines[NR_LINES + 1] = {\n");
	for (unsigned int i = 0; i < prog->nr_steps; i++) {
		const struct sim_pstep *s = &prog->steps[i];

		if (is_line(s))
			sim_buf_printf(e->out, "\t{ line_%u, A_%s, %d, %d },\n",
				       s->item->pos.line, prog->actors[s->actor], vforks(&s->enc),
				       s->enc.call && !strcmp(s->enc.call->name, "execve"));
	}
	sim_buf_puts(e->out, "\t{ NULL, 0, 0, 0 }\n};\n\n");
}

/* ------------------------------------------------------------ the scenario */

static void put_item(struct sim_emit *e, const struct sim_pstep *step)
{
	struct sim_buf text = { 0 };

	if (step->kind == SIM_STEP_COND)
		sim_print_expr(step->expr, &text);
	else
		sim_print_line(&step->item->line, &text);
	sim_emit_string(e->out, text.s ? text.s : "", text.len);
	e->out->failed |= text.failed;
	sim_buf_free(&text);
}

/* `= 0`, of the line itself or of what stands under it for this kernel */
static void put_expected(struct sim_emit *e, const struct sim_pstep *step)
{
	const struct sim_prog *prog = e->prog;
	const struct sim_outcome *outcome = &step->item->line.outcome;
	struct sim_buf text = { 0 };

	for (const struct sim_override *o = step->item->overrides; o; o = o->next) {
		if (!sim_range_fits(o->ranges, sim_design_table(prog->design)->name,
				    prog->boot.release | prog->on_host))
			continue;
		if (o->kind == SIM_OVERRIDE_OUTCOME)
			outcome = &o->outcome;
		break;
	}
	sim_print_outcome(outcome, NULL, &text);
	sim_emit_string(e->out, text.len ? text.s : " anything", text.len ? text.len : 9);
	e->out->failed |= text.failed;
	sim_buf_free(&text);
}

/* its result is in `ret` */
static void put_judgement(struct sim_emit *e, const struct sim_pstep *step, unsigned int at,
			  int in_race)
{
	const char *actor = e->prog->actors[step->actor];
	unsigned int child = step->enc.creates ? sim_prog_child(e->prog, step) : SIM_NO_ACTOR;

	if (child != SIM_NO_ACTOR)
		sim_buf_printf(e->out, "\tif (ret > 0 && (ret < BLOCKED || %d))\n\t\tmeet(A_%s);\n",
			       vforks(&step->enc), e->prog->actors[child]);
	sim_buf_printf(e->out, "\tm = all[A_%s].mem + %u;\n\ttell_result(ret);\n\t%sjudge(%u, ",
		       actor, at, in_race ? "if (ret != NOTHING)\n\t\t" : "",
		       step->item->pos.line);
	put_item(e, step);
	sim_buf_puts(e->out, ",\n\t      ");
	put_expected(e, step);
	sim_buf_puts(e->out, in_race ? ", ret == DIED || " : ",\n\t      ");
	sim_emit_want(e, step, at);
	sim_buf_puts(e->out, ");\n");
}

static void put_comment(struct sim_emit *e, const struct sim_pstep *step)
{
	sim_buf_puts(e->out, "\n\t/* ");
	if (step->kind == SIM_STEP_COND)
		sim_print_expr(step->expr, e->out);
	else
		sim_print_line(&step->item->line, e->out);
	sim_buf_puts(e->out, " */\n");
}

static int leaves(const struct sim_pstep *step)
{
	return step->enc.call && !strncmp(step->enc.call->name, "exit", 4);
}

static void put_line(struct sim_emit *e, const struct sim_pstep *step, unsigned int index,
		     unsigned int at)
{
	put_comment(e, step);
	if (step->enc.pseudo == SIM_PSEUDO_SLEEP)
		sim_buf_printf(e->out, "\tusleep(%ld);\n\tret = 0;\n",
			       step->enc.args[0].value * 1000 + 1000);
	else if (step->kind == SIM_STEP_RESUME)
		sim_buf_printf(e->out, "\tret = finish(A_%s, 0);\n",
			       e->prog->actors[step->actor]);
	else
		sim_buf_printf(e->out, "%s\tret = play(%u, %d);\n",
			       step->enc.pseudo == SIM_PSEUDO_REUSE ? "\tusleep(20000);\n" : "",
			       index, step->outcome == SIM_OUTCOME_BLOCKS || leaves(step));
	put_judgement(e, step, at, 0);
}

static void put_cond(struct sim_emit *e, const struct sim_pstep *step)
{
	put_comment(e, step);
	if (sim_host_never_shows(step->expr)) {
		sim_buf_puts(e->out, "\t/* which only the kernel itself could say */\n");
		return;
	}
	if (step->cond == SIM_SOMETIMES) {
		sim_buf_puts(e->out, "\t/* in some runs */\n");
		return;
	}
	sim_buf_puts(e->out, "\tif (0");
	sim_emit_hidden(e, step->expr);
	sim_buf_printf(e->out, ")\n\t\tpass_over(%u, ", step->item->pos.line);
	put_item(e, step);
	sim_buf_printf(e->out, ", \"it was not seen\");\n\telse\n\t\tjudge(%u, ",
		       step->item->pos.line);
	put_item(e, step);
	sim_buf_printf(e->out, ", \"%s\",\n\t\t      %s", step->cond == SIM_NEVER ?
		       "that it does not hold" : "that it holds",
		       step->cond == SIM_NEVER ? "!" : "");
	sim_emit_cond(e, step->expr);
	sim_buf_puts(e->out, ");\n");
}

static void put_race(struct sim_emit *e, const struct sim_pstep *race, unsigned int index,
		     const unsigned int *at)
{
	const struct sim_pstep *steps = e->prog->steps;

	sim_buf_printf(e->out, "\n\t/* race: all at once */\n\trace(%u, %u, racing);\n", index,
		       index + race->nr_race - 1);
	for (unsigned int i = 0; i < race->nr_race; i++) {
		put_comment(e, &race[1 + i]);
		sim_buf_printf(e->out, "\tret = racing[%u];\n", i);
		put_judgement(e, &race[1 + i], at[&race[1 + i] - steps], 1);
	}
	sim_buf_puts(e->out, "\tsettle();\n");
}

static void put_scenario(struct sim_emit *e, const unsigned int *at)
{
	const struct sim_prog *prog = e->prog;
	unsigned int index = 0;

	sim_buf_puts(e->out, "static void scenario(void)\n{\n\tlong ret = 0, racing[64] = { 0 };\n"
			     "\tunsigned char *m = all[0].mem;\n\n\t(void)m;\n\t(void)ret;\n"
			     "\t(void)racing;\n");
	for (unsigned int i = 0; i < prog->nr_steps; i++) {
		const struct sim_pstep *s = &prog->steps[i];

		switch (s->kind) {
		case SIM_STEP_COND:
			put_cond(e, s);
			break;
		case SIM_STEP_RACE:
			put_race(e, s, index, at);
			i += s->nr_race;
			index += s->nr_race;
			break;
		case SIM_STEP_END:
			break;
		default:
			put_line(e, s, index, at[i]);
			index += is_line(s);
		}
	}
	sim_buf_puts(e->out, "}\n\n");
}

/* ------------------------------------------------------------ all */

static void put_head(const struct sim_prog *prog, const char *made_by, struct sim_buf *out)
{
	unsigned int nr_lines = 0;

	for (unsigned int i = 0; i < prog->nr_steps; i++)
		nr_lines += is_line(&prog->steps[i]);
	sim_buf_printf(out, "/*\n * Made by %s\n *\n", made_by);
	sim_buf_puts(out, " * gcc -o play THIS.c && ./play, as root: each line of the scenario, "
			  "what it expects\n"
			  " * and what it got; exit status 0 if all is as expected, 1 if not, 2 if "
			  "it can't be\n"
			  " * played here.\n */\n");
	sim_buf_printf(out, "#define NR %u\n#define NR_LINES %u\n#define FRESH %d\nenum {",
		       prog->nr_actors, nr_lines, prog->boot.no_fds);
	for (unsigned int i = 0; i < prog->nr_actors; i++)
		sim_buf_printf(out, "%s A_%s", i ? "," : "", prog->actors[i]);
	sim_buf_puts(out, " };\n\n");
}

int sim_emit_c(const struct sim_prog *prog, const char *made_by, struct sim_buf *out, char *why,
	       size_t n)
{
	struct sim_buf body = { 0 };
	struct sim_emit e = { .prog = prog, .out = &body };
	unsigned int *at;

	if (refuse(prog, why, n))
		return 0;
	at = place_memory(prog);
	if (at) {
		put_functions(&e, at);
		put_scenario(&e, at);
	}
	put_head(prog, made_by, out);
	sim_buf_puts(out, sim_emit_runtime);
	sim_buf_printf(out, "%s\n", e.words.s ? e.words.s : "");
	sim_buf_puts(out, body.s ? body.s : "");
	sim_buf_puts(out, sim_emit_main);
	out->failed |= !at || body.failed || e.words.failed;
	free(at);
	sim_buf_free(&body);
	sim_buf_free(&e.words);
	return 1;
}
