// SPDX-License-Identifier: GPL-2.0-only
/*
 * Numbers in the log, and the actors that they stand for.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "strace/play.h"

/* the pid namespace that an actor sees; NULL: strace's own */
const void *sim_st_space(const struct st_play *p, unsigned int actor)
{
	const struct model_pid *id = sim_identity(p->run.actors[actor].task);

	return id->level ? id->ns[id->level] : NULL;
}

unsigned int sim_st_of_task(const struct st_play *p, const struct sim_task *task)
{
	for (unsigned int i = p->nr_actors; task && i--;) {
		if (p->run.actors[i].task == task)
			return i;
	}
	return ST_NONE;
}

/** sim_st_actor - whom @viewer means by @nr; ST_NONE: nobody that is known */
unsigned int sim_st_actor(const struct st_play *p, unsigned int viewer, long nr)
{
	const void *ns = sim_st_space(p, viewer);

	if (nr <= 0)
		return ST_NONE;
	for (unsigned int i = p->nr_numbers; i--;) {
		if (p->numbers[i].nr == nr && p->numbers[i].ns == ns)
			return p->numbers[i].actor;
	}
	/* numbers of a namespace that was made in the log are the model's own */
	if (ns)
		return sim_st_of_task(p, sim_find(p->run.actors[viewer].task, (int)nr));
	return nr == 1 ? 0 : ST_NONE;
}

/** sim_st_name - from now on @viewer means @actor by @nr; 0: no memory */
int sim_st_name(struct st_play *p, unsigned int viewer, long nr, unsigned int actor)
{
	unsigned int room = p->room_numbers ? p->room_numbers * 2 : 64;
	struct st_number *more;

	if (p->nr_numbers == p->room_numbers) {
		more = realloc(p->numbers, room * sizeof(*more));
		if (!more)
			return 0;
		p->numbers = more;
		p->room_numbers = room;
	}
	p->numbers[p->nr_numbers++] = (struct st_number){
		sim_st_space(p, viewer), (int)nr, actor };
	return 1;
}

static unsigned int adopted(struct st_play *p, unsigned int actor, int pid)
{
	p->actors[actor].pid = pid;
	return actor;
}

/** sim_st_by_pid - whose lines begin with @pid; a process that nobody made is made by init */
unsigned int sim_st_by_pid(struct st_play *p, int pid)
{
	unsigned int actor;

	for (unsigned int i = p->nr_actors; i-- > 1;) {
		if (p->actors[i].pid == pid && !p->actors[i].gone)
			return i;
		if (pid && p->actors[i].pid == -pid && !p->actors[i].gone)
			return adopted(p, i, pid);
	}
	/* the thread that went on as its leader */
	for (unsigned int i = p->nr_numbers; i--;) {
		if (pid && p->numbers[i].nr == pid && !p->numbers[i].ns && p->numbers[i].actor &&
		    !p->actors[p->numbers[i].actor].gone)
			return p->numbers[i].actor;
	}
	/* it was made in another pid namespace, or the log does not say how that call ended */
	for (unsigned int i = 1; pid && i < p->nr_actors; i++) {
		if (!p->actors[i].pid && !p->actors[i].gone)
			return adopted(p, i, pid);
	}
	p->made_nr = pid;
	p->made = ST_NONE;
	if (sim_st_do(p, 0, "fork()") <= 0 || p->made == ST_NONE)
		return ST_NONE;
	actor = p->made;
	p->actors[actor].pid = pid;
	p->out->processes++;
	sim_st_apply(p, actor);
	return actor;
}

/** sim_st_new_actor - ST_NONE: no memory */
unsigned int sim_st_new_actor(struct st_play *p, struct sim_task *task, unsigned int parent,
			      const char *name)
{
	unsigned int i = p->nr_actors, room = p->room_actors ? p->room_actors * 2 : 64;
	struct sim_actor *tasks;
	struct st_actor *actors;
	const char **names;

	if (i == p->room_actors) {
		actors = realloc(p->actors, room * sizeof(*actors));
		if (actors)
			p->actors = actors;
		tasks = realloc(p->run.actors, room * sizeof(*tasks));
		if (tasks)
			p->run.actors = tasks;
		names = realloc(p->prog.actors, room * sizeof(*names));
		if (names)
			p->prog.actors = names;
		if (!actors || !tasks || !names)
			return ST_NONE;
		p->room_actors = room;
		for (unsigned int n = 0; n < i; n++)
			p->prog.actors[n] = p->actors[n].name;
	}
	memset(&p->actors[i], 0, sizeof(p->actors[i]));
	memset(&p->run.actors[i], 0, sizeof(p->run.actors[i]));
	snprintf(p->actors[i].name, sizeof(p->actors[i].name), "%s", name);
	p->actors[i].parent = parent;
	p->run.actors[i].task = task;
	p->prog.actors[i] = p->actors[i].name;
	p->prog.nr_actors = ++p->nr_actors;
	return i;
}
