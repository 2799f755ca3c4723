/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The syntax tree of a scenario (docs/language.md section 7).
 *
 * Plain structures in one arena that is freed at once. Nothing is resolved
 * here: a word is a word, whether it names an actor, a constant or nothing at
 * all; that is for the binder to say. Everything that was written is kept,
 * comments and blank lines too, so that the printer loses nothing.
 *
 * Lists are singly linked through ->next, in the order of the source.
 * Strings are terminated and live as long as the tree.
 */
#ifndef SIM_SCRIPT_AST_H
#define SIM_SCRIPT_AST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"
#include "pool.h"

/* Limits of the language; each has an error of its own. */
#define SIM_FILE_MAX		(1U << 20)	/* bytes */
#define SIM_LINE_MAX		4096U		/* bytes, without the newline */
#define SIM_STATEMENTS_MAX	10000U
#define SIM_RACE_ACTORS_MAX	64U
#define SIM_DEPTH_MAX		16U		/* values and conditions */

/**
 * struct sim_pos - a place in the source
 * @line: from 1
 * @col: in bytes, from 1
 * @len: in bytes; a node that ends on another line ends with its first
 */
struct sim_pos {
	unsigned int line, col, len;
};

/**
 * struct sim_name - a word that is not a value
 * @s: the word, NULL if there is none
 * @pos: its place
 */
struct sim_name {
	const char *s;
	struct sim_pos pos;
};

/**
 * enum sim_value_kind - the values of section 2
 * @SIM_VALUE_NUMBER: num
 * @SIM_VALUE_STRING: str
 * @SIM_VALUE_ANY: `?`
 * @SIM_VALUE_WORD: word: an actor or a constant
 * @SIM_VALUE_FLAGS: sub: two or more WORDs and NUMBERs, or-ed
 * @SIM_VALUE_NEG: sub: one WORD, negated (a number holds its own sign)
 * @SIM_VALUE_LIST: sub: any values
 * @SIM_VALUE_STRUCT: fields
 * @SIM_VALUE_CALL: call: exited(3), pid(P)
 * @SIM_VALUE_MEMBER: member: P.ret; in conditions only
 */
enum sim_value_kind {
	SIM_VALUE_NUMBER,
	SIM_VALUE_STRING,
	SIM_VALUE_ANY,
	SIM_VALUE_WORD,
	SIM_VALUE_FLAGS,
	SIM_VALUE_NEG,
	SIM_VALUE_LIST,
	SIM_VALUE_STRUCT,
	SIM_VALUE_CALL,
	SIM_VALUE_MEMBER,
};

/* How a number was spelled; only the printer asks. */
enum sim_base {
	SIM_DEC,
	SIM_HEX,
	SIM_OCT,
};

struct sim_value;

/**
 * struct sim_call - `name(args)`
 * @name: what is called
 * @args: the arguments
 * @nr_args: how many
 */
struct sim_call {
	struct sim_name name;
	struct sim_value *args;
	unsigned int nr_args;
};

/**
 * struct sim_field - `name=value`, or only a value
 * @next: the next field
 * @pos: the whole of it
 * @name: name.s is NULL if only a value was written, as in `= 4 {"abcd"}`
 * @value: the value
 */
struct sim_field {
	struct sim_field *next;
	struct sim_pos pos;
	struct sim_name name;
	struct sim_value *value;
};

/**
 * struct sim_value - one value
 * @kind: which member of the union holds
 * @pos: its place
 * @next: the next value of a list, of flags, or of arguments
 * @num: value in two's complement; a hex or octal number can go up to 2^64-1
 *	and is then negative here; @minus says that a minus sign was written
 * @str: decoded bytes (terminated, but may hold 0 bytes) and their number;
 *	`<P>` is still in there
 * @word: the word
 * @sub: the parts, and @nr of them
 * @fields: the fields
 * @call: the call
 * @member: `actor.field`
 */
struct sim_value {
	enum sim_value_kind kind;
	struct sim_pos pos;
	struct sim_value *next;
	union {
		struct {
			int64_t val;
			enum sim_base base;
			bool minus;
		} num;
		struct {
			const char *bytes;
			size_t len;
		} str;
		const char *word;
		struct {
			struct sim_value *first;
			unsigned int nr;
		} sub;
		struct sim_field *fields;
		struct sim_call call;
		struct {
			struct sim_name actor, field;
		} member;
	};
};

/**
 * struct sim_result - one alternative of an outcome
 * @next: the next, after `or`
 * @pos: the whole of it
 * @value: what came back
 * @err: `ESRCH` in `-1 ESRCH`; err.s is NULL without
 * @braces: whether `{` stood there, be it `{}`
 * @fields: what came back through pointers
 */
struct sim_result {
	struct sim_result *next;
	struct sim_pos pos;
	struct sim_value *value;
	struct sim_name err;
	bool braces;
	struct sim_field *fields;
};

enum sim_outcome_kind {
	SIM_OUTCOME_NONE,	/* nothing was written */
	SIM_OUTCOME_BLOCKS,	/* `...` */
	SIM_OUTCOME_RESULTS,	/* `= a or b` */
};

