// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ranges of designs and releases: `@procfd-ioctl, linux-5.3..linux-6.15`.
 */
#include <stdlib.h>
#include <string.h>

#include "script/prog.h"

unsigned int sim_release_value(const char *word)
{
	char *end;
	unsigned long major, minor;

	if (!word || strncmp(word, "linux-", 6))
		return 0;
	major = strtoul(word + 6, &end, 10);
	if (end == word + 6 || *end != '.' || major > 99)
		return 0;
	word = end + 1;
	minor = strtoul(word, &end, 10);
	if (end == word || *end || minor > 255)
		return 0;
	return LINUX((unsigned int)major, (unsigned int)minor);
}

/* @word is the design's name, or what it is the unmodified code of: X-verbatim answers as X does */
static int names(const char *word, const char *design)
{
	size_t len = strlen(word);

	return !strncmp(word, design, len) &&
	       (!design[len] || !strcmp(design + len, "-verbatim"));
}

int sim_range_fits(const struct sim_range *ranges, const char *design, unsigned int release)
{
	unsigned int from, to;
	unsigned int on_host = release & SIM_ON_HOST;

	release &= ~SIM_ON_HOST;
	for (const struct sim_range *r = ranges; r; r = r->next) {
		from = sim_release_value(r->from);
		to = sim_release_value(r->to);
		if (!r->span) {
			if (r->from && (names(r->from, design) ||
					(on_host && !strcmp(r->from, "host"))))
				return 1;
			to = from;
			if (!from)
				continue;
		}
		if ((!from || release >= from) && (!to || release <= to))
			return 1;
	}
	return 0;
}
