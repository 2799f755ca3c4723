// SPDX-License-Identifier: GPL-2.0-only
/*
 * A call of the log as the scenario language writes it.
 */
#include <stdio.h>
#include <string.h>

#include "script/names.h"
#include "script/script.h"
#include "strace/play.h"

static int is_word(const struct sim_value *v, const char *word)
{
	return v && v->kind == SIM_VALUE_WORD && !strcmp(v->word, word);
}

/** sim_st_arg - the value of the @n-th argument, NULL: there is none */
const struct sim_value *sim_st_arg(const struct sim_field *args, unsigned int n)
{
	while (args && n--)
		args = args->next;
	return args ? args->value : NULL;
}

static const struct sim_value *named(const struct sim_field *f, const char *name)
{
	for (; f; f = f->next) {
		if (f->name.s && !strcmp(f->name.s, name))
			return f->value;
	}
	return NULL;
}

/* ------------------------------------------------------------ single values */

/* sigset members come without SIG; RT_1 is SIGRT_1 */
static unsigned long set_bits(const struct sim_value *first)
{
	unsigned long bits = 0;
	char name[40];
	long sig;

	for (; first; first = first->next) {
		if (first->kind == SIM_VALUE_NUMBER) {
			sig = first->num.val;
		} else {
			if (first->kind != SIM_VALUE_WORD)
				continue;
			snprintf(name, sizeof(name), "SIG%.30s", first->word);
			if (!sim_name_value(name, &sig) && !sim_name_value(first->word, &sig))
				continue;
		}
		if (sig >= 1 && sig <= 64)
			bits |= 1UL << (sig - 1);
	}
	return bits;
}

/** sim_st_set - a set of signals, `[CHLD]` or `~[KILL]` */
void sim_st_set(const struct sim_value *v, struct sim_buf *out)
{
	unsigned long bits;
	const char *comma = "";

	bits = v->kind == SIM_VALUE_CALL ? ~set_bits(v->call.args) : set_bits(v->sub.first);
	sim_buf_putc(out, '[');
	for (int sig = 1; sig <= 64; sig++) {
		if (bits >> (sig - 1) & 1) {
			sim_buf_printf(out, "%s%s", comma, sim_signal_name(sig));
			comma = ", ";
		}
	}
	sim_buf_putc(out, ']');
}

static int is_set(const struct sim_value *v)
{
	return v->kind == SIM_VALUE_LIST ||
	       (v->kind == SIM_VALUE_CALL && !strcmp(v->call.name.s, "~"));
}

static void put_value(const struct sim_value *v, struct sim_buf *out)
{
	if (is_word(v, "RLIM64_INFINITY"))
		sim_buf_puts(out, "RLIM_INFINITY");
	else if (v->kind == SIM_VALUE_NUMBER && v->num.base == SIM_HEX)
		sim_buf_printf(out, "0x%lx", (unsigned long)v->num.val);
	else
		sim_print_value(v, out);
}

static void put_pid(struct st_play *p, unsigned int viewer, const struct sim_value *v,
		    struct sim_buf *out)
{
	long nr = v->kind == SIM_VALUE_NUMBER ? v->num.val : 0;
	unsigned int actor = sim_st_actor(p, viewer, nr < -1 ? -nr : nr);

	if (actor != ST_NONE)
		sim_buf_printf(out, "%s%s", nr < 0 ? "-" : "", p->actors[actor].name);
	else
		put_value(v, out);
}

/* flags without those that only a library asks for */
static void put_flags_but(const struct sim_value *v, const char *const *drop, struct sim_buf *out)
{
	const struct sim_value *part = v->kind == SIM_VALUE_FLAGS ? v->sub.first : v;
	const char *bar = "";
	int left = v->kind != SIM_VALUE_FLAGS ? 1 : (int)v->sub.nr;

	for (; part && left--; part = part->next) {
		int out_it = 1;

		for (unsigned int i = 0; drop[i]; i++)
			out_it &= !is_word(part, drop[i]);
		if (!out_it)
			continue;
		sim_buf_puts(out, bar);
		put_value(part, out);
		bar = "|";
	}
	if (!*bar)
		sim_buf_putc(out, '0');
}

/* ------------------------------------------------------------ structures */

