// SPDX-License-Identifier: GPL-2.0-only
/* The header lines, and the ranges that overrides use as well. */
#include <ctype.h>
#include <string.h>

#include "script/parse.h"

uint64_t sim_parser_number(struct sim_parser *p, uint64_t min, uint64_t max,
			   const char *accepted)
{
	uint64_t val = p->tok.val;

	if (p->tok.kind == SIM_TOK_NUMBER && (val < min || val > max))
		sim_parser_fail(p, &p->tok.pos, accepted,
				"the number is too %s",
				val < min ? "small" : "large");
	sim_parser_expect(p, SIM_TOK_NUMBER, accepted);
	return val;
}

/* Whether this is a WORD with - and . allowed inside, and no `..`. */
static bool is_wide_word(const char *s)
{
	size_t len = strlen(s);

	return len && !isdigit(s[0]) && !strchr("-.", s[0]) &&
	       !strchr("-.", s[len - 1]) && !strstr(s, "..");
}

struct sim_range *sim_parse_range(struct sim_parser *p)
{
	static const char accepted[] = "a design, linux-A.B, linux-A.B.., "
				       "..linux-C.D, linux-A.B..linux-C.D";
	struct sim_range *range = sim_parser_alloc(p, sizeof(*range));
	const char *dots, *s = p->tok.bytes;

	if (p->tok.kind != SIM_TOK_WIDE) {
		sim_parser_unexpected(p, accepted);
		return range;
	}
	range->pos = p->tok.pos;
	range->from = s;
	dots = strstr(s, "..");
	if (dots) {
		range->span = true;
		range->from = NULL;
		if (dots > s)
			range->from = sim_parser_strndup(p, s, dots - s);
		if (dots[2])
			range->to = dots + 2;
	}
	if ((!range->from && !range->to) ||
	    (range->from && !is_wide_word(range->from)) ||
	    (range->to && !is_wide_word(range->to)))
		sim_parser_fail(p, &range->pos, accepted,
				"malformed range '%s'", s);
	sim_parser_next(p);
	return range;
}

static void parse_requires(struct sim_parser *p, struct sim_item *item)
{
	struct sim_req *req, **tail = &item->reqs;

	do {
		sim_parser_next_wide(p);
		req = sim_parser_alloc(p, sizeof(*req));
		if (p->tok.kind != SIM_TOK_WIDE) {
			sim_parser_unexpected(p, "a feature, a call, or "
					      "one of them with '-' before");
			return;
		}
		req->absent = p->tok.bytes[0] == '-';
		req->name.s = p->tok.bytes + req->absent;
		req->name.pos = p->tok.pos;
		if (!is_wide_word(req->name.s))
			sim_parser_fail(p, &p->tok.pos, "a feature, as "
					"pidfd_open or proc-handle",
					"malformed word '%s'", p->tok.bytes);
		*tail = req;
		tail = &req->next;
		sim_parser_next(p);
	} while (p->tok.kind == SIM_TOK_COMMA);
}

static void parse_config(struct sim_parser *p, struct sim_config *config)
{
	sim_parser_next(p);
	config->name = sim_parser_word(p, "a setting, as PROC_FS=n");
	sim_parser_expect(p, SIM_TOK_ASSIGN, "'='");
	config->value = sim_parser_word(p, "the value of the setting");
}

static void parse_bound(struct sim_parser *p, struct sim_item *item)
{
	sim_parser_next(p);
	item->bound = SIM_BOUND_NONE;
	if (sim_parser_is_word(p, "none"))
		sim_parser_next(p);
	else
		item->bound = sim_parser_number(p, 0, SIM_BOUND_NONE - 1,
						"a number, or none");
}

void sim_parse_header(struct sim_parser *p, struct sim_item *item)
{
	switch (item->kind) {
	case SIM_ITEM_SCENARIO:
		sim_parser_next(p);
		item->title = sim_parse_title(p);
		break;
	case SIM_ITEM_REQUIRES:
		parse_requires(p, item);
		break;
	case SIM_ITEM_CONFIG:
		parse_config(p, &item->config);
		break;
	case SIM_ITEM_RELEASE:
		sim_parser_next_wide(p);
		item->release = sim_parse_range(p);
		break;
	case SIM_ITEM_BOUND:
		parse_bound(p, item);
		break;
	default: /* fresh takes nothing */
		sim_parser_next(p);
		break;
	}
}