/**
 * struct sim_outcome - how a call ends
 * @kind: which
 * @pos: the whole of it; zeros for SIM_OUTCOME_NONE
 * @results: the alternatives, for SIM_OUTCOME_RESULTS
 */
struct sim_outcome {
	enum sim_outcome_kind kind;
	struct sim_pos pos;
	struct sim_result *results;
};

/**
 * struct sim_mark - `!judge`
 * @next: the next mark
 * @name: the judge, without the `!`; its place is that of the word
 */
struct sim_mark {
	struct sim_mark *next;
	struct sim_name name;
};

enum sim_prop_kind {
	SIM_PROP_NONE,
	SIM_PROP_FAIL_EACH,	/* (fail: each) */
	SIM_PROP_FAIL_NTH,	/* (fail: N) */
};

/**
 * struct sim_prop - the property behind an outcome
 * @kind: which
 * @pos: from ( to )
 * @nth: from 1, for SIM_PROP_FAIL_NTH
 */
struct sim_prop {
	enum sim_prop_kind kind;
	struct sim_pos pos;
	unsigned int nth;
};

/**
 * struct sim_range - `linux-5.3..linux-6.15`, or a single word
 * @next: the next of a list
 * @pos: the whole of it
 * @from: first word; NULL in `..linux-6.9`
 * @to: last word; NULL in `linux-6.9..` and if there is only one word
 * @span: whether there is a `..`
 */
struct sim_range {
	struct sim_range *next;
	struct sim_pos pos;
	const char *from, *to;
	bool span;
};

/**
 * enum sim_expr_kind - conditions
 * @SIM_EXPR_OR: two or more in sub
 * @SIM_EXPR_AND: two or more in sub
 * @SIM_EXPR_NOT: one in sub
 * @SIM_EXPR_TERM: lhs alone, true if it is not 0
 * others: lhs op rhs
 */
enum sim_expr_kind {
	SIM_EXPR_OR,
	SIM_EXPR_AND,
	SIM_EXPR_NOT,
	SIM_EXPR_TERM,
	SIM_EXPR_EQ,
	SIM_EXPR_NE,
	SIM_EXPR_LT,
	SIM_EXPR_LE,
	SIM_EXPR_GT,
	SIM_EXPR_GE,
	SIM_EXPR_HAS,
};

/**
 * struct sim_expr - a condition
 * @kind: which
 * @pos: its place
 * @next: the next of the operands of AND and OR
 * @sub: operands of OR, AND and NOT
 * @lhs: of comparisons, or the term
 * @rhs: of comparisons
 */
struct sim_expr {
	enum sim_expr_kind kind;
	struct sim_pos pos;
	struct sim_expr *next;
	struct sim_expr *sub;
	struct sim_value *lhs, *rhs;
};

enum sim_override_kind {
	SIM_OVERRIDE_OUTCOME,	/* = 0 !authority; also `...` */
	SIM_OVERRIDE_MARKS,	/* !authority: the outcome stays */
	SIM_OVERRIDE_SKIP,	/* skip */
	SIM_OVERRIDE_EXPR,	/* under a condition */
};

struct sim_item;

/**
 * struct sim_override - `@design, design …` under a statement
 * @next: the next override of the statement
 * @kind: what it changes
 * @pos: its place
 * @lead: comments and blank lines above it
 * @ranges: for whom
 * @outcome: for SIM_OVERRIDE_OUTCOME
 * @marks: for SIM_OVERRIDE_OUTCOME (may be none) and SIM_OVERRIDE_MARKS
 * @expr: for SIM_OVERRIDE_EXPR
 * @comment: behind it, without the `#`; NULL if none
 */
struct sim_override {
	struct sim_override *next;
	enum sim_override_kind kind;
	struct sim_pos pos;
	struct sim_item *lead;
	struct sim_range *ranges;
	struct sim_outcome outcome;
	struct sim_mark *marks;
	struct sim_expr *expr;
	const char *comment;
};

/**
 * struct sim_line - `actor: call(args) outcome marks (property)`
 * @actor: who
 * @resume: `actor: ... outcome`: says how the pending call ended
 * @call: unless @resume
 * @outcome: as written; see struct sim_outcome
 * @marks: judges that this line is known to trip
 * @prop: property
 */
struct sim_line {
	struct sim_name actor;
	bool resume;
	struct sim_call call;
	struct sim_outcome outcome;
	struct sim_mark *marks;
	struct sim_prop prop;
};

enum sim_cond_kind {
	SIM_CHECK,
	SIM_ALWAYS,
	SIM_NEVER,
	SIM_SOMETIMES,
};

/**
 * struct sim_cond - `check expr` and its like
 * @kind: which
 * @expr: the condition
 */
struct sim_cond {
	enum sim_cond_kind kind;
	struct sim_expr *expr;
};

/**
 * struct sim_race - `race [count N] { … }`
 * @count: the pinned number of schedules, 0 if none is pinned
 * @body: LINE, COMMENT and BLANK items
 * @nr_actors: distinct actors in it
 * @close: place of the closing brace
 * @close_comment: behind the closing brace; NULL if none
 */