/**
 * sim_st_action - a struct sigaction
 *
 * The model's handlers make no calls. Those of a program may, while the call that they
 * interrupted waits; so the replay has every interrupted call end, and be made again.
 */
void sim_st_action(const struct sim_value *v, struct sim_buf *out)
{
	static const char *const drop[] = { "SA_RESTORER", "SA_RESTART", NULL };
	const struct sim_value *handler = named(v->fields, "sa_handler");
	const struct sim_value *mask = named(v->fields, "sa_mask");
	const struct sim_value *flags = named(v->fields, "sa_flags");

	if (is_word(handler, "SIG_DFL") || is_word(handler, "SIG_IGN"))
		sim_buf_printf(out, "{sa_handler=%s", handler->word);
	else
		sim_buf_puts(out, "{sa_handler=handler");
	sim_buf_puts(out, ", sa_flags=");
	if (flags)
		put_flags_but(flags, drop, out);
	else
		sim_buf_putc(out, '0');
	if (mask && is_set(mask)) {
		sim_buf_puts(out, ", sa_mask=");
		sim_st_set(mask, out);
	}
	sim_buf_putc(out, '}');
}

static void put_member(struct st_play *p, unsigned int actor, const struct sim_member *m,
		       const struct sim_value *v, struct sim_buf *out)
{
	const struct sim_value *data;

	if (m->type == SIM_T_SIGSET && is_set(v)) {
		sim_st_set(v, out);
	} else if (strstr(m->name, "pid") && v->kind == SIM_VALUE_NUMBER) {
		put_pid(p, actor, v, out);
	} else if (!strcmp(m->name, "data") && v->kind == SIM_VALUE_STRUCT) {
		data = named(v->fields, "u64");
		if (data)
			put_value(data, out);
		else
			sim_buf_putc(out, '0');
	} else {
		put_value(v, out);
	}
}

/** sim_st_struct - the members that the layout has; plain: the value itself */
void sim_st_struct(struct st_play *p, unsigned int actor, const struct sim_layout *layout,
		   const struct sim_value *v, struct sim_buf *out)
{
	const char *comma = "";

	if (layout == &sim_layout_sigaction && v->kind == SIM_VALUE_STRUCT) {
		sim_st_action(v, out);
		return;
	}
	if (layout->plain || v->kind != SIM_VALUE_STRUCT) {
		put_member(p, actor, layout->members, v, out);
		return;
	}
	sim_buf_putc(out, '{');
	for (const struct sim_field *f = v->fields; f; f = f->next) {
		const struct sim_member *m =
			f->name.s ? sim_layout_member(layout, f->name.s) : NULL;

		if (!m || m->type == SIM_T_PTR_OUT)
			continue;
		sim_buf_printf(out, "%s%s=", comma, m->name);
		put_member(p, actor, m, f->value, out);
		comma = ", ";
	}
	sim_buf_putc(out, '}');
}

static int put_list(struct st_play *p, unsigned int actor, const struct sim_layout *layout,
		    const struct sim_value *v, struct sim_buf *out)
{
	const char *comma = "";

	if (v->kind != SIM_VALUE_LIST) {
		put_value(v, out);
		return 1;
	}
	sim_buf_putc(out, '[');
	for (const struct sim_value *i = v->sub.first; i; i = i->next) {
		sim_buf_puts(out, comma);
		sim_st_struct(p, actor, layout, i, out);
		comma = ", ";
	}
	sim_buf_putc(out, ']');
	return 1;
}

/* msg_iov and msg_control of a message */
static int put_msg(const struct sim_value *v, int in, struct sim_buf *out)
{
	const struct sim_value *iov, *control, *data, *len, *item;

	if (v->kind != SIM_VALUE_STRUCT)
		return 0;
	iov = named(v->fields, "msg_iov");
	control = named(v->fields, "msg_control");
	if (!iov || iov->kind != SIM_VALUE_LIST || iov->sub.nr != 1 ||
	    iov->sub.first->kind != SIM_VALUE_STRUCT)
		return 0;
	data = named(iov->sub.first->fields, "iov_base");
	len = named(iov->sub.first->fields, "iov_len");
	if (!in) {
		if (!len || len->kind != SIM_VALUE_NUMBER)
			return 0;
		sim_buf_printf(out, "{len=%ld, fds=%d}", (long)len->num.val, control ? 4 : 0);
		return 1;
	}
	if (!data || data->kind != SIM_VALUE_STRING)
		return 0;
	sim_buf_puts(out, "{data=");
	sim_print_value(data, out);
	for (item = control && control->kind == SIM_VALUE_LIST ? control->sub.first : NULL; item;
	     item = item->next) {
		const struct sim_value *fds = item->kind == SIM_VALUE_STRUCT ?
			named(item->fields, "cmsg_data") : NULL;

		if (!fds || fds->kind != SIM_VALUE_LIST ||
		    !is_word(named(item->fields, "cmsg_type"), "SCM_RIGHTS"))
			return 0;
		sim_buf_puts(out, ", rights=");
		sim_print_value(fds, out);
	}
	sim_buf_putc(out, '}');
	return 1;
}

