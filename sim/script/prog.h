/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A scenario bound to one design and one release: names resolved, arguments laid out, overrides
 * chosen. It is made once and run many times, so that a run does no look-up, no parsing
 * and no allocation.
 *
 *	encode.c	arguments of a call -> an image of user memory and how to complete it
 *	want.c		what is written behind `=` -> what to compare, and the comparing
 *	bind.c		statements -> steps
 *	cond.c		conditions
 *	run.c		one run of a bound scenario
 *	verdict.c	all runs of a scenario that are needed: pass, fail or skip
 */
#ifndef SIM_SCRIPT_PROG_H
#define SIM_SCRIPT_PROG_H

#include <stdint.h>

#include "script/ast.h"
#include "script/calls.h"
#include "sim.h"

#define SIM_NO_ACTOR 0xffffu

/** enum sim_place - where the value of an argument comes from */
enum sim_place {
	SIM_AT_CONST,	/* value */
	SIM_AT_PID,	/* number of the actor as the caller sees it */
	SIM_AT_NEG_PID, /* minus that */
	SIM_AT_IMAGE,	/* address of image + value */
	SIM_AT_TEXT, /* a relocation: a string with actors' numbers in it; an argument: its length
		      */
};

/** struct sim_part - a piece of a text: literal bytes, or the number of an actor */
struct sim_part {
	const char *bytes;
	unsigned int len;
	unsigned int actor;
};

/** struct sim_text - a string, complete only when it is known who sees it */
struct sim_text {
	struct sim_part *parts;
	unsigned int nr_parts;
	unsigned int max;	/* bytes at most, without NUL */
	int prefix;		/* it ended in "...": compared as the beginning only */
};

/** struct sim_reloc - something to be written into the image when the call is made */
struct sim_reloc {
	unsigned int at;
	unsigned int size;	/* 4 or 8; SIM_AT_TEXT: room */
	enum sim_place place;
	unsigned int actor;
	long value;
	const struct sim_text *text;
};

struct sim_arg {
	enum sim_place place;
	unsigned int actor;
	long value;
};

/** enum sim_area_kind - what of the image can be looked at afterwards */
enum sim_area_kind {
	SIM_AREA_STRUCT,
	SIM_AREA_LIST,		/* as many as the result says */
	SIM_AREA_POLL,		/* those with revents */
	SIM_AREA_DATA,		/* as many bytes as the result says */
	SIM_AREA_MSG,		/* a struct msghdr */
};

/** struct sim_area - a part of the image that the call writes */
struct sim_area {
	enum sim_area_kind kind;
	const char *param;
	const struct sim_layout *layout;
	unsigned int at, max;
};

/**
 * struct sim_encoded - a call, ready to be made
 * @call: the system call; NULL for what starts with sim_
 * @pseudo: enum sim_pseudo
 * @image: bytes of user memory that it needs, to be completed by @relocs
 */
struct sim_encoded {
	const struct model_syscall *call;
	const struct sim_call_desc *desc;
	unsigned int pseudo;
	unsigned int creates;
	struct sim_arg args[6];
	unsigned char *image;
	unsigned int image_len, image_room;
	struct sim_reloc *relocs;
	unsigned int nr_relocs;
	struct sim_area areas[6];
	unsigned int nr_areas;
};

enum sim_pseudo {
	SIM_PSEUDO_NONE,
	SIM_PSEUDO_REUSE,
	SIM_PSEUDO_RUN,
	SIM_PSEUDO_SLEEP,
};

/** enum sim_want_kind - what a value must be */
enum sim_want_kind {
	SIM_WANT_ANY,		/* any, if it is no error */
	SIM_WANT_CONST,
	SIM_WANT_PID,
	SIM_WANT_NEG_PID,
	SIM_WANT_TEXT,
	SIM_WANT_FDS,		/* descriptors of a message: list */
};

struct sim_want {
	enum sim_want_kind kind;
	unsigned int actor;
	long value;
	const struct sim_text *text;
	const long *list;
	unsigned int nr_list;
};

/**
 * struct sim_want_field - a field in braces
 * @area: index in sim_encoded.areas
 * @element: of a list
 * @offset: in the element; @type says what is there
 */
struct sim_want_field {
	const struct sim_field *ast;
	unsigned int area, element, offset;
	enum sim_type type;
	const char *prefix;
	struct sim_want want;
};

/** struct sim_alt - one alternative of an outcome; @err: the errno, 0: none */
struct sim_alt {
	int err;
	int creates;		/* @want is a new actor */
	struct sim_want want;
	struct sim_want_field *fields;
	unsigned int nr_fields;
	unsigned int nr_list;	/* elements that a list must have; ~0: not asked */
};

enum sim_step_kind {
	SIM_STEP_LINE,
	SIM_STEP_RESUME,
	SIM_STEP_COND,
	SIM_STEP_RACE,		/* the next @nr_race steps */
	SIM_STEP_END,
};

/**
 * struct sim_pstep - a statement
 * @marks: judges that it must trip: bit enum host_bug
 * @next_of: index of the actor's next step in the race, 0: none
 */
struct sim_pstep {
	enum sim_step_kind kind;
	const struct sim_item *item;
	unsigned int actor;
	enum sim_outcome_kind outcome;
	struct sim_alt *alts;
	unsigned int nr_alts;
	unsigned int marks;
	enum sim_prop_kind prop;
	unsigned int nth;
	struct sim_encoded enc;
	enum sim_cond_kind cond;
	const struct sim_expr *expr;
	unsigned int quantified;	/* index among always, never, sometimes */
	unsigned int nr_race;
	uint64_t race_count;
	unsigned int next_of;
};

