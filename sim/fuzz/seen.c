// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is seen after a step, as text that can be compared.
 */
#include "fuzz/fuzz.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "script/names.h"

void fuzz_run_reset(struct fuzz_run *run)
{
	for (unsigned int i = 0; i < run->nr; i++) {
		sim_buf_free(&run->seen[i].text);
		free(run->seen[i].effects);
		memset(&run->seen[i], 0, sizeof(run->seen[i]));
	}
	sim_buf_free(&run->end);
	run->nr = run->calls = 0;
	run->no_memory = run->stuck = 0;
}

/* lines of status and of fdinfo that are compared */
static int is_compared(const char *key)
{
	static const char *const keys[] = {
		"Name", "Tgid", "Pid", "PPid", "TracerPid", "Uid", "Gid", "NStgid",
		"NSpid", "NSpgid", "NSsid", "Kthread", "Threads", "SigPnd", "ShdPnd", "SigBlk",
		"SigIgn", "SigCgt", "CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs",
		"flags", "eventfd-count", "eventfd-semaphore", "tfd",
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (!strcmp(keys[i], key))
			return 1;
	}
	return 0;
}

/* of "Key:\tvalue" lines those that are compared */
static void put_lines(const char *at, const char *end, struct sim_buf *out)
{
	char key[32];

	sim_buf_puts(out, "? {");
	while (at < end) {
		const char *nl = memchr(at, '\n', (size_t)(end - at));
		const char *colon = nl ? memchr(at, ':', (size_t)(nl - at)) : NULL;

		if (!nl)
			break;
		if (colon && colon - at < (long)sizeof(key)) {
			memcpy(key, at, (size_t)(colon - at));
			key[colon - at] = '\0';
			if (is_compared(key))
				sim_buf_printf(out, "%.*s;", (int)(nl - at), at);
		}
		at = nl + 1;
	}
	sim_buf_putc(out, '}');
}

/* "pipe:[123]": numbers of inodes are not compared */
static void put_link(const char *at, const char *end, struct sim_buf *out)
{
	sim_buf_puts(out, "? {\"");
	for (; at < end; at++) {
		sim_buf_putc(out, *at);
		if (*at == '[') {
			while (at + 1 < end && isdigit((unsigned char)at[1]))
				at++;
		}
	}
	sim_buf_puts(out, "\"}");
}

/* /proc/PID/stat: number, name, parent, group and session */
static void put_stat(const char *at, const char *end, struct sim_buf *out)
{
	const char *paren = memchr(at, ')', (size_t)(end - at));
	unsigned int blanks = 0;

	sim_buf_printf(out, "? {%.*s", paren ? (int)(paren - at) : 0, at);
	for (at = paren ? paren + 3 : end; at < end && blanks < 4; at++) {
		blanks += *at == ' ';
		sim_buf_putc(out, *at);
	}
	sim_buf_putc(out, '}');
}

/* a line of many columns */
static int is_stat(const char *at, const char *end)
{
	unsigned int blanks = 0;

	for (; at < end; at++)
		blanks += *at == ' ';
	return blanks > 25;
}

/* contents of some files are compared in part */
static int put_file(const unsigned char *data, long len, struct sim_buf *out)
{
	const char *at = (const char *)data, *end = at + len;

	if (memmem(at, (size_t)len, ":\t", 2))
		put_lines(at, end, out);
	else if (memchr(at, '[', (size_t)len) && memchr(at, ':', (size_t)len) && end[-1] == ']')
		put_link(at, end, out);
	else if (is_stat(at, end))
		put_stat(at, end, out);
	else
		return 0;
	return 1;
}

void fuzz_result(const struct sim_run *run, const struct sim_pstep *step,
		 const struct sim_task *task, long ret, const unsigned char *image,
		 struct sim_buf *out)
{
	const struct sim_encoded *enc = &step->enc;
	size_t from;

	for (unsigned int i = 0; image && ret > 0 && i < enc->nr_areas; i++) {
		if (enc->areas[i].kind == SIM_AREA_DATA &&
		    put_file(image + enc->areas[i].at, ret, out))
			return;
	}
	from = out->len;
	sim_result_text(run, step, task, ret, image, out);
	fuzz_strip(out, from);
}

void fuzz_signal(unsigned int actor, const struct sim_signal *sig, struct sim_buf *out)
{
	const char *name = sim_signal_name(sig->sig);
	int code, pid;
	unsigned int uid, value;

	memcpy(&code, sig->info + 8, 4);
	memcpy(&pid, sig->info + 16, 4);
	memcpy(&uid, sig->info + 20, 4);
	memcpy(&value, sig->info + 24, 4);
	sim_buf_printf(out, "%s took %s {si_code=%d, si_pid=%d, si_uid=%u, si_status=%u}\n",
		       fuzz_actor_name(actor), name ? name : "?", code, pid, uid, value);
}

void fuzz_change(const struct fuzz_effect *e, struct sim_buf *out)
{
	const char *is = e->state == 'U'   ? "RUNNING"
			 : e->state == 'B' ? "SLEEPING"
			 : e->state == 'T' ? "STOPPED"
			 : e->state == 't' ? "TRACED"
			 : e->state == 'Z' ? "ZOMBIE"
					   : "DEAD";

	sim_buf_printf(out, "%s is %s\n", fuzz_actor_name(e->actor), is);
}
