// SPDX-License-Identifier: GPL-2.0-only
/*
 * One line of strace's, as strace 6 prints it with any of -f, -o, -t, -r, -T, -y, -Y.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "strace/log.h"

#define MAX_PID 4194304L

/* the end of a string or comment that begins at @p; NULL: it has none */
static const char *skip_quoted(const char *p, const char *end)
{
	for (p++; p < end && *p != '"'; p++) {
		if (*p == '\\')
			p++;
	}
	return p < end ? p + 1 : NULL;
}

/* the end of <...>, as -y puts it behind a descriptor; in it `->` is an arrow */
static const char *skip_angle(const char *p, const char *end)
{
	unsigned int depth = 0;

	for (; p < end; p++) {
		if (*p == '<')
			depth++;
		else if (*p == '>' && p[-1] != '-' && !--depth)
			return p + 1;
	}
	return NULL;
}

static int is_mark(const char *p, const char *end, const char *mark)
{
	size_t n = strlen(mark);

	return (size_t)(end - p) >= n && !memcmp(p, mark, n);
}

/* behind what can't hold a parenthesis that counts, or @p + 1 */
static const char *skip_one(const char *p, const char *from, const char *end)
{
	const char *next = p + 1;

	if (*p == '"')
		next = skip_quoted(p, end);
	else if (is_mark(p, end, "/*"))
		next = memmem(p + 2, (size_t)(end - p - 2), "*/", 2);
	else if (*p == '<' && p > from && isalnum((unsigned char)p[-1]))
		next = p + 1 < end && p[1] == '<' ? p + 2 : skip_angle(p, end);
	return next;
}

/* the parenthesis that closes the arguments, or what cuts them off; NULL: neither */
static const char *args_end(const char *p, const char *end, int *unfinished)
{
	const char *from = p;
	int depth = 0;

	*unfinished = 0;
	while (p && p < end) {
		if (is_mark(p, end, "<unfinished ...>") || is_mark(p, end, "<detached ...>")) {
			*unfinished = *p == '<';
			return p;
		}
		if (strchr("([{", *p))
			depth++;
		if (strchr(")]}", *p) && !depth--)
			return *p == ')' ? p : NULL;
		p = skip_one(p, from, end);
	}
	return NULL;
}

static const char *skip_blanks(const char *p, const char *end)
{
	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	return p;
}

static int number_at(const char **at, const char *end, long *value)
{
	const char *p = *at;
	long n = 0;

	while (p < end && isdigit((unsigned char)*p) && p - *at < 18)
		n = n * 10 + (*p++ - '0');
	if (p == *at || (p < end && isdigit((unsigned char)*p)))
		return 0;
	*at = p;
	*value = n;
	return 1;
}

/* "[pid 12] ", "12 ", "12<sh> " */
static const char *read_pid(const char *p, const char *end, int *pid)
{
	const char *q = p;
	int bracket = is_mark(p, end, "[pid ");
	long n;

	if (bracket)
		q = skip_blanks(p + 5, end);
	if (!number_at(&q, end, &n) || n > MAX_PID || !n)
		return p;
	if (q < end && *q == '<')
		q = skip_angle(q, end);
	if (!q || q == end || *q != (bracket ? ']' : ' '))
		return p;
	*pid = (int)n;
	return skip_blanks(q + bracket, end);
}

/* "12:34:56", "12:34:56.123456", "1690000000.123456", "1690000000", "0.000123", "(+ 0.1)" */
static const char *read_time(const char *p, const char *end, unsigned long long *time)
{
	const char *q = p;
	unsigned long long whole = 0, micro = 0, digit = 100000;
	int parts = 0;
	long n;

	if (is_mark(q, end, "(+"))
		q = skip_blanks(q + 2, end);
	while (number_at(&q, end, &n) && parts++ < 3) {
		whole = whole * 60 + (unsigned long long)n;
		if (q == end || *q != ':')
			break;
		q++;
	}
	if (!parts || parts == 2)
		return p;
	if (q < end && *q == '.') {
		for (q++; q < end && isdigit((unsigned char)*q); q++, digit /= 10)
			micro += (unsigned long long)(*q - '0') * digit;
	}
	if (*p == '(' && q < end && *q == ')')
		return skip_blanks(q + 1, end);
	if (q == end || *q != ' ')
		return p;
	/* of -r there is only what passed since the last line: no order between files */
	*time = parts == 3 || whole > 1000000 ? whole * 1000000ULL + micro : 0;
	return skip_blanks(q, end);
}

