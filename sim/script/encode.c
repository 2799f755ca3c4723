// SPDX-License-Identifier: GPL-2.0-only
/*
 * Arguments of a call: from the text to an image of the user memory that the call needs, with
 * a list of what is known only when it is made (numbers of actors, addresses).
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "script/names.h"
#include "script/prog.h"
#include "script/script.h"

static unsigned int image_add(struct sim_binder *b, struct sim_encoded *enc, unsigned int size)
{
	unsigned int at = (enc->image_len + 7) & ~7U;

	if (at + size > enc->image_room) {
		unsigned int room = (at + size) * 2;
		unsigned char *more = sim_bind_alloc(b, room);

		if (!more)
			return ~0U;
		if (enc->image_len)
			memcpy(more, enc->image, enc->image_len);
		enc->image = more;
		enc->image_room = room;
	}
	enc->image_len = at + size;
	return at;
}

static enum sim_status add_reloc(struct sim_binder *b, struct sim_encoded *enc,
				 const struct sim_reloc *reloc)
{
	struct sim_reloc *more = sim_bind_alloc(b, (enc->nr_relocs + 1) * sizeof(*more));

	if (!more)
		return SIM_ENOMEM;
	if (enc->nr_relocs)
		memcpy(more, enc->relocs, enc->nr_relocs * sizeof(*more));
	more[enc->nr_relocs++] = *reloc;
	enc->relocs = more;
	return SIM_OK;
}

static enum sim_status add_address(struct sim_binder *b, struct sim_encoded *enc, unsigned int at,
				   unsigned int of)
{
	return add_reloc(b, enc, &(struct sim_reloc){
		.at = at, .size = 8, .place = SIM_AT_IMAGE, .value = of });
}

static void add_area(struct sim_encoded *enc, enum sim_area_kind kind, const char *param,
		     const struct sim_layout *layout, unsigned int at, unsigned int max)
{
	enc->areas[enc->nr_areas++] = (struct sim_area){ kind, param, layout, at, max };
}

/* store one number into the image, now or when the call is made */
static enum sim_status put_number(struct sim_binder *b, struct sim_encoded *enc, unsigned int at,
				  enum sim_type type, const struct sim_value *v)
{
	enum sim_place place;
	enum sim_status status;
	unsigned int actor;
	long value;

	status = sim_bind_number(b, v, &place, &value, &actor);
	if (status)
		return status;
	if (place == SIM_AT_CONST) {
		sim_type_store(type, enc->image + at, value);
		return SIM_OK;
	}
	return add_reloc(b, enc, &(struct sim_reloc){
		.at = at, .size = sim_type_size(type), .place = place, .actor = actor });
}

static enum sim_status put_pids(struct sim_binder *b, struct sim_encoded *enc, unsigned int at,
				const struct sim_value *v)
{
	const struct sim_value *item;
	enum sim_status status;
	unsigned int list, n = 0;

	if (v->kind != SIM_VALUE_LIST)
		return put_number(b, enc, at, SIM_T_U64, v);
	list = image_add(b, enc, v->sub.nr * 4 + 1);
	if (list == ~0U)
		return SIM_ENOMEM;
	for (item = v->sub.first; item; item = item->next, n++) {
		status = put_number(b, enc, list + n * 4, SIM_T_S32, item);
		if (status)
			return status;
	}
	sim_type_store(SIM_T_U64, enc->image + at + 8, n);
	return add_address(b, enc, at, list);
}

static enum sim_status put_member(struct sim_binder *b, struct sim_encoded *enc, unsigned int at,
				  const struct sim_member *m, const struct sim_value *v)
{
	enum sim_status status;
	long bits;

	switch (m->type) {
	case SIM_T_PIDS:
		return put_pids(b, enc, at + m->offset, v);
	case SIM_T_SIGSET:
	case SIM_T_CAPS:
		if (v->kind != SIM_VALUE_LIST)
			break;
		status = sim_bind_bits(b, v, m->type == SIM_T_SIGSET ? 1 : 0, &bits);
		if (!status)
			sim_type_store(m->type, enc->image + at + m->offset, bits);
		return status;
	default:
		break;
	}
	return put_number(b, enc, at + m->offset, m->type, v);
}

