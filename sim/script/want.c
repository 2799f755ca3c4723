// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is written behind `=`: bound, and compared with what a call gave.
 */
#include <stdio.h>
#include <string.h>

#include "script/names.h"
#include "script/prog.h"
#include "script/run.h"

static enum sim_status bind_want(struct sim_binder *b, const struct sim_value *v,
				 enum sim_type type, struct sim_want *want)
{
	enum sim_place place;
	enum sim_status status;

	if (v->kind == SIM_VALUE_ANY) {
		want->kind = SIM_WANT_ANY;
		return SIM_OK;
	}
	if (v->kind == SIM_VALUE_STRING && type == SIM_T_TEXT) {
		want->kind = SIM_WANT_TEXT;
		return sim_bind_text(b, v, &want->text);
	}
	if (v->kind == SIM_VALUE_LIST && (type == SIM_T_SIGSET || type == SIM_T_CAPS)) {
		want->kind = SIM_WANT_CONST;
		return sim_bind_bits(b, v, type == SIM_T_SIGSET, &want->value);
	}
	status = sim_bind_number(b, v, &place, &want->value, &want->actor);
	want->kind = place == SIM_AT_PID ? SIM_WANT_PID :
		     place == SIM_AT_NEG_PID ? SIM_WANT_NEG_PID : SIM_WANT_CONST;
	return status;
}

static enum sim_status add_field(struct sim_binder *b, struct sim_alt *alt,
				 const struct sim_want_field *field)
{
	struct sim_want_field *more = sim_bind_alloc(b, (alt->nr_fields + 1) * sizeof(*more));

	if (!more)
		return SIM_ENOMEM;
	if (alt->nr_fields)
		memcpy(more, alt->fields, alt->nr_fields * sizeof(*more));
	more[alt->nr_fields++] = *field;
	alt->fields = more;
	return SIM_OK;
}

static enum sim_status bind_member(struct sim_binder *b, struct sim_alt *alt,
				   const struct sim_field *ast, unsigned int area,
				   unsigned int element, const struct sim_member *m,
				   const struct sim_value *v)
{
	struct sim_want_field field = {
		.ast = ast, .area = area, .element = element, .offset = m->offset,
		.type = m->type, .prefix = m->prefix,
	};
	enum sim_status status = bind_want(b, v, m->type, &field.want);

	return status ? status : add_field(b, alt, &field);
}

/* `{[3, 4]}` and `{[{fd=3, revents=POLLIN}]}` */
static enum sim_status bind_list(struct sim_binder *b, struct sim_alt *alt,
				 const struct sim_field *ast, unsigned int area,
				 const struct sim_layout *layout)
{
	const struct sim_value *item;
	const struct sim_member *m = layout->members;
	enum sim_status status = SIM_OK;
	const struct sim_field *f;
	unsigned int n = 0;

	for (item = ast->value->sub.first; item && !status; item = item->next, n++) {
		if (item->kind != SIM_VALUE_STRUCT) {
			if (!m->name)
				return sim_bind_error(b, &item->pos, "too many values");
			status = bind_member(b, alt, ast, area, 0, m++, item);
			continue;
		}
		for (f = item->fields; f && !status; f = f->next) {
			const struct sim_member *named =
				f->name.s ? sim_layout_member(layout, f->name.s) : NULL;

			if (!named)
				return sim_bind_error(b, &f->pos, "no such field of %s",
						      layout->name);
			status = bind_member(b, alt, f, area, n, named, f->value);
		}
	}
	alt->nr_list = n;
	return status;
}

static enum sim_status bind_rights(struct sim_binder *b, struct sim_alt *alt,
				   const struct sim_field *ast, unsigned int area)
{
	struct sim_want_field field = { .ast = ast, .area = area };
	const struct sim_value *item;
	enum sim_place place;
	enum sim_status status = SIM_OK;
	unsigned int actor, n = 0;
	long *list = sim_bind_alloc(b, (ast->value->sub.nr + 1) * sizeof(*list));

	if (!list)
		return SIM_ENOMEM;
	for (item = ast->value->sub.first; item && !status; item = item->next)
		status = sim_bind_number(b, item, &place, &list[n++], &actor);
	field.want = (struct sim_want){ .kind = SIM_WANT_FDS, .list = list, .nr_list = n };
	return status ? status : add_field(b, alt, &field);
}

static enum sim_status bind_msg(struct sim_binder *b, struct sim_alt *alt,
				const struct sim_field *f, unsigned int area)
{
	static const struct sim_member data = { "data", 0, SIM_T_TEXT, NULL, 0 };
	/* offsetof(struct msghdr, msg_flags) */
	static const struct sim_member flags = { "flags", 48, SIM_T_S32, "MSG_", 0 };

	if (!f->name.s || !strcmp(f->name.s, "data"))
		return bind_member(b, alt, f, area, 0, &data, f->value);
	if (!strcmp(f->name.s, "flags"))
		return bind_member(b, alt, f, area, 0, &flags, f->value);
	if (!strcmp(f->name.s, "rights") && f->value->kind == SIM_VALUE_LIST)
		return bind_rights(b, alt, f, area);
	return sim_bind_error(b, &f->pos,
			      "a received message has data=\"...\", rights=[...] and flags=");
}

