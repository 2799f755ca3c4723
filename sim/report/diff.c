// SPDX-License-Identifier: GPL-2.0-only
/*
 * Where two designs part. What a scenario says of a design alone counts, and so does what came of a
 * line that allows several results.
 */
#include "report/diff.h"

#include <stdlib.h>
#include <string.h>

#include "report/matrix.h"
#include "report/rows.h"
#include "script/names.h"
#include "script/script.h"

#define BEFORE 4U /* rows that are shown before the first difference */
#define AFTER  6U

/* ------------------------------------------------------------ one line */

int sim_side_init(struct sim_side *side, const struct sim_prog *prog)
{
	memset(side, 0, sizeof(*side));
	side->prog = prog;
	side->rets = calloc(prog->nr_steps + 1, sizeof(*side->rets));
	side->seen = calloc(prog->nr_steps + 1, sizeof(*side->seen));
	return side->rets && side->seen;
}

void sim_side_free(struct sim_side *side)
{
	free(side->rets);
	free(side->seen);
	side->rets = NULL;
	side->seen = NULL;
}

void sim_side_step(void *ctx, const struct sim_run *run, const struct sim_pstep *step, long ret)
{
	struct sim_side *side = ctx;
	size_t i = (size_t)(step - run->prog->steps);

	side->rets[i] = ret;
	side->seen[i] = 1;
}

/* what the scenario says of this design only, "" if nothing */
static void put_own(const struct sim_prog *prog, const struct sim_item *item, struct sim_buf *out)
{
	const struct sim_override *o = sim_override_of(prog, item);

	if (!o)
		return;
	if (o->kind == SIM_OVERRIDE_SKIP)
		sim_buf_puts(out, " left out");
	else if (o->kind == SIM_OVERRIDE_EXPR)
		sim_print_expr(o->expr, out);
	else
		sim_print_outcome(&o->outcome, o->marks, out);
}

/* the last result of a line; 0: it has none, or one for each schedule */
static int result_of(const struct sim_side *side, const struct sim_item *item, long *ret)
{
	const struct sim_prog *prog = side->prog;

	for (unsigned int i = 0; !prog->has_race && i < prog->nr_steps; i++) {
		if (prog->steps[i].item != item || !side->seen[i])
			continue;
		*ret = side->rets[i];
		return 1;
	}
	return 0;
}

static void put_ret(long ret, struct sim_buf *out)
{
	const char *name = ret < 0 ? sim_errno_name((int)-ret) : NULL;

	if (ret == SIM_BLOCKED)
		sim_buf_puts(out, "...");
	else if (name)
		sim_buf_printf(out, "-1 %s", name);
	else
		sim_buf_printf(out, "%ld", ret);
}

static void put_item(const struct sim_item *item, struct sim_buf *out)
{
	static const char *const words[] = {
		[SIM_CHECK] = "check ",
		[SIM_ALWAYS] = "always ",
		[SIM_NEVER] = "never ",
		[SIM_SOMETIMES] = "sometimes ",
	};

	if (item->kind == SIM_ITEM_COND) {
		sim_buf_puts(out, words[item->cond.kind]);
		sim_print_expr(item->cond.expr, out);
	} else if (item->kind == SIM_ITEM_LINE) {
		sim_print_line(&item->line, out);
	} else {
		sim_buf_puts(out, "end");
	}
}

/* "name: what it is for this design" */
static void put_side(const struct sim_side *side, const struct sim_item *item, struct sim_buf *out)
{
	struct sim_buf own = { 0 };
	const char *s;
	long ret;

	sim_buf_printf(out, "  %s: ", sim_design_table(side->prog->design)->name);
	put_own(side->prog, item, &own);
	if (own.s && own.len) {
		s = own.s + strspn(own.s, " ");
		sim_buf_puts(out, !strncmp(s, "= ", 2) ? s + 2 : s);
	} else if (result_of(side, item, &ret)) {
		put_ret(ret, out);
	} else {
		sim_buf_puts(out, "as written");
	}
	out->failed |= own.failed;
	sim_buf_free(&own);
}