/* ------------------------------------------------------------ calls that are told otherwise */

static int put_clone(const struct sim_field *args, struct sim_buf *out)
{
	static const char *const drop[] = { NULL };
	const struct sim_value *flags = named(args, "flags");

	if (!flags)
		return 0;
	sim_buf_puts(out, "clone(");
	put_flags_but(flags, drop, out);
	sim_buf_putc(out, ')');
	return 1;
}

static int put_clone3(struct st_play *p, unsigned int actor, const struct sim_field *args,
		      struct sim_buf *out)
{
	static const char *const members[] = { "flags", "exit_signal", "set_tid", "cgroup" };
	const struct sim_value *v = sim_st_arg(args, 0), *member;
	const char *comma = "";

	if (v && v->kind == SIM_VALUE_CALL)
		v = v->call.args;
	if (!v || v->kind != SIM_VALUE_STRUCT)
		return 0;
	sim_buf_puts(out, "clone3({");
	for (unsigned int i = 0; i < 4; i++) {
		member = named(v->fields, members[i]);
		if (!member)
			continue;
		sim_buf_printf(out, "%s%s=", comma, members[i]);
		if (i == 2)
			put_list(p, actor, &sim_layout_int, member, out);
		else
			put_value(member, out);
		comma = ", ";
	}
	sim_buf_puts(out, "})");
	return 1;
}

/* the pid in a path below /proc is an actor's */
static int put_path(struct st_play *p, unsigned int actor, const struct sim_value *v,
		    struct sim_buf *out)
{
	const char *s = v->str.bytes;
	unsigned int whom;
	int nr = 0, used = 0;

	if (v->kind != SIM_VALUE_STRING)
		return 0;
	if (sscanf(s, "/proc/%d%n", &nr, &used) == 1) {
		whom = sim_st_actor(p, actor, nr);
		if (whom == ST_NONE)
			return 0;
		sim_buf_printf(out, "\"/proc/<%s>%s\"", p->actors[whom].name, s + used);
		return 1;
	}
	sim_print_value(v, out);
	return 1;
}

/* for a handle that the design does not have: the process that the result names */
static int put_waitid(struct st_play *p, unsigned int actor, const struct sim_field *args,
		      struct sim_buf *out)
{
	const struct sim_value *info = sim_st_arg(args, 2), *options = sim_st_arg(args, 3);
	const struct sim_value *pid = info && info->kind == SIM_VALUE_STRUCT ?
		named(info->fields, "si_pid") : NULL;

	if (!pid || !options)
		return 0;
	sim_buf_puts(out, "waitid(P_PID, ");
	put_pid(p, actor, pid, out);
	sim_buf_puts(out, ", ");
	put_value(options, out);
	sim_buf_putc(out, ')');
	return 1;
}

static int put_special(struct st_play *p, unsigned int actor, const struct st_rec *rec,
		       const struct sim_field *args, struct sim_buf *out)
{
	const struct sim_value *v = sim_st_arg(args, 1);

	if (!strcmp(rec->name, "clone"))
		return put_clone(args, out);
	if (!strcmp(rec->name, "clone3"))
		return put_clone3(p, actor, args, out);
	if (!strcmp(rec->name, "execve")) {
		sim_buf_puts(out, "execve(\"/bin/sim\")");
		return 1;
	}
	if (!strcmp(rec->name, "waitid") && is_word(sim_st_arg(args, 0), "P_PIDFD") &&
	    (sim_st_is_opaque(p, actor, v) || !sim_design_has(p->prog.design, "wait-handle")))
		return put_waitid(p, actor, args, out);
	if (!strcmp(rec->name, "prctl") && v && v->kind == SIM_VALUE_LIST) {
		sim_buf_puts(out, "prctl_get(");
		put_value(sim_st_arg(args, 0), out);
		sim_buf_putc(out, ')');
		return 1;
	}
	return -1;
}

