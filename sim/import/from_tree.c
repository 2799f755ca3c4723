// SPDX-License-Identifier: GPL-2.0-only
/* An import of a kernel tree: roots, and what they need that the model has not got. */
#include "import/from.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "import/build.h"

#define MAX_FILES 32U

/* ------------------------------------------------------------ roots */

/** struct wish - names wanted of one file; @must: it is an error if they are not there */
struct wish {
	char file[200];
	const char *names;
	bool must;
};

static enum sim_status bad_pick(struct sim_error *err, const char *pick)
{
	sim_error_set(err, SIM_EINPUT, "\"%.120s\" is no pick", pick);
	sim_error_accept(err, "FILE:NAME, as kernel/pid.c:pidfd_open; NAME may be *");
	return SIM_EINPUT;
}

static enum sim_status read_wishes(const struct sim_import_options *how, struct wish *wishes,
				   unsigned int *nr, struct sim_error *err)
{
	*nr = 0;
	for (unsigned int i = 0; i < how->nr_picks; i++) {
		const char *colon = strrchr(how->picks[i], ':');
		struct wish *w = &wishes[*nr];

		if (!colon || colon == how->picks[i] || !colon[1] || how->picks[i][0] == '/' ||
		    (size_t)(colon - how->picks[i]) >= sizeof(w->file) ||
		    strstr(how->picks[i], ".."))
			return bad_pick(err, how->picks[i]);
		if (*nr == MAX_FILES)
			return sim_error_set(err, SIM_EINPUT, "too many picks: %u are the most",
					     MAX_FILES);
		snprintf(w->file, sizeof(w->file), "%.*s", (int)(colon - how->picks[i]),
			 how->picks[i]);
		w->names = colon + 1;
		w->must = true;
		(*nr)++;
	}
	for (const struct sim_import_root *r = sim_import_roots; r->file && !how->nr_picks; r++) {
		snprintf(wishes[*nr].file, sizeof(wishes[*nr].file), "%s", r->file);
		wishes[*nr].names = r->names;
		wishes[(*nr)++].must = false;
	}
	return SIM_OK;
}

bool sim_is_header(const char *path)
{
	size_t len = strlen(path);

	return len > 2 && !strcmp(path + len - 2, ".h");
}

static enum sim_status take_wish(struct sim_parts *parts, const struct wish *wish,
				 const char *where, struct sim_error *err)
{
	struct sim_portion *part = sim_parts_find(parts, wish->file);
	char names[512], *rest, *name;

	if (!part && !wish->must)
		return SIM_OK;
	if (!part) {
		sim_error_set(err, SIM_EINPUT, "the tree has no file %s", wish->file);
		sim_error_at(err, where, 0, 0, 0);
		return SIM_EINPUT;
	}
	snprintf(names, sizeof(names), "%s", wish->names);
	for (name = strtok_r(names, " ", &rest); name; name = strtok_r(NULL, " ", &rest)) {
		if (sim_part_root(part, name) || !wish->must)
			continue;
		sim_error_set(err, SIM_EINPUT, "%s has no %s", wish->file, name);
		sim_error_at(err, where, 0, 0, 0);
		return SIM_EINPUT;
	}
	return SIM_OK;
}

/* ------------------------------------------------------------ what the model provides */

static enum sim_status ask_model(struct sim_import *imp, struct sim_error *err)
{
	struct sim_build *b = calloc(1, sizeof(*b));
	struct sim_job job = {0};
	enum sim_status status;

	if (!b)
		return sim_error_set(err, SIM_ENOMEM, "out of memory");
	b->imp = imp;
	status = sim_kit_read(b, err);
	if (!status) {
		sim_word(&job, "%s", b->ld);
		for (unsigned int i = 0; i < b->nr_cflags; i++)
			sim_word(&job, "%s", b->cflags[i]);
		sim_word(&job, "-DKAPI=0x%04x", imp->version);
		sim_word(&job, "-I%s/model/include", b->kit);
		sim_word(&job, "-std=gnu11");
		sim_word(&job, "-E");
		sim_word(&job, "-dD");
		sim_word(&job, "-P");
		sim_word(&job, "%s/model/include/linux/import.h", b->kit);
		status = sim_jobs_run(&job, 1, err);
	}
	if (!status && job.code)
		status =
			sim_error_set(err, SIM_EDESIGN, "the model's headers can't be read: %.160s",
				      job.err.s ? job.err.s : "");
	if (!status)
		status = sim_provides_read(&imp->provides, job.out.s ? job.out.s : "", job.out.len,
					   err);
	sim_job_free(&job);
	sim_kit_free(b);
	free(b);
	return status;
}

/* ------------------------------------------------------------ trees */

static enum sim_status add_files(struct sim_import *imp, struct sim_tree_file *files,
				 unsigned int nr, struct sim_error *err)
{
	enum sim_status status = SIM_OK;

	for (unsigned int i = 0; i < nr; i++) {
		if (!files[i].src)
			continue;
		if (status)
			sim_source_free(files[i].src);
		else
			status = sim_parts_add(&imp->parts, files[i].src, err);
		files[i].src = NULL;
		if (!status)
			imp->parts.at[imp->parts.nr - 1].header = sim_is_header(files[i].path);
	}
	return status;
}

static enum sim_status read_wanted(struct sim_import *imp, const struct wish *wishes,
				   unsigned int nr, struct sim_error *err)
{
	struct sim_tree_file files[MAX_FILES] = {0};
	enum sim_status status;
	unsigned int used = 0;

	for (unsigned int i = 0; i < nr; i++) {
		unsigned int j;

		for (j = 0; j < used && strcmp(files[j].path, wishes[i].file); j++)
			;
		files[j].path = wishes[i].file;
		used += j == used;
	}
	status = sim_tree_read(&imp->tree, imp->how->tree, files, used, err);
	if (status) {
		for (unsigned int i = 0; i < used; i++)
			sim_source_free(files[i].src);
		return status;
	}
	return add_files(imp, files, used, err);
}

static enum sim_status close_all(struct sim_import *imp, struct sim_error *err)
{
	enum sim_status status = ask_model(imp, err);

	for (unsigned int i = 0; i < imp->parts.nr && !status; i++)
		status = sim_part_close(&imp->parts.at[i], &imp->provides, err);
	return status;
}

/* reads the files first if @read; else they are there */
static enum sim_status take_roots(struct sim_import *imp, bool read, struct sim_error *err)
{
	struct wish *wishes = calloc(MAX_FILES, sizeof(*wishes));
	const char *where = read ? imp->how->tree : imp->how->base;
	enum sim_status status;
	unsigned int nr = 0;

	if (!wishes)
		return sim_error_set(err, SIM_ENOMEM, "out of memory");
	status = read_wishes(imp->how, wishes, &nr, err);
	if (!status && read)
		status = read_wanted(imp, wishes, nr, err);
	for (unsigned int i = 0; i < nr && !status; i++)
		status = take_wish(&imp->parts, &wishes[i], where, err);
	free(wishes);
	return status;
}

enum sim_status sim_from_roots(struct sim_import *imp, struct sim_error *err)
{
	enum sim_status status = take_roots(imp, false, err);

	imp->version = imp->tree.version;
	return status ? status : close_all(imp, err);
}

enum sim_status sim_from_tree(struct sim_import *imp, struct sim_error *err)
{
	enum sim_status status = take_roots(imp, true, err);

	if (status)
		return status;
	imp->version = imp->tree.version;
	snprintf(imp->origin, sizeof(imp->origin), "kernel tree %s", imp->tree.release);
	return close_all(imp, err);
}
