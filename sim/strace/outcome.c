// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a call of the log gave, as the scenario language writes it behind the call.
 */
#include <stdio.h>
#include <string.h>

#include "script/script.h"
#include "strace/play.h"

/** sim_st_gives_pid - whether the result of a call is the number of a process */
int sim_st_gives_pid(const char *call)
{
	static const char *const names[] = {
		"getpid", "getppid", "gettid", "getpgid", "getpgrp", "getsid", "setsid",
		"wait4", "waitpid", "fork", "vfork", "clone", "clone3",
	};

	for (unsigned int i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!strcmp(names[i], call))
			return 1;
	}
	return 0;
}

static void put_number(struct st_play *p, unsigned int actor, const struct st_rec *rec,
		       struct sim_buf *out)
{
	unsigned int whom = ST_NONE;

	if (rec->ret > 0 && sim_st_gives_pid(rec->name))
		whom = sim_st_actor(p, actor, rec->ret);
	if (whom != ST_NONE)
		sim_buf_puts(out, p->actors[whom].name);
	else
		sim_buf_printf(out, "%ld", rec->ret);
}

/* the members of a structure that came back, without braces of their own */
static void put_members(struct st_play *p, unsigned int actor, const struct sim_layout *layout,
			const struct sim_value *v, struct sim_buf *out)
{
	struct sim_buf text = { 0 };

	sim_st_struct(p, actor, layout, v, &text);
	if (text.s && text.len > 2)
		sim_buf_add(out, text.s + 1, text.len - 2);
	sim_buf_free(&text);
}

static void put_list(struct st_play *p, unsigned int actor, const struct sim_layout *layout,
		     const struct sim_value *v, struct sim_buf *out)
{
	const char *comma = "";

	sim_buf_putc(out, '[');
	for (const struct sim_value *i = v->sub.first; i; i = i->next) {
		sim_buf_puts(out, comma);
		sim_st_struct(p, actor, layout, i, out);
		comma = ", ";
	}
	sim_buf_putc(out, ']');
}

static int is_pid_out(const struct sim_param *param)
{
	return strstr(param->name, "_tid") != NULL;
}

/* 1: something was written */
static int put_out(struct st_play *p, unsigned int actor, const struct sim_param *param,
		   const struct sim_value *v, struct sim_buf *out)
{
	const struct sim_layout *layout = param->layout;

	if (param->kind == SIM_P_OUT_LIST && v->kind == SIM_VALUE_LIST) {
		put_list(p, actor, layout, v, out);
		return 1;
	}
	if (param->kind != SIM_P_OUT || is_pid_out(param) || layout == &sim_layout_rusage ||
	    layout == &sim_layout_timespec || layout == &sim_layout_stat ||
	    layout == &sim_layout_capdata)
		return 0;
	if (layout == &sim_layout_status) {
		if (v->kind != SIM_VALUE_LIST || !v->sub.nr ||
		    v->sub.first->kind != SIM_VALUE_CALL)
			return 0;
		sim_buf_puts(out, "status=");
		sim_print_value(v->sub.first, out);
		return 1;
	}
	if (layout == &sim_layout_sigset && v->kind != SIM_VALUE_NUMBER &&
	    v->kind != SIM_VALUE_WORD) {
		sim_buf_printf(out, "%s=", param->name);
		sim_st_set(v, out);
		return 1;
	}
	if (layout == &sim_layout_pair && v->kind == SIM_VALUE_LIST) {
		sim_print_value(v, out);
		return 1;
	}
	if (layout->plain && v->kind == SIM_VALUE_LIST && v->sub.nr == 1) {
		sim_buf_printf(out, "%s=", param->name);
		sim_print_value(v->sub.first, out);
		return 1;
	}
	if (v->kind == SIM_VALUE_STRUCT && v->fields) {
		put_members(p, actor, layout, v, out);
		return 1;
	}
	return 0;
}

/* poll(...) = 1 ([{fd=3, revents=POLLIN}]) */
static int put_note(struct st_play *p, unsigned int actor, const struct st_rec *rec,
		    const struct sim_layout *layout, struct sim_buf *out)
{
	struct sim_field *f = NULL;
	int ok = 0;

	if (rec->note && rec->note[0] == '[')
		f = sim_st_values(p->log->heap, rec->note, &ok);
	if (!ok || !f || f->value->kind != SIM_VALUE_LIST)
		return 0;
	put_list(p, actor, layout, f->value, out);
	return 1;
}

/* descriptors of processes that came back */
static void put_pidfd(const struct st_rec *rec, const struct sim_field *args, struct sim_buf *out)
{
	const struct sim_value *v = sim_st_arg(args, 0), *pidfd = NULL;

	if (strcmp(rec->name, "clone3") || !v || v->kind != SIM_VALUE_CALL || !v->call.args->next)
		return;
	v = v->call.args->next;
	for (const struct sim_field *f = v->kind == SIM_VALUE_STRUCT ? v->fields : NULL; f;
	     f = f->next) {
		if (f->name.s && !strcmp(f->name.s, "pidfd"))
			pidfd = f->value;
	}
	if (pidfd && pidfd->kind == SIM_VALUE_LIST && pidfd->sub.nr == 1) {
		sim_buf_puts(out, " {pidfd=");
		sim_print_value(pidfd->sub.first, out);
		sim_buf_putc(out, '}');
	}
}

/** sim_st_outcome_text - ` = P2 {status=exited(3)}` */
int sim_st_outcome_text(struct st_play *p, unsigned int actor, const struct st_rec *rec,
			const struct sim_field *args, struct sim_buf *out)
{
	const struct sim_call_desc *desc = sim_call_desc(rec->name);
	struct sim_buf braces = { 0 };
	size_t before;

	if (rec->err) {
		sim_buf_printf(out, " = -1 %s", rec->err);
		return 1;
	}
	sim_buf_puts(out, " = ");
	put_number(p, actor, rec, out);
	if (!strcmp(rec->name, "clone3"))
		put_pidfd(rec, args, out);
	for (unsigned int i = 0; desc && strncmp(rec->name, "clone", 5) &&
				 desc->params[i].kind != SIM_P_END; i++) {
		const struct sim_param *param = &desc->params[i];
		const struct sim_value *v = sim_st_arg(args, i);

		before = braces.len;
		if (param->kind == SIM_P_INOUT_LIST)
			put_note(p, actor, rec, param->layout, &braces);
		else if (v && (rec->ret || strncmp(rec->name, "wait4", 5)))
			put_out(p, actor, param, v, &braces);
		if (braces.len > before)
			sim_buf_puts(&braces, ", ");
	}
	if (braces.len > 2)
		sim_buf_printf(out, " {%.*s}", (int)braces.len - 2, braces.s);
	sim_buf_free(&braces);
	return !out->failed;
}
