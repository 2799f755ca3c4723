// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ledger: every object that the model made in this run, with its birth, its death
 * and the last changes of its count. Kept in detail mode only.
 *
 * An object is named by kind, number and life: "pid 2#1" is the first struct pid that
 * had the number 2, "pid 2#2" the next one; what has no number counts by kind: "file#3".
 */
#include "internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define HASH_NONFATAL_OOM 1
#include <uthash.h>

/** struct place - which object lives, or last lived, at an address */
struct place {
	const void *addr;
	unsigned int id;
	UT_hash_handle hh;
};

/** struct lives - how many objects of a kind and number there were */
struct lives {
	struct {
		const char *kind;
		long nr;
	} key;
	unsigned int count;
	UT_hash_handle hh;
};

struct sim_ledger {
	struct sim_object *at;
	unsigned int nr, room;
	struct place *places;
	struct lives *lives;
};

struct sim_ledger *sim_ledger_new(void)
{
	return calloc(1, sizeof(struct sim_ledger));
}

void sim_ledger_reset(struct sim_ledger *ledger)
{
	struct place *place, *next_place;
	struct lives *lives, *next_lives;

	HASH_ITER(hh, ledger->places, place, next_place) {
		HASH_DEL(ledger->places, place);
		free(place);
	}
	HASH_ITER(hh, ledger->lives, lives, next_lives) {
		HASH_DEL(ledger->lives, lives);
		free(lives);
	}
	ledger->nr = 0;
}

void sim_ledger_free(struct sim_ledger *ledger)
{
	if (!ledger)
		return;
	sim_ledger_reset(ledger);
	free(ledger->at);
	free(ledger);
}

/* Kinds are names of caches, and equal names need not be one string. */
static const char *kind_of(struct sim_ledger *ledger, const char *name)
{
	unsigned int i;

	if (!name)
		return "object";
	for (i = ledger->nr; i--; ) {
		if (!strcmp(ledger->at[i].kind, name))
			return ledger->at[i].kind;
	}
	return name;
}

static unsigned int next_life(struct sim_ledger *ledger, const char *kind, long nr)
{
	struct lives probe, *lives;

	memset(&probe, 0, sizeof(probe));
	probe.key.kind = kind;
	probe.key.nr = nr;
	HASH_FIND(hh, ledger->lives, &probe.key, sizeof(probe.key), lives);
	if (!lives) {
		lives = calloc(1, sizeof(*lives));
		if (!lives)
			return 0;
		lives->key.kind = kind;
		lives->key.nr = nr;
		HASH_ADD(hh, ledger->lives, key, sizeof(lives->key), lives);
	}
	return ++lives->count;
}

static struct place *place_of(struct sim_ledger *ledger, const void *addr)
{
	struct place *place;

	HASH_FIND_PTR(ledger->places, &addr, place);
	return place;
}

static struct sim_object *at_addr(struct sim_ledger *ledger, const void *addr)
{
	struct place *place = place_of(ledger, addr);

	return place ? &ledger->at[place->id - 1] : NULL;
}

static struct sim_object *new_object(struct sim_ledger *ledger, const void *addr)
{
	struct place *place = place_of(ledger, addr);
	struct sim_object *o;
	unsigned int room;

	if (ledger->nr == ledger->room) {
		room = ledger->room ? ledger->room * 2 : 64;
		o = realloc(ledger->at, room * sizeof(*o));
		if (!o)
			return NULL;
		ledger->at = o;
		ledger->room = room;
	}
	if (!place) {
		place = calloc(1, sizeof(*place));
		if (!place)
			return NULL;
		place->addr = addr;
		HASH_ADD_PTR(ledger->places, addr, place);
	}
	place->id = ledger->nr + 1;
	o = &ledger->at[ledger->nr++];
	memset(o, 0, sizeof(*o));
	return o;
}

static void birth(struct sim_ledger *ledger, const struct host_event *ev, int task)
{
	const char *kind = kind_of(ledger, ev->cache);
	struct sim_object *o = new_object(ledger, ev->obj);

	if (!o)
		return;
	o->kind = kind;
	o->nr = ev->kind == HOST_EV_PID_NEW ? ev->a : 0;
	o->count = -1;
	o->alive = 1;
	o->birth = ev->site;
	o->birth_task = task;
	o->death_task = -1;
	o->life = next_life(ledger, kind, o->nr);
}

/* A struct pid gets its number after it was made: it is counted again by that. */
static void number(struct sim_ledger *ledger, struct sim_object *o, long nr)
{
	struct lives *lives;
	struct lives probe;

	memset(&probe, 0, sizeof(probe));
	probe.key.kind = o->kind;
	HASH_FIND(hh, ledger->lives, &probe.key, sizeof(probe.key), lives);
	if (lives && o->life == lives->count)
		lives->count--;
	o->nr = nr;
	o->life = next_life(ledger, o->kind, nr);
}

static void reference(struct sim_object *o, const struct host_event *ev, int task)
{
	if (o->nr_refs == SIM_HOLDERS) {
		memmove(o->refs, o->refs + 1, (SIM_HOLDERS - 1) * sizeof(o->refs[0]));
		o->nr_refs--;
	}
	o->refs[o->nr_refs++] = (struct sim_ref){
		.site = ev->site, .task = task, .from = ev->a, .to = ev->b,
	};
	o->count = ev->b;
}

unsigned int sim_ledger_event(struct sim_ledger *ledger, const struct host_event *ev, int task)
{
	struct sim_object *o;
	struct place *place;

	if (!ev->obj || ev->kind == HOST_EV_SIGNAL_TAKEN)
		return 0;
	o = at_addr(ledger, ev->obj);
	switch (ev->kind) {
	case HOST_EV_OBJECT_NEW:
		birth(ledger, ev, task);
		break;
	case HOST_EV_PID_NEW:
		if (o && o->alive && !o->nr)
			number(ledger, o, ev->a);
		else if (!o || !o->alive)
			birth(ledger, ev, task);
		break;
	case HOST_EV_OBJECT_FREE:
		if (!o || !o->alive)
			break;
		o->alive = 0;
		o->death = ev->site;
		o->death_task = task;
		break;
	case HOST_EV_REF:
		if (o)
			reference(o, ev, task);
		break;
	default:
		break;
	}
	place = place_of(ledger, ev->obj);
	return place ? place->id : 0;
}

unsigned int sim_nr_objects(const struct sim *sim)
{
	return sim->ledger && sim->detail ? sim->ledger->nr : 0;
}

const struct sim_object *sim_object(const struct sim *sim, unsigned int id)
{
	return id && id <= sim_nr_objects(sim) ? &sim->ledger->at[id - 1] : NULL;
}

unsigned int sim_object_at(const struct sim *sim, const void *addr)
{
	struct model_object object;
	struct place *place;

	if (!addr || !sim_nr_objects(sim))
		return 0;
	place = place_of(sim->ledger, addr);
	/* A pointer into the middle of an object names the object. */
	if (!place && sim->ops->object(addr, &object) && object.start)
		place = place_of(sim->ledger, object.start);
	return place ? place->id : 0;
}

char *sim_object_name(const struct sim_object *object, char *buf, size_t n)
{
	if (object->nr)
		snprintf(buf, n, "%s %ld#%u", object->kind, object->nr, object->life);
	else
		snprintf(buf, n, "%s#%u", object->kind, object->life);
	return buf;
}
