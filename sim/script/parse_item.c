// SPDX-License-Identifier: GPL-2.0-only
/* Lines, races and overrides, and the order in which they may stand. */
#include <string.h>

#include "script/parse.h"

#define EOL_ACCEPTED	"the end of the line"
#define COND_ACCEPTED	"a comparison (==, !=, <, <=, >, >=, has), 'and', " \
			"'or', or " EOL_ACCEPTED
#define MARK_ACCEPTED	"'!judge', '(fail: each)', or the end of the line"
#define RESULT_ACCEPTED	"an errno, {what came back}, 'or', " MARK_ACCEPTED

/* The words that begin a line, apart from actors. */
static const struct keyword {
	const char *word;
	enum sim_item_kind kind;
	enum sim_cond_kind cond;
	const char *accepted; /* behind it and what it takes */
} keywords[] = {
	{ "scenario", SIM_ITEM_SCENARIO, 0, EOL_ACCEPTED },
	{ "requires", SIM_ITEM_REQUIRES, 0, "',', or " EOL_ACCEPTED },
	{ "config", SIM_ITEM_CONFIG, 0, EOL_ACCEPTED },
	{ "release", SIM_ITEM_RELEASE, 0, EOL_ACCEPTED },
	{ "bound", SIM_ITEM_BOUND, 0, EOL_ACCEPTED },
	{ "fresh", SIM_ITEM_FRESH, 0, EOL_ACCEPTED },
	{ "check", SIM_ITEM_COND, SIM_CHECK, COND_ACCEPTED },
	{ "always", SIM_ITEM_COND, SIM_ALWAYS, COND_ACCEPTED },
	{ "never", SIM_ITEM_COND, SIM_NEVER, COND_ACCEPTED },
	{ "sometimes", SIM_ITEM_COND, SIM_SOMETIMES, COND_ACCEPTED },
	{ "race", SIM_ITEM_RACE, 0, EOL_ACCEPTED },
	{ "end", SIM_ITEM_END, 0, "'!judge', or " EOL_ACCEPTED },
};

/**
 * struct block - the items of a file, or of a race
 * @items: so far
 * @pending: comments and blank lines for whatever comes next
 * @owner: the statement under which an override may stand now
 * @override: where the next one goes
 */
struct block {
	struct sim_list items, pending;
	struct sim_item *owner;
	struct sim_override **override;
};

/**
 * struct file - what was seen of a file
 * @block: the items behind the header
 * @header: one list for each kind of header, with the comments above it
 * @race: the race, if there was one
 * @never: the first `never`
 * @sometimes: whether there was a `sometimes`
 * @end: whether there was an `end`
 */
struct file {
	struct block block;
	struct sim_list header[SIM_ITEM_FRESH + 1];
	struct sim_item *race, *never;
	bool sometimes, end;
};

static void list_add(struct sim_list *list, struct sim_item *item)
{
	if (list->last)
		list->last->next = item;
	else
		list->first = item;
	list->last = item;
}

/* Move all of @from behind @list. */
static void list_move(struct sim_list *list, struct sim_list *from)
{
	if (from->first) {
		list_add(list, from->first);
		list->last = from->last;
	}
	*from = (struct sim_list){ 0 };
}

static const struct keyword *find_keyword(const struct sim_parser *p)
{
	for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++) {
		if (sim_parser_is_word(p, keywords[i].word))
			return &keywords[i];
	}
	return NULL;
}

static struct sim_item *new_item(struct sim_parser *p, enum sim_item_kind kind)
{
	struct sim_item *item = sim_parser_alloc(p, sizeof(*item));

	item->kind = kind;
	item->pos = p->tok.pos;
	if (kind >= SIM_ITEM_LINE && kind <= SIM_ITEM_END &&
	    ++p->ast->nr_statements > SIM_STATEMENTS_MAX)
		sim_parser_fail(p, &item->pos, NULL,
				"more than %u statements", SIM_STATEMENTS_MAX);
	return item;
}

/* Comments and blank lines; of the latter one at most in a row. */
static void parse_trivia(struct sim_parser *p, struct sim_list *pending)
{
	struct sim_item *item;

	for (;;) {
		if (p->tok.kind == SIM_TOK_COMMENT) {
			item = new_item(p, SIM_ITEM_COMMENT);
			item->comment = p->tok.bytes;
			list_add(pending, item);
			sim_parser_next(p);
		} else if (p->tok.kind == SIM_TOK_NEWLINE) {
			item = pending->last;
			if (!item || item->kind != SIM_ITEM_BLANK)
				list_add(pending, new_item(p, SIM_ITEM_BLANK));
		} else {
			return;
		}
		/* the comment's own newline, or the blank line's */
		sim_parser_accept(p, SIM_TOK_NEWLINE);
	}
}

