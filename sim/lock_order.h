/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The order in which locks are taken, over all runs: if one was ever taken under another, and the
 * other way round in whatever run, the two can deadlock.
 */
#ifndef SIM_LOCK_ORDER_H
#define SIM_LOCK_ORDER_H

#include <stdint.h>

#include "model/host.h"

#define SIM_MAX_LOCK_CLASSES 64
#define SIM_MAX_HELD 12

/**
 * struct sim_lock_class - locks that are alike
 * @object: slab cache of the object that the lock is in, NULL: a lock of its own
 * @at: offset in the object, or the address
 * @site: where one was first taken
 */
struct sim_lock_class {
	const char *object;
	unsigned long at;
	struct host_site site;
};

/** struct sim_lock_pair - a lock was taken at @inner while one taken at @outer was held */
struct sim_lock_pair {
	struct host_site outer, inner;
};

/**
 * struct sim_lock_order
 * @under: bit i of under[j]: one of class j was taken while one of class i was held; @pair: where
 * @text: the first circle that was found, "" if there is none
 */
struct sim_lock_order {
	struct sim_lock_class class[SIM_MAX_LOCK_CLASSES];
	unsigned int nr;
	uint64_t under[SIM_MAX_LOCK_CLASSES];
	struct sim_lock_pair pair[SIM_MAX_LOCK_CLASSES][SIM_MAX_LOCK_CLASSES];
	char text[512];
};

/** struct sim_held - the locks that a task of a run holds */
struct sim_held {
	struct {
		const void *lock;
		unsigned int class;
		const struct host_site *site;
	} at[SIM_MAX_HELD];
	unsigned int nr;
};

/** sim_lock_class - the class of a lock; SIM_MAX_LOCK_CLASSES: there are too many */
unsigned int sim_lock_class(struct sim_lock_order *o, const char *object, unsigned long at,
			    const struct host_site *site);

/** sim_lock_taken - a task takes a lock, for which it would have waited */
void sim_lock_taken(struct sim_lock_order *o, struct sim_held *held, unsigned int class,
		    const void *lock, const struct host_site *site);
void sim_lock_dropped(struct sim_held *held, const void *lock);

#endif
