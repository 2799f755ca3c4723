/* SPDX-License-Identifier: GPL-2.0-only */
/* Between build.c (write, compile, link), kit.c (with what) and lack.c (what is missing). */
#ifndef SIM_IMPORT_BUILD_H
#define SIM_IMPORT_BUILD_H

#include <limits.h>

#include "import/cc.h"
#include "import/import.h"

#define SIM_BUILD_UNITS	 64U
#define SIM_BUILD_ROUNDS 12U
#define SIM_KIT_WORDS	 64U

/**
 * struct sim_build - a build
 * @out: folder for everything; @library, @folder: in it
 * @view: folder of the kernel's text, where the compiler stands
 * @units: names of units, without ".c"
 * @text: of the kit; the words of flags are in it
 * @unit_part: index of the file that a unit is of
 * @deep: it is the second library that is made, for `explore`
 * @first_error: of the compiler
 */
struct sim_build {
	struct sim_import *imp;
	char out[PATH_MAX], library[PATH_MAX + 64], folder[PATH_MAX + 64];
	char view[PATH_MAX + 80], units_folder[PATH_MAX + 80];
	char kit[PATH_MAX];
	char units[SIM_BUILD_UNITS][160];
	unsigned int unit_part[SIM_BUILD_UNITS];
	unsigned int nr_units;
	struct sim_buf text;
	const char *cc, *ld;
	char *cflags[SIM_KIT_WORDS], *ldflags[SIM_KIT_WORDS], *deepflags[SIM_KIT_WORDS];
	unsigned int nr_cflags, nr_ldflags, nr_deepflags;
	bool deep;
	char first_error[200];
};

/** sim_kit_read - compiler and flags of the kit (kit.c) */
enum sim_status sim_kit_read(struct sim_build *b, struct sim_error *err);
void sim_kit_free(struct sim_build *b);

/**
 * sim_lacks_read - what the compiler says is missing, put down, and taken out (lack.c)
 * @part: whose unit it was
 * Return: something was changed: another try is worth it.
 */
bool sim_lacks_read(struct sim_build *b, const struct sim_job *job, unsigned int part);

/** sim_undefined_read - the same of the linker; false: that was not its trouble */
bool sim_undefined_read(struct sim_build *b, const struct sim_job *job);

/** sim_stub_unit - a function for each name that is undefined, which ends the run */
void sim_stub_unit(const struct sim_build *b, struct sim_buf *out);

#endif
