// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a call gave, as it would be written in a scenario.
 */
#include <stdio.h>
#include <string.h>

#include "buf.h"
#include "script/names.h"
#include "script/prog.h"
#include "script/run.h"

static unsigned int task_index(const struct sim_run *run, const struct sim_task *task)
{
	return run->eyes ? run->eyes->index(task) : sim_task_index(task);
}

/* the actor whose number this is, as @viewer sees it; the youngest, if a number was reused */
static const char *actor_named(const struct sim_run *run, const struct sim_task *viewer, long nr)
{
	const char *name = NULL;
	unsigned int newest = 0;

	for (unsigned int i = 0; i < run->prog->nr_actors; i++) {
		struct sim_task *task = run->actors[i].task;

		if (task && nr > 0 && sim_seen_pid(run, task, viewer) == nr &&
		    (!name || task_index(run, task) >= newest)) {
			name = run->prog->actors[i];
			newest = task_index(run, task);
		}
	}
	return name;
}

static void show_status(long status, struct sim_buf *out)
{
	const char *name;

	if (status == 0xffff) {
		sim_buf_puts(out, "continued()");
	} else if ((status & 0x7f) == 0x7f) {
		name = sim_signal_name((int)(status >> 8 & 0xff));
		sim_buf_printf(out, "stopped(%s)", name ? name : "?");
	} else if (status & 0x7f) {
		name = sim_signal_name((int)(status & 0x7f));
		sim_buf_printf(out, "%s(%s)", status & 0x80 ? "dumped" : "killed",
			       name ? name : "?");
	} else {
		sim_buf_printf(out, "exited(%ld)", status >> 8 & 0xff);
	}
}

static void show_bits(unsigned long bits, struct sim_buf *out)
{
	const char *comma = "";

	sim_buf_putc(out, '[');
	for (int sig = 1; sig <= 64; sig++) {
		if (bits >> (sig - 1) & 1) {
			sim_buf_printf(out, "%s%s", comma, sim_signal_name(sig));
			comma = ", ";
		}
	}
	sim_buf_putc(out, ']');
}

static void show_constant(const char *prefix, long value, struct sim_buf *out)
{
	char text[256];

	if (!strcmp(prefix, "SIG") && sim_signal_name((int)value))
		sim_buf_puts(out, sim_signal_name((int)value));
	else if (!strcmp(prefix, "CLD_") && value >= 1 && value <= 6)
		sim_buf_puts(out, (const char *const[]){ "CLD_EXITED", "CLD_KILLED", "CLD_DUMPED",
			"CLD_TRAPPED", "CLD_STOPPED", "CLD_CONTINUED" }[value - 1]);
	else if (!strcmp(prefix, "CLD_"))
		sim_buf_printf(out, "%ld", value);
	else if (sim_flags_text(prefix, (unsigned long)value, text, sizeof(text)) < sizeof(text))
		sim_buf_puts(out, text);
}

static void show_member(const struct sim_run *run, const struct sim_task *viewer,
			const struct sim_member *m, const unsigned char *at, struct sim_buf *out)
{
	long value = sim_type_load(m->type, at + m->offset);
	const char *actor = NULL;

	if (strstr(m->name, "pid"))
		actor = actor_named(run, viewer, value);
	if (actor)
		sim_buf_puts(out, actor);
	else if (m->type == SIM_T_STATUS)
		show_status(value, out);
	else if (m->type == SIM_T_SIGSET)
		show_bits((unsigned long)value, out);
	else if (m->prefix && m->type != SIM_T_CAPS)
		show_constant(m->prefix, value, out);
	else
		sim_buf_printf(out, "%ld", value);
}

static void show_struct(const struct sim_run *run, const struct sim_task *viewer,
			const struct sim_layout *layout, const unsigned char *at,
			struct sim_buf *out)
{
	const char *comma = "";

	for (const struct sim_member *m = layout->members; m->name; m++) {
		if (m->type == SIM_T_TEXT || (layout == &sim_layout_siginfo &&
		    (!strcmp(m->name, "si_errno") || !strcmp(m->name, "si_int") ||
		     !strcmp(m->name, "si_value"))))
			continue;
		sim_buf_printf(out, "%s%s=", comma, m->name);
		show_member(run, viewer, m, at, out);
		comma = ", ";
	}
}

