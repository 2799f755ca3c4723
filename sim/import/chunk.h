/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a kernel source file consists of at its top level: functions, system calls, macros,
 * types, variables, and the #if groups around and in them. Knows nothing of C's types; sees where
 * something begins and ends, and what it is called.
 */
#ifndef SIM_IMPORT_CHUNK_H
#define SIM_IMPORT_CHUNK_H

#include "import/scan.h"
#include "import/source.h"
#include "table.h"

/** enum sim_chunk_kind - what a chunk is */
enum sim_chunk_kind {
	SIM_CHUNK_FUNC,
	SIM_CHUNK_SYSCALL, /* SYSCALL_DEFINEn */
	SIM_CHUNK_COMPAT,  /* COMPAT_SYSCALL_DEFINEn */
	SIM_CHUNK_MACRO,
	SIM_CHUNK_VAR,
	SIM_CHUNK_STRUCT,
	SIM_CHUNK_UNION,
	SIM_CHUNK_ENUM,
	SIM_CHUNK_TYPEDEF,
	SIM_CHUNK_PROTO,
	SIM_CHUNK_EXTERN,  /* a variable that is elsewhere */
	SIM_CHUNK_CALL,	   /* DEFINE_IDA(name); */
	SIM_CHUNK_EXPORT,  /* EXPORT_SYMBOL(name); */
	SIM_CHUNK_FORWARD, /* struct name; */
	SIM_CHUNK_INCLUDE,
	SIM_CHUNK_OTHER, /* a piece of a function, in a fragment; asm; what else there is */
};

/** enum sim_space - where a name is looked up */
enum sim_space {
	SIM_SPACE_PLAIN,
	SIM_SPACE_TAG,
	SIM_SPACE_SYSCALL, /* never called by name */
};

/**
 * struct sim_label - a name that a chunk gives
 * @next: another one that is the same: its index + 1, 0: none
 */
struct sim_label {
	const char *at;
	unsigned int len;
	enum sim_space space;
	unsigned int chunk;
	unsigned int next;
};

/**
 * struct sim_chunk - a piece of a file
 * @first, @last: its lines
 * @from, @to: its tokens, [from, to)
 * @body: token of the '{' of a function or of the '=' of a variable; @to if there is none
 * @name, @nr_names: its names; the first one is what it is called by
 * @complete: false: the fragment ends before it does
 */
struct sim_chunk {
	enum sim_chunk_kind kind;
	unsigned int first, last;
	unsigned int from, to, body;
	unsigned int name, nr_names;
	bool is_static, is_inline, complete;
};

/** struct sim_branch - one directive of an #if group; @token is it */
struct sim_branch {
	unsigned int group, token;
};

/** struct sim_group - an #if and all that belongs to it; lines @first to @last */
struct sim_group {
	unsigned int first, last;
	bool closed;
};

/**
 * struct sim_file - a source file, taken apart
 * @src: the file; not owned
 * @text: its text
 */
struct sim_file {
	const struct sim_source *src;
	struct sim_buf text;
	struct sim_tokens tokens;
	struct sim_chunk *chunks;
	unsigned int nr_chunks;
	struct sim_label *names;
	unsigned int nr_names;
	struct sim_branch *branches;
	unsigned int nr_branches;
	struct sim_group *groups;
	unsigned int nr_groups;
	struct sim_table index;
	bool failed;
};

/**
 * sim_file_split - take a source file apart
 * @file: to be given back with sim_file_free(), also on error
 * @src: must outlive @file
 * @err: filled in on error; may be NULL
 *
 * Return: SIM_OK or SIM_ENOMEM. No text is wrong: what can't be understood is SIM_CHUNK_OTHER.
 */
enum sim_status sim_file_split(struct sim_file *file, const struct sim_source *src,
			       struct sim_error *err);
void sim_file_free(struct sim_file *file);

/**
 * sim_file_find - what gives a name
 *
 * Return: the first one in the file (more are behind its @next), or NULL.
 */
const struct sim_label *sim_file_find(const struct sim_file *file, enum sim_space space,
				      const char *name, unsigned int len);

/** sim_chunk_name - what a chunk is called, or NULL; not terminated, @len bytes */
const char *sim_chunk_name(const struct sim_file *file, const struct sim_chunk *chunk,
			   unsigned int *len);

/** sim_chunk_word - "func", "syscall" ... */
const char *sim_chunk_word(enum sim_chunk_kind kind);

/* names of a chunk (chunk_name.c); for chunk.c only */
void sim_chunk_classify(struct sim_file *file, struct sim_chunk *chunk);
bool sim_file_add_name(struct sim_file *file, const struct sim_token *token, enum sim_space space,
		       unsigned int chunk);
bool sim_is_attribute(const struct sim_token *token);

#endif