/* pointers of a clone_args that the flags ask for get room of their own */
static enum sim_status put_asked(struct sim_binder *b, struct sim_encoded *enc, unsigned int at,
				 const struct sim_layout *layout)
{
	const struct sim_member *m;
	unsigned int room;
	enum sim_status status;
	long flags;

	for (m = layout->members; m->name; m++) {
		if (m->type != SIM_T_PTR_OUT)
			continue;
		flags = sim_type_load(SIM_T_U64, enc->image + at);
		if (!(flags & (long)m->ask) ||
		    sim_type_load(SIM_T_U64, enc->image + at + m->offset))
			continue;
		room = image_add(b, enc, 8);
		if (room == ~0U)
			return SIM_ENOMEM;
		add_area(enc, SIM_AREA_STRUCT, m->name, &sim_layout_int, room, 1);
		status = add_address(b, enc, at + m->offset, room);
		if (status)
			return status;
	}
	return SIM_OK;
}

static enum sim_status put_struct(struct sim_binder *b, struct sim_encoded *enc, unsigned int at,
				  const struct sim_layout *layout, const struct sim_value *v)
{
	const struct sim_member *m;
	const struct sim_field *f;
	enum sim_status status;

	if (layout->plain)
		return put_member(b, enc, at, &layout->members[0], v);
	if (v->kind != SIM_VALUE_STRUCT)
		return sim_bind_error(
			b, &v->pos, "a structure is wanted here, as {%s=...}, NULL, or an address",
			layout->members[0].name);
	for (f = v->fields; f; f = f->next) {
		m = f->name.s ? sim_layout_member(layout, f->name.s) : NULL;
		if (!m) {
			sim_bind_error(b, &f->pos, "no such field of %s: %s", layout->name,
				       f->name.s ? f->name.s : "(none named)");
			sim_error_accept(b->err, "%s ...", layout->members[0].name);
			return SIM_EINPUT;
		}
		status = put_member(b, enc, at, m, f->value);
		if (status)
			return status;
	}
	return put_asked(b, enc, at, layout);
}

static int is_pointer_value(const struct sim_value *v)
{
	return v->kind == SIM_VALUE_NUMBER ||
	       (v->kind == SIM_VALUE_WORD && !strcmp(v->word, "NULL"));
}

static enum sim_status arg_number(struct sim_binder *b, struct sim_arg *arg,
				  const struct sim_value *v)
{
	return sim_bind_number(b, v, &arg->place, &arg->value, &arg->actor);
}

static void arg_image(struct sim_arg *arg, unsigned int at)
{
	arg->place = SIM_AT_IMAGE;
	arg->value = at;
}

static enum sim_status arg_text(struct sim_binder *b, struct sim_encoded *enc, struct sim_arg *arg,
				const struct sim_value *v, long *len)
{
	const struct sim_text *text;
	enum sim_status status;
	unsigned int at;

	if (v->kind != SIM_VALUE_STRING) {
		if (is_pointer_value(v))
			return arg_number(b, arg, v);
		return sim_bind_error(b, &v->pos, "a string is wanted here");
	}
	status = sim_bind_text(b, v, &text);
	if (status)
		return status;
	at = image_add(b, enc, text->max + 1);
	if (at == ~0U)
		return SIM_ENOMEM;
	arg_image(arg, at);
	*len = text->max;
	return add_reloc(b, enc, &(struct sim_reloc){
		.at = at, .size = text->max + 1, .place = SIM_AT_TEXT, .text = text });
}

