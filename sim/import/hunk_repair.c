// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a mailer did to a hunk, undone.
 *
 * A state is (lines of the mail read, old lines found, new lines found). Each line can be
 * several things, at a cost that says how unlikely that is; the counts of the hunk header
 * must come out exactly. The cheapest way is the reading, if it is the only one at its
 * price: readings that differ in more than white space make the hunk ambiguous.
 * The search is Dijkstra's, so that what is not damaged costs next to nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "import/mail_text.h"

/* What a line is taken for. */
enum move {
	MOVE_PLAIN,	/* what its first character says */
	MOVE_NO_BLANK,	/* context that lost its first character */
	MOVE_WRAPPED,	/* the rest of the line before */
	MOVE_EMPTY,	/* an empty line of the mailer's own */
	MOVE_MARK,	/* "\ No newline at end of file" */
	MOVE_END,	/* the hunk ended before this line */
};

enum {
	COST = 64,
	COST_EARLY_WRAP = 1,	/* decides between equals: there was room for a word more */
	COST_LIKELY_NO_BLANK = 3 * COST, /* in a mail without any first blanks */
	COST_LIKELY_WRAP = 4 * COST, /* in a mail that has kept them */
	COST_UNLIKELY = 40 * COST,
	COST_OTHER = 10 * COST,	/* a line that is not what its first character says */
	COST_EMPTY = 6 * COST,	/* more than to read it as context */
	COST_END = 5 * COST,	/* the hunk ends, and no header nor signature follows */
	COST_LOST_END = 38 * COST, /* the same in a mail without first blanks */
	LEFT_MAX = 8,		/* lines left over at the end of a mail: none leaves more */
	NR_BUCKETS = LEFT_MAX * COST_LOST_END + 1,
};

#define NONE		(~0U)
#define MAX_NODES	(1U << 19)	/* of one hunk; 14000 are many */
#define MAX_WORK	(1U << 22)	/* of one mail */

struct node {
	uint64_t reading;	/* digest of what was read on the way here */
	unsigned int line, old, new;
	unsigned int cost;
	unsigned int from;	/* the node before */
	unsigned int next;	/* in the bucket */
	unsigned char move;
	bool ambiguous;		/* another way here cost the same, and read differently */
};

/**
 * struct sim_repair - memory that one hunk leaves to the next
 * @work: nodes that may still be made; no mail takes forever
 * @slots: node of each state, open addressing
 * @bucket: heads of lists of open nodes, by cost modulo NR_BUCKETS
 */
struct sim_repair {
	struct node *nodes;
	unsigned int nr, room, work;
	unsigned int *slots, nr_slots;
	unsigned int bucket[NR_BUCKETS];
	unsigned int open;
	bool no_memory;
	/* the hunk at hand */
	const struct sim_view_line *lines;
	unsigned int nr_lines, old, new;
	unsigned int longest;
	bool kept;		/* context still has its first blank */
	bool more;		/* a header follows behind the lines */
};

struct sim_repair *sim_repair_new(void)
{
	struct sim_repair *r = calloc(1, sizeof(*r));

	if (r)
		r->work = MAX_WORK;
	return r;
}

void sim_repair_free(struct sim_repair *r)
{
	if (!r)
		return;
	free(r->nodes);
	free(r->slots);
	free(r);
}

/* ------------------------------------------------------------ states */

static unsigned int slot_of(const struct sim_repair *r, unsigned int line, unsigned int old,
			    unsigned int new)
{
	uint64_t h = line * 0x9e3779b97f4a7c15ULL ^ old * 0xc2b2ae3d27d4eb4fULL ^
		     new * 0x165667b19e3779f9ULL;

	h ^= h >> 29;
	h *= 0xbf58476d1ce4e5b9ULL;
	return (h >> 32) & (r->nr_slots - 1);
}

static unsigned int find_slot(const struct sim_repair *r, unsigned int line, unsigned int old,
			      unsigned int new)
{
	unsigned int at = slot_of(r, line, old, new);

	for (; r->slots[at] != NONE; at = (at + 1) & (r->nr_slots - 1)) {
		const struct node *n = &r->nodes[r->slots[at]];

		if (n->line == line && n->old == old && n->new == new)
			break;
	}
	return at;
}

