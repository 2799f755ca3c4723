// SPDX-License-Identifier: GPL-2.0-only
/* Decoded lines of all messages, and what they are at one depth of quotes. */
#include <stdlib.h>
#include <string.h>

#include "import/mail_text.h"

/* No mailer wraps what is shorter. */
#define DOUBT_LEN 60U

/* Twice the room, or NULL; the old array stays valid then. */
void *sim_grow(void *array, unsigned int *room, size_t size)
{
	unsigned int more = *room ? *room * 2 : 64;
	void *grown = realloc(array, more * size);

	if (grown)
		*room = more;
	return grown;
}

bool sim_next_line(struct sim_cursor *c, struct sim_text_line *line)
{
	const char *stop;

	if (c->p == c->end)
		return false;
	stop = memchr(c->p, '\n', c->end - c->p);
	line->text = c->p;
	line->nr = c->nr++;
	c->p = stop ? stop + 1 : c->end;
	line->len = (stop ? stop : c->end) - line->text;
	while (line->len && line->text[line->len - 1] == '\r')
		line->len--;
	return true;
}

bool sim_starts(const char *text, size_t len, const char *with)
{
	size_t n = strlen(with);

	return len >= n && !memcmp(text, with, n);
}

char *sim_text_keep(struct sim_mail_text *mt, const char *s, size_t len)
{
	char *copy = sim_pool_strndup(mt->pool, s, len);

	if (!copy)
		mt->no_memory = true;
	return copy;
}

void sim_text_add(struct sim_mail_text *mt, const char *text, size_t len, unsigned int nr)
{
	if (mt->no_memory || mt->too_long)
		return;
	if (mt->nr_lines == SIM_MAIL_LINES_MAX) {
		mt->too_long = true;
		return;
	}
	if (mt->nr_lines == mt->room_lines) {
		void *lines = sim_grow(mt->lines, &mt->room_lines, sizeof(*mt->lines));

		if (!lines) {
			mt->no_memory = true;
			return;
		}
		mt->lines = lines;
	}
	while (len && text[len - 1] == '\r')
		len--;
	mt->lines[mt->nr_lines++] = (struct sim_text_line){ text, len, nr };
	mt->messages[mt->nr_messages - 1].end = mt->nr_lines;
}

void sim_text_open(struct sim_mail_text *mt, const char *subject)
{
	if (mt->nr_messages == mt->room_messages) {
		void *messages = sim_grow(mt->messages, &mt->room_messages,
					  sizeof(*mt->messages));

		if (!messages) {
			mt->no_memory = true;
			return;
		}
		mt->messages = messages;
	}
	mt->messages[mt->nr_messages++] = (struct sim_message){
		.subject = subject,
		.number = mt->nr_mails,
		.first = mt->nr_lines,
		.end = mt->nr_lines,
	};
}

static bool is_mark(char c)
{
	return c == '>' || c == '|';
}

/* Where the text of a line begins behind @depth marks, NULL if it has not that many. */
static const char *behind_marks(const struct sim_text_line *line, unsigned int depth)
{
	const char *p = line->text, *end = p + line->len;

	for (unsigned int i = 0; i < depth; i++) {
		if (i && end - p > 1 && *p == ' ' && is_mark(p[1]))
			p++;
		if (p == end || !is_mark(*p))
			return NULL;
		p++;
	}
	return p;
}

unsigned int sim_text_depth(const struct sim_mail_text *mt, const struct sim_message *msg)
{
	unsigned int depth = 0;

	for (unsigned int i = msg->first; i < msg->end; i++) {
		while (depth < SIM_QUOTES_MAX && behind_marks(&mt->lines[i], depth + 1))
			depth++;
	}
	return depth;
}

/* "[...]", "<snip>", "[snip]", "...", "[ ... ]": somebody left something out. */
static bool is_snip(const char *text, size_t len)
{
	static const char *const words[] = { "...", "snip", "snipped", "cut", "\xe2\x80\xa6" };
	static const char around[] = " \t[](){}<>-*/";
	size_t n;

	while (len && strchr(around, text[len - 1]))
		len--;
	while (len && strchr(around, *text)) {
		text++;
		len--;
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		n = strlen(words[i]);
		if (len == n && !memcmp(text, words[i], n))
			return true;
	}
	return false;
}

/* How long lines are that are quoted so often, but for the longest three of a hundred. */
static unsigned int usual_width(const struct sim_mail_text *mt, const struct sim_message *msg,
				unsigned int depth)
{
	unsigned int count[256] = { 0 }, nr = 0, longer = 0, len = 255;

	for (unsigned int i = msg->first; i < msg->end; i++) {
		if (!behind_marks(&mt->lines[i], depth))
			continue;
		count[mt->lines[i].len < 255 ? mt->lines[i].len : 255]++;
		nr++;
	}
	for (; len && (longer + count[len]) * 100 <= nr * 3; len--)
		longer += count[len];
	return len;
}

/*
 * Who wraps what he quotes leaves rests without marks. How long would the line before be
 * with the first word of line @i, 0 if there is none?
 */
static unsigned int joined_len(const struct sim_mail_text *mt, const struct sim_message *msg,
			       unsigned int i, const struct sim_view *view)
{
	const struct sim_text_line *line = &mt->lines[i];
	unsigned int word = 0;

	if (!line->len || i == msg->first || !behind_marks(&line[-1], view->depth))
		return 0;
	while (word < line->len && line->text[word] != ' ')
		word++;
	return line[-1].len + 1 + word;
}

/*
 * Between two lines that have marks, and with a first word that was too long for the line
 * before, it is such a rest. Remarks of people have empty lines around them, or come
 * after shorter lines.
 */
static bool is_rest(const struct sim_mail_text *mt, const struct sim_message *msg,
		    unsigned int i, const struct sim_view *view)
{
	return joined_len(mt, msg, i, view) > view->width && i + 1 < msg->end &&
	       behind_marks(&mt->lines[i + 1], view->depth);
}

/* Add line @i; @next is what is known about the line that comes into the view next. */
static void view_line(const struct sim_mail_text *mt, const struct sim_message *msg,
		      unsigned int i, struct sim_view *view, struct sim_view_line *next)
{
	const struct sim_text_line *line = &mt->lines[i];

	next->nr = line->nr;
	next->text = behind_marks(line, view->depth);
	next->rest = false;
	if (!next->text) {
		next->snip |= is_snip(line->text, line->len);
		next->rest = !next->snip && is_rest(mt, msg, i, view);
		if (!next->rest) {
			next->doubt |= joined_len(mt, msg, i, view) > DOUBT_LEN;
			if (line->len && !next->skipped)
				next->skipped = line->nr;
			return;
		}
		next->text = line->text;
	}
	next->len = line->text + line->len - next->text;
	next->snip |= !next->rest && is_snip(next->text, next->len);
	view->lines[view->nr++] = *next;
	*next = (struct sim_view_line){ 0 };
}

enum sim_status sim_view_make(const struct sim_mail_text *mt, const struct sim_message *msg,
			      unsigned int depth, struct sim_view *view)
{
	struct sim_view_line next = { 0 };

	view->nr = 0;
	view->depth = depth;
	view->width = usual_width(mt, msg, depth);
	view->lines = malloc((msg->end - msg->first + 1) * sizeof(*view->lines));
	if (!view->lines)
		return SIM_ENOMEM;
	for (unsigned int i = msg->first; i < msg->end; i++)
		view_line(mt, msg, i, view, &next);
	return SIM_OK;
}
