// SPDX-License-Identifier: GPL-2.0-only
/*
 * Statements to steps, for one design and one release.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "script/names.h"
#include "script/prog.h"
#include "script/script.h"

static const struct sim_item *first_item(const struct sim_ast *ast, enum sim_item_kind kind)
{
	return sim_ast_find(ast->items, kind);
}

/* ------------------------------------------------------------ header */

static void skip(struct sim_binder *b, const char *fmt, const char *word)
{
	if (!b->prog->skip[0])
		snprintf(b->prog->skip, sizeof(b->prog->skip), fmt, word);
}

/* a word that no design could have is an error, not a reason to skip */
static int known_word(const struct sim_binder *b, const char *word)
{
	static const char *const features[] = {
		"sim_open", "sim_signal", "sim_poll", "sim_wait", "sim_info",
		"proc-handle", "procfs", "ioctl-signal", "siginfo", "tid-unsupported", "pidfs",
		"poll-handle", "wait-handle", "thread-handle", "group-scope", "kill-on-close",
		"clone-pidfd", "pidfd-fdinfo", "pidfd-thread", "pidfd-namespaces",
	};

	for (unsigned int i = 0; i < sizeof(features) / sizeof(features[0]); i++) {
		if (!strcmp(features[i], word))
			return 1;
	}
	for (unsigned int i = 0; i < b->nr_others; i++) {
		if (sim_design_has(b->others[i], word))
			return 1;
	}
	return sim_call_desc(word) != NULL;
}

static enum sim_status bind_requires(struct sim_binder *b)
{
	const struct sim_item *item;
	const struct sim_req *req;

	for (item = first_item(b->ast, SIM_ITEM_REQUIRES); item;
	     item = sim_ast_find(item->next, SIM_ITEM_REQUIRES)) {
		for (req = item->reqs; req; req = req->next) {
			int has = sim_design_has(b->prog->design, req->name.s);

			if (!has && !known_word(b, req->name.s)) {
				sim_bind_error(b, &req->name.pos, "unknown feature %s",
					       req->name.s);
				sim_error_accept(b->err, "a system call, a habit as sim_open, or a "
							 "feature; see `pidfdsim designs`");
				return SIM_EINPUT;
			}
			if (req->absent && has)
				skip(b, "requires the absence of %s", req->name.s);
			else if (!req->absent && !has)
				skip(b, "requires %s", req->name.s);
		}
	}
	return SIM_OK;
}

static enum sim_status bind_config(struct sim_binder *b)
{
	const struct sim_item *item;

	for (item = first_item(b->ast, SIM_ITEM_CONFIG); item;
	     item = sim_ast_find(item->next, SIM_ITEM_CONFIG)) {
		if (strcmp(item->config.name.s, "PROC_FS")) {
			sim_bind_error(b, &item->config.name.pos, "unknown configuration %s",
				       item->config.name.s);
			sim_error_accept(b->err, "PROC_FS");
			return SIM_EINPUT;
		}
		if (strcmp(item->config.value.s, "y") && strcmp(item->config.value.s, "n")) {
			sim_bind_error(b, &item->config.value.pos, "PROC_FS is y or n");
			return SIM_EINPUT;
		}
		b->prog->boot.no_procfs = !strcmp(item->config.value.s, "n");
	}
	return SIM_OK;
}

static enum sim_status check_range(struct sim_binder *b, const struct sim_range *ranges)
{
	for (const struct sim_range *r = ranges; r; r = r->next) {
		if ((r->span && ((r->from && !sim_release_value(r->from)) ||
				 (r->to && !sim_release_value(r->to)))) ||
		    (!r->span && !strncmp(r->from, "linux-", 6) && strchr(r->from, '.') &&
		     !sim_release_value(r->from))) {
			sim_bind_error(b, &r->pos, "not a range of releases");
			sim_error_accept(
				b->err,
				"linux-5.3, linux-5.3..linux-6.15, linux-6.9.., or a design");
			return SIM_EINPUT;
		}
	}
	return SIM_OK;
}

/* "is for linux-5.9.. only" */
static void skip_release(struct sim_binder *b, const struct sim_range *r)
{
	char text[80];

	snprintf(text, sizeof(text), "%s%s%s", r->from ? r->from : "", r->span ? ".." : "",
		 r->to ? r->to : "");
	skip(b, "is for %s only", text);
}