static enum sim_status arg_in(struct sim_binder *b, struct sim_encoded *enc, struct sim_arg *arg,
			      const struct sim_param *p, const struct sim_value *v)
{
	unsigned int at;

	if (is_pointer_value(v))
		return arg_number(b, arg, v);
	at = image_add(b, enc, p->layout->size);
	if (at == ~0U)
		return SIM_ENOMEM;
	arg_image(arg, at);
	if (p->kind == SIM_P_INOUT)
		add_area(enc, SIM_AREA_STRUCT, p->name, p->layout, at, 1);
	return put_struct(b, enc, at, p->layout, v);
}

static enum sim_status arg_list(struct sim_binder *b, struct sim_encoded *enc, struct sim_arg *arg,
				const struct sim_param *p, const struct sim_value *v, long *len)
{
	const struct sim_value *item;
	enum sim_status status;
	unsigned int at, n = 0;

	if (is_pointer_value(v))
		return arg_number(b, arg, v);
	if (v->kind != SIM_VALUE_LIST)
		return sim_bind_error(b, &v->pos, "a list is wanted here, as [{%s=...}]",
				      p->layout->members[0].name);
	at = image_add(b, enc, p->layout->size * v->sub.nr + 1);
	if (at == ~0U)
		return SIM_ENOMEM;
	for (item = v->sub.first; item; item = item->next, n++) {
		status = put_struct(b, enc, at + n * p->layout->size, p->layout, item);
		if (status)
			return status;
	}
	arg_image(arg, at);
	*len = n;
	if (p->kind == SIM_P_INOUT_LIST)
		add_area(enc, SIM_AREA_POLL, p->name, p->layout, at, n);
	return SIM_OK;
}

#define MSG_IOV sizeof(struct msghdr)

/* {data="x", rights=[4]} and {len=16, fds=2}: msghdr, iovec, control, data */
struct msg_parts {
	const struct sim_value *data, *rights;
	long len, fds;
};

static enum sim_status msg_parse(struct sim_binder *b, const struct sim_value *v,
				 struct msg_parts *m)
{
	const struct sim_field *f;
	enum sim_place place;
	unsigned int actor;
	enum sim_status status = SIM_OK;

	*m = (struct msg_parts){ .len = 64, .fds = 0 };
	if (v->kind != SIM_VALUE_STRUCT)
		return sim_bind_error(
			b, &v->pos,
			"a message is wanted here, as {data=\"x\", rights=[3]} to send, "
			"{len=16, fds=1} to receive");
	for (f = v->fields; f && !status; f = f->next) {
		if (f->name.s && !strcmp(f->name.s, "data") && f->value->kind == SIM_VALUE_STRING)
			m->data = f->value;
		else if (f->name.s && !strcmp(f->name.s, "rights") &&
			 f->value->kind == SIM_VALUE_LIST)
			m->rights = f->value;
		else if (f->name.s && !strcmp(f->name.s, "len"))
			status = sim_bind_number(b, f->value, &place, &m->len, &actor);
		else if (f->name.s && !strcmp(f->name.s, "fds"))
			status = sim_bind_number(b, f->value, &place, &m->fds, &actor);
		else
			return sim_bind_error(
				b, &f->pos,
				"a message has data=\"...\", rights=[...], len=N and fds=N");
	}
	if (!status && (m->len < 0 || m->len > 65536 || m->fds < 0 || m->fds > 253))
		return sim_bind_error(b, &v->pos, "len goes up to 65536, fds to 253");
	if (m->data)
		m->len = (long)m->data->str.len;
	if (m->rights)
		m->fds = m->rights->sub.nr;
	return status;
}