static enum sim_status no_field(struct sim_binder *b, const struct sim_encoded *enc,
				const struct sim_field *f)
{
	char list[200] = "";
	size_t len = 0;

	for (unsigned int i = 0; i < enc->nr_areas; i++) {
		const struct sim_layout *layout = enc->areas[i].layout;

		if (layout && layout->plain && len < sizeof(list))
			len += (size_t)snprintf(list + len, sizeof(list) - len, "%s%s",
						len ? ", " : "", enc->areas[i].param);
		for (const struct sim_member *m = layout && !layout->plain ? layout->members : NULL;
		     m && m->name && len < sizeof(list); m++)
			len += (size_t)snprintf(list + len, sizeof(list) - len, "%s%s",
						len ? ", " : "", m->name);
	}
	sim_bind_error(b, &f->pos, "this call gives back no field %s",
		       f->name.s ? f->name.s : "without a name");
	if (len)
		sim_error_accept(b->err, "%s", list);
	return SIM_EINPUT;
}

static enum sim_status bind_field(struct sim_binder *b, const struct sim_encoded *enc,
				  struct sim_alt *alt, const struct sim_field *f)
{
	for (unsigned int i = 0; i < enc->nr_areas; i++) {
		const struct sim_area *area = &enc->areas[i];
		const struct sim_member *m = NULL;

		if (area->kind == SIM_AREA_MSG)
			return bind_msg(b, alt, f, i);
		if (!f->name.s && !area->layout->plain && f->value->kind == SIM_VALUE_LIST)
			return bind_list(b, alt, f, i, area->layout);
		if (area->layout->plain && (!f->name.s || !strcmp(f->name.s, area->param)))
			m = area->layout->members;
		else if (f->name.s)
			m = sim_layout_member(area->layout, f->name.s);
		if (m)
			return bind_member(b, alt, f, i, 0, m, f->value);
	}
	return no_field(b, enc, f);
}

enum sim_status sim_bind_alt(struct sim_binder *b, const struct sim_encoded *enc,
			     const struct sim_result *result, struct sim_alt *alt)
{
	enum sim_status status;
	const struct sim_field *f;

	alt->nr_list = ~0U;
	if (result->err.s) {
		alt->err = sim_errno_value(result->err.s);
		if (!alt->err) {
			const char *near = sim_name_near(result->err.s);

			sim_bind_error(b, &result->err.pos, "unknown errno %s", result->err.s);
			if (near)
				sim_error_accept(b->err, "%s?", near);
			return SIM_EINPUT;
		}
		if (result->value->kind != SIM_VALUE_NUMBER || result->value->num.val != -1)
			return sim_bind_error(b, &result->value->pos,
					      "a call that fails returns -1");
	} else {
		status = bind_want(b, result->value, SIM_T_S64, &alt->want);
		if (status)
			return status;
		alt->creates = enc->creates && alt->want.kind == SIM_WANT_PID;
	}
	for (f = result->fields; f; f = f->next) {
		status = bind_field(b, enc, alt, f);
		if (status)
			return status;
	}
	return SIM_OK;
}

/* ------------------------------------------------------------ at run time */

static long want_number(const struct sim_run *run, const struct sim_want *w,
			const struct sim_task *viewer)
{
	long nr;

	if (w->kind == SIM_WANT_CONST)
		return w->value;
	if (!run->actors[w->actor].task)
		return -1;
	nr = sim_seen_pid(run, run->actors[w->actor].task, viewer);
	return w->kind == SIM_WANT_NEG_PID ? -nr : nr;
}

/* as sprintf("%d"), which is slow where worlds are made by the million */
static unsigned int put_number(char *to, int n)
{
	unsigned int rest = n < 0 ? 0 - (unsigned int)n : (unsigned int)n, len = n < 0, i;
	char digits[12];

	for (i = 0; i == 0 || rest; rest /= 10)
		digits[i++] = (char)('0' + rest % 10);
	if (n < 0)
		*to = '-';
	while (i)
		to[len++] = digits[--i];
	return len;
}

unsigned int sim_text_put(const struct sim_run *run, const struct sim_text *text,
			  const struct sim_task *viewer, char *to)
{
	unsigned int len = 0;

	for (unsigned int i = 0; i < text->nr_parts; i++) {
		const struct sim_part *part = &text->parts[i];

		if (part->bytes) {
			memcpy(to + len, part->bytes, part->len);
			len += part->len;
		} else {
			const struct sim_task *task = run->actors[part->actor].task;

			len += put_number(to + len,
					  task ? (int)sim_seen_pid(run, task, viewer) : -1);
		}
	}
	to[len] = '\0';
	return len;
}