static enum sim_status bind_header(struct sim_binder *b, unsigned int release)
{
	const struct design *d = b->table;
	const struct sim_item *item;
	enum sim_status status;

	b->prog->on_host = release & SIM_ON_HOST;
	release &= ~SIM_ON_HOST;
	b->prog->boot.release = release ? release : d->releases.last;
	b->prog->bound = SIM_BOUND_DEFAULT;
	status = bind_requires(b);
	if (!status)
		status = bind_config(b);
	if (status)
		return status;
	item = first_item(b->ast, SIM_ITEM_RELEASE);
	if (item) {
		status = check_range(b, item->release);
		if (status)
			return status;
		if (!sim_range_fits(item->release, d->name, b->prog->boot.release))
			skip_release(b, item->release);
	}
	item = first_item(b->ast, SIM_ITEM_BOUND);
	if (item)
		b->prog->bound = item->bound == SIM_BOUND_NONE ? SIM_UNBOUNDED : item->bound;
	if (first_item(b->ast, SIM_ITEM_FRESH))
		b->prog->boot.no_fds = 1;
	return SIM_OK;
}

/* ------------------------------------------------------------ actors */

static enum sim_status add_actor(struct sim_binder *b, const char *name)
{
	const char **more;
	unsigned int n = b->prog->nr_actors;

	if (sim_bind_actor(b, name) != SIM_NO_ACTOR)
		return SIM_OK;
	more = sim_bind_alloc(b, (n + 1) * sizeof(*more));
	if (!more)
		return SIM_ENOMEM;
	if (n)
		memcpy(more, b->prog->actors, n * sizeof(*more));
	more[n] = name;
	b->prog->actors = more;
	b->prog->nr_actors = n + 1;
	return SIM_OK;
}

static int is_constant(struct sim_binder *b, const char *word)
{
	const struct design_constant *c;
	long value;

	for (c = b->table->constants; c && c->name; c++) {
		if (!strcmp(c->name, word))
			return 1;
	}
	return sim_name_value(word, &value) || !strcmp(word, "NULL");
}

/* a creating call's results name actors */
static enum sim_status actors_of_outcome(struct sim_binder *b, const struct sim_outcome *o)
{
	enum sim_status status = SIM_OK;

	for (const struct sim_result *r = o->results; r && !status; r = r->next) {
		if (r->value->kind == SIM_VALUE_WORD && !is_constant(b, r->value->word))
			status = add_actor(b, r->value->word);
	}
	return status;
}

static enum sim_status actors_of_line(struct sim_binder *b, const struct sim_item *item)
{
	const struct sim_call_desc *desc;
	const struct sim_override *o;
	enum sim_status status;

	desc = item->line.resume ? NULL : sim_desc_of(&item->line.call);
	if (!item->line.resume && !(desc && desc->flags & SIM_CALL_CREATES))
		return SIM_OK;
	/* `actor: ... = P` may end a vfork */
	status = actors_of_outcome(b, &item->line.outcome);
	for (o = item->overrides; o && !status; o = o->next) {
		if (o->kind == SIM_OVERRIDE_OUTCOME)
			status = actors_of_outcome(b, &o->outcome);
	}
	return status;
}

static enum sim_status collect_actors(struct sim_binder *b, const struct sim_item *items)
{
	enum sim_status status = SIM_OK;

	for (const struct sim_item *i = items; i && !status; i = i->next) {
		if (i->kind == SIM_ITEM_LINE)
			status = actors_of_line(b, i);
		else if (i->kind == SIM_ITEM_RACE)
			status = collect_actors(b, i->race.body);
	}
	return status;
}

/* ------------------------------------------------------------ habits */

/* the value of $1 or $2 as text; inside a string an actor is written <P> */
static void put_habit_arg(const struct sim_call *call, unsigned int n, int in_string,
			  struct sim_buf *buf)
{
	const struct sim_value *v = call->args;

	while (v && --n)
		v = v->next;
	if (!v)
		return;
	if (in_string && v->kind == SIM_VALUE_WORD)
		sim_buf_printf(buf, "<%s>", v->word);
	else
		sim_print_value(v, buf);
}