static enum sim_status msg_control(struct sim_binder *b, struct sim_encoded *enc, unsigned int at,
				   const struct msg_parts *m)
{
	struct cmsghdr head = { .cmsg_len = CMSG_LEN((size_t)m->fds * 4),
				.cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS };
	const struct sim_value *item;
	enum sim_status status;
	unsigned int n = 0;

	memcpy(enc->image + at, &head, sizeof(head));
	for (item = m->rights->sub.first; item; item = item->next, n++) {
		status =
			put_number(b, enc, at + (unsigned int)CMSG_LEN(0) + n * 4, SIM_T_S32, item);
		if (status)
			return status;
	}
	return SIM_OK;
}

static enum sim_status arg_msg(struct sim_binder *b, struct sim_encoded *enc, struct sim_arg *arg,
			       const struct sim_param *p, const struct sim_value *v)
{
	unsigned int at, control, data, space;
	struct msg_parts m;
	enum sim_status status;

	if (is_pointer_value(v))
		return arg_number(b, arg, v);
	status = msg_parse(b, v, &m);
	if (status)
		return status;
	space = m.fds ? (unsigned int)CMSG_SPACE((size_t)m.fds * 4) : 0;
	at = image_add(b, enc, MSG_IOV + 16);
	control = image_add(b, enc, space + 8);
	data = image_add(b, enc, (unsigned int)m.len + 1);
	if (at == ~0U || control == ~0U || data == ~0U)
		return SIM_ENOMEM;
	if (m.data)
		memcpy(enc->image + data, m.data->str.bytes, m.data->str.len);
	if (m.rights)
		status = msg_control(b, enc, control, &m);
	sim_type_store(SIM_T_U64, enc->image + at + offsetof(struct msghdr, msg_iovlen), 1);
	sim_type_store(SIM_T_U64, enc->image + at + offsetof(struct msghdr, msg_controllen), space);
	sim_type_store(SIM_T_U64, enc->image + at + MSG_IOV + 8, m.len);
	if (!status)
		status = add_address(b, enc, at + offsetof(struct msghdr, msg_iov), at + MSG_IOV);
	if (!status && space)
		status = add_address(b, enc, at + offsetof(struct msghdr, msg_control), control);
	if (!status)
		status = add_address(b, enc, at + MSG_IOV, data);
	if (!status && p->kind == SIM_P_MSG_OUT)
		add_area(enc, SIM_AREA_MSG, p->name, NULL, at, data);
	arg_image(arg, at);
	return status;
}

/* pointers that are not written: room for what comes back */
static enum sim_status arg_out(struct sim_binder *b, struct sim_encoded *enc, unsigned int i,
			       const struct sim_param *p)
{
	enum sim_area_kind kind = SIM_AREA_STRUCT;
	long count = 1, size = 0;
	unsigned int at;

	if (p->layout)
		size = p->layout->size;
	if (p->kind != SIM_P_OUT) {
		count = enc->args[p->of].place == SIM_AT_CONST ? enc->args[p->of].value : 0;
		if (count < 0 || count > 65536)
			count = count < 0 ? 0 : 65536;
		kind = p->kind == SIM_P_OUT_LIST ? SIM_AREA_LIST : SIM_AREA_DATA;
		if (p->kind == SIM_P_OUT_DATA)
			size = 1;
	}
	at = image_add(b, enc, (unsigned int)(size * count) + 1);
	if (at == ~0U)
		return SIM_ENOMEM;
	arg_image(&enc->args[i], at);
	add_area(enc, kind, p->name, p->layout, at, (unsigned int)count);
	return SIM_OK;
}

static int is_written(const struct sim_param *p)
{
	return p->kind != SIM_P_END && p->kind < SIM_P_OUT ? 1 : p->kind >= SIM_P_MSG_IN;
}

static enum sim_status written_arg(struct sim_binder *b, struct sim_encoded *enc, unsigned int i,
				   const struct sim_param *p, const struct sim_value *v, long *len)
{
	struct sim_arg *arg = &enc->args[i];

	switch (p->kind) {
	case SIM_P_STRING:
	case SIM_P_DATA:
		return arg_text(b, enc, arg, v, len);
	case SIM_P_IN:
	case SIM_P_INOUT:
		return arg_in(b, enc, arg, p, v);
	case SIM_P_IN_LIST:
	case SIM_P_INOUT_LIST:
		return arg_list(b, enc, arg, p, v, len);
	case SIM_P_MSG_IN:
	case SIM_P_MSG_OUT:
		return arg_msg(b, enc, arg, p, v);
	default:
		return arg_number(b, arg, v);
	}
}