struct sim_race {
	uint64_t count;
	struct sim_item *body;
	unsigned int nr_actors;
	struct sim_pos close;
	const char *close_comment;
};

/**
 * struct sim_req - one word of a `requires`
 * @next: the next
 * @name: the word, without the minus sign
 * @absent: `-word`: it must not be there
 */
struct sim_req {
	struct sim_req *next;
	struct sim_name name;
	bool absent;
};

/* `config NAME=VALUE` */
struct sim_config {
	struct sim_name name, value;
};

#define SIM_BOUND_DEFAULT	2U
#define SIM_BOUND_NONE		(~0U)

/* The headers come first, and in the order in which they are printed. */
enum sim_item_kind {
	SIM_ITEM_SCENARIO,	/* title */
	SIM_ITEM_REQUIRES,	/* reqs */
	SIM_ITEM_CONFIG,	/* config */
	SIM_ITEM_RELEASE,	/* release */
	SIM_ITEM_BOUND,		/* bound */
	SIM_ITEM_FRESH,
	SIM_ITEM_LINE,		/* line */
	SIM_ITEM_COND,		/* cond */
	SIM_ITEM_RACE,		/* race */
	SIM_ITEM_END,		/* end_marks */
	SIM_ITEM_COMMENT,	/* a comment on a line of its own: comment */
	SIM_ITEM_BLANK,		/* one or more blank lines */
};

/**
 * struct sim_item - what stands on a line (a race: on several)
 * @kind: which member of the union holds
 * @pos: its place; a race's is that of its first line
 * @next: the next item
 * @comment: behind the item, or for SIM_ITEM_COMMENT the comment itself,
 *	without the `#`; NULL if none
 * @overrides: of LINE, COND and END
 * @title: SCENARIO: a STRING value
 * @reqs: REQUIRES: the words
 * @config: CONFIG: the setting
 * @release: RELEASE: one range
 * @bound: BOUND: a number, or SIM_BOUND_NONE
 */
struct sim_item {
	enum sim_item_kind kind;
	struct sim_pos pos;
	struct sim_item *next;
	const char *comment;
	struct sim_override *overrides;
	union {
		struct sim_value *title;
		struct sim_req *reqs;
		struct sim_config config;
		struct sim_range *release;
		unsigned int bound;
		struct sim_line line;
		struct sim_cond cond;
		struct sim_race race;
		struct sim_mark *end_marks;
	};
};

/**
 * struct sim_ast - a parsed scenario
 * @path: as given to the parser
 * @text: the source; positions are places in it
 * @len: its length
 * @items: everything: first the header, whose SCENARIO comes first and whose
 *	lines are in the order of enum sim_item_kind, then the statements
 * @nr_statements: LINEs (those in races too), CONDs, RACEs, ENDs
 * @pool: the arena
 */
struct sim_ast {
	const char *path;
	const char *text;
	size_t len;
	struct sim_item *items;
	unsigned int nr_statements;
	struct sim_pool pool;
};

/**
 * sim_ast_new - an empty tree
 * @path: is copied
 *
 * Return: the tree, or NULL if there is no memory.
 */
struct sim_ast *sim_ast_new(const char *path);

/**
 * sim_ast_free - free a tree and all that was allocated from it
 * @ast: may be NULL
 */
void sim_ast_free(struct sim_ast *ast);

/**
 * sim_ast_alloc - zeroed memory that lives as long as the tree
 * @ast: the tree
 * @size: bytes
 *
 * Return: aligned for any object, or NULL if there is no memory.
 */
void *sim_ast_alloc(struct sim_ast *ast, size_t size);

/**
 * sim_ast_strndup - copy bytes into the arena, and terminate them
 * @ast: the tree
 * @s: may hold 0 bytes
 * @len: how many
 *
 * Return: the copy, or NULL if there is no memory.
 */
char *sim_ast_strndup(struct sim_ast *ast, const char *s, size_t len);

/**
 * sim_ast_equal - whether two trees say the same
 * @a: a tree
 * @b: a tree
 *
 * Paths, sources and positions do not count; comments, blank lines and the
 * spelling of numbers do.
 */
bool sim_ast_equal(const struct sim_ast *a, const struct sim_ast *b);

/**
 * sim_ast_find - the first item of a kind
 * @first: where to begin, such as ast->items or a former answer's ->next
 * @kind: what to look for
 *
 * Return: the item, or NULL. Does not look into races.
 */
struct sim_item *sim_ast_find(struct sim_item *first, enum sim_item_kind kind);

/**
 * sim_ast_error - an error at a place in a script
 * @ast: the script
 * @pos: the place
 * @err: filled in: place and source line, status and message; may be NULL
 * @status: usually SIM_EINPUT
 * @fmt: the message, printf-like
 *
 * Call sim_error_accept() afterwards to say what would have been accepted.
 *
 * Return: @status.
 */
enum sim_status sim_ast_error(const struct sim_ast *ast,
			      const struct sim_pos *pos, struct sim_error *err,
			      enum sim_status status, const char *fmt, ...)
	__attribute__((format(printf, 5, 6)));

#endif /* SIM_SCRIPT_AST_H */