static int same_own(const struct sim_prog *a, const struct sim_prog *b,
		    const struct sim_item *item)
{
	struct sim_buf x = { 0 }, y = { 0 };
	int same;

	put_own(a, item, &x);
	put_own(b, item, &y);
	same = !strcmp(x.s ? x.s : "", y.s ? y.s : "");
	sim_buf_free(&x);
	sim_buf_free(&y);
	return same;
}

static const struct sim_item *first_difference(const struct sim_side *a, const struct sim_side *b,
					       const struct sim_item *items)
{
	const struct sim_item *found;
	long x, y;

	for (const struct sim_item *i = items; i; i = i->next) {
		if (i->kind == SIM_ITEM_RACE) {
			found = first_difference(a, b, i->race.body);
			if (found)
				return found;
		}
		if (i->kind != SIM_ITEM_LINE && i->kind != SIM_ITEM_COND && i->kind != SIM_ITEM_END)
			continue;
		if (!same_own(a->prog, b->prog, i))
			return i;
		if (i->kind == SIM_ITEM_LINE && result_of(a, i, &x) && result_of(b, i, &y) &&
		    x != y)
			return i;
	}
	return NULL;
}

static void put_failed(const struct sim_side *side, struct sim_buf *out)
{
	sim_buf_printf(out, "  %s: %s", sim_design_table(side->prog->design)->name,
		       side->report.status == SIM_FAIL ? "FAIL" : "ok");
	if (side->report.status == SIM_FAIL && side->report.line)
		sim_buf_printf(out, " :%u", side->report.line);
}

int sim_diff_line(const struct sim_side *a, const struct sim_side *b, const char *path,
		  struct sim_buf *out)
{
	const struct sim_item *item;

	if (a->report.status == SIM_FAIL || b->report.status == SIM_FAIL) {
		if (a->report.status == b->report.status && a->report.line == b->report.line)
			return 0;
		sim_buf_puts(out, path);
		put_failed(a, out);
		put_failed(b, out);
		sim_buf_putc(out, '\n');
		return 1;
	}
	item = first_difference(a, b, a->prog->ast->items);
	if (!item)
		return 0;
	sim_buf_printf(out, "%s:%u  ", path, item->pos.line);
	put_item(item, out);
	put_side(a, item, out);
	put_side(b, item, out);
	sim_buf_putc(out, '\n');
	return 1;
}

/* ------------------------------------------------------------ two columns */

/**
 * struct sim_column_row - what somebody did
 * @item: the line of the scenario, NULL: it followed from one
 * @text: who and what; @changes: of the objects, a line each
 */
struct sim_column_row {
	const struct sim_item *item;
	struct sim_buf text, changes;
};

static void add_change(void *ctx, const char *line)
{
	sim_buf_printf(ctx, "    %s\n", line);
}

void sim_column_take(struct sim_column *c, const struct sim_story *story)
{
	struct sim_rows rows;
	char who[32];

	memset(c, 0, sizeof(*c));
	c->prog = story->prog;
	sim_rows_make(&rows, story);
	c->rows = calloc(rows.nr + 1, sizeof(*c->rows));
	c->failed = rows.failed || !c->rows;
	for (unsigned int i = 0; c->rows && i < rows.nr; i++) {
		const struct sim_row *row = &rows.at[i];
		struct sim_column_row *to = &c->rows[c->nr++];

		to->item = row->step ? story->prog->steps[row->step - 1].item : NULL;
		sim_buf_printf(&to->text, "%s%s%s", sim_story_actor(story, row->task, who),
			       row->step ? ": " : " ", row->text.s ? row->text.s : "");
		sim_story_changes(story, row->from, sim_rows_end(&rows, i), add_change,
				  &to->changes);
		c->failed |= to->text.failed | to->changes.failed | row->text.failed;
	}
	sim_rows_free(&rows);
}