static void parse_eol(struct sim_parser *p, const char **comment,
		      const char *accepted)
{
	if (p->tok.kind == SIM_TOK_COMMENT) {
		*comment = p->tok.bytes;
		sim_parser_next(p);
	}
	if (p->tok.kind != SIM_TOK_EOF)
		sim_parser_expect(p, SIM_TOK_NEWLINE, accepted);
}

static struct sim_name parse_actor(struct sim_parser *p)
{
	static const char accepted[] = "the name of an actor";

	if (find_keyword(p))
		sim_parser_fail(p, &p->tok.pos, accepted,
				"'%s' is a word of the language",
				p->tok.bytes);
	return sim_parser_word(p, accepted);
}

static void parse_prop(struct sim_parser *p, struct sim_prop *prop)
{
	static const char accepted[] = "a property: (fail: each), (fail: N)";

	prop->pos = p->tok.pos;
	sim_parser_next(p);
	if (!sim_parser_is_word(p, "fail"))
		sim_parser_unexpected(p, accepted);
	sim_parser_next(p);
	sim_parser_expect(p, SIM_TOK_COLON, accepted);
	if (sim_parser_is_word(p, "each")) {
		prop->kind = SIM_PROP_FAIL_EACH;
		sim_parser_next(p);
	} else {
		prop->kind = SIM_PROP_FAIL_NTH;
		prop->nth = sim_parser_number(p, 1, UINT32_MAX, accepted);
	}
	sim_parser_expect(p, SIM_TOK_RPAREN, "')'");
	sim_parser_span(p, &prop->pos);
}

/* What may follow an outcome that ended where it did. */
static const char *behind_outcome(enum sim_outcome_kind kind)
{
	if (kind == SIM_OUTCOME_BLOCKS)
		return MARK_ACCEPTED;
	if (kind == SIM_OUTCOME_RESULTS)
		return RESULT_ACCEPTED;
	return "'= result', '...', " MARK_ACCEPTED;
}

static struct sim_item *parse_line(struct sim_parser *p)
{
	struct sim_item *item = new_item(p, SIM_ITEM_LINE);
	struct sim_line *line = &item->line;
	const char *accepted;

	line->actor = parse_actor(p);
	sim_parser_expect(p, SIM_TOK_COLON, "':' behind the name of an actor");
	line->resume = sim_parser_accept(p, SIM_TOK_DOTS);
	if (!line->resume)
		sim_parse_call(p, &line->call);
	line->outcome = sim_parse_outcome(p);
	line->marks = sim_parse_marks(p);
	accepted = line->marks ? MARK_ACCEPTED :
		   behind_outcome(line->outcome.kind);
	if (p->tok.kind == SIM_TOK_LPAREN) {
		parse_prop(p, &line->prop);
		accepted = EOL_ACCEPTED;
	}
	sim_parser_span(p, &item->pos);
	parse_eol(p, &item->comment, accepted);
	return item;
}

/* What an override of @owner says. */
static void parse_change(struct sim_parser *p, struct sim_override *override,
			 enum sim_item_kind owner)
{
	const char *accepted = EOL_ACCEPTED;

	if (sim_parser_is_word(p, "skip")) {
		override->kind = SIM_OVERRIDE_SKIP;
		sim_parser_next(p);
	} else if (owner == SIM_ITEM_COND) {
		override->kind = SIM_OVERRIDE_EXPR;
		override->expr = sim_parse_expr(p);
		accepted = COND_ACCEPTED;
	} else {
		override->kind = SIM_OVERRIDE_MARKS;
		if (owner == SIM_ITEM_LINE)
			override->outcome = sim_parse_outcome(p);
		if (override->outcome.kind != SIM_OUTCOME_NONE)
			override->kind = SIM_OVERRIDE_OUTCOME;
		override->marks = sim_parse_marks(p);
		accepted = "'!judge', or " EOL_ACCEPTED;
		if (override->kind == SIM_OVERRIDE_MARKS && !override->marks)
			sim_parser_unexpected(p, owner == SIM_ITEM_LINE ?
					      "'= result', '...', '!judge', "
					      "or 'skip'" :
					      "'!judge', or 'skip'");
	}
	sim_parser_span(p, &override->pos);
	parse_eol(p, &override->comment, accepted);
}

