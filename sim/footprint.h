/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the steps of a race touch, and who touched it before.
 *
 * Everything that can be touched has a slot: eight bytes of the world's memory, of the design's own
 * data or of a stack, a lock, a reference count. A mark says how a step touched a slot. The marks
 * of a step are its footprint; two steps of different tasks whose footprints do not clash
 * give the same, whichever comes first.
 */
#ifndef SIM_FOOTPRINT_H
#define SIM_FOOTPRINT_H

#include <stddef.h>
#include <stdint.h>

/** SIM_MAX_PROCS - tasks of a race that can be told apart, with the end of a grace period */
#define SIM_MAX_PROCS 32
/** SIM_MAX_LOCKS - clashes over locks of one step; of more, the youngest count */
#define SIM_MAX_LOCKS 64

/** enum sim_touch - bits of sim_spot.how */
enum sim_touch {
	SIM_TOUCH_READ = 1,
	SIM_TOUCH_WRITE = 2,
	SIM_TOUCH_COUNT = 4,		/* a count that can't reach zero goes up or down */
	SIM_TOUCH_LOCK = 8,
	SIM_TOUCH_READ_LOCK = 16,
	SIM_TOUCH_UNLOCK = 32,
	SIM_TOUCH_READ_UNLOCK = 64,
	SIM_TOUCH_TRY_LOCK = 128,
};

#define SIM_TOUCH_DATA (SIM_TOUCH_READ | SIM_TOUCH_WRITE | SIM_TOUCH_COUNT)

/** enum sim_space - what a key is about; its top bits */
enum sim_space {
	SIM_SPACE_WORLD,
	SIM_SPACE_IMAGE,
	SIM_SPACE_STACK,
	SIM_SPACE_LOCK,
	SIM_SPACE_REF,
	SIM_SPACE_RCU,		/* its queue */
	SIM_SPACE_TASK,		/* a record of the engine, or of a driver */
};

static inline uint64_t sim_key(enum sim_space space, uint64_t at)
{
	return (uint64_t)space << 60 | (at & ~(15ULL << 60));
}

/** struct sim_spot - the step touches @slot in all the ways of @how */
struct sim_spot {
	uint32_t slot;
	uint32_t how;
};

/*
 * Slots of their own, for what can keep a grace period from ending: see dpor.c. Marks on them count
 * for sim_prints_clash(), but are not remembered.
 */
#define SIM_SLOT_RCU 0
#define SIM_SLOT_SPIN 1
#define SIM_FIRST_SLOT 2

/**
 * struct sim_slot
 * @head, @writes: last touch of any kind, and that is no mere read; index + 1 into sim_prints.past
 * @stamp, @how, @mark: as the step at hand (sim_prints.stamp) touches it
 * @run, @first, @puts: of a count: in that run it was @first at first, and went down @puts times
 * @heavy: a count that can reach zero; @found_heavy: and that was found out in this search
 */
struct sim_slot {
	uint64_t key;
	uint32_t head, writes;
	uint32_t stamp;
	uint32_t mark;
	uint32_t run, puts;
	int first;
	uint8_t how;
	uint8_t heavy, found_heavy;
};

/** struct sim_past - a step that was touched a slot; @prev, @prev_write: the one before, + 1 */
struct sim_past {
	uint32_t slot, step;
	uint32_t prev, prev_write;
	uint8_t proc, how;
};

/**
 * struct sim_prints - all slots, the footprints of the steps of this run, and who touched what
 * @table: of slots by key: index + 1
 * @marks: footprint after footprint; that of the step at hand begins at @start
 */
struct sim_prints {
	struct sim_slot *slots;
	uint32_t nr_slots, slots_room;
	uint32_t *table;
	uint32_t table_bits;
	struct sim_spot *marks;
	uint32_t nr_marks, marks_room, start;
	struct sim_past *past;
	uint32_t nr_past, past_room;
	uint32_t stamp;
	int failed;		/* out of memory: nothing here can be relied on any more */
};

/**
 * struct sim_met - the last steps of each other proc that the step at hand clashes with, + 1
 * @plain: with data
 * @ends: gave back a lock that is taken now
 * @locks: all that took it, or tried to, since it was last taken for writing; @nr_locks of them
 */
struct sim_met {
	uint32_t plain[SIM_MAX_PROCS], ends[SIM_MAX_PROCS];
	uint32_t locks[SIM_MAX_LOCKS];
	unsigned int nr_locks;
};

int sim_prints_init(struct sim_prints *p);
void sim_prints_free(struct sim_prints *p);

/** sim_prints_slot - the slot of a key, which is made if need be */
struct sim_slot *sim_prints_slot(struct sim_prints *p, uint64_t key);

/** sim_prints_begin - a step without marks yet, its footprint to stand at @start */
void sim_prints_begin(struct sim_prints *p, uint32_t start);

/** sim_prints_add - the step at hand touches */
void sim_prints_add(struct sim_prints *p, uint32_t slot, unsigned int how);
static inline void sim_prints_touch(struct sim_prints *p, uint64_t key, unsigned int how)
{
	struct sim_slot *slot = sim_prints_slot(p, key);

	sim_prints_add(p, (uint32_t)(slot - p->slots), how);
}

/** sim_prints_meet - whom of the first @procs the step at hand of @proc clashes with */
void sim_prints_meet(const struct sim_prints *p, unsigned int proc, unsigned int procs,
		     struct sim_met *met);

/** sim_prints_note - the step at hand has happened, as number @step */
void sim_prints_note(struct sim_prints *p, unsigned int proc, uint32_t step);

/** sim_prints_cut - forget the steps from @step on */
void sim_prints_cut(struct sim_prints *p, uint32_t step);

/** sim_prints_clash - would a step with these marks clash with the one at hand */
int sim_prints_clash(const struct sim_prints *p, const struct sim_spot *marks, uint32_t nr);

#endif
