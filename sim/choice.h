/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Decisions. Everything that could have gone another way goes through sim_choose();
 * a strategy takes the decision, and the list of decisions is the run.
 *
 * A decision is counted by its step in the race. Most scheduling points change
 * nothing, so a strategy says in @ask when it wants to be asked next; until then every
 * scheduling point takes the default at the cost of a counter. It may be asked
 * earlier (somebody woke up, or the running task can't go on), and then it must
 * answer as if it had wanted to be asked.
 */
#ifndef SIM_CHOICE_H
#define SIM_CHOICE_H

#include <stdint.h>

#include "sim.h"

#define SIM_ASK_NEVER UINT64_MAX

/**
 * struct sim_question - what a strategy is asked
 * @step: when
 * @nr: alternatives, 0 is the default
 * @free: how many of them, from 0 on, are no preemption
 * @why: enum host_why
 * @who: for HOST_WHY_SCHEDULE: index of the task of each alternative, SIM_GRACE for the
 *	end of a grace period
 * @preemptions: how many there have been in this race
 * @forced: the task that ran can't go on, or is between two calls
 * @op, @obj, @site: of the scheduling point, if it is one; else @op is HOST_OP_NR
 */
struct sim_question {
	uint64_t step;
	unsigned int nr, free;
	enum host_why why;
	const int *who;
	unsigned int preemptions;
	int forced;
	enum host_op op;
	const void *obj;
	const struct host_site *site;
};

#define SIM_GRACE (-1)

/** struct sim_strategy_ops - one file each: strategy_*.c */
struct sim_strategy_ops {
	const char *name;
	int looks;	/* it reads sim_question.who, which is filled in for it only */
	/*
	 * It wants to be asked at each scheduling point, also where there is one alternative
	 * only; on the caller's own stack, so that it may allocate. See dpor.c.
	 */
	int watches;
	/* Of who watches: nobody could move, and time has passed. */
	void (*time_passed)(struct sim_strategy *strategy);
	/* Of who watches: the race has ended. */
	void (*end)(struct sim_strategy *strategy);
	/* A run begins; sets @ask. */
	void (*begin)(struct sim_strategy *strategy);
	/*
	 * Which alternative; sets @ask. Must not allocate, since it runs on the stack of a fiber:
	 * it sets @want_room, and @grow is called before it is asked again.
	 */
	unsigned int (*choose)(struct sim_strategy *strategy, const struct sim_question *q);
	/* A run of @steps steps ended; prepare the next. 0: there is none. */
	int (*next)(struct sim_strategy *strategy);
	void (*free)(struct sim_strategy *strategy);
	void (*grow)(struct sim_strategy *strategy);
};

/**
 * struct sim_strategy - the part that all of them share
 * @ask: step at which it must be asked again
 * @steps: length of the last run
 * @want_room: @grow is to be called before the next question
 * @sim: whose race it decides
 * @cut: set in @choose: this run is like one that there was, and ends here
 */
struct sim_strategy {
	const struct sim_strategy_ops *ops;
	uint64_t ask;
	uint64_t steps;
	int want_room;
	struct sim *sim;
	int cut;
};

/** struct sim_choices - the decisions of a run, all that were asked for; in detail only */
struct sim_choices {
	struct sim_choice *at;
	unsigned int nr, room;
};

/** sim_choices_grow - make room for at least one more; 0: no memory */
int sim_choices_grow(struct sim_choices *list);
void sim_choices_free(struct sim_choices *list);

/** struct sim_taken - a decision that was not the default: all that a token needs */
struct sim_taken {
	uint32_t step;
	uint32_t taken;
};

struct sim_takens {
	struct sim_taken *at;
	unsigned int nr, room;
};

/** sim_takens_grow - make room for at least one more; 0: no memory */
int sim_takens_grow(struct sim_takens *list);
void sim_takens_free(struct sim_takens *list);

/** sim_takens_token - see sim_token() */
size_t sim_takens_token(const struct sim_takens *list, char *buf, size_t n);

/** sim_mix - a full-avalanche hash of 64 bits (the finaliser of splitmix64) */
static inline uint64_t sim_mix(uint64_t x)
{
	x += 0x9e3779b97f4a7c15ULL;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
	return x ^ (x >> 31);
}

/** sim_random - next of a sequence */
static inline uint64_t sim_random(uint64_t *state)
{
	uint64_t x = *state;

	*state = x + 0x9e3779b97f4a7c15ULL;
	return sim_mix(x);
}

/** sim_below - a random number below @n, which is not 0 */
static inline uint32_t sim_below(uint64_t *state, uint32_t n)
{
	return (uint32_t)(((sim_random(state) >> 32) * n) >> 32);
}

#endif /* SIM_CHOICE_H */
