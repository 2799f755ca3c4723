// SPDX-License-Identifier: GPL-2.0-only
#include "import/import.h"

#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "import/build.h"
#include "import/range.h"
#include "import/words.h"

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

static bool is_header(const char *path)
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
			imp->parts.at[imp->parts.nr - 1].header = is_header(files[i].path);
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

static enum sim_status begin_tree(struct sim_import *imp, struct sim_error *err)
{
	struct wish *wishes = calloc(MAX_FILES, sizeof(*wishes));
	enum sim_status status;
	unsigned int nr;

	if (!wishes)
		return sim_error_set(err, SIM_ENOMEM, "out of memory");
	status = read_wishes(imp->how, wishes, &nr, err);
	if (!status)
		status = read_wanted(imp, wishes, nr, err);
	for (unsigned int i = 0; i < nr && !status; i++)
		status = take_wish(&imp->parts, &wishes[i], imp->how->tree, err);
	free(wishes);
	if (status)
		return status;
	imp->version = imp->tree.version;
	snprintf(imp->origin, sizeof(imp->origin), "kernel tree %s", imp->tree.release);
	status = ask_model(imp, err);
	for (unsigned int i = 0; i < imp->parts.nr && !status; i++)
		status = sim_part_close(&imp->parts.at[i], &imp->provides, err);
	return status;
}

/* ------------------------------------------------------------ all of it */

static enum sim_status check_kit(const struct sim_import_options *how, struct sim_error *err)
{
	return how->kit ? SIM_OK
			: sim_error_set(err, SIM_ENOENT,
					"what designs are compiled against (kit/) is not beside "
					"this program");
}

static enum sim_status check_taken(const struct sim_import *imp, struct sim_error *err)
{
	for (unsigned int i = 0; i < imp->parts.nr; i++) {
		if (imp->parts.at[i].nr_taken && !imp->parts.at[i].header)
			return SIM_OK;
	}
	sim_error_set(err, SIM_EINPUT, "there is nothing in it to import");
	sim_error_at(err, imp->how->tree ? imp->how->tree : imp->how->mail, 0, 0, 0);
	sim_error_accept(err, "%s",
			 imp->how->tree ? "a kernel from 5.1 on, or --pick FILE:NAME"
					: "a patch that shows whole functions, or --base");
	return SIM_EINPUT;
}

enum sim_status sim_import_begin(struct sim_import *imp, const struct sim_import_options *how,
				 struct sim_error *err)
{
	struct timespec from, to;
	enum sim_status status;

	memset(imp, 0, sizeof(*imp));
	imp->how = how;
	clock_gettime(CLOCK_MONOTONIC, &from);
	status = check_kit(how, err);
	if (!status)
		status = sim_words_read(imp, err);
	if (!status)
		status = begin_tree(imp, err);
	if (!status)
		status = sim_ranges_read(imp, err);
	sim_import_digest(imp);
	clock_gettime(CLOCK_MONOTONIC, &to);
	imp->ms_read =
		(double)(to.tv_sec - from.tv_sec) * 1e3 + (double)(to.tv_nsec - from.tv_nsec) / 1e6;
	return status ? status : check_taken(imp, err);
}

void sim_import_end(struct sim_import *imp)
{
	sim_parts_free(&imp->parts);
	sim_provides_free(&imp->provides);
	sim_buf_free(&imp->damage);
	sim_buf_free(&imp->exports);
	sim_buf_free(&imp->features);
	sim_buf_free(&imp->ranges);
	free(imp->pieces);
	free(imp->lacks);
	memset(imp, 0, sizeof(*imp));
}
