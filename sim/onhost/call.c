// SPDX-License-Identifier: GPL-2.0-only
/*
 * A line of a scenario as a call of its actor.
 */
#include "onhost/inside.h"

#include <linux/sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

#define SA_RESTORER_BIT 0x04000000UL
#define SA_SIGINFO_BIT	4UL
#define LAST_PID	"/proc/sys/kernel/ns_last_pid"

struct host_task *sim_host_new_task(struct host *h, unsigned int actor, struct slot *slot,
				    long hint)
{
	struct host_task *t = calloc(1, sizeof(*t));

	if (!t)
		return NULL;
	t->slot = slot;
	t->host = h;
	t->index = (unsigned int)(slot - h->space);
	sim_host_find(t, hint);
	h->tasks[actor] = t;
	h->run->actors[actor].task = (struct sim_task *)t;
	return t;
}

/* ------------------------------------------------------------ handlers */

/*
 * The word `handler` is a real handler. It blocks everything while it runs, so that signals are
 * recorded in the order in which they are taken, not in that of frames that were put on frames.
 */
static void put_handler(const struct slot *slot, unsigned char *act)
{
	unsigned long word[4];

	memcpy(word, act, sizeof(word));
	if (word[0] != SCRIPT_HANDLER)
		return;
	word[0] = slot->handler;
	word[1] |= SA_SIGINFO_BIT | SA_RESTORER_BIT;
	word[2] = slot->restorer;
	word[3] = ~0UL;
	memcpy(act, word, sizeof(word));
}

static void take_handler(const struct slot *slot, unsigned char *act)
{
	unsigned long word[4];

	memcpy(word, act, sizeof(word));
	if (word[0] != slot->handler)
		return;
	word[0] = SCRIPT_HANDLER;
	word[1] &= ~(SA_SIGINFO_BIT | SA_RESTORER_BIT);
	word[2] = word[3] = 0;
	memcpy(act, word, sizeof(word));
}

static unsigned char *in_image(struct slot *slot, long at)
{
	return at >= (long)slot->image && at < (long)(slot->image + SLOT_IMAGE)
		       ? slot->image + (at - (long)slot->image)
		       : NULL;
}

/* ------------------------------------------------------------ before */

static struct host_task *task_of(const struct host *h, const struct sim_pstep *step)
{
	return (struct host_task *)h->run->actors[step->actor].task;
}

static int vforks(const struct slot_call *c)
{
	__u64 flags = 0;

	if (c->nr == SYS_vfork)
		return 1;
	if (c->nr == SYS_clone)
		return (c->args[0] & CLONE_VFORK) != 0;
	if (c->nr == SYS_clone3 && in_image((struct slot *)((unsigned long)c & -SLOT_SIZE),
					    c->args[0]))
		memcpy(&flags, (void *)c->args[0], sizeof(flags));
	return (flags & CLONE_VFORK) != 0;
}

/* a program that is executed finds the memory again by what is in its argv */
static void put_argv(const struct host *h, struct slot *slot, struct slot_call *c,
		     unsigned int *image)
{
	char **argv = (char **)(slot->image + *image);
	char *text = (char *)(argv + 3);

	if (c->args[1])
		return;
	*image += HOST_ARGV;
	argv[0] = text;
	text += snprintf(text, 8, "sim") + 1;
	argv[1] = text;
	snprintf(text, 64, "%x %lx %lx", (unsigned int)h->shm, (unsigned long)h->space,
		 (unsigned long)slot);
	argv[2] = NULL;
	c->args[1] = (long)argv;
}

static void prepare_reuse(struct slot *slot, struct slot_call *c, unsigned int *image)
{
	char *text = (char *)slot->image + *image;
	long nr = c->args[0];

	c->nr = SLOT_WRITE;
	c->args[0] = (long)text;
	c->args[1] = snprintf(text, 24, "%ld", nr - 1);
	memcpy(text + 24, LAST_PID, sizeof(LAST_PID));
	c->args[2] = (long)(text + 24);
	*image += 24 + sizeof(LAST_PID);
}

void sim_host_prepare(struct host *h, const struct sim_pstep *step, int nth, unsigned int *image)
{
	struct sim_actor *actor = &h->run->actors[step->actor];
	struct host_task *t = task_of(h, step);
	struct slot *slot = t->slot;
	struct slot_call *c = &slot->calls[nth];
	unsigned char *act;

	actor->image = slot->image + *image;
	memset(c, 0, sizeof(*c));
	sim_call_image(h->run, &step->enc, actor->task, actor->image, c->args);
	*image = (*image + step->enc.image_len + 63) & ~63U;
	c->nr = SLOT_NOTHING;
	if (step->enc.pseudo == SIM_PSEUDO_REUSE)
		prepare_reuse(slot, c, image);
	if (step->enc.call)
		c->nr = sim_host_number(step->enc.call->name);
	if (c->nr == SYS_execve)
		put_argv(h, slot, c, image);
	if (c->nr == SYS_rt_sigaction) {
		act = in_image(slot, c->args[1]);
		if (act)
			put_handler(slot, act);
	}
	if (step->enc.creates)
		c->child = &h->space[h->next_slot++];
	t->vforks = vforks(c);
	*image = (*image + 63) & ~63U;
}

/* ------------------------------------------------------------ after */

long sim_host_after(struct host *h, const struct sim_pstep *step, int nth, long ret)
{
	struct host_task *t = task_of(h, step);
	struct slot_call *c = &t->slot->calls[nth];
	unsigned char *act = in_image(t->slot, c->args[2]);
	unsigned int named;

	if (c->nr == SYS_rt_sigaction && !ret && act)
		take_handler(t->slot, act);
	if (!c->child || (ret <= 0 && (ret != SIM_BLOCKED || !t->vforks)))
		return ret;
	named = sim_prog_child(h->run->prog, step);
	if (named != SIM_NO_ACTOR && !h->tasks[named])
		sim_host_new_task(h, named, c->child, t->depth == 1 && ret > 0 ? ret : 0);
	return ret;
}

/* ------------------------------------------------------------ lines outside of races */

long sim_host_line(struct host *h, const struct sim_pstep *step)
{
	unsigned int image = 0;
	long ret;

	sim_host_prepare(h, step, 0, &image);
	ret = sim_host_call(task_of(h, step), step->outcome == SIM_OUTCOME_BLOCKS);
	return sim_host_after(h, step, 0, ret);
}

long sim_host_pseudo(struct host *h, const struct sim_pstep *step)
{
	long ret = 0;

	if (step->enc.pseudo == SIM_PSEUDO_REUSE) {
		/* who reaped itself is gone a little before its number is free */
		sim_host_nap(20000);
		ret = sim_host_line(h, step);
	} else if (step->enc.pseudo == SIM_PSEUDO_SLEEP) {
		sim_host_nap(step->enc.args[0].value * 1000L + 1000L);
	}
	h->run->actors[step->actor].image = NULL;
	return ret;
}