static enum sim_status habit_call(struct sim_binder *b, const struct sim_call *call,
				  const char *text, const struct sim_call **out)
{
	struct sim_buf buf = { 0 };
	struct sim_ast *ast = NULL;
	struct sim_ast **more;
	enum sim_status status;
	int in_string = 0;

	sim_buf_puts(&buf, "scenario \"habit\"\nx: ");
	for (const char *p = text; *p; p++) {
		if (*p == '"')
			in_string = !in_string;
		if (*p == '$' && (p[1] == '1' || p[1] == '2'))
			put_habit_arg(call, (unsigned int)(*++p - '0'), in_string, &buf);
		else
			sim_buf_putc(&buf, *p);
	}
	sim_buf_putc(&buf, '\n');
	status = buf.failed ? SIM_ENOMEM :
		 sim_parse(&ast, b->table->name, buf.s, buf.len, b->err);
	sim_buf_free(&buf);
	if (status)
		return status;
	more = realloc(b->prog->habits, (b->prog->nr_habits + 1) * sizeof(*more));
	if (!more) {
		sim_ast_free(ast);
		return SIM_ENOMEM;
	}
	b->prog->habits = more;
	more[b->prog->nr_habits++] = ast;
	*out = &sim_ast_find(ast->items, SIM_ITEM_LINE)->line.call;
	return SIM_OK;
}

/* sim_exec() and habits stand for other calls */
static enum sim_status real_call(struct sim_binder *b, const struct sim_call **call)
{
	const char *text;

	if (strncmp((*call)->name.s, "sim_", 4))
		return SIM_OK;
	text = sim_design_habit(b->prog->design, (*call)->name.s);
	if (!text && !strcmp((*call)->name.s, "sim_exec"))
		text = "execve(\"/bin/sim\")";
	if (!text && known_word(b, (*call)->name.s)) {
		sim_bind_error(b, &(*call)->name.pos, "the design %s has no habit %s",
			       b->table->name, (*call)->name.s);
		sim_error_accept(b->err,
				 "write `requires %s`: then it is skipped where it can't run",
				 (*call)->name.s);
		return SIM_EINPUT;
	}
	return text ? habit_call(b, *call, text, call) : SIM_OK;
}

/* ------------------------------------------------------------ lines */

static enum sim_status bind_marks(struct sim_binder *b, const struct sim_mark *marks,
				  unsigned int *bits)
{
	for (const struct sim_mark *m = marks; m; m = m->next) {
		int kind;

		for (kind = 0; kind < HOST_BUG_NR; kind++) {
			if (!strcmp(sim_bug_name(kind), m->name.s))
				break;
		}
		if (kind == HOST_BUG_NR) {
			sim_bind_error(b, &m->name.pos, "unknown judge %s", m->name.s);
			sim_error_accept(b->err, "balance, safety, stability, authority, oops, "
						 "warn, deadlock, loop, unmodelled");
			return SIM_EINPUT;
		}
		*bits |= 1U << kind;
	}
	return SIM_OK;
}

/* the override that fits, or NULL */
static enum sim_status pick_override(struct sim_binder *b, const struct sim_item *item,
				     const struct sim_override **out)
{
	enum sim_status status;

	*out = NULL;
	for (const struct sim_override *o = item->overrides; o; o = o->next) {
		status = check_range(b, o->ranges);
		if (status)
			return status;
		if (!*out && sim_range_fits(o->ranges, b->table->name,
					   b->prog->boot.release | b->prog->on_host))
			*out = o;
	}
	return SIM_OK;
}

static enum sim_status bind_outcome(struct sim_binder *b, struct sim_pstep *step,
				    const struct sim_outcome *o)
{
	const struct sim_result *r;
	enum sim_status status = SIM_OK;
	unsigned int n = 0;

	step->outcome = o->kind;
	for (r = o->results; r; r = r->next)
		n++;
	step->alts = sim_bind_alloc(b, n * sizeof(*step->alts));
	if (!step->alts)
		return SIM_ENOMEM;
	for (r = o->results; r && !status; r = r->next) {
		struct sim_alt *alt = &step->alts[step->nr_alts++];

		status = sim_bind_alt(b, &step->enc, r, alt);
		if (!status && alt->creates)
			b->created[alt->want.actor] = 1;
	}
	return status;
}

