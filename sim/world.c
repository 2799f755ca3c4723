// SPDX-License-Identifier: GPL-2.0-only
/*
 * Worlds. The model keeps its state in the library's own data and in world memory, so
 * saving and restoring both is all there is to a fresh world: no hand-written reset.
 *
 * Of the memory only the part in use after boot is copied back. What lies beyond keeps
 * the bytes of the run before; only its shadow is cleared. The model's slab must not read what
 * it has not written.
 */
#include "world.h"
#include "fiber.h"

#include <stdlib.h>
#include <string.h>

static int is_loaded(const struct sim_world *world)
{
	return world->design->cpu->owner == world;
}

enum sim_status sim_world_init(struct sim_world *world, const struct design *design, size_t memory,
			       struct sim_error *err)
{
	struct sim_world *other = design->cpu->owner;

	memset(world, 0, sizeof(*world));
	world->design = design;
	world->image_size = (size_t)(design->image_end - design->image);
	world->pristine = malloc(world->image_size + 1);
	world->parked = malloc(world->image_size + 1);
	if (!world->pristine || !world->parked || !sim_arena_get(&world->arena, memory)) {
		sim_world_fini(world);
		return sim_error_set(err, SIM_ENOMEM, "no memory for a world of %zu MiB",
				     memory >> 20);
	}
	memcpy(world->pristine, other ? other->pristine : design->image, world->image_size);
	return SIM_OK;
}

void sim_world_fini(struct sim_world *world)
{
	if (!world->design)
		return;
	if (is_loaded(world)) {
		/* The library is left as it was found. */
		memcpy(world->design->image, world->pristine, world->image_size);
		world->design->cpu->owner = NULL;
	}
	sim_arena_put(&world->arena);
	free(world->pristine);
	free(world->parked);
	free(world->boot.image);
	free(world->boot.memory);
	free(world->boot.shadow);
	memset(world, 0, sizeof(*world));
}

void sim_world_load(struct sim_world *world)
{
	struct sim_world *other = world->design->cpu->owner;

	if (other == world)
		return;
	if (other) {
		memcpy(other->parked, other->design->image, other->image_size);
		other->is_parked = 1;
	}
	if (world->is_parked)
		memcpy(world->design->image, world->parked, world->image_size);
	else
		memcpy(world->design->image, world->pristine, world->image_size);
	world->is_parked = 0;
	world->design->cpu->owner = world;
}

/* Shadow bytes of what the model has used beyond @from are cleared. */
static void clean_shadow(struct sim_world *world, size_t from)
{
	size_t used = world->design->ops->memory_used();

	if (used > world->arena.size)
		used = world->arena.size;
	used = (used + SIM_SHADOW_GRAIN - 1) / SIM_SHADOW_GRAIN;
	from /= SIM_SHADOW_GRAIN;
	if (used > from)
		memset(world->arena.shadow + from, 0, used - from);
}

void sim_world_wipe(struct sim_world *world, const struct host_ops *host)
{
	struct model_cpu *cpu = world->design->cpu;

	sim_world_load(world);
	if (cpu->base == world->arena.base)
		clean_shadow(world, 0);
	memcpy(world->design->image, world->pristine, world->image_size);
	cpu->base = world->arena.base;
	cpu->size = world->arena.size;
	cpu->shadow = world->arena.shadow;
	cpu->host = host;
	cpu->owner = world;
	cpu->task = NULL;
	cpu->preempt = 0;
	cpu->trace = 0;
	cpu->inject = 0;
	cpu->linger = 0;
}

enum sim_status sim_world_save(struct sim_world *world, struct sim_error *err)
{
	struct sim_template *t = &world->boot;
	size_t used = world->design->ops->memory_used();

	if (used > world->arena.size)
		return sim_error_set(err, SIM_EDESIGN, "%s says it uses %zu bytes of %zu",
				     world->design->name, used, world->arena.size);
	used = (used + SIM_SHADOW_GRAIN - 1) & ~(size_t)(SIM_SHADOW_GRAIN - 1);
	if (!t->image)
		t->image = malloc(world->image_size + 1);
	if (used >= t->room) {
		free(t->memory);
		free(t->shadow);
		t->memory = malloc(used + SIM_SHADOW_GRAIN);
		t->shadow = malloc(used / SIM_SHADOW_GRAIN + 1);
		t->room = used + 1;
	}
	if (!t->image || !t->memory || !t->shadow) {
		t->room = 0;
		return sim_error_set(err, SIM_ENOMEM, "no memory to keep %zu bytes", used);
	}
	memcpy(t->image, world->design->image, world->image_size);
	memcpy(t->memory, world->arena.base, used);
	memcpy(t->shadow, world->arena.shadow, used / SIM_SHADOW_GRAIN);
	t->used = used;
	return SIM_OK;
}

void sim_world_restore(struct sim_world *world)
{
	const struct sim_template *t = &world->boot;

	clean_shadow(world, t->used);
	memcpy(world->design->image, t->image, world->image_size);
	memcpy(world->arena.base, t->memory, t->used);
	memcpy(world->arena.shadow, t->shadow, t->used / SIM_SHADOW_GRAIN);
}
