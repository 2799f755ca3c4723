// SPDX-License-Identifier: GPL-2.0-only
/*
 * A race on the host: each actor gets all of its lines at once, and all begin at once, each after
 * an idle time of its own that is different in every run.
 */
#include "onhost/inside.h"

#include <stdlib.h>

/* who still sleeps after so many rests, each of so many ms, will sleep on */
#define RESTS	3
#define REST_MS 20

/* idle loops at most; a short call takes as long as some hundreds, a fork as some ten thousands */
static const unsigned int scales[] = { 1, 64, 1024, 16384, 262144, 1048576 };
#define NR_SCALES (sizeof(scales) / sizeof(scales[0]))

static unsigned int next_random(unsigned long *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return (unsigned int)(*state >> 16);
}

static struct host_task *task_of(const struct host *h, const struct sim_pstep *step)
{
	return h->tasks[step->actor];
}

/* all lines into the slots of their actors; how many actors there are */
static unsigned int load(struct host *h, const struct sim_pstep *race, unsigned long seed,
			 struct host_line *lines)
{
	unsigned long state = seed * 0x9e3779b97f4a7c15UL + 1;
	unsigned int nr = 0, scale;

	for (unsigned int i = 0; i < h->nr_tasks; i++) {
		struct host_task *t = h->tasks[i];
		unsigned int image = 0;
		int nth = 0;

		for (unsigned int n = 0; n < race->nr_race; n++) {
			if (race[1 + n].actor != i)
				continue;
			sim_host_prepare(h, &race[1 + n], nth, &image);
			scale = scales[next_random(&state) % NR_SCALES];
			t->slot->calls[nth].spin = next_random(&state) % scale;
			lines[n] = (struct host_line){ .nth = nth++,
						       .image = h->run->actors[i].image };
		}
		if (t)
			t->racing = nth;
		nr += nth != 0;
	}
	return nr;
}

static int is_done(const struct host_task *t)
{
	return !t->racing || !t->state || t->state == 'Z' ||
	       __atomic_load_n(&t->slot->done, __ATOMIC_SEQ_CST) >= t->racing;
}

static void await_all(struct host *h)
{
	for (int rests = 0; rests < RESTS && !sim_host_late(h); rests++) {
		int all = 1;

		sim_host_settle(h);
		for (unsigned int i = 0; i < h->nr_tasks; i++)
			all &= !h->tasks[i] || is_done(h->tasks[i]);
		if (all)
			return;
		sim_host_nap(REST_MS * 1000L);
	}
}

static long result(const struct host_task *t, const struct host_line *line)
{
	int done = __atomic_load_n(&t->slot->done, __ATOMIC_SEQ_CST);

	if (line->nth < done)
		return t->slot->calls[line->nth].ret;
	if (!t->state || t->state == 'Z')
		return line->nth == done ? SIM_NO_RETURN : SIM_NO_CALL;
	/* who was stopped did not begin it, or will not end it: nobody knows */
	if (t->state == 'T' || t->state == 't')
		return SIM_NO_CALL;
	return line->nth == done ? SIM_BLOCKED : SIM_NO_CALL;
}

/* whose number a child has now is no more, even if nobody looked in between */
static void bury(struct host *h, int tid)
{
	for (unsigned int i = 0; i < h->nr_tasks; i++) {
		struct host_task *t = h->tasks[i];

		if (t && t->tid == tid) {
			t->state = t->tid = 0;
			t->blind = 1;
		}
	}
}

static void bury_all(struct host *h, const struct sim_pstep *race, const struct host_line *lines)
{
	for (unsigned int n = 0; n < race->nr_race; n++) {
		const struct host_task *t = task_of(h, &race[1 + n]);
		long ret = result(t, &lines[n]);

		if (race[1 + n].enc.creates && t->depth == 1 && ret > 0)
			bury(h, (int)ret);
	}
}

void sim_host_race(struct host *h, const struct sim_pstep *race, unsigned long seed,
		   struct host_line *lines)
{
	unsigned int nr = load(h, race, seed, lines);
	int *gate = &h->space->gate_count;

	__atomic_store_n(gate, (int)nr, __ATOMIC_SEQ_CST);
	for (unsigned int i = 0; i < h->nr_tasks; i++) {
		struct host_task *t = h->tasks[i];

		if (!t || !t->racing)
			continue;
		t->slot->gate = gate;
		sim_host_go(t, t->racing);
	}
	await_all(h);
	bury_all(h, race, lines);
	for (unsigned int n = 0; n < race->nr_race; n++) {
		struct host_task *t = task_of(h, &race[1 + n]);

		lines[n].ret = result(t, &lines[n]);
		t->busy = t->state && t->state != 'Z' && !is_done(t);
	}
}
