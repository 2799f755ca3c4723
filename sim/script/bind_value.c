// SPDX-License-Identifier: GPL-2.0-only
/*
 * Values: words to numbers, strings to texts, lists to bits.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "script/names.h"
#include "script/prog.h"

enum sim_status sim_bind_error(struct sim_binder *b, const struct sim_pos *pos, const char *fmt,
			       ...)
{
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	return sim_ast_error(b->ast, pos, b->err, SIM_EINPUT, "%s", text);
}

void *sim_bind_alloc(struct sim_binder *b, size_t size)
{
	void *p = sim_ast_alloc(b->prog->heap, size ? size : 1);

	if (!p)
		sim_error_set(b->err, SIM_ENOMEM, "out of memory");
	return p;
}

unsigned int sim_bind_actor(struct sim_binder *b, const char *name)
{
	for (unsigned int i = 0; i < b->prog->nr_actors; i++) {
		if (!strcmp(b->prog->actors[i], name))
			return i;
	}
	return SIM_NO_ACTOR;
}

static enum sim_status bind_word(struct sim_binder *b, const struct sim_pos *pos, const char *word,
				 long *value)
{
	const struct design_constant *c;
	const char *near;

	for (c = b->table->constants; c && c->name; c++) {
		if (!strcmp(c->name, word)) {
			*value = c->value;
			return SIM_OK;
		}
	}
	if (!strcmp(word, "NULL")) {
		*value = 0;
		return SIM_OK;
	}
	if (sim_name_value(word, value))
		return SIM_OK;
	if (!strncmp(word, "SIG", 3))
		sim_bind_error(b, pos, "unknown signal name %s", word);
	else
		sim_bind_error(b, pos, "unknown constant or actor %s", word);
	near = sim_name_near(word);
	if (near)
		sim_error_accept(b->err, "did you mean %s?", near);
	else if (!strncmp(word, "SIG", 3))
		sim_error_accept(b->err,
				 "a signal (SIGHUP to SIGSYS, SIGRT_0 to SIGRT_32), or a number");
	else
		sim_error_accept(b->err, "an actor of this scenario, a constant, or a number");
	return SIM_EINPUT;
}

static enum sim_status bind_status(struct sim_binder *b, const struct sim_value *v, long *value)
{
	static const struct {
		const char *name;
		int args, shift;
		long more;
	} kinds[] = {
		{ "exited", 1, 8, 0 },	     { "killed", 1, 0, 0 },
		{ "dumped", 1, 0, 0x80 },    { "stopped", 1, 8, 0x7f },
		{ "ptrace_stopped", 1, 8, 0x7f }, { "continued", 0, 0, 0xffff },
	};
	enum sim_place place;
	enum sim_status status;
	unsigned int actor;
	long n = 0;

	for (unsigned int i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(kinds[i].name, v->call.name.s) ||
		    (int)v->call.nr_args != kinds[i].args)
			continue;
		if (v->call.args) {
			status = sim_bind_number(b, v->call.args, &place, &n, &actor);
			if (status)
				return status;
		}
		*value = (n & 0xff) << kinds[i].shift | kinds[i].more;
		return SIM_OK;
	}
	sim_bind_error(b, &v->pos, "unknown wait status %s(...)", v->call.name.s);
	sim_error_accept(b->err, "exited(N), killed(SIG), dumped(SIG), stopped(SIG), continued()");
	return SIM_EINPUT;
}

static enum sim_status bind_flags(struct sim_binder *b, const struct sim_value *v, long *value)
{
	const struct sim_value *part;
	enum sim_status status;
	long bits;

	*value = 0;
	for (part = v->sub.first; part; part = part->next) {
		if (part->kind == SIM_VALUE_NUMBER) {
			bits = part->num.val;
		} else {
			status = bind_word(b, &part->pos, part->word, &bits);
			if (status)
				return status;
		}
		*value |= bits;
	}
	return SIM_OK;
}

static enum sim_status bind_actor_or_word(struct sim_binder *b, const struct sim_value *v, int neg,
					  enum sim_place *place, long *value, unsigned int *actor)
{
	enum sim_status status;

	*actor = sim_bind_actor(b, v->word);
	if (*actor == SIM_NO_ACTOR) {
		status = bind_word(b, &v->pos, v->word, value);
		if (neg)
			*value = -*value;
		return status;
	}
	*place = neg ? SIM_AT_NEG_PID : SIM_AT_PID;
	return SIM_OK;
}

enum sim_status sim_bind_number(struct sim_binder *b, const struct sim_value *v,
				enum sim_place *place, long *value, unsigned int *actor)
{
	*place = SIM_AT_CONST;
	*actor = SIM_NO_ACTOR;
	*value = 0;
	switch (v->kind) {
	case SIM_VALUE_NUMBER:
		*value = v->num.val;
		return SIM_OK;
	case SIM_VALUE_WORD:
		return bind_actor_or_word(b, v, 0, place, value, actor);
	case SIM_VALUE_NEG:
		return bind_actor_or_word(b, v->sub.first, 1, place, value, actor);
	case SIM_VALUE_FLAGS:
		return bind_flags(b, v, value);
	case SIM_VALUE_CALL:
		return bind_status(b, v, value);
	case SIM_VALUE_LIST:
		return sim_bind_bits(b, v, 1, value);
	default:
		return sim_bind_error(b, &v->pos,
				      "a number, a constant or an actor is wanted here");
	}
}

enum sim_status sim_bind_bits(struct sim_binder *b, const struct sim_value *v, int first,
			      long *bits)
{
	const struct sim_value *item;
	enum sim_place place;
	enum sim_status status;
	unsigned int actor;
	unsigned long set = 0;
	long n;

	for (item = v->sub.first; item; item = item->next) {
		status = sim_bind_number(b, item, &place, &n, &actor);
		if (status)
			return status;
		if (place != SIM_AT_CONST || n < first || n > 63 + first)
			return sim_bind_error(b, &item->pos, "a %s is wanted here",
					      first ? "signal" : "capability");
		set |= 1UL << (n - first);
	}
	*bits = (long)set;
	return SIM_OK;
}

/* the end of `<NAME>` that begins at @s, or NULL */
static const char *actor_end(const char *s, const char *end)
{
	const char *p = s + 1;

	while (p < end && *p != '>' && *p != '<')
		p++;
	return p < end && *p == '>' && p > s + 1 ? p : NULL;
}