static int text_holds(const struct sim_run *run, const struct sim_want *w,
		      const struct sim_task *task, const unsigned char *got, long len)
{
	char text[SIM_LINE_MAX + 64];
	unsigned int n = sim_text_put(run, w->text, task, text);

	if (len < 0 || (w->text->prefix ? (long)n > len : (long)n != len))
		return 0;
	return !memcmp(text, got, n);
}

/* the address of a pointer member of the image */
static unsigned char *image_pointer(const unsigned char *at)
{
	unsigned char *p;

	memcpy(&p, at, sizeof(p));
	return p;
}

struct rights {
	const unsigned char *fds;
	unsigned int nr;
};

static struct rights msg_rights(const unsigned char *msg)
{
	/* struct msghdr: msg_control at 32, msg_controllen at 40; struct cmsghdr: 16 bytes */
	long space = sim_type_load(SIM_T_U64, msg + 40);
	const unsigned char *control = image_pointer(msg + 32);
	struct rights r = { NULL, 0 };
	long len;

	if (!control || space < 16)
		return r;
	len = sim_type_load(SIM_T_U64, control);
	if (len < 16 || len > space)
		return r;
	r.fds = control + 16;
	r.nr = (unsigned int)(len - 16) / 4;
	return r;
}

static int fds_hold(const struct sim_want *w, const unsigned char *msg)
{
	struct rights r = msg_rights(msg);

	if (r.nr != w->nr_list)
		return 0;
	for (unsigned int i = 0; i < r.nr; i++) {
		if (sim_type_load(SIM_T_S32, r.fds + i * 4) != w->list[i])
			return 0;
	}
	return 1;
}

/* index of the n-th element that came back, -1: there is none */
static int element_of(const struct sim_area *area, const unsigned char *image, long ret,
		      unsigned int n)
{
	const unsigned char *at = image + area->at;

	if (area->kind == SIM_AREA_LIST)
		return (long)n < ret ? (int)n : -1;
	if (area->kind != SIM_AREA_POLL)
		return 0;
	for (unsigned int i = 0; i < area->max; i++, at += area->layout->size) {
		/* struct pollfd.revents */
		if (sim_type_load(SIM_T_S16, at + 6) && !n--)
			return (int)i;
	}
	return -1;
}

static int field_holds(const struct sim_run *run, const struct sim_pstep *step,
		       const struct sim_want_field *f, const struct sim_task *task, long ret,
		       const unsigned char *image)
{
	const struct sim_area *area = &step->enc.areas[f->area];
	const unsigned char *at = image + area->at;
	int element;

	if (f->want.kind == SIM_WANT_ANY)
		return 1;
	if (f->want.kind == SIM_WANT_FDS)
		return fds_hold(&f->want, at);
	if (f->want.kind == SIM_WANT_TEXT) {
		if (area->kind == SIM_AREA_MSG)
			at = image + area->max;
		return text_holds(run, &f->want, task, at, ret);
	}
	element = element_of(area, image, ret, f->element);
	if (element < 0)
		return 0;
	if (element)
		at += (unsigned int)element * area->layout->size;
	return sim_type_load(f->type, at + f->offset) == want_number(run, &f->want, task);
}

static int list_holds(const struct sim_pstep *step, const struct sim_alt *alt, long ret,
		      const unsigned char *image)
{
	const struct sim_area *area;

	if (alt->nr_list == ~0U || !alt->nr_fields)
		return 1;
	area = &step->enc.areas[alt->fields[0].area];
	if (area->kind != SIM_AREA_LIST && area->kind != SIM_AREA_POLL)
		return 1;
	return element_of(area, image, ret, alt->nr_list) < 0;
}

int sim_alt_holds(const struct sim_run *run, const struct sim_pstep *step,
		  const struct sim_alt *alt, const struct sim_task *task, long ret,
		  const unsigned char *image)
{
	int failed = ret < 0 && ret >= -4095;

	if (alt->err) {
		if (ret != -alt->err)
			return 0;
	} else if (alt->want.kind == SIM_WANT_ANY) {
		if (failed)
			return 0;
	} else if (ret != want_number(run, &alt->want, task)) {
		return 0;
	}
	for (unsigned int i = 0; i < alt->nr_fields; i++) {
		if (!image || !field_holds(run, step, &alt->fields[i], task, ret, image))
			return 0;
	}
	return list_holds(step, alt, ret, image);
}

unsigned int sim_prog_child(const struct sim_prog *prog, const struct sim_pstep *step)
{
	for (unsigned int i = 0; i < step->nr_alts; i++) {
		if (step->alts[i].creates)
			return step->alts[i].want.actor;
	}
	for (const struct sim_pstep *s = step + 1; s < prog->steps + prog->nr_steps; s++) {
		if (s->kind != SIM_STEP_RESUME || s->actor != step->actor)
			continue;
		return s->nr_alts && s->alts[0].want.kind == SIM_WANT_PID ? s->alts[0].want.actor
									   : SIM_NO_ACTOR;
	}
	return SIM_NO_ACTOR;
}
