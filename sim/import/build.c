// SPDX-License-Identifier: GPL-2.0-only
/*
 * From what was taken to a design library: units are written to NAME.import/units, compiled side
 * by side, and linked with the model core as the model's own designs are.
 */
#include "import/build.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* ------------------------------------------------------------ files */

static enum sim_status io_error(struct sim_error *err, const char *path)
{
	sim_error_set(err, SIM_EIO, "can't be written: %s", strerror(errno));
	sim_error_at(err, path, 0, 0, 0);
	return SIM_EIO;
}

static enum sim_status make_folders(const char *path, struct sim_error *err)
{
	char part[PATH_MAX];
	size_t n = strlen(path);

	if (n >= sizeof(part)) {
		errno = ENAMETOOLONG;
		return io_error(err, path);
	}
	for (size_t i = 1; i <= n; i++) {
		if (i < n && path[i] != '/')
			continue;
		memcpy(part, path, i);
		part[i] = '\0';
		if (mkdir(part, 0777) && errno != EEXIST)
			return io_error(err, part);
	}
	return SIM_OK;
}

static enum sim_status write_file(const char *path, struct sim_buf *text, struct sim_error *err)
{
	enum sim_status status = SIM_OK;
	FILE *f = text->failed ? NULL : fopen(path, "we");
	int bad;

	if (text->failed) {
		status = sim_error_set(err, SIM_ENOMEM, "out of memory");
	} else if (!f) {
		status = io_error(err, path);
	} else {
		bad = fwrite(text->s ? text->s : "", 1, text->len, f) != text->len;
		bad |= fclose(f) != 0;
		if (bad)
			status = io_error(err, path);
	}
	sim_buf_free(text);
	return status;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *where)
{
	(void)st;
	(void)type;
	(void)where;
	remove(path);
	return 0;
}