static void add_part(struct sim_text *text, const char *bytes, size_t len, unsigned int actor)
{
	if (bytes && !len)
		return;
	text->parts[text->nr_parts++] = (struct sim_part){ bytes, (unsigned int)len, actor };
	text->max += bytes ? (unsigned int)len : 11;
}

enum sim_status sim_bind_text(struct sim_binder *b, const struct sim_value *v,
			      const struct sim_text **out)
{
	const char *s = v->str.bytes, *end = s + v->str.len, *from = s, *close;
	struct sim_text *text = sim_bind_alloc(b, sizeof(*text));
	char name[64];
	unsigned int actor, max_parts = 2;

	for (const char *p = s; p < end; p++)
		max_parts += *p == '<' ? 2 : 0;
	if (!text)
		return SIM_ENOMEM;
	text->parts = sim_bind_alloc(b, max_parts * sizeof(*text->parts));
	if (!text->parts)
		return SIM_ENOMEM;
	if (end - s >= 3 && !memcmp(end - 3, "...", 3)) {
		text->prefix = 1;
		end -= 3;
	}
	for (; s < end; s++) {
		close = *s == '<' ? actor_end(s, end) : NULL;
		if (!close || close - s > (long)sizeof(name))
			continue;
		snprintf(name, sizeof(name), "%.*s", (int)(close - s - 1), s + 1);
		actor = sim_bind_actor(b, name);
		if (actor == SIM_NO_ACTOR)
			continue;
		add_part(text, from, (size_t)(s - from), 0);
		add_part(text, NULL, 0, actor);
		s = close;
		from = close + 1;
	}
	add_part(text, from, (size_t)(end - from), 0);
	*out = text;
	return SIM_OK;
}
