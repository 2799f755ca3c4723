// SPDX-License-Identifier: GPL-2.0-only
/*
 * A difference, written as the scenario that shows it.
 */
#include "fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "script/script.h"

/* the first line of what was seen, without what stands in braces, unless @whole */
static void put_result(const struct fuzz_seen *seen, int whole, struct sim_buf *out)
{
	const char *s = seen->text.s ? seen->text.s : "";
	size_t len = strcspn(s, "\n");
	const char *brace = memchr(s, '{', len);

	if (!strncmp(s, "does not return", len))
		return;
	if (!strncmp(s, "...", 3)) {
		sim_buf_puts(out, " ...");
		return;
	}
	if (brace && !whole)
		len = (size_t)(brace - s) - 1;
	sim_buf_puts(out, " = ");
	sim_buf_add(out, s, len);
}

/* lines of actors whose calls ended */
static void put_wakes(const struct fuzz_seen *seen, int whole, struct sim_buf *out)
{
	const char *at = seen->text.s ? seen->text.s : "", *brace;

	for (at += strcspn(at, "\n"); *at; at += strcspn(at, "\n")) {
		size_t len = strcspn(++at, "\n");

		if (!memmem(at, len, ": ... = ", 8))
			continue;
		brace = memchr(at, '{', len);
		if (brace && !whole)
			len = (size_t)(brace - at) - 1;
		sim_buf_add(out, at, len);
		sim_buf_putc(out, '\n');
	}
}

static void put_checks(const struct fuzz_seen *seen, struct sim_buf *out)
{
	const char *at = seen->text.s ? seen->text.s : "";

	for (at += strcspn(at, "\n"); *at; at += strcspn(at, "\n")) {
		size_t len = strcspn(++at, "\n");
		const char *is = memmem(at, len, " is ", 4);
		const char *took = memmem(at, len, " took ", 6);

		if (is)
			sim_buf_printf(out, "check state(%.*s) == %.*s\n", (int)(is - at), at,
				       (int)(len - (size_t)(is + 4 - at)), is + 4);
		else if (took)
			sim_buf_printf(out, "check received(%.*s) has %.*s\n", (int)(took - at), at,
				       (int)strcspn(took + 6, " "), took + 6);
	}
}

static void put_comment(const char *who, const struct sim_buf *text, struct sim_buf *out)
{
	const char *at = text->s ? text->s : "";

	while (*at) {
		size_t len = strcspn(at, "\n");

		sim_buf_printf(out, "# %s: %.*s\n", who, (int)(len > 400 ? 400 : len), at);
		at += len + (at[len] != '\0');
	}
}

static void put_step(const struct fuzz_program *p, unsigned int i, const struct fuzz_seen *seen,
		     int whole, struct sim_buf *out)
{
	const struct fuzz_step *s = &p->steps[i];

	sim_buf_printf(out, "%s: %s", fuzz_actor_name(s->p.actor), s->text);
	put_result(seen, whole, out);
	sim_buf_putc(out, '\n');
	put_wakes(seen, whole, out);
}

/* the canonical layout; or as it is, if it can't be read again */
static char *canonical(struct sim_buf *text)
{
	struct sim_buf printed = { 0 };
	struct sim_error err = { 0 };
	struct sim_ast *ast = NULL;

	if (!text->failed && !sim_parse(&ast, "fuzz", text->s, text->len, &err) &&
	    !sim_print(ast, &printed, &err)) {
		sim_buf_free(text);
		*text = printed;
	}
	sim_ast_free(ast);
	return text->failed ? NULL : text->s;
}

char *fuzz_report(const struct fuzz_lab *lab, const struct fuzz_program *program,
		  const struct fuzz_run *model, const struct fuzz_run *other, unsigned int at,
		  uint64_t number)
{
	const struct sim_design *design = lab->other ? sim_design_used(lab->other) : NULL;
	const char *whose = design ? sim_design_table(design)->name : "host";
	struct sim_buf out = { 0 };

	sim_buf_printf(&out, "scenario \"seed %llu, program %llu\"\n\n",
		       (unsigned long long)lab->seed, (unsigned long long)number);
	for (unsigned int i = 0; i < program->nr_steps && i <= at; i++) {
		if (program->steps[i].off || !model->seen[i].played)
			continue;
		if (i < at) {
			put_step(program, i, &model->seen[i], 0, &out);
			continue;
		}
		sim_buf_putc(&out, '\n');
		put_comment("model", &model->seen[i].text, &out);
		put_comment(whose, &other->seen[i].text, &out);
		put_step(program, i, &other->seen[i], 1, &out);
		put_checks(&other->seen[i], &out);
	}
	if (at >= program->nr_steps) {
		put_comment("model, at the end", &model->end, &out);
		put_comment("other, at the end", &other->end, &out);
	}
	return canonical(&out);
}