static bool make_slots(struct sim_repair *r, unsigned int nr)
{
	unsigned int *slots = realloc(r->slots, nr * sizeof(*slots));

	if (!slots)
		return false;
	r->slots = slots;
	r->nr_slots = nr;
	memset(slots, 0xff, nr * sizeof(*slots));
	for (unsigned int i = 0; i < r->nr; i++) {
		const struct node *n = &r->nodes[i];

		/* a later node of the same state is the cheaper one */
		slots[find_slot(r, n->line, n->old, n->new)] = i;
	}
	return true;
}

/* Room for one node more, and a slot for it. */
static bool make_room(struct sim_repair *r)
{
	struct node *nodes;

	if (r->nr == r->room) {
		nodes = sim_grow(r->nodes, &r->room, sizeof(*nodes));
		if (!nodes)
			return false;
		r->nodes = nodes;
	}
	return r->nr * 2 < r->nr_slots || make_slots(r, r->nr_slots * 2);
}

static void open_node(struct sim_repair *r, const struct node *what)
{
	struct node *n = &r->nodes[r->nr];
	unsigned int b = what->cost % NR_BUCKETS;

	*n = *what;
	n->next = r->bucket[b];
	r->bucket[b] = r->nr++;
	r->open++;
	if (r->work)
		r->work--;
}

/* A way to a state: the first one, a cheaper one, as cheap as the known one, or worse. */
static void reach(struct sim_repair *r, const struct node *what)
{
	unsigned int slot;
	struct node *known;

	if (r->no_memory || !r->work)
		return;
	if (!make_room(r)) {
		r->no_memory = true;
		return;
	}
	slot = find_slot(r, what->line, what->old, what->new);
	known = r->slots[slot] == NONE ? NULL : &r->nodes[r->slots[slot]];
	if (!known || what->cost < known->cost) {
		r->slots[slot] = r->nr;
		open_node(r, what);
	} else if (what->cost == known->cost && what->reading != known->reading) {
		known->ambiguous = true;
	}
}

static unsigned int cheapest(struct sim_repair *r, unsigned int *cost)
{
	for (; r->open; ++*cost) {
		unsigned int *head = &r->bucket[*cost % NR_BUCKETS];

		if (*head != NONE) {
			unsigned int i = *head;

			*head = r->nodes[i].next;
			r->open--;
			return i;
		}
	}
	return NONE;
}

/* ------------------------------------------------------------ moves */

/* Digest of a reading: what each line is, and its text without white space. */
static uint64_t digest(uint64_t h, char kind, const struct sim_view_line *line,
		       unsigned int skip)
{
	if (kind)
		h = (h ^ (unsigned char)kind ^ 0x100) * 0x100000001b3ULL;
	for (unsigned int i = skip; i < line->len; i++) {
		char c = line->text[i];

		if (c != ' ' && c != '\t')
			h = (h ^ (unsigned char)c) * 0x100000001b3ULL;
	}
	return h;
}

static bool is_sign(const struct sim_view_line *line)
{
	return line->len && (*line->text == '+' || *line->text == '-');
}

/* Take the next line of the mail for a line of the hunk. */
static void take(struct sim_repair *r, unsigned int from, enum move move, char kind,
		 unsigned int cost)
{
	const struct node *n = &r->nodes[from];
	const struct sim_view_line *line = &r->lines[n->line];
	struct node to = {
		.line = n->line + 1, .old = n->old, .new = n->new, .cost = n->cost + cost,
		.from = from, .move = move, .reading = n->reading,
	};
	unsigned int left = r->nr_lines - to.line;

	if (move == MOVE_PLAIN || move == MOVE_NO_BLANK) {
		to.old += kind != '+';
		to.new += kind != '-';
		if (to.old > r->old || to.new > r->new)
			return;
		to.reading = digest(n->reading, kind, line, move == MOVE_PLAIN);
	} else if (move == MOVE_WRAPPED) {
		to.reading = digest(n->reading, 0, line, 0);
	}
	if (left >= r->old - to.old && left >= r->new - to.new)
		reach(r, &to);
}

static bool may_be_wrapped(const struct sim_repair *r, unsigned int at)
{
	const struct sim_view_line *line = &r->lines[at];

	if (!line->len || line->skipped)
		return false;
	return !at || r->lines[at - 1].len;
}