static enum sim_status bind_actor_of(struct sim_binder *b, const struct sim_name *name,
				     unsigned int *actor)
{
	*actor = sim_bind_actor(b, name->s);
	if (*actor == SIM_NO_ACTOR) {
		sim_bind_error(b, &name->pos, "unknown actor %s", name->s);
		sim_error_accept(b->err,
				 "init, or an actor that a fork, vfork, clone or clone3 created: "
				 "`init: fork() = %s`",
				 name->s);
		return SIM_EINPUT;
	}
	if (!b->created[*actor] && !b->in_race)
		return sim_bind_error(b, &name->pos, "the actor %s is not created before this line",
				      name->s);
	return SIM_OK;
}

static struct sim_pstep *new_step(struct sim_binder *b, enum sim_step_kind kind,
				  const struct sim_item *item)
{
	struct sim_pstep *step = &b->prog->steps[b->prog->nr_steps++];

	step->kind = kind;
	step->item = item;
	return step;
}

/* a call that blocks, as vfork: the line that ends it says who came to be, and may act before */
static void created_meanwhile(struct sim_binder *b, const struct sim_item *item)
{
	const struct sim_item *later = item->next;
	const struct sim_result *r;
	unsigned int actor;

	while (later && (later->kind != SIM_ITEM_LINE ||
			 strcmp(later->line.actor.s, item->line.actor.s)))
		later = later->next;
	if (!later || !later->line.resume)
		return;
	for (r = later->line.outcome.results; r; r = r->next) {
		if (!r->value || r->value->kind != SIM_VALUE_WORD)
			continue;
		actor = sim_bind_actor(b, r->value->word);
		if (actor != SIM_NO_ACTOR)
			b->created[actor] = 1;
	}
}

static enum sim_status bind_line(struct sim_binder *b, const struct sim_item *item)
{
	const struct sim_call *call = &item->line.call;
	const struct sim_outcome *outcome = &item->line.outcome;
	const struct sim_mark *marks = item->line.marks;
	const struct sim_override *o;
	struct sim_pstep *step;
	enum sim_status status = pick_override(b, item, &o);

	if (status || (o && o->kind == SIM_OVERRIDE_SKIP))
		return status;
	if (o && o->kind == SIM_OVERRIDE_OUTCOME) {
		outcome = &o->outcome;
		marks = o->marks;
	} else if (o) {
		marks = o->marks;
	}
	step = new_step(b, item->line.resume ? SIM_STEP_RESUME : SIM_STEP_LINE, item);
	status = bind_actor_of(b, &item->line.actor, &step->actor);
	if (status)
		return status;
	if (item->line.resume) {
		/* what comes back is that of the actor's last line */
		for (struct sim_pstep *s = step; s-- > b->prog->steps;) {
			if (s->kind == SIM_STEP_LINE && s->actor == step->actor) {
				step->enc = s->enc;
				break;
			}
		}
	} else {
		status = real_call(b, &call);
		if (!status)
			status = sim_encode(b, call, &step->enc);
	}
	step->prop = item->line.prop.kind;
	step->nth = item->line.prop.nth;
	if (!status)
		status = bind_outcome(b, step, outcome);
	if (!status && step->enc.creates && step->outcome == SIM_OUTCOME_BLOCKS)
		created_meanwhile(b, item);
	return status ? status : bind_marks(b, marks, &step->marks);
}

static enum sim_status bind_condition(struct sim_binder *b, const struct sim_item *item)
{
	const struct sim_override *o;
	struct sim_pstep *step;
	enum sim_status status = pick_override(b, item, &o);

	if (status || (o && o->kind == SIM_OVERRIDE_SKIP))
		return status;
	step = new_step(b, SIM_STEP_COND, item);
	step->cond = item->cond.kind;
	step->expr = o && o->expr ? o->expr : item->cond.expr;
	if (step->cond != SIM_CHECK)
		step->quantified = b->prog->nr_quantified++;
	return sim_bind_cond(b, step->expr);
}

static enum sim_status bind_race(struct sim_binder *b, const struct sim_item *item)
{
	struct sim_pstep *race = new_step(b, SIM_STEP_RACE, item);
	enum sim_status status = SIM_OK;
	struct sim_pstep *end;

