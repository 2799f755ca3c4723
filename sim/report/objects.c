// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ledger in words: which struct pids and files there are, and were, and whose.
 */
#include <stdio.h>
#include <string.h>

#include "report/story.h"

/* A handle: the struct pid whose count rose in the call that opened the file. */
static const struct sim_life *held_by(const struct sim_story *story, const struct sim_life *file)
{
	for (unsigned int i = 0; i < story->nr_moments; i++) {
		const struct sim_moment *m = &story->moments[i];

		if (file->born < m->from || file->born >= m->to)
			continue;
		for (unsigned int j = 0; j < story->nr_lives; j++) {
			const struct sim_life *life = &story->lives[j];

			if (!strcmp(sim_object(story->sim, life->id)->kind, "pid") &&
			    life->born < m->from &&
			    sim_story_count(story, life->id, m->from) <
				    sim_story_count(story, life->id, m->to))
				return life;
		}
	}
	return NULL;
}

static void put_file(const struct sim_story *story, const struct sim_life *life, char *text,
		     size_t n)
{
	const struct sim_object *o = sim_object(story->sim, life->id);
	const struct sim_life *held = held_by(story, life);
	char who[32], name[64] = "";

	if (held)
		sim_object_name(sim_object(story->sim, held->id), name, sizeof(name));
	snprintf(text, n, "opened by %s%s%s", sim_story_actor(story, o->birth_task, who),
		 held ? ", holds " : "", name);
}

static void put_whose(const struct sim_story *story, const struct sim_life *life, unsigned int at,
		      char *text, size_t n)
{
	const struct sim_object *o = sim_object(story->sim, life->id);
	char who[32];

	if (strcmp(o->kind, "pid"))
		put_file(story, life, text, n);
	else if (life->task < 0)
		snprintf(text, n, "nobody's");
	else if (life->freed_nr < at)
		snprintf(text, n, "%s's, who is gone; number %ld is not his any more",
			 sim_story_actor(story, life->task, who), o->nr);
	else
		snprintf(text, n, "%s's%s", sim_story_actor(story, life->task, who),
			 sim_story_task_at(story, life->task, at) == 2 ? ", a zombie" : "");
}

static void put_object(const struct sim_story *story, const struct sim_life *life, unsigned int at,
		       struct sim_buf *out)
{
	char name[64], whose[128];
	long count;

	sim_object_name(sim_object(story->sim, life->id), name, sizeof(name));
	sim_buf_printf(out, "  %-10s ", name);
	if (life->died < at) {
		sim_buf_puts(out, "freed\n");
		return;
	}
	count = sim_story_count(story, life->id, at);
	put_whose(story, life, at, whose, sizeof(whose));
	sim_buf_printf(out, "%ld reference%s  %s\n", count, count == 1 ? " " : "s", whose);
}

void sim_report_ledger(const struct sim_story *story, const struct sim_pen *pen, unsigned int at,
		       struct sim_buf *out)
{
	static const char *const kinds[] = { "pid", "file" };
	const char *head = " ledger";

	for (unsigned int k = 0; k < 2; k++) {
		for (unsigned int i = 0; i < story->nr_lives; i++) {
			const struct sim_life *life = &story->lives[i];

			if (strcmp(sim_object(story->sim, life->id)->kind, kinds[k]) ||
			    life->born >= at || sim_story_is_boots(story, life))
				continue;
			sim_buf_printf(out, "%s%-7s%s", sim_ink_on(pen, SIM_INK_DIM), head,
				       sim_ink_off(pen));
			head = "";
			put_object(story, life, at, out);
		}
	}
}