/* Would the first word have fitted on the line before, seeing how long other lines are? */
static bool is_early(const struct sim_repair *r, unsigned int at)
{
	const struct sim_view_line *line = &r->lines[at];
	unsigned int col = 0, word = 0;

	if (!at)
		return false;
	for (unsigned int i = 0; i < line[-1].len; i++)
		col = line[-1].text[i] == '\t' ? (col / 8 + 1) * 8 : col + 1;
	while (word < line->len && line->text[word] != ' ' && line->text[word] != '\t')
		word++;
	return col + 1 + word <= r->longest;
}

/* "-- " ends a mail; no line of C is a single minus. */
static bool is_signature(const struct sim_view_line *line)
{
	return sim_starts(line->text, line->len, "--") &&
	       (line->len == 2 || (line->len == 3 && line->text[2] == ' '));
}

/* Context that lost its blank; with a sign in front only if that can be no sign: --i; */
static bool may_be_context(const struct sim_view_line *line)
{
	return !is_sign(line) || (line->len > 1 && line->text[1] == *line->text);
}

static void take_line(struct sim_repair *r, unsigned int from)
{
	unsigned int at = r->nodes[from].line;
	const struct sim_view_line *line = &r->lines[at];
	bool plain = line->len && (*line->text == ' ' || is_sign(line));
	unsigned int other = plain ? COST_OTHER : 0;
	bool early;

	if (line->rest) {
		take(r, from, MOVE_WRAPPED, 0, COST_LIKELY_WRAP);
		return;
	}
	if (is_signature(line))
		return;
	if (sim_starts(line->text, line->len, "\\ No newline")) {
		take(r, from, MOVE_MARK, 0, 0);
		return;
	}
	if (!line->len) {
		take(r, from, MOVE_PLAIN, ' ', 0);
		take(r, from, MOVE_EMPTY, 0, r->kept ? COST_EMPTY : COST_UNLIKELY);
		return;
	}
	if (plain)
		take(r, from, MOVE_PLAIN, *line->text, 0);
	early = is_early(r, at);
	/* where lines are wrapped, the rest of one is not to be taken for context */
	if (*line->text != ' ' && may_be_context(line) && (early || !r->kept))
		take(r, from, MOVE_NO_BLANK, ' ', other +
		     (r->kept ? COST_UNLIKELY : COST_LIKELY_NO_BLANK));
	if (may_be_wrapped(r, at))
		take(r, from, MOVE_WRAPPED, 0, other + (early && r->kept ? COST_EARLY_WRAP : 0) +
		     (r->kept ? COST_LIKELY_WRAP : COST_UNLIKELY));
}

/* A signature, or what a reader's mailer puts in its place. */
static bool is_end_of_mail(const struct sim_view_line *line)
{
	return sim_starts(line->text, line->len, "--");
}

/*
 * What it costs to end before line @at: nothing if a header, a signature or nothing comes.
 * What stands between a hunk and the next header is the hunk's own. Where wraps are
 * unlikely, so is every line that would be left over before a signature.
 */
static unsigned int end_cost(const struct sim_repair *r, unsigned int at)
{
	unsigned int text = at, left = 0;
	const struct sim_view_line *line;

	if (r->more)
		return at == r->nr_lines ? 0 : NONE;
	while (text < r->nr_lines && !r->lines[text].len)
		text++;
	if (text == r->nr_lines || r->lines[text].snip)
		return 0;
	line = &r->lines[text];
	if (r->kept && is_end_of_mail(line))
		return 0;
	if (r->kept)
		return text == at && (*line->text == ' ' || is_sign(line)) ? COST_UNLIKELY
									   : COST_END;
	while (at + left < r->nr_lines && !is_end_of_mail(&r->lines[at + left]))
		left++;
	if (at + left == r->nr_lines)
		return COST_LOST_END;
	return left <= LEFT_MAX ? left * COST_LOST_END : NONE;
}

/* The state behind all lines, and with one more than all, is where the hunk has ended. */
static void end_here(struct sim_repair *r, unsigned int from)
{
	const struct node *n = &r->nodes[from];
	unsigned int cost = end_cost(r, n->line);
	struct node to = {
		.line = r->nr_lines + 1, .old = r->old, .new = r->new,
		.cost = n->cost + cost, .from = from, .move = MOVE_END, .reading = n->reading,
	};

	if (cost != NONE)
		reach(r, &to);
}

/* ------------------------------------------------------------ search */