static void parse_override(struct sim_parser *p, struct block *block)
{
	struct sim_override *override;
	struct sim_range **tail;

	if (!block->owner) {
		sim_parser_fail(p, &p->tok.pos, "a call, a condition, or "
				"'end' above it", "nothing stands above this "
				"that could differ between designs");
		return;
	}
	override = sim_parser_alloc(p, sizeof(*override));
	override->pos = p->tok.pos;
	override->lead = block->pending.first;
	block->pending = (struct sim_list){ 0 };
	*block->override = override;
	block->override = &override->next;
	tail = &override->ranges;
	do {
		sim_parser_next_wide(p);
		*tail = sim_parse_range(p);
		tail = &(*tail)->next;
	} while (p->tok.kind == SIM_TOK_COMMA);
	parse_change(p, override, block->owner->kind);
}

/* @item follows in @block; @list is where its kind goes. */
static void add_item(struct block *block, struct sim_list *list,
		     struct sim_item *item)
{
	bool differs = item->kind == SIM_ITEM_LINE ||
		       item->kind == SIM_ITEM_COND ||
		       item->kind == SIM_ITEM_END;

	list_move(list, &block->pending);
	list_add(list, item);
	block->owner = differs ? item : NULL;
	block->override = &item->overrides;
}

static void count_actors(struct sim_parser *p, struct sim_race *race)
{
	const struct sim_name *seen[SIM_RACE_ACTORS_MAX];
	struct sim_item *item;
	unsigned int i;

	for (item = race->body; item && !p->status; item = item->next) {
		const struct sim_name *actor = &item->line.actor;

		if (item->kind != SIM_ITEM_LINE)
			continue;
		for (i = 0; i < race->nr_actors; i++) {
			if (!strcmp(seen[i]->s, actor->s))
				break;
		}
		if (i == SIM_RACE_ACTORS_MAX)
			sim_parser_fail(p, &actor->pos, NULL, "more than %u "
					"actors in a race",
					SIM_RACE_ACTORS_MAX);
		else if (i == race->nr_actors)
			seen[race->nr_actors++] = actor;
	}
}

static void parse_race(struct sim_parser *p, struct sim_item *item)
{
	static const char accepted[] = "a number of schedules, from 1";
	struct sim_race *race = &item->race;
	struct block block = { 0 };

	if (sim_parser_is_word(p, "count")) {
		sim_parser_next(p);
		race->count = sim_parser_number(p, 1, INT64_MAX, accepted);
	}
	sim_parser_expect(p, SIM_TOK_LBRACE, "'count N', or '{'");
	sim_parser_span(p, &item->pos);
	parse_eol(p, &item->comment, EOL_ACCEPTED);
	for (;;) {
		parse_trivia(p, &block.pending);
		if (p->tok.kind == SIM_TOK_AT)
			parse_override(p, &block);
		else if (p->tok.kind == SIM_TOK_WORD)
			add_item(&block, &block.items, parse_line(p));
		else
			break;
	}
	if (p->tok.kind == SIM_TOK_EOF)
		sim_parser_fail(p, &item->pos, "'}' on a line of its own",
				"this race has no end");
	list_move(&block.items, &block.pending);
	race->body = block.items.first;
	race->close = p->tok.pos;
	sim_parser_expect(p, SIM_TOK_RBRACE, "a call, or '}'");
	parse_eol(p, &race->close_comment, EOL_ACCEPTED);
	count_actors(p, race);
}

/* What stands where a header may: is this one allowed here? */
static void check_header(struct sim_parser *p, const struct file *file,
			 const struct keyword *keyword)
{
	if (file->block.items.first)
		sim_parser_fail(p, &p->tok.pos, NULL, "'%s' must stand above "
				"the first statement", keyword->word);
	else if (file->header[keyword->kind].first &&
		 keyword->kind != SIM_ITEM_REQUIRES &&
		 keyword->kind != SIM_ITEM_CONFIG)
		sim_parser_fail(p, &p->tok.pos, NULL, "a second '%s'",
				keyword->word);
}

