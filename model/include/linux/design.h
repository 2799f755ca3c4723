/* SPDX-License-Identifier: GPL-2.0-only */
/* custom: what a design library says of itself. Every design has one object of this kind, made with
 * DESIGN_COMMON first. No kernel header. */
#ifndef _LINUX_DESIGN_H
#define _LINUX_DESIGN_H

#include <linux/sim.h>

extern const struct model_ops model_ops;
extern const struct model_syscall *const __start_model_syscalls[];
extern const struct model_syscall *const __stop_model_syscalls[];
extern char __world_image_start[], __world_image_end[];

#ifdef SIM_DEEP
#define DESIGN_FOOTPRINTS DESIGN_RECORDED
#else
#define DESIGN_FOOTPRINTS DESIGN_UNKNOWN
#endif

#define DESIGN_COMMON							\
	.abi = MODEL_ABI,						\
	.footprints = DESIGN_FOOTPRINTS,				\
	.syscalls = __start_model_syscalls,				\
	.syscalls_end = __stop_model_syscalls,				\
	.image = __world_image_start,					\
	.image_end = __world_image_end,					\
	.cpu = &model_cpu,						\
	.ops = &model_ops
#define DESIGN_EXPORT __attribute__((visibility("default"), used))
extern const struct design pid_design;

#endif