/* A blank in front is kept or, where a tab comes first, it is lost. */
static void look_at_lines(struct sim_repair *r)
{
	unsigned int span = r->old + r->new < r->nr_lines ? r->old + r->new : r->nr_lines;
	bool lost = false;

	r->longest = 0;
	r->kept = false;
	for (unsigned int i = 0; i < span; i++) {
		const struct sim_view_line *line = &r->lines[i];

		r->kept |= line->len && *line->text == ' ';
		lost |= line->len && *line->text == '\t';
		if (r->longest < line->len)
			r->longest = line->len;
	}
	r->kept &= !lost;
}

static bool begin(struct sim_repair *r, const struct sim_hunk *hunk,
		  const struct sim_view_line *lines, unsigned int nr, bool more)
{
	r->more = more;
	r->lines = lines;
	r->nr_lines = nr;
	r->old = hunk->old_count;
	r->new = hunk->new_count;
	r->nr = 0;
	r->open = 0;
	memset(r->bucket, 0xff, sizeof(r->bucket));
	look_at_lines(r);
	if (!make_slots(r, 256))
		return false;
	reach(r, &(struct node){ .from = NONE });
	return !r->no_memory;
}

/* The node where the hunk has ended, NONE if it can't be read. */
static unsigned int search(struct sim_repair *r)
{
	unsigned int cost = 0, end = NONE, i;

	while ((i = cheapest(r, &cost)) != NONE && r->work && r->nr < MAX_NODES) {
		struct node *n = &r->nodes[i];

		/* all ways of the same price are looked at, to see whether they differ */
		if (end != NONE && cost > r->nodes[end].cost)
			break;
		if (r->slots[find_slot(r, n->line, n->old, n->new)] != i)
			continue;
		if (n->move == MOVE_END && n->from != NONE) {
			end = i;
			continue;
		}
		if (n->old == r->old && n->new == r->new)
			end_here(r, i);
		if (r->nodes[i].line < r->nr_lines)
			take_line(r, i);
		if (r->no_memory)
			return NONE;
	}
	return r->work && r->nr < MAX_NODES ? end : NONE;
}

/* ------------------------------------------------------------ the reading */

static const enum sim_damage_kind damage_of[] = {
	[MOVE_NO_BLANK] = SIM_DAMAGE_NO_BLANK,
	[MOVE_WRAPPED] = SIM_DAMAGE_WRAPPED,
	[MOVE_EMPTY] = SIM_DAMAGE_EMPTY,
};

static void note(struct sim_hunk *hunk, enum sim_damage_kind kind, unsigned int mail_line)
{
	hunk->damage[hunk->nr_damage++] = (struct sim_damage){ kind, mail_line };
}

/* Put the rest of a wrapped line back behind its beginning. */
static bool join(struct sim_pool *pool, const char **text, unsigned int *len,
		 const struct sim_view_line *rest)
{
	bool blank = *len && (*text)[*len - 1] != ' ' && *rest->text != ' ';
	char *both = sim_pool_alloc(pool, *len + blank + rest->len + 1);

	if (!both)
		return false;
	if (*len)
		memcpy(both, *text, *len);
	if (blank)
		both[*len] = ' ';
	memcpy(both + *len + blank, rest->text, rest->len);
	*text = both;
	*len += blank + rest->len;
	return true;
}

static bool join_wrapped(struct sim_pool *pool, struct sim_hunk *hunk,
			 const struct sim_view_line *line)
{
	struct sim_hunk_line *last;
	unsigned int len;

	if (hunk->nr_lines) {
		last = &hunk->lines[hunk->nr_lines - 1];
		return join(pool, &last->text, &last->len, line);
	}
	len = strlen(hunk->head);
	return join(pool, &hunk->head, &len, line);
}

static bool apply_move(struct sim_pool *pool, struct sim_hunk *hunk, enum move move,
		       const struct sim_view_line *line)
{
	bool plain = move == MOVE_PLAIN && line->len;

	if (line->skipped)
		note(hunk, SIM_DAMAGE_COMMENT, line->skipped);
	if (move == MOVE_WRAPPED) {
		note(hunk, hunk->nr_lines ? SIM_DAMAGE_WRAPPED : SIM_DAMAGE_HEADER, line->nr);
		return join_wrapped(pool, hunk, line);
	}
	if (move == MOVE_NO_BLANK || move == MOVE_EMPTY)
		note(hunk, damage_of[move], line->nr);
	if (move == MOVE_PLAIN || move == MOVE_NO_BLANK)
		hunk->lines[hunk->nr_lines++] = (struct sim_hunk_line){
			.kind = plain ? *line->text : ' ',
			.text = line->text + plain,
			.len = line->len - plain,
			.mail_line = line->nr,
		};
	return true;
}