static void show_bytes(const unsigned char *at, long len, struct sim_buf *out)
{
	long most = len > 200 ? 200 : len;

	sim_buf_putc(out, '"');
	for (long i = 0; i < most; i++) {
		if (at[i] == '"' || at[i] == '\\')
			sim_buf_printf(out, "\\%c", at[i]);
		else if (at[i] >= ' ' && at[i] < 0x7f)
			sim_buf_putc(out, (char)at[i]);
		else if (at[i] == '\n')
			sim_buf_puts(out, "\\n");
		else if (at[i] == '\t')
			sim_buf_puts(out, "\\t");
		else
			sim_buf_printf(out, "\\x%02x", at[i]);
	}
	sim_buf_puts(out, most < len ? "...\"" : "\"");
}

static void show_area(const struct sim_run *run, const struct sim_task *viewer,
		      const struct sim_area *area, long ret, const unsigned char *image,
		      struct sim_buf *out)
{
	const unsigned char *at = image + area->at;
	const char *comma = "";
	unsigned int n = area->max;

	switch (area->kind) {
	case SIM_AREA_DATA:
		show_bytes(at, ret, out);
		break;
	case SIM_AREA_MSG:
		show_bytes(image + area->max, ret, out);
		break;
	case SIM_AREA_LIST:
		n = ret < (long)n ? (unsigned int)ret : n;
		__attribute__((fallthrough));
	case SIM_AREA_POLL:
		sim_buf_putc(out, '[');
		for (unsigned int i = 0; i < n; i++, at += area->layout->size) {
			if (area->kind == SIM_AREA_POLL && !sim_type_load(SIM_T_S16, at + 6))
				continue;
			sim_buf_printf(out, "%s{", comma);
			show_struct(run, viewer, area->layout, at, out);
			sim_buf_putc(out, '}');
			comma = ", ";
		}
		sim_buf_putc(out, ']');
		break;
	default:
		if (area->layout->plain) {
			sim_buf_printf(out, "%s=", area->param);
			show_member(run, viewer, area->layout->members, at, out);
		} else if (area->layout == &sim_layout_pair) {
			sim_buf_printf(out, "[%ld, %ld]", sim_type_load(SIM_T_S32, at),
				       sim_type_load(SIM_T_S32, at + 4));
		} else {
			show_struct(run, viewer, area->layout, at, out);
		}
	}
}

/* Does the line ask for any of it, and is it more than what nobody asked for? */
static int area_is_asked(const struct sim_pstep *step, unsigned int area)
{
	for (unsigned int i = 0; i < step->nr_alts; i++) {
		for (unsigned int j = 0; j < step->alts[i].nr_fields; j++) {
			if (step->alts[i].fields[j].area == area)
				return 1;
		}
	}
	return 0;
}

void sim_result_text(const struct sim_run *run, const struct sim_pstep *step,
		     const struct sim_task *task, long ret, const unsigned char *image,
		     struct sim_buf *out)
{
	const char *actor, *comma = " {";
	const char *name;

	if (ret == SIM_BLOCKED) {
		sim_buf_puts(out, "...");
		return;
	}
	if (ret == SIM_NO_RETURN || ret == SIM_NO_CALL) {
		sim_buf_puts(out, ret == SIM_NO_RETURN ? "does not return" : "can't be made");
		return;
	}
	if (ret < 0 && ret >= -4095) {
		name = sim_errno_name((int)-ret);
		if (name)
			sim_buf_printf(out, "-1 %s", name);
		else
			sim_buf_printf(out, "-1 errno %ld", -ret);
		return;
	}
	actor = step->enc.creates ? actor_named(run, task, ret) : NULL;
	if (actor)
		sim_buf_puts(out, actor);
	else
		sim_buf_printf(out, "%ld", ret);
	for (unsigned int i = 0; image && i < step->enc.nr_areas; i++) {
		if (!area_is_asked(step, i))
			continue;
		sim_buf_puts(out, comma);
		show_area(run, task, &step->enc.areas[i], ret, image, out);
		comma = ", ";
	}
	if (*comma == ',')
		sim_buf_putc(out, '}');
}