static void remove_all(const struct sim_build *b)
{
	char deep[PATH_MAX + 80];

	/* one of an earlier import would be another design's */
	snprintf(deep, sizeof(deep), "%s/deep/%s.so", b->out, b->imp->how->name);
	unlink(deep);
	unlink(b->library);
	if (b->folder[0])
		nftw(b->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* ------------------------------------------------------------ units */

/* "kernel/signal.c" to "kernel_signal" */
static void unit_name(const char *path, char *out, size_t n)
{
	snprintf(out, n, "%s", path);
	for (char *p = out; *p; p++) {
		if (*p == '/')
			*p = '_';
	}
	if (strlen(out) > 2 && !strcmp(out + strlen(out) - 2, ".c"))
		out[strlen(out) - 2] = '\0';
}

static enum sim_status write_view(const struct sim_build *b, const struct sim_portion *part,
				  struct sim_error *err)
{
	struct sim_buf text = {0}, path = {0};
	enum sim_status status;
	char *slash;

	sim_buf_printf(&path, "%s/%s", b->view, part->src->path);
	if (path.failed)
		return sim_error_set(err, SIM_ENOMEM, "out of memory");
	slash = strrchr(path.s, '/');
	*slash = '\0';
	status = make_folders(path.s, err);
	*slash = '/';
	if (part->src->whole)
		sim_source_text(part->src, &text);
	else
		sim_part_mask(part, &text);
	if (!status)
		status = write_file(path.s, &text, err);
	sim_buf_free(&text);
	sim_buf_free(&path);
	return status;
}

static enum sim_status write_unit(struct sim_build *b, const char *name, unsigned int part,
				  struct sim_buf *text, struct sim_error *err)
{
	char path[PATH_MAX + 240];

	snprintf(path, sizeof(path), "%s/units/%s.c", b->folder, name);
	if (b->nr_units == SIM_BUILD_UNITS) {
		sim_buf_free(text);
		return sim_error_set(err, SIM_EINPUT, "too many files: %u are the most",
				     SIM_BUILD_UNITS);
	}
	snprintf(b->units[b->nr_units], sizeof(b->units[0]), "%s", name);
	b->unit_part[b->nr_units] = part;
	b->nr_units++;
	return write_file(path, text, err);
}

static enum sim_status write_units(struct sim_build *b, struct sim_error *err)
{
	const struct sim_import *imp = b->imp;
	enum sim_status status = SIM_OK;
	struct sim_buf text = {0};
	char name[160], path[PATH_MAX + 96];

	b->nr_units = 0;
	for (unsigned int i = 0; i < imp->parts.nr && !status; i++) {
		const struct sim_portion *part = &imp->parts.at[i];

		if (!part->nr_taken)
			continue;
		status = write_view(b, part, err);
		if (status || part->header)
			continue;
		unit_name(part->src->path, name, sizeof(name));
		sim_import_unit(imp, part, &text);
		status = write_unit(b, name, i, &text, err);
	}
	if (status)
		return status;
	sim_import_design(imp, &text);
	status = write_unit(b, "design", 0, &text, err);
	if (status)
		return status;
	sim_import_names(imp, &text);
	snprintf(path, sizeof(path), "%s/units/names.ld", b->folder);
	status = write_file(path, &text, err);
	if (status)
		return status;
	sim_import_record(imp, &text);
	snprintf(path, sizeof(path), "%s/record.json", b->folder);
	return write_file(path, &text, err);
}

/* ------------------------------------------------------------ compiling */

/*
 * The compiler stands in the folder where the kernel's text is, so that names are short and
 * gdb and lcov find the text. Where it is does not get into what is built, but for coverage.
 */
static void mode_words(const struct sim_build *b, struct sim_job *job, const char *unit)
{
	unsigned int flags = b->imp->how->flags;

	if ((flags & SIM_IMPORT_COV) && !b->deep) {
		sim_word(job, "-O0");
		if (strcmp(unit, "design"))
			sim_word(job, "--coverage");
	} else {
		sim_word(job, "-O1");
		sim_word(job, "-fdebug-prefix-map=%s=.", b->view);
		sim_word(job, "-fdebug-prefix-map=%s=.", b->folder);
		sim_word(job, "-fdebug-prefix-map=%s/=", b->kit);
	}
	for (unsigned int i = 0; b->deep && i < b->nr_deepflags; i++)
		sim_word(job, "%s", b->deepflags[i]);
}

static void compile_words(struct sim_build *b, struct sim_job *job, const char *unit)
{
	const struct sim_import *imp = b->imp;
	int fast = imp->how->flags & SIM_IMPORT_FAST;

	/* tcc puts the folder of the file that it is given before each name that #line gives */
	job->folder = fast ? b->units_folder : b->view;
	sim_word(job, "%s", b->cc);
	for (unsigned int i = 0; i < b->nr_cflags; i++)
		sim_word(job, "%s", b->cflags[i]);
	sim_word(job, "-std=gnu11");
	sim_word(job, "-DKAPI=0x%04x", imp->version);
	sim_word(job, "-I%s/model/include", b->kit);
	sim_word(job, "-fmacro-prefix-map=%s/=", b->kit);
	mode_words(b, job, unit);
	sim_word(job, "-g");
	sim_word(job, "-fno-diagnostics-color");
	sim_word(job, "-Wno-error");
	sim_word(job, "-c");
	sim_word(job, "%s%s%s.c", fast ? "" : b->units_folder, fast ? "" : "/", unit);
	sim_word(job, "-o");
	sim_word(job, "%s/%s%s.o", b->units_folder, unit, b->deep ? ".deep" : "");
}

static enum sim_status compile(struct sim_build *b, bool *again, struct sim_error *err)
{
	struct sim_job jobs[SIM_BUILD_UNITS] = {0};
	enum sim_status status;
	unsigned int failed = 0;

	for (unsigned int i = 0; i < b->nr_units; i++)
		compile_words(b, &jobs[i], b->units[i]);
	status = sim_jobs_run(jobs, b->nr_units, err);
	*again = false;
	for (unsigned int i = 0; i < b->nr_units && !status; i++) {
		failed += jobs[i].code != 0;
		*again |= sim_lacks_read(b, &jobs[i], b->unit_part[i]);
		if (jobs[i].code && !b->first_error[0] && jobs[i].err.s)
			snprintf(b->first_error, sizeof(b->first_error), "%.*s",
				 (int)strcspn(jobs[i].err.s, "\n"), jobs[i].err.s);
	}
	for (unsigned int i = 0; i < b->nr_units; i++)
		sim_job_free(&jobs[i]);
	if (status || !failed)
		return status;
	return *again ? SIM_OK
		      : sim_error_set(err, SIM_EDESIGN, "the compiler refuses it: %s",
				      b->first_error);
}

/* What can't be compiled is taken out, piece by piece, and a stub put in its place. */
static enum sim_status compile_all(struct sim_build *b, struct sim_error *err)
{
	enum sim_status status = SIM_OK;
	bool again = true;

	for (unsigned int i = 0; i < SIM_BUILD_ROUNDS && again && !status; i++) {
		b->first_error[0] = '\0';
		status = write_units(b, err);
		if (!status)
			status = compile(b, &again, err);
	}
	if (!status && again)
		status = sim_error_set(err, SIM_EDESIGN, "the compiler refuses it: %s",
				       b->first_error);
	return status;
}

/* ------------------------------------------------------------ linking */

static void link_words(const struct sim_build *b, struct sim_job *job, const char *output)
{
	/* those touch memory for others: model/deep.c tells of it */
	static const char *const functions[] = { "memcpy", "memmove", "memset", "memcmp",
						 "strlen", "strnlen", "strcmp", NULL };

	sim_word(job, "%s", b->ld);
	sim_word(job, "-shared");
	for (unsigned int i = 0; i < b->nr_ldflags; i++)
		sim_word(job, "%s", b->ldflags[i]);
	sim_word(job, "-Wl,-Bsymbolic");
	sim_word(job, "-Wl,--version-script=%s/design.map", b->kit);
	sim_word(job, "-Wl,-T,%s/image.ld", b->kit);
	sim_word(job, "-Wl,-z,defs");
	sim_word(job, "-Wl,-z,now");
	sim_word(job, "-Wl,-z,norelro");
	if (b->imp->how->flags & SIM_IMPORT_COV)
		sim_word(job, "--coverage");
	for (const char *const *f = functions; b->deep && *f; f++)
		sim_word(job, "-Wl,--wrap=%s", *f);
	sim_word(job, "%s/%s", b->kit, b->deep ? "core_deep.o" : "core_weak.o");
	for (unsigned int i = 0; i < b->nr_units; i++)
		sim_word(job, "%s/%s%s.o", b->units_folder, b->units[i], b->deep ? ".deep" : "");
	sim_word(job, "%s/units/names.ld", b->folder);
	sim_word(job, "-o");
	sim_word(job, "%s", output);
}

static enum sim_status link_once(struct sim_build *b, const char *output, bool *again,
				 struct sim_error *err)
{
	struct sim_job job = {0};
	enum sim_status status;

	link_words(b, &job, output);
	status = sim_jobs_run(&job, 1, err);
	*again = !status && job.code && sim_undefined_read(b, &job);
	if (!status && job.code && !*again)
		status = sim_error_set(err, SIM_EDESIGN, "the linker refuses it: %.160s",
				       job.err.s ? job.err.s : "no reason given");
	sim_job_free(&job);
	return status;
}

/* Names that nobody defines get stubs; one more unit, and once more. */
static enum sim_status link_all(struct sim_build *b, struct sim_error *err)
{
	char output[PATH_MAX + 96];
	struct sim_buf text = {0};
	enum sim_status status;
	bool again;

	snprintf(output, sizeof(output), "%s/units/library", b->folder);
	status = link_once(b, output, &again, err);
	if (!status && again) {
		struct sim_job job = {0};

		sim_stub_unit(b, &text);
		status = write_unit(b, "stubs", 0, &text, err);
		compile_words(b, &job, "stubs");
		if (!status)
			status = sim_jobs_run(&job, 1, err);
		sim_job_free(&job);
		if (!status)
			status = link_once(b, output, &again, err);
		if (!status && again)
			status = sim_error_set(err, SIM_EDESIGN, "names stay undefined");
	}
	if (!status && rename(output, b->library))
		status = io_error(err, b->library);
	return status;
}

/* Once more, so that every load and store is told: OUT/deep/NAME.so, where `explore` looks. */
static enum sim_status build_deep(struct sim_build *b, struct sim_error *err)
{
	char folder[PATH_MAX + 80], library[PATH_MAX + 160];
	enum sim_status status;
	bool again;

	snprintf(folder, sizeof(folder), "%s/deep", b->out);
	snprintf(library, sizeof(library), "%s/%s.so", folder, b->imp->how->name);
	b->deep = true;
	status = make_folders(folder, err);
	if (!status)
		status = compile(b, &again, err);
	return status ? status : link_once(b, library, &again, err);
}

/* ------------------------------------------------------------ all of it */

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static enum sim_status prepare(struct sim_build *b, struct sim_error *err)
{
	const struct sim_import_options *how = b->imp->how;
	enum sim_status status = make_folders(how->out, err);

	if (status)
		return status;
	if (!realpath(how->out, b->out))
		return io_error(err, how->out);
	if (strlen(b->out) + strlen(how->name) + 64 > PATH_MAX) {
		errno = ENAMETOOLONG;
		return io_error(err, how->out);
	}
	snprintf(b->library, sizeof(b->library), "%s/%s.so", b->out, how->name);
	snprintf(b->folder, sizeof(b->folder), "%s/%s.import", b->out, how->name);
	snprintf(b->view, sizeof(b->view), "%s/srcview", b->folder);
	remove_all(b);
	snprintf(b->units_folder, sizeof(b->units_folder), "%s/units", b->folder);
	status = make_folders(b->units_folder, err);
	return status ? status : make_folders(b->view, err);
}

enum sim_status sim_import_build(struct sim_import *imp, struct sim_error *err)
{
	struct sim_build *b = calloc(1, sizeof(*b));
	double from = now_ms(), compiled;
	enum sim_status status;

	if (!b)
		return sim_error_set(err, SIM_ENOMEM, "out of memory");
	b->imp = imp;
	status = sim_kit_read(b, err);
	if (!status)
		status = prepare(b, err);
	if (!status)
		status = compile_all(b, err);
	compiled = now_ms();
	imp->ms_compile = compiled - from;
	if (!status)
		status = link_all(b, err);
	if (!status && (imp->how->flags & SIM_IMPORT_DEEP))
		status = build_deep(b, err);
	imp->ms_link = now_ms() - compiled;
	if (status)
		remove_all(b);
	sim_kit_free(b);
	free(b);
	return status;
}
