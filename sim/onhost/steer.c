// SPDX-License-Identifier: GPL-2.0-only
/*
 * Having an actor make a call, and knowing when everything has come to rest.
 */
#include "onhost/inside.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define EXPECTED_BLOCK_LOOKS 4
#define UNEXPECTED_BLOCK_MS  3000

long sim_host_now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000L + ts.tv_nsec / 1000000L;
}

void sim_host_nap(long us)
{
	const struct timespec ts = { us / 1000000L, us % 1000000L * 1000L };

	nanosleep(&ts, NULL);
}

int sim_host_late(const struct host *h)
{
	return sim_host_now() > h->deadline;
}

/* looks at all in a row that must find everybody at rest */
#define CALM	     3	/* as a rule */
#define CALM_DEATH   20	/* if somebody died: who frees his number, and wakes others, is not seen */
#define CALM_LEAVING 400 /* if somebody sleeps where no actor does: in his own death */

/*
 * Everybody sleeps, is stopped or dead; who waits for its child of vfork can't be killed only.
 * 0: no; else how often it must be so.
 */
static int at_rest(struct host *h)
{
	int calm = CALM, rest = 1;

	for (unsigned int i = 0; i < h->nr_tasks; i++) {
		struct host_task *t = h->tasks[i];
		int was = t ? t->state : 0, state = t ? sim_host_look(t) : 0;

		if (!t)
			continue;
		if (t->busy && (!state || state == 'Z'))
			t->busy = 0;
		if (t->leaving)
			rest = 0;
		if (state != was && (!state || state == 'Z'))
			h->died = 1;
		if (state == 'S' && !t->busy && h->died && calm < CALM_LEAVING &&
		    !sim_host_waits(h, t->tid, t->slot))
			calm = CALM_LEAVING;
		rest &= state != 'R' && (state != 'D' || (t->busy && t->vforks));
	}
	if (h->died && calm < CALM_DEATH)
		calm = CALM_DEATH;
	return rest ? calm : 0;
}

/* What one call sets in motion (wake-ups, deaths, handlers) is over before the next is made. */
void sim_host_settle(struct host *h)
{
	int wanted;

	for (int calm = 0; !sim_host_late(h);) {
		wanted = at_rest(h);
		calm = wanted ? calm + 1 : 0;
		if (wanted && calm >= wanted)
			break;
		sim_host_nap(50);
	}
	h->died = 0;
}

static struct slot_call *current_call(const struct host_task *t)
{
	return &t->slot->calls[0];
}

static int collect(struct host_task *t, long *ret)
{
	if (!__atomic_load_n(&t->slot->done, __ATOMIC_SEQ_CST))
		return 0;
	t->busy = 0;
	*ret = current_call(t)->ret;
	return 1;
}

static long await(struct host_task *t, int may_block)
{
	long ret, began = sim_host_now();
	long nr = current_call(t)->nr;
	int exits = nr == SYS_exit || nr == SYS_exit_group;
	int state, asleep = 0;

	/* the first process of a namespace sleeps in exit until the others were reaped */
	may_block |= exits;

	while (!sim_host_late(t->host)) {
		if (collect(t, &ret))
			return ret;
		state = sim_host_look(t);
		if (!state || state == 'Z') {
			if (collect(t, &ret))
				return ret;
			t->busy = 0;
			return SIM_NO_RETURN;
		}
		if (state != 'R' && (exits || sim_host_call_of(t) == nr))
			asleep++;
		else
			asleep = 0;
		if (may_block ? asleep >= EXPECTED_BLOCK_LOOKS * (exits ? 8 : 1)
			      : asleep && sim_host_now() - began > UNEXPECTED_BLOCK_MS)
			return SIM_BLOCKED;
		sim_host_nap(may_block ? 500 : 50);
	}
	return SIM_BLOCKED;
}

/* the calls are in its slot: it begins with them */
void sim_host_go(struct host_task *t, int nr_calls)
{
	t->slot->nr = nr_calls;
	t->slot->at = t->slot->done = 0;
	t->busy = 1;
	__atomic_store_n(&t->slot->go, 1, __ATOMIC_SEQ_CST);
	syscall(SYS_futex, &t->slot->go, FUTEX_WAKE, 1);
}

/* SIM_BLOCKED, SIM_NO_RETURN or the result of the call in its slot */
long sim_host_call(struct host_task *t, int may_block)
{
	t->slot->gate = NULL;
	sim_host_go(t, 1);
	return await(t, may_block);
}

/* a call that blocked before */
long sim_host_finish(struct host_task *t)
{
	long ret;

	if (!t->busy && collect(t, &ret))
		return ret;
	return await(t, 0);
}