static enum sim_status too_few(struct sim_binder *b, const struct sim_call *call,
			       const struct sim_call_desc *desc)
{
	char list[160] = "";
	size_t len = 0;

	for (const struct sim_param *p = desc->params; p->kind != SIM_P_END; p++) {
		if (is_written(p) && len < sizeof(list))
			len += (size_t)snprintf(list + len, sizeof(list) - len, "%s%s%s%s",
						len ? ", " : "", p->optional ? "[" : "", p->name,
						p->optional ? "]" : "");
	}
	sim_bind_error(b, &call->name.pos, "wrong number of arguments for %s", call->name.s);
	sim_error_accept(b->err, "%s(%s)", call->name.s, list);
	return SIM_EINPUT;
}

/* how many bytes or elements an argument has; a text with a pid number in it, when it is made */
static struct sim_arg count_of(const struct sim_encoded *enc, const struct sim_arg *of, long len)
{
	for (unsigned int i = 0; i < enc->nr_relocs; i++) {
		const struct sim_reloc *r = &enc->relocs[i];

		if (r->place != SIM_AT_TEXT || of->place != SIM_AT_IMAGE || r->at != of->value)
			continue;
		for (unsigned int j = 0; j < r->text->nr_parts; j++) {
			if (!r->text->parts[j].bytes)
				return (struct sim_arg){ .place = SIM_AT_TEXT, .value = r->at };
		}
	}
	return (struct sim_arg){ .place = SIM_AT_CONST, .value = len };
}

/* bytes that are counted but not written are zeros */
static enum sim_status fill_up(struct sim_binder *b, struct sim_encoded *enc, unsigned int i,
			       unsigned int of, long len)
{
	long count = enc->args[i].value;

	if (enc->args[i].place != SIM_AT_CONST || enc->args[of].place != SIM_AT_IMAGE ||
	    count <= len || count > 1 << 18)
		return SIM_OK;
	return image_add(b, enc, (unsigned int)(count - len)) == ~0U ? SIM_ENOMEM : SIM_OK;
}

/* first what is written, in order; then the rest, for which surplus values may stand at the end */
static enum sim_status encode_known(struct sim_binder *b, const struct sim_call *call,
				    const struct sim_call_desc *desc, struct sim_encoded *enc)
{
	const struct sim_value *v = call->args;
	long lens[6] = { 0 };
	enum sim_status status = SIM_OK;
	unsigned int i;

	for (i = 0; desc->params[i].kind != SIM_P_END && !status; i++) {
		const struct sim_param *p = &desc->params[i];

		if (!is_written(p))
			continue;
		if (v) {
			status = written_arg(b, enc, i, p, v, &lens[i]);
			v = v->next;
		} else if (p->optional) {
			enc->args[i].value = p->value;
		} else {
			return too_few(b, call, desc);
		}
	}
	for (i = 0; desc->params[i].kind != SIM_P_END && !status; i++) {
		const struct sim_param *p = &desc->params[i];

		if (is_written(p))
			continue;
		if (v && p->kind != SIM_P_FIXED) {
			status = arg_number(b, &enc->args[i], v);
			if (!status && p->kind == SIM_P_COUNT &&
			    desc->params[p->of].kind == SIM_P_DATA)
				status = fill_up(b, enc, i, p->of, lens[p->of]);
			v = v->next;
		} else if (p->kind == SIM_P_COUNT) {
			enc->args[i] = count_of(enc, &enc->args[p->of], lens[p->of]);
		} else if (p->kind == SIM_P_FIXED && !p->layout) {
			enc->args[i].value = p->value;
		} else if (p->kind == SIM_P_FIXED) {
			unsigned int at = image_add(b, enc, 8);

			if (at == ~0U)
				return SIM_ENOMEM;
			sim_type_store(SIM_T_S32, enc->image + at, p->value);
			arg_image(&enc->args[i], at);
		} else {
			status = arg_out(b, enc, i, p);
		}
	}
	return v && !status ? too_few(b, call, desc) : status;
}