void sim_column_free(struct sim_column *c)
{
	for (unsigned int i = 0; i < c->nr; i++) {
		sim_buf_free(&c->rows[i].text);
		sim_buf_free(&c->rows[i].changes);
	}
	free(c->rows);
	memset(c, 0, sizeof(*c));
}

static int same_row(const struct sim_column *a, const struct sim_column *b, unsigned int i)
{
	const struct sim_column_row *x = &a->rows[i], *y = &b->rows[i];

	if (!x->text.s || !y->text.s || strcmp(x->text.s, y->text.s))
		return 0;
	return x->item == y->item && (!x->item || same_own(a->prog, b->prog, x->item));
}

/* the next piece of a text that is no wider than @room; *@text moves behind it */
static void put_piece(const char **text, unsigned int room, int pad, struct sim_buf *out)
{
	const char *s = *text;
	size_t len = strcspn(s, "\n"), blank = 0;

	if (len > room) {
		for (size_t i = room / 3; i < room; i++) {
			if (s[i] == ' ')
				blank = i + 1;
		}
		len = blank ? blank : room;
	}
	sim_buf_printf(out, "%.*s", (int)len, s);
	for (size_t i = len; pad && i < room; i++)
		sim_buf_putc(out, ' ');
	*text = s + len + (s[len] == '\n');
}

static void put_pair(const char *left, const char *right, char mark, const struct sim_pen *pen,
		     struct sim_buf *out)
{
	const char *bar = pen->utf8 ? "│" : "|";
	unsigned int room = (pen->width - 5) / 2;

	while (*left || *right) {
		sim_buf_printf(out, "%c ", mark);
		put_piece(&left, room, 1, out);
		sim_buf_printf(out, "%s%s", bar, *right ? " " : "");
		put_piece(&right, room, 0, out);
		sim_buf_putc(out, '\n');
	}
}

static void put_row(const struct sim_column *c, unsigned int i, struct sim_buf *out)
{
	const struct sim_column_row *row = &c->rows[i];

	if (i >= c->nr)
		return;
	sim_buf_printf(out, "%s\n%s", row->text.s ? row->text.s : "",
		       row->changes.s ? row->changes.s : "");
	if (row->item && sim_override_of(c->prog, row->item)) {
		sim_buf_puts(out, "    own answer:");
		put_own(c->prog, row->item, out);
		sim_buf_putc(out, '\n');
	}
}

static void put_rows(const struct sim_column *a, const struct sim_column *b, unsigned int i,
		     char mark, const struct sim_pen *pen, struct sim_buf *out)
{
	struct sim_buf left = { 0 }, right = { 0 };

	put_row(a, i, &left);
	put_row(b, i, &right);
	put_pair(left.s ? left.s : "", right.s ? right.s : "", mark, pen, out);
	out->failed |= left.failed | right.failed;
	sim_buf_free(&left);
	sim_buf_free(&right);
}

int sim_diff_columns(const struct sim_column *a, const struct sim_column *b,
		     const struct sim_pen *pen, struct sim_buf *out)
{
	unsigned int most = a->nr > b->nr ? a->nr : b->nr, least = a->nr + b->nr - most;
	unsigned int at = 0, from, to;

	out->failed |= a->failed | b->failed;
	if (a->failed || b->failed)
		return 1;
	while (at < least && same_row(a, b, at))
		at++;
	if (at == most)
		return 0;
	from = at > BEFORE ? at - BEFORE : 0;
	to = most - at > AFTER ? at + AFTER + 1 : most;
	put_pair(sim_design_table(a->prog->design)->name, sim_design_table(b->prog->design)->name,
		 ' ', pen, out);
	sim_buf_putc(out, '\n');
	if (from)
		sim_buf_printf(out, "  (%u equal step%s before)\n", from, from == 1 ? "" : "s");
	for (unsigned int i = from; i < to; i++)
		put_rows(a, b, i, i == at ? '*' : ' ', pen, out);
	if (to < most)
		sim_buf_printf(out, "  (%u more)\n", most - to);
	return 1;
}
