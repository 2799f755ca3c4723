// SPDX-License-Identifier: GPL-2.0-only
/*
 * Switches of a schedule as text: see schedule.h.
 */
#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "script/schedule.h"

static const char *const spots[SIM_SPOT_NR] = {
	[SIM_SPOT_POINT] = "", [SIM_SPOT_STOP] = "stop", [SIM_SPOT_END] = "end",
	[SIM_SPOT_CHOICE] = "choice", [SIM_SPOT_START] = "start",
};

/* ------------------------------------------------------------ the program */

static const char *call_name(const struct sim_pstep *step)
{
	const struct sim_line *line = &step->item->line;

	return line->resume ? NULL : line->call.name.s;
}

static unsigned int race_of(const struct sim_prog *prog)
{
	unsigned int i;

	for (i = 0; i < prog->nr_steps && prog->steps[i].kind != SIM_STEP_RACE; i++)
		;
	return i;
}

/* the actor's @nth call of that name in the race; NULL: there are not so many */
static const struct sim_pstep *find_call(const struct sim_prog *prog, const struct sim_spot *spot)
{
	unsigned int race = race_of(prog), nth = spot->nth;

	if (race == prog->nr_steps)
		return NULL;
	for (unsigned int i = race + 1; i <= race + prog->steps[race].nr_race; i++) {
		const struct sim_pstep *s = &prog->steps[i];

		if (s->actor == spot->actor && call_name(s) &&
		    !strcmp(call_name(s), spot->call) && !--nth)
			return s;
	}
	return NULL;
}

void sim_spot_call(const struct sim_prog *prog, unsigned int step, struct sim_spot *spot)
{
	unsigned int race = race_of(prog);
	const struct sim_pstep *s = step ? &prog->steps[step - 1] : NULL;

	spot->call = NULL;
	spot->nth = 1;
	if (!s || step - 1 <= race || !call_name(s))
		return;
	spot->call = call_name(s);
	for (unsigned int i = race + 1; i < step - 1; i++) {
		if (prog->steps[i].actor == s->actor && call_name(&prog->steps[i]) &&
		    !strcmp(call_name(&prog->steps[i]), spot->call))
			spot->nth++;
	}
}

/* ------------------------------------------------------------ to text */

static void put_task(const struct sim_prog *prog, unsigned int actor, int task, struct sim_buf *out)
{
	if (actor != SIM_NO_ACTOR)
		sim_buf_puts(out, prog->actors[actor]);
	else if (task == SIM_GRACE)
		sim_buf_putc(out, '-');
	else
		sim_buf_printf(out, "%d", task);
}

static void put_spot(const struct sim_prog *prog, const struct sim_spot *spot, struct sim_buf *out)
{
	if (spot->kind != SIM_SPOT_START) {
		put_task(prog, spot->actor, spot->task, out);
		sim_buf_printf(out, ".%s", spot->call ? spot->call : "-");
		if (spot->nth > 1)
			sim_buf_printf(out, "/%u", spot->nth);
		sim_buf_putc(out, '.');
	}
	sim_buf_puts(out, spots[spot->kind]);
	if (spot->kind == SIM_SPOT_POINT || spot->nr > 1)
		sim_buf_printf(out, "%u", spot->nr);
}

void sim_switch_put(const struct sim_prog *prog, const struct sim_switch *s, struct sim_buf *out)
{
	put_spot(prog, &s->spot, out);
	sim_buf_putc(out, ':');
	if (s->spot.kind == SIM_SPOT_CHOICE)
		sim_buf_printf(out, "%d", s->value);
	else
		put_task(prog, s->to, s->value, out);
}

/* ------------------------------------------------------------ from text */

/** struct reader - @at goes on to @end; @what: that can't be, and @err says so */
struct reader {
	const struct sim_prog *prog;
	const char *at, *end;
	struct sim_error *err;
};

static enum sim_status bad(struct reader *r, const struct sim_switch *s)
{
	sim_error_set(r->err, SIM_EINPUT, "\"%.*s\" is no switch of a schedule",
		      s->len > 64 ? 64 : s->len, s->text);
	sim_error_accept(r->err, "ACTOR.CALL.POINT:ACTOR, as K.kill.14:P, separated by commas");
	return SIM_EINPUT;
}

static int is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

static int read_number(struct reader *r, unsigned int *out)
{
	unsigned int nr = 0;
	const char *from = r->at;

	for (; r->at < r->end && *r->at >= '0' && *r->at <= '9'; r->at++) {
		if (nr > 100000000)
			return 0;
		nr = nr * 10 + (unsigned int)(*r->at - '0');
	}
	*out = nr;
	return r->at > from;
}

static size_t read_word(struct reader *r)
{
	const char *from = r->at;

	while (r->at < r->end && is_word(*r->at))
		r->at++;
	return (size_t)(r->at - from);
}

static int read_char(struct reader *r, char c)
{
	if (r->at == r->end || *r->at != c)
		return 0;
	r->at++;
	return 1;
}

/* an actor, a number of a task, or, where @grace, `-`; 0: neither, -1: no such actor */
static int read_task(struct reader *r, unsigned int *actor, int *task, int grace)
{
	const char *from = r->at;
	unsigned int nr;
	size_t len;

	*actor = SIM_NO_ACTOR;
	*task = SIM_GRACE;
	if (grace && read_char(r, '-'))
		return 1;
	if (read_number(r, &nr)) {
		*task = (int)nr;
		return 1;
	}
	len = read_word(r);
	for (unsigned int i = 0; len && i < r->prog->nr_actors; i++) {
		if (strlen(r->prog->actors[i]) == len && !memcmp(r->prog->actors[i], from, len)) {
			*actor = i;
			return 1;
		}
	}
	return len ? -1 : 0;
}