/**
 * struct sim_prog - a bound scenario
 * @skip: why it can't be run on this design ("requires pidfd_open"); "" if it can
 * @actors: names; 0 is init
 */
struct sim_prog {
	const struct sim_ast *ast;
	const struct sim_design *design;
	struct model_boot boot;
	char skip[128];
	const char **actors;
	unsigned int nr_actors;
	struct sim_pstep *steps;
	unsigned int nr_steps;
	unsigned int nr_quantified;
	unsigned int bound;
	int has_race;
	unsigned int on_host;		/* SIM_ON_HOST, or 0 */
	struct sim_ast *heap;		/* arena of all this, and trees of habits */
	struct sim_ast **habits;
	unsigned int nr_habits;
};

/**
 * sim_bind - bind a scenario to a design
 * @out: the program; to be freed with sim_prog_free() before @ast and @design
 * @release: LINUX(major, minor), perhaps with SIM_ON_HOST; 0: the design's default
 *
 * Return: SIM_OK (also if it is to be skipped), SIM_EINPUT (unknown call, constant, actor,
 * feature … with its place), SIM_ENOMEM.
 */
enum sim_status sim_bind(struct sim_prog **out, const struct sim_ast *ast,
			 const struct sim_design *design, unsigned int release,
			 struct sim_error *err);
void sim_prog_free(struct sim_prog *prog);

/**
 * sim_bind_among - sim_bind() for one of several designs
 * @others: what one of them has is a word that may be required, though @design lacks it
 */
enum sim_status sim_bind_among(struct sim_prog **out, const struct sim_ast *ast,
			       const struct sim_design *design, unsigned int release,
			       const struct sim_design *const *others, unsigned int nr_others,
			       struct sim_error *err);

/* with a release: of the machine, for whose kernel the scenario is bound; `@host` fits then */
#define SIM_ON_HOST 0x80000000u

/**
 * sim_range_fits - whether a list of ranges names this design or this release
 * @release: may have SIM_ON_HOST
 */
int sim_range_fits(const struct sim_range *ranges, const char *design, unsigned int release);
/** sim_release_value - "linux-6.9" -> LINUX(6, 9); 0: it is none */
unsigned int sim_release_value(const char *word);

/* ------------------------------------------------------------ inside sim/script */

/** struct sim_binder - what the files that bind share */
struct sim_binder {
	struct sim_prog *prog;
	const struct sim_ast *ast;
	const struct design *table;
	struct sim_error *err;
	unsigned char *created;		/* by actor */
	int in_race;
	const struct sim_design *const *others;
	unsigned int nr_others;
};

enum sim_status sim_bind_error(struct sim_binder *b, const struct sim_pos *pos, const char *fmt,
			       ...) __attribute__((format(printf, 3, 4)));
void *sim_bind_alloc(struct sim_binder *b, size_t size);
/* index of an actor, SIM_NO_ACTOR */
unsigned int sim_bind_actor(struct sim_binder *b, const char *name);
/* a value that is one number: constant, flags, actor, -actor, wait status */
enum sim_status sim_bind_number(struct sim_binder *b, const struct sim_value *v,
				enum sim_place *place, long *value, unsigned int *actor);
enum sim_status sim_bind_text(struct sim_binder *b, const struct sim_value *v,
			      const struct sim_text **out);
/* a list of signals, or of capabilities (@first 0), as bits */
enum sim_status sim_bind_bits(struct sim_binder *b, const struct sim_value *v, int first,
			      long *bits);

/* how the call is described; by its command, if that takes something of its own; or NULL */
const struct sim_call_desc *sim_desc_of(const struct sim_call *call);
enum sim_status sim_encode(struct sim_binder *b, const struct sim_call *call,
			   struct sim_encoded *enc);
enum sim_status sim_bind_alt(struct sim_binder *b, const struct sim_encoded *enc,
			     const struct sim_result *result, struct sim_alt *alt);
/* all names in a condition are known */
enum sim_status sim_bind_cond(struct sim_binder *b, const struct sim_expr *expr);

/* ------------------------------------------------------------ running */

struct sim_run;

/**
 * sim_prog_child - the actor that a line makes; of a call that blocks, as vfork, the line that
 * ends it says who. SIM_NO_ACTOR: none
 */
unsigned int sim_prog_child(const struct sim_prog *prog, const struct sim_pstep *step);
/** sim_text_put - write a text as @viewer sees it; returns its length */
unsigned int sim_text_put(const struct sim_run *run, const struct sim_text *text,
			  const struct sim_task *viewer, char *to);
/** sim_alt_holds - whether a result and what came back are what an alternative says */
int sim_alt_holds(const struct sim_run *run, const struct sim_pstep *step,
		  const struct sim_alt *alt, const struct sim_task *task, long ret,
		  const unsigned char *image);
struct sim_buf;
/** sim_result_text - a result and what came back as it would be written */
void sim_result_text(const struct sim_run *run, const struct sim_pstep *step,
		     const struct sim_task *task, long ret, const unsigned char *image,
		     struct sim_buf *out);
/** sim_cond_holds - 1, 0 */
int sim_cond_holds(const struct sim_run *run, const struct sim_expr *expr);
/** sim_cond_explain - the values of the terms of a condition */
void sim_cond_explain(const struct sim_run *run, const struct sim_expr *expr, struct sim_buf *out);

#endif
