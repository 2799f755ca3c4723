// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is known so far, and a file to keep it in: lines of words, then each finding with the length
 * of its scenario before it. The file is replaced as a whole.
 */
#include "fuzz/fuzz.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_LINE "pidfdsim fuzz state 1"
#define SCRIPT_MAX (1U << 20)

int fuzz_state_add(struct fuzz_state *s, uint64_t number, const char *kind, const char *script)
{
	struct fuzz_found *more = realloc(s->found, (s->nr_found + 1) * sizeof(*more));
	struct fuzz_found *f;

	if (!more)
		return 0;
	s->found = more;
	f = &more[s->nr_found];
	f->number = number;
	f->kind = strdup(kind);
	f->script = script ? strdup(script) : NULL;
	if (!f->kind || (script && !f->script)) {
		free(f->kind);
		free(f->script);
		return 0;
	}
	s->nr_found++;
	return 1;
}

void fuzz_state_free(struct fuzz_state *s)
{
	for (unsigned int i = 0; i < s->nr_found; i++) {
		free(s->found[i].kind);
		free(s->found[i].script);
	}
	free(s->found);
	s->found = NULL;
	s->nr_found = 0;
}

static enum sim_status bad_file(const char *path, struct sim_error *err)
{
	sim_error_set(err, SIM_EINPUT, "%s is no state of `pidfdsim fuzz`", path);
	sim_error_accept(err, "a file that --resume wrote, or one that is not there yet");
	return SIM_EINPUT;
}

static int load_found(struct fuzz_state *s, FILE *in)
{
	unsigned long long number;
	char kind[128], *script;
	unsigned int len;
	int ok;

	if (fscanf(in, "found %llu %u %127[^\n]", &number, &len, kind) != 3 || len > SCRIPT_MAX ||
	    fgetc(in) != '\n')
		return 0;
	script = calloc(1, len + 1);
	ok = script && fread(script, 1, len, in) == len &&
	     fuzz_state_add(s, number, kind, len ? script : NULL);
	free(script);
	return ok;
}

static int load(struct fuzz_state *s, FILE *in)
{
	unsigned long long seed, programs, calls, reordered;
	unsigned int release, found;

	if (fscanf(in, FIRST_LINE "\nseed %llu\ndesign %63s\nagainst %63s\nrelease %u\n"
		   "programs %llu\ncalls %llu\nreordered %llu\nfindings %u\n",
		   &seed, s->design, s->against, &release, &programs, &calls, &reordered,
		   &found) != 8)
		return 0;
	s->seed = seed;
	s->release = release;
	s->programs = programs;
	s->calls = calls;
	s->reordered = reordered;
	while (found-- > 0) {
		if (!load_found(s, in))
			return 0;
	}
	return fgetc(in) == EOF;
}

enum sim_status fuzz_state_load(struct fuzz_state *state, const char *path, struct sim_error *err)
{
	struct fuzz_state s = { 0 };
	FILE *in = fopen(path, "re");
	int ok;

	if (!in && errno == ENOENT)
		return SIM_OK;
	if (!in)
		return sim_error_set(err, SIM_EIO, "%s: %s", path, strerror(errno));
	ok = load(&s, in);
	fclose(in);
	if (!ok) {
		fuzz_state_free(&s);
		return bad_file(path, err);
	}
	if (s.seed != state->seed || strcmp(s.design, state->design) ||
	    strcmp(s.against, state->against) || s.release != state->release) {
		sim_error_set(err, SIM_EINPUT, "%s belongs to another run: --seed %llu --design %s "
			      "--against %s on Linux %u.%u", path, (unsigned long long)s.seed,
			      s.design, s.against, s.release >> 8, s.release & 0xff);
		fuzz_state_free(&s);
		return SIM_EINPUT;
	}
	*state = s;
	return SIM_OK;
}

enum sim_status fuzz_state_save(const struct fuzz_state *s, const char *path, struct sim_error *err)
{
	char temporary[PATH_MAX];
	FILE *out;
	int bad;

	snprintf(temporary, sizeof(temporary), "%s.new", path);
	out = fopen(temporary, "we");
	if (!out)
		return sim_error_set(err, SIM_EIO, "%s: %s", temporary, strerror(errno));
	fprintf(out, FIRST_LINE "\nseed %llu\ndesign %s\nagainst %s\nrelease %u\nprograms %llu\n"
		"calls %llu\nreordered %llu\nfindings %u\n", (unsigned long long)s->seed,
		s->design, s->against, s->release, (unsigned long long)s->programs,
		(unsigned long long)s->calls, (unsigned long long)s->reordered, s->nr_found);
	for (unsigned int i = 0; i < s->nr_found; i++) {
		const struct fuzz_found *f = &s->found[i];

		fprintf(out, "found %llu %zu %s\n%s", (unsigned long long)f->number,
			f->script ? strlen(f->script) : 0, f->kind, f->script ? f->script : "");
	}
	bad = ferror(out);
	bad |= fclose(out);
	if (bad || rename(temporary, path)) {
		sim_error_set(err, SIM_EIO, "%s: %s", path, strerror(errno));
		remove(temporary);
		return SIM_EIO;
	}
	return SIM_OK;
}