/* the name of a call, as the scenario has it */
static int read_call(struct reader *r, struct sim_spot *spot)
{
	const char *from = r->at;
	size_t len;

	spot->call = NULL;
	spot->nth = 1;
	if (read_char(r, '-'))
		return 1;
	len = read_word(r);
	for (unsigned int i = 0; len && !spot->call && i < r->prog->nr_steps; i++) {
		const struct sim_pstep *s = &r->prog->steps[i];
		const char *name = s->kind == SIM_STEP_LINE ? call_name(s) : NULL;

		if (name && strlen(name) == len && !memcmp(name, from, len))
			spot->call = name;
	}
	if (!len || (read_char(r, '/') && (!read_number(r, &spot->nth) || !spot->nth)))
		return 0;
	return spot->call ? 1 : -1;
}

static int read_kind(struct reader *r, struct sim_spot *spot)
{
	int worded = 0;

	spot->kind = SIM_SPOT_POINT;
	for (unsigned int i = SIM_SPOT_STOP; i < SIM_SPOT_NR; i++) {
		size_t len = strlen(spots[i]);

		if ((size_t)(r->end - r->at) >= len && !memcmp(r->at, spots[i], len)) {
			spot->kind = (enum sim_spot_kind)i;
			r->at += len;
			worded = 1;
			break;
		}
	}
	spot->nr = 1;
	if (r->at < r->end && *r->at != ':')
		return read_number(r, &spot->nr) && spot->nr;
	return worded;
}

static int is_start(const struct reader *r)
{
	const char *colon = memchr(r->at, ':', (size_t)(r->end - r->at));

	return colon && !memchr(r->at, '.', (size_t)(colon - r->at));
}

static int read_spot(struct reader *r, struct sim_spot *spot)
{
	int ok;

	spot->actor = SIM_NO_ACTOR;
	spot->task = SIM_GRACE;
	spot->call = NULL;
	spot->nth = 1;
	if (is_start(r))
		return read_kind(r, spot) && spot->kind == SIM_SPOT_START;
	ok = read_task(r, &spot->actor, &spot->task, 0);
	if (ok <= 0)
		return ok;
	if (!read_char(r, '.'))
		return 0;
	ok = read_call(r, spot);
	if (ok <= 0)
		return ok;
	return read_char(r, '.') && read_kind(r, spot) && spot->kind != SIM_SPOT_START;
}

static enum sim_status read_switch(struct reader *r, struct sim_switch *s, unsigned int number)
{
	unsigned int value = 0;
	int ok = read_spot(r, &s->spot);

	if (ok > 0 && !read_char(r, ':'))
		ok = 0;
	if (ok > 0 && s->spot.kind == SIM_SPOT_CHOICE) {
		s->to = SIM_NO_ACTOR;
		ok = read_number(r, &value);
		s->value = (int)value;
	} else if (ok > 0) {
		ok = read_task(r, &s->to, &s->value, 1);
	}
	s->unknown = ok < 0;
	if (ok < 0 || (ok && r->at == r->end && s->spot.call && s->spot.actor != SIM_NO_ACTOR &&
		       !find_call(r->prog, &s->spot)))
		return sim_switch_misfit(r->prog, s, number, r->err);
	return ok && r->at == r->end ? SIM_OK : bad(r, s);
}

enum sim_status sim_switches_parse(const struct sim_prog *prog, const char *token,
				   struct sim_switch *out, unsigned int *nr, struct sim_error *err)
{
	struct reader r = { .prog = prog, .err = err };
	enum sim_status status;

	*nr = 0;
	while (*token || *nr) {
		struct sim_switch *s = &out[*nr];

		s->text = token;
		s->len = (int)strcspn(token, ",");
		s->met = 0;
		r.at = token;
		r.end = token + s->len;
		status = read_switch(&r, s, ++*nr);
		if (status)
			return status;
		token = r.end;
		if (!*token++)
			break;
	}
	return SIM_OK;
}

/* ------------------------------------------------------------ what does not fit */

/* why the run did not come to it, as far as the scenario can tell */
static const char *why_misfit(const struct sim_prog *prog, const struct sim_switch *s)
{
	if (s->met)
		return "who is to go on there can't";
	if (s->unknown)
		return "the scenario has no such actor or call";
	if (s->spot.call && s->spot.actor != SIM_NO_ACTOR && !find_call(prog, &s->spot))
		return "the actor has no such call in the race";
	return "the run does not come to it";
}

enum sim_status sim_switch_misfit(const struct sim_prog *prog, const struct sim_switch *s,
				  unsigned int number, struct sim_error *err)
{
	const struct sim_pstep *step = NULL;
	unsigned int race = race_of(prog);

	sim_error_set(err, SIM_EINPUT, "switch %u of the schedule, %.*s, does not fit any more: %s",
		      number, s->len > 100 ? 100 : s->len, s->text, why_misfit(prog, s));
	sim_error_accept(err, "a schedule of this scenario as it is now; without --schedule, one "
			 "that fails is looked for");
	if (s->spot.call && s->spot.actor != SIM_NO_ACTOR)
		step = find_call(prog, &s->spot);
	if (!step && race < prog->nr_steps)
		step = &prog->steps[race];
	if (step)
		sim_error_at(err, prog->ast->path, step->item->pos.line, step->item->pos.col, 1);
	return SIM_EINPUT;
}