/* A statement begins here; NULL as keyword is a call. */
static void check_statement(struct sim_parser *p, const struct file *file,
			    const struct keyword *keyword)
{
	bool acts = !keyword || keyword->kind == SIM_ITEM_RACE;
	const struct sim_pos *pos = &p->tok.pos;

	if (file->end)
		sim_parser_fail(p, pos, NULL, "'end' must be the last");
	else if (file->race && acts)
		sim_parser_fail(p, pos, "'check', 'always', 'never', "
				"'sometimes', or 'end'", "a race must be the "
				"last that acts");
	else if (!file->race && keyword && keyword->kind == SIM_ITEM_COND &&
		 keyword->cond != SIM_CHECK)
		sim_parser_fail(p, pos, "'check'", "'%s' judges the runs of a "
				"race, and there is none above",
				keyword->word);
}

static void note_statement(struct file *file, struct sim_item *item)
{
	if (item->kind == SIM_ITEM_END)
		file->end = true;
	else if (item->kind == SIM_ITEM_RACE)
		file->race = item;
	else if (item->kind == SIM_ITEM_COND && item->cond.kind == SIM_NEVER)
		file->never = file->never ? file->never : item;
	else if (item->kind == SIM_ITEM_COND)
		file->sometimes |= item->cond.kind == SIM_SOMETIMES;
}

static struct sim_item *parse_keyword(struct sim_parser *p,
				      const struct keyword *keyword)
{
	struct sim_item *item = new_item(p, keyword->kind);

	if (keyword->kind <= SIM_ITEM_FRESH) {
		sim_parse_header(p, item);
	} else {
		sim_parser_next(p);
		switch (keyword->kind) {
		case SIM_ITEM_RACE:
			parse_race(p, item);
			return item;
		case SIM_ITEM_COND:
			item->cond.kind = keyword->cond;
			item->cond.expr = sim_parse_expr(p);
			break;
		default:
			item->end_marks = sim_parse_marks(p);
			break;
		}
	}
	sim_parser_span(p, &item->pos);
	parse_eol(p, &item->comment, keyword->accepted);
	return item;
}

/* A header or a statement. */
static void parse_item(struct sim_parser *p, struct file *file)
{
	const struct keyword *keyword = find_keyword(p);
	struct sim_list *list = &file->block.items;
	struct sim_item *item;

	/* what looks like an actor is taken for one, so that the error fits */
	if (*p->lex.p == ':')
		keyword = NULL;
	if (!file->header[SIM_ITEM_SCENARIO].first &&
	    !sim_parser_is_word(p, "scenario")) {
		sim_parser_unexpected(p, "scenario \"what is claimed\", "
				      "before all else");
		return;
	}
	if (keyword && keyword->kind <= SIM_ITEM_FRESH) {
		check_header(p, file, keyword);
		list = &file->header[keyword->kind];
	} else {
		check_statement(p, file, keyword);
	}
	if (keyword)
		item = parse_keyword(p, keyword);
	else
		item = parse_line(p);
	add_item(&file->block, list, item);
	note_statement(file, item);
}

/* Blank lines at the very start and the very end of a file are not kept. */
static void drop_outer_blanks(struct sim_list *all)
{
	struct sim_item *item = all->first;

	if (item->kind == SIM_ITEM_BLANK)
		all->first = item->next;
	if (all->last->kind == SIM_ITEM_BLANK) {
		for (item = all->first; item->next != all->last;)
			item = item->next;
		item->next = NULL;
	}
}

void sim_parse_items(struct sim_parser *p)
{
	struct sim_list all = { 0 };
	struct file file = { 0 };

	do {
		parse_trivia(p, &file.block.pending);
		if (p->tok.kind == SIM_TOK_AT)
			parse_override(p, &file.block);
		else if (p->tok.kind != SIM_TOK_EOF || !file.header[0].first)
			parse_item(p, &file);
		else
			break;
	} while (!p->status);
	if (file.never && !file.sometimes)
		sim_parser_fail(p, &file.never->pos, "a 'sometimes' that says "
				"what must happen for this to mean anything",
				"a 'never' without a 'sometimes'");
	if (p->status)
		return;
	for (int kind = SIM_ITEM_SCENARIO; kind <= SIM_ITEM_FRESH; kind++)
		list_move(&all, &file.header[kind]);
	list_move(&all, &file.block.items);
	list_move(&all, &file.block.pending);
	drop_outer_blanks(&all);
	p->ast->items = all.first;
}
