// SPDX-License-Identifier: GPL-2.0-only
/*
 * Calls in C: the user memory that they need, and the arguments.
 */
#include "emit/emit.h"

#include <stdio.h>
#include <string.h>

#include "script/names.h"
#include "script/script.h"

void sim_emit_string(struct sim_buf *out, const char *bytes, size_t len)
{
	sim_buf_putc(out, '"');
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (c == '"' || c == '\\')
			sim_buf_printf(out, "\\%c", c);
		else if (c >= ' ' && c < 0x7f && c != '?')
			sim_buf_putc(out, (char)c);
		else
			sim_buf_printf(out, "\\%03o", c);
	}
	sim_buf_putc(out, '"');
}

/* names of numbers that mean the same in libc's headers, if they are there */
static int is_common(const char *word)
{
	static const char *const prefixes[] = {
		"SIG", "CLONE_", "P_", "O_", "POLL", "EPOLL", "F_", "FD_", "PR_", "RLIMIT_",
		"MSG_", "SOCK_", "AF_", "SOL_", "SO_", "AT_", "EFD_", "MS_", "WNO", "WEX", "WST",
		"WCO", "WUN", "__W", "PIDFD_", "PTRACE_",
	};

	if (!strncmp(word, "SIG_", 4) || !strncmp(word, "SIGRT", 5) ||
	    !strcmp(word, "O_LARGEFILE") || !strncmp(word, "SIGE", 4))
		return 0;
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		if (!strncmp(word, prefixes[i], strlen(prefixes[i])))
			return 1;
	}
	return 0;
}

static int all_common(const struct sim_value *v)
{
	long value;

	if (v->kind == SIM_VALUE_WORD)
		return is_common(v->word) && sim_name_value(v->word, &value);
	if (v->kind != SIM_VALUE_FLAGS)
		return 0;
	for (v = v->sub.first; v; v = v->next) {
		if (v->kind != SIM_VALUE_WORD || !all_common(v))
			return 0;
	}
	return 1;
}

static void need_word(struct sim_emit *e, const char *word)
{
	char line[96];
	long value;

	snprintf(line, sizeof(line), "#ifndef %.60s\n", word);
	if (!sim_name_value(word, &value) || (e->words.s && strstr(e->words.s, line)))
		return;
	sim_buf_printf(&e->words, "%s#define %s 0x%lx\n#endif\n", line, word,
		       (unsigned long)value);
}

static void put_number(struct sim_buf *out, long value)
{
	if (value > -4096 && value < 4096)
		sim_buf_printf(out, "%ld", value);
	else
		sim_buf_printf(out, "(long)0x%lxUL", (unsigned long)value);
}

void sim_emit_number(struct sim_emit *e, const struct sim_value *v, long value)
{
	if (!v || !all_common(v)) {
		put_number(e->out, value);
		return;
	}
	if (v->kind == SIM_VALUE_WORD) {
		need_word(e, v->word);
		sim_buf_puts(e->out, v->word);
		return;
	}
	for (const struct sim_value *one = v->sub.first; one; one = one->next) {
		need_word(e, one->word);
		sim_buf_printf(e->out, "%s%s", one->word, one->next ? " | " : "");
	}
}

/* ------------------------------------------------------------ user memory */

/* a text with numbers of actors in it */
static void put_text(struct sim_emit *e, const struct sim_reloc *r)
{
	struct sim_buf args = { 0 };
	const struct sim_text *t = r->text;

	sim_buf_printf(e->out, "\tsnprintf((char *)m + %u, %u, \"%%s", r->at, r->size);
	for (unsigned int i = 0; i < t->nr_parts; i++) {
		const struct sim_part *p = &t->parts[i];

		sim_buf_puts(e->out, p->bytes ? "%s" : "%ld");
		if (p->bytes) {
			sim_buf_puts(&args, ", ");
			sim_emit_string(&args, p->bytes, p->len);
		} else {
			sim_buf_printf(&args, ", me->seen[A_%s]", e->prog->actors[p->actor]);
		}
	}
	sim_buf_printf(e->out, "\", \"\"%s);\n", args.s ? args.s : "");
	sim_buf_free(&args);
}

static int is_plain(const struct sim_text *t)
{
	for (unsigned int i = 0; i < t->nr_parts; i++) {
		if (!t->parts[i].bytes)
			return 0;
	}
	return 1;
}

static void put_reloc(struct sim_emit *e, const struct sim_reloc *r)
{
	if (r->place == SIM_AT_TEXT && is_plain(r->text)) {
		unsigned int at = r->at;

		for (unsigned int i = 0; i < r->text->nr_parts; i++) {
			const struct sim_part *p = &r->text->parts[i];

			sim_buf_printf(e->out, "\tmemcpy(m + %u, ", at);
			sim_emit_string(e->out, p->bytes, p->len);
			sim_buf_printf(e->out, ", %u);\n", p->len);
			at += p->len;
		}
	} else if (r->place == SIM_AT_TEXT) {
		put_text(e, r);
	} else if (r->place == SIM_AT_IMAGE) {
		sim_buf_printf(e->out, "\tput(m + %u, %u, (long)(m + %ld));\n", r->at, r->size,
			       r->value);
	} else {
		sim_buf_printf(e->out, "\tput(m + %u, %u, %sme->seen[A_%s]);\n", r->at, r->size,
			       r->place == SIM_AT_NEG_PID ? "-" : "", e->prog->actors[r->actor]);
	}
}