	b->in_race = 1;
	b->prog->has_race = 1;
	race->race_count = item->race.count;
	for (const struct sim_item *i = item->race.body; i && !status; i = i->next) {
		if (i->kind == SIM_ITEM_LINE)
			status = bind_line(b, i);
	}
	b->in_race = 0;
	end = b->prog->steps + b->prog->nr_steps;
	race->nr_race = (unsigned int)(end - race) - 1;
	for (struct sim_pstep *s = race + 1; s < end; s++) {
		for (struct sim_pstep *n = s + 1; n < end && !s->next_of; n++) {
			if (n->actor == s->actor)
				s->next_of = (unsigned int)(n - b->prog->steps) + 1;
		}
	}
	return status;
}

static enum sim_status bind_end(struct sim_binder *b, const struct sim_item *item)
{
	const struct sim_override *o;
	struct sim_pstep *step;
	enum sim_status status = pick_override(b, item, &o);

	if (status)
		return status;
	step = new_step(b, SIM_STEP_END, item);
	return bind_marks(b, o ? o->marks : item->end_marks, &step->marks);
}

/* a `never` that holds because nothing happened proves nothing */
static enum sim_status check_quantified(struct sim_binder *b)
{
	const struct sim_item *never = NULL;
	int sometimes = 0;

	for (unsigned int i = 0; i < b->prog->nr_steps; i++) {
		const struct sim_pstep *s = &b->prog->steps[i];

		if (s->kind == SIM_STEP_COND && s->cond == SIM_NEVER)
			never = s->item;
		if (s->kind == SIM_STEP_COND && s->cond == SIM_SOMETIMES)
			sometimes = 1;
	}
	if (!never || sometimes)
		return SIM_OK;
	sim_bind_error(b, &never->pos, "a race with a `never` needs a `sometimes`");
	sim_error_accept(b->err,
			 "sometimes COND, which shows that the interesting case was reached");
	return SIM_EINPUT;
}

static enum sim_status bind_items(struct sim_binder *b)
{
	enum sim_status status = SIM_OK;

	for (const struct sim_item *i = b->ast->items; i && !status; i = i->next) {
		switch (i->kind) {
		case SIM_ITEM_LINE:
			status = bind_line(b, i);
			break;
		case SIM_ITEM_COND:
			status = bind_condition(b, i);
			break;
		case SIM_ITEM_RACE:
			status = bind_race(b, i);
			break;
		case SIM_ITEM_END:
			status = bind_end(b, i);
			break;
		default:
			break;
		}
	}
	return status ? status : check_quantified(b);
}

enum sim_status sim_bind(struct sim_prog **out, const struct sim_ast *ast,
			 const struct sim_design *design, unsigned int release,
			 struct sim_error *err)
{
	return sim_bind_among(out, ast, design, release, NULL, 0, err);
}

enum sim_status sim_bind_among(struct sim_prog **out, const struct sim_ast *ast,
			       const struct sim_design *design, unsigned int release,
			       const struct sim_design *const *others, unsigned int nr_others,
			       struct sim_error *err)
{
	struct sim_prog *prog = calloc(1, sizeof(*prog));
	struct sim_binder b = {
		.prog = prog, .ast = ast, .err = err, .others = others, .nr_others = nr_others,
	};
	enum sim_status status;

	*out = NULL;
	if (!prog)
		return sim_error_set(err, SIM_ENOMEM, "out of memory");
	prog->ast = ast;
	prog->design = design;
	prog->heap = sim_ast_new("");
	b.table = sim_design_table(design);
	if (!prog->heap) {
		sim_prog_free(prog);
		return sim_error_set(err, SIM_ENOMEM, "out of memory");
	}
	prog->steps = sim_bind_alloc(&b, (ast->nr_statements + 1) * sizeof(*prog->steps));
	status = prog->steps ? add_actor(&b, "init") : SIM_ENOMEM;
	if (!status)
		status = collect_actors(&b, ast->items);
	if (!status) {
		b.created = sim_bind_alloc(&b, prog->nr_actors);
		status = b.created ? bind_header(&b, release) : SIM_ENOMEM;
	}
	if (!status && !prog->skip[0]) {
		b.created[0] = 1;
		status = bind_items(&b);
	}
	if (status) {
		sim_prog_free(prog);
		return status;
	}
	*out = prog;
	return SIM_OK;
}

void sim_prog_free(struct sim_prog *prog)
{
	if (!prog)
		return;
	for (unsigned int i = 0; i < prog->nr_habits; i++)
		sim_ast_free(prog->habits[i]);
	free(prog->habits);
	sim_ast_free(prog->heap);
	free(prog);
}