/* a call that only the design knows: numbers, strings, NULL */
static enum sim_status encode_unknown(struct sim_binder *b, const struct sim_call *call,
				      struct sim_encoded *enc)
{
	const struct sim_value *v;
	enum sim_status status;
	unsigned int i = 0;
	long len;

	if (call->nr_args != enc->call->nr_args)
		return sim_bind_error(b, &call->name.pos, "%s takes %u arguments, not %u",
				      call->name.s, enc->call->nr_args, call->nr_args);
	for (v = call->args; v; v = v->next, i++) {
		if (v->kind == SIM_VALUE_STRING)
			status = arg_text(b, enc, &enc->args[i], v, &len);
		else
			status = arg_number(b, &enc->args[i], v);
		if (status)
			return status;
	}
	return SIM_OK;
}

static enum sim_status encode_pseudo(struct sim_binder *b, const struct sim_call *call,
				     struct sim_encoded *enc)
{
	static const struct {
		const char *name;
		enum sim_pseudo pseudo;
		unsigned int args;
	} table[] = {
		{ "sim_reuse", SIM_PSEUDO_REUSE, 1 },
		{ "sim_run", SIM_PSEUDO_RUN, 0 },
		{ "sim_sleep", SIM_PSEUDO_SLEEP, 1 },
	};

	for (unsigned int i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		if (strcmp(call->name.s, table[i].name))
			continue;
		if (call->nr_args != table[i].args)
			return sim_bind_error(b, &call->name.pos, "%s takes %u argument%s",
					      call->name.s, table[i].args,
					      table[i].args == 1 ? "" : "s");
		enc->pseudo = table[i].pseudo;
		return call->args ? arg_number(b, &enc->args[0], call->args) : SIM_OK;
	}
	sim_bind_error(b, &call->name.pos, "unknown call %s", call->name.s);
	sim_error_accept(b->err,
			 "sim_reuse, sim_run, sim_sleep, sim_exec, or a habit of the design");
	return SIM_EINPUT;
}

const struct sim_call_desc *sim_desc_of(const struct sim_call *call)
{
	const struct sim_value *cmd = call->args ? call->args->next : NULL;
	const struct sim_call_desc *desc = NULL;

	if (cmd && cmd->kind == SIM_VALUE_WORD)
		desc = sim_command_desc(call->name.s, cmd->word);
	return desc ? desc : sim_call_desc(call->name.s);
}

enum sim_status sim_encode(struct sim_binder *b, const struct sim_call *call,
			   struct sim_encoded *enc)
{
	const struct sim_call_desc *desc = sim_desc_of(call);
	const char *near;

	if (!strncmp(call->name.s, "sim_", 4))
		return encode_pseudo(b, call, enc);
	enc->desc = desc;
	enc->call = sim_design_call(b->prog->design,
				    desc && desc->syscall ? desc->syscall : call->name.s);
	if (desc && desc->flags & SIM_CALL_CREATES)
		enc->creates = 1;
	if (desc)
		return encode_known(b, call, desc, enc);
	if (enc->call)
		return encode_unknown(b, call, enc);
	near = sim_call_near(call->name.s);
	sim_bind_error(b, &call->name.pos, "unknown call %s", call->name.s);
	if (near)
		sim_error_accept(b->err, "did you mean %s? `pidfdsim list --calls` prints them all",
				 near);
	return SIM_EINPUT;
}
