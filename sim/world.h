/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The data of a world: the design's own (the image), the memory that the model allocates
 * from (the arena), and the shadow bytes of that memory. What they were after boot is
 * kept as a template; a fresh world is the template copied back.
 */
#ifndef SIM_WORLD_H
#define SIM_WORLD_H

#include <stddef.h>

#include "error.h"
#include "arena.h"
#include "model/model.h"

/** struct sim_template - a saved state; @used: bytes of world memory in use then */
struct sim_template {
	char *image;
	char *memory;
	unsigned char *shadow;
	size_t used, room;
};

/**
 * struct sim_world
 * @design: whose data it is
 * @parked: the image while another world of the same design is loaded; @is_parked: it is there
 */
struct sim_world {
	const struct design *design;
	struct sim_arena arena;
	struct sim_template boot;
	size_t image_size;
	char *pristine;
	char *parked;
	int is_parked;
};

/**
 * sim_world_init - get the memory of a world; the design's image as it is now is taken
 * for that of a library that has just been loaded, unless another world is in it
 */
enum sim_status sim_world_init(struct sim_world *world, const struct design *design, size_t memory,
			       struct sim_error *err);
void sim_world_fini(struct sim_world *world);

/** sim_world_load - make this world the one that is in the design's data */
void sim_world_load(struct sim_world *world);

/** sim_world_wipe - as before boot: pristine image, clean shadow, host pointers set */
void sim_world_wipe(struct sim_world *world, const struct host_ops *host);

/** sim_world_save - keep the state as the template */
enum sim_status sim_world_save(struct sim_world *world, struct sim_error *err);

/** sim_world_restore - copy the template back; the world must be loaded */
void sim_world_restore(struct sim_world *world);

#endif /* SIM_WORLD_H */