static void put_memory(struct sim_emit *e, const struct sim_encoded *enc, unsigned int at)
{
	sim_buf_printf(e->out, "\tunsigned char *m = clear(me, %u, %u);\n\n", at, enc->image_len);
	for (unsigned int i = 0; i < enc->image_len; i += 8) {
		unsigned int n = enc->image_len - i < 8 ? enc->image_len - i : 8;
		unsigned long word = 0;

		memcpy(&word, enc->image + i, n);
		if (word)
			sim_buf_printf(e->out, "\tput(m + %u, %u, (long)0x%lxUL);\n", i, n, word);
	}
	for (unsigned int i = 0; i < enc->nr_relocs; i++)
		put_reloc(e, &enc->relocs[i]);
}

/* ------------------------------------------------------------ arguments */

static int stands_in_text(const struct sim_param *p)
{
	return (p->kind != SIM_P_END && p->kind < SIM_P_OUT) || p->kind >= SIM_P_MSG_IN;
}

/* what is written for the argument @nth, to have its name; NULL: nothing is */
static const struct sim_value *written(const struct sim_pstep *step, unsigned int nth)
{
	const struct sim_call_desc *d = step->enc.desc;
	const struct sim_call *call = &step->item->line.call;
	const struct sim_value *v = call->args;

	if (!d)
		return NULL;
	if (strcmp(call->name.s, d->name))
		return NULL;	/* a habit: its words are the design's */
	for (unsigned int i = 0; v && d->params[i].kind != SIM_P_END; i++) {
		if (!stands_in_text(&d->params[i]))
			continue;
		if (i == nth)
			return v;
		v = v->next;
	}
	return NULL;
}

static void put_arg(struct sim_emit *e, const struct sim_pstep *step, unsigned int i)
{
	const struct sim_arg *a = &step->enc.args[i];

	switch (a->place) {
	case SIM_AT_CONST:
		sim_emit_number(e, written(step, i), a->value);
		break;
	case SIM_AT_IMAGE:
		sim_buf_printf(e->out, "m + %ld", a->value);
		break;
	case SIM_AT_TEXT:
		sim_buf_printf(e->out, "strlen((char *)m + %ld)", a->value);
		break;
	default:
		sim_buf_printf(e->out, "%sme->seen[A_%s]", a->place == SIM_AT_NEG_PID ? "-" : "",
			       e->prog->actors[a->actor]);
	}
}

static void put_args(struct sim_emit *e, const struct sim_pstep *step, unsigned int nr)
{
	for (unsigned int i = 0; i < nr; i++) {
		if (i)
			sim_buf_puts(e->out, ", ");
		put_arg(e, step, i);
	}
}

static void put_pointer(struct sim_emit *e, const struct sim_pstep *step, unsigned int i)
{
	sim_buf_puts(e->out, ", (void *)(");
	put_arg(e, step, i);
	sim_buf_putc(e->out, ')');
}

/* the child that a line makes; one that no line names has the place behind all */
static void put_child(struct sim_emit *e, const struct sim_pstep *step)
{
	unsigned int named = sim_prog_child(e->prog, step);

	if (named == SIM_NO_ACTOR)
		sim_buf_puts(e->out, "&all[NR]");
	else
		sim_buf_printf(e->out, "&all[A_%s]", e->prog->actors[named]);
}

static void put_make(struct sim_emit *e, const struct sim_pstep *step, const char *name)
{
	sim_buf_puts(e->out, "\treturn make(");
	put_child(e, step);
	if (!strcmp(name, "clone")) {
		sim_buf_puts(e->out, ", (unsigned long)(");
		put_arg(e, step, 0);
		sim_buf_putc(e->out, ')');
		put_pointer(e, step, 2);
		put_pointer(e, step, 3);
		sim_buf_puts(e->out, ");\n");
		return;
	}
	sim_buf_printf(e->out, ", %sSIGCHLD, NULL, NULL);\n",
		       strcmp(name, "vfork") ? "" : "CLONE_VFORK | CLONE_VM | ");
}

void sim_emit_call(struct sim_emit *e, unsigned int nr, unsigned int at)
{
	const struct sim_pstep *step = &e->prog->steps[nr];
	const struct sim_encoded *enc = &step->enc;
	const char *name = enc->call ? enc->call->name : "";

	sim_buf_puts(e->out, "/* ");
	sim_print_line(&step->item->line, e->out);
	sim_buf_printf(e->out, " */\nstatic long line_%u(struct actor *me)\n{\n",
		       step->item->pos.line);
	if (enc->image_len)
		put_memory(e, enc, at);
	else
		sim_buf_puts(e->out, "\t(void)me;\n");
	if (enc->pseudo == SIM_PSEUDO_REUSE) {
		sim_buf_puts(e->out, "\treturn reuse(");
		put_args(e, step, 1);
		sim_buf_puts(e->out, ");\n");
	} else if (!enc->call) {
		sim_buf_puts(e->out, enc->pseudo ? "\treturn 0;\n" : "\treturn -ENOSYS;\n");
	} else if (enc->creates) {
		put_make(e, step, name);
	} else if (!strcmp(name, "execve")) {
		sim_buf_puts(e->out, "\treturn execute(me, (char *)(");
		put_args(e, step, 1);
		sim_buf_puts(e->out, "));\n");
	} else if (!strcmp(name, "rt_sigaction")) {
		sim_buf_puts(e->out, "\treturn take_action(");
		put_arg(e, step, 0);
		put_pointer(e, step, 1);
		put_pointer(e, step, 2);
		sim_buf_puts(e->out, ", ");
		put_arg(e, step, 3);
		sim_buf_puts(e->out, ");\n");
	} else {
		sim_buf_printf(e->out, "\treturn call(SYS_%s%s", name,
			       enc->call->nr_args ? ", " : "");
		put_args(e, step, enc->call->nr_args);
		sim_buf_puts(e->out, ");\n");
	}
	sim_buf_puts(e->out, "}\n\n");
}