/* ------------------------------------------------------------ by the table */

static int is_pid_arg(const struct st_rec *rec, const struct sim_field *args, const char *name)
{
	if (!strcmp(name, "pid") || !strcmp(name, "tgid") || !strcmp(name, "tid") ||
	    !strcmp(name, "pgid"))
		return 1;
	return !strcmp(rec->name, "waitid") && !strcmp(name, "id") &&
	       (is_word(sim_st_arg(args, 0), "P_PID") || is_word(sim_st_arg(args, 0), "P_PGID"));
}

/* a string that strace cut is filled with zeros up to the length that was written */
static int put_data(const struct st_rec *rec, const struct sim_field *args, unsigned int i,
		    const struct sim_value *v, struct sim_buf *out)
{
	const struct sim_value *count = sim_st_arg(args, i + 1);
	struct sim_value whole = *v;

	if (v->kind != SIM_VALUE_STRING || !count || count->kind != SIM_VALUE_NUMBER ||
	    (rec->err && !strcmp(rec->err, "EFAULT")))
		return 0;
	if (v->str.len >= 3 && count->num.val > (long)v->str.len - 3 &&
	    !memcmp(v->str.bytes + v->str.len - 3, "...", 3) && count->num.val != (long)v->str.len)
		whole.str.len -= 3;
	sim_print_value(&whole, out);
	if (count->num.val != (long)whole.str.len)
		sim_buf_printf(out, ", %ld", (long)count->num.val);
	return 1;
}

static int put_arg(struct st_play *p, unsigned int actor, const struct st_rec *rec,
		   const struct sim_field *args, unsigned int i, const struct sim_param *param,
		   struct sim_buf *out)
{
	const struct sim_value *v = sim_st_arg(args, i);

	if (v->kind == SIM_VALUE_CALL && !strcmp(v->call.name.s, "=>"))
		v = v->call.args;
	switch (param->kind) {
	case SIM_P_STRING:
		return put_path(p, actor, v, out);
	case SIM_P_IN:
	case SIM_P_INOUT:
		if (v->kind == SIM_VALUE_NUMBER || v->kind == SIM_VALUE_WORD)
			put_value(v, out);
		else
			sim_st_struct(p, actor, param->layout, v, out);
		return 1;
	case SIM_P_IN_LIST:
	case SIM_P_INOUT_LIST:
		return put_list(p, actor, param->layout, v, out);
	case SIM_P_DATA:
		return put_data(rec, args, i, v, out);
	case SIM_P_MSG_IN:
	case SIM_P_MSG_OUT:
		return put_msg(v, param->kind == SIM_P_MSG_IN, out);
	default:
		break;
	}
	if (is_pid_arg(rec, args, param->name))
		put_pid(p, actor, v, out);
	else
		put_value(v, out);
	return 1;
}

static int is_written(enum sim_param_kind kind)
{
	return kind < SIM_P_OUT || kind >= SIM_P_MSG_IN;
}

/** sim_st_call_text - `kill(P2, SIGTERM)`; 0: it can't be said so */
int sim_st_call_text(struct st_play *p, unsigned int actor, const struct st_rec *rec,
		     const struct sim_field *args, struct sim_buf *out)
{
	const struct sim_call_desc *desc = sim_call_desc(rec->name);
	int special = put_special(p, actor, rec, args, out);
	const char *comma = "";

	if (special >= 0)
		return special;
	if (!desc)
		return 0;
	sim_buf_printf(out, "%s(", rec->name);
	for (unsigned int i = 0; desc->params[i].kind != SIM_P_END; i++) {
		if (!sim_st_arg(args, i))
			break;
		if (!is_written(desc->params[i].kind))
			continue;
		sim_buf_puts(out, comma);
		if (!put_arg(p, actor, rec, args, i, &desc->params[i], out))
			return 0;
		comma = ", ";
	}
	sim_buf_putc(out, ')');
	return !out->failed;
}
