// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kit: the model core, its headers and the flags they were built with, beside the program.
 * Its file "flags" has lines "cc WORD", "cflag WORD", "ldflag WORD" and "deepflag WORD".
 */
#include "import/build.h"
#include "file.h"

#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#define MAX_FLAGS (64UL << 10)

static enum sim_status take_line(struct sim_build *b, char *line, struct sim_error *err)
{
	char *word = strchr(line, ' ');

	if (!word)
		return SIM_OK;
	*word++ = '\0';
	if (!strcmp(line, "cc")) {
		b->cc = word;
	} else if (!strcmp(line, "cflag") && b->nr_cflags < SIM_KIT_WORDS) {
		b->cflags[b->nr_cflags++] = word;
	} else if (!strcmp(line, "ldflag") && b->nr_ldflags < SIM_KIT_WORDS) {
		b->ldflags[b->nr_ldflags++] = word;
	} else if (!strcmp(line, "deepflag") && b->nr_deepflags < SIM_KIT_WORDS) {
		b->deepflags[b->nr_deepflags++] = word;
	} else {
		sim_error_set(err, SIM_EINPUT, "no kit: \"%.40s\" is not understood", line);
		return SIM_EINPUT;
	}
	return SIM_OK;
}

enum sim_status sim_kit_read(struct sim_build *b, struct sim_error *err)
{
	const char *kit = b->imp->how->kit;
	char path[PATH_MAX + 16], *line, *rest;
	enum sim_status status;

	if (!realpath(kit, b->kit)) {
		sim_error_set(err, SIM_ENOENT, "there is no kit");
		sim_error_at(err, kit, 0, 0, 0);
		return SIM_ENOENT;
	}
	snprintf(path, sizeof(path), "%s/flags", b->kit);
	status = sim_file_read(path, MAX_FLAGS, "a list of flags", &b->text, err);
	if (status)
		return status;
	b->cc = "cc";
	for (line = strtok_r(b->text.s, "\n", &rest); line && !status;
	     line = strtok_r(NULL, "\n", &rest))
		status = take_line(b, line, err);
	b->ld = b->cc;
	if (b->imp->how->cc)
		b->cc = b->ld = b->imp->how->cc;
	if (b->imp->how->flags & SIM_IMPORT_FAST)
		b->cc = "tcc";
	return status;
}

void sim_kit_free(struct sim_build *b)
{
	sim_buf_free(&b->text);
}