static char *keep(struct sim_ast *heap, const char *p, const char *end)
{
	while (end > p && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	return sim_ast_strndup(heap, p, (size_t)(end - p));
}

/* " <0.000123>" at the end, of -T */
static const char *read_took(const char *p, const char *end, unsigned long long *took)
{
	const char *q = end;
	char text[32];

	*took = 0;
	if (end - p < 5 || end[-1] != '>')
		return end;
	while (q > p && *q != '<')
		q--;
	if (q == p || q[-1] != ' ' || end - q > 30 ||
	    strspn(q + 1, "0123456789.") != (size_t)(end - q) - 2)
		return end;
	snprintf(text, sizeof(text), "%.*s", (int)(end - q - 2), q + 1);
	*took = (unsigned long long)(strtod(text, NULL) * 1e6 + 0.5);
	return q - 1;
}

static const char *read_error(struct sim_ast *heap, const char *p, const char *end,
			      struct st_rec *rec)
{
	const char *q = p;

	while (q < end && (isupper((unsigned char)*q) || isdigit((unsigned char)*q)))
		q++;
	rec->err = keep(heap, p, q);
	return q;
}

/* what stands behind ` = ` */
static int read_result(struct sim_ast *heap, const char *p, const char *end, struct st_rec *rec)
{
	unsigned long long took;
	char text[32];
	char *stop;

	p = skip_blanks(p, end);
	end = read_took(p, end, &took);
	rec->stop = rec->start ? rec->start + took : 0;
	rec->end = ST_RETURNED;
	if (p < end && *p == '?') {
		p = skip_blanks(p + 1, end);
		rec->end = is_mark(p, end, "ERESTART") ? ST_RESTART : ST_GONE;
		return 1;
	}
	snprintf(text, sizeof(text), "%.*s", (int)(end - p < 30 ? end - p : 30), p);
	rec->ret = (long)strtoull(text, &stop, 0);
	if (stop == text || text[0] == ' ')
		return 0;
	p += stop - text;
	if (p < end && *p == '<')
		p = skip_angle(p, end);
	if (!p)
		return 0;
	p = skip_blanks(p, end);
	if (rec->ret == -1 && p < end && *p == 'E')
		p = skip_blanks(read_error(heap, p, end, rec), end);
	if (p < end && *p == '(' && end[-1] == ')')
		rec->note = keep(heap, p + 1, end - 1);
	return 1;
}

static int is_name(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

/* what is behind the name of a call, or behind "resumed>" */
static enum st_shape read_call(struct sim_ast *heap, const char *p, const char *end,
			       struct st_rec *rec, const char **bad)
{
	int unfinished;
	const char *close = args_end(p, end, &unfinished);

	*bad = p;
	if (!close)
		return ST_LINE_BAD;
	rec->args = keep(heap, p, close);
	if (unfinished) {
		/* `futex(0x5 <unfinished ...>) = ?`: it was killed meanwhile */
		p = memchr(close, '>', (size_t)(end - close)) + 1;
		if (p == end)
			return ST_LINE_UNFINISHED;
		close = p;
	}
	p = skip_blanks(close + 1, end);
	*bad = p;
	if (p >= end || *p != '=' || !read_result(heap, p + 1, end, rec))
		return ST_LINE_BAD;
	return ST_LINE_WHOLE;
}

static enum st_shape read_event(struct sim_ast *heap, const char *p, const char *end,
				struct st_rec *rec)
{
	char text[128];
	int code = 0, n;
	char name[32] = "";

	snprintf(text, sizeof(text), "%.*s", (int)(end - p < 120 ? end - p : 120), p);
	rec->kind = ST_EXITED;
	if (sscanf(text, "+++ exited with %d +++", &rec->code) == 1)
		return ST_LINE_WHOLE;
	rec->kind = ST_SUPERSEDED;
	if (sscanf(text, "+++ superseded by execve in pid %d", &rec->code) == 1)
		return ST_LINE_WHOLE;
	rec->kind = ST_KILLED;
	if (sscanf(text, "+++ killed by %30[A-Z0-9_]", name) != 1) {
		rec->kind = ST_STOPPED;
		if (sscanf(text, "--- stopped by %30[A-Z0-9_]", name) != 1)
			rec->kind = ST_SIGNAL;
	}
	if (rec->kind == ST_SIGNAL &&
	    (sscanf(text, "--- %30[A-Z0-9_] %n", name, &n) != 1 || end - p < n + 4))
		return ST_LINE_BAD;
	if (rec->kind == ST_SIGNAL)
		rec->args = keep(heap, p + n, end - 4);
	rec->name = sim_ast_strndup(heap, name, strlen(name));
	rec->code = code;
	return ST_LINE_WHOLE;
}

/* what strace says itself; anything may stand behind its own name */
static int is_remark(const char *p, const char *end, int *attached)
{
	int own = is_mark(p, end, "strace: ");
	const char *q;
	long n;

	if (own)
		p += 8;
	if (is_mark(p, end, "Process ")) {
		q = p + 8;
		if (number_at(&q, end, &n) && n && n <= MAX_PID && is_mark(q, end, " attached"))
			*attached = (int)n;
		return 1;
	}
	return own || is_mark(p, end, "[ Process PID=") || is_mark(p, end, "[ PID=");
}

enum st_shape sim_st_line(struct sim_ast *heap, const char *line, size_t len, struct st_rec *rec,
			  unsigned int *col, int *attached)
{
	const char *end = line + len, *p = line, *q, *bad;
	enum st_shape shape = ST_LINE_BAD;

	while (end > line && (end[-1] == '\r' || end[-1] == ' '))
		end--;
	p = skip_blanks(p, end);
	if (p == end)
		return ST_LINE_NOTHING;
	if (is_mark(p, end, "strace: ") || is_mark(p, end, "Process ") || is_mark(p, end, "[ P"))
		return is_remark(p, end, attached) ? ST_LINE_NOTHING : ST_LINE_BAD;
	p = read_pid(p, end, &rec->pid);
	p = read_time(p, end, &rec->start);
	p = read_time(p, end, &(unsigned long long){ 0 });
	for (q = p; q < end && is_name(*q); q++)
		;
	bad = p;
	if (is_mark(p, end, "+++ ") || is_mark(p, end, "--- ")) {
		shape = read_event(heap, p, end, rec);
	} else if (is_mark(p, end, "<... ")) {
		for (q = p + 5; q < end && is_name(*q); q++)
			;
		rec->name = keep(heap, p + 5, q);
		if (is_mark(q, end, " resumed>")) {
			shape = read_call(heap, q + 9, end, rec, &bad);
			shape = shape == ST_LINE_WHOLE ? ST_LINE_RESUMED : ST_LINE_BAD;
		}
	} else if (q > p && q < end && *q == '(' && !isdigit((unsigned char)*p)) {
		rec->name = keep(heap, p, q);
		shape = read_call(heap, q + 1, end, rec, &bad);
	}
	*col = (unsigned int)(bad - line) + 1;
	return shape;
}
