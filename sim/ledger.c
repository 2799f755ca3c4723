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
/**
 * struct sim_ledger
 * @places: by address: id of the object that lives, or last lived, there
 * @lives: by struct life_key: how many objects of that kind and number there were
 * @kinds: names of kinds; equal names need not be one string in the model
 */
struct sim_ledger {
	struct sim_object *at;
	unsigned int nr, room;
	struct sim_table places, lives, kinds;
};

struct life_key {
	const char *kind;
	long nr;
};

struct sim_ledger *sim_ledger_new(void)
{
	return calloc(1, sizeof(struct sim_ledger));
}

void sim_ledger_reset(struct sim_ledger *ledger)
{
	sim_table_clear(&ledger->places);
	sim_table_clear(&ledger->lives);
	ledger->nr = 0;
}

void sim_ledger_free(struct sim_ledger *ledger)
{
	if (!ledger)
		return;
	sim_ledger_reset(ledger);
	sim_table_clear(&ledger->kinds);
	free(ledger->at);
	free(ledger);
}

static uintptr_t *lives_of(struct sim_ledger *ledger, const char *kind, long nr)
{
	const struct life_key key = { kind, nr };

	return sim_table_at(&ledger->lives, &key, sizeof(key), 1);
}

static unsigned int next_life(struct sim_ledger *ledger, const char *kind, long nr)
{
	uintptr_t *lives = lives_of(ledger, kind, nr);

	return lives ? (unsigned int)++*lives : 0;
}

static unsigned int id_at(struct sim_ledger *ledger, const void *addr)
{
	uintptr_t *place = sim_table_at(&ledger->places, &addr, sizeof(addr), 0);

	return place ? (unsigned int)*place : 0;
}

static struct sim_object *new_object(struct sim_ledger *ledger, const void *addr)
{
	uintptr_t *place = sim_table_at(&ledger->places, &addr, sizeof(addr), 1);
	struct sim_object *o;
	unsigned int room;

	if (!place)
		return NULL;
	if (ledger->nr == ledger->room) {
		room = ledger->room ? ledger->room * 2 : 64;
		o = realloc(ledger->at, room * sizeof(*o));
		if (!o)
			return NULL;
		ledger->at = o;
		ledger->room = room;
	}
	*place = ledger->nr + 1;
	o = &ledger->at[ledger->nr++];
	memset(o, 0, sizeof(*o));
	return o;
}

static void birth(struct sim_ledger *ledger, const struct host_event *ev,
		  const struct sim_ref *ref)
{
	const char *kind = sim_table_intern(&ledger->kinds, ev->cache ? ev->cache : "object");
	struct sim_object *o = kind ? new_object(ledger, ev->obj) : NULL;

	if (!o)
		return;
	o->kind = kind;
	o->nr = ev->kind == HOST_EV_PID_NEW ? ev->a : 0;
	o->count = -1;
	o->alive = 1;
	o->birth = ev->site;
	o->birth_task = ref->task;
	o->held[o->nr_held++] = *ref;
	o->death_task = -1;
	o->life = next_life(ledger, kind, o->nr);
}

/* A struct pid gets its number after it was made: it is counted again by that. */
static void number(struct sim_ledger *ledger, struct sim_object *o, long nr)
{
	uintptr_t *lives = lives_of(ledger, o->kind, 0);

	if (lives && o->life == *lives)
		--*lives;
	o->nr = nr;
	o->life = next_life(ledger, o->kind, nr);
}

static void append(struct sim_ref *list, unsigned int *nr, const struct sim_ref *ref)
{
	if (*nr == SIM_HOLDERS) {
		memmove(list, list + 1, (SIM_HOLDERS - 1) * sizeof(*list));
		--*nr;
	}
	list[(*nr)++] = *ref;
}

/*
 * Somebody puts: whose get is it? Gets and puts of one call nest; what is kept for longer is
 * put by whoever took it, or at the end of its life by somebody else.
 */
static void answer(struct sim_object *o, const struct sim_ref *ref)
{
	unsigned int i = o->nr_held;

	if (!i)
		return;
	while (i && (o->held[i - 1].task != ref->task || o->held[i - 1].call != ref->call))
		i--;
	if (!i) {
		while (i < o->nr_held && o->held[i].task != ref->task)
			i++;
		i = i < o->nr_held ? i + 1 : 1;
	}
	o->nr_held--;
	memmove(&o->held[i - 1], &o->held[i], (o->nr_held - (i - 1)) * sizeof(o->held[0]));
}

static void reference(struct sim_object *o, const struct sim_ref *ref)
{
	long n;

	append(o->refs, &o->nr_refs, ref);
	for (n = ref->from; n < ref->to && n < ref->from + SIM_HOLDERS; n++)
		append(o->held, &o->nr_held, ref);
	for (n = ref->from; n > ref->to && n > ref->from - SIM_HOLDERS; n--)
		answer(o, ref);
	o->count = ref->to;
}

unsigned int sim_ledger_event(struct sim *sim, const struct host_event *ev)
{
	const struct sim_task *t = sim->current;
	const struct sim_ref ref = {
		.site = ev->site, .task = t ? (int)t->index : -1,
		.call = t && t->flags & TASK_IN_CALL ? t->calls : 0, .from = ev->a, .to = ev->b,
	};
	struct sim_ledger *ledger = sim->ledger;
	struct sim_object *o = NULL;
	unsigned int id;

	if (!ev->obj || ev->kind == HOST_EV_SIGNAL_TAKEN)
		return 0;
	/* A count need not be the first member of what it counts. */
	id = ev->kind == HOST_EV_REF ? sim_object_at(sim, ev->obj) : id_at(ledger, ev->obj);
	if (id)
		o = &ledger->at[id - 1];
	switch (ev->kind) {
	case HOST_EV_OBJECT_NEW:
		birth(ledger, ev, &ref);
		id = 0;
		break;
	case HOST_EV_PID_NEW:
		if (o && o->alive && !o->nr)
			number(ledger, o, ev->a);
		if (o && o->alive)
			break;
		birth(ledger, ev, &ref);
		id = 0;
		break;
	case HOST_EV_OBJECT_FREE:
		if (!o || !o->alive)
			break;
		o->alive = 0;
		o->death = ev->site;
		o->death_task = ref.task;
		break;
	case HOST_EV_REF:
		if (o)
			reference(o, &ref);
		break;
	default:
		break;
	}
	return id ? id : id_at(ledger, ev->obj);
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
	unsigned int id;

	if (!addr || !sim_nr_objects(sim))
		return 0;
	id = id_at(sim->ledger, addr);
	/* A pointer into the middle of an object names the object. */
	if (!id && sim->ops->object(addr, &object) && object.start)
		id = id_at(sim->ledger, object.start);
	return id;
}

char *sim_object_name(const struct sim_object *object, char *buf, size_t n)
{
	if (object->nr)
		snprintf(buf, n, "%s %ld#%u", object->kind, object->nr, object->life);
	else
		snprintf(buf, n, "%s#%u", object->kind, object->life);
	return buf;
}