/* Has the mail lost all indentation, and not only that of context? */
static void note_indent(struct sim_hunk *hunk)
{
	bool lost = false;

	for (unsigned int i = 0; i < hunk->nr_damage; i++)
		lost |= hunk->damage[i].kind == SIM_DAMAGE_NO_BLANK;
	for (unsigned int i = 0; i < hunk->nr_lines && lost; i++) {
		const struct sim_hunk_line *line = &hunk->lines[i];

		/* one blank may be what is left of a tab */
		lost = !sim_starts(line->text, line->len, "\t") &&
		       !sim_starts(line->text, line->len, "  ");
	}
	if (!lost)
		return;
	memmove(hunk->damage + 1, hunk->damage, hunk->nr_damage * sizeof(*hunk->damage));
	hunk->damage[0] = (struct sim_damage){ SIM_DAMAGE_INDENT, hunk->mail_line };
	hunk->nr_damage++;
}

static enum sim_status take_reading(struct sim_repair *r, struct sim_pool *pool,
				    struct sim_hunk *hunk, unsigned int end)
{
	unsigned int at = r->nodes[end].from, nr = r->nodes[at].line, behind = NONE;

	hunk->lines = sim_pool_alloc(pool, (hunk->old_count + hunk->new_count + 1) *
					   sizeof(*hunk->lines));
	hunk->damage = sim_pool_alloc(pool, (2 * nr + 3) * sizeof(*hunk->damage));
	if (!hunk->lines || !hunk->damage)
		return SIM_ENOMEM;
	/* turn the way round */
	while (at != NONE) {
		unsigned int from = r->nodes[at].from;

		r->nodes[at].from = behind;
		behind = at;
		at = from;
	}
	if (hunk->double_spaced)
		note(hunk, SIM_DAMAGE_EMPTY, hunk->mail_line + 1);
	if (hunk->wrapped)
		note(hunk, SIM_DAMAGE_HEADER, hunk->mail_line + 1);
	for (at = r->nodes[behind].from; at != NONE; at = r->nodes[at].from) {
		const struct node *n = &r->nodes[at];

		if (!apply_move(pool, hunk, n->move, &r->lines[n->line - 1]))
			return SIM_ENOMEM;
	}
	note_indent(hunk);
	hunk->state = hunk->nr_damage ? SIM_HUNK_REPAIRED : SIM_HUNK_EXACT;
	return SIM_OK;
}

static bool is_ambiguous(const struct sim_repair *r, unsigned int end)
{
	for (unsigned int at = end; at != NONE; at = r->nodes[at].from) {
		if (r->nodes[at].ambiguous)
			return true;
	}
	/* what was skipped behind its last line is known to the line that follows */
	for (unsigned int i = 0; i <= r->nodes[r->nodes[end].from].line; i++) {
		if ((i < r->nr_lines || r->more) && r->lines[i].doubt)
			return true;
	}
	return false;
}

/*
 * Read the hunk of which the header is filled in from @lines, of which @used are its own;
 * @more: behind them comes the next header.
 * One that can't be read uses none.
 */
enum sim_status sim_hunk_repair(struct sim_repair *r, struct sim_pool *pool,
				const struct sim_view_line *lines, unsigned int nr, bool more,
				struct sim_hunk *hunk, unsigned int *used)
{
	unsigned int end;

	*used = 0;
	hunk->state = SIM_HUNK_UNREADABLE;
	if (hunk->old_count > nr || hunk->new_count > nr)
		end = NONE;
	else if (!begin(r, hunk, lines, nr, more))
		return SIM_ENOMEM;
	else
		end = search(r);
	if (r->no_memory)
		return SIM_ENOMEM;
	if (end != NONE && !is_ambiguous(r, end)) {
		*used = r->nodes[r->nodes[end].from].line;
		return take_reading(r, pool, hunk, end);
	}
	if (end != NONE)
		hunk->state = SIM_HUNK_AMBIGUOUS;
	for (unsigned int i = 0; i < nr && end == NONE; i++) {
		if (lines[i].snip)
			hunk->state = SIM_HUNK_SNIPPED;
	}
	return SIM_OK;
}
